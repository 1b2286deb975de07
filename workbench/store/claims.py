"""Claims about a result: which coded passages stand beside which outside figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store.actions import Action
    from workbench.store.database import Store

_CLAIMS = """
  SELECT c.id AS claim, c.says, c.note, w.name AS "by", c.created, g.id AS coding, g.interview,
    p.person, n.actor_type, pi.round, coalesce(n.attribution, '') AS attribution,
    coalesce(n.consent, 'full') AS consent, k.key AS code, o.name AS coder, g.start, g."end",
    g.quote, coalesce(p.own, '') AS own, f.id AS figure, f.source, f."table", f.course, f.base,
    f.n_base, f.courses_reporting, f.period, f.definition, f.time_point, f.category, f.value, f.unit
  FROM claim c JOIN coding g ON g.id = c.coding JOIN figure f ON f.id = c.figure
    JOIN code k ON k.id = g.code JOIN coder w ON w.id = c.coder
    LEFT JOIN coder o ON o.id = g.coder JOIN interview i ON i.id = g.interview
    LEFT JOIN coding_person p ON p.coding = g.id LEFT JOIN person n ON n.id = p.person
    LEFT JOIN person_interview pi ON pi.interview = g.interview AND pi.person = p.person
  ORDER BY f.id, i.position, i.id, g.start, g."end", c.id, n.position, n.id
"""


def claims(store: Store) -> pd.DataFrame:
    """One row per claim and person of whose words it holds some, in the order of the figures,
    then of the study and the text; a claim in words of nobody has one row without a person."""
    frame = store.frame(_CLAIMS).astype(
        {"round": "Int64", "n_base": "Int64", "courses_reporting": "Int64", "value": "float64"}
    )
    return frame.fillna({"person": "", "actor_type": "", "coder": ""})


def pass_on(action: Action, gone: int, kept: int) -> None:
    """Two codings become one, which makes the claims of both; where both stood beside one figure,
    the claim of the one that stays is kept, with both notes."""
    of_kept = {row["figure"]: row for row in action.store.find("claim", coding=kept)}
    for row in action.store.find("claim", coding=gone):
        same = of_kept.get(row["figure"])
        if same is None:
            action.update("claim", row["id"], coding=kept)
            continue
        notes = dict.fromkeys(note for note in (same["note"], row["note"]) if note)
        action.update("claim", same["id"], note="\n\n".join(notes))
        action.delete("claim", row["id"])
