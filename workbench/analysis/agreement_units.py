"""What two coders marked, counted in characters, sentences or turns.

Words of this module:

*the line*: the turns that count, of all interviews, laid end to end. A place on it is the number
of counted characters before it.
*stretch*: a run of the line without a border: within one interview, and without a turn between
that does not count.
*unit*: what is marked or not: a run of the line. Characters need no table: they are the line.
*group*: a number for the marks of one code (a row) by one coder in one interview.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workbench.analysis.agreement_measures import Numbers
from workbench.analysis.common import Flags, joined
from workbench.model import AgreementRule
from workbench.store.reading import Integers


@dataclass(frozen=True)
class Line:
    """The line: its counted turns, by text (`key` holds interview and offset in one) and place."""

    width: int
    turn_start: Integers
    turn_end: Integers
    turn_place: Integers
    stretch: Integers
    stretch_start: Integers
    stretch_end: Integers
    interview_start: Integers
    """Where each interview begins; a last entry is the length of the line."""

    @property
    def length(self) -> int:
        """How many characters count."""
        return int(self.interview_start[-1])

    @property
    def lengths(self) -> Integers:
        """How many characters count in each interview."""
        return np.diff(self.interview_start)

    def offsets(self, place: Integers) -> tuple[Integers, Integers]:
        """The interview of each place, and its offset in the text."""
        turn = np.searchsorted(self.turn_place, place, side="right") - 1
        return np.divmod(self.turn_start[turn] + place - self.turn_place[turn], self.width)

    def interview_at(self, place: Integers) -> Integers:
        """The interview of each place."""
        return np.searchsorted(self.interview_start, place, side="right") - 1


@dataclass(frozen=True)
class Units:
    """The units in their order: where each begins and ends on the line. Empty for characters."""

    start: Integers
    end: Integers


@dataclass(frozen=True)
class Marks:
    """Runs that are marked, each within one group; `start` and `end` are places or units."""

    group: Integers
    start: Integers
    end: Integers


def line(turns: Mapping[str, Integers], counts: Flags, interviews: int) -> Line:
    """Lay the turns that count end to end; `turns` are in the order of interview and text."""
    interview, start, end = turns["interview"], turns["start"], turns["end"]
    width = int(end.max(initial=0)) + 1
    goes_on = np.zeros(len(interview), dtype=np.bool_)
    goes_on[1:] = counts[:-1] & (interview[1:] == interview[:-1])
    number = np.cumsum(counts & ~goes_on)
    here = counts & (end > start)
    length = (end - start)[here]
    place = np.cumsum(length) - length
    _numbers, first, stretch = np.unique(number[here], return_index=True, return_inverse=True)
    stretch_start = place[first]
    of_interview = np.bincount(interview[here], length, minlength=interviews).astype(np.int64)
    return Line(
        width=width,
        turn_start=interview[here] * width + start[here],
        turn_end=interview[here] * width + end[here],
        turn_place=place,
        stretch=stretch,
        stretch_start=stretch_start,
        stretch_end=np.append(stretch_start[1:], length.sum()).astype(np.int64),
        interview_start=np.concatenate([[0], np.cumsum(of_interview)]),
    )


def on_line(
    line: Line, interview: Integers, start: Integers, end: Integers
) -> tuple[Integers, Integers, Integers]:
    """Passages of the texts as runs of the line, cut at its borders.

    Gives for each run the number of the passage that it is from, and where it begins and ends.
    A passage that touches no turn that counts has no run.
    """
    left, right = interview * line.width + start, interview * line.width + end
    first = np.searchsorted(line.turn_end, left, side="right")
    last = np.searchsorted(line.turn_start, right, side="left") - 1
    whole = np.flatnonzero(first <= last)
    first, last, left, right = first[whole], last[whole], left[whole], right[whole]
    begin = line.turn_place[first] + np.maximum(left - line.turn_start[first], 0)
    finish = line.turn_place[last] + np.minimum(right, line.turn_end[last]) - line.turn_start[last]
    times = line.stretch[last] - line.stretch[first] + 1
    of = np.repeat(np.arange(len(whole)), times)
    nth = np.arange(len(of)) - np.repeat(np.cumsum(times) - times, times)
    stretch = line.stretch[first][of] + nth
    return (
        whole[of],
        np.maximum(begin[of], line.stretch_start[stretch]),
        np.minimum(finish[of], line.stretch_end[stretch]),
    )


def marked(marks: Marks, units: Units | None, rule: AgreementRule) -> Marks:
    """Runs of places as runs of units: those of which any, or more than half, is marked.

    `marks` of one group do not overlap. Without units, a character is one.
    """
    if units is None:
        return _united(marks.group, marks.start, marks.end)
    start, end = marks.start, marks.end
    first = np.searchsorted(units.end, start, side="right")
    last = np.searchsorted(units.start, end, side="left")
    if rule == "any":
        return _united(marks.group, first, last)
    inner_first = np.searchsorted(units.start, start, side="left")
    inner_last = np.searchsorted(units.end, end, side="right")
    # What is left beside the units that are marked whole: a part at the beginning, one at the end.
    at_left = (first < last) & (first < inner_first)
    at_right = (first < last) & (last > inner_last) & ~(at_left & (last == first + 1))
    unit = np.concatenate([first[at_left], last[at_right] - 1])
    group = np.concatenate([marks.group[at_left], marks.group[at_right]])
    begin = np.concatenate([start[at_left], start[at_right]])
    finish = np.concatenate([end[at_left], end[at_right]])
    part = np.minimum(finish, units.end[unit]) - np.maximum(begin, units.start[unit])
    keys, which = np.unique(group * (len(units.start) + 1) + unit, return_inverse=True)
    together = np.bincount(which, part, minlength=len(keys))
    group, unit = np.divmod(keys, len(units.start) + 1)
    most = 2 * together > (units.end - units.start)[unit]
    return _united(
        np.concatenate([marks.group, group[most]]),
        np.concatenate([inner_first, unit[most]]),
        np.concatenate([inner_last, unit[most] + 1]),
    )


def tables(marks: Marks, rows: int, units_of: Integers) -> Numbers:
    """Cell counts of every row and interview, `[[both, only A], [only B, neither]]`.

    The group of a mark is (row, coder, interview) as one number, `units_of` how many units each
    interview has. Shape (rows, interviews, 2, 2).
    """
    n = len(units_of)
    row, interview = marks.group // (2 * n), marks.group % n
    lengths = np.bincount(marks.group, marks.end - marks.start, minlength=rows * 2 * n)
    a, b = np.moveaxis(lengths.reshape(rows, 2, n), 1, 0)
    group, start, end, _part = joined(row * n + interview, marks.start, marks.end)
    either = np.bincount(group, end - start, minlength=rows * n).reshape(rows, n)
    found = np.empty((rows, n, 2, 2))
    found[..., 0, 0] = a + b - either
    found[..., 0, 1] = either - b
    found[..., 1, 0] = either - a
    found[..., 1, 1] = units_of - either
    return found


def squares(marks: Marks, rows: int, interviews: int) -> Numbers:
    """The squared lengths of the marks of both coders, added up by row and interview."""
    n = interviews
    group = marks.group // (2 * n) * n + marks.group % n
    lengths = (marks.end - marks.start).astype(np.float64)
    added_up: Numbers = np.asarray(np.bincount(group, lengths**2, minlength=rows * n), np.float64)
    return added_up.reshape(rows, n)


def _united(group: Integers, start: Integers, end: Integers) -> Marks:
    some = start < end
    return Marks(*joined(group[some], start[some], end[some])[:3])
