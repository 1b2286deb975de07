"""Writers out: plain records and frames in, files out.

    content + provenance  ->  page (docx, html, md)  or  data (xlsx, csv, json)  ->  bytes

`write` and `to_bytes` are the door; `formats` says what a kind can become. Nothing here reads
the store or the clock: what a file says of its study and its date comes with the provenance, so
the same content gives the same bytes. The writers' libraries load on first use.
"""

from workbench.exports.model import (
    AgreementView,
    ClaimItem,
    CodebookView,
    ComparisonView,
    CrosstabView,
    ExcerptItem,
    ExcerptSet,
    FiguresView,
    FrameView,
    Insertion,
    Label,
    MatrixCell,
    MatrixView,
    MemoItem,
    MemoSet,
    Part,
    PrintedQuote,
    Provenance,
    ReasonItem,
    Summary,
    TranscriptView,
    TypologyView,
)
from workbench.exports.quotes import attribution_line, printed_quote, shorten
from workbench.exports.writers import FORMATS, KINDS, Format, Kind, formats, to_bytes, write

__all__ = [
    "FORMATS",
    "KINDS",
    "AgreementView",
    "ClaimItem",
    "CodebookView",
    "ComparisonView",
    "CrosstabView",
    "ExcerptItem",
    "ExcerptSet",
    "FiguresView",
    "Format",
    "FrameView",
    "Insertion",
    "Kind",
    "Label",
    "MatrixCell",
    "MatrixView",
    "MemoItem",
    "MemoSet",
    "Part",
    "PrintedQuote",
    "Provenance",
    "ReasonItem",
    "Summary",
    "TranscriptView",
    "TypologyView",
    "attribution_line",
    "formats",
    "printed_quote",
    "shorten",
    "to_bytes",
    "write",
]
