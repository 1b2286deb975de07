"""What two coders are compared by: the question, what is read of the study, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench.analysis import agreement_units as counting
from workbench.analysis.agreement_units import Line, Units
from workbench.analysis.common import Flags, Tree
from workbench.errors import CallError, DataError, UnknownName
from workbench.model import (
    AGREEMENT_RULES,
    AGREEMENT_TEXTS,
    AGREEMENT_UNITS,
    AgreementRule,
    AgreementText,
    AgreementUnit,
    Filters,
)
from workbench.store import agreed, double_coding, reading, views
from workbench.store.filters import Conditions, conditions
from workbench.store.reading import Ids, Integers
from workbench.texts import _, ngettext, number

if TYPE_CHECKING:
    from workbench.store.database import Store


@dataclass(frozen=True)
class Question:
    """What is compared, and how: two coders, the unit and its rule, whose turns, which branch's
    codes exclude one another."""

    coders: tuple[str, ...] = ()
    unit: AgreementUnit = "character"
    rule: AgreementRule = "any"
    text: AgreementText = "persons"
    exclusive: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class Passage:
    """A coding that is set aside: its words must be looked at again first."""

    interview: str
    start: int
    end: int
    code: str
    coder: str


@dataclass(frozen=True)
class Base:
    """What the numbers rest on, and what they leave out.

    `left_out`: usable interviews that not both have finished, and others that both have coded,
    each with the reason. `review`: codings still marked for review. `later`: (code, interview,
    coder) where the code came after the coder had finished. `units`: how many the interviews
    have. `pipeline`: name and version, where sentences are the unit. `blind`: interviews in which
    the coding of each was hidden from the other until both were done; `opened`: those in which it
    was for a time only. Neither: it never was hidden here.
    """

    coders: tuple[str, str]
    unit: AgreementUnit
    rule: AgreementRule
    text: AgreementText
    interviews: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    review: tuple[Passage, ...]
    later: tuple[tuple[str, str, str], ...]
    units: int
    pipeline: tuple[str, str] | None
    blind: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Unit and rule in words: no number is told without them."""
        return _("Agreement {by_unit}", by_unit=unit_text(self.unit, self.rule))

    @property
    def caption(self) -> str:
        """Who is compared, and whose turns count."""
        whose = _("turns of identified persons") if self.text == "persons" else _("all turns")
        return f"{self.coders[0]} – {self.coders[1]} · {whose}"

    @property
    def size(self) -> str:
        """How many interviews both have coded, and how many units these have."""
        interviews = ngettext("{n} interview coded by both", "{n} interviews coded by both",
                              len(self.interviews))  # fmt: skip
        n, count = self.units, number(self.units)
        units = {
            "character": ngettext("{count} character", "{count} characters", n, count=count),
            "sentence": ngettext("{count} sentence", "{count} sentences", n, count=count),
            "turn": ngettext("{count} turn", "{count} turns", n, count=count),
        }
        return f"{interviews} · {units[self.unit]}"

    @property
    def notes(self) -> tuple[str, ...]:
        """Everything that a reader must know of the base, one sentence each."""
        return tuple(_notes(self))


@dataclass(frozen=True)
class Read:
    """One reading of the study. `codings` are columns; coders are 0 for A, 1 for B. `shown` and
    `roots` are places in the tree: of the rows of the table, and of the codes that the filters
    name, None where they name none. `available` says, by code and interview, whether both had
    the code when they finished."""

    base: Base
    tree: Tree
    shown: tuple[int, ...]
    roots: tuple[int, ...] | None
    line: Line
    units: Units | None
    units_of: Integers
    codings: dict[str, Integers]
    available: Flags
    exclusive: int | None


def base(store: Store, question: Question) -> Base:
    """What the numbers of `agreement` rest on, and what they leave out. Raises the same."""
    with reading.snapshot(store):
        return read_both(store, question).base


def pairs(store: Store) -> list[tuple[str, str, int]]:
    """Each two coders who have finished an interview both, and how many; most shared first."""
    with reading.snapshot(store):
        return _pairs(store)


def _pairs(store: Store) -> list[tuple[str, str, int]]:
    names = reading.coders(store)
    done = double_coding.finished(store)
    found = [
        (a_name, b_name, len(done.get(a, set()) & done.get(b, set())))
        for at, (a, a_name) in enumerate(names)
        for b, b_name in names[at + 1 :]
    ]
    return sorted((one for one in found if one[2]), key=lambda one: -one[2])


def read_both(store: Store, asked: Question) -> Read:
    """Read what the question is about. Call it inside `reading.snapshot`."""
    names, ids = _two_coders(store, asked.coders)
    for value, known in ((asked.unit, AGREEMENT_UNITS), (asked.rule, AGREEMENT_RULES),
                         (asked.text, AGREEMENT_TEXTS)):  # fmt: skip
        if value not in known:
            raise CallError(
                _("“{value}” is none of: {choices}.", value=value, choices=", ".join(known))
            )
    limits = conditions(store, _filters(store, asked))
    tree = Tree.of(reading.codes(store))
    roots = tree.roots(limits.codes) if limits.codes else None
    inside = None if roots is None else [one for root in roots for one in tree.branch(root)]
    who = reading.who(store, limits)
    interviews, left_out = _both_coded(store, limits, who, ids, names)
    line = _line(store, interviews, who, asked.text)
    pipeline, units, units_of = _units(store, asked.unit, interviews, line)
    found = double_coding.codings(
        store, limits, ids, interviews,
        None if inside is None else [tree.codes[place].id for place in inside],
    )  # fmt: skip
    found["code"] = tree.places(found["code"])
    found["coder"] = (found["coder"] == ids[1]).astype(np.int64)
    review = found["review"] == 1
    aside = {name: column[review] for name, column in found.items()}
    codings = {name: column[~review] for name, column in found.items()}
    available = np.ones((len(tree), len(interviews)), dtype=np.bool_)
    later = []
    at = {name: number for number, name in enumerate(interviews)}
    for coder, code, interview in sorted(double_coding.added_later(store, ids)):
        if interview in at and code in tree.at:
            available[tree.at[code], at[interview]] = False
            later.append((tree.codes[tree.at[code]].key, interview, names[ids.index(coder)]))
    told = Base(
        coders=names, unit=asked.unit, rule=asked.rule, text=asked.text, interviews=interviews,
        left_out=left_out, review=_passages(aside, tree, interviews, names), later=tuple(later),
        units=int(units_of.sum()), pipeline=pipeline, **_blind(store, interviews, names),
    )  # fmt: skip
    exclusive = tree.at[views.code_named(store, asked.exclusive).id] if asked.exclusive else None
    return Read(
        base=told, tree=tree, shown=_shown(tree, inside, codings["code"]),
        roots=None if roots is None else tuple(roots), line=line, units=units, units_of=units_of,
        codings=codings, available=available, exclusive=exclusive,
    )  # fmt: skip


def _blind(
    store: Store, interviews: Sequence[str], names: tuple[str, str]
) -> dict[str, tuple[str, ...]]:
    """Which of the interviews were coded blind, and which were opened before both were done."""
    frame = views.assignments(store)
    mine = frame[frame["coder"].isin(names)]
    how: dict[str, set[str]] = {}
    for interview, said in zip(mine["interview"], mine["blind"], strict=True):
        how.setdefault(interview, set()).add(said)
    return {
        "blind": tuple(one for one in interviews if how.get(one) == {"until done"}),
        "opened": tuple(one for one in interviews if "opened" in how.get(one, ())),
    }


def _two_coders(store: Store, wanted: Sequence[str]) -> tuple[tuple[str, str], tuple[int, int]]:
    """The names and ids of the coders; where nobody is named, the two who can be meant."""
    known = {name: coder for coder, name in reading.coders(store)}
    chosen = list(wanted) or _who_can_be_meant(store, known)
    for name in chosen:
        if name not in known:
            raise UnknownName(_("coder"), name, known)
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise CallError(
            _("Agreement is between two different coders."),
            remedy=_("Name two of them: {names}.", names=", ".join(known))
            if len(known) > 1
            else _("This study has codings of fewer than two coders."),
            found=", ".join(wanted),
        )
    a, b = chosen
    return (a, b), (known[a], known[b])


def _who_can_be_meant(store: Store, known: Mapping[str, int]) -> list[str]:
    """The study's two coders; of more, the one pair that is assigned to code interviews twice, else
    the one that has finished any. Raises CallError with the pairs that there are, where several
    can be meant."""
    if len(known) <= 2:
        return list(known)
    names = {coder: name for name, coder in known.items()}
    assigned = {(names[one.first], names[one.second]) for one in agreed.pairs(store)}
    if len(assigned) == 1:
        return [*assigned.pop()]
    shared = _pairs(store)
    if len(shared) == 1:
        return [*shared[0][:2]]
    if not shared:
        return list(known)
    told = [
        ngettext(
            '--coders "{a},{b}" ({n} interview)', '--coders "{a},{b}" ({n} interviews)', n, a=a, b=b
        )
        for a, b, n in shared
    ]
    raise CallError(
        _("Agreement is between two coders, and several have coded the same interviews."),
        remedy=_("Name two of them: {names}.", names="; ".join(told)),
    )


def _filters(store: Store, asked: Question) -> Filters:
    """The filters of the question; a branch whose codes exclude one another is one of them."""
    filters = asked.filters
    if filters.layer != "primary":
        raise CallError(
            _("Agreement reads the codings of both coders; a layer does not limit them."),
            remedy=_("Leave the layer out and name the coders."),
            found=filters.layer,
        )
    if not asked.exclusive:
        return filters
    branch = views.code_named(store, asked.exclusive)
    if not branch.exclusive:
        raise CallError(
            _("The codes of “{code}” do not exclude one another.", code=branch.key),
            remedy=_(
                "cu and ku are for branches that are marked as exclusive in the scheme: "
                "mark this one there if its codes rule one another out."
            ),
            found=branch.key,
        )
    if filters.code:
        raise CallError(
            _("Ask for a branch or for codes, not for both."), found=", ".join(filters.code)
        )
    return replace(filters, code=(branch.key,))


def _both_coded(
    store: Store,
    limits: Conditions,
    who: Sequence[tuple[Any, ...]],
    ids: tuple[int, int],
    names: tuple[str, str],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The interviews that both have finished, and the others with the reason."""
    done = double_coding.finished(store, said_so=limits.done_only)
    begun = double_coding.begun(store)
    usable = {interview for interview, _p, _a, _r, _w, is_usable in who if is_usable}
    inside, left_out = [], []
    for interview, _status, has_text, known in reading.sittings(store, limits):
        finished = [interview in done.get(one, ()) for one in ids]
        coded = [interview in begun.get(one, ()) for one in ids]
        if interview not in usable:
            if all(coded):
                reason = (
                    _("does not count: not held, or no usable text")
                    if known or not has_text
                    else _("does not count: nobody who speaks is identified")
                )
                left_out.append((interview, reason))
        elif all(finished):
            inside.append(interview)
        else:
            left_out.append((interview, _unfinished(names, finished, coded)))
    return tuple(inside), tuple(left_out)


def _unfinished(names: Sequence[str], finished: Sequence[bool], coded: Sequence[bool]) -> str:
    begun = [one or other for one, other in zip(finished, coded, strict=True)]
    if not any(begun):
        return _("coded by neither")
    if not all(begun):
        return _("coded by {coder} alone", coder=names[begun.index(True)])
    if not any(finished):
        return _("coded to the end by neither")
    return _("coded to the end by {coder} alone", coder=names[finished.index(True)])


def _line(
    store: Store, interviews: Sequence[str], who: Sequence[tuple[Any, ...]], text: AgreementText
) -> Line:
    persons = Ids.of(dict.fromkeys(row[1] for row in who))
    turns = double_coding.turns(store, interviews, persons)
    if text == "all":
        counts = np.ones(len(turns["start"]), dtype=np.bool_)
    else:
        place = Ids.of(interviews)
        speaking = [place[row[0]] * len(persons) + persons[row[1]] for row in who
                    if row[0] in place]  # fmt: skip
        key = turns["interview"] * len(persons) + turns["person"]
        counts = (turns["person"] >= 0) & np.isin(key, speaking)
    return counting.line(turns, counts, len(interviews))


def _units(
    store: Store, unit: AgreementUnit, interviews: Sequence[str], line: Line
) -> tuple[tuple[str, str] | None, Units | None, Integers]:
    """The units of the line, how many each interview has, and where sentences come from."""
    if unit == "character":
        return None, None, line.lengths
    pipeline = None
    if unit == "turn":
        start, end = line.turn_place, line.turn_place + line.turn_end - line.turn_start
    else:
        pipeline = _pipeline(store, interviews)
        found = double_coding.sentences(store, interviews)
        _of, start, end = counting.on_line(line, found["interview"], found["start"], found["end"])
    units_of = np.bincount(line.interview_at(start), minlength=len(interviews))
    return pipeline, Units(start, end), units_of


def _pipeline(store: Store, interviews: Sequence[str]) -> tuple[str, str] | None:
    """Name and version of the one pipeline that all sentences come from."""
    found = double_coding.pipelines(store, interviews)
    remedy = _("Have the texts read with `workbench analyse`, or choose another unit.")
    unread = [interview for interview, name, _version in found if not name]
    if unread:
        raise DataError(
            _("No sentences are stored for: {names}.", names=", ".join(unread)), remedy=remedy
        )
    kinds = list(dict.fromkeys((name, version) for _interview, name, version in found))
    if len(kinds) > 1:
        told = "; ".join(
            f"{name} {version}: "
            + ", ".join(interview for interview, *kind in found if kind == [name, version])
            for name, version in kinds
        )
        raise DataError(
            _("The sentences come from different language pipelines: {pipelines}.",
              pipelines=told),
            remedy=remedy,
        )  # fmt: skip
    return kinds[0] if kinds else None


def _passages(
    codings: dict[str, Integers], tree: Tree, interviews: Sequence[str], names: Sequence[str]
) -> tuple[Passage, ...]:
    columns = (codings[name].tolist() for name in ("interview", "start", "end", "code", "coder"))
    return tuple(
        Passage(interviews[interview], start, end, tree.codes[code].key, names[coder])
        for interview, start, end, code, coder in sorted(zip(*columns, strict=True))
    )


def _shown(tree: Tree, inside: Sequence[int] | None, used: Integers) -> tuple[int, ...]:
    """The rows: codes within the filter, without retired ones that neither coder used."""
    with_codings = set(np.unique(used).tolist())
    return tuple(
        place
        for place in (range(len(tree)) if inside is None else inside)
        if not tree.codes[place].retired or not with_codings.isdisjoint(tree.branch(place))
    )


def unit_text(unit: AgreementUnit, rule: AgreementRule) -> str:
    """Unit and rule in words."""
    match unit, rule:
        case "character", _rule:
            return _("by character")
        case "sentence", "any":
            return _("by sentence, any of it marked")
        case "sentence", _half:
            return _("by sentence, more than half of it marked")
        case "turn", "any":
            return _("by turn, any of it marked")
    return _("by turn, more than half of it marked")


def _notes(told: Base) -> Iterable[str]:
    if told.interviews:
        yield ngettext(
            "{n} interview that both have coded: {names}.",
            "{n} interviews that both have coded: {names}.",
            len(told.interviews),
            names=", ".join(told.interviews),
        )
    if told.blind:
        yield _("Coded blind until both were done: {names}.", names=", ".join(told.blind))
    if told.opened:
        yield _("Opened before both were done: {names}.", names=", ".join(told.opened))
    for reason in dict.fromkeys(reason for _interview, reason in told.left_out):
        out = [interview for interview, why in told.left_out if why == reason]
        yield _("Left out ({reason}): {names}.", reason=reason, names=", ".join(out))
    if told.pipeline is not None:
        yield _("Sentences from {name} {version}.", name=told.pipeline[0],
                version=told.pipeline[1])  # fmt: skip
    if told.review:
        places = "; ".join(
            f"{one.interview} {one.start}-{one.end} {one.code} ({one.coder})" for one in told.review
        )
        yield ngettext(
            "{n} coding is left out, since it is marked for review: {names}.",
            "{n} codings are left out, since they are marked for review: {names}.",
            len(told.review),
            names=places,
        )
    for coder in dict.fromkeys(coder for _code, _interview, coder in told.later):
        codes = ", ".join(dict.fromkeys(code for code, _i, who in told.later if who == coder))
        yield _("Added after {coder} had finished, and left out there: {codes}.",
                coder=coder, codes=codes)  # fmt: skip
