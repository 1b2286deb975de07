"""Removing and replacing the code of an excerpt: all the codings that it is made of, in one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    builder = Builder(tmp_path / "study.db")
    builder.code("a", "a.b", "c")
    builder.interview("I1", {"P1": 1}, "I: Hva?\nP1: en to tre fire fem")
    for words, code, coder, memo in (
        ("en to", "a", "Anne", ""), ("to tre", "a.b", "Anne", "x"), ("to tre", "c", "Anne", "y"),
        ("fem", "a", "Anne", ""), ("en to", "a", "Bo", ""),
    ):  # fmt: skip
        builder.passage("I1", words, code, coder=coder, memo=memo)
    return Study(builder.store, coder="Anne")


def coded(study: Study) -> set[tuple[str, str, str, str]]:
    return {(one.quote, one.code, one.coder, one.memo) for one in study.codings_of("I1")}


def of_excerpt(study: Study, *codes: str) -> list[int]:
    excerpt = study.excerpts().query("code == 'a'").iloc[0]
    place = ("I1", int(excerpt["start"]), int(excerpt["end"]))
    found = study.codings_of_excerpt(*place, codes or ("a", "a.b"), of_coder="Anne")
    return [one.id for one in found]


def test_an_excerpt_is_made_of_its_coders_codings_with_its_codes(study: Study) -> None:
    quotes = {one.id: (one.quote, one.coder) for one in study.codings_of("I1")}
    assert [quotes[one] for one in of_excerpt(study)] == [("en to", "Anne"), ("to tre", "Anne")]
    assert [quotes[one] for one in of_excerpt(study, "a")] == [("en to", "Anne")]


def test_the_code_of_an_excerpt_is_removed_and_comes_back_in_one(study: Study) -> None:
    before = coded(study)
    study.remove_codings(of_excerpt(study))
    assert before - coded(study) == {("en to", "a", "Anne", ""), ("to tre", "a.b", "Anne", "x")}
    study.undo()
    assert coded(study) == before


def test_the_code_of_an_excerpt_is_replaced_and_nothing_is_doubled(study: Study) -> None:
    before = coded(study)
    study.recode_all(of_excerpt(study), "c")
    assert coded(study) == {
        ("en to", "c", "Anne", ""), ("to tre", "c", "Anne", "y\n\nx"), ("fem", "a", "Anne", ""),
        ("en to", "a", "Bo", ""),
    }  # fmt: skip
    assert study.check() == []
    study.undo()
    assert coded(study) == before


def test_a_retired_code_takes_the_place_of_none(study: Study) -> None:
    study.scheme_retire("c")
    before = coded(study)
    with pytest.raises(CallError, match="retired"):
        study.recode_all(of_excerpt(study), "c")
    with pytest.raises(CallError, match="retired"):
        study.recode(of_excerpt(study)[0], code="c")
    assert coded(study) == before


def test_a_coding_that_is_gone_stops_the_whole_action(study: Study) -> None:
    before = coded(study)
    for change in (
        lambda: study.remove_codings([*of_excerpt(study), 999]),
        lambda: study.recode_all([*of_excerpt(study), 999], "c"),
    ):
        with pytest.raises(CallError, match="no coding 999"):
            change()
        assert coded(study) == before
