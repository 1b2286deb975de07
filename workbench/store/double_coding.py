"""What two coders have both coded: interviews, the text of them, and the codings of both.

Offsets and numbers come as plain columns, codings in one query. An interview is *finished* by a
coder when she has said that she coded it to the end, or, where nothing is assigned to her, when
she has coded any of it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.store import reading
from workbench.store.filters import Conditions
from workbench.store.reading import Ids, Integers

if TYPE_CHECKING:
    from workbench.store.database import Store

_IN_BASE = "(SELECT value FROM json_each(:interviews))"


def finished(store: Store, *, said_so: bool = False) -> dict[int, set[str]]:
    """coder -> the interviews that she has finished; with `said_so` only by her own word."""
    sql = "SELECT coder, interview FROM assignment WHERE coding_status = 'done'"
    if not said_so:
        sql += (
            " UNION ALL SELECT DISTINCT coder, interview FROM coding g"
            " WHERE NOT EXISTS (SELECT 1 FROM assignment a WHERE a.coder = g.coder)"
        )
    return _by_coder(store, sql)


def begun(store: Store) -> dict[int, set[str]]:
    """coder -> the interviews that she has coded any of."""
    return _by_coder(store, "SELECT DISTINCT coder, interview FROM coding")


def _by_coder(store: Store, sql: str) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for coder, interview in store.db.conn.execute(sql):
        found.setdefault(coder, set()).add(interview)
    return found


def turns(store: Store, interviews: Sequence[str], persons: Ids) -> dict[str, Integers]:
    """interview, person, start, end of every turn, in the order of `interviews` and the text.

    Interviews are numbered by their place, persons by `persons`; -1 for nobody.
    """
    return _of_interviews(
        store,
        'SELECT u.interview, u.person, u.start, u."end" FROM ('
        "   SELECT t.interview, turn.*, place.key AS place FROM json_each(:interviews) place"
        "   JOIN transcript t ON t.interview = place.value"
        "   JOIN turn ON turn.revision = t.revision) u ORDER BY u.place, u.number",
        interviews,
        ("interview", "person", "start", "end"),
        persons,
    )


def sentences(store: Store, interviews: Sequence[str]) -> dict[str, Integers]:
    """interview, start, end of every stored sentence, in the order of `interviews` and the text."""
    return _of_interviews(
        store,
        'SELECT t.interview, s.start, s."end" FROM json_each(:interviews) place'
        " JOIN transcript t ON t.interview = place.value"
        " JOIN sentence s ON s.revision = t.revision ORDER BY place.key, s.start",
        interviews,
        ("interview", "start", "end"),
        Ids(),
    )


def texts(store: Store, interviews: Sequence[str]) -> dict[str, str]:
    """interview -> its current text."""
    return dict(
        store.db.conn.execute(
            "SELECT t.interview, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
            f" WHERE t.interview IN {_IN_BASE}",
            {"interviews": _list(interviews)},
        ).fetchall()
    )


def pipelines(store: Store, interviews: Sequence[str]) -> list[tuple[str, str, str]]:
    """interview, name and version of the pipeline that its sentences come from; empty for none."""
    return store.db.conn.execute(
        "SELECT t.interview, coalesce(a.pipeline, ''), coalesce(a.version, '')"
        " FROM transcript t JOIN interview i ON i.id = t.interview"
        " LEFT JOIN analysis a ON a.revision = t.revision"
        f" WHERE t.interview IN {_IN_BASE} ORDER BY i.position, i.id",
        {"interviews": _list(interviews)},
    ).fetchall()


def codings(
    store: Store,
    limits: Conditions,
    coders: Sequence[int],
    interviews: Sequence[str],
    codes: Sequence[int] | None,
) -> dict[str, Integers]:
    """id, interview, start, end, code, coder, review of the coders' codings within the limits,
    in any order. `codes` (ids) narrows them; None is all."""
    where = [
        "g.coder IN (SELECT value FROM json_each(:coders))", f"g.interview IN {_IN_BASE}",
        limits.sql("coding"),
    ]  # fmt: skip
    parameters = {**limits.parameters("coding"), "coders": json.dumps(list(coders))}
    if codes is not None:
        where.append("g.code IN (SELECT value FROM json_each(:codes))")
        parameters["codes"] = json.dumps(list(codes))
    if limits.contains:
        reading.know_holds(store)
        where.append("holds(g.quote, :contains)")
        parameters["contains"] = limits.contains.casefold()
    return _of_interviews(
        store,
        'SELECT g.id, g.interview, g.start, g."end", g.code, g.coder, g.review FROM coding g'
        f" WHERE {' AND '.join(where)}",
        interviews,
        ("id", "interview", "start", "end", "code", "coder", "review"),
        Ids(),
        parameters,
    )


def added_later(store: Store, coders: Sequence[int]) -> set[tuple[int, int, str]]:
    """(coder, code, interview) where the code was added after the coder had finished.

    A coder is done with an interview when she says so. Where that was said before she coded
    anything at all (a design file brings the word with it), it is her last coding there. A code
    that an undo brings back (of a merge) was there before.
    """
    added = {
        json.loads(key)[0]: at
        for key, at in store.db.conn.execute(
            "SELECT c.key, max(c.history) FROM change c JOIN history h ON h.id = c.history"
            " WHERE c.\"table\" = 'code' AND c.before IS NULL AND h.kind <> 'undo' GROUP BY c.key"
        )
    }
    said = [
        (coder, interview, at)
        for key, at in store.db.conn.execute(
            "SELECT key, max(history) FROM change WHERE \"table\" = 'assignment'"
            " AND json_extract(after, '$.coding_status') = 'done'"
            " AND json_extract(before, '$.coding_status') IS NOT 'done' GROUP BY key"
        )
        for interview, coder in [json.loads(key)]
        if coder in coders
    ]
    if not said or max(added.values(), default=0) < min(at for _c, _i, at in said):
        return set()
    worked = {
        (coder, interview): (first, last)
        for coder, interview, first, last in store.db.conn.execute(
            "SELECT json_extract(coalesce(after, before), '$.coder'),"
            " json_extract(coalesce(after, before), '$.interview'), min(history), max(history)"
            " FROM change WHERE \"table\" = 'coding' GROUP BY 1, 2"
        )
    }
    found = set()
    for coder, interview, at in said:
        first = min((first for (who, _i), (first, _l) in worked.items() if who == coder), default=0)
        if at < first:
            at = max(first, worked.get((coder, interview), (0, 0))[1])
        found |= {(coder, code, interview) for code, since in added.items() if since > at}
    return found


def _of_interviews(
    store: Store, sql: str, interviews: Sequence[str], names: Sequence[str], persons: Ids,
    parameters: dict[str, object] | None = None,
) -> dict[str, Integers]:  # fmt: skip
    given = {**(parameters or {}), "interviews": _list(interviews)}
    maps = {"interview": Ids.of(interviews).__getitem__, "person": persons.__getitem__}
    return reading.columns(store, sql, given, names, maps)


def _list(names: Sequence[str]) -> str:
    return json.dumps(list(names), ensure_ascii=False)
