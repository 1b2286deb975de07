"""Search: every hit stands where it is said to stand, and none is missed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.query import Either, Near, Phrase, Query, Term, Without, parse
from workbench.errors import CallError
from workbench.model import Filters
from workbench.spans import Span, all_word_spans, compared
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
    counts = study.concordance("søk*").counts.set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [2, 1, 2, 1, 2]
    assert list(counts.loc["arbeidsgiver"]) == [1, 1, 1, 1, 1]


def test_a_hit_in_an_interview_that_does_not_count_is_in_no_row(
    made: Builder, study: Study
) -> None:
    made.interview("P02-1", {"P02": 1}, "P02: Jeg søkte også.", status="planned")
    found = study.concordance("søk*")
    assert set(found.rows["interview"]) == {"P01-2_A01", "P02-1"}
    assert (found.hits, found.interviews) == (5, 2)
    counts = found.counts.set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [2, 1, 1, 1, 1]


def test_nothing_found_is_0_of_n(study: Study) -> None:
    counts = study.concordance("finnes").counts.set_index("actor_type")
    assert list(counts.loc["deltaker"]) == [0, 0, 1, 0, 1]


@given(studies(), st.sampled_from(("a", "b")))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_n_is_never_more_than_the_interviews_and_persons_that_count(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomStudy, word: str
) -> None:
    made = build(drawn, tmp_path_factory.mktemp("counts") / "study.db")
    try:
        study = Study(made.store, coder="Anne")
        found = study.concordance(f"*{word}*")
        counts = found.counts
        assert (counts["n"] <= counts["N"]).all()
        assert (counts["persons"] <= counts["persons_N"]).all()
        assert counts["hits"].sum() <= found.hits == len(found.rows)
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
NEAR = st.builds(
    lambda parts, words: f"NEAR({' '.join(parts)}, {words})",
    st.lists(st.one_of(TERMS, PHRASES), min_size=2, max_size=3), st.integers(0, 4),
)  # fmt: skip
QUERIES = st.recursive(
    st.one_of(TERMS, PHRASES, NEAR),
    lambda parts: st.builds(
        "({} {} {})".format, parts, st.sampled_from(("AND", "OR", "NOT")), parts
    ),
    max_leaves=4,
)


@given(studies(), QUERIES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_hit_is_found_as_by_reading_all_words(
    tmp_path_factory: pytest.TempPathFactory, drawn: RandomStudy, query: str
) -> None:
    made = build(drawn, tmp_path_factory.mktemp("search") / "study.db")
    try:
        study = Study(made.store, coder="Anne")
        frame = study.search(query)
        found = list(zip(frame["interview"], frame["start"], frame["end"], strict=True))
        assert sorted(found) == sorted(by_reading(made, query))
        first = study.concordance(query, limit=2)
        assert (first.hits, first.interviews) == (len(frame), frame["interview"].nunique())
        assert first.rows.equals(frame.head(2))
    finally:
        made.store.close()


def by_reading(made: Builder, query: str) -> Iterator[tuple[str, int, int]]:
    """The slow, plain way: turn by turn."""
    wanted = parse(query)
    for row in made.store.find("transcript"):
        transcript = views.transcript(made.store, row["interview"])
        assert transcript is not None
        for turn in transcript.turns:
            said = transcript.text[turn.start : turn.end]
            spans = all_word_spans(said)
            words = [compared(said[start:end]) for start, end in spans]
            for first, last in holds(wanted, words):
                yield (
                    row["interview"], turn.start + spans[first][0], turn.start + spans[last - 1][1]
                )  # fmt: skip


def holds(query: Query, words: list[str]) -> set[Span]:
    """The runs of words that answer a query in one turn."""
    if isinstance(query, Phrase):
        length = len(query.terms)
        return {
            (at, at + length)
            for at in range(len(words) - length + 1)
            if all(fits(words[at + n], term) for n, term in enumerate(query.terms))
        }
    if isinstance(query, Near):
        return set(near([holds(one, words) for one in query.phrases], query))
    left, right = holds(query.left, words), holds(query.right, words)
    if isinstance(query, Either):
        return left | right
    if isinstance(query, Without):
        return set() if right else left
    return left | right if left and right else set()


def near(parts: list[set[Span]], query: Near) -> Iterator[Span]:
    taken = sum(len(phrase.terms) for phrase in query.phrases)
    for number, hits in enumerate(parts):
        others = parts[:number] + parts[number + 1 :]
        for start, end in hits:
            after = [[last for first, last in one if first >= end] for one in others]
            if all(after):
                last = max(end, *(min(one) for one in after))
                if last - start - taken <= query.words:
                    yield start, last


def fits(word: str, term: Term) -> bool:
    match term.part:
        case "word":
            return word == term.letters
        case "prefix":
            return word.startswith(term.letters)
        case "suffix":
            return word.endswith(term.letters)
        case "infix":
            return term.letters in word


def test_a_letter_with_two_small_forms_is_one(made: Builder, study: Study) -> None:
    made.interview("A02", ["A02"], "A02: ΟΔΟΣ, οδος, οδοσ, sſ og ß.")
    assert matches(study, "οδος") == ["ΟΔΟΣ", "οδος", "οδοσ"]
    assert matches(study, "ss") == ["sſ"]


def test_the_index_follows_undo_and_redo(made: Builder, study: Study) -> None:
    made.interview("A02", ["A02"], "A02: Et sjeldent ord.")
    assert matches(study, "sjeldent") == ["sjeldent"]
    study.undo()
    assert matches(study, "sjeldent") == []
    study.redo()
    assert matches(study, "sjeldent") == ["sjeldent"]
    assert study.check() == []
