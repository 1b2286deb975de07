"""The hits of a search as key word in context, under who said them, and which are chosen.

Plain data for the component in `assets/hits`, and what the browser says back, read as carefully
as any input. Of each group all hits but some are chosen, or none but some, so that a choice is
small however many hits there are and holds for those on other pages too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd

from workbench.texts import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = "nobody:"
"""The group of what is in nobody's words; no actor type has a colon in its key."""


@dataclass(frozen=True)
class Hit:
    """A line: where, who, the words before, the hit, the words after."""

    id: str
    who: str
    where: Mapping[str, str]
    left: str
    match: str
    right: str


@dataclass(frozen=True)
class Group:
    """The hits of one actor type: what they come to, and those that are shown."""

    key: str
    label: str
    told: str
    n: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Pick:
    """Of one group all hits but these, or none but these."""

    all: bool = False
    but: frozenset[str] = frozenset()


Choice = Mapping[str, Pick]


def groups_of(said: pd.DataFrame) -> pd.Series[str]:
    """Under what each row with `person` and `actor_type` stands: who said it, or nobody."""
    return said["actor_type"].fillna("").astype(object).mask(said["person"] == "", NOBODY)


def named(found: pd.DataFrame) -> pd.DataFrame:
    """The hits with `group` and `id`."""
    places = zip(found["interview"], found["start"], found["end"], strict=True)
    ids = [f"{interview}:{start}-{end}" for interview, start, end in places]
    return found.assign(group=groups_of(found), id=pd.Series(ids, found.index, dtype=object))


def hit(row: Mapping[Any, Any]) -> Hit:
    """A row of a search as a line."""
    # Words of nobody stand under that heading: their line says in which interview.
    said = [str(row["person"] or row["interview"])]
    if not pd.isna(row["round"]):
        said.append(_("round {round}", round=row["round"]))
    said.append(_("turn {turn}", turn=row["turn"]))
    return Hit(
        id=str(row["id"]), who=" · ".join(said),
        where={name: str(row[name]) for name in ("interview", "start", "end")},
        left=str(row["left"]), match=str(row["match"]), right=str(row["right"]),
    )  # fmt: skip


def number_picked(sizes: Mapping[str, int], chosen: Choice) -> int:
    """How many hits are chosen of groups of these sizes."""
    picks = [(n, chosen.get(group, Pick())) for group, n in sizes.items()]
    return sum(n - len(pick.but) if pick.all else len(pick.but) for n, pick in picks)


def picked(known: pd.DataFrame, chosen: Choice) -> pd.DataFrame:
    """The rows that are chosen of all that `named` gave."""
    taken = [
        (pick := chosen.get(group, Pick())).all != (id in pick.but)
        for group, id in zip(known["group"], known["id"], strict=True)
    ]
    return known[pd.Series(taken, known.index, dtype=bool)]


def told(said: object, of: str) -> dict[str, Pick]:
    """What the browser says is chosen of this search; nothing for another one, or nonsense."""
    if not isinstance(said, Mapping) or said.get("of") != of:
        return {}
    return dict(_picks(said.get("chosen")))


def _picks(given: object) -> Iterator[tuple[str, Pick]]:
    for group, pick in given.items() if isinstance(given, Mapping) else ():
        but = pick.get("but") if isinstance(pick, Mapping) else None
        if isinstance(group, str) and isinstance(but, list | tuple):
            ids = frozenset(one for one in but if isinstance(one, str))
            yield group, Pick(pick.get("all") is True, ids)


# The component


def component_data(of: str, groups: Sequence[Group], chosen: Choice) -> dict[str, Any]:
    """What the component draws: the hits of search `of`, and what is chosen when it is new."""
    drawn = [asdict(group) for group in groups]
    for group in drawn:
        for one in group["hits"]:
            one["href"] = "coding?" + urlencode(one.pop("where"))
    texts = {
        "label": _("Hits"),
        "all": _("All hits"),
        "chosen": _("{n} chosen", n="{n}"),
    }
    return {
        "of": of,
        "groups": drawn,
        "version": str(hash((of, str(drawn), *texts.values()))),
        "chosen": {
            group: {"all": pick.all, "but": sorted(pick.but)} for group, pick in chosen.items()
        },
        "texts": texts,
    }


@cache
def _component() -> Any:
    """The registered component; its files are served from the package's assets."""
    from streamlit.components.v2 import component

    html = '<div class="hits"></div>'
    return component("workbench.hits", html=html, js="hits/index.js", css="hits/hits.css")


def mount(data: Mapping[str, Any], *, key: str, on_told: Callable[[], None]) -> str:
    """Draw the hits; gives the id of the one whose place is asked for, else nothing. `on_told`
    finds in the state what `told` reads."""
    given = _component()(key=key, data=dict(data), on_told_change=on_told, on_go_change=_nothing)
    asked = given.get("go")
    return asked if isinstance(asked, str) else ""


def _nothing() -> None:
    """A component says only what it has a callback for."""


def count_of(hits: int, n: int, of: int, persons: int, of_persons: int) -> str:
    """What a group comes to: hits, interviews n of N, and persons where they are others."""
    said = [ngettext("{n} hit", "{n} hits", hits), _("{n} of {N} interviews", n=n, N=of)]
    if of != of_persons:
        said.append(_("{n} of {N} informants", n=persons, N=of_persons))
    return " · ".join(said)
