"""Relations between persons by hand: who had a placement with whom, was taught or referred by whom.

A relation has no name of its own: its two persons, its kind and its round say which it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from workbench.design.editing import checked_round, place_of
from workbench.errors import CallError
from workbench.model import RELATIONS
from workbench.store import views
from workbench.store.actions import Action
from workbench.store.database import Store
from workbench.texts import _, marked


@dataclass(frozen=True)
class Between:
    """What stands between two persons; `round` is None where it belongs to no round."""

    person: str
    relation: str
    other_person: str
    round: int | None = None

    @property
    def place(self) -> str:
        """The relation in one word, for the place of a fault."""
        return f"{self.person} – {self.other_person}"


def add(store: Store, wanted: Between, *, coder: str) -> None:
    """Add a relation. Raises CallError for one that is there already or cannot be."""
    with store.action(
        coder, "relation", object=wanted.person,
        summary=marked("{person} and {other}: relation added"),
        person=wanted.person, other=wanted.other_person,
    ) as action:  # fmt: skip
        action.insert("relation", asdict(_checked(store, wanted)))


def remove(store: Store, found: Between, *, coder: str) -> None:
    """Take a relation away. Raises CallError for one that the study lacks."""
    with store.action(
        coder, "relation", object=found.person,
        summary=marked("{person} and {other}: relation removed"),
        person=found.person, other=found.other_person,
    ) as action:  # fmt: skip
        action.delete("relation", _id(store, found))


def edit(store: Store, found: Between, changes: Mapping[str, Any], *, coder: str) -> None:
    """Change persons, kind or round of a relation. Raises CallError as `add` and `remove` do."""
    wanted = Between(**(asdict(found) | dict(changes)))
    with store.action(
        coder, "relation", object=wanted.person,
        summary=marked("{person} and {other}: relation changed"),
        person=wanted.person, other=wanted.other_person,
    ) as action:  # fmt: skip
        _change(action, _id(store, found), wanted)


def _change(action: Action, id: int, wanted: Between) -> None:
    values = asdict(_checked(action.store, wanted, but=id))
    action.update("relation", id, **values)


def _checked(store: Store, wanted: Between, *, but: int | None = None) -> Between:
    """The relation as it is stored, if it can be; `but` is the one that it takes the place of."""
    nothing = _("Nothing was changed.")
    views.person_named(store, wanted.person)
    views.person_named(store, wanted.other_person)
    if wanted.relation not in RELATIONS:
        choices = ", ".join(RELATIONS)
        raise CallError(
            _("“{value}” is none of: {choices}.", value=wanted.relation, choices=choices),
            place=place_of(wanted.place, _("relation")),
            remedy=_("Choose one of these. Nothing was changed."),
            expected=choices,
            found=wanted.relation,
        )
    if wanted.person == wanted.other_person:
        raise CallError(
            _("{person} cannot have a relation to the same person.", person=wanted.person),
            place=place_of(wanted.place, _("other person")),
            remedy=_("Choose another person.") + " " + nothing,
            found=wanted.other_person,
        )
    round_ = checked_round(wanted.round, place_of(wanted.place, _("round")))
    stored = Between(wanted.person, wanted.relation, wanted.other_person, round_)
    same = store.get("relation", **asdict(stored))
    if same is not None and same["id"] != but:
        raise CallError(
            _("This relation is there already."), place=wanted.place,
            remedy=_("Change that one, or give this one another round.") + " " + nothing,
        )  # fmt: skip
    return stored


def _id(store: Store, found: Between) -> int:
    row = store.get("relation", **asdict(found))
    if row is None:
        raise CallError(
            _("The study has no such relation."), place=found.place,
            remedy=_("Somebody may have changed it meanwhile: look at the relations again."),
        )  # fmt: skip
    return int(row["id"])
