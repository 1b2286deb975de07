"""The one way in which something is taken out of a study for good.

Rewriting stored text makes no revision of the old one: texts, turns, codings, memos and picked
excerpts take their new words and places in one action, the history forgets what it knew of the
old ones, and the file is rebuilt so that no free page and no log holds them. The history keeps
a receipt that names no content; undo and redo do not reach past it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workbench.errors import StudyError
from workbench.model import CONTEXT
from workbench.spans import Span, spans_from_text, spans_text, union
from workbench.store import claims, typology, views, word_index
from workbench.store.actions import KEYS, Action
from workbench.store.database import is_study
from workbench.store.summaries import IDENTIFIED
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]


class Rewritten(Protocol):
    """A text as it is now, and where the passages of the old one are in it."""

    @property
    def text(self) -> str:
        """The new text."""

    def span(self, start: int, end: int) -> Span:
        """Where a passage of the old text is now."""


FREE: Mapping[str, tuple[str, ...]] = {
    "interview": ("mode", "place"),
    "person": ("attribution", "left_course", "left_study", "comment"),
    "person_attribute": ("value",),
    "person_interview": ("comment",),
    "code": ("definition", "include", "exclude", "example"),
    "coding": ("memo",),
    "memo": ("text", "quote"),
    "mention": ("written",),
    "selection_item": ("insertions",),
    "summary": ("text",),
    "decision": ("reason",),
    "unblinded": ("reason",),
    "saved_query": ("note",),
    "claim": ("note",),
    "disclosure": ("subject", "basis", "reason"),
    "figure": ("source", "definition"),
    "property_space": ("offer", "note"),
    "property_rule": ("equals",),
    "property_cell": ("label", "outside"),
    "placing": ("offer", "time", "note"),
}
"""Columns of free words, which may name people anywhere in the study."""

NAMED: Mapping[str, tuple[str, ...]] = {
    "interview": ("id", "interviewer"),
    "person": ("id",),
    "coder": ("name",),
    "selection": ("name",),
    "saved_query": ("name",),
    "property_space": ("name",),
    "property_dimension": ("name",),
    "property_value": ("name",),
}
"""Columns that name rows; they stay, and the caller says where one holds what was erased."""

_FAR = 10**9
"""Where codings wait while their places change, so that none meets another on the way."""


def rewrite(
    store: Store,
    interviews: Collection[str],
    *,
    text: Callable[[str], Rewritten],
    words: Callable[[str], str],
    coder: str,
    action: str,
    summary: str,
) -> int:
    """Put new words in place of old ones in the stored texts of these interviews, and by
    `words` in free words everywhere; gives how many interviews had a text.

    `text` must leave line breaks as they are. Afterwards the file
    is rebuilt. Raises StudyError where another program keeps the old words alive; they are out
    of the study then, but not out of the file: call `rebuild` when the other program is closed.
    """  # fmt: skip
    store.db.conn.execute("PRAGMA secure_delete = ON")
    with store.action(coder, action, summary=summary) as opened:
        rewritten = [one for one in interviews if _rewrite_interview(opened, one, text, words)]
        _rewrite_free_words(opened, words)
        _forget(opened, set(rewritten), words)
        opened.places["n"] = len(rewritten)
    store.cache.clear()
    rebuild(store)
    return len(rewritten)


def rebuild(store: Store) -> None:
    """Write the file anew from what is stored, so that nothing that was deleted is left in it."""
    connection = store.db.conn
    connection.execute("PRAGMA secure_delete = ON")
    try:
        _empty_the_log(store)
        word_index.leave_no_trace(connection)
        connection.execute("VACUUM")
        _empty_the_log(store)
    except sqlite3.OperationalError as error:
        raise _held(store) from error


def backups_beside(path: Path) -> list[Path]:
    """The other study files in the folder of a study: copies that may hold what was erased."""
    found = []
    for file in sorted(path.parent.iterdir()):
        if file == path or not file.is_file() or file.name.endswith(("-wal", "-shm")):
            continue
        if is_study(file.resolve()):
            found.append(file)
    return found


def named_rows(store: Store, holds: Callable[[str], bool]) -> list[str]:
    """The ids and names in the study that `holds` finds something in."""
    found = []
    for table, columns in NAMED.items():
        for row in store.find(table):
            found += [f"{table} {row[name]}" for name in columns if row[name] and holds(row[name])]
    return found


def _empty_the_log(store: Store) -> None:
    busy, *_pages = store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise _held(store)


def _held(store: Store) -> StudyError:
    return StudyError(
        _("The old words are out of the study, but another program that has it open keeps them"
          " in its files."),
        place=str(store.path),
        remedy=_("Close the workbench everywhere else and run the same command again."),
    )  # fmt: skip


# -- an interview --------------------------------------------------------------------------


def _rewrite_interview(
    action: Action, interview: str, text: Callable[[str], Rewritten], words: Callable[[str], str]
) -> bool:
    """Texts in all revisions, and what is anchored in the current one."""
    store = action.store
    transcript = store.get("transcript", interview=interview)
    if transcript is None:
        return False
    action._connection.execute("PRAGMA defer_foreign_keys = ON")
    current: Rewritten | None = None
    for revision in store.find("revision", interview=interview):
        new = text(revision["text"])
        number = _rewrite_revision(action, revision, new, words)
        if revision["id"] == transcript["revision"]:
            current = new
            action.update("transcript", interview, revision=number)
    assert current is not None
    _rewrite_codings(action, interview, current)
    _rewrite_memos(action, interview, current)
    _rewrite_excerpts(action, interview, current)
    _rewrite_decisions(action, interview, current)
    return True


def _rewrite_revision(
    action: Action, revision: Row, new: Rewritten, words: Callable[[str], str]
) -> int:
    """A text under a new id: what is kept in memory is keyed by it, here and elsewhere."""
    turns = action.store.find("turn", revision=revision["id"])
    for turn in turns:
        action.delete("turn", (revision["id"], turn["number"]))
    action.delete("revision", revision["id"])
    header = [words(str(line)) for line in json.loads(revision["header"])]
    kept = {name: one for name, one in revision.items() if name != "id"}
    number = action.insert(
        "revision",
        {
            **kept,
            "text": new.text,
            "header": json.dumps(header, ensure_ascii=False, separators=(",", ":")),
            "source_name": words(revision["source_name"]),
            "source_map": "[]",
        },
    )
    for turn in turns:
        start, end = new.span(turn["start"], turn["end"])
        speaker = words(turn["speaker"])
        action.insert(
            "turn", {**turn, "revision": number, "start": start, "end": end, "speaker": speaker}
        )
    for place in action.store.find("past_place", revision=revision["id"]):
        action.delete("past_place", tuple(place[name] for name in KEYS["past_place"]))
        start, end = new.span(place["start"], place["end"])
        action.insert("past_place", {**place, "revision": number, "start": start, "end": end})
    _rewrite_rejections(action, revision["id"], int(number), new)
    _rewrite_mentions(action, revision["id"], int(number), new)
    return int(number)


def _rewrite_rejections(action: Action, old: int, number: int, new: Rewritten) -> None:
    taken: set[tuple[object, ...]] = set()
    for row in action.store.find("rejection", revision=old):
        start, end = new.span(row["start"], row["end"])
        place = (start, end, row["code"], row["coder"])
        if place in taken:  # parts of one name, which are one place now
            action.delete("rejection", row["id"])
        else:
            taken.add(place)
            action.update("rejection", row["id"], revision=number, start=start, end=end)


def _rewrite_mentions(action: Action, old: int, number: int, new: Rewritten) -> None:
    for row in action.store.find("mention", revision=old):
        start, end = new.span(row["start"], row["end"])
        action.update("mention", row["id"], revision=number, start=start, end=end)


def _rewrite_codings(action: Action, interview: str, new: Rewritten) -> None:
    store = action.store
    codings = store.find("coding", interview=interview)
    action._connection.execute(
        f'UPDATE coding SET start = start + {_FAR}, "end" = "end" + {_FAR} WHERE interview = ?',
        (interview,),
    )
    taken: dict[tuple[object, ...], int] = {}
    for coding in codings:
        start, end = new.span(coding["start"], coding["end"])
        key = (start, end, coding["code"], coding["coder"])
        if key in taken:
            _merge(action, taken[key], coding)
            continue
        taken[key] = coding["id"]
        action.update(
            "coding", coding["id"], start=start, end=end, quote=new.text[start:end],
            before=new.text[max(0, start - CONTEXT) : start], after=new.text[end : end + CONTEXT],
        )  # fmt: skip


def _merge(action: Action, kept: int, twin: Row) -> None:
    """Two codings of parts of one name are now one; a memo of either stays."""
    first = action.store.get("coding", id=kept)
    assert first is not None
    memos = [one for one in (first["memo"], twin["memo"]) if one]
    action.update("coding", kept, memo="\n".join(dict.fromkeys(memos)))
    for memo in action.store.find("memo", object_type="coding", object=str(twin["id"])):
        action.update("memo", memo["id"], object=str(kept))
    for decision in action.store.find("decision", coding=twin["id"]):
        action.update("decision", decision["id"], coding=kept)
    claims.pass_on(action, twin["id"], kept)
    typology.pass_on(action, twin["id"], kept)
    action.delete("coding", twin["id"])


def _rewrite_memos(action: Action, interview: str, new: Rewritten) -> None:
    for memo in action.store.find("memo", object_type="passage", object=interview):
        if memo["start"] is None or memo["end"] is None:
            continue
        start, end = new.span(memo["start"], memo["end"])
        action.update("memo", memo["id"], start=start, end=end, quote=new.text[start:end])


def _rewrite_excerpts(action: Action, interview: str, new: Rewritten) -> None:
    for item in action.store.find("selection_item", interview=interview):
        start, end = new.span(item["start"], item["end"])
        keep = union(new.span(*span) for span in spans_from_text(item["keep"]))
        insertions = [
            [min(max(new.span(place, place)[0], start), end), said]
            for place, said in json.loads(item["insertions"])
        ]
        action.update(
            "selection_item", item["id"], start=start, end=end, quote=new.text[start:end],
            keep=spans_text(keep), insertions=json.dumps(insertions, ensure_ascii=False),
        )  # fmt: skip


def _rewrite_decisions(action: Action, interview: str, new: Rewritten) -> None:
    for decision in action.store.find("decision", interview=interview):
        saw = {
            name: spans_text(union(new.span(*span) for span in spans_from_text(decision[name])))
            for name in ("first_spans", "second_spans")
        }
        action.update("decision", decision["id"], **saw)


def _rewrite_free_words(action: Action, words: Callable[[str], str]) -> None:
    _rewrite_subjects(action, words)
    for table, columns in FREE.items():
        for row in action.store.find(table):
            new = {name: words(row[name]) for name in columns if row[name]}
            action.update(table, tuple(row[name] for name in KEYS[table]), **new)


def _rewrite_subjects(action: Action, words: Callable[[str], str]) -> None:
    """Summaries on a value of an attribute are on the value as it reads now; those of one coder
    on values that have become one are one text."""
    for row in action.store.find("summary"):
        subject = _subject(row, words)
        if subject == row["subject"]:
            continue
        place = {name: row[name] for name in ("code", "dimension", "coder")}
        there = action.store.get("summary", **place, subject=subject)
        if there is None:
            action.update("summary", row["id"], subject=subject)
        else:
            action.update("summary", there["id"], text=f"{there['text']}\n\n{row['text']}")
            action.delete("summary", row["id"])


def _subject(row: Mapping[str, Any], words: Callable[[str], str]) -> str:
    """What a summary is on: the id of a person or interview stays, a value is free words."""
    subject = str(row["subject"])
    return subject if row["dimension"] in IDENTIFIED else words(subject)


# -- the history ---------------------------------------------------------------------------


def _forget(action: Action, interviews: set[str], words: Callable[[str], str]) -> None:
    """Take the old words out of the history, and note the rows as they are now.

    What is anchored in a rewritten text is emptied in older entries: a context may have cut a
    name in two, and half a name is still one.
    """
    connection, store = action._connection, action.store
    anchored = _anchored(store, interviews)
    latest = {(table, key): after for table, key, _before, after in action._changes}
    action._changes = [(table, key, None, after) for (table, key), after in latest.items()]
    for table in ("coding", "selection_item", "memo"):
        for row in store.find(table):
            key = tuple(row[name] for name in KEYS[table])
            if _belongs(table, row, anchored) and (table, key) not in latest:
                action._note(table, key, None, row)
    for change in store.rows('SELECT id, "table", before, after FROM change'):
        before, after = (
            _forgotten(change["table"], change[side], anchored, words)
            for side in ("before", "after")
        )
        if (before, after) != (change["before"], change["after"]):
            connection.execute(
                "UPDATE change SET before = ?, after = ? WHERE id = ?",
                (before, after, change["id"]),
            )
    for entry in store.rows("SELECT id, places FROM history"):
        told = json.loads(entry["places"])
        new = {name: words(one) if isinstance(one, str) else one for name, one in told.items()}
        if new != told:
            connection.execute(
                "UPDATE history SET places = ? WHERE id = ?", (_json(new), entry["id"])
            )


def _anchored(store: Store, interviews: set[str]) -> tuple[set[str], set[int]]:
    """The interviews, and every revision that they ever had."""
    revisions = set()
    for change in store.rows("SELECT before, after FROM change WHERE \"table\" = 'revision'"):
        row = json.loads(change["after"] or change["before"] or "{}")
        if row.get("interview") in interviews:
            revisions.add(row["id"])
    return interviews, revisions


def _belongs(table: str, row: Row, anchored: tuple[set[str], set[int]]) -> bool:
    interviews, revisions = anchored
    if table == "turn":
        return row["revision"] in revisions
    if table == "memo":
        return row["object_type"] == "passage" and row["object"] in interviews
    return table in _EMPTIED and row.get("interview") in interviews


_EMPTIED: Mapping[str, Mapping[str, object]] = {
    "revision": {"text": "", "header": "[]", "source_name": "", "source_map": "[]"},
    "turn": {"speaker": ""},
    "coding": {"quote": "", "before": "", "after": ""},
    "selection_item": {"quote": ""},
    "memo": {"quote": ""},
}


def _forgotten(
    table: str, told: str | None, anchored: tuple[set[str], set[int]], words: Callable[[str], str]
) -> str | None:
    if told is None:
        return None
    row = json.loads(told)
    new = dict(row)
    for name in FREE.get(table, ()):
        if isinstance(row.get(name), str):
            new[name] = words(row[name])
    if table == "summary":
        new["subject"] = _subject(row, words)
    if _belongs(table, row, anchored):
        new |= _EMPTIED[table]
    return told if new == row else _json(new)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def interviews_with_text(store: Store, interview: str) -> list[str]:
    """The interviews that an erasure is to reach: one of this id, or every one for `all`."""
    if interview == "all":
        return [row["interview"] for row in store.find("transcript")]
    return [str(views.interview_named(store, interview)["id"])]
