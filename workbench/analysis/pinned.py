"""The excerpts that are pinned under a code, each with the group whose words it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis.common import CODING_KEYS, Tree, View, check_keys, joined, meets, read
from workbench.errors import UnknownName
from workbench.model import Filters
from workbench.spans import spans_from_text
from workbench.store import pins as stored
from workbench.store import reading, views
from workbench.store.reading import Integers
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]

Codings = tuple[Integers, Integers, Integers, Integers]
"""Code (its place in the tree), place in the view, start and end of each, in the own words."""

PINS = (
    "id", "code", "by", "subject", "interview", "person", "actor_type", "round", "coder", "start",
    "end", "quote", "keep", "insertions",
)  # fmt: skip


def pins(store: Store, *, by: str = "actor_type", filters: Filters | None = None) -> pd.DataFrame:
    """The pinned excerpts that are still coded within the filters, in the researcher's order.

    id, code (under which it is pinned), by and subject (the dimension that is asked for and its
    value, empty where it is missing), interview, person, actor_type, round (Int64), coder (empty
    for the agreed layer), start, end, quote, keep (spans that are printed; none means all) and
    insertions. The codes are those of the filter themselves, without one all; in the order of the
    scheme. A pin whose words have lost the code stays in its selection and is not here.

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    with reading.snapshot(store):
        check_keys(store, [by])
        if by in (*CODING_KEYS, "coder"):
            raise UnknownName(_("column"), by, ["actor_type", "person", "interview", "round"])
        tree = Tree.of(reading.codes(store))
        asked = [views.code_named(store, key).id for key in filters.code] or list(tree.at)
        found = [(place, item) for place in sorted(tree.at[one] for one in set(asked))
                 for item in stored.items(store, tree.codes[place].id)]  # fmt: skip
        # Only the interviews are read in which something is pinned.
        held = {item["interview"] for _place, item in found}
        held = held & set(filters.interview) if filters.interview else held
        rows = []
        if held:
            view = read(store, replace(filters, interview=tuple(sorted(held))), keys=[by])
            rows = _rows(view, by, _codings(store, view), found)
    frame = pd.DataFrame(rows, columns=list(PINS))
    return frame.astype({"id": "int64", "round": "Int64", "start": "int64", "end": "int64"})


def _codings(store: Store, view: View) -> Codings:
    """The codings of the view."""
    found = view.codings(store, ["start", "end"], codes=view.code_ids)
    return found["code"], found["place"], found["start"], found["end"]


def _rows(view: View, by: str, codings: Codings, found: Sequence[tuple[int, Row]]) -> list[Row]:
    """The pins as they are read, where an excerpt of the code's branch still holds their words."""
    who = view.who
    places = {
        (who.interviews[who.interview[one]], who.persons[who.person[one]]): one
        for one in np.flatnonzero(who.usable).tolist()
    }
    rows = []
    for code, of_code in groupby(found, key=itemgetter(0)):
        pinned = [
            (places[at], item)
            for _code, item in of_code
            if (at := (item["interview"], item["person"])) in places
        ]
        rows += [
            _row(view, by, code, *one)
            for one, held in zip(pinned, _held(view, codings, code, pinned), strict=True)
            if held
        ]
    return rows


def _held(view: View, codings: Codings, code: int, pinned: Sequence[tuple[int, Row]]) -> list[bool]:
    """Which pins lie on words that a coding of the branch covers."""
    codes, place, start, end = codings
    here = (codes >= code) & (codes < view.tree.ends[code])
    width = max(int(end.max(initial=0)), *(item["end"] for _at, item in pinned), 0) + 1
    of, start, end, _part = joined(place[here], start[here], end[here])
    left, right = (
        np.array([at * width + item[name] for at, item in pinned], dtype=np.int64)
        for name in ("start", "end")
    )
    held: list[bool] = meets(left, right, of * width + start, of * width + end).tolist()
    return held


def _row(view: View, by: str, code: int, at: int, item: Row) -> Row:
    who = view.who
    value = who.axes[by].values[who.ranks[by][at]]
    return {
        "id": item["id"], "code": view.tree.codes[code].key, "by": by,
        "subject": "" if value is None else str(value), "interview": item["interview"],
        "person": item["person"], "actor_type": who.actor_type[at], "round": who.round[at],
        "coder": view.coders.get(item["coder"], ""), "start": item["start"], "end": item["end"],
        "quote": item["quote"], "keep": spans_from_text(item["keep"]),
        "insertions": [(at, text) for at, text in json.loads(item["insertions"])],
    }  # fmt: skip
