"""Who says what a query finds, and whose voices a selection carries, in print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from workbench.charts.table import HIDDEN, MERGED, is_hidden, records
from workbench.exports.model import FrameView, Grid, GridCell
from workbench.texts import _, number


def query(said: pd.DataFrame, actor_types: Mapping[str, str], *, query: str) -> FrameView:
    """A row per actor type and one of all: passages, interviews and persons with any."""
    head = (_("Actor type"), _("Passages"), _("Interviews"), _("Persons"))
    rows = [(_actor_type(row["actor_type"], actor_types), *counted(row)) for row in records(said)]
    hidden = any(is_hidden(row) for row in records(said))
    return FrameView(
        query, said, _grid(_("Who says it"), head, rows),
        caption=_("Who says it, of all with usable text"),
        notes=(_(HIDDEN),) if hidden else (), headings=_headings(),
    )  # fmt: skip


def counted(row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Passages, interviews and persons of a row of who says what a query finds."""
    if is_hidden(row):
        return (_("hidden"),) * 3
    return (
        number(row["passages"]), _("{n} of {N}", n=row["n"], N=row["N"]),
        _("{n} of {N}", n=row["persons"], N=row["persons_N"]),
    )  # fmt: skip


def balance(found: pd.DataFrame, actor_types: Mapping[str, str], *, title: str) -> FrameView:
    """A row per actor type, its persons under it, and one of all."""
    head = ("", _("Interviews held"), _("Usable"), _("Quoted interviews"), _("Quoted persons"),
            _("Quotes"), _("Words quoted"), _("Words said"))  # fmt: skip
    rows = []
    for row in records(found):
        whole = row["person"] == MERGED
        name = _actor_type(row["actor_type"], actor_types) if whole else str(row["person"])
        rows.append((
            name, number(row["held"]), number(row["usable"]),
            _("{n} of {N}", n=row["quoted"], N=row["usable"]),
            _("{n} of {N}", n=row["persons"], N=row["persons_N"]),
            number(row["quotes"]), number(row["quote_words"]), number(row["words"]),
        ))  # fmt: skip
    levels = [0 if one == MERGED else 1 for one in found["person"]]
    note = _("A joint sitting is one in the row of each person, and one in a total.")
    return FrameView(title, found, _grid(_("Whose voices"), head, rows, levels), notes=(note,),
                     caption=_("What was picked, beside who was met and how much they said"),
                     headings=_headings())  # fmt: skip


def _actor_type(key: object, names: Mapping[str, str]) -> str:
    if key == MERGED:
        return _("All")
    return names.get(str(key or ""), str(key or "")) or _("still open")


def _grid(
    name: str,
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    levels: Sequence[int] = (),
) -> Grid:
    """The first column names the row, bold unless the row lies under another."""
    deep = levels or [0] * len(rows)
    return Grid(
        name,
        (tuple(GridCell(one, strong=True) for one in head),),
        tuple(
            (GridCell(first, level=level, strong=not level), *(GridCell(one) for one in rest))
            for (first, *rest), level in zip(rows, deep, strict=True)
        ),
    )


def _headings() -> dict[str, str]:
    """What stands over the numbers in files that are computed with."""
    return {
        "passages": _("Passages"), "n": _("Interviews"), "N": _("Interviews (N)"),
        "held": _("Interviews held"), "usable": _("Usable"), "words": _("Words said"),
        "quoted": _("Quoted interviews"), "quotes": _("Quotes"), "quote_words": _("Words quoted"),
    }  # fmt: skip
