"""Selections: named, ordered lists of excerpts for a chapter of the report.

An item keeps its place and quote as they were picked. What is printed of it is an object of its
own: `keep` holds the spans of the text that are printed (all of it where empty), `insertions`
the writer's additions; the stored text is never touched.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from workbench.errors import AnchorError, CallError
from workbench.spans import Span, spans_from_text, spans_text, union
from workbench.store import pins, views
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]
Insertion = tuple[int, str]


class Selections:
    """The selections of a study, changed in the name of one coder."""

    def __init__(self, store: Store, coder: str) -> None:
        self.store = store
        self.coder = coder

    def names(self) -> list[str]:
        """The names of the selections, in their order."""
        return [row["name"] for row in _selections(self.store.seen_by(self.coder))]

    def items(self, name: str) -> list[Row]:
        """The items of a selection in their order: id, interview, person, code (key), coder,
        start, end, quote, keep (spans; empty means all), insertions (place and text)."""
        codes = {code.id: code.key for code in views.codes(self.store)}
        coders = {row["id"]: row["name"] for row in self.store.find("coder")}
        seen = self.store.seen_by(self.coder)
        rows = seen.find("selection_item", selection=_selection(self.store, name)["id"])
        return [
            {
                "id": row["id"], "interview": row["interview"], "person": row["person"],
                "code": codes.get(row["code"], ""), "coder": coders.get(row["coder"], ""),
                "start": row["start"], "end": row["end"], "quote": row["quote"],
                "keep": spans_from_text(row["keep"]),
                "insertions": [(place, text) for place, text in json.loads(row["insertions"])],
            }
            for row in sorted(rows, key=lambda row: (row["position"], row["id"]))
        ]  # fmt: skip

    def create(self, name: str) -> None:
        """Make an empty selection. A name that is taken or empty is refused."""
        name = " ".join(name.split())
        taken = _names(self.store)
        if not name or name in taken:
            raise CallError(_("A selection needs a name of its own."))
        with self.store.action(
            self.coder,
            "selection",
            object=name,
            summary=marked("Selection “{name}” made"),
            name=name,
        ) as action:
            action.insert("selection", {"name": name, "position": len(taken)})

    def rename(self, name: str, new: str) -> None:
        """Give a selection another name."""
        new = " ".join(new.split())
        if not new or new in _names(self.store):
            raise CallError(_("A selection needs a name of its own."))
        with self.store.action(
            self.coder,
            "selection",
            object=name,
            summary=marked("Selection “{name}” renamed"),
            name=name,
        ) as action:
            action.update("selection", _selection(self.store, name)["id"], name=new)

    def remove(self, name: str) -> None:
        """Remove a selection with its items; undo brings it back."""
        with self.store.action(
            self.coder,
            "selection",
            object=name,
            summary=marked("Selection “{name}” removed"),
            name=name,
        ) as action:
            selection = _selection(self.store, name)
            for row in self.store.find("selection_item", selection=selection["id"]):
                action.delete("selection_item", row["id"])
            pins.forget(action, selection["id"])
            action.delete("selection", selection["id"])

    def add(
        self,
        name: str,
        interview: str,
        start: int,
        end: int,
        *,
        person: str = "",
        code: str = "",
        of_coder: str = "",
    ) -> int:
        """Put a passage at the end of a selection; gives the item's id.

        The same passage of the same code and person twice is kept once.
        """
        transcript = views.transcript(self.store, interview)
        if transcript is None or not 0 <= start < end <= len(transcript.text):
            raise AnchorError(_("{interview} has no such passage.", interview=interview))
        with _changing(self.store, name, self.coder) as action:
            selection = _selection(self.store, name)
            rows = self.store.find("selection_item", selection=selection["id"])
            who = self.store.get("coder", name=of_coder) if of_coder else None
            item = {
                "interview": interview, "person": person or None, "start": start, "end": end,
                "code": views.code_named(self.store, code).id if code else None,
                "coder": who["id"] if who else None,
            }  # fmt: skip
            for row in rows:
                if all(row[key] == value for key, value in item.items()):
                    return int(row["id"])
            position = max((row["position"] for row in rows), default=-1) + 1
            quote = transcript.text[start:end]
            row = {"selection": selection["id"], "position": position, "quote": quote, **item}
            return int(action.insert("selection_item", row))

    def drop(self, item: int) -> None:
        """Take an item out of its selection."""
        found = _item(self.store.seen_by(self.coder), item)
        with _changing(self.store, _name(self.store, found), self.coder) as action:
            action.delete("selection_item", item)

    def empty(self, name: str) -> None:
        """Take every item out of a selection; undo brings them back."""
        with _changing(self.store, name, self.coder) as action:
            for row in self.store.find(
                "selection_item", selection=_selection(self.store, name)["id"]
            ):
                action.delete("selection_item", row["id"])

    def move(self, item: int, to: int) -> None:
        """Put an item at place `to` of its selection, counted from 0."""
        found = _item(self.store.seen_by(self.coder), item)
        name = _name(self.store, found)
        order = [row["id"] for row in self.items(name) if row["id"] != item]
        order.insert(max(0, min(to, len(order))), item)
        with _changing(self.store, name, self.coder) as action:
            for position, one in enumerate(order):
                action.update("selection_item", one, position=position)

    def shorten(
        self,
        item: int,
        *,
        keep: Sequence[Span],
        insertions: Sequence[Insertion] = (),
    ) -> None:
        """Say what of an item is printed: the spans to keep, in places of the transcript's text
        (none: all), and insertions at such places."""  # fmt: skip
        found = _item(self.store.seen_by(self.coder), item)
        kept = union(keep)
        if kept and not (found["start"] <= kept[0][0] and kept[-1][1] <= found["end"]):
            raise AnchorError(_("What is kept of a quote lies inside it."))
        if any(not found["start"] <= place <= found["end"] for place, _text in insertions):
            raise AnchorError(_("An insertion lies inside its quote."))
        with _changing(self.store, _name(self.store, found), self.coder) as action:
            action.update(
                "selection_item", item, keep=spans_text(kept),
                insertions=json.dumps([list(one) for one in insertions], ensure_ascii=False),
            )  # fmt: skip


def _changing(store: Store, name: str, coder: str) -> Any:
    return store.action(
        coder, "selection", object=name, summary=marked("Selection “{name}” changed"), name=name
    )


def _selections(store: Store) -> list[Row]:
    return sorted(store.find("selection"), key=lambda row: (row["position"], row["id"]))


def _names(store: Store) -> list[str]:
    return [row["name"] for row in _selections(store)]


def _selection(store: Store, name: str) -> Row:
    found = store.get("selection", name=name)
    if found is None:
        raise CallError(_("There is no selection “{name}”.", name=name))
    return found


def _item(store: Store, item: int) -> Row:
    found = store.get("selection_item", id=item)
    if found is None:
        raise CallError(_("The selection no longer holds this excerpt."))
    return found


def _name(store: Store, item: Row) -> str:
    selection = store.get("selection", id=item["selection"])
    assert selection is not None
    return str(selection["name"])
