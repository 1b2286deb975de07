"""Who could be recognised in a download, looked up and decided on in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import Showing, axe_faults, settled
from tests.ui.pages import build

pytestmark = pytest.mark.browser


def test_the_list_opens_from_a_download_and_what_is_accepted_there_is_off_the_line(
    tmp_path: Path, showing: Showing, new_context: Callable[..., BrowserContext]
) -> None:
    study = build(tmp_path / "study.db")
    server = showing.show(study.path)
    page = new_context(locale="en-GB").new_page()
    page.goto(f"{server.address}/crosstab?columns=actor_type&columns=round")
    settled(page)
    download = page.locator(".st-key-crosstab_downloads_field button").first
    download.click()
    line = page.locator(".st-key-crosstab_disclosure_line")
    expect(line).to_contain_text("could be recognised in this file")
    line.get_by_role("button", name="Who could be recognised").click()
    listed = page.get_by_role("dialog")
    expect(listed).to_contain_text("actor type: arbeidsgiver: 2 persons of the study")
    # The popover is out of the way of the list.
    expect(line).to_have_count(0)
    assert axe_faults(page) == []
    listed.locator("label", has_text="All").click()
    expect(listed.get_by_role("button", name="Decide on")).to_be_enabled()
    listed.get_by_label("Reason").fill("Avtalt med begge")
    page.keyboard.press("Tab")
    listed.get_by_role("button", name="Decide on").click()
    expect(listed).to_contain_text("accepted by")
    expect(listed).to_contain_text("Nobody could be recognised in this file")
    page.keyboard.press("Escape")
    expect(listed).to_have_count(0)
    download.click()
    expect(line).to_contain_text("Nobody could be recognised in this file")
    assert {row["reason"] for row in study.store.find("disclosure")} == {"Avtalt med begge"}


def test_every_kind_in_a_menu_says_who_could_be_recognised_in_it(
    tmp_path: Path, showing: Showing, new_context: Callable[..., BrowserContext]
) -> None:
    study = build(tmp_path / "study.db")
    server = showing.show(study.path)
    page = new_context(locale="en-GB").new_page()
    page.goto(f"{server.address}/time")
    settled(page)
    page.locator(".st-key-time_download button").first.click()
    paths = page.locator(".st-key-time_trajectories_disclosure_line")
    expect(paths).to_contain_text("could be recognised in this file")
    assert axe_faults(page) == []
    lost = page.locator(".st-key-time_attrition_disclosure_line")
    lost.get_by_role("button", name="Who could be recognised").click()
    listed = page.get_by_role("dialog")
    expect(listed).to_contain_text("left the course: fikk jobb: 1 person of the study")
    expect(paths).to_have_count(0)
