"""A transcript in print: one turn after another, the speaker in the margin."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from workbench.exports.model import (
    Block,
    Column,
    DataTable,
    Page,
    Paragraph,
    TranscriptView,
    TurnBlock,
)
from workbench.exports.provenance import value_name
from workbench.model import Coding, Turn
from workbench.texts import _


def page(content: TranscriptView) -> Page:
    """The details of the interview, then its turns with the codes that start in them."""
    text = content.transcript.text
    codings = _by_turn(content)
    blocks: list[Block] = [Paragraph(value, label=label) for label, value in content.details]
    blocks += [
        TurnBlock(
            turn.number,
            _speaker(turn),
            text[turn.start : turn.end],
            time=clock(turn.time),
            codes=tuple(
                dict.fromkeys(
                    content.code_names.get(coding.code, coding.code)
                    for coding in codings.get(turn.number, ())
                )
            ),
            quiet=turn.role == "interviewer",
        )
        for turn in content.transcript.turns
    ]
    return Page(content.title, blocks)


def data(content: TranscriptView) -> DataTable:
    """One row per turn; the keys of the codes that start in it, a semicolon between."""
    text = content.transcript.text
    codings = _by_turn(content)
    columns = (
        Column("turn", _("Turn"), 7),
        Column("speaker", _("Speaker"), 14),
        Column("role", _("Role"), 12, words=True),
        Column("person", _("Person"), 10),
        Column("start", _("Start"), 8),
        Column("end", _("End"), 8),
        Column("time", _("Time (s)"), 9),
        Column("text", _("Text"), 90),
        Column("codes", _("Codes that begin here"), 40),
    )
    rows = tuple(
        (
            turn.number,
            turn.speaker,
            turn.role,
            turn.person or "",
            turn.start,
            turn.end,
            turn.time,
            text[turn.start : turn.end],
            ";".join(dict.fromkeys(coding.code for coding in codings.get(turn.number, ()))),
        )
        for turn in content.transcript.turns
    )
    return DataTable(_("Transcript"), columns, rows)


def clock(seconds: float | None) -> str:
    """A place in a recording: 4:05, 1:02:33. Empty where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _speaker(turn: Turn) -> str:
    return turn.speaker or turn.person or value_name(turn.role)


def _by_turn(content: TranscriptView) -> Mapping[int, list[Coding]]:
    """The codings by the number of the turn in which they start."""
    turns = content.transcript.turns
    starts = [turn.start for turn in turns]
    found: dict[int, list[Coding]] = {}
    for coding in sorted(content.codings, key=lambda one: (one.start, one.end, one.code)):
        at = max(bisect_right(starts, coding.start) - 1, 0)
        found.setdefault(turns[at].number, []).append(coding)
    return found
