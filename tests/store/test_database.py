"""Opening, creating and backing up: a study is there whole or not at all."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import StudyError
from workbench.store.database import Store
from workbench.store.schema import migrations


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study.db"


def content(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_new_study_is_in_wal_mode_with_foreign_keys_on(path: Path) -> None:
    store = Store.create(path, {"name": "x"})
    assert store.value("PRAGMA journal_mode") == "wal"
    assert store.value("PRAGMA foreign_keys") == 1


def test_every_table_is_strict(path: Path) -> None:
    store = Store.create(path, {})
    tables = store.rows("SELECT name, strict FROM pragma_table_list WHERE type = 'table'")
    ours = [row for row in tables if not row["name"].startswith(("sqlite_", "_sqlite_"))]
    assert len(ours) > 20
    assert [row["name"] for row in ours if not row["strict"]] == []


def test_creating_refuses_a_file_that_is_there_and_leaves_it(path: Path) -> None:
    path.write_text("mine")
    with pytest.raises(StudyError, match="There is a file already"):
        Store.create(path, {})
    assert path.read_text() == "mine"
    assert [file.name for file in path.parent.iterdir()] == ["study.db"]


def test_creating_in_a_folder_that_is_missing_says_so(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="folder does not exist"):
        Store.create(tmp_path / "no" / "study.db", {})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a study of the workbench"),
        (b"Once upon a time" * 20, "not a study of the workbench"),
        (b"SQLite format 3\0" + b"\0" * 200, "not a study of the workbench"),
    ],
    ids=["empty", "text", "another-database"],
)
def test_opening_what_is_no_study_is_refused_and_changes_nothing(
    path: Path, content: bytes, message: str
) -> None:
    path.write_bytes(content)
    with pytest.raises(StudyError, match=message):
        Store.open(path)
    assert path.read_bytes() == content
    assert [file.name for file in path.parent.iterdir()] == ["study.db"]


def test_another_programs_database_is_refused_and_unchanged(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE note (text)")
    before = path.read_bytes()
    with pytest.raises(StudyError, match="not a study"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_missing_study_names_how_to_make_one(path: Path) -> None:
    with pytest.raises(StudyError, match="workbench create"):
        Store.open(path)
    assert not path.exists()


def test_a_study_of_a_newer_version_is_refused_and_unchanged(path: Path) -> None:
    store = Store.create(path, {})
    store.db.conn.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('workbench', 'from_the_future', '2030-01-01')"
    )
    store.checkpoint()
    store.close()
    before = content(path)
    with pytest.raises(StudyError, match="newer version"):
        Store.open(path)
    assert content(path) == before


def test_a_read_only_study_is_refused_with_what_to_do(path: Path) -> None:
    Store.create(path, {}).close()
    path.chmod(0o444)
    with pytest.raises(StudyError, match="read-only") as caught:
        Store.open(path)
    assert "open a copy" in caught.value.remedy


def test_a_locked_study_is_refused_and_unchanged(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Store.create(path, {}).close()
    monkeypatch.setattr("workbench.store.database.BUSY_SECONDS", 0.1)
    store = Store.open(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StudyError, match="locked"), store.action("Anne", "x"):
        pass
    other.execute("ROLLBACK")
    other.close()
    assert store.value("SELECT count(*) FROM history") == 0


@pytest.fixture
def older(path: Path) -> Iterator[Path]:
    """A study made by an older version: one migration has not run yet."""
    Store.create(path, {"name": "gammel"}).close()
    ran: list[str] = []

    def later(db: object) -> None:
        ran.append("later")

    migrations(name="later")(later)
    yield path
    migrations._migrations.pop()
    assert ran == ["later"]


def test_an_older_study_is_brought_up_to_date_after_a_backup(older: Path) -> None:
    store = Store.open(older)
    assert store.value("SELECT count(*) FROM _sqlite_migrations WHERE name = 'later'") == 1
    (backup,) = older.parent.glob("study.db.before-*.backup")
    with closing(sqlite3.connect(backup)) as copy:
        found = copy.execute("SELECT value FROM setting WHERE key = 'name'").fetchone()
    assert found == ("gammel",)


def test_a_backup_taken_while_the_study_is_in_use_is_whole(tmp_path: Path, path: Path) -> None:
    study = Builder(path)
    study.interview("P01-1", {"P01": 1}, "I: Hei\nP01: Jeg [vil].", codes={"[": "a"})
    with study.store.action("Anne", "open") as action:
        action.insert("coder", {"name": "Bjørn"})
        study.store.backup(tmp_path / "copy.db")
    copy = Store.open(tmp_path / "copy.db")
    assert [row["name"] for row in copy.find("coder")] == ["Anne"]
    assert copy.value("PRAGMA integrity_check") == "ok"


def test_a_backup_refuses_a_file_that_is_there(tmp_path: Path, path: Path) -> None:
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StudyError, match="already"):
        Store.create(path, {}).backup(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


WRITER = """
import sys
from pathlib import Path
from workbench.store.database import Store

store = Store.open(Path(sys.argv[1]))
for number in range(500):
    with store.action(sys.argv[2], "count") as action:
        n = int(store.get("setting", key="n")["value"])
        action.update("setting", "n", value=str(n + 1))
        action.insert("memo", {"object_type": "study", "text": f"{sys.argv[2]} {number}",
                               "coder": 1, "created": store.now()})
"""


def test_two_processes_of_500_read_then_write_actions_lose_nothing(path: Path) -> None:
    store = Store.create(path, {"n": "0"})
    with store.action("Anne", "begin") as action:
        action.insert("coder", {"name": "Anne"})
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name], env=environment,
            stderr=subprocess.PIPE, text=True,
        )
        for name in ("Anne", "Bjørn")
    ]  # fmt: skip
    errors = [writer.communicate(timeout=240)[1] for writer in writers]
    assert errors == ["", ""]
    assert store.get("setting", key="n") == {"key": "n", "value": "1000"}
    assert store.value("SELECT count(DISTINCT text) FROM memo") == 1000
    assert store.value("SELECT count(*) FROM history") == 1001


OTHER = """
import sys
from pathlib import Path
from workbench.store.database import Store

store = Store.open(Path(sys.argv[1]))
with store.action("Bjørn", "begin") as action:
    action.insert("coder", {"name": sys.argv[2]})
print([row["name"] for row in store.find("coder")])
store.close()
"""


def test_a_study_that_is_open_twice_in_one_process_is_not_lost_to_another(path: Path) -> None:
    """Closing a file takes away all locks of its process, and then the other one clears the log
    away as the last that uses it."""
    first = Store.create(path, {})
    assert first.find("coder") == []
    Store.open(path)
    _other(path, "Bjørn")
    assert [row["name"] for row in first.find("coder")] == ["Bjørn"]
    with first.action("Anne", "begin") as action:
        action.insert("coder", {"name": "Anne"})
    assert _other(path, "Cecilie") == "['Bjørn', 'Anne', 'Cecilie']"


def _other(path: Path, name: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", OTHER, str(path), name], env=environment,
        capture_output=True, text=True, encoding="utf-8", check=True, timeout=60,
    )  # fmt: skip
    return done.stdout.strip()
