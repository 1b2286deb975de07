"""One reader per file format; a new format is one module and one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from workbench.errors import Fault, FileFaults
from workbench.texts import _
from workbench.transcripts.readers import markdown, plain, subrip, webvtt, word
from workbench.transcripts.readers.records import MapEntry, Oddity, ReadTranscript, ReadTurn

__all__ = [
    "READERS",
    "MapEntry",
    "Oddity",
    "ReadTranscript",
    "ReadTurn",
    "read",
    "read_bytes",
    "readable",
]

Reader = Callable[[str, bytes], ReadTranscript]

READERS: dict[str, Reader] = {
    ".txt": plain.read,
    ".md": markdown.read,
    ".docx": word.read,
    ".vtt": webvtt.read,
    ".srt": subrip.read,
}
"""Suffix -> reader."""


def readable(name: str | PurePath) -> bool:
    """Whether the file's suffix is one that is read."""
    return PurePath(name).suffix.lower() in READERS


def read(path: str | Path) -> ReadTranscript:
    """The turns of a transcript file.

    Raises FileFaults, naming file and line, for a file that is missing, empty, binary, in a
    broken encoding or of a kind that is not read.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        fault = Fault(_("the file cannot be read: {reason}.", reason=reason), file=path.name)
        raise FileFaults([fault]) from error
    return read_bytes(path.name, data)


def read_bytes(name: str, data: bytes) -> ReadTranscript:
    """The turns of a transcript that is already in memory; the name's suffix tells its format.

    Raises FileFaults as `read` does.
    """
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise FileFaults(
            [Fault(_("files of this kind are not read."), file=name, found=PurePath(name).suffix)],
            remedy=_(
                "Save the transcript as one of {suffixes}. Nothing was stored.",
                suffixes=" ".join(READERS),
            ),
        )
    return reader(name, data)
