"""Time stamps in the forms that transcribers and programs write them, as seconds.

A stamp is "bare" when no bracket, star or # shows that it is one: `12:40` may as well be the
time at which somebody's bus left. Bare stamps are taken only where a line's shape supports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_CLOCK = r"\d{1,3}:\d{1,2}(?::\d{1,2}(?::\d{2})?)?(?:[.,]\d{1,7})?"
_POINT = r"\d{1,4}\.\d{1,7}"
_TO = r"\s*(?:-->|->|–|—|-|,|/|\bto\b|\btil\b)\s*"
_OPEN, _CLOSE = r"[\[({<]\s*", r"\s*[\])}>]"

_LEADING = tuple(
    re.compile(pattern)
    for pattern in (
        r"\*\s*(?P<star>\d{1,3}[:.]\d{1,2}(?:[:.]\d{1,2})?)\s*=",
        rf"#\s*(?P<hash>{_CLOCK})(?:-(?P<tenth>\d))?\s*#",
        rf"{_OPEN}(?P<clock>{_CLOCK})(?:{_TO}{_CLOCK})?{_CLOSE}",
        rf"{_OPEN}(?P<seconds>{_POINT})s?{_TO}{_POINT}s?{_CLOSE}",
        rf"{_OPEN}(?P<point>\d{{1,3}}\.\d{{2}}){_CLOSE}",
        rf"(?P<bare>{_CLOCK})(?:{_TO}{_CLOCK})?(?=\s|$|[|])",
    )
)
_TRAILING = tuple(
    re.compile(pattern + r"\s*$")
    for pattern in (
        rf"#\s*(?P<hash>{_CLOCK})(?:-(?P<tenth>\d))?\s*#",
        rf"{_OPEN}(?P<clock>{_CLOCK})(?:{_TO}{_CLOCK})?{_CLOSE}",
        rf"{_OPEN}(?P<point>\d{{1,3}}\.\d{{2}}){_CLOSE}",
        rf"(?<!\S)(?P<bare>{_CLOCK})",
    )
)
_INSIDE = re.compile(
    rf"#\s*(?P<hash>{_CLOCK})(?:-(?P<tenth>\d))?\s*#"
    rf"|[\[<]\s*(?P<clock>{_CLOCK})(?:{_TO}{_CLOCK})?\s*[\]>]"
    r"|\(\s*(?P<long>\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,7})?)\s*\)"
)
"""Stamps that can be nothing else wherever they stand: `(12:30)` in a sentence can."""
_INSIDE_ROUNDED = re.compile(_INSIDE.pattern + r"|\(\s*(?P<short>\d{1,3}:\d{2})\s*\)")
_OFTEN = 3
_BLANKS = re.compile(r"[ \t\u00a0\u202f]*")
_BLANKS_AND_SIGN = re.compile(r"[ \t\u00a0\u202f]*(?:[-–—|][ \t\u00a0\u202f]+)?")


@dataclass(frozen=True)
class Stamp:
    """A time stamp in a line: its seconds, and where it begins and ends (half-open)."""

    seconds: float
    start: int
    end: int
    bare: bool


def leading_stamp(line: str, at: int = 0) -> Stamp | None:
    """The stamp that begins at this place; its end includes the blanks that follow."""
    if not (line[at : at + 1].isdigit() or line[at : at + 1] in "*#[({<"):
        return None
    for pattern in _LEADING:
        if found := pattern.match(line, at):
            stamp = _stamp(found)
            if stamp is not None:
                after = (_BLANKS_AND_SIGN if stamp.bare else _BLANKS).match(line, stamp.end)
                end = after.end() if after else stamp.end
                return Stamp(stamp.seconds, at, end, stamp.bare)
    return None


def trailing_stamp(line: str) -> Stamp | None:
    """The stamp with which the line ends, if it ends with one."""
    tail = line[-48:]
    shift = len(line) - len(tail)
    for pattern in _TRAILING:
        if found := pattern.search(tail):
            stamp = _stamp(found)
            if stamp is not None:
                return Stamp(stamp.seconds, stamp.start + shift, len(line), stamp.bare)
    return None


def cell_stamp(line: str) -> Stamp | None:
    """The stamp that fills the last cell of a row."""
    stamp = trailing_stamp(line)
    return stamp if stamp and line[: stamp.start].rstrip(" ").endswith("\t") else None


def stamps_inside(line: str, start: int, end: int, *, rounded: bool) -> Iterator[Stamp]:
    """The stamps in this part of a line that stand among words and are none.

    `rounded` takes `(12:30)` for one too: where lines of the file begin with such times.
    """
    pattern = _INSIDE_ROUNDED if rounded else _INSIDE
    for found in pattern.finditer(line, start, end):
        if stamp := _stamp(found):
            yield stamp


def rounded_times(lines: Iterable[str]) -> bool:
    """Whether lines begin with times in round brackets again and again."""
    seen = (leading_stamp(line) for line in lines if line.startswith("("))
    return sum(stamp is not None for stamp in seen) >= _OFTEN


def whole_stamp(line: str) -> Stamp | None:
    """The stamp that is all that stands on the line."""
    text = line.strip()
    stamp = leading_stamp(text)
    return stamp if stamp is not None and not text[stamp.end :].strip(" :.-") else None


def clock_seconds(clock: str) -> float | None:
    """`1:02:03.5`, `02:03` or `62:03` as seconds; None where it is no time."""
    parts = clock.replace(",", ".").split(":")
    if len(parts) == 4:  # hours, minutes, seconds, frames: the frames' rate is unknown
        parts.pop()
    hours = float(parts[-3]) if len(parts) == 3 else 0.0
    minutes, seconds = float(parts[-2]), float(parts[-1])
    if seconds >= 60 or (len(parts) == 3 and minutes >= 60):
        return None
    return round(hours * 3600 + minutes * 60 + seconds, 3)


def _stamp(found: re.Match[str]) -> Stamp | None:
    kind = found.lastgroup if found.lastgroup != "tenth" else "hash"
    assert kind is not None
    value = found[kind]
    seconds: float | None
    if kind == "seconds":
        seconds = round(float(value), 3)
    elif kind in ("star", "point"):
        seconds = clock_seconds(value.replace(".", ":"))
    else:
        seconds = clock_seconds(value)
    if seconds is None:
        return None
    if kind == "hash" and found["tenth"]:
        seconds = round(seconds + int(found["tenth"]) / 10, 3)
    return Stamp(seconds, found.start(), found.end(), kind == "bare")
