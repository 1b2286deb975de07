"""The code of an excerpt: replaced by another one, or removed.

An excerpt may be made of several codings; they change together, in one action.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.model import Code
from workbench.texts import _, ngettext
from workbench.ui import reports, shell
from workbench.words import code_name


@dataclass(frozen=True)
class Excerpt:
    """An excerpt as a list shows it: `codes` are those of its codings, a comma between."""

    interview: str
    start: int
    end: int
    quote: str
    codes: str


def offered(layer: str) -> bool:
    """Whether codes are changed in this layer; what is agreed is decided where coders differ."""
    return layer != "agreed"


def coder_of(here: shell.Current, layer: str, interview: str) -> str:
    """Whose codings a layer reads in an interview."""
    if layer.startswith("coder:"):
        return layer.removeprefix("coder:")
    return here.study.primary_coders().get(interview, "")


def change(excerpt: Excerpt, *, layer: str, prefix: str) -> None:
    """Ask what the code of the excerpt is to be. What was done is reported on the page."""

    @st.dialog(_("The code of the excerpt"), width="medium")
    def dialog() -> None:
        here = shell.current()
        tree = here.study.tree()
        coder = coder_of(here, layer, excerpt.interview)
        keys = excerpt.codes.split(",")
        codings = here.study.codings_of_excerpt(
            excerpt.interview, excerpt.start, excerpt.end, keys, of_coder=coder
        )
        names = _(" and ").join(code_name(tree.by_key[one]) for one in keys if one in tree.by_key)
        n = ngettext("{n} coding", "{n} codings", len(codings))
        st.html(
            f"<p class='sc-quote'>{escape(excerpt.quote)}</p>"
            f"<p class='sc-hint'>{escape(' · '.join((names, n, coder)))}</p>"
        )
        offered = [one for one in tree.codes if not one.retired and one.key not in keys]
        into: Code | None = st.selectbox(
            _("Another code"), offered, index=None, key=f"{prefix}_recode_into",
            format_func=lambda one: " › ".join(code_name(step) for step in tree.path(one)),
            placeholder=_("Choose a code"),
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            replace = st.button(
                _("Replace"), key=f"{prefix}_recode_replace", type="primary", disabled=into is None
            )
            remove = st.button(_("Remove the code"), key=f"{prefix}_recode_remove")
        ids = [one.id for one in codings]
        try:
            if replace and into is not None:
                here.study.recode_all(ids, into.key)
                done = _("The excerpt has the code “{code}” now.", code=code_name(into))
            elif remove:
                here.study.remove_codings(ids)
                done = _("The excerpt has lost the code “{code}”.", code=names)
            else:
                return
        except WorkbenchError as error:
            shell.show_error(error)
            return
        reports.done(prefix, done)
        st.rerun()

    dialog()
