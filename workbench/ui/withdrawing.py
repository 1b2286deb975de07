"""Somebody withdraws: what would go is counted, and erased when the id is typed.

What was erased before and is back with a restored backup is said first, until it is done again.
"""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from workbench import words
from workbench.store.withdrawal import Purged
from workbench.texts import _, number
from workbench.ui import reports, shell

PREFIX = "wd"


def due(here: shell.Current) -> None:
    """What has to be erased again, with the way to do it."""
    found = here.study.erasures_due()
    if not found:
        return
    # What is chosen here is asked about here, not at the foot of the page.
    with st.container(key="wd_due", gap="small"):
        told = [_("An older backup was restored. What was erased since has to be erased again:")]
        told += [words.erasure(one.action, one.object) for one in found]
        body = "".join(f"<p>{escape(line)}</p>" for line in told)
        st.html(f'<div class="wb-warn" role="alert">{body}</div>')
        for person in (one.object for one in found if one.action == "purge"):
            if st.session_state.get("wd_again") == person:
                _ask(here, person)
                continue
            st.button(
                _("Erase {person} again …", person=person), key=f"wd_again_{person}",
                on_click=_choose, args=(person,),
            )  # fmt: skip


def draw(here: shell.Current) -> None:
    """Who withdraws, what would go, and the way to erase it."""
    persons = shell.read(here, "persons")
    with st.container(key="wd", gap="small"):
        st.html(f"<h2>{escape(_('Somebody withdraws'))}</h2>")
        reports.draw(PREFIX)
        _told(here)
        person = st.selectbox(
            _("Informant"), list(persons["person"]), index=None, key="wd_person", width=260,
            placeholder=_("Choose"), format_func=lambda one: _label(persons, one),
        )  # fmt: skip
        if person is not None and person != st.session_state.get("wd_again"):
            _ask(here, person)


def _ask(here: shell.Current, person: str) -> None:
    """What would go of a person; it is erased when her id is typed."""
    st.html(_counts(shell.read(here, "purge_plan", person)))
    said = _(
        "What {person} said, and all that was made of it, will be gone from the study and its"
        " history. The others' words stay. This cannot be taken back.", person=person,
    )  # fmt: skip
    st.html(f"<p>{escape(said)}</p>")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        typed = st.text_input(
            _("Type {person} to go on", person=person), key=f"wd_typed_{person}", width=260
        )
        st.button(
            _("Erase for good"), key=f"wd_erase_{person}", type="primary",
            disabled=typed.strip() != person, on_click=_erase, args=(person,),
        )  # fmt: skip


def _choose(person: str) -> None:
    st.session_state["wd_again"] = person


def _erase(person: str) -> None:
    here = shell.current()
    with reports.refusals(PREFIX):
        _done(here, here.study.purge(person, confirmed=True))
        st.session_state["wd_person"] = st.session_state["wd_again"] = None
    st.session_state[f"wd_typed_{person}"] = ""


def _done(here: shell.Current, purged: Purged) -> None:
    said = _("{person} has withdrawn: erased for good", person=purged.person)
    reports.done(PREFIX, said, can_undo=False)
    after = words.after_purge(purged.person, purged.left, purged.backups)
    st.session_state["wd_told"] = (here.study.last_history, after)


def _told(here: shell.Current) -> None:
    last, lines = st.session_state.get("wd_told", (0, []))
    if last == here.study.last_history:
        rows = "".join(f"<li>{escape(line)}</li>" for line in lines)
        st.html(f"<ul class='ov-note'>{rows}</ul>")


def _counts(counted: pd.DataFrame) -> str:
    rows = "".join(
        f"<tr><th scope='row'>{escape(_(words.ERASED[row['what']]))}</th>"
        f"<td>{number(row['n'], digits=0)}</td></tr>"
        for row in counted[counted["n"] > 0].to_dict("records")
    )
    nothing = f"<p>{escape(_('Nothing of this informant is in the study.'))}</p>"
    return f"<table class='wd-counts'><tbody>{rows}</tbody></table>" if rows else nothing


def _label(persons: pd.DataFrame, person: str) -> str:
    consent = dict(zip(persons["person"], persons["consent"], strict=True))[person]
    return f"{person} ({_(words.CONSENT[consent])})" if consent == "withdrawn" else person
