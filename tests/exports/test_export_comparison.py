"""A comparison and a matrix as files: what is printed of whom, and what the file says of itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.ui.pages import build
from workbench.model import Filters
from workbench.study import Study

PRAKSIS = Filters(code=("praksis",))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01's words and P03's are pinned; P03 may not be quoted."""
    made = build(tmp_path / "study.db")
    for interview, person in (("P01-2_A01", "P01"), ("P03-1", "P03")):
        excerpts = made.excerpts(filters=Filters(code=("praksis",), interview=(interview,)))
        row = excerpts[excerpts["person"] == person].iloc[0]
        pin = made.pin_excerpt(
            "praksis", interview, int(row["start"]), int(row["end"]), person=person
        )
        if person == "P01":
            made.selections.shorten(pin, keep=[(int(row["start"]) + 5, int(row["end"]))])
    made.summary("praksis", "deltaker", "De øver.")
    made.summary("praksis", "P02", "Hun venter.", by="person")
    return made


def printed(study: Study, kind: Any, **wanted: Any) -> str:
    return study.exported(kind, "md", **wanted).decode()


def told(study: Study, kind: Any, **wanted: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(study.exported(kind, "json", **wanted))
    return found


def test_a_comparison_prints_numbers_summaries_and_the_quotes_that_may_be_printed(
    study: Study,
) -> None:
    said = printed(study, "compare", filters=PRAKSIS)
    assert "| gratis | 2 of 4, 1 of 3 pers. † | 1 of 2 † |" in said.replace("\u00a0", " ")
    assert "De øver.\n\nAnne · " in said
    assert "> […] jeg står i oppvasken" in said
    assert "Jeg sier ikke mer" not in said
    assert "Left out: P03 (may not be quoted)" in said


def test_its_data_are_those_of_the_verb_without_totals(study: Study) -> None:
    rows = told(study, "compare", filters=PRAKSIS, mark="valence")["rows"]
    frame = study.compare(mark="valence", filters=PRAKSIS)
    assert [row["n"] for row in rows] == frame["n"].tolist()
    assert list(rows[0]) == list(frame.columns)


@pytest.mark.parametrize("kind", ["compare", "matrix"])
def test_a_file_says_study_date_layer_filters_unit_and_number(study: Study, kind: str) -> None:
    narrow = Filters(code=("praksis",), round=(1,), layer="coder:Anne")
    about = told(study, kind, filters=narrow, date="2026-03-03")["provenance"]
    assert (about["study"], about["date"][:10], about["layer"]) == (
        "Prøvestudie", "2026-03-03", "coder:Anne",
    )  # fmt: skip
    assert about["unit"] == "interviews"
    assert "coded to the end" in about["count"]
    assert "1" in about["filters"]
    assert study.exported(kind, "docx", filters=narrow) == study.exported(
        kind, "docx", filters=narrow
    )


def test_a_matrix_prints_each_summary_with_the_places_of_its_excerpts(study: Study) -> None:
    study.summary("praksis", "P01", "Han står i oppvasken.", by="person")
    said = printed(study, "matrix", filters=PRAKSIS).replace("\\", "")
    assert "Han står i oppvasken. 3 excerpts [P01-1, turn 2; P01-1, turn 2; P01-2_A01" in said
    assert "Hun venter. ◊ no excerpts" in said
    assert "2 of 6 cells summed up" in said


def test_nothing_is_printed_of_what_is_summed_up_of_a_person_who_has_withdrawn(
    study: Study,
) -> None:
    study.edit_person("P02", {"consent": "withdrawn"})
    for format in ("md", "csv", "json"):
        assert b"Hun venter" not in study.exported("matrix", format, filters=PRAKSIS)
        assert b"Hun venter" not in study.exported("compare", format, filters=PRAKSIS, by="person")
