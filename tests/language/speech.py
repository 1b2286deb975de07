"""The speech test set: utterances of interviews in which every name is marked by hand.

The two halves are `speech/tuning.txt` and `speech/final.txt`; the rules of marking stand at the
head of both. Marked text: `[[Fatumas|PER]] mann jobber på [[Ullevål|ORG]].`
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

SPEECH = Path(__file__).parent / "speech"
TUNING, FINAL = SPEECH / "tuning.txt", SPEECH / "final.txt"

NAMES = ("PER", "LOC", "ORG")
"""What the entity component and the name lists find."""

BY_RULE = ("PHONE", "ID", "EMAIL", "DATE", "NATIONALITY", "OCCUPATION")
"""What pseudonymising finds by rules; DATE is a date of birth."""

LABELS = NAMES + BY_RULE

Span = tuple[int, int, str]
"""start, end (code points, half-open) and label."""

MARK = re.compile(r"\[\[([^\[\]|]+)\|([^\[\]|]*)\]\]")


class Sentence(NamedTuple):
    """An utterance as it is written, and its marked spans in their order."""

    text: str
    spans: list[Span]


def read(path: Path) -> list[Sentence]:
    """The sentences of a marked file, in their order; comments and empty lines are left out.

    Raises ValueError for a mark that is not closed, nested or of an unknown label, with its line.
    """
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            sentences.append(parse(line))
        except ValueError as fault:
            raise ValueError(f"{path.name}, line {number}: {fault}") from None
    return sentences


def parse(marked: str) -> Sentence:
    """The text of one marked sentence, and where its spans are in that text."""
    text, spans, end = "", [], 0
    for mark in MARK.finditer(marked):
        words, label = mark.groups()
        if label not in LABELS:
            raise ValueError(f"{label!r} is not a label ({', '.join(LABELS)}).")
        text += marked[end : mark.start()]
        spans.append((len(text), len(text) + len(words), label))
        text += words
        end = mark.end()
    text += marked[end:]
    if left := re.search(r"\[\[|\]\]|\|", text):
        raise ValueError(f"{left.group()!r} belongs to no whole mark: {text}")
    return Sentence(text, spans)
