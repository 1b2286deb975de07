"""Who codes what, and how far: set by the coder and never inferred."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.code("a")
    built.interview("P01-1", {"P01": 1}, "P01: Jeg vil jobbe.")
    return Study(built.store, coder="Anne")


def assigned(study: Study) -> set[tuple[str, str, str]]:
    rows = study.assignments()[["coder", "layer", "coding_status"]]
    return set(rows.itertuples(index=False, name=None))


def test_an_interview_has_one_primary_coder(study: Study) -> None:
    study.assign("P01-1", "Anne")
    study.assign("P01-1", "Bjørn")
    assert assigned(study) == {("Bjørn", "primary", "not_started")}


def test_a_primary_coder_who_has_begun_becomes_second(study: Study) -> None:
    study.assign("P01-1", "Anne")
    study.code("P01-1", 0, 3, "a", coder="Anne")
    study.assign("P01-1", "Bjørn")
    assert assigned(study) == {
        ("Anne", "second", "not_started"), ("Bjørn", "primary", "not_started"),
    }  # fmt: skip


def test_coding_never_sets_the_status(study: Study) -> None:
    study.assign("P01-1", "Anne")
    study.code("P01-1", 0, 3, "a")
    assert assigned(study) == {("Anne", "primary", "not_started")}


def test_a_coder_without_assignment_gets_the_layer_that_is_free(study: Study) -> None:
    study.coding_status("P01-1", "started", coder="Anne")
    study.coding_status("P01-1", "done", coder="Bjørn")
    assert assigned(study) == {("Anne", "primary", "started"), ("Bjørn", "second", "done")}


def test_values_that_are_none_are_refused(study: Study) -> None:
    with pytest.raises(CallError, match="no layer"):
        study.assign("P01-1", "Anne", layer="third")
    with pytest.raises(CallError, match="no coding status"):
        study.coding_status("P01-1", "nearly")


def test_the_first_to_code_is_primary_where_nobody_is_assigned(study: Study) -> None:
    study.code("P01-1", 0, 3, "a", coder="Bjørn")
    study.code("P01-1", 0, 3, "a", coder="Anne")
    assert study.primary_coders() == {"P01-1": "Bjørn"}
    study.assign("P01-1", "Anne")
    assert study.primary_coders() == {"P01-1": "Anne"}
