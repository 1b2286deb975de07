"""What an analysis reads: the design, the layer and the codings, each in one query.

Everything that is counted comes from here as plain columns. Words of this module:

*who row*: one person in one interview, whether or not there is text yet; `usable` says that the
interview is held and that the person has at least one identified turn in its current text.
*layer row*: an interview, the coder whose codings of it are read, and whether that coder has
coded it to the end.

`snapshot` holds several of these queries to one state of the study.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from workbench.store.agreed import AGREED, agreed
from workbench.store.filters import Conditions
from workbench.store.views import PRIMARY_CODER, SITTING

if TYPE_CHECKING:
    from workbench.store.database import Store

Integers = npt.NDArray[np.int64]
Row = dict[str, Any]

CHUNK = 1_000
"""Rows taken from a query at a time: few enough that they are turned into numbers in the cache."""

FEW_PERSONS = 20
"""Up to this many persons, a query for their codings goes by person; beyond, by code."""

WHO = """
  SELECT pair.interview, pair.person, pi.round, p.actor_type, s.words,
    i.status = 'held' AND s.person IS NOT NULL AS usable, i.status,
    i.position AS interview_position, p.position AS person_position
  FROM (SELECT interview, person FROM person_interview
        UNION SELECT interview, person FROM spoken) pair
  JOIN interview i ON i.id = pair.interview
  JOIN person p ON p.id = pair.person
  LEFT JOIN person_interview pi ON pi.interview = pair.interview AND pi.person = pair.person
  LEFT JOIN spoken s ON s.interview = pair.interview AND s.person = pair.person
"""

OF_CODER = """
  SELECT interview, coder FROM assignment WHERE coder = :coder
  UNION ALL
  SELECT DISTINCT interview, coder FROM coding WHERE coder = :coder
    AND NOT EXISTS (SELECT 1 FROM assignment WHERE coder = :coder)
"""
"""The interviews of a coder: those assigned to her, or without assignments those she coded."""


@dataclass(frozen=True)
class CodeRow:
    """A code as the tree needs it."""

    id: int
    key: str
    parent: int | None
    retired: bool


@contextmanager
def snapshot(store: Store) -> Iterator[None]:
    """All queries inside see one state of the study, whatever others write meanwhile."""
    connection = store.db.conn
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def codes(store: Store) -> list[CodeRow]:
    """Every code, siblings in their order."""
    return [
        CodeRow(row["id"], row["key"], row["parent"], bool(row["retired"]))
        for row in store.rows("SELECT id, key, parent, retired FROM code ORDER BY position, id")
    ]


def who(store: Store, limits: Conditions) -> list[tuple[Any, ...]]:
    """interview, person, actor_type, round, words, usable of every who row within the limits.

    In the order of the study: by person, then by interview. Words are None without text.
    """
    return _all(
        store,
        "SELECT w.interview, w.person, coalesce(w.actor_type, ''), w.round, w.words, w.usable"
        f" FROM ({WHO}) w WHERE {limits.sql('who')}"
        " ORDER BY w.person_position, w.person, w.interview_position, w.interview",
        limits.parameters("who"),
    )


def sittings(store: Store, limits: Conditions) -> list[tuple[str, str, int, int]]:
    """interview, status, whether it has a text, and whether a person is identified in it.

    Of the interviews that have at least one who row within the limits, in the study's order.
    """
    return _all(
        store,
        "SELECT i.id, i.status, t.interview IS NOT NULL,"
        " EXISTS (SELECT 1 FROM spoken s WHERE s.interview = i.id)"
        " FROM interview i LEFT JOIN transcript t ON t.interview = i.id"
        f" WHERE i.id IN (SELECT w.interview FROM ({WHO}) w WHERE {limits.sql('who')})"
        " ORDER BY i.position, i.id",
        limits.parameters("who"),
    )


def count_of_nobody(
    store: Store,
    limits: Conditions,
    *,
    codes: Sequence[int] | None = None,
    interviews: Sequence[str] | None = None,
) -> int:
    """How many codings of the layer hold no identified person's words."""
    where, parameters = [limits.sql("coding")], dict(limits.parameters("coding"))
    layer = " JOIN ({}) l ON l.interview = g.interview AND l.coder = g.coder"
    if limits.agreed is not None:
        layer = ""
        where.append(_in_agreed(limits, "g.id", parameters))
    elif limits.coder is None:
        layer = layer.format(PRIMARY_CODER)
    else:
        layer = layer.format(OF_CODER)
        parameters["coder"] = limits.coder
    if codes is not None:
        where.append("g.code IN (SELECT value FROM json_each(:codes))")
        parameters["codes"] = json.dumps(list(codes))
    if interviews is not None:
        where.append("g.interview IN (SELECT value FROM json_each(:interviews))")
        parameters["interviews"] = json.dumps(list(interviews), ensure_ascii=False)
    if limits.contains:
        where.append("holds(g.quote, :contains)")
        parameters["contains"] = limits.contains.casefold()
    if limits.done_only and limits.agreed is None:
        where.append(
            "EXISTS (SELECT 1 FROM assignment a WHERE a.interview = g.interview"
            " AND a.coder = g.coder AND a.coding_status = 'done')"
        )
    know_holds(store)
    ((found,),) = _all(
        store,
        f"SELECT count(*) FROM coding g{layer}"
        " WHERE NOT EXISTS (SELECT 1 FROM coding_person cp WHERE cp.coding = g.id)"
        f" AND {' AND '.join(where)}",
        parameters,
    )
    return int(found)


def interview_order(store: Store) -> list[str]:
    """The ids of all interviews in the order of the study."""
    return [one for (one,) in _all(store, "SELECT id FROM interview ORDER BY position, id")]


def actor_type_order(store: Store) -> list[str]:
    """The keys of the actor types in the order of the study."""
    return [one for (one,) in _all(store, "SELECT key FROM actor_type ORDER BY position, key")]


def values_of(store: Store, attribute: str) -> dict[str, str]:
    """person -> value of one attribute, for those who have it."""
    return dict(
        _all(store, "SELECT person, value FROM person_attribute WHERE name = ?", (attribute,))
    )


def left(store: Store) -> dict[str, tuple[str, str]]:
    """person -> why they left the course, and why the study; of those for whom either is said."""
    rows = _all(
        store,
        "SELECT id, left_course, left_study FROM person"
        " WHERE left_course <> '' OR left_study <> ''",
    )
    return {person: (course, study) for person, course, study in rows}


def sitting_status(store: Store) -> dict[tuple[str, int], list[str]]:
    """(person, round) -> the status of each sitting of that round, in the study's order."""
    found: dict[tuple[str, int], list[str]] = {}
    rows = _all(
        store,
        f"SELECT pi.person, pi.round, {SITTING} FROM person_interview pi"
        " JOIN interview i ON i.id = pi.interview JOIN person p ON p.id = pi.person"
        " WHERE pi.round IS NOT NULL"
        " ORDER BY i.position, i.id",
    )
    for person, round, status in rows:
        found.setdefault((person, round), []).append(status)
    return found


def turn_starts(store: Store, interviews: Ids) -> tuple[Integers, Integers]:
    """interview (its number) and start of every turn of a current text, in the order of each."""
    # One text of numbers for each interview is fetched many times faster than a row for each turn.
    rows = _all(
        store,
        "SELECT t.interview, group_concat(u.start, ' ') FROM transcript t"
        " JOIN turn u ON u.revision = t.revision GROUP BY t.revision",
    )
    starts = [np.fromstring(told, np.int64, sep=" ") for _name, told in rows]
    of = [interviews[name] for name, _told in rows]
    empty = np.empty(0, dtype=np.int64)
    return (
        np.repeat(np.array(of, dtype=np.int64), [len(one) for one in starts]),
        np.concatenate([empty, *starts]),
    )


def own_turns(
    store: Store, interviews: Iterable[str]
) -> Iterator[tuple[str, str, Integers, Integers]]:
    """interview, person, start and end of all her turns in its current text: of every identified
    person in these interviews."""
    rows = _all(
        store,
        "SELECT t.interview, u.person, group_concat(u.start || ' ' || u.\"end\", ' ')"
        " FROM transcript t JOIN turn u ON u.revision = t.revision"
        " WHERE u.person IS NOT NULL AND t.interview IN (SELECT value FROM json_each(?))"
        " GROUP BY t.interview, u.person",
        (json.dumps(list(interviews), ensure_ascii=False),),
    )
    for interview, person, told in rows:
        places = np.fromstring(told, np.int64, sep=" ").reshape(-1, 2)
        yield interview, person, places[:, 0], places[:, 1]


def spoken(store: Store) -> dict[tuple[str, str], int]:
    """(interview, person) -> the person's own words in the current text."""
    rows = _all(store, "SELECT interview, person, words FROM spoken")
    return {(interview, person): words for interview, person, words in rows}


def texts(store: Store, interviews: Sequence[str]) -> dict[str, str]:
    """interview -> its current text, of these."""
    return dict(
        _all(
            store,
            "SELECT t.interview, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
            " WHERE t.interview IN (SELECT value FROM json_each(?))",
            (json.dumps(list(interviews), ensure_ascii=False),),
        )
    )


def coders(store: Store) -> list[tuple[int, str]]:
    """id and name of every coder, in the order in which they came."""
    return _all(store, f"SELECT id, name FROM coder WHERE id <> {AGREED} ORDER BY id")


def layer(store: Store, coder: int | None) -> list[tuple[str, int | None, int]]:
    """interview, coder, done: the primary layer, that of one coder, or the agreed one (`AGREED`).

    The primary layer has a row for every interview; its coder is None where nobody has coded.
    The agreed one has a row for every interview that is settled.
    """
    if coder == AGREED:
        return [(interview, AGREED, 1) for interview in agreed(store).interviews]
    source = PRIMARY_CODER if coder is None else OF_CODER
    return _all(
        store,
        "SELECT l.interview, l.coder, coalesce(a.coding_status = 'done', 0)"
        f" FROM ({source}) l LEFT JOIN assignment a"
        " ON a.interview = l.interview AND a.coder = l.coder",
        {"coder": coder},
    )


def asked(store: Store) -> list[tuple[int, str, int, int]]:
    """code id, actor type, round (0 where it is empty), and whether it was asked about."""
    return _all(store, "SELECT code, actor_type, round, asked FROM asked")


def code_origins(store: Store) -> list[tuple[int, int, str, str, str]]:
    """code id, history id, time, coder, action: how each code that is there came into the study;
    the action is the first that stored it. In the order in which they came."""
    return _all(
        store,
        "SELECT g.id, h.id, h.time, h.coder, h.action FROM code g"
        " JOIN (SELECT key, min(history) AS first FROM change"
        "   WHERE \"table\" = 'code' AND before IS NULL GROUP BY key) c"
        "   ON c.key = json_array(g.id)"
        " JOIN history h ON h.id = c.first ORDER BY h.id, g.position, g.id",
    )


def first_coding(store: Store) -> tuple[int, str] | None:
    """The first action that still stands by which a coding was made: its id and its time."""
    found = _all(
        store,
        "SELECT h.id, h.time FROM history h WHERE h.kind = 'do' AND NOT h.undone"
        " AND EXISTS (SELECT 1 FROM change c WHERE c.history = h.id AND c.\"table\" = 'coding'"
        "   AND c.before IS NULL) ORDER BY h.id LIMIT 1",
    )
    return found[0] if found else None


def dates(store: Store) -> dict[str, str]:
    """interview -> the day on which it was held (ISO), empty where it is not known."""
    return dict(_all(store, "SELECT id, date FROM interview"))


class Ids(dict[str, int]):
    """Text ids as numbers; -1 for one that is not known."""

    def __missing__(self, key: str) -> int:
        return -1

    @classmethod
    def of(cls, names: Iterable[str]) -> Ids:
        """The names numbered in their order."""
        return cls((name, number) for number, name in enumerate(names))


def coding_columns(
    store: Store,
    limits: Conditions,
    wanted: Sequence[str],
    *,
    interviews: Ids,
    persons: Ids,
    codes: Sequence[int] | None = None,
    only_persons: Sequence[str] | None = None,
    distinct: bool = False,
    counted: bool = False,
) -> dict[str, Integers]:
    """Columns of `coding_person` (and of `coding` for valence and stance) as integers.

    Texts become the numbers of `interviews` and `persons`; valence and stance their place in
    the closed list. `codes` and `only_persons` narrow the rows; `distinct` drops equal ones,
    `counted` too and says in a column `n` how many they were.
    """
    sql, parameters = coding_query(
        limits, wanted, codes=codes, only_persons=only_persons, distinct=distinct, counted=counted
    )
    know_holds(store)
    maps: dict[str, Callable[[Any], int]] = {
        "interview": interviews.__getitem__,
        "person": persons.__getitem__,
    }
    return columns(store, sql, parameters, [*wanted, "n"] if counted else wanted, maps)


def coding_query(
    limits: Conditions,
    wanted: Sequence[str],
    *,
    codes: Sequence[int] | None = None,
    only_persons: Sequence[str] | None = None,
    distinct: bool = False,
    counted: bool = False,
) -> tuple[str, dict[str, object]]:
    """The one query of an analysis for codings, and its parameters."""
    parameters: dict[str, object] = {}
    where = []
    marks = {"valence": _VALENCE, "stance": _STANCE}
    join = bool(limits.contains) or limits.limits("coding") or not marks.keys().isdisjoint(wanted)
    if codes is not None:
        where.append("cp.code IN (SELECT value FROM json_each(:codes))")
        parameters["codes"] = json.dumps(list(codes))
    if limits.agreed is not None:
        where.append(_in_agreed(limits, "cp.coding", parameters))
        marks["coder"] = str(AGREED)
    elif limits.coder is not None:
        where.append("cp.coder = :coder")
        parameters["coder"] = limits.coder
    if only_persons is not None:
        where.append("cp.person IN (SELECT value FROM json_each(:only_persons))")
        parameters["only_persons"] = json.dumps(list(only_persons), ensure_ascii=False)
    if limits.interviews:
        where.append(_in_interviews(limits, "cp.interview", parameters))
    if join:
        where.append(limits.sql("coding"))
        parameters |= limits.parameters("coding")
    if limits.contains:
        where.append(_IN_OWN_PASSAGE)
        parameters["contains"] = limits.contains.casefold()
    columns = ", ".join(marks.get(name) or f'cp."{name}"' for name in wanted)
    sql = (
        f"SELECT {'DISTINCT ' if distinct else ''}{columns}{', count(*)' if counted else ''}"
        f" FROM coding_person cp{' JOIN coding g ON g.id = cp.coding' if join else ''}"
        f" WHERE {' AND '.join(where) or '1'}"
    )
    if counted:
        # By the columns' places: the agreed layer reads a constant as the coder.
        sql += f" GROUP BY {', '.join(str(at + 1) for at in range(len(wanted)))}"
    return sql, parameters


def _in_agreed(limits: Conditions, coding: str, parameters: dict[str, object]) -> str:
    """The condition that a coding is of the agreed layer, whoever of the coders made it."""
    parameters["agreed"] = json.dumps(limits.agreed.codings if limits.agreed else [])
    return f"{coding} IN (SELECT value FROM json_each(:agreed))"


def _in_interviews(limits: Conditions, interview: str, parameters: dict[str, object]) -> str:
    """The condition that a coding lies in one of the interviews that the filters name."""
    parameters["of_interviews"] = json.dumps(list(limits.interviews), ensure_ascii=False)
    return f"{interview} IN (SELECT value FROM json_each(:of_interviews))"


_VALENCE = "CASE g.valence WHEN '' THEN 0 WHEN 'present' THEN 1 WHEN 'missing' THEN 2 ELSE 3 END"
_STANCE = "CASE g.stance WHEN '' THEN 0 WHEN 'affirms' THEN 1 WHEN 'denies' THEN 2 ELSE 3 END"

_IN_OWN_PASSAGE = 'holds(substr(g.quote, cp.start - g.start + 1, cp."end" - cp.start), :contains)'
"""The text stands in the passage as it is met: from the person's first own word to the last."""


def coding_rows(
    store: Store,
    limits: Conditions,
    *,
    of_nobody: bool,
    codes: Sequence[int] | None = None,
    only_persons: Sequence[str] | None = None,
) -> list[tuple[Any, ...]]:
    """Codings with the persons of whose words they hold some, one row per coding and person.

    The columns are those of `DETAIL`. With `of_nobody` also the codings that hold no identified
    person's words; their own columns are None. The text that a filter asks for is looked for in
    the coding's quote then, and else in the passage as it is met in the person's own words.
    """
    where, parameters = [limits.sql("coding")], dict(limits.parameters("coding"))
    if codes is not None:
        where.append("g.code IN (SELECT value FROM json_each(:codes))")
        parameters["codes"] = json.dumps(list(codes))
    coder = "g.coder"
    if limits.agreed is not None:
        where.append(_in_agreed(limits, "g.id", parameters))
        coder = str(AGREED)
    elif limits.coder is not None:
        where.append("g.coder = :coder")
        parameters["coder"] = limits.coder
    if only_persons is not None:
        where.append(
            "(cp.person IN (SELECT value FROM json_each(:only_persons)) OR cp.person IS NULL)"
            if of_nobody
            else "cp.person IN (SELECT value FROM json_each(:only_persons))"
        )
        parameters["only_persons"] = json.dumps(list(only_persons), ensure_ascii=False)
    if limits.interviews:
        where.append(_in_interviews(limits, "g.interview", parameters))
    if limits.contains:
        where.append("holds(g.quote, :contains)" if of_nobody else _IN_OWN_PASSAGE)
        parameters["contains"] = limits.contains.casefold()
    know_holds(store)
    sql = (
        f'SELECT g.id, g.interview, cp.person, g.code, {coder}, g.start, g."end", g.quote,'
        ' g.valence, g.stance, g.memo, cp.start, cp."end", cp.word_start, cp.word_end, cp.own'
        f" FROM coding g {'LEFT ' if of_nobody else ''}JOIN coding_person cp ON cp.coding = g.id"
        f" WHERE {' AND '.join(where)}"
    )
    return _all(store, sql, parameters)


DETAIL = (
    "id", "interview", "person", "code", "coder", "start", "end", "quote", "valence", "stance",
    "memo", "own_start", "own_end", "word_start", "word_end", "own",
)  # fmt: skip


def columns(
    store: Store,
    sql: str,
    parameters: Mapping[str, object],
    names: Sequence[str],
    maps: Mapping[str, Callable[[Any], int]],
) -> dict[str, Integers]:
    """The columns of a query as arrays, taken a chunk at a time; `maps` makes numbers of texts."""
    cursor = store.db.conn.execute(sql, parameters)
    parts: list[list[Integers]] = [[] for _name in names]
    while chunk := cursor.fetchmany(CHUNK):
        for part, name, column in zip(parts, names, zip(*chunk, strict=True), strict=True):
            values = map(maps[name], column) if name in maps else column
            part.append(np.fromiter(values, dtype=np.int64, count=len(chunk)))
    empty = np.empty(0, dtype=np.int64)
    return {
        name: np.concatenate(part) if part else empty
        for name, part in zip(names, parts, strict=True)
    }


def _all(
    store: Store, sql: str, parameters: Mapping[str, object] | Sequence[object] = ()
) -> list[Any]:
    return list(store.db.conn.execute(sql, parameters))


def know_holds(store: Store) -> None:
    """Let queries call `holds(text, words)`."""
    store.db.conn.create_function("holds", 2, _holds, deterministic=True)


def _holds(text: str, wanted: str) -> bool:
    """Whether the text holds the words, which come casefolded: SQLite's own LIKE knows ASCII."""
    return wanted in text.casefold()
