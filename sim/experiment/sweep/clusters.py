"""Workers of a cluster: Dask or Ray, of which either is imported only when asked for."""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Any

from sim.errors import Fault, Place, ResourceError
from sim.experiment.sweep.pools import HandedOut, lost
from sim.experiment.sweep.spec import Chunk
from sim.experiment.sweep.work import Outcome, work

LOCAL = "local"
KINDS = ("dask", "ray")
CONNECT_SECONDS = 10
CLOSE_SECONDS = 1
RAY_RETRIES = 3
"""So often is a chunk whose worker is lost given to another, within one of its tries; as many as by Dask."""
DESERTED_SECONDS = 60
"""So long workers may be missing: a cluster may be about to start others."""
OPTION = "--on"


def faults(on: str) -> list[Fault]:
    """Return what is wrong with the name of a cluster, without asking it."""
    kind, colon, address = on.partition(":")
    place = Place(file=OPTION)
    if kind not in KINDS or not colon or not address:
        return [Fault(code="SWEEP_ON", place=place, values={"value": on})]
    try:
        import_module("distributed" if kind == "dask" else "ray")
    except ImportError:
        return [Fault(code="SWEEP_EXTRA", place=place, values={"value": on, "extra": kind})]
    return []


def cluster(on: str, job: bytes, workers: int | None) -> HandedOut:
    """Return the workers of a place in which `faults` found none.

    Those of `dask:local` and `ray:local` are started on this computer.

    Raises
    ------
    ResourceError
        It does not answer.
    """
    kind, _, address = on.partition(":")
    try:
        return Dask(address, job, workers) if kind == "dask" else Ray(address, job, workers)
    except (OSError, RuntimeError, ValueError) as error:
        raise ResourceError(f"{on} does not answer: {error}") from error


class Dask(HandedOut):
    """A Dask cluster. A chunk that a worker has begun goes on to its end there, even if the sweep is stopped."""

    def __init__(self, address: str, job: bytes, workers: int | None) -> None:
        distributed = import_module("distributed")
        self._cluster: Any = None
        if address == LOCAL:
            self._cluster = distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
            )
        where = address if self._cluster is None else self._cluster
        self._client = distributed.Client(where, timeout=CONNECT_SECONDS, set_as_default=False)
        threads = sum(self._client.nthreads().values())
        super().__init__(job, max(1, workers or threads))

    def one(self, chunk: Chunk) -> Outcome:
        """Have a chunk simulated; Dask gives it to another worker if the first is lost, as often as it is set to."""
        try:
            outcome = self._awaited(self._client.submit(work, self._job, chunk, pure=False, retries=0))
        except ResourceError:
            raise
        except Exception as error:
            if self._client.status != "running":
                raise ResourceError(f"the Dask scheduler is gone: {error}; what was finished is kept") from error
            return lost(chunk, f"the worker died: {type(error).__name__}")
        return outcome

    def _awaited(self, future: Any) -> Outcome:  # noqa: ANN401 -- Dask's
        """Return what a chunk gives, as long as there are workers, or some may come."""
        deserted = 0.0
        while deserted < DESERTED_SECONDS:
            try:
                outcome: Outcome = future.result(timeout=CONNECT_SECONDS)
            except TimeoutError:
                deserted = 0.0 if self._client.nthreads() else deserted + CONNECT_SECONDS
            else:
                return outcome
        raise ResourceError("the Dask cluster has no worker left; what was finished is kept")

    def close(self) -> None:
        """Leave the cluster, and end one of our own."""
        for part in (self._client, self._cluster):
            if part is not None:
                with suppress(Exception):
                    part.close(timeout=CLOSE_SECONDS)


class Ray(HandedOut):
    """A Ray cluster, which has one per program: one that was there before the sweep stays."""

    def __init__(self, address: str, job: bytes, workers: int | None) -> None:
        self._ray = import_module("ray")
        self._ours = not self._ray.is_initialized()
        if self._ours:
            own = {"num_cpus": workers, "include_dashboard": False} if address == LOCAL else {"address": address}
            self._ray.init(log_to_driver=False, logging_level="ERROR", **own)
        self._work = self._ray.remote(work).options(num_cpus=1, max_retries=RAY_RETRIES)
        processors = int(self._ray.cluster_resources().get("CPU", 1))
        super().__init__(job, max(1, workers or processors))

    def one(self, chunk: Chunk) -> Outcome:
        """Have a chunk simulated."""
        try:
            outcome: Outcome = self._ray.get(self._work.remote(self._job, chunk))
        except Exception as error:  # noqa: BLE001 -- whatever a cluster raises, the chunk is to be tried again
            return lost(chunk, f"the worker died: {type(error).__name__}")
        return outcome

    def close(self) -> None:
        """Leave the cluster, and end one of our own."""
        if self._ours:
            self._ray.shutdown()
