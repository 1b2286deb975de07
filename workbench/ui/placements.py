"""Both sides of one placement on a page: what the two say of the same things, side by side."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.errors import WorkbenchError
from workbench.exports import attribution_line, both_sides, printed_quote
from workbench.model import Filters
from workbench.texts import _
from workbench.ui import quotes, reading, shell
from workbench.ui.facets import Material


def draw(
    here: shell.Current, known: Material, filters: Filters, placement: tuple[str, str]
) -> None:
    """A column for each side, a row for each code, with all that they say in the order of time."""
    try:
        found = shell.read(here, "placement", *placement, filters=filters)
        numbers = shell.read(
            here, "compare", by="person", filters=replace(filters, person=placement)
        )
    except WorkbenchError as error:
        shell.show_error(error)
        return
    with st.container(key="pl_heads", horizontal=True, gap=None, wrap=False):
        with st.container(key="pl_corner", width=212):
            st.html("<span class='wb-unseen'></span>")
        for person in placement:
            with st.container(key=f"pl_head_{person}", width="stretch", gap=None):
                _head(here, known, person)
    cells = {(str(row["code"]), str(row["person"])): row for row in numbers.to_dict("records")}
    rows = []
    for code in dict.fromkeys(numbers["code"]):
        columns = "".join(
            f"<td>{_side(here, known, found, str(code), person, cells[str(code), person])}</td>"
            for person in placement
        )
        rows.append(
            f"<tr><th scope='row'>{escape(known.scheme.name(str(code)))}</th>{columns}</tr>"
        )
    heads = "".join(f"<th scope='col'>{escape(person)}</th>" for person in placement)
    st.html(
        "<table class='pl-table'><colgroup><col><col><col></colgroup>"
        f"<thead class='wb-unseen'><tr><td></td>{heads}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _head(here: shell.Current, known: Material, person: str) -> None:
    who = known.persons[person]
    said = attribution_line(who.attribution).strip()
    st.html(f"<b>{escape(person)}</b> <span class='wb-muted'>{escape(said)}</span>")
    sittings = shell.read(here, "person_interviews")
    mine = sittings[(sittings["person"] == person) & sittings["usable"]]
    with st.container(key=f"pl_links_{person}", horizontal=True, gap="small"):
        if mine.empty:
            st.html(f"<span class='wb-muted'>{escape(_('no interview with usable text'))}</span>")
        for row in mine.to_dict("records"):
            name = str(row["interview"])
            shell.link("coding", f"{name} →", key=f"pl_link_{person}_{name}", interview=name)


def _side(
    here: shell.Current, known: Material, found: pd.DataFrame, code: str, person: str,
    number: Any,
) -> str:  # fmt: skip
    """What one of the two says under a code; whether she was asked, where she says nothing."""
    mine = found[(found["code"] == code) & (found["person"] == person)]
    if len(mine):
        return "".join(_quote(here, known, row) for row in mine.to_dict("records"))
    return f"<span class='wb-faint'>{escape(both_sides.nothing_said(number))}</span>"


def _quote(here: shell.Current, known: Material, row: Any) -> str:
    text = shell.read(here, "transcript", row["interview"])
    start, end = int(row["start"]), int(row["end"])
    quote = printed_quote(text.text, text.turns, start, end, person=row["person"])
    where = [both_sides.place(row, reading.passage(text, start, end).turn)]
    if not known.persons[str(row["person"])].quotable:
        where.append(_("may not be quoted"))
    color = escape(known.scheme.color(str(row["code"])) or "currentColor")
    at = escape(urlencode({"interview": row["interview"], "start": start, "end": end}))
    return (
        f"<blockquote class='cmp-quote' style='--c:{color}'>{quotes.parts_html(quote)}"
        f"<cite><a href='coding?{at}' target='_self'>{escape(' · '.join(where))}</a></cite>"
        "</blockquote>"
    )
