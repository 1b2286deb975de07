"""Search in the words of every current text, as key word in context.

The index names the turns that may hold what is looked for; whether they do, and where, is decided
here on their words. So an answer never rests on how SQLite reads a phrase, only on ours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.analysis.common import read
from workbench.analysis.excerpts import asks_who_speaks, read_details
from workbench.analysis.query import Both, Either, Near, Phrase, Query, Term, Without, parse
from workbench.model import Filters
from workbench.spans import Span, all_word_spans, union
from workbench.store import reading, views, word_index
from workbench.store.word_index import IndexedTurn

if TYPE_CHECKING:
    from workbench.analysis.common import View
    from workbench.store.database import Store

SEARCH = (
    "interview", "turn", "person", "actor_type", "round", "start", "end", "left", "match", "right",
)  # fmt: skip

CONTEXT = 60
"""Characters of the turn on either side of a hit."""

Forms = Mapping[Term, frozenset[str]]


def search(
    store: Store,
    query: str,
    *,
    lemma: bool = False,
    kwic: bool = True,
    filters: Filters | None = None,
) -> pd.DataFrame:
    """What the texts say of a query, one row per hit.

    interview, turn, person (empty for words of nobody), actor_type, round (Int64), start, end
    (code points of the stored text, whose words there are `match`), left, match, right (up to 60
    characters of the same turn on either side; not without `kwic`). With `lemma`, a word finds
    every form of what it is a form of, in texts that have been analysed. Words, phrases, AND,
    OR and NOT hold within one turn. Case is not told apart; å, æ, ø are never a or o. A filter
    that asks who speaks leaves words of nobody out; one on codings keeps the hits that begin
    inside such a coding; `contains` alone asks for turns that hold the text. In the order of the
    study, then of the text.

    Raises CallError for a query that is none, with the place of the fault, and UnknownName for a
    name that the study lacks. Changes nothing.
    """
    wanted = parse(query)
    filters = filters or Filters()
    with reading.snapshot(store):
        forms = {term: frozenset(_forms(store, term, lemma)) for term in _terms(wanted)}
        allowed = _Allowed(store, read(store, filters), filters)
        expression = _expression(wanted, forms)
        turns = word_index.turns(store, expression, lemmas=lemma) if expression else []
        rows = list(_rows(store, turns, wanted, forms, allowed))
    frame = pd.DataFrame.from_records(rows, columns=list(SEARCH))
    frame = frame.astype({"turn": "int64", "round": "Int64", "start": "int64", "end": "int64"})
    return frame if kwic else frame.drop(columns=["left", "right"])


def counts(store: Store, found: pd.DataFrame, *, filters: Filters | None = None) -> pd.DataFrame:
    """Who said what a search `found`, one row per actor type in the order of the study.

    actor_type, hits, n (interviews with a hit in the words of such a person), N (usable
    interviews within the filters), persons, persons_N. Hits on words of nobody, and those in
    interviews that do not count, are in none: n is never more than N.
    """
    with reading.snapshot(store):
        allowed = _Allowed(store, read(store, filters or Filters()), filters or Filters())
    counted = {(interview, person) for interview, person, _kind in allowed.base}
    pairs = zip(found["interview"], found["person"], strict=True)
    # A plain list would be read as names of columns where nothing was found.
    said = found[np.fromiter((pair in counted for pair in pairs), dtype=np.bool_)]
    rows = []
    for actor_type in dict.fromkeys(kind for _interview, _person, kind in allowed.base):
        theirs = said[said["actor_type"] == actor_type]
        base = [one for one in allowed.base if one[2] == actor_type]
        rows.append(
            {
                "actor_type": actor_type,
                "hits": len(theirs),
                "n": theirs["interview"].nunique(),
                "N": len({interview for interview, _person, _kind in base}),
                "persons": theirs["person"].nunique(),
                "persons_N": len({person for _interview, person, _kind in base}),
            }
        )
    order = {key: at for at, key in enumerate(views.actor_types(store)["key"])}
    rows.sort(key=lambda row: order.get(row["actor_type"], len(order)))
    return pd.DataFrame(rows, columns=["actor_type", "hits", "n", "N", "persons", "persons_N"])


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

    def turn(self, turn: IndexedTurn) -> bool:
        """Whether hits in this turn are within the filters."""
        if self.interviews is not None and turn.interview not in self.interviews:
            return False
        return not self.persons_only or (turn.interview, turn.person) in self.of

    def place(self, interview: str, start: int) -> bool:
        """Whether a hit that begins here is within the filters."""
        if self.passages is None:
            return True
        spans = self.passages.get(interview, [])
        at = bisect_left(spans, (start + 1,)) - 1
        return at >= 0 and spans[at][0] <= start < spans[at][1]


def _rows(
    store: Store, turns: Iterable[IndexedTurn], wanted: Query, forms: Forms, allowed: _Allowed
) -> Iterator[tuple[object, ...]]:
    revision, text = -1, ""
    for turn in turns:
        if not allowed.turn(turn):
            continue
        hits = _hits(wanted, turn.words.split(" "), forms)
        if not hits:
            continue
        if turn.revision != revision:
            revision, text = turn.revision, word_index.text(store, turn.revision)
        said = text[turn.start : turn.end]
        if allowed.holds not in said.casefold():
            continue
        words = all_word_spans(said)
        actor_type, round = allowed.of.get((turn.interview, turn.person), ("", None))
        for first, last in sorted(hits):
            start, end = words[first][0], words[last - 1][1]
            if allowed.place(turn.interview, turn.start + start):
                yield (
                    turn.interview, turn.turn, turn.person, actor_type, round, turn.start + start,
                    turn.start + end, said[max(0, start - CONTEXT) : start], said[start:end],
                    said[end : end + CONTEXT],
                )  # fmt: skip


def _hits(query: Query, words: list[str], forms: Forms) -> set[Span]:
    """The runs of words that answer the query in one turn; none where it does not hold."""
    if isinstance(query, Phrase):
        return _phrase_hits(query, words, forms)
    if isinstance(query, Near):
        return _near_hits([_phrase_hits(one, words, forms) for one in query.phrases], query.words)
    left = _hits(query.left, words, forms)
    if not left and not isinstance(query, Either):
        return set()
    right = _hits(query.right, words, forms)
    if isinstance(query, Without):
        return set() if right else left
    if isinstance(query, Both) and not right:
        return set()
    return left | right


def _phrase_hits(phrase: Phrase, words: list[str], forms: Forms) -> set[Span]:
    wanted = [forms[term] for term in phrase.terms]
    length = len(wanted)
    return {
        (at, at + length)
        for at in range(len(words) - length + 1)
        if words[at] in wanted[0] and all(words[at + n] in wanted[n] for n in range(1, length))
    }


def _near_hits(of_phrases: list[set[Span]], between: int) -> set[Span]:
    """The shortest run from each phrase to the others after it, where few enough words lie
    between: those of the run that are none of the phrases'."""
    found: set[Span] = set()
    lengths = [next(iter(hits))[1] - next(iter(hits))[0] if hits else 0 for hits in of_phrases]
    if not all(lengths):
        return found
    ordered = [sorted(hits) for hits in of_phrases]
    for first, hits in enumerate(ordered):
        others = [one for number, one in enumerate(ordered) if number != first]
        for start, end in hits:
            ends = [end]
            for one in others:
                at = bisect_left(one, (end,))
                if at == len(one):
                    break
                ends.append(one[at][1])
            else:
                if max(ends) - start - sum(lengths) <= between:
                    found.add((start, max(ends)))
    return found


def _terms(query: Query) -> set[Term]:
    if isinstance(query, Phrase):
        return set(query.terms)
    if isinstance(query, Near):
        return {term for phrase in query.phrases for term in phrase.terms}
    return _terms(query.left) | _terms(query.right)


def _forms(store: Store, term: Term, lemma: bool) -> set[str]:
    """The words, or with `lemma` the dictionary forms, that a term stands for."""
    match term.part:
        case "word":
            return word_index.lemmas_of(store, term.letters) if lemma else {term.letters}
        case "prefix":
            return word_index.forms(store, begins=term.letters, lemmas=lemma)
        case "suffix":
            return word_index.forms(store, ends=term.letters, lemmas=lemma)
        case "infix":
            return word_index.forms(store, holds=term.letters, lemmas=lemma)


def _expression(query: Query, forms: Forms) -> str:
    """An FTS5 expression for the turns that may hold an answer, and perhaps more; empty for none.

    What NOT takes away and how far NEAR reaches is left to `_hits`.
    """
    if isinstance(query, Phrase):
        if all(len(forms[term]) == 1 for term in query.terms):
            return _quoted(" ".join(next(iter(forms[term])) for term in query.terms))
        return _all(_any(_quoted(form) for form in sorted(forms[term])) for term in query.terms)
    if isinstance(query, Near):
        return _all(_expression(phrase, forms) for phrase in query.phrases)
    left = _expression(query.left, forms)
    if isinstance(query, Without):
        return left
    right = _expression(query.right, forms)
    if isinstance(query, Both):
        return _all([left, right])
    return _any(one for one in (left, right) if one)


def _all(parts: Iterable[str]) -> str:
    found = list(parts)
    return f"({' AND '.join(found)})" if all(found) else ""


def _any(parts: Iterable[str]) -> str:
    found = list(parts)
    return f"({' OR '.join(found)})" if found else ""


def _quoted(words: str) -> str:
    # Words hold letters, digits, hyphens and apostrophes only, so nothing needs to be escaped.
    return f'"{words}"'
