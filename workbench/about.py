"""What is installed: versions, and the language pipeline with its scores."""

from __future__ import annotations

import platform
import sqlite3
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

LIBRARIES = ("streamlit", "spacy", "sqlite-utils", "pandas", "altair")


def about() -> pd.DataFrame:
    """name, value: the workbench, Python, SQLite, the libraries, the pipeline and its scores."""
    import pandas as pd

    from workbench.language import describe

    pipeline = describe()
    rows = [
        ("workbench", version("workbench")),
        ("python", platform.python_version()),
        ("sqlite", sqlite3.sqlite_version),
        *((name, version(name)) for name in LIBRARIES),
        ("pipeline", f"{pipeline.name} {pipeline.version}"),
        *((f"pipeline {name}", f"{score:.3f}") for name, score in pipeline.scores),
    ]
    return pd.DataFrame(rows, columns=["name", "value"])
