"""The words of every current text, a row per turn, in a full-text index.

Word k of a row is word k of the turn, the transcriber's in ( ) and [ ] included, as
`spans.compared` writes it; so a place in the index is a place in the text. Derived: kept in the
writing action, and recomputed by `workbench check`. Needs no language pipeline.

Beside it stands what the pipeline says of a text: `lemma_index`, whose word k of a row is the
dictionary form of word k of the turn, `sentence` and `entity`, and `analysis`, which names the
pipeline. It is stored when a text has been analysed and goes with its text.

`word` and `lemma` count the different words and the dictionary forms that each has, so that parts
of words are looked for among thousands, not among millions.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from workbench.spans import Span, all_word_spans, compared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from workbench.store.database import Store

TURNS = 1 << 20
"""A row's id is its revision times this, plus the number of the turn."""

WORDS = 1 << 20
"""A place is a row's id times this, plus the number of the word, from 0."""

_LAST = "\U0010ffff"


Speaker = tuple[str, str]
"""The interview and the person who speaks in a turn of it; empty for words of nobody."""


class IndexedTurn(NamedTuple):
    """A turn of the index. `person` is empty for words of nobody."""

    row: int
    interview: str
    turn: int
    person: str
    start: int
    end: int
    revision: int


class LemmaTurn(NamedTuple):
    """A turn of a person in a text that was read with the pipeline: the dictionary forms of its
    words, a blank between, and its text where it has a bracket, else empty."""

    interview: str
    person: str
    lemmas: str
    text: str


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
    if not revisions:
        return
    current = {one for (one,) in connection.execute("SELECT revision FROM transcript")}
    forget_analysis(connection, set(revisions) - current)
    for revision in sorted(revisions):
        _count_words(connection, revision, -1)
        _clear(connection, "word_index", revision)
    _fill(connection, wanted(connection, revisions))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the whole index anew."""
    connection.execute("DELETE FROM word_index")
    connection.execute("DELETE FROM word")
    _fill(connection, wanted(connection))


def recount_lemmas(connection: sqlite3.Connection) -> None:
    """Count the dictionary forms anew."""
    connection.execute("DELETE FROM lemma")
    for (revision,) in connection.execute("SELECT revision FROM analysis").fetchall():
        _count_lemmas(connection, revision, 1)


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


def analysed(store: Store) -> dict[tuple[str, str], int]:
    """Pipeline and version -> how many of the current texts it has read last."""
    rows = store.db.conn.execute("SELECT pipeline, version, count(*) FROM analysis GROUP BY 1, 2")
    return {(pipeline, version): n for pipeline, version, n in rows}


def read_before(store: Store) -> set[str]:
    """The interviews whose current text some version of some pipeline has read."""
    rows = store.db.conn.execute(
        "SELECT t.interview FROM transcript t JOIN analysis a ON a.revision = t.revision"
    )
    return {interview for (interview,) in rows}


def sentences(store: Store, interview: str) -> list[Span]:
    """The sentences of the current text, in order; none where no pipeline has read it."""
    rows = store.db.conn.execute(
        'SELECT s.start, s."end" FROM transcript t JOIN sentence s ON s.revision = t.revision'
        " WHERE t.interview = ? ORDER BY s.start",
        (interview,),
    )
    return [(start, end) for start, end in rows]


def entities(store: Store, interview: str) -> list[tuple[int, int, str]]:
    """The names in the current text with their kinds, in order; none where no pipeline has read
    it."""
    rows = store.db.conn.execute(
        'SELECT e.start, e."end", e.label FROM transcript t JOIN entity e'
        " ON e.revision = t.revision WHERE t.interview = ? ORDER BY e.start",
        (interview,),
    )
    return list(rows.fetchall())


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
        _count_lemmas(connection, revision, 1)
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
        _count_lemmas(connection, revision, -1)
        _clear(connection, "lemma_index", revision)
        for table in ("analysis", "sentence", "entity"):
            connection.execute(f"DELETE FROM {table} WHERE revision = ?", (revision,))


def leave_no_trace(connection: sqlite3.Connection) -> None:
    """Write both indices anew: a word that was deleted stays in a full-text index until then."""
    for table in ("word_index", "lemma_index"):
        connection.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")


def lemma_turns(store: Store) -> Iterator[LemmaTurn]:
    """Every turn of a person in a current text that was read, in the order of the texts."""
    connection = store.db.conn
    bracketed = dict(
        connection.execute(
            "SELECT r.id, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
            " WHERE instr(r.text, ')') OR instr(r.text, ']')"
        )
    )
    rows = connection.execute(
        'SELECT t.revision, t.interview, u.person, u.start, u."end", l.words FROM transcript t'
        " JOIN analysis a ON a.revision = t.revision JOIN turn u ON u.revision = t.revision"
        f" JOIN lemma_index l ON l.rowid = u.revision * {TURNS} + u.number"
        " WHERE u.person IS NOT NULL ORDER BY t.interview, u.number"
    )
    for revision, interview, person, start, end, lemmas in rows:
        text = bracketed.get(revision, "")[start:end]
        has = ")" in text or "]" in text
        yield LemmaTurn(interview, person, lemmas, text if has else "")


def lemmas_of(store: Store, form: str) -> set[str]:
    """The dictionary forms under which a word of the study stands, and itself if it is one."""
    rows = store.db.conn.execute(
        "SELECT lemma FROM lemma WHERE word = ?1 UNION SELECT lemma FROM lemma WHERE lemma = ?1",
        (form,),
    )
    return {lemma for (lemma,) in rows}


def forms(
    store: Store, *, begins: str = "", holds: str = "", ends: str = "", lemmas: bool = False
) -> set[str]:
    """The words of the study, or their dictionary forms, that begin with, hold and end with
    these letters."""
    name = "lemma" if lemmas else "word"
    rows = store.db.conn.execute(
        f"SELECT DISTINCT {name} FROM {name} WHERE {name} >= ? AND {name} < ?"
        f" AND instr({name}, ?) AND {name} LIKE '%' || ?",
        (begins, begins + _LAST, holds, ends),
    )
    return {form for (form,) in rows}


def places(store: Store, terms: Collection[str], *, lemmas: bool = False) -> NDArray[np.int64]:
    """Where these words of the texts stand, or these dictionary forms, in order."""
    table = "lemma_place" if lemmas else "word_place"
    # One long text of numbers is fetched in half the time of as many rows.
    found = store.value(
        f"SELECT group_concat(p.doc * {WORDS} + p.\"offset\", ' ')"
        f" FROM json_each(?) t JOIN {table} p ON p.term = t.value",
        (json.dumps(sorted(terms)),),
    )
    return np.sort(np.fromstring(found or "", np.int64, sep=" "))


def texts(store: Store) -> dict[int, str]:
    """The current revisions with their interviews, in the order of the study."""
    rows = store.db.conn.execute(
        "SELECT t.revision, t.interview FROM transcript t JOIN interview i ON i.id = t.interview"
        " ORDER BY i.position, i.id"
    )
    return dict(rows.fetchall())


def speakers(store: Store, rows: Collection[int]) -> dict[int, Speaker]:
    """Who speaks in the turns of these rows."""
    interviews = texts(store)
    found = store.db.conn.execute(f"SELECT j.value, u.person FROM {_TURNS_OF}", (json.dumps(rows),))
    return {row: (interviews[row // TURNS], person or "") for row, person in found}


def turns(store: Store, rows: Collection[int]) -> dict[int, IndexedTurn]:
    """The turns of these rows."""
    interviews = texts(store)
    found = store.db.conn.execute(
        f'SELECT j.value, u.person, u.start, u."end" FROM {_TURNS_OF}', (json.dumps(rows),)
    )
    return {
        row: IndexedTurn(
            row, interviews[row // TURNS], row % TURNS, person or "", start, end, row // TURNS
        )
        for row, person, start, end in found
    }


_TURNS_OF = (
    f"json_each(?) j JOIN turn u ON u.revision = j.value / {TURNS} AND u.number = j.value % {TURNS}"
)


def words(store: Store, rows: Collection[int]) -> dict[int, list[str]]:
    """The words of these rows as the index holds them."""
    found = store.db.conn.execute(
        "SELECT w.rowid, w.words FROM json_each(?) j JOIN word_index w ON w.rowid = j.value",
        (json.dumps(rows),),
    )
    return {row: said.split() for row, said in found}


def text(store: Store, revision: int) -> str:
    """The text of a revision."""
    return str(store.value("SELECT text FROM revision WHERE id = ?", (revision,)))


def _rows_of(revision: int) -> tuple[int, int]:
    return revision * TURNS, (revision + 1) * TURNS


def _clear(connection: sqlite3.Connection, table: str, revision: int) -> None:
    connection.execute(f"DELETE FROM {table} WHERE rowid >= ? AND rowid < ?", _rows_of(revision))


def _fill(connection: sqlite3.Connection, rows: Iterable[tuple[int, str]]) -> None:
    # All rows are read before the first is written: the index is filled from what it indexes.
    filled = list(rows)
    connection.executemany("INSERT INTO word_index(rowid, words) VALUES (?, ?)", filled)
    _count(connection, "word", different_words(words for _row, words in filled), 1)


def different_words(rows: Iterable[str]) -> Counter[tuple[str, ...]]:
    """How often each word stands in rows of the index."""
    return Counter((word,) for words in rows for word in words.split())


def different_lemmas(rows: Iterable[tuple[str, str]]) -> Counter[tuple[str, ...]]:
    """How often each dictionary form stands for each word, in rows of words and such forms."""
    return Counter(
        pair for words, lemmas in rows for pair in zip(lemmas.split(), words.split(), strict=True)
    )


def _count_words(connection: sqlite3.Connection, revision: int, sign: int) -> None:
    rows = connection.execute(
        "SELECT words FROM word_index WHERE rowid >= ? AND rowid < ?", _rows_of(revision)
    )
    _count(connection, "word", different_words(words for (words,) in rows), sign)


def _count_lemmas(connection: sqlite3.Connection, revision: int, sign: int) -> None:
    rows = connection.execute(
        "SELECT w.words, l.words FROM lemma_index l JOIN word_index w ON w.rowid = l.rowid"
        " WHERE l.rowid >= ? AND l.rowid < ?",
        _rows_of(revision),
    )
    _count(connection, "lemma", different_lemmas(rows), sign)


def _count(
    connection: sqlite3.Connection, table: str, found: Counter[tuple[str, ...]], sign: int
) -> None:
    """Add to a table of different words what was found, or take it away."""
    keys = ("word",) if table == "word" else ("lemma", "word")
    connection.executemany(
        f"INSERT INTO {table} VALUES ({'?, ' * len(keys)}?)"
        " ON CONFLICT DO UPDATE SET n = n + excluded.n",
        [(*key, sign * n) for key, n in found.items()],
    )
    if sign < 0:
        same = " AND ".join(f"{key} = ?" for key in keys)
        connection.executemany(f"DELETE FROM {table} WHERE {same} AND n = 0", list(found))
