"""Studies for benchmarks, made once, and the lines of figures that a run prints at its end."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.generate import generate
from workbench.store.database import Store
from workbench.study import Study

SIZES = (38, 380, 3_800)
"""Interviews; 3,800 of 8,000 words are thirty million words."""

_LINES: list[str] = []


@pytest.fixture(scope="session")
def sized(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Study]:
    """A study of so many interviews with 100 codings each; made once per size."""
    folder = tmp_path_factory.mktemp("sized")
    made: dict[int, Store] = {}

    def study(interviews: int) -> Study:
        if interviews not in made:
            made[interviews] = generate(folder / f"{interviews}.db", interviews=interviews)
        return Study(made[interviews], coder="A")

    return study


@pytest.fixture(scope="session")
def say() -> Callable[[str, str], None]:
    """Print a figure at the end of the run: what was measured, and the figure."""

    def line(what: str, figure: str) -> None:
        _LINES.append(f"{what:<72} {figure}")

    return line


def exponent(small: tuple[float, float], large: tuple[float, float]) -> float:
    """How time grows with size between two measurements (size, seconds): 1 is proportional."""
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _LINES:
        terminalreporter.section("figures")
        for line in _LINES:
            terminalreporter.write_line(line)


def written(path: Path) -> int:
    """Bytes of a file."""
    return path.stat().st_size
