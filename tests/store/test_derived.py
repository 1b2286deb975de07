"""Who speaks counts: a coding belongs to those of whose words it holds at least one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.store import checks

JOINT = """
I: Og hvordan går det?
A01: Det går [fint], altså.
P01: Ja, jeg liker [meg. (ler)
I: Mm.
P01: Veldig] godt.
"""


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "study.db")
    built.person("A01", "arbeidsgiver")
    built.interview("P01-2_A01", {"P01": 2, "A01": None}, JOINT, codes={"[": "trivsel"})
    return built


def test_a_coding_in_the_employers_turn_belongs_to_the_employer_alone(study: Builder) -> None:
    coding = study.passage("P01-2_A01", "Det går", "trivsel")
    rows = study.store.rows("SELECT person FROM coding_person WHERE coding = ?", (coding,))
    assert rows == [{"person": "A01"}]


def test_a_coding_over_two_persons_belongs_to_both_with_each_ones_own_words(
    study: Builder,
) -> None:
    text = study.text_of("P01-2_A01")
    start, end = text.index("altså"), text.index("jeg liker")
    coding = study.coding("P01-2_A01", start, end, "trivsel")
    rows = study.store.rows(
        "SELECT person, own, word_end - word_start AS words FROM coding_person"
        " WHERE coding = ? ORDER BY person",
        (coding,),
    )
    own = {row["person"]: [slice(*map(int, row["own"].split("-")))] for row in rows}
    assert {person: text[part[0]] for person, part in own.items()} == {
        "A01": "altså.", "P01": "Ja, ",
    }  # fmt: skip
    assert [row["words"] for row in rows] == [1, 1]


def test_the_interviewers_turn_inside_a_coding_does_not_cut_it(study: Builder) -> None:
    row = study.store.row(
        "SELECT own, word_start, word_end FROM coding_person WHERE person = 'P01'"
    )
    assert row is not None
    spans = [tuple(map(int, span.split("-"))) for span in row["own"].split(";")]
    text = study.text_of("P01-2_A01")
    assert [text[start:end] for start, end in spans] == ["meg. (ler)", "Veldig"]
    assert row["word_end"] - row["word_start"] == 2


@pytest.mark.parametrize("quote", ["Og hvordan går det?", "(ler)", "Mm."])
def test_the_interviewers_and_the_transcribers_words_belong_to_nobody(
    study: Builder, quote: str
) -> None:
    coding = study.passage("P01-2_A01", quote, "trivsel")
    assert study.store.find("coding", id=coding)
    assert study.store.rows("SELECT * FROM coding_person WHERE coding = ?", (coding,)) == []


def test_spoken_counts_each_persons_words(study: Builder) -> None:
    rows = study.store.rows("SELECT person, words FROM spoken ORDER BY person")
    assert rows == [{"person": "A01", "words": 4}, {"person": "P01", "words": 6}]


def test_naming_a_speaker_later_gives_her_the_codings(tmp_path: Path) -> None:
    study = Builder(tmp_path / "late.db")
    study.interview("P01-1", {"P01": 1}, "?: Jeg [vil].", codes={"[": "a"})
    assert study.store.rows("SELECT * FROM coding_person") == []
    revision = study.store.value("SELECT revision FROM transcript")
    with study.store.action("Anne", "speaker") as action:
        action.update("turn", (revision, 1), role="person", person="P01")
    assert [row["person"] for row in study.store.rows("SELECT * FROM coding_person")] == ["P01"]
    assert checks.run(study.store) == []
