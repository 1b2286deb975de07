"""Codes that are met together: pairs of excerpts, and the interviews that they stand in."""

from __future__ import annotations

import tempfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, merged
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import RandomStudy, build, random_study, studies
from workbench.analysis import cooccurrence as room
from workbench.analysis.cooccurrence import Within, cooccurrence, meetings, within
from workbench.errors import CallError
from workbench.model import Filters


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "study.db")
    made.code("a", "a.b", "c", "d")
    made.interview(
        "P01-1", {"P01": 1}, "I: hva\nP01: [en {to] tre}\nI: og\nP01: <fire>\nI: ja\nP01: fem",
        codes={"[": "a", "{": "c", "<": "d"},
    )  # fmt: skip
    made.interview("P02-1", {"P02": 1}, "P02: [seks]\nP02: sju", codes={"[": "a.b"})
    made.interview("P03-1", {"P03": 1}, "P03: [åtte]", codes={"[": "c"})
    return made


def pairs(frame: pd.DataFrame) -> dict[tuple[str, str], int]:
    return {(row.code_a, row.code_b): row.n for row in frame.itertuples() if row.n}


def test_overlap_asks_for_the_same_words(made: Builder) -> None:
    assert pairs(cooccurrence(made.store)) == {("a", "c"): 1}


def test_turns_are_counted_from_the_one_to_the_other(made: Builder) -> None:
    assert pairs(cooccurrence(made.store, "turn")) == {("a", "c"): 1}
    assert pairs(cooccurrence(made.store, 1)) == {("a", "c"): 1}
    assert pairs(cooccurrence(made.store, 2)) == {("a", "c"): 1, ("a", "d"): 1, ("c", "d"): 1}


def test_nothing_meets_across_interviews_however_near_is_asked(made: Builder) -> None:
    assert pairs(cooccurrence(made.store, 10_000)) == {
        ("a", "c"): 1, ("a", "d"): 1, ("c", "d"): 1,
    }  # fmt: skip


def test_interviews_are_those_that_have_the_codes_wherever_they_stand(made: Builder) -> None:
    frame = cooccurrence(made.store, filters=Filters(code=("a", "c", "d")))
    assert frame.itertuples(index=False, name=None).__next__() == ("a", "c", 1, 2, 2, 1, 1 / 3, 1)
    last = frame[(frame["code_a"] == "c") & (frame["code_b"] == "d")]
    assert last[["n", "interviews_both", "interviews_near"]].values.tolist() == [[0, 1, 0]]


def test_a_code_that_nobody_used_is_in_no_pair(made: Builder) -> None:
    made.code("tom")
    assert "tom" not in set(cooccurrence(made.store)["code_b"])


def test_a_number_opens_onto_its_passages(made: Builder) -> None:
    found = meetings(made.store, "d", "a", 2)
    assert found.values.tolist() == [["P01-1", "P01", 17, 21, "P01", 4, 9]]


def test_two_codes_of_one_branch_meet_only_when_each_is_alone(made: Builder) -> None:
    with pytest.raises(CallError, match="one branch"):
        meetings(made.store, "a", "a.b")
    assert len(meetings(made.store, "a", "a.b", direct=True)) == 0


@pytest.mark.parametrize("text", ["near", "-1", "1.5", ""])
def test_what_is_no_nearness_is_explained(text: str) -> None:
    with pytest.raises(CallError, match="how near"):
        within(text)


Excerpt = tuple[str, str, int, int]
"""Interview, person, start and end."""


def plain_excerpts(plain: Plain, chosen: Filters) -> dict[str, list[Excerpt]]:
    """code -> its excerpts, in the order of the scheme."""
    limits = as_limits(chosen)
    coders = None
    if limits.layer != "primary":
        coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
    order = [plain.codes[one]["key"] for one in plain.tree_order()]
    roots = [key for key in order if key in chosen.code
             and not any(key.startswith(f"{above}.") for above in chosen.code)]  # fmt: skip
    excerpts: dict[str, list[Excerpt]] = {}
    for one in plain.speakers(limits, coders):
        spans: dict[str, list[tuple[int, int]]] = {}
        for coding in plain.of_speaker(one, limits, in_quote=False):
            key = plain.codes[coding["code"]]["key"]
            if roots:
                key = next((r for r in roots if key == r or key.startswith(f"{r}.")), "")
            if key:
                spans.setdefault(key, []).append(plain.hull(one, coding))
        for key, found in spans.items():
            excerpts.setdefault(key, []).extend(
                (one.interview, one.person, *span) for span in merged(found)
            )
    return {key: excerpts[key] for key in order if key in excerpts}


def plain_pairs(plain: Plain, chosen: Filters, near: Within) -> dict[tuple[str, str], Any]:
    """(code, code) -> pairs, interviews with either, both and near, counted one by one."""
    excerpts = plain_excerpts(plain, chosen)
    result = {}
    for a, b in combinations(excerpts, 2):
        met = [x[0] for x in excerpts[a] for y in excerpts[b] if is_near(plain, x, y, near)]
        of_a, of_b = ({x[0] for x in excerpts[key]} for key in (a, b))
        result[a, b] = (len(met), len(of_a), len(of_b), len(of_a & of_b), len(set(met)))
    return result


def is_near(plain: Plain, x: Any, y: Any, near: Within) -> bool:
    if x[0] != y[0]:
        return False
    if near == "overlap":
        return bool(x[1] == y[1] and set(range(*x[2:])) & set(range(*y[2:])))
    turns = [turn for turn in plain.turns if turn["interview"] == x[0]]
    mine, others = (
        {t["number"] for t in turns if set(range(*one[2:])) & set(range(t["start"], t["end"]))}
        for one in (x, y)
    )
    apart = 0 if near == "turn" else int(near)
    return any(abs(m - o) <= apart for m in mine for o in others)


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_pair_equals_a_plain_count(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        chosen = data.draw(filters(study))
        near = data.draw(st.sampled_from(["overlap", "turn", 1, 2]))
        frame = cooccurrence(store, near, filters=chosen)
        counted = {
            (row.code_a, row.code_b): (
                row.n, row.interviews_a, row.interviews_b, row.interviews_both, row.interviews_near,
            )
            for row in frame.itertuples()
        }  # fmt: skip
        assert counted == plain_pairs(Plain(store.path), chosen, near)
        for row in frame.itertuples():
            behind = meetings(store, row.code_a, row.code_b, near, direct=not chosen.code,
                              filters=chosen)  # fmt: skip
            assert len(behind) == row.n
        store.close()


def test_pairs_are_the_same_however_few_are_taken_at_a_time(
    made: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = cooccurrence(made.store, 2)
    monkeypatch.setattr(room, "PART", 1)
    pd.testing.assert_frame_equal(cooccurrence(made.store, 2), whole)


# -- small cells ----------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path) -> Builder:
    """Four persons have a and c on the same words, two of them d as well; e is one person's."""
    made = Builder(tmp_path / "study.db")
    made.code("a", "c", "d", "e")
    for n, extra in enumerate(("<", "<", "", "")):
        closes = ">" if extra else ""
        made.interview(
            f"P0{n}", [f"P0{n}"], f"P0{n}: {extra}[{{ja]}}{closes}",
            codes={"[": "a", "{": "c", "<": "d"},
        )  # fmt: skip
    made.interview("P09", ["P09"], "P09: [nei]", codes={"[": "e"})
    return made


def test_pairs_of_few_persons_are_hidden_and_what_would_tell_them(many: Builder) -> None:
    frame = cooccurrence(many.store, hide_small=True).set_index(["code_a", "code_b"])
    assert frame.loc[("a", "c")].tolist() == [4, 4, 4, 4, 1.0, 4]
    assert frame.loc[("a", "d")].isna().tolist() == [True, False, True, True, True, True]
    # Nothing is known to be empty that says nothing of anybody.
    assert frame.loc[("a", "e")].fillna(-1).tolist() == [0, 4, -1, 0, 0.0, 0]


def test_a_study_of_two_shows_no_number_at_all(made: Builder, tmp_path: Path) -> None:
    two = Filters(person=("P01", "P02"))
    frame = cooccurrence(made.store, hide_small=True, filters=two)
    assert len(frame)
    assert frame[list(room.COOCCURRENCE[2:])].isna().all(axis=None)


@ON_DISK
@given(data=st.data(), seed=st.integers(0, 2**32), persons=st.sampled_from((3, 6, 12)))
def test_exactly_the_pairs_of_few_are_hidden(data: st.DataObject, seed: int, persons: int) -> None:
    study = random_study(seed, persons=persons, interviews=2 * persons, codings=5 * persons)
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        near = data.draw(st.sampled_from(["overlap", "turn", 1, 2]))
        chosen = data.draw(st.sampled_from([Filters(), Filters(code=("a", "ab", "e"))]))
        whole = cooccurrence(store, near, filters=chosen)
        shown = cooccurrence(store, near, hide_small=True, filters=chosen)
        plain = Plain(store.path)
        excerpts = plain_excerpts(plain, chosen)
        of = len({one.person for one in plain.speakers(as_limits(chosen), None)})
        for row, before in zip(shown.itertuples(), whole.itertuples(), strict=True):
            a, b = excerpts[row.code_a], excerpts[row.code_b]
            assert pd.isna(row.interviews_a) == few({x[1] for x in a}, of)
            assert pd.isna(row.interviews_b) == few({x[1] for x in b}, of)
            hidden = is_small_pair(plain, a, b, near, of)
            for name in ("n", "interviews_both", "interviews_near", "jaccard"):
                assert pd.isna(getattr(row, name)) == hidden
            for name in room.COOCCURRENCE:
                value = getattr(row, name)
                assert pd.isna(value) or value == getattr(before, name)
            # What holds the number of a hidden code is hidden with it.
            if pd.isna(row.interviews_a) or pd.isna(row.interviews_b):
                assert hidden or row.interviews_both == 0
        store.close()


def is_small_pair(plain: Plain, a: list[Excerpt], b: list[Excerpt], near: Within, of: int) -> bool:
    """Whether few persons have either where the two meet, or in the interviews with both."""
    met = [(x, y) for x in a for y in b if is_near(plain, x, y, near)]
    both = {x[0] for x in a} & {y[0] for y in b}
    groups = [
        {x[1] for x, _y in met}, {y[1] for _x, y in met},
        {x[1] for x in a if x[0] in both}, {y[1] for y in b if y[0] in both},
    ]  # fmt: skip
    return any(few(one, of) for one in groups)


def few(persons: set[str], of: int) -> bool:
    return of < 3 or 0 < len(persons) < 3
