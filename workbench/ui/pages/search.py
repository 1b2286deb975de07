"""The search page: one field, every hit with the words around it, and the way from hits to codes.

The address is the state: query, dictionary forms, order, page and filters stand in it, callbacks
change it, and every run draws what it says. `view()` gives what is shown as plain data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench import words
from workbench.analysis.hit_order import SORTS, Sort
from workbench.analysis.search import Concordance
from workbench.coding.codings import EXTENTS, Extent
from workbench.errors import WorkbenchError
from workbench.model import Filters
from workbench.texts import _, marked, ngettext
from workbench.ui import address, facets, hits, memos, reports, shell, unread
from workbench.ui.deciding import settled_of
from workbench.ui.facets import Material, material

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", marked("look for what the field holds")),
    ("↑ ↓", marked("among the hits: the one above, below")),
    ("Space", marked("choose the hit")),
    ("Enter", marked("open the hit's place in the text")),
)

SORT_NAMES: Mapping[Sort, str] = {
    "text": marked("in the order of the study"),
    "left": marked("by the words before"),
    "right": marked("by the words after"),
}
EXTENT_NAMES: Mapping[Extent, str] = {
    "words": marked("the words found"),
    "sentence": marked("the sentence"),
    "turn": marked("the turn"),
}
SHOWN = 50
"""Hits on one page of the list."""

COMPONENT = "se_hits"

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
    """What the address asks for."""

    query: str = ""
    lemma: bool = False
    sort: Sort = "text"
    page: int = 1
    filters: Filters = field(default_factory=Filters)

    @property
    def id(self) -> str:
        """What names the search, whatever the order and the page in which it is shown."""
        return urlencode(query_of(replace(self, sort="text", page=1)), doseq=True)


@dataclass(frozen=True)
class View:
    """What is found: the sum as a sentence, the page's hits in their groups, who said nothing of
    it, how many hits each group has on all pages, and how many lie in interviews that do not
    count."""

    title: str
    groups: tuple[hits.Group, ...]
    none: tuple[str, ...]
    sizes: Mapping[str, int]
    uncounted: int
    page: int
    pages: int

    @property
    def n(self) -> int:
        return sum(self.sizes.values())


def page() -> None:
    """Draw the page. Changes nothing but what is asked for: codings, or an analysis of texts."""
    here = shell.current()
    known = material(here)
    asked, refused = read_address(_query(), known)
    with st.container(key="bleed", horizontal=True, gap=None, wrap=False):
        with st.container(key="se_facets", width=230, gap=None):
            facets.draw(_panel(here, known, asked))
        with st.container(key="search", gap=None):
            _form(asked)
            for name in refused:
                said = _("The study has no {asked}.", asked=name)
                st.html(f"<p class='wb-warn'>{escape(said)}</p>")
            if asked.lemma:
                unread.offer("se")
            if asked.query.strip():
                _results(asked)
            else:
                st.html(_help())


# The address


def read_address(query: address.Query, known: Material) -> tuple[Asked, list[str]]:
    """What an address asks for, and what in it the study does not have, which is left out."""
    refused: list[str] = []
    given = {name: values[-1] for name, values in query.items() if values}
    page_ = given.get("page", "")
    return (
        Asked(
            query=given.get("q", ""),
            lemma=given.get("lemma") == "1",
            sort=next((one for one in SORTS if one == given.get("sort")), "text"),
            page=int(page_) if page_.isdecimal() and int(page_) > 0 else 1,
            filters=address.filters_of(query, known.facts, refused),
        ),
        refused,
    )


def query_of(asked: Asked) -> dict[str, list[str]]:
    """The address of what is asked for: only what differs from the plain page."""
    plain = {
        "q": asked.query,
        "lemma": "1" if asked.lemma else "",
        "sort": "" if asked.sort == "text" else asked.sort,
        "page": "" if asked.page == 1 else str(asked.page),
    }
    query = {name: [value] for name, value in plain.items() if value}
    return query | address.query_of_filters(asked.filters)


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _now() -> Asked:
    return read_address(_query(), material(shell.current()))[0]


def _ask(**changes: Any) -> None:
    st.query_params.from_dict(query_of(replace(_now(), **{"page": 1, **changes})))


# What is found


def found_of(
    here: shell.Current, asked: Asked, filters: Filters, *, offset: int = 0, limit: int | None
) -> Concordance:
    """The hits under these filters, and a part of the rows. Raises CallError for a query that is
    none, or a layer without codings."""
    found: Concordance = shell.read(
        here, "concordance", asked.query, lemma=asked.lemma, analyse=False, sort=asked.sort,
        by_actor_type=True, filters=filters, offset=offset, limit=limit,
    )  # fmt: skip
    return found


def found_on_page(here: shell.Current, asked: Asked, *, shown: int = SHOWN) -> Concordance:
    """The hits, and the rows of the page that is asked for."""
    offset = (asked.page - 1) * shown
    return found_of(here, asked, asked.filters, offset=offset, limit=shown)


def view(here: shell.Current, asked: Asked, *, shown: int = SHOWN) -> View:
    """What the study says of a search. Raises CallError for a query that is none."""
    known = material(here)
    page_ = asked.page
    found = found_on_page(here, asked, shown=shown)
    pages = max(1, -(-found.hits // shown))
    if page_ > pages:
        page_ = pages
        found = found_on_page(here, replace(asked, page=pages), shown=shown)
    said = {
        str(row["actor_type"] or ""): (row["n"], row["N"], row["persons"], row["persons_N"])
        for row in found.counts.to_dict("records")
    }
    by_group = found.said["hits"].groupby(hits.groups_of(found.said), sort=False).sum()
    sizes = {str(key): int(n) for key, n in by_group.items()}
    rows = hits.named(found.rows)
    groups = []
    for key, its in rows.groupby("group", sort=False):
        group = str(key)
        if group in said:
            told = hits.count_of(sizes[group], *said[group])
        else:
            told = ngettext("{n} hit", "{n} hits", sizes[group])
        shown_hits = tuple(hits.hit(row) for row in its.to_dict("records"))
        groups.append(hits.Group(group, _group_name(group, known), told, sizes[group], shown_hits))
    none = tuple(
        _("{name} (0 of {N} interviews)", name=_group_name(key, known), N=of)
        for key, (_n, of, _persons, _of) in said.items()
        if key not in sizes
    )
    title = _(
        "{hits} in {interviews}",
        hits=ngettext("{n} hit", "{n} hits", found.hits),
        interviews=ngettext("{n} interview", "{n} interviews", found.interviews),
    )
    of_persons = sum(size for key, size in sizes.items() if key != hits.NOBODY)
    uncounted = of_persons - int(found.counts["hits"].sum())
    title = " · ".join([title, *settled_of(here, asked.filters.layer)])
    return View(title, tuple(groups), none, sizes, uncounted, page_, pages)


def _group_name(key: str, known: Material) -> str:
    if key == hits.NOBODY:
        return _("Words of nobody")
    return known.actor_types.get(key, key) or _("still open").capitalize()


# The filters


def _panel(here: shell.Current, known: Material, asked: Asked) -> facets.Panel:
    counted = True
    try:
        # Asked for as the page's hits are: without filters that is one search, not two.
        wider = replace(asked, filters=facets.wider(asked.filters))
        said = found_on_page(here, wider).said
        base = said.loc[said.index.repeat(said["hits"])]
        # An actor type that is still open is a person's; words of nobody have none.
        base = base.assign(actor_type=base["actor_type"].where(base["person"] != ""))
    except WorkbenchError:
        # A query that is none, or a layer without codings: what is chosen stays, uncounted.
        counted = False
        base = pd.DataFrame(columns=["interview", "person", "actor_type", "round"])
    return facets.Panel(
        known=known,
        prefix="se",
        filters=asked.filters,
        base=base,
        count=lambda filters: _count(here, asked, filters),
        # Each would be a search of its own.
        marks=lambda _mark: None,
        now=lambda: _now().filters,
        change=lambda filters: _ask(filters=filters),
        counted=counted,
    )


def _count(here: shell.Current, asked: Asked, filters: Filters) -> int:
    try:
        return found_of(here, asked, filters, limit=0).hits
    except WorkbenchError:
        return 0


# The form


def _form(asked: Asked) -> None:
    st.html(f"<h1>{escape(_('Search'))}</h1>")
    with st.container(
        key="se_form", horizontal=True, vertical_alignment="bottom", gap="small", wrap=False
    ):
        st.session_state["se_query"] = asked.query
        st.text_input(
            _("Look for"), key="se_query", on_change=_set, args=("query",), width="stretch",
            placeholder=_("words, «a phrase», *part*"),
        )  # fmt: skip
        st.session_state["se_sort"] = asked.sort
        st.selectbox(
            _("Order"), SORTS, key="se_sort", format_func=lambda sort: _(SORT_NAMES[sort]),
            on_change=_set, args=("sort",), width=210,
        )  # fmt: skip
    st.session_state["se_lemma"] = asked.lemma
    st.toggle(
        _("Other forms of the words too (søke: søker, søkte, søkt)"), key="se_lemma",
        on_change=_set, args=("lemma",),
    )  # fmt: skip


def _set(name: str) -> None:
    """Put what a field holds into the address, from which the page is drawn."""
    _ask(**{name: st.session_state[f"se_{name}"]})


def _set_page(key: str) -> None:
    _ask(page=int(st.session_state[key]))
    st.session_state["se_changed"] = True


def _help() -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{escape(query)}</code></th><td>{escape(_(meaning))}</td></tr>"
        for query, meaning in HELP
    )
    return f"<table class='se-help'><tbody>{rows}</tbody></table>"


# The results: a fragment, so that choosing a hit draws nothing else anew


@st.fragment
def _results(asked: Asked) -> None:
    here = shell.current()
    if reports.new("se") or st.session_state.pop("se_changed", False):
        # The address is another one, or codings are new: filters by code count others.
        st.rerun(scope="app")
    try:
        shown = view(here, asked)
    except WorkbenchError as error:
        shell.show_error(error)
        st.html(_help())
        return
    chosen = _chosen(asked)
    st.html(_summary(shown))
    if asked.filters.code or asked.filters.valence or asked.filters.stance:
        shell.hidden_note(here, filters=asked.filters)
    if shown.n:
        _coding(here, asked, hits.number_picked(shown.sizes, chosen))
    reports.draw("se")
    place = hits.mount(
        hits.component_data(asked.id, shown.groups, chosen), key=COMPONENT, on_told=_keep_chosen
    )
    if shown.pages > 1:
        with st.container(key="se_pages"):
            key = f"se_page_{shown.page}"
            st.pagination(
                shown.pages, default=shown.page, key=key, on_change=_set_page, args=(key,)
            )
    _in_memos(here, asked)
    if place:
        _open(shown, place)


def _in_memos(here: shell.Current, asked: Asked) -> None:
    """The memos that hold it, apart from what was said and in no number of it."""
    found = shell.read(here, "search_memos", asked.query)
    if found.empty:
        return
    with st.expander(_("In memos: {n}", n=len(found)), key="se_memos"):
        st.html("".join(memos.found_line(row) for row in found.to_dict("records")))


def _open(shown: View, place: str) -> None:
    """Go to the place of a hit in its text."""
    for one in (one for group in shown.groups for one in group.hits if one.id == place):
        shell.go("coding", **one.where)


def _keep_chosen() -> None:
    state: Any = st.session_state.get(COMPONENT)
    said = state.get("told") if state is not None else None
    if said is not None:
        # Kept beside the component, which forgets when another page is shown.
        st.session_state["se_chosen"] = said


def _chosen(asked: Asked) -> hits.Choice:
    return hits.told(st.session_state.get("se_chosen"), asked.id)


def _summary(found: View) -> str:
    lines = []
    if found.none:
        lines.append(_("No hits: {names}.", names=", ".join(found.none)))
    if found.uncounted:
        lines.append(
            ngettext(
                "{n} hit lies in an interview that does not count.",
                "{n} hits lie in interviews that do not count.",
                found.uncounted,
            )
        )
    title = found.title
    if found.pages > 1:
        title += " · " + _("page {page} of {pages}", page=found.page, pages=found.pages)
    return f"<h3 class='se-title' role='status'>{escape(title)}</h3>" + "".join(
        f"<p class='wb-muted'>{escape(line)}</p>" for line in lines
    )


# From hits to codes


def _coding(here: shell.Current, asked: Asked, picked: int) -> None:
    """The code for the chosen hits, how much of the text it takes, and the button."""
    scheme = material(here).scheme
    with st.container(key="se_coding", horizontal=True, gap="small", vertical_alignment="center"):
        code = st.selectbox(
            _("Code for the chosen hits"),
            [key for key, code in scheme.codes.items() if not code.retired],
            key="se_code",
            index=None,
            placeholder=_("Choose a code"),
            format_func=scheme.indented,
            label_visibility="collapsed",
            width=290,
        )
        extent: Extent = st.segmented_control(
            _("What is coded"),
            EXTENTS,
            key="se_extent",
            default="words",
            required=True,
            format_func=lambda one: _(EXTENT_NAMES[one]),
            label_visibility="collapsed",
        )
        label = ngettext("Code {n} hit", "Code {n} hits", picked)
        st.button(
            label if picked else _("No hit is chosen"),
            key="se_do_code",
            type="primary",
            disabled=not picked or code is None,
            on_click=code_hits,
            args=(asked, code, extent),
        )
    if extent == "sentence" and not asked.lemma:
        unread.offer("se")


def code_hits(asked: Asked, code: str, extent: Extent) -> None:
    """Code what is chosen of a search, in the name of who codes in this session."""
    here = shell.current()
    try:
        found = found_of(here, asked, asked.filters, limit=None)
        chosen = hits.picked(hits.named(found.rows), _chosen(asked))
        done = here.study.code_hits(chosen, code, extent=extent)
    except WorkbenchError as error:
        reports.refused("se", error)
        return
    said = f"{material(here).scheme.name(code)}: {words.coded_hits(done)}"
    reports.done("se", said, can_undo=done.added > 0)
