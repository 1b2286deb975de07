"""Correcting a text as users do: type, split, join, see what that changes, save, settle."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.conftest import CODER, Server
from workbench.study import Study

pytestmark = pytest.mark.browser


@pytest.fixture
def study(study_path: Path) -> Iterator[Study]:
    opened = Study.open(study_path, coder=CODER)
    yield opened
    opened.store.close()


@pytest.fixture
def page(
    new_context: Callable[..., BrowserContext], server: Server, fresh_interview: str, study: Study
) -> Page:
    """The page with an interview in which one passage is coded."""
    transcript = study.transcript(fresh_interview)
    assert transcript is not None
    start = transcript.text.index("viste meg det to ganger")
    study.code(fresh_interview, start, start + len("viste meg det to ganger"), "praksis.opplaering")
    opened = new_context(locale="en-GB").new_page()
    opened.goto(f"{server.address}/correct?interview={fresh_interview}")
    expect(turn(opened, 1)).to_be_visible(timeout=60_000)
    return opened


def turn(page: Page, number: int) -> Locator:
    return page.locator(".turns textarea").nth(number - 1)


def save(page: Page) -> None:
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved as revision")).to_be_visible(timeout=30_000)


def test_what_changes_is_shown_before_it_is_saved_and_settled_after(
    page: Page, study: Study, fresh_interview: str
) -> None:
    turn(page, 2).fill(turn(page, 2).input_value().replace("to ganger", "tre ganger"))
    side = page.locator(".st-key-co_side")
    expect(side).to_contain_text("1 turn changed.", timeout=30_000)
    expect(side.locator("del")).to_have_text("to")
    expect(side.locator("ins")).to_have_text("tre")
    assert study.revisions(fresh_interview)["revision"].tolist() == [1]
    save(page)
    pair = page.locator(".co-pair")
    expect(pair.locator("del")).to_have_text("to", timeout=30_000)
    page.get_by_role("button", name="Keep").click()
    expect(pair).to_have_count(0, timeout=30_000)
    (coding,) = study.codings_of(fresh_interview)
    assert (coding.quote, coding.review) == ("viste meg det tre ganger", False)
    assert study.check() == []


def test_enter_splits_a_turn_and_backspace_joins_it_again(
    page: Page, study: Study, fresh_interview: str
) -> None:
    before = study.turns(fresh_interview)["text"].tolist()
    words = before[1]
    turn(page, 2).click()
    turn(page, 2).evaluate("(field, at) => field.setSelectionRange(at, at)", words.index("Ingen"))
    page.keyboard.press("Enter")
    expect(turn(page, 3)).to_have_value(words[words.index("Ingen") :])
    expect(turn(page, 3)).to_be_focused()
    page.keyboard.press("Backspace")
    expect(turn(page, 2)).to_have_value(words)
    turn(page, 2).evaluate("(field, at) => field.setSelectionRange(at, at)", words.index("Ingen"))
    page.keyboard.press("Enter")
    page.locator(".turns select").nth(2).select_option(label="I · interviewer")
    expect(page.locator(".st-key-co_side")).to_contain_text("2 turns changed", timeout=30_000)
    save(page)
    frame = study.turns(fresh_interview)
    assert frame["text"].tolist()[1:3] == ["Jeg sto mest og så på.", words[words.index("Ingen") :]]
    assert frame["role"].tolist()[1:3] == ["person", "interviewer"]
    assert [one.quote for one in study.codings_of(fresh_interview)] == ["viste meg det to ganger"]


def test_a_speaker_whom_the_text_does_not_have_is_named(
    page: Page, study: Study, fresh_interview: str
) -> None:
    page.locator(".turns select").nth(2).select_option(label="Somebody else …")
    page.get_by_label("Speaker's label").fill("Tolk")
    page.get_by_label("Who it is").select_option(label="interpreter")
    page.get_by_role("button", name="Use").click()
    expect(page.locator(".st-key-co_side")).to_contain_text("1 turn changed", timeout=30_000)
    save(page)
    row = study.turns(fresh_interview).iloc[2]
    assert (row["speaker"], row["role"]) == ("Tolk", "interpreter")


def test_a_draft_is_kept_while_another_page_is_looked_at(page: Page) -> None:
    turn(page, 1).fill("Hvordan var den første dagen?")
    expect(page.locator(".st-key-co_side")).to_contain_text("1 turn changed", timeout=30_000)
    page.locator(".st-key-wb_nav_memos a").click()
    expect(page.locator("h1")).not_to_have_text("Correct a text", timeout=30_000)
    page.locator(".st-key-wb_nav_correct a").click()
    expect(turn(page, 1)).to_have_value("Hvordan var den første dagen?", timeout=30_000)


def test_a_text_that_somebody_else_corrected_is_not_overwritten(
    page: Page, study: Study, fresh_interview: str
) -> None:
    turn(page, 1).fill("Hvordan var den første dagen?")
    expect(page.locator(".st-key-co_side")).to_contain_text("1 turn changed", timeout=30_000)
    study.edit_turn(fresh_interview, 3, text="Og hvordan gikk det da?", coder="Bo")
    turn(page, 1).fill("Hvordan var den første dagen din?")
    expect(page.get_by_text("has been corrected since you opened it")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    page.get_by_role("button", name="Discard").click()
    expect(turn(page, 3)).to_have_value("Og hvordan gikk det da?", timeout=30_000)
