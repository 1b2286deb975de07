"""The cross-tab page: controls, the table or its heat map, and what stands behind a cell.

The address is the view: every control writes it, every run reads it. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Literal

import pandas as pd
import streamlit as st

from workbench.errors import WorkbenchError
from workbench.model import COUNTS, ONCE, ROUNDS, STANCES, VALENCES, Code, Filters
from workbench.texts import _, marked
from workbench.ui import behind, behind_panel, downloads, shell, table
from workbench.ui.address import Facts, View, query_of, view_of
from workbench.ui.deciding import settled_of
from workbench.words import actor_types as actor_types_of

KEYS: tuple[tuple[str, str], ...] = (
    ("← → ↑ ↓", marked("From cell to cell")),
    ("Enter", marked("Open or close a branch; show what stands behind a cell")),
    ("Home End", marked("First and last cell of the row")),
    ("Ctrl+Home Ctrl+End", marked("First and last row")),
    ("Esc", marked("Take back the choice of a cell")),
)

PICTURES: tuple[Literal["png", "svg"], ...] = ("png", "svg")

COMPONENT = "crosstab_grid"
HEAT_MAP = "crosstab_heat"
_VIEW = "crosstab.view"
_CONTROL = "crosstab_count"

_OF = {"N": marked("none"), "row": marked("of the row"), "column": marked("of the column")}
_TOTALS = {
    "none": marked("none"),
    "rounds": marked("all rounds of an actor type"),
    "all": marked("every total"),
}


@dataclass(frozen=True)
class Page:
    """What a run of the page works with."""

    here: shell.Current
    view: View
    facts: Facts
    names: table.Names

    def read(self, verb: str, *arguments: object, **options: object) -> Any:
        """A reading method of the study, computed once per state of the study."""
        return shell.read(self.here, verb, *arguments, **options)


def page() -> None:
    """Draw the page that the address names."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    facts, names = _facts(here)
    if not facts.codes or not facts.persons:
        _nothing_yet()
        return
    view, refused = _view(facts)
    now = Page(here, view, facts, names)
    with st.container(key="bleed"):
        try:
            shown = _table(now)
        except WorkbenchError as error:
            with st.container(key="crosstab_head"):
                _controls(now, None)
                shell.show_error(error)
            return
        _head(now, shown, refused)
        with st.container(key="crosstab_split", horizontal=True, gap=None):
            with st.container(key="crosstab_table"):
                _grid(now, shown)
                _notes(now, shown)
            with st.container(key="crosstab_panel", width=386):
                _panel(now, shown)


def _nothing_yet() -> None:
    """A study without codes or without persons has no table: what is missing, and where to go."""
    st.html(f"<h1>{escape(_('Table'))}</h1>")
    missing = _("A table needs a scheme and interviews; this study does not have both yet.")
    st.html(f"<p class='wb-hint'>{escape(missing)}</p>")
    shell.link("import_", _("Import"))


def _facts(here: shell.Current) -> tuple[Facts, table.Names]:
    persons = shell.read(here, "persons")
    codes: Sequence[Code] = shell.read(here, "scheme")
    attributes = {
        name: tuple(sorted({str(value) for value in persons[name].dropna() if str(value)}))
        for name in shell.read(here, "attributes")
    }
    actor_types = actor_types_of(shell.read(here, "actor_types"))
    facts = Facts(
        dimensions=(
            *("code", "actor_type", "round", "person", "interview", "coder", "valence", "stance"),
            *(name for name, values in attributes.items() if values),
        ),
        codes=tuple(code.key for code in codes),
        actor_types=tuple(actor_types),
        persons=tuple(str(person) for person in persons["person"]),
        interviews=tuple(str(i) for i in shell.read(here, "interviews")["interview"]),
        coders=tuple(str(name) for name in here.study.coders()),
        courses=attributes.get("course", ()),
        attributes=attributes,
    )
    return facts, table.Names(actor_types, tuple(codes))


# The view and the address


def _view(facts: Facts) -> tuple[View, list[str]]:
    """The view of the address when the page is opened; after that, that of this session.

    A browser sends the address along with every event, and it may be older than what the
    session has written since: read then, it would take back what was done in between.
    """
    known: View | None = st.session_state.get(_VIEW)
    refused: list[str] = []
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    # Streamlit forgets the controls of a page that is left.
    opened = _CONTROL not in st.session_state
    if known is None or (opened and query):
        known, refused = view_of(query, facts)
    if query != query_of(known):
        _write(known)
    st.session_state[_VIEW] = known
    return known, refused


def _write(view: View) -> None:
    st.query_params.from_dict(query_of(view))


def _change(**changes: Any) -> None:
    """Another view: kept in the session and in the address."""
    view: View = replace(st.session_state[_VIEW], **changes)
    if {"rows", "columns"} & set(changes):
        view = replace(view, cell=None)
    if not table.offers_shares(view.count):
        view = replace(view, of="N")
    st.session_state[_VIEW] = view
    # What the browser says of its address may be older than what it was told since: written though
    # it says so already, or what is still on its way to it would be its last word.
    _write(view)


def _field(name: str, value: Any) -> str:
    """The key of a control that shows `value`; set anew in each run, since the address leads."""
    key = f"crosstab_{name}"
    st.session_state[key] = value
    return key


# What is shown


def _table(now: Page) -> table.Table:
    view = now.view
    frame = _crosstab(now, totals=True)
    direct = _crosstab(now, direct=True, totals=True) if view.rows == "code" else None
    base = None if view.count == "interviews" else _crosstab(now, totals=True, count="interviews")
    return table.table(
        frame, now.names, count=view.count, direct=direct, base=base, totals=view.totals
    )


def _crosstab(now: Page, **options: object) -> pd.DataFrame:
    view = now.view
    asked: dict[str, object] = {
        "count": view.count,
        "of": view.of,
        "hide_small": view.hide_small,
        "filters": view.filters,
    }
    if options.get("count") == "interviews":
        asked["of"] = "N"
    frame: pd.DataFrame = now.read(
        "crosstab", rows=view.rows, columns=view.columns, **{**asked, **options}
    )
    return frame


def _head(now: Page, shown: table.Table, refused: Sequence[str]) -> None:
    with st.container(key="crosstab_head"):
        filters = table.filters_text(now.view.filters, now.names)
        filters += settled_of(now.here, now.view.filters.layer)
        caption = " · ".join([table.subtitle(shown), *filters])
        st.html(f"<h1>{escape(table.title(shown))}</h1><p class='wb-lead'>{escape(caption)}</p>")
        if refused:
            missing = _(
                "The address asks for what this study does not have; it was left out: {names}.",
                names=", ".join(refused),
            )
            st.html(f"<div class='wb-warn' role='status'>{escape(missing)}</div>")
        _controls(now, shown)


def _controls(now: Page, shown: table.Table | None) -> None:
    view, facts = now.view, now.facts
    with st.container(key="crosstab_controls", horizontal=True):
        rows = [name for name in facts.dimensions if name not in view.columns]
        _select("rows", _("Rows"), rows, view.rows, table.dimension_name, width=150)
        _columns(now)
        _select("count", _("Count"), COUNTS, view.count, lambda c: _(table.COUNTS[c]), width=158)
        if facts.courses:
            _courses(now)
        layers = ["primary", "agreed", *(f"coder:{name}" for name in facts.coders)]
        _select(
            "layer", _("Layer"), layers, view.filters.layer, table.layer_name, width=214,
            change=lambda layer: {"filters": replace(view.filters, layer=layer)},
        )  # fmt: skip
        _filters(now)
        st.space("stretch")
        _switch(view)
        if shown is not None:
            _downloads(now, shown)


def _select(
    name: str,
    label: str,
    options: Sequence[str],
    value: str,
    say: Callable[[Any], str],
    *,
    width: int,
    change: Callable[[Any], Mapping[str, Any]] | None = None,
) -> None:
    """A select box as one compact field; its choice becomes the view's."""
    key = _field(name, value)

    def chosen() -> None:
        given = st.session_state[key]
        _change(**(change(given) if change else {name: given}))

    st.selectbox(label, options, key=key, format_func=say, width=width, on_change=chosen)


def _columns(now: Page) -> None:
    view = now.view
    choices = [name for name in now.facts.dimensions if name not in ("code", view.rows)]
    said = ", ".join(
        table.dimension_name(name).lower() if at else table.dimension_name(name)
        for at, name in enumerate(view.columns)
    )
    field = st.container(
        key="crosstab_columns_field", horizontal=True, width="content", vertical_alignment="center"
    )
    with field:
        name = f"<span class='wb-fieldname'>{escape(_('Columns'))}</span>"
        st.html(name, width="content")
        popover = st.popover(said, key="crosstab_columns_popover")
    with popover, st.container(width=400):
        first, second = view.columns[0], view.columns[1] if len(view.columns) > 1 else ""
        keys = _field("first", first), _field("second", second)

        def chosen() -> None:
            given = [st.session_state[key] for key in keys]
            _change(columns=tuple(dict.fromkeys(name for name in given if name)))

        st.selectbox(
            _("Columns"), choices, key=keys[0], format_func=table.dimension_name, on_change=chosen
        )
        st.selectbox(
            _("Within each of them"),
            ["", *(name for name in choices if name != first)],
            key=keys[1],
            format_func=lambda name: table.dimension_name(name) if name else _("nothing"),
            on_change=chosen,
        )
        totals = _field("totals", view.totals)
        st.radio(
            _("Columns that merge others (recounted, never summed)"),
            list(_TOTALS),
            key=totals,
            format_func=lambda name: _(_TOTALS[name]),
            on_change=lambda: _change(totals=st.session_state[totals]),
        )
        hide = _field("hide_small", view.hide_small)
        table.hide_toggle(hide, lambda hidden: _change(hide_small=hidden))
        offered = table.offers_shares(view.count)
        of = _field("of", view.of)
        st.radio(
            _("Shares"),
            list(_OF),
            key=of,
            format_func=lambda name: _(_OF[name]),
            disabled=not offered,
            on_change=lambda: _change(of=st.session_state[of]),
            horizontal=True,
        )
        if not offered:
            st.caption(
                _(
                    "Shares of a row or column are given for codings and words only: for "
                    "interviews and persons they would mislead, since the same one stands in "
                    "several rows and the columns differ in size."
                )
            )


def _courses(now: Page) -> None:
    chosen = now.view.filters.course
    key = _field("course", chosen[0] if len(chosen) == 1 else table.MERGED)
    said = {table.MERGED: _("All"), "": _("not one course")}

    def change() -> None:
        given = st.session_state[key]
        _narrow(course=() if given == table.MERGED else (given,))

    st.selectbox(
        _("Course"),
        [table.MERGED, *now.facts.courses, ""],
        key=key,
        format_func=lambda name: said.get(name, name),
        width=190,
        on_change=change,
    )


def _filters(now: Page) -> None:
    """Every filter but layer and course, which have fields of their own."""
    filters, facts, names = now.view.filters, now.facts, now.names
    active = len(table.filters_text(replace(filters, layer="primary", course=()), names))
    label = _("+ Filter ({n})", n=active) if active else _("+ Filter")

    def value(dimension: str) -> Callable[[Any], str]:
        return lambda key: table.value_name(dimension, str(key), names)

    with st.popover(label, key="crosstab_filters_field", width="content"):
        who, what = st.container(width=560).columns(2)
        with who:
            _several(filters, "actor_type", facts.actor_types, value("actor_type"))
            _several(filters, "round", (*ROUNDS, ONCE), table.round_name)
            _several(filters, "person", facts.persons, str)
            _several(filters, "interview", facts.interviews, str)
            for name, values in facts.attributes.items():
                if values and name != "course":
                    _attribute(filters, name, values)
        with what:
            _several(filters, "code", facts.codes, value("code"))
            _several(filters, "valence", VALENCES, value("valence"))
            _several(filters, "stance", STANCES, value("stance"))
            contains = _field("contains", filters.contains)
            st.text_input(
                _("The passage contains"),
                key=contains,
                on_change=lambda: _narrow(contains=st.session_state[contains].strip()[:200]),
            )
            done = _field("done_only", filters.done_only)
            st.toggle(
                _("Only interviews coded to the end"),
                key=done,
                on_change=lambda: _narrow(done_only=st.session_state[done]),
            )
            if active:
                st.button(_("Take away all filters"), on_click=_widen)


def _narrow(**changes: Any) -> None:
    """The view with these filters instead of its own of the same name."""
    view: View = st.session_state[_VIEW]
    _change(filters=replace(view.filters, **changes))


def _widen() -> None:
    view: View = st.session_state[_VIEW]
    _change(filters=Filters(layer=view.filters.layer, course=view.filters.course))


def _several(
    filters: Filters, name: str, options: Sequence[Any], say: Callable[[Any], str]
) -> None:
    key = _field(f"filter_{name}", [value for value in getattr(filters, name) if value in options])
    st.multiselect(
        table.dimension_name(name),
        options,
        key=key,
        format_func=say,
        placeholder=_("All"),
        on_change=lambda: _narrow(**{name: tuple(st.session_state[key])}),
    )


def _attribute(filters: Filters, name: str, values: Sequence[str]) -> None:
    key = _field(f"attribute_{name}", [value for of, value in filters.attributes if of == name])

    def change() -> None:
        now: Filters = st.session_state[_VIEW].filters
        others = tuple(pair for pair in now.attributes if pair[0] != name)
        chosen = tuple((name, value) for value in st.session_state[key])
        _narrow(attributes=(*others, *chosen))

    st.multiselect(
        table.dimension_name(name),
        [*values, ""],
        key=key,
        format_func=lambda value: value or _("not stated"),
        placeholder=_("All"),
        on_change=change,
    )


def _switch(view: View) -> None:
    key = _field("shown", view.shown)
    st.segmented_control(
        _("Shown as"),
        ["table", "heatmap"],
        key=key,
        format_func=lambda name: _("Table") if name == "table" else _("Heat map"),
        label_visibility="collapsed",
        required=True,
        on_change=lambda: _change(shown=st.session_state[key] or "table"),
    )


# Downloads


def _downloads(now: Page, shown: table.Table) -> None:
    name = _file_name(now.view)

    def pictures() -> None:
        dark = st.toggle(_("Dark ground in the pictures"), key="crosstab_dark")
        for format in PICTURES:
            made = _picture(now, shown, format, dark=dark)
            downloads.button(now.here, format, name, made, prefix="crosstab")

    file = downloads.File("crosstab", name, "crosstab", _wanted(now.view), only=downloads.TABLES)
    downloads.menu(now.here, [file], key="crosstab_downloads_field", more=pictures)


def _file_name(view: View) -> str:
    return "-".join([view.rows, *view.columns, view.count])


def _picture(
    now: Page, shown: table.Table, format: Literal["png", "svg"], *, dark: bool
) -> Callable[[], bytes]:
    return lambda: now.here.study.heat_map(
        format, shown, open=now.view.open, dark=dark, **_wanted(now.view)
    )


def _wanted(view: View) -> dict[str, Any]:
    """The view as an export is asked for it."""
    return {
        "rows": view.rows,
        "columns": view.columns,
        "count": view.count,
        "of": view.of,
        "totals": view.totals == "all",
        "hide_small": view.hide_small,
        "filters": view.filters,
    }


# Table and heat map


def _grid(now: Page, shown: table.Table) -> None:
    view = now.view
    if not shown.columns or not shown.rows:
        empty = _("No interview with usable text is left with these filters.")
        st.html(f"<p class='wb-hint'>{escape(empty)}</p>")
        return
    if view.shown == "heatmap":
        _heat_map(now, shown)
        return
    data = table.component_data(
        shown,
        open_ids=view.open,
        selected=view.cell,
        shares=table.offers_shares(view.count),
    )
    table.mount(data, key=COMPONENT, on_told=_told)


def _told() -> None:
    open_ids, cell = table.told(st.session_state[COMPONENT])
    _change(open=open_ids, cell=cell)


def _heat_map(now: Page, shown: table.Table) -> None:
    from workbench.charts import heatmap

    view = now.view
    chosen = (view.cell[0], table.column_id(view.cell[1])) if view.cell else None
    chart = heatmap(
        table.heat_frame(shown, view.open),
        dark=st.context.theme.type == "dark",
        chosen=chosen,
    )
    st.altair_chart(
        chart,
        theme=None,
        width="content",
        key=HEAT_MAP,
        on_select=_heat_chosen,
        selection_mode="cell",
        alt=f"{table.title(shown)}. {table.subtitle(shown)}",
    )


def _heat_chosen() -> None:
    points = st.session_state[HEAT_MAP]["selection"].get("cell") or []
    if points:
        _change(cell=table.chosen([points[0].get("row"), points[0].get("column")]))


def _notes(now: Page, shown: table.Table) -> None:
    base = now.read("base", filters=now.view.filters)
    said = " ".join(table.notes(shown, nobody=base.of_nobody, left_out=base.left_out))
    st.html(f"<p class='wb-notes' role='note'>{escape(said)}</p>")
    by_coder = "coder" in (now.view.rows, *now.view.columns)
    shell.hidden_note(shell.current(), filters=now.view.filters, every_coder=by_coder)


# The panel: what stands behind a cell


def _panel(now: Page, shown: table.Table) -> None:
    cell = behind.cell(shown, now.view.cell)
    if cell is None:
        hint = _("Choose a cell to read what stands behind its number.")
        st.html(f"<p class='wb-hint'>{escape(hint)}</p>")
        return
    behind_panel.draw(now.read, now.view, now.names, shown, cell)
