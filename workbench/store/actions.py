"""Actions and their history: every change is written with what was before and after.

The history is append-only. Undo takes back the last action of a coder by a new entry; redo
brings back what was undone last. A coder's action can be undone while no later action that
still stands has touched the same rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.errors import CallError, UndoRefused
from workbench.model import Code, HistoryEntry
from workbench.store import blind, derived
from workbench.texts import _, language
from workbench.words import column

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]
Key = tuple[Any, ...]

KEYS: Mapping[str, tuple[str, ...]] = {
    "setting": ("key",),
    "actor_type": ("key",),
    "attribute": ("name",),
    "person": ("id",),
    "person_attribute": ("person", "name"),
    "interview": ("id",),
    "person_interview": ("interview", "person"),
    "relation": ("id",),
    "coder": ("id",),
    "assignment": ("interview", "coder"),
    "figure": ("id",),
    "revision": ("id",),
    "transcript": ("interview",),
    "turn": ("revision", "number"),
    "code": ("id",),
    "code_alias": ("key",),
    "coding": ("id",),
    "memo": ("id",),
    "mention": ("id",),
    "asked": ("code", "actor_type", "round"),
    "selection": ("id",),
    "selection_item": ("id",),
    "pins": ("code",),
    "summary": ("id",),
    "past_place": ("object_type", "object", "revision"),
    "review": ("object_type", "object"),
    "rejection": ("id",),
    "decision": ("id",),
    "favourite": ("coder", "digit"),
    "unblinded": ("interview", "coder"),
    "saved_query": ("id",),
    "saved_query_code": ("query", "position"),
    "claim": ("id",),
    "sensitive_code": ("code",),
    "disclosure": ("id",),
    "property_space": ("id",),
    "property_dimension": ("id",),
    "property_value": ("id",),
    "property_rule": ("id",),
    "property_cell": ("id",),
    "property_cell_value": ("cell", "dimension"),
    "placing": ("id",),
    "placing_value": ("placing", "dimension"),
    "placing_reason": ("placing", "coding"),
}
"""The tables that actions write, each with its primary key. History and derived tables are kept
by the store itself."""


ERASURES = ("pseudonymise_stored", "purge")
"""The actions that undo and redo do not reach past."""

ANCHORED: Mapping[str, str] = {
    "coding": "interview",
    "memo": "object",
    "selection_item": "interview",
    "decision": "interview",
}
"""Tables of what stands on a passage of a text, with the column that names its interview; of the
memos, those on a passage do."""


class Action:
    """An open action: the only way to change a study. Made by `Store.action`."""

    def __init__(
        self, store: Store, *, coder: str, action: str, object: str, summary: str,
        request: str | None, places: Mapping[str, object],
    ) -> None:  # fmt: skip
        self.store = store
        self.coder = coder
        self.action = action
        self.object = object
        self.summary = summary
        self.request = request
        self.places = dict(places)
        self.kind = "do"
        self.target: int | None = None
        self.history_id: int | None = None
        self._changes: list[tuple[str, Key, Row | None, Row | None]] = []
        self._stale = derived.Stale()

    def insert(self, table: str, row: Row) -> Any:
        """Store a row; gives its id, or its key where it has no id."""
        names = ", ".join(f'"{name}"' for name in row)
        places = ", ".join(f":{name}" for name in row)
        cursor = self._connection.execute(
            f'INSERT INTO "{table}" ({names}) VALUES ({places}) RETURNING *', row
        )
        stored = self._dict(cursor)
        assert stored is not None
        key = self._key(table, stored)
        self._note(table, key, None, stored)
        return key[0] if len(key) == 1 else key

    def insert_many(self, table: str, rows: Iterable[Row]) -> list[Any]:
        """Store rows in their order; gives their ids."""
        return [self.insert(table, row) for row in rows]

    def update(self, table: str, key: object, /, **changes: object) -> Row:
        """Change columns of one row; gives the row as it is now. Equal values change nothing."""
        full = self._full_key(key)
        before = self._fetch(table, full)
        if before is None:
            raise KeyError(f"{table} {full}")
        wanted = {
            name: int(value) if isinstance(value, np.integer) else value
            for name, value in changes.items()
            if before[name] != value
        }
        if not wanted:
            return before
        sets = ", ".join(f'"{name}" = ?' for name in wanted)
        self._connection.execute(
            f'UPDATE "{table}" SET {sets} WHERE {self._where(table)}', [*wanted.values(), *full]
        )
        after = before | wanted
        self._note(table, self._key(table, after), before, after)
        return after

    def delete(self, table: str, key: object) -> Row:
        """Remove one row; gives it as it was. What was to be looked at of it is settled, and the
        claims that a coding makes, and its part in why somebody is placed, go with it."""
        full = self._full_key(key)
        # An undo does not take away what was done later: it is refused for the claim's sake.
        if table == "coding" and self.kind == "do":
            for claim in self.store.find("claim", coding=full[0]):
                self.delete("claim", claim["id"])
            for reason in self.store.find("placing_reason", coding=full[0]):
                self.delete("placing_reason", (reason["placing"], full[0]))
        if table in ANCHORED and self._fetch("review", (table, *full)) is not None:
            self.delete("review", (table, *full))
        before = self._fetch(table, full)
        if before is None:
            raise KeyError(f"{table} {full}")
        self._connection.execute(f'DELETE FROM "{table}" WHERE {self._where(table)}', full)
        self._note(table, full, before, None)
        return before

    def put(self, table: str, row: Row) -> None:
        """Store a row, or change the one that has its key."""
        key = self._key(table, row)
        if self._fetch(table, key) is None:
            self.insert(table, row)
        else:
            self.update(table, key, **row)

    def name_codes(self, **codes: Code) -> None:
        """Name codes in the summary, in both languages: who reads it reads it in one of them."""
        for place, code in codes.items():
            self.places[place] = code.name
            self.places[f"{place}_en"] = code.name_en or code.name

    def finish(self) -> None:
        """Bring derived rows up to date and write the history. Called by the store."""
        if not self._changes:
            return
        if self.kind == "do":
            blind.keep_open(
                self,
                [
                    (before, after)
                    for table, _key, before, after in self._changes
                    if table == "assignment"
                ],
            )
        derived.refresh(self.store, self._stale)
        cursor = self._connection.execute(
            "INSERT INTO history (time, coder, kind, target, action, object, summary, places,"
            " request) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self.store.now(), self.coder, self.kind, self.target, self.action, self.object,
                self.summary, _json(self.places), self.request,
            ),
        )  # fmt: skip
        self.history_id = cursor.lastrowid
        self._connection.executemany(
            'INSERT INTO change (history, "table", key, before, after) VALUES (?, ?, ?, ?, ?)',
            [
                (self.history_id, table, _json(key), _json_or_none(before), _json_or_none(after))
                for table, key, before, after in self._changes
            ],
        )

    @property
    def _connection(self) -> sqlite3.Connection:
        return self.store.db.conn

    def _note(self, table: str, key: Key, before: Row | None, after: Row | None) -> None:
        self._changes.append((table, key, before, after))
        self._stale.note(table, before, after)

    def _fetch(self, table: str, key: Key) -> Row | None:
        return self._dict(
            self._connection.execute(f'SELECT * FROM "{table}" WHERE {self._where(table)}', key)
        )

    @staticmethod
    def _dict(cursor: sqlite3.Cursor) -> Row | None:
        names = [column[0] for column in cursor.description]
        found = cursor.fetchone()
        return None if found is None else dict(zip(names, found, strict=True))

    @staticmethod
    def _where(table: str) -> str:
        return " AND ".join(f'"{name}" = ?' for name in KEYS[table])

    @staticmethod
    def _key(table: str, row: Mapping[str, Any]) -> Key:
        return tuple(row[name] for name in KEYS[table])

    @staticmethod
    def _full_key(key: object) -> Key:
        return key if isinstance(key, tuple) else (key,)


def undo(
    store: Store, coder: str, *, action: int | None = None, request: str | None = None
) -> HistoryEntry:
    """Take back the coder's last action that stands, by a new entry in the history.

    With the id of an `action`, only if it is that one. Raises UndoRefused, and changes nothing,
    where there is none, where it is another one, or where a later action that stands has touched
    the same rows; the message names that action.
    """
    target: Row | None = None
    try:
        with store.action(coder, "undo", request=request) as undoing:
            done = by_request(store, request)
            if done is not None:
                return done
            target = store.row(
                "SELECT * FROM history WHERE coder = ? AND kind = 'do' AND NOT undone"
                " ORDER BY id DESC LIMIT 1",
                (coder,),
            )
            if target is None:
                raise UndoRefused(_("There is nothing to undo."))
            if action is not None and target["id"] != action:
                if target["id"] > action:
                    raise _refused(target)
                raise UndoRefused(_("This has been taken back already."))
            _refuse_restore(target)
            _refuse_past_erasure(store, target["id"])
            _refuse_if_touched_later(store, target["id"])
            _refuse_on_another_text(store, target["id"], target["id"], backwards=True)
            _replay(undoing, target, backwards=True)
    except sqlite3.IntegrityError as error:
        raise _refused(_later_reference(store, target)).seen(store, coder) from error
    except _Refused as error:
        raise error.seen(store, coder) from None
    return entry(store, undoing.history_id)


def redo(store: Store, coder: str, *, request: str | None = None) -> HistoryEntry:
    """Bring back what this coder undid last, unless she has done something else since.

    Raises UndoRefused, and changes nothing, where there is nothing to bring back or where a
    later action has touched the same rows.
    """
    target: Row | None = None
    try:
        with store.action(coder, "redo", request=request) as action:
            done = by_request(store, request)
            if done is not None:
                return done
            target = _undone_last(store, coder)
            if target is None:
                raise UndoRefused(_("There is nothing to redo."))
            _refuse_past_erasure(store, target["id"])
            undone = store.value(
                "SELECT max(id) FROM history WHERE kind = 'undo' AND target = ?", (target["id"],)
            )
            _refuse_on_another_text(store, target["id"], undone, backwards=False)
            _replay(action, target, backwards=False)
    except sqlite3.IntegrityError as error:
        raise _refused(_later_reference(store, target)).seen(store, coder) from error
    except _Refused as error:
        raise error.seen(store, coder) from None
    return entry(store, action.history_id)


def coder_id(action: Action, name: str) -> int:
    """The id of a coder, who is added where she is new."""
    name = " ".join(name.split())
    if not name:
        raise CallError(_("Nobody is named as coder."), remedy=_("Give a name with --coder NAME."))
    known = action.store.get("coder", name=name)
    return int(known["id"]) if known else int(action.insert("coder", {"name": name}))


def entry(store: Store, history_id: int | None) -> HistoryEntry:
    """One entry of the history."""
    found = store.row("SELECT * FROM history WHERE id = ?", (history_id,))
    assert found is not None
    return _as_entry(found)


def entries(store: Store, *, limit: int | None = None) -> list[HistoryEntry]:
    """The history, the latest action first."""
    rows = store.rows("SELECT * FROM history ORDER BY id DESC LIMIT ?", (limit or -1,))
    return [_as_entry(row) for row in rows]


def by_request(store: Store, request: str | None) -> HistoryEntry | None:
    """The action that was done for this request, if it was: a request is never done twice."""
    found = store.row("SELECT * FROM history WHERE request = ?", (request,)) if request else None
    return _as_entry(found) if found else None


def _undone_last(store: Store, coder: str) -> Row | None:
    """The action that this coder undid last, unless redone or followed by another of hers."""
    return store.row(
        "SELECT h.* FROM history h JOIN history u ON u.target = h.id AND u.kind = 'undo'"
        " WHERE u.coder = :coder AND h.undone AND u.id > (SELECT coalesce(max(id), 0)"
        "   FROM history WHERE coder = :coder AND kind = 'do')"
        " AND NOT EXISTS (SELECT 1 FROM history r"
        "   WHERE r.target = h.id AND r.kind = 'redo' AND r.id > u.id)"
        " ORDER BY u.id DESC LIMIT 1",
        {"coder": coder},
    )


def _replay(action: Action, target: Row, *, backwards: bool) -> None:
    """Write the changes of an action again, or backwards, and mark it undone or done."""
    action.kind = "undo" if backwards else "redo"
    action.target = target["id"]
    action.object = target["object"]
    action.summary = target["summary"]
    action.places = json.loads(target["places"])
    store = action.store
    changes = store.rows("SELECT * FROM change WHERE history = ? ORDER BY id", (target["id"],))
    connection = store.db.conn
    # Rows that need one another come back in any order; what is left hanging fails at COMMIT.
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for change in reversed(changes) if backwards else changes:
        was, becomes = ("after", "before") if backwards else ("before", "after")
        _restore(action, change, _row(change[was]), _row(change[becomes]))
    connection.execute("UPDATE history SET undone = ? WHERE id = ?", (int(backwards), target["id"]))


def _restore(action: Action, change: Row, was: Row | None, becomes: Row | None) -> None:
    table = change["table"]
    key = tuple(json.loads(change["key"]))
    if action._fetch(table, key) != was:
        later = _latest_touching(action.store, change)
        raise _refused(later)
    if becomes is None:
        action.delete(table, key)
    elif was is None:
        action.insert(table, becomes)
    else:
        action.update(table, key, **becomes)


def _refuse_restore(target: Row) -> None:
    if target["action"] == "restore":
        raise UndoRefused(
            _("That a backup was restored cannot be taken back."),
            remedy=_("Restore the backup that was made of the study before."),
        )


def _refuse_past_erasure(store: Store, history_id: int) -> None:
    names = ", ".join("?" * len(ERASURES))
    later = store.row(
        f"SELECT * FROM history WHERE action IN ({names}) AND id >= ? ORDER BY id DESC LIMIT 1",
        (*ERASURES, history_id),
    )
    if later:
        told = _as_entry(later)
        raise UndoRefused(
            _(
                "Nothing before “{summary}” ({time}) can be taken back or brought back: what was"
                " erased is gone.",
                summary=told.summary, time=told.time,
            )
        )  # fmt: skip


def _refuse_if_touched_later(store: Store, history_id: int) -> None:
    later = store.row(
        "SELECT h.* FROM change mine"
        ' JOIN change other ON other."table" = mine."table" AND other.key = mine.key'
        "   AND other.history > mine.history"
        " JOIN history h ON h.id = other.history AND h.kind = 'do' AND NOT h.undone"
        " WHERE mine.history = ? ORDER BY h.id DESC LIMIT 1",
        (history_id,),
    )
    if later:
        raise _refused(later)


def _refuse_on_another_text(store: Store, target: int, since: int, *, backwards: bool) -> None:
    """Refuse what would set a passage into another text than the one that it was read in.

    That is a coding, memo or picked excerpt that comes back after its text was corrected, and a
    text that comes back after `since` under what was placed in the corrected one.
    """
    changes = store.rows("SELECT * FROM change WHERE history = ? ORDER BY id", (target,))
    texts = {json.loads(one["key"])[0] for one in changes if one["table"] == "transcript"}
    side = "before" if backwards else "after"
    under = {_text_under(change["table"], _row(change[side])) for change in changes}
    for interview in sorted(one for one in under - texts if one is not None):
        later = _text_since(store, interview, target)
        if later is not None:
            raise _refused(later)
    for interview in sorted(texts):
        later = _placed_since(store, interview, since)
        if later is not None:
            raise _refused(later)


def _text_under(table: str, row: Row | None) -> str | None:
    """The interview in whose text a row has its place, if it has one."""
    if row is None or table not in ANCHORED or row.get("object_type", "passage") != "passage":
        return None
    return str(row[ANCHORED[table]])


def _text_since(store: Store, interview: str, history: int) -> Row | None:
    """The last action that gave the interview another text than it had after this one."""
    changes = store.rows(
        "SELECT * FROM change WHERE \"table\" = 'transcript' AND key = ? ORDER BY id",
        (_json([interview]),),
    )
    before = [one["after"] for one in changes if one["history"] <= history]
    if not before or before[-1] == changes[-1]["after"]:
        return None
    return store.row("SELECT * FROM history WHERE id = ?", (changes[-1]["history"],))


def _placed_since(store: Store, interview: str, history: int) -> Row | None:
    """The last action after this one by which something has its place in the interview now."""
    later = store.rows(
        'SELECT "table", key, max(history) AS history FROM change WHERE history > ?'
        f' AND "table" IN ({", ".join("?" * len(ANCHORED))}) GROUP BY "table", key'
        " ORDER BY max(history) DESC",
        (history, *ANCHORED),
    )
    for change in later:
        row = store.get(change["table"], id=json.loads(change["key"])[0])
        if _text_under(change["table"], row) != interview:
            continue
        before = store.value(
            'SELECT after FROM change WHERE "table" = ? AND key = ? AND history <= ?'
            " ORDER BY id DESC LIMIT 1",
            (change["table"], change["key"], history),
        )
        if _row(before) != row:
            return store.row("SELECT * FROM history WHERE id = ?", (change["history"],))
    return None


def _latest_touching(store: Store, change: Row) -> Row | None:
    return store.row(
        "SELECT h.* FROM change c JOIN history h ON h.id = c.history"
        ' WHERE c."table" = ? AND c.key = ? AND c.history > ? ORDER BY h.id DESC LIMIT 1',
        (change["table"], change["key"], change["history"]),
    )


def _later_reference(store: Store, target: Row | None) -> Row | None:
    """The last standing action after this one that stored a row which needs one of its rows."""
    assert target is not None
    history_id = target["id"]
    changes = store.rows('SELECT "table", key FROM change WHERE history = ?', (history_id,))
    needed = {(change["table"], value) for change in changes for value in json.loads(change["key"])}
    later = store.rows(
        'SELECT h.*, c."table" AS of, c.after AS stored FROM change c'
        " JOIN history h ON h.id = c.history"
        " WHERE c.history > ? AND c.after IS NOT NULL AND NOT h.undone ORDER BY h.id DESC",
        (history_id,),
    )
    for row in later:
        stored = json.loads(row["stored"])
        for reference in store.rows(f'PRAGMA foreign_key_list("{row["of"]}")'):
            if (reference["table"], stored.get(reference["from"])) in needed:
                return row
    return _latest_since(store, history_id)


def _latest_since(store: Store, history_id: int) -> Row | None:
    return store.row(
        "SELECT * FROM history WHERE id > ? AND kind = 'do' AND NOT undone"
        " ORDER BY id DESC LIMIT 1",
        (history_id,),
    )


class _Refused(UndoRefused):
    """A refusal for the sake of a later action, by its id in the history."""

    later = 0

    def seen(self, store: Store, coder: str) -> UndoRefused:
        """The refusal as this coder may read it: what is hidden from her is not told."""
        sql = "SELECT summary FROM history WHERE id = ?"
        seen = store.seen_by(coder)
        if seen is store or not self.later or seen.value(sql, (self.later,)):
            return self
        return UndoRefused(
            _("This cannot be taken back: what has been done since is hidden, for it is coded"
              " blind."),
            remedy=_("Try again when all who code it are done."),
        )  # fmt: skip


def _refused(later: Row | None) -> _Refused:
    if later is None:
        return _Refused(_("The rows have changed since; this cannot be taken back."))
    told = _as_entry(later)
    refused = _Refused(
        _(
            "This cannot be taken back: {coder} has since done “{summary}” ({time}).",
            coder=told.coder, summary=told.summary, time=told.time,
        ),
        remedy=_("Take back that action first."),
    )  # fmt: skip
    refused.later = told.id
    return refused


def _as_entry(row: Row) -> HistoryEntry:
    places = json.loads(row["places"])
    summary = _(row["summary"], **_told(places)) if row["summary"] else row["action"]
    if row["kind"] == "undo":
        summary = _("Undone: {summary}", summary=summary)
    elif row["kind"] == "redo":
        summary = _("Redone: {summary}", summary=summary)
    return HistoryEntry(
        id=row["id"], time=row["time"], coder=row["coder"], action=row["action"],
        object=row["object"], summary=summary, undone=bool(row["undone"]), places=places,
    )  # fmt: skip


def _told(places: Mapping[str, Any]) -> dict[str, Any]:
    """The places of a summary as it is read: names of fields and codes in the language of the
    reader."""
    fields = str(places.get("fields") or "")
    if language() == "en":
        english = {name[:-3]: one for name, one in places.items() if name.endswith("_en")}
        places = {**places, **english}
    return {**places, "fields": ", ".join(column(name) for name in fields.split(", ") if name)}


def _row(text: str | None) -> Row | None:
    return None if text is None else json.loads(text)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _json_or_none(row: Row | None) -> str | None:
    return None if row is None else _json(row)
