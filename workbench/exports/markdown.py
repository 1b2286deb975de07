"""Markdown that shows the words as they are: what it would read as markup is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.exports import provenance as said
from workbench.exports.model import (
    Block,
    Grid,
    GridCell,
    Heading,
    Page,
    Paragraph,
    Prose,
    Provenance,
    Quotation,
    TurnBlock,
)
from workbench.exports.text import printable
from workbench.markdown import Run
from workbench.texts import _

# `[` alone is text; it becomes a link only through what follows its `]`. So […] stays legible.
_INLINE = re.compile(r"[\\`*_<>|~]|\](?=[(\[:])|&(?=#?\w+;)|!(?=\[)")
_LINE_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|([-+=])|(\d+)([.)])(?=\s|$))")
_INDENT = "\u2003"


def markdown(page: Page, provenance: Provenance) -> bytes:
    """The page as Markdown (CommonMark, tables as GitHub has them), UTF-8."""
    blocks = [text for block in _page(page, provenance) if (text := block.strip("\n"))]
    return ("\n\n".join(blocks) + "\n").encode()


def _page(page: Page, provenance: Provenance) -> Iterator[str]:
    yield f"# {_inline(page.title)}"
    if page.subtitle:
        yield _line(page.subtitle)
    yield _line(said.summary(provenance))
    if provenance.synthetic:
        yield f"*{_inline(said.synthetic_note())}*"
    for block in page.blocks:
        yield _block(block)
    yield "---"
    yield f"**{_inline(_('About this export'))}**"
    yield "\n".join(
        f"- {_inline(label)}: {_inline(value)}" for label, value in said.lines(provenance)
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        detail = f" ({_inline(block.detail)})" if block.detail else ""
        return f"{'#' * (min(block.level, 4) + 1)} {_inline(block.text)}{detail}"
    if isinstance(block, Paragraph):
        return (
            f"**{_inline(block.label)}:** {_inline(block.text)}"
            if block.label
            else _line(block.text)
        )
    if isinstance(block, Quotation):
        return _quotation(block)
    if isinstance(block, TurnBlock):
        return _turn(block)
    if isinstance(block, Prose):
        return _prose(block)
    return _table(block)


def _quotation(block: Quotation) -> str:
    below = " ".join(part for part in (block.attribution, block.reference) if part)
    parts = [
        f"*{_inline(block.before)}*" if block.before else "",
        _line(block.text),
        _line(below),
    ]
    return "\n>\n".join(f"> {part}" for part in parts if part)


def _turn(block: TurnBlock) -> str:
    margin = ", ".join(part for part in (str(block.number), block.time) if part)
    codes = f"\n\n*{_inline(' · '.join(block.codes))}*" if block.codes else ""
    speaker = f"{_inline(block.speaker)} ({margin})" if block.speaker else f"({margin})"
    return f"**{speaker}:** {_inline(block.text)}{codes}"


def _prose(block: Prose) -> str:
    words = "".join(_run(run) for run in block.runs)
    indent = "    " * max(0, block.depth - 1)
    match block.kind:
        case "heading":
            return f"##### {words}"
        case "bullet":
            return f"{indent}- {words}"
        case "number":
            return f"{indent}{block.number}. {words}"
        case "quote":
            return f"> {words}"
        case "code":
            return "\n".join(f"    {line}" for line in printable(block.text).split("\n"))
    return _LINE_START.sub(_escaped_start, words)


def _run(run: Run) -> str:
    mark = "*" * (2 * run.strong + run.emphasis)
    lines = [
        _INLINE.sub(lambda match: f"\\{match[0]}", line) for line in printable(run.text).split("\n")
    ]
    # A mark beside a blank marks nothing.
    words = "\\\n".join(lines)
    inner = words.strip(" ")
    if not mark or not inner:
        return words
    before, _inner, after = words.partition(inner)
    return f"{before}{mark}{inner}{mark}{after}"


def _table(block: Grid) -> str:
    """Markdown has one header row: the lines of the head are joined in it."""
    width = sum(cell.span for cell in block.header[0])
    heads = [
        " ".join(dict.fromkeys(filter(None, texts)))
        for texts in zip(*map(_spread, block.header), strict=True)
    ]
    lines = [heads, ["---", *[":-:"] * (width - 1)]]
    lines += [
        [_INDENT * row[0].level + row[0].text, *(c.text for c in row[1:])] for row in block.rows
    ]
    return "\n".join(
        f"| {' | '.join(text if at == 1 else _inline(text) for text in line)} |"
        for at, line in enumerate(lines)
    )


def _spread(cells: tuple[GridCell, ...]) -> Iterator[str]:
    for cell in cells:
        yield from [cell.text] * cell.span


def _line(text: str) -> str:
    """Text that opens a line: what would make a heading or a list of it is escaped too."""
    return _LINE_START.sub(_escaped_start, _inline(text))


def _escaped_start(match: re.Match[str]) -> str:
    if match[3]:
        return f"{match[3]}\\{match[4]}"
    return f"\\{match[0]}"


def _inline(text: str) -> str:
    text = printable(text).replace("\n", " ").strip(" \t")
    return _INLINE.sub(lambda match: f"\\{match[0]}", text)
