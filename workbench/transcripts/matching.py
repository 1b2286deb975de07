"""Which interview a file belongs to, and which person a label stands for.

Only what is written decides: ids in file names and labels, roles' words, what the header says,
and that somebody is the only one left in a talk of two. What is not written stays open.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from workbench.model import Role
from workbench.spans import count_words
from workbench.transcripts.readers import ReadTranscript, labels


@dataclass(frozen=True)
class Speaker:
    """A label of a transcript, what it stands for, and how much is said under it."""

    label: str
    role: Role
    person: str | None = None
    turns: int = 0
    words: int = 0


def interviews_named(file: str, interviews: Collection[str]) -> list[str]:
    """The interviews whose id the file's name is or holds, none or one; several are a doubt.

    An id inside a longer one (`P01-2` in `P01-2_A01`) does not count.
    """
    stem = _plain(PurePath(file).stem)
    same = [each for each in interviews if _plain(each) == stem]
    if same:
        return same
    held = [each for each in interviews if each and _stands_in(_plain(each), stem)]
    return [
        each
        for each in held
        if not any(each != other and _plain(each) in _plain(other) for other in held)
    ]


def speakers(
    read: ReadTranscript, persons: Sequence[str], *, interviewers: str = ""
) -> tuple[Speaker, ...]:
    """The labels of a transcript, in the order of their first turns, matched to these persons.

    A label is a person's where it is that person's id, or where it is the only label left in
    an interview with one person. `interviewers` is what the study knows of who asked.
    """
    found = {label: _matched(label, read, persons, interviewers) for label in read.labels}
    if len(persons) == 1 and not any(speaker.person for speaker in found.values()):
        others = [
            label
            for label, speaker in found.items()
            if label and speaker.role not in ("interviewer", "interpreter")
        ]
        # With one voice alone, or with a turn of somebody unnamed, it may be anyone's.
        if len(others) == 1 and not labels.nobody(others[0]) and not labels.joint(others[0]):
            found[others[0]] = Speaker(others[0], "person", persons[0])
    return tuple(counted(read, found.values()))


def new_speakers(
    read: ReadTranscript, interview: str, *, taken: Collection[str]
) -> tuple[Speaker, ...]:
    """The labels of a transcript of a new interview, each that names somebody a person.

    `taken` are the persons of the study: a name or an id means the same person again, a label
    such as `Speaker 1` does not.
    """
    found: list[Speaker] = []
    known: dict[str, str] = {}
    for label in read.labels:
        role = _said_role(label, read, "")
        if role in ("interviewer", "interpreter") or not label or labels.nobody(label):
            found.append(Speaker(label, role if role != "person" else "unknown"))
        elif labels.joint(label):
            found.append(Speaker(label, "unknown"))
        else:
            name = _name_of(label, read)
            person = known.setdefault(labels.key(name), _person_id(name, interview, taken))
            found.append(Speaker(label, "person", person))
    return tuple(counted(read, found))


def _name_of(label: str, read: ReadTranscript) -> str:
    """The label without what is told of the speaker after it, unless that tells two apart."""
    name = labels.without_aside(label)
    alike = {
        labels.key(other)
        for other in read.labels
        if labels.key(labels.without_aside(other)) == labels.key(name)
    }
    return name if len(alike - {labels.key(name)}) <= 1 else label


def counted(read: ReadTranscript, found: Iterable[Speaker]) -> list[Speaker]:
    """The speakers with the number of their turns and words."""
    turns: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for turn in read.turns:
        turns[turn.label] += 1
        words[turn.label] += count_words(turn.text)
    return [
        Speaker(each.label, each.role, each.person, turns[each.label], words[each.label])
        for each in found
    ]


def chosen(
    found: Sequence[Speaker], choice: Mapping[str, tuple[Role, str | None]]
) -> tuple[Speaker, ...]:
    """The speakers with what a user has chosen for some of the labels."""
    return tuple(
        Speaker(each.label, *choice[each.label], each.turns, each.words)
        if each.label in choice
        else each
        for each in found
    )


def _matched(
    label: str, read: ReadTranscript, persons: Sequence[str], interviewers: str
) -> Speaker:
    names = (_plain(label), _plain(labels.without_aside(label)))
    person = next((each for each in persons if _plain(each) in names), None)
    if person is None:
        told = [value for name, value in read.fields if labels.key(name) == labels.key(label)]
        person = next((each for each in persons if each in told), None)
    if person is not None:
        return Speaker(label, "person", person)
    role = _said_role(label, read, interviewers)
    return Speaker(label, role if role in ("interviewer", "interpreter") else "unknown")


def _said_role(label: str, read: ReadTranscript, interviewers: str) -> Role:
    """The role that the label names itself, or that the header or the study gives it."""
    role = labels.role(label)
    if role in ("interviewer", "interpreter") or not label:
        return role
    # Where who asks has a label already, a like name is somebody else's.
    asked = any(labels.role(other) == "interviewer" for other in read.labels)
    for name, value in read.fields:
        if labels.key(name) == labels.key(label):
            said = labels.role_in(value)
            if said != "unknown":
                return said
        named = labels.role(name)
        sought = named == "interpreter" or (named == "interviewer" and not asked)
        if sought and _names(value, label):
            return named
    return "interviewer" if not asked and _names(interviewers, label) else role


def _names(value: str, label: str) -> bool:
    """Whether a list of names holds the label: the whole name, a part of it, its initials."""
    wanted = labels.key(label)
    for name in re.split(r"[,;/&+]|\bog\b|\band\b", value):
        spoken = labels.key(name).split()
        initials = "".join(word[0] for word in spoken)
        if wanted and (
            wanted == " ".join(spoken)
            or wanted in spoken
            or (len(spoken) > 1 and wanted == initials)
        ):
            return True
    return False


def _person_id(label: str, interview: str, taken: Collection[str]) -> str:
    if label not in taken or not labels.generic(label):
        return label
    return f"{label} ({interview})"


def _stands_in(wanted: str, stem: str) -> bool:
    return re.search(rf"(?<![^\W_]){re.escape(wanted)}(?![^\W_])(?![-.]\d)", stem) is not None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold().strip()
