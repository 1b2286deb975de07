"""The comparison page and the matrix: what they say, what their address brings back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.charts import sides, table
from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import matrix
from workbench.ui import sides as ui_sides
from workbench.words import actor_types


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


@pytest.fixture
def opened(study: Study) -> Callable[..., AppTest]:
    def page(name: str = "compare", **query: Any) -> AppTest:
        found = open_page(name, study.path, **query)
        assert not found.exception
        return found

    return page


def compared(study: Study, *codes: str, mark: str = "", **options: Any) -> sides.Sides:
    filters = Filters(code=codes)
    names = table.Names(actor_types(study.actor_types()), tuple(study.scheme()))
    frame = study.compare(totals=True, filters=filters)
    marks = study.compare(totals=True, mark=mark, filters=filters) if mark else None  # type: ignore[arg-type]
    return sides.sides(frame, names, codes, marks=marks, **options)


# Side by side


def test_the_head_of_a_side_has_the_code_and_the_lines_the_codes_under_it(study: Study) -> None:
    shown = compared(study, "praksis")
    assert [(side.name, side.counted) for side in shown.sides] == [
        ("Participant", "3 of 4 interviews · 2 of 3 persons"),
        ("Employer", "2 of 2 interviews"),
    ]
    assert [line.row.label for line in shown.lines] == ["gratis"]
    assert table.cell_text(shown.cells["praksis.gratis", "deltaker"]) == "2 of 4"


def test_sides_that_have_nothing_are_hidden_and_named(study: Study) -> None:
    shown = compared(study, "utfall")
    assert shown.title == "utfall, seen from one side"
    assert shown.counted() == [
        "1 of 5 interviews",
        "Employer (0 of 2, not coded to the end) is hidden",
    ]
    assert len(compared(study, "utfall", with_empty=True).sides) == 2


def test_two_codes_against_each_other_each_have_a_line_and_no_code_is_the_head(
    study: Study,
) -> None:
    shown = compared(study, "utfall", "praksis")
    assert shown.title == "utfall and praksis, seen from two sides"
    assert [line.row.label for line in shown.lines] == ["utfall", "praksis", "gratis"]
    assert shown.sides[0].counted == "4 interviews · 3 persons"
    assert ui_sides.component_data(shown, None)["table"]["head"] == ""


def test_another_first_code_is_still_set_against_the_second(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    page = opened(code=["utfall", "praksis"])
    page.selectbox(key="cmp_code").set_value("praksis.gratis").run()
    assert page.query_params["code"] == ["praksis.gratis", "praksis"]
    page.selectbox(key="cmp_code").set_value("praksis").run()
    assert page.query_params["code"] == "praksis"


def test_a_mark_has_a_line_for_every_value_that_somebody_has(study: Study) -> None:
    coding = next(one for one in study.codings_of("A02"))
    study.recode(coding.id, valence="missing")
    shown = compared(study, "praksis", mark="valence")
    assert [line.id for line in shown.lines] == [
        "praksis", "praksis missing", "praksis ", "praksis.gratis", "praksis.gratis missing",
        "praksis.gratis ",
    ]  # fmt: skip
    assert shown.cells["praksis.gratis missing", "arbeidsgiver"].n == 1
    assert shown.cells["praksis.gratis missing", "deltaker"].n == 0


@pytest.mark.parametrize("mark", ["", "valence"])
def test_every_number_opens_onto_as_many_interviews(study: Study, mark: str) -> None:
    shown = compared(study, "praksis", "utfall", mark=mark)
    places = [*shown.cells, *((head.key, side.key) for head in shown.heads for side in shown.sides)]
    for line, side in places:
        opened = ui_sides.cell(shown, (line, (side,)))
        assert opened is not None
        view = ui_sides.view_of(shown, Filters(code=("praksis", "utfall")), opened)
        keys = dict(
            zip((view.rows, *view.columns), (opened.row.key, *opened.column.key), strict=True)
        )
        found = study.cell_rows(keys, filters=view.filters)
        assert len(found.interviews) == opened.cell.n
        assert len(set(found.interviews) | set(found.without["interview"])) == opened.cell.N


def test_a_cell_that_the_comparison_lacks_opens_nothing(study: Study) -> None:
    shown = compared(study, "praksis")
    for place in (None, ("praksi", ("deltaker",)), ("praksis", ("NAV-kontor",)), ("praksis", ())):
        assert ui_sides.cell(shown, place) is None


def test_the_page_says_what_is_compared_of_how_many_and_what_is_left_out(
    opened: Callable[..., AppTest],
) -> None:
    said = html_of(opened(code="praksis", round="1"))
    assert "<h1>praksis, seen from one side</h1>" in said
    for part in ("2 of 3 interviews", "primary coding", "3 of 3 interviews coded to the end",
                 "Round: 1"):  # fmt: skip
        assert part in said


def test_the_address_brings_back_what_stands_side_by_side(opened: Callable[..., AppTest]) -> None:
    said = html_of(opened(code="praksis", by="gender", mark="stance"))
    assert "<h1>praksis, by gender</h1>" in said
    assert "The study has no code=praksi." in html_of(opened(code="praksi"))


def test_a_summary_is_written_in_its_column_and_another_coders_stands_beside(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    study.summary("praksis", "deltaker", "De øver.", coder="Kari")
    page = opened(code="praksis")
    assert "De øver." in html_of(page)
    page.text_area[0].input("De vil øve mer.").run()
    told = study.summaries()[["subject", "text", "coder"]].values.tolist()
    assert ["deltaker", "De vil øve mer.", "Anne"] in told
    assert "The summary is stored." in html_of(page)
    page.button(key="cmp_undo").click().run()
    assert len(study.summaries()) == 1


def test_a_summary_whose_excerpts_have_changed_since_says_what_came_and_what_went(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    study.summary("praksis", "deltaker", "De øver.", coder="Kari")
    study.summary("praksis", "arbeidsgiver", "Fornøyde.")
    assert "class='wb-since'" not in html_of(opened(code="praksis"))
    gone = next(one for one in study.codings_of("P01-1") if one.code == "praksis")
    study.remove_coding(gone.id)
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    study.code("P01-1", text.index("Jeg kan"), text.index("Jeg kan") + 14, "praksis.gratis")
    said = html_of(opened(code="praksis"))
    assert said.count("<details class='wb-since'>") == 1
    assert "The excerpts have changed since: 1 coding came, 1 went." in said
    assert "<li class='came'><b>came</b> Jeg kan vente." in said
    assert "<li class='went'><b>went</b> vil jobbe med mat" in said
    data = matrix.component_data(filled(study, by="actor_type"), None, memory="m")
    cells = {row["id"]: line[0] for row, line in zip(data["rows"], data["cells"], strict=True)}
    assert (cells["deltaker"]["sign"], cells["arbeidsgiver"]["sign"]) == ("↻", "")
    assert "1 coding came, 1 went" in cells["deltaker"]["meaning"]
    study.summary("praksis", "deltaker", "De venter.", coder="Kari")
    assert "class='wb-since'" not in html_of(opened(code="praksis"))


def test_pins_stand_in_their_column_shortened_with_consent_honoured(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    for interview, person in (("P01-2_A01", "P01"), ("P01-2_A01", "A01"), ("P03-1", "P03")):
        excerpts = study.excerpts(filters=Filters(code=("praksis",), person=(person,)))
        row = excerpts[excerpts["interview"] == interview].iloc[0]
        pin = study.pin_excerpt(
            "praksis", interview, int(row["start"]), int(row["end"]), person=person
        )
        if person == "P01":
            study.selections.shorten(pin, keep=[(int(row["start"]) + 5, int(row["end"]))])
    said = html_of(opened(code="praksis"))
    assert "<span class='ex-cut'>[…]</span> jeg står i oppvasken" in said
    assert "Vi er fornøyde med ham" in said
    assert "Jeg sier ikke mer" not in said
    assert "Left out, since they may not be quoted: P03 (1 quote)." in said
    assert "<span>3 of 6</span>" in said


def test_a_pin_moves_past_its_neighbour_in_the_column(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    excerpts = study.excerpts(filters=Filters(code=("praksis",)))
    own = excerpts[excerpts["person"] != "P03"][["interview", "start", "end", "person"]]
    for row in own.to_dict("records"):
        study.pin_excerpt("praksis", **row)
    page = opened(code="praksis")
    employers = study.pins(filters=Filters(code=("praksis",), actor_type=("arbeidsgiver",)))
    first, second = employers["id"].tolist()
    page.button(key=f"cmp_down_{first}").click().run()
    after = study.pins(filters=Filters(code=("praksis",), actor_type=("arbeidsgiver",)))
    assert after["id"].tolist() == [second, first]
    page.button(key=f"cmp_drop_{first}").click().run()
    assert len(study.pins(filters=Filters(code=("praksis",)))) == len(own) - 1


def test_both_sides_of_a_placement_are_read_together(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    study.add_relation("P01", "had_placement_with", "A01", 2)
    said = html_of(opened(code="praksis", placement=["P01", "A01"]))
    assert "praksis, from both sides of one placement" in said
    assert said.index("jeg står i oppvasken") > 0
    assert said.index("Vi er fornøyde med ham") > 0


def test_hidden_numbers_are_said_to_be_hidden_and_their_side_stays(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    page = opened(code="praksis", hide_small="1")
    said = html_of(page)
    assert "nothing to be subtracted back" in said
    assert "2 of 2 interviews" not in said
    names = table.Names(actor_types(study.actor_types()), tuple(study.scheme()))
    frame = study.compare(totals=True, hide_small=True, filters=Filters(code=("praksis",)))
    shown = sides.sides(frame, names, ["praksis"])
    employer = shown.side("arbeidsgiver")
    assert employer is not None
    assert employer.counted == "hidden"
    assert not employer.empty


# The matrix


def filled(study: Study, by: str = "person", coder: str = "Anne") -> matrix.Matrix:
    filters = Filters(code=("praksis", "utfall"))
    names = table.Names(actor_types(study.actor_types()), tuple(study.scheme()))
    return matrix.matrix(
        study.matrix(by=by, filters=filters), study.summaries(filters.code, by=by),
        study.summaries_since(filters.code, by=by), by=by,
        coder=coder, names=names, about={}, colors={},
    )  # fmt: skip


def test_cells_say_what_is_to_be_written_and_what_rests_on_nothing(study: Study) -> None:
    study.summary("praksis", "P01", "Han øver.", by="person", coder="Kari")
    study.summary("utfall", "P01", "Ingenting.", by="person")
    data = matrix.component_data(filled(study), None, memory="m")
    cells = {
        (row["id"], column["id"]): cell
        for row, line in zip(data["rows"], data["cells"], strict=True)
        for column, cell in zip(data["columns"], line, strict=True)
    }
    assert (cells["P01", "praksis"]["text"], cells["P01", "praksis"]["others"]) == (
        "", [["Han øver.", "Kari"]],
    )  # fmt: skip
    assert [cells[one]["sign"] for one in (("P01", "praksis"), ("P01", "utfall"),
                                           ("P02", "utfall"), ("P02", "praksis"))] == [
        "", "◊", "○", "",
    ]  # fmt: skip
    assert cells["P04", "praksis"]["counted"] == "–"
    assert cells["P01", "praksis"]["counted"] == "3 excerpts"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ({"told": {"chosen": ["P01", "a"], "saves": [["P01", "a", "Ja"]]}},
         (("P01", "a"), [("P01", "a", "Ja")])),
        ({"told": {"chosen": None, "saves": [["P01", "a"], "x", ["P01", "a", 3]]}}, (None, [])),
        ({"told": {"saves": 7}}, (None, [])),
        (None, (None, [])),
    ],
)  # fmt: skip
def test_only_texts_of_cells_are_taken_from_the_browser(given: object, read: object) -> None:
    assert matrix.told(given) == read


def test_the_matrix_page_says_how_far_it_is(study: Study, opened: Callable[..., AppTest]) -> None:
    study.summary("praksis", "P01", "Han øver.", by="person")
    said = html_of(opened("matrix", code=["praksis", "utfall"]))
    assert "1 of 12 cells summed up · 4 wait for a summary" in said


def test_a_chosen_cell_shows_its_excerpts(opened: Callable[..., AppTest]) -> None:
    said = html_of(opened("matrix", code=["praksis", "utfall"], cell=["P02", "utfall"]))
    assert "Jeg har ventet lenge" in said
