"""Units and ranges that the fields of the domain carry.

A field's type says what it is, in which unit, between which bounds; `sim.scenario` enforces it where files
come in, and its JSON Schema shows it to a planner. Nothing here computes.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Gt, Le, MaxLen, MinLen, Unit

Identifier = Annotated[str, MinLen(1), MaxLen(64)]
Text = Annotated[str, MinLen(1), MaxLen(400)]
"""Free text for people: a name, an origin."""
Number = Annotated[int, Ge(1), Le(1_000_000)]
"""A permanent number, as painted on a window."""
Count = Annotated[int, Ge(0), Le(1_000_000)]
Attempts = Annotated[int, Ge(1), Le(20)]
"""Capped, so that all of them can be drawn beforehand (rule 3)."""
Seed = Annotated[int, Ge(0), Le(2**63 - 1)]
Minutes = Annotated[float, Ge(0), Le(100_000), Unit("min")]
SignedMinutes = Annotated[float, Ge(-1440), Le(1440), Unit("min")]
WorkingDays = Annotated[int, Ge(0), Le(400), Unit("working days")]
Share = Annotated[float, Ge(0), Le(1)]
Factor = Annotated[float, Gt(0), Le(100)]
"""A multiplier; 1 is average."""
Rate = Annotated[float, Ge(0), Le(1_000_000), Unit("per day")]
Hours = Annotated[float, Ge(0), Le(24), Unit("h")]
WeekHours = Annotated[float, Ge(0), Le(168), Unit("h per week")]
Cost = Annotated[float, Ge(0), Le(1_000_000_000)]
Metres = Annotated[float, Ge(0), Le(10_000), Unit("m")]
MinuteOfDay = Annotated[int, Ge(0), Le(1440), Unit("HH:MM")]
"""Minutes since midnight; files write `08:30`, and `24:00` for the end of the day."""
Weekday = Annotated[int, Ge(1), Le(7)]
"""1 is Monday, 7 Sunday."""


class Side(StrEnum):
    """Which of the two halls a zone lies in (F4, F5)."""

    SOUTH = "south"
    NORTH = "north"


class ZoneKind(StrEnum):
    """A main functional zone or a special area (F3–F5)."""

    MAIN = "main"
    SPECIAL = "special"


class Presence(StrEnum):
    """How a department is present at the windows (F7–F10)."""

    FIXED = "fixed"
    COMPREHENSIVE = "comprehensive"
    MOBILE = "mobile"
    OUTSIDE = "outside"
    """A body outside the departments that signed the commitment (F10)."""


class DataLink(StrEnum):
    """How a department's network exchanges data with the joint-approval platform (F22)."""

    REAL_TIME = "real_time"
    DISC = "disc"
    HAND = "hand"


class Noon(StrEnum):
    """What a department's windows do at noon."""

    IN_TURN = "in_turn"
    """Officers go to lunch in turn and the windows stay open."""
    CLOSED = "closed"
    """The windows close; tickets stay valid."""


class WindowKind(StrEnum):
    """Kinds of windows (F7–F10)."""

    FIXED = "fixed"
    COMPREHENSIVE = "comprehensive"
    MOBILE = "mobile"
    OTHER = "other"


class ItemKind(StrEnum):
    """Classes of items (F13), and what is not one of the 422."""

    LICENCE = "licence"
    PRELIMINARY_REVIEW = "preliminary_review"
    SERVICE = "service"
    OUTSIDE = "outside"
    """Handled by a body outside the 38 departments (F10)."""
    PAYMENT = "payment"
    """A payment stop; not a handled item."""
    HELP = "help"
    """A help stop; not a handled item."""


class Distribution(StrEnum):
    """Laws of service and desk times, each given by mean and standard deviation."""

    LOGNORMAL = "lognormal"
    GAMMA = "gamma"
    EXPONENTIAL = "exponential"
    FIXED = "fixed"
    EMPIRICAL = "empirical"


class StepKind(StrEnum):
    """Kinds of steps of a case (rule 19)."""

    DESK = "desk"
    """Work at a back-office desk of a department."""
    WAIT = "wait"
    """Working days that pass, such as those of publicity (公示)."""
    MEETING = "meeting"
    """Collective discussion, expert review, hearing: held on given days, for so many cases (F15)."""
    SIGNATURE = "signature"
    """By the head of the department, at given times (F15)."""
    INSPECTION = "inspection"
    """On site (现场勘察), by inspectors who make so many a day (F15)."""
    TRANSFER = "transfer"
    """Data to another department: in real time, by disc, by hand (F22)."""
    PAPERS = "papers"
    """The applicant brings papers found missing (补正); the case is accepted only then."""
    FORWARD = "forward"
    """To the higher authority (F16), which takes its days."""


class ClockRule(StrEnum):
    """Which clocks stand still while a step lasts (rule 21)."""

    RUNS = "runs"
    STATUTORY_STOPS = "statutory_stops"
    BOTH_STOP = "both_stop"


class MeetingKind(StrEnum):
    """What is held on given days (F15)."""

    DISCUSSION = "discussion"
    """Collective discussion (集体讨论)."""
    EXPERT_REVIEW = "expert_review"
    """专家论证."""
    HEARING = "hearing"
    """听证."""
    SIGNING = "signing"
    """The head of the department signs what lies there."""


class Role(StrEnum):
    """Where an officer may be planned."""

    WINDOW = "window"
    DESK = "desk"
    BOTH = "both"


class ServiceRule(StrEnum):
    """How an officer chooses among the queues of the session (rule 12)."""

    OWN_FIRST = "own_first"
    LONGEST_WAIT = "longest_wait"


class Leaving(StrEnum):
    """What an officer does with a customer when the session ends (rule 11)."""

    FINISH = "finish"
    HAND_BACK = "hand_back"


class DeskRule(StrEnum):
    """Which case a desk takes next (rule 20)."""

    FIRST_COME = "first_come"
    EARLIEST_DUE = "earliest_due"
    LEAST_SLACK = "least_slack"
    BY_CLASS = "by_class"


class CalendarKind(StrEnum):
    """Which days are working days."""

    CHINA = "china"
    WEEKDAYS = "weekdays"
    EVERY_DAY = "every_day"


class OthersAtComprehensive(StrEnum):
    """What happens to customers of departments not on duty, where only one's own is served (rule 15)."""

    ANOTHER_DAY = "another_day"
    BALK = "balk"


class HoursPool(StrEnum):
    """Within which body a plan may move officer hours; the total never grows."""

    DEPARTMENT = "department"
    HALL = "hall"
