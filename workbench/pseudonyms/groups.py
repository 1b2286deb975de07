"""Rare occupations beside a nationality: together they can point to one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from workbench.pseudonyms import lists

Kind = Literal["NATIONALITY", "OCCUPATION"]

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?\n]+")
_ENDINGS = ("", "en", "n", "a", "er", "ene", "ne", "s", "ens", "ere", "erne", "r")
_RARE = re.compile(r"(ist|olog|smed|maker|lege|kirurg|pilot|offiser|dirigent|iker|graf|arkitekt)$")
_APART = 6
"""Words that may stand between the two."""


def find(text: str) -> Iterator[tuple[int, int, Kind]]:
    """Nationality and rare occupation where both stand in one sentence, near one another."""
    for sentence in _SENTENCE.finditer(text):
        words = list(_WORD.finditer(text, sentence.start(), sentence.end()))
        peoples = [at for at, word in enumerate(words) if is_nationality(word[0].lower())]
        callings = [at for at, word in enumerate(words) if is_rare_occupation(word[0].lower())]
        paired = {(p, c) for p in peoples for c in callings if abs(p - c) <= _APART}
        for at in sorted({p for p, _ in paired}):
            yield words[at].start(), words[at].end(), "NATIONALITY"
        for at in sorted({c for _, c in paired}):
            yield words[at].start(), words[at].end(), "OCCUPATION"


@cache
def is_nationality(lower: str) -> bool:
    """An adjective of nationality in any form, or a member of a people."""
    adjectives = lists.words("groups", "adjectives")
    if lower in adjectives or lower.removesuffix("e") in adjectives:
        return True
    return _stem_in(lower, "nouns")


@cache
def is_rare_occupation(lower: str) -> bool:
    """An occupation on the list, in any form, or of a kind that is rare."""
    if _stem_in(lower, "rare occupations"):
        return True
    stems = {lower, lower.removesuffix("en"), lower.removesuffix("er"), lower.removesuffix("n")}
    long = tuple(one for one in lists.words("groups", "rare occupations") if len(one) > 4)
    return len(lower) > 6 and any(_RARE.search(stem) or stem.endswith(long) for stem in stems)


def _stem_in(lower: str, section: str) -> bool:
    known = lists.words("groups", section)
    return any(
        lower.endswith(ending) and lower.removesuffix(ending) in known for ending in _ENDINGS
    ) or (lower.endswith("eren") and lower.removesuffix("en") in known)


def is_bare(lower: str) -> bool:
    """Whether an occupation stands in its indefinite form (dommer, not dommeren)."""
    known = lists.words("groups", "rare occupations")
    return lower in known or not lower.endswith(("en", "a", "ene"))
