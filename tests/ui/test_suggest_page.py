"""The page of suggestions: what is shown of a passage, and what its three buttons do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.suggest_study import build, read
from tests.ui.pages import html_of, open_page
from workbench.errors import CallError
from workbench.language import describe
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell
from workbench.ui.pages import suggest

SAID = "Norskprøven skal jeg ta igjen."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = build(tmp_path / "study.db")
    pipeline = describe()
    for interview in made.interviews_with_text():
        read(made, interview, (pipeline.name, pipeline.version))
    return made


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, study: Study) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", str(study.path))
    with in_language("en"):
        yield


@pytest.fixture
def here(study: Study) -> shell.Current:
    return shell.Current(study, "Anne", "en")


def press(page: AppTest, verb: str) -> AppTest:
    """Press this button of the first passage, which says SAID."""
    key = next(one.key for one in page.button if (one.key or "").startswith(f"sg_{verb}_"))
    assert key is not None
    return page.button(key=key).click().run()


def keys(page: AppTest) -> list[str]:
    return [one.key or "" for one in page.button]


def test_a_passage_stands_in_its_turn_under_its_question_with_the_words_marked(
    here: shell.Current,
) -> None:
    first = suggest.view(here, "krav.norsk").passages[0]
    assert (first.who, first.question, first.quote) == ("P04 · round 1 · turn 2", "Fortell.", SAID)
    assert (first.before, first.after) == ("Bilen står ute. ", " Maten er god.")
    assert "Norskprøven" in [first.quote[start:end] for start, end in first.marks]


def test_what_is_skipped_is_left_out_and_still_counted_right(here: shell.Current) -> None:
    every = suggest.view(here, "krav.norsk")
    rest = suggest.view(here, "krav.norsk", None, [every.passages[0].place])
    assert rest.passages == every.passages[1:]
    assert every.more == rest.more == 0


def test_one_interview_can_be_looked_in_alone(here: shell.Current, study: Study) -> None:
    only = suggest.view(here, "krav.norsk", "P02-1", [("P04-1", 0, 5)])
    assert {passage.place[0] for passage in only.passages} == {"P02-1"}
    assert only.more == 0
    page = open_page("suggest", study.path, code="krav.norsk", interview="P02-1")
    assert not page.exception
    assert [key for key in keys(page) if key.startswith("sg_accept_P02-1_")]
    assert not [key for key in keys(page) if key.startswith("sg_accept_P04-1_")]


def test_a_long_turn_is_cut_around_the_passage_with_a_mark() -> None:
    assert suggest._cut("a" * 300, at_start=True) == "… " + "a" * suggest.AROUND
    assert suggest._cut("a" * 300, at_start=False) == "a" * suggest.AROUND + " …"
    assert suggest._cut("kort", at_start=True) == "kort"


def test_accepting_codes_the_passage_and_undo_takes_it_back(study: Study) -> None:
    page = press(open_page("suggest", study.path, code="krav.norsk"), "accept")
    assert not page.exception
    assert [one.quote for one in study.codings_of("P04-1")] == [SAID]
    assert "P04-1 is coded “norsk”." in html_of(page)
    page.button(key="sg_undo").click().run()
    assert study.codings_of("P04-1") == []


def test_turning_down_is_remembered_and_undo_brings_it_back(study: Study) -> None:
    page = press(open_page("suggest", study.path, code="krav.norsk"), "reject")
    assert len(study.store.find("rejection")) == 1
    assert "Turned down for “norsk”" in html_of(page)
    page.button(key="sg_undo").click().run()
    assert study.store.find("rejection") == []


def test_skipping_stores_nothing_and_can_be_looked_at_again(study: Study) -> None:
    before = study.last_history
    page = open_page("suggest", study.path, code="krav.norsk")
    every = keys(page)
    press(page, "skip")
    assert study.last_history == before
    assert len(keys(page)) == len(every) - 3 + 1
    page.button(key="sg_again").click().run()
    assert keys(page) == every


def test_how_well_it_does_is_said_beside_what_any_order_comes_to(study: Study) -> None:
    page = open_page("suggest", study.path, code="krav.norsk")
    assert "Learnt from 3 codings in 3 interviews." in html_of(page)
    assert "a list in any order comes to 0.333." in html_of(page)


def test_a_measure_that_is_not_defined_says_why() -> None:
    row = {"codings": 3, "interviews": 3, "reason": "one person said all that is coded"}
    assert suggest.quality_text(row) == (
        "Learnt from 3 codings in 3 interviews."
        " How well this does cannot be measured: one person said all that is coded."
    )


def test_without_a_code_or_with_too_little_coded_the_page_says_so(study: Study) -> None:
    assert "Choose a code." in html_of(open_page("suggest", study.path))
    told = html_of(open_page("suggest", study.path, code="mat"))
    assert "There is too little to learn from: mat is coded in 0 interviews." in told
    assert "The study has no ukjent." in html_of(open_page("suggest", study.path, code="ukjent"))


def test_a_code_that_has_too_little_is_an_error_of_the_view(here: shell.Current) -> None:
    with pytest.raises(CallError, match="too little"):
        suggest.view(here, "mat")


def test_texts_that_are_not_read_are_named_with_the_way_to_read_them(study: Study) -> None:
    read(study, "P04-1", ("older", "0"))
    page = open_page("suggest", study.path, code="krav.norsk")
    assert "1 text was analysed by another version" in html_of(page)
    assert page.button(key="sg_analyse").label == "Analyse 1 text"
