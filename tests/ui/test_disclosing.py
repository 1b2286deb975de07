"""Beside an export: who could be recognised in it, and the decisions on that."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = build(tmp_path / "study.db")
    made.selections.create("Kapittel")
    for interview, person, words in (
        ("P01-1", "P01", "vil jobbe med mat"), ("A02", "A02", "Det er gratis hjelp"),
    ):  # fmt: skip
        text = made.transcript(interview)
        assert text is not None
        at = text.text.index(words)
        made.selections.add(
            "Kapittel", interview, at, at + len(words), person=person, code="praksis"
        )
    return made


def listed(study: Study) -> AppTest:
    """The list behind the line of the selection, without the dialog around it."""

    def app() -> None:
        from workbench.ui import disclosing, shell

        shell.frame(start="excerpts")
        asked = disclosing.Asked("ex_picked", "excerpts", "docx", {"selection": "Kapittel"})
        disclosing.listed(asked)

    os.environ["WORKBENCH_STUDY"] = str(study.path)
    return AppTest.from_function(app, default_timeout=60).run()


def choose(page: AppTest, words: str) -> AppTest:
    return next(box for box in page.checkbox if words in box.label).check().run()


def test_the_line_beside_an_export_says_how_many(study: Study) -> None:
    page = open_page("excerpts", study.path, selection="Kapittel")
    drawn = html_of(page)
    # A leader of a canteen, two participants of one canteen, and two texts not read for names.
    assert "2 persons could be recognised in this file: 3 findings are open." in drawn
    opened = page.button(key="ex_picked_disclosure_open").click().run()
    assert not opened.exception
    assert any("leder i kantine" in box.label for box in opened.checkbox)


def test_a_finding_is_accepted_with_a_reason_in_the_list_and_taken_back_there(
    study: Study,
) -> None:
    page = choose(listed(study), "leder i kantine")
    page.button(key="ex_picked_disclosure_decide").click().run()
    assert "What is accepted needs a reason." in html_of(page)
    page.text_input(key="ex_picked_disclosure_reason").input("Avtalt med A02").run()
    page.button(key="ex_picked_disclosure_decide").click().run()
    assert not page.exception
    assert "accepted by" in html_of(page)
    assert "2 findings are open" in html_of(page)
    [row] = study.store.find("disclosure")
    assert (row["subject"], row["reason"]) == ("attribution=leder i kantine", "Avtalt med A02")
    page.button(key="ex_picked_disclosure_undo").click().run()
    assert study.store.find("disclosure") == []


def test_fewer_persons_may_be_asked_for_and_the_line_follows(study: Study) -> None:
    page = listed(study)
    page.number_input(key="ex_picked_disclosure_k").set_value(1).run()
    assert "0 persons" not in html_of(page)
    assert "could be recognised in this file: 1 finding is open" in html_of(page)


def test_a_code_is_marked_sensitive_where_its_findings_are_listed(study: Study) -> None:
    page = listed(study)
    page.multiselect(key="ex_picked_disclosure_sensitive").select("praksis").run()
    assert not page.exception
    assert study.sensitive() == ["praksis"]
