"""Agreement in print: one row per code with counts, measures and what must be known of them."""

from __future__ import annotations

from workbench.charts import agreement as shown
from workbench.exports.crosstab import cell
from workbench.exports.model import (
    AgreementView,
    Block,
    Column,
    DataTable,
    Grid,
    GridCell,
    Page,
    Paragraph,
)
from workbench.texts import _

_WIDTHS = {"code": 40, "reason": 50}


def page(content: AgreementView) -> Page:
    """The table, then what the measures mean and what the numbers rest on."""
    blocks: list[Block] = [grid(content)]
    blocks += [Paragraph(note, small=True) for note in content.notes]
    blocks += [
        Paragraph(meaning, label=name, small=True)
        for name, meaning in shown.meanings(content.frame.columns)
    ]
    return Page(content.title, blocks, subtitle=content.caption, wide=True)


def data(content: AgreementView) -> DataTable:
    """The frame as it is, keys and numbers at full precision."""
    frame = content.frame
    columns = tuple(
        Column(str(name), shown.heading(str(name), content.coders), _WIDTHS.get(str(name), 13))
        for name in frame.columns
    )
    values = [[cell(value) for value in frame[name].tolist()] for name in frame.columns]
    return DataTable(_("Data"), columns, tuple(zip(*values, strict=True)))


def grid(content: AgreementView) -> Grid:
    """The table as it is read: measures with two decimals, a dash where one is not defined."""
    names = [str(name) for name in content.frame.columns if name not in ("unit", "rule")]
    header = tuple(GridCell(shown.heading(name, content.coders), strong=True) for name in names)
    rows = []
    for row in content.rows:
        cells = [GridCell(row.label, level=row.level, strong=row.level == 0)]
        for name in names[1:]:
            text = (
                str(row.record["reason"]) if name == "reason"
                else row.count(name) if name in shown.COUNTS
                else row.measure(name)
            )  # fmt: skip
            cells.append(GridCell(text, muted=name == "reason"))
        rows.append(tuple(cells))
    return Grid(_("Agreement"), (header,), tuple(rows))
