"""Deciding where two coders differ: the part of the agreement page that settles interviews.

`view()` gives what is shown as plain data, `page()` draws it. An address names `order`, `code`,
`interview`, `all` (also what is decided) and the `place` that is read, and brings back the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.coding.deciding import Order, Taken
from workbench.errors import WorkbenchError
from workbench.model import Code, Transcript
from workbench.spans import Span, spans_from_text
from workbench.texts import _, marked, ngettext, number
from workbench.ui import shell
from workbench.ui.reading import nearest, passage
from workbench.words import code_name, settled

KEYS: tuple[tuple[str, str], ...] = (
    ("1 2 3 4", marked("decide: the first coder's, the second's, both, neither")),
    ("J K", marked("the next place, the one before")),
    ("U", marked("take back the last decision")),
)

ORDERS: Mapping[Order, str] = {
    "length": marked("longest difference first"),
    "code": marked("by code"),
}
TAKES: tuple[Taken, ...] = ("first", "second", "both", "neither")

LISTED = 20
"""Places that the list shows around the one that is read."""

AROUND = 240
"""Characters that are shown on either side of a place."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for; `place` is interview, start, end and code, a colon between."""

    order: Order = "length"
    code: str = ""
    interview: str = ""
    all: bool = False
    place: str = ""


@dataclass(frozen=True)
class Line:
    """A place in the list: its name in the address, what it is, and what was decided."""

    place: str
    label: str
    where: str
    told: str


@dataclass(frozen=True)
class Read:
    """The place that is read. `turns` are label and pieces (words, marked by the first, by the
    second); `earlier` is what was decided before a coding or the text changed."""

    line: Line
    record: Mapping[str, Any]
    turns: tuple[tuple[str, tuple[tuple[str, bool, bool], ...]], ...]
    quotes: tuple[str, str]
    where: Mapping[str, str]
    quotable: bool
    earlier: str


@dataclass(frozen=True)
class View:
    """What is shown: how far the study is, the list, and the place that is read, if any."""

    settled: int
    of: int
    decided: int
    differences: int
    waiting: tuple[str, ...]
    lines: tuple[Line, ...]
    at: int
    read: Read | None


def settled_of(here: shell.Current, layer: str) -> list[str]:
    """What a caption says of the agreed layer: how many interviews are settled; else nothing."""
    if layer != "agreed":
        return []
    frame: pd.DataFrame = shell.read(here, "settled")
    return [settled(int(frame["settled"].sum()), len(frame))]


def read_address(query: Mapping[str, str], here: shell.Current) -> Asked:
    """What an address asks for; what it asks for wrongly is left out."""
    codes = [code.key for code in shell.read(here, "scheme")]
    interviews = list(shell.read(here, "settled")["interview"])
    plain = Asked()
    return Asked(
        order=next((one for one in ORDERS if one == query.get("order")), plain.order),
        code=next((one for one in codes if one == query.get("code")), ""),
        interview=next((one for one in interviews if one == query.get("interview")), ""),
        all=query.get("all") == "yes",
        place=query.get("place", ""),
    )


def address(asked: Asked) -> dict[str, str]:
    """The address that asks for this."""
    said = {
        "show": "decide", "order": "" if asked.order == "length" else asked.order,
        "code": asked.code, "interview": asked.interview, "all": "yes" if asked.all else "",
        "place": asked.place,
    }  # fmt: skip
    return {name: value for name, value in said.items() if value}


def view(here: shell.Current, asked: Asked) -> View:
    """What the study says of this. A place that is decided stays to be read while it is asked
    for, also where the list has only what is not."""
    frame: pd.DataFrame = shell.read(
        here, "decisions", order=asked.order, codes=(asked.code,) if asked.code else (),
        interviews=(asked.interview,) if asked.interview else (),
    )  # fmt: skip
    codes = {code.key: code_name(code) for code in shell.read(here, "scheme")}
    records = frame.to_dict("records")
    shown = [
        record
        for record in records
        if asked.all or not record["decision"] or place_of(record) == asked.place
    ]
    places = [place_of(record) for record in shown]
    at = places.index(asked.place) if asked.place in places else 0
    progress: pd.DataFrame = shell.read(here, "settled")
    return View(
        settled=int(progress["settled"].sum()),
        of=len(progress),
        decided=int(progress["decided"].sum()),
        differences=int(progress["differences"].sum()),
        waiting=tuple(progress.loc[progress["review"] & progress["done"], "interview"]),
        lines=tuple(_line(record, codes) for record in shown),
        at=at,
        read=_read(here, shown[at], codes) if shown else None,
    )


def place_of(record: Mapping[Any, Any]) -> str:
    """A place as an address names it."""
    return ":".join(str(record[name]) for name in ("interview", "start", "end", "code"))


def _line(record: Mapping[Any, Any], codes: Mapping[str, str]) -> Line:
    differ = ngettext("{n} character differs", "{n} characters differ", int(record["differing"]))
    return Line(
        place=place_of(record),
        label=codes.get(str(record["code"]), str(record["code"])),
        where=f"{record['interview']} · {differ}",
        told=told(record),
    )


def told(record: Mapping[Any, Any]) -> str:
    """What was decided, in words; empty where nothing was."""
    match record["decision"]:
        case "first" | "second" as whose:
            return str(record[whose])
        case "both":
            return _("both")
        case "neither":
            return _("neither")
        case "other":
            return _("another extent")
    return ""


def _read(here: shell.Current, record: Mapping[Any, Any], codes: Mapping[str, str]) -> Read:
    interview, start, end = str(record["interview"]), int(record["start"]), int(record["end"])
    transcript: Transcript = shell.read(here, "transcript", interview)
    spans = [spans_from_text(str(record[f"spans_{whose}"])) for whose in ("first", "second")]
    around = _around(transcript.text, start, end)
    turn = passage(transcript, start, end).turn
    person = next((one.person for one in transcript.turns if one.number == turn), None)
    consent = shell.read(here, "persons").set_index("person")["consent"].get(person, "full")
    quotes = [" … ".join(transcript.text[a:b] for a, b in one) for one in spans]
    return Read(
        line=_line(record, codes),
        record={str(name): value for name, value in record.items()},
        turns=tuple(turns(transcript, around, spans[0], spans[1])),
        quotes=(quotes[0], quotes[1]),
        where={"interview": interview, "start": str(start), "end": str(end)},
        quotable=consent == "full",
        earlier=str(record["earlier"]),
    )


def _around(text: str, start: int, end: int) -> Span:
    """A place with some of what stands before and after it, in whole words."""
    first = max(0, start - AROUND)
    if first:
        first = text.find(" ", first, start) + 1 or start
    last = min(len(text), end + AROUND)
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    return first, last


def turns(
    transcript: Transcript, around: Span, first: Sequence[Span], second: Sequence[Span]
) -> list[tuple[str, tuple[tuple[str, bool, bool], ...]]]:
    """The turns of a stretch of text, cut where a passage begins or ends, with who marked what;
    what is cut off at either end is an ellipsis."""
    found = []
    for turn in transcript.turns:
        start, end = max(turn.start, around[0]), min(turn.end, around[1])
        if start >= end:
            continue
        said = list(pieces(transcript.text[start:end], start, first, second))
        if start > turn.start:
            said.insert(0, ("… ", False, False))
        if end < turn.end:
            said.append((" …", False, False))
        found.append((turn.speaker, tuple(said)))
    return found


def pieces(
    quote: str, at: int, spans_a: Sequence[Span], spans_b: Sequence[Span]
) -> tuple[tuple[str, bool, bool], ...]:
    """The text cut where a passage begins or ends: the words, and whether A, and B, marked them."""
    inside = [edge for span in (*spans_a, *spans_b) for edge in span if at < edge < at + len(quote)]
    edges = sorted({at, at + len(quote), *inside})
    return tuple(
        (
            quote[start - at : end - at],
            any(a <= start < b for a, b in spans_a),
            any(a <= start < b for a, b in spans_b),
        )
        for start, end in pairwise(edges)
    )


# Drawn


def page(here: shell.Current) -> None:
    """Draw the places where coders differ, one to be read and decided on at a time."""
    asked = read_address(st.query_params.to_dict(), here)
    shown = view(here, asked)
    with st.container(key="agreement"):
        counted = _("{decided} of {n} differences decided", decided=number(shown.decided),
                    n=number(shown.differences))  # fmt: skip
        lead = f"{settled(shown.settled, shown.of)} · {counted}"
        st.html(
            f"<h1>{escape(_('Where they differ'))}</h1>"
            f"<p class='wb-lead' role='status'>{escape(lead)}</p>{_bar(shown)}{_waiting(shown)}"
        )
        _controls(here, asked)
        fault = st.session_state.pop("de_fault", None)
        if fault is not None:
            shell.show_error(fault)
        if shown.read is None:
            st.html(f"<p class='wb-hint' role='status'>{escape(_nothing(shown))}</p>")
            _undo(here)
            return
        with st.container(key="de_split", horizontal=True, gap=None):
            with st.container(key="de_list", width=330):
                st.html(_list(shown, asked))
            with st.container(key="de_place"):
                _place(here, asked, shown, shown.read)


def _bar(shown: View) -> str:
    share = 100 * shown.decided / shown.differences if shown.differences else 0
    return f"<div class='de-bar' aria-hidden='true'><i style='width:{share:.1f}%'></i></div>"


def _waiting(shown: View) -> str:
    if not shown.waiting:
        return ""
    said = _("Not settled while codings wait for review after a correction: {names}.",
             names=", ".join(shown.waiting))  # fmt: skip
    return f"<p class='ag-note'>{escape(said)}</p>"


def _nothing(shown: View) -> str:
    if not shown.differences:
        return _("There is nothing to decide: nowhere do two coders differ who have both coded an "
                 "interview to the end.")  # fmt: skip
    return _("Within these limits, everything is decided.")


def _controls(here: shell.Current, asked: Asked) -> None:
    codes: Sequence[Code] = shell.read(here, "scheme")
    names = {code.key: code_name(code) for code in codes}
    interviews = list(shell.read(here, "settled")["interview"])
    with st.container(key="ag_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            _("Order"), list(ORDERS), index=list(ORDERS).index(asked.order), key="de_order",
            format_func=lambda one: _(ORDERS[one]), on_change=_ask, width=210,
        )  # fmt: skip
        st.selectbox(
            _("Code"), ["", *names], index=["", *names].index(asked.code), key="de_code",
            format_func=lambda one: names.get(one, _("All")), on_change=_ask, width=230,
        )  # fmt: skip
        st.selectbox(
            _("Interview"), ["", *interviews], index=["", *interviews].index(asked.interview),
            key="de_interview", format_func=lambda one: one or _("All"), on_change=_ask, width=150,
        )  # fmt: skip
        st.toggle(_("Also what is decided"), value=asked.all, key="de_all", on_change=_ask)
        shell.link("agreement", _("Agreement in numbers"), key="de_numbers")


def _ask() -> None:
    """Put what the fields hold into the address, from which the page is drawn."""
    state = st.session_state
    asked = Asked(
        state["de_order"], state["de_code"], state["de_interview"], state["de_all"],
        st.query_params.get("place", ""),
    )  # fmt: skip
    st.query_params.from_dict(address(asked))


def _list(shown: View, asked: Asked) -> str:
    first = max(0, min(shown.at - LISTED // 2, len(shown.lines) - LISTED))
    lines = shown.lines[first : first + LISTED]
    head = _("Places {first}–{last} of {n}", first=number(first + 1),
             last=number(first + len(lines)), n=number(len(shown.lines)))  # fmt: skip
    rows = "".join(
        f"<li><a href='agreement?{escape(urlencode(address(replace(asked, place=line.place))))}'"
        f" target='_self'{' aria-current=true' if first + at == shown.at else ''}>"
        f"<b>{escape(line.label)}</b><small>{escape(line.where)}"
        + (f" · <span>✓ {escape(line.told)}</span>" if line.told else "")
        + "</small></a></li>"
        for at, line in enumerate(lines)
    )
    return f"<h2>{escape(head)}</h2><ol class='de-list'>{rows}</ol>"


def _place(here: shell.Current, asked: Asked, shown: View, read: Read) -> None:
    record = read.record
    st.html(_text(read))
    name = read.line.place
    st.text_input(
        _("Reason"), key=f"de_reason_{name}", value=str(record["reason"]),
        placeholder=_("why, for who reads it later"), max_chars=500,
    )  # fmt: skip
    labels = {"first": str(record["first"]), "second": str(record["second"]), "both": _("Both"),
              "neither": _("Neither")}  # fmt: skip
    following = _following(shown)
    with st.container(key="de_buttons", horizontal=True, gap="small"):
        for key, take in enumerate(TAKES, start=1):
            st.button(
                labels[take], key=f"de_{take}_{name}", shortcut=str(key), on_click=_decide,
                args=(here, asked, read, take, following),
                type="primary" if record["decision"] == take else "secondary",
            )  # fmt: skip
        with st.popover(_("Another extent …"), key=f"de_other_{name}"):
            st.text_area(
                _("The words that count"), key=f"de_words_{name}", height=120,
                value=str(record["quote"]),
            )  # fmt: skip
            st.button(
                _("Decide for these words"), key=f"de_extent_{name}", type="primary",
                on_click=_decide, args=(here, asked, read, "other", following),
            )  # fmt: skip
    with st.container(key="de_steps", horizontal=True, gap="small"):
        for letter, label, step in (("k", _("Previous"), -1), ("j", _("Next"), 1)):
            at = shown.at + step
            inside = 0 <= at < len(shown.lines)
            st.button(
                label, key=f"de_step_{letter}", shortcut=letter, type="tertiary",
                disabled=not inside, on_click=_go,
                args=(asked, shown.lines[at].place if inside else ""),
            )  # fmt: skip
        _undo(here)


def _text(read: Read) -> str:
    first, second = (str(read.record[whose]) for whose in ("first", "second"))
    rows = "".join(
        f"<p class='de-turn'><b>{escape(label)}</b> {_marks(parts)}</p>"
        for label, parts in read.turns
    )
    nothing = _("nothing")
    both = "".join(
        f"<dt><span class='{mark}'>{escape(name)}</span></dt>"
        f"<dd>{escape(quote.replace(chr(10), ' / ')) or f'<i>{escape(nothing)}</i>'}</dd>"
        for mark, name, quote in (("a", first, read.quotes[0]), ("b", second, read.quotes[1]))
    )
    pill = (
        "" if read.quotable
        else f" <span class='wb-pill'>{escape(_('may not be quoted'))}</span>"
    )  # fmt: skip
    where = escape(urlencode(read.where))
    desk = f"<a href='coding?{where}' target='_self'>{escape(_('at the desk'))}</a>"
    return (
        f"<h2 class='de-code'>{escape(read.line.label)}</h2>"
        f"<p class='ag-legend'>{escape(read.line.where)} · {desk}{pill} · "
        f"<span class='a b'>{escape(_('both coders'))}</span></p>"
        f"{_decided(read)}<div class='ag-card de-read' tabindex='0' role='region'"
        f" aria-label='{escape(_('The text'))}'>{rows}</div>"
        f"<dl class='de-both'>{both}</dl>"
    )


def _decided(read: Read) -> str:
    record = read.record
    if read.line.told:
        said = _("Decided by {coder}: {decision}", coder=record["decided_by"],
                 decision=read.line.told)  # fmt: skip
        said += f" ({record['extent']})" if record["extent"] else ""
        said += f". {record['reason']}" if record["reason"] else ""
        return f"<p class='de-told'>✓ {escape(said)}</p>"
    if read.earlier:
        said = _("Decided before, until a coding or the text was changed: {decision}",
                 decision=read.earlier)  # fmt: skip
        return f"<p class='de-told'>{escape(said)}</p>"
    return ""


def _marks(parts: Sequence[tuple[str, bool, bool]]) -> str:
    return "".join(
        f"<span class='{' '.join(name for name, on in (('a', a), ('b', b)) if on)}'>"
        f"{escape(words)}</span>"
        for words, a, b in parts
    )


def _following(shown: View) -> str:
    """The next place that is not decided, after the one that is read or else before it."""
    later = [*shown.lines[shown.at + 1 :], *shown.lines[: shown.at]]
    return next((line.place for line in later if not line.told), "")


def _go(asked: Asked, place: str) -> None:
    st.query_params.from_dict(address(replace(asked, place=place)))


def _decide(here: shell.Current, asked: Asked, read: Read, take: Taken, following: str) -> None:
    """Decide on the place that is read, and go on to the next; a fault is shown there."""
    name, record = read.line.place, read.record
    interview, start, end = str(record["interview"]), int(record["start"]), int(record["end"])
    try:
        extent = None
        if take == "other":
            transcript = shell.read(here, "transcript", interview)
            extent = nearest(transcript.text, st.session_state[f"de_words_{name}"], start)
        here.study.decide(
            interview, start, end, str(record["code"]), take, extent=extent,
            reason=st.session_state.get(f"de_reason_{name}", ""),
        )  # fmt: skip
    except WorkbenchError as error:
        st.session_state["de_fault"] = error
        _go(asked, name)
        return
    made = (name, here.study.last_history)
    st.session_state["de_made"] = [*st.session_state.get("de_made", ()), made]
    _go(asked, following)


def _undo(here: shell.Current) -> None:
    """Take back the last decision that was made here."""
    made: list[tuple[str, int]] = st.session_state.get("de_made", [])
    st.button(
        _("Undo"), key="de_undo", shortcut="u", type="tertiary", disabled=not made,
        on_click=_take_back, args=(here,),
    )  # fmt: skip


def _take_back(here: shell.Current) -> None:
    made: list[tuple[str, int]] = st.session_state["de_made"]
    place, action = made[-1]
    asked = read_address(st.query_params.to_dict(), here)
    try:
        here.study.undo(action=action)
    except WorkbenchError as error:
        st.session_state["de_fault"] = error
        return
    st.session_state["de_made"] = made[:-1]
    _go(asked, place)
