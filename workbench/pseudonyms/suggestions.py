"""What a candidate may be replaced by: the person's id, or a role in brackets with its grammar.

Readable names are given only on request and of the gender that the researcher states; they come
from one Norwegian list for everybody, so that nothing is inferred from a name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from itertools import count
from typing import Literal

from workbench.errors import DataError
from workbench.pseudonyms import groups, lists
from workbench.pseudonyms.candidates import Candidate
from workbench.pseudonyms.forms import one_letter_apart
from workbench.texts import _

Gender = Literal["female", "male"]

FIXED: Mapping[str, str] = {
    "PHONE": "[telefonnummer]",
    "ID": "[fødselsnummer]",
    "EMAIL": "[e-postadresse]",
    "DATE": "[fødselsdato]",
}

_KINDS = (
    (r"\b(nav)\b", "[NAV-kontoret]"),
    (r"\bbydel", "[bydelen]"),
    (r"sykehjem|sjukehe?im|sjukehjem|bosenter|omsorgssenter|eldresenter", "[sykehjemmet]"),
    (r"sykehus|hospital|ullevål|ahus|lovisenberg|haukeland", "[sykehuset]"),
    (r"legesenter|legevakt|klinikk|helsehus", "[legesenteret]"),
    (r"voksenopplæring|kurssenter|kompetanse|aof|folkeuniversitet", "[kursleverandøren]"),
    (r"høg?y?skole|universitet|oslomet", "[høyskolen]"),
    (r"skole|videregående", "[skolen]"),
    (r"barnehage", "[barnehagen]"),
    (r"kantin", "[kantina]"),
    (r"kaf[ée]", "[kafeen]"),
    (r"renhold|rengjøring", "[renholdsfirmaet]"),
    (r"forbund|\blo\b|\bdelta\b", "[fagforbundet]"),
    (r"kommune", "[kommunen]"),
    (r"rema|kiwi|coop|rimi|meny|joker|europris|clas ohlson|ikea|elkjøp|bunnpris", "[butikken]"),
    (r"bemanning|vikar|adecco|manpower|randstad", "[vikarbyrået]"),
    (r"kirke|moské", "[menigheten]"),
)


def suggestions(
    found: Sequence[Candidate],
    *,
    persons: Mapping[str, str] | None = None,
    taken: Collection[str] = (),
) -> dict[str, str]:
    """name (in lower case) -> what it may be replaced by, the same for all its places.

    `persons` says which names are whose, as name -> id of the person. A part of a full name and
    a name misspelt by one letter are taken for the same person's. `taken` are replacements that
    are in use: nobody new is numbered like one of them.
    """
    ids = {name.lower(): person for name, person in (persons or {}).items()}
    told: dict[str, str] = {}
    numbers = 0
    for one in sorted(found, key=lambda each: (-len(each.name.split()), each.start)):
        name = one.name.lower()
        if name in told:
            continue
        if one.type != "PER":
            told[name] = _by_kind(one)
            continue
        same = ids.get(name) or _of_same_person(name, ids) or _of_same_person(name, told)
        role = next((f"[{each.role}]" for each in found if each.role and each.name == one.name), "")
        if same is None and not _is_title(role):
            numbers = next(n for n in count(numbers + 1) if f"[person {n}]" not in taken)
            same = f"[person {numbers}]"
        told[name] = same or role
    return told


def _of_same_person(name: str, told: Mapping[str, str]) -> str | None:
    """The suggestion of a longer name that this is a part of, or of one a letter away."""
    owners = {
        replacement
        for other, replacement in told.items()
        if name in other.split() or (len(name) > 3 and one_letter_apart(name, other))
    }
    persons = {one for one in owners if not one.startswith("[") or one.startswith("[person")}
    return persons.pop() if len(persons) == 1 and len(owners) == 1 else None


_KIN = frozenset("ho hu 'n 'a na gutten jenta fru frøken herr mann".split())


def _is_title(role: str) -> bool:
    return bool(role) and role.strip("[]") not in _KIN


def _by_kind(one: Candidate) -> str:
    if one.type in FIXED:
        return FIXED[one.type]
    lower = one.text.lower()
    if one.type == "NATIONALITY":
        adjective = lower.removesuffix("e") in lists.words("groups", "adjectives")
        ending = "e" if adjective and lower.endswith("e") else ""
        return f"[utenlandsk{ending}]" if adjective or ending else "[innvandrer]"
    if one.type == "OCCUPATION":
        definite = not groups.is_bare(lower)
        return "[fagpersonen]" if definite else "[fagperson]"
    if one.type == "LOC":
        return _of_place(lower)
    return next((kind for pattern, kind in _KINDS if re.search(pattern, lower)), "[virksomheten]")


def _of_place(lower: str) -> str:
    if re.search(r"\d|(gata|gaten|veien|vegen|gate|vei|plass|allé)s?$", lower):
        return "[adressen]"
    if lower.removesuffix("s") in lists.words("places", "oslo"):
        return "[bydelen]"
    return "[stedet]"


def readable_name(gender: Gender, taken: Collection[str]) -> str:
    """A Norwegian first name of this gender that is not in use; the same for the same call.

    Raises DataError where every name of the list is in use.
    """
    provider = import_module("faker.providers.person.no_NO").Provider
    names: Sequence[str] = getattr(provider, f"first_names_{gender}")
    used = {name.lower() for name in taken}
    free = next((str(name) for name in names if name.lower() not in used), None)
    if free is None:
        raise DataError(
            _("Every readable name of the list is in use."),
            remedy=_("Write a name of your own, or use the person's id."),
        )
    return free
