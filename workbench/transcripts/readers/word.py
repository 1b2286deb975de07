"""Word documents: paragraphs and table cells, read through python-docx.

The text is taken from the document's own order of paragraphs, so that what stands in tables,
hyperlinks, content controls and tracked insertions is read where it stands. Page headers, text
boxes and footnotes go with the transcript's header; what was deleted, field codes and comments
are left out.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from workbench.errors import Fault, FileFaults
from workbench.spans import normalised
from workbench.texts import _
from workbench.transcripts.readers import labels
from workbench.transcripts.readers.furniture import is_page_number
from workbench.transcripts.readers.lines import Line, Style, split_lines
from workbench.transcripts.readers.records import Oddity, ReadTranscript
from workbench.transcripts.readers.turns import Source, read_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _named(name: str) -> str:
    """The full name of an element of WordprocessingML: `w:p`."""
    return name.replace("w:", _W)


_TEXT = {
    _named("w:tab"): "\t",
    _named("w:br"): "\n",
    _named("w:cr"): "\n",
    _named("w:ptab"): "\t",
    _named("w:noBreakHyphen"): "-",  # as python-docx and Word's own plain text have it
    _named("w:softHyphen"): "",
}
_HOLDERS = frozenset(
    map(
        _named,
        ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag"),
    )
)
"""Elements that hold paragraphs, rows or cells and are none."""
_LEFT_OUT = frozenset(
    {
        _named("w:del"),
        _named("w:moveFrom"),
        _named("w:pPr"),
        _named("w:rPr"),
        _named("w:instrText"),
        _named("w:txbxContent"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)


@dataclass(frozen=True)
class _Paragraph:
    """The text of a paragraph, whether it is set as a heading, and which characters are bold."""

    text: str
    heading: bool = False
    bold: bytes = b""

    def style(self, start: int, end: int) -> Style:
        """How this stretch of the paragraph is set."""
        written = [at for at in range(start, end) if not self.text[at].isspace()]
        if self.heading:
            return "heading"
        return "bold" if written and self.bold and all(self.bold[at] for at in written) else ""


def read(name: str, data: bytes) -> ReadTranscript:
    """A Word document. Lines are its paragraphs, numbered from 1; soft breaks divide them.

    Raises FileFaults for what is no Word document, is protected, or holds no text.
    """
    with _undamaged(name):
        document = _opened(name, data)
        lines = _lines(document)
        margins = _margins(document)
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        raise FileFaults([Fault(_("the file is empty."), file=name, line=1)])
    transcript = read_lines(Source(name, "docx", "docx", data, text, lines))
    return _with_margins(transcript, margins, lines)


def _lines(document: Any) -> list[Line]:
    lines: list[Line] = []
    start = 0
    paragraphs = _paragraphs(document.element.body, _heading_styles(document))
    for number, paragraph in enumerate(paragraphs, start=1):
        for line in split_lines(paragraph.text):
            style = paragraph.style(line.start, line.start + len(line.text))
            lines.append(Line(number, start, line.text, style))
            start += len(line.text) + 1
    return lines


def _heading_styles(document: Any) -> frozenset[str]:
    """The ids of the styles for titles and headings, also those of other languages."""
    return frozenset(
        style.style_id
        for style in document.styles
        if (style.name or "").casefold().startswith(("heading", "title", "subtitle"))
        or (style.style_id or "").casefold().startswith(("heading", "overskrift", "tittel"))
    )


def _margins(document: Any) -> list[tuple[str, str]]:
    """What stands beside the text: what to keep of it, why it is to be looked at."""
    body = document.element.body
    found = [(text, "") for text in dict.fromkeys(_page_margins(document))]
    found += [(text, _("in a text box, kept with the header")) for text in _boxes(body)]
    for text in _notes(document, "footnotes", "endnotes"):
        found.append((text, _("a footnote, kept with the header")))
    if comments := list(_notes(document, "comments")):
        found.append(("", _("comments in the margin: {n}, left out", n=len(comments))))
    if next(body.iter(_named("w:del"), _named("w:ins")), None) is not None:
        found.append(("", _("tracked changes: read as if all were accepted")))
    return found


def _with_margins(
    transcript: ReadTranscript, margins: Sequence[tuple[str, str]], lines: Sequence[Line]
) -> ReadTranscript:
    """The transcript with what stands beside the text: kept with its header, or reported."""
    bold = sum(line.style == "bold" for line in lines if not line.blank)
    written = sum(not line.blank for line in lines)
    told = [(text, why) for text, why in margins if why]
    if transcript.labels == ("",) and 1 < bold < 0.8 * written:
        why = _("paragraphs in bold: {n}; if they are the questions, write I: before each", n=bold)
        told.append(("", why))
    oddities = [Oddity(transcript.name, 1, text, why) for text, why in told]
    return replace(
        transcript,
        header=(*transcript.header, *(normalised(text) for text, _why in margins if text)),
        oddities=tuple(sorted((*transcript.oddities, *oddities), key=lambda odd: odd.line)),
    )


def _page_margins(document: Any) -> Iterator[str]:
    """What the pages' headers and footers say, but for page numbers."""
    for section in document.sections:
        for margin in (section.header, section.footer):
            if margin.is_linked_to_previous:
                continue
            for paragraph in _paragraphs(margin._element, frozenset()):
                text = " ".join(paragraph.text.split())
                if any(letter.isalpha() for letter in text) and not is_page_number(text):
                    yield text


def _boxes(body: Any) -> Iterator[str]:
    for box in body.iter(_named("w:txbxContent")):
        if any(each.tag.endswith("}Fallback") for each in box.iterancestors()):
            continue  # the same box once more, for older programs
        text = " ".join(" ".join(each.text for each in _paragraphs(box, frozenset())).split())
        if text:
            yield text


def _notes(document: Any, *kinds: str) -> Iterator[str]:
    """The texts of the notes or comments of a document, from their own parts of the file."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.is_external or relation.reltype.rpartition("/")[2] not in kinds:
            continue
        for note in parse_xml(relation.target_part.blob):
            text = " ".join(" ".join(each.text for each in _paragraphs(note, frozenset())).split())
            if text:
                yield text


def _opened(name: str, data: bytes) -> Any:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _fault(
            name,
            _("this is an old Word file (.doc) or one protected by a password."),
            _("Save it as .docx without a password. Nothing was stored."),
        )
    # python-docx takes a while to load, and most studies are opened to do something else.
    from docx import Document

    return Document(io.BytesIO(data))


@contextmanager
def _undamaged(name: str) -> Iterator[None]:
    """Say that a document is damaged, whatever part of it shows that, and wherever it is met."""
    try:
        yield
    except FileFaults:
        raise
    except Exception as error:
        # zipfile, zlib, lxml and python-docx have a dozen errors of their own for broken files.
        raise _fault(
            name,
            _("this is no Word document, or it is damaged."),
            _("Open it in Word and save it again as .docx. Nothing was stored."),
        ) from error


def _fault(name: str, message: str, remedy: str) -> FileFaults:
    return FileFaults([Fault(message, file=name, line=1)], remedy=remedy)


def _paragraphs(parent: Any, headings: frozenset[str]) -> Iterator[_Paragraph]:
    """The paragraphs in order; of a table the rows, their cells with tabs between them."""
    for child in parent:
        if child.tag == _named("w:p"):
            words = list(_words(child))
            bold = b"".join(bytes([bold]) * len(text) for text, bold in words)
            text = "".join(text for text, _bold in words)
            yield _Paragraph(text, _is_heading(child, headings), bold)
        elif child.tag == _named("w:tbl"):
            yield from _table(child, headings)
        elif child.tag in _HOLDERS:
            yield from _paragraphs(child, headings)


def _is_heading(paragraph: Any, headings: frozenset[str]) -> bool:
    style = paragraph.find(f"{_named('w:pPr')}/{_named('w:pStyle')}")
    return style is not None and style.get(_named("w:val")) in headings


def _is_bold(run: Any) -> bool:
    bold = run.find(f"{_named('w:rPr')}/{_named('w:b')}")
    return bold is not None and bold.get(_named("w:val")) not in ("0", "false", "off")


def _table(table: Any, headings: frozenset[str]) -> Iterator[_Paragraph]:
    rows = [[_cell(cell, headings) for cell in _cells_of(row)] for row in _rows_of(table)]
    speakers = _speakers_above(rows[0]) if rows else []
    for at, cells in enumerate(rows):
        if speakers and at:  # a column for each speaker: every cell is said by one of them
            for speaker, cell in zip(speakers, cells, strict=False):
                yield from (_Paragraph(text) for text in _row([[speaker], cell]) if cell)
        else:
            yield from map(_Paragraph, _row(cells))


def _speakers_above(cells: list[list[str]]) -> list[str]:
    """The speakers that the first row names, if it names one over each column."""
    names = [labels.cleaned(" ".join(cell)) for cell in cells]
    asked = sum(labels.role(name) == "interviewer" for name in names)
    several = len(set(names)) == len(names) > 1
    return names if several and asked and all(map(labels.is_role, names)) else []


def _cell(cell: Any, headings: frozenset[str]) -> list[str]:
    """The lines of a cell that hold something, without the tabs that divide cells."""
    return [
        text.replace("\t", " ").strip()
        for paragraph in _paragraphs(cell, headings)
        for text in paragraph.text.split("\n")
        if text.strip()
    ]


def _row(cells: list[list[str]]) -> Iterator[str]:
    """A row as one line; the longest cell's further lines follow it on lines of their own."""
    longest = max(cells, key=lambda cell: sum(map(len, cell)), default=[])
    line = "\t".join(
        (cell[0] if cell is longest else " ".join(cell)) if cell else "" for cell in cells
    )
    yield line.rstrip("\t")
    yield from longest[1:]


def _rows_of(table: Any) -> Iterator[Any]:
    for child in table:
        if child.tag == _named("w:tr"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _rows_of(child)


def _cells_of(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == _named("w:tc"):
            yield child
        elif child.tag in _HOLDERS:
            yield from _cells_of(child)


def _words(element: Any, bold: bool = False) -> Iterator[tuple[str, bool]]:
    """The texts of a paragraph in order, each with whether it is bold."""
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == _named("w:t"):
            yield child.text or "", bold
        elif child.tag == _named("w:br") and child.get(_named("w:type")) in ("page", "column"):
            yield "\n", bold
        elif child.tag in _TEXT:
            yield _TEXT[child.tag], bold
        else:
            yield from _words(child, _is_bold(child) if child.tag == _named("w:r") else bold)
