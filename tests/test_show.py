"""`hall show`: which steps come after which, what is said of them, and how they are drawn."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from itertools import combinations, pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from halls import department, item, replace, settings
from reports.actions.show import ItemResult, nearest
from reports.casework import Casework
from reports.cli.application import execute
from reports.cli.show import chart
from reports.figures import item_graph, project_graph
from reports.figures.graph import draw
from reports.figures.layers import END, JOINT, START, box, layering, without_implied
from reports.figures.lettering import inches, wrap
from reports.figures.placing import Placing, Point, Spot, place
from reports.names import Names
from sim.domain.casework import Step, in_order, predecessors
from sim.domain.scenario_data import Scenario
from sim.domain.units import ItemKind, StepKind
from sim.scenario import load

STEPS = """
id,item,position,kind,name_en,name_zh,department,mean_minutes,sd_minutes,days,share,after,meeting,inspectors,link,clock,rework_share,visit_share,limit_days,origin
papers,register,1,papers,Papers missing,补正材料,industry,,,4,0.15,,,,,,,,,A4
review,register,2,desk,Review of the file,材料审查,industry,28,19.6,,,,,,,,0.1,,2,F15
site,register,3,inspection,On site,现场勘察,industry,60,20,,0.6,,,team,,,,0.3,,F15
data,register,3,transfer,Data to the platform,数据导入,social,,,,,,,,,,,,,F22
experts,register,3,meeting,Expert review,专家论证,industry,,,,0.25,,board,,,statutory_stops,,,,F15
opinion,register,4,desk,Opinion of social security,人社意见,social,12.5,8,,,data,,,,,,,,F15
sign,register,5,signature,Signature,签批,industry,,,,,opinion;site;experts,head,,,,,,,F15
publish,register,6,wait,Publicity,公示,industry,,,1,,,,,,,,,,A4
forward,register,7,forward,To the province,报省,industry,,,10,0.125,,,,hand,both_stop,,,,F16
change,licence_change,1,desk,Review,审查,industry,25,20,,,,,,,,,,,F15
"""
TABLES = {
    "steps": STEPS,
    "meetings": """
id,department,kind,name_en,name_zh,weekdays,every_weeks,time,minutes,capacity,notice_days,origin
board,industry,expert_review,Board of experts,专家组,2;4,2,14:30,120,3,3,F15
head,industry,signing,Hours of the head,负责人签批,1;2;3;4;5,,16:30,,,,F15
""",
    "inspectors": """
id,department,name_en,name_zh,number,per_day,from_time,to_time,weekdays,travel_minutes,travel_sd_minutes,origin
team,industry,Site team,勘察组,2,4,9:00,16:00,1;3;5,50,15,F15
""",
    "projects": """
id,name_en,name_zh,per_day,profile,intake,promised_days,origin
factory,A factory,建厂,0.5,usual,pension_query,60,F20
""",
    "project_parts": """
id,project,position,item,after,origin
company,factory,1,register,,F20
change_first,factory,1,licence_change,,F20
change_then,factory,2,licence_change,company,F20
""",
}
KINDS = {kind.value for kind in StepKind}

Hall = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hall(capsys: pytest.CaptureFixture[str]) -> Hall:
    def run(*arguments: object) -> tuple[int, str, str]:
        code = execute(["show", *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, out, err

    return run


@pytest.fixture
def folder(small_folder: Path) -> Path:
    """A hall one of whose items has steps of all kinds, some side by side."""
    for name, table in TABLES.items():
        (small_folder / f"{name}.csv").write_text(table.lstrip(), encoding="utf-8")
    return small_folder


def node(name: str, position: int, *after: str) -> SimpleNamespace:
    return SimpleNamespace(id=name, position=position, after=after)


# ---- which step comes after which


def test_steps_follow_all_steps_of_the_next_lower_position() -> None:
    found = predecessors([node("b", 2), node("a", 2), node("first", 1), node("last", 3)])
    assert found == {"first": (), "a": ("first",), "b": ("first",), "last": ("a", "b")}
    assert list(found) == ["first", "a", "b", "last"]


def test_the_next_lower_position_is_the_next_that_occurs() -> None:
    assert predecessors([node("a", 0), node("b", 5), node("c", 9)]) == {"a": (), "b": ("a",), "c": ("b",)}


def test_named_steps_take_the_place_of_the_default_in_the_order_of_positions() -> None:
    nodes = [node("a", 1), node("b", 2), node("c", 2), node("d", 3, "c", "a", "c"), node("e", 4)]
    assert predecessors(nodes)["d"] == ("a", "c")
    assert predecessors(nodes)["e"] == ("d",)


def test_a_name_that_is_no_node_is_left_out() -> None:
    assert predecessors([node("a", 1), node("b", 2, "x")]) == {"a": (), "b": ()}
    assert predecessors([]) == {}


def test_the_order_of_rows_changes_nothing() -> None:
    nodes = [node("a", 1), node("b", 2), node("c", 2, "a"), node("d", 3)]
    assert predecessors(nodes) == predecessors(nodes[::-1])
    assert in_order(nodes[::-1]) == nodes


# ---- the layout


def chain(count: int) -> dict[str, tuple[str, ...]]:
    return {str(n): (str(n - 1),) if n else () for n in range(count)}


GRAPHS: dict[str, dict[str, tuple[str, ...]]] = {
    "none": {},
    "one": {"a": ()},
    "two": chain(2),
    "seven": chain(7),
    "twenty": chain(20),
    "side by side": dict.fromkeys("abcdef", ()),
    "fork and join": {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ("a",)},
    "all to all": {"a": (), "b": (), "c": ("a", "b"), "d": ("a", "b"), "e": ("c", "d")},
    "long arrows": {**chain(14), "side": ("1",), "end": ("13", "side"), "other": ("5",)},
}


def placed(before: dict[str, tuple[str, ...]]) -> Placing:
    made = layering(before, 6)
    sizes = {name: (0.1, 0.1) for layer in made.layers for name, _, _ in layer}
    return place(made, sizes | {name: (1.8, 0.7 + 0.2 * (len(name) % 3)) for name in before})


def overlap(a: Spot, b: Spot) -> bool:
    apart = a.right <= b.left or b.right <= a.left
    return not apart and abs(a.middle - b.middle) < (a.height + b.height) / 2 - 1e-9


@pytest.mark.parametrize("name", GRAPHS)
def test_no_two_boxes_overlap_and_all_lie_on_the_page(name: str) -> None:
    found = placed(GRAPHS[name])
    assert not [pair for pair in combinations(found.spots, 2) if overlap(*(found.spots[n] for n in pair))]
    assert {START, END, *GRAPHS[name]} <= found.spots.keys()
    for spot in found.spots.values():
        assert 0 <= spot.left <= spot.right <= found.width
        assert -1e-9 <= spot.middle - spot.height / 2 <= spot.middle + spot.height / 2 <= found.height + 1e-9


def level_pieces(way: list[list[Point]]) -> list[tuple[Point, Point]]:
    """The level stretches of an arrow: through the layers that it passes, and of its ways with right angles."""
    points = [point for piece in way for point in piece]
    return [(a, b) for a, b in pairwise(points) if abs(a[1] - b[1]) < 1e-9]


@pytest.mark.parametrize("name", GRAPHS)
def test_no_arrow_passes_under_a_box(name: str) -> None:
    found = placed(GRAPHS[name])
    for (source, target), way in found.ways.items():
        others = [spot for one, spot in found.spots.items() if one not in {source, target}]
        for (x, y), (to_x, _) in level_pieces(way):
            for spot in others:
                beside = max(x, to_x) <= spot.left + 1e-9 or min(x, to_x) >= spot.right - 1e-9
                assert beside or abs(spot.middle - y) >= spot.height / 2 - 1e-9


@pytest.mark.parametrize("name", GRAPHS)
def test_what_follows_lies_to_the_right_or_in_a_lower_band(name: str) -> None:
    found = placed(GRAPHS[name])
    for (source, target), way in found.ways.items():
        a, b = found.spots[source], found.spots[target]
        assert a.right < b.left or a.middle < b.middle
        assert way[0][0] == (a.right, a.middle)
        assert way[-1][-1] == (b.left, b.middle)


def test_a_long_chain_is_broken_into_even_bands() -> None:
    assert [len(band) for band in layering(chain(20), 6).bands] == [6, 5, 5, 6]  # with beginning and end
    assert len(layering(chain(6), 6).bands) == 1


def test_an_arrow_that_others_imply_is_left_out() -> None:
    assert without_implied({"a": (), "b": ("a",), "c": ("a", "b")})["c"] == ("b",)


def test_arrows_from_all_to_all_meet_in_a_joint() -> None:
    made = layering(GRAPHS["all to all"], 6)
    joints = [one for layer in made.layers for one in layer if one[0].startswith(JOINT)]
    assert len(joints) == 1
    assert {one[0] for one in made.before[joints[0]]} == {"a", "b"}
    assert made.before[box("c")] == joints


def test_a_text_is_broken_where_it_may_be_and_fits() -> None:
    for text in ("Preliminary review of investment projects", "固定资产投资项目节能评估审查（初审），报省", "a" * 90):
        lines = wrap(text, 8, 1.2, 9)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert all(inches(line, 8) <= 1.2 for line in lines)
        assert all(line[0] not in "），" for line in lines)
    assert wrap("one two three four", 8, 0.4, 2)[-1].endswith("…")
    assert wrap("", 8, 1.2) == []


# ---- the command


def test_the_steps_of_an_item_are_shown_in_order_with_what_they_need(hall: Hall, folder: Path) -> None:
    code, out, err = hall("item", "register", "--scenario", folder)
    assert (code, err) == (0, "")
    for said in (
        "Registration of a company (register)", "Department: Industry and commerce", "Queue: Licences",
        "Promised time: 5 working days", "Service at the window: 12 ± 9.6 min", "Steps: 9", "28 ± 19.6 min",
        "1 working day", "15 %", "60 %", "12.5 %", "10 % done again", "Board of experts", "Tue, Thu 14:30",
        "Mon–Fri 16:30", "room for 3", "units: 2 × 4 a day each", "by disc", "by hand",
    ):  # fmt: skip
        assert said in out, said
    order = re.findall(r"(?m)^ {1,4}[1-7] {2,}(\w+)", out)
    assert order == ["papers", "review", "data", "experts", "site", "opinion", "sign", "publish", "forward"]


def test_a_narrow_terminal_shows_one_thing_below_the_other(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reports.cli.show.new_console", lambda _: Console(width=80))
    scenario = load(folder)
    register = next(one for one in scenario.items if one.id == "register")
    chart(ItemResult(scenario=scenario, item=register), "en")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "units: 2 × 4 a day each" in lines
    assert "30 % must come in person" in lines


def test_the_steps_are_shown_in_chinese(hall: Hall, folder: Path) -> None:
    code, out, _ = hall("item", "register", "--scenario", folder, "--lang", "zh")
    assert code == 0
    for said in ("企业设立登记（register）", "承诺时限：5 个工作日", "后台办理", "28 ± 19.6 分钟", "周二、四 14:30"):
        assert said in out, said


def test_all_is_there_as_data(hall: Hall, folder: Path) -> None:
    code, out, _ = hall("item", "register", "--scenario", folder, "--json")
    found = json.loads(out)
    steps = {step["id"]: step for step in found["steps"]}
    assert code == 0
    assert found["item"]["promised_days"] == 5
    assert {step["kind"] for step in steps.values()} == KINDS
    assert steps["review"]["after"] == ["papers"]
    assert steps["sign"]["after"] == ["experts", "site", "opinion"]
    assert steps["experts"]["meeting"]["weekdays"] == [2, 4]
    assert steps["site"]["inspectors"]["per_day"] == 4
    assert steps["data"]["link"] == "disc"  # its department's
    assert steps["review"]["link"] is None
    assert steps["data"]["department_name_zh"] == "人社局"
    assert found["file"] is None


def test_an_item_without_steps_says_so(hall: Hall, folder: Path, tmp_path: Path) -> None:
    code, out, _ = hall("item", "pension_query", "--scenario", folder, "--out", tmp_path / "none.png")
    assert code == 0
    assert "no steps" in out
    assert size_of(tmp_path / "none.png") > (500, 100)


def test_the_cases_of_a_project_are_shown(hall: Hall, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "project.svg"
    code, out, _ = hall("project", "factory", "--scenario", folder, "--out", file)
    assert code == 0
    assert "A factory (factory)" in out
    assert "Intake: Pension statement (pension_query)" in out
    assert "change_then" in out
    assert str(file) in out.replace("\n", "")
    assert file.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    data = json.loads(hall("project", "factory", "--scenario", folder, "--json")[1])
    assert [part["after"] for part in data["parts"]] == [[], [], ["company"]]
    assert data["parts"][0]["item"]["id"] == "licence_change"


def size_of(file: Path) -> tuple[int, int]:
    """Width and height of a PNG, from its header."""
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", data[16:24])
    return width, height


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_graph_is_written_as_a_picture(hall: Hall, folder: Path, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "new" / "steps.png"
    code, out, err = hall("item", "register", "--scenario", folder, "--out", file, "--lang", lang)
    assert (code, err) == (0, "")
    assert str(file) in out.replace("\n", "")
    assert size_of(file) > (1000, 500)


def test_the_same_graph_is_the_same_file(folder: Path) -> None:
    names = Names(load(folder), "zh")
    assert item_graph(names, "register").svg() == item_graph(names, "register").svg()
    assert project_graph(names, "factory").png() == project_graph(names, "factory").png()


def test_every_word_of_the_graph_lies_on_the_page(folder: Path) -> None:
    for lang in ("en", "zh"):
        work = Casework(load(folder), lang)
        for steps in (work.steps("register"), []):
            scenario = replace(work.scenario, steps=tuple(steps))
            picture = draw(Casework(scenario, lang).item_chart(work.items["register"]))
            picture.svg()
            page = picture.bbox
            for word in picture.axes[0].texts:
                extent = word.get_window_extent()
                assert page.x0 <= extent.x0 <= extent.x1 <= page.x1, word.get_text()
                assert page.y0 <= extent.y0 <= extent.y1 <= page.y1, word.get_text()


@pytest.mark.parametrize(
    ("asked", "near"), [("regsiter", "register"), ("REGISTER", "register"), ("Licence of a pool", "pool_licence")]
)
def test_an_unknown_item_is_refused_with_the_nearest(hall: Hall, folder: Path, asked: str, near: str) -> None:
    code, out, err = hall("item", asked, "--scenario", folder)
    assert (code, out) == (2, "")
    assert asked in err
    assert f'did you mean "{near}"?' in err
    code, out, _ = hall("item", asked, "--scenario", folder, "--json", "--lang", "zh")
    assert code == 2
    assert near in json.loads(out)["faults"][0]["message"]


def test_an_unknown_project_is_refused_with_the_nearest(hall: Hall, folder: Path) -> None:
    code, _, err = hall("project", "factry", "--scenario", folder)
    assert code == 2
    assert '"factory"' in err


def test_what_is_not_alike_is_not_offered() -> None:
    assert nearest("zzz", {"DRC-L01": ("DRC-L01", "Approval", "核准")}) == ""
    assert nearest("", {"DRC-L01": ("DRC-L01", "Approval", "核准")}) == ""
    assert nearest("核准", {"DRC-L01": ("DRC-L01", "Approval", "企业投资项目核准")}) == "DRC-L01"


def test_another_format_is_refused_before_anything_is_read(hall: Hall, tmp_path: Path) -> None:
    code, _, err = hall("item", "register", "--scenario", tmp_path / "nowhere", "--out", tmp_path / "steps.pdf")
    assert code == 2
    assert "FIGURE_FORMAT" in err
    assert "nowhere" not in err


def test_without_an_item_the_command_says_what_is_missing(hall: Hall) -> None:
    code, _, err = hall("item")
    assert code == 2
    assert "ID" in err


def long_named(name: str) -> Scenario:
    step = Step(
        id="s", item="i", position=1, kind=StepKind.DESK, name_en=name, name_zh=name, department="d", origin="F15"
    )
    licence = replace(item(kind=ItemKind.LICENCE, promised_days=5), name_en=name, name_zh=name)
    return Scenario(settings=settings(), departments=(department(),), items=(licence,), steps=(step,))


@pytest.mark.parametrize("name", ["${7*7}$", "<b>x</b>", "𠮷㐂", "a" * 400, "项" * 400])
def test_any_name_can_be_drawn(name: str) -> None:
    picture = item_graph(Names(long_named(name), "en"), "i")
    assert "<script" not in picture.svg()
    assert picture.get_figheight() < 6


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_items_of_the_shipped_hall_are_shown(hall: Hall, tmp_path: Path, lang: str) -> None:
    scenario = load("huaian")
    stepped = sorted({step.item for step in scenario.steps})
    most = max(stepped, key=lambda name: sum(step.item == name for step in scenario.steps))
    for name in (stepped[0], most):
        code, out, _ = hall("item", name, "--lang", lang, "--out", tmp_path / "steps.png")
        assert code == 0
        assert name in out
        assert size_of(tmp_path / "steps.png") > (500, 100)
