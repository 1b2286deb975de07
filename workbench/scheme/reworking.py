"""Reworking the scheme: add, rename, edit, move, merge, split, retire.

A code keeps its id for good; its key is its present path. A key that a code has had is an alias
of it, so that files which say the old key still load; the key of a code that was merged is an
alias of the code that took its codings. Each change is one action: the history keeps what was,
and one undo takes it back whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.errors import CallError
from workbench.model import Code
from workbench.scheme.files import COLOR, LEVELS
from workbench.scheme.loading import add_code, key_from_name
from workbench.scheme.tree import Tree
from workbench.scheme.uniting import United, unite
from workbench.scheme.uniting import plan as plan_uniting
from workbench.store import agreed, pins, sensitive, typology, views
from workbench.store.actions import Action, by_request
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]

_SEGMENT = re.compile(r"[a-z0-9_]+")

TEXTS = ("name_nb", "name_en", "definition", "include", "exclude", "example", "phase")
FIELDS = (*TEXTS, "level", "exclusive", "color")
"""What `edit` changes of a code."""


@dataclass(frozen=True)
class Rekeyed:
    """A code that gets another key."""

    id: int
    old: str
    new: str


@dataclass(frozen=True)
class Merge:
    """What merging one code into another does: to codings, to the codes under it, and to what is
    said of it elsewhere (memos and picked excerpts)."""

    code: Code
    into: Code
    codings: United
    codes: tuple[Rekeyed, ...]
    memos: int
    selected: int


@dataclass(frozen=True)
class Part:
    """A new code of a split, and the ids of the codings that go to it."""

    name: str
    codings: tuple[int, ...] = ()
    definition: str = ""


def add(
    store: Store,
    name: str,
    *,
    coder: str,
    parent: str = "",
    request: str | None = None,
    **fields: object,
) -> Code:
    """Make a code under a parent (none: a branch), with a definition and what else is known.

    Raises CallError for a parent that is retired, a key that is or was another code's, and a
    field that a code does not have.
    """
    with store.action(
        coder, "scheme add", summary=marked("New code “{name}”"), request=request, name=name,
    ) as action:  # fmt: skip
        done = by_request(store, request)
        if done is not None:
            return views.code_named(store, done.object)
        above = _code_in_use(store, parent) if parent else None
        _refuse_old_key(store, key_from_name(name, above.key if above else ""), None)
        made = add_code(store, name, parent=above.key if above else "", coder=coder)
        action.object = made.key
        _write_fields(action, made, fields)
    return views.code_named(store, made.key)


def edit(
    store: Store,
    key: str,
    changes: Mapping[str, object],
    *,
    coder: str,
    request: str | None = None,
) -> Code:
    """Change names, definition, include, exclude, example, phase, level, exclusive or color.

    Raises CallError for a field or value that a code does not have, or a code without a name.
    """
    with store.action(
        coder, "scheme edit", summary=marked("“{code}” changed: {fields}"), request=request
    ) as action:
        if by_request(store, request) is None:
            code = views.code_named(store, key)
            _tell(action, code, fields=", ".join(changes))
            _write_fields(action, code, changes)
    return views.code_named(store, key)


def rename(
    store: Store,
    key: str,
    name: str | None = None,
    *,
    coder: str,
    name_en: str | None = None,
    new_key: str | None = None,
    request: str | None = None,
) -> Code:
    """Give a code another name, and with `new_key` (the last part of it) another key.

    The keys of the codes under it follow. Old keys stay as aliases. Raises CallError for a key
    that is none, or that is or was another code's.
    """
    with store.action(
        coder, "scheme rename", summary=marked("“{code}” renamed to “{name}”"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return views.code_named(store, done.object)
        code = views.code_named(store, key)
        names = {"name_nb": name, "name_en": name_en}
        changes = {field: one for field, one in names.items() if one is not None}
        if not changes and new_key is None:
            raise CallError(_("Give a new name or a new key."))
        said = name or name_en or new_key or ""
        _tell(action, code, name=said, name_en=name_en or said)
        _write_fields(action, code, changes)
        if new_key is not None:
            if not _SEGMENT.fullmatch(new_key):
                raise CallError(
                    _("“{key}” is no key: a-z, 0-9 and _, a dot between levels", key=new_key),
                    remedy=_("Give the last part of the key only."),
                )
            _write_keys(action, _rekeyed(store, code, _under(code.key.rpartition(".")[0], new_key)))
        action.object = _row(store, code.id)["key"]
    return views.code_named(store, action.object)


def move(
    store: Store,
    key: str,
    under: str = "",
    *,
    coder: str,
    before: str | None = None,
    after: str | None = None,
    request: str | None = None,
) -> Code:
    """Put a code, with those under it, under another one (none: make it a branch).

    It stands last there, or right before or after one that is under it already. Keys follow and
    old ones stay as aliases. Raises CallError for a place under itself or under a retired code,
    for a sibling that is not there, and for a key that is or was another code's.
    """
    with store.action(
        coder, "scheme move", summary=marked("“{code}” moved to “{under}”"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return views.code_named(store, done.object)
        tree = Tree(views.codes(store))
        code = tree.by_id[views.code_named(store, key).id]
        above = tree.by_id[views.code_named(store, under).id] if under else None
        if above is not None and above in tree.branch(code):
            raise CallError(
                _("{code} cannot go under {under}, which lies under it or is the same code.",
                  code=code.key, under=above.key),
                remedy=_("Choose a code outside this branch."),
            )  # fmt: skip
        if above is not None and above.retired and not code.retired:
            raise _retired(above)
        _tell(action, code, under="–")
        if above is not None:
            action.name_codes(under=above)
        last = code.key.rpartition(".")[2]
        _write_keys(action, _rekeyed(store, code, _under(above.key if above else "", last)))
        action.update("code", code.id, parent=above.id if above else None)
        _place_among(action, tree, code, above, before, after)
        action.object = _row(store, code.id)["key"]
    return views.code_named(store, action.object)


def merge_plan(store: Store, key: str, into: str) -> Merge:
    """What `merge` would do. Raises what it raises; stores nothing."""
    tree = Tree(views.codes(store))
    code = tree.by_id[views.code_named(store, key).id]
    kept = tree.by_id[views.code_named(store, into).id]
    if kept == code:
        raise CallError(_("{code} cannot be merged into itself.", code=code.key))
    if kept in tree.branch(code):
        raise CallError(
            _("{into} lies under {code}, which would go.", into=kept.key, code=code.key),
            remedy=_("Merge it into {code} instead, or move it out first.", code=code.key),
        )
    if kept.retired:
        raise _retired(kept)
    children = tree.children.get(code.id, ())
    codes = [
        one
        for child in children
        for one in _rekeyed(store, child, _under(kept.key, child.key.rpartition(".")[2]))
    ]
    return Merge(
        code, kept, plan_uniting(store, store.find("coding", code=code.id), kept.id),
        tuple(codes), len(store.find("memo", object_type="code", object=str(code.id))),
        len(store.find("selection_item", code=code.id)),
    )  # fmt: skip


def merge(
    store: Store, key: str, into: str, *, coder: str, request: str | None = None
) -> Code:  # fmt: skip
    """Make one code of two: `into` stays, with the codings of both; the other goes.

    Where a coder has the same passage under both, one coding stays (see `uniting`). Codes under
    the one that goes are put under the one that stays. Memos, picked excerpts, saved queries,
    rules of property spaces and what was asked about follow; a topic counts as asked about where
    either was. Passages that were turned down for the one that goes are not turned down for the
    one that stays. The old key, and all that it had been, are aliases of the code that stays.

    Raises CallError for a code merged into itself, into one under it or into a retired one, and
    where both have a code of the same key under them.
    """
    with store.action(
        coder, "scheme merge", summary=marked("“{code}” merged into “{into}”"), request=request
    ) as action:
        if by_request(store, request) is not None:
            return views.code_named(store, into)
        plan = merge_plan(store, key, into)
        _tell(action, plan.code)
        action.name_codes(into=plan.into)
        action.object = plan.into.key
        unite(action, plan.codings)
        _write_keys(action, plan.codes)
        _take_children(action, plan)
        _take_what_is_said(action, plan)
        _forget_rejections(action, plan)
        _take_favourites(action, plan)
        _take_queries(action, plan)
        typology.take_over(action, plan.code.id, plan.into.id)
        sensitive.follow(action, plan.code.id, [plan.into.id])
        sensitive.let_go(action, plan.code.id)
        for alias in store.find("code_alias", code=plan.code.id):
            action.update("code_alias", alias["key"], code=plan.into.id)
        action.delete("code", plan.code.id)
        _write_alias(action, plan.code.key, plan.into.id)
    return plan.into


def split(
    store: Store,
    key: str,
    parts: Sequence[Part],
    *,
    coder: str,
    under: bool = False,
    request: str | None = None,
) -> list[Code]:
    """Make new codes out of one and give each its codings; the rest stay where they are.

    The new codes stand right after it, or with `under` below it, and take over its phase and
    level. A picked excerpt follows when all its codings go to one new code. A rule of a property
    space that asks for the code asks for the new ones too.

    Raises CallError where there are no parts, a coding is not one of this code or is sorted
    twice, or a name is taken.
    """
    with store.action(
        coder, "scheme split", summary=marked("“{code}” split: {names}"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return [views.code_named(store, one) for one in done.places["made"]]
        code = _code_in_use(store, key)
        _refuse_bad_parts(store, code, parts)
        made: list[Code] = []
        items = store.find("selection_item", code=code.id)
        pinned = {item["id"] for item in pins.items(store, code.id)}
        of_code = store.find("coding", code=code.id)
        decided = [place for place in agreed.places(store, done_only=False)
                   if place.code == code.id and place.held]  # fmt: skip
        beside = code
        for part in parts:
            new = add(
                store, part.name, parent=code.key if under else code.key.rpartition(".")[0],
                coder=coder, definition=part.definition, phase=code.phase, level=code.level,
            )  # fmt: skip
            if not under:
                above = new.key.rpartition(".")[0]
                new = move(store, new.key, above, after=beside.key, coder=coder)
                _copy_asked(action, code.id, new.id)
                beside = new
            for coding in part.codings:
                action.update("coding", coding, code=new.id)
            _take_decisions(action, decided, set(part.codings), new.id)
            for item in items:
                if not _all_of(item, of_code) or not _all_of(item, of_code) <= set(part.codings):
                    continue
                if item["id"] not in pinned:
                    action.update("selection_item", item["id"], code=new.id)
                elif not under:
                    pins.put_last(action, new.id, item)
            made.append(new)
        if not under:
            typology.follow(action, code.id, [new.id for new in made])
        sensitive.follow(action, code.id, [new.id for new in made])
        names = ", ".join(new.name for new in made)
        in_english = ", ".join(new.name_en or new.name for new in made)
        _tell(
            action, code, names=names, names_en=in_english, made=[new.key for new in made]
        )  # fmt: skip
    return made


def retire(store: Store, key: str, *, coder: str, request: str | None = None) -> list[str]:
    """Take a code, with those under it, out of use: kept with its codings, offered no more.

    Gives the keys of the codes that were in use until now.
    """
    with store.action(
        coder, "scheme retire", summary=marked("“{code}” retired"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return list(done.places["changed"])
        tree = Tree(views.codes(store))
        code = tree.by_id[views.code_named(store, key).id]
        return _set_retired(action, code, [one for one in tree.branch(code) if not one.retired])


def unretire(store: Store, key: str, *, coder: str, request: str | None = None) -> list[str]:
    """Take a retired code into use again, with those under it and those that it lies under.

    Gives the keys of the codes that were retired until now.
    """
    with store.action(
        coder, "scheme unretire", summary=marked("“{code}” taken into use again"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return list(done.places["changed"])
        tree = Tree(views.codes(store))
        code = tree.by_id[views.code_named(store, key).id]
        concerned = dict.fromkeys((*tree.path(code), *tree.branch(code)))
        return _set_retired(action, code, [one for one in concerned if one.retired])


def _set_retired(action: Action, code: Code, changed: Sequence[Code]) -> list[str]:
    """Turn the mark of these codes around."""
    keys = [one.key for one in changed]
    _tell(action, code, changed=keys)
    for one in changed:
        action.update("code", one.id, retired=int(not one.retired))
    return keys


def _tell(action: Action, code: Code, **places: object) -> None:
    action.object = code.key
    action.places |= {"key": code.key, **places}
    action.name_codes(code=code)


def _row(store: Store, code: int) -> Row:
    found = store.get("code", id=code)
    assert found is not None
    return found


def _code_in_use(store: Store, key: str) -> Code:
    found = views.code_named(store, key)
    if found.retired:
        raise _retired(found)
    return found


def _retired(code: Code) -> CallError:
    return CallError(
        _("The code {code} is retired.", code=code.key),
        remedy=_("Choose another code, or take this one into use again."),
    )


def _under(parent: str, last: str) -> str:
    return f"{parent}.{last}" if parent else last


def _write_fields(action: Action, code: Code, changes: Mapping[str, object]) -> None:
    for unknown in changes.keys() - set(FIELDS):
        raise CallError(_("A code has no field {field}.", field=unknown), remedy=", ".join(FIELDS))
    row: Row = {
        name: " ".join(str(value or "").split())
        for name, value in changes.items()
        if name != "exclusive"
    }
    if "exclusive" in changes:
        row["exclusive"] = int(bool(changes["exclusive"]))
    if row.get("level", "") not in LEVELS:
        raise CallError(_("“{level}” is no level (individ, system or none)", level=row["level"]))
    if row.get("color") and not COLOR.fullmatch(row["color"]):
        raise CallError(_("“{color}” is no colour such as #2e5eaa", color=row["color"]))
    if not (row.get("name_nb", code.name_nb) or row.get("name_en", code.name_en)):
        raise CallError(_("A code needs a name with at least one letter or digit."))
    before = _row(action.store, code.id)
    action.update("code", code.id, **row)
    pins.follow(action, code.id, before)


def _rekeyed(store: Store, code: Code, key: str) -> list[Rekeyed]:
    """The codes of the branch whose keys change when this one gets another key.

    Raises CallError where a key is, or was, that of a code outside the branch.
    """
    if key == code.key:
        return []
    tree = Tree(views.codes(store))
    branch = list(tree.branch(tree.by_id[code.id]))
    found = [Rekeyed(one.id, one.key, key + one.key.removeprefix(code.key)) for one in branch]
    for one in found:
        if one.new in tree.by_key and tree.by_key[one.new] not in branch:
            raise CallError(
                _("There is a code {key} already.", key=one.new),
                remedy=_("Merge the two, or give one of them another key first."),
            )
        _refuse_old_key(store, one.new, one.id)
    return found


def _refuse_old_key(store: Store, key: str, code: int | None) -> None:
    """Files made before another code lost this key would mean the wrong code from now on."""
    alias = store.get("code_alias", key=key)
    if alias is None or alias["code"] == code:
        return
    other = _row(store, alias["code"])["key"]
    if other != key:
        raise CallError(
            _("{key} is an old key of {other}: files from that time mean {other} by it.",
              key=key, other=other),
            remedy=_("Choose another key or name."),
        )  # fmt: skip


def _write_keys(action: Action, codes: Iterable[Rekeyed]) -> None:
    for one in codes:
        if action.store.get("code_alias", key=one.new) is not None:
            action.delete("code_alias", one.new)
        before = _row(action.store, one.id)
        action.update("code", one.id, key=one.new)
        pins.follow(action, one.id, before)
        _write_alias(action, one.old, one.id)


def _write_alias(action: Action, key: str, code: int) -> None:
    action.put("code_alias", {"key": key, "code": code})


def _place_among(
    action: Action, tree: Tree, code: Code, above: Code | None, before: str | None,
    after: str | None,
) -> None:  # fmt: skip
    """Set the code's position, and those of as few siblings as make room for it: a row that is
    not touched does not stand in the way of anybody's undo."""
    siblings = [
        one for one in tree.children.get(above.id if above else None, ()) if one.id != code.id
    ]
    at = len(siblings)
    if before is not None or after is not None:
        named = views.code_named(action.store, before or after or "")
        ids = [one.id for one in siblings]
        if named.id not in ids:
            raise CallError(
                _("{sibling} is not where {code} goes.", sibling=named.key, code=code.key),
                remedy=_("Name a code that lies directly under the same one."),
            )
        at = ids.index(named.id) + (before is None)
    last = siblings[at - 1].position if at else min((one.position for one in siblings), default=0)
    position = last + 1 if at else last - 1
    action.update("code", code.id, position=position)
    for one in siblings[at:]:
        if one.position > position:
            break
        position += 1
        action.update("code", one.id, position=position)


def _take_children(action: Action, plan: Merge) -> None:
    """Put the codes under the one that goes last under the one that stays, in their order."""
    tree = Tree(views.codes(action.store))
    there = [one.position for one in tree.children.get(plan.into.id, ())]
    last = max(there, default=0)
    for child in tree.children.get(plan.code.id, ()):
        last = max(last + 1, child.position)
        action.update("code", child.id, parent=plan.into.id, position=last)


def _take_what_is_said(action: Action, plan: Merge) -> None:
    store, old, new = action.store, plan.code.id, plan.into.id
    for memo in store.find("memo", object_type="code", object=str(old)):
        action.update("memo", memo["id"], object=str(new))
    for mention in store.find("mention", object_type="code", object=str(old)):
        action.update("mention", mention["id"], object=str(new))
    for decision in store.find("decision", code=old):
        action.update("decision", decision["id"], code=new)
    pins.take_over(action, old, new)
    _take_summaries(action, old, new)
    there = [_picked(item) for item in store.find("selection_item", code=new)]
    for item in store.find("selection_item", code=old):
        if _picked(item) in there:
            action.delete("selection_item", item["id"])
        else:
            action.update("selection_item", item["id"], code=new)
    asked = {(row["actor_type"], row["round"]): row["asked"]
             for row in store.find("asked", code=new)}  # fmt: skip
    for row in store.find("asked", code=old):
        where = (row["actor_type"], row["round"])
        action.delete("asked", (old, *where))
        # That one of two topics was not asked about says nothing of the other.
        if row["asked"] and not asked.get(where):
            action.put("asked", {**row, "code": new})


def _take_summaries(action: Action, old: int, new: int) -> None:
    """What a coder has summed up of both codes for one subject is one text."""
    for row in action.store.find("summary", code=old):
        place = {name: row[name] for name in ("dimension", "subject", "coder")}
        there = action.store.get("summary", code=new, **place)
        if there is None:
            action.update("summary", row["id"], code=new)
        else:
            text = f"{there['text']}\n\n{row['text']}"
            action.update("summary", there["id"], text=text, changed=action.store.now())
            action.delete("summary", row["id"])


def _forget_rejections(action: Action, plan: Merge) -> None:
    """What was turned down for the code that goes may well deserve the wider one that stays."""
    for row in action.store.find("rejection", code=plan.code.id):
        action.delete("rejection", row["id"])


def _take_favourites(action: Action, plan: Merge) -> None:
    """The digit of the code that goes gives the one that stays, unless that has its own."""
    having = {row["coder"] for row in action.store.find("favourite", code=plan.into.id)}
    for row in action.store.find("favourite", code=plan.code.id):
        at = row["coder"], row["digit"]
        if row["coder"] in having:
            action.delete("favourite", at)
        else:
            action.update("favourite", at, code=plan.into.id)


def _take_queries(action: Action, plan: Merge) -> None:
    """Saved queries that name the code that goes name the one that stays."""
    for row in action.store.find("saved_query_code", code=plan.code.id):
        action.update("saved_query_code", (row["query"], row["position"]), code=plan.into.id)


def _take_decisions(
    action: Action, decided: Iterable[agreed.Place], codings: set[int], code: int
) -> None:
    """What was decided where all that the two coders marked goes to one new code goes with it;
    elsewhere the place is undecided then."""
    for place in decided:
        both = {row["id"] for row in (*place.codings_first, *place.codings_second)}
        if place.held is not None and both <= codings:
            action.update("decision", place.held["id"], code=code)
            if place.held["coding"] is not None:
                action.update("coding", place.held["coding"], code=code)


def _picked(item: Row) -> tuple[Any, ...]:
    return tuple(value for name, value in item.items() if name not in ("id", "position", "code"))


def _copy_asked(action: Action, old: int, new: int) -> None:
    for row in action.store.find("asked", code=old):
        action.insert("asked", {**row, "code": new})


def _refuse_bad_parts(store: Store, code: Code, parts: Sequence[Part]) -> None:
    if not parts:
        raise CallError(_("Name at least one new code."))
    of_code = {
        row["id"] for row in store.find("coding", code=code.id) if row["coder"] != agreed.AGREED
    }
    seen: set[int] = set()
    for part in parts:
        for coding in part.codings:
            if coding not in of_code:
                raise CallError(
                    _("Coding {id} is none of {code} (any more).", id=coding, code=code.key)
                )
            if coding in seen:
                raise CallError(_("Coding {id} is sorted into two codes.", id=coding))
            seen.add(coding)


def _all_of(item: Row, codings: Iterable[Row]) -> set[int]:
    """The codings that a picked excerpt is made of."""
    return {
        row["id"]
        for row in codings
        if row["interview"] == item["interview"]
        and item["coder"] in (None, row["coder"])
        and row["start"] < item["end"]
        and row["end"] > item["start"]
    }
