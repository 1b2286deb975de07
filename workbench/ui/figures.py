"""What the figures page shows, arranged: the figures of a course, what the check says of them, and
the claims beside them, by figure or by claim. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from workbench.charts import figures as shown
from workbench.charts.table import records
from workbench.exports import printed_quote
from workbench.exports.figures import figure_line, label
from workbench.exports.quoting import MAY_NOT_BE_QUOTED
from workbench.model import Says, Transcript
from workbench.texts import _
from workbench.ui import shell

By = Literal["figure", "claim"]

_SHORT = 90
"""Characters of a quote in a list to choose from."""


@dataclass(frozen=True)
class Asked:
    """What the page is asked for; an empty course is all of them."""

    course: str = ""
    by: By = "figure"
    code: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure as it is read: never the number without its base."""

    id: int
    category: str
    time: str
    value: str
    base: str
    source: str
    period: str
    definition: str
    line: str


@dataclass(frozen=True)
class Finding:
    """What the check says, in which place, and of which figures."""

    label: str
    what: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Claim:
    """What somebody says of a result, and the figure that it stands beside."""

    id: int
    coding: int
    figure: Figure
    says: Says
    note: str
    quote: str
    who: str
    where: Mapping[str, str]
    quotable: bool
    by: str


@dataclass(frozen=True)
class View:
    """What is shown: the figures of the course with what the check says of them, their claims,
    and how many figures the study has."""

    frame: pd.DataFrame
    figures: tuple[Figure, ...]
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]
    courses: tuple[str, ...]
    of: int


def read_address(query: Mapping[str, str], here: shell.Current) -> Asked:
    """What an address asks for; what it asks for wrongly is left out."""
    courses = set(shell.read(here, "figures")["course"])
    codes = {code.key for code in shell.read(here, "scheme")}
    by = query.get("by", "")
    return Asked(
        course=query["course"] if query.get("course") in courses else "",
        by="claim" if by == "claim" else "figure",
        code=query["code"] if query.get("code") in codes else "",
    )


def view(here: shell.Current, asked: Asked) -> View:
    """What the study says of this."""
    every: pd.DataFrame = shell.read(here, "figures")
    frame = every[every["course"] == asked.course] if asked.course else every
    figures = {row["id"]: _figure(row) for row in records(frame)}
    findings = []
    for row in records(shell.read(here, "figures_check")):
        of = [figures.get(int(one)) for one in row["figures"].split(",")]
        if any(of):
            kept = tuple(one for one in of if one is not None)
            findings.append(Finding(label(row), row["what"], kept))
    return View(
        frame=frame, figures=tuple(figures.values()), findings=tuple(findings),
        claims=_read_claims(here, figures),
        courses=tuple(one for one in dict.fromkeys(every["course"]) if one), of=len(every),
    )  # fmt: skip


def _figure(row: Mapping[str, Any]) -> Figure:
    source = ", ".join(part for part in (row["source"], row["table"]) if part)
    base = ", ".join(part for part in (shown.base_text(row), shown.courses_text(row)) if part)
    return Figure(
        id=int(row["id"]), category=shown.words(row["category"]),
        time=shown.words(row["time_point"]), value=shown.value_text(row), base=base, source=source,
        period=row["period"], definition=row["definition"], line=figure_line(dict(row)),
    )  # fmt: skip


def _read_claims(here: shell.Current, figures: Mapping[int, Figure]) -> tuple[Claim, ...]:
    """One claim for all its persons; it may be quoted where all of them may, and its words are
    not shown where one has withdrawn."""
    rows: dict[int, list[dict[str, Any]]] = {}
    for row in records(shell.read(here, "claims")):
        if row["figure"] in figures:
            rows.setdefault(row["claim"], []).append(row)
    return tuple(_claim(here, of, figures[of[0]["figure"]]) for of in rows.values())


def _claim(here: shell.Current, rows: Sequence[Mapping[str, Any]], figure: Figure) -> Claim:
    first = rows[0]
    consents = {row["consent"] for row in rows}
    persons = [
        " · ".join(part for part in (row["person"], row["attribution"]) if part) for row in rows
    ]
    place = {name: str(first[name]) for name in ("interview", "start", "end")}
    transcript: Transcript = shell.read(here, "transcript", first["interview"])
    labels = {row["person"]: row["attribution"] for row in rows if row["attribution"]}
    quote = printed_quote(
        transcript.text, transcript.turns, int(first["start"]), int(first["end"]),
        person=first["person"] or None, labels=labels,
    )  # fmt: skip
    return Claim(
        id=int(first["claim"]), coding=int(first["coding"]), figure=figure, says=first["says"],
        note=first["note"], quote="" if "withdrawn" in consents else quote.text,
        who="; ".join(one for one in persons if one) or _("Nobody"), where=place,
        quotable=consents.isdisjoint(MAY_NOT_BE_QUOTED), by=first["by"],
    )  # fmt: skip


def groups(claims: Sequence[Claim], by: By) -> list[list[Claim]]:
    """The claims of each figure, or the figures of each claim."""
    found: dict[int, list[Claim]] = {}
    for one in claims:
        found.setdefault(one.figure.id if by == "figure" else one.coding, []).append(one)
    return list(found.values())


def short(row: Mapping[str, Any]) -> str:
    """An excerpt in a list to choose from."""
    quote = " ".join(row["quote"].split())
    cut = quote if len(quote) <= _SHORT else f"{quote[:_SHORT].rstrip()} …"
    return f"{row['person']} ({row['interview']}): {cut}"
