"""Random studies for properties that must hold for every study.

`studies()` draws a small study as plain data: a design with planned, declined and joint
interviews, persons without attributes or actor type, texts of few letters so that codings
overlap, nest and touch often, speakers who were not recognised, turns without a word, a scheme
of three levels with keys that are prefixes of one another, two coders, unfinished coding and
topics that were not asked about. `build` stores it through `tests.builder`.

A feature that adds something to a study adds it here, so that every property meets it.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tests.builder import Builder
from workbench.model import STANCES, STATUSES, VALENCES

ACTOR_TYPES = ("deltaker", "arbeidsgiver", None)
COURSES = ("kafé", "omsorg", None)
CODES = ("a", "a.b", "a.b.c", "a.d", "ab", "ab.c", "e")
"""`a` and `ab` look alike as texts, and are different branches."""

CODERS = ("Anne", "Bo")
PIECES = ("a", "b", "aa", "b-a", "a’b", "(b)", "[a", "]", ",", "…", "å", "𝄞", "A")
"""What turns are made of: words, asides, a bracket that is never closed, marks that are none."""


@dataclass(frozen=True)
class Interview:
    """One sitting: rounds by person, and turns (speaker, text) or None without a text."""

    status: str
    rounds: dict[str, int | None]
    turns: tuple[tuple[str, str], ...] | None


@dataclass(frozen=True)
class CodingOf:
    """A coding; start and end are shares of the text, so that any pair fits any text."""

    interview: str
    start: float
    end: float
    code: str
    coder: str
    valence: str
    stance: str


@dataclass(frozen=True)
class RandomStudy:
    """A study as plain data."""

    persons: dict[str, tuple[str | None, str | None]]
    interviews: dict[str, Interview]
    codings: tuple[CodingOf, ...]
    assignments: dict[tuple[str, str], tuple[str, str]]
    asked: dict[tuple[str, str, int | None], bool]


@st.composite
def studies(draw: st.DrawFn) -> RandomStudy:
    """A random study; the simplest one has one person, one interview and no codings."""
    persons = {
        f"P{number}": (draw(st.sampled_from(ACTOR_TYPES)), draw(st.sampled_from(COURSES)))
        for number in range(1, draw(st.integers(1, 4)) + 1)
    }
    interviews = {
        f"I{number}": draw(_interviews(tuple(persons)))
        for number in range(1, draw(st.integers(1, 4)) + 1)
    }
    with_text = [name for name, one in interviews.items() if one.turns]
    codings = draw(st.lists(_codings(with_text), max_size=30)) if with_text else []
    assignments = {
        (interview, coder): (layer, status)
        for interview in interviews
        for coder, layer in draw(
            st.sampled_from(
                [(), (("Anne", "primary"),), (("Bo", "primary"), ("Anne", "second")),
                 (("Anne", "second"),)]
            )
        )
        for status in [draw(st.sampled_from(["not_started", "started", "done"]))]
    }  # fmt: skip
    asked = draw(
        st.dictionaries(
            st.tuples(
                st.sampled_from(CODES), st.sampled_from(ACTOR_TYPES[:2]),
                st.sampled_from([1, 2, None]),
            ),
            st.booleans(),
            max_size=4,
        )
    )  # fmt: skip
    return RandomStudy(persons, interviews, tuple(codings), assignments, asked)


@st.composite
def _interviews(draw: st.DrawFn, persons: tuple[str, ...]) -> Interview:
    present = draw(st.lists(st.sampled_from(persons), min_size=1, max_size=2, unique=True))
    rounds = {person: draw(st.sampled_from([1, 2, None])) for person in present}
    status = draw(st.sampled_from(["held", "held", "held", *STATUSES]))
    if status != "held" or draw(st.integers(0, 5)) == 5:
        return Interview(status, rounds, None)
    words = st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join)
    turns = draw(
        st.lists(st.tuples(st.sampled_from([*present, *present, "I", "?"]), words),
                 min_size=1, max_size=6)
    )  # fmt: skip
    return Interview(status, rounds, tuple(turns))


def _codings(interviews: list[str]) -> st.SearchStrategy[CodingOf]:
    # Few places, and most codings of one branch by one coder: they shall meet.
    share = st.integers(0, 10).map(lambda place: place / 10)
    return st.builds(
        CodingOf, st.sampled_from(interviews), share, share,
        st.sampled_from((*CODES, "a", "a.b", "a.b.c")), st.sampled_from((*CODERS, "Anne")),
        st.sampled_from(VALENCES), st.sampled_from(STANCES),
    )  # fmt: skip


def build(study: RandomStudy, path: Path) -> Builder:
    """Store a random study. Codings without extent, and the same one twice, are left out."""
    shutil.copyfile(_empty(), path)
    builder = Builder(path)
    with builder.store.action("Anne", "build"):
        builder.code(*CODES)
        builder.coders(*CODERS)
        builder.attribute("course")
        for person, (actor_type, course) in study.persons.items():
            attributes = {} if course is None else {"course": course}
            builder.person(person, actor_type, **attributes)
        for name, interview in study.interviews.items():
            builder.interview(name, interview.rounds, status=interview.status)
            if interview.turns:
                builder.turns(name, interview.turns)
        stored = set()
        for coding in study.codings:
            length = len(builder.text_of(coding.interview))
            start, end = sorted((round(coding.start * length), round(coding.end * length)))
            place = (coding.interview, start, end, coding.code, coding.coder)
            if start < end and place not in stored:
                stored.add(place)
                builder.coding(
                    coding.interview, start, end, coding.code, coder=coding.coder,
                    valence=coding.valence, stance=coding.stance,
                )  # fmt: skip
        for (interview, coder), (layer, status) in study.assignments.items():
            builder.assign(interview, coder, layer=layer, status=status)
        for (
            code,
            actor_type,
            round_,
        ), was in study.asked.items():
            builder.asked(code, actor_type, round_, was)
    return builder


@cache
def _empty() -> Path:
    """An empty study, made once: making one is most of the cost of a small study."""
    folder = Path(tempfile.mkdtemp(prefix="workbench-test-"))
    Builder(folder / "empty.db").store.close()
    return folder / "empty.db"
