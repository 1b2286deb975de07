"""The excerpts page: what was said of a code, and the quotes that go into a chapter.

The address is the state: the filters, the grouping, the page and the chosen selection stand in
it, callbacks change it, and every run draws what it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd
import streamlit as st

from workbench import words
from workbench.errors import WorkbenchError
from workbench.exports import attribution_line, formats, printed_quote, quoting
from workbench.model import Filters
from workbench.texts import _, in_language, ngettext, number
from workbench.ui import (
    address,
    disclosing,
    downloads,
    facets,
    quotes,
    reading,
    recoding,
    reports,
    shell,
)
from workbench.ui.deciding import settled_of
from workbench.ui.facets import Material, material, plain, safe_color
from workbench.ui.table import MERGED

if TYPE_CHECKING:
    from workbench.model import Transcript

By = Literal["actor_type", "code", "person"]
BY: tuple[By, ...] = get_args(By)

SHOWN = 25
"""Excerpts on one page of the list."""

KEYS: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class View:
    """What the address asks for."""

    filters: Filters
    by: By
    page: int
    selection: str


@dataclass(frozen=True)
class Row:
    """One excerpt as the list shows it."""

    interview: str
    person: str
    actor_type: str
    round: int | None
    code: str
    start: int
    end: int
    quote: str
    codes: str = ""
    """Those of its codings, a comma between."""

    @property
    def place(self) -> tuple[str, str, int, int, str]:
        """What makes it the same excerpt as an item of a selection."""
        return self.interview, self.person, self.start, self.end, self.code


@dataclass(frozen=True)
class Group:
    """Excerpts under one heading."""

    key: str
    label: str
    rows: tuple[Row, ...]
    n_interviews: int
    n_persons: int


def page() -> None:
    """Draw the excerpts of the current study."""
    here = shell.current()
    known = material(here)
    view, refused = read_view(known, here.study.selections.names())
    fault: WorkbenchError | None = None
    try:
        rows = excerpts_of(here, view.filters)
    except WorkbenchError as error:
        # A layer without codings: what is chosen stays, so that another one can be chosen.
        fault = error
        rows = excerpts_of(here, Filters()).head(0)
    with st.container(key="bleed", horizontal=True, gap=None, wrap=False):
        with st.container(key="ex_facets", width=230, gap=None):
            facets.draw(_panel(here, known, view))
        with st.container(key="ex_list", gap=None):
            reports.draw("ex")
            for asked in refused:
                st.html(
                    f"<p class='wb-warn'>{escape(_('The study has no {asked}.', asked=asked))}</p>"
                )
            if fault:
                shell.show_error(fault)
            else:
                _list(here, known, view, rows)
        with st.container(key="ex_tray", width=390, gap=None):
            _tray(here, known, view)


# What is read


def read_view(known: Material, selections: Sequence[str]) -> tuple[View, list[str]]:
    """The view that the address asks for, and what in it the study does not have."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    refused: list[str] = []
    filters = address.filters_of(query, known.facts, refused)
    asked = st.query_params.get("by", "actor_type")
    by = next((one for one in BY if one == asked), BY[0])
    asked_page = st.query_params.get("page", "1")
    chosen = st.query_params.get("selection", "")
    return (
        View(
            filters=filters,
            by=by,
            page=int(asked_page) if asked_page.isdigit() and int(asked_page) > 0 else 1,
            selection=chosen if chosen in selections else (selections[0] if selections else ""),
        ),
        refused,
    )


def write_view(view: View) -> None:
    """Put a view into the address; the next run draws it."""
    query = address.query_of_filters(view.filters)
    if view.by != "actor_type":
        query["by"] = [view.by]
    if view.page > 1:
        query["page"] = [str(view.page)]
    if view.selection:
        query["selection"] = [view.selection]
    st.query_params.from_dict(query)


def excerpts_of(here: shell.Current, filters: Filters) -> pd.DataFrame:
    """The excerpts under these filters."""
    frame: pd.DataFrame = shell.read(here, "excerpts", filters=filters)
    return frame


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The frame's rows as records."""
    columns = [
        "interview",
        "person",
        "actor_type",
        "round",
        "code",
        "start",
        "end",
        "quote",
        "codes",
    ]
    return [
        Row(
            interview=str(row["interview"]),
            person=str(row["person"] or ""),
            actor_type=str(row["actor_type"] or ""),
            round=None if pd.isna(row["round"]) else int(row["round"]),
            code=str(row["code"]),
            start=int(row["start"]),
            end=int(row["end"]),
            quote=str(row["quote"]),
            codes=str(row["codes"]),
        )
        for row in frame[columns].to_dict("records")
    ]


def groups_of(rows: Sequence[Row], by: By, known: Material) -> list[Group]:
    """The rows under their headings, in the order of actor types, scheme or persons."""
    order: dict[str, Sequence[str]] = {
        "actor_type": list(known.actor_types),
        "code": list(known.scheme.codes),
        "person": list(known.persons),
    }
    label: dict[str, Callable[[str], str]] = {
        "actor_type": lambda key: known.actor_types.get(key, key) or _("Words of nobody"),
        "code": known.scheme.name,
        "person": lambda key: key or _("Words of nobody"),
    }
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(getattr(row, by), []).append(row)
    keys = [key for key in order[by] if key in found]
    keys += [key for key in found if key not in keys]
    return [
        Group(
            key,
            label[by](key),
            tuple(found[key]),
            len({row.interview for row in found[key]}),
            len({row.person for row in found[key] if row.person}),
        )
        for key in keys
    ]


# Filters


def _panel(here: shell.Current, known: Material, view: View) -> facets.Panel:
    return facets.of_excerpts(
        here, known, view.filters, prefix="ex", now=lambda: _now().filters,
        change=lambda filters: write_view(replace(_now(), page=1, filters=filters)),
    )  # fmt: skip


# What changes the view


def _now() -> View:
    here = shell.current()
    return read_view(material(here), here.study.selections.names())[0]


def _set_by() -> None:
    write_view(replace(_now(), by=st.session_state["ex_by"], page=1))


def _set_page(key: str) -> None:
    write_view(replace(_now(), page=int(st.session_state[key])))


# The list


def by_names() -> dict[str, str]:
    """The ways to group, as the page names them."""
    return {
        "actor_type": _("by actor type"),
        "code": _("by code"),
        "person": _("by informant"),
    }


def title_of(view: View, known: Material) -> str:
    """The codes that are read, by name."""
    codes = [known.scheme.name(key) for key in view.filters.code]
    if not codes:
        return _("All codes")
    if len(codes) <= 2:
        return _(" and ").join(codes)
    return ngettext("{n} code", "{n} codes", len(codes))


def _list(here: shell.Current, known: Material, view: View, frame: pd.DataFrame) -> None:
    rows = rows_of(frame)
    groups = groups_of(rows, view.by, known)
    _list_head(here, view, known, frame)
    if not rows:
        st.html(f"<p class='ex-empty'>{escape(_('No excerpts under these filters.'))}</p>")
        return
    picked = _picked(here, view.selection)
    texts = _texts(here)
    bases = _bases(here, view) if view.by == "actor_type" else {}
    flat = [(group, row) for group in groups for row in group.rows]
    pages = max(1, -(-len(flat) // SHOWN))
    page = min(view.page, pages)
    shown = flat[(page - 1) * SHOWN : page * SHOWN]
    several = len({row.code for row in rows}) > 1 and view.by != "code"
    open_group: str | None = None
    for group, row in shown:
        if group.key != open_group:
            open_group = group.key
            st.html(_group_head(group, bases.get(group.key), known, view.by))
        _excerpt(known, row, picked, texts(row.interview), several, view.filters.layer)
    if pages > 1:
        with st.container(key="ex_pages"):
            key = f"ex_page_{page}"
            st.pagination(pages, default=page, key=key, on_change=_set_page, args=(key,))


def _list_head(here: shell.Current, view: View, known: Material, frame: pd.DataFrame) -> None:
    interviews = frame["interview"].nunique()
    persons = frame.loc[frame["person"].fillna("") != "", "person"].nunique()
    counts = _(
        "{excerpts} from {interviews}, {persons}",
        excerpts=ngettext("{n} excerpt", "{n} excerpts", len(frame)),
        interviews=ngettext("{n} interview", "{n} interviews", interviews),
        persons=ngettext("{n} informant", "{n} informants", persons),
    )
    st.html(f"<h1>{escape(title_of(view, known))}</h1>")
    shell.hidden_note(here, filters=view.filters)
    with st.container(key="ex_sub", horizontal=True, gap=None, vertical_alignment="center"):
        layer = view.filters.layer
        said = " · ".join([counts, words.layer(layer), *settled_of(here, layer), ""])
        st.html(f"<span class='wb-muted'>{escape(said)}</span>", width="content")
        names = by_names()
        st.session_state["ex_by"] = view.by
        with st.popover(_("ordered {how}", how=names[view.by]), type="tertiary", key="ex_order"):
            st.radio(
                _("Order"),
                list(names),
                key="ex_by",
                format_func=names.__getitem__,
                on_change=_set_by,
            )
        if len(frame):
            st.space("stretch")
            with st.popover(_("Export"), key="ex_export_all", on_change="rerun") as opened:
                _export(here, view, known, frame, opened=bool(opened.open))
            disclosing.dialog("ex_all")


def _export(
    here: shell.Current, view: View, known: Material, frame: pd.DataFrame, *, opened: bool
) -> None:
    """What a file of these excerpts would hold, what it adds to each, and the way to it; who
    could be recognised in it where that is looked at."""
    left_out = quoting.left_out_of(frame, known.persons)
    n = len(frame) - sum(count for _person, count in left_out)
    said = _("The file gets {n} of {N} excerpts.", n=number(n), N=number(len(frame)))
    st.html(f"<p class='ex-holds'>{escape(said)}</p>")
    silent = quoting.left_out_text(left_out, excerpts=True)
    if silent:
        st.html(f"<div class='wb-warn'>{escape(silent)}</div>")
    kinds = {one.key: one for one in formats("excerpts")}
    chosen: str = st.selectbox(
        _("Format"),
        list(kinds),
        key="ex_export_format",
        format_func=lambda key: _(kinds[key].label),
    )
    added = {
        "rounds": _("the round after each quote"),
        "courses": _("the course after each quote"),
        "references": _("informant, interview and turn after each quote"),
        "context": _("the question before each quote"),
    }
    wanted: dict[str, Any] = {
        name: st.checkbox(label, key=f"ex_add_{name}") for name, label in added.items()
    }

    wanted |= {"filters": view.filters, "group": view.by}
    if opened and n:
        disclosing.line("ex_all", "excerpts", format=chosen, within="ex_export_all", **wanted)

    def content() -> bytes:
        # The file is made in another thread, which knows nothing of this session's language.
        with in_language(here.language):
            return here.study.exported("excerpts", chosen, **wanted)

    st.download_button(
        _("Export to {format}", format=_(kinds[chosen].label)),
        data=content,
        file_name=f"{_file_name(title_of(view, known))}.{kinds[chosen].suffix}",
        mime=kinds[chosen].media_type,
        type="primary",
        key="ex_export_shown",
        on_click="ignore",
        disabled=not n,
    )


def _bases(here: shell.Current, view: View) -> dict[str, tuple[int, int]]:
    """actor type -> N interviews and N persons with usable text, under the filters."""
    plain = replace(view.filters, contains="")
    frame = shell.read(
        here, "crosstab", rows="code", columns=("actor_type",), count="interviews", filters=plain
    )
    return {
        str(row["actor_type"]): (int(row["N"]), int(row["persons_N"]))
        for row in frame[["actor_type", "N", "persons_N"]].drop_duplicates().to_dict("records")
    }


def _group_head(group: Group, base: tuple[int, int] | None, known: Material, by: By) -> str:
    excerpts = ngettext("{n} excerpt", "{n} excerpts", len(group.rows))
    if base is not None:
        interviews = _("{n} of {N} interviews", n=group.n_interviews, N=base[0])
        persons = _("{n} of {N} informants", n=group.n_persons, N=base[1])
        told = interviews if base[0] == base[1] else f"{interviews}, {persons}"
    else:
        told = ngettext("{n} interview", "{n} interviews", group.n_interviews)
        if by == "code":
            told += ", " + ngettext("{n} informant", "{n} informants", group.n_persons)
    dot = ""
    if by == "code" and known.scheme.color(group.key):
        dot = f"<i class='wb-dot' style='--c:{safe_color(known.scheme.color(group.key))}'></i>"
    return (
        f"<h3 class='ex-group'><b>{dot}{escape(group.label)}</b> "
        f"<span>{escape(excerpts)} · {escape(told)}</span></h3>"
    )


def _excerpt(
    known: Material,
    row: Row,
    picked: Mapping[tuple[str, str, int, int, str], int],
    transcript: Transcript | None,
    name_code: bool,
    layer: str,
) -> None:
    person = known.persons.get(row.person)
    quotable = person is None or person.quotable
    around = reading.passage(transcript, row.start, row.end) if transcript else None
    name = "_".join(map(str, row.place))
    with st.container(key=f"ex_q_{name}", horizontal=True, gap=None, wrap=False):
        key = f"ex_pick_{name}"
        st.session_state[key] = row.place in picked
        st.checkbox(
            _("Into the selection: {quote}", quote=row.quote[:60]),
            key=key,
            label_visibility="collapsed",
            disabled=not quotable,
            help=None if quotable else _("{person} may not be quoted.", person=row.person),
            on_change=_pick,
            args=(row, key),
            width=22,
        )
        with st.container(gap=None):
            st.html(f"<div class='ex-quote'>{_quote_html(row, transcript)}{_context(around)}</div>")
            said = attribution_line(person.attribution if person else "").strip() or "–"
            details = [row.person or _("nobody")]
            if row.round is not None:
                details.append(_("round {round}", round=row.round))
            turn = around.turn if around else None
            if turn:
                details.append(_("turn {turn}", turn=turn))
            if name_code:
                details.append(known.scheme.name(row.code))
            if not quotable:
                details.append(_("may not be quoted"))
            tail = plain(" · ".join(["", *details]) + " →").lstrip()
            with st.container(
                key=f"ex_line_{name}", horizontal=True, gap="small", vertical_alignment="center"
            ):
                shell.link(
                    "coding", f"{plain(said)} :gray[{tail}]", interview=row.interview, turn=turn
                )
                if recoding.offered(layer) and st.button(
                    _("Code …"), key=f"ex_recode_{name}", type="tertiary"
                ):
                    excerpt = recoding.Excerpt(
                        row.interview, row.start, row.end, row.quote, row.codes
                    )
                    recoding.change(excerpt, layer=layer, prefix="ex")


def _quote_html(row: Row, transcript: Transcript | None) -> str:
    """The full quote; other voices in it stand in brackets, set back."""
    if transcript is None:
        return f"<p>{escape(row.quote)}</p>"
    quote = printed_quote(
        transcript.text, transcript.turns, row.start, row.end, person=row.person or None
    )
    return f"<p>{quotes.parts_html(quote)}</p>"


def _context(around: reading.Passage | None) -> str:
    """What stands around the passage, folded away until it is asked for."""
    if around is None:
        return ""

    def said(turns: Sequence[tuple[str, str]], own: bool = False) -> str:
        mark = " class='ex-own'" if own else ""
        return "".join(
            f"<p{mark}><b>{escape(speaker)}</b> {escape(text)}</p>" for speaker, text in turns
        )

    label = _("the question before") if around.question else _("context")
    inside = said(around.before) + said(around.own, own=True) + said(around.after)
    return (
        f"<details class='ex-context'><summary>{escape(label)}</summary>"
        f"<div>{inside}</div></details>"
    )


def _texts(here: shell.Current) -> quoting.Texts:
    found: dict[str, Transcript | None] = {}

    def text(interview: str) -> Transcript | None:
        if interview not in found:
            found[interview] = shell.read(here, "transcript", interview)
        return found[interview]

    return text


# Selections


def _picked(here: shell.Current, selection: str) -> dict[tuple[str, str, int, int, str], int]:
    """The places that the selection holds, each with its item."""
    if not selection:
        return {}
    return {
        (
            item["interview"],
            item["person"] or "",
            item["start"],
            item["end"],
            item["code"] or "",
        ): item["id"]
        for item in here.study.selections.items(selection)
    }


def _pick(row: Row, key: str) -> None:
    """Put an excerpt into the chosen selection or take it out; the first pick makes one."""
    here = shell.current()
    view = _now()
    selections = here.study.selections
    name = view.selection
    with _faults():
        if not name:
            name = _("Selection {n}", n=1)
            selections.create(name)
            write_view(replace(view, selection=name))
        if st.session_state[key]:
            selections.add(
                name, row.interview, row.start, row.end,
                person=row.person, code=row.code, of_coder=_coded_by(here, row, view.filters.layer),
            )  # fmt: skip
        else:
            item = _picked(here, name).get(row.place)
            if item is not None:
                selections.drop(item)


def _coded_by(here: shell.Current, row: Row, layer: str) -> str:
    """Whose coding an excerpt of this layer is, so that what is picked of it is seen by those who
    may see that; empty for what was agreed on."""
    if layer == "primary":
        return here.study.primary_coders().get(row.interview, "")
    return layer.removeprefix("coder:") if layer.startswith("coder:") else ""


class _Faults:
    """Keeps what the study refuses, to be said in the next run."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, WorkbenchError):
            st.session_state["ex_fault"] = error
            return True
        return False


def _faults() -> _Faults:
    return _Faults()


def _tray(here: shell.Current, known: Material, view: View) -> None:
    names = here.study.selections.names()
    items = here.study.selections.items(view.selection) if view.selection else []
    shown = quoting.chapter(
        view.selection, items, persons=known.persons, texts=_texts(here), rounds=known.rounds
    )
    chosen = _tray_head(view, names, len(items))
    fault = st.session_state.pop("ex_fault", None)
    if fault is not None:
        shell.show_error(fault)
    _preview(known, shown)
    _warnings(known, shown)
    _tray_foot(here, known, shown, chosen, len(items))


def _tray_head(view: View, names: Sequence[str], count: int) -> str:
    """The selection and the format; gives the format's key."""
    with st.container(
        key="ex_tray_head", horizontal=True, gap="small", vertical_alignment="center", wrap=False
    ):
        if view.selection:
            st.session_state["ex_selection"] = view.selection
        st.selectbox(
            _("Selection"),
            names,
            key="ex_selection",
            index=0 if view.selection else None,
            placeholder=_("Name a selection"),
            format_func=lambda name: (
                _("{name}, {quotes}", name=name, quotes=ngettext("{n} quote", "{n} quotes", count))
                if name == view.selection
                else name
            ),
            accept_new_options=True,
            label_visibility="collapsed",
            on_change=_choose_selection,
        )
        if view.selection:
            with st.popover("⋯", key="ex_selection_menu", type="tertiary"):
                _selection_menu(view.selection)
        kinds = {one.key: _(one.label) for one in formats("excerpts")}
        chosen: str = st.selectbox(
            _("Format"),
            list(kinds),
            key="ex_format",
            format_func=kinds.__getitem__,
            label_visibility="collapsed",
            width=110,
        )
    return chosen


def _choose_selection() -> None:
    here = shell.current()
    name = " ".join(str(st.session_state.get("ex_selection") or "").split())
    view = _now()
    with _faults():
        if name and name not in here.study.selections.names():
            here.study.selections.create(name)
        if name:
            write_view(replace(view, selection=name))


def _selection_menu(name: str) -> None:
    st.text_input(_("Name"), value=name, key=f"ex_rename_{name}", on_change=_rename, args=(name,))
    st.button(_("Remove the selection"), key="ex_remove", on_click=_remove, args=(name,))


def _rename(name: str) -> None:
    new = " ".join(str(st.session_state[f"ex_rename_{name}"] or "").split())
    here, view = shell.current(), _now()
    with _faults():
        here.study.selections.rename(name, new)
        write_view(replace(view, selection=new))


def _remove(name: str) -> None:
    here, view = shell.current(), _now()
    with _faults():
        here.study.selections.remove(name)
        write_view(replace(view, selection=""))


def _preview(known: Material, shown: quoting.Chapter) -> None:
    """The selection as a printed page; each quote with its tools."""
    with st.container(key="ex_page_preview", gap=None):
        if not shown.items:
            blank = _("Tick excerpts, and they stand here as the report prints them.")
            st.html(f"<p class='ex-blank'>{escape(blank)}</p>")
        code: str | None = None
        for place, item in enumerate(shown.items):
            if item.code != code:
                code = item.code
                st.html(f"<h4>{escape(known.scheme.name(code))}</h4>" if code else "<h4></h4>")
            with st.container(key=f"ex_item_{item.id}", gap=None):
                line = attribution_line(item.attribution)
                cite = f"<cite>{escape(line)}</cite>" if line else ""
                st.html(f"<blockquote>{quotes.parts_html(item.quote)}{cite}</blockquote>")
                with st.container(key=f"ex_tools_{item.id}", horizontal=True, gap=None):
                    _tools(item, place, len(shown.items))


def _tools(item: quoting.Printed, place: int, count: int) -> None:
    """The tools of one quote; their words are read aloud, signs stand for them on the screen."""

    def tool(name: str, meaning: str, *, off: bool = False, **call: Any) -> bool:
        return st.button(
            meaning, key=f"ex_{name}_{item.id}", help=meaning, type="tertiary", disabled=off, **call
        )

    tool("up", _("Move up"), off=place == 0, on_click=_move, args=(item.id, place - 1))
    tool("down", _("Move down"), off=place == count - 1, on_click=_move, args=(item.id, place + 1))
    if tool("cut", _("Shorten")):
        quotes.shorten_dialog(item)
    tool("drop", _("Take out"), on_click=_drop, args=(item.id,))


def _move(item: int, to: int) -> None:
    with _faults():
        shell.current().study.selections.move(item, to)


def _drop(item: int) -> None:
    with _faults():
        shell.current().study.selections.drop(item)


def _empty(name: str) -> None:
    with _faults():
        shell.current().study.selections.empty(name)


def _warnings(known: Material, shown: quoting.Chapter) -> None:
    said = quoting.left_out_text(shown.left_out)
    if said:
        st.html(f"<div class='wb-warn' role='status'>{escape(said)}</div>")
    for attribution, person in shown.alone:
        text = _("“{attribution}” fits one informant of the study only.", attribution=attribution)
        other = quoting.wider(known.persons[person], known.persons)
        if other is not None:
            text += " " + _("“{attribution}” fits {n}.", attribution=other[0], n=other[1])
        with st.container(key=f"ex_alone_{person}", gap=None):
            st.html(f"<div class='wb-warn' role='status'>{escape(text)}</div>")
            with st.popover(_("Change the attribution"), key=f"ex_fix_{person}", type="tertiary"):
                st.text_input(
                    _("Attribution of {person}", person=person),
                    value=attribution,
                    key=f"ex_attribution_{person}",
                    on_change=_attribute,
                    args=(person,),
                )


def _attribute(person: str) -> None:
    here = shell.current()
    said = str(st.session_state[f"ex_attribution_{person}"] or "").strip()
    with _faults():
        here.study.edit_person(person, {"attribution": said}, coder=here.coder)


def _tray_foot(
    here: shell.Current, known: Material, shown: quoting.Chapter, chosen: str, count: int
) -> None:
    if not count:
        return
    names = {key: known.scheme.name(key) for key in known.scheme.codes}
    kinds = {one.key: one for one in formats("excerpts")}

    def content() -> bytes:
        with in_language(here.language):
            return here.study.exported("excerpts", chosen, selection=shown.name)

    if shown.items:
        _voices(here, shown.name)
        disclosing.line("ex_picked", "excerpts", format=chosen, selection=shown.name)
        disclosing.dialog("ex_picked")
    with st.container(key="ex_foot", horizontal=True, gap="small", vertical_alignment="center"):
        st.download_button(
            _("Export to {format}", format=_(kinds[chosen].label)),
            data=content,
            file_name=f"{_file_name(shown.name)}.{kinds[chosen].suffix}",
            mime=kinds[chosen].media_type,
            type="primary",
            key="ex_export",
            on_click="ignore",
            disabled=not shown.items,
        )
        _copy()(
            key="ex_copy",
            data={
                "text": quoting.plain_text(shown, names),
                "label": _("Copy"),
                "done": _("Copied"),
            },
            width="content",
        )
        st.button(_("Empty"), key="ex_empty", on_click=_empty, args=(shown.name,))


def _voices(here: shell.Current, selection: str) -> None:
    """Whose voices the selection carries: a line per actor type, folded away."""
    names = words.actor_types(shell.read(here, "actor_types"))
    found = here.study.balance(selection)
    kinds = found[(found["person"] == MERGED) & (found["actor_type"] != MERGED)]
    rows = "".join(
        f"<tr><th scope='row'>{escape(names.get(one['actor_type'], one['actor_type']))}</th>"
        f"<td>{one['quotes']}</td><td>{number(one['quote_words'])}</td>"
        f"<td>{escape(_('{n} of {N}', n=one['persons'], N=one['persons_N']))}</td>"
        f"<td>{escape(_('{n} of {N}', n=one['quoted'], N=one['usable']))}</td></tr>"
        for one in kinds.to_dict("records")
    )
    head = "".join(
        f"<th scope='col'>{escape(name)}</th>"
        for name in ("", _("Quotes"), _("Words"), _("Persons"), _("Interviews"))
    )
    st.html(
        f"<details class='ex-voices'><summary>{escape(_('Whose voices'))}</summary>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details>"
    )
    downloads.draw(
        here, "balance", f"{_('Whose voices')} {selection}", prefix="ex_voices",
        label=_("Whose voices, as a file"), selection=selection,
    )  # fmt: skip


def _file_name(name: str) -> str:
    kept = "".join(one if one.isalnum() or one in " -_." else "_" for one in name).strip(" .")
    return kept or "excerpts"


@cache
def _copy() -> Any:
    from streamlit.components.v2 import component

    return component(
        "workbench_copy",
        html="<button type='button'></button>",
        css=(shell.ASSETS / "copy.css").read_text(encoding="utf-8"),
        js=(shell.ASSETS / "copy.js").read_text(encoding="utf-8"),
    )
