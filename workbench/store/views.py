"""What the study holds, as records and frames: the design, the texts, the scheme, the codings."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import AnchorError, UnknownName
from workbench.model import Code, Coding, Transcript, Turn
from workbench.spans import folded
from workbench.store.actions import entries
from workbench.store.agreed import AGREED
from workbench.store.blind import BLIND
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]

USABLE = """
  SELECT interview.id AS interview FROM interview
  WHERE interview.status = 'held'
    AND EXISTS (SELECT 1 FROM spoken WHERE spoken.interview = interview.id)
"""
"""Interviews that count: held, with a current transcript, and with at least one turn of an
identified person (`spoken` has a row for each of those)."""

WITHDRAWN = """
  p.consent = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM spoken s
    WHERE s.interview = pi.interview AND s.person = pi.person)
"""
"""Whether a person `p` has withdrawn from an interview that she gave with others (`pi`): it is
held and usable for these, not for her."""

SITTING = f"iif(i.status IN ('held', 'not_usable') AND {WITHDRAWN}, 'withdrawn', i.status)"
"""The status of an interview `i` for one of its persons."""

PRIMARY_CODER = f"""
  SELECT i.id AS interview, coalesce(
    (SELECT coder FROM assignment a WHERE a.interview = i.id AND a.layer = 'primary'),
    (SELECT coder FROM coding g WHERE g.interview = i.id AND g.coder <> {AGREED}
     ORDER BY g.id LIMIT 1)) AS coder
  FROM interview i
"""
"""Whose codings are the primary layer of each interview: the assigned coder, or where nobody is
assigned, the one who coded it first; missing where nobody has."""


def settings(store: Store) -> dict[str, str]:
    """The settings of the study: name, language, synthetic, ..."""
    return {row["key"]: row["value"] for row in store.find("setting")}


def last_history(store: Store) -> int:
    """The id of the last history entry; 0 for a study without any. Changes with every action."""
    return int(store.value("SELECT coalesce(max(id), 0) FROM history"))


def last_change(store: Store) -> str:
    """The time of the study's last action; empty for a study without any."""
    return str(store.value("SELECT time FROM history ORDER BY id DESC LIMIT 1") or "")


def actor_types(store: Store) -> pd.DataFrame:
    """key, name_nb, name_en: in the study's order."""
    return store.frame("SELECT key, name_nb, name_en FROM actor_type ORDER BY position")


def attributes(store: Store) -> list[str]:
    """The names of the persons' attributes, in the order of the file that brought them."""
    return [row["name"] for row in store.rows("SELECT name FROM attribute ORDER BY position, name")]


def persons(store: Store) -> pd.DataFrame:
    """One row per person: person, actor_type, every attribute, attribution, consent, left_course,
    left_study. In the order of the design."""
    frame = store.frame(
        "SELECT id AS person, actor_type, attribution, consent, left_course, left_study"
        " FROM person ORDER BY position, id"
    )
    values = {(row["person"], row["name"]): row["value"] for row in store.find("person_attribute")}
    wide = pd.DataFrame(
        {
            name: [values.get((person, name), "") for person in frame["person"]]
            for name in attributes(store)
        },
        index=frame.index,
    )
    return pd.concat([frame.iloc[:, :2], wide, frame.iloc[:, 2:]], axis=1)


def interviews(store: Store) -> pd.DataFrame:
    """One row per interview: interview, status, date, mode, place, minutes, interviewer, persons
    (ids, a comma between), usable, words. In the order of the design."""
    frame = store.frame(
        "SELECT id AS interview, status, date, mode, place, minutes, interviewer,"
        " (SELECT group_concat(person, ',') FROM (SELECT pi.person FROM person_interview pi"
        "   JOIN person p ON p.id = pi.person WHERE pi.interview = interview.id"
        "   ORDER BY p.position)) AS persons,"
        f" id IN ({USABLE}) AS usable,"
        " coalesce((SELECT sum(words) FROM spoken WHERE spoken.interview = interview.id), 0)"
        "   AS words"
        " FROM interview ORDER BY position, id"
    )
    frame["persons"] = frame["persons"].fillna("")
    return frame.astype({"minutes": "Int64", "usable": "bool"})


def person_interviews(store: Store) -> pd.DataFrame:
    """One row per person and interview: interview, person, actor_type, round, status, usable,
    comment. In the order of the design."""
    return store.frame(
        f"SELECT pi.interview, pi.person, p.actor_type, pi.round, {SITTING} AS status,"
        f" pi.interview IN ({USABLE}) AND NOT ({WITHDRAWN}) AS usable, pi.comment"
        " FROM person_interview pi JOIN person p ON p.id = pi.person"
        " JOIN interview i ON i.id = pi.interview ORDER BY p.position, p.id, i.position, i.id"
    ).astype({"usable": "bool"})


def relations(store: Store) -> pd.DataFrame:
    """person, relation, other_person, round."""
    return store.frame("SELECT person, relation, other_person, round FROM relation ORDER BY id")


def figures(store: Store) -> pd.DataFrame:
    """The outside figures with their ids, in the order of their file."""
    return store.frame("SELECT * FROM figure ORDER BY id").astype(
        {"value": "float64", "n_base": "Int64", "courses_reporting": "Int64"}
    )


def asked(store: Store) -> pd.DataFrame:
    """code (key), actor_type, round, asked (yes, no)."""
    return store.frame(
        "SELECT c.key AS code, a.actor_type, nullif(a.round, 0) AS round,"
        " iif(a.asked, 'yes', 'no') AS asked FROM asked a JOIN code c ON c.id = a.code"
        " JOIN actor_type t ON t.key = a.actor_type ORDER BY t.position, a.round, c.key"
    )


def assignments(store: Store) -> pd.DataFrame:
    """interview, coder, layer, coding_status, blind. In the order of the design.

    `blind` is `yes` while the others' coding of the interview is hidden from the coder, `until
    done` where it was until all were done, `opened` where it was opened before, and empty where
    it never was hidden; see `blind.py`.
    """
    return store.frame(
        f"SELECT a.interview, c.name AS coder, a.layer, a.coding_status, {BLIND} AS blind"
        " FROM assignment a JOIN coder c ON c.id = a.coder JOIN interview i ON i.id = a.interview"
        " ORDER BY a.layer, i.position, i.id, c.name"
    )


def coders(store: Store) -> list[str]:
    """The names of the coders, in the order in which they came."""
    rows = store.rows(f"SELECT name FROM coder WHERE id <> {AGREED} ORDER BY id")
    return [row["name"] for row in rows]


def primary_coders(store: Store) -> dict[str, str]:
    """interview -> the name of the coder whose codings are its primary layer."""
    rows = store.rows(
        f"SELECT p.interview, c.name FROM ({PRIMARY_CODER}) p JOIN coder c ON c.id = p.coder"
    )
    return {row["interview"]: row["name"] for row in rows}


def codes(store: Store) -> list[Code]:
    """The codes of the scheme in the order of the tree, depth first."""
    return in_tree_order(store.rows("SELECT * FROM code"))


def in_tree_order(rows: Iterable[Row]) -> list[Code]:
    """Rows of `code` as codes in the order of the tree, depth first."""
    children: dict[int | None, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["position"], row["id"])):
        children.setdefault(row["parent"], []).append(row)
    ordered: list[Code] = []

    def visit(parent: int | None) -> None:
        for row in children.get(parent, []):
            ordered.append(_code(row))
            visit(row["id"])

    visit(None)
    return ordered


def codebook(store: Store, of: Sequence[Code] | None = None) -> pd.DataFrame:
    """key, name_nb, name_en, definition, include, exclude, example, phase, level, exclusive,
    color, retired: one row per code in the order of the tree; of these codes, or of all."""
    columns = [
        "key", "name_nb", "name_en", "definition", "include", "exclude", "example", "phase",
        "level", "exclusive", "color", "retired",
    ]  # fmt: skip
    chosen = codes(store) if of is None else of
    rows = [tuple(getattr(code, name) for name in columns) for code in chosen]
    return pd.DataFrame(rows, columns=columns)


def code_named(store: Store, key: str) -> Code:
    """The code with this key, or with this old key. Raises UnknownName with near keys."""
    row = store.row(
        "SELECT c.* FROM code c WHERE c.key = :key"
        " UNION ALL SELECT c.* FROM code_alias a JOIN code c ON c.id = a.code"
        " WHERE a.key = :key LIMIT 1",
        {"key": key},
    )
    if row is None:
        known = [row["key"] for row in store.rows("SELECT key FROM code ORDER BY key")]
        raise UnknownName(_("code"), key, known)
    return _code(row)


def interview_named(store: Store, interview: str) -> Row:
    """The row of an interview. Raises UnknownName with near ids."""
    row = store.get("interview", id=interview)
    if row is None:
        known = [row["id"] for row in store.rows("SELECT id FROM interview")]
        raise UnknownName(_("interview"), interview, known)
    return row


def person_named(store: Store, person: str) -> Row:
    """The row of a person. Raises UnknownName with near ids."""
    row = store.get("person", id=person)
    if row is None:
        known = [row["id"] for row in store.rows("SELECT id FROM person")]
        raise UnknownName(_("person"), person, known)
    return row


def text_of(store: Store, interview: str) -> Transcript:
    """The current text of an interview that must have one.

    Raises UnknownName for an interview that the study lacks, AnchorError where it has no text.
    """
    interview_named(store, interview)
    found = transcript(store, interview)
    if found is None:
        raise AnchorError(
            _("{interview} has no text yet.", interview=interview),
            remedy=_("Import its transcript first."),
        )
    return found


def transcript(store: Store, interview: str) -> Transcript | None:
    """The current text of an interview with its turns; None where there is no text."""
    kept = _KEPT.get()
    if kept is None:
        return _transcript(store, interview)
    if interview not in kept:
        kept[interview] = _transcript(store, interview)
    return kept[interview]


_KEPT: ContextVar[dict[str, Transcript | None] | None] = ContextVar("texts", default=None)


@contextmanager
def texts_kept() -> Iterator[None]:
    """Read each text of a study once inside the block, which writes none."""
    token = _KEPT.set({})
    try:
        yield
    finally:
        _KEPT.reset(token)


def _transcript(store: Store, interview: str) -> Transcript | None:
    found = store.row(
        "SELECT r.id, r.number, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
        " WHERE t.interview = ?",
        (interview,),
    )
    if found is None:
        return None
    turns = store.db.conn.execute(
        'SELECT number, speaker, role, start, "end", person, time FROM turn WHERE revision = ?'
        " ORDER BY number",
        (found["id"],),
    )
    return Transcript(
        interview=interview, revision=found["id"], number=found["number"], text=found["text"],
        turns=tuple(Turn(*turn) for turn in turns),
    )  # fmt: skip


_CODINGS = (
    'SELECT g.id, g.interview, g.start, g."end", g.quote, c.key AS code, k.name AS coder,'
    " g.valence, g.stance, g.memo, g.review, g.created FROM coding g"
    " JOIN code c ON c.id = g.code JOIN coder k ON k.id = g.coder"
)


def codings_of(store: Store, interview: str, only: Collection[int] | None = None) -> list[Coding]:
    """Every coding of the interview by every coder, in the order of the text; with `only`,
    those of these ids that are there, also where they are nobody's but the agreed layer's."""
    where, parameters = "g.interview = ?", [interview]
    if only is None:
        where += f" AND g.coder <> {AGREED}"
    else:
        where += " AND g.id IN (SELECT value FROM json_each(?))"
        parameters.append(json.dumps(sorted(only)))
    rows = store.rows(f'{_CODINGS} WHERE {where} ORDER BY g.start, g."end" DESC, g.id', parameters)
    return [_coding(row) for row in rows]


def codings_with(store: Store, code: int) -> list[Coding]:
    """Every coding with the code of this id, by every coder, in the order of study and text."""
    rows = store.rows(
        f"{_CODINGS} JOIN interview i ON i.id = g.interview"
        f" WHERE g.code = ? AND g.coder <> {AGREED}"
        ' ORDER BY i.position, i.id, g.start, g."end" DESC, g.id',
        (code,),
    )
    return [_coding(row) for row in rows]


def coding_by_id(store: Store, coding: int) -> Coding | None:
    """One coding; None where it is not there (any more)."""
    row = store.row(f"{_CODINGS} WHERE g.id = ?", (coding,))
    return None if row is None else _coding(row)


def all_codings(store: Store) -> pd.DataFrame:
    """Every coding of every coder, one row each, as `codings save` writes them."""
    return store.frame(
        'SELECT g.interview, g.start, g."end", g.quote, c.key AS code, k.name AS coder,'
        " g.valence, g.stance, g.memo FROM coding g JOIN code c ON c.id = g.code"
        " JOIN coder k ON k.id = g.coder JOIN interview i ON i.id = g.interview"
        f" WHERE k.id <> {AGREED}"
        ' ORDER BY i.position, i.id, g.start, g."end", c.key, k.name'
    )


def turns(store: Store, interview: str) -> pd.DataFrame:
    """turn, speaker, role, person, start, end, time, text: one row per turn of the current
    text, offsets in code points. Without a text there are no rows."""
    found = transcript(store, interview)
    columns = ["turn", "speaker", "role", "person", "start", "end", "time", "text"]
    rows = [
        (
            turn.number, turn.speaker, turn.role, turn.person or "", turn.start, turn.end,
            turn.time, found.text[turn.start : turn.end],
        )
        for turn in found.turns
    ] if found else []  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype({"turn": "int64", "start": "int64", "end": "int64", "time": "float64"})


def history(store: Store, limit: int | None = None) -> pd.DataFrame:
    """id, time, coder, action, object, summary: the latest action first."""
    columns = ["id", "time", "coder", "action", "object", "summary"]
    rows = [
        tuple(getattr(entry, name) for name in columns) for entry in entries(store, limit=limit)
    ]
    return pd.DataFrame(rows, columns=columns).astype({"id": "int64"})


def reviews(store: Store, interview: str | None = None) -> pd.DataFrame:
    """object_type, object, interview, code (key; empty for what is none), label (memo's text,
    selection's name), coder, doubt, start, end, before, after: what is to be looked at since its
    text was corrected, in the order of study and text.

    `before` is the quote at the last place that was in no doubt, `after` the one there is now.
    """
    return store.frame(
        "SELECT v.object_type, v.object, i.id AS interview, coalesce(c.key, '') AS code,"
        " coalesce(m.text, l.name, '') AS label, coalesce(k.name, '') AS coder, v.doubt,"
        " coalesce(g.start, m.start, s.start) AS start,"
        ' coalesce(g."end", m."end", s."end") AS "end",'
        ' coalesce((SELECT substr(r.text, p.start + 1, p."end" - p.start) FROM past_place p'
        "   JOIN revision r ON r.id = p.revision WHERE p.object_type = v.object_type"
        "   AND p.object = v.object AND p.doubt = '' ORDER BY r.number DESC LIMIT 1), '')"
        "   AS before,"
        " coalesce(g.quote, m.quote, s.quote) AS after"
        " FROM review v LEFT JOIN coding g ON v.object_type = 'coding' AND g.id = v.object"
        " LEFT JOIN memo m ON v.object_type = 'memo' AND m.id = v.object"
        " LEFT JOIN selection_item s ON v.object_type = 'selection_item' AND s.id = v.object"
        " LEFT JOIN selection l ON l.id = s.selection"
        " LEFT JOIN code c ON c.id = coalesce(g.code, s.code)"
        " LEFT JOIN coder k ON k.id = coalesce(g.coder, m.coder)"
        " JOIN interview i ON i.id = coalesce(g.interview, m.object, s.interview)"
        " WHERE coalesce(i.id = ?, 1) ORDER BY i.position, i.id, 8, 9, v.object_type, v.object",
        (interview,),
    )


def revisions(store: Store, interview: str) -> pd.DataFrame:
    """revision (number), created, coder (who made it), action, source (file), turns, characters,
    current (yes or empty): the texts that an interview has had, the latest first."""
    return store.frame(
        "SELECT r.number AS revision, r.created, coalesce(h.coder, '') AS coder,"
        " coalesce(h.action, '') AS action, r.source_name AS source,"
        " (SELECT count(*) FROM turn WHERE turn.revision = r.id) AS turns,"
        " length(r.text) AS characters, iif(t.revision = r.id, 'yes', '') AS current"
        " FROM revision r JOIN transcript t ON t.interview = r.interview"
        " LEFT JOIN change c ON c.\"table\" = 'revision' AND c.key = json_array(r.id)"
        "   AND c.before IS NULL AND c.after IS NOT NULL"
        " LEFT JOIN history h ON h.id = c.history"
        " WHERE r.interview = ? GROUP BY r.id ORDER BY r.number DESC",
        (interview,),
    )


def row_of_action(store: Store, history: int, table: str) -> int | None:
    """The id of the row of this table that an action stored or changed last, if it did."""
    found = store.value(
        'SELECT key FROM change WHERE history = ? AND "table" = ? ORDER BY id DESC LIMIT 1',
        (history, table),
    )
    return None if found is None else int(found.strip("[]"))


def changed_codings(store: Store, interview: str, since: int) -> set[int]:
    """The codings of an interview that actions after the history entry `since` have touched."""
    rows = store.rows(
        "SELECT DISTINCT key FROM change WHERE history > ? AND \"table\" = 'coding'"
        " AND json_extract(coalesce(after, before), '$.interview') = ?"
        f" AND json_extract(coalesce(after, before), '$.coder') <> {AGREED}",
        (since, interview),
    )
    return {int(row["key"].strip("[]")) for row in rows}


def texts_with_hash(store: Store, source_hash: str) -> list[str]:
    """The interviews whose current text came from a file with this hash."""
    rows = store.rows(
        "SELECT t.interview FROM revision r JOIN transcript t ON t.revision = r.id"
        " WHERE r.source_hash = ?",
        (source_hash,),
    )
    return [row["interview"] for row in rows]


def text_digests(store: Store) -> dict[str, str]:
    """SHA-256 of each stored text, folded, in any revision -> its interview."""
    cursor = store.db.conn.execute("SELECT text, interview FROM revision ORDER BY id DESC")
    return {sha256(folded(text).encode()).hexdigest(): interview for text, interview in cursor}


def _code(row: Row) -> Code:
    return Code(**{**row, "exclusive": bool(row["exclusive"]), "retired": bool(row["retired"])})


def _coding(row: Row) -> Coding:
    return Coding(**{**row, "review": bool(row["review"])})
