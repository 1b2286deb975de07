"""The order of hits: as they stand in the texts, or by the words around them.

A concordance is read by what stands on one side: sorted by the words after a hit, what people
say of it lies together; sorted by the words before it, nearest first, who or what it is said of.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

from workbench.errors import CallError
from workbench.spans import all_word_spans
from workbench.texts import _, collated

if TYPE_CHECKING:
    import pandas as pd

Sort = Literal["text", "left", "right"]
SORTS: tuple[Sort, ...] = get_args(Sort)


def in_order(found: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    """The hits of a search (with `left` and `right`) in another order, else as they are.

    `text` is the order they have; `left` and `right` go by the words of that side, the nearest to
    the hit first, as Norwegian sorts them. Only words count, not what stands between them; hits
    with the same words stay in the order of the text. Raises CallError for another order.
    """
    if sort not in SORTS:
        raise CallError(
            _("“{value}” is no order of hits.", value=sort),
            remedy=_("It is text, left or right."),
        )
    if sort == "text":
        return found
    keys = [_SIDES[sort](said) for said in found[sort]]
    return found.iloc[sorted(range(len(keys)), key=keys.__getitem__)].reset_index(drop=True)


def _words(said: str) -> list[str]:
    return [collated(said[start:end]) for start, end in all_word_spans(said)]


_SIDES: Mapping[str, Callable[[str], list[str]]] = {
    "left": lambda said: _words(said)[::-1],
    "right": _words,
}
