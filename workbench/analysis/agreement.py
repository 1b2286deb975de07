"""Agreement between two coders: did both use a code here, and did both cut the same stretch?

Only text that both have coded counts, and only turns of identified persons unless all are asked
for. Everything rests on cell counts by code and interview; the measures are those of
`agreement_measures.py`, the counting is that of `agreement_units.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis import agreement_measures as measures
from workbench.analysis import agreement_units as counting
from workbench.analysis.agreement_measures import Numbers
from workbench.analysis.agreement_units import Line, Marks, Units
from workbench.analysis.common import Flags, Tree, joined
from workbench.errors import CallError, DataError, UnknownName
from workbench.model import (
    AGREEMENT_RULES,
    AGREEMENT_TEXTS,
    AGREEMENT_UNITS,
    AgreementRule,
    AgreementText,
    AgreementUnit,
    Filters,
)
from workbench.store import double_coding, reading, views
from workbench.store.filters import Conditions, conditions
from workbench.store.reading import Ids, Integers
from workbench.texts import _, ngettext, number

if TYPE_CHECKING:
    from workbench.store.database import Store

AGREEMENT = (
    "code", "unit", "rule", "interviews", "codings_a", "codings_b", "both", "only_a", "only_b",
    "neither", "percent", "jaccard", "kappa", "alpha", "alpha_u", "low", "high", "reason",
)  # fmt: skip
EXCLUSIVE = ("cu", "ku", "coverage")

RESAMPLES = 2_000
SEED = 2016
FEW_INTERVIEWS = 5
"""With fewer interviews there is no interval."""

OFTEN = 0.95
"""An interval is given where alpha is defined in at least this share of the resamples."""


@dataclass(frozen=True)
class Question:
    """What is compared, and how: two coders, the unit and its rule, whose turns, which branch's
    codes exclude one another."""

    coders: tuple[str, ...] = ()
    unit: AgreementUnit = "character"
    rule: AgreementRule = "any"
    text: AgreementText = "persons"
    exclusive: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Passage:
    """A coding that is set aside: its words must be looked at again first."""

    interview: str
    start: int
    end: int
    code: str
    coder: str


@dataclass(frozen=True)
class Base:
    """What the numbers rest on, and what they leave out.

    `left_out`: usable interviews that not both have finished, and others that both have coded,
    each with the reason. `review`: codings still marked for review. `later`: (code, interview,
    coder) where the code came after the coder had finished. `units`: how many the interviews
    have. `pipeline`: name and version, where sentences are the unit.
    """

    coders: tuple[str, str]
    unit: AgreementUnit
    rule: AgreementRule
    text: AgreementText
    interviews: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    review: tuple[Passage, ...]
    later: tuple[tuple[str, str, str], ...]
    units: int
    pipeline: tuple[str, str] | None

    @property
    def title(self) -> str:
        """Unit and rule in words: no number is told without them."""
        return _("Agreement {by_unit}", by_unit=unit_text(self.unit, self.rule))

    @property
    def caption(self) -> str:
        """Who is compared, and whose turns count."""
        whose = _("turns of identified persons") if self.text == "persons" else _("all turns")
        return f"{self.coders[0]} – {self.coders[1]} · {whose}"

    @property
    def size(self) -> str:
        """How many interviews both have coded, and how many units these have."""
        interviews = ngettext("{n} interview coded by both", "{n} interviews coded by both",
                              len(self.interviews))  # fmt: skip
        n, count = self.units, number(self.units)
        units = {
            "character": ngettext("{count} character", "{count} characters", n, count=count),
            "sentence": ngettext("{count} sentence", "{count} sentences", n, count=count),
            "turn": ngettext("{count} turn", "{count} turns", n, count=count),
        }
        return f"{interviews} · {units[self.unit]}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Everything that a reader must know of the base, one sentence each."""
        return tuple(_notes(self))


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


def base(store: Store, question: Question) -> Base:
    """What the numbers of `agreement` rest on, and what they leave out. Raises the same."""
    with reading.snapshot(store):
        return read_both(store, question).base


def pairs(store: Store) -> list[tuple[str, str, int]]:
    """Each two coders who have finished an interview both, and how many; most shared first."""
    with reading.snapshot(store):
        names = reading.coders(store)
        done = double_coding.finished(store)
    found = [
        (a_name, b_name, len(done.get(a, set()) & done.get(b, set())))
        for at, (a, a_name) in enumerate(names)
        for b, b_name in names[at + 1 :]
    ]
    return sorted((one for one in found if one[2]), key=lambda one: -one[2])


# -- reading ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Read:
    """One reading of the study. `codings` are columns; coders are 0 for A, 1 for B. `shown` and
    `roots` are places in the tree: of the rows of the table, and of the codes that the filters
    name, None where they name none. `available` says, by code and interview, whether both had
    the code when they finished."""

    base: Base
    tree: Tree
    shown: tuple[int, ...]
    roots: tuple[int, ...] | None
    line: Line
    units: Units | None
    units_of: Integers
    codings: dict[str, Integers]
    available: Flags
    exclusive: int | None


def read_both(store: Store, asked: Question) -> Read:
    """Read what the question is about. Call it inside `reading.snapshot`."""
    names, ids = _two_coders(store, asked.coders)
    for value, known in ((asked.unit, AGREEMENT_UNITS), (asked.rule, AGREEMENT_RULES),
                         (asked.text, AGREEMENT_TEXTS)):  # fmt: skip
        if value not in known:
            raise CallError(
                _("“{value}” is none of: {choices}.", value=value, choices=", ".join(known))
            )
    limits = conditions(store, _filters(store, asked))
    tree = Tree.of(reading.codes(store))
    roots = tree.roots(limits.codes) if limits.codes else None
    inside = None if roots is None else [one for root in roots for one in tree.branch(root)]
    who = reading.who(store, limits)
    interviews, left_out = _both_coded(store, limits, who, ids, names)
    line = _line(store, interviews, who, asked.text)
    pipeline, units, units_of = _units(store, asked.unit, interviews, line)
    found = double_coding.codings(
        store, limits, ids, interviews,
        None if inside is None else [tree.codes[place].id for place in inside],
    )  # fmt: skip
    found["code"] = tree.places(found["code"])
    found["coder"] = (found["coder"] == ids[1]).astype(np.int64)
    review = found["review"] == 1
    aside = {name: column[review] for name, column in found.items()}
    codings = {name: column[~review] for name, column in found.items()}
    available = np.ones((len(tree), len(interviews)), dtype=np.bool_)
    later = []
    at = {name: number for number, name in enumerate(interviews)}
    for coder, code, interview in sorted(double_coding.added_later(store, ids)):
        if interview in at and code in tree.at:
            available[tree.at[code], at[interview]] = False
            later.append((tree.codes[tree.at[code]].key, interview, names[ids.index(coder)]))
    told = Base(
        coders=names, unit=asked.unit, rule=asked.rule, text=asked.text, interviews=interviews,
        left_out=left_out, review=_passages(aside, tree, interviews, names), later=tuple(later),
        units=int(units_of.sum()), pipeline=pipeline,
    )  # fmt: skip
    exclusive = tree.at[views.code_named(store, asked.exclusive).id] if asked.exclusive else None
    return Read(
        base=told, tree=tree, shown=_shown(tree, inside, codings["code"]),
        roots=None if roots is None else tuple(roots), line=line, units=units, units_of=units_of,
        codings=codings, available=available, exclusive=exclusive,
    )  # fmt: skip


def _two_coders(store: Store, wanted: Sequence[str]) -> tuple[tuple[str, str], tuple[int, int]]:
    """The names and ids of the coders. Where nobody is named, a study of two coders has them."""
    known = {name: coder for coder, name in reading.coders(store)}
    chosen = list(wanted) or list(known)
    for name in chosen:
        if name not in known:
            raise UnknownName(_("coder"), name, known)
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise CallError(
            _("Agreement is between two different coders."),
            remedy=_("Name two of them: {names}.", names=", ".join(known))
            if len(known) > 1
            else _("This study has codings of fewer than two coders."),
            found=", ".join(wanted),
        )
    a, b = chosen
    return (a, b), (known[a], known[b])


def _filters(store: Store, asked: Question) -> Filters:
    """The filters of the question; a branch whose codes exclude one another is one of them."""
    filters = asked.filters
    if filters.layer != "primary":
        raise CallError(
            _("Agreement reads the codings of both coders; a layer does not limit them."),
            remedy=_("Leave the layer out and name the coders."),
            found=filters.layer,
        )
    if not asked.exclusive:
        return filters
    branch = views.code_named(store, asked.exclusive)
    if not branch.exclusive:
        raise CallError(
            _("The codes of “{code}” do not exclude one another.", code=branch.key),
            remedy=_(
                "cu and ku are for branches that are marked as exclusive in the scheme: "
                "mark this one there if its codes rule one another out."
            ),
            found=branch.key,
        )
    if filters.code:
        raise CallError(
            _("Ask for a branch or for codes, not for both."), found=", ".join(filters.code)
        )
    return replace(filters, code=(branch.key,))


def _both_coded(
    store: Store,
    limits: Conditions,
    who: Sequence[tuple[Any, ...]],
    ids: tuple[int, int],
    names: tuple[str, str],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The interviews that both have finished, and the others with the reason."""
    done = double_coding.finished(store, said_so=limits.done_only)
    begun = double_coding.begun(store)
    usable = {interview for interview, _p, _a, _r, _w, is_usable in who if is_usable}
    inside, left_out = [], []
    for interview, _status, has_text, known in reading.sittings(store, limits):
        finished = [interview in done.get(one, ()) for one in ids]
        coded = [interview in begun.get(one, ()) for one in ids]
        if interview not in usable:
            if all(coded):
                reason = (
                    _("does not count: not held, or no usable text")
                    if known or not has_text
                    else _("does not count: nobody who speaks is identified")
                )
                left_out.append((interview, reason))
        elif all(finished):
            inside.append(interview)
        else:
            left_out.append((interview, _unfinished(names, finished, coded)))
    return tuple(inside), tuple(left_out)


def _unfinished(names: Sequence[str], finished: Sequence[bool], coded: Sequence[bool]) -> str:
    begun = [one or other for one, other in zip(finished, coded, strict=True)]
    if not any(begun):
        return _("coded by neither")
    if not all(begun):
        return _("coded by {coder} alone", coder=names[begun.index(True)])
    if not any(finished):
        return _("coded to the end by neither")
    return _("coded to the end by {coder} alone", coder=names[finished.index(True)])


def _line(
    store: Store, interviews: Sequence[str], who: Sequence[tuple[Any, ...]], text: AgreementText
) -> Line:
    persons = Ids.of(dict.fromkeys(row[1] for row in who))
    turns = double_coding.turns(store, interviews, persons)
    if text == "all":
        counts = np.ones(len(turns["start"]), dtype=np.bool_)
    else:
        place = Ids.of(interviews)
        speaking = [place[row[0]] * len(persons) + persons[row[1]] for row in who
                    if row[0] in place]  # fmt: skip
        key = turns["interview"] * len(persons) + turns["person"]
        counts = (turns["person"] >= 0) & np.isin(key, speaking)
    return counting.line(turns, counts, len(interviews))


def _units(
    store: Store, unit: AgreementUnit, interviews: Sequence[str], line: Line
) -> tuple[tuple[str, str] | None, Units | None, Integers]:
    """The units of the line, how many each interview has, and where sentences come from."""
    if unit == "character":
        return None, None, line.lengths
    pipeline = None
    if unit == "turn":
        start, end = line.turn_place, line.turn_place + line.turn_end - line.turn_start
    else:
        pipeline = _pipeline(store, interviews)
        found = double_coding.sentences(store, interviews)
        _of, start, end = counting.on_line(line, found["interview"], found["start"], found["end"])
    units_of = np.bincount(line.interview_at(start), minlength=len(interviews))
    return pipeline, Units(start, end), units_of


def _pipeline(store: Store, interviews: Sequence[str]) -> tuple[str, str] | None:
    """Name and version of the one pipeline that all sentences come from."""
    found = double_coding.pipelines(store, interviews)
    remedy = _("Have the texts read with `workbench analyse`, or choose another unit.")
    unread = [interview for interview, name, _version in found if not name]
    if unread:
        raise DataError(
            _("No sentences are stored for: {names}.", names=", ".join(unread)), remedy=remedy
        )
    kinds = list(dict.fromkeys((name, version) for _interview, name, version in found))
    if len(kinds) > 1:
        told = "; ".join(
            f"{name} {version}: "
            + ", ".join(interview for interview, *kind in found if kind == [name, version])
            for name, version in kinds
        )
        raise DataError(
            _("The sentences come from different language pipelines: {pipelines}.",
              pipelines=told),
            remedy=remedy,
        )  # fmt: skip
    return kinds[0] if kinds else None


def _passages(
    codings: dict[str, Integers], tree: Tree, interviews: Sequence[str], names: Sequence[str]
) -> tuple[Passage, ...]:
    columns = (codings[name].tolist() for name in ("interview", "start", "end", "code", "coder"))
    return tuple(
        Passage(interviews[interview], start, end, tree.codes[code].key, names[coder])
        for interview, start, end, code, coder in sorted(zip(*columns, strict=True))
    )


def _shown(tree: Tree, inside: Sequence[int] | None, used: Integers) -> tuple[int, ...]:
    """The rows: codes within the filter, without retired ones that neither coder used."""
    with_codings = set(np.unique(used).tolist())
    return tuple(
        place
        for place in (range(len(tree)) if inside is None else inside)
        if not tree.codes[place].retired or not with_codings.isdisjoint(tree.branch(place))
    )


# -- counting -----------------------------------------------------------------------------


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
        _exclusive(read, read.exclusive, frame, reasons)
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


# -- codes that exclude one another -------------------------------------------------------


def _exclusive(read: Read, branch: int, frame: pd.DataFrame, reasons: Sequence[list[str]]) -> None:
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


# -- words --------------------------------------------------------------------------------


def unit_text(unit: AgreementUnit, rule: AgreementRule) -> str:
    """Unit and rule in words."""
    match unit, rule:
        case "character", _rule:
            return _("by character")
        case "sentence", "any":
            return _("by sentence, any of it marked")
        case "sentence", _half:
            return _("by sentence, more than half of it marked")
        case "turn", "any":
            return _("by turn, any of it marked")
    return _("by turn, more than half of it marked")


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


def _notes(told: Base) -> Iterable[str]:
    if told.interviews:
        yield ngettext(
            "{n} interview that both have coded: {names}.",
            "{n} interviews that both have coded: {names}.",
            len(told.interviews),
            names=", ".join(told.interviews),
        )
    for reason in dict.fromkeys(reason for _interview, reason in told.left_out):
        out = [interview for interview, why in told.left_out if why == reason]
        yield _("Left out ({reason}): {names}.", reason=reason, names=", ".join(out))
    if told.pipeline is not None:
        yield _("Sentences from {name} {version}.", name=told.pipeline[0],
                version=told.pipeline[1])  # fmt: skip
    if told.review:
        places = "; ".join(
            f"{one.interview} {one.start}-{one.end} {one.code} ({one.coder})" for one in told.review
        )
        yield ngettext(
            "{n} coding is left out, since it is marked for review: {names}.",
            "{n} codings are left out, since they are marked for review: {names}.",
            len(told.review),
            names=places,
        )
    for coder in dict.fromkeys(coder for _code, _interview, coder in told.later):
        codes = ", ".join(dict.fromkeys(code for code, _i, who in told.later if who == coder))
        yield _("Added after {coder} had finished, and left out there: {codes}.",
                coder=coder, codes=codes)  # fmt: skip
