"""Studies of any size for benchmarks, made from a seed; the same call gives the same study.

The shape is that of a real study: interviews of about 8,000 words in turns of uneven length,
three rounds with participants, employers and others who are interviewed once, every tenth
interview joint, a scheme of three levels with a few codes that are used a lot and many that are
not, a second coder in every eighth interview. The words are made of syllables and mean nothing.

A few texts are made and used again and again: what is measured depends on their size, not on
their words. Where it does, `lexicon` gives the words, the most frequent first; then every
interview has a text of its own, and a word is said as often as its rank allows.

Rows are written in bulk, past the history; the derived tables are computed by the product's own
rules.

    python -m benchmarks.generate study.db --interviews 380
"""

from __future__ import annotations

import argparse
import random
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from workbench.model import CONTEXT
from workbench.spans import word_spans
from workbench.store.database import Store
from workbench.store.derived import OwnWords, coding_person_rows

TEXTS = 24
"""Different texts of one kind; interviews take them in turn."""

SYLLABLES = (
    "ar be da el fa gre hu in jo ka lø ma ne om på ra skå ti un ve yr ær ør å bak det for hjem"
).split()

ZIPF = 2.7
"""How much less the very first words are said than a rank by itself would have it (Mandelbrot)."""

ACTORS = (
    ("deltaker", 0.6), ("arbeidsgiver", 0.25), ("kursleverandør", 0.05), ("NAV-kontor", 0.08),
    ("NAV tiltak", 0.02),
)  # fmt: skip

CREATED = "2013-06-30T12:00:00.000+00:00"


@dataclass(frozen=True)
class Text:
    """A text in turns. `turns` are (role, speaker number or None, start, end)."""

    text: str
    turns: tuple[tuple[str, int | None, int, int], ...]
    words: tuple[tuple[int, int], ...]
    own: tuple[OwnWords, ...]


def generate(
    path: Path, *, interviews: int, codings: int = 100, words: int = 8_000, codes: int = 110,
    seed: int = 1, lexicon: Sequence[str] = (), both: bool = False,
) -> Store:  # fmt: skip
    """Make a study with this many interviews, each with this many codings by its primary coder.

    Every eighth interview has as many again by a second coder; with `both` every one has, both
    have coded it to the end, and its sentences are stored. Gives the open store.
    """
    rng = random.Random(seed)
    store = Store.create(path, {"name": f"Generated, seed {seed}", "language": "nb"})
    connection = store.db.conn
    frequent = list(accumulate(1 / (rank + ZIPF) for rank in range(len(lexicon))))
    alone, joint = (
        [] if lexicon else [_text(rng, words, persons) for _one in range(TEXTS)]
        for persons in (1, 2)
    )
    connection.execute("BEGIN IMMEDIATE")
    weights = _scheme(connection, rng, codes)
    connection.executemany("INSERT INTO coder (id, name) VALUES (?, ?)", [(1, "A"), (2, "B")])
    number = 0
    for interview, persons in _design(connection, rng, interviews):
        place = int(interview[1:])
        if lexicon:
            text = _text(rng, words, len(persons), lexicon, frequent)
        else:
            text = (joint if len(persons) == 2 else alone)[place % TEXTS]
        _store_text(connection, place, interview, persons, text)
        _assign(connection, place, interview, both=both)
        if both:
            _store_sentences(connection, place, text)
        for coder in (1, 2) if both or place % 8 == 0 else (1,):
            number = _code(connection, rng, number, interview, persons, text, coder, codings,
                           weights)  # fmt: skip
    connection.execute("COMMIT")
    store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return store


def _text(
    rng: random.Random, words: int, persons: int, lexicon: Sequence[str] = (),
    frequent: Sequence[float] | None = None,
) -> Text:  # fmt: skip
    lexicon = lexicon or [
        "".join(rng.choices(SYLLABLES, k=rng.randint(1, 3))) for _one in range(3_000)
    ]
    parts: list[str] = []
    turns: list[tuple[str, int | None, int, int]] = []
    length = said = speaker = 0
    while said < words:
        asks = len(turns) % 2 == 0
        n = rng.randint(3, 25) if asks else rng.choice((4, 12, 40, 80, 160))
        turn = ", ".join(
            " ".join(rng.choices(lexicon, cum_weights=frequent, k=min(8, n - at)))
            for at in range(0, n, 8)
        )
        if asks:
            turns.append(("interviewer", None, length, length + len(turn)))
        else:
            turns.append(("person", speaker, length, length + len(turn)))
            speaker = (speaker + 1) % persons
        parts.append(turn)
        length += len(turn) + 1
        said += n
    text = "\n".join(parts)
    spans = tuple(word_spans(text))
    own = []
    for one in range(persons):
        of_person = [(start, end) for _role, who, start, end in turns if who == one]
        starts = [w for w, _end in spans if any(s <= w < e for s, e in of_person)]
        own.append(OwnWords(tuple(of_person), tuple(starts)))
    return Text(text, tuple(turns), spans, tuple(own))


def _scheme(connection: sqlite3.Connection, rng: random.Random, codes: int) -> list[float]:
    """Branches with three twigs each, the rest leaves; gives the weight of each code."""
    branches = max(1, codes // 11)
    rows: list[tuple[int, str, int | None, int]] = []
    keys: dict[int, str] = {}
    for code in range(1, codes + 1):
        if code <= branches:
            parent, key = None, f"b{code}"
        elif code <= branches * 4:
            parent = (code - 1) % branches + 1
            key = f"{keys[parent]}.t{code}"
        else:
            parent = branches + (code - 1) % (branches * 3) + 1
            key = f"{keys[parent]}.c{code}"
        keys[code] = key
        rows.append((code, key, parent, code))
    connection.executemany("INSERT INTO code (id, key, parent, position) VALUES (?, ?, ?, ?)", rows)
    # Some codes are used a lot, most a little: weights fall with the rank, in a random order.
    weights = [1 / rank**0.8 for rank in range(1, codes + 1)]
    rng.shuffle(weights)
    return list(accumulate(weights))


def _design(
    connection: sqlite3.Connection, rng: random.Random, interviews: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Persons and interviews; participants come up to three times. Gives each interview."""
    names = [name for name, _weight in ACTORS]
    shares = [weight for _name, weight in ACTORS]
    connection.executemany(
        "INSERT OR IGNORE INTO actor_type (key, name_nb, name_en, position) VALUES (?, ?, ?, ?)",
        [(name, name, name, at) for at, name in enumerate(names)],
    )
    connection.execute("INSERT INTO attribute (name, position) VALUES ('course', 0)")
    person = interview = 0

    def add_person(actor_type: str) -> str:
        nonlocal person
        person += 1
        name = f"P{person}"
        connection.execute(
            "INSERT INTO person (id, actor_type, position) VALUES (?, ?, ?)",
            (name, actor_type, person),
        )
        course = rng.choice(("kafé og kantine", "omsorg"))
        connection.execute("INSERT INTO person_attribute VALUES (?, 'course', ?)", (name, course))
        return name

    while interview < interviews:
        actor_type = rng.choices(names, shares)[0]
        name = add_person(actor_type)
        rounds: Sequence[int | None] = (1, 2, 3) if actor_type == "deltaker" else (None,)
        for round in rounds[: interviews - interview]:
            interview += 1
            present = [(name, round)]
            if interview % 10 == 0:
                present.append((add_person("arbeidsgiver"), None))
            connection.execute(
                "INSERT INTO interview (id, status, position) VALUES (?, 'held', ?)",
                (f"I{interview}", interview),
            )
            connection.executemany(
                "INSERT INTO person_interview (interview, person, round) VALUES (?, ?, ?)",
                [(f"I{interview}", one, its) for one, its in present],
            )
            yield f"I{interview}", tuple(one for one, _round in present)


def _store_text(
    connection: sqlite3.Connection, place: int, interview: str, persons: Sequence[str], text: Text
) -> None:
    connection.execute(
        "INSERT INTO revision (id, interview, number, text, created) VALUES (?, ?, 1, ?, ?)",
        (place, interview, text.text, CREATED),
    )
    connection.execute(
        "INSERT INTO transcript (interview, revision) VALUES (?, ?)", (interview, place)
    )
    connection.executemany(
        'INSERT INTO turn (revision, number, speaker, role, person, start, "end")'
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (place, number, role[:1], role, None if who is None else persons[who], start, end)
            for number, (role, who, start, end) in enumerate(text.turns, 1)
        ],
    )
    connection.executemany(
        "INSERT INTO spoken (interview, person, words) VALUES (?, ?, ?)",
        [(interview, who, len(own.starts)) for who, own in zip(persons, text.own, strict=True)],
    )


def _assign(connection: sqlite3.Connection, place: int, interview: str, *, both: bool) -> None:
    status = "done" if both else ("done", "started", "done", "done")[place % 4]
    connection.execute("INSERT INTO assignment VALUES (?, 1, 'primary', ?)", (interview, status))
    if both or place % 8 == 0:
        connection.execute("INSERT INTO assignment VALUES (?, 2, 'second', 'done')", (interview,))


def _store_sentences(connection: sqlite3.Connection, place: int, text: Text) -> None:
    """Sentences of up to eight words, as `_text` puts commas between them."""
    connection.execute("INSERT INTO analysis VALUES (?, 'generated', '1', ?)", (place, CREATED))
    spans = []
    for _role, _who, start, end in text.turns:
        for part in text.text[start:end].split(", "):
            spans.append((place, start, start + len(part)))
            start += len(part) + 2
    connection.executemany("INSERT INTO sentence VALUES (?, ?, ?)", spans)


def _code(
    connection: sqlite3.Connection, rng: random.Random, number: int, interview: str,
    persons: Sequence[str], text: Text, coder: int, codings: int, weights: Sequence[float],
) -> int:  # fmt: skip
    """The codings of one coder in one interview; gives the last id."""
    taken = set()
    rows = []
    codes = rng.choices(range(1, len(weights) + 1), cum_weights=weights, k=codings)
    for code in codes:
        first = rng.randrange(len(text.words) - 160)
        last = first + rng.choice((4, 8, 15, 30, 60, 150))
        place = (text.words[first][0], text.words[last][1], code)
        if place in taken:
            continue
        taken.add(place)
        number += 1
        start, end, _code = place
        rows.append(
            {
                "id": number, "interview": interview, "start": start, "end": end,
                "quote": text.text[start:end], "before": text.text[max(0, start - CONTEXT) : start],
                "after": text.text[end : end + CONTEXT], "code": code, "coder": coder,
                "valence": rng.choices(("", "present", "missing", "both"), (6, 2, 2, 1))[0],
                "stance": rng.choices(("", "affirms", "denies", "mixed"), (8, 2, 1, 1))[0],
                "created": CREATED,
            }
        )  # fmt: skip
    connection.executemany(
        'INSERT INTO coding (id, interview, start, "end", quote, before, after, code, coder,'
        " valence, stance, created) VALUES (:id, :interview, :start, :end, :quote, :before,"
        " :after, :code, :coder, :valence, :stance, :created)",
        rows,
    )
    words = dict(zip(persons, text.own, strict=True))
    connection.executemany(
        "INSERT INTO coding_person VALUES (:coding, :person, :interview, :code, :coder, :start,"
        " :end, :word_start, :word_end, :own)",
        coding_person_rows(rows, words),
    )
    return number


def main() -> None:
    """Make a study in a file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--interviews", type=int, default=380)
    parser.add_argument("--codings", type=int, default=100)
    parser.add_argument("--words", type=int, default=8_000)
    parser.add_argument("--codes", type=int, default=110)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(
        given.path, interviews=given.interviews, codings=given.codings, words=given.words,
        codes=given.codes, seed=given.seed,
    )  # fmt: skip


if __name__ == "__main__":
    main()
