"""References in a memo: what stands in [[ ]] and names something of the study.

    [[P01]]  [[P03-2]]  [[praksis.krav]]  [[memo 12]]     a person, an interview, a code, a memo
    [[P03-2 120-180]]  [[P03-2 #14]]                      a passage, a turn
    [[interview A04]]                                     where a person has the same id
    [[P01|who left]]                                      with words of one's own

Text in, names out: whether the study has what is named is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["person", "interview", "code", "memo", "passage", "turn", ""]

PATTERN = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")

_KINDS: Mapping[str, Kind] = {
    "person": "person", "informant": "person", "interview": "interview", "intervju": "interview",
    "code": "code", "kode": "code", "memo": "memo", "notat": "memo",
}  # fmt: skip
_NAMED = re.compile(rf"({'|'.join(_KINDS)}) (.+)", re.IGNORECASE)
_PASSAGE = re.compile(r"(.+) ([0-9]{1,9})[-–]([0-9]{1,9})")
_TURN = re.compile(r"(.+) #([0-9]{1,9})")


@dataclass(frozen=True)
class Named:
    """What a reference names. The kind is empty where the name alone must tell it; a passage has
    its places, a turn its number as `start`."""

    kind: Kind
    name: str
    start: int = 0
    end: int = 0


def written(text: str) -> list[str]:
    """What stands in the brackets, each once, in the order of the text; blanks are single."""
    return list(dict.fromkeys(_plain(one[1]) for one in PATTERN.finditer(text)))


def named(reference: str) -> Named:
    """What a reference names, from what stands in its brackets."""
    reference = _plain(reference)
    told = _NAMED.fullmatch(reference)
    kind, name = (_KINDS[told[1].lower()], told[2]) if told else ("", reference)
    if kind in ("", "interview"):
        if place := _PASSAGE.fullmatch(name):
            return Named("passage", place[1], int(place[2]), int(place[3]))
        if place := _TURN.fullmatch(name):
            return Named("turn", place[1], int(place[2]))
    return Named(kind, name)


def as_written(name: str, label: str) -> str:
    """A reference with its brackets: in a text that has none, it is words like any other."""
    return f"[[{name}|{label}]]" if label else f"[[{name}]]"


def parts(text: str) -> Iterator[str | tuple[str, str]]:
    """The text piece by piece: words as they stand, and of each reference its name and label."""
    at = 0
    for found in PATTERN.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield _plain(found[1]), (found[2] or "").strip()
        at = found.end()
    if at < len(text):
        yield text[at:]


def relinked(text: str, names: Mapping[str, str | None]) -> str:
    """The text with other names in its brackets, labels kept; None takes the brackets away."""

    def replaced(match: re.Match[str]) -> str:
        was = _plain(match[1])
        name = names.get(was, was)
        if name == was:
            return match[0]
        if name is None:
            return match[2] or was
        return as_written(name, match[2] or "")

    return PATTERN.sub(replaced, text)


def _plain(name: str) -> str:
    return " ".join(name.split())
