"""The measures against published and worked values, against other packages, and by their laws.

`agreement_cases.json` holds coding situations as data and the value of each measure, to 1e-9
unless a case says otherwise; null is a measure that is not defined. `spans` are half-open.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import krippendorff
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from workbench.analysis import agreement_measures as measures

CASES = json.loads(Path(__file__).with_name("agreement_cases.json").read_text("utf-8"))

NOT_OURS = {
    "scott_pi", "brennan_prediger_s", "gwet_ac1", "kappa_max", "pe_cohen", "fleiss_kappa",
    "krippendorff_alpha_ordinal", "krippendorff_alpha_interval", "krippendorff_alpha_ratio",
    # Krippendorff's unitizing alpha of 2004, which that of 2016 has replaced, and gamma.
    "c", "k", "all", "best_alignment_disorder", "unitary_alignments", "gamma", "gamma_cat",
}  # fmt: skip
"""Measures that the workbench does not give."""


def computed(data: dict[str, Any]) -> dict[str, Any]:
    """Every measure that can be told from the data of a case."""
    if "table" in data:
        return of_table(np.array(data["table"]))
    if "units" in data:
        counts = measures.coincidences_of_units(data["units"])
        return {
            "krippendorff_alpha_nominal": measures.krippendorff_alpha(counts),
            "mean_pairwise_percent": measures.percent(counts),
            "alpha_per_category": per_category(data["units"]),
        }
    coders = [[(*span, "c")[:3] for span in spans] for spans in data["spans"].values()]
    found = measures.unitizing(data["length"], coders)
    told: dict[str, Any] = {
        "u_alpha": found.u,
        "bar_u_alpha": found.binary,
        "u_alpha_binary_2016": found.binary,
        "cu_alpha": found.cu,
        "cu_coverage": found.coverage,
        "ku_alpha": {
            value: {"value": found.ku[value], "coverage": found.ku_coverage[value]}
            for value in found.ku
        },
        "observed_coincidences": {f"{a}|{b}": n for (a, b), n in found.observed.items()},
        "expected_coincidences": {f"{a}|{b}": n for (a, b), n in found.expected.items()},
    }
    if len(coders) == 2:
        table = of_characters(data["length"], coders)
        plain = of_table(table)
        told |= plain | {f"character_{name}": value for name, value in plain.items()}
        told["character_table"] = table.tolist()
        told["u_alpha_binary_2016"] = binary(data["length"], coders)
    return told


def of_table(table: Any) -> dict[str, Any]:
    return {
        "percent": measures.percent(table),
        "cohen_kappa": measures.cohen_kappa(table),
        "krippendorff_alpha_nominal": measures.krippendorff_alpha(
            measures.coincidences_of_two(table)
        ),
    }


def of_characters(length: int, coders: list[list[Any]]) -> Any:
    a, b = (
        [any(start <= at < end for start, end, _value in spans) for at in range(length)]
        for spans in coders
    )
    pairs = list(zip(a, b, strict=True))
    return np.array([[pairs.count((x, y)) for y in (True, False)] for x in (True, False)])


def binary(length: int, coders: list[list[Any]]) -> Any:
    table = of_characters(length, coders)
    lengths = [end - start for spans in coders for start, end, _value in spans]
    return measures.alpha_u_binary(
        length, sum(lengths), table[0, 1] + table[1, 0], sum(one**2 for one in lengths)
    )


def per_category(units: list[list[Any]]) -> dict[str, Any]:
    values = {value for unit in units for value in unit if value is not None}
    return {
        str(value): measures.krippendorff_alpha(
            measures.coincidences_of_units([[one == value for one in unit] for unit in units])
        )
        for value in values
    }


def leaves(expected: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for name, value in expected.items():
        if isinstance(value, dict) and "tolerance" not in value:
            yield from leaves(value, (*path, name))
        else:
            yield (*path, name), value


def wanted() -> list[Any]:
    found = []
    for case in CASES:
        for path, value in leaves(case["expected"]):
            name = path[0].removeprefix("character_")
            if name not in NOT_OURS:
                found.append(pytest.param(case, path, value, id=f"{case['id']}-{'-'.join(path)}"))
    return found


@pytest.mark.parametrize(("case", "path", "value"), wanted())
def test_every_measure_has_the_value_that_is_known_for_it(case: Any, path: Any, value: Any) -> None:
    found: Any = computed(case["data"])
    for name in path:
        found = found[name]
    if value is None:
        assert np.isnan(found)
    else:
        assert np.asarray(found, dtype=float) == pytest.approx(np.array(value), abs=1e-9)


def test_the_cases_hold_every_kind_of_measure() -> None:
    names = [path[0] for case in CASES for path, _value in leaves(case["expected"])]
    assert {"percent", "cohen_kappa", "krippendorff_alpha_nominal", "u_alpha", "cu_alpha",
            "ku_alpha", "u_alpha_binary_2016", "character_percent"} <= set(names)  # fmt: skip
    assert len(wanted()) > 250


counts = st.integers(0, 60)
tables = st.lists(counts, min_size=4, max_size=4).map(lambda n: np.array(n).reshape(2, 2))
wide_tables = st.integers(2, 5).flatmap(
    lambda k: st.lists(counts, min_size=k * k, max_size=k * k).map(
        lambda n: np.array(n).reshape(k, k)
    )
)


def judged(table: Any) -> tuple[list[int], list[int]]:
    """A table as two lists of values, one per coder."""
    cells = [(a, b) for (a, b), n in np.ndenumerate(table) for _one in range(n)]
    return [a for a, _b in cells], [b for _a, b in cells]


@given(wide_tables)
def test_alpha_is_that_of_the_package_krippendorff(table: Any) -> None:
    a, b = judged(table)
    alpha = measures.krippendorff_alpha(measures.coincidences_of_two(table))
    if len({*a, *b}) < 2:
        assert np.isnan(alpha)
        return
    theirs = krippendorff.alpha(reliability_data=[a, b], level_of_measurement="nominal")
    assert alpha == pytest.approx(theirs, abs=1e-9)


@given(
    st.lists(
        st.lists(st.sampled_from([None, 0, 1, 2]), min_size=4, max_size=4), min_size=1, max_size=12
    )
)
def test_alpha_of_several_coders_is_that_of_the_package_krippendorff(units: Any) -> None:
    paired = [unit for unit in units if sum(one is not None for one in unit) > 1]
    alpha = measures.krippendorff_alpha(measures.coincidences_of_units(units))
    if len({one for unit in paired for one in unit if one is not None}) < 2:
        assert np.isnan(alpha)
        return
    data = np.array([[np.nan if one is None else one for one in unit] for unit in units]).T
    theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert alpha == pytest.approx(theirs, abs=1e-9)


@given(wide_tables)
def test_kappa_is_that_of_scikit_learn(table: Any) -> None:
    a, b = judged(table)
    kappa = measures.cohen_kappa(table)
    if not a or (len(set(a)) == 1 and set(a) == set(b)):
        assert np.isnan(kappa)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(a, b)
    assert kappa == pytest.approx(theirs, abs=1e-9)


@given(st.lists(tables, min_size=1, max_size=5))
def test_many_tables_at_once_are_each_by_itself(many: Any) -> None:
    stacked = np.array(many)
    for measure in (measures.percent, measures.jaccard, measures.cohen_kappa):
        each = [measure(table) for table in many]
        np.testing.assert_array_equal(measure(stacked), each)


@given(tables)
def test_who_is_called_a_and_who_b_changes_nothing(table: Any) -> None:
    for measure in (measures.percent, measures.jaccard, measures.cohen_kappa):
        np.testing.assert_array_equal(measure(table), measure(table.T))


@given(tables)
def test_nothing_is_above_1_and_only_the_same_coding_is_1(table: Any) -> None:
    values = [*of_table(table).values(), measures.jaccard(table)]
    differ = table[0, 1] + table[1, 0] > 0
    for value in values:
        assert np.isnan(value) or (value < 1 if differ else value == 1)


spans = st.lists(st.integers(0, 40), min_size=0, max_size=8, unique=True).map(
    lambda at: [(*pair, "c") for pair in zip(sorted(at)[::2], sorted(at)[1::2], strict=False)]
)


@given(spans, spans)
def test_the_short_way_to_the_binary_unitizing_alpha_is_the_long_one(a: Any, b: Any) -> None:
    long = measures.unitizing(40, [a, b])
    short = float(binary(40, [a, b]))
    assert short == pytest.approx(long.binary, abs=1e-9, nan_ok=True)
    assert long.u == pytest.approx(long.binary, abs=1e-9, nan_ok=True)


@given(spans.filter(bool))
def test_the_same_words_agree_wholly_however_they_are_cut(a: Any) -> None:
    (start, end, value), *rest = a
    cut = [(start, at, value) for at in range(start + 1, end)][:1]
    parted = [*cut, (cut[0][1] if cut else start, end, value), *rest]
    assert measures.unitizing(50, [a, a]).u == 1
    assert binary(50, [a, parted]) == 1


@given(spans.filter(bool))
def test_a_passage_that_only_one_has_costs(a: Any) -> None:
    assert binary(50, [a[:-1], a]) < 1


def test_how_passages_are_cut_counts_where_the_coders_differ() -> None:
    whole = binary(100, [[(10, 45, "c")], [(20, 60, "c")]])
    in_two = binary(100, [[(10, 30, "c"), (30, 45, "c")], [(20, 60, "c")]])
    assert whole == pytest.approx(0.506)
    assert in_two < whole
