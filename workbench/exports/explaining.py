"""How barriers are explained, and who names them, in print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.charts import phases
from workbench.charts.table import Names, records, value_name
from workbench.exports.framed import printed
from workbench.exports.model import FrameView, Grid, GridCell
from workbench.exports.over_time import listed
from workbench.texts import _


def explanations(
    frame: pd.DataFrame, shown: phases.Explained, *, title: str, notes: tuple[str, ...]
) -> FrameView:
    """The table of the page: codes under their phases, explanations within groups."""
    return FrameView(
        title, frame, printed(shown.table, title), caption=caption(shown), notes=notes
    )  # fmt: skip


def caption(shown: phases.Explained) -> str:
    """What the numbers are."""
    if shown.table.count == "persons":
        return _("Persons who explain it so in any interview, of persons with usable text.")
    return _("Interviews in which it is explained so, of interviews with usable text.")


def marks(shown: phases.Explained) -> list[str]:
    """What the headings and marks of the table mean."""
    said = [f"{short}: {name}." for short, name in shown.headings.items()]
    if shown.both_ways:
        said.append(
            _("{mark} told in more than one way, by one or by several.", mark=phases.BOTH_WAYS)
        )
    said.append(
        _(
            "One person or interview can stand in several columns of a group. “By the scheme” says "
            "where the scheme places a code, and nothing of how anyone explains it."
        )
    )
    return said


def voices(
    frame: pd.DataFrame, names: Names, *, title: str, notes: tuple[str, ...]
) -> FrameView:  # fmt: skip
    """A row per code and person."""
    head = (
        _("Code"), _("Person"), _("Actor type"), _("Names it in"), _("Asked"), _("Explained by"),
        _("Present or missing"), _("Affirms or denies"),
    )  # fmt: skip
    rows = []
    for record in records(frame):
        said = _("{n} of {N} interviews", n=int(record["n"]), N=int(record["N"]))

        def values(name: str, of: str, record: Mapping[str, Any] = record) -> str:
            return ", ".join(value_name(of, one, names) for one in listed(record[name]))

        cells = (
            value_name("code", str(record["code"]), names),
            str(record["person"]),
            value_name("actor_type", str(record["actor_type"] or ""), names),
            said if record["n"] else never(record),
            {"yes": _("yes"), "no": _("no")}.get(str(record["asked"]), "–"),
            values("explained", "code"),
            values("valence", "valence"),
            values("stance", "stance"),
        )
        rows.append(tuple(GridCell(one, muted=not record["n"]) for one in cells))
    grid = Grid(title, (tuple(GridCell(one, strong=True) for one in head),), tuple(rows))
    return FrameView(title, frame, grid, notes=notes)


def never(record: Mapping[str, object]) -> str:
    """That a person never names a code, and whether that was asked for."""
    return _("never, not asked") if record["asked"] == "no" else _("never")
