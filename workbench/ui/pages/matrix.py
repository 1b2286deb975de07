"""The framework matrix page: who × code, each cell filled in place beside its excerpts.

The address is the state: rows (`by`), columns (`code`) and the other filters, and the chosen cell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import Any

import streamlit as st

from workbench import words
from workbench.errors import WorkbenchError
from workbench.exports import matrix as printed
from workbench.model import Filters
from workbench.texts import _, marked, number
from workbench.ui import (
    address,
    behind,
    behind_panel,
    downloads,
    facets,
    matrix,
    reports,
    shell,
    since,
    table,
)
from workbench.ui.facets import Material, material

KEYS: tuple[tuple[str, str], ...] = (
    ("Tab", marked("The next cell")),
    ("Ctrl+← Ctrl+→ Ctrl+↑ Ctrl+↓", marked("From cell to cell while writing")),
    ("← → ↑ ↓", marked("To the next cell from the beginning or end of a text")),
)

GRID = "matrix_grid"
ROWS = ("person", "interview", "actor_type")
SEVERAL = "*"
"""Stands in the field for actor types where the menu of filters has chosen more than one."""

COLUMNS = 6
"""So many codes are columns where the address names none."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    filters: Filters
    by: str = "person"
    chosen: matrix.Place | None = None


def page() -> None:
    """Draw the matrix that the address asks for."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = material(here)
    if not known.scheme.codes or not known.persons:
        st.html(f"<h1>{escape(_('Framework matrix'))}</h1>")
        missing = _("A matrix needs a scheme and interviews; this study does not have both yet.")
        st.html(f"<p class='wb-hint'>{escape(missing)}</p>")
        shell.link("import_", _("Import"))
        return
    asked, refused = read_address(known)
    with st.container(key="bleed", gap=None):
        try:
            shown = filled(here, known, asked)
        except WorkbenchError as error:
            with st.container(key="mx_head", gap=None):
                _controls(here, known, asked)
                shell.show_error(error)
            return
        with st.container(key="mx_head", gap=None):
            _heading(here, known, asked, shown, refused)
            _controls(here, known, asked)
        reports.draw("mx", hint=_("Write in a cell; it is stored when you leave it."))
        with st.container(key="crosstab_split", horizontal=True, gap=None):
            with st.container(key="mx_table", width="stretch", gap=None):
                memory = f"{shell.study_path()}|{here.coder}"
                data = matrix.component_data(shown, asked.chosen, memory=memory)
                matrix.mount(data, key=GRID, on_told=_told)
            with st.container(key="crosstab_panel", width=386):
                _panel(here, known, asked)


def read_address(known: Material) -> tuple[Asked, list[str]]:
    """What the address asks for, and what in it the study does not have. Without codes, the
    first under the first branch."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    refused: list[str] = []
    filters = address.filters_of(query, known.facts, refused)
    if not filters.code:
        filters = replace(filters, code=_first(known))
    by = st.query_params.get("by", "person")
    chosen = query.get("cell", [])
    return (
        Asked(
            filters,
            by if by in (*ROWS, "round", *known.facts.attributes) else "person",
            (chosen[0], chosen[1]) if len(chosen) == 2 else None,
        ),
        refused,
    )


def _first(known: Material) -> tuple[str, ...]:
    codes = [code for code in known.scheme.codes.values() if not code.retired]
    roots = [code for code in codes if code.parent is None] or codes
    under = [code.key for code in codes if code.parent == roots[0].id]
    return tuple(under[:COLUMNS]) or (roots[0].key,)


def write_address(asked: Asked) -> None:
    """Put what is asked for into the address; the next run draws it."""
    query = address.query_of_filters(asked.filters)
    if asked.by != "person":
        query["by"] = [asked.by]
    if asked.chosen is not None:
        query["cell"] = list(asked.chosen)
    st.query_params.from_dict(query)


def filled(here: shell.Current, known: Material, asked: Asked) -> matrix.Matrix:
    """The matrix as who codes fills it."""
    frame = shell.read(here, "matrix", by=asked.by, filters=asked.filters)
    about = {
        person.person: known.actor_types.get(person.actor_type, person.actor_type)
        for person in known.persons.values()
    }
    return matrix.matrix(
        frame, shell.read(here, "summaries", asked.filters.code, by=asked.by),
        shell.read(here, "summaries_since", asked.filters.code, by=asked.by),
        by=asked.by, coder=here.coder, names=known.names,
        about=about if asked.by == "person" else {},
        colors={key: known.scheme.color(key) for key in known.scheme.codes},
    )  # fmt: skip


def _heading(
    here: shell.Current, known: Material, asked: Asked, shown: matrix.Matrix, refused: list[str]
) -> None:
    base = shell.read(here, "base", filters=asked.filters)
    said = [
        _("{n} of {N} cells summed up", n=number(shown.written), N=number(len(shown.cells))),
        _("{n} wait for a summary", n=number(shown.to_write)),
        _("{n} of {N} interviews coded to the end", n=number(base.done), N=number(base.usable)),
        words.layer(asked.filters.layer),
        *table.filters_text(replace(asked.filters, code=(), layer="primary"), known.names),
    ]
    title = escape(_("Framework matrix"))
    st.html(f"<h1>{title}</h1><p class='wb-lead'>{escape(' · '.join(said))}</p>")
    for name in refused:
        told = _("The study has no {asked}.", asked=name)
        st.html(f"<p class='wb-warn' role='status'>{escape(told)}</p>")
    shell.hidden_note(here, filters=asked.filters)


def _controls(here: shell.Current, known: Material, asked: Asked) -> None:
    with st.container(key="mx_controls", horizontal=True, vertical_alignment="center"):
        attributes = [name for name, values in known.facts.attributes.items() if values]
        st.session_state["mx_by"] = asked.by
        st.selectbox(
            _("Rows"), [*ROWS, *attributes], key="mx_by", width=190,
            format_func=table.dimension_name,
            on_change=lambda: _change(by=st.session_state["mx_by"], chosen=None),
        )  # fmt: skip
        columns = st.popover(_("Columns ({n})", n=len(asked.filters.code)), key="mx_columns")
        with columns, st.container(width=460):
            st.session_state["mx_code"] = list(asked.filters.code)
            st.multiselect(
                _("Codes"), list(known.scheme.codes), key="mx_code",
                format_func=known.scheme.indented, on_change=_set_codes,
            )  # fmt: skip
        several = len(asked.filters.actor_type) > 1
        types = {"": _("All"), **known.actor_types}
        if several:
            types[SEVERAL] = _("several")
        one = SEVERAL if several else "".join(asked.filters.actor_type)
        st.session_state["mx_type"] = one
        st.selectbox(
            _("Actor type"), list(types), key="mx_type", width=214, on_change=_set_type,
            format_func=lambda key: types[key],
        )  # fmt: skip
        facets.menu(
            here, known, asked.filters, prefix="mx", fields=("code",), now=lambda: _now().filters,
            change=lambda chosen: _change(filters=chosen, chosen=None),
        )  # fmt: skip
        st.space("stretch")
        wanted: dict[str, Any] = {"filters": asked.filters, "by": asked.by}
        downloads.draw(here, "matrix", _("Framework matrix"), prefix="mx", **wanted)


def _now() -> Asked:
    return read_address(material(shell.current()))[0]


def _change(**changes: Any) -> None:
    write_address(replace(_now(), **changes))


def _set_codes() -> None:
    filters = replace(_now().filters, code=tuple(st.session_state["mx_code"]))
    _change(filters=filters, chosen=None)


def _set_type() -> None:
    chosen = st.session_state["mx_type"]
    if chosen == SEVERAL:
        return
    filters = replace(_now().filters, actor_type=(chosen,) if chosen else ())
    _change(filters=filters, chosen=None)


def _told() -> None:
    """Store what was written, and show the excerpts of the cell that was gone to."""
    chosen, saves = matrix.told(st.session_state[GRID])
    asked = _now()
    study = shell.current().study
    before = study.last_history
    with reports.refusals("mx"):
        for subject, code, text in saves:
            study.summary(code, subject, text, by=asked.by)
        if study.last_history != before:
            reports.done("mx", _("The summary is stored."))
    if chosen != asked.chosen:
        _change(chosen=chosen)


def _panel(here: shell.Current, known: Material, asked: Asked) -> None:
    """The excerpts of the chosen cell, to be read while it is summed up."""
    names = known.names
    if asked.chosen is not None:
        subject, code = asked.chosen

        def read(verb: str, *arguments: object, **options: object) -> Any:
            return shell.read(here, verb, *arguments, **options)

        frame = read("crosstab", rows="code", columns=(asked.by,), filters=asked.filters)
        shown = table.table(frame, names, count="interviews", totals="none")
        cell = behind.cell(shown, (code, (subject,)))
        if cell is not None:
            changed = read("summaries_since", (code,), by=asked.by)
            told = since.details(changed[changed["subject"] == subject])
            if told:
                st.html(told)
            view = address.View(columns=(asked.by,), filters=asked.filters)
            behind_panel.draw(read, view, names, shown, cell)
            return
    hint = _("Go to a cell to read the excerpts that it rests on.")
    changed_since = _(
        "{mark} the excerpts have changed since the summary was written.", mark=since.SIGN
    )
    notes = [*printed.notes()[:2], changed_since]
    signs = "".join(f"<p class='wb-hint'>{escape(note)}</p>" for note in notes)
    st.html(f"<p class='wb-hint'>{escape(hint)}</p>{signs}")
