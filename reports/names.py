"""Names of the hall's parts in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.domain.scenario_data import Scenario
from sim.domain.units import Side, ZoneKind
from sim.measures.equity import BOOKED, ORDINARY
from sim.words import text


@dataclass(frozen=True, slots=True)
class Names:
    """Looks names up by id; an id without a name stands for itself."""

    scenario: Scenario
    lang: str
    _zones: dict[str, str] = field(init=False)
    _departments: dict[str, str] = field(init=False)
    _queues: dict[str, str] = field(init=False)
    _items: dict[str, str] = field(init=False)
    _steps: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        chinese = self.lang == "zh"
        scenario = self.scenario
        object.__setattr__(self, "_zones", {z.id: z.name_zh if chinese else z.name_en for z in scenario.zones})
        object.__setattr__(
            self, "_departments", {d.id: d.name_zh if chinese else d.name_en for d in scenario.departments}
        )
        object.__setattr__(self, "_queues", {q.id: q.name_zh if chinese else q.name_en for q in scenario.queues})
        object.__setattr__(self, "_items", {i.id: i.name_zh if chinese else i.name_en for i in scenario.items})
        object.__setattr__(self, "_steps", {s.id: s.name_zh if chinese else s.name_en for s in scenario.steps})

    @property
    def title(self) -> str:
        """The scenario's title."""
        settings = self.scenario.settings
        return settings.title_zh if self.lang == "zh" else settings.title_en

    @property
    def zones(self) -> tuple[str, ...]:
        """Ids of the zones in a visitor's order: main zones before special areas, south before north."""
        order = sorted(
            self.scenario.zones,
            key=lambda z: (z.kind != ZoneKind.MAIN, z.side != Side.SOUTH, z.x_m, z.y_m, z.id),
        )
        return tuple(zone.id for zone in order)

    def zone(self, zone_id: str) -> str:
        """Name of a zone."""
        return self._zones.get(zone_id, zone_id)

    def department(self, department_id: str) -> str:
        """Name of a department."""
        return self._departments.get(department_id, department_id)

    def queue(self, queue_id: str) -> str:
        """Name of a queue."""
        return self._queues.get(queue_id, queue_id)

    def item(self, item_id: str) -> str:
        """Name of an item."""
        return self._items.get(item_id, item_id)

    def step(self, step_id: str) -> str:
        """Name of a step."""
        return self._steps.get(step_id, step_id)

    def customer_class(self, key: str) -> str:
        """Name of a class of customers (`sim.measures.equity.class_keys`)."""
        if key in {ORDINARY, BOOKED}:
            return text(f"class.{key}", self.lang)
        one = self.scenario.settings.customers.classes[int(key)]
        return one.name_zh if self.lang == "zh" else one.name_en
