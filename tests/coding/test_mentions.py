"""What a memo mentions goes on meaning what it meant, whatever is renamed, moved or corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("a.b", "a.c", "d")
    built.interview("P01-1", {"P01": 1}, "I: Hva nå?\nP01: Jeg vil jobbe på Sjøhuset.")
    built.interview("A04", ["A04"], "A04: Han jobber.")
    return Study(built.store, coder="Anne")


def mentioned(study: Study, memo: int = 1) -> list[tuple[str, str, bool]]:
    return [(one.object_type, one.object, one.stands) for one in study.mentions([memo])]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[[P01]]", [("person", "P01", True)]),
        ("[[P01-1]]", [("interview", "P01-1", True)]),
        ("[[A04]]", [("person", "A04", True)]),
        ("[[interview A04]] [[intervju A04]]", [("interview", "A04", True)] * 2),
        ("[[a.b]] [[kode a.b|navn]]", [("code", "a.b", True)] * 2),
        ("[[ memo  1 ]]", [("memo", "1", True)]),
        ("[[P01-1 8-11]]", [("passage", "P01-1", True)]),
        ("[[P01-1 #2]]", [("passage", "P01-1", True)]),
        ("[[P01-1 8-999]] [[P01-1 #9]] [[Kari]] [[memo 9]] [[person A]] [[]] [a]", []),
    ],
)
def test_a_reference_means_what_the_study_has_by_that_name(
    study: Study, written: str, meant: list[tuple[str, str, bool]]
) -> None:
    study.memo("Selv.")
    made = study.memo(written)
    assert mentioned(study, made) == meant


def test_a_turn_is_the_passage_that_it_was(study: Study) -> None:
    study.memo("[[P01-1 #2]]")
    (one,) = study.mentions([1])
    assert (one.start, one.end, one.turn, one.label) == (8, 34, 2, "P01-1, turn 2")


def change_nothing(study: Study) -> None:
    study.memo("noe annet")


def rename(study: Study) -> None:
    study.scheme_rename("a.b", "Ny", new_key="ny")


def move(study: Study) -> None:
    study.scheme_move("a.b", "d")


def merge(study: Study) -> None:
    study.scheme_merge("a.b", "a.c")


@pytest.mark.parametrize(
    ("rework", "key"),
    [
        (change_nothing, "a.b"), (rename, "a.ny"), (move, "d.b"), (merge, "a.c"),
    ],
)  # fmt: skip
def test_a_code_is_mentioned_under_its_present_key(study: Study, rework: Any, key: str) -> None:
    study.memo("Se [[a.b]] og [[a.b|koden]].")
    rework(study)
    assert mentioned(study) == [("code", key, True)]
    text = study.memos().iloc[0]["text"]
    assert text == f"Se [[{key}]] og [[{key}|koden]]."
    study.edit_memo(1, f"{text}!")
    assert mentioned(study) == [("code", key, True)]
    assert study.memos(mentions=key)["id"].tolist() == [1]


def test_a_passage_goes_with_its_words_when_the_text_is_corrected(study: Study) -> None:
    study.memo("[[P01-1 12-17]]")
    assert study.transcript("P01-1").text[12:17] == "vil j"  # type: ignore[union-attr]
    study.edit_memo(1, "[[P01-1 16-21]]")
    study.edit_turn("P01-1", 1, text="Og hva nå, da?")
    (one,) = study.mentions([1])
    assert one.stands
    assert study.transcript("P01-1").text[one.start : one.end] == "jobbe"  # type: ignore[union-attr]
    assert study.memos()["text"][0] == f"[[P01-1 {one.start}-{one.end}]]"


def test_a_passage_whose_words_are_gone_is_lost_and_never_another(study: Study) -> None:
    study.memo("[[P01-1 16-21]]")
    study.edit_turn("P01-1", 2, text="Jeg vil være her.")
    assert mentioned(study) == [("passage", "P01-1", False)]
    study.edit_memo(1, "[[P01-1 16-21]] Hm.")  # there are other words at that place now
    assert mentioned(study) == [("passage", "P01-1", False)]
    study.undo()
    study.undo()
    assert mentioned(study) == [("passage", "P01-1", True)]


def test_a_passage_that_was_lost_is_found_in_the_text_that_comes_back(study: Study) -> None:
    study.memo("[[P01-1 16-21]]")
    study.edit_turn("P01-1", 2, text="Jeg vil være her.")
    study.restore_revision("P01-1", 1)
    assert mentioned(study) == [("passage", "P01-1", True)]
    assert study.check() == []


def test_a_memo_that_is_removed_is_no_longer_meant_and_undo_brings_it_back(study: Study) -> None:
    study.memo("Først.")
    study.memo("Se [[memo 1]].")
    study.edit_memo(1, "")
    study.memo("Et tredje.")
    assert mentioned(study, 2) == [("memo", "1", False)]
    assert study.store.find("mention", memo=1) == []
    study.undo()
    study.undo()
    assert mentioned(study, 2) == [("memo", "1", True)]


@pytest.mark.parametrize(
    ("name", "found"),
    [("P01", [1]), ("P01-1", [2, 3]), ("P01-1 10-14", [3]), ("P01-1 0-4", []), ("memo 1", [4]),
     ("a.b", [4]), ("a", []), ("Kari", [])],
)  # fmt: skip
def test_memos_are_found_by_what_they_mention(study: Study, name: str, found: list[int]) -> None:
    for text in ("[[P01]]", "[[P01-1]]", "[[P01-1 #2]]", "[[memo 1]] [[a.b]]"):
        study.memo(text)
    assert study.memos(mentions=name)["id"].tolist() == found


def test_undo_takes_back_what_a_memo_mentions_with_it(study: Study) -> None:
    study.memo("[[P01]]")
    study.edit_memo(1, "[[a.b]]")
    study.undo()
    assert mentioned(study) == [("person", "P01", True)]
    study.undo()
    assert study.store.find("mention") == []


def test_names_are_erased_in_memos_and_what_they_mention_stands(study: Study) -> None:
    study.memo("Sjøhuset, se [[P01-1 16-33]] og [[Sjøhuset]].")
    study.edit_turn("P01-1", 1, text="Hva med Sjøhuset nå?")
    decisions = Decisions.of([Decision("Sjøhuset", "ORG", "[arbeidsplassen]")])
    pseudonymise_stored(study, "all", decisions, confirmed=True)
    (one,) = study.mentions([1])
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    assert text[one.start : one.end] == "jobbe på [arbeidsplassen]"
    assert study.memos()["text"][0] == (
        f"[arbeidsplassen], se [[P01-1 {one.start}-{one.end}]] og [[[arbeidsplassen]]]."
    )
    assert study.check() == []
    study.store.close()
    assert "Sjøhuset".encode() not in study.path.read_bytes()
