"""Addresses: what a page shows, as plain named values, read as carefully as any input.

Filters carry the names that the command line gives them (`actor_type`, `round`, `layer`, ...),
repeated for several values; attributes are `attribute=NAME=VALUE`. An empty value asks for what
is not stated, round 0 for those who are interviewed once. What an address asks for and the study
does not have is left out, and named.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeVar, get_args

from workbench.model import COUNTS, ONCE, ROUNDS, STANCES, VALENCES, Count, Filters
from workbench.ui.table import MERGED, Key, Totals

Of = Literal["N", "row", "column"]
Shown = Literal["table", "heatmap"]
Query = Mapping[str, Sequence[str]]
T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Facts:
    """What the study has, against which an address is read.

    `dimensions` are all that rows or columns can be; `attributes` gives each attribute's values.
    """

    dimensions: tuple[str, ...]
    codes: tuple[str, ...]
    actor_types: tuple[str, ...]
    persons: tuple[str, ...]
    interviews: tuple[str, ...]
    coders: tuple[str, ...]
    courses: tuple[str, ...] = ()
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class View:
    """A cross-tab as a page shows it: what is counted, how it is shown, what is chosen."""

    rows: str = "code"
    columns: tuple[str, ...] = ("actor_type", "round")
    count: Count = "interviews"
    of: Of = "N"
    totals: Totals = "rounds"
    hide_small: bool = False
    shown: Shown = "table"
    filters: Filters = field(default_factory=Filters)
    open: tuple[str, ...] = ()
    cell: tuple[str, Key] | None = None


def view_of(query: Query, facts: Facts) -> tuple[View, list[str]]:
    """The view that an address asks for, and what it asks for that the study does not have."""
    refused: list[str] = []
    given = _Reader(query, refused)
    plain = View()
    rows = given.one("rows", facts.dimensions, plain.rows)
    columns = tuple(
        name
        for name in given.several("columns", facts.dimensions) or plain.columns
        if name not in (rows, "code")
    )[:2]
    filters = filters_of(query, facts, refused)
    view = View(
        rows=rows,
        columns=columns or tuple(name for name in plain.columns if name != rows),
        count=given.one("count", COUNTS, plain.count),
        of=given.one("of", get_args(Of), plain.of),
        totals=given.one("totals", get_args(Totals), plain.totals),
        hide_small=given.one("hide_small", ("0", "1"), "0") == "1",
        shown=given.one("shown", get_args(Shown), plain.shown),
        filters=filters,
        open=tuple(given.several("open", facts.codes)),
    )
    return replace(view, cell=_cell(query, view)), refused


def query_of(view: View) -> dict[str, list[str]]:
    """The address of a view: only what differs from the plain one."""
    plain = View()
    query: dict[str, list[str]] = {}
    for name in ("rows", "count", "of", "totals", "shown"):
        value = getattr(view, name)
        if value != getattr(plain, name):
            query[name] = [str(value)]
    if view.hide_small:
        query["hide_small"] = ["1"]
    if view.columns != plain.columns:
        query["columns"] = [",".join(view.columns)]
    query.update(query_of_filters(view.filters))
    if view.open:
        query["open"] = list(view.open)
    if view.cell is not None:
        query["cell"] = [view.cell[0]]
        query["at"] = list(view.cell[1])
    return query


def filters_of(query: Query, facts: Facts, refused: list[str] | None = None) -> Filters:
    """The filters that an address asks for; what the study does not have goes to `refused`."""
    given = _Reader(query, refused if refused is not None else [])
    layers = ("primary", "agreed", *(f"coder:{name}" for name in facts.coders))
    rounds = [str(one) for one in (*ROUNDS, ONCE)]
    return Filters(
        code=tuple(given.several("code", facts.codes)),
        actor_type=tuple(given.several("actor_type", (*facts.actor_types, ""))),
        round=tuple(int(one) for one in given.several("round", rounds)),
        person=tuple(given.several("person", facts.persons)),
        interview=tuple(given.several("interview", facts.interviews)),
        course=tuple(given.several("course", (*facts.courses, ""))),
        attributes=given.attributes(facts.attributes),
        layer=given.one("layer", layers, "primary"),
        valence=tuple(given.several("valence", VALENCES)),
        stance=tuple(given.several("stance", STANCES)),
        done_only=given.one("done_only", ("0", "1"), "0") == "1",
        contains=given.text("contains"),
    )


def query_of_filters(filters: Filters) -> dict[str, list[str]]:
    """Filters as the values of an address; nothing for those that do not limit."""
    query = {
        "code": list(filters.code),
        "actor_type": list(filters.actor_type),
        "round": [str(value) for value in filters.round],
        "person": list(filters.person),
        "interview": list(filters.interview),
        "course": list(filters.course),
        "attribute": [f"{name}={value}" for name, value in filters.attributes],
        "layer": [] if filters.layer == "primary" else [filters.layer],
        "valence": list(filters.valence),
        "stance": list(filters.stance),
        "done_only": ["1"] if filters.done_only else [],
        "contains": [filters.contains] if filters.contains else [],
    }
    return {name: values for name, values in query.items() if values}


class _Reader:
    """Reads values of an address and remembers those that are not known."""

    def __init__(self, query: Query, refused: list[str]) -> None:
        self.query = query
        self.refused = refused

    def several(self, name: str, known: Collection[str]) -> list[str]:
        """The known values of this name in their order, each once; a comma parts plain ones."""
        found: list[str] = []
        for value in self.query.get(name, ()):
            for part in [value] if value in known else value.split(","):
                if part in known:
                    found.append(part)
                elif part:
                    self.refused.append(f"{name}={part}")
        return list(dict.fromkeys(found))

    def one(self, name: str, known: Collection[T], otherwise: T) -> T:
        """The last value of this name, if it is known."""
        for value in reversed(self.query.get(name, ())):
            match = next((one for one in known if one == value), None)
            if match is not None:
                return match
            self.refused.append(f"{name}={value}")
        return otherwise

    def text(self, name: str) -> str:
        values = self.query.get(name, ())
        return values[-1][:200] if values else ""

    def attributes(self, known: Mapping[str, Collection[str]]) -> tuple[tuple[str, str], ...]:
        found = []
        for given in self.query.get("attribute", ()):
            name, _between, value = given.partition("=")
            if name in known and value in (*known[name], ""):
                found.append((name, value))
            else:
                self.refused.append(f"attribute={given}")
        return tuple(dict.fromkeys(found))


def _cell(query: Query, view: View) -> tuple[str, Key] | None:
    """The chosen cell; whether the table has it is known only when the table is there."""
    rows = query.get("cell", ())
    at = tuple(query.get("at", ()))
    if not rows or len(at) != len(view.columns):
        return None
    return rows[-1], at


def cell_filters(view: View, row: str, column: Key) -> Filters:
    """The filters behind one cell: those of the view, narrowed to its row and column.

    A row or column that is merged narrows nothing.
    """
    filters = view.filters
    for dimension, key in zip((view.rows, *view.columns), (row, *column), strict=True):
        if key == MERGED:
            continue
        match dimension:
            case "round":
                filters = replace(filters, round=(int(key) if key else ONCE,))
            case "coder":
                filters = replace(filters, layer=f"coder:{key}")
            case "code" | "actor_type" | "person" | "interview" | "valence" | "stance":
                named: dict[str, Any] = {dimension: (key,)}
                filters = replace(filters, **named)
            case "course" if not filters.course or key in filters.course:
                filters = replace(filters, course=(key,))
            case _:
                others = tuple(pair for pair in filters.attributes if pair[0] != dimension)
                filters = replace(filters, attributes=(*others, (dimension, key)))
    return filters
