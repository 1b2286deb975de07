"""The tree of the scheme page as its users meet it: mouse, keyboard, and a screen reader's view."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, settled
from tests.ui.pages import build
from workbench.study import Study

pytestmark = pytest.mark.browser


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = build(tmp_path / "study.db")
    yield made
    made.store.close()


@pytest.fixture
def serving(study: Study, showing: Showing) -> Server:
    return showing.show(study.path)


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], serving: Server) -> Page:
    opened = new_context(locale="en-GB").new_page()
    opened.goto(f"{serving.address}/scheme")
    expect(line(opened, "utfall")).to_be_visible(timeout=60_000)
    settled(opened)
    return opened


def line(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=f"{name},")


def keys(study: Study) -> list[str]:
    return [code.key for code in study.scheme()]


def moved(page: Page) -> None:
    expect(page.get_by_text("is moved.")).to_be_visible(timeout=30_000)


def test_a_code_is_chosen_and_a_branch_opened(page: Page) -> None:
    expect(line(page, "gratis")).to_have_count(0)
    line(page, "praksis").locator(".fold").click()
    line(page, "gratis").click()
    expect(page.locator("h1", has_text="gratis")).to_be_visible(timeout=30_000)
    assert "code=praksis.gratis" in page.url
    expect(line(page, "gratis")).to_have_attribute("aria-selected", "true")


def test_a_code_is_dragged_under_another_and_taken_back(page: Page, study: Study) -> None:
    line(page, "utfall").drag_to(line(page, "praksis"))
    moved(page)
    assert keys(study) == ["praksis", "praksis.gratis", "praksis.utfall"]
    expect(page.locator("h1", has_text="utfall")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone:")).to_be_visible(timeout=30_000)
    assert keys(study) == ["praksis", "praksis.gratis", "utfall"]
    assert study.check() == []


def test_a_code_is_dragged_before_another(page: Page, study: Study) -> None:
    line(page, "utfall").drag_to(line(page, "praksis"), target_position={"x": 60, "y": 2})
    moved(page)
    assert keys(study) == ["utfall", "praksis", "praksis.gratis"]


def test_a_code_cannot_be_dropped_under_itself(page: Page, study: Study) -> None:
    line(page, "praksis").locator(".fold").click()
    before = study.last_history
    line(page, "praksis").drag_to(line(page, "gratis"))
    line(page, "utfall").click()
    expect(page.locator("h1", has_text="utfall")).to_be_visible(timeout=30_000)
    assert study.last_history == before


def test_the_tree_is_walked_and_reordered_with_the_keyboard_alone(page: Page, study: Study) -> None:
    line(page, "praksis").focus()
    page.keyboard.press("ArrowRight")
    expect(line(page, "gratis")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(line(page, "gratis")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    moved(page)
    assert keys(study) == ["praksis", "gratis", "utfall"]
    expect(line(page, "gratis")).to_have_attribute("aria-level", "1")
    settled(page)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("h1", has_text="utfall")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("address", ["scheme?code=praksis", "excerpts?code=praksis"])
def test_the_code_of_an_excerpt_is_replaced_removed_and_taken_back(
    new_context: Callable[..., BrowserContext], serving: Server, study: Study, address: str
) -> None:
    before = [one.id for one in study.codings_with("praksis")]
    opened = new_context(locale="en-GB").new_page()
    opened.goto(f"{serving.address}/{address}")
    buttons = opened.get_by_role("button", name="Code …")
    expect(buttons.first).to_be_visible(timeout=60_000)
    settled(opened)
    buttons.first.click()
    shown = buttons.count()
    dialog = opened.get_by_role("dialog")
    dialog.get_by_label("Another code").click()
    opened.get_by_role("option", name="utfall").click()
    dialog.get_by_role("button", name="Replace").click()
    expect(opened.get_by_text("has the code “utfall” now")).to_be_visible(timeout=30_000)
    expect(buttons).to_have_count(shown - 1, timeout=30_000)
    left = [one.id for one in study.codings_with("praksis")]
    assert len(left) == len(before) - 1
    settled(opened)
    opened.get_by_role("button", name="Undo").click()
    expect(buttons).to_have_count(shown, timeout=30_000)
    assert [one.id for one in study.codings_with("praksis")] == before
    settled(opened)
    buttons.first.click()
    dialog.get_by_role("button", name="Remove the code").click()
    expect(opened.get_by_text("has lost the code “praksis”")).to_be_visible(timeout=30_000)
    assert [one.id for one in study.codings_with("praksis")] == left
    assert study.check() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "?code=praksis.gratis&split=1", "?since=2020-01-01"])
def test_axe_finds_no_serious_fault(
    new_context: Callable[..., BrowserContext], serving: Server, query: str, scheme: str
) -> None:
    opened = new_context(color_scheme=scheme).new_page()
    opened.goto(f"{serving.address}/scheme{query}")
    expect(line(opened, "utfall")).to_be_visible(timeout=60_000)
    opened.wait_for_timeout(1000)
    assert axe_faults(opened) == []
