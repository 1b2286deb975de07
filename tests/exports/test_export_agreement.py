"""Agreement as a file: the frame at full precision, and a table that is read."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.builder import Builder
from tests.exports.test_export_tables import drawn
from workbench.charts.agreement import measure_text, percent_text
from workbench.study import Study
from workbench.texts import in_language


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = Builder(tmp_path / "study.db")
    made.code("a", "a.b")
    made.interview("I1", ["P1"], "P1: abcdefghij\nI: hm\nP1: klmno")
    for start, end, code, coder in ((0, 5, "a", "Anne"), (2, 8, "a.b", "Bo")):
        made.coding("I1", start, end, code, coder=coder)
    return Study(made.store, coder="Anne")


def test_a_csv_file_has_every_number_as_the_frame_has_it(study: Study) -> None:
    made = study.exported("agreement", "csv", unit="turn", rule="half").decode()
    first = next(csv.DictReader(StringIO(made)))
    told = study.agreement(unit="turn", rule="half").to_dict("records")[0]
    for name in ("code", "unit", "rule", "both", "neither", "percent", "reason"):
        assert first[str(name)] == str(told[name])
    assert first["low"] == ""
    assert first["count"] == "1 interview coded by both · 2 turns"
    assert first["layer"] == "Anne – Bo · turns of identified persons"


def test_a_workbook_names_unit_and_rule_and_both_coders(study: Study) -> None:
    made = study.exported("agreement", "xlsx", unit="turn", coders=("Bo", "Anne"))
    book = openpyxl.load_workbook(BytesIO(made))
    read, computed, about = book.worksheets
    assert [cell.value for cell in read[1]][:4] == [
        "Code", "Interviews", "Codings, Bo", "Codings, Anne",
    ]  # fmt: skip
    assert read.cell(2, 1).value == "a"
    assert computed.cell(2, 4).value == 1
    assert about.cell(1, 2).value == "Agreement by turn, any of it marked"


def test_a_document_says_what_the_numbers_rest_on_and_what_they_mean(study: Study) -> None:
    made = study.exported("agreement", "md").decode()
    assert made.startswith("# Agreement by character")
    assert "1 interview that both have coded: I1." in made
    assert "never read it alone" in made


def test_a_picture_holds_the_table_and_says_what_it_rests_on(study: Study) -> None:
    said = drawn(study.exported("agreement", "svg", unit="turn"))
    assert "Agreement by turn" in said
    for part in ("Study: ", "Number: 1 interview coded by both · 2 turns", "50 %"):
        assert part in said
    assert study.exported("agreement", "png", unit="turn").startswith(b"\x89PNG")


@pytest.mark.parametrize(("value", "shown"), [(0.997, "99 %"), (1, "100 %"), (0.5, "50 %")])
def test_a_share_is_whole_per_cent_and_only_all_of_it_is_100(value: float, shown: str) -> None:
    assert percent_text(value) == shown


@pytest.mark.parametrize(
    ("value", "english", "norwegian"),
    [
        (0.2345, "0.23", "0,23"),
        (0.9999, "0.99", "0,99"),
        (1.0, "1.00", "1,00"),
        (-0.0019, "0.00", "0,00"),
        (-0.026, "−0.03", "−0,03"),
        (float("nan"), "–", "–"),
    ],
)
def test_a_measure_has_two_decimals_and_is_never_rounded_up_to_1(
    value: float, english: str, norwegian: str
) -> None:
    assert measure_text(value) == english
    with in_language("nb"):
        assert measure_text(value) == norwegian
