"""Opening, creating and backing up a study file; connections; the one way to write.

Every thread has a connection of its own. Reads see the last committed state; writes happen
only inside `Store.action`, one transaction each, begun IMMEDIATE: a deferred transaction that
reads before it writes fails with "database is locked" at once when another process has
written in between, whatever the busy timeout.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from sqlite_utils import Database

from workbench.errors import StudyError
from workbench.model import ACTOR_TYPES, ActorType
from workbench.store import blind
from workbench.store.actions import KEYS, Action
from workbench.store.schema import APPLICATION_ID, migrations
from workbench.texts import _

Row = dict[str, Any]
Parameters = Sequence[object] | Mapping[str, object]
Clock = Callable[[], datetime]

BUSY_SECONDS = 30.0
OPENING_SECONDS = 5.0


class Store:
    """One study file. Use `Store.create` or `Store.open`."""

    def __init__(self, path: Path, *, clock: Clock | None = None) -> None:
        self.path = path
        self._clock = clock or (lambda: datetime.now(UTC))
        self._local = threading.local()
        self.cache: dict[object, Any] = {}
        self.beholder = ""
        self._veil: blind.Veil = frozenset()
        self._veiled: dict[str, Store] = {}

    @classmethod
    def create(
        cls,
        path: Path,
        settings: Mapping[str, str],
        *,
        actor_types: Sequence[ActorType] = ACTOR_TYPES,
        clock: Clock | None = None,
    ) -> Self:
        """Make an empty study. An existing file is refused and left as it is."""
        path = path.resolve()
        if path.exists():
            raise StudyError(
                _("There is a file already."),
                place=str(path),
                remedy=_("Choose another name, or open the study that is there."),
            )
        if not path.parent.is_dir():
            raise StudyError(
                _("The folder does not exist."), place=str(path.parent), remedy=_("Make it first.")
            )
        # Built under another name, so that a study is there whole or not at all. WAL comes last:
        # before it, everything that tells a study from another file stands in the file itself.
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
        try:
            with closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
                migrations.apply(Database(connection))
                connection.executemany("INSERT INTO setting VALUES (?, ?)", settings.items())
                connection.executemany(
                    "INSERT INTO actor_type VALUES (?, ?, ?, ?)",
                    [
                        (one.key, one.name_nb, one.name_en, position)
                        for position, one in enumerate(actor_types)
                    ],
                )
                connection.execute("PRAGMA journal_mode = WAL")
            os.link(unfinished, path)
        except FileExistsError:
            raise StudyError(_("There is a file already."), place=str(path)) from None
        except OSError as error:
            raise StudyError(
                _("The study cannot be made here: {reason}.", reason=error.strerror or str(error)),
                place=str(path),
                remedy=_("Choose a folder that you may write in."),
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
        return cls(path, clock=clock)

    @classmethod
    def open(cls, path: Path, *, clock: Clock | None = None) -> Self:
        """Open a study. One made by an older version is brought up to date, after a backup.

        Raises StudyError for a file that is missing, no study, made by a newer version,
        read-only or locked; the file is unchanged then.
        """
        path = path.resolve()
        _check_file(path)
        store = cls(path, clock=clock)
        try:
            with closing(_connect(path, OPENING_SECONDS)) as connection:
                bring_up_to_date(Database(connection), path, backup=store.backup)
        except sqlite3.OperationalError as error:
            raise _busy_or_broken(path, error) from error
        except sqlite3.DatabaseError as error:
            raise no_study(path) from error
        return store

    @property
    def db(self) -> Database:
        """The database through this thread's connection."""
        found: Database | None = getattr(self._local, "database", None)
        if found is None:
            found = Database(_connect(self.path, BUSY_SECONDS))
            self._local.database = found
        if self.beholder and not found.conn.in_transaction:
            self._draw(found.conn)
        return found

    def seen_by(self, coder: str) -> Store:
        """The study as this coder may see it now, to read only: without what others have coded
        in interviews that she codes blind (see `blind.py`). It is this store where nothing is
        hidden from her."""
        veil = blind.veil(self, coder)
        if not veil:
            return self
        found = self._veiled.get(coder)
        if found is None:
            found = Store(self.path, clock=self._clock)
            found.beholder, found.cache = coder, self.cache
            found = self._veiled.setdefault(coder, found)
        found._veil = veil
        return found

    def _draw(self, connection: sqlite3.Connection) -> None:
        """Draw the veil over this thread's connection, if it is another than lies there."""
        veil = self._veil
        if getattr(self._local, "veil", None) != (id(connection), veil):
            blind.draw(connection, self.beholder, veil)
            self._local.veil = (id(connection), veil)

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        for veiled in self._veiled.values():
            veiled.close()
        found: Database | None = getattr(self._local, "database", None)
        if found is not None:
            found.conn.close()
            self._local.database = None

    def rows(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """The rows that a query gives, as dictionaries."""
        cursor = self.db.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def row(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row that a query gives, if any."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        found = self.db.conn.execute(sql, parameters).fetchone()
        return found[0] if found else None

    def frame(self, sql: str, parameters: Parameters = ()) -> pd.DataFrame:
        """What a query gives, as a frame; whole numbers that may be missing are Int64."""
        cursor = self.db.conn.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        frame = pd.DataFrame.from_records(cursor.fetchall(), columns=names)
        return frame.astype({"round": "Int64"}) if "round" in names else frame

    def find(self, table: str, /, **equals: object) -> list[Row]:
        """The rows of a table whose columns equal these values, in the order of their keys."""
        where = " AND ".join(f'"{name}" IS ?' for name in equals) or "1"
        order = ", ".join(f'"{name}"' for name in KEYS[table])
        return self.rows(
            f'SELECT * FROM "{table}" WHERE {where} ORDER BY {order}', tuple(equals.values())
        )

    def get(self, table: str, /, **equals: object) -> Row | None:
        """The first row that `find` gives, if any."""
        found = self.find(table, **equals)
        return found[0] if found else None

    def now(self) -> str:
        """The present moment as the store writes it: UTC, milliseconds."""
        return self._clock().astimezone(UTC).isoformat(timespec="milliseconds")

    @contextmanager
    def action(
        self,
        coder: str,
        action: str,
        *,
        object: str = "",
        summary: str = "",
        request: str | None = None,
        **places: object,
    ) -> Iterator[Action]:
        """One user action: one transaction and one entry in the history.

        `summary` is a text of the catalogue (see `texts.marked`) that `places` fill in. An
        action inside another one joins it. An action that changes nothing leaves no entry. When
        anything is raised, nothing of the action is stored.
        """  # fmt: skip
        current: Action | None = getattr(self._local, "action", None)
        if current is not None:
            yield current
            return
        connection = self.db.conn
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise _busy_or_broken(self.path, error) from error
        opened = Action(
            self, coder=coder, action=action, object=object, summary=summary, request=request,
            places=places,
        )  # fmt: skip
        self._local.action = opened
        try:
            yield opened
            opened.finish()
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self.cache.clear()
            raise
        finally:
            self._local.action = None

    def checkpoint(self) -> None:
        """Bring everything that is committed from the write-ahead log into the file itself."""
        self.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup(self, target: Path) -> None:
        """Copy the study as it is at one moment, also while others use it.

        The copy appears whole or not at all; an existing file is refused.
        """
        target = target.resolve()
        if target.exists():
            raise StudyError(
                _("There is a file already."), place=str(target), remedy=_("Choose another name.")
            )
        unfinished = target.with_name(f".{target.name}.{os.getpid()}.new")
        try:
            with (
                closing(_connect(self.path, BUSY_SECONDS)) as source,
                closing(sqlite3.connect(unfinished)) as copy,
            ):
                source.backup(copy)
                copy.execute("PRAGMA journal_mode = DELETE")
            unfinished.rename(target)
        except (OSError, sqlite3.OperationalError) as error:
            raise StudyError(
                _("The backup could not be written: {reason}.", reason=error), place=str(target)
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)


def bring_up_to_date(
    database: Database, path: Path, *, backup: Callable[[Path], None] | None = None
) -> None:
    """Apply the migrations that a study lacks, after a backup. Raises StudyError, and changes
    nothing, where a newer version has made it."""
    known = {migration.name for migration in migrations._migrations}
    newer = {done.name for done in migrations.applied(database)} - known
    if newer:
        raise StudyError(
            _("The study was made by a newer version of the workbench."),
            place=str(path),
            remedy=_("Install the newest version and open it again."),
        )
    if migrations.pending(database):
        if backup is not None:
            backup(path.with_name(f"{path.name}.before-{len(known)}.backup"))
        migrations.apply(database)


# A number from a frame is a number: SQLite would take it for bytes, and find nothing by it.
sqlite3.register_adapter(np.int64, int)


class _Connection(sqlite3.Connection):
    """Closes itself with the thread that it served: Streamlit runs each script in a new one."""

    def __del__(self) -> None:
        self.close()


def _connect(path: Path, timeout: float) -> sqlite3.Connection:
    # Every connection serves one thread; Streamlit closes sessions from another.
    connection = sqlite3.connect(
        f"{path.as_uri()}?mode=rw", uri=True, timeout=timeout, isolation_level=None,
        check_same_thread=False, factory=_Connection,
    )  # fmt: skip
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _check_file(path: Path) -> None:
    """Refuse what is no study or cannot be written, before SQLite touches anything."""
    if not path.is_file():
        raise StudyError(
            _("There is no study here."),
            place=str(path),
            remedy=_("Make one with `workbench create` or `workbench demo`, or name another file."),
        )
    if not is_study(path):
        raise no_study(path)
    check_writable(path)


def check_writable(path: Path) -> None:
    """Refuse a study that may not be written, or whose folder may not."""
    # The superuser may write any file; who made it read-only meant it all the same.
    if not os.access(path, os.W_OK) or not path.stat().st_mode & 0o222:
        raise StudyError(
            _("The file is read-only."),
            place=str(path),
            remedy=_("Allow writing to it, or open a copy."),
        )
    if not os.access(path.parent, os.W_OK):
        raise StudyError(
            _("The folder is read-only, and a study in use needs files beside it."),
            place=str(path.parent),
            remedy=_("Allow writing to the folder, or open a copy elsewhere."),
        )


def is_study(path: Path) -> bool:
    """Whether a file is a study of the workbench, of any version.

    SQLite reads it, not Python: closing a file takes away every lock that the process has on it,
    and another process would then clear away the log that this one still writes to.
    """
    try:
        uri = f"{path.as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            (found,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError:
        return False
    return bool(found == APPLICATION_ID)


def no_study(path: Path) -> StudyError:
    """What is said of a file that is no study."""
    return StudyError(
        _("This file is not a study of the workbench."),
        place=str(path),
        remedy=_("Choose a file made by `workbench create` or `workbench demo`."),
    )


def locked(path: Path) -> StudyError:
    """What is said of a study that another program writes to."""
    return StudyError(
        _("Another program holds the study locked."),
        place=str(path),
        remedy=_("Wait until it is done, or close it, and try again."),
    )


def _busy_or_broken(path: Path, error: sqlite3.OperationalError) -> StudyError:
    if "locked" in str(error) or "busy" in str(error):
        return locked(path)
    return StudyError(
        _("The study cannot be used: {reason}.", reason=error),
        place=str(path),
        remedy=_("Restore a backup, or ask for help with this message."),
    )
