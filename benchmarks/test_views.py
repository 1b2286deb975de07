"""Every view of an analysis: against the best single SELECT over the same tables, and growth.

A floor is the fastest single SELECT that we know which reads the rows that the view is made of and
says the core of what it says: for directly assigned codes, one coder and no filters. Where it
cannot say so much (which orders of interviews there are, what is to be hidden), it reads the rows.
Both are told in seconds of the processor, the least of several runs, so that what else the machine
does matters little. What a study has kept from an earlier call is thrown away before each.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from benchmarks.conftest import exponent
from benchmarks.furnish import EXPLAINS, PICKED, furnish
from benchmarks.generate import generate
from benchmarks.test_analysis import FLOORS, MILLION, WHERE
from workbench.model import (
    Filters,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.store.database import Store
from workbench.store.word_index import TURNS
from workbench.study import Study

Say = Callable[[str, str], None]

SIZES = (38, 380, 3_800)
ROUNDS = 2

ENOUGH = 1.0
"""Seconds within which a view may take more than twice its floor."""

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

SPACE = "Alt"
"""A property space whose rules ask for every code, some of them with a valence."""

BRANCH = f"""
  WITH RECURSIVE branch(id) AS (SELECT id FROM code WHERE key = :code
    UNION ALL SELECT c.id FROM code c JOIN branch b ON c.parent = b.id)
  SELECT cp.code, p.actor_type, count(DISTINCT cp.interview), count(DISTINCT cp.person)
  FROM coding_person cp {WHERE} WHERE cp.coder = 1 AND cp.code IN (SELECT id FROM branch)
  GROUP BY 1, 2
"""

BRANCHES = """
  WITH RECURSIVE branch(root, id) AS (SELECT key, id FROM code WHERE key IN ('b2', 'b3', 'b4')
    UNION ALL SELECT b.root, c.id FROM code c JOIN branch b ON c.parent = b.id)
"""

MATRIX = f"""{BRANCHES}
  SELECT x.root, x.person, count(DISTINCT x.interview), sum(x.begins), s.text FROM (
    SELECT root, interview, person, before IS NULL OR start > before AS begins FROM (
      SELECT b.root, cp.interview, cp.person, cp.start, max(cp."end") OVER (
        PARTITION BY b.root, cp.interview, cp.person ORDER BY cp.start
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
      FROM coding_person cp JOIN branch b ON b.id = cp.code WHERE cp.coder = 1)) x
  JOIN code c ON c.key = x.root
  LEFT JOIN summary s ON s.code = c.id AND s.dimension = 'person' AND s.subject = x.person
  GROUP BY 1, 2
"""

PLACEMENTS = """
  SELECT r.person, r.other_person, r.round,
    (SELECT count(*) FROM spoken s WHERE s.person = r.person),
    (SELECT count(*) FROM spoken s WHERE s.person = r.other_person)
  FROM relation r WHERE r.relation = 'had_placement_with'
"""

PLACEMENT = f"""{BRANCHES}
  SELECT b.root, cp.person, i.id, i.date, cp.start, cp."end", g.quote, cp.own
  FROM coding_person cp JOIN branch b ON b.id = cp.code JOIN coding g ON g.id = cp.coding
  JOIN interview i ON i.id = cp.interview WHERE cp.person IN (:person, :other) AND cp.coder = 1
  ORDER BY 1, 4, 5
"""

PINS = """
  SELECT item.* FROM selection_item item JOIN pins p ON p.selection = item.selection
  WHERE EXISTS (SELECT 1 FROM coding_person cp WHERE cp.code = p.code AND cp.coder = item.coder
    AND cp.interview = item.interview AND cp.person = item.person
    AND cp.start < item."end" AND item.start < cp."end")
  ORDER BY p.code, item.position
"""

SUMMARIES = """
  SELECT s.*, k.name, c.key FROM summary s
  JOIN code c ON c.id = s.code JOIN coder k ON k.id = s.coder
  ORDER BY c.position, s.dimension, s.subject
"""

EXPLAINED = f"""
  WITH RECURSIVE branch(root, id) AS (
    SELECT c.id, c.id FROM code c JOIN code top ON top.id = c.parent WHERE top.key = '{EXPLAINS}'
    UNION ALL SELECT b.root, c.id FROM code c JOIN branch b ON c.parent = b.id)
  SELECT cp.code, p.actor_type, e.root, count(DISTINCT cp.coding), count(DISTINCT cp.interview),
    count(DISTINCT cp.person), max(g.valence), max(g.stance)
  FROM coding_person cp JOIN person p ON p.id = cp.person JOIN coding g ON g.id = cp.coding
  LEFT JOIN (SELECT b.root, x.interview, x.person, x.start, x."end" FROM coding_person x
    JOIN branch b ON b.id = x.code WHERE x.coder = 1) e
    ON e.interview = cp.interview AND e.person = cp.person
    AND e.start < cp."end" AND cp.start < e."end"
  WHERE cp.coder = 1 GROUP BY 1, 2, 3
"""

VOICES = """
  SELECT cp.code, cp.person, count(*), count(DISTINCT cp.interview),
    group_concat(DISTINCT g.valence), group_concat(DISTINCT g.stance)
  FROM coding_person cp JOIN coding g ON g.id = cp.coding WHERE cp.coder = 1 GROUP BY 1, 2
"""

ATTRITION = """
  SELECT p.id, p.left_course, p.left_study, group_concat(DISTINCT pi.round), i.status,
    group_concat(DISTINCT cp.code)
  FROM person p JOIN person_interview pi ON pi.person = p.id
  JOIN interview i ON i.id = pi.interview
  LEFT JOIN coding_person cp ON cp.person = p.id AND cp.interview = pi.interview AND cp.coder = 1
  WHERE pi.round IS NOT NULL GROUP BY p.id
"""

# Pairs in the same turn or a few turns apart are more than those that overlap; one SELECT for all.
MEET = """
  SELECT a.code, b.code, count(*), count(DISTINCT a.interview)
  FROM coding_person a JOIN coding_person b ON b.person = a.person AND b.interview = a.interview
    AND b.code > a.code AND b.coder = a.coder
    AND a.start < b."end" AND b.start < a."end"
  WHERE a.coder = 1 GROUP BY 1, 2
"""

NEW_CODES = f"""
  SELECT cp.code, p.actor_type, pi.round, min(i.date), count(DISTINCT cp.interview)
  FROM coding_person cp {WHERE} JOIN interview i ON i.id = cp.interview
  WHERE cp.coder = 1 GROUP BY 1, 2, 3
"""

ORIGINS = """
  SELECT g.id, min(c.history), h.time, h.coder, h.action FROM code g
  JOIN change c ON c."table" = 'code' AND c.key = json_array(g.id) AND c.before IS NULL
  JOIN history h ON h.id = c.history GROUP BY g.id
"""

WORD_USE = f"""
  SELECT term, sum(n), count(*), max(n) FROM (
    SELECT l.term, u.person, count(*) AS n FROM lemma_place l
    JOIN turn u ON u.revision = l.doc / {TURNS} AND u.number = l.doc % {TURNS}
    JOIN person p ON p.id = u.person GROUP BY 1, 2) GROUP BY 1
"""

CLAIMS = """
  SELECT c.*, g.quote, p.person, f.* FROM claim c JOIN coding g ON g.id = c.coding
  JOIN figure f ON f.id = c.figure LEFT JOIN coding_person p ON p.coding = g.id
  ORDER BY f.id, g.interview, g.start
"""

QUERY = """
  WITH RECURSIVE one(id) AS (SELECT id FROM code WHERE key = 'b2'
    UNION ALL SELECT c.id FROM code c JOIN one b ON c.parent = b.id),
  other(id) AS (SELECT id FROM code WHERE key = 'b3'
    UNION ALL SELECT c.id FROM code c JOIN other b ON c.parent = b.id)
"""

FOUND = f"""{QUERY}
  SELECT a.interview, a.person, a.code, a.start, a."end", a.own,
    substr(r.text, a.start + 1, a."end" - a.start)
  FROM coding_person a JOIN transcript t ON t.interview = a.interview
  JOIN revision r ON r.id = t.revision
  WHERE a.coder = 1 AND a.code IN (SELECT id FROM one) {{more}}
"""

BOTH = """EXISTS (SELECT 1 FROM coding_person b WHERE b.code IN (SELECT id FROM other)
    AND b.coder = 1 AND b.interview = a.interview AND b.person = a.person AND {how})"""

PRINTED = """
  SELECT {what} p.actor_type, p.attribution, p.consent, pa.value, pi.round, i.date, i.place,
    group_concat(substr(r.text, e.start + 1, e."end" - e.start))
  FROM {rows} JOIN person p ON p.id = x.person LEFT JOIN person_attribute pa ON pa.person = p.id
  JOIN person_interview pi ON pi.interview = x.interview AND pi.person = p.id
  JOIN interview i ON i.id = x.interview JOIN transcript t ON t.interview = i.id
  JOIN revision r ON r.id = t.revision
  LEFT JOIN entity e ON e.revision = t.revision AND e.start >= x.start AND e."end" <= x."end"
  GROUP BY x.rowid
"""

QUOTED = QUERY + PRINTED.format(
    what="x.id, x.quote,",
    rows="(SELECT g.id AS rowid, g.id, g.quote, cp.* FROM coding_person cp JOIN coding g"
    " ON g.id = cp.coding WHERE cp.coder = 1 AND cp.code IN (SELECT id FROM one)) x",
)


@dataclass(frozen=True)
class View:
    """A view, and its floor: what is called, and the SELECT with its parameters."""

    call: Callable[[], object]
    floor: str
    parameters: dict[str, object]


def views(study: Study) -> dict[str, View]:
    """Every view with its floor."""
    store = study.store
    pair = store.rows("SELECT person, other_person FROM relation ORDER BY id LIMIT 1")[0]
    person, other = pair["person"], pair["other_person"]
    one, three = Filters(code=("b2",)), Filters(code=("b2", "b3", "b4"))
    explains = {"branch": EXPLAINS}
    unread, hides = {"analyse": False}, {"hide_small": True}
    printed: dict[str, Any] = {"analyse": False, "format": "docx"}
    picked = PRINTED.format(what="x.id,", rows="selection s JOIN selection_item x ON x.selection"
                            f" = s.id AND s.name = '{PICKED}'")  # fmt: skip

    def view(call: Callable[[], object], floor: str, **parameters: object) -> View:
        return View(call, floor, parameters)

    def query(text: str, floor: str, **limits: int) -> View:
        return view(partial(study.query_found, text, **limits), floor)

    near = 'b.start < a."end" AND a.start < b."end"'
    after = 'b.start >= a."end"'
    return {
        "compare one branch": view(partial(study.compare, filters=one), BRANCH, code="b2"),
        "matrix, persons × 3 branches": view(partial(study.matrix, filters=three), MATRIX),
        "matrix, actor types × 3 branches": view(
            partial(study.matrix, by="actor_type", filters=three), MATRIX
        ),
        "placements": view(study.placements, PLACEMENTS),
        "placement, 3 branches": view(
            partial(study.placement, person, other, filters=three), PLACEMENT,
            person=person, other=other,
        ),
        "pins": view(study.pins, PINS),
        "summaries": view(study.summaries, SUMMARIES),
        "trajectories": view(study.trajectories, PATHS),
        "changes": view(partial(study.changes, 1, 3), PATHS),
        "crossings": view(partial(study.crossings, 1, 3), PATHS),
        "typology, rules on all codes": view(partial(study.typology, SPACE), CASES),
        "typology, cases": view(partial(study.typology_cases, SPACE), CASES),
        "attrition": view(study.attrition, ATTRITION),
        "explanations": view(partial(study.explanations, **explains), EXPLAINED),
        "voices": view(partial(study.voices, **explains), VOICES),
        "cooccurrence --within overlap": view(study.cooccurrence, MEET),
        "cooccurrence --within turn": view(partial(study.cooccurrence, "turn"), MEET),
        "cooccurrence --within 2": view(partial(study.cooccurrence, 2), MEET),
        "new-codes": view(study.new_codes, NEW_CODES),
        "new-codes --origins": view(study.code_origins, ORIGINS),
        "word-use": view(partial(study.word_use, "deltaker", **unread), WORD_USE),
        "figures": view(study.figures, "SELECT * FROM figure ORDER BY id"),
        "figures --check": view(study.figures_check, "SELECT * FROM figure ORDER BY id"),
        "claims": view(study.claims, CLAIMS),
        "crosstab --totals --hide-small": view(
            partial(study.crosstab, totals=True, hide_small=True), FLOORS["interviews"]
        ),
        "cooccurrence --hide-small": view(partial(study.cooccurrence, **hides), MEET),
        "typology, small cells hidden": view(partial(study.typology, SPACE, **hides), CASES),
        "disclosure of a table": view(
            partial(study.disclosure, "crosstab", **printed), FLOORS["persons"]
        ),
        "disclosure of a selection": view(
            partial(study.disclosure, "excerpts", selection=PICKED, **printed), picked
        ),
        "disclosure of a branch's excerpts": view(
            partial(study.disclosure, "excerpts", filters=one, **printed), QUOTED
        ),
        "balance": view(partial(study.balance, PICKED), picked),
        "query a, all rows": query("b2", FOUND.format(more="")),
        "query a, counts and 100 rows": query("b2", FOUND.format(more=""), limit=100),
        "query a and b": query("b2 and b3", FOUND.format(more=f"AND {BOTH.format(how=near)}")),
        "query a and not b": query(
            "b2 and not b3", FOUND.format(more=f"AND NOT {BOTH.format(how=near)}")
        ),
        "query a overlapping b": query(
            "b2 overlapping b3", FOUND.format(more=f"AND {BOTH.format(how=near)}")
        ),
        "query a inside b": query(
            "b2 inside b3", FOUND.format(more=f"AND {BOTH.format(how=near)}")
        ),
        "query a followed by b within 3": query(
            "b2 followed by b3 within 3 turns", FOUND.format(more=f"AND {BOTH.format(how=after)}")
        ),
    }  # fmt: skip


def least(store: Store, call: Callable[[], object]) -> float:
    """The least time of the processor that a call takes, with nothing kept from before."""
    taken = []
    for _round in range(ROUNDS):
        store.cache.clear()
        gc.collect()
        begun = time.process_time()
        call()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Study]:
    """A study with everything that a view reads."""
    folder = tmp_path_factory.mktemp("furnished")

    def study(**size: int) -> Study:
        name = "-".join(map(str, size.values()))
        made = Study(furnish(generate(folder / f"{name}.db", **size)), coder="A")
        made.property_space_save(_space(made))
        return made

    return study


def _space(study: Study) -> PropertySpace:
    roots = [code.key for code in study.scheme() if code.parent is None]
    present = tuple(PropertyRule(code=key, valence="present") for key in roots)
    half = len(roots) // 2
    values = [
        PropertyValue(name, tuple(PropertyRule(code=key) for key in keys))
        for name, keys in (("a", roots[:half]), ("b", roots[half:]))
    ]
    one = PropertyDimension("first", (PropertyValue("yes", present), PropertyValue("no")))
    return PropertySpace(SPACE, (one, PropertyDimension("second", tuple(values))))


def test_every_view_of_a_million_codings(furnished: Callable[..., Study], say: Say) -> None:
    study = furnished(**MILLION)
    floors: dict[str, float] = {}
    for what, view in views(study).items():
        ours = least(study.store, view.call)
        if view.floor not in floors:
            floors[view.floor] = floor_of(study.store, view)
        say(f"{what}, a million codings", told(ours, floors[view.floor]))


def floor_of(store: Store, view: View) -> float:
    """What the SELECT takes; a slow one is measured once."""
    taken: list[float] = []
    while not taken or (len(taken) < ROUNDS and taken[-1] < ENOUGH * 5):
        begun = time.process_time()
        for _row in store.db.conn.execute(view.floor, view.parameters):
            pass
        taken.append(time.process_time() - begun)
    return min(taken)


def told(ours: float, floor: float) -> str:
    """What a view takes beside its floor, and whether that is too much."""
    slow = ours > max(ENOUGH, 2 * floor)
    return (
        f"{ours:.2f} s, floor {floor:.2f} s, ratio {ours / floor:.2f}{' TOO SLOW' if slow else ''}"
    )


def test_every_view_as_the_study_grows(furnished: Callable[..., Study], say: Say) -> None:
    times: dict[str, dict[int, float]] = {}
    for interviews in SIZES:
        study = furnished(interviews=interviews)
        for what, view in views(study).items():
            times.setdefault(what, {})[interviews] = least(study.store, view.call)
        study.store.close()
    for what, taken in times.items():
        growth = exponent(*((size, taken[size]) for size in (SIZES[0], SIZES[-1])))
        late = exponent(*((size, taken[size]) for size in SIZES[1:]))
        figures = ", ".join(f"{taken[size] * 1000:,.0f} ms at {size:,}" for size in SIZES)
        say(what, f"{figures}; exponent {growth:.2f}, from {SIZES[1]:,} on {late:.2f}")
