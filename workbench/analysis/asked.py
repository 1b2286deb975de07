"""Who was asked about what: the topics of each actor type's interviews, round by round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from workbench.analysis.common import Flags, Tree, Who
from workbench.store.reading import Integers

WORDS = {1: "yes", 0: "no", -1: ""}
"""How data says it: asked, not asked, not known."""


def kinds(who: Who) -> tuple[list[tuple[str, int]], Integers]:
    """The combinations of actor type and round (0: none), and which one each place is."""
    pairs = [(a, r or 0) for a, r in zip(who.actor_type, who.round, strict=True)]
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    return list(numbers), np.fromiter((numbers[pair] for pair in pairs), dtype=np.int64)


def inherited(
    tree: Tree, kinds: Sequence[tuple[str, int]], entries: Sequence[tuple[Any, ...]]
) -> Integers:
    """1 asked, 0 not asked, -1 not known, by code and kind. What is said of a branch holds for
    its descendants unless they are named; what is said without a round, for rounds not named."""
    said = {(code, actor_type, round): is_asked for code, actor_type, round, is_asked in entries}
    state = np.full((len(tree), len(kinds)), -1, dtype=np.int64)
    for place, code in enumerate(tree.codes):
        parent = tree.parents[place]
        for number, (actor_type, round) in enumerate(kinds):
            above = -1 if parent < 0 else int(state[parent, number])
            general = said.get((code.id, actor_type, 0), above)
            state[place, number] = said.get((code.id, actor_type, round), general)
    return state


def answers(
    tree: Tree, who: Who, entries: Sequence[tuple[Any, ...]], group: Integers, size: int
) -> tuple[Flags, Flags]:
    """By code and group of places: whether anyone was asked, and whether anyone may have been.

    A group's people are those with text; where there is no text at all, those of the plan.
    """
    pairs, kind = kinds(who)
    state = inherited(tree, pairs, entries)
    counted = np.zeros(size, dtype=np.bool_)
    counted[group[who.usable]] = True
    inside = who.usable | ~counted[group]
    member = np.zeros((len(pairs), size), dtype=np.float32)
    member[kind[inside], group[inside]] = 1
    return (
        (state == 1).astype(np.float32) @ member > 0,
        (state != 0).astype(np.float32) @ member > 0,
    )


def words(yes: Flags, perhaps: Flags) -> npt.NDArray[np.object_]:
    """`yes` where anyone was asked, `no` where no one was, else empty."""
    return np.where(yes, "yes", np.where(perhaps, "", "no")).astype(object)
