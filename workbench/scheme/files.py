"""The scheme file: YAML in and out, and every fault of a file at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import Fault, FileFaults
from workbench.files import read_yaml, yaml_text
from workbench.texts import _

KEY = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)*")
COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_TEXTS = ("definition", "include", "exclude", "example", "phase", "level", "color")
_FIELDS = {"key", "name", "id", "aliases", "exclusive", "retired", *_TEXTS}
LEVELS = ("", "individ", "system")


@dataclass(frozen=True)
class SchemeCode:
    """A code as the file holds it. `line` is where it stands."""

    key: str
    name_nb: str = ""
    name_en: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    phase: str = ""
    level: str = ""
    exclusive: bool = False
    color: str = ""
    retired: bool = False
    id: int | None = None
    aliases: tuple[str, ...] = field(default=())
    line: int | None = None

    @property
    def parent(self) -> str:
        """The key of the parent; empty for a branch."""
        return self.key.rpartition(".")[0]


def read(path: Path) -> list[SchemeCode]:
    """The codes of a scheme file in their order.

    Raises FileFaults that names line and code of every fault; a parent may be missing here,
    since the study can have it already.
    """
    entries = read_yaml(path, "codes")
    faults: list[Fault] = []
    codes = [
        code
        for entry, line in entries
        if (code := _code(entry, line, path.name, faults)) is not None
    ]
    faults.extend(_doubles(codes, path.name))
    if faults:
        raise FileFaults(faults)
    return codes


def render(codes: Sequence[SchemeCode], *, name: Mapping[str, str], language: str) -> str:
    """The scheme as YAML; the same text for the same scheme."""
    content: dict[str, Any] = {"name": dict(name), "language": language}
    content["codes"] = [_entry(code) for code in codes]
    return yaml_text(content)


def _entry(code: SchemeCode) -> dict[str, Any]:
    entry: dict[str, Any] = {"key": code.key}
    if code.id is not None:
        entry["id"] = code.id
    if code.aliases:
        entry["aliases"] = list(code.aliases)
    names = {"nb": code.name_nb, "en": code.name_en}
    entry["name"] = {language: name for language, name in names.items() if name}
    for name in _TEXTS:
        if getattr(code, name):
            entry[name] = getattr(code, name)
    for name in ("exclusive", "retired"):
        if getattr(code, name):
            entry[name] = True
    return entry


def _code(entry: Any, line: int, file: str, faults: list[Fault]) -> SchemeCode | None:
    def fault(message: str, column: str = "") -> None:
        faults.append(Fault(message, file=file, line=line, column=column))

    if not isinstance(entry, dict):
        fault(_("is not a code with a key and a name"))
        return None
    key = str(entry.get("key", ""))
    before = len(faults)
    if not KEY.fullmatch(key):
        fault(_("“{key}” is no key: a-z, 0-9 and _, a dot between levels", key=key), "key")
    for unknown in sorted(set(entry) - _FIELDS, key=str):
        fault(_("{code} has a field that a scheme does not know", code=key), str(unknown))
    names = entry.get("name")
    if isinstance(names, str):
        names = {"nb": names}
    if not isinstance(names, dict) or not any(names.get(one) for one in ("nb", "en")):
        fault(_("{code} has no name (nb or en)", code=key), "name")
        names = {}
    level = str(entry.get("level") or "")
    if level not in LEVELS:
        fault(_("“{level}” is no level (individ, system or none)", level=level), "level")
    color = str(entry.get("color") or "")
    if color and not COLOR.fullmatch(color):
        fault(_("“{color}” is no colour such as #2e5eaa", color=color), "color")
    identity = entry.get("id")
    if identity is not None and not isinstance(identity, int):
        fault(_("an id is a whole number"), "id")
    aliases = entry.get("aliases") or []
    if not isinstance(aliases, list):
        fault(_("aliases are a list of keys"), "aliases")
    if len(faults) > before:
        return None
    texts = {name: " ".join(str(entry.get(name) or "").split()) for name in _TEXTS}
    return SchemeCode(
        key=key, name_nb=str(names.get("nb") or ""), name_en=str(names.get("en") or ""),
        exclusive=bool(entry.get("exclusive")), retired=bool(entry.get("retired")),
        id=identity, aliases=tuple(str(alias) for alias in aliases), line=line, **texts,
    )  # fmt: skip


def _doubles(codes: Sequence[SchemeCode], file: str) -> list[Fault]:
    first: dict[str, int | None] = {}
    faults = []
    for code in codes:
        for key in (code.key, *code.aliases):
            if key in first:
                message = _("{key} stands in line {line} already", key=key, line=first[key])
                faults.append(Fault(message, file=file, line=code.line, column="key"))
            first.setdefault(key, code.line)
    return faults
