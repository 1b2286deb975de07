"""A study whose texts are read and coded in three interviews, for the tests of suggestions."""

from __future__ import annotations

from pathlib import Path

from tests.builder import Builder
from workbench.spans import all_word_spans, compared
from workbench.store import word_index
from workbench.study import Study

TALKS = {
    "P01-1": "I: Hvordan er norsken?\n"
    "P01: Jeg bor her. [Norskprøven var vanskelig.] Jeg har en bil.",
    "P02-1": "I: Hvordan er norsken?\n"
    "P02: [Jeg tok norskprøven i mai.] Bilen er rød. Søsteren min er her.",
    "P03-1": "I: Fortell.\n"
    "P03: Vi spiser klokka ett. [Uten norskprøven får du ikke jobb.] Maten er god.",
    "P04-1": "I: Fortell.\nP04: Bilen står ute. Norskprøven skal jeg ta igjen. Maten er god.",
}


def build(path: Path, talks: dict[str, str] = TALKS, code: str = "krav.norsk") -> Study:
    """A study whose texts are read: a sentence ends with a full stop, a word is its own form."""
    built = Builder(path)
    built.code("krav", "krav.norsk", "mat")
    for interview, text in talks.items():
        built.interview(interview, {interview[:3]: 1}, text, codes={"[": code})
    study = Study(built.store, coder="Anne")
    for interview in talks:
        read(study, interview)
    return study


def read(study: Study, interview: str, pipeline: tuple[str, str] = ("stub", "1")) -> None:
    """Store what a pipeline would say of the text."""
    transcript = study.transcript(interview)
    assert transcript is not None
    spans, lemmas = [], []
    for turn in transcript.turns:
        said = transcript.text[turn.start : turn.end]
        forms = [compared(said[start:end]) for start, end in all_word_spans(said)]
        lemmas.append((turn.number, " ".join(forms), " ".join("X" for _form in forms)))
        start = turn.start
        for place in range(turn.start, turn.end):
            if transcript.text[place] in ".?" or place == turn.end - 1:
                spans.append((start, place + 1))
                start = place + 2
    spans = [span for span in spans if span[0] < span[1]]
    word_index.keep_analysis(study.store, transcript.revision, pipeline, lemmas, spans, [])
