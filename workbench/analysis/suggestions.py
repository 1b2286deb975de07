"""Which passages most likely deserve a code, learnt from the codings so far.

The unit is a sentence of a person, as the language pipeline has found it. It is described by the
dictionary forms of its words, but for those of grammar, and more faintly by those of the sentences
around it, the interviewer's question among them. A logistic regression learns which of them speak
for the code.
Nothing leaves the machine, and the same study gives the same suggestions.

Words of this module:

*chain*: all sentences of all texts, one after the other, the interviewer's too.
*read*: an interview counts as read when its coder has coded anything in it, or has coded it to
the end; only there does a sentence without the code speak against it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.analysis.common import Tree, View, read
from workbench.analysis.excerpts import asks_who_speaks
from workbench.errors import CallError
from workbench.model import Filters
from workbench.spans import Span, all_word_spans, count_words, union
from workbench.store import reading, suggesting, views
from workbench.store.filters import conditions
from workbench.store.suggesting import SpokenTurn
from workbench.texts import _, ngettext

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    from workbench.model import Code
    from workbench.store.database import Store
    from workbench.store.filters import Conditions

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.int64]

SUGGESTIONS = ("interview", "start", "end", "quote", "score", "because")

QUALITY = (
    "code", "codings", "interviews", "sentences", "coded", "base_rate", "average_precision",
    "times", "reason",
)  # fmt: skip

FEWEST_INTERVIEWS = 3
"""From this many interviews with the code on, something can be learnt and tested."""

WORDS_SHOWN = 5
"""Words that a suggestion names as speaking for it."""

AROUND = 8
"""Sentences on either side that lend a sentence their words."""

FAINTER = 0.85
"""How much less the words of a sentence count with each sentence that it is further away ..."""

OTHER_TURN = 0.6
"""... and once more where it stands in another turn."""

GRAMMAR = frozenset(("ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "PUNCT", "SCONJ"))
"""Parts of speech that only hold a sentence together, as Universal Dependencies names them."""

TURNED_DOWN = 5.0
"""As how many sentences without the code one counts that was turned down for it."""


@dataclass(frozen=True)
class Suggested:
    """What is suggested, the most likely first, and how many there are in all.

    `rows` has interview, turn, person, start, end, quote, score, because (dictionary forms, a
    comma between), marks (spans of those words inside the quote, counted from its start).
    """

    rows: pd.DataFrame
    n: int


@dataclass(frozen=True)
class Chain:
    """All sentences, what they say, and what is needed to tell where they stand."""

    interview: tuple[str, ...]
    person: tuple[str, ...]
    turn: Places
    start: Places
    end: Places
    spoken: Flags
    """Whether a person speaks: only such sentences are learnt from and suggested."""
    group: Places
    """The same for interviews that share a person."""
    words: tuple[tuple[tuple[int, int, str], ...], ...]
    """Start, end and dictionary form of each word but those of grammar."""
    wordless: Flags
    """Whether a sentence holds the transcriber's words only, such as (pause)."""
    features: csr_matrix
    names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.interview)

    def overlapping(self, spans: Mapping[str, Sequence[Span]], *, half: bool = False) -> Flags:
        """The sentences that share a character with one of these passages.

        With `half`, those that the passage is about: it covers half of the sentence, or half of
        it lies in the sentence. So one that begins a few words early does not take in the
        sentence before.
        """
        found = np.zeros(len(self), np.bool_)
        for interview, its in self._runs().items():
            starts = self.start[its.start : its.stop]
            for start, end in spans.get(interview, ()):
                at = max(its.start, its.start + bisect_right(starts, start) - 1)
                while at < its.stop and self.start[at] < end:
                    shared = min(end, int(self.end[at])) - max(start, int(self.start[at]))
                    least = min(int(self.end[at] - self.start[at]), end - start) / 2 if half else 0
                    found[at] |= shared > 0 and shared >= least
                    at += 1
        return found

    def beside(self, coded: Flags) -> Flags:
        """These sentences, and those next to one of them in its turn: who coded it drew the
        border there."""
        same = (self.turn[1:] == self.turn[:-1]) & np.array(
            [one == other for one, other in pairwise(self.interview)], np.bool_
        )
        found = coded.copy()
        found[1:] |= coded[:-1] & same
        found[:-1] |= coded[1:] & same
        return found

    def _runs(self) -> dict[str, range]:
        runs: dict[str, range] = {}
        for at, interview in enumerate(self.interview):
            first = runs[interview].start if interview in runs else at
            runs[interview] = range(first, at + 1)
        return runs


@dataclass(frozen=True)
class Lesson:
    """What there is to learn of a code: which sentences have it, and which are learnt from."""

    code: Code
    codings: int
    coded: Flags
    has: Flags
    """Those that have it, also with another valence or stance than is learnt."""
    turned_down: Flags
    learnt: Flags

    def weights(self) -> Numbers:
        """What each sentence counts."""
        return np.where(self.turned_down & ~self.coded, TURNED_DOWN, 1.0)


def suggest(
    store: Store,
    key: str,
    *,
    coder: str,
    filters: Filters | None = None,
    limit: int | None = None,
) -> Suggested:
    """Passages that most likely deserve a code (for one with descendants, its branch).

    Learnt from the codings of the layer, of the valence and stance that the filters ask for;
    codings of another are neither learnt from nor suggested again. The other filters say where
    passages are looked for: in whose words, in which interviews, with which text.

    Neighbouring sentences of one turn that each rather have the code than not are one passage.
    What has the code in the layer, or by this coder, is left out, and so is what she has turned
    down. `score` (0 to 1) says what comes before what; it is
    no probability. Changes nothing.

    Raises UnknownName for a name that the study lacks, and CallError for a code that is retired
    or was applied in too few interviews to learn from, and for filters that name another code.
    """
    filters = filters or Filters()
    if filters.code:
        raise CallError(_("Suggestions are for one code; leave the filter by code out."))
    with reading.snapshot(store):
        chain = chained(store)
        view = read(store, filters)
        lesson = _lesson(store, chain, key, limits=view.limits, coder=coder)
        mine = suggesting.coded_by(store, _branch(store, lesson.code.id), coder)
        inside = _inside(store, chain, view, filters)
        texts = suggesting.texts(store)
    _refuse_too_few(chain, lesson)
    model = _learnt(chain, lesson, lesson.learnt)
    scores = _scores(model, chain, np.flatnonzero(chain.spoken))
    has = chain.beside(lesson.has | chain.overlapping(mine, half=True))
    open_ = chain.spoken & ~has & ~chain.overlapping(mine) & ~lesson.turned_down
    passages = _passages(chain, open_ & inside, scores)
    if filters.contains:
        passages = [one for one in passages if _holds(chain, texts, one, filters.contains)]
    rows = [_row(chain, model, texts, passage, scores) for passage in passages[:limit]]
    names = ["interview", "turn", "person", "start", "end", "quote", "score", "because", "marks"]
    frame = pd.DataFrame.from_records(rows, columns=names)
    return Suggested(
        frame.astype({"turn": "int64", "start": "int64", "end": "int64", "score": "float64"}),
        len(passages),
    )


def quality(
    store: Store, keys: Sequence[str] = (), *, coder: str, layer: str = "primary", fewest: int = 1
) -> pd.DataFrame:
    """How well the suggestions for a code find it, in interviews that were not learnt from.

    Each interview is held out in turn, together with all others of the same persons, who say the
    same things again; the rest is learnt from, and the sentences held out are put in order. A row
    per code: codings, interviews with the code, sentences (of persons, in interviews that were
    read), coded (those that have the code), base_rate (coded of sentences: what the average
    precision of a list in any order comes to), average_precision of all sentences in the order
    of their scores, times (how many times the base rate), reason (why it is not defined).
    Without `keys`, all codes in use with at least `fewest` codings, in the order of the scheme.

    The average precision is that of Buckley and Voorhees (2000), SIGIR 23, 33-40: the mean, over
    the sentences with the code, of the share of coded ones down to each.
    """
    with reading.snapshot(store):
        chain = chained(store)
        asked = keys or [code.key for code in views.codes(store) if not code.retired]
        limits = conditions(store, Filters(layer=layer))
        lessons = [_lesson(store, chain, key, limits=limits, coder=coder) for key in asked]
    rows = [_quality(chain, lesson) for lesson in lessons if keys or lesson.codings >= fewest]
    frame = pd.DataFrame.from_records(rows, columns=list(QUALITY))
    whole = dict.fromkeys(("codings", "interviews", "sentences", "coded"), "int64")
    return frame.astype(
        {**whole, "base_rate": "float64", "average_precision": "float64", "times": "float64"}
    )


def held_out_scores(chain: Chain, lesson: Lesson) -> Numbers | None:
    """The score of each sentence by what was learnt from the interviews of other persons; None
    where one person, or persons who were interviewed together, said all that is coded."""
    groups = np.unique(chain.group[lesson.learnt])
    if len(np.unique(chain.group[lesson.coded & lesson.learnt])) < 2:
        return None
    scores = np.zeros(len(chain))
    for group in groups:
        out = lesson.learnt & (chain.group == group)
        model = _learnt(chain, lesson, lesson.learnt & ~out)
        scores[out] = _scores(model, chain, np.flatnonzero(out))[out]
    return scores


# -- what is said --------------------------------------------------------------------------


def chained(store: Store) -> Chain:
    """All sentences of the texts that were analysed, in the order of the study; kept with the
    store until a text is another one, so that a suggestion can be taken and the next one asked for
    without making it anew."""
    state = suggesting.state(store)
    kept: tuple[object, Chain] | None = store.cache.get(_CHAIN)
    if kept is None or kept[0] != state:
        kept = store.cache[_CHAIN] = (state, _chained(store))
    return kept[1]


_CHAIN = "chain of sentences"


def _chained(store: Store) -> Chain:
    texts = suggesting.texts(store)
    sentences = suggesting.sentences(store)
    rows: list[tuple[str, str, int, int, int, bool]] = []
    words: list[tuple[tuple[int, int, str], ...]] = []
    together = _Together()
    for turn in suggesting.turns(store):
        spoken = turn.role == "person"
        if spoken:
            together.join(turn.interview, turn.person or turn.interview)
        its = _telling(turn, texts[turn.interview])
        for start, end in _within(sentences.get(turn.interview, []), (turn.start, turn.end)):
            first = bisect_left(its, (start,))
            last = bisect_left(its, (end,))
            rows.append((turn.interview, turn.person, turn.turn, start, end, spoken))
            words.append(tuple(its[first:last]))
    interview, person, numbers, starts, ends, spoken_ = (
        zip(*rows, strict=True) if rows else [()] * 6
    )
    features, names = _features(interview, numbers, words)
    groups = {name: number for number, name in enumerate(dict.fromkeys(interview))}
    return Chain(
        interview=tuple(interview), person=tuple(person), turn=np.array(numbers, np.int64),
        start=np.array(starts, np.int64), end=np.array(ends, np.int64),
        spoken=np.array(spoken_, np.bool_),
        group=np.array([groups.setdefault(together.of(one), len(groups)) for one in interview],
                       np.int64),
        words=tuple(words),
        wordless=np.array(
            [
                count_words(texts[name][start:end]) == 0
                for name, start, end in zip(interview, starts, ends, strict=True)
            ],
            np.bool_,
        ),
        features=features, names=names,
    )  # fmt: skip


def _telling(turn: SpokenTurn, text: str) -> list[tuple[int, int, str]]:
    """Start, end and dictionary form of the words of a turn that say something by themselves."""
    words = zip_longest(
        all_word_spans(text[turn.start : turn.end]), turn.lemmas.split(), turn.pos.split()
    )
    return [
        (turn.start + span[0], turn.start + span[1], lemma)
        for span, lemma, pos in words
        if span and lemma and pos not in GRAMMAR
    ]


class _Together:
    """Which interviews share a person, also by way of others."""

    def __init__(self) -> None:
        self._under: dict[str, str] = {}

    def of(self, name: str) -> str:
        while (above := self._under.get(name, name)) != name:
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        self._under[self.of(one)] = self.of(other)


def _within(sentences: Sequence[Span], turn: Span) -> Sequence[Span]:
    return sentences[bisect_left(sentences, (turn[0],)) : bisect_left(sentences, (turn[1],))]


def _features(
    interview: Sequence[str], turn: Sequence[int], words: Sequence[Sequence[tuple[int, int, str]]]
) -> tuple[csr_matrix, tuple[str, ...]]:
    """A row per sentence: its dictionary forms, and more faintly those around it."""
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    said = [[lemma for _start, _end, lemma in its] for its in words]
    n = len(said)
    vectorizer = TfidfVectorizer(analyzer=_as_it_is, sublinear_tf=True, min_df=2)
    try:
        own = vectorizer.fit_transform(said)
    except ValueError:  # no dictionary form stands in two sentences
        return csr_matrix((n, 0)), ()
    return normalize(_around(interview, turn) @ own).tocsr(), tuple(
        vectorizer.get_feature_names_out()
    )


def _around(interview: Sequence[str], turn: Sequence[int]) -> csr_matrix:
    """What each sentence lends to each: all of itself, less and less to those further away in its
    interview, and less again to those in other turns."""
    from scipy.sparse import csr_matrix

    n = len(interview)
    _names, of = np.unique(np.array(interview, dtype=object), return_inverse=True)
    turns = np.array(turn, np.int64)
    rows, columns, weights = [np.arange(n)], [np.arange(n)], [np.ones(n)]
    for step in range(1, AROUND + 1):
        at = np.flatnonzero(of[step:] == of[:-step])
        weight = np.where(turns[at] == turns[at + step], 1.0, OTHER_TURN) * FAINTER**step
        rows += [at, at + step]
        columns += [at + step, at]
        weights += [weight, weight]
    places = (np.concatenate(rows), np.concatenate(columns))
    return csr_matrix((np.concatenate(weights), places), shape=(n, n))


def _as_it_is(said: list[str]) -> list[str]:
    return said


# -- what is coded -------------------------------------------------------------------------


def _branch(store: Store, code: int) -> list[int]:
    tree = Tree.of(reading.codes(store))
    return [tree.codes[place].id for place in tree.branch(tree.at[code])]


def _inside(store: Store, chain: Chain, view: View, filters: Filters) -> Flags:
    """The sentences in which passages are looked for: those of the persons, and in the interviews,
    that the filters leave."""
    inside = np.ones(len(chain), np.bool_)
    if asks_who_speaks(filters):
        who = view.who
        of = {
            (who.interviews[interview], who.persons[person])
            for interview, person in zip(who.interview.tolist(), who.person.tolist(), strict=True)
        }
        said = zip(chain.interview, chain.person, strict=True)
        inside &= np.fromiter((one in of for one in said), np.bool_, len(chain))
    if filters.interview:
        inside &= np.isin(np.array(chain.interview), filters.interview)
    if filters.done_only:
        done = [name for name, _, is_done in reading.layer(store, view.limits.coder) if is_done]
        inside &= np.isin(np.array(chain.interview), done)
    return inside


def _holds(chain: Chain, texts: Mapping[str, str], passage: range, text: str) -> bool:
    start, end = int(chain.start[passage.start]), int(chain.end[passage.stop - 1])
    return text.casefold() in texts[chain.interview[passage.start]][start:end].casefold()


def _lesson(store: Store, chain: Chain, key: str, *, limits: Conditions, coder: str) -> Lesson:
    code = views.code_named(store, key)
    if code.retired:
        raise CallError(
            _("The code {code} is retired.", code=code.key),
            remedy=_("Choose another code, or take this one into use again."),
        )
    branch = _branch(store, code.id)
    spans = suggesting.coded(store, branch, limits)
    coded = chain.overlapping(spans, half=True) & chain.spoken
    every = suggesting.coded(store, branch, limits, marked=False)
    has = chain.overlapping(every, half=True) & chain.spoken
    known = suggesting.read_by_coder(store, limits.coder)
    inside = np.fromiter((one in known for one in chain.interview), np.bool_, len(chain))
    return Lesson(
        code=code,
        codings=sum(map(len, spans.values())),
        coded=coded,
        has=has,
        turned_down=_turned_down(chain, store, suggesting.rejected(store, code.id, coder)),
        learnt=chain.spoken & inside & (coded | ~has),
    )


def _turned_down(chain: Chain, store: Store, rejected: Sequence[suggesting.Rejection]) -> Flags:
    """By place in the text in which it was turned down; by its words in a later one."""
    spans: dict[str, list[Span]] = {}
    texts = suggesting.texts(store) if any(not one.current for one in rejected) else {}
    for one in rejected:
        if one.current:
            spans.setdefault(one.interview, []).append((one.start, one.end))
            continue
        text, quote = texts.get(one.interview, ""), one.quote
        at = text.find(quote)
        while at >= 0:
            spans.setdefault(one.interview, []).append((at, at + len(quote)))
            at = text.find(quote, at + 1)
    return chain.overlapping({name: union(its) for name, its in spans.items()}) & chain.spoken


def _refuse_too_few(chain: Chain, lesson: Lesson) -> None:
    n = _interviews(chain, lesson)
    if n < FEWEST_INTERVIEWS:
        raise CallError(
            ngettext(
                "There is too little to learn from: {code} is coded in {n} interview.",
                "There is too little to learn from: {code} is coded in {n} interviews.",
                n, code=lesson.code.key,
            ),
            remedy=_("Code it in at least {n} interviews, or ask for the code above it.",
                     n=FEWEST_INTERVIEWS),
        )  # fmt: skip


def _interviews(chain: Chain, lesson: Lesson) -> int:
    coded = np.flatnonzero(lesson.coded & lesson.learnt)
    return len({chain.interview[at] for at in coded})


# -- learning ------------------------------------------------------------------------------


def _learnt(chain: Chain, lesson: Lesson, learnt: Flags) -> LogisticRegression | None:
    """What these sentences teach; None where all of them have the code, or none."""
    from sklearn.linear_model import LogisticRegression

    coded = lesson.coded[learnt]
    if not coded.any() or coded.all() or not chain.names:
        return None
    model = LogisticRegression(C=1.0, class_weight="balanced", solver="liblinear")
    return model.fit(chain.features[learnt], coded, sample_weight=lesson.weights()[learnt])


def _scores(model: LogisticRegression | None, chain: Chain, places: Places) -> Numbers:
    scores = np.zeros(len(chain))
    if model is not None and len(places):
        scores[places] = model.predict_proba(chain.features[places])[:, 1]
    return scores


def _quality(chain: Chain, lesson: Lesson) -> tuple[object, ...]:
    from sklearn.metrics import average_precision_score

    coded = lesson.coded[lesson.learnt]
    interviews = _interviews(chain, lesson)
    base = float(coded.mean()) if len(coded) else float("nan")
    counts = (lesson.code.key, lesson.codings, interviews, len(coded), int(coded.sum()), base)
    if interviews < FEWEST_INTERVIEWS:
        reason = _("coded in fewer than {n} interviews", n=FEWEST_INTERVIEWS)
        return (*counts, float("nan"), float("nan"), reason)
    scores = held_out_scores(chain, lesson)
    if scores is None:
        reason = _("one person said all that is coded")
        return (*counts, float("nan"), float("nan"), reason)
    precision = float(average_precision_score(coded, scores[lesson.learnt]))
    return (*counts, precision, precision / base, "")


# -- what is shown -------------------------------------------------------------------------


def _passages(chain: Chain, open_: Flags, scores: Numbers) -> list[range]:
    """Runs of the chain, the most likely first; equal ones in the order of the study."""
    runs: list[range] = []
    for at in np.flatnonzero(open_).tolist():
        last = runs[-1] if runs else range(0)
        joins = (
            bool(last)
            and last.stop == at
            and chain.interview[at - 1] == chain.interview[at]
            and chain.turn[at - 1] == chain.turn[at]
            and min(scores[at - 1], scores[at]) >= 0.5
        )
        if joins:
            runs[-1] = range(last.start, at + 1)
        else:
            runs.append(range(at, at + 1))
    runs = [run for run in runs if not chain.wordless[run.start : run.stop].all()]
    return sorted(runs, key=lambda run: (-float(scores[run.start : run.stop].max()), run.start))


def _row(
    chain: Chain,
    model: LogisticRegression | None,
    texts: Mapping[str, str],
    passage: range,
    scores: Numbers,
) -> tuple[object, ...]:
    best = passage.start + int(scores[passage.start : passage.stop].argmax())
    speaking = _speaking(chain, model, best, passage)
    start, end = int(chain.start[passage.start]), int(chain.end[passage.stop - 1])
    said = texts[chain.interview[best]][start:end]
    end = start + len(said.rstrip())
    marks = tuple(
        (first - start, last - start)
        for at in passage
        for first, last, lemma in chain.words[at]
        if lemma in speaking
    )
    return (
        chain.interview[best], int(chain.turn[best]), chain.person[best], start, end,
        said.rstrip(), float(scores[best]), ", ".join(speaking), marks,
    )  # fmt: skip


def _speaking(chain: Chain, model: LogisticRegression | None, at: int, passage: range) -> list[str]:
    """The words that add most to the score of a sentence, the weightiest first: those that stand
    in the passage, or where none of them speaks for the code, those around it."""
    if model is None:
        return []
    row = chain.features[[at]]
    adds = row.data * model.coef_[0][row.indices]
    found = [(-add, chain.names[of]) for add, of in zip(adds, row.indices, strict=True) if add > 0]
    inside = {lemma for one in passage for _start, _end, lemma in chain.words[one]}
    here = [one for one in found if one[1] in inside]
    return [name for _add, name in sorted(here or found)[:WORDS_SHOWN]]
