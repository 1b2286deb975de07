"""The agreement page: its numbers are those of the study, and every one opens onto its places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.agreement_study import A, B, build
from tests.ui.pages import build as build_other
from tests.ui.pages import html_of, open_page
from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell
from workbench.ui.pages import agreement
from workbench.ui.pages.agreement import Asked


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "study.db")


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder=A), A, "en")


ASKED = Asked(coders=(A, B))


def test_rows_have_the_numbers_of_the_study_pooled_first(here: shell.Current) -> None:
    found = agreement.view(here, replace(ASKED, unit="turn"))
    told = here.study.agreement((A, B), unit="turn").set_index("code")
    assert found.rows[0].key == ""
    for row in found.rows:
        assert row.record["alpha"] == pytest.approx(told.loc[row.key, "alpha"], nan_ok=True)
        assert row.record["both"] == told.loc[row.key, "both"]


def test_rows_are_those_that_are_asked_for(here: shell.Current) -> None:
    def keys(**asked: object) -> list[str]:
        return [row.key for row in agreement.view(here, replace(ASKED, **asked)).rows[1:]]

    assert keys() == [
        "praksis", "praksis.opplaering", "utfall", "type", "type.a", "type.b",
    ]  # fmt: skip
    assert keys(rows="branches") == ["praksis", "utfall", "type", "ubrukt"]
    assert keys(rows="all")[-1] == "ubrukt"


def test_the_lowest_alpha_comes_first_and_what_has_none_last(here: shell.Current) -> None:
    found = agreement.view(here, replace(ASKED, rows="all", order="alpha"))
    alphas = [row.record["alpha"] for row in found.rows[1:]]
    defined = [alpha for alpha in alphas if alpha == alpha]
    assert defined == sorted(defined)
    assert alphas[: len(defined)] == defined
    assert found.paths["praksis.opplaering"] == "praksis"


def test_the_chosen_row_stands_in_every_unit(here: shell.Current) -> None:
    found = agreement.view(here, replace(ASKED, unit="sentence", rule="half", code="praksis"))
    for (unit, rule), one in zip(agreement.OTHER_UNITS, found.units, strict=True):
        told = here.study.agreement((A, B), unit=unit, rule=rule).set_index("code")
        assert one.row is not None
        assert one.row.record["both"] == told.loc["praksis", "both"]
        assert one.chosen == ((unit, rule) == ("sentence", "half"))


def test_places_of_the_chosen_row_add_up_to_what_only_one_marked(here: shell.Current) -> None:
    for code in ("praksis", "utfall", ""):
        found = agreement.view(here, replace(ASKED, code=code), places=99)
        record = found.chosen.record
        assert found.chosen.key == code
        assert len(found.places) == found.n_places
        assert sum(one.differing for one in found.places) == record["only_a"] + record["only_b"]


def test_a_place_shows_who_marked_which_words(here: shell.Current) -> None:
    (place, *_others) = agreement.view(here, replace(ASKED, code="praksis")).places
    assert place.pieces == (("Det gikk bra. ", True, False), ("Jeg skar brød", True, True))
    text = here.study.transcript(place.where["interview"]).text  # type: ignore[union-attr]
    words = text[int(place.where["start"]) : int(place.where["end"])]
    assert words == "Det gikk bra. Jeg skar brød"


def test_a_place_says_whose_words_may_not_be_quoted(here: shell.Current) -> None:
    places = agreement.view(here, replace(ASKED, code="utfall"), places=99).places
    assert {one.where["interview"] for one in places if not one.quotable} == {"P06-1"}


def test_an_address_brings_back_what_it_was_made_from(here: shell.Current) -> None:
    asked = Asked(
        coders=(B, A), unit="turn", rule="half", text="all", exclusive="type", rows="all",
        order="alpha", code="utfall", filters=Filters(actor_type=("deltaker",), round=(1, 2)),
    )  # fmt: skip
    assert agreement.read_address(agreement.address(asked), here) == asked


def test_an_address_is_read_and_nonsense_left_out(here: shell.Current) -> None:
    query = {"coders": "Anne,Eva", "unit": "word", "rule": "?", "code": "x", "exclusive": "utfall"}
    assert agreement.read_address(query, here) == ASKED


def test_the_page_names_unit_rule_and_what_is_left_out(path: Path) -> None:
    shown = html_of(open_page("agreement", path, unit="turn", rule="half"))
    assert "<h1>Agreement by turn, more than half of it marked</h1>" in shown
    assert (
        "Anne – Bo · turns of identified persons · 5 interviews coded by both · 10 turns" in shown
    )
    assert "Left out (coded by Anne alone): P05-1." in shown
    assert "Sentences from" not in shown


def test_the_page_names_the_pipeline_of_the_sentences(path: Path) -> None:
    shown = html_of(open_page("agreement", path, unit="sentence"))
    assert "Sentences from p 1." in shown


def test_a_measure_that_is_not_defined_is_a_dash_with_its_reason(path: Path) -> None:
    shown = html_of(open_page("agreement", path, rows="all"))
    line = next(one for one in shown.split("<tr") if ">ubrukt</a>" in one)
    assert "<small>not used by either</small>" in line
    assert "<td class='n main'>–</td>" in line


def test_codes_that_exclude_one_another_have_cu_and_ku(path: Path) -> None:
    shown = html_of(open_page("agreement", path, exclusive="type"))
    assert ">cu, ku</th>" in shown
    assert "Whether they have chosen the same code of the branch" in shown


def test_a_fault_is_told_on_the_page(path: Path) -> None:
    study = Study.open(path, coder=A)
    with study.store.action("", "forget"):
        study.store.db.conn.execute("DELETE FROM analysis")
    study.store.close()
    page = open_page("agreement", path, unit="sentence")
    assert not page.exception
    assert "No sentences are stored for: P01-1" in html_of(page)
    other = html_of(open_page("agreement", path))
    assert "No sentences are stored for: P01-1" in other  # in its row of the other units


def test_where_limits_leave_nothing_that_both_have_coded_the_page_says_so(path: Path) -> None:
    shown = html_of(open_page("agreement", path, round="3"))
    assert "Within these limits, no interview is coded to the end by both." in shown


def test_where_fewer_than_two_have_coded_the_page_says_what_to_do(tmp_path: Path) -> None:
    study = build_other(tmp_path / "study.db")
    study.store.close()
    shown = html_of(open_page("agreement", tmp_path / "study.db"))
    assert "Agreement needs an interview that two have coded to the end." in shown
