"""Memos on the desk: on selected words and on the interview, written and changed in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.ui.conftest import CODER, Desk, axe_faults
from workbench.study import Study

pytestmark = pytest.mark.browser

Memos = Callable[[str], list[tuple[str, str, str]]]


def here(desk: Desk) -> str:
    found: str = desk.root.get_attribute("data-interview")
    return found


def memo_on(desk: Desk, first: str, last: str, text: str) -> None:
    desk.words(first, last)
    desk.press("Alt+n")
    desk.page.keyboard.type(text)
    desk.press("Enter")
    desk.settled()


def button(page: Page, text: str) -> object:
    return page.locator(".side .passage").filter(has_text=text)


def test_a_memo_on_selected_words_is_stored_with_them(desk: Desk, stored_memos: Memos) -> None:
    memo_on(desk, "viste meg", "to ganger", "Hvem viser, og hvem bare sier?")
    assert stored_memos(here(desk)) == [
        ("Hvem viser, og hvem bare sier?", "viste meg det to ganger", CODER)
    ]
    name = button(desk.page, "Hvem viser").get_attribute("aria-label")
    assert "«viste meg det to ganger»" in name
    assert "Hvem viser, og hvem bare sier?" in name
    assert desk.page.evaluate("[...CSS.highlights.keys()].includes('desk-passage')")
    # The words are still selected, and can be coded as if there were no memo.
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)


def test_a_memo_on_a_whole_turn_needs_no_alt(desk: Desk, stored_memos: Memos) -> None:
    desk.focus()
    desk.press("Control+Home", "ArrowDown", "t", "n")
    desk.page.keyboard.type("Hele svaret.")
    desk.press("Enter")
    desk.settled()
    ((text, quote, _coder),) = stored_memos(here(desk))
    assert (text, quote[:15], quote[-11:]) == ("Hele svaret.", "Jeg sto mest og", "prøve selv.")


def test_the_palette_offers_a_memo_on_the_words(desk: Desk, stored_memos: Memos) -> None:
    desk.words("skar brød", "formiddagen")
    desk.press("Enter")
    desk.page.get_by_role("option", name="Notat til disse ordene").click()
    desk.page.keyboard.type("Brød igjen.")
    desk.page.locator(".slip").get_by_role("button", name="Lagre").click()
    desk.settled()
    assert [memo[:2] for memo in stored_memos(here(desk))] == [
        ("Brød igjen.", "skar brød hele formiddagen")
    ]


def test_a_memo_is_read_changed_and_removed_where_it_stands(
    desk: Desk, stored_memos: Memos
) -> None:
    memo_on(desk, "sto mest", "så på", "Ventetid.")
    button(desk.page, "Ventetid").click()
    field = desk.page.locator(".slip textarea")
    expect(field).to_have_value("Ventetid.")
    desk.page.keyboard.type(" Eller opplæring?")
    desk.press("Escape")
    desk.settled()
    assert stored_memos(here(desk))[0][0] == "Ventetid. Eller opplæring?"
    button(desk.page, "Eller").click()
    desk.page.locator(".slip .danger").click()
    expect(desk.page.locator(".side .passage")).to_have_count(0)
    desk.settled()
    assert stored_memos(here(desk)) == []
    assert desk.page.evaluate("![...CSS.highlights.keys()].includes('desk-passage')")
    # One action each: the removal, the change and the memo are taken back one by one.
    desk.press("Control+z")
    desk.settled()
    assert stored_memos(here(desk))[0][0] == "Ventetid. Eller opplæring?"
    desk.press("Control+z")
    desk.settled()
    assert stored_memos(here(desk))[0][0] == "Ventetid."
    desk.press("Control+z")
    desk.settled()
    assert stored_memos(here(desk)) == []
    expect(desk.page.locator(".side .passage")).to_have_count(0)


def test_a_memo_is_changed_before_it_is_stored(desk: Desk, stored_memos: Memos) -> None:
    interview = here(desk)
    desk.page.evaluate("window.deaf = true")
    desk.words("sto mest", "så på")
    desk.press("Alt+n")
    desk.page.keyboard.type("En.")
    desk.press("Enter")
    button(desk.page, "En.").click()
    desk.page.keyboard.type(" To.")
    desk.press("Enter")
    expect(button(desk.page, "En. To.")).to_be_visible()
    desk.page.reload()
    desk.ready(interview)
    desk.settled()
    assert [memo[0] for memo in stored_memos(interview)] == ["En. To."]
    expect(button(desk.page, "En. To.")).to_be_visible()


def test_a_memo_is_kept_when_the_mouse_goes_elsewhere(desk: Desk, stored_memos: Memos) -> None:
    desk.words("sto mest", "så på")
    desk.press("Alt+n")
    desk.page.keyboard.type("Ikke mist dette.")
    desk.page.mouse.click(*desk.point("Hvordan var", 2, 0.5))
    expect(desk.page.locator(".slip")).to_be_hidden()
    desk.settled()
    assert stored_memos(here(desk))[0][0] == "Ikke mist dette."


def test_a_memo_is_kept_when_another_page_is_opened(desk: Desk, stored_memos: Memos) -> None:
    interview = here(desk)
    desk.words("sto mest", "så på")
    desk.press("Alt+n")
    desk.page.keyboard.type("Ikke mist dette.")
    desk.page.get_by_role("link", name="Oversikt").click()
    expect(desk.root).to_have_count(0)
    desk.open(interview)
    desk.settled()
    assert [memo[0] for memo in stored_memos(interview)] == ["Ikke mist dette."]


def test_leaving_the_field_and_coming_back_goes_on_with_the_same_memo(
    desk: Desk, stored_memos: Memos
) -> None:
    desk.words("sto mest", "så på")
    desk.press("Alt+n")
    desk.page.keyboard.type("En.")
    desk.press("Tab")
    desk.settled()
    desk.page.locator(".slip textarea").focus()
    desk.press("End")
    desk.page.keyboard.type(" To.")
    desk.press("Enter")
    desk.settled()
    assert [memo[0] for memo in stored_memos(here(desk))] == ["En. To."]


def test_a_slip_that_was_left_empty_stores_nothing(desk: Desk, stored_memos: Memos) -> None:
    desk.words("sto mest", "så på")
    desk.press("Alt+n", "Escape")
    expect(desk.page.locator(".slip")).to_be_hidden()
    expect(desk.page.locator(".place")).to_contain_text("5")
    desk.settled()
    assert stored_memos(here(desk)) == []


def test_another_coders_memo_is_shown_with_her_layer_and_is_hers(
    desk: Desk, study_path: Path
) -> None:
    study = Study.open(study_path, coder="Bjørn")
    study.code(here(desk), 0, 7, "praksis", coder=CODER)
    study.memo("Min.", object_type="passage", object=here(desk), start=0, end=7)
    study.store.close()
    desk.look_again()
    expect(desk.root).to_have_attribute("data-own", "1")
    expect(desk.page.locator(".side .passage")).to_have_count(0)
    desk.page.locator(".layers summary").click()
    desk.page.locator(".layers input[value='Bjørn']").check()
    button(desk.page, "Min.").click()
    expect(desk.page.locator(".slip .memo")).to_have_text("Min.")
    expect(desk.page.locator(".slip :is(textarea, .danger)")).to_have_count(0)


def test_memos_on_the_interview_are_changed_and_removed_by_their_author(
    desk: Desk, stored_memos: Memos, study_path: Path
) -> None:
    study = Study.open(study_path, coder="Bjørn")
    study.memo("Bjørns.", object_type="interview", object=here(desk))
    study.store.close()
    desk.focus()
    desk.press("Control+Home", "n")
    desk.page.keyboard.type("Kort svar.")
    desk.page.locator(".sheet .btn.main:visible").click()
    desk.settled()
    memos = desk.page.locator(".bar .memo")
    expect(memos).to_have_text("Notat (2)")
    memos.click()
    sheet = desk.page.get_by_role("dialog")
    expect(sheet.locator("article p")).to_have_text(["Bjørns."])
    sheet.locator("article textarea").fill("Korte svar.")
    desk.press("Escape")
    desk.settled()
    assert [memo[0] for memo in stored_memos(here(desk))] == ["Bjørns.", "Korte svar."]
    memos.click()
    sheet.locator("article .danger").click()
    expect(sheet.locator("article")).to_have_count(1)
    desk.press("Escape")
    desk.settled()
    expect(memos).to_have_text("Notat (1)")
    desk.press("Control+z")
    desk.settled()
    expect(memos).to_have_text("Notat (2)")
    assert [memo[0] for memo in stored_memos(here(desk))] == ["Bjørns.", "Korte svar."]


def test_what_a_memo_mentions_stands_by_its_name_and_is_a_link(desk: Desk) -> None:
    memo_on(desk, "sto mest", "så på", f"Som [[praksis]], se [[{here(desk)} #1]] [[borte]].")
    link = desk.page.locator(".slip .links a")
    read = f"Som praksis, se {here(desk)}, replikk 1 borte (finnes ikke)."
    expect(desk.page.locator(".side .passage span")).to_have_text(read)
    button(desk.page, "Som").click()
    expect(desk.page.locator(".slip textarea")).to_have_value(
        f"Som [[praksis]], se [[{here(desk)} #1]] [[borte]]."
    )
    expect(link).to_have_text(["praksis", f"{here(desk)}, replikk 1"])
    desk.press("Tab", "Enter")
    expect(desk.page).to_have_url(f"{desk.server.address}/scheme?code=praksis")


def test_axe_finds_no_serious_fault_in_memos(desk: Desk) -> None:
    memo_on(desk, "sto mest", "så på", "Ventetid.")
    states = {
        "margin": lambda: desk.press("Escape"),
        "slip": lambda: button(desk.page, "Ventetid").click(),
        "interview": lambda: (desk.press("Escape"), desk.press("Escape"), desk.press("n")),
    }
    for name, open_ in states.items():
        open_()
        assert (name, axe_faults(desk.page)) == (name, [])
