"""The editor of a property space: its dimensions with their rules, and what its cells are called.

A *draft* is the space while it is edited; its fields are named by numbers, so that a field that is
drawn again keeps what was written in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import count, product

import streamlit as st

from workbench import words
from workbench.model import (
    CASE_TIMES,
    STANCES,
    VALENCES,
    PropertyCell,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
    Stance,
    Valence,
)
from workbench.store.filters import attribute_name
from workbench.texts import _, marked
from workbench.ui import reports, shell
from workbench.ui.facets import MANY, Material

PREFIX = "ty"
DRAFT = "ty_draft"

TIMES: Mapping[str, str] = {
    "round": marked("a person in each round"),
    "person": marked("a person, all rounds together"),
}

Go = Callable[..., None]
"""Changes what the address asks for."""


# The draft

_UIDS = count(1)
"""Names of fields: no two drafts share one, or a field would keep what another draft had."""


@dataclass(frozen=True)
class DraftValue:
    """A value of a dimension in the editor: `uid` names its fields."""

    uid: int
    id: int | None = None
    name: str = ""
    codes: tuple[str, ...] = ()
    valence: Valence = ""
    stance: Stance = ""
    attributes: tuple[str, ...] = ()
    kept: tuple[PropertyRule, ...] = ()


@dataclass(frozen=True)
class DraftDimension:
    """A dimension in the editor."""

    uid: int
    values: tuple[DraftValue, ...]
    id: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Draft:
    """A space in the editor: what is stored of it, and the shape that it is to have."""

    space: PropertySpace
    dimensions: tuple[DraftDimension, ...]

    def with_value(self, dimension: int) -> Draft:
        """One more value at the end of a dimension."""
        made = DraftValue(next(_UIDS))
        return self._changed(dimension, lambda one: replace(one, values=(*one.values, made)))

    def without_value(self, dimension: int, value: int) -> Draft:
        """The draft without this value."""
        return self._changed(
            dimension,
            lambda one: replace(one, values=tuple(v for v in one.values if v.uid != value)),
        )

    def with_dimension(self) -> Draft:
        """One more dimension, of two values."""
        values = (DraftValue(next(_UIDS)), DraftValue(next(_UIDS)))
        return replace(self, dimensions=(*self.dimensions, DraftDimension(next(_UIDS), values)))

    def without_dimension(self, dimension: int) -> Draft:
        """The draft without this dimension."""
        return replace(
            self, dimensions=tuple(one for one in self.dimensions if one.uid != dimension)
        )

    def _changed(
        self, dimension: int, change: Callable[[DraftDimension], DraftDimension]
    ) -> Draft:  # fmt: skip
        changed = (change(one) if one.uid == dimension else one for one in self.dimensions)
        return replace(self, dimensions=tuple(changed))


def draft(space: PropertySpace | None) -> Draft:
    """The draft of a stored space, or of a new one of two dimensions."""
    if space is None:
        made = Draft(PropertySpace("", ()), ())
        return made.with_dimension().with_dimension()
    dimensions = tuple(
        DraftDimension(
            next(_UIDS), tuple(_draft_value(one, next(_UIDS)) for one in dimension.values),
            dimension.id, dimension.name,
        )
        for dimension in space.dimensions
    )  # fmt: skip
    return Draft(space, dimensions)


def _draft_value(value: PropertyValue, uid: int) -> DraftValue:
    """The rules of a value as fields; codes of one valence and stance are one field, codes of
    others are kept as they are."""
    of_codes = [one for one in value.rules if one.code]
    marks = {(one.valence, one.stance) for one in of_codes}
    valence, stance = marks.pop() if len(marks) == 1 else ("", "")
    shown = [one for one in of_codes if (one.valence, one.stance) == (valence, stance)]
    return DraftValue(
        uid, value.id, value.name, tuple(one.code for one in shown), valence, stance,
        tuple(attribute_text(one) for one in value.rules if one.attribute),
        tuple(one for one in of_codes if one not in shown),
    )  # fmt: skip


def attribute_text(rule: PropertyRule) -> str:
    """A rule on an attribute as one text: `course`, or `course=kafé`."""
    return f"{rule.attribute}={rule.equals}" if rule.equals else rule.attribute


def space_of(given: Draft) -> PropertySpace:
    """The space that a draft describes. What is said of cells is not in it."""
    return replace(
        given.space,
        dimensions=tuple(
            PropertyDimension(one.name, tuple(map(_value_of, one.values)), one.id)
            for one in given.dimensions
        ),
    )


def _value_of(given: DraftValue) -> PropertyValue:
    rules = [
        PropertyRule(code=code, valence=given.valence, stance=given.stance) for code in given.codes
    ]
    for text in given.attributes:
        name, _between, value = text.partition("=")
        rules.append(PropertyRule(attribute=name, equals=value))
    return PropertyValue(given.name, (*rules, *given.kept), given.id)


def cell_keys(given: Draft) -> list[tuple[int, ...]]:
    """Every cell of a draft, by the uids of its values."""
    return list(product(*([value.uid for value in one.values] for one in given.dimensions)))


def cell_said(given: Draft, key: Sequence[int]) -> PropertyCell:
    """What is said of a cell in the stored space, as far as it has that cell."""
    names = tuple(
        value.name for one in given.dimensions for value in one.values if value.uid in key
    )
    found = {one.values: one for one in given.space.cells}
    return found.get(names, PropertyCell(names))


# Its fields


def draw(known: Material, space: PropertySpace | None, go: Go) -> None:
    """The fields of a space: what is placed, its dimensions with their rules, its cells."""
    given: Draft | None = st.session_state.get(DRAFT)
    if given is None or given.space.id != (space.id if space else None):
        given = draft(space)
        st.session_state[DRAFT] = given
    with st.container(key="ty_editor"):
        heading = _("Edit “{name}”", name=space.name) if space else _("A new property space")
        st.html(f"<h2>{escape(heading)}</h2>")
        _general(known, given.space)
        for one in given.dimensions:
            _dimension(known, given, one)
        st.button(
            _("Add a dimension"), key="ty_add_dimension", on_click=_redraft,
            args=(given.with_dimension(),),
        )  # fmt: skip
        _cells(known, given)
        with st.container(horizontal=True, gap="small"):
            st.button(
                _("Save the space"), key="ty_save", type="primary", on_click=_save,
                args=(given, go),
            )  # fmt: skip
            st.button(_("Cancel"), key="ty_cancel", on_click=_cancel, args=(go,))
            if space:
                st.button(
                    _("Remove the space"), key="ty_remove", on_click=_remove,
                    args=(space.name, go),
                )  # fmt: skip


def close() -> None:
    """Forget what is being edited."""
    st.session_state.pop(DRAFT, None)


def _cancel(go: Go) -> None:
    close()
    go(edit="")


def _redraft(given: Draft) -> None:
    st.session_state[DRAFT] = given


def _general(known: Material, space: PropertySpace) -> None:
    of = space.id or "new"
    with st.container(key="ty_general", horizontal=True, gap="small"):
        st.text_input(_("Name"), space.name, key=f"ty_name_{of}", width=260)
        st.text_input(_("Offer"), space.offer, key=f"ty_of_offer_{of}", width=200)
        attributes = ["", *known.facts.attributes]
        st.selectbox(
            _("Each person's offer is the"), attributes, key=f"ty_of_attribute_{of}", width=200,
            index=attributes.index(space.offer_attribute) if space.offer_attribute in attributes
            else 0, format_func=lambda one: attribute_name(one) if one else _("the same for all"),
        )  # fmt: skip
        st.selectbox(
            _("A case is"), CASE_TIMES, index=CASE_TIMES.index(space.time), width=230,
            format_func=lambda one: _(TIMES[one]), key=f"ty_of_time_{of}",
        )  # fmt: skip
        st.multiselect(
            _("Who is placed"), list(known.actor_types), default=list(space.actor_types),
            format_func=lambda key: known.actor_types[key], key=f"ty_types_{of}", width=260,
            placeholder=_("All"),
        )  # fmt: skip
    st.text_area(_("What the space is for"), space.note, key=f"ty_note_{of}", height=68)


def _dimension(
    known: Material, given: Draft, one: DraftDimension
) -> None:  # fmt: skip
    with st.container(key=f"ty_dimension_{one.uid}"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            st.text_input(_("Dimension"), one.name, key=f"ty_dim_{one.uid}", width=260)
            if len(given.dimensions) > 2:
                st.button(
                    _("Remove the dimension"), key=f"ty_drop_{one.uid}", on_click=_redraft,
                    args=(given.without_dimension(one.uid),),
                )  # fmt: skip
        for value in one.values:
            _value(known, given, one, value)
        st.button(
            _("Add a value"), key=f"ty_add_{one.uid}", on_click=_redraft,
            args=(given.with_value(one.uid),),
        )  # fmt: skip


def _value(known: Material, given: Draft, of: DraftDimension, one: DraftValue) -> None:
    with st.container(
        key=f"ty_value_row_{one.uid}", horizontal=True, vertical_alignment="bottom", gap="small"
    ):
        st.text_input(_("Value"), one.name, key=f"ty_value_{one.uid}", width=200)
        st.multiselect(
            _("A person has it where own words are coded"), _codes(known, *one.codes),
            default=[key for key in one.codes if key in known.scheme.codes], width=320,
            format_func=known.scheme.indented, key=f"ty_codes_{one.uid}",
            placeholder=_("Choose codes"),
        )  # fmt: skip
        st.selectbox(
            _("Valence"), VALENCES, index=VALENCES.index(one.valence), width=130,
            format_func=lambda v: _(words.VALENCE[v]) if v else _("any"),
            key=f"ty_valence_{one.uid}",
        )  # fmt: skip
        st.selectbox(
            _("Stance"), STANCES, index=STANCES.index(one.stance), width=130,
            format_func=lambda s: _(words.STANCE[s]) if s else _("any"), key=f"ty_stance_{one.uid}",
        )  # fmt: skip
        options = list(dict.fromkeys([*_attribute_options(known), *one.attributes]))
        st.multiselect(
            _("or where this is known of the person"), options, default=list(one.attributes),
            width=260, format_func=_attribute_said, key=f"ty_attributes_{one.uid}",
            placeholder=_("Choose attributes"),
        )  # fmt: skip
        if len(of.values) > 2:
            st.button(
                _("Remove"), key=f"ty_drop_value_{one.uid}", on_click=_redraft,
                args=(given.without_value(of.uid, one.uid),),
            )  # fmt: skip
    if one.kept:
        codes_kept = ", ".join(known.scheme.name(rule.code) for rule in one.kept)
        kept = _("Kept as they are, with another valence or stance: {codes}.", codes=codes_kept)
        st.html(f"<p class='wb-muted'>{escape(kept)}</p>")


def _codes(known: Material, *kept: str) -> list[str]:
    """The codes to choose from: those in use, and the retired ones that are chosen already."""
    return [key for key, one in known.scheme.codes.items() if not one.retired or key in kept]


def _attribute_options(known: Material) -> list[str]:
    """Each attribute, whatever its value, and each of its values where they are few."""
    return [
        text
        for name, values in known.facts.attributes.items()
        for text in (name, *(f"{name}={one}" for one in values if one and len(values) <= MANY))
    ]


def _attribute_said(text: str) -> str:
    name, _between, value = text.partition("=")
    return f"{attribute_name(name)}: {value or _('any')}"


def _cells(known: Material, given: Draft) -> None:
    """What each cell is called, which code points at it, and why the sample cannot fill it."""
    with st.expander(_("What the cells are called, and which the sample cannot fill")):
        for key in cell_keys(given):
            before = cell_said(given, key)
            of = "_".join(map(str, key))
            named = " × ".join(st.session_state[f"ty_value_{one}"].strip() or "–" for one in key)
            with st.container(
                key=f"ty_cell_row_{of}", horizontal=True, vertical_alignment="bottom", gap="small"
            ):
                st.html(f"<b>{escape(named)}</b>", width=260)
                st.text_input(_("Type"), before.label, key=f"ty_label_{of}", width=200)
                codes = ["", *_codes(known, before.code)]
                st.selectbox(
                    _("Its code"), codes, index=codes.index(before.code), width=240,
                    format_func=lambda one: known.scheme.indented(one) if one else _("none"),
                    key=f"ty_code_{of}",
                )  # fmt: skip
                st.text_input(
                    _("Outside the sample, because"), before.outside, key=f"ty_outside_{of}",
                    width=340,
                )  # fmt: skip


def _described(given: Draft) -> PropertySpace:
    """The space as the fields say now, which may be later than they were drawn."""
    state = st.session_state
    of = given.space.id or "new"
    dimensions = tuple(
        replace(
            one,
            name=state[f"ty_dim_{one.uid}"],
            values=tuple(
                replace(
                    value,
                    name=state[f"ty_value_{value.uid}"],
                    codes=tuple(state[f"ty_codes_{value.uid}"]),
                    valence=state[f"ty_valence_{value.uid}"],
                    stance=state[f"ty_stance_{value.uid}"],
                    attributes=tuple(state[f"ty_attributes_{value.uid}"]),
                )
                for value in one.values
            ),
        )
        for one in given.dimensions
    )
    cells = tuple(
        PropertyCell(
            tuple(" ".join(state[f"ty_value_{one}"].split()) for one in key),
            *(state[f"ty_{name}_{'_'.join(map(str, key))}"]
              for name in ("label", "code", "outside")),
        )
        for key in cell_keys(given)
    )  # fmt: skip
    return replace(
        space_of(replace(given, dimensions=dimensions)),
        name=state[f"ty_name_{of}"], offer=state[f"ty_of_offer_{of}"],
        offer_attribute=state[f"ty_of_attribute_{of}"], time=state[f"ty_of_time_{of}"],
        actor_types=tuple(state[f"ty_types_{of}"]), note=state[f"ty_note_{of}"], cells=cells,
    )  # fmt: skip


def _save(given: Draft, go: Go) -> None:
    space = _described(given)
    with reports.refusals(PREFIX):
        shell.current().study.property_space_save(space)
        name = " ".join(space.name.split())
        close()
        go(space=name, edit="")
        reports.done(PREFIX, _("The property space “{name}” is saved.", name=name))


def _remove(name: str, go: Go) -> None:
    with reports.refusals(PREFIX):
        shell.current().study.property_space_remove(name)
        close()
        go(space="", case=None, edit="")
        reports.done(PREFIX, _("The property space “{name}” is removed.", name=name))
