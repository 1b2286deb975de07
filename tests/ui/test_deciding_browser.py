"""Deciding in a real browser: with keys alone, and never by what is typed as a reason."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.agreement_study import build
from tests.ui.conftest import Server, Showing, axe_faults, overflow, settled
from workbench.study import Study

pytestmark = pytest.mark.browser


@pytest.fixture
def serving(tmp_path: Path, showing: Showing) -> Server:
    return showing.show(build(tmp_path / "study.db"))


Open = Callable[..., Page]


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], serving: Server) -> Open:
    def make(query: str = "", **options: Any) -> Page:
        page = new_context(**options).new_page()
        page.goto(f"{serving.address}/agreement?show=decide&{query}")
        drawn(page)
        return page

    return make


def drawn(page: Page) -> None:
    """Wait until no script runs and a place is there.

    While a script runs, Streamlit may show an element twice: as it was and as it becomes.
    """
    settled(page)
    expect(page.locator(".de-read")).to_be_visible(timeout=60_000)
    expect(page.locator(".st-key-de_undo button")).to_be_visible(timeout=60_000)


def told(page: Page, words: str) -> None:
    """Wait until the line under the title says this and no script runs."""
    expect(page.locator(".wb-lead", has_text=words)).to_be_visible(timeout=30_000)
    settled(page)


def test_an_interview_is_settled_with_keys_and_taken_back(opened: Open, serving: Server) -> None:
    page = opened("interview=P02-1")
    expect(page.locator(".wb-lead")).to_contain_text("0 av 6 dobbeltkodede intervjuer er omforent")
    page.get_by_label("Begrunnelse").click()
    page.keyboard.type("1234 juk, ordene selv")
    page.wait_for_timeout(1_000)
    expect(page.locator(".wb-lead")).to_contain_text("0 av 16 forskjeller avgjort")
    page.keyboard.press("Tab")
    drawn(page)
    for n, key in enumerate(("1", "3", "4"), start=1):
        page.keyboard.press(key)
        told(page, f"{n} av 16 forskjeller avgjort")
    expect(page.locator(".wb-lead")).to_contain_text("1 av 6 dobbeltkodede intervjuer er omforent")
    made = Study.open(serving.study).decisions(interviews=["P02-1"])
    assert sorted(made["decision"]) == ["both", "first", "neither"]
    assert [one for one in made["reason"] if one] == ["1234 juk, ordene selv"]
    page.keyboard.press("u")
    told(page, "2 av 16 forskjeller avgjort")
    drawn(page)


def test_keys_go_to_the_next_place_and_back(opened: Open) -> None:
    page = opened()
    first = page.locator(".de-read").inner_text()
    current = page.locator(".de-list a[aria-current]")
    name = current.get_attribute("href")
    page.keyboard.press("j")
    expect(current).not_to_have_attribute("href", name or "", timeout=30_000)
    drawn(page)
    page.keyboard.press("k")
    expect(current).to_have_attribute("href", name or "", timeout=30_000)
    expect(page.locator(".de-read")).to_have_text(first, use_inner_text=True)


def test_the_way_from_the_numbers_and_back(opened: Open) -> None:
    page = opened("code=praksis")
    page.get_by_role("link", name="Samsvar i tall").click()
    expect(page.locator(".ag-table")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="Avgjør der kodingene er ulike").click()
    drawn(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(opened: Open, scheme: str) -> None:
    page = opened("all=yes", color_scheme=scheme)
    page.get_by_role("button", name="Begge").click()
    told(page, "1 av 16")
    page.keyboard.press("k")
    expect(page.locator(".de-told")).to_be_visible(timeout=30_000)
    page.wait_for_load_state("networkidle")
    assert axe_faults(page) == []


def test_at_twice_the_size_nothing_runs_out_of_the_window(opened: Open) -> None:
    page = opened(viewport={"width": 720, "height": 450})
    assert overflow(page) <= 0
