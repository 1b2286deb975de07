"""The query language of the search: what is read, and how a mistake is explained."""

from __future__ import annotations

import pytest

from workbench.analysis.query import Both, Either, Near, Phrase, Term, Without, parse
from workbench.errors import CallError


def phrase(*words: str) -> Phrase:
    return Phrase(tuple(Term(word) for word in words))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("Jobb", phrase("jobb")),
        ("kurs praksis", Both(phrase("kurs"), phrase("praksis"))),
        ("kurs AND praksis", Both(phrase("kurs"), phrase("praksis"))),
        ('"får ikke"', phrase("får", "ikke")),
        ("«får ikke»", phrase("får", "ikke")),
        ("NAV-kontoret", phrase("nav-kontoret")),
        ("f.eks.", phrase("f", "eks")),
        ("kurs*", Phrase((Term("kurs", "prefix"),))),
        ("*kurs", Phrase((Term("kurs", "suffix"),))),
        ("*kurs*", Phrase((Term("kurs", "infix"),))),
        ("a OR b c", Either(phrase("a"), Both(phrase("b"), phrase("c")))),
        ("a NOT b", Without(phrase("a"), phrase("b"))),
        ("(a OR b) NOT c", Without(Either(phrase("a"), phrase("b")), phrase("c"))),
        ("NEAR(a b)", Near((phrase("a"), phrase("b")), 10)),
        ('NEAR(a "b c", 3)', Near((phrase("a"), phrase("b", "c")), 3)),
        ("not or and", Both(Both(phrase("not"), phrase("or")), phrase("and"))),
        ("a\u030a", phrase("å")),
    ],
)
def test_a_query_is_read(text: str, query: object) -> None:
    assert parse(text) == query


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("  ", 3, "The search is empty."),
        ('jobb "får ikke', 6, "This quotation mark is never closed."),
        ("(jobb", 1, "This bracket is never closed."),
        ("jobb)", 5, "There is a “)” too many."),
        ("jobb AND", 9, "A word is missing here."),
        ("OR jobb", 1, "A word is missing here."),
        ("NOT jobb", 1, "NOT needs something before it."),
        ("ku*rs", 1, "A * stands at the beginning or the end of one word."),
        ("a, b", 2, "A comma stands only in NEAR(…)."),
        ("NEAR(a, 3)", 1, "NEAR needs two words or phrases."),
        ("NEAR(a b, mye)", 11, "After the comma stands how many words may be between."),
        ("…", 1, "“…” holds no word."),
    ],
)
def test_a_mistake_is_explained_at_its_place(text: str, place: int, message: str) -> None:
    with pytest.raises(CallError) as caught:
        parse(text)
    assert caught.value.message == message
    assert caught.value.place == f"the search, character {place}"
    assert caught.value.remedy
