"""Saved queries: questions to the codings, with a name, that a study is asked again.

The text is kept with numbers in place of the codes that it names, and the codes in a table
beside it; so a query goes on asking for the same codes when they get other keys, and for the one
that stays when two are merged. It is read with the keys that the codes have now.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.code_query import codes, parse, place, rewritten
from workbench.errors import CallError, UnknownName
from workbench.store import views
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

Row = dict[str, Any]

QUERIES = ("name", "query", "coder", "created", "note")


def queries(store: Store) -> pd.DataFrame:
    """name, query (its text), coder (who saved it first), created (ISO), note: by name."""
    coders = {row["id"]: row["name"] for row in store.find("coder")}
    rows = [
        (row["name"], text(store, row), coders[row["coder"]], row["created"], row["note"])
        for row in sorted(store.find("saved_query"), key=lambda row: row["name"].casefold())
    ]
    return pd.DataFrame(rows, columns=list(QUERIES))


def named(store: Store, name: str) -> str:
    """The text of the saved query of this name. Raises UnknownName with near names."""
    return text(store, _row(store, name))


def text(store: Store, row: Row) -> str:
    """The text of a row of `saved_query`, with the keys that its codes have now."""
    keys = {code.id: code.key for code in views.codes(store)}
    of = store.find("saved_query_code", query=row["id"])
    return rewritten(row["text"], [keys[one["code"]] for one in of])


def save(
    store: Store, name: str, query: str, *, note: str | None = None, coder: str,
    request: str | None = None,
) -> None:  # fmt: skip
    """Keep a query under a name; one that has the name takes this text, and the note if one is
    given.

    Raises CallError for an empty name or a text that is no query, UnknownName for a code that
    the study lacks; nothing is stored then.
    """
    name = _name(name)
    with store.action(
        coder, "query", object=name, summary=marked("Query “{name}” saved"), request=request,
        name=name,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        found = [_code(store, one.key, one.start) for one in codes(parse(query))]
        kept = rewritten(query.strip(), [str(at + 1) for at in range(len(found))])
        known = store.get("saved_query", name=name)
        if known is None:
            row = {
                "name": name, "text": kept, "note": (note or "").strip(),
                "coder": coder_id(action, coder), "created": store.now(),
            }  # fmt: skip
            _keep_codes(action, action.insert("saved_query", row), found)
            return
        said = known["note"] if note is None else note.strip()
        action.update("saved_query", known["id"], text=kept, note=said)
        _keep_codes(action, known["id"], found)


def rename(store: Store, name: str, new: str, *, coder: str, request: str | None = None) -> None:
    """Give a saved query another name. Raises CallError for one that is empty or taken."""
    new = _name(new)
    with store.action(
        coder, "query", object=new, summary=marked("Query “{name}” is now “{new}”"),
        request=request, name=name, new=new,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        row = _row(store, name)
        if new != name and store.get("saved_query", name=new) is not None:
            raise CallError(
                _("There is a query “{name}” already.", name=new),
                remedy=_("Choose another name, or remove that one first."),
            )
        action.update("saved_query", row["id"], name=new)


def remove(store: Store, name: str, *, coder: str, request: str | None = None) -> None:
    """Take a saved query away; undo brings it back."""
    with store.action(
        coder, "query", object=name, summary=marked("Query “{name}” removed"), request=request,
        name=name,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        row = _row(store, name)
        _keep_codes(action, row["id"], [])
        action.delete("saved_query", row["id"])


def _keep_codes(action: Action, query: int, found: list[int]) -> None:
    """The codes that a query names, in the order of its text."""
    for row in action.store.find("saved_query_code", query=query)[len(found) :]:
        action.delete("saved_query_code", (query, row["position"]))
    for position, code in enumerate(found):
        row = {"query": query, "position": position, "code": code}
        action.put("saved_query_code", row)


def _code(store: Store, key: str, start: int) -> int:
    try:
        return views.code_named(store, key).id
    except UnknownName as error:
        known = [code.key for code in views.codes(store)]
        raise UnknownName(_("code"), key, known, place=place(start)) from error


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise CallError(_("A query that is saved needs a name."))
    return name


def _row(store: Store, name: str) -> Row:
    row = store.get("saved_query", name=" ".join(name.split()))
    if row is None:
        known = [one["name"] for one in store.find("saved_query")]
        raise UnknownName(_("saved query"), name, known)
    return row
