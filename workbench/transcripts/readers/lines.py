"""The lines of a text, each with its number and its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_COUNTED = frozenset({"\r\n", "\n", "\r"})
BLANKS = " \t\u00a0\u202f\u200b\ufeff"
_RULE = re.compile(r"\s*([-=_~*–—])(?:\s?\1){2,}\s*")


Style = Literal["", "bold", "heading"]
"""How a whole line is set, where the format says so: all in bold, or as a heading."""


@dataclass(frozen=True)
class Line:
    """One line without its break. `start` is its place in the decoded text, in code points."""

    number: int
    start: int
    text: str
    style: Style = ""

    @property
    def blank(self) -> bool:
        """Whether nothing stands on the line."""
        return not self.text.strip(BLANKS)

    @property
    def rule(self) -> bool:
        """Whether the line is drawn, not written: `-----`."""
        return _RULE.fullmatch(self.text) is not None

    @property
    def first(self) -> int:
        """The place in the line of its first character that is not a blank."""
        return len(self.text) - len(self.text.lstrip(BLANKS))


def split_lines(text: str) -> list[Line]:
    """The lines of a decoded text, numbered as an editor numbers them.

    Every character that breaks a line does so here, since the stored text has its line breaks
    between turns only; an editor counts some of them (form feed, U+2028) as no new line.
    """
    lines: list[Line] = []
    number, start = 1, 0
    for found in _BREAK.finditer(text):
        lines.append(Line(number, start, text[start : found.start()]))
        start = found.end()
        number += found[0] in _COUNTED
    lines.append(Line(number, start, text[start:]))
    return lines
