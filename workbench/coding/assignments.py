"""Who codes which interview, in which layer, and how far she has come."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import CallError
from workbench.model import CODING_STATUSES, LAYERS
from workbench.store import blind, views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked, ngettext

_SAID = {
    "not_started": marked("{interview}: not begun"),
    "started": marked("{interview}: begun"),
    "done": marked("{interview}: coded to the end"),
}


def assign(store: Store, interview: str, to: str, *, layer: str = "primary", coder: str) -> None:
    """Give an interview to a coder, in the primary or the second layer.

    An interview has one primary coder: another one takes over from her, who becomes second
    coder where she has begun, and is taken off where she has not.
    """
    if layer not in LAYERS:
        raise CallError(_("“{value}” is no layer: primary or second.", value=layer))
    views.interview_named(store, interview)
    with store.action(
        coder, "assign", object=interview, summary=marked("{interview} assigned to {name}"),
        interview=interview, name=to, layer=layer,
    ) as action:  # fmt: skip
        who = coder_id(action, to)
        for other in store.find("assignment", interview=interview, layer="primary"):
            if layer == "primary" and other["coder"] != who:
                key = (interview, other["coder"])
                if store.find("coding", interview=interview, coder=other["coder"]):
                    action.update("assignment", key, layer="second")
                else:
                    action.delete("assignment", key)
        mine = store.get("assignment", interview=interview, coder=who)
        if mine is None:
            action.insert("assignment", {"interview": interview, "coder": who, "layer": layer})
        else:
            action.update("assignment", (interview, who), layer=layer)


def assign_all(
    store: Store,
    interview: str,
    *,
    primary: str | None = None,
    second: Sequence[str] | None = None,
    coder: str,
) -> None:
    """Say who codes an interview: its primary coder, and its second coders.

    What is None stays; an empty text or list takes off. One action. A primary coder who has
    begun and is followed by another becomes second coder, as in `assign`. Raises CallError, and
    changes nothing, for a coder who is named in both layers, or one who is taken off and has
    coded the interview.
    """
    views.interview_named(store, interview)
    with store.action(
        coder, "assign", object=interview, summary=marked("{interview}: coders assigned anew"),
        interview=interview,
    ) as action:  # fmt: skip
        before = _assigned(store, interview)
        first = _name(before["primary"][0] if before["primary"] else "", primary)
        others = _names(before["second"], second, but=first)
        if first and first in others:
            raise CallError(
                _("{name} is the primary coder already.", name=first),
                place=interview,
                remedy=_("A second coder is somebody else: choose another. Nothing was changed."),
                found=first,
            )
        followed = before["primary"] if first else []
        for name in (*before["primary"], *before["second"]):
            if name not in (first, *others, *followed):
                _take_off(action, interview, name)
        if first:
            assign(store, interview, first, coder=coder)
        for name in others:
            assign(store, interview, name, layer="second", coder=coder)


def _assigned(store: Store, interview: str) -> dict[str, list[str]]:
    """layer -> the names of those who code the interview in it."""
    names = {row["id"]: row["name"] for row in store.find("coder")}
    found: dict[str, list[str]] = {layer: [] for layer in LAYERS}
    for row in store.find("assignment", interview=interview):
        found[row["layer"]].append(names[row["coder"]])
    return found


def _name(before: str, wanted: str | None) -> str:
    return before if wanted is None else " ".join(wanted.split())


def _names(before: Sequence[str], wanted: Sequence[str] | None, *, but: str) -> list[str]:
    """The second coders that are wanted; those that stay are without the new primary coder."""
    if wanted is None:
        return [name for name in before if name != but]
    return list(dict.fromkeys(named for name in wanted if (named := " ".join(name.split()))))


def _take_off(action: Action, interview: str, name: str) -> None:
    """Remove an assignment. Raises CallError for a coder who has coded the interview."""
    store = action.store
    who = coder_id(action, name)
    codings = len(store.find("coding", interview=interview, coder=who))
    if codings:
        hidden = blind.hides(store, action.coder, interview, name)
        raise CallError(
            _("{name} has coded here and stays assigned.", name=name)
            if hidden
            else ngettext(
                "{name} has {n} coding here and stays assigned.",
                "{name} has {n} codings here and stays assigned.",
                codings,
                name=name,
            ),
            place=interview,
            remedy=_("Keep {name} as primary or second coder. Nothing was changed.", name=name),
            found=name,
        )
    action.delete("assignment", (interview, who))


def unblind(
    store: Store, interview: str, *, reason: str = "", coder: str, request: str | None = None
) -> None:
    """Let those who code an interview blind see one another's coding before all are done.

    It is in the history with its reason, also after an undo: the interview does not count as
    coded blind any more. Raises CallError where it is not coded blind.
    """
    views.interview_named(store, interview)
    with store.action(
        coder, "unblind", object=interview, request=request, interview=interview,
        summary=marked("{interview}: opened before all were done"),
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        action.places["reason"] = reason = " ".join(reason.split())
        if interview not in blind.blind(store):
            raise CallError(
                _("{interview} is not coded blind.", interview=interview),
                remedy=_("Interviews are, that have a primary and a second coder, until all of"
                         " them are done."),
            )  # fmt: skip
        for assigned in store.find("assignment", interview=interview):
            blind.unveil(action, assigned, "opened", reason=reason)


def coding_status(
    store: Store, interview: str, status: str, *, coder: str, request: str | None = None
) -> None:
    """Say how far this coder has come with an interview: not_started, started, done.

    The status is set by the coder and never inferred. A coder without an assignment gets one:
    primary where the interview has no primary coder, else second.
    """
    if status not in CODING_STATUSES:
        raise CallError(
            _("“{value}” is no coding status: not_started, started or done.", value=status)
        )
    views.interview_named(store, interview)
    with store.action(
        coder, "coding-status", object=interview, summary=_SAID[status], interview=interview,
        status=status, request=request,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        who = coder_id(action, coder)
        if store.get("assignment", interview=interview, coder=who) is None:
            taken = store.find("assignment", interview=interview, layer="primary")
            layer = "second" if taken else "primary"
            action.insert("assignment", {"interview": interview, "coder": who, "layer": layer})
        action.update("assignment", (interview, who), coding_status=status)
