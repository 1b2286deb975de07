"""Mending the text at the desk: two keys around the correction, and nothing coded is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import CODER, Desk
from workbench.study import Study

pytestmark = pytest.mark.browser


def here(desk: Desk) -> str:
    found: str = desk.root.get_attribute("data-interview")
    return found


@pytest.fixture
def study(study_path: Path) -> Iterator[Study]:
    opened = Study.open(study_path, coder=CODER)
    yield opened
    opened.store.close()


def second_turn(desk: Desk) -> Any:
    return desk.page.locator(".column p").nth(1)


def caret_before(desk: Desk, words: str) -> None:
    x, y = desk.point(words, 0, 0.1)
    desk.page.mouse.click(x, y)


def test_a_typo_is_mended_in_two_key_presses_and_the_caret_stays(desk: Desk, study: Study) -> None:
    desk.words("viste meg", "to ganger")
    desk.page.keyboard.type("oppl")
    desk.press("Enter")
    desk.settled(own=1)
    desk.press("Escape")
    caret_before(desk, "mest og så")
    desk.press("e")
    expect(desk.page.locator(".mend textarea")).to_be_focused()
    desk.page.keyboard.type("for det ")
    desk.press("Enter")
    expect(second_turn(desk)).to_contain_text("Jeg sto for det mest og så på.", timeout=30_000)
    desk.settled(own=1)
    (coding,) = study.codings_of(here(desk))
    assert (coding.quote, coding.review) == ("viste meg det to ganger", False)
    # The caret is where it was: the same key opens the same turn again.
    desk.press("e")
    expect(desk.page.locator(".mend textarea")).to_have_value(second_turn(desk).inner_text())
    desk.press("Escape")
    assert study.check() == []


def test_escape_leaves_the_text_as_it_is(desk: Desk, study: Study) -> None:
    before = study.turns(here(desk))["text"].tolist()
    caret_before(desk, "mest og så")
    desk.press("e")
    desk.page.keyboard.type("tull ")
    desk.press("Escape")
    expect(desk.page.locator(".mend")).to_be_hidden()
    desk.settled()
    assert study.turns(here(desk))["text"].tolist() == before


def test_a_change_under_a_coding_is_marked_kept_at_the_desk_and_taken_back(
    desk: Desk, study: Study
) -> None:
    desk.words("viste meg", "to ganger")
    desk.page.keyboard.type("oppl")
    desk.press("Enter")
    desk.settled(own=1)
    desk.press("Escape")
    caret_before(desk, "to ganger")
    desk.press("Escape", "e")
    desk.press("Delete", "Delete")
    desk.page.keyboard.type("tre")
    desk.press("Enter")
    expect(second_turn(desk)).to_contain_text("viste meg det tre ganger", timeout=30_000)
    assert [one.review for one in study.codings_of(here(desk))] == [True]
    caret_before(desk, "tre ganger")
    desk.page.locator(".card .keep").click()
    desk.settled()
    assert [one.review for one in study.codings_of(here(desk))] == [False]
    desk.press("Escape", "Control+z", "Control+z")
    expect(second_turn(desk)).to_contain_text("viste meg det to ganger", timeout=30_000)
    desk.settled(own=1)
    assert [(one.quote, one.review) for one in study.codings_of(here(desk))] == [
        ("viste meg det to ganger", False)
    ]
    assert study.check() == []


def test_what_is_coded_before_the_mended_text_is_back_is_on_its_words(
    desk: Desk, study: Study
) -> None:
    caret_before(desk, "mest og så")
    desk.page.evaluate("window.deaf = true")
    desk.press("e")
    desk.page.keyboard.type("for det ")
    desk.press("Enter")
    desk.words("viste meg", "to ganger")
    desk.page.keyboard.type("oppl")
    desk.press("Enter")
    desk.page.evaluate("window.deaf = false")
    desk.settled(own=1)
    (coding,) = study.codings_of(here(desk))
    assert coding.quote == "viste meg det to ganger"


@pytest.mark.parametrize("key", ["e", "Alt+e"])
def test_freshly_selected_words_are_coded_by_typing_and_mended_with_alt(
    desk: Desk, key: str
) -> None:
    desk.words("viste meg", "to ganger")
    desk.press(key)
    mending = key == "Alt+e"
    expect(desk.page.locator(".mend")).to_be_visible(visible=mending)
    expect(desk.page.locator(".pal")).to_be_visible(visible=not mending)
    desk.press("Escape")


def test_a_turn_is_split_given_to_somebody_else_and_joined_again_by_key(
    desk: Desk, study: Study
) -> None:
    person = here(desk)
    caret_before(desk, "mest og så på")
    desk.press("e", *["ArrowRight"] * len("mest og så på. "), "Control+Enter")
    expect(second_turn(desk)).to_have_text("Jeg sto mest og så på.", timeout=30_000)
    desk.settled()
    # The caret is in the new turn.
    desk.press("e")
    expect(desk.page.locator(".mend textarea")).to_have_value(re.compile("^Ingen sa noe"))
    who = desk.page.get_by_label("Hvem som snakker")
    expect(who.locator("option")).to_have_text(["I · Intervjuer", person])
    who.focus()
    desk.press("ArrowUp", "Enter")
    expect(desk.page.locator(".turn.interviewer p").nth(1)).to_contain_text("Ingen sa noe")
    desk.settled()
    turns = study.turns(person)
    assert turns["role"].tolist()[:3] == ["interviewer", "person", "interviewer"]
    assert turns["person"].tolist()[:3] == ["", person, ""]
    desk.press("e", "Home", "Backspace")
    expect(second_turn(desk)).to_contain_text("så på. Ingen sa noe", timeout=30_000)
    desk.settled()
    assert study.check() == []


def test_the_field_leads_to_the_page_for_all_of_the_text(desk: Desk) -> None:
    caret_before(desk, "mest og så")
    desk.press("e")
    assert desk.page.locator(".mend a").get_attribute("href") == (
        f"correct?interview={here(desk)}&turn=2"
    )
    desk.press("Escape")
