"""The agreement page in a real browser: what the address keeps, the way to the words, files."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.agreement_study import build
from tests.ui.conftest import Server, Showing, axe_faults, overflow, settled

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("agreement") / "study.db")


@pytest.fixture
def serving(path: Path, showing: Showing) -> Server:
    return showing.show(path)


Open = Callable[..., Page]


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], serving: Server) -> Open:
    def make(query: str = "", **options: Any) -> Page:
        page = new_context(**options).new_page()
        page.goto(f"{serving.address}/agreement?{query}".rstrip("?"))
        drawn(page)
        return page

    return make


def drawn(page: Page) -> None:
    """Wait until the table is there and no script runs."""
    expect(page.locator(".ag-table")).to_be_visible(timeout=60_000)
    settled(page)


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.get_by_role("option", name=value, exact=True).click()


def row(page: Page, name: str) -> Locator:
    link = page.get_by_role("link", name=name, exact=True)
    return page.locator(".ag-table tbody tr").filter(has=link)


def expect_address(page: Page, **wanted: str) -> None:
    def holds(url: str) -> bool:
        return {name: one for name, (one,) in parse_qs(urlparse(url).query).items()} == wanted

    page.wait_for_url(holds, timeout=30_000)


def test_unit_and_rule_stand_in_title_and_address_and_come_back(opened: Open) -> None:
    page = opened()
    expect(page.get_by_role("heading", level=1)).to_have_text("Samsvar tegn for tegn")
    by_character = row(page, "praksis").inner_text()
    choose(page, "Enhet", "Replikk")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Samsvar per replikk, når noe av den er markert", timeout=30_000
    )
    choose(page, "Regnes som markert", "når over halvparten er markert")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Samsvar per replikk, når over halvparten er markert", timeout=30_000
    )
    expect_address(page, coders="Anne,Bo", unit="turn", rule="half")
    drawn(page)  # the heading is there before the table
    by_turn = row(page, "praksis").inner_text()
    assert by_turn != by_character
    page.reload()
    drawn(page)
    assert row(page, "praksis").inner_text() == by_turn


def test_a_row_opens_onto_the_places_and_a_place_onto_its_words(opened: Open) -> None:
    page = opened()
    page.get_by_role("link", name="opplaering", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-ag_panel")).to_contain_text(
        "opplaering: 5 steder, den lengste forskjellen først", timeout=60_000
    )
    drawn(page)
    expect(page.locator(".ag-table a[aria-current]")).to_have_text("opplaering")
    expect(page.locator(".ag-card .a:not(.b)").first).to_have_text("Det gikk bra. ")
    page.locator(".ag-card a").first.click()
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P01-1", timeout=60_000)


def test_the_file_has_what_the_page_has(opened: Open, tmp_path: Path) -> None:
    page = opened("unit=turn")
    page.get_by_role("button", name="Last ned").click()
    settled(page)
    with page.expect_download(timeout=60_000) as waited:
        page.get_by_role("button", name="CSV", exact=True).click()
    waited.value.save_as(tmp_path / "agreement.csv")
    assert waited.value.suggested_filename == "samsvar-turn.csv"
    with (tmp_path / "agreement.csv").open(encoding="utf-8", newline="") as lines:
        found = {one["code"]: one for one in csv.DictReader(lines)}
    assert found["praksis"]["unit"] == "turn"
    cells = row(page, "praksis").locator("td").all_inner_texts()
    assert cells[-4:] == [found["praksis"][name] for name in
                          ("both", "only_a", "only_b", "neither")]  # fmt: skip


def test_the_table_can_be_scrolled_with_keys(opened: Open) -> None:
    page = opened()
    box = page.get_by_role("region", name="Samsvar")
    box.evaluate("box => { box.style.maxHeight = '120px' }")
    box.focus()
    page.keyboard.press("End")
    # The browser glides there.
    page.wait_for_function(
        "() => { const box = document.querySelector('.ag-scroll');"
        " return box.scrollTop + box.clientHeight >= box.scrollHeight - 1 }"
    )
    assert box.evaluate("() => document.querySelector('.ag-scroll').scrollTop") > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "unit=turn&code=utfall&order=alpha", "exclusive=type"])
def test_axe_finds_no_serious_fault(opened: Open, query: str, scheme: str) -> None:
    page = opened(query, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert axe_faults(page) == []


def test_at_twice_the_size_nothing_runs_out_of_the_window(opened: Open) -> None:
    page = opened("unit=turn", viewport={"width": 720, "height": 450})
    assert overflow(page) <= 0
