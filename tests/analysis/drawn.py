"""Calls and filters drawn at random, for properties of analyses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.strategies import CODERS, CODES, RandomStudy
from workbench.analysis.crosstab import Of
from workbench.model import COUNTS, STANCES, VALENCES, Count, Filters

KEYS = ("code", "actor_type", "round", "person", "interview", "coder", "valence", "stance",
        "course")  # fmt: skip

ON_DISK = settings(
    deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), max_examples=40
)
"""Each example is a study in a file; what takes its time is the file, not the count."""


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
    shares: tuple[Of, ...] = ("N", "row", "column") if count in ("codings", "words") else ("N",)
    return Call(
        keys, count, draw(st.sampled_from(shares)), draw(st.booleans()), draw(st.booleans())
    )


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
        layer=draw(st.sampled_from(["primary"] * 6 + [f"coder:{name}" for name in CODERS])),
    )
