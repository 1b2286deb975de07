"""The queries of the analyses go through the indices that were made for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.analysis.crosstab import crosstab
from workbench.analysis.excerpts import excerpts
from workbench.model import Filters
from workbench.store import reading, views
from workbench.store.filters import conditions


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    study = Builder(tmp_path / "study.db")
    study.interview("P1-1", {"P1": 1}, "P1: [ja]", codes={"[": "c"})
    return study


def plan(study: Builder, filters: Filters, wanted: list[str], **options: object) -> str:
    limits = conditions(study.store, filters)
    sql, parameters = reading.coding_query(limits, wanted, **options)  # type: ignore[arg-type]
    rows = study.store.rows(f"EXPLAIN QUERY PLAN {sql}", parameters)
    return "\n".join(row["detail"] for row in rows)


WHO = ["code", "coder", "interview", "person"]


@pytest.mark.parametrize(
    "wanted",
    [WHO, [*WHO, "word_start", "word_end"], [*WHO, "start", "end"], [*WHO, "coding"]],
    ids=["interviews and persons", "words", "excerpts", "codings"],
)
def test_table_reads_the_covering_index_alone(study: Builder, wanted: list[str]) -> None:
    found = plan(study, Filters(), wanted)
    assert found == "SCAN cp USING COVERING INDEX coding_person_place"


def test_interviews_and_persons_are_made_distinct_without_sorting(study: Builder) -> None:
    found = plan(study, Filters(), WHO, distinct=True)
    assert found == "SCAN cp USING COVERING INDEX coding_person_place"


def test_code_filter_searches_the_index_by_code(study: Builder) -> None:
    found = plan(study, Filters(), WHO, codes=[1])
    assert "SEARCH cp USING COVERING INDEX coding_person_place (code=?)" in found


def test_few_persons_are_searched_by_person(study: Builder) -> None:
    found = plan(study, Filters(), WHO, only_persons=["P1"])
    assert "SEARCH cp USING INDEX coding_person_person (person=?)" in found


def test_valence_reads_each_coding_by_its_id(study: Builder) -> None:
    found = plan(study, Filters(valence=("present",)), WHO)
    assert "SEARCH g USING INTEGER PRIMARY KEY (rowid=?)" in found


def test_primary_coder_is_found_without_reading_all_codings(study: Builder) -> None:
    rows = study.store.rows(f"EXPLAIN QUERY PLAN {views.PRIMARY_CODER}")
    found = [row["detail"] for row in rows]
    assert "SEARCH g USING COVERING INDEX coding_interview (interview=?)" in found
    assert any(line.startswith("SEARCH a USING") for line in found)


def test_table_reads_the_codings_in_one_query(study: Builder) -> None:
    seen: list[str] = []
    study.store.db.conn.set_trace_callback(seen.append)
    crosstab(study.store, totals=True, count="words")
    assert sum("FROM coding_person" in sql for sql in seen) == 1
    seen.clear()
    excerpts(study.store)
    assert sum("FROM coding g JOIN coding_person" in sql for sql in seen) == 1
    study.store.db.conn.set_trace_callback(None)
