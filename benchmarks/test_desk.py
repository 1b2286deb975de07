"""The coding desk in a real browser: a 20,000-word transcript with 1,000 codings.

Ten such transcripts lie in the study, so that what is measured is not the only one. Figures are
printed, nothing is judged. A key press begins when the browser received the key.
"""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from benchmarks.generate import generate
from tests.ui.conftest import FLAGS, Server

pytestmark = pytest.mark.browser

Say = Callable[[str, str], None]

INTERVIEW = "I4"
BEFORE = "I3"
CODER = "A"
PRESSES = 60
OPENINGS = 8
MORE_SESSIONS = 4
WATCH = Path(__file__).with_name("watch.js")


class Workbench(Server):
    """The workbench as `serve` starts it, with the coder of generated studies."""

    def call(self) -> str:
        return (
            "from workbench.ui.serving import serve;"
            f"serve({str(self.study)!r}, port={self.port}, coder={CODER!r})"
        )

    def memory(self) -> float:
        """Resident memory of the server's process in MiB, once it has come to rest."""
        assert self._process is not None
        process = psutil.Process(self._process.pid)
        readings = []
        for _ in range(5):
            time.sleep(0.4)
            readings.append(process.memory_info().rss / 2**20)
        return statistics.median(readings)


class Rows:
    """Watches for rows from a connection of its own, as another program would see them."""

    def __init__(self, study: Path) -> None:
        self.study = study
        self.seen: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Rows:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        with closing(sqlite3.connect(f"file:{self.study}?mode=ro", uri=True)) as connection:
            last = connection.execute("SELECT max(id) FROM coding").fetchone()[0]
            while not self._over.is_set():
                found = connection.execute("SELECT max(id) FROM coding").fetchone()[0]
                now = time.time() * 1000
                if found > last:
                    last = found
                    self.seen[found] = now
                time.sleep(0.001)


def spread(values: Sequence[float]) -> str:
    """Median, 95th percentile and largest, in ms."""
    p95 = statistics.quantiles(values, n=20, method="inclusive")[18]
    return f"median {statistics.median(values):.0f}, p95 {p95:.0f}, max {max(values):.0f} ms"


@pytest.fixture(scope="module")
def study_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "study.db"
    generate(path, interviews=10, words=20_000, codings=1_000).close()
    return path


@pytest.fixture
def start(study_path: Path, tmp_path: Path) -> Iterator[Callable[[], Workbench]]:
    started: list[Workbench] = []

    def make() -> Workbench:
        server = Workbench(study_path, tmp_path / "server.log")
        started.append(server)
        server.start()
        return server

    yield make
    for server in started:
        server.kill()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = Path("/usr/bin/chromium")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=str(executable) if executable.exists() else None, args=FLAGS
        )
        yield found
        found.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nb-NO")
    made.add_init_script(path=WATCH)
    yield made
    made.close()


def open_desk(page: Page, server: Server, interview: str = INTERVIEW) -> float:
    """Go to the interview's address; gives the ms until text and highlights were drawn."""
    page.goto(f"{server.address}/coding?interview={interview}", wait_until="commit")
    return float(page.evaluate("(interview) => bench.shown(interview)", interview))


def select_on_the_next_page(page: Page, number: int) -> None:
    """Part of a turn further down, some words longer each time."""
    words = ["Shift+ArrowRight"] * (number % 4)
    for key in ["Escape", "PageDown", "Control+Shift+ArrowRight", *words]:
        page.keyboard.press(key)
    page.wait_for_timeout(100)


def code_with_key_1(page: Page) -> None:
    """Use a code once through the palette: it gets the first free key."""
    own = int(page.locator(".desk").get_attribute("data-own") or 0)
    page.locator(".read").focus()
    for key in ("Control+Home", "t", "k"):
        page.keyboard.press(key)
    page.keyboard.type("b3")
    page.keyboard.press("Enter")
    expect(page.locator(".desk")).to_have_attribute("data-own", str(own + 1))
    expect(page.locator(".desk")).to_have_attribute("data-pending", "0", timeout=30_000)


def test_a_key_press_is_seen_and_stored(
    start: Callable[[], Workbench], context: BrowserContext, say: Say
) -> None:
    server = start()
    page = context.new_page()
    open_desk(page, server)
    code_with_key_1(page)
    origin = page.evaluate("performance.timeOrigin + bench.skew()")
    presses: list[dict[str, Any]] = []
    with Rows(server.study) as rows:
        for number in range(PRESSES):
            select_on_the_next_page(page, number)
            before = len(rows.seen)
            page.evaluate("bench.arm('1')")
            page.keyboard.press("1")
            press = page.evaluate("bench.ended")
            assert len(rows.seen) == before + 1, "a row for each press, seen before it is settled"
            press["stored"] = list(rows.seen.values())[-1] - origin - press["at"]
            presses.append(press)
    slow = page.evaluate("Object.fromEntries(bench.slow)")
    assert len(presses) == PRESSES
    screen = [slow.get(str(press["at"]), 16) for press in presses]
    say("key press to highlight drawn", spread([press["drawn"] for press in presses]))
    say("... to highlight on the screen (Event Timing, in steps of 8 ms)", spread(screen))
    say("key press to row on disk", spread([press["stored"] for press in presses]))
    say("key press to “stored” shown in the page", spread([press["settled"] for press in presses]))


def test_opening_a_long_transcript(
    start: Callable[[], Workbench], context: BrowserContext, say: Say
) -> None:
    server = start()
    taken = []
    for _ in range(OPENINGS + 1):
        page = context.new_page()
        taken.append(open_desk(page, server))
        page.close()
    say("open the transcript, first visit to a fresh server", f"{taken[0]:.0f} ms")
    say("open the transcript by its address", spread(taken[1:]))
    page = context.new_page()
    open_desk(page, server, BEFORE)
    page.locator(".read").focus()
    changes = []
    for _ in range(OPENINGS):
        for key, interview in (("]", INTERVIEW), ("[", BEFORE)):
            page.evaluate(
                """([key, interview]) => {
                    addEventListener("keydown", (event) => {
                        bench.changed = bench.shown(interview, event.timeStamp);
                    }, {capture: true, once: true});
                }""",
                [key, interview],
            )
            page.keyboard.press(key)
            changes.append(page.evaluate("bench.changed"))
            page.wait_for_timeout(200)
    say("change to the next or previous such transcript by key", spread(changes))


def test_memory_of_a_session(
    start: Callable[[], Workbench], context: BrowserContext, say: Say
) -> None:
    """One server with one session on the overview, another with one on the transcript."""
    idle = start()
    page = context.new_page()
    page.goto(f"{idle.address}/overview")
    expect(page.locator('[data-test-script-state="notRunning"]')).to_be_visible(timeout=60_000)
    on_overview = idle.memory()
    open_desk(context.new_page(), idle)
    on_both = idle.memory()
    idle.kill()
    busy = start()
    open_desk(context.new_page(), busy)
    on_transcript = busy.memory()
    say(
        "memory of the server with one session on the transcript",
        f"{on_transcript:.0f} MiB, {on_transcript - on_overview:+.0f} to one on the overview",
    )
    say("... of a session on the transcript beside it", f"{on_both - on_overview:+.0f} MiB")
    for _ in range(MORE_SESSIONS):
        open_desk(context.new_page(), busy)
    each = (busy.memory() - on_transcript) / MORE_SESSIONS
    say("memory of each further session on that transcript", f"{each:.1f} MiB")
