"""Takes the README's picture from the running demo: `make screenshot`.

It builds the demo study in a folder of its own, opens the table with one cell chosen, and writes
docs/crosstab.png.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from workbench.demo import demo

TARGET = Path(__file__).parent / "crosstab.png"
VIEW = "open=motivasjon&open=praksis&cell=praksis.oppfolging_kurslev&at=deltaker&at=2"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


def main() -> None:
    """Build, serve, look, take."""
    with tempfile.TemporaryDirectory() as folder:
        study = demo(folder)
        study.store.close()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [sys.executable, "-m", "workbench", "--study", str(study.path), "serve"]
        server = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}")
            _take(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=1).close()
            return
        time.sleep(0.2)
    sys.exit("the workbench did not start")


def _take(address: str) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("WORKBENCH_CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="nb-NO")
        page.goto(f"{address}/crosstab?{VIEW}")
        expect(page.get_by_role("gridcell").first).to_be_visible(timeout=60_000)
        expect(page.get_by_text("replikk").first).to_be_visible(timeout=60_000)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=TARGET)
        browser.close()
    print(TARGET)


if __name__ == "__main__":
    main()
