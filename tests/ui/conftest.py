"""A running workbench and a browser, for tests that have to see pages as users do.

A server takes seconds to start, so there are two for the whole session. One serves a study that
all share: a test that writes takes an interview of its own (`fresh_interview`), so that tests do
not see one another's codings. The other shows whatever study a test has made (`showing`).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Frame, Page, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

from tests.builder import Builder
from workbench.study import Study

# An app in a test reads the metadata of all that is installed each time it runs.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

CODER = "Anne"
SPARE_INTERVIEWS = 99
SPARE_SITTINGS = 12
LONG = 30
"""How many times the talk is repeated in L01, where most of the text is out of sight."""

MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip

TALK = """
I: Hvordan var den første uka på kjøkkenet?
{person}: Jeg sto mest og så på. Ingen sa noe før klokka ti. Da kom hun som lager det kalde 🥗 og \
viste meg det to ganger, og så fikk jeg prøve selv.
I: Og hvordan gikk det?
{person}: Det gikk bra. Jeg skar brød hele formiddagen, og etterpå sa hun at jeg kunne komme \
tidligere neste dag hvis jeg ville det.
I: Ville du det?
{person}: Ja. Klokka sju sto jeg der. (ler) Sjefen så på meg og spurte om jeg hadde sovet på \
trappa, og jeg sa nei, men nesten, for bussen går bare to ganger før åtte der jeg bor.
"""

SITTING = """
I: Hvordan går det på kjøkkenet nå?
{person}: Jeg er på jobb hver dag. Sjefen sier «du er flink», men jeg har ikke så mange timer, \
🙂 skjønner du? Han x\u0302 sier det.
{other}: Han er flink. Han kommer ti på sju hver dag, og det er ikke alle som gjør det.
{person}: Å ja. Takk.
"""
"""A participant and an employer together, with quotes, an emoji and a letter of two characters."""

CODES = (
    "motivasjon", "motivasjon.vilje", "motivasjon.framtid", "praksis", "praksis.opplaering",
    "praksis.inkludering", "overgang", "overgang.oppfolging",
)  # fmt: skip


class Server:
    """The workbench on a port of this machine, as `workbench serve` starts it."""

    def __init__(self, study: Path, log: Path) -> None:
        self.study = study
        self.log = log
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self) -> str:
        """The Python that the server's process runs."""
        return (
            "from workbench.ui.serving import serve;"
            f"serve({str(self.study)!r}, port={self.port}, coder={CODER!r})"
        )

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", self.call()], stdout=log, stderr=log, cwd=self.study.parent,
                env={**os.environ, "WORKBENCH_LANGUAGE": "nb"}, **self.pipes(),
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            assert self._process.poll() is None, self.log.read_text()
            with suppress(OSError):
                urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=1).close()
                return
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def pipes(self) -> dict[str, Any]:
        """What else the process is started with."""
        return {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_fault: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


class Showing(Server):
    """A server that can be told to show another study, which every run of a page then opens."""

    def __init__(self, study: Path, log: Path) -> None:
        super().__init__(study, log)
        self._heard, self._hears = os.pipe()

    def call(self) -> str:
        listen = f"""
import os, sys, threading
def listen():
    for path in sys.stdin:
        os.environ["WORKBENCH_STUDY"] = path.rstrip("\\n")
        os.write({self._hears}, b".")
threading.Thread(target=listen, daemon=True).start()
"""
        return listen + super().call()

    def pipes(self) -> dict[str, Any]:
        return {"stdin": subprocess.PIPE, "pass_fds": (self._hears,)}

    def show(self, study: Path) -> Showing:
        assert self._process is not None
        assert self._process.stdin is not None
        self.study = study
        self._process.stdin.write(f"{study}\n".encode())
        self._process.stdin.flush()
        os.read(self._heard, 1)
        return self

    def kill(self) -> None:
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
        super().kill()


@pytest.fixture(scope="session")
def study_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with two read-only interviews (A01, and L01, a long one) and many spare ones."""
    path = tmp_path_factory.mktemp("study") / "study.db"
    build_study(path)
    return path


def build_study(path: Path, *, spare: int = SPARE_INTERVIEWS) -> None:
    builder = Builder(path, coder=CODER)
    builder.code(*CODES)
    builder.interview("A01", ["A01"], TALK.format(person="A01"))
    builder.interview("L01", ["L01"], TALK.format(person="L01") * LONG)
    for n in range(spare):
        builder.interview(f"S{n:02}", [f"S{n:02}"], TALK.format(person=f"S{n:02}"))
    for n in range(SPARE_SITTINGS):
        text = SITTING.format(person=f"T{n:02}", other=f"B{n:02}")
        builder.interview(f"T{n:02}_B{n:02}", {f"T{n:02}": 2, f"B{n:02}": None}, text)
    builder.store.close()


@pytest.fixture(scope="session")
def server(study_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(study_path, tmp_path_factory.mktemp("server") / "server.log")
    running.start()
    yield running
    running.kill()


@pytest.fixture(scope="session")
def showing(study_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Showing]:
    """Shows the study of a test: `showing.show(path)`, once per test and before its first page."""
    with Showing(study_path, tmp_path_factory.mktemp("showing") / "server.log") as running:
        yield running


@pytest.fixture(scope="session")
def spare(study_path: Path) -> Iterator[str]:
    return iter([f"S{n:02}" for n in range(SPARE_INTERVIEWS)])


@pytest.fixture
def fresh_interview(spare: Iterator[str]) -> str:
    """An interview that no other test writes to."""
    return next(spare)


@pytest.fixture(scope="session")
def _sittings() -> Iterator[str]:
    return iter([f"T{n:02}_B{n:02}" for n in range(SPARE_SITTINGS)])


@pytest.fixture
def sitting(_sittings: Iterator[str]) -> str:
    """An interview with two persons that no other test writes to."""
    return next(_sittings)


def _chromium() -> str | None:
    """The system's browser, or the one that $WORKBENCH_CHROMIUM names; None: Playwright's own."""
    named = os.environ.get("WORKBENCH_CHROMIUM")
    names = ("chromium", "chromium-browser", "google-chrome", *MAC)
    return named or next((found for name in names if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=_chromium(), args=FLAGS)
        yield found
        found.close()


class Browsers:
    """Browsers that know nothing of one another, each taken by one test at a time.

    One that is given back is handed out again when the same is asked for: it has forgotten all
    that pages stored, but has Streamlit's scripts ready, which take longer to load and compile
    than most pages. A page without scripts stays open in each, for the process to live on.
    """

    def __init__(self, browser: Browser, plain: str) -> None:
        self._browser = browser
        self._plain = plain
        self._kept: dict[BrowserContext, Page] = {}
        self._free: dict[str, list[BrowserContext]] = {}
        self._kind: dict[BrowserContext, str] = {}
        self._visited: dict[BrowserContext, set[str]] = {}

    def take(self, *, script: str = "", **options: Any) -> BrowserContext:
        """A browser with these options, in which `script` runs before any page's own."""
        kind = repr((script, sorted(options.items())))
        if free := self._free.get(kind):
            return free.pop()
        settings = {"viewport": {"width": 1440, "height": 900}, "locale": "nb-NO", **options}
        context = self._browser.new_context(**settings)
        # A tab that has gone deaf sends nothing, as when the network is lost between two keys.
        context.add_init_script(
            "const send = WebSocket.prototype.send;"
            "WebSocket.prototype.send = function (data) { if (!window.deaf) send.call(this, data) }"
        )
        if script:
            context.add_init_script(script)
        kept = context.new_page()
        kept.goto(self._plain)
        self._kept[context] = kept
        self._kind[context] = kind
        self._visited[context] = set()
        context.on("page", lambda page: self._note(context, page))
        return context

    def give_back(self, context: BrowserContext) -> None:
        """Close its pages and forget what they stored."""
        kept = self._kept[context]
        for page in context.pages:
            if page is not kept:
                page.close()
        context.clear_cookies()
        session = context.new_cdp_session(kept)
        for origin in self._visited[context]:
            session.send(
                "Storage.clearDataForOrigin",
                {"origin": origin, "storageTypes": "cookies,local_storage,indexeddb"},
            )
        session.detach()
        self._visited[context].clear()
        self._free.setdefault(self._kind[context], []).append(context)

    def close(self) -> None:
        for context in self._kind:
            context.close()

    def _note(self, context: BrowserContext, page: Page) -> None:
        def moved(frame: Frame) -> None:
            where = urlsplit(frame.url)
            if where.scheme == "http":
                self._visited[context].add(f"http://{where.netloc}")

        page.on("framenavigated", moved)


@pytest.fixture(scope="session")
def browsers(browser: Browser, server: Server) -> Iterator[Browsers]:
    made = Browsers(browser, f"{server.address}/_stcore/health")
    yield made
    made.close()


@pytest.fixture(scope="session")
def _shared_context(browsers: Browsers) -> BrowserContext:
    return browsers.take()


@pytest.fixture
def new_context(
    browsers: Browsers, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browsers that know nothing of one another; a failing test leaves their pictures."""
    made: list[BrowserContext] = []

    def make(**options: Any) -> BrowserContext:
        made.append(browsers.take(**options))
        return made[-1]

    yield make
    for context in made:
        for number, page in enumerate(context.pages):
            _picture(page, request, f"-{number}")
        browsers.give_back(context)


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        item.stash[FAILED] = True
    return report


def _picture(page: Page, request: pytest.FixtureRequest, suffix: str = "") -> None:
    """Keep what a failing test has last seen."""
    if not request.node.stash.get(FAILED, False):
        return
    pictures = Path(".artefacts")
    pictures.mkdir(exist_ok=True)
    page.screenshot(path=pictures / f"{request.node.name.replace('/', '_')}{suffix}.png")


STILL = """
() => new Promise((done) => {
    let before, since = 0
    const look = () => {
        const places = [...document.querySelectorAll("[data-testid=stElementContainer]")]
            .map((one) => one.getBoundingClientRect()).map((box) => [box.top, box.left, box.height])
        const now = JSON.stringify(places)
        since = now === before ? since + 1 : 0
        before = now
        since < 12 ? requestAnimationFrame(look) : done()
    }
    look()
})
"""


def settled(page: Page) -> None:
    """Wait until the page is drawn, no script runs, and nothing moves under the mouse any more."""
    expect(page.locator(".st-key-wb_top")).to_be_visible(timeout=60_000)
    expect(page.locator(".stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )
    page.evaluate(STILL)


def axe_faults(page: Page) -> list[str]:
    """What axe finds serious or critical, with the first element of each."""
    found: Any = Axe().run(page)
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page runs out of the window sideways; 0 or less: not at all."""
    return int(
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )


class Desk:
    """The coding page in one tab."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, interview: str, **places: object) -> Desk:
        query = "&".join(f"{name}={value}" for name, value in places.items())
        self.page.goto(f"{self.server.address}/coding?interview={interview}&{query}".rstrip("&"))
        return self.ready(interview)

    def ready(self, interview: str) -> Desk:
        expect(self.root).to_have_attribute("data-interview", interview, timeout=30_000)
        expect(self.root).not_to_have_attribute("data-settled", "")
        return self

    @property
    def root(self) -> Any:
        return self.page.locator(".desk")

    def settled(self, *, own: int | None = None, timeout: float = 30_000) -> None:
        """Wait until everything done is stored, and so many codings are one's own."""
        expect(self.root).to_have_attribute("data-pending", "0", timeout=timeout)
        if own is not None:
            expect(self.root).to_have_attribute("data-own", str(own), timeout=timeout)

    def look_again(self) -> None:
        """Come back to the tab: it then asks what others did meanwhile."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def words(self, first: str, last: str) -> None:
        """Select with the mouse from inside one word to inside another."""
        a, b = self.point(first, 0, 0.25), self.point(last, -1, 0.75)
        self.page.mouse.move(*a)
        self.page.mouse.down()
        self.page.mouse.move((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, steps=3)
        self.page.mouse.move(*b, steps=4)
        self.page.mouse.up()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def focus(self) -> None:
        self.page.locator(".read").focus()

    def point(self, words: str, letter: int, across: float) -> tuple[float, float]:
        """A point so far across this letter of the words, where they first stand in the text."""
        found: list[float] = self.page.locator(".column").evaluate(
            """(column, [words, at, across]) => {
                for (const p of column.querySelectorAll("p")) {
                    const start = p.textContent.indexOf(words);
                    if (start < 0) continue;
                    const range = document.createRange();
                    range.setStart(p.firstChild, start + at);
                    range.setEnd(p.firstChild, start + at + 1);
                    const box = range.getBoundingClientRect();
                    return [box.left + box.width * across, box.top + box.height / 2];
                }
                throw new Error(`no ${words}`);
            }""",
            [words, letter % len(words), across],
        )
        return found[0], found[1]


@pytest.fixture
def new_desk(new_context: Callable[..., BrowserContext], server: Server) -> Callable[..., Desk]:
    """Opens the coding page in a browser of its own."""

    def make(interview: str, **options: Any) -> Desk:
        return Desk(new_context(**options).new_page(), server).open(interview)

    return make


@pytest.fixture
def desk(
    _shared_context: BrowserContext,
    server: Server,
    fresh_interview: str,
    request: pytest.FixtureRequest,
) -> Iterator[Desk]:
    """The desk with an interview that nobody has coded, in a browser that remembers nothing."""
    opened = Desk(_shared_context.new_page(), server).open(fresh_interview)
    yield opened
    _picture(opened.page, request)
    opened.page.evaluate("localStorage.clear(); sessionStorage.clear()")
    opened.page.close()
    assert opened.errors == []


@pytest.fixture(scope="module")
def modules(_shared_context: BrowserContext, server: Server) -> Callable[..., Any]:
    """Runs a function of one of the component's own files in the browser."""
    page: Page = _shared_context.new_page()
    page.goto(f"{server.address}/_stcore/health")

    def run(module: str, body: str, argument: object = None) -> Any:
        return page.evaluate(
            f"async ([url, given]) => {{ const m = await import(url); {body} }}",
            [f"{server.address}/_stcore/bidi-components/workbench.desk/desk/{module}.js", argument],
        )

    return run


@pytest.fixture
def stored(study_path: Path) -> Callable[[str], list[Any]]:
    """What is on disk: the codings of an interview, read past the server."""

    def read(interview: str) -> list[Any]:
        study = Study.open(study_path, coder=CODER)
        try:
            return study.codings_of(interview)
        finally:
            study.store.close()

    return read


@pytest.fixture
def stored_memos(study_path: Path) -> Callable[[str], list[tuple[str, str, str]]]:
    """What is on disk: (text, quote, coder) of the memos on an interview and its passages."""

    def read(interview: str) -> list[tuple[str, str, str]]:
        study = Study.open(study_path, coder=CODER)
        try:
            memos = study.memos()
            on = memos["object_type"].isin(["interview", "passage"])
            here = memos[on & (memos["interview"] == interview)]
            return list(here[["text", "quote", "coder"]].itertuples(index=False, name=None))
        finally:
            study.store.close()

    return read


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
