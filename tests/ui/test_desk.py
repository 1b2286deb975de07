"""What the desk is told and what it stores, without a browser."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from tests.suggest_study import build
from workbench.errors import StudyError
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import desk
from workbench.ui.pages import coding as coding_page

CODER = "Anne"
TEXT = """
I: Hva vil du?
P01: Jeg vil 😀 [jobbe], og det sier jeg hver dag.
I: Og sjefen?
A01: Hun er flink.
"""


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    builder = Builder(tmp_path / "study.db", coder=CODER)
    builder.code("motivasjon", "motivasjon.vilje", "praksis")
    builder.person("P01", "deltaker", course="kafé")
    builder.person("A01", "arbeidsgiver")
    builder.interview("P01-2_A01", {"P01": 2, "A01": None}, TEXT, codes={"[": "motivasjon.vilje"})
    builder.interview("P02-1", {"P02": 1}, "I: Hei?\nP02: Ja, hei.")
    builder.interview("P03-1", {"P03": 1}, status="planned")
    with in_language("en"):
        yield Study.open(builder.store.path, coder=CODER)
    builder.store.close()


@pytest.fixture
def session() -> desk.Session:
    return desk.Session()


@pytest.fixture
def ask(study: Study, session: desk.Session) -> Callable[..., dict[str, Any]]:
    """Says something to Python as the component does, and gives the answer."""
    count = iter(range(1, 1000))

    def say(*actions: dict[str, Any], coder: str = CODER, **more: Any) -> dict[str, Any]:
        number = next(count)
        said = {"seq": number, "nonce": number, "actions": list(actions), **more}
        return desk.answer(study, desk.read_said(said), session, coder=coder)

    return say


def have(answer: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """What the component has after this first answer."""
    return {
        "texts": answer["texts_mark"],
        "scheme": answer["scheme"]["mark"],
        "interview": answer["doc"]["interview"],
        "revision": answer["doc"]["revision"],
        "mark": answer["codings"]["mark"],
        **changes,
    }


def coding(study: Study, words: str, code: str = "praksis", **more: Any) -> dict[str, Any]:
    """The action of coding these words, offsets as the browser counts."""
    transcript = study.transcript("P01-2_A01")
    assert transcript is not None
    before = transcript.text[: transcript.text.index(words)]
    start = len(before.encode("utf-16-le")) // 2
    codes = {one.key: one.id for one in study.scheme()}
    return {
        "request": str(uuid.uuid4()), "kind": "code", "interview": "P01-2_A01",
        "revision": transcript.revision, "coder": CODER, "start": start,
        "end": start + len(words.encode("utf-16-le")) // 2, "code": codes[code], **more,
    }  # fmt: skip


def about(action: dict[str, Any], kind: str, **more: Any) -> dict[str, Any]:
    """A later action, on the coding that `action` made."""
    named = {name: action[name] for name in ("interview", "revision", "coder")}
    return {
        "request": str(uuid.uuid4()), "kind": kind, **named, "coding": action["request"], **more,
    }  # fmt: skip


def test_the_first_answer_holds_everything(ask: Callable[..., dict[str, Any]]) -> None:
    given = ask()
    assert given["doc"]["interview"] == "P01-2_A01"
    assert [turn["role"] for turn in given["doc"]["turns"]] == [
        "interviewer", "person", "interviewer", "person",
    ]  # fmt: skip
    assert [code["key"] for code in given["scheme"]["codes"]] == [
        "motivasjon", "motivasjon.vilje", "praksis",
    ]  # fmt: skip
    assert len(given["codings"]["changed"]) == 1
    assert given["texts"]["help_undo"] == "undo"
    assert given["interviews"] == [
        {"id": "P01-2_A01", "title": "P01 · round 2 + A01"},
        {"id": "P02-1", "title": "P02 · round 1"},
    ]


def test_offsets_go_out_as_the_browser_counts(ask: Callable[..., dict[str, Any]]) -> None:
    given = ask()
    (one,) = given["codings"]["changed"]
    text = given["doc"]["text"].encode("utf-16-le")
    assert text[one["start"] * 2 : one["end"] * 2].decode("utf-16-le") == "jobbe"


def test_a_later_answer_holds_only_what_changed(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    first = ask()
    given = ask(coding(study, "hver dag"), have=have(first))
    assert {"doc", "scheme", "texts", "interviews"}.isdisjoint(given)
    assert given["codings"]["base"] == first["codings"]["mark"]
    assert [one["id"] for one in given["codings"]["changed"]] == [given["results"][0]["coding"]]
    assert given["settled"] == study.last_history == given["codings"]["mark"]


def test_what_others_did_meanwhile_comes_along(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    first = ask()
    (old,) = study.codings_of("P01-2_A01")
    study.remove_coding(old.id, coder="Bjørn")
    study.code("P01-2_A01", 0, 3, "praksis", coder="Bjørn")
    given = ask(have=have(first))["codings"]
    assert [one["coder"] for one in given["changed"]] == ["Bjørn"]
    assert given["removed"] == [old.id]


def test_an_unknown_mark_brings_the_whole_list(ask: Callable[..., dict[str, Any]]) -> None:
    first = ask()
    for mark in (None, first["settled"] + 7):
        given = ask(have=have(first, mark=mark))["codings"]
        assert given["base"] is None
        assert len(given["changed"]) == 1


def test_a_coding_is_stored_in_code_points(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    given = ask(coding(study, "hver dag", valence="present", memo="Igjen"))
    made = next(one for one in study.codings_of("P01-2_A01") if one.quote == "hver dag")
    assert given["results"] == [
        {
            "request": given["results"][0]["request"],
            "coding": made.id,
            "memo": None,
            "said": "",
            "error": "",
        }
    ]
    assert (made.code, made.coder, made.valence, made.memo) == (
        "praksis", CODER, "present", "Igjen",
    )  # fmt: skip


@pytest.mark.parametrize("new_session", [False, True], ids=["same session", "after a restart"])
def test_what_is_sent_twice_is_done_once(
    study: Study, session: desk.Session, new_session: bool
) -> None:
    code = coding(study, "hver dag")
    actions = [code, about(code, "recode", changes={"stance": "denies"}), coding(study, "flink")]
    actions += [{**about(code, "undo")}, {**about(code, "status"), "status": "started"}]
    first, _trouble = desk.apply(study, actions, coder=CODER, session=session)
    before, codings = study.last_history, study.codings_of("P01-2_A01")
    again = desk.Session() if new_session else session
    second, _trouble = desk.apply(study, actions[:2] + actions[3:], coder=CODER, session=again)
    assert study.last_history == before
    assert study.codings_of("P01-2_A01") == codings
    assert [one.request for one in second] == [one.request for one in first[:2] + first[3:]]


def test_an_action_finds_the_coding_that_an_earlier_one_made(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    code = coding(study, "hver dag")
    ask(code, about(code, "recode", changes={"valence": "missing"}))
    made = next(one for one in study.codings_of("P01-2_A01") if one.quote == "hver dag")
    assert made.valence == "missing"
    ask(about(code, "uncode") | {"coding": made.id})
    assert all(one.quote != "hver dag" for one in study.codings_of("P01-2_A01"))


def test_the_extent_changes(ask: Callable[..., dict[str, Any]], study: Study) -> None:
    code = coding(study, "hver dag")
    longer = coding(study, "jeg hver dag.")
    ask(code, about(code, "recode", changes={"start": longer["start"], "end": longer["end"]}))
    assert "jeg hver dag." in [one.quote for one in study.codings_of("P01-2_A01")]


def test_a_new_code_is_made_and_applied_once(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    parent = next(code.id for code in study.scheme() if code.key == "praksis")
    new = {"name": "Hver dag", "parent": parent}
    action = coding(study, "hver dag") | {"code": None, "new_code": new}
    ask(action)
    given = ask(action)
    assert [code["name"] for code in given["scheme"]["codes"]].count("Hver dag") == 1
    assert [one.code for one in study.codings_of("P01-2_A01")].count("praksis.hver_dag") == 1


def test_a_new_code_and_its_first_coding_are_one_action(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    scheme, codings, before = study.scheme(), study.codings_of("P01-2_A01"), study.last_history
    action = coding(study, "hver dag") | {"code": None, "new_code": {"name": "Hver dag"}}
    first = ask(action)
    assert study.last_history == before + 1
    assert study.history()["object"].iloc[0] == "P01-2_A01"
    given = ask(about(action, "undo"), have=have(first))
    assert "Hver dag" in given["results"][0]["said"]
    assert (study.scheme(), study.codings_of("P01-2_A01")) == (scheme, codings)
    assert [code["key"] for code in given["scheme"]["codes"]] == [one.key for one in scheme]
    ask(about(action, "redo"))
    assert [one.code for one in study.codings_of("P01-2_A01")].count("hver_dag") == 1


def test_a_new_code_is_not_left_behind_where_its_coding_is_refused(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    action = coding(study, "hver dag") | {"code": None, "new_code": {"name": "Hver dag"}}
    scheme = study.scheme()
    assert ask(action | {"end": action["start"]})["results"][0]["error"]
    assert study.scheme() == scheme


def test_undo_takes_back_and_redo_brings_again(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    code = coding(study, "hver dag")
    first = ask(code)
    given = ask(about(code, "undo"), have=have(first))
    assert given["results"][0]["said"]
    assert given["codings"]["removed"] == [first["results"][0]["coding"]]
    given = ask(about(code, "redo"), have=have(first))
    assert [one["id"] for one in given["codings"]["changed"]] == [first["results"][0]["coding"]]


def refused(action: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        action | {"code": 999, "request": "1"},
        action | {"code": None, "request": "2"},
        action | {"revision": 999, "request": "3"},
        action | {"start": "here", "request": "4"},
        action | {"end": action["start"], "request": "5"},
        action | {"interview": "P99-9", "request": "6"},
        action | {"coder": "Stranger", "request": "7"},
        action | {"valence": "yes", "request": "8"},
        about(action, "recode", changes={"valence": "missing"}),
        about(action, "uncode") | {"coding": 999},
        about(action, "memo") | {"text": "  "},
        about(action, "memo") | {"text": "x", "start": 3, "end": 3},
        about(action, "edit_memo") | {"text": "x", "memo": 999},
        about(action, "edit_memo") | {"text": "x", "memo": "never made"},
        about(action, "status") | {"status": "almost"},
        about(action, "undo") | {"coder": "Bjørn"},
        about(action, "mend") | {"turn": 1, "text": "x", "revision": 999},
        about(action, "mend") | {"turn": 99, "text": "x"},
        about(action, "keep"),
    ]


@pytest.mark.parametrize("number", range(19))
def test_what_cannot_be_is_refused_with_a_reason_and_changes_nothing(
    ask: Callable[..., dict[str, Any]], study: Study, number: int
) -> None:
    study.code("P01-2_A01", 0, 3, "praksis", coder="Bjørn")
    study.undo(coder="Bjørn")
    before = study.last_history
    given = ask(refused(coding(study, "hver dag"))[number])
    assert given["results"][0]["error"]
    assert given["results"][0]["coding"] is None
    assert study.last_history == before


def test_the_coding_of_another_coder_is_hers(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    theirs = study.code("P01-2_A01", 0, 3, "praksis", coder="Bjørn")
    code = coding(study, "hver dag")
    for kind in ("uncode", "recode"):
        action = about(code, kind, changes={"memo": "x"}) | {"coding": theirs.id}
        assert "Bjørn" in ask(action)["results"][0]["error"]
    assert theirs in study.codings_of("P01-2_A01")


def test_a_locked_study_keeps_the_action_in_the_outbox(
    ask: Callable[..., dict[str, Any]], study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_given: object, **_options: object) -> None:
        raise StudyError("Another program holds the study locked.")

    action = coding(study, "hver dag")
    with monkeypatch.context() as patch:
        patch.setattr(study, "code", locked)
        given = ask(action)
        assert given["results"] == []
        assert given["trouble"]
    assert ask(action)["results"][0]["coding"]


@pytest.mark.parametrize(
    "nonsense",
    [None, 3, "x", {}, {"actions": 4}, {"actions": [None, {}, {"request": 1, "kind": "code"}]},
     {"actions": [{"request": "a", "kind": "drop"}], "have": 3, "seq": "x", "open": []}],
)  # fmt: skip
def test_nonsense_is_not_acted_on(nonsense: object) -> None:
    assert desk.read_said(nonsense) == desk.Said()


def test_the_interview_that_is_asked_for_opens_and_stays(
    ask: Callable[..., dict[str, Any]],
) -> None:
    first = ask()
    assert first["head"]["next"] == "P02-1"
    given = ask(open="P02-1", have=have(first))
    assert given["doc"]["interview"] == "P02-1"
    assert given["head"]["previous"] == "P01-2_A01"
    assert ask(open="P03-1")["doc"]["interview"] == "P02-1"


def test_the_head_tells_status_and_share(ask: Callable[..., dict[str, Any]], study: Study) -> None:
    given = ask(about(coding(study, "hver dag"), "status") | {"status": "done"})["head"]
    assert (given["status"], given["assigned"]) == ("done", True)
    # One of twelve words of persons; the interviewer's do not count.
    assert (given["words"], given["share"]) == (12, "8")
    assert given["facts"] == "participant · employer · kafé"


def test_memos_on_interview_and_passage_are_told_once(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    first = ask()
    assert first["memos"]["list"] == []
    place = coding(study, "hver dag")
    on_passage = about(place, "memo", text="Igjen.", start=place["start"], end=place["end"])
    given = ask(about(place, "memo", text="Se A01."), on_passage, have=have(first))
    found = [(one["text"], one["start"], one["coder"]) for one in given["memos"]["list"]]
    assert found == [("Se A01.", None, CODER), ("Igjen.", place["start"], CODER)]
    assert study.memos("passage")["quote"].tolist() == ["hver dag"]
    again = ask(have=have(first, memos=given["memos"]["mark"]))
    assert "memos" not in again
    study.memo("Enig.", object_type="interview", object="P01-2_A01", coder="Bjørn")
    given = ask(have=have(first, memos=given["memos"]["mark"]))
    assert [one["coder"] for one in given["memos"]["list"]] == [CODER, "Bjørn", CODER]


def test_a_memo_is_told_with_its_references_as_names_and_places(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    text = "Jf. [[praksis| den her ]] og [[P01-2_A01 #2]], [[borte]]"
    study.memo(text, object_type="interview", object="P01-2_A01", coder="Bjørn")
    (told,) = ask()["memos"]["list"]
    where = study.transcript("P01-2_A01").turns[1]
    place = f"coding?interview=P01-2_A01&start={where.start}&end={where.end}"
    assert told["parts"] == [
        ["Jf. ", ""], ["den her", "scheme?code=praksis"], [" og ", ""],
        ["P01-2_A01, turn 2", place], [", ", ""], ["borte (not found)", ""],
    ]  # fmt: skip
    study.scheme_rename("praksis", new_key="arbeid")
    (told,) = ask()["memos"]["list"]
    assert told["parts"][1] == ["den her", "scheme?code=arbeid"]


def test_a_memo_is_changed_and_removed_each_in_one_action(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    place = coding(study, "hver dag")
    memo = about(place, "memo", text="Igjen.", start=place["start"], end=place["end"])
    given = ask(memo, about(place, "edit_memo", memo=memo["request"], text="Hver dag?"))
    (one,) = given["memos"]["list"]
    assert (one["text"], given["results"][0]["memo"]) == ("Hver dag?", one["id"])
    before = study.last_history
    removal = about(place, "edit_memo", memo=one["id"], text="")
    assert ask(removal)["memos"]["list"] == []
    assert ask(removal)["memos"]["list"] == []
    assert study.last_history == before + 1
    assert [one["text"] for one in ask(about(place, "undo"))["memos"]["list"]] == ["Hver dag?"]
    ask(about(place, "undo"))
    assert study.memos()["text"].tolist() == ["Igjen."]


def test_the_memo_of_another_coder_is_hers(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    theirs = study.memo("Enig.", object_type="interview", object="P01-2_A01", coder="Bjørn")
    action = about(coding(study, "hver dag"), "edit_memo", memo=theirs, text="")
    assert "Bjørn" in ask(action)["results"][0]["error"]
    assert study.memos()["text"].tolist() == ["Enig."]


def test_half_a_character_is_never_stored(ask: Callable[..., dict[str, Any]], study: Study) -> None:
    """A name that was cut inside an emoji stopped the answer, and with it everything after."""
    new = {"name": "Brød \ud83e", "parent": None}
    given = ask(
        coding(study, "hver dag", memo="\udd57") | {"code": None, "new_code": new},
        about(coding(study, "flink"), "memo", text="Brød \ud83e"),
    )
    assert [one["error"] for one in given["results"]] == ["", ""]
    assert study.memos("interview")["text"].tolist() == ["Brød \ufffd"]


def test_a_study_without_text_says_so(tmp_path: Path, session: desk.Session) -> None:
    empty = Study.create(tmp_path / "empty.db", coder=CODER)
    given = desk.answer(empty, desk.Said(), session, coder=CODER)
    assert given["interviews"] == []
    assert "doc" not in given


def test_every_label_has_a_text_in_norwegian() -> None:
    with in_language("nb"):
        assert desk.labels().keys() == {"lang", *desk.LABELS}


def test_an_address_leads_to_its_place_once(
    ask: Callable[..., dict[str, Any]], session: desk.Session, study: Study
) -> None:
    session.goto = {"turn": 4}
    first = ask()
    assert first["goto"] == {"turn": 4}
    mended = about(coding(study, "hver dag"), "mend", turn=2, text="Jeg er her.")
    assert ask(mended, have=have(first))["goto"] is None


JOINT = {"speaker": "A01", "role": "person", "person": "A01"}


@pytest.mark.parametrize(
    ("changes", "after"),
    [
        ({"text": "Jeg er her."}, [("P01", "Jeg er her.")]),
        ({"text": "Jeg er på jobb.", "rest": "Hver dag."},
         [("P01", "Jeg er på jobb."), ("P01", "Hver dag.")]),
        ({"text": "Jeg er her.", "voice": JOINT}, [("A01", "Jeg er her.")]),
        ({"text": "Her.", "rest": "Nei.", "voice": JOINT}, [("A01", "Her."), ("A01", "Nei.")]),
        ({"text": "Jeg er her.", "voice": JOINT | {"role": "x"}}, "“x” is no role"),
        ({"text": "Jeg er her.", "voice": JOINT | {"person": "P09"}}, "“P09” is no person"),
        ({"text": "Jeg er her.", "voice": "A01"}, [("P01", "Jeg er her.")]),
    ],
)  # fmt: skip
def test_words_speaker_and_extent_of_a_turn_are_mended_in_one_action(
    ask: Callable[..., dict[str, Any]], study: Study, changes: dict[str, Any], after: Any
) -> None:
    before = study.turns("P01-2_A01")
    entries = study.last_history
    (result,) = ask(about(coding(study, "hver dag"), "mend", turn=2, **changes))["results"]
    found = study.turns("P01-2_A01")
    if isinstance(after, str):
        assert after in result["error"]
        assert found.equals(before)
        return
    n = len(after)
    assert list(zip(found["person"], found["text"], strict=True))[1 : n + 1] == after
    assert found["text"].tolist()[n + 1 :] == before["text"].tolist()[2:]
    assert study.last_history == entries + 1
    study.undo()
    assert study.turns("P01-2_A01").equals(before)


def test_a_turn_is_joined_to_the_one_before_and_done_once(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    before = study.turns("P01-2_A01")["text"].tolist()
    action = about(coding(study, "hver dag"), "mend", turn=3, text=before[2], join=True)
    ask(action)
    joined = [before[0], f"{before[1]} {before[2]}", *before[3:]]
    assert study.turns("P01-2_A01")["text"].tolist() == joined
    # The same outbox after the server was started anew: the text has another revision by now.
    again = desk.Session()
    (result,), _trouble = desk.apply(study, [action], coder=CODER, session=again)
    assert (result.error, study.turns("P01-2_A01")["text"].tolist()) == ("", joined)


def test_a_mended_turn_comes_back_as_another_text_and_is_mended_once(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    first = ask()
    transcript = study.transcript("P01-2_A01")
    assert transcript is not None
    said = transcript.text[transcript.turns[1].start : transcript.turns[1].end]
    action = about(coding(study, "hver dag"), "mend", turn=2, text=f"Eh, {said}")
    given = ask(action, have=have(first))
    assert given["results"][0]["said"] == "Turn corrected."
    assert given["doc"]["text"].split("\n")[1] == f"Eh, {said}"
    assert given["codings"]["base"] is None
    revisions = len(study.revisions("P01-2_A01"))
    ask(action, have=have(first))
    assert len(study.revisions("P01-2_A01")) == revisions


def test_what_was_coded_on_the_text_before_goes_to_its_words_or_is_refused(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    first = ask()
    transcript = study.transcript("P01-2_A01")
    assert transcript is not None
    said = transcript.text[transcript.turns[1].start : transcript.turns[1].end]
    kept, lost = coding(study, "hver dag"), coding(study, "det sier jeg")
    text = said.replace("det sier jeg", "eh, så sier jeg det")
    given = ask(about(kept, "mend", turn=2, text=text), kept, lost, have=have(first))
    errors = [one["error"] for one in given["results"]]
    assert errors[:2] == ["", ""]
    assert "was corrected meanwhile" in errors[2]
    quotes = [one.quote for one in study.codings_of("P01-2_A01") if one.coder == CODER]
    assert "hver dag" in quotes
    assert study.check() == []


# -- digits and suggestions ----------------------------------------------------------------


def test_a_pinned_code_is_on_its_digit_for_this_coder_alone(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    code = study.code_named("praksis").id
    pin = {"request": str(uuid.uuid4()), "kind": "pin", "coder": CODER, "code": code, "digit": 3}
    assert ask(pin)["pins"] == {"3": code}
    assert ask(coder="Bjørn")["pins"] == {}
    assert ask({**pin, "request": str(uuid.uuid4()), "digit": None})["pins"] == {}
    undo = {"request": str(uuid.uuid4()), "kind": "undo", "coder": CODER}
    assert ask(undo)["pins"] == {"3": code}


def test_nothing_is_suggested_unless_it_is_asked_for_and_each_asking_is_answered_until_it_arrives(
    tmp_path: Path, session: desk.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = build(tmp_path / "suggest.db")
    asked: list[str] = []
    suggestions = study.suggestions

    def counted(code: str, **options: Any) -> Any:
        asked.append(f"{options['coder']} {code} {options['filters'].interview}")
        return suggestions(code, **options)

    monkeypatch.setattr(study, "suggestions", counted)
    norsk = study.code_named("krav.norsk").id

    def say(**more: Any) -> dict[str, Any]:
        said = desk.read_said({"seq": 1, "nonce": len(more), "open": "P04-1", **more})
        return desk.answer(study, said, session, coder=CODER)

    first = say(x=0)
    assert asked == []
    assert "suggested" not in first
    wanted = {"name": 7, "code": norsk, "n": 1}
    (found,) = say(ask=wanted)["suggested"]["list"]
    text = first["doc"]["text"]
    assert text[found["start"] : found["end"]] == "Norskprøven skal jeg ta igjen."
    assert [text[a:b] for a, b in found["marks"]] == ["Norskprøven", "jeg"]
    assert found["turn"] == 2
    assert say(ask=wanted)["suggested"]["list"] == [found]
    assert "suggested" not in say(ask=wanted, have={"suggested": 7})
    assert asked == [f"{CODER} krav.norsk ('P04-1',)"]
    say(ask={**wanted, "name": 8})
    assert len(asked) == 2
    mat = study.code_named("mat").id
    refused = say(ask={"name": 9, "code": mat, "n": 1})["suggested"]
    assert refused["list"] == []
    assert "mat" in refused["error"]


def test_a_suggestion_that_is_turned_down_is_remembered(
    ask: Callable[..., dict[str, Any]], study: Study
) -> None:
    turned_down = {**coding(study, "hver dag"), "kind": "reject"}
    assert ask(turned_down)["results"][0]["error"] == ""
    (row,) = study.store.find("rejection")
    transcript = study.transcript("P01-2_A01")
    assert transcript is not None
    assert transcript.text[row["start"] : row["end"]] == "hver dag"


def test_where_nobody_says_which_interview_the_browser_may(
    ask: Callable[..., dict[str, Any]],
) -> None:
    assert ask()["defaulted"]
    assert not ask(open="P02-1")["defaulted"]


def test_the_keys_of_the_two_helps_are_the_same() -> None:
    script = (Path(desk.__file__).parent / "assets" / "desk" / "keys.js").read_text("utf-8")
    named = set(re.findall(r', "(help_\w+)"\]', script))
    own = {"help_close", "help_help", "help_alt", "help_type", "help_line", "help_edge",
           "help_ends"}  # fmt: skip
    assert {desk.LABELS[name] for name in named - own} == {text for _keys, text in coding_page.KEYS}


# Blind double coding


def test_the_desk_hides_what_the_other_codes_until_both_are_done(
    study: Study, ask: Callable[..., dict[str, Any]]
) -> None:
    study.assign("P01-2_A01", "Anne")
    study.assign("P01-2_A01", "Bo", layer="second")
    first = ask(interview="P01-2_A01")
    assert first["head"]["blind"] == "Blind: the coding of Bo is hidden until both are done"
    code = study.code("P01-2_A01", 0, 4, "praksis", coder="Bo", memo="HEMMELIG")
    study.memo("HEMMELIG", object_type="passage", object="P01-2_A01", start=0, end=4, coder="Bo")
    later = ask(have=have(first))
    assert later["codings"]["changed"] == []
    assert "HEMMELIG" not in str(later)
    for name in ("Anne", "Bo"):
        study.coding_status("P01-2_A01", "done", coder=name)
    done = ask(have=have(first, mark=later["codings"]["mark"]))
    assert done["head"]["blind"] == ""
    assert code.id in [one["id"] for one in done["codings"]["changed"]]
    assert done["codings"]["base"] is None
    assert "HEMMELIG" in str(done["memos"])
