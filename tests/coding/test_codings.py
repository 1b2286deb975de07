"""Codings keep their place and quote; a file of codings is loaded whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from tests.builder import Builder
from workbench.errors import AnchorError, CallError, FileFaults, UnknownName
from workbench.study import Study

TEXT = "I: Hva vil du, da?\nP01: Jeg vil jobbe på kjøkken 🍳 – «ja», men nei."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("motivasjon", "motivasjon.vil", "praksis")
    built.interview("P01-1", {"P01": 1}, TEXT)
    built.interview("P01-2", {"P01": 2}, status="planned")
    return Study(built.store, coder="Anne")


def place(study: Study, quote: str) -> tuple[int, int]:
    transcript = study.transcript("P01-1")
    assert transcript is not None
    start = transcript.text.index(quote)
    return start, start + len(quote)


@pytest.mark.parametrize("quote", ["Hva", "🍳", "«ja»", "kjøkken 🍳 – «ja»", "nei."])
def test_a_coding_keeps_the_exact_words_at_its_place(study: Study, quote: str) -> None:
    coding = study.code("P01-1", *place(study, quote), "praksis")
    assert coding.quote == quote
    row = study.store.get("coding", id=coding.id)
    assert row is not None
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert (row["before"] + quote + row["after"]) in transcript.text
    assert len(row["before"]) <= 32


def test_the_whole_text_can_be_coded(study: Study) -> None:
    transcript = study.transcript("P01-1")
    assert transcript is not None
    assert study.code("P01-1", 0, len(transcript.text), "praksis").quote == transcript.text


@pytest.mark.parametrize(
    ("start", "end"), [(5, 5), (9, 5), (-1, 4), (0, 10_000), (3, 4)],
    ids=["empty", "backwards", "before", "beyond", "a-blank"],
)  # fmt: skip
def test_a_passage_that_is_none_is_refused_and_nothing_is_stored(
    study: Study, start: int, end: int
) -> None:
    before = study.last_history
    with pytest.raises(AnchorError):
        study.code("P01-1", start, end, "praksis")
    assert (study.codings_of("P01-1"), study.last_history) == ([], before)


def test_an_interview_without_text_says_what_to_do(study: Study) -> None:
    with pytest.raises(AnchorError, match="Import its transcript first"):
        study.code("P01-2", 0, 4, "praksis")


def test_an_unknown_code_offers_the_nearest(study: Study) -> None:
    with pytest.raises(UnknownName, match=r"Did you mean “praksis”\?"):
        study.code("P01-1", 0, 3, "praksiss")


@pytest.mark.parametrize("options", [{"valence": "maybe"}, {"stance": "maybe"}])
def test_a_value_that_is_none_is_refused(study: Study, options: dict[str, str]) -> None:
    with pytest.raises(CallError, match="“maybe” is no"):
        study.code("P01-1", 0, 3, "praksis", **options)


def test_coding_the_same_again_keeps_one_and_takes_what_is_given(study: Study) -> None:
    first = study.code("P01-1", 0, 3, "praksis", valence="missing", memo="tvil")
    again = study.code("P01-1", 0, 3, "praksis", stance="denies")
    assert (again.id, again.valence, again.stance, again.memo) == (
        first.id, "missing", "denies", "tvil",
    )  # fmt: skip


def test_two_coders_code_the_same_passage_each_for_herself(study: Study) -> None:
    study.code("P01-1", 0, 3, "praksis", coder="Anne")
    study.code("P01-1", 0, 3, "praksis", coder="Bjørn")
    assert {coding.coder for coding in study.codings_of("P01-1")} == {"Anne", "Bjørn"}


def test_changing_the_extent_takes_the_new_words(study: Study) -> None:
    coding = study.code("P01-1", *place(study, "vil jobbe"), "praksis")
    changed = study.recode(coding.id, end=place(study, "kjøkken")[1])
    assert changed.quote == "vil jobbe på kjøkken"
    assert study.check() == []


def test_a_changed_coding_that_would_double_another_is_refused(study: Study) -> None:
    study.code("P01-1", 0, 3, "praksis")
    other = study.code("P01-1", 0, 7, "praksis")
    with pytest.raises(AnchorError, match="same code by the same coder"):
        study.recode(other.id, end=3)


def test_removing_a_coding_that_is_gone_says_so(study: Study) -> None:
    coding = study.code("P01-1", 0, 3, "praksis")
    study.remove_coding(coding.id)
    with pytest.raises(CallError, match="no coding"):
        study.remove_coding(coding.id)


def test_uncode_finds_the_coders_own_coding_by_place_and_code(study: Study) -> None:
    study.code("P01-1", 0, 3, "praksis", coder="Anne")
    study.code("P01-1", 0, 3, "praksis", coder="Bjørn")
    study.uncode("P01-1", 0, 3, "praksis", coder="Bjørn")
    assert [coding.coder for coding in study.codings_of("P01-1")] == ["Anne"]
    with pytest.raises(CallError, match="Bjørn has no coding"):
        study.uncode("P01-1", 0, 3, "praksis", coder="Bjørn")


def test_saved_codings_of_every_layer_load_into_the_same_codings(
    study: Study, tmp_path: Path
) -> None:
    study.code("P01-1", *place(study, "kjøkken 🍳 – «ja»"), "praksis", memo="a, b\n«c»")
    study.code("P01-1", 0, 3, "motivasjon.vil", coder="Bjørn", valence="both", stance="mixed")
    study.codings_save(tmp_path / "codings.csv")
    before = (tmp_path / "codings.csv").read_bytes()
    for coding in study.codings_of("P01-1"):
        study.remove_coding(coding.id)
    assert study.codings_load(tmp_path / "codings.csv") == 2
    study.codings_save(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == before


def rows(tmp_path: Path, *lines: tuple[object, ...]) -> Path:
    path = tmp_path / "codings.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["interview", "start", "end", "quote", "code", "coder", "valence"])
        writer.writerows(lines)
    return path


def test_all_faults_of_a_codings_file_are_named_and_nothing_is_stored(
    study: Study, tmp_path: Path
) -> None:
    path = rows(
        tmp_path,
        ("P01-1", 0, 3, "Hva", "praksis", "Anne", ""),
        ("P01-1", 0, 3, "Hvem", "praksis", "Anne", ""),
        ("P01-9", 0, 3, "Hva", "praksis", "Anne", ""),
        ("P01-1", 0, 3, "Hva", "ukjent", "Anne", "kanskje"),
        ("P01-1", 1, 4, "Hva", "praksis", "", ""),
    )
    before = study.last_history
    with pytest.raises(FileFaults) as caught:
        study.codings_load(path)
    places = [(fault.row, fault.column) for fault in caught.value.faults]
    assert places == [
        (3, "quote"), (4, "interview"), (5, "code"), (5, "valence"), (6, "coder"), (6, "quote"),
    ]  # fmt: skip
    assert "it stands at 0" in caught.value.faults[-1].message
    assert (study.codings_of("P01-1"), study.last_history) == ([], before)


def test_a_quote_without_a_place_is_found_where_it_stands_once(
    study: Study, tmp_path: Path
) -> None:
    study.codings_load(rows(tmp_path, ("P01-1", "", "", "vil jobbe", "praksis", "Anne", "")))
    assert [coding.quote for coding in study.codings_of("P01-1")] == ["vil jobbe"]
    with pytest.raises(FileFaults, match="2 times"):
        study.codings_load(rows(tmp_path, ("P01-1", "", "", "vil", "praksis", "Anne", "")))


def test_a_coder_who_is_new_is_added(study: Study, tmp_path: Path) -> None:
    study.codings_load(rows(tmp_path, ("P01-1", 0, 3, "Hva", "praksis", "Cecilie", "")))
    assert study.coders()[-1] == "Cecilie"


def test_numbers_out_of_a_frame_are_taken_as_they_are(study: Study) -> None:
    study.code("P01-1", *place(study, "Jeg vil"), "praksis")
    row = study.excerpts().iloc[0]
    made = study.code(row["interview"], row["start"], row["end"], "motivasjon")
    assert made.quote == "Jeg vil"
    start, end = place(study, "jobbe")
    study.recode(np.int64(made.id), start=np.int64(start), end=np.int64(end))
    quotes = {one.code: one.quote for one in study.codings_of("P01-1")}
    assert quotes == {"praksis": "Jeg vil", "motivasjon": "jobbe"}
    study.undo()
    assert {one.quote for one in study.codings_of("P01-1")} == {"Jeg vil"}
    assert study.check() == []
