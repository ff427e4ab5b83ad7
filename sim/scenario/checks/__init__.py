"""What no single row can show: whether the parts of a scenario fit together."""

from sim.scenario.checks.all_rules import check

__all__ = ["check"]
