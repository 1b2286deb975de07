"""Deciding where two coders differ, and the agreed layer that comes of it."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK
from tests.builder import Builder
from tests.store.test_actions import content
from tests.strategies import build, studies
from workbench.coding.deciding import TAKEN
from workbench.errors import AnchorError, CallError, UndoRefused, UnknownName
from workbench.model import Filters
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.scheme.reworking import Part
from workbench.store import agreed, suggesting
from workbench.store.filters import conditions
from workbench.study import Study

TEXT = "I: Hva vil du?\nP01: Jeg vil jobbe på kjøken, og det er fint her."
AGREED = Filters(layer="agreed")


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    """One interview that Anne and Bo have coded: alike with `lik`, not alike with `ulik`."""
    made = Builder(tmp_path / "study.db")
    made.interview("P01-1", {"P01": 1}, TEXT)
    made.code("ulik", "lik", "lik.under")
    for coder, layer in (("Anne", "primary"), ("Bo", "second")):
        made.passage("P01-1", "fint her", "lik", coder=coder)
        made.assign("P01-1", coder, layer=layer)
    made.passage("P01-1", "vil jobbe", "ulik", coder="Anne")
    made.passage("P01-1", "jobbe på kjøken", "ulik", coder="Bo")
    return made


@pytest.fixture
def study(builder: Builder) -> Study:
    return Study(builder.store, coder="Cecilie")


def text(study: Study) -> str:
    transcript = study.transcript("P01-1")
    assert transcript is not None
    return transcript.text


def passage(study: Study, words: str) -> tuple[int, int]:
    return text(study).index(words), text(study).index(words) + len(words)


def decide(study: Study, take: Any, words: str = "vil jobbe på kjøken", **options: Any) -> None:
    study.decide("P01-1", *passage(study, words), "ulik", take, **options)


def quotes(study: Study, code: str = "ulik") -> list[str]:
    return list(study.excerpts(filters=Filters(layer="agreed", code=(code,)))["quote"])


@pytest.mark.parametrize(
    ("take", "found"),
    [
        ("first", ["vil jobbe"]),
        ("second", ["jobbe på kjøken"]),
        ("both", ["vil jobbe på kjøken"]),
        ("neither", []),
    ],
)
def test_what_is_decided_is_the_agreed_coding(study: Study, take: Any, found: list[str]) -> None:
    decide(study, take)
    assert quotes(study) == found
    assert quotes(study, "lik") == ["fint her"]


def test_another_extent_is_agreed_and_nobody_elses(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil jobbe"))
    assert quotes(study) == ["Jeg vil jobbe"]
    assert study.coders() == ["Anne", "Bo", "Cecilie"]
    assert {one.coder for one in study.codings_of("P01-1")} == {"Anne", "Bo"}
    assert set(study.codings(filters=AGREED)["coder"]) == {"agreed"}
    assert study.check() == []


def test_interview_is_settled_when_every_difference_is_decided(study: Study) -> None:
    with pytest.raises(CallError, match="No interview of this study has an agreed coding yet"):
        study.excerpts(filters=AGREED)
    assert not study.settled()["settled"].any()
    decide(study, "first")
    (row,) = study.settled().to_dict("records")
    assert row == {
        "interview": "P01-1", "first": "Anne", "second": "Bo", "done": True, "differences": 1,
        "decided": 1, "review": False, "settled": True,
    }  # fmt: skip


def test_decision_says_who_when_and_why(study: Study) -> None:
    decide(study, "second", reason="som  definert")
    (row,) = study.decisions().to_dict("records")
    assert (row["decision"], row["reason"], row["decided_by"]) == (
        "second", "som definert", "Cecilie",
    )  # fmt: skip
    assert (row["first"], row["second"]) == ("Anne", "Bo")
    assert row["decided"]
    assert not row["earlier"]


def test_places_are_listed_by_length_or_code_and_narrowed(builder: Builder, study: Study) -> None:
    builder.passage("P01-1", "det", "lik.under", coder="Anne")
    assert list(study.decisions()["code"]) == ["ulik", "lik.under"]
    builder.passage("P01-1", "kjøken, og det er fint", "lik.under", coder="Bo")
    assert list(study.decisions()["code"]) == ["lik.under", "ulik"]
    assert list(study.decisions(order="code")["code"]) == ["ulik", "lik.under"]
    assert list(study.decisions(codes=["lik"])["code"]) == ["lik.under"]
    decide(study, "both")
    assert list(study.decisions(undecided=True)["code"]) == ["lik.under"]
    assert list(study.decisions(interviews=["P01-1"])["decision"]) == ["", "both"]


def test_base_of_the_agreed_layer_is_never_filled_up_from_the_primary(
    builder: Builder, study: Study
) -> None:
    builder.interview("P02-1", {"P02": 1}, "P02: ja [ja]", codes={"[": "ulik"}, coder="Anne")
    decide(study, "both")
    frame = study.crosstab(columns=(), filters=AGREED)
    assert list(zip(frame["code"], frame["n"], frame["N"], strict=True)) == [
        ("ulik", 1, 1), ("lik", 1, 1), ("lik.under", 0, 1),
    ]  # fmt: skip
    base = study.base(filters=AGREED)
    assert base.done == base.usable == 1
    assert "1 of 1 interview with two coders is settled" in base.caption


def test_caption_counts_the_interviews_that_are_not_settled(builder: Builder, study: Study) -> None:
    builder.interview("P02-1", {"P02": 1}, "P02: ja")
    builder.assign("P02-1", "Anne")
    builder.assign("P02-1", "Bo", layer="second", status="started")
    decide(study, "both")
    said = study.base(filters=AGREED).caption
    assert "1 of 2 interviews with two coders are settled" in said


def test_search_within_agreed_codings_finds_what_was_decided(study: Study) -> None:
    decide(study, "first")
    within = Filters(layer="agreed", code=("ulik",))
    assert list(study.search("jobbe", filters=within)["match"]) == ["jobbe"]
    assert study.search("kjøken", filters=within).empty


def test_transcript_is_exported_with_its_agreed_codings(study: Study) -> None:
    with pytest.raises(CallError, match="not settled yet"):
        study.exported("transcript", "html", interview="P01-1", codings=True, filters=AGREED)
    decide(study, "other", extent=passage(study, "Jeg vil"))
    told = study.exported("transcript", "json", interview="P01-1", codings=True, filters=AGREED)
    assert b"Jeg vil" in told
    alone = study.exported("transcript", "json", interview="P01-1", codings=True)
    assert alone != told


def test_decision_is_taken_back_and_brought_back(study: Study) -> None:
    before = content(study.store)
    decide(study, "other", extent=passage(study, "Jeg"))
    after = content(study.store)
    study.undo()
    assert content(study.store) == before
    study.redo()
    assert content(study.store) == after


def test_second_decision_takes_the_place_of_the_first(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg"))
    decide(study, "neither")
    assert quotes(study) == []
    assert len(study.store.find("decision")) == 1
    assert study.check() == []
    study.undo()
    assert quotes(study) == ["Jeg"]


def test_same_extent_decided_again_stays(study: Study) -> None:
    for reason in ("", "likevel"):
        decide(study, "other", extent=passage(study, "Jeg"), reason=reason)
    assert quotes(study) == ["Jeg"]
    assert study.check() == []


def test_request_is_never_done_twice(study: Study) -> None:
    decide(study, "first", request="a")
    decide(study, "second", request="a")
    assert quotes(study) == ["vil jobbe"]


def test_decision_ends_when_a_coder_changes_what_she_marked(study: Study) -> None:
    decide(study, "first", reason="slik")
    mine = next(one for one in study.codings_of("P01-1") if one.quote == "vil jobbe")
    study.recode(mine.id, start=mine.start - 4, coder="Anne")
    (row,) = study.decisions().to_dict("records")
    assert (row["decision"], row["earlier"]) == ("", "first: slik")
    assert not study.settled()["settled"].any()
    study.undo(coder="Anne")
    assert quotes(study) == ["vil jobbe"]


def test_decision_on_a_changed_place_replaces_the_earlier_one(study: Study) -> None:
    decide(study, "first")
    mine = next(one for one in study.codings_of("P01-1") if one.quote == "vil jobbe")
    study.recode(mine.id, start=mine.start - 4, coder="Anne")
    decide(study, "second", "Jeg vil jobbe på kjøken")
    assert [row["taken"] for row in study.store.find("decision")] == ["second"]


def test_interview_is_open_while_a_coder_is_not_done(study: Study) -> None:
    decide(study, "first")
    study.coding_status("P01-1", "started", coder="Bo")
    assert agreed.agreed(study.store).interviews == ()
    assert study.decisions().empty
    study.coding_status("P01-1", "done", coder="Bo")
    assert agreed.agreed(study.store).interviews == ("P01-1",)


def test_change_of_layers_leaves_the_decision_to_who_it_was_for(study: Study) -> None:
    decide(study, "first")
    study.assign("P01-1", "Bo", coder="Cecilie")
    assert quotes(study) == ["vil jobbe"]


def test_third_coder_leaves_the_interview_unsettled(study: Study) -> None:
    decide(study, "first")
    study.assign("P01-1", "Dag", layer="second")
    assert study.settled().empty
    assert agreed.agreed(study.store).interviews == ()


def test_codings_alike_count_once_with_what_the_first_says_of_them(
    builder: Builder, study: Study
) -> None:
    decide(study, "neither")
    hers = next(one for one in study.codings_of("P01-1")
                if one.code == "lik" and one.coder == "Anne")  # fmt: skip
    study.recode(hers.id, valence="missing", coder="Anne")
    found = study.codings(filters=AGREED)
    assert list(zip(found["code"], found["valence"], strict=True)) == [("lik", "missing")]


def test_correction_elsewhere_carries_what_was_decided(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"))
    study.edit_turn("P01-1", 1, text="Hva er det du helst vil?")
    assert quotes(study) == ["Jeg vil"]
    assert study.check() == []
    study.restore_revision("P01-1", 1)
    assert quotes(study) == ["Jeg vil"]


@pytest.mark.parametrize("take", ["first", "neither"])
def test_correction_of_the_words_in_a_place_opens_it_again(study: Study, take: str) -> None:
    decide(study, take, reason="slik")
    study.edit_turn("P01-1", 2, text="Jeg vil jobba på kjøken, og det er fint her.")
    for coding in study.reviews()["object"]:
        study.confirm_review("coding", coding)
    (row,) = study.decisions().to_dict("records")
    assert (row["decision"], row["earlier"]) == ("", f"{take}: slik")
    assert study.check() == []


def test_nothing_is_settled_while_a_coding_waits_for_review(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"))
    study.edit_turn("P01-1", 2, text="Eg vil jobbe på kjøken, og det er fint her.")
    assert list(study.reviews()["coder"]) == [""]
    assert list(study.settled()["review"]) == [True]
    assert not study.settled()["settled"].any()
    study.confirm_review("coding", int(study.reviews()["object"][0]))
    assert quotes(study) == ["Eg vil"]


def test_agreed_passage_that_is_dropped_leaves_its_place_undecided(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"))
    study.edit_turn("P01-1", 2, text="Vi jobbe på kjøken, og det er fint her.")
    waiting = study.reviews()
    (other,) = waiting[waiting["coder"] == ""]["object"]
    study.drop_review("coding", other)
    assert list(study.decisions()["decision"]) == [""]
    assert study.check() == []


def test_decision_is_not_taken_back_into_a_corrected_text(study: Study) -> None:
    decide(study, "first")
    study.undo()
    study.edit_turn("P01-1", 1, text="Hva?", coder="Bo")
    with pytest.raises(UndoRefused):
        study.redo()


def test_erasure_keeps_what_was_decided_and_takes_names_out_of_reasons(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil jobbe"), reason="Xenobia mener det")
    erased = Decisions.of(
        [Decision("Xenobia", "PER", "[navn]"), Decision("kjøken", "ORG", "[stedet]")]
    )
    pseudonymise_stored(study, "all", erased, confirmed=True)
    (row,) = study.decisions().to_dict("records")
    assert (row["decision"], row["reason"]) == ("other", "[navn] mener det")
    assert quotes(study) == ["Jeg vil jobbe"]
    assert study.check() == []
    assert b"Xenobia" not in study.path.read_bytes()


REFUSED: dict[str, tuple[dict[str, Any], type[Exception], str]] = {
    "no decision": ({"take": "third"}, CallError, "“third” is no decision"),
    "other without extent": ({"take": "other"}, CallError, "start and end"),
    "extent of a coder's": ({"extent": (15, 18)}, CallError, "start and end"),
    "extent outside": ({"take": "other", "extent": (15, 900)}, AnchorError, "no passage"),
    "no place": ({"end": 20}, CallError, "lists where they differ"),
    "alike": ({"code": "lik", "words": "fint her"}, CallError, "do not differ there"),
    "no interview": ({"interview": "P09"}, UnknownName, "P09"),
    "no code": ({"code": "ukjent"}, UnknownName, "ukjent"),
}


@pytest.mark.parametrize(("asked", "error", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_decided_is_refused_and_nothing_stored(
    study: Study, asked: dict[str, Any], error: type[Exception], said: str
) -> None:
    before = content(study.store)
    start, end = passage(study, asked.pop("words", "vil jobbe på kjøken"))
    wanted = {
        "interview": "P01-1", "start": start, "end": end, "code": "ulik", "take": "first",
        **asked,
    }  # fmt: skip
    with pytest.raises(error) as raised:
        study.decide(**wanted)
    assert said in str(raised.value)
    assert content(study.store) == before


def test_order_that_is_none_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="is no order"):
        study.decisions(order="alpha")  # type: ignore[arg-type]


Marks = dict[tuple[str, str], set[int]]
"""(interview, code) -> the characters that are marked."""


def decide_at_random(study: Study, rng: Random) -> Marks:
    """Decide on most places; gives what is agreed then, character by character."""
    wanted: Marks = {}
    texts = {name: study.transcript(name) for name in study.interviews()["interview"]}
    for row in study.settled().to_dict("records"):
        name = row["interview"]
        codings = study.codings_of(name)
        for code in {one.code for one in codings}:
            sets = [
                (one.coder == row["first"], set(range(one.start, one.end)))
                for one in codings
                if one.code == code
            ]
            while sets:
                place = [sets.pop()]
                while more := [one for one in sets if any(one[1] & two[1] for two in place)]:
                    place += more
                    sets = [one for one in sets if one not in more]
                a, b = (set().union(*(chars for first, chars in place if first is who))
                        for who in (True, False))  # fmt: skip
                found = a
                if a != b and row["done"]:
                    take = rng.choice([*TAKEN, None] if rng.random() < 0.3 else TAKEN)
                    extent = None
                    if take == "other":
                        text = texts[name]
                        assert text is not None
                        start = rng.choice([at for at, one in enumerate(text.text) if one.strip()])
                        extent = (start, rng.randint(start + 1, len(text.text)))
                    answers = {
                        "first": a, "second": b, "both": a | b, "neither": set(),
                        "other": set(range(*(extent or (0, 0)))),
                    }  # fmt: skip
                    if take is None:
                        wanted.setdefault((name, "undecided"), set())
                    else:
                        study.decide(name, min(a | b), max(a | b) + 1, code, take, extent=extent)
                        found = answers[take]
                wanted.setdefault((name, code), set()).update(found)
    return wanted


@ON_DISK
@given(study=studies(), seed=st.integers(0, 2**32))
def test_agreed_layer_is_a_plain_count_of_what_was_decided(study: Any, seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        built = build(study, Path(folder) / "study.db")
        for interview in study.interviews:
            if not built.store.find("assignment", interview=interview):
                built.assign(interview, "Anne")
                built.assign(interview, "Bo", layer="second")
        opened = Study(built.store, coder="Cecilie")
        wanted = decide_at_random(opened, Random(seed))
        status = opened.settled()
        done = set(status[status["done"]]["interview"])
        settled = {name for name in done if (name, "undecided") not in wanted}
        assert set(status[status["settled"]]["interview"]) == settled
        assert opened.check() == []
        if settled:
            assert marks(opened) == {
                key: one for key, one in wanted.items() if key[0] in settled and one
            }
            usable = opened.interviews().set_index("interview")["usable"]
            assert opened.base(filters=AGREED).usable == sum(usable[list(settled)])
            correct_somewhere(opened, Random(seed))
        built.store.close()


def marks(study: Study) -> Marks:
    """What the agreed layer marks."""
    found: Marks = {}
    rows = study.codings(filters=AGREED)[["interview", "code", "start", "end"]]
    for interview, code, start, end in rows.itertuples(index=False):
        found.setdefault((interview, code), set()).update(range(start, end))
    return found


def correct_somewhere(study: Study, rng: Random) -> None:
    """A text that is corrected changes nothing that is agreed elsewhere."""
    before = marks(study)
    frame = study.interviews()
    name = rng.choice([one for one in frame["interview"] if study.transcript(one)])
    turns = study.turns(name)
    text = rng.choice(["å nei", f"å {turns['text'][0]}"])
    study.edit_turn(name, 1, text=text)
    assert study.check() == []
    if agreed.agreed(study.store).interviews:
        after = marks(study)
        assert {key: one for key, one in after.items() if key[0] != name} == {
            key: one for key, one in before.items() if key[0] != name
        }


def test_differences_of_two_coders_say_what_is_decided(builder: Builder, study: Study) -> None:
    def told(**options: Any) -> list[tuple[str, str]]:
        frame = study.differences(("Anne", "Bo"), **options)
        return list(zip(frame["code"], frame["decided"], strict=True))

    builder.passage("P01-1", "det", "lik.under", coder="Bo")
    branch = {"filters": Filters(code=("lik",))}
    assert told() == [("ulik", "no"), ("lik.under", "no")]
    decide(study, "first")
    assert told(text="all") == [("ulik", "yes"), ("lik.under", "no")]
    assert told(**branch) == [("lik", "no")]
    study.decide("P01-1", *passage(study, "det"), "lik.under", "neither")
    assert told(**branch) == [("lik", "yes")]
    study.assign("P01-1", "Dag", layer="second")
    assert told() == [("ulik", ""), ("lik.under", "")]


def test_merged_code_brings_what_was_decided(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"), reason="slik")
    study.scheme_merge("ulik", "lik")
    assert quotes(study, "lik") == ["Jeg vil", "fint her"]
    assert list(study.decisions()["reason"]) == ["slik"]
    assert study.check() == []
    study.undo()
    assert quotes(study) == ["Jeg vil"]
    assert study.check() == []


def test_agreed_passages_of_two_codes_that_are_merged_become_one(
    builder: Builder, study: Study
) -> None:
    for word, coder in (("Jeg", "Anne"), ("og", "Bo")):
        builder.passage("P01-1", word, "lik" if coder == "Bo" else "lik.under", coder=coder)
    where = passage(study, "det er")
    study.decide("P01-1", *passage(study, "og"), "lik", "other", extent=where)
    study.decide("P01-1", *passage(study, "Jeg"), "lik.under", "other", extent=where)
    decide(study, "neither")
    study.scheme_merge("lik.under", "lik")
    assert quotes(study, "lik") == ["det er", "fint her"]
    assert study.check() == []


@pytest.mark.parametrize(("whole", "decided"), [(True, ["other"]), (False, [""])])
def test_split_code_takes_a_decision_along_where_all_its_codings_go(
    study: Study, whole: bool, decided: list[str]
) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"))
    ids = [one.id for one in study.codings_of("P01-1") if one.code == "ulik"]
    study.scheme_split("ulik", [Part("Ny", tuple(ids if whole else ids[:1]))])
    if whole:
        assert quotes(study, "ny") == ["Jeg vil"]
        assert list(study.decisions()["decision"]) == decided
    else:
        assert set(study.decisions()["decision"]) == {""}
    assert study.check() == []


def test_agreed_passage_is_no_coding_of_anybody_in_the_scheme(study: Study) -> None:
    before = study.scheme_use().to_dict("records"), study.codings_with("ulik")
    decide(study, "other", extent=passage(study, "Jeg vil"))
    assert (study.scheme_use().to_dict("records"), study.codings_with("ulik")) == before


def test_suggestions_can_be_learnt_from_what_is_agreed(study: Study) -> None:
    decide(study, "other", extent=passage(study, "Jeg vil"))
    code = study.store.value("SELECT id FROM code WHERE key = 'ulik'")
    assert suggesting.read_by_coder(study.store, agreed.AGREED) == {"P01-1"}
    limits = conditions(study.store, Filters(layer="agreed"))
    assert suggesting.coded(study.store, [code], limits) == {"P01-1": [passage(study, "Jeg vil")]}
