"""Where two coders differ: every place that opens behind a number of the agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from workbench.analysis.agreement import runs
from workbench.analysis.agreement_reading import Question, Read, read_both
from workbench.analysis.agreement_units import Marks
from workbench.analysis.common import joined
from workbench.spans import spans_text
from workbench.store import agreed, double_coding, reading
from workbench.store.agreed import Place
from workbench.store.reading import Integers

if TYPE_CHECKING:
    from workbench.store.database import Store

DIFFERENCES = (
    "code", "interview", "start", "end", "differing", "marked_a", "marked_b", "spans_a",
    "spans_b", "quote", "decided",
)  # fmt: skip

Order = Literal["length", "code"]


def differences(store: Store, question: Question, *, order: Order = "length") -> pd.DataFrame:
    """The places where one coder marked what the other did not, one row each.

    A place is a run of words that either coder marked, passages of both joined where they
    overlap. code, interview, start, end (code points of the stored text), differing (characters
    that one marked and the other did not), marked_a, marked_b (characters), spans_a, spans_b
    (passages of each in the place: `12-40;55-60`, empty where she has none), quote, decided (`yes`
    or `no`: whether it is decided what is agreed there; empty where the two are not primary and
    second coder of the interview, or have not both said that they are done). Of the codes
    that the filters name, each with its descendants as one; without such a filter, of every code
    by itself: `differing` adds up to `only_a` and `only_b` of the agreement by character. The
    longest difference first, or in the order of scheme and text. Raises as `agreement`.
    """
    with reading.snapshot(store):
        read = read_both(store, question)
        marks, row = _marks(read)
        return _frame(store, read, marks, row, order)


def _marks(read: Read) -> tuple[Marks, Integers]:
    """What is marked of the codes asked for, and the code (place in the tree) of each run."""
    marks, _of = runs(read)
    n, codes = len(read.base.interviews), len(read.tree)
    row = marks.group // (2 * n) if n else marks.group
    chosen = row >= codes if read.roots is None else np.isin(row, read.roots)
    code = row % codes
    chosen &= read.available[code, marks.group % n] if n else True
    return Marks(marks.group[chosen], marks.start[chosen], marks.end[chosen]), code[chosen]


def _frame(store: Store, read: Read, marks: Marks, code: Integers, order: Order) -> pd.DataFrame:
    n = max(len(read.base.interviews), 1)
    interview, coder = marks.group % n, marks.group // n % 2
    group, start, end, place = joined(code * n + interview, marks.start, marks.end, touching=False)
    length = marks.end - marks.start
    marked_a, marked_b = (
        np.bincount(place[coder == one], length[coder == one], minlength=len(group)).astype(
            np.int64
        )
        for one in (0, 1)
    )
    differing = 2 * (end - start) - marked_a - marked_b
    found = np.flatnonzero(differing)
    if order == "length":
        found = found[np.argsort(-differing[found], kind="stable")]
    first, last = read.line.offsets(start)[1], read.line.offsets(end - 1)[1] + 1
    spans = [_spans(read, marks, place, coder == one) for one in (0, 1)]
    texts = double_coding.texts(store, read.base.interviews)
    decided = _Decided(store, read)
    rows = [
        (
            read.tree.codes[group[at] // n].key,
            name := read.base.interviews[group[at] % n],
            int(first[at]), int(last[at]), int(differing[at]), int(marked_a[at]),
            int(marked_b[at]), spans[0].get(at, ""), spans[1].get(at, ""),
            texts[name][first[at] : last[at]],
            decided.told(int(group[at] // n), name, int(first[at]), int(last[at])),
        )
        for at in found.tolist()
    ]  # fmt: skip
    numbers = ("start", "end", "differing", "marked_a", "marked_b")
    return pd.DataFrame(rows, columns=list(DIFFERENCES)).astype(dict.fromkeys(numbers, "int64"))


class _Decided:
    """What is decided of the places that a difference is made of, each of one code."""

    def __init__(self, store: Store, read: Read) -> None:
        self.read = read
        named = {name: coder for coder, name in reading.coders(store)}
        compared = {named[name] for name in read.base.coders}
        self.places: dict[tuple[str, int], list[tuple[int, int, Place]]] = {}
        for place in agreed.places(store, read.base.interviews):
            if {place.pair.first, place.pair.second} == compared and not place.alike:
                key = place.pair.interview, read.tree.at[place.code]
                self.places.setdefault(key, []).append((place.start, place.end, place))

    def told(self, code: int, interview: str, start: int, end: int) -> str:
        """`yes`, `no`, or nothing where nobody can decide."""
        branch = [code] if self.read.roots is None else self.read.tree.branch(code)
        met = [
            place.settled
            for one in branch
            for first, last, place in self.places.get((interview, one), ())
            if first < end and last > start
        ]
        return ("yes" if all(met) else "no") if met else ""


def _spans(read: Read, marks: Marks, place: Integers, of_coder: Integers) -> dict[int, str]:
    """The passages of one coder in each place, as the text counts."""
    mine = np.flatnonzero(of_coder)
    mine = mine[np.argsort(marks.start[mine], kind="stable")]
    first = read.line.offsets(marks.start[mine])[1].tolist()
    last = (read.line.offsets(marks.end[mine] - 1)[1] + 1).tolist()
    found: dict[int, list[tuple[int, int]]] = {}
    for at, start, end in zip(place[mine].tolist(), first, last, strict=True):
        found.setdefault(at, []).append((start, end))
    return {at: spans_text(spans) for at, spans in found.items()}
