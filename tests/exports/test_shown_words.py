"""What files of words print of persons, kind by kind, and who is not printed and so not found.

Three participants in the canteen and one manager of it; P03 may not be quoted, P04 has withdrawn.
The texts name Berit and Bodø, and everything that the researchers write may do so too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builder import Builder
from workbench import Filters, Study
from workbench.exports.writers import Kind
from workbench.model import PropertyDimension, PropertyRule, PropertySpace, PropertyValue
from workbench.store import word_index

PRAKSIS = Filters(code=("praksis",))
SAID = "Jeg sto i oppvasken hele dagen"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = Builder(tmp_path / "study.db")
    made.code("praksis", "praksis.gratis", "helse")
    for person in ("P01", "P02"):
        made.person(person, attribution="deltaker i kantine", position="lærling", gender="kvinne")
    made.person("P03", consent="no_quotes", attribution="deltaker i kantine", gender="kvinne")
    made.person("P04", consent="withdrawn", attribution="deltaker i pleie", gender="mann")
    made.person("A01", "arbeidsgiver", attribution="leder i kantine", position="kantineleder")
    for person in ("P01", "P02", "P03", "P04", "A01"):
        words = f"I: Og?\n{person}: [{SAID} med Berit]. <Ja, i Bodø>."
        made.interview(f"{person}-1", [person], words, codes={"[": "praksis", "<": "helse"},
                       date="2013-02-01")  # fmt: skip
        made.assign(f"{person}-1")
        text = made.text_of(f"{person}-1")
        revision = made.store.value(
            "SELECT revision FROM transcript WHERE interview = ?", (f"{person}-1",)
        )
        names = [(text.index(name), text.index(name) + len(name), kind)
                 for name, kind in (("Berit", "PER"), ("Bodø", "GPE_LOC"))]  # fmt: skip
        word_index.keep_analysis(made.store, revision, ("nb", "1"), [], [], names)
    (tmp_path / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    (tmp_path / "figures.csv").write_text(
        "source,table,course,date,base,n_base,courses_reporting,period,definition,time_point,"
        "category,value,unit\nNAV,alle,,,startet,50,,2012,,6_uker,i_jobb,42,prosent\n",
        encoding="utf-8",
    )
    study = Study(made.store, coder="Anne")
    study.design(tmp_path)
    yield study
    made.store.close()


def pin(study: Study, *persons: str) -> None:
    for person in persons:
        frame = study.excerpts(filters=Filters(code=("praksis",), person=(person,)))
        for row in frame.to_dict("records"):
            study.pin_excerpt("praksis", row["interview"], row["start"], row["end"], person=person)


def found(study: Study, kind: Kind, format: str = "docx", **wanted: Any) -> set[tuple[str, ...]]:
    """What was found, by what, and the persons."""
    frame = study.disclosure(kind, format=format, analyse=False, **wanted)
    return set(zip(frame["what"], frame["detail"], frame["persons"], strict=True))


def whats(study: Study, kind: Kind, format: str = "docx", **wanted: Any) -> set[str]:
    return {one[0] for one in found(study, kind, format, **wanted)}


ROLE = ("role", "attribution: leder i kantine: a role held by one person of the study", "A01")
BERIT = "“Berit” stands in the text (person)"
ALL = Filters(code=("praksis",), person=("P01", "P02", "A01"))


# -- comparisons ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "held"), [("docx", True), ("html", True), ("xlsx", True), ("csv", False)]
)
def test_a_pinned_excerpt_is_in_the_files_that_are_read_and_in_a_workbook(
    study: Study, format: str, held: bool
) -> None:
    pin(study, "P01", "A01")
    shown = found(study, "compare", format, filters=ALL, by="gender")
    assert (ROLE in shown) == held
    assert (("name", BERIT, "A01,P01") in shown) == held


def test_who_is_not_pinned_is_not_found(study: Study) -> None:
    pin(study, "P01", "P02")
    shown = found(study, "compare", filters=ALL, by="gender")
    assert ("name", BERIT, "P01,P02") in shown
    assert ROLE not in shown


def test_who_is_most_under_one_side_of_a_comparison_is_found(study: Study) -> None:
    pin(study, "P01", "P02", "A01")
    assert "quoted_most" not in whats(study, "compare", filters=ALL)
    for end in (20, 24):
        coding = study.code("P01-1", 6, end, "praksis").id
        assert coding
        study.pin_excerpt("praksis", "P01-1", 6, end, person="P01", layer="primary")
    detail = "3 of 4 quotes under praksis · deltaker are of one person"
    assert ("quoted_most", detail, "P01") in found(study, "compare", filters=ALL)


def test_a_summary_is_looked_through_for_the_names_of_the_texts(study: Study) -> None:
    study.summary("praksis", "deltaker", "De kjenner Berit og Oslo.")
    shown = found(study, "compare", filters=ALL)
    assert ("name", BERIT, "") in shown
    assert not any("Oslo" in detail for _what, detail, _who in shown)
    assert "name" not in whats(study, "compare", "csv", filters=ALL)


def test_a_person_whose_rare_position_a_summary_tells_is_found(study: Study) -> None:
    study.summary("praksis", "A01", "Er kantineleder.", by="person")
    shown = found(study, "matrix", filters=ALL)
    assert ("role", "position: kantineleder: a role held by one person of the study", "A01") in (
        shown
    )


def test_all_of_a_side_under_a_sensitive_code_are_found_in_a_comparison(study: Study) -> None:
    everyone = "All 1 of arbeidsgiver are under the sensitive code helse"
    helse = Filters(code=("helse",), person=("P01", "P02", "A01"))
    assert "everyone" not in whats(study, "compare", filters=helse)
    study.mark_sensitive("helse")
    assert ("everyone", everyone, "A01") in found(study, "compare", filters=helse)


def test_somebody_withdrawn_is_found_in_every_number_that_counts_her(study: Study) -> None:
    gone = ("consent", "Somebody who has withdrawn", "P04")
    everybody: dict[Kind, dict[str, Any]] = {
        "crosstab": {}, "compare": {"filters": PRAKSIS}, "matrix": {"filters": PRAKSIS},
        "explanations": {"branch": "praksis", "filters": Filters(code=("helse",))},
        "voices": {"branch": "praksis", "filters": Filters(code=("helse",))},
        "cooccurrence": {}, "new_codes": {},
    }  # fmt: skip
    for kind, wanted in everybody.items():
        assert gone in found(study, kind, **wanted), kind
        others = Filters(code=wanted.get("filters", PRAKSIS).code, person=("P01", "P02"))
        assert gone not in found(study, kind, **{**wanted, "filters": others}), kind


# -- the matrix -------------------------------------------------------------------------------


@pytest.mark.parametrize(("format", "held"), [("docx", True), ("xlsx", True), ("csv", False)])
def test_a_matrix_prints_the_attribution_under_the_id_where_it_is_read(
    study: Study, format: str, held: bool
) -> None:
    assert (ROLE in found(study, "matrix", format, filters=ALL)) == held


def test_interviews_in_a_cell_of_a_group_say_who_is_in_it(study: Study) -> None:
    """Whose excerpts they are is told by the ids of the interviews, which stand in the row."""
    women = "gender: kvinne: 3 persons of the study"
    wanted: dict[str, Any] = {"filters": ALL, "by": "gender", "k": 4}
    assert ("attributes", women, "P01,P02") in found(study, "matrix", **wanted)
    assert ("attributes", women, "P01,P02") in found(study, "matrix", "csv", **wanted)
    assert "attributes" not in whats(study, "matrix", filters=ALL, by="gender", k=3)


# -- what researchers write ----------------------------------------------------------------------


def test_a_memo_is_looked_through_for_the_names_of_the_texts(study: Study) -> None:
    study.memo("Ring Berit om dette.", object_type="person", object="P01")
    assert ("name", BERIT, "P01") in found(study, "memos")
    study.memo("Berit igjen.", object_type="code", object="praksis")
    assert ("name", BERIT, "") in found(study, "codebook", with_memos=True)
    assert whats(study, "codebook") == set()


def test_an_example_that_stands_in_a_text_is_somebodys_words(study: Study) -> None:
    study.scheme_edit("praksis", {"example": "Vi sto i oppvasken hele dagen."})
    assert whats(study, "codebook") == set()
    built = Builder(study.path)
    built.interview("P03-2", ["P03"], "P03: De fikk meg aldri til å slutte med det.")
    built.store.close()
    study.scheme_edit("praksis", {"example": "«De fikk meg aldri til å slutte […] det» (P03)"})
    assert ("consent", "Words of somebody who may not be quoted", "P03") in found(study, "codebook")


def test_the_name_in_a_definition_is_found(study: Study) -> None:
    study.scheme_edit("praksis", {"definition": "Praksis, som i Bodø."})
    [one] = [row for row in found(study, "codebook") if row[0] == "name"]
    assert one[1:] == ("“Bodø” stands in the text (place)", "")


def test_a_word_that_only_begins_a_sentence_and_is_small_in_another_text_is_no_name(
    study: Study,
) -> None:
    built = Builder(study.path)
    for interview, text in (("P01-2", "P01: Husleie er dyrt."), ("P02-2", "P02: Og husleie.")):
        built.interview(interview, [interview[:3]], text)
        revision = built.store.value(
            "SELECT revision FROM transcript WHERE interview = ?", (interview,)
        )
        names = [(0, 7, "PER")] if interview == "P01-2" else []
        word_index.keep_analysis(built.store, revision, ("nb", "1"), [], [], names)
    built.store.close()
    study.scheme_edit("praksis", {"definition": "Husleie, og Berit."})
    assert [one[1] for one in found(study, "codebook")] == [BERIT]


# -- claims -----------------------------------------------------------------------------------


def claim(study: Study, interview: str, note: str = "") -> None:
    coding = next(one.id for one in study.codings_of(interview) if one.code == "praksis")
    study.claim(coding, 1, "contradicts", note=note)


def test_a_claim_is_printed_with_words_and_attribution(study: Study) -> None:
    claim(study, "A01-1")
    shown = found(study, "figures")
    assert ROLE in shown
    assert ("name", BERIT, "A01") in shown


def test_a_claim_that_may_not_be_quoted_tells_no_names_but_for_its_note(study: Study) -> None:
    claim(study, "P03-1")
    assert "name" not in whats(study, "figures")
    claim(study, "P03-1", note="Som Berit sa.")
    assert ("name", BERIT, "") in found(study, "figures")


def test_the_picture_of_the_figures_holds_nobody(study: Study) -> None:
    claim(study, "A01-1")
    assert whats(study, "figures", "svg") == set()


def test_somebody_who_makes_most_of_the_claims_is_found(study: Study) -> None:
    claim(study, "P01-1")
    claim(study, "P02-1")
    assert "quoted_most" not in whats(study, "figures")
    for end in (20, 24):
        study.claim(study.code("P01-1", 6, end, "praksis").id, 1, "supports")
    detail = "3 of 4 quotes of the file are of one person"
    assert ("quoted_most", detail, "P01") in found(study, "figures")


# -- words of a group ----------------------------------------------------------------------------


def test_a_word_of_a_group_that_is_a_name_in_the_texts_is_found(study: Study) -> None:
    built = Builder(study.path)
    for person in ("P01", "P02", "A01"):
        interview = f"{person}-1"
        revision = built.store.value(
            "SELECT revision FROM transcript WHERE interview = ?", (interview,)
        )
        text = built.text_of(interview)
        at = text.index("Berit")
        words = text.split("\n")[1].lower().replace(",", "").replace(".", "")
        turn = [(2, words, " ".join("X" for _one in words.split()))]
        word_index.keep_analysis(
            built.store, revision, ("nb", "2"), turn, [], [(at, at + 5, "PER")]
        )
    built.store.close()
    wanted = {"words_of": "deltaker", "fewest": 2, "filters": Filters(person=("P01", "P02", "A01"))}
    assert "berit" in study.exported("word_use", "csv", **wanted).decode()
    assert ("name", "“berit” stands in the text (person)", "") in found(study, "word_use", **wanted)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("compare", {"filters": PRAKSIS}), ("matrix", {"filters": PRAKSIS}), ("codebook", {}),
        ("memos", {}),
    ],
)  # fmt: skip
def test_texts_that_were_not_read_are_named_only_where_somebody_has_written_something(
    study: Study, kind: Kind, wanted: dict[str, Any]
) -> None:
    built = Builder(study.path)
    built.interview("P01-2", ["P01"], "P01: [Nei].", codes={"[": "helse"})
    built.store.close()
    assert "unread" not in whats(study, kind, **wanted)
    study.summary("praksis", "deltaker", "De venter.")
    study.summary("praksis", "P01", "Hun venter.", by="person")
    study.scheme_edit("praksis", {"definition": "Å være i praksis."})
    study.memo("Merk.")
    assert "unread" in whats(study, kind, **wanted)


# -- voices beside each other -----------------------------------------------------------------


def test_both_sides_of_a_placement_print_the_two_and_nobody_else(study: Study) -> None:
    study.add_relation("P01", "had_placement_with", "A01", 2)
    asked = {"placement": ("P01", "A01"), "filters": PRAKSIS}
    assert ROLE in found(study, "placement", **asked)
    assert ("name", BERIT, "A01,P01") in found(study, "placement", **asked)
    assert {who for _w, _d, persons in found(study, "placement", **asked)
            for who in persons.split(",")} == {"P01", "A01"}  # fmt: skip


def test_of_one_who_may_not_be_quoted_the_head_of_the_side_is_printed_alone(study: Study) -> None:
    study.add_relation("P03", "had_placement_with", "A01", 2)
    asked = {"placement": ("P03", "A01"), "filters": PRAKSIS}
    assert ("name", BERIT, "A01") in found(study, "placement", **asked)
    assert "consent" not in whats(study, "placement", **asked)


def test_a_query_tells_of_actor_types_and_of_a_code_that_all_of_one_are_under(
    study: Study,
) -> None:
    told = found(study, "query", query="praksis", k=1)
    assert {one[0] for one in told} == {"consent"}, "one who has withdrawn is counted"
    assert "role" in whats(study, "query", query="praksis", k=2)
    study.mark_sensitive("helse")
    under = {one[2] for one in found(study, "query", query="praksis and not helse", k=1)
             if one[0] == "everyone"}  # fmt: skip
    assert under == {"A01", "P01,P02,P03,P04", "A01,P01,P02,P03,P04"}
    assert "everyone" not in whats(study, "query", query="praksis", k=1)


def test_whose_voices_were_picked_names_everybody_by_id(study: Study) -> None:
    study.selections.create("Kapittel 4")
    study.selections.add("Kapittel 4", "P01-1", 6, 20, person="P01", code="praksis")
    told = found(study, "balance", selection="Kapittel 4")
    assert {one[2] for one in told if one[0] in ("attributes", "role")} == {"A01"}
    assert {one[2] for one in told if one[0] == "consent"} == {"P04"}


SPACE = PropertySpace(
    "Praksis og kjønn",
    (
        PropertyDimension(
            "Praksis",
            (PropertyValue("med", (PropertyRule(code="praksis"),)), PropertyValue("uten")),
        ),
        PropertyDimension(
            "Kjønn",
            (PropertyValue("kvinne", (PropertyRule(attribute="gender", equals="kvinne"),)),
             PropertyValue("mann", (PropertyRule(attribute="gender", equals="mann"),))),
        ),
    ),
    actor_types=("deltaker",),
)  # fmt: skip


def test_a_typology_prints_cases_by_id_with_what_places_them(study: Study) -> None:
    study.property_space_save(SPACE)
    told = found(study, "typology", space=SPACE.name)
    assert ("name", BERIT, "P01,P02") in told
    assert {one[2] for one in told if one[0] == "attributes"} == {"P04"}, "the one man"
    assert {one[2] for one in told if one[0] == "consent"} == {"P04"}
    assert not any("A01" in one[2] for one in told)


def test_what_is_written_of_a_case_is_looked_through_for_names(study: Study) -> None:
    study.property_space_save(SPACE)
    study.place(SPACE.name, "P03", ("uten", "kvinne"), "Berit sa nei.")
    told = found(study, "typology", space=SPACE.name)
    assert any(BERIT in one[1] and "P03" in one[2] for one in told)


def test_a_cell_that_holds_everybody_tells_of_the_sensitive_code_that_fills_it(
    study: Study,
) -> None:
    study.property_space_save(SPACE)
    study.mark_sensitive("praksis")
    women = Filters(person=("P01", "P02"))
    told = found(study, "typology", space=SPACE.name, filters=women)
    said = "All 2 of med × kvinne are under the sensitive code praksis"
    assert ("everyone", said, "P01,P02") in told
