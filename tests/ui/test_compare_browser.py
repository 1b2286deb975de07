"""The comparison and the matrix as their users meet them, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.ui.conftest import Server, Showing, axe_faults, overflow, settled
from tests.ui.pages import build
from workbench.model import Filters
from workbench.study import Study

pytestmark = pytest.mark.browser

PRAKSIS = Filters(code=("praksis",))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = build(tmp_path / "study.db")
    made.add_relation("P01", "had_placement_with", "A01", 2)
    return made


@pytest.fixture
def opened(
    study: Study, showing: Showing, new_context: Callable[..., BrowserContext]
) -> Callable[..., Page]:
    """Opens a page of the study; faults of its scripts fail the test at the next look."""
    server: Server = showing.show(study.path)
    context = new_context(locale="en-GB")

    def page(address: str) -> Page:
        shown = context.new_page()
        shown.goto(f"{server.address}/{address}")
        settled(shown)
        return shown

    return page


def written(study: Study, by: str) -> list[list[str]]:
    return study.summaries(by=by)[["subject", "code", "text"]].values.tolist()


def test_a_number_opens_onto_its_rows_and_closes_again(opened: Callable[..., Page]) -> None:
    page = opened("compare?code=praksis")
    expect(page.get_by_role("columnheader", name="Participant")).to_be_visible()
    page.get_by_role("gridcell").filter(has_text="1 of 2").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Employer: 1 of 2 interviews")
    expect(dialog).to_contain_text("Det er gratis hjelp")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    page.get_by_role("button", name="2 of 2 interviews").click()
    expect(dialog).to_contain_text("Vi er fornøyde med ham")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert axe_faults(page) == []
    assert overflow(page) <= 0


def test_a_summary_is_written_in_place_and_an_excerpt_pinned(
    opened: Callable[..., Page], study: Study
) -> None:
    page = opened("compare?code=praksis")
    area = page.get_by_label("Summary of praksis for Employer")
    area.fill("Gratis hjelp for noen.")
    page.locator("h1").click()
    expect(page.get_by_text("The summary is stored.")).to_be_visible()
    settled(page)
    expect(page.get_by_label("Summary of praksis for Employer")).to_have_value(
        "Gratis hjelp for noen."
    )
    assert written(study, "actor_type") == [["arbeidsgiver", "praksis", "Gratis hjelp for noen."]]
    page.get_by_role("button", name="Pin excerpts …").nth(1).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("label", has_text="Det er gratis hjelp").click()
    settled(page)
    page.keyboard.press("Escape")
    settled(page)
    quote = page.locator("blockquote", has_text="Det er gratis hjelp")
    expect(quote).to_contain_text("leder i kantine")
    assert study.pins(filters=PRAKSIS)["subject"].tolist() == ["arbeidsgiver"]
    assert axe_faults(page) == []


def test_the_matrix_is_filled_by_keyboard_beside_its_excerpts(
    opened: Callable[..., Page], study: Study
) -> None:
    page = opened("matrix?code=praksis&code=utfall")
    page.get_by_label("P01, Praksis").click()
    expect(page.locator(".st-key-crosstab_panel")).to_contain_text("Jeg kan vente", timeout=30_000)
    page.keyboard.type("Han står i oppvasken.")
    page.keyboard.press("Control+ArrowRight")
    expect(page.get_by_label("P01, Utfall")).to_be_focused()
    page.keyboard.type("Ingenting ennå.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator(".matrix")).to_have_attribute("data-unsaved", "0", timeout=30_000)
    settled(page)
    assert written(study, "person") == [
        ["P01", "praksis", "Han står i oppvasken."], ["P01", "utfall", "Ingenting ennå."],
    ]  # fmt: skip
    expect(page.get_by_label("P01, Praksis")).to_have_value("Han står i oppvasken.")
    assert axe_faults(page) == []


def test_what_is_typed_in_the_matrix_outlives_a_lost_connection_and_a_reload(
    opened: Callable[..., Page], study: Study
) -> None:
    page = opened("matrix?code=praksis&code=utfall")
    page.evaluate("window.deaf = true")
    page.get_by_label("A02, Praksis").fill("Det koster ikke noe.")
    page.keyboard.press("Tab")
    expect(page.locator(".matrix")).to_have_attribute("data-unsaved", "1")
    assert ["A02", "praksis", "Det koster ikke noe."] not in written(study, "person")
    page.reload()
    settled(page)
    expect(page.locator(".matrix")).to_have_attribute("data-unsaved", "0", timeout=30_000)
    expect(page.get_by_label("A02, Praksis")).to_have_value("Det koster ikke noe.")
    assert ["A02", "praksis", "Det koster ikke noe."] in written(study, "person")


def test_both_sides_of_a_placement_stand_beside_one_another(opened: Callable[..., Page]) -> None:
    page = opened("compare?code=praksis")
    page.get_by_role("button", name="Both sides of one placement").click()
    page.get_by_role("button", name="P01 – A01 (round 2)").click()
    settled(page)
    row = page.get_by_role("row").filter(has_text="Vi er fornøyde med ham")
    expect(row).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("jeg står i oppvasken")
    assert axe_faults(page) == []
    page.get_by_role("button", name="To Word").click()
    with page.expect_download() as waited:
        page.get_by_role("button", name="Picture (SVG)").click()
    drawn = Path(waited.value.path()).read_text("utf-8")
    assert waited.value.suggested_filename == "both sides.svg"
    assert "from both sides of one placement" in drawn


def test_the_pages_are_legible_in_the_dark_and_narrow(
    new_context: Callable[..., BrowserContext], study: Study, showing: Showing
) -> None:
    server = showing.show(study.path)
    page = new_context(
        color_scheme="dark", viewport={"width": 820, "height": 900}, locale="nb-NO"
    ).new_page()
    for address in ("compare?code=praksis&mark=valence", "matrix?code=praksis"):
        page.goto(f"{server.address}/{address}")
        settled(page)
        assert axe_faults(page) == []
        assert overflow(page) <= 0
