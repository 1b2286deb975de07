"""Pins: the excerpts of a code that a researcher has chosen as telling, in her order.

Each stands in the column of whose words it is. It is an item of the code's own selection (see
`store/pins.py`): moved, shortened and printed as every picked excerpt is.
"""

from __future__ import annotations

from typing import Any

from workbench.coding.selections import Selections
from workbench.errors import AnchorError, CallError
from workbench.model import Code, Transcript
from workbench.scheme.tree import Tree
from workbench.store import pins, views
from workbench.store.actions import by_request
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]


def add(
    store: Store,
    code: str,
    interview: str,
    start: int,
    end: int,
    *,
    person: str = "",
    layer: str = "primary",
    coder: str,
    request: str | None = None,
) -> int:
    """Pin the passage [start, end) of an interview under a code, last; gives the pin's id.

    It must hold words that are coded with the code, or one under it, in the layer, and words of
    one person: where it holds those of several, name one. The same passage twice is pinned once.

    Raises UnknownName, AnchorError or CallError, and stores nothing, where it does not.
    """
    with store.action(
        coder, "pin excerpt", summary=marked("Excerpt pinned under “{code}”"), request=request
    ) as action:
        found = views.code_named(store, code)
        transcript = views.transcript(store, interview)
        if transcript is None or not 0 <= start < end <= len(transcript.text):
            raise AnchorError(_("{interview} has no such passage.", interview=interview))
        of_coder = _whose(store, found, transcript, start, end, layer, coder)
        item: Row = {
            "interview": interview, "start": start, "end": end, "coder": of_coder,
            "person": _person(transcript, start, end, person),
        }  # fmt: skip
        there = pins.items(store, found.id)
        same = [one for one in there if all(one[name] == item[name] for name in pins.SAME)]
        if same or by_request(store, request) is not None:
            return int((same or there)[-1]["id"])
        action.object = found.key
        action.name_codes(code=found)
        return int(
            action.insert(
                "selection_item",
                {
                    **item,
                    "selection": pins.list_of(action, found.id),
                    "position": max((one["position"] for one in there), default=-1) + 1,
                    "code": found.id,
                    "quote": transcript.text[start:end],
                },
            )
        )


def remove(store: Store, pin: int, *, coder: str, request: str | None = None) -> None:
    """Take a pin away; its passage and its codings stay. Raises CallError where there is none."""
    with store.action(
        coder, "unpin excerpt", summary=marked("Excerpt pinned under “{code}” let go"),
        request=request,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        _name, code = _pinned(store, pin, coder)
        action.object = code.key
        action.name_codes(code=code)
        action.delete("selection_item", pin)


def move(store: Store, pin: int, to: int, *, coder: str) -> None:
    """Put a pin at place `to` among all those of its code, counted from 0."""
    _pinned(store, pin, coder)
    Selections(store, coder).move(pin, to)


def _pinned(store: Store, pin: int, coder: str) -> tuple[str, Code]:
    item = store.seen_by(coder).get("selection_item", id=pin)
    listed = store.get("pins", selection=item["selection"]) if item else None
    if item is None or listed is None:
        raise CallError(_("There is no pinned excerpt {id} (any more).", id=pin))
    selection = store.get("selection", id=item["selection"]) or {}
    return str(selection["name"]), next(
        one for one in views.codes(store) if one.id == listed["code"]
    )


def _whose(
    store: Store, code: Code, transcript: Transcript, start: int, end: int, layer: str, coder: str
) -> int | None:
    """The coder whose coding of the passage is read in the layer; None for the agreed one."""
    tree = Tree(views.codes(store))
    branch = {one.key for one in tree.branch(tree.by_id[code.id])}
    name = layer.removeprefix("coder:") if layer.startswith("coder:") else ""
    if layer == "primary":
        name = views.primary_coders(store).get(transcript.interview, "")
    coded = views.codings_of(store.seen_by(coder), transcript.interview)
    if not any(
        one.code in branch and one.start < end and start < one.end
        and (layer == "agreed" or one.coder == name)
        for one in coded
    ):  # fmt: skip
        raise CallError(
            _("{interview} {start}-{end} is not coded with {code}.",
              interview=transcript.interview, start=start, end=end, code=code.key),
            remedy=_("Code the passage first, or pin an excerpt that `workbench excerpts` lists."),
        )  # fmt: skip
    who = store.get("coder", name=name) if name else None
    return int(who["id"]) if who else None


def _person(transcript: Transcript, start: int, end: int, named: str) -> str:
    """Whose words the passage is pinned as."""
    said = [
        turn.person
        for turn in transcript.turns
        if turn.person is not None
        and transcript.text[max(start, turn.start) : min(end, turn.end)].strip()
    ]
    speakers = list(dict.fromkeys(said))
    if named in speakers:
        return named
    if named or len(speakers) != 1:
        raise CallError(
            _("The passage holds words of {persons}.", persons=", ".join(speakers) or _("nobody")),
            remedy=_("Name one of them as the person whose words are pinned."),
        )
    return speakers[0]
