"""The users' words for closed lists and names of the study, in the current language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.texts import _, language, marked, ngettext

if TYPE_CHECKING:
    import pandas as pd

    from workbench.model import Code, CodedHits

STATUS: Mapping[str, str] = {
    "planned": marked("planned"),
    "held": marked("held"),
    "not_usable": marked("held, no usable text"),
    "declined": marked("declined"),
    "not_reached": marked("not reached"),
    "cancelled": marked("cancelled"),
    "withdrawn": marked("withdrawn"),
}

CODING_STATUS: Mapping[str, str] = {
    "not_started": marked("not started"),
    "started": marked("started"),
    "done": marked("coded to the end"),
}

CONSENT: Mapping[str, str] = {
    "full": marked("full consent"),
    "no_quotes": marked("no quotes"),
    "no_archive": marked("no archive"),
    "withdrawn": marked("withdrawn"),
}

ERASED: Mapping[str, str] = {
    "interviews": marked("texts of interviews with this person alone"),
    "turns": marked("turns in interviews with others, emptied"),
    "words": marked("words"),
    "codings": marked("codings"),
    "codings_kept": marked("codings that also hold another person's words: kept on these"),
    "memos": marked("memos"),
    "notes": marked("notes on codings that are kept"),
    "claims": marked("claims beside outside figures"),
    "picked_excerpts": marked("picked and pinned excerpts"),
    "summaries": marked("summaries"),
    "decisions": marked("decisions where coders differ"),
    "rejections": marked("suggestions turned down"),
    "disclosures": marked("decisions on what somebody could be recognised by"),
    "relations": marked("relations"),
    "placings": marked("places in property spaces"),
    "attributes": marked("attributes and comments"),
    "quotations": marked("other texts that quote this person: the quotations go"),
}
"""What an erasure of a person counts, in the order in which it is told."""

VALENCE: Mapping[str, str] = {
    "present": marked("present"),
    "missing": marked("missing"),
    "both": marked("both"),
    "": marked("not stated"),
}

STANCE: Mapping[str, str] = {
    "affirms": marked("affirms"),
    "denies": marked("denies"),
    "mixed": marked("mixed"),
    "": marked("not stated"),
}

RELATION: Mapping[str, str] = {
    "had_placement_with": marked("had placement with"),
    "was_taught_by": marked("was taught by"),
    "was_referred_by": marked("was referred by"),
}

ROLE: Mapping[str, str] = {
    "person": marked("a person"),
    "interviewer": marked("interviewer"),
    "interpreter": marked("interpreter"),
    "other": marked("somebody else"),
    "unknown": marked("not known"),
}

DOUBT: Mapping[str | None, str] = {
    "changed": marked("the words were changed"),
    "gone": marked("the words are gone"),
    "moved": marked("the words were moved far"),
    "repeated": marked("the words stand here more than once"),
    "same": marked("another of the same code came to these words"),
}

MEMO_ON: Mapping[str, str] = {
    "study": marked("The study"),
    "person": marked("Informants"),
    "interview": marked("Interviews"),
    "passage": marked("Passages"),
    "code": marked("Codes"),
    "coding": marked("Codings"),
}
"""The kinds of what memos are on, as headings."""

COLUMNS: Mapping[str, str] = {
    "person": marked("person"),
    "interview": marked("interview"),
    "actor_type": marked("actor type"),
    "round": marked("round"),
    "missing_round": marked("no text in round"),
    "course": marked("course"),
    "sector": marked("sector"),
    "gender": marked("gender"),
    "position": marked("position"),
    "workplace": marked("work place"),
    "attribution": marked("attribution"),
    "consent": marked("consent"),
    "left_course": marked("left the course"),
    "left_study": marked("left the study"),
    "comment": marked("comment"),
    "status": marked("status"),
    "date": marked("date"),
    "mode": marked("mode"),
    "place": marked("place"),
    "minutes": marked("minutes"),
    "interviewer": marked("interviewer"),
    "persons": marked("persons"),
    "words": marked("words"),
    "usable": marked("usable"),
    "relation": marked("relation"),
    "other_person": marked("other person"),
    "primary": marked("primary coder"),
    "second": marked("second coders"),
    "progress": marked("coding status"),
    "blind": marked("blind"),
    "key": marked("key"),
    "name_nb": marked("Norwegian name"),
    "name_en": marked("English name"),
    "definition": marked("definition"),
    "include": marked("when to use it"),
    "exclude": marked("when not to use it"),
    "example": marked("example"),
    "phase": marked("phase"),
    "level": marked("level"),
    "exclusive": marked("children rule one another out"),
    "color": marked("colour"),
    "retired": marked("retired"),
}


def column(name: str) -> str:
    """The heading of a column; an attribute that the study brought keeps its own name."""
    return _(COLUMNS[name]) if name in COLUMNS else name


def actor_types(frame: pd.DataFrame) -> dict[str, str]:
    """key -> name of the study's actor types, in their order."""
    names = frame["name_nb"] if language() == "nb" else frame["name_en"]
    return {str(key): str(name or key) for key, name in zip(frame["key"], names, strict=True)}


def in_sentence(name: str) -> str:
    """A name as it stands inside a sentence: lower case at the start, but NAV-kontor as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def code_name(code: Code) -> str:
    """A code's name in the current language, else in the other, else its key."""
    first, second = code.name_nb, code.name_en
    if language() == "en":
        first, second = second, first
    return first or second or code.key


def layer(name: str) -> str:
    """A layer as captions name it."""
    if name.startswith("coder:"):
        return _("codings by {coder}", coder=name.removeprefix("coder:"))
    return _("agreed coding") if name == "agreed" else _("primary coding")


def coded_hits(done: CodedHits) -> str:
    """What coding hits has done, as a message."""
    said = ngettext("{n} coding added.", "{n} codings added.", done.added)
    if done.already:
        said += " " + ngettext(
            "{n} passage was coded so before and is left as it was.",
            "{n} passages were coded so before and are left as they were.",
            done.already,
        )
    if done.added + done.already < done.hits:
        said += " " + _("Hits in the same sentence or turn are one passage.")
    return said


BLIND: Mapping[str, str] = {
    "yes": marked("coded blind"),
    "until done": marked("blind until done"),
    "opened": marked("opened early"),
}
"""How an interview with two coders is or was coded."""


def hidden(interviews: Collection[str], *, named: bool = True) -> str:
    """That numbers lack what others code in interviews that are coded blind; empty for none."""
    if not interviews:
        return ""
    said = ngettext(
        "{n} interview is coded blind: the other coder's codings are hidden until both are done.",
        "{n} interviews are coded blind: the other coder's codings are hidden until both are done.",
        len(interviews),
    )
    return f"{said} ({', '.join(interviews)})" if named else said


def settled(n: int, of: int) -> str:
    """How many of the interviews with two coders are settled."""
    return ngettext(
        "{settled} of {n} interview with two coders is settled",
        "{settled} of {n} interviews with two coders are settled",
        of,
        settled=n,
    )


def erasure(action: str, object: str) -> str:
    """An erasure that is to be done again, and the command that does it."""
    if action == "purge":
        return _("what {person} said, who has withdrawn: workbench purge {person}", person=object)
    return _("names in stored text: workbench pseudonymise --stored {interview}", interview=object)


def after_purge(person: str, left: Iterable[str], backups: Iterable[Path]) -> list[str]:
    """What is to be done once a person is erased: what to look at, and what to destroy."""
    said = [_("To be looked at: {what}", what=one) for one in left]
    said.append(
        _("The id {person} stays, for the design counts it: destroy what links it to a name.",
          person=person)
    )  # fmt: skip
    said += [
        _("This copy of the study may hold what {person} said; destroy it: {path}",
          person=person, path=file)
        for file in backups
    ]  # fmt: skip
    return said
