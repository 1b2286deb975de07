"""Favourites: the codes that a coder has pinned to the digits 1 to 9 of her desk.

They are hers alone: no other coder's desk shows them.
"""

from __future__ import annotations

from workbench.errors import CallError
from workbench.store import views
from workbench.store.actions import by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

DIGITS = range(1, 10)


def favourites(store: Store, coder: str) -> dict[int, str]:
    """digit -> key of the code, in the order of the digits; codes that are retired left out."""
    who = store.get("coder", name=coder)
    pinned = store.find("favourite", coder=who["id"]) if who else []
    keys = {code.id: code.key for code in views.codes(store) if not code.retired} if pinned else {}
    found = {row["digit"]: keys[row["code"]] for row in pinned if row["code"] in keys}
    return dict(sorted(found.items()))


def pin(
    store: Store, key: str, digit: int | None = None, *, coder: str, request: str | None = None
) -> int:
    """Pin a code to a digit of this coder, in place of what is pinned there; gives the digit.

    Without a digit the code keeps the one it has, else it gets the lowest that is free.

    Raises UnknownName for a code that the study lacks, and CallError for one that is retired, for
    a digit that is none, and where no digit is free; nothing is stored then.
    """
    with store.action(
        coder, "pin", summary=marked("Pinned “{code}” to key {digit}"), request=request
    ) as action:
        code = views.code_named(store, key)
        if code.retired:
            raise CallError(_("The code {code} is retired.", code=code.key))
        who = coder_id(action, coder)
        pinned = {row["digit"]: row for row in store.find("favourite", coder=who)}
        had = next((at for at, row in pinned.items() if row["code"] == code.id), None)
        to = digit or had or next((at for at in DIGITS if at not in pinned), None)
        if to is None:
            raise CallError(
                _("All nine keys have a favourite."), remedy=_("Let one go, or name a digit.")
            )
        if to not in DIGITS:
            raise CallError(_("“{digit}” is no digit from 1 to 9.", digit=to))
        if by_request(store, request) is not None or to == had:
            return to
        action.object = code.key
        action.places["digit"] = to
        action.name_codes(code=code)
        for at in {had, to} & pinned.keys():
            action.delete("favourite", (who, at))
        action.insert("favourite", {"coder": who, "digit": to, "code": code.id})
    return to


def unpin(store: Store, key: str, *, coder: str, request: str | None = None) -> None:
    """Let a favourite of this coder go; one that is none already is left so."""
    with store.action(
        coder, "unpin", summary=marked("Let “{code}” go from key {digit}"), request=request
    ) as action:
        code = views.code_named(store, key)
        who = store.get("coder", name=coder)
        pinned = store.find("favourite", coder=who["id"], code=code.id) if who else []
        if by_request(store, request) is not None:
            return
        for row in pinned:
            action.object = code.key
            action.places["digit"] = row["digit"]
            action.name_codes(code=code)
            action.delete("favourite", (row["coder"], row["digit"]))
