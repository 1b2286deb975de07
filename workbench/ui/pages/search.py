"""The search page: one field, and every hit with the words around it.

`view()` gives what is shown as plain data, `page()` draws it. An address names `q`, `lemma`,
`sort` and the filters `actor_type` and `round`, and brings back the same hits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, get_args
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.analysis.search import Concordance
from workbench.errors import WorkbenchError
from workbench.model import ROUNDS, Filters
from workbench.texts import _, marked, ngettext, number
from workbench.ui import shell
from workbench.words import actor_types

KEYS: tuple[tuple[str, str], ...] = (("Enter", marked("look for what the field holds")),)

Sort = Literal["place", "left", "right"]
SORTS: Mapping[Sort, str] = {
    "place": marked("in the order of the study"),
    "left": marked("by the words before"),
    "right": marked("by the words after"),
}
SHOWN = 100

HELP: tuple[tuple[str, str], ...] = (
    ("kurs praksis", marked("both words in one turn")),
    ("«får ikke»", marked("these words in a row")),
    ("kurs*  *kurs  *kurs*", marked("how a word begins, ends, what it holds")),
    ("jobb OR arbeid", marked("one of them")),
    ("jobb NOT praksis", marked("turns with the first but not the second")),
    ("NEAR(kurs jobb, 5)", marked("at most five other words between them")),
)


@dataclass(frozen=True)
class Asked:
    """What the page is asked for."""

    query: str = ""
    lemma: bool = False
    sort: Sort = "place"
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Hit:
    """A line of the page: where and who, the words before, the hit, the words after."""

    who: str
    where: Mapping[str, str]
    left: str
    match: str
    right: str


@dataclass(frozen=True)
class View:
    """What is found: the sum as a sentence, a line per actor type, and the hits."""

    title: str
    counts: tuple[tuple[str, str, str, str], ...]
    hits: tuple[Hit, ...]
    n: int
    uncounted: int


def page() -> None:
    """Draw the page. Changes nothing in the study but what the pipeline says of its texts."""
    here = shell.current()
    asked = read_address(st.query_params.to_dict(), here)
    with st.container(key="search"):
        _form(here, asked)
        if not asked.query.strip():
            st.html(_help())
            return
        shown = SHOWN + st.session_state.get("se_more", {}).get(asked, 0)
        try:
            found = view(here, asked, shown=shown)
        except WorkbenchError as error:
            shell.show_error(error)
            st.html(_help())
            return
        st.html(_summary(found) + _table(found.hits))
        if found.n > shown and st.button(_("Show more")):
            st.session_state["se_more"] = {asked: shown}
            st.rerun()


def read_address(query: Mapping[str, str], here: shell.Current) -> Asked:
    """What an address asks for; what it asks for wrongly is left out."""
    known = list(shell.read(here, "actor_types")["key"])
    chosen = [key for key in query.get("actor_type", "").split(",") if key in known]
    rounds = [int(n) for n in query.get("round", "").split(",") if n in map(str, ROUNDS)]
    sort = query.get("sort", "place")
    return Asked(
        query=query.get("q", ""),
        lemma=query.get("lemma") == "1",
        sort=next((one for one in get_args(Sort) if one == sort), "place"),
        filters=Filters(actor_type=tuple(chosen), round=tuple(rounds)),
    )


def view(here: shell.Current, asked: Asked, *, shown: int = SHOWN) -> View:
    """What the study says of a search. Raises CallError for a query that is none."""
    options = {"lemma": asked.lemma, "filters": asked.filters}
    limit = shown if asked.sort == "place" else None
    found: Concordance = shell.read(here, "concordance", asked.query, limit=limit, **options)
    names = actor_types(shell.read(here, "actor_types"))
    lines = tuple(
        (
            names.get(row["actor_type"], row["actor_type"]),
            number(row["hits"]),
            _("{n} of {N}", n=row["n"], N=row["N"]),
            _("{n} of {N}", n=row["persons"], N=row["persons_N"]),
        )
        for row in found.counts.to_dict("records")
    )
    title = _(
        "{hits} in {interviews}",
        hits=ngettext("{n} hit", "{n} hits", found.hits),
        interviews=ngettext("{n} interview", "{n} interviews", found.interviews),
    )
    rows = _sorted(found.rows, asked.sort).head(shown)
    hits = tuple(_hit(row) for row in rows.to_dict("records"))
    return View(title, lines, hits, found.hits, found.hits - int(found.counts["hits"].sum()))


def _sorted(found: pd.DataFrame, sort: Sort) -> pd.DataFrame:
    if sort == "right":
        return found.sort_values("right", key=lambda right: right.str.lstrip().str.casefold())
    if sort == "left":
        # By the last word before the hit, then the one before that.
        return found.iloc[
            sorted(range(len(found)), key=lambda at: _backwards(str(found["left"].iloc[at])))
        ]
    return found


def _backwards(left: str) -> list[str]:
    return left.casefold().split()[::-1]


def _hit(row: Mapping[Any, Any]) -> Hit:
    round_ = row["round"]
    said = [str(row["person"]) or _("Nobody")]
    if isinstance(round_, int):
        said.append(_("round {round}", round=round_))
    said.append(_("turn {turn}", turn=row["turn"]))
    places = ("interview", "start", "end")
    return Hit(
        " · ".join(said), {name: str(row[name]) for name in places},
        str(row["left"]), str(row["match"]), str(row["right"]),
    )  # fmt: skip


def _form(here: shell.Current, asked: Asked) -> None:
    names = actor_types(shell.read(here, "actor_types"))
    st.html(f"<h1>{escape(_('Search'))}</h1>")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            _("Look for"), value=asked.query, key="se_query", on_change=_ask, width="stretch",
            placeholder=_("words, «a phrase», *part*"),
        )  # fmt: skip
        st.multiselect(
            _("Actor types"), list(names), default=list(asked.filters.actor_type),
            format_func=lambda key: names[key], key="se_types", on_change=_ask, width=250,
            placeholder=_("All"),
        )  # fmt: skip
        st.multiselect(
            _("Rounds"), list(ROUNDS), default=list(asked.filters.round), key="se_rounds",
            on_change=_ask, width=150, placeholder=_("All"),
        )  # fmt: skip
        st.selectbox(
            _("Order"), list(SORTS), index=list(SORTS).index(asked.sort), key="se_sort",
            format_func=lambda sort: _(SORTS[sort]), on_change=_ask, width=210,
        )  # fmt: skip
    st.toggle(
        _("Other forms of the words too (søke: søker, søkte, søkt)"), value=asked.lemma,
        key="se_lemma", on_change=_ask,
    )  # fmt: skip


def _ask() -> None:
    """Put what the fields hold into the address, from which the page is drawn."""
    state = st.session_state
    address = {
        "q": str(state["se_query"]),
        "lemma": "1" if state["se_lemma"] else "",
        "sort": "" if state["se_sort"] == "place" else str(state["se_sort"]),
        "actor_type": ",".join(state["se_types"]),
        "round": ",".join(map(str, state["se_rounds"])),
    }
    st.query_params.from_dict({name: value for name, value in address.items() if value})


def _help() -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(query)}</code></th><td>{escape(_(meaning))}</td></tr>"
        for query, meaning in HELP
    )
    return f"<table class='se-help'><tbody>{rows}</tbody></table>"


def _summary(found: View) -> str:
    head = "".join(
        f"<th scope='col'>{escape(name)}</th>"
        for name in (_("Actor type"), _("Hits"), _("Interviews"), _("Persons"))
    )
    rows = "".join(
        f"<tr><th scope='row'>{escape(name)}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, *cells in found.counts
    )
    return (
        f"<h3 class='se-title' role='status'>{escape(found.title)}</h3>"
        f"<table class='se-counts'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"{_uncounted(found.uncounted)}"
    )


def _uncounted(n: int) -> str:
    """What the table leaves out, so that its sum and the heading do not contradict each other."""
    said = ngettext(
        "{n} hit is in none of these rows: on words of nobody, or in an interview that does "
        "not count.",
        "{n} hits are in none of these rows: on words of nobody, or in interviews that do not "
        "count.",
        n,
    )
    return f"<p class='wb-muted'>{escape(said)}</p>" if n else ""


def _table(hits: Sequence[Hit]) -> str:
    rows = "".join(
        f"<tr><td class='se-who'><a href='coding?{escape(urlencode(hit.where))}' target='_self'>"
        f"{escape(hit.who)}</a></td><td class='se-left'><span>{escape(hit.left)}</span></td>"
        f"<td class='se-right'><b>{escape(hit.match)}</b>{escape(hit.right)}</td></tr>"
        for hit in hits
    )
    return f"<table class='se-hits'><tbody>{rows}</tbody></table>" if rows else ""
