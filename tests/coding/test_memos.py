"""Memos on anything in the study, each signed and dated."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_a_memo_on_a_coding_names_it_by_interview_passage_code_and_coder(study: Study) -> None:
    study.code("P01-1", 0, 3, "a")
    theirs = study.code("P01-1", 0, 3, "a", coder="Bjørn")
    named = {"object_type": "coding", "object": "P01-1", "start": 0, "end": 3}
    study.memo("Min.", **named, code="a")  # type: ignore[arg-type]
    study.memo("Hans.", **named, code="a", coded_by="Bjørn")  # type: ignore[arg-type]
    assert study.memos("coding", str(theirs.id))["text"].tolist() == ["Hans."]
    assert study.memos("coding", "1")["text"].tolist() == ["Min."]
    with pytest.raises(CallError, match="P01-1 has no such coding with “a”"):
        study.memo("x", **(named | {"end": 4}), code="a")  # type: ignore[arg-type]


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


def test_only_its_author_changes_a_memo(study: Study) -> None:
    memo = study.memo("Mitt.")
    with pytest.raises(CallError, match="Anne's"):
        study.edit_memo(memo, "", coder="Bo")
    assert list(study.memos()["text"]) == ["Mitt."]


def test_a_memo_says_when_it_was_changed_last(study: Study) -> None:
    study.code("P01-1", 0, 3, "a", memo="Hm.")
    memo = study.memo("en", object_type="passage", object="P01-1", start=4, end=7)
    assert list(study.memos()["changed"]) == ["", ""]
    study.edit_turn("P01-1", 1, text="Nå: Jeg vil jobbe.")  # it moves, but says the same
    assert list(study.memos()["changed"]) == ["", ""]
    study.edit_memo(memo, "to")
    study.recode(1, memo="Hm!")
    assert all(study.memos()["changed"] > study.memos()["created"])


def test_the_note_that_a_coding_carries_is_a_memo_without_an_id(study: Study) -> None:
    study.code("P01-1", 4, 7, "a", memo="Hvorfor «vil»?", coder="Bo")
    study.memo("Ja, hvorfor?", object_type="coding", object="1")
    note, memo = study.memos("coding").to_dict("records")
    shared = {"object": "1", "interview": "P01-1", "quote": "vil", "code": "a", "start": 4}
    assert {name: note[name] for name in shared} == shared
    assert {name: memo[name] for name in shared} == shared
    assert (pd.isna(note["id"]), note["coder"], memo["id"]) == (True, "Bo", 1)


def test_within_one_moment_a_codings_note_stands_before_the_memo_on_it(study: Study) -> None:
    at_once = Study.open(study.path, coder="Anne", clock=lambda: datetime(2026, 3, 2, tzinfo=UTC))
    at_once.code("P01-1", 4, 7, "a", memo="Hvorfor «vil»?")
    at_once.memo("Ja, hvorfor?", object_type="coding", object="1")
    assert list(at_once.memos()["text"]) == ["Hvorfor «vil»?", "Ja, hvorfor?"]


def test_the_memos_on_a_coding_that_is_removed_stay_on_its_passage(study: Study) -> None:
    study.code("P01-1", 4, 7, "a")
    study.memo("Hvorfor?", object_type="coding", object="1")
    study.uncode("P01-1", 4, 7, "a")
    (memo,) = study.memos().to_dict("records")
    assert (memo["object_type"], memo["object"], memo["quote"]) == ("passage", "P01-1", "vil")
    study.undo()
    assert study.memos()["object_type"].tolist() == ["coding"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Én", "To", "Tre"]),
        ({"author": ["Bo"]}, ["To", "Tre"]),
        ({"author": ["Bo", "Anne"], "object_type": "person"}, ["To"]),
        ({"object_type": "code", "object": "a"}, ["Tre"]),
        ({"since": "2026-03-02"}, ["To", "Tre"]),
        ({"until": "2026-03-02"}, ["Én", "To"]),
        ({"since": "2026-03-02", "until": "2026-03-02"}, ["To"]),
        ({"contains": "én"}, ["Én"]),
        ({"contains": "en"}, []),
    ],
)
def test_memos_are_listed_by_author_day_kind_and_text(
    tmp_path: Path, asked: dict[str, Any], found: list[str]
) -> None:
    days = iter(range(1, 99))
    built = Builder(tmp_path / "study.db")
    built.code("a")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg vil jobbe.")
    when = datetime(2026, 3, 1, 23, tzinfo=UTC)
    built.store._clock = lambda: when
    study = Study(built.store, coder="Anne")
    for text, coder, on in (("Én", "Anne", ("study", "")), ("To", "Bo", ("person", "P01")),
                            ("Tre", "Bo", ("code", "a"))):  # fmt: skip
        when = datetime(2026, 3, next(days), 23, tzinfo=UTC)
        study.memo(text, object_type=on[0], object=on[1], coder=coder)
    assert list(study.memos(**asked)["text"]) == found


def test_what_is_no_day_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="“i går” is no day"):
        study.memos(since="i går")


memos_on = st.sampled_from(
    [
        {"object_type": "study"},
        {"object_type": "person", "object": "P01"},
        {"object_type": "interview", "object": "P01-1"},
        {"object_type": "code", "object": "a.b"},
        {"object_type": "coding", "object": "1"},
        {"object_type": "passage", "object": "P01-1", "start": 4, "end": 7},
        {"object_type": "passage", "object": "P01-1", "start": 15, "end": 18},
    ]
)
texts = st.lists(
    st.sampled_from(["Æ, «så»", "[[P01]]", "[[a.b|k]]", "[[P01-1 4-7]]", "[[memo 1]]", "\n- x"]),
    min_size=1,
).map("".join)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(memos_on, texts, st.sampled_from(["Anne", "Bo"])), max_size=6))
def test_memos_that_are_saved_and_loaded_are_the_same(
    written: list[tuple[dict[str, Any], str, str]],
) -> None:
    with TemporaryDirectory() as folder:
        here, there = (_two_of_one_word(Path(folder) / name) for name in ("a.db", "b.db"))
        there.memo("Var her før")  # so that ids differ
        for on, text, coder in written:
            if text.strip():
                here.memo(text, coder=coder, **on)
        assert here.memos_save(Path(folder) / "m.csv") == there.memos_load(Path(folder) / "m.csv")
        before, after = here.memos(), there.memos().iloc[1:]
        same = [name for name in before.columns if name not in ("id", "text", "mentions")]
        assert before[same].astype(str).values.tolist() == after[same].astype(str).values.tolist()
        for old, new in zip(before["text"], after["text"], strict=True):
            assert new == old.replace("[[memo 1]]", "[[memo 2]]")
        here.store.close()
        there.store.close()


def _two_of_one_word(path: Path) -> Study:
    built = Builder(path)
    built.interview("P01-1", {"P01": 1}, "P01: Jeg [vil] og\nP01: jeg vil.", codes={"[": "a.b"})
    return Study(built.store, coder="Anne")


def test_a_memo_that_is_not_in_the_file_is_named_but_not_linked(
    study: Study, tmp_path: Path
) -> None:
    study.memo("En annen")
    path = tmp_path / "memos.csv"
    path.write_text(
        'id,object_type,object,text,coder\n7,study,,"Se [[memo 1]] og [[memo 7|her]].",Anne\n',
        encoding="utf-8",
    )
    study.memos_load(path)
    assert study.memos()["text"].tolist()[1] == "Se memo 1 og [[memo 2|her]]."
