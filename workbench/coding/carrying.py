"""From the places of passages in a text to their places in the corrected text.

A passage is *carried* where it is certain which words of the new text it is; otherwise it has a
*doubt* and the best place that can be told. Text in, places out: no study is touched here.

The two texts are set against each other word by word (the longest common run of words and marks,
by rapidfuzz), forwards and backwards: where both ways agree, no other way fits as well. On that
rest these rules, in this order:

1. A passage whose words stood once near their old place and stand once near their new one is
   carried to them, also where the comparison saw a deletion here and an addition there; unless
   it gives these very words to another place of the old text.
2. A passage whose words stand there several times is carried where the comparison puts it, if
   both ways agree on it and its unbroken surroundings are found once in either text.
3. A passage in which a turn was split is carried where the comparison puts it, if both ways agree
   on each of its words: none of them is another. (Where turns are joined, words may be another
   speaker's.)
4. Everything else is in doubt.

*Near* is the same turn, or within 500 characters. Words that have grown or shrunk at an end of
the passage (`jobb` to `jobbe`) are changed words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Indel

from workbench.spans import Span

NEAR = 500
"""Characters within which a passage is near its place."""

Doubt = Literal["changed", "gone", "moved", "repeated", "same"]
"""Why a passage is to be looked at again: its words were changed; they are gone, and the place
stands in for them; they stand unchanged, but far away; they stand several times where it was;
another passage of the same kind came to the same words."""

_TOKEN = re.compile(r"\w+|[^\w\s]|\n")
_ALIKE = 0.5
"""From this likeness on (0 to 1, Indel) a word in a rewritten stretch is the old one corrected."""

_LARGEST_GAP = 400
"""Words of a rewritten stretch in which single words are still sought."""


@dataclass(frozen=True)
class Carried:
    """Where a passage is in the new text; `doubt` is None where that is certain."""

    start: int
    end: int
    doubt: Doubt | None = None


def carry(old: str, passages: Iterable[Span], new: str) -> list[Carried]:
    """The places in `new` of passages of `old`, in their order.

    `new` holds at least one character that is no blank, and so does every place; two passages
    may get the same.
    """
    carrier = Carrier(old, new)
    return [carrier.carry(start, end) for start, end in passages]


class Carrier:
    """Two texts that have been set against each other once, for any number of passages."""

    def __init__(self, old: str, new: str) -> None:
        self.old = old
        self.new = new
        if old != new:
            self._was = _tokens(old)
            self._is = _tokens(new)
            words, others = _words(old, self._was), _words(new, self._is)
            self._match = _matched(words, others)
            self._backwards = _mirrored(_matched(words[::-1], others[::-1]), len(others))
            self._sources = [
                {found: at for at, found in enumerate(match) if found is not None}
                for match in (self._match, self._backwards)
            ]

    def carry(self, start: int, end: int) -> Carried:
        """Where the passage [start, end) of the old text is in the new one."""
        if self.old == self.new:
            return Carried(start, end)
        quote = self.old[start:end]
        if not quote.strip():
            return Carried(*self._beside(start, end), "gone")
        place = self._place(start, end)
        around = place if place is not None else self._beside(start, end)
        cut = (_cuts(self.old, start), _cuts(self.old, end))
        were = _standing(self.old, quote, _near(self.old, start, end), cut)
        are = _standing(self.new, quote, _near(self.new, *around), cut)
        if len(were) == len(are) == 1 and not self._anothers(start, end, are[0]):
            return _at(are[0], quote)
        if place is not None and place[0] in are and self._certain(start, end, place[0]):
            return _at(place[0], quote)
        if place is not None and self._only_split(start, end, place):
            return Carried(*place)
        if are:
            nearest = min(are, key=lambda at: abs(at - around[0]))
            return _at(nearest, quote, "repeated")
        everywhere = _standing(self.new, quote, (0, len(self.new)), cut)
        if len(everywhere) == len(_standing(self.old, quote, (0, len(self.old)), cut)) == 1:
            return _at(everywhere[0], quote, "moved")
        return Carried(*around, "gone" if place is None else "changed")

    def point(self, place: int) -> int:
        """Where a place between two words of the old text is in the new one: before the word
        that it stood before, else after the one that it stood after."""
        if self.old == self.new:
            return place
        following = bisect_right(self._was, place, key=lambda token: token[1])
        for token in range(following, len(self._was)):
            if (same := self._match[token]) is not None:
                cut = max(0, place - self._was[token][0]) if token == following else 0
                return self._is[same][0] + cut
        return len(self.new)

    # -- the place that the comparison gives ----------------------------------------------

    def _inside(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last token of a passage."""
        first = bisect_right(self._was, start, key=lambda token: token[1])
        last = bisect_left(self._was, end, key=lambda token: token[0]) - 1
        return first, last

    def _place(self, start: int, end: int) -> Span | None:
        """Where the passage's words or what replaced them are; None where nothing is."""
        first, last = self._inside(start, end)
        begin = self._edge(first, last, start - self._was[first][0])
        finish = self._edge(last, first, end - self._was[last][1])
        if begin is None or finish is None:
            return None
        if begin[0] > finish[0]:
            begin, finish = finish, begin
        span = begin[0] + begin[2], finish[1] + finish[2]
        # Blanks that the passage began or ended with stay in it where they still stand.
        if begin[2] < 0 and not self.new[max(0, span[0]) : begin[0]].isspace():
            span = begin[0], span[1]
        if finish[2] > 0 and not self.new[finish[1] : span[1]].isspace():
            span = span[0], finish[1]
        # Of a word that the passage cut another may have come, and nothing would be left of it.
        inside = 0 <= span[0] < span[1] <= len(self.new) and self.new[slice(*span)].strip()
        return span if inside else (begin[0], finish[1])

    def _edge(self, edge: int, inwards: int, cut: int) -> tuple[int, int, int] | None:
        """The new token at an edge of a passage: start, end, and how far the passage lies off it.

        Where nothing took the token's place, that of the next one inwards that something did.
        """
        step = 1 if inwards >= edge else -1
        for token in range(edge, inwards + step, step):
            if self._text(token) == "\n":
                continue
            if (same := self._match[token]) is not None:
                return (*self._is[same], cut if token == edge else 0)
            if (other := self._replaced(token, at_start=step == 1)) is not None:
                return (*self._is[other], 0)
        return None

    def _replaced(self, token: int, *, at_start: bool) -> int | None:
        """The new token in the place of one that is gone: the one most like it, else by share."""
        (old_first, old_end), gap = self._gap(token)
        words = [at for at in range(*gap) if self._new_text(at) != "\n"]
        if not words:
            return None
        share = (token - old_first) / (old_end - old_first)
        if len(words) <= _LARGEST_GAP:
            # A tie goes to the word that lies as far into the stretch as the old one did.
            likeness, _far, best = max(
                (
                    Indel.normalized_similarity(self._text(token), self._new_text(at)),
                    -abs(n / len(words) - share),
                    at,
                )
                for n, at in enumerate(words)
            )
            if likeness >= _ALIKE:
                return best
        if at_start:
            return words[int(share * len(words))]
        left = (old_end - 1 - token) / (old_end - old_first)
        return words[len(words) - 1 - int(left * len(words))]

    def _gap(self, token: int) -> tuple[Span, Span]:
        """The stretch without a match around an old token, in old and in new tokens."""
        before, after = token, token
        while before >= 0 and self._match[before] is None:
            before -= 1
        while after < len(self._match) and self._match[after] is None:
            after += 1
        left = self._match[before] if before >= 0 else -1
        right = self._match[after] if after < len(self._match) else len(self._is)
        assert left is not None
        assert right is not None
        return (before + 1, after), (left + 1, right)

    def _beside(self, start: int, end: int) -> Span:
        """The word that stands in for a passage of which nothing is left: the nearest one that
        stayed in its turn, the one before it first, else the nearest anywhere."""
        first, last = self._inside(start, end)
        before = self._stayed(range(first - 1, -1, -1))
        after = self._stayed(range(last + 1, len(self._was)))
        kept = [one for one in (before, after) if one is not None]
        # Line breaks between the passage and a word tell that it is in another turn.
        kept.sort(key=lambda one: self.old[slice(*sorted((self._was[one][1], start)))].count("\n"))
        if not kept:
            return self._is[0]
        found = self._match[kept[0]]
        assert found is not None
        return self._is[found]

    def _stayed(self, tokens: Iterable[int]) -> int | None:
        return next(
            (
                one
                for one in tokens
                if self._match[one] is not None and self.old[self._was[one][0]].isalnum()
            ),
            None,
        )

    # -- whether it is certain -------------------------------------------------------------

    def _anothers(self, start: int, end: int, at: int) -> bool:
        """Whether the words found at `at` stood elsewhere, as one way of comparing has it."""
        first, last = self._inside(start, end)
        begin = bisect_right(self._is, at, key=lambda token: token[1])
        elsewhere = [source.get(begin) for source in self._sources]
        return any(
            one is not None
            and one != first
            and all(source.get(begin + n) == one + n for n in range(last - first + 1))
            for one, source in zip(elsewhere, self._sources, strict=True)
        )

    def _certain(self, start: int, end: int, at: int) -> bool:
        """Whether the passage's words, found at `at`, can be no others that read the same."""
        first, last = self._inside(start, end)
        if not self._unbroken(range(first, last + 1)):
            return False
        old_near = _near(self.old, start, end)
        new_near = _near(self.new, at, at + end - start)
        while (
            first and self._was[first - 1][1] > old_near[0] and self._unbroken((first - 1, first))
        ):
            first -= 1
        while (
            last + 1 < len(self._was)
            and self._was[last + 1][0] < old_near[1]
            and self._unbroken((last, last + 1))
        ):
            last += 1
        begin, finish = self._was[first][0], self._was[last][1]
        surroundings = self.old[begin:finish]
        whole = begin <= old_near[0] + 1 and finish >= old_near[1] - 1
        if whole and self.new[at - (start - begin) :].startswith(surroundings):
            return True
        return (
            len(_standing(self.old, surroundings, old_near)) == 1
            and len(_standing(self.new, surroundings, new_near)) == 1
        )

    def _only_split(self, start: int, end: int, place: Span) -> bool:
        """Whether the passage stands there word for word, and only turns begin in it that did
        not: blanks of it are line breaks now."""
        was, now = self.old[start:end], self.new[slice(*place)]
        if was == now or len(was) != len(now):
            return False
        if any(a != b and (a, b) != (" ", "\n") for a, b in zip(was, now, strict=True)):
            return False
        first, last = self._inside(start, end)
        return all(
            self._match[token] is not None and self._match[token] == self._backwards[token]
            for token in range(first, last + 1)
        )

    def _unbroken(self, tokens: Sequence[int]) -> bool:
        """Whether these neighbours are neighbours still, and both ways say so."""
        found = [self._match[one] for one in tokens]
        if None in found or found != [self._backwards[one] for one in tokens]:
            return False
        begin = found[0]
        assert begin is not None
        if found != list(range(begin, begin + len(found))):
            return False
        was = self.old[self._was[tokens[0]][0] : self._was[tokens[-1]][1]]
        return self.new.startswith(was, self._is[begin][0])

    def _text(self, token: int) -> str:
        start, end = self._was[token]
        return self.old[start:end]

    def _new_text(self, token: int) -> str:
        start, end = self._is[token]
        return self.new[start:end]


def _at(start: int, quote: str, doubt: Doubt | None = None) -> Carried:
    return Carried(start, start + len(quote), doubt)


def _tokens(text: str) -> list[Span]:
    return [found.span() for found in _TOKEN.finditer(text)]


def _words(text: str, tokens: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in tokens]


def _matched(words: Sequence[str], others: Sequence[str]) -> list[int | None]:
    """For each word the place in `others` of the same word in a longest common run, if any."""
    found: list[int | None] = [None] * len(words)
    for step in Indel.opcodes(words, others):
        if step.tag == "equal":
            found[step.src_start : step.src_end] = range(step.dest_start, step.dest_end)
    return found


def _mirrored(match: Sequence[int | None], others: int) -> list[int | None]:
    """A match of reversed words, told of the words as they stand."""
    return [None if one is None else others - 1 - one for one in reversed(match)]


def _cuts(text: str, place: int) -> bool:
    """Whether a place lies inside a word."""
    return 0 < place < len(text) and text[place - 1].isalnum() and text[place].isalnum()


def _near(text: str, start: int, end: int) -> Span:
    """What is near a passage: its turns, and 500 characters around it."""
    turn_start = text.rfind("\n", 0, start) + 1
    turn_end = text.find("\n", end)
    return (
        max(0, min(turn_start, start - NEAR)),
        min(len(text), max(len(text) if turn_end < 0 else turn_end, end + NEAR)),
    )


def _standing(
    text: str, quote: str, near: Span, cut: tuple[bool, bool] = (False, False)
) -> list[int]:
    """Where the quote stands in or beside a stretch of text, cutting no word that it did not."""
    found = []
    at = text.find(quote, max(0, near[0] - len(quote)))
    while 0 <= at <= near[1]:
        if (cut[0] or not _cuts(text, at)) and (cut[1] or not _cuts(text, at + len(quote))):
            found.append(at)
        at = text.find(quote, at + 1)
    return found
