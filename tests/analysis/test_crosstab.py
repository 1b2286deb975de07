"""What the numbers of a cross-tab mean, one sentence of the contract at a time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.builder import Builder
from workbench.analysis.crosstab import crosstab
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "study.db")


def cell(frame: pd.DataFrame, **keys: Any) -> dict[str, Any]:
    """The one row of the frame with these keys; None is a missing round."""
    for name, value in keys.items():
        chosen = frame[name].isna() if value is None else frame[name] == value
        frame = frame[chosen.fillna(False)]
    (found,) = frame.to_dict("records")
    return dict(found)


def n_of(frame: pd.DataFrame, **keys: Any) -> tuple[int, int]:
    found = cell(frame, **keys)
    return found["n"], found["N"]


def counts(study: Builder, *, columns: tuple[str, ...] = (), **keys: Any) -> dict[str, Any]:
    """n of N of one cell in every unit."""
    units = ("codings", "excerpts", "interviews", "persons", "words")
    return {
        unit: n_of(crosstab(study.store, columns=columns, count=unit), **keys) for unit in units
    }


# The worked example of the method: three participants in three rounds


@pytest.fixture
def worked(study: Builder) -> Builder:
    for person, rounds in {"P1": (1, 2, 3), "P2": (1, 2, 3), "P3": (1,)}.items():
        study.person(person)
        for round in rounds:
            study.interview(f"{person}-{round}", {person: round})
    study.code("c", "other")
    study.text("P1-1", "I: Hva da?\nP1: Jeg [vil jobbe], men ikke [her] nå", codes={"[": "c"})
    study.text("P1-2", "P1: Det gikk fint")
    study.text("P1-3", "P1: Nå [jobber jeg]", codes={"[": "c"})
    study.text("P2-1", "P2: Vet ikke")
    study.text("P2-2", "P2: [Jeg vil]", codes={"[": "c"})
    study.text("P2-3", "P2: [Ferdig]", codes={"[": "other"})
    study.text("P3-1", "P3: Ja")
    return study


def test_the_worked_example_counts_as_the_method_says(worked: Builder) -> None:
    assert counts(worked, code="c") == {
        "codings": (4, 5), "excerpts": (4, 5), "interviews": (3, 7), "persons": (2, 3),
        "words": (7, 19),
    }  # fmt: skip


def test_rounds_of_the_worked_example_add_up_to_interviews_but_not_to_persons(
    worked: Builder,
) -> None:
    by_round = crosstab(worked.store, columns=("round",), totals=True)
    assert [n_of(by_round, code="c", round=r) for r in (1, 2, 3)] == [(1, 3), (1, 2), (1, 2)]
    assert n_of(by_round, code="c", round="*") == (3, 7)
    persons = crosstab(worked.store, columns=("round",), count="persons", totals=True)
    assert [n_of(persons, code="c", round=r) for r in (1, 2, 3)] == [(1, 3), (1, 2), (1, 2)]
    assert n_of(persons, code="c", round="*") == (2, 3)


def test_touching_codings_are_one_excerpt_and_two_codings(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: Jeg [vil ]{jobbe} nå", codes={"[": "c", "{": "c"})
    found = counts(study, code="c")
    assert (found["codings"], found["excerpts"]) == ((2, 2), (1, 1))


# Who speaks counts, not who was in the room


@pytest.fixture
def joint(study: Builder) -> Builder:
    study.person("P1", "deltaker")
    study.person("A1", "arbeidsgiver")
    study.interview(
        "P1-2_A1", {"P1": 2, "A1": None},
        "I: Hvordan går det?\nP1: Det [går] bra\nA1: Hun er <flink>\nP1: {Takk\nA1: Ja} da\n"
        "I: Fint",
        codes={"[": "p", "<": "a", "{": "both"},
    )  # fmt: skip
    return study


def test_coding_in_the_employers_turn_counts_for_the_employer_alone(joint: Builder) -> None:
    frame = crosstab(joint.store)
    assert n_of(frame, code="a", actor_type="arbeidsgiver", round=None) == (1, 1)
    assert n_of(frame, code="a", actor_type="deltaker", round=2) == (0, 1)
    assert n_of(frame, code="p", actor_type="deltaker", round=2) == (1, 1)


def test_coding_with_words_of_two_persons_belongs_to_both(joint: Builder) -> None:
    frame = crosstab(joint.store, count="codings", totals=True)
    assert n_of(frame, code="both", actor_type="arbeidsgiver", round=None) == (1, 2)
    assert n_of(frame, code="both", actor_type="deltaker", round=2) == (1, 2)
    assert n_of(frame, code="both", actor_type="*", round="*") == (1, 3)


def test_joint_sitting_is_one_in_each_persons_column_and_one_in_the_total(joint: Builder) -> None:
    frame = crosstab(joint.store, columns=("person",), totals=True)
    assert n_of(frame, code="both", person="P1") == (1, 1)
    assert n_of(frame, code="both", person="A1") == (1, 1)
    assert n_of(frame, code="both", person="*") == (1, 1)


def test_interviewers_words_belong_to_nobody(joint: Builder) -> None:
    joint.passage("P1-2_A1", "Hvordan går det?", "p")
    assert counts(joint, code="p") == {
        "codings": (1, 3), "excerpts": (1, 4), "interviews": (1, 1), "persons": (1, 2),
        "words": (1, 9),
    }  # fmt: skip


def test_interviewers_turn_inside_one_coding_does_not_cut_the_excerpt(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: Jeg [vil\nI: Hva da?\nP1: jobbe] nå", codes={"[": "c"})
    found = counts(study, code="c")
    assert (found["excerpts"], found["words"]) == ((1, 1), (2, 4))


# Words


@pytest.mark.parametrize(
    ("text", "n", "of"),
    [
        ("P1: ett [to tre] fire", 2, 4),
        ("P1: ett [t{o tre] fi}re", 3, 4),
        ("P1: e[tt] to", 0, 2),
        ("P1: [-] to", 0, 1),
        ("P1: [arbeids-og velferds’ ordning] (ler)", 3, 3),
        ("P1: æ [øre å]", 2, 3),
    ],
    ids=["plain", "overlap once", "word begun before", "no word", "hyphen, aside", "æøå"],
)
def test_word_is_inside_if_its_first_character_is(
    study: Builder, text: str, n: int, of: int
) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, text, codes={"[": "c", "{": "c"})
    assert n_of(crosstab(study.store, columns=(), count="words"), code="c") == (n, of)


def test_words_of_a_parent_count_no_word_twice(study: Builder) -> None:
    text = "P1: ett [to {tre] fire} fem"
    study.interview("P1-1", {"P1": 1}, text, codes={"[": "c.a", "{": "c.b"})
    frame = crosstab(study.store, columns=(), count="words")
    assert [n_of(frame, code=key) for key in ("c", "c.a", "c.b")] == [(3, 5), (2, 5), (2, 5)]


# Cells are n of N


def test_n_counts_usable_interviews_without_any_coding(study: Builder) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, "P1: ja")
    assert n_of(crosstab(study.store), code="c", actor_type="deltaker", round=1) == (0, 1)


@pytest.mark.parametrize(
    "status", ["planned", "not_usable", "declined", "not_reached", "cancelled", "withdrawn"]
)
def test_n_never_counts_what_was_not_held(study: Builder, status: str) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, status=status)
    found = cell(crosstab(study.store), code="c", actor_type="deltaker", round=1)
    assert (found["n"], found["N"], pd.isna(found["share"])) == (0, 0, True)


def test_column_that_the_design_has_is_given_though_no_one_has_text_in_it(study: Builder) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, "P1: ja")
    study.interview("P1-2", {"P1": 2}, status="planned")
    frame = crosstab(study.store, columns=("round",))
    assert list(frame["round"]) == [1, 2]
    assert list(frame["N"]) == [1, 0]


def test_filters_on_who_speaks_apply_to_n_too(worked: Builder) -> None:
    of = {
        "round": Filters(round=(1,)), "person": Filters(person=("P1", "P3")),
        "interview": Filters(interview=("P1-1",)), "type": Filters(actor_type=("arbeidsgiver",)),
    }  # fmt: skip
    found = {
        name: list(crosstab(worked.store, columns=(), filters=one)["N"]) for name, one in of.items()
    }
    assert found == {"round": [3, 3], "person": [4, 4], "interview": [1, 1], "type": []}


def test_attribute_filter_and_attribute_column_say_the_same(study: Builder) -> None:
    study.person("P1", course="kafé")
    study.person("P2", course="omsorg")
    study.person("P3")
    for person in ("P1", "P2", "P3"):
        study.interview(f"{person}-1", {person: 1}, f"{person}: [ja]", codes={"[": "c"})
    frame = crosstab(study.store, columns=("course",))
    assert list(frame["course"]) == ["kafé", "omsorg", ""]
    assert list(frame["N"]) == [1, 1, 1]
    one = crosstab(study.store, columns=(), filters=Filters(course=("kafé",)))
    other = crosstab(study.store, columns=(), filters=Filters(attributes=(("course", "kafé"),)))
    assert n_of(one, code="c") == n_of(other, code="c") == (1, 1)


def test_code_filter_limits_n_and_never_the_base(worked: Builder) -> None:
    frame = crosstab(worked.store, columns=(), count="codings", filters=Filters(code=("c",)))
    assert list(frame["code"]) == ["c"]
    assert n_of(frame, code="c") == (4, 5)


@pytest.mark.parametrize("count", ["codings", "excerpts"])
def test_base_of_codings_is_all_of_them_in_the_column(worked: Builder, count: Any) -> None:
    frame = crosstab(worked.store, columns=("round",), count=count)
    assert [n_of(frame, code="c", round=r) for r in (1, 2, 3)] == [(2, 2), (1, 1), (1, 2)]


def test_valence_filter_limits_codings_and_their_base(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: ja og nei")
    study.passage("P1-1", "ja", "c", valence="present")
    study.passage("P1-1", "nei", "c", valence="missing")
    chosen = Filters(valence=("missing",))
    frame = crosstab(study.store, columns=(), count="codings", filters=chosen)
    assert n_of(frame, code="c") == (1, 1)
    frame = crosstab(study.store, columns=(), count="words", filters=chosen)
    assert n_of(frame, code="c") == (1, 3)


def test_contains_looks_for_words_in_any_case_with_norwegian_letters(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [ÅRET rundt] og {vår}", codes={"[": "c", "{": "c"})
    frame = crosstab(study.store, columns=(), count="codings", filters=Filters(contains="året"))
    assert n_of(frame, code="c") == (1, 1)


def test_topic_that_no_one_was_asked_about_is_marked(study: Builder) -> None:
    study.code("practice", "practice.dough", "practice.oven", "other")
    study.asked("practice", "deltaker", 1, False)
    study.asked("practice.oven", "deltaker", 1, True)
    study.interview("P1-1", {"P1": 1}, "P1: ja")
    study.interview("P1-2", {"P1": 2}, "P1: ja")
    by_round = crosstab(study.store, columns=("round",), totals=True)
    found = {
        code: [cell(by_round, code=code, round=r)["asked"] for r in (1, 2, "*")]
        for code in ("practice", "practice.dough", "practice.oven", "other")
    }
    assert found == {
        "practice": ["no", "", ""], "practice.dough": ["no", "", ""],
        "practice.oven": ["yes", "", "yes"], "other": ["", "", ""],
    }  # fmt: skip


def test_merged_column_is_not_asked_only_if_no_one_in_it_was(study: Builder) -> None:
    study.code("c")
    study.asked("c", "deltaker", 1, False)
    study.asked("c", "deltaker", 2, False)
    study.asked("c", "arbeidsgiver", None, False)
    study.person("A1", "arbeidsgiver")
    study.interview("P1-1", {"P1": 1}, "P1: ja")
    study.interview("P1-2", {"P1": 2}, "P1: ja")
    study.interview("A1", {"A1": None}, "A1: ja")
    assert list(crosstab(study.store, columns=())["asked"]) == ["no"]
    study.asked("c", "arbeidsgiver", None, True)
    assert list(crosstab(study.store, columns=())["asked"]) == ["yes"]


def test_n_and_base_are_whole_numbers_also_where_there_is_no_base(study: Builder) -> None:
    study.code("c")
    study.asked("c", "deltaker", 1, False)
    study.interview("P1-1", {"P1": 1}, status="planned")
    frame = crosstab(study.store, columns=("round",))
    for name in ("n", "N", "persons", "persons_N", "done"):
        assert str(frame[name].dtype) == "Int64"
    assert cell(frame, code="c", round=1)["asked"] == "no"


# Coded, or not said?


def test_every_column_says_how_many_are_coded_to_the_end(worked: Builder) -> None:
    worked.assign("P1-1", status="done")
    worked.assign("P2-1", status="started")
    frame = crosstab(worked.store, columns=("round",), totals=True)
    found = [cell(frame, code="c", round=r)["done"] for r in (1, 2, 3, "*")]
    assert found == [1, 0, 0, 1]


def test_table_can_be_limited_to_what_is_coded_to_the_end(worked: Builder) -> None:
    worked.assign("P1-1", status="done")
    worked.assign("P1-3", status="started")
    frame = crosstab(worked.store, columns=(), filters=Filters(done_only=True))
    assert n_of(frame, code="c") == (1, 1)


def test_coding_status_of_another_coder_does_not_count(worked: Builder) -> None:
    worked.assign("P1-1", "Anne", status="started")
    worked.assign("P1-1", "Bo", layer="second", status="done")
    frame = crosstab(worked.store, columns=())
    assert cell(frame, code="c")["done"] == 0


def test_persons_are_coded_to_the_end_with_all_their_interviews(worked: Builder) -> None:
    for interview in ("P1-1", "P1-2", "P1-3", "P2-1"):
        worked.assign(interview, status="done")
    frame = crosstab(worked.store, columns=(), count="persons")
    assert cell(frame, code="c")["done"] == 1


# Layers


@pytest.fixture
def layers(study: Builder) -> Builder:
    study.code("c")
    for number in (1, 2, 3):
        study.interview(f"P{number}-1", {f"P{number}": 1}, f"P{number}: ja vel")
    study.passage("P1-1", "ja", "c", coder="Anne")
    study.passage("P1-1", "vel", "c", coder="Bo")
    study.passage("P2-1", "ja", "c", coder="Bo")
    return study


def test_primary_layer_is_that_of_who_coded_first_until_someone_is_assigned(
    layers: Builder,
) -> None:
    found = crosstab(layers.store, columns=("interview",), count="words")
    assert list(found["n"]) == [1, 1, 0]
    layers.coding("P1-1", 0, 6, "c", coder="Bo")
    assert list(crosstab(layers.store, columns=("interview",), count="words")["n"]) == [1, 1, 0]
    layers.assign("P1-1", "Bo", layer="primary")
    assert list(crosstab(layers.store, columns=("interview",), count="words")["n"]) == [2, 1, 0]


def test_base_of_the_primary_layer_is_all_usable_interviews(layers: Builder) -> None:
    assert n_of(crosstab(layers.store, columns=()), code="c") == (2, 3)


def test_base_of_a_coders_layer_is_what_she_coded_or_else_was_assigned(layers: Builder) -> None:
    hers = Filters(layer="coder:Bo")
    assert n_of(crosstab(layers.store, columns=(), filters=hers), code="c") == (2, 2)
    layers.assign("P3-1", "Bo", layer="second")
    assert n_of(crosstab(layers.store, columns=(), filters=hers), code="c") == (0, 1)
    layers.assign("P1-1", "Bo", layer="second")
    assert n_of(crosstab(layers.store, columns=(), filters=hers), code="c") == (1, 2)


def test_agreed_layer_is_refused_until_interviews_are_settled(layers: Builder) -> None:
    with pytest.raises(CallError, match="No interview of this study has an agreed coding yet"):
        crosstab(layers.store, filters=Filters(layer="agreed"))


def test_agreed_layer_has_its_own_base_and_stands_alone_beside_coders(layers: Builder) -> None:
    for interview in ("P1-1", "P3-1"):
        layers.assign(interview, "Anne")
        layers.assign(interview, "Bo", layer="second")
    study = Study(layers.store, coder="Cecilie")
    study.decide("P1-1", 0, 2, "c", "neither")
    study.decide("P1-1", 3, 6, "c", "second")
    agreed = Filters(layer="agreed")
    assert n_of(crosstab(layers.store, columns=(), filters=agreed), code="c") == (1, 2)
    words = crosstab(layers.store, columns=("coder",), count="words", filters=agreed)
    assert list(zip(words["coder"], words["n"], words["N"], strict=True)) == [("agreed", 1, 4)]


def test_coders_stand_side_by_side_each_with_her_own_base_and_no_total(layers: Builder) -> None:
    frame = crosstab(layers.store, columns=("coder",), totals=True)
    assert list(zip(frame["code"], frame["coder"], frame["n"], frame["N"], strict=True)) == [
        ("c", "Anne", 1, 1), ("c", "Bo", 2, 2), ("*", "Anne", 1, 1), ("*", "Bo", 2, 2),
    ]  # fmt: skip


def test_coders_as_rows_are_never_added_up_either(layers: Builder) -> None:
    frame = crosstab(layers.store, "coder", ("code",), count="codings", totals=True)
    assert set(frame["coder"]) == {"Anne", "Bo"}
    assert [n_of(frame, coder=one, code="*") for one in ("Anne", "Bo")] == [(1, 1), (2, 2)]


# Unknown speakers


def test_interview_without_an_identified_person_is_left_out_of_the_base(study: Builder) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, "?: ja [vel]", codes={"[": "c"})
    study.interview("P2-1", {"P2": 1}, "P2: ja\n?: nei")
    assert n_of(crosstab(study.store, columns=()), code="c") == (0, 1)


def test_identified_person_without_a_word_is_in_the_base(study: Builder) -> None:
    study.code("c")
    study.interview("P1-1", {"P1": 1}, "P1: (nikker)")
    assert n_of(crosstab(study.store, columns=()), code="c") == (0, 1)
    assert n_of(crosstab(study.store, columns=(), count="words"), code="c") == (0, 0)


# Totals and shares


def test_total_over_types_counts_a_joint_sitting_once(joint: Builder) -> None:
    frame = crosstab(joint.store, columns=("actor_type",), totals=True)
    assert n_of(frame, code="both", actor_type="*") == (1, 1)
    assert n_of(frame, code="*", actor_type="*") == (1, 1)
    assert cell(frame, code="both", actor_type="*")["persons_N"] == 2


def test_column_that_merges_rounds_says_persons_beside_interviews(worked: Builder) -> None:
    found = cell(crosstab(worked.store, columns=("actor_type",)), code="c", actor_type="deltaker")
    assert (found["n"], found["N"], found["persons"], found["persons_N"]) == (3, 7, 2, 3)


def test_there_are_no_totals_unless_asked_for(worked: Builder) -> None:
    assert "*" not in set(crosstab(worked.store)["code"])


def test_share_is_of_the_base_beside_it(worked: Builder) -> None:
    found = cell(crosstab(worked.store, columns=()), code="c")
    assert found["share"] == pytest.approx(3 / 7)


@pytest.mark.parametrize("count", ["interviews", "persons", "excerpts"])
@pytest.mark.parametrize("of", ["row", "column"])
def test_shares_of_rows_and_columns_are_refused_for_people(
    worked: Builder, count: Any, of: Any
) -> None:
    with pytest.raises(CallError, match="mislead"):
        crosstab(worked.store, count=count, of=of)


def test_shares_of_a_row_and_of_a_column_name_their_own_base(worked: Builder) -> None:
    options = {"columns": ("round",), "count": "codings"}
    of_row = crosstab(worked.store, of="row", **options)
    assert [n_of(of_row, code="c", round=r) for r in (1, 2, 3)] == [(2, 4), (1, 4), (1, 4)]
    of_column = crosstab(worked.store, of="column", **options)
    assert [n_of(of_column, code="c", round=r) for r in (1, 2, 3)] == [(2, 2), (1, 1), (1, 2)]
    words = crosstab(worked.store, columns=("round",), count="words", of="column")
    assert [n_of(words, code="c", round=r) for r in (1, 2, 3)] == [(3, 3), (2, 2), (2, 3)]


# Parents


def test_interview_with_two_sub_codes_is_one_interview_of_the_parent(study: Builder) -> None:
    text = "P1: [ja] og {nei}"
    study.interview("P1-1", {"P1": 1}, text, codes={"[": "c.a", "{": "c.b"})
    assert n_of(crosstab(study.store, columns=()), code="c") == (1, 1)


def test_direct_counts_each_code_without_its_descendants(study: Builder) -> None:
    text = "P1: [ja] og {nei}"
    study.interview("P1-1", {"P1": 1}, text, codes={"[": "c", "{": "c.b"})
    frame = crosstab(study.store, columns=(), count="codings", direct=True)
    assert [n_of(frame, code=key) for key in ("c", "c.b")] == [(1, 2), (1, 2)]


def test_descendants_come_from_the_tree_and_never_from_the_text_of_the_key(study: Builder) -> None:
    study.code("c", "c.a", "work", "workplace")
    with study.store.action("Anne", "move") as action:
        under = study.store.value("SELECT id FROM code WHERE key = 'workplace'")
        below = study.store.value("SELECT id FROM code WHERE key = 'c.a'")
        action.update("code", below, parent=under)
    study.interview("P1-1", {"P1": 1}, "P1: [ja] {nei}", codes={"[": "c.a", "{": "workplace"})
    frame = crosstab(study.store, columns=(), count="codings")
    assert {key: n_of(frame, code=key)[0] for key in frame["code"]} == {
        "c": 0, "work": 0, "workplace": 2, "c.a": 1,
    }  # fmt: skip


def test_rows_come_in_the_order_of_the_tree_and_columns_in_that_of_the_design(
    study: Builder,
) -> None:
    study.code("b", "a", "b.z", "b.a")
    study.person("A1", "arbeidsgiver")
    study.person("P1", "deltaker")
    study.interview("A1", {"A1": None}, "A1: ja")
    study.interview("P1-2", {"P1": 2}, "P1: ja")
    study.interview("P1-1", {"P1": 1}, "P1: ja")
    frame = crosstab(study.store)
    assert list(dict.fromkeys(frame["code"])) == ["b", "b.z", "b.a", "a"]
    columns = list(zip(frame["actor_type"], frame["round"].fillna(0), strict=True))[:3]
    assert columns == [("deltaker", 1), ("deltaker", 2), ("arbeidsgiver", 0)]


def test_retired_code_is_a_row_only_where_it_is_used(study: Builder) -> None:
    study.code("c", "c.old", "c.never")
    with study.store.action("Anne", "retire") as action:
        for row in study.store.rows("SELECT id FROM code WHERE key != 'c'"):
            action.update("code", row["id"], retired=1)
    study.interview("P1-1", {"P1": 1}, "P1: [ja]", codes={"[": "c.old"})
    assert list(crosstab(study.store, columns=())["code"]) == ["c", "c.old"]
    named = crosstab(study.store, columns=(), filters=Filters(code=("c.never",)))
    assert named[["code", "n", "N"]].values.tolist() == [["c.never", 0, 1]]


# The call


def test_code_can_stand_in_the_columns(worked: Builder) -> None:
    frame = crosstab(worked.store, "person", ("code",))
    assert n_of(frame, person="P1", code="c") == (2, 3)
    assert n_of(frame, person="P3", code="c") == (0, 1)


def test_columns_may_come_as_one_text(worked: Builder) -> None:
    frame = crosstab(worked.store, columns="actor_type,round")
    pd.testing.assert_frame_equal(frame, crosstab(worked.store))


def test_study_without_interviews_or_codes_gives_an_empty_table(study: Builder) -> None:
    frame = crosstab(study.store, totals=True)
    assert frame.empty
    assert list(frame.columns) == [
        "code", "actor_type", "round", "n", "N", "share", "persons", "persons_N", "asked", "done",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"columns": ("code",)}, "code is named twice in one table."),
        ({"columns": ("round", "person", "interview")}, "A table has at most two columns; 3 were"),
        ({"count": "words_"}, "“words_” is nothing that a table counts."),
        ({"of": "all"}, "“all” is no base of a share."),
        ({"filters": Filters(layer="bo")}, "“bo” is no layer."),
    ],
    ids=["twice", "three columns", "unit", "share", "layer"],
)
def test_call_that_cannot_be_meant_is_refused(
    worked: Builder, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(CallError) as raised:
        crosstab(worked.store, **options)
    assert str(raised.value).startswith(message)
    assert raised.value.remedy


@pytest.mark.parametrize(
    ("options", "near"),
    [
        ({"columns": ("ronud",)}, "round"),
        ({"filters": Filters(code=("othr",))}, "other"),
        ({"filters": Filters(person=("P11",))}, "P1"),
        ({"filters": Filters(interview=("P1-11",))}, "P1-1"),
        ({"filters": Filters(actor_type=("deltager",))}, "deltaker"),
        ({"filters": Filters(layer="coder:Ane")}, "Anne"),
        ({"filters": Filters(valence=("presnt",))}, "present"),
        ({"filters": Filters(stance=("denied",))}, "denies"),
    ],
    ids=["key", "code", "person", "interview", "actor type", "coder", "valence", "stance"],
)
def test_name_that_the_study_lacks_is_refused_and_near_ones_are_offered(
    worked: Builder, options: dict[str, Any], near: str
) -> None:
    with pytest.raises(UnknownName) as raised:
        crosstab(worked.store, **options)
    assert near in raised.value.near


def test_table_changes_nothing_in_the_study(worked: Builder) -> None:
    before = list(worked.store.db.conn.iterdump())
    crosstab(worked.store, totals=True, filters=Filters(contains="jobb"))
    assert list(worked.store.db.conn.iterdump()) == before


def test_code_filtered_together_with_its_parent_is_part_of_the_parent(study: Builder) -> None:
    study.code("c.y", "c.x")
    study.interview("P1-1", {"P1": 1}, "P1: [a {b] d}", codes={"[": "c.y", "{": "c.x"})
    both = Filters(code=("c.x", "c"))
    frame = crosstab(study.store, "person", (), count="excerpts", filters=both)
    assert n_of(frame, person="P1") == (1, 2)


def test_filter_on_a_code_counted_directly_is_that_code_alone(study: Builder) -> None:
    study.interview("P1-1", {"P1": 1}, "P1: [a] {b}", codes={"[": "c", "{": "c.x"})
    chosen = {"count": "codings", "filters": Filters(code=("c",))}
    assert n_of(crosstab(study.store, "person", (), **chosen), person="P1") == (2, 2)
    alone = crosstab(study.store, "person", (), direct=True, **chosen)
    assert n_of(alone, person="P1") == (1, 2)
