"""Names and words: what is a name, what is a word, and what can be both.

The names of persons come from Faker's locales, of countries and towns from Babel, both loaded
when they are first asked for; what they lack stands in `lists/`. Locales in Cyrillic letters are
transliterated; other scripts are left out, since they can be written in Latin letters in too
many ways.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module
from importlib.resources import files

LOCALES = (
    "no_NO", "da_DK", "sv_SE", "is_IS", "fi_FI", "en", "en_GB", "de_DE", "de_CH", "nl_NL",
    "fr_FR", "fr_DZ", "it_IT", "es_ES", "es_CL", "es_CO", "es_AR", "es_MX", "pt_BR", "pt_PT",
    "pl_PL", "lt_LT", "lv_LV", "et_EE", "ro_RO", "hr_HR", "sk_SK", "cs_CZ", "hu_HU", "tr_TR",
    "az_AZ", "uz_UZ", "en_PK", "en_IN", "en_TH", "vi_VN", "id_ID", "en_KE", "sw", "en_NG",
    "ha_NG", "ig_NG", "yo_NG", "tw_GH", "zu_ZA", "ru_RU", "uk_UA", "bg_BG", "mk_MK",
)  # fmt: skip
"""Norway, its neighbours, and where the participants of such studies come from."""

_HOLDERS = ("first_names", "last_names", "male_first", "female_first", "middle_names")

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяєіїґђѓјљњќћџ",
        "a b v g d e jo zj z i j k l m n o p r s t u f kh ts tsj sj sjtsj  y  e ju ja je i ji g "
        "dj gj j lj nj kj c dz".split(" "),
        strict=True,
    )
)


@cache
def section(file: str, name: str) -> tuple[str, ...]:
    """The entries of one section of a list: parted by commas where it has any, else by blanks."""
    text = (files("workbench.pseudonyms") / "lists" / f"{file}.txt").read_text("utf-8")
    body = next(
        part.partition("\n")[2] for part in text.split("## ")[1:] if part.startswith(name + "\n")
    )
    return tuple(
        entry
        for line in body.strip().splitlines()
        for entry in (map(str.strip, line.split(",")) if "," in line else line.split())
        if entry
    )


@cache
def words(file: str, *names: str) -> frozenset[str]:
    """The entries of sections, in lower case."""
    return frozenset(entry.lower() for name in names for entry in section(file, name))


@cache
def person_names() -> frozenset[str]:
    """First names and surnames in lower case, with and without accents."""
    found: set[str] = set()
    for locale in LOCALES:
        provider = import_module(f"faker.providers.person.{locale}").Provider
        for holder in dir(provider):
            if holder.startswith(_HOLDERS):
                found.update(_latin(str(one)) for one in _entries(provider, holder))
    found |= words("words", "names that are words", "norwegian names")
    parts = {part for name in found for part in re.split(r"[ .]", name) if len(part) > 1}
    return frozenset(parts | {folded(part) for part in parts})


def _entries(provider: type, holder: str) -> list[object]:
    value = getattr(provider, holder)
    return list(value) if isinstance(value, (tuple, list, dict, set)) else []


def _latin(name: str) -> str:
    lower = name.lower()
    return "".join(_CYRILLIC.get(letter, letter) for letter in lower)


@cache
def places() -> frozenset[tuple[str, ...]]:
    """Places as their words, in lower case."""
    from babel import Locale

    norwegian = Locale.parse("nb")
    named = [str(name) for name in norwegian.territories.values()]
    named += [str(zone["city"]) for zone in norwegian.time_zones.values() if "city" in zone]
    own = [*section("places", "oslo"), *section("places", "norway"), *section("places", "world")]
    return _phrases([*named, *own]) - _phrases(["verden", "Ukjent"])


@cache
def organisations() -> frozenset[tuple[str, ...]]:
    """Organisations as their words, in lower case."""
    return _phrases(section("organisations", "names"))


@cache
def longest_phrase() -> int:
    """The number of words of the longest place or organisation."""
    return max(len(phrase) for phrase in places() | organisations())


def _phrases(names: list[str] | tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(
        tuple(WORD.findall(name.lower())) for name in names if WORD.match(name) and len(name) > 1
    )


WORD = re.compile(r"[^\W_]+(?:[-‐'’&][^\W_]+)*")


@cache
def common() -> frozenset[str]:
    """Words of spoken Norwegian, in lower case."""
    return words("common", "often", "seldom") | words("groups", "rare occupations", "nouns")


@cache
def often() -> frozenset[str]:
    """Those that are said all the time."""
    return words("common", "often")


@cache
def no_names() -> frozenset[str]:
    """Words that may have a capital and are no names: feasts, months, languages, programs."""
    languages = [str(name).lower() for name in _languages()]
    adjectives = section("groups", "adjectives")
    return words("words", "languages", "not names") | frozenset(
        [*languages, *adjectives, *(f"{one}e" for one in adjectives)]
    )


def _languages() -> list[str]:
    from babel import Locale

    return [name for name in Locale.parse("nb").languages.values() if " " not in str(name)]


_ENDINGS = (
    "enes", "ene", "ens", "ets", "ane", "ende", "else", "elsen", "het", "heten", "ing", "inga",
    "ingen", "inger", "ere", "est", "este", "lig", "lige", "en", "et", "er", "te", "de", "a",
    "e", "t", "r", "s", "n", "ne", "dde", "tt",
)  # fmt: skip


@cache
def is_word(lower: str) -> bool:
    """Whether this is a word of the list, one of its inflections, or made of two words."""
    return lower in common() or inflected(lower) or _compound(lower)


@cache
def inflected(lower: str) -> bool:
    """Whether a word of the list with an ending of Norwegian makes this."""
    for ending in _ENDINGS:
        stem = lower.removesuffix(ending)
        if stem == lower or len(stem) < 3:
            continue
        if stem in common() or stem + "e" in common() or stem + "er" in common():
            return True
        if len(stem) > 4 and stem[-1] == stem[-2] and stem[:-1] in common():
            return True
    return False


def _compound(lower: str) -> bool:
    for at in range(3, len(lower) - 2):
        first, last = lower[:at], lower[at:]
        if len(last) < 3 or (len(first) < 4 and len(last) < 4):
            continue
        begins = first in common() or (len(first) > 3 and first[:-1] in common())
        if begins and (last in common() or (len(last) > 4 and inflected(last))):
            return True
    return False


@cache
def folded(name: str) -> str:
    """A name without accents, in lower case; æ, ø and å stay."""
    kept = "".join(
        letter if letter in "æøå" else unicodedata.normalize("NFKD", letter)[0]
        for letter in name.lower()
    )
    return kept.replace("ł", "l").replace("đ", "d").replace("ı", "i").replace("-", "-")


def is_person_name(lower: str) -> bool:
    """Whether the word, or every part of it between hyphens, is a name on the lists."""
    names = person_names()
    return all(part in names or folded(part) in names for part in lower.split("-"))
