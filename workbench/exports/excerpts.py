"""Excerpts in print: quotes under their headings, or one row each."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.exports.model import (
    Block,
    Column,
    DataTable,
    ExcerptItem,
    ExcerptSet,
    Heading,
    Page,
    Paragraph,
    Quotation,
)
from workbench.exports.provenance import value_name
from workbench.exports.quotes import NO_BREAK, attribution_line, bracketed
from workbench.texts import _


def page(content: ExcerptSet) -> Page:
    """Every excerpt as a quote with its attribution, a heading wherever the path changes."""
    blocks = list(_blocks(content))
    return Page(content.title, blocks or [Paragraph(_("No excerpts."))])


def data(content: ExcerptSet) -> DataTable:
    """One row per excerpt, with everything that is known of it."""
    columns = (
        Column("number", _("No."), 5),
        Column("heading", _("Heading"), 26),
        Column("quote", _("Quote"), 70),
        Column("attribution", _("Attribution line"), 26),
        Column("interview", _("Interview"), 11),
        Column("person", _("Person"), 10),
        Column("actor_type", _("Actor type"), 16),
        Column("round", _("Round"), 7),
        Column("course", _("Course"), 18),
        Column("turn", _("Turn"), 7),
        Column("start", _("Start"), 8),
        Column("end", _("End"), 8),
        Column("code", _("Code key"), 30),
        Column("code_name", _("Code"), 26),
        Column("coder", _("Coded by"), 14),
        Column("valence", _("Present or missing"), 11, words=True),
        Column("stance", _("Affirms or denies"), 11, words=True),
        Column("shortened", _("Shortened"), 10),
        Column("before", _("Question before"), 40),
        Column("memo", _("Memo"), 40),
    )
    rows = tuple(
        (
            number,
            " › ".join(item.heading),
            item.quote.text,
            item.attribution,
            item.interview,
            item.person,
            item.actor_type,
            item.round,
            item.course,
            item.turn,
            item.start,
            item.end,
            item.code,
            item.code_name,
            item.coder,
            item.valence,
            item.stance,
            item.quote.shortened,
            item.before,
            item.memo,
        )
        for number, item in enumerate(content.items, start=1)
    )
    return DataTable(_("Excerpts"), columns, rows)


def _blocks(content: ExcerptSet) -> Iterator[Block]:
    path: tuple[str, ...] = ()
    for item in content.items:
        yield from _new_headings(path, item.heading)
        path = item.heading
        yield Quotation(
            item.quote.text,
            attribution=attribution_line(
                item.attribution,
                round=item.round if content.show_round else None,
                course=item.course if content.show_course else "",
            ),
            before=bracketed(item.before),
            reference=_reference(item) if content.show_reference else "",
        )


def _new_headings(before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[Heading]:
    for depth, text in enumerate(now):
        if before[: depth + 1] != now[: depth + 1]:
            yield Heading(depth + 1, text)


def _reference(item: ExcerptItem) -> str:
    parts = [
        item.person,
        item.interview,
        _("turn {turn}", turn=item.turn).replace(" ", NO_BREAK) if item.turn is not None else "",
        value_name(item.valence),
        value_name(item.stance),
    ]
    known = dict.fromkeys(part for part in parts if part)
    return f"({' · '.join(known)})" if known else ""
