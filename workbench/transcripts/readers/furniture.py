"""What a page or a program leaves between the turns, and nobody says.

Line numbers, page numbers, a program's own notes, headings of the interview guide: none of it
is a speaker's words, and a rule decides on each by the whole file, never by one line alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from workbench.transcripts.readers import words as vocabulary
from workbench.transcripts.readers.lines import BLANKS, Line

_NOTES = re.compile(
    r"(?:Transcribed by https?://\S+"
    r"|(?:[A-ZÆØÅ][^\s.:!?]* ){2,5}(?:started|stopped|startet|stoppet|stanset|avsluttet) "
    r"(?:transcription|transkripsjon(?:en)?|transkribering(?:en)?)"
    r"|This (?:editable )?transcript was (?:computer|automatically) generated\b.*)\W*"
)
"""What Otter and Teams write under and over the words."""
_EXPORTED = ("About this export", "Om denne eksporten")
"""The heading, in either language, over what the workbench's own Word files say of themselves."""

_PAGE = re.compile(
    r"(?:side|page)\s+\d{1,4}(?:\s*(?:av|of|/)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]", re.I
)
_NUMBER = re.compile(r"\d{1,4}")
_NUMBERED = re.compile(r"[ \t]*(\d{1,5})(?:[.)]?(?:[ \t\u00a0]+|$))")
_FEWEST_NUMBERED = 5
_NUMBERED_SHARE = 0.8
_SECTION = re.compile(
    r"(?P<word>[^\W\d_]+)\s+(?:\d{1,2}|[A-Z])(?P<rest>$|\s*[:–—-][^.?!]{0,60}|\.?\s+[A-ZÆØÅ][^.?!]{0,60})"
)
_CHAPTER = re.compile(r"(?P<number>\d{1,2})(?:\.\d{1,2})*[.)]?[ \t]+[A-ZÆØÅ][^.?!:]{0,58}")


def without_numbers(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines without the number that a program has put before each of them.

    Only where nearly every line has one and they count upwards: an answer may begin with a
    figure, and a speaker may be called `001`.
    """
    written = [line for line in lines if not line.blank]
    found = {line.start: seen for line in written if (seen := _NUMBERED.match(line.text))}
    numbers = [int(seen[1]) for seen in found.values()]
    counted = sum(after == before + 1 for before, after in pairwise(numbers))
    if (
        len(numbers) < _FEWEST_NUMBERED
        or len(numbers) < _NUMBERED_SHARE * len(written)
        or counted < _NUMBERED_SHARE * (len(numbers) - 1)
    ):
        return lines
    return [
        _after(line, found[line.start].end()) if line.start in found else line for line in lines
    ]


def _after(line: Line, at: int) -> Line:
    return replace(line, start=line.start + at, text=line.text[at:])


def left_behind(lines: Sequence[Line]) -> set[int]:
    """The lines that hold a page's number or a program's note."""
    alone = {
        at
        for at, line in enumerate(lines)
        if _NOTES.fullmatch(text := line.text.strip(BLANKS)) or _PAGE.fullmatch(text)
    }
    return alone | set(_page_numbers(lines)) | set(_of_the_export(lines))


def _of_the_export(lines: Sequence[Line]) -> range:
    """What stands under a transcript that the workbench exported, to the end of the file."""
    found = [
        at
        for at, line in enumerate(lines)
        if line.style == "heading" and line.text.strip(BLANKS) in _EXPORTED
    ]
    return range(found[-1], len(lines)) if found else range(0)


def is_page_number(text: str) -> bool:
    """Whether a line says only which page it stands on: `Side 2 av 9`."""
    return _PAGE.fullmatch(text.strip(BLANKS)) is not None


def _page_numbers(lines: Sequence[Line]) -> Iterator[int]:
    """Numbers alone between blank lines that count the pages: 1, 2, 3."""
    alone = [
        at
        for at, line in enumerate(lines)
        if _NUMBER.fullmatch(line.text.strip(BLANKS)) and _apart(lines, at)
    ]
    numbers = [int(lines[at].text.strip(BLANKS)) for at in alone]
    if len(numbers) > 1 and all(after == before + 1 for before, after in pairwise(numbers)):
        yield from alone


def headings(lines: Sequence[Line], speakers: set[int]) -> set[int]:
    """Headings, set as such or as `Tema 2: Kurset`, `2. Kurset`, `DEL 2:` on their own line.

    `speakers` are the lines that name one. A numbered heading is one only in a row of them.
    """
    written = [at for at, line in enumerate(lines) if not line.blank and at not in speakers]
    apart = [at for at in written if _apart(lines, at)]
    found = {
        at
        for at in written
        if _names_section(text := lines[at].text.strip(BLANKS))
        and (text.endswith(":") or _apart(lines, at))
    }
    found |= {at for at in written if lines[at].style == "heading"}
    chapters = {
        at: int(seen["number"])
        for at in apart
        if (seen := _CHAPTER.fullmatch(lines[at].text.strip(BLANKS)))
    }
    numbers = list(chapters.values())
    if len(numbers) > 1 and all(0 <= after - before <= 1 for before, after in pairwise(numbers)):
        found |= set(chapters)
    return found


def _names_section(text: str) -> bool:
    seen = _SECTION.fullmatch(text)
    return seen is not None and seen["word"].casefold() in vocabulary.SECTIONS


def _apart(lines: Sequence[Line], at: int) -> bool:
    """Whether blank lines, or the file's ends, stand on either side."""
    return all(not 0 <= beside < len(lines) or lines[beside].blank for beside in (at - 1, at + 1))


def blanked(lines: Sequence[Line], at: set[int]) -> list[Line]:
    """The lines with nothing where these stood, so that all others keep their places."""
    return [replace(line, text="") if number in at else line for number, line in enumerate(lines)]
