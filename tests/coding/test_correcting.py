"""Correcting a text: a new revision, and every coding, memo and picked excerpt comes along."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.store.test_actions import content
from tests.strategies import build, studies
from workbench.coding.correcting import CorrectedTurn
from workbench.errors import CallError, DataError, UndoRefused, UnknownName
from workbench.study import Study
from workbench.texts import Language, in_language

TEXT = (
    "I: Hva vil du?\n"
    "P01: Jeg [vil {jobb}e] på kjøken. Det sa Marit.\n"
    "P02: <Nei.> Hun sa det ikke.\n"
    "I: Takk."
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    codes = {"[": "vil", "{": "jobb", "<": "nei"}
    built.interview("P01-1", {"P01": 1, "P02": 1}, TEXT, codes=codes)
    return Study(built.store, coder="Anne")


def text(study: Study) -> str:
    transcript = study.transcript("P01-1")
    assert transcript is not None
    return transcript.text


def quotes(study: Study) -> dict[str, str]:
    return {one.code: one.quote for one in study.codings_of("P01-1")}


def waiting(study: Study) -> list[tuple[str, str, str, str]]:
    frame = study.reviews("P01-1")
    return list(zip(frame["code"], frame["doubt"], frame["before"], frame["after"], strict=True))


def passage(study: Study, words: str) -> tuple[int, int]:
    return text(study).index(words), text(study).index(words) + len(words)


def corrected_file(study: Study, path: Path, *changes: tuple[str, str]) -> Path:
    frame = study.turns("P01-1")
    said = "\n".join(
        f"{label}: {words}" for label, words in zip(frame["speaker"], frame["text"], strict=True)
    )
    for old, new in changes:
        assert old in said
        said = said.replace(old, new)
    path.write_text(said, encoding="utf-8")
    return path


def test_a_typo_beside_a_coding_moves_it_and_asks_nothing(study: Study) -> None:
    done = study.edit_turn("P01-1", 1, text="Hva er det du vil?")
    assert quotes(study) == {"vil": "vil jobbe", "jobb": "jobb", "nei": "Nei."}
    assert (done.revision, done.turns, done.in_doubt) == (2, 1, ())
    assert waiting(study) == []
    assert study.check() == []


def test_a_typo_inside_a_coding_is_listed_with_old_and_new_quote(study: Study) -> None:
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøkken. Det sa Marit.")
    assert waiting(study) == [
        ("vil", "changed", "vil jobbe", "vil jobba"),
    ]
    assert [one.code for one in study.codings_of("P01-1") if one.review] == ["vil"]
    assert study.check() == []


def test_a_coding_whose_words_are_deleted_waits_with_the_words_that_it_had(study: Study) -> None:
    study.edit_turn("P01-1", 3, text="Hun sa det ikke.")
    assert waiting(study) == [("nei", "gone", "Nei.", "Hun")]


def test_a_second_correction_remembers_the_quote_that_was_last_in_no_doubt(study: Study) -> None:
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøken.")
    study.edit_turn("P01-1", 2, text="Jeg vil jobbet på kjøken.")
    study.edit_turn("P01-1", 4, text="Takk for det.")
    assert waiting(study) == [("vil", "changed", "vil jobbe", "vil jobbet")]
    assert study.check() == []


def test_memos_and_picked_excerpts_come_along(study: Study) -> None:
    start, end = passage(study, "Det sa Marit.")
    study.memo("Hvem?", object_type="passage", object="P01-1", start=start, end=end)
    study.selections.create("Kap. 4")
    item = study.selections.add("Kap. 4", "P01-1", *passage(study, "Jeg vil jobbe på"))
    study.selections.shorten(
        item, keep=[passage(study, "vil jobbe")], insertions=[(passage(study, "jobbe")[0], "så")]
    )
    study.edit_turn("P01-1", 1, text="Hva i all verden vil du?")
    (memo,) = study.memos("passage").to_dict("records")
    assert memo["quote"] == "Det sa Marit."
    (picked,) = study.selections.items("Kap. 4")
    assert picked["quote"] == "Jeg vil jobbe på"
    assert picked["keep"] == [passage(study, "vil jobbe")]
    assert picked["insertions"] == [(passage(study, "jobbe")[0], "så")]
    assert study.reviews().empty
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøken. Det sa Solveig.")
    assert set(zip(study.reviews()["object_type"], study.reviews()["after"], strict=True)) == {
        ("coding", "vil jobba"), ("selection_item", "Jeg vil jobba på"),
        ("memo", "Det sa Solveig."),
    }  # fmt: skip
    assert study.check() == []


def test_whose_words_a_coding_holds_follows_speaker_and_person(study: Study) -> None:
    study.edit_turn("P01-1", 3, speaker="P01", person="P01")
    persons = study.codings()[["code", "person"]].itertuples(index=False, name=None)
    assert ("nei", "P01") in set(persons)
    assert study.turns("P01-1")["speaker"].tolist() == ["I", "P01", "P01", "I"]
    study.edit_turn("P01-1", 3, role="interviewer")
    assert ("nei", "") in set(
        study.codings()[["code", "person"]].itertuples(index=False, name=None)
    )
    assert study.check() == []


def test_a_turn_is_split_and_joined_again(study: Study) -> None:
    before = text(study)
    study.split_turn("P01-1", 2, len("Jeg vil jobbe på kjøken."))
    assert study.turns("P01-1")["text"].tolist()[1:3] == [
        "Jeg vil jobbe på kjøken.", "Det sa Marit.",
    ]  # fmt: skip
    study.join_turns("P01-1", 2)
    assert text(study) == before
    assert waiting(study) == []


def test_a_turn_split_inside_a_coding_leaves_nothing_to_be_looked_at(study: Study) -> None:
    start, end = passage(study, "på kjøken. Det sa")
    made = study.code("P01-1", start, end, "jobb")
    study.split_turn("P01-1", 2, len("Jeg vil jobbe på kjøken."))
    [coding] = [one for one in study.codings_of("P01-1") if one.id == made.id]
    assert (coding.quote, coding.review) == ("på kjøken.\nDet sa", False)
    assert waiting(study) == []
    assert study.check() == []


@pytest.mark.parametrize("at", [0, 999, -3])
def test_a_turn_is_not_split_into_nothing(study: Study, at: int) -> None:
    with pytest.raises(CallError, match="both parts need words"):
        study.split_turn("P01-1", 2, at)


def test_a_corrected_file_keeps_who_the_labels_stand_for(study: Study, tmp_path: Path) -> None:
    study.edit_turn("P01-1", 3, speaker="Mor", person="P02")
    path = corrected_file(study, tmp_path / "rettet.txt", ("kjøken", "kjøkken"), ("Marit", "NN"))
    done = study.correct("P01-1", path)
    frame = study.turns("P01-1")
    assert frame["person"].tolist() == ["", "P01", "P02", ""]
    assert frame["role"].tolist()[0] == "interviewer"
    assert (done.revision, done.turns) == (3, 1)
    assert study.revisions("P01-1")["source"].tolist()[0] == "rettet.txt"
    assert study.check() == []


def test_the_same_text_again_makes_no_revision(study: Study, tmp_path: Path) -> None:
    before = study.last_history
    done = study.correct("P01-1", corrected_file(study, tmp_path / "samme.txt"))
    assert (done.revision, study.last_history) == (None, before)


@pytest.mark.parametrize("language", ["en", "nb"])
def test_a_transcript_that_was_exported_to_word_comes_back_as_the_same_text(
    study: Study, tmp_path: Path, language: Language
) -> None:
    with in_language(language):
        path = study.export("transcript", tmp_path / "ut.docx", interview="P01-1")
    assert study.correct_plan("P01-1", path).revision is None


def test_a_plan_says_what_a_correction_does_and_stores_nothing(
    study: Study, tmp_path: Path
) -> None:
    before = content(study.store)
    path = corrected_file(study, tmp_path / "rettet.txt", ("jobbe", "jobba"))
    planned = study.correct_plan("P01-1", path)
    assert content(study.store) == before
    done = study.correct("P01-1", path)
    assert planned == done
    assert [(one.label, one.before, one.after) for one in done.in_doubt] == [
        ("vil", "vil jobbe", "vil jobba")
    ]


def test_a_text_that_was_corrected_meanwhile_is_not_overwritten(study: Study) -> None:
    opened = study.transcript("P01-1")
    assert opened is not None
    study.edit_turn("P01-1", 4, text="Tusen takk.", coder="Bo")
    with pytest.raises(DataError, match="corrected since you opened it"):
        study.edit_turn("P01-1", 1, text="Hva?", base=opened.revision)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"person": "P09"}, UnknownName),
        ({"role": "chef"}, UnknownName),
        ({"role": "interviewer", "person": "P01"}, CallError),
    ],
)
def test_a_speaker_that_cannot_be_is_refused(
    study: Study, changes: dict[str, Any], error: type[Exception]
) -> None:
    before = content(study.store)
    with pytest.raises(error):
        study.edit_turn("P01-1", 2, **changes)
    assert content(study.store) == before


def test_a_text_without_words_and_an_interview_without_text_are_refused(study: Study) -> None:
    with pytest.raises(DataError, match="No word of P01-1 would be left"):
        study.correct_turns("P01-1", [CorrectedTurn("…"), CorrectedTurn(" ")])
    with pytest.raises(UnknownName):
        study.edit_turn("P01-7", 1, text="x")
    with pytest.raises(CallError, match="There is no turn 9"):
        study.edit_turn("P01-1", 9, text="x")


def test_two_codings_of_one_code_never_become_one(study: Study) -> None:
    study.code("P01-1", *passage(study, "Det sa"), "jobb")
    study.code("P01-1", *passage(study, "sa Marit."), "jobb")
    study.edit_turn("P01-1", 2, text="Jeg vil jobbe på kjøken.")
    mine = [one for one in study.codings_of("P01-1") if one.code == "jobb"]
    assert len(mine) == len({(one.start, one.end) for one in mine}) == 3
    assert study.check() == []


def test_codings_of_one_code_that_come_to_one_anothers_places_do_not_meet(study: Study) -> None:
    study.edit_turn("P01-1", 2, text="en to på. Jeg vil jobbe ved kjøken.")
    for word in ("en", "to", "på"):
        study.code("P01-1", *passage(study, word), "nei")
    before = content(study.store)
    study.edit_turn("P01-1", 2, text="så en to på. Jeg vil jobbe ved kjøken.")
    mine = [one.quote for one in study.codings_of("P01-1") if one.code == "nei"]
    assert sorted(mine) == ["Nei.", "en", "på", "to"]
    study.undo()
    assert content(study.store) == before
    study.redo()
    assert study.check() == []


def test_a_text_without_room_for_its_codings_is_refused_and_nothing_is_lost(
    study: Study,
) -> None:
    for words in ("Hva", "vil du", "du?", "Takk"):
        study.code("P01-1", *passage(study, words), "nei")
    before = content(study.store)
    with pytest.raises(DataError, match="too short"):
        study.correct_turns("P01-1", [CorrectedTurn("Å")])
    assert content(study.store) == before


# -- restoring, and taking back ----------------------------------------------------------------


def test_a_restored_revision_has_its_codings_at_their_old_places(study: Study) -> None:
    before = {one.id: (one.start, one.end, one.review) for one in study.codings_of("P01-1")}
    study.correct_turns("P01-1", [CorrectedTurn("Noe helt annet ble sagt.", "P01")])
    assert len(waiting(study)) == 3
    late = study.code("P01-1", *passage(study, "annet"), "jobb").id
    done = study.restore_revision("P01-1", 1)
    found = {one.id: (one.start, one.end, one.review) for one in study.codings_of("P01-1")}
    assert done.revision == 3
    assert {key: value for key, value in found.items() if key != late} == before
    assert waiting(study)[0][1] == "changed"
    assert study.turns("P01-1")["speaker"].tolist() == ["I", "P01", "P02", "I"]
    assert study.check() == []


def test_what_was_in_doubt_in_a_revision_is_in_doubt_there_again(study: Study) -> None:
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøken.")
    study.restore_revision("P01-1", 1)
    assert waiting(study) == []
    study.restore_revision("P01-1", 2)
    assert waiting(study) == [("vil", "changed", "vil jobbe", "vil jobba")]
    assert study.check() == []


def test_a_revision_that_is_not_there_is_refused_and_the_current_one_changes_nothing(
    study: Study,
) -> None:
    before = study.last_history
    with pytest.raises(CallError, match="has no revision 7"):
        study.restore_revision("P01-1", 7)
    assert study.restore_revision("P01-1", 1).revision is None
    assert study.last_history == before


def test_the_revisions_say_who_made_them_from_what(study: Study, tmp_path: Path) -> None:
    study.correct("P01-1", corrected_file(study, tmp_path / "ny.txt", ("kjøken", "kjøkken")))
    study.restore_revision("P01-1", 1, coder="Bo")
    frame = study.revisions("P01-1")
    assert frame[["revision", "coder", "action", "current"]].values.tolist() == [
        [3, "Bo", "restore revision", "yes"],
        [2, "Anne", "correct", ""],
        [1, "Anne", "import", ""],
    ]


def test_a_correction_under_later_codings_is_not_taken_back(study: Study) -> None:
    study.edit_turn("P01-1", 1, text="Hva er det du vil?")
    study.code("P01-1", *passage(study, "Takk"), "nei", coder="Bo")
    before = content(study.store)
    with pytest.raises(UndoRefused, match="Bo has since done “Coded “nei” in P01-1”"):
        study.undo()
    assert content(study.store) == before
    study.undo(coder="Bo")
    study.undo()
    assert quotes(study)["vil"] == "vil jobbe"
    assert study.check() == []


def test_a_correction_is_not_brought_back_under_codings_of_the_old_text(study: Study) -> None:
    study.edit_turn("P01-1", 1, text="Hva er det du vil?")
    study.undo()
    study.memo("Hm", object_type="passage", object="P01-1", start=0, end=3, coder="Bo")
    with pytest.raises(UndoRefused, match="Bo has since done “Memo on P01-1”"):
        study.redo()
    study.undo(coder="Bo")
    study.redo()
    assert study.check() == []


def test_a_removed_coding_does_not_come_back_into_another_text(study: Study) -> None:
    (nei,) = [one for one in study.codings_of("P01-1") if one.code == "nei"]
    study.remove_coding(nei.id, coder="Bo")
    study.edit_turn("P01-1", 1, text="Hva er det du vil?")
    with pytest.raises(UndoRefused, match="Anne has since done “Text of P01-1 corrected”"):
        study.undo(coder="Bo")
    study.undo()
    study.undo(coder="Bo")
    assert study.check() == []


# -- settling ----------------------------------------------------------------------------------


@pytest.fixture
def doubtful(study: Study) -> Study:
    start, end = passage(study, "Det sa Marit.")
    study.memo("Hvem?", object_type="passage", object="P01-1", start=start, end=end)
    study.selections.create("Kap. 4")
    study.selections.add("Kap. 4", "P01-1", start, end)
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøken. Det sa hun.")
    return study


KINDS = ("coding", "memo", "selection_item")


def settled(study: Study, kind: str) -> int:
    rows = study.reviews().set_index("object_type")["object"]
    return int(rows[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["confirm", "move", "drop"])
def test_what_waits_is_settled_and_undo_brings_the_question_back(
    doubtful: Study, kind: str, how: str
) -> None:
    before = content(doubtful.store)
    one = settled(doubtful, kind)
    match how:
        case "confirm":
            doubtful.confirm_review(kind, one)
        case "move":
            doubtful.move_review(kind, one, *passage(doubtful, "Jeg"))
        case "drop":
            doubtful.drop_review(kind, one)
    assert set(doubtful.reviews()["object_type"]) == set(KINDS) - {kind}
    row = doubtful.store.get(kind, id=one)
    assert (row is None) == (how == "drop")
    if how == "move":
        assert row is not None
        assert row["quote"] == "Jeg"
    assert doubtful.check() == []
    doubtful.undo()
    assert content(doubtful.store) == before
    doubtful.redo()
    assert doubtful.check() == []


def test_what_does_not_wait_cannot_be_settled(doubtful: Study) -> None:
    (nei,) = [one for one in doubtful.codings_of("P01-1") if one.code == "nei"]
    for settle in (doubtful.confirm_review, doubtful.drop_review):
        with pytest.raises(CallError, match=f"coding {nei.id} does not wait"):
            settle("coding", nei.id)


def test_a_new_extent_at_the_desk_settles_a_coding_and_removing_it_too(doubtful: Study) -> None:
    one = settled(doubtful, "coding")
    doubtful.recode(one, end=passage(doubtful, "jobba på")[1])
    assert "coding" not in set(doubtful.reviews()["object_type"])
    doubtful.undo()
    doubtful.remove_coding(one)
    assert "coding" not in set(doubtful.reviews()["object_type"])
    assert doubtful.check() == []


# -- every study -------------------------------------------------------------------------------


@settings(max_examples=60)
@given(studies(), st.integers(0, 2**32))
def test_no_coding_disappears_and_undo_is_before_in_every_study(given_: Any, seed: int) -> None:
    rng = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        built = build(given_, Path(folder) / "study.db")
        study = Study(built.store, coder="Anne")
        codings = {row["id"] for row in study.store.find("coding")}
        for interview in sorted(study.interviews_with_text()):
            transcript = study.transcript(interview)
            assert transcript is not None
            edited = [_edited(turn, rng) for turn in study.turns(interview).to_dict("records")]
            states = [content(study.store)]
            try:
                study.correct_turns(interview, [*edited, CorrectedTurn("a b", "?")])
            except DataError:
                assert content(study.store) == states[0]
                continue
            assert {row["id"] for row in study.store.find("coding")} == codings
            assert study.check() == []
            states.append(content(study.store))
            study.restore_revision(interview, 1)
            places = {row["id"]: row for row in study.store.find("coding", interview=interview)}
            assert places == {
                row["id"]: row for row in states[0]["coding"] if row["interview"] == interview
            }
            assert study.check() == []
            study.undo()
            assert content(study.store) == states[1]
            study.undo()
            assert content(study.store) == states[0]
        study.store.close()


def _edited(turn: dict[Any, Any], rng: Random) -> CorrectedTurn:
    words = str(turn["text"]).split(" ")
    for _n in range(rng.randint(0, 3)):
        at = rng.randrange(len(words) + 1)
        words[at : at + rng.randint(0, 2)] = rng.choices(
            ["a", "b", "nytt", "aa"], k=rng.randint(0, 2)
        )
    role = turn["role"] if rng.random() < 0.8 else "unknown"
    person = turn["person"] if role == "person" else None
    return CorrectedTurn(" ".join(words), turn["speaker"], role, person or None)
