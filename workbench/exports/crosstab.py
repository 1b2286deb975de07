"""A cross-tab in print: cells `n of N`, marked where few stand behind them; or the long form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from numbers import Integral, Real
from typing import Any, TypeAlias

import pandas as pd

from workbench.charts import table
from workbench.charts.colors import mixed
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

ACCENT = "#1f6f78"
PAPER = "#ffffff"
"""What a shade is mixed with: files are read on white paper."""

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
    "by": marked("Rows"),
    "subject": marked("Row"),
    "excerpts": marked("Excerpts"),
    "summary": marked("Summary"),
    "changed": marked("Written"),
}

_WIDTHS = {"code": 30, "summary": 80}
_COUNTED = ("n", "N", "persons", "persons_N", "done")

Key: TypeAlias = tuple[str, ...]
Record: TypeAlias = Mapping[str, Any]


def page(content: CrosstabView) -> Page:
    """The table under its caption, then what its marks mean and the notes."""
    shown = grid(content)
    blocks: list[Block] = [shown] if shown.rows else [Paragraph(_("No cells."))]
    blocks += few(shown)
    blocks += [Paragraph(note, small=True) for note in content.notes]
    wide = bool(shown.rows) and len(shown.rows[0]) > WIDE_FROM
    return Page(content.title, blocks, subtitle=content.caption, wide=wide)


def few(shown: Grid) -> list[Paragraph]:
    """What the mark of few persons means, where it stands in the grid."""
    if not any(FEW in one.text for row in (*shown.header, *shown.rows) for one in row):
        return []
    said = _("{mark} a cell of one or two persons, or a column of fewer than three.", mark=FEW)
    return [Paragraph(said, small=True)]


def data(content: CrosstabView) -> DataTable:
    """The long form as it is in the frame, keys and numbers; the labels stay in `grid`."""
    return long_form(content.frame)


def long_form(frame: pd.DataFrame) -> DataTable:
    """A frame of keys, numbers and texts as it is."""
    columns = tuple(
        Column(
            str(name),
            _header(str(name)),
            _WIDTHS.get(str(name), 13),
            words=name in ("valence", "stance", "asked"),
        )
        for name in frame.columns
    )
    values = [[cell(value) for value in frame[name].tolist()] for name in frame.columns]
    rows = tuple(zip(*values, strict=True)) if values else ()
    return DataTable(_("Data"), columns, rows)


def grid(content: CrosstabView) -> Grid:
    """Rows and columns in the order of the frame, every cell as it is read."""
    found = _found(content)
    row_keys = list(dict.fromkeys(row for row, _column in found))
    column_keys = list(dict.fromkeys(column for _row, column in found))
    by_column = {
        column: [found[row, column] for row in row_keys if (row, column) in found]
        for column in column_keys
    }
    repeated = {
        column: content.count == "interviews"
        and table.merges_rounds(column, content.columns, records)
        for column, records in by_column.items()
    }
    single = [found[key] for key in found if table.MERGED not in (*key[0], *key[1])]
    deepest = table.deepest_share(single, content.count)

    def printed(row: Key, column: Key) -> GridCell:
        if (row, column) not in found:
            return GridCell("–", muted=True)
        merged = repeated[column] or table.MERGED in column
        shown = table.cell_of(found[row, column], merged=merged, deepest=deepest)
        return _cell(content, row, shown, persons_too=repeated[column])

    rows = tuple(
        (_row_head(content, row), *(printed(row, column) for column in column_keys))
        for row in row_keys
    )
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


def _found(content: CrosstabView) -> dict[tuple[Key, Key], Record]:
    """The frame's rows by row key and column key, missing numbers as 0."""
    found: dict[tuple[Key, Key], Record] = {}
    for record in content.frame.to_dict("records"):
        row = tuple(_key(record[name]) for name in content.rows)
        column = tuple(_key(record[name]) for name in content.columns)
        numbers: dict[str, Any] = {name: _integer(record.get(name)) or 0 for name in _COUNTED}
        if table.is_hidden(record):
            numbers["n"] = None
        share, asked = cell(record.get("share")), str(cell(record.get("asked")) or "")
        found[row, column] = {**numbers, "share": share, "asked": asked}
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
    by_column: Mapping[Key, Sequence[Record]],
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


def _few_in_column(records: Sequence[Record]) -> bool:
    return table.is_small(max((record["persons_N"] for record in records), default=0))


def _done(content: CrosstabView, records: Sequence[Record]) -> str:
    """`6 of 7 done` where the column is not coded to the end, for units that N counts."""
    if content.count not in ("interviews", "persons"):
        return ""
    bases = {(record["done"], record["N"]) for record in records}
    if len(bases) != 1 or records[0]["done"] >= records[0]["N"]:
        return ""
    return _("{n} of {N} done", n=records[0]["done"], N=records[0]["N"]).replace(" ", NO_BREAK)


def _cell(content: CrosstabView, row: Key, shown: table.Cell, *, persons_too: bool) -> GridCell:
    if shown.kind != "count":
        return GridCell(table.cell_text(shown), muted=True)
    text = _n_of_N(shown.n, shown.N)
    share = table.per_cent(shown) if content.percent else None
    if share is not None:
        text += " " + _("({percent} %)", percent=share)
    if persons_too:
        persons = _n_of_N(shown.persons, shown.persons_N)
        text += ", " + _("{persons} persons", persons=persons)
    if shown.small:
        text += f"{NO_BREAK}{FEW}"
    fill = mixed(_color(content, row), PAPER, shown.shade / 100) if shown.shade else ""
    return GridCell(text, fill=fill, muted=shown.n == 0)


def _n_of_N(n: int, N: int) -> str:  # noqa: N802, N803 (n and N are the contract's names)
    return _("{n} of {N}", n=number(n), N=number(N)).replace(" ", NO_BREAK)


def _color(content: CrosstabView, row: Key) -> str:
    """The colour of the row's branch."""
    labels = [_label(content, name, value) for name, value in zip(content.rows, row, strict=True)]
    return next((label.color for label in labels if label.color), ACCENT)
