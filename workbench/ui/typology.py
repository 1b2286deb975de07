"""A property space on a page: what assets/typology/ draws of it, and a space while it is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import count, product
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from workbench.analysis.typology import BETWEEN
from workbench.charts.table import records
from workbench.charts.typology import Cell, Crossed, case_name, spans
from workbench.model import (
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
    Stance,
    Valence,
)
from workbench.texts import _

CaseId = tuple[str, str, str]
"""Person, offer and time of a case."""

Query = Mapping[str, Sequence[str]]


def case_id(row: Mapping[str, Any]) -> CaseId:
    """What names a case."""
    return str(row["person"]), str(row["offer"]), str(row["time"])


def component_data(
    shown: Crossed, cases: pd.DataFrame, chosen: CaseId | None, *, label: str, others: Query
) -> dict[str, Any]:
    """What the component draws. `others` is the address, without a code, of the excerpts of those
    who are not placed here."""
    rows = records(cases)
    names = (*shown.row_names, *shown.column_names)
    here: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row["state"] == "placed":
            here.setdefault(tuple(str(row[name]) for name in names), []).append(row)
    apart: dict[str, list[dict[str, Any]]] = {}
    for title, state in ((_("In conflict"), "conflict"), (_("Undecided"), "undecided")):
        for row in rows:
            if row["state"] == state:
                open_ = ", ".join(_open(row, names))
                named = f"{title}: {open_}"
                if row["asked"] == "no":
                    named += f" ({_('not asked')})"
                apart.setdefault(named, []).append(_case(row, chosen))
    return {
        "label": label,
        "corner": f"{' / '.join(shown.row_names)} ↓\n{' / '.join(shown.column_names)} →",
        "depth": len(shown.row_names),
        "headings": [
            [list(one) for one in spans(shown.columns, level)]
            for level in range(len(shown.column_names))
        ],
        "rows": _row_headings(shown.rows),
        "cells": [
            [_cell(shown.cell(row, column), here, chosen, others) for column in shown.columns]
            for row in shown.rows
        ],
        "apart": [{"title": title, "cases": listed} for title, listed in apart.items()],
    }


def _open(row: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """The dimensions at which a case has no value, or several."""
    if row["state"] == "undecided":
        return [name for name in names if not row[name]]
    return [f"{name} ({row[name]})" for name in names if BETWEEN in row[name]]


def _row_headings(rows: Sequence[tuple[str, ...]]) -> list[list[list[Any]]]:
    """The headings that begin in each row, each with how many rows it stands beside."""
    found: list[list[list[Any]]] = [[] for _row in rows]
    for level in range(len(rows[0]) if rows else 0):
        at = 0
        for name, n in spans(rows, level):
            found[at].append([name, n])
            at += n
    return found


def _cell(
    cell: Cell, here: Mapping[tuple[str, ...], Sequence[Mapping[str, Any]]],
    chosen: CaseId | None, others: Query,
) -> dict[str, Any]:  # fmt: skip
    kinds = [("outside", bool(cell.outside)), ("empty", not cell.n)]
    return {
        "kind": " ".join(name for name, holds in kinds if holds),
        "label": cell.label,
        "counted": cell.counted,
        "beside": cell.beside,
        "outside": cell.outside,
        "small": _("one or two persons") if cell.small else "",
        "telling": cell.telling,
        "href": f"excerpts?{urlencode({**others, 'code': [cell.code]}, doseq=True)}",
        "cases": [_case(row, chosen) for row in here.get(cell.key, ())],
    }


def _case(
    row: Mapping[str, Any], chosen: CaseId | None
) -> dict[str, Any]:  # fmt: skip
    """A case as a button: person and time tell it from the others, and the offer its title."""
    named = case_name({**row, "offer": ""})
    title = case_name(row)
    if row["differs"]:
        title += " · " + _("the rules say {cell}", cell=row["rule"])
    if row["others"]:
        title += " · " + _("placed otherwise by {others}", others=row["others"])
    return {
        "id": list(case_id(row)),
        "label": named,
        "title": title,
        "chosen": "true" if case_id(row) == chosen else "false",
        "hand": row["by"] == "hand" and not row["differs"],
        "differs": row["differs"] == "yes" or bool(row["others"]),
    }


@cache
def _component() -> Any:
    from streamlit.components.v2 import component

    return component(
        "workbench.typology", html='<div class="typology"></div>', js="typology/index.js",
        css="typology/typology.css",
    )  # fmt: skip


def mount(data: Mapping[str, Any], *, key: str, on_told: Callable[[], None]) -> None:
    """Draw the space; `on_told` finds the chosen case with `told(key)`."""
    _component()(key=key, data=dict(data), on_told_change=on_told)


def told(state: object) -> CaseId | None:
    """The chosen case, from what the browser says; nothing for nonsense."""
    given = state.get("told") if isinstance(state, Mapping) else None
    match given.get("chosen") if isinstance(given, Mapping) else None:
        case [str(person), str(offer), str(time)]:
            return person, offer, time
    return None


# A space while it is edited

_UIDS = count(1)
"""Names of fields: no two drafts share one, or a field would keep what another draft had."""


@dataclass(frozen=True)
class DraftValue:
    """A value of a dimension in the editor: `uid` names its fields."""

    uid: int
    id: int | None = None
    name: str = ""
    codes: tuple[str, ...] = ()
    valence: Valence = ""
    stance: Stance = ""
    attributes: tuple[str, ...] = ()
    kept: tuple[PropertyRule, ...] = ()


@dataclass(frozen=True)
class DraftDimension:
    """A dimension in the editor."""

    uid: int
    values: tuple[DraftValue, ...]
    id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Draft:
    """A space in the editor: what is stored of it, and the shape that it is to have."""

    space: PropertySpace
    dimensions: tuple[DraftDimension, ...]

    def with_value(self, dimension: int) -> Draft:
        """One more value at the end of a dimension."""
        made = DraftValue(next(_UIDS))
        return self._changed(dimension, lambda one: replace(one, values=(*one.values, made)))

    def without_value(self, dimension: int, value: int) -> Draft:
        """The draft without this value."""
        return self._changed(
            dimension,
            lambda one: replace(one, values=tuple(v for v in one.values if v.uid != value)),
        )

    def with_dimension(self) -> Draft:
        """One more dimension, of two values."""
        values = (DraftValue(next(_UIDS)), DraftValue(next(_UIDS)))
        return replace(self, dimensions=(*self.dimensions, DraftDimension(next(_UIDS), values)))

    def without_dimension(self, dimension: int) -> Draft:
        """The draft without this dimension."""
        return replace(
            self, dimensions=tuple(one for one in self.dimensions if one.uid != dimension)
        )

    def _changed(
        self, dimension: int, change: Callable[[DraftDimension], DraftDimension]
    ) -> Draft:  # fmt: skip
        changed = (change(one) if one.uid == dimension else one for one in self.dimensions)
        return replace(self, dimensions=tuple(changed))


def draft(space: PropertySpace | None) -> Draft:
    """The draft of a stored space, or of a new one of two dimensions."""
    if space is None:
        made = Draft(PropertySpace("", ()), ())
        return made.with_dimension().with_dimension()
    dimensions = tuple(
        DraftDimension(
            next(_UIDS), tuple(_draft_value(one, next(_UIDS)) for one in dimension.values),
            dimension.id, dimension.name,
        )
        for dimension in space.dimensions
    )  # fmt: skip
    return Draft(space, dimensions)


def _draft_value(value: PropertyValue, uid: int) -> DraftValue:
    """The rules of a value as fields; codes of one valence and stance are one field, codes of
    others are kept as they are."""
    of_codes = [one for one in value.rules if one.code]
    marks = {(one.valence, one.stance) for one in of_codes}
    valence, stance = marks.pop() if len(marks) == 1 else ("", "")
    shown = [one for one in of_codes if (one.valence, one.stance) == (valence, stance)]
    return DraftValue(
        uid, value.id, value.name, tuple(one.code for one in shown), valence, stance,
        tuple(attribute_text(one) for one in value.rules if one.attribute),
        tuple(one for one in of_codes if one not in shown),
    )  # fmt: skip


def attribute_text(rule: PropertyRule) -> str:
    """A rule on an attribute as one text: `course`, or `course=kafé`."""
    return f"{rule.attribute}={rule.equals}" if rule.equals else rule.attribute


def space_of(given: Draft) -> PropertySpace:
    """The space that a draft describes. What is said of cells is not in it."""
    return replace(
        given.space,
        dimensions=tuple(
            PropertyDimension(one.name, tuple(map(_value, one.values)), one.id)
            for one in given.dimensions
        ),
    )


def _value(given: DraftValue) -> PropertyValue:
    rules = [
        PropertyRule(code=code, valence=given.valence, stance=given.stance) for code in given.codes
    ]
    for text in given.attributes:
        name, _between, value = text.partition("=")
        rules.append(PropertyRule(attribute=name, equals=value))
    return PropertyValue(given.name, (*rules, *given.kept), given.id)


def cell_keys(given: Draft) -> list[tuple[int, ...]]:
    """Every cell of a draft, by the uids of its values."""
    return list(product(*([value.uid for value in one.values] for one in given.dimensions)))


def cell_said(given: Draft, key: Sequence[int]) -> PropertyCell:
    """What is said of a cell in the stored space, as far as it has that cell."""
    names = tuple(
        value.name for one in given.dimensions for value in one.values if value.uid in key
    )
    found = {one.values: one for one in given.space.cells}
    return found.get(names, PropertyCell(names))
