"""The typology page: a property space with who stands in each cell, and why.

The address is the view: `space`, the chosen `case` (person, offer and time, three times), `edit`
(the space, or `new`), `hide_small` (1) and the filters. A case is moved,
and the space defined, where it is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from workbench import words
from workbench.analysis.typology import sample
from workbench.charts import typology as crossed
from workbench.charts.table import records
from workbench.errors import WorkbenchError
from workbench.exports.typology import said
from workbench.model import (
    Filters,
    PropertyDimension,
    PropertySpace,
)
from workbench.store.filters import attribute_name
from workbench.texts import _, day, marked
from workbench.ui import (
    address,
    behind,
    cards,
    downloads,
    facets,
    reports,
    shell,
    space_editor,
    table,
    typology,
)
from workbench.ui.facets import Material, material
from workbench.ui.space_editor import PREFIX

KEYS: tuple[tuple[str, str], ...] = (
    ("Tab", marked("The next case")),
    ("Enter", marked("Show why a case stands where it does")),
)

GRID = "typology_grid"

_SHORT = 80
"""Characters of a quote in a list to choose from."""


@dataclass(frozen=True)
class Asked:
    """What the page is asked for."""

    space: str = ""
    case: typology.CaseId | None = None
    edit: str = ""
    hide_small: bool = False
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class View:
    """What is shown of a space: its cells crossed, its cases, and what the numbers rest on."""

    space: PropertySpace
    shown: crossed.Crossed
    cases: pd.DataFrame
    base: Any

    def case(self, chosen: typology.CaseId | None) -> Mapping[str, Any] | None:
        """The chosen case, if it is there."""
        rows = records(self.cases)
        return next((row for row in rows if typology.case_id(row) == chosen), None)


def page() -> None:
    """Draw the page that the address names."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = material(here)
    spaces = list(shell.read(here, "property_spaces")["space"])
    asked = read_address(known, spaces)
    with st.container(key="typology"):
        if not spaces:
            st.html(f"<h1>{escape(_('Typology'))}</h1>")
            reports.draw(PREFIX)
            _nothing()
        else:
            _space(here, known, spaces, asked)
        if asked.edit or not spaces:
            space = None
            if asked.edit in spaces:
                space = shell.read(here, "property_space", asked.edit)
            space_editor.draw(known, space, _go)


def read_address(known: Material, spaces: Sequence[str]) -> Asked:
    """What an address asks for; what it asks for wrongly is left out. Without a space, the
    first."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    space = next((one for one in query.get("space", ()) if one in spaces), "")
    case = query.get("case", [])
    edit = next(iter(query.get("edit", ())), "")
    if edit in spaces:
        space = edit
    return Asked(
        space or next(iter(spaces), ""),
        (case[0], case[1], case[2]) if len(case) == 3 else None,
        edit if edit in ("new", *spaces) else "",
        query.get("hide_small") == ["1"],
        address.filters_of(query, known.facts),
    )


def write_address(asked: Asked) -> None:
    """Put what is asked for into the address; the next run draws it."""
    query = address.query_of_filters(asked.filters)
    query["space"] = [asked.space] if asked.space else []
    if asked.case is not None:
        query["case"] = list(asked.case)
    if asked.edit:
        query["edit"] = [asked.edit]
    if asked.hide_small:
        query["hide_small"] = ["1"]
    st.query_params.from_dict({name: values for name, values in query.items() if values})


def view(here: shell.Current, asked: Asked) -> View:
    """What the study says of the space."""
    space: PropertySpace = shell.read(here, "property_space", asked.space)
    frame = shell.read(
        here, "typology", asked.space, hide_small=asked.hide_small, filters=asked.filters
    )
    return View(
        space, crossed.crossed(space, frame),
        shell.read(here, "typology_cases", asked.space, filters=asked.filters),
        shell.read(here, "base", filters=sample(space, asked.filters)),
    )  # fmt: skip


def _nothing() -> None:
    hint = _(
        "A property space crosses two dimensions or more, such as whether somebody wants an offer "
        "and whether it is given. Its cells are types; the empty ones tell something too."
    )
    st.html(f"<p class='wb-hint' role='status'>{escape(hint)}</p>")


def _now() -> Asked:
    here = shell.current()
    return read_address(material(here), list(shell.read(here, "property_spaces")["space"]))


def _go(**changes: Any) -> None:
    write_address(replace(_now(), **changes))


# The space


def _space(here: shell.Current, known: Material, spaces: Sequence[str], asked: Asked) -> None:
    try:
        found = view(here, asked)
    except WorkbenchError as error:
        st.html(f"<h1>{escape(asked.space)}</h1>")
        _controls(here, known, spaces, asked)
        shell.show_error(error)
        return
    lead = [
        crossed.left(found.cases, hide_small=asked.hide_small),
        table.coded_to_the_end(found.base.done, found.base.usable),
        *table.filters_text(asked.filters, _names(known)),
    ]
    st.html(
        f"<h1>{escape(found.space.name)}</h1>"
        f"<p class='wb-lead'>{escape(' · '.join(part for part in lead if part))}</p>"
    )
    _controls(here, known, spaces, asked)
    if found.space.note:
        st.html(f"<p class='wb-muted wb-note'>{escape(found.space.note)}</p>")
    shell.hidden_note(here, filters=asked.filters)
    reports.draw(PREFIX)
    with st.container(key="ty_split", horizontal=True, gap=None):
        with st.container(key="ty_main"):
            data = typology.component_data(
                found.shown, found.cases[:0] if asked.hide_small else found.cases, asked.case,
                label=found.space.name,
                others=_others(known, found.space, asked.filters),
            )  # fmt: skip
            typology.mount(data, key=GRID, on_told=_told)
            _notes(found, hide_small=asked.hide_small)
        with st.container(key="crosstab_panel", width=400):
            if asked.hide_small:
                st.html(f"<p class='wb-hint'>{escape(_(behind.UNNAMED))}</p>")
            else:
                _panel(here, known, asked, found)


def _names(known: Material) -> table.Names:
    return table.Names(known.actor_types, tuple(known.scheme.codes.values()))


def _others(known: Material, space: PropertySpace, filters: Filters) -> dict[str, list[str]]:
    """The address, without a code, of the excerpts of those who are not placed in the space."""
    types = dict.fromkeys(one.actor_type or "" for one in known.persons.values())
    others = tuple(one for one in types if one not in space.actor_types)
    return address.query_of_filters(replace(filters, actor_type=filters.actor_type or others))


def _controls(
    here: shell.Current, known: Material, spaces: Sequence[str], asked: Asked
) -> None:  # fmt: skip
    with st.container(key="ty_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            _("Property space"), spaces, key=_field("space", asked.space), on_change=_choose_space,
            width=240,
        )  # fmt: skip
        layers = ["primary", "agreed", *(f"coder:{name}" for name in known.facts.coders)]
        st.selectbox(
            _("Layer"), layers, key=_field("layer", asked.filters.layer), on_change=_choose_layer,
            format_func=words.layer, width=180,
        )  # fmt: skip
        facets.menu(
            here, known, asked.filters, prefix=PREFIX, fields=("code", "layer"),
            now=lambda: _now().filters, change=lambda chosen: _go(filters=chosen),
        )  # fmt: skip
        table.hide_toggle(
            _field("hide_small", asked.hide_small), lambda hidden: _go(hide_small=hidden)
        )
        downloads.draw(
            here, "typology", asked.space, prefix=PREFIX, label=_("Download"), space=asked.space,
            hide_small=asked.hide_small, filters=asked.filters,
        )  # fmt: skip
        st.button(_("Edit the space"), key="ty_edit", on_click=_edit, args=(asked.space,))
        st.button(_("New space"), key="ty_new", on_click=_edit, args=("new",))


def _field(name: str, value: Any) -> str:
    """The key of a control that shows what the address asks for."""
    key = f"ty_{name}"
    st.session_state[key] = value
    return key


def _choose_space() -> None:
    space_editor.close()
    _go(space=st.session_state["ty_space"], case=None, edit="")


def _choose_layer() -> None:
    _go(filters=replace(_now().filters, layer=st.session_state["ty_layer"]))


def _told() -> None:
    _go(case=typology.told(st.session_state[GRID]))


def _notes(found: View, *, hide_small: bool) -> None:
    base = found.base
    notes = crossed.notes(found.space, found.shown, nobody=base.of_nobody, left_out=base.left_out)
    if any(cell.small for cell in found.shown.cells.values()):
        notes.append(_("◥ one or two persons."))
    if not hide_small and (found.cases["by"] == "hand").any():
        notes.append(_("✎ placed by hand; ≠ the rules, or somebody else, say otherwise."))
    st.html(f"<p class='wb-notes' role='note'>{escape(' '.join(notes))}</p>")


# The chosen case


def _panel(here: shell.Current, known: Material, asked: Asked, found: View) -> None:
    case = found.case(asked.case)
    if case is not None and known.persons[str(case["person"])].consent == "withdrawn":
        case = {**case, "note": ""}
    if case is None:
        hint = _("Choose a case to read why it stands where it does.")
        st.html(f"<p class='wb-hint'>{escape(hint)}</p>")
    else:
        _case(here, known, asked, found, case)
    _move(here, known, asked, found, case)


def _case(
    here: shell.Current, known: Material, asked: Asked, found: View, case: Mapping[str, Any]
) -> None:
    names = [one.name for one in found.space.dimensions]
    cell = " × ".join(str(case[name]) or "–" for name in names)
    label = f"<h3>{escape(case['label'])}</h3>" if case["label"] else ""
    st.html(f"<h2>{escape(crossed.case_name(case))}</h2>{label}<p>{escape(cell)}</p>")
    note = f"<p class='ty-note'>{escape(case['note'])}</p>" if case["note"] else ""
    how = said({**case, "note": ""})
    by = " · ".join(part for part in (case["coder"], day(case["changed"])) if part)
    st.html(f"<p class='wb-muted'>{escape(how)} {escape(by)}</p>{note}")
    mine = _reasons(here, asked, case)

    def read(verb: str, *arguments: object, **options: object) -> Any:
        return shell.read(here, verb, *arguments, **options)

    about = behind.about(known.frame_persons, read("person_interviews"))
    gone = {one for one, who in known.persons.items() if who.consent == "withdrawn"}
    for at, row in enumerate(mine):
        because = f"{row['dimension']}: {row['value']}" if row["by"] == "rule" else _("by hand")
        if row["attribute"]:
            because += f" ({attribute_name(row['attribute'])}: {row['equals']})"
        else:
            because += f" ({known.scheme.name(row['code'])})"
        st.html(f"<p class='ty-because'>{escape(because)}</p>")
        if row["attribute"]:
            continue
        if gone.intersection(row["speakers"].split(",")):
            st.html(f"<p><i>{escape(_('(withdrawn)'))}</i></p>")
            continue
        mark = [(int(row["start"]), int(row["end"]), row[name])
                for name in ("valence", "stance") if row[name]]  # fmt: skip
        speaker = row["speakers"].split(",")[0]
        excerpt = {**row, "person": speaker}
        cards.card(
            read, f"crosstab_card_{at}", excerpt, about, {(str(row["interview"]), speaker): mark}
        )
    if not mine:
        st.html(f"<p class='wb-hint'>{escape(_('No reasons here.'))}</p>")


def _reasons(here: shell.Current, asked: Asked, case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Why a case stands where it does."""
    filters = replace(asked.filters, person=(str(case["person"]),))
    found = records(shell.read(here, "typology_reasons", asked.space, filters=filters))
    return [row for row in found if typology.case_id(row) == typology.case_id(case)]


def _move(
    here: shell.Current, known: Material, asked: Asked, found: View, case: Mapping[str, Any] | None
) -> None:  # fmt: skip
    """Place somebody by hand: the chosen case, or another person, offer or time."""
    persons = list(dict.fromkeys(found.cases["person"]))
    if not persons:
        return
    of = "_".join(map(str, typology.case_id(case))) if case else "new"
    reasons = _reasons(here, asked, case) if case else []
    ruled = {(row["dimension"], row["value"]) for row in reasons if row["by"] == "rule"}
    linked = [row for row in reasons if row["by"] == "hand"]
    with st.container(key="ty_move"):
        st.html(f"<h3>{escape(_('Place by hand'))}</h3>")
        person = str(case["person"]) if case else st.selectbox(
            _("Person"), persons, key="ty_person", index=None, placeholder=_("Choose a person"),
        )  # fmt: skip
        with st.container(horizontal=True, gap="small"):
            st.text_input(
                _("Time"), value=str(case["time"]) if case else "", key=f"ty_time_{of}",
                help=_("A round, a year, or any other time. Another time is another case."),
            )  # fmt: skip
            st.text_input(
                _("Offer"), value=str(case["offer"]) if case else "", key=f"ty_offer_{of}",
                placeholder=_("the person's own"),
            )  # fmt: skip
        for one in found.space.dimensions:
            _target(one, case, ruled, of)
        st.text_area(
            _("Note: why the case belongs there"), value=str(case["note"]) if case else "",
            key=f"ty_why_{of}",
        )  # fmt: skip
        if person is not None:
            _linked(here, known, asked, person, linked, of)
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Place here"), key="ty_place", type="primary", on_click=_place,
                args=(found.space, person if case else "", of), disabled=person is None,
            )  # fmt: skip
            if case and case["by"] == "hand":
                st.button(
                    _("Back to the rules"), key="ty_unplace", on_click=_unplace,
                    args=(int(case["placing"]),),
                )  # fmt: skip


def _target(
    dimension: PropertyDimension, case: Mapping[str, Any] | None,
    ruled: Collection[tuple[str, str]], of: str,
) -> None:  # fmt: skip
    """The value of one dimension at which somebody is placed; empty leaves it to the rules, as
    what they say already is left (`ruled`)."""
    options = ["", *(one.name for one in dimension.values)]
    now = str(case[dimension.name]) if case else ""
    if (dimension.name, now) in ruled:
        now = ""
    st.selectbox(
        dimension.name, options, index=options.index(now) if now in options else 0,
        key=f"ty_to_{dimension.id}_{of}", format_func=lambda one: one or _("left to the rules"),
    )  # fmt: skip


def _linked(
    here: shell.Current, known: Material, asked: Asked, person: str,
    linked: Sequence[Mapping[str, Any]], of: str,
) -> None:  # fmt: skip
    """The passages that somebody is placed for: chosen from what is coded in her interviews."""
    passages = _passages(here, known, asked, person)
    for row in linked:
        passages.setdefault(int(row["coding"]), f"{row['interview']} · {row['code']}")
    st.multiselect(
        _("Because of these passages"), list(passages),
        default=[int(row["coding"]) for row in linked],
        format_func=lambda one: passages[one], key=f"ty_reasons_{person}_{of}",
        placeholder=_("Choose passages"),
    )  # fmt: skip


def _passages(
    here: shell.Current, known: Material, asked: Asked, person: str
) -> dict[int, str]:  # fmt: skip
    """The coded passages of a person's interviews in the layer, as a list to choose from; without
    their words where somebody there has withdrawn."""
    layer = asked.filters.layer
    primary = shell.read(here, "primary_coders")
    sittings = shell.read(here, "person_interviews")
    silent = {one for one, who in known.persons.items() if who.consent == "withdrawn"}
    found = {}
    for interview in sittings[sittings["person"] == person]["interview"]:
        there = set(sittings[sittings["interview"] == interview]["person"])
        coder = layer.removeprefix("coder:") if layer != "primary" else primary.get(interview)
        for one in shell.read(here, "codings_of", interview):
            if layer == "agreed" or one.coder == coder:
                quote = "" if there & silent else " ".join(one.quote.split())[:_SHORT]
                found[one.id] = f"{interview} · {one.code}: {quote}"
    return found


def _place(space: PropertySpace, person: str, of: str) -> None:
    """Place somebody as the fields say now, which may be later than they were drawn. Without a
    person, the one that is chosen."""
    state = st.session_state
    person = person or state["ty_person"]
    values = [state[f"ty_to_{one.id}_{of}"] for one in space.dimensions]
    study = shell.current().study
    with reports.refusals(PREFIX):
        made = study.place(
            space.name, person, values, state[f"ty_why_{of}"], offer=state[f"ty_offer_{of}"],
            time=state[f"ty_time_{of}"], reasons=state.get(f"ty_reasons_{person}_{of}", ()),
        )  # fmt: skip
        cases = study.typology_cases(space.name)
        row = records(cases[cases["placing"] == made])[0]
        _go(case=typology.case_id(row))
        reports.done(PREFIX, _("{person} is placed by hand.", person=person))


def _unplace(placing: int) -> None:
    with reports.refusals(PREFIX):
        shell.current().study.unplace(placing)
        reports.done(PREFIX, _("The rules place this case again."))


def _edit(name: str) -> None:
    space_editor.close()
    _go(edit=name)
