"""Each person over the rounds: what is not there is never read as silence."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, Speaker, merged
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.trajectories import (
    STATES,
    attrition,
    changes,
    crossings,
    trajectories,
)
from workbench.errors import CallError
from workbench.model import STANCES, VALENCES, Filters
from workbench.store.database import Store


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    """P01 in three rounds; P02 left after the first; P03 was met once and unusably; A01 once."""
    made = Builder(tmp_path / "study.db")
    made.person("A01", "arbeidsgiver")
    made.code("vilje", "vilje.sterk", "penger")
    made.interview("P01-1", {"P01": 1}, "P01: ja jeg vil det")
    made.interview("P01-2_A01", {"P01": 2, "A01": None}, "P01: kanskje\nA01: hun vil")
    made.interview("P01-3", {"P01": 3}, "P01: nei")
    made.interview("P02-1", {"P02": 1}, "P02: gjerne")
    made.interview("P02-2", {"P02": 2}, status="declined")
    made.interview("P03-1", {"P03": 1}, status="not_usable")
    made.passage("P01-1", "ja", "vilje", stance="affirms")
    made.passage("P01-1", "vil det", "vilje.sterk", stance="denies", valence="missing")
    made.passage("P01-2_A01", "hun vil", "vilje")
    made.passage("P02-1", "gjerne", "vilje.sterk", valence="present")
    made.asked("penger", "deltaker", 2, False)
    return made


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(frame[list(columns)].itertuples(index=False, name=None))


def test_each_person_has_a_row_for_every_code_and_round(made: Builder) -> None:
    frame = trajectories(made.store, filters=Filters(code=("vilje",)))
    assert rows(frame, "person", "code", "round", "usable", "n") == [
        ("P01", "vilje", 1, True, 2),
        ("P01", "vilje", 2, True, 0),
        ("P01", "vilje", 3, True, 0),
        ("P02", "vilje", 1, True, 1),
        ("P02", "vilje", 2, False, 0),
        ("P02", "vilje", 3, False, 0),
        ("P03", "vilje", 1, False, 0),
        ("P03", "vilje", 2, False, 0),
        ("P03", "vilje", 3, False, 0),
    ]


def test_what_the_employer_said_in_the_joint_sitting_is_not_the_participants(
    made: Builder,
) -> None:
    frame = trajectories(made.store, filters=Filters(code=("vilje",), person=("P01",)))
    assert dict(rows(frame, "round", "n")) == {1: 2, 2: 0, 3: 0}


def test_all_values_of_valence_and_stance_are_given(made: Builder) -> None:
    frame = trajectories(made.store, filters=Filters(code=("vilje",)))
    assert rows(frame[frame["n"] > 0], "person", "valence", "stance") == [
        ("P01", "missing", "affirms,denies"),
        ("P02", "present", ""),
    ]


def test_not_asked_is_said_of_the_round_in_which_nobody_asked(made: Builder) -> None:
    frame = trajectories(made.store, filters=Filters(code=("penger",), person=("P01",)))
    assert dict(rows(frame, "round", "asked")) == {1: "", 2: "no", 3: ""}


def test_the_complete_are_those_with_text_in_every_round(made: Builder) -> None:
    frame = trajectories(made.store, complete=True)
    assert set(frame["person"]) == {"P01"}


def test_without_a_code_the_topmost_ones_are_followed(made: Builder) -> None:
    assert list(trajectories(made.store)["code"].unique()) == ["vilje", "penger"]


def test_children_follow_their_parent_which_still_stands_for_them_all(made: Builder) -> None:
    frame = trajectories(made.store, children=True, filters=Filters(person=("P01",), round=(1,)))
    assert rows(frame, "code", "n", "stance") == [
        ("vilje", 2, "affirms,denies"), ("vilje.sterk", 1, "denies"), ("penger", 0, ""),
    ]  # fmt: skip
    only = trajectories(made.store, filters=Filters(code=("vilje.sterk",)))
    both = trajectories(made.store, children=True, filters=Filters(code=("vilje",)))
    both = both[both["code"] == "vilje.sterk"].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, only)


def test_a_change_counts_persons_and_keeps_what_is_missing_apart(made: Builder) -> None:
    frame = changes(made.store, 1, 2, filters=Filters(code=("vilje", "penger")))
    assert len(frame) == 2 * len(STATES) ** 2
    assert rows(frame[frame["n"] > 0], "code", "before", "after", "n", "persons") == [
        ("vilje", "said", "not_said", 1, "P01"),
        ("vilje", "said", "no_text", 1, "P02"),
        ("vilje", "no_text", "no_text", 1, "P03"),
        ("penger", "not_said", "not_asked", 1, "P01"),
        ("penger", "not_said", "no_text", 1, "P02"),
        ("penger", "no_text", "no_text", 1, "P03"),
    ]


def test_one_code_in_one_round_is_set_against_another_in_another_for_those_in_both(
    made: Builder,
) -> None:
    made.passage("P01-2_A01", "kanskje", "penger")
    frame = crossings(made.store, 1, 2)
    assert rows(frame, "code", "later", "n", "N", "asked", "persons") == [
        ("vilje", "vilje", 0, 1, "", ""),
        ("vilje", "penger", 1, 1, "no", "P01"),
        ("penger", "vilje", 0, 1, "", ""),
        ("penger", "penger", 0, 1, "no", ""),
    ]


def test_a_round_that_the_design_lacks_is_explained(made: Builder) -> None:
    with pytest.raises(CallError, match="round 4"):
        changes(made.store, 1, 4)


def test_who_was_lost_when_why_and_what_they_had_said(made: Builder) -> None:
    with made.store.action("Anne", "person") as action:
        action.update("person", "P02", left_course="fikk jobb", left_study="ville ikke mer")
    found = attrition(made.store).fillna("")
    assert list(found.itertuples(index=False, name=None)) == [
        ("P02", "deltaker", "1", 2, "declined", "fikk jobb", "ville ikke mer", "vilje"),
        ("P03", "deltaker", "", 1, "not_usable", "", "", ""),
    ]


def plain_paths(plain: Plain, chosen: Filters) -> dict[tuple[str, str, int], tuple[Any, ...]]:
    """(person, code, round) -> usable, n, valence, stance, counted one by one."""
    limits = as_limits(chosen)
    met = {(person, plain.rounds[interview, person]): None
           for interview, person in plain.planned(limits)
           if plain.rounds.get((interview, person))}  # fmt: skip
    coders = None
    if limits.layer != "primary":
        coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
    base = plain.speakers(limits, coders)
    codes = [plain.codes[one]["key"] for one in plain.tree_order()]
    wanted = chosen.code or tuple(key for key in codes if "." not in key)
    roots = [key for key in codes if key in wanted
             and not any(key.startswith(f"{above}.") for above in wanted)]  # fmt: skip
    found = {}
    for person in {person for person, _round in met}:
        for round in {round for _person, round in met}:
            here = [one for one in base if one.person == person
                    and plain.rounds.get((one.interview, person)) == round]  # fmt: skip
            for key in roots:
                mine = [(one, coding) for one in here
                        for coding in plain.of_speaker(one, limits, in_quote=False)
                        if plain.under(coding["code"], plain.code_ids[key])]  # fmt: skip
                n = sum(len(passages(plain, one, mine)) for one in here)
                found[person, key, round] = (
                    bool(here), n,
                    *(",".join(v for v in values if v and any(c[name] == v for _, c in mine))
                      for name, values in (("valence", VALENCES), ("stance", STANCES))),
                )  # fmt: skip
    return found


def passages(
    plain: Plain, one: Speaker, mine: list[tuple[Speaker, dict[str, Any]]]
) -> list[tuple[int, int]]:
    return merged(plain.hull(one, coding) for who, coding in mine if who == one)


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_path_equals_a_plain_count(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store: Store = build(study, Path(folder) / "study.db").store
        chosen = data.draw(filters(study))
        frame = trajectories(store, filters=chosen)
        counted = {
            (row.person, row.code, row.round): (row.usable, row.n, row.valence, row.stance)
            for row in frame.itertuples()
        }
        assert counted == plain_paths(Plain(store.path), chosen)
        rounds = sorted(set(frame["round"]))
        if rounds:
            moved = changes(store, rounds[0], rounds[-1], filters=chosen)
            persons = frame["person"].nunique()
            assert (moved.groupby("code")["n"].sum() == persons).all()
            both = {
                person for person in frame["person"]
                if all(counted[person, code, one][0]
                       for code in frame["code"].head(1) for one in (rounds[0], rounds[-1]))
            }  # fmt: skip
            for row in crossings(store, rounds[0], rounds[-1], filters=chosen).itertuples():
                who = {person for person in both if counted[person, row.code, rounds[0]][1]
                       and counted[person, row.later, rounds[-1]][1]}  # fmt: skip
                assert (row.n, row.N) == (len(who), len(both))
                assert set(row.persons.split(",")) - {""} == who
        store.close()
