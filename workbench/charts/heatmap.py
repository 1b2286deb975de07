"""The heat map of a cross-tab: one rectangle per cell, its count written in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.charts.colors import Theme, branch_color, mixed, theme

if TYPE_CHECKING:
    import altair as alt

ROW_HEIGHT = 24
COLUMN_WIDTH = 92
FONT = "Source Sans, Liberation Sans, DejaVu Sans, sans-serif"
LETTER = 6.6
"""Width of a letter of the row labels in pixels, on the wide side: the room that they get must
not depend on when a font is loaded."""
WIDEST = 340
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
    each over the column), `level` (depth of the row in its tree, optional), `text` (what stands in
    the cell), `shade` (per cent of the branch's
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
    levels = dict(zip(frame["row"], frame.get("level", [0] * len(frame)), strict=True))
    labels = {
        row: _indented(label, levels[row])
        for row, label in zip(frame["row"], frame["row_label"], strict=True)
    }
    headings = {
        column: [heading, label] if label else [heading, ""]
        for column, heading, label in zip(
            frame["column"], frame["heading"], frame["column_label"], strict=True
        )
    }
    lines = max((bool(label) for _heading, label in headings.values()), default=False)
    room = min(WIDEST, LETTER * max((len(label) for label in labels.values()), default=0) + 10)
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
                labelPadding=22 if lines else 7,
                labelBaseline="alphabetic",
            ),
        ),
        y=alt.Y(
            "row:N",
            sort=rows,
            axis=alt.Axis(
                title=None,
                labelExpr=_lookup(labels),
                labelAlign="left",
                labelFontWeight=_bold([row for row in rows if levels[row] == 0]),
                labelLimit=room,
                labelPadding=room,
                minExtent=room,
            ),
        ),
    )
    cells = base.mark_rect(cursor="pointer" if selectable else "default", strokeWidth=2).encode(
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.value(drawn.paper),
        tooltip=alt.Tooltip("said:N"),
        description=alt.Description("said:N"),
    )
    if selectable:
        cells = cells.add_params(
            alt.selection_point(name=SELECTION, fields=["row", "column"], on="click", empty=False)
        )
    outline = base.mark_rect(fillOpacity=0, stroke=drawn.accent, strokeWidth=2, aria=False)
    outline = outline.transform_filter("datum.chosen")
    texts = base.mark_text(fontSize=12, font=FONT, aria=False).encode(
        text="text:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    chart: alt.LayerChart = (
        alt.layer(cells, outline, texts)
        .properties(
            width=alt.Step(COLUMN_WIDTH),
            height=alt.Step(ROW_HEIGHT),
            background=drawn.paper,
            padding={"left": 12, "top": 12, "right": 16, "bottom": 12},
            **_title(title, subtitle, notes),
        )
        .configure(font=FONT)
        .configure_view(stroke=None)
        .configure_title(
            anchor="start",
            frame="bounds",
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


def _title(title: str, subtitle: str, notes: tuple[str, ...]) -> dict[str, Any]:
    """The title with the lines under it, as properties; none where there is nothing to say."""
    import altair as alt

    lines = [line for line in (subtitle, *notes) if line]
    if not title and not lines:
        return {}
    return {"title": alt.TitleParams(text=title, subtitle=lines)}


def _values(record: Any, drawn: Theme, chosen: tuple[str, str] | None) -> dict[str, object]:
    share = record["shade"] / 100
    color = branch_color(record.get("color") or "", drawn)
    column = ", ".join(part for part in (record["heading"], record["column_label"]) if part)
    return {
        "row": record["row"],
        "column": record["column"],
        "text": record["text"],
        "fill": mixed(color, drawn.paper, share),
        "ink": drawn.ink if share > 0 or record.get("n", 1) else drawn.faint,
        "chosen": chosen == (record["row"], record["column"]),
        "said": f"{record['row_label']}. {column}: {record['text']}",
    }


def _indented(label: str, level: int) -> str:
    """The label at its depth. Vega trims labels; the zero-width space keeps the blanks."""
    return "\u200b" + "\u2003" * level + label if level else label


def _bold(rows: list[Any]) -> dict[str, Any]:
    """Branches stand out: their labels are those that are not indented."""
    import json

    test = f"indexof({json.dumps(rows, ensure_ascii=False)}, datum.value) >= 0"
    return {"condition": {"test": test, "value": 600}, "value": 400}


def _lookup(labels: dict[Any, Any]) -> str:
    """A Vega expression that gives each value its label; a list makes several lines."""
    import json

    return f"({json.dumps(labels, ensure_ascii=False)})[datum.value]"
