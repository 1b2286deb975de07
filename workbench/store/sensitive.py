"""Codes that nobody may be known to have spoken of; one stands for the codes under it too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.store.actions import Action
    from workbench.store.database import Store


def codes(store: Store) -> list[str]:
    """The keys of the codes that are marked, in the order of the alphabet."""
    rows = store.rows("SELECT c.key FROM sensitive_code s JOIN code c ON c.id = s.code ORDER BY 1")
    return [row["key"] for row in rows]


def mark(action: Action, code: int) -> None:
    """Mark a code; one that is marked already stays so."""
    if action.store.get("sensitive_code", code=code) is None:
        action.insert("sensitive_code", {"code": code})


def let_go(action: Action, code: int) -> None:
    """Take the mark from a code, if it has it."""
    if action.store.get("sensitive_code", code=code) is not None:
        action.delete("sensitive_code", code)


def follow(action: Action, code: int, others: Iterable[int]) -> None:
    """Mark the codes that codings of this one go to, if it is marked."""
    if action.store.get("sensitive_code", code=code) is not None:
        for other in others:
            mark(action, other)
