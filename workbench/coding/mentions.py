"""What memos mention: kept when a memo is written, and carried when a text is corrected.

A reference goes on meaning what it meant when it was written, whatever is renamed or moved. One
that has lost its meaning keeps its row, so that the same words never come to mean another thing.
"""

from __future__ import annotations

from typing import Any

from workbench.coding.carrying import Carrier
from workbench.references import written
from workbench.store import memos as store_memos
from workbench.store.actions import Action

Row = dict[str, Any]


def keep(action: Action, memo: int, text: str) -> None:
    """Keep what the references in a memo's new text mean."""
    held = store_memos.mentions(action.store, [memo])
    standing = {one.name: one for one in held if one.stands}
    fallen = {one.written: one for one in held if not one.stands}
    kept = set()
    for reference in written(text):
        known = standing.get(reference) or fallen.get(reference)
        if known is not None:
            kept.add(known.id)
            action.update("mention", known.id, written=reference)
            continue
        target = store_memos.resolve(action.store, reference)
        if target is not None:
            row = {"memo": memo, "written": reference, **vars(target)}
            kept.add(action.insert("mention", row))
    for one in held:
        if one.id not in kept:
            action.delete("mention", one.id)


def forget(action: Action, memo: int) -> None:
    """A memo goes, and with it what it mentions. What mentions it has lost its meaning."""
    for row in action.store.find("mention", memo=memo):
        action.delete("mention", row["id"])


def carry(action: Action, interview: str, revision: int, text: str) -> None:
    """Put the passages that memos mention to their places in the new text of an interview, where
    these are certain; the others stay in the text in which they were read."""
    carriers: dict[int, Carrier] = {}
    for row in action.store.find("mention", object_type="passage", object=interview):
        if row["revision"] not in carriers:
            old: Row = action.store.get("revision", id=row["revision"]) or {}
            carriers[row["revision"]] = Carrier(old["text"], text)
        place = carriers[row["revision"]].carry(row["start"], row["end"])
        if place.doubt is None:
            action.update("mention", row["id"], revision=revision, start=place.start, end=place.end)
