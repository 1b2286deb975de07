"""What the pipeline says of a text is laid over our own words, and goes with its text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from tests.builder import Builder
from workbench.language import Pipeline
from workbench.model import Transcript, Turn
from workbench.store import word_index
from workbench.study import Study
from workbench.transcripts import analysing

VOCAB = Vocab()
LEMMAS = {
    "søkte": "søke", "søker": "søke", "søkt": "søke", "kontorene": "kontor", "var": "være",
    "jobben": "jobb", "Fatumas": "Fatuma",
}  # fmt: skip


class Stub:
    """A pipeline that knows the words of the tests; a hyphen parts two tokens, a full stop
    between letters none."""

    def pipe(self, texts: Iterable[str], **_options: object) -> Iterator[Doc]:
        for text in texts:
            words = text.replace("-", " - ").replace(", ", " , ").split(" ") if text else []
            doc = Doc(VOCAB, words=words, spaces=_spaces(text, words))
            assert doc.text == text
            for token in doc:
                token.lemma_ = LEMMAS.get(token.text, token.text)
                token.pos_ = "NOUN" if token.text in ("kontorene", "jobben") else "VERB"
            if len(doc):
                doc[0].is_sent_start = True
                for token in list(doc)[1:]:
                    token.is_sent_start = False
            if "Fatumas" in words:
                doc.set_ents([_entity(doc, words.index("Fatumas"))])
            yield doc


def _spaces(text: str, words: list[str]) -> list[bool]:
    spaces, at = [], 0
    for word in words:
        at = text.index(word, at) + len(word)
        spaces.append(text[at : at + 1] == " ")
        at += spaces[-1]
    return spaces


def _entity(doc: Doc, at: int) -> object:
    from spacy.tokens import Span

    return Span(doc, at, at + 1, label="PER")


def read(*turns: str) -> analysing.Analysed:
    text, found, start = "\n".join(turns), [], 0
    for number, said in enumerate(turns, start=1):
        found.append(Turn(number, "P01", "person", start, start + len(said), "P01"))
        start += len(said) + 1
    transcript = Transcript("P01-1", 1, 1, text, tuple(found))
    return analysing.analysed(Stub(), transcript)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "lemmas"),
    [
        ("Jeg søkte jobben", "jeg søke jobb"),
        ("NAV-kontorene var der", "nav-kontor være der"),
        ("f.eks. her", "f eks her"),
        ("(ler) søkt", "ler søke"),
        ("", ""),
        ("…", ""),
    ],
)
def test_every_word_has_one_dictionary_form(said: str, lemmas: str) -> None:
    ((number, words, pos),) = read(said).words
    assert (number, words) == (1, lemmas)
    assert len(pos.split()) == len(lemmas.split())


def test_sentences_and_names_stand_in_the_text() -> None:
    found = read("Hei", "Fatumas jobb")
    assert found.sentences == [(0, 3), (4, 16)]
    assert found.names == [(4, 11, "PER")]


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setattr(analysing, "load", Stub)
    monkeypatch.setattr(analysing, "describe", lambda: Pipeline("stub", "1"))
    made = Builder(tmp_path / "study.db")
    made.interview("P01-1", {"P01": 1}, "P01: Jeg søkte jobben\nP01: hun søker, jeg var søkt")
    made.interview("P02-1", {"P02": 1}, "P02: Fatumas søker")
    return Study(made.store, coder="Anne")


def found(study: Study, query: str) -> list[str]:
    return list(study.search(query, lemma=True)["match"])


@pytest.mark.parametrize("typed", ["søke", "søkte", "SØKER"])
def test_a_form_finds_all_forms_of_its_word(study: Study, typed: str) -> None:
    assert found(study, typed) == ["søkte", "søker", "søkt", "søker"]


def test_dictionary_forms_stand_in_phrases_and_parts_too(study: Study) -> None:
    assert found(study, '"søke jobb"') == ["søkte jobben"]
    assert found(study, "*øk*") == ["søkte", "søker", "søkt", "søker"]


def test_a_word_that_is_in_no_text_finds_nothing(study: Study) -> None:
    assert found(study, "finnes") == []


def test_only_what_a_version_has_not_read_is_read_again(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert study.analyse() == ["P01-1", "P02-1"]
    assert study.analyse() == []
    monkeypatch.setattr(analysing, "describe", lambda: Pipeline("stub", "2"))
    assert analysing.analyse(study.store, interviews=["P02-1"]) == ["P02-1"]
    assert study.unread() == {"P01-1": True}
    assert study.analysed == {("stub", "1"): 1, ("stub", "2"): 1}


def test_what_no_version_has_read_is_told_apart_and_holds_no_other_forms(study: Study) -> None:
    assert study.unread() == {"P01-1": False, "P02-1": False}
    assert study.search("søke", lemma=True, analyse=False).empty
    assert study.analysed == {}
    study.analyse()
    assert study.unread() == {}
    assert len(study.search("søke", lemma=True, analyse=False)) == 4


def test_what_is_known_of_a_text_goes_with_it_and_leaves_no_history(study: Study) -> None:
    before = study.last_history
    study.analyse()
    assert study.last_history == before
    assert study.check() == []
    study.undo()
    rows = study.store.db.conn
    assert rows.execute("SELECT count(*) FROM analysis").fetchone() == (1,)
    assert rows.execute("SELECT count(*) FROM entity").fetchone() == (0,)
    assert word_index.forms(study.store, begins="fatuma", lemmas=True) == set()
    assert study.check() == []
