"""How quotes are printed: cuts, insertions, other voices, attribution lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import AnchorError, CallError
from workbench.exports import Insertion, attribution_line, printed_quote, shorten
from workbench.model import Role, Turn
from workbench.texts import in_language

LONG = "Vi tok imot henne i mars, og etter to uker kunne hun kassa. Så sluttet hun."


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _transcript(*lines: tuple[str, str]) -> tuple[str, tuple[Turn, ...]]:
    """Turns from (label, words); I is the interviewer, T an interpreter, others are persons."""
    roles: dict[str, Role] = {"I": "interviewer", "T": "interpreter", "?": "unknown"}
    turns, at = [], 0
    for number, (label, words) in enumerate(lines, start=1):
        role = roles.get(label, "person")
        person = label if role == "person" else None
        turns.append(Turn(number, label, role, at, at + len(words), person))
        at += len(words) + 1
    return "\n".join(words for _label, words in lines), tuple(turns)


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        pytest.param([LONG], LONG, id="everything"),
        pytest.param(
            ["Vi tok imot henne i mars", "Så sluttet hun."],
            "Vi tok imot henne i mars […] Så sluttet hun.",
            id="a cut inside",
        ),
        pytest.param(["Så sluttet hun."], "[…] Så sluttet hun.", id="a cut at the beginning"),
        pytest.param(
            ["Vi tok imot henne i mars"], "Vi tok imot henne i mars […]", id="a cut at the end"
        ),
        pytest.param(
            ["Vi tok imot henne", ", og etter to uker kunne hun kassa."],
            "Vi tok imot henne […], og etter to uker kunne hun kassa. […]",
            id="no space before a comma",
        ),
        pytest.param(
            ["i mars,", "og etter to uker"], "[…] i mars, og etter to uker […]", id="blanks alone"
        ),
        pytest.param(["kass"], "[…] kassa […]", id="half a word becomes the whole word"),
        pytest.param(["assa."], "[…] kassa. […]", id="the other half too"),
    ],
)
def test_every_cut_shows_and_only_cuts_do(kept: list[str], printed: str) -> None:
    assert shorten(LONG, [_span(LONG, words) for words in kept]).text == printed


@pytest.mark.parametrize(
    ("at", "words", "printed"),
    [
        pytest.param("imot", "i praksis", "Vi [i praksis] tok imot", id="inside a word: after it"),
        pytest.param("tok", "[i fjor]", "Vi [i fjor] tok imot", id="brackets are not doubled"),
        pytest.param("", "Butikken", "[Butikken] Vi tok imot", id="at the beginning"),
    ],
)
def test_insertions_stand_in_brackets(at: str, words: str, printed: str) -> None:
    text = "Vi tok imot"
    place = {"imot": 1, "tok": 3, "": 0}[at]
    assert shorten(text, None, [Insertion(place, words)]).text == printed


def test_an_insertion_before_a_comma_keeps_the_comma_at_its_bracket() -> None:
    at = LONG.index(",")
    printed = shorten(LONG, None, [Insertion(at, "2011")]).text
    assert printed.startswith("Vi tok imot henne i mars [2011], og etter")


def test_an_insertion_inside_a_cut_stands_after_its_mark() -> None:
    kept = [_span(LONG, "Vi tok imot henne"), _span(LONG, "Så sluttet hun.")]
    printed = shorten(LONG, kept, [Insertion(LONG.index("kassa"), "om våren")])
    assert printed.text == "Vi tok imot henne […] [om våren] Så sluttet hun."


def test_an_insertion_in_a_cut_at_the_end_stands_last() -> None:
    printed = shorten(LONG, [_span(LONG, "Vi tok imot henne")], [Insertion(len(LONG) - 3, "nei")])
    assert printed.text == "Vi tok imot henne […] [nei]"


def test_what_a_transcriber_set_in_brackets_is_not_cut_in_two() -> None:
    text = "Hun kom fra [kurset i byen] til oss"
    assert shorten(text, [_span(text, "fra [kurset")]).text == "[…] fra [kurset i byen] […]"


def test_the_interviewers_words_stand_in_brackets_with_their_question_mark() -> None:
    text, turns = _transcript(("P", "Jeg var der."), ("I", "Hvor lenge?"), ("P", "Et år."))
    assert printed_quote(text, turns, 0, len(text)).text == "Jeg var der. [Hvor lenge?] Et år."


def test_another_persons_words_stand_in_brackets_with_a_label() -> None:
    text, turns = _transcript(("P01", "Jeg lærte mye."), ("A01", "Ja, [ler] alt."), ("P01", "Ja."))
    whole = printed_quote(text, turns, 0, len(text))
    assert whole.text == "Jeg lærte mye. [A01: Ja, (ler) alt.] Ja."
    named = printed_quote(text, turns, 0, len(text), labels={"A01": "arbeidsgiver"})
    assert named.text == "Jeg lærte mye. [arbeidsgiver: Ja, (ler) alt.] Ja."


def test_whose_words_they_are_decides_which_stand_in_brackets() -> None:
    text, turns = _transcript(("P01", "Jeg lærte mye."), ("A01", "Ja, alt."))
    printed = printed_quote(text, turns, 0, len(text), person="A01")
    assert printed.text == "[P01: Jeg lærte mye.] Ja, alt."


def test_an_interpreter_is_named() -> None:
    text, turns = _transcript(("P01", "Ja."), ("T", "Hun sier ja."))
    assert printed_quote(text, turns, 0, len(text)).text == "Ja. [T: Hun sier ja.]"


def test_a_text_without_speakers_is_printed_without_brackets() -> None:
    text, turns = _transcript(
        ("?", "Vi begynte i mars."),
    )
    assert printed_quote(text, turns, 0, len(text)).text == "Vi begynte i mars."


def test_a_span_inside_turns_takes_only_its_own_part_of_them() -> None:
    text, turns = _transcript(("I", "Og så? Hva da?"), ("P", "Da sluttet jeg. Ja."))
    start, end = text.index("Hva da?"), text.index(" Ja.")
    assert printed_quote(text, turns, start, end).text == "[Hva da?] Da sluttet jeg."


def test_a_cut_across_turns_is_one_cut() -> None:
    text, turns = _transcript(("P", "Først. Så."), ("I", "Ja?"), ("P", "Midt. Til sist."))
    kept = [_span(text, "Først."), _span(text, "Til sist.")]
    assert printed_quote(text, turns, 0, len(text), keep=kept).text == "Først. […] Til sist."


@pytest.mark.parametrize(
    ("given_text", "line"),
    [
        ("arbeidsgiver i kantine", "–\u00a0arbeidsgiver i kantine"),
        ("– arbeidsgiver i kantine.", "–\u00a0arbeidsgiver i kantine"),
        ("  ", ""),
    ],
)
def test_an_attribution_has_a_dash_before_and_no_full_stop(given_text: str, line: str) -> None:
    assert attribution_line(given_text) == line


def test_round_and_course_stand_in_the_attribution_only_when_given() -> None:
    with in_language("nb"):
        line = attribution_line("deltaker", round=2, course="kafé og kantine", number="3")
    assert line == "–\u00a0deltaker\u00a03, kafé og kantine, runde\u00a02"


@pytest.mark.parametrize("span", [(-1, 3), (0, 99), (5, 4)])
def test_a_place_outside_the_quote_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(AnchorError, match=r"lies outside the quote \(0-11\)"):
        shorten("Vi tok imot", [span])


def test_an_empty_insertion_and_an_empty_quote_are_refused() -> None:
    with pytest.raises(CallError, match="An insertion at 2 is empty"):
        shorten("Vi tok imot", None, [Insertion(2, " [] ")])
    with pytest.raises(CallError, match="Nothing of the quote is kept"):
        shorten("Vi tok imot", [(3, 3)])
    with pytest.raises(AnchorError, match="3-3 is no passage of a text of 11 characters"):
        printed_quote("Vi tok imot", (), 3, 3)


WORDS = st.text("aå ,.–", min_size=1, max_size=30)


@st.composite
def _cases(
    draw: st.DrawFn,
) -> tuple[str, tuple[Turn, ...], list[tuple[int, int]], list[Insertion]]:
    """Turns of persons and interviewer in a small alphabet, so that things touch and overlap."""
    lines = draw(st.lists(st.tuples(st.sampled_from("PIAT"), WORDS), min_size=1, max_size=4))
    text, turns = _transcript(*lines)
    places = st.integers(0, len(text))
    keep = draw(st.lists(st.tuples(places, places).map(sorted).map(tuple), min_size=1, max_size=4))
    insertions = draw(st.lists(st.builds(Insertion, places, st.just("x")), max_size=3))
    return text, turns, keep, insertions


@given(_cases())
def test_a_quote_with_its_cuts_filled_back_is_the_stored_text(case) -> None:
    text, turns, keep, insertions = case
    if not any(start < end for start, end in keep):
        return
    quote = printed_quote(text, turns, 0, len(text), keep=keep, insertions=insertions)
    assert quote.stored == text


@given(_cases())
def test_the_printed_words_are_the_kept_words_in_their_order(case) -> None:
    text, _turns, keep, insertions = case
    if not any(start < end for start, end in keep):
        return
    quote = shorten(text, keep, insertions)
    cuts = iter([part.stored for part in quote.parts if part.kind == "cut"])
    pieces = quote.text.replace("[x]", "").split("[…]")
    filled = pieces[0] + "".join(next(cuts) + piece for piece in pieces[1:])
    assert next(cuts, None) is None
    assert "".join(filled.split()) == "".join(text.split())


@given(_cases())
def test_every_kept_character_is_printed_and_every_insertion_once(case) -> None:
    text, turns, keep, insertions = case
    if not any(start < end for start, end in keep):
        return
    quote = printed_quote(text, turns, 0, len(text), keep=keep, insertions=insertions)
    assert sum(part.kind == "insertion" for part in quote.parts) == len(insertions)
    kept = {at for start, end in keep for at in range(start, end) if not text[at].isspace()}
    at = 0
    for part in quote.parts:
        if part.kind == "cut":
            assert not kept & set(range(at, at + len(part.stored)))
            assert part.stored.strip()
        at += len(part.stored)
