"""What suggestions are learnt from: what persons said, sentence by sentence, and what was coded
or turned down.

A passage that a coder turned down for a code (`rejection`) keeps its place in the revision in
which it was read. It is not carried when the text is corrected: in a later text, the sentences
that say the same words are turned down.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple

from workbench.spans import Span
from workbench.store.agreed import AGREED, agreed
from workbench.store.views import PRIMARY_CODER
from workbench.store.word_index import TURNS

if TYPE_CHECKING:
    from workbench.store.database import Store
    from workbench.store.filters import Conditions


class SpokenTurn(NamedTuple):
    """A turn of a current text, with the dictionary forms of its words and their parts of speech
    where it was analysed."""

    interview: str
    revision: int
    turn: int
    role: str
    person: str
    start: int
    end: int
    lemmas: str
    pos: str


class Rejection(NamedTuple):
    """A passage that was turned down, and whether its text is still the current one."""

    interview: str
    start: int
    end: int
    quote: str
    current: bool


def turns(store: Store) -> list[SpokenTurn]:
    """Every turn of every current text, in the order of the study."""
    rows = store.db.conn.execute(
        "SELECT t.interview, u.revision, u.number, u.role, coalesce(u.person, ''), u.start,"
        " u.\"end\", coalesce(l.words, ''), coalesce(l.pos, '')"
        " FROM transcript t JOIN interview i ON i.id = t.interview"
        " JOIN turn u ON u.revision = t.revision"
        f" LEFT JOIN lemma_index l ON l.rowid = u.revision * {TURNS} + u.number"
        " ORDER BY i.position, i.id, u.number"
    )
    return [SpokenTurn(*row) for row in rows]


def state(store: Store) -> tuple[tuple[int, str], ...]:
    """Changes whenever a current text is another one, or is analysed anew."""
    rows = store.db.conn.execute(
        "SELECT t.revision, coalesce(a.created || a.pipeline || a.version, '') FROM transcript t"
        " LEFT JOIN analysis a ON a.revision = t.revision ORDER BY t.revision"
    )
    return tuple(rows.fetchall())


def texts(store: Store) -> dict[str, str]:
    """interview -> its current text."""
    rows = store.db.conn.execute(
        "SELECT t.interview, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
    )
    return dict(rows.fetchall())


def sentences(store: Store) -> dict[str, list[Span]]:
    """interview -> the sentences of its current text, in order."""
    found: dict[str, list[Span]] = {}
    rows = store.db.conn.execute(
        'SELECT t.interview, s.start, s."end" FROM transcript t'
        " JOIN sentence s ON s.revision = t.revision ORDER BY s.revision, s.start"
    )
    for interview, start, end in rows:
        found.setdefault(interview, []).append((start, end))
    return found


def read_by_coder(store: Store, coder: int | None) -> set[str]:
    """The interviews that count as read for codes: those where the coder of the layer has coded
    anything, or has coded to the end. What is not coded there says something; elsewhere it does
    not. None is the primary layer; of the agreed one, the interviews that are settled."""
    if coder == AGREED:
        return set(agreed(store).interviews)
    rows = store.db.conn.execute(
        f"SELECT l.interview FROM ({_LAYER}) l WHERE l.coder IS NOT NULL AND ("
        "  EXISTS (SELECT 1 FROM coding g WHERE g.interview = l.interview AND g.coder = l.coder)"
        "  OR EXISTS (SELECT 1 FROM assignment a WHERE a.interview = l.interview"
        "    AND a.coder = l.coder AND a.coding_status = 'done'))",
        {"coder": coder},
    )
    return {interview for (interview,) in rows}


def coded(
    store: Store, codes: Collection[int], limits: Conditions, *, marked: bool = True
) -> dict[str, list[Span]]:
    """interview -> where one of these codes is applied in the layer, every coding once; with
    `marked`, only codings of the valence and stance that are asked for."""
    parameters: dict[str, object] = {"codes": json.dumps(sorted(codes))}
    marks = "1"
    if marked:
        marks, parameters = limits.sql("coding"), {**parameters, **limits.parameters("coding")}
    layer = f"JOIN ({_LAYER}) l ON l.interview = g.interview AND l.coder = g.coder"
    if limits.agreed is not None:
        layer = "JOIN json_each(:agreed) l ON l.value = g.id"
        parameters["agreed"] = json.dumps(limits.agreed.codings)
    else:
        parameters["coder"] = limits.coder
    rows = store.db.conn.execute(
        f'SELECT g.interview, g.start, g."end" FROM coding g {layer}'
        f" WHERE g.code IN (SELECT value FROM json_each(:codes)) AND {marks}"
        ' ORDER BY g.interview, g.start, g."end", g.id',
        parameters,
    )
    return _by_interview(rows.fetchall())


def coded_by(store: Store, codes: Collection[int], name: str) -> dict[str, list[Span]]:
    """interview -> where this coder has applied one of these codes, in whichever layer."""
    rows = store.db.conn.execute(
        'SELECT g.interview, g.start, g."end" FROM coding g JOIN coder c ON c.id = g.coder'
        " WHERE c.name = ? AND g.code IN (SELECT value FROM json_each(?))",
        (name, json.dumps(sorted(codes))),
    )
    return _by_interview(rows.fetchall())


def rejected(store: Store, code: int, name: str) -> list[Rejection]:
    """What this coder has turned down for the code, in texts that are there."""
    rows = store.db.conn.execute(
        'SELECT r.interview, j.start, j."end", substr(r.text, j.start + 1, j."end" - j.start),'
        " t.revision IS NOT NULL FROM rejection j JOIN coder c ON c.id = j.coder"
        " JOIN revision r ON r.id = j.revision LEFT JOIN transcript t ON t.revision = r.id"
        " WHERE j.code = ? AND c.name = ? ORDER BY j.id",
        (code, name),
    )
    return [
        Rejection(interview, start, end, quote, bool(current))
        for interview, start, end, quote, current in rows
    ]


_LAYER = (
    f"SELECT interview, coder FROM ({PRIMARY_CODER}) WHERE :coder IS NULL"
    " UNION ALL SELECT interview, coder FROM (SELECT interview, coder FROM assignment"
    " UNION SELECT interview, coder FROM coding) WHERE coder = :coder"
)


def _by_interview(rows: Collection[tuple[str, int, int]]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for interview, start, end in rows:
        found.setdefault(interview, []).append((start, end))
    return found
