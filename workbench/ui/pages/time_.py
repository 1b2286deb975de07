"""The time page: each person's path over the rounds, what changed, and one person read closely.

The address is the view: `code` (several), `panel`, `complete`, `show` (`paths`, `changes` or
`read`), `before`, `after` and `across` (each code by each code), the cell of the change table
(`cell`, `at`), and `of` and `about`, the person and the code that are read, with the filters
`course` and `layer`. Those who were lost
on the way stand beside everything. Nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Literal, get_args

import pandas as pd
import streamlit as st

from workbench import words
from workbench.analysis.trajectories import STATES
from workbench.charts import changes as change_tables
from workbench.charts import paths as charts
from workbench.charts.paths import PANELS, STATE_NAMES, Panel
from workbench.errors import WorkbenchError
from workbench.exports import Kind
from workbench.model import Filters
from workbench.texts import _, day, marked, ngettext
from workbench.ui import behind, cards, downloads, facets, shell, table
from workbench.ui.address import filters_of, query_of_filters

KEYS: tuple[tuple[str, str], ...] = (
    ("j k", marked("Next and previous person, where one is read")),
    ("n p", marked("Next and previous code, where one is read")),
    ("← → ↑ ↓", marked("From cell to cell of the change table")),
    ("Enter", marked("Show the persons behind a cell")),
)

Show = Literal["paths", "changes", "read"]
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


@dataclass(frozen=True)
class Asked:
    """What the page is asked for."""

    show: Show = "paths"
    panel: Panel = "person"
    complete: bool = False
    before: int = 0
    after: int = 0
    across: bool = False
    hide_small: bool = False
    cell: tuple[str, str] | None = None
    of: str = ""
    about: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Page:
    """What a run of the page works with. `frame` follows everyone, `shown` those that the switch
    leaves."""

    here: shell.Current
    asked: Asked
    known: facets.Material
    names: charts.Names
    frame: pd.DataFrame
    shown: pd.DataFrame
    lost: pd.DataFrame

    def read(self, verb: str, *arguments: object, **options: object) -> Any:
        """A reading method of the study, computed once per state of the study."""
        return shell.read(self.here, verb, *arguments, **options)

    @property
    def rounds(self) -> list[int]:
        """The rounds that anyone here was to be met in."""
        return sorted({int(one) for one in self.frame["round"]})

    @property
    def codes(self) -> list[str]:
        """The codes that are followed."""
        return list(dict.fromkeys(self.frame["code"]))

    @property
    def persons(self) -> list[str]:
        """The persons that are shown."""
        return list(dict.fromkeys(self.shown["person"]))


def page() -> None:
    """Draw the page that the address names. Changes nothing in the study."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = facets.material(here)
    asked = read_address({n: st.query_params.get_all(n) for n in st.query_params}, known)
    with st.container(key="time"):
        try:
            now = _page(here, known, asked)
        except WorkbenchError as error:
            st.html(f"<h1>{escape(_('Over time'))}</h1>")
            shell.show_error(error)
            return
        if not now.rounds or not now.codes:
            _nothing_yet()
            return
        _head(now)
        with st.container(key="ti_split", horizontal=True, gap=None):
            with st.container(key="ti_main"):
                {"paths": _paths, "changes": _changes, "read": _read}[asked.show](now)
                _guide()
                if asked.show == "changes":
                    _lost(now)
            with st.container(key="crosstab_panel", width=360):
                (_behind if asked.show == "changes" else _lost)(now)


def _nothing_yet() -> None:
    """A study in which nobody is met in rounds, or that has no codes: what is missing."""
    st.html(f"<h1>{escape(_('Over time'))}</h1>")
    missing = _(
        "Nobody here was to be interviewed in rounds, or there are no codes: nothing to follow."
    )
    st.html(f"<p class='wb-hint' role='status'>{escape(missing)}</p>")
    shell.link("import_", _("Import"))


def read_address(query: Mapping[str, Sequence[str]], known: facets.Material) -> Asked:
    """What an address asks for; what it asks for wrongly is left out."""

    def one(name: str) -> str:
        return next(iter(query.get(name, ())), "")

    def number(name: str) -> int:
        return int(one(name)) if one(name).isdecimal() else 0

    cell = one("cell"), one("at")
    across = one("across") == "1"
    places: Sequence[str] = known.facts.codes if across else STATES
    return Asked(
        show=next((show for show in get_args(Show) if show == one("show")), "paths"),
        panel=next((panel for panel in PANELS if panel == one("panel")), "person"),
        complete=one("complete") == "1",
        before=number("before"),
        after=number("after"),
        across=across,
        hide_small=one("hide_small") == "1",
        cell=cell if cell[0] and cell[1] in places else None,
        of=one("of") if one("of") in known.facts.persons else "",
        about=one("about") if one("about") in known.facts.codes else "",
        filters=filters_of(query, known.facts),
    )


def address(asked: Asked) -> dict[str, list[str]]:
    """The address that asks for this; only what differs from the plain page."""
    plain = Asked()
    told = {
        name: [str(getattr(asked, name))]
        for name in ("show", "panel", "before", "after", "of", "about")
        if getattr(asked, name) != getattr(plain, name)
    }
    for name in ("complete", "across", "hide_small"):
        if getattr(asked, name):
            told[name] = ["1"]
    if asked.cell:
        told["cell"], told["at"] = [asked.cell[0]], [asked.cell[1]]
    return {**told, **query_of_filters(asked.filters)}


def _page(here: shell.Current, known: facets.Material, asked: Asked) -> Page:
    children = len(asked.filters.code) == 1
    options: dict[str, Any] = {"children": children, "filters": asked.filters}
    frame: pd.DataFrame = shell.read(here, "trajectories", **options)
    shown = shell.read(here, "trajectories", complete=True, **options) if asked.complete else frame
    rounds = sorted({int(one) for one in frame["round"]})
    before = asked.before if asked.before in rounds else min(rounds, default=0)
    after = asked.after if asked.after in rounds else max(rounds, default=0)
    about = behind.about(known.frame_persons, shell.read(here, "person_interviews"))
    names = charts.Names(
        tuple(known.scheme.codes.values()), {one: about[one].said for one in about}
    )
    return Page(
        here=here, asked=replace(asked, before=before, after=after), known=known, names=names,
        frame=frame, shown=shown,
        lost=shell.read(here, "attrition", filters=asked.filters),
    )  # fmt: skip


# Head and controls


def _head(now: Page) -> None:
    persons = now.frame["person"].nunique()
    base = now.read("base", filters=now.asked.filters)
    said = [
        charts.followed(persons, persons - len(now.lost), now.rounds),
        words.layer(now.asked.filters.layer),
        table.coded_to_the_end(base.done, base.usable),
    ]
    names = [now.names.code(key) for key in now.asked.filters.code]
    title = _("{codes}, over time", codes=", ".join(names)) if names else _("Over time")
    st.html(f"<h1>{escape(title)}</h1><p class='wb-lead'>{escape(' · '.join(said))}</p>")
    _controls(now)
    shell.hidden_note(now.here, filters=now.asked.filters)


def _controls(now: Page) -> None:
    asked, facts = now.asked, now.known.facts
    with st.container(key="ti_controls", horizontal=True, vertical_alignment="bottom"):
        st.multiselect(
            _("Codes"), facts.codes, key=_field("code", list(asked.filters.code)),
            format_func=now.known.scheme.indented, on_change=_narrow, args=("code",),
            placeholder=_("the topmost"), width=360,
        )  # fmt: skip
        if facts.courses:
            st.multiselect(
                _("Course"), facts.courses, key=_field("course", list(asked.filters.course)),
                on_change=_narrow, args=("course",), placeholder=_("All"), width=200,
            )  # fmt: skip
        layers = ["primary", "agreed", *(f"coder:{name}" for name in facts.coders)]
        st.selectbox(
            _("Layer"), layers, key=_field("layer", asked.filters.layer), on_change=_narrow,
            args=("layer",), format_func=words.layer, width=190,
        )  # fmt: skip
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
    asked = _now()
    named: dict[str, Any] = {name: value if name == "layer" else tuple(value)}
    _go(filters=replace(asked.filters, **named), cell=None, about="")


def _downloads(now: Page) -> None:
    shown: Kind = "changes" if now.asked.show == "changes" else "trajectories"
    kinds: tuple[Kind, ...] = (shown, "attrition")
    files = [
        downloads.File(
            kind, _(DOWNLOADS[kind]).lower(), f"time_{kind}", _wanted(now.asked, kind),
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


def _wanted(asked: Asked, kind: Kind) -> dict[str, Any]:
    """What is shown, as an export is asked for it."""
    wanted: dict[str, Any] = {"filters": asked.filters}
    if kind != "attrition":
        wanted["complete"] = asked.complete
    if kind == "changes":
        wanted |= {"before": asked.before, "after": asked.after, "across": asked.across,
                   "hide_small": asked.hide_small}  # fmt: skip
    if kind == "trajectories":
        wanted |= {"children": len(asked.filters.code) == 1, "panel": asked.panel}
    return wanted


# Paths


def _paths(now: Page) -> None:
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


def _as_table(now: Page) -> str:
    """The paths in words: a row per person and code, a column per round."""
    head = "".join(
        f"<th scope='col'>{escape(one)}</th>"
        for one in (_("Informant"), _("Code"), *(_("Round {round}", round=r) for r in now.rounds))
    )
    body = ""
    for (person, code), rows in now.shown.groupby(["person", "code"], sort=False):
        cells = ""
        cells = "".join(
            f"<td>{escape(charts.state_text(record))}</td>" for record in charts.records(rows)
        )
        name = escape(now.names.code(str(code)))
        body += f"<tr><th scope='row'>{escape(str(person))}</th><td>{name}</td>{cells}</tr>"
    return (
        f"<div class='ag-scroll' tabindex='0' role='region' aria-label='{escape(_('Paths'))}'>"
        f"<table class='ti-table'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _nobody_left() -> None:
    nobody = _("Nobody here has usable text in every round.")
    st.html(f"<p class='wb-hint' role='status'>{escape(nobody)}</p>")


# Changes


def _changes(now: Page) -> None:
    asked = now.asked
    if now.shown.empty:
        _nobody_left()
        return
    shown = _change_table(now)
    selected = (asked.cell[0], (str(asked.after), asked.cell[1])) if asked.cell else None
    opened = st.session_state.get("time_open", [row.id for row in shown.rows if row.branch])
    data = table.component_data(
        shown, open_ids=opened, selected=selected,
        label=_("Changes from round {before} to round {after}, persons", before=asked.before,
                after=asked.after),
    )  # fmt: skip
    table.mount(data, key=COMPONENT, on_told=_told)
    said = " ".join([_meaning(asked), *table.hidden_note(shown.cells.values())])
    st.html(f"<p class='wb-notes' role='note'>{escape(said)}</p>")


def _meaning(asked: Asked) -> str:
    """What the numbers of the change table are."""
    few = _("◥ one or two persons.")
    if asked.across:
        said = _(
            "Persons who said the code of the row in round {before} and that of the column in "
            "round {after}, of those who have usable text in both.",
            before=asked.before, after=asked.after,
        )  # fmt: skip
    else:
        said = _(
            "Persons, of all who are followed here. “Not said” is only said of those who have a "
            "usable text and were asked, or of whom it is not known whether they were; who has no "
            "text is in “no text”, never in “not said”."
        )
    return f"{few} {said}"


def _change_table(now: Page) -> table.Table:
    asked = now.asked
    if asked.across:
        return change_tables.crossed(_frame_of_changes(now), now.names, asked.after)
    return change_tables.table(
        _frame_of_changes(now), now.names, asked.before, asked.after, persons=len(now.persons)
    )


def _frame_of_changes(now: Page) -> pd.DataFrame:
    """The changes of the codes that are followed; of one code, those of the codes right under it
    too."""
    asked = now.asked
    below = now.codes[1:] if len(asked.filters.code) == 1 else []
    if asked.across:
        return _counted(now, "crossings", below or list(asked.filters.code))
    parts = [_counted(now, "changes", list(asked.filters.code))]
    if below:
        parts.append(_counted(now, "changes", below))
    return pd.concat(parts, ignore_index=True)


def _counted(now: Page, verb: str, codes: Sequence[str]) -> pd.DataFrame:
    asked = now.asked
    frame: pd.DataFrame = now.read(
        verb, asked.before, asked.after, complete=asked.complete, hide_small=asked.hide_small,
        filters=replace(asked.filters, code=tuple(codes)),
    )  # fmt: skip
    return frame


def _told() -> None:
    opened, cell = table.told(st.session_state[COMPONENT])
    st.session_state["time_open"] = opened
    _go(cell=(cell[0], cell[1][1]) if cell else None)


def _behind(now: Page) -> None:
    """The persons of the chosen cell, with what they said in both rounds."""
    asked = now.asked
    if asked.hide_small:
        st.html(f"<p class='wb-hint'>{escape(_(behind.UNNAMED))}</p>")
        return
    frame = _frame_of_changes(now)
    code, before = change_tables.row_of(asked.cell[0] if asked.cell else "")
    if asked.cell is None or code not in set(frame["code"]):
        hint = _("Choose a number to see who it is, and what they said.")
        st.html(f"<p class='wb-hint'>{escape(hint)}</p>")
        return
    if asked.across:
        later = asked.cell[1]
        found = frame[(frame["code"] == code) & (frame["later"] == later)]
        names = [now.names.code(code), now.names.code(later)]
    else:
        later = code
        found = frame[
            (frame["code"] == code)
            & (frame["before"] == before)
            & (frame["after"] == asked.cell[1])
        ]
        names = [_(STATE_NAMES[_state(one)]) for one in (before, asked.cell[1])]
    persons = [one for one in "".join(found["persons"]).split(",") if one]
    said = _(
        "Round {before}: {said}. Round {after}: {then}", before=asked.before, after=asked.after,
        said=names[0], then=names[1],
    )  # fmt: skip
    count = ngettext("{n} person", "{n} persons", len(persons))
    over = "" if asked.across else f"<h2>{escape(now.names.code(code))}</h2>"
    st.html(f"{over}<h3>{escape(said)}</h3><span class='wb-counts'>{escape(count)}</span>")
    cards.colored(now.names.colors().get(code, ""))
    for person in persons:
        _person(now, person, {asked.before: code} | {asked.after: later})


def _state(name: str) -> Any:
    return next((state for state in STATES if state == name), "no_text")


def _person(now: Page, person: str, codes: Mapping[int, str]) -> None:
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
        excerpts, marks, about = _excerpts(now, person, of_round, round)
        for at, excerpt in enumerate(excerpts):
            name = f"{person}_{round}_{at}"
            if not at:
                st.html(f"<p class='ti-round'>{escape(_('Round {round}', round=round))}</p>")
            cards.card(now.read, f"crosstab_card_{name}", excerpt, about, marks)


def _excerpts(
    now: Page, person: str, code: str, round: int
) -> tuple[list[dict[str, Any]], cards.Marks, Mapping[str, behind.About]]:
    """A person's excerpts of a code in one round, the marks on them, and who speaks."""
    filters = replace(now.asked.filters, code=(code,), person=(person,), round=(round,))
    excerpts = table.records(now.read("excerpts", filters=filters))
    marks = behind.marks(now.read("codings", filters=filters), "valence", "stance")
    about = behind.about(now.known.frame_persons, now.read("person_interviews"))
    return excerpts, marks, about


# One person, one code, round by round


def _read(now: Page) -> None:
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
    for column, record in zip(columns, charts.records(rows), strict=True):
        with column:
            _round(now, record)


def _steps(now: Page, person: str, code: str) -> None:
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


def _round(now: Page, record: Mapping[str, Any]) -> None:
    person, code, round = str(record["person"]), str(record["code"]), int(record["round"])
    sittings = now.read("person_interviews")
    here = sittings[(sittings["person"] == person) & (sittings["round"] == round)]
    interviews = now.read("interviews").set_index("interview")
    held = [
        (str(name), str(interviews.loc[name, "date"] or ""), str(interviews.loc[name, "status"]))
        for name in here["interview"]
    ]
    dates = " · ".join(
        part for name, date, _status in held for part in (name, day(date) if date else "") if part
    )
    st.html(
        f"<h3 class='ti-heading'>{escape(_('Round {round}', round=round))}"
        f"<small>{escape(dates)}</small></h3>"
    )
    state = charts.state_of(record)
    if state != "said":
        lines = silence(state, record, [status for _n, _d, status in held], now.known, person)
        body = "".join(f"<p>{escape(line)}</p>" for line in lines)
        st.html(f"<div class='ti-none ti-{state}'>{body}</div>")
        return
    excerpts, marks, about = _excerpts(now, person, code, round)
    for at, excerpt in enumerate(excerpts):
        cards.card(now.read, f"crosstab_card_{round}_{at}", excerpt, about, marks)


def silence(
    state: str, record: Mapping[str, Any], statuses: Sequence[str], known: facets.Material,
    person: str,
) -> list[str]:  # fmt: skip
    """Why there is nothing to read in a round, in plain words."""
    if state == "not_asked":
        return [_("Not asked about this in this round, and did not bring it up.")]
    if state == "not_said":
        if record["asked"] == "yes":
            return [_("Asked about it, and nothing that was said is coded so.")]
        return [_("Nothing that was said is coded so; it is not noted whether it was asked.")]
    said = [_("No text: {status}.", status=_(words.STATUS[one])) for one in statuses]
    left = known.frame_persons.set_index("person").loc[person]
    for name, label in (("left_course", _("Left the course")), ("left_study", _("Left the study"))):
        if left.get(name):
            said.append(f"{label}: {left[name]}")
    return said or [_("No interview was planned for this round.")]


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


def _lost(now: Page) -> None:
    everyone = now.frame["person"].nunique()
    said = _("{n} of {N} persons are not in every round.", n=len(now.lost), N=everyone)
    st.html(f"<h2>{escape(_('Lost on the way'))}</h2><p class='ti-lost'>{escape(said)}</p>")
    for record in now.lost.fillna("").to_dict("records"):
        person = str(record["person"])
        rounds = str(record["usable_rounds"]).replace(",", ", ")
        text = _("usable text in round {rounds}", rounds=rounds) if rounds else _("no usable text")
        status = ", ".join(_(words.STATUS[one]) for one in str(record["status"]).split(",") if one)
        facts = [
            (_("Missing from"), _("round {round}", round=int(record["lost_round"]))
             + (f": {status}" if status else "")),
            (_("Left the course"), str(record["left_course"]) or _("not stated")),
            (_("Left the study"), str(record["left_study"]) or _("not stated")),
        ]  # fmt: skip
        lines = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in facts)
        st.html(
            f"<div class='ti-card'><h3>{escape(now.names.person(person))}</h3>"
            f"<p>{escape(text)}</p><dl>{lines}</dl></div>"
        )
        codes = [one for one in str(record["codes"]).split(",") if one]
        if codes:
            count = ngettext("What they had said, {n} code →", "What they had said, {n} codes →",
                             len(codes))  # fmt: skip
            query = query_of_filters(replace(now.asked.filters, code=tuple(codes),
                                             person=(person,)))  # fmt: skip
            st.page_link(
                st.session_state["_pages"]["excerpts"], label=count,
                query_params=[(name, value) for name, values in query.items() for value in values],
            )  # fmt: skip
