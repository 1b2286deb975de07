"""Every number of a typology equals a slow, plain count, on any study and any property space."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, product
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, Speaker
from tests.analysis.test_crosstab_counts import as_limits
from tests.strategies import CODES, RandomStudy, build, studies
from workbench.errors import CallError
from workbench.model import (
    STANCES,
    VALENCES,
    Filters,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study

VIEWS = 3
"""Views counted of each study."""

Key = tuple[str, str, str]


@dataclass
class PlainCase:
    """A case as counted by hand: reasons by dimension and value, and the last word by hand."""

    found: list[dict[str, set[Any]]]
    hand: dict[str, Any] | None = None
    by_rule: bool = True
    linked: list[int] = field(default_factory=list)
    speakers: list[Speaker] = field(default_factory=list)

    def values(self) -> list[list[str]]:
        given = self.hand["values"] if self.hand else [""] * len(self.found)
        return [
            [one] if one else [name for name, reasons in of.items() if reasons]
            for one, of in zip(given, self.found, strict=True)
        ]


def ticking() -> Callable[[], datetime]:
    """A clock that is later each time it is asked: the latest word by hand holds."""
    seconds = count()
    return lambda: datetime(2026, 3, 3, tzinfo=UTC) + timedelta(seconds=next(seconds))


def random_space(rng: Random) -> PropertySpace:
    """Two or three dimensions of two or three values, with any rules."""
    dimensions = tuple(
        PropertyDimension(
            f"d{at}",
            tuple(
                PropertyValue(f"v{at}{n}", tuple(_rule(rng) for _one in range(rng.randint(0, 2))))
                for n in range(rng.choice([2, 2, 3]))
            ),
        )
        for at in range(rng.choice([2, 2, 3]))
    )
    first = tuple(one.values[0].name for one in dimensions)
    last = tuple(one.values[-1].name for one in dimensions)
    return PropertySpace(
        "Rom", dimensions, offer="tilbudet", offer_attribute=rng.choice(["course", ""]),
        time=rng.choice(["round", "round", "person"]),
        actor_types=rng.choice([(), ("deltaker",), ("deltaker", "arbeidsgiver")]),
        cells=(PropertyCell(first, code=rng.choice(CODES)), PropertyCell(last, outside="nei")),
    )  # fmt: skip


def _rule(rng: Random) -> PropertyRule:
    if rng.random() < 0.3:
        return PropertyRule(attribute="course", equals=rng.choice(["", "kafé"]))
    marked = rng.random() < 0.4
    return PropertyRule(
        code=rng.choice(CODES), valence=rng.choice(VALENCES) if marked else "",
        stance=rng.choice(STANCES) if marked else "",
    )  # fmt: skip


def place_some(study: Study, space: PropertySpace, rng: Random) -> list[dict[str, Any]]:
    """Placings by two coders; those that are refused are not there."""
    placed = []
    persons = list(study.persons()["person"])
    for _one in range(rng.randint(0, 5)):
        values = [rng.choice(["", *(v.name for v in one.values)]) for one in space.dimensions]
        codings = [row["id"] for row in study.store.find("coding")]
        one = {
            "person": rng.choice(persons), "values": values,
            "time": rng.choice(["", "1", "i fjor"]), "offer": rng.choice([None, "annet"]),
            "coder": rng.choice(["Leder", "Cato"]),
            "reasons": rng.sample(codings, min(len(codings), rng.randint(0, 2))),
        }  # fmt: skip
        try:
            study.place("Rom", one["person"], values, "fordi", **{k: one[k] for k in (
                "time", "offer", "coder", "reasons")})  # fmt: skip
        except CallError:
            continue
        placed.append(one)
    return placed


def counted(
    plain: Plain, space: PropertySpace, placed: list[dict[str, Any]], chosen: Filters
) -> tuple[dict[Key, PlainCase], list[Speaker]]:
    """The cases, one person and coding at a time; and who speaks within the filters."""
    limits = as_limits(chosen)
    limits.code = set()
    coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
    base = plain.speakers(limits, coders or None)
    cases: dict[Key, PlainCase] = {}
    for one in base:
        who = plain.persons[one.person]
        if space.actor_types and who["actor_type"] not in space.actor_types:
            continue
        offer = who["attributes"].get(space.offer_attribute, "") or space.offer
        round_ = plain.rounds.get((one.interview, one.person))
        time = str(round_) if round_ and space.time == "round" else ""
        case = cases.setdefault(
            (one.person, offer, time),
            PlainCase([{v.name: set() for v in d.values} for d in space.dimensions]),
        )
        case.speakers.append(one)
        for dimension, of in zip(space.dimensions, case.found, strict=True):
            for value in dimension.values:
                of[value.name] |= reasons(plain, one, value, chosen)
    for one in placed:
        _with_hand(plain, space, cases, one, chosen)
    return cases, base


def reasons(plain: Plain, one: Speaker, value: PropertyValue, chosen: Filters) -> set[Any]:
    found: set[Any] = set()
    for rule in value.rules:
        if rule.attribute:
            own = plain.persons[one.person]["attributes"].get(rule.attribute, "")
            found |= {rule.attribute} if own and rule.equals in ("", own) else set()
            continue
        for coding in within(plain, one, rule.code, chosen):
            if rule.valence in ("", coding["valence"]) and rule.stance in ("", coding["stance"]):
                found.add(coding["id"])
    return found


def unasked(plain: Plain, case: PlainCase, dimension: PropertyDimension) -> bool:
    """Whether nobody asked, in any interview of the case, for what the rules look for."""
    codes = {rule.code for value in dimension.values for rule in value.rules if rule.code}
    answers = {
        plain._was_asked(plain.code_ids[key], one.interview, one.person)
        for key in codes for one in case.speakers
    }  # fmt: skip
    return answers == {"no"}


def within(plain: Plain, one: Speaker, code: str, chosen: Filters) -> list[dict[str, Any]]:
    """The codings of a person under a code, within the filters."""
    asked = [plain.code_ids[key] for key in chosen.code]
    return [
        coding
        for coding in plain.of_speaker(one, as_limits(chosen), in_quote=False)
        if plain.under(coding["code"], plain.code_ids[code])
        and (not asked or any(plain.under(coding["code"], above) for above in asked))
    ]


def _with_hand(
    plain: Plain, space: PropertySpace, cases: dict[Key, PlainCase], one: dict[str, Any],
    chosen: Filters,
) -> None:  # fmt: skip
    own = plain.persons[one["person"]]["attributes"].get(space.offer_attribute, "") or space.offer
    key = (one["person"], one["offer"] or own, one["time"])
    times = {k[2] for k, case in cases.items() if k[0] == one["person"] and case.by_rule}
    if not times:
        return
    if key not in cases:
        limited = chosen.round or chosen.interview or chosen.done_only
        if limited and one["time"] not in times:
            return
        cases[key] = PlainCase(
            [{v.name: set() for v in d.values} for d in space.dimensions], by_rule=False
        )
    cases[key].hand = one
    cases[key].linked = one["reasons"]


@ON_DISK
@given(data=st.data(), study=studies(), seed=st.integers(0, 2**32))
def test_every_cell_case_and_reason_equals_a_plain_count(
    data: st.DataObject, study: RandomStudy, seed: int
) -> None:
    rng = Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        builder = build(study, Path(folder) / "study.db")
        leader = Study.open(builder.store.path, coder="Leder", clock=ticking())
        space = random_space(rng)
        leader.property_space_save(space)
        placed = place_some(leader, space, rng)
        plain = Plain(builder.store.path)
        for _one in range(VIEWS):
            chosen = data.draw(filters(study))
            cases, base = counted(plain, space, placed, chosen)
            _cells_are_as_counted(leader, space, chosen, cases, plain, base)
            _cases_are_as_counted(leader, space, chosen, cases, plain)
        assert leader.check() == []
        leader.store.close()
        builder.store.close()


def _cells_are_as_counted(
    study: Study, space: PropertySpace, chosen: Filters, cases: dict[Key, PlainCase], plain: Plain,
    base: list[Speaker],
) -> None:  # fmt: skip
    names = [one.name for one in space.dimensions]
    frame = study.typology("Rom", totals=True, filters=chosen)
    keys = list(product(*([*(v.name for v in d.values), "*"] for d in space.dimensions)))
    assert [tuple(row) for row in frame[names].to_numpy()] == keys
    assert len(study.typology("Rom", filters=chosen)) == sum("*" not in key for key in keys)
    for row, key in zip(frame.to_dict("records"), keys, strict=True):
        here = [
            (person, case)
            for (person, _offer, _time), case in cases.items()
            if all(len(one) == 1 for one in case.values())
            and all(star in ("*", one[0]) for star, one in zip(key, case.values(), strict=True))
        ]
        assert row["n"] == len(here)
        assert row["N"] == len(cases)
        assert row["persons"] == len({person for person, _case in here})
        assert row["persons_N"] == len({person for person, _offer, _time in cases})
        assert row["by_hand"] == sum(case.hand is not None for _person, case in here)
        assert row["outside"] == ("yes" if key == space.cells[1].values else "")
        if row["code"]:
            others = [one for one in base if (plain.persons[one.person]["actor_type"] or "")
                      not in space.actor_types and space.actor_types]  # fmt: skip
            assert row["told"] == len(
                {one.person for one in others if within(plain, one, row["code"], chosen)}
            )


def _cases_are_as_counted(
    study: Study, space: PropertySpace, chosen: Filters, cases: dict[Key, PlainCase], plain: Plain
) -> None:
    frame = study.typology_cases("Rom", filters=chosen)
    because = study.typology_reasons("Rom", filters=chosen).to_dict("records")
    assert len(frame) == len(cases)
    for row in frame.to_dict("records"):
        case = cases[row["person"], row["offer"], row["time"]]
        values = case.values()
        assert [row[one.name] for one in space.dimensions] == [" / ".join(one) for one in values]
        state = "placed" if all(len(one) == 1 for one in values) else "undecided"
        state = "conflict" if any(len(one) > 1 for one in values) else state
        assert row["state"] == state
        open_ = [one for one, of in zip(space.dimensions, values, strict=True) if not of]
        assert row["asked"] == ("no" if any(unasked(plain, case, one) for one in open_) else "")
        assert row["by"] == ("hand" if case.hand else "rule" if state == "placed" else "")
        differs = case.hand is not None and any(
            given and [name for name, found in of.items() if found] not in ([], [given])
            for given, of in zip(case.hand["values"], case.found, strict=True)
        )
        assert row["differs"] == ("yes" if differs else "")
        mine = [one for one in because
                if all(one[name] == row[name] for name in ("person", "offer", "time"))]  # fmt: skip
        assert row["reasons"] == len(mine)
        assert sorted(one["coding"] for one in mine if one["by"] == "hand") == sorted(case.linked)
        by_rule = {
            (one["dimension"], one["value"], one["attribute"] or one["coding"])
            for one in mine if one["by"] == "rule"
        }  # fmt: skip
        assert by_rule == {
            (dimension.name, value, reason)
            for dimension, of in zip(space.dimensions, case.found, strict=True)
            for value, found in of.items() for reason in found
        }  # fmt: skip
        assert len(by_rule) + len(case.linked) == len(mine)
