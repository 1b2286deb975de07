"""The docs: their links lead somewhere, and the notebook gives what stands in it."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from workbench import Study
from workbench.texts import in_language

TOP = Path(__file__).parents[1]
PAGES = sorted([*TOP.glob("*.md"), *(TOP / "docs").glob("**/*.md"), TOP / "docs/analysis.ipynb"])

LINK = re.compile(r"\]\(([^()\s]+)\)")
PLAIN = re.compile(r"\b(docs/[\w/-]+\.(?:md|ipynb|py))\b")
"""A page that is named without being a link; from the top of the project."""


def notebook() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notebook", TOP / "docs/notebook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


RUNNER = notebook()


def anchors(page: Path) -> set[str]:
    """What can be linked to in a page: its headings, as they are made into addresses."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", head.lower()) for head in heads)
    return {head.strip().replace(" ", "-") for head in plain}


def without_code(text: str) -> str:
    return re.sub(r"^(?: {4}|\t).*$|```.*?```|`[^`\n]*`", "", text, flags=re.MULTILINE | re.DOTALL)


def missing(page: Path) -> list[str]:
    """The links of a page into the project that lead nowhere."""
    text = page.read_text("utf-8")
    gone = [one for one in PLAIN.findall(text) if not (TOP / one).exists()]
    for link in LINK.findall(without_code(text)):
        if ":" in link:
            continue
        name, _, anchor = link.partition("#")
        there = (page.parent / name).resolve() if name else page
        if not there.exists() or (anchor and anchor not in anchors(there)):
            gone.append(link)
    return gone


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(TOP)) for page in PAGES])
def test_every_link_into_the_project_leads_somewhere(page: Path) -> None:
    assert missing(page) == []


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# A page\n\n## What, when?\n\n[a](gone.md) [b](page.md) [c](#what-when) [d](#no)\n"
        "[e](https://example.org/gone.md) `[f](code.md)` docs/never.md\n\n    [g](code.md)\n",
        encoding="utf-8",
    )
    assert missing(page) == ["docs/never.md", "gone.md", "#no"]


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    known, ahead = set(), [TOP / "README.md"]
    while ahead:
        page = ahead.pop()
        if page in known or page not in PAGES:
            continue
        known.add(page)
        links = (link.partition("#")[0] for link in LINK.findall(page.read_text("utf-8")))
        ahead += [(page.parent / link).resolve() for link in links if ":" not in link]
    assert [page.name for page in PAGES if page.parent.name in ("docs", "reference")
            and page not in known] == []  # fmt: skip


# -- the notebook -----------------------------------------------------------------------------


def cells(*sources: str) -> dict[str, Any]:
    return {
        "cells": [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
             "source": source.splitlines(keepends=True)}
            for source in sources
        ]
    }  # fmt: skip


def outputs(ran: dict[str, Any]) -> list[list[str]]:
    """What each cell gives, as text."""
    return [
        ["".join(one.get("text") or one["data"]["text/plain"]) for one in cell["outputs"]]
        for cell in ran["cells"]
        if cell["cell_type"] == "code"
    ]


def test_the_notebook_gives_what_stands_in_it() -> None:
    """Numbers in its text are those of its tables, which stand in the file: `python
    docs/notebook.py` writes them anew, to be read like code."""
    stored = RUNNER.read()
    ran = RUNNER.run(stored)
    assert outputs(ran) == outputs(stored)
    assert RUNNER.as_text(ran) == RUNNER.NOTEBOOK.read_text("utf-8")


def test_the_notebook_uses_the_public_door_alone() -> None:
    sources = ["".join(cell["source"]) for cell in RUNNER.read()["cells"]]
    taken = [line for source in sources for line in source.splitlines() if "workbench" in line
             and re.match(r"(from|import) ", line)]  # fmt: skip
    assert taken == ["from workbench import Filters, Study, demo"]
    assert not any(re.search(r"\bstudy\.(store|_)", source) for source in sources)


def test_the_notebook_shows_each_of_the_analyses() -> None:
    text = RUNNER.NOTEBOOK.read_text("utf-8")
    shown = ("compare", "matrix", "trajectories", "changes", "attrition", "explanations",
             "explained", "voices", "placement", "figures_check", "claim", "cooccurrence",
             "query_found", "new_codes", "word_use", "crosstab", "disclosure", "balance",
             "check_quotes", "cell_rows", "export")  # fmt: skip
    for name in shown:
        assert hasattr(Study, name)
        assert f"study.{name}(" in text


def test_a_cell_gives_what_it_prints_and_then_its_last_value() -> None:
    ran = RUNNER.run(cells("a = 2\nprint('one')\na + 1", "a", "b = a", "print(b)"))
    assert outputs(ran) == [["one\n", "3"], ["2"], [], ["2\n"]]
    assert [cell["execution_count"] for cell in ran["cells"]] == [1, 2, 3, 4]


def test_a_cell_that_fails_is_told_with_its_number() -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        RUNNER.run(cells("1", "1 / 0"))
    assert str(raised.traceback[-1].path) == "<cell 2>"


def test_the_language_around_the_notebook_does_not_change_it() -> None:
    told = cells("from workbench.texts import language\nlanguage()")
    with in_language("nb"):
        assert outputs(RUNNER.run(told)) == [["'en'"]]


def test_what_the_notebook_sets_in_pandas_is_put_back() -> None:
    before = pd.get_option("display.width")
    RUNNER.run(cells("import pandas as pd", "pd.set_option('display.width', 33)"))
    assert pd.get_option("display.width") == before


def test_the_notebook_is_kept_in_the_form_that_jupyter_writes() -> None:
    text = RUNNER.NOTEBOOK.read_text("utf-8")
    stored = json.loads(text)
    assert RUNNER.as_text(stored) == text
    assert (stored["nbformat"], stored["nbformat_minor"]) == (4, 4)
