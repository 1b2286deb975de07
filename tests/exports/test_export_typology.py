"""A typology as a file: cells, cases and reasons side by side; consent is honoured."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.builder import Builder
from workbench.errors import UnknownName
from workbench.model import (
    Filters,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study

SPACE = PropertySpace(
    "Rom",
    (
        PropertyDimension(
            "Ønske", (PropertyValue("ja", (PropertyRule(code="vil"),)), PropertyValue("nei"))
        ),
        PropertyDimension(
            "Tilbud",
            (PropertyValue("får", (PropertyRule(attribute="course"),)), PropertyValue("får ikke")),
        ),
    ),
    offer_attribute="course",
    cells=(PropertyCell(("nei", "får ikke"), outside="ikke spurt"),),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = Builder(tmp_path / "study.db", coder="Anne")
    made.person("P01", attribution="deltaker i kantine", course="kafé")
    made.person("P02", consent="no_quotes", course="kafé")
    made.person("P03", consent="withdrawn", course="kafé")
    for n, words in (("1", "Jeg ville"), ("2", "Hemmelig tale"), ("3", "Slettet tale")):
        made.interview(f"P0{n}-1", {f"P0{n}": 1}, f"P0{n}: [{words}].", codes={"[": "vil"})
    study = Study(made.store, coder="Anne")
    study.property_space_save(SPACE)
    for person in ("P01", "P02", "P03"):
        coding = study.codings_of(f"{person}-1")[0].id
        values = ["ja", "får"] if person == "P01" else ["nei", "får"]
        study.place("Rom", person, values, f"merk {person}", time="1", reasons=[coding])
    return study


def rows(study: Study, **wanted: object) -> list[dict[str, str]]:
    made = study.exported("typology", "csv", space="Rom", **wanted).decode()
    return list(csv.DictReader(StringIO(made)))


def test_every_cell_has_a_row_and_every_case_stands_in_its_cell(study: Study) -> None:
    told = [
        (row["Ønske"], row["Tilbud"], row["persons"], row["persons_N"], row["outside"],
         row["person"], row["by"])
        for row in rows(study)
    ]  # fmt: skip
    assert told == [
        ("ja", "får", "1", "3", "", "P01", "hand"), ("ja", "får ikke", "0", "3", "", "", ""),
        ("nei", "får", "2", "3", "", "P02", "hand"), ("nei", "får", "2", "3", "", "P03", "hand"),
        ("nei", "får ikke", "0", "3", "yes", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["csv", "md", "html", "json"])
def test_who_may_not_be_quoted_is_not_and_of_the_withdrawn_nothing_is_said(
    study: Study, key: str
) -> None:
    made = study.exported("typology", key, space="Rom").decode()
    assert "Hemmelig" not in made
    assert "Slettet" not in made
    assert "merk P03" not in made
    assert "merk P02" in made
    assert "may not be quoted" in made


def test_a_workbook_holds_cells_cases_and_reasons(study: Study) -> None:
    made = study.exported("typology", "xlsx", space="Rom")
    cells, _data, reasons, about = openpyxl.load_workbook(BytesIO(made)).worksheets
    assert "outside the sample" in str(cells.cell(3, 3).value)
    quotes = [cell.value for cell in reasons["E"]]
    assert [one for one in quotes if one] == ["Quote", "Jeg ville", "Jeg ville"]
    assert about.cell(1, 2).value == "Rom"


def test_the_file_says_how_many_cases_are_placed_and_what_limits_them(study: Study) -> None:
    row = rows(study, filters=Filters(person=("P01", "P02")))[0]
    assert row["count"].startswith("2 of 2 cases placed · 0 of 2 interviews coded to the end")
    assert row["filters"] == "person: P01, P02"
    with pytest.raises(UnknownName, match="no property space"):
        study.exported("typology", "md", space="Rommet")


@pytest.mark.parametrize("key", ["csv", "md", "html", "json", "svg"])
def test_small_cells_are_hidden_and_nobody_is_named_then(study: Study, key: str) -> None:
    made = study.exported("typology", key, space="Rom", hide_small=True).decode()
    assert not [one for one in ("P01", "merk", "Jeg ville", "may not be quoted") if one in made]
    assert "3 cases" in made
    assert "1 of 3" not in made
    if key in ("md", "html"):
        assert "hidden" in made
        assert "one or two persons" in made


def test_of_a_hidden_cell_a_file_has_its_base_alone(study: Study) -> None:
    names = ("Ønske", "Tilbud", "persons", "n", "persons_N", "outside")
    told = [tuple(row[name] for name in names) for row in rows(study, hide_small=True)]
    assert told == [
        ("ja", "får", "", "", "3", ""), ("ja", "får ikke", "0", "0", "3", ""),
        ("nei", "får", "", "", "3", ""), ("nei", "får ikke", "0", "0", "3", "yes"),
    ]  # fmt: skip


def test_where_small_cells_are_hidden_nobody_can_be_recognised(study: Study) -> None:
    kinds = {"attributes", "role", "names"}
    found = study.disclosure("typology", space="Rom", format="csv", analyse=False)
    assert kinds & set(found["what"])
    hidden = study.disclosure("typology", space="Rom", format="csv", analyse=False, hide_small=True)
    assert not kinds & set(hidden["what"])
