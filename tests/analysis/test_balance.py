"""Whose voices a selection carries, beside who was met."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01 alone and together with A01, P02 without a usable text, P03 not reached."""
    made = Builder(tmp_path / "study.db")
    made.person("P01")
    made.person("P02")
    made.person("P03")
    made.person("A01", "arbeidsgiver")
    made.code("a")
    made.interview("P01-1", {"P01": 1}, "I: Hva da?\nP01: Jeg vil jobbe (ler) hver eneste dag.")
    made.interview("P01-2_A01", {"P01": 2, "A01": None}, "P01: Det går bra.\nA01: Han er flink.")
    made.interview("P02-1", {"P02": 1}, status="not_usable")
    made.interview("P03-1", {"P03": 1}, status="not_reached")
    study = Study(made.store)
    study.selections.create("S")
    return study


def pick(study: Study, interview: str, first: str, last: str, person: str) -> int:
    transcript = study.transcript(interview)
    assert transcript is not None
    start = transcript.text.index(first)
    end = transcript.text.index(last) + len(last)
    return study.selections.add("S", interview, start, end, person=person)


def row(study: Study, actor_type: str, person: str = "*") -> dict[str, Any]:
    found = study.balance("S")
    (one,) = found[(found["actor_type"] == actor_type) & (found["person"] == person)].to_dict(
        "records"
    )
    return dict(one)


def test_an_empty_selection_says_who_was_met(study: Study) -> None:
    assert row(study, "deltaker") == {
        "actor_type": "deltaker", "person": "*", "held": 3, "usable": 2, "words": 9, "quoted": 0,
        "persons": 0, "persons_N": 1, "quotes": 0, "quote_words": 0,
    }  # fmt: skip
    assert (row(study, "deltaker", "P03")["held"], row(study, "deltaker", "P02")["held"]) == (0, 1)


def test_a_joint_sitting_is_one_in_each_row_and_one_in_the_total(study: Study) -> None:
    assert row(study, "arbeidsgiver")["usable"] == 1
    assert (row(study, "*")["usable"], row(study, "*")["persons_N"]) == (2, 2)


def test_quotes_and_own_words_are_those_of_whom_they_were_picked_of(study: Study) -> None:
    pick(study, "P01-1", "Jeg vil", "dag", "P01")
    pick(study, "P01-2_A01", "Det går", "flink", "P01")
    pick(study, "P01-2_A01", "Han er", "flink", "A01")
    mine = row(study, "deltaker", "P01")
    # What stands in brackets is the transcriber's; the employer's words are not P01's.
    assert (mine["quotes"], mine["quote_words"], mine["quoted"]) == (2, 6 + 3, 2)
    theirs, everybody = row(study, "arbeidsgiver"), row(study, "*")
    assert (theirs["quotes"], theirs["quote_words"]) == (1, 3)
    assert (everybody["quotes"], everybody["quoted"], everybody["persons"]) == (3, 2, 2)


def test_words_that_are_cut_out_are_not_counted(study: Study) -> None:
    item = pick(study, "P01-1", "Jeg vil", "dag", "P01")
    start = study.selections.items("S")[0]["start"]
    study.selections.shorten(item, keep=[(start, start + len("Jeg vil"))])
    assert row(study, "deltaker")["quote_words"] == 2


def test_a_pick_that_names_nobody_is_of_all_whose_words_it_holds(study: Study) -> None:
    pick(study, "P01-2_A01", "bra", "Han", "")
    assert row(study, "deltaker")["quote_words"] == row(study, "arbeidsgiver")["quote_words"] == 1


def test_what_was_picked_of_nobodys_words_is_in_no_row(study: Study) -> None:
    transcript = study.transcript("P01-1")
    assert transcript is not None
    study.selections.add("S", "P01-1", 0, len("Hva da?"))
    assert row(study, "*")["quotes"] == 0
