"""Who could be recognised in what a file prints, what is decided on it, and where it is kept.

Five who take the course, one of them a man on the care course, one head of a provider: small
enough to say by hand who stands out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from tests.builder import Builder
from workbench import Filters, Study, cli
from workbench.errors import CallError, DataError, UnknownName
from workbench.exports import shown, sources
from workbench.exports.disclosure import Known, Print, Shown, Trait, findings, holds, rarest
from workbench.exports.writers import KINDS, Kind
from workbench.store import word_index

SAID = {
    "P01": ("deltaker", "deltaker", "kafé", "kvinne"),
    "P02": ("deltaker", "deltaker", "kafé", "kvinne"),
    "P03": ("deltaker", "deltaker", "kafé", "kvinne"),
    "P04": ("deltaker", "deltaker", "omsorg", "kvinne"),
    "P05": ("deltaker", "deltaker", "omsorg", "kvinne"),
    "P06": ("deltaker", "deltaker", "omsorg", "mann"),
    "K01": ("kursleverandør", "leder for kurset", "kafé", "mann"),
}


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    built = Builder(tmp_path / "study.db")
    built.code("helse", "helse.sykdom", "praksis")
    for person, (actor_type, attribution, course, gender) in SAID.items():
        built.person(person, actor_type, attribution=attribution, course=course, gender=gender)
        words = f"I: Og?\n{person}: [Det gikk {{bra}} her i byen.] Jeg vet ikke."
        built.interview(
            f"{person}-1", {person: 1}, words, codes={"[": "praksis", "{": "helse.sykdom"},
            date=f"2013-02-0{len(person)}",
        )  # fmt: skip
        built.assign(f"{person}-1")
    read(built, {interview: [] for interview in (f"{person}-1" for person in SAID)})
    yield Study(built.store, coder="Anne")
    built.store.close()


def read(built: Builder, names: dict[str, list[tuple[str, str]]]) -> None:
    """Say that the language pipeline has read these texts, and which names it found."""
    for interview, found in names.items():
        text = built.text_of(interview)
        revision = built.store.value(
            "SELECT revision FROM transcript WHERE interview = ?", (interview,)
        )
        places = [(text.index(name), text.index(name) + len(name), kind) for name, kind in found]
        word_index.keep_analysis(built.store, revision, ("nb", "1"), [], [], places)


def found(study: Study, kind: str = "excerpts", **asked: object) -> dict[str, list[str]]:
    """What was found -> the persons, for those findings that are open."""
    frame = study.disclosure(kind, analyse=False, **asked)  # type: ignore[arg-type]
    open_: dict[str, list[str]] = {}
    for row in frame[frame["open"] == "yes"].to_dict("records"):
        open_.setdefault(row["what"], []).append(row["persons"])
    return open_


def by_detail(frame: pd.DataFrame, part: str) -> pd.Series:
    [at] = [at for at, detail in enumerate(frame["detail"]) if part in detail]
    return frame.iloc[at]


PRAKSIS = Filters(code=("praksis",))


# -- combinations -----------------------------------------------------------------------------


values = st.sampled_from("ab")
people = st.lists(
    st.dictionaries(st.sampled_from(["x", "y", "z", "w"]), st.frozensets(values, min_size=1)),
    min_size=1, max_size=7,
)  # fmt: skip
traits = st.lists(
    st.tuples(
        st.sampled_from(["x", "y", "z", "w"]),
        st.lists(values, min_size=1, max_size=2, unique=True).map(tuple),
    ),
    max_size=5,
)


@given(people=people, traits=traits, k=st.integers(1, 4))
def test_the_combinations_are_those_of_a_plain_count(
    people: list[dict[str, frozenset[str]]], traits: list[Trait], k: int
) -> None:
    """Every set of the printed traits, counted one by one: few share it, and any part of it more
    than share the whole."""
    persons = [Known(f"P{at}", values) for at, values in enumerate(people)]

    def sharing(chosen: tuple[Trait, ...]) -> tuple[str, ...]:
        return tuple(
            one.person
            for one in persons
            if all(set(printed) & one.values.get(name, frozenset()) for name, printed in chosen)
        )

    distinct = sorted(set(traits))
    every = chain.from_iterable(combinations(distinct, n) for n in range(1, len(distinct) + 1))
    few = {chosen: sharing(chosen) for chosen in every if len(sharing(chosen)) < k}
    narrowest = {
        chosen: who
        for chosen, who in few.items()
        if not any(set(part) < set(chosen) and same == who for part, same in few.items())
    }
    assert dict(rarest(traits, persons, k)) == narrowest


def test_the_one_man_on_the_care_course_is_found_by_two_harmless_columns(study: Study) -> None:
    frame = study.disclosure("crosstab", analyse=False, columns=("course", "gender"))
    row = by_detail(frame, "course: omsorg · gender: mann: 1 person")
    assert (row["persons"], row["shared"], row["what"]) == ("P06", 1, "attributes")


def test_a_filter_is_printed_in_every_file_and_counts_as_a_column(study: Study) -> None:
    men = Filters(attributes=(("gender", "mann"),))
    frame = study.disclosure("crosstab", analyse=False, columns=("course",), filters=men)
    assert by_detail(frame, "course: omsorg · gender: mann")["persons"] == "P06"
    frame = study.disclosure("excerpts", analyse=False, filters=men)
    assert by_detail(frame, "gender: mann: 2 persons")["persons"] == "K01,P06"


def test_a_column_without_anybody_in_it_picks_nobody_out(study: Study) -> None:
    only = Filters(interview=("P01-1",))
    assert found(study, "crosstab", columns=("course", "gender"), filters=only, k=2) == {}


def test_a_column_whose_cells_are_all_hidden_tells_nothing_of_who_is_in_it(study: Study) -> None:
    asked = {"columns": ("course", "gender"), "filters": PRAKSIS}
    assert "attributes" in found(study, "crosstab", **asked)
    study.mark_sensitive("praksis")
    assert found(study, "crosstab", hide_small=True, **asked).keys() <= {"everyone"}


def test_an_attribution_that_one_person_has_is_a_role(study: Study) -> None:
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS)
    row = by_detail(frame, "leder for kurset")
    assert (row["what"], row["persons"], row["shared"]) == ("role", "K01", 1)
    assert row["where"] == "no. 7 (K01-1 turn 2)"


@pytest.mark.parametrize(
    ("asked", "persons"),
    [
        ({"format": "docx"}, "K01"),
        ({"format": "docx", "courses": True}, "K01"),
        ({"format": "csv"}, "K01"),
        ({"format": "docx", "k": 1}, ""),
    ],
)
def test_what_the_file_does_not_print_picks_nobody_out(
    study: Study, asked: dict[str, object], persons: str
) -> None:
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS, **asked)  # type: ignore[arg-type]
    rare = frame[frame["what"].isin(["attributes", "role"])]
    assert ",".join(sorted(set(rare["persons"]))) == persons


def test_rows_that_an_id_puts_together_are_one_person(study: Study) -> None:
    """A round in one row and another round in the next: together few have been in both."""
    persons = [Known(f"P{n}", {"round": frozenset({"1"})}) for n in range(3)]
    persons += [Known("P9", {"round": frozenset({"1", "2"})})]
    persons += [Known(f"Q{n}", {"round": frozenset({"2"})}) for n in range(3)]
    rows = [Shown("P9", f"row {n}", traits=(("round", (n,)),)) for n in "12"]
    assert findings(Print(tuple(rows)), persons) == []
    linked = Print(tuple(replace(one, linked=True) for one in rows))
    [one] = findings(linked, persons)
    assert (one.persons, one.shared, one.places) == (("P9",), 1, ("row 1", "row 2"))


def test_a_rare_position_that_is_told_in_a_quote_counts_as_printed(study: Study) -> None:
    study.edit_person("P01", {"position": "kantineleder"})
    text = "P01: [Jeg er Kantineleder.] Nei."
    built = Builder(study.path)
    built.interview("P01-2", {"P01": 2}, text, codes={"[": "praksis"})
    built.store.close()
    row = by_detail(
        study.disclosure("excerpts", analyse=False, filters=PRAKSIS), "position: kantineleder"
    )
    assert (row["what"], row["persons"]) == ("role", "P01")


# -- names, codes, shares, consent ----------------------------------------------------------------


def test_names_are_found_in_the_words_that_are_printed_and_in_no_others(tmp_path: Path) -> None:
    built = Builder(tmp_path / "names.db")
    built.interview(
        "P01-1", {"P01": 1},
        "P01: [Jeg traff Berit i Bodø. Kari var her.] Siden traff jeg Odd og [Ola] og kari.",
        codes={"[": "praksis"},
    )  # fmt: skip
    read(built, {"P01-1": [("Berit", "PER"), ("Bodø", "GPE_LOC"), ("Kari", "PER"),
                           ("Odd", "PER"), ("Jeg", "MISC")]})  # fmt: skip
    study = Study(built.store, coder="Anne")
    frame = study.disclosure("excerpts", analyse=False)
    # “Kari” begins a sentence only and is written small elsewhere: a word like any other.
    assert [one for one in frame["detail"] if "stands in" in one] == [
        "“Berit” stands in the text (person)", "“Bodø” stands in the text (place)",
    ]  # fmt: skip
    study.selections.create("Kapittel")
    item = study.selections.add("Kapittel", "P01-1", 0, 27, person="P01", code="praksis")
    assert "“Berit”" in str(list(study.disclosure("excerpts", selection="Kapittel")["detail"]))
    study.selections.shorten(item, keep=[(0, 9)])
    assert "“Berit”" not in str(list(study.disclosure("excerpts", selection="Kapittel")["detail"]))


def test_a_text_that_was_not_read_for_names_is_a_finding_itself(study: Study) -> None:
    built = Builder(study.path)
    built.interview("P01-2", {"P01": 2}, "P01: [Ja.]", codes={"[": "praksis"})
    built.store.close()
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS)
    assert by_detail(frame, "No names were looked for in 1 text: P01-2")["persons"] == "P01"


def test_all_of_a_group_under_a_sensitive_code_is_found_in_table_and_text(study: Study) -> None:
    sick = Filters(code=("helse.sykdom",))
    assert "everyone" not in found(study, "crosstab", columns=("course",), filters=sick)
    study.mark_sensitive("helse")
    table = found(study, "crosstab", columns=("gender",), filters=sick)["everyone"]
    assert sorted(table) == ["K01,P06", "P01,P02,P03,P04,P05"]
    [participants] = found(study, filters=sick)["everyone"]
    assert participants == "P01,P02,P03,P04,P05,P06"
    study.remove_coding(next(one.id for one in study.codings_with("helse.sykdom")))
    assert "everyone" not in found(study, filters=sick)
    table = found(study, "crosstab", columns=("gender",), filters=sick)["everyone"]
    assert table == ["K01,P06"]


def test_who_is_quoted_in_most_of_a_section_is_found(study: Study) -> None:
    study.selections.create("Kapittel")
    for person, at in (("P01", 9), ("P01", 13), ("P02", 9), ("P03", 9)):
        study.selections.add("Kapittel", f"{person}-1", at, 20, person=person, code="praksis")
    assert "quoted_most" not in found(study, selection="Kapittel")
    study.selections.add("Kapittel", "P01-1", 14, 20, person="P01", code="praksis")
    assert found(study, selection="Kapittel")["quoted_most"] == ["P01"]


@pytest.mark.parametrize("key", ["md", "csv", "json", "html"])
def test_the_words_of_another_who_may_not_be_quoted_are_cut_from_a_quote(
    tmp_path: Path, key: str
) -> None:
    built = Builder(tmp_path / "joint.db")
    built.person("A01", "arbeidsgiver", consent="no_quotes", attribution="arbeidsgiver")
    built.interview(
        "P01-2", {"P01": 2, "A01": None}, "P01: [Ja, jeg lærte.\nA01: Det er sant.\nP01: Mye.]",
        codes={"[": "praksis"},
    )  # fmt: skip
    study = Study(built.store, coder="Anne")
    study.add_relation("P01", "had_placement_with", "A01")
    study.selections.create("Valgt")
    study.selections.add("Valgt", "P01-2", 0, 32, person="P01", code="praksis")
    coding = study.codings_of("P01-2")[0]
    study.pin_excerpt("praksis", "P01-2", coding.start, coding.end, person="P01")
    asked: list[tuple[Kind, dict[str, Any]]] = [
        ("excerpts", {}),
        ("excerpts", {"query": "praksis"}),
        ("excerpts", {"selection": "Valgt"}),
        ("compare", {"filters": PRAKSIS}),
        ("placement", {"placement": ("P01", "A01"), "filters": PRAKSIS}),
    ]
    for kind, wanted in asked:
        made = study.exported(kind, key, **wanted).decode()
        assert "Det er sant" not in made
        assert kind == "compare" or "Ja, jeg lærte." in made
        assert "consent" not in found(study, kind, **wanted)
    assert found(study, "transcript", interview="P01-2")["consent"] == ["A01"]


def test_both_sides_of_a_placement_with_somebody_who_has_withdrawn_say_so(tmp_path: Path) -> None:
    built = Builder(tmp_path / "joint.db")
    built.person("A01", "arbeidsgiver", consent="withdrawn", attribution="arbeidsgiver")
    built.interview("P01-1", {"P01": 1}, "P01: [Ja].", codes={"[": "praksis"})
    built.interview("A01", ["A01"], "A01: [Nei].", codes={"[": "praksis"})
    study = Study(built.store, coder="Anne")
    study.add_relation("P01", "had_placement_with", "A01")
    asked = {"placement": ("P01", "A01"), "filters": PRAKSIS}
    assert found(study, "placement", **asked)["consent"] == ["A01"]


# -- decisions --------------------------------------------------------------------------------


def accepted(study: Study, reason: str = "Avtalt med K01", **asked: object) -> str:
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS)
    finding = str(by_detail(frame, "leder for kurset")["finding"])
    study.decide_disclosure("excerpts", finding, "accepted", reason=reason, filters=PRAKSIS)
    return finding


def test_what_is_accepted_holds_in_every_export_until_what_it_was_about_changes(
    study: Study,
) -> None:
    accepted(study)
    assert "role" not in found(study, filters=PRAKSIS)
    assert "role" not in found(study, filters=Filters(code=("helse.sykdom",)))
    study.edit_person("P06", {"attribution": "leder for kurset"})
    assert found(study, filters=PRAKSIS)["attributes"] == ["K01,P06"]
    study.edit_person("P06", {"attribution": "deltaker"})
    assert "role" not in found(study, filters=PRAKSIS)
    study.edit_person("K01", {"attribution": "daglig leder"})
    assert found(study, filters=PRAKSIS)["role"] == ["K01"]


def test_an_accepted_share_of_the_quotes_is_open_again_with_the_next_quote(study: Study) -> None:
    study.selections.create("Kapittel")
    for at in (9, 13, 14):
        study.selections.add("Kapittel", "P01-1", at, 20, person="P01", code="praksis")
    frame = study.disclosure("excerpts", analyse=False, selection="Kapittel")
    study.decide_disclosure(
        "excerpts", list(frame["finding"]), "accepted", reason="Bare P01", selection="Kapittel"
    )
    assert found(study, selection="Kapittel") == {}
    study.selections.add("Kapittel", "P01-1", 16, 20, person="P01", code="praksis")
    assert found(study, selection="Kapittel") == {"quoted_most": ["P01"]}
    row = study.disclosure("excerpts", analyse=False, selection="Kapittel").iloc[0]
    assert (row["decision"], row["reason"], row["open"]) == ("accepted", "Bare P01", "yes")


def test_a_remedy_that_is_only_planned_leaves_the_finding_open(study: Study) -> None:
    finding = accepted(study)
    study.decide_disclosure("excerpts", finding, "generalised", filters=PRAKSIS)
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS)
    row = by_detail(frame, "leder for kurset")
    assert (row["decision"], row["open"], row["decided_by"]) == ("generalised", "yes", "Anne")
    study.edit_person("K01", {"attribution": "deltaker"})
    assert "role" not in found(study, filters=PRAKSIS)


def test_a_decision_is_taken_back_and_opened_again(study: Study) -> None:
    finding = accepted(study)
    study.undo()
    assert found(study, filters=PRAKSIS)["role"] == ["K01"]
    study.redo()
    study.decide_disclosure("excerpts", finding, "", filters=PRAKSIS)
    assert found(study, filters=PRAKSIS)["role"] == ["K01"]
    assert study.check() == []


def test_a_name_is_accepted_for_the_interviews_that_it_was_seen_in() -> None:
    def named(*interviews: str) -> Print:
        return Print(tuple(Shown("P01", one, one, names=(("Kari", "PER"),)) for one in interviews))

    [one] = findings(named("P01-1", "P02-1"), [])
    [fewer] = findings(named("P01-1"), [])
    [other] = findings(named("P01-1", "P03-1"), [])
    assert one.id == fewer.id == other.id
    assert (holds(fewer, one.basis), holds(other, one.basis)) == (True, False)


@pytest.mark.parametrize(
    ("decision", "reason", "finding", "error"),
    [
        ("accepted", " ", "", CallError), ("kept", "fordi", "", CallError),
        ("accepted", "fordi", "00000000", UnknownName),
    ],
)  # fmt: skip
def test_what_cannot_be_decided_is_refused_and_nothing_is_stored(
    study: Study, decision: str, reason: str, finding: str, error: type[Exception]
) -> None:
    frame = study.disclosure("excerpts", analyse=False, filters=PRAKSIS)
    one = finding or str(by_detail(frame, "leder")["finding"])
    with pytest.raises(error):
        study.decide_disclosure("excerpts", one, decision, reason=reason, filters=PRAKSIS)  # type: ignore[arg-type]
    assert study.store.find("disclosure") == []


def test_a_sensitive_code_follows_where_its_codings_go(study: Study) -> None:
    study.mark_sensitive("helse.sykdom")
    study.scheme_merge("helse.sykdom", "praksis")
    assert study.sensitive() == ["praksis"]
    study.undo()
    assert study.sensitive() == ["helse.sykdom"]
    study.mark_sensitive("helse.sykdom", False)
    assert study.sensitive() == []
    assert study.check() == []


# -- exports ----------------------------------------------------------------------------------


@pytest.fixture
def run(study: Study) -> Callable[..., Result]:
    def call(*words: str) -> Result:
        base = ["--study", str(study.path), "--coder", "Anne", *words]
        return CliRunner().invoke(cli.workbench, base)

    return call


def test_an_export_goes_on_says_how_many_and_keeps_the_report_beside_it(
    run: Callable[..., Result], study: Study, tmp_path: Path
) -> None:
    target = tmp_path / "praksis.docx"
    done = run("export", "excerpts", str(target), "--code", "praksis")
    assert done.stdout == f"{target}\n"
    assert "1 person could be recognised in this file: 1 finding is open." in done.stderr
    with (tmp_path / "praksis.docx.disclosure.csv").open(encoding="utf-8") as report:
        [row] = csv.DictReader(report)
    assert (row["persons"], row["open"], row["study"]) == ("K01", "yes", "Prøvestudie")
    kept = (tmp_path / "praksis.docx.disclosure.csv").read_bytes()
    assert study.disclosure_report("excerpts", filters=PRAKSIS) == kept
    before = {path.name: path.read_bytes() for path in tmp_path.glob("praksis*")}
    run("export", "excerpts", str(target), "--code", "praksis")
    assert {path.name: path.read_bytes() for path in tmp_path.glob("praksis*")} == before


def test_strict_writes_nothing_while_a_finding_is_open(
    run: Callable[..., Result], study: Study, tmp_path: Path
) -> None:
    call = ("export", "excerpts", str(tmp_path / "a.docx"), "--code", "praksis", "--strict")
    refused = run(*call)
    assert isinstance(refused.exception, DataError)
    assert "1 finding is open. Nothing was written." in str(refused.exception)
    assert list(tmp_path.glob("a.docx*")) == []
    accepted(study)
    assert run(*call).exit_code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_there_is_no_kind_of_export_in_which_nobody_is_looked_for(kind: Kind) -> None:
    assert kind in shown.OF


def test_the_verb_lists_and_decides(run: Callable[..., Result]) -> None:
    call = ("disclosure", "excerpts", "--code", "praksis", "--no-analyse", "--format", "csv")
    [row] = csv.DictReader(io.StringIO(run(*call).stdout))
    assert (row["what"], row["persons"], row["open"]) == ("role", "K01", "yes")
    done = run(*call, "--decide", row["finding"], "accepted", "--reason", "Avtalt")
    [row] = csv.DictReader(io.StringIO(done.stdout))
    assert (row["decision"], row["open"], row["reason"]) == ("accepted", "no", "Avtalt")
    assert "Nobody could be recognised" in done.stderr
    assert len(list(csv.DictReader(io.StringIO(run(*call, "--open").stdout)))) == 0


PIECES = st.lists(
    st.sampled_from(["a", "B", "ab", "2", "-", "’", " ", "\n", ".", "(", "_", "¹", "ا"])
)


@given(PIECES, st.integers(0, 20))
def test_where_a_sentence_opens_is_seen_from_what_stands_before(pieces: list[str], at: int) -> None:
    text = "".join(pieces)
    at = min(at, len(text))
    before = re.compile(r"(?:[.!?…:«\"“„(\[‘–—]\s*|\n|^)$")
    assert sources.opens(text, at) is (before.search(text, 0, at) is not None)


@given(PIECES, st.sampled_from(["a", "b", "ab", "a-b", "2", "ا"]))
def test_a_word_is_found_where_it_stands_as_a_whole(pieces: list[str], word: str) -> None:
    text = "".join(pieces)
    words = re.findall(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*", text)
    assert sources.is_said(text, word) is (word in {one for one in words if one.islower()})
