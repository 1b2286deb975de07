"""The cross-tab component: what assets/table/ draws, and what it tells.

What stands in the table is decided in `workbench.charts.table`, whose names pages find here too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any

from workbench.charts.table import (
    COUNTED as COUNTED,
)
from workbench.charts.table import (
    COUNTS as COUNTS,
)
from workbench.charts.table import (
    DIMENSIONS as DIMENSIONS,
)
from workbench.charts.table import (
    DIRECT as DIRECT,
)
from workbench.charts.table import (
    HIDDEN as HIDDEN,
)
from workbench.charts.table import (
    MERGED as MERGED,
)
from workbench.charts.table import (
    SMALL as SMALL,
)
from workbench.charts.table import (
    VALUES as VALUES,
)
from workbench.charts.table import (
    Cell as Cell,
)
from workbench.charts.table import (
    Column as Column,
)
from workbench.charts.table import (
    Key as Key,
)
from workbench.charts.table import (
    Kind as Kind,
)
from workbench.charts.table import (
    Names as Names,
)
from workbench.charts.table import (
    Row as Row,
)
from workbench.charts.table import (
    Table as Table,
)
from workbench.charts.table import (
    Totals as Totals,
)
from workbench.charts.table import (
    as_key as as_key,
)
from workbench.charts.table import (
    cell_text as cell_text,
)
from workbench.charts.table import (
    code_name as code_name,
)
from workbench.charts.table import (
    coded_to_the_end as coded_to_the_end,
)
from workbench.charts.table import (
    column_id as column_id,
)
from workbench.charts.table import (
    column_text as column_text,
)
from workbench.charts.table import (
    counted_text as counted_text,
)
from workbench.charts.table import (
    dimension_name as dimension_name,
)
from workbench.charts.table import (
    filters_text as filters_text,
)
from workbench.charts.table import (
    heat_frame as heat_frame,
)
from workbench.charts.table import (
    hidden_note as hidden_note,
)
from workbench.charts.table import (
    is_hidden as is_hidden,
)
from workbench.charts.table import (
    layer_name as layer_name,
)
from workbench.charts.table import (
    notes as notes,
)
from workbench.charts.table import (
    offers_shares as offers_shares,
)
from workbench.charts.table import (
    per_cent as per_cent,
)
from workbench.charts.table import (
    persons_beside as persons_beside,
)
from workbench.charts.table import (
    records as records,
)
from workbench.charts.table import (
    round_name as round_name,
)
from workbench.charts.table import (
    subtitle as subtitle,
)
from workbench.charts.table import (
    table as table,
)
from workbench.charts.table import (
    title as title,
)
from workbench.charts.table import (
    unfinished as unfinished,
)
from workbench.charts.table import (
    value_name as value_name,
)
from workbench.charts.table import (
    visible as visible,
)
from workbench.charts.table import (
    written as written,
)
from workbench.texts import _


def hide_toggle(key: str, change: Callable[[bool], None]) -> None:
    """The switch that hides small cells; its value is put under the key before."""
    import streamlit as st

    st.toggle(
        _("Hide small cells"), key=key, on_change=lambda: change(st.session_state[key]),
        help=_(
            "For a screen or a file that others see: cells of one or two persons, columns of "
            "fewer than three, and as many others as it takes for nothing to be subtracted back."
        ),
    )  # fmt: skip


def component_data(
    shown: Table,
    *,
    open_ids: Collection[str],
    selected: tuple[str, Key] | None,
    shares: bool = False,
    label: str = "",
) -> dict[str, Any]:
    """What the component draws, with every text in the user's language.

    `label` is what the table is called, if not what it sets against what.
    `table` changes only when the table does; its `version` tells the component whether to
    draw anew or only to move the outline and open branches.
    """
    content = {
        "count": shown.count,
        "headings": _headings(shown.columns),
        "columns": [_column_data(column) for column in shown.columns],
        "rows": [_row_data(row) for row in shown.rows],
        "cells": [
            [
                cell_data(shown.cells.get((row.id, column.id)), column, shares=shares)
                for column in shown.columns
            ]
            for row in shown.rows
        ],
        "texts": _component_texts(shown, label),
    }
    as_text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return {
        "table": content,
        "version": hashlib.sha256(as_text.encode()).hexdigest()[:16],
        "open": [row.id for row in shown.rows if row.id in open_ids],
        "selected": [selected[0], column_id(selected[1])] if selected else None,
    }


def _headings(columns: Sequence[Column]) -> list[dict[str, Any]]:
    """The upper row of the header: one heading over the leaves that share their first key."""
    spans: list[dict[str, Any]] = []
    previous: str | None = None
    for column in columns:
        if len(column.key) > 1 and column.key[0] == previous:
            spans[-1]["span"] += 1
            continue
        spans.append({"label": column.heading, "span": 1, "uncoded": column.uncoded})
        previous = column.key[0]
    return [
        {**heading, "uncoded": heading["uncoded"] and heading["span"] == 1} for heading in spans
    ]


def _column_data(column: Column) -> dict[str, Any]:
    return {
        "id": column.id,
        "label": column.label,
        "name": column_text(column),
        "done": unfinished(column),
        "merged": column.merged or MERGED in column.key,
        "small": column.small,
        "uncoded": column.uncoded,
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": row.label,
        "level": row.level,
        "parent": row.parent,
        "branch": row.branch,
        "direct": row.direct,
        "color": row.color,
    }


def cell_data(cell: Cell | None, column: Column, *, shares: bool = False) -> dict[str, Any] | None:
    """The cell as the component writes it: number, rest, what stands beside, shade, marks."""
    if cell is None:
        return None
    if cell.kind != "count":
        return {"kind": cell.kind, "text": cell_text(cell)}
    before, _between, after = _("{n} of {N}").partition("{n}")
    beside = ""
    if column.merged:
        beside = persons_beside(cell)
    elif shares and (share := per_cent(cell)) is not None:
        beside = _("{share} %", share=written(share))
    return {
        "kind": "count",
        "before": before,
        "n": written(cell.n),
        "after": after.replace("{N}", written(cell.N)),
        "beside": beside,
        "shade": cell.shade,
        "small": cell.small,
        "zero": cell.n == 0,
    }


def _component_texts(shown: Table, label: str) -> dict[str, str]:
    return {
        "label": label or title(shown),
        "rows": dimension_name(shown.dimension),
        "open_all": _("Open all"),
        "close_all": _("Close all"),
        "small_cell": _("one or two persons"),
        "small_column": _("fewer than three persons"),
        "uncoded": _("nothing coded yet"),
        "direct": _("directly on the parent"),
    }


HTML = '<div class="crosstab"></div>'


@cache
def _component() -> Any:
    """The registered component; its files are served from the package's assets."""
    from streamlit.components.v2 import component

    return component("workbench.table", html=HTML, js="table/index.js", css="table/table.css")


def mount(data: Mapping[str, Any], *, key: str, on_told: Callable[[], None]) -> None:
    """Draw the table; `on_told` finds open branches and cell with `told(key)`."""
    _component()(key=key, data=dict(data), on_told_change=on_told)


def told(state: object) -> tuple[tuple[str, ...], tuple[str, Key] | None]:
    """The open branches and the chosen cell, from what the browser says; nothing for nonsense."""
    given = state.get("told") if isinstance(state, Mapping) else None
    if not isinstance(given, Mapping):
        return (), None
    open_ids = given.get("open")
    listed = open_ids if isinstance(open_ids, list | tuple) else ()
    names = tuple(name for name in listed if isinstance(name, str))
    return names, chosen(given.get("cell"))


def chosen(given: object) -> tuple[str, Key] | None:
    """The cell that a browser says was chosen, row and column id, if it is one at all."""
    match given:
        case [str(row), str(column)]:
            try:
                key = json.loads(column)
            except json.JSONDecodeError:
                return None
            if isinstance(key, list) and all(isinstance(part, str) for part in key):
                return row, tuple(key)
    return None
