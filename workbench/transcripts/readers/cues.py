"""Subtitles: cues with times, and who speaks in them.

Speakers are named by voice tags (`<v Kari>`, often never closed), by labels (`Kari: ...`), or
not at all, with a dash or `>>` where another begins to speak. A cue that names nobody goes on
with the speaker before it. Cues of one speaker that follow one another are one turn.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workbench.errors import Fault, FileFaults
from workbench.texts import _
from workbench.transcripts.readers import labels
from workbench.transcripts.readers.conventions import Found, speaker_labels
from workbench.transcripts.readers.lines import BLANKS, Line
from workbench.transcripts.readers.records import ReadTranscript
from workbench.transcripts.readers.storing import Draft, Piece
from workbench.transcripts.readers.turns import Reading, Source, finished

_ARROW = r"\s*(?:-{1,2}>|[–—]>|→)\s*"  # Word writes its own for `-->`
_TIMING = re.compile(
    r"\s*(?:(?P<h>\d{1,3}):)?(?P<m>\d{1,2}):(?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?"
    + _ARROW
    + r"(?:(?P<h2>\d{1,3}):)?(?P<m2>\d{1,2}):(?P<s2>\d{1,2})(?:[.,](?P<f2>\d{1,9}))?(?:\s.*)?"
)
_CUT_OFF = re.compile(r"\d{1,3}:[\d:.,]*[\s>-]*")
_BROKEN_TIMING = re.compile(
    r"\s*(?:\d{1,3}:\S*)?" + _ARROW + r"(?:\d{1,3}:?\S*)?\s*|\s*\d{1,3}:\S*" + _ARROW + ".*"
)
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
_MARKUP = re.compile(
    r"(?P<voice><v(?:\.[^\s>]*)?[ \t]+(?P<name>[^>]*)>)"
    r"|(?P<tag></?(?:v|c|i|b|u|s|ruby|rt|lang|font|em|strong|span)(?:[.\s][^>]*)?>)"
    r"|(?P<word><(?:\d+:)?\d{1,2}:\d{2}[.,]\d{3}>)"
    r"|(?P<style>\{\\[^}]*\})"
    r"|(?P<entity>&(?:amp|lt|gt|nbsp|lrm|rlm|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)",
    re.IGNORECASE,
)
_CHANGE = re.compile(r"(?:>{2,}\s*|[-–‐]\s*(?![\sa-zæøåäöü]))(?=\S)")
_ARROWS = re.compile(r">{2,}\s*(?=\S)")
_OVERLAP = re.compile(r"//\s*[^/:]{1,40}:.*?//")


@dataclass(frozen=True)
class Said:
    """Words on one line of a cue: when it begins, who the tag before them names."""

    line: Line
    piece: Piece
    time: float
    voice: str | None
    opens: bool
    """The first words of their cue."""


def looks_like_cues(lines: Sequence[Line]) -> bool:
    """Whether a text is subtitles, whatever its file is called."""
    written = [line.text.strip(BLANKS) for line in lines[:30] if not line.blank][:2]
    if not written:
        return False
    if re.match(r"WEBVTT(?:\s|$)", written[0]):
        return True
    return len(written) > 1 and written[0].isdigit() and _TIMING.fullmatch(written[1]) is not None


def read_cues(source: Source) -> ReadTranscript:
    """The turns of subtitles in either format; commas and points in times are both taken.

    Raises FileFaults for a file without a cue.
    """
    reading = Reading(source)
    starts = [at for at, line in enumerate(source.lines) if _TIMING.fullmatch(line.text)]
    if not starts:
        raise FileFaults([Fault(_("no subtitle with a time was found."), file=source.name, line=1)])
    _refuse_broken_times(source)
    _read_header(reading, source.lines[: _cue_start(source.lines, starts[0])])
    said = [each for at, _start in enumerate(starts) for each in _cue(reading, starts, at)]
    if any(each.voice for each in said):
        _by_voice(reading, said)
    else:
        _by_label(reading, said)
    _name_unclear(reading, said)
    return finished(reading)


def _refuse_broken_times(source: Source) -> None:
    """Times that cannot be read, all at once: a cue without its time would be lost in another."""
    broken = [
        line
        for line in source.lines
        if _BROKEN_TIMING.fullmatch(line.text) and not _TIMING.fullmatch(line.text)
    ]
    last = source.lines[-1]
    faults = [
        Fault(
            _("the time of this subtitle cannot be read.")
            if line is not last
            else _("the file ends in the middle of a subtitle; it has been cut off."),
            file=source.name,
            line=line.number,
            found=line.text.strip(BLANKS),
        )
        for line in broken
    ]
    cut_off = _CUT_OFF.fullmatch(last.text) and source.lines[-2].blank
    if not faults and (cut_off or _TIMING.fullmatch(last.text)):
        why = _("the file ends in the middle of a subtitle; it has been cut off.")
        faults = [Fault(why, file=source.name, line=last.number, found=last.text)]
    if faults:
        raise FileFaults(
            faults,
            remedy=_(
                "Write the times as 00:01:02.500 --> 00:01:05.000, or export the subtitles anew."
                " Nothing was stored."
            ),
        )


def _read_header(reading: Reading, lines: Sequence[Line]) -> None:
    for line in lines:
        text = line.text.strip(BLANKS)
        if text.startswith("WEBVTT"):
            text = text.removeprefix("WEBVTT").strip(" -\t")
        elif _BLOCK.match(text):
            text = text.partition(" ")[2]
        reading.head(Line(line.number, line.start, text))


def _cue_start(lines: Sequence[Line], timing: int) -> int:
    """Where a cue begins: at its number or name, if it has one."""
    if timing == 0 or lines[timing - 1].blank:
        return timing
    before = lines[timing - 1].text.strip(BLANKS)
    if before.isdigit():
        return timing - 1
    alone = timing == 1 or lines[timing - 2].blank
    return (
        timing - 1 if alone and not before.startswith("WEBVTT") and "-->" not in before else timing
    )


def _cue(reading: Reading, starts: Sequence[int], at: int) -> Iterator[Said]:
    """The words of one cue, line by line."""
    lines = reading.source.lines
    timing = _TIMING.fullmatch(lines[starts[at]].text)
    assert timing is not None
    time, end = _seconds(timing, ""), _seconds(timing, "2")
    if end < time:
        reading.odd(lines[starts[at]], _("the subtitle ends before it begins"))
    stop = _cue_start(lines, starts[at + 1]) if at + 1 < len(starts) else len(lines)
    opens, block, after_blank = True, False, False
    for line in lines[starts[at] + 1 : stop]:
        if line.blank:
            after_blank, block = True, False
            continue
        block = block or (after_blank and _BLOCK.match(line.text.strip(BLANKS)) is not None)
        after_blank = False
        if block:
            continue
        for voice, piece in _segments(line):
            yield Said(line, piece, time, voice, opens)
            opens = False


def _seconds(timing: re.Match[str], which: str) -> float:
    hours, minutes, seconds = (int(timing[part + which] or 0) for part in "hms")
    fraction = (timing["f" + which] or "0").ljust(3, "0")
    return round(hours * 3600 + minutes * 60 + seconds + int(fraction) / 10.0 ** len(fraction), 3)


def _segments(line: Line) -> Iterator[tuple[str | None, Piece]]:
    """The words of a line without markup, cut where a tag names a speaker."""
    voice: str | None = None
    text: list[str] = []
    places: list[int] = []
    at = 0
    for found in _MARKUP.finditer(line.text):
        text += line.text[at : found.start()]
        places += range(line.start + at, line.start + found.start())
        at = found.end()
        if found["entity"]:
            spelled = html.unescape(found["entity"])
            text += spelled
            places += [line.start + found.start()] * len(spelled)
        elif found["voice"]:
            if "".join(text).strip(BLANKS):
                yield voice, _piece(line, text, places)
            text, places = [], []
            voice = labels.cleaned(html.unescape(found["name"]).strip(" /"))
    text += line.text[at:]
    places += range(line.start + at, line.start + len(line.text))
    if "".join(text).strip(BLANKS) or voice:
        yield voice, _piece(line, text, places)


def _piece(line: Line, text: list[str], places: list[int]) -> Piece:
    words = "".join(text)
    whole = not places or places[-1] - places[0] == len(places) - 1 == len(words) - 1
    start = places[0] if places else line.start
    return Piece(words, start, None if whole else tuple(places)).stripped()


def _by_voice(reading: Reading, said: Sequence[Said]) -> None:
    for each in said:
        _go_on(reading, each, each.voice, each.piece)


def _by_label(reading: Reading, said: Sequence[Said]) -> None:
    """Labels with a colon or in brackets; else a sign where another speaker begins."""
    # A dash alone is a sign of change whose words stand on the next line.
    shown = _rolling([each for each in said if each.piece.text not in ("-", "–")])
    lines = [Line(each.line.number, 0, each.piece.text) for each in shown]
    found = speaker_labels(lines, units=sum(each.opens for each in shown))
    dashes = _dashes(shown, found)
    for at, each in enumerate(shown):
        if at in found.odd:
            reading.odd(each.line, found.odd[at])
        mark, change = found.marks.get(at), dashes.match(each.piece.text)
        if mark is not None:
            _go_on(reading, each, mark.label, each.piece.cut(mark.body))
        elif at in found.silent:
            continue
        elif change:
            reading.drafts.append(Draft("", each.line.number, each.time))
            reading.drafts[-1].add(each.piece.cut(change.end()))
        else:
            _go_on(reading, each, None, each.piece)


def _go_on(reading: Reading, each: Said, label: str | None, piece: Piece) -> None:
    """Words of the named speaker, or of whoever spoke before."""
    drafts = reading.drafts
    if not drafts or (label is not None and labels.key(label) != labels.key(drafts[-1].label)):
        drafts.append(Draft(label or "", each.line.number, each.time))
    drafts[-1].add(piece)


def _dashes(said: Sequence[Said], found: Found) -> re.Pattern[str]:
    """The sign of another speaker in this file; a dash only where no labels name anybody."""
    dashed = sum(_CHANGE.match(each.piece.text) is not None for each in said)
    if found.marks or dashed < 2:
        return _ARROWS
    return _CHANGE


def _rolling(said: Sequence[Said]) -> list[Said]:
    """Without the lines that live captions show again while the next one comes up."""
    rolling = any("<c>" in each.line.text for each in said)
    kept: list[Said] = []
    for each in said:
        if rolling and kept and kept[-1].piece.text == each.piece.text:
            continue
        kept.append(each)
    return kept


def _name_unclear(reading: Reading, said: Sequence[Said]) -> None:
    overlaps = [each for each in said if _OVERLAP.search(each.piece.text)]
    if overlaps:
        why = _("another speaker inside a turn ({n} lines), left where it stands", n=len(overlaps))
        reading.odd(overlaps[0].line, why)
    if not any(draft.label for draft in reading.drafts):
        reading.odd(None, _("no speaker is named: their speaker is unknown"))
