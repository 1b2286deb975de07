"""Plain tables in print: a frame of an analysis with headings, caption and notes."""

from __future__ import annotations

from workbench.exports.crosstab import cell
from workbench.exports.model import (
    Block,
    Column,
    DataTable,
    Grid,
    GridCell,
    Page,
    Paragraph,
    RowsView,
)
from workbench.texts import _, number

_WIDE = {"lemma": 22, "codes": 40, "reason": 50, "code_a": 34, "code_b": 34}


def page(content: RowsView) -> Page:
    """The table, then what its numbers rest on."""
    blocks: list[Block] = [grid(content)]
    blocks += [Paragraph(note, small=True) for note in content.notes]
    return Page(content.title, blocks, subtitle=content.caption, wide=True)


def data(content: RowsView) -> DataTable:
    """The frame as it is, keys and numbers at full precision."""
    frame = content.frame
    columns = tuple(
        Column(str(name), content.headings.get(str(name), str(name)), _WIDE.get(str(name), 13))
        for name in frame.columns
    )
    values = [[cell(value) for value in frame[name].tolist()] for name in frame.columns]
    return DataTable(_("Data"), columns, tuple(zip(*values, strict=True)))


def grid(content: RowsView) -> Grid:
    """The table as it is read: two decimals, a dash where there is no number."""
    table = data(content)
    header = tuple(GridCell(column.label, strong=True) for column in table.columns)
    rows = tuple(
        tuple(
            GridCell(
                "–" if value is None
                else number(value, digits=2) if isinstance(value, float)
                else str(value)
            )
            for value in row
        )
        for row in table.rows
    )  # fmt: skip
    return Grid(content.title, (header,), rows)
