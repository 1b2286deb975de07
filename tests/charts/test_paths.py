"""Paths and changes as they are drawn: four states told apart without colour alone."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from workbench.analysis.trajectories import STATES
from workbench.charts import changes, phases
from workbench.charts import table as tables
from workbench.charts.paths import Names, Panel, paths
from workbench.model import Code
from workbench.texts import in_language

CODES = (
    Code(1, "praksis", None, 0, "Praksis", "Placement", phase="praksis", color="#2e8b57"),
    Code(2, "praksis.norsk", 1, 0, "Krav om norsk", "Norwegian", level="individ"),
    Code(3, "hvorfor", None, 1, "Hvorfor", "Why"),
    Code(4, "hvorfor.individ", 3, 0, "Årsaken ligger hos deltakeren", "The cause is the person"),
    Code(5, "hvorfor.system", 3, 1, "Systemet", "System"),
)
COLUMNS = ["person", "code", "round", "usable", "asked", "n"]
PATHS = pd.DataFrame(
    [
        ("P01", "praksis", 1, True, "no", 0),
        ("P01", "praksis", 2, True, "yes", 0),
        ("P01", "praksis", 3, False, "yes", 0),
        ("P02", "praksis", 1, True, "no", 4),
        ("P02", "praksis", 2, True, "", 0),
        ("P02", "praksis", 3, False, "no", 0),
    ],
    columns=COLUMNS,
)


def drawn(
    dark: bool = False, panel: Panel = "person", frame: pd.DataFrame = PATHS
) -> dict[str, Any]:
    with in_language("en"):
        chart = paths(frame, Names(CODES), dark=dark, panel=panel)
    made: dict[str, Any] = json.loads(chart.to_json())
    for layer in made["layer"]:
        layer["data"] = made["datasets"][layer["data"]["name"]]
    return made


def values(chart: dict[str, Any], mark: str, shape: str = "") -> list[dict[str, Any]]:
    """The data of the layers with this mark and shape."""
    return [
        one
        for layer in chart["layer"]
        if layer["mark"]["type"] == mark and layer["mark"].get("shape", "") == shape
        for one in layer["data"]
    ]


def test_each_state_has_a_shape_of_its_own_and_words() -> None:
    chart = drawn()
    shapes = {
        layer["mark"]["shape"]: {
            (one["person"], one["round"])
            for one in layer["data"] if "person" in one
        }
        for layer in chart["layer"] if layer["mark"].get("shape")
    }  # fmt: skip
    assert shapes["circle"] == {("P01", 2), ("P02", 2)}
    assert shapes["diamond"] == {("P01", 1)}
    assert len(shapes) == 3
    cross = next(name for name in shapes if name.startswith("M "))
    assert shapes[cross] == {("P01", 3), ("P02", 3)}
    assert {one["said"] for one in values(chart, "rect")} >= {
        "P01, round 1. Placement: not asked", "P01, round 2. Placement: not said",
        "P01, round 3. Placement: no text", "P02, round 1. Placement: 4 excerpts",
    }  # fmt: skip
    texts = {one["text"] for one in values(chart, "text") if "text" in one}
    assert texts >= {"not said", "not asked", "no text", "said, so many excerpts"}


def test_what_was_said_unasked_is_said_and_has_its_number() -> None:
    numbers = [one["n"] for one in values(drawn(), "text") if one.get("person")]
    assert numbers == ["4"]


@pytest.mark.parametrize(
    ("panel", "headings"), [("person", {"P01", "P02"}), ("code", {"Placement"})]
)
def test_a_panel_is_a_person_or_a_code(panel: Panel, headings: set[str]) -> None:
    texts = [one for one in values(drawn(panel=panel), "text") if one.get("look") == "name"]
    assert {one["text"] for one in texts} == headings


def test_marks_of_one_panel_do_not_stand_on_another() -> None:
    many = pd.concat([PATHS.assign(person=f"P{number:02}") for number in range(30)])
    many = many.drop_duplicates(["person", "round"])
    for panel in ("person", "code"):
        chart = drawn(panel=panel, frame=many)
        marks = [one for one in values(chart, "rect") if "person" in one and "fill" in one]
        places = {(one["x"], one["y"]) for one in marks}
        assert len(places) == len(many)
        assert max(x for x, _y in places) < chart["width"] <= 1010
        assert max(y for _x, y in places) < chart["height"]


def test_light_and_dark_differ_in_colours_alone() -> None:
    light, dark = drawn(), drawn(dark=True)
    assert light["background"] != dark["background"]
    assert [layer["mark"]["type"] for layer in light["layer"]] == [
        layer["mark"]["type"] for layer in dark["layer"]
    ]


def test_a_change_table_has_four_rows_for_each_code_and_persons_of_all() -> None:
    counts = {("said", "no_text"): 2, ("not_asked", "said"): 3}
    frame = pd.DataFrame(
        [("praksis", a, b, counts.get((a, b), 0), "") for a in STATES for b in STATES],
        columns=["code", "before", "after", "n", "persons"],
    )
    with in_language("en"):
        shown = changes.table(frame, Names(CODES), 1, 3, persons=5)
    assert [row.label for row in shown.rows] == [
        "Placement", "Round 1: said", "Round 1: not said", "Round 1: not asked",
        "Round 1: no text",
    ]  # fmt: skip
    cell = shown.cells["praksis=said", tables.column_id(("3", "no_text"))]
    assert (cell.n, cell.N, cell.small) == (2, 5, True)
    assert sum(one.n for one in shown.cells.values()) == 5
    assert changes.row_of("praksis.norsk=not_said") == ("praksis.norsk", "not_said")


def explained(*rows: tuple[Any, ...]) -> pd.DataFrame:
    names = ["code", "phase", "level", "actor_type", "explained", "excerpts", "n", "N", "persons",
             "persons_N", "done", "asked"]  # fmt: skip
    kinds = ("hvorfor.individ", "hvorfor.system", "both", "", "*")
    return pd.DataFrame(
        [
            (code, "praksis", level, group, kind, n, n, 6, min(n, 2), 3, 5, asked)
            for code, level, group, asked, counts in rows
            for kind, n in zip(kinds, counts, strict=True)
        ],
        columns=names,
    )


def table(frame: pd.DataFrame, **options: Any) -> phases.Explained:
    with in_language("en"):
        return phases.table(frame, tables.Names({}, CODES), by="actor_type", **options)


ONE_WAY = ("praksis", "", "deltaker", "yes", (0, 4, 0, 1, 5))
BY_TWO = ("praksis", "", "arbeidsgiver", "yes", (1, 0, 0, 0, 1))
IN_ONE = ("praksis.norsk", "individ", "deltaker", "no", (0, 0, 1, 0, 1))
UNASKED = ("praksis.norsk", "individ", "arbeidsgiver", "no", (0, 0, 0, 0, 0))


def test_a_code_is_told_both_ways_by_one_excerpt_or_by_two_groups() -> None:
    assert table(explained(ONE_WAY)).both_ways == ()
    assert table(explained(ONE_WAY, BY_TWO)).both_ways == ("praksis",)
    found = table(explained(ONE_WAY, IN_ONE), only_both_ways=True)
    assert found.both_ways == ("praksis.norsk",)
    assert [row.key for row in found.table.rows if row.key] == ["praksis.norsk"]
    assert found.table.rows[-1].label == "Norwegian ↔"


def test_the_level_of_the_scheme_only_groups_rows() -> None:
    shown = table(explained(ONE_WAY, IN_ONE)).table
    assert [(row.label, row.level) for row in shown.rows] == [
        ("Placement", 0), ("all of it", 1), ("by the scheme: the individual", 1),
        ("Norwegian ↔", 2),
    ]  # fmt: skip


def test_a_group_that_nobody_asked_shows_it_unless_it_brought_it_up() -> None:
    cells = table(explained(IN_ONE, UNASKED)).table.cells
    kind = {
        (group, one): cells["praksis.norsk", tables.column_id((group, one))].kind
        for group in ("deltaker", "arbeidsgiver") for one in ("hvorfor.individ", "*")
    }  # fmt: skip
    assert kind["deltaker", "hvorfor.individ"] == kind["deltaker", "*"] == "count"
    assert kind["arbeidsgiver", "hvorfor.individ"] == kind["arbeidsgiver", "*"] == "not_asked"


def test_persons_are_counted_or_interviews_with_the_persons_beside() -> None:
    place = "praksis", tables.column_id(("deltaker", "hvorfor.system"))
    persons = table(explained(ONE_WAY)).table
    interviews = table(explained(ONE_WAY), count="interviews").table
    assert (persons.cells[place].n, persons.cells[place].N) == (2, 3)
    assert (interviews.cells[place].n, interviews.cells[place].N) == (4, 6)
    assert interviews.columns[0].merged
    assert tables.unfinished(interviews.columns[0])


def test_a_long_name_of_an_explanation_gives_way_to_its_key_and_is_told() -> None:
    found = table(explained(ONE_WAY))
    assert [column.label for column in found.table.columns] == [
        "individ", "System", "both", "not told", "in all",
    ]  # fmt: skip
    assert found.headings == {"individ": "The cause is the person"}


def test_headings_without_cells_are_drawn_over_their_rows() -> None:
    shown = table(explained(ONE_WAY, IN_ONE)).table
    frame = tables.heat_frame(shown, [row.id for row in shown.rows])
    assert list(dict.fromkeys(frame["row"])) == [row.id for row in shown.rows]
    assert set(frame[frame["row"] == "phase:praksis"]["text"]) == {""}
