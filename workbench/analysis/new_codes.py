"""New codes per interview: where, in the order held, each code is met for the first time.

Only codes made during the analysis say anything: a scheme made beforehand is full after the
first long interviews however the others go. Which codes these are is told by the history, not
guessed: those that came into the study by an action after the first coding that stands. And only
interviews of one actor type in one round are put in a row, since those of one person in several
rounds are not independent, and other actors speak of other things.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.analysis.common import View, read
from workbench.model import Filters
from workbench.store import reading, views
from workbench.store.reading import Integers
from workbench.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.store.database import Store

FEWEST = 6
"""Interviews from which on a row of them can be read."""

NEW_CODES = (
    "actor_type", "round", "N", "place", "interview", "date", "done", "new", "seen", "any_order",
    "codes", "reason",
)  # fmt: skip

ORIGINS = ("code", "made", "time", "coder", "action")

Made = Literal["beforehand", "during", "unknown"]


def code_origins(store: Store) -> pd.DataFrame:
    """Every code with when it was made, in the order of the scheme.

    code, made (`beforehand`: before the first coding that stands, or there is none; `during`: after
    it, by whatever action; `unknown`: in the same action, as by the import of a project, which
    does not tell), time (ISO, UTC), coder, action. Changes nothing.
    """
    with reading.snapshot(store):
        came = {row[0]: row for row in reading.code_origins(store)}
        first = reading.first_coding(store)
        rows = [
            (code.key, _made(came[code.id][1], first), *came[code.id][2:])
            for code in views.codes(store)
            if code.id in came
        ]
    return pd.DataFrame.from_records(rows, columns=list(ORIGINS))


def new_codes(store: Store, *, filters: Filters | None = None) -> pd.DataFrame:
    """The codes made during the analysis that are new in each interview, one row per interview.

    Interviews stand in the order held within their actor type and round, each usable one of the
    layer, also those without a coding. A code is new where it is first applied in that order, also
    if it was made later and applied backwards; it is itself alone, without those under it.
    Columns: actor_type, round (Int64, empty for those interviewed once), N (interviews of the
    group), place (from 1), interview, date, done (coded to the end), new (codes), seen (so far),
    any_order (how many would have been seen so far on the average of all orders), codes (the new
    ones, a comma between), reason. A group that tells nothing has one row with the reason: fewer
    than six interviews, one without a date, or none of these codes in it.

    Raises UnknownName for a name that the study lacks. Changes nothing.
    """
    with reading.snapshot(store):
        view = read(store, filters or Filters(), keys=["actor_type", "round"])
        made = _during(store, view)
        ids = [view.tree.codes[code].id for code in made]
        rows = view.codings(store, codes=ids, distinct=True)
        dates = reading.dates(store)
    who = view.who
    code, place = rows["code"], rows["place"]
    found: list[tuple[Any, ...]] = []
    for kind, actor_type in enumerate(who.axes["actor_type"].values):
        for number, round in enumerate(who.axes["round"].values):
            group = (
                who.usable
                & (who.ranks["actor_type"] == kind)
                & (who.ranks["round"] == number)
            )  # fmt: skip
            if group.any():
                inside = group[place]
                of_group = (actor_type, round)
                said = (code[inside], who.interview[place[inside]])
                found += _group(view, of_group, group, said, dates, any_made=bool(made))
    frame = pd.DataFrame.from_records(found, columns=list(NEW_CODES))
    whole = dict.fromkeys(("round", "N", "place", "new", "seen"), "Int64")
    return frame.astype({**whole, "any_order": "float64", "done": "boolean"})


def _made(came: int, first: tuple[int, str] | None) -> Made:
    if first is None or came < first[0]:
        return "beforehand"
    return "during" if came > first[0] else "unknown"


def _during(store: Store, view: View) -> list[int]:
    """The places of the codes made during the analysis, of those that the filters name."""
    first = reading.first_coding(store)
    made = {row[0] for row in reading.code_origins(store) if _made(row[1], first) == "during"}
    roots = range(len(view.tree)) if view.asked_about is None else view.asked_about
    inside = {one for root in roots for one in view.tree.branch(root)}
    return [one for one in sorted(inside) if view.tree.codes[one].id in made]


def _group(
    view: View, of: tuple[str, int | None], group: Any, said: tuple[Integers, Integers],
    dates: dict[str, str], *, any_made: bool,
) -> list[tuple[Any, ...]]:  # fmt: skip
    """The rows of one actor type in one round."""
    who = view.who
    interviews = np.unique(who.interview[group]).tolist()
    held = sorted(interviews, key=lambda one: (dates[who.interviews[one]], one))
    used: dict[int, set[int]] = {one: set() for one in held}
    for code, interview in zip(*(one.tolist() for one in said), strict=True):
        used[interview].add(code)
    codes = set().union(*used.values())
    undated = [who.interviews[one] for one in held if not dates[who.interviews[one]]]
    reason = _reason(len(held), undated, any_made=any_made, any_used=bool(codes))
    if reason:
        return [(*of, len(held), None, "", "", None, None, None, np.nan, "", reason)]
    any_order = _any_order([sum(code in one for one in used.values()) for code in codes], len(held))
    done = {int(one) for one in who.interview[group & who.done]}
    seen: set[int] = set()
    rows = []
    for number, interview in enumerate(held):
        new = used[interview] - seen
        seen |= new
        name = who.interviews[interview]
        keys = ",".join(view.tree.codes[code].key for code in sorted(new))
        rows.append(
            (
                *of, len(held), number + 1, name, dates[name], interview in done, len(new),
                len(seen), any_order[number], keys, "",
            )
        )  # fmt: skip
    return rows


def _reason(interviews: int, undated: Sequence[str], *, any_made: bool, any_used: bool) -> str:
    """Why a group tells nothing; empty where it does."""
    if interviews < FEWEST:
        return ngettext(
            "{n} interview: a row of fewer than six says nothing of what is still new.",
            "{n} interviews: a row of fewer than six says nothing of what is still new.",
            interviews,
        )
    if undated:
        return _("The order is not known: {interviews} has no date.", interviews=", ".join(undated))
    if not any_made:
        return _(
            "No code was made during the analysis: a scheme made beforehand is full after a few"
            " interviews whatever these say."
        )
    return "" if any_used else _("No code that was made during the analysis is used here.")


def _any_order(interviews_of: Sequence[int], interviews: int) -> list[float]:
    """How many codes the first 1, 2, ... interviews have, on the average of all their orders; of
    codes that stand in so many interviews each.

    A code that stands in k of N interviews is not in the first m of them in C(N - k, m) of
    C(N, m) orders; each interview more multiplies that by (N - k - m) / (N - m).
    """
    before = np.arange(interviews)
    of, codes = np.unique(np.asarray(interviews_of, dtype=np.int64), return_counts=True)
    without = np.maximum(interviews - of[:, None] - before, 0) / (interviews - before)
    found: list[float] = (codes @ (1 - np.cumprod(without, axis=1))).tolist()
    return found
