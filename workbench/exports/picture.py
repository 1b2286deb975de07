"""Charts as pictures, with what they are about inside the file."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO, StringIO
from typing import Any, Protocol
from xml.sax.saxutils import escape

from workbench.exports import provenance as said
from workbench.exports.model import Provenance
from workbench.exports.text import printable

_PNG_HEAD = 8 + 25
"""The signature and the header chunk, which must come first."""


class Chart(Protocol):
    """What an Altair chart can do; this room does not load Altair."""

    def save(self, fp: Any, format: Any = None, **options: Any) -> Any: ...


def as_svg(chart: Chart, title: str, provenance: Provenance) -> bytes:
    """The chart as SVG; title and provenance stand in its title and desc elements."""
    out = StringIO()
    chart.save(out, format="svg")
    svg = out.getvalue()
    head_end = svg.index(">", svg.index("<svg")) + 1
    about = "; ".join(f"{label}: {value}" for label, value in said.lines(provenance))
    words = f"<title>{escape(printable(title))}</title><desc>{escape(printable(about))}</desc>"
    return f"{svg[:head_end]}{words}{svg[head_end:]}".encode()


def as_png(chart: Chart, title: str, provenance: Provenance) -> bytes:
    """The chart as PNG at twice its size; title and provenance stand in its text chunks."""
    out = BytesIO()
    chart.save(out, format="png", scale_factor=2)
    png = out.getvalue()
    texts = [("Title", title), *said.lines(provenance)]
    chunks = b"".join(_text_chunk(label, value) for label, value in texts)
    return png[:_PNG_HEAD] + chunks + png[_PNG_HEAD:]


def _text_chunk(label: str, value: str) -> bytes:
    """An iTXt chunk: keyword in Latin-1, text in UTF-8, not compressed (PNG 3rd ed., 11.3.3.4)."""
    keyword = label.encode("latin-1", "replace")[:79]
    body = keyword + b"\0\0\0\0\0" + printable(value).encode()
    kind = b"iTXt"
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
