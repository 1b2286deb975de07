"""Offsets cross between Python and the browser without moving."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.spans import from_utf16, to_utf16
from workbench.ui.border import Border

TEXTS = st.text(
    st.one_of(
        st.sampled_from("abå æ\n"),
        st.sampled_from(["\u0301", "\u030a", "\u200d", "\ufe0f"]),
        st.sampled_from("😀👩🏽🇳🇴𝒜"),
        st.characters(codec="utf-16"),
    ),
    max_size=40,
)


def units(text: str) -> int:
    """How long JavaScript finds the text."""
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_every_offset_goes_out_as_javascript_counts_and_comes_back(text: str) -> None:
    border = Border(text)
    assert border.units == units(text)
    for offset in range(len(text) + 1):
        assert border.out(offset) == units(text[:offset]) == to_utf16(text, offset)
        assert border.back(border.out(offset)) == offset


@given(TEXTS)
def test_every_offset_of_the_browser_is_read_as_the_slow_way_reads_it(text: str) -> None:
    border = Border(text)
    for offset in range(border.units + 1):
        assert border.back(offset) == from_utf16(text, offset)


@given(TEXTS, st.data())
def test_a_span_of_the_browser_holds_every_character_that_it_touches(
    text: str, data: st.DataObject
) -> None:
    border = Border(text)
    start = data.draw(st.integers(0, border.units))
    end = data.draw(st.integers(start, border.units))
    first, last = border.span_back((start, end))
    touched = [at for at in range(len(text)) if border.out(at) < end and border.out(at + 1) > start]
    if start < end:
        assert list(range(first, last)) == touched


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("hei 😀 der", "der"),
        ("👩‍👩‍👧 sa ja", "sa"),
        ("Norge 🇳🇴!", "!"),
        ("la\u030ast døra", "døra"),
        ("", ""),
    ],
    ids=["emoji", "family", "flag", "combining ring", "empty"],
)
def test_a_part_stays_the_same_part(text: str, part: str) -> None:
    border = Border(text)
    start = text.index(part)
    out = border.span_out((start, start + len(part)))
    shown = text.encode("utf-16-le")[out[0] * 2 : out[1] * 2].decode("utf-16-le")
    assert shown == part
    assert border.span_back(out) == (start, start + len(part))


@pytest.mark.parametrize("offset", [-5, 0, 3, 99])
def test_an_offset_outside_the_text_is_its_nearest_end(offset: int) -> None:
    border = Border("a😀")
    assert border.out(offset) == min(max(offset, 0), 2) + (1 if offset > 1 else 0)
    assert border.back(offset) == (0 if offset <= 0 else 2)
