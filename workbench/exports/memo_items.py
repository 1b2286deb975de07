"""From the memos of a study to what is printed of them.

The words that a memo is on are printed only where everybody who speaks in them may be quoted;
what is on persons who have withdrawn, or on words of theirs alone, is left out altogether.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.errors import CallError
from workbench.exports import quoting
from workbench.exports.model import MemoItem
from workbench.markdown import blocks
from workbench.model import OBJECT_TYPES, Filters, MemoFilters, ObjectType
from workbench.references import as_written
from workbench.scheme.tree import Tree
from workbench.store import memos as store_memos
from workbench.store import views
from workbench.store.memos import Mention
from workbench.texts import _, day
from workbench.words import MEMO_ON, code_name

if TYPE_CHECKING:
    from workbench.store.database import Store

ASKED = ("code", "person", "interview", "contains")
"""The filters of the analysis that memos know."""


@dataclass(frozen=True)
class Printable:
    """The memos that are printed, how many there are in all, and the persons who stand in the
    way of one, each with the reason."""

    items: tuple[MemoItem, ...]
    n: int
    left_out: tuple[tuple[str, str], ...]


def printable_memos(store: Store, wanted: MemoFilters, filters: Filters) -> Printable:
    """The memos under these filters in the order of study and scheme, those on one thing together.

    Of the filters of the analysis, code, person and interview ask what a memo is on, and
    `contains` what it says. Raises CallError for another.
    """
    _refuse_others(filters)
    study = _Study(store)
    frame = store_memos.memos(store, wanted)
    rows: list[dict[str, Any]] = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    rows = [row for row in rows if study.asked_for(row, filters)]
    ids = [int(row["id"]) for row in rows if row["id"] is not None]
    of_memo: dict[int | None, list[Mention]] = {}
    for one in store_memos.mentions(store, ids):
        of_memo.setdefault(one.memo, []).append(one)
    left_out: dict[tuple[str, str], None] = {}
    items = []
    for row in rows:
        about = study.persons_of(row)
        gone = [name for name in about if study.consent(name) == "withdrawn"]
        silent = [name for name in about if study.consent(name) in quoting.MAY_NOT_BE_QUOTED]
        if about and len(gone) == len(about):
            left_out |= {(name, _("withdrawn")): None for name in gone}
            continue
        if silent and row["quote"]:
            left_out |= {(name, _("may not be quoted")): None for name in silent}
            row["quote"] = ""
        items.append(study.item(row, of_memo.get(row["id"], [])))
    items.sort(key=study.place)
    return Printable(tuple(items), len(rows), tuple(sorted(left_out)))


def caption(wanted: MemoFilters) -> str:
    """What was asked for of kind, author, days and text."""
    said = [
        _(MEMO_ON[wanted.object_type]) if wanted.object_type else "",
        wanted.object,
        ", ".join(wanted.author),
        _("since {day}", day=day(wanted.since)) if wanted.since else "",
        _("until {day}", day=day(wanted.until)) if wanted.until else "",
        _("“{text}”", text=wanted.contains) if wanted.contains else "",
        _("mentions {name}", name=wanted.mentions) if wanted.mentions else "",
    ]
    return " · ".join(part for part in said if part)


def shown_as(name: str, label: str, mentions: Sequence[Mention]) -> str:
    """A reference in words: its own label, else what is meant; marked where that is gone."""
    meant = next((one for one in mentions if one.stands and one.name == name), None)
    if meant is None:
        return _("{name} (not found)", name=label or name)
    return label or meant.label


def _refuse_others(filters: Filters) -> None:
    plain = Filters()
    for name in vars(filters):
        if name not in ASKED and getattr(filters, name) != getattr(plain, name):
            raise CallError(
                _("Memos cannot be filtered by {name}.", name=name),
                remedy=_("Choose one of {names}.", names=", ".join(ASKED)),
            )


class _Study:
    """What printing memos needs to know of the study, each read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.persons = {
            str(row["person"]): str(row["consent"])
            for row in views.persons(store).to_dict("records")
        }  # fmt: skip
        self.tree = Tree(views.codes(store))
        self.taking_part: dict[str, list[str]] = {}
        for row in views.person_interviews(store).to_dict("records"):
            self.taking_part.setdefault(str(row["interview"]), []).append(str(row["person"]))
        self._texts: dict[str, Any] = {}
        orders = {
            "person": list(self.persons), "code": [code.key for code in self.tree.codes],
            "interview": list(self.taking_part),
        }  # fmt: skip
        self.order = {
            name: {key: at for at, key in enumerate(keys)} for name, keys in orders.items()
        }  # fmt: skip

    def consent(self, person: str) -> str:
        return self.persons.get(person, "full")

    def persons_of(self, row: Mapping[str, Any]) -> list[str]:
        """Of whom a memo is: the person, who took part, or who speaks in the passage."""
        match row["object_type"]:
            case "person":
                return [row["object"]]
            case "interview":
                return self.taking_part.get(row["interview"], [])
            case "passage" | "coding" if row["start"] is not None:
                return self._speakers(row["interview"], row["start"], row["end"])
        return []

    def _speakers(self, interview: str, start: int, end: int) -> list[str]:
        if interview not in self._texts:
            self._texts[interview] = views.transcript(self.store, interview)
        text = self._texts[interview]
        turns = text.turns if text else ()
        said = [one.person for one in turns if one.person and one.start < end and start < one.end]
        return list(dict.fromkeys(said))

    def asked_for(self, row: Mapping[str, Any], filters: Filters) -> bool:
        if filters.contains.casefold() not in row["text"].casefold():
            return False
        if filters.interview and row["interview"] not in filters.interview:
            return False
        if filters.person and not set(self.persons_of(row)) & set(filters.person):
            return False
        branches = [views.code_named(self.store, key) for key in filters.code]
        keys = {code.key for branch in branches for code in self.tree.branch(branch)}
        return not filters.code or row["code"] in keys

    def item(self, row: Mapping[str, Any], mentions: Sequence[Mention]) -> MemoItem:
        told = {name: row[name] for name in _KEPT}
        own_note = row["id"] is None
        prose = blocks(
            row["text"],
            as_written if own_note else lambda name, label: shown_as(name, label, mentions),
        )
        return MemoItem(heading=self._heading(row), prose=prose, **told)

    def _heading(self, row: Mapping[str, Any]) -> tuple[str, ...]:
        kind: ObjectType = row["object_type"]
        name = row["object"]
        if kind == "study":
            return (_(MEMO_ON[kind]),)
        if row["code"] in self.tree.by_key:
            path = self.tree.path(self.tree.by_key[row["code"]])
            name = " › ".join(code_name(code) for code in path)
        return _(MEMO_ON[kind]), name

    def place(self, item: MemoItem) -> tuple[Any, ...]:
        """Where an item stands among the others."""
        name = "code" if item.code else "interview" if item.interview else item.object_type
        key = item.code or item.interview or item.object
        first = self.order.get(name, {}).get(key, len(self.order.get(name, {})))
        within = (item.created, item.id or 0, item.object)
        return OBJECT_TYPES.index(item.object_type), first, key, *within


_KEPT = (
    "text", "coder", "created", "object_type", "object", "id", "changed", "interview", "start",
    "end", "quote", "code", "mentions",
)  # fmt: skip
