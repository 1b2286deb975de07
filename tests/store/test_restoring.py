"""A backup takes the place of a study in one step, whoever has it open."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from tests.builder import Builder
from tests.store.test_actions import content
from tests.store.test_erasure import contents
from workbench import Study
from workbench.errors import StudyError, UndoRefused
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.store.actions import KEYS
from workbench.store.schema import migrations

NAMES = Decisions.of([Decision("Xenobia", "PER", "[person 1]")])


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    made = Builder(tmp_path / "study.db")
    made.interview(
        "P01-1", {"P01": 1}, "P01: [Xenobia] sorterte zebrapapir.", codes={"[": "praksis"}
    )
    made.interview("P02-1", {"P02": 1}, "P02: Ingen navn her.")
    found = Study(made.store, coder="Anne")
    yield found
    found.store.close()


@pytest.fixture
def backup(study: Study) -> Path:
    file = study.path.parent / "monday.db"
    study.backup(file)
    return file


def without_settings(study: Study) -> dict[str, object]:
    return {name: rows for name, rows in content(study.store).items() if name != "setting"}


def test_the_study_is_as_it_was_and_what_came_since_is_a_backup(study: Study, backup: Path) -> None:
    before = without_settings(study)
    study.memo("Siden", object_type="study")
    after = content(study.store)
    done = Study.restore(backup, study.path, coder="Anne")
    assert without_settings(study) == before
    assert study.check() == []
    assert done.due == ()
    assert done.before is not None
    kept = Study.open(done.before)
    assert content(kept.store) == after
    assert kept.check() == []
    kept.store.close()
    Study.restore(done.before, study.path, coder="Anne")
    assert [memo["text"] for memo in study.store.find("memo")] == ["Siden"]
    assert study.check() == []


def test_it_is_in_the_history_and_new_ids_were_nobodys_before(study: Study, backup: Path) -> None:
    study.memo("Siden", object_type="study")
    latest, memo = study.last_history, study.store.find("memo")[-1]["id"]
    Study.restore(backup, study.path, coder="Anne")
    entry = study.history().iloc[0]
    assert (entry["action"], entry["summary"]) == ("restore", "Restored from monday.db")
    assert study.last_history > latest
    assert study.memo("Igjen", object_type="study") > memo


def test_undo_does_not_take_a_restore_back_but_what_came_after_it(
    study: Study, backup: Path
) -> None:
    Study.restore(backup, study.path, coder="Anne")
    with pytest.raises(UndoRefused, match="That a backup was restored cannot be taken back"):
        study.undo()
    study.memo("Nytt", object_type="study")
    study.undo()
    assert study.check() == []


def test_who_has_it_open_reads_on_and_then_reads_what_was_restored(
    study: Study, backup: Path
) -> None:
    study.memo("Siden", object_type="study")
    with closing(sqlite3.connect(study.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM memo").fetchone() == (1,)
        Study.restore(backup, study.path, coder="Anne")
        assert reader.execute("SELECT count(*) FROM memo").fetchone() == (1,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM memo").fetchone() == (0,)
        assert reader.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        reader.execute("UPDATE setting SET value = 'Nytt' WHERE key = 'name'")
    assert study.name == "Nytt"


def test_one_who_writes_is_waited_for_and_then_named(
    study: Study, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.store.database.BUSY_SECONDS", 0.3)
    before = study.last_history
    with closing(sqlite3.connect(study.path, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(StudyError, match="Another program holds the study locked"):
            Study.restore(backup, study.path, coder="Anne")
    assert study.last_history == before
    assert sorted(file.name for file in study.path.parent.iterdir() if "-" not in file.name) == [
        "monday.db", "study.db",
    ]  # fmt: skip


def test_a_backup_that_cannot_be_written_leaves_the_study_as_it_is(
    study: Study, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_given: object) -> None:
        raise StudyError("full")

    study.memo("Siden", object_type="study")
    before = content(study.store)
    monkeypatch.setattr("workbench.store.database.Store.backup", full)
    with pytest.raises(StudyError, match="full"):
        Study.restore(backup, study.path, coder="Anne")
    assert content(study.store) == before
    study.memo("Mer", object_type="study")
    assert study.check() == []


def test_what_is_no_backup_of_a_study_is_refused(study: Study, backup: Path) -> None:
    folder = study.path.parent
    (folder / "notes.txt").write_text("hei")
    before = study.last_history
    for name, told in [
        ("notes.txt", "not a study of the workbench"), ("none.db", "There is no file here"),
        ("study.db", "This is the study itself"),
    ]:  # fmt: skip
        with pytest.raises(StudyError, match=told):
            Study.restore(folder / name, study.path, coder="Anne")
    whole = backup.read_bytes()
    backup.write_bytes(whole[:8192] + bytes(len(whole) - 8192))
    with pytest.raises(StudyError, match="The backup is damaged"):
        Study.restore(backup, study.path, coder="Anne")
    assert study.last_history == before
    assert not list(folder.glob(".*"))


def test_one_of_a_newer_version_is_refused_and_an_older_one_is_brought_up_to_date(
    study: Study, backup: Path
) -> None:
    with closing(sqlite3.connect(backup)) as newer:
        newer.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('workbench', 'tomorrow', '2030-01-01')"
        )
        newer.commit()
    with pytest.raises(StudyError, match=r"monday\.db: .*made by a newer version"):
        Study.restore(backup, study.path, coder="Anne")
    with closing(sqlite3.connect(backup)) as older:
        *before, last = migrations._migrations
        older.execute("DELETE FROM _sqlite_migrations WHERE name IN ('tomorrow', ?)", (last.name,))
        old = Database(memory=True)
        for migration in before:
            migration.fn(old)
        tables = {name for (name,) in older.execute("SELECT name FROM sqlite_schema"
                                                    " WHERE type = 'table'")}  # fmt: skip
        made = sorted(name for name in tables & KEYS.keys() if name not in old.table_names())
        assert made, "the last version brought tables"
        for table in made:
            older.execute(f"DROP TABLE {table}")
        older.commit()
    Study.restore(backup, study.path, coder="Anne")
    assert all(study.store.find(table) is not None for table in KEYS)
    assert study.check() == []
    assert not list(study.path.parent.glob("*.before-1*"))


def test_a_study_that_is_damaged_is_set_aside(study: Study, backup: Path) -> None:
    study.store.close()
    whole = study.path.read_bytes()
    study.path.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    done = Study.restore(backup, study.path, coder="Anne")
    assert not done.known
    assert done.before is not None
    assert done.before.read_bytes()[:4096] == whole[:4096]
    assert Study.open(study.path).check() == []


def test_it_can_be_put_where_there_is_nothing(study: Study, backup: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    done = Study.restore(backup, tmp_path / "new" / "study.db", coder="Anne")
    assert (done.before, done.due, done.known) == (None, (), True)
    assert Study.open(done.path).check() == []


def test_backups_are_those_of_this_study_the_latest_first(study: Study, backup: Path) -> None:
    first = study.last_change
    study.memo("Siden", object_type="study")
    study.backup(study.path.parent / "tuesday.db")
    other = Builder(study.path.parent / "other.db")
    other.person("P09")
    other.store.close()
    (study.path.parent / "notes.txt").write_text("hei")
    assert study.backups() == [
        (study.path.parent / "tuesday.db", study.last_change), (backup, first),
    ]  # fmt: skip


# -- what was erased ------------------------------------------------------------------------


def test_erasures_that_a_backup_brings_back_are_due_until_they_are_done_again(
    study: Study, backup: Path
) -> None:
    study.purge("P01", confirmed=True)
    done = Study.restore(backup, study.path, coder="Anne")
    assert [(one.action, one.object) for one in done.due] == [("purge", "P01")]
    assert [(one.check, one.place) for one in study.check()] == [
        ("erasures", "what P01 said, who has withdrawn: workbench purge P01")
    ]
    assert study.erasures_due() == [*done.due]
    study.purge("P01", confirmed=True)
    assert study.erasures_due() == []
    assert study.check() == []
    backup.unlink()
    assert b"zebrapapir" not in contents(study.path.parent)


def test_they_stay_due_when_the_backup_is_restored_again(study: Study, backup: Path) -> None:
    study.purge("P01", confirmed=True)
    Study.restore(backup, study.path, coder="Anne")
    again = study.path.parent / "tuesday.db"
    study.backup(again)
    for file in (backup, again, backup):
        Study.restore(file, study.path, coder="Anne")
        assert [one.object for one in study.erasures_due()] == ["P01"]


def test_names_that_are_back_are_due_too(study: Study, backup: Path) -> None:
    pseudonymise_stored(study, "P01-1", NAMES, confirmed=True)
    Study.restore(backup, study.path, coder="Anne")
    assert [one.place for one in study.check()] == [
        "names in stored text: workbench pseudonymise --stored P01-1"
    ]
    pseudonymise_stored(study, "all", NAMES, confirmed=True)
    assert study.check() == []


def test_what_a_backup_holds_nothing_of_is_not_due(study: Study, backup: Path) -> None:
    made = Builder(study.path)
    made.interview("P03-1", {"P03": 1}, "P03: Senere.")
    study.purge("P03", confirmed=True)
    assert Study.restore(backup, study.path, coder="Anne").due == ()
    made.store.close()


def test_a_backup_of_after_the_erasure_brings_nothing_back(study: Study) -> None:
    study.purge("P01", confirmed=True)
    later = study.path.parent / "later.db"
    study.backup(later)
    assert Study.restore(later, study.path, coder="Anne").due == ()


def test_the_file_may_lie_anywhere_and_stays_as_it_is(
    study: Study, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "usb").mkdir()
    away = Path(shutil.move(backup, tmp_path / "usb" / "monday.db"))
    before = away.read_bytes()
    Study.restore(away, study.path, coder="Anne")
    assert away.read_bytes() == before
    assert [file.name for file in away.parent.iterdir()] == ["monday.db"]
