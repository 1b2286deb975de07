"""What a reader gives back: the turns of a file, what stood around them, and a map of places."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from workbench.model import Role
from workbench.spans import Span

MapEntry = tuple[int, int, int]
"""Source start, stored start, length: a run of characters that were stored one for one."""


@dataclass(frozen=True)
class ReadTurn:
    """What one speaker says until another speaks, as the file has it.

    `label` is the speaker as in the file, without brackets, colon and time, and empty where
    nobody is named. `time` is seconds from the start of the recording. `role` is a guess from
    the label alone. `line` is the line of the file (the paragraph in Word) where it begins.
    """

    label: str
    text: str
    time: float | None = None
    role: Role = "unknown"
    line: int = 1


@dataclass(frozen=True)
class Oddity:
    """A line that a reader was not sure of: where it is, what it holds, how it was read."""

    file: str
    line: int
    text: str
    why: str


@dataclass(frozen=True)
class ReadTranscript:
    """One file as read; nothing of it is stored yet.

    `source` is the decoded text without a leading BOM (for Word files the paragraphs, one a
    line). `header` holds the lines before the first turn, `fields` those among them that name
    a value (`Dato: ...`). `source_map` holds runs (source start, stored start, length) in
    rising order on both sides, all offsets in code points.
    """

    name: str
    format: str
    encoding: str
    sha256: str
    turns: tuple[ReadTurn, ...]
    header: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    oddities: tuple[Oddity, ...] = ()
    source: str = field(default="", repr=False)
    source_map: tuple[MapEntry, ...] = field(default=(), repr=False)

    @property
    def text(self) -> str:
        """The text as it is stored: the words of the turns, joined by one line break."""
        return "\n".join(turn.text for turn in self.turns)

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where each turn lies in `text`."""
        spans: list[Span] = []
        start = 0
        for turn in self.turns:
            spans.append((start, start + len(turn.text)))
            start += len(turn.text) + 1
        return tuple(spans)

    @property
    def labels(self) -> tuple[str, ...]:
        """The speakers' labels in the order of their first turns."""
        return tuple(dict.fromkeys(turn.label for turn in self.turns))

    def stored_offset(self, source_offset: int) -> int:
        """The stored offset of a place in `source`.

        A place that was not stored (a label, a line break between blanks) gives the place
        where the next stored character lies, or the end of the text.
        """
        at = bisect_right(self.source_map, (source_offset, len(self.source), 0)) - 1
        if at >= 0:
            source_start, stored_start, length = self.source_map[at]
            if source_offset < source_start + length:
                return stored_start + source_offset - source_start
        following = self.source_map[at + 1 : at + 2]
        return following[0][1] if following else len(self.text)
