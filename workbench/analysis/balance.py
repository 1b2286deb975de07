"""Whose voices a report carries: what was picked, beside who was met and how much they said."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.analysis.common import MERGED
from workbench.store import derived, reading, views

if TYPE_CHECKING:
    from workbench.store.database import Store

NUMBERS = (
    "held", "usable", "words", "quoted", "persons", "persons_N", "quotes", "quote_words",
)  # fmt: skip


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
        met = views.person_interviews(store)
        interviews = [*met.loc[met["usable"], "interview"].unique()]
        own = {one: derived.own_words(store, one) for one in interviews}
        types = views.actor_types(store)["key"].tolist()
    said = {
        (one, person): len(words.starts) for one, of in own.items() for person, words in of.items()
    }
    picked: dict[tuple[str, str], list[int]] = {}
    for item in items:
        spans = item["keep"] or [(item["start"], item["end"])]
        for person, words in own.get(item["interview"], {}).items():
            printed = sum(_between(words.starts, start, end) for start, end in spans)
            # A pick that names nobody is of everybody of whose words it holds one.
            if item["person"] == person or (printed and not item["person"]):
                picked.setdefault((item["interview"], person), []).append(printed)
    rows = [_row(MERGED, MERGED, met, said, picked)]
    for kind in [*types, *sorted(set(met["actor_type"].fillna("")) - set(types))]:
        of_kind = met[met["actor_type"].fillna("") == kind]
        if of_kind.empty:
            continue
        rows.append(_row(kind, MERGED, of_kind, said, picked))
        for person, sittings in of_kind.groupby("person", sort=False):
            rows.append(_row(kind, str(person), sittings, said, picked))
    frame = pd.DataFrame([*rows[1:], rows[0]], columns=["actor_type", "person", *NUMBERS])
    return frame.astype(dict.fromkeys(NUMBERS, "int64"))


def _row(
    actor_type: str,
    person: str,
    met: pd.DataFrame,
    said: Mapping[tuple[str, str], int],
    picked: Mapping[tuple[str, str], Sequence[int]],
) -> list[object]:
    held = met.loc[met["status"].isin(["held", "not_usable"]), "interview"]
    usable = met[met["usable"]]
    places = list(zip(usable["interview"], usable["person"], strict=True))
    quoted = [place for place in places if place in picked]
    quotes = [words for place in quoted for words in picked[place]]
    return [
        actor_type, person, held.nunique(), usable["interview"].nunique(),
        sum(said.get(place, 0) for place in places),
        len({interview for interview, _person in quoted}),
        len({one for _interview, one in quoted}), usable["person"].nunique(),
        len(quotes), sum(quotes),
    ]  # fmt: skip


def _between(starts: Sequence[int], start: int, end: int) -> int:
    """How many words begin in a span."""
    return bisect_left(starts, end) - bisect_left(starts, start)
