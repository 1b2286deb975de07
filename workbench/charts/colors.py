"""Colours of the charts: paper and ink of both themes, and how a branch's colour is thinned."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class Theme:
    """What a chart is drawn on and with. `lift` is how far branch colours go towards white."""

    paper: str
    ink: str
    soft: str
    faint: str
    line: str
    accent: str
    lift: float


LIGHT = Theme("#fbfaf7", "#20242a", "#5d6470", "#6b717c", "#dedad1", "#1f6f78", 0.0)
DARK = Theme("#16191d", "#e6e4de", "#a4abb5", "#8b939e", "#343a42", "#63b8bf", 0.32)


def theme(*, dark: bool) -> Theme:
    """The theme's colours, the same as those of the pages."""
    return DARK if dark else LIGHT


def mixed(color: str, over: str, share: float) -> str:
    """`share` (0 to 1) of one colour over the other, in sRGB; both as #rrggbb."""
    upper, lower = _parts(color), _parts(over)
    parts = (round(share * a + (1 - share) * b) for a, b in zip(upper, lower, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)


def branch_color(color: str, drawn: Theme) -> str:
    """A branch's colour as the theme shows it; a code without one gets the soft grey."""
    own = color if _HEX.fullmatch(color) else drawn.soft
    return mixed("#ffffff", own, drawn.lift)


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
