"""Plain text: lines in one of many encodings."""

from __future__ import annotations

from workbench.transcripts.readers.cues import looks_like_cues, read_cues
from workbench.transcripts.readers.decoding import decode
from workbench.transcripts.readers.lines import split_lines
from workbench.transcripts.readers.records import ReadTranscript
from workbench.transcripts.readers.turns import Source, read_lines


def read(name: str, data: bytes) -> ReadTranscript:
    """A plain text file. One that holds subtitles under the wrong name is read as subtitles."""
    decoded = decode(name, data)
    source = Source(name, "txt", decoded.encoding, data, decoded.text, split_lines(decoded.text))
    return read_cues(source) if looks_like_cues(source.lines) else read_lines(source)
