"""A property space in print: its cells, who stands in each and why, and who stands nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.charts.table import records
from workbench.charts.typology import STATES, Cell, case_name, spans
from workbench.exports import crosstab
from workbench.exports.model import (
    Block,
    Column,
    DataTable,
    Grid,
    GridCell,
    Heading,
    Page,
    Paragraph,
    Quotation,
    ReasonItem,
    TypologyView,
)
from workbench.texts import _, marked

_HEADINGS = {
    "label": marked("Type"), "persons": marked("Persons"), "persons_N": marked("Persons (N)"),
    "n": marked("Cases"), "N": marked("Cases (N)"), "outside": marked("Outside the sample"),
    "reason": marked("Why it is outside"), "person": marked("Person"),
    "actor_type": marked("Actor type"), "offer": marked("Offer"), "time": marked("Time"),
    "state": marked("State"), "asked": marked("Asked"), "by": marked("Placed by"),
    "note": marked("Note"),
    "coder": marked("Placed there by"), "rule": marked("What the rules say"),
    "differs": marked("Differs from the rules"), "others": marked("Placed otherwise by"),
    "reasons": marked("Reasons"), "interview": marked("Interview"), "quote": marked("Quote"),
    "code": marked("Code key"), "because": marked("Because"),
}  # fmt: skip
_WIDTHS = {
    "label": 24, "reason": 40, "note": 50, "rule": 30, "others": 30, "offer": 20, "quote": 60,
    "because": 30,
}  # fmt: skip
_CELL = ("label", "persons", "persons_N", "n", "N", "outside", "reason")
_CASE = ("person", "actor_type", "offer", "time", "state", "asked", "by", "note", "coder", "rule",
         "differs", "others", "reasons")  # fmt: skip
_REASON = ("person", "offer", "time", "because", "quote", "interview", "code")
BY = {"rule": marked("by rule"), "hand": marked("by hand")}


def page(content: TypologyView) -> Page:
    """The cells, then the cases of each with their reasons, then what is put nowhere."""
    shown = grid(content)
    blocks: list[Block] = [shown, *crosstab.few(shown)]
    blocks += [Paragraph(note, small=True) for note in content.notes]
    blocks += _cases(content)
    return Page(content.title, blocks, subtitle=content.caption, wide=True)


def data(content: TypologyView) -> DataTable:
    """One row per cell and case; a cell without cases has one row, and so has a case that is put
    in no cell."""
    names = [*content.shown.row_names, *content.shown.column_names]
    rows = []
    for key, of_cell in _by_cell(content).items():
        cell = content.shown.cells.get(key) if key else None
        for case in of_cell or [None]:
            at = key or tuple(str(case[name]) for name in names if case)
            rows.append((*at, *_of_cell(cell), *_of_case(case)))
    columns = (*(Column(name, name, 24) for name in names), *_columns(*_CELL, *_CASE))
    return DataTable(_("Cells and cases"), columns, tuple(rows))


def reasons(content: TypologyView) -> DataTable:
    """One row per reason that may be printed."""
    rows = tuple(
        (*case, one.because, one.quote or None, one.interview or None, one.code or None)
        for case, of_case in content.reasons.items()
        for one in of_case
    )
    return DataTable(_("Reasons"), _columns(*_REASON), rows)


def _columns(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name, _(_HEADINGS[name]), _WIDTHS.get(name, 13)) for name in names)


def grid(content: TypologyView) -> Grid:
    """The cells as a table; a level of headings for each dimension."""
    shown = content.shown
    levels = range(len(shown.column_names))
    header = tuple(
        (
            GridCell(" / ".join(shown.row_names) if level == levels[-1] else "", strong=True),
            *(GridCell(name, span=n, strong=True) for name, n in spans(shown.columns, level)),
        )
        for level in levels
    )
    rows: list[tuple[GridCell, ...]] = []
    above: tuple[str, ...] = ()
    for row in shown.rows:
        for level in range(len(row) - 1):
            if row[: level + 1] != above[: level + 1]:
                empty = (GridCell("") for _column in shown.columns)
                rows.append((GridCell(row[level], level=level, strong=True), *empty))
        above = row
        head = GridCell(row[-1], level=len(row) - 1, strong=True)
        rows.append((head, *(_cell(shown.cell(row, column)) for column in shown.columns)))
    return Grid(_("Cells"), header, tuple(rows))


def _cell(cell: Cell) -> GridCell:
    number = f"{cell.counted} {crosstab.FEW}" if cell.small else cell.counted
    lines = [cell.label, number, cell.beside, cell.outside, cell.telling]
    return GridCell("\n".join(line for line in lines if line), muted=not cell.n, prose=True)


def _by_cell(content: TypologyView) -> dict[tuple[str, ...], list[Any]]:
    """Cell -> its cases, in the order of the space; under the empty key those put nowhere."""
    names = [*content.shown.row_names, *content.shown.column_names]
    found: dict[tuple[str, ...], list[Any]] = {key: [] for key in content.shown.cells}
    for case in records(content.cases):
        key = tuple(str(case[name]) for name in names)
        found.setdefault(key if case["state"] == "placed" else (), []).append(case)
    return found


def _of_cell(cell: Cell | None) -> tuple[Any, ...]:
    if cell is None:
        return (None,) * len(_CELL)
    outside = "yes" if cell.outside else None
    persons, n = (None, None) if cell.hidden else (cell.persons, cell.n)
    return (cell.label or None, persons, cell.of_persons, n, cell.N, outside,
            cell.outside or None)  # fmt: skip


def _of_case(case: Mapping[str, Any] | None) -> tuple[Any, ...]:
    if case is None:
        return (None,) * len(_CASE)
    return tuple(int(case[name]) if name == "reasons" else case[name] or None for name in _CASE)


def _cases(content: TypologyView) -> Iterator[Block]:
    for key, of_cell in _by_cell(content).items():
        if not of_cell:
            continue
        if key:
            cell = content.shown.cells[key]
            title = " × ".join(key)
            named = f"{cell.label}: {title}" if cell.label else title
            yield Heading(1, named, cell.counted)
            if cell.outside:
                yield Paragraph(cell.outside, small=True)
        else:
            yield Heading(1, _("Undecided or in conflict"))
        for case in of_cell:
            yield Paragraph(said(case), label=case_name(case))
            yield from _quoted(content, case)


def said(case: Mapping[str, Any]) -> str:
    """How a case was placed, in words."""
    parts = [_(STATES[case["state"]])] if case["state"] != "placed" else []
    if case["asked"] == "no":
        parts.append(_("not asked"))
    if case["by"]:
        parts.append(_(BY[case["by"]]))
    if case["differs"]:
        parts.append(_("the rules say {cell}", cell=case["rule"]))
    if case["others"]:
        parts.append(_("placed otherwise by {others}", others=case["others"]))
    return f"{'; '.join(parts)}. {case['note']}".strip()


def _quoted(content: TypologyView, case: Mapping[str, Any]) -> Iterator[Block]:
    key = (str(case["person"]), str(case["offer"]), str(case["time"]))
    for one in content.reasons.get(key, ()):
        yield _reason(one)


def _reason(one: ReasonItem) -> Block:
    if not one.interview:
        return Paragraph(one.because, small=True)
    words = one.quote or _("(may not be quoted)")
    return Quotation(words, one.attribution, reference=f"({one.interview}) {one.because}")
