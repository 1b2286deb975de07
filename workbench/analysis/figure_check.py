"""Outside figures held against one another: what is wrong is said, and never put right.

What a category holds stands in its definition, as an equation: `broken off = sickness + other`.
A share that was rounded is an interval. Where the base is a number, whole persons are counted:
what no number of them can give is a fault. Where it is not, a sum of k shares that were rounded
apart from one another strays by sqrt(k/12) of the last place (the standard deviation of k even
errors); what strays more than three times as far is hardly rounding.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar, get_args

from workbench.texts import _, marked, number

if TYPE_CHECKING:
    import pandas as pd

K = TypeVar("K")

Kind = Literal[
    "fit", "twice", "sum", "parts", "tables", "courses", "base", "bases", "unknown", "rest",
    "no_base", "definition",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

Rounding = Literal["", "possible", "hardly", "no"]
"""Whether rounding explains a difference; empty where nothing differs."""

HEADINGS: Mapping[Kind, str] = {
    "fit": marked("Does not fit its base"),
    "twice": marked("Given twice"),
    "sum": marked("Sum and total"),
    "parts": marked("Parts and whole"),
    "tables": marked("Two tables"),
    "courses": marked("Courses that report"),
    "base": marked("Another base over time"),
    "bases": marked("Different bases"),
    "unknown": marked("Nobody knows of some"),
    "rest": marked("The rest is not told"),
    "no_base": marked("Base without a number"),
    "definition": marked("Definition not understood"),
}

COLUMNS = (
    "kind", "rounding", "source", "table", "course", "time_point", "category", "value", "against",
    "difference", "figures", "what",
)  # fmt: skip

PERCENT = ("prosent", "percent", "per cent", "pst", "pct", "%")
COUNT = ("antall", "personer", "count", "persons", "n")
TOTAL = ("total", "totalt", "sum", "i alt", "alle", "all")
UNKNOWN = re.compile(r"kontakt|ukjent|uoppgitt|ubesvart|unknown|contact|not reached|no answer")
"""Names of categories for those of whom the source does not know."""

_STRAY = 3
"""Standard deviations of rounding beyond which a difference is hardly rounding."""

_NEAR = 1e-9


@dataclass(frozen=True)
class Figure:
    """An outside figure as the check reads it; `half` is half of its last printed place."""

    id: int
    source: str
    table: str
    course: str
    base: str
    n_base: int | None
    courses: int | None
    period: str
    meaning: str
    parts: tuple[str, ...]
    time_point: str
    category: str
    value: float
    unit: str
    half: float

    @property
    def percent(self) -> bool:
        return self.unit in PERCENT

    @property
    def series(self) -> tuple[str, ...]:
        """What stays the same over time: a table's rows of one meaning and unit."""
        return (self.source, self.table, self.course, self.meaning, self.unit)

    @property
    def column(self) -> tuple[object, ...]:
        """What shares one base at one time point."""
        at = (self.base, self.n_base, self.courses, self.period, self.time_point)
        return (*self.series, *at)

    @property
    def sight(self) -> tuple[object, ...]:
        """What other tables of the same source tell of: the same persons at the same time."""
        at = (self.base, self.n_base, self.period, self.time_point)
        return (self.source, self.course, self.unit, *at)


@dataclass(frozen=True)
class Finding:
    """One thing to be said, in plain words, of some figures."""

    kind: Kind
    figures: tuple[Figure, ...]
    what: str
    rounding: Rounding = ""
    value: float | None = None
    against: float | None = None


def check(figures: pd.DataFrame) -> pd.DataFrame:
    """What does not hold in outside figures, or must not be read as it stands.

    Reads the frame of `Study.figures`. One row per finding, in the order of `KINDS`: kind;
    rounding (`possible`, `hardly` or `no`: whether it explains the difference; empty where
    nothing differs); source, table, course, time_point, category (those that all figures of the
    finding share, else empty); value, against, difference (float; what is told and what it was
    held against); figures (ids, a comma between), what (a sentence in the current language).
    Figures without a value are passed over.
    """
    import pandas as pd

    read = _read(figures)
    found = [finding for look in _LOOKS for finding in look(read)]
    found.sort(key=lambda one: KINDS.index(one.kind))
    return pd.DataFrame([_row(one) for one in found], columns=list(COLUMNS)).astype(
        {"value": "float64", "against": "float64", "difference": "float64"}
    )


def plain(value: float) -> str:
    """A figure's number as the source prints it, in the current language."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return number(value, digits=len(text.partition(".")[2]))


def words_of(definition: str, category: str) -> tuple[str, tuple[str, ...]]:
    """The words of a definition without its equation, and the categories that it sums."""
    kept: list[str] = []
    parts: tuple[str, ...] = ()
    for clause in definition.split(";"):
        name, equals, terms = clause.partition("=")
        if equals and name.strip() == category:
            parts = tuple(term.strip() for term in terms.split("+"))
        elif clause.strip():
            kept.append(clause.strip())
    return "; ".join(kept), parts


# -- reading ------------------------------------------------------------------------------


def _read(frame: pd.DataFrame) -> list[Figure]:
    told = frame[frame["value"].notna()].astype({"n_base": object, "courses_reporting": object})
    numbers = told[["n_base", "courses_reporting"]]
    told[["n_base", "courses_reporting"]] = numbers.where(numbers.notna(), None)
    rows: list[dict[str, Any]] = [
        {str(name): one for name, one in row.items()} for row in told.to_dict("records")
    ]
    places: dict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        key = (row["source"], row["table"], row["unit"])
        places[key] = max(places[key], len(f"{row['value']:.6f}".rstrip("0").partition(".")[2]))
    return [_figure(row, 10.0 ** -places[row["source"], row["table"], row["unit"]]) for row in rows]


def _figure(row: Mapping[str, Any], last_place: float) -> Figure:
    unit = row["unit"].strip().lower()
    meaning, parts = words_of(row["definition"], row["category"])
    n_base, courses = (
        None if row[name] is None else int(row[name]) for name in ("n_base", "courses_reporting")
    )
    same = ("source", "table", "course", "base", "period", "time_point", "category")
    return Figure(
        **{name: row[name] for name in same}, id=int(row["id"]), n_base=n_base, courses=courses,
        meaning=meaning, parts=parts, value=float(row["value"]), unit=unit,
        half=last_place / 2 if unit in PERCENT else 0.0,
    )  # fmt: skip


def _grouped(figures: Iterable[Figure], key: Callable[[Figure], K]) -> dict[K, list[Figure]]:
    groups: dict[K, list[Figure]] = defaultdict(list)
    for one in figures:
        groups[key(one)].append(one)
    return groups


# -- what rounding can explain -------------------------------------------------------------


@dataclass(frozen=True)
class _Sum:
    """Figures added up: what is printed, and between which numbers the truth lies."""

    value: float
    low: float
    high: float
    rounded: int = 0
    half: float = 0.0


def _sum(figures: Sequence[Figure], *, persons: int | None) -> _Sum:
    """The sum of figures of one base; in whole persons where their number is known."""
    spans = [_persons(one, persons) if persons else _span(one) for one in figures]
    return _Sum(
        value=math.fsum(one.value for one in figures),
        low=math.fsum(low for low, _high in spans),
        high=math.fsum(high for _low, high in spans),
        rounded=sum(one.value != 0 for one in figures),
        half=max((one.half for one in figures), default=0.0),
    )


def _span(figure: Figure) -> tuple[float, float]:
    return max(0.0, figure.value - figure.half), figure.value + figure.half


def _persons(figure: Figure, n: int) -> tuple[float, float]:
    """The fewest and the most persons of n who give this figure; the fewest are more than the
    most where none do."""
    if not figure.percent:
        return figure.value, figure.value
    low, high = (share * n / 100 for share in _span(figure))
    return math.ceil(low - _NEAR), min(n, math.floor(high + _NEAR))


def _explained(one: _Sum, other: _Sum, *, persons: int | None) -> Rounding:
    """Whether rounding explains that two sums differ; empty where they need not differ at all."""
    difference = abs(one.value - other.value)
    apart = one.low > other.high + _NEAR or other.low > one.high + _NEAR
    if apart:
        return "no"
    if persons or difference <= _NEAR:
        return ""
    deviation = 2 * max(one.half, other.half) * math.sqrt((one.rounded + other.rounded) / 12)
    return "hardly" if difference > _STRAY * deviation else "possible"


# -- what is looked for --------------------------------------------------------------------


def _fit(figures: list[Figure]) -> Iterator[Finding]:
    """Shares that no number of persons gives, shares beyond 100, counts beyond their base."""
    for one in figures:
        places = {"value": plain(one.value), "n": one.n_base, "base": one.base or _("the base")}
        if (one.percent and one.value > 100 + _NEAR) or one.value < 0:
            what = _("{value} percent is no share of anything.", **places)
        elif one.n_base is None:
            continue
        elif one.unit in COUNT and one.value > one.n_base:
            what = _("{value} is more than the {n} of its base ({base}).", **places)
        elif one.percent and (span := _persons(one, one.n_base))[0] > span[1]:
            what = _("No number of persons among {n} ({base}) gives {value} percent.", **places)
        else:
            continue
        yield Finding("fit", (one,), what, "no")


def _twice(figures: list[Figure]) -> Iterator[Finding]:
    """One category with two values in one and the same place of a table."""
    for same in _grouped(figures, lambda one: (*one.column, one.category)).values():
        values = {one.value for one in same}
        if len(values) > 1:
            what = _(
                "“{category}” stands twice in this table, as {values}.",
                category=_said(same[0].category),
                values=_and([plain(one) for one in sorted(values)]),
            )  # fmt: skip
            yield Finding("twice", tuple(same), what, "no", max(values), min(values))


def _sums(figures: list[Figure]) -> Iterator[Finding]:
    """Sums that miss the total, the base or 100 percent, and tables that tell only of some."""
    columns = [_Column(rows) for rows in _grouped(figures, lambda one: one.column).values()]
    of_series: dict[tuple[str, ...], list[_Column]] = defaultdict(list)
    for column in columns:
        of_series[column.rows[0].series].append(column)
    for column in columns:
        finding = column.total_missed() or column.whole_missed(
            of_everybody=any(one.of_everybody for one in of_series[column.rows[0].series])
        )
        if finding:
            yield finding


@dataclass(frozen=True)
class _Column:
    """The figures of one base at one time point, by category."""

    rows: list[Figure]
    top: list[Figure] = field(init=False)
    total: Figure | None = field(init=False)

    def __post_init__(self) -> None:
        first: dict[str, Figure] = {}
        for row in self.rows:
            first.setdefault(row.category, row)
        totals = [one for name, one in first.items() if _name(name) in TOTAL]
        held = {part for one in self.rows for part in one.parts}
        top = [one for one in first.values() if one.category not in held and one not in totals]
        object.__setattr__(self, "top", top)
        object.__setattr__(self, "total", totals[0] if totals else None)

    @property
    def of_everybody(self) -> bool:
        """Whether the categories hold all of the base, within rounding."""
        if len(self.top) < 2 or self._whole is None:
            return False
        return _explained(self._sum, self._whole, persons=self._n) in ("", "possible")

    def total_missed(self) -> Finding | None:
        """The total that stands in the table is not what its categories make."""
        if self.total is None or len(self.top) < 2:
            return None
        told = _sum([self.total], persons=self._n)
        return self._missed(
            told, (*self.top, self.total),
            _("The categories make {sum}, and the total says {whole}."),
        )  # fmt: skip

    def whole_missed(self, *, of_everybody: bool) -> Finding | None:
        """The categories make more than everybody, or less where they should hold everybody."""
        whole = self._whole
        if whole is None or len(self.top) < 2:
            return None
        if of_everybody or self._sum.value > whole.value:
            percent = self.rows[0].percent
            text = (
                _("The categories make {sum} percent, not {whole}.")
                if percent
                else _("The categories make {sum} persons, and the base is {whole}.")
            )
            return self._missed(whole, tuple(self.top), text)
        what = _(
            "The categories make {sum} of {whole}; what became of the rest is not told.",
            sum=plain(self._sum.value), whole=plain(whole.value),
        )  # fmt: skip
        return Finding("rest", tuple(self.top), what)

    def _missed(self, whole: _Sum, figures: tuple[Figure, ...], text: str) -> Finding | None:
        explained = _explained(self._sum, whole, persons=self._n)
        if explained in ("", "possible"):
            return None
        what = text.format(sum=plain(self._sum.value), whole=plain(whole.value))
        return Finding(
            "sum", figures, f"{what} {_(_ROUNDING[explained])}", explained,
            self._sum.value, whole.value,
        )  # fmt: skip

    @property
    def _n(self) -> int | None:
        return self.rows[0].n_base

    @property
    def _sum(self) -> _Sum:
        return _sum(self.top, persons=self._n)

    @property
    def _whole(self) -> _Sum | None:
        """Everybody of the base, in the unit of the figures."""
        first = self.rows[0]
        if first.percent:
            at = float(self._n or 100)
            return _Sum(100.0, at, at)
        if first.unit in COUNT and self._n is not None:
            return _Sum(float(self._n), float(self._n), float(self._n))
        return None


def _parts(figures: list[Figure]) -> Iterator[Finding]:
    """A category that is not the sum of what its definition says it holds, in its own table or
    another one; also with every part broken up into its own parts."""
    known = {(one.source, one.category) for one in figures}
    in_sight = _grouped(figures, lambda one: one.sight)
    for one in figures:
        misspelt = [part for part in one.parts if (one.source, part) not in known]
        if misspelt:
            what = _(
                "The definition of “{category}” names “{part}”, which is no category of this"
                " source.", category=one.category, part=misspelt[0],
            )  # fmt: skip
            yield Finding("definition", (one,), what)
            continue
        here = in_sight[one.sight]
        direct = _found(one, one.parts, here)
        for parts in dict.fromkeys((direct, _broken_up(one, here))):
            if parts and (finding := _whole_and_parts(one, parts)):
                yield finding


def _found(whole: Figure, names: Sequence[str], here: list[Figure]) -> tuple[Figure, ...]:
    """The figures of these categories, of the same table before another; none where one lacks."""
    found = []
    for name in names:
        of_name = [one for one in here if one.category == name and one is not whole]
        own = [one for one in of_name if one.table == whole.table]
        if not of_name:
            return ()
        found.append((own or of_name)[0])
    return tuple(found)


def _broken_up(
    whole: Figure, here: list[Figure], above: Collection[int] = ()
) -> tuple[Figure, ...]:
    """The smallest parts that are told of; a category that holds itself is left whole."""
    found: list[Figure] = []
    for part in _found(whole, whole.parts, here):
        inner = _broken_up(part, here, {*above, whole.id}) if part.id not in above else ()
        found += inner or [part]
    return tuple(found)


def _whole_and_parts(whole: Figure, parts: tuple[Figure, ...]) -> Finding | None:
    one, other = (_sum(figures, persons=whole.n_base) for figures in ((whole,), parts))
    explained = _explained(one, other, persons=whole.n_base)
    if not explained:
        return None
    sum_of = " + ".join(plain(part.value) for part in parts)
    tables = dict.fromkeys(part.table for part in parts if part.table != whole.table)
    where = _(" in the table “{table}”", table=_and([*tables])) if tables else ""
    what = _(
        "“{category}” is {value}; its parts make {sum} ({parts}){where}.",
        category=_said(whole.category), value=plain(whole.value), parts=sum_of, where=where,
        sum=plain(other.value),
    )  # fmt: skip
    what = f"{what} {_(_ROUNDING[explained])}"
    return Finding("parts", (whole, *parts), what, explained, whole.value, other.value)


def _tables(figures: list[Figure]) -> Iterator[Finding]:
    """The same quantity in two tables, with two values."""

    def quantity(one: Figure) -> tuple[object, ...]:
        at = (one.base, one.n_base, one.period, one.time_point)
        return (one.category, one.course, one.meaning, one.unit, *at)

    for same in _grouped(figures, quantity).values():
        first = same[0]
        for other in same[1:]:
            if (other.source, other.table) == (first.source, first.table):
                continue
            if abs(first.value - other.value) <= _NEAR:
                continue
            spans = [_Sum(one.value, *_span(one), rounded=1, half=one.half)
                     for one in (first, other)]  # fmt: skip
            explained = "no" if first.n_base else _explained(*spans, persons=None)
            what = _(
                "“{category}” is {value} in “{table}” and {against} in “{other}”.",
                category=_said(first.category), value=plain(first.value), table=_place(first),
                against=plain(other.value), other=_place(other),
            )  # fmt: skip
            yield Finding(
                "tables", (first, other), f"{what} {_(_ROUNDING[explained])}", explained,
                first.value, other.value,
            )  # fmt: skip


def _over_time(figures: list[Figure]) -> Iterator[Finding]:
    """Other courses, or another base, behind a later time point: a change may be one of these."""
    yield from _profiles(
        figures, "courses", lambda one: one.courses,
        lambda one: _("{n} courses", n=one.courses),
        _("Fewer or other courses have reported: {profile}. A change from one time to the next"
          " may be a change of courses."),
    )  # fmt: skip
    yield from _profiles(
        figures, "base", lambda one: (one.base, one.n_base) if one.base or one.n_base else None,
        lambda one: f"{one.base or _('base')}: {one.n_base or '?'}",
        _("The shares are of another base at another time: {profile}. They must not be compared"
          " as if they were of the same persons."),
    )  # fmt: skip


def _profiles(
    figures: list[Figure],
    kind: Kind,
    key: Callable[[Figure], object],
    said: Callable[[Figure], str],
    text: str,
) -> Iterator[Finding]:
    """Series in which something is not the same at all time points; series of one source and
    course that tell the same are named once."""
    told: dict[tuple[object, ...], tuple[str, list[Figure]]] = {}
    by = (*_grouped(figures, lambda one: (*one.series, one.category)).values(),)
    for rows in by:
        at = {one.time_point: one for one in reversed(rows) if key(one) is not None}
        at = {one.time_point: at[one.time_point] for one in rows if one.time_point in at}
        if len({key(one) for one in at.values()}) < 2:
            continue
        profile = "; ".join(f"{_said(time)} {said(one)}" for time, one in at.items())
        first = rows[0]
        told.setdefault((first.source, first.course, profile), (profile, []))[1].extend(rows)
    for profile, rows in told.values():
        yield Finding(kind, tuple(rows), text.format(profile=profile))


def _bases(figures: list[Figure]) -> Iterator[Finding]:
    """Shares of one category at one time, of those who started and of those in work, say."""
    shares = [one for one in figures if one.percent and one.base]
    same = _grouped(shares, lambda one: (one.category, one.course, one.time_point))
    for (category, _course, _time), rows in same.items():
        by_base = _grouped(rows, lambda one: one.base)
        if len(by_base) < 2:
            continue
        told = [
            _("{value} percent of “{base}” ({source})", value=plain(of[0].value), base=base,
              source=_place(of[0]))
            for base, of in by_base.items()
        ]  # fmt: skip
        what = _(
            "“{category}” is {told}: not of the same persons, and not to be compared.",
            category=_said(category), told=_and(told),
        )  # fmt: skip
        yield Finding("bases", tuple(rows), what)
    of_table = _grouped(shares, lambda one: (one.source, one.table, one.course, one.time_point))
    for rows in of_table.values():
        by_base = _grouped(rows, lambda one: one.base)
        if len(by_base) > 1:
            told = [
                _("{categories} of “{base}”", categories=", ".join(
                    dict.fromkeys(_said(one.category) for one in of)), base=base)
                for base, of in by_base.items()
            ]  # fmt: skip
            what = _("One table holds shares of different bases: {told}.", told=_and(told))
            yield Finding("bases", tuple(rows), what)


def _unknowns(figures: list[Figure]) -> Iterator[Finding]:
    """Those of whom the source does not know: the other shares are of all, them included."""
    told: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    unknown = [one for one in figures if _unknown(one) and one.value > 0]
    for rows in _grouped(unknown, lambda one: one.series).values():
        unit = " %" if rows[0].percent else ""
        profile = "; ".join(f"{_said(one.time_point)} {plain(one.value)}{unit}" for one in rows)
        told[rows[0].source, rows[0].course, profile] += rows
    for (_source, _course, profile), rows in told.items():
        what = _(
            "Nothing is known of some: {told}. Each other category holds only those known to be in"
            " it; show the unknown as a group of their own.", told=profile,
        )  # fmt: skip
        yield Finding("unknown", tuple(rows), what)


def _without_number(figures: list[Figure]) -> Iterator[Finding]:
    """Shares whose base has no number."""
    bare = [one for one in figures if one.percent and one.n_base is None]
    for rows in _grouped(bare, lambda one: (one.source, one.course)).values():
        what = _(
            "{n} shares stand without the number of persons that they are shares of.", n=len(rows)
        )
        yield Finding("no_base", tuple(rows), what)


_LOOKS: tuple[Callable[[list[Figure]], Iterator[Finding]], ...] = (
    _fit, _twice, _sums, _parts, _tables, _over_time, _bases, _unknowns, _without_number,
)  # fmt: skip

_ROUNDING: Mapping[str, str] = {
    "possible": marked("Rounding can explain it."),
    "hardly": marked("That is hardly rounding."),
    "no": marked("Rounding cannot explain it."),
}


# -- telling ------------------------------------------------------------------------------


def _row(finding: Finding) -> dict[str, object]:
    shared = {
        name: values.pop() if len(values := {getattr(one, name) for one in finding.figures}) == 1
        else ""
        for name in ("source", "table", "course", "time_point", "category")
    }  # fmt: skip
    value, against = finding.value, finding.against
    return {
        **shared, "kind": finding.kind, "rounding": finding.rounding, "value": value,
        "against": against,
        "difference": None if value is None or against is None else round(value - against, 6),
        "figures": ",".join(str(one.id) for one in finding.figures), "what": finding.what,
    }  # fmt: skip


def _said(key: str) -> str:
    """A category or time point of the file in words."""
    return key.replace("_", " ").strip()


def _name(key: str) -> str:
    """A category as it is told from others, whatever its case."""
    return _said(key).lower()


def _unknown(figure: Figure) -> bool:
    return bool(UNKNOWN.search(_name(figure.category)))


def _place(figure: Figure) -> str:
    return ", ".join(one for one in (figure.source, figure.table) if one)


def _and(names: Sequence[str]) -> str:
    return _(" and ").join(names)
