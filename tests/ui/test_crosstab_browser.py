"""The cross-tab in a real browser: keys, mouse, what stays, what the address brings back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, settled
from tests.ui.pages import build

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = build(tmp_path_factory.mktemp("crosstab") / "study.db")
    made.store.close()
    return made.path


@pytest.fixture
def crosstab_server(path: Path, showing: Showing) -> Server:
    return showing.show(path)


class CrosstabPage:
    """The page in one tab, with the words of its table."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, query: str = "") -> CrosstabPage:
        self.page.goto(f"{self.server.address}/crosstab?{query}".rstrip("?"))
        return self.ready()

    def ready(self) -> CrosstabPage:
        expect(self.grid).to_be_visible(timeout=60_000)
        return self

    @property
    def grid(self) -> Locator:
        return self.page.get_by_role("grid")

    def heading(self, name: str) -> Locator:
        return self.grid.get_by_role("rowheader", name=name, exact=True)

    def cell(self, row: str, column: int) -> Locator:
        named = self.page.get_by_role("rowheader", name=row, exact=True)
        return self.grid.get_by_role("row").filter(has=named).locator("td").nth(column)

    def expect_focus(self, locator: Locator) -> None:
        expect(locator).to_be_focused()
        expect(locator).to_have_attribute("tabindex", "0")
        expect(self.grid.locator("tbody [tabindex='0']")).to_have_count(1)

    def expect_address(self, **wanted: list[str]) -> None:
        def holds(url: str) -> bool:
            return parse_qs(urlparse(url).query, keep_blank_values=True) == wanted

        self.page.wait_for_url(holds, timeout=30_000)

    @property
    def panel(self) -> Locator:
        return self.page.locator(".st-key-crosstab_panel")


@pytest.fixture
def crosstab(
    new_context: Callable[..., BrowserContext], crosstab_server: Server
) -> Iterator[Callable[..., CrosstabPage]]:
    opened: list[CrosstabPage] = []

    def make(query: str = "", **options: object) -> CrosstabPage:
        page = CrosstabPage(new_context(**options).new_page(), crosstab_server)
        opened.append(page)
        return page.open(query)

    yield make
    for page in opened:
        assert page.errors == []


def test_the_table_is_a_grid_with_headings_over_rows_and_columns(
    crosstab: Callable[..., CrosstabPage],
) -> None:
    page = crosstab()
    expect(page.grid.get_by_role("columnheader", name="Deltaker")).to_be_visible()
    expect(page.grid.get_by_role("columnheader", name=re.compile("^runde 1"))).to_be_visible()
    expect(page.cell("praksis", 0)).to_have_text(re.compile(r"^2 av 3"))
    assert page.grid.evaluate("table => table.tagName") == "TABLE"


def test_arrow_keys_move_and_enter_opens(crosstab: Callable[..., CrosstabPage]) -> None:
    page = crosstab()
    page.heading("praksis").focus()
    page.expect_focus(page.heading("praksis"))
    expect(page.heading("gratis")).to_be_hidden()
    page.page.keyboard.press("Enter")
    expect(page.heading("gratis")).to_be_visible()
    expect(page.heading("praksis")).to_have_attribute("aria-expanded", "true")
    page.page.keyboard.press("ArrowDown")
    page.expect_focus(page.heading("gratis"))
    page.page.keyboard.press("ArrowRight")
    page.expect_focus(page.cell("gratis", 0))
    page.page.keyboard.press("End")
    page.expect_focus(
        page.cell("gratis", page.cell("gratis", 0).locator("..").locator("td").count() - 1)
    )
    page.page.keyboard.press("Home")
    page.expect_focus(page.heading("gratis"))
    page.page.keyboard.press("Control+End")
    expect(page.grid.locator("tbody tr").last.locator("td").last).to_be_focused()
    page.expect_address(open=["praksis"])


def test_an_open_branch_shows_what_is_directly_on_the_parent(
    crosstab: Callable[..., CrosstabPage],
) -> None:
    page = crosstab("open=praksis")
    expect(page.heading("direkte på overkoden")).to_be_visible()


def test_a_click_chooses_a_cell_and_loses_no_place(crosstab: Callable[..., CrosstabPage]) -> None:
    page = crosstab("open=praksis")
    scroller = page.page.locator(".crosstab")
    scroller.evaluate("box => { box.style.maxHeight = '130px'; box.scrollTop = 1000 }")
    scroller.evaluate("box => { box.querySelector('table').dataset.kept = 'yes' }")
    page.cell("utfall", 0).hover()
    place = scroller.evaluate("box => box.scrollTop")
    assert place > 0
    page.cell("utfall", 0).click()
    expect(page.panel.locator("h3")).to_contain_text("Deltaker, runde 1: 1 av 3", timeout=30_000)
    expect(page.cell("utfall", 0)).to_have_attribute("aria-selected", "true")
    page.expect_address(open=["praksis"], cell=["utfall"], at=["deltaker", "1"])
    assert scroller.evaluate("box => box.scrollTop") == place
    expect(scroller.locator("table")).to_have_attribute("data-kept", "yes")
    page.expect_focus(page.cell("utfall", 0))


def test_many_clicks_in_a_row_end_at_the_last(crosstab: Callable[..., CrosstabPage]) -> None:
    page = crosstab("open=praksis")
    for column in (0, 1, 2, 0, 1):
        page.cell("gratis", column).click()
    expect(page.panel.locator("h3")).to_contain_text("runde 2", timeout=30_000)
    page.expect_address(open=["praksis"], cell=["praksis.gratis"], at=["deltaker", "2"])
    expect(page.cell("gratis", 1)).to_have_attribute("aria-selected", "true")


def test_a_cell_can_be_chosen_again_after_another_way_led_elsewhere(
    crosstab: Callable[..., CrosstabPage],
) -> None:
    page = crosstab()
    page.cell("praksis", 0).click()
    page.expect_address(cell=["praksis"], at=["deltaker", "1"])
    page.cell("praksis", 0).press("Escape")
    page.expect_address()
    page.cell("praksis", 0).click()
    page.expect_address(cell=["praksis"], at=["deltaker", "1"])


def test_an_address_brings_back_open_branches_cell_and_excerpts(
    crosstab: Callable[..., CrosstabPage],
) -> None:
    page = crosstab("open=praksis&cell=praksis.gratis&at=deltaker&at=1")
    expect(page.heading("gratis")).to_be_visible()
    expect(page.cell("gratis", 0)).to_have_attribute("aria-selected", "true")
    expect(page.panel.locator(".quote")).to_have_text(["Ingen spør"])
    expect(page.panel.get_by_role("tab")).to_have_text(["Utdrag", "Ikke hos: P02, P03"])
    page.page.reload()
    page.ready()
    expect(page.panel.locator(".quote")).to_have_text(["Ingen spør"])


def test_escape_takes_the_choice_back(crosstab: Callable[..., CrosstabPage]) -> None:
    page = crosstab("cell=praksis&at=deltaker&at=1")
    page.cell("praksis", 0).focus()
    page.page.keyboard.press("Escape")
    page.expect_address()
    expect(page.grid.locator("[aria-selected='true']")).to_have_count(0)
    expect(page.panel.locator(".wb-hint")).to_be_visible()


def test_the_turns_around_open_on_demand_and_the_link_leads_to_the_text(
    crosstab: Callable[..., CrosstabPage],
) -> None:
    page = crosstab("cell=praksis.gratis&at=deltaker&at=1&open=praksis")
    around = page.panel.locator("details")
    expect(around.locator("p").first).to_be_hidden()
    around.locator("summary").click()
    expect(around.locator("p.own")).to_contain_text("Jeg vil jobbe med mat.")
    page.panel.get_by_role("link", name="replikk 2 →").click()
    page.page.wait_for_url(re.compile(r"/coding\?interview=P01-1&turn=2"), timeout=30_000)


def test_a_click_in_the_heat_map_chooses_a_cell_too(
    crosstab_server: Server, new_context: Callable[..., BrowserContext]
) -> None:
    page = new_context().new_page()
    page.goto(f"{crosstab_server.address}/crosstab?shown=heatmap")
    drawn = page.locator(".st-key-crosstab_heat canvas, .st-key-crosstab_heat svg.marks").first
    expect(drawn).to_be_visible(timeout=60_000)
    box = drawn.bounding_box()
    assert box is not None
    # The first column begins right of the row labels, the first row under the headings.
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.55)
    page.wait_for_url(re.compile(r"cell="), timeout=30_000)
    expect(page.locator(".st-key-crosstab_panel h3")).to_be_visible(timeout=30_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_headers_and_first_column_stay_while_the_table_scrolls(
    crosstab: Callable[..., CrosstabPage], theme: str
) -> None:
    page = crosstab("open=praksis", color_scheme=theme)
    scroller = page.page.locator(".crosstab")
    scroller.evaluate(
        "box => { box.style.maxHeight = '110px'; box.style.width = '420px';"
        " box.scrollTop = 60; box.scrollLeft = 120 }"
    )
    header = page.grid.get_by_role("columnheader", name="Deltaker").bounding_box()
    first = page.heading("utfall").bounding_box()
    outer = scroller.bounding_box()
    assert header is not None
    assert first is not None
    assert outer is not None
    assert abs(header["y"] - outer["y"]) < 2
    assert abs(first["x"] - outer["x"]) < 2


def test_pictures_and_files_can_be_downloaded(
    crosstab: Callable[..., CrosstabPage], tmp_path: Path
) -> None:
    page = crosstab("count=persons")
    page.page.get_by_role("button", name="Last ned").click()
    settled(page.page)
    for label, start in {
        "CSV (Excel, norsk)": b"\xef\xbb\xbf",
        "Excel": b"PK",
        "Bilde (PNG)": b"\x89PNG",
        "Bilde (SVG)": b"<svg",
    }.items():
        with page.page.expect_download(timeout=60_000) as waited:
            page.page.get_by_role("button", name=label, exact=True).click()
        target = tmp_path / waited.value.suggested_filename
        waited.value.save_as(target)
        assert target.name.startswith("code-actor_type-round-persons.")
        assert target.read_bytes().startswith(start)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_no_serious_fault(crosstab: Callable[..., CrosstabPage], theme: str) -> None:
    page = crosstab("open=praksis&cell=praksis&at=deltaker&at=1", color_scheme=theme)
    expect(page.panel.locator(".quote").first).to_be_visible(timeout=30_000)
    assert axe_faults(page.page) == []
