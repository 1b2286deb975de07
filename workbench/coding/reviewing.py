"""What is to be looked at since its text was corrected: to confirm, move or drop.

A coding, a memo on a passage and a picked excerpt wait for review alike; each is named by its
kind (`coding`, `memo`, `selection_item`) and its id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.coding import codings, memos
from workbench.coding.anchors import anchor, settle
from workbench.coding.selections import Selections
from workbench.errors import CallError
from workbench.store import views
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]


def confirm(
    store: Store, object_type: str, object: int, *, coder: str, request: str | None = None
) -> None:
    """Leave something where the correction has put it. Raises CallError where it does not wait."""
    interview = _waiting(store.seen_by(coder), object_type, object)
    with store.action(
        coder, "confirm", object=interview, interview=interview, request=request,
        summary=marked("Looked at and kept after the correction of {interview}"),
    ) as action:  # fmt: skip
        settle(action, object_type, object)


def move(store: Store, object_type: str, object: int, start: int, end: int, *, coder: str) -> None:
    """Put something on the passage [start, end) of its text as it is now.

    A picked excerpt is printed whole then. Raises CallError where it does not wait, AnchorError
    for a passage that is none.
    """
    interview = _waiting(store.seen_by(coder), object_type, object)
    with store.action(
        coder, "move", object=interview, interview=interview,
        summary=marked("Put on other words after the correction of {interview}"),
    ) as action:  # fmt: skip
        transcript = views.transcript(store, interview)
        assert transcript is not None
        if object_type == "coding":
            codings.recode(store, object, start=start, end=end, coder=coder)
        else:
            place = anchor(transcript, start, end)
            changes = {name: place[name] for name in ("start", "end", "quote")}
            if object_type == "selection_item":
                changes |= {"keep": "", "insertions": "[]"}
            action.update(object_type, object, **changes)
            settle(action, object_type, object)


def drop(store: Store, object_type: str, object: int, *, coder: str) -> None:
    """Take something away that has no place in the corrected text; undo brings it back.

    Raises CallError where it does not wait.
    """
    interview = _waiting(store.seen_by(coder), object_type, object)
    with store.action(
        coder, "drop", object=interview, interview=interview,
        summary=marked("Dropped after the correction of {interview}"),
    ):  # fmt: skip
        taken_away: dict[str, Callable[[], None]] = {
            "coding": lambda: codings.uncode(store, object, coder=coder),
            "memo": lambda: memos.remove(store, object, coder=coder),
            "selection_item": lambda: Selections(store, coder).drop(object),
        }
        taken_away[object_type]()


def _waiting(store: Store, object_type: str, object: int) -> str:
    """The interview of something that waits for review."""
    if store.get("review", object_type=object_type, object=object) is None:
        raise CallError(
            _("{object_type} {object} does not wait for review (any more).",
              object_type=object_type, object=object),
            remedy=_("`workbench correct INTERVIEW --review` lists what does."),
        )  # fmt: skip
    row: Row = store.get(object_type, id=object) or {}
    return str(row["object" if object_type == "memo" else "interview"])
