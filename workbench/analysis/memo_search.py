"""Search in the words of memos: what was written of the talk, never counted as said in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from workbench.analysis.query import Term, parse
from workbench.analysis.search import answering
from workbench.model import MemoFilters
from workbench.spans import all_word_spans, around, compared
from workbench.store import memos as store_memos
from workbench.store.word_index import WORDS

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from workbench.store.database import Store

HITS = ("hits", "left", "match", "right")
"""How often a memo answers, and its first answer with up to 60 characters on either side."""

_MEANT: Mapping[str, Callable[[str, str], bool]] = {
    "word": str.__eq__,
    "prefix": str.startswith,
    "suffix": str.endswith,
    "infix": str.__contains__,
}


def search_memos(store: Store, query: str, filters: MemoFilters | None = None) -> pd.DataFrame:
    """The memos that answer a query of the search, the oldest first, with the columns of the
    memos and `HITS`. Words, phrases, AND, OR, NOT and NEAR hold within one memo.

    Memos are read as they stand, without an index: there are thousands of them at most.
    Raises CallError for a query that is none, with the place of the fault.
    """
    wanted = parse(query)
    frame = store_memos.memos(store, filters)
    spans = [all_word_spans(text) for text in frame["text"]]
    words = [
        [compared(text[start:end]) for start, end in of]
        for text, of in zip(frame["text"], spans, strict=True)
    ]
    runs = answering(wanted, lambda term: _places(words, term))
    memos, first, times = np.unique(runs.turns, return_index=True, return_counts=True)
    found = frame.iloc[memos.tolist()].copy()
    told = []
    for memo, at, n in zip(memos.tolist(), first.tolist(), times.tolist(), strict=True):
        text, of = frame["text"].iloc[memo], spans[memo]
        start = of[int(runs.starts[at]) % WORDS][0]
        end = of[(int(runs.ends[at]) - 1) % WORDS][1]
        left, right = around(text, start, end)
        told.append((n, left, text[start:end], right))
    for number, name in enumerate(HITS):
        found[name] = [row[number] for row in told]
    answers: pd.DataFrame = found.reset_index(drop=True)
    return answers


def _places(memos: Sequence[Sequence[str]], term: Term) -> NDArray[np.int64]:
    """Where the words stand that a term means: the memo's number times `WORDS`, plus the word's."""
    meant = _MEANT[term.part]
    places = [
        memo * WORDS + number
        for memo, words in enumerate(memos)
        for number, word in enumerate(words)
        if meant(word, term.letters)
    ]
    return np.array(places, np.int64)
