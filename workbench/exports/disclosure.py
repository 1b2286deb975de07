"""Who could be recognised in what is printed, and what can be done about it.

    what a file prints of persons (`Shown`)  +  what the study knows of them  ->  findings

Pure functions. k is how many persons must share what is printed of one of them for nobody to be
picked out; those of the study are counted, so that it is a floor: outside it there may be others,
or none. A finding has a subject, which names it whatever the language, and a basis: a decision on
it holds as long as the basis is the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import combinations
from typing import Literal, TypeAlias, get_args

from workbench.errors import UnknownName
from workbench.texts import _, ngettext
from workbench.words import column

What = Literal["consent", "role", "attributes", "everyone", "quoted_most", "name", "unread"]
WHATS: tuple[What, ...] = get_args(What)

K = 3
"""How many persons must share what is printed of one, unless another number is asked for."""

FEWEST_QUOTES = 3
"""Of fewer quotes than this, most says nothing."""

Trait: TypeAlias = tuple[str, tuple[str, ...]]
"""The name of an attribute with what is printed of it: one value, or several that it may be."""

ROLES = ("attribution", "position", "actor_type")
"""Attributes that say what a person is: one held by a single person names that person."""

_TOLD_FROM = 4
"""Values shorter than this are no sign of anything when they stand in somebody's words."""

_NEVER_TOLD = ("actor_type", "round", "missing_round", "status", "date", "gender")
"""Attributes whose values are too common as words, or are none, to be looked for in a quote."""


@dataclass(frozen=True)
class Known:
    """What the study knows of a person: the values of each attribute in lower case (several where
    a person was interviewed several times), and whether there is usable text of hers."""

    person: str
    values: Mapping[str, frozenset[str]] = field(default_factory=dict)
    heard: bool = True

    def fits(self, trait: Trait) -> bool:
        """Whether what is printed could be this person."""
        name, printed = trait
        return not self.values.get(name, frozenset()).isdisjoint(map(str.casefold, printed))


@dataclass(frozen=True)
class Shown:
    """What a file prints of one person at one place.

    `interview` is where the words are from, or what else they were written in. `section` is the
    heading that it stands under, `code` the key of the code that it is printed for. `words` are
    the person's, or are said of that person. `names` are what the language pipeline takes for
    names in them, with their kinds. `linked`: it can be put together with what else is printed of
    the person, since an id stands beside it.
    """

    person: str
    place: str
    interview: str = ""
    traits: tuple[Trait, ...] = ()
    section: str = ""
    code: str = ""
    words: str = ""
    names: tuple[tuple[str, str], ...] = ()
    quoted: bool = True
    linked: bool = False


@dataclass(frozen=True)
class Everyone:
    """A cell in which all persons of a column are: who they are, of what code, and where."""

    persons: tuple[str, ...]
    code: str
    place: str


@dataclass(frozen=True)
class Print:
    """All that a file prints of persons.

    `sensitive` are the keys of the codes that nobody may be known to have
    spoken of, those under them included. `unread` are the interviews in which no names were
    looked for. `consents` are persons who are printed or counted against their consent, each
    with the reason and the place.
    """

    shown: tuple[Shown, ...] = ()
    sensitive: frozenset[str] = frozenset()
    everyone: tuple[Everyone, ...] = ()
    unread: tuple[str, ...] = ()
    consents: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """Somebody who could be recognised: who, by what, where, and the way out.

    `shared` is how many persons of the study share what is printed, None where that is no
    question. `subject` and `basis` are lines without a language.
    """

    what: What
    persons: tuple[str, ...]
    detail: str
    places: tuple[str, ...]
    remedy: str
    subject: tuple[str, ...]
    basis: tuple[str, ...]
    shared: int | None = None

    @property
    def id(self) -> str:
        """The same for the same subject, whatever the export and the language."""
        return sha256("\n".join((self.what, *self.subject)).encode()).hexdigest()[:8]


def findings(printed: Print, persons: Sequence[Known], *, k: int = K) -> list[Finding]:
    """Everything by which a person could be recognised in what is printed."""
    return [
        *_consents(printed),
        *_rare(printed, persons, k),
        *_everyone(printed, persons),
        *_quoted_most(printed),
        *_names(printed),
    ]


def holds(finding: Finding, basis: Sequence[str]) -> bool:
    """Whether a decision that was made on this basis is still about what is printed.

    Names are accepted for the interviews that they were seen in; what else a decision was about
    must be the same.
    """
    if finding.what in ("name", "unread"):
        return set(finding.basis) <= set(basis)
    return finding.basis == tuple(basis)


def named(found: Sequence[Finding], ids: Sequence[str]) -> list[Finding]:
    """The findings with these ids. Raises UnknownName, with the nearest ones, for one that is not
    there."""
    known = {one.id: one for one in found}
    for id in ids:
        if id not in known:
            raise UnknownName(_("finding"), id, list(known))
    return [known[id] for id in dict.fromkeys(ids)]


# -- combinations of what is printed -----------------------------------------------------------


def rarest(
    traits: Sequence[Trait], persons: Sequence[Known], k: int
) -> list[tuple[tuple[Trait, ...], tuple[str, ...]]]:
    """The combinations of these that fewer than k persons share, each with who does.

    A combination is left out where a part of it picks out the same persons: each attribute of
    those that are given narrows them down.
    """
    distinct = sorted(set(traits))
    fits = [sum(1 << at for at, one in enumerate(persons) if one.fits(trait)) for trait in distinct]
    everybody = (1 << len(persons)) - 1
    found: list[tuple[frozenset[int], int]] = []
    if _shared(range(len(distinct)), fits, everybody).bit_count() >= k:
        return []
    for size in range(1, len(distinct) + 1):
        for chosen in combinations(range(len(distinct)), size):
            who = _shared(chosen, fits, everybody)
            if who.bit_count() >= k:
                continue
            if not any(same == who and part <= set(chosen) for part, same in found):
                found.append((frozenset(chosen), who))
    return [
        (
            tuple(distinct[at] for at in sorted(chosen)),
            tuple(one.person for at, one in enumerate(persons) if who >> at & 1),
        )
        for chosen, who in found
    ]


def _shared(chosen: Iterable[int], fits: Sequence[int], everybody: int) -> int:
    for at in chosen:
        everybody &= fits[at]
    return everybody


def _rare(printed: Print, persons: Sequence[Known], k: int) -> Iterator[Finding]:
    told = _Told(persons, k)
    known: dict[frozenset[Trait], list[tuple[tuple[Trait, ...], tuple[str, ...]]]] = {}
    found: dict[tuple[Trait, ...], tuple[tuple[str, ...], dict[str, None], dict[str, None]]] = {}
    for person, shown in _of_each(printed):
        places: dict[Trait, list[str]] = {}
        for one in shown:
            for trait in (*one.traits, *told.by(person, one.words)):
                places.setdefault(trait, []).append(one.place)
        key = frozenset(places)
        if key not in known:
            known[key] = rarest([*key], persons, k)
        for combination, sharing in known[key]:
            _sharing, who, where = found.setdefault(combination, (sharing, {}, {}))
            who[person] = None
            where |= dict.fromkeys(place for trait in combination for place in places[trait])
    for combination, (sharing, who, where) in found.items():
        yield _of_combination(combination, sharing, tuple(who), tuple(where))


def _of_each(printed: Print) -> Iterator[tuple[str, list[Shown]]]:
    """What can be put together of a person: each place by itself, and all those with an id."""
    of: dict[str, list[Shown]] = {}
    for one in printed.shown:
        if one.person and one.linked:
            of.setdefault(one.person, []).append(one)
        elif one.person:
            yield one.person, [one]
    yield from of.items()


class _Told:
    """Attributes that somebody tells in her own words, where few persons have the value."""

    def __init__(self, persons: Sequence[Known], k: int) -> None:
        holders = Counter(
            (name, value)
            for one in persons
            for name, values in one.values.items()
            for value in values
            if name not in _NEVER_TOLD and len(value) >= _TOLD_FROM
        )
        self._rare = {
            one.person: [
                (name, value, re.compile(rf"(?<!\w){re.escape(value)}(?!\w)"))
                for name, values in one.values.items()
                for value in sorted(values)
                if 0 < holders[name, value] < k
            ]
            for one in persons
        }

    def by(self, person: str, words: str) -> Iterator[Trait]:
        rare = self._rare.get(person, ()) if words else ()
        lower = words.casefold() if rare else ""
        return ((name, (value,)) for name, value, as_word in rare if as_word.search(lower))


def _of_combination(
    combination: tuple[Trait, ...],
    sharing: tuple[str, ...],
    who: tuple[str, ...],
    where: tuple[str, ...],
) -> Finding:
    alone = len(sharing) == 1
    role = alone and len(combination) == 1 and combination[0][0] in ROLES
    said = " · ".join(_trait(trait) for trait in combination)
    n = len(sharing)
    if role:
        detail = _("{said}: a role held by one person of the study", said=said)
    else:
        detail = ngettext(
            "{said}: {n} person of the study", "{said}: {n} persons of the study", n, said=said
        )
    names = {name for name, _values in combination}
    return Finding(
        what="role" if role else "attributes",
        persons=tuple(sorted(who)),
        detail=detail,
        places=where,
        remedy=_remedy(names),
        subject=tuple(f"{name}={'|'.join(values)}" for name, values in combination),
        basis=tuple(sorted(sharing)),
        shared=n,
    )


def _trait(trait: Trait) -> str:
    name, values = trait
    return f"{column(name)}: {_(' or ').join(values)}"


def _remedy(names: set[str]) -> str:
    if "attribution" in names:
        return _("Give the person an attribution that more persons share.")
    if names & {"round", "course"}:
        return _("Leave out round and course, or give the attribute a wider value.")
    return _(
        "Give the attribute a wider value, leave the column or the filter out, or hide small cells."
    )


# -- the words ----------------------------------------------------------------------------------


def _names(printed: Print) -> Iterator[Finding]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    for one in printed.shown:
        for name, kind in one.names:
            seen = found.setdefault(name, {"kinds": {}, "who": {}, "where": {}, "in": {}})
            seen["kinds"][kind] = None
            seen["where"][one.place] = None
            seen["in"][one.interview] = None
            if one.person:
                seen["who"][one.person] = None
    for name, seen in found.items():
        kinds = " / ".join(sorted({kind_name(kind) for kind in seen["kinds"]}))
        yield Finding(
            what="name",
            persons=tuple(sorted(seen["who"])),
            detail=_("“{name}” stands in the text ({kind})", name=name, kind=kinds),
            places=tuple(seen["where"]),
            remedy=_("Cut it from the quote, or give it a pseudonym in the stored text."),
            subject=(name,),
            basis=tuple(sorted(seen["in"])),
        )
    if printed.unread:
        who = sorted({one.person for one in printed.shown if one.interview in printed.unread})
        yield Finding(
            what="unread",
            persons=tuple(person for person in who if person),
            detail=ngettext(
                "No names were looked for in {n} text: {names}",
                "No names were looked for in {n} texts: {names}",
                len(printed.unread), names=", ".join(printed.unread),
            ),
            places=(),
            remedy=_("Let the language pipeline read the texts (`workbench analyse`)."),
            subject=("unread",),
            basis=tuple(sorted(printed.unread)),
        )  # fmt: skip


_KINDS = {"PER": "person", "LOC": "place", "ORG": "organisation", "GPE": "place"}


def is_name(kind: str) -> bool:
    """Whether a kind of entity names a person, a place or an organisation."""
    return kind.partition("_")[0] in _KINDS or kind == "label"


def kind_name(kind: str) -> str:
    """A kind of name as people call it."""
    known = {
        "person": _("person"), "place": _("place"), "organisation": _("organisation"),
        "label": _("who speaks"),
    }  # fmt: skip
    return known[_KINDS.get(kind.partition("_")[0], "label")]


# -- codes, shares, consent ---------------------------------------------------------------------


def _everyone(printed: Print, persons: Sequence[Known]) -> Iterator[Finding]:
    """Where all of whom something is printed have spoken of what is sensitive; each code and
    group of persons once."""
    found: dict[tuple[str, tuple[str, ...]], tuple[str, list[str]]] = {}
    for cell in printed.everyone:
        who = tuple(sorted(cell.persons))
        found.setdefault((cell.code, who), (cell.place, []))[1].append(cell.place)
    described: dict[tuple[str, tuple[Trait, ...]], dict[str, list[str]]] = {}
    for one in printed.shown:
        if one.person and one.code in printed.sensitive and one.traits:
            of = described.setdefault((one.code, tuple(sorted(set(one.traits)))), {})
            of.setdefault(one.person, []).append(one.place)
    heard = [one for one in persons if one.heard]
    for (code, traits), of in described.items():
        if len(of) > 1 and all(
            one.person in of for one in heard if all(one.fits(trait) for trait in traits)
        ):
            said = " · ".join(_trait(trait) for trait in traits)
            places = [at for some in of.values() for at in some]
            found.setdefault((code, tuple(sorted(of))), (said, []))[1].extend(places)
    for (code, who), (group, places) in found.items():
        yield _all_of(code, who, group, places)


def _all_of(code: str, who: Sequence[str], group: str, places: Sequence[str]) -> Finding:
    said = _("All {n} of {group} are under the sensitive code {code}", n=len(who), group=group,
             code=code)  # fmt: skip
    return Finding(
        what="everyone",
        persons=tuple(sorted(who)),
        detail=said,
        places=tuple(dict.fromkeys(places)),
        remedy=_("Leave the code out, or put the group together with another one."),
        subject=(code, *sorted(who)),
        basis=tuple(sorted(who)),
        shared=len(who),
    )


def _quoted_most(printed: Print) -> Iterator[Finding]:
    quotes = [one for one in printed.shown if one.quoted and one.person]
    sections: dict[str, list[Shown]] = {"": quotes}
    for one in quotes:
        if one.section:
            sections.setdefault(one.section, []).append(one)
    if len(sections) == 2:
        sections.pop("")
    for section, inside in sections.items():
        n_of = Counter(one.person for one in inside)
        for person, n in n_of.most_common(1):
            if len(inside) >= FEWEST_QUOTES and 2 * n > len(inside):
                yield _most(section, person, n, inside)


def _most(section: str, person: str, n: int, inside: Sequence[Shown]) -> Finding:
    of = len(inside)
    detail = (
        _("{n} of {N} quotes under {section} are of one person", n=n, N=of, section=section)
        if section
        else _("{n} of {N} quotes of the file are of one person", n=n, N=of)
    )
    return Finding(
        what="quoted_most",
        persons=(person,),
        detail=detail,
        places=tuple(one.place for one in inside if one.person == person),
        remedy=_("Quote others too, or fewer of this person."),
        subject=(person, section),
        basis=(f"{n}/{of}",),
    )


def _consents(printed: Print) -> Iterator[Finding]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for person, reason, place in printed.consents:
        found.setdefault((person, reason), {})[place] = None
    for (person, reason), where in found.items():
        said = {
            "no_quotes": _("Words of somebody who may not be quoted"),
            "withdrawn": _("Somebody who has withdrawn"),
            "no_archive": _("A whole interview of somebody who does not want it kept"),
        }[reason]
        yield Finding(
            what="consent",
            persons=(person,),
            detail=said,
            places=tuple(where),
            remedy=_("Leave this out: the person has not agreed to it."),
            subject=(person, reason),
            basis=(reason,),
        )
