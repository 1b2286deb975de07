"""A frame in print: as it is read, a grid; as it is computed with, the frame itself.

A view without a grid of its own is read as its frame: all its columns, numbers rounded.
"""

from __future__ import annotations

from collections.abc import Mapping

from workbench.charts import table
from workbench.charts.colors import mixed
from workbench.exports.crosstab import FEW, PAPER, cell, few
from workbench.exports.model import (
    Block,
    Cell,
    Column,
    DataTable,
    FrameView,
    Grid,
    GridCell,
    Page,
    Paragraph,
)
from workbench.texts import _, marked, number
from workbench.words import column as word

_HEADINGS = {
    "code": marked("Code"),
    "person": marked("Person"),
    "actor_type": marked("Actor type"),
    "round": marked("Round"),
    "asked": marked("Asked"),
    "n": marked("n"),
    "N": marked("N"),
    "persons": marked("Persons"),
    "persons_N": marked("Persons (N)"),
    "done": marked("Coded to the end"),
    "excerpts": marked("Excerpts"),
    "explained": marked("Explained by"),
    "valence": marked("Present or missing"),
    "stance": marked("Affirms or denies"),
    "before": marked("Before"),
    "after": marked("After"),
    "usable_rounds": marked("Usable text in rounds"),
    "lost_round": marked("Missing from"),
    "codes": marked("What they had said"),
}
_WIDTHS: Mapping[str, int] = {
    **dict.fromkeys(("code", "codes", "persons", "left_course", "left_study", "explained"), 30),
    **dict.fromkeys(("code_a", "code_b"), 34),
    "lemma": 22,
    "reason": 50,
}
WIDE_FROM = 5


def page(content: FrameView) -> Page:
    """The grid under its caption, then the notes."""
    shown = grid(content)
    blocks: list[Block] = [shown] if shown.rows else [Paragraph(_("No cells."))]
    blocks += few(shown)
    blocks += [Paragraph(note, small=True) for note in content.notes]
    wide = bool(shown.rows) and sum(one.span for one in shown.rows[0]) > WIDE_FROM
    return Page(content.title, blocks, subtitle=content.caption, wide=wide)


def data(content: FrameView) -> DataTable:
    """The frame as it is, keys and numbers at full precision."""
    frame = content.frame
    columns = tuple(
        Column(name, content.headings.get(name) or _heading(name), _WIDTHS.get(name, 13))
        for name in map(str, frame.columns)
    )
    values = [[cell(value) for value in frame[name].tolist()] for name in frame.columns]
    return DataTable(_("Data"), columns, tuple(zip(*values, strict=True)) if values else ())


def grid(content: FrameView) -> Grid:
    """The view's own grid, or its frame: two decimals, a dash where there is no number."""
    if content.grid is not None:
        return content.grid
    plain = data(content)
    header = tuple(GridCell(column.label, strong=True) for column in plain.columns)
    rows = tuple(tuple(GridCell(_said(value)) for value in row) for row in plain.rows)
    return Grid(content.title, (header,), rows)


def sheets(content: FrameView) -> tuple[DataTable | Grid, ...]:
    """The view's own grid, where it has one, and the frame."""
    return (data(content),) if content.grid is None else (content.grid, data(content))


def printed(shown: table.Table, name: str) -> Grid:
    """A table of the pages as a grid: rows without cells are headings over those below."""
    groups: list[GridCell] = []
    for column in shown.columns:
        if groups and groups[-1].text == column.heading:
            groups[-1] = GridCell(column.heading, groups[-1].span + 1, strong=True)
        else:
            groups.append(GridCell(column.heading, strong=True))
    leaves = [
        GridCell(f"{column.label} {FEW}" if column.small else column.label, strong=True)
        for column in shown.columns
    ]
    header = [(GridCell(""), *groups), (GridCell(""), *leaves)]
    done = [table.unfinished(column) for column in shown.columns]
    if any(done):
        header.append((GridCell(""), *(GridCell(one, muted=True) for one in done)))
    rows = []
    for row in shown.rows:
        cells = [shown.cells.get((row.id, column.id)) for column in shown.columns]
        head = GridCell(row.label, level=row.level, strong=row.branch)
        rows.append((head, *(_cell(one, row.color) for one in cells)))
    return Grid(name, tuple(header), tuple(rows))


def _cell(shown: table.Cell | None, color: str) -> GridCell:
    if shown is None:
        return GridCell("")
    text = table.cell_text(shown)
    if shown.kind == "count" and shown.small:
        text += f" {FEW}"
    fill = mixed(color, PAPER, shown.shade / 100) if shown.shade and color else ""
    return GridCell(text, fill=fill, muted=shown.kind != "count" or not shown.n)


def _said(value: Cell) -> str:
    if value is None:
        return "–"
    return number(value, digits=2) if isinstance(value, float) else str(value)


def _heading(name: str) -> str:
    if name in _HEADINGS:
        return _(_HEADINGS[name])
    said = word(name)
    return said[:1].upper() + said[1:]
