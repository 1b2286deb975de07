"""From pieces of a file's text to the turns as they are stored, and the map between the two."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workbench.spans import normalised
from workbench.transcripts.readers import labels
from workbench.transcripts.readers.lines import BLANKS
from workbench.transcripts.readers.records import MapEntry, ReadTurn


@dataclass(frozen=True)
class Piece:
    """Words on one line. `start` is their place in the source; `places`, where characters were
    left out or spelled as entities, is the place of each."""

    text: str
    start: int
    places: tuple[int, ...] | None = None

    def place(self, at: int) -> int:
        """The place in the source of the character at this index."""
        return self.start + at if self.places is None else self.places[at]

    @property
    def end(self) -> int:
        """The place after the last character."""
        return self.place(len(self.text) - 1) + 1

    def stripped(self) -> Piece:
        """The piece without blanks at its ends."""
        start = len(self.text) - len(self.text.lstrip(BLANKS))
        end = len(self.text.rstrip(BLANKS))
        return self.cut(start, max(start, end))

    def cut(self, start: int, end: int | None = None) -> Piece:
        """A part of the piece."""
        text = self.text[start:end]
        places = None if self.places is None else self.places[start:end]
        return Piece(text, self.place(start) if text else self.start, places)


@dataclass
class Draft:
    """A turn while it is being read."""

    label: str
    line: int
    time: float | None = None
    pieces: list[Piece] = field(default_factory=list)

    def add(self, *pieces: Piece) -> None:
        """Words of this turn; blanks around them are dropped, and so is an empty piece."""
        self.pieces += [each for piece in pieces if (each := piece.stripped()).text]


def stored(drafts: Sequence[Draft]) -> tuple[tuple[ReadTurn, ...], tuple[MapEntry, ...]]:
    """The turns with their text as it is stored, and the map from the source to it.

    The pieces of a turn are joined by one blank, which stands for the line break between them.
    """
    turns: list[ReadTurn] = []
    runs = _Runs()
    for draft in drafts:
        if not draft.pieces:
            continue
        if turns:
            runs.stored += 1  # the line break between turns has no place in the source
        texts: list[str] = []
        before = 0
        for piece in draft.pieces:
            if texts:
                runs.add(before, 1)
                texts.append(" ")
            text = ""
            for source, part, length in _parts(piece):
                runs.add(source, length, len(part))
                text += part
            texts.append(text)
            before = piece.end
        label = normalised(draft.label)
        turns.append(ReadTurn(label, "".join(texts), draft.time, labels.role(label), draft.line))
    return tuple(turns), tuple(runs.entries)


class _Runs:
    """Map entries in the making: neighbours on both sides become one."""

    def __init__(self) -> None:
        self.entries: list[MapEntry] = []
        self.stored = 0

    def add(self, source: int, length: int, advance: int | None = None) -> None:
        """`length` characters from `source` on were stored here; the text grew by `advance`."""
        if self.entries:
            last_source, last_stored, last_length = self.entries[-1]
            if (last_source + last_length, last_stored + last_length) == (source, self.stored):
                self.entries[-1] = (last_source, last_stored, last_length + length)
                self.stored += length if advance is None else advance
                return
        self.entries.append((source, self.stored, length))
        self.stored += length if advance is None else advance


def _parts(piece: Piece) -> Iterator[tuple[int, str, int]]:
    """Source place, stored characters, how many of them lie one to one."""
    if piece.places is None and unicodedata.is_normalized("NFC", piece.text):
        text = normalised(piece.text)
        if len(text) == len(piece.text):
            yield piece.start, text, len(text)
            return
    for start, end in _clusters(piece.text):
        source = piece.text[start:end]
        target = source if source == "\ufeff" else normalised(source)
        yield piece.place(start), target, min(len(source), len(target))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The stretches that NFC treats each on its own: a letter with the marks that follow it."""
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or _apart(text[start:at], text[at]):
            yield start, at
            start = at


def _apart(cluster: str, following: str) -> bool:
    if following < "\u0300":
        return True
    if unicodedata.combining(following):
        return False
    joined = unicodedata.normalize("NFC", cluster + following)
    return joined == unicodedata.normalize("NFC", cluster) + unicodedata.normalize("NFC", following)
