"""Nothing leaves the machine: no page asks another host, and neither does the server."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.ui.conftest import CODER, Server
from tests.ui.pages import build
from workbench.ui import shell

pytestmark = pytest.mark.browser

WATCHED = """
import sys

tried = open({tried!r}, "a", buffering=1)

here = ("127.0.0.1", "localhost", "::1", "")

def local(address):
    return not isinstance(address, tuple) or str(address[0]) in here

def watch(event, given):
    if event == "socket.getaddrinfo" and not local((given[0] or "",)):
        tried.write(f"asked for {{given[0]}}\\n")
        raise OSError("no other host")
    if event in ("socket.connect", "socket.sendto") and not local(given[1]):
        tried.write(f"{{event}} {{given[1]}}\\n")
        raise OSError("no other host")

sys.addaudithook(watch)
from workbench.ui.serving import serve
serve({study!r}, port={port}, coder={coder!r})
"""


class WatchedServer(Server):
    """A server whose every attempt to reach another host is refused and written down."""

    @property
    def tried(self) -> Path:
        return self.log.with_name("tried.txt")

    def call(self) -> str:
        return WATCHED.format(
            tried=str(self.tried), study=str(self.study), port=self.port, coder=CODER
        )


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedServer]:
    folder = tmp_path_factory.mktemp("watched")
    study = build(folder / "study.db")
    study.store.close()
    with WatchedServer(folder / "study.db", folder / "server.log") as running:
        yield running


@pytest.fixture(scope="module")
def _asked() -> list[str]:
    return []


@pytest.fixture(scope="module")
def guarded(
    browser: Browser, watched: WatchedServer, _asked: list[str]
) -> Iterator[BrowserContext]:
    """A browser that reaches the server and nothing else, and writes down what it refused."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="nb-NO")

    def let_home_only(route: Route) -> None:
        if route.request.url.startswith(watched.address):
            route.continue_()
        else:
            _asked.append(route.request.url)
            route.abort()

    context.route("**/*", let_home_only)
    yield context
    context.close()


@pytest.fixture
def outside(_asked: list[str]) -> list[str]:
    """The addresses beyond the server that the page asked for."""
    _asked.clear()
    return _asked


@pytest.fixture
def page(guarded: BrowserContext, watched: WatchedServer, outside: list[str]) -> Iterator[Page]:
    opened = guarded.new_page()
    opened.on("websocket", lambda one: _note_foreign(one.url, watched, outside))
    yield opened
    opened.close()


def _note_foreign(url: str, watched: WatchedServer, outside: list[str]) -> None:
    if not url.startswith(f"ws://127.0.0.1:{watched.port}/"):
        outside.append(url)


@pytest.mark.parametrize("entry", shell.PAGES, ids=lambda entry: entry.module)
def test_no_page_asks_another_host(
    entry: shell.PageEntry, page: Page, watched: WatchedServer, outside: list[str]
) -> None:
    page.goto(f"{watched.address}/{entry.address}")
    expect(page.locator(".st-key-wb_top")).to_be_visible(timeout=60_000)
    expect(page.locator(".stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=60_000
    )
    expect(page.locator(".stException")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert outside == []
    assert not watched.tried.read_text()


def test_a_page_from_an_unknown_host_is_refused_without_asking_anyone(
    watched: WatchedServer,
) -> None:
    request = (
        "GET /_stcore/stream HTTP/1.1\r\nHost: example.org\r\nOrigin: http://example.org\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", watched.port), timeout=20) as connection:
        connection.sendall(request.encode("ascii"))
        answer = connection.recv(200).decode("ascii", "replace")
    assert " 403 " in answer.splitlines()[0]
    assert not watched.tried.read_text()


def test_the_server_listens_on_this_machine_only(watched: WatchedServer) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        # An address of this machine that is not the loopback; on the loopback alone it is free.
        probe.connect(("192.0.2.1", 9)) if _has_route() else pytest.skip("no network at all")
        outward = probe.getsockname()[0]
    with socket.socket() as other:
        assert other.connect_ex((outward, watched.port)) != 0


def _has_route() -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return False
    return True
