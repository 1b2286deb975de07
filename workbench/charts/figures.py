"""Outside figures as a reader meets them: each with its base, as rows, and as a chart.

What is of one table, base and meaning is a panel, its time points side by side. Panels of
different bases have different colours, and the base and its number stand over every column, so
that no share is seen without what it is a share of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from workbench.analysis.figure_check import COUNT, PERCENT, UNKNOWN, plain, words_of
from workbench.charts.colors import Theme, branch_color, theme
from workbench.charts.framing import FONT
from workbench.charts.table import records
from workbench.texts import _, ngettext, number

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

COLORS = ("#1f6f78", "#a4572b", "#5b4b9a", "#7a6a1c", "#9a3b63", "#3c6e3f")
"""One for each base, in the order in which they come."""

_Key: TypeAlias = tuple[str, str, str, str, str, str]

BAR = 19
WIDTH = 215
NAMES = 180
"""Room for the categories, so that the columns of all panels stand under one another."""


@dataclass(frozen=True)
class Bar:
    """One figure: what is counted, the number as it is printed, and whether it is of those whom
    nobody knows of."""

    id: int
    category: str
    value: float
    text: str
    unknown: bool


@dataclass(frozen=True)
class Column:
    """The figures of one time point and base; `of` says of whom, how many, of which courses."""

    time_point: str
    of: tuple[str, ...]
    whole: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Panel:
    """The figures of one table and base over time."""

    source: str
    course: str
    base: str
    period: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """Whose table it is, and of which course and period."""
        return " · ".join(part for part in (self.source, self.course, self.period) if part)


def words(key: str) -> str:
    """A category or time point of the file as it is read."""
    text = key.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def value_text(row: Mapping[str, Any]) -> str:
    """A figure's number with its unit; a count beside its base."""
    if _missing(row["value"]):
        return "–"
    value, unit = plain(float(row["value"])), str(row["unit"]).strip().lower()
    if unit in PERCENT:
        return f"{value} %"
    if unit in COUNT and not _missing(row["n_base"]):
        return _("{n} of {N}", n=value, N=number(int(row["n_base"])))
    return f"{value} {row['unit']}".strip()


def base_text(row: Mapping[str, Any]) -> str:
    """Of whom a figure is, and how many they are; that it is not told where it is not."""
    base = str(row["base"]) or _("base not told")
    n = row["n_base"]
    told = _("N not told") if _missing(n) else f"N = {number(int(n))}"
    return f"{base}, {told}"


def courses_text(row: Mapping[str, Any]) -> str:
    """How many courses have reported, where that is told."""
    n = row["courses_reporting"]
    return "" if _missing(n) else ngettext("{n} course", "{n} courses", int(n))


def panels(frame: pd.DataFrame) -> list[Panel]:
    """The figures of `Study.figures` by table and base, in the order of the file; within a
    column those whom nobody knows of come last."""
    groups: dict[_Key, dict[tuple[str, str], list[dict[str, Any]]]] = {}
    for row in records(frame):
        if row["value"] is None:
            continue
        meaning = words_of(row["definition"], row["category"])[0]
        source = ", ".join(part for part in (row["source"], row["table"]) if part)
        panel = (source, row["course"], row["base"], row["period"], meaning, row["unit"])
        column = (row["time_point"], base_text(row))
        groups.setdefault(panel, {}).setdefault(column, []).append(row)
    return [
        Panel(source, course, base, period, meaning, tuple(map(_column, columns.values())))
        for (source, course, base, period, meaning, _unit), columns in groups.items()
    ]


def _column(rows: Sequence[Mapping[str, Any]]) -> Column:
    first = rows[0]
    percent = str(first["unit"]).strip().lower() in PERCENT
    bars = sorted((_bar(row) for row in rows), key=lambda bar: bar.unknown)
    highest = max(bar.value for bar in bars)
    return Column(
        time_point=words(first["time_point"]),
        of=tuple(part for part in (base_text(first), courses_text(first)) if part),
        whole=100.0 if percent else float(first["n_base"] or max(1, highest)),
        bars=tuple(bars),
    )


def _bar(row: Mapping[str, Any]) -> Bar:
    unknown = bool(UNKNOWN.search(row["category"].replace("_", " ").lower()))
    value = float(row["value"])
    return Bar(int(row["id"]), words(row["category"]), value, value_text(row), unknown)


def chart(
    frame: pd.DataFrame, *, dark: bool, title: str = "", footer: Sequence[str] = ()
) -> alt.VConcatChart:
    """The figures as bars: a row of columns for each panel, time points side by side.

    A share's bar is a part of 100, a count's of its base; the number stands at its end. `footer`
    stands under the title.
    """
    import altair as alt

    drawn = theme(dark=dark)
    shown = panels(frame)
    bases = list(dict.fromkeys(panel.base for panel in shown))
    rows = [
        _panel(panel, branch_color(COLORS[bases.index(panel.base) % len(COLORS)], drawn), drawn)
        for panel in shown
    ]
    # Every method that adds something to a chart copies all of it first: it is made at one go.
    return alt.VConcatChart(
        vconcat=rows,
        spacing=26,
        background=drawn.paper,
        padding={"left": 12, "top": 12, "right": 16, "bottom": 12},
        title=alt.TitleParams(title, subtitle=list(footer), anchor="start", offset=14),
        config=alt.Config(
            font=FONT,
            view=alt.ViewConfig(stroke=None),
            title=alt.TitleConfig(
                font=FONT, color=drawn.ink, subtitleColor=drawn.soft, subtitleFont=FONT,
                fontSize=14, subtitleFontSize=11.5, subtitleLineHeight=15,
            ),
            axis=alt.AxisConfig(labelColor=drawn.ink, labelFont=FONT, domain=False, ticks=False),
        ),
    )  # fmt: skip


def _panel(panel: Panel, color: str, drawn: Theme) -> alt.HConcatChart:
    import altair as alt

    names = list(dict.fromkeys(bar.category for column in panel.columns for bar in column.bars))
    last = {bar.category for column in panel.columns for bar in column.bars if bar.unknown}
    order = [name for name in names if name not in last] + [name for name in names if name in last]
    columns = [
        _bars(column, order, color, drawn, named=at == 0) for at, column in enumerate(panel.columns)
    ]
    title = alt.TitleParams(
        panel.title, subtitle=_wrapped(panel.meaning), anchor="start", frame="bounds", offset=8,
        fontSize=13,
    )  # fmt: skip
    return alt.HConcatChart(hconcat=columns, spacing=14, title=title)


def _bars(
    column: Column, order: Sequence[str], color: str, drawn: Theme, *, named: bool
) -> alt.LayerChart:
    import altair as alt

    of = ", ".join((column.time_point, *column.of))
    told = {bar.category: bar for bar in column.bars}
    values = [_value(name, told.get(name), column.whole, of, color, drawn) for name in order]
    axis = (
        alt.Axis(title=None, labelLimit=NAMES, minExtent=NAMES, labelFontSize=12) if named else None
    )
    across = alt.Scale(domain=[0, column.whole], nice=False)
    base = alt.Chart().encode(
        y=alt.Y("category:N", sort=None, axis=axis),
        x=alt.X("value:Q", scale=across, axis=None),
        tooltip=alt.Tooltip("said:N"),
        description=alt.Description("said:N"),
    )
    ground = base.mark_rule(color=drawn.line, strokeWidth=1, aria=False).encode(
        x=alt.X("zero:Q", scale=across, axis=None), x2="whole:Q"
    )
    bars = base.mark_bar(height=BAR - 7).encode(color=alt.Color("fill:N", scale=None, legend=None))
    words = base.encode(text="text:N")
    halo = words.mark_text(
        align="left", dx=4, fontSize=11.5, color=drawn.paper, stroke=drawn.paper, strokeWidth=4,
        aria=False,
    )  # fmt: skip
    texts = words.mark_text(align="left", dx=4, fontSize=11.5, color=drawn.ink, aria=False)
    title = alt.TitleParams(
        column.time_point or _("Figures"), subtitle=list(column.of), anchor="start", fontSize=12,
        offset=6,
    )  # fmt: skip
    return alt.LayerChart(
        layer=[ground, bars, halo, texts], data=alt.InlineData(values=values), width=WIDTH,
        height=BAR * max(1, len(order)), title=title,
    )  # fmt: skip


def _value(
    name: str, bar: Bar | None, whole: float, of: str, color: str, drawn: Theme
) -> dict[str, object]:
    """One row of a column; a category that is not told of at this time has a dash."""
    text = bar.text if bar else "–"
    return {
        "category": name, "value": bar.value if bar else 0.0, "text": text, "zero": 0.0,
        "whole": whole, "fill": drawn.faint if bar and bar.unknown else color,
        "said": f"{name}: {text} ({of})",
    }  # fmt: skip


def _wrapped(text: str, width: int = 110) -> list[str]:
    import textwrap

    return textwrap.wrap(text, width)


def _missing(value: object) -> bool:
    import pandas as pd

    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]
