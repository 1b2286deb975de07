"""Memos in print: under what they are on, each signed and dated."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.exports.model import (
    Block,
    Column,
    DataTable,
    Heading,
    MemoItem,
    MemoSet,
    Page,
    Paragraph,
    Quotation,
)
from workbench.texts import _, day, ngettext


def page(content: MemoSet) -> Page:
    """Every memo under the kind of its object and the object, the oldest first."""
    blocks = list(_blocks(content))
    subtitle = ngettext("{n} memo", "{n} memos", len(content.items))
    return Page(content.title, blocks or [Paragraph(_("No memos."))], subtitle=subtitle)


def data(content: MemoSet) -> DataTable:
    """One row per memo, its text as it was written."""
    columns = (
        Column("id", _("No."), 6),
        Column("object_type", _("On"), 12),
        Column("object", _("Object"), 26),
        Column("text", _("Memo"), 70),
        Column("coder", _("Written by"), 14),
        Column("created", _("Written"), 22),
        Column("changed", _("Changed"), 22),
        Column("interview", _("Interview"), 11),
        Column("start", _("Start"), 8),
        Column("end", _("End"), 8),
        Column("quote", _("Quote"), 50),
        Column("code", _("Code key"), 30),
        Column("mentions", _("Mentions"), 30),
    )
    rows = tuple(
        tuple(getattr(item, column.key) for column in columns) for item in content.items
    )  # fmt: skip
    return DataTable(_("Memos"), columns, rows)


def printed(item: MemoItem) -> Iterator[Block]:
    """One memo: the words that it is on, what it says, by whom and when."""
    if item.quote:
        yield Quotation(item.quote, reference=f"({item.interview})")
    yield from item.prose
    yield Paragraph(signed(item), small=True)


def signed(item: MemoItem) -> str:
    """Who wrote the memo and when, and when it was changed last."""
    parts = [item.coder, day(item.created)]
    if item.changed:
        parts.append(_("changed {day}", day=day(item.changed)))
    return " · ".join(part for part in parts if part)


def _blocks(content: MemoSet) -> Iterator[Block]:
    path: tuple[str, ...] = ()
    for item in content.items:
        for depth, text in enumerate(item.heading, start=1):
            if path[:depth] != item.heading[:depth]:
                yield Heading(depth, text)
        path = item.heading
        yield from printed(item)
