"""The order of hits: as they stand in the texts, or by the words around them.

A concordance is read by what stands on one side: sorted by the words after a hit, what people
say of it lies together; sorted by the words before it, nearest first, who or what it is said of.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, get_args

from workbench.errors import CallError
from workbench.texts import _, collated

Sort = Literal["text", "left", "right"]
SORTS: tuple[Sort, ...] = get_args(Sort)

AROUND = 10
"""Words of the turn on one side of a hit that decide its place."""

_collated = lru_cache(maxsize=1 << 16)(collated)


def check(sort: str) -> None:
    """Raises CallError for an order of hits that is none."""
    if sort not in SORTS:
        raise CallError(
            _("“{value}” is no order of hits.", value=sort),
            remedy=_("It is text, left or right."),
        )


def key(words: Sequence[str], start: int, end: int, sort: Sort) -> list[str]:
    """What decides the place of the hit `words[start:end]` of a turn.

    `left` and `right` go by the words of that side, the nearest to the hit first, as Norwegian
    sorts them; only words count, not what stands between them. Nothing decides for `text`.
    """
    if sort == "left":
        return [_collated(word) for word in reversed(words[max(0, start - AROUND) : start])]
    return [_collated(word) for word in words[end : end + AROUND]] if sort == "right" else []
