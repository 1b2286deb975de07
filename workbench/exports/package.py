"""Office files that are the same bytes for the same content: the one place where they are packed.

Word and Excel files are zip archives; what varies between two of them is the clock (entry times,
core properties), the order of entries and the machine that packed them. All of it is fixed here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

from workbench.exports.model import Provenance
from workbench.exports.provenance import summary, synthetic_note
from workbench.exports.text import printable

_CORE = "docProps/core.xml"
_APP = "docProps/app.xml"
_FIRST = ("[Content_Types].xml", "_rels/.rels")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def fixed_package(packed: bytes, title: str, provenance: Provenance) -> bytes:
    """The archive with core properties from the provenance, entries in order, times fixed."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    entries[_CORE] = _core_properties(title, provenance)
    if _APP in entries:
        entries[_APP] = _app_properties()
    return packed_entries(entries)


def packed_entries(entries: Mapping[str, bytes]) -> bytes:
    """The entries as an archive: order, times, rights and compression always the same."""
    order = [*(n for n in _FIRST if n in entries), *sorted(n for n in entries if n not in _FIRST)]
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in order:
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _UNIX
            info.external_attr = 0o600 << 16
            archive.writestr(info, entries[name], compresslevel=6)
    return out.getvalue()


def fixed_time(provenance: Provenance) -> str:
    """The moment that a file gives as its making: noon of the provenance's day."""
    return f"{provenance.date[:10] or '1980-01-01'}T12:00:00Z"


def _core_properties(title: str, provenance: Provenance) -> bytes:
    about = summary(provenance)
    if provenance.synthetic:
        about = f"{about} · {synthetic_note()}"
    made = fixed_time(provenance)
    fields = "".join(
        f"<{tag}>{escape(printable(value))}</{tag}>"
        for tag, value in (
            ("dc:title", title),
            ("dc:subject", provenance.study),
            ("dc:creator", provenance.study),
            ("dc:description", about),
            ("cp:lastModifiedBy", provenance.study),
        )
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{fields}"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{made}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{made}</dcterms:modified>'
        "</cp:coreProperties>"
    ).encode()


def _app_properties() -> bytes:
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'extended-properties"><Application>Workbench</Application></Properties>'
    )
