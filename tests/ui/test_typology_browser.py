"""The typology page in a real browser: a case is chosen, read and moved by hand; by key too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, overflow, settled
from tests.ui.test_typology_page import with_space

pytestmark = pytest.mark.browser


@pytest.fixture
def serving(tmp_path: Path, showing: Showing) -> Server:
    return showing.show(with_space(tmp_path / "study.db"))


def opened(context: BrowserContext, serving: Server, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{serving.address}/typology{query}")
    expect(page.locator(".typology table")).to_be_visible(timeout=60_000)
    settled(page)
    return page


def test_a_case_is_chosen_by_key_read_moved_with_a_note_and_taken_back(
    new_context: Callable[..., BrowserContext], serving: Server
) -> None:
    page = opened(new_context(locale="nb-NO"), serving)
    cells = page.locator(".typology tbody td")
    expect(cells.nth(0)).to_contain_text("1 av 3 informanter")
    expect(cells.nth(1)).to_contain_text("0 av 3 informanter")
    expect(cells.nth(3)).to_contain_text("utenfor utvalget")
    page.get_by_role("button", name="P01 · runde 1").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".st-key-crosstab_panel")
    expect(panel).to_contain_text("Ingen spør")
    settled(page)
    panel.get_by_label("Praksis").click()
    page.get_by_role("option", name="ikke gratis", exact=True).click()
    settled(page)
    panel.get_by_label("Notat: hvorfor tilfellet hører hjemme der").fill("Han får betalt.")
    panel.get_by_role("button", name="Plasser her").click()
    expect(cells.nth(2)).to_contain_text("P01 · runde 1")
    expect(panel).to_contain_text("reglene sier gratis × på kurs")
    settled(page)
    page.get_by_role("button", name="Angre", exact=True).click()
    expect(cells.nth(0)).to_contain_text("P01 · runde 1")
    settled(page)
    panel.get_by_role("link", name="replikk 2").first.click()
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P01-1", timeout=30_000)


def test_a_space_is_made_on_the_page(
    new_context: Callable[..., BrowserContext], serving: Server
) -> None:
    page = opened(new_context(locale="nb-NO"), serving, "?edit=new")
    editor = page.locator(".st-key-ty_editor")
    editor.get_by_label("Navn").fill("Nytt rom")
    for at, name in enumerate(("Ønske", "Tilbud")):
        editor.get_by_label("Dimensjon").nth(at).fill(name)
    for at, name in enumerate(("ja", "nei", "får", "får ikke")):
        editor.get_by_label("Verdi").nth(at).fill(name)
    editor.get_by_role("button", name="Lagre rommet").click()
    expect(page.locator("h1", has_text="Nytt rom")).to_be_visible()
    expect(page.locator(".typology tbody td").nth(3)).to_contain_text("0 av 5 informanter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    new_context: Callable[..., BrowserContext], serving: Server, scheme: Any
) -> None:
    query = "?edit=Rom&case=P01&case=kaf%C3%A9+og+kantine&case=1"
    page = opened(new_context(color_scheme=scheme), serving, query)
    expect(page.locator(".st-key-ty_save")).to_be_visible()
    assert axe_faults(page) == []
    assert overflow(page) <= 0
