"""Each person's path over the rounds: what was said when, what changed, and who was lost.

Two readings of time are never mixed: all who were there in a round (`crosstab` by round), and
the same persons through the rounds (here). `complete` keeps to those who have usable text in
every round; a round that is missing is never read as silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.analysis import asked as asked_about
from workbench.analysis import hiding
from workbench.analysis.common import Flags, View, joined, read
from workbench.errors import CallError
from workbench.model import STANCES, VALENCES, Filters
from workbench.store import reading
from workbench.store.reading import Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

TRAJECTORIES = ("person", "code", "round", "usable", "asked", "n", "valence", "stance")

State = Literal["said", "not_said", "not_asked", "no_text"]
STATES: tuple[State, ...] = get_args(State)

MARKS: Mapping[str, Sequence[str]] = {"valence": VALENCES, "stance": STANCES}

CHANGES = ("code", "before", "after", "n", "persons")

CROSSINGS = ("code", "later", "n", "N", "asked", "persons")

ATTRITION = (
    "person", "actor_type", "usable_rounds", "lost_round", "status", "left_course", "left_study",
    "codes",
)  # fmt: skip


@dataclass(frozen=True)
class Paths:
    """A view as persons × rounds, and the codes that are followed (places in the tree).

    `cell` is the number of each place of the view in persons × rounds, -1 for a place that has
    no round; `usable` says which cells have text that counts. `asked` is by place in the tree and
    cell.
    """

    view: View
    persons: tuple[str, ...]
    rounds: tuple[int, ...]
    codes: tuple[int, ...]
    cell: Integers
    usable: Flags
    asked: Integers

    def complete(self) -> Flags:
        """The persons who have usable text in every round."""
        missing = np.flatnonzero(~self.usable) // max(len(self.rounds), 1)
        found = np.ones(len(self.persons), dtype=np.bool_)
        found[missing] = False
        return found


def state(usable: bool, n: int, asked: str) -> State:
    """What a round is to a code in a person's path; what was said unasked is said."""
    if not usable:
        return "no_text"
    if n:
        return "said"
    return "not_asked" if asked == "no" else "not_said"


def trajectories(
    store: Store, *, complete: bool = False, children: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """What each person said about a code in each round, one row per person, code and round.

    The codes are those of the filter, each standing for its branch; without one, the topmost
    codes. With `children` each is followed by the codes right under it. The persons are those who
    were to be met in rounds, in the order of the study; the rounds are all that the design has
    for any of them, and with `complete` only the persons who have usable text in every one.
    Columns: person, code, round (Int64), usable (bool: whether there is text that counts), asked
    (`yes`, `no` or empty), n (Int64: excerpts in this person's words; 0 where there is no text),
    valence and stance (the values that were given, a comma between).

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    paths, found = _read(store, filters or Filters(), passages=True)
    n, marks = _counted(paths, found)
    if children:
        paths, n, marks = _with_children(paths, found, n, marks)
    kept = paths.complete() if complete else np.ones(len(paths.persons), dtype=np.bool_)
    persons, codes, rounds = len(paths.persons), len(paths.codes), len(paths.rounds)

    def column(values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Values by code and cell in the order of the table: person, code, round."""
        by_person = np.broadcast_to(values, (codes, persons * rounds))
        return by_person.reshape(codes, persons, rounds).swapaxes(0, 1)[kept].ravel()

    words = np.array([asked_about.WORDS[one] for one in (0, 1, -1)], dtype=object)
    keys = np.array([paths.view.tree.codes[place].key for place in paths.codes], dtype=object)
    return pd.DataFrame(
        {
            "person": column(np.repeat(np.array(paths.persons, dtype=object), rounds)),
            "code": column(keys[:, None]),
            "round": pd.array(column(np.tile(paths.rounds, persons)), dtype="Int64"),
            "usable": column(paths.usable),
            "asked": column(words[paths.asked[list(paths.codes)]]),
            "n": pd.array(column(n), dtype="Int64"),
            **{name: column(_values(names, marks[name])) for name, names in MARKS.items()},
        },
        columns=list(TRAJECTORIES),
    )


def changes(
    store: Store, before: int, after: int, *, complete: bool = False, hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How many persons said something in one round and in another: a row per code and pair.

    Columns: code, before, after (each `said`, `not_said`, `not_asked` or `no_text`), n (Int64)
    and persons (their ids, a comma between). All sixteen pairs, those with nobody too; n adds up
    to the persons of `trajectories`. Whoever said something unasked has said it. `hide_small`
    leaves n missing where fewer than three persons, or who has text in which of the two rounds
    being known, it takes that for nothing to be subtracted back; then nobody is named.

    Raises CallError for a round that nobody here was to be met in. Changes nothing.
    """
    paths, found = _read(store, filters or Filters())
    _check_rounds(paths, (before, after))
    n, _marks = _counted(paths, found)
    kept = paths.complete() if complete else np.ones(len(paths.persons), dtype=np.bool_)
    rows: list[tuple[Any, ...]] = []
    for number, place in enumerate(paths.codes):
        who: dict[tuple[State, State], list[str]] = {}
        for person in np.flatnonzero(kept).tolist():
            cells = [
                person * len(paths.rounds) + paths.rounds.index(one) for one in (before, after)
            ]
            first, last = (_state(paths, n, number, cell) for cell in cells)
            who.setdefault((first, last), []).append(paths.persons[person])
        for first in STATES:
            for last in STATES:
                names = who.get((first, last), [])
                rows.append(
                    (paths.view.tree.codes[place].key, first, last, len(names), ",".join(names))
                )
    frame = pd.DataFrame.from_records(rows, columns=list(CHANGES)).astype({"n": "Int64"})
    return _without_small(frame) if hide_small else frame


def _without_small(frame: pd.DataFrame) -> pd.DataFrame:
    """Who has text in which round is no secret (those who were lost are named beside every table
    over time), so how many have it in both, in one and in none is known; what they say is not."""
    names = ("code", "before", "after")
    n = dict(zip(hiding.keys_in(frame, names), frame["n"].tolist(), strict=True))
    blocks: dict[hiding.Key, list[hiding.Key]] = {}
    for code, first, last in n:
        if (first, last) != ("no_text", "no_text"):
            block = (code, "text" if first != "no_text" else first,
                     "text" if last != "no_text" else last)  # fmt: skip
            blocks.setdefault(block, []).append((code, first, last))
    total = {block: sum(n[key] for key in inside) for block, inside in blocks.items()}
    cells = {key: hiding.Few(n[key], total[block]) for block in blocks for key in blocks[block]}
    small = {key for key, one in cells.items() if hiding.is_small(one)}
    cells |= {block: hiding.Few(one, one) for block, one in total.items()}
    sums = [(block, *inside) for block, inside in blocks.items()]
    gone = hiding.hidden(cells, small, sums, fixed=total)
    return hiding.without(frame, names, gone).assign(persons="")


def crossings(
    store: Store, before: int, after: int, *, complete: bool = False, hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """How many persons said one code in one round and another in another round.

    A row per pair of codes, the same twice too. Columns: code (said in the round before), later
    (said in the round after), n of N (Int64, persons, of those who have usable text in both
    rounds), asked (`no` where none of N was asked about one of the two in its round, else empty)
    and persons (their ids, a comma between). `hide_small` leaves n missing where it is fewer than
    three persons; nothing adds up here, and nobody is named then.

    Raises CallError for a round that nobody here was to be met in. Changes nothing.
    """
    paths, found = _read(store, filters or Filters())
    _check_rounds(paths, (before, after))
    n, _marks = _counted(paths, found)
    rounds, kept = len(paths.rounds), paths.usable.reshape(len(paths.persons), -1)
    first, last = (paths.rounds.index(one) for one in (before, after))
    both = kept[:, first] & kept[:, last]
    if complete:
        both &= paths.complete()
    said = n.reshape(len(paths.codes), len(paths.persons), rounds) > 0
    asked = paths.asked[list(paths.codes)].reshape(said.shape)
    perhaps = (asked[:, both] != 0).any(axis=1)
    names = [paths.view.tree.codes[place].key for place in paths.codes]
    rows: list[tuple[Any, ...]] = []
    for one, code in enumerate(names):
        for other, later in enumerate(names):
            who = np.flatnonzero(said[one, :, first] & said[other, :, last] & both).tolist()
            unasked = int(both.sum()) and not (perhaps[one, first] and perhaps[other, last])
            rows.append(
                (
                    code, later, len(who), int(both.sum()), "no" if unasked else "",
                    ",".join(paths.persons[at] for at in who),
                )
            )  # fmt: skip
    frame = pd.DataFrame.from_records(rows, columns=list(CROSSINGS))
    frame = frame.astype({"n": "Int64", "N": "Int64"})
    if not hide_small:
        return frame
    numbers = zip(frame["n"], frame["N"], frame["asked"], strict=True)
    small = [hiding.is_small(hiding.Few(n, of), asked) for n, of, asked in numbers]
    frame.loc[small, "n"] = pd.NA
    return frame.assign(persons="")


def first_and_last(
    store: Store, before: int = 0, after: int = 0, *, filters: Filters | None = None
) -> tuple[int, int]:
    """The rounds that are compared where they are not both named: the first and the last."""
    if before and after:
        return before, after
    paths, _found = _read(store, filters or Filters())
    return before or min(paths.rounds, default=1), after or max(paths.rounds, default=1)


def _check_rounds(paths: Paths, rounds: Sequence[int]) -> None:
    for one in rounds:
        if one not in paths.rounds:
            known = ", ".join(map(str, paths.rounds))
            raise CallError(
                _("Nobody here was to be interviewed in round {round}.", round=one),
                remedy=_("The rounds are {rounds}.", rounds=known) if known
                else _("Give the interviews their rounds in the design."),
                found=str(one),
            )  # fmt: skip


def attrition(store: Store, *, filters: Filters | None = None) -> pd.DataFrame:
    """Those who were to be met in rounds and have not usable text in every one, one row each.

    Columns: person, actor_type, usable_rounds (a comma between), lost_round (Int64: the first
    round without usable text), status (that of the sitting, empty where none was planned),
    left_course and left_study (the reasons), and codes (the topmost codes, or those of the
    filter, that their words were given; a comma between).

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    with reading.snapshot(store):
        paths, found = _read(store, filters)
        reasons = reading.left(store)
        status = reading.sitting_status(store)
    n, _marks = _counted(paths, found)
    rows: list[tuple[Any, ...]] = []
    usable = paths.usable.reshape(len(paths.persons), len(paths.rounds))
    types = dict(zip(_names(paths.view), paths.view.who.actor_type, strict=True))
    for number in np.flatnonzero(~paths.complete()).tolist():
        person = paths.persons[number]
        lost = paths.rounds[int(np.argmin(usable[number]))]
        said = n[:, number * len(paths.rounds) : (number + 1) * len(paths.rounds)].sum(axis=1) > 0
        rows.append(
            (
                person, types[person],
                ",".join(str(paths.rounds[at]) for at in np.flatnonzero(usable[number])), lost,
                ",".join(status.get((person, lost), ())), *reasons.get(person, ("", "")),
                ",".join(paths.view.tree.codes[place].key
                         for place, has in zip(paths.codes, said, strict=True) if has),
            )
        )  # fmt: skip
    return pd.DataFrame.from_records(rows, columns=list(ATTRITION)).astype({"lost_round": "Int64"})


def _read(
    store: Store, filters: Filters, *, passages: bool = False
) -> tuple[Paths, dict[str, Integers]]:
    """Who is followed through which rounds, and the codings of the layer: where each lies and
    what is marked on it, or which codes there are at all."""
    extent = ("start", "end", *MARKS) if passages else ()
    with reading.snapshot(store):
        view = read(store, filters)
        found = view.columns(store, extent, codes=view.code_ids, distinct=not passages)
        entries = reading.asked(store)
    codes = view.asked_about
    if codes is None:
        codes = tuple(place for place, depth in enumerate(view.tree.depths) if depth == 0)
    return _paths(view, entries, codes), found


def _paths(view: View, entries: Sequence[tuple[Any, ...]], codes: tuple[int, ...]) -> Paths:
    who = view.who
    followed = [number for number, round in enumerate(who.round) if round is not None]
    rounds = sorted({round for round in who.round if round is not None})
    names = _names(view)
    persons = list(dict.fromkeys(names[number] for number in followed))
    of_person = {name: number for number, name in enumerate(persons)}
    cell = np.full(len(who), -1, dtype=np.int64)
    for number in followed:
        at = rounds.index(who.round[number] or 0)
        cell[number] = of_person[names[number]] * len(rounds) + at
    usable = np.zeros(len(persons) * len(rounds), dtype=np.bool_)
    usable[cell[(cell >= 0) & who.usable]] = True
    asked = np.full((len(view.tree), len(usable)), -1, dtype=np.int64)
    kinds, kind = asked_about.kinds(who)
    inside = cell >= 0
    asked[:, cell[inside]] = asked_about.inherited(view.tree, kinds, entries)[:, kind[inside]]
    return Paths(view, tuple(persons), tuple(rounds), codes, cell, usable, asked)


def _with_children(
    paths: Paths, found: Mapping[str, Integers], n: Integers, marks: dict[str, Flags]
) -> tuple[Paths, Integers, dict[str, Flags]]:
    """The paths with the codes right under those that are followed, each after its parent."""
    tree = paths.view.tree
    below = tuple(one for one in range(len(tree)) if tree.parents[one] in paths.codes)
    more = replace(paths, codes=below)
    n_below, marks_below = _counted(more, found)
    order = np.argsort([*paths.codes, *below])
    every = {name: np.concatenate([marks[name], marks_below[name]])[order] for name in marks}
    codes = tuple(sorted({*paths.codes, *below}))
    return replace(paths, codes=codes), np.concatenate([n, n_below])[order], every


def _names(view: View) -> list[str]:
    """The person of each place."""
    return [view.who.persons[one] for one in view.who.person.tolist()]


def _counted(paths: Paths, found: Mapping[str, Integers]) -> tuple[Integers, dict[str, Flags]]:
    """Excerpts by code and cell, and which values of valence and stance occur there; without
    passages, whether there are any."""
    view, cells = paths.view, len(paths.usable)
    place = view.who.places(found["coder"], found["interview"], found["person"])
    code = view.tree.places(found["code"])
    root = np.searchsorted(paths.codes, code, side="right") - 1
    ends = np.asarray([view.tree.ends[one] for one in paths.codes] or [0], dtype=np.int64)
    inside = (place >= 0) & (root >= 0) & (code < ends[root])
    inside &= paths.cell[place] >= 0
    root, place = root[inside], place[inside]
    width = max(len(view.who), 1)
    nowhere = np.zeros(len(inside), dtype=np.int64)
    start, end = (found.get(name, nowhere)[inside] for name in ("start", "end"))
    group, _start, _end, _part = joined(root * width + place, start, end)
    size = len(paths.codes) * cells
    n = np.bincount((group // width) * cells + paths.cell[group % width], minlength=size)
    marks: dict[str, Flags] = {}
    for name in found.keys() & MARKS.keys():
        names = MARKS[name]
        given = np.zeros(size * len(names), dtype=np.bool_)
        flat = root * cells + paths.cell[place]
        given[flat * len(names) + found[name][inside]] = True
        marks[name] = given.reshape(len(paths.codes), cells, len(names))
    return n.reshape(len(paths.codes), cells), marks


def _values(names: Sequence[str], given: Flags) -> npt.NDArray[np.object_]:
    """The values that were given in each cell, a comma between; the empty value is none."""
    bits = given[..., 1:] @ (1 << np.arange(len(names) - 1))
    texts = [
        ",".join(name for at, name in enumerate(names[1:]) if number >> at & 1)
        for number in range(1 << (len(names) - 1))
    ]
    return np.array(texts, dtype=object)[bits]


def _state(paths: Paths, n: Integers, code: int, cell: int) -> State:
    asked = asked_about.WORDS[int(paths.asked[paths.codes[code], cell])]
    return state(bool(paths.usable[cell]), int(n[code, cell]), asked)
