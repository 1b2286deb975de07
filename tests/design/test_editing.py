"""Changing rounds, actor types, relations and assignments by hand: one action, undone at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError, UnknownName, WorkbenchError
from workbench.study import Study
from workbench.texts import in_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01 in rounds 1 and 2, A01 once; Anne has coded P01-1, Bjørn is to code it too."""
    built = Builder(tmp_path / "study.db")
    built.person("P01", course="kafé")
    built.person("A01", "arbeidsgiver")
    built.interview("P01-1", {"P01": 1}, "P01: [Jeg vil].", codes={"[": "a"})
    built.interview("P01-2", {"P01": 2}, "P01: Jeg ville.")
    built.interview("A01", ["A01"], "A01: Han kunne.")
    built.assign("P01-1", "Anne")
    built.assign("P01-1", "Bjørn", layer="second", status="not_started")
    return Study(built.store, coder="Anne")


def rounds(study: Study) -> dict[str, int | None]:
    frame = study.person_interviews()
    values = frame["round"].astype(object).where(frame["round"].notna(), None)
    return dict(zip(frame["interview"], values, strict=True))


def relations(study: Study) -> list[tuple[object, ...]]:
    frame = study.relations()
    values = frame.astype(object).where(frame.notna(), None)
    return list(values.itertuples(index=False, name=None))


def coders(study: Study, interview: str) -> dict[str, str]:
    rows = study.assignments().query("interview == @interview")
    return dict(zip(rows["coder"], rows["layer"], strict=True))


EDITS: dict[str, tuple[Callable[[Study], None], str]] = {
    "round": (lambda s: s.edit_round("P01-2", "P01", 3), "P01 in P01-2: round changed"),
    "comment": (
        lambda s: s.edit_person_interview("P01-1", "P01", {"comment": "uten tolk"}),
        "P01 in P01-1: comment changed",
    ),
    "actor type": (
        lambda s: s.edit_person("A01", {"actor_type": "NAV-kontor"}),
        "A01: actor type changed",
    ),
    "relation": (
        lambda s: s.add_relation("P01", "had_placement_with", "A01", 2),
        "P01 and A01: relation added",
    ),
    "coders": (
        lambda s: s.assign_all("P01-1", primary="Bjørn", second=["Anne", "Kari"]),
        "P01-1: coders assigned anew",
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_one_action_and_undo_takes_it_back(study: Study, name: str) -> None:
    edit, said = EDITS[name]

    def content() -> list[object]:
        frames = (
            study.persons(), study.person_interviews(), study.relations(), study.assignments(),
        )  # fmt: skip
        return [frame.to_csv() for frame in frames]

    before, last = content(), study.last_history
    edit(study)
    assert content() != before
    assert study.last_history == last + 1
    assert study.history(limit=1)["summary"][0] == said
    study.undo()
    assert content() == before


# Rounds


def test_a_round_that_the_person_has_in_another_interview_is_refused(study: Study) -> None:
    last = study.last_history
    with pytest.raises(CallError) as error:
        study.edit_round("P01-2", "P01", 1)
    assert str(error.value) == (
        "P01-2, P01, column round: P01 has round 1 already, in P01-1.\n"
        "Choose another round, or change that of P01-1 first. Nothing was changed."
    )
    assert (rounds(study)["P01-2"], study.last_history) == (2, last)


def test_a_round_is_taken_away_from_one_who_is_interviewed_once(study: Study) -> None:
    study.edit_round("P01-2", "P01", None)
    assert rounds(study) == {"P01-1": 1, "P01-2": None, "A01": None}


@pytest.mark.parametrize("round", [0, 4, "to", 1.5])
def test_what_is_no_round_is_refused_with_those_that_are(study: Study, round: object) -> None:
    with pytest.raises(CallError, match="is not a round of this study") as error:
        study.edit_person_interview("P01-1", "P01", {"round": round})
    assert error.value.place == "P01-1, P01, column round"
    assert "1, 2, 3 or empty" in error.value.message


def test_a_person_who_is_not_in_the_interview_is_named(study: Study) -> None:
    with pytest.raises(CallError, match="A01 is not in P01-1"):
        study.edit_round("P01-1", "A01", 1)
    with pytest.raises(UnknownName, match="P09"):
        study.edit_round("P01-1", "P09", 1)


# Actor types


def test_an_actor_type_that_the_study_lacks_is_refused_with_those_it_has(study: Study) -> None:
    with pytest.raises(CallError) as error:
        study.edit_person("P01", {"course": "pleie", "actor_type": "lærer"})
    assert error.value.place == "P01, column actor type"
    assert error.value.message == "“lærer” is no actor type of this study."
    assert "Participant, Employer" in error.value.remedy
    assert study.persons()["course"][0] == "kafé"


def test_a_changed_actor_type_changes_the_columns_of_the_cross_tab(study: Study) -> None:
    study.edit_person("P01", {"actor_type": "NAV-kontor"})
    counted = study.crosstab(columns=("actor_type",)).query("n > 0")
    assert set(counted["actor_type"]) == {"NAV-kontor"}


# Relations


def test_a_relation_is_added_changed_and_removed(study: Study) -> None:
    study.add_relation("P01", "was_taught_by", "A01")
    assert relations(study) == [("P01", "was_taught_by", "A01", None)]
    study.edit_relation(
        "P01", "was_taught_by", "A01", changes={"relation": "had_placement_with", "round": 2}
    )
    assert relations(study) == [("P01", "had_placement_with", "A01", 2)]
    study.remove_relation("P01", "had_placement_with", "A01", 2)
    assert relations(study) == []
    for _step in range(3):
        study.undo()
    assert relations(study) == []


@pytest.mark.parametrize(
    ("given", "message", "place"),
    [
        (("P01", "had_placement_with", "P01"), "to the same person", "other person"),
        (("P01", "knows", "A01"), "“knows” is none of: had_placement_with", "relation"),
        (("P01", "was_taught_by", "A01", 4), "“4” is not a round", "round"),
        (("P01", "had_placement_with", "A01", 2), "is there already", ""),
    ],
)
def test_a_relation_that_cannot_be_is_refused(
    study: Study, given: tuple[str, str, str], message: str, place: str
) -> None:
    study.add_relation("P01", "had_placement_with", "A01", 2)
    before = study.last_history
    with pytest.raises(CallError, match=message) as error:
        study.add_relation(*given)
    assert error.value.place.endswith(place)
    assert "Nothing was changed." in error.value.remedy
    assert study.last_history == before


def test_a_person_that_the_study_lacks_has_no_relation(study: Study) -> None:
    with pytest.raises(UnknownName, match="A10"):
        study.add_relation("P01", "had_placement_with", "A10")
    with pytest.raises(CallError, match="no such relation"):
        study.remove_relation("P01", "had_placement_with", "A01")


def test_a_relation_may_keep_its_own_place_when_it_is_changed(study: Study) -> None:
    study.add_relation("P01", "had_placement_with", "A01", 2)
    study.add_relation("P01", "had_placement_with", "A01", 3)
    study.edit_relation("P01", "had_placement_with", "A01", 2, changes={"round": None})
    assert [one[3] for one in relations(study)] == [None, 3]
    with pytest.raises(CallError, match="is there already"):
        study.edit_relation("P01", "had_placement_with", "A01", None, changes={"round": 3})


# Assignments


def test_only_what_is_named_of_the_assignments_changes(study: Study) -> None:
    study.assign_all("P01-1", second=["Kari", " Bjørn ", "Kari", ""])
    assert coders(study, "P01-1") == {"Anne": "primary", "Bjørn": "second", "Kari": "second"}
    study.assign_all("P01-1", second=[])
    assert coders(study, "P01-1") == {"Anne": "primary"}
    study.assign_all("P01-2", primary="Kari")
    assert coders(study, "P01-2") == {"Kari": "primary"}
    study.assign_all("P01-2", primary="")
    assert coders(study, "P01-2") == {}


def test_a_second_coder_who_becomes_primary_changes_places(study: Study) -> None:
    study.assign_all("P01-1", primary="Bjørn")
    assert coders(study, "P01-1") == {"Bjørn": "primary", "Anne": "second"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"primary": ""}, "P01-1: Anne has 1 coding here and stays assigned."),
        ({"second": ["Anne"]}, "P01-1: Anne is the primary coder already."),
    ],
)
def test_assignments_that_cannot_be_are_refused(
    study: Study, change: dict[str, object], message: str
) -> None:
    before = study.last_history
    with pytest.raises(WorkbenchError) as error:
        study.assign_all("P01-1", **change)  # type: ignore[arg-type]
    assert str(error.value).splitlines()[0] == message
    assert error.value.remedy.endswith("Nothing was changed.")
    assert coders(study, "P01-1") == {"Anne": "primary", "Bjørn": "second"}
    assert study.last_history == before


def test_a_value_that_stands_for_a_total_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="stands for a total"):
        study.edit_person("P01", {"course": "*"})
    assert study.persons().set_index("person").loc["P01", "course"] == "kafé"
