"""What-ifs that state only their differences."""

from __future__ import annotations

from pathlib import Path

import pytest

import breaking as b
from sim.domain.scenario_data import Scenario
from sim.errors import Fault, ScenarioError
from sim.scenario import load

BASE = 'extends = "scenario.toml"\n'


def whatif(folder: Path, text: str, name: str = "w") -> Scenario:
    file = folder / "whatif" / f"{name}.toml"
    file.write_text(BASE + text, encoding="utf-8")
    return load(file)


def refused(folder: Path, text: str) -> Fault:
    with pytest.raises(ScenarioError) as caught:
        whatif(folder, text)
    (fault,) = caught.value.faults
    assert fault.place.file == "small/whatif/w.toml"
    return fault


def test_an_overlay_that_changes_nothing_has_only_another_name(small_folder: Path) -> None:
    hall = whatif(small_folder, "")
    assert hall.settings.name == "small/whatif/w"
    assert whatif(small_folder, 'name = "small"\n').hash == load(small_folder).hash


def test_sections_merge_and_lists_replace(small_folder: Path) -> None:
    hall = whatif(small_folder, 'question_en = "Who?"\n[windows]\nrotation = ["culture"]\n[customers]\nclasses = []\n')
    assert hall.settings.question_en == "Who?"
    assert hall.settings.windows.rotation == ("culture",)
    assert hall.settings.windows.foreign_factor == 1.2
    assert hall.settings.customers.classes == ()
    assert hall.settings.customers.ordinary_rank == 5


def test_rows_are_chosen_by_equality_or_by_a_list_and_in_list_columns_by_what_they_hold(
    small_folder: Path,
) -> None:
    hall = whatif(
        small_folder,
        """
[[edit]]
table = "arrivals"
where = { queue = ["pensions", "grants"], profile = "usual" }
multiply = { per_day = 2 }
[[edit]]
table = "officers"
where = { queues = "pensions" }
set = { speed = 1.5, days_off = [2026-07-01] }
[[edit]]
table = "windows"
where = { department = "" }
set = { queues = "handled_together" }
""",
    )
    assert {a.id: a.per_day for a in hall.arrivals} == {
        "grants": 12,
        "handled_together": 12,
        "licences": 60,
        "pensions": 220,
    }
    assert [o.id for o in hall.officers if o.speed == 1.5] == ["201", "202", "401"]
    assert hall.windows[5].queues == ("handled_together",)


def test_whole_numbers_are_rounded_when_multiplied(small_folder: Path) -> None:
    hall = whatif(
        small_folder,
        '[[edit]]\ntable = "items"\nwhere = { kind = "licence" }\nmultiply = { promised_days = 0.7 }\n',
    )
    assert {i.id: i.promised_days for i in hall.items if i.kind == "licence"} == {
        "pool_licence": 7,
        "register": 4,
        "show_licence": 5,
    }


def test_rows_are_added_and_removed_and_bodies_are_departments(small_folder: Path) -> None:
    hall = whatif(
        small_folder,
        """
[[add]]
table = "windows"
row = { id = 8, zone = "public", department = "social", kind = "fixed", queues = "pensions", origin = "A" }
[[remove]]
table = "stops"
where = { item = "register" }
[[edit]]
table = "bodies"
where = { id = "bank" }
set = { noon = "closed" }
""",
    )
    assert hall.windows[-1].id == 8
    assert hall.stops == ()
    assert next(d for d in hall.departments if d.id == "bank").noon == "closed"


def test_a_table_written_whole_replaces_its_base(small_folder: Path) -> None:
    hall = whatif(small_folder, '[[tables.desks]]\nid = 3\ndepartment = "culture"\norigin = "what-if"\n')
    assert [desk.id for desk in hall.desks] == [3]


def test_overlays_stand_upon_one_another(small_folder: Path) -> None:
    whatif(small_folder, "[arrivals]\nscale = 1.2\n", "busy")
    file = small_folder / "whatif" / "busier.toml"
    file.write_text('extends = "busy.toml"\n[[edit]]\ntable = "arrivals"\nmultiply = { per_day = 2.0 }\n')
    hall = load(file)
    assert hall.settings.arrivals.scale == 1.2
    assert hall.settings.name == "small/whatif/busier"
    assert sum(a.per_day for a in hall.arrivals) == 2 * (60 + 110 + 12 + 6)


def test_a_shipped_scenario_may_be_extended_from_anywhere(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "huaian"\nseed = 5\n')
    assert load(file).settings.name == "huaian/mine"


def test_the_nearest_hall_is_never_left_upwards(small_folder: Path) -> None:
    (small_folder.parent / "other.toml").write_text('name = "x"\n')
    b.whatif('extends = "other.toml"')(small_folder)
    with pytest.raises(ScenarioError) as caught:
        load(small_folder / "whatif" / "w.toml")
    assert [f.code for f in caught.value.faults] == ["UNKNOWN_BASE"]


def test_a_link_out_of_the_hall_is_refused(small_folder: Path) -> None:
    (small_folder.parent / "other.toml").write_text('name = "x"\n')
    (small_folder / "whatif" / "link.toml").symlink_to(small_folder.parent / "other.toml")
    target = b.whatif('extends = "link.toml"')(small_folder)
    assert target is not None
    with pytest.raises(ScenarioError) as caught:
        load(target)
    assert [f.code for f in caught.value.faults] == ["PATH_ESCAPE"]


@pytest.mark.parametrize(
    ("text", "code", "row", "key"),
    [
        (
            '[[edit]]\ntable = "windows"\nwhere = { id = 99 }\nset = { zone = "public" }',
            "NO_MATCH",
            2,
            "edit.where",
        ),
        ('[[edit]]\ntable = "window"\nset = { zone = "public" }', "UNKNOWN_TABLE", 2, None),
        ('[[edit]]\ntable = "windows"\nset = { zon = "public" }', "UNKNOWN_FIELD", 2, "edit.set.zon"),
        ('[[edit]]\ntable = "windows"\nwher = { id = 1 }', "UNKNOWN_FIELD", 4, None),
        ('[[edit]]\ntable = "windows"\nwhere = { id = "x" }', "INVALID", 2, "edit.where"),
        (
            '[[edit]]\ntable = "queues"\nmultiply = { zone = 2 }\nwhere = { id = "grants" }',
            "NOT_A_NUMBER_COLUMN",
            2,
            "edit.multiply.zone",
        ),
        (
            '[[edit]]\ntable = "arrivals"\nwhere = { id = "grants" }\nmultiply = { per_day = "twice" }',
            "TYPE",
            2,
            "edit.multiply.per_day",
        ),
        (
            '[[edit]]\ntable = "arrivals"\nwhere = { id = "grants" }\nset = { per_day = -1 }',
            "NEGATIVE",
            2,
            "edit.set.per_day",
        ),
        (
            '[[edit]]\ntable = "windows"\nwhere = { id = 1 }\nset = { zone = "nowhere" }',
            "UNKNOWN_REF",
            2,
            "edit.set.zone",
        ),
        (
            (
                '[[add]]\ntable = "windows"\n'
                'row = { id = 1, zone = "public", kind = "comprehensive", queues = "grants", origin = "x" }'
            ),
            "DUP_ID",
            2,
            "id",
        ),
        ('[[remove]]\ntable = "stops"\nwhere = { item = "x" }', "NO_MATCH", 2, "remove.where"),
        ("[edit]\ntable = 1", "TYPE", 2, "edit"),
        ("[arrivals]\nscale = 0.0", "OUT_OF_RANGE", 3, "arrivals.scale"),
        ("[arrivals]\nscal = 1.0", "UNKNOWN_FIELD", 3, "arrivals.scal"),
    ],
)
def test_a_fault_in_an_overlay_is_told_at_the_overlays_line(
    text: str, code: str, row: int, key: str | None, small_folder: Path
) -> None:
    fault = refused(small_folder, text)
    assert fault.code == code
    assert fault.place.row == row
    assert key is None or fault.place.key == key
