"""Agreement between two coders: did both use a code here, and did both cut the same stretch?

Everything rests on cell counts by code and interview, of what `agreement_reading.py` reads; the
measures are those of `agreement_measures.py`, the counting is that of `agreement_units.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis import agreement_measures as measures
from workbench.analysis import agreement_units as counting
from workbench.analysis.agreement_exclusive import add_exclusive
from workbench.analysis.agreement_measures import Numbers
from workbench.analysis.agreement_reading import Base, Question, Read, read_both
from workbench.analysis.agreement_units import Marks
from workbench.analysis.common import Flags, Tree, joined
from workbench.store import reading
from workbench.store.reading import Integers
from workbench.texts import _, ngettext

if TYPE_CHECKING:
    from workbench.store.database import Store

AGREEMENT = (
    "code", "unit", "rule", "interviews", "codings_a", "codings_b", "both", "only_a", "only_b",
    "neither", "percent", "jaccard", "kappa", "alpha", "alpha_u", "low", "high", "reason",
)  # fmt: skip

RESAMPLES = 2_000
SEED = 2016
FEW_INTERVIEWS = 5
"""With fewer interviews there is no interval."""

OFTEN = 0.95
"""An interval is given where alpha is defined in at least this share of the resamples."""


def agreement(store: Store, question: Question) -> pd.DataFrame:
    """How far two coders agree, one row per code and one with an empty code for all pooled.

    A code is the union with its descendants; pooled are the directly assigned codes that either
    coder used. code, unit, rule (empty for characters), interviews, codings_a, codings_b (those
    that reach into the text that counts), both, only_a, only_b, neither (Int64, in units),
    percent, jaccard, kappa, alpha, alpha_u, low and high (95 % interval of alpha over
    interviews, 2,000 resamples, fixed seed; float), reason. With `exclusive` only that branch,
    and cu, ku, coverage beside. In the order of the scheme, pooled last. A measure that is not
    defined is missing, and `reason` says why.

    Raises CallError for coders, unit or branch that cannot be compared, UnknownName for a name
    that the study lacks, and DataError where sentences are not there or of two pipelines.
    Changes nothing.
    """
    with reading.snapshot(store):
        return _frame(read_both(store, question))


@dataclass(frozen=True)
class _Counted:
    """The rows of the table, pooled last: cells by interview, which interviews are in, codings of
    A and B, and the binary unitizing alpha, which pooled has not."""

    tables: Numbers
    base: Flags
    codings: Integers
    alpha_u: Numbers


def _frame(read: Read) -> pd.DataFrame:
    counted = _counted(read)
    total = counted.tables.sum(axis=1)
    low, high = intervals(counted.tables, counted.base)
    frame = pd.DataFrame(
        {
            "code": [*(read.tree.codes[place].key for place in read.shown), ""],
            "unit": read.base.unit,
            "rule": "" if read.units is None else read.base.rule,
            "interviews": counted.base.sum(axis=1),
            "codings_a": counted.codings[:, 0],
            "codings_b": counted.codings[:, 1],
            "both": total[:, 0, 0],
            "only_a": total[:, 0, 1],
            "only_b": total[:, 1, 0],
            "neither": total[:, 1, 1],
            "percent": measures.percent(total),
            "jaccard": measures.jaccard(total),
            "kappa": measures.cohen_kappa(total),
            "alpha": measures.krippendorff_alpha(measures.coincidences_of_two(total)),
            "alpha_u": counted.alpha_u,
            "low": low,
            "high": high,
        }
    )
    integers = ("interviews", "codings_a", "codings_b", "both", "only_a", "only_b", "neither")
    frame = frame.astype(dict.fromkeys(integers, "Int64"))
    reasons = [_reasons(read.base, row) for row in frame.to_dict("records")]
    if read.exclusive is not None:
        add_exclusive(read, read.exclusive, frame, reasons)
    frame["reason"] = pd.Series(["; ".join(one) for one in reasons], dtype=object)
    return frame


def _counted(read: Read) -> _Counted:
    n, codes = len(read.base.interviews), len(read.tree)
    on_line, of = runs(read)
    marks = counting.marked(on_line, read.units, read.base.rule)
    cells = counting.tables(marks, 2 * codes, read.units_of)
    by_length = (
        cells if read.units is None else counting.tables(on_line, 2 * codes, read.line.lengths)
    )
    codings = _codings(read, of)
    shown = np.array(read.shown, dtype=np.int64)
    base = read.available[shown]
    used = np.flatnonzero((codings[codes:] * read.available[:, None]).any(axis=(1, 2)))
    there = read.available[used]
    return _Counted(
        tables=np.concatenate(
            [
                np.where(base[..., None, None], cells[shown], 0),
                np.where(there[..., None, None], cells[codes + used], 0).sum(axis=0)[None],
            ]
        ),
        base=np.concatenate([base, np.ones((1, n), dtype=np.bool_)]),
        codings=np.concatenate(
            [
                (codings[shown] * base[:, None]).sum(axis=2),
                (codings[codes + used] * there[:, None]).sum(axis=(0, 2))[None],
            ]
        ),
        alpha_u=np.append(
            _alpha_u(
                by_length[shown], counting.squares(on_line, 2 * codes, n)[shown], base,
                read.line.lengths,
            ),
            np.nan,
        ),
    )  # fmt: skip


def runs(read: Read) -> tuple[Marks, tuple[Integers, Integers, Integers, Integers]]:
    """What is marked on the line, by row, coder and interview, overlapping runs merged.

    Rows are the codes as branches, then each code by itself. Beside them, for every run of a
    coding in a row: the row, the coder, the interview and the coding.
    """
    codings, tree, n = read.codings, read.tree, len(read.base.interviews)
    of, start, end = counting.on_line(
        read.line, codings["interview"], codings["start"], codings["end"]
    )
    above = _rows_of(tree)
    times = np.array([len(one) for one in above], dtype=np.int64)
    code = codings["code"][of]
    again = np.repeat(np.arange(len(of)), times[code])
    first = np.cumsum(times) - times
    nth = np.arange(len(again)) - np.repeat(np.cumsum(times[code]) - times[code], times[code])
    flat = np.array([row for one in above for row in one], dtype=np.int64)
    row = flat[first[code[again]] + nth]
    coding = of[again]
    coder, interview = codings["coder"][coding], codings["interview"][coding]
    group, start, end, _part = joined(
        (row * 2 + coder) * n + interview, start[again], end[again], touching=False
    )
    return Marks(group, start, end), (row, coder, interview, coding)


def _rows_of(tree: Tree) -> list[list[int]]:
    """For each code the rows that its codings belong to: itself and all above it as branches,
    and the code by itself."""
    above: list[list[int]] = []
    for place, parent in enumerate(tree.parents):
        above.append([place, *(above[parent] if parent >= 0 else [])])
    return [[*rows, len(tree) + place] for place, rows in enumerate(above)]


def _codings(read: Read, of: tuple[Integers, Integers, Integers, Integers]) -> Integers:
    """How many codings of each row, coder and interview reach into the text that counts."""
    row, coder, interview, coding = of
    n, rows = len(read.base.interviews), 2 * len(read.tree)
    # A coding that a turn which does not count has cut into runs is one coding.
    _keys, first = np.unique(row * (len(read.codings["id"]) + 1) + coding, return_index=True)
    key = (row[first] * 2 + coder[first]) * n + interview[first]
    return np.bincount(key, minlength=rows * 2 * n).reshape(rows, 2, n)


def _alpha_u(tables: Numbers, squares: Numbers, base: Flags, lengths: Integers) -> Numbers:
    """The binary unitizing alpha of each row over its interviews, laid end to end."""
    cells = np.where(base[..., None, None], tables, 0).sum(axis=1)
    return measures.alpha_u_binary(
        length=np.where(base, lengths, 0).sum(axis=1),
        marked=2 * cells[:, 0, 0] + cells[:, 0, 1] + cells[:, 1, 0],
        differing=cells[:, 0, 1] + cells[:, 1, 0],
        squares=np.where(base, squares, 0).sum(axis=1),
    )


def intervals(tables: Numbers, base: Flags) -> tuple[Numbers, Numbers]:
    """The 95 % interval of alpha over interviews, for tables by row and interview.

    The interviews of a row's `base` are drawn anew, as many as there are, 2,000 times with a
    fixed seed; the interval goes from the 2.5th to the 97.5th percentile. The units of an
    interview are not independent of one another, so that units cannot be drawn. Gives low and
    high, missing where there are too few interviews, or where alpha is not defined in more than
    a few of the resamples. Efron & Tibshirani (1993), An Introduction to the Bootstrap, ch. 13.
    """
    low, high = (np.full(len(tables), np.nan) for _one in range(2))
    for kind in np.unique(base, axis=0):
        rows = (base == kind).all(axis=1).nonzero()[0]
        n = int(kind.sum())
        if n < FEW_INTERVIEWS:
            continue
        drawn = np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n))
        drawn += n * np.arange(RESAMPLES)[:, None]
        times = np.bincount(drawn.ravel(), minlength=RESAMPLES * n).reshape(RESAMPLES, n)
        cells = np.swapaxes(tables[rows][:, kind], 0, 1).reshape(n, -1)
        resampled = (times @ cells).reshape(RESAMPLES, len(rows), 2, 2)
        alpha = measures.krippendorff_alpha(measures.coincidences_of_two(resampled))
        alpha.sort(axis=0)  # what is not defined comes last
        low[rows], high[rows] = (_quantile(alpha, at) for at in (0.025, 0.975))
    return low, high


def _quantile(ordered: Numbers, at: float) -> Numbers:
    """The quantile of the defined values of each column, which come first; linear between two."""
    defined = (~np.isnan(ordered)).sum(axis=0)
    last = np.maximum(defined - 1, 0)
    under = np.floor(last * at).astype(np.int64)
    column = np.arange(ordered.shape[1])
    left, right = ordered[under, column], ordered[np.minimum(under + 1, last), column]
    found: Numbers = left + (last * at - under) * (right - left)
    return np.where(defined >= OFTEN * len(ordered), found, np.nan)


def _reasons(told: Base, row: Mapping[Any, Any]) -> list[str]:
    """Why a measure of this row is empty, or what must be known to read it."""
    said = []
    late = dict.fromkeys(coder for code, _i, coder in told.later if code == row["code"])
    if late:
        without = len(told.interviews) - row["interviews"]
        said.append(
            ngettext(
                "without {n} interview: added after {coder} had finished it",
                "without {n} interviews: added after {coder} had finished them",
                without,
                coder=_(" and ").join(late),
            )
        )
    n = row["both"] + row["only_a"] + row["only_b"] + row["neither"]
    if not told.interviews:
        said.append(_("no interview that both have coded"))
    elif not n and row["interviews"]:
        said.append(_("not used by either") if told.units else _("no text that counts"))
    elif n:
        said += _spread(told, row)
    if not np.isnan(row["alpha"]) and np.isnan(row["low"]):
        said.append(
            _("fewer than five interviews: no interval")
            if row["interviews"] < FEW_INTERVIEWS
            else _("used in too few interviews for an interval")
        )
    if not row["code"] and n:
        said.append(_("alpha_u is of one code: no pooled value"))
    return said


def _spread(told: Base, row: Mapping[Any, Any]) -> Iterable[str]:
    """What the counts say in words, where a measure alone would mislead or is missing."""
    a, b = told.coders
    codings = [row["codings_a"], row["codings_b"]]
    by_a, by_b = row["both"] + row["only_a"], row["both"] + row["only_b"]
    if not any(codings):
        yield _("not used by either")
    elif not by_a and not by_b:
        yield _("no unit is marked by more than half")
    elif not row["neither"] and not row["only_a"] and not row["only_b"]:
        yield _("no variation: both marked everything")
    elif not all(codings):
        yield _("only {coder} used it", coder=a if codings[0] else b)
    elif not by_a or not by_b:
        yield _("only {coder} marked more than half of any unit", coder=a if by_a else b)
