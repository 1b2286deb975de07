"""The excerpts that are pinned under a code, each with the group whose words it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.analysis.common import CODING_KEYS, Tree, View, check_keys, read
from workbench.analysis.excerpts import Details, read_details
from workbench.errors import UnknownName
from workbench.model import Filters
from workbench.spans import spans_from_text
from workbench.store import pins as stored
from workbench.store import reading, views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

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
            details = read_details(store, view)
            rows = [_row(view, by, details, place, item) for place, item in found]
    frame = pd.DataFrame([row for row in rows if row], columns=list(PINS))
    return frame.astype({"id": "int64", "round": "Int64", "start": "int64", "end": "int64"})


def _row(
    view: View, by: str, details: Details, place: int, item: dict[str, Any]
) -> dict[str, Any] | None:
    """A pin as it is read, where an excerpt of the branch at this place still holds its words."""
    who = view.who
    inside = {view.tree.codes[one].id for one in view.tree.branch(place)}
    at = next(
        (
            int(details.place[number])
            for number, row in enumerate(details.rows)
            if row.interview == item["interview"] and row.person == item["person"]
            and row.code in inside and row.own_start < item["end"] and item["start"] < row.own_end
        ),
        None,
    )  # fmt: skip
    if at is None:
        return None
    value = who.axes[by].values[who.ranks[by][at]]
    return {
        "id": item["id"], "code": view.tree.codes[place].key, "by": by,
        "subject": "" if value is None else str(value), "interview": item["interview"],
        "person": item["person"], "actor_type": who.actor_type[at], "round": who.round[at],
        "coder": view.coders.get(item["coder"], ""), "start": item["start"], "end": item["end"],
        "quote": item["quote"], "keep": spans_from_text(item["keep"]),
        "insertions": [(at, text) for at, text in json.loads(item["insertions"])],
    }  # fmt: skip
