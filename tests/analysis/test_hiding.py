"""Hiding small cells: what is hidden, and that nothing brings it back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK
from tests.analysis.test_typology_counts import place_some, random_space
from tests.analysis.worked_out import worked_out
from tests.builder import Builder
from tests.strategies import build, random_study
from workbench.analysis.comparison import Mark, merged
from workbench.analysis.hiding import Few, Key, Sum, hidden
from workbench.errors import CallError
from workbench.model import COUNTS, Count, Filters
from workbench.study import Study

PLACES = ("north", "south", "east")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Who says a: three of five participants, one of four employers, the one provider. b: two
    participants who also say a, and all employers. c: nobody, and the provider was not asked."""
    made = Builder(tmp_path / "study.db")
    made.code("a", "a.x", "b", "c")
    said = {"P1": "[{", "P2": "[{", "P3": "[", "A1": "[{", "A2": "{", "A3": "{", "A4": "{"}
    types = {"P": "deltaker", "A": "arbeidsgiver", "K": "kursleverandør"}
    for person in ("P1", "P2", "P3", "P4", "P5", "A1", "A2", "A3", "A4", "K1"):
        made.person(person, types[person[0]])
        opens = said.get(person, "[")
        closes = "".join({"[": "]", "{": "}"}[one] for one in reversed(opens))
        quiet = person in ("P4", "P5")
        text = f"{person}: Ja, {'' if quiet else opens}det er det{'' if quiet else closes}."
        made.interview(person, [person], text, codes={"[": "a.x", "{": "b"})
    made.asked("c", "kursleverandør", None, False)
    return Study(made.store)


def shown(frame: pd.DataFrame, code: str) -> dict[str, Any]:
    """n of each column of a code's row; None where it is hidden."""
    row = frame[frame["code"] == code]
    return {
        str(one["actor_type"]): None if pd.isna(one["n"]) else int(one["n"])
        for one in row.to_dict("records")
    }


def test_a_cell_of_few_takes_another_of_its_row_with_it(study: Study) -> None:
    whole = study.crosstab(columns=["actor_type"], totals=True)
    assert shown(whole, "b") == {"deltaker": 2, "arbeidsgiver": 4, "kursleverandør": 0, "*": 6}
    hidden = shown(study.crosstab(columns=["actor_type"], totals=True, hide_small=True), "b")
    # The provider's column has one person: it is hidden where it says nothing, too.
    assert hidden == {"deltaker": None, "arbeidsgiver": 4, "kursleverandør": None, "*": 6}


def test_a_column_of_few_is_hidden_and_where_it_would_follow_another_cell_is(study: Study) -> None:
    whole = study.crosstab(columns=["actor_type"], totals=True)
    assert shown(whole, "a.x") == {"deltaker": 3, "arbeidsgiver": 1, "kursleverandør": 1, "*": 5}
    found = shown(study.crosstab(columns=["actor_type"], totals=True, hide_small=True), "a.x")
    assert found == {"deltaker": 3, "arbeidsgiver": None, "kursleverandør": None, "*": 5}
    assert shown(whole, "c") == {"deltaker": 0, "arbeidsgiver": 0, "kursleverandør": 0, "*": 0}


def test_n_share_and_persons_are_missing_and_the_base_stays(study: Study) -> None:
    frame = study.crosstab(columns=["actor_type"], hide_small=True)
    one = frame[(frame["code"] == "a.x") & (frame["actor_type"] == "arbeidsgiver")].iloc[0]
    assert one["n"] is pd.NA
    assert one["persons"] is pd.NA
    assert pd.isna(one["share"])
    assert (one["N"], one["persons_N"]) == (4, 4)
    kept = frame[frame["n"].notna()]
    whole = study.crosstab(columns=["actor_type"])
    pd.testing.assert_frame_equal(kept, whole.loc[kept.index])


def test_a_table_of_many_hides_nothing(tmp_path: Path) -> None:
    made = Builder(tmp_path / "study.db")
    made.code("a")
    for n in range(4):
        made.person(f"P{n}")
        made.interview(f"P{n}", [f"P{n}"], f"P{n}: Ja, [det er det].", codes={"[": "a"})
    study = Study(made.store)
    frame = study.crosstab(columns=["actor_type"], totals=True, hide_small=True)
    pd.testing.assert_frame_equal(frame, study.crosstab(columns=["actor_type"], totals=True))


def test_what_nobody_was_asked_about_is_still_said(study: Study) -> None:
    frame = study.crosstab(columns=["actor_type"], hide_small=True)
    one = frame[(frame["code"] == "c") & (frame["actor_type"] == "kursleverandør")].iloc[0]
    assert (one["n"], one["asked"]) == (0, "no")


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[Key, Few], list[Sum]]:
    """Persons by three keys with every total over them, as they add up."""
    sizes = draw(st.tuples(*[st.integers(1, 4)] * 3))
    values = [[f"{axis}{n}" for n in range(size)] for axis, size in zip("abc", sizes, strict=True)]
    few = st.sampled_from((0, 0, 1, 2, 3, 4, 9))
    inner = {key: draw(few) for key in product(*values)}
    keys = list(product(*[[*names, "*"] for names in values]))
    cells = {}
    for key in keys:
        parts = [n for one, n in inner.items() if _within(one, key)]
        cells[key] = Few(sum(parts), 9 * len(parts))
    sums = []
    for key in keys:
        for at in range(3):
            if key[at] == "*":
                parts_of = [(*key[:at], value, *key[at + 1 :]) for value in values[at]]
                sums.append((key, *parts_of))
    return cells, sums


def _persons(cells: Mapping[Key, Few]) -> dict[Key, int]:
    return {key: one.persons for key, one in cells.items()}


def _within(key: Key, wider: Key) -> bool:
    return all(b in ("*", a) for a, b in zip(key, wider, strict=True))


@given(tables())
def test_no_small_cell_can_be_subtracted_back(
    drawn: tuple[dict[Key, Few], list[Sum]],
) -> None:
    cells, sums = drawn
    small = {key for key, one in cells.items() if 0 < one.persons < 3}
    gone = hidden(cells, small, sums)
    assert small <= gone
    assert not small & set(worked_out(_persons(cells), gone, sums))
    for total, *parts in sums:
        lacking = [one for one in parts if one in gone]
        if total not in gone and small & set(lacking):
            # An empty cell is shown, so that each hidden one has somebody: more must be left.
            left = cells[total].persons - sum(
                cells[one].persons for one in parts if one not in gone
            )
            assert left > sum(cells[one].of >= 3 for one in lacking)


def test_the_check_itself_finds_what_can_be_worked_out() -> None:
    """Four hidden cells in a square, each row and column with two of them: not to be solved; with
    a fifth sum over three of them they are."""
    cells = {
        (name,): Few(n, 9) for name, n in zip("abcdrstu", (1, 2, 3, 1, 3, 4, 4, 3), strict=True)
    }
    a, b, c, d, r, s, t, u = cells
    square: list[Sum] = [(r, a, b), (s, c, d), (t, a, c), (u, b, d)]
    assert worked_out(_persons(cells), {a, b, c, d}, square) == {}
    assert hidden(cells, {a, d}, square) >= {a, b, c, d}
    cells[("v",)] = Few(6, 27)
    more: list[Sum] = [*square, (("v",), a, b, c)]
    assert worked_out(_persons(cells), {a, b, c, d}, more) == {a: 1, b: 2, c: 3, d: 1}
    assert not {a, d} & set(worked_out(_persons(cells), hidden(cells, {a, d}, more), more))


@settings(ON_DISK, max_examples=12)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from((4, 8, 12)),
    columns=st.sampled_from((("actor_type",), ("actor_type", "round"), ("course", "actor_type"))),
)
def test_the_same_cells_are_hidden_whatever_is_counted_and_however_it_is_shown(
    seed: int, persons: int, columns: tuple[str, ...]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drawn = random_study(seed, persons=persons, interviews=2 * persons, codings=8 * persons)
        made = Study(build(drawn, Path(folder) / "study.db").store)
        for direct in (False, True):
            gone = _gone(made, columns, "persons", direct=direct)
            for count in COUNTS:
                assert _gone(made, columns, count, direct=direct) == gone
            without = _gone(made, columns, "persons", direct=direct, totals=False)
            assert without == {key for key in gone if "*" not in key}
            _few_are_hidden(made.crosstab(columns=columns, direct=direct, totals=True), gone)
        made.store.close()


def _gone(
    study: Study, columns: tuple[str, ...], count: Count, *, direct: bool, totals: bool = True
) -> set[tuple[str, ...]]:
    frame = study.crosstab(
        columns=columns, count=count, direct=direct, totals=totals, hide_small=True
    )
    keys = frame[["code", *columns]].astype(object)
    keys = keys.where(keys.notna(), "").astype(str)
    return set(keys[frame["n"].isna()].itertuples(index=False, name=None))


def _few_are_hidden(
    whole: pd.DataFrame, gone: set[tuple[str, ...]], names: Sequence[str] = ()
) -> None:
    """Every cell of one or two persons is hidden, and all of a column of one or two, but what
    nobody in it was asked about."""
    keys = names or whole.columns[: list(whole.columns).index("n")]
    for one in whole.to_dict("records"):
        key = tuple("" if pd.isna(one[name]) else str(one[name]) for name in keys)
        few = 0 < one["persons"] < 3 or 0 < one["persons_N"] < 3
        silent = one["persons"] == 0 and one.get("asked") == "no"
        assert not few or silent or key in gone


# -- the other tables -----------------------------------------------------------------------------


@settings(ON_DISK, max_examples=15)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from((4, 8, 12)),
    by=st.sampled_from(("actor_type", "course", "round")),
    mark=st.sampled_from(("", "valence", "stance")),
)
def test_a_comparison_hides_what_its_sides_lines_and_totals_would_give_back(
    seed: int, persons: int, by: str, mark: Mark
) -> None:
    with _studies(seed, persons) as made:
        filters = Filters(code=("a",))
        asked: dict[str, Any] = {"by": by, "mark": mark, "totals": True, "filters": filters}
        whole = made.compare(**asked)
        shown = made.compare(**asked, hide_small=True)
        names = ["code", by, mark] if mark else ["code", by]
        gone = _hidden(shown, names)
        _few_are_hidden(whole, gone)
        _the_rest_is_as_it_was(whole, shown)
        # What a group and all that it is made of would give, as if nobody were in two of them.
        n = _numbers(whole, names, "persons")
        sums = [
            (key, *(one for one in n if _is_part(one, key, at)))
            for key in n
            for at in range(1, len(names))
            if key[at] == "*"
        ]
        small = {key for key in gone if _is_few(whole, names, key)}
        gone -= _known(whole, names, gone, made)
        assert not small & set(worked_out(n, gone, sums))
        plain = made.compare(by=by, totals=True, filters=filters)
        without = merged(shown, mark)
        assert list(without["N"]) == list(plain["N"])
        assert (without["n"].isna() | (without["n"] == plain["n"])).all()


@settings(ON_DISK, max_examples=15)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from((4, 8, 12)),
    by=st.sampled_from(("actor_type", "course", "round")),
)
def test_explanations_hide_what_all_of_a_code_would_give_back(
    seed: int, persons: int, by: str
) -> None:
    with _studies(seed, persons) as made:
        asked: dict[str, Any] = {"branch": "a", "by": by, "filters": Filters(code=("ab", "e"))}
        whole = made.explanations(**asked)
        shown = made.explanations(**asked, hide_small=True)
        names = ["code", by, "explained"]
        gone = _hidden(shown, names)
        _few_are_hidden(whole, gone, names)
        _the_rest_is_as_it_was(whole, shown)
        assert (shown["excerpts"].isna() == shown["n"].isna()).all()
        n = _numbers(whole, names, "excerpts")
        sums = [(key, *(one for one in n if _is_part(one, key, 2))) for key in n if key[2] == "*"]
        small = {key for key in gone if _is_few(whole, names, key)}
        assert not small & set(worked_out(n, gone, sums))


@settings(ON_DISK, max_examples=15)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from((4, 8, 12)),
    complete=st.booleans(),
)
def test_changes_hide_what_is_told_by_who_has_text_in_which_round(
    seed: int, persons: int, complete: bool
) -> None:
    with _studies(seed, persons) as made:
        asked: dict[str, Any] = {"complete": complete}
        try:
            whole = made.changes(1, 2, **asked)
        except CallError:
            assume(False)
        shown = made.changes(1, 2, **asked, hide_small=True)
        names = ["code", "before", "after"]
        gone = _hidden(shown, names)
        assert set(shown["persons"]) == {""}
        n = _numbers(whole, names, "n")
        everybody = whole.groupby("code")["n"].sum().max()
        sums, known = [], dict(n)
        for code in dict.fromkeys(whole["code"]):
            for first, last in product((True, False), repeat=2):
                there = [(key[1] != "no_text", key[2] != "no_text") for key in n]
                cells = [key for key, one in zip(n, there, strict=True)
                         if key[0] == code and one == (first, last)]  # fmt: skip
                block = (code, str(first), str(last))
                known[block] = sum(n[key] for key in cells)
                sums.append((block, *cells))
                if first or last:
                    few = {key for key in cells if known[block] < 3 or 0 < n[key] < 3}
                    assert not known[block] or few <= gone
                    assert not few & set(worked_out(known, gone, sums))
                else:
                    assert not set(cells) & gone
            said = [n[key] for key in n if key[0] == code]
            assert sum(said) == everybody
        kept = shown["n"].notna()
        assert (shown["n"][kept] == whole["n"][kept]).all()


def test_codes_said_before_and_after_hide_one_and_two_persons(tmp_path: Path) -> None:
    """Nothing adds up there, so that nothing else is hidden."""
    made = Builder(tmp_path / "study.db")
    made.code("a", "b")
    for n in range(4):
        for round_ in (1, 2):
            both = f"P{n}: Ja, [det er det]."
            few = f"P{n}: Ja, {{det er det}}."
            text = few if n < 2 and round_ == 2 else both
            made.interview(f"P{n}-{round_}", {f"P{n}": round_}, text, codes={"[": "a", "{": "b"})
    study = Study(made.store)
    frame = study.crossings(1, 2, hide_small=True).set_index(["code", "later"])
    whole = study.crossings(1, 2).set_index(["code", "later"])
    assert whole.loc[("a", "a"), "n"] == whole.loc[("a", "b"), "n"] == 2
    assert frame["n"].isna().tolist() == [True, True, False, False]
    assert frame["N"].tolist() == whole["N"].tolist() == [4, 4, 4, 4]
    assert set(frame["persons"]) == {""}


def test_a_hidden_cell_is_not_known_from_one_inside_it_that_all_are_in() -> None:
    """All nine of b say a.x, so all of them say a: hiding a of theirs would hide nothing."""
    alone = {("a", "b"): Few(9, 9), ("a.x", "b"): Few(9, 9), ("a", "c"): Few(2, 9),
             ("a", "*"): Few(11, 18)}  # fmt: skip
    row: Sum = (("a", "*"), ("a", "b"), ("a", "c"))
    within: dict[Key, list[Key]] = {("a.x", "b"): [("a", "b")], ("a", "b"): [("a", "*")]}
    gone = hidden(alone, {("a", "c")}, [row], within=within, exact=[row])
    assert gone == {("a", "c"), ("a", "b"), ("a", "*")}
    # Where the total cannot go, what is inside goes with the cell.
    gone = hidden(alone, {("a", "c")}, [row], fixed={("a", "*")}, within=within, exact=[row])
    assert gone == {("a", "c"), ("a", "b"), ("a.x", "b")}


@settings(ON_DISK, max_examples=25)
@given(seed=st.integers(0, 2**32), persons=st.sampled_from((4, 8, 12)))
def test_a_typology_hides_what_its_cells_and_totals_would_give_back(
    seed: int, persons: int
) -> None:
    with _studies(seed, persons) as made:
        rng = Random(seed)
        space = random_space(rng)
        made.property_space_save(space)
        place_some(made, space, rng)
        names = [one.name for one in space.dimensions]
        whole = made.typology("Rom", totals=True)
        shown = made.typology("Rom", totals=True, hide_small=True)
        gone = _hidden(shown, names)
        _few_are_hidden(whole, gone, names)
        told = whole["told"].mask(whole["told"].between(1, 2))
        _the_rest_is_as_it_was(whole.assign(told=told), shown)
        assert (shown["by_hand"].isna() == shown["n"].isna()).all()
        n = _numbers(whole, names, "n")
        sums = [
            (key, *(one for one in n if _is_part(one, key, at)))
            for key in n
            for at in range(len(names))
            if key[at] == "*"
        ]
        small = {key for key in gone if _is_few(whole, names, key)}
        assert not small & set(worked_out(n, gone, sums))
        # The same cells are hidden where the totals are not shown.
        bare = made.typology("Rom", hide_small=True)
        assert _hidden(bare, names) == {key for key in gone if "*" not in key}
        assert (bare[names] != "*").all(axis=None)


@settings(ON_DISK, max_examples=25)
@given(
    seed=st.integers(0, 2**32),
    persons=st.sampled_from((4, 8, 12)),
    query=st.sampled_from(("a", "a and not ab", "e or a", "a overlapping e")),
)
def test_who_says_what_a_query_finds_hides_what_all_together_would_give_back(
    seed: int, persons: int, query: str
) -> None:
    with _studies(seed, persons) as made:
        whole = made.query_found(query)
        found = made.query_found(query, hide_small=True)
        names = ["actor_type"]
        gone = _hidden(found.said, names)
        _few_are_hidden(whole.said, gone, names)
        _the_rest_is_as_it_was(whole.said, found.said)
        assert (found.said["passages"].isna() == found.said["n"].isna()).all()
        assert found.hidden == (("*",) in gone)
        for name in ("passages", "persons"):
            n = _numbers(whole.said, names, name)
            sums = [(("*",), *(key for key in n if key != ("*",)))]
            small = {key for key in gone if _is_few(whole.said, names, key)}
            assert not small & set(worked_out(n, gone, sums))


def _known(
    whole: pd.DataFrame, names: list[str], gone: set[tuple[str, ...]], study: Study
) -> set[tuple[str, ...]]:
    """The hidden cells in which all are, as one shows that is inside them: a code under theirs, or
    a part of them."""
    tree = study.tree()
    below = {code.key: {one.key for one in tree.branch(code)} for code in tree.codes}
    persons = dict(zip(_keyed(whole, names), whole["persons"], strict=True))
    of = dict(zip(_keyed(whole, names), whole["persons_N"], strict=True))
    found = set()
    for key in gone:
        inside = [
            one
            for one in persons
            if one not in gone and one != key and one[0] in below.get(key[0], {key[0]})
            and one[1:] == key[1:]
        ]  # fmt: skip
        if any(persons[one] == of[key] > 0 for one in inside):
            found.add(key)
    return found


@contextmanager
def _studies(seed: int, persons: int) -> Iterator[Study]:
    with tempfile.TemporaryDirectory() as folder:
        drawn = random_study(seed, persons=persons, interviews=3 * persons, codings=8 * persons)
        made = Study(build(drawn, Path(folder) / "study.db").store)
        yield made
        made.store.close()


def _keyed(frame: pd.DataFrame, names: list[str]) -> list[tuple[str, ...]]:
    keys = frame[names].astype(object)
    return list(keys.where(keys.notna(), "").astype(str).itertuples(index=False, name=None))


def _hidden(frame: pd.DataFrame, names: list[str]) -> set[tuple[str, ...]]:
    return {key for key, n in zip(_keyed(frame, names), frame["n"], strict=True) if pd.isna(n)}


def _numbers(frame: pd.DataFrame, names: list[str], name: str) -> dict[tuple[str, ...], int]:
    return dict(zip(_keyed(frame, names), map(int, frame[name]), strict=True))


def _is_part(one: Key, total: Key, at: int) -> bool:
    return one[at] != "*" and (*one[:at], *one[at + 1 :]) == (*total[:at], *total[at + 1 :])


def _is_few(whole: pd.DataFrame, names: list[str], key: Key) -> bool:
    row = whole.iloc[_keyed(whole, names).index(key)]
    return bool(0 < row["persons"] < 3 or 0 < row["persons_N"] < 3)


def _the_rest_is_as_it_was(whole: pd.DataFrame, shown: pd.DataFrame) -> None:
    """Bases stay, and so does every number that is shown."""
    kept = shown["n"].notna()
    pd.testing.assert_frame_equal(shown[kept], whole[kept])
    pd.testing.assert_series_equal(shown["N"], whole["N"])
    assert shown["persons"].isna().tolist() == (~kept).tolist()
