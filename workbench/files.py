"""Tables and texts in files: reading what people's programs write, writing whole or not at all."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from charset_normalizer import from_bytes

from workbench.errors import DataError, Fault, FileFaults
from workbench.texts import _


@dataclass(frozen=True)
class TableRow:
    """A row of a table in a file: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True)
class Table:
    """A table read from a csv or xlsx file; `columns` in the file's order."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(path: Path, *, required: Sequence[str] = ()) -> Table:
    """A csv file (comma, semicolon or tab; UTF-8, UTF-16 or Windows-1252) or the first sheet of
    an xlsx file. Cells are stripped; rows without any content are left out.

    Raises FileFaults for a file that is missing, empty or no table, and names every required
    column that is not there and every row with more cells than there are columns.
    """
    if path.suffix.lower() == ".xlsx":
        lines = _xlsx_lines(path)
    elif path.suffix.lower() in {".csv", ".tsv", ".txt"}:
        lines = _csv_lines(path)
    else:
        raise FileFaults([Fault(_("is neither a csv nor an xlsx file"), file=path.name)])
    header = [name.strip() for name in next(iter(lines), [])]
    if not any(header):
        raise FileFaults([Fault(_("is empty"), file=path.name)])
    faults = [
        Fault(_("The column is missing."), file=path.name, row=1, column=name)
        for name in required
        if name not in header
    ]
    faults += [
        Fault(_("The column is there twice."), file=path.name, row=1, column=name)
        for name in sorted({name for name in header if name and header.count(name) > 1})
    ]
    faults += [
        Fault(
            _(
                "The row has {n} cells, the first row {N}. Put a cell that holds a comma in "
                "quotation marks.",
                n=len(line),
                N=len(header),
            ),
            file=path.name,
            row=number,
        )
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line[len(header) :])
    ]
    if faults:
        raise FileFaults(faults)
    rows = [
        TableRow(
            number,
            {name: cell.strip() for name, cell in zip(header, line, strict=False) if name},
        )
        for number, line in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in line)
    ]
    return Table(path.name, tuple(name for name in header if name), tuple(rows))


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A csv text: comma, LF, quotes only where needed, None as an empty cell."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return target.getvalue()


def read_yaml(path: Path, of: str) -> list[tuple[Any, int]]:
    """The entries of the list `of` in a YAML file, each with the line on which it begins.

    Raises FileFaults for a file that is missing, no UTF-8, no YAML or has no such list.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        document = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except OSError as error:
        raise FileFaults([Fault(error.strerror or str(error), file=path.name)]) from error
    except UnicodeDecodeError as error:
        bad = error.object[: error.start].count(b"\n") + 1
        raise FileFaults([Fault(_("is not UTF-8"), file=path.name, line=bad)]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else None
        raise FileFaults(
            [Fault(_("is not YAML: {problem}", problem=problem), file=path.name, line=line)]
        ) from error
    if not isinstance(content, dict) or not isinstance(content.get(of), list):
        raise FileFaults([Fault(_("holds no list `{name}`", name=of), file=path.name, line=1)])
    return list(zip(content[of], _lines(document, of), strict=True))


def yaml_text(content: object) -> str:
    """YAML as people write it; the same text for the same content."""
    return yaml.dump(
        content, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100,
        default_flow_style=False,
    )  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Indents lists under their key, as people write them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)


def _lines(document: yaml.Node | None, of: str) -> list[int]:
    """The line on which each entry of a list begins."""
    assert isinstance(document, yaml.MappingNode)
    for key, value in document.value:
        if key.value == of:
            return [entry.start_mark.line + 1 for entry in value.value]
    return []


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 file, whole or not at all."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes, *, mode: int | None = None) -> None:
    """Write a file, whole or not at all; the folder is made where it is missing. With `mode`
    nobody whom that shuts out can read it, not even while it is being written."""
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if mode is not None:
            unfinished.touch(mode=mode)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise DataError(
            _("The file cannot be written: {reason}.", reason=error.strerror or str(error)),
            place=str(path),
            remedy=_("Choose a folder that you may write in, or close the file elsewhere."),
        ) from error


def _csv_lines(path: Path) -> list[list[str]]:
    content = _content(path)
    if b"\0" in content and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileFaults([Fault(_("is no text file"), file=path.name)])
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FileFaults([Fault(_("is no table: {reason}", reason=error), file=path.name)]) from (
            error
        )


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = from_bytes(content, cp_isolation=["utf_16", "cp1252"]).best()
        return str(found) if found is not None else content.decode("cp1252", "replace")


def _xlsx_lines(path: Path) -> list[list[str]]:
    import zipfile

    import openpyxl

    _content(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise FileFaults([Fault(_("is no xlsx file"), file=path.name)]) from error
    try:
        sheet = book.worksheets[0]
        return [[_cell(value) for value in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()


def _cell(value: object) -> str:
    """A cell as its user reads it: whole numbers without a point, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise FileFaults([Fault(reason, file=str(path))]) from error
