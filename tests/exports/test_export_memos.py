"""Memos in files: in order, signed, and without words that may not be printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.model import Filters, MemoFilters
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("a.b", "c")
    built.person("P02", consent="no_quotes")
    built.person("P03", consent="withdrawn")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg vil jobbe.")
    built.interview("P02-1", {"P02": 1}, "P02: Ikke meg.\nI: Nei.")
    built.interview("P03-1", {"P03": 1}, "P03: Slett alt.")
    return Study(built.store, coder="Anne")


def exported(study: Study, format: str = "json", kind: Any = "memos", **wanted: Any) -> Any:
    made = study.exported(kind, format, **wanted).decode()
    return json.loads(made)["rows"] if format == "json" else made


def test_memos_stand_under_what_they_are_on_in_the_order_of_study_and_scheme(study: Study) -> None:
    for on in ({"object_type": "code", "object": "c"}, {"object_type": "code", "object": "a.b"},
               {"object_type": "interview", "object": "P01-1"},
               {"object_type": "person", "object": "P01"}, {}):  # fmt: skip
        study.memo(f"Om {on.get('object', 'alt')}.", **on)
    made = exported(study, "md")
    order = [line for line in made.splitlines() if line.startswith(("#", "Om"))]
    assert order[1:] == [
        "## The study", "Om alt.", "## Informants", "### P01", "Om P01.", "## Interviews",
        "### P01-1", "Om P01-1.", "## Codes", "### a › b", "Om a.b.", "### c", "Om c.",
    ]  # fmt: skip


def test_references_are_printed_as_what_they_name_and_lost_ones_say_so(study: Study) -> None:
    study.memo("Se [[a.b]], [[P01|henne]], [[P01-1 4-7]] og [[P09]].")
    assert "Se b, henne, P01-1, turn 1 og P09 (not found)." in exported(study, "md")
    (row,) = exported(study)
    assert row["text"] == "Se [[a.b]], [[P01|henne]], [[P01-1 4-7]] og [[P09]]."
    assert row["mentions"] == "a.b; P01; P01-1 4-7"


def test_brackets_in_a_codings_own_note_are_words_like_any_other(study: Study) -> None:
    study.code("P01-1", 0, 3, "c", memo="Se [[P01]] og [[P09|x]].")
    assert "Se [[P01]] og [[P09|x]]." in exported(study, "md").replace("\\", "")


def test_words_that_may_not_be_quoted_are_left_out_and_the_memo_stays(study: Study) -> None:
    study.memo("Hm.", object_type="passage", object="P02-1", start=0, end=9)
    study.memo("Ja.", object_type="passage", object="P02-1", start=10, end=14)
    first, second = exported(study)
    assert (first["text"], first["quote"], second["quote"]) == ("Hm.", "", "Nei.")
    assert "P02 (may not be quoted)" in exported(study, "md")
    assert "Ikke meg" not in exported(study, "md")


@pytest.mark.parametrize(
    "on",
    [
        {"object_type": "person", "object": "P03"},
        {"object_type": "interview", "object": "P03-1"},
        {"object_type": "passage", "object": "P03-1", "start": 0, "end": 5},
        {"object_type": "coding", "object": "1"},
    ],
    ids=lambda on: str(on["object_type"]),
)
def test_what_is_on_who_has_withdrawn_is_left_out(study: Study, on: dict[str, Any]) -> None:
    study.code("P03-1", 0, 5, "c", memo="Kodingens.")
    study.memo("Hemmelig.", **on)
    study.memo("Blir.")
    assert [row["text"] for row in exported(study)] == ["Blir."]
    made = exported(study, "md")
    assert "P03 (withdrawn)" in made
    assert not any(word in made for word in ("Hemmelig", "Kodingens", "Slett"))


def test_author_days_kind_and_text_choose_what_is_printed_and_the_file_says_so(
    study: Study,
) -> None:
    study.memo("Én.", object_type="person", object="P01")
    study.memo("To.", object_type="person", object="P01", coder="Bo")
    study.memo("Tre.", coder="Bo")
    day = study.last_change[:10]
    wanted = MemoFilters("person", author=("Bo",), since=day, until=day)
    assert [row["text"] for row in exported(study, memos=wanted)] == ["To."]
    assert "Informants · Bo · since" in exported(study, "md", memos=wanted)
    filters = Filters(contains="én", person=("P01",))
    assert [row["text"] for row in exported(study, filters=filters)] == ["Én."]


def test_a_filter_that_memos_do_not_know_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="Memos cannot be filtered by round"):
        exported(study, filters=Filters(round=(1,)))


def test_a_codebook_holds_the_memos_on_its_codes_when_asked(study: Study) -> None:
    study.memo("Skill **skarpt**.", object_type="code", object="a.b")
    assert "skarpt" not in exported(study, "md", "codebook")
    made = exported(study, "md", "codebook", with_memos=True)
    assert made.index("b (a.b)") < made.index("Skill **skarpt**.") < made.index("c (c)")
    rows = exported(study, kind="codebook", with_memos=True)
    assert [bool(row["memos"]) for row in rows] == [False, True, False]


@pytest.mark.parametrize("format", ["docx", "xlsx", "csv", "html", "md", "json"])
def test_two_exports_of_one_study_are_the_same_bytes(study: Study, format: str) -> None:
    study.memo("# En\n- *to* [[P01]]")
    assert study.exported("memos", format) == study.exported("memos", format)
