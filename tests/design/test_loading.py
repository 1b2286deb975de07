"""The design files: what they make of the study, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from workbench.errors import CallError, FileFaults
from workbench.study import Study

HEAD = "interview,person,actor_type,round,status,date,minutes,consent,kurs"
ROWS = """
P01-1,P01,deltaker,1,held,2013-02-12,45,full,kafé
P01-2_A01,P01,deltaker,2,held,2013-04-24,60,full,kafé
P01-2_A01,A01,arbeidsgiver,,held,2013-04-24,60,full,
P01-3,P01,deltaker,3,not_reached,,,full,kafé
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.create(tmp_path / "study.db", coder="Anne")


def design(tmp_path: Path, rows: str, head: str = HEAD) -> Path:
    path = tmp_path / "interviews.csv"
    path.write_text(f"{head}\n{rows.strip()}\n", encoding="utf-8")
    return path


def faults(study: Study, path: Path) -> list[tuple[int | None, str]]:
    before = study.last_history
    with pytest.raises(FileFaults) as caught:
        study.design(path)
    assert study.last_history == before
    assert study.persons().empty
    return [(fault.row, fault.column) for fault in caught.value.faults]


def test_rows_become_persons_interviews_and_rounds(study: Study, tmp_path: Path) -> None:
    study.design(design(tmp_path, ROWS))
    rows = study.person_interviews()[["interview", "person", "round", "status"]]
    assert [tuple(row) for row in rows.fillna(0).itertuples(index=False)] == [
        ("P01-1", "P01", 1, "held"), ("P01-2_A01", "P01", 2, "held"),
        ("P01-3", "P01", 3, "not_reached"), ("P01-2_A01", "A01", 0, "held"),
    ]  # fmt: skip
    assert list(study.interviews()["minutes"].fillna(0)) == [45, 60, 0]


def test_an_unknown_column_becomes_an_attribute(study: Study, tmp_path: Path) -> None:
    study.design(design(tmp_path, ROWS))
    assert study.attributes() == ["kurs"]
    assert list(study.persons()["kurs"]) == ["kafé", ""]


def test_a_value_that_stands_for_a_total_is_a_fault(study: Study, tmp_path: Path) -> None:
    found = faults(study, design(tmp_path, ROWS.replace("kafé", "*")))
    assert {column for _row, column in found} == {"kurs"}
    assert found


@pytest.mark.parametrize("id", ["P,1", "*"])
def test_an_id_that_lists_and_tables_would_misread_is_a_fault(
    study: Study, tmp_path: Path, id: str
) -> None:
    path = design(tmp_path, f'X1,"{id}",deltaker', head="interview,person,actor_type")
    assert faults(study, path) == [(2, "person")]


def test_the_same_table_as_xlsx_gives_the_same_design(study: Study, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for line in f"{HEAD}\n{ROWS.strip()}".splitlines():
        cells = [int(cell) if cell.isdecimal() else cell or None for cell in line.split(",")]
        book.active.append(cells)
    book.save(tmp_path / "interviews.xlsx")
    study.design(tmp_path / "interviews.xlsx")
    other = Study.create(tmp_path / "other.db", coder="Anne")
    other.design(design(tmp_path, ROWS))
    assert study.person_interviews().equals(other.person_interviews())
    assert study.interviews().equals(other.interviews())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_norwegian_letters_come_through_in_every_encoding(
    study: Study, tmp_path: Path, encoding: str
) -> None:
    path = design(tmp_path, ROWS.replace("kafé", "kafé på Grønland"))
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    study.design(path)
    assert study.persons()["kurs"][0] == "kafé på Grønland"


def test_semicolons_are_read_as_excel_writes_them(study: Study, tmp_path: Path) -> None:
    path = design(tmp_path, ROWS)
    path.write_text(path.read_text("utf-8").replace(",", ";"), encoding="utf-8")
    study.design(path)
    assert len(study.person_interviews()) == 4


def test_loading_again_changes_what_differs_and_nothing_else(study: Study, tmp_path: Path) -> None:
    study.design(design(tmp_path, ROWS))
    before = study.last_history
    study.design(design(tmp_path, ROWS))
    assert study.last_history == before
    study.design(design(tmp_path, ROWS.replace("45", "50")))
    assert study.interviews()["minutes"][0] == 50
    study.undo()
    assert study.interviews()["minutes"][0] == 45


def test_all_faults_are_named_with_row_and_column_at_once(study: Study, tmp_path: Path) -> None:
    rows = """
P01-1,P01,delatker,4,hold,2013-02-30,førti,full,kafé
,P02,deltaker,1,held,,,full,kafé
P03-1,,deltaker,1,held,,,full,kafé
"""
    assert sorted(faults(study, design(tmp_path, rows))) == [
        (2, "actor_type"), (2, "date"), (2, "minutes"), (2, "round"), (2, "status"),
        (3, "interview"), (4, "person"),
    ]  # fmt: skip


def test_a_fault_reads_as_a_sentence_with_what_is_expected(study: Study, tmp_path: Path) -> None:
    rows = "P01-1,P01,deltaker,4,held,,,full,kafé"
    with pytest.raises(FileFaults) as caught:
        study.design(design(tmp_path, rows))
    assert str(caught.value) == (
        "interviews.csv, row 2, column round: “4” is not a round of this study"
        " (1, 2, 3 or empty).\nCorrect this and load the file again. Nothing was stored."
    )


def test_a_near_miss_is_offered(study: Study, tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match=r"Did you mean deltaker\?"):
        study.design(design(tmp_path, "P01-1,P01,delatker,1,held,,,full,kafé"))


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (("60,full,\n", "61,full,\n"), "minutes"),
        (("2,held,2013-04-24,60,full,kafé", "2,held,2013-04-24,60,full,pleie"), "kurs"),
    ],
    ids=["sitting", "person"],
)
def test_rows_that_disagree_are_a_fault_that_names_both_rows(
    study: Study, tmp_path: Path, change: tuple[str, str], column: str
) -> None:
    with pytest.raises(FileFaults) as caught:
        study.design(design(tmp_path, ROWS.replace(*change)))
    (fault,) = caught.value.faults
    assert fault.column == column
    assert f"in row {2 if column == 'kurs' else 3}" in fault.message


def test_a_missing_column_is_named(study: Study, tmp_path: Path) -> None:
    head = HEAD.replace("actor_type", "aktør")
    assert faults(study, design(tmp_path, ROWS, head)) == [(1, "actor_type")]


def test_the_same_person_twice_in_one_interview_is_a_fault(study: Study, tmp_path: Path) -> None:
    row = "P01-1,P01,deltaker,1,held,,,full,kafé"
    assert (3, "person") in faults(study, design(tmp_path, f"{row}\n{row}"))


def test_a_folder_brings_relations_assignments_figures_and_what_was_asked(
    study: Study, tmp_path: Path
) -> None:
    study.add_code("Praksis")
    design(tmp_path, ROWS)
    files = {
        "relations.csv": "person,relation,other_person,round\nP01,had_placement_with,A01,2\n",
        "assignments.csv": "interview,coder,layer,coding_status\nP01-1,Anne,primary,done\n",
        "figures.csv": 'source,category,value\nNAV,i jobb,"41,5"\n',
        "asked.csv": "code,actor_type,round,asked\npraksis,deltaker,1,no\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    loaded = study.design(tmp_path)
    assert loaded.tables == ("relations", "assignments", "figures", "asked")
    assert list(study.relations().iloc[0]) == ["P01", "had_placement_with", "A01", 2]
    assert list(study.assignments().iloc[0]) == ["P01-1", "Anne", "primary", "done", ""]
    assert study.figures()["value"][0] == 41.5
    assert list(study.asked().iloc[0]) == ["praksis", "deltaker", 1, "no"]


def test_tables_that_name_what_is_not_there_are_faults_and_nothing_is_stored(
    study: Study, tmp_path: Path
) -> None:
    design(tmp_path, ROWS)
    (tmp_path / "relations.csv").write_text("person,relation,other_person\nP01,knows,A02\n")
    (tmp_path / "asked.csv").write_text("code,actor_type,asked\npraksis,deltaker,maybe\n")
    assert faults(study, tmp_path) == [(2, "other_person"), (2, "relation"), (2, "code")]


def test_planned_held_usable_and_persons_are_different_numbers(
    study: Study, tmp_path: Path
) -> None:
    study.design(design(tmp_path, ROWS))
    check = study.design_check().set_index(["actor_type", "round"])
    columns = ["planned", "held", "usable", "person_interviews", "persons"]
    assert list(check.loc[("*", "*"), columns]) == [3, 2, 0, 0, 2]
    assert list(check.loc[("deltaker", "*"), columns]) == [3, 2, 0, 0, 1]
    assert list(check.loc[("arbeidsgiver", ""), columns]) == [1, 1, 0, 0, 1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"consent": "maybe"}, "none of: full"),
        ({"actor_type": "lærer"}, "lærer"),
    ],
)
def test_editing_a_person_refuses_what_is_no_value(
    study: Study, tmp_path: Path, change: dict[str, str], message: str
) -> None:
    study.design(design(tmp_path, ROWS))
    with pytest.raises(CallError, match=message):
        study.edit_person("P01", change)


def test_an_emptied_attribute_is_removed_and_undo_brings_it_back(
    study: Study, tmp_path: Path
) -> None:
    study.design(design(tmp_path, ROWS))
    study.edit_person("P01", {"kurs": ""})
    assert study.persons()["kurs"][0] == ""
    study.undo()
    assert study.persons()["kurs"][0] == "kafé"
