"""Outside figures in print: what the check says, the numbers with their bases, and the claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workbench.analysis.figure_check import HEADINGS, Kind
from workbench.charts import figures as shown
from workbench.charts.table import records
from workbench.exports.crosstab import cell
from workbench.exports.model import (
    Block,
    Cell,
    ClaimItem,
    Column,
    DataTable,
    FiguresView,
    Grid,
    GridCell,
    Heading,
    Page,
    Paragraph,
    Quotation,
)
from workbench.texts import _, marked

SAYS = {"supports": marked("supports the figure"), "contradicts": marked("contradicts the figure")}

_FIGURE = {
    "id": marked("No."), "source": marked("Source"), "table": marked("Table"),
    "course": marked("Course"), "date": marked("Date"), "base": marked("Base"),
    "n_base": marked("N of the base"), "courses_reporting": marked("Courses reporting"),
    "period": marked("Period"), "definition": marked("Definition"),
    "time_point": marked("Time"), "category": marked("Category"), "value": marked("Value"),
    "unit": marked("Unit"),
}  # fmt: skip
_CLAIM = {
    "says": marked("The claim"), "quote": marked("Quote"), "person": marked("Person"),
    "attribution": marked("Attribution line"), "interview": marked("Interview"),
    "code": marked("Code key"), "note": marked("Note"), "by": marked("Set there by"),
}  # fmt: skip
_FINDING = {
    "kind": marked("Kind"), "what": marked("What the check says"), "rounding": marked("Rounding"),
    "source": marked("Source"), "table": marked("Table"), "course": marked("Course"),
    "time_point": marked("Time"), "category": marked("Category"), "value": marked("Value"),
    "against": marked("Held against"), "difference": marked("Difference"),
    "figures": marked("Figures"),
}  # fmt: skip
_WIDTHS = {"definition": 50, "quote": 60, "note": 40, "what": 80, "source": 20, "category": 24}


def page(content: FiguresView) -> Page:
    """The claims beside their figures, what the check says, then every figure with its base."""
    return Page(content.title, list(_blocks(content)), wide=True)


def data(content: FiguresView) -> DataTable:
    """One row per figure and claim; a figure without a claim has one row."""
    by_figure: dict[int, list[ClaimItem]] = {}
    for claim in content.claims:
        by_figure.setdefault(claim.figure, []).append(claim)
    nothing: tuple[Cell, ...] = (None,) * len(_CLAIM)
    rows: list[tuple[Cell, ...]] = []
    for row in records(content.figures):
        figure = tuple(_plain(row[name]) for name in _FIGURE)
        claims = by_figure.get(row["id"], [])
        rows += [(*figure, *_claim(one)) for one in claims] or [(*figure, *nothing)]
    return DataTable(_("Figures and claims"), _columns(_FIGURE | _CLAIM), tuple(rows))


def sheets(content: FiguresView) -> tuple[DataTable, ...]:
    """The figures with their claims, and what the check says."""
    names = [name for name in _FINDING if name in content.findings.columns]
    rows = tuple(tuple(_plain(row[name]) for name in names) for row in records(content.findings))
    findings = DataTable(_("Check"), _columns(_FINDING), rows)
    return data(content), findings


def _blocks(content: FiguresView) -> Iterator[Block]:
    rows = {row["id"]: row for row in records(content.figures)}
    if content.claims:
        yield Heading(1, _("Claims and figures"))
    for claim in content.claims:
        yield from _claimed(claim, rows[claim.figure])
    findings = records(content.findings)
    if findings:
        yield Heading(1, _("What the check says"))
    for finding in findings:
        yield Paragraph(str(finding["what"]), label=label(finding))
    yield Heading(1, _("Figures"))
    yield Grid(_("Figures"), (_head(),), tuple(_line(row) for row in rows.values()))


def _claimed(claim: ClaimItem, row: dict[str, Any]) -> Iterator[Block]:
    words = claim.quote or _("(may not be quoted)")
    yield Quotation(words, claim.attribution, reference=f"({claim.interview})")
    said = _(SAYS[claim.says])
    yield Paragraph(
        f"{figure_line(row)}. {claim.note}".strip(), label=f"{said[:1].upper()}{said[1:]}"
    )


def label(finding: dict[str, Any]) -> str:
    """The kind of a finding and the place in which it is."""
    kind: Kind = finding["kind"]
    places = (finding["source"], finding["table"], finding["course"])
    time = shown.words(finding["time_point"]) if finding["time_point"] else ""
    return " · ".join(part for part in (_(HEADINGS[kind]), *places, time) if part)


def figure_line(row: dict[str, Any]) -> str:
    """A figure in one line: what, when, how many, of whom, told by whom, of which period."""
    parts = (
        shown.words(row["category"]), shown.words(row["time_point"]), shown.value_text(row),
        shown.base_text(row), shown.courses_text(row), row["source"], row["table"], row["course"],
        row["period"],
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def _head() -> tuple[GridCell, ...]:
    names = (_("Category"), _("Time"), _("Value"), _("Base"), _("Courses reporting"), _("Source"),
             _("Period"))  # fmt: skip
    return tuple(GridCell(name, strong=True) for name in names)


def _line(row: dict[str, Any]) -> tuple[GridCell, ...]:
    source = ", ".join(part for part in (row["source"], row["table"], row["course"]) if part)
    texts = (
        shown.words(row["category"]), shown.words(row["time_point"]), shown.value_text(row),
        shown.base_text(row), shown.courses_text(row), source, row["period"],
    )  # fmt: skip
    return tuple(GridCell(text) for text in texts)


def _columns(names: dict[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, _(label), _WIDTHS.get(name, 14)) for name, label in names.items())


def _plain(value: Any) -> Cell:
    """A value of the frame; a whole number as the source prints it."""
    found = cell(value)
    return int(found) if isinstance(found, float) and found.is_integer() else found


def _claim(claim: ClaimItem) -> tuple[Cell, ...]:
    return tuple(getattr(claim, name) for name in _CLAIM)
