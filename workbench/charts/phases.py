"""How barriers are explained, phase by phase, as a reader meets it: the frame of
`Study.explanations` made into a table.

Rows are the codes under their phase and the scheme's level, which only groups them; columns are
the explanations within each group of speakers. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import pandas as pd

from workbench.analysis.explanations import ANY, BOTH
from workbench.charts.table import (
    Column,
    Key,
    Names,
    Row,
    Table,
    as_key,
    cell_of,
    is_hidden,
    is_small,
    value_name,
)
from workbench.model import Code
from workbench.scheme.tree import Tree
from workbench.texts import _, marked
from workbench.words import code_name

Counted = Literal["persons", "interviews"]
COUNTED: tuple[Counted, ...] = get_args(Counted)

BOTH_WAYS = "↔"
"""Stands after a code that is explained in more than one way."""

LEVELS: Mapping[str, str] = {
    "individ": marked("the individual"),
    "system": marked("the system"),
}
SHORT = 14
"""As many letters as the heading of an explanation may have; longer names give way to the key."""


@dataclass(frozen=True)
class Explained:
    """The table, which of its codes are told in more than one way, and what its short headings
    stand for."""

    table: Table
    both_ways: tuple[str, ...]
    headings: Mapping[str, str]


def table(
    frame: pd.DataFrame, names: Names, *, by: str, count: Counted = "persons",
    only_both_ways: bool = False,
) -> Explained:  # fmt: skip
    """The frame as rows and columns; `only_both_ways` keeps the codes that are told in more than
    one way."""
    records = [{str(k): v for k, v in one.items()} for one in frame.to_dict("records")]
    both = both_ways(records)
    if only_both_ways:
        records = [one for one in records if one["code"] in both]
    columns = _columns(records, names, by, count)
    cells = {}
    named = {
        (one["code"], as_key(one[by])) for one in records if one["explained"] == ANY and _has(one)
    }
    for one in records:
        key = as_key(one[by]), str(one["explained"])
        column = next(column for column in columns if column.key == key)
        counted = dict(one)
        if count == "persons":
            counted |= {"n": one["persons"], "N": one["persons_N"]}
        if (one["code"], key[0]) in named:
            # Who brings it up unasked has said it: then a 0 is one.
            counted["asked"] = ""
        cells[str(one["code"]), column.id] = cell_of(counted, merged=column.merged)
    headings = {
        heading(key, names.codes): name
        for key in dict.fromkeys(str(one["explained"]) for one in records)
        if (name := _name(key, names.codes)) and name != heading(key, names.codes)
    }
    shown = Table("code", (by, "explained"), count, _rows(records, names, both), columns, cells)
    return Explained(shown, both, headings)


def both_ways(records: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The codes that are explained in more than one way, by whomever, as far as it is shown."""
    told: dict[str, set[str]] = {}
    for one in records:
        if one["explained"] not in ("", ANY) and not is_hidden(one) and int(one["excerpts"]):
            told.setdefault(str(one["code"]), set()).add(str(one["explained"]))
    return tuple(code for code, kinds in told.items() if BOTH in kinds or len(kinds) > 1)


def heading(explained: str, codes: Sequence[Code]) -> str:
    """An explanation as a column is headed: the code's name, or where it is long, its key."""
    name = _name(explained, codes)
    return name if len(name) <= SHORT else explained.rpartition(".")[2]


def phase_name(phase: str, codes: Sequence[Code]) -> str:
    """A phase as its heading says it: the name of the branch of that key, where there is one."""
    name = next((code_name(code) for code in codes if code.key == phase), phase)
    return name or _("no phase")


def _name(explained: str, codes: Sequence[Code]) -> str:
    fixed = {BOTH: _("both"), "": _("not told"), ANY: _("in all")}
    if explained in fixed:
        return fixed[explained]
    return next((code_name(code) for code in codes if code.key == explained), explained)


def _columns(
    records: Sequence[Mapping[str, Any]], names: Names, by: str, count: Counted
) -> tuple[Column, ...]:
    columns: dict[Key, Column] = {}
    for one in records:
        key = as_key(one[by]), str(one["explained"])
        if key in columns:
            continue
        group = value_name(by, key[0], names)
        interviews, persons, done = int(one["N"]), int(one["persons_N"]), int(one["done"])
        columns[key] = Column(
            key=key,
            heading=group[:1].upper() + group[1:],
            label=heading(key[1], names.codes),
            N=persons if count == "persons" else interviews,
            persons_N=persons,
            done=done,
            usable=interviews,
            merged=count == "interviews" and persons != interviews,
            small=is_small(persons),
            uncoded=bool(interviews) and not done and not _any(records, by, key[0]),
        )
    return tuple(columns.values())


def _any(records: Sequence[Mapping[str, Any]], by: str, group: str) -> bool:
    return any(_has(one) for one in records if as_key(one[by]) == group)


def _has(record: Mapping[str, Any]) -> bool:
    """Whether there is anything in a row of the frame, or may be."""
    return is_hidden(record) or int(record["n"]) > 0


def _rows(
    records: Sequence[Mapping[str, Any]], names: Names, both: Sequence[str]
) -> tuple[Row, ...]:
    """Phases, under them the scheme's levels, under these the codes in the order of the scheme."""
    tree = Tree(names.codes)
    found: dict[str, dict[str, dict[str, None]]] = {}
    for one in records:
        levels = found.setdefault(str(one["phase"]), {})
        levels.setdefault(str(one["level"]), {})[str(one["code"])] = None
    rows: list[Row] = []
    for phase, levels in found.items():
        above = f"phase:{phase}"
        rows.append(Row(above, "", phase_name(phase, names.codes), 0, "", True, False, ""))
        for level in sorted(levels, key=lambda one: (one != "", one)):
            parent, depth = above, 1
            if level:
                parent, depth = f"{above}:{level}", 2
                said = _("by the scheme: {level}", level=_(LEVELS.get(level, level)))
                rows.append(Row(parent, "", said, 1, above, True, False, ""))
            for key in levels[level]:
                label = _label(key, phase, tree)
                label = f"{label} {BOTH_WAYS}" if key in both else label
                color = tree.color(tree.by_key[key]) if key in tree.by_key else ""
                rows.append(Row(key, key, label, depth, parent, False, False, color))
    return tuple(rows)


def _label(key: str, phase: str, tree: Tree) -> str:
    """The code's name, after those above it that are not the phase itself."""
    code = tree.by_key.get(key)
    if code is None:
        return key
    path = tree.path(code)
    if len(path) == 1 and key == phase:
        return _("all of it")
    return " › ".join(code_name(one) for one in path[1:] or path)
