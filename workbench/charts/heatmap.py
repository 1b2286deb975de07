"""The heat map of a cross-tab: one rectangle per cell, its count written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.charts.colors import Theme, branch_color, mixed, theme

if TYPE_CHECKING:
    import altair as alt

ROW_HEIGHT = 24
COLUMN_WIDTH = 92
FONT = "Source Sans, Source Sans 3, Liberation Sans, DejaVu Sans, sans-serif"
SELECTION = "cell"
"""The chart's point selection: a click gives the `row` and `column` of the cell."""


def heatmap(
    frame: pd.DataFrame,
    *,
    dark: bool,
    title: str = "",
    subtitle: str = "",
    notes: tuple[str, ...] = (),
    chosen: tuple[str, str] | None = None,
    selectable: bool = True,
) -> alt.LayerChart:
    """A cross-tab as a heat map with the counts in the cells.

    `frame` has one row per cell, in the order in which rows and columns stand: `row` and
    `column` (what a selection gives back), `row_label`, `heading` and `column_label` (one line
    each over the column), `text` (what stands in the cell), `shade` (per cent of the branch's
    colour, 0 for none) and `color` (the branch's, #rrggbb or empty). Which cells are shaded is
    the caller's rule; the chart adds none. `chosen` is outlined. Raises ValueError where a
    column is missing.
    """
    import altair as alt

    missing = {"row", "column", "row_label", "heading", "column_label", "text", "shade"} - set(
        frame.columns
    )
    if missing:
        raise ValueError(f"a heat map needs the columns {', '.join(sorted(missing))}")
    drawn = theme(dark=dark)
    rows = list(dict.fromkeys(frame["row"]))
    columns = list(dict.fromkeys(frame["column"]))
    labels = dict(zip(frame["row"], frame["row_label"], strict=True))
    headings = {
        column: [part for part in (heading, label) if part]
        for column, heading, label in zip(
            frame["column"], frame["heading"], frame["column_label"], strict=True
        )
    }
    # Plain values, not a frame: Altair would refuse a frame of more than 5,000 cells.
    values = [_values(record, drawn, chosen) for record in frame.to_dict("records")]
    data = alt.InlineData(values=values)
    base = alt.Chart(data).encode(
        x=alt.X(
            "column:N",
            sort=columns,
            axis=alt.Axis(
                orient="top",
                title=None,
                labelAngle=0,
                labelExpr=_lookup(headings),
                labelLimit=COLUMN_WIDTH + 40,
                labelFontWeight=600,
                labelPadding=6,
            ),
        ),
        y=alt.Y(
            "row:N",
            sort=rows,
            axis=alt.Axis(title=None, labelExpr=_lookup(labels), labelLimit=320, labelPadding=8),
        ),
    )
    cells = base.mark_rect(cursor="pointer" if selectable else "default", strokeWidth=2).encode(
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.Stroke("outline:N", scale=None, legend=None),
        tooltip=[alt.Tooltip("said:N", title=" ")],
    )
    if selectable:
        cells = cells.add_params(
            alt.selection_point(name=SELECTION, fields=["row", "column"], on="click", empty=False)
        )
    texts = base.mark_text(fontSize=12, font=FONT).encode(
        text="text:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    chart: alt.LayerChart = (
        alt.layer(cells, texts)
        .properties(
            width=alt.Step(COLUMN_WIDTH),
            height=alt.Step(ROW_HEIGHT),
            background=drawn.paper,
            padding={"left": 12, "top": 12, "right": 16, "bottom": 12},
            title=_title(title, subtitle, notes),
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start",
            frame="group",
            font=FONT,
            fontSize=17,
            fontWeight=600,
            color=drawn.ink,
            subtitleColor=drawn.soft,
            subtitleFont=FONT,
            subtitleFontSize=12.5,
            subtitleLineHeight=17,
            offset=16,
        )
        .configure_axis(
            domain=False,
            ticks=False,
            grid=False,
            labelColor=drawn.ink,
            labelFont=FONT,
            labelFontSize=12.5,
            labelLineHeight=15,
        )
    )
    return chart


def _title(title: str, subtitle: str, notes: tuple[str, ...]) -> Any:
    import altair as alt

    lines = [line for line in (subtitle, *notes) if line]
    if not title and not lines:
        return alt.Undefined
    return alt.TitleParams(text=title, subtitle=lines or alt.Undefined)


def _values(record: Any, drawn: Theme, chosen: tuple[str, str] | None) -> dict[str, object]:
    share = record["shade"] / 100
    color = branch_color(record.get("color") or "", drawn)
    is_chosen = chosen == (record["row"], record["column"])
    column = ", ".join(part for part in (record["heading"], record["column_label"]) if part)
    return {
        "row": record["row"],
        "column": record["column"],
        "text": record["text"],
        "fill": mixed(color, drawn.paper, share),
        "ink": drawn.ink if share > 0 or record.get("n", 1) else drawn.faint,
        "outline": drawn.accent if is_chosen else drawn.paper,
        "said": f"{record['row_label'].strip()}. {column}: {record['text']}",
    }


def _lookup(labels: dict[Any, Any]) -> str:
    """A Vega expression that gives each value its label; a list makes several lines."""
    import json

    return f"({json.dumps(labels, ensure_ascii=False)})[datum.value]"
