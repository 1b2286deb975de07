"""WebVTT subtitles, as Zoom, Teams, noScribe and archives write them."""

from __future__ import annotations

from workbench.transcripts.readers.cues import read_cues
from workbench.transcripts.readers.decoding import decode
from workbench.transcripts.readers.lines import split_lines
from workbench.transcripts.readers.records import ReadTranscript
from workbench.transcripts.readers.turns import Source


def read(name: str, data: bytes) -> ReadTranscript:
    """A WebVTT file; a cue without a speaker goes on with the one before."""
    decoded = decode(name, data)
    lines = split_lines(decoded.text)
    return read_cues(Source(name, "vtt", decoded.encoding, data, decoded.text, lines))
