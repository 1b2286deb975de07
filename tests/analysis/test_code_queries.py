"""Queries over codes: held against sets of characters, and said in small examples."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, Speaker
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import CODES, RandomStudy, build, studies
from workbench.analysis.code_queries import PASSAGES, code_query, found
from workbench.code_query import Coded, Either, Query, Related, Without, parse
from workbench.errors import CallError, UnknownName
from workbench.model import Filters


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "study.db")
    made.code("a", "a.b", "c", "d")
    made.person("P01", "deltaker")
    made.person("P02", "arbeidsgiver")
    made.interview(
        "P01-1", {"P01": 1, "P02": None},
        "P01: [en {to] tre}\nI: ja\nP01: [fire]\nP02: <fem> seks\nP01: {sju <åtte> ni}",
        codes={"[": "a.b", "{": "c", "<": "d"},
    )  # fmt: skip
    return made


def quotes(made: Builder, query: str, **limits: Any) -> list[str]:
    return list(code_query(made.store, query, filters=Filters(**limits))["quote"])


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("a", ["en to", "fire"]),
        ("a and c", ["to"]),
        ("a or c", ["en to tre", "fire", "sju åtte ni"]),
        ("a and not c", ["en ", "fire"]),
        ("c not a", [" tre", "sju åtte ni"]),
        ("d inside c", ["åtte"]),
        ("d not inside c", ["fem"]),
        ("c overlapping a", ["to tre"]),
        ("c not overlapping a", ["sju åtte ni"]),
        ("a followed by d", ["en to", "fire"]),
        ("a followed by d within 1 turn", ["fire"]),
        ("a followed by d within 0 turns", []),
        ("a not followed by d within 1 turn", ["en to"]),
        ("c fulgt av c", ["to tre"]),
        ("d followed by d", ["fem"]),
        ("(a or c) and not (d or a)", [" tre", "sju ", " ni"]),
    ],
)
def test_what_a_query_finds(made: Builder, query: str, wanted: list[str]) -> None:
    assert quotes(made, query) == wanted


def test_what_an_interviewer_says_between_cuts_no_passage_and_is_no_own_word(
    tmp_path: Path,
) -> None:
    made = Builder(tmp_path / "study.db")
    made.interview(
        "P01-1", {"P01": 1}, "P01: [en to\nI: hm\nP01: tre {fire] fem}\nI: ja\nP01: <seks>",
        codes={"[": "a", "{": "b", "<": "c"},
    )  # fmt: skip
    row = code_query(made.store, "a and not b").iloc[0]
    assert (row["quote"], row["own"], row["words"]) == ("en to\nhm\ntre ", "0-5;9-13", 3)
    assert list(code_query(made.store, "a followed by c within 2")["quote"]) == [
        "en to\nhm\ntre fire"
    ]
    # What is left ends in the first turn, so that it is four turns to the last one.
    first = "(a and not (a and b)) and not b"
    assert len(code_query(made.store, f"({first}) followed by c within 2")) == 1


def test_a_row_says_who_where_and_which_codes(made: Builder) -> None:
    frame = code_query(made.store, "c and not d", filters=Filters(contains="NI"))
    assert tuple(frame.columns) == PASSAGES
    assert frame.iloc[0].tolist() == [
        "P01-1", "P01", "deltaker", 1, "c and not d", "c", 35, 38, " ni", "35-38", 1, 1,
    ]  # fmt: skip


def test_numbers_stand_beside_who_could_have_said_it(made: Builder) -> None:
    made.interview("P03-1", {"P03": 1}, "P03: ingenting")
    said = found(made.store, "d or c", limit=1)
    assert (len(said.rows), said.number) == (1, 3)
    assert said.said.values.tolist() == [
        ["deltaker", 2, 1, 2, 1, 2], ["arbeidsgiver", 1, 1, 1, 1, 1], ["*", 3, 1, 2, 2, 3],
    ]  # fmt: skip
    rest = found(made.store, "d or c", offset=1)
    assert list(said.rows["start"]) + list(rest.rows["start"]) == sorted(
        code_query(made.store, "d or c")["start"]
    )


def test_a_code_that_is_not_there_is_named_with_its_place(made: Builder) -> None:
    with pytest.raises(UnknownName) as raised:
        code_query(made.store, "a and aa.b")
    assert raised.value.place == "the query, character 7"
    assert "“a.b”" in raised.value.remedy


def test_a_filter_by_code_is_refused(made: Builder) -> None:
    with pytest.raises(CallError, match="names its codes itself"):
        code_query(made.store, "a", filters=Filters(code=("a",)))


# The same, character by character

Passage = frozenset[int]
Value = dict[Speaker, list[Passage]]


class Characters:
    """Queries over sets of characters, one speaker after the other."""

    def __init__(self, plain: Plain, chosen: Filters) -> None:
        self.plain = plain
        self.limits = as_limits(replace(chosen, contains=""))
        coders = None
        if chosen.layer != "primary":
            coders = [id for id, name in plain.coders.items() if f"coder:{name}" == chosen.layer]
        self.speakers = plain.speakers(self.limits, coders)
        self.words = {one: self._words(one) for one in self.speakers}

    def _words(self, one: Speaker) -> set[int]:
        turns = self.plain.own_turns(one)
        return {w for w in self.plain.words[one.interview] if any(s <= w < e for s, e in turns)}

    def codings(self, one: Speaker, key: str) -> list[dict[str, Any]]:
        code = self.plain.code_ids[key]
        return [g for g in self.plain.of_speaker(one, self.limits, in_quote=False)
                if self.plain.under(g["code"], code)]  # fmt: skip

    def value(self, query: Query) -> Value:
        if isinstance(query, Coded):
            return {
                one: self.runs(one, {place for g in self.codings(one, query.key)
                                     for place in range(*self.plain.hull(one, g))})
                for one in self.speakers
            }  # fmt: skip
        left, right = self.value(query.left), self.value(query.right)
        if isinstance(query, Related):
            return {
                one: [p for p in left[one] if self.stands(one, p, query, right) != query.negated]
                for one in self.speakers
            }
        result = {}
        for one in self.speakers:
            a, b = set().union(*left[one]), set().union(*right[one])
            both = a | b if isinstance(query, Either) else a & b
            result[one] = self.runs(one, a - b if isinstance(query, Without) else both)
        return result

    def runs(self, one: Speaker, places: set[int]) -> list[Passage]:
        found: list[set[int]] = []
        for place in sorted(places):
            if found and place - 1 in found[-1]:
                found[-1].add(place)
            else:
                found.append({place})
        return [frozenset(run) for run in found if run & self.words[one]]

    def trimmed(self, one: Speaker, passage: Passage) -> list[tuple[int, int]]:
        parts = [passage & set(range(start, end)) for start, end in self.plain.own_turns(one)]
        return [(min(p), max(p) + 1) for p in parts if p & self.words[one]]

    def turn(self, interview: str, place: int) -> int:
        return next(int(t["number"]) for t in self.plain.turns
                    if t["interview"] == interview and t["start"] <= place < t["end"])  # fmt: skip

    def stands(self, one: Speaker, passage: Passage, query: Related, right: Value) -> bool:
        mine = passage & self.words[one]
        if query.relation == "inside":
            return any(mine <= other for other in right[one])
        if query.relation == "overlapping":
            return any(mine & other for other in right[one])
        end = self.trimmed(one, passage)[-1][1]
        for speaker, passages in right.items():
            for other in passages if speaker.interview == one.interview else ():
                start = self.trimmed(speaker, other)[0][0]
                on = self.turn(one.interview, start) - self.turn(one.interview, end - 1)
                if start >= end and (query.turns is None or on <= query.turns):
                    return True
        return False


def names(query: Query) -> list[str]:
    if isinstance(query, Coded):
        return [query.key]
    return names(query.left) + names(query.right)


def plain_rows(plain: Plain, text: str, chosen: Filters) -> set[tuple[Any, ...]]:
    asked, all_of_it = parse(text), Characters(plain, chosen)
    rows = set()
    for one, passages in all_of_it.value(asked).items():
        for passage in passages:
            own = all_of_it.trimmed(one, passage)
            start, end = own[0][0], own[-1][1]
            quote = plain.texts[one.interview][start:end]
            if chosen.contains.casefold() not in quote.casefold():
                continue
            inside = {g["id"]: plain.codes[g["code"]]["key"] for key in names(asked)
                      for g in all_of_it.codings(one, key)
                      if {w for _i, w in plain.own_words(one, g)} & passage}  # fmt: skip
            rows.add(
                (
                    one.interview, one.person, frozenset(inside.values()), start, end, quote,
                    ";".join(f"{a}-{b}" for a, b in own), len(inside),
                    len(passage & all_of_it.words[one]),
                )
            )  # fmt: skip
    return rows


def as_rows(frame: pd.DataFrame) -> set[tuple[Any, ...]]:
    return {
        (r["interview"], r["person"], frozenset(r["codes"].split(",")), r["start"], r["end"],
         r["quote"], r["own"], r["codings"], r["words"])
        for r in frame.to_dict("records")
    }  # fmt: skip


_codes = st.sampled_from(CODES)
_words = st.sampled_from(
    ["and", "or", "and not", "inside", "overlapping", "not inside", "not overlapping",
     "followed by", "not followed by"]
)  # fmt: skip


def _joined(parts: tuple[str, str, str, int | None]) -> str:
    left, word, right, turns = parts
    near = f" within {turns} turns" if "followed" in word and turns is not None else ""
    return f"({left} {word} {right}{near})"


queries = st.recursive(
    _codes,
    lambda inner: st.tuples(inner, _words, inner, st.sampled_from([None, 0, 1, 2])).map(_joined),
    max_leaves=5,
)


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_query_equals_sets_of_characters(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        plain = Plain(store.path)
        for _time in range(5):
            chosen = replace(data.draw(filters(study)), code=())
            text = data.draw(queries)
            frame = code_query(store, text, filters=chosen)
            assert as_rows(frame) == plain_rows(plain, text, chosen), text
            assert len(frame) == len(as_rows(frame))
        store.close()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a and (c or d)", "(a and c) or (a and d)"),
        ("a and not (c or d)", "a and not c and not d"),
        ("(a or c) and not c", "a and not c"),
    ],
)
def test_and_or_and_not_are_those_of_logic(made: Builder, one: str, other: str) -> None:
    assert quotes(made, one) == quotes(made, other) != []
