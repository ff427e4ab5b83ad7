"""The course of a sweep: chunks claimed, simulated, kept; what fails is tried again, what others do is waited for."""

from __future__ import annotations

import time
from collections.abc import Iterator

from sim.experiment.sweep.pools import TICK_SECONDS, Pool
from sim.experiment.sweep.spec import Chunk, SweepSpec
from sim.experiment.sweep.store import Store
from sim.experiment.sweep.trouble import encoded
from sim.experiment.sweep.work import Outcome
from sim.progress import Progress, Watch

TASK = "sweeping"


class Runner:
    """One process's part in a sweep."""

    def __init__(self, spec: SweepSpec, store: Store, pool: Pool, watch: Watch) -> None:
        self._store, self._pool, self._watch = store, pool, watch
        self._chunks = list(spec.chunks())
        self._done = 0

    def run(self) -> bool:
        """Work until every chunk is done or has failed for good; false if the watch stopped it before.

        Several processes may do so at once: each takes what no other has.
        """
        while to_do := self.unfinished():
            self._report(len(self._chunks) - len(to_do))
            if not self._pass(to_do):
                return False
        self._report(len(self._chunks))
        return True

    def unfinished(self) -> list[Chunk]:
        """Return the chunks that are neither done nor failed for good."""
        there, failed = self._store.keys(), self._store.failures.final()
        return [
            chunk
            for chunk in self._chunks
            if chunk.key not in failed
            and not all((chunk.variant, chunk.plan, number) in there for number in chunk.replications)
        ]

    def _pass(self, to_do: list[Chunk]) -> bool:
        """Go once through what is to be done; chunks that fail are left to the next time."""
        came = False
        for outcome in self._pool.outcomes(self._claimed(to_do)):
            if self._watch.stopped():
                return False
            self._store.claims.beat()
            if outcome is not None:
                came = True
                self._take(outcome)
        if not came:
            time.sleep(TICK_SECONDS)  # all that is left is with others
        return not self._watch.stopped()

    def _claimed(self, to_do: list[Chunk]) -> Iterator[Chunk]:
        for chunk in to_do:
            if self._watch.stopped():
                return
            if self._store.claim(chunk):
                yield chunk

    def _take(self, outcome: Outcome) -> None:
        trouble = outcome.trouble
        if trouble is None:
            self._store.commit(outcome.chunk, outcome.rows)
        elif not self._store.fail(outcome.chunk, encoded(trouble), for_good=trouble.for_good):
            return
        self._report(self._done + 1)

    def _report(self, done: int) -> None:
        self._done = done
        self._watch.report(Progress(task=TASK, done=done, total=len(self._chunks)))
