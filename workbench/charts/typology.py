"""A property space as it is read: its cells crossed, headings nested where there are many
dimensions, and what each cell says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from workbench.charts.table import HIDDEN, in_no_cell, is_hidden, is_small, records
from workbench.model import PropertySpace
from workbench.texts import _, marked, ngettext

Key = tuple[str, ...]

_HIDEABLE = ("n", "persons", "by_hand")

STATES: Mapping[str, str] = {
    "placed": marked("placed"),
    "undecided": marked("undecided"),
    "conflict": marked("in conflict"),
}


@dataclass(frozen=True)
class Cell:
    """A cell of the space: cases n of N, persons of those in the sample; `outside` says why the
    sample cannot fill it; `told` persons outside the sample speak of it under `code`, None where
    they are too few to be shown. Of a hidden cell n, persons and by_hand are 0, and nothing shows
    them."""

    key: Key
    label: str
    n: int
    N: int
    persons: int
    of_persons: int
    by_hand: int
    outside: str
    code: str
    told: int | None
    hidden: bool = False

    @property
    def counted(self) -> str:
        """What stands in the cell; never 0 where the sample cannot fill it."""
        if not self.of_persons:
            return "–"
        if self.hidden:
            return _("hidden")
        if self.outside and not self.n:
            return _("outside the sample")
        return _("{n} of {N} persons", n=self.persons, N=self.of_persons)

    @property
    def beside(self) -> str:
        """What stands under the number: more cases than persons, and those placed by hand."""
        said = []
        if self.n != self.persons:
            said.append(ngettext("{n} case", "{n} cases", self.n))
        if self.by_hand:
            said.append(ngettext("{n} by hand", "{n} by hand", self.by_hand))
        if self.outside and (self.n or self.hidden):
            said.append(_("the sample cannot fill this cell"))
        return " · ".join(said)

    @property
    def telling(self) -> str:
        """How many of those who are not placed here tell of such cases."""
        if self.told is None:
            return _("told of by others")
        if not self.told:
            return ""
        return ngettext("told of by {n} other", "told of by {n} others", self.told)

    @property
    def small(self) -> bool:
        """One or two persons, who may be recognised."""
        return is_small(self.persons)


@dataclass(frozen=True)
class Crossed:
    """The cells of a space as a table: the first half of its dimensions are rows, the others
    columns. A row or column is named by one value of each."""

    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    rows: tuple[Key, ...]
    columns: tuple[Key, ...]
    cells: Mapping[Key, Cell]

    def cell(self, row: Key, column: Key) -> Cell:
        """The cell where a row and a column meet."""
        return self.cells[row + column]


def crossed(space: PropertySpace, frame: pd.DataFrame) -> Crossed:
    """The frame of `Study.typology` as a table."""
    names = [one.name for one in space.dimensions]
    values = [[one.name for one in dimension.values] for dimension in space.dimensions]
    half = len(names) // 2
    cells = {}
    for row in records(frame):
        key = tuple(str(row[name]) for name in names)
        hidden = is_hidden(row)
        n, persons, by_hand = (0 if hidden else int(row[name]) for name in _HIDEABLE)
        cells[key] = Cell(
            key=key, label=row["label"], n=n, N=int(row["N"]), persons=persons,
            of_persons=int(row["persons_N"]), by_hand=by_hand, outside=row["reason"],
            code=row["code"], told=None if row["told"] is None else int(row["told"]),
            hidden=hidden,
        )  # fmt: skip
    return Crossed(
        tuple(names[:half]), tuple(names[half:]), tuple(product(*values[:half])),
        tuple(product(*values[half:])), cells,
    )  # fmt: skip


def spans(keys: Sequence[Key], level: int) -> list[tuple[str, int]]:
    """The headings of one level over these keys, each with how many keys it stands over."""
    found: list[tuple[Key, int]] = []
    for key in keys:
        if found and found[-1][0] == key[: level + 1]:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((key[: level + 1], 1))
    return [(key[level], n) for key, n in found]


def case_name(row: Mapping[str, Any]) -> str:
    """A case in words: person, time and offer."""
    time = str(row["time"])
    when = _("round {round}", round=time) if time.isdecimal() and len(time) == 1 else time
    return " · ".join(part for part in (str(row["person"]), when, str(row["offer"])) if part)


def left(cases: pd.DataFrame, *, hide_small: bool = False) -> str:
    """How many cases are placed, and what is put nowhere: the numbers that a cell would follow
    from, so that none is told where small cells are hidden."""
    if hide_small:
        return ngettext("{n} case", "{n} cases", len(cases))
    n = {state: int((cases["state"] == state).sum()) for state in STATES}
    said = [_("{n} of {N} cases placed", n=n["placed"], N=len(cases))]
    if n["undecided"]:
        said.append(_("{n} undecided", n=n["undecided"]))
    if n["conflict"]:
        said.append(_("{n} in conflict", n=n["conflict"]))
    return " · ".join(said)


def notes(
    space: PropertySpace, shown: Crossed, *, nobody: int = 0, left_out: Sequence[str] = ()
) -> list[str]:
    """What a reader must know to read the numbers right."""
    hidden = any(cell.hidden or cell.told is None for cell in shown.cells.values())
    unit = (
        _("A case is a person, an offer and a round.") if space.time == "round"
        else _("A case is a person and an offer, over all rounds.")
    )  # fmt: skip
    said = [
        unit,
        _("N is the persons of the sample with usable text; one person can be in several cells, at"
          " several times or with several offers."),
        _("A case for which the rules find no value of a dimension is undecided, one for which they"
          " find several is in conflict; both are put in no cell."),
    ]  # fmt: skip
    return [*([_(HIDDEN)] if hidden else []), *said, *in_no_cell(nobody, left_out)]
