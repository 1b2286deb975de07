"""Word documents with real styles, so that a writer's own template decides how they look.

Text is set in Title, Subtitle, Heading 1-4, Normal and Quote, which every Word knows, and in
styles of our own, made where the template lacks them: Quote Attribution and Quote Context (based
on Quote), Export Details, Transcript Turn, Transcript Codes, Workbench Table Text, and the table
style Workbench Table.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
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
_TWIPS = 635
"""English Metric Units in a twentieth of a point, Word's measure in tables."""


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
    from docx.shared import Pt

    add = partial(_add_paragraph, doc)
    add("Title", page.title)
    if page.subtitle:
        add("Subtitle", page.subtitle)
    summary = add("Export Details", said.summary(provenance))
    if provenance.synthetic and not own_header:
        summary = add("Export Details", said.synthetic_note())
    summary.paragraph_format.space_after = Pt(10)
    for block in page.blocks:
        _write_block(doc, block)
    add("Heading 2", _("About this export"))
    for label, value in said.lines(provenance):
        _add_labelled(doc, "Export Details", label, value)


def _write_block(doc: Document, block: Block) -> None:
    if isinstance(block, Heading):
        paragraph = _add_paragraph(doc, f"Heading {min(block.level, 4)}", block.text)
        if block.detail:
            paragraph.add_run(f"  {printable(block.detail)}", style="Export Detail Text")
    elif isinstance(block, Paragraph):
        style = "Export Details" if block.small else "Normal"
        if block.label:
            _add_labelled(doc, style, block.label, block.text)
        else:
            _add_paragraph(doc, style, block.text)
    elif isinstance(block, Quotation):
        _add_quotation(doc, block)
    elif isinstance(block, TurnBlock):
        _add_turn(doc, block)
    else:
        _add_table(doc, block)


def _add_paragraph(doc: Document, style: str, text: str) -> Any:
    return doc.add_paragraph(printable(text), style=style)


def _add_labelled(doc: Document, style: str, label: str, text: str) -> None:
    paragraph = doc.add_paragraph(style=style)
    paragraph.add_run(f"{printable(label)}: ").bold = True
    paragraph.add_run(printable(text))


def _add_quotation(doc: Document, block: Quotation) -> None:
    if block.before:
        _add_paragraph(doc, "Quote Context", block.before)
    quote = _add_paragraph(doc, "Quote", block.text)
    if not (block.attribution or block.reference):
        return
    # A quote keeps together with its attribution; the style's own setting serves quotes that
    # have one, a template's Quote need not.
    quote.paragraph_format.keep_with_next = True
    line = _add_paragraph(doc, "Quote Attribution", block.attribution)
    if block.reference:
        gap = " " if block.attribution else ""
        line.add_run(f"{gap}{printable(block.reference)}", style="Export Detail Text")


def _add_turn(doc: Document, block: TurnBlock) -> None:
    paragraph = doc.add_paragraph(style="Transcript Turn")
    paragraph.add_run(f"{block.number}\t", style="Export Detail Text")
    paragraph.add_run(printable(block.speaker)).bold = True
    if block.time:
        paragraph.add_run(f" {block.time}", style="Export Detail Text")
    paragraph.add_run("\t")
    text = paragraph.add_run(printable(block.text))
    if block.quiet:
        text.style = "Interviewer Text"
    if block.codes:
        _add_paragraph(doc, "Transcript Codes", " · ".join(block.codes))


def _add_table(doc: Document, grid: Grid) -> None:
    """The table as XML in one go: python-docx finds each cell anew, which is slow in large ones."""
    from docx.oxml.parser import parse_xml

    section = doc.sections[-1]
    width = (
        int(section.page_width or 0)
        - int(section.left_margin or 0)
        - int(section.right_margin or 0)
    ) // _TWIPS
    table = parse_xml("".join(_table_xml(doc, grid, width)))
    doc.element.body.insert_element_before(table, "w:sectPr")
    _add_paragraph(doc, "Export Details", "")


def _table_xml(doc: Document, grid: Grid, width: int) -> Iterator[str]:
    widths = _column_widths(grid, width)
    style = doc.styles["Workbench Table"].style_id
    text_style = doc.styles["Workbench Table Text"].style_id
    yield (
        '<w:tbl xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:tblPr><w:tblStyle w:val={quoteattr(style)}/>"
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="1"/>'
        f"<w:tblDescription w:val={quoteattr(printable(grid.name))}/></w:tblPr><w:tblGrid>"
    )
    yield from (f'<w:gridCol w:w="{one}"/>' for one in widths)
    yield "</w:tblGrid>"
    for line in grid.header:
        yield from _row_xml(line, widths, text_style, head=True)
    for line in grid.rows:
        yield from _row_xml(line, widths, text_style, head=False)
    yield "</w:tbl>"


def _row_xml(
    cells: Sequence[GridCell], widths: Sequence[int], style: str, *, head: bool
) -> Iterator[str]:
    repeat = "<w:tblHeader/>" if head else ""
    yield f"<w:tr><w:trPr><w:cantSplit/>{repeat}</w:trPr>"
    at = 0
    for cell in cells:
        span = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
        fill = (
            f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill.lstrip("#").upper()}"/>'
            if cell.fill
            else ""
        )
        align = "left" if at == 0 else "center"
        indent = f'<w:ind w:left="{220 * cell.level}"/>' if cell.level else ""
        look = ("<w:b/>" if cell.strong else "") + (
            '<w:color w:val="5D6470"/>' if cell.muted else ""
        )
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[at : at + cell.span])}" w:type="dxa"/>'
            f"{span}{fill}<w:vAlign w:val={quoteattr('bottom' if head else 'center')}/></w:tcPr>"
            f"<w:p><w:pPr><w:pStyle w:val={quoteattr(style)}/>{indent}"
            f'<w:jc w:val="{align}"/></w:pPr><w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}'
            f'<w:t xml:space="preserve">{escape(printable(cell.text))}</w:t></w:r></w:p></w:tc>'
        )
        at += cell.span
    yield "</w:tr>"


def _column_widths(grid: Grid, width: int) -> list[int]:
    """The columns share the width as their longest texts ask for, within bounds."""
    n_columns = sum(cell.span for cell in grid.header[0])
    wanted = [8] * n_columns
    for line in (*grid.header, *grid.rows):
        at = 0
        for cell in line:
            if cell.span == 1:
                longest = 34 if at == 0 else 19
                wanted[at] = max(wanted[at], min(len(cell.text) + 2 * cell.level, longest))
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
