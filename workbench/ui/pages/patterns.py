"""The page of patterns: codes that meet, queries over codes, codes that are new, words apart.

An address names what is shown (`show`: matrix, queries, new or words), the filters, and what each
of these is asked: `within`, `value` and the cell `a` and `b` of the matrix, the query `q`, the
`group` of `by` whose words stand `against` others', by how many `persons`, and the word `lemma`
that is read; `hide_small` (1) hides small cells of the matrix and of a query. What is asked for
wrongly is left out, and named.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import Any, Literal, TypeVar, get_args
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench import words
from workbench.charts import pattern_words, patterns
from workbench.charts.patterns import VALUE_NAMES, VALUES, Matrix, Value
from workbench.errors import WorkbenchError
from workbench.model import Code, Filters, Transcript
from workbench.spans import Span
from workbench.texts import _, marked, ngettext, number
from workbench.ui import address, behind, downloads, facets, querying, shell, table, words_apart
from workbench.ui.deciding import pieces
from workbench.ui.facets import Material, material
from workbench.ui.reading import passage

KEYS: tuple[tuple[str, str], ...] = (
    ("Enter", marked("open the passages of the cell that has the focus")),
)

Show = Literal["matrix", "queries", "new", "words"]
SHOWS: Mapping[Show, str] = {
    "matrix": marked("Codes that meet"),
    "queries": marked("Queries"),
    "new": marked("New codes"),
    "words": marked("Word use"),
}
NEAR = ("overlap", "turn", "1", "2", "3", "5")

PAIRS = 10
"""Pairs of passages that are shown before more are asked for."""

LONGEST = 900
"""Characters up to which two passages are shown with all that stands between them."""

T = TypeVar("T", bound=str)


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    show: Show = "matrix"
    within: str = "overlap"
    value: Value = "n"
    cell: tuple[str, str] | None = None
    q: str = ""
    hide_small: bool = False
    words: words_apart.Asked = field(default_factory=words_apart.Asked)
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Pair:
    """Two passages that meet: whose words, where the first begins, the text in pieces (under the
    one code, under the other), and whether all of it may be quoted."""

    who: str
    where: Mapping[str, str]
    pieces: tuple[tuple[str, bool, bool], ...]
    quotable: bool


def page() -> None:
    """Draw the page. Changes nothing but saved queries, when it is asked to."""
    here = shell.current()
    known = material(here)
    asked, refused = read_address(_query(), known)
    with st.container(key="bleed", horizontal=True, gap=None, wrap=False):
        with st.container(key="se_facets", width=230, gap=None):
            facets.draw(_panel(known, asked))
        with st.container(key="patterns", gap=None):
            filters = replace(asked.filters, layer="primary")
            lead = [words.layer(asked.filters.layer), *table.filters_text(filters, known.names)]
            st.html(
                f"<h1>{escape(_('Patterns'))}</h1><p class='wb-lead'>{escape(' · '.join(lead))}</p>"
            )
            _ways(asked)
            for name in refused:
                said = _("The study has no {asked}.", asked=name)
                st.html(f"<p class='wb-warn'>{escape(said)}</p>")
            try:
                _shown(here, known, asked)
            except WorkbenchError as error:
                shell.show_error(error)


def _shown(here: shell.Current, known: Material, asked: Asked) -> None:
    match asked.show:
        case "matrix":
            _matrix(here, known, asked)
        case "queries":
            querying.draw(
                here, asked.q, replace(asked.filters, code=()), _ask, hide_small=asked.hide_small
            )
        case "new":
            _new(here, known, asked)
        case "words":
            words_apart.draw(here, known, asked.words, asked.filters, _ask)
    shell.hidden_note(here, filters=asked.filters)


# The address


def read_address(query: address.Query, known: Material) -> tuple[Asked, list[str]]:
    """What an address asks for, and what in it the study does not have, which is left out."""
    refused: list[str] = []
    given = {name: values[-1] for name, values in query.items() if values}
    codes = known.scheme.codes
    cell = (given.get("a", ""), given.get("b", ""))
    return (
        Asked(
            show=_one(given, "show", get_args(Show), "matrix"),
            within=_one(given, "within", NEAR, "overlap"),
            value=_one(given, "value", VALUES, "n"),
            cell=cell if cell[0] in codes and cell[1] in codes else None,
            q=given.get("q", "")[:2000],
            hide_small=given.get("hide_small") == "1",
            words=words_apart.read_address(given, known),
            filters=address.filters_of(query, known.facts, refused),
        ),
        refused,
    )


def _one(given: Mapping[str, str], name: str, options: Sequence[T], otherwise: T) -> T:
    return next((one for one in options if one == given.get(name)), otherwise)


def query_of(asked: Asked) -> dict[str, list[str]]:
    """The address of what is asked for: only what differs from the plain page."""
    plain = Asked()
    said = {name: getattr(asked, name) for name in ("show", "within", "value", "q")}
    told = {name: [one] for name, one in said.items() if one != getattr(plain, name)}
    if asked.cell:
        told |= {"a": [asked.cell[0]], "b": [asked.cell[1]]}
    if asked.hide_small:
        told["hide_small"] = ["1"]
    return told | words_apart.query_of(asked.words) | address.query_of_filters(asked.filters)


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _now() -> Asked:
    return read_address(_query(), material(shell.current()))[0]


def _ask(**changes: Any) -> None:
    st.query_params.from_dict(query_of(replace(_now(), **changes)))


def _panel(known: Material, asked: Asked) -> facets.Panel:
    return facets.Panel(
        known=known,
        prefix="pa",
        filters=asked.filters,
        base=pd.DataFrame(columns=["interview", "person", "actor_type", "round"]),
        count=lambda _filters: None,
        marks=lambda _mark: None,
        now=lambda: _now().filters,
        change=lambda filters: _ask(filters=filters, cell=None),
        counted=False,
        # A query names its codes itself.
        by_code=asked.show != "queries",
    )


def _ways(asked: Asked) -> None:
    """The four things that the page shows, the one that is open marked."""
    with st.container(key="pa_ways", horizontal=True, gap="small"):
        for show, label in SHOWS.items():
            on = "_on" if show == asked.show else ""
            with st.container(key=f"pa_way_{show}{on}", width="content"):
                query = query_of(replace(asked, show=show))
                places = {name: values[-1] for name, values in query.items() if len(values) == 1}
                shell.link("patterns", _(label), **places)


# The matrix


def codes_of(codes: Sequence[Code], chosen: Sequence[str]) -> list[str]:
    """The codes that stand against one another: of several those chosen, of one those under it,
    of none the branches."""
    wanted = set(chosen)
    if len(wanted) == 1:
        root = next(code for code in codes if code.key in wanted)
        under = [code.key for code in codes if code.parent == root.id]
        return under or [root.key]
    if not wanted:
        return [code.key for code in codes if code.parent is None and not code.retired]
    inside = [key for key in wanted if any(key.startswith(f"{above}.") for above in wanted)]
    return [code.key for code in codes if code.key in wanted and code.key not in inside]


def matrix_of(here: shell.Current, asked: Asked) -> Matrix:
    """The matrix that is asked for."""
    codes: Sequence[Code] = shell.read(here, "scheme")
    keys = codes_of(codes, asked.filters.code)
    frame = shell.read(
        here, "cooccurrence", _within(asked), hide_small=asked.hide_small,
        filters=replace(asked.filters, code=tuple(keys)),
    )  # fmt: skip
    return patterns.matrix(frame, keys, codes)


def pairs_of(
    here: shell.Current, asked: Asked, cell: tuple[str, str], most: int
) -> tuple[list[Pair], int]:
    """The first pairs of passages behind a cell, and how many there are."""
    found: pd.DataFrame = shell.read(
        here, "meetings", *cell, _within(asked), filters=replace(asked.filters, code=())
    )
    consent = shell.read(here, "persons").set_index("person")["consent"]
    return [_pair(here, row, consent) for row in found.head(most).to_dict("records")], len(found)


def _pair(here: shell.Current, row: Mapping[Any, Any], consent: pd.Series[Any]) -> Pair:
    interview = str(row["interview"])
    transcript: Transcript = shell.read(here, "transcript", interview)
    one, other = ((int(row[f"start_{s}"]), int(row[f"end_{s}"])) for s in ("a", "b"))
    own = [
        _own(transcript, span, str(row[f"person_{s}"]))
        for s, span in zip("ab", (one, other), strict=True)
    ]
    persons = dict.fromkeys([str(row["person_a"]), str(row["person_b"])])
    start, end = min(one, other)
    turn = passage(transcript, start, end).turn
    return Pair(
        who=" · ".join([interview, *persons, _("turn {turn}", turn=turn)]),
        where={"interview": interview, "start": str(start), "end": str(end)},
        pieces=_seen(transcript.text, one, other, *own),
        quotable=all(consent.get(person, "full") == "full" for person in persons),
    )


def _own(transcript: Transcript, span: Span, person: str) -> list[Span]:
    """What of a passage the person says herself: only that is coded."""
    start, end = span
    return [
        (max(start, turn.start), min(end, turn.end))
        for turn in transcript.turns
        if turn.person == person and turn.start < end and start < turn.end
    ]


def _seen(
    text: str, one: Span, other: Span, own: Sequence[Span], others_own: Sequence[Span]
) -> tuple[tuple[str, bool, bool], ...]:
    """Both passages as they stand in the text, with what is coded in each; what lies between them
    left out where it is long."""
    start, end = min(one[0], other[0]), max(one[1], other[1])
    if end - start <= LONGEST or (one[1] > other[0] and other[1] > one[0]):
        return pieces(text[start:end], start, own, others_own)
    first, second = sorted([one, other])
    cut = ((" […] ", False, False),)
    return (
        *pieces(text[slice(*first)], first[0], own, others_own), *cut,
        *pieces(text[slice(*second)], second[0], own, others_own),
    )  # fmt: skip


def _within(asked: Asked) -> str | int:
    return int(asked.within) if asked.within.isdecimal() else asked.within


def _matrix(here: shell.Current, known: Material, asked: Asked) -> None:
    with st.container(key="pa_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice("within", _("They meet"), asked.within,
                {one: pattern_words.within(one) for one in NEAR})  # fmt: skip
        _choice("value", _("In the cells"), asked.value,
                {one: _(VALUE_NAMES[one]) for one in VALUES})  # fmt: skip
        shown = matrix_of(here, asked)
        codes = tuple(key for key, _name in shown.codes)
        st.session_state["pa_hide_small"] = asked.hide_small
        table.hide_toggle("pa_hide_small", lambda hidden: _ask(hide_small=hidden))
        wanted = {"within": asked.within, "value": asked.value, "hide_small": asked.hide_small,
                  "filters": replace(asked.filters, code=codes)}  # fmt: skip
        few = len(codes) <= patterns.MOST
        file = downloads.File(
            "cooccurrence", _("codes that meet"), "pa_meet", wanted,
            only=() if few else downloads.TABLES,
        )  # fmt: skip
        downloads.menu(here, [file], key="pa_meet_download")
    hint = _(
        "Each code stands for its branch. Choose several codes to set them against one another, "
        "or one to see those under it."
    )
    st.html(f"<p class='wb-muted'>{escape(hint)}</p>")
    if not few:
        many = _("More than {n} codes: choose fewer.", n=patterns.MOST)
        st.html(f"<p class='wb-hint'>{escape(many)}</p>")
        return
    with st.container(key="ag_split", horizontal=True, gap=None):
        with st.container(key="ag_table"):
            st.html(_table(shown, asked) + _rests_on(here, asked, shown))
        if asked.cell is not None:
            with st.container(key="ag_panel", width=430):
                _pairs(here, known, asked, shown)


def _table(shown: Matrix, asked: Asked) -> str:
    head = "".join(
        f"<th scope='col'><span>{escape(name)}</span></th>" for _key, name in shown.codes
    )
    rows = ""
    for key, name in shown.codes:
        cells = "".join(_cell(shown, (key, other), asked) for other, _name in shown.codes)
        rows += f"<tr><th scope='row'>{escape(name)}</th>{cells}</tr>"
    label = escape(_("Codes that meet"))
    return (
        f"<div class='ag-scroll' tabindex='0' role='region' aria-label='{label}'>"
        f"<table class='pa-matrix'><thead><tr><td></td>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(shown: Matrix, cell: tuple[str, str], asked: Asked) -> str:
    met = shown.cell(*cell)
    if met is None:
        return f"<td class='none'>{'' if cell[0] == cell[1] else '–'}</td>"
    text = escape(met.text(asked.value))
    if met.hidden or not met.n:
        return f"<td class='none'>{text}</td>"
    names = dict(shown.codes)
    said = _(
        "{a} and {b}: {n} pairs, in {interviews} interviews", a=names[cell[0]], b=names[cell[1]],
        n=met.n, interviews=met.of_either,
    )  # fmt: skip
    query = escape(urlencode(query_of(replace(asked, cell=cell)), doseq=True), quote=True)
    on = " aria-current='true'" if asked.cell in (cell, cell[::-1]) else ""
    label = escape(said, quote=True)
    return (
        f"<td style='--shade:{met.shade}%'><a href='patterns?{query}' target='_self'{on}"
        f" title='{label}' aria-label='{label}'>{text}</a></td>"
    )


def _rests_on(here: shell.Current, asked: Asked, shown: Matrix) -> str:
    base = shell.read(here, "base", filters=asked.filters)
    said = [
        pattern_words.usable(base.usable, base.done),
        _("A cell is shaded by the interviews in which the two meet, of those with either, from 5"
          " on; a dash stands where a code is not used."),
        _("Two codes may meet because one passage was given both by habit: read the passages."),
    ]  # fmt: skip
    if any(met.hidden for met in shown.cells.values()):
        said.append(_(pattern_words.HIDDEN))
    return "".join(f"<p class='ag-note'>{escape(one)}</p>" for one in said)


def _pairs(here: shell.Current, known: Material, asked: Asked, shown: Matrix) -> None:
    cell = asked.cell
    assert cell is not None
    more = st.session_state.get("pa_more", {}).get(asked, 0)
    found, n = pairs_of(here, asked, cell, PAIRS * (1 + more))
    a, b = (known.scheme.name(key) for key in cell)
    met = shown.cell(*cell)
    if met is not None and met.hidden:
        st.html(f"<p class='wb-hint'>{escape(_(behind.HIDDEN))}</p>")
        return
    count = ngettext("{n} pair of passages", "{n} pairs of passages", n)
    if met is not None:
        count += " · " + _("{interviews} interviews", interviews=met.of_either)
    st.html(
        f"<h2>{escape(_('Where they meet'))}</h2><p class='ag-of'>{escape(count)}</p>"
        f"<p class='ag-legend'><span class='a'>{escape(a)}</span>, "
        f"<span class='b'>{escape(b)}</span></p>" + "".join(_card(pair) for pair in found)
    )
    if n > len(found) and st.button(_("Show more"), key="pa_show_more"):
        st.session_state["pa_more"] = {asked: more + 1}
        st.rerun()


def _card(pair: Pair) -> str:
    text = "".join(
        f"<span class='{' '.join(name for name, on in (('a', a), ('b', b)) if on)}'>"
        f"{escape(words)}</span>"
        for words, a, b in pair.pieces
    )
    return (
        f"<div class='ag-card'><p class='quote'>{text}</p><p class='by'>"
        f"<a href='coding?{escape(urlencode(pair.where))}' target='_self'>{escape(pair.who)}</a>"
        f"{'' if pair.quotable else querying.not_quotable()}</p></div>"
    )


# New codes


def _new(here: shell.Current, known: Material, asked: Asked) -> None:
    frame: pd.DataFrame = shell.read(here, "new_codes", filters=asked.filters)
    origins = shell.read(here, "code_origins")["made"].value_counts()
    during, before, unknown = (
        int(origins.get(one, 0)) for one in ("during", "beforehand", "unknown")
    )
    said = _(
        "{during} codes were made during the analysis and count here; {before} were there before "
        "the first coding.",
        during=number(during), before=number(before),
    )  # fmt: skip
    if unknown:
        said += " " + _("Of {n} the history does not tell.", n=number(unknown))
    st.html(f"<p class='wb-lead'>{escape(said)}</p>")
    groups = list(frame.groupby(["actor_type", "round"], sort=False, dropna=False))
    for (actor_type, round), rows in groups:
        if rows["reason"].iloc[0] == "":
            _curve(here, known, asked, str(actor_type), round, rows)
    refused = [
        f"<li><b>{escape(pattern_words.group(known.actor_types, str(kind), round))}</b>: "
        f"{escape(rows['reason'].iloc[0])}</li>"
        for (kind, round), rows in groups
        if rows["reason"].iloc[0]
    ]
    if refused:
        head = escape(_("Groups that tell nothing"))
        st.html(f"<h2>{head}</h2><ul class='pa-refused'>{''.join(refused)}</ul>")
    notes = pattern_words.new_codes_notes()
    st.html("".join(f"<p class='ag-note'>{escape(note)}</p>" for note in notes))


def _curve(
    here: shell.Current, known: Material, asked: Asked, actor_type: str, round: Any,
    rows: pd.DataFrame,
) -> None:  # fmt: skip
    name = pattern_words.group(known.actor_types, actor_type, round)
    key = f"{actor_type}_{0 if pd.isna(round) else int(round)}"
    of_group = replace(
        asked.filters, actor_type=(actor_type,), round=(0 if pd.isna(round) else int(round),)
    )
    with st.container(key=f"pa_curve_{key}"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.html(f"<h2>{escape(name)}</h2>", width="content")
            downloads.draw(
                here, "new_codes", _("new codes"), prefix=f"pa_new_{key}", label=_("Download"),
                filters=of_group,
            )  # fmt: skip
        dark = st.context.theme.type == "dark"
        st.altair_chart(
            patterns.new_codes_chart(rows, dark=dark), theme=None, width="content",
            key=f"pa_chart_{key}", alt=f"{name}. {_('New codes per interview')}",
        )  # fmt: skip
        names = ("place", "interview", "date", "done", "new", "seen", "any_order", "codes")
        head = "".join(
            f"<th scope='col'>{escape(heading)}</th>"
            for heading in pattern_words.headings(names).values()
        )
        body = "".join(_line(row, known) for row in rows[list(names)].to_dict("records"))
        st.html(
            f"<table class='ag-table pa-table'><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )


def _line(row: Mapping[Any, Any], known: Material) -> str:
    codes = ", ".join(known.scheme.name(key) for key in str(row["codes"]).split(",") if key)
    said = [
        number(row["place"]), str(row["interview"]), str(row["date"]),
        _("yes") if row["done"] else _("no"), number(row["new"]), number(row["seen"]),
        number(row["any_order"], digits=1), codes,
    ]  # fmt: skip
    link = f"<a href='coding?{escape(urlencode({'interview': said[1]}))}' target='_self'>"
    cells = [escape(one) for one in said]
    cells[1] = f"{link}{cells[1]}</a>"
    return "<tr>" + "".join(f"<td>{one}</td>" for one in cells) + "</tr>"


# What the views share


def _choice(name: str, label: str, value: str, names: Mapping[Any, str]) -> None:
    options = list(names)
    st.selectbox(
        label, options, index=options.index(value), key=f"pa_{name}", width=240,
        format_func=lambda one: names[one], on_change=_set, args=(name,),
    )  # fmt: skip


def _set(name: str) -> None:
    _ask(**{name: st.session_state[f"pa_{name}"]})
