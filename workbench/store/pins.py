"""Which selection holds the excerpts that are pinned under a code, and how they follow codes.

A pinned excerpt is an item of a selection of its own kind: one list per code, whose items are
anchored, carried over, shortened and printed as those of every other selection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workbench.texts import LANGUAGES, _, in_language

if TYPE_CHECKING:
    from workbench.store.actions import Action
    from workbench.store.database import Store

Row = dict[str, Any]

SAME = ("interview", "person", "coder", "start", "end")
"""What of an item says which excerpt it is."""


def items(store: Store, code: int) -> list[Row]:
    """The items pinned under the code with this id, in their order."""
    pinned = store.get("pins", code=code)
    rows = store.find("selection_item", selection=pinned["selection"]) if pinned else []
    return sorted(rows, key=lambda row: (row["position"], row["id"]))


def list_of(action: Action, code: int) -> int:
    """The selection that holds what is pinned under a code; made where there is none."""
    store = action.store
    pinned = store.get("pins", code=code)
    if pinned is not None:
        return int(pinned["selection"])
    name = _free(store, _plain(store.get("code", id=code) or {}))
    position = len(store.find("selection"))
    made = action.insert("selection", {"name": name, "position": position})
    action.insert("pins", {"code": code, "selection": made})
    return int(made)


def follow(action: Action, code: int, was: Row) -> None:
    """The list of what is pinned under a code goes by its name, as long as nobody has given it
    another; `was` is the code's row, or that of the code whose list it was, before."""
    store = action.store
    pinned = store.get("pins", code=code)
    if pinned is None:
        return
    named = (store.get("selection", id=pinned["selection"]) or {})["name"]
    now = store.get("code", id=code) or {}
    for language in LANGUAGES:
        with in_language(language):
            before, after = _plain(was), _plain(now)
        own = re.fullmatch(rf"{re.escape(before)}(?: \(\d+\))?", named)
        if own and before != after:
            action.update("selection", pinned["selection"], name=_free(store, after))
            return


def _plain(code: Row) -> str:
    """What the list of a code is called unless that is taken."""
    return _("Pinned: {code}", code=code["name_nb"] or code["name_en"] or code["key"])


def _free(store: Store, plain: str) -> str:
    """The name, or the first with a number that no selection has."""
    taken = {one["name"] for one in store.find("selection")}
    name, number = plain, 1
    while name in taken:
        number += 1
        name = f"{plain} ({number})"
    return name


def put_last(action: Action, code: int, item: Row) -> None:
    """Let an item be pinned under another code, after what is there; one that is there already
    goes."""
    there = items(action.store, code)
    if any(all(one[name] == item[name] for name in SAME) for one in there):
        action.delete("selection_item", item["id"])
        return
    last = max((one["position"] for one in there), default=-1)
    action.update(
        "selection_item", item["id"], selection=list_of(action, code), position=last + 1, code=code
    )


def take_over(action: Action, old: int, new: int) -> None:
    """What is pinned under a code that goes is pinned under the one that stays."""
    pinned = action.store.get("pins", code=old)
    if pinned is None:
        return
    if action.store.get("pins", code=new) is None:
        action.delete("pins", old)
        action.insert("pins", {"code": new, "selection": pinned["selection"]})
        follow(action, new, action.store.get("code", id=old) or {})
        return
    for item in items(action.store, old):
        put_last(action, new, item)
    forget(action, pinned["selection"])
    action.delete("selection", pinned["selection"])


def forget(action: Action, selection: int) -> None:
    """A list goes: it is that of no code any more."""
    for row in action.store.find("pins", selection=selection):
        action.delete("pins", row["code"])
