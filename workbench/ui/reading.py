"""A passage with what stands around it: its turn, the question before, the turns on either side.

Pure functions on a transcript, for every page that shows an excerpt.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from workbench.errors import CallError
from workbench.model import Transcript, Turn
from workbench.texts import _


@dataclass(frozen=True)
class Passage:
    """Where a passage stands. `question` is what the interviewer said last before it."""

    turn: int
    question: str
    before: tuple[tuple[str, str], ...]
    own: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def passage(transcript: Transcript, start: int, end: int, *, around: int = 2) -> Passage:
    """The passage from `start` to `end` (code points) with `around` turns on either side.

    Turns are pairs of speaker and text. A passage beyond the last turn belongs to the last.
    """
    turns = transcript.turns
    if not turns:
        return Passage(0, "", (), (), ())
    first = _turn_at(turns, start)
    last = max(first, _turn_at(turns, max(start, end - 1)))
    question = ""
    if first > 0 and turns[first - 1].role == "interviewer":
        question = _words(transcript, turns[first - 1])
    return Passage(
        turn=turns[first].number,
        question=question,
        before=_said(transcript, turns[max(0, first - around) : first]),
        own=_said(transcript, turns[first : last + 1]),
        after=_said(transcript, turns[last + 1 : last + 1 + around]),
    )


def nearest(text: str, words: str, start: int) -> tuple[int, int]:
    """Where these words stand in a text, nearest to a place. Raises CallError where nowhere."""
    wanted = r"\s+".join(map(re.escape, words.split()))
    found = [match.span() for match in re.finditer(wanted, text)] if wanted else []
    if not found:
        raise CallError(
            _("“{text}” does not stand in the text.", text=" ".join(words.split())),
            remedy=_("Copy the words from the text as they stand there."),
        )
    return min(found, key=lambda one: abs(one[0] - start))


def _turn_at(turns: tuple[Turn, ...], offset: int) -> int:
    return max(0, bisect_right([turn.start for turn in turns], offset) - 1)


def _words(transcript: Transcript, turn: Turn) -> str:
    return transcript.text[turn.start : turn.end]


def _said(transcript: Transcript, turns: tuple[Turn, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((turn.speaker, _words(transcript, turn)) for turn in turns)
