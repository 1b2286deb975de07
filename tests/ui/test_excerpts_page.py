"""The excerpts page: facets, groups, selections, shortened quotes, who may be quoted."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.errors import CallError
from workbench.exports import Insertion, PrintedQuote, printed_quote, quoting
from workbench.model import Filters, Turn
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import address, facets, shell, shortening
from workbench.ui import quotes as quotes_of_pages
from workbench.ui.pages import excerpts


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


@pytest.fixture
def here(study: Study) -> shell.Current:
    return shell.Current(study, "Anne", "en")


def quotes(page: AppTest) -> list[str]:
    """The quotes of the list, in their order."""
    return [
        element.proto.body.split("<p>")[1].split("</p>")[0]
        for element in page.get("html")
        if "class='ex-quote'" in element.proto.body
    ]


def pick(page: AppTest, words: str) -> AppTest:
    """Tick the excerpt with these words."""
    box = next(box for box in page.checkbox if words in box.label)
    return box.check().run()


# What is listed


def test_a_code_stands_for_its_branch(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    assert not page.exception
    assert quotes(page) == [
        "vil jobbe med mat",
        "Ingen spør",
        "Bra, jeg står i oppvasken",
        "Jeg sier ikke mer",
        "Vi er fornøyde med ham",
        "Det er gratis hjelp",
    ]


def test_the_head_counts_excerpts_interviews_and_informants(study: Study) -> None:
    drawn = html_of(open_page("excerpts", study.path, code="praksis"))
    assert "6 excerpts from 4 interviews, 4 informants · primary coding" in drawn


def test_a_group_is_told_of_its_base(study: Study) -> None:
    drawn = html_of(open_page("excerpts", study.path, code="praksis.gratis"))
    assert "2 excerpts · 2 of 4 interviews, 1 of 3 informants" in drawn
    assert "1 excerpt · 1 of 2 interviews" in drawn


def test_a_facet_counts_what_it_would_show_under_the_other_facets(here: shell.Current) -> None:
    known = excerpts.material(here)
    base = excerpts.excerpts_of(here, Filters(code=("praksis",)))
    filters = Filters(code=("praksis",), round=(1,))
    frame = facets.narrowed(base, filters, known, but="actor_type")
    counts = {
        one.value: one.count
        for one in facets.facet(frame, "actor_type", known.actor_types, ())
        if one.count
    }
    assert counts == {"deltaker": 3}


def test_a_tick_in_a_facet_narrows_the_list_and_stands_in_the_address(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    page.checkbox(key="ex_actor_type_arbeidsgiver").check().run()
    assert quotes(page) == ["Vi er fornøyde med ham", "Det er gratis hjelp"]
    assert page.query_params["actor_type"] == "arbeidsgiver"
    page.checkbox(key="ex_actor_type_arbeidsgiver").uncheck().run()
    assert len(quotes(page)) == 6


def test_an_address_brings_back_the_same_view(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis", round="2", by="person")
    assert quotes(page) == ["Bra, jeg står i oppvasken"]
    assert page.checkbox(key="ex_round_2").value is True
    assert page.radio(key="ex_by").value == "person"


def test_what_an_address_asks_for_and_the_study_lacks_is_named(study: Study) -> None:
    page = open_page("excerpts", study.path, code="finnes_ikke", by="tull", page="-3")
    assert not page.exception
    assert "The study has no code=finnes_ikke." in html_of(page)


def test_text_is_searched_as_it_is_written(study: Study) -> None:
    page = open_page("excerpts", study.path)
    page.text_input(key="ex_contains").set_value("oppvask").run()
    assert quotes(page) == ["Bra, jeg står i oppvasken"]


def test_a_code_is_added_and_taken_away_again(study: Study) -> None:
    page = open_page("excerpts", study.path)
    page.selectbox(key="ex_newcode_0").set_value("utfall").run()
    assert quotes(page) == ["Jeg har ventet lenge"]
    page.checkbox(key="ex_code_utfall").uncheck().run()
    assert len(quotes(page)) == 7


@pytest.mark.parametrize(
    ("by", "labels"),
    [
        ("actor_type", ["Participant", "Employer"]),
        ("code", ["praksis", "gratis", "utfall"]),
        ("person", ["P01", "A01", "P02", "P03", "A02"]),
    ],
)
def test_excerpts_are_grouped_in_the_order_of_design_and_scheme(
    here: shell.Current, by: excerpts.By, labels: list[str]
) -> None:
    known = excerpts.material(here)
    rows = excerpts.rows_of(excerpts.excerpts_of(here, Filters()))
    assert [group.label for group in excerpts.groups_of(rows, by, known)] == labels


def test_the_question_before_is_there_when_it_is_asked_for(study: Study) -> None:
    drawn = html_of(open_page("excerpts", study.path, code="utfall"))
    assert "<summary>the question before</summary>" in drawn
    assert "<b>I</b> Og du?" in drawn


def test_each_quote_leads_to_its_turn(study: Study) -> None:
    page = open_page("excerpts", study.path, code="utfall")
    link = next(one.proto for one in page.get("page_link") if "P02" in one.proto.label)
    assert link.label == "– deltaker i kantine :gray[· P02 · round 1 · turn 2 →]".replace(
        "– ", "–\u00a0"
    )
    assert (link.page, link.query_string) == ("coding", "interview=P02-1&turn=2")


# What can be chosen


@pytest.fixture
def rich(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The study with valence, stance, persons without attributes, and words of nobody."""
    monkeypatch.setenv("WORKBENCH_STUDY", str(tmp_path / "rich.db"))
    study = build(tmp_path / "rich.db")
    for interview, number, valence, stance in (
        ("P01-1", 0, "missing", ""), ("P01-1", 1, "present", "denies"), ("A02", 0, "", "affirms"),
    ):  # fmt: skip
        study.recode(study.codings_of(interview)[number].id, valence=valence, stance=stance)
    text = study.transcript("P01-1")
    assert text is not None
    study.code("P01-1", text.turns[0].start, text.turns[0].end, "utfall")
    study.edit_person("A02", {"actor_type": ""})
    return study


@pytest.mark.parametrize("query", [{}, {"code": "praksis"}, {"stance": "affirms", "round": "0"}])
def test_every_value_counts_what_choosing_it_shows(
    rich: Study, monkeypatch: pytest.MonkeyPatch, query: dict[str, str]
) -> None:
    offered: list[tuple[str, facets.Facet]] = []
    draw = facets.choice

    def choice(panel: facets.Panel, name: str, one: facets.Facet, color: str = "") -> None:
        offered.append((name, one))
        draw(panel, name, one, color)

    monkeypatch.setattr(facets, "choice", choice)
    page = open_page("excerpts", rich.path, **query)
    assert not page.exception
    known = excerpts.material(shell.Current(rich, "Anne", "en"))
    values = {(name, one.value) for name, one in offered}
    assert {
        ("actor_type", ""), ("round", "0"), ("course", ""), ("attribute:gender", ""),
        ("valence", ""), ("stance", ""), ("done_only", "1"),
    } <= values  # fmt: skip
    counted = 0
    for name, one in offered:
        asked = {key: [value] for key, value in query.items() if key != name}
        attribute = name.removeprefix("attribute:")
        if name.startswith("attribute:"):
            asked["attribute"] = [f"{attribute}={one.value}"]
        else:
            asked[name] = [one.value]
        refused: list[str] = []
        filters = address.filters_of(asked, known.facts, refused)
        assert refused == []
        assert len(rich.excerpts(filters=filters)) == one.count, (name, one)
        counted += one.count
    assert counted > 5


def test_those_who_are_interviewed_once_can_be_chosen_and_stand_in_the_address(
    study: Study,
) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    page.checkbox(key="ex_round_0").check().run()
    assert quotes(page) == ["Vi er fornøyde med ham", "Det er gratis hjelp"]
    assert page.query_params["round"] == "0"
    page.checkbox(key="ex_round_2").check().run()
    assert len(quotes(page)) == 3
    page.checkbox(key="ex_round_0").uncheck().run()
    page.checkbox(key="ex_round_2").uncheck().run()
    page.checkbox(key="ex_course_").check().run()
    assert quotes(page) == ["Vi er fornøyde med ham", "Det er gratis hjelp"]
    again = open_page("excerpts", study.path, code="praksis", course="")
    assert quotes(again) == quotes(page)


def test_what_another_page_asks_for_is_seen_and_can_be_taken_away(study: Study) -> None:
    page = open_page("excerpts", study.path, person="P01", interview="P01-1", gender="x")
    assert quotes(page) == ["vil jobbe med mat", "Ingen spør"]
    page.checkbox(key="ex_interview_P01-1").uncheck().run()
    assert len(quotes(page)) == 3
    page.checkbox(key="ex_person_P01").uncheck().run()
    assert len(quotes(page)) == 7
    attribute = open_page("excerpts", study.path, attribute="course=pleie og omsorg")
    assert quotes(attribute) == ["Jeg sier ikke mer"]
    assert attribute.checkbox(key="ex_attribute:course_pleie og omsorg").value is True
    assert attribute.expander[0].proto.expanded
    assert not open_page("excerpts", study.path).expander[0].proto.expanded


def test_a_layer_without_codings_says_so_and_another_can_be_chosen(study: Study) -> None:
    page = open_page("excerpts", study.path, layer="agreed")
    assert not page.exception
    assert "No interview of this study has an agreed coding yet." in html_of(page)
    page.selectbox(key="ex_layer").set_value("primary").run()
    assert len(quotes(page)) == 7


# Export of what is shown


def test_the_export_says_how_many_it_holds_and_who_is_left_out(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    drawn = html_of(page)
    assert "The file gets 5 of 6 excerpts." in drawn
    assert "Left out, since they may not be quoted: P03 (1 excerpt)." in drawn
    file = study.exported("excerpts", "csv", filters=Filters(code=("praksis",))).decode()
    rows = list(csv.DictReader(io.StringIO(file)))
    assert (len(rows), rows[0]["count"]) == (5, "5 of 6 excerpts")
    assert rows[0]["left_out"] == "P03 (may not be quoted)"


def test_what_is_shown_is_exported_in_every_format(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis", round="2")
    formats = page.selectbox(key="ex_export_format")
    assert formats.options == [
        "Word", "Excel", "CSV", "CSV (Excel, Norwegian)", "Web page", "Markdown", "JSON",
    ]  # fmt: skip
    formats.set_value("csv_excel_nb").run()
    button = next(b for b in page.get("download_button") if "ex_export_shown" in b.proto.id)
    assert button.proto.label == "Export to CSV (Excel, Norwegian)"


def test_a_list_of_those_who_may_not_be_quoted_gives_no_file(study: Study) -> None:
    page = open_page("excerpts", study.path, person="P03")
    assert "The file gets 0 of 1 excerpts." in html_of(page)
    button = next(b for b in page.get("download_button") if "ex_export_shown" in b.proto.id)
    assert button.proto.disabled


# Selections


def test_the_first_pick_makes_a_selection_and_prints_the_quote(study: Study) -> None:
    page = pick(open_page("excerpts", study.path, code="praksis.gratis"), "oppvasken")
    assert not page.exception
    items = study.selections.items("Selection 1")
    assert [item["quote"] for item in items] == ["Bra, jeg står i oppvasken"]
    assert "<blockquote>Bra, jeg står i oppvasken<cite>" in html_of(page)
    assert study.history(limit=1).iloc[0]["coder"] == "Anne"


def test_what_is_picked_of_a_blind_interview_is_hidden_from_the_other_coder(study: Study) -> None:
    pick(open_page("excerpts", study.path, code="praksis"), "vil jobbe med mat")
    assert [item["coder"] for item in study.selections.items("Selection 1")] == ["Anne"]
    assert Study(study.store, coder="Bjørn").selections.items("Selection 1") == []


def test_unticking_takes_the_quote_out_again(study: Study) -> None:
    page = pick(open_page("excerpts", study.path, code="praksis.gratis"), "oppvasken")
    box = next(box for box in page.checkbox if "oppvasken" in box.label)
    assert box.value is True
    box.uncheck().run()
    assert study.selections.items("Selection 1") == []


def test_quotes_are_moved_and_dropped_in_the_chosen_selection(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    for words in ("oppvasken", "fornøyde"):
        page = pick(page, words)
    first, second = (item["id"] for item in study.selections.items("Selection 1"))
    page.button(key=f"ex_down_{first}").click().run()
    assert [item["id"] for item in study.selections.items("Selection 1")] == [second, first]
    page.button(key=f"ex_drop_{second}").click().run()
    assert [item["id"] for item in study.selections.items("Selection 1")] == [first]
    page.button(key="ex_empty").click().run()
    assert study.selections.items("Selection 1") == []


def test_a_selection_is_renamed_and_removed(study: Study) -> None:
    study.selections.create("Kap. 4 motivasjon")
    page = open_page("excerpts", study.path)
    page.text_input(key="ex_rename_Kap. 4 motivasjon").set_value("Kap. 5").run()
    assert study.selections.names() == ["Kap. 5"]
    assert page.query_params["selection"] == "Kap. 5"
    page.button(key="ex_remove").click().run()
    assert study.selections.names() == []


def test_one_who_may_not_be_quoted_cannot_be_picked(study: Study) -> None:
    page = open_page("excerpts", study.path, code="praksis")
    box = next(box for box in page.checkbox if "Jeg sier ikke mer" in box.label)
    assert box.disabled


def test_a_quote_whose_consent_is_taken_back_is_named_and_left_out(study: Study) -> None:
    page = pick(open_page("excerpts", study.path, code="praksis"), "fornøyde")
    study.edit_person("A01", {"consent": "no_quotes"})
    drawn = html_of(page.run())
    assert "Left out, since they may not be quoted: A01 (1 quote)." in drawn
    assert "<blockquote>" not in drawn


def test_an_attribution_that_fits_one_person_only_is_warned_of_and_changed(study: Study) -> None:
    page = pick(open_page("excerpts", study.path, code="praksis"), "gratis hjelp")
    assert "“leder i kantine” fits one informant of the study only." in html_of(page)
    page.text_input(key="ex_attribution_A02").set_value("arbeidsgiver i kantine").run()
    assert "fits one informant" not in html_of(page)
    persons = study.persons().set_index("person")
    assert persons.loc["A02", "attribution"] == "arbeidsgiver i kantine"


def test_a_shortened_quote_is_printed_with_its_cut_and_stored_beside_the_text(
    study: Study, here: shell.Current
) -> None:
    page = pick(open_page("excerpts", study.path, code="praksis"), "oppvasken")
    quotes_of_pages.shorten(here, printed(here, "Selection 1"), "jeg står i oppvasken")
    assert "<span class='ex-cut'>[…]</span> jeg står i oppvasken" in html_of(page.run())
    assert study.selections.items("Selection 1")[0]["quote"] == "Bra, jeg står i oppvasken"
    quotes_of_pages.shorten(here, printed(here, "Selection 1"), "Bra, jeg står i oppvasken")
    assert study.selections.items("Selection 1")[0]["keep"] == []


def test_words_that_the_quote_does_not_hold_are_refused(study: Study, here: shell.Current) -> None:
    pick(open_page("excerpts", study.path, code="praksis"), "oppvasken")
    with pytest.raises(CallError, match="“elsker” does not stand in the quote here"):
        quotes_of_pages.shorten(here, printed(here, "Selection 1"), "Bra, jeg elsker oppvasken")
    assert study.selections.items("Selection 1")[0]["keep"] == []


def printed(here: shell.Current, name: str) -> quoting.Printed:
    known = excerpts.material(here)
    return quoting.chapter(
        name, here.study.selections.items(name), persons=known.persons,
        texts=here.study.transcript, rounds=known.rounds,
    ).items[0]  # fmt: skip


def test_the_exported_file_is_that_of_the_study(study: Study) -> None:
    study.selections.create("Kap. 4")
    text = study.transcript("A02")
    assert text is not None
    start = text.text.index("Det er gratis")
    study.selections.add("Kap. 4", "A02", start, start + 19, person="A02", code="praksis")
    page = open_page("excerpts", study.path, selection="Kap. 4")
    assert not page.exception
    assert page.get("download_button")[0].proto.label == "Export to Word"
    made = study.exported("excerpts", "docx", selection="Kap. 4")
    body = zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml").decode("utf-8")
    assert "Det er gratis hjelp" in body
    assert "leder i kantine" in body


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Kap. 4 motivasjon", "Kap. 4 motivasjon"),
        ("a/b\\c", "a_b_c"),
        ("../..", "_"),
        ("", "excerpts"),
    ],
)
def test_a_selections_name_becomes_a_harmless_file_name(name: str, file: str) -> None:
    assert excerpts._file_name(name) == file


@pytest.mark.parametrize("color", ["red;background:url(x)", "#12345", "", "#zzzzzz"])
def test_only_colours_get_into_a_style(color: str) -> None:
    assert facets.safe_color(color) == "currentColor"


# Shortening by writing

TEXT = "Jeg gjorde alt. Stell, mat, alt. De får lønn.\nHva da?\nJeg får stønad."
TURNS = (
    Turn(1, "P01", "person", 0, 45, "P01"),
    Turn(2, "I", "interviewer", 46, 53),
    Turn(3, "P01", "person", 54, 69, "P01"),
)


def whole() -> PrintedQuote:
    return printed_quote(TEXT, TURNS, 0, len(TEXT), person="P01")


@pytest.mark.parametrize(
    ("edited", "printed"),
    [
        (None, "Jeg gjorde alt. Stell, mat, alt. De får lønn. [Hva da?] Jeg får stønad."),
        ("De får lønn. [Hva da?] Jeg får stønad.", "[…] De får lønn. [Hva da?] Jeg får stønad."),
        ("Jeg gjorde alt. De får lønn.", "Jeg gjorde alt. […] De får lønn. […]"),
        ("Jeg gjorde alt […] De får lønn", "Jeg gjorde alt. […] De får lønn. […]"),
        ("Jeg gjorde […] alt. De får lønn.", "Jeg gjorde […] alt. De får lønn. […]"),
        ("jeg gjorde […] stønad", "Jeg gjorde […] stønad."),
        ("De [ansatte] får lønn. Jeg får stønad.",
         "[…] De [ansatte] får lønn. […] Jeg får stønad."),
        ("Jeg får stønad.", "[…] Jeg får stønad."),
    ],
)  # fmt: skip
def test_what_a_writer_left_is_what_is_printed(edited: str | None, printed: str) -> None:
    edit = shortening.read_edit(whole(), 0, edited or whole().text)
    quote = printed_quote(
        TEXT, TURNS, 0, len(TEXT), person="P01", keep=edit.keep or None,
        insertions=[Insertion(at, text) for at, text in edit.insertions],
    )  # fmt: skip
    assert quote.text == printed


def test_an_unshortened_quote_keeps_all_of_it() -> None:
    assert shortening.read_edit(whole(), 0, whole().text) == shortening.Edit((), ())


@pytest.mark.parametrize("edited", ["", "   ", "[…]", "[bare mine ord]"])
def test_nothing_left_is_refused(edited: str) -> None:
    with pytest.raises(CallError, match="Nothing of the quote is left"):
        shortening.read_edit(whole(), 0, edited)


@pytest.mark.parametrize("edited", ["Jeg gjør alt.", "De får lønn. Jeg gjorde alt."])
def test_a_quote_is_cut_and_never_rewritten(edited: str) -> None:
    with pytest.raises(CallError, match="does not stand in the quote here"):
        shortening.read_edit(whole(), 0, edited)
