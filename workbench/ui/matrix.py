"""The framework matrix on a page: what assets/matrix/ draws of it, and what it tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from workbench.exports import matrix as printed
from workbench.exports.model import MatrixCell, Summary
from workbench.texts import _
from workbench.ui import since, table

Place = tuple[str, str]
"""Subject and code of a cell."""

Save = tuple[str, str, str]
"""Subject, code and the text that was written there."""


@dataclass(frozen=True)
class Matrix:
    """The matrix as one coder fills it: rows (key, name, what is said of it), columns (key, name,
    colour), in each cell her own text and those of the others, and where the excerpts have changed
    since, what is said of that."""

    by: str
    coder: str
    rows: tuple[tuple[str, str, str], ...]
    columns: tuple[tuple[str, str, str], ...]
    cells: Mapping[Place, MatrixCell]
    since: Mapping[Place, str] = field(default_factory=dict)

    @property
    def to_write(self) -> int:
        """How many cells have excerpts and no summary."""
        return sum(bool(one.excerpts) and not one.summaries for one in self.cells.values())

    @property
    def written(self) -> int:
        """How many cells are summed up."""
        return sum(bool(one.summaries) for one in self.cells.values())


def matrix(
    frame: pd.DataFrame, summaries: pd.DataFrame, changed: pd.DataFrame, *, by: str, coder: str,
    names: table.Names, about: Mapping[str, str], colors: Mapping[str, str],
) -> Matrix:  # fmt: skip
    """The frame of `Study.matrix` and the summaries behind it as rows, columns and cells."""
    said: dict[Place, tuple[Summary, ...]] = {}
    for row in table.records(summaries):
        place = (str(row["subject"]), str(row["code"]))
        one = Summary(str(row["text"]), str(row["coder"]), str(row["changed"] or row["created"]))
        said[place] = (*said.get(place, ()), one)
    cells = {
        (str(row["subject"]), str(row["code"])): MatrixCell(
            said.get((str(row["subject"]), str(row["code"])), ()),
            int(row["excerpts"]), (), int(row["N"]), str(row["asked"] or ""),
        )
        for row in table.records(frame)
    }  # fmt: skip
    subjects = dict.fromkeys(subject for subject, _code in cells)
    codes = dict.fromkeys(code for _subject, code in cells)

    def name(dimension: str, key: str) -> str:
        said = table.value_name(dimension, key, names)
        return said[:1].upper() + said[1:]

    return Matrix(
        by,
        " ".join(coder.split()),
        tuple((one, name(by, one), about.get(one, "")) for one in subjects),
        tuple((one, name("code", one), colors.get(one, "")) for one in codes),
        cells,
        {
            (str(subject), str(code)): since.sentence(rows)
            for (subject, code), rows in changed.groupby(["subject", "code"])
        },
    )


def component_data(shown: Matrix, chosen: Place | None, *, memory: str) -> dict[str, Any]:
    """What the component draws. `shape` changes only when rows or columns do; `memory` names the
    study and the coder whose unsaved texts the browser keeps."""
    content = {
        "by": shown.by,
        "rows": [{"id": key, "label": name, "about": said} for key, name, said in shown.rows],
        "columns": [{"id": key, "label": name, "color": c} for key, name, c in shown.columns],
        "memory": memory,
        "texts": {"label": _("Framework matrix"), "rows": table.dimension_name(shown.by)},
    }
    shape = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return {
        **content,
        "shape": hashlib.sha256(shape.encode()).hexdigest()[:16],
        "chosen": list(chosen) if chosen else None,
        "cells": [
            [
                _cell(shown, shown.cells[row[0], column[0]], shown.since.get((row[0], column[0])))
                for column in shown.columns
            ]
            for row in shown.rows
        ],
    }


def _cell(shown: Matrix, cell: MatrixCell, changed: str | None) -> dict[str, Any]:
    sign = printed.sign(cell)
    meaning = {
        printed.TO_WRITE: _("there are excerpts, and no summary yet"),
        printed.UNFOUNDED: _("there is a summary, and no excerpt (any more)"),
    }
    return {
        "text": next((one.text for one in cell.summaries if one.coder == shown.coder), ""),
        "others": [[one.text, one.coder] for one in cell.summaries if one.coder != shown.coder],
        "sign": " ".join(filter(None, (sign, since.SIGN if changed else ""))),
        "meaning": " ".join(filter(None, (meaning.get(sign, ""), changed))),
        "counted": printed.counted(cell),
        "usable": cell.usable,
    }


@cache
def _component() -> Any:
    from streamlit.components.v2 import component

    return component(
        "workbench.matrix", html='<div class="matrix"></div>', js="matrix/index.js",
        css="matrix/matrix.css",
    )  # fmt: skip


def mount(data: Mapping[str, Any], *, key: str, on_told: Callable[[], None]) -> None:
    """Draw the matrix; `on_told` finds what was written and chosen with `told(key)`."""
    _component()(key=key, data=dict(data), on_told_change=on_told)


def told(state: object) -> tuple[Place | None, list[Save]]:
    """The chosen cell and the texts to store, from what the browser says; nothing for nonsense."""
    given = state.get("told") if isinstance(state, Mapping) else None
    if not isinstance(given, Mapping):
        return None, []
    chosen = _texts(given.get("chosen"), 2)
    saves = given.get("saves")
    listed = saves if isinstance(saves, list | tuple) else ()
    found = [one for one in (_texts(save, 3) for save in listed) if one]
    return (chosen[0], chosen[1]) if chosen else None, [(a, b, c) for a, b, c in found]


def _texts(given: object, n: int) -> Sequence[str]:
    """So many texts, or none."""
    if isinstance(given, list | tuple) and len(given) == n:
        return (
            [one for one in given if isinstance(one, str)]
            if all(isinstance(one, str) for one in given)
            else ()
        )
    return ()
