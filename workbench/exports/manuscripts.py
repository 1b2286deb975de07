"""The quotations of a manuscript: block quotes and what stands in « » or “ ”, in .docx and .md."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import Fault, FileFaults
from workbench.spans import normalised
from workbench.texts import _

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

SUFFIXES = (".docx", ".md")

_QUOTE_STYLES = {"quote", "intense quote", "sitat", "sterkt sitat", "block text", "blokktekst"}
_INDENTED = 9
"""Points from the left margin from which a paragraph of its own is a block quote: an eighth of an
inch, more than a paragraph's first line may hang."""

_MARKS = {"«": "»", "“": "”", "„": "“"}
_ATTRIBUTION = re.compile(r"[–—-]\s*\S.*")
_LONGEST_ATTRIBUTION = 16
"""Words of a line after a dash that may still be who said it, and no speech."""


@dataclass(frozen=True)
class Quotation:
    """One quotation: its words, and the number of the paragraph that it stands in, from 1."""

    text: str
    paragraph: int


@dataclass(frozen=True)
class _Piece:
    """A paragraph of the manuscript, and whether it is set as a quote."""

    text: str
    number: int
    block: bool


def quotations(path: Path) -> list[Quotation]:
    """Every quotation of a manuscript in its order; nested ones are part of the outer one.

    A block quote is a paragraph in a style for quotes, or indented and in no list (.docx), or
    begun with `>` (.md); a line after a dash that says who is quoted is no part of it. Raises
    FileFaults for a file that is missing, damaged or of another kind.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise _fault(
            path, _("quotations are looked up in .docx and .md files."),
            _("Save the manuscript as .docx or .md."),
        )  # fmt: skip
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _fault(path, _("the file cannot be read."), _("Look at the name.")) from error
    pieces = _of_word(path, data) if suffix == ".docx" else _of_markdown(path, data)
    found: list[Quotation] = []
    for piece in pieces:
        words = normalised(piece.text)
        if piece.block:
            words = _unsigned(words)
            found += [Quotation(words, piece.number)] if words else []
        else:
            found += [Quotation(one, piece.number) for one in inline(words)]
    return found


def inline(text: str) -> Iterator[str]:
    """What stands in quotation marks, outermost first; a mark that is never closed is none."""
    at = 0
    while at < len(text):
        closing = _MARKS.get(text[at])
        end = _closed(text, at, closing) if closing else None
        if end is None:
            at += 1
            continue
        if words := text[at + 1 : end].strip():
            yield words
        at = end + 1


def _closed(text: str, start: int, closing: str) -> int | None:
    """Where the quotation that begins here ends, others of its kind inside it passed over."""
    depth = 0
    for at in range(start, len(text)):
        if text[at] == closing:
            depth -= 1
            if depth == 0:
                return at
        elif text[at] == text[start]:
            depth += 1
    return None


def _unsigned(text: str) -> str:
    """The words of a block quote without the line that says whose they are, and without marks
    around the whole."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while lines and _is_attribution(lines[-1], alone=len(lines) == 1):
        lines.pop()
    words = " ".join(lines)
    if words and words[0] in _MARKS and _closed(words, 0, _MARKS[words[0]]) == len(words) - 1:
        words = words[1:-1].strip()
    return words


def _is_attribution(line: str, *, alone: bool) -> bool:
    """A short line after a dash. One that stands alone and ends a sentence is speech."""
    if not _ATTRIBUTION.fullmatch(line) or len(line.split()) > _LONGEST_ATTRIBUTION:
        return False
    return not (alone and line[-1] in ".?!…")


def _of_markdown(path: Path, data: bytes) -> Iterator[_Piece]:
    from markdown_it import MarkdownIt

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _fault(
            path, _("the file is not UTF-8."), _("Save it as UTF-8 and check it again.")
        ) from error
    depth = number = 0
    for token in MarkdownIt("commonmark").parse(text):
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline":
            number += 1
            yield _Piece(_said(token.children or []), number, depth > 0)


def _said(tokens: Iterable[Any]) -> str:
    """The words of a paragraph as they are read: without emphasis, links and escapes."""
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    return "".join(breaks.get(token.type, token.content) for token in tokens)


def _of_word(path: Path, data: bytes) -> list[_Piece]:
    # python-docx takes a while to load.
    from docx import Document

    try:
        document = Document(io.BytesIO(data))
        return [
            _Piece(paragraph.text, number, _is_block(paragraph))
            for number, paragraph in enumerate(_paragraphs(document), 1)
        ]
    except Exception as error:
        # zipfile, lxml and python-docx have a dozen errors of their own for broken files.
        raise _fault(
            path, _("this is no Word document, or it is damaged."),
            _("Open it in Word and save it again as .docx."),
        ) from error  # fmt: skip


def _paragraphs(document: Any) -> Iterator[Paragraph]:
    """The paragraphs in the order of the document, those in tables and notes too."""
    from docx.oxml import parse_xml
    from docx.text.paragraph import Paragraph

    yield from (Paragraph(one, document) for one in document.element.body.iter(_W + "p"))
    for relation in document.part.rels.values():
        if relation.reltype.rpartition("/")[2] in ("footnotes", "endnotes"):
            notes = parse_xml(relation.target_part.blob)
            yield from (Paragraph(one, document) for one in notes.iter(_W + "p"))


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _is_block(paragraph: Paragraph) -> bool:
    style = paragraph.style
    if style is not None and (style.name or "").lower() in _QUOTE_STYLES:
        return True
    if style is not None and (style.name or "Normal").lower() not in ("normal", "body text"):
        return False
    properties = paragraph._p.pPr
    in_list = properties is not None and properties.numPr is not None
    indent = paragraph.paragraph_format.left_indent
    return indent is not None and indent.pt >= _INDENTED and not in_list


def _fault(path: Path, message: str, remedy: str) -> FileFaults:
    return FileFaults([Fault(message, file=path.name)], remedy=remedy)
