"""The memos page, and memos on code, study, person and interview where these are shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import memos, shell
from workbench.ui.pages import memos as memos_page


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = build(tmp_path / "study.db")
    made.unblind("P01-1")
    made.memo("Ser **ikke** på [[P02]], som [[praksis|her]].", object_type="person", object="P01")
    made.memo("Se [[memo 1]] og [[P99]].", object_type="code", object="praksis")
    made.memo("Bjørns.", object_type="passage", object="P01-1", start=0, end=8, coder="Bjørn")
    return made


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, study: Study) -> Iterator[None]:
    monkeypatch.setenv("WORKBENCH_CODER", "Anne")
    monkeypatch.setenv("WORKBENCH_STUDY", str(study.path))
    with in_language("en"):
        yield


def cards(study: Study, **asked: str) -> list[memos.Card]:
    here = shell.Current(study, "Anne", "en")
    return memos.cards(here, memos_page.found(here, memos_page.read_address(asked)))


def button(page: AppTest, key: str) -> bool:
    return any(one.key == key for one in page.button)


def test_the_newest_memo_stands_first_with_what_it_is_on(study: Study) -> None:
    told = [(one.id, one.kind, one.on, one.where, one.own) for one in cards(study)]
    assert told == [
        (3, "passage", "P01-1", "coding?interview=P01-1&start=0&end=8", False),
        (2, "code", "praksis", "scheme?code=praksis", True),
        (1, "person", "P01", "excerpts?person=P01", True),
    ]


def test_references_are_links_both_ways_and_lost_ones_say_so(study: Study) -> None:
    second, first = cards(study)[1:]
    assert "<a href='excerpts?person=P02' target='_self'>P02</a>" in first.html
    assert "<a href='scheme?code=praksis' target='_self'>her</a>" in first.html
    assert "<a href='memos?memo=1' target='_self'>memo 1</a>" in second.html
    assert "<span class='me-lost'>P99 (not found)</span>" in second.html
    assert (first.mentioned_by, second.mentioned_by) == ((2,), ())


def test_a_memo_can_load_and_run_nothing(study: Study) -> None:
    study.memo(
        "<script>alert(1)</script> ![x](https://example.org/x.png) [y](javascript:alert(1))"
        " <img src=https://example.org> [[P01|<b>hei</b>]] [[<i>x</i>]]"
    )
    made = cards(study)[0].html
    assert not any(tag in made for tag in ("<script", "<img", "<b>", "<i>", 'href="javascript'))


def test_the_note_of_a_coding_is_read_here_and_changed_at_the_desk(study: Study) -> None:
    study.recode(1, memo="Hm, [[P01]].")
    (note,) = cards(study, on="coding")
    assert (note.id, note.html, note.own) == (None, "<p>Hm, [[P01]].</p>\n", False)
    assert note.where.startswith("coding?interview=P01-1&start=")


def test_notes_on_codings_of_the_same_words_stand_beside_one_another(study: Study) -> None:
    first = study.codings_of("P01-1")[0]
    for code, coder in (("utfall", "Anne"), ("utfall", "Bjørn")):
        study.code("P01-1", first.start, first.end, code, coder=coder, memo=f"{code} {coder}")
    page = open_page("memos", study.path, on="coding")
    assert not page.exception
    assert html_of(page).count("class='me-text'") == 2


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"author": "Bjørn"}, [3]), ({"on": "code"}, [2]), ({"memo": "1"}, [1]),
        ({"on": "person", "object": "P01"}, [1]), ({"contains": "BJØRN"}, [3]),
        ({"mentions": "P02"}, [1]), ({"since": "2999-01-01"}, []),
        ({"on": "mood", "memo": ""}, [3, 2, 1]), ({"memo": "99"}, []),
    ],
)  # fmt: skip
def test_the_address_chooses_the_memos(
    study: Study, asked: dict[str, str], found: list[int]
) -> None:
    assert [one.id for one in cards(study, **asked)] == found


def test_a_memo_is_changed_and_removed_by_its_author_and_taken_back(study: Study) -> None:
    page = open_page("memos", study.path)
    assert not button(page, "me_memo_3_edit")
    page.button(key="me_memo_2_edit").click().run()
    (field,) = (one for one in page.text_area if one.label == "Memo")
    assert field.value == "Se [[memo 1]] og [[P99]]."
    field.set_value("Nytt.")
    page.button(key="me_memo_2_save").click().run()
    assert study.memos("code")["text"].tolist() == ["Nytt."]
    page.button(key="me_memo_2_remove").click().run()
    assert study.memos("code").empty
    page.button(key="me_undo").click().run()
    assert study.memos("code")["text"].tolist() == ["Nytt."]


def new_memo(page: AppTest, text: str) -> None:
    (field,) = (one for one in page.text_area if one.label == "New memo")
    field.set_value(text)
    next(one for one in page.button if one.label == "Save the memo").click().run()


def test_a_new_memo_is_on_what_is_chosen(study: Study) -> None:
    page = open_page("memos", study.path)
    new_memo(page, "Om alt.")
    page.selectbox(key="me_new_on").set_value("interview").run()
    page.selectbox(key="me_new_interview").set_value("P02-1").run()
    new_memo(page, "Om samtalen.")
    told = study.memos()[["object_type", "object", "text"]].values.tolist()[-2:]
    assert told == [["study", "", "Om alt."], ["interview", "P02-1", "Om samtalen."]]


def test_a_day_that_is_none_is_told(study: Study) -> None:
    assert "“i går” is no day." in html_of(open_page("memos", study.path, since="i går"))


def test_what_is_typed_is_stored_though_others_write_meanwhile(study: Study) -> None:
    page = open_page("memos", study.path)
    study.memo("Imens.", coder="Bjørn")
    new_memo(page, "Ikke mist dette.")
    assert study.memos()["text"].tolist()[-2:] == ["Imens.", "Ikke mist dette."]
    (field,) = (one for one in page.text_area if one.label == "New memo")
    assert field.value == ""


def test_an_empty_memo_is_refused_on_the_page(study: Study) -> None:
    page = open_page("memos", study.path)
    new_memo(page, " ")
    assert "The memo is empty." in html_of(page)
    assert len(study.memos()) == 3


def test_memos_stand_beside_the_code_and_who_mentions_it(study: Study) -> None:
    page = open_page("scheme", study.path, code="praksis")
    shown = html_of(page)
    assert "Se <a href='memos?memo=1'" in shown
    assert "Mentioned in <a href='memos?memo=1'" in shown
    new_memo(page, "Et til.")
    assert study.memos("code", "praksis")["text"].tolist()[1:] == ["Et til."]


def test_the_overview_has_the_memos_on_study_person_and_interview(study: Study) -> None:
    page = open_page("overview", study.path)
    new_memo(page, "Om studien.")
    assert study.memos("study")["text"].tolist() == ["Om studien."]
    page.selectbox(key="ov_memo_on").set_value(("person", "P01")).run()
    assert "Ser <strong>ikke</strong>" in html_of(page)


def test_a_search_names_the_memos_apart_from_the_hits(study: Study) -> None:
    page = open_page("search", study.path, q="bjørns OR oppvasken")
    assert [one.label for one in page.expander if "memos" in one.label] == ["In memos: 1"]
    assert "<a href='memos?memo=3' target='_self'>memo 3</a> <b>Bjørns</b>." in html_of(page)
    assert "1 hit in 1 interview" in html_of(page)
