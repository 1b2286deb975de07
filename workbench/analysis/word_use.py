"""Word use: the dictionary forms that set one group of persons apart from the others.

Counted are the words that count everywhere: persons' own, without what the transcriber set in
brackets, under the dictionary forms that the language pipeline has stored. The measure is a ratio
of two rates, beside how many persons use the word: a ratio alone would make one talkative person
a group. There is no test of significance, since words of one person are no independent draws.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis.common import CODING_KEYS, View, check_keys, joined, read
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.spans import Span, all_word_spans, word_spans
from workbench.store import reading, word_index
from workbench.store.reading import Ids
from workbench.texts import _, ngettext

if TYPE_CHECKING:
    from workbench.store.database import Store

FEWEST = 3
"""Persons of a group who must use a word before it is the group's."""

WORD_USE = (
    "lemma", "n", "words", "persons", "persons_N", "most", "others_n", "others_words",
    "others_persons", "others_persons_N", "ratio",
)  # fmt: skip

Uses = dict[str, Counter[str]]
"""person -> how often each dictionary form is used."""


@dataclass(frozen=True)
class WordUse:
    """The rows of `word_use`, and the usable interviews within the filters that were read with
    the language pipeline; `unread` were not, and are in no number."""

    rows: pd.DataFrame
    read: tuple[str, ...]
    unread: tuple[str, ...]


def word_use(
    store: Store, group: str, *, by: str = "actor_type", against: str = "", fewest: int = FEWEST,
    filters: Filters | None = None,
) -> WordUse:  # fmt: skip
    """The dictionary forms that at least `fewest` persons of a group use, beside the others.

    `group` is a value of `by` (actor_type, round, person or an attribute); the others are all
    other persons within the filters, or those of `against`. Filters by code, valence, stance and
    text keep to words under codings that they let through. Columns: lemma, n (uses), words (of
    the group in all), persons of persons_N who use it, most (uses by one of them); others_n,
    others_words, others_persons of others_persons_N; ratio (rate of the group over that of the
    others; missing where these never use it). The highest ratio first, after what only the group
    says; then by persons, uses and alphabet.

    Raises CallError for a `by` that belongs to codings and where either side has too few persons
    to be a group, UnknownName for a value that nobody has. Changes nothing.
    """
    if by in CODING_KEYS or by == "coder":
        raise CallError(
            _("“{name}” does not say who speaks.", name=by),
            remedy=_("Choose actor_type, round, person, interview or an attribute."),
        )
    with reading.snapshot(store):
        check_keys(store, [by])
        view = read(store, filters or Filters(), keys=[by])
        sides = [_rank(view, by, one) for one in (group, *([against] if against else []))]
        said, known = _said(store, view)
    who = view.who
    rank = who.ranks[by]
    mine: Uses = {}
    others: Uses = {}
    for place, lemmas in said.items():
        if rank[place] == sides[0]:
            side = mine
        elif not against or rank[place] == sides[1]:
            side = others
        else:
            continue
        person = who.persons[who.person[place]]
        if person in side:
            side[person].update(lemmas)
        else:
            side[person] = lemmas
    # One who is in both, as in two rounds, is on both sides: what she says in each is compared.
    _refuse_few(mine, others, fewest)
    usable = np.unique(who.interview[who.usable]).tolist()
    names = [who.interviews[one] for one in usable]
    return WordUse(
        _frame(mine, others, fewest),
        tuple(name for name in names if name in known),
        tuple(name for name in names if name not in known),
    )


def _rank(view: View, by: str, value: str) -> int:
    values = ["" if one is None else str(one) for one in view.who.axes[by].values]
    if not value:
        raise CallError(
            _("Whose words are to be set apart? No group was named."),
            remedy=_("Name one of {groups}.", groups=", ".join(one for one in values if one)),
        )
    if value not in values:
        raise UnknownName(_("group"), value, values)
    return values.index(value)


def _said(store: Store, view: View) -> tuple[dict[int, Counter[str]], Collection[str]]:
    """Who row -> how often each dictionary form is said, under codings within the filters where
    these ask for codings; and the interviews that were read with the pipeline. Only usable rows
    have one."""
    who = view.who
    interviews, persons = Ids.of(who.interviews), Ids.of(who.persons)
    place = {
        (int(who.interview[one]), int(who.person[one])): one
        for one in np.flatnonzero(who.usable).tolist()
    }
    known = word_index.read_before(store)
    found: dict[int, Counter[str]] = {
        at: Counter()
        for (interview, _person), at in place.items()
        if who.interviews[interview] in known
    }
    limits = view.limits
    coded = None
    if limits.codes or limits.contains or limits.limits("coding"):
        coded = _coded(store, view)
    words = Counter[int]()
    for turn in word_index.lemma_turns(store):
        at = place.get((interviews[turn.interview], persons[turn.person]))
        if at is None or (coded is not None and at not in coded):
            continue
        lemmas = _counting(turn)
        if coded is None:
            found[at].update(lemmas)
            continue
        # Own words are numbered through the turns of a person.
        first, end = words[at], words[at] + len(lemmas)
        words[at] = end
        spans = coded[at]
        for span in spans[bisect_right(spans, first, key=itemgetter(1)) :]:
            if span[0] >= end:
                break
            found[at].update(lemmas[max(span[0] - first, 0) : span[1] - first])
    return found, known


def _counting(turn: word_index.LemmaTurn) -> list[str]:
    """The dictionary forms of a turn without those of words that the transcriber set in brackets;
    its text is there where it has any."""
    lemmas = turn.lemmas.split()
    if not turn.text:
        return lemmas
    counting = set(word_spans(turn.text))
    spans = all_word_spans(turn.text)
    return [one for one, span in zip(lemmas, spans, strict=True) if span in counting]


def _coded(store: Store, view: View) -> dict[int, list[Span]]:
    """Who row -> its own words under codings within the filters, in order and apart."""
    rows = view.codings(store, ["word_start", "word_end"], codes=view.code_ids)
    place, start, end, _part = joined(rows["place"], rows["word_start"], rows["word_end"])
    found: dict[int, list[Span]] = {}
    for at, first, last in zip(place.tolist(), start.tolist(), end.tolist(), strict=True):
        found.setdefault(at, []).append((first, last))
    return found


def _refuse_few(mine: Uses, others: Uses, fewest: int) -> None:
    if fewest < 1:
        raise CallError(_("At least one person must use a word."))
    if len(mine) < fewest:
        raise CallError(
            ngettext(
                "The group has {n} person with words that were read: too few to be told apart from"
                " one who talks much.",
                "The group has {n} persons with words that were read: too few to be told apart"
                " from one who talks much.",
                len(mine),
            ),
            remedy=_("Choose a larger group, or read what these persons say."),
        )
    if not others:
        raise CallError(
            _("There is nobody to set the group against."),
            remedy=_("Take a filter away, or read more texts with the language pipeline."),
        )


def _frame(mine: Uses, others: Uses, fewest: int) -> pd.DataFrame:
    uses, used_by, most = _counted(mine)
    other_uses, other_used_by, _most = _counted(others)
    words, other_words = sum(uses.values()), sum(other_uses.values())
    rows: list[tuple[Any, ...]] = []
    for lemma, persons in used_by.items():
        if persons < fewest:
            continue
        n, other_n = uses[lemma], other_uses[lemma]
        ratio = (n / words) / (other_n / other_words) if other_n else float("nan")
        rows.append(
            (
                lemma, n, words, persons, len(mine), most[lemma], other_n, other_words,
                other_used_by[lemma], len(others), ratio,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (row[6] > 0, -row[10] if row[6] else 0, -row[3], -row[1], row[0]))
    frame = pd.DataFrame.from_records(rows, columns=list(WORD_USE))
    whole = [name for name in WORD_USE if name not in ("lemma", "ratio")]
    return frame.astype({**dict.fromkeys(whole, "Int64"), "ratio": "float64", "lemma": "object"})


def _counted(of: Uses) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Of each dictionary form: uses, persons who use it, uses by the one who does most."""
    number = defaultdict[str, int]()
    number.default_factory = number.__len__
    forms = np.fromiter(map(number.__getitem__, chain.from_iterable(of.values())), dtype=np.int64)
    times = np.fromiter(chain.from_iterable(said.values() for said in of.values()), dtype=np.int64)
    most = np.zeros(len(number), dtype=np.int64)
    np.maximum.at(most, forms, times)
    found = (np.bincount(forms, times).astype(np.int64), np.bincount(forms), most)
    uses, persons, most_of_one = (
        Counter(dict(zip(number, column.tolist(), strict=True))) for column in found
    )
    return uses, persons, most_of_one
