"""Typology: who stands in which cell, by which rule, and what no rule may put anywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import UnknownName
from workbench.model import (
    Filters,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study

SPACE = PropertySpace(
    "Hvem deltar?",
    (
        PropertyDimension(
            "Ønske",
            (
                PropertyValue("ønsker", (PropertyRule(code="type.a"), PropertyRule(code="type.c"))),
                PropertyValue("ønsker ikke", (PropertyRule(code="type.b"),)),
            ),
        ),
        PropertyDimension(
            "Tilbud",
            (
                PropertyValue("får tilbud", (PropertyRule(attribute="course"),)),
                PropertyValue("får ikke tilbud", (PropertyRule(code="type.c"),)),
            ),
        ),
    ),
    offer="kurset",
    offer_attribute="course",
    actor_types=("deltaker",),
    cells=(
        PropertyCell(("ønsker", "får tilbud"), label="A"),
        PropertyCell(("ønsker", "får ikke tilbud"), code="type.c", outside="bare deltakere spurt"),
    ),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("type", "type.a", "type.b", "type.c")
    built.person("P01", course="kafé")
    built.person("P02", course="pleie")
    built.person("P03")
    built.person("N01", "NAV-kontor")
    marks = {"[": "type.a", "{": "type.b", "<": "type.c"}
    built.interview("P01-1", {"P01": 1}, "P01: [Jeg ville]. Ja, [det].", codes=marks)
    built.interview("P01-2", {"P01": 2}, "P01: {Ikke nå}.", codes=marks)
    built.interview("P02-1", {"P02": 1}, "P02: [Både] og {ikke}.", codes=marks)
    built.interview("P03-1", {"P03": 1}, "P03: Vet ikke.", codes=marks)
    built.interview("N01", ["N01"], "N01: <Hun fikk ikke plass>.", codes=marks)
    made = Study(built.store, coder="Anne")
    made.property_space_save(SPACE)
    return made


def cells(study: Study, **options: object) -> dict[tuple[str, str], tuple[int, ...]]:
    frame = study.typology("Hvem deltar?", **options)  # type: ignore[arg-type]
    return {
        (row["Ønske"], row["Tilbud"]): (row["n"], row["N"], row["persons"], row["persons_N"])
        for row in frame.to_dict("records")
    }


def states(study: Study) -> dict[tuple[str, str], tuple[str, ...]]:
    frame = study.typology_cases("Hvem deltar?")
    return {
        (row["person"], row["time"]): (row["state"], row["Ønske"], row["Tilbud"], row["by"])
        for row in frame.to_dict("records")
    }


def test_a_person_is_in_two_cells_at_two_times_and_an_empty_cell_is_there(study: Study) -> None:
    assert cells(study) == {
        ("ønsker", "får tilbud"): (1, 4, 1, 3),
        ("ønsker", "får ikke tilbud"): (0, 4, 0, 3),
        ("ønsker ikke", "får tilbud"): (1, 4, 1, 3),
        ("ønsker ikke", "får ikke tilbud"): (0, 4, 0, 3),
    }


def test_what_is_undecided_or_in_conflict_is_listed_and_put_nowhere(study: Study) -> None:
    assert states(study) == {
        ("P01", "1"): ("placed", "ønsker", "får tilbud", "rule"),
        ("P01", "2"): ("placed", "ønsker ikke", "får tilbud", "rule"),
        ("P02", "1"): ("conflict", "ønsker / ønsker ikke", "får tilbud", ""),
        ("P03", "1"): ("undecided", "", "", ""),
    }


def test_a_cell_outside_the_sample_says_why_and_who_tells_of_it(study: Study) -> None:
    row = study.typology("Hvem deltar?").set_index(["Ønske", "Tilbud"]).loc[
        ("ønsker", "får ikke tilbud")
    ]  # fmt: skip
    assert (row["outside"], row["reason"], row["n"]) == ("yes", "bare deltakere spurt", 0)
    assert (row["code"], row["told"]) == ("type.c", 1)


def test_by_hand_a_case_is_moved_with_its_note_and_its_reasons(study: Study) -> None:
    coding = study.codings_of("P02-1")[0].id
    placing = study.place(
        "Hvem deltar?", "P02", ["ønsker", "får tilbud"], "Hun mener det første.", time="1",
        reasons=[coding],
    )  # fmt: skip
    row = study.typology_cases("Hvem deltar?").set_index(["person", "time"]).loc[("P02", "1")]
    assert (row["state"], row["by"], row["note"]) == ("placed", "hand", "Hun mener det første.")
    assert (row["placing"], row["coder"]) == (placing, "Anne")
    assert (row["rule"], row["differs"]) == ("ønsker / ønsker ikke × får tilbud", "yes")
    assert cells(study)["ønsker", "får tilbud"] == (2, 4, 2, 3)
    reasons = study.typology_reasons("Hvem deltar?", filters=Filters(person=("P02",)))
    assert list(reasons["by"]) == ["rule", "rule", "rule", "hand"]
    assert list(reasons["quote"]) == ["Både", "ikke", "", "Både"]
    assert row["reasons"] == len(reasons)
    study.unplace(placing)
    assert states(study)["P02", "1"][0] == "conflict"


def test_by_hand_one_person_is_in_two_cells_at_two_times(study: Study) -> None:
    study.place("Hvem deltar?", "P01", ["ønsker", "får ikke tilbud"], "Ventet et år.", time="2012")
    found = cells(study)
    assert found["ønsker", "får tilbud"] == (1, 5, 1, 3)
    assert found["ønsker", "får ikke tilbud"] == (1, 5, 1, 3)
    row = study.typology("Hvem deltar?").iloc[1]
    assert (row["by_hand"], row["outside"]) == (1, "yes")
    # A year is no round, and is left out where rounds are asked for.
    of_round = Filters(round=(1,))
    assert cells(study, filters=of_round)["ønsker", "får ikke tilbud"] == (0, 3, 0, 3)


def test_a_value_that_is_left_open_by_hand_is_left_to_the_rules(study: Study) -> None:
    study.place("Hvem deltar?", "P02", ["ønsker", ""], "Hun mener det første.", time="1")
    assert states(study)["P02", "1"] == ("placed", "ønsker", "får tilbud", "hand")


def test_a_rule_that_changes_shows_which_placings_by_hand_differ_from_it(study: Study) -> None:
    study.place("Hvem deltar?", "P01", ["ønsker", "får tilbud"], "Som sagt.", time="1")
    assert list(study.typology_cases("Hvem deltar?")["differs"]) == ["", "", "", ""]
    space = study.property_space("Hvem deltar?")
    wish = space.dimensions[0]
    turned = tuple(
        replace(value, rules=other.rules)
        for value, other in zip(wish.values, wish.values[::-1], strict=True)
    )
    study.property_space_save(
        replace(space, dimensions=(replace(wish, values=turned), space.dimensions[1]))
    )
    row = study.typology_cases("Hvem deltar?").iloc[0]
    assert (row["Ønske"], row["rule"], row["differs"]) == (
        "ønsker", "ønsker ikke × får tilbud", "yes",
    )  # fmt: skip


def test_two_coders_who_place_differently_are_both_kept_and_told(study: Study) -> None:
    study.place("Hvem deltar?", "P03", ["ønsker", "får tilbud"], "Ja.", time="1", coder="Bo")
    study.place("Hvem deltar?", "P03", ["ønsker ikke", "får tilbud"], "Nei.", time="1")
    row = study.typology_cases("Hvem deltar?").set_index("person").loc["P03"]
    assert (row["Ønske"], row["coder"], row["others"]) == (
        "ønsker ikke", "Anne", "Bo: ønsker × får tilbud",
    )  # fmt: skip
    study.unplace(int(row["placing"]))
    row = study.typology_cases("Hvem deltar?").set_index("person").loc["P03"]
    assert (row["Ønske"], row["coder"], row["others"]) == ("ønsker", "Bo", "")


def test_over_all_rounds_a_person_is_one_case(study: Study) -> None:
    study.property_space_save(replace(study.property_space("Hvem deltar?"), time="person"))
    assert states(study)["P01", ""] == ("conflict", "ønsker / ønsker ikke", "får tilbud", "")
    assert len(states(study)) == 3


def test_valence_and_stance_narrow_a_rule(study: Study) -> None:
    space = study.property_space("Hvem deltar?")
    wish = space.dimensions[0]
    only = replace(wish.values[0], rules=(PropertyRule(code="type.a", valence="present"),))
    dimensions = (replace(wish, values=(only, wish.values[1])), space.dimensions[1])
    study.property_space_save(replace(space, dimensions=dimensions))
    assert cells(study)["ønsker", "får tilbud"][0] == 0
    study.recode(study.codings_of("P01-1")[0].id, valence="present")
    assert cells(study)["ønsker", "får tilbud"][0] == 1


def test_totals_are_recounted(study: Study) -> None:
    study.place("Hvem deltar?", "P01", ["ønsker", "får tilbud"], "Som før.", time="2")
    found = cells(study, totals=True)
    assert found["ønsker", "*"] == (2, 4, 1, 3)
    assert found["*", "*"] == (2, 4, 1, 3)


def test_a_space_or_name_that_is_none_is_refused(study: Study) -> None:
    with pytest.raises(UnknownName, match="Hvem deltar"):
        study.typology("Hvem delta?")
    with pytest.raises(UnknownName):
        study.typology_cases("Hvem deltar?", filters=Filters(person=("P99",)))
