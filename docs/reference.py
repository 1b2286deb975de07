"""Writes the reference pages from the code: `python docs/reference.py`; `--check` only compares.

What a page says of a verb, a column, a table or a check stands beside it in the code, so that a
page is never older than what it describes.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from sqlite_utils import Database

from workbench import Study, cli
from workbench.errors import WorkbenchError
from workbench.exports.writers import KINDS, formats
from workbench.store.checks import CHECKS
from workbench.store.schema import migrations
from workbench.texts import in_language
from workbench.transcripts.readers import ELSEWHERE, READERS

HERE = Path(__file__).parent
NOTE = "<!-- Made by docs/reference.py; change the code, then run it again. -->\n\n"


def verbs(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every verb with its whole name, in the order of the alphabet."""
    for name, command in sorted(group.commands.items()):
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from verbs(command, f"{before}{name} ")


def cli_page() -> str:
    """Every verb with its options and an example."""
    parts = [
        "# The command line\n\n",
        "`workbench [--study FILE] [--coder NAME] VERB`. Exit status 0: done; 1: the data is at ",
        "fault, the message says where; 2: the call is.\n",
    ]
    for name, command in verbs(cli.workbench):
        context = click.Context(command, info_name=name)
        parts.append(f"\n## {name}\n\n{inspect.cleandoc(command.help or '')}\n\n")
        parts.append(f"    workbench {command.get_usage(context).removeprefix('Usage: ')}\n\n")
        for option in command.params:
            record = option.get_help_record(context)
            if record and record[1]:
                parts.append(f"- `{record[0]}`: {record[1]}\n")
        example = getattr(command, "example", "")
        if example:
            lines = "".join(f"    {line}\n" for line in example.splitlines())
            parts.append(f"\nExample:\n\n{lines}")
    return "".join(parts)


def api_page() -> str:
    """Every public method of Study."""
    parts = ["# Study, the Python API\n\n    from workbench import Study\n"]
    for name, member in vars(Study).items():
        if name.startswith("_") or not (
            callable(member) or isinstance(member, (property, classmethod))
        ):
            continue
        if isinstance(member, property):
            parts.append(f"\n## {name}\n\n{inspect.getdoc(member)}\n")
            continue
        plain = member.__func__ if isinstance(member, classmethod) else member
        signature = str(inspect.signature(plain)).replace("'", "")
        signature = signature.replace("(self, ", "(").replace("(self)", "()")
        signature = signature.replace("(cls, ", "(")
        parts.append(f"\n## {name}\n\n    {name}{signature}\n\n{inspect.getdoc(plain)}\n")
    return "".join(parts)


def tables_page() -> str:
    """The tables of a study file."""
    database = Database(memory=True)
    migrations.apply(database)
    parts = ["# The study file\n\nSQLite, strict tables, write-ahead log.\n"]
    for table in database.tables:
        if table.name.startswith(("sqlite_", "_sqlite_")):
            continue
        parts.append(f"\n## {table.name}\n\n| column | type | |\n|---|---|---|\n")
        keys = {key.column: f"{key.other_table}.{key.other_column}" for key in table.foreign_keys}
        for column in table.columns:
            notes = ["key"] if column.is_pk else []
            notes += [f"→ {keys[column.name]}"] if column.name in keys else []
            parts.append(f"| {column.name} | {column.type} | {', '.join(notes)} |\n")
    return "".join(parts)


def checks_page() -> str:
    """What `workbench check` verifies."""
    parts = ["# What `workbench check` verifies\n\n| check | meaning | remedy |\n|---|---|---|\n"]
    parts += [f"| {check.name} | {check.meaning} | {check.remedy} |\n" for check in CHECKS]
    return "".join(parts)


def formats_page() -> str:
    """What is read and written, and the tree of errors."""
    parts = ["# Files\n\n## Transcripts that are read\n\n"]
    parts += [f"- `{suffix}`\n" for suffix in READERS]
    parts.append("\n## Files that are not read, and what to do instead\n\n")
    for suffixes, remedy in ELSEWHERE.items():
        names = " ".join(f"`{suffix}`" for suffix in suffixes.split())
        parts.append(f"- {names}: {remedy.removesuffix(' Nothing was stored.')}\n")
    parts.append("\n## Files that are written\n\n")
    for kind in KINDS:
        names = ", ".join(f"{one.label} (`{one.suffix}`)" for one in formats(kind))
        parts.append(f"- {kind}: {names}\n")
    parts.append(f"\n## Errors\n\n```\n{inspect.getdoc(inspect.getmodule(WorkbenchError))}\n```\n")
    return "".join(parts)


PAGES = {
    "cli.md": cli_page,
    "api.md": api_page,
    "tables.md": tables_page,
    "checks.md": checks_page,
    "files.md": formats_page,
}


def main() -> int:
    """Write the pages, or with --check say which are stale."""
    check = "--check" in sys.argv[1:]
    stale = []
    with in_language("en"):
        for name, make in PAGES.items():
            path = HERE / "reference" / name
            text = NOTE + make()
            if check and (not path.exists() or path.read_text("utf-8") != text):
                stale.append(name)
            elif not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"docs/reference/{name} is stale: run python docs/reference.py")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
