"""A backup takes the place of a study, whoever has it open.

The backup is copied and made ready beside the study first: whole, of this product, brought up to
date, and with what has to be remembered: that it was restored, and which erasures it has brought
back. Then SQLite writes it over the study in one transaction, so that others read either what was
or what is. While that transaction holds the study, nobody can write, and what was is backed up.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlite_utils import Database

from workbench.errors import StudyError
from workbench.store import database, erasure
from workbench.store.database import (
    Clock,
    Store,
    bring_up_to_date,
    check_writable,
    is_study,
    no_study,
)
from workbench.store.reach import Reach
from workbench.texts import _, marked

RESTORED = "restored"
"""The setting that says when a backup was restored last."""


_FIRST = "SELECT time, coder, action FROM history ORDER BY id LIMIT 1"


@dataclass(frozen=True)
class Restored:
    """What a restore did: the study, where what was there before lies now, which erasures have to
    be done again, and whether it could be read which were done."""

    path: Path
    before: Path | None
    due: tuple[erasure.Erasure, ...]
    known: bool = True


def restore(path: Path, file: Path, *, coder: str, clock: Clock | None = None) -> Restored:
    """Put a backup in the place of a study, in one step; gives what was there as a backup.

    Raises StudyError for a file that is no study, is damaged or was made by a newer version, and
    where another program holds the study locked; the study is unchanged then.
    """
    path, file = path.resolve(), file.resolve()
    _check(path, file)
    now = (clock or (lambda: datetime.now(UTC)))()
    before = _free(path.with_name(f"{path.name}.before-restore-{now:%Y%m%dT%H%M%S}.backup"))
    current = _readable(path, clock)
    with _ready(path, file, current, coder, clock) as (ready, due):
        if current is not None:
            _replace(path, ready, before)
            return Restored(path, before, due)
        aside = _set_aside(path, before)
        ready.rename(path)
        return Restored(path, aside, due, known=aside is None)


def backups(store: Store) -> list[tuple[Path, str]]:
    """The backups of this study in its folder, each with the time of its last action (ISO, UTC);
    the latest first. A file is one where its history begins with the same action."""
    begun = store.db.conn.execute(_FIRST).fetchone()
    found = []
    for file in erasure.backups_beside(store.path) if begun else ():
        try:
            uri = f"{file.as_uri()}?mode=ro&immutable=1"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                first = connection.execute(_FIRST).fetchone()
                (last,) = connection.execute("SELECT max(time) FROM history").fetchone()
        except sqlite3.DatabaseError:
            continue
        if first == begun:
            found.append((file, str(last)))
    return sorted(found, key=lambda one: (one[1], one[0].name), reverse=True)


def _check(path: Path, file: Path) -> None:
    if not file.is_file():
        raise StudyError(_("There is no file here."), place=str(file))
    if not is_study(file):
        raise no_study(file)
    if path == file:
        raise StudyError(
            _("This is the study itself."), place=str(file),
            remedy=_("Name a backup that was made of it."),
        )  # fmt: skip
    if path.exists() and is_study(path):
        check_writable(path)


def _free(path: Path) -> Path:
    """The name, or the first with a number that is not taken."""
    number, found = 1, path
    while found.exists():
        number += 1
        found = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return found


def _readable(path: Path, clock: Clock | None) -> Store | None:
    """The study that is there, if it is one that can be read."""
    try:
        store = Store(path, clock=clock)
        ok = path.is_file() and store.value("PRAGMA quick_check") == "ok"
        if ok:
            erasure.done(store)
    except sqlite3.DatabaseError:
        return None
    return store if ok else None


@contextmanager
def _ready(
    path: Path, file: Path, current: Store | None, coder: str, clock: Clock | None
) -> Iterator[tuple[Path, tuple[erasure.Erasure, ...]]]:
    """A copy of the backup beside the study, as the study is to be, and the erasures due in it."""
    ready = path.with_name(f".{path.name}.{os.getpid()}.restored")
    try:
        _copy(file, ready, current)
        store = Store(ready, clock=clock)
        try:
            with store.action(
                coder, "restore", object=file.name, summary=marked("Restored from {file}"),
                file=file.name,
            ) as action:  # fmt: skip
                due = _owed(store, current)
                erasure.owe(action, due)
                action.put("setting", {"key": RESTORED, "value": store.now()})
            store.checkpoint()
        finally:
            store.close()
        yield ready, due
    finally:
        for name in (ready.name, f"{ready.name}-wal", f"{ready.name}-shm"):
            ready.with_name(name).unlink(missing_ok=True)


def _copy(file: Path, ready: Path, current: Store | None) -> None:
    """Copy a backup, and make it a study of this version whose new ids nothing has had before:
    what others keep in memory of the study is known by them."""
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(ready, isolation_level=None)) as copy,
        ):
            source.backup(copy)
            (found,) = copy.execute("PRAGMA integrity_check").fetchone()
            if found != "ok":
                raise _damaged(file, found)
            bring_up_to_date(Database(copy), file)
            for row in current.rows("SELECT name, seq FROM sqlite_sequence") if current else ():
                copy.execute("DELETE FROM sqlite_sequence WHERE name = :name AND seq < :seq", row)
                copy.execute(
                    "INSERT INTO sqlite_sequence SELECT :name, :seq WHERE NOT EXISTS"
                    " (SELECT 1 FROM sqlite_sequence WHERE name = :name)",
                    row,
                )
    except sqlite3.DatabaseError as error:
        raise _damaged(file, str(error)) from error


def _owed(ready: Store, current: Store | None) -> tuple[erasure.Erasure, ...]:
    """The erasures of the study that the backup knows nothing of, and those that are due in it;
    the last one of each person or interview."""
    known = set(erasure.done(ready)) - set(erasure.due(ready))
    done = [*erasure.due(ready), *(erasure.done(current) if current else ())]
    latest = {(one.action, one.object): one for one in done if one not in known}
    return tuple(one for one in latest.values() if _brought_back(ready, one))


def _brought_back(ready: Store, one: erasure.Erasure) -> bool:
    """Whether a backup holds anything that the erasure takes."""
    if one.action == "purge":
        there = ready.get("person", id=one.object) is not None
        return there and any(Reach(ready, one.object).counts.values())
    if one.object == erasure.EVERYTHING:
        return bool(ready.find("transcript"))
    return ready.get("transcript", interview=one.object) is not None


def _replace(path: Path, ready: Path, before: Path) -> None:
    """Write the copy over the study in one transaction. The first pages taken, nobody else can
    write, and others still read what was: that is the moment in which it is backed up."""
    until = time.monotonic() + database.BUSY_SECONDS
    backed_up = False

    def taking(status: int, _left: int, _of: int) -> None:
        nonlocal backed_up
        if status == sqlite3.SQLITE_OK and not backed_up:
            Store(path).backup(before)
            backed_up = True
        if status != sqlite3.SQLITE_OK and time.monotonic() > until:
            raise database.locked(path)

    with (
        closing(sqlite3.connect(ready)) as source,
        closing(sqlite3.connect(path, timeout=0)) as study,
    ):
        (pages,) = source.execute("PRAGMA page_count").fetchone()
        source.backup(study, pages=max(1, min(pages // 4, 1000)), progress=taking, sleep=0.1)


def _set_aside(path: Path, before: Path) -> Path | None:
    """Move what cannot be read out of the way, as it is."""
    if not path.exists():
        return None
    for end in ("", "-wal", "-shm"):
        file = path.with_name(path.name + end)
        if file.exists():
            file.rename(before.with_name(before.name + end))
    return before


def _damaged(file: Path, reason: str) -> StudyError:
    return StudyError(
        _("The backup is damaged: {reason}.", reason=reason), place=str(file),
        remedy=_("Take another one. The study is as it was."),
    )  # fmt: skip
