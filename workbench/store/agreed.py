"""The agreed layer: what two coders have coded alike, and what was decided where they differ.

Nothing of it is stored but the decisions. Words of this module:

*pair*: the primary coder and the one second coder of an interview, `first` and `second`.
*place*: a run of words that either of a pair marked with one code, codings of both joined where
they overlap. The two are alike there where they marked the same words.
*to hold*: a decision holds as long as both have marked in its place what they had marked when it
was made.

An interview is settled when both have coded it to the end, nothing of it waits for review, and
in every place the two are alike or a decision holds. The layer is made of the coders' own codings,
so that what is known of a coding is known of it there too. Where a decision is for words that
neither marked, they are a coding of the coder `AGREED`, who is nobody and stands in no list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workbench.spans import Span, length, spans_from_text, union

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]

AGREED = 0
"""The coder of the agreed layer."""


@dataclass(frozen=True)
class Pair:
    """Who codes an interview twice, and whether both have said that they are done."""

    interview: str
    first: int
    second: int
    done: bool


@dataclass(frozen=True)
class Place:
    """What a pair marked with one code in one place, and the last decision on it.

    Spans are what each has marked, joined; `codings_first` and `codings_second` are theirs, in
    the order of the text. `decision` is a row of the table, also where it does not hold (any
    more).
    """

    pair: Pair
    code: int
    spans_first: tuple[Span, ...]
    spans_second: tuple[Span, ...]
    codings_first: tuple[Row, ...]
    codings_second: tuple[Row, ...]
    decision: Row | None = None

    @property
    def start(self) -> int:
        """Where the first passage begins."""
        return min(span[0] for span in (*self.spans_first, *self.spans_second))

    @property
    def end(self) -> int:
        """Where the last passage ends."""
        return max(span[1] for span in (*self.spans_first, *self.spans_second))

    @property
    def alike(self) -> bool:
        """Whether both have marked the same words."""
        return self.spans_first == self.spans_second

    @property
    def differing(self) -> int:
        """Characters that one of them marked and the other did not."""
        both = length((*self.spans_first, *self.spans_second))
        return 2 * both - length(self.spans_first) - length(self.spans_second)

    @property
    def held(self) -> Row | None:
        """The decision, where it holds."""
        return self.decision if self.decision and _holds(self.decision, self) else None

    @property
    def settled(self) -> bool:
        """Whether it is known what is agreed here."""
        return self.alike or self.held is not None

    @property
    def agreed(self) -> tuple[int, ...]:
        """The codings (ids) that are agreed here; of codings of the same words, the first's."""
        if self.alike:
            return _ids(self.codings_first)
        decision = self.held
        if decision is None:
            return ()
        mine = {self.pair.first: self.codings_first, self.pair.second: self.codings_second}
        match decision["taken"]:
            case "first" | "second" as whose:
                return _ids(mine[decision[whose]])
            case "both":
                return _ids((*self.codings_first, *self.codings_second))
            case "other":
                return (decision["coding"],)
        return ()


@dataclass(frozen=True)
class Agreed:
    """The layer: the interviews that are settled, of how many with two coders, and its codings."""

    interviews: tuple[str, ...]
    of: int
    codings: tuple[int, ...]


def agreed(store: Store) -> Agreed:
    """The agreed layer as it is now; kept until the study changes."""
    now = store.value("SELECT max(id) FROM history")
    key = ("agreed", store.beholder)
    kept: tuple[int, Agreed] | None = store.cache.get(key)
    if kept is None or kept[0] != now:
        kept = store.cache[key] = (now, _agreed(store))
    return kept[1]


def _agreed(store: Store) -> Agreed:
    every = pairs(store)
    waiting = awaiting_review(store)
    here: dict[str, list[Place]] = {
        pair.interview: [] for pair in every if pair.done and pair.interview not in waiting
    }
    for place in places(store, here):
        here[place.pair.interview].append(place)
    settled = [name for name, found in here.items() if all(place.settled for place in found)]
    ids = [one for name in settled for place in here[name] for one in place.agreed]
    return Agreed(tuple(settled), len(every), tuple(_once(store, ids)))


def pairs(store: Store) -> list[Pair]:
    """The interviews with a primary and one second coder, in the order of the study."""
    rows = store.rows(
        "SELECT a.interview, max(iif(a.layer = 'primary', a.coder, NULL)) AS first,"
        " max(iif(a.layer = 'second', a.coder, NULL)) AS second,"
        " min(a.coding_status = 'done') AS done"
        " FROM assignment a JOIN interview i ON i.id = a.interview GROUP BY a.interview"
        " HAVING count(*) = 2 AND count(DISTINCT a.layer) = 2 ORDER BY i.position, i.id"
    )
    return [Pair(row["interview"], row["first"], row["second"], bool(row["done"])) for row in rows]


def awaiting_review(store: Store) -> set[str]:
    """The interviews in which a coding waits for review after a correction."""
    rows = store.rows("SELECT DISTINCT interview FROM coding WHERE review")
    return {row["interview"] for row in rows}


def places(
    store: Store, interviews: Collection[str] | None = None, *, done_only: bool = True
) -> list[Place]:
    """Every place of the interviews (None: of all that two have coded to the end), in the order
    of study, scheme ids and text."""
    of = {
        pair.interview: pair
        for pair in pairs(store)
        if (pair.done or not done_only) and (interviews is None or pair.interview in interviews)
    }
    decisions: dict[tuple[str, int], list[Row]] = {}
    for row in store.rows("SELECT * FROM decision ORDER BY reopened, id DESC"):
        decisions.setdefault((row["interview"], row["code"]), []).append(row)
    found: list[Place] = []
    for interview, pair in of.items():
        rows = store.rows(
            'SELECT id, code, coder, start, "end" FROM coding'
            " WHERE interview = ? AND coder IN (?, ?) ORDER BY code, start, id",
            (interview, pair.first, pair.second),
        )
        for code, same in groupby(rows, key=lambda row: row["code"]):
            known = decisions.get((interview, code), [])
            found += [_place(pair, code, run, known) for run in _runs(same)]
    return found


def _runs(codings: Iterable[Row]) -> list[list[Row]]:
    """Codings in the order of the text, apart where none overlaps another."""
    runs: list[list[Row]] = []
    end = 0
    for row in codings:
        if not runs or row["start"] >= end:
            runs.append([])
        runs[-1].append(row)
        end = max(end, row["end"])
    return runs


def _place(pair: Pair, code: int, run: Sequence[Row], decisions: Sequence[Row]) -> Place:
    mine, other = (
        tuple(row for row in run if row["coder"] == coder) for coder in (pair.first, pair.second)
    )
    place = Place(pair, code, marked(mine), marked(other), mine, other)
    holding = [row for row in decisions if _holds(row, place)]
    former = [row for row in decisions if _touches(row, place)]
    return replace(place, decision=next(iter([*holding, *former]), None))


def marked(codings: Iterable[Row]) -> tuple[Span, ...]:
    """What codings mark together."""
    return tuple(union((row["start"], row["end"]) for row in codings))


def _holds(decision: Row, place: Place) -> bool:
    marks = {place.pair.first: place.spans_first, place.pair.second: place.spans_second}
    saw = {
        decision[whose]: tuple(spans_from_text(decision[f"{whose}_spans"]))
        for whose in ("first", "second")
    }
    return not decision["reopened"] and saw == marks


def _touches(decision: Row, place: Place) -> bool:
    """Whether a decision was on any of the words of a place."""
    saw = spans_from_text(f"{decision['first_spans']};{decision['second_spans']}")
    return any(start < place.end and end > place.start for start, end in saw)


def _once(store: Store, ids: Sequence[int]) -> Iterator[int]:
    """Of several codings with one code of the same words, the first."""
    rows = store.rows(
        'SELECT id, interview, code, start, "end" FROM coding'
        " WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(ids),),
    )
    place = {row.pop("id"): tuple(row.values()) for row in rows}
    met = set()
    for one in ids:
        if place[one] not in met:
            met.add(place[one])
            yield one


def _ids(codings: Iterable[Row]) -> tuple[int, ...]:
    return tuple(row["id"] for row in codings)
