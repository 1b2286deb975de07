"""Norwegian and English are complete: no text is missing, stale or of another shape."""

from __future__ import annotations

import string

import pytest

from tests import catalogue
from workbench import texts


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_of_the_code_has_its_norwegian() -> None:
    norwegian = catalogue.translated()
    assert sorted(text for text in catalogue.used() if not norwegian.get(text)) == []


def test_the_catalogue_holds_no_text_that_the_code_has_lost() -> None:
    assert sorted(set(catalogue.translated()) - catalogue.used()) == []


def test_a_translation_names_the_places_of_its_text() -> None:
    wrong = {
        text: norwegian
        for text, norwegian in catalogue.translated().items()
        if norwegian and not places(norwegian) <= places(text)
    }
    assert wrong == {}


def test_the_words_of_the_domain_are_never_mistranslated() -> None:
    norwegian = catalogue.translated()
    assert norwegian["Coded by"] == "Kodet av"
    assert not [text for text in norwegian.values() if "Kodet av" not in text and "Koder:" in text]


@pytest.mark.parametrize(
    ("locale", "language"),
    [("nb-NO", "nb"), ("no", "nb"), ("nn_NO", "nb"), ("en-GB", "en"), ("de", "en"), (None, "en")],
)
def test_a_browsers_language_chooses_ours(locale: str | None, language: str) -> None:
    assert texts.nearest_language(locale) == language


def test_a_text_is_given_in_the_language_of_the_block() -> None:
    with texts.in_language("nb"):
        assert texts._("row {row}", row=3) == "rad 3"
    with texts.in_language("en"):
        assert texts._("row {row}", row=3) == "row 3"


def test_numbers_and_dates_are_written_as_the_language_does() -> None:
    with texts.in_language("nb"):
        assert texts.number(1234.5).replace("\u00a0", " ") == "1 234,5"
        assert texts.day("2012-03-03") == "3. mars 2012"
    with texts.in_language("en"):
        assert texts.number(1234.5) == "1,234.5"
        assert texts.day("2012-03-03") == "3 March 2012"
