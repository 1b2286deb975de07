"""The menu of filters: the same on every page that has one, and its counts are what they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builder import Builder
from tests.ui.pages import build, html_of, open_page
from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import address, facets, shell

PAGES = {"compare": "cmp", "time_": "time", "phases": "phases"}


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = build(tmp_path / "study.db")
    made = Builder(study.path)
    made.code("hvorfor", "hvorfor.individ")
    made.passage("A02", "Det er gratis", "praksis", stance="denies", valence="present")
    made.passage("P01-1", "Jeg kan vente", "praksis", stance="affirms")
    return study


@pytest.mark.parametrize(("page", "prefix"), PAGES.items())
def test_every_filter_stands_in_the_menu_and_counts_the_excerpts_that_it_would_show(
    study: Study, monkeypatch: pytest.MonkeyPatch, page: str, prefix: str
) -> None:
    offered: list[tuple[str, facets.Facet]] = []
    draw = facets.choice

    def choice(panel: facets.Panel, name: str, one: facets.Facet, color: str = "") -> None:
        offered.append((name, one))
        draw(panel, name, one, color)

    monkeypatch.setattr(facets, "choice", choice)
    opened = open_page(page, study.path, code="praksis")
    assert offered == []  # counted only for one who looks
    opened.session_state[f"{prefix}_menu"] = True
    opened.run()
    assert not opened.exception
    known = facets.material(shell.Current(study, "Anne", "en"))
    names = {name for name, _one in offered}
    assert {
        "actor_type", "round", "course", "attribute:gender", "valence", "stance", "done_only",
    } <= names  # fmt: skip
    for name, one in offered:
        attribute = name.removeprefix("attribute:")
        asked = {"code": ["praksis"], name: [one.value]}
        if name.startswith("attribute:"):
            asked = {"code": ["praksis"], "attribute": [f"{attribute}={one.value}"]}
        filters = address.filters_of(asked, known.facts)
        assert len(study.excerpts(filters=filters)) == one.count, (name, one)


@pytest.mark.parametrize(("page", "prefix"), PAGES.items())
def test_what_is_chosen_limits_the_page_is_counted_and_named(
    study: Study, page: str, prefix: str
) -> None:
    opened = open_page(page, study.path, code="praksis", actor_type="deltaker", stance="affirms")
    assert not opened.exception
    said = html_of(opened)
    assert "Actor type: Participant" in said
    assert "Stance: affirms" in said
    opened.session_state[f"{prefix}_menu"] = True
    opened.run()
    opened.checkbox(key=f"{prefix}_f_stance_affirms").uncheck().run()
    assert "stance" not in opened.query_params
    assert opened.query_params["actor_type"] == "deltaker"


def test_filters_that_leave_nobody_to_follow_can_be_taken_away_again(study: Study) -> None:
    opened = open_page("time_", study.path, actor_type="arbeidsgiver")
    assert "Nobody is left with these filters." in html_of(opened)
    opened.session_state["time_menu"] = True
    opened.run()
    opened.checkbox(key="time_f_actor_type_arbeidsgiver").uncheck().run()
    assert "Lost on the way" in html_of(opened)


def test_a_layer_without_codings_leaves_the_menu_with_nothing_counted(study: Study) -> None:
    here = shell.Current(study, "Anne", "en")
    panel = facets.of_excerpts(
        here, facets.material(here), Filters(layer="agreed"), prefix="x",
        now=Filters, change=lambda _filters: None,
    )  # fmt: skip
    assert (len(panel.base), panel.count(Filters(layer="agreed")), panel.marks("stance")) == (
        0, 0, {},
    )  # fmt: skip
