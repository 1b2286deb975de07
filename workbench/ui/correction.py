"""The turns in the making: what assets/correct/ draws, and the draft that it tells.

The draft is all turns as they are to be, with the revision that they were made from.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from workbench.coding.correcting import CorrectedTurn, turns_of
from workbench.model import ROLES, Role, Transcript
from workbench.texts import _
from workbench.words import ROLE

if TYPE_CHECKING:
    from workbench.study import Study

Row = dict[str, Any]
Voice = tuple[str, Role, str | None]
"""Speaker's label, role, person."""

HTML = '<div class="turns" role="group"></div>'


@dataclass(frozen=True)
class Draft:
    """Turns in the making. `were` holds, for each, the turn that it was made from (from 0)."""

    base: int
    turns: tuple[CorrectedTurn, ...]
    were: tuple[int | None, ...]


def read_draft(value: object) -> Draft | None:
    """The draft that the component tells, checked like any input; None for nonsense."""
    if not isinstance(value, Mapping) or not isinstance(value.get("turns"), Sequence):
        return None
    base = _whole(value.get("base"))
    turns = [_turn(one) for one in value["turns"]]
    if base is None or None in turns:
        return None
    were = tuple(_whole(one.get("was")) for one in value["turns"])
    return Draft(base, tuple(turn for turn in turns if turn is not None), were)


def data(
    study: Study, transcript: Transcript, draft: Draft | None = None, *, turn: int | None = None,
    again: int = 0,
) -> Row:  # fmt: skip
    """What the component draws: the turns, or the draft of them where there is one.

    Another `version` makes it begin anew, so a draft is given only when a page is opened; `again`
    makes it anew where nothing else changes. `turn` is where the caret is to be.
    """
    now = turns_of(transcript)
    shown = draft.turns if draft is not None else tuple(now)
    were = draft.were if draft is not None else tuple(range(len(now)))
    voices = list(dict.fromkeys(_voice(one) for one in (*now, *shown)))
    persons = study.person_interviews()
    here = [str(one) for one in persons[persons["interview"] == transcript.interview]["person"]]
    key = [transcript.interview, transcript.revision, turn, again, _("Turns")]
    return {
        "version": hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16],
        "base": transcript.revision,
        "turn": turn,
        "turns": [
            {"text": one.text, "voice": voices.index(_voice(one)), "time": one.time, "was": was}
            for one, was in zip(shown, were, strict=True)
        ],
        "was": [{"text": one.text, "voice": voices.index(_voice(one))} for one in now],
        "voices": [
            {"name": _named(one), "speaker": one[0], "role": one[1], "person": one[2]}
            for one in voices
        ],
        "whom": [
            *({"name": person, "role": "person", "person": person} for person in here),
            *({"name": _(ROLE[role]), "role": role, "person": None} for role in ROLES[1:]),
        ],
        "texts": {
            "label": _("Turns"),
            "turn": _("Turn {n}, {name}"),
            "who": _("Who speaks in turn {n}"),
            "other": _("Somebody else …"),
            "speaker": _("Speaker's label"),
            "role": _("Who it is"),
            "use": _("Use"),
        },
    }


def mount(given: Row, *, key: str, on_draft: Callable[[], None]) -> None:
    """Draw the turns; `on_draft` finds the draft in the session state under `key`, as `draft`."""
    _component()(key=key, data=given, on_draft_change=on_draft)


@cache
def _component() -> Any:
    """The registered component; its files are served from the package's assets."""
    from streamlit.components.v2 import component

    return component("workbench.correct", html=HTML, js="correct/index.js", css="correct/turns.css")


def _voice(turn: CorrectedTurn) -> Voice:
    return turn.speaker, turn.role, turn.person


def _named(voice: Voice) -> str:
    speaker, role, person = voice
    whom = person or _(ROLE[role])
    return whom if speaker in ("", whom) else f"{speaker} · {whom}"


def _turn(given: object) -> CorrectedTurn | None:
    if not isinstance(given, Mapping) or not isinstance(given.get("text"), str):
        return None
    role = next((one for one in ROLES if one == given.get("role")), None)
    person, time = given.get("person"), given.get("time")
    if role is None or not isinstance(person, str | None):
        return None
    seconds = float(time) if isinstance(time, int | float) else None
    # Half of a character beyond U+FFFF cannot be stored.
    text = given["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return CorrectedTurn(text, str(given.get("speaker") or ""), role, person or None, seconds)


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(value)
