"""Decided once per name, replaced everywhere, with a map of places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import FileFaults
from workbench.pseudonyms.decisions import Decision, Decisions, apply, load, proposed, undecided
from workbench.pseudonyms.suggestions import readable_name


def decided(**names: str | None) -> Decisions:
    return Decisions.of(Decision(name, "PER", new) for name, new in names.items())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Amina kom. Da lo Amina.", "P03 kom. Da lo P03."),
        ("Aminas bror, amina, AMINA", "P03s bror, P03, P03"),
        ("Det var Amina's bil.", "Det var P03s bil."),
        ("Den Amina-jenta!", "Den P03-jenta!"),
        ("Aminah og Lamina er andre.", "Aminah og Lamina er andre."),
        ("", ""),
    ],
)
def test_a_name_is_replaced_in_all_its_forms(before: str, after: str) -> None:
    assert apply(before, decided(Amina="P03")).text == after


def test_a_role_before_the_name_becomes_the_role() -> None:
    text = "Sjefen Trine lo. Trines kontor er tomt."
    assert apply(text, decided(Trine="[sjefen]")).text == "[sjefen] lo. [sjefen]s kontor er tomt."


def test_a_name_that_is_a_word_too_is_replaced_where_it_is_a_name() -> None:
    text = "Så kom Liv, og det er mitt liv."
    assert apply(text, decided(Liv="A01")).text == "Så kom A01, og det er mitt liv."


def test_what_is_kept_stays_and_is_not_asked_again() -> None:
    text = "Jeg traff Amina i Bergen."
    decisions = decided(Amina="P03", Bergen=None)
    assert apply(text, decisions).text == "Jeg traff P03 i Bergen."
    assert undecided(text, decisions) == []
    assert [one.name for one in undecided(text, decided(Amina="P03"))] == ["Bergen"]


def test_suggestions_are_a_bracket_with_its_grammar_and_one_per_name() -> None:
    text = "Jeg traff Rubina Akhtar på Granlia sykehjem. Rubina bor på Tøyen."
    assert [suggestion for _one, suggestion in proposed(text)] == [
        "[person 1]", "[sykehjemmet]", "[person 1]", "[bydelen]",
    ]  # fmt: skip


def test_a_known_person_is_suggested_by_id() -> None:
    told = proposed("Da kom Amina.", persons={"Amina": "P03"})
    assert [suggestion for _one, suggestion in told] == ["P03"]


def test_nobody_new_is_numbered_like_somebody_before() -> None:
    told = proposed("Da kom Zahra og Omar.", decisions=decided(Amina="[person 1]"))
    assert [suggestion for _one, suggestion in told] == ["[person 2]", "[person 3]"]


def test_the_map_brings_every_passage_to_its_words() -> None:
    text = "Da kom Amina med Zahras bror."
    replaced = apply(text, decided(Amina="[person 1]", Zahra="P2"))
    assert replaced.text == "Da kom [person 1] med P2s bror."
    for passage in ("Da kom", "med", "bror.", "kom Amina med"):
        start = text.index(passage)
        begin, end = replaced.span(start, start + len(passage))
        assert replaced.text[begin:end] == passage.replace("Amina", "[person 1]")
    inside = text.index("Amina") + 2
    begin, end = replaced.span(inside, inside + 1)
    assert replaced.text[begin:end] == "[person 1]"


@given(st.text(alphabet="Amina Zbo.s'\n-", max_size=60))
def test_no_place_outside_a_name_is_changed(text: str) -> None:
    replaced = apply(text, decided(Amina="[person 1]"))
    at = 0
    for start, end, new_start, new_end in (
        *replaced.pieces,
        (len(text),) * 2 + (len(replaced.text),) * 2,
    ):
        assert replaced.text[replaced.place(at, end=True) : new_start] == text[at:start]
        at = end
        assert new_start <= new_end
    assert "Amina " not in f"{replaced.text} "


def test_decisions_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "name,type,decision,replacement\nAmina,PER,,P03\nBergen,LOC,keep,\nOle,PER,female name,\n",
        encoding="utf-8",
    )
    told = load(path).names
    assert told["amina"].replacement == "P03"
    assert told["bergen"].kept
    assert told["ole"].replacement == readable_name("female", {"P03"})


def test_every_fault_of_a_file_of_decisions_is_named(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text(
        "name,type,decision,replacement\n,PER,,P03\nA,PER,perhaps,x\nB,PLACE,,x\nC,PER,,\n"
        "D,PER,,P1\nD,PER,,P2\n",
        encoding="utf-8",
    )
    with pytest.raises(FileFaults) as raised:
        load(path)
    assert [(fault.row, fault.column) for fault in raised.value.faults] == [
        (2, "name"), (3, "decision"), (4, "type"), (5, "replacement"), (None, ""),
    ]  # fmt: skip


def test_a_word_can_be_decided_place_by_place(tmp_path: Path) -> None:
    text = "Liv ringte. Liv og helse heter kurset."
    path = tmp_path / "names.csv"
    path.write_text(
        "start,end,name,type,decision,replacement\n0,3,Liv,PER,,A01\n12,15,Liv,PER,keep,\n",
        encoding="utf-8",
    )
    assert apply(text, load(path)).text == "A01 ringte. Liv og helse heter kurset."


def test_readable_names_are_of_the_gender_that_is_stated_and_never_twice() -> None:
    first = readable_name("female", set())
    assert readable_name("female", {first}) != first
    assert readable_name("male", set()) not in {first, readable_name("female", {first})}
