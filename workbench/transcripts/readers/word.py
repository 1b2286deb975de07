"""Word documents: paragraphs and table cells, read through python-docx.

The text is taken from the document's own order of paragraphs, so that what stands in tables,
hyperlinks, content controls and tracked insertions is read where it stands; what was deleted,
field codes, notes, headers and footers are left out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from workbench.errors import Fault, FileFaults
from workbench.texts import _
from workbench.transcripts.readers.lines import Line, split_lines
from workbench.transcripts.readers.records import ReadTranscript
from workbench.transcripts.readers.turns import Source, read_lines

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _named(name: str) -> str:
    """The full name of an element of WordprocessingML: `w:p`."""
    return name.replace("w:", _W)


_TEXT = {
    _named("w:tab"): "\t",
    _named("w:br"): "\n",
    _named("w:cr"): "\n",
    _named("w:noBreakHyphen"): "\u2011",
    _named("w:softHyphen"): "\u00ad",
}
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


def read(name: str, data: bytes) -> ReadTranscript:
    """A Word document. Lines are its paragraphs, numbered from 1; soft breaks divide them.

    Raises FileFaults for what is no Word document, is protected, or holds no text.
    """
    document = _opened(name, data)
    lines: list[Line] = []
    start = 0
    for number, paragraph in enumerate(_rows(document.element.body), start=1):
        for line in split_lines(paragraph):
            lines.append(Line(number, start, line.text))
            start += len(line.text) + 1
    text = "\n".join(line.text for line in lines)
    if not text.strip():
        raise FileFaults([Fault(_("the file is empty."), file=name, line=1)])
    return read_lines(Source(name, "docx", "docx", data, text, lines))


def _opened(name: str, data: bytes) -> Any:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _fault(
            name,
            _("this is an old Word file (.doc) or one protected by a password."),
            _("Save it as .docx without a password. Nothing was stored."),
        )
    # python-docx takes a while to load, and most studies are opened to do something else.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError

    try:
        return Document(io.BytesIO(data))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        # lxml's error is a SyntaxError; a ValueError is a package of another kind than Word's.
        raise _fault(
            name,
            _("this is no Word document, or it is damaged."),
            _("Open it in Word and save it again as .docx. Nothing was stored."),
        ) from error


def _fault(name: str, message: str, remedy: str) -> FileFaults:
    return FileFaults([Fault(message, file=name, line=1)], remedy=remedy)


def _rows(parent: Any) -> Iterator[str]:
    """The texts of paragraphs in order; of a table's row the cells with tabs between them."""
    for child in parent:
        if child.tag == _named("w:p"):
            yield "".join(_words(child))
        elif child.tag == _named("w:tbl"):
            for row in child.iter(_named("w:tr")):
                yield from _cells(row)
        elif child.tag in (
            _named("w:sdt"),
            _named("w:sdtContent"),
            _named("w:ins"),
            _named("w:customXml"),
        ):
            yield from _rows(child)


def _cells(row: Any) -> Iterator[str]:
    cells = [list(_rows(cell)) for cell in row.iterchildren(_named("w:tc"))]
    written = [cell for cell in cells if any(text.strip() for text in cell)]
    if not written:
        yield ""
        return
    *before, last = written
    first = [" ".join(text.strip() for text in cell if text.strip()) for cell in before]
    words = [text for text in last if text.strip()]
    yield "\t".join([*first, words[0]])
    yield from words[1:]


def _words(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == _named("w:t"):
            yield child.text or ""
        elif child.tag == _named("w:br") and child.get(_named("w:type")) in ("page", "column"):
            yield "\n"
        elif child.tag in _TEXT:
            yield _TEXT[child.tag]
        else:
            yield from _words(child)
