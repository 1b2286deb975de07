"""Language: import beside the pipeline alone, and search in ten million words.

The words are those of the demo transcripts by their frequency, then compounds of them, 150,000 in
all, said as often as Zipf's law has it. Their dictionary forms are what the pipeline says of each
word by itself: what a search takes depends on how many there are and where, not on which.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from benchmarks.generate import generate
from benchmarks.test_analysis import least
from workbench.language import load
from workbench.spans import all_word_spans, compared
from workbench.store import word_index
from workbench.store.database import Store
from workbench.study import Study
from workbench.transcripts.analysing import TURNS_AT_ONCE

Say = Callable[[str, str], None]

TRANSCRIPTS = Path(__file__).parents[1] / "transcripts"
INTERVIEWS = 1_250
"""Of 8,000 words: ten million."""
WORDS = 150_000

QUERIES = (
    "språk", "praksis", "praksisplass", "sjef", "lønn", "norsk", "kantine", "sykehjem", "utdanning",
    "venter", "redd", "barnehage", "førerkort", "nav", "kurset", "kurs*", "*kurs", "*kurs*",
    "språk*", "*språk*", "*plass", "arbeid*", "motiv*", "*søk*", "jobb OR arbeid",
    "jobb NOT praksis", "norsk AND kollega", "«får ikke»", "«på norsk»", "«fast jobb»",
    "«jeg vil»", "«må ha»", "NEAR(kurs jobb, 5)", "NEAR(norsk praksis, 10)", "NEAR(ikke lønn, 3)",
    "NEAR(vil jobbe, 2)", "(kurs OR opplæring) AND jobb", "språk* NOT norsk", "«praksis på»",
    "veileder OR saksbehandler",
)  # fmt: skip
"""What a researcher looks for; words that half of all turns hold are among the phrases."""


def lexicon() -> list[str]:
    """The words of the demo transcripts, the most frequent first, then compounds of them."""
    said: Counter[str] = Counter()
    for path in sorted(TRANSCRIPTS.glob("*.txt")):
        text = path.read_text("utf-8")
        said.update(compared(text[start:end]) for start, end in all_word_spans(text))
    known = [word for word, _n in said.most_common()]
    rng = random.Random(1)
    parts = [word for word in known if word.isalpha() and 3 < len(word) < 9]
    made = dict.fromkeys(known)
    while len(made) < WORDS:
        made["".join(rng.choices(parts, k=2))] = None
    return list(made)


@pytest.fixture(scope="module")
def words() -> list[str]:
    return lexicon()


@pytest.fixture(scope="module")
def ten_million(tmp_path_factory: pytest.TempPathFactory, words: list[str], say: Say) -> Study:
    """A study of ten million words, indexed and analysed."""
    path = tmp_path_factory.mktemp("language") / "study.db"
    store = generate(path, interviews=INTERVIEWS, codings=20, lexicon=words)
    plain = _size(path, store)
    connection = store.db.conn
    connection.execute("BEGIN IMMEDIATE")
    word_index.rebuild(connection)
    connection.execute("COMMIT")
    indexed = _size(path, store)
    _keep_lemmas(store, words)
    analysed = _size(path, store)
    said = store.value("SELECT sum(n) FROM word")
    say(
        f"file of {said:,} words in {store.value('SELECT count(*) FROM turn'):,} turns",
        f"{plain:.0f} MB, with words {indexed:.0f}, with dictionary forms {analysed:.0f}",
    )
    return Study(store, coder="A")


def _size(path: Path, store: Store) -> float:
    store.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size / 1e6


def _keep_lemmas(store: Store, words: Sequence[str]) -> None:
    nlp = load()
    lemmas = {}
    for word, doc in zip(words, nlp.pipe(words, batch_size=1_000), strict=True):
        lemma = "".join(compared(token.lemma_) for token in doc) or word
        lemmas[word] = "".join(lemma.split())
    rows = store.db.conn.execute("SELECT rowid, words FROM word_index ORDER BY rowid").fetchall()
    of_revision: dict[int, list[tuple[int, str, str]]] = {}
    for rowid, said in rows:
        revision, turn = word_index.place(rowid)
        forms = [lemmas[word] for word in said.split()]
        line = (turn, " ".join(forms), " ".join("NOUN" for _form in forms))
        of_revision.setdefault(revision, []).append(line)
    for revision, lines in of_revision.items():
        word_index.keep_analysis(store, revision, ("made up", "1"), lines, [], [])


def test_import_beside_the_pipeline_alone(tmp_path: Path, say: Say) -> None:
    design = TRANSCRIPTS / "interviews.csv"
    number = 0

    def imported() -> None:
        nonlocal number
        number += 1
        study = Study.create(tmp_path / f"{number}.db", coder="A")
        study.design(design)
        study.import_(*sorted(TRANSCRIPTS.glob("*.txt")))
        study.store.close()

    imported()
    study = Study.open(tmp_path / "1.db")
    turns = [
        text[turn.start : turn.end]
        for interview in study.store.find("transcript")
        if (transcript := study.transcript(interview["interview"]))
        for text in [transcript.text]
        for turn in transcript.turns
    ]
    nlp = load()
    ours, alone = least(
        imported, lambda: [doc.text for doc in nlp.pipe(turns, batch_size=TURNS_AT_ONCE)]
    )
    said = study.store.value("SELECT sum(n) FROM word")
    say(
        f"import of {said:,} words beside the pipeline alone",
        f"{ours:.2f} s, pipeline {alone:.2f} s, ratio {ours / alone:.2f}",
    )


@pytest.mark.parametrize("lemma", [False, True], ids=["words", "dictionary forms"])
def test_search_in_ten_million_words(
    ten_million: Study, words: list[str], say: Say, lemma: bool
) -> None:
    if lemma:
        # The made-up pipeline would be found wanting, and all texts read again.
        from workbench.analysis.search import concordance

        def ask(query: str) -> int:
            return concordance(ten_million.store, query, lemma=True, limit=100).hits

    else:

        def ask(query: str) -> int:
            return ten_million.concordance(query, limit=100).hits

    drawn = random.Random(2).sample(words[50:10_000], 40)
    for name, queries in (("a researcher's", QUERIES), ("words from rank 50 on", drawn)):
        times: dict[str, float] = {}
        hits: dict[str, int] = {}
        for query in queries:
            begun = time.perf_counter()
            hits[query] = ask(query)
            times[query] = time.perf_counter() - begun
        slowest = max(times, key=times.__getitem__)
        ordered = statistics.quantiles(times.values(), n=20)
        say(
            f"{len(queries)} searches, {name}, {'dictionary forms' if lemma else 'words'},"
            f" {statistics.median(hits.values()):,.0f} hits (median)",
            f"median {statistics.median(times.values()) * 1e3:.0f} ms, p95"
            f" {ordered[-1] * 1e3:.0f} ms, max {times[slowest] * 1e3:.0f} ms: {slowest}"
            f" ({hits[slowest]:,} hits)",
        )
