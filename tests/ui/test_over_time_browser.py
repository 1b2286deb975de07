"""Time and phases in a real browser: the chart is drawn, numbers open, reading goes by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.builder import Builder
from tests.ui.conftest import Server, Showing, axe_faults, overflow, settled
from tests.ui.pages import build

pytestmark = pytest.mark.browser

PATHS = "time?code=praksis"
CHANGES = "time?show=changes&code=praksis"
READ = "time?show=read&of=P01&about=praksis"
PHASES = "phases?branch=hvorfor"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    study = build(tmp_path_factory.mktemp("time") / "study.db")
    made = Builder(study.path)
    made.code("hvorfor", "hvorfor.individ", "hvorfor.system")
    study.scheme_edit("praksis", {"phase": "praksis"})
    made.passage("P01-1", "jobbe med mat", "hvorfor.individ")
    made.store.close()
    study.store.close()
    return study.path


@pytest.fixture
def over_time(path: Path, showing: Showing) -> Server:
    return showing.show(path)


def opened(page: Page, server: Server, address: str) -> Page:
    page.goto(f"{server.address}/{address}")
    settled(page)
    return page


def test_a_mark_of_the_chart_opens_what_this_person_said(
    new_context: Callable[..., BrowserContext], over_time: Server
) -> None:
    page = opened(new_context().new_page(), over_time, PATHS)
    mark = page.locator(
        ".st-key-time_chart [aria-label='P01, runde 1. praksis: 2 utdrag']"
    )  # fmt: skip
    mark.click()
    expect(page.locator(".st-key-time_steps")).to_be_visible(timeout=30_000)
    expect(page.locator(".quote").first).to_have_text("vil jobbe med mat")
    page.wait_for_url(lambda url: "show=read" in url and "of=P01" in url)


def test_persons_and_codes_are_read_one_after_the_other_by_key(
    new_context: Callable[..., BrowserContext], over_time: Server
) -> None:
    page = opened(new_context().new_page(), over_time, READ)
    expect(page.locator(".ti-heading")).to_contain_text(["Runde 1", "Runde 2"])
    expect(page.locator(".st-key-time_step_j button")).to_be_enabled()
    said = page.locator(".ti-none")
    page.keyboard.press("j")
    expect(said.last).to_contain_text("ikke oppnådd kontakt", timeout=30_000)
    expect(said.last).to_contain_text("Avbrøt kurset: fikk jobb")
    settled(page)
    page.keyboard.press("n")
    expect(page.locator(".quote")).to_have_text("Jeg har ventet lenge", timeout=30_000)
    settled(page)
    page.keyboard.press("k")
    expect(said.first).to_contain_text("Ingenting av det som ble sagt", timeout=30_000)


def test_a_number_of_a_change_opens_by_key_and_stays_in_the_address(
    new_context: Callable[..., BrowserContext], over_time: Server
) -> None:
    page = opened(new_context().new_page(), over_time, CHANGES)
    grid = page.get_by_role("grid")
    row = grid.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Runde 1: sagt", exact=True)
    )
    row.first.get_by_role("rowheader").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    panel = page.locator(".st-key-crosstab_panel")
    expect(panel.locator("h3").first).to_have_text("Runde 1: sagt. Runde 2: sagt", timeout=30_000)
    expect(panel.locator(".quote").first).to_have_text("vil jobbe med mat")
    page.reload()
    expect(panel.locator(".wb-counts")).to_have_text("1 informant", timeout=30_000)


def test_a_number_of_a_phase_opens_onto_its_excerpts_and_its_persons(
    new_context: Callable[..., BrowserContext], over_time: Server
) -> None:
    page = opened(new_context().new_page(), over_time, PHASES)
    row = page.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="alt under fasen", exact=True)
    )
    row.locator("td").first.click()
    panel = page.locator(".st-key-crosstab_panel")
    expect(panel.locator(".quote")).to_have_text("vil jobbe med mat", timeout=30_000)
    page.get_by_role("tab", name="Hvem nevner det").click()
    expect(panel.get_by_text("Nevner det aldri (1)")).to_be_visible()
    page.evaluate("window.sameWindow = true")
    panel.get_by_role("link", name="P01").first.click()
    expect(page.locator(".st-key-ex_list")).to_contain_text("vil jobbe med mat", timeout=30_000)
    page.wait_for_url(lambda url: "/excerpts?" in url and "person=P01" in url)
    assert page.evaluate("window.sameWindow")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_are_accessible_and_fit(
    new_context: Callable[..., BrowserContext], over_time: Server, scheme: str
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    for address in (PATHS, CHANGES, READ, PHASES, f"{PHASES}&shown=chart"):
        opened(page, over_time, address)
        assert axe_faults(page) == [], address
        assert overflow(page) <= 0, address
