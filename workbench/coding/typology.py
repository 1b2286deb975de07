"""Property spaces and who is placed in them by hand.

A space is saved whole. What keeps its id, or where none is given its name, keeps its place for
everyone who was placed there; what is not given any more goes.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from workbench.errors import CallError, UnknownName
from workbench.model import (
    CASE_TIMES,
    MERGED,
    STANCES,
    VALENCES,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.store import typology, views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]


def save(store: Store, space: PropertySpace, *, coder: str, request: str | None = None) -> int:
    """Store a property space, or change the one that has its id or its name; gives its id.

    Raises CallError for one of fewer than two dimensions, a dimension of fewer than two values, a
    name that is empty or stands twice, a rule that asks for nothing, and where a value goes that
    somebody was placed at by hand; UnknownName for a code, attribute, actor type or value that
    the study or the space lacks. Nothing is stored then.
    """
    space = _plain(space)
    with store.action(
        coder, "typology", object=space.name, summary=marked("Property space “{name}” saved"),
        request=request, name=space.name,
    ) as action:  # fmt: skip
        known = _known_space(store, space)
        if by_request(store, request) is not None and known is not None:
            return int(known["id"])
        _refuse_names(store, space)
        row = {
            "name": space.name, "offer": space.offer, "offer_attribute": space.offer_attribute,
            "time": space.time, "actor_types": json.dumps(list(space.actor_types)),
            "note": space.note,
        }  # fmt: skip
        if known is None:
            who = coder_id(action, coder)
            made = {**row, "coder": who, "created": store.now()}
            number = int(action.insert("property_space", made))
        else:
            number = int(known["id"])
            followers = _with_own_offer(store, number, known)
            action.update("property_space", number, **row)
            _follow(action, space, followers)
        _Writing(action, number).write(space)
        return number


def remove(store: Store, name: str, *, coder: str, request: str | None = None) -> None:
    """Take a property space away, with who was placed in it; undo brings it all back."""
    with store.action(
        coder, "typology", object=name, summary=marked("Property space “{name}” removed"),
        request=request, name=name,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        space = typology.space_named(store, name)
        assert space.id is not None
        for row in store.find("placing", space=space.id):
            _let_go(action, row["id"])
        writing = _Writing(action, space.id)
        writing.forget_cells()
        writing.forget_dimensions(())
        action.delete("property_space", space.id)


def place(
    store: Store,
    space: str,
    person: str,
    values: Sequence[str],
    note: str,
    *,
    offer: str | None = None,
    time: str = "",
    reasons: Iterable[int] = (),
    coder: str,
    request: str | None = None,
) -> int:
    """Place a person, with an offer and at a time, in a cell by hand; gives the placing's id.

    `values` name the cell in the order of the dimensions; where one is empty, that dimension is
    left to the rules. `offer` is that of the person in this
    space unless one is given; `reasons` are ids of codings. A coder who has placed this case
    already moves it. Raises CallError without a note, for a cell that is none, for somebody who
    is not placed in this space or has no usable text, and for a coding that is not there (any
    more); nothing is stored then.
    """
    note = note.strip()
    if not note:
        raise CallError(
            _("Whoever is placed by hand needs a note."),
            remedy=_("Say why the case belongs there."),
        )
    with store.action(
        coder, "typology place", object=person,
        summary=marked("{person} placed by hand in “{space}”: {cell}"), request=request,
    ) as action:  # fmt: skip
        found = typology.space_named(store, space)
        at = _cell(found, values, open_too=True)
        case = {
            "space": found.id, "person": person,
            "offer": _offer(store, found, person, offer), "time": " ".join(str(time).split()),
        }  # fmt: skip
        action.places |= {
            "person": person,
            "space": found.name,
            "cell": " × ".join(one or "–" for one in values),
        }
        who = coder_id(action, coder)
        own = store.get("placing", **case, coder=who)
        if by_request(store, request) is not None and own is not None:
            return int(own["id"])
        _refuse_outsider(store, found, person)
        now = store.now()
        given = list(dict.fromkeys(reasons))
        if own is None:
            row = {**case, "note": note, "coder": who, "created": now, "changed": now}
            number = int(action.insert("placing", row))
        else:
            number = int(own["id"])
            if _same(store, own, note, at, given):
                return number
            action.update("placing", number, note=note, changed=now)
        for row in store.find("placing_value", placing=number):
            if row["dimension"] not in at:
                action.delete("placing_value", (number, row["dimension"]))
        for dimension, value in at.items():
            row = {"placing": number, "dimension": dimension, "value": value}
            action.put("placing_value", row)
        _keep_reasons(action, number, given)
        return number


def unplace(store: Store, placing: int, *, coder: str, request: str | None = None) -> None:
    """Take a placing by hand away, so that the rules place the case again; undo brings it back.
    Raises CallError where it is not there (any more)."""
    with store.action(
        coder, "typology place", summary=marked("{person} no longer placed by hand in “{space}”"),
        request=request,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        row = store.seen_by(coder).get("placing", id=placing)
        if row is None:
            raise CallError(_("There is no placing {id} (any more).", id=placing))
        space = store.get("property_space", id=row["space"]) or {}
        action.object = row["person"]
        action.places |= {"person": row["person"], "space": space["name"]}
        _let_go(action, placing)


# What is checked


def _plain(space: PropertySpace) -> PropertySpace:
    """The space with its texts as they are stored: blanks that mean nothing are gone."""

    def text(given: str) -> str:
        return " ".join(given.split())

    dimensions = tuple(
        PropertyDimension(
            text(one.name),
            tuple(PropertyValue(text(v.name), tuple(dict.fromkeys(v.rules)), v.id)
                  for v in one.values),
            one.id,
        )
        for one in space.dimensions
    )  # fmt: skip
    cells = tuple(
        PropertyCell(tuple(map(text, one.values)), text(one.label), one.code, text(one.outside))
        for one in space.cells
    )
    return PropertySpace(
        text(space.name), dimensions, text(space.offer), space.offer_attribute, space.time,
        tuple(dict.fromkeys(space.actor_types)), cells, space.note.strip(), space.id,
    )  # fmt: skip


def _known_space(store: Store, space: PropertySpace) -> Row | None:
    named = store.get("property_space", name=space.name)
    if space.id is None:
        return named
    known = store.get("property_space", id=space.id)
    if known is None:
        raise CallError(_("There is no property space {id} (any more).", id=space.id))
    if named is not None and named["id"] != known["id"]:
        raise CallError(
            _("There is a property space “{name}” already.", name=space.name),
            remedy=_("Choose another name, or remove that one first."),
        )
    return known


def _refuse_names(store: Store, space: PropertySpace) -> None:
    if not space.name:
        raise CallError(_("A property space needs a name."))
    if len(space.dimensions) < 2:
        raise CallError(_("A property space has two dimensions or more."))
    if space.time not in CASE_TIMES:
        raise CallError(_("“{value}” is no time: round or person.", value=space.time))
    _refuse_double(_("dimensions"), [one.name for one in space.dimensions])
    for dimension in space.dimensions:
        if dimension.name in {*typology.CELLS, *typology.CASES, *typology.NUMBERS}:
            raise CallError(
                _("A dimension cannot be called “{name}”: a column of the table is.",
                  name=dimension.name),
                remedy=_("Choose another name."),
            )  # fmt: skip
        if len(dimension.values) < 2:
            raise CallError(
                _("The dimension “{name}” has two values or more.", name=dimension.name)
            )
        _refuse_double(dimension.name, [one.name for one in dimension.values])
        for value in dimension.values:
            if value.name == MERGED:
                raise CallError(
                    _("A value cannot be called “{name}”: a total is.", name=MERGED),
                    remedy=_("Choose another name."),
                )
            for rule in value.rules:
                _refuse_rule(store, value, rule)
    known = views.attributes(store)
    if space.offer_attribute and space.offer_attribute not in known:
        raise UnknownName(_("attribute"), space.offer_attribute, known)
    types = [row["key"] for row in store.find("actor_type")]
    for actor_type in space.actor_types:
        if actor_type not in types:
            raise UnknownName(_("actor type"), actor_type, types)
    for one in space.cells:
        _cell(space, one.values)
    if len({one.values for one in space.cells}) < len(space.cells):
        raise CallError(_("One cell is described twice."))
    for cell in space.cells:
        if cell.code:
            views.code_named(store, cell.code)


def _refuse_double(of: str, names: Collection[str]) -> None:
    if "" in names:
        raise CallError(_("Something in {of} has no name.", of=of))
    double = [one for n, one in enumerate(names) if one in list(names)[:n]]
    if double:
        raise CallError(_("“{name}” stands twice in {of}.", name=double[0], of=of))


def _refuse_rule(store: Store, value: PropertyValue, rule: PropertyRule) -> None:
    if bool(rule.code) == bool(rule.attribute):
        raise CallError(
            _("A rule of “{name}” asks for a code or for an attribute.", name=value.name)
        )
    if rule.attribute:
        if rule.valence or rule.stance:
            raise CallError(_("Valence and stance are asked of a code, in “{name}”.",
                              name=value.name))  # fmt: skip
        known = views.attributes(store)
        if rule.attribute not in known:
            raise UnknownName(_("attribute"), rule.attribute, known)
        return
    if rule.equals:
        raise CallError(_("A rule of “{name}” asks for a code or for an attribute.",
                          name=value.name))  # fmt: skip
    views.code_named(store, rule.code)
    for kind, one, among in (
        (_("valence"), rule.valence, VALENCES), (_("stance"), rule.stance, STANCES),
    ):  # fmt: skip
        if one not in among:
            raise UnknownName(kind, one, among)


def _cell(
    space: PropertySpace, values: Sequence[str], *, open_too: bool = False
) -> dict[int, int]:  # fmt: skip
    """The ids of the values that name a cell, by dimension; in a space that is not stored yet,
    their places. With `open_too` some of the values may be empty, which are then left out."""
    if len(values) != len(space.dimensions) or (open_too and not any(values)):
        raise CallError(
            _("A cell of “{space}” has {n} values: one of each of {dimensions}.",
              space=space.name, n=len(space.dimensions),
              dimensions=", ".join(one.name for one in space.dimensions)),
        )  # fmt: skip
    found = {}
    for at, (dimension, name) in enumerate(zip(space.dimensions, values, strict=True)):
        names = [one.name for one in dimension.values]
        if open_too and not name:
            continue
        if name not in names:
            raise UnknownName(_("value of {dimension}", dimension=dimension.name), name, names)
        value = dimension.values[names.index(name)]
        found[at if dimension.id is None else dimension.id] = (
            names.index(name) if value.id is None else value.id
        )
    return found


def _offer(store: Store, space: PropertySpace, person: str, offer: str | None) -> str:
    """The offer that a case is about."""
    views.person_named(store, person)
    if offer is not None and offer.strip():
        return " ".join(offer.split())
    own = store.get("person_attribute", person=person, name=space.offer_attribute)
    return str(own["value"]) if own and own["value"] else space.offer


def _with_own_offer(
    store: Store, number: int, known: Mapping[str, Any]
) -> list[dict[str, Any]]:  # fmt: skip
    """The placings whose offer is the person's own in the space as it stands."""
    space = PropertySpace(
        known["name"], (), offer=known["offer"], offer_attribute=known["offer_attribute"]
    )
    return [
        row
        for row in store.find("placing", space=number)
        if row["offer"] == _offer(store, space, row["person"], None)
    ]


def _follow(action: Action, space: PropertySpace, placings: Sequence[Mapping[str, Any]]) -> None:
    """Let who was placed with the person's own offer keep it when the space calls it otherwise:
    the case is the same one."""
    store = action.store
    for row in placings:
        offer = _offer(store, space, row["person"], None)
        same = {name: row[name] for name in ("space", "person", "time", "coder")}
        if offer != row["offer"] and store.get("placing", **same, offer=offer) is None:
            action.update("placing", row["id"], offer=offer)


def _refuse_outsider(store: Store, space: PropertySpace, person: str) -> None:
    row = views.person_named(store, person)
    if space.actor_types and (row["actor_type"] or "") not in space.actor_types:
        raise CallError(
            _("{person} is not one of those who are placed in “{space}” ({types}).",
              person=person, space=space.name, types=", ".join(space.actor_types)),
        )  # fmt: skip
    frame = views.person_interviews(store)
    if not frame[frame["person"] == person]["usable"].any():
        raise CallError(
            _("{person} has no usable text, and is in no number.", person=person),
            remedy=_("Write a memo on the person instead."),
        )


# What is written


class _Writing:
    """Puts a space in place of what is stored of it."""

    def __init__(self, action: Action, space: int) -> None:
        self.action = action
        self.store = action.store
        self.space = space

    def write(self, space: PropertySpace) -> None:
        """Dimensions, values and rules; then what is said of cells, by the ids of their values."""
        stored = self.store.find("property_dimension", space=self.space)
        kept = _matched(stored, space.dimensions)
        self.forget_dimensions({row["id"] for row in kept.values()})
        ids: list[dict[str, int]] = []
        dimensions: list[int] = []
        for at, one in enumerate(space.dimensions):
            row = {"space": self.space, "position": at, "name": one.name}
            number = self._put("property_dimension", kept.get(at), row)
            dimensions.append(number)
            ids.append(self._values(number, one))
        self._cells(space, dimensions, ids)

    def _values(self, dimension: int, given: PropertyDimension) -> dict[str, int]:
        stored = self.store.find("property_value", dimension=dimension)
        kept = _matched(stored, given.values)
        for row in stored:
            if row["id"] not in {one["id"] for one in kept.values()}:
                self._forget_value(row)
        ids = {}
        for at, one in enumerate(given.values):
            row = {"dimension": dimension, "position": at, "name": one.name}
            ids[one.name] = self._put("property_value", kept.get(at), row)
            self._rules(ids[one.name], one.rules)
        return ids

    def _rules(self, value: int, rules: Sequence[PropertyRule]) -> None:
        wanted = [
            {
                "value": value, "position": at, "attribute": one.attribute, "equals": one.equals,
                "code": views.code_named(self.store, one.code).id if one.code else None,
                "valence": one.valence, "stance": one.stance,
            }
            for at, one in enumerate(rules)
        ]  # fmt: skip
        stored = typology.in_order(self.store.find("property_rule", value=value))
        for row in stored[len(wanted) :]:
            self.action.delete("property_rule", row["id"])
        for at, row in enumerate(wanted):
            self._put("property_rule", stored[at] if at < len(stored) else None, row)

    def _cells(
        self, space: PropertySpace, dimensions: Sequence[int], ids: Sequence[Mapping[str, int]]
    ) -> None:
        """Cells of which nothing is said have no row."""
        stored = {}
        for row in self.store.find("property_cell", space=self.space):
            of = self.store.find("property_cell_value", cell=row["id"])
            stored[frozenset(one["value"] for one in of)] = row
        wanted = {}
        for cell in space.cells:
            values = [one[name] for one, name in zip(ids, cell.values, strict=True)]
            if cell.label or cell.code or cell.outside:
                wanted[frozenset(values)] = (values, cell)
        for at, row in stored.items():
            if at not in wanted:
                self._forget_cell(row["id"])
        for at, (values, cell) in wanted.items():
            code = views.code_named(self.store, cell.code).id if cell.code else None
            said = {"space": self.space, "label": cell.label, "code": code,
                    "outside": cell.outside}  # fmt: skip
            number = self._put("property_cell", stored.get(at), said)
            for dimension, value in zip(dimensions, values, strict=True):
                row = {"cell": number, "dimension": dimension, "value": value}
                self.action.put("property_cell_value", row)

    def _put(self, table: str, known: Row | None, row: Row) -> int:
        if known is None:
            return int(self.action.insert(table, row))
        self.action.update(table, known["id"], **row)
        return int(known["id"])

    def forget_cells(self) -> None:
        """Nothing is said of any cell any more."""
        for row in self.store.find("property_cell", space=self.space):
            self._forget_cell(row["id"])

    def _forget_cell(self, cell: int) -> None:
        for row in self.store.find("property_cell_value", cell=cell):
            self.action.delete("property_cell_value", (cell, row["dimension"]))
        self.action.delete("property_cell", cell)

    def forget_dimensions(self, kept: Collection[int]) -> None:
        """Take away the dimensions that are not kept. What is said of cells has them in it, and
        goes with them; who was placed stays placed in what is left."""
        gone = [
            row["id"]
            for row in self.store.find("property_dimension", space=self.space)
            if row["id"] not in kept
        ]
        if gone:
            self.forget_cells()
        for dimension in gone:
            for placed in self.store.find("placing_value", dimension=dimension):
                self.action.delete("placing_value", (placed["placing"], dimension))
            for value in self.store.find("property_value", dimension=dimension):
                self._forget_value(value)
            self.action.delete("property_dimension", dimension)

    def _forget_value(self, row: Row) -> None:
        if self.store.find("placing_value", value=row["id"]):
            raise self._stands_there(row)
        for one in self.store.find("property_cell_value", value=row["id"]):
            self._forget_cell(one["cell"])
        for rule in self.store.find("property_rule", value=row["id"]):
            self.action.delete("property_rule", rule["id"])
        self.action.delete("property_value", row["id"])

    def _stands_there(self, row: Row) -> CallError:
        """Why a value cannot go; who stands there is not told to whom it is hidden from."""
        seen = self.store.seen_by(self.action.coder)
        placed = seen.find("placing_value", value=row["id"])
        if not placed:
            return CallError(
                _("“{name}” cannot be taken away: who was placed there is hidden, for it is coded"
                  " blind.", name=row["name"]),
                remedy=_("Try again when all who code it are done."),
            )  # fmt: skip
        persons = {(seen.get("placing", id=one["placing"]) or {})["person"] for one in placed}
        return CallError(
            _("Placed by hand at “{name}”: {persons}.",
              persons=", ".join(sorted(persons)), name=row["name"]),
            remedy=_("Place them elsewhere first, or leave them to the rules."),
        )  # fmt: skip


def _matched(
    stored: Sequence[Row], given: Iterable[PropertyDimension | PropertyValue]
) -> dict[int, Row]:
    """Which stored row each of these is: that of its id, else that of its name."""
    by_id = {row["id"]: row for row in stored}
    by_name = {row["name"]: row for row in stored}
    found: dict[int, Row] = {}
    for at, one in enumerate(given):
        row = by_name.get(one.name) if one.id is None else by_id.get(one.id)
        if row is not None and row["id"] not in {other["id"] for other in found.values()}:
            found[at] = row
    return found


def _same(store: Store, own: Row, note: str, at: Mapping[int, int], codings: list[int]) -> bool:
    """Whether a case is placed so already, in the same words and for the same reasons."""
    values = {row["dimension"]: row["value"] for row in
              store.find("placing_value", placing=own["id"])}  # fmt: skip
    reasons = [row["coding"] for row in store.find("placing_reason", placing=own["id"])]
    return own["note"] == note and values == at and reasons == sorted(codings)


def _keep_reasons(action: Action, placing: int, codings: Sequence[int]) -> None:
    store = action.store
    seen = store.seen_by(action.coder)
    for row in store.find("placing_reason", placing=placing):
        if row["coding"] not in codings:
            action.delete("placing_reason", (placing, row["coding"]))
    for coding in codings:
        if seen.get("coding", id=coding) is None:
            raise CallError(_("There is no coding {id} (any more).", id=coding))
        action.put("placing_reason", {"placing": placing, "coding": coding})


def _let_go(action: Action, placing: int) -> None:
    for row in action.store.find("placing_reason", placing=placing):
        action.delete("placing_reason", (placing, row["coding"]))
    for row in action.store.find("placing_value", placing=placing):
        action.delete("placing_value", (placing, row["dimension"]))
    action.delete("placing", placing)
