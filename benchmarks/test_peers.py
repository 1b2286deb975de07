"""Beside the tools that people use now, on the same sizes: 8,000-word interviews, 110 codes,
100 codings each.

Taguette 1.5.2 runs beside, in an environment of its own in a temporary folder; where it cannot
be installed, that half is skipped. Its times are those of requests to its own server over one
open connection, on this machine. Ours are the functions behind the same answers. QualCoder's
need a desktop: they were measured once, on a two-core machine of the same kind, with its own
dialog classes and no window (QualCoder 4.0 Beta).
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.model import Filters
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import desk

Say = Callable[[str, str], None]
Sized = Callable[[int], Study]

TAGUETTE = "taguette==1.5.2"
HOST = "127.0.0.1"
SIZES = (38, 380)
WORDS, CODES, CODINGS = 8_000, 110, 100
INTERVIEW = "I4"
PLACES = iter(range(10, 40_000, 7))


@dataclass(frozen=True)
class Measured:
    """Milliseconds at 38 and at 380 interviews, by interviews."""

    table: dict[int, float]
    quotes: dict[int, float]
    open: dict[int, float]
    store: dict[int, float]


QUALCODER = Measured(
    table={38: 165, 380: 1982},
    quotes={38: 67, 380: 4102},
    open={38: 39, 380: 63},
    store={38: 3, 380: 6},
)
"""Measured on a two-core machine of the same kind: the comparison table of 110 codes by all
files, the report of the most used code, opening a document, storing a coding."""


def milliseconds(call: Callable[[], object], times: int) -> float:
    """The median of so many calls, after one that is not counted."""
    call()
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        call()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def beside(ours: float, theirs: float) -> str:
    """Ours, theirs and how many times theirs is ours."""
    return f"{ours:.1f} ms, theirs {theirs:.1f} ms: {theirs / ours:.1f} x"


# ---- ours ------------------------------------------------------------------------------------


def open_document(study: Study) -> None:
    """Everything that a browser is sent when it opens an interview and knows nothing yet."""
    session = desk.Session(interview=INTERVIEW)
    with in_language("nb"):  # as the page around it has set it
        answer = desk.answer(study, desk.Said(), session, coder="A")
    assert answer["codings"]["changed"]
    json.dumps(answer)


def storing(study: Study) -> Callable[[], object]:
    """Stores a coding at another place with every call."""
    code = study.scheme()[7].key

    def store() -> None:
        start = next(PLACES)
        study.code("I2", start, start + 40, code, coder="A")

    return store


# ---- Taguette --------------------------------------------------------------------------------


class Client:
    """One connection that stays open, with the cookie of Taguette's one user."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=120)
        self.connection.request("GET", f"/?token={token}")
        answer = self.connection.getresponse()
        answer.read()
        self.cookie = "; ".join(one.split(";")[0] for one in answer.msg.get_all("Set-Cookie") or [])

    def ask(self, path: str, body: object = None) -> bytes:
        """The bytes of the answer; anything but success fails."""
        self.connection.request(
            "GET" if body is None else "POST", path,
            body=None if body is None else json.dumps(body),
            headers={"Cookie": self.cookie, "Content-Type": "application/json"},
        )  # fmt: skip
        answer = self.connection.getresponse()
        read = answer.read()
        assert answer.status == 200, f"{path}: {answer.status} {read[:300]!r}"
        return read

    def open_document(self) -> None:
        """The three requests of its page: the page, the highlights, the text."""
        self.ask("/project/1/document/4")
        highlights = json.loads(self.ask("/api/project/1/document/4"))["highlights"]
        assert len(highlights) == CODINGS
        self.ask("/api/project/1/document/4/contents")

    def store(self) -> None:
        start = next(PLACES)
        body = {"start_offset": start, "end_offset": start + 40, "tags": [6]}
        self.ask("/api/project/1/document/2/highlight/new", body)

    def export(self) -> None:
        assert self.ask("/project/1/export/highlights/.xlsx").startswith(b"PK")


@pytest.fixture(scope="module")
def taguette_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment with Taguette in it."""
    home = tmp_path_factory.mktemp("taguette")
    python = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", TAGUETTE]
    try:
        for command in ([sys.executable, "-m", "venv", str(home)], pip):
            subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.SubprocessError) as error:
        said = (getattr(error, "stderr", "") or str(error)).strip().splitlines()
        pytest.skip(f"{TAGUETTE} cannot be installed here: {said[-1] if said else error}")
    return python


@contextmanager
def taguette(python: Path, folder: Path, interviews: int) -> Iterator[Client]:
    """Its server with a project of so many documents."""
    script = Path(__file__).with_name("taguette_side.py")
    size = [str(n) for n in (interviews, WORDS, CODES, CODINGS)]
    with (folder / "taguette.log").open("w") as log:
        server = subprocess.Popen(
            [str(python), str(script), str(folder / f"{interviews}.sqlite3"), *size],
            stdout=subprocess.PIPE, stderr=log, text=True, cwd=folder,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            assert len(said) == 2, (folder / "taguette.log").read_text()
            client = Client(int(said[0]), said[1])
            with closing(client.connection):
                yield client
        finally:
            server.kill()
            server.wait()
            if server.stdout is not None:
                server.stdout.close()


@pytest.mark.parametrize("interviews", SIZES)
def test_beside_taguette(
    sized: Sized, taguette_python: Path, say: Say, tmp_path: Path, interviews: int
) -> None:
    study = sized(interviews)
    path = tmp_path / "all.xlsx"
    few = 1 if interviews > 100 else 3
    with taguette(taguette_python, tmp_path, interviews) as client:
        for what, mine, theirs, times in (
            ("open a document", lambda: open_document(study), client.open_document, 9),
            ("store a coding", storing(study), client.store, 41),
            ("all excerpts as xlsx", lambda: study.export("excerpts", path), client.export, few),
        ):
            say(
                f"beside Taguette, {interviews} interviews: {what}",
                beside(milliseconds(mine, times), milliseconds(theirs, times)),
            )


@pytest.mark.parametrize("interviews", SIZES)
def test_beside_qualcoder(sized: Sized, say: Say, interviews: int) -> None:
    study = sized(interviews)
    code = str(study.excerpts()["code"].value_counts().idxmax())

    def table() -> None:
        study.crosstab(columns=("interview",), count="codings")

    for what, call, theirs, times in (
        ("table of codes by interviews", table, QUALCODER.table, 5),
        ("excerpts of the most used code", lambda: study.excerpts(filters=Filters(code=(code,))),
         QUALCODER.quotes, 5),
        ("open a document", lambda: open_document(study), QUALCODER.open, 9),
        ("store a coding", storing(study), QUALCODER.store, 41),
    ):  # fmt: skip
        say(
            f"beside QualCoder, {interviews} interviews: {what}",
            beside(milliseconds(call, times), theirs[interviews]),
        )
