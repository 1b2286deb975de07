"""The overview: what it counts, what it says of those who left, and what can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import shell
from workbench.ui.pages import overview

MORNING = datetime(2026, 3, 3, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")
    with in_language("en"):
        yield


@pytest.fixture
def study(tmp_path: Path) -> Study:
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


def test_an_edited_cell_goes_through_the_study_into_its_history(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(study, monkeypatch, "person", ["P01"], {0: {"gender": "kvinne", "workplace": "kantine"}})
    person = study.persons().set_index("person").loc["P01"]
    assert (person["gender"], person["workplace"]) == ("kvinne", "kantine")
    latest = study.history(limit=1).iloc[0]
    assert (latest["coder"], latest["object"]) == ("Berit", "P01")


def test_a_value_that_the_study_refuses_is_said_and_nothing_is_changed(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = study.last_history
    state = _edit(study, monkeypatch, "interview", ["P01-1"], {0: {"date": "i fjor"}})
    assert study.last_history == before
    assert state["ov_faults"][0].startswith("P01-1: ")


def _edit(
    study: Study,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    ids: list[str],
    rows: dict[int, dict[str, object]],
) -> dict[str, object]:
    state: dict[str, object] = {"editor": {"edited_rows": rows}}
    monkeypatch.setattr(overview.st, "session_state", state)
    here = shell.Current(Study(study.store, coder="Berit"), "Berit", "en")
    monkeypatch.setattr(shell, "current", lambda: here)
    overview._apply(kind, "editor", ids)  # type: ignore[arg-type]
    return state
