"""What stands behind a number, as it is drawn: its excerpts, and those of N who have none.

A page shows it beside its table or in a dialog; its texts come from `behind`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import pandas as pd
import streamlit as st

from workbench.texts import _, ngettext, number
from workbench.ui import behind, cards, table
from workbench.ui.address import View, query_of_filters

AT_ONCE = 20
"""Excerpts that are shown before one asks for more."""


@dataclass(frozen=True)
class _Panel:
    """What the panel reads by, and of which view."""

    read: behind.Read
    view: View
    names: table.Names


def draw(
    read: behind.Read, view: View, names: table.Names, shown: table.Table, cell: behind.Behind
) -> None:
    """Everything behind a cell of the table that is shown; of a hidden one, that it is hidden."""
    _title(shown, cell)
    if cell.cell.kind == "hidden":
        said = _(behind.HIDDEN)
        st.html(f"<p class='wb-hint'>{escape(said)}</p>")
        return
    now = _Panel(read, view, names)
    found = behind.rows(read, view, cell)
    absent = behind.absent(read, view, cell, found)
    _counts(cell, found.excerpts)
    with_them, without = st.tabs(
        [_("Excerpts"), behind.absent_title(absent)], key=f"crosstab_tabs_{cell.id}"
    )
    with with_them:
        _excerpts(now, cell, found)
    with without:
        _absent(absent)


def _title(shown: table.Table, cell: behind.Behind) -> None:
    path = " › ".join(shown.path(cell.row))
    counted = table.counted_text(cell.cell, shown.count)
    if cell.cell.kind != "count":
        counted = table.cell_text(cell.cell)
    st.html(
        f"<h2>{escape(path)}</h2>"
        f"<h3>{escape(table.column_text(cell.column))}: {escape(counted)}</h3>"
    )


def _counts(cell: behind.Behind, excerpts: pd.DataFrame) -> None:
    counts = " · ".join(
        (
            ngettext("{n} interview", "{n} interviews", excerpts["interview"].nunique()),
            ngettext("{n} person", "{n} persons", cell.cell.persons),
            ngettext("{n} excerpt", "{n} excerpts", len(excerpts)),
        )
    )
    st.html(f"<span class='wb-counts'>{escape(counts)}</span>")


def _excerpts(now: _Panel, cell: behind.Behind, found: behind.Rows) -> None:
    excerpts = found.excerpts
    if excerpts.empty:
        st.html(f"<p class='wb-hint'>{escape(_('No excerpts here.'))}</p>")
        return
    more = f"crosstab_more_{cell.id}"
    limit = AT_ONCE * (1 + int(st.session_state.get(more, 0)))
    valences = behind.valences(found)
    about = behind.about(now.read("persons"), now.read("person_interviews"))
    color = cell.row.color or "var(--wb-soft)"
    cards.colored(color)
    for at, excerpt in enumerate(table.records(excerpts.head(limit))):
        cards.card(now.read, f"crosstab_card_{at}", excerpt, about, valences)
    with st.container(key="crosstab_foot", horizontal=True, vertical_alignment="center"):
        count = _(
            "showing {n} of {N} excerpts", n=min(limit, len(excerpts)), N=number(len(excerpts))
        )
        st.html(f"<span class='wb-muted'>{escape(count)}</span>", width="stretch")
        if len(excerpts) > limit:
            st.button(_("More"), on_click=_show_more, args=(more,))
        filters = query_of_filters(behind.filters(now.view, cell))
        st.page_link(
            st.session_state["_pages"]["excerpts"],
            label=_("All in Excerpts →"),
            query_params=[(name, value) for name, values in filters.items() for value in values],
        )


def _show_more(key: str) -> None:
    st.session_state[key] = int(st.session_state.get(key, 0)) + 1


def _absent(absent: Sequence[behind.Absent]) -> None:
    if not absent:
        st.html(f"<p class='wb-hint'>{escape(_('All of N have it.'))}</p>")
        return
    for at, one in enumerate(absent):
        with st.container(
            key=f"crosstab_absent_{at}", horizontal=True, vertical_alignment="center"
        ):
            done = (
                ""
                if one.done
                else f" <span class='wb-pill'>{escape(_('not coded to the end'))}</span>"
            )
            st.html(f"<div class='by'>{escape(one.label)}{done}</div>", width="stretch")
            if one.interview:
                st.page_link(
                    st.session_state["_pages"]["coding"],
                    label=_("read →"),
                    query_params={"interview": one.interview},
                )
