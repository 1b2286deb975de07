"""Every number of a cross-tab equals a slow, plain count, on any study."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, calls, filters
from tests.analysis.plain_count import Limits, Plain
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.crosstab import crosstab
from workbench.model import Filters

TABLES = 6
"""Tables counted of each study."""


def as_limits(chosen: Filters) -> Limits:
    """The same filters in the words of the plain count."""
    attributes: dict[str, set[str]] = {}
    for name, value in chosen.attributes:
        attributes.setdefault(name, set()).add(value)
    return Limits(
        code=set(chosen.code), actor_type=set(chosen.actor_type), round=set(chosen.round),
        person=set(chosen.person), interview=set(chosen.interview), attributes=attributes,
        layer=chosen.layer, valence=set(chosen.valence), stance=set(chosen.stance),
        done_only=chosen.done_only, contains=chosen.contains,
    )  # fmt: skip


def as_table(frame: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The frame in the shape of the plain count. The columns of a frame are always the same."""
    numbers = ("n", "N", "persons", "persons_N", "asked", "done")
    assert tuple(frame.columns) == (*keys, "n", "N", "share", *numbers[2:])
    table = {}
    for row in frame.to_dict("records"):
        key = tuple(_value(name, row[name]) for name in keys)
        assert key not in table, f"{key} comes twice"
        table[key] = tuple(row[name] for name in numbers)
        if row["N"] == 0:
            assert pd.isna(row["share"])
        else:
            assert row["share"] == row["n"] / row["N"]
    return table


def _value(name: str, value: Any) -> Any:
    return None if name == "round" and (pd.isna(value) or value == "") else value


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_cell_equals_a_plain_count(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = build(study, Path(folder) / "study.db")
        plain = Plain(builder.store.path)
        for _one in range(TABLES):
            call, chosen = data.draw(calls()), data.draw(filters(study))
            options = {"count": call.count, "of": call.of, "direct": call.direct,
                       "totals": call.totals}  # fmt: skip
            frame = crosstab(builder.store, call.keys[0], call.keys[1:], filters=chosen, **options)
            counted = plain.table(call.keys[0], call.keys[1:], limits=as_limits(chosen), **options)
            assert as_table(frame, call.keys) == counted
        builder.store.close()
