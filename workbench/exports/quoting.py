"""Quotes as a report prints them: from the items of a selection to a preview and an export."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.exports import (
    ExcerptItem,
    ExcerptSet,
    Insertion,
    PrintedQuote,
    Provenance,
    attribution_line,
    printed_quote,
)
from workbench.texts import _, ngettext

if TYPE_CHECKING:
    import pandas as pd

    from workbench.model import Transcript

MAY_NOT_BE_QUOTED = frozenset({"no_quotes", "withdrawn"})
"""Consents under which a person's words are not printed."""

Texts = Callable[[str], "Transcript | None"]


@dataclass(frozen=True)
class Person:
    """What printing needs to know of a person."""

    person: str
    actor_type: str
    attribution: str
    consent: str
    course: str

    @property
    def quotable(self) -> bool:
        """Whether the person's words may be printed."""
        return self.consent not in MAY_NOT_BE_QUOTED


@dataclass(frozen=True)
class Printed:
    """One item of a selection: the quote as printed, the whole one, and whose it is."""

    id: int
    interview: str
    person: str
    code: str
    start: int
    end: int
    quote: PrintedQuote
    whole: PrintedQuote
    attribution: str
    turn: int | None
    round: int | None


@dataclass(frozen=True)
class Chapter:
    """A selection in its order, with what stands in the way of printing it as it is.

    `left_out` counts the items of persons who may not be quoted; `alone` names attributions
    that fit one person of the study only.
    """

    name: str
    items: tuple[Printed, ...]
    left_out: tuple[tuple[str, int], ...]
    alone: tuple[tuple[str, str], ...]


def persons_of(frame: pd.DataFrame) -> dict[str, Person]:
    """The persons of the study by id."""
    return {
        str(row["person"]): Person(
            str(row["person"]),
            str(row.get("actor_type") or ""),
            str(row.get("attribution") or ""),
            str(row.get("consent") or "full"),
            str(row.get("course") or ""),
        )
        for row in frame.to_dict("records")
    }


def chapter(
    name: str,
    items: Sequence[Mapping[str, Any]],
    *,
    persons: Mapping[str, Person],
    texts: Texts,
    rounds: Mapping[tuple[str, str], int | None],
) -> Chapter:
    """A selection as it would be printed now.

    `items` are those of `Study.selections.items`, `texts` gives an interview's transcript,
    `rounds` the round by interview and person. Items without a text are left out like those
    of persons who may not be quoted.
    """
    printed: list[Printed] = []
    left_out: dict[str, int] = {}
    silent = silent_of(persons)
    for item in items:
        person = persons.get(item["person"] or "")
        transcript = texts(item["interview"])
        if transcript is None or (person is not None and not person.quotable):
            who = person.person if person else item["interview"]
            left_out[who] = left_out.get(who, 0) + 1
            continue
        printed.append(_printed(item, person, transcript, rounds, silent))
    return Chapter(name, tuple(printed), tuple(left_out.items()), tuple(_alone(printed, persons)))


def excerpt_set(
    shown: Chapter, *, code_names: Mapping[str, str], persons: Mapping[str, Person]
) -> ExcerptSet:
    """The chapter as the writers of files take it."""
    items = tuple(
        ExcerptItem(
            quote=item.quote,
            attribution=item.attribution,
            heading=(code_names.get(item.code, item.code),) if item.code else (),
            interview=item.interview,
            person=item.person,
            actor_type=persons[item.person].actor_type if item.person in persons else "",
            round=item.round,
            course=persons[item.person].course if item.person in persons else "",
            turn=item.turn,
            start=item.start,
            end=item.end,
            code=item.code,
            code_name=code_names.get(item.code, ""),
        )
        for item in shown.items
    )
    return ExcerptSet(shown.name, items)


def provenance(
    shown: Chapter, *, study: str, date: str, synthetic: bool, version: str, of: int
) -> Provenance:
    """What the exported file says of itself. `of` is how many excerpts the selection holds."""
    return Provenance(
        study=study,
        date=date,
        count=_("{n} of {N} excerpts of the selection", n=len(shown.items), N=of),
        version=version,
        synthetic=synthetic,
        left_out=tuple((person, _("may not be quoted")) for person, _count in shown.left_out),
    )


def plain_text(shown: Chapter, code_names: Mapping[str, str]) -> str:
    """The chapter as text: headings, quotes, attribution lines."""
    lines: list[str] = []
    code = ""
    for item in shown.items:
        if item.code != code:
            code = item.code
            lines += [code_names.get(code, code), ""]
        lines += [item.quote.text, attribution_line(item.attribution), ""]
    return "\n".join(lines).strip() + "\n" if lines else ""


def wider(person: Person, persons: Mapping[str, Person]) -> tuple[str, int] | None:
    """The attribution of the same actor type that most persons share, if several do."""
    counts: dict[str, int] = {}
    for other in persons.values():
        if other.actor_type == person.actor_type and other.attribution:
            counts[other.attribution] = counts.get(other.attribution, 0) + 1
    best = max(counts.items(), key=lambda pair: pair[1], default=None)
    return best if best and best[1] > 1 and best[0] != person.attribution else None


def left_out_of(
    excerpts: pd.DataFrame, persons: Mapping[str, Person]
) -> tuple[tuple[str, int], ...]:
    """The persons whose excerpts are not printed, each with how many there are of hers."""
    counts: Mapping[Any, int] = dict(excerpts["person"].value_counts())
    return tuple(
        (name, int(counts[name]))
        for name, person in sorted(persons.items())
        if not person.quotable and name in counts
    )


def left_out_text(left_out: Sequence[tuple[str, int]], *, excerpts: bool = False) -> str:
    """The sentence that names whose quotes (or excerpts) are left out; empty where none are."""
    if not left_out:
        return ""

    def count(n: int) -> str:
        if excerpts:
            return ngettext("{n} excerpt", "{n} excerpts", n)
        return ngettext("{n} quote", "{n} quotes", n)

    named = ", ".join(
        _("{person} ({count})", person=person, count=count(n)) for person, n in left_out
    )
    return _("Left out, since they may not be quoted: {persons}.", persons=named)


def silent_of(persons: Mapping[str, Person]) -> set[str]:
    """Those whose words are not printed."""
    return {one for one, person in persons.items() if not person.quotable}


def _printed(
    item: Mapping[str, Any],
    person: Person | None,
    transcript: Transcript,
    rounds: Mapping[tuple[str, str], int | None],
    silent: Collection[str],
) -> Printed:
    start, end = int(item["start"]), int(item["end"])
    who = person.person if person else None
    whole = printed_quote(transcript.text, transcript.turns, start, end, person=who, silent=silent)
    keep = [tuple(span) for span in item.get("keep") or ()]
    insertions = [Insertion(int(at), str(text)) for at, text in item.get("insertions") or ()]
    quote = printed_quote(
        transcript.text,
        transcript.turns,
        start,
        end,
        person=who,
        keep=keep or None,
        insertions=insertions,
        silent=silent,
    )
    return Printed(
        id=int(item["id"]),
        interview=item["interview"],
        person=who or "",
        code=item["code"] or "",
        start=start,
        end=end,
        quote=quote,
        whole=whole,
        attribution=person.attribution if person else "",
        turn=turn_number(transcript, start),
        round=rounds.get((item["interview"], who or "")),
    )


def turn_number(transcript: Transcript, start: int) -> int | None:
    """The number of the turn in which a place lies."""
    at = bisect_right(transcript.turns, start, key=lambda turn: turn.end)
    return transcript.turns[at].number if at < len(transcript.turns) else None


def _alone(items: Sequence[Printed], persons: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Attributions printed here that fit one person only, each with that person."""
    shared_by = Counter(person.attribution.casefold() for person in persons.values())
    found: dict[str, str] = {}
    for item in items:
        if item.attribution and shared_by[item.attribution.casefold()] == 1:
            found.setdefault(item.attribution, item.person)
    return list(found.items())


def rounds_of(sittings: pd.DataFrame) -> dict[tuple[str, str], int | None]:
    """interview and person -> the round, from the person-interviews."""
    return {
        (str(row["interview"]), str(row["person"])): _whole(row["round"])
        for row in sittings[["interview", "person", "round"]].to_dict("records")
    }


def _whole(value: Hashable) -> int | None:
    """A number as int; None for a missing one."""
    if str(value) in ("None", "nan", "<NA>", ""):
        return None
    return int(str(value).removesuffix(".0"))
