"""The page of suggestions in a real browser: keys, the way to the desk, and what axe says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.suggest_study import build, read
from tests.ui.conftest import Desk, Server, Showing, axe_faults, settled
from workbench.language import describe
from workbench.study import Study

pytestmark = pytest.mark.browser

Open = Callable[..., Page]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = build(tmp_path / "study.db")
    pipeline = describe()
    for interview in made.interviews_with_text():
        read(made, interview, (pipeline.name, pipeline.version))
    return made


@pytest.fixture
def serving(study: Study, showing: Showing) -> Server:
    return showing.show(study.path)


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], serving: Server) -> Open:
    def make(**options: Any) -> Page:
        page = new_context(**options).new_page()
        page.goto(f"{serving.address}/suggest?code=krav.norsk")
        expect(page.locator(".sg-quote").first).to_be_visible(timeout=60_000)
        settled(page)
        return page

    return make


def quotes(page: Page) -> list[str]:
    return page.locator(".sg-quote").all_inner_texts()


def first(page: Page, quote: str) -> None:
    """Wait until this passage is the first, and the keys are those of its buttons."""
    card = page.locator("[class*='st-key-sg_first_']")
    expect(card.locator(".sg-quote")).to_have_text(quote, timeout=30_000)
    settled(page)
    place = (card.get_attribute("class") or "").split("sg_first_")[1].split()[0]
    expect(page.locator(f".st-key-sg_accept_{place} button")).to_have_text(re.compile("A$"))
    expect(page.locator("button", has_text=re.compile("^GodtaA$"))).to_have_count(1)


def test_keys_skip_turn_down_and_accept_the_first_passage(opened: Open, study: Study) -> None:
    page = opened()
    every = quotes(page)
    assert every[0] == "Norskprøven skal jeg ta igjen."
    page.keyboard.press("s")
    first(page, every[1])
    page.get_by_role("button", name="Vis igjen det du hoppet over (1)").click()
    first(page, every[0])
    page.keyboard.press("x")
    expect(page.locator(".st-key-sg_report")).to_contain_text("Avvist for «norsk»", timeout=30_000)
    expect(page.locator(".sg-quote", has_text=every[0])).to_have_count(0)
    settled(page)
    page.get_by_role("button", name="Angre").click()
    first(page, every[0])
    page.keyboard.press("a")
    expect(page.locator(".st-key-sg_report")).to_contain_text("P04-1 er kodet", timeout=30_000)
    assert [coding.quote for coding in study.codings_of("P04-1")] == [every[0]]
    assert study.history()["action"].tolist()[:3] == ["code", "undo", "reject"]


def test_what_lies_under_the_pointer_does_not_move_when_an_act_is_reported(opened: Open) -> None:
    page = opened()
    card = page.locator("[class*='st-key-sg_first_']")
    before = card.bounding_box()
    page.keyboard.press("x")
    expect(page.locator(".st-key-sg_report")).to_contain_text("Avvist", timeout=30_000)
    settled(page)
    after = card.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 1


def test_the_name_over_a_passage_opens_its_place_at_the_desk(opened: Open) -> None:
    page = opened()
    page.get_by_role("link", name="P04 · runde 1 · replikk 2").first.click()
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P04-1", timeout=60_000)


def test_the_desk_suggests_passages_of_the_interview_beside_its_text(
    new_context: Callable[..., BrowserContext], serving: Server, study: Study
) -> None:
    desk = Desk(new_context().new_page(), serving).open("P04-1")
    items = desk.page.locator(".suggest li p")
    desk.press("/")
    desk.page.keyboard.type("norsk")
    desk.press("ArrowDown", "u")
    best = "Norskprøven skal jeg ta igjen."
    expect(items.first).to_have_text(best, timeout=60_000)
    expect(desk.page.locator(".suggest li mark").first).to_have_text("Norskprøven")
    expect(desk.page.locator(".foot .place")).to_have_text("Markert: 5 ord i replikk 2")
    assert axe_faults(desk.page) == []
    every = items.all_inner_texts()
    desk.press("s", "x")
    desk.settled()
    expect(items.filter(has_text=every[1])).to_have_count(0)
    desk.press("Control+z")
    expect(items.filter(has_text=every[1])).to_have_count(1)
    expect(items.filter(has_text=best)).to_have_count(0)
    desk.press("a")
    desk.settled(own=1)
    (coding,) = study.codings_of("P04-1")
    assert coding.quote in every[1:]
    assert study.history()["action"].tolist()[:3] == ["code", "undo", "reject"]
    desk.press("Escape")
    expect(desk.page.locator(".read")).to_be_focused()
    expect(desk.page.locator(".suggest")).to_be_hidden()
    assert desk.errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(opened: Open, scheme: str) -> None:
    page = opened(color_scheme=scheme)
    assert axe_faults(page) == []
    page.set_viewport_size({"width": 720, "height": 900})
    settled(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert axe_faults(page) == []
