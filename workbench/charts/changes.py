"""Change tables as a reader meets them: the frame of `Study.changes` made into rows and cells.

Nothing is counted here. For each code four rows, what was said in the round before, by four
columns, what was said in the round after; a cell is persons, of all who are followed.
"""

from __future__ import annotations

import pandas as pd

from workbench.analysis.trajectories import STATES
from workbench.charts.paths import STATE_NAMES, Names
from workbench.charts.table import (
    DEEPEST,
    SHADED_FROM,
    Cell,
    Column,
    Kind,
    Row,
    Table,
    cell_of,
    column_id,
    is_hidden,
    is_small,
    records,
)
from workbench.texts import _

PART = "="
"""Between a code and a state in the id of a row."""


def table(
    frame: pd.DataFrame, names: Names, before: int, after: int, *, persons: int
) -> Table:  # fmt: skip
    """The frame as a table: a branch per code, of which the rows are the states before. `persons`
    is how many are followed."""
    heading = _("Round {round}", round=after)
    columns = tuple(
        Column(
            (str(after), state), heading, _(STATE_NAMES[state]), persons, persons, None, None,
            False, False, False,
        )
        for state in STATES
    )  # fmt: skip
    colors = names.colors()
    rows: list[Row] = []
    cells: dict[tuple[str, str], Cell] = {}
    for code in dict.fromkeys(frame["code"]):
        color = colors.get(code, "")
        rows.append(Row(code, code, names.code(code), 0, "", True, False, color))
        for state in STATES:
            said = _("Round {round}: {said}", round=before, said=_(STATE_NAMES[state]))
            rows.append(Row(f"{code}{PART}{state}", code, said, 1, code, False, False, color))
    for record in records(frame):
        n = 0 if is_hidden(record) else int(record["n"])
        row = f"{record['code']}{PART}{record['before']}"
        column = next(one for one in columns if one.key[1] == record["after"])
        shade = round(DEEPEST * n / persons) if persons >= SHADED_FROM else 0
        kind: Kind = "hidden" if is_hidden(record) else "count" if persons else "dash"
        cells[row, column.id] = Cell(
            n, persons, None, n, persons, kind, is_small(n), shade
        )  # fmt: skip
    return Table("code", ("after",), "persons", tuple(rows), columns, cells)


def crossed(frame: pd.DataFrame, names: Names, after: int) -> Table:
    """The frame of `Study.crossings`: codes said before in rows, codes said after in columns."""
    heading = _("Round {round}", round=after)
    persons = int(frame["N"].max()) if len(frame) else 0
    columns = tuple(
        Column(
            (str(after), code), heading, names.code(code), persons, persons, None, None, False,
            False, False,
        )
        for code in dict.fromkeys(frame["later"])
    )  # fmt: skip
    colors = names.colors()
    rows = tuple(
        Row(code, code, names.code(code), 0, "", False, False, colors.get(code, ""))
        for code in dict.fromkeys(frame["code"])
    )
    cells = {}
    for record in records(frame):
        counted = {**record, "persons": record["n"], "persons_N": record["N"]}
        place = str(record["code"]), column_id((str(after), str(record["later"])))
        cells[place] = cell_of(counted, merged=False)
    return Table("code", ("later",), "persons", rows, columns, cells)


def row_of(row: str) -> tuple[str, str]:
    """The code and the state before of a row."""
    code, _part, state = row.partition(PART)
    return code, state
