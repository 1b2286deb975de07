"""What researchers have summed up of a code, for one subject each: every reader comes here.

A subject is a value of a dimension: an actor type, person, interview, round, or a value of an
attribute. Each coder writes her own summary of a code and subject.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from workbench.errors import UnknownName
from workbench.store import views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

IDENTIFIED = ("actor_type", "person", "interview", "round")
"""Dimensions whose values are ids; those of all others are the words of an attribute."""

SUMMARIES = ("id", "code", "by", "subject", "text", "coder", "created", "changed")


def summaries(store: Store, *, codes: Sequence[str] = (), by: str = "") -> pd.DataFrame:
    """id, code (key), by (the dimension), subject, text, coder, created, changed: one row per
    summary, in the order of the scheme, then of subjects and of writing.

    `codes` are the codes themselves, not their branches; none means all. `changed` is empty while
    the text is the first. Raises UnknownName for a code that the study lacks.
    """
    wanted = [views.code_named(store, key).id for key in codes]
    rows = store.rows(
        'SELECT s.id, s.code, s.dimension AS "by", s.subject, s.text, k.name AS coder, s.created,'
        " s.changed FROM summary s JOIN coder k ON k.id = s.coder"
        " WHERE (:every OR s.code IN (SELECT value FROM json_each(:codes)))"
        " AND (:by = '' OR s.dimension = :by) ORDER BY s.dimension, s.subject, s.id",
        {"every": not codes, "codes": json.dumps(wanted), "by": by},
    )
    order = {code.id: (at, code.key) for at, code in enumerate(views.codes(store))}
    rows.sort(key=lambda row: order[row["code"]][0])
    told = [{**row, "code": order[row["code"]][1]} for row in rows]
    return pd.DataFrame(told, columns=list(SUMMARIES)).astype({"id": "int64"})


def subject_named(store: Store, by: str, subject: str) -> None:
    """Raises UnknownName for a dimension or a subject that the study lacks."""
    if by not in (*IDENTIFIED, *views.attributes(store)):
        raise UnknownName(_("column"), by, [*IDENTIFIED, *views.attributes(store)])
    known = subjects(store, by)
    if subject not in known:
        raise UnknownName(by, subject, known)


def subjects(store: Store, by: str) -> list[str]:
    """The values that a dimension has in the study; empty stands for what is not stated."""
    match by:
        case "actor_type":
            return [row["key"] for row in store.find("actor_type")]
        case "person" | "interview":
            return [row["id"] for row in store.find(by)]
        case "round":
            found = store.rows("SELECT DISTINCT round FROM person_interview")
            return sorted("" if row["round"] is None else str(row["round"]) for row in found)
    found = store.rows("SELECT DISTINCT value FROM person_attribute WHERE name = ?", (by,))
    return [*sorted(row["value"] for row in found), ""]


def persons_of(store: Store, by: str, subject: str) -> set[str]:
    """The persons whom a summary for this subject sums up."""
    match by:
        case "person":
            return {subject}
        case "interview" | "round":
            rows = store.find("person_interview")
            return {row["person"] for row in rows if str(row[by] or "") == subject}
        case "actor_type":
            return {row["id"] for row in store.find("person") if (row[by] or "") == subject}
    given = {row["person"]: row["value"] for row in store.find("person_attribute", name=by)}
    return {row["id"] for row in store.find("person") if given.get(row["id"], "") == subject}
