"""Markdown: plain text with a front matter and headings, which are nobody's words."""

from __future__ import annotations

import re
from dataclasses import replace

from workbench.texts import _
from workbench.transcripts.readers import labels
from workbench.transcripts.readers.decoding import decode
from workbench.transcripts.readers.lines import Line, split_lines
from workbench.transcripts.readers.records import Oddity, ReadTranscript
from workbench.transcripts.readers.turns import Source, header_fields, read_lines

_HEADING = re.compile(r"\s{0,3}#{1,6}\s+(.*?)\s*#*\s*")


def read(name: str, data: bytes) -> ReadTranscript:
    """A Markdown file. Labels may be in bold, in a list or be headings themselves."""
    decoded = decode(name, data)
    lines = split_lines(decoded.text)
    front, lines = _front_matter(lines)
    headings = [line for line in lines if _is_section(line)]
    kept = [Line(line.number, line.start, "") if _is_section(line) else line for line in lines]
    transcript = read_lines(Source(name, "md", decoded.encoding, data, decoded.text, kept))
    first = transcript.turns[0].line
    above = [line for line in headings if line.number < first]
    header = (*(line.text for line in front), *(_title(line) for line in above))
    return replace(
        transcript,
        header=(*header, *transcript.header),
        fields=(
            *(pair for line in (*front, *above) for pair in header_fields(line.text)),
            *transcript.fields,
        ),
        oddities=(
            *transcript.oddities,
            *(
                Oddity(name, line.number, line.text, _("read as a heading, left out of the text"))
                for line in headings
                if line.number > first
            ),
        ),
    )


def _front_matter(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The lines between `---` and `---` at the very top, and the rest."""
    if not lines or lines[0].text.strip() != "---":
        return [], lines
    for at, line in enumerate(lines[1:], start=1):
        if line.text.strip() in ("---", "..."):
            return [each for each in lines[1:at] if not each.blank], lines[at + 1 :]
    return [], lines


def _title(line: Line) -> str:
    found = _HEADING.fullmatch(line.text)
    return found[1] if found else line.text


def _is_section(line: Line) -> bool:
    """A heading that names no speaker: neither a role nor an id nor a label with its words."""
    found = _HEADING.fullmatch(line.text)
    if found is None:
        return False
    words = found[1].replace("*", "")
    head = labels.cleaned(words.split(":")[0])
    return labels.strength(head) not in ("role", "id") or "\t" in words
