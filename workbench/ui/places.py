"""Where things of the study are shown: the addresses of pages, from plain values.

Pages and the desk link alike to what a memo is on and to what it refers to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from workbench.exports.memo_items import shown_as
from workbench.store.memos import Mention


def to(page: str, **places: object) -> str:
    """A page of this server, with plain named values."""
    return f"{page}?{urlencode(places)}"


def address(object_type: str, row: Mapping[Any, Any]) -> str:
    """The place in the workbench of what a memo is on or mentions; empty for the study."""
    object, start = row["object"], row["start"]
    match object_type:
        case "person":
            return to("excerpts", person=object)
        case "interview":
            return to("coding", interview=object)
        case "code":
            return to("scheme", code=object)
        case "memo":
            return to("memos", memo=object)
        case "passage" | "coding" if not pd.isna(start):
            where = row.get("interview") or object
            return to("coding", interview=where, start=int(start), end=int(row["end"]))
    return ""


def reference(name: str, label: str, mentions: Sequence[Mention]) -> tuple[str, str]:
    """How a reference in a memo reads, and the address of what it means; empty for none."""
    meant = next((one for one in mentions if one.stands and one.name == name), None)
    where = "" if meant is None else address(meant.object_type, vars(meant))
    return shown_as(name, label, mentions), where
