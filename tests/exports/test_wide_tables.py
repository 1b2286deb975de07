"""A table of many columns in Word: several tables, each with the names of the rows."""

from __future__ import annotations

from io import BytesIO

import docx
from hypothesis import given
from hypothesis import strategies as st

from workbench.exports.model import Grid, GridCell, Page, Provenance
from workbench.exports.word import MOST_COLUMNS, document, parts


def grid(groups: list[int], rows: int = 2) -> Grid:
    """Groups of so many columns each under a heading of their own."""
    width = sum(groups)
    heads = (
        (GridCell(""), *(GridCell(f"g{n}", span=size) for n, size in enumerate(groups))),
        (GridCell("code"), *(GridCell(f"c{n}") for n in range(width))),
    )
    body = tuple(
        (GridCell(f"r{row}", level=row), *(GridCell(f"{row}.{n}") for n in range(width)))
        for row in range(rows)
    )
    return Grid("Cells", heads, body)


def texts(line: tuple[GridCell, ...]) -> list[str]:
    return [cell.text for cell in line]


def test_a_table_is_cut_between_its_groups_and_names_its_rows_again() -> None:
    first, second, third = parts(grid([5, 5, 5, 5, 5]), 11)
    assert texts(first.header[0]) == ["", "g0", "g1"]
    assert texts(second.header[1]) == ["code", *(f"c{n}" for n in range(10, 20))]
    assert texts(third.rows[1]) == ["r1", *(f"1.{n}" for n in range(20, 25))]
    assert third.rows[1][0].level == 1


def test_a_table_that_fits_stays_as_it_is_and_a_group_is_never_torn() -> None:
    whole = grid([5, 5])
    assert parts(whole, 11) == [whole]
    assert [sum(c.span for c in one.header[0]) for one in parts(grid([9, 2, 2]), 6)] == [10, 5]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8), st.integers(2, 12))
def test_every_cell_is_in_one_part_in_its_place(groups: list[int], most: int) -> None:
    whole = grid(groups)
    cut = parts(whole, most)
    for at, line in enumerate(whole.rows):
        assert [one for part in cut for one in texts(part.rows[at])[1:]] == texts(line)[1:]
    assert [one for part in cut for one in texts(part.header[0])[1:]] == texts(whole.header[0])[1:]
    for part in cut:
        widths = {sum(c.span for c in line) for line in (*part.header, *part.rows)}
        assert len(widths) == 1
        assert widths.pop() <= most or len(part.header[0]) == 2


def test_word_has_them_one_after_another() -> None:
    wide = grid([5] * 5)
    made = document(Page("Tittel", [wide], wide=True), Provenance("Studie", "2012-03-03"))
    tables = docx.Document(BytesIO(made)).tables
    assert len(tables) == len(parts(wide, MOST_COLUMNS)) == 2
    assert [table.rows[1].cells[0].text for table in tables] == ["code"] * 2
