"""Summaries: what a researcher says in short of a code, for one subject.

The same summary stands in its column where actors are compared and in its cell of the framework
matrix. A coder writes and changes her own; another one's stands beside it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.errors import CallError, Fault, FileFaults, WorkbenchError
from workbench.files import csv_text, read_table, write_text
from workbench.store import summaries as stored
from workbench.store import views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]

COLUMNS = ("code", "by", "subject", "text", "coder", "created", "changed")


def write(
    store: Store,
    code: str,
    subject: str,
    text: str,
    *,
    by: str = "actor_type",
    coder: str,
    request: str | None = None,
) -> int | None:
    """Write this coder's summary of a code for a subject, in place of the one that she has; gives
    its id. An empty text takes it away, and gives None.

    Raises UnknownName for a code, dimension or subject that the study lacks.
    """
    with store.action(
        coder, "summary", summary=marked("Summary of “{code}” for {subject}"), request=request
    ) as action:
        if by_request(store, request) is not None:
            row = _own(store, _place(store, code, by, subject), coder)
            return None if row is None else int(row["id"])
        place = _place(store, code, by, subject)
        found = views.code_named(store, code)
        action.object = found.key
        action.places["subject"] = subject
        action.name_codes(code=found)
        return _put(action, place, text.strip(), coder)


def remove(store: Store, summary: int, *, coder: str) -> None:
    """Take a summary away: one's own, or one that nobody can change since its subject is gone.

    Raises CallError where there is no such summary, or where it is another coder's.
    """
    with store.action(
        coder, "summary", summary=marked("Summary of “{code}” for {subject} removed")
    ) as action:
        row = store.seen_by(coder).get("summary", id=summary)
        if row is None:
            raise CallError(_("There is no summary {id} (any more).", id=summary))
        author = (store.get("coder", id=row["coder"]) or {})["name"]
        there = row["subject"] in stored.subjects(store, row["dimension"])
        if there and author != " ".join(coder.split()):
            raise CallError(_("This summary is {coder}'s; only she changes it.", coder=author))
        code = next(one for one in views.codes(store) if one.id == row["code"])
        action.object = code.key
        action.places["subject"] = row["subject"]
        action.name_codes(code=code)
        action.delete("summary", summary)


def load(store: Store, path: Path, *, coder: str) -> int:
    """Store the summaries of a csv or xlsx file (code, by, subject, text, and coder where it is
    another one), all or none, in place of those that their coders have; gives how many changed."""
    table = read_table(path, required=("code", "by", "subject", "text"))
    faults: list[Fault] = []
    with store.action(
        coder, "summaries load", object=path.name, summary=marked("Summaries loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        changed = 0
        for given in table.rows:
            if not given["text"].strip():
                told = _("the text is empty")
                faults.append(Fault(told, file=table.file, row=given.number, column="text"))
                continue
            try:
                place = _place(store, given["code"], given["by"], given["subject"])
            except WorkbenchError as error:
                faults.append(Fault(error.message, file=table.file, row=given.number))
                continue
            who = given["coder"] or coder
            before = _own(store, place, who)
            if before is None or before["text"] != given["text"].strip():
                _put(action, place, given["text"].strip(), who)
                changed += 1
        if faults:
            raise FileFaults(faults)
    return changed


def save(store: Store, path: Path) -> int:
    """Write every summary to a csv file that `load` reads, one row each; gives how many."""
    rows = stored.summaries(store).to_dict("records")
    write_text(path, csv_text(COLUMNS, [[row[name] for name in COLUMNS] for row in rows]))
    return len(rows)


def _place(store: Store, code: str, by: str, subject: str) -> Row:
    found = views.code_named(store, code)
    stored.subject_named(store, by, subject)
    return {"code": found.id, "dimension": by, "subject": subject}


def _own(store: Store, place: Row, coder: str) -> Row | None:
    who = store.get("coder", name=" ".join(coder.split()))
    return store.get("summary", **place, coder=who["id"]) if who else None


def _put(action: Action, place: Row, text: str, coder: str) -> int | None:
    row = _own(action.store, place, coder)
    if not text:
        if row is not None:
            action.summary = marked("Summary of “{code}” for {subject} removed")
            action.delete("summary", row["id"])
        return None
    if row is None:
        who = coder_id(action, coder)
        made = {**place, "text": text, "coder": who, "created": action.store.now()}
        return int(action.insert("summary", made))
    if row["text"] != text:
        action.update("summary", row["id"], text=text, changed=action.store.now())
    return int(row["id"])
