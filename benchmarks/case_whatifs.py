"""What the reforms of cases are worth: the answers of scenarios/huaian/whatif/README.md about cases and projects.

    python -m benchmarks.case_whatifs [--replications 10] [--desks]

Prints the tables: each what-if against what it is compared with, under today's plan, in pairs on common demand. As to
projects, the hall runs for half a year; those that began in its first 40 working days are followed to its end, open
ones counted as if they ended then. `--desks` moves the least used desk to each department in turn.
"""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator

import numpy as np
import polars as pl

from benchmarks.results import table
from benchmarks.whatifs import cell
from sim.demand import draw
from sim.domain.scenario_data import Scenario
from sim.domain.units import MeetingKind
from sim.engine import simulate
from sim.experiment import Estimate, Runs, differences, replicate
from sim.experiment.estimate import mean_estimate
from sim.log import Log
from sim.measures.customers import customer_measures, view
from sim.measures.trips import trips_of_projects
from sim.plan.sessions import Plan
from sim.plan.today import todays_plan
from sim.scenario import load
from sim.working_time import calendar_of, working_days_between

CASES = (
    ("authority_for_all", "return_to_department"),
    ("links_in_real_time", None),
    ("discs_twice_a_week", None),
    ("earliest_due_first", None),
    ("earliest_due_overloaded", "arrivals_plus_20"),
    ("least_slack_first", None),
    ("one_desk_more", None),
    ("desk_overtime", None),
    ("expert_meetings_twice_a_week", None),
    ("property_chain", None),
    ("property_one_window", None),
    ("fewer_missing_papers", None),
    ("accepted_with_gaps", None),
    ("helpers_fill_in_forms", "helpers_doubled"),
)
"""What-ifs about cases, and what each is compared with (none: the hall as it is)."""
PROJECTS = ("projects_in_parallel", "one_help_centre", "one_help_centre_in_parallel")
CASE_COLUMNS = ("overdue_share", "tardiness_days", "case_days", "trips_per_case", "wait_minutes", "officer_hours")
FOLLOWED_DAYS = 40
MOST_CANDIDATES = 8


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--desks", action="store_true", help="only where one desk more helps most")
    arguments = parser.parse_args()
    if arguments.desks:
        print(table(("desk to", "desks used", *CASE_COLUMNS[:3]), _desk_rows(arguments.replications)), flush=True)
        return
    print(table(("what-if", "against", *CASE_COLUMNS), _case_rows(arguments.replications)), flush=True)
    print(table(("what-if", *_PROJECT_COLUMNS), _project_rows(arguments.replications)))


def _named(name: str | None) -> Scenario:
    return load("huaian" if name is None else f"huaian/whatif/{name}")


def _case_rows(replications: int) -> Iterator[tuple[str, ...]]:
    runs: dict[str | None, Runs] = {}
    for name, against in CASES:
        if against not in runs:
            runs[against] = replicate(_named(against), replications=replications)
        after = replicate(_named(name), replications=replications)
        found = differences(runs[against], after)
        yield f"`{name}`", f"`{against}`" if against else "`huaian`", *(cell(found[c]) for c in CASE_COLUMNS)
        if name == "expert_meetings_twice_a_week":
            concerned = _with_expert_review(_named(name))
            changed = _of_items(after, concerned) - _of_items(runs[against], concerned)
            cells = [cell(_mean(column)) for column in changed.T]
            yield f"the same, its {len(concerned)} items only", "`huaian`", *cells, *[""] * (len(CASE_COLUMNS) - 3)


def _with_expert_review(scenario: Scenario) -> list[str]:
    """Return the items that may need an expert review."""
    reviews = {meeting.id for meeting in scenario.meetings if meeting.kind is MeetingKind.EXPERT_REVIEW}
    return sorted({step.item for step in scenario.steps if step.meeting in reviews})


def _of_items(runs: Runs, items: list[str]) -> np.ndarray:
    """Return overdue share, tardiness and days by replication, of cases of some items only."""
    sums = (
        runs.items.filter(pl.col("item").is_in(items)).group_by("replication").agg(pl.col(pl.Int64, pl.Float64).sum())
    )
    sums = sums.sort("replication")
    share, late = sums["overdue"] / sums["due"], sums["tardiness_days"] / sums["due"]
    return np.stack([share.to_numpy(), late.to_numpy(), (sums["case_days"] / sums["closed"]).to_numpy()], axis=1)


# ---------------------------------------------------------------- one desk more


def _desk_rows(replications: int) -> Iterator[tuple[str, ...]]:
    """Move a desk of the department that uses its desks least to each of those with most overdue cases."""
    scenario = _named(None)
    base = replicate(scenario, replications=replications)
    used = base.departments.group_by("department").agg(pl.col("overdue", "desk_busy_hours", "desk_hours").sum())
    used = used.filter(pl.col("desk_hours") > 0).with_columns(use=pl.col("desk_busy_hours") / pl.col("desk_hours"))
    owned = {d.id: [desk for desk in scenario.desks if desk.department == d.id] for d in scenario.departments}
    several = used.filter(pl.col("department").is_in([name for name, desks in owned.items() if len(desks) > 2]))
    giver = str(several.sort("use")["department"][0])
    for row in used.sort("overdue", descending=True).head(MOST_CANDIDATES).iter_rows(named=True):
        moved = dataclasses.replace(owned[giver][-1], department=row["department"])
        desks = tuple(moved if desk.id == moved.id else desk for desk in scenario.desks)
        changed = dataclasses.replace(scenario, desks=desks, hash=f"{scenario.hash}, a desk to {row['department']}")
        found = differences(base, replicate(changed, replications=replications))
        yield f"{row['department']} (of {giver})", f"{row['use']:.2f}", *(cell(found[c]) for c in CASE_COLUMNS[:3])


# ---------------------------------------------------------------- projects

_PROJECT_COLUMNS = (
    "investment project: days",
    "decided within the half-year (share)",
    "trips to the hall",
    "restaurant: days",
    "trips to the hall",
    "mean wait of all customers (min)",
)


def _project_rows(replications: int) -> Iterator[tuple[str, ...]]:
    """Compare the ways of running projects; the first row is the present one itself."""
    present = _followed(_named("half_year"), replications)
    yield "`half_year` (as it is)", *(_plain(_mean(column)) for column in present.T)
    for name in PROJECTS:
        changed = _followed(_named(name), replications)
        yield f"`{name}`", *(cell(_mean(column)) for column in (changed - present).T)


def _followed(scenario: Scenario, replications: int) -> np.ndarray:
    """Return the values of the table, shape (replications, columns)."""
    plan = todays_plan(scenario)
    return np.array([_of_replication(scenario, plan, number) for number in range(replications)])


def _of_replication(scenario: Scenario, plan: Plan, replication: int) -> list[float]:
    log = simulate(draw(scenario, replication=replication), plan)
    investment, restaurant = (_of_project(log, name) for name in ("investment_project", "restaurant"))
    wait = customer_measures(log, view(log))["wait_minutes"]
    return [*investment, restaurant[0], restaurant[2], wait]


def _of_project(log: Log, name: str) -> tuple[float, float, float]:
    """Return mean working days, share decided and mean trips of the projects that began early."""
    calendar, days = calendar_of(log.demand.scenario.settings.horizon), log.demand.days
    rows = log.projects.with_columns(trips=trips_of_projects(log))
    rows = rows.filter(pl.col("project") == name, pl.col("begins").dt.date() < days[FOLLOWED_DAYS])
    lasted = [
        working_days_between(calendar, begins.date(), closed.date() if closed else days[-1])
        for begins, closed in rows.select("begins", "closed").iter_rows()
    ]
    return float(np.mean(lasted)), 1 - rows["closed"].null_count() / len(rows), float(rows["trips"].to_numpy().mean())


def _mean(values: np.ndarray) -> Estimate:
    return mean_estimate(values, "")


def _plain(estimate: Estimate) -> str:
    """Show a value with its interval."""
    digits = 3 if abs(estimate.mean) < 1 else 1
    return f"{estimate.mean:.{digits}f} [{estimate.low:.{digits}f}, {estimate.high:.{digits}f}]"


if __name__ == "__main__":
    main()
