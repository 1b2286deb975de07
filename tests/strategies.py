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
from random import Random

from hypothesis import strategies as st

from tests.builder import Builder
from workbench.model import STANCES, STATUSES, VALENCES

ACTOR_TYPES = ("deltaker", "arbeidsgiver", None)
COURSES = ("kafé", "omsorg", None)
CODES = ("a", "a.b", "a.b.c", "a.d", "ab", "ab.c", "e")
"""`a` and `ab` look alike as texts, and are different branches."""

CODERS = ("Anne", "Bo")
ASSIGNED: tuple[tuple[tuple[str, str], ...], ...] = (
    (), (("Anne", "primary"),), (("Bo", "primary"), ("Anne", "second")), (("Anne", "second"),),
)  # fmt: skip
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


def studies() -> st.SearchStrategy[RandomStudy]:
    """Random studies. The sizes shrink, the rest comes from a seed: drawn one by one, most
    codings would miss one another, and what matters is where they meet."""
    return st.builds(
        random_study,
        seed=st.integers(0, 2**32),
        persons=st.sampled_from((2, 3, 4, 1)),
        interviews=st.sampled_from((2, 4, 5, 1)),
        codings=st.sampled_from((10, 20, 40, 0)),
    )


def random_study(seed: int, *, persons: int, interviews: int, codings: int) -> RandomStudy:
    """A study of at most this size; the same seed and sizes give the same study."""
    rng = Random(seed)
    people = {
        f"P{number}": (rng.choice(ACTOR_TYPES), rng.choice(COURSES))
        for number in range(1, persons + 1)
    }
    sittings = {
        f"I{number}": _interview(rng, sorted(people)) for number in range(1, interviews + 1)
    }
    with_text = [name for name, one in sittings.items() if one.turns]
    chosen = [_coding(rng, with_text) for _one in range(codings if with_text else 0)]
    assignments = {
        (interview, coder): (layer, rng.choice(["not_started", "started", "done"]))
        for interview in sittings
        for coder, layer in rng.choice(ASSIGNED)
    }
    asked = {
        (rng.choice(CODES), rng.choice(ACTOR_TYPES[:2]), rng.choice([1, 2, None])): rng.random()
        < 0.5
        for _one in range(rng.randint(0, 5))
    }
    return RandomStudy(people, sittings, tuple(chosen), assignments, asked)


def _interview(rng: Random, persons: list[str]) -> Interview:
    present = rng.sample(persons, k=min(len(persons), rng.choice([1, 1, 2])))
    rounds = {person: rng.choice([1, 2, None]) for person in present}
    if rng.random() < 0.15:
        return Interview(rng.choice(STATUSES[2:]), rounds, None)
    speakers = [*present * 3, "I", "?"]
    turns = tuple(
        (rng.choice(speakers), " ".join(rng.choices(PIECES, k=rng.randint(0, 8))))
        for _one in range(rng.randint(1, 5))
    )
    return Interview(rng.choice(["held"] * 9 + ["planned"]), rounds, turns)


def _coding(rng: Random, interviews: list[str]) -> CodingOf:
    # Few places, and most codings of one branch by one coder: they shall meet.
    start, end = sorted(rng.sample(range(11), k=2))
    return CodingOf(
        interview=rng.choice(interviews), start=start / 10, end=end / 10,
        code=rng.choice((*CODES, "a", "a.b", "a.b.c")), coder=rng.choice((*CODERS, "Anne")),
        valence=rng.choice(VALENCES), stance=rng.choice(STANCES),
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
