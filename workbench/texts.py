"""What users read, in their language: gettext catalogues, numbers and dates.

A text is written in English where it is used, with named places, and looked up in the
catalogue of the current language::

    _("{n} of {N} coded to the end", n=34, N=37)

English is the source; `locale/nb/LC_MESSAGES/workbench.po` holds Norwegian bokmål. The
catalogues are read as they lie, so that an edited translation shows at the next start.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["nb", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

_current: ContextVar[Language | None] = ContextVar("language", default=None)


def _(message: str, /, **places: object) -> str:
    """The text in the current language, its named places filled in."""
    translated = _catalogue(language()).get(message) or message
    return translated.format(**places) if places else translated


def ngettext(singular: str, plural: str, n: int, /, **places: object) -> str:
    """The singular for exactly one, else the plural; `n` is a place of the text too."""
    return _(singular if n == 1 else plural, n=n, **places)


def marked(message: str, /) -> str:
    """Mark a text for the catalogue that is looked up later, such as a label in a table."""
    return message


def language() -> Language:
    """The language in which texts are given now."""
    return _current.get() or _from_environment()


def set_language(chosen: Language | None) -> None:
    """Give texts in this language from here on in this context; None: the system's."""
    _current.set(chosen)


@contextmanager
def in_language(chosen: Language) -> Iterator[None]:
    """Give texts in this language inside the block."""
    token = _current.set(chosen)
    try:
        yield
    finally:
        _current.reset(token)


def nearest_language(locale: str | None) -> Language:
    """The language of ours that a browser's or system's locale asks for: nb for no, nb, nn."""
    start = (locale or "").replace("_", "-").split("-")[0].lower()
    return "nb" if start in {"nb", "no", "nn"} else "en"


def number(value: float, *, digits: int | None = None) -> str:
    """A number as read in the current language: 1 234,5 in Norwegian, 1,234.5 in English."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + (f".{'0' * digits}" if digits else "") if digits is not None else None
    return format_decimal(value, format=pattern, locale=language())


def collated(word: str) -> str:
    """A key that sorts words as Norwegian does: æ, ø, å after z, aa as å, ä and ö as æ and ø, ü
    as y. Capitals and other accents make no difference.

    The letters are those of the tailoring for `nb` in Unicode's CLDR. Python's own order puts å
    first of the three, and that of `locale` hangs on what the machine has installed.
    """
    lower = unicodedata.normalize("NFC", word.lower()).translate(_LETTERS).replace("aa", "}")
    return "".join(
        one for one in unicodedata.normalize("NFD", lower) if not unicodedata.combining(one)
    )


_LETTERS = str.maketrans("æäøöőåüűđ", "{{|||}yyd")
"""æ, ø and å are the three characters after z, which no word holds."""


def day(value: date | str) -> str:
    """A date in words: 3. mars 2012, 3 March 2012. An unknown date stays empty."""
    if not value:
        return ""
    from babel.dates import format_date

    moment = date.fromisoformat(value[:10]) if isinstance(value, str) else value
    return format_date(moment, format="long", locale="nb" if language() == "nb" else "en_GB")


def moment(value: datetime | str) -> str:
    """Day and clock in the local time zone, as short as is clear: 03.03.2012, 14:05."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    local = when.astimezone()
    return local.strftime("%d.%m.%Y, %H:%M" if language() == "nb" else "%Y-%m-%d, %H:%M")


def _from_environment() -> Language:
    for name in ("WORKBENCH_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return nearest_language(os.environ[name])
    return "en"


@cache
def _catalogue(chosen: Language) -> dict[str, str]:
    if chosen == "en":
        return {}
    from babel.messages.pofile import read_po

    path = files("workbench") / "locale" / chosen / "LC_MESSAGES" / "workbench.po"
    with path.open("rb") as lines:
        catalogue = read_po(lines, locale=chosen)
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and isinstance(message.string, str) and not message.fuzzy
    }
