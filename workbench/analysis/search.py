"""Search in the words of every current text, as key word in context.

The index tells where each word of a query stands; what a phrase, NEAR, AND, OR and NOT make of
those places is reckoned here, for all places at once. So an answer never rests on how SQLite
reads a query, and a word that was said ten thousand times is found in no time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from workbench.analysis import hit_order
from workbench.analysis.common import read
from workbench.analysis.excerpts import asks_who_speaks, read_details
from workbench.analysis.hit_order import Sort
from workbench.analysis.query import Either, Near, Phrase, Query, Term, Without, parse
from workbench.model import Filters
from workbench.spans import Span, around, union, word_span
from workbench.store import reading, views, word_index
from workbench.store.word_index import TURNS, WORDS, IndexedTurn, Speaker

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


@dataclass(frozen=True)
class Concordance:
    """What a search finds: how many hits in how many interviews, who said it, and the hits.

    `rows` are the hits, one each, up to the limit; `hits`, `interviews` and `counts` are
    of all. `counts` has one row per actor type in the order of the study: actor_type, hits, n
    (interviews with a hit in the words of such a person), N (usable interviews within the
    filters), persons, persons_N. Hits on words of nobody, and those in interviews that do not
    count, are in none: n is never more than N. `said` has one row per speaker and interview with
    a hit: interview, person (empty for nobody), actor_type, round, hits.
    """

    hits: int
    interviews: int
    counts: pd.DataFrame
    said: pd.DataFrame
    rows: pd.DataFrame


def concordance(
    store: Store,
    query: str,
    *,
    lemma: bool = False,
    kwic: bool = True,
    sort: Sort = "text",
    by_actor_type: bool = False,
    filters: Filters | None = None,
    offset: int = 0,
    limit: int | None = None,
) -> Concordance:
    """What the texts say of a query.

    A row per hit: interview, turn, person (empty for words of nobody), actor_type, round (Int64),
    start, end (code points of the stored text, whose words there are `match`), left, match, right
    (up to 60 characters of the same turn on either side; not without `kwic`). With `lemma`, a
    word finds every form of what it is a form of, in texts that have been analysed. Words,
    phrases, AND, OR and NOT hold within one turn. Case is not told apart; å, æ, ø are never a or
    o. A filter that asks who speaks leaves words of nobody out; one on codings keeps the hits
    that begin inside such a coding; `contains` alone asks for turns that hold the text.

    In the order of the study, then of the text, or by the words before or after the hit (`sort`);
    with `by_actor_type` under who said them, words of nobody last. `offset` and `limit` give a
    part of the rows, and only their texts are read.

    Raises CallError for a query or an order that is none, with the place of the fault, and
    UnknownName for a name that the study lacks. Changes nothing.
    """
    wanted = parse(query)
    hit_order.check(sort)
    filters = filters or Filters()
    with reading.snapshot(store):
        runs = answering(wanted, lambda term: _places(store, term, lemma))
        speakers = word_index.speakers(store, np.unique(runs.turns).tolist())
        allowed = _Allowed(store, read(store, filters), filters)
        hits = _within(store, _in_order(store, runs), speakers, allowed)
        said = _said(hits, speakers)
        counts = _counts(said, allowed, views.actor_types(store)["key"])
        hits = _sorted(store, hits, sort)
        if by_actor_type:
            hits = _under_actor_types(store, hits, speakers, allowed)
        shown = hits.part(offset, None if limit is None else offset + limit)
        rows = list(_rows(store, shown, allowed))
    frame = pd.DataFrame.from_records(rows, columns=list(SEARCH))
    frame = frame.astype({"turn": "int64", "round": "Int64", "start": "int64", "end": "int64"})
    return Concordance(
        len(hits.starts), len({interview for interview, _person in said}), counts,
        _who_said_it(said, allowed),
        frame if kwic else frame.drop(columns=["left", "right"]),
    )  # fmt: skip


class Runs(NamedTuple):
    """Runs of words that answer a query, each once; `ends` are half-open."""

    starts: Places
    ends: Places

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Runs:
        return Runs(self.starts[chosen], self.ends[chosen])

    def part(self, first: int, end: int | None) -> Runs:
        return Runs(self.starts[first:end], self.ends[first:end])

    @property
    def turns(self) -> Places:
        return self.starts // WORDS


def answering(query: Query, places: Callable[[Term], Places]) -> Runs:
    """What answers a query: in each turn where it holds, the runs of all its parts but NOT's."""
    if isinstance(query, Phrase):
        return _phrase([places(term) for term in query.terms])
    if isinstance(query, Near):
        return _near([answering(phrase, places) for phrase in query.phrases], query.words)
    left, right = answering(query.left, places), answering(query.right, places)
    if isinstance(query, Either):
        return _together([left, right])
    shared = np.isin(left.turns, right.turns)
    if isinstance(query, Without):
        return left.of(~shared)
    return _together([left.of(shared), right.of(np.isin(right.turns, left.turns))])


def _phrase(of_terms: list[Places]) -> Runs:
    """Where each term stands right after the one before."""
    starts = reduce(
        lambda before, after: np.intersect1d(before, after, assume_unique=True),
        (places - number for number, places in enumerate(of_terms)),
    )
    # A turn's first word has no word of the turn before on its left.
    ends = starts + len(of_terms)
    return Runs(starts, ends).of(starts // WORDS == (ends - 1) // WORDS)


def _near(of_phrases: list[Runs], between: int) -> Runs:
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
        found.append(Runs(runs.starts, ends).of(near))
    return _together(found)


_NOWHERE = np.iinfo(np.int64).max
_NO_PLACES: Places = np.empty(0, np.int64)


def _together(of_parts: list[Runs]) -> Runs:
    starts = np.concatenate([_NO_PLACES, *(runs.starts for runs in of_parts)])
    ends = np.concatenate([_NO_PLACES, *(runs.ends for runs in of_parts)])
    order = np.lexsort((ends, starts))
    starts, ends = starts[order], ends[order]
    same = (starts[1:] == starts[:-1]) & (ends[1:] == ends[:-1])
    return Runs(starts, ends).of(np.concatenate([np.ones(len(starts[:1]), np.bool_), ~same]))


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
    return word_index.places(store, terms, lemmas=lemma)


def _in_order(store: Store, runs: Runs) -> Runs:
    """In the order of the study, then of the text."""
    revisions, at = np.unique(runs.turns // TURNS, return_inverse=True)
    place = {revision: number for number, revision in enumerate(word_index.texts(store))}
    rank = np.fromiter((place[revision] for revision in revisions.tolist()), np.int64)
    return runs.of(np.lexsort((runs.ends, runs.starts, rank[at])))


def _sorted(store: Store, hits: Runs, sort: Sort) -> Runs:
    """By the words on one side; those that are alike there keep their order."""
    if sort == "text":
        return hits
    said = word_index.words(store, np.unique(hits.turns).tolist())
    places = zip(hits.starts.tolist(), hits.ends.tolist(), strict=True)
    keys = [
        hit_order.key(said[start // WORDS], start % WORDS, (end - 1) % WORDS + 1, sort)
        for start, end in places
    ]
    return hits.of(np.array(sorted(range(len(keys)), key=keys.__getitem__), np.intp))


def _under_actor_types(
    store: Store, hits: Runs, speakers: Mapping[int, Speaker], allowed: _Allowed
) -> Runs:
    """Under who said them, in the order that they have there; words of nobody last."""
    order = {key: at for at, key in enumerate(views.actor_types(store)["key"])}
    rank = {
        speaker: order.get(actor_type, len(order))
        for speaker, (actor_type, _round) in allowed.of.items()
    }
    ranks = (rank.get(speakers[row], len(order) + 1) for row in hits.turns.tolist())
    return hits.of(np.argsort(np.fromiter(ranks, np.int64), kind="stable"))


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
    def any_speaker(self) -> bool:
        """Whether a hit is within the filters whoever speaks and in whichever interview."""
        return self.interviews is None and not self.persons_only

    def speaker(self, speaker: Speaker) -> bool:
        """Whether hits of this speaker are within the filters."""
        if self.interviews is not None and speaker[0] not in self.interviews:
            return False
        return not self.persons_only or speaker in self.of

    @property
    def any_text(self) -> bool:
        """Whether no hit must be read to know whether it is within the filters."""
        return self.passages is None and not self.holds

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


def _read(store: Store, hits: Runs) -> Iterator[_Read]:
    turns = word_index.turns(store, np.unique(hits.turns).tolist())
    revision, text = -1, ""
    for first, end in zip(hits.starts.tolist(), hits.ends.tolist(), strict=True):
        turn = turns[first // WORDS]
        if turn.revision != revision:
            revision, text = turn.revision, word_index.text(store, turn.revision)
        said = text[turn.start : turn.end]
        word = word_span(said, first % WORDS)
        last = word if end - first == 1 else word_span(said, (end - 1) % WORDS)
        yield _Read(turn, said, word[0], last[1])


def _within(store: Store, hits: Runs, speakers: Mapping[int, Speaker], allowed: _Allowed) -> Runs:
    if not allowed.any_speaker:
        of_hits = (allowed.speaker(speakers[row]) for row in hits.turns.tolist())
        hits = hits.of(np.fromiter(of_hits, np.bool_))
    if not allowed.any_text:
        hits = hits.of(np.fromiter((allowed.hit(hit) for hit in _read(store, hits)), np.bool_))
    return hits


def _rows(store: Store, hits: Runs, allowed: _Allowed) -> Iterator[tuple[object, ...]]:
    for turn, said, start, end in _read(store, hits):
        actor_type, round = allowed.of.get((turn.interview, turn.person), ("", None))
        left, right = around(said, start, end)
        yield (
            turn.interview, turn.turn, turn.person, actor_type, round, turn.start + start,
            turn.start + end, left, said[start:end], right,
        )  # fmt: skip


def _said(hits: Runs, speakers: Mapping[int, Speaker]) -> Counter[Speaker]:
    """How many hits each speaker has in each interview."""
    found: Counter[Speaker] = Counter()
    turns, times = np.unique(hits.turns, return_counts=True)
    for row, n in zip(turns.tolist(), times.tolist(), strict=True):
        found[speakers[row]] += n
    return found


def _who_said_it(said: Counter[Speaker], allowed: _Allowed) -> pd.DataFrame:
    rows = [(*speaker, *allowed.of.get(speaker, ("", None)), n) for speaker, n in said.items()]
    frame = pd.DataFrame.from_records(
        rows, columns=["interview", "person", "actor_type", "round", "hits"]
    )
    return frame.astype({"round": "Int64", "hits": "int64"})


def _counts(said: Counter[Speaker], allowed: _Allowed, actor_types: Iterable[str]) -> pd.DataFrame:
    order = {key: at for at, key in enumerate(actor_types)}
    known = dict.fromkeys(kind for _interview, _person, kind in allowed.base)
    rows = []
    for actor_type in sorted(known, key=lambda key: order.get(key, len(order))):
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
    return pd.DataFrame(rows, columns=list(COUNTS))
