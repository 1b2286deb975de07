"""The invariants of a study, one function each; `workbench check` runs them all.

A check gives the places where it fails, as texts; none means that it holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench import code_query
from workbench.errors import CallError
from workbench.model import CONTEXT
from workbench.spans import normalised, spans_from_text
from workbench.store import derived, double_coding, erasure, views, word_index
from workbench.store.actions import KEYS
from workbench.store.agreed import AGREED
from workbench.texts import _, marked
from workbench.words import erasure as erasure_due

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]


_BORN_WITH = {"setting", "actor_type"}
"""Tables that a new study has rows in, from before its history begins."""


@dataclass(frozen=True)
class Check:
    """An invariant: its name, what it means, what to do where it fails, and how it is tested."""

    name: str
    meaning: str
    remedy: str
    failures: Callable[[Store], Iterator[str]]


@dataclass(frozen=True)
class Failure:
    """One place where an invariant does not hold."""

    check: str
    place: str
    remedy: str


def run(store: Store) -> list[Failure]:
    """Test every invariant; gives every place where one fails."""
    return [
        Failure(check.name, place, _(check.remedy))
        for check in CHECKS
        for place in check.failures(store)
    ]


def _file(store: Store) -> Iterator[str]:
    for row in store.rows("PRAGMA integrity_check"):
        if row["integrity_check"] != "ok":
            yield str(row["integrity_check"])


def _references(store: Store) -> Iterator[str]:
    for row in store.rows("PRAGMA foreign_key_check"):
        yield _("{table} row {row} needs a row of {parent}", **row | {"row": row["rowid"]})


def _quotes(store: Store) -> Iterator[str]:
    for coding, text in _codings_with_text(store):
        start, end = coding["start"], coding["end"]
        if text[start:end] != coding["quote"] or end > len(text):
            yield _("coding {id} in {interview} at {start}-{end}", **coding)


def _contexts(store: Store) -> Iterator[str]:
    for coding, text in _codings_with_text(store):
        start, end = coding["start"], coding["end"]
        around = (text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])
        if around != (coding["before"], coding["after"]):
            yield _("coding {id} in {interview} at {start}-{end}", **coding)


def _memo_quotes(store: Store) -> Iterator[str]:
    for memo in store.find("memo", object_type="passage"):
        transcript = views.transcript(store, memo["object"])
        text = transcript.text if transcript else ""
        if text[memo["start"] : memo["end"]] != memo["quote"] or memo["end"] > len(text):
            yield _("memo {id} in {object} at {start}-{end}", **memo)


def _reviews(store: Store) -> Iterator[str]:
    waiting = {(row["object_type"], row["object"]) for row in store.find("review")}
    marked_ = {("coding", row["id"]) for row in store.find("coding", review=1)}
    coded = {one for one in waiting if one[0] == "coding"}
    others = {
        (object_type, object_)
        for object_type, object_ in waiting - coded
        if store.get(object_type, id=object_) is None
    }
    for object_type, object_ in sorted((coded ^ marked_) | others):
        yield f"{object_type} {object_}"


def _past_places(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT p.* FROM past_place p JOIN revision r ON r.id = p.revision"
        ' WHERE p."end" > length(r.text)'
    )
    for row in rows:
        yield _("{object_type} {object}, revision {revision}", **row)


def _rejections(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT j.id, r.interview, r.number FROM rejection j JOIN revision r ON r.id = j.revision"
        ' WHERE j."end" > length(r.text) ORDER BY j.id'
    )
    for row in rows:
        yield _("rejection {id} in {interview}, revision {number}", **row)


def _pins(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT i.id, i.interview FROM pins p JOIN selection_item i ON i.selection = p.selection"
        " WHERE i.code IS NOT p.code OR i.person IS NULL"
        " OR NOT EXISTS (SELECT 1 FROM person_interview pi"
        "   WHERE pi.interview = i.interview AND pi.person = i.person) ORDER BY i.id"
    )
    for row in rows:
        yield _("pinned excerpt {id} in {interview}", **row)


def _summaries(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT s.id, c.key FROM summary s JOIN code c ON c.id = s.code WHERE trim(s.text) = ''"
        " OR CASE s.dimension WHEN 'person' THEN s.subject NOT IN (SELECT id FROM person)"
        "   WHEN 'interview' THEN s.subject NOT IN (SELECT id FROM interview) ELSE 0 END"
        " ORDER BY s.id"
    )
    for row in rows:
        yield _("summary {id} of {key}", **row)


def _mentions(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT n.id, n.memo FROM mention n JOIN revision r ON r.id = n.revision"
        ' WHERE n."end" > length(r.text) OR r.interview <> n.object'
    )
    for row in rows:
        yield _("mention {id} in memo {memo}", **row)


def _decisions(store: Store) -> Iterator[str]:
    texts = double_coding.texts(store, [row["interview"] for row in store.find("transcript")])
    agreed = {row["id"]: row for row in store.find("coding", coder=AGREED)}
    for row in store.find("decision"):
        spans = spans_from_text(f"{row['first_spans']};{row['second_spans']}")
        inside = spans and all(
            0 <= start < end <= len(texts.get(row["interview"], "")) for start, end in spans
        )
        other = agreed.get(row["coding"])
        same = ("interview", "code")
        fits = row["coding"] is None or (
            other is not None and all(other[name] == row[name] for name in same)
        )
        if not inside or not fits:
            yield _("decision {id} in {interview}", **row)
    needed = {row["coding"] for row in store.find("decision")}
    for coding in agreed.keys() - needed:
        yield _("coding {id} in {interview} at {start}-{end}", **agreed[coding])


def _saved_queries(store: Store) -> Iterator[str]:
    for row in store.find("saved_query"):
        of = [one["position"] for one in store.find("saved_query_code", query=row["id"])]
        try:
            named = len(list(code_query.codes(code_query.parse(row["text"]))))
        except CallError:
            named = -1
        if of != list(range(named)):
            yield _("saved query {id}", **row)


def _property_spaces(store: Store) -> Iterator[str]:
    """Two dimensions or more, two values or more in each, cells that name one value of each."""
    for space in store.find("property_space"):
        dimensions = store.find("property_dimension", space=space["id"])
        values = {
            one["id"]: {row["id"] for row in store.find("property_value", dimension=one["id"])}
            for one in dimensions
        }
        cells = [
            {row["dimension"]: row["value"] for row in
             store.find("property_cell_value", cell=cell["id"])}
            for cell in store.find("property_cell", space=space["id"])
        ]  # fmt: skip
        whole = len(values) > 1 and all(len(one) > 1 for one in values.values())
        fits = all(
            cell.keys() == values.keys() and all(value in values[at] for at, value in cell.items())
            for cell in cells
        )
        if not whole or not fits:
            yield _("property space {id}", **space)


def _placings(store: Store) -> Iterator[str]:
    """Somebody placed by hand stands at values of her own space's dimensions."""
    rows = store.rows(
        "SELECT DISTINCT p.id FROM placing p LEFT JOIN placing_value v ON v.placing = p.id"
        " LEFT JOIN property_dimension d ON d.id = v.dimension"
        " LEFT JOIN property_value w ON w.id = v.value"
        " WHERE v.placing IS NULL OR d.space <> p.space OR w.dimension <> v.dimension"
        " OR trim(p.note) = '' ORDER BY p.id"
    )
    for row in rows:
        yield _("placing {id}", **row)


def _stored_texts(store: Store) -> Iterator[str]:
    for row in store.rows("SELECT interview, number, text FROM revision"):
        if row["text"] != normalised(row["text"]):
            yield _("{interview}, revision {number}", **row)


def _turns(store: Store) -> Iterator[str]:
    revisions = store.rows("SELECT id, interview, number, text FROM revision")
    for revision in revisions:
        turns = store.find("turn", revision=revision["id"])
        pieces = [revision["text"][turn["start"] : turn["end"]] for turn in turns]
        numbered = [turn["number"] for turn in turns] == list(range(1, len(turns) + 1))
        at = 0
        placed = True
        for turn in turns:
            placed = placed and turn["start"] == at
            at = turn["end"] + 1
        if not numbered or not placed or "\n".join(pieces) != revision["text"]:
            yield _("{interview}, revision {number}", **revision)


def _speakers(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT DISTINCT r.interview, t.person FROM turn t JOIN revision r ON r.id = t.revision"
        " WHERE t.person IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person_interview pi"
        "   WHERE pi.interview = r.interview AND pi.person = t.person)"
    )
    for row in rows:
        yield _("{person} speaks in {interview}", **row)


def _derived(store: Store) -> Iterator[str]:
    for interview in (row["interview"] for row in store.find("transcript")):
        words = derived.own_words(store, interview)
        codings = store.find("coding", interview=interview)
        wanted = {
            (row["coding"], row["person"]): row
            for row in derived.coding_person_rows(codings, words)
        }
        rows = store.rows("SELECT * FROM coding_person WHERE interview = ?", (interview,))
        if {(row["coding"], row["person"]): row for row in rows} != wanted:
            yield _("codings of {interview}", interview=interview)
        said = {person: len(one.starts) for person, one in words.items()}
        spoken = store.rows("SELECT person, words FROM spoken WHERE interview = ?", (interview,))
        if {row["person"]: row["words"] for row in spoken} != said:
            yield _("words of {interview}", interview=interview)
    lost = "SELECT DISTINCT interview FROM coding_person WHERE interview NOT IN" + (
        " (SELECT interview FROM transcript)"
    )
    for row in store.rows(lost):
        yield _("codings of {interview}", **row)


def _word_index(store: Store) -> Iterator[str]:
    connection = store.db.conn
    wanted = dict(word_index.wanted(connection))
    present = dict(connection.execute("SELECT rowid, words FROM word_index"))
    for rowid in sorted(wanted.keys() | present.keys()):
        if wanted.get(rowid) != present.get(rowid):
            revision, turn = word_index.place(rowid)
            yield _("revision {revision}, turn {turn}", revision=revision, turn=turn)
    read = []
    for rowid, lemmas in connection.execute("SELECT rowid, words FROM lemma_index").fetchall():
        words = wanted.get(rowid, "")
        if lemmas.count(" ") == words.count(" "):
            read.append((words, lemmas))
        else:
            revision, turn = word_index.place(rowid)
            yield _("revision {revision}, turn {turn}", revision=revision, turn=turn)
    counted = connection.execute("SELECT word, n FROM word")
    if {(word,): n for word, n in counted} != word_index.different_words(wanted.values()):
        yield _("the list of different words")
    counted = connection.execute("SELECT lemma, word, n FROM lemma")
    if {(lemma, word): n for lemma, word, n in counted} != word_index.different_lemmas(read):
        yield _("the list of dictionary forms")
    try:
        connection.execute("INSERT INTO word_index(word_index) VALUES ('integrity-check')")
    except sqlite3.DatabaseError as error:
        yield str(error)


def _scheme(store: Store) -> Iterator[str]:
    codes = {row["id"]: row for row in store.find("code")}
    for code in codes.values():
        above = code["key"].rpartition(".")[0]
        parent = codes.get(code["parent"])
        if (parent["key"] if parent else "") != above:
            yield str(code["key"])


def _history(store: Store) -> Iterator[str]:
    """The rows as the history tells them are the rows that are there."""
    told: dict[tuple[str, str], str | None] = {}
    for row in store.rows('SELECT "table", key, after FROM change ORDER BY id'):
        told[row["table"], row["key"]] = row["after"]
    for table, columns in KEYS.items():
        present = {
            json.dumps([row[name] for name in columns], ensure_ascii=False, separators=(",", ":")):
            row
            for row in store.find(table)
        }  # fmt: skip
        expected = {
            key: json.loads(after)
            for (name, key), after in told.items()
            if name == table and after is not None
        }
        for key in sorted(present.keys() | expected.keys()):
            unheard = key not in expected
            if unheard and (table in _BORN_WITH or not told):
                continue
            if unheard or present.get(key) != expected[key]:
                yield _("{table} {key}", table=table, key=key)


def _undone(store: Store) -> Iterator[str]:
    rows = store.rows(
        "SELECT h.id, h.undone, coalesce((SELECT u.kind FROM history u WHERE u.target = h.id"
        "   ORDER BY u.id DESC LIMIT 1), 'redo') AS last FROM history h WHERE h.kind = 'do'"
    )
    for row in rows:
        if bool(row["undone"]) != (row["last"] == "undo"):
            yield _("action {id}", **row)


def _erasures(store: Store) -> Iterator[str]:
    for one in erasure.due(store):
        yield erasure_due(one.action, one.object)


def _codings_with_text(store: Store) -> Iterator[tuple[Row, str]]:
    for interview in (row["interview"] for row in store.find("transcript")):
        transcript = views.transcript(store, interview)
        assert transcript is not None
        for coding in store.find("coding", interview=interview):
            yield coding, transcript.text


_RESTORE = marked("Restore the last backup that passes `workbench check`.")

CHECKS: tuple[Check, ...] = (
    Check("file", marked("SQLite finds the file in order."), _RESTORE, _file),
    Check(
        "references", marked("Every row that another row names is there."), _RESTORE, _references
    ),
    Check(
        "quotes", marked("The text at a coding's place is its quote."),
        marked("Correct the coding at the desk, or restore a backup."), _quotes,
    ),
    Check(
        "contexts", marked("The text around a coding is what it remembers."),
        marked("Correct the coding at the desk, or restore a backup."), _contexts,
    ),
    Check(
        "memo_quotes", marked("The text at a memo's passage is its quote."), _RESTORE, _memo_quotes,
    ),
    Check(
        "reviews", marked("A coding is marked for review while its place is in doubt."),
        _RESTORE, _reviews,
    ),
    Check(
        "past_places", marked("Where a passage stood before a correction is in that text."),
        _RESTORE, _past_places,
    ),
    Check(
        "rejections", marked("What was turned down for a code is a passage of its text."),
        _RESTORE, _rejections,
    ),
    Check(
        "pins", marked("A pinned excerpt is of the code that it is pinned under, and of a person."),
        _RESTORE, _pins,
    ),
    Check(
        "summaries", marked("A summary has a text, and is of somebody or something in the study."),
        _RESTORE, _summaries,
    ),
    Check(
        "mentions", marked("A passage that a memo mentions is one of its text."),
        _RESTORE, _mentions,
    ),
    Check(
        "decisions", marked("What was decided is on words of the text, and its passage is there."),
        _RESTORE, _decisions,
    ),
    Check(
        "saved_queries", marked("A saved query can be read, and has the codes that it names."),
        _RESTORE, _saved_queries,
    ),
    Check(
        "property_spaces",
        marked("A property space has dimensions of two values or more, and cells that name them."),
        _RESTORE, _property_spaces,
    ),
    Check(
        "placings",
        marked("Whoever is placed by hand has a note, and stands at values of the space."),
        _RESTORE, _placings,
    ),
    Check(
        "texts", marked("Stored texts are NFC, with plain blanks and no byte-order mark."),
        _RESTORE, _stored_texts,
    ),
    Check(
        "turns", marked("A text is the words of its turns, joined by one line break."),
        _RESTORE, _turns,
    ),
    Check(
        "speakers", marked("Who speaks in an interview takes part in it."),
        marked("Add the person to the interview in the design, or correct the speaker."), _speakers,
    ),
    Check(
        "derived", marked("Whose words a coding holds is as recomputed from the texts."),
        _RESTORE, _derived,
    ),
    Check(
        "word_index", marked("The index that a search reads is as made anew from the texts."),
        _RESTORE, _word_index,
    ),
    Check("scheme", marked("A code's key begins with its parent's."), _RESTORE, _scheme),
    Check("history", marked("The tables are what the history tells."), _RESTORE, _history),
    Check(
        "erasures", marked("What was erased is not in the study again, from a backup."),
        marked("Run the erasure again, with --yes."), _erasures,
    ),
    Check(
        "undone", marked("An action counts as undone when its last undo was not redone."),
        _RESTORE, _undone,
    ),
)  # fmt: skip
