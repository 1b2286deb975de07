"""Storing a coding, importing texts, listing and exporting excerpts: time and growth."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.conftest import exponent
from workbench.model import Filters
from workbench.study import Study

Say = Callable[[str, str], None]
Sized = Callable[[int], Study]


def seconds(call: Callable[[], object], times: int = 5) -> float:
    """The median time of a call."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


@pytest.mark.parametrize("interviews", [38, 380])
def test_a_coding_is_on_disk(sized: Sized, say: Say, tmp_path: Path, interviews: int) -> None:
    """Against the floor of one row written and synced to a table of its own."""
    study = sized(interviews)
    interview = study.interviews()["interview"][0]
    code = study.scheme()[5].key
    place = iter(range(10, 50_000, 7))

    def store() -> None:
        start = next(place)
        study.code(interview, start, start + 40, code)

    floor = sqlite3.connect(tmp_path / "floor.db", isolation_level=None)
    floor.execute("PRAGMA journal_mode = WAL")
    floor.execute("PRAGMA synchronous = FULL")
    floor.execute("CREATE TABLE coding (start, quote)")
    ours = seconds(store, 40)
    least = seconds(lambda: floor.execute("INSERT INTO coding VALUES (1, 'x')"), 40)
    say(
        f"store a coding, {interviews} interviews, with derived rows and history",
        f"{ours * 1000:.1f} ms, {ours / least:.0f} x one synced row",
    )


@pytest.mark.parametrize("interviews", [38, 380])
def test_opening_an_interview(sized: Sized, say: Say, interviews: int) -> None:
    study = sized(interviews)
    name = study.interviews()["interview"][3]

    def open_it() -> None:
        study.transcript(name)
        study.codings_of(name)

    say(f"open an interview with its codings, {interviews}", f"{seconds(open_it) * 1000:.1f} ms")


def test_excerpts_grow_no_faster_than_the_data(sized: Sized, say: Say) -> None:
    taken = []
    for interviews in (38, 380, 3_800):
        study = sized(interviews)
        every = seconds(study.excerpts, 3)
        frame = study.excerpts()
        code = str(frame["code"].value_counts().idxmax())
        one = seconds(lambda: study.excerpts(filters=Filters(code=(code,))), 3)  # noqa: B023
        taken.append((interviews, every))
        say(f"all {len(frame)} excerpts, {interviews} interviews", f"{every * 1000:.0f} ms")
        say(f"excerpts of the most used code, {interviews} interviews", f"{one * 1000:.0f} ms")
    say("excerpts: growth exponent, 38 to 3,800", f"{exponent(taken[0], taken[-1]):.2f}")


def test_all_excerpts_as_a_file(sized: Sized, say: Say, tmp_path: Path) -> None:
    for interviews in (38, 380):
        study = sized(interviews)
        for suffix in ("xlsx", "docx", "csv"):
            path = tmp_path / f"all.{suffix}"
            taken = seconds(lambda: study.export("excerpts", path), 1)  # noqa: B023
            size = path.stat().st_size / 2**20
            say(
                f"all excerpts as {suffix}, {interviews} interviews",
                f"{taken:.2f} s, {size:.1f} MiB",
            )


def test_import_grows_no_faster_than_the_data(say: Say, tmp_path: Path) -> None:
    """Texts of 8,000 words from files; against reading and writing their bytes."""
    rng = random.Random(1)
    words = "jeg vil ikke men det går bra på kjøkkenet når hun kommer og så sier han ja".split()
    taken = []
    for number in (38, 380):
        folder = tmp_path / str(number)
        folder.mkdir()
        for name in range(number):
            turns = [
                f"{'I' if turn % 2 else 'P01'}: {' '.join(rng.choices(words, k=40))} {name} {turn}."
                for turn in range(200)
            ]
            (folder / f"T{name:04}.txt").write_text("\n".join(turns), encoding="utf-8")
        study = Study.create(tmp_path / f"{number}.db", coder="Anne")
        spent = seconds(lambda: study.import_(folder, new=True), 1)  # noqa: B023
        floor = seconds(lambda: [file.read_bytes() for file in sorted(folder.iterdir())], 1)  # noqa: B023
        taken.append((number, spent))
        say(
            f"import {number} texts of 8,000 words",
            f"{spent:.1f} s, {spent / number * 1000:.0f} ms each, {spent / floor:.0f} x reading",
        )
    say("import: growth exponent, 38 to 380", f"{exponent(*taken):.2f}")
