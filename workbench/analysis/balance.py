"""Whose voices a report carries: what was picked, beside who was met and how much they said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from workbench.analysis.common import MERGED
from workbench.spans import Span, word_spans
from workbench.store import reading, views

if TYPE_CHECKING:
    from workbench.store.database import Store

NUMBERS = (
    "held", "usable", "words", "quoted", "persons", "persons_N", "quotes", "quote_words",
)  # fmt: skip

Place = tuple[str, str]
"""Interview and person."""


class Sitting(NamedTuple):
    """A person in an interview, as it was planned."""

    interview: str
    person: str
    actor_type: str
    status: str
    usable: bool


def balance(store: Store, items: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Quotes and words picked per actor type and person beside interviews held.

    `items` are those of a selection. One row per actor type and person in the order of the
    design, with `*` in person for the type as a whole and in both for everybody:

    - `held`, `usable`: interviews held, and those of them with a usable text; a joint sitting is
      one in each person's row and one in a total. `words`: own words in the usable ones.
    - `quoted`: usable interviews that something was picked from; `persons` of `persons_N` persons
      with usable text are quoted.
    - `quotes`, `quote_words`: the picked passages in the person's words, and the person's own
      words of them that are printed. A pick that names no person is of everybody of whose words
      it holds one; what was picked of nobody's words is in no row.

    All are int64. Changes nothing.
    """
    with reading.snapshot(store):
        met = [Sitting(*row) for row in views.person_interviews(store)[list(Sitting._fields)]
               .fillna({"actor_type": ""}).itertuples(index=False)]  # fmt: skip
        types = views.actor_types(store)["key"].tolist()
        said = reading.spoken(store)
        picked = _picked(store, items, {one.interview for one in met if one.usable})
    rows = []
    for kind in [*types, *sorted({one.actor_type for one in met} - set(types))]:
        of_kind = [one for one in met if one.actor_type == kind]
        if not of_kind:
            continue
        rows.append(_row(kind, MERGED, of_kind, said, picked))
        of_person: dict[str, list[Sitting]] = {}
        for one in of_kind:
            of_person.setdefault(one.person, []).append(one)
        rows += [_row(kind, person, of, said, picked) for person, of in of_person.items()]
    rows.append(_row(MERGED, MERGED, met, said, picked))
    frame = pd.DataFrame(rows, columns=["actor_type", "person", *NUMBERS])
    return frame.astype(dict.fromkeys(NUMBERS, "int64"))


def _picked(
    store: Store, items: Sequence[Mapping[str, Any]], usable: Collection[str]
) -> dict[Place, list[int]]:
    """The words of each person that each pick prints, of usable interviews."""
    items = [item for item in items if item["interview"] in usable]
    own = _OwnTurns(store, {item["interview"] for item in items})
    picked: dict[Place, list[int]] = {}
    for item in items:
        spans = item["keep"] or [(item["start"], item["end"])]
        for person in own.persons(item["interview"]):
            if item["person"] not in (None, "", person):
                continue
            printed = sum(own.words(item["interview"], person, span) for span in spans)
            # A pick that names nobody is of everybody of whose words it holds one.
            if item["person"] or printed:
                picked.setdefault((item["interview"], person), []).append(printed)
    return picked


class _OwnTurns:
    """The turns of the persons of some interviews."""

    def __init__(self, store: Store, interviews: Collection[str]) -> None:
        self._texts = reading.texts(store, sorted(interviews))
        self._turns: dict[str, dict[str, list[Span]]] = {}
        for interview, person, start, end in reading.own_turns(store, interviews):
            spans = zip(start.tolist(), end.tolist(), strict=True)
            self._turns.setdefault(interview, {})[person] = list(spans)

    def persons(self, interview: str) -> Collection[str]:
        """Who has turns in the interview."""
        return self._turns.get(interview, {})

    def words(self, interview: str, person: str, span: Span) -> int:
        """How many of a person's words begin in a span."""
        text = self._texts[interview]
        return sum(
            span[0] <= start + word < span[1]
            for start, end in self._turns[interview][person]
            if start < span[1] and span[0] < end
            for word, _end in word_spans(text[start:end])
        )


def _row(
    actor_type: str,
    person: str,
    met: Sequence[Sitting],
    said: Mapping[Place, int],
    picked: Mapping[Place, Sequence[int]],
) -> list[object]:
    usable = [one for one in met if one.usable]
    quoted = [one for one in usable if (one.interview, one.person) in picked]
    quotes = [words for one in quoted for words in picked[one.interview, one.person]]
    return [
        actor_type, person,
        len({one.interview for one in met if one.status in ("held", "not_usable")}),
        len({one.interview for one in usable}),
        sum(said.get((one.interview, one.person), 0) for one in usable),
        len({one.interview for one in quoted}), len({one.person for one in quoted}),
        len({one.person for one in usable}), len(quotes), sum(quotes),
    ]  # fmt: skip
