"""The design files: one row per interview and person, and the tables beside them.

All faults of all files are gathered and raised at once; nothing is stored then. Loading again
changes what is different and adds what is new; what a file no longer names stays.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from workbench.errors import Fault, FileFaults
from workbench.files import Table, TableRow, read_table
from workbench.model import (
    CODING_STATUSES,
    CONSENTS,
    LAYERS,
    MERGED,
    RELATIONS,
    ROUNDS,
    STATUSES,
)
from workbench.store import views
from workbench.store.actions import Action, coder_id
from workbench.store.database import Store
from workbench.store.reach import erased_persons
from workbench.texts import _, marked

Row = dict[str, Any]

SITTING = ("status", "date", "mode", "place", "minutes", "interviewer")
"""Columns on which the rows of one interview agree."""

PERSON = ("actor_type", "attribution", "consent", "left_course", "left_study")
"""Columns on which the rows of one person agree, beside the attributes."""

KNOWN = {"interview", "person", "round", "comment", *SITTING, *PERSON}


@dataclass(frozen=True)
class Loaded:
    """How many persons and interviews the files named, and which other tables were loaded."""

    persons: int
    interviews: int
    tables: tuple[str, ...]


def load(store: Store, path: Path, *, coder: str) -> Loaded:
    """Load a design file (csv or xlsx), or a folder with `interviews` and the tables beside it:
    actor_types, relations, assignments, figures, asked (each csv or xlsx, each may be missing).

    Raises FileFaults with the row and column of every fault; nothing is stored then.
    """
    files = _files(path)
    faults: list[Fault] = []
    with store.action(
        coder, "design", object=path.name, summary=marked("Design loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        tables: dict[str, Table] = {}
        for name, file in files.items():
            try:
                tables[name] = read_table(file, required=_REQUIRED[name])
            except FileFaults as error:
                faults.extend(error.faults)
        for name, table in tables.items():
            _LOADERS[name](_Loading(action, table, faults))
        if faults:
            raise FileFaults(faults)
        people = tables["interviews"].rows if "interviews" in tables else ()
        return Loaded(
            persons=len({row["person"] for row in people}),
            interviews=len({row["interview"] for row in people}),
            tables=tuple(name for name in tables if name != "interviews"),
        )


class _Loading:
    """One table on its way into the study: the open action, and where faults go."""

    def __init__(self, action: Action, table: Table, faults: list[Fault]) -> None:
        self.action = action
        self.store = action.store
        self.table = table
        self.faults = faults

    def fault(self, row: TableRow, column: str, message: str) -> None:
        fault = Fault(
            message, file=self.table.file, row=row.number, column=column, found=row[column]
        )
        self.faults.append(fault)

    def chosen(
        self, row: TableRow, column: str, choices: Sequence[str], default: str | None = None
    ) -> str:
        """The value of a cell that must be one of these; a fault where it is not."""
        value = row[column] or (default or "")
        if value in choices:
            return value
        near = difflib.get_close_matches(value, choices, n=1)
        hint = _(" Did you mean {name}?", name=near[0]) if near else ""
        self.fault(
            row, column,
            _("“{value}” is none of: {choices}.", value=value, choices=", ".join(choices)) + hint,
        )  # fmt: skip
        return default or choices[0]

    def whole(self, row: TableRow, column: str) -> int | None:
        """The whole number of a cell, or None where it is empty."""
        value = row[column]
        if not value:
            return None
        if value.isdecimal():
            return int(value)
        self.fault(row, column, _("“{value}” is no whole number.", value=value))
        return None

    def round(self, row: TableRow) -> int | None:
        """The round of a row, or None where it is empty."""
        value = row["round"]
        if not value or (value.isdecimal() and int(value) in ROUNDS):
            return int(value) if value else None
        known = ", ".join(str(one) for one in ROUNDS)
        self.fault(
            row, "round",
            _("“{value}” is not a round of this study ({known} or empty).",
              value=value, known=known),
        )  # fmt: skip
        return None

    def named(self, row: TableRow, column: str, table: str) -> bool:
        """Whether the study has what a cell names; a fault where it has not."""
        value = row[column]
        if value and self.store.get(table, id=value):
            return True
        known = [one["id"] for one in self.store.find(table)]
        near = difflib.get_close_matches(value, known, n=1)
        hint = _(" Did you mean {name}?", name=near[0]) if near else ""
        self.fault(row, column, _("“{value}” is not in the study.", value=value) + hint)
        return False


def _files(path: Path) -> dict[str, Path]:
    if path.is_dir():
        found = {
            name: file
            for name in _LOADERS
            for suffix in (".csv", ".xlsx")
            if (file := path / f"{name}{suffix}").is_file()
        }
        if not found:
            missing = _("holds no interviews.csv and no other design file")
            raise FileFaults([Fault(missing, file=str(path))])
        return found
    if not path.exists():
        raise FileFaults([Fault(_("is not there"), file=str(path))])
    name = path.stem if path.stem in _LOADERS else "interviews"
    return {name: path}


def _load_actor_types(loading: _Loading) -> None:
    for position, row in enumerate(loading.table.rows):
        if not row["key"]:
            loading.fault(row, "key", _("The key is missing."))
            continue
        name = row["name_nb"] or row["name_en"] or row["key"]
        values = {"key": row["key"], "name_nb": name, "name_en": row["name_en"] or name}
        loading.action.put("actor_type", {**values, "position": position})


def _load_interviews(loading: _Loading) -> None:
    table = loading.table
    attributes = [name for name in table.columns if name not in KNOWN]
    for position, name in enumerate(attributes):
        known = loading.store.get("attribute", name=name)
        if known is None:
            loading.action.insert("attribute", {"name": name, "position": position})
    _check_keys(loading)
    _check_withdrawn(loading)
    _check_agreement(loading, "interview", SITTING)
    _check_agreement(loading, "person", (*PERSON, *attributes))
    positions = _positions(loading.store)
    for row in table.rows:
        if not row["interview"] or not row["person"]:
            continue
        _put_person(loading, row, attributes, positions)
        _put_interview(loading, row, positions)
        loading.action.put(
            "person_interview",
            {
                "interview": row["interview"], "person": row["person"],
                "round": loading.round(row), "comment": row["comment"],
            },
        )  # fmt: skip


def _check_keys(loading: _Loading) -> None:
    first: dict[tuple[str, str], int] = {}
    for row in loading.table.rows:
        for column in ("interview", "person"):
            if not row[column]:
                loading.fault(row, column, _("The cell is empty."))
            elif "," in row[column] or row[column] == MERGED:
                # Lists of ids have commas between, and tables totals.
                loading.fault(row, column, _("An id has no comma, and is not “{id}”.", id=MERGED))
        key = (row["interview"], row["person"])
        if key in first and all(key):
            loading.fault(
                row, "person",
                _("{person} is in {interview} already, in row {row}.",
                  person=key[1], interview=key[0], row=first[key]),
            )  # fmt: skip
        first.setdefault(key, row.number)


def _check_withdrawn(loading: _Loading) -> None:
    """What was erased does not come back with an old file."""
    erased = erased_persons(loading.store)
    for row in loading.table.rows:
        if row["person"] in erased:
            loading.fault(
                row, "person",
                _("{person} has withdrawn and is erased: take the row out of the file.",
                  person=row["person"]),
            )  # fmt: skip


def _check_agreement(loading: _Loading, key: str, columns: Sequence[str]) -> None:
    """Rows of one interview or person say the same; a fault names both rows."""
    first: dict[str, TableRow] = {}
    for row in loading.table.rows:
        other = first.setdefault(row[key], row)
        if not row[key]:
            continue
        for column in columns:
            if row[column] != other[column]:
                loading.fault(
                    row, column,
                    _("{name} has “{value}” here and “{other}” in row {row}.",
                      name=row[key], value=row[column], other=other[column], row=other.number),
                )  # fmt: skip


def _positions(store: Store) -> dict[tuple[str, str], int]:
    return {
        (table, row["id"]): row["position"]
        for table in ("person", "interview")
        for row in store.find(table)
    }


def _position(positions: dict[tuple[str, str], int], table: str, name: str) -> int:
    """The place in the study's order: the one it has, or after all others."""
    return positions.setdefault((table, name), len(positions))


def _put_person(
    loading: _Loading,
    row: TableRow,
    attributes: Sequence[str],
    positions: dict[tuple[str, str], int],
) -> None:
    types = list(views.actor_types(loading.store)["key"])
    actor_type = loading.chosen(row, "actor_type", types) if row["actor_type"] else None
    loading.action.put(
        "person",
        {
            "id": row["person"], "actor_type": actor_type, "attribution": row["attribution"],
            "consent": loading.chosen(row, "consent", CONSENTS, "full"),
            "left_course": row["left_course"], "left_study": row["left_study"],
            "position": _position(positions, "person", row["person"]),
        },
    )  # fmt: skip
    for name in attributes:
        key = {"person": row["person"], "name": name}
        if row[name] == MERGED:
            loading.fault(row, name, _("“{value}” stands for a total in tables.", value=MERGED))
        elif row[name]:
            loading.action.put("person_attribute", {**key, "value": row[name]})
        elif loading.store.get("person_attribute", **key):
            loading.action.delete("person_attribute", (row["person"], name))


def _put_interview(loading: _Loading, row: TableRow, positions: dict[tuple[str, str], int]) -> None:
    if row["date"]:
        try:
            date.fromisoformat(row["date"])
        except ValueError:
            loading.fault(
                row, "date", _("“{value}” is no date such as 2012-03-31.", value=row["date"])
            )
    loading.action.put(
        "interview",
        {
            "id": row["interview"], "status": loading.chosen(row, "status", STATUSES, "held"),
            "date": row["date"], "mode": row["mode"], "place": row["place"],
            "minutes": loading.whole(row, "minutes"), "interviewer": row["interviewer"],
            "position": _position(positions, "interview", row["interview"]),
        },
    )  # fmt: skip


def _load_relations(loading: _Loading) -> None:
    for row in loading.table.rows:
        known = [loading.named(row, column, "person") for column in ("person", "other_person")]
        values = {
            "person": row["person"], "relation": loading.chosen(row, "relation", RELATIONS),
            "other_person": row["other_person"], "round": loading.round(row),
        }  # fmt: skip
        if all(known) and not loading.store.get("relation", **values):
            loading.action.insert("relation", values)


def _load_assignments(loading: _Loading) -> None:
    for row in loading.table.rows:
        known = loading.named(row, "interview", "interview")
        if not row["coder"]:
            loading.fault(row, "coder", _("The cell is empty."))
            continue
        who = coder_id(loading.action, row["coder"])
        layer = loading.chosen(row, "layer", LAYERS, "primary")
        status = loading.chosen(row, "coding_status", CODING_STATUSES, "not_started")
        if not known:
            continue
        primary = loading.store.get("assignment", interview=row["interview"], layer="primary")
        if layer == "primary" and primary is not None and primary["coder"] != who:
            loading.fault(row, "layer", _("The interview has another primary coder already."))
            continue
        values = {"interview": row["interview"], "coder": who}
        loading.action.put("assignment", {**values, "layer": layer, "coding_status": status})


def _load_figures(loading: _Loading) -> None:
    texts = ("source", "table", "course", "date", "base", "period", "definition", "time_point")
    for row in loading.table.rows:
        values: Row = {name: row[name] for name in texts}
        values |= {"category": row["category"], "unit": row["unit"], "value": None}
        values |= {name: loading.whole(row, name) for name in ("n_base", "courses_reporting")}
        if row["value"]:
            try:
                values["value"] = float(row["value"].replace(",", "."))
            except ValueError:
                found = _("“{value}” is no number.", value=row["value"])
                loading.fault(row, "value", found)
        if not loading.store.get("figure", **values):
            loading.action.insert("figure", values)


def _load_asked(loading: _Loading) -> None:
    codes = {code.key: code.id for code in views.codes(loading.store)}
    types = list(views.actor_types(loading.store)["key"])
    for row in loading.table.rows:
        if row["code"] not in codes:
            near = difflib.get_close_matches(row["code"], codes, n=1)
            hint = _(" Did you mean {name}?", name=near[0]) if near else ""
            missing = _("“{value}” is not in the scheme of the study.", value=row["code"])
            loading.fault(row, "code", missing + hint)
            continue
        actor_type = loading.chosen(row, "actor_type", types)
        asked = loading.chosen(row, "asked", ("yes", "no"))
        key = {"code": codes[row["code"]], "actor_type": actor_type}
        answer = {"round": loading.round(row) or 0, "asked": int(asked == "yes")}
        loading.action.put("asked", {**key, **answer})


_REQUIRED: dict[str, tuple[str, ...]] = {
    "actor_types": ("key",),
    "interviews": ("interview", "person", "actor_type"),
    "relations": ("person", "relation", "other_person"),
    "assignments": ("interview", "coder"),
    "figures": ("source", "category", "value"),
    "asked": ("code", "actor_type", "asked"),
}

_LOADERS: dict[str, Callable[[_Loading], None]] = {
    "actor_types": _load_actor_types,
    "interviews": _load_interviews,
    "relations": _load_relations,
    "assignments": _load_assignments,
    "figures": _load_figures,
    "asked": _load_asked,
}
