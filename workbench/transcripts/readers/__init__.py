"""One reader per file format; a new format is one module and one line in the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePath

from workbench.errors import Fault, FileFaults
from workbench.texts import _, marked
from workbench.transcripts.readers import markdown, plain, subrip, webvtt, word
from workbench.transcripts.readers.records import MapEntry, Oddity, ReadTranscript, ReadTurn

__all__ = [
    "ELSEWHERE",
    "READERS",
    "MapEntry",
    "Oddity",
    "ReadTranscript",
    "ReadTurn",
    "is_transcript_elsewhere",
    "read",
    "read_bytes",
    "readable",
    "unread",
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

_DOCUMENTS = ".doc .docm .dot .dotx .odt .ott .rtf .pages .wpd"

ELSEWHERE: dict[str, str] = {
    _DOCUMENTS: marked("Open it in Word or LibreOffice and save it as .docx. Nothing was stored."),
    ".pdf": marked(
        "Import the document from which the PDF was made, or copy its text into a .txt or .docx"
        " file. Nothing was stored."
    ),
    ".htm .html .xml .epub": marked(
        "Open it in a browser, copy the text into Word and save it as .docx. Nothing was stored."
    ),
    ".csv .tsv .xls .xlsx .ods": marked(
        "Copy the columns with speaker and words into a table in Word and save it as .docx."
        " Nothing was stored."
    ),
    ".sbv .ass .ssa .ttml .json .eaf .textgrid .cha .trs .otr": marked(
        "Export the transcript as text (.txt) or subtitles (.vtt, .srt) from the program that"
        " wrote it. Nothing was stored."
    ),
    ".mp3 .m4a .wav .wma .aac .ogg .flac .mp4 .mov .avi .mkv .webm": marked(
        "This is a recording: have it transcribed first, and import the text. Nothing was stored."
    ),
}
"""Suffixes of files that are not read -> what to do instead."""


def readable(name: str | PurePath) -> bool:
    """Whether the file's suffix is one that is read."""
    return PurePath(name).suffix.lower() in READERS


def is_transcript_elsewhere(name: str | PurePath) -> bool:
    """Whether a file is a text in a format that is not read, as word processors write them."""
    return PurePath(name).suffix.lower() in _DOCUMENTS.split()


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
        raise FileFaults([unread(name)], remedy=_remedy(name))
    return reader(name, data)


def unread(name: str | PurePath) -> Fault:
    """That a file of this kind is not read."""
    name = PurePath(name)
    return Fault(_("files of this kind are not read."), file=name.name, found=name.suffix)


def _remedy(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    for suffixes, remedy in ELSEWHERE.items():
        if suffix in suffixes.split():
            return _(remedy, suffixes=" ".join(READERS))
    return _(
        "Save the transcript as one of {suffixes}. Nothing was stored.",
        suffixes=" ".join(READERS),
    )
