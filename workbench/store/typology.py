"""Property spaces as they are stored, who was placed in them by hand, and how both follow codes.

A dimension, a value and a cell keep their ids when they get another name or place, so that who
was placed stays there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import UnknownName
from workbench.model import (
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.store import views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.actions import Action
    from workbench.store.database import Store

Row = dict[str, Any]

SPACES = (
    "space", "offer", "offer_attribute", "time", "actor_types", "dimensions", "cells", "outside",
    "placed", "coder", "created", "note",
)  # fmt: skip

CELLS = (
    "label", "n", "N", "persons", "persons_N", "by_hand", "outside", "reason", "code", "told",
)  # fmt: skip
"""Columns of the cells of a space, after its dimensions."""

NUMBERS = ("excerpts", "passages", "share")
"""Columns of other tables that hidden cells leave empty, as no dimension may be."""

CASES = (
    "person", "actor_type", "offer", "time", "label", "state", "asked", "by", "note", "coder",
    "changed", "placing", "rule", "differs", "others", "reasons",
)  # fmt: skip
"""Columns of the cases of a space; the dimensions stand after the time."""

REASONS = (
    "person", "offer", "time", "by", "dimension", "value", "attribute", "equals", "coding",
    "interview", "round", "start", "end", "quote", "speakers", "code", "coder", "valence", "stance",
)  # fmt: skip


@dataclass(frozen=True)
class Placing:
    """Somebody placed by hand: `values` by dimension (ids); the codings that she was placed for."""

    id: int
    person: str
    offer: str
    time: str
    values: dict[int, int]
    note: str
    coder: str
    changed: str
    reasons: tuple[int, ...]


def spaces(store: Store) -> pd.DataFrame:
    """One row per property space, by name: space, offer, offer_attribute, time, actor_types and
    dimensions (a comma between), cells and those outside the sample (how many), placed (by hand,
    how many), coder (who made it), created (ISO), note."""
    coders = {row["id"]: row["name"] for row in store.find("coder")}
    rows = []
    for row in sorted(store.find("property_space"), key=lambda one: one["name"].casefold()):
        space = _space(store, row)
        cells = 1
        for dimension in space.dimensions:
            cells *= len(dimension.values)
        rows.append(
            (
                space.name, space.offer, space.offer_attribute, space.time,
                ", ".join(space.actor_types), ", ".join(one.name for one in space.dimensions),
                cells, sum(bool(one.outside) for one in space.cells),
                len(store.find("placing", space=row["id"])), coders[row["coder"]],
                row["created"], space.note,
            )
        )  # fmt: skip
    return pd.DataFrame(rows, columns=list(SPACES)).astype(
        dict.fromkeys(("cells", "outside", "placed"), "int64")
    )


def space_named(store: Store, name: str) -> PropertySpace:
    """The property space of this name. Raises UnknownName with near names."""
    row = store.get("property_space", name=" ".join(name.split()))
    if row is None:
        known = [one["name"] for one in store.find("property_space")]
        raise UnknownName(_("property space"), name, known)
    return _space(store, row)


def _space(store: Store, row: Row) -> PropertySpace:
    keys = {code.id: code.key for code in views.codes(store)}
    dimensions = tuple(
        PropertyDimension(one["name"], _values(store, one["id"], keys), one["id"])
        for one in in_order(store.find("property_dimension", space=row["id"]))
    )
    return PropertySpace(
        name=row["name"], dimensions=dimensions, offer=row["offer"],
        offer_attribute=row["offer_attribute"], time=row["time"],
        actor_types=tuple(json.loads(row["actor_types"])),
        cells=_cells(store, row["id"], dimensions, keys), note=row["note"], id=row["id"],
    )  # fmt: skip


def _values(store: Store, dimension: int, keys: dict[int, str]) -> tuple[PropertyValue, ...]:
    return tuple(
        PropertyValue(
            row["name"],
            tuple(
                PropertyRule(
                    attribute=one["attribute"], equals=one["equals"],
                    code=keys.get(one["code"], ""), valence=one["valence"], stance=one["stance"],
                )
                for one in in_order(store.find("property_rule", value=row["id"]))
            ),
            row["id"],
        )
        for row in in_order(store.find("property_value", dimension=dimension))
    )  # fmt: skip


def _cells(
    store: Store, space: int, dimensions: Iterable[PropertyDimension], keys: dict[int, str]
) -> tuple[PropertyCell, ...]:
    """What is said of cells, in the order of the dimensions."""
    order = list(dimensions)
    names = {one.id: one.name for dimension in order for one in dimension.values}
    found = {}
    for row in store.find("property_cell", space=space):
        of = {one["dimension"]: one["value"] for one in
              store.find("property_cell_value", cell=row["id"])}  # fmt: skip
        at = tuple(of[one.id] for one in order)
        found[at] = PropertyCell(
            tuple(names[one] for one in at), row["label"], keys.get(row["code"], ""),
            row["outside"],
        )  # fmt: skip
    place = {one.id: n for n, one in enumerate(v for d in order for v in d.values)}
    return tuple(found[at] for at in sorted(found, key=lambda at: [place[one] for one in at]))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows of a list, in the order that was given to them."""
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def placings(store: Store, space: int) -> list[Placing]:
    """Who was placed by hand in a space, the latest word last."""
    coders = {row["id"]: row["name"] for row in store.find("coder")}
    values: dict[int, dict[int, int]] = {}
    reasons: dict[int, list[int]] = {}
    for row in store.rows(
        "SELECT v.* FROM placing_value v JOIN placing p ON p.id = v.placing WHERE p.space = ?",
        (space,),
    ):
        values.setdefault(row["placing"], {})[row["dimension"]] = row["value"]
    for row in store.rows(
        "SELECT r.* FROM placing_reason r JOIN placing p ON p.id = r.placing WHERE p.space = ?"
        " ORDER BY r.coding",
        (space,),
    ):
        reasons.setdefault(row["placing"], []).append(row["coding"])
    rows = sorted(store.find("placing", space=space), key=lambda row: (row["changed"], row["id"]))
    return [
        Placing(
            row["id"], row["person"], row["offer"], row["time"], values.get(row["id"], {}),
            row["note"], coders[row["coder"]], row["changed"], tuple(reasons.get(row["id"], ())),
        )
        for row in rows
    ]  # fmt: skip


def passages(store: Store, codings: Sequence[int]) -> dict[int, Row]:
    """The coded passages of these ids, as far as they are there, by id."""
    rows = store.rows(
        'SELECT g.id AS coding, g.interview, g.start, g."end", g.quote, c.key AS code,'
        " coalesce((SELECT group_concat(p.person, ',') FROM coding_person p"
        "   WHERE p.coding = g.id), '') AS speakers,"
        " k.name AS coder, g.valence, g.stance FROM coding g JOIN code c ON c.id = g.code"
        " JOIN coder k ON k.id = g.coder WHERE g.id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(codings)),),
    )
    return {row["coding"]: row for row in rows}


# How spaces follow codes and codings


def take_over(action: Action, old: int, new: int) -> None:
    """What asks for a code that goes asks for the one that stays; a rule that is there then
    already is not doubled."""
    for row in action.store.find("property_rule", code=old):
        _with_code(action, row, new)
        action.delete("property_rule", row["id"])
    for row in action.store.find("property_cell", code=old):
        action.update("property_cell", row["id"], code=new)


def follow(action: Action, code: int, others: Iterable[int]) -> None:
    """A rule that asks for a code asks for those too that its codings go to."""
    for other in others:
        for row in action.store.find("property_rule", code=code):
            _with_code(action, row, other)


def _with_code(action: Action, rule: Row, code: int) -> None:
    """The same rule for another code, unless the value has it."""
    same = {name: rule[name] for name in ("value", "valence", "stance")}
    if action.store.get("property_rule", **same, code=code) is None:
        action.insert("property_rule", {**same, "position": rule["position"], "code": code})


def pass_on(action: Action, gone: int, kept: int) -> None:
    """Two codings become one: whoever was placed for either is placed for it."""
    for row in action.store.find("placing_reason", coding=gone):
        action.delete("placing_reason", (row["placing"], gone))
        action.put("placing_reason", {"placing": row["placing"], "coding": kept})
