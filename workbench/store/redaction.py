"""A text in which the turns of one person are cut, and where everything else of it is then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workbench.spans import Span, word_spans

CUT = "[…]"
"""What stands in place of what is erased; it holds no word."""


class Redacted:
    """A text in which each turn of a person is cut, and where passages of the old one are."""

    def __init__(self, old: str, turns: Iterable[Mapping[str, Any]], person: str) -> None:
        self.old = old
        rows = list(turns)
        self.hers = [(row["start"], row["end"]) for row in rows if row["person"] == person]
        self.filled = [span for span in self.hers if span[0] < span[1]]
        others = [(row["start"], row["end"]) for row in rows if row["person"] not in (None, person)]
        starts = [start for start, _end in word_spans(old)]
        self._own = [one for one in starts if within(one, self.hers)]
        self._others = [one for one in starts if within(one, others)]
        self.text, at = "", 0
        for start, end in self.filled:
            self.text += old[at:start] + CUT
            at = end
        self.text += old[at:]

    @property
    def words(self) -> int:
        """How many words of hers the text holds."""
        return len(self._own)

    def touches(self, start: int, end: int) -> bool:
        """Whether a passage holds a word of hers."""
        return any(start <= one < end for one in self._own)

    def hers_alone(self, start: int, end: int) -> bool:
        """Whether a passage is hers: of her words and of no other person's, or of nothing but
        what stands in her turns."""
        if self.touches(start, end) and not any(start <= one < end for one in self._others):
            return True
        return self._met(start, end) and not self.rest([(start, end)])

    def rest(self, spans: Iterable[Span]) -> list[Span]:
        """The parts of passages outside her turns that hold more than blanks."""
        found = []
        for start, end in spans:
            edges = [start]
            for first, last in self.filled:
                if first < end and start < last:
                    edges += [max(first, start), min(last, end)]
            for first, last in zip(edges[::2], [*edges[1::2], end], strict=True):
                if self.old[first:last].strip():
                    found.append(stripped(self.old, first, last))
        return found

    def span(self, start: int, end: int) -> Span:
        """Where a passage of the old text is now: what is left of one that reaches into a turn
        of hers, and the cut where nothing is."""
        if start == end or not self._met(start, end):
            return self._point(start), self._point(end)
        rest = self.rest([(start, end)])
        if rest:
            return self._point(rest[0][0]), self._point(rest[-1][1])
        first = next(one for one in self.filled if one[1] > start)
        return self._point(first[0]), self._point(first[0]) + len(CUT)

    def _met(self, start: int, end: int) -> bool:
        return any(first < end and start < last for first, last in self.filled)

    def _point(self, place: int) -> int:
        moved = place
        for start, end in self.filled:
            if end <= place:
                moved += len(CUT) - (end - start)
            elif start < place:
                moved -= place - start
        return moved


def within(place: int, spans: Iterable[Span]) -> bool:
    return any(start <= place < end for start, end in spans)


def stripped(text: str, start: int, end: int) -> Span:
    said = text[start:end]
    return start + len(said) - len(said.lstrip()), end - (len(said) - len(said.rstrip()))
