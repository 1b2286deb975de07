"""Queries over codes on the page of patterns: written, run, saved, and read.

What is found is counted by actor type and listed a part at a time, each passage with a way to the
desk, where it can be coded and picked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.errors import WorkbenchError
from workbench.exports import Kind, printed_quote, who_says
from workbench.texts import _, marked, ngettext
from workbench.ui import address, downloads, quotes, reports, shell, table
from workbench.ui.reading import passage
from workbench.words import actor_types, code_name

if TYPE_CHECKING:
    from workbench.analysis.code_queries import Found
    from workbench.model import Filters

UNREAD = marked("The passages are not shown while small cells are hidden.")

SHOWN = 20
"""Passages that are shown before more are asked for."""

HELP: tuple[tuple[str, str], ...] = (
    ("praksis og motivasjon", marked("words that both codes hold")),
    ("praksis eller motivasjon", marked("words that either holds")),
    ("praksis og ikke motivasjon", marked("words of the first that the second does not hold")),
    ("praksis inne i motivasjon", marked("passages of the first that lie in one of the second")),
    ("praksis overlapper motivasjon", marked("passages of the first that share a word with one of"
                                             " the second")),
    ("praksis ikke overlapper motivasjon", marked("passages of the first that share none")),
    ("praksis fulgt av motivasjon innen 3 replikker",
     marked("passages of the first after which one of the second begins, at most 3 turns on")),
    ("(praksis eller motivasjon) og ikke overgang", marked("brackets group")),
)  # fmt: skip

Ask = Callable[..., None]


def draw(here: shell.Current, query: str, filters: Filters, ask: Ask, *, hide_small: bool) -> None:
    """The field, the saved queries, and what the query finds; without the passages where small
    cells are hidden."""
    saved: pd.DataFrame = shell.read(here, "queries")
    with st.container(
        key="pa_form", horizontal=True, vertical_alignment="bottom", gap="small", wrap=False
    ):
        st.session_state["pa_q"] = query
        st.text_input(
            _("Query"), key="pa_q", on_change=_typed, args=(ask,), width="stretch",
            placeholder=_("praksis and not motivasjon"),
        )  # fmt: skip
        if len(saved):
            _choose(saved, query, ask)
        _keep(saved, query)
    reports.draw("pa")
    if not query.strip():
        st.html(_help())
        return
    try:
        found, shown = _found(here, query, filters, hide_small=hide_small)
    except WorkbenchError as error:
        shell.show_error(error)
        st.html(_help())
        return
    _results(here, found, shown, query, filters, ask, hide_small=hide_small)
    with st.expander(_("How a query is written")):
        st.html(_help())


def _typed(ask: Ask) -> None:
    ask(q=str(st.session_state["pa_q"]).strip())


def _choose(saved: pd.DataFrame, query: str, ask: Ask) -> None:
    names = list(saved["name"])
    texts = dict(zip(names, saved["query"], strict=True))
    now = next((name for name, text in texts.items() if text == query), None)
    # A new key for every query: what was chosen is no longer what is shown when it is changed.
    key = f"pa_saved_{query}"
    st.selectbox(
        _("Saved queries"), names, index=None if now is None else names.index(now), key=key,
        placeholder=_("Choose one"), width=230,
        on_change=lambda: ask(q=texts.get(st.session_state[key] or "", query)),
    )  # fmt: skip


def _keep(saved: pd.DataFrame, query: str) -> None:
    """Save the query under a name, or rename or remove the one that is shown."""
    shown = saved[saved["query"] == query]
    name = str(shown["name"].iloc[0]) if len(shown) else ""
    note = str(shown["note"].iloc[0]) if len(shown) else ""
    with st.popover(_("Save"), key="pa_keep", disabled=not query.strip()):
        st.text_input(_("Name"), value=name, key=f"pa_name_{name}")
        st.text_input(_("Note"), value=note, key=f"pa_note_{name}")
        st.button(_("Save"), key="pa_save", on_click=_save, args=(name, query), type="primary")
        if name:
            st.button(_("Rename"), key="pa_rename", on_click=_rename, args=(name,))
            st.button(_("Remove"), key="pa_remove", on_click=_remove, args=(name,))


def _save(shown: str, query: str) -> None:
    name = str(st.session_state[f"pa_name_{shown}"])
    with reports.refusals("pa"):
        here = shell.current()
        here.study.query_save(name, query, note=str(st.session_state[f"pa_note_{shown}"]))
        reports.done("pa", _("Query “{name}” saved", name=name))


def _rename(shown: str) -> None:
    new = str(st.session_state[f"pa_name_{shown}"])
    with reports.refusals("pa"):
        shell.current().study.query_rename(shown, new)
        reports.done("pa", _("Query “{name}” is now “{new}”", name=shown, new=new))


def _remove(shown: str) -> None:
    with reports.refusals("pa"):
        shell.current().study.query_remove(shown)
        reports.done("pa", _("Query “{name}” removed", name=shown))


def _found(
    here: shell.Current, query: str, filters: Filters, *, hide_small: bool
) -> tuple[Found, int]:
    shown = st.session_state.get("pa_shown", {}).get((query, filters), SHOWN)
    found = shell.read(
        here, "query_found", query, filters=filters, limit=0 if hide_small else shown,
        hide_small=hide_small,
    )  # fmt: skip
    return found, shown


def _results(
    here: shell.Current, found: Found, shown: int, query: str, filters: Filters, ask: Ask,
    *, hide_small: bool,
) -> None:  # fmt: skip
    total = found.total
    said = [_("hidden")] if found.hidden else [
        ngettext("{n} passage", "{n} passages", found.number),
        _("{n} of {N} interviews", n=total["n"], N=total["N"]),
        _("{n} of {N} informants", n=total["persons"], N=total["persons_N"]),
    ]  # fmt: skip
    with st.container(key="pa_found", horizontal=True, vertical_alignment="center", gap="small"):
        lead = escape(" · ".join(said))
        st.html(f"<p class='wb-lead' role='status'>{lead}</p>", width="content")
        st.session_state["pa_hide_small"] = hide_small
        table.hide_toggle("pa_hide_small", lambda hidden: ask(hide_small=hidden))
        _download(here, query, filters, hide_small=hide_small)
    if not found.hidden and not found.number:
        return
    st.html(_said(here, found.said, query, filters))
    if hide_small:
        st.html(
            f"<p class='ag-note'>{escape(_(table.HIDDEN))}</p>"
            f"<p class='wb-hint'>{escape(_(UNREAD))}</p>"
        )
        return
    persons = shell.read(here, "persons").set_index("person")["consent"]
    names = {code.key: code_name(code) for code in shell.read(here, "scheme")}
    st.html("".join(_card(here, row, names, persons) for row in table.records(found.rows)))
    if found.number > shown and st.button(_("Show more"), key="pa_more_passages"):
        st.session_state["pa_shown"] = {(query, filters): shown + SHOWN}
        st.rerun()


def _said(here: shell.Current, said: pd.DataFrame, query: str, filters: Filters) -> str:
    """Who says it; the number of passages opens onto those of the actor type."""
    names = actor_types(shell.read(here, "actor_types"))
    head = "".join(
        f"<th scope='col'>{escape(one)}</th>"
        for one in (_("Actor type"), _("Passages"), _("Interviews"), _("Informants"))
    )
    rows = ""
    for row in table.records(said[said["actor_type"] != table.MERGED]):
        name = names.get(row["actor_type"]) or _("still open")
        cells = [escape(one) for one in who_says.counted(row)]
        if row["passages"]:
            narrowed = address.query_of_filters(replace(filters, actor_type=(row["actor_type"],)))
            at = urlencode({"show": "queries", "q": query, **narrowed}, doseq=True)
            cells[0] = f"<a href='patterns?{escape(at)}' target='_self'>{cells[0]}</a>"
        told = "".join(f"<td>{one}</td>" for one in cells)
        rows += f"<tr><th scope='row'>{escape(name)}</th>{told}</tr>"
    return (
        f"<table class='ag-units pa-said'><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _card(
    here: shell.Current, row: Mapping[str, Any], names: Mapping[str, str], consent: pd.Series[Any]
) -> str:
    """A passage with the words of others in brackets, and the way to it."""
    transcript = shell.read(here, "transcript", row["interview"])
    start, end = int(row["start"]), int(row["end"])
    quote = printed_quote(transcript.text, transcript.turns, start, end, person=row["person"])
    who = [str(row["interview"]), str(row["person"])]
    if row["round"] is not None:
        who.append(_("round {round}", round=row["round"]))
    who.append(_("turn {turn}", turn=passage(transcript, start, end).turn))
    where = {name: str(row[name]) for name in ("interview", "start", "end")}
    codes = ", ".join(names.get(key, key) for key in str(row["codes"]).split(","))
    pill = "" if consent.get(row["person"], "full") == "full" else not_quotable()
    return (
        f"<div class='ag-card'><p class='quote pa-quote'>{quotes.parts_html(quote)}</p>"
        f"<p class='by'><a href='coding?{escape(urlencode(where))}' target='_self'>"
        f"{escape(' · '.join(who))}</a> · {escape(codes)}{pill}</p></div>"
    )


def not_quotable() -> str:
    """The mark of words that may not be quoted."""
    return f" <span class='wb-pill'>{escape(_('may not be quoted'))}</span>"


def _download(here: shell.Current, query: str, filters: Filters, *, hide_small: bool) -> None:
    names: dict[Kind, str] = {"query": _("who says it")}
    if not hide_small:
        names = {"excerpts": _("passages"), **names}
    asked = {"query": query, "filters": filters, "hide_small": hide_small}
    files = [
        downloads.File(kind, name, f"pa_query_{kind}", asked, heading=name[:1].upper() + name[1:])
        for kind, name in names.items()
    ]
    downloads.menu(here, files, key="pa_query_download")


def _help() -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(query)}</code></th><td>{escape(_(meaning))}</td></tr>"
        for query, meaning in HELP
    )
    return f"<table class='se-help'><tbody>{rows}</tbody></table>"
