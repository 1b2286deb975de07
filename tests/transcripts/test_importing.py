"""Import: files find their interview, labels their person; all is stored or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from workbench.errors import CallError, FileFaults, UnknownName
from workbench.store import checks, views
from workbench.store.database import Store
from workbench.transcripts import importing, matching
from workbench.transcripts.importing import Choice, Imported, import_, plan

TALK = "I: Hva vil du?\n{who}: Jeg vil jobbe.\nI: Hvor?\n{who}: På kjøkkenet.\n"


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    """Two persons, three interviews of which one is joint, and one that was not usable."""
    built = Builder(tmp_path / "study.db")
    built.interview("P01-1", {"P01": 1})
    built.interview("P01-2_A01", {"P01": 2, "A01": None})
    built.interview("P05-1", {"P05": 1}, status="not_usable")
    built.interview("P03-2", {"P03": 2}, status="declined")
    return built


def put(folder: Path, name: str, text: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / name


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    tables = ("interview", "person", "person_interview", "revision", "transcript", "turn", "memo")
    return {table: store.find(table) for table in (*tables, "coder")} | {
        "history": store.rows("SELECT * FROM history")
    }


def roles(result: Imported) -> dict[str, tuple[str, str | None]]:
    return {each.label: (each.role, each.person) for each in result.speakers}


def test_a_file_named_after_its_interview_is_stored(study: Builder, tmp_path: Path) -> None:
    file = put(tmp_path / "in", "P01-1.txt", "Dato: i dag\n\n[00:00:05] " + TALK.format(who="P01"))
    (result,) = import_(study.store, [file], coder="Anne")
    assert (result.status, result.interview, result.revision, result.turns) == (
        "imported", "P01-1", 1, 4,
    )  # fmt: skip
    assert result.told == "P01-1.txt: imported as P01-1, 4 turns"
    transcript = views.transcript(study.store, "P01-1")
    assert transcript is not None
    assert transcript.text == "Hva vil du?\nJeg vil jobbe.\nHvor?\nPå kjøkkenet."
    first, second = transcript.turns[:2]
    assert (first.speaker, first.role, first.person, first.time) == ("I", "interviewer", None, 5.0)
    assert (second.speaker, second.role, second.person) == ("P01", "person", "P01")
    revision = study.store.get("revision", interview="P01-1")
    assert revision is not None
    assert revision["header"] == '["Dato: i dag"]'
    assert revision["source_name"] == "P01-1.txt"
    assert revision["source_map"].startswith("[[27,0,11],")
    assert checks.run(study.store) == []


@pytest.mark.parametrize(
    ("name", "interview"),
    [
        ("P01-1.txt", "P01-1"),
        ("p01-1.TXT", "P01-1"),
        ("Intervju P01-1 ferdig.txt", "P01-1"),
        ("P01-1_transkripsjon.txt", "P01-1"),
        ("P01-2_A01.txt", "P01-2_A01"),
        ("2012 P01-2_A01.txt", "P01-2_A01"),
    ],
)
def test_the_name_of_a_file_tells_its_interview(name: str, interview: str) -> None:
    known = ["P01-1", "P01-2", "P01-2_A01", "A01"]
    assert matching.interviews_named(name, known) == [interview]


@pytest.mark.parametrize("name", ["P01-11.txt", "XP01-1.txt", "P01-1-2.txt", "tale.txt", "P01.txt"])
def test_a_name_that_only_resembles_an_interview_tells_none(name: str) -> None:
    assert matching.interviews_named(name, ["P01-1", "P02-1"]) == []


def test_a_name_that_holds_two_interviews_is_a_fault(study: Builder, tmp_path: Path) -> None:
    file = put(tmp_path / "in", "P01-1 og P05-1.txt", TALK.format(who="P01"))
    with pytest.raises(FileFaults, match=r"holds several interviews: P01-1, P05-1"):
        import_(study.store, [file], coder="Anne")


@pytest.mark.parametrize("label", ["P01", "p01", "Deltaker", "K", "Kari Vik", "Speaker 2"])
def test_the_one_who_is_no_interviewer_is_the_one_person(
    study: Builder, tmp_path: Path, label: str
) -> None:
    file = put(tmp_path / "in", "P01-1.txt", TALK.format(who=label))
    (result,) = import_(study.store, [file], coder="Anne")
    assert roles(result) == {"I": ("interviewer", None), label: ("person", "P01")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kari: Hei\nOla: Hei du\nKari: Nå?\nOla: Ja\n", {"Kari": "unknown", "Ola": "unknown"}),
        ("I: Hei\nOla: Ja\nPer: Nei\nI: Nå?\nOla: A\nPer: B\n",
         {"I": "interviewer", "Ola": "unknown", "Per": "unknown"}),
        ("I: Hei\nUkjent: Ja\nI: Nå?\nUkjent: Nei\n", {"I": "interviewer", "Ukjent": "unknown"}),
        ("I: Hei\nTolk: Ja\nP1: Nei\nI: Nå?\nTolk: A\nP1: B\n",
         {"I": "interviewer", "Tolk": "interpreter", "P1": "person"}),
        ("Bare tekst uten noen navn.\n", {"": "unknown"}),
    ],
)  # fmt: skip
def test_what_is_not_written_stays_unknown(
    study: Builder, tmp_path: Path, text: str, expected: dict[str, str]
) -> None:
    (result,) = import_(study.store, [put(tmp_path / "in", "P01-1.txt", text)], coder="Anne")
    assert {label: role for label, (role, _person) in roles(result).items()} == expected
    open_labels = [label or "(no label)" for label, role in expected.items() if role == "unknown"]
    assert all(label in result.told for label in open_labels)
    assert ("not matched" in result.told) == bool(open_labels)


def test_in_a_joint_interview_only_ids_tell_who_speaks(study: Builder, tmp_path: Path) -> None:
    text = "I: Hei\nP01: Ja\nA01: Vel\nDeltaker: Nå\nI: Ok\nP01: Ja\nA01: Nei\n"
    file = put(tmp_path / "in", "P01-2_A01.txt", text)
    (result,) = import_(study.store, [file], coder="Anne")
    assert roles(result) == {
        "I": ("interviewer", None),
        "P01": ("person", "P01"),
        "A01": ("person", "A01"),
        "Deltaker": ("unknown", None),
    }


def test_the_id_of_a_person_of_another_interview_is_not_matched(
    study: Builder, tmp_path: Path
) -> None:
    text = "I: Hei\nP01: Ja\nP05: Vel\nI: Ok\nP01: Ja\nP05: Nei\n"
    (result,) = import_(study.store, [put(tmp_path / "in", "P01-1.txt", text)], coder="Anne")
    assert roles(result)["P05"] == ("unknown", None)
    assert checks.run(study.store) == []


@pytest.mark.parametrize("where", ["header", "legend", "study", "initials"])
def test_who_asks_may_be_written_elsewhere(study: Builder, tmp_path: Path, where: str) -> None:
    text = "Kari: Hva?\nOla: Det.\nKari: Hvor?\nOla: Her.\n"
    if where == "header":
        text = "Dato: i går\nIntervjuer: Kari Vik\n\n" + text
    elif where == "legend":
        text = "Kari = intervjuer; Ola = deltaker\n\n" + text
    else:
        with study.store.action("Anne", "edit") as action:
            action.update("interview", "P01-1", interviewer="Kari Vik")
    if where == "initials":
        text = text.replace("Kari", "KV")
    (result,) = import_(study.store, [put(tmp_path / "in", "P01-1.txt", text)], coder="Anne")
    assert roles(result) == {
        "KV" if where == "initials" else "Kari": ("interviewer", None),
        "Ola": ("person", "P01"),
    }


def test_a_person_with_the_interviewers_name_stays_a_person(study: Builder, tmp_path: Path) -> None:
    with study.store.action("Anne", "edit") as action:
        action.update("interview", "P01-1", interviewer="Kari Vik")
    text = "Intervjuer: Kari Vik\nDato: i går\n\n" + TALK.format(who="Kari")
    (result,) = import_(study.store, [put(tmp_path / "in", "P01-1.txt", text)], coder="Anne")
    assert roles(result)["Kari"] == ("person", "P01")


def test_a_folder_stands_for_the_transcripts_in_it(study: Builder, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "P01-1.txt", TALK.format(who="P01"))
    put(folder, "P01-2_A01.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000\n<v A01>Hei\n")
    put(folder, "interviews.csv", "interview,person\n")
    put(folder, "README.md", "# Om filene\n\nHer er de.\n")
    put(folder, "~$P01-1.docx", "x")
    put(folder, ".skjult.txt", "x")
    (folder / "docx").mkdir()
    results = import_(study.store, [folder], coder="Anne")
    assert [(each.file, each.interview) for each in results] == [
        ("P01-1.txt", "P01-1"),
        ("P01-2_A01.vtt", "P01-2_A01"),
    ]
    assert len(study.store.find("coding")) == 0
    imports = [row for row in content(study.store)["history"] if row["action"] == "import"]
    assert len(imports) == 1


def test_a_text_in_a_folder_that_cannot_be_read_is_named(study: Builder, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "P01-1.txt", TALK.format(who="P01"))
    put(folder, "P01-2_A01.odt", b"PK")
    put(folder, "opptak.m4a", b"x")
    results = import_(study.store, [folder], coder="Anne")
    assert [each.told for each in results] == [
        "P01-1.txt: imported as P01-1, 4 turns",
        "P01-2_A01.odt: not read; save it as one of .txt .md .docx .vtt .srt",
    ]


def test_lines_to_look_at_are_told(study: Builder, tmp_path: Path) -> None:
    text = TALK.format(who="P01") + "".join(f"\nSide {n} av 9\n\nI: Ja?\n" for n in range(1, 8))
    (result,) = import_(study.store, [put(tmp_path / "in", "P01-1.txt", text)], coder="Anne")
    told = result.told.split("\n")
    assert told[1] == "  line 6, “Side 1 av 9”: nobody's words, kept with the header"
    assert told[-1] == "  and 2 more lines to look at"


def test_what_is_told_of_a_person_after_the_id_does_not_hide_it(
    study: Builder, tmp_path: Path
) -> None:
    text = "I: Hei\nP01 (kvinne, 34): Ja\nA01: Vel\nI: Ok\nP01 (kvinne, 34): Ja\nA01: Nei\n"
    file = put(tmp_path / "in", "P01-2_A01.txt", text)
    (result,) = import_(study.store, [file], coder="Anne")
    assert roles(result)["P01 (kvinne, 34)"] == ("person", "P01")


def test_a_folder_without_a_transcript_is_a_fault(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "interviews.csv", "x")
    with pytest.raises(FileFaults, match="holds no transcript"):
        import_(study.store, [tmp_path / "in"], coder="Anne")


def test_the_same_file_again_is_skipped_with_a_word(study: Builder, tmp_path: Path) -> None:
    file = put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))
    import_(study.store, [file], coder="Anne")
    before = content(study.store)
    (again,) = import_(study.store, [file], coder="Anne")
    assert (again.status, again.told) == (
        "skipped", "P01-1.txt: the text is there already, as P01-1",
    )  # fmt: skip
    assert content(study.store) == before


def test_the_same_words_in_another_format_or_under_another_name_are_skipped(
    study: Builder, tmp_path: Path
) -> None:
    put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))
    put(tmp_path / "in", "kopi.md", TALK.format(who="P01").replace("\n", "\n\n"))
    results = import_(study.store, [tmp_path / "in"], coder="Anne", new=True)
    assert [(each.file, each.status, each.interview) for each in results] == [
        ("P01-1.txt", "imported", "P01-1"),
        ("kopi.md", "skipped", "P01-1"),
    ]


def test_a_copy_that_went_through_word_is_the_same_text(study: Builder, tmp_path: Path) -> None:
    from docx import Document

    talk = TALK.format(who="P01").replace("jobbe.", 'jobbe - "nå"...  ja, på kurs\u00adet.')
    file = put(tmp_path / "in", "P01-1.txt", talk)
    document = Document()
    for line in talk.replace('"nå"...  ja', "«nå»… ja").replace(" - ", " – ").splitlines():
        document.add_paragraph(line.replace("\u00ad", ""))
        document.add_paragraph("")
    document.save(str(tmp_path / "in" / "samtalen.docx"))
    results = import_(study.store, [file, tmp_path / "in" / "samtalen.docx"], coder="Anne")
    assert [each.status for each in results] == ["imported", "skipped"]
    again = import_(study.store, [tmp_path / "in" / "samtalen.docx"], coder="Anne")
    assert again[0].told == "samtalen.docx: the text is there already, as P01-1"


def test_the_same_words_with_other_speakers_are_another_text(
    study: Builder, tmp_path: Path
) -> None:
    import_(study.store, [put(tmp_path / "in", "P01-1.txt", "Hva vil du? Jobbe.\n")], coder="Anne")
    file = put(tmp_path / "to", "P01-1.txt", "I: Hva vil du?\nP01: Jobbe.\n")
    with pytest.raises(FileFaults, match="has another text already"):
        import_(study.store, [file], coder="Anne")


def test_another_text_for_an_interview_that_has_one_is_a_fault(
    study: Builder, tmp_path: Path
) -> None:
    import_(study.store, [put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))], coder="Anne")
    before = content(study.store)
    other = put(tmp_path / "to", "P01-1.txt", TALK.format(who="P01") + "I: Ok.\n")
    with pytest.raises(FileFaults, match=r"P01-1\.txt: P01-1 has another text already") as refused:
        import_(study.store, [other], coder="Anne")
    assert refused.value.remedy.startswith("Leave the file out, or name the interview")
    assert content(study.store) == before


def test_two_files_for_one_interview_are_a_fault(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "P01-1.md", TALK.format(who="P01"))
    put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01") + "I: Ok.\n")
    with pytest.raises(FileFaults, match=r"P01-1\.txt: P01-1 has another text already"):
        import_(study.store, [tmp_path / "in"], coder="Anne")


def test_all_faults_are_told_at_once_and_nothing_is_stored(study: Builder, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    put(folder, "P01-1.txt", TALK.format(who="P01"))
    put(folder, "P01-2_A01.txt", b"")
    put(folder, "P05-1.txt", "å så ".encode() + b"\xff\n")
    before = content(study.store)
    with pytest.raises(FileFaults) as refused:
        import_(study.store, [folder], coder="Anne")
    assert [(fault.file, fault.line) for fault in refused.value.faults] == [
        ("P01-2_A01.txt", None),
        ("P05-1.txt", 1),
    ]
    assert content(study.store) == before


def test_a_file_that_matches_no_interview_is_a_fault_that_offers_near_names(
    study: Builder, tmp_path: Path
) -> None:
    file = put(tmp_path / "in", "PO1-1.txt", TALK.format(who="P01"))
    before = content(study.store)
    with pytest.raises(FileFaults) as refused:
        import_(study.store, [file], coder="Anne")
    assert refused.value.message.startswith(
        "PO1-1.txt: no interview of the study has this name. Did you mean P01-1"
    )
    assert "--interview ID" in refused.value.remedy
    assert content(study.store) == before


def test_an_interview_may_be_named_in_the_call(study: Builder, tmp_path: Path) -> None:
    file = put(tmp_path / "in", "opptak 7.txt", TALK.format(who="Deltaker"))
    (result,) = import_(study.store, [file], coder="Anne", interview="P01-1")
    assert (result.interview, roles(result)["Deltaker"]) == ("P01-1", ("person", "P01"))


def test_an_interview_that_is_named_must_be_there(study: Builder, tmp_path: Path) -> None:
    file = put(tmp_path / "in", "a.txt", TALK.format(who="P01"))
    with pytest.raises(UnknownName, match="P01-7"):
        import_(study.store, [file], coder="Anne", interview="P01-7")


def test_one_interview_cannot_have_several_files(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", TALK.format(who="P01"))
    put(tmp_path / "in", "b.txt", TALK.format(who="P02"))
    with pytest.raises(CallError, match="there are 2 files"):
        import_(study.store, [tmp_path / "in"], coder="Anne", interview="P01-1")


def test_a_new_interview_is_made_with_its_persons(study: Builder, tmp_path: Path) -> None:
    text = "Intervjuer: Hei\nTolk: Hei\nKari Vik: Ja\nP01: Jo\nUkjent: nå\n" * 2
    file = put(tmp_path / "in", "samtale.3.txt", text)
    (result,) = import_(study.store, [file], coder="Anne", new=True)
    assert result.interview == "samtale.3"
    assert roles(result) == {
        "Intervjuer": ("interviewer", None),
        "Tolk": ("interpreter", None),
        "Kari Vik": ("person", "Kari Vik"),
        "P01": ("person", "P01"),
        "Ukjent": ("unknown", None),
    }
    interview = study.store.get("interview", id="samtale.3")
    assert interview is not None
    assert interview["status"] == "held"
    persons = study.store.find("person_interview", interview="samtale.3")
    assert [(row["person"], row["round"]) for row in persons] == [("Kari Vik", None), ("P01", None)]
    kari, known = (study.store.get("person", id=one) for one in ("Kari Vik", "P01"))
    assert kari is not None
    assert known is not None
    assert (kari["actor_type"], known["actor_type"]) == (None, "deltaker")
    assert checks.run(study.store) == []


def test_new_leaves_files_that_match_to_their_interviews(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))
    put(tmp_path / "in", "x.txt", TALK.format(who="K") + "I: Ok.\n")
    import_(study.store, [tmp_path / "in"], coder="Anne", new=True)
    assert [row["id"] for row in study.store.find("interview")] == [
        "P01-1", "P01-2_A01", "P03-2", "P05-1", "x",
    ]  # fmt: skip


def test_the_same_general_label_in_two_files_is_two_persons(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "a.txt", TALK.format(who="Speaker 1"))
    put(tmp_path / "in", "b.txt", TALK.format(who="Speaker 1") + "Kari Vik: Nå.\nKari Vik: Ja.\n")
    put(tmp_path / "in", "c.txt", TALK.format(who="Kari Vik") + "I: Ok.\n")
    results = import_(study.store, [tmp_path / "in"], coder="Anne", new=True)
    assert [roles(each).get("Speaker 1", ("", ""))[1] for each in results] == [
        "Speaker 1", "Speaker 1 (b)", "",
    ]  # fmt: skip
    assert roles(results[2])["Kari Vik"] == ("person", "Kari Vik")


def test_a_text_without_labels_is_one_unknown_turn_of_a_new_interview(
    study: Builder, tmp_path: Path
) -> None:
    file = put(tmp_path / "in", "notat.txt", "Vi gikk en tur.\n\nDet regnet.\n")
    (result,) = import_(study.store, [file], coder="Anne", new=True)
    assert roles(result) == {"": ("unknown", None)}
    assert result.turns == 1
    assert study.store.find("person_interview", interview="notat") == []


def test_the_file_of_an_interview_without_usable_text_becomes_a_memo(
    study: Builder, tmp_path: Path
) -> None:
    text = "Intervju: P05-1\nDato: i går\n\nVi hadde ikke noe felles språk.\r\n\r\nHan tegnet.\n"
    file = put(tmp_path / "in", "P05-1.txt", text)
    (result,) = import_(study.store, [file], coder="Berit")
    assert (result.status, result.interview) == ("memo", "P05-1")
    (memo,) = study.store.find("memo")
    assert memo["text"] == "Vi hadde ikke noe felles språk.\n\nHan tegnet."
    assert (memo["object_type"], memo["object"]) == ("interview", "P05-1")
    assert study.store.get("coder", id=memo["coder"])["name"] == "Berit"  # type: ignore[index]
    assert views.transcript(study.store, "P05-1") is None
    (again,) = import_(study.store, [file], coder="Berit")
    assert again.status == "skipped"
    assert len(study.store.find("memo")) == 1


def test_an_interview_that_never_took_place_can_have_no_text(
    study: Builder, tmp_path: Path
) -> None:
    file = put(tmp_path / "in", "P03-2.txt", TALK.format(who="P03"))
    with pytest.raises(FileFaults, match="P03-2 is marked as declined"):
        import_(study.store, [file], coder="Anne")


def test_a_planned_interview_with_a_text_was_held(study: Builder, tmp_path: Path) -> None:
    study.interview("P01-3", {"P01": 3}, status="planned")
    file = put(tmp_path / "in", "P01-3.txt", TALK.format(who="P01"))
    (result,) = import_(study.store, [file], coder="Anne")
    assert "now marked as held" in result.told
    assert study.store.get("interview", id="P01-3")["status"] == "held"  # type: ignore[index]


def test_undo_takes_an_import_back(study: Builder, tmp_path: Path) -> None:
    from workbench.store.actions import undo

    put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))
    put(tmp_path / "in", "ny.txt", TALK.format(who="K"))
    before = content(study.store) | {"history": []}
    import_(study.store, [tmp_path / "in"], coder="Anne", new=True)
    undo(study.store, "Anne")
    assert content(study.store) | {"history": []} == before


def test_a_plan_stores_nothing_and_tells_what_would_be_done(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "P01-1.txt", "Kari: Hva?\nOla: Det.\nKari: Nå?\nOla: Ja.\n")
    put(tmp_path / "in", "annet.txt", TALK.format(who="K"))
    before = content(study.store)
    matched, unmatched = plan(study.store, [tmp_path / "in"])
    assert (matched.interview, matched.does, matched.faults) == ("P01-1", "imported", ())
    assert [(each.label, each.turns, each.words) for each in matched.unmatched] == [
        ("Kari", 2, 2),
        ("Ola", 2, 2),
    ]
    assert unmatched.interview is None
    assert len(unmatched.faults) == 1
    assert content(study.store) == before


def test_choices_decide_interviews_and_speakers(study: Builder, tmp_path: Path) -> None:
    files: list[importing.Given] = [
        ("opptak.txt", "Kari: Hva?\nOla: Det.\nKari: Nå?\nOla: Ja.\n".encode()),
        ("annet.txt", b"I: Hei.\nK: Hei.\nI: Ja.\n"),
    ]
    who = {"Kari": ("interviewer", None), "Ola": ("person", "P01")}
    choices = {
        "opptak.txt": Choice(interview="P01-1", speakers=who),  # type: ignore[arg-type]
        "annet.txt": Choice(leave_out=True),
    }
    done, left = import_(study.store, files, coder="Anne", choices=choices)
    assert (done.interview, roles(done)) == ("P01-1", who)
    assert left.status == "skipped"


def test_progress_is_told_for_every_file(study: Builder, tmp_path: Path) -> None:
    put(tmp_path / "in", "P01-1.txt", TALK.format(who="P01"))
    seen: list[int] = []

    def progress(items: Any) -> Any:
        seen.append(len(items))
        return items

    import_(study.store, [tmp_path / "in"], coder="Anne", progress=progress)
    assert seen == [1, 1]
