"""The search page: what is found, in the words around it, and how to say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell
from workbench.ui.pages import search


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "study.db"
    build(path).store.close()
    return path


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder="Anne"), "Anne", "en")


def test_hits_stand_in_their_words_with_who_said_them(here: shell.Current) -> None:
    found = search.view(here, search.Asked("det"))
    assert found.n == len(found.hits) > 1
    assert found.title.startswith(f"{found.n} hits in ")
    for hit in found.hits:
        text = here.study.transcript(hit.where["interview"]).text  # type: ignore[union-attr]
        assert text[int(hit.where["start"]) : int(hit.where["end"])] == hit.match
        assert f"{hit.left}{hit.match}{hit.right}" in text


def test_the_sum_is_n_of_n_by_actor_type(here: shell.Current) -> None:
    found = search.view(here, search.Asked("det"))
    of_persons = (here.study.search("det")["person"] != "").sum()
    assert sum(int(hits) for _name, hits, _n, _persons in found.counts) == of_persons > 0
    assert found.uncounted == found.n - of_persons
    assert all(" of " in n and " of " in persons for _name, _hits, n, persons in found.counts)


def test_hits_are_sorted_by_what_stands_around(here: shell.Current) -> None:
    asked = search.Asked("det")
    right = [one.right for one in search.view(here, replace(asked, sort="right")).hits]
    assert right == sorted(right, key=lambda text: text.lstrip().casefold())
    left = [one.left.casefold().split()[::-1] for one in
            search.view(here, replace(asked, sort="left")).hits]  # fmt: skip
    assert left == sorted(left)


def test_an_address_is_read_and_nonsense_left_out(here: shell.Current) -> None:
    query = {"q": "det", "lemma": "1", "sort": "?", "actor_type": "deltaker,x", "round": "2,9"}
    asked = search.read_address(query, here)
    assert (asked.query, asked.lemma, asked.sort) == ("det", True, "place")
    assert asked.filters.actor_type == ("deltaker",)
    assert asked.filters.round == (2,)


def test_the_page_links_every_hit_to_its_place(path: Path) -> None:
    shown = html_of(open_page("search", path, q="det"))
    assert "<table class='se-hits'>" in shown
    assert "href='coding?interview=" in shown


def test_without_a_query_the_page_tells_how_to_ask(path: Path) -> None:
    assert "NEAR(kurs jobb, 5)" in html_of(open_page("search", path))


def test_a_wrong_query_is_explained_on_the_page(path: Path) -> None:
    page = open_page("search", path, q="(det")
    assert not page.exception
    assert "This bracket is never closed." in html_of(page)
