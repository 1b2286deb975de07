"""The chart of outside figures as it is printed, with what it says of itself under its title."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from workbench.charts import figures
from workbench.exports import provenance as said

if TYPE_CHECKING:
    import altair as alt

    from workbench.exports.model import FiguresView, Provenance


def chart(content: FiguresView, provenance: Provenance, *, dark: bool = False) -> alt.VConcatChart:
    """The figures as bars on a light ground, as a report needs it, unless a dark one is asked
    for."""
    (about,) = said.under_picture("", provenance)
    return figures.chart(content.figures, dark=dark, title=content.title, footer=wrap(about, 110))
