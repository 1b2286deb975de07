"""A comparison in print: the numbers side by side, then what each side comes to and what tells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.charts import table
from workbench.exports import crosstab
from workbench.exports.crosstab import FEW
from workbench.exports.model import (
    Block,
    Column,
    ComparisonView,
    DataTable,
    Grid,
    GridCell,
    Heading,
    Page,
    Paragraph,
    Quotation,
    Summary,
)
from workbench.exports.quotes import NO_BREAK, attribution_line
from workbench.texts import _, day

WIDE_FROM = 5


def page(content: ComparisonView) -> Page:
    """The table, then each side under its name: summaries, signed, and pinned excerpts."""
    shown = grid(content)
    blocks: list[Block] = [shown] if shown.rows else [Paragraph(_("No cells."))]
    if any(FEW in cell.text for row in (*shown.header, *shown.rows) for cell in row):
        few = _("{mark} a cell of one or two persons, or a column of fewer than three.", mark=FEW)
        blocks.append(Paragraph(few, small=True))
    blocks += [Paragraph(note, small=True) for note in content.notes]
    blocks += _sides(content)
    wide = len(content.shown.sides) >= WIDE_FROM
    return Page(content.title, blocks, subtitle=content.caption, wide=wide)


def data(content: ComparisonView) -> DataTable:
    """The numbers in long form, as `workbench compare` prints them."""
    return crosstab.long_form(content.frame)


def texts(content: ComparisonView) -> DataTable:
    """Summaries and pinned excerpts, one row each."""
    columns = (
        Column("code", _("Code"), 26),
        Column("side", _("Side"), 20),
        Column("kind", _("Kind"), 14),
        Column("text", _("Text"), 80),
        Column("by", _("By"), 26),
        Column("date", _("Date"), 14),
        Column("interview", _("Interview"), 12),
        Column("turn", _("Turn"), 7),
    )
    rows: list[tuple[str | int | None, ...]] = []
    for head in content.shown.heads:
        for side in content.shown.sides:
            place = (head.key, side.key)
            rows += [
                (head.label, side.name, _("Summary"), one.text, one.coder, one.date[:10], "", None)
                for one in content.summaries.get(place, ())
            ]
            rows += [
                (head.label, side.name, _("Pinned excerpt"), one.quote.text, one.attribution, "",
                 one.interview, one.turn)
                for one in content.quotes.get(place, ())
            ]  # fmt: skip
    return DataTable(_("Summaries and excerpts"), columns, tuple(rows))


def grid(content: ComparisonView) -> Grid:
    """Lines and sides as they are read, the numbers of one code in the head."""
    shown = content.shown
    head = [GridCell(_("Code"), strong=True)]
    for side in shown.sides:
        mark = f" {FEW}" if side.column.small else ""
        head.append(GridCell(f"{side.name}{mark}", strong=True))
    counted = [GridCell(""), *(GridCell(side.counted, muted=True) for side in shown.sides)]
    done = [table.unfinished(side.column) for side in shown.sides]
    header = [tuple(head), tuple(counted)]
    if any(done):
        header.append((GridCell(""), *(GridCell(text, muted=True) for text in done)))
    rows = tuple(
        (
            GridCell(line.row.label, level=line.row.level, strong=line.row.level == 0
                     and len(shown.heads) > 1),
            *(_cell(shown.cells[line.id, side.key], merged=side.column.merged)
              for side in shown.sides),
        )
        for line in shown.lines
    )  # fmt: skip
    return Grid(_("Table"), tuple(header), rows)


def pictured(content: ComparisonView) -> Grid:
    """The grid with what the page has under it: what each side comes to, and what tells."""
    shown = grid(content)
    several = len(content.shown.heads) > 1
    rows = list(shown.rows)
    for head in content.shown.heads:
        places = [(head.key, side.key) for side in content.shown.sides]
        summed = [
            [f"{one.text}\n{signed(one)}" for one in content.summaries.get(place, ())]
            for place in places
        ]
        pinned = [
            [f"{one.quote.text}\n{attribution_line(one.attribution)}"
             for one in content.quotes.get(place, ())]
            for place in places
        ]  # fmt: skip
        for name, texts in ((_("Summary"), summed), (_("Pinned excerpt"), pinned)):
            if any(texts):
                label = f"{head.label}: {name}" if several else name
                said = (GridCell("\n\n".join(one), prose=True) for one in texts)
                rows.append((GridCell(label, strong=True), *said))
    return replace(shown, rows=tuple(rows))


def signed(one: Summary) -> str:
    """Who wrote a summary and when."""
    return " · ".join(part for part in (one.coder, day(one.date)) if part)


def _cell(cell: table.Cell, *, merged: bool) -> GridCell:
    text = table.cell_text(cell).replace(" ", NO_BREAK)
    if cell.kind != "count":
        return GridCell(text, muted=True)
    if merged:
        text += f", {table.persons_beside(cell)}".replace(" ", NO_BREAK).replace(
            f",{NO_BREAK}", ", "
        )
    if cell.small:
        text += f"{NO_BREAK}{FEW}"
    return GridCell(text, muted=cell.n == 0)


def _sides(content: ComparisonView) -> Iterator[Block]:
    several = len(content.shown.heads) > 1
    for head in content.shown.heads:
        if several:
            yield Heading(1, head.label)
        for side in content.shown.sides:
            place = (head.key, side.key)
            summaries, quotes = content.summaries.get(place, ()), content.quotes.get(place, ())
            if not summaries and not quotes:
                continue
            yield Heading(2, side.name, detail=side.counted if not several else "")
            for one in summaries:
                yield Paragraph(one.text)
                yield Paragraph(signed(one), small=True)
            for quote in quotes:
                yield Quotation(quote.quote.text, attribution_line(quote.attribution))
