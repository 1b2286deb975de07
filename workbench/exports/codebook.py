"""The codebook in print: the scheme in its order, each code with its rules of use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.exports import memos
from workbench.exports.model import (
    Block,
    CodebookView,
    Column,
    DataTable,
    Heading,
    MemoItem,
    Page,
    Paragraph,
)
from workbench.model import Code
from workbench.texts import _, language, marked, ngettext, number

_LEVELS = {"individ": marked("individual"), "system": marked("system")}


def page(content: CodebookView) -> Page:
    """A heading per code at its depth in the tree, then definition, use and example."""
    depths = _depths(content.codes)
    blocks = [block for code in content.codes for block in _blocks(code, depths[code.id], content)]
    n_codes = len(content.codes)
    subtitle = ngettext("{n} code", "{n} codes", n_codes)
    return Page(content.title, blocks or [Paragraph(_("No codes."))], subtitle=subtitle)


def data(content: CodebookView) -> DataTable:
    """One row per code, in the order of the tree."""
    keys = {code.id: code.key for code in content.codes}
    depths = _depths(content.codes)
    columns = (
        Column("key", _("Code key"), 34),
        Column("name_nb", _("Name (Norwegian)"), 28),
        Column("name_en", _("Name (English)"), 28),
        Column("level_in_tree", _("Depth"), 7),
        Column("parent", _("Under"), 26),
        Column("definition", _("Definition"), 50),
        Column("include", _("Use when"), 40),
        Column("exclude", _("Not when"), 40),
        Column("example", _("Example"), 40),
        Column("phase", _("Phase"), 14),
        Column("level", _("Level"), 10),
        Column("exclusive", _("Children exclude each other"), 12),
        Column("color", _("Colour"), 9),
        Column("retired", _("Retired"), 9),
        Column("n", content.counted or _("Number"), 9),
        *(() if content.memos is None else (Column("memos", _("Memos"), 60),)),
    )
    rows = tuple(
        (
            code.key,
            code.name_nb,
            code.name_en,
            depths[code.id],
            keys.get(code.parent, "") if code.parent is not None else "",
            code.definition,
            code.include,
            code.exclude,
            code.example,
            code.phase,
            code.level,
            code.exclusive,
            code.color,
            code.retired,
            content.counts.get(code.id),
            *(() if content.memos is None else (_memos(content.memos.get(code.id, ())),)),
        )
        for code in content.codes
    )
    return DataTable(_("Codebook"), columns, rows)


def _memos(items: Sequence[MemoItem]) -> str:
    return "\n\n".join(f"{item.text}\n({memos.signed(item)})" for item in items)


def _depths(codes: tuple[Code, ...]) -> Mapping[int, int]:
    """How deep each code lies, from the tree; a code whose parent is not listed is a root."""
    parents = {code.id: code.parent for code in codes}
    depths: dict[int, int] = {}
    for code in codes:
        above, depth = code.parent, 1
        while above is not None and above in parents:
            above, depth = parents[above], depth + 1
        depths[code.id] = depth
    return depths


def _blocks(code: Code, depth: int, content: CodebookView) -> Iterator[Block]:
    yield Heading(min(depth, 4), _name(code), detail=code.key, color=code.color)
    if code.definition:
        yield Paragraph(code.definition)
    if code.include:
        yield Paragraph(code.include, label=_("Use when"))
    if code.exclude:
        yield Paragraph(code.exclude, label=_("Not when"))
    if code.example:
        yield Paragraph(code.example, label=_("Example"))
    facts = " · ".join(_facts(code, content))
    if facts:
        yield Paragraph(facts, small=True)
    for item in (content.memos or {}).get(code.id, ()):
        yield from memos.printed(item)


def _facts(code: Code, content: CodebookView) -> Iterator[str]:
    if code.retired:
        yield _("retired")
    if code.phase:
        yield _("phase: {phase}", phase=code.phase)
    if code.level:
        yield _(
            "level: {level}", level=_(_LEVELS[code.level]) if code.level in _LEVELS else code.level
        )
    if code.exclusive:
        yield _("its children exclude each other")
    if code.id in content.counts:
        yield f"{number(content.counts[code.id])} {content.counted}".rstrip()


def _name(code: Code) -> str:
    return code.name_en or code.name if language() == "en" else code.name
