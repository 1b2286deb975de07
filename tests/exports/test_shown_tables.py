"""What tables print of persons, held against a plain count over the rows of the file itself.

The plain count reads the csv file as anyone would: which columns describe somebody, which put rows
together under an id, and how many persons of the study each combination fits.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK
from tests.builder import Builder
from tests.strategies import build, random_study
from workbench import Filters, Study
from workbench.errors import CallError
from workbench.exports.writers import Kind

Traits = frozenset[tuple[str, tuple[str, ...]]]

ASKED: tuple[tuple[Kind, dict[str, Any]], ...] = (
    ("crosstab", {"columns": ("actor_type", "round")}),
    ("crosstab", {"columns": ("course", "actor_type"), "hide_small": True}),
    ("crosstab", {"columns": ("person", "round")}),
    ("crosstab", {"columns": ("interview", "course")}),
    ("compare", {"by": "course"}),
    ("compare", {"by": "actor_type", "mark": "stance"}),
    ("compare", {"by": "round"}),
    ("matrix", {"by": "actor_type"}),
    ("matrix", {"by": "person"}),
    ("explanations", {"branch": "a", "by": "course"}),
    ("voices", {"branch": "a"}),
    ("trajectories", {}),
    ("changes", {}),
    ("changes", {"hide_small": True}),
    ("explanations", {"branch": "a", "hide_small": True}),
    ("compare", {"by": "course", "hide_small": True}),
    ("attrition", {}),
    ("query", {"query": "a"}),
    ("query", {"query": "a", "hide_small": True}),
    ("new_codes", {}),
    ("cooccurrence", {}),
    ("cooccurrence", {"hide_small": True}),
)


@pytest.mark.parametrize(
    ("kind", "asked"), ASKED, ids=[f"{one}-{number}" for number, (one, _asked) in enumerate(ASKED)]
)
@settings(ON_DISK, max_examples=8)
@given(
    seed=st.integers(0, 2**32),
    k=st.integers(1, 3),
    filters=st.sampled_from(
        ({}, {"actor_type": ("deltaker",)}, {"attributes": (("course", "kafé"),)}, {"round": (1,)})
    ),
)
def test_few_share_what_the_rows_of_the_file_say(
    kind: Kind, asked: dict[str, Any], seed: int, k: int, filters: dict[str, Any]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drawn = random_study(seed, persons=6, interviews=8, codings=30)
        study = Study(build(drawn, Path(folder) / "study.db").store, coder="Anne")
        code = {"compare": ("a",), "matrix": ("a",), "query": ()}.get(kind, ("ab",))
        wanted = {**asked, "filters": Filters(code=code, **filters)}
        try:
            rows = [*csv.DictReader(io.StringIO(study.exported(kind, "csv", **wanted).decode()))]
            found = study.disclosure(kind, format="csv", k=k, analyse=False, **wanted)
        except CallError:
            # A round that nobody was to be met in.
            assume(False)
        expected = set(_few(study, kind, rows, wanted["filters"], k))
        rare = found[found["what"].isin(["attributes", "role"])]
        assert dict(zip(rare["detail"].map(_said), rare["shared"], strict=True)) == {
            " · ".join(_words(trait) for trait in sorted(one)): n for one, n in expected
        }
        study.store.close()


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("crosstab", {"columns": ("course",)}),
        ("crosstab", {"columns": ("course", "actor_type"), "hide_small": True}),
        ("compare", {"by": "course"}),
        ("matrix", {"by": "actor_type"}),
        ("explanations", {"branch": "a", "by": "course"}),
        ("voices", {"branch": "a"}),
        ("trajectories", {}),
        ("changes", {}),
        ("explanations", {"branch": "a", "hide_small": True}),
        ("compare", {"by": "course", "hide_small": True}),
    ],
)
@settings(ON_DISK, max_examples=8)
@given(seed=st.integers(0, 2**32), persons=st.sampled_from((2, 4)))
def test_all_of_a_group_are_under_a_sensitive_code_where_the_rows_of_the_file_say_so(
    kind: Kind, asked: dict[str, Any], seed: int, persons: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        drawn = random_study(seed, persons=persons, interviews=6, codings=40)
        study = Study(build(drawn, Path(folder) / "study.db").store, coder="Anne")
        code = "a" if kind in ("compare", "matrix") else "ab"
        study.mark_sensitive(code)
        wanted = {**asked, "filters": Filters(code=(code,))}
        try:
            rows = [*csv.DictReader(io.StringIO(study.exported(kind, "csv", **wanted).decode()))]
            found = study.disclosure(kind, format="csv", analyse=False, **wanted)
        except CallError:
            assume(False)
        everyone = found[found["what"] == "everyone"]
        codes = everyone["detail"].map(lambda detail: detail.rpartition(" ")[2])
        assert set(zip(codes, everyone["persons"], strict=True)) == set(
            _all_of(study, kind, rows, code)
        )
        study.store.close()


def test_what_all_said_is_found_in_changes_that_name_nobody(tmp_path: Path) -> None:
    """Three have said it in round 1, and one of them in round 2. P9 was never met in rounds."""
    made = Builder(tmp_path / "study.db")
    made.code("a")
    for person in ("P1", "P2", "P3"):
        text = f"{person}: Ja, [det er det]."
        made.interview(f"{person}-1", {person: 1}, text, codes={"[": "a"})
        made.interview(f"{person}-2", {person: 2}, text if person == "P1" else f"{person}: Nei.",
                       codes={"[": "a"})  # fmt: skip
    made.interview("P9", ["P9"], "P9: [Ja].", codes={"[": "a"})
    study = Study(made.store, coder="Anne")
    study.mark_sensitive("a")

    def found(**wanted: Any) -> list[tuple[str, str]]:
        frame = study.disclosure("changes", format="csv", analyse=False, **wanted)
        return list(zip(frame["what"], frame["persons"], strict=True))

    assert found() == [("everyone", "P1,P2,P3")]
    # One and two are hidden, but nobody is left who has not said it in round 1.
    assert found(hide_small=True) == [("everyone", "P1,P2,P3")]
    made.interview("P4-1", {"P4": 1}, "P4: Nei.")
    made.interview("P4-2", {"P4": 2}, "P4: Nei.")
    assert found() == found(hide_small=True) == []


def _all_of(
    study: Study, kind: Kind, rows: Sequence[Mapping[str, str]], sensitive: str
) -> Iterator[tuple[str, str]]:
    """Code and persons of every group in which all have it."""
    rows = [row for row in rows if row["code"].split(".")[0] == sensitive]
    said: dict[tuple[str, str], dict[str, bool]] = {}
    rounds = sorted(study.trajectories()["round"].unique()) or [0]
    for row in rows:
        if kind == "voices":
            for group in (row["actor_type"], "*"):
                said.setdefault((row["code"], group), {})[row["person"]] = row["n"] != "0"
        elif kind == "trajectories" and row["usable"].lower() == "true":
            for group in (row["round"], "*"):
                of = said.setdefault((row["code"], group), {})
                of[row["person"]] = of.get(row["person"], False) or row["n"] != "0"
        elif kind == "changes":
            for side, round_ in (("before", rounds[0]), ("after", rounds[-1])):
                of = said.setdefault((row["code"], str(round_)), {})
                for person in filter(None, row["persons"].split(",")):
                    if row[side] != "no_text":
                        of[person] = of.get(person, False) or row[side] == "said"
        elif row.get("persons") and row["persons"] == row["persons_N"] != "0":
            yield row["code"], ",".join(_of_group(study, row))
    for (code, _group), who in said.items():
        if who and all(who.values()):
            yield code, ",".join(sorted(who))


def _of_group(study: Study, row: Mapping[str, str]) -> list[str]:
    """The persons with text who are of the course and the actor type that a row names."""
    named = {row["by"]: row["subject"]} if "by" in row else row
    heard = {one["person"] for one in _sittings(study) if one["usable"]}
    return sorted(
        one["person"]
        for one in study.persons().fillna("").to_dict("records")
        if one["person"] in heard
        and all(named.get(name, one[name]) == one[name] for name in ("actor_type", "course"))
    )


def _said(detail: str) -> str:
    return detail.rpartition(":")[0]


def _words(trait: tuple[str, tuple[str, ...]]) -> str:
    names = {"actor_type": "actor type", "missing_round": "no text in round"}
    return f"{names.get(trait[0], trait[0])}: {' or '.join(trait[1])}"


def _few(
    study: Study, kind: Kind, rows: Sequence[Mapping[str, str]], filters: Filters, k: int
) -> Iterator[tuple[Traits, int]]:
    """The narrowest combinations that fewer than k persons share, each with how many do."""
    persons = _persons(study)
    for traits in _descriptions(study, kind, rows, filters):
        few: dict[Traits, frozenset[str]] = {}
        for size in range(1, len(traits) + 1):
            for chosen in map(frozenset, combinations(sorted(traits), size)):
                who = frozenset(
                    person
                    for person, own in persons.items()
                    if all(set(values) & own.get(name, set()) for name, values in chosen)
                )
                if 0 < len(who) < k:
                    few[chosen] = who
        for chosen, who in few.items():
            if not any(part < chosen and same == who for part, same in few.items()):
                yield chosen, len(who)


def _of_filters(filters: Filters) -> Traits:
    named = {"actor_type": filters.actor_type, "round": tuple(map(str, filters.round))}
    traits = {(name, values) for name, values in named.items() if values}
    return frozenset(traits | {(name, (one,)) for name, one in filters.attributes})


def _persons(study: Study) -> dict[str, dict[str, set[str]]]:
    """What is known of each person, from the two lists of the design."""
    persons: dict[str, dict[str, set[str]]] = {}
    for row in study.persons().to_dict("records"):
        told = {name: row[name] for name in ("actor_type", "course") if row[name]}
        persons[row["person"]] = {name: {value} for name, value in told.items()}
    sittings = _sittings(study)
    every = {str(row["round"]) for row in sittings if str(row["round"]).isdigit()}
    for row in sittings:
        own = persons[row["person"]]
        own.setdefault("status", set()).add(row["status"])
        if str(row["round"]).isdigit():
            own.setdefault("missing_round", set(every))
        if row["usable"]:
            round_ = str(row["round"]) if str(row["round"]).isdigit() else "0"
            own.setdefault("round", set()).add(round_)
    for own in persons.values():
        if "missing_round" in own:
            own["missing_round"] -= own.get("round", set())
    return persons


def _sittings(study: Study) -> list[dict[str, Any]]:
    """Persons in interviews; usable is the text of those who say something in it."""
    rows = []
    for row in study.person_interviews().to_dict("records"):
        text = study.transcript(row["interview"])
        speakers = {turn.person for turn in text.turns} if text else set()
        usable = row["usable"] and row["person"] in speakers
        rows.append({str(name): value for name, value in row.items()} | {"usable": usable})
    return rows


def _descriptions(
    study: Study, kind: Kind, rows: Sequence[Mapping[str, str]], filters: Filters
) -> Iterator[Traits]:
    """What the rows say of those under them: each by itself, and all that stand under one id."""
    of_id: dict[str, set[Any]] = {}
    types = {row["person"]: row["actor_type"] for row in study.persons().to_dict("records")}
    usable = {(row["interview"], row["person"]) for row in _sittings(study) if row["usable"]}
    everybody = _of_filters(filters)
    if kind in ("trajectories", "changes", "attrition"):
        # Rows say the rounds themselves, those without text too.
        everybody = frozenset(trait for trait in everybody if trait[0] != "round")
    if kind == "cooccurrence":
        yield everybody
    rounds = sorted(study.trajectories(filters=filters)["round"].unique()) or [0]
    for row in rows:
        if row.get("persons_N") == "0" or row.get("N") == "0" or ("n" in row and not row["n"]):
            continue
        traits = {*everybody, *_traits(kind, row, (int(rounds[0]), int(rounds[-1])))}
        ids = _ids(kind, row)
        if row.get("interview"):
            in_it = {person for interview, person in usable if interview == row["interview"]}
            ids = [one for one in in_it if _is(types[one], row) and _course(study, one, row)]
        if ids is None:
            yield frozenset(traits)
        for one in ids or ():
            of_id.setdefault(one, set()).update(traits)
    yield from map(frozenset, of_id.values())


def _is(actor_type: str | None, row: Mapping[str, str]) -> bool:
    return "actor_type" not in row or (actor_type or "") == row["actor_type"]


def _course(study: Study, person: str, row: Mapping[str, str]) -> bool:
    if "course" not in row:
        return True
    [own] = [one for one in study.persons().to_dict("records") if one["person"] == person]
    return bool((own["course"] or "") == row["course"])


def _ids(kind: Kind, row: Mapping[str, str]) -> list[str] | None:
    if kind == "changes" and (row["persons"] or row["n"] == "0"):
        return [one for one in row["persons"].split(",") if one]
    if kind == "matrix" and row["by"] == "person":
        return [row["subject"]]
    return [row["person"]] if "person" in row else None


def _traits(
    kind: Kind, row: Mapping[str, str], rounds: tuple[int, int]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if kind == "changes":
        for round_, name in zip(rounds, ("before", "after"), strict=True):
            yield "missing_round" if row[name] == "no_text" else "round", (str(round_),)
    elif kind == "trajectories":
        there = row["usable"].lower() == "true"
        yield "round" if there else "missing_round", (row["round"],)
    elif kind == "matrix":
        if row["by"] != "person" and row["subject"]:
            yield row["by"], (row["subject"],)
    elif kind == "attrition":
        yield "missing_round", (row["lost_round"],)
        for name, column in (("round", "usable_rounds"), ("status", "status")):
            yield from ((name, (one,)) for one in row[column].split(",") if one)
        if row["actor_type"]:
            yield "actor_type", (row["actor_type"],)
    else:
        for name in ("actor_type", "course", "round"):
            if row.get(name):
                yield name, (row[name],)
