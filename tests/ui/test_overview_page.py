"""The overview: what it counts, what it says of those who left, and what can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import editing, shell
from workbench.ui.pages import overview

MORNING = datetime(2026, 3, 3, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    # What pages read is kept by this path: each test has its own.
    monkeypatch.setenv("WORKBENCH_STUDY", str(tmp_path / "study.db"))
    return build(tmp_path / "study.db")


@pytest.fixture
def shown(study: Study) -> overview.View:
    return overview.view(shell.Current(study, "Anne", "en"))


def test_sittings_person_interviews_and_persons_are_told_apart(shown: overview.View) -> None:
    assert (shown.held, shown.usable, shown.person_interviews) == (6, 5, 6)
    assert (shown.persons, shown.courses, shown.done, shown.by_two) == (6, 2, 4, 1)


def test_the_joint_sitting_stands_in_both_rows_and_once_in_the_total(shown: overview.View) -> None:
    held = {row.label: row.held for row in shown.material if row.held}
    assert held == {"Participant, round 1": 4, "Participant, round 2": 1, "Employer": 2}
    assert shown.total.held == 6
    assert "participant and employer together (round 2)" in shown.joint


def test_leaving_the_course_and_leaving_the_study_are_two_marks(shown: overview.View) -> None:
    (_title, rounds, ways) = shown.over_time[0]
    marks = {way.person: tuple(mark for _interview, mark in way.marks) for way in ways}
    assert rounds == ("1", "2")
    assert marks == {
        "P01": ("done", "done"),
        "P02": ("done", "left_course"),
        "P03": ("done", "left_study"),
        "P04": ("no_text",),
    }
    reasons = {way.person: way.reason for way in ways}
    assert reasons["P02"] == "left the course: fikk jobb"
    assert reasons["P03"] == "hadde ikke tid"


def test_a_held_interview_without_text_is_awaited_and_not_called_unusable(study: Study) -> None:
    study.edit_interview("P04-1", {"status": "held"})
    shown = overview.view(shell.Current(study, "Anne", "en"))
    ways = {way.person: way for way in shown.over_time[0][2]}
    assert [mark for _interview, mark in ways["P04"].marks] == ["awaited"]
    assert [row.interview for row in shown.remaining] == ["A02", "P04-1"]


def test_going_on_leads_to_the_interview_that_the_coder_has_begun(shown: overview.View) -> None:
    assert shown.go_on is not None
    assert (shown.go_on.interview, shown.go_on.label) == ("A02", "A02")


@pytest.mark.parametrize(
    ("time", "told"),
    [
        ("2026-03-03T09:05:00+00:00", f"{MORNING.astimezone():%H:%M}"),
        ("2026-03-02T09:05:00+00:00", "yesterday"),
        ("2026-01-05T09:05:00+00:00", "5 January"),
        ("2025-01-05T09:05:00+00:00", "2025-01-05"),
    ],
)  # fmt: skip
def test_the_latest_changes_tell_the_time_as_short_as_is_clear(time: str, told: str) -> None:
    now = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    assert overview._when(time, now=now) == told


def test_the_page_draws_the_study_and_where_to_go_on(study: Study) -> None:
    page = open_page("overview", study.path)
    assert not page.exception
    drawn = html_of(page)
    for text in ("Prøvestudie", "interviews held", "The participants over time", "fikk jobb"):
        assert text in drawn
    assert page.button(key="ov_go_on").label == "Go on: A02 →"


def test_names_from_the_study_are_text_and_never_markup(study: Study) -> None:
    study.edit_person("P02", {"left_course": "<b onclick=x>fikk</b>"})
    drawn = html_of(open_page("overview", study.path))
    assert "&lt;b onclick=x&gt;fikk" in drawn
    assert "<b onclick" not in drawn


Edit = Callable[..., dict[str, Any]]


@pytest.fixture
def edit(study: Study, monkeypatch: pytest.MonkeyPatch) -> Edit:
    """Reports a change of a sheet as the browser does; gives the state of the session."""

    def changed(kind: editing.Kind, **cells: Any) -> dict[str, Any]:
        here = shell.Current(Study(study.store, coder="Berit"), "Berit", "en")
        rows = editing.sheet(here, kind).to_dict("records")
        state.update(editor=cells)
        monkeypatch.setattr(editing.st, "session_state", state)
        monkeypatch.setattr(shell, "current", lambda: here)
        editing.apply(kind, "editor", [{str(k): v for k, v in row.items()} for row in rows])
        return state

    state: dict[str, Any] = {}
    return changed


def row_of(study: Study, kind: editing.Kind, **values: str) -> int:
    """The line of a sheet that has these values."""
    frame = editing.sheet(shell.Current(study, "Berit", "en"), kind)
    for name, value in values.items():
        frame = frame[frame[name] == value]
    return int(frame.index[0])


EDITS: dict[str, tuple[editing.Kind, dict[str, str], dict[str, Any]]] = {
    "attributes": ("person", {"person": "P01"}, {"gender": "kvinne", "workplace": "kantine"}),
    "actor type": ("person", {"person": "A02"}, {"actor_type": "NAV-kontor"}),
    "interview": ("interview", {"interview": "A02"}, {"minutes": 55, "date": "2012-03-01"}),
    "round": ("person_interview", {"interview": "P02-2"}, {"round": 3}),
    "comment": ("person_interview", {"interview": "P04-1"}, {"comment": "uten tolk"}),
    "primary coder": ("assignment", {"interview": "A02"}, {"primary": "Kari"}),
    "second coders": ("assignment", {"interview": "P01-1"}, {"second": ["Bjørn", "Kari"]}),
    "nobody": ("assignment", {"interview": "P01-1"}, {"second": []}),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_cell_is_one_action_of_this_coder_and_is_taken_back_here(
    study: Study, edit: Edit, name: str
) -> None:
    kind, row, cells = EDITS[name]
    here = shell.Current(study, "Berit", "en")
    before, last = editing.sheet(here, kind).to_csv(), study.last_history
    state = edit(kind, edited_rows={row_of(study, kind, **row): cells})
    report = state["ov_report"]
    assert (len(report.saved), report.refused) == (1, ())
    assert study.last_history == report.last == last + 1
    assert study.history(limit=1)["coder"][0] == "Berit"
    shown = editing.sheet(here, kind)
    assert shown.to_csv() != before
    after = shown.loc[row_of(study, kind, **row)]
    for column, value in cells.items():
        assert after[column] == value
    editing.take_back(report)
    assert editing.sheet(here, kind).to_csv() == before


def test_relations_are_added_changed_and_removed_in_place(study: Study, edit: Edit) -> None:
    edit("relation", added_rows=[{}, {"person": "P01"}])
    assert len(study.relations()) == 0
    added = {"person": "P01", "relation": "had_placement_with", "other_person": "A01", "round": 2}
    edit("relation", added_rows=[added])
    edit("relation", edited_rows={0: {"other_person": "A02", "round": None}})
    only = study.relations().iloc[0]
    assert (only["other_person"], pd.isna(only["round"])) == ("A02", True)
    edit("relation", deleted_rows=[0])
    assert len(study.relations()) == 0
    summaries = list(study.history(limit=3)["summary"])
    assert summaries == [
        "P01 and A02: relation removed",
        "P01 and A02: relation changed",
        "P01 and A01: relation added",
    ]


@pytest.mark.parametrize(
    ("kind", "change", "said", "redrawn"),
    [
        ("interview", {"edited_rows": {0: {"date": "i fjor"}}},
         "P01-1, column date: “i fjor” is no date such as 2012-03-31.", 1),
        ("person_interview", {"edited_rows": {1: {"round": 1}}},
         "P01-2_A01, P01, column round: P01 has round 1 already, in P01-1.", 1),
        ("assignment", {"edited_rows": {0: {"primary": None}}},
         "P01-1: Anne has 2 codings here and stays assigned.", 1),
        ("relation", {"added_rows": [
            {"person": "P01", "relation": "was_taught_by", "other_person": "P01"}]},
         "P01 – P01, column other person: P01 cannot have a relation to the same person.", None),
    ],
)  # fmt: skip
def test_a_value_that_the_study_refuses_is_said_and_the_table_drawn_anew(
    study: Study, edit: Edit, kind: editing.Kind, change: Any, said: str, redrawn: int | None
) -> None:
    before = study.last_history
    state = edit(kind, **change)
    assert study.last_history == before
    assert state["ov_report"].refused[0].splitlines()[0] == said
    assert state.get("ov_redrawn") == redrawn


def test_what_others_did_since_is_not_taken_back(study: Study, edit: Edit) -> None:
    state = edit("person", edited_rows={0: {"gender": "kvinne"}})
    study.edit_person("P02", {"gender": "mann"})
    editing.take_back(state["ov_report"])
    assert list(study.persons()["gender"][[0, 2]]) == ["kvinne", "mann"]


def test_every_sheet_is_drawn_with_its_number(study: Study) -> None:
    study.add_relation("P01", "had_placement_with", "A01", 2)
    page = open_page("overview", study.path)
    assert not page.exception
    assert [tab.label for tab in page.tabs] == [
        "Informants (6)", "Interviews (8)", "Person-interviews (9)", "Relations (1)",
        "Who codes (5)",
    ]  # fmt: skip
    assert len(page.dataframe) == 5


def test_who_codes_says_which_interviews_are_coded_blind(study: Study) -> None:
    here = shell.Current(study, "Berit", "en")

    def blind() -> str:
        shown = editing.sheet(here, "assignment").set_index("interview")["blind"]
        assert shown.drop("P01-1").eq("").all()
        return str(shown["P01-1"])

    assert blind() == "hidden from Anne and Bjørn"
    study.coding_status("P01-1", "done", coder="Bjørn")
    assert blind() == "blind until done"


def test_latest_changes_do_not_tell_a_coder_what_the_other_does_blind(study: Study) -> None:
    study.code("P01-1", 9, 15, "utfall", coder="Bjørn")
    study.store.close()
    assert "Coded “utfall” in P01-1" not in html_of(open_page("overview", study.path))
    study.coding_status("P01-1", "done", coder="Bjørn")
    assert "Coded “utfall” in P01-1" in html_of(open_page("overview", study.path))
