"""How barriers are explained, and by whom: the same one is told both ways."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Limits, Plain, Speaker, merged
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.explanations import explained, explanations, voices
from workbench.errors import CallError, UnknownName
from workbench.model import STANCES, VALENCES, Filters


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "study.db")
    made.person("P01", "deltaker")
    made.person("A01", "arbeidsgiver")
    made.code("praksis", "praksis.norsk", "tilskriving", "tilskriving.individ",
              "tilskriving.system", "tilskriving.system.nav")  # fmt: skip
    with made.store.action("Anne", "scheme") as action:
        code = made.store.row("SELECT id FROM code WHERE key = 'praksis'")
        assert code is not None
        action.update("code", code["id"], phase="praksis", level="system")
    marks = {"[": "praksis.norsk", "{": "tilskriving.individ", "<": "tilskriving.system.nav"}
    made.interview("P01-1", {"P01": 1}, "P01: [en {to] tre}\nP01: [fire]\nP01: <[fem] {seks}>",
                   codes=marks)  # fmt: skip
    made.interview("P01-2", {"P01": 2}, "P01: [{en} <to>] {tre}", codes=marks)
    made.interview("A01", ["A01"], "A01: <ja> [nei]", codes=marks)
    return made


def numbers(made: Builder, **options: Any) -> dict[tuple[str, str, str], tuple[int, ...]]:
    frame = explanations(made.store, **options)
    keys = ["code", "actor_type", "explained"]
    return {
        tuple(row[key] for key in keys): (row["excerpts"], row["n"], row["persons"])
        for row in frame.to_dict("records") if row["excerpts"]
    }  # fmt: skip


def test_an_excerpt_is_explained_by_what_stands_on_the_same_words(made: Builder) -> None:
    found = numbers(made, filters=Filters(code=("praksis.norsk",)))
    assert found == {
        ("praksis.norsk", "deltaker", "tilskriving.individ"): (1, 1, 1),
        ("praksis.norsk", "deltaker", "tilskriving.system"): (1, 1, 1),
        ("praksis.norsk", "deltaker", "both"): (1, 1, 1),
        ("praksis.norsk", "deltaker", ""): (1, 1, 1),
        ("praksis.norsk", "deltaker", "*"): (4, 2, 1),
        ("praksis.norsk", "arbeidsgiver", ""): (1, 1, 1),
        ("praksis.norsk", "arbeidsgiver", "*"): (1, 1, 1),
    }


def test_without_a_code_those_of_the_phases_are_read_and_a_branch_hands_its_phase_down(
    made: Builder,
) -> None:
    frame = explanations(made.store)
    said = frame[["code", "phase", "level"]].drop_duplicates().values.tolist()
    assert said == [["praksis", "praksis", "system"], ["praksis.norsk", "praksis", ""]]
    assert set(frame["N"]) == {2, 1}
    assert set(frame["persons_N"]) == {1}


def test_what_cannot_be_asked_is_explained(made: Builder) -> None:
    with pytest.raises(CallError, match=r"no codes under praksis\.norsk"):
        explanations(made.store, branch="praksis.norsk")
    with pytest.raises(UnknownName):
        explanations(made.store, branch="tilskrivning")
    with pytest.raises(CallError, match="who speaks"):
        explanations(made.store, by="valence")


def test_a_topic_that_nobody_of_a_group_was_asked_about_is_told_apart_and_so_is_what_is_done(
    made: Builder,
) -> None:
    made.asked("praksis", "deltaker", None, False)
    made.asked("praksis.norsk", "arbeidsgiver", None, True)
    made.assign("P01-1")
    frame = explanations(made.store)
    found = frame[frame["explained"] == "*"][["code", "actor_type", "asked", "done", "N"]]
    assert found.values.tolist() == [
        ["praksis", "deltaker", "no", 1, 2], ["praksis", "arbeidsgiver", "", 0, 1],
        ["praksis.norsk", "deltaker", "no", 1, 2], ["praksis.norsk", "arbeidsgiver", "yes", 0, 1],
    ]  # fmt: skip


def test_the_excerpts_behind_a_number_say_what_explains_each(made: Builder) -> None:
    frame = explained(made.store, filters=Filters(code=("praksis.norsk",)))
    assert frame[["interview", "quote", "explained"]].values.tolist() == [
        ["P01-1", "en to", "tilskriving.individ"], ["P01-1", "fire", ""],
        ["P01-1", "fem", "tilskriving.system"], ["P01-2", "en to", "both"], ["A01", "nei", ""],
    ]  # fmt: skip


def test_who_never_names_it_who_denies_it_and_for_whom_it_was_there(made: Builder) -> None:
    made.person("K01", "kursleverandør")
    made.interview("K01", ["K01"], "K01: ikke et ord")
    made.interview("N01", ["N01"], status="not_usable")
    made.passage("A01", "ja", "praksis.norsk", stance="denies", valence="present")
    made.passage("P01-1", "fire", "praksis", valence="missing")
    frame = voices(made.store, filters=Filters(code=("praksis",)))
    found = frame[frame["code"] == "praksis"].drop(columns=["code", "phase", "level", "asked"])
    assert found.values.tolist() == [
        ["P01", "deltaker", 4, 2, 2, "tilskriving.individ,tilskriving.system", "missing", ""],
        ["A01", "arbeidsgiver", 2, 1, 1, "tilskriving.system", "present", "denies"],
        ["K01", "kursleverandør", 0, 0, 1, "", "", ""],
    ]


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_number_equals_a_plain_count(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        plain = Plain(store.path)
        by = data.draw(st.sampled_from(["actor_type", "round", "course"]))
        chosen = data.draw(filters(study))
        frame = explanations(store, branch="a", by=by, filters=chosen)
        limits = as_limits(chosen)
        wanted, limits.code = limits.code, set()
        of_explanation = replace(limits, valence=set(), stance=set(), contains="")
        coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
        base = plain.speakers(limits, coders or None)
        codes = [plain.codes[one]["key"] for one in plain.tree_order()]
        codes = [key for key in codes if key != "a" and not key.startswith("a.")
                 and any(key == one or key.startswith(f"{one}.") for one in wanted)]  # fmt: skip
        assert list(dict.fromkeys(frame["code"])) == codes
        found = {
            (code, one): told(plain, one, code, limits, of_explanation)
            for code in codes
            for one in base
        }
        for row in frame.to_dict("records"):
            group = None if pd.isna(row[by]) else row[by] or None
            here = [one for one in base if (plain._value(one, by) or None) == group]
            held = [one for one in here for state in found[row["code"], one]
                    if row["explained"] in (state, "*")]  # fmt: skip
            assert row["excerpts"] == len(held)
            assert row["n"] == len({one.interview for one in held})
            assert row["persons"] == len({one.person for one in held})
            assert row["N"] == len({one.interview for one in here})
            assert row["persons_N"] == len({one.person for one in here})
            assert row["done"] == len({one.interview for one in here if one.done})
        people = voices(store, branch="a", filters=chosen)
        assert len(people) == len(codes) * len({one.person for one in base})
        for row in people.to_dict("records"):
            here = [one for one in base if one.person == row["person"]]
            states = [state for one in here for state in found[row["code"], one]]
            assert row["excerpts"] == len(states)
            assert row["n"] == sum(bool(found[row["code"], one]) for one in here)
            assert row["N"] == len(here)
            kinds = {kind for state in states for kind in {"both": "a.b,a.d"}.get(state, state)
                     .split(",")} - {""}  # fmt: skip
            assert set(row["explained"].split(",")) - {""} == kinds
            mine = [coding for one in here
                    for coding in plain.of_speaker(one, limits, in_quote=False)
                    if plain.under(coding["code"], plain.code_ids[row["code"]])]  # fmt: skip
            for name, values in (("valence", VALENCES), ("stance", STANCES)):
                given = [one for one in values if one and any(c[name] == one for c in mine)]
                assert row[name] == ",".join(given)
        for code in codes:
            rows = explained(store, branch="a", filters=replace(chosen, code=(code,)))
            listed = sorted(zip(rows["interview"], rows["person"], rows["explained"], strict=True))
            plainly = [(one.interview, one.person, state)
                       for one in base for state in found[code, one]]  # fmt: skip
            assert listed == sorted(plainly)
        store.close()


def told(
    plain: Plain, one: Speaker, code: str, limits: Limits, of_explanation: Limits
) -> list[str]:
    """How each of a speaker's excerpts of a code is explained."""
    spans = {
        key: merged(
            plain.hull(one, coding)
            for coding in plain.of_speaker(one, asked, in_quote=False)
            if plain.under(coding["code"], plain.code_ids[key])
        )
        for key, asked in ((code, limits), ("a.b", of_explanation), ("a.d", of_explanation))
    }
    found = []
    for start, end in spans[code]:
        by = [key for key in ("a.b", "a.d") if any(s < end and start < e for s, e in spans[key])]
        found.append("both" if len(by) > 1 else "".join(by))
    return found
