"""How a topic is explained, and by whom: codes of one branch coded on the same words.

The study turns on whether a barrier is told as the person's or the system's. That is no property
of the barrier: the same one is told both ways. So the explanation is a code of its own, on the
words where it is given, and is read here beside the topic that stands there.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis import asked as asked_about
from workbench.analysis import hiding
from workbench.analysis.common import CODING_KEYS, Flags, View, Who, check_keys, joined, meets, read
from workbench.analysis.excerpts import excerpt_frame, read_details
from workbench.errors import CallError
from workbench.model import STANCES, VALENCES, Filters
from workbench.store import reading, views
from workbench.store.filters import conditions
from workbench.store.reading import Integers
from workbench.texts import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store.database import Store

Columns = dict[str, Integers]
Texts = npt.NDArray[np.object_]
Passages = tuple[Integers, Integers, Integers, Integers]

BRANCH = "tilskriving"
"""The branch of explanations in the scheme that the product ships with."""

BOTH = "both"
ANY = "*"

NUMBERS = ("excerpts", "n", "N", "persons", "persons_N", "done")

VOICES = (
    "code", "phase", "level", "person", "actor_type", "asked", "excerpts", "n", "N", "explained",
    "valence", "stance",
)  # fmt: skip


def explanations(
    store: Store, *, branch: str = BRANCH, by: str = "actor_type", hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How each code is explained by each group, one row per code, group and explanation.

    The codes are those of the filter and all under them, without one those that belong to a
    phase; the explanations are the codes right under `branch`, each standing for its own branch.
    An excerpt of a code is explained by those of which the same person's words in it have some;
    filters of valence, stance and text are of the excerpt, not of what explains it.
    Columns: code, phase, level (as the scheme has them, the phase of a branch being that of its
    codes), `by`, explained (the key of one explanation; `both` where an excerpt has several;
    empty where it has none; `*` for all together), excerpts, n of N (Int64, interviews with such
    an excerpt, of the usable ones of the group), persons of persons_N, done (how many of N are
    coded to the end) and asked (`yes`, `no` or empty: whether anyone of the group was asked about
    the code). An interview or person may stand in several rows of one code, and is in `*` once.
    `hide_small` leaves excerpts, n and persons missing where fewer than three persons stand behind
    them or in their group, and where it takes that for nothing to be subtracted back.

    Raises CallError for a branch without codes under it or a `by` that belongs to codings,
    UnknownName for a name that the study lacks. Changes nothing.
    """
    if by in CODING_KEYS or by == "coder":
        raise CallError(
            _("“{name}” does not say who speaks.", name=by),
            remedy=_("Choose actor_type, round, person, interview or an attribute."),
        )
    found = _read(store, branch, filters or Filters(), keys=[by])
    view, group = found.view, found.view.who.ranks[by]
    asked = found.asked(group, len(view.who.axes[by].values))
    rows: list[tuple[Any, ...]] = []
    for code in found.codes:
        said = found.said(code)
        rows += [(*said, *row, asked[code, number]) for number, row in found.counted(code, by)]
    columns = ["code", "phase", "level", by, "explained", *NUMBERS, "asked"]
    frame = pd.DataFrame.from_records(rows, columns=columns)
    whole = (*NUMBERS, by) if by == "round" else NUMBERS
    frame = frame.astype(dict.fromkeys(whole, "Int64"))
    return _without_small(frame, by) if hide_small else frame


def _without_small(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Of what is counted only excerpts add up: all of a code are those of each explanation."""
    names = ("code", by, "explained")
    keys = hiding.keys_in(frame, names)
    numbers = zip(frame["persons"], frame["persons_N"], frame["asked"], strict=True)
    small = {
        key
        for key, (persons, of, asked) in zip(keys, numbers, strict=True)
        if hiding.is_small(hiding.Few(persons, of), asked)
    }
    cells = {
        key: hiding.Few(n, sys.maxsize) for key, n in zip(keys, frame["excerpts"], strict=True)
    }
    sums: dict[tuple[str, str], list[hiding.Key]] = {}
    for code, group, explained in keys:
        line = sums.setdefault((code, group), [(code, group, ANY)])
        if explained != ANY:
            line.append((code, group, explained))
    gone = hiding.hidden(cells, small, [tuple(one) for one in sums.values()])
    return hiding.without(frame, names, gone)


def voices(
    store: Store, *, branch: str = BRANCH, filters: Filters | None = None
) -> pd.DataFrame:  # fmt: skip
    """Who names each code and who does not, one row per code and person with usable text.

    The codes are those of `explanations`. Columns: code, phase, level, person, actor_type, asked
    (`yes`, `no` or empty), excerpts (Int64; 0 where the person never names it), n of N (Int64,
    this person's interviews that have it, of the usable ones), explained (the explanations on the
    same words, a comma between), valence and stance (the values given, a comma between: for whom
    the condition was there or missing, who affirms or denies).

    Raises as `explanations` does. Changes nothing.
    """
    found = _read(store, branch, filters or Filters())
    who = found.view.who
    asked = found.asked(who.person, len(who.persons))
    persons = np.fromiter(dict.fromkeys(who.person[who.usable].tolist()), dtype=np.int64)
    types = np.full(len(who.persons), "", dtype=object)
    types[who.person] = who.actor_type
    base = _interviews(who, np.flatnonzero(who.usable))
    columns: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in VOICES}
    for code in found.codes:
        place, told, marks = found.by_person(code)
        of_person = {
            "person": np.array(who.persons, dtype=object), "actor_type": types,
            "asked": asked[code], "N": base, "explained": told,
            "excerpts": np.bincount(who.person[place], minlength=len(who.persons)),
            "n": _interviews(who, place), **marks,
        }  # fmt: skip
        for name, values in of_person.items():
            columns[name].append(values[persons])
        for name, value in zip(VOICES, found.said(code), strict=False):
            columns[name].append(np.full(len(persons), value, dtype=object))
    frame = pd.DataFrame(
        {name: np.concatenate([np.array([], dtype=object), *of]) for name, of in columns.items()}
    )
    return frame.astype(dict.fromkeys(("excerpts", "n", "N"), "Int64"))


def explained(
    store: Store, *, branch: str = BRANCH, filters: Filters | None = None
) -> pd.DataFrame:  # fmt: skip
    """The excerpts behind the numbers of `explanations`, as `excerpts` gives them.

    One column more, explained: the key of one explanation, `both`, or empty. The codes are those
    of the filter, each standing for its branch; name one code to get the rows behind its numbers.

    Raises as `explanations` does. Changes nothing.
    """
    found = _read(store, branch, filters or Filters(), details=True)
    frame, who = found.frame, found.view.who
    usable = np.flatnonzero(who.usable).tolist()
    places = {(who.interviews[who.interview[one]], who.persons[who.person[one]]): one
              for one in usable}  # fmt: skip
    place = np.fromiter(
        (places[pair] for pair in zip(frame["interview"], frame["person"], strict=True)),
        dtype=np.int64, count=len(frame),
    )  # fmt: skip
    states = found.states(place, frame["start"].to_numpy(), frame["end"].to_numpy())
    said = np.full(len(frame), "", dtype=object)
    for key, here in states.items():
        if key != ANY:
            said[here] = key
    return frame.assign(explained=said)


def _read(
    store: Store, branch: str, filters: Filters, *, keys: Sequence[str] = (), details: bool = False
) -> _Passages:
    """The excerpts of the codes that are asked about, and what explains them."""
    with reading.snapshot(store):
        check_keys(store, list(keys))
        view = read(store, filters, keys=list(keys))
        scheme = {code.id: code for code in views.codes(store)}
        kinds = _kinds(store, view, branch)
        extent = ("start", "end")
        topics = view.columns(store, (*extent, "valence", "stance"), codes=view.code_ids)
        # What is asked of a topic (denied, missing, a word in it) is not of what explains it.
        unmarked = conditions(store, replace(filters, valence=(), stance=(), contains=""))
        told = view.columns(store, extent, codes=_branch_ids(view, kinds), limits=unmarked)
        entries = reading.asked(store)
        rows = read_details(store, view) if details else None
    frame = None if rows is None else excerpt_frame(view, rows, branches=view.asked_about)
    return _Passages(view, scheme, kinds, topics, told, entries, frame)


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

    def __init__(
        self, view: View, scheme: dict[int, Any], kinds: Sequence[int], topics: Columns,
        told: Columns, entries: Sequence[tuple[Any, ...]], frame: pd.DataFrame | None,
    ) -> None:  # fmt: skip
        self.view = view
        self.scheme = scheme
        self.kinds = kinds
        self.entries = entries
        self.frame = pd.DataFrame() if frame is None else frame
        self.topics, self.marks = _inside(view, topics)
        explained, _marks = _inside(view, told)
        ends = [int(one[3].max(initial=0)) for one in (self.topics, explained)]
        self.width = max(ends) + 1
        self.explained = [self._line(*_united(view, explained, one)) for one in kinds]
        self.codes = _codes(view, scheme, kinds)
        self.keys = [view.tree.codes[one].key for one in kinds]

    def said(self, code: int) -> tuple[str, str, str]:
        """Key, phase and level of a code."""
        of_tree = self.view.tree.codes[code]
        phase = _phase(self.view, self.scheme, code)
        return of_tree.key, phase, str(self.scheme[of_tree.id].level)

    def asked(self, group: Integers, size: int) -> npt.NDArray[np.object_]:
        """Whether anyone of a group of places was asked, by code and group, in words."""
        if not self.entries or not len(self.view.who):
            return np.full((len(self.view.tree), size), "", dtype=object)
        return asked_about.words(
            *asked_about.answers(self.view.tree, self.view.who, self.entries, group, size)
        )

    def _line(self, place: Integers, start: Integers, end: Integers) -> tuple[Integers, Integers]:
        """Excerpts as stretches of one line, on which places lie end to end."""
        return place * self.width + start, place * self.width + end

    def _has(self, place: Integers, start: Integers, end: Integers) -> list[Flags]:
        """Which of these excerpts have each explanation on their words."""
        left, right = self._line(place, start, end)
        return [meets(left, right, *one) for one in self.explained]

    def states(self, place: Integers, start: Integers, end: Integers) -> dict[str, Flags]:
        """How these excerpts are explained: which are in each state, `*` holding all."""
        has = self._has(place, start, end)
        several = np.sum(has, axis=0) > 1
        found: dict[str, Flags] = {
            key: one & ~several for key, one in zip(self.keys, has, strict=True)
        }
        found[BOTH] = several
        found[""] = ~np.logical_or.reduce(has)
        found[ANY] = np.ones(len(place), dtype=np.bool_)
        return found

    def counted(self, code: int, by: str) -> list[tuple[int, tuple[Any, ...]]]:
        """Group, explanation and the numbers, for every group and explanation."""
        who = self.view.who
        place, start, end = _united(self.view, self.topics, code)
        states = self.states(place, start, end)
        rows: list[tuple[int, tuple[Any, ...]]] = []
        for number, value in enumerate(who.axes[by].values):
            group = who.usable & (who.ranks[by] == number)
            of = (_distinct(who.interview[group]), _distinct(who.person[group]))
            done = _distinct(who.interview[group & who.done])
            inside = group[place]
            for state, flags in states.items():
                here = place[inside & flags]
                numbers = (
                    len(here), _distinct(who.interview[here]), of[0],
                    _distinct(who.person[here]), of[1], done,
                )  # fmt: skip
                rows.append((number, (value, state, *numbers)))
        return rows

    def by_person(self, code: int) -> tuple[Integers, Texts, dict[str, Texts]]:
        """The place of each excerpt of a branch; by person, the explanations that stand on them
        and the values of valence and of stance, each a comma between."""
        who = self.view.who
        place, start, end = _united(self.view, self.topics, code)
        told = _given(who.person[place], self._has(place, start, end), self.keys, who)
        codes, places = self.topics[0], self.topics[1]
        here = _of_branch(self.view, codes, code)
        persons = who.person[places[here]]
        marks = {}
        for name, values in (("valence", VALENCES), ("stance", STANCES)):
            given = self.marks[name][here]
            flags = [given == number for number in range(1, len(values))]
            marks[name] = _given(persons, flags, values[1:], who)
        return place, told, marks


def _given(person: Integers, flags: Sequence[Flags], names: Sequence[str], who: Who) -> Texts:
    """By person, the names of which any is given, a comma between."""
    found = np.zeros((len(who.persons), len(names)), dtype=np.bool_)
    for number, here in enumerate(flags):
        found[person[here], number] = True
    # Few of all combinations occur: each is written once.
    several, which = np.unique(found @ (1 << np.arange(len(names))), return_inverse=True)
    told = [",".join(name for at, name in enumerate(names) if one >> at & 1)
            for one in several.tolist()]  # fmt: skip
    return np.array(told, dtype=object)[which]


def _interviews(who: Who, place: Integers) -> Integers:
    """How many different interviews of each person these places are in."""
    pairs = np.unique(who.person[place] * len(who.interviews) + who.interview[place])
    return np.bincount(pairs // max(len(who.interviews), 1), minlength=len(who.persons))


def _inside(view: View, found: Columns) -> tuple[Passages, Columns]:
    """Code (its place in the tree), place, start and end of the codings that count, and their
    marks; in the order of the codes."""
    place = view.who.places(found["coder"], found["interview"], found["person"])
    code = view.tree.places(found["code"])
    order = np.argsort(code, kind="stable")
    here = order[place[order] >= 0]
    passages = (code[here], place[here], found["start"][here], found["end"][here])
    return passages, {name: found[name][here] for name in ("valence", "stance") if name in found}


def _of_branch(view: View, codes: Integers, code: int) -> slice:
    """Which of the codings are of this branch."""
    low, high = np.searchsorted(codes, (code, view.tree.ends[code]))
    return slice(int(low), int(high))


def _united(view: View, passages: Passages, code: int) -> tuple[Integers, Integers, Integers]:
    """Place, start and end of every excerpt of a branch."""
    codes, place, start, end = passages
    here = _of_branch(view, codes, code)
    place, start, end, _part = joined(place[here], start[here], end[here])
    return place, start, end


def _distinct(numbers: Integers) -> int:
    return len(np.unique(numbers))
