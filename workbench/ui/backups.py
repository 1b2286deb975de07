"""Backups of the study: making one, and restoring one in the study's place."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from workbench import words
from workbench.texts import _, moment
from workbench.ui import reports, shell

PREFIX = "bk"


def draw(here: shell.Current) -> None:
    """The backups beside the study, and what can be done with them."""
    found = dict(here.study.backups())
    with st.container(key="bk", gap="small"):
        st.html(f"<h2>{escape(_('Backups'))}</h2>")
        reports.draw(PREFIX)
        st.button(_("Back up now"), key="bk_now", on_click=_back_up)
        if not found:
            said = _("There is no backup of the study in its folder.")
            st.html(f"<p class='wb-muted'>{escape(said)}</p>")
            return
        file = st.selectbox(
            _("In the study's folder"), list(found), index=None, key="bk_file",
            placeholder=_("Choose"),
            format_func=lambda one: _("{file}, last change {time}", file=one.name,
                                      time=moment(found[one])),
        )  # fmt: skip
        if file is not None:
            lines = [
                _("The backup takes the place of the study for everybody who has it open. What has"
                  " been done since is in a backup that is made first."),
                _("What was erased since the backup was made comes back, and has to be erased"
                  " again."),
            ]  # fmt: skip
            st.html("".join(f"<p>{escape(line)}</p>" for line in lines))
            st.button(
                _("Restore"), key="bk_restore", type="primary", on_click=_restore, args=(file,)
            )


def fresh(path: Path, now: datetime) -> Path:
    """Where a backup of this moment lies: beside the study, under its name and the time."""
    return path.with_name(f"{path.name}.{now:%Y-%m-%d-%H%M%S}.backup")


def _back_up() -> None:
    study = shell.current().study
    file = fresh(study.path, datetime.now())
    with reports.refusals(PREFIX):
        study.backup(file)
        reports.done(PREFIX, _("Backed up: {file}", file=file.name), can_undo=False)


def _restore(file: Path) -> None:
    here = shell.current()
    with reports.refusals(PREFIX):
        done = here.study.restore(file, here.study.path, coder=here.coder)
        said = [_("Restored from {file}", file=file.name) + "."]
        if done.before is not None:
            said.append(_("What was there before: {path}", path=done.before.name) + ".")
        for one in done.due:
            what = words.erasure(one.action, one.object)
            said.append(_("To be erased again: {what}", what=what) + ".")
        reports.done(PREFIX, " ".join(said), can_undo=False)
    st.session_state["bk_file"] = None
