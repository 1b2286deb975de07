"""Excel workbooks through XlsxWriter: frozen heads, wrapped text, an About sheet."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from typing import Any

from workbench.exports import provenance as said
from workbench.exports.model import Cell, Column, DataTable, Grid, GridCell, Provenance
from workbench.exports.package import fixed_package, fixed_time
from workbench.exports.text import printable
from workbench.texts import _

CELL_LIMIT = 32_767
"""Characters that an Excel cell holds."""

LINE_HEIGHT, MAX_HEIGHT = 15.0, 405.0
"""Points; Excel's tallest row is 409."""

_FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_HEAD = {**_FONT, "bold": True, "text_wrap": True, "bottom": 1, "bg_color": "#F3F1EC"}


def workbook(title: str, sheets: Sequence[DataTable | Grid], provenance: Provenance) -> bytes:
    """The sheets in their order, then the About sheet. Every text is a string cell."""
    import xlsxwriter

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties({"created": datetime.fromisoformat(fixed_time(provenance)[:-1])})
    for sheet in sheets:
        if isinstance(sheet, Grid):
            _write_grid(book, sheet)
        else:
            _write_table(book, sheet)
    _write_about(book, title, provenance)
    book.close()
    return fixed_package(out.getvalue(), title, provenance)


def _write_table(book: Any, table: DataTable) -> None:
    sheet = book.add_worksheet(_sheet_name(table.name))
    head, body = book.add_format(_HEAD), book.add_format({**_FONT, "text_wrap": True})
    for at, column in enumerate(table.columns):
        sheet.set_column(at, at, column.width, body)
        sheet.write_string(0, at, printable(column.label), head)
    words = [column.words for column in table.columns]
    labels = tuple(column.label for column in table.columns)
    sheet.set_row(0, _height(labels, table.columns))
    for line, row in enumerate(table.rows, start=1):
        sheet.set_row(line, _height(row, table.columns))
        for at, value in enumerate(row):
            if value is None or value == "":
                continue  # an empty cell looks as its column does
            shown = said.value_name(value) if words[at] and isinstance(value, str) else value
            _write_cell(sheet, line, at, shown, body)
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    _set_page(sheet, 1, landscape=True)


def _write_grid(book: Any, grid: Grid) -> None:
    sheet = book.add_worksheet(_sheet_name(grid.name))
    formats = _Formats(book)
    for at, width in enumerate(_widths(grid)):
        sheet.set_column(at, at, width)
    for line, cells in enumerate(grid.header):
        at = 0
        for one in cells:
            style = formats.head(one, first=at == 0)
            if one.span > 1:
                sheet.merge_range(line, at, line, at + one.span - 1, "", style)
            sheet.write_string(line, at, printable(one.text), style)
            at += one.span
    for line, cells in enumerate(grid.rows, start=len(grid.header)):
        for at, one in enumerate(cells):
            sheet.write_string(line, at, printable(one.text), formats.body(one, first=at == 0))
    sheet.freeze_panes(len(grid.header), 1)
    _set_page(sheet, len(grid.header), landscape=True)


def _write_about(book: Any, title: str, provenance: Provenance) -> None:
    sheet = book.add_worksheet(_sheet_name(_("About")))
    bold, body = (
        book.add_format({**_FONT, "bold": True}),
        book.add_format({**_FONT, "text_wrap": True}),
    )
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 80)
    for line, (label, value) in enumerate([(_("Title"), title), *said.lines(provenance)]):
        sheet.write_string(line, 0, label, bold)
        _write_cell(sheet, line, 1, value, body)
    _set_page(sheet, 0, landscape=False)


def _write_cell(sheet: Any, line: int, at: int, value: Cell, style: Any) -> None:
    if isinstance(value, bool):
        sheet.write_string(line, at, _("yes") if value else _("no"), style)
    elif isinstance(value, str):
        sheet.write_string(line, at, _fitting(printable(value)), style)
    else:
        sheet.write_number(line, at, value, style)


def _fitting(text: str) -> str:
    """The text as far as a cell can hold it, saying so where it was cut."""
    if len(text) <= CELL_LIMIT:
        return text
    mark = _("[… cut: a cell of Excel holds {limit} characters]", limit=CELL_LIMIT)
    return f"{text[: CELL_LIMIT - len(mark) - 1]} {mark}"


def _height(row: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Room for the longest cell of the row; only Excel itself would find it on opening."""
    n_lines = 1
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, str) and len(value) > n_lines * column.width:
            n_lines = ceil(len(value) / column.width)
    return min(LINE_HEIGHT * n_lines, MAX_HEIGHT)


def _widths(grid: Grid) -> list[int]:
    """Column widths that hold the longest text of each column on one line, within bounds."""
    widths = [30, *[11] * (sum(cell.span for cell in grid.header[0]) - 1)]
    for line in (*grid.header, *grid.rows):
        at = 0
        for cell in line:
            if cell.span == 1:
                widths[at] = max(widths[at], min(len(cell.text) + 2 * cell.level + 2, 48))
            at += cell.span
    return widths


def _sheet_name(name: str) -> str:
    for forbidden in "[]:*?/\\":
        name = name.replace(forbidden, " ")
    return name.strip("' ")[:31] or "1"


def _set_page(sheet: Any, n_head: int, *, landscape: bool) -> None:
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    if landscape:
        sheet.set_landscape()
    if n_head:
        sheet.repeat_rows(0, n_head - 1)


class _Formats:
    """The formats of a printed table, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def head(self, cell: GridCell, *, first: bool) -> Any:
        return self._format({**_HEAD, "bold": cell.strong, "align": "left" if first else "center"})

    def body(self, cell: GridCell, *, first: bool) -> Any:
        style: dict[str, object] = {**_FONT, "text_wrap": True, "bold": cell.strong}
        style |= {"indent": cell.level} if first else {"align": "center"}
        if cell.prose:
            style |= {"align": "left", "valign": "top"}
        if cell.fill:
            style["bg_color"] = cell.fill
        if cell.muted:
            style["font_color"] = "#5D6470"
        return self._format(style)

    def _format(self, style: dict[str, object]) -> Any:
        key = tuple(sorted(style.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(style)
        return self._made[key]
