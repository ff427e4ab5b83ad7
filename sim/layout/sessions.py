"""Sessions as columns of whole numbers, which compiled code reads as they stand.

Instants are milliseconds from midnight of the first open day; windows, desks, officers, departments and queues
are indices or permanent numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np


@dataclass(frozen=True, eq=False, kw_only=True)
class WindowSessions:
    """Officers at windows; columns by session, int64 unless said otherwise.

    Attributes
    ----------
    day : open day.
    start, end : instants.
    leaves_by : end of the session's extension; `end` if it does not stay.
    window : its number.
    officer, department : indices.
    own_ppm, foreign_ppm : factors on service times, in parts per million.
    longest_wait : bool, whether the officer takes by longest wait (else own queues first).
    stays : bool, whether the session stays for the queue.
    first_queue, queues : its queues, in order of preference, are `queue[first_queue : first_queue + queues]`.
    queue : int64 array, the lists of queues of all sessions, which parts of one session share.
    """

    day: np.ndarray
    start: np.ndarray
    end: np.ndarray
    leaves_by: np.ndarray
    window: np.ndarray
    officer: np.ndarray
    department: np.ndarray
    own_ppm: np.ndarray
    foreign_ppm: np.ndarray
    longest_wait: np.ndarray
    stays: np.ndarray
    first_queue: np.ndarray
    queues: np.ndarray
    queue: np.ndarray

    def __len__(self) -> int:
        return len(self.start)

    def taken(self, rows: np.ndarray) -> WindowSessions:
        """Return the sessions at positions, or where a mask holds, in that order."""
        columns = vars(self) | {name: column[rows] for name, column in vars(self).items() if name != "queue"}
        return WindowSessions(**columns)

    def queue_lists(self) -> list[tuple[int, ...]]:
        """Return the queues of each session in order of preference."""
        queue, first = self.queue.tolist(), self.first_queue.tolist()
        return [tuple(queue[a : a + n]) for a, n in zip(first, self.queues.tolist(), strict=True)]

    def lines(self) -> tuple[np.ndarray, np.ndarray]:
        """Return (session, queue) of every queue that a session serves, session by session."""
        session = np.repeat(np.arange(len(self)), self.queues)
        within = np.arange(len(session)) - np.repeat(np.cumsum(self.queues) - self.queues, self.queues)
        return session, self.queue[self.first_queue[session] + within]


@dataclass(frozen=True, eq=False, kw_only=True)
class DeskSessions:
    """Officers at back-office desks; int64 columns by session.

    Attributes
    ----------
    start, end : instants.
    leaves_by : end of the overtime that may follow; `end` if there is none.
    pressing : cases due by then are warned or overdue on the day of the session, and worth overtime.
    desk : its number.
    officer, department : indices.
    ppm : factor on the work, in parts per million.
    following : index of the same officer's next desk session, NEVER if there is none by the next working day.
    """

    start: np.ndarray
    end: np.ndarray
    leaves_by: np.ndarray
    pressing: np.ndarray
    desk: np.ndarray
    officer: np.ndarray
    department: np.ndarray
    ppm: np.ndarray
    following: np.ndarray

    def __len__(self) -> int:
        return len(self.start)

    @classmethod
    def none(cls) -> DeskSessions:
        """Return no sessions."""
        return cls(**{field.name: np.empty(0, dtype=np.int64) for field in fields(cls)})

    def taken(self, rows: np.ndarray) -> DeskSessions:
        """Return the sessions at positions, or where a mask holds, in that order; what follows is not renumbered."""
        return DeskSessions(**{name: column[rows] for name, column in vars(self).items()})


def joined(first: DeskSessions, second: DeskSessions) -> DeskSessions:
    """Return the sessions of both; what follows is not renumbered."""
    if not len(first):
        return second
    return DeskSessions(
        **{name: np.concatenate((column, getattr(second, name))) for name, column in vars(first).items()}
    )


def renumbered(windows: WindowSessions, desks: DeskSessions, number: np.ndarray) -> tuple[WindowSessions, DeskSessions]:
    """Return the sessions with officers numbered anew; `number` is by their present number."""
    return replace(windows, officer=number[windows.officer]), replace(desks, officer=number[desks.officer])
