"""Search in the words of every current text, as key word in context.

The index tells where each word of a query stands; what a phrase, NEAR, AND, OR and NOT make of
those places is reckoned here, for all places at once. So an answer never rests on how SQLite
reads a query, and a word that was said ten thousand times is found in no time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from workbench.analysis.common import read
from workbench.analysis.excerpts import asks_who_speaks, read_details
from workbench.analysis.query import Either, Near, Phrase, Query, Term, Without, parse
from workbench.model import Filters
from workbench.spans import Span, all_word_spans, union
from workbench.store import reading, views, word_index
from workbench.store.word_index import WORDS, IndexedTurn

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.analysis.common import View
    from workbench.store.database import Store

    Places = NDArray[np.int64]
    """Where words stand: the turn's row in the index times `WORDS`, plus the word's number."""

SEARCH = (
    "interview", "turn", "person", "actor_type", "round", "start", "end", "left", "match", "right",
)  # fmt: skip

COUNTS = ("actor_type", "hits", "n", "N", "persons", "persons_N")

CONTEXT = 60
"""Characters of the turn on either side of a hit."""


@dataclass(frozen=True)
class Concordance:
    """What a search finds: how many hits in how many interviews, who said it, and the hits.

    `rows` are the hits, one each, up to the limit; `hits`, `interviews` and `counts` are
    of all. `counts` has one row per actor type in the order of the study: actor_type, hits, n
    (interviews with a hit in the words of such a person), N (usable interviews within the
    filters), persons, persons_N. Hits on words of nobody, and those in interviews that do not
    count, are in none: n is never more than N.
    """

    hits: int
    interviews: int
    counts: pd.DataFrame
    rows: pd.DataFrame


def concordance(
    store: Store,
    query: str,
    *,
    lemma: bool = False,
    kwic: bool = True,
    filters: Filters | None = None,
    limit: int | None = None,
) -> Concordance:
    """What the texts say of a query.

    A row per hit: interview, turn, person (empty for words of nobody), actor_type, round (Int64),
    start, end (code points of the stored text, whose words there are `match`), left, match, right
    (up to 60 characters of the same turn on either side; not without `kwic`). With `lemma`, a
    word finds every form of what it is a form of, in texts that have been analysed. Words,
    phrases, AND, OR and NOT hold within one turn. Case is not told apart; å, æ, ø are never a or
    o. A filter that asks who speaks leaves words of nobody out; one on codings keeps the hits
    that begin inside such a coding; `contains` alone asks for turns that hold the text. In the
    order of the study, then of the text; with `limit` the first so many rows, and only their
    texts are read.

    Raises CallError for a query that is none, with the place of the fault, and UnknownName for a
    name that the study lacks. Changes nothing.
    """
    wanted = parse(query)
    filters = filters or Filters()
    with reading.snapshot(store):
        runs = _runs(wanted, lambda term: _places(store, term, lemma))
        allowed = _Allowed(store, read(store, filters), filters)
        hits = _within(store, _hits(store, runs), allowed)
        counts = _counts(store, hits, allowed)
        rows = list(_rows(store, hits, allowed, limit))
    frame = pd.DataFrame.from_records(rows, columns=list(SEARCH))
    frame = frame.astype({"turn": "int64", "round": "Int64", "start": "int64", "end": "int64"})
    interviews = {hits.turns[at].interview for at in np.unique(hits.turn).tolist()}
    return Concordance(
        len(hits.turn), len(interviews), counts,
        frame if kwic else frame.drop(columns=["left", "right"]),
    )  # fmt: skip


class _Runs(NamedTuple):
    """Runs of words that answer a query, each once, in order; `ends` are half-open."""

    starts: Places
    ends: Places

    def of(self, kept: NDArray[np.bool_]) -> _Runs:
        return _Runs(self.starts[kept], self.ends[kept])

    @property
    def turns(self) -> Places:
        return self.starts // WORDS


class _Hits(NamedTuple):
    """Hits in the order of the study: a place in `turns`, the first word there and the last."""

    turns: list[IndexedTurn]
    turn: Places
    first: Places
    last: Places

    def of(self, kept: NDArray[np.bool_]) -> _Hits:
        return _Hits(self.turns, self.turn[kept], self.first[kept], self.last[kept])


def _runs(query: Query, places: Callable[[Term], Places]) -> _Runs:
    """What answers a query: in each turn where it holds, the runs of all its parts but NOT's."""
    if isinstance(query, Phrase):
        return _phrase([places(term) for term in query.terms])
    if isinstance(query, Near):
        return _near([_runs(phrase, places) for phrase in query.phrases], query.words)
    left, right = _runs(query.left, places), _runs(query.right, places)
    if isinstance(query, Either):
        return _together([left, right])
    shared = np.isin(left.turns, right.turns)
    if isinstance(query, Without):
        return left.of(~shared)
    return _together([left.of(shared), right.of(np.isin(right.turns, left.turns))])


def _phrase(of_terms: list[Places]) -> _Runs:
    """Where each term stands right after the one before."""
    starts = reduce(np.intersect1d, (places - number for number, places in enumerate(of_terms)))
    # A turn's first word has no word of the turn before on its left.
    ends = starts + len(of_terms)
    return _Runs(starts, ends).of(starts // WORDS == (ends - 1) // WORDS)


def _near(of_phrases: list[_Runs], between: int) -> _Runs:
    """The shortest run from each phrase to the next of all others after it in the turn, where few
    enough words lie between: those of the run that are none of the phrases'."""
    found = []
    if not all(len(runs.starts) for runs in of_phrases):
        return _together([])
    taken = sum(int(runs.ends[0] - runs.starts[0]) for runs in of_phrases)
    for number, runs in enumerate(of_phrases):
        ends = runs.ends
        for other in (*of_phrases[:number], *of_phrases[number + 1 :]):
            at = np.searchsorted(other.starts, runs.ends)
            # Where none follows, the end lies in no turn, and so in no other's.
            ends = np.maximum(ends, np.append(other.ends, _NOWHERE)[at])
        near = (ends - runs.starts - taken <= between) & ((ends - 1) // WORDS == runs.turns)
        found.append(_Runs(runs.starts, ends).of(near))
    return _together(found)


_NOWHERE = np.iinfo(np.int64).max
_NO_PLACES: Places = np.empty(0, np.int64)


def _together(of_parts: list[_Runs]) -> _Runs:
    starts = np.concatenate([_NO_PLACES, *(runs.starts for runs in of_parts)])
    ends = np.concatenate([_NO_PLACES, *(runs.ends for runs in of_parts)])
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    same = (starts[1:] == starts[:-1]) & (ends[1:] == ends[:-1])
    return _Runs(starts, ends).of(np.concatenate([np.ones(len(starts[:1]), np.bool_), ~same]))


def _places(store: Store, term: Term, lemma: bool) -> Places:
    """Where the words stand, or with `lemma` the dictionary forms, that a term means."""
    match term.part:
        case "word":
            terms = word_index.lemmas_of(store, term.letters) if lemma else {term.letters}
        case "prefix":
            terms = word_index.forms(store, begins=term.letters, lemmas=lemma)
        case "suffix":
            terms = word_index.forms(store, ends=term.letters, lemmas=lemma)
        case "infix":
            terms = word_index.forms(store, holds=term.letters, lemmas=lemma)
    found = np.fromiter(word_index.places(store, terms, lemmas=lemma), np.int64)
    found.sort()
    return found


def _hits(store: Store, runs: _Runs) -> _Hits:
    rows, at = np.unique(runs.turns, return_inverse=True)
    turns = word_index.turns(store, rows.tolist())
    place = {turn.row: number for number, turn in enumerate(turns)}
    turn = np.fromiter((place[row] for row in rows.tolist()), np.int64)[at]
    order = np.lexsort((runs.ends, runs.starts, turn))
    return _Hits(turns, turn[order], (runs.starts % WORDS)[order], ((runs.ends - 1) % WORDS)[order])


class _Allowed:
    """What the filters leave: of which persons, in which interviews, inside which codings."""

    def __init__(self, store: Store, view: View, filters: Filters) -> None:
        who = view.who
        self.of = {
            (who.interviews[interview], who.persons[person]): (actor_type, round)
            for interview, person, actor_type, round in zip(
                who.interview.tolist(), who.person.tolist(), who.actor_type, who.round, strict=True
            )
        }
        self.base = [
            (who.interviews[who.interview[at]], who.persons[who.person[at]], who.actor_type[at])
            for at in who.usable.nonzero()[0]
        ]
        self.persons_only = asks_who_speaks(filters)
        self.interviews = set(filters.interview) or None
        if filters.done_only:
            done = {name for name, _, is_done in reading.layer(store, view.limits.coder) if is_done}
            self.interviews = done if self.interviews is None else done & self.interviews
        self.holds = ""
        self.passages: dict[str, list[Span]] | None = None
        if filters.code or filters.valence or filters.stance:
            details = read_details(store, view, of_nobody=not self.persons_only)
            spans: dict[str, list[Span]] = {}
            for row in details.rows:
                spans.setdefault(row.interview, []).append((row.start, row.end))
            self.passages = {interview: union(found) for interview, found in spans.items()}
        else:
            self.holds = filters.contains.casefold()

    @property
    def asks_for_text(self) -> bool:
        """Whether a hit must be read to know whether it is within the filters."""
        return self.passages is not None or bool(self.holds)

    def turn(self, turn: IndexedTurn) -> bool:
        """Whether hits in this turn are within the filters."""
        if self.interviews is not None and turn.interview not in self.interviews:
            return False
        return not self.persons_only or (turn.interview, turn.person) in self.of

    def hit(self, hit: _Read) -> bool:
        """Whether a hit is within the filters, by where it begins and what its turn says."""
        if self.passages is None:
            return self.holds in hit.said.casefold()
        place = hit.turn.start + hit.start
        spans = self.passages.get(hit.turn.interview, [])
        at = bisect_left(spans, (place + 1,)) - 1
        return at >= 0 and spans[at][0] <= place < spans[at][1]


class _Read(NamedTuple):
    """A hit in the words of its turn."""

    turn: IndexedTurn
    said: str
    start: int
    end: int


def _read(store: Store, hits: _Hits, limit: int | None = None) -> Iterator[_Read]:
    revision, text = -1, ""
    number, said, words = -1, "", list[Span]()
    ordered = zip(*(values[:limit].tolist() for values in hits[1:]), strict=True)
    for at, first, last in ordered:
        turn = hits.turns[at]
        if turn.revision != revision:
            revision, text = turn.revision, word_index.text(store, turn.revision)
        if at != number:
            number, said = at, text[turn.start : turn.end]
            words = all_word_spans(said)
        yield _Read(turn, said, words[first][0], words[last][1])


def _within(store: Store, hits: _Hits, allowed: _Allowed) -> _Hits:
    of_turns = np.fromiter((allowed.turn(turn) for turn in hits.turns), np.bool_)
    hits = hits.of(of_turns[hits.turn])
    if not allowed.asks_for_text:
        return hits
    return hits.of(np.fromiter((allowed.hit(hit) for hit in _read(store, hits)), np.bool_))


def _rows(
    store: Store, hits: _Hits, allowed: _Allowed, limit: int | None
) -> Iterator[tuple[object, ...]]:
    for turn, said, start, end in _read(store, hits, limit):
        actor_type, round = allowed.of.get((turn.interview, turn.person), ("", None))
        yield (
            turn.interview, turn.turn, turn.person, actor_type, round, turn.start + start,
            turn.start + end, said[max(0, start - CONTEXT) : start], said[start:end],
            said[end : end + CONTEXT],
        )  # fmt: skip


def _counts(store: Store, hits: _Hits, allowed: _Allowed) -> pd.DataFrame:
    said: Counter[tuple[str, str]] = Counter()
    in_turns = np.bincount(hits.turn, minlength=len(hits.turns)).tolist()
    for turn, n in zip(hits.turns, in_turns, strict=True):
        if n:
            said[turn.interview, turn.person] += n
    rows = []
    for actor_type in dict.fromkeys(kind for _interview, _person, kind in allowed.base):
        base = [one[:2] for one in allowed.base if one[2] == actor_type]
        theirs = [one for one in base if one in said]
        rows.append(
            {
                "actor_type": actor_type,
                "hits": sum(said[one] for one in theirs),
                "n": len({interview for interview, _person in theirs}),
                "N": len({interview for interview, _person in base}),
                "persons": len({person for _interview, person in theirs}),
                "persons_N": len({person for _interview, person in base}),
            }
        )
    order = {key: at for at, key in enumerate(views.actor_types(store)["key"])}
    rows.sort(key=lambda row: order.get(row["actor_type"], len(order)))
    return pd.DataFrame(rows, columns=list(COUNTS))
