"""How barriers are explained, and by whom: the same one is told both ways."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, merged
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.analysis.explanations import explanations
from workbench.errors import CallError, UnknownName
from workbench.model import Filters


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
        for row in frame.to_dict("records"):
            value = row[by]
            here = [one for one in base if (plain._value(one, by) or None) == (value or None)]
            found = []
            for one in here:
                spans = {
                    key: merged(
                        plain.hull(one, coding)
                        for coding in plain.of_speaker(one, asked, in_quote=False)
                        if plain.under(coding["code"], plain.code_ids[key])
                    )
                    for key, asked in (
                        (row["code"], limits),
                        ("a.b", of_explanation),
                        ("a.d", of_explanation),
                    )
                }
                for start, end in spans[row["code"]]:
                    told = [key for key in ("a.b", "a.d")
                            if any(s < end and start < e for s, e in spans[key])]  # fmt: skip
                    state = "both" if len(told) > 1 else "".join(told)
                    if row["explained"] in (state, "*"):
                        found.append(one)
            assert row["excerpts"] == len(found)
            assert row["n"] == len({one.interview for one in found})
            assert row["persons"] == len({one.person for one in found})
            assert row["N"] == len({one.interview for one in here})
            assert row["persons_N"] == len({one.person for one in here})
        store.close()
