"""Property spaces as YAML, with who was placed in them by hand; every fault of a file at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.coding import typology as spaces
from workbench.errors import CallError, Fault, FileFaults, WorkbenchError
from workbench.files import read_yaml, write_text, yaml_text
from workbench.model import (
    CaseTime,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
    Stance,
    Valence,
)
from workbench.store import typology as stored
from workbench.store import views
from workbench.store.database import Store
from workbench.texts import _, marked

Entry = Mapping[str, Any]

_SPACE = {
    "name", "offer", "offer_attribute", "time", "actor_types", "note", "dimensions", "cells",
    "placed",
}  # fmt: skip
_DIMENSION = {"name", "values"}
_VALUE = {"name", "rules"}
_RULE = {"attribute", "equals", "code", "valence", "stance"}
_CELL = {"values", "label", "code", "outside"}
_PLACED = {"person", "offer", "time", "values", "note", "coder", "reasons"}
_REASON = {"interview", "start", "end", "code", "coder"}


@dataclass(frozen=True)
class Loaded:
    """What a file has brought: the spaces by name, and how many were placed by hand."""

    spaces: tuple[str, ...]
    placed: int


def load(store: Store, path: Path, *, coder: str) -> Loaded:
    """Store the property spaces of a YAML file, all or none, each in place of the one that has
    its name; and place by hand whoever it says. Raises FileFaults that names a fault of each
    space that has any, with its line."""
    entries = read_yaml(path, "spaces")
    faults: list[Fault] = []
    names: list[str] = []
    placed = 0
    with store.action(
        coder, "typology load", object=path.name,
        summary=marked("Property spaces loaded from {file}"), file=path.name,
    ):  # fmt: skip
        for entry, line in entries:
            try:
                space = _space(entry)
                spaces.save(store, space, coder=coder)
                names.append(space.name)
                for one in _listed(entry, "placed"):
                    _place(store, space.name, _checked(one, _PLACED), coder)
                    placed += 1
            except WorkbenchError as error:
                told = " ".join(part for part in (error.message, error.remedy) if part)
                faults.append(Fault(told, file=path.name, line=line))
        if faults:
            raise FileFaults(faults)
    return Loaded(tuple(names), placed)


def save(store: Store, path: Path) -> int:
    """Write every property space, with who was placed by hand, as YAML; gives how many."""
    names = list(stored.spaces(store)["space"])
    content = {"spaces": [_entry(store, stored.space_named(store, name)) for name in names]}
    write_text(path, yaml_text(content))
    return len(names)


# In


def _space(given: object) -> PropertySpace:
    entry = _checked(given, _SPACE)
    return PropertySpace(
        name=_text(entry, "name"),
        dimensions=tuple(_dimension(one) for one in _listed(entry, "dimensions")),
        offer=_text(entry, "offer"),
        offer_attribute=_text(entry, "offer_attribute"),
        time=cast(CaseTime, _text(entry, "time") or "round"),
        actor_types=tuple(map(str, _listed(entry, "actor_types"))),
        cells=tuple(_cell(one) for one in _listed(entry, "cells")),
        note=_text(entry, "note"),
    )


def _dimension(given: object) -> PropertyDimension:
    entry = _checked(given, _DIMENSION)
    values = []
    for one in _listed(entry, "values"):
        value = _checked({"name": one} if isinstance(one, str) else one, _VALUE)
        rules = tuple(_rule(rule) for rule in _listed(value, "rules"))
        values.append(PropertyValue(_text(value, "name"), rules))
    return PropertyDimension(_text(entry, "name"), tuple(values))


def _rule(given: object) -> PropertyRule:
    entry = _checked(given, _RULE)
    return PropertyRule(
        attribute=_text(entry, "attribute"), equals=_text(entry, "equals"),
        code=_text(entry, "code"), valence=cast(Valence, _text(entry, "valence")),
        stance=cast(Stance, _text(entry, "stance")),
    )  # fmt: skip


def _cell(given: object) -> PropertyCell:
    entry = _checked(given, _CELL)
    values = tuple(map(str, _listed(entry, "values")))
    return PropertyCell(
        values, _text(entry, "label"), _text(entry, "code"), _text(entry, "outside")
    )


def _place(store: Store, space: str, entry: Entry, coder: str) -> None:
    reasons = []
    for one in _listed(entry, "reasons"):
        reason = _checked(one, _REASON)
        code = views.code_named(store, _text(reason, "code"))
        who = store.get("coder", name=_text(reason, "coder") or coder)
        row = store.get(
            "coding", interview=_text(reason, "interview"), start=reason.get("start"),
            end=reason.get("end"), code=code.id, coder=who["id"] if who else None,
        )  # fmt: skip
        if row is None:
            raise CallError(
                _("there is no such coding of {code} in {interview}", code=code.key,
                  interview=_text(reason, "interview")),
            )  # fmt: skip
        reasons.append(int(row["id"]))
    spaces.place(
        store, space, _text(entry, "person"), tuple(map(str, _listed(entry, "values"))),
        _text(entry, "note"), offer=_text(entry, "offer"), time=_text(entry, "time"),
        reasons=reasons, coder=_text(entry, "coder") or coder,
    )  # fmt: skip


def _checked(given: object, known: set[str]) -> Entry:
    """A mapping of the file with nothing in it that is not known."""
    if not isinstance(given, Mapping):
        raise CallError(_("“{value}” is no entry.", value=given))
    for name in given:
        if name not in known:
            raise CallError(
                _("“{name}” is not known here.", name=name), remedy=", ".join(sorted(known))
            )
    return cast(Entry, given)


def _text(entry: Entry, name: str) -> str:
    value = entry.get(name)
    return "" if value is None else str(value)


def _listed(entry: Entry, name: str) -> Sequence[Any]:
    value = entry.get(name)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise CallError(_("“{name}” is no list.", name=name))
    return value


# Out


def _entry(store: Store, space: PropertySpace) -> dict[str, Any]:
    assert space.id is not None
    entry: dict[str, Any] = {"name": space.name}
    for name in ("offer", "offer_attribute", "time", "note"):
        if getattr(space, name):
            entry[name] = getattr(space, name)
    if space.actor_types:
        entry["actor_types"] = list(space.actor_types)
    entry["dimensions"] = [
        {
            "name": dimension.name,
            "values": [
                {"name": value.name, "rules": [_given(rule, _RULE) for rule in value.rules]}
                if value.rules else {"name": value.name}
                for value in dimension.values
            ],
        }
        for dimension in space.dimensions
    ]  # fmt: skip
    cells = [{"values": list(one.values), **_given(one, _CELL - {"values"})} for one in space.cells]
    placed = [_placed(store, space, one) for one in stored.placings(store, space.id)]
    return {
        **entry,
        **({"cells": cells} if cells else {}),
        **({"placed": placed} if placed else {}),
    }


def _given(record: object, names: set[str]) -> dict[str, str]:
    """The fields that say something, in the order of the record."""
    return {name: one for name, one in vars(record).items() if name in names and one}


def _placed(store: Store, space: PropertySpace, one: stored.Placing) -> dict[str, Any]:
    names = {value.id: value.name for at in space.dimensions for value in at.values}
    entry: dict[str, Any] = {"person": one.person}
    entry |= {name: getattr(one, name) for name in ("offer", "time") if getattr(one, name)}
    at_values = [one.values.get(at.id or 0) for at in space.dimensions]
    entry["values"] = [names.get(value, "") for value in at_values]
    entry |= {"note": one.note, "coder": one.coder}
    reasons = [
        {name: row[name] for name in ("interview", "start", "end", "code", "coder")}
        for row in stored.passages(store, one.reasons).values()
    ]
    return {**entry, **({"reasons": reasons} if reasons else {})}
