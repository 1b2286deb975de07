"""The typology page: what it draws of a space, what it reads from an address, what it stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.charts.typology import crossed
from workbench.model import (
    Filters,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell, space_editor, typology
from workbench.ui.facets import material
from workbench.ui.pages import typology as page
from workbench.ui.pages.typology import Asked


def dimension(name: str, *values: str, code: str = "", attribute: str = "") -> PropertyDimension:
    rule = PropertyRule(code=code, attribute=attribute)
    first, *others = values
    rules = (rule,) if code or attribute else ()
    return PropertyDimension(
        name, (PropertyValue(first, rules), *(PropertyValue(one) for one in others))
    )


SPACE = PropertySpace(
    "Rom",
    (
        dimension("Praksis", "gratis", "ikke gratis", code="praksis.gratis"),
        dimension("Kurs", "på kurs", "ikke på kurs", attribute="course"),
    ),
    offer_attribute="course",
    actor_types=("deltaker",),
    cells=(
        PropertyCell(("gratis", "på kurs"), label="A", code="praksis.gratis"),
        PropertyCell(("ikke gratis", "ikke på kurs"), outside="alle går på kurs"),
    ),
)


def with_space(path: Path) -> Path:
    build(path).property_space_save(SPACE)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_space(tmp_path / "study.db")


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder="Anne"), "Anne", "en")


def drawn(here: shell.Current, **asked: Any) -> dict[str, Any]:
    found = page.view(here, Asked("Rom", **asked))
    return typology.component_data(
        found.shown, found.cases, asked.get("case"), label="Rom", others={}
    )


def test_a_cell_has_its_number_its_persons_and_why_it_is_empty(here: shell.Current) -> None:
    first, second = drawn(here)["cells"]
    told = [
        (cell["label"], cell["counted"], cell["outside"], [one["label"] for one in cell["cases"]])
        for cell in (*first, *second)
    ]
    assert told == [
        ("A", "1 of 3 persons", "", ["P01 · round 1", "P01 · round 2"]),
        ("", "0 of 3 persons", "", []),
        ("", "0 of 3 persons", "", []),
        ("", "outside the sample", "alle går på kurs", []),
    ]
    assert first[0]["beside"] == "2 cases"
    assert first[0]["small"] == "one or two persons"
    assert first[0]["telling"] == "told of by 1 other"


def test_those_who_tell_of_a_cell_are_in_the_excerpts_it_leads_to(here: shell.Current) -> None:
    others = page._others(material(here), SPACE, Filters())
    found = here.study.excerpts(
        filters=Filters(code=("praksis.gratis",), actor_type=tuple(others["actor_type"]))
    )
    assert found["person"].nunique() == 1
    assert set(found["person"]) == {"A02"}


def test_what_is_undecided_is_listed_with_what_is_open(here: shell.Current) -> None:
    assert [(one["title"], [case["label"] for case in one["cases"]])
            for one in drawn(here)["apart"]] == [
        ("Undecided: Praksis", ["P02 · round 1", "P03 · round 1"]),
    ]  # fmt: skip


def test_three_dimensions_have_nested_headings(here: shell.Current) -> None:
    third = dimension("Tid", "nå", "før")
    space = PropertySpace("Tre", (*SPACE.dimensions, third), actor_types=("deltaker",))
    here.study.property_space_save(space)
    shown = crossed(here.study.property_space("Tre"), here.study.typology("Tre"))
    data = typology.component_data(
        shown, here.study.typology_cases("Tre"), None, label="", others={}
    )
    assert data["headings"] == [
        [["på kurs", 2], ["ikke på kurs", 2]],
        [["nå", 1], ["før", 1], ["nå", 1], ["før", 1]],
    ]
    assert data["rows"] == [[["gratis", 1]], [["ikke gratis", 1]]]
    assert data["depth"] == 1


def test_an_address_that_asks_for_what_is_not_there_gives_the_plain_page(path: Path) -> None:
    found = open_page("typology", path, space="Borte", edit="tull", round="9")
    assert not found.exception
    assert "<h1>Rom</h1>" in html_of(found)


def test_a_case_shows_why_it_stands_there_and_is_moved_with_a_note(path: Path) -> None:
    case = ["P01", "kafé og kantine", "1"]
    found = open_page("typology", path, case=case)  # type: ignore[arg-type]
    shown = html_of(found)
    assert "Praksis: gratis" in shown
    assert "Ingen spør" in shown
    key = "_".join(case)
    space = Study.open(path).property_space("Rom")
    found.selectbox(key=f"ty_to_{space.dimensions[0].id}_{key}").select("ikke gratis")
    found.button(key="ty_place").click().run()
    assert "needs a note" in html_of(found)
    found.text_area(key=f"ty_why_{key}").input("Han får betalt.")
    found.button(key="ty_place").click().run()
    row = Study.open(path).typology_cases("Rom").iloc[0]
    assert (row["Praksis"], row["by"], row["note"]) == ("ikke gratis", "hand", "Han får betalt.")
    assert "the rules say gratis × på kurs" in html_of(found)
    found.button(key="ty_unplace").click().run()
    assert Study.open(path).typology_cases("Rom").iloc[0]["by"] == "rule"


def test_another_time_is_placed_as_a_case_of_its_own_with_a_passage_as_its_reason(
    path: Path,
) -> None:
    found = open_page("typology", path)
    found.selectbox(key="ty_person").select("P02").run()
    found.text_input(key="ty_time_new").input("2012")
    for dimension in Study.open(path).property_space("Rom").dimensions:
        found.selectbox(key=f"ty_to_{dimension.id}_new").select(dimension.values[1].name)
    found.text_area(key="ty_why_new").input("Hun ventet et år.")
    passages = found.multiselect(key="ty_reasons_P02_new")
    assert [one.partition(": ")[2] for one in passages.options] == ["Jeg har ventet lenge"]
    passages.set_value([found.multiselect(key="ty_reasons_P02_new").options[0]])
    found.button(key="ty_place").click().run()
    assert not found.exception
    rows = Study.open(path).typology_cases("Rom")
    row = rows[rows["time"] == "2012"].iloc[0]
    assert (row["person"], row["offer"], row["state"], row["reasons"]) == (
        "P02", "kafé og kantine", "placed", 1,
    )  # fmt: skip
    assert "the sample cannot fill this cell" in str(drawn_cell(path))


def drawn_cell(path: Path) -> Any:
    study = Study.open(path)
    shown = crossed(study.property_space("Rom"), study.typology("Rom"))
    return shown.cell(("ikke gratis",), ("ikke på kurs",)).beside


def test_of_somebody_who_has_withdrawn_no_words_are_shown(path: Path) -> None:
    study = Study.open(path, coder="Anne")
    study.place("Rom", "P01", ["gratis", ""], "Hun sa det selv.", time="1")
    study.edit_person("P01", {"consent": "withdrawn"})
    found = open_page("typology", path, case=["P01", "kafé og kantine", "1"])  # type: ignore[arg-type]
    assert "(withdrawn)" in html_of(found)
    assert "Ingen spør" not in html_of(found)
    assert "Hun sa det selv" not in html_of(found)


def test_a_space_is_edited_and_one_value_more_given(path: Path) -> None:
    found = open_page("typology", path, edit="Rom")
    space = Study.open(path).property_space("Rom")
    found.text_input(key=f"ty_name_{space.id}").input("Nytt rom")
    next(one for one in found.button if one.label == "Add a value").click().run()
    new = [one for one in found.text_input if one.label == "Value" and not one.value]
    new[0].input("vet ikke")
    found.button(key="ty_save").click().run()
    after = Study.open(path).property_space("Nytt rom")
    assert [value.name for value in after.dimensions[0].values] == [
        "gratis", "ikke gratis", "vet ikke",
    ]  # fmt: skip
    assert after.dimensions[0].values[0].rules == SPACE.dimensions[0].values[0].rules
    assert after.dimensions[1].values[0].rules == SPACE.dimensions[1].values[0].rules
    assert after.cells == SPACE.cells


def test_a_retired_code_is_offered_only_where_it_is_asked_for(path: Path) -> None:
    Study.open(path, coder="Anne").scheme_retire("praksis.gratis")
    found = open_page("typology", path, edit="Rom")
    offered = [one.options for one in found.multiselect if "words are coded" in one.label]
    assert ["\u2003gratis" in codes for codes in offered] == [True, False, False, False]


def test_rules_that_a_field_cannot_show_are_kept(here: shell.Current) -> None:
    rules = (PropertyRule(code="praksis", valence="present"), PropertyRule(code="utfall"))
    values = (PropertyValue("a", rules), PropertyValue("b"))
    space = PropertySpace("To", (PropertyDimension("x", values), SPACE.dimensions[1]))
    here.study.property_space_save(space)
    stored = here.study.property_space("To")
    again = space_editor.space_of(space_editor.draft(stored))
    assert set(again.dimensions[0].values[0].rules) == set(rules)


@pytest.mark.parametrize("given", [None, {}, {"told": {"chosen": ["P01", "x"]}}, {"told": 3}])
def test_nonsense_from_a_browser_chooses_nothing(given: object) -> None:
    assert typology.told(given) is None
    assert typology.told({"told": {"chosen": ["P01", "", "1"]}}) == ("P01", "", "1")


def test_a_study_without_a_space_offers_to_make_one(tmp_path: Path) -> None:
    build(tmp_path / "study.db")
    found = open_page("typology", tmp_path / "study.db")
    assert "A property space crosses two dimensions" in html_of(found)
    assert "A new property space" in html_of(found)


def test_small_cells_are_hidden_and_nobody_is_named_then(path: Path) -> None:
    page = open_page("typology", path, hide_small="1")
    assert page.toggle(key="ty_hide_small").value is True
    told = html_of(page)
    assert "Nobody is named while small cells are hidden." in told
    assert "cases placed" not in told
    assert "one or two persons and columns" in told
    page.toggle(key="ty_hide_small").set_value(False).run()
    assert "hide_small" not in page.query_params
    assert "cases placed" in html_of(page)


def test_a_hidden_cell_says_so_and_what_nobody_is_in_still_says_0(here: shell.Current) -> None:
    first, second = drawn(here, hide_small=True)["cells"]
    assert [cell["counted"] for cell in (*first, *second)] == [
        "hidden", "0 of 3 persons", "0 of 3 persons", "outside the sample",
    ]  # fmt: skip
    assert (first[0]["beside"], first[0]["small"]) == ("", "")
    assert first[0]["telling"] == "told of by others"
