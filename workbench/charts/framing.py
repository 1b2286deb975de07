"""What every chart of the workbench stands in: paper, font, title and the lines under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workbench.charts.colors import Theme

if TYPE_CHECKING:
    import altair as alt

LINE = 15
FONT = "Source Sans, Liberation Sans, DejaVu Sans, sans-serif"

LETTER = 6.4
"""Width of a letter in pixels, on the wide side: the room that words get must not depend on
when a font is loaded."""


def framed(
    layers: Sequence[Any],
    drawn: Theme,
    *,
    width: float,
    height: Any,
    title: str = "",
    lines: Sequence[str] = (),
) -> alt.LayerChart:
    """The layers as one chart, as wide as its cells, under its title and the lines that are not
    empty."""
    import altair as alt

    # Every method that adds something to a chart copies all of it first: it is made at one go.
    return alt.LayerChart(
        layer=list(layers),
        width=max(width, 1),
        height=height,
        # The width is that of the cells; a page must not squeeze them into its own.
        autosize=alt.AutoSizeParams(type="pad"),
        background=drawn.paper,
        padding={"left": 12, "top": 12, "right": 16, "bottom": 12},
        **_title(title, [line for line in lines if line]),
        config=alt.Config(
            font=FONT,
            view=alt.ViewConfig(stroke=None),
            title=alt.TitleConfig(
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
            ),
            axis=alt.AxisConfig(
                domain=False,
                ticks=False,
                grid=False,
                labelColor=drawn.ink,
                labelFont=FONT,
                labelFontSize=12.5,
            ),
        ),
    )


def _title(title: str, lines: list[str]) -> dict[str, Any]:
    """The title with the lines under it, as properties; none where there is nothing to say."""
    import altair as alt

    return {"title": alt.TitleParams(text=title, subtitle=lines)} if title or lines else {}
