"""Saved queries: kept under a name, following their codes whatever becomes of these."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builder import Builder
from workbench.cli import workbench
from workbench.errors import CallError, UndoRefused, UnknownName
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    builder = Builder(tmp_path / "study.db", coder="Anne")
    builder.code("praksis", "praksis.krav", "motivasjon", "ikke")
    builder.interview(
        "P01-1", {"P01": 1}, "P01: [en {to] tre}\nI: ja\nP01: <fire Xenobia>",
        codes={"[": "praksis.krav", "{": "motivasjon", "<": "ikke"},
    )  # fmt: skip
    return Study.open(
        builder.store.path, coder="Anne", clock=lambda: datetime(2026, 3, 3, 12, tzinfo=UTC)
    )


def text(study: Study, name: str = "Krav") -> str:
    frame = study.queries().set_index("name")
    return str(frame.loc[name, "query"])


def test_what_is_saved_is_found_again(study: Study) -> None:
    study.query_save(" Krav  alene ", " praksis.krav and NOT motivasjon ", note="til kap. 4")
    assert study.queries().values.tolist() == [
        ["Krav alene", "praksis.krav and NOT motivasjon", "Anne",
         "2026-03-03T12:00:00.000+00:00", "til kap. 4"],
    ]  # fmt: skip
    assert list(study.query(saved="Krav alene")["quote"]) == ["en "]


def test_saving_under_a_name_that_is_there_changes_that_query(study: Study) -> None:
    study.query_save("Krav", "praksis and motivasjon", note="før")
    study.query_save("Krav", "praksis", coder="Bo")
    assert study.queries().iloc[0][["query", "coder", "note"]].tolist() == [
        "praksis", "Anne", "før",
    ]  # fmt: skip
    study.undo(coder="Bo")
    assert text(study) == "praksis and motivasjon"
    assert study.check() == []


def test_a_query_follows_its_codes_when_they_are_renamed_moved_merged_and_retired(
    study: Study,
) -> None:
    study.query_save("Krav", 'praksis.krav or motivasjon or "ikke" inside praksis')
    study.scheme_rename("praksis.krav", "Ord", new_key="og")
    study.scheme_move("praksis.og")
    assert text(study) == '"og" or motivasjon or "ikke" inside praksis'
    study.scheme_merge("motivasjon", "og")
    assert text(study) == '"og" or "og" or "ikke" inside praksis'
    study.scheme_retire("praksis")
    assert len(study.query(saved="Krav")) == 1
    assert study.check() == []
    for _time in range(4):
        study.undo()
    assert text(study) == 'praksis.krav or motivasjon or "ikke" inside praksis'


def test_rename_and_remove_are_actions_that_undo_takes_back(study: Study) -> None:
    study.query_save("Krav", "praksis")
    study.query_rename("Krav", "Praksis")
    study.query_remove("Praksis")
    assert study.queries().empty
    study.undo()
    assert list(study.queries()["name"]) == ["Praksis"]
    study.undo()
    study.undo()
    assert study.queries().empty
    study.redo()
    assert text(study) == "praksis"
    said = list(study.history(limit=6)["summary"])
    assert "Query “Krav” is now “Praksis”" in said
    assert study.check() == []


def test_a_code_that_a_query_names_cannot_be_unmade(study: Study) -> None:
    study.scheme_add("Ny")
    study.query_save("Ny", "ny", coder="Bo")
    with pytest.raises(UndoRefused, match="Query “Ny” saved"):
        study.undo()


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda s: s.query_save(" ", "praksis"), CallError, "needs a name"),
        (lambda s: s.query_save("Krav", "praksis and"), CallError, "code is missing"),
        (lambda s: s.query_save("Krav", "praksi"), UnknownName, "no code"),
        (lambda s: s.query_rename("A", "B"), CallError, "already"),
        (lambda s: s.query_remove("AA"), UnknownName, "no saved query"),
        (lambda s: s.query(), CallError, "Give a query"),
        (lambda s: s.query("praksis", saved="A"), CallError, "Give a query"),
        (lambda s: s.query(saved="AA"), UnknownName, "no saved query"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    study: Study, call: Callable[[Study], object], error: type[Exception], says: str
) -> None:
    study.query_save("A", "praksis")
    study.query_save("B", "praksis")
    before = study.last_history
    with pytest.raises(error, match=says):
        call(study)
    assert study.last_history == before


def test_the_note_is_rewritten_when_a_name_is_erased(study: Study) -> None:
    study.query_save("Krav", "praksis", note="Xenobia sa det")
    decisions = Decisions.of([Decision("Xenobia", "PER", "[person 1]")])
    pseudonymise_stored(study, "all", decisions, confirmed=True)
    assert study.queries().iloc[0]["note"] == "[person 1] sa det"
    study.store.close()
    assert b"xenobia" not in study.path.read_bytes().lower()


def test_the_command_line_saves_lists_and_runs(study: Study) -> None:
    def run(*call: str) -> str:
        done = CliRunner().invoke(workbench, ["--study", str(study.path), "--coder", "Anne", *call])
        assert done.exit_code == 0, done.output
        return done.stdout

    run("queries", "save", "Krav", "praksis og ikke motivasjon", "--note", "n")
    run("queries", "rename", "Krav", "Nye krav")
    listed = json.loads(run("queries", "list", "--format", "json"))
    assert listed[0]["query"] == "praksis og ikke motivasjon"
    rows = run("query", "--saved", "Nye krav", "--format", "csv").splitlines()
    assert rows[1].startswith("P01-1,P01,deltaker,1,praksis og ikke motivasjon,praksis.krav,0,3")
    run("queries", "remove", "Nye krav")
    assert study.queries().empty
