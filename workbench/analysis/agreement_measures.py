"""Measures of agreement between coders, from counts of units and from lengths of text.

Two kinds of data come in:

*a table*: the last two axes of an array, rows what coder A says of a unit, columns what B says.
For one code it is `[[both, only A], [only B, neither]]`. Any axes before these are worked through
at once, so that all codes of a scheme are one call.
*a continuum*: a text of some length on which each coder has cut out passages with a value.

A measure that is not defined (0/0) is NaN; what to say of it is left to the caller.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
ValuedSpan = tuple[int, int, Hashable]


def percent(table: npt.ArrayLike) -> Numbers:
    """The share of units of which both coders say the same. Takes no account of chance."""
    counts = _numbers(table)
    return _ratio(np.trace(counts, axis1=-2, axis2=-1), _sum(counts))


def jaccard(table: npt.ArrayLike) -> Numbers:
    """Of all that either coder marked with one code, the share that both marked.

    Jaccard (1901), Bull. Soc. Vaud. Sci. Nat. 37, 547-579. Not defined where neither marked
    anything; says nothing of what both left, and takes no account of chance.
    """
    counts = _numbers(table)
    both = counts[..., 0, 0]
    return _ratio(both, both + counts[..., 0, 1] + counts[..., 1, 0])


def cohen_kappa(table: npt.ArrayLike) -> Numbers:
    """Agreement beyond chance, (po - pe) / (1 - pe); chance from each coder's own shares.

    Cohen (1960), Educ. Psychol. Meas. 20, 37-46. Not defined where both coders used one and the
    same value throughout. For two coders only.
    """
    counts = _numbers(table)
    total = _sum(counts)
    chance = _ratio((counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1), total**2)
    return _ratio(percent(counts) - chance, 1 - chance)


def krippendorff_alpha(coincidences: npt.ArrayLike) -> Numbers:
    """Agreement beyond chance, 1 - Do/De, for values without an order (nominal).

    `coincidences` is symmetric: how often two values of one unit meet. For two coders that is
    the table and its mirror, `coincidences_of_two`; for more, `coincidences_of_units`.
    Krippendorff (2004), Content Analysis, 2nd ed., ch. 11. Not defined where only one value was
    ever used.
    """
    counts = _numbers(coincidences)
    of_value = _of_few(np.moveaxis(counts, -1, 0))
    n = _of_few(np.moveaxis(of_value, -1, 0))
    observed = n - _of_few(np.moveaxis(np.diagonal(counts, axis1=-2, axis2=-1), -1, 0))
    expected = n**2 - _of_few(np.moveaxis(of_value**2, -1, 0))
    return 1 - _ratio((n - 1) * observed, expected)


def coincidences_of_two(table: npt.ArrayLike) -> Numbers:
    """How often two values meet in the units of two coders, who take each other's place."""
    counts = _numbers(table)
    return counts + np.swapaxes(counts, -1, -2)


def coincidences_of_units(units: Sequence[Sequence[Hashable | None]]) -> Numbers:
    """How often two values meet in units that any number of coders have judged.

    A unit has one value per coder, None where she did not judge it. Each unit of m values has
    m(m - 1) ordered pairs, each weighing 1/(m - 1); a unit with one value has no pair.
    """
    values = sorted({one for unit in units for one in unit if one is not None}, key=repr)
    place = {value: number for number, value in enumerate(values)}
    counts = np.zeros((len(values), len(values)))
    for unit in units:
        judged = [place[one] for one in unit if one is not None]
        if len(judged) > 1:
            of_value = np.bincount(judged, minlength=len(values)).astype(np.float64)
            pairs = np.outer(of_value, of_value) - np.diag(of_value)
            counts += pairs / (len(judged) - 1)
    return counts


def alpha_u_binary(
    length: npt.ArrayLike, marked: npt.ArrayLike, differing: npt.ArrayLike, squares: npt.ArrayLike
) -> Numbers:
    """Did two coders cut out the same stretches? The binary unitizing alpha for one code.

    `length` of the text; `marked`, what the two marked added up; `differing`, the length that
    one marked and the other did not; `squares`, the sum of the squared lengths of the passages
    of both. A passage cannot meet itself by chance, hence the squares; a gap has no inner
    structure, so that its length is its own correction. `unitizing` is the same for any number
    of coders and values. Krippendorff, Mathet, Bouvry & Widlöcher (2016), Qual. Quant. 50,
    2347-2364. Not defined where neither marked anything, or both marked everything.
    """
    marked, squares = _numbers(marked), _numbers(squares)
    total = 2 * _numbers(length)
    gaps = total - marked
    expected = total * _ratio(2 * marked * gaps, total**2 - squares - gaps)
    return 1 - _ratio(2 * _numbers(differing), expected)


@dataclass(frozen=True)
class Unitizing:
    """The unitizing alphas of one continuum; NaN where one is not defined.

    `u`: of cutting and naming in one; `binary`: of cutting alone; `cu`: of naming where both
    cut, which is the share `coverage` of all that was coded or left; `ku` and `ku_coverage`: of
    each value by itself. `observed` and `expected` are coincidences by pairs of values, None
    standing for the gap.
    """

    u: float
    binary: float
    cu: float
    coverage: float
    ku: Mapping[Hashable, float]
    ku_coverage: Mapping[Hashable, float]
    observed: Mapping[tuple[Hashable, Hashable], float]
    expected: Mapping[tuple[Hashable, Hashable], float]


def unitizing(length: int, coders: Sequence[Sequence[ValuedSpan]]) -> Unitizing:
    """Did the coders cut out the same stretches and give them the same value?

    Each coder's passages (start, end, value), half-open, do not overlap one another. With m
    coders, a pair of them in either order weighs 1/(m - 1). The correction of `cu` and `ku`
    takes each passage's meetings with those of another coder, pair by pair. Krippendorff,
    Mathet, Bouvry & Widlöcher (2016), Qual. Quant. 50, 2347-2364.
    """
    values = sorted({value for spans in coders for _start, _end, value in spans}, key=repr)
    keys: list[Hashable] = [None, *values]
    place = {value: number for number, value in enumerate(keys)}
    weight = 1 / (len(coders) - 1)
    cut, said, passage = _pieces(length, coders, place)
    k = len(keys)
    observed = np.zeros((k, k))
    corrections = np.zeros(k)
    met = np.zeros(k)  # squared lengths of what of each passage meets another coder's
    for one, spans in enumerate(coders):
        for start, end, value in spans:
            corrections[place[value]] += (end - start) ** 2
        corrections[0] += cut[said[one] == 0].sum()
        for other in range(len(coders)):
            if other != one:
                np.add.at(observed, (said[one], said[other]), cut * weight)
                both = (said[one] > 0) & (said[other] > 0)
                shared = np.bincount(passage[one][both], cut[both], minlength=len(spans))
                for (_start, _end, value), part in zip(spans, shared, strict=True):
                    met[place[value]] += part**2 * weight
    expected = _expected(observed, corrections)
    marks = np.array([[1.0] + [0.0] * (k - 1), [0.0] + [1.0] * (k - 1)])
    binary = marks @ observed @ marks.T
    inner, valued = observed[1:, 1:], _expected(observed[1:, 1:], met[1:])
    ku, ku_coverage = _of_each(observed, inner, valued)
    pairs = [(a, b) for a in range(k) for b in range(k)]
    return Unitizing(
        u=_alpha(observed, expected),
        binary=_alpha(binary, _expected(binary, marks @ corrections)),
        cu=_alpha(inner, valued),
        coverage=float(_ratio(inner.sum(), observed.sum())),
        ku=dict(zip(values, ku, strict=True)),
        ku_coverage=dict(zip(values, ku_coverage, strict=True)),
        observed={(keys[a], keys[b]): float(observed[a, b]) for a, b in pairs},
        expected={(keys[a], keys[b]): float(expected[a, b]) for a, b in pairs},
    )


def _pieces(
    length: int, coders: Sequence[Sequence[ValuedSpan]], place: Mapping[Hashable, int]
) -> tuple[Numbers, list[npt.NDArray[np.int64]], list[npt.NDArray[np.int64]]]:
    """The text cut wherever any passage begins or ends: the length of each piece, and for each
    coder its value there and the passage that it is part of."""
    edges = np.unique([0, length, *(at for spans in coders for span in spans for at in span[:2])])
    starts = edges[:-1]
    said, passage = [], []
    for spans in coders:
        value = np.zeros(len(starts), dtype=np.int64)
        number = np.zeros(len(starts), dtype=np.int64)
        for at, (start, end, what) in enumerate(spans):
            inside = slice(*np.searchsorted(starts, (start, end)))
            value[inside], number[inside] = place[what], at
        said.append(value)
        passage.append(number)
    return np.diff(edges).astype(np.float64), said, passage


def _expected(observed: Numbers, corrections: Numbers) -> Numbers:
    """The coincidences that chance would give, the same in sum as those observed."""
    margins, total = observed.sum(axis=-1), observed.sum()
    pairs = np.outer(margins, margins) - np.diag(corrections)
    scale: Numbers = pairs * _ratio(total, total**2 - corrections.sum())
    return scale


def _unlike(coincidences: Numbers) -> Numbers:
    """For each value, how often it meets another one."""
    unlike: Numbers = (coincidences * (1 - np.eye(len(coincidences)))).sum(axis=-1)
    return unlike


def _alpha(observed: Numbers, expected: Numbers) -> float:
    return float(1 - _ratio(_unlike(observed).sum(), _unlike(expected).sum()))


def _of_each(observed: Numbers, inner: Numbers, valued: Numbers) -> tuple[list[float], list[float]]:
    """ku and its coverage for each value: how it meets other values, as seen and by chance."""
    seen, by_chance = inner.sum(axis=-1), valued.sum(axis=-1)
    ku = 1 - _ratio(by_chance * _unlike(inner), seen * _unlike(valued))
    coverage = _ratio(seen, observed[1:].sum(axis=-1))
    return ku.tolist(), coverage.tolist()


def _ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Numbers:
    """A quotient that is NaN where there is nothing to divide by."""
    above, below = np.broadcast_arrays(_numbers(above), _numbers(below))
    nothing = np.full(below.shape, np.nan)
    quotient: Numbers = np.divide(above, below, out=nothing, where=below != 0)
    return quotient


def _sum(table: Numbers) -> Numbers:
    counts: Numbers = table.sum(axis=(-2, -1))
    return counts


def _of_few(tables: Numbers) -> Numbers:
    """A few tables added up: many times faster than a sum over a short axis of a large array."""
    return reduce(np.add, tables) if len(tables) else tables.sum(axis=0)


def _numbers(values: npt.ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)
