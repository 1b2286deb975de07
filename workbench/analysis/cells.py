"""What stands behind a number: the rows of one cell, and what a table rests on.

The rows come from the same reading as the table. Distinct codings, excerpts, interviews or
persons in them equal the cell's n; for words, the words of the excerpts add up to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis.common import CODING_KEYS, MERGED, Flags, View, check_keys, read
from workbench.analysis.excerpts import (
    Details,
    asks_who_speaks,
    coding_frame,
    excerpt_frame,
    read_details,
)
from workbench.errors import UnknownName
from workbench.model import Count, Filters
from workbench.store import reading
from workbench.store.filters import caption as caption
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

SPEAKERS = ("interview", "person", "actor_type", "round", "words", "done")


@dataclass(frozen=True)
class Behind:
    """The rows behind one cell.

    `codings` and `excerpts` have the columns of the verbs of that name. `speakers` and
    `without` have one row per person and interview (interview, person, actor_type, round,
    words, done): those of n, and those of N that are not in it: whose interview has nothing
    of what the cell counts, or where persons are counted, who have it in no interview here.
    """

    codings: pd.DataFrame
    excerpts: pd.DataFrame
    speakers: pd.DataFrame
    without: pd.DataFrame

    @property
    def interviews(self) -> list[str]:
        """The interviews of n, in the order of the study."""
        return list(dict.fromkeys(self.speakers["interview"]))

    @property
    def persons(self) -> list[str]:
        """The persons of n, in the order of the study."""
        return list(dict.fromkeys(self.speakers["person"]))

    def number(self, count: Count) -> int:
        """What the cell says, counted from its rows."""
        rows = {"codings": self.codings, "excerpts": self.excerpts}
        if count == "interviews":
            return len(self.interviews)
        if count == "persons":
            return len(self.persons)
        if count == "words":
            return int(self.excerpts["words"].sum())
        same = {"codings": ["interview", "start", "end", "code", "coder"]}.get(count)
        return len(rows[count].drop_duplicates(same))


def cell_rows(
    store: Store,
    keys: Mapping[str, Any],
    *,
    count: Count = "interviews",
    direct: bool = False,
    filters: Filters | None = None,
) -> Behind:
    """The rows behind the cell with these keys: name of row or column -> its value.

    `*` is a merged key; an empty value, None or NA one that is missing. Give `count`, `direct`
    and `filters` as to `crosstab`. Where words are counted and no code is named, excerpts are
    passages joined whatever their code (code `*`), so that no word comes twice.

    Raises UnknownName for a key or value that the table does not have. Changes nothing.
    """
    filters = filters or Filters()
    keys = {name: _plain(value) for name, value in keys.items()}
    with reading.snapshot(store):
        check_keys(store, list(keys))
        view = read(store, filters, keys=list(keys))
        here = _places(view, keys)
        branch = _codes(view, keys, direct=direct)
        codes = None if branch is None else [view.tree.codes[one].id for one in branch]
        details = _of_cell(read_details(store, view, codes=codes), keys, here)
    with_it = np.zeros(len(view.who), dtype=np.bool_)
    with_it[details.place] = True
    apart = view.who.person if count == "persons" else view.who.interview
    missing = here & view.who.usable & ~np.isin(apart, apart[with_it])
    return Behind(
        codings=coding_frame(view, details),
        excerpts=_excerpts(view, details, keys, branch, count, direct=direct),
        speakers=_speakers(view, with_it),
        without=_speakers(view, missing),
    )


def persons_of(
    store: Store, cells: Sequence[Mapping[str, Any]], *, filters: Filters | None = None
) -> list[list[str]]:
    """Of each of these cells of one table, the persons of its N, in the order of the study.

    Raises UnknownName for a key or value that the table does not have. Changes nothing.
    """
    found = [{name: _plain(value) for name, value in keys.items()} for keys in cells]
    with reading.snapshot(store):
        names = list(found[0]) if found else []
        check_keys(store, names)
        view = read(store, filters or Filters(), keys=names)
    who = view.who
    return [
        [who.persons[one] for one in dict.fromkeys(who.person[_places(view, keys) & who.usable])]
        for keys in found
    ]


@dataclass(frozen=True)
class Base:
    """What the numbers of a table rest on, all within its filters.

    `planned`, `held` and `usable` are sittings; `usable` is N, and `done` of them are coded to
    the end. `of_nobody` counts codings on words of nobody. `left_out` are interviews with a
    text in which no person is identified; `joint` those with words of several persons.
    """

    planned: int
    held: int
    usable: int
    done: int
    person_interviews: int
    persons: int
    of_nobody: int
    left_out: tuple[str, ...]
    joint: tuple[str, ...]
    caption: str


def base(store: Store, *, filters: Filters | None = None) -> Base:
    """What stands beside a table with these filters. Changes nothing.

    Raises UnknownName for a name that the study lacks.
    """
    filters = filters or Filters()
    with reading.snapshot(store):
        view = read(store, filters)
        sittings = reading.sittings(store, view.limits)
        who = view.who
        present = sorted(set(who.interview[who.usable].tolist()))
        names = [who.interviews[one] for one in present]
        left_out = tuple(name for name, status, text, known in sittings
                         if status == "held" and text and not known)  # fmt: skip
        of_nobody = reading.count_of_nobody(
            store,
            view.limits,
            codes=view.code_ids,
            interviews=names if asks_who_speaks(filters) else view.limits.interviews or None,
        )
    together, times = np.unique(who.interview[who.usable], return_counts=True)
    return Base(
        planned=len(sittings),
        held=sum(status in ("held", "not_usable") for _name, status, _text, _known in sittings),
        usable=len(present),
        done=len(np.unique(who.interview[who.usable & who.done])),
        person_interviews=int(who.usable.sum()),
        persons=len(np.unique(who.person[who.usable])),
        of_nobody=of_nobody,
        left_out=left_out,
        joint=tuple(who.interviews[one] for one in together[times > 1]),
        caption=view.limits.caption,
    )


def _plain(value: Any) -> Any:
    return "" if value is None or value is pd.NA or value != value else value


def _places(view: View, keys: Mapping[str, Any]) -> Flags:
    """The places that the cell's keys of who speaks hold."""
    here = np.ones(len(view.who), dtype=np.bool_)
    for name, value in keys.items():
        if name in CODING_KEYS or value == MERGED:
            continue
        values = ["" if one is None else one for one in view.who.axes[name].values]
        wanted = int(value) if name == "round" and str(value).isdigit() else value
        if wanted not in values:
            raise UnknownName(name, str(value), [str(one) for one in values])
        here &= view.who.ranks[name] == values.index(wanted)
    return here


def _codes(view: View, keys: Mapping[str, Any], *, direct: bool) -> list[int] | None:
    """The places in the tree that the cell counts; None for all."""
    tree, named = view.tree, keys.get("code", MERGED)
    if named == MERGED:
        if view.asked_about is None:
            return None
        only = direct and "code" not in keys
        return [one for root in view.asked_about for one in ([root] if only else tree.branch(root))]
    known = {code.key: place for place, code in enumerate(tree.codes)}
    if named not in known:
        raise UnknownName(_("code"), named, known)
    return [known[named]] if direct else list(tree.branch(known[named]))


def _of_cell(details: Details, keys: Mapping[str, Any], here: Flags) -> Details:
    return details.chosen(
        number
        for number, row in enumerate(details.rows)
        if here[details.place[number]]
        and keys.get("valence", MERGED) in (MERGED, row.valence)
        and keys.get("stance", MERGED) in (MERGED, row.stance)
    )


def _excerpts(
    view: View, details: Details, keys: Mapping[str, Any], branch: list[int] | None,
    count: Count, *, direct: bool,
) -> pd.DataFrame:  # fmt: skip
    if keys.get("code", MERGED) != MERGED:
        return excerpt_frame(view, details, branches=branch[:1] if branch else None)
    if count == "words":
        return excerpt_frame(view, details, all_codes=True)
    return excerpt_frame(view, details, branches=None if direct else view.asked_about)


def _speakers(view: View, chosen: Flags) -> pd.DataFrame:
    who = view.who
    rows = [
        (
            who.interviews[who.interview[one]], who.persons[who.person[one]], who.actor_type[one],
            who.round[one], int(who.words[one]), bool(who.done[one]),
        )
        for one in np.flatnonzero(chosen).tolist()
    ]  # fmt: skip
    frame = pd.DataFrame.from_records(rows, columns=list(SPEAKERS))
    return frame.astype({"round": "Int64", "words": "int64", "done": "bool"})
