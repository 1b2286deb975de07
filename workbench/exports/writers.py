"""The table of kinds and formats, and the two functions that use it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, get_args

from workbench.errors import CallError, DataError
from workbench.exports import (
    agreement,
    codebook,
    compare,
    crosstab,
    excerpts,
    figures,
    framed,
    matrix,
    memos,
    transcript,
    typology,
)
from workbench.exports.delimited import EXCEL_NORWEGIAN, STANDARD, Dialect, delimited
from workbench.exports.json_file import as_json
from workbench.exports.markdown import markdown
from workbench.exports.model import (
    AgreementView,
    CodebookView,
    ComparisonView,
    Content,
    CrosstabView,
    DataTable,
    ExcerptSet,
    FiguresView,
    FrameView,
    Grid,
    MatrixView,
    MemoSet,
    Page,
    Provenance,
    TranscriptView,
    TypologyView,
)
from workbench.exports.picture import Chart, as_png, as_svg
from workbench.exports.sheets import workbook
from workbench.exports.web import web_page
from workbench.exports.word import document
from workbench.texts import _, marked

Kind = Literal[
    "excerpts", "crosstab", "compare", "matrix", "trajectories", "changes", "attrition",
    "explanations", "voices", "agreement", "codebook", "transcript", "memos", "cooccurrence",
    "new_codes", "word_use", "figures", "placement", "query", "balance", "typology",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Format:
    """A format as a menu shows it; `label` is looked up in the catalogue when it is shown."""

    key: str
    suffix: str
    label: str
    media_type: str


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: dict[str, Format] = {
    one.key: one
    for one in (
        Format("docx", "docx", "Word", f"{_OFFICE}.wordprocessingml.document"),
        Format("xlsx", "xlsx", "Excel", f"{_OFFICE}.spreadsheetml.sheet"),
        Format("csv", "csv", "CSV", "text/csv"),
        Format("csv_excel_nb", "csv", marked("CSV (Excel, Norwegian)"), "text/csv"),
        Format("html", "html", marked("Web page"), "text/html"),
        Format("md", "md", "Markdown", "text/markdown"),
        Format("json", "json", "JSON", "application/json"),
        Format("svg", "svg", marked("Picture (SVG)"), "image/svg+xml"),
        Format("png", "png", marked("Picture (PNG)"), "image/png"),
    )
}
"""Every format by its key; the key is the suffix but for the Norwegian csv."""


@dataclass(frozen=True)
class _Job:
    """One export: what, with which provenance, and what some formats want besides."""

    kind: Kind
    content: Any
    provenance: Provenance
    template: Path | None
    chart: Chart | None


@dataclass(frozen=True)
class _Shapes:
    """How a kind becomes a page and a table; `sheets` where a workbook holds more than that."""

    content: type
    page: Callable[[Any], Page]
    data: Callable[[Any], DataTable]
    sheets: Callable[[Any], tuple[DataTable | Grid, ...]]


_FRAMED = _Shapes(FrameView, framed.page, framed.data, framed.sheets)

_SHAPES: dict[Kind, _Shapes] = {
    "trajectories": _FRAMED,
    "changes": _FRAMED,
    "attrition": _FRAMED,
    "explanations": _FRAMED,
    "voices": _FRAMED,
    "excerpts": _Shapes(
        ExcerptSet, excerpts.page, excerpts.data, lambda content: (excerpts.data(content),)
    ),
    "crosstab": _Shapes(
        CrosstabView,
        crosstab.page,
        crosstab.data,
        lambda content: (crosstab.grid(content), crosstab.data(content)),
    ),
    "compare": _Shapes(
        ComparisonView,
        compare.page,
        compare.data,
        lambda content: (compare.grid(content), compare.texts(content), compare.data(content)),
    ),
    "matrix": _Shapes(
        MatrixView,
        matrix.page,
        matrix.data,
        lambda content: (matrix.grid(content), matrix.data(content)),
    ),
    "agreement": _Shapes(
        AgreementView,
        agreement.page,
        agreement.data,
        lambda content: (agreement.grid(content), agreement.data(content)),
    ),
    "codebook": _Shapes(
        CodebookView, codebook.page, codebook.data, lambda content: (codebook.data(content),)
    ),
    "transcript": _Shapes(
        TranscriptView,
        transcript.page,
        transcript.data,
        lambda content: (transcript.data(content),),
    ),
    "memos": _Shapes(MemoSet, memos.page, memos.data, lambda content: (memos.data(content),)),
    "cooccurrence": _FRAMED,
    "new_codes": _FRAMED,
    "word_use": _FRAMED,
    "placement": _FRAMED,
    "query": _FRAMED,
    "balance": _FRAMED,
    "figures": _Shapes(FiguresView, figures.page, figures.data, figures.sheets),
    "typology": _Shapes(
        TypologyView,
        typology.page,
        typology.data,
        lambda content: (
            typology.grid(content),
            typology.data(content),
            typology.reasons(content),
        ),
    ),
}


def _docx(job: _Job) -> bytes:
    return document(_SHAPES[job.kind].page(job.content), job.provenance, job.template)


def _xlsx(job: _Job) -> bytes:
    return workbook(job.content.title, _SHAPES[job.kind].sheets(job.content), job.provenance)


def _csv(job: _Job, dialect: Dialect) -> bytes:
    return delimited(_SHAPES[job.kind].data(job.content), job.provenance, dialect)


def _html(job: _Job) -> bytes:
    return web_page(_SHAPES[job.kind].page(job.content), job.provenance)


def _md(job: _Job) -> bytes:
    return markdown(_SHAPES[job.kind].page(job.content), job.provenance)


def _json(job: _Job) -> bytes:
    table = _SHAPES[job.kind].data(job.content)
    return as_json(job.kind, job.content.title, table, job.provenance)


def _picture(job: _Job, draw: Callable[[Chart, str, Provenance], bytes]) -> bytes:
    if job.chart is None:
        raise CallError(
            _("A picture needs a chart."), remedy=_("Export the chart from the page that shows it.")
        )
    return draw(job.chart, job.content.title, job.provenance)


Writer: TypeAlias = Callable[[_Job], bytes]

_TEXT: dict[str, Writer] = {
    "docx": _docx,
    "xlsx": _xlsx,
    "csv": partial(_csv, dialect=STANDARD),
    "csv_excel_nb": partial(_csv, dialect=EXCEL_NORWEGIAN),
    "html": _html,
    "md": _md,
    "json": _json,
}
_PICTURES: dict[str, Writer] = {
    "svg": partial(_picture, draw=as_svg),
    "png": partial(_picture, draw=as_png),
}
WRITERS: dict[Kind, dict[str, Writer]] = {
    "excerpts": _TEXT,
    "crosstab": _TEXT | _PICTURES,
    "compare": _TEXT | _PICTURES,
    "matrix": _TEXT | _PICTURES,
    "trajectories": _TEXT | _PICTURES,
    "changes": _TEXT | _PICTURES,
    "attrition": _TEXT | _PICTURES,
    "explanations": _TEXT | _PICTURES,
    "voices": _TEXT | _PICTURES,
    "agreement": _TEXT | _PICTURES,
    "codebook": _TEXT,
    "transcript": _TEXT,
    "memos": _TEXT,
    "cooccurrence": _TEXT | _PICTURES,
    "new_codes": _TEXT | _PICTURES,
    "word_use": _TEXT | _PICTURES,
    "figures": _TEXT | _PICTURES,
    "placement": _TEXT | _PICTURES,
    "query": _TEXT | _PICTURES,
    "balance": _TEXT | _PICTURES,
    "typology": _TEXT | _PICTURES,
}


def formats(kind: Kind) -> tuple[Format, ...]:
    """What the kind can be written as, in the order of a menu."""
    return tuple(FORMATS[key] for key in WRITERS[kind])


def to_bytes(
    kind: Kind,
    format: str,
    content: Content,
    provenance: Provenance,
    *,
    template: Path | None = None,
    chart: Chart | None = None,
) -> bytes:
    """The file's bytes, the same for the same content, provenance and language.

    `format` is a key of `FORMATS` (a suffix, or `csv_excel_nb`). `template` is a .docx or .dotx
    whose styles a Word file takes; `chart` an Altair chart, for svg and png.

    Raises CallError for a format that the kind does not have, DataError for a template that is
    no Word file.
    """
    writer = _writer(kind, format)
    if not isinstance(content, _SHAPES[kind].content):
        raise TypeError(f"{kind} takes {_SHAPES[kind].content.__name__}, not {type(content)}")
    if isinstance(content, CrosstabView | ComparisonView | MatrixView):
        provenance = replace(provenance, unit=content.count)
    return writer(_Job(kind, content, provenance, template, chart))


def write(
    kind: Kind,
    path: Path,
    content: Content,
    provenance: Provenance,
    *,
    format: str | None = None,
    template: Path | None = None,
    chart: Chart | None = None,
) -> Path:
    """Write the export, in the format of the path's suffix unless one is named.

    Folders are made where they are missing. A file of that name is replaced at once and only
    when the new one is whole. Raises as `to_bytes` does, and DataError where the place cannot
    be written.
    """
    chosen = format or path.suffix.removeprefix(".").lower()
    made = to_bytes(kind, chosen, content, provenance, template=template, chart=chart)
    replace_file(path, made)
    return path


def replace_file(path: Path, content: bytes) -> None:
    """Put a whole file in the place of what is there. Raises DataError where that cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise DataError(
            _("The file cannot be written: {reason}.", reason=error.strerror or str(error)),
            place=str(path),
            remedy=_("Close it where it is open, or choose another place."),
        ) from error


def _writer(kind: Kind, chosen: str) -> Writer:
    if kind not in WRITERS:
        raise CallError(
            _("“{kind}” cannot be exported.", kind=kind),
            expected=", ".join(KINDS),
            found=str(kind),
            remedy=_("Choose one of {names}.", names=", ".join(KINDS)),
        )
    if chosen not in WRITERS[kind]:
        known = ", ".join(WRITERS[kind])
        raise CallError(
            _("“{suffix}” is no format of {kind}.", suffix=chosen, kind=kind),
            expected=known,
            found=chosen,
            remedy=_("Choose one of {names}.", names=known),
        )
    return WRITERS[kind][chosen]


def _replace(path: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        part.chmod(0o644)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
