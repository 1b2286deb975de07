"""The page of suggestions: passages that most likely deserve a code, to accept, turn down or skip.

The address names the `code`, and may name the `interview` that is looked in. `view()` gives what is
shown as plain data. What is skipped is forgotten with the session; what is accepted is a coding
like any other, and what is turned down is remembered. How well the suggestions do is measured when
a code is chosen, and again when asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from workbench.analysis.suggestions import Suggested
from workbench.errors import WorkbenchError
from workbench.model import Filters, Transcript, Turn
from workbench.spans import Span
from workbench.texts import _, marked, ngettext, number
from workbench.ui import reports, shell, unread
from workbench.ui.facets import material

KEYS: tuple[tuple[str, str], ...] = (
    ("A", marked("accept the first passage: code it")),
    ("X", marked("turn it down for this code; it is remembered and learnt from")),
    ("S", marked("skip it for now")),
)

SHOWN = 8
AROUND = 200
"""Characters of the turn, and of the question before it, that stand around a passage."""

Place = tuple[str, int, int]


@dataclass(frozen=True)
class Passage:
    """A suggestion as it is shown: whose words, the question before, the words around."""

    place: Place
    who: str
    question: str
    before: str
    quote: str
    marks: tuple[Span, ...]
    after: str
    because: str


@dataclass(frozen=True)
class View:
    """The passages shown, and how many more are suggested and not skipped."""

    passages: tuple[Passage, ...]
    more: int


def page() -> None:
    """Draw the page."""
    here = shell.current()
    with st.container(key="sg_page"):
        st.html(f"<h1>{escape(_('Suggestions'))}</h1>")
        code, interview = _choice(here)
        unread.offer("sg")
        if code is None:
            said = _(
                "Choose a code. What was coded with it so far is learnt from on this machine, and"
                " the passages that are most like it are shown."
            )
            st.html(f"<p class='wb-muted'>{escape(said)}</p>")
            return
        _results(code, interview)


def view(
    here: shell.Current, code: str, interview: str | None = None, skipped: Sequence[Place] = ()
) -> View:
    """What is suggested for a code, in all interviews or in one, but what is skipped. Raises
    CallError for a code that is retired or has too little to learn from."""
    found: Suggested = shell.read(
        here, "suggestions", code, filters=Filters(interview=(interview,) if interview else ()),
        limit=SHOWN + len(skipped), analyse=False, coder=here.coder,
    )  # fmt: skip
    skipped = [place for place in skipped if interview in (None, place[0])]
    rows = [row for row in found.rows.to_dict("records") if _place(row) not in set(skipped)]
    rounds = material(here).rounds
    passages = [_passage(here, row, rounds.get((row["interview"], row["person"]))) for row in rows]
    return View(tuple(passages[:SHOWN]), found.n - len(skipped) - min(SHOWN, len(rows)))


def _place(row: Mapping[Any, Any]) -> Place:
    return str(row["interview"]), int(row["start"]), int(row["end"])


def _passage(here: shell.Current, row: Mapping[Any, Any], round: int | None) -> Passage:
    interview, start, end = _place(row)
    transcript: Transcript = shell.read(here, "transcript", interview)
    turn = next(one for one in transcript.turns if one.number == row["turn"])
    who = [str(row["person"] or interview)]
    if round is not None and not pd.isna(round):
        who.append(_("round {round}", round=round))
    who.append(_("turn {turn}", turn=turn.number))
    return Passage(
        place=(interview, start, end), who=" · ".join(who),
        question=_question(transcript, turn),
        before=_cut(transcript.text[turn.start : start], at_start=True),
        quote=str(row["quote"]), marks=tuple(row["marks"]),
        after=_cut(transcript.text[end : turn.end], at_start=False),
        because=str(row["because"]),
    )  # fmt: skip


def _question(transcript: Transcript, turn: Turn) -> str:
    """What the interviewer said right before the turn, as far as it is near."""
    before = [one for one in transcript.turns if one.number == turn.number - 1]
    if not before or before[0].role != "interviewer":
        return ""
    return _cut(transcript.text[before[0].start : before[0].end], at_start=True)


def _cut(text: str, *, at_start: bool) -> str:
    """The end of a text, or its beginning, with a mark where something is left out."""
    if len(text) <= AROUND:
        return text
    return "… " + text[-AROUND:] if at_start else text[:AROUND] + " …"


# -- what is chosen ------------------------------------------------------------------------


def _choice(here: shell.Current) -> tuple[str | None, str | None]:
    """The code, and the interview where only one is looked in."""
    scheme = material(here).scheme
    keys = [key for key, code in scheme.codes.items() if not code.retired]
    texts = here.study.interviews_with_text()
    interviews = [name for name in shell.read(here, "interviews")["interview"] if name in texts]
    for name, known in (("code", keys), ("interview", interviews)):
        asked = st.query_params.get(name)
        st.session_state[f"sg_{name}"] = asked if asked in known else None
        if asked and asked not in known:
            said = _("The study has no {asked}.", asked=asked)
            st.html(f"<p class='wb-warn'>{escape(said)}</p>")
    with st.container(key="sg_choice", horizontal=True, gap="small"):
        code: str | None = st.selectbox(
            _("Code"), keys, key="sg_code", index=None, placeholder=_("Choose a code"),
            format_func=scheme.indented, on_change=_set_address, width=420,
        )  # fmt: skip
        interview: str | None = st.selectbox(
            _("Interview"), interviews, key="sg_interview", index=None,
            placeholder=_("All interviews"), on_change=_set_address, width=200,
        )  # fmt: skip
    return code, interview


def _set_address() -> None:
    chosen = {name: st.session_state[f"sg_{name}"] for name in ("code", "interview")}
    st.query_params.from_dict({name: one for name, one in chosen.items() if one})


# -- what is suggested ---------------------------------------------------------------------


@st.fragment
def _results(code: str, interview: str | None) -> None:
    here = shell.current()
    skipped: list[Place] = st.session_state.setdefault("sg_skipped", {}).setdefault(code, [])
    try:
        found = view(here, code, interview, skipped)
    except WorkbenchError as error:
        shell.show_error(error)
        return
    _quality(here, code)
    shell.hidden_note(here, filters=Filters())
    # What lies under the pointer must not move when this is filled.
    reports.draw("sg", hint=_("A accepts the first passage, X turns it down, S skips it."))
    if not found.passages:
        st.html(f"<p class='wb-muted'>{escape(_('Nothing more is suggested.'))}</p>")
    for at, passage in enumerate(found.passages):
        _draw(code, passage, first=at == 0)
    with st.container(key="sg_more", horizontal=True, vertical_alignment="center", gap="small"):
        if found.more > 0:
            said = _("{n} more, less and less likely", n=found.more)
            st.html(f"<p class='wb-muted'>{escape(said)}</p>", width="content")
        if skipped:
            label = _("Show what was skipped again ({n})", n=len(skipped))
            st.button(label, key="sg_again", on_click=skipped.clear)


def _draw(code: str, passage: Passage, *, first: bool) -> None:
    interview, start, end = passage.place
    name = f"{interview}_{start}_{end}"
    with st.container(key=f"sg_{'first' if first else 'card'}_{name}", gap="small"):
        shell.link(
            "coding", passage.who, key=f"sg_link_{name}", interview=interview, start=start, end=end
        )
        st.html(_words(passage))
        with st.container(key=f"sg_do_{name}", horizontal=True, gap="small"):
            for verb, label, key in (
                (accept, _("Accept"), "a"), (reject, _("Turn down"), "x"), (skip, _("Skip"), "s"),
            ):  # fmt: skip
                st.button(
                    label, key=f"sg_{verb.__name__}_{name}", on_click=verb,
                    args=(code, passage.place), shortcut=key if first else None,
                    type="primary" if first and verb is accept else "secondary",
                )  # fmt: skip


def _words(passage: Passage) -> str:
    question = f"<p class='sg-asked'>{escape(passage.question)}</p>" if passage.question else ""
    quote, at = "", 0
    for start, end in passage.marks:
        quote += escape(passage.quote[at:start])
        quote += f"<mark>{escape(passage.quote[start:end])}</mark>"
        at = end
    quote += escape(passage.quote[at:])
    because = (
        f"<p class='sg-because'>{escape(_('Speaks for it: {words}', words=passage.because))}</p>"
        if passage.because
        else ""
    )
    return (
        f"{question}<p class='sg-said'><span class='sg-around'>{escape(passage.before)}</span>"
        f"<span class='sg-quote'>{quote}</span>"
        f"<span class='sg-around'>{escape(passage.after)}</span></p>{because}"
    )


# -- how well it does ----------------------------------------------------------------------


def _quality(here: shell.Current, code: str) -> None:
    """Measured once for a code in a session: each measure learns as often as there are persons."""
    kept = st.session_state.setdefault("sg_quality", {})
    asked = (str(shell.study_path()), code, here.coder)
    if asked not in kept:
        with st.spinner(_("How well this does is measured …")):
            row = here.study.suggestion_quality(code, analyse=False).iloc[0].to_dict()
        kept[asked] = (here.study.last_history, row)
    measured, row = kept[asked]
    with st.container(
        key="sg_quality_line", horizontal=True, vertical_alignment="center", gap="small"
    ):
        st.html(f"<p class='sg-quality'>{escape(quality_text(row))}</p>", width="stretch")
        st.button(
            _("Measure again"), key="sg_measure", on_click=kept.pop, args=(asked,),
            disabled=measured == here.study.last_history,
        )  # fmt: skip


def quality_text(row: Mapping[Any, Any]) -> str:
    """How well the suggestions for a code do, as a sentence."""
    learnt = _(
        "Learnt from {codings} in {interviews}.",
        codings=ngettext("{n} coding", "{n} codings", int(row["codings"])),
        interviews=ngettext("{n} interview", "{n} interviews", int(row["interviews"])),
    )
    if row["reason"]:
        told = _("How well this does cannot be measured: {reason}.", reason=row["reason"])
        return f"{learnt} {told}"
    told = _(
        "With the interviews of each person held out in turn, the average precision is"
        " {precision}; a list in any order comes to {base}.",
        precision=number(row["average_precision"], digits=3),
        base=number(row["base_rate"], digits=3),
    )
    return f"{learnt} {told}"


# -- what is done --------------------------------------------------------------------------


def accept(code: str, place: Place) -> None:
    """Code the passage, in the name of who codes in this session."""
    here = shell.current()
    try:
        done = here.study.code(*place, code)
    except WorkbenchError as error:
        reports.refused("sg", error)
        return
    said = _("{interview} is coded “{code}”.", interview=done.interview,
             code=material(here).scheme.name(code))  # fmt: skip
    reports.done("sg", said)


def reject(code: str, place: Place) -> None:
    """Remember that the passage does not deserve the code."""
    here = shell.current()
    try:
        here.study.reject(*place, code)
    except WorkbenchError as error:
        reports.refused("sg", error)
        return
    said = _("Turned down for “{code}”; it is not suggested again.",
             code=material(here).scheme.name(code))  # fmt: skip
    reports.done("sg", said)


def skip(code: str, place: Place) -> None:
    """Leave the passage out for the rest of the session."""
    st.session_state["sg_skipped"][code].append(place)
