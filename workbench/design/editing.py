"""Changing one person, interview or person-interview by hand, as the overview does."""

from __future__ import annotations

from datetime import date

from workbench.errors import CallError
from workbench.model import CONSENTS, MERGED, ROUNDS, STATUSES
from workbench.store import views
from workbench.store.database import Store
from workbench.texts import _, marked
from workbench.words import actor_types

PERSON_FIELDS = ("actor_type", "attribution", "consent", "left_course", "left_study", "comment")
INTERVIEW_FIELDS = ("status", "date", "mode", "place", "minutes", "interviewer")


def edit_person(store: Store, person: str, changes: dict[str, object], *, coder: str) -> None:
    """Change fields or attributes of a person; an attribute that is emptied is removed.

    A name that is neither makes a new attribute. Raises CallError for a value that is none.
    """
    with store.action(
        coder, "edit person", object=person, summary=marked("{person}: {fields} changed"),
        person=person, fields=", ".join(changes),
    ) as action:  # fmt: skip
        views.person_named(store, person)
        for name, value in changes.items():
            text = "" if value is None else str(value).strip()
            if name in PERSON_FIELDS:
                _check_person(store, person, name, text)
                stored = (text or None) if name == "actor_type" else text
                action.update("person", person, **{name: stored})
                continue
            if store.get("attribute", name=name) is None:
                position = len(store.find("attribute"))
                action.insert("attribute", {"name": name, "position": position})
            if text == MERGED:
                raise CallError(
                    _("“{value}” stands for a total in tables.", value=text),
                    place=place_of(person, name), remedy=_("Write another value."), found=text,
                )  # fmt: skip
            if text:
                row = {"person": person, "name": name, "value": text}
                action.put("person_attribute", row)
            elif store.get("person_attribute", person=person, name=name):
                action.delete("person_attribute", (person, name))


def edit_interview(store: Store, interview: str, changes: dict[str, object], *, coder: str) -> None:
    """Change fields of an interview. Raises CallError for a field or value that is none."""
    with store.action(
        coder, "edit interview", object=interview,
        summary=marked("{interview}: {fields} changed"),
        interview=interview, fields=", ".join(changes),
    ) as action:  # fmt: skip
        views.interview_named(store, interview)
        for name, value in changes.items():
            action.update(
                "interview", interview, **{name: _interview_value(interview, name, value)}
            )


def edit_round(store: Store, interview: str, person: str, round: int | None, *, coder: str) -> None:
    """Say in which round a person gave an interview; None for one who is interviewed once."""
    edit_person_interview(store, interview, person, {"round": round}, coder=coder)


def edit_person_interview(
    store: Store, interview: str, person: str, changes: dict[str, object], *, coder: str
) -> None:
    """Change the round or the comment of a person in an interview.

    Raises CallError for a field or round that is none, for a person who is not in the interview,
    and for a round that she has in another interview already.
    """
    with store.action(
        coder, "edit person-interview", object=interview,
        summary=marked("{person} in {interview}: {fields} changed"),
        interview=interview, person=person, fields=", ".join(changes),
    ) as action:  # fmt: skip
        views.interview_named(store, interview)
        views.person_named(store, person)
        if store.get("person_interview", interview=interview, person=person) is None:
            raise CallError(
                _("{person} is not in {interview}.", person=person, interview=interview),
                remedy=_("Choose an interview of {person}.", person=person),
            )
        for name, value in changes.items():
            stored = _person_interview_value(store, interview, person, name, value)
            action.update("person_interview", (interview, person), **{name: stored})


def checked_round(value: object, place: str) -> int | None:
    """The round that was given, None for none. Raises CallError for what is no round."""
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if text.isdecimal() and int(text) in ROUNDS:
        return int(text)
    known = ", ".join(map(str, ROUNDS))
    raise CallError(
        _("“{value}” is not a round of this study ({known} or empty).", value=text, known=known),
        place=place,
        remedy=_("Choose one of these. Nothing was changed."),
        expected=known,
        found=text,
    )


def place_of(*parts: str) -> str:
    """Where a fault lies: the names of the row, then its column."""
    *rows, column = parts
    return ", ".join((*rows, _("column {column}", column=column)))


def _person_interview_value(
    store: Store, interview: str, person: str, name: str, value: object
) -> object:
    if name == "comment":
        return "" if value is None else str(value).strip()
    if name != "round":
        raise CallError(_("{name} is no field of a person-interview.", name=name))
    place = place_of(interview, person, _("round"))
    round_ = checked_round(value, place)
    others = store.find("person_interview", person=person)
    taken = [
        row["interview"]
        for row in others
        if round_ is not None and row["round"] == round_ and row["interview"] != interview
    ]
    if taken:
        raise CallError(
            _("{person} has round {round} already, in {other}.",
              person=person, round=round_, other=taken[0]),
            place=place,
            remedy=_("Choose another round, or change that of {other} first. Nothing was changed.",
                     other=taken[0]),
            found=str(round_),
        )  # fmt: skip
    return round_


def _check_person(store: Store, person: str, name: str, value: str) -> None:
    if name == "actor_type" and value not in ("", *views.actor_types(store)["key"]):
        known = actor_types(views.actor_types(store)).values()
        raise CallError(
            _("“{value}” is no actor type of this study.", value=value),
            place=place_of(person, _("actor type")),
            remedy=_("Choose one of: {choices}. New ones come with actor_types.csv. "
                     "Nothing was changed.", choices=", ".join(known)),
            expected=", ".join(known),
            found=value,
        )  # fmt: skip
    if name == "consent" and value not in CONSENTS:
        raise CallError(
            _("“{value}” is none of: {choices}.", value=value, choices=", ".join(CONSENTS)),
            place=place_of(person, _("consent")),
            remedy=_("Choose one of these. Nothing was changed."),
            expected=", ".join(CONSENTS),
            found=value,
        )


def _interview_value(interview: str, name: str, value: object) -> object:
    text = "" if value is None else str(value).strip()
    if name not in INTERVIEW_FIELDS:
        raise CallError(_("{name} is no field of an interview.", name=name))
    if name == "status" and text not in STATUSES:
        raise CallError(
            _("“{value}” is none of: {choices}.", value=text, choices=", ".join(STATUSES)),
            place=place_of(interview, _("status")),
            remedy=_("Choose one of these. Nothing was changed."),
        )
    if name == "minutes":
        if not text:
            return None
        if not text.isdecimal():
            raise CallError(
                _("“{value}” is no whole number.", value=text),
                place=place_of(interview, _("minutes")),
                remedy=_("Write the minutes as a number. Nothing was changed."),
            )
        return int(text)
    if name == "date" and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise CallError(
                _("“{value}” is no date such as 2012-03-31.", value=text),
                place=place_of(interview, _("date")),
                remedy=_("Write year, month and day, with hyphens. Nothing was changed."),
            ) from None
    return text
