"""Whether what a manuscript quotes was said: every quotation looked up in the transcripts.

Two copies of the same words are the same here whichever program saved them: kinds of dashes,
quotation marks and blanks, and a dot at the end that the sentence around it asks for, make no
difference. Everything else does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from workbench.exports.manuscripts import Quotation, inline, quotations
from workbench.spans import folded
from workbench.store import reading, suggesting

if TYPE_CHECKING:
    from workbench.store.database import Store

Found = Literal["verbatim", "changed", "not"]

CHECKED = ("quote", "found", "interview", "start", "end", "difference", "paragraph")

_BRACKETED = re.compile(r"\[[^\[\]]*\]|\((?:…|\.\.\.)\)")
_CUT = re.compile(r"[\[(](?:…|\.\.\.)?[\])]")
_WORD = re.compile(r"\w+")

CUT_AT_MOST = 3_000
"""Characters that one marked omission may leave out: about a page."""

REPLACED_AT_MOST = 60
"""Characters that may stand where an insertion in [ ] stands, beside the inserted words' own."""

ALIKE = 70.0
"""From which likeness (0 to 100, RapidFuzz's partial ratio) a passage is the quote, changed."""

RUN = 3
"""Words in a row by which the place of a changed quote is found."""


@dataclass(frozen=True)
class Place:
    """A passage of an interview's current text, half-open, in code points."""

    interview: str
    start: int
    end: int


class Texts:
    """The current texts, folded, with the way back to their places."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self.folded = {name: _flat(text) for name, text in texts.items()}
        self._maps: dict[str, list[int]] = {}

    def place(self, interview: str, start: int, end: int) -> Place:
        """A passage of the folded text as one of the text itself."""
        back = self._maps.get(interview)
        if back is None:
            back = self._maps[interview] = _way_back(self.texts[interview])
        return Place(interview, back[start], back[end - 1] + 1)


def check_quotes(store: Store, path: Path) -> pd.DataFrame:
    """Look up every quotation of a manuscript, one row each in its order.

    quote (as it stands there), found (`verbatim`, `changed`, `not`), interview, start and end
    (Int64, of the passage in the current text; missing where it is not found), difference
    (letter by letter, what the text has as `[-…-]` and what the manuscript has instead as
    `{+…+}`; empty unless changed) and paragraph (number in the manuscript, from 1).

    `[…]` may stand for anything left out, other words in [ ] for words put in or explained; both
    are verbatim as long as what stands between them is. Raises FileFaults as `quotations` does.
    Changes nothing.
    """
    asked = quotations(path)
    texts = _current(store)
    places = [_verbatim(one.text, texts) for one in asked]
    missed = [number for number, place in enumerate(places) if place is None]
    near = dict(zip(missed, _alike([asked[one].text for one in missed], texts), strict=True))
    rows = []
    for number, (quotation, place) in enumerate(zip(asked, places, strict=True)):
        rows.append(_row(quotation, place, near.get(number), texts))
    return pd.DataFrame(rows, columns=list(CHECKED)).astype({"start": "Int64", "end": "Int64"})


def quoted(store: Store, written: Sequence[str]) -> list[list[Place]]:
    """Where what somebody has written stands in the texts, letter for letter: all of it, or what is
    in quotation marks, of three words or more. Changes nothing."""
    texts = _current(store)
    said = [[one for one in (text, *inline(text)) if len(_WORD.findall(one)) >= RUN]
            for text in written]  # fmt: skip
    places = [[_verbatim(one, texts) for one in ones] for ones in said]
    return [list(dict.fromkeys(one for one in found if one is not None)) for found in places]


def _current(store: Store) -> Texts:
    with reading.snapshot(store):
        current = suggesting.texts(store)
        order = reading.interview_order(store)
    return Texts({one: current[one] for one in order if one in current})


def _row(
    quotation: Quotation, place: Place | None, near: Place | None, texts: Texts
) -> tuple[object, ...]:
    found: Found = "verbatim" if place else "changed" if near else "not"
    at = place or near
    difference = ""
    if near is not None and place is None:
        stored = texts.texts[near.interview][near.start : near.end]
        difference = differences(_flat(stored), _flat(quotation.text))
    where = (at.interview, at.start, at.end) if at else ("", None, None)
    return (quotation.text, found, *where, difference, quotation.paragraph)


def differences(stored: str, quoted: str) -> str:
    """The stored words with what was changed in them: `jeg [-vil-]{+kan+} det`."""
    parts: list[str] = []
    edits = Levenshtein.opcodes(stored, quoted)
    for equal, together in groupby(edits, lambda one: bool(one.tag == "equal")):
        run = list(together)
        before = stored[run[0].src_start : run[-1].src_end]
        after = quoted[run[0].dest_start : run[-1].dest_end]
        if equal:
            parts.append(before)
            continue
        parts += [f"[-{before}-]"] if before else []
        parts += [f"{{+{after}+}}"] if after else []
    return "".join(parts)


def _verbatim(quote: str, texts: Texts) -> Place | None:
    """The first place in the study's order where the quote stands as it is, marks allowed."""
    whole = _flat(quote)
    if not _WORD.search(whole):
        return None
    for words in dict.fromkeys((whole, whole.removesuffix("."), whole.removesuffix(","))):
        pieces, gaps = _pieces(words)
        for interview, text in texts.folded.items():
            if (at := next(_standing(text, words), None)) is not None:
                return texts.place(interview, at, at + len(words))
            if gaps and pieces and (span := _in_order(text, pieces, gaps)) is not None:
                return texts.place(interview, *span)
    return None


def _pieces(quote: str) -> tuple[list[str], list[int]]:
    """What stands between brackets, and how much text each gap between two of them may hold."""
    pieces: list[str] = []
    gaps: list[int] = []
    room = begun = 0
    for bracket in (*_BRACKETED.finditer(quote), None):
        piece = quote[begun : bracket.start() if bracket else len(quote)].strip()
        if piece and _WORD.search(piece):
            if pieces:
                gaps.append(room)
            pieces.append(piece)
            room = 0
        if bracket:
            cut = _CUT.fullmatch(bracket.group())
            room += CUT_AT_MOST if cut else REPLACED_AT_MOST + 2 * len(bracket.group())
            begun = bracket.end()
    return pieces, gaps if gaps or _BRACKETED.search(quote) is None else [0]


def _in_order(text: str, pieces: Sequence[str], gaps: Sequence[int]) -> tuple[int, int] | None:
    """Where the pieces stand one after the other with no more between them than the gaps hold."""
    for start in _standing(text, pieces[0], whole=False):
        end = start + len(pieces[0])
        for piece, gap in zip(pieces[1:], gaps, strict=False):
            at = next(_standing(text, piece, end, end + gap + len(piece), whole=False), None)
            if at is None:
                break
            end = at + len(piece)
        else:
            return start, end
    return None


def _standing(
    text: str, words: str, start: int = 0, end: int | None = None, *, whole: bool = True
) -> Iterator[int]:
    """Where the words stand; as whole words unless told that a letter may be bracketed away."""
    at = text.find(words, start, end) if words else -1
    while at >= 0:
        if not whole or not (_cuts(text, at) or _cuts(text, at + len(words))):
            yield at
        at = text.find(words, at + 1, end)


def _cuts(text: str, place: int) -> bool:
    """Whether a word goes on from one side of the place to the other."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _alike(quotes: Sequence[str], texts: Texts) -> list[Place | None]:
    """Where each quote stands changed: the likeliest place, if it is alike enough."""
    words = [_WORD.findall(_BRACKETED.sub(" ", _flat(one)).casefold()) for one in quotes]
    votes = _votes(words, texts)
    return [
        _nearest(quote, of, texts) if len(said) >= RUN else None
        for quote, said, of in zip(quotes, words, votes, strict=True)
    ]


def _votes(quotes: Sequence[Sequence[str]], texts: Texts) -> list[Counter[tuple[str, int]]]:
    """For each quote how many of its runs of words stand in which stretch of which text."""
    asked: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    length = {number: min(RUN, max(len(words) - 1, 2)) for number, words in enumerate(quotes)}
    for number, words in enumerate(quotes):
        for at in range(len(words) - length[number] + 1):
            run = tuple(words[at : at + length[number]])
            asked.setdefault(run, []).append((number, at))
    votes: list[Counter[tuple[str, int]]] = [Counter() for _quote in quotes]
    for interview, text in texts.folded.items() if asked else ():
        spans = [(match.group().casefold(), match.start()) for match in _WORD.finditer(text)]
        for size in set(length.values()):
            for at in range(len(spans) - size + 1):
                run = tuple(word for word, _start in spans[at : at + size])
                for number, _place in asked.get(run, ()):
                    votes[number][interview, spans[at][1]] += 1
    return votes


def _nearest(quote: str, votes: Counter[tuple[str, int]], texts: Texts) -> Place | None:
    flat = _flat(quote)
    best: tuple[float, str, int, int] | None = None
    for interview, start, end in _windows(votes, len(flat), texts):
        window = texts.folded[interview][start:end]
        found = fuzz.partial_ratio_alignment(flat, window, score_cutoff=ALIKE)
        if found is not None and (best is None or found.score > best[0]):
            best = (found.score, interview, start + found.dest_start, start + found.dest_end)
    if best is None:
        return None
    _score, interview, start, end = best
    text = texts.folded[interview]
    start, end = _trimmed(text, start, end, flat)
    return texts.place(interview, *_widened(text, start, end))


def _trimmed(text: str, start: int, end: int, quote: str) -> tuple[int, int]:
    """The passage without what stands only before or only after the quote in it."""
    edits = Levenshtein.opcodes(text[start:end], quote)
    before = edits[0].src_end if edits[0].tag == "delete" else 0
    after = edits[-1].src_end - edits[-1].src_start if edits[-1].tag == "delete" else 0
    return start + before, end - after


def _windows(
    votes: Counter[tuple[str, int]], length: int, texts: Texts, most: int = 5
) -> Iterator[tuple[str, int, int]]:
    """The stretches, somewhat longer than the quote, in which most of its runs stand."""
    by_text: dict[str, list[int]] = {}
    for interview, at in votes:
        by_text.setdefault(interview, []).append(at)
    ranked = []
    for interview, places in by_text.items():
        places.sort()
        for number, at in enumerate(places):
            held = bisect_right(places, at + 2 * length) - number
            ranked.append((-held, interview, at))
    ranked.sort()
    for _held, interview, at in ranked[:most]:
        yield interview, max(0, at - length), min(len(texts.folded[interview]), at + 2 * length)


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends, with the words whole that it begins and ends in."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while _cuts(text, start):
        start -= 1
    while _cuts(text, end):
        end += 1
    return start, end


def _flat(text: str) -> str:
    """The text as it is compared: folded, on one line."""
    return folded(text).replace("\n", " ").strip()


def _way_back(text: str) -> list[int]:
    """For each character of the flat text, its place in the text."""
    back: list[int] = []
    blank = True
    for at, letter in enumerate(text):
        if letter.isspace():
            if not blank:
                back.append(at)
            blank = True
            continue
        shown = 1 if letter.isalnum() else len(folded(letter))
        back += [at] * shown
        blank = blank and not shown
    return back
