"""A chart as a picture, without a browser and without the network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from workbench.errors import CallError
from workbench.texts import _

if TYPE_CHECKING:
    import altair as alt

Picture = Literal["png", "svg"]

SCALE = 2.0
"""Pixels of a png per unit of the chart, so that it stays sharp in print."""


def image(chart: alt.TopLevelMixin, kind: Picture) -> bytes:
    """The chart as png or svg; the same bytes for the same chart on the same machine."""
    import vl_convert

    # The chart's own names are counted up in one process; the picture must not know of that.
    spec: dict[str, Any] = json.loads(chart.to_json())
    if kind == "svg":
        return str(vl_convert.vegalite_to_svg(spec)).encode()
    return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE))


def save(chart: alt.TopLevelMixin, path: Path | str) -> Path:
    """Write the chart as its suffix says, .png or .svg; returns the path.

    Raises CallError for any other suffix. An existing file is replaced.
    """
    target = Path(path)
    match target.suffix.lower():
        case ".png":
            content = image(chart, "png")
        case ".svg":
            content = image(chart, "svg")
        case other:
            raise CallError(
                _("A chart cannot be written as “{suffix}”.", suffix=other or target.name),
                remedy=_("Give the file a name that ends in .png or .svg."),
                expected=".png, .svg",
                found=other,
            )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    return target
