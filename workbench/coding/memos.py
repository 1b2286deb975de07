"""Memos: dated, signed notes on study, person, interview, passage, code or coding.

A memo is Markdown, and what it names in [[ ]] it goes on meaning (`mentions.py`). Its author
changes it, nobody else. How memos are read: `store/memos.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.coding import mentions
from workbench.errors import AnchorError, CallError, Fault, FileFaults, WorkbenchError
from workbench.files import TableRow, csv_text, read_table, write_text
from workbench.model import OBJECT_TYPES, Coding
from workbench.references import named, relinked, written
from workbench.store import memos as store_memos
from workbench.store import views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]

COLUMNS = (
    "id", "object_type", "object", "start", "end", "quote", "code", "coded_by", "text", "coder",
    "created",
)  # fmt: skip


def add(
    store: Store,
    text: str,
    *,
    coder: str,
    object_type: str = "study",
    object: str = "",
    start: int | None = None,
    end: int | None = None,
    code: str = "",
    coded_by: str = "",
    request: str | None = None,
) -> int:
    """Write a memo; gives its id.

    `object` is the id of the person, interview or coding, the key of the code, or, for a
    passage [start, end), its interview; empty for the study. With `code`, a coding is named by
    its interview, passage and code instead, and by its coder where that is somebody else.
    """
    if not text.strip():
        raise CallError(_("The memo is empty."))
    with store.action(
        coder, "memo", object=object, summary=marked("Memo on {object}"), request=request,
        object_type=object_type,
    ) as action:  # fmt: skip
        done = by_request(store, request)
        if done is not None:
            return views.row_of_action(store, done.id, "memo") or 0
        seen = store.seen_by(coder)
        if object_type == "coding" and code:
            row = _coding(seen, object, start, end, code, coded_by or coder)
        else:
            row = _row(seen, object_type, object, start, end)
        action.places["object"] = object or views.settings(store).get("name", "")
        who = coder_id(action, coder)
        memo = {**row, "text": text.strip(), "coder": who, "created": store.now()}
        added = int(action.insert("memo", memo))
        mentions.keep(action, added, memo["text"])
    return added


def edit(store: Store, memo: int, text: str, *, coder: str, request: str | None = None) -> None:
    """Change a memo's text; an empty text removes the memo. The history keeps what was.

    Raises CallError where there is no such memo, or where it is another coder's.
    """
    with store.action(
        coder, "memo", summary=marked("Memo on {object} changed"), request=request
    ) as action:
        if by_request(store, request) is not None:
            return
        found = store.seen_by(coder).get("memo", id=memo)
        if found is None:
            raise CallError(_("There is no memo {id} (any more).", id=memo))
        author = (store.get("coder", id=found["coder"]) or {})["name"]
        if author != " ".join(coder.split()):
            raise CallError(_("This memo is {coder}'s; only she changes it.", coder=author))
        _name(action, found)
        if text.strip():
            action.update("memo", memo, text=text.strip())
            mentions.keep(action, memo, text)
        else:
            _remove(action, memo)


def remove(store: Store, memo: int, *, coder: str) -> None:
    """Remove a memo, one's own or, where its passage is gone, anybody's."""
    with store.action(coder, "memo", summary=marked("Memo on {object} removed")) as action:
        found = store.get("memo", id=memo)
        if found is None:
            raise CallError(_("There is no memo {id} (any more).", id=memo))
        _name(action, found)
        _remove(action, memo)


def leave_on_passage(action: Action, coding: Coding) -> None:
    """A coding goes: the memos on it stay, on its passage."""
    place = {"start": coding.start, "end": coding.end, "quote": coding.quote}
    for memo in action.store.find("memo", object_type="coding", object=str(coding.id)):
        action.update(
            "memo", memo["id"], object_type="passage", object=coding.interview, **place
        )  # fmt: skip


def load(store: Store, path: Path, *, coder: str) -> int:
    """Add the memos of a csv or xlsx file (object_type, object, quote, text, coder, and what else
    `save` writes), all or none; gives how many.

    A passage's object is its interview; its quote must stand there at `start`, or once. A coding
    is named by its passage, code and coder, or by its id as object. What memos of the file say of
    one another by `id` they go on saying.
    """
    table = read_table(path, required=("object_type", "object", "text", "coder"))
    faults: list[Fault] = []
    added: list[tuple[int, TableRow]] = []
    seen = store.seen_by(coder)
    with store.action(
        coder, "memos load", object=path.name, summary=marked("Memos loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        for given in table.rows:
            try:
                row = {**_given(seen, given), "text": given["text"], "created": _created(given)}
            except WorkbenchError as error:
                faults.append(Fault(error.message, file=table.file, row=given.number))
                continue
            row["coder"] = coder_id(action, given["coder"] or coder)
            row["created"] = row["created"] or store.now()
            added.append((action.insert("memo", row), given))
        if faults:
            raise FileFaults(faults)
        ids = {given["id"]: memo for memo, given in added if given["id"]}
        for memo, given in added:
            text = _with_new_ids(given["text"], ids) if ids else given["text"]
            action.update("memo", memo, text=text)
            mentions.keep(action, memo, text)
    return len(added)


def save(store: Store, path: Path) -> int:
    """Write every memo to a csv file that `load` reads, one row each; gives how many. The notes
    that codings carry themselves are saved with the codings."""
    frame = store_memos.memos(store)
    rows = frame[frame["id"].notna()].to_dict("records")
    told = [_saved(store, {str(name): one for name, one in row.items()}) for row in rows]
    write_text(path, csv_text(COLUMNS, told))
    return len(rows)


def _saved(store: Store, row: Row) -> list[object]:
    coding = None
    if row["object_type"] == "coding":
        coding = views.coding_by_id(store, int(row["object"]))
    if coding is not None:
        row |= {"object": coding.interview, "coded_by": coding.coder}
    elif row["object_type"] == "code":
        row["code"] = ""
    place = ("start", "end", "quote")
    told = [row.get(name, "") for name in COLUMNS]
    if row["object_type"] not in ("passage", "coding"):
        told = [
            "" if name in place else one for name, one in zip(COLUMNS, told, strict=True)
        ]  # fmt: skip
    return told


def _given(store: Store, given: TableRow) -> Row:
    """The memo's object, from a row of a file."""
    object_type, interview = given["object_type"], given["object"]
    if object_type == "coding" and given["code"]:
        place = _place(store, interview, given)
        return _coding(store, interview, *place, given["code"], given["coded_by"])
    place = _place(store, interview, given) if object_type == "passage" else (None, None)
    return _row(store, object_type, interview, *place)


def _coding(
    store: Store, interview: str, start: int | None, end: int | None, code: str, coded_by: str
) -> Row:
    key = views.code_named(store, code).key
    for one in views.codings_of(store, interview):
        if (one.start, one.end, one.code, one.coder) == (start, end, key, coded_by):
            return {"object_type": "coding", "object": str(one.id)}
    raise CallError(
        _("{interview} has no such coding with “{code}”.", interview=interview, code=key),
        remedy=_("`workbench codings --interview {interview}` lists them.", interview=interview),
    )


def _place(store: Store, interview: str, given: TableRow) -> tuple[int | None, int | None]:
    quote, start, end = given["quote"], given["start"], given["end"]
    if not quote:
        return (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (None, None)
    transcript = views.transcript(store, interview)
    text = transcript.text if transcript is not None else ""
    at = int(start) if start.isdecimal() else -1
    if at < 0 or not text.startswith(quote, at):
        if text.count(quote) != 1:
            raise AnchorError(
                _("The memo's quote does not stand in {interview} exactly once.",
                  interview=interview)
            )  # fmt: skip
        at = text.index(quote)
    return at, at + len(quote)


def _created(given: TableRow) -> str:
    """When the memo was written, as the store writes it; empty where the file does not say."""
    if not given["created"]:
        return ""
    try:
        when = datetime.fromisoformat(given["created"])
    except ValueError as error:
        raise CallError(_("“{value}” is no time.", value=given["created"])) from error
    return (
        (when if when.tzinfo else when.replace(tzinfo=UTC))
        .astimezone(UTC)
        .isoformat(timespec="milliseconds")
    )


def _with_new_ids(text: str, ids: dict[str, int]) -> str:
    """The text with the ids that the file's memos have here. A memo that is not in the file is
    named but not linked: its id is another memo's here."""
    links: dict[str, str | None] = {}
    for reference in written(text):
        told = named(reference)
        if told.kind == "memo":
            links[reference] = f"memo {ids[told.name]}" if told.name in ids else None
    return relinked(text, links)


def _remove(action: Action, memo: int) -> None:
    action.summary = marked("Memo on {object} removed")
    mentions.forget(action, memo)
    action.delete("memo", memo)


def _name(action: Action, found: Row) -> None:
    """Say in the history what the memo is on."""
    action.object = found["object"]
    name = found["object"]
    if found["object_type"] == "code":
        name = (action.store.get("code", id=int(name)) or {}).get("key", name)
    elif found["object_type"] == "study":
        name = views.settings(action.store).get("name", "")
    action.places |= {"object": name, "object_type": found["object_type"]}


def _row(store: Store, object_type: str, object: str, start: int | None, end: int | None) -> Row:
    if object_type not in OBJECT_TYPES:
        raise CallError(
            _("“{value}” is nothing that a memo can be on.", value=object_type),
            remedy=", ".join(OBJECT_TYPES),
        )
    row: Row = {"object_type": object_type, "object": object}
    match object_type:
        case "study":
            row["object"] = ""
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
