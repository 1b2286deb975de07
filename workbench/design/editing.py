"""Changing one person or interview by hand, as the overview does."""

from __future__ import annotations

from datetime import date

from workbench.errors import CallError
from workbench.model import CONSENTS, ROUNDS, STATUSES
from workbench.store import views
from workbench.store.database import Store
from workbench.texts import _, marked

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
                _check_person(store, name, text)
                stored = (text or None) if name == "actor_type" else text
                action.update("person", person, **{name: stored})
                continue
            if store.get("attribute", name=name) is None:
                position = len(store.find("attribute"))
                action.insert("attribute", {"name": name, "position": position})
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
            action.update("interview", interview, **{name: _interview_value(name, value)})


def edit_round(store: Store, interview: str, person: str, round: int | None, *, coder: str) -> None:
    """Say in which round a person gave an interview; None for one who is interviewed once."""
    if round is not None and round not in ROUNDS:
        raise CallError(_("“{value}” is not a round of this study.", value=round))
    with store.action(
        coder, "edit interview", object=interview,
        summary=marked("{interview}: {fields} changed"), interview=interview, fields="round",
    ) as action:  # fmt: skip
        if store.get("person_interview", interview=interview, person=person) is None:
            raise CallError(
                _("{person} is not in {interview}.", person=person, interview=interview)
            )
        action.update("person_interview", (interview, person), round=round)


def _check_person(store: Store, name: str, value: str) -> None:
    choices = {
        "consent": CONSENTS,
        "actor_type": ("", *views.actor_types(store)["key"]),
    }.get(name)
    if choices is not None and value not in choices:
        raise CallError(
            _("“{value}” is none of: {choices}.", value=value, choices=", ".join(choices))
        )


def _interview_value(name: str, value: object) -> object:
    text = "" if value is None else str(value).strip()
    if name not in INTERVIEW_FIELDS:
        raise CallError(_("{name} is no field of an interview.", name=name))
    if name == "status" and text not in STATUSES:
        raise CallError(
            _("“{value}” is none of: {choices}.", value=text, choices=", ".join(STATUSES))
        )
    if name == "minutes":
        if not text:
            return None
        if not text.isdecimal():
            raise CallError(_("“{value}” is no whole number.", value=text))
        return int(text)
    if name == "date" and text:
        try:
            date.fromisoformat(text)
        except ValueError:
            raise CallError(_("“{value}” is no date such as 2012-03-31.", value=text)) from None
    return text
