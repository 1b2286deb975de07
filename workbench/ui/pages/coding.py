"""The coding page: the desk, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import streamlit as st

from workbench.errors import CallError, UnknownName, WorkbenchError
from workbench.texts import _, marked
from workbench.ui import desk, shell

KEY = "desk"

KEYS: tuple[tuple[str, str], ...] = (
    ("← →", marked("caret by word")),
    ("Ctrl+← Ctrl+→", marked("caret by sentence")),
    ("Ctrl+↑ Ctrl+↓", marked("caret by turn")),
    ("Shift", marked("held: extend the selection")),
    ("O", marked("move the other end of the selection")),
    ("Alt", marked("held: select to the letter")),
    ("S", marked("the sentence; again: one more; once coded: the next")),
    ("T", marked("the whole turn; again: one more")),
    ("Q", marked("the question and its answer")),
    (", .", marked("end of selection or coding a word earlier, later")),
    ("; :", marked("start of selection or coding a word earlier, later")),
    ("Ctrl", marked("held with these four: by sentence")),
    ("1–9", marked("the code with this key, on the selection or the sentence")),
    ("Alt+1–9", marked("pin the code on this key, or let it go")),
    ("Enter K", marked("find a code for the selection or the sentence")),
    ("Shift+Enter", marked("new code")),
    ("I", marked("new code in the speaker's words")),
    ("+ − *", marked("present, missing, both")),
    ("B V M", marked("affirms, denies, mixed")),
    ("N", marked("memo on the coding, the selected words or the interview")),
    ("C", marked("the codings here")),
    ("Delete", marked("remove the coding")),
    ("U", marked("suggestions for a code")),
    ("E", marked("mend the turn: words, speaker, split, join")),
    ("Ctrl+Z", marked("undo")),
    ("Ctrl+Shift+Z", marked("redo")),
    ("J Shift+J", marked("next, previous turn without a coding of yours")),
    ("Alt+↓ Alt+↑", marked("next, previous coding")),
    ("G", marked("go to a turn by its number")),
    ("F", marked("find words in the interview")),
    ("PageUp PageDown", marked("a page up, down")),
    ("Shift+PageUp Shift+PageDown", marked("previous, next interview")),
    ("[ ]", marked("previous, next interview")),
    ("L", marked("choose an interview")),
    ("/", marked("search the scheme")),
)
"""What the help of the bar shows; the desk's own help, on `?`, groups the same keys."""


def page() -> None:
    """Draw the desk. An address may name `interview` and `turn`, or `start` and `end`."""
    # Streamlit fades what waits for a new run; the desk is up to date before Python answers.
    st.html("<style>.st-key-bleed [data-stale='true']{opacity:1!important}</style>")
    refused = refusal(shell.current(), st.query_params.get("interview", ""))
    if refused is None:
        _follow_address(_session())
    with st.container(key="bleed"):
        if refused is not None:
            shell.show_error(refused)
        _desk()


def refusal(here: shell.Current, interview: str) -> WorkbenchError | None:
    """Why the interview that an address names cannot be opened; None where it can, or none is."""
    if not interview:
        return None
    try:
        here.study.transcript(interview)
    except UnknownName as error:
        return error
    if interview in set(desk.with_text(here.study)["interview"]):
        return None
    return CallError(
        _("{interview} has no text to code.", interview=interview),
        remedy=_("Memos on it stand on the page Memos; a text is imported on the page Import."),
    )


@st.fragment
def _desk() -> None:
    """One answer to the component. An action runs this again, not the page around it."""
    here = shell.current()
    session = _session()
    said = desk.read_said(_outbox())
    before = session.interview
    data = desk.answer(
        here.study, said, session, coder=here.coder, now=datetime.now().strftime("%H:%M:%S")
    )
    if session.interview and session.interview != before:
        _show_address(session.interview)
    desk.mount(data, key=KEY)


def _session() -> desk.Session:
    found = st.session_state.get("_desk")
    if not isinstance(found, desk.Session):
        found = st.session_state["_desk"] = desk.Session()
    return found


def _outbox() -> object:
    state: Any = st.session_state.get(KEY)
    return None if state is None else state.get("outbox")


def _follow_address(session: desk.Session) -> None:
    """Open the interview and the place that the address names, once per address."""
    asked = {name: st.query_params.get(name, "") for name in ("interview", "turn", "start", "end")}
    if not asked["interview"] or asked == st.session_state.get("_desk_address"):
        return
    st.session_state["_desk_address"] = asked
    places = {name: int(value) for name, value in asked.items() if value.isdecimal()}
    if asked["interview"] != session.interview or places:
        session.interview = asked["interview"]
        session.defaulted = False
        session.goto = places or None


def _show_address(interview: str) -> None:
    st.query_params.from_dict({"interview": interview})
    st.session_state["_desk_address"] = {
        "interview": interview, "turn": "", "start": "", "end": "",
    }  # fmt: skip
