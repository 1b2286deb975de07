"""The border between Python and the browser: code points here, UTF-16 units there.

Every offset of the study is in code points of the stored text; JavaScript counts UTF-16 units.
They are converted here, both ways, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from workbench.spans import Span


class Border:
    """Converts offsets of one text.

    What `spans.to_utf16` and `spans.from_utf16` do for one place by reading the text, this does
    for many places by knowing once where the characters beyond U+FFFF are.
    """

    def __init__(self, text: str) -> None:
        self.points = len(text)
        # A text without such characters, as nearly all are, needs no second look.
        self._wide = (
            [at for at, character in enumerate(text) if character > "\uffff"]
            if text and max(text) > "\uffff"
            else []
        )
        self._wide_units = [at + before for before, at in enumerate(self._wide)]
        self.units = self.points + len(self._wide)

    def out(self, offset: int) -> int:
        """The browser's offset for one in code points; outside the text, the nearest end."""
        offset = max(0, min(offset, self.points))
        return offset + bisect_left(self._wide, offset)

    def back(self, offset: int) -> int:
        """The offset in code points for the browser's; the inside of a pair is its start."""
        offset = max(0, min(offset, self.units))
        before = bisect_right(self._wide_units, offset)
        if before and self._wide_units[before - 1] == offset - 1:
            return self._wide[before - 1]
        return offset - bisect_left(self._wide_units, offset)

    def span_out(self, span: Span) -> Span:
        """A span as the browser counts it."""
        return self.out(span[0]), self.out(span[1])

    def span_back(self, span: Span) -> Span:
        """A span of the browser in code points. One that begins or ends inside a pair is grown
        to whole characters, so that no half of one is ever left out."""
        start, end = self.back(span[0]), self.back(span[1])
        return start, end if self.out(end) >= min(span[1], self.units) else end + 1
