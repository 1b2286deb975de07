"""The stored text, the map back to the file, and reading what was written in every style."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workbench.spans import normalised
from workbench.transcripts.readers import ReadTranscript, read_bytes

Written = tuple[str, str, int]
Style = Callable[[list[Written]], tuple[str, bytes]]

PAIRS = (
    ("I", "P01"),
    ("Intervjuer", "Deltaker"),
    ("Kari Vik", "Ola Berg Li"),
    ("INT", "A04"),
    ("Interviewer 1", "Interviewer 2", "P02"),
    ("I", "X", "Y"),
    ("MODERATOR", "P1", "P2", "P3"),
)
FIRST = ("Ja", "nei", "Jeg", "det", "(ler)", "[navn]", "«Nå»", "–", "2012", "Hvordan", "🙂", "Og")
LATER = (
    *FIRST,
    "nemlig:",
    "10:30",
    "kurset,",
    "bra.",
    "hvorfor?",
    "a\u030a",
    "e\u0301n",
    "på\u00a0nytt",
)


@st.composite
def talks(draw: st.DrawFn) -> list[Written]:
    """Turns in which no speaker follows herself, each label at least twice."""
    labels = draw(st.sampled_from(PAIRS))
    turns: list[Written] = []
    for at in range(draw(st.integers(2 * len(labels), 12))):
        words = [draw(st.sampled_from(FIRST)), *draw(st.lists(st.sampled_from(LATER), max_size=9))]
        # Two words at least: a lone remark on a line could be a label or a time itself.
        turns.append((labels[at % len(labels)], " ".join([*words, "altså"]), 7 * at + 3))
    return turns


def clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def lined(form: Callable[[str, str, int], str], name: str = "a.txt", head: str = "") -> Style:
    return lambda turns: (name, (head + "".join(form(*turn) for turn in turns)).encode())


def as_docx(turns: list[Written]) -> tuple[str, bytes]:
    document = Document()
    for label, text, _time in turns:
        document.add_paragraph(f"{label}: {text}")
        document.add_paragraph("")
    target = io.BytesIO()
    document.save(target)
    return "a.docx", target.getvalue()


STYLES: dict[str, tuple[Style, bool]] = {
    "colon": (lined(lambda who, what, _t: f"{who}: {what}\n"), False),
    "blank line between": (lined(lambda who, what, _t: f"{who}: {what}\n\n"), False),
    "colon and tab": (lined(lambda who, what, _t: f"{who}:\t{what}\r\n"), False),
    "brackets": (lined(lambda who, what, _t: f"[{who}] {what}\n\n"), False),
    "bold": (lined(lambda who, what, _t: f"**{who}:** {what}\n\n", "a.md"), False),
    "below the label": (lined(lambda who, what, _t: f"{who}:\n{what}\n\n"), False),
    "time before": (lined(lambda who, what, t: f"[{clock(t)}] {who}: {what}\n"), True),
    "time after": (lined(lambda who, what, t: f"{who}: [{clock(t)}] {what}\n"), True),
    "bare time": (lined(lambda who, what, t: f"{clock(t)} {who}: {what}\n"), True),
    "heading": (lined(lambda who, what, t: f"{who}  {clock(t)}\n{what}\n\n"), True),
    "name, time, words": (lined(lambda who, what, t: f"{who}\n{clock(t)}\n{what}\n\n"), True),
    "vtt": (
        lined(
            lambda who, what, t: f"{clock(t)}.000 --> {clock(t + 1)}.000\n<v {who}>{what}\n\n",
            "a.vtt",
            "WEBVTT\n\n",
        ),
        True,
    ),
    "srt": (
        lined(
            lambda who, what, t: f"{t}\n{clock(t)},000 --> {clock(t + 1)},000\n{who}: {what}\n\n",
            "a.srt",
        ),
        True,
    ),
    "docx": (as_docx, False),
}


@pytest.mark.parametrize(("style", "timed"), STYLES.values(), ids=STYLES.keys())
@settings(deadline=None, max_examples=30)
@given(talk=talks())
def test_what_was_written_is_read(style: Style, timed: bool, talk: list[Written]) -> None:
    read = read_bytes(*style(talk))
    assert [(turn.label, turn.text, turn.time) for turn in read.turns] == [
        (who, normalised(what), float(time) if timed else None) for who, what, time in talk
    ]
    assert_map_holds(read)


def assert_map_holds(read: ReadTranscript) -> None:
    """Every mapped place holds the same character on both sides, and order is kept."""
    stored_so_far = source_so_far = 0
    mapped = set()
    for source, stored, length in read.source_map:
        assert length > 0
        assert source >= source_so_far
        assert stored >= stored_so_far
        source_so_far, stored_so_far = source + length, stored + length
        for at in range(length):
            there, here = read.source[source + at], read.text[stored + at]
            assert here == there or here == " " or unicodedata.normalize("NFC", there)[:1] <= here
            assert read.stored_offset(source + at) == stored + at
            mapped.add(stored + at)
    between = {end for _start, end in read.spans[:-1]}
    unmapped = set(range(len(read.text))) - mapped - between
    assert all(unicodedata.normalize("NFC", read.text[at]) != " " for at in unmapped)


@settings(deadline=None)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029")),
        min_size=1,
    )
)
@example(["a\u0300\u0301 b", "\u1100\u1161\u11a8", "\u212b", "\u0958x", "\ufeffy"])
def test_any_text_is_stored_normalised(lines: list[str]) -> None:
    source = "P01: Ja\n" + "".join(f"P01: x{line}x\nI: nå\n" for line in lines)
    read = read_bytes("a.txt", source.encode())
    assert read.text == normalised(read.text)
    assert read.text.count("\n") == len(read.turns) - 1
    assert [read.text[start:end] for start, end in read.spans] == [t.text for t in read.turns]
    assert_map_holds(read)


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\u2028", "\u2029", "\x85"])
def test_every_line_break_inside_a_turn_becomes_a_blank(mark: str) -> None:
    read = read_bytes("a.txt", f"I: en{mark}to {mark} {mark}tre\nP01: ja\nI: nei\n".encode())
    assert read.turns[0].text == "en to tre"
    assert_map_holds(read)


def test_blanks_inside_a_line_stay_and_no_break_spaces_become_blanks() -> None:
    read = read_bytes("a.txt", "I:\u00a0Nå  da\u202f?\nP01: a\u030a ja\t!\nI: ja\n".encode())
    assert [turn.text for turn in read.turns] == ["Nå  da ?", "å ja\t!", "ja"]


def test_a_leading_bom_is_not_counted() -> None:
    plain = read_bytes("a.txt", b"I: Hei\nP01: Ja\n")
    marked = read_bytes("a.txt", b"\xef\xbb\xbfI: Hei\nP01: Ja\n")
    assert (marked.text, marked.source_map) == (plain.text, plain.source_map)


def test_places_lead_from_the_file_to_the_stored_text() -> None:
    source = "Dato: i dag\n\nI: Hva?\nP01: Jo,\n  altså.\n"
    read = read_bytes("a.txt", source.encode())
    assert read.text == "Hva?\nJo, altså."
    assert read.stored_offset(source.index("Hva")) == 0
    assert read.stored_offset(source.index("altså")) == read.text.index("altså")
    assert read.stored_offset(0) == 0
    assert read.stored_offset(source.index("P01")) == read.text.index("Jo")
    assert read.stored_offset(len(source)) == len(read.text)


def test_entities_and_tags_do_not_shift_places() -> None:
    source = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A1>du <i>&amp;</i> jeg &lt;3\n"
    read = read_bytes("a.vtt", source.encode())
    assert read.text == "du & jeg <3"
    assert read.stored_offset(source.index("jeg")) == read.text.index("jeg")
    assert read.stored_offset(source.index("&amp;")) == read.text.index("&")
