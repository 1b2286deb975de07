"""Excerpts and codings: what a reader meets, and what a coder has set."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain
from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.crosstab import crosstab
from workbench.analysis.excerpts import codings, excerpts
from workbench.errors import UnknownName
from workbench.model import Filters
from workbench.spans import spans_from_text


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "study.db")


def quotes(study: Builder, *codes: str) -> list[str]:
    return list(excerpts(study.store, filters=Filters(code=codes))["quote"])


@ON_DISK
@given(data=st.data(), study=studies())
def test_excerpts_are_as_many_as_a_table_of_them_says(
    data: st.DataObject, study: RandomStudy
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = build(study, Path(folder) / "study.db")
        chosen = data.draw(filters(study))
        found = excerpts(builder.store, filters=chosen)
        options = {"columns": ("person", "interview"), "filters": chosen}
        table = crosstab(builder.store, "course", count="excerpts", **options)
        assert len(found) == table["n"].sum()
        texts = Plain(builder.store.path).texts
        builder.store.close()
    for row in found.to_dict("records"):
        assert row["quote"] == texts[row["interview"]][row["start"] : row["end"]]
        own = spans_from_text(row["own"])
        assert (own[0][0], own[-1][1]) == (row["start"], row["end"])
        assert row["words"] > 0
    for _key, group in found.groupby(["code", "interview", "person"]):
        ordered = group.sort_values("start")
        assert all(ordered["end"].iloc[:-1].to_numpy() < ordered["start"].iloc[1:].to_numpy())


@ON_DISK
@given(study=studies())
def test_every_coding_of_the_layer_is_listed_once_for_each_speaker_or_for_nobody(
    study: RandomStudy,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = build(study, Path(folder) / "study.db")
        found = codings(builder.store)
        plain = Plain(builder.store.path)
        builder.store.close()
    primary = [g for g in plain.codings if plain.layer_of(g["interview"]) == g["coder"]]
    same = ["interview", "start", "end", "code"]
    assert len(found.drop_duplicates(same)) == len(primary)
    nobody = found[found["person"] == ""]
    assert not nobody.duplicated(same).any()
    assert (nobody["own"] == "").all()
    assert (found[found["person"] != ""]["own"] != "").all()


# Excerpts


def test_overlapping_and_touching_codings_of_one_code_are_one_excerpt(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [a b {c] d }<e> f", codes=dict.fromkeys("[{<", "c"))
    assert quotes(study) == ["a b c d e"]


def test_codings_that_a_blank_parts_are_two_excerpts(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [a] {b}", codes={"[": "c", "{": "c"})
    assert quotes(study) == ["a", "b"]


def test_code_stands_for_its_branch_only_when_it_is_asked_for(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [a {b] d}", codes={"[": "c.x", "{": "c.y"})
    assert quotes(study) == ["a b", "b d"]
    found = excerpts(study.store, filters=Filters(code=("c",))).to_dict("records")
    assert [(row["code"], row["codes"], row["quote"]) for row in found] == [
        ("c", "c.x,c.y", "a b d")
    ]


def test_code_asked_for_together_with_its_parent_is_part_of_the_parent(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [a {b] d}", codes={"[": "c.x", "{": "c.y"})
    assert quotes(study, "c", "c.x") == ["a b d"]


def test_excerpt_has_every_column_in_its_order(study: Builder) -> None:
    study.interview(
        "P1-1", {"P1": 1}, "I: Vil du?\nP1: Jeg [vil\nI: Ja?\nP1: {jobbe], ja}",
        codes={"[": "c", "{": "c"},
    )  # fmt: skip
    (found,) = excerpts(study.store).to_dict("records")
    assert found == {
        "interview": "P1-1", "person": "P1", "actor_type": "deltaker", "round": 1, "code": "c",
        "codes": "c", "start": 12, "end": 29, "quote": "vil\nJa?\njobbe, ja",
        "own": "12-15;20-29", "codings": 2, "words": 3,
    }  # fmt: skip


def test_interviewers_words_at_the_edge_of_a_coding_are_no_part_of_the_excerpt(
    study: Builder,
) -> None:
    study.interview("P1-1", {"P1": 1}, "I: [Vil du?\nP1: Jeg vil\nI: Ja]", codes={"[": "c"})
    assert quotes(study) == ["Jeg vil"]


def test_coding_over_two_persons_is_an_excerpt_of_each(study: Builder) -> None:
    study.interview("P1-2_A1", {"P1": 2, "A1": None}, "P1: [ja\nA1: nei]", codes={"[": "c"})
    found = excerpts(study.store)
    assert list(zip(found["person"], found["quote"], strict=True)) == [("P1", "ja"), ("A1", "nei")]


def test_excerpts_read_one_coders_layer(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: ja vel")
    study.passage("P1-1", "ja", "c", coder="Anne")
    study.passage("P1-1", "ja vel", "c", coder="Bo")
    assert quotes(study) == ["ja"]
    hers = excerpts(study.store, filters=Filters(layer="coder:Bo"))
    assert list(hers["quote"]) == ["ja vel"]


def test_excerpts_come_in_the_order_of_scheme_study_and_text(study: Builder) -> None:
    study.code("b", "a")
    study.interview("P2-1", {"P2": 1}, "P2: [x] {y}", codes={"[": "a", "{": "b"})
    study.interview("P1-1", {"P1": 1}, "P1: [z] {v}", codes={"[": "b", "{": "b"})
    assert quotes(study) == ["y", "z", "v", "x"]


def test_filters_of_marks_and_text_limit_the_codings_that_make_excerpts(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: Én dag og to")
    study.passage("P1-1", "Én dag", "c", valence="missing")
    study.passage("P1-1", "dag og", "c", valence="present", stance="denies")

    def found(filters: Filters) -> list[str]:
        return list(excerpts(study.store, filters=filters)["quote"])

    assert found(Filters()) == ["Én dag og"]
    assert found(Filters(valence=("missing",))) == ["Én dag"]
    assert found(Filters(stance=("denies",))) == ["dag og"]
    assert found(Filters(contains="én")) == ["Én dag"]


# Codings


def test_coding_has_every_column_in_its_order(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "I: Vil du?\nP1: Ja")
    study.coding("P1-1", 4, 10, "c", valence="both", stance="mixed", memo="Tviler")
    (found,) = codings(study.store).to_dict("records")
    assert found == {
        "interview": "P1-1", "person": "P1", "actor_type": "deltaker", "round": 1, "code": "c",
        "coder": "Anne", "start": 4, "end": 10, "quote": "du?\nJa",
        "own": "8-10", "valence": "both", "stance": "mixed", "memo": "Tviler",
    }  # fmt: skip


def test_codings_on_words_of_nobody_stay_visible_with_an_empty_person(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "I: [Vil du]?\nP1: {Ja}", codes={"[": "c", "{": "c"})
    found = codings(study.store)
    assert list(found["person"]) == ["", "P1"]
    assert found["round"].isna().tolist() == [True, False]
    assert list(codings(study.store, filters=Filters(interview=("P1-1",)))["person"]) == ["", "P1"]


@pytest.mark.parametrize(
    "filters",
    [Filters(person=("P1",)), Filters(round=(1,)), Filters(actor_type=("deltaker",)),
     Filters(course=("kafé",))],
    ids=["person", "round", "actor type", "course"],
)  # fmt: skip
def test_filter_on_who_speaks_leaves_words_of_nobody_out(study: Builder, filters: Filters) -> None:
    study.person("P1", course="kafé")
    study.interview("P1-1", {"P1": 1}, "I: [Vil du]?\nP1: {Ja}", codes={"[": "c", "{": "c"})
    assert list(codings(study.store, filters=filters)["person"]) == ["P1"]


def test_codings_come_in_the_order_of_study_and_text(study: Builder) -> None:
    study.code("b", "a")
    study.interview("P2-1", {"P2": 1}, "P2: [x {y]}", codes={"[": "a", "{": "b"})
    study.interview("P1-1", {"P1": 1}, "P1: [z]", codes={"[": "b"})
    assert list(codings(study.store)["quote"]) == ["x y", "y", "z"]


def test_text_in_the_question_is_found_in_the_coding_and_not_in_the_excerpt(
    study: Builder,
) -> None:
    study.interview("P1-1", {"P1": 1}, "I: [Vil du?\nP1: Ja]", codes={"[": "c"})
    asked = Filters(contains="vil du")
    assert list(codings(study.store, filters=asked)["person"]) == ["P1"]
    assert excerpts(study.store, filters=asked).empty


def test_study_without_anything_gives_frames_with_all_columns(study: Builder) -> None:
    assert list(excerpts(study.store).columns)[-1] == "words"
    assert list(codings(study.store).columns)[-1] == "memo"


def test_unknown_code_is_refused_by_both(study: Builder) -> None:
    for verb in (excerpts, codings):
        with pytest.raises(UnknownName, match="“x” is no code of this study"):
            verb(study.store, filters=Filters(code=("x",)))
