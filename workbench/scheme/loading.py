"""Between the scheme file and the study."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import CallError, Fault, FileFaults
from workbench.files import write_text
from workbench.model import Code
from workbench.scheme.files import SchemeCode, read, render
from workbench.scheme.tree import Tree
from workbench.store import pins, views
from workbench.store.actions import Action, by_request
from workbench.store.database import Store
from workbench.store.scheme import ids_ever
from workbench.texts import _, marked

_LARGEST_ID = 2**31

_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "aa", "ð": "d", "þ": "th", "ß": "ss"})


@dataclass(frozen=True)
class Loaded:
    """What loading a scheme did: keys of codes added, changed, and in the study only."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    only_in_study: tuple[str, ...]


def load(store: Store, path: Path, *, coder: str) -> Loaded:
    """Add the codes of a scheme file to the study and change those that it has already.

    A code is known by its id, its key or an alias. Codes that only the study has stay, after
    the others. Raises FileFaults with every fault at once; nothing is stored then.
    """
    codes = read(path)
    with store.action(
        coder, "scheme load", object=path.name, summary=marked("Scheme loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        known = views.codes(store)
        _check_parents(codes, known, path.name)
        loaded = _store(action, codes, known)
        _check_retired(views.codes(store), codes, path.name)
        return loaded


def save(store: Store, path: Path) -> None:
    """Write the study's scheme as YAML; the same bytes for the same scheme.

    Retired codes are written too, and marked: codings that were made with them name them.
    """
    settings = views.settings(store)
    name = {"nb": settings.get("name", "")}
    codes = views.codes(store)
    keys = {code.key for code in codes}
    aliases: dict[int, list[str]] = {}
    for row in sorted(store.find("code_alias"), key=lambda row: str(row["key"])):
        if row["key"] not in keys:
            aliases.setdefault(row["code"], []).append(row["key"])
    written = [
        SchemeCode(
            key=code.key, name_nb=code.name_nb, name_en=code.name_en, definition=code.definition,
            include=code.include, exclude=code.exclude, example=code.example, phase=code.phase,
            level=code.level, exclusive=code.exclusive, color=code.color, retired=code.retired,
            id=code.id, aliases=tuple(aliases.get(code.id, ())),
        )
        for code in codes
    ]  # fmt: skip
    write_text(path, render(written, name=name, language=settings.get("language", "nb")))


def add_code(
    store: Store, name: str, *, parent: str = "", coder: str, request: str | None = None
) -> Code:
    """Make a code of this name under a parent (none: a branch); its key comes from the name.

    A code of the same key under this parent is refused with CallError.
    """
    with store.action(
        coder, "scheme add", summary=marked("New code “{name}”"), request=request, name=name,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return views.code_named(store, key_from_name(name, parent))
        above = views.code_named(store, parent) if parent else None
        key = key_from_name(name, above.key if above else "")
        if store.get("code", key=key):
            raise CallError(
                _("There is a code {key} already.", key=key),
                remedy=_("Use that one, or give the new code another name."),
            )
        action.object = key
        last = max((code.position for code in views.codes(store)), default=-1)
        row = {"key": key, "parent": above.id if above else None, "position": last + 1}
        action.insert("code", {**row, "name_nb": " ".join(name.split())})
    return views.code_named(store, key)


def key_from_name(name: str, parent: str = "") -> str:
    """A key for a name: å=aa, ø=o, æ=ae, other accents dropped, _ for what is left."""
    plain = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    without_accents = "".join(one for one in plain if not unicodedata.combining(one))
    letters = re.sub(r"[^a-z0-9]+", "_", without_accents).strip("_")
    if not letters:
        raise CallError(_("A code needs a name with at least one letter or digit."))
    return f"{parent}.{letters}" if parent else letters


def _check_parents(codes: Sequence[SchemeCode], known: Sequence[Code], file: str) -> None:
    keys = {code.key for code in codes} | {code.key for code in known}
    faults = [
        Fault(
            _("{code} has no parent {parent} in the file or the study",
              code=code.key, parent=code.parent),
            file=file, line=code.line, column="key",
        )
        for code in codes
        if code.parent and code.parent not in keys
    ]  # fmt: skip
    if faults:
        raise FileFaults(faults)


def _check_retired(stored: Sequence[Code], codes: Sequence[SchemeCode], file: str) -> None:
    """A code that is in use under a retired one could be reached in one list and not in another."""
    lines = {code.key: code.line for code in codes}
    by_id = {code.id: code for code in stored}
    faults = [
        Fault(
            _("{code} is in use under {parent}, which is retired", code=code.key, parent=above.key),
            file=file, line=lines.get(code.key, lines.get(above.key)), column="retired",
        )
        for code in stored
        if code.parent is not None
        and (above := by_id[code.parent]).retired
        and not code.retired
    ]  # fmt: skip
    if faults:
        raise FileFaults(faults)


def _store(action: Action, codes: Sequence[SchemeCode], known: Sequence[Code]) -> Loaded:
    store = action.store
    tree = Tree(known)
    aliases = {row["key"]: row["code"] for row in store.find("code_alias")}
    by_name = {found for code in codes if (found := _named(code, tree)) is not None}
    ids: dict[str, int] = {code.key: code.id for code in known}
    # The key that a code gets, where that is another than the file has.
    keys: dict[str, str] = {}
    taken = ids_ever(store)
    added: list[str] = []
    changed: list[str] = []
    seen: set[int] = set()
    # Parents first, whatever the order of the list.
    for position, code in sorted(enumerate(codes), key=lambda one: one[1].key.count(".")):
        found = _known(code, tree, aliases)
        if found in by_name and _named(code, tree) is None:
            # It was merged into a code that stands in the file too, and is what that says.
            ids[code.key] = found
            keys[code.key] = next(one.key for one in codes if _named(one, tree) == found)
            continue
        key = code.key
        if code.parent in keys:
            key = keys[code.key] = f"{keys[code.parent]}.{key.rpartition('.')[2]}"
        row = _row(code, position, ids.get(code.parent) if code.parent else None) | {"key": key}
        if found is None:
            if code.id is not None and 0 < code.id < _LARGEST_ID and code.id not in taken:
                row["id"] = code.id
            ids[code.key] = action.insert("code", row)
            taken.add(ids[code.key])
            added.append(key)
        else:
            before = store.get("code", id=found) or {}
            if action.update("code", found, **row) != before:
                changed.append(key)
                pins.follow(action, found, before)
            old = tree.by_id[found].key
            if old != key and old not in aliases:
                action.insert("code_alias", {"key": old, "code": found})
            ids[code.key] = found
        seen.add(ids[code.key])
        for alias in code.aliases:
            if alias not in aliases and alias != key:
                action.insert("code_alias", {"key": alias, "code": ids[code.key]})
    left = [code for code in known if code.id not in seen]
    for position, other in enumerate(left, start=len(codes)):
        action.update("code", other.id, position=position)
    return Loaded(tuple(added), tuple(changed), tuple(code.key for code in left))


def _named(code: SchemeCode, tree: Tree) -> int | None:
    """The code of the study that has this key, or this id, now."""
    if code.key in tree.by_key:
        return tree.by_key[code.key].id
    return code.id if code.id in tree.by_id else None


def _known(code: SchemeCode, tree: Tree, aliases: dict[str, int]) -> int | None:
    named = _named(code, tree)
    if named is not None:
        return named
    for key in (code.key, *code.aliases):
        if key in aliases:
            return aliases[key]
        if key in tree.by_key:
            return tree.by_key[key].id
    return None


def _row(code: SchemeCode, position: int, parent: int | None) -> dict[str, Any]:
    return {
        "key": code.key, "parent": parent, "position": position, "name_nb": code.name_nb,
        "name_en": code.name_en, "definition": code.definition, "include": code.include,
        "exclude": code.exclude, "example": code.example, "phase": code.phase,
        "level": code.level, "exclusive": int(code.exclusive), "color": code.color,
        "retired": int(code.retired),
    }  # fmt: skip
