"""Phase by level: how each barrier is explained, phase by phase, and who says so.

The address is the view: `branch` (whose codes explain), `by` (who stands side by side), `count`,
`both` (only what is told in more than one way), the cell (`cell`, `at` twice: group and
explanation) and the filters. What stands behind a cell is read, never counted, here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Literal
from urllib.parse import quote_plus

import pandas as pd
import streamlit as st

from workbench import words
from workbench.analysis.explanations import ANY, BRANCH
from workbench.charts import phases as shown_phases
from workbench.charts.phases import COUNTED, Counted, Explained
from workbench.charts.table import records
from workbench.errors import WorkbenchError
from workbench.exports import Kind, explaining
from workbench.model import Filters
from workbench.texts import _, marked, ngettext, number
from workbench.ui import behind, cards, downloads, facets, shell, table
from workbench.ui.address import filters_of, query_of_filters

KEYS: tuple[tuple[str, str], ...] = (
    ("← → ↑ ↓", marked("From cell to cell")),
    ("Enter", marked("Open or close a branch; show what stands behind a cell")),
    ("Home End", marked("First and last cell of the row")),
)

Shown = Literal["table", "chart"]
COMPONENT = "phases_grid"
CHART = "phases_chart"
AT_ONCE = 20
COUNT_NAMES: Mapping[Counted, str] = {
    "persons": marked("Persons"),
    "interviews": marked("Interviews"),
}
GROUPS = ("round", "person")
"""What may stand side by side beside actor type and the attributes."""


@dataclass(frozen=True)
class Asked:
    """What the page is asked for; `cell` is a code, a group and an explanation."""

    branch: str = BRANCH
    by: str = "actor_type"
    count: Counted = "persons"
    shown: Shown = "table"
    both: bool = False
    hide_small: bool = False
    cell: tuple[str, str, str] | None = None
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Page:
    """What a run of the page works with."""

    here: shell.Current
    asked: Asked
    known: facets.Material
    names: table.Names
    explained: Explained

    def read(self, verb: str, *arguments: object, **options: object) -> Any:
        """A reading method of the study, computed once per state of the study."""
        return shell.read(self.here, verb, *arguments, **options)


def page() -> None:
    """Draw the page that the address names. Changes nothing in the study."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = facets.material(here)
    branches = explaining_branches(known)
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    asked = read_address(query, known)
    with st.container(key="phases"):
        if not branches:
            _nothing_yet()
            return
        try:
            frame: pd.DataFrame = shell.read(
                here, "explanations", branch=asked.branch, by=asked.by,
                hide_small=asked.hide_small, filters=asked.filters,
            )  # fmt: skip
        except WorkbenchError as error:
            st.html(f"<h1>{escape(_('Phase by level'))}</h1>")
            _controls(here, asked, known)
            shell.show_error(error)
            return
        names = known.names
        found = shown_phases.table(
            frame, names, by=asked.by, count=asked.count, only_both_ways=asked.both
        )
        now = Page(here, asked, known, names, found)
        _head(now)
        with st.container(key="ti_split", horizontal=True, gap=None):
            with st.container(key="ti_main"):
                _grid(now)
                _notes(now)
            # All actors are seen at once until a number is opened.
            if asked.cell is not None:
                with st.container(key="crosstab_panel", width=380):
                    _panel(now)


def _nothing_yet() -> None:
    """A scheme without branches: what is missing, and where to go."""
    st.html(f"<h1>{escape(_('Phase by level'))}</h1>")
    missing = _("The scheme has no branch whose codes could say how something is explained.")
    st.html(f"<p class='wb-hint' role='status'>{escape(missing)}</p>")
    shell.link("scheme", _("Scheme"))


def explaining_branches(known: facets.Material) -> list[str]:
    """The codes that have codes under them, any of which may be what explains."""
    parents = {code.parent for code in known.scheme.codes.values()}
    return [key for key, code in known.scheme.codes.items() if code.id in parents]


def read_address(query: Mapping[str, Sequence[str]], known: facets.Material) -> Asked:
    """What an address asks for; what it asks for wrongly is left out. Without a branch, the one
    that the product's scheme has, else the first that belongs to no phase."""

    def one(name: str) -> str:
        return next(iter(query.get(name, ())), "")

    branches = explaining_branches(known)
    outside = [key for key in branches if not known.scheme.codes[key].phase]
    usual = BRANCH if BRANCH in branches else next(iter([*outside, *branches]), BRANCH)
    at = list(query.get("at", ()))
    groups = ["actor_type", *GROUPS, *known.facts.attributes]
    return Asked(
        branch=one("branch") if one("branch") in branches else usual,
        by=one("by") if one("by") in groups else "actor_type",
        count=next((name for name in COUNTED if name == one("count")), "persons"),
        shown="chart" if one("shown") == "chart" else "table",
        both=one("both") == "1",
        hide_small=one("hide_small") == "1",
        cell=(one("cell"), at[0], at[1]) if one("cell") and len(at) == 2 else None,
        filters=filters_of(query, known.facts),
    )


def address(asked: Asked) -> dict[str, list[str]]:
    """The address that asks for this; only what differs from the plain page."""
    plain = Asked()
    told = {
        name: [str(getattr(asked, name))]
        for name in ("branch", "by", "count", "shown")
        if getattr(asked, name) != getattr(plain, name)
    }
    for name in ("both", "hide_small"):
        if getattr(asked, name):
            told[name] = ["1"]
    if asked.cell:
        told["cell"], told["at"] = [asked.cell[0]], list(asked.cell[1:])
    return {**told, **query_of_filters(asked.filters)}


# Head and controls


def _head(now: Page) -> None:
    base = now.read("base", filters=now.asked.filters)
    said = [
        explaining.caption(now.explained),
        words.layer(now.asked.filters.layer),
        *table.filters_text(replace(now.asked.filters, layer="primary"), now.names),
        table.coded_to_the_end(base.done, base.usable),
    ]
    title = _("Barriers by phase, and how they are explained")
    st.html(f"<h1>{escape(title)}</h1><p class='wb-lead'>{escape(' · '.join(said))}</p>")
    _controls(now.here, now.asked, now.known)
    shell.hidden_note(now.here, filters=now.asked.filters)


def _controls(here: shell.Current, asked: Asked, known: facets.Material) -> None:
    facts = known.facts
    with st.container(key="ti_controls", horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            _("Explained by the codes of"), explaining_branches(known),
            key=_field("branch", asked.branch), format_func=known.scheme.indented,
            on_change=_set, args=("branch",), width=230,
        )  # fmt: skip
        groups = ["actor_type", *GROUPS, *facts.attributes]
        st.selectbox(
            _("Side by side"), groups, key=_field("by", asked.by), on_change=_set, args=("by",),
            format_func=table.dimension_name, width=160,
        )  # fmt: skip
        st.selectbox(
            _("Count"), COUNTED, key=_field("count", asked.count), on_change=_set,
            args=("count",), format_func=lambda one: _(COUNT_NAMES[one]), width=140,
        )  # fmt: skip
        st.multiselect(
            _("Codes"), facts.codes, key=_field("code", list(asked.filters.code)),
            format_func=known.scheme.indented, on_change=_narrow, args=("code",),
            placeholder=_("all that have a phase"), width=250,
        )  # fmt: skip
        layers = ["primary", "agreed", *(f"coder:{name}" for name in facts.coders)]
        st.selectbox(
            _("Layer"), layers, key=_field("layer", asked.filters.layer), on_change=_narrow,
            args=("layer",), format_func=words.layer, width=180,
        )  # fmt: skip
        facets.menu(
            here, known, asked.filters, prefix="phases", fields=("code", "layer"),
            now=lambda: _now().filters, change=lambda filters: _go(filters=filters),
        )  # fmt: skip
    with st.container(key="ti_switches", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Shown as"), ["table", "chart"], key=_field("shown", asked.shown), required=True,
            on_change=_set, args=("shown",), label_visibility="collapsed",
            format_func=lambda one: _("Table") if one == "table" else _("Heat map"),
        )  # fmt: skip
        st.toggle(
            _("Only what is told in more than one way {mark}", mark=shown_phases.BOTH_WAYS),
            key=_field("both", asked.both), on_change=_set, args=("both",),
        )  # fmt: skip
        table.hide_toggle(
            _field("hide_small", asked.hide_small), lambda hidden: _go(hide_small=hidden)
        )
        _downloads(here, asked)


def _field(name: str, value: Any) -> str:
    """The key of a control that shows what the address asks for."""
    key = f"phases_{name}"
    st.session_state[key] = value
    return key


def _now() -> Asked:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return read_address(query, facets.material(shell.current()))


def _go(**changes: Any) -> None:
    st.query_params.from_dict(address(replace(_now(), **changes)))


def _set(name: str) -> None:
    cell = {"cell": None} if name in ("branch", "by") else {}
    _go(**{name: st.session_state[f"phases_{name}"]}, **cell)


def _narrow(name: str) -> None:
    value = st.session_state[f"phases_{name}"]
    named: dict[str, Any] = {name: value if name == "layer" else tuple(value)}
    _go(filters=replace(_now().filters, **named))


def _downloads(here: shell.Current, asked: Asked) -> None:
    names: dict[Kind, str] = {
        "explanations": _("How it is explained"),
        "voices": _("Who names it, and who never does"),
    }
    wanted = {"branch": asked.branch, "by": asked.by, "persons": asked.count == "persons",
              "hide_small": asked.hide_small, "filters": asked.filters}  # fmt: skip
    files = [
        downloads.File(
            kind, label.lower().replace(" ", "-"), f"phases_{kind}", wanted, heading=label
        )
        for kind, label in names.items()
    ]
    downloads.menu(here, files, key="phases_download")


# Table and chart


def _grid(now: Page) -> None:
    shown = now.explained.table
    if not shown.rows or not shown.columns:
        empty = _("No code is left with these filters.")
        if not now.asked.filters.code and not now.asked.both:
            empty = _("No code of the scheme has a phase; name the codes that are to be read.")
        st.html(f"<p class='wb-hint' role='status'>{escape(empty)}</p>")
        return
    cell = now.asked.cell
    selected = (cell[0], (cell[1], cell[2])) if cell else None
    branches = [row.id for row in shown.rows if row.branch]
    opened = st.session_state.get("phases_open", branches)
    title = _("How barriers are explained, by phase")
    if now.asked.shown == "chart":
        _heat_map(now, title, opened, selected)
        return
    data = table.component_data(shown, open_ids=opened, selected=selected, label=title)
    table.mount(data, key=COMPONENT, on_told=_told)


def _told() -> None:
    opened, cell = table.told(st.session_state[COMPONENT])
    st.session_state["phases_open"] = opened
    _choose(cell)


def _choose(cell: tuple[str, table.Key] | None) -> None:
    _go(cell=(cell[0], cell[1][0], cell[1][1]) if cell and len(cell[1]) == 2 else None)


def _heat_map(
    now: Page, title: str, opened: Sequence[str], selected: tuple[str, table.Key] | None
) -> None:
    from workbench.charts import heatmap

    shown = now.explained.table
    chart = heatmap(
        table.heat_frame(shown, opened), dark=st.context.theme.type == "dark",
        chosen=(selected[0], table.column_id(selected[1])) if selected else None,
    )  # fmt: skip
    st.altair_chart(
        chart, theme=None, width="content", key=CHART, on_select=_picked, selection_mode="cell",
        alt=f"{title}. {explaining.caption(now.explained)}",
    )  # fmt: skip


def _picked() -> None:
    points = st.session_state[CHART]["selection"].get("cell") or []
    if points:
        _choose(table.chosen([points[0].get("row"), points[0].get("column")]))


def _notes(now: Page) -> None:
    base = now.read("base", filters=now.asked.filters)
    shown = now.explained.table
    hint = _("Choose a number to read what stands behind it, and who never names it.")
    said = [
        *([hint] if now.asked.cell is None else []),
        *table.notes(shown, nobody=base.of_nobody, left_out=base.left_out),
        *explaining.marks(now.explained),
    ]
    st.html(f"<p class='wb-notes' role='note'>{escape(' '.join(said))}</p>")


# The panel: what stands behind a cell, and who names the code at all


def _panel(now: Page) -> None:
    cell = now.asked.cell
    shown = now.explained.table
    if cell is None or (cell[0], table.column_id(cell[1:])) not in shown.cells:
        gone = _("This number is not in the table any more. Choose another one.")
        st.html(f"<p class='wb-hint'>{escape(gone)}</p>")
        return
    if shown.cells[cell[0], table.column_id(cell[1:])].kind == "hidden":
        st.html(f"<p class='wb-hint'>{escape(_(behind.HIDDEN))}</p>")
        return
    code, group, explained = cell
    found = _excerpts(now, code, group, explained)
    row, column = shown.row(code), shown.column(cell[1:])
    assert row is not None
    assert column is not None
    counted = table.counted_text(shown.cells[code, column.id], shown.count)
    if shown.cells[code, column.id].kind != "count":
        counted = table.cell_text(shown.cells[code, column.id])
    counts = " · ".join(
        (
            ngettext("{n} person", "{n} persons", found["person"].nunique()),
            ngettext("{n} interview", "{n} interviews", found["interview"].nunique()),
            ngettext("{n} excerpt", "{n} excerpts", len(found)),
        )
    )
    st.html(
        f"<h2>{escape(' › '.join(shown.path(row)))}</h2>"
        f"<h3>{escape(table.column_text(column))}: {escape(counted)}</h3>"
        f"<span class='wb-counts'>{escape(counts)}</span>"
    )
    with_them, who = st.tabs([_("Excerpts"), _("Who names it")], key=f"phases_tabs_{code}")
    with with_them:
        _cards(now, code, found)
    with who:
        if now.asked.hide_small:
            st.html(f"<p class='wb-hint'>{escape(_(behind.UNNAMED))}</p>")
        else:
            _who(now, code)


def _excerpts(now: Page, code: str, group: str, explained: str) -> pd.DataFrame:
    """The excerpts behind a cell, from the same reading as its number."""
    asked = now.asked
    found: pd.DataFrame = now.read(
        "explained", branch=asked.branch, filters=replace(asked.filters, code=(code,))
    )
    if explained != ANY:
        found = found[found["explained"] == explained]
    if asked.by in ("actor_type", "round", "person"):
        value = found[asked.by].map(table.as_key)
    else:
        attribute = now.known.frame_persons.set_index("person")[asked.by]
        value = found["person"].map(attribute).map(table.as_key)
    return found[value == group]


def _cards(now: Page, code: str, found: pd.DataFrame) -> None:
    if found.empty:
        st.html(f"<p class='wb-hint'>{escape(_('No excerpts here.'))}</p>")
        return
    filters = replace(now.asked.filters, code=(code,))
    marks = behind.marks(now.read("codings", filters=filters), "valence", "stance")
    about = behind.about(now.known.frame_persons, now.read("person_interviews"))
    cards.colored(now.known.scheme.color(code))
    more = f"phases_more_{code}"
    limit = AT_ONCE * (1 + int(st.session_state.get(more, 0)))
    for at, excerpt in enumerate(table.records(found.head(limit))):
        cards.card(now.read, f"crosstab_card_{at}", excerpt, about, marks)
    with st.container(key="crosstab_foot", horizontal=True, vertical_alignment="center"):
        shown = min(limit, len(found))
        count = _("showing {n} of {N} excerpts", n=shown, N=number(len(found)))
        st.html(f"<span class='wb-muted'>{escape(count)}</span>", width="stretch")
        if len(found) > limit:
            st.button(_("More"), on_click=_more, args=(more,))


def _more(key: str) -> None:
    st.session_state[key] = int(st.session_state.get(key, 0)) + 1


def _who(now: Page, code: str) -> None:
    """Who names the code, who never does, who denies it, for whom the condition was there: every
    name opens onto that person's excerpts."""
    asked = now.asked
    frame: pd.DataFrame = now.read(
        "voices", branch=asked.branch, filters=replace(asked.filters, code=(code,))
    )
    rows = [one for one in records(frame) if one["code"] == code]
    for label, wanted, narrowed in LISTS:
        st.html(_list(now, code, _(label), [one for one in rows if wanted(one)], narrowed))


def _has(name: str, *values: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda one: bool({*values} & set(str(one[name]).split(",")))


LISTS: tuple[tuple[str, Callable[[Mapping[str, Any]], bool], dict[str, tuple[str, ...]]], ...] = (
    (marked("Name it"), lambda one: bool(one["n"]), {}),
    (
        marked("Explain it in more than one way"),
        lambda one: "," in str(one["explained"]),
        {},
    ),
    (marked("Deny it"), _has("stance", "denies"), {"stance": ("denies",)}),
    (
        marked("Say both yes and no to it"),
        _has("stance", "mixed"),
        {"stance": ("mixed",)},
    ),
    (
        marked("For whom it was there"),
        _has("valence", "present", "both"),
        {"valence": ("present", "both")},
    ),
    (
        marked("For whom it was missing"),
        _has("valence", "missing", "both"),
        {"valence": ("missing", "both")},
    ),
    (
        marked("Never name it"),
        lambda one: not one["n"] and one["asked"] != "no",
        {},
    ),
    (
        marked("Never name it, and were not asked"),
        lambda one: not one["n"] and one["asked"] == "no",
        {},
    ),
)
"""The lists of persons: heading, who is in it, and the filters that bring their excerpts."""


def _list(
    now: Page, code: str, label: str, rows: Sequence[Mapping[str, Any]],
    narrowed: Mapping[str, tuple[str, ...]],
) -> str:  # fmt: skip
    by_type: dict[str, list[str]] = {}
    for one in rows:
        by_type.setdefault(str(one["actor_type"] or ""), []).append(_name(now, code, one, narrowed))
    said = "".join(
        f"<dd><small>{escape(now.known.actor_types.get(key, key) or _('still open'))}:</small> "
        f"{', '.join(by_type[key])}</dd>"
        for key in [*now.known.actor_types, ""] if key in by_type
    )  # fmt: skip
    count = f"{escape(label)} ({number(len(rows))})"
    nobody = f"<dd><small>{escape(_('nobody'))}</small></dd>"
    return f"<dl class='ti-who'><dt>{count}</dt>{said or nobody}</dl>"


def _name(
    now: Page, code: str, one: Mapping[str, Any], narrowed: Mapping[str, tuple[str, ...]]
) -> str:
    """A person, as a link to the excerpts; one who never names it is only named."""
    person = str(one["person"])
    if not one["n"]:
        return escape(person)
    named: dict[str, Any] = dict(narrowed)
    filters = replace(now.asked.filters, code=(code,), person=(person,), **named)
    query = "&".join(
        f"{name}={quote_plus(value)}"
        for name, values in query_of_filters(filters).items()
        for value in values
    )
    return f"<a href='excerpts?{escape(query)}' target='_self'>{escape(person)}</a>"
