"""Texts that the language pipeline in use has not read: what that means, and reading them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.texts import ngettext
from workbench.ui import shell


def offer(prefix: str) -> None:
    """Say of how many texts the pipeline in use knows nothing yet, and read them when asked."""
    study = shell.current().study
    try:
        unread = study.unread()
        if not unread:
            return
        with st.container(key=f"{prefix}_unread", gap="small"):
            said = "".join(f"<p>{escape(line)}</p>" for line in unread_text(unread))
            st.html(f"<div class='wb-warn' role='status'>{said}</div>")
            label = ngettext("Analyse {n} text", "Analyse {n} texts", len(unread))
            if not st.button(label, key=f"{prefix}_analyse"):
                return
            study.analyse(progress=shell.reading_bar())
    except WorkbenchError as error:
        shell.show_error(error)
    else:
        st.rerun()


def unread_text(unread: Mapping[str, bool]) -> list[str]:
    """What it means that the pipeline in use has not read these texts."""
    never = sum(not before for before in unread.values())
    older = len(unread) - never
    said = []
    if never:
        said.append(
            ngettext(
                "{n} text has not been analysed: its dictionary forms and sentences are not "
                "known, and no other forms are found in it.",
                "{n} texts have not been analysed: their dictionary forms and sentences are not "
                "known, and no other forms are found in them.",
                never,
            )
        )
    if older:
        said.append(
            ngettext(
                "{n} text was analysed by another version of the language pipeline; its "
                "dictionary forms and sentences are those that it found.",
                "{n} texts were analysed by another version of the language pipeline; their "
                "dictionary forms and sentences are those that it found.",
                older,
            )
        )
    return said
