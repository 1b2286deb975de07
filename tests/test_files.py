"""Tables in files: what is read, and what is refused rather than read wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import FileFaults
from workbench.files import read_table


def table(folder: Path, text: str) -> Path:
    path = folder / "memos.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_comma_without_quotation_marks_is_refused_with_its_row(tmp_path: Path) -> None:
    path = table(tmp_path, "object,text,coder\nP01,Ja, men når?,Anne\nP02,Nei.,Anne\n")
    with pytest.raises(FileFaults, match=r"memos\.csv, row 2: The row has 4 cells"):
        read_table(path)


def test_empty_cells_at_the_end_of_a_row_are_nothing(tmp_path: Path) -> None:
    path = table(tmp_path, "object,text\nP01,Ja.,,\nP02\n")
    assert [row.cells for row in read_table(path).rows] == [
        {"object": "P01", "text": "Ja."},
        {"object": "P02"},
    ]
