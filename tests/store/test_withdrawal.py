"""Who withdraws is gone: from the file to the last byte, while the others' words stand."""

from __future__ import annotations

import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given

from tests.analysis.drawn import ON_DISK
from tests.builder import Builder
from tests.store.test_erasure import contents
from tests.strategies import RandomStudy, build, studies
from workbench import Study
from workbench.coding import disclosures
from workbench.coding.selections import Selections
from workbench.errors import CallError, FileFaults, StudyError, UndoRefused, UnknownName
from workbench.model import PropertyDimension, PropertySpace, PropertyValue
from workbench.store.redaction import CUT

OWN = (
    "I: Hva gjorde du?\n"
    "P01: [Jeg sorterte zebrapapir hver {quaggadag}] i fjor.\n"
    "I: <Og så?>\n"
    "P01: Så sluttet jeg på flekk."
)
JOINT = (
    "I: Hvordan gikk det?\n"
    "P01: [Det var xylotungt] i starten.\n"
    "A01: {Hun lærte fort} hos oss.\n"
    "P01: <Jeg likte jordbærgjengen.\n"
    "A01: Ja, de er greie.>"
)
WORDS = ("zebrapapir", "quaggadag", "xylotungt", "jordbærgjengen", "flekk")
"""Words that only P01 says."""
SPACE = PropertySpace(
    "Hvem?",
    tuple(
        PropertyDimension(name, tuple(PropertyValue(one) for one in values))
        for name, values in (("Ønske", ("vil", "vil ikke")), ("Tilbud", ("får", "får ikke")))
    ),
)
CODES = {"[": "praksis", "{": "praksis.laering", "<": "miljo"}


@pytest.fixture
def builder(tmp_path: Path) -> Iterator[Builder]:
    made = Builder(tmp_path / "study.db")
    made.person("P01", erfaring="Kjenner Yngvild fra kafeen", kurs="vaktmester")
    made.person("P02", kurs="kafé")
    made.person("A01", "arbeidsgiver")
    made.interview("P01-1", {"P01": 1}, OWN, codes=CODES, date="2012-03-01")
    made.interview("P01-2_A01", {"P01": 2, "A01": None}, JOINT, codes=CODES)
    made.interview("P02-1", {"P02": 1}, "P02: [Jeg sluttet også].", codes={"[": "miljo"})
    made.interview("P01-3", {"P01": 3}, status="not_reached")
    yield made
    made.store.close()


@pytest.fixture
def study(builder: Builder) -> Study:
    """The study with everything that can be written of a person, some of it taken back again."""
    study = Study(builder.store, coder="Anne")
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    joint = study.transcript("P01-2_A01").text  # type: ignore[union-attr]
    start, last = text.index("Jeg sorterte"), joint.index("Jeg likte")
    study.memo("Sier zebrapapir", object_type="person", object="P01")
    study.memo("Om quaggadag", object_type="passage", object="P01-1", start=start, end=start + 9)
    study.memo("Se [[P01]]: flekk", object_type="study")
    study.memo(
        "Jordbærgjengen", object_type="passage", object="P01-2_A01", start=last, end=last + 9
    )
    study.memo("Begge var der", object_type="interview", object="P01-2_A01")
    study.memo("«Så sluttet jeg på flekk» er et uttrykk", object_type="code", object="miljo")
    for coding in study.codings_of("P01-2_A01"):
        study.memo(f"Notat {coding.quote}", object_type="coding", object=str(coding.id))
    study.summary("praksis", "P01", "zebrapapir", by="person")
    study.summary("praksis", "vaktmester", "xylotungt", by="kurs")
    study.summary(
        "praksis", "deltaker", "En sa: jeg sorterte zebrapapir hver quaggadag", by="actor_type"
    )
    study.edit_person("P01", {"attribution": "vaktmester Yngvild", "left_course": "Yngvild dro"})
    study.add_relation("P01", "had_placement_with", "A01")
    study.pin_excerpt("praksis", "P01-1", start, start + 24)
    picked = Selections(builder.store, "Anne")
    picked.create("Utvalg")
    picked.add("Utvalg", "P01-1", start, start + 24)
    study.reject("P01-1", start, start + 20, "miljo")
    study.scheme_edit("praksis", {"example": "«Jeg sorterte zebrapapir»"})
    study.property_space_save(SPACE)
    own = [coding.id for coding in study.codings_of("P01-1")]
    study.place("Hvem?", "P01", ("vil", "får"), "Hun sa zebrapapir", offer="vaktmester",
                reasons=own)  # fmt: skip
    study.place("Hvem?", "P02", ("vil", "får ikke"), "Som «sorterte zebrapapir hver quaggadag»",
                reasons=own[:1])  # fmt: skip
    study.place("Hvem?", "P01", ("vil", "får ikke"), "Yngvild sier nei", time="3")
    study.undo()
    study.code("P01-1", start, start + 10, "miljo", memo="quaggadag igjen")
    study.undo()
    study.edit_turn("P01-1", 4, text="Så sluttet jeg på flekk, sa jeg.")
    study.store.checkpoint()
    return study


def left_of(study: Study) -> list[str]:
    read = contents(study.path.parent).decode("utf-8", "replace").lower()
    return [one for one in (*WORDS, "yngvild", "vaktmester") if one in read]


def purged(study: Study, person: str = "P01") -> None:
    study.purge(person, confirmed=True)


def test_everything_can_be_read_in_the_files_before(study: Study) -> None:
    assert left_of(study) == [*WORDS, "yngvild", "vaktmester"]


@pytest.mark.parametrize("closed", [False, True], ids=["in use", "closed"])
def test_no_byte_of_her_words_is_left_in_any_file(study: Study, closed: bool) -> None:
    purged(study)
    if closed:
        study.store.close()
    assert left_of(study) == []
    assert study.check() == []


def test_another_process_that_has_it_open_sees_nothing_of_her(study: Study) -> None:
    with closing(sqlite3.connect(study.path, isolation_level=None)) as other:
        other.execute("SELECT text FROM revision").fetchall()
        purged(study)
        told = " ".join(text for (text,) in other.execute("SELECT text FROM revision"))
        assert "zebrapapir" not in told
        assert left_of(study) == []


def test_one_that_is_reading_is_named_as_what_keeps_her_words(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.database.BUSY_SECONDS", 0.1)
    study.store.close()
    with closing(sqlite3.connect(study.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM revision").fetchone()
        with pytest.raises(StudyError, match="another program that has it open"):
            purged(study)
    purged(study)
    assert left_of(study) == []


def test_the_others_words_stand_in_a_joint_interview_and_what_is_on_them(study: Study) -> None:
    purged(study)
    transcript = study.transcript("P01-2_A01")
    assert transcript is not None
    assert transcript.text == (
        f"Hvordan gikk det?\n{CUT}\nHun lærte fort hos oss.\n{CUT}\nJa, de er greie."
    )
    assert [(turn.speaker, turn.role, turn.person) for turn in transcript.turns][1] == (
        "trukket seg", "other", None,
    )  # fmt: skip
    found = {(one.code, one.quote) for one in study.codings_of("P01-2_A01")}
    assert found == {("praksis.laering", "Hun lærte fort"), ("miljo", "Ja, de er greie.")}
    assert {memo["text"] for memo in study.store.find("memo")} == {
        "Begge var der", "Notat Hun lærte fort", f"«{CUT}» er et uttrykk",
    }  # fmt: skip


def test_a_note_on_a_coding_that_held_words_of_both_goes(builder: Builder, study: Study) -> None:
    [shared] = [one for one in study.codings_of("P01-2_A01") if one.code == "miljo"]
    study.recode(shared.id, memo="Om jordbærgjengen")
    purged(study)
    [kept] = [one for one in study.codings_of("P01-2_A01") if one.code == "miljo"]
    assert (kept.id, kept.memo) == (shared.id, "")
    assert left_of(study) == []


def test_the_design_keeps_that_she_was_to_be_met_and_nothing_of_her(study: Study) -> None:
    def counted() -> list[tuple[object, ...]]:
        frame = study.design_check()
        columns = ["actor_type", "round", "planned", "held", "usable", "persons"]
        return [tuple(row) for row in frame[columns].values.tolist()]

    assert ("deltaker", "1", 2, 2, 2, 2) in counted()
    purged(study)
    assert ("deltaker", "1", 2, 1, 1, 2) in counted()
    assert ("deltaker", "2", 1, 0, 0, 1) in counted()
    assert ("arbeidsgiver", "", 1, 1, 1, 1) in counted()
    assert ("*", "*", 4, 2, 2, 3) in counted()
    rows = study.interviews().set_index("interview")
    assert dict(rows["status"]) == {
        "P01-1": "withdrawn", "P01-2_A01": "held", "P02-1": "held", "P01-3": "not_reached",
    }  # fmt: skip
    assert rows.loc["P01-1", "date"] == ""
    [person] = [one for one in study.persons().to_dict("records") if one["person"] == "P01"]
    assert person == {
        "person": "P01", "actor_type": "deltaker", "erfaring": "", "kurs": "", "attribution": "",
        "consent": "withdrawn", "left_course": "", "left_study": "",
    }  # fmt: skip
    assert study.relations().empty


def test_no_number_counts_her_afterwards(study: Study) -> None:
    purged(study)
    assert set(study.codings()["person"]) == {"A01", "P02"}
    frame = study.crosstab("code", ("person",), count="interviews")
    assert set(frame.loc[frame["N"] > 0, "person"]) == {"A01", "P02"}
    assert study.search("zebrapapir").empty
    assert study.search("jeg")["interview"].tolist() == ["P02-1"]


def test_summaries_of_others_lose_what_they_quote_of_her(study: Study) -> None:
    purged(study)
    told = study.summaries()[["subject", "text"]].values.tolist()
    assert told == [["deltaker", f"En sa: {CUT}"]]
    assert study.code_named("praksis").example == f"«{CUT}»"


def test_words_that_another_says_too_are_no_quotation_of_her(
    builder: Builder, study: Study
) -> None:
    builder.interview("P03-1", {"P03": 1}, "P03: Så sluttet jeg på flekk.")
    purged(study)
    [memo] = study.store.find("memo", object_type="code")
    assert memo["text"] == "«Så sluttet jeg på flekk» er et uttrykk"


def test_the_history_keeps_a_receipt_and_tells_nothing_of_her(study: Study) -> None:
    before = study.last_history
    purged(study)
    history = study.history()
    assert study.last_history == before + 1
    entry = history.iloc[0]
    assert (entry["action"], entry["object"], entry["summary"]) == (
        "purge", "P01", "P01 has withdrawn: erased for good",
    )  # fmt: skip
    told = " ".join(history["summary"].iloc[1:])
    [kept] = [one.id for one in study.codings_of("P01-2_A01") if one.code == "praksis.laering"]
    assert "P01-1" not in told
    assert set(history["object"].iloc[1:]) <= {
        "", "praksis", "miljo", "P01-2_A01", "Utvalg", str(kept), "Hvem?", "P02"
    }  # fmt: skip
    assert "Erased, since a person has withdrawn" in told


def test_undo_and_redo_do_not_reach_past_it(study: Study) -> None:
    study.undo()
    purged(study)
    with pytest.raises(UndoRefused, match="P01 has withdrawn: erased for good"):
        study.undo()
    with pytest.raises(UndoRefused):
        study.redo()
    study.memo("Nytt", object_type="study")
    assert "Memo" in study.undo().summary
    assert study.check() == []


def test_what_would_go_is_counted_first_and_nothing_is_changed(study: Study) -> None:
    before = study.last_history
    counts = dict(study.purge_plan("P01").values.tolist())
    assert study.last_history == before
    assert counts == {
        "interviews": 1, "turns": 2, "words": 22, "codings": 4, "codings_kept": 1, "memos": 6,
        "notes": 0, "claims": 0, "picked_excerpts": 2, "summaries": 2, "decisions": 0,
        "rejections": 1, "disclosures": 0, "relations": 1, "placings": 1,
        "attributes": 4, "quotations": 4,
    }  # fmt: skip
    assert dict(study.purge("P01", confirmed=True).counts) == counts
    assert set(dict(study.purge_plan("P01").values.tolist()).values()) == {0}


def test_what_speaks_of_her_elsewhere_is_told(study: Study) -> None:
    study.memo("P01 og P02 kjenner hverandre", object_type="study")
    memo = study.store.find("memo")[-1]["id"]
    study.selections.create("Alt om P01")
    told = study.purge("P01", confirmed=True).left
    [on_both] = study.store.find("memo", object_type="interview")
    assert told == (
        f"memo {on_both['id']} on P01-2_A01", f"P01 is named in: memo {memo}",
        "selection Alt om P01",
    )  # fmt: skip


def test_who_is_placed_in_a_property_space_is_not_any_more(study: Study) -> None:
    purged(study)
    cases = study.typology_cases("Hvem?").set_index("person")
    assert set(cases[cases["by"] == "hand"].index) == {"P02"}
    assert study.typology_reasons("Hvem?").empty, "the words that P02 was placed by are gone"
    assert study.store.find("placing_reason") == []


def test_older_copies_are_told(study: Study) -> None:
    study.backup(study.path.parent / "monday.db")
    assert [one.name for one in study.purge("P01", confirmed=True).backups] == ["monday.db"]


def test_when_the_other_of_a_joint_interview_withdraws_too_all_of_it_goes(study: Study) -> None:
    purged(study)
    purged(study, "A01")
    assert study.transcript("P01-2_A01") is None
    assert dict(study.interviews().set_index("interview")["status"])["P01-2_A01"] == "withdrawn"
    assert b"greie" not in contents(study.path.parent)
    assert study.check() == []


def test_an_old_design_file_or_transcript_does_not_bring_her_back(
    study: Study, tmp_path: Path
) -> None:
    purged(study)
    (tmp_path / "interviews.csv").write_text(
        "interview,person,actor_type,kurs\nP01-1,P01,deltaker,vaktmester\n", encoding="utf-8"
    )
    with pytest.raises(FileFaults, match="row 2, column person: P01 has withdrawn and is erased"):
        study.design(tmp_path / "interviews.csv")
    (tmp_path / "P01-1.txt").write_text("P01: Jeg sorterte zebrapapir.\n", encoding="utf-8")
    with pytest.raises(FileFaults, match="P01-1 is marked as withdrawn"):
        study.import_(tmp_path / "P01-1.txt")


def test_claims_decisions_and_what_was_accepted_go_with_the_words_they_are_on(
    builder: Builder, study: Study, tmp_path: Path
) -> None:
    (tmp_path / "figures.csv").write_text("source,category,value\nNAV,i jobb,41\n", "utf-8")
    study.design(tmp_path / "figures.csv")
    figure = int(study.figures()["id"][0])
    for coding in [*study.codings_of("P01-1"), *study.codings_of("P01-2_A01")]:
        study.claim(coding.id, figure, "supports", note=f"Sier: {coding.quote}")
    for interview in ("P01-1", "P01-2_A01"):
        builder.assign(interview)
        builder.assign(interview, "Bo", layer="second")
    text = study.transcript("P01-2_A01").text  # type: ignore[union-attr]
    hers, theirs = text.index("Det var"), text.index("Hun lærte")
    study.decide("P01-2_A01", hers, hers + 17, "praksis", "first", reason="xylotungt")
    study.decide("P01-2_A01", hers, hers + 17, "praksis", "other", reason="xylotungt",
                 extent=(hers, hers + 30))  # fmt: skip
    study.decide("P01-2_A01", theirs, theirs + 14, "praksis.laering", "first", reason="klart")
    found = study.disclosure("excerpts", analyse=False)["finding"]
    study.decide_disclosure("excerpts", list(found), "accepted", reason="flekk")
    counts = dict(study.purge_plan("P01").values.tolist())
    assert (counts["claims"], counts["notes"], counts["decisions"]) == (4, 1, 1)
    assert counts["disclosures"] >= 1
    purged(study)
    assert left_of(study) == []
    assert study.check() == []
    assert [row["reason"] for row in study.store.find("decision")] == ["klart"]
    assert len(study.store.find("claim")) == 2


@pytest.mark.parametrize("then", ["again", "open", "undo"])
def test_a_decision_on_her_that_stands_no_more_is_forgotten_too(
    study: Study, builder: Builder, then: str
) -> None:
    study.edit_person("P01", {"attribution": "vaktmester fra Quaggavik"})
    frame = study.disclosure("excerpts", analyse=False, k=9)
    found = list(frame[frame["persons"] == "P01"]["finding"])
    assert found
    study.decide_disclosure("excerpts", found, "generalised", reason="flekk", k=9)
    if then == "again":
        study.decide_disclosure("excerpts", found, "accepted", reason="annet", k=9)
    elif then == "open":
        study.decide_disclosure("excerpts", found, "", k=9)
    else:
        study.undo()
    purged(study)
    builder.store.checkpoint()
    assert b"Quaggavik" not in study.path.read_bytes()
    assert study.check() == []


def test_a_decision_on_a_name_that_only_she_has_said_goes(tmp_path: Path) -> None:
    made = Builder(tmp_path / "joint.db")
    made.interview("J", {"P01": 1, "A01": None}, "P01: Vi sa det til Kariusen.\nA01: Og til Bo.")
    study = Study(made.store, coder="Anne")
    for name in ("Kariusen", "Bo"):
        disclosures.decide(
            made.store, [("name", (name,), ("J",))], "accepted", reason="ok", coder="Anne"
        )
    purged(study)
    assert [row["subject"] for row in study.store.find("disclosure")] == ["Bo"]
    study.store.checkpoint()
    assert b"Kariusen" not in study.path.read_bytes()


def test_it_can_be_done_again_and_changes_nothing_then(study: Study) -> None:
    purged(study)
    before = study.transcript("P01-2_A01").text  # type: ignore[union-attr]
    purged(study)
    assert study.transcript("P01-2_A01").text == before  # type: ignore[union-attr]
    assert study.check() == []


def test_it_is_refused_without_a_yes_and_for_a_person_who_is_not_there(study: Study) -> None:
    before = study.last_history
    with pytest.raises(CallError, match="what P01 said will be gone from the study"):
        study.purge("P01")
    with pytest.raises(UnknownName, match="“P10” is no person"):
        study.purge("P10", confirmed=True)
    assert study.last_history == before


def test_a_failure_half_way_changes_nothing(study: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError("half way")

    before = study.last_history
    monkeypatch.setattr("workbench.store.erasure.forget", broken)
    with pytest.raises(RuntimeError, match="half way"):
        purged(study)
    assert study.last_history == before
    assert "zebrapapir" in study.transcript("P01-1").text  # type: ignore[union-attr]
    assert study.check() == []


# -- for every study ------------------------------------------------------------------------


def marked(study: RandomStudy, person: str) -> RandomStudy:
    """The study with words that are this person's alone."""
    numbers = iter(range(10_000))
    return replace(
        study,
        interviews={
            name: replace(
                one,
                turns=one.turns
                and tuple(
                    (who, " ".join(f"q{next(numbers)}q" for _piece in text.split()))
                    if who == person
                    else (who, text)
                    for who, text in one.turns
                ),
            )
            for name, one in study.interviews.items()
        },
    )


def own_words(study: Study, person: str) -> Counter[tuple[str, ...]]:
    """Interview, code, coder and own words of the codings of everybody else, each once."""
    rows = study.store.rows(
        "SELECT p.*, r.text FROM coding_person p JOIN transcript t ON t.interview = p.interview"
        " JOIN revision r ON r.id = t.revision WHERE p.person <> ?",
        (person,),
    )
    found = {
        (
            row["interview"], row["person"], str(row["code"]), str(row["coder"]),
            *(row["text"][int(a) : int(b)].strip()
              for a, b in (one.split("-") for one in row["own"].split(";"))),
        )
        for row in rows
    }  # fmt: skip
    return Counter(found)


@ON_DISK
@given(studies())
def test_in_every_study_her_words_go_and_the_others_stay(drawn: RandomStudy) -> None:
    person = min(drawn.persons)
    with tempfile.TemporaryDirectory() as folder:
        builder = build(marked(drawn, person), Path(folder) / "study.db")
        study = Study(builder.store, coder="Anne")
        builder.store.checkpoint()
        planned = study.design_check()[["planned", "persons"]].values.tolist()
        others = own_words(study, person)
        purged(study, person)
        assert study.check() == []
        assert not any(f"q{digit}" in str(line) for digit in range(10)
                       for line in study.store.rows("SELECT text FROM revision"))  # fmt: skip
        read = contents(Path(folder))
        assert b"q1q" not in read
        assert b"q2q" not in read
        assert study.design_check()[["planned", "persons"]].values.tolist() == planned
        assert own_words(study, person) == others
        builder.store.close()
