"""How a quote is printed: cuts, insertions, other voices, the attribution line.

Pure functions. The stored text is never touched: a printed quote is an object of its own that
still holds the words it was made from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from workbench.errors import AnchorError, CallError
from workbench.exports.model import CUT, Insertion, Part, PartKind, PrintedQuote
from workbench.exports.provenance import value_name
from workbench.model import Turn
from workbench.spans import Span, union
from workbench.texts import _

DASH = "–"
NO_BREAK = "\u00a0"

_WHOLE = re.compile(r"\[[^\[\]\n]*\]|\w+(?:[-‐‑'’]\w+)*")
"""What is not cut in two: a word, or what a transcriber set in brackets."""


def shorten(
    text: str, keep: Iterable[Span] | None = None, insertions: Iterable[Insertion] = ()
) -> PrintedQuote:
    """The quote with only the kept spans, each cut shown as […], insertions in [ ].

    Offsets are code points of `text`; spans are widened to whole words, since half a word can
    say the opposite of the whole. A cut at the beginning or the end is shown as well; a gap of
    blanks is no cut. An insertion inside a cut stands after its mark.

    Raises AnchorError for a place outside the text, CallError where nothing is kept or an
    insertion is empty.
    """
    return printed_quote(text, (), 0, len(text), keep=keep, insertions=insertions)


def printed_quote(
    text: str,
    turns: Sequence[Turn],
    start: int,
    end: int,
    *,
    person: str | None = None,
    keep: Iterable[Span] | None = None,
    insertions: Iterable[Insertion] = (),
    labels: Mapping[str, str] | None = None,
    silent: Collection[str] = (),
) -> PrintedQuote:
    """The span of a transcript as it is printed, in the words of `person`.

    The interviewer's words stand in [ ], question mark kept; another person's, an interpreter's
    or an unknown voice's in [ ] after a label: that of `labels` (by person, then by speaker),
    else the speaker's own. `person` is whose words they are; without it, the first person who
    speaks in the span. Of others who may not be quoted (`silent`) only that they speak is printed.
    `keep` and `insertions` work as in `shorten`, in offsets of `text`.

    Raises AnchorError and CallError as `shorten` does.
    """
    if not 0 <= start < end <= len(text):
        raise AnchorError(
            _(
                "{start}-{end} is no passage of a text of {length} characters.",
                start=start,
                end=end,
                length=len(text),
            ),
        )
    kept = _kept(text, (start, end), keep)
    voices = _voices(turns, (start, end), person, labels or {}, silent)
    places = _placed(text, (start, end), kept, voices, insertions)
    return PrintedQuote(tuple(_parts(text, (start, end), kept, voices, places)))


def attribution_line(
    attribution: str, *, round: int | None = None, course: str = "", number: str = ""
) -> str:
    """`– arbeidsgiver i kantine`: an en dash, a space that does not break, no full stop.

    Number, course and round are added when they are given. Empty where there is nothing to say.
    """
    said = attribution.strip().lstrip("–—-").strip().removesuffix(".").rstrip()
    round_text = _("round {round}", round=round).replace(" ", NO_BREAK) if round else ""
    named = f"{said}{NO_BREAK}{number}" if said and number else said or number
    parts = [part for part in (named, course, round_text) if part]
    return f"{DASH}{NO_BREAK}{', '.join(parts)}" if parts else ""


def bracketed(words: str) -> str:
    """Words of somebody else than the one who is quoted: in [ ], inner ones round."""
    inner = _within_brackets(words.strip().removeprefix("[").removesuffix("]"))
    return f"[{inner}]" if inner else ""


def _kept(text: str, whole: Span, keep: Iterable[Span] | None) -> list[Span]:
    """The kept spans as whole words, joined where only blanks lie between, to the edges."""
    if keep is None:
        return [whole]
    spans = [_widened(text, whole, span) for span in union(_checked(whole, keep))]
    joined: list[Span] = []
    for start, end in union(spans):
        before = joined[-1][1] if joined else whole[0]
        if not text[before:start].strip():
            start = joined.pop()[0] if joined else whole[0]
        joined.append((start, end))
    if not joined:
        raise CallError(
            _("Nothing of the quote is kept."), remedy=_("Keep at least one passage of it.")
        )
    if not text[joined[-1][1] : whole[1]].strip():
        joined[-1] = (joined[-1][0], whole[1])
    return joined


def _checked(whole: Span, spans: Iterable[Span]) -> Iterator[Span]:
    for start, end in spans:
        if not whole[0] <= start <= end <= whole[1]:
            raise AnchorError(
                _(
                    "{start}-{end} lies outside the quote ({first}-{last}).",
                    start=start,
                    end=end,
                    first=whole[0],
                    last=whole[1],
                ),
                expected=f"{whole[0]}-{whole[1]}",
                found=f"{start}-{end}",
            )
        yield start, end


def _widened(text: str, whole: Span, span: Span) -> Span:
    start, end = span
    for match in _WHOLE.finditer(text, *whole):
        if match.start() < span[0] < match.end():
            start = match.start()
        if match.start() < span[1] < match.end():
            end = match.end()
    return start, end


Voice = tuple[int, int, PartKind, str]
"""Where a voice speaks, as what it is printed, and the label before its words."""


def _voices(
    turns: Sequence[Turn], whole: Span, person: str | None, labels: Mapping[str, str],
    silent: Collection[str],
) -> list[Voice]:  # fmt: skip
    """The turns inside the span; blanks between two of them belong to the one before."""
    first = bisect_right(turns, whole[0], key=lambda turn: turn.end)
    inside = list(takewhile(lambda turn: turn.start < whole[1], turns[first:]))
    own = person or next((t.person for t in inside if t.role == "person" and t.person), None)
    starts = [whole[0], *(turn.start for turn in inside[1:])]
    ends = [*starts[1:], whole[1]]
    if not inside:
        return [(*whole, "words", "")]
    return [
        (start, end, *_voice(turn, own, labels, silent))
        for turn, start, end in zip(inside, starts, ends, strict=True)
    ]


def _voice(
    turn: Turn, own: str | None, labels: Mapping[str, str], silent: Collection[str]
) -> tuple[PartKind, str]:
    if turn.role == "interviewer":
        return "interviewer", ""
    if turn.role == "person" and turn.person == own:
        return "words", ""
    if turn.person in silent:
        return "cut", ""
    if turn.role == "unknown" and own is None:
        return "words", ""
    given = labels.get(turn.person or "") or labels.get(turn.speaker)
    return "speaker", given or turn.speaker or turn.person or value_name(turn.role)


def _placed(
    text: str,
    whole: Span,
    kept: Sequence[Span],
    voices: Sequence[Voice],
    insertions: Iterable[Insertion],
) -> dict[int, list[str]]:
    """Insertions by the place where they are printed, each in its brackets."""
    places: dict[int, list[str]] = {}
    for insertion in insertions:
        next(_checked(whole, [(insertion.at, insertion.at)]))
        words = _within_brackets(insertion.text.strip().removeprefix("[").removesuffix("]"))
        if not words:
            raise CallError(
                _("An insertion at {place} is empty.", place=insertion.at),
                remedy=_("Write what stands in the brackets, or take it away."),
            )
        places.setdefault(_place(text, whole, kept, voices, insertion.at), []).append(words)
    return places


def _place(text: str, whole: Span, kept: Sequence[Span], voices: Sequence[Voice], at: int) -> int:
    if not any(start <= at <= end for start, end in kept):
        return min((start for start, _end in kept if start > at), default=whole[1])
    for start, end, kind, _label in voices:
        if kind != "words" and start < at < end:
            return min(end, *(stop for first, stop in kept if first <= at <= stop))
    return _widened(text, whole, (at, at))[1]


def _parts(
    text: str,
    whole: Span,
    kept: Sequence[Span],
    voices: Sequence[Voice],
    places: Mapping[int, Sequence[str]],
) -> Iterator[Part]:
    at = whole[0]
    for start, end in kept:
        if at < start:
            yield Part("cut", text[at:start], CUT)
        yield from _kept_parts(text, (start, end), voices, places)
        at = end
    if at < whole[1]:
        yield Part("cut", text[at : whole[1]], CUT)
        yield from _inserted(places, whole[1])


def _kept_parts(
    text: str, span: Span, voices: Sequence[Voice], places: Mapping[int, Sequence[str]]
) -> Iterator[Part]:
    yield from _inserted(places, span[0])
    for voice_start, voice_end, kind, label in voices:
        start, end = max(span[0], voice_start), min(span[1], voice_end)
        if start >= end:
            continue
        stops = sorted({start, end, *(place for place in places if start < place < end)})
        for first, last in pairwise(stops):
            yield _spoken(text[first:last], kind, label)
            yield from _inserted(places, last)


def _spoken(stored: str, kind: PartKind, label: str) -> Part:
    words = stored.strip().replace("\n", " ")
    if kind == "words" or not words:
        return Part(kind, stored, words)
    if kind == "cut":
        return Part(kind, stored, CUT)
    inner = _within_brackets(words)
    return Part(kind, stored, f"[{label}: {inner}]" if label else f"[{inner}]")


def _inserted(places: Mapping[int, Sequence[str]], at: int) -> Iterator[Part]:
    for words in places.get(at, ()):
        yield Part("insertion", "", f"[{words}]")


def _within_brackets(words: str) -> str:
    """Words that stand in [ ]: inner square brackets become round ones."""
    return " ".join(words.replace("[", "(").replace("]", ")").split())
