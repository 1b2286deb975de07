"""CSV, as a standard and as Norwegian Excel reads it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from workbench.exports import provenance as said
from workbench.exports.model import Cell, Column, DataTable, Provenance
from workbench.exports.text import plain_line_ends, starts_a_formula
from workbench.texts import _


@dataclass(frozen=True)
class Dialect:
    """How a csv file is written. Only files for people have their header in words."""

    delimiter: str
    decimal: str
    encoding: str
    line_end: str
    for_people: bool


STANDARD = Dialect(",", ".", "utf-8", "\n", for_people=False)
EXCEL_NORWEGIAN = Dialect(";", ",", "utf-8-sig", "\r\n", for_people=True)


def delimited(table: DataTable, provenance: Provenance, dialect: Dialect = STANDARD) -> bytes:
    """A header always, then the rows, each ending with the provenance.

    The provenance stands in columns of its own: lines of comment above the header are read as
    data by most programs.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator=dialect.line_end)
    columns = [*table.columns, *said.columns(provenance)]
    writer.writerow(column.label if dialect.for_people else column.key for column in columns)
    end = said.cells(provenance, for_people=dialect.for_people)
    for row in table.rows:
        writer.writerow(_texts((*row, *end), columns, dialect))
    return out.getvalue().encode(dialect.encoding)


def _texts(row: tuple[Cell, ...], columns: Sequence[Column], dialect: Dialect) -> Iterator[str]:
    for value, column in zip(row, columns, strict=True):
        if value is None:
            yield ""
        elif isinstance(value, bool):
            yield _yes_or_no(value) if dialect.for_people else str(value).lower()
        elif isinstance(value, float):
            yield repr(value).replace(".", dialect.decimal)
        elif isinstance(value, int):
            yield str(value)
        else:
            text = said.value_name(value) if column.words and dialect.for_people else value
            safe = f"'{text}" if starts_a_formula(text) else text
            yield plain_line_ends(safe)


def _yes_or_no(value: bool) -> str:
    return _("yes") if value else _("no")
