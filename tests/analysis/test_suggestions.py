"""Suggestions: what they learn from, what they leave out, and how well they say that they do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.store.test_actions import content
from tests.suggest_study import TALKS, build, read
from workbench.analysis import suggestions
from workbench.cli import workbench
from workbench.errors import AnchorError, CallError, UnknownName
from workbench.model import Filters
from workbench.spans import compared
from workbench.store.filters import conditions
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


def quotes(study: Study, code: str = "krav.norsk", **options: object) -> list[str]:
    return list(study.suggest(code, analyse=False, **options)["quote"])  # type: ignore[arg-type]


def test_what_is_said_like_what_is_coded_comes_first_with_the_word_that_speaks_for_it(
    study: Study,
) -> None:
    found = study.suggest("krav.norsk", analyse=False)
    assert tuple(found.columns) == suggestions.SUGGESTIONS
    first = found.iloc[0]
    assert (first["interview"], first["quote"]) == ("P04-1", "Norskprøven skal jeg ta igjen.")
    assert "norskprøven" in first["because"].split(", ")
    assert found["score"].is_monotonic_decreasing
    text = study.transcript("P04-1").text  # type: ignore[union-attr]
    assert text[first["start"] : first["end"]] == first["quote"]


def test_the_words_that_speak_for_it_are_marked_where_they_stand(study: Study) -> None:
    first = study.suggestions("krav.norsk", analyse=False).rows.iloc[0]
    said = [compared(first["quote"][start:end]) for start, end in first["marks"]]
    assert said
    assert set(said) <= set(first["because"].split(", "))
    assert (first["person"], first["turn"]) == ("P04", 2)


def test_a_code_is_learnt_from_its_branch(study: Study) -> None:
    assert quotes(study, "krav") == quotes(study)


def test_what_has_the_code_is_not_suggested_nor_what_is_the_interviewers(study: Study) -> None:
    found = quotes(study, limit=None)
    assert not [quote for quote in found if "Norskprøven var" in quote or "Hvordan" in quote]
    study.code("P04-1", *_place(study, "P04-1", "Norskprøven skal jeg ta igjen."), "krav.norsk")
    assert "Norskprøven skal jeg ta igjen." not in quotes(study, limit=None)


def test_what_another_coder_has_coded_is_not_suggested_to_her(study: Study) -> None:
    place = _place(study, "P04-1", "Norskprøven skal jeg ta igjen.")
    study.assign("P04-1", "Anne")
    study.code("P04-1", *place, "krav.norsk", coder="Bjørn")
    assert "Norskprøven skal jeg ta igjen." in quotes(study)
    assert "Norskprøven skal jeg ta igjen." not in quotes(study, coder="Bjørn", limit=None)


def test_the_sentence_beside_a_coded_one_is_left_out_since_the_coder_drew_the_border(
    study: Study,
) -> None:
    assert "Bilen er rød." not in quotes(study, limit=None)
    assert "Søsteren min er her." in quotes(study, limit=None)


def test_only_the_interviews_that_are_named_and_no_more_than_the_limit(study: Study) -> None:
    found = study.suggest(
        "krav.norsk", filters=Filters(interview=("P02-1",)), analyse=False, limit=None
    )
    assert set(found["interview"]) == {"P02-1"}
    assert len(quotes(study, limit=2)) == 2
    assert quotes(study, limit=2) == quotes(study, limit=None)[:2]


def test_a_passage_that_was_turned_down_is_not_suggested_to_her_again(study: Study) -> None:
    place = _place(study, "P04-1", "Norskprøven skal jeg ta igjen.")
    study.reject("P04-1", *place, "krav.norsk")
    assert "Norskprøven skal jeg ta igjen." not in quotes(study, limit=None)
    assert "Norskprøven skal jeg ta igjen." in quotes(study, coder="Bjørn")
    study.undo()
    assert "Norskprøven skal jeg ta igjen." in quotes(study)
    study.redo()
    assert "Norskprøven skal jeg ta igjen." not in quotes(study, limit=None)
    assert study.check() == []


def test_what_is_turned_down_is_learnt_from(study: Study) -> None:
    study.coding_status("P04-1", "done")
    before = study.suggest("krav.norsk", analyse=False, limit=None).set_index("quote")["score"]
    study.reject("P03-1", *_place(study, "P03-1", "Maten er god."), "krav.norsk")
    after = study.suggest("krav.norsk", analyse=False, limit=None).set_index("quote")["score"]
    assert after["Maten er god."] < before["Maten er god."]


def test_turned_down_stays_so_by_its_words_when_the_text_is_corrected(study: Study) -> None:
    study.reject("P04-1", *_place(study, "P04-1", "Norskprøven skal jeg ta igjen."), "krav.norsk")
    study.edit_turn("P04-1", 2, text="Den gamle bilen står ute. Norskprøven skal jeg ta igjen. Nå.")
    read(study, "P04-1")
    assert "Norskprøven skal jeg ta igjen." not in quotes(study, limit=None)
    study.edit_turn("P04-1", 2, text="Bilen står ute. Norskprøven skal jeg aldri ta. Nå.")
    read(study, "P04-1")
    assert any("Norskprøven skal jeg aldri ta." in quote for quote in quotes(study))
    assert study.check() == []


def test_turning_down_twice_is_once_and_stores_nothing_more(study: Study) -> None:
    place = _place(study, "P04-1", "Maten er god.")
    study.reject("P04-1", *place, "mat", request="a")
    before = content(study.store)
    study.reject("P04-1", *place, "mat", request="a")
    study.reject("P04-1", *place, "mat")
    assert content(study.store) == before
    assert study.history()["summary"].iloc[0] == "Turned down “mat” in P04-1"


@pytest.mark.parametrize(
    ("interview", "span", "code", "error"),
    [
        ("P04-1", (0, 9_999), "mat", AnchorError),
        ("P04-1", (5, 5), "mat", AnchorError),
        ("P99-1", (0, 5), "mat", UnknownName),
        ("P04-1", (0, 5), "mta", UnknownName),
    ],
    ids=["outside", "empty", "no interview", "no code"],
)
def test_what_cannot_be_turned_down_changes_nothing(
    study: Study, interview: str, span: tuple[int, int], code: str, error: type[Exception]
) -> None:
    before = content(study.store)
    with pytest.raises(error):
        study.reject(interview, *span, code)
    assert content(study.store) == before


def test_too_few_interviews_to_learn_from_are_refused_with_the_reason(study: Study) -> None:
    study.code("P01-1", *_place(study, "P01-1", "Jeg har en bil."), "mat")
    with pytest.raises(CallError) as refused:
        study.suggest("mat", analyse=False)
    assert str(refused.value) == (
        "There is too little to learn from: mat is coded in 1 interview.\n"
        "Code it in at least 3 interviews, or ask for the code above it."
    )


def test_a_retired_code_and_an_unknown_one_are_refused(study: Study) -> None:
    with study.store.action("Anne", "retire") as action:
        action.update("code", next(one.id for one in study.scheme() if one.key == "mat"), retired=1)
    with pytest.raises(CallError, match="retired"):
        study.suggest("mat", analyse=False)
    with pytest.raises(UnknownName, match="krav"):
        study.suggest("krav.nrsk", analyse=False)


@pytest.mark.parametrize(
    ("filters", "where"),
    [
        (Filters(interview=("P02-1", "P04-1")), {"P02-1", "P04-1"}),
        (Filters(person=("P02",)), {"P02-1"}),
        (Filters(actor_type=("arbeidsgiver",)), {"A01"}),
        (Filters(round=(1,)), {"P02-1", "P04-1"}),
        (Filters(course=("kafé",)), {"A01"}),
        (Filters(attributes=(("course", "kafé"),), round=(1,)), set()),
        (Filters(done_only=True), {"P04-1"}),
        (Filters(contains="NORSKPRØVEN"), {"A01", "P04-1"}),
    ],
    ids=("interview", "person", "actor_type", "round", "course", "attribute", "done", "contains"),
)  # fmt: skip
def test_passages_are_looked_for_where_the_filters_say(
    study: Study, filters: Filters, where: set[str]
) -> None:
    built = Builder(study.path)
    built.person("A01", "arbeidsgiver", course="kafé")
    built.interview("A01", {"A01": None}, "I: Fortell.\nA01: Norskprøven er viktig. Vi baker.")
    built.store.close()
    read(study, "A01")
    study.assign("P04-1", "Anne")
    study.coding_status("P04-1", "done")
    found = study.suggest("krav.norsk", filters=filters, limit=None, analyse=False)
    assert set(found["interview"]) == where
    # Where one looks changes nothing of what is learnt.
    every = study.suggest("krav.norsk", limit=None, analyse=False)
    scores = every.set_index("quote")["score"]
    assert found["score"].tolist() == [scores[quote] for quote in found["quote"]]


def test_only_codings_of_the_valence_that_is_asked_for_are_learnt_and_no_other_is_suggested(
    study: Study,
) -> None:
    others = {"P01-1": "Jeg bor her.", "P02-1": "Søsteren min er her.", "P03-1": "Maten er god."}
    for interview, other in others.items():
        (coding,) = study.codings_of(interview)
        study.recode(coding.id, valence="missing")
        study.code(interview, *_place(study, interview, other), "krav.norsk", valence="present")

    def best(valence: str) -> str:
        # Another coder than hers whose layer it is: what she has coded herself is left out anyway.
        found = study.suggest(
            "krav.norsk", filters=Filters(valence=(valence,)), analyse=False, coder="Bo"
        )
        assert not set(found["quote"]) & set(others.values()) - {"Maten er god."}
        return str(found["quote"].iloc[0])

    assert (best("missing"), best("present")) == ("Norskprøven skal jeg ta igjen.", "Maten er god.")
    with pytest.raises(CallError, match="0 interviews"):
        study.suggest("krav.norsk", filters=Filters(stance=("denies",)), analyse=False)
    with pytest.raises(CallError, match="one code"):
        study.suggest("krav.norsk", filters=Filters(code=("krav",)), analyse=False)


def test_the_verb_takes_the_filters_and_refuses_them_beside_quality(study: Study) -> None:
    def run(*words: str) -> tuple[int, str]:
        call = ["--study", str(study.path), "--coder", "Anne", "suggest", "krav.norsk",
                "--no-analyse", "--format", "csv"]  # fmt: skip
        done = CliRunner().invoke(workbench, [*call, *words])
        return done.exit_code, done.stdout

    assert run("--person", "P04", "--contains", "prøven")[1].count("P04-1") == 1
    code, _said = run("--quality", "--person", "P04")
    assert code == 1


def test_texts_that_nobody_has_read_for_codes_speak_for_nothing(study: Study) -> None:
    """Only P04-1 is uncoded: its sentences are not taken for examples of what is not coded."""
    quality = study.suggestion_quality("krav.norsk", analyse=False).iloc[0]
    assert quality["sentences"] == 9
    study.assign("P04-1", "Anne")
    study.coding_status("P04-1", "done")
    quality = study.suggestion_quality("krav.norsk", analyse=False).iloc[0]
    assert quality["sentences"] == 12


def test_quality_is_the_average_precision_counted_by_hand(study: Study) -> None:
    row = study.suggestion_quality("krav.norsk", analyse=False).iloc[0]
    chain = suggestions.chained(study.store)
    limits = conditions(study.store, Filters())
    lesson = suggestions._lesson(study.store, chain, "krav.norsk", limits=limits, coder="Anne")
    scores = suggestions.held_out_scores(chain, lesson)
    assert scores is not None
    order = sorted(np.flatnonzero(lesson.learnt), key=lambda at: -scores[at])
    precisions, hits = [], 0
    for rank, at in enumerate(order, 1):
        hits += bool(lesson.coded[at])
        if lesson.coded[at]:
            precisions.append(hits / rank)
    assert row["average_precision"] == pytest.approx(sum(precisions) / len(precisions))
    assert (row["coded"], row["sentences"]) == (3, 9)
    assert row["base_rate"] == pytest.approx(3 / 9)
    assert row["times"] == pytest.approx(row["average_precision"] / (3 / 9))


def test_what_an_interview_says_has_no_part_in_how_its_sentences_are_scored(study: Study) -> None:
    """Held out with its persons: other codings there change no score there."""
    chain = suggestions.chained(study.store)
    of = {"limits": conditions(study.store, Filters()), "coder": "Anne"}
    before = suggestions._lesson(study.store, chain, "krav.norsk", **of)  # type: ignore[arg-type]
    study.code("P01-1", *_place(study, "P01-1", "Jeg har en bil."), "krav.norsk")
    after = suggestions._lesson(study.store, chain, "krav.norsk", **of)  # type: ignore[arg-type]
    its = np.array([one == "P01-1" for one in chain.interview])
    one, other = (suggestions.held_out_scores(chain, lesson) for lesson in (before, after))
    assert one is not None
    assert other is not None
    assert one[its].tolist() == other[its].tolist()
    assert one[~its].tolist() != other[~its].tolist()


def test_rounds_of_one_person_are_held_out_together(tmp_path: Path) -> None:
    built = Builder(tmp_path / "study.db")
    for number in (1, 2, 3):
        text = "P01: [Norskprøven er hard.] Bilen er rød."
        built.interview(f"P01-{number}", {"P01": number}, text, codes={"[": "krav"})
    study = Study(built.store, coder="Anne")
    for number in (1, 2, 3):
        read(study, f"P01-{number}")
    row = study.suggestion_quality("krav", analyse=False).iloc[0]
    assert np.isnan(row["average_precision"])
    assert row["reason"] == "one person said all that is coded"


def test_a_code_with_little_coded_has_no_quality_but_a_reason(study: Study) -> None:
    row = study.suggestion_quality("mat", analyse=False).iloc[0]
    assert (row["coded"], row["reason"]) == (0, "coded in fewer than 3 interviews")
    assert list(study.suggestion_quality(fewest=3, analyse=False)["code"]) == ["krav", "krav.norsk"]


def test_a_text_that_was_not_analysed_is_analysed_first(tmp_path: Path) -> None:
    built = Builder(tmp_path / "study.db")
    for interview, text in TALKS.items():
        built.interview(interview, {interview[:3]: 1}, text, codes={"[": "krav"})
    study = Study(built.store, coder="Anne")
    with pytest.raises(CallError, match="coded in 0 interviews"):
        study.suggest("krav", analyse=False)
    assert study.suggest("krav", limit=1)["interview"].tolist() == ["P04-1"]


WORDS = ("ja", "nei", "mat", "bil", "norsk", "prøve", "jobb")
sentences = st.lists(
    st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.booleans()),
    min_size=1, max_size=4,
)  # fmt: skip


def _told(its: Sequence[tuple[Sequence[str], bool]]) -> str:
    said = [" ".join(words) + "." for words, _coded in its]
    return " ".join(
        f"[{one}]" if coded else one for one, (_words, coded) in zip(said, its, strict=True)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(sentences, min_size=3, max_size=5))
def test_whatever_is_coded_suggestions_are_uncoded_own_words_and_the_same_each_time(
    tmp_path_factory: pytest.TempPathFactory, talks: list[list[tuple[list[str], bool]]]
) -> None:
    told = {
        f"P0{number}-1": f"I: Ja?\nP0{number}: {_told(its)}" for number, its in enumerate(talks)
    }
    study = build(tmp_path_factory.mktemp("any") / "study.db", told)
    before = content(study.store)
    coded = [its for its in talks if any(flag for _words, flag in its)]
    if len(coded) < 3:
        with pytest.raises(CallError):
            study.suggest("krav", analyse=False)
        return
    found = study.suggest("krav", limit=None, analyse=False)
    assert content(study.store) == before
    assert found.equals(study.suggest("krav", limit=None, analyse=False))
    assert found["score"].between(0, 1).all()
    for row in found.itertuples():
        transcript = study.transcript(row.interview)
        assert transcript is not None
        assert transcript.text[row.start : row.end] == row.quote
        (turn,) = [one for one in transcript.turns if one.start <= row.start < one.end]
        assert (turn.role, row.end <= turn.end) == ("person", True)
        for coding in study.codings_of(row.interview):
            assert coding.end <= row.start or row.end <= coding.start
    study.store.close()


def test_grammar_says_nothing_and_a_pause_alone_is_not_suggested(tmp_path: Path) -> None:
    talks = {
        **TALKS, "P05-1": "I: Norskprøven?\nP05: (norskprøven)\nI: Norskprøven?\nP05: Norskprøven."
    }  # fmt: skip
    study = build(tmp_path / "study.db", talks)
    assert "(norskprøven)" not in quotes(study, limit=None)
    assert "Norskprøven." in quotes(study, limit=None)
    study.store.db.conn.execute("UPDATE lemma_index SET pos = replace(pos, 'X', 'PRON')")
    study.store.cache.clear()
    assert not suggestions.chained(study.store).names


def test_the_verb_prints_the_columns_and_turns_down(study: Study) -> None:
    runner = CliRunner()
    call = ["--study", str(study.path), "--coder", "Anne", "suggest", "krav", "--no-analyse"]
    done = runner.invoke(workbench, [*call, "--limit", "1", "--format", "csv"])
    assert done.stdout.splitlines()[0] == "interview,start,end,quote,score,because"
    assert done.stdout.splitlines()[1].startswith("P04-1,")
    start, end = _place(study, "P04-1", "Norskprøven skal jeg ta igjen.")
    again = [*call, "--reject", "P04-1", str(start), str(end), "--format", "csv"]
    assert "Norskprøven skal" not in runner.invoke(workbench, again).stdout
    told = runner.invoke(workbench, [*call, "--quality", "--format", "csv"]).stdout
    assert told.splitlines()[0] == ",".join(suggestions.QUALITY)
    wrong = runner.invoke(workbench, [*call, "--reject", "P04-1", "en", "to"])
    assert isinstance(wrong.exception, CallError)


def _place(study: Study, interview: str, quote: str) -> tuple[int, int]:
    transcript = study.transcript(interview)
    assert transcript is not None
    start = transcript.text.index(quote)
    return start, start + len(quote)
