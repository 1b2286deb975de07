"""The cross-tab page: what it says, what its address brings back, what stands behind a cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.charts.colors import DARK, LIGHT
from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import behind, table
from workbench.ui.address import View


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
def crosstab(study: Study) -> Callable[..., AppTest]:
    """Opens the page; several values of one name are given as a list."""

    def opened(**query: Any) -> AppTest:
        page = open_page("crosstab", study.path, **query)
        assert not page.exception
        return page

    return opened


def heading(page: AppTest) -> str:
    return next(html for html in _htmls(page) if "<h1>" in html)


def panel(page: AppTest) -> str:
    return " ".join(html for html in _htmls(page) if "<h2>" in html or "wb-counts" in html)


def _htmls(page: AppTest) -> list[str]:
    return [element.proto.body for element in page.get("html")]


def where(page: AppTest) -> dict[str, list[str]]:
    """The address. AppTest gives a single value as text, several as a list."""
    given = page.query_params.items()
    return {name: [values] if isinstance(values, str) else list(values) for name, values in given}


# What the page says


def test_title_and_subtitle_say_what_is_counted_and_how_far_the_coding_is(
    crosstab: Callable[..., AppTest],
) -> None:
    said = heading(crosstab())
    assert "<h1>Codes by actor type and round</h1>" in said
    assert "Interviews in which the code occurs, of interviews with usable text." in said
    assert "4 of 5 are coded to the end." in said


def test_the_caption_names_every_filter(crosstab: Callable[..., AppTest]) -> None:
    said = heading(crosstab(actor_type="deltaker", round="1", contains="mat", done_only="1"))
    for part in ("Actor type: ", "Round: 1", "text contains “mat”", "coded to the end"):
        assert part in said


def test_the_notes_stand_under_the_table(crosstab: Callable[..., AppTest]) -> None:
    notes = next(html for html in _htmls(crosstab()) if "wb-notes" in html)
    assert "One interview stands in several columns and counts once in a total." in notes
    assert "Shaded only where N is 5 or more." in notes


def test_an_address_that_asks_for_what_is_not_there_is_told_so(
    crosstab: Callable[..., AppTest],
) -> None:
    said = html_of(crosstab(person="<b>X", rows="moon"))
    assert "rows=moon" in said
    assert "person=&lt;b&gt;X" in said


# The address


def test_a_control_writes_the_address_and_the_address_sets_the_control(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab()
    page.selectbox(key="crosstab_count").set_value("persons").run()
    assert where(page) == {"count": ["persons"]}
    assert "of persons with usable text" in heading(page)
    again = crosstab(count="persons")
    assert again.selectbox(key="crosstab_count").value == "persons"


def test_columns_are_one_or_two(crosstab: Callable[..., AppTest]) -> None:
    page = crosstab()
    page.selectbox(key="crosstab_second").set_value("").run()
    assert where(page) == {"columns": ["actor_type"]}
    page.selectbox(key="crosstab_first").set_value("gender").run()
    assert where(page) == {"columns": ["gender"]}
    assert "Codes by gender" in heading(page)


def test_every_dimension_can_make_the_columns(crosstab: Callable[..., AppTest]) -> None:
    offered = crosstab().selectbox(key="crosstab_first").options
    assert len(offered) == 9
    for name in ("person", "interview", "coder", "valence", "stance", "course", "gender"):
        assert f"Codes by {name}".lower() in heading(crosstab(columns=name)).lower().replace(
            "coded by", "coder"
        )


def test_a_filter_narrows_the_table_and_stays_in_the_address(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab()
    page.multiselect(key="crosstab_filter_actor_type").set_value(["arbeidsgiver"]).run()
    assert where(page) == {"actor_type": ["arbeidsgiver"]}
    page.toggle(key="crosstab_done_only").set_value(True).run()
    assert "1 of 1 are coded to the end" in heading(page)
    next(button for button in page.button if "filters" in button.label).click().run()
    assert where(page) == {}


def test_shares_are_offered_for_codings_and_words_and_else_refused_with_the_reason(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab()
    assert page.radio(key="crosstab_of").disabled
    assert "they would mislead" in page.caption[0].value
    counted = crosstab(count="words")
    assert not counted.radio(key="crosstab_of").disabled
    counted.radio(key="crosstab_of").set_value("column").run()
    assert where(counted) == {"count": ["words"], "of": ["column"]}


def test_an_address_that_asks_for_shares_of_persons_says_why_not(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab(count="persons", of="row")
    assert "mislead" in html_of(page)
    page.selectbox(key="crosstab_count").set_value("words").run()
    assert not page.exception


def test_the_view_is_kept_when_the_page_is_left_and_opened_again(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab(count="words")
    page.query_params.clear()
    page.run()
    assert where(page) == {"count": ["words"]}


def test_a_study_without_codes_or_interviews_says_what_is_missing(tmp_path: Path) -> None:
    Study.create(tmp_path / "empty.db", name="Tom", coder="Anne")
    page = open_page("crosstab", tmp_path / "empty.db")
    assert not page.exception
    assert "A table needs a scheme and interviews" in html_of(page)


def test_filters_that_leave_nobody_say_so(crosstab: Callable[..., AppTest]) -> None:
    page = crosstab(actor_type="arbeidsgiver", round="3")
    assert "No interview with usable text is left" in html_of(page)


# What stands behind a cell


def test_a_cell_opens_onto_its_excerpts(crosstab: Callable[..., AppTest]) -> None:
    page = crosstab(cell="praksis", at=["deltaker", "1"])
    assert "Participant, round 1: 2 of 3 interviews" in panel(page)
    assert "2 interviews · 2 persons" in panel(page)
    cards = [html for html in _htmls(page) if "class='quote'" in html]
    assert "<p class='q'>Hva vil du?</p><p class='quote'>vil jobbe med mat</p>" in cards


def test_a_quote_that_may_not_leave_the_study_says_so(crosstab: Callable[..., AppTest]) -> None:
    page = crosstab(cell="praksis", at=["deltaker", "1"])
    by = [html for html in _htmls(page) if "class='by'" in html]
    assert {"P03" in html for html in by if "may not be quoted" in html} == {True}


def test_the_second_tab_names_those_of_N_without_the_code(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab(cell="praksis", at=["deltaker", "1"])
    assert [tab.label for tab in page.tabs] == ["Excerpts", "Not with: P02"]


def test_a_cell_that_the_table_does_not_have_shows_the_hint(
    crosstab: Callable[..., AppTest],
) -> None:
    assert "Choose a cell" in html_of(crosstab(cell="praksis", at=["deltaker", "7"]))
    assert "Choose a cell" in html_of(crosstab(cell="nonsense", at=["deltaker", "1"]))


def reader(study: Study) -> Any:
    """The study's methods by name, as a page calls them."""
    return lambda verb, *arguments, **options: getattr(study, verb)(*arguments, **options)


def opened(study: Study, view: View, row: str, *key: str) -> tuple[behind.Behind, behind.Rows]:
    """A cell of the view's table, and the rows behind it."""
    shown = table.table(
        study.crosstab(columns=view.columns, count=view.count, totals=True),
        table.Names({}, tuple(study.scheme())),
        count=view.count,
        direct=study.crosstab(columns=view.columns, count=view.count, totals=True, direct=True),
        totals="all",
    )
    cell = behind.cell(shown, (row, key))
    assert cell is not None
    return cell, behind.rows(reader(study), view, cell)


def test_a_direct_row_opens_onto_what_is_on_the_parent_alone(study: Study) -> None:
    _cell, found = opened(study, View(), "=praksis", "deltaker", "1")
    assert list(found.excerpts["quote"]) == ["vil jobbe med mat", "Jeg sier ikke mer"]
    assert set(found.codings["code"]) == {"praksis"}


def test_those_without_the_code_are_called_by_person_within_a_round(study: Study) -> None:
    view = View()
    cell, found = opened(study, view, "praksis.gratis", "arbeidsgiver", "")
    missing = behind.absent(reader(study), view, cell, found)
    assert [(one.label, one.interview, one.done) for one in missing] == [("A01", "P01-2_A01", True)]
    assert behind.absent_title(missing) == "Not with: A01"


def test_those_who_are_not_coded_to_the_end_are_marked(study: Study) -> None:
    view = View(columns=("actor_type",), count="persons")
    cell, found = opened(study, view, "utfall", "arbeidsgiver")
    missing = behind.absent(reader(study), view, cell, found)
    assert [(one.label, one.interview, one.done) for one in missing] == [
        ("A01", "", True), ("A02", "", False),
    ]  # fmt: skip


def test_a_cell_of_those_without_an_attribute_leads_to_their_excerpts(study: Study) -> None:
    view = View(columns=("course",))
    cell, found = opened(study, view, "praksis", "")
    assert set(found.excerpts["person"]) == {"A01", "A02"}
    elsewhere = study.excerpts(filters=behind.filters(view, cell))
    assert list(elsewhere["quote"]) == list(found.excerpts["quote"])


COUNTED_BY = ["interviews", "persons", "codings", "excerpts", "words"]


@pytest.mark.parametrize("count", COUNTED_BY)
@pytest.mark.parametrize(
    "columns",
    [("actor_type", "round"), ("round",), ("gender", "course"), ("valence",), ("interview",)],
    ids=",".join,
)
def test_every_number_opens_onto_the_rows_behind_it(
    study: Study, count: Any, columns: tuple[str, ...]
) -> None:
    view = View(count=count, columns=columns)
    read = reader(study)
    shown = table.table(
        study.crosstab(columns=columns, count=count, totals=True),
        table.Names({}, tuple(study.scheme())),
        count=count,
        direct=study.crosstab(columns=columns, count=count, totals=True, direct=True),
        base=study.crosstab(columns=columns, totals=True),
        totals="all",
    )
    checked = 0
    for row_id, column_id in shown.cells:
        place = table.chosen([row_id, column_id])
        cell = behind.cell(shown, place)
        assert cell is not None
        if row_id == table.MERGED:
            continue
        rows = behind.rows(read, view, cell)
        found = rows.excerpts
        behind_it = {
            "interviews": found["interview"].nunique(),
            "persons": found["person"].nunique(),
            "codings": found["codings"].sum(),
            "excerpts": len(found),
            "words": found["words"].sum(),
        }
        assert behind_it[count] == cell.cell.n, (row_id, column_id)
        if count in ("interviews", "persons"):
            without = behind.absent(read, view, cell, rows)
            assert cell.cell.n + len(without) == cell.cell.N, (row_id, column_id)
        if count == "excerpts" and not cell.row.direct:
            elsewhere = study.excerpts(filters=behind.filters(view, cell))
            assert len(elsewhere) == cell.cell.n, (row_id, column_id)
        checked += 1
    assert checked > 10


# Heat map and downloads


def test_the_heat_map_shows_the_same_table(crosstab: Callable[..., AppTest]) -> None:
    page = crosstab(shown="heatmap")
    assert len(page.get("arrow_vega_lite_chart")) + len(page.get("vega_lite_chart")) == 1


def test_the_table_can_be_had_as_file_in_six_ways(crosstab: Callable[..., AppTest]) -> None:
    labels = [button.proto.label for button in crosstab().get("download_button")]
    assert labels == [
        "Word", "Excel", "CSV", "CSV (Excel, Norwegian)", "Picture (PNG)", "Picture (SVG)",
    ]  # fmt: skip


def test_pictures_are_light_unless_a_dark_one_is_asked_for(
    crosstab: Callable[..., AppTest],
) -> None:
    page = crosstab()
    assert page.toggle(key="crosstab_dark").value is False
    assert page.toggle(key="crosstab_dark").label == "Dark ground in the pictures"


@pytest.mark.parametrize(("dark", "paper"), [(False, LIGHT.paper), (True, DARK.paper)])
def test_a_picture_says_study_date_layer_filters_unit_and_N(
    study: Study, dark: bool, paper: str
) -> None:
    filters = Filters(actor_type=("deltaker",), layer="coder:Anne")
    shown = table.table(
        study.crosstab(totals=True, filters=filters, count="persons"),
        table.Names({"deltaker": "Participant"}, tuple(study.scheme())),
        count="persons",
        base=study.crosstab(totals=True, filters=filters),
    )
    made = study.heat_map(
        "svg", shown, open=("praksis",), dark=dark, count="persons", filters=filters
    ).decode()
    assert f'fill="{paper}"' in made
    about = re.findall("<desc>(.*)</desc>", made)[0]
    drawn = " ".join(re.sub("<desc>.*</desc>|<[^>]+>", " ", made).split())
    day = study.last_change[:10]
    for text in (
        "Codes by actor type and round", "Prøvestudie", "actor type: Participant",
        "coded by Anne", "interviews coded to the end", "one or two persons.",
        "Persons who have the code in any interview", "gratis", "2 of 3",
    ):  # fmt: skip
        assert text in drawn, text
    for text in ("Study: Prøvestudie", f"Date: {int(day[8:])} ", "Unit of counting: Persons"):
        assert text in about, text


def test_a_table_file_names_its_unit(study: Study) -> None:
    made = study.exported("crosstab", "csv", count="words").decode().splitlines()
    assert ",layer,unit,count," in made[0]
    assert ",primary,words," in made[1]


def test_small_cells_are_hidden_on_the_page_and_in_its_files(
    crosstab: Callable[..., AppTest], study: Study
) -> None:
    page = crosstab(columns="actor_type", cell="utfall", at="deltaker")
    assert "1 of 4 interviews" in html_of(page)
    page.toggle(key="crosstab_hide_small").set_value(True).run()
    assert where(page)["hide_small"] == ["1"]
    assert "Participant: hidden" in html_of(page)
    assert "vente" not in html_of(page)
    assert "nothing to be subtracted back" in html_of(page)
    wanted = {"columns": ("actor_type",), "hide_small": True}
    written = study.exported("crosstab", "csv", **wanted).decode("utf-8-sig")
    assert ",1," not in next(line for line in written.splitlines() if line.startswith("utfall"))
    assert "hidden" in study.exported("crosstab", "md", **wanted).decode()
