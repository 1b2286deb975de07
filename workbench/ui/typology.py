"""A property space on a page: what assets/typology/ draws of it, and a space while it is edited."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from workbench.analysis.typology import BETWEEN
from workbench.charts.table import records
from workbench.charts.typology import Cell, Crossed, case_name, spans
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
