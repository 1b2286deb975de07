"""The comparison page: a code and those who speak of it side by side, with what is telling.

The address is the state: the codes and other filters, what stands side by side, the mark, and the
number that lies open. A number opens onto its rows; summaries are written and excerpts pinned in
the column that they belong to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urlencode
from zlib import crc32

import pandas as pd
import streamlit as st

from workbench import words
from workbench.analysis.comparison import MARKS, Mark, merged
from workbench.charts import sides as charts
from workbench.charts.table import Names
from workbench.errors import WorkbenchError
from workbench.exports import attribution_line, quoting
from workbench.model import Filters
from workbench.texts import _, day, marked, number
from workbench.ui import (
    address,
    behind,
    behind_panel,
    downloads,
    facets,
    placements,
    quotes,
    reports,
    shell,
    sides,
    since,
    table,
)
from workbench.ui.deciding import settled_of
from workbench.ui.facets import Material, material, plain

KEYS: tuple[tuple[str, str], ...] = (
    ("← → ↑ ↓", marked("From cell to cell")),
    ("Enter", marked("Show what stands behind a number")),
)

GRID = "compare_grid"
MARK_NAMES = {"": marked("none"), "valence": marked("valence"), "stance": marked("stance")}
AT_ONCE = 40
"""Excerpts of a column that are offered to be pinned before one asks for more."""


ASIDE, COLUMN = 212, 172
"""Pixels of the first column, and of each other one at least."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    filters: Filters
    by: str = "actor_type"
    mark: Mark = ""
    with_empty: bool = False
    hide_small: bool = False
    cell: tuple[str, table.Key] | None = None
    placement: tuple[str, str] | None = None


@dataclass(frozen=True)
class Page:
    """What a run of the page works with."""

    here: shell.Current
    known: Material
    asked: Asked
    names: Names

    def read(self, verb: str, *arguments: object, **options: object) -> Any:
        """A reading method of the study, computed once per state of the study."""
        return shell.read(self.here, verb, *arguments, **options)


def page() -> None:
    """Draw the comparison that the address asks for."""
    here = shell.current()
    st.html(shell.ASSETS / "table" / "page.css")
    known = material(here)
    if not known.scheme.codes or not known.persons:
        _nothing_yet()
        return
    asked, refused = read_address(known)
    now = Page(here, known, asked, known.names)
    with st.container(key="bleed", gap=None):
        try:
            shown = compared(now)
        except WorkbenchError as error:
            with st.container(key="cmp_head", gap=None):
                _controls(now, None)
                shell.show_error(error)
            return
        with st.container(key="cmp_head", gap=None):
            _heading(now, shown, refused)
            _controls(now, shown)
        reports.draw("cmp")
        if asked.placement is not None:
            placements.draw(here, known, asked.filters, asked.placement)
            return
        with st.container(key="cmp_wide", gap=None):
            wide = ASIDE + COLUMN * len(shown.sides)
            st.html(f"<style>.st-key-cmp_wide{{--cmp-wide:{wide}px}}</style>")
            _table(now, shown)
            _below(now, shown)
        _notes(now, shown)
    opened = sides.cell(shown, asked.cell)
    if opened is not None:
        _behind(now, shown, opened)


def _nothing_yet() -> None:
    st.html(f"<h1>{escape(_('Compare'))}</h1>")
    missing = _("A comparison needs a scheme and interviews; this study does not have both yet.")
    st.html(f"<p class='wb-hint'>{escape(missing)}</p>")
    shell.link("import_", _("Import"))


# -- the address -----------------------------------------------------------------------------


def dimensions(known: Material) -> list[str]:
    """What can stand side by side."""
    named = [name for name, values in known.facts.attributes.items() if values]
    return ["actor_type", *named, "round", "person"]


def read_address(known: Material) -> tuple[Asked, list[str]]:
    """What the address asks for, and what in it the study does not have. Without a code, the
    first branch of the scheme."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    refused: list[str] = []
    filters = address.filters_of(query, known.facts, refused)
    if not filters.code:
        roots = [one for one in known.scheme.codes.values() if one.parent is None]
        first = next((one for one in roots if not one.retired), roots[0])
        filters = replace(filters, code=(first.key,))
    by = st.query_params.get("by", "actor_type")
    mark: Mark = next((one for one in MARKS if one == st.query_params.get("mark", "")), "")
    cell, at = query.get("cell", []), tuple(query.get("at", []))
    pair = query.get("placement", [])
    return (
        Asked(
            filters=filters,
            by=by if by in dimensions(known) else "actor_type",
            mark=mark,
            with_empty=st.query_params.get("empty") == "1",
            hide_small=st.query_params.get("hide_small") == "1",
            cell=(cell[-1], at) if cell and at else None,
            placement=(pair[0], pair[1]) if len(pair) == 2 else None,
        ),
        refused,
    )


def write_address(asked: Asked) -> None:
    """Put what is asked for into the address; the next run draws it."""
    query = address.query_of_filters(asked.filters)
    if asked.by != "actor_type":
        query["by"] = [asked.by]
    if asked.mark:
        query["mark"] = [asked.mark]
    if asked.with_empty:
        query["empty"] = ["1"]
    if asked.hide_small:
        query["hide_small"] = ["1"]
    if asked.cell is not None:
        query |= {"cell": [asked.cell[0]], "at": list(asked.cell[1])}
    if asked.placement is not None:
        query["placement"] = list(asked.placement)
    st.query_params.from_dict(query)


def _now() -> Asked:
    return read_address(material(shell.current()))[0]


def _change(**changes: Any) -> None:
    write_address(replace(_now(), **{"cell": None, **changes}))


# -- what is shown ---------------------------------------------------------------------------


def compared(now: Page) -> charts.Sides:
    """The sides of the comparison."""
    asked = now.asked
    numbers = now.read(
        "compare", by=asked.by, mark=asked.mark, totals=True, hide_small=asked.hide_small,
        filters=asked.filters,
    )  # fmt: skip
    return charts.sides(
        merged(numbers, asked.mark), now.names, asked.filters.code,
        marks=numbers if asked.mark else None, with_empty=asked.with_empty,
    )  # fmt: skip


def _heading(now: Page, shown: charts.Sides, refused: Sequence[str]) -> None:
    base = now.read("base", filters=now.asked.filters)
    filters = replace(now.asked.filters, code=())
    title, counted = shown.title, shown.counted()
    if now.asked.placement is not None:
        codes = _(" and ").join(row.label for row in shown.heads)
        title = _("{codes}, from both sides of one placement", codes=codes)
        counted = [_(" and ").join(now.asked.placement)]
    said = [
        *counted,
        words.layer(filters.layer),
        *settled_of(now.here, filters.layer),
        _("{n} of {N} interviews coded to the end", n=number(base.done), N=number(base.usable)),
        *table.filters_text(replace(filters, layer="primary"), now.names),
    ]
    st.html(f"<h1>{escape(title)}</h1><p class='wb-lead'>{escape(' · '.join(said))}</p>")
    for name in refused:
        told = _("The study has no {asked}.", asked=name)
        st.html(f"<p class='wb-warn' role='status'>{escape(told)}</p>")
    shell.hidden_note(now.here, filters=now.asked.filters)


def _controls(now: Page, shown: charts.Sides | None) -> None:
    asked, known = now.asked, now.known
    with st.container(key="cmp_controls", horizontal=True, vertical_alignment="center"):
        _codes(now)
        if asked.placement is None:
            _select(
                "by",
                _("Side by side"),
                dimensions(known),
                asked.by,
                table.dimension_name,
                width=214,
            )
        rounds = sorted({one for one in known.rounds.values() if one is not None})
        if rounds and asked.by != "round":
            chosen = asked.filters.round[0] if len(asked.filters.round) == 1 else 0
            _select(
                "round", _("Round"), [0, *rounds], chosen,
                lambda one: str(one) if one else _("All"), width=124,
                change=lambda one: {
                    "filters": replace(_now().filters, round=(one,) if one else ())
                },
            )  # fmt: skip
        if asked.placement is None:
            _select(
                "mark", _("Lines for"), list(MARKS), asked.mark, lambda one: _(MARK_NAMES[one]),
                width=186,
            )  # fmt: skip
        _filters(now)
        pairs = now.read("placements")
        if len(pairs):
            _placements(pairs, asked.placement)
        st.space("stretch")
        if shown is not None and asked.placement is None:
            downloads.draw(
                now.here, "compare", shown.title, prefix="cmp", filters=asked.filters,
                by=asked.by, mark=asked.mark, hide_small=asked.hide_small,
            )  # fmt: skip
        if asked.placement is not None:
            downloads.draw(
                now.here, "placement", _("both sides"), prefix="cmp_pl", filters=asked.filters,
                placement=asked.placement,
            )  # fmt: skip


def _codes(now: Page) -> None:
    """One code, or a second one against it."""
    scheme, chosen = now.known.scheme, now.asked.filters.code
    key = "cmp_code"
    st.session_state[key] = chosen[0]

    def first() -> None:
        given = st.session_state[key]
        against = tuple(one for one in chosen[1:2] if one != given)
        _change(filters=replace(_now().filters, code=(given, *against)), placement=None)

    st.selectbox(
        _("Code"), list(scheme.codes), key=key, format_func=scheme.indented, width=268,
        on_change=first,
    )  # fmt: skip
    second = "cmp_second"
    st.session_state[second] = chosen[1] if len(chosen) > 1 else ""

    def other() -> None:
        given = st.session_state[second]
        codes = (chosen[0], given) if given else chosen[:1]
        _change(filters=replace(_now().filters, code=codes))

    st.selectbox(
        _("against"), ["", *(key for key in scheme.codes if key != chosen[0])], key=second,
        format_func=lambda one: scheme.indented(one) if one else "–", width=190, on_change=other,
    )  # fmt: skip


def _select(
    name: str, label: str, options: Sequence[Any], value: Any, say: Callable[[Any], str], *,
    width: int, change: Callable[[Any], Mapping[str, Any]] | None = None,
) -> None:  # fmt: skip
    key = f"cmp_{name}"
    st.session_state[key] = value

    def chosen() -> None:
        given = st.session_state[key]
        _change(**(change(given) if change else {name: given}))

    st.selectbox(label, options, key=key, format_func=say, width=width, on_change=chosen)


def _filters(now: Page) -> None:
    opened = facets.menu(
        now.here, now.known, now.asked.filters, prefix="cmp", fields=("code", "round"),
        now=lambda: _now().filters, change=lambda chosen: _change(filters=chosen),
    )  # fmt: skip
    if opened is None:
        return
    with opened:
        hide = "cmp_hide_small"
        st.session_state[hide] = now.asked.hide_small
        table.hide_toggle(hide, lambda hidden: _change(hide_small=hidden))
        key = "cmp_with_empty"
        st.session_state[key] = now.asked.with_empty
        st.toggle(
            _("Columns that have nothing too"), key=key,
            on_change=lambda: _change(with_empty=st.session_state[key]),
        )  # fmt: skip


def _placements(pairs: pd.DataFrame, chosen: tuple[str, str] | None) -> None:
    """The way to both sides of one placement, and back."""
    if chosen is not None:
        st.button(_("All sides"), key="cmp_all_sides", on_click=_change, kwargs={"placement": None})
    with st.popover(_("Both sides of one placement"), key="cmp_placements"):
        for row in pairs.to_dict("records"):
            pair = (str(row["person"]), str(row["other_person"]))
            said = " – ".join(pair)
            if not pd.isna(row["round"]):
                said += f" ({_('round {round}', round=row['round'])})"
            st.button(
                said, key=f"cmp_place_{'_'.join(pair)}_{row['round']}", type="tertiary",
                on_click=_change, kwargs={"placement": pair},
            )  # fmt: skip


def _table(now: Page, shown: charts.Sides) -> None:
    if not shown.sides:
        said = _("Nobody has anything under this code with these filters.")
        st.html(f"<p class='wb-hint cmp-none'>{escape(said)}</p>")
        return
    table.mount(sides.component_data(shown, now.asked.cell), key=GRID, on_told=_told)


def _told() -> None:
    _open_ids, cell = table.told(st.session_state[GRID])
    write_address(replace(_now(), cell=cell))


def _behind(now: Page, shown: charts.Sides, opened: behind.Behind) -> None:
    @st.dialog(_("Behind the number"), width="large", on_dismiss=_change)
    def dialog() -> None:
        view = sides.view_of(shown, now.asked.filters, opened)
        behind_panel.draw(now.read, view, now.names, shown.shown, opened)

    dialog()


def _notes(now: Page, shown: charts.Sides) -> None:
    base = now.read("base", filters=now.asked.filters)
    notes = charts.notes(shown, nobody=base.of_nobody, left_out=base.left_out)
    said = [_("◥ one or two persons."), *notes]
    st.html(f"<p class='wb-notes cmp-notes' role='note'>{escape(' '.join(said))}</p>")


# -- below the numbers: summaries and pinned excerpts ----------------------------------------


def _below(now: Page, shown: charts.Sides) -> None:
    if not shown.sides:
        return
    by, filters = now.asked.by, now.asked.filters
    pins = now.read("pins", by=by, filters=filters)
    excerpts = now.read(
        "crosstab", columns=(by,), count="excerpts", totals=True,
        hide_small=now.asked.hide_small, filters=filters,
    )  # fmt: skip
    whole = excerpts[excerpts[by] == table.MERGED]
    of = {str(row["code"]): None if table.is_hidden(row) else int(row["n"])
          for row in table.records(whole)}  # fmt: skip
    for head in shown.heads:
        summaries = now.read("summaries", (head.key,), by=by)
        changed = now.read("summaries_since", (head.key,), by=by)
        pinned = pins[pins["code"] == head.key]
        with st.container(key=f"cmp_below_{head.key}", horizontal=True, gap=None, wrap=False):
            with st.container(key=f"cmp_side_{head.key}", width=ASIDE, gap=None):
                _aside(head, summaries, len(pinned), of[head.key], several=len(shown.heads) > 1)
            for at, side in enumerate(shown.sides):
                with st.container(key=f"cmp_col_{head.key}_{at}", width="stretch", gap=None):
                    of_side = summaries[summaries["subject"] == side.key]
                    _summary(now, head, side, of_side, changed)
                    _pinned(now, head, side, pinned)


def _aside(
    head: table.Row, summaries: pd.DataFrame, pinned: int, of: int | None, *, several: bool
) -> None:
    written = [
        _("written by {coder}, {day}", coder=coder, day=day(last))
        for coder, last in _authors(summaries)
    ]
    code = f"<h3>{escape(head.label)}</h3>" if several else ""
    lines = "".join(f"<span>{escape(one)}</span>" for one in written)
    counted = number(pinned)
    if of is not None:
        counted = _("{n} of {N}", n=counted, N=number(of))
    st.html(
        f"<div class='cmp-aside'>{code}<p>{escape(_('Summary'))}{lines}</p>"
        f"<p>{escape(_('Pinned excerpts'))}<span>{escape(counted)}</span></p></div>"
    )


def _authors(summaries: pd.DataFrame) -> list[tuple[str, str]]:
    """Who wrote summaries, and when last."""
    last: dict[str, str] = {}
    for row in summaries.to_dict("records"):
        when = str(row["changed"] or row["created"])
        last[str(row["coder"])] = max(when, last.get(str(row["coder"]), ""))
    return list(last.items())


def _summary(
    now: Page, head: table.Row, side: charts.Side, written: pd.DataFrame, changed: pd.DataFrame
) -> None:
    coder = " ".join(now.here.coder.split())
    for row in written.to_dict("records"):
        if row["coder"] != coder:
            st.html(
                f"<div class='cmp-sum'><p>{escape(str(row['text']))}</p>"
                f"<span>{escape(str(row['coder']))}</span>"
                f"{since.details(changed[changed['summary'] == row['id']])}</div>"
            )
    own = written[written["coder"] == coder]
    text = str(own["text"].iloc[0]) if len(own) else ""
    # A new key for another text: what somebody wrote elsewhere shows, and what is typed stays.
    place = f"{now.asked.by}_{head.key}_{side.key}"
    key = f"cmp_sum_{place}_{crc32(text.encode())}"
    st.text_area(
        _("Summary of {code} for {subject}", code=head.label, subject=side.name),
        value=text, key=key, height="content", label_visibility="collapsed",
        placeholder=_("Sum up ..."), on_change=_write, args=(head.key, side.key, now.asked.by, key),
    )  # fmt: skip
    st.html(since.details(changed[changed["summary"].isin(own["id"])]) or "<span></span>")


def _write(code: str, subject: str, by: str, key: str) -> None:
    here = shell.current()
    with reports.refusals("cmp"):
        here.study.summary(code, subject, str(st.session_state[key]), by=by)
        reports.done("cmp", _("The summary is stored."))


def _pinned(now: Page, head: table.Row, side: charts.Side, pinned: pd.DataFrame) -> None:
    here = pinned[pinned["subject"] == side.key]
    order = [int(one) for one in pinned["id"]]
    chapter = quoting.chapter(
        head.label, table.records(here), persons=now.known.persons,
        texts=lambda interview: now.read("transcript", interview), rounds=now.known.rounds,
    )  # fmt: skip
    color = facets.safe_color(now.known.scheme.color(head.key))
    for at, item in enumerate(chapter.items):
        with st.container(key=f"cmp_pin_{item.id}", gap=None):
            line = attribution_line(item.attribution) or f"– {item.person}"
            place = {"interview": item.interview, "start": item.start, "end": item.end}
            st.html(
                f"<blockquote class='cmp-quote' style='--c:{color}'>"
                f"{quotes.parts_html(item.quote)}<cite><a href='coding?{escape(urlencode(place))}'"
                f" target='_self'>{escape(line)}</a></cite></blockquote>"
            )
            with st.container(key=f"cmp_tools_{item.id}", horizontal=True, gap=None):
                _tools(item, at, [one.id for one in chapter.items], order)
    silent = quoting.left_out_text(chapter.left_out)
    if silent:
        st.html(f"<p class='cmp-silent'>{escape(silent)}</p>")
    if not side.empty and st.button(
        _("Pin excerpts …"), key=f"cmp_pick_{head.key}_{side.column.id}", type="tertiary"
    ):
        _picker(now, head, side)


def _tools(item: quoting.Printed, at: int, column: Sequence[int], order: Sequence[int]) -> None:
    def tool(name: str, meaning: str, *, off: bool = False, **call: Any) -> bool:
        return st.button(
            meaning, key=f"cmp_{name}_{item.id}", help=meaning, type="tertiary", disabled=off,
            **call,
        )  # fmt: skip

    # A pin moves past its neighbour in the column, wherever that stands among all of the code.
    before = order.index(column[at - 1]) if at else 0
    after = order.index(column[at + 1]) if at + 1 < len(column) else 0
    tool("up", _("Move up"), off=at == 0, on_click=_move, args=(item.id, before))
    tool("down", _("Move down"), off=at + 1 == len(column), on_click=_move, args=(item.id, after))
    if tool("cut", _("Shorten")):
        quotes.shorten_dialog(item)
    tool("drop", _("Unpin"), on_click=_unpin, args=(item.id,))


def _move(pin: int, to: int) -> None:
    with reports.refusals("cmp"):
        shell.current().study.move_pin(pin, to)


def _unpin(pin: int) -> None:
    with reports.refusals("cmp"):
        shell.current().study.unpin_excerpt(pin)
        reports.done("cmp", _("The excerpt is not pinned any more."))


def _picker(now: Page, head: table.Row, side: charts.Side) -> None:
    """Let a researcher tick the column's excerpts that tell most."""

    # What was pinned shows on the page when the dialog is closed.
    @st.dialog(_("Pin excerpts: {side}", side=side.name), width="large", on_dismiss="rerun")
    def dialog() -> None:
        here = shell.current()
        filters = replace(now.asked.filters, code=(head.key,))
        found = here.study.cell_rows(
            {"code": head.key, now.asked.by: side.key}, count="excerpts", filters=filters
        ).excerpts
        pinned = here.study.pins(by=now.asked.by, filters=filters)
        taken = {_place(row): int(row["id"]) for row in pinned.to_dict("records")}
        shown = int(st.session_state.get("cmp_more", 1)) * AT_ONCE
        for at, row in enumerate(found.head(shown).to_dict("records")):
            _offer(now, head, at, {str(name): one for name, one in row.items()}, taken)
        if len(found) > shown and st.button(_("More"), key="cmp_pick_more"):
            st.session_state["cmp_more"] = shown // AT_ONCE + 1
            st.rerun(scope="fragment")

    dialog()


def _place(row: Mapping[Any, Any]) -> tuple[str, str, int, int]:
    return str(row["interview"]), str(row["person"]), int(row["start"]), int(row["end"])


def _offer(
    now: Page, head: table.Row, at: int, row: Mapping[str, Any],
    taken: Mapping[tuple[str, str, int, int], int],
) -> None:  # fmt: skip
    person = now.known.persons.get(str(row["person"]))
    quotable = person is None or person.quotable
    said = attribution_line(person.attribution if person else "").strip()
    key = f"cmp_offer_{head.key}_{at}_{'_'.join(map(str, _place(row)))}"
    st.session_state[key] = _place(row) in taken
    by = plain(" · ".join(part for part in (said, str(row["person"])) if part))
    st.checkbox(
        f"{plain(str(row['quote']))} :gray[{by}]",
        key=key,
        disabled=not quotable,
        help=None if quotable else _("{person} may not be quoted.", person=row["person"]),
        on_change=_pick,
        args=(head.key, _place(row), now.asked.filters.layer, taken.get(_place(row)), key),
    )


def _pick(
    code: str, place: tuple[str, str, int, int], layer: str, pin: int | None, key: str
) -> None:
    study = shell.current().study
    interview, person, start, end = place
    with reports.refusals("cmp"):
        if st.session_state[key]:
            study.pin_excerpt(code, interview, start, end, person=person, layer=layer)
        elif pin is not None:
            study.unpin_excerpt(pin)
