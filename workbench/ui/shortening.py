"""Shortening a quote by writing: what a writer left, as spans of the stored text.

A writer deletes words of the quote and adds words of her own in [ ]. `read_edit` finds which
of the stored words were kept, so that the stored text itself is never touched. Words that the
quote does not hold are refused: a quote is cut, never rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from workbench.errors import CallError
from workbench.exports import PrintedQuote
from workbench.exports.model import CUT
from workbench.spans import Span, union
from workbench.texts import _

_PIECE = re.compile(r"\[[^\[\]\n]*\]|[^\s\[\]]+")
_Ways = dict[int, tuple[float, list[int | None]]]
_CUTS = {CUT, "[...]", "[. . .]", "…]", "[…"}


@dataclass(frozen=True)
class Edit:
    """What is printed of a quote: the spans to keep, in places of the transcript's text (none:
    all of it), and the writer's insertions at such places."""

    keep: tuple[Span, ...]
    insertions: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


def read_edit(quote: PrintedQuote, start: int, edited: str) -> Edit:
    """The edit that turns the whole quote, as it is printed, into the edited text.

    `quote` is printed without cuts, `start` its place in the transcript. Raises CallError where
    nothing is left, and where words stand outside [ ] that the quote does not hold in this order.
    """
    stored = _tokens(quote, start)
    wanted, marked = _pieces(edited)
    if not any(not _is_insertion(piece) for piece in wanted):
        raise CallError(_("Nothing of the quote is left."), remedy=_("Keep at least one word."))
    path = _aligned(stored, wanted, marked)
    kept: list[int] = []
    insertions: list[tuple[int, str]] = []
    at = start
    for piece, found in zip(wanted, path, strict=True):
        if found is None:
            insertions.append((at, piece[1:-1].strip()))
        else:
            kept.append(found)
            at = stored[found].end
    return Edit(_spans(stored, kept), tuple(insertions))


def _tokens(quote: PrintedQuote, start: int) -> list[_Token]:
    """The pieces of the whole quote with their places; another voice's words are one piece."""
    tokens: list[_Token] = []
    at = start
    for part in quote.parts:
        if part.kind == "words":
            tokens += [
                _Token(match.group(), at + match.start(), at + match.end())
                for match in _PIECE.finditer(part.stored)
            ]
        elif part.printed and part.stored:
            lead = len(part.stored) - len(part.stored.lstrip())
            tokens.append(_Token(part.printed, at + lead, at + lead + len(part.stored.strip())))
        at += len(part.stored)
    return tokens


def _pieces(edited: str) -> tuple[list[str], frozenset[int]]:
    """What the writer left, and before which of these pieces she marked a cut."""
    wanted: list[str] = []
    marked: set[int] = set()
    for match in _PIECE.finditer(edited):
        if match.group() in _CUTS:
            marked.add(len(wanted))
        else:
            wanted.append(match.group())
    return wanted, frozenset(marked)


def _is_insertion(piece: str) -> bool:
    return piece.startswith("[") and piece.endswith("]") and len(piece) > 2


def _bare(word: str) -> str:
    """A word as it is compared: punctuation at its edges may go with a cut."""
    return word.strip(".,;:!?…–-«»“”\"'()").casefold() or word


def _aligned(
    stored: Sequence[_Token], wanted: Sequence[str], marked: Collection[int]
) -> list[int | None]:
    """For each wanted piece the stored one that it is, or None for an insertion.

    Of all ways to read the wanted pieces as stored ones in order, the one with the fewest
    cuts is taken: where the writer marked them or at the beginning, else as late as can be.
    Raises CallError with the first words that fit nowhere.
    """
    added, unequal = 1, 3
    # best[j]: the least cost of having placed the pieces so far with stored[j - 1] used last,
    # and how it came about; j = 0 stands for none used yet.
    best: _Ways = {0: (0, [])}
    for number, piece in enumerate(wanted):
        jump = 4 if number in marked else 10 - 4 * number / len(wanted)
        if number == 0:
            jump = 4
        following: _Ways = {}
        cheapest = _cheapest_before(best, len(stored))
        for place, (cost, path) in best.items():
            if _is_insertion(piece):
                _offer(following, place, cost + added, [*path, None])
        for j, token in enumerate(stored):
            if _bare(token.text) != _bare(piece):
                continue
            cost_here = 0 if token.text == piece else unequal
            if j in best:
                cost, path = best[j]
                _offer(following, j + 1, cost + cost_here, [*path, j])
            if cheapest[j] is not None:
                cost, path = best[cheapest[j]]  # type: ignore[index]
                _offer(following, j + 1, cost + jump + cost_here, [*path, j])
        if not following:
            raise CallError(
                _("“{words}” does not stand in the quote here.", words=piece),
                remedy=_("Delete words, or write your own in square brackets [ ]."),
                found=piece,
            )
        best = following
    return min(best.values(), key=lambda way: way[0])[1]


def _cheapest_before(best: _Ways, count: int) -> list[int | None]:
    """For each place, the cheapest state that lies at or before it."""
    found: list[int | None] = []
    least: int | None = None
    for j in range(count):
        if j in best and (least is None or best[j][0] < best[least][0]):
            least = j
        found.append(least)
    return found


def _offer(states: _Ways, place: int, cost: float, path: list[int | None]) -> None:
    if place not in states or cost < states[place][0]:
        states[place] = (cost, path)


def _spans(stored: Sequence[_Token], kept: Sequence[int]) -> tuple[Span, ...]:
    """The kept pieces as spans, neighbours joined; nothing where all of them are kept."""
    if len(kept) == len(stored):
        return ()
    spans: list[Span] = []
    last = -2
    for index in kept:
        token = stored[index]
        if index == last + 1 and spans:
            spans[-1] = (spans[-1][0], token.end)
        else:
            spans.append((token.start, token.end))
        last = index
    return tuple(union(spans))
