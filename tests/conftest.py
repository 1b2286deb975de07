"""What holds for every test: texts in English, and properties that do not hang on the clock.

In CI the examples of properties are the same in every run, so that a failure is that of the
change at hand.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

os.environ["WORKBENCH_LANGUAGE"] = "en"

settings.register_profile("developer", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "developer")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The wheel, which takes a minute to install, comes first in any order: begun last it would
    keep one process waiting for the other."""
    items.sort(key=lambda item: item.get_closest_marker("wheel") is None)
