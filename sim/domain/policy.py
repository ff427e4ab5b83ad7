"""The settings of `scenario.toml`: calendar, hours, customers' behaviour, running of windows and desks, costs.

Each section of the file is one class. Defaults describe the plainest hall, so that a small scenario states
only what it needs.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from sim.domain.casework import EVERY_DAY
from sim.domain.units import (
    Attempts,
    CalendarKind,
    Cost,
    Count,
    DeskRule,
    Factor,
    HoursPool,
    Leaving,
    MinuteOfDay,
    Minutes,
    Number,
    OthersAtComprehensive,
    Seed,
    ServiceRule,
    Share,
    SignedMinutes,
    Text,
    Weekday,
    WorkingDays,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no plan may exceed (F3)."""

    windows: Count = 301
    desks: Count = 168


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The days simulated: `days` open days from `start` on (the first open day at or after it)."""

    start: dt.date
    days: Number = 22
    calendar: CalendarKind = CalendarKind.CHINA
    extra_closed: tuple[dt.date, ...] = ()
    extra_open: tuple[dt.date, ...] = ()
    timezone: Text = "Asia/Shanghai"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """Opening hours, the same on every open day.

    Tickets are issued from the arrival of the first customer until `last_ticket` (exclusive);
    `extension_minutes` is the extended service after closing (延时服务, F21) for windows whose session `stays`.
    `noon_from`–`noon_to` is the break of departments that close at noon.
    """

    open: MinuteOfDay = 510
    close: MinuteOfDay = 1050
    last_ticket: MinuteOfDay | None = None
    """No value: `close`."""
    noon_from: MinuteOfDay = 720
    noon_to: MinuteOfDay = 840
    extension_minutes: Minutes = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayKinds:
    """Factors on arrivals by kind of day (rule 4); the first that applies, in this order."""

    make_up: Factor = 1.0
    before_holiday: Factor = 1.0
    after_holiday: Factor = 1.0
    month_end: Factor = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalSettings:
    """How arrivals vary.

    The day factor of a queue is a Gamma variate of mean 1 with variance 1 / `day_shape`, of which `common_share` is
    common to the hall.

    No `day_shape`: day factors at 1. `weekday_factors` run from Monday to Sunday.
    """

    scale: Factor = 1.0
    day_shape: Factor | None = None
    common_share: Share = 0.0
    weekday_factors: tuple[Factor, ...] = (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    day_kinds: DayKinds = field(default_factory=DayKinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerClass:
    """A class of customers with its rank: the lower rank is called first.

    Ordinary customers have rank `customers.ordinary_rank`.
    """

    name_en: Text
    name_zh: Text
    share: Share
    rank: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSettings:
    """Classes (rule 10) and behaviour common to all queues (rules 8, 9).

    `return_after` gives the chance that a customer comes again on a later day, by the outcome of the trip;
    the delay in open days is geometric with mean `return_delay_days` (at least 1). `attempts` counts all
    trips of a visit.
    """

    classes: tuple[CustomerClass, ...] = ()
    ordinary_rank: Count = 5
    attempts: Attempts = 1
    return_after_abandoning: Share = 0.0
    return_after_balking: Share = 0.0
    return_after_unserved: Share = 0.0
    return_after_turned_away: Share = 0.0
    return_delay_days: Factor = 1.0
    call_timeout_minutes: Minutes = 1.0
    """What a dead ticket (过号) costs the officer who calls it."""
    wrong_queue_share: Share = 0.0
    """Share of customers who first take the ticket of another queue of the same zone."""
    wrong_queue_minutes: Minutes = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentSettings:
    """Appointments (rule 5).

    `share` of the customers of every queue that gives no share of its own are booked into slots of `slot_minutes`.
    """

    share: Share = 0.0
    slot_minutes: Factor = 30.0
    mean_lateness_minutes: SignedMinutes = -10.0
    sd_lateness_minutes: Minutes = 10.0
    no_show_share: Share = 0.0
    rank: Count = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkingSettings:
    """Walking times between two stops (F2), drawn log-normal with coefficient of variation 0.3."""

    within_zone_minutes: Minutes = 0.0
    between_zones_minutes: Minutes = 0.0
    between_sides_minutes: Minutes = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperSettings:
    """Helpers (帮办, F19–F21), when `enabled`: those of the table `helpers` or, without it, `per_zone` in each zone.

    `asked_share` of the walk-in customers go to one first.

    A helped customer has only `wrong_queue_factor` of the chance of a wrong queue and `papers_factor` of that
    of missing papers.
    """

    enabled: bool = False
    per_zone: Count = 1
    asked_share: Share = 0.0
    mean_minutes: Minutes = 2.0
    wrong_queue_factor: Share = 1.0
    papers_factor: Share = 1.0
    service_factor: Share = 1.0
    """A helped customer's services take this part of their time: forms are filled in, papers in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowSettings:
    """How windows are run (rules 11–15).

    `today_open_share`: today's plan opens windows for this part of a department's establishment. `rotation`:
    the departments that hold the comprehensive window in turn; `foreign_factor`: how much slower an officer
    there is on items that are not the own department's; `only_own`: the officer serves only the own
    department's.
    """

    rule: ServiceRule = ServiceRule.OWN_FIRST
    leaving: Leaving = Leaving.FINISH
    stays: bool = False
    """Whether today's plan marks sessions that end at closing as staying for the queue."""
    today_open_share: Share = 0.6
    """Windows that today's plan opens, per window officer of the establishment."""
    rotation: tuple[str, ...] = ()
    foreign_factor: Factor = 1.0
    only_own: bool = False
    others: OthersAtComprehensive = OthersAtComprehensive.ANOTHER_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSettings:
    """How cases run (rules 18–22).

    `backlog` is `stationary` (the last `warm_up_days` working days before the horizon are run under today's
    desks), `given` (table `backlog`) or `none`. Discs are carried at `disc_times` on working days that are one of the
    `disc_weekdays`; a transfer in real time takes `real_time_minutes`, by hand `hand_days`. With
    `return_to_department`, cases of a department without authority at the window go back to it for
    `no_authority_days` (F12, a switch), and `no_authority_visit_share` of the applicants must go there. With
    `accept_with_gaps` (容缺受理), papers found missing may be brought until the last step.
    """

    desk_rule: DeskRule = DeskRule.FIRST_COME
    backlog: Text = "none"
    warm_up_days: WorkingDays = 15
    disc_times: tuple[MinuteOfDay, ...] = (600, 900)
    disc_weekdays: tuple[Weekday, ...] = EVERY_DAY
    real_time_minutes: Minutes = 1.0
    hand_days: WorkingDays = 1
    return_to_department: bool = False
    no_authority_days: WorkingDays = 2
    no_authority_visit_share: Share = 0.0
    accept_with_gaps: bool = False
    warn_days: WorkingDays = 1
    """A case or step is warned so many working days before it is overdue (F23)."""
    overtime_minutes: Minutes = 0.0
    """Overtime at a desk after the officer's last session of a day, for cases warned or overdue; 0: none."""
    today_open_share: Share = 0.8
    """Desks that today's plan staffs, per desk officer of the establishment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectSettings:
    """How projects of several cases run (F20).

    With `one_intake` the applicant comes once, to the help centre; else for each case, `delay_days` open days after
    the decision on which it hangs (geometric mean, at least 1). With `in_parallel` parts begin as the table says,
    else one after the other.
    """

    one_intake: bool = False
    in_parallel: bool = False
    delay_days: Factor = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """A failure of the systems: windows stand still on `date` between two times.

    It concerns the windows of `departments` (all windows, if none is named); who is being served is finished first.
    """

    date: dt.date
    from_time: MinuteOfDay
    to_time: MinuteOfDay
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceSettings:
    """Unplanned absence: each officer is ill on a day with chance `ill_share`; `outages` are given."""

    ill_share: Share = 0.0
    outages: tuple[Outage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSettings:
    """What the optimiser minimises, in yuan; each term is always reported by itself."""

    waiting_minute: Cost = 1.0
    lost_customer: Cost = 60.0
    overdue_case: Cost = 200.0
    overdue_day: Cost = 50.0
    overtime_hour: Cost = 60.0
    """Of an officer at a desk; reported, not minimised."""
    helper_hour: Cost = 40.0
    """Of a helper in the hall; reported, not minimised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSettings:
    """Contract rules for planned rosters: shifts that may be planned and how breaks lie in them.

    A day of an officer consists of at most two stretches of work; a stretch is at most
    `longest_stretch_minutes`; between 11:00 and 14:00 there is a lunch of at least `lunch_minutes` for
    whoever works before and after.
    """

    interval_minutes: Number = 30
    lunch_minutes: Minutes = 60.0
    lunch_from: MinuteOfDay = 660
    lunch_to: MinuteOfDay = 840
    longest_stretch_minutes: Minutes = 270.0
    shortest_stretch_minutes: Minutes = 120.0
    hours_pool: HoursPool = HoursPool.DEPARTMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The whole of `scenario.toml`."""

    name: Text
    title_en: Text
    title_zh: Text
    question_en: Text | None = None
    """The question that a what-if answers."""
    question_zh: Text | None = None
    version: Number = 1
    seed: Seed = 1
    limits: Limits = field(default_factory=Limits)
    horizon: Horizon
    hours: OpeningHours = field(default_factory=OpeningHours)
    arrivals: ArrivalSettings = field(default_factory=ArrivalSettings)
    customers: CustomerSettings = field(default_factory=CustomerSettings)
    appointments: AppointmentSettings = field(default_factory=AppointmentSettings)
    walking: WalkingSettings = field(default_factory=WalkingSettings)
    helpers: HelperSettings = field(default_factory=HelperSettings)
    windows: WindowSettings = field(default_factory=WindowSettings)
    cases: CaseSettings = field(default_factory=CaseSettings)
    projects: ProjectSettings = field(default_factory=ProjectSettings)
    absence: AbsenceSettings = field(default_factory=AbsenceSettings)
    costs: CostSettings = field(default_factory=CostSettings)
    roster: RosterSettings = field(default_factory=RosterSettings)
