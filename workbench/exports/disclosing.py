"""The check of an export: who could be recognised in it, what was decided, and the report.

The report is a file of its own beside the export, not a page or sheet in it: it says who is who,
and the export is sent on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pandas as pd

from workbench.coding import disclosures
from workbench.errors import CallError, DataError
from workbench.exports import disclosure
from workbench.exports.delimited import delimited
from workbench.exports.disclosure import Finding
from workbench.exports.model import Column, Content, DataTable, Provenance
from workbench.exports.shown import checked
from workbench.exports.writers import Kind, replace_file
from workbench.texts import _, marked, ngettext

if TYPE_CHECKING:
    from workbench.exports.contents import Wanted
    from workbench.store.database import Store

Told: TypeAlias = Callable[[pd.DataFrame], None]

SUFFIX = ".disclosure.csv"
"""What the name of the report ends with, after the whole name of the export."""

COLUMNS = {
    "finding": marked("Finding"),
    "what": marked("What"),
    "persons": marked("Persons"),
    "detail": marked("What is printed"),
    "shared": marked("Shared by"),
    "places": marked("Places"),
    "where": marked("Where"),
    "remedy": marked("Remedy"),
    "decision": marked("Decision"),
    "open": marked("Open"),
    "reason": marked("Reason"),
    "decided_by": marked("Decided by"),
    "decided": marked("Decided"),
}

_WHAT = {
    "attributes": marked("few share this"),
    "role": marked("a role of one person"),
    "name": marked("a name in the text"),
    "unread": marked("texts not read for names"),
    "everyone": marked("everyone under a sensitive code"),
    "quoted_most": marked("quoted most"),
    "consent": marked("against consent"),
}

_MOST_PLACES = 12
"""Places that a row names; the others are counted."""


def what_name(what: str) -> str:
    """What was found, as people call it."""
    return _(_WHAT[what])


def findings(
    store: Store,
    kind: Kind,
    content: Content,
    wanted: Wanted,
    format: str,
    *,
    k: int = disclosure.K,
) -> list[Finding]:  # fmt: skip
    """Everything by which a person could be recognised in a file of this content and format.

    Raises CallError for a k below 1.
    """
    if k < 1:
        raise CallError(_("“{k}” is no number of persons.", k=k), remedy=_("Choose 1 or more."))
    found = checked(store, kind, content, wanted, format)
    return disclosure.findings(found.printed, found.persons, k=k)


def of(
    store: Store,
    kind: Kind,
    content: Content,
    wanted: Wanted,
    format: str,
    *,
    k: int = disclosure.K,
) -> pd.DataFrame:  # fmt: skip
    """The findings with what was decided on each: one row per finding, the open ones first.

    finding, what, persons (ids, a comma between), detail, shared (persons of the study; missing
    where that is no question), places (their number), where, remedy, decision, open (yes, no),
    reason, decided_by, decided.
    """
    decided = disclosures.decisions(store)
    rows = [_row(one, decided.get((one.what, one.subject))) for one in
            findings(store, kind, content, wanted, format, k=k)]  # fmt: skip
    rows.sort(key=lambda row: row["open"] == "no")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"shared": "Int64", "places": "int64"})


def is_open(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows on which nothing is accepted, or not of what is printed now."""
    return frame[frame["open"] == "yes"]


def persons(frame: pd.DataFrame) -> list[str]:
    """The persons of these rows, each once."""
    return sorted({one for text in frame["persons"] for one in text.split(",") if one})


def summary(frame: pd.DataFrame) -> str:
    """How many persons could be recognised in a file, and how many findings are open."""
    left = is_open(frame)
    if left.empty:
        return _("Nobody could be recognised in this file, as far as the check can tell.")
    n = len(persons(left))
    findings = ngettext("{n} finding is open", "{n} findings are open", len(left))
    if not n:
        return _("Nobody is named, but {findings}.", findings=findings)
    said = ngettext(
        "{n} person could be recognised in this file", "{n} persons could be recognised in this"
        " file", n,
    )  # fmt: skip
    return _("{persons}: {findings}.", persons=said, findings=findings)


def refuse_open(frame: pd.DataFrame, path: Path) -> None:
    """Raises DataError where a finding is open."""
    if not is_open(frame).empty:
        raise DataError(
            summary(frame) + " " + _("Nothing was written."),
            place=str(path),
            remedy=_("`workbench disclosure` lists the findings and takes decisions on them."),
        )


def report_of(path: Path) -> Path:
    """The report that belongs to an export."""
    return path.with_name(path.name + SUFFIX)


def write_report(frame: pd.DataFrame, path: Path, provenance: Provenance) -> Path:
    """Keep the findings beside the export."""
    beside = report_of(path)
    replace_file(beside, report(frame, provenance))
    return beside


def report(frame: pd.DataFrame, provenance: Provenance) -> bytes:
    """The findings as csv; every row says of which export."""
    columns = tuple(Column(name, _(label)) for name, label in COLUMNS.items())
    values = [
        tuple(None if pd.isna(value) else value for value in row)
        for row in frame.astype(object).itertuples(index=False)
    ]
    return delimited(DataTable(_("Disclosure"), columns, tuple(values)), provenance)


def _row(one: Finding, decided: disclosures.Decision | None) -> dict[str, object]:
    settled = (
        decided is not None
        and decided.decision == "accepted"
        and disclosure.holds(one, decided.basis)
    )
    return {
        "finding": one.id, "what": one.what, "persons": ",".join(one.persons),
        "detail": one.detail, "shared": one.shared, "places": len(one.places),
        "where": _places(one.places), "remedy": one.remedy,
        "decision": decided.decision if decided else "", "open": "no" if settled else "yes",
        "reason": decided.reason if decided else "",
        "decided_by": decided.coder if decided else "",
        "decided": decided.created if decided else "",
    }  # fmt: skip


def _places(places: Sequence[str]) -> str:
    said = "; ".join(places[:_MOST_PLACES])
    more = len(places) - _MOST_PLACES
    return _("{places} and {n} more", places=said, n=more) if more > 0 else said
