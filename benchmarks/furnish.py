"""What the views of an analysis read beside the codings, put into a generated study.

Phases and levels of the codes, days of the interviews, who had a placement with whom, what was
asked of whom, pins, summaries, outside figures and claims, a selection for a report, the history
of codes and codings, names in the texts and the dictionary forms of all words. How much of each
there is follows the codings, but for figures, whose number follows the reports of others.

Rows are written in bulk, past the history, as those of `generate`.
"""

from __future__ import annotations

import random
import sqlite3

from benchmarks.generate import CREATED
from workbench.spans import all_word_spans, compared
from workbench.store import word_index
from workbench.store.database import Store

PICKED = "Report"
"""The selection that a report is written from."""

EXPLAINS = "b1"
"""The branch of codes that say how something is explained; those of the others have phases."""

_PHASES = ("before", "course", "placement", "after")
_LEVELS = ("individ", "system", "")
_PICKS = 1_000
_TABLES = 40
"""Tables of outside figures, of six categories at two time points each."""

_NAMES = 8
"""Names in each text."""

_STATEMENTS = (
    "UPDATE interview SET date = date('2000-01-01', position || ' days')",
    "UPDATE person SET attribution = actor_type || ' ' || (position % 7)",
    # Joint sittings are of a placement.
    "INSERT OR IGNORE INTO relation (person, relation, other_person, round)"
    " SELECT one.person, 'had_placement_with', other.person, one.round FROM person_interview one"
    " JOIN person_interview other ON other.interview = one.interview"
    " JOIN person p ON p.id = one.person JOIN person q ON q.id = other.person"
    " WHERE p.position < q.position",
    "INSERT INTO asked SELECT c.id, t.key, 0, (c.id + t.position) % 3 > 0 FROM code c, actor_type t"
    " WHERE c.parent IS NULL",
    "INSERT INTO selection (name, position) SELECT 'Pinned: ' || key, id FROM code",
    "INSERT INTO pins SELECT c.id, s.id FROM code c JOIN selection s ON s.position = c.id",
    # Of each code the first five excerpts of every 200 interviews are pinned.
    "INSERT INTO selection_item"
    ' (selection, position, interview, person, code, coder, start, "end", quote)'
    " SELECT p.selection, cp.coding, cp.interview, cp.person, cp.code, cp.coder, cp.start,"
    '  cp."end", substr(g.quote, cp.start - g.start + 1, cp."end" - cp.start)'
    " FROM interview i JOIN coding g ON g.interview = i.id AND g.coder = 1"
    " JOIN coding_person cp ON cp.coding = g.id JOIN pins p ON p.code = cp.code"
    " WHERE i.position % 200 < 5",
    "INSERT INTO summary (code, dimension, subject, text, coder, created)"
    f" SELECT c.id, 'person', p.id, 'Summed up of ' || c.key, 1, '{CREATED}'"
    " FROM code c JOIN person p WHERE c.parent IS NULL AND (p.position + c.id) % 3 = 0",
    # The first half of the codes was there before the first coding, the others came after it.
    "INSERT INTO history (id, time, coder, kind, action)"
    f" VALUES (1, '{CREATED}', 'A', 'do', 'scheme load'), (3, '{CREATED}', 'A', 'do', 'add code')",
    "INSERT INTO history (id, time, coder, kind, action)"
    f" SELECT id * 2 + iif(id > 1, 2, 0), '{CREATED}', 'A', 'do', 'code' FROM coding",
    'INSERT INTO change (history, "table", key, after)'
    " SELECT iif(id * 2 <= (SELECT count(*) FROM code), 1, 3), 'code', json_array(id), '{}'"
    " FROM code",
    'INSERT INTO change (history, "table", key, after)'
    " SELECT id * 2 + iif(id > 1, 2, 0), 'coding', json_array(id), '{}' FROM coding",
    "INSERT INTO saved_query (name, text, coder, created)"
    f""" VALUES ('Saved', '"1" and "2"', 1, '{CREATED}')""",
    "INSERT INTO saved_query_code VALUES (1, 1, 1), (1, 2, 2)",
    # One passage in five hundred is set beside a figure.
    "INSERT INTO claim (coding, figure, says, coder, created)"
    f" SELECT g.id, g.id % (SELECT count(*) FROM figure) + 1, 'supports', 1, '{CREATED}'"
    " FROM coding g WHERE g.id % 500 = 0",
    "INSERT INTO sensitive_code SELECT id FROM code WHERE parent IS NULL ORDER BY id LIMIT 2",
)


def furnish(store: Store, *, seed: int = 2) -> Store:
    """Fill a generated study with all that views read beside the codings; gives it back."""
    rng = random.Random(seed)
    connection = store.db.conn
    connection.execute("BEGIN IMMEDIATE")
    _scheme(connection)
    _figures(connection)
    for statement in _STATEMENTS:
        connection.execute(statement)
    _pick(connection)
    _analyse(connection, rng)
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def _scheme(connection: sqlite3.Connection) -> None:
    roots = connection.execute("SELECT id FROM code WHERE parent IS NULL AND key <> ?", (EXPLAINS,))
    connection.executemany(
        "UPDATE code SET phase = ? WHERE id = ?",
        [(_PHASES[at % len(_PHASES)], root) for at, (root,) in enumerate(roots.fetchall())],
    )
    codes = connection.execute("SELECT id FROM code").fetchall()
    connection.executemany(
        "UPDATE code SET level = ? WHERE id = ?",
        [(_LEVELS[code % len(_LEVELS)], code) for (code,) in codes],
    )


def _figures(connection: sqlite3.Connection) -> None:
    rows = [
        (
            f"report {table % 5}", f"table {table}", "omsorg", "all who started", 120,
            ("half a year", "a year")[time], f"category {category}", 10 + (table + category) % 7,
        )
        for table in range(_TABLES)
        for time in range(2)
        for category in range(6)
    ]  # fmt: skip
    connection.executemany(
        'INSERT INTO figure (source, "table", course, base, n_base, time_point, category, value,'
        " unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'prosent')",
        rows,
    )


def _pick(connection: sqlite3.Connection) -> None:
    """Pick passages from all over the study for a report."""
    every = connection.execute("SELECT max(id) / ? + 1 FROM coding", (_PICKS,)).fetchone()[0]
    made = connection.execute("INSERT INTO selection (name, position) VALUES (?, 0)", (PICKED,))
    connection.execute(
        "INSERT INTO selection_item"
        ' (selection, position, interview, person, code, coder, start, "end", quote)'
        ' SELECT ?, cp.coding, cp.interview, cp.person, cp.code, cp.coder, cp.start, cp."end",'
        '  substr(g.quote, cp.start - g.start + 1, cp."end" - cp.start)'
        " FROM coding_person cp JOIN coding g ON g.id = cp.coding WHERE cp.coding % ? = 0",
        (made.lastrowid, every),
    )


def _analyse(connection: sqlite3.Connection, rng: random.Random) -> None:
    """Let every text be read: each word is its own dictionary form, and some are names."""
    known: dict[str, tuple[list[tuple[int, str, str]], list[tuple[int, int]]]] = {}
    texts = connection.execute("SELECT id, text FROM revision").fetchall()
    for revision, text in texts:
        if text not in known:
            turns = connection.execute(
                'SELECT number, start, "end" FROM turn WHERE revision = ?', (revision,)
            )
            lines = []
            for number, start, end in turns:
                said = text[start:end]
                forms = [compared(said[first:last]) for first, last in all_word_spans(said)]
                lines.append((number, " ".join(forms), " ".join("NOUN" for _form in forms)))
            known[text] = lines, sorted(rng.sample(all_word_spans(text), _NAMES))
        lines, names = known[text]
        connection.execute(
            "INSERT INTO analysis VALUES (?, 'made up', '1', ?)", (revision, CREATED)
        )
        connection.executemany(
            "INSERT INTO lemma_index(rowid, words, pos) VALUES (?, ?, ?)",
            [(revision * word_index.TURNS + number, *forms) for number, *forms in lines],
        )
        connection.executemany(
            "INSERT INTO entity VALUES (?, ?, ?, 'PER')", [(revision, *name) for name in names]
        )
