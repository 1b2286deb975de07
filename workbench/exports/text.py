"""Text that every format can hold."""

from __future__ import annotations

import re

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def printable(text: str) -> str:
    """The text without the control characters that XML forbids and Word refuses, its line ends
    plain ones.
    """
    # Most texts hold nothing of the kind, and Python finds that out fastest by itself.
    return text if text.isprintable() else _UNPRINTABLE.sub("", plain_line_ends(text))


def plain_line_ends(text: str) -> str:
    """Line ends as line feeds: a lone carriage return is read in as many ways as there are tools.

    Python's own versions differ in whether csv quotes it, Excel files spell it `_x000D_`.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n")


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet that opens the text as a cell would take it for a formula."""
    return text.startswith(_FORMULA)
