"""Who codes which interview, in which layer, and how far she has come."""

from __future__ import annotations

from workbench.coding.codings import coder_id
from workbench.errors import CallError
from workbench.model import CODING_STATUSES, LAYERS
from workbench.store import views
from workbench.store.actions import by_request
from workbench.store.database import Store
from workbench.texts import _, marked

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
