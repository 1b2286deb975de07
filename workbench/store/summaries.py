"""What researchers have summed up of a code, for one subject each: every reader comes here.

A subject is a value of a dimension: an actor type, person, interview, round, or a value of an
attribute. Each coder writes her own summary of a code and subject.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import UnknownName
from workbench.store import views
from workbench.store.agreed import AGREED
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
    if by == "person":
        return {subject}
    found = values_of(store, by)
    return {person for (_interview, person), value in found.items() if value == subject}


def values_of(store: Store, by: str) -> dict[tuple[str, str], str]:
    """(interview, person) -> which subject of a dimension the person is there; empty for what is
    not stated."""
    persons = {row["id"]: row for row in store.find("person")}
    given = {row["person"]: row["value"] for row in store.find("person_attribute", name=by)}
    found = {}
    for row in store.find("person_interview"):
        match by:
            case "person" | "interview" | "round":
                value = row[by]
            case "actor_type":
                value = persons[row["person"]][by]
            case _:
                value = given.get(row["person"])
        found[row["interview"], row["person"]] = "" if value is None else str(value)
    return found


def last_written(store: Store) -> dict[int, int]:
    """summary -> the action of the history by which its text was last written."""
    rows = store.rows(
        "SELECT key, max(history) AS history FROM change WHERE \"table\" = 'summary'"
        " AND json_extract(after, '$.text') IS NOT json_extract(before, '$.text')"
        " AND after IS NOT NULL GROUP BY key"
    )
    return {json.loads(row["key"])[0]: row["history"] for row in rows}


def codings_told(
    store: Store, since: int
) -> Iterator[tuple[int, tuple[tuple[int, dict[str, Any] | None], ...], dict[str, Any] | None]]:
    """Every coding that an action after `since` has touched: its id, how it stood after each
    action that touched it at all, and how it stands now (None where it does not)."""
    now = {row["id"]: row for row in store.find("coding") if row["coder"] != AGREED}
    states: dict[int, list[tuple[int, dict[str, Any] | None]]] = {}
    for row in store.rows(
        "SELECT history, key, after FROM change WHERE \"table\" = 'coding' AND key IN"
        " (SELECT key FROM change WHERE \"table\" = 'coding' AND history > ?) ORDER BY id",
        (since,),
    ):
        told = None if row["after"] is None else json.loads(row["after"])
        states.setdefault(json.loads(row["key"])[0], []).append((row["history"], told))
    for id, told_of in states.items():
        yield id, tuple(told_of), now.get(id)


def texts_told(store: Store) -> dict[str, list[tuple[int, int]]]:
    """interview -> the actions that gave it another text, each with the revision, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    for row in store.rows(
        "SELECT history, json_extract(key, '$[0]') AS interview,"
        " json_extract(after, '$.revision') AS revision FROM change"
        " WHERE \"table\" = 'transcript' AND after IS NOT NULL ORDER BY id"
    ):
        found.setdefault(row["interview"], []).append((row["history"], row["revision"]))
    return found
