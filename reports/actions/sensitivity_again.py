"""A sensitivity study once more, from what its folder holds: scenarios, plans, factors, seed, replications."""

from __future__ import annotations

from pathlib import Path

from reports import sensitivity_folder
from reports.actions.outcome import Interrupted
from sim.experiment.candidates import Stopped
from sim.progress import Watch


def again(folder: Path, into: Path, workers: int | None, watch: Watch) -> None:
    """Simulate a study again and write its tables; those of its simulations are compared, too.

    Raises
    ------
    Interrupted
        The user stopped it.
    """
    on = "here" if workers == 1 else "processes"
    record = sensitivity_folder.load(folder)
    try:
        record = record.simulated(into / sensitivity_folder.RUNS, on, workers, watch)
    except Stopped:
        raise Interrupted from None
    sensitivity_folder.write_tables(record, into)
    for store in (into / sensitivity_folder.RUNS).glob("*/*.sqlite*"):
        store.unlink()  # holds the same rows in the order in which they came
