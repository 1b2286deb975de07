"""The time page: each person's path over the rounds, what changed, and one person read closely.

The address is the view: `code` (several), `panel`, `complete`, `show` (`paths`, `changes` or
`read`), `before`, `after` and `across` (each code by each code), the cell of the change table
(`cell`, `at`), `of` and `about`, the person and the code that are read, and the filters. Those who
were lost on the way stand beside everything. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from workbench import words
from workbench.charts import paths as charts
from workbench.charts.paths import PANELS, Panel
from workbench.errors import WorkbenchError
from workbench.exports import Kind
from workbench.model import Filters
from workbench.texts import _, marked, ngettext
from workbench.ui import behind, cards, downloads, facets, over_time, shell, table
from workbench.ui.address import query_of_filters
from workbench.ui.over_time import Asked, Show, View, address, read_address

KEYS: tuple[tuple[str, str], ...] = (
    ("j k", marked("Next and previous person, where one is read")),
    ("n p", marked("Next and previous code, where one is read")),
    ("← → ↑ ↓", marked("From cell to cell of the change table")),
    ("Enter", marked("Show the persons behind a cell")),
)

SHOWS: Mapping[Show, str] = {
    "paths": marked("Paths"),
    "changes": marked("Changes"),
    "read": marked("Side by side"),
}
PANEL_NAMES: Mapping[Panel, str] = {
    "person": marked("per informant"),
    "code": marked("per code"),
}
CHART = "time_chart"
COMPONENT = "time_changes"

QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        marked("To begin with"),
        (
            marked("What is different from one round to the next?"),
            marked("When does it become different: at once, bit by bit, after something?"),
            marked("What around the person may have to do with it?"),
            marked("How does the person tell it: as something done, or something that happened?"),
            marked("What would you say of it now, before you have read the others?"),
        ),
    ),
    (
        marked("To describe what you see"),
        (
            marked("What grows, or appears for the first time?"),
            marked("What piles up from round to round?"),
            marked("Is there a turning point, a sudden rise, a sudden fall?"),
            marked("What fades, or is not mentioned any more?"),
            marked("What stays as it was all the way?"),
            marked("What is this person's alone?"),
            marked("What is missing, that you would have expected to hear?"),
        ),
    ),
    (
        marked("To understand it"),
        (
            marked("Which changes hang together, in one person or across them?"),
            marked("Which go the way one would expect, and which go against it?"),
            marked("Is there a rhythm: something that comes and goes?"),
            marked("In one sentence: what is the line through all the rounds?"),
        ),
    ),
)
"""Questions to read by, after Saldaña (2003), in our words. They are asked of the reader, and
nothing is answered by counting."""


def page() -> None:
    """Draw the page that the address names. Changes nothing in the study."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = facets.material(here)
    asked = read_address({n: st.query_params.get_all(n) for n in st.query_params}, known)
    with st.container(key="time"):
        try:
            now = over_time.view(here, known, asked)
        except WorkbenchError as error:
            st.html(f"<h1>{escape(_('Over time'))}</h1>")
            _narrowing_alone(here, known, asked)
            shell.show_error(error)
            return
        if not now.rounds or not now.codes:
            _nothing(here, known, asked)
            return
        _head(now)
        with st.container(key="ti_split", horizontal=True, gap=None):
            with st.container(key="ti_main"):
                {"paths": _paths, "changes": _changes, "read": _read}[asked.show](now)
                _guide()
            with st.container(key="crosstab_panel", width=360):
                if asked.show == "changes":
                    _behind(now)
                _lost(now)


def _nothing(here: shell.Current, known: facets.Material, asked: Asked) -> None:
    """Nobody who is met in rounds, or no codes: what is missing, in the study or with these
    filters."""
    st.html(f"<h1>{escape(_('Over time'))}</h1>")
    if asked.filters != Filters():
        _narrowing_alone(here, known, asked)
        missing = _("Nobody is left with these filters.")
    else:
        missing = _(
            "Nobody here was to be interviewed in rounds, or there are no codes: nothing to follow."
        )
        shell.link("import_", _("Import"))
    st.html(f"<p class='wb-hint' role='status'>{escape(missing)}</p>")


def _narrowing_alone(here: shell.Current, known: facets.Material, asked: Asked) -> None:
    with st.container(key="ti_controls", horizontal=True, vertical_alignment="bottom"):
        _narrowing(here, known, asked.filters)


# Head and controls


def _head(now: View) -> None:
    persons = now.frame["person"].nunique()
    base = now.read("base", filters=now.asked.filters)
    said = [
        charts.followed(persons, persons - len(now.lost), now.rounds),
        words.layer(now.asked.filters.layer),
        *table.filters_text(replace(now.asked.filters, code=(), layer="primary"), now.known.names),
        table.coded_to_the_end(base.done, base.usable),
    ]
    names = [now.names.code(key) for key in now.asked.filters.code]
    title = _("{codes}, over time", codes=", ".join(names)) if names else _("Over time")
    st.html(f"<h1>{escape(title)}</h1><p class='wb-lead'>{escape(' · '.join(said))}</p>")
    _controls(now)
    shell.hidden_note(now.here, filters=now.asked.filters)


def _narrowing(here: shell.Current, known: facets.Material, filters: Filters) -> None:
    """The codes, the layer and every other filter."""
    st.multiselect(
        _("Codes"), known.facts.codes, key=_field("code", list(filters.code)),
        format_func=known.scheme.indented, on_change=_narrow, args=("code",),
        placeholder=_("the topmost"), width=360,
    )  # fmt: skip
    layers = ["primary", "agreed", *(f"coder:{name}" for name in known.facts.coders)]
    st.selectbox(
        _("Layer"), layers, key=_field("layer", filters.layer), on_change=_narrow,
        args=("layer",), format_func=words.layer, width=190,
    )  # fmt: skip
    facets.menu(
        here, known, filters, prefix="time", fields=("code", "layer"),
        now=lambda: _now().filters, change=_limit,
    )  # fmt: skip


def _controls(now: View) -> None:
    asked = now.asked
    with st.container(key="ti_controls", horizontal=True, vertical_alignment="bottom"):
        _narrowing(now.here, now.known, asked.filters)
        if asked.show == "paths":
            st.selectbox(
                _("Panels"), PANELS, key=_field("panel", asked.panel), on_change=_set,
                args=("panel",), format_func=lambda one: _(PANEL_NAMES[one]), width=150,
            )  # fmt: skip
        if asked.show == "changes":
            for name, label in (("before", _("From round")), ("after", _("To round"))):
                st.selectbox(
                    label, now.rounds, key=_field(name, getattr(asked, name)), on_change=_set,
                    args=(name,), width=110,
                )  # fmt: skip
            st.selectbox(
                _("Set against"), [False, True], key=_field("across", asked.across),
                on_change=_set, args=("across",), width=170,
                format_func=lambda one: _("other codes") if one else _("the same code"),
            )  # fmt: skip
        _downloads(now)
    with st.container(key="ti_switches", horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Shown as"), list(SHOWS), key=_field("show", asked.show), on_change=_set,
            args=("show",), format_func=lambda one: _(SHOWS[one]), required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        everyone = now.frame["person"].nunique()
        left = everyone - len(now.lost)
        st.toggle(
            _("Only those present in all rounds ({n} of {N} persons)", n=left, N=everyone),
            key=_field("complete", asked.complete), on_change=_set, args=("complete",),
        )  # fmt: skip
        if asked.show == "changes":
            table.hide_toggle(
                _field("hide_small", asked.hide_small),
                lambda hidden: _go(hide_small=hidden, cell=None),
            )


def _field(name: str, value: Any) -> str:
    """The key of a control that shows what the address asks for."""
    key = f"time_{name}"
    st.session_state[key] = value
    return key


def _now() -> Asked:
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    return read_address(query, facets.material(shell.current()))


def _go(**changes: Any) -> None:
    st.query_params.from_dict(address(replace(_now(), **changes)))


def _set(name: str) -> None:
    value = st.session_state[f"time_{name}"]
    _go(**{name: value}, **({} if name in ("panel", "show") else {"cell": None}))


def _narrow(name: str) -> None:
    value = st.session_state[f"time_{name}"]
    named: dict[str, Any] = {name: value if name == "layer" else tuple(value)}
    _limit(replace(_now().filters, **named))


def _limit(filters: Filters) -> None:
    """Other filters: what was chosen under the old ones may not be there."""
    _go(filters=filters, cell=None, about="")


def _downloads(now: View) -> None:
    shown: Kind = "changes" if now.asked.show == "changes" else "trajectories"
    kinds: tuple[Kind, ...] = (shown, "attrition")
    files = [
        downloads.File(
            kind, _(DOWNLOADS[kind]).lower(), f"time_{kind}", over_time.wanted(now.asked, kind),
            heading=_(DOWNLOADS[kind]),
        )
        for kind in kinds
    ]  # fmt: skip
    downloads.menu(now.here, files, key="time_download")


DOWNLOADS: Mapping[Kind, str] = {
    "trajectories": marked("Paths"),
    "changes": marked("Changes"),
    "attrition": marked("Lost on the way"),
}


# Paths


def _paths(now: View) -> None:
    asked = now.asked
    if now.shown.empty:
        _nobody_left()
        return
    chosen = (asked.of, asked.about) if asked.of and asked.about else None
    chart = charts.paths(
        now.shown, now.names, dark=st.context.theme.type == "dark", panel=asked.panel,
        chosen=chosen,
    )  # fmt: skip
    st.altair_chart(
        chart, theme=None, width="content", key=CHART, on_select=_picked, selection_mode="cell",
        alt=_("What each person said in each round; the table under it says the same."),
    )  # fmt: skip
    hint = _("Choose a mark to read what this person said, round by round.")
    st.html(f"<p class='wb-notes'>{escape(hint)}</p>")
    with st.expander(_("The same as a table")):
        st.html(_as_table(now))


def _picked() -> None:
    points = st.session_state[CHART]["selection"].get("cell") or []
    if points:
        _go(show="read", of=str(points[0].get("person")), about=str(points[0].get("code")))


def _as_table(now: View) -> str:
    """The paths in words: a row per person and code, a column per round."""
    head = "".join(
        f"<th scope='col'>{escape(one)}</th>"
        for one in (_("Informant"), _("Code"), *(_("Round {round}", round=r) for r in now.rounds))
    )
    body = "".join(
        f"<tr><th scope='row'>{escape(person)}</th><td>{escape(code)}</td>"
        + "".join(f"<td>{escape(one)}</td>" for one in states)
        + "</tr>"
        for person, code, states in over_time.paths(now)
    )
    return (
        f"<div class='ag-scroll' tabindex='0' role='region' aria-label='{escape(_('Paths'))}'>"
        f"<table class='ti-table'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _nobody_left() -> None:
    nobody = _("Nobody here has usable text in every round.")
    st.html(f"<p class='wb-hint' role='status'>{escape(nobody)}</p>")


# Changes


def _changes(now: View) -> None:
    asked = now.asked
    if now.shown.empty:
        _nobody_left()
        return
    shown = over_time.change_table(now)
    selected = (asked.cell[0], (str(asked.after), asked.cell[1])) if asked.cell else None
    opened = st.session_state.get("time_open", [row.id for row in shown.rows if row.branch])
    data = table.component_data(
        shown, open_ids=opened, selected=selected,
        label=_("Changes from round {before} to round {after}, persons", before=asked.before,
                after=asked.after),
    )  # fmt: skip
    table.mount(data, key=COMPONENT, on_told=_told)
    said = " ".join([over_time.meaning(asked), *table.hidden_note(shown.cells.values())])
    st.html(f"<p class='wb-notes' role='note'>{escape(said)}</p>")


def _told() -> None:
    opened, cell = table.told(st.session_state[COMPONENT])
    st.session_state["time_open"] = opened
    _go(cell=(cell[0], cell[1][1]) if cell else None)


def _behind(now: View) -> None:
    """The persons of the chosen cell, with what they said in both rounds."""
    if now.asked.hide_small:
        st.html(f"<p class='wb-hint'>{escape(_(behind.UNNAMED))}</p>")
        return
    found = over_time.cell(now)
    if found is None:
        hint = _("Choose a number to see who it is, and what they said.")
        st.html(f"<p class='wb-hint'>{escape(hint)}</p>")
        return
    count = ngettext("{n} person", "{n} persons", len(found.persons))
    over = "" if now.asked.across else f"<h2>{escape(now.names.code(found.code))}</h2>"
    st.html(f"{over}<h3>{escape(found.said)}</h3><span class='wb-counts'>{escape(count)}</span>")
    cards.colored(now.names.colors().get(found.code, ""))
    for person in found.persons:
        _person(now, person, found.codes)


def _person(now: View, person: str, codes: Mapping[int, str]) -> None:
    """One person of a cell: a link to the reading view, and the excerpts of the code of each
    round."""
    asked = now.asked
    code = codes[asked.before]
    shell.link(
        "time_", _("{person}: side by side →", person=now.names.person(person)),
        key=f"time_to_{person}", show="read", of=person, about=code, code=asked.filters.code[0]
        if len(asked.filters.code) == 1 else "",
    )  # fmt: skip
    for round, of_round in codes.items():
        excerpts, marks, about = over_time.excerpts(now, person, of_round, round)
        for at, excerpt in enumerate(excerpts):
            name = f"{person}_{round}_{at}"
            if not at:
                st.html(f"<p class='ti-round'>{escape(_('Round {round}', round=round))}</p>")
            cards.card(now.read, f"crosstab_card_{name}", excerpt, about, marks)


# One person, one code, round by round


def _read(now: View) -> None:
    asked = now.asked
    person = asked.of if asked.of in now.persons else next(iter(now.persons), "")
    code = asked.about if asked.about in now.codes else next(iter(now.codes), "")
    if not person:
        _nobody_left()
        return
    _steps(now, person, code)
    cards.colored(now.names.colors().get(code, ""))
    rows = now.shown[(now.shown["person"] == person) & (now.shown["code"] == code)]
    columns = st.columns(max(len(rows), 1), gap="medium")
    for column, record in zip(columns, table.records(rows), strict=True):
        with column:
            _round(now, record)


def _steps(now: View, person: str, code: str) -> None:
    """Who and what is read, and the way to the next and the one before."""
    persons, codes = now.persons, now.codes
    with st.container(key="time_steps", horizontal=True, vertical_alignment="bottom", gap="small"):
        _step(persons, person, "of", -1, "k", _("Previous"))
        st.selectbox(
            _("Informant"), persons, key=_field("of", person), format_func=now.names.person,
            on_change=_set, args=("of",), width=230,
        )  # fmt: skip
        _step(persons, person, "of", 1, "j", _("Next"))
        st.space("small")
        _step(codes, code, "about", -1, "p", _("Previous"))
        st.selectbox(
            _("Code"), codes, key=_field("about", code), format_func=now.names.code,
            on_change=_set, args=("about",), width=260,
        )  # fmt: skip
        _step(codes, code, "about", 1, "n", _("Next"))


def _step(names: Sequence[str], now: str, field: str, by: int, key: str, label: str) -> None:
    at = names.index(now) + by
    inside = 0 <= at < len(names)
    st.button(
        label, key=f"time_step_{key}", shortcut=key, type="tertiary", disabled=not inside,
        on_click=lambda: _go(**{field: names[at]}) if inside else None,
    )  # fmt: skip


def _round(now: View, record: Mapping[str, Any]) -> None:
    person, code, round = str(record["person"]), str(record["code"]), int(record["round"])
    held = over_time.sittings(now, person, round)
    dates = " · ".join(part for name, date, _status in held for part in (name, date) if part)
    st.html(
        f"<h3 class='ti-heading'>{escape(_('Round {round}', round=round))}"
        f"<small>{escape(dates)}</small></h3>"
    )
    state = charts.state_of(record)
    if state != "said":
        lines = over_time.silence(
            state, record, [status for _n, _d, status in held], now.known, person
        )
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        st.html(f"<div class='ti-none ti-{state}'>{body}</div>")
        return
    excerpts, marks, about = over_time.excerpts(now, person, code, round)
    for at, excerpt in enumerate(excerpts):
        cards.card(now.read, f"crosstab_card_{round}_{at}", excerpt, about, marks)


def _guide() -> None:
    """Questions to read by, folded: nothing here is answered by the workbench."""
    with st.expander(_("Questions to read by"), key="time_guide"):
        lead = _(
            "For you who read, after Saldaña (2003): the workbench counts marks, but whether "
            "anything changed, and what it means, is found by reading."
        )
        parts = "".join(
            f"<h3>{escape(_(heading))}</h3><ul>"
            + "".join(f"<li>{escape(_(one))}</li>" for one in questions)
            + "</ul>"
            for heading, questions in QUESTIONS
        )
        st.html(f"<div class='ti-guide'><p>{escape(lead)}</p>{parts}</div>")


# Those who were lost on the way


def _lost(now: View) -> None:
    everyone = now.frame["person"].nunique()
    said = _("{n} of {N} persons are not in every round.", n=len(now.lost), N=everyone)
    st.html(f"<h2>{escape(_('Lost on the way'))}</h2><p class='ti-lost'>{escape(said)}</p>")
    for one in over_time.lost(now):
        lines = "".join(
            f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in one.facts
        )
        st.html(
            f"<div class='ti-card'><h3>{escape(now.names.person(one.person))}</h3>"
            f"<p>{escape(one.text)}</p><dl>{lines}</dl></div>"
        )
        if one.codes:
            count = ngettext("What they had said, {n} code →", "What they had said, {n} codes →",
                             len(one.codes))  # fmt: skip
            query = query_of_filters(replace(now.asked.filters, code=one.codes,
                                             person=(one.person,)))  # fmt: skip
            st.page_link(
                st.session_state["_pages"]["excerpts"], label=count,
                query_params=[(name, value) for name, values in query.items() for value in values],
            )  # fmt: skip
