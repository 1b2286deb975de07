"""The parts of the embedded pipeline that are not spaCy's own."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from tests.language.treebank import JOBB, KURS, words
from workbench.language.components import EMBED, LEMMAS, Lemmas
from workbench.language.training.recipe import lemma_table

TABLE = {
    "NOUN": {"bildet": "bilde", "kurs": "kurs", "kjøkkenet": "kjøkken"},
    "VERB": {"fant": "finne"},
    "ADP": {"innenfor": "innenfor"},
}


@pytest.mark.parametrize(
    ("form", "pos", "lemma"),
    [
        ("bildet", "NOUN", "bilde"),
        ("fant", "VERB", "finne"),
        ("fant", "NOUN", None),
        ("kampbildet", "NOUN", "kampbilde"),
        ("sykehjemskjøkkenet", "NOUN", "sykehjemskjøkken"),
        ("kampbildet", "VERB", None),
        ("ebildet", "NOUN", None),
        ("norskkurs", "NOUN", None),
        ("langtinnenfor", "ADP", None),
        ("", "NOUN", None),
    ],
)
def test_a_word_or_the_last_part_of_a_compound_tells_the_lemma(
    form: str, pos: str, lemma: str | None
) -> None:
    lemmas = Lemmas()
    lemmas.table = TABLE
    assert lemmas.lemma(form, pos) == lemma


def test_the_longest_last_part_goes_first() -> None:
    lemmas = Lemmas()
    lemmas.table = {"NOUN": {"stedene": "sted", "bostedene": "bosted!"}}
    assert lemmas.lemma("utbostedene", "NOUN") == "utbosted!"


def test_what_the_table_does_not_know_keeps_the_lemma_it_had() -> None:
    nlp = spacy.blank("nb")
    lemmas = Lemmas()
    lemmas.table = TABLE
    doc = Doc(nlp.vocab, words=["Fant", "noe"], pos=["VERB", "PRON"], lemmas=["fant", "noen"])
    assert [token.lemma_ for token in lemmas(doc)] == ["finne", "noen"]


@pytest.mark.parametrize("way", ["disk", "bytes"])
def test_the_table_is_kept_with_the_pipeline(tmp_path: Path, way: str) -> None:
    nlp = spacy.blank("nb")
    made = nlp.add_pipe(LEMMAS)
    assert isinstance(made, Lemmas)
    made.table = TABLE
    if way == "disk":
        nlp.to_disk(tmp_path)
        again = spacy.load(tmp_path)
    else:
        again = spacy.blank("nb")
        again.add_pipe(LEMMAS)
        again.from_bytes(nlp.to_bytes())
    kept = again.get_pipe(LEMMAS)
    assert isinstance(kept, Lemmas)
    assert kept.table == TABLE


def test_the_table_holds_words_with_one_lemma_nearly_always() -> None:
    more = words(KURS.replace("søkte søke", "søkte leite"))
    table = lemma_table([words(KURS), more, words(JOBB)])
    assert "søkte" not in table["VERB"]
    assert table["PROPN"] == {"nasrin": "Nasrin", "lillevik": "Lillevik"}
    assert table["NOUN"] == {"kurs": "kurs", "dager": "dag"}
    assert set(table) == {"PROPN", "NOUN", "VERB", "AUX", "PRON", "ADP", "DET", "SCONJ", "PART"}


def test_words_with_the_same_ending_share_a_feature() -> None:
    embed = spacy.registry.architectures.get(EMBED)(
        width=8, attrs=["NORM"], rows=[50], endings=[3, 5], ending_rows=[50, 50]
    )
    nlp = spacy.blank("nb")
    first, second = (
        embed.layers[0].predict([nlp.make_doc(text)])[0] for text in ("lokalpolitiker", "Politiker")
    )
    assert first.shape == (1, 3)
    assert (first == second).tolist() == [[False, True, True]]
