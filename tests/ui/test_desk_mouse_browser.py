"""Selecting and changing with the mouse, as those who code for hours do it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Desk
from workbench.study import Study

pytestmark = pytest.mark.browser

Stored = Callable[[str], list[Any]]
Place = tuple[float, float]


def selected(desk: Desk) -> str:
    """The words that are drawn as selected; turns apart by a stroke."""
    found: str = desk.page.evaluate(
        """() => [...(CSS.highlights.get("desk-sel") ?? [])]
            .map(r => r.startContainer.data.slice(r.startOffset, r.endOffset)).join(" | ")"""
    )
    return found


def drag(desk: Desk, start: Place, end: Place) -> None:
    mouse = desk.page.mouse
    mouse.move(*start)
    mouse.down()
    mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
    mouse.move(*end, steps=3)
    mouse.up()


def test_a_drag_from_the_middle_of_a_letter_selects(desk: Desk) -> None:
    """There Chromium moves a caret instead; one drag in twenty or so selected nothing."""
    words = "Jeg sto mest og så på"
    end = desk.point("Ingen sa noe", -1, 0.5)
    for letter in range(len(words)):
        desk.press("Escape")
        drag(desk, desk.point(words, letter, 0.5), end)
        assert (letter, selected(desk)[-12:]) == (letter, "Ingen sa noe")


def test_a_drag_that_begins_in_selected_words_selects_anew(desk: Desk) -> None:
    desk.words("sto mest", "klokka ti")
    desk.words("Ingen", "noe")
    assert selected(desk) == "Ingen sa noe"


def test_a_drag_backwards_over_turns_selects_the_same(desk: Desk, sitting: str) -> None:
    desk.open(sitting)
    desk.words("skjønner", "Han er flink")
    forwards = selected(desk)
    drag(desk, desk.point("Han er flink", -1, 0.75), desk.point("skjønner", 0, 0.25))
    assert selected(desk) == forwards
    assert forwards.endswith("skjønner du? Han x\u0302 sier det. | Han er flink")


def test_words_of_two_persons_are_warned_of_before_and_after(
    desk: Desk, sitting: str, stored: Stored
) -> None:
    desk.open(sitting)
    desk.words("skjønner", "Han er flink")
    expect(desk.page.locator(".place.warn")).to_contain_text("annens ord")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    expect(desk.page.locator(".live").first).to_contain_text("annens ord")
    expect(desk.page.locator(".cod i.warn")).to_have_text("!")
    desk.page.locator(".cod").click()
    expect(desk.page.locator(".card .warn")).to_contain_text("annens ord")
    (coding,) = stored(sitting)
    assert coding.quote == "skjønner du? Han x\u0302 sier det.\nHan er flink"


@pytest.mark.parametrize(
    ("first", "last", "quote"),
    [
        ("«du", "flink»", "«du er flink»"),
        ("Sjefen", "du er", "Sjefen sier «du er"),
        ("å mange", "🙂", "så mange timer, 🙂"),
        ("x\u0302", "x\u0302", "x\u0302"),
        ("på sju", "på sju", "på sju"),
    ],
)
def test_quotes_letters_and_signs_are_stored_whole(
    desk: Desk, sitting: str, stored: Stored, first: str, last: str, quote: str
) -> None:
    desk.open(sitting)
    desk.words(first, last)
    desk.press("Enter")
    desk.page.keyboard.type("vilje")
    desk.press("Enter")
    desk.settled(own=1)
    assert [one.quote for one in stored(sitting)] == [quote]


def test_two_clicks_select_the_word_and_three_the_turn_also_where_it_is_coded(
    desk: Desk, stored: Stored
) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 500})
    desk.words("Ja. Klokka", "før åtte")
    desk.page.keyboard.type("vilje")
    desk.press("Enter", "Escape")
    desk.settled(own=1)
    for words in ("Klokka sju", "trappa", "Sjefen så"):
        desk.page.mouse.dblclick(*desk.point(words, 2, 0.4))
        assert selected(desk) == words.split()[0]
        expect(desk.page.locator(".card")).to_be_hidden()
    desk.page.mouse.click(*desk.point("trappa", 2, 0.4), click_count=3)
    assert selected(desk)[:10] == "Ja. Klokka"
    assert selected(desk)[-12:] == "der jeg bor."
    expect(desk.page.locator(".card")).to_be_hidden()


def test_a_click_with_shift_extends_what_the_keyboard_selected(desk: Desk) -> None:
    desk.page.mouse.click(*desk.point("Hvordan var", 2, 0.4))
    desk.focus()
    desk.press("Control+Home", "ArrowDown", "Shift+ArrowRight")
    desk.page.keyboard.down("Shift")
    desk.page.mouse.click(*desk.point("klokka ti", -1, 0.6))
    desk.page.keyboard.up("Shift")
    assert selected(desk) == "Jeg sto mest og så på. Ingen sa noe før klokka ti"


def test_a_click_on_overlapping_codings_opens_them_all_without_moving_the_text(
    desk: Desk,
) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 600})
    for first, last, code in (
        ("sto mest", "prøve selv", "vilje"),
        ("Ingen", "klokka ti", "inklu"),
        ("noe før", "kalde", "framtid"),
    ):
        desk.words(first, last)
        desk.page.keyboard.type(code)
        desk.press("Enter", "Escape")
    desk.settled(own=3)
    read = desk.page.locator(".read")
    before = read.evaluate("e => e.scrollTop")
    desk.page.mouse.click(*desk.point("klokka", 2, 0.4))
    expect(desk.page.locator(".card .entry")).to_have_count(3)
    assert read.evaluate("e => e.scrollTop") == before
    desk.page.keyboard.press("Escape")
    desk.page.mouse.click(*desk.point("sto mest", 2, 0.4))
    expect(desk.page.locator(".card .entry")).to_have_count(1)


def test_undo_leaves_what_another_coder_did_meanwhile(
    desk: Desk, stored: Stored, study_path: Path
) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    study = Study.open(study_path, coder="Bjørn")
    study.code(interview, 0, 7, "praksis")
    study.store.close()
    desk.press("Control+z")
    desk.settled(own=0)
    assert [one.coder for one in stored(interview)] == ["Bjørn"]
    # What was undone is said in sight, since it may lie in another interview.
    expect(desk.page.locator(".foot .place")).to_have_text(
        f"Angret: Kodet «inkludering» i {interview}"
    )


def test_undo_is_refused_with_the_reason_where_another_changed_the_coding_since(
    desk: Desk, stored: Stored, study_path: Path
) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    (coding,) = stored(interview)
    study = Study.open(study_path, coder="Bjørn")
    study.recode(coding.id, memo="Sikker?")
    study.store.close()
    desk.press("Control+z")
    desk.settled(own=1)
    expect(desk.page.locator(".saved.failed")).to_contain_text("Bjørn")
    assert stored(interview)[0].memo == "Sikker?"
    # The desk goes on.
    desk.press("Escape")
    desk.words("Ingen", "noe")
    desk.page.keyboard.type("vilje")
    desk.press("Enter")
    desk.settled(own=2)
