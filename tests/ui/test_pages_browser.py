"""Shell, overview and excerpts page as their users meet them, in a real browser."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, settled
from tests.ui.pages import build
from workbench.study import Study

pytestmark = pytest.mark.browser

Contexts = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """One study for all tests here; each that writes has a selection or a coder of its own."""
    made = build(tmp_path_factory.mktemp("pages") / "study.db")
    text = made.transcript("A02")
    assert text is not None
    start = text.text.index("Det er")
    made.memo("# Hm\nSe **[[P01]]** og [[P99]].\n\n> «Ja»", object_type="code", object="praksis")
    made.selections.create("Kap. 3")
    made.selections.add("Kap. 3", "A02", start, start + 10, person="A02", code="praksis")
    return made


@pytest.fixture
def serving(study: Study, showing: Showing) -> Server:
    return showing.show(study.path)


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context(locale="en-GB")


@pytest.fixture
def page(context: BrowserContext, serving: Server) -> Page:
    opened = context.new_page()
    opened.goto(serving.address)
    settled(opened)
    return opened


def test_a_new_coder_is_named_and_still_codes_after_a_reload(page: Page) -> None:
    picker = page.locator(".st-key-wb_coder input")
    picker.click()
    picker.fill("Kari")
    page.keyboard.press("Enter")
    page.wait_for_function("Object.values(localStorage).some((one) => one.includes('Kari'))")
    page.reload()
    settled(page)
    expect(page.locator(".st-key-wb_coder input")).to_have_value("Kari")


def test_the_language_is_that_of_the_browser_and_a_change_is_kept(page: Page) -> None:
    expect(page.locator(".st-key-wb_nav")).to_contain_text("Overview")
    page.get_by_role("button", name="Norsk").click()
    expect(page.get_by_role("button", name="English")).to_be_visible()
    settled(page)
    page.reload()
    settled(page)
    expect(page.get_by_role("button", name="English")).to_be_visible()


def test_the_question_mark_opens_the_help_but_not_while_typing(page: Page) -> None:
    page.locator(".st-key-wb_coder input").click()
    page.keyboard.type("?")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("Escape")
    page.locator(".ov-name").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("The next field or button")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_quotes_are_gathered_shortened_and_exported(
    page: Page, serving: Server, study: Study
) -> None:
    page.goto(f"{serving.address}/excerpts?code=praksis")
    settled(page)
    name = page.locator(".st-key-ex_selection input")
    name.click()
    name.fill("Kap. 4 praksis")
    page.keyboard.press("Enter")
    expect(name).to_have_value("Kap. 4 praksis, 0 quotes")
    page.locator("[class*=st-key-ex_q_] label", has_text="oppvasken").click()
    item = page.locator("[class*=st-key-ex_item_]")
    expect(item).to_contain_text("Bra, jeg står i oppvasken")
    settled(page)
    item.hover()
    item.get_by_role("button", name="Shorten").click()
    page.get_by_label("As printed").fill("jeg står i oppvasken")
    page.get_by_role("button", name="Save").click()
    expect(item).to_contain_text("[…] jeg står i oppvasken")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Export to Word").click()
    made = Path(download.value.path()).read_bytes()
    assert download.value.suggested_filename == "Kap. 4 praksis.docx"
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode("utf-8")
    assert "jeg står i oppvasken" in body
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    settled(page)
    expect(item).to_contain_text("[…] jeg står i oppvasken")
    assert study.selections.names() == ["Kap. 3", "Kap. 4 praksis"]


def test_the_start_page_answers_to_its_name_too(page: Page, serving: Server) -> None:
    page.goto(f"{serving.address}/overview")
    settled(page)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".st-key-wb_nav_overview_on")).to_be_visible()


def test_what_the_filters_leave_is_exported_in_the_language_of_the_page(
    page: Page, serving: Server
) -> None:
    page.goto(f"{serving.address}/excerpts?code=praksis")
    settled(page)
    page.locator(".st-key-ex_export_all button").click()
    panel = page.locator(".st-key-ex_export_shown")
    expect(page.get_by_text("The file gets 5 of 6 excerpts.")).to_be_visible()
    page.locator(".st-key-ex_export_format input").fill("CSV (Excel")
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("Export to CSV (Excel, Norwegian)")
    settled(page)
    with page.expect_download() as download:
        panel.get_by_role("button").click()
    made = Path(download.value.path()).read_text("utf-8-sig").splitlines()
    assert download.value.suggested_filename == "praksis.csv"
    assert len(made) == 1 + 5
    assert made[0].startswith("No.;Heading;Quote;")
    assert "5 of 6 excerpts" in made[1]


def test_the_bar_leads_back_to_the_view_that_was_left(page: Page, serving: Server) -> None:
    page.goto(f"{serving.address}/excerpts?code=praksis")
    settled(page)
    page.locator(".st-key-ex_facets label", has_text="Employer").click()
    left = f"{serving.address}/excerpts?code=praksis&actor_type=arbeidsgiver&selection=Kap.+3"
    expect(page).to_have_url(left)
    settled(page)
    page.get_by_role("link", name="Overview").click()
    expect(page.locator(".ov-figures")).to_be_visible()
    page.get_by_role("link", name="Excerpts").click()
    expect(page).to_have_url(left)
    expect(page.locator("[class*=st-key-ex_q_]")).to_have_count(2)


def test_a_round_is_changed_in_place_and_taken_back(page: Page, study: Study) -> None:
    def rounds() -> dict[str, str]:
        frame = study.person_interviews()
        return dict(zip(frame["interview"], frame["round"].astype(str), strict=True))

    before = rounds()
    page.get_by_role("tab", name="Person-interviews").click()
    settled(page)
    grid = page.locator("[data-testid=stDataFrame]:visible")
    heading, line, column = 30, 30, 0.36
    editor = page.locator("#portal input")
    # A grid is drawn narrow and then wide when its tab opens; what is typed before that is lost.
    for _attempt in range(20):
        box = grid.bounding_box()
        assert box is not None
        grid.click(position={"x": box["width"] * column, "y": heading + line / 2})
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        if editor.is_visible():
            break
    editor.press_sequentially("3")
    expect(page.locator("#portal [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".ov-act div").first).to_contain_text("P01 in P01-1: round changed")
    assert rounds()["P01-1"].startswith("3")
    page.locator(".st-key-ov_undo button").click()
    expect(page.locator(".ov-act div").first).to_contain_text("Undone: P01 in P01-1")
    expect(page.get_by_role("tab", name="Person-interviews")).to_have_attribute(
        "aria-selected", "true"
    )
    assert rounds() == before


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    [
        "",
        "excerpts?code=praksis",
        "search",
        "search?q=det",
        "memos",
        "patterns?a=praksis&b=motivasjon",
        "patterns?show=queries&q=praksis",
        "agreement",
        "correct",
        "import",
        "about",
    ],
)
def test_axe_finds_no_serious_fault(
    new_context: Contexts, serving: Server, address: str, scheme: Any
) -> None:
    page = new_context(color_scheme=scheme).new_page()
    page.goto(f"{serving.address}/{address}")
    settled(page)
    page.wait_for_load_state("networkidle")
    # Streamlit puts an empty button where one is still on its way; one that stays fails here.
    page.wait_for_function("() => !document.querySelector('button:empty:not([aria-label])')")
    assert axe_faults(page) == []


@pytest.mark.parametrize("address", ["", "excerpts?code=praksis"])
def test_at_twice_the_size_nothing_runs_out_of_the_window(
    new_context: Contexts, serving: Server, address: str
) -> None:
    page = new_context(viewport={"width": 720, "height": 450}).new_page()
    page.goto(f"{serving.address}/{address}")
    settled(page)
    page.wait_for_load_state("networkidle")
    over = page.evaluate(
        """() => [...document.querySelectorAll(".stMain *")]
            .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
            .filter((one) => !one.closest("[data-testid=stDataFrame], [data-testid=stTabs]"))
            .filter((one) => one.checkVisibility({ opacityProperty: true }))
            .map((one) => one.className).slice(0, 5)"""
    )
    assert over == []
