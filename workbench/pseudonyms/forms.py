"""The forms of a name: its genitive, and near misses."""

from __future__ import annotations

_APOSTROPHES = "'’"
_HISSING = ("s", "x", "z", "sj", "sch")


def base_form(name: str) -> str:
    """A name without its genitive: Fatumas and Yonas' become Fatuma and Yonas.

    Of names that end in s without apostrophe nobody can tell; those on the lists keep it.
    """
    if name.endswith(tuple(_APOSTROPHES)):
        return name[:-1]
    if len(name) > 2 and name[-2] in _APOSTROPHES and name[-1] == "s":
        return name[:-2]
    if name.endswith("s") and len(name) > 3 and not name.endswith(("ss", "is", "us", "os")):
        from workbench.pseudonyms import lists

        last = name.lower().rpartition(" ")[2]
        listed = lists.is_person_name(last) or (last,) in lists.places()
        return name if listed or (last,) in lists.organisations() else name[:-1]
    return name


def is_genitive(words: str) -> bool:
    """Whether the words are the genitive of their base form."""
    return base_form(words) != words


def one_letter_apart(one: str, other: str) -> bool:
    """Whether one letter was changed, left out, added, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]
