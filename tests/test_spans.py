"""Words and spans: what counts as a word, and where it is."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.spans import all_word_spans, around, holds_word, length, union, word_span, word_spans

TEXTS = st.text("aå1-'’ _.,()[]\n🙂", max_size=60)


def said(text: str, *, all: bool = False) -> list[str]:
    spans = all_word_spans(text) if all else word_spans(text)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jeg søkte på NAV-kontoret.", ["Jeg", "søkte", "på", "NAV-kontoret"]),
        ("Ho sa: «kor d'e», -ikke sant-", ["Ho", "sa", "kor", "d'e", "ikke", "sant"]),
        ("12 000 kr, 7,5 timer", ["12", "000", "kr", "7", "5", "timer"]),
        ("Ja (ler) men [navn] kom", ["Ja", "men", "kom"]),
        ("Ja (ler (høyt)) nei", ["Ja", "nei"]),
        ("Ja (ler\nnei) da", ["Ja", "ler", "nei", "da"]),
        ("a_b -- … 🙂", ["a", "b"]),
        ("", []),
    ],
)
def test_a_word_is_letters_and_digits_with_inner_hyphens_and_apostrophes(
    text: str, words: list[str]
) -> None:
    assert said(text) == words


def test_a_search_looks_through_what_the_transcriber_adds_too() -> None:
    assert said("Ja (ler) [navn]", all=True) == ["Ja", "ler", "navn"]


@given(TEXTS)
def test_one_word_is_found_where_it_is_among_all(text: str) -> None:
    words = all_word_spans(text)
    assert [word_span(text, number) for number in range(len(words))] == words
    with pytest.raises(IndexError):
        word_span(text, len(words))


@given(st.text("aå1-’ _()", max_size=10))
def test_whether_a_word_begins_in_a_part_is_known_without_all_words(text: str) -> None:
    begun = len("Før.\n")
    turn = (begun, begun + len(text))
    words = [begun + first for first, _last in word_spans(text)]
    for start, end in itertools.combinations(range(turn[0], turn[1] + 1), 2):
        wanted = any(start <= word < end for word in words)
        assert holds_word(f"Før.\n{text}\netter", turn, (start, end)) is wanted, (start, end)


def test_a_word_far_into_a_text_is_found() -> None:
    text = "ord " * 9_000
    assert word_span(text, 8_999) == (8_999 * 4, 8_999 * 4 + 3)
    with pytest.raises(IndexError):
        word_span(text, 9_000)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_a_union_covers_each_place_once(spans: list[tuple[int, int]]) -> None:
    joined = union(spans)
    places = {place for start, end in spans for place in range(start, end)}
    assert {place for start, end in joined for place in range(start, end)} == places
    assert length(spans) == len(places)
    assert all(end < start for (_, end), (start, _) in itertools.pairwise(joined))


@pytest.mark.parametrize(
    ("marked", "left", "right"),
    [
        ("<jobb>", "", ""),
        ("Jeg vil <jobbe> nå.", "Jeg vil ", " nå."),
        ("y" * 55 + " til <jobb>", "y" * 55 + " til ", ""),
        ("x" * 56 + " til <jobb>", "… til ", ""),
        ("a " + "y" * 55 + " til <jobb>", "… " + "y" * 55 + " til ", ""),
        ("<jobb>, og " + "x" * 55, "", ", og " + "x" * 55),
        ("<jobb>, og " + "x" * 56, "", ", og …"),
        ("<jobb>, og " + "x" * 55 + " b", "", ", og " + "x" * 55 + " …"),
        ("z" * 70 + "<jobb>" + "…" * 70, "…" + "z" * 60, "…" * 61),
    ],
)
def test_words_around_a_place_are_whole_and_a_cut_is_seen(
    marked: str, left: str, right: str
) -> None:
    start, end = marked.index("<"), marked.index(">") - 1
    assert around(marked.replace("<", "").replace(">", ""), start, end) == (left, right)
