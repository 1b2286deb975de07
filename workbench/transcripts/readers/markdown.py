"""Markdown: plain text with a front matter and headings, which are nobody's words."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.transcripts.readers import labels
from workbench.transcripts.readers.decoding import decode
from workbench.transcripts.readers.lines import Line, split_lines
from workbench.transcripts.readers.records import ReadTranscript
from workbench.transcripts.readers.turns import Source, header_fields, read_lines

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")


def read(name: str, data: bytes) -> ReadTranscript:
    """A Markdown file. Labels may be in bold, in a list or be headings themselves."""
    decoded = decode(name, data)
    front, lines = _front_matter(split_lines(decoded.text))
    lines = [_titled(line) for line in lines]
    transcript = read_lines(Source(name, "md", decoded.encoding, data, decoded.text, lines))
    fields = (pair for line in front for pair in header_fields(line.text))
    return replace(
        transcript,
        header=(*(line.text for line in front), *transcript.header),
        fields=(*fields, *transcript.fields),
    )


def _front_matter(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines between `---` and `---` at the very top, and the rest."""
    if not lines or lines[0].text.strip() != "---":
        return [], lines
    for at, line in enumerate(lines[1:], start=1):
        if line.text.strip() in ("---", "..."):
            return [each for each in lines[1:at] if not each.blank], lines[at + 1 :]
    return [], lines


def _titled(line: Line) -> Line:
    """The line, or its title where it is a heading that names no speaker."""
    found = _HEADING.fullmatch(line.text)
    if found is None or not _is_section(line):
        return line
    return Line(line.number, line.start + found.start(1), found[1], "heading")


def _is_section(line: Line) -> bool:
    """A heading that names no speaker: neither a role nor an id nor a label with its words."""
    found = _HEADING.fullmatch(line.text)
    if found is None:
        return False
    words = found[1].replace("*", "")
    head = labels.cleaned(words.split(":")[0])
    return labels.strength(head) not in ("role", "id") or "\t" in words
