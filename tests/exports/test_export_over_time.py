"""Paths, changes, losses and explanations as files: the frame, what is read, and the charts."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from tests.builder import Builder
from workbench.errors import CallError
from workbench.exports.writers import Kind
from workbench.model import Filters
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """P01 in both rounds, P02 left after the first; one barrier, told in two ways."""
    made = Builder(tmp_path / "study.db")
    made.code("vilje", "praksis", "praksis.norsk", "tilskriving", "tilskriving.individ",
              "tilskriving.system")  # fmt: skip
    with made.store.action("Anne", "scheme") as action:
        code = made.store.row("SELECT id FROM code WHERE key = 'praksis'")
        assert code is not None
        action.update("code", code["id"], phase="praksis")
    marks = {"[": "praksis.norsk", "{": "tilskriving.individ", "<": "tilskriving.system"}
    made.interview("P01-1", {"P01": 1}, "P01: [{det er meg}]", codes=marks)
    made.interview("P01-2", {"P01": 2}, "P01: [<det er dem>]", codes=marks)
    made.interview("P02-1", {"P02": 1}, "P02: jeg vil")
    made.interview("P02-2", {"P02": 2}, status="declined")
    made.passage("P02-1", "jeg vil", "vilje")
    return Study(made.store, coder="Anne")


def rows(study: Study, kind: Kind, **wanted: object) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(study.exported(kind, "csv", **wanted).decode())))


FRAMES: dict[Kind, Callable[[Study], object]] = {
    "trajectories": lambda study: study.trajectories(),
    "changes": lambda study: study.changes(1, 2),
    "attrition": lambda study: study.attrition(),
    "explanations": lambda study: study.explanations(),
    "voices": lambda study: study.voices(),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_file_for_machines_holds_the_frame_row_for_row(study: Study, kind: Kind) -> None:
    frame = FRAMES[kind](study)
    found = rows(study, kind)
    names = list(frame.columns)  # type: ignore[attr-defined]
    assert list(found[0])[: len(names)] == names
    told = [[str(row[name]) for name in names] for row in found]
    plain = frame.astype(object).fillna("")  # type: ignore[attr-defined]
    assert [[one.lower() for one in row] for row in told] == [
        [str(one).lower() for one in row] for row in plain.itertuples(index=False, name=None)
    ]


def test_a_file_says_how_many_are_followed_and_who_was_lost(study: Study) -> None:
    said = study.exported("trajectories", "md").decode()
    assert "1 of 2 persons have usable text in every one of rounds 1, 2" in said
    assert "Not in every round: P02." in said
    assert "| P02 | vilje | 1 excerpt | no text |" in said


def test_only_the_complete_stand_in_a_file_that_is_asked_for_them(study: Study) -> None:
    found = rows(study, "trajectories", complete=True, filters=Filters(code=("praksis",)))
    assert {row["person"] for row in found} == {"P01"}
    assert "1 of 2 persons" in found[0]["count"]
    assert "Only persons with usable text in every round." in study.exported(
        "changes", "md", complete=True
    ).decode()  # fmt: skip


def test_changes_are_from_the_first_round_to_the_last_unless_told_otherwise(study: Study) -> None:
    said = study.exported("changes", "md").decode()
    assert "Changes from round 1 to round 2, persons" in said
    with pytest.raises(CallError, match="round 5"):
        study.exported("changes", "csv", after=5)


def test_changes_across_codes_are_a_table_of_codes_by_codes(study: Study) -> None:
    code = Filters(code=("praksis", "vilje"))
    said = study.exported("changes", "md", across=True, filters=code).decode()
    assert "of those who have usable text in both" in said
    assert "| praksis | 0 of 1 | 1 of 1 † |" in said
    assert len(rows(study, "changes", across=True, filters=code)) == 4


def test_a_workbook_marks_what_is_told_in_more_than_one_way(study: Study) -> None:
    book = openpyxl.load_workbook(BytesIO(study.exported("explanations", "xlsx")))
    read = book.worksheets[0]
    names = [str(row[0].value) for row in read.iter_rows()]
    assert any("norsk ↔" in name for name in names)


def test_explanations_are_counted_in_persons_or_in_interviews(study: Study) -> None:
    code = Filters(code=("praksis.norsk",))
    by_person = study.exported("explanations", "md", filters=code).decode()
    by_interview = study.exported("explanations", "md", persons=False, filters=code).decode()
    assert "1 of 2 † | 1 of 2 † | 0 of 2 | 0 of 2 | 1 of 2 †" in by_person
    assert "1 of 3 † | 1 of 3 † | 0 of 3 | 0 of 3 | 2 of 3 †" in by_interview


@pytest.mark.parametrize("kind", ["trajectories", "explanations"])
def test_a_chart_says_where_it_comes_from(study: Study, kind: Kind) -> None:
    made = study.exported(kind, "svg").decode()
    assert "Study: Prøvestudie" in made
    assert "primary coding" in made
    assert made == study.exported(kind, "svg").decode()
    assert study.exported(kind, "png").startswith(b"\x89PNG")


def test_the_chart_of_paths_has_a_panel_per_person_or_per_code(study: Study) -> None:
    def texts(panel: str) -> list[str]:
        made = study.exported("trajectories", "svg", panel=panel).decode()
        return re.findall(r">([^<>]+)</text>", made)

    assert texts("person").count("vilje") == 1
    assert texts("code").count("P02") == 1
    assert texts("code").count("vilje") == 1


def test_who_names_it_is_a_file_too(study: Study) -> None:
    found = json.loads(study.exported("voices", "json", filters=Filters(code=("praksis.norsk",))))
    assert "P02" in json.dumps(found)
    assert "never" in study.exported("voices", "md").decode()


HIDING: dict[Kind, dict[str, object]] = {
    "changes": {},
    "explanations": {},
    "compare": {"filters": Filters(code=("praksis",))},
}


@pytest.mark.parametrize("kind", HIDING)
def test_small_cells_are_hidden_in_every_file(study: Study, kind: Kind) -> None:
    """Two persons in all: every cell of what they said is small."""
    wanted = HIDING[kind]
    assert "hidden" not in study.exported(kind, "md", **wanted).decode()
    said = study.exported(kind, "md", hide_small=True, **wanted).decode()
    assert "hidden" in said
    assert "nothing to be subtracted back" in said
    bare = rows(study, kind, hide_small=True, **wanted)
    # A 0 is shown where nobody has text so.
    assert {row["n"] for row in bare} <= {"", "0"}
    assert {row["persons"] for row in bare} == {""}
    full = rows(study, kind, **wanted)
    assert [row.get("N") for row in bare] == [row.get("N") for row in full]


def test_the_heat_map_of_explanations_hides_them_too(study: Study) -> None:
    picture = study.exported("explanations", "svg").decode()
    assert "1 of 2" in picture
    hidden = study.exported("explanations", "svg", hide_small=True).decode()
    assert "1 of 2" not in hidden
    assert "hidden" in hidden


def test_codes_said_before_and_after_are_hidden_in_the_files(study: Study) -> None:
    found = rows(study, "changes", across=True, hide_small=True)
    assert {(row["n"], row["persons"]) for row in found} == {("", "")}
