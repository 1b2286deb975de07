"""The page that corrects a text: turns to edit, what that changes under codings, and what is to
be looked at since.

`view()` gives what is shown as plain data, `page()` draws it. Nothing is stored before the button
is pressed. An address names the `interview`, and may name the `turn` to begin with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st
from rapidfuzz.distance import Indel

from workbench.coding.correcting import Change, Corrected
from workbench.errors import CallError, WorkbenchError
from workbench.model import Transcript
from workbench.spans import all_word_spans
from workbench.texts import _, marked, moment, ngettext
from workbench.ui import correction, shell
from workbench.ui.reading import nearest
from workbench.words import DOUBT, code_name

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", marked("split the turn at the caret")),
    ("Backspace", marked("at the start of a turn: join it to the one before")),
    ("Delete", marked("at the end of a turn: join the next one to it")),
    ("↑ ↓", marked("at the start and end of a turn: the one before, the next one")),
)

KEY = "co_turns"
SHOWN = 8
AROUND = 60
"""Characters around a quote that stands as it did, to tell which one it is."""

KINDS: Mapping[str, str] = {
    "coding": marked("Coding"),
    "memo": marked("Memo"),
    "selection_item": marked("Picked excerpt"),
}

DONE: Mapping[str, str] = {
    "correct": marked("corrected"),
    "import": marked("imported"),
    "restore revision": marked("brought back"),
}


@dataclass(frozen=True)
class Waiting:
    """Something that waits for review: what it is, and its words before and now."""

    object_type: str
    object: int
    label: str
    coder: str
    doubt: str
    before: str
    after: str
    start: int
    end: int
    mine: bool


@dataclass(frozen=True)
class View:
    """What the page shows of an interview."""

    transcript: Transcript
    planned: Corrected | None
    refused: WorkbenchError | None
    waiting: tuple[Waiting, ...]
    revisions: pd.DataFrame


def page() -> None:
    """Draw the page."""
    here = shell.current()
    with st.container(key="co_page"):
        interview = _head(here)
        if interview is None:
            st.html(f"<p class='wb-muted'>{escape(_('No interview has a text yet.'))}</p>")
            return
        _done()
        _editor(interview)


def view(here: shell.Current, interview: str, draft: correction.Draft | None) -> View:
    """What a draft would change, what waits for review, and the texts there have been."""
    transcript = here.study.transcript(interview)
    assert transcript is not None
    planned, refused = None, None
    if draft is not None:
        try:
            planned = here.study.correct_plan(interview, draft.turns)
        except WorkbenchError as error:
            refused = error
    names = {code.key: code_name(code) for code in here.study.scheme()}
    waiting = tuple(
        Waiting(
            row["object_type"], int(row["object"]), names.get(row["code"], "") or row["label"],
            row["coder"], row["doubt"], row["before"], row["after"], int(row["start"]),
            int(row["end"]), row["coder"] in ("", here.coder),
        )
        for row in shell.read(here, "reviews", interview).to_dict("records")
    )  # fmt: skip
    return View(transcript, planned, refused, waiting, shell.read(here, "revisions", interview))


def marked_words(before: str, after: str) -> tuple[str, str]:
    """Two quotes as HTML, with the words that only one of them has marked in each."""
    pieces = [_pieces(text) for text in (before, after)]
    old, new = [], []
    for step in Indel.opcodes(*pieces):
        gone = "".join(pieces[0][step.src_start : step.src_end])
        come = "".join(pieces[1][step.dest_start : step.dest_end])
        if step.tag == "equal":
            old.append(escape(gone))
            new.append(escape(come))
        else:
            old.append(f"<del>{escape(gone)}</del>" if gone.strip() else escape(gone))
            new.append(f"<ins>{escape(come)}</ins>" if come.strip() else escape(come))
    return "".join(old), "".join(new)


# -- drawn -----------------------------------------------------------------------------------


def _head(here: shell.Current) -> str | None:
    """The heading and the interview that is chosen; None where no interview has a text."""
    interviews = [str(one) for one in shell.read(here, "interviews")["interview"]]
    known = [one for one in interviews if one in here.study.interviews_with_text()]
    asked = st.query_params.get("interview", "")
    chosen = asked if asked in known else (known[0] if known else None)
    with st.container(key="co_head", horizontal=True, vertical_alignment="bottom", gap="medium"):
        st.html(f"<h1>{escape(_('Correct a text'))}</h1>", width="content")
        if chosen is None:
            return None
        # The address may have changed since the field was drawn last.
        if st.session_state.get("co_interview") != chosen:
            st.session_state["co_interview"] = chosen
        st.selectbox(
            _("Interview"), known, key="co_interview", on_change=_choose, width=220,
            format_func=lambda one: _waits(here, one),
        )  # fmt: skip
        shell.link("coding", _("Open at the desk"), interview=chosen)
    return chosen


def _waits(here: shell.Current, interview: str) -> str:
    """An interview, with how much of it waits for review."""
    waiting = int((shell.read(here, "reviews")["interview"] == interview).sum())
    return (
        _("{interview} ({n} to look at)", interview=interview, n=waiting)
        if waiting
        else (interview)
    )


def _choose() -> None:
    st.query_params.from_dict({"interview": str(st.session_state["co_interview"])})


def _done() -> None:
    told = st.session_state.pop("co_told", None)
    if told:
        st.toast(told)


@st.fragment
def _editor(interview: str) -> None:
    """Turns and what changing them does; what is typed runs this again, not the page."""
    here = shell.current()
    draft = _draft(interview)
    try:
        shown = view(here, interview, draft)
    except WorkbenchError as error:
        shell.show_error(error)
        return
    _reviews(here, shown)
    left, right = st.columns([5, 3], gap="large")
    with left:
        _turns(here, shown, draft)
    with right, st.container(key="co_side"):
        _changes(here, shown, draft)
        _revisions(here, shown)


def _drafts() -> dict[str, correction.Draft]:
    found: dict[str, correction.Draft] = st.session_state.setdefault("_co_drafts", {})
    return found


def _draft(interview: str) -> correction.Draft | None:
    """The draft of this interview: as the component tells it, else as it was left."""
    state: Any = st.session_state.get(KEY)
    told = state.get("draft") if state is not None else None
    heard = st.session_state.setdefault("_co_heard", {})
    if told and told != heard.get("told") and heard.get("interview") == interview:
        heard["told"] = told
        draft = correction.read_draft(told)
        if draft is not None:
            _drafts()[interview] = draft
    heard["interview"] = interview
    return _drafts().get(interview)


def _turns(here: shell.Current, shown: View, draft: correction.Draft | None) -> None:
    turn = st.query_params.get("turn", "")
    given = correction.data(
        here.study, shown.transcript, draft, turn=int(turn) if turn.isdecimal() else None,
        again=st.session_state.get("_co_again", 0),
    )  # fmt: skip
    correction.mount(given, key=KEY, on_draft=lambda: None)


def _changes(here: shell.Current, shown: View, draft: correction.Draft | None) -> None:
    """What the draft changes, and the buttons."""
    interview = shown.transcript.interview
    planned = shown.planned
    st.html(f"<h2>{escape(_('What this changes'))}</h2>")
    if draft is not None and draft.base != shown.transcript.revision:
        message = _("The text of {interview} has been corrected since you opened it.",
                    interview=interview)  # fmt: skip
        shell.show_error(CallError(message, remedy=_("Start again from the text as it is now.")))
    elif shown.refused is not None:
        shell.show_error(shown.refused)
    elif planned is None or planned.revision is None:
        st.html(f"<p class='co-hint'>{escape(_('Nothing yet. Click into a turn and type.'))}</p>")
        st.html(f"<p class='co-hint'>{_hint()}</p>")
        return
    else:
        st.html(_summary(planned))
    with st.container(horizontal=True, gap="small"):
        ready = planned is not None and planned.revision is not None and draft is not None
        if st.button(
            _("Save"), type="primary", key="co_save",
            disabled=not ready or draft is None or draft.base != shown.transcript.revision,
        ):  # fmt: skip
            assert draft is not None
            done = here.study.correct_turns(
                interview, draft.turns, base=draft.base, coder=here.coder
            )
            _forget(interview, _("Saved as revision {n}.", n=done.revision))
        if st.button(_("Discard"), key="co_discard"):
            _forget(interview, "")
    if ready and planned is not None and planned.in_doubt:
        st.html("".join(_change(one) for one in planned.in_doubt[:SHOWN]) + _more(planned))


def _hint() -> str:
    return _(
        "{enter} splits a turn, {backspace} at its start joins it to the one before.",
        enter="<kbd>Enter</kbd>", backspace="<kbd>Backspace</kbd>",
    )  # fmt: skip


def _summary(planned: Corrected) -> str:
    changed = ngettext("{n} turn changed", "{n} turns changed", planned.turns)
    doubts = len(planned.in_doubt)
    kept = len(planned.changes) - doubts
    told = [
        ngettext("{n} coding, memo or excerpt comes along unchanged.",
                 "{n} codings, memos and excerpts come along unchanged.", kept),
        ngettext("{n} is to be looked at again:", "{n} are to be looked at again:", doubts)
        if doubts else _("None has to be looked at again."),
    ]  # fmt: skip
    return f"<p class='co-sum' role='status'><b>{escape(changed)}.</b> {escape(' '.join(told))}</p>"


def _change(one: Change) -> str:
    before, after = marked_words(one.before, one.after)
    return f"<div class='co-change'>{_what(one)}<p>{before}</p><p>{after}</p></div>"


def _what(one: Change | Waiting) -> str:
    """Kind, name, whose it is and why it is in doubt."""
    label = one.label if len(one.label) <= AROUND else f"{one.label[: AROUND - 1]}…"
    said = [_(KINDS[one.object_type]), *([one.coder] if one.coder else []), _(DOUBT[one.doubt])]
    return f"<b>{escape(label)}</b> <span>{escape(' · '.join(said))}</span>"


def _more(planned: Corrected) -> str:
    more = len(planned.in_doubt) - SHOWN
    return f"<p class='co-hint'>{escape(_('and {n} more', n=more))}</p>" if more > 0 else ""


def _forget(interview: str, told: str) -> None:
    """Begin anew with the text as it is."""
    _drafts().pop(interview, None)
    st.session_state["_co_again"] = st.session_state.get("_co_again", 0) + 1
    st.session_state["co_told"] = told
    st.rerun()


def _reviews(here: shell.Current, shown: View) -> None:
    """What is to be looked at since earlier corrections, old words beside new ones."""
    if not shown.waiting:
        return
    title = ngettext("{n} to look at again", "{n} to look at again", len(shown.waiting))
    with st.expander(title, expanded=True, key="co_reviews"):
        for one in shown.waiting[:SHOWN]:
            with st.container(key=f"co_review_{one.object_type}_{one.object}"):
                st.html(_pair(shown.transcript, one))
                _settle(here, shown.transcript, one)
        if len(shown.waiting) > SHOWN:
            more = _("and {n} more, when these are settled", n=len(shown.waiting) - SHOWN)
            st.html(f"<p class='co-hint'>{escape(more)}</p>")


def _pair(transcript: Transcript, one: Waiting) -> str:
    before, after = marked_words(one.before, one.after)
    text = transcript.text
    left, right = text[max(0, one.start - AROUND) : one.start], text[one.end : one.end + AROUND]
    around = [escape(part.replace("\n", " / ")) for part in (left, right)]
    if one.doubt == "gone":
        after = f"<ins>{escape(one.after)}</ins>"
        before = f"<del>{escape(one.before)}</del>"
    return (
        f"<p class='co-what'>{_what(one)}</p><div class='co-pair'>"
        f"<div><h4>{escape(_('Before'))}</h4><p>{before}</p></div>"
        f"<div><h4>{escape(_('Now'))}</h4><p><i>…{around[0]}</i>{after}<i>{around[1]}…</i></p>"
        "</div></div>"
    )


def _settle(here: shell.Current, transcript: Transcript, one: Waiting) -> None:
    """Keep, move or drop; another coder's coding is hers to settle."""
    name = f"{one.object_type}_{one.object}"
    if not one.mine:
        said = _("{coder} settles this.", coder=one.coder)
        st.html(f"<p class='co-hint'>{escape(said)}</p>")
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        thing = (one.object_type, one.object)
        if st.button(_("Keep"), key=f"co_keep_{name}"):
            here.study.confirm_review(*thing, coder=here.coder)
            st.rerun()
        if st.button(_("Drop"), key=f"co_drop_{name}"):
            here.study.drop_review(*thing, coder=here.coder)
            st.rerun()
        with st.popover(_("Move …")):
            words = st.text_area(
                _("The words that it is on"), value=one.after, key=f"co_words_{name}"
            )
            if st.button(_("Move"), key=f"co_move_{name}", type="primary"):
                try:
                    start, end = nearest(transcript.text, words, one.start)
                    here.study.move_review(*thing, start, end, coder=here.coder)
                except WorkbenchError as error:
                    shell.show_error(error)
                else:
                    st.rerun()
        interview = transcript.interview
        shell.link("coding", _("At the desk"), interview=interview, start=one.start, end=one.end)


def _revisions(here: shell.Current, shown: View) -> None:
    """The texts that the interview has had, and how to bring one back."""
    frame = shown.revisions
    if len(frame) < 2:
        return
    with st.expander(_("Earlier texts ({n})", n=len(frame) - 1), key="co_revisions"):
        head = "".join(
            f"<th scope='col'>{escape(name)}</th>"
            for name in (_("Revision"), _("When"), _("Who"), _("What"))
        )
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in _revision(row)) + "</tr>"
            for row in frame.to_dict("records")
        )
        st.html(f"<table class='co-revisions'><thead><tr>{head}</tr></thead>"
                f"<tbody>{rows}</tbody></table>")  # fmt: skip
        earlier = [int(row["revision"]) for row in frame.to_dict("records") if not row["current"]]
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            number = st.selectbox(
                _("Bring back"), earlier, key="co_restore", width=180,
                format_func=lambda one: _("revision {n}", n=one),
            )  # fmt: skip
            if st.button(_("Bring back this text"), key="co_restore_do"):
                interview = shown.transcript.interview
                done = here.study.restore_revision(interview, number, coder=here.coder)
                _forget(interview, _("Saved as revision {n}.", n=done.revision))


def _revision(row: Mapping[Any, Any]) -> tuple[object, ...]:
    action = DONE.get(row["action"])
    return (
        f"{row['revision']}{' ✓' if row['current'] else ''}",
        moment(row["created"]), row["coder"],
        _(action) if action else row["action"],
    )  # fmt: skip


def _pieces(text: str) -> list[str]:
    """A text as words and what stands between them."""
    found: list[str] = []
    at = 0
    for start, end in all_word_spans(text):
        found += [*text[at:start], text[start:end]]
        at = end
    return [*found, *text[at:]]
