"""The derived tables: whose words a coding holds, and how much each person says.

`coding_person` has one row per coding and person of whose words it holds at least one. A
person's own words in an interview are numbered from 0, so that a coding covers one run of them
(`word_start`, `word_end`), however many turns of others lie between; `start` and `end` are the
first and last place of the person's own words in the coding, and `own` the spans of them.
`spoken` has one row per interview and identified speaker: the number of that person's words.

Both are kept in the writing action, and the word index with them; `workbench check` recomputes
them.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from workbench.spans import spans_text, word_spans, words_within
from workbench.store import word_index

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]

_CODING_COLUMNS = 'id, interview, code, coder, start, "end"'


@dataclass
class Stale:
    """What an action has changed so far that derived rows rest on."""

    codings: set[int] = field(default_factory=set)
    interviews: set[str] = field(default_factory=set)
    revisions: set[int] = field(default_factory=set)

    def note(self, table: str, before: Row | None, after: Row | None) -> None:
        """Remember what a changed row makes stale."""
        row = after or before or {}
        if table == "coding":
            self.codings.add(row["id"])
        elif table == "turn":
            self.revisions.add(row["revision"])
        elif table == "transcript":
            self.interviews.add(row["interview"])
            self.revisions.update(one["revision"] for one in (before, after) if one)


@dataclass(frozen=True)
class OwnWords:
    """The words of one person in one text: the turns, and where each word begins."""

    turns: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]


def refresh(store: Store, stale: Stale) -> None:
    """Recompute the derived rows of what an action changed. Runs inside the action."""
    word_index.refresh(store.db.conn, stale.revisions)
    interviews = set(stale.interviews)
    for revision in stale.revisions:
        interview = store.value("SELECT interview FROM transcript WHERE revision = ?", (revision,))
        if interview is not None:
            interviews.add(interview)
    for interview in sorted(interviews):
        _refresh_spoken(store, interview)
        of_interview = store.rows(
            f"SELECT {_CODING_COLUMNS} FROM coding WHERE interview = ?", (interview,)
        )
        _replace(store, of_interview)
    alone = [
        row
        for coding in sorted(stale.codings)
        for row in store.rows(f"SELECT {_CODING_COLUMNS} FROM coding WHERE id = ?", (coding,))
        if row["interview"] not in interviews
    ]
    _replace(store, alone)


def own_words(store: Store, interview: str) -> dict[str, OwnWords]:
    """The words of each identified person in the current text of the interview."""
    found = store.row(
        "SELECT r.id, r.text FROM transcript t JOIN revision r ON r.id = t.revision"
        " WHERE t.interview = ?",
        (interview,),
    )
    return {} if found is None else _own_words(store, found)


def words_in(store: Store, revision: int) -> dict[str, OwnWords]:
    """The same in a revision of a text; nothing where it is not there (any more)."""
    found = store.row("SELECT id, text FROM revision WHERE id = ?", (revision,))
    return {} if found is None else _own_words(store, found)


def _own_words(store: Store, found: Row) -> dict[str, OwnWords]:
    words = _word_starts(store, found["id"], found["text"])
    turns = store.rows(
        'SELECT person, start, "end" FROM turn WHERE revision = ? AND person IS NOT NULL'
        " ORDER BY number",
        (found["id"],),
    )
    of_person: dict[str, list[tuple[int, int]]] = {}
    for turn in turns:
        of_person.setdefault(turn["person"], []).append((turn["start"], turn["end"]))
    return {
        person: OwnWords(tuple(spans), tuple(_starts_inside(words, spans)))
        for person, spans in of_person.items()
    }


def coding_person_rows(codings: Iterable[Row], words: dict[str, OwnWords]) -> list[Row]:
    """The derived rows of codings that lie in one interview, from its persons' words."""
    rows = []
    for coding in codings:
        for person, said in words.items():
            row = _coding_person(coding, person, said)
            if row is not None:
                rows.append(row)
    return rows


def _coding_person(coding: Row, person: str, said: OwnWords) -> Row | None:
    span = (coding["start"], coding["end"])
    word_start, word_end = words_within(said.starts, span)
    if word_start == word_end:
        return None
    own = [
        (max(start, span[0]), min(end, span[1]))
        for start, end in said.turns
        if start < span[1] and end > span[0]
    ]
    own = [part for part in own if len(set(words_within(said.starts, part))) == 2]
    return {
        "coding": coding["id"],
        "person": person,
        "interview": coding["interview"],
        "code": coding["code"],
        "coder": coding["coder"],
        "start": own[0][0],
        "end": own[-1][1],
        "word_start": word_start,
        "word_end": word_end,
        "own": spans_text(own),
    }


def _replace(store: Store, codings: Sequence[Row]) -> None:
    """Write the derived rows of these codings anew."""
    connection = store.db.conn
    connection.executemany(
        "DELETE FROM coding_person WHERE coding = ?", [(row["id"],) for row in codings]
    )
    ordered = sorted(codings, key=lambda row: (row["interview"], row["id"]))
    for interview, group in groupby(ordered, key=lambda row: row["interview"]):
        connection.executemany(
            "INSERT INTO coding_person VALUES (:coding, :person, :interview, :code, :coder,"
            " :start, :end, :word_start, :word_end, :own)",
            coding_person_rows(group, own_words(store, interview)),
        )


def _refresh_spoken(store: Store, interview: str) -> None:
    connection = store.db.conn
    connection.execute("DELETE FROM spoken WHERE interview = ?", (interview,))
    connection.executemany(
        "INSERT INTO spoken VALUES (?, ?, ?)",
        [
            (interview, person, len(said.starts))
            for person, said in own_words(store, interview).items()
        ],
    )


def _word_starts(store: Store, revision: int, text: str) -> array[int]:
    """Where the words of a revision begin; kept, since a text never changes within one."""
    key = ("word starts", revision)
    found: array[int] | None = store.cache.get(key)
    if found is None:
        found = store.cache[key] = array("l", (start for start, _ in word_spans(text)))
    return found


def _starts_inside(starts: Sequence[int], spans: Sequence[tuple[int, int]]) -> list[int]:
    inside: list[int] = []
    for span in spans:
        first, last = words_within(starts, span)
        inside.extend(starts[first:last])
    return inside
