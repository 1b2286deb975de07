"""Deciding where two coders differ: what is agreed in a place, and why.

`store/agreed.py` says what a place is and when a decision holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from workbench.coding.anchors import anchor
from workbench.errors import CallError
from workbench.spans import Span, spans_text
from workbench.store import agreed, blind, views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.agreed import AGREED, Place
from workbench.texts import _, marked

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]

Taken = Literal["first", "second", "both", "neither", "other"]
TAKEN: tuple[Taken, ...] = get_args(Taken)

Order = Literal["length", "code"]
ORDERS: tuple[Order, ...] = get_args(Order)

DECISIONS = (
    "code", "interview", "start", "end", "differing", "first", "second", "spans_first",
    "spans_second", "quote", "decision", "extent", "reason", "decided_by", "decided", "earlier",
)  # fmt: skip

SETTLED = ("interview", "first", "second", "done", "differences", "decided", "review", "settled")


def decide(
    store: Store,
    interview: str,
    start: int,
    end: int,
    key: str,
    take: Taken,
    *,
    extent: Span | None = None,
    reason: str = "",
    coder: str,
    request: str | None = None,
) -> None:
    """Say what is agreed in a place where two coders differ; a decision on it is replaced.

    The place is [start, end) of the code, as `decisions` lists it. `take` is `first` (what the
    primary coder marked), `second`, `both`, `neither` or `other`: the passage `extent`. Raises
    CallError where there is no such place or decision, AnchorError for an extent that is no
    passage, UnknownName for an interview or code; nothing is stored then.
    """  # fmt: skip
    if take not in TAKEN:
        raise CallError(
            _("“{value}” is no decision.", value=take),
            remedy=_("It is first, second, both, neither or other."),
        )
    if (take == "other") != (extent is not None):
        raise CallError(_("Another extent is decided with its start and end, and only that."))
    with store.action(
        coder, "decide", object=interview, request=request, interview=interview,
        summary=marked("Decided on “{code}” in {interview}"),
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        views.interview_named(store, interview)
        _refuse_blind(store, interview, coder)
        code = views.code_named(store, key)
        action.places |= {"key": code.key, "decision": take}
        action.name_codes(code=code)
        place = _place(store, interview, start, end, code.id)
        row = {
            "interview": interview, "code": code.id, "first": place.pair.first,
            "second": place.pair.second, "first_spans": spans_text(place.spans_first),
            "second_spans": spans_text(place.spans_second), "taken": take, "coding": None,
            "reason": " ".join(reason.split()), "reopened": 0, "coder": coder_id(action, coder),
            "created": store.now(),
        }  # fmt: skip
        if extent is not None:
            row["coding"] = _other(action, interview, code.id, extent)
        before = place.decision
        if before is None:
            action.insert("decision", row)
        else:
            action.update("decision", before["id"], **row)
            forget_other(action, before)


def _refuse_blind(store: Store, interview: str, coder: str) -> None:
    others = blind.hidden(store, coder).get(interview)
    if others:
        raise CallError(
            _("{coder} codes {interview} blind: what {others} coded is hidden until both are done.",
              coder=coder, interview=interview, others=_(" and ").join(others)),
            remedy=_("Decide when both have said that it is coded to the end."),
            place=interview,
        )  # fmt: skip


def forget_other(action: Action, decision: Row) -> None:
    """Remove the coding of another extent where no decision needs it any more."""
    coding = decision["coding"]
    if coding is not None and not action.store.find("decision", coding=coding):
        action.delete("coding", coding)


def _place(store: Store, interview: str, start: int, end: int, code: int) -> Place:
    for place in agreed.places(store, [interview]):
        if (place.code, place.start, place.end) == (code, start, end) and not place.alike:
            return place
    raise CallError(
        _("Nobody has to decide on {start}-{end} in {interview}: two who have coded it to the end"
          " do not differ there.", start=start, end=end, interview=interview),
        remedy=_("`workbench decisions --interview {interview}` lists where they differ.",
                 interview=interview),
    )  # fmt: skip


def _other(action: Action, interview: str, code: int, extent: Span) -> int:
    """The agreed coding of a passage that is neither coder's."""
    store = action.store
    transcript = views.transcript(store, interview)
    assert transcript is not None
    place = anchor(transcript, *extent)
    if store.get("coder", id=AGREED) is None:
        action.insert("coder", {"id": AGREED, "name": ""})
    same = store.get(
        "coding", interview=interview, start=place["start"], end=place["end"], code=code,
        coder=AGREED,
    )  # fmt: skip
    if same is not None:
        return int(same["id"])
    return int(
        action.insert(
            "coding", {**place, "code": code, "coder": AGREED, "created": store.now()}
        )
    )  # fmt: skip


def decisions(
    store: Store,
    *,
    order: Order = "length",
    interviews: Sequence[str] = (),
    codes: Sequence[str] = (),
    undecided: bool = False,
) -> pd.DataFrame:
    """Where the two coders of an interview differ and what was decided, one row per place.

    Of the interviews that both have coded to the end, each code by itself, in the whole text:
    code, interview, start, end, differing (characters that one marked and the other did not),
    first and second (names: primary and second coder), spans_first, spans_second (what each
    marked: `12-40;55-60`), quote, decision (empty where there is none), extent (of `other`),
    reason, decided_by, decided (time), earlier (what was decided before codings or text changed).
    The longest difference first, or in the order of scheme, study and text. `codes` names
    branches; `undecided` leaves out what is decided.

    Raises UnknownName for an interview or code that the study lacks, CallError for an order that
    is none. Changes nothing.
    """
    if order not in ORDERS:
        raise CallError(_("“{value}” is no order: length or code.", value=order))
    for interview in interviews:
        views.interview_named(store, interview)
    asked = {views.code_named(store, key).id for key in codes}
    keys = {code.id: code.key for code in views.codes(store)}
    position = {code: number for number, code in enumerate(keys)}
    for code in views.codes(store):
        if code.parent in asked:
            asked.add(code.id)
    chosen = [
        place
        for place in agreed.places(store, interviews or None)
        if not place.alike
        and not (undecided and place.settled)
        and (not asked or place.code in asked)
    ]
    chosen.sort(key=lambda place: position[place.code])
    if order == "length":
        chosen.sort(key=lambda place: -place.differing)
    told = _Told(store)
    rows = [(keys[place.code], *told.row(place)) for place in chosen]
    numbers = dict.fromkeys(("start", "end", "differing"), "int64")
    return pd.DataFrame(rows, columns=list(DECISIONS)).astype(numbers)


def settled(store: Store) -> pd.DataFrame:
    """How far each interview with two coders is: interview, first, second, done (both have coded
    it to the end), differences, decided (places), review (a coding waits for review after a
    correction), settled. In the order of the study."""
    names = _names(store)
    waiting = agreed.awaiting_review(store)
    of: dict[str, list[Place]] = {}
    for place in agreed.places(store):
        of.setdefault(place.pair.interview, []).append(place)
    rows = []
    for pair in agreed.pairs(store):
        differ = [place for place in of.get(pair.interview, ()) if not place.alike]
        decided = sum(place.settled for place in differ)
        review = pair.interview in waiting
        rows.append(
            (
                pair.interview, names[pair.first], names[pair.second], pair.done, len(differ),
                decided, review, pair.done and not review and decided == len(differ),
            )
        )  # fmt: skip
    kinds = {"differences": "int64", "decided": "int64"}
    kinds |= dict.fromkeys(("done", "review", "settled"), "bool")
    return pd.DataFrame(rows, columns=list(SETTLED)).astype(kinds)


class _Told:
    """Places as rows that people read."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.names = _names(store)
        self.texts: dict[str, str] = {}

    def row(self, place: Place) -> tuple[Any, ...]:
        """Everything of a row but the code."""
        interview = place.pair.interview
        held, decision = place.held, place.decision
        said: tuple[str, ...] = ("", "", "", "", "")
        if held is not None:
            said = (
                held["taken"], self._extent(held), held["reason"], self.names[held["coder"]],
                held["created"],
            )  # fmt: skip
        earlier = ""
        if held is None and decision is not None:
            earlier = ": ".join(one for one in (decision["taken"], decision["reason"]) if one)
        return (
            interview, place.start, place.end, place.differing, self.names[place.pair.first],
            self.names[place.pair.second], spans_text(place.spans_first),
            spans_text(place.spans_second), self._text(interview)[place.start : place.end],
            *said, earlier,
        )  # fmt: skip

    def _extent(self, decision: Row) -> str:
        coding = self.store.get("coding", id=decision["coding"]) if decision["coding"] else None
        return spans_text([(coding["start"], coding["end"])]) if coding else ""

    def _text(self, interview: str) -> str:
        if interview not in self.texts:
            transcript = views.transcript(self.store, interview)
            self.texts[interview] = transcript.text if transcript else ""
        return self.texts[interview]


def _names(store: Store) -> dict[int, str]:
    return {row["id"]: row["name"] for row in store.find("coder")}
