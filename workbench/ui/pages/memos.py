"""The memos page: what was written by whom, on what and when; and a new memo on anything.

The address is the state: `memo` shows one; `on`, `object`, `author`, `since`, `until`, `contains`
and `mentions` choose among all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from html import escape
from typing import Any
from zlib import crc32

import pandas as pd
import streamlit as st

from workbench.errors import WorkbenchError
from workbench.model import OBJECT_TYPES, MemoFilters
from workbench.texts import _
from workbench.ui import downloads, memos, reports, shell
from workbench.words import MEMO_ON, code_name

SHOWN = 20
"""Memos on one page of the list."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for; empty means all."""

    memo: str = ""
    on: str = ""
    object: str = ""
    author: str = ""
    since: str = ""
    until: str = ""
    contains: str = ""
    mentions: str = ""

    @property
    def filters(self) -> MemoFilters:
        """The filters of an export of what is shown."""
        author = (self.author,) if self.author else ()
        return MemoFilters(
            self.on, self.object, author, self.since, self.until, self.contains, self.mentions
        )


def page() -> None:
    """Draw the page."""
    here = shell.current()
    asked = read_address(st.query_params.to_dict())
    with st.container(key="bleed", horizontal=True, gap=None, wrap=False):
        with st.container(key="me_side", width=250, gap="small"):
            _side(here, asked)
        with st.container(key="me_main", gap="small"):
            reports.draw("me")
            try:
                _list(here, asked)
            except WorkbenchError as error:
                shell.show_error(error)


def read_address(query: Mapping[str, str]) -> Asked:
    """What an address asks for; a kind that is none is left out."""
    given = {one.name: query.get(one.name, "")[:200] for one in fields(Asked)}
    if given["on"] not in OBJECT_TYPES:
        given["on"] = ""
    return Asked(**given)


def found(here: shell.Current, asked: Asked) -> pd.DataFrame:
    """The memos that are asked for, the newest first."""
    filters = asked.filters
    frame: pd.DataFrame = shell.read(
        here, "memos", filters.object_type, filters.object, author=filters.author,
        since=filters.since, until=filters.until, contains=filters.contains,
        mentions=filters.mentions,
    )  # fmt: skip
    if asked.memo:
        frame = frame[frame["id"].astype("string") == asked.memo]
    return frame.iloc[::-1]


# -- the left: which memos -------------------------------------------------------------------


def _side(here: shell.Current, asked: Asked) -> None:
    st.html(f"<h1>{escape(_('Memos'))}</h1>")
    with st.popover(_("New memo"), key="me_new"), st.container(width=460):
        _new(here)
    _choice(_("On"), "on", asked.on, list(OBJECT_TYPES), lambda one: _(MEMO_ON[one]))
    _choice(_("Written by"), "author", asked.author, here.study.coders(), str)
    for name, label, hint in (
        ("since", _("From"), "2026-03-31"),
        ("until", _("To"), "2026-03-31"),
        ("contains", _("Holds"), _("word or part of one")),
        ("mentions", _("Mentions"), _("P01, code.key, memo 12")),
    ):
        st.session_state[f"me_{name}"] = getattr(asked, name)
        st.text_input(label, key=f"me_{name}", on_change=_set, args=(name,), placeholder=hint)
    if asked != Asked():
        st.button(_("Show all"), key="me_all", on_click=st.query_params.clear)


def _choice(label: str, name: str, chosen: str, offered: list[str], said: Any) -> None:
    st.session_state[f"me_{name}"] = chosen if chosen in offered else ""
    st.selectbox(
        label, ["", *offered], key=f"me_{name}", on_change=_set, args=(name,),
        format_func=lambda one: said(one) if one else _("all"),
    )  # fmt: skip


def _set(name: str) -> None:
    """Put what a field holds into the address, from which the page is drawn."""
    query = {one: st.query_params[one] for one in st.query_params if one not in ("memo", "object")}
    query[name] = str(st.session_state[f"me_{name}"] or "").strip()
    st.query_params.from_dict({one: value for one, value in query.items() if value})


def _new(here: shell.Current) -> None:
    """A memo on the study, a person, an interview or a code; passages and codings get theirs at
    the desk."""
    kinds = ["study", "person", "interview", "code"]
    kind = st.selectbox(
        _("On"), kinds, key="me_new_on", format_func=lambda one: _(MEMO_ON[one])
    )  # fmt: skip
    object = ""
    if kind != "study":
        offered = _objects(here, kind)
        object = st.selectbox(
            _("Object"), list(offered), key=f"me_new_{kind}", format_func=lambda one: offered[one],
        )  # fmt: skip
    if object is not None:
        memos.write(here, "me", kind, object)


def _objects(here: shell.Current, kind: str) -> dict[str, str]:
    """What a memo of this kind can be on, with its name."""
    if kind == "code":
        tree = here.study.tree()
        return {
            code.key: " › ".join(code_name(step) for step in tree.path(code))
            for code in tree.codes
        }  # fmt: skip
    return {str(one): str(one) for one in shell.read(here, f"{kind}s")[kind]}


# -- the right: the memos --------------------------------------------------------------------


def _list(here: shell.Current, asked: Asked) -> None:
    frame = found(here, asked)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="me_head"):
        st.html(f"<h3 role='status'>{escape(memos.n_memos(len(frame)))}</h3>", width="content")
        st.space("stretch")
        if len(frame) and not asked.memo:
            downloads.draw(
                here, "memos", _("Memos"), prefix="me", label=_("Download"), memos=asked.filters
            )
    if frame.empty:
        said = _("No memo is written yet.") if asked == Asked() else _("No memo is like that.")
        st.html(f"<p class='wb-muted'>{escape(said)}</p>")
    pages = -(-len(frame) // SHOWN)
    key = f"me_page_{pages}_{crc32(repr(asked).encode())}"
    at = int(st.session_state.get(key, 1))
    for card in memos.cards(here, frame.iloc[(at - 1) * SHOWN : at * SHOWN]):
        memos.draw(card, "me")
    if pages > 1:
        st.pagination(pages, key=key)
