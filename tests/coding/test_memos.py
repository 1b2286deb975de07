"""Memos on anything in the study, each signed and dated."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import AnchorError, CallError, FileFaults, UnknownName
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("a")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg vil jobbe.")
    return Study(built.store, coder="Anne")


@pytest.mark.parametrize(
    ("object_type", "object"),
    [("study", ""), ("person", "P01"), ("interview", "P01-1"), ("code", "a"), ("coding", "1")],
)
def test_a_memo_is_signed_dated_and_found_on_its_object(
    study: Study, object_type: str, object: str
) -> None:
    study.code("P01-1", 0, 3, "a")
    study.memo("  Husk dette. ", object_type=object_type, object=object)
    memo = study.memos(object_type).iloc[0]
    assert (memo["text"], memo["coder"]) == ("Husk dette.", "Anne")
    assert memo["created"]


def test_a_memo_on_a_passage_keeps_its_words(study: Study) -> None:
    study.memo("?", object_type="passage", object="P01-1", start=4, end=13)
    assert study.memos("passage")["quote"][0] == "vil jobbe"


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"object_type": "person", "object": "P09"}, UnknownName),
        ({"object_type": "coding", "object": "9"}, CallError),
        ({"object_type": "passage", "object": "P01-1", "start": 4, "end": 99}, AnchorError),
        ({"object_type": "mood"}, CallError),
    ],
)
def test_a_memo_on_what_is_not_there_is_refused(
    study: Study, options: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        study.memo("x", **options)  # type: ignore[arg-type]
    assert study.memos().empty


def test_an_empty_memo_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="empty"):
        study.memo("  ")


def test_a_memo_is_changed_and_an_emptied_one_removed_and_undo_brings_it_back(
    study: Study,
) -> None:
    memo = study.memo("en")
    study.edit_memo(memo, "to")
    assert list(study.memos()["text"]) == ["to"]
    study.edit_memo(memo, "")
    assert study.memos().empty
    study.undo()
    assert list(study.memos()["text"]) == ["to"]


def test_a_file_of_memos_is_loaded_whole_or_not_at_all(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "memos.csv"
    good = "object_type,object,quote,text,coder\nperson,P01,,Stille.,Anne\n"
    path.write_text(f"{good}passage,P01-1,vil aldri,Hm.,Anne\n", encoding="utf-8")
    with pytest.raises(FileFaults, match=r"memos\.csv, row 3: .*exactly once"):
        study.memos_load(path)
    assert study.memos().empty
    path.write_text(f"{good}passage,P01-1,vil jobbe,Hm.,Bjørn\n", encoding="utf-8")
    assert study.memos_load(path) == 2
    assert list(study.memos()["coder"]) == ["Anne", "Bjørn"]
