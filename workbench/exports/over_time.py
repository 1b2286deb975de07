"""Paths over the rounds, changes and those who were lost, in print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from workbench import words
from workbench.charts import changes, paths
from workbench.charts.paths import STATE_NAMES, Names
from workbench.charts.table import hidden_note, records
from workbench.exports.framed import printed
from workbench.exports.model import FrameView, Grid, GridCell
from workbench.texts import _, marked

TITLES: Mapping[str, str] = {
    "trajectories": marked("Paths over time"),
    "changes": marked("Changes over time"),
    "attrition": marked("Lost on the way"),
}


def titled(kind: str, names: Names, codes: Sequence[str]) -> str:
    """What the file is called: of which codes, if some are named."""
    said = ", ".join(names.code(key) for key in codes)
    return f"{_(TITLES[kind])}: {said}" if said else _(TITLES[kind])


def trajectories(
    frame: pd.DataFrame, names: Names, *, title: str, notes: tuple[str, ...]
) -> FrameView:
    """A row per person and code, a column per round."""
    rounds = sorted({int(one) for one in frame["round"]})
    head = (_("Informant"), _("Code"), *(_("Round {round}", round=one) for one in rounds))
    rows = []
    for (person, code), group in frame.groupby(["person", "code"], sort=False):
        cells = [
            GridCell(paths.state_text(record), muted=paths.state_of(record) != "said")
            for record in records(group)
        ]
        name = GridCell(names.person(str(person)))
        rows.append((name, GridCell(names.code(str(code))), *cells))
    grid = Grid(_("Paths"), (tuple(GridCell(one, strong=True) for one in head),), tuple(rows))
    return FrameView(title, frame, grid, notes=notes)


def changed(
    frame: pd.DataFrame, names: Names, *, before: int, after: int, persons: int, title: str,
    notes: tuple[str, ...],
) -> FrameView:  # fmt: skip
    """For each code the states before by those after."""
    said = _("Changes from round {before} to round {after}, persons", before=before, after=after)
    shown = changes.table(frame, names, before, after, persons=persons)
    notes = (*hidden_note(shown.cells.values()), *notes)
    return FrameView(title, frame, printed(shown, said), caption=said, notes=notes)


def crossed(
    frame: pd.DataFrame, names: Names, *, before: int, after: int, title: str,
    notes: tuple[str, ...],
) -> FrameView:  # fmt: skip
    """The codes said before by those said after."""
    said = _(
        "Persons who said the code of the row in round {before} and that of the column in round "
        "{after}, of those who have usable text in both.", before=before, after=after,
    )  # fmt: skip
    shown = changes.crossed(frame, names, after)
    notes = (*hidden_note(shown.cells.values()), *notes)
    return FrameView(title, frame, printed(shown, _("Changes")), caption=said, notes=notes)


def attrition(
    frame: pd.DataFrame, names: Names, *, title: str, actor_types: Mapping[str, str],
    notes: tuple[str, ...],
) -> FrameView:  # fmt: skip
    """A row per person who is not in every round."""
    head = (
        _("Informant"), _("Actor type"), _("Usable text in rounds"), _("Missing from"),
        _("Left the course"), _("Left the study"), _("What they had said"),
    )  # fmt: skip
    rows = []
    for record in records(frame):
        status = ", ".join(_(words.STATUS[one]) for one in listed(record["status"]))
        missing = _("round {round}", round=int(record["lost_round"]))
        cells = (
            names.person(str(record["person"])),
            actor_types.get(str(record["actor_type"]), str(record["actor_type"] or "")),
            str(record["usable_rounds"]).replace(",", ", ") or "–",
            f"{missing}: {status}" if status else missing,
            str(record["left_course"] or "–"),
            str(record["left_study"] or "–"),
            ", ".join(names.code(key) for key in listed(record["codes"])) or "–",
        )
        rows.append(tuple(GridCell(one) for one in cells))
    grid = Grid(_(TITLES["attrition"]), (tuple(GridCell(one, strong=True) for one in head),),
                tuple(rows))  # fmt: skip
    return FrameView(title, frame, grid, notes=notes)


def listed(value: object) -> list[str]:
    """The values of a cell that holds several, a comma between."""
    return [one for one in str(value or "").split(",") if one]


def key_to_states() -> str:
    """What the words of the cells mean."""
    return _(
        "“{not_said}”: there is a usable text, and nothing in it is coded so. “{not_asked}”: "
        "nobody asked about it in this round. “{no_text}”: no interview with usable text; never "
        "read as silence.",
        **{state: _(STATE_NAMES[state]) for state in ("not_said", "not_asked", "no_text")},
    )
