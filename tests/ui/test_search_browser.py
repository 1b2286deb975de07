"""Search as its users meet it: from a word to its hits, their places in the texts, and codes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.builder import Builder
from tests.ui.conftest import Server, Showing, axe_faults, settled
from tests.ui.pages import build
from workbench.study import Study

pytestmark = pytest.mark.browser

Contexts = Callable[..., BrowserContext]

OFTEN = 1203
"""How often the word is said that is said too often to be shown at once."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    path = tmp_path_factory.mktemp("search") / "study.db"
    build(path).store.close()
    made = Builder(path)
    made.code("funn", "funn.ord", "angret", "tastet")
    made.interview("P05-1", {"P05": 1}, "I: Hva?\nP05: " + "ofte, " * OFTEN)
    made.interview(
        "P06-1", {"P06": 1}, "I: Søker du?\nP06: Jeg søkte før. Å søke tar tid. Æsj, søker du?"
    )
    return Study(made.store, coder="Anne")


@pytest.fixture
def serving(study: Study, showing: Showing) -> Server:
    return showing.show(study.path)


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context(locale="en-GB")


@pytest.fixture
def page(context: BrowserContext, serving: Server) -> Page:
    opened = context.new_page()
    opened.goto(f"{serving.address}/search")
    settled(opened)
    return opened


def lines(page: Page) -> Locator:
    return page.locator(".hits tr.hit")


def matches(page: Page) -> list[str]:
    return page.locator(".hits mark").all_text_contents()


def look_for(page: Page, query: str) -> None:
    page.get_by_label("Look for").fill(query)
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".hits tr.hit, [role=alert]").first).to_be_visible(timeout=30_000)


def choose(page: Page, label: str, value: str) -> None:
    """Choose in a select box by its label."""
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option", name=value, exact=True).click()
    settled(page)


def test_what_is_typed_is_found_in_its_words_under_who_said_it(page: Page) -> None:
    look_for(page, "det")
    expect(page.locator(".se-title")).to_have_text(re.compile(r"^\d+ hits in \d+ interviews$"))
    expect(page.locator(".hits .group").first).to_contain_text("Employer")
    assert set(map(str.casefold, matches(page))) == {"det"}
    expect(page).to_have_url(re.compile(r"/search\?q=det$"))


def test_hits_are_sorted_and_an_order_is_kept_over_a_reload(page: Page) -> None:
    look_for(page, "søk*")
    before = page.locator(".hits td.left").all_text_contents()
    choose(page, "Order", "by the words before")
    expect(page).to_have_url(re.compile("sort=left"))
    assert before == ["Jeg ", "Jeg søkte før. Å ", "Jeg søkte før. Å søke tar tid. Æsj, ", ""]
    after = ["Jeg ", "Jeg søkte før. Å søke tar tid. Æsj, ", "Jeg søkte før. Å ", ""]
    expect(page.locator(".hits td.left")).to_have_text(after)
    page.reload()
    settled(page)
    expect(page.locator(".hits td.left")).to_have_text(after)


def test_a_filter_stands_in_the_address_and_survives_a_reload(page: Page) -> None:
    look_for(page, "*e*")
    page.locator(".st-key-se_facets label", has_text="Employer").click()
    expect(page).to_have_url(re.compile("actor_type=arbeidsgiver"))
    expect(page.locator(".hits .group")).to_have_count(1)
    settled(page)
    found = matches(page)
    page.reload()
    settled(page)
    expect(page.locator(".st-key-se_facets input:checked")).to_have_count(1)
    expect(page.locator(".hits mark")).to_have_text(found)


def test_a_mistake_is_explained_and_mended_in_the_field(page: Page) -> None:
    look_for(page, '"søkte')
    expect(page.get_by_role("alert")).to_contain_text("This quotation mark is never closed.")
    expect(lines(page)).to_have_count(0)
    look_for(page, '"søkte"')
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(lines(page)).to_have_count(1)


def test_dictionary_forms_are_offered_and_found_once_the_texts_are_analysed(
    page: Page, study: Study
) -> None:
    look_for(page, "søke")
    expect(lines(page)).to_have_count(1)
    page.locator(".st-key-se_lemma label").click()
    expect(page.locator(".st-key-se_unread")).to_contain_text("7 texts have not been analysed")
    assert len(study.unread()) == 7
    page.get_by_role("button", name="Analyse 7 texts").click()
    expect(page.locator(".st-key-se_unread")).to_have_count(0, timeout=120_000)
    expect(lines(page)).to_have_count(4, timeout=60_000)
    assert study.unread() == {}


def test_thousands_of_hits_are_told_and_shown_page_by_page(page: Page) -> None:
    look_for(page, "ofte")
    expect(page.locator(".se-title")).to_have_text(f"{OFTEN} hits in 1 interview · page 1 of 25")
    expect(lines(page)).to_have_count(50)
    page.get_by_role("button", name="25").last.click()
    expect(page).to_have_url(re.compile("page=25"))
    expect(lines(page)).to_have_count(OFTEN - 24 * 50)


def test_a_hit_opens_its_place_in_the_desk_selected(page: Page, study: Study) -> None:
    look_for(page, "søker")
    page.locator(".hits .who a", has_text="P06 · ").click()
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P06-1", timeout=30_000)
    expect(page).to_have_url(re.compile(r"/coding\?interview=P06-1"))
    expect(page.locator(".desk")).to_contain_text("Selected: 1 word in turn 2")
    page.keyboard.type("tastet")
    page.keyboard.press("Enter")
    expect(page.locator(".desk")).to_have_attribute("data-own", "1")
    expect(page.locator(".desk")).to_have_attribute("data-pending", "0")
    (coding,) = (one for one in study.codings_of("P06-1") if one.code == "tastet")
    (hit,) = (one for one in study.search("søker").itertuples() if one.person)
    assert (coding.start, coding.end) == (hit.start, hit.end)
    page.get_by_role("link", name="Search").click()
    settled(page)
    expect(lines(page)).to_have_count(2)


def test_chosen_hits_are_coded_and_taken_back(page: Page, study: Study) -> None:
    def coded() -> list[str]:
        return [one.quote for one in study.codings_of("P06-1") if one.code == "funn.ord"]

    look_for(page, "*søk*")
    expect(page.get_by_role("button", name="No hit is chosen")).to_be_disabled()
    lines(page).nth(0).get_by_role("checkbox").check()
    lines(page).nth(2).get_by_role("checkbox").click(modifiers=["Shift"])
    expect(page.locator(".hits .group").first).to_contain_text("3 chosen")
    lines(page).nth(1).get_by_role("checkbox").uncheck()
    expect(page.get_by_role("button", name="Code 2 hits")).to_be_disabled()
    choose(page, "Code for the chosen hits", "ord")
    page.get_by_role("button", name="Code 2 hits").click()
    expect(page.locator(".st-key-se_report")).to_contain_text("ord: 2 codings added.")
    assert coded() == ["søkte", "søker"]
    page.get_by_role("button", name="Code 2 hits").click()
    expect(page.locator(".st-key-se_report")).to_contain_text(
        "0 codings added. 2 passages were coded so before and are left as they were."
    )
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    study.undo(coder="Anne")
    assert coded() == []


def test_a_whole_group_is_coded_turn_by_turn_and_undone_from_the_page(
    page: Page, study: Study
) -> None:
    before = study.last_history
    look_for(page, "ofte")
    page.get_by_label("All hits: Participant").check()
    expect(lines(page).first.get_by_role("checkbox")).to_be_checked()
    choose(page, "Code for the chosen hits", "angret")
    page.get_by_role("radio", name="the turn").click()
    page.get_by_role("button", name=f"Code {OFTEN} hits").click()
    report = page.locator(".st-key-se_report")
    expect(report).to_contain_text("angret: 1 coding added. Hits in the same", timeout=30_000)
    report.get_by_role("button", name="Undo").click()
    expect(report).to_contain_text("Undone: Coded “angret” from a search: 1")
    assert study.last_history == before + 2
    assert study.check() == []


def test_hits_are_reached_chosen_and_opened_with_the_keyboard_alone(page: Page) -> None:
    page.get_by_label("Look for").focus()
    page.keyboard.type("*søk*")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_label("All hits: Participant").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(lines(page).nth(1).get_by_role("checkbox")).to_be_checked()
    expect(lines(page).nth(1).get_by_role("checkbox")).to_be_focused()
    expect(page.get_by_role("button", name=re.compile("Code 1 hit"))).to_be_visible()
    expect(lines(page).nth(1).get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".desk")).to_have_attribute("data-interview", "P06-1", timeout=30_000)


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1024, "dark")])
@pytest.mark.parametrize(
    "address", ["search", "search?q=(det", "search?q=det&lemma=1&done_only=1", "search?q=ofte"]
)
def test_axe_finds_no_serious_fault(
    new_context: Contexts, serving: Server, address: str, width: int, scheme: Any
) -> None:
    viewport = {"width": width, "height": 900}
    page = new_context(viewport=viewport, color_scheme=scheme).new_page()
    page.goto(f"{serving.address}/{address}")
    settled(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('button:empty:not([aria-label])')")
    if "q=ofte" in address:
        lines(page).first.get_by_role("checkbox").check()
        settled(page)
    assert axe_faults(page) == []


def test_at_twice_the_size_nothing_runs_out_of_the_window(
    new_context: Contexts, serving: Server
) -> None:
    page = new_context(viewport={"width": 720, "height": 450}).new_page()
    page.goto(f"{serving.address}/search?q=ofte")
    settled(page)
    expect(lines(page).first).to_be_visible()
    over = page.evaluate(
        """() => [...document.querySelectorAll(".stMain *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .filter((one) => one.checkVisibility({ opacityProperty: true }))
            .map((one) => one.className).slice(0, 5)"""
    )
    assert over == []
