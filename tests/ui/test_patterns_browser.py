"""The page of patterns in a real browser: a cell opens, a query is run, saved and found again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import Showing, settled
from tests.ui.patterns_study import build

pytestmark = pytest.mark.browser

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def address(tmp_path: Path, showing: Showing) -> str:
    return showing.show(build(tmp_path / "study.db")).address


def test_a_cell_of_the_matrix_opens_onto_its_passages_and_these_onto_the_text(
    new_context: Contexts, address: str
) -> None:
    page = new_context().new_page()
    page.goto(f"{address}/patterns")
    settled(page)
    page.evaluate("window.sameWindow = true")
    page.get_by_role("link", name="praksis og motivasjon: 3 par").focus()
    page.keyboard.press("Enter")
    panel = page.locator(".st-key-ag_panel")
    expect(panel).to_contain_text("3 par av steder · 3 av 6 intervjuer", timeout=60_000)
    expect(panel.locator(".quote .a.b").first).to_have_text("tungt")
    panel.get_by_role("link", name="P01-1").click()
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P01-1", timeout=60_000)
    assert page.evaluate("window.sameWindow")
    page.go_back()
    expect(page.locator(".st-key-ag_panel")).to_contain_text("3 par av steder", timeout=60_000)


def test_a_query_is_typed_run_saved_and_undone(new_context: Contexts, address: str) -> None:
    page = new_context().new_page()
    page.goto(f"{address}/patterns?show=queries")
    settled(page)
    field = page.get_by_label("Spørring", exact=True)
    field.fill("praksis og ikke motivasjon")
    field.press("Enter")
    expect(page.locator(".st-key-patterns")).to_contain_text("7 steder", timeout=60_000)
    settled(page)
    page.get_by_role("button", name="Lagre", exact=True).click()
    page.get_by_label("Navn", exact=True).fill("Bare praksis")
    page.get_by_label("Navn", exact=True).press("Tab")
    page.get_by_role("button", name="Lagre", exact=True).last.click()
    report = page.locator(".st-key-pa_report")
    expect(report).to_contain_text("Spørringen «Bare praksis» lagret", timeout=60_000)
    expect(page.get_by_label("Lagrede spørringer")).to_have_value("Bare praksis")
    page.keyboard.press("Escape")
    report.get_by_role("button", name="Angre").click()
    expect(page.get_by_label("Lagrede spørringer")).to_have_count(0, timeout=60_000)
