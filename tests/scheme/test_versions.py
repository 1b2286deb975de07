"""The scheme at any time, what has changed since, and how its codes are used."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.scheme.reworking import Part
from workbench.study import Study


class Days:
    """A clock that the test sets."""

    day = 1
    hour = 12

    def __call__(self) -> datetime:
        return datetime(2026, 3, self.day, self.hour, tzinfo=UTC)


@pytest.fixture
def days() -> Days:
    return Days()


@pytest.fixture
def study(tmp_path: Path, days: Days) -> Study:
    made = Study.create(tmp_path / "study.db", coder="Anne", clock=days)
    for name, parent in (("Arbeid", ""), ("Krav", "arbeid"), ("Tempo", "arbeid"), ("Praksis", "")):
        made.add_code(name, parent=parent)
    return made


def told(study: Study, since: str) -> list[tuple[str, ...]]:
    frame = study.scheme_changes(since)
    return list(
        frame[["code", "change", "field", "before", "after"]].itertuples(index=False, name=None)
    )


def test_the_scheme_of_a_day_is_what_it_was_when_the_day_ended(study: Study, days: Days) -> None:
    first = study.scheme()
    days.day = 2
    study.scheme_rename("arbeid", "Jobb", new_key="jobb")
    study.scheme_move("jobb.tempo", "praksis")
    second = study.scheme()
    days.day = 3
    study.scheme_merge("praksis.tempo", "jobb.krav")
    assert study.scheme_at("2026-03-01") == first
    assert study.scheme_at("2026-03-02") == second
    assert study.scheme_at("2026-03-02T11:59") == first
    assert study.scheme_at("2026-03-03") == study.scheme()
    assert study.scheme_at("2026-02-28") == []
    assert list(study.codebook(at="2026-03-01")["key"]) == [code.key for code in first]


def test_midnight_belongs_to_the_day_that_begins(study: Study, days: Days) -> None:
    first = study.scheme()
    days.day, days.hour = 2, 0
    study.scheme_retire("praksis")
    assert study.scheme_at("2026-03-01") == first
    assert study.scheme_at("2026-03-02") == study.scheme()
    assert told(study, "2026-03-02") == [("praksis", "changed", "retired", "", "yes")]


def test_what_changed_since_a_day_is_told_by_code_and_field(study: Study, days: Days) -> None:
    days.day = 2
    study.scheme_edit("praksis", {"definition": "Utprøving"})
    study.scheme_merge("arbeid.tempo", "arbeid.krav")
    study.scheme_split("arbeid.krav", [Part("Fart")])
    study.scheme_retire("praksis")
    study.scheme_rename("arbeid", new_key="jobb")
    assert told(study, "2026-03-02") == [
        ("jobb", "changed", "key", "arbeid", "jobb"),
        ("jobb.krav", "changed", "key", "arbeid.krav", "jobb.krav"),
        ("jobb.fart", "added", "", "", "Fart"),
        ("praksis", "changed", "definition", "", "Utprøving"),
        ("praksis", "changed", "retired", "", "yes"),
        ("arbeid.tempo", "merged", "", "Tempo", "jobb.krav"),
    ]
    row = study.scheme_changes("2026-03-02").iloc[0]
    assert (row["time"], row["coder"]) == ("2026-03-02T12:00:00.000+00:00", "Anne")


def test_what_was_done_and_undone_since_is_no_change(study: Study, days: Days) -> None:
    days.day = 2
    study.scheme_merge("arbeid.tempo", "arbeid.krav")
    study.undo()
    assert told(study, "2026-03-02") == []


@pytest.mark.parametrize("text", ["i går", "2026-13-01", ""])
def test_what_is_no_date_is_refused(study: Study, text: str) -> None:
    for ask in (study.scheme_at, study.scheme_changes):
        with pytest.raises(CallError, match="is no date"):
            ask(text)


def test_use_tells_what_is_never_used_by_one_coder_or_in_one_interview(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "study.db")
    builder.code("a", "a.b", "c", "d", "e")
    builder.interview("I1", {"P1": 1}, "I: Hva?\nP1: en to tre fire")
    builder.interview("I2", {"P1": 2, "P2": None}, "P1: fem seks\nP2: sju åtte")
    builder.assign("I1", "Anne")
    for code, words, coder in (
        ("a.b", "en to", "Anne"), ("a.b", "sju", "Anne"), ("c", "tre", "Anne"), ("c", "tre", "Bo"),
        ("d", "fem seks", "Bo"), ("d", "Hva?", "Bo"),
    ):  # fmt: skip
        interview = "I1" if words in ("en to", "tre", "Hva?") else "I2"
        builder.passage(interview, words, code, coder=coder)
    use = Study(builder.store, coder="Anne").scheme_use().set_index("code")
    assert list(use.index[use["never"]]) == ["e"]
    assert list(use.index[use["one_coder"]]) == ["a.b", "d"]
    assert list(use.index[use["one_interview"]]) == ["c"]
    assert (use.at["c", "interview"], use.at["d", "coder"]) == ("I1", "Bo")
    assert list(use["codings"]) == [0, 2, 2, 2, 0]
    assert list(use["branch_codings"]) == [2, 2, 2, 2, 0]
    assert list(use["persons"]) == [0, 2, 1, 1, 0]
    assert list(use["primary_codings"]) == [0, 2, 1, 0, 0]
    assert list(use["primary_interviews"]) == [0, 2, 1, 0, 0]


def test_use_of_a_study_without_codings_is_zero_throughout(study: Study) -> None:
    use = study.scheme_use()
    assert list(use["never"]) == [True] * 4
    assert (use["codings"].sum(), list(use["coder"])) == (0, [""] * 4)
