"""Blind double coding: what of a study one coder does not see, and since when she may.

An interview with a primary and a second coder is *blind* between those who code it until all of
them have said that they are done, or until it is opened early (`unblinded` has a row for each
coder to whom it is open). What a coder does not see is a *veil*: pairs of interview
and coder.

A veil is drawn over a connection: views with the names of the tables stand before them, so that
every query that is made through `Store.seen_by` reads what this coder may see, however it is
written. Actions read the tables themselves: what is hidden is carried over, merged, checked and
backed up like everything else.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from workbench.store.agreed import AGREED

if TYPE_CHECKING:
    from workbench.store.actions import Action
    from workbench.store.database import Store

Row = dict[str, Any]
Veil = frozenset[tuple[str, int]]
"""The interviews and the coders in them that are hidden."""

_BLIND = """
  SELECT mine.interview, mine.coder, other.coder AS other
  FROM assignment mine JOIN assignment other
    ON other.interview = mine.interview AND other.coder <> mine.coder
  WHERE EXISTS (SELECT 1 FROM assignment a WHERE a.interview = mine.interview
      AND a.layer = 'primary')
    AND EXISTS (SELECT 1 FROM assignment a WHERE a.interview = mine.interview
      AND a.layer = 'second')
    AND EXISTS (SELECT 1 FROM assignment a WHERE a.interview = mine.interview
      AND a.coding_status <> 'done')
    AND NOT EXISTS (SELECT 1 FROM unblinded u WHERE u.interview = mine.interview
      AND u.coder = mine.coder)
"""
"""interview, coder, other: each coder from whom another one's coding of an interview is hidden."""


BLIND = f"""
  CASE WHEN (a.interview, a.coder) IN (SELECT interview, coder FROM ({_BLIND})) THEN 'yes'
  WHEN EXISTS (SELECT 1 FROM change c WHERE c."table" = 'unblinded'
    AND c.key = json_array(a.interview, a.coder) AND c.before IS NULL
    AND (json_extract(c.after, '$.how') = 'opened' OR EXISTS (SELECT 1 FROM change b
      WHERE b."table" = 'unblinded' AND b.key = c.key AND b.after IS NULL))) THEN 'opened'
  WHEN (a.interview, a.coder) IN (SELECT interview, coder FROM unblinded WHERE how = 'done')
    THEN 'until done'
  ELSE '' END
"""
"""How blind the coder of a row of `assignment a` has coded. An opening that was taken back counts:
what one has seen is not unseen."""


def veil(store: Store, coder: str) -> Veil:
    """What this coder does not see; the agreed coding of a blind interview neither."""
    rows = store.db.conn.execute(
        f"SELECT interview, other FROM ({_BLIND}) WHERE coder = (SELECT id FROM coder"
        " WHERE name = ?)",
        (" ".join(coder.split()),),
    ).fetchall()
    return frozenset([*rows, *((interview, AGREED) for interview, _other in rows)])


def hidden(store: Store, coder: str) -> dict[str, list[str]]:
    """interview -> the coders whose coding of it is hidden from this one, in the study's order."""
    return _names(store, "m.name = ?", "b.interview, o.name", (" ".join(coder.split()),))


def hides(store: Store, coder: str, interview: str, other: str) -> bool:
    """Whether what another coder coded in an interview is hidden from this one."""
    return other in hidden(store, coder).get(interview, ())


def blind(store: Store) -> dict[str, list[str]]:
    """interview -> the coders who code it blind now, in the study's order."""
    return _names(store, "1", "b.interview, m.name", ())


def _names(
    store: Store, where: str, wanted: str, parameters: tuple[str, ...]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for interview, name in store.db.conn.execute(
        f"SELECT DISTINCT {wanted} FROM ({_BLIND}) b JOIN coder m ON m.id = b.coder"
        " JOIN coder o ON o.id = b.other JOIN interview i ON i.id = b.interview"
        f" WHERE {where} ORDER BY i.position, i.id, 2",
        parameters,
    ):
        found.setdefault(interview, []).append(name)
    return found


# -- the veil over a connection ------------------------------------------------------------


def draw(connection: sqlite3.Connection, coder: str, drawn: Veil) -> None:
    """Let every later query of this connection see what the coder may see, and write nothing."""
    connection.execute("PRAGMA query_only = OFF")
    for name in (*_VIEWS, *_PARTS):
        connection.execute(f'DROP VIEW IF EXISTS temp."{name}"')
    connection.execute("DROP TABLE IF EXISTS temp.veil")
    connection.execute("DROP TABLE IF EXISTS temp.beholder")
    connection.execute(
        "CREATE TEMP TABLE veil (interview TEXT, coder INTEGER, PRIMARY KEY (interview, coder))"
        " WITHOUT ROWID"
    )
    connection.executemany("INSERT INTO temp.veil VALUES (?, ?)", sorted(drawn))
    connection.execute("CREATE TEMP TABLE beholder (name TEXT)")
    connection.execute("INSERT INTO temp.beholder VALUES (?)", (" ".join(coder.split()),))
    for name, sql in (*_PARTS.items(), *_VIEWS.items()):
        connection.execute(f'CREATE TEMP VIEW "{name}" AS {sql}')
    connection.execute("PRAGMA query_only = ON")


def _veiled(interview: str, coder: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM temp.veil v WHERE v.interview = {interview} AND v.coder = {coder})"
    )


_HIDDEN_CODING = (
    "EXISTS (SELECT 1 FROM main.coding k JOIN temp.veil v ON v.interview = k.interview"
    " AND v.coder = k.coder WHERE k.id = {id})"
)


def _summed_up(column: str) -> str:
    """Whether a summary was written by one whose coding of some interview of its subject is
    hidden; `column` gives the SQL of one of its columns from its name."""
    dimension, subject, coder = (
        column.format(name=name) for name in ("dimension", "subject", "coder")
    )
    return (
        "EXISTS (SELECT 1 FROM main.person_interview pi"
        " JOIN main.person p ON p.id = pi.person"
        f" JOIN temp.veil v ON v.interview = pi.interview AND v.coder = {coder}"
        f" WHERE {subject} = CASE {dimension} WHEN 'interview' THEN pi.interview"
        "   WHEN 'person' THEN p.id WHEN 'actor_type' THEN coalesce(p.actor_type, '')"
        "   WHEN 'round' THEN coalesce(CAST(pi.round AS TEXT), '')"
        "   ELSE coalesce((SELECT a.value FROM main.person_attribute a"
        f"     WHERE a.person = p.id AND a.name = {dimension}), '') END)"
    )


def _of_person(person: str, coder: str) -> str:
    """Whether a person's place in a property space is the word of one whose coding of some
    interview of hers is hidden."""
    return (
        "EXISTS (SELECT 1 FROM main.person_interview pi JOIN temp.veil v"
        f" ON v.interview = pi.interview AND v.coder = {coder} WHERE pi.person = {person})"
    )


_PLACED = " OR ".join(
    f"(x.object_type = '{kind}' AND NOT EXISTS (SELECT 1 FROM temp.\"{kind}\" y"
    " WHERE y.id = x.object))"
    for kind in ("coding", "memo", "selection_item")
)
"""Whether what a row of `review` is of cannot be seen."""

_VIEWS: Mapping[str, str] = {
    "coding": f"SELECT * FROM main.coding x WHERE NOT {_veiled('x.interview', 'x.coder')}",
    "coding_person": (
        f"SELECT * FROM main.coding_person x WHERE NOT {_veiled('x.interview', 'x.coder')}"
    ),
    "memo": (
        "SELECT * FROM main.memo x WHERE NOT (x.object_type = 'passage' AND "
        f"{_veiled('x.object', 'x.coder')}) AND NOT (x.object_type = 'coding' AND "
        f"{_HIDDEN_CODING.format(id='CAST(x.object AS INTEGER)')})"
    ),
    "mention": "SELECT * FROM main.mention x WHERE x.memo IN (SELECT id FROM temp.memo)",
    "selection_item": (
        "SELECT * FROM main.selection_item x"
        f" WHERE x.coder IS NULL OR NOT {_veiled('x.interview', 'x.coder')}"
    ),
    "summary": f"SELECT * FROM main.summary x WHERE NOT {_summed_up('x.{name}')}",
    "selection": "SELECT * FROM main.selection x WHERE x.id NOT IN"
    " (SELECT id FROM temp.veiled_pins)",
    "pins": "SELECT * FROM main.pins x WHERE x.selection NOT IN (SELECT id FROM temp.veiled_pins)",
    "rejection": (
        "SELECT * FROM main.rejection x WHERE NOT EXISTS (SELECT 1 FROM main.revision r"
        " JOIN temp.veil v ON v.interview = r.interview AND v.coder = x.coder"
        " WHERE r.id = x.revision)"
    ),
    "decision": (
        "SELECT * FROM main.decision x WHERE x.interview NOT IN (SELECT interview FROM temp.veil)"
    ),
    "claim": "SELECT * FROM main.claim x WHERE x.coding IN (SELECT id FROM temp.coding)",
    "placing": f"SELECT * FROM main.placing x WHERE NOT {_of_person('x.person', 'x.coder')}",
    "placing_value": (
        "SELECT * FROM main.placing_value x WHERE x.placing IN (SELECT id FROM temp.placing)"
    ),
    "placing_reason": (
        "SELECT * FROM main.placing_reason x WHERE x.placing IN (SELECT id FROM temp.placing)"
        " AND x.coding IN (SELECT id FROM temp.coding)"
    ),
    "review": f"SELECT * FROM main.review x WHERE NOT ({_PLACED})",
    "change": "SELECT * FROM main.change x WHERE NOT EXISTS"
    " (SELECT 1 FROM temp.veiled_change y WHERE y.id = x.id)",
    # An action that touches nothing else than what is hidden is not there. One that also made
    # a code, which everybody sees in the scheme, does not say where it was applied.
    "history": (
        "SELECT x.id, x.time, x.coder, x.kind, x.target, x.action,"
        " iif(x.discreet, '', x.object) AS object, iif(x.discreet, '', x.summary) AS summary,"
        " iif(x.discreet, '{}', x.places) AS places, x.request, x.undone FROM ("
        "   SELECT h.*, coalesce((SELECT t.action FROM main.history t WHERE t.id = h.target),"
        "     h.action) = 'code new' AND EXISTS (SELECT 1 FROM temp.veiled_change y"
        "     WHERE y.history = h.id) AS discreet FROM main.history h"
        "   WHERE h.coder = (SELECT name FROM temp.beholder)"
        "     OR NOT EXISTS (SELECT 1 FROM temp.veiled_change y WHERE y.history = h.id)"
        '     OR EXISTS (SELECT 1 FROM main.change c WHERE c.history = h.id AND c."table" NOT IN'
        "       ('coding', 'memo', 'mention', 'selection_item', 'rejection', 'decision', 'review',"
        "        'past_place', 'claim', 'coder', 'summary', 'selection', 'pins', 'placing',"
        "        'placing_value', 'placing_reason')"
        "     OR c.\"table\" IN ('selection', 'pins') AND c.history = h.id AND NOT EXISTS"
        "       (SELECT 1 FROM temp.veiled_change y WHERE y.id = c.id))) x"
    ),
}
"""What stands before the tables: their rows without those that are hidden."""


def _told(name: str) -> str:
    return f"json_extract(coalesce(c.after, c.before), '$.{name}')"


_WAS_HIDDEN = (
    "EXISTS (SELECT 1 FROM main.change k JOIN temp.veil v"
    " ON v.interview = json_extract(coalesce(k.after, k.before), '$.{interview}')"
    " AND v.coder = json_extract(coalesce(k.after, k.before), '$.coder')"
    " WHERE k.\"table\" = '{table}' AND k.key = '[' || {id} || ']')"
)
"""Whether a row that may be gone by now was of what is hidden."""


def _was_hidden(table: str, interview: str, id: str) -> str:
    return _WAS_HIDDEN.format(table=table, interview=interview, id=id)


_ITEM = "json_extract(coalesce(i.after, i.before), '$.{name}')"
_ITEMS = (
    "SELECT 1 FROM main.change i WHERE i.history = c.history AND i.\"table\" = 'selection_item'"
)
_MADE_FOR = (
    f"EXISTS ({_ITEMS}) AND NOT EXISTS ({_ITEMS} AND NOT"
    f" {_veiled(_ITEM.format(name='interview'), _ITEM.format(name='coder'))})"
)
"""Whether a list was made, or went, together with hidden passages only."""

_PLACING_HIDDEN = (
    "EXISTS (SELECT 1 FROM main.change k WHERE k.\"table\" = 'placing' AND k.key = '[' || "
    f"{_told('placing')} || ']' AND "
    + _of_person(
        "json_extract(coalesce(k.after, k.before), '$.person')",
        "json_extract(coalesce(k.after, k.before), '$.coder')",
    )
    + ")"
)
"""Whether a placing that may be gone by now was of what is hidden."""

_ON_PLACED = " OR ".join(
    f"({_told('object_type')} = '{kind}' AND {_was_hidden(kind, interview, _told('object'))})"
    for kind, interview in (
        ("coding", "interview"), ("memo", "object"), ("selection_item", "interview"),
    )
)  # fmt: skip

_PARTS: Mapping[str, str] = {
    # A list that holds nothing but what is hidden would say that there is something.
    "veiled_pins": (
        "SELECT p.selection AS id FROM main.pins p"
        " WHERE EXISTS (SELECT 1 FROM main.selection_item i WHERE i.selection = p.selection)"
        " AND NOT EXISTS (SELECT 1 FROM main.selection_item i WHERE i.selection = p.selection"
        f"   AND (i.coder IS NULL OR NOT {_veiled('i.interview', 'i.coder')}))"
    ),
    "veiled_change": (
        'SELECT c.id, c.history FROM main.change c WHERE CASE c."table"'
        f" WHEN 'coding' THEN {_veiled(_told('interview'), _told('coder'))}"
        f" WHEN 'selection_item' THEN {_veiled(_told('interview'), _told('coder'))}"
        f" WHEN 'selection' THEN {_MADE_FOR} WHEN 'pins' THEN {_MADE_FOR}"
        f" WHEN 'summary' THEN {_summed_up(_told('{name}'))}"
        f" WHEN 'memo' THEN CASE {_told('object_type')}"
        f"   WHEN 'passage' THEN {_veiled(_told('object'), _told('coder'))}"
        f"   WHEN 'coding' THEN {_was_hidden('coding', 'interview', _told('object'))}"
        "    ELSE 0 END"
        f" WHEN 'mention' THEN {_told('memo')} NOT IN (SELECT id FROM temp.memo) AND"
        f"   ({_told('memo')} IN (SELECT id FROM main.memo)"
        f"    OR {_was_hidden('memo', 'object', _told('memo'))})"
        " WHEN 'rejection' THEN EXISTS (SELECT 1 FROM main.revision r JOIN temp.veil v"
        f"   ON v.interview = r.interview AND v.coder = {_told('coder')}"
        f"   WHERE r.id = {_told('revision')})"
        f" WHEN 'decision' THEN {_told('interview')} IN (SELECT interview FROM temp.veil)"
        f" WHEN 'claim' THEN {_was_hidden('coding', 'interview', _told('coding'))}"
        f" WHEN 'placing' THEN {_of_person(_told('person'), _told('coder'))}"
        f" WHEN 'placing_value' THEN {_PLACING_HIDDEN}"
        f" WHEN 'placing_reason' THEN {_PLACING_HIDDEN}"
        f"   OR {_was_hidden('coding', 'interview', _told('coding'))}"
        f" WHEN 'review' THEN {_ON_PLACED}"
        f" WHEN 'past_place' THEN {_ON_PLACED}"
        " ELSE 0 END"
    ),
}
"""What the views are made of."""


# -- when the veil falls -------------------------------------------------------------------


How = Literal["done", "opened", "never"]


def unveil(action: Action, row: Row, how: How, *, reason: str = "") -> None:
    """Let who is assigned see the others' coding of the interview from now on, if she did not."""
    key = {"interview": row["interview"], "coder": row["coder"]}
    if action.store.get("unblinded", **key) is None:
        action.insert("unblinded", {**key, "how": how, "reason": reason})


def keep_open(action: Action, changes: Iterable[tuple[Row | None, Row | None]]) -> None:
    """Note where all who code an interview are done, so that what one has seen of the other
    does not count as hidden again when either goes on. `changes` are those of assignments.

    Where the word that both are done came with the assignment, nothing was ever hidden.
    """
    before: dict[str, dict[int, Row]] = {}
    for was, is_now in [*changes][::-1]:
        row = was or is_now or {}
        rows = before.setdefault(
            row["interview"],
            {
                one["coder"]: one
                for one in action.store.find("assignment", interview=row["interview"])
            },
        )
        rows.pop(row["coder"], None)
        if was is not None:
            rows[row["coder"]] = was
    for interview, rows in before.items():
        hidden = {} if _all_done(rows.values()) or not _twice(rows.values()) else rows
        for assigned in (action.store.find("assignment", interview=interview), [*rows.values()]):
            for row in assigned if _all_done(assigned) else ():
                unveil(action, row, "done" if row["coder"] in hidden else "never")


def _twice(assigned: Iterable[Row]) -> bool:
    return {row["layer"] for row in assigned} == {"primary", "second"}


def _all_done(assigned: Iterable[Row]) -> bool:
    rows = list(assigned)
    return _twice(rows) and all(row["coding_status"] == "done" for row in rows)
