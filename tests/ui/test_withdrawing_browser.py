"""Somebody withdraws, in a real browser: counted, typed, and gone for who reads it elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import Showing, axe_faults, settled
from tests.ui.pages import build

pytestmark = pytest.mark.browser


def test_who_is_typed_is_erased_and_another_window_shows_it(
    new_context: Callable[..., BrowserContext], showing: Showing, tmp_path: Path
) -> None:
    study = build(tmp_path / "study.db")
    study.store.close()
    address = showing.show(study.path).address
    desk = new_context().new_page()
    desk.goto(f"{address}/coding?interview=P01-1")
    expect(desk.locator(".desk")).to_contain_text("vil jobbe med mat", timeout=60_000)
    page = new_context().new_page()
    page.goto(f"{address}/overview")
    settled(page)
    asked = page.locator(".st-key-wd")
    # A list that is open closes when the page is scrolled.
    asked.get_by_role("combobox").scroll_into_view_if_needed()
    settled(page)
    asked.get_by_role("combobox").click()
    page.get_by_role("option", name="P01").click()
    expect(asked).to_contain_text("tekster fra intervjuer med informanten alene", timeout=30_000)
    erase = asked.get_by_role("button", name="Slett for godt")
    expect(erase).to_be_disabled()
    settled(page)
    assert axe_faults(page) == []
    asked.get_by_label("Skriv P01 for å gå videre").fill("P01")
    asked.get_by_label("Skriv P01 for å gå videre").press("Enter")
    expect(erase).to_be_enabled(timeout=30_000)
    erase.click()
    expect(asked.get_by_role("status")).to_have_text(
        "P01 har trukket seg: slettet for godt", timeout=30_000
    )
    desk.reload()
    settled(desk)
    expect(desk.get_by_text("vil jobbe med mat")).to_have_count(0)
    assert b"jobbe med mat" not in study.path.read_bytes()
