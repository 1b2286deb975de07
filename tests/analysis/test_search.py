"""Search: every hit stands where it is said to stand, and none is missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.errors import CallError
from workbench.model import Filters
from workbench.spans import all_word_spans, compared
from workbench.store import views
from workbench.study import Study

TALK = """
I: Hva søkte du på?
P01: Jeg søker jobb, og jeg har søkt før. På NAV-kontoret sa de «vent». (tar en pause)
I: Og kurset?
P01: Kafékurset, ja. Språkkurs også. Jeg får ikke jobb. Får jeg ikke?
A01: Hun søkte ikke hos oss. Små hus, sma hus.
"""


WORDS = ("a", "b", "aa", "b-a", "a'b", "å", "ab")


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path / "study.db")
    builder.person("P01", "deltaker")
    builder.person("A01", "arbeidsgiver")
    builder.interview("P01-2_A01", {"P01": 2, "A01": None}, TALK)
    return builder


@pytest.fixture
def study(made: Builder) -> Study:
    return Study(made.store, coder="Anne")


def matches(study: Study, query: str, **options: object) -> list[str]:
    return list(study.search(query, **options)["match"])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("søkte", ["søkte", "søkte"]),
        ("SØKTE", ["søkte", "søkte"]),
        ("kurs", []),
        ("*kurs*", ["kurset", "Kafékurset", "Språkkurs"]),
        ("*kurs", ["Språkkurs"]),
        ("kurs*", ["kurset"]),
        ("nav-kontoret", ["NAV-kontoret"]),
        ("pause", ["pause"]),
        ("sma", ["sma"]),
        ("små", ["Små"]),
        ('"får ikke"', ["får ikke"]),
        ("NEAR(får ikke, 1)", ["får ikke", "ikke jobb. Får", "Får jeg ikke"]),
        ("søkte NOT hos", ["søkte"]),
        ("søker AND søkt", ["søker", "søkt"]),
        ("søker AND kurset", []),
        ("hos OR vent", ["vent", "hos"]),
    ],
)
def test_words_phrases_parts_and_operators(study: Study, query: str, found: list[str]) -> None:
    assert matches(study, query) == found


def test_a_hit_says_who_when_and_what_stands_around(study: Study) -> None:
    (row,) = study.search("hos").to_dict("records")
    text = study.transcript("P01-2_A01").text  # type: ignore[union-attr]
    assert (row["interview"], row["turn"], row["person"]) == ("P01-2_A01", 5, "A01")
    assert row["actor_type"] == "arbeidsgiver"
    assert text[row["start"] : row["end"]] == row["match"] == "hos"
    assert (row["left"], row["right"]) == ("Hun søkte ikke ", " oss. Små hus, sma hus.")


def test_filters_hold_for_hits(study: Study) -> None:
    assert len(study.search("søkte", filters=Filters(actor_type=("arbeidsgiver",)))) == 1
    assert len(study.search("søkte", filters=Filters(person=("P01",)))) == 0
    assert len(study.search("søk*", filters=Filters(round=(2,)))) == 2


def test_who_said_it_is_counted_among_usable_interviews(made: Builder, study: Study) -> None:
    made.interview("P02-1", {"P02": 1}, status="planned")
    made.interview("P03-1", {"P03": 1}, "P03: Ingenting.")
    counts = study.search_counts(study.search("søk*")).set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [2, 1, 2, 1, 2]
    assert list(counts.loc["arbeidsgiver"]) == [1, 1, 1, 1, 1]


def test_a_hit_in_an_interview_that_does_not_count_is_in_no_row(
    made: Builder, study: Study
) -> None:
    made.interview("P02-1", {"P02": 1}, "P02: Jeg søkte også.", status="planned")
    found = study.search("søk*")
    assert set(found["interview"]) == {"P01-2_A01", "P02-1"}
    counts = study.search_counts(found).set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [2, 1, 1, 1, 1]


def test_nothing_found_is_0_of_n(study: Study) -> None:
    counts = study.search_counts(study.search("finnes")).set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [0, 0, 1, 0, 1]


@given(studies(), st.sampled_from(("a", "b")))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_n_is_never_more_than_the_interviews_and_persons_that_count(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomStudy, word: str
) -> None:
    made = build(drawn, tmp_path_factory.mktemp("counts") / "study.db")
    try:
        study = Study(made.store, coder="Anne")
        found = study.search(f"*{word}*")
        counts = study.search_counts(found)
        assert (counts["n"] <= counts["N"]).all()
        assert (counts["persons"] <= counts["persons_N"]).all()
        assert counts["hits"].sum() <= len(found)
    finally:
        made.store.close()


def test_a_wrong_query_changes_nothing_and_is_explained(study: Study) -> None:
    with pytest.raises(CallError, match="never closed"):
        study.search('"får')


TERMS = st.sampled_from(WORDS).flatmap(
    lambda word: st.sampled_from([word, f"{word}*", f"*{word}", f"*{word}*"])
)
PHRASES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(
    lambda words: f'"{" ".join(words)}"'
)


@given(studies(), st.one_of(TERMS, PHRASES))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_hit_is_found_as_by_reading_all_words(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomStudy, query: str
) -> None:
    made = build(drawn, tmp_path_factory.mktemp("search") / "study.db")
    try:
        frame = Study(made.store, coder="Anne").search(query)
        found = set(zip(frame["interview"], frame["start"], frame["end"], strict=True))
        assert found == set(by_reading(made, query))
        assert len(found) == len(frame)
    finally:
        made.store.close()


def by_reading(made: Builder, query: str) -> Iterator[tuple[str, int, int]]:
    """The slow, plain way."""
    wanted = query.strip('"').split()

    def fits(word: str, term: str) -> bool:
        inner = term.strip("*")
        if term.startswith("*") and term.endswith("*"):
            return inner in word
        if term.startswith("*"):
            return word.endswith(inner)
        return word.startswith(inner) if term.endswith("*") else word == inner

    for row in made.store.find("transcript"):
        transcript = views.transcript(made.store, row["interview"])
        assert transcript is not None
        for turn in transcript.turns:
            said = transcript.text[turn.start : turn.end]
            words = all_word_spans(said)
            for at in range(len(words) - len(wanted) + 1):
                run = words[at : at + len(wanted)]
                if all(
                    fits(compared(said[start:end]), term)
                    for (start, end), term in zip(run, wanted, strict=True)
                ):
                    yield row["interview"], turn.start + run[0][0], turn.start + run[-1][1]


def test_the_index_follows_undo_and_redo(made: Builder, study: Study) -> None:
    made.interview("A02", ["A02"], "A02: Et sjeldent ord.")
    assert matches(study, "sjeldent") == ["sjeldent"]
    study.undo()
    assert matches(study, "sjeldent") == []
    study.redo()
    assert matches(study, "sjeldent") == ["sjeldent"]
    assert study.check() == []
