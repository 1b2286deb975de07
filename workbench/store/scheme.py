"""What the history tells of the scheme, and how its codes are used."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from workbench.model import Code
from workbench.store import views
from workbench.store.agreed import AGREED
from workbench.store.views import PRIMARY_CODER

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store.database import Store


def codes_at(store: Store, before: str) -> list[Code]:
    """The codes as they were right before a time (ISO, UTC), in the order of the tree."""
    rows = store.rows(
        "SELECT c.after FROM change c JOIN (SELECT max(c.id) AS id FROM change c"
        "   JOIN history h ON h.id = c.history WHERE c.\"table\" = 'code' AND h.time < ?"
        "   GROUP BY c.key) last ON last.id = c.id WHERE c.after IS NOT NULL",
        (before,),
    )
    return views.in_tree_order([json.loads(row["after"]) for row in rows])


def last_touched(store: Store, since: str) -> dict[int, tuple[str, str]]:
    """code -> time and coder of the last action from this time on that changed its row."""
    rows = store.rows(
        "SELECT c.key, h.time, h.coder FROM change c JOIN history h ON h.id = c.history"
        " WHERE c.\"table\" = 'code' AND h.time >= ? ORDER BY c.id",
        (since,),
    )
    return {json.loads(row["key"])[0]: (row["time"], row["coder"]) for row in rows}


def use(store: Store) -> pd.DataFrame:
    """code (id), codings, coders, coder, interviews, interview, persons, primary_codings,
    primary_interviews: one row per code that has codings of its own, in any layer.

    `coder` and `interview` name the first of them.
    """
    return store.frame(
        f"WITH first AS ({PRIMARY_CODER})"
        " SELECT g.code, count(*) AS codings, count(DISTINCT g.coder) AS coders,"
        " min(k.name) AS coder, count(DISTINCT g.interview) AS interviews,"
        " min(g.interview) AS interview,"
        " (SELECT count(DISTINCT person) FROM coding_person p WHERE p.code = g.code"
        f"   AND p.coder <> {AGREED}) AS persons,"
        " count(*) FILTER (WHERE first.coder = g.coder) AS primary_codings,"
        " count(DISTINCT iif(first.coder = g.coder, g.interview, NULL)) AS primary_interviews"
        " FROM coding g JOIN coder k ON k.id = g.coder"
        " JOIN first ON first.interview = g.interview"
        f" WHERE g.coder <> {AGREED} GROUP BY g.code"
    )


def ids_ever(store: Store) -> set[int]:
    """The ids of all codes that there are or have been: none is given to another code."""
    told = store.rows("SELECT DISTINCT key FROM change WHERE \"table\" = 'code'")
    there = store.rows("SELECT id FROM code")
    return {json.loads(row["key"])[0] for row in told} | {row["id"] for row in there}
