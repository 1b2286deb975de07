"""Names before the import: what was found in the files, and what each becomes.

`found()` gives the names as plain data, `panel()` draws them and gives the transcripts as they
will be stored. Nothing of a real name is kept by the page but in the session, and in the key
where one is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from workbench import pseudonymising
from workbench.errors import WorkbenchError
from workbench.pseudonymising import Name
from workbench.pseudonyms import key as keys
from workbench.pseudonyms.candidates import TYPES
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.texts import _, marked, ngettext
from workbench.transcripts.readers import ReadTranscript
from workbench.ui import shell

REPLACE, AS_IT_IS = "replace", "as_it_is"

KINDS = {
    "PER": marked("name of a person"),
    "LOC": marked("name of a place"),
    "ORG": marked("work place or organisation"),
    "PHONE": marked("telephone number"),
    "ID": marked("identity number"),
    "EMAIL": marked("e-mail address"),
    "DATE": marked("date of birth"),
    "NATIONALITY": marked("nationality"),
    "OCCUPATION": marked("occupation"),
}
"""What the types of candidates are called."""


def panel(here: shell.Current, texts: Sequence[ReadTranscript]) -> Decisions | None:
    """Draw the names of the transcripts; gives the decisions, or None to import them as they are.

    A study of people who exist starts with replacing, a synthetic one without.
    """
    known = _known()
    names = found(texts, known)
    if not names:
        return known if known.names else None
    with st.container(key="nm_panel"):
        st.html(f"<h2>{escape(_('Names in the files'))}</h2>")
        synthetic = "synthetic" in here.study.settings
        way = st.radio(
            _("What becomes of the names?"),
            (REPLACE, AS_IT_IS),
            index=int(synthetic),
            format_func=lambda one: {
                REPLACE: _("Replace them before anything is stored"),
                AS_IT_IS: _("The files hold no real names: import them as they are"),
            }[one],
            key="nm_way",
            horizontal=True,
            label_visibility="collapsed",
        )
        if way == AS_IT_IS:
            return None
        st.html(f"<p class='wb-muted'>{escape(_lead(names))}</p>")
        edited = _table(names)
        _key()
    return known.with_(decided(edited))


def found(texts: Sequence[ReadTranscript], known: Decisions) -> list[Name]:
    """The names of the transcripts that are to be decided on, as plain data; worked out once for
    the same files and decisions."""
    asked = (tuple(text.sha256 for text in texts), tuple(known.names.items()))
    kept = st.session_state.get("nm_found")
    if kept is None or kept[0] != asked:
        entities = pseudonymising.entities_in_use()
        names = pseudonymising.names(texts, decisions=known, entities=entities)
        st.session_state["nm_found"] = kept = (asked, names)
    told: list[Name] = kept[1]
    return told


def replaced(text: ReadTranscript, decisions: Decisions | None) -> ReadTranscript:
    """The transcript as it will be stored; worked out once for the same decisions."""
    if decisions is None:
        return text
    asked = tuple(decisions.names.items())
    kept = st.session_state.setdefault("nm_replaced", {})
    if kept.get(text.sha256, (None, None))[0] != asked:
        entities = pseudonymising.entities_in_use()
        kept[text.sha256] = (
            asked,
            pseudonymising.pseudonymised(text, decisions, entities=entities),
        )
    new: ReadTranscript = kept[text.sha256][1]
    return new


def decided(table: pd.DataFrame) -> Decisions:
    """The decisions that the rows of the table hold."""
    rows = table.to_dict("records")
    return Decisions.of(
        Decision(
            str(row["name"]),
            next(one for one in TYPES if one == row["type"]),
            (str(row["becomes"] or "").strip() or row["suggestion"]) if row["replace"] else None,
        )
        for row in rows
    )


def remember(here: shell.Current, decisions: Decisions | None) -> None:
    """Keep the decisions for the session, and in the key where one is named.

    Raises WorkbenchError where the key cannot be written; nothing should be stored then.
    """
    if decisions is None:
        return
    path = str(st.session_state.get("nm_key") or "").strip()
    if path:
        passphrase = str(st.session_state.get("nm_passphrase") or "")
        keys.save(Path(path).expanduser(), decisions, passphrase, study=here.study.path)
    st.session_state["nm_decided"] = decisions


def _known() -> Decisions:
    """What this session has decided before, and what the key holds."""
    decided: Decisions = st.session_state.get("nm_decided", Decisions())
    opened: Decisions = st.session_state.get("nm_opened", Decisions())
    return opened.with_(decided)


def _lead(names: Sequence[Name]) -> str:
    unsure = sum(not one.sure for one in names)
    told = ngettext("One name was found.", "{n} names were found.", len(names))
    asked = ngettext(
        "One of them may be a plain word: look at it.",
        "{n} of them may be plain words: look at them.",
        unsure,
    )
    return f"{told} {asked}" if unsure else told


def _table(names: Sequence[Name]) -> pd.DataFrame:
    """One row per name, to be looked at and changed."""
    rows = pd.DataFrame(
        [
            {
                "replace": True,
                "name": one.name,
                "kind": _(KINDS[one.type]),
                "becomes": one.suggestion,
                "sure": "" if one.sure else _("a word?"),
                "times": one.times,
                "context": one.context,
                "type": one.type,
                "suggestion": one.suggestion,
            }
            for one in names
        ]
    )
    fixed = ["name", "kind", "sure", "times", "context"]
    columns = st.column_config
    return st.data_editor(
        rows,
        hide_index=True,
        disabled=fixed,
        column_order=["replace", "name", "becomes", "kind", "sure", "times", "context"],
        column_config={
            "replace": columns.CheckboxColumn(_("Replace"), width="small"),
            "name": columns.TextColumn(_("Name")),
            "becomes": columns.TextColumn(_("Becomes")),
            "kind": columns.TextColumn(_("Kind")),
            "sure": columns.TextColumn(_("Unsure"), width="small"),
            "times": columns.NumberColumn(_("Times"), width="small"),
            "context": columns.TextColumn(_("First place"), width="large"),
        },
        key=f"nm_table_{st.session_state.get('im_round', 0)}_{len(names)}",
    )


def _key() -> None:
    """Where the key is, and its passphrase: opened here, written when the files are imported."""
    with st.expander(_("The key: who is who")):
        said = _(
            "An encrypted file outside the study's folder that remembers every name and what it "
            "became. Without one, names that are decided here are forgotten when you leave the "
            "page."
        )
        st.html(f"<p class='wb-muted'>{escape(said)}</p>")
        path = st.text_input(_("File"), key="nm_key", placeholder="~/keys/study.key")
        passphrase = st.text_input(_("Passphrase"), key="nm_passphrase", type="password")
        place = Path(path).expanduser() if path else None
        if place is None or not place.exists():
            return
        if st.button(_("Open the key"), key="nm_open", disabled=not passphrase):
            try:
                st.session_state["nm_opened"] = keys.load(place, passphrase)
            except WorkbenchError as error:
                shell.show_error(error)
            else:
                st.rerun()
