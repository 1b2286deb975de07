"""The figures page: outside figures, what does not hold in them, and what people say beside them.

`ui/figures.py` gives what is shown as plain data, `page()` draws it. An address names the
`course` whose figures are meant, `by` (claims by figure, or figures by claim), and the `code`
whose excerpts are offered as claims.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, get_args
from urllib.parse import urlencode

import streamlit as st

from workbench.charts import figures as shown
from workbench.charts.table import records
from workbench.exports.figures import SAYS
from workbench.model import Code, Filters, Says
from workbench.texts import _, day, marked, ngettext
from workbench.ui import downloads, reports, shell
from workbench.ui.figures import Asked, By, Claim, Figure, View, groups, read_address, short, view
from workbench.words import code_name

BY: Mapping[By, str] = {
    "figure": marked("by figure"),
    "claim": marked("by claim"),
}
PREFIX = "fg"


def page() -> None:
    """Draw the page; a claim is set beside a figure, or taken away, where it is shown."""
    here = shell.current()
    asked = read_address(st.query_params.to_dict(), here)
    with st.container(key="figures"):
        found = view(here, asked)
        count = _("{n} of {N} figures", n=len(found.figures), N=found.of)
        lead = [here.study.name, day(here.study.last_change), count, asked.course]
        st.html(
            f"<h1>{escape(_('Outside figures'))}</h1>"
            f"<p class='wb-lead'>{escape(' · '.join(part for part in lead if part))}</p>"
        )
        if not found.of:
            _nothing()
            return
        shell.hidden_note(here, every_coder=True)
        _controls(here, asked, found)
        reports.draw(PREFIX)
        st.html(_findings(found))
        _chart(found)
        _claims(here, asked, found)
        st.html(_table(found))


# Controls


def _nothing() -> None:
    missing = _(
        "The study has no outside figures. Put them in figures.csv in the folder of the design, "
        "one row per number, and load it: workbench design FOLDER."
    )
    st.html(f"<p class='wb-hint' role='status'>{escape(missing)}</p>")


def _controls(here: shell.Current, asked: Asked, found: View) -> None:
    courses = ["", *found.courses]
    with st.container(key="fg_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            _("Course"), courses, index=courses.index(asked.course), key="fg_course",
            format_func=lambda one: one or _("all"), on_change=_ask, width=260,
        )  # fmt: skip
        downloads.draw(
            here, "figures", _("figures"), prefix="fg", label=_("Download"),
            figures_of=asked.course,
        )  # fmt: skip


def _ask() -> None:
    """Put what the fields hold into the address, from which the page is drawn."""
    state = st.session_state
    told = {
        "course": state.get("fg_course", ""),
        "by": state.get("fg_by") or "figure",
        "code": state.get("fg_code") or "",
    }
    plain = {"course": "", "by": "figure", "code": ""}
    st.query_params.from_dict(
        {name: value for name, value in told.items() if value != plain[name]}
    )  # fmt: skip


# The check and the chart


def _findings(found: View) -> str:
    n = len(found.findings)
    head = f"<h2>{escape(_('What the check says'))}</h2>"
    if not n:
        return f"<section class='fg-check'>{head}<p>{escape(_('Nothing is amiss.'))}</p></section>"
    said = ngettext(
        "{n} thing to know before the figures are read. Nothing is put right.",
        "{n} things to know before the figures are read. Nothing is put right.", n,
    )  # fmt: skip
    items = "".join(
        f"<li><details><summary><b>{escape(one.label)}</b> {escape(one.what)}</summary>"
        f"<ul>{''.join(f'<li>{escape(figure.line)}</li>' for figure in one.figures)}</ul>"
        "</details></li>"
        for one in found.findings
    )
    return f"<section class='fg-check'>{head}<p>{escape(said)}</p><ul>{items}</ul></section>"


def _chart(found: View) -> None:
    st.html(f"<h2>{escape(_('Over time, each with its base'))}</h2>")
    dark = st.context.theme.type == "dark"
    with st.container(key="fg_chart"):
        st.altair_chart(
            shown.chart(found.frame, dark=dark), theme=None, width="content", key="fg_bars",
            alt=_("The figures as bars; the same numbers stand in the table below."),
        )  # fmt: skip


# Claims


def _claims(here: shell.Current, asked: Asked, found: View) -> None:
    st.html(f"<h2>{escape(_('Claims and figures'))}</h2>")
    with st.container(key="fg_claims", gap="small"):
        options = list(get_args(By))
        st.segmented_control(
            _("Claims and figures"), options, default=asked.by, key="fg_by", on_change=_ask,
            format_func=lambda one: _(BY[one]), label_visibility="collapsed",
        )  # fmt: skip
        if not found.claims:
            hint = _("No claim stands beside these figures yet. Choose one below.")
            st.html(f"<p class='wb-muted'>{escape(hint)}</p>")
        for group in groups(found.claims, asked.by):
            _group(group, asked.by)
        _linking(here, asked, found)


def _group(claims: Sequence[Claim], by: By) -> None:
    """What is common left, what stands beside it right, each with the way to take it away."""
    first = claims[0]
    with st.container(key=f"fg_pair_{by}_{first.id}", horizontal=True, gap="medium"):
        left = _figure_card(first.figure) if by == "figure" else _quote_card(first)
        st.html(left, width=380)
        with st.container(gap="small"):
            for one in claims:
                said = _(SAYS[one.says])
                note = f"<p class='note'>{escape(one.note)}</p>" if one.note else ""
                right = _quote_card(one) if by == "figure" else _figure_card(one.figure)
                st.html(
                    f"<div class='fg-says {one.says}'><b>{escape(said[:1].upper() + said[1:])}"
                    f"</b>{right}{note}</div>"
                )
                st.button(
                    _("Take away"), key=f"fg_remove_{one.id}", type="tertiary", on_click=_remove,
                    args=(one.id,),
                )  # fmt: skip


def _figure_card(one: Figure) -> str:
    lines = [
        f"{one.category}, {one.time}" if one.time else one.category, one.base,
        " · ".join(part for part in (one.source, one.period) if part),
    ]  # fmt: skip
    rest = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    about = (
        f"<details><summary>{escape(_('Definition'))}</summary>{escape(one.definition)}</details>"
        if one.definition else ""
    )  # fmt: skip
    return f"<div class='fg-card'><p class='n'>{escape(one.value)}</p>{rest}{about}</div>"


def _quote_card(one: Claim) -> str:
    words = escape(one.quote) if one.quote else f"<i>{escape(_('(withdrawn)'))}</i>"
    pill = (
        "" if one.quotable
        else f" <span class='wb-pill'>{escape(_('may not be quoted'))}</span>"
    )  # fmt: skip
    link = f"coding?{escape(urlencode(one.where))}"
    return (
        f"<div class='fg-card'><p class='quote'>{words}</p><p class='by'>"
        f"<a href='{link}' target='_self'>{escape(one.where['interview'])}</a>"
        f" · {escape(one.who)}{pill}</p></div>"
    )


def _linking(here: shell.Current, asked: Asked, found: View) -> None:
    """Choose an excerpt and a figure, and say which way the claim goes."""
    codes: Sequence[Code] = [one for one in shell.read(here, "scheme") if not one.retired]
    names = {code.key: f"{'– ' * code.key.count('.')}{code_name(code)}" for code in codes}
    with st.container(key="fg_link", gap="small"):
        st.html(f"<h3>{escape(_('Set a claim beside a figure'))}</h3>")
        keys = list(names)
        st.selectbox(
            _("Claims are coded with"), keys, key="fg_code", on_change=_ask,
            index=keys.index(asked.code) if asked.code in keys else None,
            format_func=lambda one: names[one], placeholder=_("Choose a code"),
        )  # fmt: skip
        if not asked.code:
            return
        frame = shell.read(here, "excerpts", filters=Filters(code=(asked.code,)))
        rows = records(frame)
        if not rows:
            st.html(f"<p class='wb-muted'>{escape(_('No excerpts.'))}</p>")
            return
        excerpt = st.selectbox(
            _("Excerpt"), rows, key=f"fg_excerpt_{asked.code}", index=None,
            format_func=short, placeholder=_("Choose an excerpt"),
        )  # fmt: skip
        if excerpt is not None:
            st.html(f"<blockquote class='fg-quote'>{escape(excerpt['quote'])}</blockquote>")
        lines = {one.id: one.line for one in found.figures}
        figure = st.selectbox(
            _("Figure"), list(lines), key=f"fg_figure_{asked.course}", index=None,
            format_func=lambda one: lines[one], placeholder=_("Choose a figure"),
        )  # fmt: skip
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            says = st.segmented_control(
                _("The claim"), list(SAYS), key="fg_says",
                format_func=lambda one: _(SAYS[one]),
            )  # fmt: skip
            st.text_input(_("Note"), key="fg_note")
            st.button(
                _("Set beside the figure"), key="fg_add", type="primary", on_click=_add,
                args=(excerpt, figure, says),
                disabled=excerpt is None or figure is None or says is None,
            )  # fmt: skip


def _add(excerpt: Mapping[str, Any], figure: int, says: Says) -> None:
    here = shell.current()
    # What is typed right before the button is pressed comes with the press, after the drawing.
    note = st.session_state["fg_note"]
    with reports.refusals(PREFIX):
        coder = here.study.primary_coders().get(excerpt["interview"], here.coder)
        codings = here.study.codings_of_excerpt(
            excerpt["interview"], int(excerpt["start"]), int(excerpt["end"]),
            excerpt["codes"].split(","), of_coder=coder,
        )  # fmt: skip
        here.study.claim(codings[0].id, figure, says, note=note)
        st.session_state["fg_note"] = ""
        reports.done(PREFIX, _("The claim stands beside the figure."))


def _remove(claim: int) -> None:
    with reports.refusals(PREFIX):
        shell.current().study.remove_claim(claim)
        reports.done(PREFIX, _("The claim no longer stands beside the figure."))


# Every figure


def _table(found: View) -> str:
    """Every figure with its base; a row opens onto its definition and what the check says."""
    of: dict[int, list[str]] = {}
    for finding in found.findings:
        for one in finding.figures:
            of.setdefault(one.id, []).append(finding.what)
    claims: dict[int, int] = {}
    for claim in found.claims:
        claims[claim.figure.id] = claims.get(claim.figure.id, 0) + 1
    head = "".join(
        f"<th scope='col'>{escape(name)}</th>"
        for name in (_("Category"), _("Time"), _("Value"), _("Base"), _("Source"), _("Period"),
                     _("Claims"), _("What the check says"))
    )  # fmt: skip
    rows = "".join(_row(one, of.get(one.id, []), claims.get(one.id, 0)) for one in found.figures)
    title = escape(_("Every figure"))
    return (
        f"<h2>{title}</h2><div class='fg-scroll' tabindex='0' role='region' aria-label='{title}'>"
        f"<table class='fg-table'><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(one: Figure, said: Sequence[str], claims: int) -> str:
    cells = (one.time, one.value, one.base, one.source, one.period, str(claims) if claims else "")
    told = "".join(f"<p>{escape(text)}</p>" for text in said)
    check = f"<details><summary>{len(said)}</summary>{told}</details>" if said else ""
    about = (
        f"<details><summary>{escape(one.category)}</summary>{escape(one.definition)}</details>"
        if one.definition else escape(one.category)
    )  # fmt: skip
    rest = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    return f"<tr><th scope='row'>{about}</th>{rest}<td>{check}</td></tr>"
