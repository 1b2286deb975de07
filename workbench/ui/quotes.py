"""Quotes on a page: how their parts are drawn, and how one is shortened."""

from __future__ import annotations

from html import escape

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.exports import PrintedQuote, quoting
from workbench.exports.model import Part
from workbench.texts import _
from workbench.ui import shell, shortening


def parts_html(quote: PrintedQuote) -> str:
    """The quote with its cuts, insertions and other voices set back."""

    def piece(part: Part) -> str:
        text = escape(part.printed)
        return text if part.kind == "words" else f"<span class='ex-{part.kind}'>{text}</span>"

    pieces = [piece(part) for part in quote.parts if part.printed]
    joined = ""
    for part, html in zip([part for part in quote.parts if part.printed], pieces, strict=True):
        closing = part.printed.startswith((".", ",", ";", ":", "!", "?", ")", "»"))
        joined += html if not joined or closing else f" {html}"
    return joined


def shorten_dialog(item: quoting.Printed) -> None:
    """Let the writer cut the quote: the text without the words that go."""

    @st.dialog(_("Shorten the quote"), width="medium")
    def dialog() -> None:
        here = shell.current()
        st.html(
            "<p class='wb-muted'>{}</p>".format(
                escape(
                    _(
                        "Delete words; every cut is printed as […]. Your own words stand in [ ]. "
                        "The transcript stays as it is."
                    )
                )
            )
        )
        st.html(f"<div class='ex-quote ex-whole'><p>{parts_html(item.whole)}</p></div>")
        edited = st.text_area(
            _("As printed"), value=item.quote.text, key=f"ex_edit_{item.id}", height=160
        )
        with st.container(horizontal=True):
            saved = st.button(_("Save"), type="primary", key=f"ex_save_{item.id}")
            whole = st.button(_("The whole quote"), key=f"ex_whole_{item.id}")
        if not (saved or whole):
            return
        try:
            shorten(here, item, item.whole.text if whole else edited)
        except WorkbenchError as error:
            shell.show_error(error)
        else:
            st.session_state.pop(f"ex_edit_{item.id}", None)
            st.rerun()

    dialog()


def shorten(here: shell.Current, item: quoting.Printed, edited: str) -> None:
    """Print of an item what the edited text leaves of it. Raises CallError, and changes
    nothing, where the text holds words that the quote does not."""
    edit = shortening.read_edit(item.whole, item.start, edited)
    here.study.selections.shorten(item.id, keep=list(edit.keep), insertions=list(edit.insertions))
