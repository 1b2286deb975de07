"""What a query over codes finds: passages in the words of one person, as excerpts are.

A passage is a run of characters of a person's interview, from a place in her own words to
another; what others say between is passed over and does not cut it. A code has its excerpts.
`and`, `or` and `not` work character by character on what their sides cover, and what hangs
together afterwards is one passage; a passage without an own word is none. The words between
passages choose whole ones of the left side: `inside` where all its own words lie in one of the
right side, `overlapping` where it shares an own word with one, `followed by` where one begins
after it in the same interview, whoever speaks, at most so many turns on.

Passages lie on two lines: characters, and own words as `coding_person` numbers them, with persons
laid end to end on both; so nearly everything is told without reading a text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis import hiding
from workbench.analysis.common import MERGED, Flags, read
from workbench.code_query import Both, Coded, Either, Query, Related, Without, codes, parse, place
from workbench.errors import CallError, UnknownName
from workbench.memory import all_kept
from workbench.model import Filters
from workbench.spans import Span, holds_word, spans_text
from workbench.store import reading, views
from workbench.store.reading import Ids, Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

PASSAGES = (
    "interview", "person", "actor_type", "round", "query", "codes", "start", "end", "quote", "own",
    "codings", "words",
)  # fmt: skip

SAID = ("actor_type", "passages", "n", "N", "persons", "persons_N")


@dataclass(frozen=True)
class Found:
    """What a query finds: the rows that were asked for, in the order of the study and the text,
    of `number` passages; and `said`: by actor type passages, interviews n of N and persons, with a
    recounted row `*`."""

    rows: pd.DataFrame
    number: int
    said: pd.DataFrame

    @property
    def total(self) -> dict[str, Any]:
        """What is said of all together."""
        return dict(self.said.iloc[-1])

    @property
    def hidden(self) -> bool:
        """Whether so few say it that not even the number of passages may be shown."""
        return self.total["passages"] is pd.NA


@dataclass(frozen=True)
class Runs:
    """Passages in order, none touching another of the same person: where they begin and end on
    the line of characters, and which own words they hold on that of words. `own` says that they
    begin and end in turns in which they hold a word."""

    start: Integers
    end: Integers
    first: Integers
    last: Integers
    own: bool

    def __len__(self) -> int:
        return len(self.start)

    def chosen(self, kept: Flags | Integers) -> Runs:
        """Only these, or those of these numbers in their order."""
        return Runs(
            self.start[kept], self.end[kept], self.first[kept], self.last[kept], self.own
        )  # fmt: skip


def code_query(store: Store, query: str, *, filters: Filters | None = None) -> pd.DataFrame:
    """The passages that a query over codes finds, one row each; see `workbench.code_query`.

    interview, person, actor_type, round (Int64), query (its text), codes (those of the query that
    are assigned inside, a comma between), start, end (code points), quote, own (spans), codings
    (how many of these codes stand inside), words (own words). In the order of the study, then of
    the text. Filters limit the codings that the query reads; `contains` the passages it finds.

    Raises CallError for a text that is no query, and for a filter by code; UnknownName for a name
    that the study lacks. Changes nothing.
    """
    return found(store, query, filters=filters).rows


def found(
    store: Store, query: str, *, filters: Filters | None = None, offset: int = 0,
    limit: int | None = None, hide_small: bool = False,
) -> Found:  # fmt: skip
    """What `code_query` gives, a part of its rows, with how many there are and who says so.

    `hide_small` leaves the numbers of who says so missing where they are of fewer than three
    persons, and as many others as it takes for nothing to be subtracted back.
    """
    filters = filters or Filters()
    asked = parse(query)
    if filters.code:
        raise CallError(
            _("A query names its codes itself."), remedy=_("Leave the filter by code out.")
        )
    with all_kept(), reading.snapshot(store):
        reader = _Reader(store, asked, replace(filters, contains=""))
        runs = reader.evaluated(asked)
        if filters.contains:
            runs = reader.holding(runs, filters.contains.casefold())
        order = reader.order(runs)
        part = order[offset : None if limit is None else offset + limit]
        said = reader.said(runs)
        if hide_small:
            said = _without_small(said)
        return Found(reader.frame(runs, part, query), len(runs), said)


def _without_small(said: pd.DataFrame) -> pd.DataFrame:
    """Passages and persons add up over the actor types."""
    keys = hiding.keys_in(said, ["actor_type"])
    cells = {
        key: hiding.Few(persons, of)
        for key, persons, of in zip(keys, said["persons"], said["persons_N"], strict=True)
    }
    small = {key for key, cell in cells.items() if hiding.is_small(cell)}
    *parts, total = keys
    sums = [(total, *parts)]
    within = dict.fromkeys(parts, (total,))
    return hiding.without(
        said, ["actor_type"], hiding.hidden(cells, small, sums, within=within, exact=sums)
    )


class _Reader:
    """One reading of the study for one query."""

    def __init__(self, store: Store, asked: Query, filters: Filters) -> None:
        self.store = store
        self.view = read(store, filters)
        tree = self.view.tree
        self.places = {one: self._named(one) for one in codes(asked)}
        inside = sorted({code for at in self.places.values() for code in tree.branch(at)})
        extent = ("start", "end", "word_start", "word_end")
        rows = self.view.codings(store, extent, codes=[tree.codes[code].id for code in inside])
        of, self.code = rows["place"], rows["code"]
        start, end, first, last = (rows[name] for name in extent)
        # One past the farthest on either line, so that no passage touches the next person's.
        self.width = int(end.max(initial=0)) + 1
        self.words = int(last.max(initial=0)) + 1
        order = np.argsort(of * self.width + start, kind="stable")
        self.code = self.code[order]
        self.codings = Runs(
            of * self.width + start, of * self.width + end,
            of * self.words + first, of * self.words + last, own=True,
        ).chosen(order)  # fmt: skip
        self._own: _Said | None = None
        self._read: dict[str, str] = {}
        self._turns: Integers | None = None

    def _named(self, code: Coded) -> int:
        """The place of a code of the query in the tree."""
        tree = self.view.tree
        try:
            return tree.at[views.code_named(self.store, code.key).id]
        except UnknownName as error:
            known = [one.key for one in tree.codes]
            raise UnknownName(_("code"), code.key, known, place=place(code.start)) from error

    # Finding

    def evaluated(self, query: Query) -> Runs:
        """The passages of a query."""
        if isinstance(query, Coded):
            branch = self.view.tree.branch(self.places[query])
            here = (self.code >= branch.start) & (self.code < branch.stop)
            return _union(self.codings.chosen(here))
        left, right = self.evaluated(query.left), self.evaluated(query.right)
        match query:
            case Either():
                return _union(_sorted(left, right))
            case Both():
                return _both(left, right)
            case Without():
                return _both(left, _outside(right))
            case Related():
                return left.chosen(self._stands(left, query, right) != query.negated)

    def _stands(self, left: Runs, query: Related, right: Runs) -> Flags:
        """Which passages stand to one of the right side as the query says."""
        if not len(right):
            return np.zeros(len(left), dtype=np.bool_)
        if query.relation == "inside":
            at = np.searchsorted(right.first, left.first, side="right") - 1
            inside: Flags = (at >= 0) & (right.last[at] >= left.last)
            return inside
        if query.relation == "overlapping":
            at = np.searchsorted(right.last, left.first, side="right")
            shares: Flags = (at < len(right)) & (
                right.first[np.minimum(at, len(right) - 1)] < left.last
            )
            return shares
        return self._followed(left, right, query.turns)

    def _followed(self, left: Runs, right: Runs, turns: int | None) -> Flags:
        """Which passages have one of the right side after them, at most so many turns on."""
        of_left, _start, end = self._at(left)
        of_right, begin, _end = self._at(right)
        wide = self.width
        begins = np.sort(of_right * wide + begin)
        at = np.searchsorted(begins, of_left * wide + end, side="left")
        there = at < len(begins)
        next_one = begins[np.minimum(at, len(begins) - 1)]
        follows: Flags = there & (next_one // wide == of_left)
        if turns is None:
            return follows
        ends_in = self._turn(of_left * wide + end - 1)
        near: Flags = self._turn(next_one) - ends_in <= turns
        return follows & near

    def _at(self, runs: Runs) -> tuple[Integers, Integers, Integers]:
        """The interview of each passage, and start and end in its text, in its own turns."""
        of = runs.start // self.width
        interview = self.view.who.interview[of]
        start, end = runs.start, runs.end
        if not runs.own and len(runs):
            said = self._said(of)
            start, end = said.first(start), said.last(end)
        return interview, start - of * self.width, end - of * self.width

    def _turn(self, at: Integers) -> Integers:
        """The turns in which these places lie, numbered through all interviews."""
        if self._turns is None:
            of, start = reading.turn_starts(self.store, Ids.of(self.view.who.interviews))
            # A turn that begins behind every coding is no place that is asked for.
            here = start < self.width
            self._turns = np.sort(of[here] * self.width + start[here])
        return np.searchsorted(self._turns, at, side="right")

    def _said(self, of: Integers) -> _Said:
        """The own turns of the persons at these places of the view, at least."""
        places = np.unique(of)
        if self._own is None or not np.isin(places, self._own.places).all():
            self._own = self._read_turns(places)
        return self._own

    def _read_turns(self, places: Integers) -> _Said:
        who = self.view.who
        texts = self._texts(who.interview[places])
        turns = {
            (interview, person): np.stack([start, end], axis=1)
            for interview, person, start, end in reading.own_turns(self.store, texts)
        }
        found = []
        for one in places.tolist():
            interview = who.interviews[who.interview[one]]
            own = turns[interview, who.persons[who.person[one]]]
            # A turn that begins behind every coding holds nothing that is asked for.
            own = own[own[:, 0] < self.width]
            found.append((one * self.width, own[np.argsort(own[:, 0])], texts[interview]))
        spans = np.concatenate([np.empty((0, 2), dtype=np.int64), *(own for _z, own, _t in found)])
        times = [len(own) for _zero, own, _text in found]
        zero = np.repeat(np.array([zero for zero, *_own in found], dtype=np.int64), times)
        return _Said(
            places, zero + spans[:, 0], zero + np.minimum(spans[:, 1], self.width), zero,
            list(map(tuple, spans.tolist())),
            [text for (*_own, text), n in zip(found, times, strict=True) for _turn in range(n)],
        )  # fmt: skip

    def holding(self, runs: Runs, wanted: str) -> Runs:
        """The passages whose text holds these words, which come casefolded."""
        interview, start, end = self._at(runs)
        texts = self._texts(interview)
        names = self.view.who.interviews
        kept = [
            wanted in texts[names[of]][a:b].casefold()
            for of, a, b in zip(interview.tolist(), start.tolist(), end.tolist(), strict=True)
        ]
        return runs.chosen(np.array(kept, dtype=np.bool_))

    def _texts(self, interviews: Integers) -> dict[str, str]:
        names = [self.view.who.interviews[one] for one in np.unique(interviews).tolist()]
        new = [name for name in names if name not in self._read]
        self._read |= reading.texts(self.store, new)
        return {name: self._read[name] for name in names}

    # Telling

    def order(self, runs: Runs) -> Integers:
        """The passages in the order of the study, then of the text."""
        of = runs.start // self.width
        return np.lexsort([runs.start - of * self.width, self.view.who.interview[of]])

    def frame(self, runs: Runs, part: Integers, query: str) -> pd.DataFrame:
        """These passages as rows."""
        who = self.view.who
        runs = runs.chosen(part)
        places = runs.start // self.width
        of = places.tolist()
        interview, start, end = self._at(runs)
        zero = places * self.width
        texts = self._texts(interview)
        names = [who.interviews[one] for one in interview.tolist()]
        inside, number = self._inside(runs)
        spans = list(zip(start.tolist(), end.tolist(), strict=True))
        columns: dict[str, Any] = {
            "interview": names,
            "person": [who.persons[who.person[one]] for one in of],
            "actor_type": [who.actor_type[one] for one in of],
            "round": [who.round[one] for one in of],
            "query": query,
            "codes": inside,
            "start": start,
            "end": end,
            "quote": [texts[name][a:b] for name, (a, b) in zip(names, spans, strict=True)],
            "own": self._said(places).spans(zero + start, zero + end),
            "codings": number,
            "words": runs.last - runs.first,
        }
        frame = pd.DataFrame(columns, columns=list(PASSAGES))
        return frame.astype(
            {"round": "Int64", "query": object, "start": "int64", "end": "int64",
             "codings": "int64", "words": "int64"}
        )  # fmt: skip

    def _inside(self, runs: Runs) -> tuple[list[str], Integers]:
        """The codes that stand in each passage, and how many codings of them."""
        order = np.argsort(runs.first, kind="stable")
        coding, met = _pairs(
            self.codings.first, self.codings.last, runs.first[order], runs.last[order]
        )
        passage = order[met]
        pairs = np.unique(np.stack([passage, self.code[coding]], axis=1), axis=0)
        keys: list[list[str]] = [[] for _one in range(len(runs))]
        for at, code in pairs.tolist():
            keys[at].append(self.view.tree.codes[code].key)
        return [",".join(one) for one in keys], np.bincount(passage, minlength=len(runs))

    def said(self, runs: Runs) -> pd.DataFrame:
        """Who says so: passages, interviews n of N and persons by actor type, and of all."""
        who = self.view.who
        of = runs.start // self.width
        kinds = np.array(who.actor_type, dtype=object)
        types = [one for one in (*reading.actor_type_order(self.store), "") if one in set(kinds)]
        rows = []
        for kind in (*types, MERGED):
            base = who.usable if kind == MERGED else who.usable & (kinds == kind)
            here = of[base[of]]
            rows.append(
                (
                    kind, len(here),
                    _distinct(who.interview[here]), _distinct(who.interview[base]),
                    _distinct(who.person[here]), _distinct(who.person[base]),
                )
            )  # fmt: skip
        frame = pd.DataFrame.from_records(rows, columns=list(SAID))
        return frame.astype(dict.fromkeys(SAID[1:], "Int64"))


@dataclass(frozen=True)
class _Said:
    """The own turns of the persons at some places, on the line of characters, in order.

    Of each turn: `start` and `end` on the line, `zero` where its text begins there, `turn` its
    span in the text.
    """

    places: Integers
    start: Integers
    end: Integers
    zero: Integers
    turn: list[Span]
    text: list[str]

    def _has(self, at: int, start: int, end: int) -> bool:
        """Whether a word begins in this part of a turn."""
        zero = int(self.zero[at])
        return holds_word(self.text[at], self.turn[at], (start - zero, end - zero))

    def first(self, starts: Integers) -> Integers:
        """Where the first own turn begins from each of these on, as far as it has a word."""
        found = []
        after = np.searchsorted(self.end, starts, side="right")
        for start, at in zip(starts.tolist(), after.tolist(), strict=True):
            while not self._has(at, max(start, self.start[at]), self.end[at]):
                at += 1
            found.append(max(start, self.start[at]))
        return np.array(found, dtype=np.int64)

    def last(self, ends: Integers) -> Integers:
        """Where the last own turn ends before each of these, as far as it has a word."""
        found = []
        before = np.searchsorted(self.start, ends, side="left") - 1
        for end, at in zip(ends.tolist(), before.tolist(), strict=True):
            while not self._has(at, self.start[at], min(end, self.end[at])):
                at -= 1
            found.append(min(end, self.end[at]))
        return np.array(found, dtype=np.int64)

    def spans(self, start: Integers, end: Integers) -> list[str]:
        """The own turns inside passages that begin and end with an own word, as far as they have
        one."""
        low = np.searchsorted(self.end, start, side="right")
        count = np.searchsorted(self.start, end, side="left") - low
        of = np.repeat(np.arange(len(start)), count)
        ends = np.cumsum(count)
        number = np.arange(len(of)) - np.repeat(ends - count, count)
        at = low[of] + number
        # What is between the first turn and the last is there as a whole.
        between = (number > 0) & (number < count[of] - 1)
        turns = np.unique(at[between])
        empty = [one for one in turns.tolist()
                 if not self._has(one, self.start[one], self.end[one])]  # fmt: skip
        kept = ~(between & np.isin(at, empty))
        of, at = of[kept], at[kept]
        zero = self.zero[at]
        first = (np.maximum(start[of], self.start[at]) - zero).tolist()
        last = (np.minimum(end[of], self.end[at]) - zero).tolist()
        parts = list(zip(first, last, strict=True))
        ends = np.cumsum(np.bincount(of, minlength=len(start))).tolist()
        return [spans_text(parts[a:b]) for a, b in pairwise([0, *ends])]


# Sets of passages


def _sorted(left: Runs, right: Runs) -> Runs:
    """Both, in the order of their starts; some may overlap."""

    def of_both(name: str) -> Integers:
        return np.concatenate([getattr(left, name), getattr(right, name)])

    start = of_both("start")
    together = Runs(
        start, of_both("end"), of_both("first"), of_both("last"), left.own and right.own
    )
    return together.chosen(np.argsort(start, kind="stable"))


def _union(runs: Runs) -> Runs:
    """Passages, in the order of their starts, joined where they overlap or touch."""
    if not len(runs):
        return runs
    reach = np.maximum.accumulate(runs.end)
    begins = np.flatnonzero(np.append(True, runs.start[1:] > reach[:-1]))
    ends = np.append(begins[1:], len(runs)) - 1
    last = np.maximum.accumulate(runs.last)
    return Runs(runs.start[begins], reach[ends], runs.first[begins], last[ends], runs.own)


def _both(left: Runs, right: Runs) -> Runs:
    """What both cover, as far as it has an own word."""
    a, b = _pairs(left.start, left.end, right.start, right.end)
    met = Runs(
        np.maximum(left.start[a], right.start[b]), np.minimum(left.end[a], right.end[b]),
        np.maximum(left.first[a], right.first[b]), np.minimum(left.last[a], right.last[b]),
        own=False,
    )  # fmt: skip
    return met.chosen(met.first < met.last)


def _outside(runs: Runs) -> Runs:
    """Everything that these passages do not cover, before, between and behind them."""
    far = np.iinfo(np.int64).max
    return Runs(
        np.append(0, runs.end), np.append(runs.start, far),
        np.append(0, runs.last), np.append(runs.first, far),
        own=False,
    )  # fmt: skip


def _pairs(
    start: Integers, end: Integers, starts: Integers, ends: Integers
) -> tuple[Integers, Integers]:
    """The numbers of the stretches that overlap one of the others, with those; the others are in
    order and apart."""
    low = np.searchsorted(ends, start, side="right")
    count = np.maximum(np.searchsorted(starts, end, side="left") - low, 0)
    left = np.repeat(np.arange(len(start)), count)
    return left, np.arange(len(left)) - np.repeat(np.cumsum(count) - count - low, count)


def _distinct(numbers: Integers) -> int:
    return len(np.unique(numbers))
