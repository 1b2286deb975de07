"""Typology: which cells of a property space are filled, by whom and for which reasons.

Lazarsfeld, P. F. and Barton, A. H. (1951), Qualitative measurement in the social sciences, in
Lerner and Lasswell (eds.), The policy sciences: types are cells of a property space, and the
empty ones tell as much as the full.

What is placed is a *case*: a person, an offer and a time. By rule there is one for each person
with usable text in each round (or one for all rounds); by hand there may be others. A rule puts a
case at a value; a case at exactly one value of every dimension is *placed*. One at no value of a
dimension is *undecided*, one at several is in *conflict*: neither is put anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from workbench.analysis import asked as asked_about
from workbench.analysis import hiding
from workbench.analysis.common import MERGED, Flags, View, read
from workbench.analysis.excerpts import Detail, read_details
from workbench.model import STANCES, VALENCES, Filters, PropertyRule, PropertySpace, PropertyValue
from workbench.store import reading, views
from workbench.store import typology as stored
from workbench.store.reading import Ids, Integers
from workbench.store.typology import CASES, CELLS, REASONS, Placing
from workbench.words import code_name

if TYPE_CHECKING:
    from workbench.store.database import Store

State = Literal["placed", "undecided", "conflict"]
By = Literal["rule", "hand"]

CROSS = " × "
"""Stands between the values of a cell."""

BETWEEN = " / "
"""Stands between several values of one dimension."""


@dataclass
class Case:
    """One case: what the rules find at each dimension (value -> how many reasons), and who placed
    it by hand, the latest word last. `number` is that of the rules' case, -1 where only a hand has
    made it; `unasked` says of which dimensions nothing was asked that the rules look for."""

    person: str
    actor_type: str
    offer: str
    time: str
    found: list[dict[str, int]]
    number: int = -1
    unasked: list[bool] = field(default_factory=list)
    hand: list[Placing] = field(default_factory=list)


@dataclass(frozen=True)
class _Read:
    """A space, the view that its codings are read in, and its cases in the order of the study.

    `case` is the number of the rules' case of each place of the view, -1 outside the sample.
    """

    space: PropertySpace
    view: View
    case: Integers
    cases: list[Case]
    told: Mapping[str, int]

    @property
    def names(self) -> list[list[str]]:
        """The values of each dimension."""
        return [[value.name for value in one.values] for one in self.space.dimensions]


def sample(space: PropertySpace, filters: Filters) -> Filters:
    """The filters with those who are placed in the space, where they name no actor type."""
    return filters if filters.actor_type else replace(filters, actor_type=space.actor_types)


def typology(
    store: Store, space: str, *, totals: bool = False, hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:  # fmt: skip
    """The cells of a property space, one row each, the empty ones too, in its order.

    A column per dimension; label; n (cases placed here), N (all cases, placed or not), persons
    and persons_N (the persons of each; Int64 all four: one person can be in several cells at
    several times), by_hand (cases placed by hand), outside (`yes` where the sample cannot fill
    the cell), reason (why not), code (that points at the cell in the texts) and told (how many
    persons outside the sample have words coded with it). With `totals`, recounted rows with `*`
    in the dimensions that are merged. Filters limit the persons, the rounds and the codings that
    rules find; while they limit rounds, interviews or coding status, a case placed by hand at a
    time that is no round of theirs is left out. `hide_small` leaves n, persons and by_hand missing
    in cells of fewer than three persons, and in as many others as it takes for nothing to be
    subtracted back; told where it is of fewer than three.

    Raises UnknownName for a space or a name that the study lacks. Changes nothing.
    """
    found = _read(store, space, filters or Filters())
    placed = [(case, at) for case in found.cases if (at := _at(found, case)) is not None]
    persons = len({case.person for case in found.cases})
    about = _labels(store, found.space)
    axes = [[*names, MERGED] if totals or hide_small else names for names in found.names]
    rows = []
    for key in product(*axes):
        here = [
            case for case, at in placed
            if all(one in (MERGED, value) for one, value in zip(key, at, strict=True))
        ]  # fmt: skip
        label, code, outside = about.get(key, ("", "", ""))
        rows.append(
            (
                *key, label, len(here), len(found.cases), len({case.person for case in here}),
                persons, sum(bool(case.hand) for case in here), "yes" if outside else "", outside,
                code, found.told.get(code, 0),
            )
        )  # fmt: skip
    names = [one.name for one in found.space.dimensions]
    numbers = ("n", "N", "persons", "persons_N", "by_hand", "told")
    frame = pd.DataFrame(rows, columns=[*names, *CELLS]).astype(dict.fromkeys(numbers, "Int64"))
    if not hide_small:
        return frame
    frame = _without_small(frame, names)
    return frame if totals else frame[(frame[names] != MERGED).all(axis=1)].reset_index(drop=True)


def _without_small(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Of what is counted only cases add up, with totals and without: a person can be in several
    cells. `frame` has its totals."""
    keys = hiding.keys_in(frame, names)
    persons = zip(keys, frame["persons"], frame["persons_N"], strict=True)
    small = {key for key, n, of in persons if hiding.is_small(hiding.Few(n, of))}
    cases = zip(keys, frame["n"].tolist(), frame["N"].tolist(), strict=True)
    cells = {key: hiding.Few(n, of) for key, n, of in cases}
    sums = hiding.sums_of(keys)
    gone = hiding.hidden(cells, small, sums, within=hiding.wider_of(cells), exact=sums)
    told = frame["told"].mask(frame["told"].between(1, hiding.SMALL - 1))
    return hiding.without(frame, names, gone).assign(told=told)


def cases(store: Store, space: str, *, filters: Filters | None = None) -> pd.DataFrame:
    """The cases of a property space, one row each: person by person, then in the order of time.

    person, actor_type, offer, time (a round, or what was written; empty for none); a column per
    dimension with the value (several with ` / ` between, none for none); label (of the cell),
    state (`placed`, `undecided`, `conflict`), asked (`no` where nothing was asked that could have
    decided it; else empty), by (`rule`, `hand`, or empty while nobody and nothing has placed it),
    note, coder and changed (of the placing by hand), placing (its id), rule (what the rules say of
    a case that was placed by hand), differs (`yes` where they say another cell), others (how other
    coders have placed it, where they differ), reasons (how many rows of `reasons`). The latest
    placing by hand holds.

    Raises UnknownName for a space or a name that the study lacks. Changes nothing.
    """
    found = _read(store, space, filters or Filters())
    about = _labels(store, found.space)
    rows = []
    for case in found.cases:
        values = _values(found, case)
        state = _state(values)
        at = _at(found, case)
        hand = case.hand[-1] if case.hand else None
        rows.append(
            (
                case.person, case.actor_type, case.offer, case.time,
                *(BETWEEN.join(one) for one in values),
                about[at][0] if at in about else "", state, _unasked(case, values),
                "hand" if hand else "rule" if state == "placed" else "",
                hand.note if hand else "", hand.coder if hand else "",
                hand.changed if hand else "", hand.id if hand else None,
                _rule(case) if hand and case.number >= 0 else "", _differs(found, case),
                "; ".join(_others(found, case)),
                sum(sum(one.values()) for one in case.found) + len(hand.reasons if hand else ()),
            )
        )  # fmt: skip
    names = [one.name for one in found.space.dimensions]
    frame = pd.DataFrame(rows, columns=[*CASES[:4], *names, *CASES[4:]])
    return frame.astype({"placing": "Int64", "reasons": "Int64"})


def reasons(store: Store, space: str, *, filters: Filters | None = None) -> pd.DataFrame:
    """Why cases stand where they do, one row per reason: the coded passages and attributes that
    the rules find, and the passages that somebody was placed by hand for.

    person, offer, time (of the case), by (`rule`, `hand`), dimension and value (of a rule; empty
    by hand), attribute and equals (its value; of a rule on an attribute), then of a coded passage
    coding (id), interview, round (of the person there), start, end, quote, speakers (whose words
    it holds, a comma between), code, coder, valence, stance. By rule a quote is the person's own
    passage, by hand the whole coding. In the order of the cases, the dimensions and the texts.

    Raises UnknownName for a space or a name that the study lacks. Changes nothing.
    """
    filters = filters or Filters()
    with reading.snapshot(store):
        found = _read(store, space, filters)
        wanted = _rule_codes(found.space, found.view)
        details = read_details(store, found.view, codes=wanted) if wanted else None
        linked = stored.passages(
            store, [one for case in found.cases if case.hand for one in case.hand[-1].reasons]
        )
        attributes = _attributes(store, found.space)
    rounds = {
        (found.view.who.interviews[i], found.view.who.persons[p]): found.view.who.round[place]
        for place, (i, p) in enumerate(
            zip(found.view.who.interview.tolist(), found.view.who.person.tolist(), strict=True)
        )
    }
    rows: list[dict[str, Any]] = []
    of_case: dict[int, list[Detail]] = {}
    at_place = found.case.tolist()
    for detail, place in zip(details.rows, details.place.tolist(), strict=True) if details else ():
        if at_place[place] >= 0:
            of_case.setdefault(at_place[place], []).append(detail)
    order = Ids.of(found.view.who.interviews)
    for case in found.cases:
        own = {"person": case.person, "offer": case.offer, "time": case.time}
        said = sorted(
            of_case.get(case.number, []),
            key=lambda one: (order[one.interview], one.own_start, one.own_end, one.id),
        )
        for dimension in found.space.dimensions if case.number >= 0 else ():
            for value in dimension.values:
                what = {**own, "by": "rule", "dimension": dimension.name, "value": value.name}
                for name, given in _attributes_met(value, case.person, attributes):
                    rows.append({**what, "attribute": name, "equals": given})
                test = _test(found.view, value)
                rows += [{**what, **_passage(found.view, rounds, case, one)}
                         for one in said if test(one)]  # fmt: skip
        for coding in case.hand[-1].reasons if case.hand else ():
            passage = linked[coding]
            round_ = rounds.get((passage["interview"], case.person))
            rows.append({**own, "by": "hand", **passage, "round": round_})
    numbers = ("coding", "round", "start", "end")
    empty = {name: None if name in numbers else "" for name in REASONS}
    frame = pd.DataFrame([{**empty, **row} for row in rows], columns=list(REASONS))
    return frame.astype(dict.fromkeys(numbers, "Int64"))


# Reading


def _read(store: Store, name: str, filters: Filters) -> _Read:
    with reading.snapshot(store):
        space = stored.space_named(store, name)
        assert space.id is not None
        view = read(store, filters)
        asked_for = _rule_codes(space, view)
        pointing = {one.code: _within(view, one.code) for one in space.cells if one.code}
        codes = sorted({*asked_for, *(one for ids in pointing.values() for one in ids)})
        codings = view.columns(store, _marks(space), codes=codes, counted=True)
        placings = stored.placings(store, space.id)
        entries = reading.asked(store)
        attributes = _attributes(store, space)
    offers = attributes.get(space.offer_attribute, {})
    cases, case = _cases(space, view, offers)
    place = view.who.places(codings["coder"], codings["interview"], codings["person"])
    _find(space, view, cases, case, codings, place, attributes)
    _note_unasked(space, view, cases, case, entries)
    told = _told(case, codings, place, pointing)
    return _Read(space, view, case, _with_placings(cases, placings, filters), told)


def _marks(space: PropertySpace) -> tuple[str, ...]:
    """What of a coding the rules ask for beside its code."""
    rules = [rule for value in _every_value(space) for rule in value.rules]
    return tuple(name for name in ("valence", "stance") if any(getattr(r, name) for r in rules))


def _every_value(space: PropertySpace) -> list[PropertyValue]:
    return [value for one in space.dimensions for value in one.values]


def _within(view: View, key: str) -> list[int]:
    """The ids of a code and those under it, as far as the filters let codes in."""
    tree = view.tree
    place = next(at for at, code in enumerate(tree.codes) if code.key == key)
    inside = [tree.codes[one].id for one in tree.branch(place)]
    among = view.code_ids
    return inside if among is None else [one for one in inside if one in set(among)]


def _rule_codes(space: PropertySpace, view: View) -> list[int]:
    keys = dict.fromkeys(
        rule.code for value in _every_value(space) for rule in value.rules if rule.code
    )
    return sorted({one for key in keys for one in _within(view, key)})


def _attributes(store: Store, space: PropertySpace) -> dict[str, dict[str, str]]:
    """attribute -> person -> value, of those that the space asks for."""
    names = {rule.attribute for value in _every_value(space) for rule in value.rules}
    return {name: reading.values_of(store, name) for name in {*names, space.offer_attribute} - {""}}


def _cases(
    space: PropertySpace, view: View, offers: Mapping[str, str]
) -> tuple[list[Case], Integers]:
    """The cases by rule, and which one each place of the view is."""
    who = view.who
    types = set(space.actor_types)
    names = [who.persons[one] for one in who.person.tolist()]
    inside: Flags = who.usable & np.array(
        [not types or one in types for one in who.actor_type], dtype=np.bool_
    )
    cases: list[Case] = []
    numbers: dict[tuple[str, str], int] = {}
    of = np.full(len(who), -1, dtype=np.int64)
    for at in np.flatnonzero(inside).tolist():
        round_ = who.round[at] if space.time == "round" else None
        key = (names[at], "" if round_ is None else str(round_))
        if key not in numbers:
            numbers[key] = len(cases)
            offer = offers.get(names[at]) or space.offer
            empty: list[dict[str, int]] = [{} for _one in space.dimensions]
            cases.append(Case(names[at], who.actor_type[at], offer, key[1], empty, numbers[key]))
        of[at] = numbers[key]
    return cases, of


def _find(
    space: PropertySpace, view: View, cases: Sequence[Case], case: Integers,
    codings: Mapping[str, Integers], place: Integers,
    attributes: Mapping[str, Mapping[str, str]],
) -> None:  # fmt: skip
    """Note at each case what the rules find."""
    code = view.tree.places(codings["code"])
    of = np.where(place >= 0, case[place], -1) if len(case) else np.full(len(place), -1)
    for number, dimension in enumerate(space.dimensions):
        for value in dimension.values:
            holds = _holding(view, value, code, codings) & (of >= 0)
            n = np.bincount(of[holds], weights=codings["n"][holds], minlength=len(cases))
            for at, one in enumerate(cases):
                met = int(n[at]) + len(_attributes_met(value, one.person, attributes))
                if met:
                    one.found[number][value.name] = met


def _note_unasked(
    space: PropertySpace, view: View, cases: Sequence[Case], case: Integers,
    entries: Sequence[tuple[Any, ...]],
) -> None:  # fmt: skip
    """Note at each case the dimensions whose codes nobody asked about in any of its interviews."""
    kinds, kind = asked_about.kinds(view.who)
    state = asked_about.inherited(view.tree, kinds, entries)
    inside = np.flatnonzero(case >= 0)
    for dimension in space.dimensions:
        keys = {rule.code for value in dimension.values for rule in value.rules if rule.code}
        places = [at for at, code in enumerate(view.tree.codes) if code.key in keys]
        perhaps = (state[places] != 0).any(axis=0)[kind[inside]]
        n = np.bincount(case[inside][perhaps], minlength=len(cases))
        for at, one in enumerate(cases):
            one.unasked.append(bool(places) and not n[at])


def _holding(
    view: View, value: PropertyValue, code: Integers, codings: Mapping[str, Integers]
) -> Flags:
    """The codings for which a rule of the value holds."""
    holds = np.zeros(len(code), dtype=np.bool_)
    for rule in value.rules:
        if not rule.code:
            continue
        inside = np.zeros(len(view.tree) + 1, dtype=np.bool_)
        inside[[view.tree.at[one] for one in _within(view, rule.code)]] = True
        one = inside[code]
        for name, given, values in (
            ("valence", rule.valence, VALENCES), ("stance", rule.stance, STANCES),
        ):  # fmt: skip
            if given:
                one = one & (codings[name] == list(values).index(given))
        holds |= one
    return holds


def _test(view: View, value: PropertyValue) -> Callable[[Detail], bool]:
    """Whether a rule of the value holds for a coding that is read in full."""
    rules = [(set(_within(view, one.code)), one) for one in value.rules if one.code]

    def holds(one: Detail) -> bool:
        return any(
            one.code in inside
            and rule.valence in ("", one.valence)
            and rule.stance in ("", one.stance)
            for inside, rule in rules
        )

    return holds


def _attributes_met(
    value: PropertyValue, person: str, attributes: Mapping[str, Mapping[str, str]]
) -> list[tuple[str, str]]:
    """The attributes of a person for which a rule of the value holds, each once."""

    def holds(rule: PropertyRule) -> bool:
        given = attributes[rule.attribute].get(person, "")
        return bool(given) and rule.equals in ("", given)

    names = dict.fromkeys(one.attribute for one in value.rules if one.attribute and holds(one))
    return [(name, attributes[name][person]) for name in names]


def _told(
    case: Integers, codings: Mapping[str, Integers], place: Integers,
    pointing: Mapping[str, Sequence[int]],
) -> dict[str, int]:  # fmt: skip
    """code of a cell -> how many persons who are not placed have words coded with it."""
    outside = place >= 0
    if len(case):
        outside = outside & (case[place] < 0)
    return {
        key: len(np.unique(codings["person"][outside & np.isin(codings["code"], list(ids))]))
        for key, ids in pointing.items()
    }


def _with_placings(
    cases: list[Case], placings: Sequence[Placing], filters: Filters
) -> list[Case]:  # fmt: skip
    """The cases with who placed them by hand, and those that only a hand has made."""
    narrowed = bool(filters.round or filters.interview or filters.done_only)
    known = {(one.person, one.offer, one.time): one for one in cases}
    of_person: dict[str, list[Case]] = {}
    for one in cases:
        of_person.setdefault(one.person, []).append(one)
    for placing in placings:
        mine = of_person.get(placing.person)
        if mine is None:
            continue
        times = {one.time for one in mine if one.number >= 0}
        key = (placing.person, placing.offer, placing.time)
        if key not in known:
            if narrowed and placing.time not in times:
                continue
            empty: list[dict[str, int]] = [{} for _one in mine[0].found]
            known[key] = Case(
                placing.person, mine[0].actor_type, placing.offer, placing.time, empty
            )
            mine.append(known[key])
        known[key].hand.append(placing)
    return [
        one
        for mine in of_person.values()
        for one in sorted(mine, key=lambda case: (not case.time.isdecimal(), case.time, case.offer))
    ]


# What is said of a case


def _values(found: _Read, case: Case) -> list[list[str]]:
    """The values at which a case stands, by dimension; the last word by hand holds."""
    hand = case.hand[-1].values if case.hand else {}
    return [
        [name for value in dimension.values
         for name in [value.name]
         if (value.id == hand[dimension.id] if dimension.id in hand else name in of)]
        for dimension, of in zip(found.space.dimensions, case.found, strict=True)
    ]  # fmt: skip


def _state(values: Sequence[Sequence[str]]) -> State:
    if any(len(one) > 1 for one in values):
        return "conflict"
    return "placed" if all(values) else "undecided"


def _unasked(case: Case, values: Sequence[Sequence[str]]) -> str:
    """`no` where a case has no value of a dimension of which nothing was asked."""
    open_ = zip(case.unasked, values, strict=False)
    return "no" if any(unasked and not one for unasked, one in open_) else ""


def _at(found: _Read, case: Case) -> tuple[str, ...] | None:
    """The cell in which a case is placed."""
    values = _values(found, case)
    return tuple(one[0] for one in values) if _state(values) == "placed" else None


def _rule(case: Case) -> str:
    return CROSS.join(BETWEEN.join(one) or "–" for one in case.found)


def _differs(found: _Read, case: Case) -> str:
    """Whether the rules say something else than the hand; where they say nothing, they do not."""
    if not case.hand:
        return ""
    hand = zip(_values(found, case), case.found, strict=True)
    return "yes" if any(of and list(of) != values for values, of in hand) else ""


def _others(found: _Read, case: Case) -> list[str]:
    """How others have placed a case than the latest word says."""
    names = {value.id: value.name for value in _every_value(found.space)}
    dimensions = [one.id for one in found.space.dimensions]
    return [
        f"{one.coder}: "
        + CROSS.join(names[one.values[at]] if at in one.values else "–" for at in dimensions)
        for one in case.hand[:-1]
        if one.values != case.hand[-1].values
    ]


def _passage(
    view: View, rounds: Mapping[tuple[str, str], int | None], case: Case, one: Detail
) -> dict[str, Any]:
    return {
        "coding": one.id, "interview": one.interview,
        "round": rounds[one.interview, case.person], "start": one.own_start, "end": one.own_end,
        "quote": one.passage, "speakers": case.person,
        "code": view.tree.codes[view.tree.at[one.code]].key, "coder": view.coders[one.coder],
        "valence": one.valence, "stance": one.stance,
    }  # fmt: skip


def _labels(store: Store, space: PropertySpace) -> dict[tuple[str, ...], tuple[str, str, str]]:
    """cell -> what it is called, the code that points at it, why the sample cannot fill it."""
    names = {code.key: code_name(code) for code in views.codes(store)}
    return {
        one.values: (one.label or names.get(one.code, ""), one.code, one.outside)
        for one in space.cells
    }
