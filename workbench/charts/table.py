"""The cross-tab as a reader meets it: the long frame of `Study.crosstab` made into a table.

Words of this module:

*dimension*: what makes the rows or the columns: `code`, `actor_type`, `round`, `person`,
`interview`, `coder`, `valence`, `stance` or the name of an attribute.
*key*: one value per dimension as text; missing is the empty text, a merged one is `*`.
*leaf*: a column of cells; leaves with the same first key stand under one heading.

Nothing is counted here. The numbers are those of the frame; this module arranges them and
decides how each is shown: as `n of N`, as a dash, as "not asked"; shaded or not; marked as
small or not. All of it is plain data that a test can read, and the same data
is what the page draws and a file holds.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from workbench.analysis.common import MERGED as MERGED
from workbench.analysis.hiding import DIRECT as DIRECT
from workbench.analysis.hiding import SMALL as SMALL
from workbench.model import ONCE, Code, Count, Filters
from workbench.texts import _, language, marked, ngettext, number

Key = tuple[str, ...]
Kind = Literal["count", "dash", "not_asked", "hidden"]
Totals = Literal["none", "rounds", "all"]

SHADED_FROM = 5
"""The smallest N whose n is shown as a shade."""

PER_CENT_FROM = 10
"""The smallest N beside which a percentage may stand."""

DEEPEST = 46
"""The shade, in per cent of the branch's colour, of a cell where n equals N."""

DIMENSIONS: Mapping[str, str] = {
    "code": marked("Code"),
    "actor_type": marked("Actor type"),
    "round": marked("Round"),
    "person": marked("Person"),
    "interview": marked("Interview"),
    "coder": marked("Coded by"),
    "valence": marked("Valence"),
    "stance": marked("Stance"),
    "course": marked("Course"),
    "sector": marked("Sector"),
    "gender": marked("Gender"),
    "position": marked("Position"),
    "workplace": marked("Workplace"),
    "attribution": marked("Attribution"),
}
"""What a dimension is called; any other attribute is called what the study calls it."""

_ALL: Mapping[str, str] = {
    "code": marked("all codes"),
    "actor_type": marked("all actor types"),
    "round": marked("all rounds"),
    "person": marked("all persons"),
    "interview": marked("all interviews"),
    "valence": marked("any valence"),
    "stance": marked("any stance"),
}

_NONE: Mapping[str, str] = {
    "round": marked("interviewed once"),
    "valence": marked("no valence"),
    "stance": marked("no stance"),
    "person": marked("words of nobody"),
}

VALUES: Mapping[str, Mapping[str, str]] = {
    "valence": {
        "present": marked("present"),
        "missing": marked("missing"),
        "both": marked("both"),
    },
    "stance": {
        "affirms": marked("affirms"),
        "denies": marked("denies"),
        "mixed": marked("mixed"),
    },
}


@dataclass(frozen=True)
class Cell:
    """One number and how it is shown. `shade` is per cent of the row's colour, 0 for none.

    A hidden one has neither n nor persons: they are 0 here, and nothing shows them.
    """

    n: int
    N: int
    share: float | None
    persons: int
    persons_N: int  # noqa: N815 - N as in "n of N"
    kind: Kind
    small: bool
    shade: int


@dataclass(frozen=True)
class Column:
    """A leaf. `done` of `usable` interviews are coded to the end; both None where unknown."""

    key: Key
    heading: str
    label: str
    N: int | None
    persons_N: int  # noqa: N815 - N as in "n of N"
    done: int | None
    usable: int | None
    merged: bool
    small: bool
    uncoded: bool

    @property
    def id(self) -> str:
        """The key as one text, the same in the browser, in the heat map and here."""
        return column_id(self.key)


@dataclass(frozen=True)
class Row:
    """One row of cells; a branch has rows under it. `direct` counts the parent alone."""

    id: str
    key: str
    label: str
    level: int
    parent: str
    branch: bool
    direct: bool
    color: str


@dataclass(frozen=True)
class Table:
    """Rows, columns and the cell at each crossing, by row id and column id."""

    dimension: str
    dimensions: tuple[str, ...]
    count: Count
    rows: tuple[Row, ...]
    columns: tuple[Column, ...]
    cells: Mapping[tuple[str, str], Cell]
    done: int | None = None
    usable: int | None = None
    several_columns: int = 0
    """Interviews that stand in more than one column, and count once in a total."""

    def row(self, row_id: str) -> Row | None:
        """The row of this id, if the table has it."""
        return next((row for row in self.rows if row.id == row_id), None)

    def column(self, key: Key) -> Column | None:
        """The leaf of this key, if the table has it."""
        return next((column for column in self.columns if column.key == key), None)

    def path(self, row: Row) -> list[str]:
        """The labels from the branch down to the row."""
        above = self.row(row.parent) if row.parent else None
        return [*(self.path(above) if above else []), row.label]


@dataclass(frozen=True)
class Names:
    """What keys are called in the user's language, and the scheme's tree and colours."""

    actor_types: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[Code, ...] = ()


def dimension_name(dimension: str) -> str:
    """The dimension as a field or heading says it."""
    return _(DIMENSIONS[dimension]) if dimension in DIMENSIONS else dimension


def value_name(dimension: str, key: str, names: Names) -> str:
    """One value of a dimension as a heading says it."""
    if key == MERGED:
        return _(_ALL[dimension]) if dimension in _ALL else _("all together")
    if key == "":
        return _(_NONE[dimension]) if dimension in _NONE else _("not stated")
    if dimension == "actor_type":
        return names.actor_types.get(key, key)
    if dimension == "round":
        return _("round {round}", round=key)
    if dimension in VALUES:
        return _(VALUES[dimension][key]) if key in VALUES[dimension] else key
    if dimension == "code":
        return next((code_name(code) for code in names.codes if code.key == key), key)
    return key


def code_name(code: Code) -> str:
    """The code's name in the current language."""
    return (code.name_en or code.name) if language() == "en" else code.name


def column_id(key: Key) -> str:
    """A key as one text. JSON, since a value may hold any character."""
    return json.dumps(list(key), ensure_ascii=False)


def table(
    frame: pd.DataFrame,
    names: Names,
    *,
    count: Count,
    direct: pd.DataFrame | None = None,
    base: pd.DataFrame | None = None,
    totals: Totals = "rounds",
) -> Table:
    """The long frame of a cross-tab as rows, columns and cells.

    `frame` has one row per row key and column key; with merged rows (`*`), those that `totals`
    does not ask for are left out. `direct` is the same frame counted without descendants, for
    the rows directly on a parent. `base` is the same frame counted in interviews, from which
    the columns know how many are coded to the end; it is `frame` itself when that counts
    interviews.
    """
    dimension, *rest = _dimensions(frame)
    dimensions = tuple(rest)
    found = _by_key(frame)
    of_interviews = found if count == "interviews" else _by_key(base)
    keys = _kept(list(dict.fromkeys(key[1:] for key in found)), dimensions, totals)
    own, bases = _by_column(found), _by_column(of_interviews)
    columns = tuple(
        _column(key, dimensions, own.get(key, []), bases.get(key, []), names, count=count)
        for key in keys
    )
    row_keys = list(dict.fromkeys(key[0] for key in found))
    shown = [key for key in row_keys if key != MERGED or totals == "all"]
    rows = _rows(dimension, shown, names, with_direct=direct is not None)
    cells: dict[tuple[str, str], Cell] = {}
    found_direct = _by_key(direct)
    deepest = deepest_share(
        [one for key, one in found.items() if key[1:] in keys and key[0] != MERGED], count
    )
    for row in rows:
        source = found_direct if row.direct else found
        for column in columns:
            record = source.get((row.key, *column.key))
            if record is not None:
                merged = MERGED in column.key or column.merged
                cells[row.id, column.id] = cell_of(record, merged=merged, deepest=deepest)
    done, usable = _whole(of_interviews, dimensions)
    return Table(
        dimension,
        dimensions,
        count,
        rows,
        columns,
        cells,
        done,
        usable,
        _in_several_columns(of_interviews, keys, usable),
    )


def visible(rows: Sequence[Row], open_ids: Collection[str]) -> list[Row]:
    """The rows that show when these branches are open: a row shows with all its parents open."""
    shown: set[str] = set()
    result = []
    for row in rows:
        if not row.parent or (row.parent in shown and row.parent in open_ids):
            shown.add(row.id)
            result.append(row)
    return result


def heat_frame(shown: Table, open_ids: Collection[str]) -> pd.DataFrame:
    """The visible part of a table as the frame that `charts.heatmap` draws, in its order."""
    cells: list[dict[str, object]] = []
    empty = Cell(0, 0, None, 0, 0, "count", False, 0)
    for row in visible(shown.rows, open_ids):
        # A row without cells is a heading over those below it, and must be drawn all the same.
        heads = not any((row.id, column.id) in shown.cells for column in shown.columns)
        for column in shown.columns[: 1 if heads else None]:
            cell = empty if heads else shown.cells.get((row.id, column.id))
            if cell is None:
                continue
            cells.append(
                {
                    "row": row.id,
                    "row_label": row.label,
                    "level": row.level,
                    "column": column.id,
                    "heading": column.heading,
                    "column_label": column.label,
                    "column_note": " ".join(
                        part for part in (unfinished(column), "◥" if column.small else "") if part
                    ),
                    "n": cell.n,
                    "N": cell.N,
                    "text": "" if heads else cell_text(cell),
                    "beside": persons_beside(cell) if column.merged else "",
                    "small": cell.small,
                    "shade": cell.shade,
                    "color": row.color,
                }
            )
    return pd.DataFrame.from_records(cells)


def cell_text(cell: Cell) -> str:
    """The cell in words, without the persons beside it."""
    if cell.kind == "dash":
        return "–"
    if cell.kind == "not_asked":
        return _("not asked")
    if cell.kind == "hidden":
        return _("hidden")
    return _("{n} of {N}", n=written(cell.n), N=written(cell.N))


def title(shown: Table) -> str:
    """What the table sets against what: Codes by actor type and round."""
    columns = _(" and ").join(
        dimension_name(name).lower() if name in DIMENSIONS else name for name in shown.dimensions
    )
    if shown.dimension == "code":
        return _("Codes by {columns}", columns=columns)
    return _("{rows} by {columns}", rows=dimension_name(shown.dimension), columns=columns)


COUNTED: Mapping[Count, str] = {
    "interviews": marked("Interviews in which the code occurs, of interviews with usable text."),
    "persons": marked("Persons who have the code in any interview, of persons with usable text."),
    "codings": marked(
        "Applications of the code, of all codings in the column: "
        "a share of coding work, not of people."
    ),
    "excerpts": marked("Excerpts of the code, of all excerpts in the column."),
    "words": marked("Words that persons say where the code is, of all the words that they say."),
}
"""What the table counts, as the line under its title says it."""

COUNTS: Mapping[Count, str] = {
    "interviews": marked("Interviews"),
    "persons": marked("Persons"),
    "codings": marked("Codings"),
    "excerpts": marked("Excerpts"),
    "words": marked("Words"),
}


def subtitle(shown: Table) -> str:
    """What is counted, of what, and how far the coding has come."""
    counted = _(COUNTED[shown.count])
    if shown.done is None or not shown.usable:
        return counted
    return f"{counted} {coded_to_the_end(shown.done, shown.usable)}"


def coded_to_the_end(done: int, usable: int) -> str:
    """34 of 37 are coded to the end."""
    return _("{done} of {N} are coded to the end.", done=written(done), N=written(usable))


def counted_text(cell: Cell, count: Count) -> str:
    """The cell's number with its unit: 5 of 7 interviews; of a hidden one, that it is."""
    if cell.kind == "hidden":
        return cell_text(cell)
    n, of = written(cell.n), written(cell.N)
    match count:
        case "interviews":
            return _("{n} of {N} interviews", n=n, N=of)
        case "persons":
            return _("{n} of {N} persons", n=n, N=of)
        case "codings":
            return _("{n} of {N} codings", n=n, N=of)
        case "excerpts":
            return _("{n} of {N} excerpts", n=n, N=of)
        case "words":
            return _("{n} of {N} words", n=n, N=of)


def column_text(column: Column) -> str:
    """The column as running text: Participant, round 2."""
    return ", ".join(part for part in (column.heading, column.label) if part)


def notes(shown: Table, *, nobody: int = 0, left_out: Sequence[str] = ()) -> list[str]:
    """What a reader must know to read the numbers right, one sentence each.

    `nobody` is the number of codings on words of nobody, `left_out` the interviews whose
    speakers are unknown.
    """
    found = hidden_note(shown.cells.values())
    if any(cell.small for cell in shown.cells.values()) or any(c.small for c in shown.columns):
        found.append(_("◥ one or two persons."))
    if any(column.uncoded for column in shown.columns):
        found.append(_("Hatched: nothing is coded there yet."))
    if shown.several_columns:
        found.append(
            ngettext(
                "One interview stands in several columns and counts once in a total.",
                "{n} interviews stand in several columns and count once in a total.",
                shown.several_columns,
            )
        )
    if any(row.branch for row in shown.rows):
        found.append(_PARENT[shown.count]())
    if any(column.merged for column in shown.columns):
        found.append(
            _("Where rounds are merged, persons stand beside interviews: the same people return.")
        )
    found.append(
        _("Shaded only where N is {smallest} or more.", smallest=SHADED_FROM)
        if shown.count in ("interviews", "persons")
        else _("Shaded by share of N, the largest share darkest.")
    )
    if nobody:
        found.append(
            ngettext(
                "One coding on words of nobody is in no cell.",
                "{n} codings on words of nobody are in no cell.",
                nobody,
            )
        )
    if left_out:
        found.append(
            _(
                "Left out, since nobody knows who speaks: {interviews}.",
                interviews=", ".join(left_out),
            )
        )
    return found


HIDDEN = marked(
    "Hidden: cells of one or two persons and columns of fewer than three, and as many others as it "
    "takes for nothing to be subtracted back."
)


def hidden_note(cells: Iterable[Cell]) -> list[str]:
    """What is hidden, where any of these cells is."""
    if not any(cell.kind == "hidden" for cell in cells):
        return []
    return [_(HIDDEN)]


_PARENT = {
    "interviews": lambda: _(
        "A parent code counts an interview once, however many of its codes it has."
    ),
    "persons": lambda: _("A parent code counts a person once, however many of its codes occur."),
    "codings": lambda: _("A parent code counts its own codings and those under it."),
    "excerpts": lambda: _("A parent code joins overlapping excerpts of the codes under it."),
    "words": lambda: _("A parent code counts a word once, however many of its codes are on it."),
}


def offers_shares(count: Count) -> bool:
    """Whether shares of a row or column may be asked for: they mislead for people."""
    return count in ("codings", "words")


def filters_text(filters: Filters, names: Names) -> list[str]:
    """Each filter as the caption says it: Round: 2, 3."""
    said = []

    def say(label: str, values: Sequence[str]) -> None:
        if values:
            said.append(_("{label}: {values}", label=label, values=", ".join(values)))

    say(_("Code"), [value_name("code", key, names) for key in filters.code])
    say(
        _("Actor type"),
        [value_name("actor_type", key, names) for key in filters.actor_type],
    )
    say(_("Round"), [round_name(round_) for round_ in filters.round])
    say(_("Person"), filters.person)
    say(_("Interview"), filters.interview)
    say(_("Course"), [value or _("not one course") for value in filters.course])
    by_name: dict[str, list[str]] = {}
    for name, value in filters.attributes:
        by_name.setdefault(name, []).append(value)
    for name, values in by_name.items():
        say(dimension_name(name), [value or _("not stated") for value in values])
    if filters.layer != "primary":
        say(_("Layer"), [layer_name(filters.layer)])
    say(_("Valence"), [value_name("valence", key, names) for key in filters.valence])
    say(_("Stance"), [value_name("stance", key, names) for key in filters.stance])
    if filters.done_only:
        said.append(_("only interviews coded to the end"))
    if filters.contains:
        said.append(_("text contains “{text}”", text=filters.contains))
    return said


def round_name(round_: int) -> str:
    """A round of the filters as a caption says it."""
    return _("interviewed once") if round_ == ONCE else str(round_)


def layer_name(layer: str) -> str:
    """A layer as a field or caption says it."""
    if layer == "primary":
        return _("Primary coding")
    if layer == "agreed":
        return _("Agreed coding")
    return _("coded by {coder}", coder=layer.removeprefix("coder:"))


def _dimensions(frame: pd.DataFrame) -> list[str]:
    return [str(name) for name in frame.columns[: list(frame.columns).index("n")]]


def as_key(value: object) -> str:
    """A key of the frame as text: rounds without a decimal point, missing as the empty text."""
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return str(int(value))
    return str(value)


def in_no_cell(nobody: int, left_out: Collection[str]) -> list[str]:
    """What stands under a table of the codings on words of nobody, and of the interviews in which
    nobody knows who speaks."""
    said = []
    if nobody:
        said.append(
            ngettext(
                "One coding on words of nobody is in no cell.",
                "{n} codings on words of nobody are in no cell.",
                nobody,
            )
        )
    if left_out:
        names = ", ".join(left_out)
        said.append(_("Left out, since nobody knows who speaks: {interviews}.", interviews=names))
    return said


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The frame's rows as records of plain values, by the names of its columns; None for what is
    missing."""
    names = [str(name) for name in frame.columns]
    columns = [_plain(frame[name]) for name in frame.columns]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _plain(column: pd.Series[Any]) -> list[Any]:
    if column.hasnans:
        column = column.astype(object).where(column.notna(), None)
    return column.tolist()


def _by_key(frame: pd.DataFrame | None) -> dict[Key, Mapping[str, Any]]:
    if frame is None:
        return {}
    dimensions = _dimensions(frame)
    return {tuple(as_key(record[name]) for name in dimensions): record for record in records(frame)}


def _by_column(found: Mapping[Key, Mapping[str, Any]]) -> dict[Key, list[Mapping[str, Any]]]:
    columns: dict[Key, list[Mapping[str, Any]]] = {}
    for key, record in found.items():
        columns.setdefault(key[1:], []).append(record)
    return columns


def _kept(keys: list[Key], dimensions: tuple[str, ...], totals: Totals) -> list[Key]:
    """The columns that the table shows, groups together, what is merged last in its group."""

    def wanted(key: Key) -> bool:
        merged = [name for name, value in zip(dimensions, key, strict=True) if value == MERGED]
        if not merged or totals == "all":
            return True
        return totals == "rounds" and merged == ["round"] and len(dimensions) > 1

    kept = [key for key in keys if wanted(key)]
    groups: dict[str, list[Key]] = {}
    for key in kept:
        groups.setdefault(key[0], []).append(key)
    ordered = sorted(groups.values(), key=lambda group: group[0][0] == MERGED)
    return [key for group in ordered for key in _without_repetition(group)]


def _without_repetition(group: list[Key]) -> list[Key]:
    """The group's keys, merged ones last; a merged one that repeats a single column goes."""
    single = [key for key in group if key[-1] != MERGED]
    merged = [key for key in group if key[-1] == MERGED]
    return single + merged if len(group[0]) == 1 or len(single) != 1 else single


def _column(
    key: Key,
    dimensions: tuple[str, ...],
    own: Sequence[Mapping[str, Any]],
    bases: Sequence[Mapping[str, Any]],
    names: Names,
    *,
    count: Count,
) -> Column:
    every_n = {int(record["N"]) for record in own}
    usable = max((int(record["N"]) for record in bases), default=None)
    done = max((int(record["done"]) for record in bases), default=None)
    persons = max((int(record["persons_N"]) for record in own), default=0)
    labels = [value_name(name, value, names) for name, value in zip(dimensions, key, strict=True)]
    if len(key) == 1:
        heading, label = labels[0].capitalize() if key[0] == MERGED else labels[0], ""
    else:
        # An actor type that is interviewed once has one column, and nothing to say under it.
        heading = labels[0]
        label = "" if dimensions[1] == "round" and key[1] == "" else labels[1]
    return Column(
        key=key,
        heading=heading[:1].upper() + heading[1:],
        label=label,
        N=every_n.pop() if len(every_n) == 1 else None,
        persons_N=persons,
        done=done,
        usable=usable,
        merged=count == "interviews" and merges_rounds(key, dimensions, own),
        small=is_small(persons),
        uncoded=bool(usable)
        and done == 0
        and not any(is_hidden(one) or int(one["n"]) for one in own),
    )


def merges_rounds(
    key: Key, dimensions: Sequence[str], records: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether the column meets the same people several times."""
    if {"person", "interview"} & set(dimensions):
        return False
    fixed = "round" in dimensions and key[dimensions.index("round")] != MERGED
    return not fixed and any(
        int(record["persons_N"]) != int(record["N"])
        or (not is_hidden(record) and int(record["persons"]) != int(record["n"]))
        for record in records
    )


def _rows(dimension: str, keys: list[str], names: Names, *, with_direct: bool) -> tuple[Row, ...]:
    if dimension != "code":
        return tuple(
            Row(key, key, _row_label(dimension, key, names), 0, "", False, False, "")
            for key in keys
        )
    return tuple(_code_rows(keys, names, with_direct=with_direct))


def _row_label(dimension: str, key: str, names: Names) -> str:
    label = value_name(dimension, key, names)
    return label[:1].upper() + label[1:]


def _code_rows(keys: list[str], names: Names, *, with_direct: bool) -> list[Row]:
    """The scheme's tree over the codes of the frame; a code whose parent is not there is a root."""
    wanted = set(keys)
    by_id = {code.id: code for code in names.codes}
    codes = [code for code in names.codes if code.key in wanted]
    children: dict[str, list[Code]] = {}
    for code in codes:
        parent = by_id[code.parent].key if code.parent in by_id else ""
        children.setdefault(parent if parent in wanted else "", []).append(code)

    rows: list[Row] = []

    def add(code: Code, level: int, parent: str, color: str) -> None:
        color = code.color or color
        below = children.get(code.key, [])
        rows.append(
            Row(code.key, code.key, code_name(code), level, parent, bool(below), False, color)
        )
        for child in sorted(below, key=lambda child: child.position):
            add(child, level + 1, code.key, color)
        if below and with_direct:
            rows.append(
                Row(
                    DIRECT + code.key,
                    code.key,
                    _("directly on the parent"),
                    level + 1,
                    code.key,
                    False,
                    True,
                    color,
                )
            )

    for code in sorted(children.get("", []), key=lambda code: code.position):
        add(code, 0, "", _inherited_color(code, by_id))
    known = {code.key for code in codes}
    for key in keys:
        if key not in known:
            rows.append(Row(key, key, _row_label("code", key, names), 0, "", False, False, ""))
    return rows


def _inherited_color(code: Code, by_id: Mapping[int, Code]) -> str:
    above = by_id.get(code.parent) if code.parent is not None else None
    return code.color or (_inherited_color(above, by_id) if above else "")


def deepest_share(cells: Iterable[Mapping[str, Any]], count: Count) -> float:
    """The share that gets the deepest shade: all of N for people, else the largest there is."""
    if count in ("interviews", "persons"):
        return 1.0
    shares = [
        int(record["n"]) / int(record["N"])
        for record in cells
        if int(record["N"]) >= SHADED_FROM and not is_hidden(record)
    ]
    return max(shares, default=1.0) or 1.0


def cell_of(record: Mapping[str, Any], *, merged: bool, deepest: float = 1.0) -> Cell:
    """A row of the frame as a cell, on the page and in print; `merged` where its column is."""
    hidden = is_hidden(record)
    n, persons = (0, 0) if hidden else (int(record["n"]), int(record["persons"]))
    of = int(record["N"])
    share = record.get("share")
    kind: Kind = "hidden" if hidden else "count"
    if of == 0:
        kind = "dash"
    elif not hidden and n == 0 and record["asked"] == "no":
        kind = "not_asked"
    shaded = kind == "count" and of >= SHADED_FROM and not merged
    return Cell(
        n=n,
        N=of,
        share=None if share is None else float(share),
        persons=persons,
        persons_N=int(record["persons_N"]),
        kind=kind,
        small=is_small(persons),
        shade=round(DEEPEST * min(1.0, n / of / deepest)) if shaded else 0,
    )


def is_hidden(record: Mapping[Any, Any]) -> bool:
    """Whether the number of a row of the frame has been left out, since few stand behind it."""
    return record["n"] is None


def is_small(persons: int) -> bool:
    """Whether so few persons stand behind a cell or a column that it is marked."""
    return 0 < persons < SMALL


def per_cent(cell: Cell) -> int | None:
    """The share of N in whole per cent, halves up as people round; None where N is too small."""
    return (200 * cell.n + cell.N) // (2 * cell.N) if cell.N >= PER_CENT_FROM else None


def _whole(
    of_interviews: Mapping[Key, Mapping[str, Any]], dimensions: tuple[str, ...]
) -> tuple[int | None, int | None]:
    """How many interviews of how many are coded to the end, from the columns merged into one."""
    everything = (MERGED,) * len(dimensions)
    for key, record in of_interviews.items():
        if key[1:] == everything:
            return int(record["done"]), int(record["N"])
    return None, None


def _in_several_columns(
    of_interviews: Mapping[Key, Mapping[str, Any]], keys: Sequence[Key], usable: int | None
) -> int:
    if usable is None:
        return 0
    single = {
        key[1:]: int(record["N"])
        for key, record in of_interviews.items()
        if key[1:] in keys and MERGED not in key[1:]
    }
    return max(0, sum(single.values()) - usable)


def unfinished(column: Column) -> str:
    """How many of the column are coded to the end, where not all are."""
    if column.done is None or column.usable is None or column.done >= column.usable:
        return ""
    return _("{done} of {N} done", done=written(column.done), N=written(column.usable))


def persons_beside(cell: Cell) -> str:
    if cell.kind != "count":
        return ""
    return _("{persons} of {N} pers.", persons=written(cell.persons), N=written(cell.persons_N))


@lru_cache(maxsize=4096)
def _written(value: float, chosen: str, digits: int | None = None) -> str:  # noqa: ARG001
    return number(value, digits=digits)


def written(value: float, *, digits: int | None = None) -> str:
    """A number as read in the current language; remembered, since a table has hundreds."""
    return _written(value, language(), digits)
