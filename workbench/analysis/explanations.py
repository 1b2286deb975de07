"""How a topic is explained, and by whom: codes of one branch coded on the same words.

The study turns on whether a barrier is told as the person's or the system's. That is no property
of the barrier: the same one is told both ways. So the explanation is a code of its own, on the
words where it is given, and is read here beside the topic that stands there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis.common import CODING_KEYS, Flags, View, check_keys, joined, read
from workbench.errors import CallError
from workbench.model import Filters
from workbench.store import reading, views
from workbench.store.filters import Conditions, conditions
from workbench.store.reading import Ids, Integers
from workbench.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store.database import Store

Columns = dict[str, Integers]
Passages = tuple[Integers, Integers, Integers, Integers]

BRANCH = "tilskriving"
"""The branch of explanations in the scheme that the product ships with."""

BOTH = "both"
ANY = "*"

NUMBERS = ("excerpts", "n", "N", "persons", "persons_N")


def explanations(
    store: Store, *, branch: str = BRANCH, by: str = "actor_type", filters: Filters | None = None
) -> pd.DataFrame:
    """How each code is explained by each group, one row per code, group and explanation.

    The codes are those of the filter and all under them, without one those that belong to a
    phase; the explanations are the codes right under `branch`, each standing for its own branch.
    An excerpt of a code is explained by those of which the same person's words in it have some;
    filters of valence, stance and text are of the excerpt, not of what explains it.
    Columns: code, phase, level (as the scheme has them, the phase of a branch being that of its
    codes), `by`, explained (the key of one explanation; `both` where an excerpt has several;
    empty where it has none; `*` for all together), excerpts, n of N (Int64, interviews with such
    an excerpt, of the usable ones of the group) and persons of persons_N. An interview or person
    may stand in several rows of one code, and is in `*` once.

    Raises CallError for a branch without codes under it or a `by` that belongs to codings,
    UnknownName for a name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    if by in CODING_KEYS or by == "coder":
        raise CallError(
            _("“{name}” does not say who speaks.", name=by),
            remedy=_("Choose actor_type, round, person, interview or an attribute."),
        )
    with reading.snapshot(store):
        check_keys(store, [by])
        view = read(store, filters, keys=[by])
        scheme = {code.id: code for code in views.codes(store)}
        kinds = _kinds(store, view, branch)
        topics = _codings(store, view, view.limits, view.code_ids)
        # What is asked of a topic (denied, missing, a word in it) is not of what explains it.
        unmarked = conditions(store, replace(filters, valence=(), stance=(), contains=""))
        told = _codings(store, view, unmarked, _branch_ids(view, kinds))
    passages = _Passages(view, topics, told, kinds)
    rows: list[tuple[Any, ...]] = []
    for code in _codes(view, scheme, kinds):
        id = view.tree.codes[code].id
        said = (view.tree.codes[code].key, _phase(view, scheme, code), scheme[id].level)
        rows += [(*said, *row) for row in passages.counted(code, by)]
    columns = ["code", "phase", "level", by, "explained", *NUMBERS]
    frame = pd.DataFrame.from_records(rows, columns=columns)
    return frame.astype(dict.fromkeys(NUMBERS, "Int64"))


def _kinds(store: Store, view: View, branch: str) -> list[int]:
    """The places of the explanations in the tree."""
    at = view.tree.at[views.code_named(store, branch).id]
    kinds = [one for one in view.tree.branch(at) if view.tree.parents[one] == at]
    if not kinds:
        raise CallError(
            _("There are no codes under {code}.", code=branch),
            remedy=_("Name the branch whose codes say how something is explained."),
        )
    return kinds


def _codings(
    store: Store, view: View, limits: Conditions, codes: Sequence[int] | None
) -> dict[str, Integers]:
    return reading.coding_columns(
        store,
        limits,
        ["code", "coder", "interview", "person", "start", "end"],
        interviews=Ids.of(view.who.interviews),
        persons=Ids.of(view.who.persons),
        codes=codes,
        only_persons=view.few_persons(),
    )


def _branch_ids(view: View, kinds: Sequence[int]) -> list[int]:
    """The ids of the explanations and all under them."""
    return [view.tree.codes[one].id for kind in kinds for one in view.tree.branch(kind)]


def _codes(view: View, scheme: dict[int, Any], kinds: Sequence[int]) -> list[int]:
    """The places of the codes that are asked about, without the explanations themselves."""
    if view.asked_about is not None:
        wanted = [one for root in view.asked_about for one in view.tree.branch(root)]
    else:
        wanted = [one for one in range(len(view.tree)) if _phase(view, scheme, one)]
    branch = set(view.tree.branch(view.tree.parents[kinds[0]]))
    return [one for one in wanted if one not in branch]


def _phase(view: View, scheme: dict[int, Any], code: int) -> str:
    """The phase of a code, or that of the nearest code above it that has one."""
    while code >= 0:
        if phase := scheme[view.tree.codes[code].id].phase:
            return str(phase)
        code = view.tree.parents[code]
    return ""


class _Passages:
    """The excerpts of the topics, and where each explanation stands."""

    def __init__(self, view: View, topics: Columns, told: Columns, kinds: Sequence[int]) -> None:
        self.view = view
        self.kinds = kinds
        self.topics = _inside(view, topics)
        explained = _inside(view, told)
        ends = [int(one[3].max(initial=0)) for one in (self.topics, explained)]
        self.width = max(ends) + 1
        self.explained = [self._line(*_united(view, explained, one)) for one in kinds]

    def _line(self, place: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        """Excerpts as stretches of one line, on which places lie end to end."""
        return place * self.width + start, place * self.width + end

    def counted(self, code: int, by: str) -> list[tuple[Any, ...]]:
        """Group, explanation and the numbers, for every group and explanation."""
        who = self.view.who
        place, start, end = _united(self.view, self.topics, code)
        left, right = self._line(place, start, end)
        has = [_meets(left, right, *one) for one in self.explained]
        several = np.sum(has, axis=0) > 1
        keys = [self.view.tree.codes[one].key for one in self.kinds]
        states: dict[str, Flags] = {key: one & ~several for key, one in zip(keys, has, strict=True)}
        states[BOTH] = several
        states[""] = ~np.logical_or.reduce(has)
        states[ANY] = np.ones(len(place), dtype=np.bool_)
        rows: list[tuple[Any, ...]] = []
        for number, value in enumerate(who.axes[by].values):
            group = who.usable & (who.ranks[by] == number)
            of = (_distinct(who.interview[group]), _distinct(who.person[group]))
            inside = group[place]
            for state, flags in states.items():
                here = place[inside & flags]
                rows.append(
                    (
                        value, state, len(here), _distinct(who.interview[here]), of[0],
                        _distinct(who.person[here]), of[1],
                    )
                )  # fmt: skip
        return rows


def _inside(view: View, found: Columns) -> Passages:
    """Code (its place in the tree), place, start and end of the codings that count."""
    place = view.who.places(found["coder"], found["interview"], found["person"])
    here = place >= 0
    return (
        view.tree.places(found["code"])[here],
        place[here],
        found["start"][here],
        found["end"][here],
    )


def _united(view: View, passages: Passages, code: int) -> tuple[Integers, Integers, Integers]:
    """Place, start and end of every excerpt of a branch."""
    codes, place, start, end = passages
    here = (codes >= code) & (codes < view.tree.ends[code])
    place, start, end, _part = joined(place[here], start[here], end[here])
    return place, start, end


def _meets(left: Integers, right: Integers, starts: Integers, ends: Integers) -> Flags:
    """Which stretches overlap one of the others, which are in order and apart from one another."""
    if not len(starts):
        return np.zeros(len(left), dtype=np.bool_)
    at = np.searchsorted(ends, left, side="right")
    met: Flags = (at < len(starts)) & (starts[np.minimum(at, len(starts) - 1)] < right)
    return met


def _distinct(numbers: Integers) -> int:
    return len(np.unique(numbers))
