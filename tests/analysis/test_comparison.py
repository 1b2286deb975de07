"""Comparing actors: the numbers are those of the cross-tab, the rows those of one branch."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.analysis.comparison import compare
from workbench.analysis.crosstab import crosstab
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.store.database import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Builder(tmp_path / "study.db")
    made.person("P01", "deltaker")
    made.person("A01", "arbeidsgiver")
    made.person("A02", "arbeidsgiver")
    made.code("praksis", "praksis.krav", "praksis.krav.norsk", "praksis.gratis", "utfall")
    made.interview("P01-1", {"P01": 1}, "P01: ja vi øver")
    made.interview("P01-2_A01", {"P01": 2, "A01": None}, "P01: ja\nA01: nei aldri")
    made.interview("A02", ["A02"], "A02: kanskje")
    made.coding("P01-1", 0, 2, "praksis.krav.norsk", valence="present")
    made.coding("P01-2_A01", 0, 2, "praksis.gratis", valence="missing")
    made.coding("P01-2_A01", 3, 6, "praksis.krav", valence="missing")
    made.coding("A02", 0, 8, "utfall")
    return made.store


def numbers(store: Store, *codes: str, **options: object) -> list[tuple[object, ...]]:
    frame = compare(store, filters=Filters(code=codes), **options)  # type: ignore[arg-type]
    return list(frame.drop(columns=["asked", "done"]).itertuples(index=False, name=None))


def test_a_branch_comes_first_and_each_child_stands_for_its_own_branch(store: Store) -> None:
    assert numbers(store, "praksis") == [
        ("praksis", "deltaker", 2, 2, 1, 1),
        ("praksis", "arbeidsgiver", 1, 2, 1, 2),
        ("praksis.krav", "deltaker", 1, 2, 1, 1),
        ("praksis.krav", "arbeidsgiver", 1, 2, 1, 2),
        ("praksis.gratis", "deltaker", 1, 2, 1, 1),
        ("praksis.gratis", "arbeidsgiver", 0, 2, 0, 2),
    ]


def test_codes_are_set_against_each_other_in_the_order_in_which_they_are_named(
    store: Store,
) -> None:
    assert [row[0] for row in numbers(store, "utfall", "praksis.krav")][::2] == [
        "utfall", "praksis.krav", "praksis.krav.norsk",
    ]  # fmt: skip


def test_a_code_named_beside_its_branch_comes_once(store: Store) -> None:
    assert [row[0] for row in numbers(store, "praksis.krav", "praksis")][::2] == [
        "praksis.krav", "praksis.krav.norsk", "praksis", "praksis.gratis",
    ]  # fmt: skip


def test_valence_stands_side_by_side_within_each_group(store: Store) -> None:
    said = {row[:3]: row[3] for row in numbers(store, "praksis", mark="valence") if row[3]}
    assert said == {
        ("praksis", "deltaker", "present"): 1,
        ("praksis", "deltaker", "missing"): 1,
        ("praksis", "arbeidsgiver", "missing"): 1,
        ("praksis.krav", "deltaker", "present"): 1,
        ("praksis.krav", "arbeidsgiver", "missing"): 1,
        ("praksis.gratis", "deltaker", "missing"): 1,
    }


def test_any_attribute_makes_groups(store: Store) -> None:
    assert [row[1] for row in numbers(store, "utfall", by="person")] == ["P01", "A01", "A02"]


def test_every_row_is_one_of_the_cross_tab(store: Store) -> None:
    table = crosstab(store, "code", ["actor_type"]).drop(columns="share")
    rows = compare(store, filters=Filters(code=("praksis",)))
    wanted = table[table["code"].isin(set(rows["code"]))]
    assert rows.sort_values(["code", "actor_type"]).values.tolist() == (
        wanted.sort_values(["code", "actor_type"]).values.tolist()
    )


def test_a_comparison_without_a_code_is_explained(store: Store) -> None:
    with pytest.raises(CallError, match="none was named"):
        compare(store)
    with pytest.raises(UnknownName):
        compare(store, filters=Filters(code=("praksi",)))
