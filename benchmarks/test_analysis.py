"""Cross-tabs, excerpts and agreement: against the best single SELECT over the same tables, or
another tool, and as data grows.

A floor is the fastest single SELECT that we know over the stored tables which gives the same
numbers for directly assigned codes and one coder. It knows nothing of parents, of whose coding
is read, of attributes or of columns that stay empty; the cross-tab does all of that in its time.
Both are measured in turn, so that a busy machine slows both; the least of the rounds is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from benchmarks.conftest import exponent
from benchmarks.generate import generate
from workbench.analysis.crosstab import crosstab
from workbench.analysis.excerpts import excerpts
from workbench.model import (
    AGREEMENT_UNITS,
    Count,
    Filters,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.store.database import Store
from workbench.study import Study

Say = Callable[[str, str], None]
Sized = Callable[[int], Study]

MILLION = {"interviews": 3_800, "codings": 234}
"""Codings per primary coder; with the second coder's they are a million."""

ROUNDS = 3

WHERE = """
  JOIN person p ON p.id = cp.person
  JOIN person_interview pi ON pi.interview = cp.interview AND pi.person = cp.person
"""

DISTINCT = """
  SELECT cp.code, p.actor_type, pi.round, count(DISTINCT cp.{what})
  FROM (SELECT DISTINCT code, interview, person FROM coding_person WHERE coder = 1) cp {where}
  GROUP BY 1, 2, 3
"""

CODINGS = """
  SELECT cp.code, p.actor_type, pi.round, count(DISTINCT cp.coding)
  FROM coding_person cp {where} WHERE cp.coder = 1 GROUP BY 1, 2, 3
"""

EXCERPTS = """
  SELECT cp.code, p.actor_type, pi.round, sum(cp.begins) FROM (
    SELECT code, interview, person, sum(before IS NULL OR start > before) AS begins FROM (
      SELECT code, interview, person, start, max("end") OVER (
        PARTITION BY code, coder, interview, person ORDER BY word_start, word_end, start
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM coding_person WHERE coder = 1) GROUP BY code, interview, person) cp {where}
  GROUP BY 1, 2, 3
"""

WORDS = """
  SELECT cp.code, p.actor_type, pi.round, sum(cp.words) FROM (
    SELECT code, interview, person,
      sum(max(0, word_end - max(word_start, coalesce(before, 0)))) AS words FROM (
      SELECT code, interview, person, word_start, word_end, max(word_end) OVER (
        PARTITION BY code, coder, interview, person ORDER BY word_start, word_end
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM coding_person WHERE coder = 1) GROUP BY code, interview, person) cp {where}
  GROUP BY 1, 2, 3
"""

FLOORS: dict[Count, str] = {
    "interviews": DISTINCT.format(what="interview", where=WHERE),
    "persons": DISTINCT.format(what="person", where=WHERE),
    "codings": CODINGS.format(where=WHERE),
    "excerpts": EXCERPTS.format(where=WHERE),
    "words": WORDS.format(where=WHERE),
}


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A study with a million codings."""
    path: Path = tmp_path_factory.mktemp("million") / "study.db"
    return generate(path, **MILLION)


def least(*calls: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The least time of each call, the calls taken in turn."""
    taken: list[list[float]] = [[] for _call in calls]
    for _round in range(rounds):
        for call, times in zip(calls, taken, strict=True):
            begun = time.perf_counter()
            call()
            times.append(time.perf_counter() - begun)
    return [min(times) for times in taken]


@pytest.mark.parametrize("count", list(FLOORS))
def test_crosstab_of_a_million_codings(million: Store, say: Say, count: Count) -> None:
    connection = million.db.conn
    codings = million.value("SELECT count(*) FROM coding")
    floor = connection.execute(FLOORS[count]).fetchall()
    direct = crosstab(million, count=count, direct=True)
    assert sum(row[-1] for row in floor) == direct["n"].sum()
    ours, best = least(
        lambda: crosstab(million, count=count),
        lambda: connection.execute(FLOORS[count]).fetchall(),
    )
    say(
        f"crosstab --count {count}, {codings:,} codings",
        f"{ours:.2f} s, floor {best:.2f} s, ratio {ours / best:.2f}",
    )


@pytest.mark.parametrize("count", list(FLOORS))
def test_crosstab_as_the_study_grows(sized: Sized, say: Say, count: Count) -> None:
    times = {}
    for interviews in (38, 380, 3_800):
        store = sized(interviews).store
        (times[interviews],) = least(lambda store=store: crosstab(store, count=count))
    _say_growth(say, f"crosstab --count {count}", times)


def test_excerpts_as_the_study_grows(sized: Sized, say: Say) -> None:
    times, of_one = {}, {}
    for interviews in (38, 380, 3_800):
        store = sized(interviews).store
        most = store.value(
            "SELECT c.key FROM code c JOIN coding g ON g.code = c.id"
            " GROUP BY c.id ORDER BY count(*) DESC LIMIT 1"
        )
        (times[interviews],) = least(lambda store=store: excerpts(store), rounds=2)
        chosen = Filters(code=(most,))
        (of_one[interviews],) = least(
            lambda store=store, chosen=chosen: excerpts(store, filters=chosen)
        )
    _say_growth(say, "excerpts, all", times)
    _say_growth(say, "excerpts of the most used code", of_one)


PATHS = """
  SELECT cp.code, cp.person, pi.round, count(*), max(g.valence), max(g.stance)
  FROM coding_person cp JOIN coding g ON g.id = cp.coding
  JOIN person_interview pi ON pi.interview = cp.interview AND pi.person = cp.person
  WHERE cp.coder = 1 GROUP BY 1, 2, 3
"""

CASES = """
  SELECT cp.code, cp.person, pi.round, g.valence, count(*)
  FROM coding_person cp JOIN coding g ON g.id = cp.coding
  JOIN person_interview pi ON pi.interview = cp.interview AND pi.person = cp.person
  WHERE cp.coder = 1 GROUP BY 1, 2, 3, 4
"""

BRANCH = f"""
  WITH RECURSIVE branch(id) AS (SELECT id FROM code WHERE key = :code
    UNION ALL SELECT c.id FROM code c JOIN branch b ON c.parent = b.id)
  SELECT cp.code, p.actor_type, count(DISTINCT cp.interview), count(DISTINCT cp.person)
  FROM coding_person cp {WHERE} WHERE cp.coder = 1 AND cp.code IN (SELECT id FROM branch)
  GROUP BY 1, 2
"""


def test_the_other_tables_of_a_million_codings(million: Store, say: Say) -> None:
    connection = million.db.conn
    branch, other = (
        str(row["key"])
        for row in million.rows("SELECT key FROM code WHERE parent IS NULL ORDER BY id LIMIT 2")
    )
    study, of_branch = Study(million, coder="A"), Filters(code=(branch,))
    _space_of_all_codes(study)
    calls: list[tuple[str, Callable[[], object], str | None]] = [
        ("compare one branch", partial(study.compare, filters=of_branch), BRANCH),
        ("trajectories", study.trajectories, PATHS),
        ("changes from round 1 to 3", partial(study.changes, 1, 3), PATHS),
        ("typology cells, rules on all codes", partial(study.typology, "Alt"), CASES),
        ("typology cases, rules on all codes", partial(study.typology_cases, "Alt"), CASES),
        ("cooccurrence --within overlap", study.cooccurrence, None),
        ("cooccurrence --within turn", partial(study.cooccurrence, "turn"), None),
        ("cooccurrence --within 2", partial(study.cooccurrence, 2), None),
        ("explanations", partial(study.explanations, branch=other, filters=of_branch), None),
    ]
    for what, call, sql in calls:
        if sql is None:
            (ours,) = least(call, rounds=2)
            say(f"{what}, a million codings", f"{ours:.2f} s")
            continue
        floor = partial(connection.execute, sql, {"code": branch} if ":code" in sql else {})
        ours, best = least(call, lambda floor=floor: floor().fetchall(), rounds=2)
        say(
            f"{what}, a million codings",
            f"{ours:.2f} s, floor {best:.2f} s, ratio {ours / best:.2f}",
        )


def _space_of_all_codes(study: Study) -> None:
    """A property space whose rules ask for every code, some of them with a valence."""
    roots = [code.key for code in study.scheme() if code.parent is None]
    present = tuple(PropertyRule(code=key, valence="present") for key in roots)
    half = len(roots) // 2
    values = [
        PropertyValue(name, tuple(PropertyRule(code=key) for key in keys))
        for name, keys in (("a", roots[:half]), ("b", roots[half:]))
    ]
    wish = PropertyDimension("wish", (PropertyValue("yes", present), PropertyValue("no")))
    study.property_space_save(
        PropertySpace("Alt", (wish, PropertyDimension("offer", tuple(values))))
    )


@pytest.mark.parametrize(
    "call", [Study.trajectories, Study.cooccurrence], ids=["trajectories", "cooccurrence"]
)
def test_the_other_tables_as_the_study_grows(
    sized: Sized, say: Say, call: Callable[[Study], object]
) -> None:
    times = {}
    for interviews in (38, 380, 3_800):
        study = sized(interviews)
        (times[interviews],) = least(lambda study=study: call(study))
    _say_growth(say, call.__name__, times)


QUALCODER_AGREEMENT = {38: 13.0, 380: 146.0}
"""Seconds of QualCoder 4.0 Beta for 110 codes, from the time of one: measured once, on a two-core
machine of the same kind (see test_peers.py)."""


@pytest.fixture(scope="module")
def coded_by_both(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Study]:
    """A study of so many interviews of 8,000 words, each coded to the end by two coders."""
    folder = tmp_path_factory.mktemp("both")
    return lambda interviews: Study(
        generate(folder / f"{interviews}.db", interviews=interviews, both=True), coder="A"
    )


def test_agreement_of_all_codes(coded_by_both: Sized, say: Say) -> None:
    times: dict[int, dict[str, float]] = {}
    for interviews in (38, 380, 3_800):
        study = coded_by_both(interviews)
        calls = [partial(study.agreement, unit=unit) for unit in AGREEMENT_UNITS]
        times[interviews] = dict(zip(AGREEMENT_UNITS, least(*calls), strict=True))
    for unit in AGREEMENT_UNITS:
        _say_growth(say, f"agreement by {unit}", {size: one[unit] for size, one in times.items()})
    for interviews, theirs in QUALCODER_AGREEMENT.items():
        ours = times[interviews]["character"]
        say(
            f"beside QualCoder, {interviews} interviews: agreement by character, 110 codes",
            f"{ours * 1000:,.0f} ms, QualCoder {theirs:.0f} s, ratio {theirs / ours:,.0f}",
        )


def _say_growth(say: Say, what: str, times: dict[int, float]) -> None:
    sizes = sorted(times)
    figures = ", ".join(f"{times[size] * 1000:,.0f} ms at {size:,}" for size in sizes)
    whole = exponent((sizes[0], times[sizes[0]]), (sizes[-1], times[sizes[-1]]))
    late = exponent((sizes[-2], times[sizes[-2]]), (sizes[-1], times[sizes[-1]]))
    say(what, f"{figures}; exponent {whole:.2f}, from {sizes[-2]:,} on {late:.2f}")
