"""Filters as records: each knows its condition, its parameters and its caption.

The caption of a table is made from the same records as its query, so that the two can never
differ. A condition is SQL on one of two sets of rows:

- `who`: a person in an interview, `w` (interview, person, round, actor_type, usable, ...);
- `coding`: a coding, `g` (table `coding`).

`code`, `layer` and `done` have no SQL of their own: the branch of a code comes from the tree,
and layer and coding status belong to the interview (`reading.py` applies them).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from workbench.errors import CallError, UnknownName
from workbench.model import ONCE, ROUNDS, STANCES, VALENCES, Filters
from workbench.store import views
from workbench.store.agreed import AGREED, Agreed, agreed
from workbench.texts import _, language, marked
from workbench.words import settled

if TYPE_CHECKING:
    from workbench.store.database import Store

On = Literal["who", "coding", "code", "layer", "done"]

_VALUE_NAMES: Mapping[str, str] = {
    "present": marked("present"),
    "missing": marked("missing"),
    "both": marked("both"),
    "affirms": marked("affirms"),
    "denies": marked("denies"),
    "mixed": marked("mixed"),
}


@dataclass(frozen=True)
class Condition:
    """One limit on what an analysis reads, and how a caption names it."""

    on: On
    caption: str
    sql: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Conditions:
    """All limits of one call, checked against the study.

    `codes` are the ids of the codes asked for, without their descendants; `coder` is set for a
    layer `coder:NAME`, and is `AGREED` for the agreed one, which `agreed` holds.
    """

    all: tuple[Condition, ...]
    codes: tuple[int, ...] = ()
    interviews: tuple[str, ...] = ()
    coder: int | None = None
    done_only: bool = False
    contains: str = ""
    agreed: Agreed | None = None

    def sql(self, on: On) -> str:
        """The conditions on these rows, joined by AND; `1` where there are none."""
        return " AND ".join(one.sql for one in self.all if one.on == on and one.sql) or "1"

    def parameters(self, on: On) -> dict[str, object]:
        """The parameters of the conditions on these rows."""
        return {name: one for found in self.all if found.on == on
                for name, one in found.parameters.items()}  # fmt: skip

    def limits(self, on: On) -> bool:
        """Whether there is any condition on these rows."""
        return any(one.on == on for one in self.all)

    @property
    def caption(self) -> str:
        """Everything that limits the numbers, in words; the layer is always named."""
        return " · ".join(one.caption for one in self.all)


def conditions(store: Store, filters: Filters) -> Conditions:
    """The filters as conditions.

    Raises UnknownName for a name or value that the study lacks, with the nearest ones, and
    CallError for a layer that is none.
    """
    found: list[Condition] = []
    codes = tuple(views.code_named(store, key) for key in filters.code)
    if codes:
        names = [code.name_en or code.name if language() == "en" else code.name for code in codes]
        found.append(Condition("code", _("code: {names}", names=_listed(names))))
    found += _who(store, filters)
    found += _marks(filters)
    if filters.contains:
        found.append(Condition("coding", _("contains “{text}”", text=filters.contains)))
    if filters.done_only:
        found.append(Condition("done", _("only interviews coded to the end")))
    coder, caption = _layer(store, filters.layer)
    found.append(Condition("layer", caption))
    layer = agreed(store) if coder == AGREED else None
    if layer is not None:
        found.append(Condition("done", settled(len(layer.interviews), layer.of)))
    return Conditions(
        tuple(found),
        codes=tuple(code.id for code in codes),
        interviews=filters.interview,
        coder=coder,
        done_only=filters.done_only,
        contains=filters.contains,
        agreed=layer,
    )


def caption(store: Store, filters: Filters) -> str:
    """What limits the numbers, in words, such as `actor type: Deltaker · primary coding`."""
    return conditions(store, filters).caption


def _who(store: Store, filters: Filters) -> list[Condition]:
    found = []
    if filters.actor_type:
        types = {row["key"]: row for row in store.rows("SELECT * FROM actor_type")}
        _known(_("actor type"), filters.actor_type, types)
        own = f"name_{language()}"
        names = [types[key][own] or key if key else _("not stated") for key in filters.actor_type]
        found.append(
            _among("coalesce(w.actor_type, '')", "actor_type", filters.actor_type,
                   _("actor type: {names}", names=_listed(names)))
        )  # fmt: skip
    if filters.round:
        rows = store.rows("SELECT DISTINCT round FROM person_interview WHERE round IS NOT NULL")
        rounds = {ONCE, *ROUNDS, *(row["round"] for row in rows)}
        _known(_("round"), map(str, filters.round), map(str, sorted(rounds)))
        names = [_("interviewed once") if one == ONCE else str(one) for one in filters.round]
        found.append(
            _among("coalesce(w.round, 0)", "round", filters.round,
                   _("round: {names}", names=_listed(names)))
        )  # fmt: skip
    if filters.person:
        _known(_("person"), filters.person, _ids(store, "person"))
        text = _("person: {names}", names=_listed(filters.person))
        found.append(_among("w.person", "person", filters.person, text))
    if filters.interview:
        _known(_("interview"), filters.interview, _ids(store, "interview"))
        text = _("interview: {names}", names=_listed(filters.interview))
        found.append(_among("w.interview", "interview", filters.interview, text))
    return found + _attributes(store, filters)


def _attributes(store: Store, filters: Filters) -> list[Condition]:
    named: dict[str, list[str]] = {}
    for name, value in filters.attributes:
        named.setdefault(name, []).append(value)
    # The course asked for by its own name and as an attribute are two limits: a page that
    # narrows a filtered table to one of its columns needs both to hold.
    wanted = [("course", list(filters.course))] if filters.course else []
    wanted += named.items()
    found = []
    for number, (name, values) in enumerate(wanted):
        _known(_("attribute"), [name], views.attributes(store))
        rows = store.rows("SELECT DISTINCT value FROM person_attribute WHERE name = ?", (name,))
        _known(_("value of {attribute}", attribute=name), values, [row["value"] for row in rows])
        label = f"attribute_{number}"
        one = _among(
            "coalesce((SELECT value FROM person_attribute a WHERE a.person = w.person"
            f" AND a.name = :{label}_name), '')",
            label,
            values,
            _("{attribute}: {names}", attribute=attribute_name(name),
              names=_listed(value or _("not stated") for value in values)),
        )  # fmt: skip
        found.append(Condition("who", one.caption, one.sql, {**one.parameters,
                                                             f"{label}_name": name}))  # fmt: skip
    return found


def attribute_name(name: str) -> str:
    """An attribute as a caption calls it: those of most studies in the user's language."""
    known = {
        "course": _("course"),
        "sector": _("sector"),
        "gender": _("gender"),
        "position": _("position"),
        "workplace": _("workplace"),
    }
    return known.get(name, name)


def _marks(filters: Filters) -> list[Condition]:
    found = []
    for name, kind, wanted, values in (
        ("valence", _("valence"), filters.valence, VALENCES),
        ("stance", _("stance"), filters.stance, STANCES),
    ):
        if wanted:
            _known(kind, wanted, values)
            shown = _listed(_(_VALUE_NAMES[one]) if one else _("none") for one in wanted)
            text = _("{kind}: {names}", kind=kind, names=shown)
            found.append(_among(f"g.{name}", name, wanted, text, on="coding"))
    return found


def _layer(store: Store, layer: str) -> tuple[int | None, str]:
    """The coder of the layer, where it is one coder's, and what a caption calls it."""
    if layer == "primary":
        return None, _("layer: primary coding")
    if layer == "agreed":
        if not agreed(store).interviews:
            raise CallError(
                _("No interview of this study has an agreed coding yet."),
                remedy=_(
                    "Decide where two coders differ on the page Agreement, or read the primary "
                    "coding or that of one coder."
                ),
                found=layer,
            )
        return AGREED, _("layer: agreed coding")
    kind, colon, name = layer.partition(":")
    if kind != "coder" or not colon or not name:
        raise CallError(
            _("“{layer}” is no layer.", layer=layer),
            remedy=_("Layers are primary, agreed and coder:NAME."),
            expected="primary, agreed, coder:NAME",
            found=layer,
        )
    coder = store.value("SELECT id FROM coder WHERE name = ?", (name,))
    if coder is None:
        raise UnknownName(_("coder"), name, views.coders(store))
    return int(coder), _("layer: coded by {coder}", coder=name)


def _among(
    expression: str, name: str, wanted: Sequence[object], caption: str, *, on: On = "who"
) -> Condition:
    values = json.dumps(list(wanted), ensure_ascii=False)
    sql = f"{expression} IN (SELECT value FROM json_each(:{name}))"
    return Condition(on, caption, sql, {name: values})


def _known(kind: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a name that the study lacks. The empty text stands for what is not stated."""
    names = set(known)
    for one in wanted:
        if one and one not in names:
            raise UnknownName(kind, one, names)


def _ids(store: Store, table: str) -> list[str]:
    return [row["id"] for row in store.rows(f"SELECT id FROM {table}")]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
