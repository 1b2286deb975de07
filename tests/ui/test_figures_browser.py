"""The figures page in a real browser: a claim is set beside its figure; axe finds no fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, settled
from tests.ui.test_figures_page import with_figures
from workbench.study import Study

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = with_figures(tmp_path_factory.mktemp("figures") / "study.db")
    study = Study.open(path, coder="Anne")
    study.claim(study.codings_of("P01-1")[0].id, 2, "supports", note="av dem som svarte")
    return path


@pytest.fixture
def serving(path: Path, showing: Showing) -> Server:
    return showing.show(path)


def opened(context: BrowserContext, serving: Server, query: str = "") -> Page:
    page = context.new_page()
    page.goto(f"{serving.address}/figures{query}")
    expect(page.locator(".fg-table")).to_be_visible(timeout=60_000)
    # The chart comes last, and moves what stands below it.
    drawn = page.locator(".st-key-fg_chart canvas, .st-key-fg_chart svg").first
    expect(drawn).to_be_visible(timeout=60_000)
    settled(page)
    return page


def choose(page: Page, label: str, value: str) -> None:
    field = page.get_by_label(label, exact=True).first
    # A list that is open closes when the page scrolls, so the field comes into sight first.
    field.scroll_into_view_if_needed()
    settled(page)
    field.click()
    page.get_by_role("option", name=value).first.click()
    settled(page)


def test_a_claim_is_coded_chosen_and_set_beside_a_figure(
    new_context: Callable[..., BrowserContext], serving: Server
) -> None:
    page = opened(new_context(locale="nb-NO"), serving)
    choose(page, "Påstandene er kodet med", "utfall")
    choose(page, "Utdrag", "P02")
    choose(page, "Tall", "I jobb · 12 uker · 71 %")
    page.get_by_role("radio", name="motsier tallet").click()
    page.get_by_role("button", name="Sett ved siden av tallet").click()
    card = page.locator("[class*='st-key-fg_pair']").filter(has_text="Jeg har ventet lenge")
    expect(card).to_contain_text("Motsier tallet")
    expect(card).to_contain_text("begynte i praksis, N = 604")
    page.get_by_role("button", name="Angre", exact=True).click()
    expect(card).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(
    new_context: Callable[..., BrowserContext], serving: Server, scheme: Any
) -> None:
    page = opened(new_context(color_scheme=scheme), serving, "?code=praksis")
    assert axe_faults(page) == []
