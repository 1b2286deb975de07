"""The page of patterns: what it asks the study, and that each number leads to its words."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.pages import html_of, open_page
from tests.ui.patterns_study import build
from workbench.errors import CallError
from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell
from workbench.ui.facets import material
from workbench.ui.pages import patterns
from workbench.ui.pages.patterns import Asked, query_of, read_address


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "study.db")


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder="Anne"), "Anne", "en")


def test_an_address_brings_back_what_is_asked_for(here: shell.Current) -> None:
    known = material(here)
    query = {
        "show": ["words"], "within": ["2"], "value": ["jaccard"], "a": ["praksis"],
        "b": ["motivasjon"], "q": ["praksis og ny"], "group": ["arbeidsgiver"], "persons": ["1"],
        "lemma": ["kurs"], "actor_type": ["deltaker"],
    }  # fmt: skip
    asked, refused = read_address(query, known)
    assert (query_of(asked), refused) == (query, [])
    wrong = {"show": ["alt"], "within": ["-1"], "a": ["praksis"], "b": ["borte"], "group": ["x"]}
    asked, _refused = read_address(wrong, known)
    assert (asked.show, asked.within, asked.cell) == ("matrix", "overlap", None)


def test_the_codes_are_branches_those_under_one_or_those_chosen(here: shell.Current) -> None:
    codes = here.study.scheme()
    assert patterns.codes_of(codes, ()) == ["praksis", "motivasjon", "tom", "ny"]
    assert patterns.codes_of(codes, ("praksis",)) == ["praksis.krav"]
    chosen = ("ny", "praksis.krav", "praksis")
    assert patterns.codes_of(codes, chosen) == ["praksis", "ny"]


def test_the_cells_have_the_numbers_of_the_study(here: shell.Current) -> None:
    shown = patterns.matrix_of(here, Asked())
    met = shown.cell("motivasjon", "praksis")
    assert met is not None
    assert (met.n, met.near, met.either, met.text("interviews")) == (3, 3, 6, "3 of 6")
    assert met.shade == 30
    assert shown.cell("praksis", "tom") is None
    few = shown.cell("ny", "motivasjon")
    assert few is not None
    assert few.shade == 0


def test_a_cell_opens_onto_as_many_pairs_as_it_says(here: shell.Current) -> None:
    asked = Asked(within="2")
    met = patterns.matrix_of(here, asked).cell("motivasjon", "praksis")
    pairs, n = patterns.pairs_of(here, asked, ("motivasjon", "praksis"), 99)
    assert met is not None
    assert n == met.n == len(pairs)
    assert [pair.quotable for pair in pairs if "P03" in pair.who] == [False]


def test_both_passages_are_seen_in_the_text_and_what_is_long_between_is_left_out() -> None:
    text = "a" * 10 + "x" * 2000 + "b" * 10
    one, other = (2010, 2020), (0, 10)
    seen = patterns._seen(text, one, other, [one], [other])
    assert [(words, a, b) for words, a, b in seen] == [
        ("a" * 10, False, True), (" […] ", False, False), ("b" * 10, True, False),
    ]  # fmt: skip
    near = patterns._seen("ja nei", (0, 2), (3, 6), [(0, 2)], [(3, 6)])
    assert [words for words, _a, _b in near] == ["ja", " ", "nei"]
    # What somebody else says in between is read, and under no code.
    between = patterns._seen("ja hva nei", (0, 10), (7, 10), [(0, 2), (7, 10)], [(7, 10)])
    assert between == (("ja", True, False), (" hva ", False, False), ("nei", True, True))


def test_the_matrix_is_drawn_with_links_to_its_cells(path: Path) -> None:
    page = html_of(open_page("patterns", path, a="praksis", b="motivasjon"))
    assert "praksis and motivasjon: 3 pairs, in 3 of 6 interviews" in page
    assert "3 pairs of passages" in page
    assert "may not be quoted" in page
    assert page.count("aria-current='true'") == 2


def test_a_query_is_counted_and_listed(path: Path) -> None:
    page = html_of(open_page("patterns", path, show="queries", q="praksis and not motivasjon"))
    assert "7 passages" in page
    assert "Ingen spurte." in page


def test_a_query_that_is_none_is_explained(path: Path) -> None:
    page = html_of(open_page("patterns", path, show="queries", q="praksis and"))
    assert "the query, character 12" in page


def test_new_codes_are_drawn_and_groups_that_tell_nothing_named(path: Path) -> None:
    page = html_of(open_page("patterns", path, show="new"))
    assert "1 codes were made during the analysis" in page
    assert "P03-1</a></td><td>2026-03-03" in page
    assert "1 interview: a row of fewer than six" in page


def test_words_without_a_reading_are_said_to_be_few(path: Path) -> None:
    page = html_of(open_page("patterns", path, show="words"))
    assert "too few to be told apart" in page


def test_files_say_where_their_numbers_come_from(here: shell.Current) -> None:
    study = here.study
    told = study.exported("cooccurrence", "csv", within="turn",
                          filters=Filters(code=("praksis", "motivasjon"))).decode()  # fmt: skip
    row = next(csv.DictReader(io.StringIO(told)))
    assert (row["n"], row["layer"], row["study"]) == ("4", "primary", "Prøvestudie")
    assert row["count"] == "6 usable interviews, 3 of them coded to the end"
    svg = study.exported("cooccurrence", "svg").decode()
    assert "Prøvestudie" in svg
    assert "Codes that meet" in svg
    curve = study.exported("new_codes", "svg", filters=Filters(round=(1,))).decode()
    assert "Deltaker, round 1" in curve or "Participant, round 1" in curve
    with pytest.raises(CallError, match="No group has a curve"):
        study.exported("new_codes", "png", filters=Filters(actor_type=("arbeidsgiver",)))


def test_a_file_of_a_query_leaves_out_who_may_not_be_quoted(here: shell.Current) -> None:
    told = here.study.exported("excerpts", "csv", query="praksis and motivasjon").decode()
    rows = list(csv.DictReader(io.StringIO(told)))
    assert [row["person"] for row in rows] == ["P01", "P02"]
    assert rows[0]["left_out"] == "P03 (may not be quoted)"


def test_small_cells_of_the_matrix_are_hidden_and_open_onto_nothing(path: Path) -> None:
    page = open_page("patterns", path, hide_small="1", a="praksis", b="ny")
    assert page.toggle(key="pa_hide_small").value is True
    told = html_of(page)
    assert ">hidden</td>" in told
    assert "This cell is hidden" in told
    assert "one or two persons have" in told
    page.toggle(key="pa_hide_small").set_value(False).run()
    assert "hide_small" not in page.query_params
    assert ">hidden</td>" not in html_of(page)
    assert "class='ag-card'" in html_of(page)


def test_who_says_what_a_query_finds_is_hidden_and_its_passages_with_it(path: Path) -> None:
    page = open_page("patterns", path, show="queries", q="praksis and motivasjon")
    assert "class='ag-card'" in html_of(page)
    page.toggle(key="pa_hide_small").set_value(True).run()
    assert page.query_params["hide_small"] in ("1", ["1"])
    told = html_of(page)
    assert "The passages are not shown while small cells are hidden." in told
    assert "class='ag-card'" not in told


def test_a_hidden_pair_has_no_number_in_a_picture(here: shell.Current) -> None:
    svg = here.study.exported("cooccurrence", "svg", hide_small=True).decode()
    assert "hidden" in svg
