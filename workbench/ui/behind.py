"""What stands behind a cell of the cross-tab: its excerpts, and those of N who have none.

`read` is a page's way to the study's methods; what comes back is arranged, never counted anew.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pandas as pd

from workbench.analysis import cells
from workbench.model import Filters
from workbench.texts import _, marked, number
from workbench.ui.address import View, cell_filters
from workbench.ui.table import MERGED, Cell, Column, Key, Row, Table, as_key, records

Rows = cells.Behind

_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}|var\(--[a-z-]+\)")

HIDDEN = marked("This cell is hidden. Show small cells to read what stands behind it.")

UNNAMED = marked("Nobody is named while small cells are hidden.")

NAMED = 4
"""How many of those without the code the tab names before it counts them."""


@dataclass(frozen=True)
class About:
    """What is said of a person under a quote, and whether the quote may leave the study."""

    said: str = ""
    quotable: bool = True


class Read(Protocol):
    """A reading method of the study by name."""

    def __call__(self, verb: str, *arguments: object, **options: object) -> Any: ...


@dataclass(frozen=True)
class Behind:
    """A chosen cell with its row and column."""

    row: Row
    column: Column
    cell: Cell

    @property
    def id(self) -> str:
        """A short name for the cell, for keys of widgets."""
        key = json.dumps([self.row.id, self.column.id])
        return hashlib.sha256(key.encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Absent:
    """One of N that does not have what the row counts; `interview` leads to its text."""

    label: str
    interview: str
    done: bool


def cell(shown: Table, place: tuple[str, Key] | None) -> Behind | None:
    """The chosen cell, if this table has it."""
    if place is None:
        return None
    row, column = shown.row(place[0]), shown.column(place[1])
    if row is None or column is None or (row.id, column.id) not in shown.cells:
        return None
    return Behind(row, column, shown.cells[row.id, column.id])


def filters(view: View, behind: Behind) -> Filters:
    """The filters that bring the cell's excerpts on another page."""
    return cell_filters(view, behind.row.key, behind.column.key)


def rows(read: Read, view: View, behind: Behind) -> Rows:
    """The study's rows behind the cell, in the order of the study."""
    names, values = (view.rows, *view.columns), (behind.row.key, *behind.column.key)
    found: Rows = read(
        "cell_rows",
        dict(zip(names, values, strict=True)),
        count=view.count,
        direct=behind.row.direct,
        filters=view.filters,
    )
    return found


def valences(found: Rows) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    """By interview and person: start, end and valence of each coding that carries one."""
    return marks(found.codings, "valence")


def marks(codings: pd.DataFrame, *names: str) -> dict[tuple[str, str], list[tuple[int, int, str]]]:
    """By interview and person: start, end and value of each coding that carries any of these."""
    by_place: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    for record in records(codings):
        for name in names:
            if record[name]:
                place = (str(record["interview"]), as_key(record["person"]))
                by_place.setdefault(place, []).append(
                    (int(record["start"]), int(record["end"]), str(record[name]))
                )
    return by_place


def absent(read: Read, view: View, behind: Behind, found: Rows) -> list[Absent]:
    """Those of the cell's N that do not have what the row counts, in the order of the study:
    persons where persons are counted, else interviews."""
    unit = "person" if view.count == "persons" else "interview"
    done = found.without.groupby(unit, sort=False)["done"].all()
    labels = _labels(read, view, behind)
    return [
        Absent(labels.get(str(one), str(one)), str(one) if unit == "interview" else "", bool(all_))
        for one, all_ in done.items()
    ]


def absent_title(found: Sequence[Absent]) -> str:
    """The tab of those without: named while they are few, else counted."""
    if not found:
        return _("Not with: none")
    if len(found) <= NAMED:
        return _("Not with: {names}", names=", ".join(one.label for one in found))
    return _("Not with: {n}", n=number(len(found)))


def about(persons: pd.DataFrame, person_interviews: pd.DataFrame) -> dict[str, About]:
    """What stands beside a person's id under a quote.

    Those who are interviewed round by round are told apart by their course, all others by
    their attribution.
    """
    with_rounds = {
        str(record["person"]) for record in records(person_interviews) if as_key(record["round"])
    }

    def said(record: Mapping[str, Any]) -> str:
        wanted = ("course", "attribution") if record["person"] in with_rounds else ("attribution",)
        return next((as_key(record[name]) for name in wanted if as_key(record.get(name))), "")

    return {
        str(record["person"]): About(said(record), record.get("consent", "full") != "no_quotes")
        for record in records(persons)
    }


def safe(color: str) -> str:
    """A colour that may stand in a style sheet; anything else becomes the soft grey."""
    return color if _COLOR.fullmatch(color) else "var(--wb-soft)"


def _labels(read: Read, view: View, behind: Behind) -> dict[str, str]:
    """An interview is called by its person where the column holds each person once."""
    if view.count == "persons":
        return {}
    found = read("person_interviews")
    actor_types = set(cell_filters(view, MERGED, behind.column.key).actor_type)
    if actor_types:
        of = dict(zip(*(read("persons")[name] for name in ("person", "actor_type")), strict=True))
        found = found[found["person"].map(of).isin(actor_types)]
    if "round" not in view.columns or behind.column.merged or MERGED in behind.column.key:
        return {}
    single = found.groupby("interview")["person"].agg(list)
    return {str(i): str(persons[0]) for i, persons in single.items() if len(persons) == 1}
