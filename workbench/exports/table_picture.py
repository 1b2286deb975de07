"""A table as a picture: its cells as they are printed, and under them what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from workbench.charts import framing
from workbench.charts.colors import Theme, theme
from workbench.charts.framing import FONT, LETTER, LINE
from workbench.exports import agreement, compare, crosstab, framed, matrix, typology
from workbench.exports import provenance as said
from workbench.exports.model import (
    AgreementView,
    ComparisonView,
    CrosstabView,
    FrameView,
    MatrixView,
    TypologyView,
)
from workbench.texts import _

if TYPE_CHECKING:
    import altair as alt

    from workbench.exports.model import Grid, GridCell, Provenance

WIDEST = 300
"""Width of a column in pixels, at most: longer words are broken into lines."""

MOST = 120
"""Rows that are drawn, at most: a picture of more cannot be read."""

_INDENT = 14
_ROOM = 16
_OVER, _UNDER = 6, 6
_LEAST = 460
_TITLE_LETTER = 8.8
"""Width of a letter of the title, on the wide side as LETTER is."""


@dataclass(frozen=True)
class _Line:
    """A line of words: from where it runs to the right, and its middle from the top."""

    text: str
    left: float
    middle: float
    ink: str
    strong: bool = False


@dataclass(frozen=True)
class _Row:
    """A row of the table, from where to where it reaches."""

    cells: tuple[GridCell, ...]
    top: float
    bottom: float
    head: bool


def of(
    content: (
        AgreementView | ComparisonView | CrosstabView | FrameView | MatrixView | TypologyView
    ),
    provenance: Provenance,
) -> alt.LayerChart:
    """The table of this content, as a file to read has it; the marks in it, the notes and the
    provenance under it."""
    match content:
        case CrosstabView():
            grid, notes = crosstab.grid(content), content.notes
        case ComparisonView():
            grid, notes = compare.pictured(content), content.notes
        case MatrixView():
            grid, notes = matrix.grid(content), tuple(matrix.notes())
        case FrameView():
            grid, notes = framed.grid(content), content.notes
        case AgreementView():
            grid, notes = agreement.grid(content), content.notes
        case TypologyView():
            grid, notes = typology.grid(content), content.notes
    marks = [one.text for one in crosstab.few(grid)]
    footer = said.under_picture(" ".join((*marks, *notes)), provenance)
    return chart(grid, title=content.title, caption=content.caption, footer=footer)


def chart(
    grid: Grid, *, title: str, caption: str = "", footer: Sequence[str] = ()
) -> alt.LayerChart:
    """The grid as a chart on a light ground, as a report needs it.

    Columns are as wide as their words, up to WIDEST; under the cells stands `footer`, as wide as
    they are. A grid without rows says that it has none, one with more than MOST how many are drawn.
    """
    import altair as alt

    if len(grid.rows) > MOST:
        cut = _("The first {n} of {N} rows; the other files hold all.", n=MOST, N=len(grid.rows))
        grid, footer = replace(grid, rows=grid.rows[:MOST]), (cut, *footer)
    drawn = theme(dark=False)
    widths = _widths(grid)
    width = max(sum(widths), _LEAST, _TITLE_LETTER * len(title))
    rows = list(_rows(grid, widths))
    end = rows[-1].bottom if rows else 0.0
    words = [line for row in rows for line in _words(row, widths, drawn)]
    if not grid.rows:
        words.append(_Line(_("No cells."), 0, end + LINE, drawn.soft))
        end += 2 * LINE
    below = [line for text in footer if text for line in wrap(text, int(width / LETTER))]
    notes = [
        _Line(line, 0, end + LINE * (number + 0.5), drawn.soft)
        for number, line in enumerate(below, 1)
    ]
    height = end + LINE * (len(below) + 1)
    place = _Place(
        alt.Scale(domain=[0, width], nice=False, zero=False),
        alt.Scale(domain=[height, 0], nice=False, zero=False),
    )
    layers = [
        *place.fills(rows, widths),
        place.rules(rows, width, drawn),
        *place.lines([one for one in words if not one.strong]),
        *place.lines([one for one in words if one.strong], fontWeight=600),
        *place.lines(notes, fontSize=11.5),
    ]
    return framing.framed(
        layers, drawn, width=width, height=height, title=title,
        lines=wrap(caption, int(width / LETTER)),
    )  # fmt: skip


@dataclass(frozen=True)
class _Place:
    """The scales on which everything lies, in pixels from the left and from the top."""

    across: alt.Scale
    down: alt.Scale

    def lines(self, lines: Sequence[_Line], **style: Any) -> list[alt.Chart]:
        """The words, in one layer; none where there are none."""
        import altair as alt

        values = [{"text": one.text, "x": one.left, "y": one.middle, "ink": one.ink}
                  for one in lines]  # fmt: skip
        if not values:
            return []
        look: dict[str, Any] = {"font": FONT, "fontSize": 12.5, "align": "left", **style}
        return [
            alt.Chart(alt.InlineData(values=values))
            .mark_text(**look, baseline="middle")
            .encode(
                x=self.x("x"), y=self.y("y"), text="text:N",
                color=alt.Color("ink:N", scale=None, legend=None),
            )
        ]  # fmt: skip

    def fills(self, rows: Sequence[_Row], widths: Sequence[float]) -> list[alt.Chart]:
        """The tints behind the cells that have one."""
        import altair as alt

        values = [
            {"left": left, "right": right, "top": row.top, "bottom": row.bottom, "fill": cell.fill}
            for row in rows
            for cell, left, right in _placed(row.cells, widths)
            if cell.fill
        ]
        if not values:
            return []
        return [
            alt.Chart(alt.InlineData(values=values))
            .mark_rect(aria=False)
            .encode(
                x=self.x("left"), x2="right:Q", y=self.y("top"), y2="bottom:Q",
                color=alt.Color("fill:N", scale=None, legend=None),
            )
        ]  # fmt: skip

    def rules(self, rows: Sequence[_Row], width: float, drawn: Theme) -> alt.Chart:
        """A line under each row, a darker one under the last of the header."""
        import altair as alt

        heads = [row.bottom for row in rows if row.head]
        values = [
            {"left": 0, "right": width, "y": row.bottom,
             "ink": drawn.soft if heads and row.bottom == heads[-1] else drawn.line}
            for row in rows
        ]  # fmt: skip
        ruled: alt.Chart = (
            alt.Chart(alt.InlineData(values=values))
            .mark_rule(aria=False)
            .encode(
                x=self.x("left"), x2="right:Q", y=self.y("y"),
                color=alt.Color("ink:N", scale=None, legend=None),
            )
        )  # fmt: skip
        return ruled

    def x(self, name: str) -> alt.X:
        """From the left."""
        import altair as alt

        return alt.X(f"{name}:Q", scale=self.across, axis=None)

    def y(self, name: str) -> alt.Y:
        """From the top."""
        import altair as alt

        return alt.Y(f"{name}:Q", scale=self.down, axis=None)


def _widths(grid: Grid) -> list[float]:
    """The width of each column: that of its longest line, up to WIDEST."""
    longest: dict[int, float] = {}
    for row in (*grid.header, *grid.rows):
        at = 0
        for cell in row:
            if cell.span == 1:
                natural = _ROOM + _INDENT * cell.level + LETTER * max(
                    (len(line) for line in cell.text.split("\n")), default=0
                )  # fmt: skip
                longest[at] = max(longest.get(at, 0), natural)
            at += cell.span
    columns = max(longest, default=-1) + 1
    return [min(longest.get(column, 0), WIDEST) for column in range(columns)]


def _rows(grid: Grid, widths: Sequence[float]) -> Iterator[_Row]:
    """Header and rows, each as high as its highest cell."""
    top = 0.0
    for number, cells in enumerate((*grid.header, *grid.rows)):
        lines = max(
            (len(_broken(cell, left, right)) for cell, left, right in _placed(cells, widths)),
            default=1,
        )
        bottom = top + _OVER + LINE * max(1, lines) + _UNDER
        yield _Row(cells, top, bottom, head=number < len(grid.header))
        top = bottom


def _placed(
    cells: Sequence[GridCell], widths: Sequence[float]
) -> Iterator[tuple[GridCell, float, float]]:
    """Each cell from where to where it lies."""
    at, left = 0, 0.0
    for cell in cells:
        right = left + sum(widths[at : at + cell.span])
        yield cell, left, right
        at, left = at + cell.span, right


def _words(row: _Row, widths: Sequence[float], drawn: Theme) -> Iterator[_Line]:
    for cell, left, right in _placed(row.cells, widths):
        ink = drawn.faint if cell.muted else drawn.ink
        start = left + _ROOM / 2 + _INDENT * cell.level
        for number, text in enumerate(_broken(cell, left, right)):
            if text:
                middle = row.top + _OVER + LINE * (number + 0.5)
                yield _Line(text, start, middle, ink, cell.strong)


def _broken(cell: GridCell, left: float, right: float) -> list[str]:
    """The lines of a cell, none wider than it."""
    letters = max(4, int((right - left - _ROOM - _INDENT * cell.level) / LETTER + 0.01))
    return [line for text in cell.text.split("\n") for line in wrap(text, letters) or [""]]
