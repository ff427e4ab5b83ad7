"""Candidates: scenarios under plans, simulated on common demand, and only ever extended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.domain.scenario_data import Scenario
from sim.engines import DEFAULT_ENGINE, Engine
from sim.experiment.replicate import replicate
from sim.experiment.results import Runs
from sim.plan.sessions import Plan
from sim.progress import Unwatched, Watch


class Stopped(Exception):
    """The watch stopped before all candidates had the replications asked for; there is nothing to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A scenario under a plan (today's if none is given), with the name under which it is spoken of."""

    name: str
    scenario: Scenario
    plan: Plan | None = None


class Candidates:
    """Candidates with the replications they have so far.

    All share one seed and one set of replications, so that they meet the same customers (common random numbers).

    Attributes
    ----------
    runs : dict of str to Runs
        By name; those of candidates not yet simulated are missing.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        *,
        seed: int | None = None,
        days: int | None = None,
        engine: Engine = DEFAULT_ENGINE,
        workers: int | None = None,
        watch: Watch | None = None,
        earlier: Mapping[str, Runs] | None = None,
    ) -> None:
        """Name the candidates; without a seed the first one's holds, without days the shortest horizon.

        Raises
        ------
        ValueError
            There are fewer than two, or two of one name.
        """
        self._candidates = {candidate.name: candidate for candidate in candidates}
        if len(self._candidates) < max(2, len(candidates)):
            raise ValueError("at least two candidates are needed, each with a name of its own")
        settings = [candidate.scenario.settings for candidate in candidates]
        self._seed = settings[0].seed if seed is None else seed
        self._days = min(s.horizon.days for s in settings) if days is None else days
        self._engine, self._workers = engine, workers
        self._watch = Unwatched() if watch is None else watch
        self.runs: dict[str, Runs] = dict(earlier or {})

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names, in the order given."""
        return tuple(self._candidates)

    def extend(self, name: str, numbers: Sequence[int]) -> Runs:
        """Return a candidate's runs with these replications; only those that are missing are simulated.

        Raises
        ------
        Stopped
            The watch stopped before all were there.
        ValueError
            Those that are there are not the first of these.
        """
        one, there = self._candidates[name], self.runs.get(name)
        if there is not None and there.provenance.replications == tuple(numbers):
            return there
        if not self._watch.stopped():
            self.runs[name] = replicate(
                one.scenario,
                one.plan,
                seed=self._seed,
                replications=numbers,
                days=self._days,
                engine=self._engine,
                workers=self._workers,
                watch=self._watch,
                earlier=there,
            )
        if name not in self.runs or len(self.runs[name].provenance.replications) < len(numbers):
            raise Stopped
        return self.runs[name]

    def extend_all(self, numbers: Sequence[int]) -> dict[str, Runs]:
        """Return the runs of all candidates, each with these replications.

        Raises
        ------
        Stopped, ValueError
            As for `extend`.
        """
        return {name: self.extend(name, numbers) for name in self._candidates}
