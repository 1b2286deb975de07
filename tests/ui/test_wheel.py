"""The wheel is whole: from an empty environment and another folder it shows the working desk."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)],
        check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("workbench-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `workbench` of an environment that holds the wheel and what it needs only."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--no-compile",
         "--disable-pip-version-check", "--constraint", str(ROOT / "constraints.txt"),
         str(wheel)],
        check=True,
    )  # fmt: skip
    return scripts / "workbench"


@pytest.fixture
def served(installed: Path, tmp_path: Path) -> Iterator[str]:
    """The address of the demo, started from an empty folder; it is up when this is given."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    log = tmp_path / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(
            [str(installed), "demo", "X", "--serve"], cwd=tmp_path, env=environment, stdout=out,
            stderr=out,
        )  # fmt: skip
        try:
            yield _address(server, log)
        finally:
            server.terminate()
            server.wait(timeout=20)


def _address(server: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        if found := re.search(r"http://127\.0\.0\.1:\d+", log.read_text()):
            with suppress(OSError):
                urllib.request.urlopen(f"{found[0]}/_stcore/health", timeout=1).close()
                return found[0]
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{log.read_text()}")


def test_demo_files_assets_and_catalogues_are_in_the_wheel(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for tree, pattern in (("transcripts", "*.txt"), ("transcripts", "*.csv"),
                          ("coding_scheme", "*.yaml")):  # fmt: skip
        files = {f"workbench/_demo/{tree}/{file.name}" for file in (ROOT / tree).glob(pattern)}
        assert files
        assert files <= names
    assets = {str(file.relative_to(ROOT)) for file in (ROOT / "workbench").rglob("assets/**/*.*")}
    assert assets <= names
    assert "workbench/locale/nb/LC_MESSAGES/workbench.po" in names
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


def test_the_desk_works_from_the_wheel_in_another_folder(served: str, browser: Browser) -> None:
    page = browser.new_page(locale="nb-NO")
    page.goto(f"{served}/coding?interview=P03-2")
    expect(page.get_by_text("Matfilm")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Fortellinger om motivasjon").first).to_be_visible()
    page.close()
