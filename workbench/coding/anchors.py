"""Anchors: what a coding keeps of its place, and whether that place is in doubt."""

from __future__ import annotations

from typing import Any

from workbench.errors import AnchorError
from workbench.model import CONTEXT, Transcript
from workbench.store.actions import Action
from workbench.texts import _

Row = dict[str, Any]


def anchor(transcript: Transcript, start: int, end: int) -> Row:
    """What a coding keeps of its place: interview, start, end, quote, before, after.

    Raises AnchorError for a passage that is empty, holds no words or is outside the text.
    """
    text = transcript.text
    if not 0 <= start < end <= len(text):
        raise AnchorError(
            _(
                "{start}-{end} is no passage of {interview}: its text has {length} characters.",
                start=start, end=end, interview=transcript.interview, length=len(text),
            )
        )  # fmt: skip
    if not text[start:end].strip():
        raise AnchorError(_("The passage {start}-{end} holds no words.", start=start, end=end))
    return {"interview": transcript.interview} | placed(text, start, end)


def placed(text: str, start: int, end: int) -> Row:
    """A place in a text with the words there and around it."""
    return {
        "start": start,
        "end": end,
        "quote": text[start:end],
        "before": text[max(0, start - CONTEXT) : start],
        "after": text[end : end + CONTEXT],
    }


def settle(action: Action, object_type: str, object: int) -> None:
    """Nothing is to be looked at any more of this coding, passage memo or picked excerpt."""
    if action.store.get("review", object_type=object_type, object=object) is not None:
        action.delete("review", (object_type, object))
    if object_type == "coding":
        action.update("coding", object, review=0)
