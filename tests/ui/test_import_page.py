"""The import page: what was found is shown, and stored only when the button is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.builder import Builder
from tests.ui.pages import html_of, open_page
from workbench.store import checks
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import naming, shell
from workbench.ui.pages import import_ as importer

TALK = "Dato: i dag\n\nI: Hva vil du?\n{who}: Jeg vil jobbe.\nI: Hvor?\n{who}: På kjøkkenet.\n"


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.interview("P01-1", {"P01": 1})
    built.interview("P01-2", {"P01": 2})
    built.interview("P02-1", {"P02": 1}, status="not_usable")
    return Study(built.store, coder="Anne")


def dropped(study: Study, *files: tuple[str, str]) -> AppTest:
    page = open_page("import_", study.path)
    page.file_uploader[0].set_value([(name, text.encode(), "text/plain") for name, text in files])
    return page.run()


def told(study: Study, *files: tuple[str, str]) -> importer.View:
    here = shell.Current(study, "Anne", "en")
    given = importer.uploads([(name, text.encode()) for name, text in files])
    return importer.view(here, given, {})


def test_nothing_is_stored_before_the_button_is_pressed(study: Study) -> None:
    page = dropped(study, ("P01-1.txt", TALK.format(who="P01")))
    assert not page.exception
    assert study.transcript("P01-1") is None
    assert "Becomes the text of P01-1." in html_of(page)
    assert "Jeg vil jobbe." in html_of(page)
    assert "Dato: i dag" in html_of(page)


def test_the_button_stores_what_is_shown(study: Study) -> None:
    page = dropped(study, ("P01-1.txt", TALK.format(who="Deltaker")))
    page.button(key="im_import").click().run()
    assert not page.exception
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert [(turn.role, turn.person) for turn in transcript.turns[:2]] == [
        ("interviewer", None),
        ("person", "P01"),
    ]
    assert "One file imported" in html_of(page)
    assert checks.run(study.store) == []


def test_a_file_without_an_interview_waits_for_a_choice(study: Study) -> None:
    page = dropped(study, ("opptak.txt", TALK.format(who="K")))
    assert "no interview of the study has this name" in html_of(page)
    assert page.button(key="im_import").disabled
    page.selectbox[1].select("P01-2").run()
    assert not page.button(key="im_import").disabled
    page.button(key="im_import").click().run()
    transcript = study.transcript("P01-2")
    assert transcript is not None
    assert transcript.turns[1].person == "P01"


def test_a_speaker_who_was_not_matched_can_be_chosen(study: Study) -> None:
    text = "Kari: Hva vil du?\nOla: Jobbe.\nKari: Hvor?\nOla: Her.\n"
    page = dropped(study, ("P01-1.txt", text))
    kari, ola = page.selectbox[2], page.selectbox[3]
    assert (kari.value, ola.value) == (("unknown", None), ("unknown", None))
    kari.select(("interviewer", None))
    ola.select(("person", "P01")).run()
    page.button(key="im_import").click().run()
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert [(turn.role, turn.person) for turn in transcript.turns[:2]] == [
        ("interviewer", None),
        ("person", "P01"),
    ]


def test_a_file_can_become_a_new_interview(study: Study) -> None:
    page = dropped(study, ("nytt.txt", TALK.format(who="Kari Vik")))
    page.radio(key="nm_way").set_value(naming.AS_IT_IS).run()
    page.selectbox[1].select(importer.NEW).run()
    assert "Becomes the new interview nytt." in html_of(page)
    page.button(key="im_import").click().run()
    persons = study.persons()
    assert "Kari Vik" in set(persons["person"])
    assert study.transcript("nytt") is not None


def test_a_file_that_cannot_be_read_is_said_and_the_others_go_in(study: Study) -> None:
    page = dropped(
        study, ("P01-1.txt", TALK.format(who="P01")), ("P01-2.txt", " "), ("skann.pdf", "%PDF-1.7")
    )
    shown = html_of(page)
    assert "P01-2.txt: the file is empty." in shown
    assert "skann.pdf: files of this kind are not read." in shown
    assert "2 files are not imported" in shown
    page.button(key="im_import").click().run()
    assert study.transcript("P01-1") is not None
    assert study.transcript("P01-2") is None


def test_a_text_that_is_there_already_is_said(study: Study) -> None:
    talk = ("P01-1.txt", TALK.format(who="P01"))
    dropped(study, talk).button(key="im_import").click().run()
    page = dropped(study, talk)
    assert "the text is there already, as P01-1" in html_of(page)
    assert page.button(key="im_import").disabled


def test_odd_lines_are_shown_with_their_place_and_reason(study: Study) -> None:
    text = TALK.format(who="P01") + "Sjefen: han var aldri der.\nI: Nei?\n"
    shown = html_of(dropped(study, ("P01-1.txt", text)))
    assert "line 7" in shown
    assert "Sjefen: han var aldri der." in shown
    assert "looks like a speaker" in shown


def test_what_a_file_says_is_never_taken_as_markup(study: Study) -> None:
    text = "I: <b>Hei</b> <script>x</script>\nP01: Ja\nI: Nå?\n"
    shown = html_of(dropped(study, ("P01-1.txt", text)))
    assert "&lt;b&gt;Hei&lt;/b&gt; &lt;script&gt;x&lt;/script&gt;" in shown
    assert "<script>" not in shown


def test_the_file_of_an_interview_without_usable_text_is_told_to_become_a_memo(
    study: Study,
) -> None:
    (shown,) = told(study, ("P02-1.txt", "Dato: i dag\n\nIngen tolk.\n")).files
    assert shown.ready
    assert shown.plan is not None
    assert shown.plan.does == "memo"


def test_interviews_that_wait_for_a_text_are_named(study: Study) -> None:
    assert told(study).awaited == ("P01-1", "P01-2")
    assert "2 held interviews have no text yet: P01-1, P01-2" in html_of(
        open_page("import_", study.path)
    )


def test_open_questions_are_told_apart_from_files_that_are_clear(study: Study) -> None:
    shown = told(
        study,
        ("P01-1.txt", TALK.format(who="P01")),
        ("P01-2.txt", "Kari: Hva?\nOla: Det.\nKari: Og?\nOla: Nei.\n"),
        ("annet.txt", TALK.format(who="P01") + "I: Ok.\n"),
    )
    assert [each.open_questions for each in shown.files] == [False, True, True]
    assert [each.ready for each in shown.files] == [True, True, False]


def test_all_turns_are_shown_on_demand(study: Study) -> None:
    talk = "".join(f"I: Spørsmål nummer {n}?\nP01: Svar nummer {n}.\n" for n in range(1, 9))
    page = dropped(study, ("P01-1.txt", talk))
    assert "Svar nummer 3." in html_of(page)
    assert "Svar nummer 8." not in html_of(page)
    page.toggle[0].set_value(True).run()
    assert "Svar nummer 8." in html_of(page)
    assert study.transcript("P01-1") is None


def test_a_file_of_another_kind_is_told_the_way_in(study: Study) -> None:
    shown = html_of(dropped(study, ("P01-1.odt", "x"), ("P01-2.m4a", "x")))
    assert "Open it in Word or LibreOffice and save it as .docx." in shown
    assert "This is a recording" in shown
    assert study.transcript("P01-1") is None


def test_what_is_said_of_the_whole_file_names_no_line(study: Study) -> None:
    shown = html_of(dropped(study, ("P01-1.txt", "Bare tekst uten noen navn.\n")))
    assert "whole file" in shown
    assert "no speaker is named" in shown


def test_a_text_for_an_interview_that_was_declined_says_where_to_change_that(
    study: Study,
) -> None:
    study.edit_interview("P01-2", {"status": "declined"})
    page = dropped(study, ("P01-2.txt", TALK.format(who="P01")))
    drawn = html_of(page)
    assert "P01-2 is marked as declined" in drawn
    assert "Change its status on the overview, or choose another interview." in drawn
    assert "Choose the interview first." in drawn
    study.edit_interview("P01-2", {"status": "held"})
    assert "Becomes the text of P01-2." in html_of(page.run())


# Names


NAMED = (
    "I: Hva sa sjefen Kvargunn?\nXenobia: Kvargunns mann bor her.\nI: Ja?\nXenobia: Ja.\n"
    "I: Og du?\nXenobia: Jeg også.\n"
)


def test_names_are_replaced_before_anything_is_stored_unless_told_otherwise(study: Study) -> None:
    page = dropped(study, ("P01-1 Xenobia.txt", NAMED))
    assert not page.exception
    assert "2 names were found." in html_of(page)
    page.button(key="im_import").click().run()
    assert not page.exception
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert transcript.text.startswith("Hva sa [sjefen]?\n[sjefen]s mann bor her.\n")
    assert [turn.speaker for turn in transcript.turns[:2]] == ["I", "person 1"]
    study.store.checkpoint()
    stored = b"".join(file.read_bytes() for file in study.path.parent.iterdir()).lower()
    assert b"xenobia" not in stored
    assert b"kvargunn" not in stored


def test_a_field_note_is_stored_without_its_names(study: Study) -> None:
    page = dropped(study, ("P02-1.txt", "Dato: i dag\n\nJeg traff Xenobia i gangen.\n"))
    page.button(key="im_import").click().run()
    assert [memo["text"] for memo in study.store.find("memo")] == ["Jeg traff [person 1] i gangen."]


def test_names_that_were_decided_on_are_the_same_in_the_next_files(study: Study) -> None:
    page = dropped(study, ("P01-1.txt", "I: Hvem?\nP01: Xenobia.\n"))
    page.button(key="im_import").click().run()
    files = [("P01-2.txt", b"I: Og?\nP01: Da kom Xenobia og Kvargunn.\n", "text/plain")]
    page.file_uploader[0].set_value(files)
    page.run()
    page.button(key="im_import").click().run()
    transcript = study.transcript("P01-2")
    assert transcript is not None
    assert transcript.text == "Og?\nDa kom [person 1] og [person 2]."


def test_a_synthetic_study_starts_with_the_names_as_they_are(tmp_path: Path) -> None:
    made = Study.create(tmp_path / "study.db", synthetic=True, coder="Anne")
    page = dropped(made, ("A.txt", NAMED))
    assert page.radio(key="nm_way").value == naming.AS_IT_IS


def test_files_without_names_ask_nothing(study: Study) -> None:
    page = dropped(study, ("P01-1.txt", TALK.format(who="P01")))
    assert [radio.key for radio in page.radio] == []


def test_the_table_of_names_holds_the_decisions() -> None:
    rows = pd.DataFrame(
        {
            "replace": [True, True, False],
            "name": ["Ada", "Bo", "Oslo"],
            "type": ["PER", "PER", "LOC"],
            "becomes": ["P09", " ", "[stedet]"],
            "suggestion": ["[person 1]", "[person 2]", "[stedet]"],
        }
    )
    told = naming.decided(rows).names
    assert {name: one.replacement for name, one in told.items()} == {
        "ada": "P09", "bo": "[person 2]", "oslo": None,
    }  # fmt: skip


def test_a_key_that_cannot_be_written_stops_the_import(study: Study) -> None:
    page = dropped(study, ("P01-1.txt", "I: Hvem?\nP01: Xenobia.\n"))
    page.text_input(key="nm_key").set_value(str(study.path.parent / "a.key"))
    page.text_input(key="nm_passphrase").set_value("fire ord som ingen vet").run()
    page.button(key="im_import").click().run()
    assert study.transcript("P01-1") is None
    assert not (study.path.parent / "a.key").exists()
