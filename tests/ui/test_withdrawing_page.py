"""On the overview who withdraws is erased; on the about page a backup is restored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import backups, shell
from workbench.ui.pages import overview


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("WORKBENCH_CODER", "Anne")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    monkeypatch.setenv("WORKBENCH_STUDY", str(tmp_path / "study.db"))
    return build(tmp_path / "study.db")


def asked(study: Study, person: str = "P01") -> AppTest:
    """The overview with the question on a person open."""
    page = open_page("overview", study.path)
    return page.selectbox(key="wd_person").select(person).run()


def test_what_would_go_is_counted_before_anything_does(study: Study) -> None:
    page = asked(study)
    shown = html_of(page)
    assert "texts of interviews with this person alone" in shown
    assert "This cannot be taken back." in shown
    assert page.button(key="wd_erase_P01").disabled
    page.text_input(key="wd_typed_P01").input("P02").run()
    assert page.button(key="wd_erase_P01").disabled
    assert study.transcript("P01-1") is not None


def test_who_is_typed_is_erased_and_what_is_left_to_do_is_said(study: Study) -> None:
    study.backup(study.path.parent / "monday.db")
    page = asked(study)
    page.text_input(key="wd_typed_P01").input("P01").run()
    page.button(key="wd_erase_P01").click().run()
    shown = html_of(page)
    assert "P01 has withdrawn: erased for good" in shown
    assert "The id P01 stays" in shown
    assert "monday.db" in shown
    assert study.transcript("P01-1") is None
    assert study.check() == []


def test_a_person_who_has_withdrawn_has_her_own_mark_in_every_round(study: Study) -> None:
    study.purge("P01", confirmed=True)
    shown = overview.view(shell.Current(study, "Anne", "en"))
    marks = {way.person: [mark for _interview, mark in way.marks]
             for _title, _rounds, ways in shown.over_time for way in ways}  # fmt: skip
    assert marks["P01"] == ["withdrawn", "withdrawn"]
    assert (shown.total.planned, shown.held) == (8, 5)


def test_what_a_restored_backup_has_brought_back_is_said_until_it_is_erased_again(
    study: Study,
) -> None:
    study.backup(study.path.parent / "monday.db")
    study.purge("P01", confirmed=True)
    Study.restore(study.path.parent / "monday.db", study.path, coder="Anne")
    page = open_page("overview", study.path)
    assert "What was erased since has to be erased again" in html_of(page)
    page.button(key="wd_again_P01").click().run()
    page.text_input(key="wd_typed_P01").input("P01").run()
    page.button(key="wd_erase_P01").click().run()
    assert "has to be erased again" not in html_of(page)
    assert study.erasures_due() == []


def test_a_backup_is_made_and_restored_on_the_about_page(study: Study) -> None:
    page = open_page("about", study.path)
    assert "There is no backup of the study in its folder." in html_of(page)
    page.button(key="bk_now").click().run()
    assert "Backed up: study.db." in html_of(page)
    study.memo("Siden", object_type="study")
    [(file, _time)] = study.backups()
    page.selectbox(key="bk_file").select_index(0).run()
    page.button(key="bk_restore").click().run()
    assert f"Restored from {file.name}." in html_of(page)
    assert study.store.find("memo") == []
    assert len(study.backups()) == 2


def test_a_backup_is_named_after_the_study_and_the_moment() -> None:
    now = datetime(2026, 3, 3, 9, 5, 7)
    assert backups.fresh(Path("/x/study.db"), now) == Path("/x/study.db.2026-03-03-090507.backup")
