"""The time page and the phase page: what they say, what an address brings back, what opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.builder import Builder
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
    """That of the other pages, with two ways of explaining on P01's words and one on A02's."""
    study = build(tmp_path / "study.db")
    made = Builder(study.path)
    made.code("hvorfor", "hvorfor.individ", "hvorfor.system")
    for code in ("praksis", "praksis.gratis"):
        study.scheme_edit(code, {"phase": "praksis"})
    study.scheme_edit("praksis.gratis", {"level": "system"})
    made.passage("P01-1", "jobbe med mat", "hvorfor.individ")
    made.passage("A02", "gratis hjelp", "hvorfor.system")
    made.passage("A02", "Det er gratis", "praksis", stance="denies", valence="present")
    made.asked("utfall", "deltaker", 2, False)
    return study


@pytest.fixture
def opened(study: Study) -> Callable[..., AppTest]:
    def open_(name: str, **query: Any) -> AppTest:
        page = open_page(name, study.path, **query)
        assert not page.exception
        return page

    return open_


def quotes(page: AppTest) -> list[str]:
    return re.findall(r"<p class='quote'>(.*?)</p>", html_of(page))


def test_the_page_says_who_is_followed_and_who_was_lost_and_why(
    opened: Callable[..., AppTest],
) -> None:
    said = html_of(opened("time_"))
    assert "1 of 4 persons have usable text in every one of rounds 1, 2" in said
    assert "3 of 4 persons are not in every round." in said
    for reason in ("round 2: not reached", "round 2: declined", "round 1: held, no usable text"):
        assert reason in said
    assert "<dt>Left the course</dt><dd>fikk jobb</dd>" in said
    assert "<dt>Left the study</dt><dd>hadde ikke tid</dd>" in said


@pytest.mark.parametrize("show", ["paths", "changes", "read"])
def test_those_who_were_lost_stand_beside_every_comparison(
    opened: Callable[..., AppTest], show: str
) -> None:
    assert "Lost on the way" in html_of(opened("time_", show=show))


def test_what_a_path_says_is_said_in_words_too(opened: Callable[..., AppTest]) -> None:
    said = html_of(opened("time_", code="utfall"))
    cells = {
        person: re.findall(r"<td>(.*?)</td>", row)[1:]
        for person, row in re.findall(r"<tr><th scope='row'>(P\d+)</th>(.*?)</tr>", said)
    }
    assert cells == {
        "P01": ["not said", "not asked"],
        "P02": ["1 excerpt", "no text"],
        "P03": ["not said", "no text"],
        "P04": ["no text", "no text"],
    }


def test_a_switch_keeps_to_those_present_in_all_rounds(opened: Callable[..., AppTest]) -> None:
    page = opened("time_", code="utfall", complete="1")
    assert page.toggle(key="time_complete").label == (
        "Only those present in all rounds (1 of 4 persons)"
    )
    said = html_of(page)
    assert "<th scope='row'>P01</th>" in said
    assert "<th scope='row'>P02</th>" not in said
    assert "3 of 4 persons are not in every round." in said


def test_one_person_is_read_round_by_round_also_where_nothing_is(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("time_", show="read", of="P01", about="praksis")
    assert quotes(page) == ["vil jobbe med mat", "Ingen spør", "Bra, jeg står i oppvasken"]
    lost = html_of(opened("time_", show="read", of="P02", about="utfall"))
    assert "No text: not reached." in lost
    assert "Left the course: fikk jobb" in lost
    silent = html_of(opened("time_", show="read", of="P01", about="utfall"))
    assert "it is not noted whether it was asked" in silent
    assert "Not asked about this in this round" in silent


def test_the_next_person_and_the_next_code_are_a_step_away(opened: Callable[..., AppTest]) -> None:
    page = opened("time_", show="read", of="P01", about="praksis")
    page.button(key="time_step_j").click().run()
    assert page.selectbox(key="time_of").value == "P02"
    page.button(key="time_step_n").click().run()
    assert (page.selectbox(key="time_of").value, page.selectbox(key="time_about").value) == (
        "P02", "utfall",
    )  # fmt: skip
    page.button(key="time_step_k").click().run()
    assert page.selectbox(key="time_of").value == "P01"
    assert page.button(key="time_step_k").disabled


def test_a_number_of_the_change_table_opens_onto_persons_and_their_excerpts(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("time_", show="changes", code="praksis", cell="praksis=said", at="said")
    said = html_of(page)
    assert "<h3>Round 1: said. Round 2: said</h3>" in said
    assert "<span class='wb-counts'>1 person</span>" in said
    assert quotes(page) == ["vil jobbe med mat", "Ingen spør", "Bra, jeg står i oppvasken"]


def test_one_code_can_be_set_against_another_of_a_later_round(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("time_", show="changes", across="1", cell="hvorfor", at="praksis")
    said = html_of(page)
    assert "<h3>Round 1: hvorfor. Round 2: praksis</h3>" in said
    assert quotes(page) == ["jobbe med mat", "Bra, jeg står i oppvasken"]
    nobody = opened("time_", show="changes", across="1", cell="utfall", at="praksis")
    assert "<span class='wb-counts'>0 persons</span>" in html_of(nobody)


def test_questions_to_read_by_are_folded_and_answered_by_nobody(
    opened: Callable[..., AppTest],
) -> None:
    guide = next(one for one in opened("time_").expander if one.label == "Questions to read by")
    assert not guide.proto.expanded
    said = html_of(opened("time_"))
    assert said.count("<li>") == 16


def test_an_address_that_asks_for_nonsense_shows_the_plain_page(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("time_", show="films", of="P99", about="x", before="9", cell="a", at="b")
    assert "<h1>Over time</h1>" in html_of(page)
    lost = opened("time_", show="changes", across="1", cell="gone", at="praksis")
    assert "Choose a number" in html_of(lost)
    opened("phases", branch="x", by="coder", count="codings", cell="x", at=["a", "b"])


def test_without_rounds_or_codes_the_page_says_what_is_missing(tmp_path: Path) -> None:
    made = Builder(tmp_path / "study.db")
    made.interview("A01", ["A01"], "A01: ja")
    page = open_page("time_", tmp_path / "study.db")
    assert not page.exception
    assert "nothing to follow" in html_of(page)
    assert "no branch whose codes" in html_of(open_page("phases", tmp_path / "study.db"))


BARRIER = {"branch": "hvorfor", "code": "praksis"}


def test_a_number_of_the_phase_table_opens_onto_its_excerpts(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("phases", **BARRIER, cell="praksis", at=["deltaker", "hvorfor.individ"])
    assert quotes(page) == ["vil jobbe med mat"]
    assert "Deltaker, individ: 1 of 3 persons" in html_of(page).replace("Participant", "Deltaker")
    every = opened("phases", **BARRIER, cell="praksis", at=["deltaker", "*"])
    assert len(quotes(every)) == 4


def test_excerpts_behind_every_number_are_as_many_as_the_analysis_counts(
    study: Study, opened: Callable[..., AppTest]
) -> None:
    frame = study.explanations(branch="hvorfor")
    assert frame["excerpts"].sum() > 8
    for row in frame[frame["code"] == "praksis"].to_dict("records"):
        at = [row["actor_type"], row["explained"]]
        page = opened("phases", branch="hvorfor", cell="praksis", at=at)
        assert len(quotes(page)) == row["excerpts"]


def test_a_barrier_says_who_names_it_who_never_does_who_denies_and_for_whom_it_was_there(
    opened: Callable[..., AppTest],
) -> None:
    said = html_of(opened("phases", **BARRIER, cell="praksis", at=["arbeidsgiver", "*"]))
    lists = {
        label: re.findall(r"[PA]\d\d(?=<|,|$)", re.sub(r"<a [^>]*>", "", inside))
        for label, inside in re.findall(r"<dt>(.*?)</dt>(.*?)</dl>", said)
    }
    assert lists["Name it (4)"] == ["P01", "P03", "A01", "A02"]
    assert lists["Never name it (1)"] == ["P02"]
    assert lists["Deny it (1)"] == ["A02"]
    assert lists["For whom it was there (1)"] == ["A02"]
    assert "excerpts?code=praksis&amp;person=A02&amp;stance=denies" in said


def test_what_is_told_in_two_ways_is_marked_and_can_be_had_alone(
    opened: Callable[..., AppTest],
) -> None:
    both = opened("phases", branch="hvorfor", cell="praksis", at=["deltaker", "*"], both="1")
    assert "› all of it ↔</h2>" in html_of(both) or "praksis ↔</h2>" in html_of(both)
    gone = opened("phases", branch="hvorfor", both="1", code="utfall")
    assert "No code is left with these filters." in html_of(gone)


def test_small_cells_are_hidden_on_the_phase_page_and_nobody_is_named(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("phases", **BARRIER, cell="praksis", at=["deltaker", "hvorfor.individ"])
    assert "1 of 3 persons" in html_of(page)
    page.toggle(key="phases_hide_small").set_value(True).run()
    said = html_of(page)
    assert page.query_params["hide_small"] == "1"
    assert "This cell is hidden." in said
    assert "nothing to be subtracted back" in said
    assert quotes(page) == []


def test_small_cells_of_the_change_table_are_hidden_and_nobody_is_named(
    opened: Callable[..., AppTest],
) -> None:
    page = opened("time_", show="changes", code="praksis", cell="praksis=said", at="said")
    page.toggle(key="time_hide_small").set_value(True).run()
    assert page.query_params["hide_small"] == "1"
    again = opened("time_", show="changes", code="praksis", cell="praksis=said", at="said",
                   hide_small="1")  # fmt: skip
    assert "Nobody is named while small cells are hidden." in html_of(again)
    assert "nothing to be subtracted back" in html_of(again)
    assert quotes(again) == []
    assert "hide_small" not in {one.key for one in opened("time_").toggle}
