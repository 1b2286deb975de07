"""The shape of the house: rooms use earlier rooms only, and the door is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import workbench

PACKAGE = Path(workbench.__file__).parent

ROOMS = (
    (
        "model",
        "texts",
        "errors",
        "spans",
        "words",
        "files",
        "memory",
        "references",
        "markdown",
        "code_query",
    ),
    ("store",),
    ("language", "pseudonyms"),
    ("design",),
    ("transcripts",),
    ("scheme",),
    ("coding",),
    ("analysis",),
    ("charts",),
    ("exports",),
    ("exchange",),
    ("study",),
    ("about", "demo", "pseudonymising"),
    ("cli", "ui", "__main__", "__init__"),
)
PLACE = {room: place for place, rooms in enumerate(ROOMS) for room in rooms}


def room(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
            if node.module == "workbench":
                names = [f"workbench.{alias.name}" for alias in node.names]
        found.update(name.split(".")[1] for name in names if name.startswith("workbench."))
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_room_uses_earlier_rooms_only(module: Path) -> None:
    here = PLACE[room(module)]
    assert [name for name in imported(module) if PLACE[name] > here] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_sql_lives_in_the_store_and_streamlit_in_the_pages(module: Path) -> None:
    text = module.read_text("utf-8")
    if room(module) != "store":
        assert ".execute(" not in text
        assert "SELECT " not in text
    if room(module) != "ui":
        assert "import streamlit" not in text


def test_importing_the_door_loads_no_heavy_library() -> None:
    libraries = ("streamlit", "spacy", "altair", "sklearn", "scipy")
    heavy = f"[name for name in {libraries} if name in sys.modules]"
    code = f"import sys, workbench; print({heavy})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_what_is_public_is_one_list() -> None:
    assert workbench.__all__ == [
        "Filters", "Study", "about", "demo", "evaluate_language", "pseudonymise", "serve",
        "train_language",
    ]  # fmt: skip
    assert all(hasattr(workbench, name) for name in workbench.__all__)
