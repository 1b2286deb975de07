"""Actors side by side as a reader meets them: the long frame of `Study.compare` arranged.

A *side* is a group that has a column, a *line* a row across all columns: a code, or with a mark
one value of valence or stance within a code. Nothing is counted here; the page and the files draw
the same record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from workbench.charts import table
from workbench.charts.table import MERGED, Cell, Column, Names, Row, Table
from workbench.texts import _, marked, ngettext

_NUMBERS = (
    marked("one"), marked("two"), marked("three"), marked("four"), marked("five"), marked("six"),
    marked("seven"), marked("eight"), marked("nine"), marked("ten"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row across the sides. `mark` is None for all that the code has, else one value."""

    row: Row
    mark: str | None = None

    @property
    def id(self) -> str:
        """The code, and the value of the mark after a blank."""
        return self.row.key if self.mark is None else f"{self.row.key} {self.mark}"


@dataclass(frozen=True)
class Side:
    """A group: its column, and what it has of each code that is compared (by key)."""

    column: Column
    cells: Mapping[str, Cell]

    @property
    def key(self) -> str:
        """The value of the dimension."""
        return self.column.key[0]

    @property
    def name(self) -> str:
        """The group as a heading."""
        return self.column.heading

    @property
    def empty(self) -> bool:
        """Whether nobody here has any of the codes; of a hidden number that is not told."""
        return not any(map(_has, self.cells.values()))

    @property
    def counted(self) -> str:
        """16 of 23 interviews · 7 of 9 persons; of several codes, only what there is."""
        (first, *others) = self.cells.values()
        if first.N == 0:
            return _("no interview with usable text")
        if others:
            parts = [ngettext("{n} interview", "{n} interviews", first.N)]
            if self.column.merged:
                parts.append(ngettext("{n} person", "{n} persons", first.persons_N))
            return " · ".join(parts)
        parts = [table.counted_text(first, "interviews")]
        if self.column.merged and first.kind != "hidden":
            parts.append(
                _("{n} of {N} persons", n=table.written(first.persons),
                  N=table.written(first.persons_N))
            )  # fmt: skip
        return " · ".join(parts)


@dataclass(frozen=True)
class Sides:
    """A comparison. `heads` are the codes that are compared, `lines` what has a row; `cells` by
    line and side. `whole` are the recounted totals of the heads. `hidden` sides have nothing."""

    by: str
    mark: str
    heads: tuple[Row, ...]
    lines: tuple[Line, ...]
    sides: tuple[Side, ...]
    hidden: tuple[Side, ...]
    cells: Mapping[tuple[str, str], Cell]
    whole: Mapping[str, Cell]
    shown: Table

    @property
    def title(self) -> str:
        """What is compared, and from how many sides."""
        codes = _(" and ").join(row.label for row in self.heads)
        if self.by != "actor_type":
            dimension = table.dimension_name(self.by)
            return _("{codes}, by {dimension}", codes=codes, dimension=dimension.lower())
        match len(self.sides):
            case 0:
                return codes
            case 1:
                return _("{codes}, seen from one side", codes=codes)
            case n:
                number = _(_NUMBERS[n - 1]) if n <= len(_NUMBERS) else str(n)
                return _("{codes}, seen from {number} sides", codes=codes, number=number)

    def line(self, id: str) -> Line | None:
        """The line, or the head that has no line of its own, of this id."""
        known = [*self.lines, *(Line(row) for row in self.heads)]
        return next((one for one in known if one.id == id), None)

    def side(self, key: str) -> Side | None:
        """The side that is shown of this group."""
        return next((one for one in self.sides if one.key == key), None)

    def counted(self) -> list[str]:
        """28 of 37 interviews, of each code that is compared; and which sides are hidden."""
        said = []
        for row in self.heads if self.whole else ():
            text = table.counted_text(self.whole[row.key], "interviews")
            said.append(text if len(self.heads) == 1 else f"{row.label}: {text}")
        for side in self.hidden:
            named = _hidden(side)
            said.append(_("{side} is hidden", side=named))
        return said


def sides(
    frame: pd.DataFrame,
    names: Names,
    codes: Sequence[str],
    *,
    marks: pd.DataFrame | None = None,
    with_empty: bool = False,
) -> Sides:
    """The frame of `compare` with totals, for these codes, as sides and lines.

    `marks` is the same frame by a mark too, whose values then have lines under each code. Sides
    in which nobody has any of the codes are hidden unless `with_empty`.
    """
    by = str(frame.columns[1])
    shown = table.table(frame, names, count="interviews", totals="all")
    records = {(str(row["code"]), _key(row[by])): row for row in table.records(frame)}
    rows = {row.key: row for row in shown.rows}
    # Where the filters leave nobody there are no rows; what is asked for is still named.
    heads = tuple(
        replace(rows[key], level=0, parent="") if key in rows else _unheard(key, names)
        for key in dict.fromkeys(codes)
    )
    found = [
        Side(column, {row.key: _cell(records[row.key, column.key[0]], column) for row in heads})
        for column in shown.columns
        if column.key[0] != MERGED
    ]
    kept = tuple(side for side in found if with_empty or not side.empty)
    mark = "" if marks is None else str(marks.columns[2])
    lines = _lines(shown, heads, with_heads=bool(mark))
    cells = {
        (line.id, side.key): _cell(records[line.row.key, side.key], side.column)
        for line in lines
        for side in kept
    }
    if marks is not None:
        lines = _with_marks(lines, kept, marks, mark, by, cells)
    return Sides(
        by, mark, heads, tuple(lines), kept,
        tuple(side for side in found if side not in kept), cells,
        {
            row.key: table.cell_of(records[row.key, MERGED], merged=True)
            for row in heads if (row.key, MERGED) in records
        }, shown,
    )  # fmt: skip


def _unheard(key: str, names: Names) -> Row:
    label = table.value_name("code", key, names)
    return Row(key, key, label, 0, "", False, False, "")


def notes(shown: Sides, *, nobody: int = 0, left_out: Sequence[str] = ()) -> list[str]:
    """What a reader must know to read the numbers right, beside what their marks mean.

    `nobody` is the number of codings on words of nobody, `left_out` the interviews whose speakers
    are unknown.
    """
    said = [
        *table.hidden_note(shown.cells.values()),
        _("A parent code counts an interview once, however many of its codes it has."),
        _("Where rounds are merged, persons stand beside interviews: the same people return."),
    ]
    return [*said, *table.in_no_cell(nobody, left_out)]


def _lines(shown: Table, heads: Sequence[Row], *, with_heads: bool) -> list[Line]:
    """One code: the codes under it, itself where there are none. Several: each with its own."""
    keys = {row.key for row in heads}
    lines: list[Line] = []
    for head in heads:
        under = [row for row in shown.rows if row.parent == head.key and row.key not in keys]
        if len(heads) > 1 or with_heads or not under:
            lines.append(Line(replace(head, branch=False)))
        level = 1 if lines else 0
        lines += [Line(replace(row, level=level, branch=False)) for row in under]
    return lines


def _with_marks(
    lines: Sequence[Line], kept: Sequence[Side], marks: pd.DataFrame, mark: str, by: str,
    cells: dict[tuple[str, str], Cell],
) -> list[Line]:  # fmt: skip
    """Each line, then one for each value of the mark that any side has."""
    records = {
        (str(row["code"]), _key(row[by]), _key(row[mark])): row for row in table.records(marks)
    }
    values = list(dict.fromkeys(value for _code, _side, value in records if value != MERGED))
    found = []
    for line in lines:
        found.append(line)
        for value in values:
            row = replace(
                line.row, label=table.value_name(mark, value, Names()), level=line.row.level + 1
            )
            marked_line = Line(row, value)
            of_value = {
                side.key: _cell(records[line.row.key, side.key, value], side.column)
                for side in kept
            }
            if any(map(_has, of_value.values())):
                found.append(marked_line)
                cells |= {(marked_line.id, key): cell for key, cell in of_value.items()}
    return found


def _cell(record: Mapping[str, object], column: Column) -> Cell:
    return table.cell_of(record, merged=column.merged)


def _has(cell: Cell) -> bool:
    """Whether there is anything in a cell, or may be."""
    return cell.n > 0 or cell.kind == "hidden"


def _key(value: object) -> str:
    return table.as_key(value)


def _hidden(side: Side) -> str:
    """NAV tiltak (0 of 1, not coded to the end)."""
    (first, *_others) = side.cells.values()
    if first.kind != "count":
        return f"{side.name} ({table.cell_text(first)})"
    told = [table.cell_text(first)]
    if table.unfinished(side.column):
        told.append(_("not coded to the end"))
    return f"{side.name} ({', '.join(told)})"
