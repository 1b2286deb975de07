"""The pipeline in use: which one it is, and what the one that ships makes of plain Norwegian."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workbench import about
from workbench.errors import CallError
from workbench.language import describe, load
from workbench.language.pipeline import EMBEDDED, chosen, embedded_meta
from workbench.language.training.recipe import strings_of

CARD = Path(__file__).parents[2] / "docs" / "language-model.md"


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_SPACY_MODEL", raising=False)
    monkeypatch.setattr("workbench.language.pipeline.INSTALLED", ())


def test_sentences_are_found_in_running_text() -> None:
    doc = load(embedded=True)(
        "Jeg søkte på kurset i fjor. Da fikk jeg ikke plass. Hvorfor vet jeg ikke."
    )
    assert [sentence.text for sentence in doc.sents] == [
        "Jeg søkte på kurset i fjor.",
        "Da fikk jeg ikke plass.",
        "Hvorfor vet jeg ikke.",
    ]


@pytest.mark.parametrize(
    ("text", "form", "lemma", "pos"),
    [
        ("Hun søkte på to kurs.", "søkte", "søke", "VERB"),
        ("Vi har søkt jobb.", "søkt", "søke", "VERB"),
        ("Vi har søkt jobb.", "har", "ha", "AUX"),
        ("Hun liker kjøkkenet.", "kjøkkenet", "kjøkken", "NOUN"),
        ("Hun jobber i Drammen.", "Drammen", "Drammen", "PROPN"),
        ("Sjefen var veldig hyggelig.", "hyggelig", "hyggelig", "ADJ"),
        ("Jeg vil ikke jobbe der.", "ikke", "ikke", "PART"),
    ],
)
def test_words_have_a_dictionary_form_and_a_part_of_speech(
    text: str, form: str, lemma: str, pos: str
) -> None:
    (token,) = (token for token in load(embedded=True)(text) if token.text == form)
    assert (token.lemma_, token.pos_) == (lemma, pos)


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("Jeg snakket med Kari Hansen i går.", "Kari Hansen", "PER"),
        ("Hun flyttet til Bergen i 2019.", "Bergen", "GPE_LOC"),
        ("Han ringte Arbeiderpartiet om saken.", "Arbeiderpartiet", "ORG"),
    ],
)
def test_names_are_found_with_their_type(text: str, name: str, label: str) -> None:
    assert (name, label) in [(ent.text, ent.label_) for ent in load(embedded=True)(text).ents]


def test_the_pipeline_that_ships_is_used_where_no_other_is_installed() -> None:
    assert load() is load(embedded=True)
    assert describe().name == "nb_workbench"


def test_an_installed_pipeline_goes_before_the_one_that_ships(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workbench.language.pipeline.INSTALLED", ("missing", "spacy"))
    assert chosen() == "spacy"


def test_a_pipeline_that_is_named_goes_before_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_SPACY_MODEL", "one")
    assert (chosen(), chosen("two")) == ("one", "two")


def test_a_pipeline_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(CallError) as raised:
        load("nb_no_such_thing")
    assert str(raised.value) == (
        "The language pipeline nb_no_such_thing is not installed.\n"
        "Install it, or leave $WORKBENCH_SPACY_MODEL empty."
    )


def test_about_tells_the_pipeline_and_its_scores() -> None:
    told = dict(about().itertuples(index=False))
    assert told["pipeline"].startswith("nb_workbench ")
    meta = embedded_meta()["performance"]
    assert told["pipeline pos_acc"] == f"{meta['pos_acc']:.3f}"
    assert told["pipeline ents_f"] == f"{meta['ents_f']:.3f}"


def test_the_card_tells_the_scores_that_the_pipeline_carries() -> None:
    """The model card is read by people, meta.json by programs; they must say the same."""
    told = {
        cells[0]: cells[1:]
        for line in CARD.read_text("utf-8").splitlines()
        if len(cells := [cell.strip(" `") for cell in line.strip("|").split("|")]) == 4
    }
    meta = embedded_meta()
    for column, part in enumerate(("performance", "performance_test")):
        scores = {**meta[part], **{t: s["f"] for t, s in meta[part]["ents_per_type"].items()}}
        for name in ("pos_acc", "morph_acc", "lemma_acc", "sents_f", "ents_p", "ents_r", "ents_f",
                     *meta[part]["ents_per_type"]):  # fmt: skip
            assert told[name][column] == f"{scores[name]:.3f}", (name, part)


def test_the_pipeline_is_small_and_holds_words_but_no_sentences() -> None:
    files = [path for path in EMBEDDED.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 20e6
    strings = json.loads((EMBEDDED / "vocab" / "strings.json").read_text("utf-8"))
    assert [text for text in strings if re.search(r"\w\s+\w", text)] == []
    assert set(strings) == strings_of(load(embedded=True))
    config = (EMBEDDED / "config.cfg").read_text("utf-8") + json.dumps(embedded_meta())
    assert not re.search(r"(?<![\w.])/(tmp|home|root|work|usr)/", config)
