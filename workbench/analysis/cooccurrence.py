"""Which codes are met together: on the same words, in the same turn, or within a few turns.

What is paired are excerpts, as a reader meets them; two that come from the same codings under
two codes are two. Passages are compared as intervals of one line: characters for `overlap`, the
numbers of the turns they reach into for the others, with the interviews laid end to end so that
nothing meets across a border.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.analysis.common import Flags, View, joined, read
from workbench.analysis.hiding import Few, is_small
from workbench.errors import CallError
from workbench.model import Filters
from workbench.store import reading, views
from workbench.store.reading import Ids, Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Within = Literal["overlap", "turn"] | int

COOCCURRENCE = (
    "code_a", "code_b", "n", "interviews_a", "interviews_b", "interviews_both", "jaccard",
    "interviews_near",
)  # fmt: skip

MEETINGS = (
    "interview", "person_a", "start_a", "end_a", "person_b", "start_b", "end_b",
)  # fmt: skip

PART = 2_000_000
"""Pairs taken at a time, so that memory stays small however much meets."""


@dataclass(frozen=True)
class Passages:
    """Excerpts as columns: code (which of `codes`), place in the view, start, end, and `low` to
    `high` (half-open) on the line on which they meet or do not; in the order of `low`."""

    view: View
    codes: tuple[int, ...]
    code: Integers
    place: Integers
    start: Integers
    end: Integers
    low: Integers
    high: Integers

    @property
    def interview(self) -> Integers:
        """The interview of each, as its number in the view."""
        return self.view.who.interview[self.place]

    @property
    def person(self) -> Integers:
        """The person of each, as her number in the view."""
        return self.view.who.person[self.place]


def within(text: str) -> Within:
    """What a call says of nearness: `overlap`, `turn`, or a number of turns.

    Raises CallError for anything else.
    """
    if text == "overlap":
        return "overlap"
    if text == "turn":
        return "turn"
    if text.isdecimal():
        return int(text)
    raise CallError(
        _("“{text}” does not say how near.", text=text),
        remedy=_("Say overlap, turn, or within how many turns, such as 2."),
        expected="overlap, turn, K",
        found=text,
    )


def cooccurrence(
    store: Store, near: Within = "overlap", *, hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How often excerpts of two codes meet, one row per pair of codes that were used.

    Without a code filter every code is itself alone; with one, the codes named stand for their
    branches and are paired with one another. `overlap` asks for some of one person's words under
    both codes; `turn` for a turn that both reach into; a number for turns at most so far apart (0
    is `turn`), whoever speaks.

    Columns: code_a, code_b (in the order of the scheme), n (pairs of excerpts that meet),
    interviews_a, interviews_b, interviews_both (interviews with the one code, with the other,
    with both wherever in them they stand), jaccard (interviews_both of those with either),
    interviews_near (those in which a pair meets). Numbers are Int64, jaccard is a float.
    `hide_small` leaves interviews_a and interviews_b missing for a code of fewer than three
    persons, and all else of a pair where fewer than three persons have the one code or the other
    in what meets or in the interviews with both.

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    with reading.snapshot(store):
        view = read(store, filters or Filters())
        codes = view.asked_about
        direct = codes is None
        passages = _passages(store, view, range(len(view.tree)) if codes is None else codes,
                             near, direct=direct)  # fmt: skip
    size, interviews = len(passages.codes), len(view.who.interviews)
    persons = len(view.who.persons) if hide_small else 0
    n = np.zeros(size * size, dtype=np.int64)
    met = np.zeros(size * size * interviews, dtype=np.bool_)
    # Who has the one code of a pair where it meets the other: at a × size + b those who have a.
    meeting = np.zeros(size * size * persons, dtype=np.bool_)
    for left, right in _pairs(passages):
        a, b = passages.code[left], passages.code[right]
        pair = np.minimum(a, b) * size + np.maximum(a, b)
        n += np.bincount(pair, minlength=size * size)
        met[pair * interviews + passages.interview[left]] = True
        if hide_small:
            meeting[(a * size + b) * persons + passages.person[left]] = True
            meeting[(b * size + a) * persons + passages.person[right]] = True
    used = np.zeros((size, interviews), dtype=np.int64)
    used[passages.code, passages.interview] = 1
    together = used @ used.T
    near_in = met.reshape(size * size, interviews).sum(axis=1)
    a, b = np.triu_indices(size, k=1)
    keys = np.array([view.tree.codes[one].key for one in passages.codes], dtype=object)
    of_a, of_b, both = together[a, a], together[b, b], together[a, b]
    frame = pd.DataFrame(
        {
            "code_a": keys[a], "code_b": keys[b],
            "n": pd.array(n[a * size + b], dtype="Int64"),
            "interviews_a": pd.array(of_a, dtype="Int64"),
            "interviews_b": pd.array(of_b, dtype="Int64"),
            "interviews_both": pd.array(both, dtype="Int64"),
            "jaccard": both / (of_a + of_b - both),
            "interviews_near": pd.array(near_in[a * size + b], dtype="Int64"),
        },
        columns=list(COOCCURRENCE),
    )  # fmt: skip
    if hide_small:
        shared = _persons(passages, used > 0)
        near_of = meeting.reshape(size, size, persons).sum(axis=2)
        behind = [one[at] for one in (shared, near_of) for at in ((a, b), (b, a))]
        _hide(frame, view, (shared[a, a], shared[b, b]), behind)
    return frame


def _persons(passages: Passages, used: Flags) -> Integers:
    """How many persons have each code in interviews in which each other one is used, whoever has
    it there: codes × codes. `used` says which codes each interview has."""
    who = passages.view.who
    found = np.zeros((len(used), len(used)), dtype=np.int64)
    for code in range(len(used)):
        place = np.unique(passages.place[passages.code == code])
        person = who.person[place]
        place = place[np.argsort(person, kind="stable")]
        _person, first = np.unique(who.person[place], return_index=True)
        beside = used[:, who.interview[place]]
        found[code] = np.logical_or.reduceat(beside, first, axis=1).sum(axis=1)
    return found


def _hide(
    frame: pd.DataFrame, view: View, of_codes: Sequence[Integers], behind: Sequence[Integers]
) -> None:
    """Empty the numbers of too few persons: of either code, and of the two together. What is left
    tells none of them: nothing adds up here, and what holds a code's number goes with it."""
    of = len(np.unique(view.who.person[view.who.usable]))

    def few(persons: Integers) -> Flags:
        small = np.array([is_small(Few(n, of)) for n in range(int(persons.max(initial=0)) + 1)])
        return small[persons]

    for side, persons in zip("ab", of_codes, strict=True):
        frame.loc[few(persons), f"interviews_{side}"] = pd.NA
    rows = np.logical_or.reduce([few(persons) for persons in behind])
    frame.loc[rows, ["n", "interviews_both", "interviews_near"]] = pd.NA
    frame.loc[rows, "jaccard"] = np.nan


def meetings(
    store: Store, code_a: str, code_b: str, near: Within = "overlap", *, direct: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The pairs of excerpts behind the n of two codes, one row each, in the order of the study.

    Columns: interview, then person, start and end of the excerpt of either code. The codes stand
    for their branches unless `direct`, as in a table that names no code; a code filter is
    replaced by the two. Raises CallError where one code lies under the other and both stand for
    their branches.
    """
    filters = replace(filters or Filters(), code=(code_a, code_b))
    with reading.snapshot(store):
        view = read(store, filters)
        a, b = (view.tree.at[views.code_named(store, key).id] for key in (code_a, code_b))
        if a == b or (not direct and (a in view.tree.branch(b) or b in view.tree.branch(a))):
            raise CallError(
                _("{a} and {b} are of one branch.", a=code_a, b=code_b),
                remedy=_("Choose two codes of which neither lies under the other."),
            )
        passages = _passages(store, view, sorted((a, b)), near, direct=direct)
    parts = []
    for left, right in _pairs(passages):
        swapped = passages.code[left] != int(a > b)
        pair = np.stack([np.where(swapped, right, left), np.where(swapped, left, right)])
        parts.append(pair[:, passages.code[left] != passages.code[right]])
    first, second = np.concatenate(parts or [np.empty((2, 0), dtype=np.int64)], axis=1)
    start = passages.start
    order = np.lexsort([start[second], start[first], passages.interview[first]])
    columns: dict[str, Any] = {
        "interview": [view.who.interviews[one] for one in passages.interview[first[order]].tolist()]
    }
    for side, at in (("a", first[order]), ("b", second[order])):
        persons = view.who.person[passages.place[at]].tolist()
        columns[f"person_{side}"] = [view.who.persons[one] for one in persons]
        columns[f"start_{side}"] = start[at]
        columns[f"end_{side}"] = passages.end[at]
    return pd.DataFrame(columns, columns=list(MEETINGS))


def _passages(
    store: Store, view: View, codes: Iterable[int], near: Within, *, direct: bool
) -> Passages:
    """The excerpts of these codes (places in the tree), each alone or standing for its branch."""
    tree, who = view.tree, view.who
    wanted = tuple(codes)
    inside = list(wanted) if direct else [one for root in wanted for one in tree.branch(root)]
    found = view.codings(store, ["start", "end"], codes=[tree.codes[one].id for one in inside])
    code = found["code"]
    if not direct:
        code = np.asarray(wanted, dtype=np.int64)[np.searchsorted(wanted, code, side="right") - 1]
    width = max(len(who), 1)
    group, start, end, _part = joined(code * width + found["place"], found["start"], found["end"])
    code, place = group // width, group % width
    kept = np.unique(code)
    low, high = _line(store, view, place, start, end, near)
    order = np.argsort(low, kind="stable")
    return Passages(
        view, tuple(kept.tolist()), np.searchsorted(kept, code)[order], place[order], start[order],
        end[order], low[order], high[order],
    )  # fmt: skip


def _line(
    store: Store, view: View, place: Integers, start: Integers, end: Integers, near: Within
) -> tuple[Integers, Integers]:
    """Where passages lie on one line, so far stretched to the right that those meet that are near.

    For `overlap` persons are laid end to end: no word is of two.
    """
    if not len(place):
        return place, place
    if near == "overlap":
        width = int(end.max()) + 1
        return place * width + start, place * width + end
    apart = 0 if near == "turn" else int(near)
    of_turn, starts = reading.turn_starts(store, Ids.of(view.who.interviews))
    width = int(max(end.max(), starts.max())) + 1
    line = np.sort(of_turn * width + starts)
    interview = view.who.interview[place]
    # Turns count on from interview to interview, with a gap that nothing is near enough to cross.
    gap = interview * (apart + 1)
    low = np.searchsorted(line, interview * width + start, side="right") - 1 + gap
    high = np.searchsorted(line, interview * width + end - 1, side="right") - 1 + gap
    return low, high + 1 + apart


def _pairs(passages: Passages) -> Iterator[tuple[Integers, Integers]]:
    """The numbers of passages that meet, a part at a time; the left one begins first."""
    low = passages.low
    count = np.searchsorted(low, passages.high, side="left") - np.arange(len(low)) - 1
    ends = np.cumsum(count)
    first = 0
    while first < len(low):
        before = int(ends[first - 1]) if first else 0
        last = max(int(np.searchsorted(ends, before + PART, side="right")), first + 1)
        part = count[first:last]
        left = np.repeat(np.arange(first, last), part)
        begins = np.repeat(np.cumsum(part) - part, part)
        yield left, left + 1 + np.arange(len(left)) - begins
        first = last
