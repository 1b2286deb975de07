"""Property spaces and placings by hand as records: stored, changed, undone, carried, erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.builder import Builder
from workbench import cli
from workbench.errors import CallError, FileFaults, UndoRefused, UnknownName, WorkbenchError
from workbench.model import (
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.scheme.reworking import Part
from workbench.study import Study

TABLES = (
    "property_space", "property_dimension", "property_value", "property_rule", "property_cell",
    "property_cell_value", "placing", "placing_value", "placing_reason", "coding", "code",
)  # fmt: skip


def dimension(name: str, *values: str, code: str = "") -> PropertyDimension:
    rules = (PropertyRule(code=code),) if code else ()
    first, *others = values
    return PropertyDimension(
        name, (PropertyValue(first, rules), *(PropertyValue(one) for one in others))
    )


SPACE = PropertySpace(
    "Rom",
    (dimension("Ønske", "ja", "nei", code="vil"), dimension("Tilbud", "får", "får ikke")),
    offer="kurset hos Xenobia",
    cells=(
        PropertyCell(("ja", "får"), label="A", code="type"),
        PropertyCell(("nei", "får ikke"), outside="Xenobia er ikke spurt"),
    ),
)
TEXT = "I: Ville du?\nP01: [Ja, {veldig}] gjerne hos Xenobia."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    builder = Builder(tmp_path / "study.db", coder="Anne")
    builder.code("vil", "vil.alt", "type", "annet")
    builder.interview("P01-1", {"P01": 1}, TEXT, codes={"[": "vil", "{": "vil.alt"})
    builder.person("P02")
    builder.person("A01", "arbeidsgiver")
    made = Study(builder.store, coder="Anne")
    made.property_space_save(SPACE)
    return made


def coded(study: Study, quote: str) -> int:
    return next(one.id for one in study.codings_of("P01-1") if one.quote == quote)


def placed(study: Study, **options: Any) -> int:
    return study.place("Rom", "P01", ["nei", "får"], "Hun sier Xenobia.", time="1", **options)


def dump(study: Study) -> dict[str, list[dict[str, object]]]:
    return {name: study.store.find(name) for name in TABLES}


def case(study: Study) -> dict[str, Any]:
    return study.typology_cases("Rom").to_dict("records")[0]


def test_a_space_is_read_as_it_was_saved(study: Study) -> None:
    found = study.property_space("Rom")
    assert [(one.name, [(v.name, v.rules) for v in one.values]) for one in found.dimensions] == [
        (one.name, [(v.name, v.rules) for v in one.values]) for one in SPACE.dimensions
    ]
    assert found.cells == SPACE.cells
    row = study.property_spaces().iloc[0]
    assert (row["dimensions"], row["cells"], row["outside"], row["placed"]) == (
        "Ønske, Tilbud", 4, 1, 0,
    )  # fmt: skip


def test_saving_what_is_there_already_changes_nothing(study: Study) -> None:
    placed(study)
    last = study.last_history
    study.property_space_save(SPACE)
    study.property_space_save(study.property_space("Rom"))
    placed(study)
    assert study.last_history == last


def test_names_change_and_whoever_was_placed_stays(study: Study) -> None:
    placed(study)
    found = study.property_space("Rom")
    wish = found.dimensions[0]
    renamed = replace(wish, name="Vilje", values=(
        replace(wish.values[0], name="vil"), replace(wish.values[1], name="ja"),
    ))  # fmt: skip
    cells = (PropertyCell(("vil", "får"), label="A"),)
    study.property_space_save(
        replace(found, name="Nytt", dimensions=(renamed, found.dimensions[1]), cells=cells)
    )
    row = study.typology_cases("Nytt").iloc[0]
    assert (row["Vilje"], row["by"]) == ("ja", "hand")
    assert study.check() == []


def test_whoever_was_placed_with_the_own_offer_keeps_it_when_the_space_calls_it_otherwise(
    study: Study,
) -> None:
    placed(study)
    before = study.typology_cases("Rom")
    elsewhere = study.place(
        "Rom", "P01", ["nei", "får"], "et annet tilbud", offer="annet", time="1"
    )
    found = study.property_space("Rom")
    study.property_space_save(replace(found, offer="et nytt tilbud", offer_attribute="", cells=()))
    after = study.typology_cases("Rom")
    assert set(after["offer"]) == {"et nytt tilbud", "annet"}
    by_hand = after[after["by"] == "hand"].set_index("offer")["placing"]
    assert by_hand["annet"] == elsewhere
    assert len(after) == len(before) + 1
    study.undo()
    assert set(study.typology_cases("Rom")["offer"]) == {*before["offer"], "annet"}
    assert study.check() == []


def test_a_dimension_that_comes_later_is_left_to_the_rules_and_one_that_goes_is_gone(
    study: Study,
) -> None:
    placed(study)
    found = study.property_space("Rom")
    third = dimension("Tid", "nå", "før", code="vil")
    study.property_space_save(replace(found, dimensions=(*found.dimensions, third), cells=()))
    assert (case(study)["Tid"], case(study)["state"]) == ("nå", "placed")
    now = study.property_space("Rom")
    study.property_space_save(replace(now, dimensions=now.dimensions[1:], cells=()))
    assert (case(study)["Tilbud"], case(study)["by"]) == ("får", "hand")
    assert study.check() == []


def test_a_value_that_somebody_was_placed_at_does_not_go(study: Study) -> None:
    placed(study)
    found = study.property_space("Rom")
    wish = found.dimensions[0]
    fewer = replace(wish, values=(wish.values[0], PropertyValue("vet ikke")))
    before = dump(study)
    with pytest.raises(CallError, match="Placed by hand at “nei”: P01"):
        study.property_space_save(replace(found, dimensions=(fewer, found.dimensions[1]), cells=()))
    assert dump(study) == before


def test_every_change_is_an_action_that_undo_takes_back_and_redo_brings_back(study: Study) -> None:
    steps: list[Callable[[], object]] = [
        lambda: placed(study, reasons=[coded(study, "veldig")]),
        lambda: study.place("Rom", "P01", ["ja", ""], "Likevel.", time="1"),
        lambda: study.property_space_save(replace(study.property_space("Rom"), cells=())),
        lambda: study.unplace(int(case(study)["placing"])),
        lambda: study.property_space_remove("Rom"),
    ]
    states = [dump(study)]
    for step in steps:
        step()
        states.append(dump(study))
        assert study.check() == []
    assert study.property_spaces().empty
    for state in states[-2::-1]:
        study.undo()
        assert dump(study) == state
    for state in states[1:]:
        study.redo()
        assert dump(study) == state
    told = list(study.history()["summary"])
    assert "P01 placed by hand in “Rom”: nei × får" in told


def test_a_request_is_done_once(study: Study) -> None:
    first = placed(study, request="a")
    last = study.last_history
    assert placed(study, request="a") == first
    study.property_space_save(SPACE, request="b")
    study.property_space_save(SPACE, request="b")
    assert study.last_history == last


def test_a_code_that_a_rule_asks_for_cannot_be_unmade(study: Study) -> None:
    study.scheme_add("Ny")
    space = replace(SPACE, name="To", dimensions=(dimension("x", "a", "b", code="ny"),
                                                  SPACE.dimensions[1]), cells=())  # fmt: skip
    study.property_space_save(space, coder="Bo")
    with pytest.raises(UndoRefused, match="Property space “To” saved"):
        study.undo()


BAD: dict[str, tuple[PropertySpace, str]] = {
    "no name": (replace(SPACE, name=" "), "needs a name"),
    "one dimension": (replace(SPACE, dimensions=SPACE.dimensions[:1]), "two dimensions or more"),
    "one value": (
        replace(SPACE, dimensions=(dimension("x", "a"), SPACE.dimensions[1])), "two values or more",
    ),
    "value twice": (
        replace(SPACE, dimensions=(dimension("x", "a", "a"), SPACE.dimensions[1])), "twice in x",
    ),
    "no value name": (
        replace(SPACE, dimensions=(dimension("x", "a", " "), SPACE.dimensions[1])), "has no name",
    ),
    "name of a column": (
        replace(SPACE, dimensions=(dimension("label", "a", "b"), SPACE.dimensions[1])),
        "cannot be called “label”",
    ),
    "name of a hidden column": (
        replace(SPACE, dimensions=(dimension("share", "a", "b"), SPACE.dimensions[1])),
        "cannot be called “share”",
    ),
    "value called as a total": (
        replace(SPACE, dimensions=(dimension("x", "a", "*"), SPACE.dimensions[1])),
        "cannot be called “\\*”",
    ),
    "no code": (
        replace(SPACE, dimensions=(dimension("x", "a", "b", code="vill"), SPACE.dimensions[1])),
        "no code",
    ),
    "time": (replace(SPACE, time="year"), "no time"),  # type: ignore[arg-type]
    "actor type": (replace(SPACE, actor_types=("delta",)), "no actor type"),
    "offer": (replace(SPACE, offer_attribute="kurs"), "no attribute"),
    "cell": (replace(SPACE, cells=(PropertyCell(("ja", "kanskje")),)), "no value of Tilbud"),
    "cell twice": (replace(SPACE, cells=(SPACE.cells[0],) * 2), "described twice"),
    "empty rule": (
        replace(SPACE, dimensions=(
            PropertyDimension("x", (PropertyValue("a", (PropertyRule(),)), PropertyValue("b"))),
            SPACE.dimensions[1],
        )), "asks for a code or for an attribute",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_space_that_is_none_is_refused_and_nothing_stored(study: Study, name: str) -> None:
    space, message = BAD[name]
    before, last = dump(study), study.last_history
    with pytest.raises(CallError, match=message):
        study.property_space_save(replace(space, cells=space.cells if "cell" in name else ()))
    assert (dump(study), study.last_history) == (before, last)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda s: s.place("Rom", "P01", ["ja", "får"], "  "), CallError, "needs a note"),
        (lambda s: s.place("Rom", "P01", ["ja"], "x"), CallError, "has 2 values"),
        (lambda s: s.place("Rom", "P01", ["", ""], "x"), CallError, "has 2 values"),
        (lambda s: s.place("Rom", "P01", ["jo", ""], "x"), UnknownName, "no value of Ønske"),
        (lambda s: s.place("Rommet", "P01", ["ja", ""], "x"), UnknownName, "no property space"),
        (lambda s: s.place("Rom", "P99", ["ja", ""], "x"), UnknownName, "no person"),
        (lambda s: s.place("Rom", "P02", ["ja", ""], "x"), CallError, "no usable text"),
        (lambda s: s.place("Rom", "P01", ["ja", ""], "x", reasons=[99]), CallError, "coding 99"),
        (lambda s: s.unplace(99), CallError, "no placing 99"),
        (lambda s: s.property_space_remove("Ro"), UnknownName, "no property space"),
    ],
)
def test_what_cannot_be_placed_is_refused_and_nothing_stored(
    study: Study, call: Callable[[Study], object], error: type[WorkbenchError], message: str
) -> None:
    last = study.last_history
    with pytest.raises(error, match=message):
        call(study)
    assert study.last_history == last


def test_who_is_not_in_the_sample_is_not_placed(study: Study) -> None:
    study.property_space_save(replace(SPACE, actor_types=("deltaker",)))
    with pytest.raises(CallError, match="A01 is not one of those"):
        study.place("Rom", "A01", ["ja", "får"], "x")


# -- codes, codings and texts that change ---------------------------------------------------


def test_rules_and_cells_follow_codes_that_are_renamed_merged_and_retired(study: Study) -> None:
    study.scheme_rename("vil", "Ønsker", new_key="onsker")
    assert study.property_space("Rom").dimensions[0].values[0].rules[0].code == "onsker"
    study.scheme_merge("onsker", "annet")
    study.scheme_merge("type", "annet")
    found = study.property_space("Rom")
    assert found.dimensions[0].values[0].rules == (PropertyRule(code="annet"),)
    assert found.cells[0].code == "annet"
    study.scheme_retire("annet")
    assert case(study)["Ønske"] == "ja"
    assert study.check() == []


def test_a_merge_does_not_double_a_rule(study: Study) -> None:
    rules = (PropertyRule(code="vil"), PropertyRule(code="annet"))
    values = (PropertyValue("ja", rules), PropertyValue("nei"))
    study.property_space_save(
        replace(SPACE, dimensions=(PropertyDimension("Ønske", values), SPACE.dimensions[1]))
    )
    study.scheme_merge("vil", "annet")
    assert study.property_space("Rom").dimensions[0].values[0].rules == (
        PropertyRule(code="annet"),
    )  # fmt: skip


def test_a_rule_asks_for_the_codes_that_a_split_makes(study: Study) -> None:
    study.scheme_split("vil", [Part("Sterkt", (coded(study, "Ja, veldig"),))])
    rules = study.property_space("Rom").dimensions[0].values[0].rules
    assert [one.code for one in rules] == ["vil", "sterkt"]
    assert case(study)["reasons"] == 2


def test_a_reason_goes_with_its_coding_and_comes_back_with_it(study: Study) -> None:
    placed(study, reasons=[coded(study, "veldig")])
    before = dump(study)
    study.remove_coding(coded(study, "veldig"))
    assert study.store.find("placing_reason") == []
    assert case(study)["by"] == "hand"
    study.undo()
    assert dump(study) == before


def test_when_codings_become_one_it_is_the_reason_of_both(study: Study) -> None:
    gone, kept = coded(study, "veldig"), coded(study, "Ja, veldig")
    start = next(one.start for one in study.codings_of("P01-1") if one.id == kept)
    study.recode(gone, start=start)
    placed(study, reasons=[gone, kept])
    study.scheme_merge("vil.alt", "vil")
    assert [row["coding"] for row in study.store.find("placing_reason")] == [kept]
    assert study.check() == []


def test_a_reason_is_carried_over_when_the_text_is_corrected(study: Study) -> None:
    placed(study, reasons=[coded(study, "veldig")])
    study.edit_turn("P01-1", 2, text="Å ja, veldig gjerne hos Xenobia.")
    row = study.typology_reasons("Rom").to_dict("records")[-1]
    text = study.transcript("P01-1")
    assert text is not None
    assert (row["by"], row["quote"]) == ("hand", "veldig")
    assert text.text[int(row["start"]) : int(row["end"])] == "veldig"


def test_a_name_is_erased_from_space_note_and_history(study: Study) -> None:
    placed(study)
    study.place("Rom", "P01", ["ja", "får"], "Nei, Xenobia mente ja.", time="hos Xenobia")
    names = Decisions.of([Decision("Xenobia", "PER", "[person 1]")])
    pseudonymise_stored(study, "all", names, confirmed=True)
    assert "Xenobia" not in str(dump(study))
    assert "Xenobia" not in str(study.store.rows("SELECT before, after FROM change"))
    assert study.property_space("Rom").offer == "kurset hos [person 1]"
    # The case is still the one that was placed: its offer reads as that of the space.
    assert [*study.typology_cases("Rom")["time"]] == ["1", "hos [person 1]"]
    assert study.check() == []


# -- files and the command line -------------------------------------------------------------


def test_spaces_are_saved_and_loaded_the_same(study: Study, tmp_path: Path) -> None:
    placed(study, reasons=[coded(study, "veldig")], coder="Bo")
    study.place("Rom", "P01", ["", "får ikke"], "Før.", time="2012")
    file, again = tmp_path / "rom.yaml", tmp_path / "igjen.yaml"
    assert study.property_spaces_save(file) == 1
    study.property_space_remove("Rom")
    loaded = study.property_spaces_load(file)
    assert (loaded.spaces, loaded.placed) == (("Rom",), 2)
    study.property_spaces_save(again)
    assert file.read_text("utf-8") == again.read_text("utf-8")
    study.property_spaces_load(file)
    assert study.history(limit=1)["summary"][0] == "Property spaces loaded from rom.yaml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rom: []", "holds no list `spaces`"),
        ("spaces:\n  - navn: Rom", "line 2: “navn” is not known here"),
        ("spaces:\n  - 3", "line 2: “3” is no entry"),
        ("spaces:\n  - name: Rom\n    dimensions: x", "“dimensions” is no list"),
        ("spaces:\n  - name: Ro", "two dimensions or more"),
        (
            "spaces:\n  - name: Rom\n    dimensions:\n"
            "      - {name: a, values: [x, y]}\n      - {name: b, values: [x, y]}\n"
            "    placed:\n      - {person: P01, values: [x, y], note: n, reasons:"
            " [{interview: P01-1, start: 1, end: 2, code: vil}]}",
            "no such coding of vil in P01-1",
        ),
    ],
)
def test_a_file_with_faults_names_them_and_stores_nothing(
    study: Study, tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "rom.yaml").write_text(text, encoding="utf-8")
    last = study.last_history
    with pytest.raises(FileFaults, match=says):
        study.property_spaces_load(tmp_path / "rom.yaml")
    assert study.last_history == last


def test_the_command_line_places_lists_and_takes_away(study: Study) -> None:
    def run(*words: str, status: int = 0) -> str:
        call = ["--study", str(study.path), "--coder", "Bo", "typology", *words]
        done = CliRunner().invoke(cli.workbench, call)
        assert (done.exit_code == 0) == (status == 0), done.output
        return done.output + str(done.exception or "")

    start = next(one.start for one in study.codings_of("P01-1") if one.quote == "veldig")
    reason = f"P01-1:{start}:{start + 6}:vil.alt"
    place = ("place", "Rom", "P01", "nei", "får", "--time", "1", "--note", "Nei.")
    assert run(*place, "--reason", reason, "--of", "Anne") == "1\n"
    assert '"by": "hand"' in run("cases", "Rom", "--format", "json")
    assert "veldig" in run("reasons", "Rom", "--format", "csv")
    assert "Ønske,Tilbud,label,n,N" in run("cells", "Rom", "--format", "csv")
    assert "is not INTERVIEW:START" in run(*place, "--reason", "P01-1:vil", status=2)
    run("unplace", "1")
    assert '"by": "rule"' not in run("cases", "Rom", "--format", "json")
    run("remove", "Rom")
    assert study.property_spaces().empty
