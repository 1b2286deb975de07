"""How a cell of a printed cross-tab reads."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from workbench.exports import CrosstabView
from workbench.exports.crosstab import data, grid
from workbench.model import Count

NB = "\u00a0"


def _view(
    *cells: dict[str, Any], count: Count = "interviews", percent: bool = False
) -> CrosstabView:
    usual = {"code": "a", "actor_type": "deltaker", "n": 3, "N": 7, "asked": "yes"}
    rows = [
        usual | {"persons": one.get("n", 3), "persons_N": one.get("N", 7)} | one for one in cells
    ]
    rows = [{"done": row["N"]} | row for row in rows]
    return CrosstabView(
        "T", pd.DataFrame(rows), columns=("actor_type",), count=count, percent=percent
    )  # fmt: skip


def _cell(**cell: Any) -> str:
    percent = cell.pop("percent", False)
    count = cell.pop("count", "interviews")
    text = grid(_view(cell, count=count, percent=percent)).rows[0][1].text
    return text.replace(NB, " ")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param({}, "3 of 7", id="n of N"),
        pytest.param({"n": 0}, "0 of 7", id="none said it"),
        pytest.param({"n": 0, "N": 0}, "–", id="nobody there"),
        pytest.param({"n": 0, "asked": "no"}, "not asked", id="nobody was asked"),
        pytest.param({"n": 3, "asked": "no"}, "3 of 7", id="said without being asked"),
        pytest.param({"n": 1}, "1 of 7 †", id="one person"),
        pytest.param({"n": 5, "persons": 2}, "5 of 7, 2 of 7 persons †",
                     id="two persons, five times"),
        pytest.param({"n": 3}, "3 of 7", id="three persons"),
        pytest.param({"n": 5, "N": 9, "percent": True}, "5 of 9", id="no share below ten"),
        pytest.param({"n": 5, "N": 10, "percent": True}, "5 of 10 (50 %)", id="a share from ten"),
        pytest.param({"n": 2, "N": 16, "persons": 3, "percent": True, "count": "codings"},
                     "2 of 16 (13 %)",
                     id="halves up"),
        pytest.param({"n": 6, "N": 23, "persons": 4, "persons_N": 9}, "6 of 23, 4 of 9 persons",
                     id="persons beside where rounds are merged"),
        pytest.param({"n": 600, "N": 23000, "persons_N": 9, "count": "words"}, "600 of 23,000",
                     id="words alone"),
    ],
)  # fmt: skip
def test_a_cell_reads(cell: dict[str, Any], text: str) -> None:
    assert _cell(**cell) == text


def test_a_column_of_fewer_than_three_persons_is_marked() -> None:
    head = grid(_view({"actor_type": "NAV tiltak", "N": 2, "n": 0}, {"persons_N": 3})).header[0]
    assert [cell.text for cell in head] == ["Code", "NAV tiltak †", "deltaker"]


def test_a_column_that_is_not_coded_to_the_end_says_so() -> None:
    head = grid(_view({"done": 6}, {"actor_type": "NAV"})).header
    assert [cell.text.replace(NB, " ") for cell in head[-1]] == ["", "6 of 7 done", ""]


def test_only_cells_of_five_or_more_are_shaded() -> None:
    cells = grid(_view({"N": 4}, {"N": 5, "actor_type": "NAV"})).rows[0]
    assert [bool(cell.fill) for cell in cells[1:]] == [False, True]


def test_a_column_that_merges_rounds_is_never_shaded() -> None:
    cells = grid(_view({"n": 6, "N": 7, "persons": 6}, {"actor_type": "*"})).rows[0]
    assert [bool(cell.fill) for cell in cells[1:]] == [True, False]
    merged = grid(_view({"n": 6, "N": 7, "persons": 4, "persons_N": 5})).rows[0][1]
    assert not merged.fill


def test_words_are_shaded_by_share_the_largest_darkest() -> None:
    view = _view({"n": 10, "N": 1000}, {"n": 20, "N": 1000, "actor_type": "NAV"}, count="words")
    first, second = (cell.fill for cell in grid(view).rows[0][1:])
    people = grid(_view({"n": 7}, count="interviews")).rows[0][1].fill
    assert (first, second) == ("#cbdee0", people)


def test_a_cell_that_the_frame_lacks_is_a_dash() -> None:
    view = _view({"code": "a"}, {"code": "b", "actor_type": "NAV"})
    assert [cell.text for cell in grid(view).rows[0]][1:] == [f"3{NB}of{NB}7", "–"]


def test_missing_values_of_any_kind_are_none() -> None:
    frame = pd.DataFrame({"n": pd.array([1, None], "Int64"), "share": [0.5, float("nan")]})
    assert data(CrosstabView("T", frame)).rows == ((1, 0.5), (None, None))
