"""What memos say: every reader of them comes through `memos`, here and nowhere else.

Two kinds of note are read alike: rows of `memo`, on anything in the study, and the note that a
coding carries itself, which has no id of its own. A text is given with the names that what it
mentions has now: a code's present key, a passage's place in the present text.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from workbench.errors import CallError, UnknownName
from workbench.model import Code, MemoFilters
from workbench.references import Named, named, relinked
from workbench.store import views
from workbench.texts import _
from workbench.words import code_name

if TYPE_CHECKING:
    from workbench.store.database import Store

MentionType = Literal["person", "interview", "passage", "code", "memo"]

MEMOS = (
    "id", "object_type", "object", "interview", "start", "end", "quote", "text", "coder",
    "created", "changed", "code", "mentions",
)  # fmt: skip


@dataclass(frozen=True)
class Target:
    """What a reference means. The object of a passage is its interview, that of a code its id; a
    passage has its place in a revision."""

    object_type: MentionType
    object: str
    revision: int | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Mention:
    """A reference in a memo. `name` is how it is written now, `object` of a code its key, `label`
    what people call it. `stands` is false where what was meant is gone, or where it is no longer
    certain which words of a corrected text they are."""

    id: int
    memo: int
    written: str
    name: str
    object_type: MentionType
    object: str
    label: str
    start: int | None
    end: int | None
    turn: int | None
    stands: bool


def memos(store: Store, filters: MemoFilters | None = None) -> pd.DataFrame:
    """id, object_type, object, interview, start, end, quote, text, coder, created, changed, code,
    mentions: one row per memo, the oldest first.

    `object` is the id of a person, interview or coding, or the key of a code; of a passage, its
    interview. `interview`, `start`, `end` and `quote` say where a passage or coding is, `code`
    which code is spoken of. `id` is missing for a coding's own note. `changed` is empty while the
    text is the first. `mentions` are the references that mean something, "; " between.

    Raises CallError for a day that is none, UnknownName for a code that the study lacks.
    """
    filters = filters or MemoFilters()
    rows = _rows(store, filters)
    found = [row["id"] for row in rows if row["id"] is not None and "[[" in row["text"]]
    of_memo: dict[int, list[Mention]] = {}
    for one in mentions(store, found):
        of_memo.setdefault(one.memo, []).append(one)
    for row in rows:
        mentioned = [one for one in of_memo.get(row["id"], ()) if one.stands]
        row["text"] = relinked(row["text"], {one.written: one.name for one in mentioned})
        row["mentions"] = "; ".join(one.name for one in mentioned)
    wanted = filters.contains.casefold()
    rows = [row for row in rows if wanted in row["text"].casefold()]
    frame = pd.DataFrame(rows, columns=list(MEMOS))
    return frame.astype({"id": "Int64", "start": "Int64", "end": "Int64"})


def mentions(store: Store, of: Collection[int]) -> list[Mention]:
    """What these memos mention, in the order in which it was written down."""
    rows = store.rows(
        "SELECT n.*, CASE n.object_type WHEN 'passage' THEN t.revision IS NOT NULL"
        "   WHEN 'code' THEN c.id IS NOT NULL"
        "   WHEN 'person' THEN EXISTS (SELECT 1 FROM person WHERE id = n.object)"
        "   WHEN 'interview' THEN EXISTS (SELECT 1 FROM interview WHERE id = n.object)"
        "   ELSE EXISTS (SELECT 1 FROM memo WHERE id = CAST(n.object AS INTEGER)) END AS stands,"
        " (SELECT u.number FROM turn u WHERE u.revision = n.revision AND u.start <= n.start"
        "   ORDER BY u.start DESC LIMIT 1) AS turn"
        " FROM mention n"
        " LEFT JOIN code c ON n.object_type = 'code' AND c.id = CAST(n.object AS INTEGER)"
        " LEFT JOIN transcript t ON t.interview = n.object AND t.revision = n.revision"
        " WHERE n.memo IN (SELECT value FROM json_each(?)) ORDER BY n.memo, n.id",
        (json.dumps(sorted(of)),),
    )
    codes = {code.id: code for code in views.codes(store)} if rows else {}
    return [_mention(row, codes) for row in rows]


def mentioning(store: Store, target: Target) -> set[int]:
    """The memos that mention something; of an interview, those that mention a passage in it too,
    of a passage, those that mention words of it."""
    types = [target.object_type]
    if target.object_type == "interview":
        types.append("passage")
    rows = store.rows(
        "SELECT memo FROM mention WHERE object = :object"
        " AND object_type IN (SELECT value FROM json_each(:types))"
        ' AND (:start IS NULL OR (start < :end AND "end" > :start AND revision = :revision))',
        {
            "object": target.object, "types": json.dumps(types), "start": target.start,
            "end": target.end, "revision": target.revision,
        },
    )  # fmt: skip
    return {row["memo"] for row in rows}


def resolve(store: Store, reference: str) -> Target | None:
    """What a reference means in the study as it is now; None where it means nothing.

    A name alone is a person's, else an interview's, else a code's; old keys name codes too.
    """
    wanted = named(reference)
    match wanted.kind:
        case "passage" | "turn":
            return _passage(store, wanted)
        case "memo":
            there = wanted.name.isdecimal() and store.get("memo", id=int(wanted.name))
            return Target("memo", wanted.name) if there else None
    if wanted.kind in ("person", "") and store.get("person", id=wanted.name):
        return Target("person", wanted.name)
    if wanted.kind in ("interview", "") and store.get("interview", id=wanted.name):
        return Target("interview", wanted.name)
    if wanted.kind in ("code", ""):
        try:
            return Target("code", str(views.code_named(store, wanted.name).id))
        except UnknownName:
            return None
    return None


def _passage(store: Store, wanted: Named) -> Target | None:
    text = views.transcript(store, wanted.name)
    if text is None:
        return None
    span = wanted.start, wanted.end
    if wanted.kind == "turn":
        span = next(
            ((turn.start, turn.end) for turn in text.turns if turn.number == wanted.start), (0, 0)
        )
    if not 0 <= span[0] < span[1] <= len(text.text):
        return None
    return Target("passage", wanted.name, text.revision, *span)


def _mention(row: dict[str, Any], codes: Mapping[int, Code]) -> Mention:
    object_type, object, turn = row["object_type"], row["object"], row["turn"]
    name = row["written"]
    label = object
    match object_type:
        case "code" if row["stands"]:
            code = codes[int(object)]
            prefix, blank, _key = name.rpartition(" ")
            object, label = code.key, code_name(code)
            name = f"{prefix}{blank}{object}"
        case "passage":
            by_turn = named(name).kind == "turn"
            name = f"{object} #{turn}" if by_turn else f"{object} {row['start']}-{row['end']}"
            label = _("{interview}, turn {turn}", interview=object, turn=turn)
        case "memo":
            label = _("memo {id}", id=object)
    return Mention(
        row["id"], row["memo"], row["written"], name, object_type, object, label, row["start"],
        row["end"], turn, bool(row["stands"]),
    )  # fmt: skip


_ON = """
  SELECT m.id, m.object_type, iif(m.object_type = 'code', coalesce(c.key, m.object), m.object)
    AS object,
    CASE m.object_type WHEN 'interview' THEN m.object WHEN 'passage' THEN m.object
      WHEN 'coding' THEN coalesce(g.interview, '') ELSE '' END AS interview,
    coalesce(m.start, g.start) AS start, coalesce(m."end", g."end") AS "end",
    coalesce(g.quote, m.quote) AS quote, m.text, k.name AS coder, m.created,
    coalesce((SELECT max(h.time) FROM change x JOIN history h ON h.id = x.history
      WHERE x."table" = 'memo' AND x.key = '[' || m.id || ']'
      AND x.history > (SELECT min(y.history) FROM change y
        WHERE y."table" = 'memo' AND y.key = x.key)
      AND json_extract(x.before, '$.text') <> json_extract(x.after, '$.text')), '') AS changed,
    coalesce(c.key, gc.key, '') AS code
  FROM memo m JOIN coder k ON k.id = m.coder
  LEFT JOIN code c ON m.object_type = 'code' AND c.id = CAST(m.object AS INTEGER)
  LEFT JOIN coding g ON m.object_type = 'coding' AND g.id = CAST(m.object AS INTEGER)
  LEFT JOIN code gc ON gc.id = g.code
"""

_CODINGS_OWN = """
  SELECT NULL AS id, 'coding' AS object_type, CAST(g.id AS TEXT) AS object, g.interview, g.start,
    g."end", g.quote, g.memo AS text, k.name AS coder, g.created,
    coalesce((SELECT max(h.time) FROM change x JOIN history h ON h.id = x.history
      WHERE x."table" = 'coding' AND x.key = '[' || g.id || ']'
      AND json_extract(x.before, '$.memo') <> json_extract(x.after, '$.memo')), '') AS changed,
    c.key AS code
  FROM coding g JOIN coder k ON k.id = g.coder JOIN code c ON c.id = g.code
  WHERE g.memo <> ''
"""


def _rows(store: Store, filters: MemoFilters) -> list[dict[str, Any]]:
    object = filters.object
    if filters.object_type == "code" and object:
        object = views.code_named(store, object).key
    told = {
        "object_type": filters.object_type, "object": object,
        "author": json.dumps(filters.author), "since": _day(filters.since),
        "until": _day(filters.until),
    }  # fmt: skip
    wanted = ["1"]
    if filters.object_type:
        wanted.append("object_type = :object_type")
    if filters.object:
        wanted.append("object = :object")
    if filters.author:
        wanted.append("coder IN (SELECT value FROM json_each(:author))")
    if filters.since:
        wanted.append("created >= :since")
    if filters.until:
        wanted.append("substr(created, 1, 10) <= :until")
    if filters.mentions:
        target = resolve(store, filters.mentions)
        told["memos"] = json.dumps(sorted(mentioning(store, target)) if target else [])
        wanted.append("id IN (SELECT value FROM json_each(:memos))")
    parts = [_ON]
    if filters.object_type in ("", "coding"):
        parts.append(_CODINGS_OWN)
    # Of what was written in the same millisecond a coding's note comes first: the memo on the
    # coding cannot have been there before it.
    return store.rows(
        f"SELECT * FROM ({' UNION ALL '.join(parts)}) WHERE {' AND '.join(wanted)}"
        " ORDER BY created, id IS NOT NULL, id, CAST(object AS INTEGER)",
        told,
    )


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError as error:
        raise CallError(
            _("“{value}” is no day.", value=text), remedy=_("Write it as 2026-03-31.")
        ) from error
