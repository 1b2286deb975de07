"""Both sides of one placement: who had one, and what both say of the same things."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.study import Study

PRAKSIS = Filters(code=("praksis",))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01 was with A01: alone in round 1, together in round 2; A01 once more later."""
    built = Builder(tmp_path / "study.db")
    built.person("P01", "deltaker")
    built.person("A01", "arbeidsgiver")
    built.person("P02", "deltaker")
    built.code("praksis", "praksis.krav", "praksis.krav.norsk", "utfall")
    built.interview(
        "A01", ["A01"], "A01: [Vi krever norsk].", codes={"[": "praksis.krav.norsk"},
        date="2012-03-01",
    )  # fmt: skip
    built.interview(
        "P01-1", {"P01": 1}, "P01: [Jeg øvde]. {De ville ha norsk}. <Jeg fikk jobb>.",
        codes={"[": "praksis", "{": "praksis.krav", "<": "utfall"}, date="2012-01-01",
    )  # fmt: skip
    built.interview(
        "P01-2_A01", {"P01": 2, "A01": None}, "P01: [Bra.\nA01: Ja, bra].",
        codes={"[": "praksis"}, date="2012-02-01",
    )  # fmt: skip
    built.interview("P02-1", {"P02": 1}, "P02: [Nei].", codes={"[": "praksis"})
    study = Study(built.store, coder="Anne")
    study.add_relation("P01", "had_placement_with", "A01", 2)
    study.add_relation("P02", "was_taught_by", "A01")
    return study


def test_placements_are_the_relations_of_that_kind_with_what_each_side_has_given(
    study: Study,
) -> None:
    assert study.placements().values.tolist() == [["P01", "A01", 2, 2, 2]]


def test_what_both_say_of_one_thing_stands_together_in_the_order_of_time(study: Study) -> None:
    frame = study.placement("P01", "A01", filters=PRAKSIS)
    told = frame[["code", "side", "interview", "quote"]].values.tolist()
    assert told == [
        ["praksis", "person", "P01-1", "Jeg øvde"],
        ["praksis", "person", "P01-2_A01", "Bra."],
        ["praksis", "other_person", "P01-2_A01", "Ja, bra"],
        ["praksis.krav", "person", "P01-1", "De ville ha norsk"],
        ["praksis.krav", "other_person", "A01", "Vi krever norsk"],
    ]


def test_the_distinct_excerpts_are_those_of_both_under_the_codes(study: Study) -> None:
    frame = study.placement("P01", "A01", filters=Filters(code=("utfall", "praksis")))
    alone = study.excerpts(filters=Filters(person=("P01", "A01")))
    place = ["interview", "person", "start", "end"]
    assert sorted(frame[place].values.tolist()) == sorted(alone[place].values.tolist())
    assert list(dict.fromkeys(frame["code"])) == ["utfall", "praksis", "praksis.krav"]


def test_other_filters_narrow_what_is_read(study: Study) -> None:
    frame = study.placement("P01", "A01", filters=Filters(code=("praksis",), interview=("A01",)))
    assert frame["quote"].tolist() == ["Vi krever norsk"]


def test_two_who_had_no_placement_together_are_refused(study: Study) -> None:
    with pytest.raises(CallError, match="P02 had no placement with A01"):
        study.placement("P02", "A01", filters=PRAKSIS)
    with pytest.raises(CallError, match="none was named"):
        study.placement("P01", "A01")
    with pytest.raises(UnknownName):
        study.placement("P09", "A01", filters=PRAKSIS)
