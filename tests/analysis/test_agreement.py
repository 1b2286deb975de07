"""Agreement: what is compared, what is left out, and that every cell is a plain count."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK
from tests.builder import Builder
from tests.strategies import CODERS, RandomStudy, build, studies
from workbench.analysis import agreement_measures as measures
from workbench.analysis.agreement import AGREEMENT, agreement
from workbench.analysis.agreement_exclusive import EXCLUSIVE
from workbench.analysis.agreement_reading import Question, base
from workbench.analysis.differences import DIFFERENCES, differences
from workbench.errors import CallError, DataError, UnknownName
from workbench.model import AGREEMENT_RULES, AGREEMENT_TEXTS, AGREEMENT_UNITS, Filters
from workbench.spans import spans_from_text
from workbench.store import word_index
from workbench.store.database import Store
from workbench.study import Study

A, B = "Anne", "Bo"


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path / "study.db", coder=A)
    builder.coders(A, B)
    return builder


def row(builder: Builder, code: str, **asked: Any) -> dict[str, Any]:
    frame = agreement(builder.store, Question((A, B), **asked))
    (found,) = frame[frame["code"] == code].to_dict("records")
    return found


def cells(found: dict[str, Any]) -> tuple[int, int, int, int]:
    return found["both"], found["only_a"], found["only_b"], found["neither"]


def sentences(builder: Builder, interview: str, parts: list[str], version: str = "1") -> None:
    """Store where the sentences are, as the pipeline of this version."""
    text, at, found = builder.text_of(interview), 0, []
    for part in parts:
        at = text.index(part, at)
        found.append((at, at + len(part)))
        at += len(part)
    revision = builder.store.value(
        "SELECT revision FROM transcript WHERE interview = ?", (interview,)
    )
    word_index.keep_analysis(builder.store, revision, ("p", version), [], found, [])


# -- units, rules and text ----------------------------------------------------------------

WORKED = "x" * 20 + "a" * 25 + "b" * 15 + "c" * 25 + "d" * 15
"""100 characters, of which A marks 10-45 and B 20-60: five sentences, or turns of 45, 15, 40."""


@pytest.fixture
def worked(made: Builder) -> Builder:
    made.interview("I1", ["P1"])
    made.turns("I1", [("P1", WORKED)])
    made.coding("I1", 10, 45, "c", coder=A)
    made.coding("I1", 20, 60, "c", coder=B)
    return made


def test_characters_as_worked_by_hand(worked: Builder) -> None:
    found = row(worked, "c")
    assert cells(found) == (25, 10, 15, 50)
    assert found["percent"] == 0.75
    assert found["jaccard"] == 0.5
    assert found["kappa"] == pytest.approx(0.468, abs=5e-4)
    assert found["alpha"] == pytest.approx(0.469, abs=5e-4)
    assert found["alpha_u"] == pytest.approx(0.506, abs=5e-4)


@pytest.mark.parametrize(
    ("rule", "counted", "percent", "kappa"),
    [("any", (1, 1, 1, 2), 0.60, 0.17), ("half", (1, 0, 1, 3), 0.80, 0.55)],
)
def test_sentences_as_worked_by_hand(
    worked: Builder, rule: Any, counted: tuple[int, ...], percent: float, kappa: float
) -> None:
    sentences(worked, "I1", ["x" * 20, "a" * 25, "b" * 15, "c" * 25, "d" * 15])
    found = row(worked, "c", unit="sentence", rule=rule)
    assert cells(found) == counted
    assert found["percent"] == pytest.approx(percent)
    assert found["kappa"] == pytest.approx(kappa, abs=5e-3)
    assert found["alpha_u"] == row(worked, "c")["alpha_u"]  # boundaries know no unit


def test_turns_as_worked_by_hand(made: Builder) -> None:
    made.interview("I1", ["P1"])
    made.turns("I1", [("P1", "a" * 45), ("P1", "b" * 15), ("P1", "c" * 40)])
    made.coding("I1", 10, 45, "c", coder=A)
    made.coding("I1", 20, 61, "c", coder=B)  # the break between turns is a character of the text
    found = row(made, "c", unit="turn")
    assert cells(found) == (1, 0, 1, 1)
    assert found["kappa"] == pytest.approx(0.40)


def test_half_of_a_turn_is_not_more_than_half(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abcd]efgh\nP1: {abcde}fgh", codes={"[": "c", "{": "c"})
    made.interview("I2", ["P2"], "P2: <ja>", codes={"<": "c"}, coder=B)
    made.coding("I1", 0, 1, "d", coder=B)
    assert row(made, "c", unit="turn", rule="half")["only_a"] == 1
    assert row(made, "c", unit="turn", rule="any")["only_a"] == 2


def test_parts_of_a_turn_add_up_to_more_than_half(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc]de{fg}h", codes={"[": "c", "{": "c"})
    made.coding("I1", 0, 2, "c", coder=A)  # overlaps: no character counts twice
    made.coding("I1", 0, 1, "d", coder=B)
    assert row(made, "c", unit="turn", rule="half")["only_a"] == 1
    assert row(made, "c", unit="character")["only_a"] == 5


def test_only_turns_of_identified_persons_count_unless_all_are_asked_for(made: Builder) -> None:
    made.interview("I1", ["P1"], "I: [Hva]?\nP1: {Ja}.\n?: Nei.", codes={"[": "c", "{": "c"})
    made.coding("I1", 0, 4, "c", coder=B)
    persons, everyone = row(made, "c"), row(made, "c", text="all")
    assert cells(persons) == (0, 2, 0, 1)
    assert (persons["codings_a"], persons["codings_b"]) == (1, 0)
    assert cells(everyone) == (3, 2, 1, 5)
    assert (everyone["codings_a"], everyone["codings_b"]) == (2, 1)


def test_a_filter_on_who_speaks_leaves_their_turns(made: Builder) -> None:
    made.person("A1", "arbeidsgiver")
    made.interview("I1", ["P1", "A1"], "P1: [Ja].\nA1: Nei.", codes={"[": "c"})
    made.coding("I1", 4, 7, "c", coder=B)
    assert cells(row(made, "c")) == (0, 2, 3, 2)
    only = Filters(actor_type=("arbeidsgiver",))
    assert cells(row(made, "c", filters=only)) == (0, 0, 3, 1)


def test_a_filter_on_the_coding_leaves_others_out(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: ja nei")
    made.coding("I1", 0, 2, "c", coder=A, valence="missing")
    made.coding("I1", 3, 6, "c", coder=A)
    made.coding("I1", 3, 6, "c", coder=B, valence="missing")
    assert row(made, "c", filters=Filters(valence=("missing",)))["only_a"] == 2
    assert row(made, "c", filters=Filters(contains="NEI"))["both"] == 3


# -- rows ---------------------------------------------------------------------------------


def test_a_code_is_the_union_of_its_branch_and_pooled_is_what_was_chosen(made: Builder) -> None:
    made.code("a", "a.b", "a.c", "d")
    made.interview("I1", ["P1"], "P1: abcdefghij")
    made.coding("I1", 0, 6, "a.b", coder=A)
    made.coding("I1", 2, 8, "a.c", coder=A)
    made.coding("I1", 0, 5, "a", coder=B)
    frame = agreement(made.store, Question((A, B)))
    assert list(frame.columns) == list(AGREEMENT)
    assert list(frame["code"]) == ["a", "a.b", "a.c", "d", ""]
    assert cells(row(made, "a")) == (5, 3, 0, 2)
    assert cells(row(made, "a.b")) == (0, 6, 0, 4)
    assert (row(made, "a")["codings_a"], row(made, "a")["codings_b"]) == (2, 1)
    # a, a.b and a.c were chosen; d was not.
    assert cells(row(made, "")) == (0, 12, 5, 13)


def test_a_code_filter_leaves_its_branch_and_pools_it_alone(made: Builder) -> None:
    made.code("a", "a.b", "d")
    made.interview("I1", ["P1"], "P1: [abc]defghij", codes={"[": "a.b"})
    made.coding("I1", 0, 5, "d", coder=B)
    frame = agreement(made.store, Question((A, B), filters=Filters(code=("a.b",))))
    assert list(frame["code"]) == ["a.b", ""]
    assert list(frame["only_a"]) == [3, 3]
    assert list(frame["only_b"]) == [0, 0]


def test_a_retired_code_is_shown_only_where_it_was_used(made: Builder) -> None:
    made.code("a", "b")
    made.interview("I1", ["P1"], "P1: [abc]", codes={"[": "a"})
    made.coding("I1", 0, 1, "a", coder=B)
    with made.store.action(A, "retire") as action:
        for code in (1, 2):
            action.update("code", code, retired=1)
    assert list(agreement(made.store, Question((A, B)))["code"]) == ["a", ""]


# -- what is compared and what is left out ------------------------------------------------


def notes(builder: Builder, **asked: Any) -> str:
    return "\n".join(base(builder.store, Question((A, B), **asked)).notes)


def test_only_interviews_that_both_have_coded_to_the_end_count(made: Builder) -> None:
    for name in ("I1", "I2", "I3", "I4", "I5"):
        made.interview(name, ["P1"], "P1: [abc]def", codes={"[": "c"})
    for name in ("I1", "I2", "I3"):
        made.coding(name, 0, 3, "c", coder=B)
    for name, of_a, of_b in (("I1", "done", "done"), ("I2", "done", "started"),
                             ("I3", "started", "started"), ("I4", "done", None)):  # fmt: skip
        made.assign(name, A, status=of_a)
        if of_b:
            made.assign(name, B, layer="second", status=of_b)
    told = base(made.store, Question((A, B)))
    assert told.interviews == ("I1",)
    assert dict(told.left_out) == {
        "I2": "coded to the end by Anne alone",
        "I3": "coded to the end by neither",
        "I4": "coded by Anne alone",
        "I5": "coded by Anne alone",
    }
    assert cells(row(made, "c")) == (3, 0, 0, 3)
    assert "Left out (coded by Anne alone): I4, I5." in notes(made)


def test_without_assignments_an_interview_counts_that_both_have_coded(made: Builder) -> None:
    for name in ("I1", "I2", "I3"):
        made.interview(name, ["P1"], "P1: abcdef")
    made.coding("I1", 0, 3, "c", coder=A)
    made.coding("I1", 0, 3, "d", coder=B)
    made.coding("I2", 0, 3, "c", coder=B)
    told = base(made.store, Question((A, B)))
    assert told.interviews == ("I1",)
    assert dict(told.left_out) == {"I2": "coded by Bo alone", "I3": "coded by neither"}
    only_done = base(made.store, Question((A, B), filters=Filters(done_only=True)))
    assert only_done.interviews == ()


def test_what_does_not_count_elsewhere_does_not_count_here(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc]", codes={"[": "c"}, status="not_usable")
    made.interview("I2", ["P1"], "?: [abc]", codes={"[": "c"})
    for name in ("I1", "I2"):
        made.coding(name, 0, 3, "c", coder=B)
    told = base(made.store, Question((A, B)))
    assert told.interviews == ()
    assert dict(told.left_out) == {
        "I1": "does not count: not held, or no usable text",
        "I2": "does not count: nobody who speaks is identified",
    }


def test_without_a_shared_interview_every_measure_is_empty_and_says_so(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc]", codes={"[": "c"})
    found = row(made, "c")
    assert found["interviews"] == 0
    assert cells(found) == (0, 0, 0, 0)
    assert all(np.isnan(found[name]) for name in ("percent", "jaccard", "kappa", "alpha",
                                                  "alpha_u", "low", "high"))  # fmt: skip
    assert found["reason"] == "no interview that both have coded"


def test_a_coding_that_is_marked_for_review_is_left_out_and_named(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc]def", codes={"[": "c"})
    flagged = made.coding("I1", 3, 6, "c", coder=A)
    made.coding("I1", 0, 3, "c", coder=B)
    with made.store.action(A, "correct") as action:
        action.update("coding", flagged, review=1)
    assert cells(row(made, "c")) == (3, 0, 0, 3)
    assert row(made, "c")["codings_a"] == 1
    assert "1 coding is left out, since it is marked for review: I1 3-6 c (Anne)." in notes(made)


def test_a_code_that_came_after_a_coder_had_finished_is_not_held_against_her(
    made: Builder,
) -> None:
    for name in ("I1", "I2"):
        made.interview(name, ["P1"], "P1: [abc]def", codes={"[": "old"})
        made.coding(name, 0, 3, "old", coder=B)
    made.assign("I1", A)
    made.assign("I1", B, layer="second")
    made.code("old.new")
    made.coding("I1", 3, 6, "old.new", coder=A)
    made.assign("I2", A)
    made.assign("I2", B, layer="second")
    new, old, pooled = (row(made, code) for code in ("old.new", "old", ""))
    assert new["interviews"] == 1
    assert cells(new) == (0, 0, 0, 6)
    assert new["reason"].startswith(
        "without 1 interview: added after Anne and Bo had finished it; not used by either"
    )
    assert old["interviews"] == 2
    assert cells(old) == (6, 3, 0, 3)  # the branch was there: what is under it belonged to it
    assert cells(pooled) == (6, 0, 0, 6)
    assert "Added after Bo had finished, and left out there: old.new." in notes(made)


def test_a_code_that_undoing_a_merge_brings_back_was_there_before(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: abcdef")
    made.coding("I1", 0, 3, "old", coder=A)
    made.coding("I1", 0, 3, "old", coder=B)
    made.code("other")
    made.assign("I1", A)
    made.assign("I1", B, layer="second")
    study = Study(made.store, coder=A)
    study.scheme_merge("old", "other")
    study.undo()
    assert row(made, "old")["interviews"] == 1


def test_work_that_is_said_to_be_done_before_it_began_ends_with_the_last_coding(
    made: Builder,
) -> None:
    made.interview("I1", ["P1"], "P1: abcdef")
    made.assign("I1", A)
    made.assign("I1", B, layer="second")
    made.coding("I1", 0, 3, "old", coder=A)
    made.coding("I1", 0, 3, "old", coder=B)
    assert row(made, "old")["interviews"] == 1
    made.code("new")
    assert row(made, "new")["interviews"] == 0
    assert row(made, "new")["reason"] == (
        "without 1 interview: added after Anne and Bo had finished it"
    )


def test_codings_of_one_coder_never_count_as_two(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc{def]ghi}jkl", codes={"[": "c", "{": "c"})
    made.coding("I1", 0, 1, "d", coder=B)
    found = row(made, "c")
    assert cells(found) == (0, 9, 0, 3)
    assert found["kappa"] == 0
    assert found["alpha"] < 0
    assert found["reason"].startswith("only Anne used it")


# -- measures that are not defined, and intervals -----------------------------------------


@pytest.mark.parametrize(
    ("of_a", "of_b", "reason"),
    [
        ([], [], "not used by either"),
        ([(0, 6)], [(0, 6)], "no variation: both marked everything"),
    ],
)
def test_a_measure_that_is_not_defined_is_empty_and_says_why(
    made: Builder, of_a: list[Any], of_b: list[Any], reason: str
) -> None:
    made.code("c")
    made.interview("I1", ["P1"], "P1: abcdef")
    for coder, passages in ((A, of_a), (B, of_b)):
        made.coding("I1", 0, 1, "d", coder=coder)
        for start, end in passages:
            made.coding("I1", start, end, "c", coder=coder)
    found = row(made, "c")
    assert found["percent"] == 1
    assert all(np.isnan(found[name]) for name in ("kappa", "alpha", "alpha_u", "low", "high"))
    assert found["reason"] == reason


def test_where_no_code_was_used_pooled_says_so(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: abcdef")
    made.assign("I1", A)
    made.assign("I1", B, layer="second")
    assert row(made, "")["reason"] == "not used by either"


def test_a_code_that_fills_no_unit_by_more_than_half_says_so(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [a]bcdef", codes={"[": "c"})
    made.coding("I1", 0, 2, "c", coder=B)
    assert row(made, "c", unit="turn", rule="half")["reason"] == (
        "no unit is marked by more than half"
    )


def test_pooled_has_no_alpha_u(worked: Builder) -> None:
    pooled = row(worked, "")
    assert np.isnan(pooled["alpha_u"])
    assert "alpha_u is of one code: no pooled value" in pooled["reason"]


def many(made: Builder, n: int, used: int) -> None:
    for number in range(n):
        name = f"I{number}"
        made.interview(name, ["P1"], "P1: abcdefghij")
        made.coding(name, 0, 1, "d", coder=A)
        made.coding(name, 0, 1, "d", coder=B)
        if number < used:
            made.coding(name, 2, 6, "c", coder=A)
            made.coding(name, 3 + number % 2, 7, "c", coder=B)


def test_an_interval_holds_alpha_and_is_the_same_every_time(made: Builder) -> None:
    many(made, 8, 8)
    found = row(made, "c")
    assert found["low"] < found["alpha"] < found["high"]
    assert (found["low"], found["high"]) == (row(made, "c")["low"], row(made, "c")["high"])
    assert found["reason"] == ""


def test_the_interval_is_that_of_a_plain_bootstrap(made: Builder) -> None:
    many(made, 6, 5)
    tables = [np.array([[3, 1], [1, 5]]), np.array([[2, 2], [1, 5]])] * 2
    tables += [tables[0], np.array([[0, 0], [0, 10]])]
    drawn = np.random.default_rng(2016).integers(6, size=(2_000, 6))
    alphas = [
        measures.krippendorff_alpha(measures.coincidences_of_two(sum(tables[at] for at in one)))
        for one in drawn
    ]
    found = row(made, "c")
    np.testing.assert_allclose(
        [found["low"], found["high"]], np.nanpercentile(alphas, [2.5, 97.5]), atol=1e-12
    )


def test_few_interviews_give_no_interval(made: Builder) -> None:
    many(made, 4, 4)
    found = row(made, "c")
    assert np.isnan(found["low"])
    assert found["reason"] == "fewer than five interviews: no interval"


def test_a_code_of_one_interview_in_eight_gives_no_interval(made: Builder) -> None:
    many(made, 8, 1)
    found = row(made, "c")
    assert np.isnan(found["low"])
    assert found["reason"] == "used in too few interviews for an interval"


# -- boundaries ---------------------------------------------------------------------------


def test_no_passage_crosses_a_turn_that_does_not_count_or_the_end_of_a_text(
    made: Builder,
) -> None:
    made.interview("I1", ["P1"], "P1: abcd\nI: ef\nP1: ghij")
    made.interview("I2", ["P1"], "P1: klmn")
    made.coding("I1", 2, 12, "c", coder=A)
    made.coding("I2", 0, 4, "c", coder=A)
    made.coding("I1", 0, 4, "c", coder=B)
    made.coding("I2", 0, 4, "c", coder=B)
    # On the line: abcd|ghij|klmn; A has 2-4, 4-8, 8-12, B has 0-4, 8-12.
    expected = measures.unitizing(
        12, [[(2, 4, "c"), (4, 8, "c"), (8, 12, "c")], [(0, 4, "c"), (8, 12, "c")]]
    )
    assert row(made, "c")["alpha_u"] == pytest.approx(expected.u)
    assert row(made, "c")["codings_a"] == 2


def test_a_passage_goes_on_from_one_counted_turn_to_the_next(made: Builder) -> None:
    made.interview("I1", ["P1", "P2"], "P1: abcd\nP2: efgh\nI: hm\nP1: ijkl")
    made.coding("I1", 2, 7, "c", coder=A)
    made.coding("I1", 0, 4, "c", coder=B)
    expected = measures.unitizing(12, [[(2, 6, "c")], [(0, 4, "c")]])
    assert row(made, "c")["alpha_u"] == pytest.approx(expected.u)


def test_overlapping_passages_of_one_code_merge_and_touching_ones_do_not(made: Builder) -> None:
    for name, passages in (("touching", [(0, 3), (3, 6)]), ("merged", [(0, 4), (3, 6)])):
        made.interview(name, ["P1"], "P1: abcdefghij")
        for start, end in passages:
            made.coding(name, start, end, "c", coder=A)
        made.coding(name, 0, 5, "c", coder=B)
    touching, merged = (
        row(made, "c", filters=Filters(interview=(name,)))["alpha_u"]
        for name in ("touching", "merged")
    )
    apart = [(0, 3, "c"), (3, 6, "c")]
    assert touching == pytest.approx(measures.unitizing(10, [apart, [(0, 5, "c")]]).u)
    assert merged == pytest.approx(measures.unitizing(10, [[(0, 6, "c")], [(0, 5, "c")]]).u)


# -- sentences ----------------------------------------------------------------------------


def test_sentences_name_their_pipeline_and_a_mix_is_refused(made: Builder) -> None:
    for name in ("I1", "I2"):
        made.interview(name, ["P1"], "P1: [Ja]. Nei.", codes={"[": "c"})
        made.coding(name, 0, 2, "c", coder=B)
        sentences(made, name, ["Ja.", "Nei."])
    assert cells(row(made, "c", unit="sentence")) == (2, 0, 0, 2)
    assert "Sentences from p 1." in notes(made, unit="sentence")
    assert "Sentences" not in notes(made)
    sentences(made, "I2", ["Ja. Nei."], version="2")
    with pytest.raises(DataError) as refused:
        row(made, "c", unit="sentence")
    assert str(refused.value) == (
        "The sentences come from different language pipelines: p 1: I1; p 2: I2.\n"
        "Have the texts read with `workbench analyse`, or choose another unit."
    )


def test_a_text_that_was_never_read_has_no_sentences(worked: Builder) -> None:
    with pytest.raises(DataError, match="No sentences are stored for: I1"):
        row(worked, "c", unit="sentence")


# -- codes that exclude one another -------------------------------------------------------


@pytest.fixture
def types(made: Builder) -> Builder:
    """A branch whose codes exclude one another: `t` with x and y, used as in the worked case."""
    made.code("t", "t.x", "t.y", "t.z", "other")
    made.interview("I1", ["P1"], "P1: abcdefghij")
    for start, end, code, coder in ((0, 4, "t.x", A), (6, 10, "t.y", A), (0, 4, "t.x", B),
                                    (6, 10, "t.x", B), (0, 10, "other", A)):  # fmt: skip
        made.coding("I1", start, end, code, coder=coder)
    with made.store.action(A, "scheme") as action:
        action.update("code", made.store.value("SELECT id FROM code WHERE key = 't'"), exclusive=1)
    return made


def test_cutting_may_be_perfect_and_naming_worthless(types: Builder) -> None:
    frame = agreement(types.store, Question((A, B), exclusive="t"))
    assert list(frame.columns) == [*AGREEMENT[:-1], *EXCLUSIVE, "reason"]
    assert list(frame["code"]) == ["t", "t.x", "t.y", "t.z", ""]
    branch, x, _y, z, _pooled = frame.to_dict("records")
    assert branch["alpha_u"] == 1
    assert branch["cu"] == pytest.approx(0)
    assert branch["coverage"] == pytest.approx(0.8)
    assert x["ku"] == pytest.approx(0)
    assert x["coverage"] == 1
    assert np.isnan(z["ku"])


def test_two_exclusive_codes_on_the_same_words_are_not_measured(types: Builder) -> None:
    types.coding("I1", 3, 6, "t.y", coder=A)
    branch = agreement(types.store, Question((A, B), exclusive="t")).to_dict("records")[0]
    assert np.isnan(branch["cu"])
    assert branch["reason"].endswith(
        "cu is not defined: Anne gave the same words both t.x and t.y in I1 (3-4)"
    )


def test_cu_leaves_out_what_was_coded_before_a_code_of_the_branch_was_there(
    types: Builder,
) -> None:
    types.assign("I1", A)
    types.assign("I1", B, layer="second")
    types.code("t.late")
    types.interview("I2", ["P1"], "P1: abcdefghijkl")
    for start, end, code, coder in ((0, 4, "t.x", A), (6, 10, "t.late", A), (0, 4, "t.x", B),
                                    (6, 9, "t.x", B)):  # fmt: skip
        types.coding("I2", start, end, code, coder=coder)
    types.assign("I2", A)
    types.assign("I2", B, layer="second")
    branch = agreement(types.store, Question((A, B), exclusive="t")).to_dict("records")[0]
    expected = measures.unitizing(12, [[(0, 4, "x"), (6, 10, "late")], [(0, 4, "x"), (6, 9, "x")]])
    assert branch["interviews"] == 2
    assert branch["cu"] == pytest.approx(expected.cu)
    assert branch["coverage"] == pytest.approx(expected.coverage)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"exclusive": "other"}, "The codes of “other” do not exclude one another."),
        ({"exclusive": "t", "filters": Filters(code=("other",))}, "Ask for a branch or for codes"),
        ({"filters": Filters(layer="coder:Anne")}, "a layer does not limit them"),
        ({"coders": (A,)}, "Agreement is between two different coders."),
        ({"coders": (A, A)}, "Agreement is between two different coders."),
        ({"unit": "word"}, "“word” is none of: character, sentence, turn."),
        ({"rule": "most"}, "“most” is none of: any, half."),
        ({"text": "some"}, "“some” is none of: persons, all."),
    ],
)
def test_what_cannot_be_compared_is_refused(
    types: Builder, asked: dict[str, Any], message: str
) -> None:
    with pytest.raises(CallError, match=message):
        agreement(types.store, replace(Question((A, B)), **asked))


def test_an_unknown_coder_is_named_with_the_nearest(types: Builder) -> None:
    with pytest.raises(UnknownName, match=r"“Ane” is no coder of this study.\nDid you mean “Anne”"):
        agreement(types.store, Question(("Ane", B)))


def test_a_study_of_two_coders_needs_no_names(types: Builder) -> None:
    assert base(types.store, Question()).coders == (A, B)


def test_of_three_coders_the_two_who_have_finished_the_same_are_meant(types: Builder) -> None:
    types.coders("Cecilie")
    assert base(types.store, Question()).coders == (A, B)


def test_of_three_coders_those_who_are_assigned_to_code_twice_are_meant(types: Builder) -> None:
    types.interview("I9", ["P1"], "P1: abc")
    for coder, layer in (("Cecilie", "primary"), (B, "second")):
        types.assign("I9", coder, layer=layer)
    assert base(types.store, Question()).coders == ("Cecilie", B)


def test_where_several_pairs_can_be_meant_they_are_told_with_what_they_share(
    types: Builder,
) -> None:
    types.interview("I9", ["P1"], "P1: abcdef")
    for coder in (A, "Cecilie", B):
        types.coding("I9", 0, 3, "other", coder=coder)
    with pytest.raises(CallError, match="several have coded the same interviews") as refused:
        base(types.store, Question())
    assert refused.value.remedy == (
        'Name two of them: --coders "Anne,Bo" (2 interviews); --coders "Anne,Cecilie"'
        ' (1 interview); --coders "Bo,Cecilie" (1 interview).'
    )


def test_where_no_two_have_finished_the_same_all_are_named(types: Builder) -> None:
    types.interview("I9", ["P1"], "P1: abcdef")
    types.coders("Cecilie")
    for interview in ("I1", "I9"):
        for coder, layer in ((A, "primary"), (B, "second")):
            types.assign(interview, coder, layer=layer, status="started")
    types.assign("I9", "Cecilie", layer="second", status="started")
    types.assign("I1", "Cecilie", layer="second", status="started")
    with pytest.raises(CallError, match="Name two of them: Anne, Bo, Cecilie"):
        base(types.store, Question())


def test_pairs_of_coders_come_with_how_many_interviews_they_share(types: Builder) -> None:
    types.coders("Cecilie")
    assert Study(types.store, coder=A).coder_pairs() == [(A, B, 1)]


# -- where they differ --------------------------------------------------------------------


def test_a_place_has_the_passages_of_both_and_what_differs(made: Builder) -> None:
    made.code("c", "c.d")
    made.interview("I1", ["P1"], "I: hm\nP1: abcdefghij klmno pqrst")
    for start, end in ((3, 8), (8, 10), (14, 16)):
        made.coding("I1", start, end, "c.d", coder=A)
    for start, end in ((5, 13), (14, 16), (20, 22)):
        made.coding("I1", start, end, "c", coder=B)
    found = differences(made.store, Question((A, B), filters=Filters(code=("c",))))
    assert list(found.columns) == list(DIFFERENCES)
    assert found.to_dict("records") == [
        {"code": "c", "interview": "I1", "start": 3, "end": 13, "differing": 5, "marked_a": 7,
         "marked_b": 8, "spans_a": "3-8;8-10", "spans_b": "5-13", "quote": "abcdefghij",
             "decided": ""},
        {"code": "c", "interview": "I1", "start": 20, "end": 22, "differing": 2, "marked_a": 0,
         "marked_b": 2, "spans_a": "", "spans_b": "20-22", "quote": "pq", "decided": ""},
    ]  # fmt: skip
    by_itself = differences(made.store, Question((A, B)), order="code")
    assert list(by_itself["code"]) == ["c", "c", "c", "c.d", "c.d", "c.d"]
    assert list(by_itself["start"]) == [5, 14, 20, 3, 8, 14]


def test_without_a_shared_interview_there_is_no_place(made: Builder) -> None:
    made.interview("I1", ["P1"], "P1: [abc]", codes={"[": "c"})
    assert differences(made.store, Question((A, B))).empty


# -- properties ---------------------------------------------------------------------------

questions = st.builds(
    Question,
    coders=st.just(CODERS),
    unit=st.sampled_from(AGREEMENT_UNITS),
    rule=st.sampled_from(AGREEMENT_RULES),
    text=st.sampled_from(AGREEMENT_TEXTS),
)
MEASURED = ["percent", "jaccard", "kappa", "alpha", "alpha_u", "low", "high"]
COUNTED = ["both", "only_a", "only_b", "neither"]


def stored(study: RandomStudy, folder: Path, seed: int) -> Store:
    """The study with sentences of any length, and some codings marked for review."""
    rng = Random(seed)
    store = build(study, folder / "study.db").store
    for found in store.rows("SELECT revision AS id FROM transcript"):
        cut = []
        for turn in store.find("turn", revision=found["id"]):
            at = turn["start"]
            while at < turn["end"]:
                until = min(turn["end"], at + rng.randint(1, 4))
                cut.append((at, until))
                at = until + rng.randint(0, 1)
        word_index.keep_analysis(store, found["id"], ("p", "1"), [], cut, [])
    with store.action("Anne", "correct") as action:
        for coding in store.rows("SELECT id FROM coding"):
            if rng.random() < 0.1:
                action.update("coding", coding["id"], review=1)
    return store


def plain(store: Store, asked: Question, code: str) -> tuple[list[int], float]:
    """The cells of a code and its alpha_u, counted character by character."""
    study = Study(store, coder="Anne")
    told = base(store, asked)
    length, cells = 0, [0, 0, 0, 0]
    passages: list[list[tuple[int, int, str]]] = [[], []]
    for interview in told.interviews:
        transcript = study.transcript(interview)
        assert transcript is not None
        place: dict[int, tuple[int, int]] = {}
        turns, stretch, open_ = [], 0, False
        for turn in transcript.turns:
            counts = asked.text == "all" or turn.person is not None
            stretch += not (counts and open_)
            open_ = counts
            if counts:
                inside = range(turn.start, turn.end)
                turns.append(list(inside))
                place |= {at: (length + n, stretch) for n, at in enumerate(inside)}
                length += len(inside)
        bounds = store.rows(
            'SELECT start, "end" FROM sentence JOIN transcript t ON t.revision ='
            " sentence.revision WHERE t.interview = ?",
            (interview,),
        )
        units = {
            "character": [[at] for at in place],
            "turn": [turn for turn in turns if turn],
            "sentence": [
                list(range(one["start"], one["end"])) for one in bounds if one["start"] in place
            ],
        }[asked.unit]
        marked: list[set[int]] = [set(), set()]
        for coding in study.codings_of(interview):
            within = coding.code == code or coding.code.startswith(f"{code}.")
            if within and not coding.review and coding.coder in CODERS:
                coder = CODERS.index(coding.coder)
                mine = [at for at in range(coding.start, coding.end) if at in place]
                marked[coder] |= set(mine)
                for number in {place[at][1] for at in mine}:
                    run = [place[at][0] for at in mine if place[at][1] == number]
                    passages[coder].append((min(run), max(run) + 1, "c"))
        for unit in units:
            shares = [sum(at in one for at in unit) / len(unit) for one in marked]
            a, b = (share > (0 if asked.rule == "any" else 0.5) for share in shares)
            cells[0 if a and b else 1 if a else 2 if b else 3] += 1
    merged = [merge(one) for one in passages]
    return cells, measures.unitizing(length, merged).u if length else float("nan")


def merge(passages: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for start, end, code in sorted(passages):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), code)
        else:
            found.append((start, end, code))
    return found


@ON_DISK
@given(study=studies(), asked=questions, seed=st.integers(0, 999))
def test_every_cell_is_a_plain_count(
    tmp_path_factory: pytest.TempPathFactory, study: RandomStudy, asked: Question, seed: int
) -> None:
    store = stored(study, tmp_path_factory.mktemp("plain"), seed)
    for found in agreement(store, asked).to_dict("records")[:-1]:
        counted, alpha_u = plain(store, asked, found["code"])
        assert [found[name] for name in COUNTED] == counted
        assert found["alpha_u"] == pytest.approx(alpha_u, abs=1e-9, nan_ok=True)


@ON_DISK
@given(study=studies(), asked=questions, seed=st.integers(0, 999))
def test_who_is_called_a_and_who_b_only_turns_the_columns(
    tmp_path_factory: pytest.TempPathFactory, study: RandomStudy, asked: Question, seed: int
) -> None:
    store = stored(study, tmp_path_factory.mktemp("turned"), seed)
    one = agreement(store, asked)
    other = agreement(store, replace(asked, coders=CODERS[::-1]))
    turned = {"only_a": "only_b", "only_b": "only_a", "codings_a": "codings_b",
              "codings_b": "codings_a"}  # fmt: skip
    pd.testing.assert_frame_equal(one, other.rename(columns=turned)[list(one.columns)])


@ON_DISK
@given(study=studies(), asked=questions, seed=st.integers(0, 999))
def test_the_same_codings_agree_wholly(
    tmp_path_factory: pytest.TempPathFactory, study: RandomStudy, asked: Question, seed: int
) -> None:
    alike = tuple(
        replace(one, coder=coder) for one in study.codings if one.coder == A for coder in CODERS
    )
    both_done = {(name, coder): (layer, "done") for name in study.interviews
                 for coder, layer in zip(CODERS, ("primary", "second"), strict=True)}  # fmt: skip
    same = replace(study, codings=alike, assignments=both_done)
    store = build(same, tmp_path_factory.mktemp("alike") / "study.db").store
    for found in agreement(store, replace(asked, unit="turn")).to_dict("records"):
        assert found["only_a"] == found["only_b"] == 0
        assert all(np.isnan(found[name]) or found[name] == 1 for name in MEASURED)


@ON_DISK
@given(study=studies(), asked=questions, seed=st.integers(0, 999))
def test_a_coding_in_two_that_touch_changes_boundaries_only(
    tmp_path_factory: pytest.TempPathFactory, study: RandomStudy, asked: Question, seed: int
) -> None:
    store = stored(study, tmp_path_factory.mktemp("cut"), seed)
    before = agreement(store, asked)
    with store.action("Anne", "cut") as action:
        for coding in store.find("coding"):
            middle = (coding["start"] + coding["end"]) // 2
            taken = {(one["start"], one["end"]) for one in store.find(
                "coding", interview=coding["interview"], code=coding["code"],
                coder=coding["coder"])}  # fmt: skip
            parts = [(coding["start"], middle), (middle, coding["end"])]
            if coding["start"] < middle and taken.isdisjoint(parts):
                for start, end in parts:
                    quote = coding["quote"][start - coding["start"] : end - coding["start"]]
                    part = {**coding, "start": start, "end": end, "quote": quote}
                    action.insert("coding", {k: v for k, v in part.items() if k != "id"})
                action.delete("coding", coding["id"])
    after = agreement(store, asked)
    unit_measures = [*COUNTED, "percent", "jaccard", "kappa", "alpha", "low", "high"]
    pd.testing.assert_frame_equal(before[unit_measures], after[unit_measures])


@ON_DISK
@given(study=studies(), asked=questions, seed=st.integers(0, 999))
def test_the_places_where_they_differ_add_up_to_what_only_one_marked(
    tmp_path_factory: pytest.TempPathFactory, study: RandomStudy, asked: Question, seed: int
) -> None:
    store = stored(study, tmp_path_factory.mktemp("differ"), seed)
    told = agreement(store, replace(asked, unit="character"))
    for code in told["code"]:
        only = (code,) if code else ()
        places = differences(store, replace(asked, filters=Filters(code=only)))
        (cell,) = told[told["code"] == code].to_dict("records")
        assert places["differing"].sum() == cell["only_a"] + cell["only_b"]
        for place in places.to_dict("records"):
            marked = [spans_from_text(place[name]) for name in ("spans_a", "spans_b")]
            assert min(start for spans in marked for start, _end in spans) == place["start"]
            assert max(end for spans in marked for _start, end in spans) == place["end"]
