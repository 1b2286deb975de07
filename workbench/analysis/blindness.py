"""Which interviews a number lacks for the coder who reads it, since she codes them blind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.model import Filters
from workbench.store import blind, views

if TYPE_CHECKING:
    from workbench.store.database import Store


def hidden(
    store: Store, filters: Filters | None = None, *, every_coder: bool = False
) -> dict[str, list[str]]:
    """interview -> the coders whose codings are hidden from whom the store is seen by and would
    be read with these filters; without filters, or for a table by coder, all that are hidden.

    Filters on persons and codes are not looked at: the names are those of interviews that may
    lack something. The agreed layer lacks nothing, since no blind interview is settled.
    """
    found = blind.hidden(store, store.beholder)
    if not found or filters is None:
        return found
    if filters.interview:
        found = {name: coders for name, coders in found.items() if name in filters.interview}
    if every_coder:
        return found
    if filters.layer == "agreed":
        return {}
    primary = views.primary_coders(store)
    of = filters.layer.removeprefix("coder:") if filters.layer.startswith("coder:") else None
    return {name: coders for name, coders in found.items() if (of or primary.get(name)) in coders}
