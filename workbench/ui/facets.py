"""The filters beside a list: every value with how many rows of the list choosing it would show.

What is chosen stands in the address. A page gives a `Panel` and draws it; a choice reads the
filters that the address has then, and writes others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import streamlit as st

from workbench import words
from workbench.errors import WorkbenchError
from workbench.exports import quoting
from workbench.model import ONCE, STANCES, VALENCES, Filters
from workbench.texts import _
from workbench.ui import address, shell, table

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from workbench.model import Code

Mark = Literal["valence", "stance"]
Counts = Mapping[str, int]

MANY = 12
"""An attribute with more values than this is no list to choose from."""


@dataclass(frozen=True)
class Scheme:
    """The codes by key, with their names, colours and depths."""

    codes: Mapping[str, Code]

    def name(self, key: str) -> str:
        """The code's name in the current language."""
        return words.code_name(self.codes[key]) if key in self.codes else key

    def depth(self, key: str) -> int:
        """How many codes stand above it."""
        depth, code = 0, self.codes.get(key)
        by_id = {one.id: one for one in self.codes.values()}
        while code is not None and code.parent is not None:
            depth, code = depth + 1, by_id.get(code.parent)
        return depth

    def indented(self, key: str) -> str:
        """The code's name, set in by its depth: how it stands in a list to choose from."""
        return "\u2003" * self.depth(key) + self.name(key)

    def color(self, key: str) -> str:
        """The colour of the code's branch: its own or the nearest above it."""
        by_id = {one.id: one for one in self.codes.values()}
        code = self.codes.get(key)
        while code is not None:
            if code.color:
                return code.color
            code = by_id.get(code.parent) if code.parent is not None else None
        return ""


@dataclass(frozen=True)
class Material:
    """What a page with filters reads of the study, once per state of it."""

    scheme: Scheme
    persons: Mapping[str, quoting.Person]
    frame_persons: pd.DataFrame
    rounds: Mapping[tuple[str, str], int | None]
    actor_types: Mapping[str, str]
    facts: address.Facts

    @property
    def names(self) -> table.Names:
        """What actor types and codes are called."""
        return table.Names(self.actor_types, tuple(self.scheme.codes.values()))


@dataclass(frozen=True)
class Facet:
    """One value that can be chosen, with the number of rows that it would show, if counted."""

    value: str
    label: str
    count: int | None
    on: bool


@dataclass(frozen=True)
class Panel:
    """What a page tells of the list beside which the filters stand.

    `prefix` begins the keys of the widgets. `base` has the list's rows (interview, person,
    actor_type, round) under every filter but actor type, round, course and attributes. `count`
    says how many rows there are under other filters, `marks` how many each valence or stance
    has; None where that is not counted, and nothing is unless `counted`. The filter by code is
    left out unless `by_code`. `now` reads the filters
    of the address, `change` writes others there.
    """

    known: Material
    prefix: str
    filters: Filters
    base: pd.DataFrame
    count: Callable[[Filters], int | None]
    marks: Callable[[Mark], Counts | None]
    now: Callable[[], Filters]
    change: Callable[[Filters], None]
    counted: bool = True
    by_code: bool = True


def material(here: shell.Current) -> Material:
    """Everything about the study that facets, list and preview need."""
    persons = shell.read(here, "persons")
    sittings = shell.read(here, "person_interviews")
    codes = shell.read(here, "scheme")
    names = words.actor_types(shell.read(here, "actor_types"))
    attributes = {
        name: tuple(sorted({str(value) for value in persons[name] if value}))
        for name in shell.read(here, "attributes")
        if name in persons
    }
    facts = address.Facts(
        dimensions=(),
        codes=tuple(code.key for code in codes),
        actor_types=tuple(names),
        persons=tuple(persons["person"]),
        interviews=tuple(dict.fromkeys(sittings["interview"])),
        coders=tuple(here.study.coders()),
        courses=attributes.get("course", ()),
        attributes=attributes,
    )
    return Material(
        scheme=Scheme({code.key: code for code in codes}),
        persons=quoting.persons_of(persons),
        frame_persons=persons,
        rounds=quoting.rounds_of(sittings),
        actor_types=names,
        facts=facts,
    )


def wider(filters: Filters) -> Filters:
    """The filters under which a panel's `base` is read."""
    return replace(filters, actor_type=(), round=(), course=(), attributes=())


def facet(
    frame: pd.DataFrame, column: str, labels: Mapping[str, str], chosen: Sequence[str]
) -> list[Facet]:
    """The values of a column with how many rows each has, in the order of `labels`."""
    counts: Mapping[Any, int] = dict(frame[column].astype(str).value_counts())
    return [
        Facet(value, label, int(counts.get(value, 0)), value in chosen)
        for value, label in labels.items()
    ]


def narrowed(frame: pd.DataFrame, filters: Filters, known: Material, *, but: str) -> pd.DataFrame:
    """The frame under every facet but one: what that facet's values are counted in."""
    shown = frame
    if but != "actor_type" and filters.actor_type:
        shown = shown[shown["actor_type"].isin(filters.actor_type)]
    if but != "round" and filters.round:
        shown = shown[_rounds(shown).isin(filters.round)]
    wanted: dict[str, list[str]] = {"course": list(filters.course)} if filters.course else {}
    for name, value in filters.attributes:
        wanted.setdefault(name, []).append(value)
    by_person = known.frame_persons.set_index("person")
    for name, values in wanted.items():
        if but != name and name in by_person:
            shown = shown[_stated(shown, by_person[name]).isin(values)]
    return shown


def _rounds(frame: pd.DataFrame) -> pd.Series[Any]:
    """The round of each row as filters name it; no number for words of nobody."""
    once = frame["round"].fillna(ONCE).astype("int64")
    return once.where(frame["person"].fillna("") != "", -1)


def _stated(frame: pd.DataFrame, attribute: pd.Series[Any]) -> pd.Series[Any]:
    """What the study says of each row's person, empty where it is not stated; words of nobody
    have neither."""
    return frame["person"].map(attribute.fillna(""))


def of_excerpts(
    here: shell.Current, known: Material, filters: Filters, *, prefix: str,
    now: Callable[[], Filters], change: Callable[[Filters], None], by_code: bool = True,
) -> Panel:  # fmt: skip
    """A panel whose values say how many excerpts each would show."""
    return Panel(
        known=known, prefix=prefix, filters=filters, base=_excerpts(here, wider(filters)),
        count=lambda chosen: len(_excerpts(here, chosen)),
        marks=lambda mark: _by_mark(here, filters, mark), now=now, change=change, by_code=by_code,
    )  # fmt: skip


def _excerpts(here: shell.Current, filters: Filters) -> pd.DataFrame:
    """The excerpts under these filters; none where they ask for a layer without codings."""
    frame: pd.DataFrame
    try:
        frame = shell.read(here, "excerpts", filters=filters)
    except WorkbenchError:
        frame = shell.read(here, "excerpts", filters=Filters()).head(0)
    return frame


def _by_mark(here: shell.Current, filters: Filters, name: Mark) -> Counts:
    """The excerpts of each value, counted in one table: of each, that is, of its codings alone."""
    other = "stance" if name == "valence" else "valence"
    unasked: dict[str, Any] = {name: ()}
    try:
        frame = shell.read(
            here, "crosstab", rows=name, columns=(other,), count="excerpts", totals=True,
            filters=replace(filters, **unasked),
        )  # fmt: skip
    except WorkbenchError:
        return {}
    whole = frame[frame[other] == table.MERGED]
    return {str(value): int(n) for value, n in zip(whole[name], whole["n"], strict=True)}


# How they are drawn


def menu(
    here: shell.Current, known: Material, filters: Filters, *, prefix: str,
    now: Callable[[], Filters], change: Callable[[Filters], None], fields: Sequence[str] = (),
) -> DeltaGenerator | None:  # fmt: skip
    """Every filter in a menu that says how many of them limit what is shown, and gives what lies
    open to be filled on; None while it is closed. `fields` are filters that the page has a field
    of its own for."""
    plain_ = Filters()
    elsewhere: dict[str, Any] = {name: getattr(plain_, name) for name in fields}
    active = len(table.filters_text(replace(filters, **elsewhere), known.names))
    label = _("+ Filter ({n})", n=active) if active else _("+ Filter")
    opened = st.popover(label, key=f"{prefix}_menu", on_change="rerun")
    if not opened.open:  # what each value would show is counted only for one who looks
        return None
    with opened:
        inside = st.container(key=f"{prefix}_menu_facets", gap=None)
    with inside:
        draw(
            of_excerpts(here, known, filters, prefix=f"{prefix}_f", now=now, change=change,
                        by_code="code" not in fields)
        )  # fmt: skip
    return inside


def draw(panel: Panel) -> None:
    """Every filter that the study has values for, those that are seldom wanted folded away."""
    known, filters = panel.known, panel.filters
    if panel.by_code:
        _code_facet(panel)
    by_person = known.frame_persons.set_index("person")

    def counted(name: str) -> pd.DataFrame:
        return narrowed(panel.base, filters, known, but=name)

    heading(_("Actor type"))
    types = {**known.actor_types, "": _("still open")}
    for one in facet(counted("actor_type"), "actor_type", types, filters.actor_type):
        if one.value or one.count or one.on:
            choice(panel, "actor_type", one)
    rounds = sorted({round_ for round_ in known.rounds.values() if round_ is not None})
    if rounds:
        heading(_("Round"))
        frame = counted("round")
        frame = frame.assign(value=_rounds(frame))
        names = {**{str(one): str(one) for one in rounds}, str(ONCE): _("interviewed once")}
        for one in facet(frame, "value", names, list(map(str, filters.round))):
            choice(panel, "round", one)
    if "course" in known.facts.attributes:
        heading(words.column("course").capitalize())
        frame = counted("course")
        frame = frame.assign(value=_stated(frame, by_person["course"]))
        courses = {value: value for value in known.facts.courses}
        courses[""] = _("not one course")
        for one in facet(frame, "value", courses, filters.course):
            choice(panel, "course", one)
    for name in ("person", "interview"):
        if getattr(filters, name):
            heading(words.column(name).capitalize())
            for one in _named_facet(panel, name):
                choice(panel, name, one)
    heading(_("The text holds"))
    key = f"{panel.prefix}_contains"
    st.session_state[key] = filters.contains
    st.text_input(
        _("The text holds"),
        key=key,
        placeholder=_("word or part of one"),
        label_visibility="collapsed",
        on_change=_set_contains,
        args=(panel, key),
    )
    with st.expander(
        _("More filters"), key=f"{panel.prefix}_more", expanded=_asks_for_more(filters)
    ):
        _more(panel, by_person)


def _asks_for_more(filters: Filters) -> bool:
    """Whether anything is asked for that stands among the further filters: it must be seen."""
    marks = filters.valence or filters.stance or filters.done_only
    return bool(filters.attributes or marks) or filters.layer != "primary"


def _named_facet(panel: Panel, name: Literal["person", "interview"]) -> list[Facet]:
    """The persons or interviews that are asked for, as a link from another page does; all of
    them would be too many to choose from here."""
    found = []
    for value in getattr(panel.filters, name):
        asked: dict[str, Any] = {name: (value,)}
        found.append(Facet(value, value, panel.count(replace(panel.filters, **asked)), True))
    return found


def _more(panel: Panel, by_person: pd.DataFrame) -> None:
    known, filters = panel.known, panel.filters
    for name, values in known.facts.attributes.items():
        chosen = [value for attribute, value in filters.attributes if attribute == name]
        if not chosen and (name == "course" or len(values) > MANY):
            continue
        heading(words.column(name).capitalize())
        frame = narrowed(panel.base, filters, known, but=name)
        frame = frame.assign(value=_stated(frame, by_person[name]))
        labels = {**{value: value for value in values}, "": _("not stated")}
        for one in facet(frame, "value", labels, chosen):
            few = len(values) <= MANY and (one.value or one.count)
            if few or one.on:
                choice(panel, f"attribute:{name}", one)
    layers = ["primary", "agreed", *(f"coder:{name}" for name in known.facts.coders)]
    heading(_("Layer"))
    key = f"{panel.prefix}_layer"
    st.session_state[key] = filters.layer
    st.selectbox(
        _("Layer"),
        layers,
        key=key,
        format_func=words.layer,
        label_visibility="collapsed",
        on_change=_set_layer,
        args=(panel, key),
    )
    for mark in ("valence", "stance"):
        heading(_("Valence") if mark == "valence" else _("Stance"))
        for one in _mark_facet(panel, mark):
            choice(panel, mark, one)
    heading(_("Coding"))
    done = panel.count(replace(filters, done_only=True))
    choice(panel, "done_only", Facet("1", _("coded to the end only"), done, filters.done_only))


def _mark_facet(panel: Panel, name: Mark) -> list[Facet]:
    """The values of valence or stance, each with the rows that its codings alone make."""
    order, labels = (VALENCES, words.VALENCE) if name == "valence" else (STANCES, words.STANCE)
    counts = panel.marks(name)
    chosen = getattr(panel.filters, name)
    return [
        Facet(
            value,
            _(labels[value]),
            None if counts is None else counts.get(value, 0),
            value in chosen,
        )
        for value in (*order[1:], "")
    ]


def _code_facet(panel: Panel) -> None:
    heading(_("Code"))
    scheme, filters = panel.known.scheme, panel.filters
    for key in filters.code:
        count = panel.count(replace(filters, code=(key,)))
        choice(panel, "code", Facet(key, scheme.name(key), count, True), scheme.color(key))
    others = [key for key in scheme.codes if key not in filters.code]
    # A new key for every choice: what was chosen goes to the lines above, the box is empty again.
    key = f"{panel.prefix}_newcode_{len(filters.code)}"
    st.selectbox(
        _("Code"),
        others,
        key=key,
        index=None,
        placeholder=_("Choose a code") if not filters.code else _("Another code"),
        format_func=scheme.indented,
        label_visibility="collapsed",
        on_change=_add_code,
        args=(panel, key),
    )


def heading(text: str) -> None:
    """What the values under it are of."""
    st.html(f"<h2 class='fa-heading'>{escape(text)}</h2>")


def choice(panel: Panel, name: str, one: Facet, color: str = "") -> None:
    """A value of a facet: a checkbox that looks like a line with its count at the end."""
    key = f"{panel.prefix}_{name}_{one.value}"
    st.session_state[key] = one.on
    dot = f"<i class='wb-dot' style='--c:{safe_color(color)}'></i>" if color else ""
    count = one.count if panel.counted else None
    shown = "" if count is None else f"<span class='wb-num'>{count}</span>"
    none = count == 0 and not one.on
    container = f"{panel.prefix}_row_{name}_{one.value}" + ("_none" if none else "")
    with st.container(key=container, gap=None):
        st.html(f"<div class='fa-count'>{dot}{shown}</div>")
        st.checkbox(
            plain(one.label), key=key, on_change=_toggle, args=(panel, name, one.value, key)
        )


def safe_color(color: str) -> str:
    """A colour of the scheme file as #rrggbb; nothing else gets into a style."""
    digits = color.removeprefix("#")
    if len(digits) == 6 and all(one in "0123456789abcdefABCDEF" for one in digits):
        return f"#{digits}"
    return "currentColor"


def plain(text: str) -> str:
    """Text as it stands, where Streamlit would read Markdown."""
    return "".join(f"\\{one}" if one in "\\`*_[]~:$<" else one for one in text)


# What a choice does


def _change(panel: Panel, **changes: Any) -> None:
    panel.change(replace(panel.now(), **changes))


def _toggle(panel: Panel, name: str, value: str, key: str) -> None:
    filters = panel.now()
    on = bool(st.session_state[key])
    if name == "done_only":
        _change(panel, done_only=on)
    elif name.startswith("attribute:"):
        pair = (name.removeprefix("attribute:"), value)
        rest = tuple(one for one in filters.attributes if one != pair)
        _change(panel, attributes=(*rest, pair) if on else rest)
    else:
        typed: Any = int(value) if name == "round" else value
        rest = tuple(one for one in getattr(filters, name) if one != typed)
        _change(panel, **{name: (*rest, typed) if on else rest})


def _add_code(panel: Panel, key: str) -> None:
    code = st.session_state.get(key)
    if code:
        _change(panel, code=(*panel.now().code, code))


def _set_contains(panel: Panel, key: str) -> None:
    _change(panel, contains=str(st.session_state[key] or "").strip())


def _set_layer(panel: Panel, key: str) -> None:
    _change(panel, layer=st.session_state[key])
