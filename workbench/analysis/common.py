"""What the analyses share: the tree of codes, who is in the table, and unions of passages.

Words of this module:

*place*: the number of a who row (one person in one interview) in the arrays of `Who`. With
coders side by side there is one place per coder.
*group*: a number for what is united: passages are joined only within one group.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.errors import UnknownName
from workbench.model import MERGED as MERGED
from workbench.model import STANCES, VALENCES, Filters
from workbench.store import reading, views
from workbench.store.agreed import AGREED
from workbench.store.filters import Conditions, conditions
from workbench.store.reading import CodeRow, Ids, Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Flags = npt.NDArray[np.bool_]

CODING_KEYS = ("code", "valence", "stance")
"""Keys that a coding has; all others belong to who speaks, or to the coder."""

OWN_KEYS = ("actor_type", "round", "person", "interview", "coder")


@dataclass(frozen=True)
class Tree:
    """The scheme, depth first. A branch is the run `i` to `ends[i]`, from parent ids alone."""

    codes: tuple[CodeRow, ...]
    parents: tuple[int, ...]
    depths: tuple[int, ...]
    ends: tuple[int, ...]
    at: Mapping[int, int] = field(repr=False)

    @classmethod
    def of(cls, codes: Iterable[CodeRow]) -> Tree:
        """The tree of codes whose siblings come in their order."""
        children: dict[int | None, list[CodeRow]] = {}
        for code in codes:
            children.setdefault(code.parent, []).append(code)
        ordered: list[CodeRow] = []
        parents: list[int] = []
        depths: list[int] = []
        ends: list[int] = []

        def visit(above: int, parent: int | None, depth: int) -> None:
            for code in children.get(parent, ()):
                place = len(ordered)
                ordered.append(code)
                parents.append(above)
                depths.append(depth)
                ends.append(0)
                visit(place, code.id, depth + 1)
                ends[place] = len(ordered)

        visit(-1, None, 0)
        at = {code.id: place for place, code in enumerate(ordered)}
        return cls(tuple(ordered), tuple(parents), tuple(depths), tuple(ends), at)

    def __len__(self) -> int:
        return len(self.codes)

    def branch(self, place: int) -> range:
        """The places of a code and its descendants."""
        return range(place, self.ends[place])

    def roots(self, codes: Iterable[int]) -> list[int]:
        """The places of these codes (ids), without those that lie under another of them."""
        places = sorted(self.at[code] for code in codes)
        kept: list[int] = []
        for place in places:
            if not kept or place >= self.ends[kept[-1]]:
                kept.append(place)
        return kept

    def places(self, ids: Integers) -> Integers:
        """Code ids as places in the tree."""
        table = np.full(max(self.at, default=0) + 1, -1, dtype=np.int64)
        for code, place in self.at.items():
            table[code] = place
        return table[ids]


@dataclass(frozen=True)
class Axis:
    """The values of one key in their order; the missing one is last."""

    values: tuple[Any, ...]

    @property
    def merged(self) -> int:
        """The rank of `*`, after all values."""
        return len(self.values)


@dataclass(frozen=True)
class Who:
    """Who is in the table: one entry per who row within the filters, and per coder's layer.

    `usable` places are the base of every number; the others are columns that stay empty.
    `spoken` are those with a text in the layer, also where the interview does not count.
    `coder` is the coder whose codings are read there, -1 for nobody.
    """

    interviews: tuple[str, ...]
    persons: tuple[str, ...]
    interview: Integers
    person: Integers
    coder: Integers
    words: Integers
    spoken: Flags
    usable: Flags
    done: Flags
    actor_type: tuple[str, ...]
    round: tuple[int | None, ...]
    axes: Mapping[str, Axis]
    ranks: Mapping[str, Integers]

    def __len__(self) -> int:
        return len(self.interview)

    def places(
        self, coder: Integers, interview: Integers, person: Integers, *, among: Flags | None = None
    ) -> Integers:
        """The place of each coding of a person; -1 for one that is outside the table.

        `among` says which places there are, if not the usable ones.
        """
        known = np.flatnonzero((self.usable if among is None else among) & (self.coder >= 0))
        keys = self._key(self.coder[known], self.interview[known], self.person[known])
        order = np.argsort(keys)
        keys, known = keys[order], known[order]
        wanted = self._key(coder, interview, person)
        if not len(keys) or not len(wanted):
            return np.full(len(wanted), -1, dtype=np.int64)
        # The rows of a query stand together by person and interview: look up each run once.
        begins = np.flatnonzero(np.diff(wanted, prepend=wanted[0] - 1))
        once = wanted[begins]
        at = np.minimum(np.searchsorted(keys, once), len(keys) - 1)
        place = np.where(keys[at] == once, known[at], -1)
        return np.repeat(place, np.diff(begins, append=len(wanted)))

    def _key(self, coder: Integers, interview: Integers, person: Integers) -> Integers:
        key = (coder * len(self.interviews) + interview) * len(self.persons) + person
        return np.where((interview >= 0) & (person >= 0), key, -1)


@dataclass(frozen=True)
class View:
    """One reading of the study: what limits it, its scheme and who is in it."""

    limits: Conditions
    tree: Tree
    who: Who
    coders: Mapping[int, str]
    asked_about: tuple[int, ...] | None
    """The places of the codes that the filters name, with their branches; None for all."""

    def few_persons(self) -> list[str] | None:
        """The persons to ask the store for, where the filters leave few of them; else None."""
        if not self.limits.limits("who") or len(self.who.persons) > reading.FEW_PERSONS:
            return None
        return list(self.who.persons)

    @property
    def code_ids(self) -> list[int] | None:
        """The ids of the codes within the code filter, descendants included; None for all."""
        if self.asked_about is None:
            return None
        inside = [place for root in self.asked_about for place in self.tree.branch(root)]
        return [self.tree.codes[place].id for place in inside]

    def columns(
        self, store: Store, wanted: Sequence[str] = (), *, codes: Sequence[int] | None,
        limits: Conditions | None = None, distinct: bool = False, counted: bool = False,
    ) -> dict[str, Integers]:  # fmt: skip
        """Columns of the codings of these codes (ids; None for all) as the store has them: code,
        coder, interview, person and those wanted. `limits` are others than those of the view."""
        return reading.coding_columns(
            store,
            limits or self.limits,
            ["code", "coder", "interview", "person", *wanted],
            interviews=Ids.of(self.who.interviews),
            persons=Ids.of(self.who.persons),
            codes=codes,
            only_persons=self.few_persons(),
            distinct=distinct,
            counted=counted,
        )

    def codings(
        self, store: Store, wanted: Sequence[str] = (), *, codes: Sequence[int] | None,
        distinct: bool = False,
    ) -> dict[str, Integers]:  # fmt: skip
        """The codings of these codes (ids; None for all) on words of somebody in the view: place,
        code (its place in the tree) and the columns wanted."""
        found = self.columns(store, wanted, codes=codes, distinct=distinct)
        place = self.who.places(found["coder"], found["interview"], found["person"])
        here = place >= 0
        told = {name: found[name][here] for name in wanted}
        return {"place": place[here], "code": self.tree.places(found["code"])[here], **told}


def read(store: Store, filters: Filters, *, keys: Sequence[str] = ()) -> View:
    """Read scheme, design and layer. Call it inside `reading.snapshot`, before the codings."""
    limits = conditions(store, filters)
    tree = Tree.of(reading.codes(store))
    coders = {AGREED: "agreed"} if limits.agreed else dict(reading.coders(store))
    who = _who(store, limits, [key for key in keys if key not in CODING_KEYS], coders)
    roots = tuple(tree.roots(limits.codes)) if limits.codes else None
    return View(limits, tree, who, coders, roots)


def check_keys(store: Store, keys: Sequence[str]) -> None:
    """Refuse a key that this study does not have."""
    known = [*CODING_KEYS, *OWN_KEYS, *views.attributes(store)]
    for key in keys:
        if key not in known:
            raise UnknownName(_("row or column"), key, known)


def joined(
    group: Integers, start: Integers, end: Integers, *, touching: bool = True
) -> tuple[Integers, Integers, Integers, Integers]:
    """Passages united where they overlap, and where they touch unless told not to, within their
    group.

    Gives group, start and end of each union, in the order of group and start, and for every
    passage that came in the number of the union that it is part of.
    """
    if not len(group):
        return group, start, end, group
    width = int(end.max()) + 1
    # One number holds group and offset, so that one sort and one running maximum do for all.
    left, right = group * width + start, group * width + end
    order = np.argsort(left, kind="stable")
    left, right = left[order], np.maximum.accumulate(right[order])
    begins = np.empty(len(left), dtype=np.bool_)
    begins[0] = True
    apart = np.greater if touching else np.greater_equal
    apart(left[1:], right[:-1], out=begins[1:])
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(left)) - 1
    part = np.empty(len(left), dtype=np.int64)
    part[order] = np.cumsum(begins) - 1
    groups = left[first] // width
    return groups, left[first] - groups * width, right[last] - groups * width, part


def meets(left: Integers, right: Integers, starts: Integers, ends: Integers) -> Flags:
    """Which stretches overlap one of the others, which are in order and apart from one another."""
    if not len(starts):
        return np.zeros(len(left), dtype=np.bool_)
    at = np.searchsorted(ends, left, side="right")
    met: Flags = (at < len(starts)) & (starts[np.minimum(at, len(starts) - 1)] < right)
    return met


def _who(store: Store, limits: Conditions, keys: Sequence[str], coders: Mapping[int, str]) -> Who:
    rows = reading.who(store, limits)
    interviews = Ids.of(reading.interview_order(store))
    persons = Ids.of(dict.fromkeys(row[1] for row in rows))
    interview = _numbers(interviews[row[0]] for row in rows)
    person = _numbers(persons[row[1]] for row in rows)
    usable = _numbers(row[5] for row in rows).astype(np.bool_)
    words = _numbers(row[4] or 0 for row in rows)
    actor_type = tuple(row[2] for row in rows)
    round = tuple(row[3] for row in rows)
    axes: dict[str, Axis] = {}
    ranks: dict[str, Integers] = {}
    for key in keys:
        if key != "coder":
            values, order = _values(store, key, rows)
            axes[key], ranks[key] = _axis(values, order)
    side_by_side = [limits.coder] if limits.coder is not None else list(coders)
    shown = side_by_side if "coder" in keys else [limits.coder]
    layers = [_layer(store, coder, interviews, interview) for coder in shown]
    if "coder" in keys:
        axes["coder"] = Axis(tuple(coders[coder] for coder in side_by_side))
        ranks["coder"] = np.repeat(np.arange(len(shown)), len(rows))
    times = len(layers)
    for key in ranks:
        if key != "coder":
            ranks[key] = np.tile(ranks[key], times)
    coder = np.concatenate([one[0] for one in layers] or [interview[:0]])
    done = np.concatenate([one[1] for one in layers] or [usable[:0]])
    inside = np.concatenate([one[2] for one in layers] or [usable[:0]])
    spoken = np.tile(_numbers(row[4] is not None for row in rows).astype(np.bool_), times) & inside
    if limits.done_only:
        spoken &= done
    return Who(
        interviews=tuple(interviews), persons=tuple(persons),
        interview=np.tile(interview, times), person=np.tile(person, times), coder=coder,
        words=np.tile(words, times), spoken=spoken, usable=spoken & np.tile(usable, times),
        done=done,
        actor_type=actor_type * times, round=round * times, axes=axes, ranks=ranks,
    )  # fmt: skip


def _layer(
    store: Store, coder: int | None, interviews: Ids, interview: Integers
) -> tuple[Integers, Flags, Flags]:
    """For each place: whose codings are read, whether they are done, and whether it counts."""
    of_interview = np.full(len(interviews), -1, dtype=np.int64)
    done = np.zeros(len(interviews), dtype=np.bool_)
    inside = np.zeros(len(interviews), dtype=np.bool_)
    for name, reads, is_done in reading.layer(store, coder):
        place = interviews[name]
        of_interview[place] = -1 if reads is None else reads
        done[place] = bool(is_done)
        inside[place] = True
    return of_interview[interview], done[interview], inside[interview]


def _values(
    store: Store, key: str, rows: Sequence[tuple[Any, ...]]
) -> tuple[list[Any], Callable[[], Iterable[Any]]]:
    """The value of a key in each row, and all values in the order of the study."""
    if key == "person":
        values = [row[1] for row in rows]
        return values, lambda: values
    if key == "interview":
        return [row[0] for row in rows], lambda: reading.interview_order(store)
    if key == "actor_type":
        return [row[2] for row in rows], lambda: reading.actor_type_order(store)
    if key == "round":
        rounds = [row[3] for row in rows]
        return rounds, lambda: sorted({one for one in rounds if one is not None})
    of_person = reading.values_of(store, key)
    values = [of_person.get(row[1], "") for row in rows]
    return values, lambda: values


def _axis(values: Sequence[Any], order: Callable[[], Iterable[Any]]) -> tuple[Axis, Integers]:
    """The values that occur, in their order, the missing one last; and the rank of each."""
    present = set(values)
    ordered = [one for one in dict.fromkeys(order()) if one in present and one not in ("", None)]
    ordered += [one for one in ("", None) if one in present]
    rank = {value: number for number, value in enumerate(ordered)}
    return Axis(tuple(ordered)), _numbers(rank[value] for value in values)


def mark_axis(key: str) -> Axis:
    """The values of valence or stance; what has none is last."""
    values = VALENCES if key == "valence" else STANCES
    return Axis((*values[1:], ""))


def mark_ranks(column: Integers, axis: Axis) -> Integers:
    """Places in the closed list as ranks of the axis, where the empty value is last."""
    return (column - 1) % len(axis.values)


def _numbers(values: Iterable[Any]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
