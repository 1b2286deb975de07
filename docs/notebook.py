"""Runs docs/analysis.ipynb and keeps what its cells give: `python docs/notebook.py`.

The notebook is a file of Jupyter's and can be opened and run there; nothing of Jupyter is needed
here. Only text is kept of an output, so that the same study gives the same file.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.texts import in_language

NOTEBOOK = Path(__file__).parent / "analysis.ipynb"

OPTIONS = ("display.width", "display.max_columns", "display.max_colwidth")
"""What the notebook sets in pandas, and is put back when it is done."""


def read(path: Path = NOTEBOOK) -> dict[str, Any]:
    """The notebook as it is stored."""
    stored: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return stored


def run(notebook: dict[str, Any]) -> dict[str, Any]:
    """The same notebook with what its cells give now. An error in a cell is raised as it is."""
    names: dict[str, Any] = {"__name__": "__main__"}
    numbers = count(1)
    looks = [part for name in OPTIONS for part in (name, pd.get_option(name))]
    with in_language("en"), pd.option_context(*looks):
        cells = [
            _run_cell(cell, next(numbers), names) if cell["cell_type"] == "code" else cell
            for cell in notebook["cells"]
        ]
    return {**notebook, "cells": cells}


def as_text(notebook: dict[str, Any]) -> str:
    """The notebook as its file holds it, in the form that Jupyter writes."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _run_cell(cell: dict[str, Any], number: int, names: dict[str, Any]) -> dict[str, Any]:
    printed = StringIO()
    with redirect_stdout(printed):
        value = _value("".join(cell["source"]), f"<cell {number}>", names)
    outputs = [*_printed(printed.getvalue()), *_shown(value, number)]
    return {**cell, "execution_count": number, "outputs": outputs}


def _value(source: str, name: str, names: dict[str, Any]) -> Any:
    """Runs a cell; what its last line is, where that is a value."""
    tree = ast.parse(source, name)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, name, "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), name, "eval"), names)


def _printed(text: str) -> Iterator[dict[str, Any]]:
    if text:
        yield {"name": "stdout", "output_type": "stream", "text": text.splitlines(keepends=True)}


def _shown(value: Any, number: int) -> Iterator[dict[str, Any]]:
    if value is not None:
        yield {
            "data": {"text/plain": repr(value).splitlines(keepends=True)},
            "execution_count": number,
            "metadata": {},
            "output_type": "execute_result",
        }


if __name__ == "__main__":
    NOTEBOOK.write_text(as_text(run(read())), encoding="utf-8")
