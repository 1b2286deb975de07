"""Selections of excerpts: named, ordered, kept in the study, shortened without touching it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.coding.selections import Selections
from workbench.errors import AnchorError, CallError
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("a")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg vil jobbe, og jeg vil lære norsk.")
    return Study(built.store, coder="Anne")


@pytest.fixture
def selections(study: Study) -> Selections:
    study.selections.create("Kap. 4 motivasjon")
    return study.selections


def quotes(selections: Selections) -> list[str]:
    return [item["quote"] for item in selections.items("Kap. 4 motivasjon")]


def test_items_keep_their_order_and_move(selections: Selections) -> None:
    for start, end in ((0, 3), (4, 7), (8, 13)):
        last = selections.add("Kap. 4 motivasjon", "P01-1", start, end, person="P01", code="a")
    assert quotes(selections) == ["Jeg", "vil", "jobbe"]
    selections.move(last, 0)
    assert quotes(selections) == ["jobbe", "Jeg", "vil"]


def test_the_same_excerpt_is_kept_once(selections: Selections) -> None:
    first = selections.add("Kap. 4 motivasjon", "P01-1", 0, 3, person="P01", code="a")
    assert selections.add("Kap. 4 motivasjon", "P01-1", 0, 3, person="P01", code="a") == first
    assert quotes(selections) == ["Jeg"]


def test_a_shortened_item_keeps_its_whole_quote(study: Study, selections: Selections) -> None:
    item = selections.add("Kap. 4 motivasjon", "P01-1", 0, 33)
    selections.shorten(item, keep=[(0, 14), (22, 33)], insertions=[(14, "sier hun")])
    (stored,) = selections.items("Kap. 4 motivasjon")
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert stored["quote"] == transcript.text[:33]
    assert (stored["keep"], stored["insertions"]) == ([(0, 14), (22, 33)], [(14, "sier hun")])


@pytest.mark.parametrize("keep", [[(0, 13)], [(20, 24)]])
def test_what_is_kept_lies_inside_the_quote(selections: Selections, keep: list) -> None:
    item = selections.add("Kap. 4 motivasjon", "P01-1", 4, 13)
    with pytest.raises(AnchorError):
        selections.shorten(item, keep=keep)


def test_emptying_and_removing_are_undone(study: Study, selections: Selections) -> None:
    selections.add("Kap. 4 motivasjon", "P01-1", 0, 3)
    selections.empty("Kap. 4 motivasjon")
    assert quotes(selections) == []
    study.undo()
    selections.remove("Kap. 4 motivasjon")
    assert selections.names() == []
    study.undo()
    assert quotes(selections) == ["Jeg"]


def test_a_name_is_taken_once(selections: Selections) -> None:
    with pytest.raises(CallError, match="name of its own"):
        selections.create(" Kap. 4  motivasjon ")
    selections.rename("Kap. 4 motivasjon", "Kap. 5")
    assert selections.names() == ["Kap. 5"]
