"""Hits of a search coded in one action: what is coded, what stays, what is refused, and undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.store.test_actions import content
from tests.strategies import RandomStudy, build, studies
from workbench.coding.codings import EXTENTS, Extent
from workbench.errors import AnchorError, CallError, UnknownName, WorkbenchError
from workbench.model import CodedHits
from workbench.spans import Span
from workbench.store import word_index
from workbench.study import Study

TALK = """
I: Hva vil du jobbe med?
P01: Jeg vil jobbe på kjøkken. Jobbe med mat! 🍳 Og så bo, ja. Det vil jeg, jobbe.
"""
SENTENCES = ("Hva vil du jobbe med?", "Jeg vil jobbe på kjøkken.", "Jobbe med mat!", "🍳 ",
             "Og så bo, ja. ", "Det vil jeg, jobbe.")  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "study.db")
    built.code("motivasjon", "motivasjon.vil")
    built.interview("P01-1", {"P01": 1}, TALK)
    return built


@pytest.fixture
def study(made: Builder) -> Study:
    return Study(made.store, coder="Anne")


def read_sentences(study: Study) -> None:
    """Store where the sentences are, as a pipeline would."""
    transcript = study.transcript("P01-1")
    assert transcript is not None
    spans: list[Span] = []
    for sentence in SENTENCES:
        start = transcript.text.index(sentence, spans[-1][1] if spans else 0)
        spans.append((start, start + len(sentence)))
    word_index.keep_analysis(study.store, transcript.revision, ("stub", "1"), [], spans, [])


def quotes(study: Study) -> list[str]:
    return [coding.quote for coding in study.codings_of("P01-1")]


@pytest.mark.parametrize(
    ("query", "extent", "coded"),
    [
        ("jobbe", "words", ["jobbe", "jobbe", "Jobbe", "jobbe"]),
        ('"vil jobbe"', "words", ["vil jobbe"]),
        ("kjøkken", "sentence", ["Jeg vil jobbe på kjøkken."]),
        ("så", "sentence", ["Og så bo, ja."]),
        ('"kjøkken jobbe"', "sentence", ["Jeg vil jobbe på kjøkken. Jobbe med mat!"]),
        ('"jeg jobbe"', "sentence", ["Det vil jeg, jobbe."]),
        ("hva", "turn", ["Hva vil du jobbe med?"]),
        ("så", "turn", [TALK.strip().splitlines()[1].removeprefix("P01: ")]),
    ],
)
def test_words_sentence_or_turn_of_a_hit_are_coded(
    study: Study, query: str, extent: Extent, coded: list[str]
) -> None:
    read_sentences(study)
    study.code_hits(study.search(query), "motivasjon", extent=extent)
    assert quotes(study) == coded
    assert {(one.coder, one.code) for one in study.codings_of("P01-1")} == {("Anne", "motivasjon")}
    assert study.check() == []


def test_hits_in_one_turn_are_one_passage(study: Study) -> None:
    done = study.code_hits(study.search("jobbe"), "motivasjon", extent="turn")
    assert done == CodedHits(hits=4, added=2, already=0)


def test_all_hits_are_one_action_and_one_undo(study: Study) -> None:
    before, history = content(study.store), study.last_history
    study.code_hits(study.search("jobbe"), "motivasjon.vil")
    assert study.last_history == history + 1
    assert study.history().iloc[0]["summary"] == "Coded “vil” from a search: 4"
    study.undo()
    assert content(study.store) == before


def test_what_this_coder_has_coded_so_stays_as_it_is_and_is_counted(study: Study) -> None:
    found = study.search("jobbe")
    place = ("P01-1", int(found["start"][1]), int(found["end"][1]))
    study.code(*place, "motivasjon", valence="missing", memo="tvil")
    study.code(*place, "motivasjon", coder="Bo")
    study.code(*place, "motivasjon.vil")
    assert study.code_hits(found, "motivasjon") == CodedHits(hits=4, added=3, already=1)
    mine = [one for one in study.codings_of("P01-1")
            if (one.coder, one.code, one.start) == ("Anne", "motivasjon", place[1])]  # fmt: skip
    assert [(one.valence, one.memo) for one in mine] == [("missing", "tvil")]
    history = study.last_history
    assert study.code_hits(found, "motivasjon") == CodedHits(hits=4, added=0, already=4)
    assert study.last_history == history


def test_hits_are_coded_in_the_name_of_who_acts(study: Study) -> None:
    study.code_hits(study.search("kjøkken"), "motivasjon", coder="Ny")
    assert [one.coder for one in study.codings_of("P01-1")] == ["Ny"]
    assert "Ny" in study.coders()


def test_a_request_is_done_once(study: Study) -> None:
    done = [study.code_hits(study.search("jobbe"), "motivasjon", request="r") for _ in range(2)]
    assert done == [CodedHits(hits=4, added=4, already=0)] * 2
    assert len(quotes(study)) == 4


REFUSED: dict[str, tuple[str, str, Extent, type[WorkbenchError], str]] = {
    "an unknown code": ("jobbe", "motivasjonn", "words", UnknownName, "Did you mean “motivasjon”"),
    "a retired code": ("jobbe", "motivasjon.vil", "words", CallError, "The code motivasjon.vil is"),
    "an extent that is none": ("jobbe", "motivasjon", "page", CallError, "“page” is no extent"),  # type: ignore[dict-item]
    "no hits": ("finnes", "motivasjon", "words", CallError, "no hits to code"),
    "sentences that are not known": (
        "jobbe", "motivasjon", "sentence", AnchorError, "The sentences of P02-1 are not known",
    ),
}  # fmt: skip
"""What cannot be done, with the query, code and extent, and how it is refused."""


@pytest.mark.parametrize(
    ("query", "code", "extent", "fault", "told"), REFUSED.values(), ids=REFUSED
)
def test_what_cannot_be_coded_is_refused_with_the_reason_and_nothing_is_stored(
    made: Builder, study: Study, query: str, code: str, extent: Extent,
    fault: type[WorkbenchError], told: str,
) -> None:  # fmt: skip
    read_sentences(study)
    made.interview("P02-1", {"P02": 1}, "P02: Jobbe?")
    study.scheme_retire("motivasjon.vil")
    before, history = content(study.store), study.last_history
    found = study.search(query)
    with pytest.raises(fault, match=told):
        study.code_hits(found, code, extent=extent)
    assert (content(study.store), study.last_history) == (before, history)


def test_a_text_that_was_changed_since_the_search_is_refused(study: Study) -> None:
    found = study.search("jobbe").assign(match="jobber")
    with pytest.raises(AnchorError, match="P01-1 has changed since it was searched"):
        study.code_hits(found, "motivasjon")
    assert quotes(study) == []


@given(studies(), st.sampled_from(("*a*", "b", '"a b"')), st.sampled_from(EXTENTS))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_undo_leaves_every_table_but_the_history_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomStudy, query: str, extent: Extent
) -> None:
    made = build(drawn, tmp_path_factory.mktemp("hits") / "study.db")
    try:
        study = Study(made.store, coder="Anne")
        for row in made.store.find("transcript"):
            transcript = study.transcript(row["interview"])
            assert transcript is not None
            turns = [(turn.start, turn.end) for turn in transcript.turns if turn.end > turn.start]
            word_index.keep_analysis(made.store, row["revision"], ("stub", "1"), [], turns, [])
        found = study.search(query)
        if found.empty:
            return
        before, history = content(made.store), study.last_history
        done = study.code_hits(found, "a.b", extent=extent)
        assert done.added + done.already <= done.hits == len(found)
        coded = {(one.interview, one.start, one.end)
                 for name in set(found["interview"]) for one in study.codings_of(name)
                 if (one.coder, one.code) == ("Anne", "a.b")}  # fmt: skip
        for hit in found.itertuples():
            assert any(name == hit.interview and start <= hit.start and hit.end <= end
                       for name, start, end in coded)  # fmt: skip
        assert study.check() == []
        assert study.last_history == history + bool(done.added)
        if done.added:
            study.undo()
        assert content(made.store) == before
    finally:
        made.store.close()
