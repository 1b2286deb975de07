"""Decisions: once per name for the whole study, and what follows from them in a text.

    name,type,decision,replacement
    Trine,PER,replace,[sjefen]
    Liv,PER,keep,

`decision` is `replace`, `keep`, or `female name` or `male name` for a readable name of that
gender. The rows that `pseudonymise --propose --format csv` prints are such a file: what is not
decided in them is replaced as suggested. A name that is a word too can be decided place by
place, by rows that differ and carry `start` and `end`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, get_args

from workbench.errors import Fault, FileFaults
from workbench.files import TableRow, read_table
from workbench.pseudonyms import lists
from workbench.pseudonyms.candidates import TYPES, Candidate, Entities, Type, candidates
from workbench.pseudonyms.forms import base_form
from workbench.pseudonyms.suggestions import readable_name, suggestions
from workbench.spans import Span
from workbench.texts import _

Kind = Literal["replace", "keep", "female name", "male name"]
KINDS: tuple[Kind, ...] = get_args(Kind)

COLUMNS = ("start", "end", "text", "type", "suggestion", "sure", "name")


@dataclass(frozen=True)
class Decision:
    """What becomes of a name: `replacement`, or nothing where it is kept."""

    name: str
    type: Type
    replacement: str | None

    @property
    def kept(self) -> bool:
        """Whether the name stays in the text."""
        return self.replacement is None


@dataclass(frozen=True)
class Decisions:
    """The decisions of a study by name in lower case, and those for single places of one text."""

    names: Mapping[str, Decision] = field(default_factory=dict)
    places: Mapping[Span, Decision] = field(default_factory=dict)

    @classmethod
    def of(cls, decisions: Iterable[Decision]) -> Decisions:
        """Decisions by name; a later one goes before an earlier one."""
        return cls({one.name.lower(): one for one in decisions})

    def with_(self, other: Decisions) -> Decisions:
        """These and others; the others go before."""
        return Decisions({**self.names, **other.names}, {**self.places, **other.places})

    def for_(self, one: Candidate) -> Decision | None:
        """What was decided on a candidate, if anything."""
        if (one.start, one.end) in self.places:
            return self.places[one.start, one.end]
        forms = (one.name, one.text, base_form(one.text))
        return next(
            (self.names[form.lower()] for form in forms if form.lower() in self.names), None
        )


@dataclass(frozen=True)
class Replaced:
    """A text with its names replaced; `pieces` are (start, end, new start, new end)."""

    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def place(self, offset: int, *, end: bool = False) -> int:
        """Where a place of the old text is now. A place inside a replaced name is at its start,
        or with `end` at its end."""
        at = bisect_right(self.pieces, offset, key=lambda piece: piece[0]) - 1
        if at < 0:
            return offset
        start, stop, new_start, new_end = self.pieces[at]
        if offset >= stop:
            return offset - stop + new_end
        if offset == start:
            return new_start
        return new_end if end else new_start

    def span(self, start: int, end: int) -> Span:
        """Where a passage of the old text is now: grown to whole replacements at its ends."""
        return self.place(start), self.place(end, end=True)


def proposed(
    text: str,
    *,
    entities: Entities | None = None,
    decisions: Decisions = Decisions(),
    persons: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> list[tuple[Candidate, str]]:
    """The candidates of a text, each with what was decided or is suggested; `known` are names
    that are sure in other texts of the study."""
    decided = [one.name for one in decisions.names.values() if one.type == "PER" and not one.kept]
    found = candidates(text, entities=entities, known=[*known, *decided])
    new = [one for one in found if decisions.for_(one) is None]
    used = {one.name: one.replacement for one in decisions.names.values() if one.replacement}
    whose = {name: used[name] for name in used if decisions.names[name.lower()].type == "PER"}
    suggested = suggestions(new, persons={**whose, **(persons or {})}, taken=set(used.values()))
    told = []
    for one in found:
        decision = decisions.for_(one)
        if decision is None:
            told.append((one, suggested[one.name.lower()]))
        elif decision.replacement is not None:
            told.append((one, decision.replacement))
    return told


def undecided(
    text: str,
    decisions: Decisions,
    *,
    entities: Entities | None = None,
    known: Collection[str] = (),
) -> list[Candidate]:
    """The candidates on which nothing was decided, each name once."""
    seen: dict[str, Candidate] = {}
    for one, _suggestion in proposed(text, entities=entities, decisions=decisions, known=known):
        if decisions.for_(one) is None:
            seen.setdefault(one.name.lower(), one)
    return list(seen.values())


def apply(text: str, decisions: Decisions, *, entities: Entities | None = None) -> Replaced:
    """Replace every name that was decided on, in every form, and give the map of places.

    A name stands for all its places in any letters, with its genitive and before a hyphen; a
    name that is a word too, such as Liv, for those with a capital. A role before a name goes
    into the role that replaces it: «sjefen Trine» becomes «[sjefen]».
    """
    spans = sorted(_spans(text, decisions, entities), key=lambda one: (one[0], -one[1]))
    parts: list[str] = []
    pieces: list[tuple[int, int, int, int]] = []
    at = new = 0
    for start, end, replacement in spans:
        if start < at:
            continue
        parts += [text[at:start], replacement]
        new += start - at
        pieces.append((start, end, new, new + len(replacement)))
        new += len(replacement)
        at = end
    parts.append(text[at:])
    return Replaced("".join(parts), tuple(pieces))


def _spans(
    text: str, decisions: Decisions, entities: Entities | None
) -> Iterable[tuple[int, int, str]]:
    """Every place that is replaced, candidates first."""
    kept: list[Span] = []
    for one, _replacement in proposed(text, entities=entities):
        decided = decisions.for_(one)
        if decided is not None and decided.replacement is not None:
            yield _with_role(text, one.start, one.end, decided.replacement, decided.name)
        elif decided is not None:
            kept.append((one.start, one.end))
    for decided in decisions.names.values():
        if decided.replacement is None:
            continue
        for start, end in places_of(text, decided.name):
            if not any(first < end and start < last for first, last in kept):
                yield _with_role(text, start, end, decided.replacement, decided.name)


def places_of(text: str, name: str) -> list[Span]:
    """Where a name stands in a text, in all its forms."""
    words = name.split()
    both = len(words) == 1 and (
        lists.is_word(name.lower()) or name.lower() in lists.words("words", "names that are words")
    )
    inside = " +".join(re.escape(word) for word in words)
    pattern = rf"(?<!\w){inside}(?:['’]s|s?['’](?!\w)|s)?(?!\w)"
    hits = re.finditer(pattern, text, 0 if both else re.IGNORECASE)
    return [hit.span() for hit in hits if not both or not _opens_a_sentence(text, hit.start())]


def _opens_a_sentence(text: str, start: int) -> bool:
    return bool(re.search(r"(?:^|[.!?…:«\"\n])\s*$", text[max(0, start - 3) : start]))


_ROLE = re.compile(r"([^\W\d_]+) $")


def _with_role(
    text: str, start: int, end: int, replacement: str, name: str
) -> tuple[int, int, str]:
    words = text[start:end]
    genitive = words.lower() != name.lower() and base_form(words).lower() in {
        name.lower(), name.lower() + "s",
    }  # fmt: skip
    before = _ROLE.search(text, max(0, start - 40), start)
    if before and f"[{before[1].lower()}]" == replacement.lower():
        start = before.start(1)
    return start, end, _genitive(replacement) if genitive else replacement


def _genitive(replacement: str) -> str:
    hissing = replacement.lower().endswith(("s", "x", "z"))
    return f"{replacement}'" if hissing else f"{replacement}s"


# -- files ---------------------------------------------------------------------------------


def load(path: Path, *, taken: Collection[str] = ()) -> Decisions:
    """The decisions of a csv or xlsx file.

    Raises FileFaults with every row that is none, or that decides a name in two ways without
    saying where.
    """
    table = read_table(path)
    if "name" not in table.columns and "text" not in table.columns:
        raise FileFaults([Fault(_("The column is missing."), file=path.name, row=1, column="name")])
    faults: list[Fault] = []
    by_name: dict[str, list[tuple[TableRow, Decision]]] = {}
    used = set(taken)
    for row in table.rows:
        read = _decision(row, path.name, used)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            by_name.setdefault(read.name.lower(), []).append((row, read))
    names: dict[str, Decision] = {}
    places: dict[Span, Decision] = {}
    for name, rows in by_name.items():
        if len({one.replacement for _row, one in rows}) == 1:
            names[name] = rows[0][1]
        elif all(row["start"].isdigit() and row["end"].isdigit() for row, _one in rows):
            places.update({(int(row["start"]), int(row["end"])): one for row, one in rows})
        else:
            numbers = ", ".join(str(row.number) for row, _one in rows)
            faults.append(
                Fault(
                    _("“{name}” is decided in several ways (rows {rows}).",
                      name=rows[0][1].name, rows=numbers),
                    file=path.name,
                )
            )  # fmt: skip
    if faults:
        raise FileFaults(faults)
    return Decisions(names, places)


def _decision(row: TableRow, file: str, used: set[str]) -> Decision | Fault:
    name = row["name"] or base_form(row["text"])
    kind = row["decision"].lower() or "replace"
    if not name:
        return Fault(_("There is no name."), file=file, row=row.number, column="name")
    if kind not in KINDS:
        return Fault(
            _("“{value}” is no decision: {kinds}.", value=kind, kinds=", ".join(KINDS)),
            file=file, row=row.number, column="decision",
        )  # fmt: skip
    type = row["type"] or "PER"
    if type not in TYPES:
        return Fault(
            _("“{value}” is no type: {types}.", value=type, types=", ".join(TYPES)),
            file=file, row=row.number, column="type",
        )  # fmt: skip
    if kind == "keep":
        return Decision(name, type, None)
    replacement = row["replacement"] or row["suggestion"]
    if kind == "female name":
        replacement = readable_name("female", used)
    elif kind == "male name":
        replacement = readable_name("male", used)
    if not replacement:
        return Fault(
            _("There is nothing to replace “{name}” by.", name=name),
            file=file, row=row.number, column="replacement",
        )  # fmt: skip
    used.add(replacement)
    return Decision(name, type, replacement)


def rows(found: Sequence[tuple[Candidate, str]]) -> list[tuple[object, ...]]:
    """Candidates and suggestions as rows of `COLUMNS`."""
    return [
        (one.start, one.end, one.text, one.type, suggestion, "yes" if one.sure else "no", one.name)
        for one, suggestion in found
    ]
