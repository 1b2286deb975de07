"""Codings that go to another code: united with those that it has, none doubled and none lost.

Where the same coder has the same passage under both codes, one coding stays. It keeps every memo
and whatever both say of the passage: a value that only one of them has is kept; `present` and
`missing` become `both`, `affirms` and `denies` become `mixed`. So nothing that a coder has said
is dropped, and a reader sees that both were said.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from workbench.store import claims, typology
from workbench.store.actions import Action
from workbench.store.database import Store

Row = dict[str, Any]


@dataclass(frozen=True)
class Joined:
    """Two codings of one passage by one coder that become one: `kept` stays, `gone` goes into it.

    `differs` says that they disagree in valence or stance.
    """

    kept: int
    gone: int
    valence: str
    stance: str
    memo: str
    created: str
    differs: bool


@dataclass(frozen=True)
class United:
    """What becomes of codings that go to a code: those that only change it, and those that join
    one that is there."""

    code: int
    moved: tuple[int, ...]
    joined: tuple[Joined, ...]

    @property
    def differing(self) -> int:
        """How many joined codings disagreed in valence or stance."""
        return sum(one.differs for one in self.joined)


def plan(store: Store, codings: Iterable[Row], code: int) -> United:
    """What becomes of these rows of `coding` when they go to the code with this id."""
    there = {_place(row): row for row in store.find("coding", code=code)}
    moved: list[int] = []
    joined: list[Joined] = []
    for row in codings:
        same = there.get(_place(row))
        if row["code"] == code:
            continue
        if same is None:
            there[_place(row)] = row
            moved.append(row["id"])
        else:
            one = _joined(same, row)
            there[_place(row)] = same | {
                "valence": one.valence, "stance": one.stance, "memo": one.memo,
                "created": one.created,
            }  # fmt: skip
            joined.append(one)
    return United(code, tuple(moved), tuple(joined))


def unite(action: Action, united: United) -> None:
    """Write it. Memos and claims of a coding that goes are those of the one that stays."""
    for coding in united.moved:
        action.update("coding", coding, code=united.code)
    for one in united.joined:
        for memo in action.store.find("memo", object_type="coding", object=str(one.gone)):
            action.update("memo", memo["id"], object=str(one.kept))
        for decision in action.store.find("decision", coding=one.gone):
            action.update("decision", decision["id"], coding=one.kept)
        claims.pass_on(action, one.gone, one.kept)
        typology.pass_on(action, one.gone, one.kept)
        action.delete("coding", one.gone)
        action.update(
            "coding", one.kept, valence=one.valence, stance=one.stance, memo=one.memo,
            created=one.created,
        )  # fmt: skip


def _place(row: Row) -> tuple[Any, ...]:
    return row["interview"], row["start"], row["end"], row["coder"]


def _joined(kept: Row, gone: Row) -> Joined:
    memos = dict.fromkeys(memo for memo in (kept["memo"], gone["memo"]) if memo)
    return Joined(
        kept=kept["id"],
        gone=gone["id"],
        valence=_said(kept["valence"], gone["valence"], "both"),
        stance=_said(kept["stance"], gone["stance"], "mixed"),
        memo="\n\n".join(memos),
        created=min(kept["created"], gone["created"]),
        differs=any(
            kept[name] and gone[name] and kept[name] != gone[name] for name in ("valence", "stance")
        ),
    )


def _said(one: str, other: str, of_both: str) -> str:
    return one or other if not (one and other) or one == other else of_both
