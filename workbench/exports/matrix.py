"""The framework matrix in print: who × code, each cell its summary and the excerpts it rests on."""

from __future__ import annotations

from workbench.exports import crosstab
from workbench.exports.compare import signed
from workbench.exports.model import (
    Block,
    DataTable,
    Grid,
    GridCell,
    MatrixCell,
    MatrixView,
    Page,
    Paragraph,
)
from workbench.texts import _, ngettext

TO_WRITE = "○"
"""The sign of a cell that has excerpts and no summary."""

UNFOUNDED = "◊"
"""The sign of a cell that has a summary and no excerpts (any more)."""


def page(content: MatrixView) -> Page:
    """The matrix under its caption, then what its signs mean."""
    shown = grid(content)
    blocks: list[Block] = [shown] if shown.rows else [Paragraph(_("No cells."))]
    blocks += [Paragraph(note, small=True) for note in notes()]
    return Page(content.title, blocks, subtitle=content.caption, wide=True)


def data(content: MatrixView) -> DataTable:
    """One row per cell, as `workbench matrix` prints them."""
    return crosstab.long_form(content.frame)


def grid(content: MatrixView) -> Grid:
    """Rows and columns as they are read."""
    head = (
        GridCell(content.rows_name, strong=True),
        *(GridCell(name, strong=True) for _key, name in content.codes),
    )
    rows = tuple(
        (
            GridCell("\n".join(part for part in (name, about) if part), strong=True),
            *(_cell(content.cells[subject, code]) for code, _name in content.codes),
        )
        for subject, name, about in content.subjects
    )
    return Grid(_("Matrix"), (head,), rows)


def notes() -> list[str]:
    """What the signs mean."""
    return [
        _("{mark} there are excerpts, and no summary yet.", mark=TO_WRITE),
        _("{mark} there is a summary, and no excerpt (any more).", mark=UNFOUNDED),
        _("In brackets the excerpts that a cell rests on: interview and turn."),
    ]


def sign(cell: MatrixCell) -> str:
    """What is still to be done in a cell, as a sign; empty where summary and excerpts agree."""
    if bool(cell.excerpts) == bool(cell.summaries):
        return ""
    return TO_WRITE if cell.excerpts else UNFOUNDED


def counted(cell: MatrixCell) -> str:
    """How much there is to sum up: 3 excerpts, not asked, or a dash without a text."""
    if cell.excerpts:
        return ngettext("{n} excerpt", "{n} excerpts", cell.excerpts)
    if not cell.usable:
        return "–"
    return _("not asked") if cell.asked == "no" else _("no excerpts")


def _cell(cell: MatrixCell) -> GridCell:
    said = [
        f"{one.text} ({signed(one)})" if len(cell.summaries) > 1 else one.text
        for one in cell.summaries
    ]
    below = " ".join(part for part in (sign(cell), counted(cell)) if part)
    if cell.places:
        below += f" [{'; '.join(cell.places)}]"
    return GridCell("\n".join([*said, below]), muted=not said, prose=True)
