"""Claims: what somebody says of a result, set beside the outside figure that it bears on.

A claim is of a coding, and stands where that stands: it is carried over with it when the text is
corrected, and goes when the coding goes.
"""

from __future__ import annotations

from workbench.errors import CallError
from workbench.model import SAYS, Says
from workbench.store.actions import by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked


def add(
    store: Store,
    coding: int,
    figure: int,
    says: Says,
    *,
    note: str = "",
    coder: str,
    request: str | None = None,
) -> int:
    """Set a coding beside a figure that it supports or contradicts; gives the claim's id.

    The same coding beside the same figure is kept once, and takes what is given now. Raises
    CallError for a coding that is not there (any more), a figure that the study lacks or a value
    that is none; nothing is stored then.
    """
    if says not in SAYS:
        raise CallError(
            _("“{value}” is nothing that a claim does.", value=says),
            remedy=_("It supports or contradicts a figure."),
        )
    with store.action(
        coder, "claim", summary=marked("Set a claim in {interview} beside a figure: {category}"),
        request=request,
    ) as action:  # fmt: skip
        of = store.seen_by(coder).get("coding", id=coding)
        if of is None:
            raise CallError(_("There is no coding {id} (any more).", id=coding))
        beside = store.get("figure", id=figure)
        if beside is None:
            raise CallError(
                _("The study has no outside figure {id}.", id=figure),
                remedy=_("`workbench figures` lists them with their ids."),
            )
        action.object = of["interview"]
        action.places |= {"interview": of["interview"], "category": beside["category"]}
        key = {"coding": coding, "figure": figure}
        given = {"says": says, "note": note.strip()}
        same = store.get("claim", **key)
        if by_request(store, request) is not None and same is not None:
            return int(same["id"])
        if same is not None:
            action.update("claim", same["id"], **given)
            return int(same["id"])
        who = coder_id(action, coder)
        return int(
            action.insert("claim", {**key, **given, "coder": who, "created": store.now()})
        )  # fmt: skip


def remove(store: Store, claim: int, *, coder: str, request: str | None = None) -> None:
    """Take a claim away from its figure; the coding stays. Raises CallError where it is not there
    (any more)."""
    with store.action(
        coder, "claim", summary=marked("Took a claim in {interview} from a figure: {category}"),
        request=request,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        found = store.seen_by(coder).get("claim", id=claim)
        if found is None:
            raise CallError(_("There is no claim {id} (any more).", id=claim))
        of = store.get("coding", id=found["coding"]) or {}
        beside = store.get("figure", id=found["figure"]) or {}
        action.object = of["interview"]
        action.places |= {"interview": of["interview"], "category": beside["category"]}
        action.delete("claim", claim)
