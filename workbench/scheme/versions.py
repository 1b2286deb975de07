"""The scheme at any time, rebuilt from the history: what it was, and what has changed since.

A date stands for the whole day; days and times are those of the history (UTC).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import CallError
from workbench.model import Code
from workbench.scheme.tree import Tree
from workbench.store import scheme as store_scheme
from workbench.store import views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

COLUMNS = ("code", "change", "field", "before", "after", "time", "coder")

USE = (
    "code", "retired", "codings", "coders", "coder", "interviews", "interview", "persons",
    "primary_codings", "primary_interviews", "branch_codings", "never", "one_coder",
    "one_interview",
)  # fmt: skip
_NUMBERS = [
    "codings", "coders", "interviews", "persons", "primary_codings", "primary_interviews",
]  # fmt: skip

FIELDS = (
    "key", "name_nb", "name_en", "definition", "include", "exclude", "example", "phase", "level",
    "exclusive", "color", "retired",
)  # fmt: skip


def at(store: Store, when: str) -> list[Code]:
    """The codes as they were at the end of a day (`2026-03-31`), or at a time of it.

    Raises CallError for what is no date.
    """
    return store_scheme.codes_at(store, _written(when, end_of_day=True))


def changes(store: Store, since: str) -> pd.DataFrame:
    """code, change, field, before, after, time, coder: what is other now than it was when the day
    (or time) `since` began.

    `change` is added, changed, merged (`after` is the code that took its codings) or removed;
    what was done and undone since is no change. A row per code and changed field, in the order
    of the tree, codes that are gone last; `time` and `coder` are of the last action that touched
    the code. Raises CallError for what is no date.
    """
    began = _written(since, end_of_day=False)
    before = {code.id: code for code in store_scheme.codes_at(store, began)}
    now = {code.id: code for code in views.codes(store)}
    touched = store_scheme.last_touched(store, began)
    rows: list[tuple[object, ...]] = []
    for code in now.values():
        if code.id not in before:
            rows.append((code.key, "added", "", "", code.name, *touched[code.id]))
            continue
        for field in FIELDS:
            old, new = _text(before[code.id], field), _text(code, field)
            if old != new:
                rows.append((code.key, "changed", field, old, new, *touched[code.id]))
    aliases = {row["key"]: row["code"] for row in store.find("code_alias")}
    for code in before.values():
        if code.id not in now:
            into = now.get(aliases.get(code.key, -1))
            change = "removed" if into is None else "merged"
            after = "" if into is None else into.key
            rows.append((code.key, change, "", code.name, after, *touched[code.id]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def use(store: Store) -> pd.DataFrame:
    """One row per code in the order of the tree: code, retired, codings, coders, coder,
    interviews, interview, persons, primary_codings, primary_interviews, branch_codings, never,
    one_coder, one_interview.

    Counts are of the code itself, without those under it, over every layer; `primary_` counts the
    primary layer alone. `branch_codings` counts those under it too, and a code is `never` used
    when it is 0. `coder` and `interview` are named where there is only one.
    """
    tree = Tree(views.codes(store))
    frame = store_scheme.use(store).set_index("code").reindex([code.id for code in tree.codes])
    frame[_NUMBERS] = frame[_NUMBERS].fillna(0).astype("int64")
    own = dict(zip(frame.index, frame["codings"], strict=True))
    for name in ("coder", "interview"):
        frame[name] = frame[name].where(frame[f"{name}s"] == 1, "").fillna("")
    frame["branch_codings"] = [sum(own[one.id] for one in tree.branch(code)) for code in tree.codes]
    frame["code"] = [code.key for code in tree.codes]
    frame["retired"] = [code.retired for code in tree.codes]
    frame["never"] = frame["branch_codings"] == 0
    frame["one_coder"] = frame["coders"] == 1
    frame["one_interview"] = frame["interviews"] == 1
    return frame.reset_index(drop=True)[list(USE)]


def _text(code: Code, field: str) -> str:
    value = getattr(code, field)
    return ("yes" if value else "") if isinstance(value, bool) else str(value)


def _written(when: str, *, end_of_day: bool) -> str:
    """A day or time as the history writes it; of a day its first moment, or the next day's."""
    try:
        if len(when) == len("2026-03-31"):
            day = date.fromisoformat(when) + timedelta(days=int(end_of_day))
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC)
        else:
            moment = datetime.fromisoformat(when)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
            moment = moment.astimezone(UTC) + timedelta(milliseconds=int(end_of_day))
    except ValueError as error:
        raise CallError(
            _("“{text}” is no date.", text=when), remedy=_("Write it as 2026-03-31.")
        ) from error
    return moment.isoformat(timespec="milliseconds")
