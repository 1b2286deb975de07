"""Excerpts and codings as rows: what a reader meets, and what a coder has set.

An excerpt is the union of overlapping or touching codings of one code by one coder in the words
of one person in one interview; with a code filter the code stands for its branch. Its places are
those of the person's own words, so that an interviewer's turn inside one coding does not cut it
and one at its edge is no part of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from workbench.analysis.common import MERGED, View, joined, read
from workbench.memory import all_kept
from workbench.model import Filters
from workbench.spans import length, spans_from_text, spans_text, union
from workbench.store import reading
from workbench.store.reading import Ids, Integers

if TYPE_CHECKING:
    from workbench.store.database import Store

EXCERPTS = (
    "interview", "person", "actor_type", "round", "code", "codes", "start", "end", "quote", "own",
    "codings", "words",
)  # fmt: skip

CODINGS = (
    "interview", "person", "actor_type", "round", "code", "coder", "start", "end", "quote", "own",
    "valence", "stance", "memo",
)  # fmt: skip


class Detail(NamedTuple):
    """A coding in the words of one person; the own columns are None for words of nobody."""

    id: int
    interview: str
    person: str | None
    code: int
    coder: int
    start: int
    end: int
    quote: str
    valence: str
    stance: str
    memo: str
    own_start: int
    own_end: int
    word_start: int
    word_end: int
    own: str

    @property
    def passage(self) -> str:
        """The quote from the person's first own word to the last."""
        return self.quote[self.own_start - self.start : self.own_end - self.start]


@dataclass(frozen=True)
class Details:
    """The codings of a view with their persons, and the place of each in `View.who`.

    The place is -1 for words of nobody.
    """

    rows: list[Detail]
    place: Integers

    def chosen(self, kept: Iterable[int]) -> Details:
        """Only the rows at these numbers, in this order."""
        numbers = list(kept)
        return Details([self.rows[one] for one in numbers], self.place[numbers])


def excerpts(store: Store, *, filters: Filters | None = None) -> pd.DataFrame:
    """The coded passages as a reader meets them, one row each.

    interview, person, actor_type, round (Int64), code, codes (those assigned inside, a comma
    between), start, end (from the first own word to the last, code points), quote (the stored
    text between, others' words included), own (the spans of the person's own words), codings
    (how many are joined) and words (own words, each counted once). Without a code filter there
    are rows per directly assigned code; with one, `code` is the code asked for and stands for
    its branch. In the order of the scheme, then of the study, then of the text.

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    with all_kept():
        with reading.snapshot(store):
            view = read(store, filters or Filters())
            details = read_details(store, view)
        return excerpt_frame(view, details, branches=view.asked_about)


def codings(store: Store, *, filters: Filters | None = None) -> pd.DataFrame:
    """The codings of a layer, one row per coding and person of whose words it holds some.

    interview, person, actor_type, round (Int64), code, coder, start, end (of the coding, code
    points), quote, own (the spans of this person's words, `12-40;55-60`), valence, stance,
    memo. A coding on words of nobody has one row with an empty person; filters that ask who
    speaks leave it out. In the order of the study, then of the text, then of the scheme.

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    with reading.snapshot(store):
        view = read(store, filters)
        details = read_details(store, view, of_nobody=not asks_who_speaks(filters))
    return coding_frame(view, details)


def asks_who_speaks(filters: Filters) -> bool:
    """Whether the filters limit the persons, so that words of nobody cannot be meant."""
    return bool(
        filters.person or filters.actor_type or filters.round or filters.course
        or filters.attributes
    )  # fmt: skip


def read_details(
    store: Store,
    view: View,
    *,
    of_nobody: bool | None = None,
    codes: Sequence[int] | None = None,
) -> Details:
    """The codings within the view's limits, as `codings` (with or without those of nobody) or,
    where `of_nobody` is None, `excerpts` read them. `codes` (ids) narrow the code filter.

    A list of codings holds all of the layer; excerpts and tables only those of usable
    interviews.
    """
    rows = reading.coding_rows(
        store,
        view.limits,
        of_nobody=of_nobody is not None,
        codes=view.code_ids if codes is None else codes,
        only_persons=view.few_persons() if not of_nobody else None,
    )
    details = [Detail(*row) for row in rows]
    persons, interviews = Ids.of(view.who.persons), Ids.of(view.who.interviews)
    place = view.who.places(
        _integers(row.coder for row in details),
        _integers(interviews[row.interview] for row in details),
        _integers(-1 if row.person is None else persons[row.person] for row in details),
        among=None if of_nobody is None else view.who.spoken,
    )
    inside = place >= 0
    if of_nobody:
        reads = _layer_of_nobody(store, view)
        nobody = (row.person is None and reads.get(row.interview) == row.coder for row in details)
        inside |= np.fromiter(nobody, dtype=np.bool_, count=len(details))
    return Details(details, place).chosen(np.flatnonzero(inside).tolist())


def _layer_of_nobody(store: Store, view: View) -> dict[str, int | None]:
    """Whose codings on words of nobody are read in each interview, within the limits."""
    named = view.limits.interviews
    return {
        interview: coder
        for interview, coder, done in reading.layer(store, view.limits.coder)
        if (done or not view.limits.done_only) and (not named or interview in named)
    }


def excerpt_frame(
    view: View,
    details: Details,
    *,
    branches: Sequence[int] | None = None,
    all_codes: bool = False,
) -> pd.DataFrame:
    """The excerpts that these codings make: of each of the branches, or of each code alone.

    With `all_codes` what touches is joined whatever its code, and the code is `*`.
    """
    tree, who = view.tree, view.who
    rows = details.rows
    code = tree.places(_integers(row.code for row in rows))
    if all_codes:
        code = np.full(len(rows), len(tree), dtype=np.int64)
    elif branches is not None and len(rows):
        code = np.asarray(branches)[np.searchsorted(branches, code, side="right") - 1]
    start, end = _integers(row.own_start for row in rows), _integers(row.own_end for row in rows)
    _group, _start, _end, part = joined(code * max(len(who), 1) + details.place, start, end)
    order = np.lexsort([_integers(row.id for row in rows), start, part])
    begins = np.flatnonzero(np.diff(part[order], prepend=-1))
    ends = np.append(begins[1:], len(order))
    first = order[begins]
    shown = np.lexsort([start[first], who.interview[details.place[first]], code[first]])
    keys = [one.key for one in tree.codes]
    named = [*keys, MERGED]
    ones = [rows[number] for number in first[shown].tolist()]
    places = details.place[first[shown]].tolist()
    columns: dict[str, list[Any]] = {
        "interview": [one.interview for one in ones],
        "person": [one.person for one in ones],
        "actor_type": [who.actor_type[place] for place in places],
        "round": [who.round[place] for place in places],
        "code": [named[number] for number in code[first[shown]].tolist()],
        "codes": [keys[tree.at[one.code]] for one in ones],
        "start": [one.own_start for one in ones],
        "end": [one.own_end for one in ones],
        "quote": [one.passage for one in ones],
        "own": [one.own for one in ones],
        "codings": (ends - begins)[shown].tolist(),
        "words": [one.word_end - one.word_start for one in ones],
    }
    for number in np.flatnonzero((ends - begins)[shown] > 1).tolist():
        parts = order[begins[shown[number]] : ends[shown[number]]].tolist()
        for name, value in _union(view, [rows[one] for one in parts]).items():
            columns[name][number] = value
    frame = pd.DataFrame(columns, columns=list(EXCERPTS))
    return frame.astype(
        {"round": "Int64", "start": "int64", "end": "int64", "codings": "int64", "words": "int64"}
    )


def _union(view: View, parts: Sequence[Detail]) -> dict[str, Any]:
    """What an excerpt of several codings, in the order of the text, has that its first has not."""
    quote, end = parts[0].passage, parts[0].own_end
    for part in parts[1:]:
        # The text is put together from the quotes that lie over it.
        if part.own_end > end:
            quote += part.passage[end - part.own_start :]
            end = part.own_end
    places = sorted({view.tree.at[part.code] for part in parts})
    return {
        "codes": ",".join(view.tree.codes[one].key for one in places),
        "end": end,
        "quote": quote,
        "own": spans_text(union(span for part in parts for span in spans_from_text(part.own))),
        "words": length((part.word_start, part.word_end) for part in parts),
    }


def coding_frame(view: View, details: Details) -> pd.DataFrame:
    """The codings with their persons as a frame, in the order of the study."""
    tree, who = view.tree, view.who
    order_of = Ids.of(who.interviews)
    places = details.place.tolist()
    order = sorted(
        range(len(details.rows)),
        key=lambda one: (
            order_of[details.rows[one].interview], details.rows[one].start, details.rows[one].end,
            tree.at[details.rows[one].code], details.rows[one].id, places[one],
        ),
    )  # fmt: skip
    found = []
    for one in order:
        row, place = details.rows[one], places[one]
        found.append(
            (
                row.interview, row.person or "", who.actor_type[place] if place >= 0 else "",
                who.round[place] if place >= 0 else None, tree.codes[tree.at[row.code]].key,
                view.coders[row.coder], row.start, row.end, row.quote, row.own or "",
                row.valence, row.stance, row.memo,
            )
        )  # fmt: skip
    frame = pd.DataFrame.from_records(found, columns=list(CODINGS))
    return frame.astype({"round": "Int64", "start": "int64", "end": "int64"})


def _integers(values: Iterable[Any]) -> Integers:
    return np.fromiter(values, dtype=np.int64)
