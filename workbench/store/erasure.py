"""The one way in which something is taken out of a study for good.

Rewriting stored text makes no revision of the old one: texts, turns, codings, memos and picked
excerpts take their new words and places in one action, the history forgets what it knew of the
old ones, and the file is rebuilt so that no free page and no log holds them. The history keeps
a receipt that names no content; undo and redo do not reach past it.

`rewrite` replaces words; `store/withdrawal.py` takes a person's away with the same steps. A study
that is restored from an older backup remembers which erasures have to be done again (`due`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from workbench.errors import StudyError
from workbench.model import CONTEXT
from workbench.spans import Span, spans_from_text, spans_text, union
from workbench.store import claims, typology, views, word_index
from workbench.store.actions import ERASURES, KEYS, Action
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


Words = Callable[[str], str]
"""What becomes of a text of free words."""

Emptied = Callable[[str, str, Row], Row]
"""What the history may still tell of a row of a table with this key (JSON)."""

DUE = "erasures_due"
"""The setting that holds the erasures which a restored backup has brought back."""

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


@dataclass(frozen=True)
class Erasure:
    """An erasure that was done: the action of the history, what it was of, and when."""

    action: str
    object: str
    time: str


def rewrite(
    store: Store,
    interviews: Collection[str],
    *,
    text: Callable[[Row], Rewritten],
    words: Words,
    coder: str,
    action: str,
    object: str,
    summary: str,
) -> int:
    """Put new words in place of old ones in the stored texts of these interviews, and by
    `words` in free words everywhere; gives how many interviews had a text.

    `text` is given each revision, and must leave line breaks as they are. Afterwards the file
    is rebuilt. Raises StudyError where another program keeps the old words alive; they are out
    of the study then, but not out of the file: call `rebuild` when the other program is closed.
    """  # fmt: skip
    store.db.conn.execute("PRAGMA secure_delete = ON")
    with store.action(coder, action, object=object, summary=summary) as opened:
        rewritten = [one for one in interviews if rewrite_interview(opened, one, text, words)]
        rewrite_free_words(opened, words)
        anchored = Anchored(store, rewritten)
        forget(opened, lambda table, _key, row: anchored.emptied(table, row), words)
        settle(opened, action, object)
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


def rewrite_interview(
    action: Action, interview: str, text: Callable[[Row], Rewritten], words: Words
) -> bool:
    """Texts in all revisions, and what is anchored in the current one."""
    store = action.store
    transcript = store.get("transcript", interview=interview)
    if transcript is None:
        return False
    action._connection.execute("PRAGMA defer_foreign_keys = ON")
    current: Rewritten | None = None
    for revision in store.find("revision", interview=interview):
        new = text(revision)
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


def _rewrite_revision(action: Action, revision: Row, new: Rewritten, words: Words) -> int:
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


def rewrite_free_words(action: Action, words: Words) -> None:
    """Put new words in place of old ones wherever words may name or quote people."""
    _rewrite_subjects(action, words)
    for table, columns in FREE.items():
        for row in action.store.find(table):
            new = {name: words(row[name]) for name in columns if row[name]}
            action.update(table, tuple(row[name] for name in KEYS[table]), **new)


def _rewrite_subjects(action: Action, words: Words) -> None:
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


def _subject(row: Mapping[str, Any], words: Words) -> str:
    """What a summary is on: the id of a person or interview stays, a value is free words."""
    subject = str(row["subject"])
    return subject if row["dimension"] in IDENTIFIED else words(subject)


# -- the history ---------------------------------------------------------------------------


def forget(action: Action, emptied: Emptied, words: Words) -> None:
    """Take the old words out of the history, and note the rows as they are now.

    `emptied` says what may be told of a row in any entry: a context may have cut a name in two,
    and half a name is still one.
    """
    connection, store = action._connection, action.store
    latest = {(table, key): after for table, key, _before, after in action._changes}
    action._changes = [(table, key, None, after) for (table, key), after in latest.items()]
    for table, columns in KEYS.items():
        for row in store.find(table):
            key = tuple(row[name] for name in columns)
            if (table, key) not in latest and emptied(table, as_key(key), row) != row:
                action._note(table, key, None, row)
    for change in store.rows('SELECT id, "table", key, before, after FROM change'):
        before, after = (
            _forgotten(change["table"], change["key"], change[side], emptied, words)
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


class Anchored:
    """What stands, or stood, in the texts of some interviews."""

    def __init__(self, store: Store, interviews: Collection[str]) -> None:
        self.interviews = set(interviews)
        self.revisions: set[int] = set()
        told = "SELECT before, after FROM change WHERE \"table\" = 'revision'"
        for change in store.rows(told):
            row = json.loads(change["after"] or change["before"] or "{}")
            if row.get("interview") in self.interviews:
                self.revisions.add(row["id"])

    def holds(self, table: str, row: Row) -> bool:
        """Whether a row stands in one of the texts, or is one."""
        if table in ("turn", "rejection"):
            return row.get("revision") in self.revisions
        if table == "memo":
            return row.get("object_type") == "passage" and row.get("object") in self.interviews
        return row.get("interview") in self.interviews

    def emptied(self, table: str, row: Row) -> Row:
        """The row without what it repeats of the text."""
        return row | _EMPTIED[table] if table in _EMPTIED and self.holds(table, row) else row


_EMPTIED: Mapping[str, Row] = {
    "revision": {"text": "", "header": "[]", "source_name": "", "source_map": "[]"},
    "turn": {"speaker": ""},
    "coding": {"quote": "", "before": "", "after": ""},
    "selection_item": {"quote": ""},
    "memo": {"quote": ""},
}


def _forgotten(
    table: str, key: str, told: str | None, emptied: Emptied, words: Words
) -> str | None:
    if told is None:
        return None
    row = json.loads(told)
    new = dict(row)
    for name in FREE.get(table, ()):
        if isinstance(row.get(name), str):
            new[name] = words(row[name])
    if table == "summary" and "subject" in row:
        new["subject"] = _subject(row, words)
    new = emptied(table, key, new)
    return told if new == row else _json(new)


# -- erasures that are due -----------------------------------------------------------------


def done(store: Store) -> list[Erasure]:
    """The erasures that the history of a study tells of, and those that are due in it."""
    names = ", ".join("?" * len(ERASURES))
    rows = store.rows(
        f"SELECT action, object, time FROM history WHERE action IN ({names}) ORDER BY id", ERASURES
    )
    return list(dict.fromkeys([*(Erasure(**row) for row in rows), *due(store)]))


def due(store: Store) -> list[Erasure]:
    """The erasures that have to be done again, since an older backup was restored."""
    row = store.get("setting", key=DUE)
    return [Erasure(**one) for one in json.loads(row["value"])] if row else []


def owe(action: Action, erasures: Sequence[Erasure]) -> None:
    """Remember which erasures have to be done again; none: that none has."""
    if erasures:
        value = _json([asdict(one) for one in erasures])
        action.put("setting", {"key": DUE, "value": value})
    elif action.store.get("setting", key=DUE) is not None:
        action.delete("setting", DUE)


def settle(action: Action, name: str, object: str) -> None:
    """An erasure is done: what was due of the same kind, of the same or of less, is not any
    more."""
    owe(
        action,
        [
            one
            for one in due(action.store)
            if one.action != name or object not in (one.object, EVERYTHING)
        ],
    )


EVERYTHING = "all"
"""The object of an erasure in every interview."""


def as_key(values: Iterable[object]) -> str:
    """The key of a row as the history writes it."""
    return _json(list(values))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def interviews_with_text(store: Store, interview: str) -> list[str]:
    """The interviews that an erasure is to reach: one of this id, or every one for `all`."""
    if interview == EVERYTHING:
        return [row["interview"] for row in store.find("transcript")]
    return [str(views.interview_named(store, interview)["id"])]
