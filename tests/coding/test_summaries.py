"""Summaries: a coder's short text on a code, for one subject; each coder has her own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError, FileFaults, UnknownName
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.person("P01", "deltaker", course="kafé")
    built.code("praksis", "utfall")
    built.interview("P01-1", {"P01": 1}, "P01: [Jeg øvde].", codes={"[": "praksis"})
    return Study(built.store, coder="Anne")


def told(study: Study, *codes: str) -> list[tuple[str, ...]]:
    frame = study.summaries(codes)
    names = ["code", "by", "subject", "text", "coder"]
    return list(frame[names].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("by", "subject"),
    [
        ("actor_type", "arbeidsgiver"), ("person", "P01"), ("interview", "P01-1"), ("round", "1"),
        ("course", "kafé"), ("course", ""),
    ],
)  # fmt: skip
def test_a_code_is_summed_up_for_any_subject_of_the_study(
    study: Study, by: str, subject: str
) -> None:
    study.summary("praksis", subject, " De vil øve. ", by=by)
    assert told(study) == [("praksis", by, subject, "De vil øve.", "Anne")]
    assert study.check() == []


@pytest.mark.parametrize(
    ("code", "by", "subject"),
    [("praksi", "actor_type", "deltaker"), ("praksis", "kurs", "kafé"), ("praksis", "person", "P1"),
     ("praksis", "course", "kafe")],
)  # fmt: skip
def test_what_the_study_lacks_is_refused(study: Study, code: str, by: str, subject: str) -> None:
    with pytest.raises(UnknownName):
        study.summary(code, subject, "De vil øve.", by=by)
    assert told(study) == []


def test_writing_again_changes_ones_own_and_leaves_the_other_coders(study: Study) -> None:
    first = study.summary("praksis", "deltaker", "De vil øve.")
    study.summary("praksis", "deltaker", "De får ikke øve.", coder="Bo")
    assert study.summary("praksis", "deltaker", "De vil øve mer.") == first
    assert [row[3:] for row in told(study)] == [
        ("De vil øve mer.", "Anne"), ("De får ikke øve.", "Bo"),
    ]  # fmt: skip
    changed = study.summaries()["changed"]
    assert [bool(one) for one in changed] == [True, False]


def test_an_empty_text_takes_it_away_and_undo_brings_it_back(study: Study) -> None:
    study.summary("praksis", "deltaker", "De vil øve.")
    assert study.summary("praksis", "deltaker", "  ") is None
    assert told(study) == []
    assert study.history().iloc[0]["summary"] == "Summary of “praksis” for deltaker removed"
    study.undo()
    assert len(told(study)) == 1


def test_only_its_author_removes_a_summary(study: Study) -> None:
    made = study.summary("praksis", "deltaker", "De vil øve.", coder="Bo")
    assert made is not None
    with pytest.raises(CallError, match="Bo's; only she changes it"):
        study.remove_summary(made)
    study.remove_summary(made, coder="Bo")
    with pytest.raises(CallError, match="There is no summary"):
        study.remove_summary(made)


def test_summaries_of_codes_that_are_merged_are_one_text(study: Study) -> None:
    study.summary("praksis", "deltaker", "De vil øve.")
    study.summary("utfall", "deltaker", "De får jobb.")
    study.summary("utfall", "deltaker", "Ingen får jobb.", coder="Bo")
    study.scheme_merge("utfall", "praksis")
    assert [row[3:] for row in told(study, "praksis")] == [
        ("De vil øve.\n\nDe får jobb.", "Anne"), ("Ingen får jobb.", "Bo"),
    ]  # fmt: skip
    study.undo()
    assert [row[0] for row in told(study)] == ["praksis", "utfall", "utfall"]


def test_what_is_saved_is_loaded_again(study: Study, tmp_path: Path) -> None:
    study.summary("praksis", "deltaker", "De vil øve,\nog de får øve.")
    study.summary("praksis", "P01", "Hun øvde.", by="person", coder="Bo")
    before = told(study)
    assert study.summaries_save(tmp_path / "s.csv") == 2
    assert study.summaries_load(tmp_path / "s.csv") == 0
    for summary, coder in study.summaries()[["id", "coder"]].itertuples(index=False):
        study.remove_summary(int(summary), coder=coder)
    assert study.summaries_load(tmp_path / "s.csv") == 2
    assert told(study) == before


def test_a_file_with_a_fault_stores_nothing_and_names_every_row(
    study: Study, tmp_path: Path
) -> None:
    (tmp_path / "s.csv").write_text(
        "code,by,subject,text\npraksis,actor_type,deltaker,De vil\n"
        "praksi,actor_type,deltaker,De vil\npraksis,person,P01,\n",
        encoding="utf-8",
    )
    with pytest.raises(FileFaults) as refused:
        study.summaries_load(tmp_path / "s.csv")
    assert [fault.row for fault in refused.value.faults] == [3, 4]
    assert told(study) == []
