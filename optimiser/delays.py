"""Working days that pass in the steps of a case without any desk: what the optimiser expects of each kind of step."""

from __future__ import annotations

from sim.domain.casework import Inspectors, Meeting, Step
from sim.domain.scenario_data import Scenario
from sim.domain.units import DataLink, StepKind
from sim.layout.meetings import is_held
from sim.working_time import calendar_of, working_days

_DAYS = 240
"""Working days over which the time to the next meeting or disc is averaged."""
_HALF = 0.5


class Delays:
    """How long steps of one scenario take, in working days.

    A case is taken to come to a step at any time of the opening hours, and a day to pass with each midnight.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._settings = scenario.settings
        self._dates = working_days(calendar_of(scenario.settings.horizon), scenario.settings.horizon.start, _DAYS)
        self._links = {department.id: department.link for department in scenario.departments}
        self._meetings = {one.id: self._of_meeting(one) for one in scenario.meetings}
        self._inspectors = {one.id: self._of_inspectors(one) for one in scenario.inspectors}
        self._disc = self._of_discs()

    def of(self, step: Step) -> float:
        """Return the mean days of a step that is needed and done once."""
        match step.kind:
            case StepKind.DESK:
                return 0.0
            case StepKind.WAIT | StepKind.PAPERS:
                return float(step.days)
            case StepKind.TRANSFER:
                return self._of_link(step)
            case StepKind.FORWARD:
                return self._of_link(step) + step.days
            case StepKind.INSPECTION:
                return self._inspectors.get(step.inspectors or "", 1.0)
            case StepKind.MEETING | StepKind.SIGNATURE:
                return self._meetings.get(step.meeting or "", 0.0)

    def counted(self, step: Step) -> float:
        """Return the days for which a step stands in the way of what follows.

        Papers count by their share. Of all others those that at least half of the cases need count whole.
        """
        if step.kind is StepKind.PAPERS:
            return step.share * self.of(step)
        return self.of(step) if step.share >= _HALF else 0.0

    def _of_link(self, step: Step) -> float:
        link = step.link or self._links[step.department]
        return {DataLink.REAL_TIME: 0.0, DataLink.DISC: self._disc, DataLink.HAND: self._settings.cases.hand_days}[link]

    def _of_discs(self) -> float:
        cases = self._settings.cases
        if not cases.disc_times:
            return float(_DAYS)
        held = [date.isoweekday() in cases.disc_weekdays for date in self._dates]
        return _mean_days(held, self._caught(max(cases.disc_times)))

    def _of_meeting(self, meeting: Meeting) -> float:
        held = [is_held(meeting, date) for date in self._dates]
        if not meeting.notice_days:
            return _mean_days(held, self._caught(meeting.time))
        # the notice is over at opening, before any meeting of that day that is held in opening hours
        return meeting.notice_days + _mean_days(held, float(meeting.time >= self._settings.hours.open))

    def _of_inspectors(self, inspectors: Inspectors) -> float:
        out = [date.isoweekday() in inspectors.weekdays for date in self._dates]
        return max(1.0, _mean_days(out, self._caught(inspectors.to_time)))

    def _caught(self, minute: int) -> float:
        """Return the part of the opening hours that lies before a time of day."""
        hours = self._settings.hours
        return min(1.0, max(0.0, (minute - hours.open) / max(hours.close - hours.open, 1)))


def _mean_days(held: list[bool], caught: float) -> float:
    """Return the mean days from any day to the next on which something is held.

    On such a day itself the part `caught` of the cases is in time.
    """
    days, following = [], _DAYS
    seen = False
    for there in reversed(held):
        if seen:
            days.append((1 - caught) * following if there else float(following))
        following, seen = (1, True) if there else (following + 1, seen)
    return sum(days) / len(days) if days else float(_DAYS)
