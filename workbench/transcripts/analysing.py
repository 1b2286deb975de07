"""What the language pipeline says of the stored texts: sentences, dictionary forms, names.

Words are those of `spans.all_word_spans`, so that no number changes with a model; the pipeline's
tokens are laid over them. The pipeline runs outside every action; each text is stored in one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from workbench.language import Pipeline, describe, load
from workbench.model import Transcript
from workbench.spans import Span, all_word_spans, compared
from workbench.store import views, word_index

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.tokens import Doc, Token

    from workbench.store.database import Store

Progress = Callable[[Sequence[str]], Iterable[str]]

TURNS_AT_ONCE = 64


class Analysed(NamedTuple):
    """What is known of one text: by turn the dictionary forms and parts of speech of its words;
    sentences and names in code points of the text."""

    words: list[tuple[int, str, str]]
    sentences: list[Span]
    names: list[tuple[int, int, str]]


def plain(names: Sequence[str]) -> Iterable[str]:
    """No progress is told."""
    return names


def analyse(
    store: Store, *, interviews: Iterable[str] | None = None, progress: Progress = plain
) -> list[str]:
    """Read the current texts with the pipeline in use, those that it has not read; gives the
    interviews that were read.

    With `interviews`, only these. Each text is stored by itself, so that what is done stays done
    when it is broken off. Derived: no history entry, and no action of a coder is touched.
    """
    pipeline = describe()
    waiting = word_index.unanalysed(store, pipeline.name, pipeline.version)
    only = None if interviews is None else set(interviews)
    names = [name for name in waiting.values() if only is None or name in only]
    if names:
        nlp = load()
        for name in progress(names):
            _analyse_one(store, nlp, pipeline, name)
    return names


def unread(store: Store) -> dict[str, bool]:
    """The interviews whose current text the pipeline in use has not read, in the order of the
    study, each with whether another one, or an older version, has."""
    pipeline = describe()
    before = word_index.read_before(store)
    waiting = word_index.unanalysed(store, pipeline.name, pipeline.version)
    return {interview: interview in before for interview in waiting.values()}


def _analyse_one(store: Store, nlp: SpacyLanguage, pipeline: Pipeline, interview: str) -> None:
    transcript = views.transcript(store, interview)
    if transcript is None:
        return
    found = analysed(nlp, transcript)
    word_index.keep_analysis(
        store, transcript.revision, (pipeline.name, pipeline.version),
        found.words, found.sentences, found.names,
    )  # fmt: skip


def analysed(nlp: SpacyLanguage, transcript: Transcript) -> Analysed:
    """What the pipeline finds in a text, turn by turn."""
    found = Analysed([], [], [])
    spoken = [transcript.text[turn.start : turn.end] for turn in transcript.turns]
    docs = nlp.pipe(spoken, batch_size=TURNS_AT_ONCE)
    for turn, said, doc in zip(transcript.turns, spoken, docs, strict=True):
        words = list(_words(said, doc))
        found.words.append(
            (turn.number, " ".join(lemma for lemma, _ in words), " ".join(pos for _, pos in words))
        )
        found.sentences.extend(
            (turn.start + sentence.start_char, turn.start + sentence.end_char)
            for sentence in doc.sents
            if sentence.text.strip()
        )
        found.names.extend(
            (turn.start + name.start_char, turn.start + name.end_char, name.label_)
            for name in doc.ents
        )
    return found


def _words(said: str, doc: Doc) -> Iterator[tuple[str, str]]:
    """Dictionary form and part of speech of each word.

    A word that the pipeline takes apart (`NAV-kontorene`) is what it says of the last part, after
    the others as they stand; one of several in a token (`f.eks.`) stays as it is.
    """
    tokens = [token for token in doc if not token.is_space]
    at = 0
    for start, end in all_word_spans(said):
        while at < len(tokens) and tokens[at].idx + len(tokens[at]) <= start:
            at += 1
        inside = at
        while inside < len(tokens) and tokens[inside].idx < end:
            inside += 1
        yield _word(said, (start, end), tokens[at:inside])


def _word(said: str, span: Span, tokens: Sequence[Token]) -> tuple[str, str]:
    start, end = span
    form = compared(said[start:end])
    if not tokens:
        return form, "X"
    last = tokens[-1]
    pos = last.pos_ or "X"
    lemma = "".join(compared(last.lemma_).split())
    whole = start <= tokens[0].idx and last.idx + len(last) <= end
    if not lemma or not whole or not any(character.isalnum() for character in lemma):
        return form, pos
    return compared(said[start : last.idx]) + lemma, pos
