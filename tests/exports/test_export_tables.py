"""Every table of a page that analyses can be taken away, and says what it is of."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from io import BytesIO, StringIO
from typing import Any

import openpyxl
import pytest
from PIL import Image

from tests.ui.pages import build
from workbench.errors import CallError
from workbench.exports import FORMATS, KINDS, formats, table_picture
from workbench.exports.model import Grid, GridCell
from workbench.exports.writers import Kind
from workbench.model import (
    Filters,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study
from workbench.texts import _, in_language

PRAKSIS = Filters(code=("praksis",))

WANTED: dict[Kind, dict[str, Any]] = {
    "compare": {"filters": PRAKSIS},
    "placement": {"filters": PRAKSIS, "placement": ("P01", "A01")},
    "matrix": {"filters": PRAKSIS},
    "trajectories": {"filters": PRAKSIS},
    "changes": {"filters": PRAKSIS},
    "attrition": {},
    "explanations": {"filters": Filters(code=("utfall",)), "branch": "praksis"},
    "voices": {"filters": Filters(code=("utfall",)), "branch": "praksis"},
    "cooccurrence": {"filters": Filters(code=("praksis.gratis", "utfall"))},
    "query": {"query": "praksis"},
    "word_use": {"words_of": "deltaker", "fewest": 1},
    "balance": {"selection": "Kapittel"},
    "figures": {},
    "crosstab": {"filters": PRAKSIS},
    "typology": {"space": "Praksis og kurs"},
}
"""What a page of the analysis shows, as its export is asked for."""

SPACE = PropertySpace(
    "Praksis og kurs",
    (
        PropertyDimension(
            "Praksis",
            (PropertyValue("med", (PropertyRule(code="praksis"),)), PropertyValue("uten")),
        ),
        PropertyDimension(
            "Kurs",
            (PropertyValue("på kurs", (PropertyRule(attribute="course"),)), PropertyValue("ikke")),
        ),
    ),
)

OF_ITS_OWN_UNIT = {"balance", "figures"}
"""Here each column, or row, says what it counts."""

OF_NO_LAYER = {"balance", "figures"}
"""Here nothing depends on whose coding counts."""

FORMATS_OF = {kind: {one.key for one in formats(kind)} for kind in KINDS}


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("tables")
    made = build(folder / "study.db")
    made.add_relation("P01", "had_placement_with", "A01")
    made.add_relation("P03", "had_placement_with", "A01")
    made.selections.create("Kapittel")
    excerpts = made.excerpts(filters=PRAKSIS)
    for row in excerpts[excerpts["person"].isin(["P01", "A01"])].to_dict("records"):
        made.selections.add(
            "Kapittel", row["interview"], int(row["start"]), int(row["end"]),
            person=row["person"], code="praksis",
        )  # fmt: skip
    made.summary("praksis", "deltaker", "De øver.")
    made.property_space_save(SPACE)
    made.analyse()
    (folder / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    figures = "source,category,value,unit,base,n_base\nNAV,i jobb,41,prosent,startet,50\n"
    (folder / "figures.csv").write_text(figures, encoding="utf-8")
    made.design(folder)
    return made


def drawn(svg: bytes) -> str:
    """The words of a picture, line after line."""
    return " ".join(
        unescape(one) for one in re.findall(r"<t(?:ext|span)[^>]*>([^<>]+)<", svg.decode())
    )


def rows(study: Study, kind: Kind) -> list[dict[str, str]]:
    made = study.exported(kind, "csv", **WANTED[kind]).decode()
    return list(csv.DictReader(StringIO(made)))


def test_these_are_the_kinds_that_are_tables_of_an_analysis() -> None:
    """But for new codes and the agreement of coders, which are tested where they are drawn."""
    of_texts = {"excerpts", "codebook", "transcript", "memos"}
    pictured = {kind for kind in FORMATS_OF if "svg" in FORMATS_OF[kind]}
    assert set(WANTED) | {"new_codes", "agreement"} == pictured
    assert set(FORMATS_OF) - pictured == of_texts


@pytest.mark.parametrize("kind", WANTED)
def test_a_picture_says_study_date_filters_layer_unit_and_number(study: Study, kind: Kind) -> None:
    said = drawn(study.exported(kind, "svg", **WANTED[kind], date="2026-03-03"))
    for label in ("Study: Prøvestudie", "Date: 3 March 2026", "Filters: ", "Number: "):
        assert label in said
    assert ("Coding layer: primary coding" in said) == (kind not in OF_NO_LAYER)
    assert ("Unit of counting: " in said) == (kind not in OF_ITS_OWN_UNIT)


@pytest.mark.parametrize("kind", WANTED)
def test_a_table_says_in_every_row_what_it_is_of(study: Study, kind: Kind) -> None:
    found = rows(study, kind)
    assert found
    for row in found:
        assert (row["study"], bool(row["date"]), bool(row["count"])) == ("Prøvestudie", True, True)
        assert (row["layer"] == "primary") == (kind not in OF_NO_LAYER)
        assert kind in OF_ITS_OWN_UNIT or row["unit"]


@pytest.mark.parametrize("kind", WANTED)
def test_every_format_is_the_same_each_time(study: Study, kind: Kind) -> None:
    for format in ("xlsx", "svg", "png"):
        made = study.exported(kind, format, **WANTED[kind])
        assert made == study.exported(kind, format, **WANTED[kind])
    book = openpyxl.load_workbook(BytesIO(study.exported(kind, "xlsx", **WANTED[kind])))
    assert len(book.worksheets) > 1
    picture = Image.open(BytesIO(study.exported(kind, "png", **WANTED[kind])))
    picture.load()
    assert picture.text["Study"] == "Prøvestudie"


# -- both sides of a placement --------------------------------------------------------------


def test_both_sides_of_a_placement_stand_beside_each_other(study: Study) -> None:
    frame = study.placement("P01", "A01", filters=PRAKSIS)
    found = rows(study, "placement")
    assert [(row["code"], row["person"], row["start"]) for row in found] == [
        (row.code, row.person, str(row.start)) for row in frame.itertuples()
    ]
    said = drawn(study.exported("placement", "svg", **WANTED["placement"]))
    assert "from both sides of one placement" in said
    for quote in frame["quote"]:
        assert str(quote).split()[0] in said


def test_who_may_not_be_quoted_is_a_side_without_words(study: Study) -> None:
    wanted: dict[str, Any] = {"filters": PRAKSIS, "placement": ("P03", "A01")}
    assert len(study.placement("P03", "A01", filters=PRAKSIS))
    for format in ("csv", "json", "md", "html"):
        assert "Jeg sier ikke mer" not in study.exported("placement", format, **wanted).decode()
    assert (
        "Left out: P03 (may not be quoted)" in study.exported("placement", "md", **wanted).decode()
    )
    said = drawn(study.exported("placement", "svg", **wanted))
    assert "(may not be quoted)" in said
    assert "Jeg sier ikke mer" not in said


@pytest.mark.parametrize("two", [(), ("P01",), ("P01", "A01", "A02")])
def test_a_placement_has_two_sides(study: Study, two: tuple[str, ...]) -> None:
    with pytest.raises(CallError, match=f"A placement has two sides; {len(two)} persons"):
        study.exported("placement", "csv", filters=PRAKSIS, placement=two)


# -- who says it, and whose voices ------------------------------------------------------------


def test_who_says_what_a_query_finds_is_counted_as_on_the_page(study: Study) -> None:
    said = study.query_found("praksis").said
    found = rows(study, "query")
    for name in ("actor_type", "passages", "n", "N", "persons", "persons_N"):
        assert [row[name] for row in found] == [str(one) for one in said[name]]
    assert found[0]["count"].startswith(f"{study.query_found('praksis').number} passages · ")


def test_whose_voices_a_selection_carries_is_a_file_as_the_verb_prints_it(study: Study) -> None:
    frame = study.balance("Kapittel")
    found = rows(study, "balance")
    assert [[row[name] for name in frame.columns] for row in found] == [
        [str(one) for one in row] for row in frame.itertuples(index=False, name=None)
    ]
    about = json.loads(study.exported("balance", "json", selection="Kapittel"))["provenance"]
    assert (about["layer"], about["filters"]) == ("", "")
    said = study.exported("balance", "md", selection="Kapittel").decode()
    assert "1 of 1" in said


# -- a comparison, and tables in general --------------------------------------------------------


def test_the_picture_of_a_comparison_has_what_each_side_comes_to(study: Study) -> None:
    said = drawn(study.exported("compare", "svg", **WANTED["compare"]))
    assert "De øver." in said
    assert "Anne · " in said


def test_a_picture_of_nothing_says_so(study: Study) -> None:
    nothing: dict[str, Any] = {"filters": PRAKSIS, "branch": "praksis"}
    assert study.explanations(**nothing).empty
    said = drawn(study.exported("explanations", "svg", **nothing))
    assert "No cells." in said
    assert "Study: Prøvestudie" in said


def lines_of(grid: Grid) -> list[dict[str, Any]]:
    """The lines of a picture: text, and where it begins."""
    made = table_picture.chart(grid, title="Tabell", footer=("Under",)).to_dict()
    layers = [layer for layer in made["layer"] if layer["mark"]["type"] == "text"]
    return [value for layer in layers for value in made["datasets"][layer["data"]["name"]]]


def test_words_longer_than_a_column_are_broken_and_none_is_lost() -> None:
    words = [f"ord{number}" for number in range(80)]
    long = GridCell(" ".join(words))
    grid = Grid("t", ((GridCell("a"), GridCell("b")),), ((GridCell("r"), long),))
    lines = [str(line["text"]) for line in lines_of(grid)]
    assert [word for line in lines for word in line.split() if word in words] == words
    assert max(map(len, lines)) * table_picture.LETTER <= table_picture.WIDEST


def test_a_heading_over_several_columns_moves_none_of_them() -> None:
    over = GridCell(""), GridCell("over", span=2), GridCell("ved siden")
    heads = GridCell(""), GridCell("en"), GridCell("to"), GridCell("tre")
    grid = Grid("t", (over, heads), ((GridCell("r"), *map(GridCell, "123")),))
    places = {line["text"]: line["x"] for line in lines_of(grid)}
    assert places["over"] == places["en"] == places["1"]
    assert places["to"] == places["2"] > places["1"]
    assert places["ved siden"] == places["tre"] == places["3"] > places["2"]


def test_a_long_table_is_cut_and_says_so() -> None:
    rows = tuple((GridCell(f"rad {number}"),) for number in range(table_picture.MOST + 5))
    lines = [line["text"] for line in lines_of(Grid("t", ((GridCell("a"),),), rows))]
    assert f"rad {table_picture.MOST - 1}" in lines
    assert f"rad {table_picture.MOST}" not in lines
    assert f"The first {table_picture.MOST} of {len(rows)} rows; the other files hold all." in lines


def test_a_table_without_rows_says_so_and_keeps_what_it_is_of() -> None:
    assert [line["text"] for line in lines_of(Grid("t", (), ()))] == ["No cells.", "Under"]


def test_the_norwegian_csv_is_offered_wherever_csv_is() -> None:
    for of_kind in FORMATS_OF.values():
        assert {"csv", "csv_excel_nb"} <= of_kind <= set(FORMATS)


def test_the_names_of_programs_are_the_same_in_both_languages() -> None:
    with in_language("nb"):
        assert [_(FORMATS[key].label) for key in ("docx", "xlsx", "csv")] == [
            "Word",
            "Excel",
            "CSV",
        ]
