"""Names that are replaced in stored text are gone from the file, and everything still stands."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench import Study
from workbench.coding.selections import Selections
from workbench.errors import CallError, DataError, StudyError, UndoRefused
from workbench.pseudonymising import propose_stored, pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions

TEXT = (
    "I: Hva sa Xenobia Querrul til deg?\n"
    "P01: [Jeg traff {Xenobia}s bror på Zwartgård sykehjem.] Han het Querrul også.\n"
    "P02: <Og så> kom xenobia selv, hun sa nei til alt."
)
DECISIONS = Decisions.of(
    [
        Decision("Xenobia Querrul", "PER", "[person 1]"),
        Decision("Xenobia", "PER", "[person 1]"),
        Decision("Querrul", "PER", "[person 1]"),
        Decision("Zwartgård sykehjem", "ORG", "[sykehjemmet]"),
    ]
)
NAMES = ("xenobia", "querrul", "zwartgård")


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    builder = Builder(tmp_path / "study.db")
    builder.person("P01", comment="Venn av Xenobia")
    codes = {"[": "praksis", "{": "navn", "<": "motivasjon"}
    builder.interview("P01-1", {"P01": 1, "P02": 1}, TEXT, codes=codes)
    builder.coding("P01-1", 8, 11, "navn")
    builder.coding("P01-1", 10, 18, "navn")
    builder.interview("P03-1", {"P03": 1}, "P03: Ingen navn her.")
    study = Study.open(builder.store.path, coder="Anne")
    start = study.transcript("P01-1").text.index("Jeg traff")  # type: ignore[union-attr]
    study.memo("Xenobia er viktig", object_type="interview", object="P01-1")
    study.memo("Her", object_type="passage", object="P01-1", start=start, end=start + 18)
    study.summary("praksis", "P01", "Xenobia fikk hjelp", by="person")
    study.edit_person("P01", {"leder": "Querrul"})
    study.edit_person("P02", {"leder": "Xenobia Querrul"})
    for leader in ("Querrul", "Xenobia Querrul"):
        study.summary("praksis", leader, f"{leader} hjelper", by="leder")
    study.pin_excerpt("praksis", "P01-1", start, start + 30)
    picked = Selections(study.store, "Anne")
    picked.create("Utvalg")
    picked.add("Utvalg", "P01-1", start, start + 30)
    study.edit_person("P01", {"attribution": "leder på Zwartgård sykehjem"})
    study.decide_disclosure(
        "excerpts", list(study.disclosure("excerpts", analyse=False)["finding"]), "accepted",
        reason="Avtalt med Xenobia Querrul",
    )  # fmt: skip
    study.undo()
    study.redo()
    study.store.checkpoint()
    yield study
    study.store.close()


def contents(folder: Path) -> bytes:
    """The bytes of every file in the folder, the database's neighbours included."""
    return b"\n".join(file.read_bytes() for file in sorted(folder.iterdir()))


def erased(study: Study, interview: str = "all") -> None:
    pseudonymise_stored(study, interview, DECISIONS, confirmed=True)


def test_the_names_can_be_read_in_the_files_before(study: Study) -> None:
    assert all(name in contents(study.path.parent).lower().decode("utf-8", "replace")
               for name in NAMES)  # fmt: skip


@pytest.mark.parametrize("closed", [False, True], ids=["in use", "closed"])
def test_no_byte_of_a_name_is_left_in_any_file(study: Study, closed: bool) -> None:
    erased(study)
    if closed:
        study.store.close()
    text = contents(study.path.parent).decode("utf-8", "replace").lower()
    assert [name for name in NAMES if name in text] == []
    assert [part for part in ("xenob", "nobia", "querr", "errul", "zwart") if part in text] == []


def test_the_text_reads_on_and_every_coding_stands_on_its_words(study: Study) -> None:
    erased(study)
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert transcript.text == (
        "Hva sa [person 1] til deg?\n"
        "Jeg traff [person 1]s bror på [sykehjemmet]. Han het [person 1] også.\n"
        "Og så kom [person 1] selv, hun sa nei til alt."
    )
    assert {(one.code, one.quote) for one in study.codings_of("P01-1")} == {
        ("praksis", "Jeg traff [person 1]s bror på [sykehjemmet]."),
        ("navn", "[person 1]s"),
        ("navn", "[person 1]"),
        ("motivasjon", "Og så"),
    }
    assert study.check() == []


def test_two_codings_of_parts_of_one_name_become_one(study: Study) -> None:
    before = len(study.codings_of("P01-1"))
    erased(study)
    assert len(study.codings_of("P01-1")) == before - 1


def test_memos_and_picked_excerpts_stand_on_their_words(study: Study) -> None:
    erased(study)
    memos = {memo["text"]: memo for memo in study.store.find("memo")}
    assert set(memos) == {"[person 1] er viktig", "Her"}
    assert memos["Her"]["quote"] == "Jeg traff [person 1]s"
    for item in study.store.find("selection_item"):
        assert item["quote"].startswith("Jeg traff [person 1]s bror på")
    assert {row["value"] for row in study.store.find("person_attribute")} == {
        "Venn av [person 1]", "[person 1]",
    }  # fmt: skip


def test_summaries_name_nobody_and_those_on_values_that_have_become_one_are_one(
    study: Study,
) -> None:
    erased(study)
    told = study.summaries()[["by", "subject", "text"]].values.tolist()
    assert told == [
        ["leder", "[person 1]", "[person 1] hjelper\n\n[person 1] hjelper"],
        ["person", "P01", "[person 1] fikk hjelp"],
    ]
    assert study.check() == []


def test_what_waits_for_review_shows_no_name_and_an_old_revision_can_be_restored(
    study: Study,
) -> None:
    before = {one.id: one.quote for one in study.codings_of("P01-1")}
    study.edit_turn("P01-1", 2, text="Jeg traff Xenobias søster på sykehjemmet.")
    erased(study)
    told = study.reviews("P01-1")
    assert "[person 1]s bror" in told["before"][0]
    assert [name for name in NAMES if name in str(told.to_dict("records")).lower()] == []
    assert study.check() == []
    study.restore_revision("P01-1", 1)
    assert study.check() == []
    found = {one.id: one.quote for one in study.codings_of("P01-1")}
    assert "Jeg traff [person 1]s bror på [sykehjemmet]." in found.values()
    assert set(found) <= set(before)
    text = contents(study.path.parent).decode("utf-8", "replace").lower()
    assert [name for name in NAMES if name in text] == []


def test_the_history_keeps_a_receipt_without_content(study: Study) -> None:
    before = study.last_history
    erased(study, "P01-1")
    entry = study.history().iloc[0]
    assert study.last_history == before + 1
    assert (entry["action"], entry["summary"]) == (
        "pseudonymise_stored", "Names replaced for good (interviews: 1)",
    )  # fmt: skip


def test_undo_and_redo_do_not_reach_past_it(study: Study) -> None:
    study.undo()
    erased(study)
    with pytest.raises(UndoRefused, match="what was erased is gone"):
        study.undo()
    with pytest.raises(UndoRefused):
        study.redo()
    study.memo("Nytt", object_type="study")
    assert "Memo" in study.undo().summary
    assert study.check() == []


def test_it_can_be_done_again_and_changes_nothing_then(study: Study) -> None:
    erased(study)
    before = study.transcript("P01-1").text  # type: ignore[union-attr]
    erased(study)
    assert study.transcript("P01-1").text == before  # type: ignore[union-attr]
    assert study.check() == []


def test_it_is_refused_without_a_yes_and_with_open_questions(study: Study) -> None:
    before = study.last_history
    with pytest.raises(CallError, match="cannot be taken back"):
        pseudonymise_stored(study, "all", DECISIONS, confirmed=False)
    with pytest.raises(DataError, match="“Zwartgård sykehjem”"):
        pseudonymise_stored(
            study, "all", Decisions({name: one for name, one in DECISIONS.names.items()
                                     if "zwart" not in name}), confirmed=True,
        )  # fmt: skip
    assert study.last_history == before
    assert "Xenobia" in study.transcript("P01-1").text  # type: ignore[union-attr]


def test_what_was_accepted_to_be_printed_is_accepted_under_its_new_words(study: Study) -> None:
    erased(study)
    [row] = study.store.find("disclosure", what="role")
    assert (row["subject"], row["reason"]) == (
        "attribution=leder på [sykehjemmet]", "Avtalt med [person 1]",
    )  # fmt: skip
    frame = study.disclosure("excerpts", analyse=False)
    assert list(frame.loc[frame["what"] == "role", "open"]) == ["no"]


def test_older_copies_and_names_of_rows_are_told(study: Study) -> None:
    study.backup(study.path.parent / "monday.db")
    (study.path.parent / "notes.txt").write_text("hei")
    told = pseudonymise_stored(
        study, "all", DECISIONS.with_(Decisions.of([Decision("Anne", "PER", "A01")])),
        confirmed=True,
    )  # fmt: skip
    assert [file.name for file in told.backups] == ["monday.db"]
    assert told.left == ("coder Anne",)


def test_a_reader_elsewhere_is_named_as_what_keeps_the_old_words(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.database.BUSY_SECONDS", 0.1)
    study.store.close()
    with closing(sqlite3.connect(study.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM revision").fetchone()
        with pytest.raises(StudyError, match="another program that has it open"):
            erased(study)
    erased(study)
    assert b"enobia" not in contents(study.path.parent)


def test_a_failure_half_way_changes_nothing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("half way")

    before = study.last_history
    monkeypatch.setattr("workbench.store.erasure.forget", broken)
    with pytest.raises(RuntimeError, match="half way"):
        erased(study)
    assert study.last_history == before
    assert study.check() == []


def test_people_of_different_interviews_get_different_numbers(study: Study) -> None:
    builder = Builder(study.path)
    builder.interview("P04-1", {"P04": 1}, "P04: Da kom Zahra.")
    told = propose_stored(study, "all").set_index("name")["suggestion"].to_dict()
    assert told["Zahra"] != told["Xenobia Querrul"]
    assert told["Xenobia"] == told["Xenobia Querrul"]


def test_what_was_turned_down_stays_on_its_words_and_keeps_none_of_them(study: Study) -> None:
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    start = text.index("Han het")
    study.reject("P01-1", start, start + len("Han het Querrul også."), "praksis")
    name = text.index("Xenobia Querrul")
    study.reject("P01-1", name, name + 7, "praksis")
    study.reject("P01-1", name, name + 15, "praksis")
    erased(study)
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    kept = {text[row["start"] : row["end"]] for row in study.store.find("rejection")}
    assert kept == {"Han het [person 1] også.", "[person 1]"}
    assert study.check() == []
    read = contents(study.path.parent).decode("utf-8", "replace").lower()
    assert [one for one in NAMES if one in read] == []
