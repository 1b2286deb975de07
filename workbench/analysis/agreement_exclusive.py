"""Codes that exclude one another: did both coders choose the same, where both marked (cu, ku)?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.analysis import agreement_measures as measures
from workbench.analysis import agreement_units as counting
from workbench.analysis.agreement_reading import Read
from workbench.analysis.common import Flags, joined
from workbench.texts import _

EXCLUSIVE = ("cu", "ku", "coverage")


def add_exclusive(
    read: Read, branch: int, frame: pd.DataFrame, reasons: Sequence[list[str]]
) -> None:
    """Add cu, ku and coverage: the branch's row has cu, each of its codes ku."""
    row_of = {place: row for row, place in enumerate(read.shown)}
    children = [place for place in read.tree.branch(branch) if read.tree.parents[place] == branch]
    for name in EXCLUSIVE:
        frame[name] = np.nan
    passages = _valued(read, branch, children)
    twice = [_overlap(read, coder, spans) for coder, spans in enumerate(passages)]
    if any(twice):
        reasons[row_of[branch]].append(
            _("cu is not defined: {places}", places="; ".join(one for one in twice if one))
        )
        return
    found = measures.unitizing(*_closed_up(read, branch, passages))
    frame.loc[row_of[branch], ["cu", "coverage"]] = found.cu, found.coverage
    if np.isnan(found.cu):
        reasons[row_of[branch]].append(
            _("cu is not defined: where both marked, only one code was used, or they never met")
        )
    for place in children:
        if place in found.ku and place in row_of:
            frame.loc[row_of[place], ["ku", "coverage"]] = found.ku[place], found.ku_coverage[place]
            if np.isnan(found.ku[place]):
                reasons[row_of[place]].append(
                    _("ku is not defined: it never meets a code of the other coder")
                )


def _valued(read: Read, branch: int, children: Sequence[int]) -> list[list[tuple[int, int, int]]]:
    """Each coder's passages on the line with the code directly under the branch that they are of,
    or the branch itself where no code under it was chosen."""
    value = np.full(len(read.tree), branch, dtype=np.int64)
    for child in children:
        value[list(read.tree.branch(child))] = child
    codings = read.codings
    of, start, end = counting.on_line(
        read.line, codings["interview"], codings["start"], codings["end"]
    )
    there = _whole(read, branch)
    of, start, end = (one[there[codings["interview"][of]]] for one in (of, start, end))
    group = codings["coder"][of] * len(read.tree) + value[codings["code"][of]]
    group, start, end, _part = joined(group, start, end, touching=False)
    coder, code = np.divmod(group, len(read.tree))
    return [
        sorted(zip(*(one[coder == a_or_b].tolist() for one in (start, end, code)), strict=True))
        for a_or_b in (0, 1)
    ]


def _whole(read: Read, branch: int) -> Flags:
    """The interviews for which both coders had every code of the branch."""
    whole: Flags = np.all(read.available[list(read.tree.branch(branch))], axis=0)
    return whole


def _closed_up(
    read: Read, branch: int, passages: Sequence[Sequence[tuple[int, int, int]]]
) -> tuple[int, list[list[tuple[int, int, int]]]]:
    """The length of the line, and passages on it, without the interviews that are left out."""
    there = _whole(read, branch)
    out = np.where(there, 0, read.line.lengths)
    before = np.cumsum(out) - out
    moved = []
    for spans in passages:
        back = before[read.line.interview_at(np.array([start for start, _e, _c in spans], int))]
        moved.append(
            [(start - by, end - by, code)
             for (start, end, code), by in zip(spans, back.tolist(), strict=True)]
        )  # fmt: skip
    return read.line.length - int(out.sum()), moved


def _overlap(read: Read, coder: int, spans: Sequence[tuple[int, int, int]]) -> str:
    """Where a coder first gave the same words two codes that exclude one another; else empty."""
    for (_start, end, one), (start, other_end, other) in pairwise(spans):
        if start < end:
            at = np.array([start, min(end, other_end) - 1])
            interviews, (first, last) = read.line.offsets(at)
            return _(
                "{coder} gave the same words both {a} and {b} in {interview} ({start}-{end})",
                coder=read.base.coders[coder], a=read.tree.codes[one].key,
                b=read.tree.codes[other].key, interview=read.base.interviews[interviews[0]],
                start=first, end=last + 1,
            )  # fmt: skip
    return ""
