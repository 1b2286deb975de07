"""Everything that can go wrong, as one tree; each branch has its exit status.

    WorkbenchError
    ├── DataError (1)         what was given or stored is at fault
    │   ├── FileFaults        one or more faults in a file, all of them at once
    │   ├── StudyError        the study file cannot be opened or written
    │   ├── KeyFault          the key of pseudonyms cannot be opened or written
    │   ├── AnchorError       a passage does not fit the stored text
    │   └── UndoRefused       a later action stands on what would be taken back
    └── CallError (2)         the call is at fault
        └── UnknownName       a name that the study lacks; near ones are offered

An error's text says what is wrong, where, and what to do. Place, what was expected and what
was found are kept on the exception, so that a shell, a page and JSON can each show them.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.texts import _


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong in a file: where, what, and what was expected and found."""

    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    line: int | None = None
    expected: str = ""
    found: str = ""

    @property
    def place(self) -> str:
        """The place in words: file, then line, or row and column, as far as they are known."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(_("line {line}", line=self.line))
        if self.row is not None:
            parts.append(_("row {row}", row=self.row))
        if self.column:
            parts.append(_("column {column}", column=self.column))
        return ", ".join(parts)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class WorkbenchError(Exception):
    """The root. `message` says what is wrong and where, `remedy` what to do."""

    exit_status = 1

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        place: str = "",
        expected: str = "",
        found: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        return f"{text}\n{self.remedy}" if self.remedy else text


class DataError(WorkbenchError):
    """What was given or stored is at fault."""


class FileFaults(DataError):
    """Faults in one or more files, all at once. Nothing was stored."""

    def __init__(self, faults: Sequence[Fault], *, remedy: str = "") -> None:
        self.faults = tuple(faults)
        message = "\n".join(str(fault) for fault in self.faults)
        super().__init__(
            message,
            remedy=remedy or _("Correct this and load the file again. Nothing was stored."),
        )


class StudyError(DataError):
    """The study file cannot be opened or written as asked; it was not changed."""


class KeyFault(DataError):
    """The key of pseudonyms cannot be opened or written; it was not changed."""


class AnchorError(DataError):
    """A passage does not fit the stored text."""


class UndoRefused(DataError):
    """A later action stands on the rows that would be taken back; nothing was changed."""


class CallError(WorkbenchError):
    """The call itself is at fault: an option, a combination, a name."""

    exit_status = 2


class UnknownName(CallError):
    """A name that the study lacks. `near` holds the names that it may have been meant for."""

    def __init__(self, kind: str, name: str, known: Iterable[str], *, place: str = "") -> None:
        self.name = name
        self.near = tuple(difflib.get_close_matches(name, list(known), n=3, cutoff=0.6))
        remedy = (
            _(
                "Did you mean {names}?",
                names=_(" or ").join(_("“{name}”", name=near) for near in self.near),
            )
            if self.near
            else ""
        )
        super().__init__(
            _("“{name}” is no {kind} of this study.", name=name, kind=kind),
            remedy=remedy,
            place=place,
            found=name,
        )
