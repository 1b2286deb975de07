"""What files of words print of persons: quotes, transcripts, memos, and what somebody has written.

Only what the file holds counts: files that are computed with hold every column, files that are
read only what is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench.exports import quote_check
from workbench.exports.disclosure import Print, Shown, Trait
from workbench.exports.model import (
    ClaimItem,
    CodebookView,
    ExcerptItem,
    ExcerptSet,
    FiguresView,
    MemoItem,
    MemoSet,
    TranscriptView,
)
from workbench.exports.sources import Consent, Sources
from workbench.model import Filters
from workbench.texts import _, day


def excerpts(sources: Sources, content: ExcerptSet) -> Print:
    """Quotes with their attributions; where it is computed with, all that is known of each."""
    wanted = sources.wanted
    by_person = wanted.group == "person" and not wanted.selection
    filters = Filters() if wanted.selection else wanted.filters
    by_code = bool(wanted.selection) or wanted.group == "code"
    linked = sources.computed_with or content.show_reference or by_person
    shown: list[Shown] = []
    consents: list[Consent] = []
    for number, item in enumerate(content.items, start=1):
        place = _("no. {number} ({where})", number=number, where=where(item))
        traits = _of_excerpt(sources, content, item)
        if not wanted.selection:
            traits = (*traits, *sources.filters)
        section = item.code if by_code and not by_person else ""
        found, against = quote(
            sources, item, place, traits, section=section,
            linked=linked or len(filters.person) == 1,
        )  # fmt: skip
        shown += found
        consents += against
        if sources.computed_with and item.memo:
            shown.append(written(sources, item.memo, place, f"memo:{item.interview}"))
    return Print(
        tuple(shown),
        sensitive=sources.sensitive,
        unread=sources.unread(item.interview for item in content.items),
        consents=tuple(consents),
    )


def _of_excerpt(sources: Sources, content: ExcerptSet, item: ExcerptItem) -> tuple[Trait, ...]:
    everything = sources.computed_with
    by_type = sources.wanted.group == "actor_type" and not sources.wanted.selection
    printed = {
        "attribution": item.attribution,
        "actor_type": item.actor_type if everything or by_type else "",
        "round": str(item.round or "") if everything or content.show_round else "",
        "course": item.course if everything or content.show_course else "",
    }
    return tuple((name, (value,)) for name, value in printed.items() if value)


def quote(
    sources: Sources, item: ExcerptItem, place: str, traits: tuple[Trait, ...], *, section: str,
    linked: bool,
) -> tuple[list[Shown], list[Consent]]:  # fmt: skip
    """A quote with what is printed of who says it, and of the others who speak in it."""
    words, others = _spoken(sources, item)
    names = sources.names_in(item.interview, _spans(sources, item))
    shown = [
        Shown(item.person, place, item.interview, traits, section, item.code, words, names,
              linked=linked)
    ]  # fmt: skip
    consents: list[Consent] = []
    for person, label in others.items():
        consents += sources.may_not_be_quoted(person, place)
        if person and label and label == sources.attributions.get(person):
            shown.append(
                Shown(person, place, item.interview, (("attribution", (label,)),), quoted=False,
                      linked=linked)
            )  # fmt: skip
    return shown, consents


def _spoken(sources: Sources, item: ExcerptItem) -> tuple[str, dict[str, str]]:
    """The person's own printed words; the other persons in the quote, each with a label."""
    own: list[str] = []
    others: dict[str, str] = {}
    turns = sources.turns(item.interview)
    for at, part in _placed(item):
        if part.kind == "words":
            own.append(part.printed)
        elif part.kind == "speaker":
            turn = next((one for one in turns if one.start <= at < one.end), None)
            if turn is not None and turn.person:
                given = sources.attributions.get(turn.person, "")
                shown = part.printed.lstrip("[").startswith(given) if given else False
                others[turn.person] = given if shown else ""
    return " ".join(own), others


def _spans(sources: Sources, item: ExcerptItem) -> Iterator[tuple[int, int]]:
    """The places of the text that are printed of an excerpt, the question before it too."""
    for at, part in _placed(item):
        if part.kind in ("words", "speaker", "interviewer"):
            yield at, at + len(part.stored)
    if item.before:
        turns = sources.turns(item.interview)
        before = [one for one in turns if one.end <= (item.start or 0)]
        if before:
            yield before[-1].start, before[-1].end


def _placed(item: ExcerptItem) -> Iterator[tuple[int, Any]]:
    """The parts of a printed quote, each with its place in the text."""
    at = item.start or 0
    for part in item.quote.parts:
        lead = len(part.stored) - len(part.stored.lstrip())
        yield at + (lead if part.kind != "cut" else 0), part
        at += len(part.stored)


def where(item: ExcerptItem) -> str:
    """The interview and turn of an excerpt."""
    if item.turn is None:
        return item.interview
    return _("{interview} turn {turn}", interview=item.interview, turn=item.turn)


def written(
    sources: Sources, words: str, place: str, source: str, person: str = "", *,
    linked: bool = False,
) -> Shown:  # fmt: skip
    """What somebody has written, of a person where that is said, with the names of the study that
    stand in it."""
    return Shown(
        person, place, source, words=words, names=sources.names_told(words), quoted=False,
        linked=linked,
    )  # fmt: skip


def transcript(sources: Sources, content: TranscriptView) -> Print:
    """A whole text: who speaks, when and where, and every word."""
    text, interview = content.transcript, sources.wanted.interview
    printed = {value for _label, value in content.details}
    told = {name: str(sources.interviews.at[interview, name]) for name in ("date", "place")}
    traits = tuple(
        (name, (value,))
        for name, value in told.items()
        if value and (day(value) if name == "date" else value) in printed
    )
    shown: list[Shown] = []
    consents: list[Consent] = []
    for turn in text.turns:
        place = _("{interview} turn {turn}", interview=interview, turn=turn.number)
        names = sources.names_in(interview, [(turn.start, turn.end)])
        if turn.role == "person" and turn.speaker and turn.speaker != turn.person:
            names = (*names, (turn.speaker, "label"))
        if turn.person:
            consents += sources.may_not_be_quoted(turn.person, interview)
            if sources.consents.get(turn.person) == "no_archive":
                consents.append((turn.person, "no_archive", interview))
        shown.append(
            Shown(turn.person or "", place, interview, traits if turn.person else (),
                  words=text.text[turn.start : turn.end], names=names, quoted=False, linked=True)
        )  # fmt: skip
    return Print(tuple(shown), unread=sources.unread([interview]), consents=tuple(consents))


def memos(sources: Sources, content: MemoSet) -> Print:
    """Memos with the words that they are on."""
    shown = [
        one
        for number, item in enumerate(content.items, start=1)
        for one in _memo(sources, item, number)
    ]
    return Print(tuple(shown), unread=sources.unread_of_all() if content.items else ())


def _memo(sources: Sources, item: MemoItem, number: int) -> Iterator[Shown]:
    place = (
        _("no. {number} ({where})", number=number, where=item.interview)
        if item.interview
        else _("no. {number}", number=number)
    )
    person = item.object if item.object_type == "person" else ""
    yield written(sources, item.text, place, f"memo:{item.id or item.interview}", person,
                  linked=True)  # fmt: skip
    if item.quote and item.start is not None and item.end is not None:
        yield from passage(sources, item.interview, item.start, item.end, place, linked=True)


def passage(
    sources: Sources, interview: str, start: int, end: int, place: str, *, linked: bool,
    traits: Mapping[str, tuple[Trait, ...]] | None = None, code: str = "", quoted: bool = False,
) -> Iterator[Shown]:  # fmt: skip
    """The words of a passage as those of each who speaks in it."""
    names = sources.names_in(interview, [(start, end)])
    for person, words in sources.said(interview, start, end).items():
        yield Shown(person, place, interview, (traits or {}).get(person, ()), code=code,
                    words=words, names=names, quoted=quoted, linked=linked)  # fmt: skip


def codebook(sources: Sources, content: CodebookView) -> Print:
    """What is written of each code; an example that stands in a text is somebody's words."""
    shown: list[Shown] = []
    consents: list[Consent] = []
    said = [code for code in content.codes if code.example]
    quoted = quote_check.quoted(sources.store, [code.example for code in said])
    for code, places in zip(said, quoted, strict=True):
        for one in places:
            place = _("example of {code} ({where})", code=code.key, where=one.interview)
            found = [*passage(sources, one.interview, one.start, one.end, place, linked=False)]
            shown += found
            for person in (one.person for one in found if one.person):
                consents += sources.may_not_be_quoted(person, place)
    for code in content.codes:
        for words in (code.definition, code.include, code.exclude, code.example):
            if words:
                shown.append(written(sources, words, code.key, f"code:{code.key}"))
        for number, item in enumerate((content.memos or {}).get(code.id, ()), start=1):
            shown += _memo(sources, item, number)
    return Print(
        tuple(shown), unread=sources.unread_of_all() if shown else (), consents=tuple(consents)
    )


def claims(sources: Sources, content: FiguresView) -> Print:
    """What persons say of results, under their attributions, beside numbers of nobody here."""
    if sources.picture:
        return Print()
    shown = [one for item in content.claims for one in _claim(sources, item)]
    said = (item.interview for item in content.claims if item.quote)
    notes = any(item.note for item in content.claims)
    return Print(
        tuple(shown),
        sensitive=sources.sensitive if sources.computed_with else frozenset(),
        unread=sources.unread_of_all() if notes else sources.unread(said),
    )


def _claim(sources: Sources, item: ClaimItem) -> Iterator[Shown]:
    place = _("claim on figure {number} ({where})", number=item.figure, where=item.interview)
    traits: tuple[Trait, ...] = (("attribution", (item.attribution,)),) if item.attribution else ()
    names = sources.names_in(item.interview, [(item.start, item.end)]) if item.quote else ()
    words = sources.said(item.interview, item.start, item.end) if item.quote else {}
    yield Shown(item.person, place, item.interview, traits, code=item.code,
                words=words.get(item.person, ""), names=names, quoted=bool(item.quote),
                linked=True)  # fmt: skip
    if item.note:
        yield written(sources, item.note, place, f"claim:{item.figure}:{item.interview}")
