"""Both sides of one placement in print: a column for each of the two, a row for each code."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.charts.table import Names, value_name
from workbench.exports.model import FrameView, Grid, GridCell
from workbench.texts import _, day

Quotes = Mapping[tuple[str, str], Sequence[str]]
"""What is printed of each, by code and person."""


def placement(
    frame: pd.DataFrame,
    numbers: pd.DataFrame,
    names: Names,
    *,
    title: str,
    heads: Mapping[str, str],
    quotes: Quotes,
    silent: Collection[str],
) -> FrameView:
    """The frame of `Study.placement` as it is read.

    `numbers` is that of `Study.compare` by person for the two, `heads` what stands over each side,
    in their order. Of those in `silent`, who may not be quoted, nothing is printed.
    """
    header = (GridCell(_("Code"), strong=True), *(GridCell(one, strong=True) for one in
                                                  heads.values()))  # fmt: skip
    cells = {(str(row["code"]), str(row["person"])): row for row in numbers.to_dict("records")}
    rows = [
        (
            GridCell(value_name("code", code, names), strong=True),
            *(_side(quotes.get((code, one), ()), cells[code, one], silent) for one in heads),
        )
        for code in dict.fromkeys(str(row["code"]) for row in cells.values())
    ]
    grid = Grid(_("Both sides"), (header,), tuple(rows))
    return FrameView(title, frame, grid, caption=_("All excerpts, in the order of time."))


def place(row: Mapping[Any, Any], turn: int | None) -> str:
    """Where and when a passage was said."""
    said = [str(row["interview"])]
    if not pd.isna(row["round"]):
        said.append(_("round {round}", round=int(row["round"])))
    if row["date"]:
        said.append(day(str(row["date"])))
    if turn is not None:
        said.append(_("turn {turn}", turn=turn))
    return " · ".join(said)


def nothing_said(number: Mapping[Any, Any]) -> str:
    """What stands where one of the two has no excerpt of a code; `number` is her cell of the
    comparison."""
    if not number["N"]:
        return "–"
    if number["n"]:
        return _("only under the codes below")
    return _("not asked") if number["asked"] == "no" else _("nothing")


def _side(said: Sequence[str], number: Mapping[Any, Any], silent: Collection[str]) -> GridCell:
    if number["person"] in silent and number["n"]:
        return GridCell(_("(may not be quoted)"), muted=True)
    if said:
        return GridCell("\n\n".join(said), prose=True)
    return GridCell(nothing_said(number), muted=True)
