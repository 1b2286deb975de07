"""The heat map of a cross-tab: one rectangle per cell, its count written in it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.charts.colors import Theme, branch_color, mixed, theme
from workbench.charts.framing import FONT, LETTER, LINE, framed

if TYPE_CHECKING:
    import altair as alt

ROW_HEIGHT = 24
COLUMN_WIDTH = 72
"""Width of a column in pixels, where its words do not need more."""

WIDEST = 340

MARK = "◥"
"""What stands for the corner of a cell in words."""

SELECTION = "cell"
"""The chart's point selection: a click gives the `row` and `column` of the cell."""

OPTIONAL: Mapping[str, str | int | bool] = {
    "color": "",
    "level": 0,
    "beside": "",
    "small": False,
    "column_note": "",
    "n": 1,
}
NEEDED = ("row", "column", "row_label", "heading", "column_label", "text", "shade")


@dataclass(frozen=True)
class _Place:
    """Where a column stands, in pixels, and what stands over it."""

    left: float
    right: float
    heading: str
    label: str
    note: str = ""

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return (self.left + self.right) / 2


def heatmap(
    frame: pd.DataFrame,
    *,
    dark: bool,
    title: str = "",
    subtitle: str = "",
    notes: tuple[str, ...] = (),
    footer: tuple[str, ...] = (),
    chosen: tuple[str, str] | None = None,
    selectable: bool = True,
) -> alt.LayerChart:
    """A cross-tab as a heat map with the counts in the cells.

    `frame` has one row per cell, in the order in which rows and columns stand: `row` and
    `column` (what a selection gives back), `row_label`, `heading` and `column_label` (one line
    each over the column; equal headings side by side stand once), `text` (what stands in the
    cell), `shade` (per cent of the branch's colour, 0 for none), and where there is something
    to say `color` (the branch's, #rrggbb), `level` (depth of the row in its tree), `beside`
    (said after the text), `small` (marked in the corner) and `column_note` (a last line over
    the column). Which cells are shaded or marked is the caller's rule; the chart adds none.
    `chosen` is outlined. `footer` stands under the cells, as wide as they are. Raises ValueError
    where a column is missing.
    """
    import altair as alt

    missing = [name for name in NEEDED if name not in frame.columns]
    if missing:
        raise ValueError(f"a heat map needs the columns {', '.join(missing)}")
    drawn = theme(dark=dark)
    records = _records(frame)
    places = _places(records)
    width = max((place.right for place in places.values()), default=0)
    rows = list(dict.fromkeys(record["row"] for record in records))
    values = [_values(record, places[record["column"]], drawn, chosen) for record in records]
    # Plain values, not a frame: Altair would refuse a frame of more than 5,000 cells.
    base = alt.Chart(alt.InlineData(values=values)).encode(y=_rows(records, rows))
    across = alt.Scale(domain=[0, max(width, 1)], nice=False, zero=True)
    middle = base.encode(x=alt.X("middle:Q", scale=across, axis=None))

    cells = base.mark_rect(cursor="pointer" if selectable else "default", strokeWidth=2).encode(
        x=alt.X("left:Q", scale=across, axis=None),
        x2="right:Q",
        color=alt.Color("fill:N", scale=None, legend=None),
        stroke=alt.value(drawn.paper),
        tooltip=alt.Tooltip("said:N"),
        description=alt.Description("said:N"),
    )
    if selectable:
        cells = cells.add_params(
            alt.selection_point(name=SELECTION, fields=["row", "column"], on="click", empty=False)
        )
    outline = base.transform_filter("datum.chosen").mark_rect(
        fillOpacity=0, stroke=drawn.accent, strokeWidth=2, aria=False
    )
    outline = outline.encode(x=alt.X("left:Q", scale=across, axis=None), x2="right:Q")
    marks = base.transform_filter("datum.small").mark_point(
        shape="M -1 -1 L 1 -1 L 1 1 Z", size=36, filled=True, color=drawn.soft, opacity=1,
        xOffset=-6, yOffset=-ROW_HEIGHT / 2 + 6, aria=False,
    )  # fmt: skip
    marks = marks.encode(x=alt.X("right:Q", scale=across, axis=None))
    texts = middle.mark_text(fontSize=12, font=FONT, aria=False).encode(
        text="text:N", color=alt.Color("ink:N", scale=None, legend=None)
    )
    layers = [
        cells, outline, marks, texts, *_headings(places, across, drawn),
        *_footer(footer, records, width, drawn),
    ]  # fmt: skip
    return framed(
        layers, drawn, width=width, height=alt.Step(ROW_HEIGHT), title=title,
        lines=(subtitle, *notes),
    )  # fmt: skip


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The cells, with what is not said of one left empty."""
    filled = frame.copy()
    for name, empty in OPTIONAL.items():
        known = name in filled.columns
        filled[name] = filled[name].where(filled[name].notna(), empty) if known else empty
    return [{str(name): value for name, value in one.items()} for one in filled.to_dict("records")]


def _places(records: Sequence[Mapping[str, Any]]) -> dict[str, _Place]:
    """Each column's place, one after the other, wide enough for what stands in and over it."""
    widest: dict[str, int] = {}
    over: dict[str, tuple[str, str, str]] = {}
    for record in records:
        column, said = record["column"], _said(record)
        widest[column] = max(widest.get(column, 0), len(said) - 1)
        note = str(record["column_note"])
        over[column] = str(record["heading"]), str(record["column_label"]), note
    headings = [heading for heading, _label, _note in over.values()]
    places: dict[str, _Place] = {}
    left = 0.0
    for column, (heading, label, note) in over.items():
        alone = headings.count(heading) == 1
        letters = max(widest[column], len(label), len(note), len(heading) if alone else 0)
        right = left + max(COLUMN_WIDTH, LETTER * letters + 16)
        places[column] = _Place(left, right, heading, label, note)
        left = right
    return places


def _said(record: Mapping[str, Any]) -> str:
    """The cell's words. An em space, since drawings run blanks together."""
    return "\u2003".join(part for part in (record["text"], record["beside"]) if part)


def _rows(records: Sequence[Mapping[str, Any]], rows: Sequence[str]) -> alt.Y:
    """The row labels, left-aligned and indented as in the tree."""
    import altair as alt

    levels = {record["row"]: int(record["level"]) for record in records}
    labels = _row_labels(records)
    room = _room(labels)
    top = [row for row in rows if levels[row] == 0]
    return alt.Y(
        "row:N",
        sort=list(rows),
        axis=alt.Axis(
            title=None,
            labelExpr=f"({json.dumps(labels, ensure_ascii=False)})[datum.value]",
            labelAlign="left",
            labelFontWeight=_bold(top),
            labelLimit=room,
            labelPadding=room,
            minExtent=room,
        ),
    )


def _row_labels(records: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    return {
        record["row"]: _indented(str(record["row_label"]), int(record["level"]))
        for record in records
    }


def _room(labels: Mapping[str, str]) -> float:
    """The width that the row labels get."""
    return min(WIDEST, LETTER * max((len(label) for label in labels.values()), default=0) + 10)


def _footer(
    paragraphs: Sequence[str],
    records: Sequence[Mapping[str, Any]],
    width: float,
    drawn: Theme,
) -> list[alt.Chart]:
    """The lines under the cells, broken where the table ends, from the row labels' left edge."""
    import altair as alt

    labels = _row_labels(records)
    room = _room(labels)
    letters = max(60, int((room + width) / LETTER))
    lines = [line for text in paragraphs if text for line in wrap(text, letters)]
    below = ROW_HEIGHT * len(labels) + 12
    pieces = [
        (piece, -room + before, below + LINE * number)
        for number, line in enumerate(lines, 1)
        for piece, before in _pieces(line)
    ]
    look: dict[str, Any] = {"font": FONT, "fontSize": 11.5, "align": "left", "baseline": "bottom"}
    return [
        alt.Chart(alt.InlineData(values=[{"piece": piece}]))
        .mark_text(**look, color=drawn.soft, aria=False)
        .encode(x=alt.value(left), y=alt.value(at), text="piece:N")
        for piece, left, at in pieces
    ]


def _pieces(line: str) -> list[tuple[str, float]]:
    """The line, its mark apart: a sign that the font lacks changes the font of all its text."""
    if not line.startswith(MARK):
        return [(line, 0)]
    return [(MARK, 0), (line.removeprefix(MARK).strip(), LETTER * 2)]


def _headings(places: Mapping[str, _Place], across: alt.Scale, drawn: Theme) -> list[alt.Chart]:
    """The lines over the columns: headings once over all columns that share them, then labels."""
    import altair as alt

    groups: list[_Place] = []
    for place in places.values():
        if groups and place.label and groups[-1].heading == place.heading:
            groups[-1] = _Place(groups[-1].left, place.right, place.heading, "")
        else:
            groups.append(place)
    own = list(places.values())
    said = [
        ([(group, group.heading) for group in groups], {"fontWeight": 600, "color": drawn.ink}),
        ([(place, place.label) for place in own], {"color": drawn.soft}),
        ([(place, place.note) for place in own], {"color": drawn.soft, "fontSize": 11.5}),
    ]
    lines = [(texts, style) for texts, style in said if any(text for _place, text in texts)]

    def line(number: int, texts: Sequence[tuple[_Place, str]], style: Any) -> alt.Chart:
        values = [{"middle": place.middle, "text": text} for place, text in texts if text]
        look = {"font": FONT, "fontSize": 12.5, "baseline": "bottom", "aria": False, **style}
        shown: alt.Chart = (
            alt.Chart(alt.InlineData(values=values))
            .mark_text(**look)
            .encode(
                x=alt.X("middle:Q", scale=across, axis=None),
                y=alt.value(-6 - LINE * (len(lines) - number)),
                text="text:N",
            )
        )
        return shown

    return [line(number, texts, style) for number, (texts, style) in enumerate(lines, 1)]


def _values(
    record: Mapping[str, Any], place: _Place, drawn: Theme, chosen: tuple[str, str] | None
) -> dict[str, object]:
    share = record["shade"] / 100
    color = branch_color(record["color"], drawn)
    column = ", ".join(part for part in (record["heading"], record["column_label"]) if part)
    text = _said(record)
    return {
        "row": record["row"],
        "column": record["column"],
        "left": place.left,
        "right": place.right,
        "middle": place.middle,
        "text": text,
        "fill": mixed(color, drawn.paper, share),
        "ink": drawn.ink if share > 0 or record["n"] else drawn.faint,
        "small": bool(record["small"]),
        "chosen": chosen == (record["row"], record["column"]),
        "said": f"{record['row_label']}. {column}: {text}",
    }


def _indented(label: str, level: int) -> str:
    """The label at its depth. Vega trims labels; the zero-width space keeps the blanks."""
    return "\u200b" + "\u2003" * level + label if level else label


def _bold(rows: list[Any]) -> dict[str, Any]:
    """Branches stand out from what is under them."""
    test = f"indexof({json.dumps(rows, ensure_ascii=False)}, datum.value) >= 0"
    return {"condition": {"test": test, "value": 600}, "value": 400}
