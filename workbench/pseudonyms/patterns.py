"""What has a form: telephone and identity numbers, e-mail addresses, dates of birth.

Also as they are said: «tretti, sekstifire, tolv, nittiåtte», «krøllalfa», «første januar».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple


class Found(NamedTuple):
    """A place in the text with its kind, and whether it is certainly one."""

    start: int
    end: int
    type: str
    sure: bool


_UNITS = "null en ett én to tre fire fem seks sju syv åtte ni".split()
_TEENS = "ti elleve tolv tretten fjorten femten seksten sytten atten nitten".split()
_TENS = "tjue tyve tretti tredve førti femti seksti sytti åtti nitti".split()
_SPOKEN = "|".join(
    sorted(
        [*_UNITS, *_TEENS, *_TENS, *(t + u for t in _TENS for u in _UNITS if u != "null"),
         *(u + "og" + t for t in _TENS for u in _UNITS)],
        key=len, reverse=True,
    )
)  # fmt: skip

_SPOKEN_NUMBER = re.compile(rf"\b(?:{_SPOKEN})(?:,? (?:{_SPOKEN})\b){{3,}}", re.I)

_PHONE = re.compile(
    r"(?<![\w+/.-])(?:(?:\+|00) ?\d{1,3}[ -]?(?:\(0\) ?)?\d(?:[ -]?\d){5,11}"
    r"|[2-9]\d{7}|[2-9]\d \d\d \d\d \d\d|[2-9]\d\d \d\d \d\d\d|[2-9]\d\d\d \d\d\d\d"
    r"|[2-9]\d(?:[.-]\d\d){3})(?![\w/]|[.,:-]\d)"
)
_ID = re.compile(r"(?<![\w+])(\d\d[ .]?\d\d[ .]?\d\d)[ .-]?(\d{5}|\d{3} \d\d)(?!\w)")
_ID_END = re.compile(r"(?<![\w+])\d{5}(?![\w/]|[.,:-]\d)")
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")

_JOINT = r"(?:understrek|punktum|prikk|dott|dot|bindestrek|strek|minus)"
_SAID_EMAIL = re.compile(
    rf"\b(?:\w+ {_JOINT} )*(?:{_JOINT} )?\w+(?: \d+)? (?:krøllalfa|alfakrøll|snabel-?a|snabela) "
    rf"\w+(?: (?:{_JOINT} )?\w+)*? (?:punktum|prikk|dott|dot) \w+(?: (?:punktum|prikk) \w+)*",
    re.I,
)
_SAID_EMAIL_DIGITS = re.compile(
    rf"\b\w+(?: {_JOINT} \w+)* (?:krøllalfa|alfakrøll) \w+(?: {_JOINT} \w+)+", re.I
)

_MONTHS = (
    "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|"
    "jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|des"
)
_ORDINALS = (
    "første|andre|annen|tredje|fjerde|femte|sjette|sjuende|syvende|åttende|niende|tiende|"
    "ellevte|tolvte|trettende|fjortende|femtende|sekstende|syttende|attende|nittende|"
    r"tjuende|tyvende|(?:tjue|tyve)(?:første|andre|tredje|fjerde|femte|sjette|sjuende|syvende|"
    "åttende|niende)|trettiende|trettiførste|enogtredevte|enogtrettiende"
)
_SAID_YEAR = (
    rf"(?:(?:nitten|tjue|to tusen(?: og)?|totusen(?: og)?) ?(?:hundre(?: og)? ?)?)?(?:{_SPOKEN})"
)
_DAY_MONTH = rf"(?:\d{{1,2}}\.? ?|(?:{_ORDINALS}) )(?:{_MONTHS})\b\.?"
_DATE_WORDS = re.compile(
    rf"(?<!\w){_DAY_MONTH}(?P<year>,? (?:i )?(?:'?\d\d(?:\d\d)?\b|{_SAID_YEAR}\b))?", re.I
)
_DATE_ORDINALS = re.compile(
    rf"\b(?:den )?(?P<date>(?:{_ORDINALS}) i? ?(?:{_ORDINALS})"
    rf"(?P<year>,? {_SAID_YEAR}\b|,? \d\d(?:\d\d)?\b)?)",
    re.I,
)
_DATE_DIGITS = re.compile(
    r"(?<![\w.])(?:\d{4}-\d\d-\d\d|\d{6}|\d{8}"
    r"|\d{1,2}[./-] ?\d{1,2}(?P<year>[./-] ?(?:\d{4}|\d\d))?)"
    r"(?![\w/]|\.\d)"
)
_BIRTH = re.compile(r"\b(?:født|fødd|fødsel\w*|bursdag\w*|fødselsdag\w*|f\.)", re.I)
_NEAR_ID = re.compile(r"(?:person|fødsels|d-)\s?n(?:ummer|r)", re.I)

_NEAR = 60
"""Characters between the word that tells of a birth and the date."""


def find(text: str) -> list[Found]:
    """Everything that has a form, in the order of the text; nothing overlaps."""
    taken: list[Found] = []
    for found in (*_emails(text), *_ids(text), *_dates(text), *_phones(text)):
        if not any(one.start < found.end and found.start < one.end for one in taken):
            taken.append(found)
    return sorted(taken)


def has_right_check_digits(digits: str) -> bool:
    """Whether the two last digits of an identity number follow from the others."""
    weights = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return all(
        sum(weight * int(digit) for weight, digit in zip(row, digits, strict=False)) % 11 == 0
        for row in weights
    )


def _emails(text: str) -> Iterator[Found]:
    for hit in _EMAIL.finditer(text):
        yield Found(hit.start(), hit.start() + len(hit[0].rstrip(".'-")), "EMAIL", True)
    for pattern in (_SAID_EMAIL_DIGITS, _SAID_EMAIL):
        for hit in pattern.finditer(text):
            yield Found(hit.start(), hit.end(), "EMAIL", True)


def _ids(text: str) -> Iterator[Found]:
    for hit in _ID.finditer(text):
        digits = re.sub(r"\D", "", hit[0])
        day, month = int(digits[:2]), int(digits[2:4])
        plausible = 1 <= day % 40 <= 31 and 1 <= month % 40 <= 12
        sure = plausible or has_right_check_digits(digits)
        yield Found(hit.start(), hit.end(), "ID", sure)
    for hit in _ID_END.finditer(text):
        if _NEAR_ID.search(text, max(0, hit.start() - _NEAR), hit.start()):
            yield Found(hit.start(), hit.end(), "ID", False)


def _phones(text: str) -> Iterator[Found]:
    for hit in _PHONE.finditer(text):
        yield Found(hit.start(), hit.end(), "PHONE", True)
    for hit in _SPOKEN_NUMBER.finditer(text):
        yield Found(hit.start(), hit.end(), "PHONE", False)


def _dates(text: str) -> Iterator[Found]:
    for pattern in (_DATE_WORDS, _DATE_ORDINALS, _DATE_DIGITS):
        for hit in pattern.finditer(text):
            group = "date" if pattern is _DATE_ORDINALS else 0
            start, end = hit.start(group), hit.end(group)
            end = start + len(text[start:end].rstrip(" ."))
            told = _told_as_birth(text, start, end)
            iso = "-" in text[start:end] and end - start == 10
            year = text[start:end][:4] if iso else (hit["year"] or "")
            if told:
                yield Found(start, end, "DATE", True)
            elif year and pattern is _DATE_DIGITS and _long_ago(year):
                yield Found(start, end, "DATE", False)


def _told_as_birth(text: str, start: int, end: int) -> bool:
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    before = text[max(line_start, start - _NEAR) : start]
    after = text[end : min(line_end, end + 25)]
    return bool(_BIRTH.search(before) or _BIRTH.search(after))


def _long_ago(year: str) -> bool:
    """Whether someone who was born then can be old enough to be interviewed."""
    number = int(re.sub(r"\D", "", year) or 0)
    now = date.today().year
    if number < 100:
        number += 1900 if number > now % 100 else 2000
    return 1900 <= number <= now - 15
