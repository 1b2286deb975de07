"""The words of every current text, a row per turn, in a full-text index.

Word k of a row is word k of the turn, the transcriber's in ( ) and [ ] included, as
`spans.compared` writes it; so a place in the index is a place in the text. Derived: kept in the
writing action, and recomputed by `workbench check`. Needs no language pipeline.

Beside it stands what the pipeline says of a text: `lemma_index`, whose word k of a row is the
dictionary form of word k of the turn, `sentence` and `entity`, and `analysis`, which names the
pipeline. It is stored when a text has been analysed and goes with its text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from workbench.spans import Span, all_word_spans, compared

if TYPE_CHECKING:
    from workbench.store.database import Store

TURNS = 1 << 20
"""A row's id is its revision times this, plus the number of the turn."""

ENOUGH = 500
"""Turns that are looked at to learn the dictionary forms of a word."""

_LAST = "\U0010ffff"


class IndexedTurn(NamedTuple):
    """A turn that may hold what is searched for. `person` is empty for words of nobody."""

    interview: str
    turn: int
    person: str
    start: int
    end: int
    words: str
    revision: int


def place(rowid: int) -> tuple[int, int]:
    """Revision and turn of a row."""
    return divmod(rowid, TURNS)


def indexed(text: str) -> str:
    """The words of a text as the index holds them."""
    return " ".join(compared(text[start:end]) for start, end in all_word_spans(text))


def wanted(
    connection: sqlite3.Connection, revisions: Collection[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Every row that the index must have; with `revisions`, those of them that are current."""
    only = "" if revisions is None else "WHERE r.id IN (SELECT value FROM json_each(?))"
    texts = connection.execute(
        f"SELECT r.id, r.text FROM transcript t JOIN revision r ON r.id = t.revision {only}",
        () if revisions is None else (json.dumps(sorted(revisions)),),
    )
    for revision, text in texts.fetchall():
        turns = connection.execute(
            'SELECT number, start, "end" FROM turn WHERE revision = ?', (revision,)
        )
        for number, start, end in turns:
            yield revision * TURNS + number, indexed(text[start:end])


def refresh(connection: sqlite3.Connection, revisions: Collection[int]) -> None:
    """Make the rows of these revisions anew. Runs inside the action."""
    for revision in sorted(revisions):
        _clear(connection, "word_index", revision)
    if revisions:
        _fill(connection, wanted(connection, revisions))
        current = {one for (one,) in connection.execute("SELECT revision FROM transcript")}
        forget_analysis(connection, set(revisions) - current)


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew."""
    connection.execute("DELETE FROM word_index")
    _fill(connection, wanted(connection))


def unanalysed(store: Store, pipeline: str, version: str) -> dict[int, str]:
    """The current revisions that this version of the pipeline has not read, with their
    interviews, in the order of the study."""
    rows = store.db.conn.execute(
        "SELECT t.revision, t.interview FROM transcript t JOIN interview i ON i.id = t.interview"
        " LEFT JOIN analysis a ON a.revision = t.revision AND a.pipeline = ? AND a.version = ?"
        " WHERE a.revision IS NULL ORDER BY i.position, i.id",
        (pipeline, version),
    )
    return dict(rows.fetchall())


def keep_analysis(
    store: Store,
    revision: int,
    pipeline: tuple[str, str],
    lemmas: Iterable[tuple[int, str, str]],
    sentences: Iterable[Span],
    entities: Iterable[tuple[int, int, str]],
) -> None:
    """Store what the pipeline (name, version) says of a revision, in place of what was known.

    `lemmas` has turn, dictionary forms and parts of speech, a blank between the words of a turn.
    Does nothing where the revision is no longer current: another has come meanwhile.
    """
    with store.action("", "analyse"):
        connection = store.db.conn
        current = "SELECT 1 FROM transcript WHERE revision = ?"
        if connection.execute(current, (revision,)).fetchone() is None:
            return
        forget_analysis(connection, [revision])
        connection.execute(
            "INSERT INTO analysis VALUES (?, ?, ?, ?)", (revision, *pipeline, store.now())
        )
        connection.executemany(
            "INSERT INTO lemma_index(rowid, words, pos) VALUES (?, ?, ?)",
            [(revision * TURNS + turn, words, pos) for turn, words, pos in lemmas],
        )
        connection.executemany(
            "INSERT INTO sentence VALUES (?, ?, ?)", [(revision, *span) for span in sentences]
        )
        connection.executemany(
            "INSERT OR IGNORE INTO entity VALUES (?, ?, ?, ?)",
            [(revision, *entity) for entity in entities],
        )


def forget_analysis(connection: sqlite3.Connection, revisions: Collection[int]) -> None:
    """Take away what is known of these revisions."""
    for revision in revisions:
        _clear(connection, "lemma_index", revision)
        for table in ("analysis", "sentence", "entity"):
            connection.execute(f"DELETE FROM {table} WHERE revision = ?", (revision,))


def leave_no_trace(connection: sqlite3.Connection) -> None:
    """Write both indices anew: a word that was deleted stays in a full-text index until then."""
    for table in ("word_index", "lemma_index"):
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")


def lemmas_of(store: Store, form: str) -> set[str]:
    """The dictionary forms under which a word of the study stands, and itself if it is one."""
    rows = store.db.conn.execute(
        "SELECT w.words, l.words FROM word_index w JOIN lemma_index l ON l.rowid = w.rowid"
        " WHERE word_index MATCH ? LIMIT ?",
        (f'"{form}"', ENOUGH),
    )
    found = {
        lemma
        for words, lemmas in rows
        for word, lemma in zip(words.split(" "), lemmas.split(" "), strict=True)
        if word == form
    }
    return found | forms(store, begins=form, ends=form, lemmas=True) & {form}


def forms(
    store: Store, *, begins: str = "", holds: str = "", ends: str = "", lemmas: bool = False
) -> set[str]:
    """The words of the study, or their dictionary forms, that begin with, hold and end with
    these letters."""
    table = "lemma_list" if lemmas else "word_list"
    rows = store.db.conn.execute(
        f"SELECT term FROM {table} WHERE term >= ? AND term < ?", (begins, begins + _LAST)
    )
    return {term for (term,) in rows if holds in term and term.endswith(ends)}


def turns(store: Store, match: str, *, lemmas: bool = False) -> list[IndexedTurn]:
    """The turns that an FTS5 expression finds, in the order of the study and the text.

    With `lemmas` the expression and the words of the turns are dictionary forms.
    """
    table = "lemma_index" if lemmas else "word_index"
    rows = store.db.conn.execute(
        "SELECT r.interview, u.number, coalesce(u.person, ''), u.start, u.\"end\", w.words, r.id"
        f" FROM {table} w"
        f" JOIN revision r ON r.id = w.rowid / {TURNS}"
        f" JOIN turn u ON u.revision = r.id AND u.number = w.rowid % {TURNS}"
        " JOIN interview i ON i.id = r.interview"
        f" WHERE {table} MATCH ? ORDER BY i.position, i.id, u.number",
        (match,),
    )
    return [IndexedTurn(*row) for row in rows]


def text(store: Store, revision: int) -> str:
    """The text of a revision."""
    return str(store.value("SELECT text FROM revision WHERE id = ?", (revision,)))


def _clear(connection: sqlite3.Connection, table: str, revision: int) -> None:
    connection.execute(
        f"DELETE FROM {table} WHERE rowid >= ? AND rowid < ?",
        (revision * TURNS, (revision + 1) * TURNS),
    )


def _fill(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    # All rows are read before the first is written: the index is filled from what it indexes.
    connection.executemany("INSERT INTO word_index(rowid, words) VALUES (?, ?)", list(rows))
