"""What free words repeat of what one person said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from workbench.spans import Span, all_word_spans, compared, union
from workbench.store.redaction import CUT, stripped

RUN = 5
"""So many words in a row that she said, and nobody else, are a quotation of her."""

_QUOTED = re.compile('«([^«»]*)»|[“„]([^“”„]*)[”“]|"([^"]*)"')
_CUTS = re.compile(r"\[(?:…|\.\.\.)\]|…|\.\.\.")


class Quotations:
    """What free words repeat of what one person said, and nobody else in the study.

    That is what stands between quotation marks and is in her words, each part between cuts for
    itself, and every run of `RUN` words or more that is hers.
    """

    def __init__(self, hers: Iterable[str], others: Iterable[str]) -> None:
        self._hers = [_plain(text) for text in hers]
        self._runs = {run for text in self._hers for run in _runs(text.split())}
        self._others: list[str] = []
        for text in others:
            plain = _plain(text)
            self._runs.difference_update(_runs(plain.split()))
            self._others.append(plain)

    def cut(self, text: str) -> str:
        """The text with each quotation of hers cut."""
        if not self._hers:
            return text
        spans = union([*self._in_marks(text), *self._in_runs(text)])
        for start, end in reversed(spans):
            text = text[:start] + CUT + text[end:]
        return text

    def _in_marks(self, text: str) -> Iterator[Span]:
        for match in _QUOTED.finditer(text):
            group = next(number for number in (1, 2, 3) if match[number] is not None)
            at = match.start(group)
            for cut in [*_CUTS.finditer(text, at, match.end(group)), None]:
                to = cut.start() if cut else match.end(group)
                if self.is_hers(text[at:to]):
                    yield stripped(text, at, to)
                at = cut.end() if cut else to

    def is_hers(self, piece: str) -> bool:
        """Whether she has said these words, and nobody else."""
        words = _plain(piece)
        return bool(words.strip()) and (
            any(words in one for one in self._hers)
            and not any(words in one for one in self._others)
        )

    def _in_runs(self, text: str) -> Iterator[Span]:
        if not self._runs:
            return
        spans = all_word_spans(text)
        words = [compared(text[start:end]) for start, end in spans]
        for at, run in enumerate(_runs(words)):
            if run in self._runs:
                yield spans[at][0], spans[at + RUN - 1][1]


def _plain(text: str) -> str:
    """The words of a text, a blank around each."""
    return f" {' '.join(compared(text[start:end]) for start, end in all_word_spans(text))} "


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(RUN)), strict=False)
