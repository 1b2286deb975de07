"""Memos are found by the query of the search, and are no part of what was said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.study import Study

MEMOS = ("Hun får ikke svar.", "Ikke får hun, sier [[P01]].", "Gar det bra?", "Går det bra, NAV?")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg får [ikke] svar.", codes={"[": "a"})
    study = Study(built.store, coder="Anne")
    for text in MEMOS:
        study.memo(text)
    study.recode(1, memo="Sagt lavt: «ikke».")
    return study


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ikke", [0, 1, None]), ("«får ikke»", [0]), ("får svar", [0]), ("hun NOT svar", [1]),
        ("går", [3]), ("gar", [2]), ("gå*", [3]), ("*ar", [0, 2]), ("nav OR p01", [1, 3]),
        ("NEAR(hun svar, 2)", [0]), ("NEAR(hun svar, 1)", []), ("*a*", [0, 2, 3, None]),
    ],
)  # fmt: skip
def test_memos_answer_as_turns_do(study: Study, query: str, found: list[int | None]) -> None:
    ids = study.search_memos(query)["id"].fillna(0)
    assert sorted(ids) == sorted(0 if one is None else one + 1 for one in found)


def test_the_first_place_stands_in_its_words(study: Study) -> None:
    study.memo("Nei, nei og nei.")
    (row,) = study.search_memos("nei").to_dict("records")
    assert (row["hits"], row["left"], row["match"], row["right"]) == (3, "", "Nei", ", nei og nei.")


def test_memos_are_in_no_count_of_what_was_said(study: Study) -> None:
    found = study.concordance("ikke")
    assert (found.hits, found.interviews) == (1, 1)
    assert len(study.search("hun")) == 0
    assert len(study.search_memos("hun")) == 2


def test_a_query_that_is_none_is_refused(study: Study) -> None:
    with pytest.raises(CallError):
        study.search_memos("(hun")
