"""Word use: whose words, by how many persons, and no group of one who talks much."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.analysis.plain_count import Plain
from tests.builder import Builder
from workbench.analysis.word_use import word_use
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.store import word_index
from workbench.store.word_index import keep_analysis

LEMMAS = {"kurset": "kurs", "kursene": "kurs", "jobber": "jobb"}


def analysed(made: Builder, *interviews: str) -> None:
    """Store dictionary forms as the pipeline would, by a list of some."""
    for revision, interview in word_index.texts(made.store).items():
        if interview not in interviews:
            continue
        rows = made.store.rows("SELECT * FROM turn WHERE revision = ?", (revision,))
        text = word_index.text(made.store, revision)
        lemmas = [
            (
                row["number"],
                " ".join(LEMMAS.get(word, word) for word in
                         word_index.indexed(text[row["start"] : row["end"]]).split()),
                "",
            )
            for row in rows
        ]  # fmt: skip
        keep_analysis(made.store, revision, ("prøve", "1"), lemmas, [], [])


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "study.db")
    for person in ("P01", "P02", "P03"):
        made.person(person)
    for person in ("A01", "A02"):
        made.person(person, "arbeidsgiver")
    made.interview("P01-1", {"P01": 1}, "I: kurs kurs\nP01: kurset (kurs) jobb [ny] {sprell sprell}"
                   .replace("[ny]", "ny"), codes={"{": "b"})  # fmt: skip
    made.interview("P02-1", {"P02": 1}, "P02: Kursene ny <nå>", codes={"<": "b"})
    made.interview("P03-1", {"P03": 1, "A01": None}, "P03: kurs ny\nA01: jobber kurs ny ny")
    made.interview("A02-1", {"A02": None}, "A02: jobb jobb jobber")
    analysed(made, "P01-1", "P02-1", "P03-1", "A02-1")
    return made


def test_words_of_persons_count_under_their_dictionary_form(made: Builder) -> None:
    found = word_use(made.store, "deltaker")
    assert found.rows.drop(columns="ratio").values.tolist() == [
        ["kurs", 3, 10, 3, 3, 1, 1, 7, 1, 2],
        ["ny", 3, 10, 3, 3, 1, 2, 7, 1, 2],
    ]  # fmt: skip
    assert found.rows["ratio"].tolist() == pytest.approx([(3 / 10) / (1 / 7), (3 / 10) / (2 / 7)])
    assert (len(found.read), found.unread) == (4, ())


def test_what_one_talkative_person_says_is_not_the_groups(made: Builder) -> None:
    assert "sprell" not in set(word_use(made.store, "deltaker").rows["lemma"])
    rows = word_use(made.store, "deltaker", fewest=1).rows.set_index("lemma")
    assert (rows.loc["sprell", "persons"], rows.loc["sprell", "most"]) == (1, 2)
    assert list(rows.index[:2]) == ["sprell", "nå"]
    assert rows["ratio"].isna().tolist() == [True, True, False, False, False]


def test_texts_that_were_not_read_are_in_no_number_and_named(made: Builder) -> None:
    made.interview("P04-1", {"P04": 1}, "P04: kurs kurs")
    found = word_use(made.store, "deltaker")
    assert found.unread == ("P04-1",)
    assert set(found.rows["persons_N"]) == {3}


def test_a_group_that_is_too_small_and_an_empty_other_side_are_refused(made: Builder) -> None:
    with pytest.raises(CallError, match="2 persons"):
        word_use(made.store, "arbeidsgiver")
    with pytest.raises(CallError, match="nobody"):
        word_use(made.store, "deltaker", filters=Filters(actor_type=("deltaker",)))
    with pytest.raises(CallError, match="who speaks"):
        word_use(made.store, "a", by="code")
    with pytest.raises(UnknownName, match="no group"):
        word_use(made.store, "deltager")


def test_a_group_is_set_against_one_other(made: Builder) -> None:
    made.person("L01", None)
    made.interview("L01-1", {"L01": None}, "L01: kurs kurs kurs")
    analysed(made, "L01-1")
    rows = word_use(made.store, "deltaker", against="arbeidsgiver").rows.set_index("lemma")
    assert rows.loc["kurs", "others_n"] == 1
    assert word_use(made.store, "deltaker").rows.set_index("lemma").loc["kurs", "others_n"] == 4


def test_a_filter_by_code_keeps_to_the_words_under_it(made: Builder) -> None:
    made.passage("A02-1", "jobb jobb", "b")
    rows = word_use(made.store, "deltaker", fewest=1, filters=Filters(code=("b",))).rows
    assert rows[["lemma", "n", "words", "others_words"]].values.tolist() == [
        ["sprell", 2, 3, 2], ["nå", 1, 3, 2],
    ]  # fmt: skip


def test_every_word_is_counted_as_the_plain_count_does(made: Builder) -> None:
    plain = Plain(made.store.path)
    spoken: dict[str, Counter[str]] = {}
    for turn in plain.turns:
        if turn["person"] is not None:
            places = plain.words[turn["interview"]]
            said = sum(turn["start"] <= place < turn["end"] for place in places)
            kind = plain.persons[turn["person"]]["actor_type"]
            spoken.setdefault(kind, Counter())[turn["person"]] += said
    row = word_use(made.store, "deltaker").rows.iloc[0]
    assert row["words"] == sum(spoken["deltaker"].values())
    assert row["others_words"] == sum(spoken["arbeidsgiver"].values())
