"""The import page: files dropped in, what was found in them, and only then into the study.

`uploads()` reads the files, `view()` says what importing them would do as plain data, `page()`
draws it. Nothing is stored before the button is pressed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePath
from typing import Any

import pandas as pd
import streamlit as st

from workbench import words
from workbench.errors import Fault, FileFaults, WorkbenchError
from workbench.model import ROLES, Role
from workbench.pseudonyms.decisions import Decisions
from workbench.texts import _, ngettext
from workbench.transcripts.importing import Choice, Imported, Plan
from workbench.transcripts.matching import Speaker
from workbench.transcripts.readers import READERS, Oddity, ReadTranscript, ReadTurn, read_bytes
from workbench.ui import naming, shell

KEYS: tuple[tuple[str, str], ...] = ()

SHOWN_TURNS = 6
SHOWN_CHARACTERS = 240
SHOWN_ODD = 12
MANY = 4
"""From this many files on, those without an open question are folded."""

NEW, LEAVE = "\0new", "\0leave"
"""Choices beside the ids of interviews; an id cannot begin with NUL."""

Who = tuple[Role, str | None]


@dataclass(frozen=True)
class Upload:
    """A file that was dropped in: its transcript, or why it cannot be read."""

    name: str
    key: str
    read: ReadTranscript | None
    faults: tuple[str, ...] = ()
    remedy: str = ""


@dataclass(frozen=True)
class Shown:
    """One file as the page shows it."""

    upload: Upload
    plan: Plan | None
    options: tuple[str, ...]
    """The interviews that it may be the text of."""
    whom: tuple[Who, ...]
    """Who a label of it may stand for."""
    ready: bool
    open_questions: bool


@dataclass(frozen=True)
class View:
    """Everything that the page shows."""

    files: tuple[Shown, ...]
    awaited: tuple[str, ...]

    @property
    def ready(self) -> tuple[Shown, ...]:
        """The files that the button would import."""
        return tuple(shown for shown in self.files if shown.ready)


def page() -> None:
    """Draw the import page of the current study."""
    here = shell.current()
    st.html(shell.ASSETS / "import.css")
    with st.container(key="im_page"):
        _lead()
        given = uploads(_dropped(), here.language)
        _done()
        decisions = naming.panel(here, [one.read for one in given if one.read is not None])
        given = [_named(upload, decisions) for upload in given]
        shown = view(here, given, _chosen(given))
        if given:
            for each in shown.files:
                _file(here, each, fold=len(shown.files) >= MANY)
            _button(here, shown, decisions)
        elif shown.awaited:
            _awaited(shown.awaited)


def uploads(files: Iterable[tuple[str, bytes]], language: str = "en") -> list[Upload]:
    """The files read, what was odd in them told in this language; equal files are one."""
    found: dict[str, Upload] = {}
    for name, data in files:
        key = hashlib.sha256(data + name.encode()).hexdigest()[:12]
        found.setdefault(key, _read(name, data, key, language))
    return list(found.values())


def view(here: shell.Current, given: Sequence[Upload], choices: Mapping[str, Choice]) -> View:
    """What importing these files would do, with what has been chosen for them so far."""
    texts = [upload.read for upload in given if upload.read is not None]
    plans = here.study.import_plan(texts, choices=choices)
    by_hash = {plan.read.sha256: plan for plan in reversed(plans)}
    interviews = shell.read(here, "interviews")
    pairs = shell.read(here, "person_interviews")
    free = _free(interviews, here)
    files = []
    for upload in given:
        plan = by_hash.get(upload.read.sha256) if upload.read else None
        ready = plan is not None and not plan.faults and plan.does != "skipped"
        asks = plan is None or bool(plan.faults) or bool(plan.unmatched and ready)
        files.append(Shown(upload, plan, free, _whom(plan, pairs), ready, asks))
    return View(tuple(files), _without_text(interviews))


def _free(interviews: pd.DataFrame, here: shell.Current) -> tuple[str, ...]:
    """Interviews that may still get a text, or a field note."""
    with_text = here.study.interviews_with_text()
    return tuple(
        str(row["interview"])
        for row in interviews.to_dict("records")
        if row["status"] in ("planned", "held", "not_usable") and row["interview"] not in with_text
    )


def _without_text(interviews: pd.DataFrame) -> tuple[str, ...]:
    held = interviews[(interviews["status"] == "held") & ~interviews["usable"]]
    return tuple(str(name) for name in held["interview"])


def _whom(plan: Plan | None, pairs: pd.DataFrame) -> tuple[Who, ...]:
    """Persons of the interview (or those that would be made), then the other roles."""
    if plan is None or plan.does != "imported" or plan.interview is None:
        return ()
    persons = (
        [speaker.label for speaker in plan.speakers if speaker.label]
        if plan.new
        else [str(one) for one in pairs.loc[pairs["interview"] == plan.interview, "person"]]
    )
    proposed = [speaker.person for speaker in plan.speakers if speaker.person]
    every: dict[Who, None] = {("person", one): None for one in [*proposed, *persons]}
    return (*every, *((role, None) for role in ROLES if role != "person"))


# What has been dropped and chosen


def _dropped() -> list[tuple[str, bytes]]:
    # The words inside Streamlit's own field are English; the style sheet puts these there.
    names = {"choose": _("Choose files"), "or": _("or drop them here")}
    words = "".join(f"--im-{name}: {json.dumps(text)};" for name, text in names.items())
    st.html(f"<style>:root {{ {words} }}</style>")
    files = st.file_uploader(
        _("Transcripts"),
        accept_multiple_files=True,
        key=f"im_files_{st.session_state.get('im_round', 0)}",
        label_visibility="collapsed",
    )
    return [(file.name, file.getvalue()) for file in files]


@st.cache_data(max_entries=64, show_spinner=False)
def _read(name: str, data: bytes, key: str, language: str) -> Upload:  # noqa: ARG001
    try:
        return Upload(name, key, read_bytes(name, data))
    except FileFaults as error:
        return Upload(name, key, None, tuple(map(str, error.faults)), error.remedy)


def _chosen(given: Sequence[Upload]) -> dict[str, Choice]:
    """What this session has chosen, by the hash of the file."""
    choices: dict[str, Choice] = {}
    for upload in given:
        if upload.read is None:
            continue
        named = st.session_state.get(f"im_interview_{upload.key}")
        whom = {
            label: who
            for at, label in enumerate(upload.read.labels)
            if (who := st.session_state.get(_who_key(upload, named, at))) is not None
        }
        if named is None and not whom:
            continue
        stem = PurePath(upload.name).stem
        choices[upload.read.sha256] = Choice(
            interview={NEW: stem, LEAVE: None}.get(named or "", named),
            new=named == NEW,
            leave_out=named == LEAVE,
            speakers=whom,
        )
    return choices


def _who_key(upload: Upload, interview: str | None, at: int) -> str:
    """A choice of speaker belongs to the interview that it was made for."""
    return f"im_is_{upload.key}_{interview or ''}_{at}"


# Drawing


def _lead() -> None:
    formats = ", ".join(suffix.lstrip(".") for suffix in READERS)
    said = _(
        "Drop transcripts here ({formats}). You see what was found in them before anything is "
        "stored.",
        formats=formats,
    )
    st.html(f"<h1>{escape(_('Import transcripts'))}</h1><p class='im-lead'>{escape(said)}</p>")


def _awaited(names: Sequence[str]) -> None:
    said = ngettext(
        "One held interview has no text yet: {names}",
        "{n} held interviews have no text yet: {names}",
        len(names),
        names=", ".join(names),
    )
    st.html(f"<p class='im-awaited'>{escape(said)}</p>")


def _file(here: shell.Current, shown: Shown, *, fold: bool) -> None:
    with st.container(key=f"im_file_{shown.upload.key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.html(_heading(shown))
            if shown.plan is not None and (shown.plan.does != "skipped" or _was_left_out(shown)):
                _which_interview(here, shown)
        if shown.plan is None:
            _faults(shown.upload.faults, shown.upload.remedy)
            return
        if shown.plan.does == "skipped":
            return
        _faults(_told(shown.plan.faults))
        if fold and not shown.open_questions:
            with st.expander(_("Speakers and turns")):
                _inside(shown, shown.plan)
        else:
            _inside(shown, shown.plan)


def _inside(shown: Shown, plan: Plan) -> None:
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        _speakers(shown, plan)
    with right:
        _talk(shown, plan)
    if plan.read.oddities:
        st.html(_odd_lines(plan.read))
    if plan.read.header:
        st.html(_header(plan.read))


def _heading(shown: Shown) -> str:
    read, plan = shown.upload.read, shown.plan
    facts = ""
    if read is not None:
        counted = (
            ngettext("one turn", "{n} turns", len(read.turns)),
            ngettext("one speaker", "{n} speakers", len(read.labels)),
            f"{read.format}, {read.encoding}" if read.format != "docx" else read.format,
        )
        facts = "".join(f"<span>{escape(fact)}</span>" for fact in counted)
    does = ""
    if plan is not None and not plan.faults:
        tone = "ok" if shown.ready else ""
        does = f"<p class='im-does {tone}'>{escape(_will(plan))}</p>"
    return f"<div class='im-head'><h3>{escape(shown.upload.name)}</h3>{facts}</div>{does}"


def _will(plan: Plan) -> str:
    if plan.does == "skipped":
        return _("Not imported: {reason}.", reason=plan.message)
    if plan.does == "memo":
        return _(
            "Becomes a memo on {interview}, which has no usable text.", interview=plan.interview
        )
    if plan.new:
        return _("Becomes the new interview {interview}.", interview=plan.interview)
    return _("Becomes the text of {interview}.", interview=plan.interview)


def _was_left_out(shown: Shown) -> bool:
    return st.session_state.get(f"im_interview_{shown.upload.key}") == LEAVE


def _faults(faults: Iterable[str], remedy: str = "") -> None:
    lines = [*faults, *([remedy] if remedy else [])]
    if lines:
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        st.html(f'<div class="wb-warn" role="alert">{body}</div>')


def _told(faults: Iterable[Fault]) -> list[str]:
    return [str(fault) for fault in faults]


def _which_interview(here: shell.Current, shown: Shown) -> None:
    plan = shown.plan
    assert plan is not None
    options = [*shown.options, NEW, LEAVE]
    if plan.interview in shown.options:
        index: int | None = options.index(plan.interview)
    else:
        index = options.index(NEW) if plan.new else None
    names = _interview_names(here)
    stem = PurePath(shown.upload.name).stem
    special = {NEW: _("a new interview: {name}", name=stem), LEAVE: _("leave this file out")}
    st.selectbox(
        _("Interview of {file}", file=shown.upload.name),
        options,
        index=index,
        key=f"im_interview_{shown.upload.key}",
        format_func=lambda one: special.get(one) or names.get(one, one),
        placeholder=_("Choose the interview"),
        label_visibility="collapsed",
        width=360,
    )


def _interview_names(here: shell.Current) -> dict[str, str]:
    """`P03-2 · P03, held`: an interview with its persons and its status."""
    rows: list[dict[Any, Any]] = shell.read(here, "interviews").to_dict("records")
    return {
        row["interview"]: "{} · {}, {}".format(
            row["interview"], row["persons"].replace(",", ", "), _(words.STATUS[row["status"]])
        )
        for row in rows
    }


def _speakers(shown: Shown, plan: Plan) -> None:
    st.html(f"<h2>{escape(_('Speakers'))}</h2>")
    if plan.does == "memo":
        said = _("A memo has no turns; its text is kept as it stands.")
        st.html(f"<p class='im-more'>{escape(said)}</p>")
        return
    if not shown.whom or not plan.speakers:
        said = _("Choose the interview first.")
        st.html(f"<p class='im-more'>{escape(said)}</p>")
        return
    for at, speaker in enumerate(plan.speakers):
        with st.container(
            key=f"im_who_{shown.upload.key}_{at}",
            horizontal=True,
            vertical_alignment="center",
            gap="small",
        ):
            st.html(_label(speaker))
            _who(shown, plan, speaker, at)


def _label(speaker: Speaker) -> str:
    name = speaker.label or _("(no label)")
    turns = ngettext("one turn", "{n} turns", speaker.turns)
    counted = turns + ", " + ngettext("one word", "{n} words", speaker.words)
    tone = "open" if speaker.role == "unknown" else ""
    return f"<div class='im-label {tone}'><b>{escape(name)}</b><span>{escape(counted)}</span></div>"


def _who(shown: Shown, plan: Plan, speaker: Speaker, at: int) -> None:
    now: Who = (speaker.role, speaker.person)
    options = list(shown.whom) if now in shown.whom else [now, *shown.whom]
    named = st.session_state.get(f"im_interview_{shown.upload.key}")
    made = set(plan.persons)

    def told(who: Who) -> str:
        role, person = who
        if person is None:
            return _(words.ROLE.get(role, role))
        return _("{person} (new)", person=person) if person in made else person

    st.selectbox(
        _("Who is {label}?", label=speaker.label or _("(no label)")),
        options,
        index=options.index(now),
        key=_who_key(shown.upload, named, at),
        format_func=told,
        label_visibility="collapsed",
        width=210,
    )


_SCROLLED = " tabindex='0'"
"""A list that scrolls can be reached by key."""


def _talk(shown: Shown, plan: Plan) -> None:
    """How the talk begins; on demand all of it, since a slip may lie in its midst."""
    turns = plan.read.turns
    place = st.empty()
    everything = len(turns) > SHOWN_TURNS and st.toggle(
        _("Show all {n} turns", n=len(turns)), key=f"im_all_{shown.upload.key}"
    )
    roles = {speaker.label: speaker.role for speaker in plan.speakers}
    rows = "".join(_turn(turn, roles) for turn in (turns if everything else turns[:SHOWN_TURNS]))
    heading = _("The turns") if everything else _("How it begins")
    place.html(
        f"<h2>{escape(heading)}</h2>"
        f"<dl class='im-talk'{_SCROLLED if everything else ''}>{rows}</dl>"
    )


def _turn(turn: ReadTurn, roles: Mapping[str, str]) -> str:
    text = turn.text
    if len(text) > SHOWN_CHARACTERS:
        text = text[:SHOWN_CHARACTERS].rsplit(" ", 1)[0] + " …"
    asks = "im-asks" if roles.get(turn.label) == "interviewer" else ""
    return f"<dt>{escape(turn.label)}</dt><dd class='{asks}'>{escape(text)}</dd>"


def _odd_lines(read: ReadTranscript) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(_where(odd))}</th>"
        f"<td><q>{escape(odd.text)}</q><i>{escape(odd.why)}</i></td></tr>"
        for odd in read.oddities[:SHOWN_ODD]
    )
    rest = len(read.oddities) - SHOWN_ODD
    more = ngettext("and one more", "and {n} more", rest) if rest > 0 else ""
    heading = _("Lines to look at ({n})", n=len(read.oddities))
    return (
        f"<h2>{escape(heading)}</h2><table class='im-odd'><tbody>{rows}</tbody></table>"
        f"<p class='im-more'>{escape(more)}</p>"
    )


def _where(odd: Oddity) -> str:
    return _("line {line}", line=odd.line) if odd.text else _("whole file")


def _header(read: ReadTranscript) -> str:
    said = _("Beside the turns (kept with the text, not part of it)")
    lines = "\n".join(read.header[:SHOWN_ODD])
    return f"<h2>{escape(said)}</h2><p class='im-fields'>{escape(lines)}</p>"


def _named(upload: Upload, decisions: Decisions | None) -> Upload:
    """The file as it will be stored, its names replaced where that was chosen."""
    if upload.read is None:
        return upload
    read = naming.replaced(upload.read, decisions)
    return replace(upload, name=read.name, read=read)


def _button(here: shell.Current, shown: View, decisions: Decisions | None) -> None:
    ready = shown.ready
    left = len(shown.files) - len(ready)
    with st.container(key="im_go", horizontal=True, vertical_alignment="center", gap="medium"):
        label = ngettext("Import one file", "Import {n} files", len(ready))
        pressed = st.button(
            label if ready else _("Import"), type="primary", key="im_import", disabled=not ready
        )
        if left:
            said = ngettext("one file is not imported", "{n} files are not imported", left)
            st.html(f"<span class='wb-muted'>{escape(said)}</span>")
    if pressed:
        _store(here, ready, decisions)


def _store(here: shell.Current, ready: Sequence[Shown], decisions: Decisions | None) -> None:
    """Import what is ready, exactly as it is shown, in one action."""
    texts = [shown.plan.read for shown in ready if shown.plan is not None]
    choices = {
        shown.plan.read.sha256: Choice(
            interview=shown.plan.interview,
            new=shown.plan.new,
            speakers={each.label: (each.role, each.person) for each in shown.plan.speakers},
        )
        for shown in ready
        if shown.plan is not None
    }
    try:
        naming.remember(here, decisions)
        results = here.study.import_texts(
            texts, coder=here.coder, choices=choices, progress=shell.reading_bar()
        )
    except WorkbenchError as error:
        shell.show_error(error)
        return
    st.session_state["im_done"] = results
    st.session_state["im_round"] = st.session_state.get("im_round", 0) + 1
    st.rerun()


def _done() -> None:
    """What the last press of the button has stored, until the next files are dropped."""
    results: list[Imported] = st.session_state.get("im_done", [])
    if not results:
        return
    with st.container(key="im_done"):
        said = ngettext("One file imported", "{n} files imported", len(results))
        st.html(f"<h2 role='status'>{escape(said)}</h2>")
        for result in results:
            if result.status == "imported":
                shell.link("coding", result.brief, interview=result.interview)
            else:
                st.html(f"<span>{escape(result.brief)}</span>")
