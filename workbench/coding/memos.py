"""Memos: dated, signed notes on study, person, interview, passage, code or coding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from workbench.errors import AnchorError, CallError, Fault, FileFaults, WorkbenchError
from workbench.files import read_table
from workbench.model import OBJECT_TYPES
from workbench.store import views
from workbench.store.actions import by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]


def add(
    store: Store,
    text: str,
    *,
    coder: str,
    object_type: str = "study",
    object: str = "",
    start: int | None = None,
    end: int | None = None,
    request: str | None = None,
) -> int:
    """Write a memo; gives its id.

    `object` is the id of the person, interview or coding, the key of the code, or, for a
    passage [start, end), its interview; empty for the study.
    """  # fmt: skip
    if not text.strip():
        raise CallError(_("The memo is empty."))
    with store.action(
        coder, "memo", object=object, summary=marked("Memo on {object}"), request=request,
        object_type=object_type,
    ) as action:  # fmt: skip
        done = by_request(store, request)
        if done is not None:
            return views.row_of_action(store, done.id, "memo") or 0
        row = _row(store, object_type, object, start, end)
        action.places["object"] = object or views.settings(store).get("name", "")
        who = coder_id(action, coder)
        memo = {**row, "text": text.strip(), "coder": who, "created": store.now()}
        return int(action.insert("memo", memo))


def edit(store: Store, memo: int, text: str, *, coder: str, request: str | None = None) -> None:
    """Change a memo's text; an empty text removes the memo. The history keeps what was."""
    with store.action(
        coder, "memo", summary=marked("Memo on {object} changed"), request=request
    ) as action:
        if by_request(store, request) is not None:
            return
        found = store.seen_by(coder).get("memo", id=memo)
        if found is None:
            raise CallError(_("There is no memo {id} (any more).", id=memo))
        action.object = found["object"]
        action.places |= {"object": found["object"], "object_type": found["object_type"]}
        if text.strip():
            action.update("memo", memo, text=text.strip())
        else:
            action.summary = marked("Memo on {object} removed")
            action.delete("memo", memo)


def load(store: Store, path: Path, *, coder: str) -> int:
    """Add the memos of a csv or xlsx file (object_type, object, quote, text, coder), all or
    none; gives how many. A passage's object is its interview; its quote must stand there once.
    """
    table = read_table(path, required=("object_type", "object", "text", "coder"))
    faults: list[Fault] = []
    with store.action(
        coder, "memos load", object=path.name, summary=marked("Memos loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        for given in table.rows:
            try:
                place = _place(store, given["object"], given["quote"])
                row = _row(store, given["object_type"], given["object"], *place)
            except WorkbenchError as error:
                faults.append(Fault(error.message, file=table.file, row=given.number))
                continue
            who = coder_id(action, given["coder"] or coder)
            memo = {**row, "text": given["text"], "coder": who, "created": store.now()}
            action.insert("memo", memo)
        if faults:
            raise FileFaults(faults)
    return len(table.rows)


def _row(store: Store, object_type: str, object: str, start: int | None, end: int | None) -> Row:
    if object_type not in OBJECT_TYPES:
        raise CallError(
            _("“{value}” is nothing that a memo can be on.", value=object_type),
            remedy=", ".join(OBJECT_TYPES),
        )
    row: Row = {"object_type": object_type, "object": object}
    match object_type:
        case "person":
            views.person_named(store, object)
        case "interview":
            views.interview_named(store, object)
        case "code":
            row["object"] = str(views.code_named(store, object).id)
        case "coding":
            if not object.isdecimal() or views.coding_by_id(store, int(object)) is None:
                raise CallError(_("There is no coding {id} (any more).", id=object))
        case "passage":
            row |= _passage(store, object, start, end)
    return row


def _passage(store: Store, interview: str, start: int | None, end: int | None) -> Row:
    views.interview_named(store, interview)
    transcript = views.transcript(store, interview)
    length = len(transcript.text) if transcript else 0
    if transcript is None or start is None or end is None or not 0 <= start < end <= length:
        raise AnchorError(
            _("The memo's passage is not in the text of {interview}.", interview=interview)
        )
    return {"start": start, "end": end, "quote": transcript.text[start:end]}


def _place(store: Store, interview: str, quote: str) -> tuple[int | None, int | None]:
    if not quote:
        return None, None
    transcript = views.transcript(store, interview)
    if transcript is None or transcript.text.count(quote) != 1:
        raise AnchorError(
            _("The memo's quote does not stand in {interview} exactly once.", interview=interview)
        )
    at = transcript.text.index(quote)
    return at, at + len(quote)
