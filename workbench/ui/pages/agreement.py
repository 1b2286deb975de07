"""The agreement page: how far two coders agree, in which unit, and where they differ.

`view()` gives what is shown as plain data, `page()` draws it. An address names `coders`, `unit`,
`rule`, `text`, `exclusive`, `rows`, `order`, the filters `actor_type` and `round`, and the `code`
whose places are shown, and brings back the same page. `show=decide` is where the places are
decided on (`ui/deciding.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.analysis.agreement_reading import Base, unit_text
from workbench.charts import agreement as shown
from workbench.charts.agreement import Row
from workbench.errors import WorkbenchError
from workbench.model import (
    AGREEMENT_RULES,
    AGREEMENT_TEXTS,
    AGREEMENT_UNITS,
    ROUNDS,
    AgreementRule,
    AgreementText,
    AgreementUnit,
    Code,
    Filters,
    Transcript,
)
from workbench.spans import spans_from_text
from workbench.texts import _, marked, ngettext, number
from workbench.ui import deciding, downloads, shell
from workbench.ui.deciding import pieces
from workbench.ui.reading import passage
from workbench.words import actor_types, code_name

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", marked("show the places of the row that has the focus")),
    *deciding.KEYS,
)

Shown = Literal["used", "branches", "all"]
SHOWN: Mapping[Shown, str] = {
    "used": marked("codes that either has used"),
    "branches": marked("branches only"),
    "all": marked("all codes"),
}
Order = Literal["scheme", "alpha"]
ORDERS: Mapping[Order, str] = {
    "scheme": marked("in the order of the scheme"),
    "alpha": marked("lowest alpha first"),
}
UNITS: Mapping[AgreementUnit, str] = {
    "character": marked("Character"),
    "sentence": marked("Sentence"),
    "turn": marked("Turn"),
}
RULES: Mapping[AgreementRule, str] = {
    "any": marked("any of it marked"),
    "half": marked("more than half marked"),
}
TEXTS: Mapping[AgreementText, str] = {
    "persons": marked("of identified persons"),
    "all": marked("all of them"),
}
OTHER_UNITS: tuple[tuple[AgreementUnit, AgreementRule], ...] = (
    ("character", "any"), ("sentence", "any"), ("sentence", "half"), ("turn", "any"),
    ("turn", "half"),
)  # fmt: skip

PLACES = 10
"""Places that are shown before more are asked for."""

T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Asked:
    """What the page is asked for; `code` is the row whose places are shown, empty for all."""

    coders: tuple[str, str] | None = None
    unit: AgreementUnit = "character"
    rule: AgreementRule = "any"
    text: AgreementText = "persons"
    exclusive: str = ""
    rows: Shown = "used"
    order: Order = "scheme"
    code: str = ""
    filters: Filters = field(default_factory=Filters)

    def options(self, **changes: Any) -> dict[str, Any]:
        """The options of `Study.agreement`."""
        names = ("unit", "rule", "text", "exclusive", "filters")
        return {name: getattr(self, name) for name in names} | changes


@dataclass(frozen=True)
class InUnit:
    """One row, measured in another unit; `fault` says why it cannot be."""

    label: str
    chosen: bool
    row: Row | None
    fault: str = ""


@dataclass(frozen=True)
class Place:
    """Where they differ: whose words, the text in pieces (marked by A, by B), how much differs."""

    code: str
    who: str
    where: Mapping[str, str]
    pieces: tuple[tuple[str, bool, bool], ...]
    differing: int
    quotable: bool
    decided: bool


@dataclass(frozen=True)
class View:
    """What is shown: the base, the rows with all codes pooled first, the chosen row in every
    unit, and its places, of which there are `n_places`."""

    base: Base
    rows: tuple[Row, ...]
    paths: Mapping[str, str]
    chosen: Row
    units: tuple[InUnit, ...]
    places: tuple[Place, ...]
    n_places: int


def page() -> None:
    """Draw the page. Changes nothing in the study."""
    here = shell.current()
    pairs: list[tuple[str, str, int]] = shell.read(here, "coder_pairs")
    if not pairs:
        _nobody()
        return
    if st.query_params.get("show") == "decide":
        deciding.page(here)
        return
    asked = read_address(st.query_params.to_dict(), here)
    more = st.session_state.get("ag_more", {}).get(asked, 0)
    with st.container(key="agreement"):
        try:
            found = view(here, asked, places=PLACES * (1 + more))
        except WorkbenchError as error:
            st.html(f"<h1>{escape(_('Agreement'))}</h1>")
            _controls(here, asked, pairs, None)
            shell.show_error(error)
            return
        st.html(
            f"<h1>{escape(found.base.title)}</h1>"
            f"<p class='wb-lead'>{escape(f'{found.base.caption} · {found.base.size}')}</p>"
        )
        _controls(here, asked, pairs, found)
        if not found.base.interviews:
            nothing = _("Within these limits, no interview is coded to the end by both.")
            st.html(f"<p class='wb-hint' role='status'>{escape(nothing)}</p>")
            st.html(_notes(found.base))
            return
        with st.container(key="ag_split", horizontal=True, gap=None):
            with st.container(key="ag_table"):
                st.html(_table(found, asked) + _notes(found.base) + _meanings(found))
            with st.container(key="ag_panel", width=400):
                st.html(_units(found))
                shell.link("agreement", _("Decide where they differ"), key="ag_decide",
                           show="decide", code=asked.code)  # fmt: skip
                _places(found, asked, more)


def read_address(query: Mapping[str, str], here: shell.Current) -> Asked:
    """What an address asks for; what it asks for wrongly is left out. Where no coders are
    named, those who share most interviews."""
    pairs = [(a, b) for a, b, _n in shell.read(here, "coder_pairs")]
    both = [*pairs, *((b, a) for a, b in pairs)]
    codes: Sequence[Code] = shell.read(here, "scheme")
    kinds = list(shell.read(here, "actor_types")["key"])
    rounds = [int(n) for n in query.get("round", "").split(",") if n in map(str, ROUNDS)]
    named = [pair for pair in both if ",".join(pair) == query.get("coders", "")]
    plain = Asked()

    def one(name: str, known: Sequence[T], otherwise: T) -> T:
        return next((value for value in known if value == query.get(name)), otherwise)

    return Asked(
        coders=next(iter([*named, *pairs]), None),
        unit=one("unit", AGREEMENT_UNITS, plain.unit),
        rule=one("rule", AGREEMENT_RULES, plain.rule),
        text=one("text", AGREEMENT_TEXTS, plain.text),
        exclusive=one("exclusive", [code.key for code in codes if code.exclusive], ""),
        rows=one("rows", get_args(Shown), plain.rows),
        order=one("order", get_args(Order), plain.order),
        code=one("code", [code.key for code in codes], ""),
        filters=Filters(
            actor_type=tuple(key for key in query.get("actor_type", "").split(",") if key in kinds),
            round=tuple(rounds),
        ),
    )


def address(asked: Asked) -> dict[str, str]:
    """The address that asks for this; only what differs from the plain page."""
    plain = Asked()
    names = ("unit", "rule", "text", "exclusive", "rows", "order", "code")
    said = {name: getattr(asked, name) for name in names}
    told = {name: value for name, value in said.items() if value != getattr(plain, name)}
    if asked.coders:
        told["coders"] = ",".join(asked.coders)
    if asked.filters.actor_type:
        told["actor_type"] = ",".join(asked.filters.actor_type)
    if asked.filters.round:
        told["round"] = ",".join(map(str, asked.filters.round))
    return told


def view(here: shell.Current, asked: Asked, *, places: int = PLACES) -> View:
    """What the study says of this. Raises what `Study.agreement` raises."""
    codes: Sequence[Code] = shell.read(here, "scheme")
    base: Base = shell.read(here, "agreement_base", asked.coders, **asked.options())
    every = _rows(here, asked, codes)
    by_key = {row.key: row for row in every}
    pooled = by_key[""]
    rows = [row for row in every if row.key and _is_shown(row, asked)]
    if asked.order == "alpha":
        rows = sorted(rows, key=lambda row: (row.record["alpha"] != row.record["alpha"],
                                             row.record["alpha"]))  # fmt: skip
    chosen = by_key.get(asked.code, pooled)
    units = [_in_unit(here, asked, codes, unit, rule, chosen.key) for unit, rule in OTHER_UNITS]
    only = (chosen.key,) if chosen.key else asked.filters.code
    if asked.exclusive and not chosen.key:
        only = (asked.exclusive,)
    found: pd.DataFrame = shell.read(
        here, "differences", asked.coders, text=asked.text,
        filters=replace(asked.filters, code=only),
    )  # fmt: skip
    first = found.head(places).to_dict("records")
    return View(
        base=base, rows=(pooled, *rows), paths=_paths(codes), chosen=chosen, units=tuple(units),
        places=tuple(_place(here, record, codes) for record in first), n_places=len(found),
    )  # fmt: skip


def _rows(here: shell.Current, asked: Asked, codes: Sequence[Code], **changes: Any) -> list[Row]:
    frame = shell.read(here, "agreement", asked.coders, **asked.options(**changes))
    return shown.rows(frame, codes)


def _is_shown(row: Row, asked: Asked) -> bool:
    if asked.rows == "branches":
        return row.level == 0 or row.key == asked.exclusive
    return asked.rows == "all" or row.used or bool(asked.exclusive)


def _paths(codes: Sequence[Code]) -> dict[str, str]:
    """The names above a code, as they stand before it where the rows are not in their tree."""
    by_id = {code.id: code for code in codes}
    paths = {}
    for code in codes:
        above, names = code.parent, []
        while above is not None:
            names.append(code_name(by_id[above]))
            above = by_id[above].parent
        paths[code.key] = " › ".join(reversed(names))
    return paths


def _in_unit(
    here: shell.Current, asked: Asked, codes: Sequence[Code], unit: AgreementUnit,
    rule: AgreementRule, key: str,
) -> InUnit:  # fmt: skip
    chosen = unit == asked.unit and (unit == "character" or rule == asked.rule)
    label = unit_text(unit, rule)
    label = label[:1].upper() + label[1:]
    try:
        rows = _rows(here, asked, codes, unit=unit, rule=rule)
    except WorkbenchError as error:
        return InUnit(label, chosen, None, error.message)
    return InUnit(label, chosen, next((row for row in rows if row.key == key), None))


def _place(here: shell.Current, record: Mapping[Any, Any], codes: Sequence[Code]) -> Place:
    interview, start, end = str(record["interview"]), int(record["start"]), int(record["end"])
    transcript: Transcript = shell.read(here, "transcript", interview)
    turn = passage(transcript, start, end).turn
    person = next((one.person for one in transcript.turns if one.number == turn), None)
    silent = shell.read(here, "persons").set_index("person")["consent"].get(person, "full")
    names = {code.key: code_name(code) for code in codes}
    said = [interview, str(person or _("Nobody")), _("turn {turn}", turn=turn)]
    return Place(
        code=names.get(str(record["code"]), str(record["code"])),
        who=" · ".join(dict.fromkeys(said)),
        where={"interview": interview, "start": str(start), "end": str(end)},
        pieces=pieces(
            str(record["quote"]), start, spans_from_text(record["spans_a"]),
            spans_from_text(record["spans_b"]),
        ),
        differing=int(record["differing"]),
        quotable=silent == "full",
        decided=record["decided"] == "yes",
    )  # fmt: skip


# Controls


def _nobody() -> None:
    """A study in which no two have coded the same interview: what is missing, and where to go."""
    st.html(f"<h1>{escape(_('Agreement'))}</h1>")
    missing = _(
        "Agreement needs an interview that two have coded to the end. Give one to a second coder "
        "on the overview; both set its coding status to “coded to the end”."
    )
    st.html(f"<p class='wb-hint' role='status'>{escape(missing)}</p>")
    shell.link("overview", _("Overview"))


def _controls(
    here: shell.Current, asked: Asked, pairs: Sequence[tuple[str, str, int]], found: View | None
) -> None:
    """Every field shows what the address asks for, and writes it."""
    keys = [f"{a},{b}" for a, b, _n in pairs]
    mine = ",".join(asked.coders or ())
    both = keys if mine in keys else [mine, *keys]
    shared = {f"{a},{b}": n for a, b, n in pairs}

    def pair(key: str) -> str:
        return key.replace(",", " – ") + (f" ({number(shared[key])})" if key in shared else "")

    with st.container(key="ag_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice("coders", _("Coded by"), both, mine, pair, 230)
        _choice("unit", _("Unit"), AGREEMENT_UNITS, asked.unit, lambda one: _(UNITS[one]), 130)
        _choice("rule", _("Counts as marked"), AGREEMENT_RULES, asked.rule,
                lambda one: _(RULES[one]), 200, disabled=asked.unit == "character")  # fmt: skip
        _choice("rows", _("Rows"), list(SHOWN), asked.rows, lambda one: _(SHOWN[one]), 215)
        _choice("order", _("Order"), list(ORDERS), asked.order, lambda one: _(ORDERS[one]), 210)
        _narrowing(here, asked)
        if found is not None:
            _downloads(here, asked)


def _narrowing(here: shell.Current, asked: Asked) -> None:
    """What limits the text and the codes; most readers need none of it."""
    names = actor_types(shell.read(here, "actor_types"))
    exclusive = {code.key: code_name(code) for code in shell.read(here, "scheme") if code.exclusive}
    limits = (asked.text == "all", asked.filters.actor_type, asked.filters.round, asked.exclusive)
    active = sum(map(bool, limits))
    label = _("+ Filter ({n})", n=active) if active else _("+ Filter")
    with st.popover(label, key="ag_filters", width="content"), st.container(width=320):
        _choice("text", _("Turns"), AGREEMENT_TEXTS, asked.text, lambda one: _(TEXTS[one]))
        st.multiselect(
            _("Actor types"), list(names), default=list(asked.filters.actor_type),
            format_func=lambda key: names[key], key="ag_actor_type", on_change=_ask,
            placeholder=_("All"),
        )  # fmt: skip
        st.multiselect(
            _("Rounds"), list(ROUNDS), default=list(asked.filters.round), key="ag_round",
            on_change=_ask, placeholder=_("All"),
        )  # fmt: skip
        if exclusive:
            _choice("exclusive", _("Codes that exclude one another"), ["", *exclusive],
                    asked.exclusive, lambda one: exclusive.get(one, _("none")))  # fmt: skip


def _choice(
    name: str, label: str, options: Sequence[str], value: str, say: Callable[[Any], str],
    width: int | Literal["stretch"] = "stretch", *, disabled: bool = False,
) -> None:  # fmt: skip
    st.selectbox(
        label, options, index=list(options).index(value), key=f"ag_{name}", format_func=say,
        on_change=_ask, width=width, disabled=disabled,
    )  # fmt: skip


def _ask() -> None:
    """Put what the fields hold into the address, from which the page is drawn."""
    state = st.session_state
    a, _between, b = str(state["ag_coders"]).partition(",")
    names = ("unit", "rule", "text", "rows", "order", "exclusive")
    asked = Asked(
        coders=(a, b),
        code=st.query_params.get("code", ""),
        filters=Filters(actor_type=tuple(state["ag_actor_type"]), round=tuple(state["ag_round"])),
        **{name: state[f"ag_{name}"] for name in names if f"ag_{name}" in state},
    )
    st.query_params.from_dict(address(asked))


def _downloads(here: shell.Current, asked: Asked) -> None:
    wanted = {"coders": asked.coders, **asked.options()}
    name = f"{_('agreement')}-{asked.unit}"
    downloads.menu(
        here,
        [downloads.File("agreement", name, "ag", wanted, only=downloads.TABLES)],
        key="ag_download",
    )


# What is drawn


def _table(found: View, asked: Asked) -> str:
    a, b = found.base.coders
    head = [
        ("", _("Code"), "", ""),
        ("n", _("Codings"), f"{a} · {b}", ""),
        ("n main", _("alpha"), "", "alpha"),
        ("", _("95 % interval"), "", "alpha"),
        ("n", _("kappa"), "", "kappa"),
        ("n", _("Jaccard"), "", "jaccard"),
        ("n", _("Percent"), "", "percent"),
        ("n", _("alpha_u"), "", "alpha_u"),
        ("n", _("Both"), "", ""),
        ("n", _("Only {a}", a=a), "", ""),
        ("n", _("Only {b}", b=b), "", ""),
        ("n", _("Neither"), "", ""),
    ]
    if asked.exclusive:
        head[8:8] = [("n", _("cu, ku"), "", ""), ("n", _("coverage"), "", "")]
    cells = "".join(
        f"<th scope='col' class='{kind}'"
        + (f" title='{escape(_(shown.MEANINGS[meaning]), quote=True)}'" if meaning else "")
        + f">{escape(name)}{f'<small>{escape(below)}</small>' if below else ''}</th>"
        for kind, name, below, meaning in head
    )
    body = "".join(_line(row, found, asked) for row in found.rows)
    return (
        f"<div class='ag-scroll' tabindex='0' role='region' aria-label='{escape(_('Agreement'))}'>"
        f"<table class='ag-table'><thead><tr>{cells}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _line(row: Row, found: View, asked: Asked) -> str:
    cells = [f"{row.count('codings_a')} · {row.count('codings_b')}", row.measure("alpha"), ""]
    cells += [row.measure(name) for name in ("kappa", "jaccard", "percent", "alpha_u")]
    if asked.exclusive:
        of_branch = row.key == asked.exclusive
        cells += [row.measure("cu" if of_branch else "ku"), row.measure("coverage")]
    cells += [row.count(name) for name in ("both", "only_a", "only_b", "neither")]
    told = [f"<td class='n'>{escape(one)}</td>" for one in cells]
    told[1] = f"<td class='n main'>{escape(cells[1])}</td>"
    told[2] = f"<td>{_scale(row)}</td>"
    kind = "pooled" if not row.key else "branch" if row.level == 0 else ""
    return f"<tr class='{kind}'>{_name(row, found, asked)}{''.join(told)}</tr>"


def _name(row: Row, found: View, asked: Asked) -> str:
    """The code as a link to the places of its row, with what must be known of its numbers."""
    in_tree = asked.order == "scheme"
    query = urlencode(address(replace(asked, code=row.key)))
    current = " aria-current='true'" if row.key == found.chosen.key else ""
    link = f"<a href='agreement?{escape(query)}' target='_self'{current}>{escape(row.label)}</a>"
    path = "" if in_tree else found.paths.get(row.key, "")
    above = f"<small>{escape(path)}</small>" if path else ""
    reason = str(row.record["reason"])
    below = f"<small>{escape(reason)}</small>" if reason else ""
    level = row.level if in_tree else 0
    dot = f"<i class='wb-dot' style='--c:{escape(row.color, quote=True)}'></i>" if row.color else ""
    return (
        f"<th scope='row' style='--level:{level}'><div>{'' if level else dot}"
        f"<span>{above}{link}{below}</span></div></th>"
    )


def _scale(row: Row) -> str:
    """Alpha on a line from -0.2 to 1 with its interval, and the interval in words."""
    alpha, low, high = (row.record[name] for name in ("alpha", "low", "high"))
    if alpha != alpha:
        return ""

    def at(value: float) -> float:
        return round(100 * (min(max(value, -0.2), 1) + 0.2) / 1.2, 1)

    bar = f"<i style='left:{at(low)}%;width:{at(high) - at(low):.1f}%'></i>" if low == low else ""
    return (
        f"<span class='ag-scale' aria-hidden='true'><s style='left:{at(0)}%'></s>{bar}"
        f"<b style='left:{at(alpha)}%'></b></span><small>{escape(row.interval)}</small>"
    )


def _notes(base: Base) -> str:
    return "".join(f"<p class='ag-note'>{escape(note)}</p>" for note in base.notes)


def _units(found: View) -> str:
    """The chosen row in every unit and rule."""
    head = "".join(
        f"<th scope='col'>{escape(name)}</th>"
        for name in (_("Unit and rule"), _("Percent"), _("Jaccard"), _("kappa"), _("alpha"))
    )
    rows = ""
    for one in found.units:
        if one.row is None:
            cells = f"<td colspan='4' class='ag-why'>{escape(one.fault)}</td>"
        else:
            cells = "".join(
                f"<td>{escape(one.row.measure(name))}</td>"
                for name in ("percent", "jaccard", "kappa", "alpha")
            )
        mark = " class='on' aria-current='true'" if one.chosen else ""
        rows += f"<tr{mark}><th scope='row'>{escape(one.label)}</th>{cells}</tr>"
    return (
        f"<h2>{escape(_('The same coding in other units'))}</h2>"
        f"<p class='ag-of'>{escape(found.chosen.label)}</p>"
        f"<table class='ag-units'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _places(found: View, asked: Asked, more: int) -> None:
    a, b = found.base.coders
    count = ngettext(
        "{n} place, the longest difference first", "{n} places, the longest difference first",
        found.n_places,
    )  # fmt: skip
    legend = (
        f"<p class='ag-legend'><span class='a'>{escape(_('only {coder}', coder=a))}</span>, "
        f"<span class='b'>{escape(_('only {coder}', coder=b))}</span>, "
        f"<span class='a b'>{escape(_('both coders'))}</span></p>"
    )
    st.html(
        f"<h2>{escape(_('Where they differ'))}</h2>"
        f"<p class='ag-of'>{escape(found.chosen.label)}: {escape(count)}</p>"
        + (legend if found.places else "")
        + "".join(_card(place) for place in found.places)
    )
    if found.n_places > len(found.places) and st.button(_("Show more"), key="ag_show_more"):
        st.session_state["ag_more"] = {asked: more + 1}
        st.rerun()


def _card(place: Place) -> str:
    text = "".join(
        f"<span class='{' '.join(name for name, on in (('a', a), ('b', b)) if on)}'>"
        f"{escape(words)}</span>"
        for words, a, b in place.pieces
    )
    pill = (
        "" if place.quotable
        else f" <span class='wb-pill'>{escape(_('may not be quoted'))}</span>"
    )  # fmt: skip
    differ = ngettext("{n} character differs", "{n} characters differ", place.differing)
    if place.decided:
        differ += f" · ✓ {_('decided')}"
    return (
        f"<div class='ag-card'><p class='quote'>{text}</p><p class='by'>"
        f"<a href='coding?{escape(urlencode(place.where))}' target='_self'>{escape(place.who)}</a>"
        f" · {escape(place.code)} · {escape(differ)}{pill}</p></div>"
    )


def _meanings(found: View) -> str:
    lines = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(meaning)}</dd>"
        for name, meaning in shown.meanings(found.chosen.record.keys())
    )
    not_said = _(
        "No number says who is right, or that a code is good. A low one may come from how long "
        "the passages are, from a definition that leaves room, or from two readings that both "
        "hold: read the places before you judge the number. Numbers of different units, or of "
        "other programs, cannot be compared."
    )
    return (
        f"<h2>{escape(_('What the numbers mean'))}</h2><dl class='ag-means'>{lines}</dl>"
        f"<p class='ag-note'>{escape(not_said)}</p>"
    )
