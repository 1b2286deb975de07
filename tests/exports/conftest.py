"""Exports are tested in both languages, with the catalogue as it lies in the package."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import pytest
from babel.messages.pofile import read_po

from workbench import texts


@pytest.fixture(autouse=True)
def language(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English unless a test chooses; this room's part of the catalogue is read if it is apart."""
    part = files("workbench") / "locale" / "nb" / "LC_MESSAGES" / "parts" / "exports.po"
    if part.is_file():
        with part.open("rb") as lines:
            own = {message.id: message.string for message in read_po(lines) if message.id}
        whole = texts._catalogue
        monkeypatch.setattr(
            texts, "_catalogue", lambda chosen: whole(chosen) | own if chosen == "nb" else {}
        )
    with texts.in_language("en"):
        yield
