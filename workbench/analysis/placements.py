"""Both sides of one placement: what a participant and the employer there say of the same things."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.analysis.common import Tree
from workbench.analysis.comparison import shown
from workbench.analysis.excerpts import excerpts
from workbench.errors import CallError
from workbench.model import Filters
from workbench.store import reading, views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

RELATION = "had_placement_with"

PLACEMENTS = ("person", "other_person", "round", "usable", "other_usable")

PLACEMENT = (
    "code", "side", "person", "interview", "date", "round", "start", "end", "quote", "own",
)  # fmt: skip


def placements(store: Store) -> pd.DataFrame:
    """Who had a placement with whom: person, other_person, round (Int64), usable and other_usable
    (Int64: how many interviews with usable text each has given). In the order of the study."""
    pairs = views.relations(store)
    pairs = pairs[pairs["relation"] == RELATION]
    sittings = views.person_interviews(store)
    usable = sittings[sittings["usable"]].groupby("person").size().to_dict()
    found = pairs[["person", "other_person", "round"]].assign(
        usable=[usable.get(str(one), 0) for one in pairs["person"]],
        other_usable=[usable.get(str(one), 0) for one in pairs["other_person"]],
    )
    kinds = {"round": "Int64", "usable": "Int64", "other_usable": "Int64"}
    return found.astype(kinds)[list(PLACEMENTS)].reset_index(drop=True)


def placement(
    store: Store, person: str, other_person: str, *, filters: Filters | None = None
) -> pd.DataFrame:
    """What the two of one placement say under the codes of the filter and the codes under them.

    One row per excerpt: code, side (`person` or `other_person`, as in the relation), person,
    interview, date, round (Int64), start, end, quote and own as in `excerpts`. A code that has
    codes under it stands for what is coded on it directly, each of those under it for its branch.
    In the order of the scheme, then of rounds and dates, so that what both say of one thing stands
    together.

    Raises CallError without a code and for two who had no placement together, UnknownName for a
    name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    if not filters.code:
        raise CallError(
            _("Both sides are read under one code, or a few; none was named."),
            remedy=_("Name a code, such as a branch of the scheme, with --code."),
        )
    with reading.snapshot(store):
        views.person_named(store, person)
        views.person_named(store, other_person)
        named = {"person": person, "relation": RELATION, "other_person": other_person}
        if not store.find("relation", **named):
            raise CallError(
                _("{person} had no placement with {other}.", person=person, other=other_person),
                remedy=_("`workbench placement` lists those that there are."),
            )
        tree = Tree.of(reading.codes(store))
        named_codes = [views.code_named(store, key).id for key in filters.code]
        places = shown(tree, named_codes)
        both = replace(filters, person=(person, other_person), code=())
        alone = excerpts(store, filters=both)
        opened = {tree.at[code] for code in named_codes if len(tree.branch(tree.at[code])) > 1}
        keys = [tree.codes[place].key for place in places]
        parts = [
            alone[alone["code"] == key]
            if place in opened
            else excerpts(store, filters=replace(both, code=(key,)))
            for place, key in zip(places, keys, strict=True)
        ]
        dates = views.interviews(store).set_index("interview")["date"]
    frame = pd.concat(parts, ignore_index=True)
    frame["side"] = frame["person"].map({person: "person", other_person: "other_person"})
    frame["date"] = frame["interview"].map(dates)
    frame["at"] = frame["code"].map({key: at for at, key in enumerate(keys)})
    frame = frame.sort_values(["at", "date", "interview", "start"], kind="stable")
    return frame[list(PLACEMENT)].reset_index(drop=True)
