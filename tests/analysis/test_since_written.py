"""What came to the excerpts of a summary, and what went, since it was written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK
from tests.builder import Builder
from tests.strategies import CODES, RandomStudy, build, studies
from workbench.errors import WorkbenchError
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.study import Study

TEXT = "P01: Jeg [sto alene]. Kari så det ikke. Så {gikk det} bra.\nA01: <Han kom> hver dag."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.person("A01", "arbeidsgiver")
    built.interview(
        "P01-1", {"P01": 1, "A01": None}, TEXT,
        codes={"[": "praksis", "{": "praksis.krav", "<": "praksis"},
    )  # fmt: skip
    study = Study(built.store, coder="Anne")
    study.summary("praksis", "P01", "Alene, så gikk det.", by="person")
    study.summary("praksis", "arbeidsgiver", "Fornøyd.")
    return study


def place(study: Study, quote: str) -> tuple[int, int]:
    text = study.transcript("P01-1").text  # type: ignore[union-attr]
    return text.index(quote), text.index(quote) + len(quote)


def told(study: Study, subject: str = "P01") -> list[tuple[str, str]]:
    frame = study.summaries_since()
    rows = frame[frame["subject"] == subject]
    return list(rows[["change", "quote"]].itertuples(index=False, name=None))


def test_nothing_is_told_of_a_summary_whose_excerpts_are_as_they_were(study: Study) -> None:
    study.memo("Annet", object_type="study")
    assert study.summaries_since().empty
    assert list(study.summaries_since().columns)[:3] == ["summary", "code", "by"]


def test_a_coding_of_the_branch_in_the_subjects_words_came(study: Study) -> None:
    study.code("P01-1", *place(study, "bra"), "praksis.krav")
    assert told(study) == [("came", "bra")]
    assert told(study, "arbeidsgiver") == []


def test_a_coding_that_was_removed_or_given_another_code_went(study: Study) -> None:
    study.add_code("Utfall")
    first, second, _third = study.codings_of("P01-1")
    study.remove_coding(first.id)
    study.recode(second.id, code="utfall")
    assert told(study) == [("went", "sto alene"), ("went", "gikk det")]


def test_what_is_taken_back_is_as_it_was(study: Study) -> None:
    study.remove_coding(study.codings_of("P01-1")[0].id)
    study.undo()
    assert study.summaries_since().empty
    study.code("P01-1", *place(study, "bra"), "praksis")
    study.undo()
    assert study.summaries_since().empty


def test_a_coding_that_holds_other_words_since_a_correction_is_told(study: Study) -> None:
    study.edit_turn("P01-1", 1, text="Jeg sto helt alene. Kari så det ikke. Så gikk det bra.")
    assert told(study) == [("changed", "sto helt alene")]


def test_writing_the_summary_again_settles_it(study: Study) -> None:
    study.code("P01-1", *place(study, "bra"), "praksis")
    study.summary("praksis", "P01", "Alene, så gikk det bra.", by="person")
    assert told(study) == []


def test_another_coders_coding_changes_nothing_of_the_primary_layer(study: Study) -> None:
    study.assign("P01-1", "Anne")
    study.code("P01-1", *place(study, "bra"), "praksis", coder="Bo")
    assert study.summaries_since().empty


def test_when_another_is_the_primary_coder_it_is_hers_that_are_compared(study: Study) -> None:
    study.code("P01-1", *place(study, "bra"), "praksis", coder="Bo")
    study.assign("P01-1", "Bo")
    assert told(study) == [("came", "bra")]


def test_an_erasure_leaves_nothing_to_be_told_of_what_it_took(study: Study) -> None:
    pseudonymise_stored(
        study, "all", Decisions.of([Decision("Kari", "PER", "[person 1]")]), confirmed=True
    )
    assert study.summaries_since().empty
    study.purge("A01", confirmed=True)
    assert told(study) == []
    study.code("P01-1", *place(study, "bra"), "praksis")
    assert told(study) == [("came", "bra")]


def in_cell(study: Study, code: str, person: str) -> set[int]:
    """The codings of a cell, counted in the slowest way."""
    keys = {one.key for one in study.scheme() if one.key == code or one.key.startswith(f"{code}.")}
    primary = study.primary_coders()
    rows = study.store.rows("SELECT coding FROM coding_person WHERE person = ?", (person,))
    of_person = {row["coding"] for row in rows}
    return {
        one.id
        for interview in study.interviews_with_text()
        for one in study.codings_of(interview)
        if one.id in of_person and one.code in keys and one.coder == primary.get(interview)
    }


@ON_DISK
@given(studies(), st.integers(0, 2**32))
def test_what_is_told_is_the_difference_of_two_plain_readings(
    drawn: RandomStudy, seed: int
) -> None:
    rng = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        builder = build(drawn, Path(folder) / "study.db")
        study = Study(builder.store, coder="Anne")
        person, code = min(drawn.persons), "a"
        study.summary(code, person, "Skrevet.", by="person")
        for interview in study.interviews_with_text():
            study.assign(interview, "Anne")
        study.summary(code, person, "Skrevet igjen.", by="person")
        before = in_cell(study, code, person)
        written = study.last_history
        for _step in range(8):
            change(study, rng, written)
        after = in_cell(study, code, person)
        frame = study.summaries_since((code,), by="person")
        assert set(frame.loc[frame["change"] == "came", "coding"]) == after - before
        assert set(frame.loc[frame["change"] == "went", "coding"]) == before - after
        builder.store.close()


def change(study: Study, rng: Random, written: int) -> None:
    """One action on a coding, or the undo of one."""
    interviews = sorted(study.interviews_with_text())
    if not interviews:
        return
    interview = rng.choice(interviews)
    codings = [one for one in study.codings_of(interview) if one.coder == "Anne"]
    length = len(study.transcript(interview).text)  # type: ignore[union-attr]
    start, end = sorted((rng.randint(0, length), rng.randint(0, length)))
    try:
        match rng.choice(["code", "remove", "recode", "undo"]):
            case "code":
                study.code(interview, start, end, rng.choice(CODES))
            case "remove" if codings:
                study.remove_coding(rng.choice(codings).id)
            case "recode" if codings:
                study.recode(rng.choice(codings).id, code=rng.choice(CODES))
            case "undo":
                history = study.history()
                done = history[(history["id"] > written) & (history["action"] != "undo")]
                if len(done):
                    study.undo(action=int(done["id"].iloc[0]))
    except WorkbenchError:
        pass  # a passage without words, or nothing to undo
