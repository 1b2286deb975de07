"""Exports are tested in English unless a test chooses the language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from workbench import texts


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    with texts.in_language("en"):
        yield
