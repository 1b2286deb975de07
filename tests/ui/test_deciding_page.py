"""Deciding on the agreement page: what is listed, how a place is shown, and what a button does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.agreement_study import A, B, build
from tests.ui.pages import html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import deciding, shell
from workbench.ui.deciding import Asked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "study.db")


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder=A), A, "en")


def test_places_come_as_the_study_lists_them(here: shell.Current) -> None:
    for order in deciding.ORDERS:
        told = here.study.decisions(order=order)
        lines = deciding.view(here, Asked(order=order)).lines
        assert [line.place for line in lines] == [
            deciding.place_of(record) for record in told.to_dict("records")
        ]


def test_progress_counts_settled_interviews_and_decided_places(here: shell.Current) -> None:
    found = deciding.view(here, Asked())
    assert (found.settled, found.of, found.decided) == (0, 6, 0)
    assert found.differences == len(here.study.decisions()) == 16
    for record in here.study.decisions(interviews=["P02-1"]).to_dict("records"):
        here.study.decide(
            record["interview"], record["start"], record["end"], record["code"], "both"
        )
    found = deciding.view(here, Asked())
    assert (found.settled, found.decided) == (1, 3)


def test_list_is_narrowed_to_branch_interview_and_what_is_open(here: shell.Current) -> None:
    def codes(**asked: object) -> set[str]:
        return {line.label for line in deciding.view(here, replace(Asked(), **asked)).lines}

    assert codes(code="praksis") == {"opplaering"}
    assert codes(interview="P01-1") == {"opplaering", "utfall", "a", "b"}
    for record in here.study.decisions(codes=["utfall"]).to_dict("records"):
        here.study.decide(record["interview"], record["start"], record["end"], "utfall", "neither")
    assert "utfall" not in codes()
    assert "utfall" in codes(all=True)
    assert deciding.view(here, Asked(code="utfall")).read is None


def test_both_codings_stand_over_the_text_with_who_speaks(here: shell.Current) -> None:
    read = deciding.view(here, Asked(code="praksis", interview="P01-1")).read
    assert read is not None
    said = [(label, part) for label, parts in read.turns for part in parts]
    assert ("P01", ("Det gikk bra. ", True, False)) in said
    assert ("P01", ("Jeg skar brød", True, True)) in said
    assert read.quotes == ("Det gikk bra. Jeg skar brød", "Jeg skar brød")
    shown = "".join(words for _label, (words, _a, _b) in said)
    transcript = here.study.transcript("P01-1")
    assert transcript is not None
    assert shown == transcript.text.replace("\n", "")


def test_long_text_is_cut_between_words_and_says_so(here: shell.Current) -> None:
    transcript = here.study.transcript("P01-1")
    assert transcript is not None
    start = transcript.text.index("Jeg skar")
    parts = dict(deciding.turns(transcript, (start, start + 8), [(start, start + 3)], []))["P01"]
    assert parts == (
        ("… ", False, False), ("Jeg", True, False), (" skar", False, False), (" …", False, False),
    )  # fmt: skip


def test_who_may_not_be_quoted_is_said(here: shell.Current) -> None:
    read = deciding.view(here, Asked(interview="P06-1")).read
    assert read is not None
    assert not read.quotable


def test_address_comes_back_and_what_it_asks_wrongly_is_left_out(here: shell.Current) -> None:
    asked = Asked("code", "praksis", "P01-1", True, "P01-1:1:2:praksis")
    assert deciding.read_address(deciding.address(asked), here) == asked
    wrong = {"order": "alpha", "code": "nei", "interview": "P99", "all": "x", "show": "decide"}
    assert deciding.read_address(wrong, here) == Asked()


def test_a_button_decides_with_its_reason_and_goes_to_the_next_place(path: Path) -> None:
    page = open_page("agreement", path, show="decide", code="praksis")
    first = Study.open(path).decisions(codes=["praksis"]).iloc[0]
    place = deciding.place_of(first.to_dict())
    page.text_input(key=f"de_reason_{place}").set_value("kortere").run()
    page.button(key=f"de_second_{place}").click().run()
    (row,) = (
        Study.open(path)
        .decisions(interviews=[first["interview"]], codes=["praksis"])
        .to_dict("records")
    )
    assert (row["decision"], row["reason"]) == ("second", "kortere")
    assert "1 of 16 differences decided" in html_of(page)
    assert page.query_params["place"] != place
    page.button(key="de_undo").click().run()
    assert not Study.open(path).decisions()["decision"].any()
    assert page.query_params["place"] == place


def test_another_extent_is_found_by_its_words(path: Path) -> None:
    page = open_page("agreement", path, show="decide", code="praksis", interview="P01-1")
    place = deciding.place_of(
        Study.open(path).decisions(codes=["praksis"], interviews=["P01-1"]).iloc[0].to_dict()
    )
    page.text_area(key=f"de_words_{place}").set_value("nei").run()
    page.button(key=f"de_extent_{place}").click().run()
    assert "does not stand in the text" in html_of(page)
    page.text_area(key=f"de_words_{place}").set_value("bra. Jeg skar").run()
    page.button(key=f"de_extent_{place}").click().run()
    assert "Within these limits, everything is decided." in html_of(page)
    (row,) = Study.open(path).decisions(codes=["praksis"], interviews=["P01-1"]).to_dict("records")
    assert row["decision"] == "other"


def test_what_was_decided_before_a_coding_was_changed_is_told(here: shell.Current) -> None:
    record = here.study.decisions(codes=["praksis"], interviews=["P01-1"]).iloc[0]
    here.study.decide("P01-1", record["start"], record["end"], record["code"], "first",
                      reason="slik")  # fmt: skip
    mine = next(one for one in here.study.codings_of("P01-1")
                if one.coder == B and one.code == record["code"])  # fmt: skip
    here.study.recode(mine.id, end=mine.end + 5, coder=B)
    read = deciding.view(here, Asked(code="praksis", interview="P01-1")).read
    assert read is not None
    assert read.earlier == "first: slik"


@pytest.mark.parametrize("name", ["crosstab", "excerpts", "search"])
def test_every_page_that_reads_the_agreed_layer_says_how_much_is_settled(
    path: Path, name: str
) -> None:
    study = Study.open(path, coder=A)
    for record in study.decisions(interviews=["P02-1"]).to_dict("records"):
        study.decide("P02-1", record["start"], record["end"], record["code"], "both")
    page = open_page(name, path, layer="agreed", q="brød")
    assert not page.exception
    assert "1 of 6 interviews with two coders are settled" in html_of(page)
    assert "are settled" not in html_of(open_page(name, path, q="brød"))
