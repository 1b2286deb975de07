"""Every number of a cross-tab equals a slow, plain count, on any study."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.analysis.plain_count import Limits, Plain
from tests.strategies import CODERS, CODES, RandomStudy, build, studies
from workbench.analysis.crosstab import Of, crosstab
from workbench.model import COUNTS, STANCES, VALENCES, Count, Filters

KEYS = ("code", "actor_type", "round", "person", "interview", "coder", "valence", "stance",
        "course")  # fmt: skip

ON_DISK = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=60
)
"""Each example is a study in a file; what takes its time is the file, not the count."""

TABLES = 6
"""Tables counted of each study."""


@st.composite
def filters(draw: st.DrawFn, study: RandomStudy) -> Filters:
    """Filters of which most are empty, with names that this study has."""

    def some(values: Any) -> Any:
        pick = st.lists(st.sampled_from(list(values)), min_size=1, max_size=2, unique=True)
        return tuple(draw(pick)) if draw(st.integers(0, 9)) == 9 else ()

    courses = {course for _type, course in study.persons.values() if course}
    return Filters(
        code=some(CODES),
        actor_type=some(("deltaker", "arbeidsgiver")),
        round=some((0, 1, 2)),
        person=some(study.persons),
        interview=some(study.interviews),
        attributes=tuple(("course", one) for one in some(courses)) if courses else (),
        valence=some(VALENCES),
        stance=some(STANCES),
        done_only=draw(st.sampled_from([False] * 5 + [True])),
        contains=draw(st.sampled_from([""] * 9 + ["A", "å", "a, "])),
        layer=draw(st.sampled_from(["primary"] * 6 + [*(f"coder:{name}" for name in CODERS)])),
    )


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


@dataclass(frozen=True)
class Call:
    """A call of crosstab, without its filters."""

    keys: tuple[str, ...]
    count: Count
    of: Of
    direct: bool
    totals: bool


@st.composite
def calls(draw: st.DrawFn) -> Call:
    """Any table that can be asked for; half of them with the usual keys."""
    some = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True).map(tuple)
    keys = draw(st.one_of(st.just(("code", "actor_type", "round")), some))
    count = draw(st.sampled_from(COUNTS))
    shares = ("N", "row", "column") if count in ("codings", "words") else ("N",)
    return Call(
        keys, count, draw(st.sampled_from(shares)), draw(st.booleans()), draw(st.booleans())
    )


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
