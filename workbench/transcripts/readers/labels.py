"""What a speaker's label looks like, and what it says about the speaker's role.

Nothing here decides whether a line names a speaker: that takes the whole file (conventions).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from workbench.model import Role
from workbench.transcripts.readers import words as vocabulary

Strength = Literal["role", "id", "initials", "name", "weak", "none"]
"""How much a label looks like one: a role's word, an id, initials, a name, any few words."""

LONGEST = 48
_MOST_WORDS = 6

_ID = re.compile(r"(?:[A-ZÆØÅÄÖ]{1,6}[-_ ]?\d{1,5}[A-Za-z]?|[a-z]{1,4}\d{1,4})(?:[-_.]\w{1,8})*")
_STUDY_ID = re.compile(r"[A-ZÆØÅ]{1,5}[-_]?\d{2,}")
_INITIALS = re.compile(r"(?:[A-ZÆØÅÄÖ]\.?){1,4}")
_NUMBERED = re.compile(
    r"(?P<word>[^\W\d_]+(?: [^\W\d_]+){0,3})[ ._-]?(?:nr\.? ?)?(?:\d{1,3}|[A-ZÆØÅ])"
)
_JOINED = re.compile(r"\s+(?:og|and|und|och)\s+|\s*[&+/]\s*", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
_UNLIKELY = re.compile(r"[!?;,\"“”«»…@=<>{}|*#\\]|\.\.")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_EMPHASIS = "*_"
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LIST_NAME = re.compile(r"(?P<family>[^,]+), (?P<given>[^,(]+)(?:\([^)]*\))?")
_BRACKETS = {"[": "]", "(": ")", "<": ">", "{": "}"}


def cleaned(head: str) -> str:
    """A label without emphasis, brackets around it, blanks at its ends and unseen characters."""
    label = _UNSEEN.sub("", head).strip(" \t\u00a0\u202f")
    while True:
        before = label
        label = label.rstrip(":：").strip(" \t\u00a0\u202f").strip(_EMPHASIS + "`").strip()
        if len(label) > 2 and _BRACKETS.get(label[0]) == label[-1] and label[0] not in label[1:]:
            label = label[1:-1].strip()
        if label == before:
            return " ".join(label.split())


@lru_cache(maxsize=8192)
def key(label: str) -> str:
    """What two spellings of one label have in common."""
    return " ".join(label.casefold().replace(".", " ").split())


@lru_cache(maxsize=8192)
def strength(label: str) -> Strength:
    """How much a cleaned label looks like one."""
    bare = without_aside(label)
    if listed := _LIST_NAME.fullmatch(bare):  # `Nordmann, Kari`, as directories write names
        names = [listed["family"].split(), listed["given"].split()]
        return "name" if all(map(_name, names)) and not any(map(_speaks, names)) else "none"
    if _ADDRESS.fullmatch(bare):
        return "id"
    if not bare or bare[0] in _BRACKETS or len(label) > LONGEST or _UNLIKELY.search(bare):
        return "none"  # `(ler) nemlig` is a remark and a word
    joined = _JOINED.split(bare)
    if len(joined) > 1 and all(joined):
        return _weakest([strength(part) for part in joined])
    return _alone(bare)


def _alone(bare: str) -> Strength:
    words = bare.split()
    low = key(bare)
    if len(words) > _MOST_WORDS or not any(character.isalnum() for character in bare):
        return "none"
    if low in vocabulary.ROLES or _numbered_role(bare) or _named_role(words):
        return "role"
    if low in vocabulary.FIELDS or words[0].casefold().rstrip(".") in vocabulary.FIELDS:
        return "none"
    if _ID.fullmatch(bare):
        return "id"
    if _INITIALS.fullmatch(bare):
        return "initials"
    if bare.replace(" ", "").isdigit():
        return "weak" if len(bare) <= 4 else "none"
    if _runs_on(words):
        return "none"
    if _name(words):
        return "name"
    return "weak" if len(words) <= 4 else "none"


def _runs_on(words: list[str]) -> bool:
    """Whether the words hold one of running text; `A.` is an initial, `von der` part of a name."""
    inner = {at for at in range(1, len(words) - 1) if words[at] in vocabulary.PARTICLES}
    return any(
        word.casefold().strip(".") in vocabulary.RUNNING
        for at, word in enumerate(words)
        if at not in inner and (len(words) == 1 or not _INITIALS.fullmatch(word))
    )


def _speaks(words: list[str]) -> bool:
    return _runs_on(words) or any(word.casefold() in vocabulary.GREETINGS for word in words)


def without_aside(label: str) -> str:
    """A label without what stands in brackets after it: `P1 (kvinne, 34)`."""
    return _ASIDE.sub("", label).strip() or label


def parts(label: str) -> list[str]:
    """The labels in one that names two speakers at once (`X og Y`), else the one."""
    return [part for part in _JOINED.split(without_aside(label)) if part] or [label]


@lru_cache(maxsize=8192)
def role(label: str) -> Role:
    """The role that a label names; `unknown` where it names none or two different ones."""
    each = parts(label)
    if len(each) == 1:
        return _role(label) if label else "unknown"
    roles = {_role(part) for part in each}
    found = roles.pop()
    return "unknown" if roles or found == "person" else found


def is_field(label: str) -> bool:
    """Whether the words before a colon name a field of a header: `Dato`, `Intervju`."""
    low = key(label)
    return low in vocabulary.FIELDS or (
        bool(low) and low.split()[0].rstrip(".") in vocabulary.FIELDS
    )


def is_role(label: str) -> bool:
    """Whether the label is a role's word, with or without a number."""
    return strength(label) == "role"


def _role(label: str) -> Role:
    words = [word.casefold() for word in _WORD.findall(label)]
    if not words:
        return "unknown"
    word = _role_word(label)
    if word in vocabulary.INTERPRETER or any(each in vocabulary.INTERPRETER for each in words):
        return "interpreter"
    if word in vocabulary.INTERVIEWER or any(
        each in vocabulary.INTERVIEWER and len(each) > 2 for each in words
    ):
        return "interviewer"
    if word in vocabulary.PERSON:
        return "person"
    aside = label.removeprefix(without_aside(label))
    return role_in(aside) if aside.strip("()[] ") else "unknown"  # `Kari (intervjuer)`


def _role_word(label: str) -> str:
    """The role's word of `Interviewer 2`, `I1`, `P03`, `Int.`: in small letters, no number."""
    bare = without_aside(label).casefold().strip(".")
    found = re.fullmatch(r"([^\W\d_]+)[ ._-]*(?:nr\.? ?)?\d*[a-c]?", bare)
    return found[1] if found else bare


def _numbered_role(bare: str) -> bool:
    found = _NUMBERED.fullmatch(bare)
    if found is None:
        return False
    words = found["word"].casefold().split()
    if len(words) == 1:
        return words[0] in vocabulary.ROLES
    known = any(word in vocabulary.ROLES and len(word) > 2 for word in words)
    return known and not any(word in vocabulary.RUNNING for word in words)


def _named_role(words: list[str]) -> bool:
    """`Intervjuer Kari`, `Female participant`: a role's word, a name after it or a kind before."""
    spelled = [word.casefold().strip("().,:") for word in words]
    if len(words) > 3 or any(word in vocabulary.RUNNING for word in spelled):
        return False
    at = next(
        (at for at, word in enumerate(spelled) if word in vocabulary.ROLES and len(word) > 2), None
    )
    return at is not None and all(word[:1].isupper() for word in words[at + 1 :])


def _name(words: list[str]) -> bool:
    """Whether every word has a capital, as names have; initials and particles may stand in it."""
    if len(words) > 4 or not words[0][:1].isalpha():
        return False
    return words[0][0].isupper() and all(
        word[0].isupper() or word.casefold() in vocabulary.PARTICLES or word.isdigit()
        for word in words
    )


def _weakest(found: list[Strength]) -> Strength:
    order: tuple[Strength, ...] = ("role", "id", "initials", "name", "weak", "none")
    return max(found, key=order.index)


def role_in(words: str) -> Role:
    """The role that a legend gives: `Interviewer 1`, `informant, 34 år`, `Kari, intervjuer`."""
    found = {
        _role(word)
        for word in re.split(r"[\s,;:()/]+", words)
        if len(word) > 2 and _role(word) != "unknown"
    }
    return found.pop() if len(found) == 1 else "unknown"


def nobody(label: str) -> bool:
    """Whether a label says that it is not known, or not one person, who speaks."""
    low = key(without_aside(label)).rstrip("0123456789 ")
    return bool(low) and (
        low.replace(" ", "") in vocabulary.NOBODY
        or any(word in vocabulary.NOT_KNOWN for word in low.split())
    )


def generic(label: str) -> bool:
    """Whether the same label in another file may well be somebody else: `Speaker 1`, `K`, `S01`."""
    letters = re.match(r"[^\W\d_]*", label)
    if letters is not None and _STUDY_ID.fullmatch(label):
        return letters[0].casefold() in vocabulary.GENERIC_IDS
    kind = strength(label)
    return kind in ("role", "initials", "weak") or (
        kind == "id" and letters is not None and letters[0].casefold() in vocabulary.GENERIC_IDS
    )


def joint(label: str) -> bool:
    """Whether a label names two speakers at once, so that it is no one person's."""
    return len(parts(label)) > 1
