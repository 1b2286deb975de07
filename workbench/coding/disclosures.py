"""What was decided where somebody could be recognised in what is printed, and which codes are
sensitive.

A decision is on a subject, whatever the export it was met in, and keeps the basis that it was
made on. `accepted` needs a reason; `generalised` and `left_out` say what is to be done, and are
carried out where attributions, attributes and picked excerpts are changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from workbench.errors import CallError
from workbench.store import sensitive, views
from workbench.store.actions import by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Decided = Literal["accepted", "generalised", "left_out"]
DECIDED: tuple[Decided, ...] = get_args(Decided)

Subject = tuple[str, tuple[str, ...]]
"""What was found, and the lines of its subject."""


@dataclass(frozen=True)
class Decision:
    """What was decided last on a subject, on which basis, why, by whom and when."""

    decision: Decided
    basis: tuple[str, ...]
    reason: str
    coder: str
    created: str


def decisions(store: Store) -> dict[Subject, Decision]:
    """Subject -> what was decided on it last."""
    coders = {row["id"]: row["name"] for row in store.find("coder")}
    return {
        (row["what"], _lines(row["subject"])): Decision(
            row["decision"], _lines(row["basis"]), row["reason"], coders[row["coder"]],
            row["created"],
        )
        for row in sorted(store.find("disclosure"), key=lambda row: row["id"])
    }  # fmt: skip


def decide(
    store: Store,
    found: Sequence[tuple[str, tuple[str, ...], tuple[str, ...]]],
    decision: Decided | Literal[""],
    *,
    reason: str = "",
    coder: str,
    request: str | None = None,
) -> None:
    """Remember what was decided on each of these (what, subject, basis), in place of what was
    decided before; an empty decision opens them again.

    Raises CallError for a decision that is none and for one that is accepted without a reason;
    nothing is stored then.
    """
    reason = " ".join(reason.split())
    if decision not in ("", *DECIDED):
        raise CallError(
            _("“{decision}” is no decision.", decision=decision),
            remedy=_("Choose one of {names}.", names=", ".join(DECIDED)),
        )
    if decision == "accepted" and not reason:
        raise CallError(
            _("What is accepted needs a reason."), remedy=_("Say why the person is safe all the"
                                                            " same."),
        )  # fmt: skip
    with store.action(
        coder, "disclosure", object=",".join(dict.fromkeys(what for what, *_rest in found)),
        request=request, summary=marked("Decided on what somebody could be recognised by"),
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        for what, subject, basis in found:
            about = {"what": what, "subject": "\n".join(subject)}
            for row in store.find("disclosure", **about):
                action.delete("disclosure", row["id"])
            if decision:
                row = {**about, "basis": "\n".join(basis), "decision": decision, "reason": reason}
                who = {"coder": coder_id(action, coder), "created": store.now()}
                action.insert("disclosure", row | who)


def mark_sensitive(
    store: Store, key: str, marked_: bool, *, coder: str, request: str | None = None
) -> None:
    """Say that nobody may be known to have spoken of a code and of those under it, or that it is
    not so. Raises UnknownName for a code that the study lacks."""
    summary = (
        marked("“{code}” is sensitive") if marked_ else marked("“{code}” is not sensitive any more")
    )
    with store.action(coder, "sensitive", summary=summary, request=request) as action:
        if by_request(store, request) is not None:
            return
        code = views.code_named(store, key)
        action.object = code.key
        action.name_codes(code=code)
        if marked_:
            sensitive.mark(action, code.id)
        else:
            sensitive.let_go(action, code.id)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
