"""The search page: what is found, in the words around it, under who said it, and coded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.language.pipeline import Pipeline
from workbench.model import Filters
from workbench.spans import all_word_spans
from workbench.store import word_index
from workbench.study import Study
from workbench.texts import collated, in_language
from workbench.transcripts import analysing
from workbench.ui import facets, hits, shell
from workbench.ui.pages import search


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, study: Study) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", str(study.path))
    with in_language("en"):
        yield


@pytest.fixture
def here(study: Study) -> shell.Current:
    return shell.Current(study, "Anne", "en")


def shown(found: search.View) -> list[hits.Hit]:
    return [hit for group in found.groups for hit in group.hits]


# What is found


def test_hits_stand_in_their_words_with_who_said_them(here: shell.Current) -> None:
    found = search.view(here, search.Asked("det"))
    assert found.n == len(shown(found)) > 1
    assert found.title.startswith(f"{found.n} hits in ")
    for hit in shown(found):
        text = here.study.transcript(hit.where["interview"]).text  # type: ignore[union-attr]
        assert text[int(hit.where["start"]) : int(hit.where["end"])] == hit.match
        assert f"{hit.left}{hit.match}{hit.right}" in text


def test_hits_stand_under_who_said_them_in_the_order_of_the_study(here: shell.Current) -> None:
    found = search.view(here, search.Asked("*e*"))
    labels = [group.label for group in found.groups]
    assert labels == ["Participant", "Employer", "Words of nobody"]
    for group in found.groups:
        assert group.n == len(group.hits)
        for hit in group.hits:
            letter = {"Participant": "P", "Employer": "A"}.get(group.label, hit.where["interview"])
            assert hit.who.startswith(letter)


def test_a_group_is_n_of_n_interviews_and_those_without_hits_are_named(
    here: shell.Current,
) -> None:
    found = search.view(here, search.Asked("oppvasken"))
    (group,) = found.groups
    assert group.told == "1 hit · 1 of 4 interviews · 1 of 3 informants"
    assert found.none == ("Employer (0 of 2 interviews)",)
    assert found.uncounted == 0


def test_a_hit_in_an_interview_that_does_not_count_is_told(
    here: shell.Current, study: Study
) -> None:
    study.edit_interview("P02-1", {"status": "planned"})
    found = search.view(here, search.Asked("ventet"))
    assert (found.n, found.uncounted) == (1, 1)
    assert "1 hit lies in an interview that does not count." in html_of(
        open_page("search", study.path, q="ventet")
    )


@pytest.mark.parametrize("sort", ["left", "right"])
def test_hits_are_sorted_by_what_stands_around_within_their_group(
    here: shell.Current, sort: Any
) -> None:
    found = search.view(here, search.Asked("*e*", sort=sort))
    for group in found.groups:
        keys = []
        for hit in group.hits:
            said = getattr(hit, sort)
            words = [collated(said[start:end]) for start, end in all_word_spans(said)]
            keys.append(words[::-1] if sort == "left" else words)
        assert keys == sorted(keys)


def test_pages_part_the_hits_and_say_the_whole(here: shell.Current) -> None:
    asked = search.Asked("*e*")
    whole = search.view(here, asked)
    pages = [search.view(here, replace(asked, page=page), shown=5) for page in range(1, 99)]
    number = pages[0].pages
    assert number == -(-whole.n // 5) > 2
    assert [hit for page in pages[:number] for hit in shown(page)] == shown(whole)
    assert {page.page for page in pages[number:]} == {number}
    assert {page.n for page in pages} == {whole.n}
    sizes = {group.key: group.n for group in whole.groups}
    assert all(sizes[group.key] == group.n for page in pages for group in page.groups)


# The address and the filters


def test_an_address_is_read_and_nonsense_left_out(here: shell.Current) -> None:
    query = {"q": ["det"], "lemma": ["1"], "sort": ["?"], "page": ["-2"], "round": ["2,9"],
             "actor_type": ["deltaker,x"]}  # fmt: skip
    asked, refused = search.read_address(query, facets.material(here))
    wanted = search.Asked("det", True, filters=Filters(actor_type=("deltaker",), round=(2,)))
    assert asked == wanted
    assert refused == ["actor_type=x", "round=9"]


def test_every_filter_stands_in_the_address_and_comes_back(here: shell.Current) -> None:
    filters = Filters(
        code=("praksis",), actor_type=("deltaker",), round=(1, 0), person=("P01",),
        interview=("P01-1",), course=("kafé og kantine",), attributes=(("gender", "mann"),),
        layer="coder:Anne", valence=("missing",), stance=("affirms", ""), done_only=True,
        contains="jobb",
    )  # fmt: skip
    asked = search.Asked("det", True, "left", 3, filters)
    assert search.read_address(search.query_of(asked), facets.material(here)) == (asked, [])


def test_a_search_has_one_name_in_every_order_and_on_every_page() -> None:
    asked = search.Asked("det", filters=Filters(round=(1,)))
    assert replace(asked, sort="left", page=4).id == asked.id
    assert replace(asked, lemma=True).id != asked.id
    assert replace(asked, filters=Filters()).id != asked.id


@pytest.mark.parametrize(
    "query", [{}, {"actor_type": "deltaker"}, {"code": "praksis", "round": "0"}]
)
def test_every_value_counts_what_choosing_it_shows(
    study: Study, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    study.edit_person("P02", {"actor_type": None})
    offered: list[tuple[str, facets.Facet]] = []
    draw = facets.choice

    def choice(panel: facets.Panel, name: str, one: facets.Facet, color: str = "") -> None:
        offered.append((name, one))
        draw(panel, name, one, color)

    monkeypatch.setattr(facets, "choice", choice)
    page = open_page("search", study.path, q="*e*", **query)
    assert not page.exception
    counted = [(name, one) for name, one in offered if one.count is not None]
    assert {"actor_type", "round", "course", "done_only"} <= {name for name, _one in counted}
    known = facets.material(shell.Current(study, "Anne", "en"))
    asked, _refused = search.read_address({k: [v] for k, v in query.items()}, known)
    for name, one in counted:
        found = study.search("*e*", filters=replace(asked.filters, **chosen(name, one.value)))
        assert (name, one.value, len(found)) == (name, one.value, one.count)


def chosen(name: str, value: str) -> dict[str, Any]:
    """The filter that choosing a value sets."""
    kind, _colon, attribute = name.partition(":")
    match kind:
        case "round":
            return {"round": (int(value),)}
        case "done_only":
            return {"done_only": True}
        case "attribute":
            return {"attributes": ((attribute, value),)}
    return {kind: (value,)}


def test_a_tick_in_a_filter_narrows_the_hits_and_stands_in_the_address(study: Study) -> None:
    page = open_page("search", study.path, q="*e*", page="1")
    page.checkbox(key="se_actor_type_arbeidsgiver").check().run()
    assert page.query_params["actor_type"] == "arbeidsgiver"
    assert page.query_params["q"] == "*e*"
    n = len(study.search("*e*", filters=Filters(actor_type=("arbeidsgiver",))))
    assert f"{n} hits in " in html_of(page)


def test_a_new_query_begins_on_its_first_page(study: Study) -> None:
    page = open_page("search", study.path, q="*e*", page="2", round="1")
    page.text_input(key="se_query").set_value("det").run()
    assert page.query_params == {"q": "det", "round": "1"}


def test_what_an_address_asks_for_and_the_study_lacks_is_named(study: Study) -> None:
    page = open_page("search", study.path, q="det", code="finnes_ikke")
    assert not page.exception
    assert "The study has no code=finnes_ikke." in html_of(page)


def test_a_layer_without_codings_is_explained_and_can_be_changed(study: Study) -> None:
    page = open_page("search", study.path, q="det", layer="agreed")
    assert not page.exception
    assert "agreed coding yet" in html_of(page)
    page.selectbox(key="se_layer").set_value("primary").run()
    assert "hits in" in html_of(page)


# What is no query


def test_without_a_query_the_page_tells_how_to_ask_and_counts_nothing(study: Study) -> None:
    for query in ({}, {"q": "  "}):
        drawn = html_of(open_page("search", study.path, **query))
        assert "NEAR(kurs jobb, 5)" in drawn
        assert "class='wb-num'" not in drawn
        assert 'role="alert"' not in drawn


@pytest.mark.parametrize(
    ("query", "place", "message"),
    [
        ("(det", 1, "This bracket is never closed."),
        ("det)", 4, "There is a “)” too many."),
        ("(det, er)", 5, "“,” cannot stand here."),
        ("«det", 1, "This quotation mark is never closed."),
        ("“det", 1, "This quotation mark is never closed."),
        ('er "det', 4, "This quotation mark is never closed."),
        ("NOT det", 1, "NOT needs something before it."),
        ("det OR", 7, "A word is missing here."),
        ("det AND NOT", 9, "A word is missing here."),
        ("AND", 1, "A word is missing here."),
        ("()", 2, "A word is missing here."),
        ("det, er", 4, "A comma stands only in NEAR(…)."),
        (", det", 1, "A comma stands only in NEAR(…)."),
        ("NEAR(det)", 1, "NEAR needs two words or phrases."),
        ("NEAR(det er", 1, "This bracket is never closed."),
        ("NEAR(det er, x)", 14, "After the comma stands how many words may be between."),
        ("NEAR(det OR er)", 10, "“OR” cannot stand here."),
        ("d*t", 1, "A * stands at the beginning or the end of one word."),
        ("*", 1, "A * stands at the beginning or the end of one word."),
        ("?!", 1, "“?!” holds no word."),
        ("«»", 2, "“«»” holds no word."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_query_is_explained_on_the_page(
    study: Study, query: str, place: int, message: str
) -> None:
    page = open_page("search", study.path, q=query)
    assert not page.exception
    drawn = html_of(page)
    assert f"the search, character {place}: {message}" in drawn
    assert "NEAR(kurs jobb, 5)" in drawn
    assert page.text_input(key="se_query").value == query


def test_a_query_is_text_and_never_markup(study: Study) -> None:
    drawn = html_of(open_page("search", study.path, q="<img>"))
    assert "<img>" not in drawn


# Texts that are not analysed


def read_by(study: Study, version: str, *interviews: str) -> None:
    """Let a version of a pipeline have read these texts."""
    for interview in interviews:
        transcript = study.transcript(interview)
        assert transcript is not None
        turns = [(turn.start, turn.end) for turn in transcript.turns]
        lemmas = [(turn.number, word_index.indexed(transcript.text[turn.start : turn.end]), "")
                  for turn in transcript.turns]  # fmt: skip
        pipeline = ("stub", version)
        word_index.keep_analysis(study.store, transcript.revision, pipeline, lemmas, turns, [])


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline in use of which nothing is loaded."""
    monkeypatch.setattr(analysing, "describe", lambda: Pipeline("stub", "2"))


ALL = ("P01-1", "P01-2_A01", "P02-1", "P03-1", "A02")


def test_texts_that_were_never_read_and_those_of_another_version_are_told_apart(
    study: Study, pipeline: None
) -> None:
    read_by(study, "1", "P01-1", "A02")
    read_by(study, "2", "P03-1")
    page = open_page("search", study.path, q="det", lemma="1")
    assert not page.exception
    drawn = html_of(page)
    assert "2 texts have not been analysed: their dictionary forms and sentences are not" in drawn
    assert "2 texts were analysed by another version of the language pipeline" in drawn
    assert page.button(key="se_analyse").label == "Analyse 4 texts"
    assert study.unread() != {}


def test_nothing_is_said_of_analysis_where_it_is_not_asked_for_or_done(
    study: Study, pipeline: None
) -> None:
    assert "not been analysed" not in html_of(open_page("search", study.path, q="det"))
    read_by(study, "2", *ALL)
    drawn = html_of(open_page("search", study.path, q="det", lemma="1"))
    assert "analysed" not in drawn
    assert "hits in" in drawn


def test_the_page_reads_the_texts_when_it_is_asked_to_and_shows_what_is_found_then(
    study: Study, pipeline: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def analyse(_store: object, *, progress: analysing.Progress, **_only: object) -> list[str]:
        for name in progress(ALL):
            read_by(study, "2", name)
        return list(ALL)

    monkeypatch.setattr(analysing, "analyse", analyse)
    page = open_page("search", study.path, q="det", lemma="1")
    assert "0 hits in 0 interviews" in html_of(page)
    page.button(key="se_analyse").click().run()
    assert not page.exception
    drawn = html_of(page)
    assert "analysed" not in drawn
    assert f"{len(study.search('det'))} hits in" in drawn


# What is chosen, and coded


def known(study: Study, query: str) -> pd.DataFrame:
    return hits.named(study.concordance(query, by_actor_type=True).rows)


def test_all_of_a_group_but_some_are_chosen_on_whatever_page_they_are(study: Study) -> None:
    found = known(study, "*e*")
    of = found[found["group"] == "deltaker"]
    but = frozenset(of["id"].head(2))
    assert list(hits.picked(found, {"deltaker": hits.Pick(True, but)})["id"]) == list(
        of["id"].iloc[2:]
    )
    assert set(hits.picked(found, {"deltaker": hits.Pick(False, but)})["id"]) == but
    assert hits.picked(found, {}).empty
    assert hits.picked(found.head(0), {"deltaker": hits.Pick(True)}).empty


def test_what_the_browser_says_is_read_for_its_search_alone_and_nonsense_is_none() -> None:
    said = {"of": "q=a", "chosen": {"deltaker": {"all": True, "but": ["A:1-2", 3]}}}
    assert hits.told(said, "q=a") == {"deltaker": hits.Pick(True, frozenset({"A:1-2"}))}
    assert hits.told(said, "q=b") == {}
    for nonsense in (None, 3, {"of": "q=a"}, {"of": "q=a", "chosen": [1]},
                     {"of": "q=a", "chosen": {"x": 1, 2: {"but": []}}}):  # fmt: skip
        assert hits.told(nonsense, "q=a") == {}


def choose(page: AppTest, query: str, **chosen: dict[str, Any]) -> AppTest:
    """Choose as the browser would say it."""
    page.session_state["se_chosen"] = {"of": search.Asked(query).id, "chosen": chosen}
    return page.run()


def quotes(study: Study, code: str) -> list[str]:
    frame = study.codings(filters=Filters(code=(code,), layer="coder:Anne"))
    return list(frame["quote"].unique())


def test_chosen_hits_are_coded_in_one_action_and_taken_back(study: Study) -> None:
    before, history = quotes(study, "utfall"), study.last_history
    page = choose(open_page("search", study.path, q="jeg"), "jeg",
                  deltaker={"all": True, "but": []})  # fmt: skip
    n = int((study.search("jeg")["person"] != "").sum())
    assert page.button(key="se_do_code").disabled
    page.selectbox(key="se_code").set_value("utfall").run()
    button = page.button(key="se_do_code")
    assert (button.label, button.disabled) == (f"Code {n} hits", False)
    button.click().run()
    assert not page.exception
    assert f"utfall: {n} codings added." in html_of(page)
    assert study.last_history == history + 1
    assert set(quotes(study, "utfall")) == {*before, "jeg", "Jeg"}
    page.button(key="se_undo").click().run()
    assert f"Undone: Coded “utfall” from a search: {n}" in html_of(page)
    assert quotes(study, "utfall") == before
    assert not [one for one in page.button if one.key == "se_undo"]


def test_what_cannot_be_coded_is_explained_and_nothing_is_stored(study: Study) -> None:
    history = study.last_history
    page = choose(open_page("search", study.path, q="jeg"), "jeg",
                  deltaker={"all": True, "but": []})  # fmt: skip
    page.selectbox(key="se_code").set_value("utfall")
    page.segmented_control(key="se_extent").set_value("sentence").run()
    page.button(key="se_do_code").click().run()
    drawn = html_of(page)
    assert "The sentences of P01-1" in drawn
    assert "5 texts have not been analysed" in drawn
    assert [one.key for one in page.button if one.key == "se_analyse"] == ["se_analyse"]
    assert study.last_history == history


def test_a_retired_code_is_not_offered(study: Study) -> None:
    with study.store.action("Anne", "retire") as action:
        action.update("code", study.scheme()[0].id, retired=1)
    page = open_page("search", study.path, q="jeg")
    assert [one.strip() for one in page.selectbox(key="se_code").options] == ["gratis", "utfall"]
