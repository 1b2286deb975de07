"""Actors side by side on a page: what the table component draws of a comparison, and tells."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from workbench.charts.sides import Line, Side, Sides
from workbench.charts.table import Cell, Key, column_id, unfinished
from workbench.texts import _
from workbench.ui import behind, table
from workbench.ui.address import View


def component_data(shown: Sides, selected: tuple[str, Key] | None) -> dict[str, Any]:
    """What the component draws: a heading and its numbers per side, a row per line."""
    content = {
        "count": "interviews",
        "look": "sides",
        "head": shown.heads[0].key if len(shown.heads) == 1 else "",
        "headings": [
            {"label": side.name, "span": 1, "uncoded": side.column.uncoded} for side in shown.sides
        ],
        "columns": [_column(side) for side in shown.sides],
        "rows": [_row(line) for line in shown.lines],
        "cells": [
            [table.cell_data(shown.cells[line.id, side.key], side.column) for side in shown.sides]
            for line in shown.lines
        ],
        "texts": {
            "label": shown.title,
            "rows": _("Code"),
            "open_all": "",
            "close_all": "",
            "small_cell": _("one or two persons"),
            "small_column": _("fewer than three persons"),
            "uncoded": _("nothing coded yet"),
            "direct": "",
        },
    }
    as_text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return {
        "table": content,
        "version": hashlib.sha256(as_text.encode()).hexdigest()[:16],
        "open": [],
        "selected": [selected[0], column_id(selected[1])] if selected else None,
    }


def cell(shown: Sides, place: tuple[str, Key] | None) -> behind.Behind | None:
    """The chosen cell with its line and side, if this comparison has it."""
    if place is None or len(place[1]) != 1:
        return None
    line, side = shown.line(place[0]), shown.side(place[1][0])
    if line is None or side is None:
        return None
    number: Cell = shown.cells.get((line.id, side.key)) or side.cells[line.row.key]
    column = side.column
    if line.mark is not None:
        key = (*column.key, line.mark)
        label = line.row.label
        column = table.Column(**{**vars(column), "key": key, "label": label})
    row = next(one for one in shown.shown.rows if one.key == line.row.key)
    return behind.Behind(row, column, number)


def view_of(shown: Sides, filters: Any, chosen: behind.Behind) -> View:
    """The cross-tab in which the chosen cell stands, by whose rows it opens."""
    columns = (shown.by, shown.mark) if len(chosen.column.key) > 1 else (shown.by,)
    return View(columns=columns, filters=filters)


def _column(side: Side) -> dict[str, Any]:
    return {
        "id": side.column.id,
        "label": side.counted,
        "name": side.name,
        "done": unfinished(side.column),
        "merged": side.column.merged,
        "small": side.column.small,
        "uncoded": side.column.uncoded,
    }


def _row(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "label": line.row.label,
        "level": line.row.level,
        "parent": "",
        "branch": False,
        "direct": False,
        "mark": line.mark is not None,
        "color": line.row.color,
    }
