"""The design as numbers: planned, held, usable, person-interviews, persons, coded, done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.store.views import PRIMARY_CODER, USABLE, WITHDRAWN

if TYPE_CHECKING:
    from workbench.store.database import Store

_ROWS = f"""
  WITH usable AS ({USABLE}),
  primary_coder AS ({PRIMARY_CODER}),
  sitting AS (
    SELECT i.id AS interview,
      i.status IN ('held', 'not_usable') AS held,
      i.id IN usable AS usable,
      EXISTS (SELECT 1 FROM primary_coder p JOIN coding g
              ON g.interview = p.interview AND g.coder = p.coder WHERE p.interview = i.id) AS coded,
      EXISTS (SELECT 1 FROM primary_coder p JOIN assignment a
              ON a.interview = p.interview AND a.coder = p.coder
              WHERE p.interview = i.id AND a.coding_status = 'done') AS done
    FROM interview i
  ),
  given AS (
    SELECT pi.interview, pi.person FROM person_interview pi JOIN person p ON p.id = pi.person
    WHERE NOT ({WITHDRAWN})
  )
  SELECT p.actor_type, t.position AS place, pi.round, pi.interview, pi.person,
    s.held AND g.person IS NOT NULL AS held, s.usable AND g.person IS NOT NULL AS usable,
    s.coded AND s.usable AND g.person IS NOT NULL AS coded,
    s.done AND s.usable AND g.person IS NOT NULL AS done
  FROM person_interview pi JOIN person p ON p.id = pi.person
  JOIN sitting s ON s.interview = pi.interview
  LEFT JOIN given g ON g.interview = pi.interview AND g.person = pi.person
  LEFT JOIN actor_type t ON t.key = p.actor_type
"""


def design_check(store: Store) -> pd.DataFrame:
    """actor_type, round, planned, held, usable, person_interviews, persons, coded, done.

    Planned, held, usable, coded and done are sittings; person_interviews are those with text;
    persons are all of the row, also those without a usable text. A round that stands alone is
    text; `*` marks a recounted total: of an actor type over its rounds, and of all. Of who has
    withdrawn, sittings are planned alone.
    """
    rows = store.frame(_ROWS)
    rows["round"] = rows["round"].astype("object").where(rows["round"].notna(), None)
    order = rows.sort_values("place", kind="stable", na_position="last")
    parts = []
    for actor_type in dict.fromkeys(order["actor_type"]):
        same = rows["actor_type"] == actor_type if actor_type else rows["actor_type"].isna()
        of_type = rows[same]
        rounds = sorted({one for one in of_type["round"] if one is not None})
        for round_ in [*rounds, None]:
            part = of_type[
                of_type["round"].isna() if round_ is None else of_type["round"] == round_
            ]
            if len(part):
                parts.append(_count(part, actor_type or "", "" if round_ is None else str(round_)))
        if len(rounds) > 1:
            parts.append(_count(of_type, actor_type or "", "*"))
    parts.append(_count(rows, "*", "*"))
    return pd.DataFrame(parts)


def _count(rows: pd.DataFrame, actor_type: str, round_: str) -> dict[str, object]:
    def sittings(column: str) -> int:
        return int(rows.loc[rows[column].astype(bool), "interview"].nunique())

    return {
        "actor_type": actor_type,
        "round": round_,
        "planned": int(rows["interview"].nunique()),
        "held": sittings("held"),
        "usable": sittings("usable"),
        "person_interviews": int(rows["usable"].astype(bool).sum()),
        "persons": int(rows["person"].nunique()),
        "coded": sittings("coded"),
        "done": sittings("done"),
    }
