"""A cross-tab in print: cells `n of N`, marked where few stand behind them; or the long form."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import groupby
from numbers import Integral, Real
from typing import Any, TypeAlias

import pandas as pd

from workbench.exports.model import (
    Block,
    Cell,
    Column,
    CrosstabView,
    DataTable,
    Grid,
    GridCell,
    Label,
    Page,
    Paragraph,
)
from workbench.exports.quotes import NO_BREAK
from workbench.texts import _, marked, number

FEW = "†"
"""The mark beside a cell of one or two persons and a column of fewer than three."""

SHADED_FROM = 5
PERCENT_FROM = 10
FEW_PERSONS = 3
ACCENT = "#1f6f78"
WIDE_FROM = 6

_DIMENSIONS = {
    "code": marked("Code"),
    "actor_type": marked("Actor type"),
    "round": marked("Round"),
    "person": marked("Person"),
    "interview": marked("Interview"),
    "coder": marked("Coded by"),
    "valence": marked("Present or missing"),
    "stance": marked("Affirms or denies"),
    "course": marked("Course"),
}
_MEASURES = {
    "n": marked("n"),
    "N": marked("N"),
    "share": marked("Share"),
    "persons": marked("Persons"),
    "persons_N": marked("Persons (N)"),
    "asked": marked("Asked"),
    "done": marked("Coded to the end"),
}

Key: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class _Figures:
    """One cell's numbers; what the frame does not hold is None."""

    n: int
    N: int
    persons: int | None
    persons_N: int | None  # noqa: N815 (the contract's name of the column)
    asked: str
    done: int | None


def page(content: CrosstabView) -> Page:
    """The table under its caption, then what its marks mean and the notes."""
    table = grid(content)
    blocks: list[Block] = [table] if table.rows else [Paragraph(_("No cells."))]
    printed = [cell.text for row in (*table.header, *table.rows) for cell in row]
    if any(FEW in text for text in printed):
        few = _("{mark} a cell of one or two persons, or a column of fewer than three.", mark=FEW)
        blocks.append(Paragraph(few, small=True))
    blocks += [Paragraph(note, small=True) for note in content.notes]
    wide = bool(table.rows) and len(table.rows[0]) > WIDE_FROM
    return Page(content.title, blocks, subtitle=content.caption, wide=wide)


def data(content: CrosstabView) -> DataTable:
    """The long form as it is in the frame, keys and numbers; the labels stay in `grid`."""
    frame = content.frame
    columns = tuple(
        Column(
            str(name),
            _header(str(name)),
            30 if name == "code" else 13,
            words=name in ("valence", "stance", "asked"),
        )
        for name in frame.columns
    )
    values = [[cell(value) for value in frame[name].tolist()] for name in frame.columns]
    rows = tuple(zip(*values, strict=True)) if values else ()
    return DataTable(_("Data"), columns, rows)


def grid(content: CrosstabView) -> Grid:
    """Rows and columns in the order of the frame, every cell as it is read."""
    figures = _figures(content)
    row_keys = list(dict.fromkeys(row for row, _column in figures))
    column_keys = list(dict.fromkeys(column for _row, column in figures))
    rows = tuple(
        (
            _row_head(content, row),
            *(_cell(content, row, figures.get((row, column))) for column in column_keys),
        )
        for row in row_keys
    )
    by_column = {
        column: [figures[row, column] for row in row_keys if (row, column) in figures]
        for column in column_keys
    }
    return Grid(_("Table"), _head(content, column_keys, by_column), rows)


def cell(value: Any) -> Cell:
    """A frame's value as a plain one: missing values are None, numpy's numbers Python's."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)


def _figures(content: CrosstabView) -> dict[tuple[Key, Key], _Figures]:
    found = {}
    for record in content.frame.to_dict("records"):
        row = tuple(_key(record[name]) for name in content.rows)
        column = tuple(_key(record[name]) for name in content.columns)
        found[row, column] = _Figures(
            n=_integer(record["n"]) or 0,
            N=_integer(record["N"]) or 0,
            persons=_integer(record.get("persons")),
            persons_N=_integer(record.get("persons_N")),
            asked=str(cell(record.get("asked")) or ""),
            done=_integer(record.get("done")),
        )
    return found


def _key(value: Any) -> str:
    plain = cell(value)
    if plain is None:
        return ""
    return str(int(plain)) if isinstance(plain, float) and plain.is_integer() else str(plain)


def _integer(value: Any) -> int | None:
    plain = cell(value)
    return int(plain) if isinstance(plain, int | float) else None


def _header(name: str) -> str:
    known = _DIMENSIONS | _MEASURES
    return _(known[name]) if name in known else name


def _label(content: CrosstabView, dimension: str, value: str) -> Label:
    given = content.labels.get((dimension, value))
    if given is not None:
        return given
    if value == "*":
        return Label(_("all"))
    if dimension == "round" and value:
        return Label(_("round {round}", round=value).replace(" ", NO_BREAK))
    return Label(value)


def _row_head(content: CrosstabView, row: Key) -> GridCell:
    labels = [_label(content, name, value) for name, value in zip(content.rows, row, strict=True)]
    level = labels[0].level
    text = " · ".join(label.text for label in labels if label.text)
    return GridCell(text, level=level, strong=level == 0)


def _head(
    content: CrosstabView,
    columns: Sequence[Key],
    by_column: dict[Key, list[_Figures]],
) -> tuple[tuple[GridCell, ...], ...]:
    corner = " · ".join(_header(name) for name in content.rows)
    lines = []
    for depth, name in enumerate(content.columns):
        cells = [GridCell(corner if depth == 0 else "", strong=True)]
        # Neighbours under the same heading share its cell; the last line names each column.
        until = depth + 1 if depth + 1 < len(content.columns) else None
        for key, run in groupby(columns, key=lambda column: column[:until]):
            members = list(run)
            text = _label(content, name, key[depth]).text
            few = until is None and _few_in_column(by_column[members[0]])
            cells.append(
                GridCell(f"{text} {FEW}".strip() if few else text, span=len(members), strong=True)
            )
        lines.append(tuple(cells))
    done = [_done(content, by_column[column]) for column in columns]
    if any(done):
        lines.append((GridCell(""), *(GridCell(text, muted=True) for text in done)))
    return tuple(lines)


def _few_in_column(figures: Sequence[_Figures]) -> bool:
    most = max((one.persons_N for one in figures if one.persons_N is not None), default=None)
    return most is not None and 0 < most < FEW_PERSONS


def _done(content: CrosstabView, figures: Sequence[_Figures]) -> str:
    """`6 of 7 done` where the column is not coded to the end, for units that N counts."""
    if content.count not in ("interviews", "persons"):
        return ""
    bases: set[Hashable] = {(one.done, one.N) for one in figures}
    if len(bases) != 1 or figures[0].done is None or figures[0].done >= figures[0].N:
        return ""
    return _("{n} of {N} done", n=figures[0].done, N=figures[0].N).replace(" ", NO_BREAK)


def _cell(content: CrosstabView, row: Key, figures: _Figures | None) -> GridCell:
    if figures is None or figures.N == 0:
        return GridCell("–", muted=True)
    if figures.asked == "no" and figures.n == 0:
        return GridCell(_("not asked"), muted=True)
    text = _n_of_N(figures.n, figures.N)
    if content.percent and figures.N >= PERCENT_FROM:
        text += " " + _("({percent} %)", percent=_percent(figures.n, figures.N))
    if content.count == "interviews" and _merges_rounds(figures):
        persons = _n_of_N(figures.persons or 0, figures.persons_N or 0)
        text += ", " + _("{persons} persons", persons=persons)
    if figures.n and figures.persons is not None and 0 < figures.persons < FEW_PERSONS:
        text += f"{NO_BREAK}{FEW}"
    fill = _fill(content, row, figures) if figures.N >= SHADED_FROM and figures.n else ""
    return GridCell(text, fill=fill, muted=figures.n == 0)


def _percent(n: int, N: int) -> int:  # noqa: N803
    """Whole per cent, halves up as people round; `round` would make 12 of 12.5."""
    return (200 * n + N) // (2 * N)


def _merges_rounds(figures: _Figures) -> bool:
    """Whether the column meets the same people several times: then persons stand beside."""
    return figures.persons_N is not None and figures.persons_N != figures.N


def _n_of_N(n: int, N: int) -> str:  # noqa: N802, N803 (n and N are the contract's names)
    return _("{n} of {N}", n=number(n), N=number(N)).replace(" ", NO_BREAK)


def _fill(content: CrosstabView, row: Key, figures: _Figures) -> str:
    """The row's colour on white paper, stronger with n of N; dark text stays readable on it."""
    color = next(
        (
            label.color
            for name, value in zip(content.rows, row, strict=True)
            if (label := _label(content, name, value)).color
        ),
        ACCENT,
    )
    strength = 0.08 + 0.37 * min(figures.n / figures.N, 1)
    channels = [int(color.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4)]
    return "#" + "".join(f"{round(255 - (255 - one) * strength):02x}" for one in channels)
