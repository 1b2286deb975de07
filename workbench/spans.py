"""Places in a text: words, half-open spans, and the browser's way of counting.

Pure functions on strings and integers; every other room counts words and joins spans here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence

Span = tuple[int, int]

_INNER = "-‐‑'’"
"""What may stand inside a word, between letters."""
_WORD = re.compile(r"[^\W_]+(?:[-‐‑'’][^\W_]+)*")
_TO_WORD_END = r"[\W_]*+[^\W_]++(?:[-‐‑'’][^\W_]++)*+"
_PAST = tuple(re.compile(f"(?:{_TO_WORD_END}){{{1 << power}}}+") for power in range(12))
"""Past the next 1, 2, 4 … words."""
CONTEXT = 60
"""Characters that are shown of the text on either side of a place in it."""
_MORE_BEFORE = re.compile(r"\A\S*\s+")
_MORE_AFTER = re.compile(r"\s+\S*\Z")
"""What goes of a text that is cut: the blanks at the cut, and what is left there of a word."""
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_TYPED = str.maketrans("“”„«»‘’‚–—‐‑", '"""""\'\'\'----')
_SAME = str.maketrans("‐‑’µſςϐϑϕϖϰϱϵẛ", "--'μsσβθφπκρεṡ")
_SPACES = str.maketrans("\u00a0\u202f", "  ")


def normalised(text: str) -> str:
    """The text as it is stored: NFC, no leading BOM, plain blanks for no-break spaces."""
    text = text.removeprefix("\ufeff").translate(_SPACES)
    return unicodedata.normalize("NFC", text)


def folded(text: str) -> str:
    """What two copies of one text have in common, whichever program saved them; turns stay apart.

    Word makes curly quotes, dashes and dots of what is typed, and hyphens that are not seen.
    """
    plain = _UNSEEN.sub("", text).replace("…", "...").translate(_TYPED)
    return "\n".join(" ".join(line.split()) for line in plain.split("\n"))


def word_spans(text: str) -> list[Span]:
    """Where the words of the text are, in order.

    A word is a maximal run of letters, digits, inner hyphens and apostrophes. What stands in
    ( ) or [ ] is the transcriber's and holds no words; a bracket that is never closed on its
    line is read as a character like any other.
    """
    words = [match.span() for match in _WORD.finditer(text)]
    aside = _asides(text)
    return [word for word in words if not _inside(word[0], aside)] if aside else words


def all_word_spans(text: str) -> list[Span]:
    """Where words are, those of the transcriber in ( ) and [ ] too: what a search looks through."""
    return [match.span() for match in _WORD.finditer(text)]


def word_span(text: str, number: int) -> Span:
    """Where one word is: `all_word_spans(text)[number]`, without looking for all the others.

    Raises IndexError where the text has fewer words.
    """
    at = 0
    while number:
        power = min(number.bit_length(), len(_PAST)) - 1
        past = _PAST[power].match(text, at)
        if past is None:
            raise IndexError(number)
        at, number = past.end(), number - (1 << power)
    word = _WORD.search(text, at)
    if word is None:
        raise IndexError(number)
    return word.span()


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after text[start:end], up to 60 characters of it each.

    Words are whole (but for one that is longer than that), and … stands where the text goes on.
    """
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    if start > CONTEXT:
        cut = text[start - CONTEXT - 1 : start]
        more = _MORE_BEFORE.match(cut)
        left = f"… {cut[more.end() :]}" if more else f"…{left}"
    if end + CONTEXT < len(text):
        cut = text[end : end + CONTEXT + 1]
        more = _MORE_AFTER.search(cut)
        right = f"{cut[: more.start()]} …" if more else f"{right}…"
    return left, right


def compared(word: str) -> str:
    """A word as a search compares it: lower case, one kind of hyphen and one of apostrophe.

    Letters that have two small forms (σ and ς) are one, as they are to SQLite's index.
    """
    return unicodedata.normalize("NFC", word.lower().translate(_SAME))


def count_words(text: str) -> int:
    """How many words the text holds, by the rule of `word_spans`."""
    return len(word_spans(text))


def words_within(word_starts: Sequence[int], span: Span) -> tuple[int, int]:
    """The half-open range of words inside the span: those whose first character is in it."""
    return bisect_left(word_starts, span[0]), bisect_left(word_starts, span[1])


def holds_word(text: str, turn: Span, part: Span) -> bool:
    """Whether a word of the turn begins in this part of it, found without counting all words."""
    if text.find(")", *turn) >= 0 or text.find("]", *turn) >= 0:
        words = word_spans(text[turn[0] : turn[1]])
        return any(part[0] <= turn[0] + start < part[1] for start, _end in words)
    word = _WORD.search(text, part[0], turn[1])
    if word and _goes_on(text, turn[0], word.start()):
        word = _WORD.search(text, word.end(), turn[1])
    return word is not None and word.start() < part[1]


def _goes_on(text: str, begin: int, at: int) -> bool:
    """Whether the letter at this place is not the first one of its word."""
    if at > begin + 1 and text[at - 1] in _INNER:
        at -= 1
    return at > begin and text[at - 1].isalnum()


def union(spans: Iterable[Span]) -> list[Span]:
    """The spans joined where they overlap or touch, in order. Empty spans are dropped."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def length(spans: Iterable[Span]) -> int:
    """How much the spans cover together, each place once."""
    return sum(end - start for start, end in union(spans))


def spans_text(spans: Iterable[Span]) -> str:
    """Spans as a table prints them: `12-40;55-60`."""
    return ";".join(f"{start}-{end}" for start, end in spans)


def spans_from_text(text: str) -> list[Span]:
    """The spans that `spans_text` printed."""
    pairs = (part.split("-") for part in text.split(";") if part)
    return [(int(start), int(end)) for start, end in pairs]


def to_utf16(text: str, offset: int) -> int:
    """The browser's offset (UTF-16 code units) for an offset in code points."""
    return offset + sum(1 for character in text[:offset] if ord(character) > 0xFFFF)


def from_utf16(text: str, offset: int) -> int:
    """The offset in code points for the browser's; the inside of a pair is its start."""
    units = 0
    for position, character in enumerate(text):
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > offset:
            return position
        units += width
    return len(text)


def _asides(text: str) -> list[Span]:
    """The outermost ( ) and [ ] of each line, brackets included."""
    if not (")" in text or "]" in text):
        return []
    found: list[Span] = []
    opened: list[tuple[str, int]] = []
    pairs = {")": "(", "]": "["}
    for position, character in enumerate(text):
        if character == "\n":
            opened.clear()
        elif character in "([":
            opened.append((character, position))
        elif character in pairs:
            while opened and opened[-1][0] != pairs[character]:
                opened.pop()
            if opened:
                found.append((opened.pop()[1], position + 1))
    return union(found)


def _inside(place: int, spans: Sequence[Span]) -> bool:
    at = bisect_left(spans, (place + 1,)) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]
