"""The styles of Word documents: the house's own, and those that a template may lack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workbench.exports import provenance as said
from workbench.exports.model import Provenance
from workbench.exports.text import printable
from workbench.texts import _, language

if TYPE_CHECKING:
    from docx.document import Document

READ = "Cambria"
UI = "Calibri"
INK = "20242A"
SOFT = "5D6470"

_KEPT = (
    "Normal",
    "Header",
    "Footer",
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "Heading 4",
    "Quote",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
)
_UNUSED_PARTS = ("/customXml", "/stylesWithEffects", "/numbering", "/thumbnail")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def house_document(title: str, provenance: Provenance) -> Document:
    """An empty A4 document in the house's look, page numbers in its footer.

    python-docx starts from a document of its own with some 160 styles and a preview picture;
    what is not used goes.
    """
    import docx

    doc = docx.Document()
    _drop_unused(doc)
    _set_language(doc)
    _set_styles(doc)
    _set_page(doc, title, provenance)
    return doc


def add_missing_styles(doc: Document) -> None:
    """Make the styles that the document lacks; those that it has stay as they are."""
    from docx.enum.style import WD_STYLE_TYPE

    names = {style.name for style in doc.styles}
    for name, (kind, make) in _MISSING.items():
        if name in names:
            continue
        style = doc.styles.add_style(name, getattr(WD_STYLE_TYPE, kind), builtin=not _is_own(name))
        style.quick_style = kind == "PARAGRAPH"
        style.hidden = False
        make(doc, style)


def _is_own(name: str) -> bool:
    return name.split()[0] in {"Workbench", "Export", "Transcript", "Interviewer"} or name in (
        "Quote Attribution",
        "Quote Context",
    )


def _drop_unused(doc: Document) -> None:
    for owner in (doc.part.rels, doc.part.package.rels):
        for rel_id in [
            rel_id
            for rel_id, rel in owner.items()
            if any(rel.reltype.endswith(part) for part in _UNUSED_PARTS)
        ]:
            del owner[rel_id]
    kept = {style.style_id for style in doc.styles if style.name in _KEPT}
    root = doc.styles.element
    for style in list(root.iterchildren(f"{{{_W}}}style")):
        if style.get(f"{{{_W}}}styleId") not in kept:
            root.remove(style)
            continue
        for name in ("link", "next", "basedOn"):
            for reference in style.findall(f"{{{_W}}}{name}"):
                if reference.get(f"{{{_W}}}val") not in kept:
                    style.remove(reference)


def _set_language(doc: Document) -> None:
    code = "nb-NO" if language() == "nb" else "en-GB"
    for element in doc.styles.element.iter(f"{{{_W}}}lang"):
        element.set(f"{{{_W}}}val", code)


def _set_styles(doc: Document) -> None:
    from docx.shared import Cm

    styles = doc.styles
    _set(styles["Normal"], font=READ, size=11, after=6, line=1.15)
    _set(styles["Title"], font=UI, size=22, bold=True, after=4, line=1.05, keep=True)
    _set(styles["Subtitle"], font=UI, size=12, color=SOFT, after=4, line=1.1, keep=True)
    _set(styles["Heading 1"], font=UI, size=16, bold=True, before=22, after=6, keep=True)
    _set(styles["Heading 2"], font=UI, size=13, bold=True, before=16, after=4, keep=True)
    _set(styles["Heading 3"], font=UI, size=11.5, bold=True, before=12, after=3, keep=True)
    _set(styles["Heading 4"], font=UI, size=11, bold=True, before=10, after=3, keep=True)
    _set(styles["Header"], font=UI, size=9, color=SOFT)
    _set(styles["Footer"], font=UI, size=9, color=SOFT)
    _make_quote(doc, styles["Quote"])
    # The default Title has a rule below it and Subtitle is spaced out.
    for name in ("Title", "Subtitle"):
        _remove(styles[name], "pPr", "pBdr")
        _remove(styles[name], "pPr", "numPr")
        _remove(styles[name], "rPr", "spacing")
        _remove(styles[name], "rPr", "kern")
        _remove(styles[name], "rPr", "i")
        _remove(styles[name], "rPr", "iCs")
        styles[name].paragraph_format.left_indent = Cm(0)


def _set_page(doc: Document, title: str, provenance: Provenance) -> None:
    from docx.shared import Cm, Mm

    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    section.header_distance = section.footer_distance = Cm(1.25)
    if provenance.synthetic:
        section.header.paragraphs[0].add_run(said.synthetic_note())
    footer = section.footer.paragraphs[0]
    left = " · ".join(part for part in (provenance.study, title, provenance.date[:10]) if part)
    footer.add_run(printable(left) + " · ")
    footer.add_run(_("page") + "\u00a0")
    _add_field(footer, "PAGE")


def _add_field(paragraph: Any, instruction: str) -> None:
    from docx.oxml import OxmlElement

    for kind in ("begin", "instruction", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "text":
            run.text = "1"
            continue
        if kind == "instruction":
            element = OxmlElement("w:instrText")
            element.text = f" {instruction} "
        else:
            element = OxmlElement("w:fldChar")
            element.set(f"{{{_W}}}fldCharType", kind)
        run._r.append(element)


def _make_quote(doc: Document, style: Any) -> None:
    from docx.shared import Cm

    _base(doc, style, "Normal")
    _set(style, size=10.5, italic=False, after=2, before=8, line=1.15)
    if doc.styles["Normal"].font.name == READ:
        _set(style, font=READ)
    style.paragraph_format.left_indent = Cm(1.0)
    style.paragraph_format.right_indent = Cm(0.6)
    style.paragraph_format.widow_control = True


def _make_attribution(doc: Document, style: Any) -> None:
    _base(doc, style, "Quote")
    _set(style, color=SOFT, before=0, after=10, keep=False, together=True)


def _make_context(doc: Document, style: Any) -> None:
    _base(doc, style, "Quote")
    _set(style, color=SOFT, italic=True, after=0, keep=True)


def _make_details(doc: Document, style: Any) -> None:
    _base(doc, style, "Normal")
    _set(style, size=9, color=SOFT, after=2, line=1.1)


def _make_turn(doc: Document, style: Any) -> None:
    from docx.shared import Cm

    _base(doc, style, "Normal")
    _set(style, after=5)
    style.paragraph_format.left_indent = Cm(4.2)
    style.paragraph_format.first_line_indent = Cm(-4.2)
    style.paragraph_format.tab_stops.add_tab_stop(Cm(0.9))
    style.paragraph_format.tab_stops.add_tab_stop(Cm(4.2))


def _make_codes(doc: Document, style: Any) -> None:
    from docx.shared import Cm

    _base(doc, style, "Export Details")
    _set(style, after=6)
    style.paragraph_format.left_indent = Cm(4.2)


def _make_table_text(doc: Document, style: Any) -> None:
    _base(doc, style, "Normal")
    _set(style, size=9, before=1.5, after=1.5, line=1.0)
    if doc.styles["Normal"].font.name == READ:
        _set(style, font=UI)


def _make_table(_doc: Document, style: Any) -> None:
    """Rules above, below and under the head, hairlines between rows, as in printed reports."""
    from docx.oxml.parser import parse_xml

    def rule(side: str, eighths: int, color: str) -> str:
        return f'<w:{side} w:val="single" w:sz="{eighths}" w:space="0" w:color="{color}"/>'

    style._element.append(
        parse_xml(
            f'<w:tblPr xmlns:w="{_W}"><w:tblBorders>{rule("top", 8, INK)}'
            f"{rule('bottom', 8, INK)}{rule('insideH', 4, 'DEDAD1')}</w:tblBorders>"
            '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>'
            "</w:tblCellMar></w:tblPr>"
        )
    )


def _make_small_run(_doc: Document, style: Any) -> None:
    _set(style, size=9, color=SOFT, bold=False)


def _make_interviewer(_doc: Document, style: Any) -> None:
    _set(style, color=SOFT)


def _make_heading(size: float) -> Callable[[Any, Any], None]:
    def make(doc: Document, style: Any) -> None:
        _base(doc, style, "Normal")
        _set(style, size=size, bold=True, before=12, after=4, keep=True)

    return make


_MISSING: dict[str, tuple[str, Callable[[Any, Any], None]]] = {
    "Title": ("PARAGRAPH", _make_heading(22)),
    "Subtitle": ("PARAGRAPH", _make_heading(12)),
    "Heading 1": ("PARAGRAPH", _make_heading(16)),
    "Heading 2": ("PARAGRAPH", _make_heading(13)),
    "Heading 3": ("PARAGRAPH", _make_heading(11.5)),
    "Heading 4": ("PARAGRAPH", _make_heading(11)),
    "Quote": ("PARAGRAPH", _make_quote),
    "Quote Attribution": ("PARAGRAPH", _make_attribution),
    "Quote Context": ("PARAGRAPH", _make_context),
    "Export Details": ("PARAGRAPH", _make_details),
    "Export Detail Text": ("CHARACTER", _make_small_run),
    "Interviewer Text": ("CHARACTER", _make_interviewer),
    "Transcript Turn": ("PARAGRAPH", _make_turn),
    "Transcript Codes": ("PARAGRAPH", _make_codes),
    "Workbench Table Text": ("PARAGRAPH", _make_table_text),
    "Workbench Table": ("TABLE", _make_table),
}


def _base(doc: Document, style: Any, name: str) -> None:
    style.base_style = doc.styles[name]


def _set(
    style: Any,
    *,
    font: str | None = None,
    size: float | None = None,
    bold: bool | None = None,
    italic: bool | None = None,
    color: str | None = None,
    before: float | None = None,
    after: float | None = None,
    line: float | None = None,
    keep: bool | None = None,
    together: bool | None = None,
) -> None:
    """Set what is given (points, lines); colour defaults to ink where a font is given."""
    from docx.shared import Pt, RGBColor

    if font is not None:
        _set_font(style, font)
    if size is not None:
        style.font.size = Pt(size)
    if bold is not None:
        style.font.bold = bold
    if italic is not None:
        style.font.italic = italic
    if color or font:
        style.font.color.rgb = RGBColor.from_string(color or INK)
    wanted = {
        "space_before": None if before is None else Pt(before),
        "space_after": None if after is None else Pt(after),
        "line_spacing": line,
        "keep_with_next": keep,
        "keep_together": together,
    }
    for name, value in wanted.items():
        if value is not None:
            setattr(style.paragraph_format, name, value)


def _set_font(style: Any, name: str) -> None:
    """The font for every script; a theme's font, where one is set, would win over it."""
    style.font.name = name
    fonts = style.element.rPr.rFonts
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(f"{{{_W}}}{script}", name)


def _remove(style: Any, owner: str, name: str) -> None:
    element = style.element.find(f"{{{_W}}}{owner}")
    if element is not None:
        for found in element.findall(f"{{{_W}}}{name}"):
            element.remove(found)
