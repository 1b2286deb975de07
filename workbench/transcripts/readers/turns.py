"""From lines and the speakers that they name to the turns of a transcript."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import PurePath

from workbench.errors import Fault, FileFaults
from workbench.spans import normalised
from workbench.texts import _
from workbench.transcripts.readers import labels
from workbench.transcripts.readers import words as vocabulary
from workbench.transcripts.readers.conventions import Found, Mark, conventions
from workbench.transcripts.readers.furniture import (
    blanked,
    headings,
    left_behind,
    without_numbers,
)
from workbench.transcripts.readers.lines import BLANKS, Line
from workbench.transcripts.readers.records import Oddity, ReadTranscript
from workbench.transcripts.readers.storing import Draft, Piece, stored
from workbench.transcripts.readers.times import (
    cell_stamp,
    leading_stamp,
    rounded_times,
    stamps_inside,
    trailing_stamp,
    whole_stamp,
)


@dataclass(frozen=True)
class Source:
    """A file's decoded text in lines, and what is known of the file."""

    name: str
    format: str
    encoding: str
    data: bytes = field(repr=False)
    text: str = field(repr=False)
    lines: Sequence[Line] = field(repr=False)


@dataclass
class Reading:
    """What is being gathered while a file is read."""

    source: Source
    drafts: list[Draft] = field(default_factory=list)
    header: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    oddities: list[Oddity] = field(default_factory=list)
    rounded: bool = False
    """Times stand in round brackets in this file, also among the words."""

    def odd(self, line: Line | None, why: str) -> None:
        """Note a line that was not clear, or the whole file."""
        text = line.text.strip(BLANKS) if line else ""
        shown = text if len(text) <= 120 else text[:119] + "…"
        number = line.number if line else 1
        self.oddities.append(Oddity(self.source.name, number, shown, why))

    def words(self, line: Line, start: int, end: int | None = None) -> Iterator[Piece]:
        """The words of a line from this place on, without the file's time stamps."""
        return words_from(line, start, end, rounded=self.rounded)

    def head(self, line: Line) -> None:
        """A line that stands before the first turn."""
        text = normalised(line.text.strip(BLANKS))
        if text and not line.rule:
            self.header.append(text)
            self.fields += header_fields(text)


def read_lines(source: Source) -> ReadTranscript:
    """The turns of a text in lines, in whatever way it names its speakers.

    Raises FileFaults where the file holds no words.
    """
    numbered = without_numbers(source.lines)
    behind = left_behind(numbered)
    source = replace(source, lines=blanked(numbered, behind))
    found = conventions(source.lines)
    reading = Reading(source, rounded=rounded_times(line.text for line in source.lines))
    for note in found.notes:
        reading.odd(None, note)
    if found.marks:
        _read_labelled(reading, found)
    else:
        _read_unlabelled(reading, found)
    first = min((draft.line for draft in reading.drafts), default=0)
    for line in (numbered[at] for at in sorted(behind)):
        if line.number > first:
            reading.odd(line, _("nobody's words, kept with the header"))
        reading.head(line)
    return finished(reading)


def finished(reading: Reading) -> ReadTranscript:
    """The transcript of a finished reading.

    Raises FileFaults where no turn has a word.
    """
    source = reading.source
    for draft in reading.drafts:
        if not draft.pieces and draft.label:
            line = next((each for each in source.lines if each.number == draft.line), None)
            reading.odd(line, _("a speaker without words, left out"))
    turns, source_map = stored(reading.drafts)
    if not turns:
        fault = Fault(_("no words of any speaker were found."), file=source.name, line=1)
        raise FileFaults([fault])
    return ReadTranscript(
        name=source.name,
        format=source.format,
        encoding=source.encoding,
        sha256=hashlib.sha256(source.data).hexdigest(),
        turns=turns,
        header=tuple(reading.header),
        fields=tuple(reading.fields),
        oddities=tuple(sorted(reading.oddities, key=lambda odd: odd.line)),
        source=source.text,
        source_map=source_map,
    )


def header_fields(text: str) -> list[tuple[str, str]]:
    """`Dato: 3. mars` or `language=no probability=1.0` as names and values."""
    head, colon, tail = text.lstrip("#*-( ").partition(":")
    name = labels.cleaned(head)
    if colon and tail.strip() and len(name) <= labels.LONGEST and not name.isdigit():
        return [(name, tail.strip().strip("*_").strip())]
    if ";" in text or re.search(r"\s=\s", text):  # I = interviewer; X = informant
        pairs = [part.partition("=") for part in text.split(";")]
        return [(n.strip(), v.strip()) for n, sign, v in pairs if sign and n.strip() and v.strip()]
    return [(found[1], found[2]) for found in re.finditer(r"([^\W\d]\w*)=(\S+)", text)]


# --- with labels --------------------------------------------------------------------------------


def _read_labelled(reading: Reading, found: Found) -> None:
    lines = reading.source.lines
    if not found.table:
        _drop_legend(lines, found)
    first = _first_turn(lines, found)
    above = _time_above(lines, first)
    for at in range(first):
        if at not in found.silent and at != above:
            _head(reading, lines[at])
    answers = _unlabelled_answers(lines, found)
    walk = _Walk(reading, found, answers, headings(lines, {*found.marks, *found.silent}))
    if above is not None and (stamp := whole_stamp(lines[above].text)):
        walk.pending = stamp.seconds
    for at in range(first, len(lines)):
        walk.line(at, lines[at])
    if answers:
        reading.odd(
            None,
            _("only the interviewer is named; paragraphs without a label are read as answers"),
        )


def _first_turn(lines: Sequence[Line], found: Found) -> int:
    """Where the header ends. Where labels are bare words, a line that lost its is speech."""
    first = min(found.marks)
    if not found.bare:
        return first
    return next((at for at in found.odd if at < first and not _like_header(lines[at])), first)


def _time_above(lines: Sequence[Line], first: int) -> int | None:
    """The line right above the first turn, if a time is all that it holds."""
    above = next((at for at in reversed(range(first)) if not lines[at].blank), None)
    return above if above is not None and whole_stamp(lines[above].text) else None


def _head(reading: Reading, line: Line) -> None:
    reading.head(line)
    text = line.text.strip(BLANKS)
    n_words = len(text.split())
    asks = n_words >= 4 and (text.endswith(("?", "!")) or text.startswith(("...", "…")))
    if asks or (n_words >= 10 and text.endswith(".")):
        reading.odd(line, _("before the first speaker: kept as header, not as text"))


def _like_header(line: Line) -> bool:
    text = line.text.strip(BLANKS)
    return text.startswith("#") or ":" in text or "=" in text or line.rule


@dataclass
class _Walk:
    """The way through the lines after the header."""

    reading: Reading
    found: Found
    answers: bool
    headings: set[int]
    pending: float | None = None

    def line(self, at: int, line: Line) -> None:
        """Take one line: a label, a time, a drawn rule, or words that go on."""
        if line.blank:
            return
        if at in self.headings:
            self.reading.odd(line, _("read as a heading, kept with the header"))
            self.reading.head(line)
            return
        if at in self.found.odd:
            self.reading.odd(line, self.found.odd[at])
        if mark := self.found.marks.get(at):
            self.speaker(mark, line)
        elif at in self.found.silent or line.rule:
            pass
        elif stamp := whole_stamp(line.text):
            self.time(stamp.seconds, line)
        else:
            self.words(line)

    def speaker(self, mark: Mark, line: Line) -> None:
        """A line that names a speaker: a new turn, unless the same one goes on."""
        drafts = self.reading.drafts
        same = drafts and labels.key(drafts[-1].label) == labels.key(mark.label) and mark.label
        if not same:
            time = mark.time if mark.time is not None else self.pending
            drafts.append(Draft(mark.label, line.number, time))
        drafts[-1].add(*self.reading.words(line, mark.body, mark.end))
        self.pending = _end_stamp(line, mark.body)

    def time(self, seconds: float, line: Line) -> None:
        """A time alone on its line: of the next turn, or of a turn of somebody unnamed."""
        if self.found.headings:
            self.reading.drafts.append(Draft("", line.number, seconds))
            self.reading.odd(line, _("a time without a name: the speaker is unknown"))
        self.pending = seconds

    def words(self, line: Line) -> None:
        """A line without a label: the turn goes on."""
        drafts = self.reading.drafts
        start = line.first
        if self.found.numbered and (number := _NUMBER.match(line.text, start)):
            start = number.end()
        if (stamp := leading_stamp(line.text, start)) and not stamp.bare:
            start = stamp.end
        elif (
            stamp is None
            and drafts
            and not drafts[-1].pieces
            and line.text[start:].startswith(": ")
        ):
            start += 2
        if not drafts or (self.answers and drafts[-1].label):
            drafts.append(Draft("", line.number, self.pending))
        drafts[-1].add(*self.reading.words(line, start))
        self.pending = _end_stamp(line, start)


_NUMBER = re.compile(r"\d{1,4}[.)]?\s+")


def words_from(
    line: Line, start: int, end: int | None = None, *, rounded: bool = False
) -> Iterator[Piece]:
    """The words of a line from this place on, without time stamps among and after them."""
    end = len(line.text[:end].rstrip(BLANKS))
    stamp = trailing_stamp(line.text[:end]) if end > start else None
    if (
        stamp
        and stamp.start >= start
        and (not stamp.bare or cell_stamp(line.text[:end]))
        and ":" in line.text[stamp.start : end]
    ):
        end = stamp.start
    for inside in stamps_inside(line.text, start, end, rounded=rounded):
        yield Piece(line.text[start : inside.start], line.start + start)
        start = inside.end
    yield Piece(line.text[start:end], line.start + start)


def _end_stamp(line: Line, start: int) -> float | None:
    """The time with which f4 and its like end a paragraph: there the next one begins."""
    text = line.text.rstrip(BLANKS)
    stamp = trailing_stamp(text) if text.endswith("#") else None
    return stamp.seconds if stamp and stamp.start >= start else None


def _unlabelled_answers(lines: Sequence[Line], found: Found) -> bool:
    """Whether only the interviewer has a label and most of his questions get an answer without.

    To give these words to the interviewer would be to guess, and wrongly.
    """
    names = {labels.key(mark.label) for mark in found.marks.values()}
    if len(names) != 1 or found.headings or len(found.marks) < 2:
        return False
    label = next(iter(found.marks.values())).label
    if labels.role(label) != "interviewer":
        return False
    written = [
        at
        for at, line in enumerate(lines)
        if at >= min(found.marks) and not line.blank and not line.rule and at not in found.silent
    ]
    answered = sum(
        question in found.marks and answer not in found.marks
        for question, answer in pairwise(written)
    )
    with_words = all(lines[at].text[mark.body :].strip() for at, mark in found.marks.items())
    return with_words and answered >= 0.6 * len(found.marks)


# --- header lines that look like turns ------------------------------------------------------------


def _drop_legend(lines: Sequence[Line], found: Found) -> None:
    """Take lines such as `I1: Interviewer 1` at the top for what they are: a legend, no turns."""
    later = Counter(labels.key(mark.label) for mark in found.marks.values())
    seen: set[str] = set()
    for at in sorted(found.marks):
        mark = found.marks[at]
        each = labels.key(mark.label)
        if each in seen or not _is_legend(lines, found, at, later[each]):
            break
        seen.add(each)
    legend = sorted(found.marks)[: len(seen)]
    if len(legend) == 1 and not _stands_apart(lines, found, legend[0]):
        return
    for at in legend:
        if len(found.marks) > 1:
            del found.marks[at]


def _stands_apart(lines: Sequence[Line], found: Found, at: int) -> bool:
    """Whether a single line may be a legend: beside fields, or before a turn of the same label."""
    following = next((mark for other, mark in sorted(found.marks.items()) if other > at), None)
    again = following is not None and labels.key(following.label) == labels.key(
        found.marks[at].label
    )
    fields = any(each not in found.marks for each in _block(lines, at))
    return again or fields


def _is_legend(lines: Sequence[Line], found: Found, at: int, times: int) -> bool:
    block = _block(lines, at)
    mark, after = found.marks[at], [m for m in found.marks if m > block[-1]]
    words = lines[at].text[mark.body :].strip(BLANKS).rstrip(",;")
    if not words or len(words.split()) > 8 or words[-1] in "?!…":
        return False
    says_role, says_name = _says_role(words), _says_name(words)
    if times > 1 and words[-1] == "." and not (says_role or says_name):
        return False  # a sentence of someone who speaks again
    fields = any(each not in found.marks and _is_field_line(lines[each]) for each in block)
    others = len(found.marks) - times
    if fields and times == 1 and others >= 2 and (says_role or says_name or after):
        return True
    if fields and after and all(_short(lines, found, each) for each in block):
        return True
    if says_role and times > 1:
        return True
    once = Counter(labels.key(found.marks[each].label) for each in block if each in found.marks)
    bodies = [
        lines[each].text[found.marks[each].body :].strip(BLANKS)
        for each in block
        if each in found.marks
    ]
    named = all(not words or _says_role(words) or _says_name(words) for words in bodies)
    whole = all(each in found.marks for each in block)
    return whole and named and len(block) > 1 and bool(after) and max(once.values()) == 1


def _block(lines: Sequence[Line], at: int) -> range:
    start = end = at
    while start > 0 and not lines[start - 1].blank:
        start -= 1
    while end + 1 < len(lines) and not lines[end + 1].blank:
        end += 1
    return range(start, end + 1)


def _short(lines: Sequence[Line], found: Found, at: int) -> bool:
    body = found.marks[at].body if at in found.marks else 0
    return len(lines[at].text[body:].split()) <= 10


def _says_role(words: str) -> bool:
    if labels.strength(words.rstrip(".")) == "role" and len(words) > 3:
        return True
    spoken = [word.casefold().strip(".,;()") for word in words.split()]
    return (
        len(spoken) <= 5
        and words[-1] != "."
        and any(len(word) > 4 and labels.strength(word) == "role" for word in spoken)
    )


def _says_name(words: str) -> bool:
    spoken = words.casefold().split()
    if any(word.strip(".,;") in vocabulary.GREETINGS for word in spoken) or words[-1] == ".":
        return False
    return labels.strength(words) in ("name", "id", "initials")


def _is_field_line(line: Line) -> bool:
    head, colon, tail = line.text.strip(BLANKS).partition(":")
    return bool(colon) and bool(tail.strip()) and labels.is_field(labels.cleaned(head))


# --- without labels -------------------------------------------------------------------------------


def _read_unlabelled(reading: Reading, found: Found) -> None:
    lines = reading.source.lines
    stamped = [
        at for at, line in enumerate(lines) if leading_stamp(line.text, line.first) is not None
    ]
    by_time = len(stamped) > 1 and len(stamped) >= 0.4 * sum(
        not line.blank for line in lines[stamped[0] : stamped[-1] + 1]
    )
    first = stamped[0] if by_time else _unlabelled_header(reading.source)
    for line in lines[:first]:
        reading.head(line)
    again = _told_twice(lines, stamped) if by_time else set()
    draft: Draft | None = None
    for at in range(first, len(lines)):
        line = lines[at]
        if line.blank or line.rule:
            continue
        if at in again:
            reading.odd(line, _("the whole text once more, left out"))
            continue
        if line.style == "heading" and not line.text.rstrip(BLANKS).endswith("?"):
            reading.odd(line, _("read as a heading, kept with the header"))
            reading.head(line)
            continue
        start, stamp = line.first, leading_stamp(line.text, line.first)
        if stamp and (by_time or not stamp.bare or whole_stamp(line.text)):
            start = stamp.end
        if draft is None:
            draft = Draft("", line.number, stamp.seconds if stamp and start == stamp.end else None)
            reading.drafts.append(draft)
        draft.add(*reading.words(line, start))
        if at in found.odd:
            reading.odd(line, found.odd[at])
    reading.odd(None, _("no speaker is named: one turn, its speaker unknown"))


def _unlabelled_header(source: Source) -> int:
    """How many lines at the top are fields, the title or a block that begins with a field."""
    stem = PurePath(source.name).stem.casefold()
    lines = source.lines
    end, block = 0, False
    for at, line in enumerate(lines):
        text = line.text.strip(BLANKS)
        if not text:
            block = False
            continue
        if _is_field_line(line) or re.fullmatch(r"(?:[^\W\d]\w*=\S+\s*)+", text):
            block = True
        title = " " not in text and len(text) > 2 and text.casefold() in stem
        rest = any(not each.blank for each in lines[at + 1 :])
        heading = (text.startswith("# ") and end == at) or (
            line.style == "heading" and not text.endswith("?")
        )
        if not (block or title or heading) or not rest:
            break
        end = at + 1
    return end if any(not line.blank for line in lines[end:]) else 0


def _told_twice(lines: Sequence[Line], stamped: Sequence[int]) -> set[int]:
    """Long lines without a time that hold the words of all the stamped lines again."""
    at_times = set(stamped)
    parts = []
    for at in stamped:
        stamp = leading_stamp(lines[at].text, lines[at].first)
        parts.append(lines[at].text[stamp.end if stamp else 0 :])
    told = "".join("".join(parts).split())
    return {
        at
        for at, line in enumerate(lines)
        if at not in at_times and len(line.text) > 20 and "".join(line.text.split()) == told
    }
