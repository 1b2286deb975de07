"""Cross-tabs: what was coded, by code and by who speaks when. `n of N`, always recounted.

How a table is made. The codings of the view become a matrix with one row per value of the
coding's own keys (code, valence, stance) and one column per *place* (a person in an interview):
present or not, words, excerpts. A parent is the union of its branch before anything is counted.
Then the places are gathered into the table's columns: as distinct interviews, as distinct
persons, or as a sum of what belongs to one place alone. A total is such a gathering over more
places, never a sum of numbers in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis import asked as asked_about
from workbench.analysis import hiding
from workbench.analysis.common import (
    CODING_KEYS,
    MERGED,
    Axis,
    Flags,
    View,
    check_keys,
    joined,
    mark_axis,
    mark_ranks,
    read,
)
from workbench.errors import CallError
from workbench.model import COUNTS, Count, Filters
from workbench.store import reading
from workbench.store.reading import Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Of = Literal["N", "row", "column"]
OFS: tuple[Of, ...] = get_args(Of)

Kept = tuple[str, ...]
"""The keys that a gathering keeps apart; the others are merged."""

NUMBERS = ("n", "N", "share", "persons", "persons_N", "asked", "done")
"""The columns of a table after its keys."""

Made = TypeVar("Made")
Number = TypeVar("Number", bound=np.generic)


def crosstab(
    store: Store,
    rows: str = "code",
    columns: Sequence[str] = ("actor_type", "round"),
    *,
    count: Count = "interviews",
    of: Of = "N",
    direct: bool = False,
    totals: bool = False,
    hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:
    """Count what was coded, by code and by who speaks when.

    Returns long form, one row per combination that the design has, also where N is 0, in the
    order of scheme and study design: the row key, the column keys, then

    - `n` and `N` (Int64, in units of `count`): of the interviews (persons, words) of the
      column with usable text, how many have what the row says. Where the row too says who
      speaks, N is that of the cell. For codings and excerpts N is all those in the column.
    - `share`: n / N (float, 0 to 1), missing where N is 0.
    - `persons`, `persons_N` (Int64): the persons behind n, and behind N.
    - `asked`: `yes` or `no` where it is known whether anyone of the column was asked.
    - `done` (Int64): how much of N lies in interviews that are coded to the end; of persons,
      those with all their interviews here coded to the end.

    A parent code is the union of itself and its descendants; `direct` counts each code alone.
    `totals` adds recounted rows with `*` in the merged keys. The layers of coders are never
    added up: with `coder` as a key they stand side by side, and it is never merged. With `of`
    `row` or `column` N is the recounted total of the row or column instead; only for codings
    and words. The code filter limits n, never N. A missing round is NA, any other missing
    value the empty text. `hide_small` leaves n, share and persons missing in cells of fewer
    than three persons or in columns of fewer, and in as many others as it takes for nothing to
    be subtracted back (`analysis/hiding.py`).

    Raises UnknownName for a name that the study lacks, CallError for keys or options that do
    not go together. Changes nothing in the study.
    """
    keys = (rows, *_names(columns))
    _check(keys, count, of)
    filters = filters or Filters()
    with reading.snapshot(store):
        check_keys(store, keys)
        view = read(store, filters, keys=keys)
        codings = _codings(store, view, keys, count, of)
        entries = reading.asked(store)

    def made(direct: bool, totals: bool) -> pd.DataFrame:
        counting = Counting(view, keys, count, direct, codings)
        kept = _gatherings(keys) if totals else [keys]
        parts = [_cells(counting, one, of, entries) for one in kept]
        return _frame(counting, parts, totals=totals)

    frame = made(direct, totals)
    if not hide_small:
        return frame
    tree = view.tree
    return hiding.hide_small(
        frame,
        sign=hiding.DIRECT if direct else "",
        whole=made(False, True),
        direct=made(True, True) if "code" in keys else None,
        parents={
            code.key: tree.codes[parent].key
            for code, parent in zip(tree.codes, tree.parents, strict=True)
            if parent >= 0
        },
    )


def _names(columns: Sequence[str] | str) -> tuple[str, ...]:
    if isinstance(columns, str):
        return tuple(name for name in columns.split(",") if name)
    return tuple(columns)


def _check(keys: tuple[str, ...], count: str, of: str) -> None:
    if len(keys) > 3:
        raise CallError(
            _("A table has at most two columns; {n} were named.", n=len(keys) - 1),
            remedy=_("Name one or two."),
        )
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise CallError(
            _("{name} is named twice in one table.", name=twice[0]),
            remedy=_("Choose another row or column."),
        )
    if count not in COUNTS:
        raise CallError(
            _("“{name}” is nothing that a table counts.", name=count),
            remedy=_("Choose one of {names}.", names=", ".join(COUNTS)),
        )
    if of not in OFS:
        raise CallError(
            _("“{name}” is no base of a share.", name=of),
            remedy=_("Choose one of {names}.", names=", ".join(OFS)),
        )
    if of != "N" and count not in ("codings", "words"):
        raise CallError(
            _(
                "Shares of a row or of a column mislead for {count}: one interview or person "
                "can stand in several cells, so that the shares do not add up to a whole.",
                count=count,
            ),
            remedy=_("Count codings or words, or take the share of N."),
        )


@dataclass(frozen=True)
class Codings:
    """The codings of a view with their persons, as columns. `place` is that in `Who`.

    `start` and `end` count characters for excerpts, the person's own words for words. What a
    table does not need is 0: where interviews or persons are counted, equal rows come once.
    `shared` marks codings that have words of several persons.
    """

    code: Integers
    place: Integers
    marks: Mapping[str, Integers]
    start: Integers
    end: Integers
    id: Integers
    shared: Flags

    def chosen(self, rows: Flags) -> Codings:
        """Only these rows."""
        return Codings(
            self.code[rows], self.place[rows],
            {key: one[rows] for key, one in self.marks.items()},
            self.start[rows], self.end[rows], self.id[rows], self.shared[rows],
        )  # fmt: skip


def _codings(store: Store, view: View, keys: Kept, count: Count, of: Of) -> Codings:
    """Read the codings once, with no more columns than this table needs."""
    marks = [key for key in ("valence", "stance") if key in keys]
    extent = {"words": ("word_start", "word_end"), "excerpts": ("start", "end")}.get(count, ())
    alone = ("coding",) if count == "codings" else ()
    # What the code filter leaves out still belongs to N where N itself is made of codings.
    every_code = of != "N" or count in ("codings", "excerpts")
    found = view.columns(
        store, [*marks, *extent, *alone], codes=None if every_code else view.code_ids,
        distinct=count in ("interviews", "persons"),
    )  # fmt: skip
    place = view.who.places(found["coder"], found["interview"], found["person"])
    nothing = np.zeros(len(place), dtype=np.int64)
    start, end = (found[name] for name in extent) if extent else (nothing, nothing)
    codings = Codings(
        code=view.tree.places(found["code"]),
        place=place,
        marks={key: mark_ranks(found[key], mark_axis(key)) for key in marks},
        start=start,
        end=end,
        id=found.get("coding", nothing),
        shared=np.bincount(found["coding"])[found["coding"]] > 1 if alone else nothing > 0,
    )
    inside = place >= 0
    return codings if inside.all() else codings.chosen(inside)


@dataclass
class Gathering:
    """Places put together by the keys that are kept: `group` of each place, ranks of each group."""

    kept: Kept
    group: Integers
    ranks: Mapping[str, Integers]
    first: Integers

    def __len__(self) -> int:
        return len(self.first)


@dataclass
class Counting:
    """Counts of one view. Matrices and gatherings are made once and kept."""

    view: View
    keys: Kept
    count: Count
    direct: bool
    codings: Codings
    _matrices: dict[object, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def axes(self) -> dict[str, Axis]:
        """The values of every key of the table."""
        axes = dict(self.view.who.axes)
        for key in self.keys:
            if key == "code":
                axes[key] = Axis(tuple(code.key for code in self.view.tree.codes))
            elif key in CODING_KEYS:
                axes[key] = mark_axis(key)
        return axes

    def gathering(self, kept: Iterable[str]) -> Gathering:
        """The places gathered by those of the kept keys that say who speaks."""
        names = tuple(key for key in kept if key in self.view.who.ranks)
        return self._once(("gathering", names), lambda: self._gathered(names))

    def _gathered(self, names: Kept) -> Gathering:
        who = self.view.who
        key = np.zeros(len(who), dtype=np.int64)
        for name in names:
            key = key * (len(self.axes[name].values) + 1) + who.ranks[name]
        _values, first, group = np.unique(key, return_index=True, return_inverse=True)
        return Gathering(names, group, {name: who.ranks[name][first] for name in names}, first)

    def own(self, kept: Iterable[str]) -> Kept:
        """Those of the kept keys that a coding has."""
        return tuple(key for key in CODING_KEYS if key in kept)

    def size(self, own: Kept) -> int:
        """How many combinations of values these keys of a coding have."""
        return int(np.prod([len(self.axes[key].values) for key in own], dtype=np.int64))

    def n(self, kept: Kept, *, filtered: bool = True, done: bool = False) -> Integers:
        """What is counted, by values of the coding's own kept keys and by group of places."""
        return self._once(("n", kept, filtered, done), lambda: self._n(kept, filtered, done))

    def _n(self, kept: Kept, filtered: bool, done: bool) -> Integers:
        gathering, own = self.gathering(kept), self.own(kept)
        if self.count == "codings":
            return self._coding_counts(gathering, own, filtered, done)
        if self.count in ("interviews", "persons"):
            apart = self._apart(self.count)
            return self._distinct(self.present(own, filtered), gathering, apart, done)
        amount = self.amount(own, filtered)
        if done:
            amount = amount * self.view.who.done
        return _sums(amount, gathering.group, len(gathering))

    def persons(self, kept: Kept) -> Integers:
        """The persons behind `n`."""
        gathering = self.gathering(kept)
        return self._distinct(
            self.present(self.own(kept), filtered=True), gathering, self.view.who.person, False
        )

    def base(self, kept: Kept, unit: Count, *, done: bool = False) -> Integers:
        """Interviews, persons or words of each group with usable text."""
        gathering, who = self.gathering(kept), self.view.who
        inside = who.usable[None, :]
        if unit == "words":
            words = np.where(who.usable & (who.done if done else True), who.words, 0)
            found = _sums(words[None, :], gathering.group, len(gathering))
        elif unit == "persons" and done:
            begun = self._distinct((who.usable & ~who.done)[None, :], gathering, who.person, False)
            found = self._distinct(inside, gathering, who.person, False) - begun
        else:
            found = self._distinct(inside, gathering, self._apart(unit), done)
        row: Integers = found[0]
        return row

    def _apart(self, unit: Count) -> Integers:
        return self.view.who.person if unit == "persons" else self.view.who.interview

    def _distinct(
        self, present: Flags, gathering: Gathering, apart: Integers, done: bool
    ) -> Integers:
        """How many different interviews (or persons) of each group are present."""
        if done:
            present = present & self.view.who.done
        if not present.shape[1]:
            return np.zeros((present.shape[0], len(gathering)), dtype=np.int64)
        key = gathering.group * (int(apart.max()) + 1) + apart
        order = np.argsort(key, kind="stable")
        begins = np.flatnonzero(np.diff(key[order], prepend=-1))
        any_of = np.logical_or.reduceat(present[:, order], begins, axis=1)
        return _sums(any_of, gathering.group[order][begins], len(gathering))

    # Matrices: values of the coding's own keys × places

    def present(self, own: Kept, filtered: bool) -> Flags:
        """Whether there is any coding, parents holding what their branch holds."""
        return self._once(("present", own, filtered), lambda: self._present(own, filtered))

    def _present(self, own: Kept, filtered: bool) -> Flags:
        codings = self._within(filtered)
        found = np.zeros(self.size(own) * len(self.view.who), dtype=np.bool_)
        found[self._flat(codings, own)] = True
        matrix = found.reshape(self.size(own), len(self.view.who))
        return self._branches(matrix, np.logical_or) if self._unites(own) else matrix

    def amount(self, own: Kept, filtered: bool) -> Integers:
        """Words or excerpts of each place."""
        return self._once(("amount", own, filtered), lambda: self._amount(own, filtered))

    def _amount(self, own: Kept, filtered: bool) -> Integers:
        codings = self._within(filtered)
        if "code" in own and self._unites(own):
            return self._amount_of_branches(codings, own)
        if self.count == "words" or "code" in own:
            return self._united(self._flat(codings, own), codings.start, codings.end, own)[0]
        # Excerpts of all codes together: those of each code by itself, or of each branch asked for.
        code = self._excerpt_codes(codings, filtered)
        flat = self._flat(codings, own)
        group = code * (self.size(own) * len(self.view.who)) + flat
        groups, _start, _end, _part = joined(group, codings.start, codings.end)
        cells = groups % (self.size(own) * len(self.view.who))
        return np.bincount(cells, minlength=self.size(own) * len(self.view.who)).reshape(
            self.size(own), -1
        )

    def _excerpt_codes(self, codings: Codings, filtered: bool) -> Integers:
        roots = self.view.asked_about
        if not filtered or roots is None or self.direct:
            return codings.code
        return np.asarray(roots)[np.searchsorted(roots, codings.code, side="right") - 1]

    def _amount_of_branches(self, codings: Codings, own: Kept) -> Integers:
        """Level by level from the leaves up: what was united below enters its parent united."""
        tree, places = self.view.tree, len(self.view.who)
        step = self.size(own) // max(len(tree), 1) * places
        total = np.zeros((self.size(own), places), dtype=np.int64)
        depths, parents = np.asarray(tree.depths), np.asarray(tree.parents)
        flat = self._flat(codings, own)
        group, start, end = flat[:0], flat[:0], flat[:0]
        depth_of = depths[codings.code] if len(codings.code) else codings.code
        for depth in range(int(depths.max(initial=-1)), -1, -1):
            here = depth_of == depth
            group = np.concatenate([group, flat[here]])
            start = np.concatenate([start, codings.start[here]])
            end = np.concatenate([end, codings.end[here]])
            amount, group, start, end = self._united(group, start, end, own)
            total += amount
            group = parents[group // step] * step + group % step if len(group) else group
        return total

    def _united(
        self, group: Integers, start: Integers, end: Integers, own: Kept
    ) -> tuple[Integers, Integers, Integers, Integers]:
        """Unions of passages, and their words (or number) in each cell of the matrix."""
        group, start, end, _part = joined(group, start, end)
        cells = self.size(own) * len(self.view.who)
        weights = end - start if self.count == "words" else None
        amount = np.bincount(group, weights=weights, minlength=cells).astype(np.int64)
        return amount.reshape(self.size(own), len(self.view.who)), group, start, end

    def _coding_counts(
        self, gathering: Gathering, own: Kept, filtered: bool, done: bool
    ) -> Integers:
        """Distinct codings: one with words of two persons is one in a group that holds both."""
        codings = self._within(filtered)
        if done:
            codings = codings.chosen(self.view.who.done[codings.place])
        flat = self._ranks(codings, own) * len(gathering) + gathering.group[codings.place]
        cells = self.size(own) * len(gathering)
        # Only a coding with words of two persons can come twice to one group.
        shared = codings.shared
        once = np.unique(codings.id[shared] * cells + flat[shared]) % max(cells, 1)
        counts = np.bincount(flat[~shared], minlength=cells) + np.bincount(once, minlength=cells)
        matrix = counts.reshape(self.size(own), len(gathering))
        return self._branches(matrix, np.add) if self._unites(own) else matrix

    def _unites(self, own: Kept) -> bool:
        return "code" in own and not self.direct

    def _within(self, filtered: bool) -> Codings:
        """The codings that the code filter lets through."""
        roots = self.view.asked_about
        if not filtered or roots is None:
            return self.codings
        return self._once(("within",), lambda: self.codings.chosen(self._asked(self.codings.code)))

    def _asked(self, code: Integers) -> Flags:
        tree, roots = self.view.tree, self.view.asked_about or ()
        inside = np.zeros(len(tree), dtype=np.bool_)
        for root in roots:
            inside[root : root + 1 if self._only_roots else tree.ends[root]] = True
        return inside[code]

    @property
    def _only_roots(self) -> bool:
        """Without descendants, a filter on a code is that code alone, unless codes are rows."""
        return self.direct and "code" not in self.keys

    def _ranks(self, codings: Codings, own: Kept) -> Integers:
        flat = np.zeros(len(codings.code), dtype=np.int64)
        for key in own:
            rank = codings.code if key == "code" else codings.marks[key]
            flat = flat * len(self.axes[key].values) + rank
        return flat

    def _flat(self, codings: Codings, own: Kept) -> Integers:
        return self._ranks(codings, own) * len(self.view.who) + codings.place

    def _branches(self, matrix: npt.NDArray[Number], unite: np.ufunc) -> npt.NDArray[Number]:
        """Let every parent hold what its branch holds; children come after their parents."""
        if not matrix.size:
            return matrix
        by_code = matrix.reshape(len(self.view.tree), -1)
        for place in range(len(self.view.tree) - 1, -1, -1):
            parent = self.view.tree.parents[place]
            if parent >= 0:
                unite(by_code[parent], by_code[place], out=by_code[parent])
        return by_code.reshape(matrix.shape)

    def _once(self, key: object, make: Callable[[], Made]) -> Made:
        if key not in self._matrices:
            self._matrices[key] = make()
        made: Made = self._matrices[key]
        return made


def _sums(matrix: npt.NDArray[Any], group: Integers, groups: int) -> Integers:
    """The columns of a matrix added up by group."""
    result = np.zeros((matrix.shape[0], groups), dtype=np.int64)
    if matrix.shape[1]:
        order = np.argsort(group, kind="stable")
        begins = np.flatnonzero(np.diff(group[order], prepend=-1))
        sums = np.add.reduceat(matrix[:, order], begins, axis=1, dtype=np.int64)
        result[:, group[order][begins]] = sums
    return result


def _gatherings(keys: Kept) -> list[Kept]:
    """The table itself and every way to merge some of its keys; coders are never merged."""
    free = [key for key in keys if key != "coder"]
    return [
        tuple(key for key in keys if key == "coder" or key not in merged)
        for n in range(len(free) + 1)
        for merged in combinations(free, n)
    ]


@dataclass(frozen=True)
class Cells:
    """The cells of one gathering: ranks of every key, and the numbers beside them."""

    ranks: Mapping[str, Integers]
    n: Integers
    of: Integers
    persons: Integers
    persons_of: Integers
    done: Integers
    asked: npt.NDArray[np.object_]


def _cells(counting: Counting, kept: Kept, of: Of, asked: Sequence[tuple[Any, ...]]) -> Cells:
    gathering, own = counting.gathering(kept), counting.own(kept)
    shape = (counting.size(own), len(gathering))
    ranks = _cell_ranks(counting, gathering, own, shape)
    if of == "N" and counting.count not in ("codings", "excerpts"):
        total = np.broadcast_to(counting.base(kept, counting.count), shape)
        done = np.broadcast_to(counting.base(kept, counting.count, done=True), shape)
    else:
        apart = counting.keys[:1] if of == "row" else counting.keys[1:]
        wider = tuple(key for key in kept if key in apart or key == "coder")
        total = _widened(counting, kept, wider, done=False)
        done = _widened(counting, kept, wider, done=True)
    return Cells(
        ranks=ranks,
        n=counting.n(kept).ravel(),
        of=total.ravel(),
        persons=counting.persons(kept).ravel(),
        persons_of=np.broadcast_to(counting.base(kept, "persons"), shape).ravel(),
        done=done.ravel(),
        asked=_asked(counting, kept, asked, shape).ravel(),
    )


def _cell_ranks(
    counting: Counting, gathering: Gathering, own: Kept, shape: tuple[int, int]
) -> dict[str, Integers]:
    flat = np.arange(shape[0])
    ranks: dict[str, Integers] = {}
    for key in reversed(own):
        size = len(counting.axes[key].values)
        ranks[key] = np.broadcast_to((flat % size)[:, None], shape).ravel()
        flat = flat // size
    for key, rank in gathering.ranks.items():
        ranks[key] = np.broadcast_to(rank[None, :], shape).ravel()
    for key in counting.keys:
        if key not in ranks:
            ranks[key] = np.full(shape[0] * shape[1], counting.axes[key].merged, dtype=np.int64)
    return ranks


def _widened(counting: Counting, kept: Kept, wider: Kept, *, done: bool) -> Integers:
    """The number of the wider gathering that each cell lies in."""
    total = counting.n(wider, filtered=False, done=done)
    fine, coarse = counting.gathering(kept), counting.gathering(wider)
    own, own_wider = counting.own(kept), counting.own(wider)
    flat = np.arange(counting.size(own))
    rank: dict[str, Integers] = {}
    for key in reversed(own):
        size = len(counting.axes[key].values)
        rank[key], flat = flat % size, flat // size
    row = np.zeros(counting.size(own), dtype=np.int64)
    for key in own_wider:
        row = row * len(counting.axes[key].values) + rank[key]
    column = coarse.group[fine.first]
    return total[row[:, None], column[None, :]]


def _asked(
    counting: Counting, kept: Kept, entries: Sequence[tuple[Any, ...]], shape: tuple[int, int]
) -> npt.NDArray[np.object_]:
    """`yes` where anyone in the column was asked, `no` where no one was, else empty."""
    view = counting.view
    own = counting.own(kept)
    nothing = np.full(shape, "", dtype=object)
    named = "code" in own or view.asked_about is not None
    if not entries or not named or not len(view.who):
        return nothing
    gathering = counting.gathering(kept)
    yes, perhaps = asked_about.answers(
        view.tree, view.who, entries, gathering.group, len(gathering)
    )
    if "code" not in own:
        roots = list(view.asked_about or ())
        yes = np.any(yes[roots], axis=0, keepdims=True)
        perhaps = np.any(perhaps[roots], axis=0, keepdims=True)
    words = asked_about.words(yes, perhaps)
    repeat = shape[0] // words.shape[0]
    return np.repeat(words, repeat, axis=0)


def _frame(counting: Counting, parts: Sequence[Cells], *, totals: bool) -> pd.DataFrame:
    """The cells as a frame in the order of the table."""
    keys = counting.keys
    ranks = {key: np.concatenate([part.ranks[key] for part in parts]) for key in keys}
    shown = _shown(counting, ranks, parts)
    ranks = {key: rank[shown] for key, rank in ranks.items()}
    order = np.lexsort([ranks[key] for key in reversed(keys)])

    def column(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in parts])[shown][order]

    n, of = column("n"), column("of")
    share = np.divide(n, of, out=np.full(len(n), np.nan), where=of > 0)
    labels = {
        key: _labels(key, counting.axes[key], ranks[key][order], totals=totals) for key in keys
    }
    return pd.DataFrame(
        {
            **labels,
            "n": pd.array(n, dtype="Int64"),
            "N": pd.array(of, dtype="Int64"),
            "share": share,
            "persons": pd.array(column("persons"), dtype="Int64"),
            "persons_N": pd.array(column("persons_of"), dtype="Int64"),
            "asked": pd.Series(column("asked"), dtype=object),
            "done": pd.array(column("done"), dtype="Int64"),
        }
    )


def _shown(counting: Counting, ranks: Mapping[str, Integers], parts: Sequence[Cells]) -> Flags:
    """All cells but those of codes outside the code filter, and of retired codes that are never
    used and that the filter does not name itself."""
    shown = np.ones(len(next(iter(ranks.values()))), dtype=np.bool_)
    if "code" not in counting.keys:
        return shown
    tree, rank = counting.view.tree, ranks["code"]
    used = np.zeros(len(tree) + 1, dtype=np.bool_)
    used[[not code.retired for code in tree.codes] + [True]] = True
    used[rank[np.concatenate([part.n for part in parts]) > 0]] = True
    if counting.view.asked_about is not None:
        used[list(counting.view.asked_about)] = True
        used[:-1] &= counting._asked(np.arange(len(tree)))
    return used[rank]


def _labels(key: str, axis: Axis, ranks: Integers, *, totals: bool) -> pd.Series[Any]:
    if key == "round" and not totals:
        values = pd.array([*axis.values, None], dtype="Int64")
        return pd.Series(values.take(ranks))
    names = np.empty(len(axis.values) + 1, dtype=object)
    names[:-1] = [pd.NA if one is None else one for one in axis.values]
    names[-1] = MERGED
    return pd.Series(names[ranks], dtype=object)
