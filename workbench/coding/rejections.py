"""Suggestions that were turned down: this passage does not deserve this code.

Remembered by coder, so that it is not suggested to her again and is learnt from. It changes no
coding, and no count.
"""

from __future__ import annotations

from workbench.coding.anchors import anchor
from workbench.store import views
from workbench.store.actions import by_request, coder_id
from workbench.store.database import Store
from workbench.texts import marked


def reject(
    store: Store,
    interview: str,
    start: int,
    end: int,
    key: str,
    *,
    coder: str,
    request: str | None = None,
) -> None:
    """Remember that the passage [start, end) does not deserve the code. Once is enough.

    Raises AnchorError for a passage that is empty or outside the text, UnknownName for an
    interview or code that the study lacks; nothing is stored then.
    """
    with store.action(
        coder, "reject", object=interview, request=request, interview=interview,
        summary=marked("Turned down “{code}” in {interview}"),
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        code = views.code_named(store, key)
        action.places["key"] = code.key
        action.name_codes(code=code)
        transcript = views.text_of(store, interview)
        place = anchor(transcript, start, end)
        row = {
            "revision": transcript.revision, "start": place["start"], "end": place["end"],
            "code": code.id, "coder": coder_id(action, coder),
        }  # fmt: skip
        if store.get("rejection", **row) is None:
            action.insert("rejection", {**row, "created": store.now()})
