"""Word documents with real styles, so that a writer's own template decides how they look.

Text is set in Title, Subtitle, Heading 1-4, Normal and Quote, which every Word knows, and in
styles of our own, made where the template lacks them: Quote Attribution and Quote Context (based
on Quote), Export Details, Transcript Turn, Transcript Codes, Workbench Table Text, and the table
style Workbench Table.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from workbench.errors import DataError
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
from workbench.exports.package import fixed_package
from workbench.exports.text import printable
from workbench.exports.word_styles import add_missing_styles, house_document
from workbench.texts import _

if TYPE_CHECKING:
    from docx.document import Document

_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_BREAKS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_TWIPS = 635
"""English Metric Units in a twentieth of a point, Word's measure in tables."""

MOST_COLUMNS = 16
"""Columns of a table up to which their words are legible on a page that lies on its side."""


def document(page: Page, provenance: Provenance, template: Path | None = None) -> bytes:
    """The page as a .docx. With a template (.docx or .dotx) its styles, page and headers are used
    and its text is left out; otherwise A4 in the house's own.

    Raises DataError where the template is not a Word file.
    """
    doc = house_document(page.title, provenance) if template is None else _opened(template)
    add_missing_styles(doc)
    if page.wide and template is None:
        _turn_to_landscape(doc)
    _write(doc, page, provenance, own_header=template is None)
    out = BytesIO()
    doc.core_properties.title = page.title  # makes the part where the template has none
    doc.save(out)
    return fixed_package(out.getvalue(), page.title, provenance)


def _write(doc: Document, page: Page, provenance: Provenance, *, own_header: bool) -> None:
    body = _Body(doc)
    body.add("Title", page.title)
    if page.subtitle:
        body.add("Subtitle", page.subtitle)
    notes = [said.summary(provenance)]
    if provenance.synthetic and not own_header:
        notes.append(said.synthetic_note())
    for note in notes:
        body.add("Export Details", note, after=10 if note is notes[-1] else None)
    for block in page.blocks:
        _write_block(body, block)
    body.add("Heading 2", _("About this export"))
    for label, value in said.lines(provenance):
        body.add("Export Details", Run(f"{label}: ", bold=True), value)
    body.close()


def _write_block(body: _Body, block: Block) -> None:
    if isinstance(block, Heading):
        detail = [Run(f"  {block.detail}", "Export Detail Text")] if block.detail else []
        body.add(f"Heading {min(block.level, 4)}", block.text, *detail)
    elif isinstance(block, Paragraph):
        label = [Run(f"{block.label}: ", bold=True)] if block.label else []
        body.add("Export Details" if block.small else "Normal", *label, block.text)
    elif isinstance(block, Quotation):
        _write_quotation(body, block)
    elif isinstance(block, TurnBlock):
        _write_turn(body, block)
    elif isinstance(block, Prose):
        _write_prose(body, block)
    else:
        for number, part in enumerate(parts(block, MOST_COLUMNS)):
            if number:
                body.add_gap()
            body.add_table(part)
        body.add("Export Details", "")


def _write_quotation(body: _Body, block: Quotation) -> None:
    if block.before:
        body.add("Quote Context", block.before)
    has_line = bool(block.attribution or block.reference)
    # Kept on the page of its attribution by the paragraph: a template's Quote may not say so.
    body.add("Quote", block.text, keep=has_line)
    if has_line:
        gap = " " if block.attribution and block.reference else ""
        reference = Run(f"{gap}{block.reference}", "Export Detail Text")
        body.add("Quote Attribution", block.attribution, reference)


def _write_turn(body: _Body, block: TurnBlock) -> None:
    body.add(
        "Transcript Turn",
        Run(f"{block.number}\t", "Export Detail Text"),
        Run(block.speaker, bold=True),
        Run(f" {block.time}" if block.time else "", "Export Detail Text"),
        "\t",
        Run(block.text, "Interviewer Text" if block.quiet else ""),
    )
    if block.codes:
        body.add("Transcript Codes", " · ".join(block.codes))


def _write_prose(body: _Body, block: Prose) -> None:
    runs = [
        Run(run.text, bold=run.strong or block.kind == "heading", italic=run.emphasis)
        for run in block.runs
    ]
    mark = {"bullet": "•", "number": f"{block.number}."}.get(block.kind, "")
    indent = "\u2003" * max(0, block.depth - 1)
    if mark:
        runs.insert(0, Run(f"{indent}{mark}\u2002"))
    style = "Quote" if block.kind == "quote" else "Normal"
    body.add(style, *runs, keep=block.kind == "heading")


@dataclass(frozen=True)
class Run:
    """Text in one character style (by name; none for the paragraph's own)."""

    text: str
    style: str = ""
    bold: bool = False
    italic: bool = False


class _Body:
    """The document's text as XML, put into it in one go.

    python-docx finds the end of the body anew for each paragraph and each cell of a table anew
    for each use, so its time grows with the square of what is written.
    """

    def __init__(self, doc: Document) -> None:
        self._doc = doc
        self._style_ids = {style.name: style.style_id for style in doc.styles}
        self._xml: list[str] = []

    def add(
        self,
        style: str,
        *runs: Run | str,
        keep: bool = False,
        after: float | None = None,
    ) -> None:
        """A paragraph; `keep` on one page with the next, `after` it so many points of space."""
        looks = [f"<w:pStyle w:val={self._style(style)}/>"]
        if keep:
            looks.append("<w:keepNext/>")
        if after is not None:
            looks.append(f'<w:spacing w:after="{round(after * 20)}"/>')
        text = "".join(self._run(Run(run) if isinstance(run, str) else run) for run in runs)
        self._xml.append(f"<w:p><w:pPr>{''.join(looks)}</w:pPr>{text}</w:p>")

    def add_table(self, grid: Grid) -> None:
        """A table as wide as the page's text, its head repeated on every page."""
        section = self._doc.sections[-1]
        page, left, right = (
            int(one or 0) for one in (section.page_width, section.left_margin, section.right_margin)
        )
        widths = _column_widths(grid, (page - left - right) // _TWIPS)
        self._xml.append(
            f"<w:tbl><w:tblPr><w:tblStyle w:val={self._style('Workbench Table')}/>"
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
            ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
            f"<w:tblDescription w:val={quoteattr(printable(grid.name))}/></w:tblPr><w:tblGrid>"
        )
        self._xml += [f'<w:gridCol w:w="{one}"/>' for one in widths]
        self._xml.append("</w:tblGrid>")
        for head, lines in ((True, grid.header), (False, grid.rows)):
            for line in lines:
                self._add_row(line, widths, head=head)
        self._xml.append("</w:tbl>")

    def add_gap(self) -> None:
        """Keep two tables apart, which Word would make one."""
        self._xml.append("<w:p/>")

    def close(self) -> None:
        """Put everything into the document, before what it says of its last section."""
        from docx.oxml.parser import parse_xml

        body = self._doc.element.body
        written = parse_xml(f'<w:body xmlns:w="{_W}">{"".join(self._xml)}</w:body>')
        at = len(body) - len(body.findall(f"{{{_W}}}sectPr"))
        body[at:at] = list(written)

    def _add_row(self, cells: Sequence[GridCell], widths: Sequence[int], *, head: bool) -> None:
        repeat = "<w:tblHeader/>" if head else ""
        self._xml.append(f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>")
        at = 0
        for cell in cells:
            width = sum(widths[at : at + cell.span])
            self._xml.append(self._cell(cell, width, first=at == 0, head=head))
            at += cell.span
        self._xml.append("</w:tr>")

    def _cell(self, cell: GridCell, width: int, *, first: bool, head: bool) -> str:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        tint = cell.fill.lstrip("#").upper()
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{tint}"/>' if tint else ""
        indent = f'<w:ind w:left="{220 * cell.level}"/>' if cell.level else ""
        look = ("<w:b/>" if cell.strong else "") + (
            '<w:color w:val="5D6470"/>' if cell.muted else ""
        )
        upright = "bottom" if head else "top" if cell.prose else "center"
        return (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{fill}'
            f'<w:vAlign w:val="{upright}"/></w:tcPr>'
            f"<w:p><w:pPr><w:pStyle w:val={self._style('Workbench Table Text')}/>{indent}"
            f'<w:jc w:val="{"left" if first or cell.prose else "center"}"/></w:pPr>'
            f"<w:r><w:rPr>{look}</w:rPr>{_text_xml(cell.text)}</w:r></w:p></w:tc>"
        )

    def _run(self, run: Run) -> str:
        if not run.text:
            return ""
        look = f"<w:rStyle w:val={self._style(run.style)}/>" if run.style else ""
        bold = "<w:b/>" if run.bold else ""
        italic = "<w:i/>" if run.italic else ""
        return f"<w:r><w:rPr>{look}{bold}{italic}</w:rPr>{_text_xml(run.text)}</w:r>"

    def _style(self, name: str) -> str:
        return quoteattr(self._style_ids[name])


def _text_xml(text: str) -> str:
    """Text of a run; tabs and line ends are elements of their own in Word."""
    pieces = re.split(r"([\t\n])", printable(text))
    return "".join(
        _BREAKS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'
        for piece in pieces
        if piece
    )


def parts(grid: Grid, most: int) -> list[Grid]:
    """The grid as tables of at most so many columns, each with the rows' names: cut where a cell
    of every header row begins. What has no such place stays together."""
    columns = sum(cell.span for cell in grid.header[0])
    if columns <= most:
        return [grid]
    cuts = set.intersection(*({at for at, _cell in _placed(line)} for line in grid.header))
    edges = [1]
    while columns - edges[-1] > most - 1:
        beyond = sorted(one for one in cuts if one > edges[-1])
        fitting = [one for one in beyond if one - edges[-1] <= most - 1]
        if not beyond:
            break
        edges.append(fitting[-1] if fitting else beyond[0])
    return [
        Grid(
            grid.name,
            tuple(_between(line, low, high) for line in grid.header),
            tuple(_between(line, low, high) for line in grid.rows),
        )
        for low, high in pairwise([*edges, columns])
    ]


def _placed(line: Sequence[GridCell]) -> list[tuple[int, GridCell]]:
    """The cells of a row, each with the column in which it begins."""
    begins = accumulate((cell.span for cell in line), initial=0)
    return list(zip(begins, line, strict=False))


def _between(line: Sequence[GridCell], low: int, high: int) -> tuple[GridCell, ...]:
    """The first cell, and what of the others lies in these columns."""
    first, *others = _placed(line)
    kept = [
        replace(cell, span=min(at + cell.span, high) - max(at, low))
        for at, cell in others
        if at < high and low < at + cell.span
    ]
    return (replace(first[1], span=1), *kept)


def _column_widths(grid: Grid, width: int) -> list[int]:
    """The columns share the width as their longest texts ask for, within bounds."""
    n_columns = sum(cell.span for cell in grid.header[0])
    wanted = [8] * n_columns
    for line in (*grid.header, *grid.rows):
        at = 0
        for cell in line:
            if cell.span == 1:
                longest = 34 if at == 0 else 19
                text = len(cell.text) + 2 * cell.level + (2 if cell.strong else 0)
                wanted[at] = max(wanted[at], min(text, longest))
            at += cell.span
    return [width * one // sum(wanted) for one in wanted]


def _turn_to_landscape(doc: Document) -> None:
    from docx.enum.section import WD_ORIENT

    section = doc.sections[-1]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def _opened(template: Path) -> Document:
    """The template's styles, page and headers, without its text."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        doc = docx.Document(BytesIO(_as_document(template.read_bytes())))
    except (OSError, zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise DataError(
            _("This is not a Word file that can serve as a template."),
            place=str(template),
            remedy=_("Choose a .docx or .dotx file, or export without a template."),
        ) from error
    body = doc.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return doc


def _as_document(packed: bytes) -> bytes:
    """A .dotx as a .docx: they differ in the type that they give for their main part."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    types = "[Content_Types].xml"
    if _TEMPLATE_TYPE not in entries.get(types, b""):
        return packed
    entries[types] = entries[types].replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()
