"""The tokenizer writes words as the treebank does."""

from __future__ import annotations

import pytest
import spacy

from workbench.language.training.tokenizing import fit_tokenizer
from workbench.language.training.treebank import Word


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Det var i 2006.", "Det var i 2006 ."),
        ("17. mai", "17. mai"),
        ("Vi var 45.", "Vi var 45 ."),
        ("kl. 12-14", "kl. 12 - 14"),
        ("«Ja»-folket", "« Ja » -folket"),
        ("Den gikk vi i.", "Den gikk vi i ."),
        ("bl.a. kurs", "bl.a. kurs"),
    ],
)
def test_a_full_stop_is_kept_with_abbreviations_and_dates_only(text: str, wanted: str) -> None:
    nlp = spacy.blank("nb")
    i, stop = Word("i", "i", "ADP", space=False), Word(".", "$.", "PUNCT")
    fit_tokenizer(nlp, [(i, stop), (Word("bl.a.", "bl.a.", "ADV"),)])
    assert [token.text for token in nlp(text)] == wanted.split()


def test_an_exception_that_is_followed_as_often_stays() -> None:
    nlp = spacy.blank("nb")
    kept = Word("i.", "i.", "ADP")
    i, stop = Word("i", "i", "ADP", space=False), Word(".", "$.", "PUNCT")
    fit_tokenizer(nlp, [(kept,), (i, stop)])
    assert [token.text for token in nlp("Den gikk vi i.")][-1] == "i."
