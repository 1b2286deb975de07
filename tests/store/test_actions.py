"""Every change is an action with its history; undo and redo restore content exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from workbench.errors import CallError, FileFaults, UndoRefused
from workbench.store import actions
from workbench.store.actions import KEYS
from workbench.store.database import Store
from workbench.study import Study
from workbench.texts import Language, in_language

DERIVED = ("coding_person", "spoken")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    return made(built, "Anne")


def made(built: Builder, coder: str) -> Study:
    """A text to write in, and one that two have coded to the end."""
    built.code("a", "a.b", "c")
    built.interview("P01-1", {"P01": 1}, "I: Hva vil du?\nP01: Jeg vil jobbe på kjøkken, men nei.")
    built.interview("P02-1", {"P02": 1}, "P02: [Ja] vel.", codes={"[": "c"}, coder="Bjørn")
    built.assign("P02-1", "Bjørn")
    built.assign("P02-1", "Dag", layer="second")
    return Study(built.store, coder=coder)


def content(store: Store) -> dict[str, list[dict[str, Any]]]:
    """Every table but the history and its counters."""
    tables = {table: store.find(table) for table in KEYS}
    for table in DERIVED:
        tables[table] = sorted(store.rows(f"SELECT * FROM {table}"), key=str)
    return tables


SPACES = """
spaces:
  - name: Rom
    dimensions:
      - {name: x, values: [{name: a, rules: [{code: c}]}, b]}
      - {name: y, values: [d, e]}
    cells: [{values: [a, d], outside: nei}]
    placed: [{person: P01, values: [a, d], note: fordi}]
"""


def load_spaces(study: Study) -> None:
    file = study.path.with_name("rom.yaml")
    file.write_text(SPACES, encoding="utf-8")
    study.property_spaces_load(file)


WRITERS: dict[str, Callable[[Study], object]] = {
    "code": lambda study: study.code("P01-1", 15, 27, "a"),
    "code-with-memo": lambda study: study.code("P01-1", 15, 27, "c", memo="tvil", valence="both"),
    "add-code": lambda study: study.add_code("Nye ord", parent="a"),
    "code-new": lambda study: study.code_new("P01-1", 15, 27, "Nye ord", parent="a"),
    "code-hits": lambda study: study.code_hits(study.search("jobbe OR men"), "a", extent="turn"),
    "memo": lambda study: study.memo("Husk", object_type="interview", object="P01-1"),
    "memo-with-references": lambda study: study.memo("[[a.b]], [[P01]], [[P01-1 #2]]"),
    "assign": lambda study: study.assign("P01-1", "Bjørn"),
    "coding-status": lambda study: study.coding_status("P01-1", "done"),
    "edit-person": lambda study: study.edit_person("P01", {"consent": "no_quotes", "kjønn": "k"}),
    "edit-interview": lambda study: study.edit_interview("P01-1", {"minutes": 40}),
    "edit-turn": lambda study: study.edit_turn("P01-1", 2, text="Jeg ville jobbe, men nei."),
    "join-turns": lambda study: study.join_turns("P01-1", 1),
    "selection": lambda study: study.selections.create("Kap. 4"),
    "pin-excerpt": lambda study: study.pin_excerpt("c", "P02-1", 0, 2),
    "summary": lambda study: study.summary("c", "P02-1", "Ja.", by="interview"),
    "decide": lambda study: study.decide("P02-1", 0, 2, "c", "first", reason="nok"),
    "property-spaces": load_spaces,
    "sensitive": lambda study: study.mark_sensitive("a"),
    "decide-disclosure": lambda study: study.decide_disclosure(
        "crosstab",
        list(study.disclosure("crosstab", analyse=False)["finding"]),
        "accepted",
        reason="avtalt",
    ),
    "decide-other": lambda study: study.decide("P02-1", 0, 2, "c", "other", extent=(0, 6)),
}
WRITER = pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)


@WRITER
def test_a_writer_leaves_one_entry_with_who_when_and_what(
    study: Study, write: Callable[[Study], object]
) -> None:
    before = study.last_history
    write(study)
    entry = study.history().iloc[0]
    assert study.last_history == before + 1
    assert (entry["coder"], bool(entry["time"]), bool(entry["summary"])) == ("Anne", True, True)


@WRITER
def test_undo_restores_every_table_and_redo_brings_it_back(
    study: Study, write: Callable[[Study], object]
) -> None:
    before = content(study.store)
    write(study)
    after = content(study.store)
    assert after != before
    study.undo()
    assert content(study.store) == before
    study.redo()
    assert content(study.store) == after
    assert study.check() == []


@WRITER
def test_a_writer_inside_an_action_that_fails_stores_nothing(
    study: Study, write: Callable[[Study], object]
) -> None:
    before = content(study.store)
    history = study.last_history
    with pytest.raises(ZeroDivisionError), study.store.action("Anne", "outer"):
        _ = (write(study), 1 / 0)
    assert (content(study.store), study.last_history) == (before, history)


@WRITER
def test_a_writer_inside_another_action_shares_its_one_entry(
    study: Study, write: Callable[[Study], object]
) -> None:
    before = content(study.store)
    history = study.last_history
    with study.store.action("Anne", "outer"):
        write(study)
        study.memo("og dette")
    assert study.last_history == history + 1
    study.undo()
    assert content(study.store) == before


def test_an_action_that_changes_nothing_leaves_no_entry(study: Study) -> None:
    before = study.last_history
    study.edit_person("P01", {"consent": "full"})
    assert study.last_history == before


def test_undo_takes_back_this_coders_last_action_and_nobody_elses(study: Study) -> None:
    study.code("P01-1", 15, 22, "a", coder="Anne")
    study.code("P01-1", 15, 27, "c", coder="Bjørn")
    entry = study.undo(coder="Anne")
    assert entry.summary == "Undone: Coded “a” in P01-1"
    assert [coding.coder for coding in study.codings_of("P01-1")] == ["Bjørn"]


def test_undo_is_refused_where_a_later_action_touched_the_row_and_names_it(study: Study) -> None:
    coding = study.code("P01-1", 15, 22, "a", coder="Anne")
    study.recode(coding.id, valence="missing", coder="Bjørn")
    before = content(study.store)
    with pytest.raises(UndoRefused, match="Bjørn has since done “Changed “a” in P01-1”"):
        study.undo(coder="Anne")
    assert content(study.store) == before


def test_undo_is_refused_where_a_later_action_needs_the_row(study: Study) -> None:
    study.add_code("Ny", coder="Anne")
    study.code("P01-1", 15, 22, "ny", coder="Bjørn")
    before = content(study.store)
    with pytest.raises(UndoRefused, match="Bjørn has since done “Coded “Ny” in P01-1”"):
        study.undo(coder="Anne")
    assert content(study.store) == before


def test_undo_works_again_once_the_later_action_is_undone(study: Study) -> None:
    coding = study.code("P01-1", 15, 22, "a", coder="Anne")
    study.recode(coding.id, valence="missing", coder="Bjørn")
    study.undo(coder="Bjørn")
    study.undo(coder="Anne")
    assert study.codings_of("P01-1") == []


def test_undo_of_one_action_takes_back_no_other(study: Study) -> None:
    study.code("P01-1", 15, 22, "a")
    first = study.last_history
    study.code("P01-1", 15, 27, "c")
    before = content(study.store)
    with pytest.raises(UndoRefused, match="Anne has since done “Coded “c” in P01-1”"):
        study.undo(action=first)
    assert content(study.store) == before
    second = study.last_history
    study.undo(action=second)
    with pytest.raises(UndoRefused, match="taken back already"):
        study.undo(action=second)
    assert study.undo(action=first).places["key"] == "a"


def test_undo_of_one_action_does_not_mind_what_other_coders_do(study: Study) -> None:
    study.code("P01-1", 15, 22, "a")
    mine = study.last_history
    study.code("P01-1", 15, 27, "c", coder="Bjørn")
    study.undo(action=mine)
    assert [one.coder for one in study.codings_of("P01-1")] == ["Bjørn"]


def test_redo_is_gone_after_something_else_is_done(study: Study) -> None:
    study.code("P01-1", 15, 22, "a")
    study.undo()
    study.memo("noe annet")
    with pytest.raises(UndoRefused, match="nothing to redo"):
        study.redo()


def test_redo_brings_back_in_the_order_of_undoing(study: Study) -> None:
    study.code("P01-1", 15, 22, "a")
    study.code("P01-1", 15, 27, "c")
    study.undo()
    study.undo()
    assert [study.redo().places["key"], study.redo().places["key"]] == ["a", "c"]


def test_the_history_cannot_be_deleted(study: Study) -> None:
    with pytest.raises(Exception, match="append-only"):
        study.store.db.conn.execute("DELETE FROM history")


def test_a_request_is_never_done_twice(study: Study) -> None:
    first = study.code("P01-1", 15, 22, "a", request="u-1")
    again = study.code("P01-1", 15, 22, "a", request="u-1")
    assert again == first
    mine = study.history()[lambda frame: frame["coder"] == "Anne"]
    assert list(mine["action"]).count("code") == 1


STEPS = {
    **WRITERS,
    "undo": lambda study: study.undo(),
    "redo": lambda study: study.redo(),
    "uncode": lambda study: study.remove_coding(study.codings_of("P01-1")[0].id),
    "other": lambda study: study.code("P01-1", 18, 27, "a.b", coder="Bjørn"),
}


def undone(study: Study, coder: str) -> bool:
    """Whether the last action of a coder could be taken back, and so was."""
    try:
        actions.undo(study.store, coder)
    except UndoRefused:
        return False
    return True


@settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_undoing_any_sequence_of_actions_returns_the_same_content(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str]
) -> None:
    built = Builder(tmp_path_factory.mktemp("undo") / "study.db")
    study = made(built, "Eva")
    before = content(study.store)
    for step in steps:
        try:
            STEPS[step](study)
        except (UndoRefused, CallError, FileFaults, IndexError, ValueError):
            continue
    assert study.check() == []
    # What one has done since stands in the other's way until it is taken back.
    while any(undone(study, coder) for coder in ("Bjørn", "Eva")):
        pass
    assert content(study.store) == before
    assert study.check() == []
    study.store.close()


@pytest.mark.parametrize(("language", "named"), [("nb", "Arbeid"), ("en", "Work")])
def test_the_history_and_an_undo_name_codes_in_the_readers_language(
    study: Study, language: Language, named: str
) -> None:
    study.scheme_edit("c", {"name_nb": "Arbeid", "name_en": "Work"})
    study.scheme_edit("a", {"name_nb": "A", "name_en": "Aye"})
    acts: dict[str, Callable[[], object]] = {
        "code": lambda: study.code("P01-1", 15, 27, "c"),
        "pin": lambda: study.pin_excerpt("c", "P02-1", 0, 2),
        "summary": lambda: study.summary("c", "P02-1", "Ja.", by="interview"),
        "sensitive": lambda: study.mark_sensitive("c"),
        "favourite": lambda: study.pin("c"),
        "turned down": lambda: study.reject("P01-1", 0, 3, "c"),
        "edit": lambda: study.scheme_edit("c", {"definition": "x"}),
        "move": lambda: study.scheme_move("a.b", "c"),
        "merge": lambda: study.scheme_merge("a.b", "c"),
        "retire": lambda: study.scheme_retire("c"),
    }
    for name, act in acts.items():
        act()
        with in_language(language):
            assert f"“{named}”" in study.history().iloc[0]["summary"].translate(_QUOTES), name
            assert f"“{named}”" in study.undo().summary.translate(_QUOTES), name


def test_what_was_done_before_codes_were_named_in_two_languages_is_told_as_it_was(
    study: Study,
) -> None:
    with study.store.action("Anne", "code", summary="Coded “{code}” in {interview}",
                            code="Arbeid", interview="P01-1") as action:  # fmt: skip
        action.update("interview", "P01-1", place="Oslo")
    with in_language("en"):
        assert study.history().iloc[0]["summary"] == "Coded “Arbeid” in P01-1"


_QUOTES = str.maketrans("«»", "“”")
