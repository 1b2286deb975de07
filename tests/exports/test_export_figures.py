"""Outside figures as a file: claim, figure, base and speaker side by side; consent is honoured."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.builder import Builder
from workbench.study import Study
from workbench.texts import in_language

FIGURES = (
    "source,course,category,value,unit,base,n_base,time_point\n"
    "NAV,kafé,i_jobb,42,prosent,startet,50,12_uker\nNAV,kafé,ikke_kontakt,14,prosent,startet,50,\n"
    "K02,pleie,i_jobb,71,prosent,begynte i praksis,604,12_uker\n"
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = Builder(tmp_path / "study.db", coder="Anne")
    made.person("P01", attribution="deltaker i kantine")
    made.person("P02", consent="no_quotes", attribution="deltaker i pleie")
    made.person("P03", consent="withdrawn")
    marks = {"[": "resultat"}
    made.interview("P01-1", {"P01": 1}, "P01: [Nesten alle.\nI: Alle?\nP01: Ja], så.", codes=marks)
    made.interview("P02-1", {"P02": 1}, "P02: [Hemmelig tale].", codes=marks)
    made.interview("P03-1", {"P03": 1}, "P03: [Slettet tale].", codes=marks)
    (tmp_path / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    (tmp_path / "figures.csv").write_text(FIGURES, encoding="utf-8")
    study = Study(made.store, coder="Anne")
    study.design(tmp_path)
    for interview in ("P01-1", "P02-1", "P03-1"):
        coding = study.codings_of(interview)[0].id
        study.claim(coding, 1, "contradicts", note=f"merk {interview}")
    return study


def rows(study: Study, **wanted: object) -> list[dict[str, str]]:
    made = study.exported("figures", "csv", **wanted).decode()
    return list(csv.DictReader(StringIO(made)))


def test_a_row_has_the_claim_the_figure_its_base_and_who_said_it(study: Study) -> None:
    first = rows(study)[0]
    told = {name: first[name] for name in ("value", "base", "n_base", "says", "person", "quote")}
    assert told == {
        "value": "42", "base": "startet", "n_base": "50", "says": "contradicts", "person": "P01",
        "quote": "Nesten alle. [Alle?] Ja",
    }  # fmt: skip
    assert first["study"] == "Prøvestudie"
    assert [row["category"] for row in rows(study)] == [
        "i_jobb", "i_jobb", "ikke_kontakt", "i_jobb",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["csv", "md", "html", "json"])
def test_who_may_not_be_quoted_is_not_and_is_named_as_left_out(study: Study, key: str) -> None:
    with in_language("en"):
        made = study.exported("figures", key).decode()
    assert "Hemmelig" not in made
    assert "Slettet" not in made
    assert "merk P03-1" not in made
    assert "P02" in made
    assert "may not be quoted" in made


def test_the_figures_of_one_course_are_said_to_be_those(study: Study) -> None:
    with in_language("en"):
        found = rows(study, figures_of="pleie")
    assert [(row["source"], row["filters"], row["count"]) for row in found] == [
        ("K02", "course: pleie", "1 of 3 figures")
    ]


def test_a_workbook_holds_the_figures_and_what_the_check_says(study: Study) -> None:
    with in_language("en"):
        made = study.exported("figures", "xlsx")
    figures, check, about = openpyxl.load_workbook(BytesIO(made)).worksheets
    assert figures.cell(2, 13).value == 42
    assert "Nothing is known of some" in [cell.value for cell in check["B"]][1]
    assert about.cell(1, 2).value == "Outside figures"


def test_a_picture_says_base_study_and_number(study: Study) -> None:
    with in_language("en"):
        svg = study.exported("figures", "svg").decode()
    assert "startet, N = 50" in svg
    assert "begynte i praksis, N = 604" in svg
    assert "3 of 3 figures" in svg
    assert study.exported("figures", "png")[:4] == b"\x89PNG"
