"""Patterns as they are shown: the matrix of codes that meet, codes that are new by interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from workbench.charts.colors import theme
from workbench.charts.framing import FONT, LETTER
from workbench.charts.heatmap import ROW_HEIGHT, heatmap
from workbench.charts.table import is_hidden, records
from workbench.model import Code
from workbench.texts import _, marked, number
from workbench.words import code_name

if TYPE_CHECKING:
    import altair as alt

Value = Literal["n", "interviews", "jaccard"]
VALUES: tuple[Value, ...] = get_args(Value)
VALUE_NAMES: Mapping[Value, str] = {
    "n": marked("pairs of excerpts"),
    "interviews": marked("interviews in which they meet"),
    "jaccard": marked("Jaccard of interviews"),
}

MOST = 40
"""Codes up to which a matrix can be read."""

SHADED_FROM = 5
"""Interviews with either code from which on a cell is shaded."""


@dataclass(frozen=True)
class Meeting:
    """Two codes: how many pairs of their excerpts meet, and the interviews: in which they do, with
    both, and with either, None where a code has too few persons to be shown. Of a hidden pair all
    are 0, and nothing shows them."""

    n: int
    near: int
    both: int
    either: int | None
    jaccard: float
    hidden: bool = False

    @property
    def shade(self) -> int:
        """Per cent of colour: interviews in which they meet, of those with either."""
        either = self.either or 0
        return round(60 * self.near / either) if either >= SHADED_FROM else 0

    @property
    def of_either(self) -> str:
        """Interviews in which they meet, of those with either as far as that may be shown."""
        if self.either is None:
            return number(self.near)
        return _("{n} of {N}", n=self.near, N=self.either)

    def text(self, value: Value) -> str:
        """What stands in the cell."""
        if self.hidden:
            return _("hidden")
        if value == "n":
            return number(self.n)
        return self.of_either if value == "interviews" else number(self.jaccard, digits=2)


@dataclass(frozen=True)
class Matrix:
    """Codes (key and name) in the order of the scheme, and each two that were used."""

    codes: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], Meeting]

    def cell(self, one: str, other: str) -> Meeting | None:
        """How two codes meet, in either order; None for a code with itself or one not used."""
        return self.cells.get((one, other)) or self.cells.get((other, one))


def matrix(frame: pd.DataFrame, keys: Sequence[str], codes: Sequence[Code]) -> Matrix:
    """The matrix of these codes from a frame of `cooccurrence`."""
    names = {code.key: code_name(code) for code in codes}
    cells = {(row["code_a"], row["code_b"]): _meeting(row) for row in records(frame)}
    return Matrix(tuple((key, names.get(key, key)) for key in keys), cells)


def _meeting(row: Mapping[str, Any]) -> Meeting:
    if is_hidden(row):
        return Meeting(0, 0, 0, None, 0.0, hidden=True)
    sides = (row["interviews_a"], row["interviews_b"])
    either = None if None in sides else int(sum(sides) - row["interviews_both"])
    return Meeting(
        int(row["n"]), int(row["interviews_near"]), int(row["interviews_both"]),
        either, float(row["jaccard"]),
    )  # fmt: skip


def matrix_chart(
    shown: Matrix, value: Value, *, dark: bool, title: str = "", subtitle: str = "",
    footer: tuple[str, ...] = (),
) -> alt.LayerChart:  # fmt: skip
    """The matrix as a heat map with the numbers in the cells."""
    drawn = theme(dark=dark)
    cells = []
    for key, name in shown.codes:
        for other, label in shown.codes:
            met = shown.cell(key, other)
            text = met.text(value) if met else "" if key == other else "–"
            cells.append(
                {
                    "row": key, "row_label": name, "column": other, "heading": "",
                    "column_label": label, "text": text, "shade": met.shade if met else 0,
                    "color": drawn.accent, "n": met.n if met else 0,
                }
            )  # fmt: skip
    return heatmap(
        pd.DataFrame(cells), dark=dark, title=title, subtitle=subtitle, footer=footer,
        selectable=False,
    )  # fmt: skip


NEW, SEEN, ANY_ORDER = marked("new here"), marked("seen so far"), marked("average of all orders")


def new_codes_chart(
    frame: pd.DataFrame, *, dark: bool, title: str = "", subtitle: str = "",
    footer: tuple[str, ...] = (),
) -> alt.LayerChart:  # fmt: skip
    """The new codes of each interview of one group as bars, those seen so far as a line, and what
    these would be on the average of all orders as a broken one. `frame` has rows of `new_codes`."""
    import altair as alt

    drawn = theme(dark=dark)
    order = frame["interview"].tolist()
    bars, line, mean = _(NEW), _(SEEN), _(ANY_ORDER)

    def of(column: str, what: str) -> alt.Chart:
        values = [
            {"interview": name, "value": float(value), "what": what}
            for name, value in zip(order, frame[column].tolist(), strict=True)
        ]
        chart: alt.Chart = alt.Chart(alt.InlineData(values=values)).encode(
            x=alt.X("interview:N", sort=order, title=None, axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("value:Q", title=_("codes"), axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "what:N",
                scale=alt.Scale(domain=[bars, line, mean],
                                range=[drawn.accent, drawn.ink, drawn.soft]),
                legend=alt.Legend(title=None, orient="top", labelFontSize=12.5),
            ),
            tooltip=[alt.Tooltip("interview:N"), alt.Tooltip("what:N"), alt.Tooltip("value:Q")],
        )  # fmt: skip
        return chart

    height = 9 * ROW_HEIGHT
    width = max(60 * len(order), 360)
    said: dict[str, Any] = {}
    if title:
        below = [one for one in (subtitle, *_wrapped(footer, width)) if one]
        said["title"] = alt.TitleParams(text=title, subtitle=below)
    chart: alt.LayerChart = (
        alt.layer(
            of("new", bars).mark_bar(size=26),
            of("seen", line).mark_line(point=alt.OverlayMarkDef(color=drawn.ink)),
            of("any_order", mean).mark_line(strokeDash=[5, 4]),
        )
        .properties(
            width=width, height=height, background=drawn.paper,
            padding={"left": 12, "top": 12, "right": 16, "bottom": 12},
            # The size is that of the chart; a page must not squeeze it into its own.
            autosize=alt.AutoSizeParams(type="pad"), **said,
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start", frame="bounds", font=FONT, fontSize=17, color=drawn.ink,
            subtitleColor=drawn.soft, subtitleFont=FONT, subtitleFontSize=12.5, offset=14,
        )
        .configure_legend(labelColor=drawn.ink, labelFont=FONT)
        .configure_axis(
            gridColor=drawn.line, domainColor=drawn.line, tickColor=drawn.line,
            labelColor=drawn.ink, titleColor=drawn.soft, labelFont=FONT, titleFont=FONT,
            titleFontWeight=400, labelFontSize=12.5,
        )
    )  # fmt: skip
    return chart


def _wrapped(lines: Sequence[str], width: float) -> list[str]:
    from textwrap import wrap

    return [part for line in lines for part in wrap(line, max(40, int(width / LETTER)))]
