"""Every number opens onto the rows behind it, and every table says what it rests on."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, calls, filters
from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.cells import base, cell_rows
from workbench.analysis.crosstab import crosstab
from workbench.errors import UnknownName
from workbench.model import Filters
from workbench.texts import in_language

CELLS = 8
"""Cells opened of each table."""


@ON_DISK
@given(data=st.data(), study=studies())
def test_rows_behind_a_cell_equal_its_number(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = build(study, Path(folder) / "study.db")
        call, chosen = data.draw(calls()), data.draw(filters(study))
        frame = crosstab(
            builder.store, call.keys[0], call.keys[1:], count=call.count, direct=call.direct,
            totals=call.totals, filters=chosen,
        )  # fmt: skip
        rows = frame.to_dict("records")
        # Cells with something in them first; a few of the others too.
        rows.sort(key=lambda row: -row["n"])
        for row in [*rows[:CELLS], *rows[-2:]]:
            behind = cell_rows(
                builder.store, {key: row[key] for key in call.keys}, count=call.count,
                direct=call.direct, filters=chosen,
            )  # fmt: skip
            assert behind.number(call.count) == row["n"]
            assert len(behind.persons) == row["persons"]
            if call.count in ("interviews", "persons"):
                unit = call.count.removesuffix("s")
                with_it, without = set(behind.speakers[unit]), set(behind.without[unit])
                assert (len(with_it), len(without)) == (row["n"], row["N"] - row["n"])
                assert not with_it & without
        builder.store.close()


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    study = Builder(tmp_path / "study.db")
    study.person("P1", "deltaker")
    study.person("A1", "arbeidsgiver")
    study.code("c.a", "c.b", "d")
    study.interview("P1-1", {"P1": 1}, "I: [Vel]?\nP1: [ja] {ja}", codes={"[": "c.a", "{": "c.b"})
    study.interview("P1-2_A1", {"P1": 2, "A1": None}, "P1: nei\nA1: [ja]", codes={"[": "c.a"})
    study.interview("P1-3", {"P1": 3}, "?: Ja [vel]", codes={"[": "d"})
    study.interview("P2-1", {"P2": 1}, status="not_usable")
    study.interview("P2-2", {"P2": 2}, status="planned")
    study.assign("P1-1")
    return study


def test_cell_lists_the_interviews_of_its_base_that_have_not(study: Builder) -> None:
    behind = cell_rows(study.store, {"code": "c", "actor_type": "deltaker", "round": "*"})
    assert behind.interviews == ["P1-1"]
    assert list(behind.without["interview"]) == ["P1-2_A1"]


def test_interview_in_which_the_other_person_has_it_is_not_among_those_that_have_not(
    study: Builder,
) -> None:
    assert cell_rows(study.store, {"code": "c.a"}).without.empty


def test_excerpts_behind_a_parent_are_unions_of_its_branch(study: Builder) -> None:
    study.passage("P1-1", "ja ja", "c")
    behind = cell_rows(study.store, {"code": "c", "interview": "P1-1"}, count="excerpts")
    (excerpt,) = behind.excerpts.to_dict("records")
    assert (excerpt["code"], excerpt["codes"], excerpt["codings"]) == ("c", "c,c.a,c.b", 3)
    alone = cell_rows(study.store, {"code": "c"}, count="excerpts", direct=True)
    assert list(alone.excerpts["codings"]) == [1]


def test_missing_round_may_come_as_none_na_or_nothing(study: Builder) -> None:
    import pandas as pd

    for missing in (None, pd.NA, float("nan"), ""):
        behind = cell_rows(study.store, {"code": "c.a", "round": missing})
        assert behind.persons == ["A1"]


def test_value_that_the_table_does_not_have_is_refused(study: Builder) -> None:
    with pytest.raises(UnknownName, match="“4” is no round"):
        cell_rows(study.store, {"code": "c", "round": 4})
    with pytest.raises(UnknownName, match="“cc” is no code"):
        cell_rows(study.store, {"code": "cc"})


# What a table rests on


def test_base_tells_planned_held_and_usable_apart(study: Builder) -> None:
    found = base(study.store)
    assert (found.planned, found.held, found.usable) == (5, 4, 2)
    assert (found.person_interviews, found.persons, found.done) == (3, 2, 1)


def test_interviews_left_out_and_joint_ones_are_named(study: Builder) -> None:
    found = base(study.store)
    assert (found.left_out, found.joint) == (("P1-3",), ("P1-2_A1",))


def test_joint_interview_is_not_named_where_the_table_holds_one_of_its_persons(
    study: Builder,
) -> None:
    assert base(study.store, filters=Filters(actor_type=("deltaker",))).joint == ()


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters(), 2),
        (Filters(code=("c",)), 1),
        (Filters(code=("d",)), 1),
        (Filters(interview=("P1-3",)), 1),
        (Filters(interview=("P1-2_A1",)), 0),
        (Filters(actor_type=("deltaker",)), 1),
        (Filters(done_only=True), 1),
        (Filters(contains="VEL"), 2),
        (Filters(valence=("present",)), 0),
        (Filters(layer="coder:Bo"), 0),
    ],
    ids=["all", "code", "other code", "interview", "none there", "actor type", "done", "text",
         "valence", "other coder"],
)  # fmt: skip
def test_codings_on_words_of_nobody_are_counted_under_the_table(
    study: Builder, filters: Filters, expected: int
) -> None:
    study.coders("Bo")
    assert base(study.store, filters=filters).of_nobody == expected


def test_caption_names_every_filter_and_the_layer(study: Builder) -> None:
    study.person("P9", course="kafé")
    filters = Filters(
        code=("c", "d"), actor_type=("deltaker",), round=(0, 1), person=("P1",),
        interview=("P1-1",), course=("kafé",), valence=("missing", ""), stance=("denies",),
        contains="jobb", done_only=True, layer="coder:Anne",
    )  # fmt: skip
    with in_language("en"):
        assert base(study.store, filters=filters).caption == (
            "code: c, d · actor type: Participant · round: interviewed once, 1 · person: P1 · "
            "interview: P1-1 · course: kafé · valence: missing, none · stance: denies · "
            "contains “jobb” · only interviews coded to the end · layer: coded by Anne"
        )
