"""Small cells that are not shown, and with them as many others as it takes to keep them so.

A number that is left out can be worked out again where a total and all its other parts stand
beside it. So the cells that are hidden for their own sake (few persons) take others with them:
one in each sum that they are part of, and more where several sums together would still tell.
What is hidden hangs on persons alone: the same cells are hidden whatever a table counts, with
totals and without, with a code's branch or the code itself, so that no second table of the same
rows and columns gives back what the first one hides.

The rule is that of cell suppression in official statistics: primary cells, then secondary ones,
checked by whether the sums that are published determine any primary cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.analysis.common import MERGED

Key = tuple[str, ...]
"""A cell: one value per key of the table, as text."""

Sum = tuple[Key, ...]
"""A total and its parts, the total first."""


@dataclass(frozen=True)
class Few:
    """How many persons stand behind a cell, of how many in its column."""

    persons: int
    of: int


SMALL = 3
"""Cells of fewer persons than this are marked, and columns of fewer; hidden where that is asked."""

NUMBERS = ("excerpts", "passages", "n", "persons", "share", "by_hand")
"""The columns that a hidden cell leaves empty."""

DIRECT = "="
"""Stands before the key of a code in what counts that which is coded on it directly."""

_NO_PARENTS: Mapping[str, str] = {}

_FREE = 1e-6
"""A part of a random vector larger than this is more than what rounding leaves."""


def hide_small(
    frame: pd.DataFrame,
    *,
    whole: pd.DataFrame,
    direct: pd.DataFrame | None,
    parents: Mapping[str, str],
    sign: str = "",
) -> pd.DataFrame:
    """The frame with n, share and persons missing where a cell is hidden.

    `frame` is a cross-tab in long form, `whole` the same one with all its totals, `direct` that
    one with each code counted without its descendants, where the table has codes; `sign` is
    `=` where the frame counts so too. `parents` is the key of each code's parent, for codes
    that have one.
    """
    names = keys_of(whole)
    place = names.index("code") if "code" in names else None
    cells: dict[Key, Few] = {}
    small: set[Key] = set()
    for found, before in ((whole, ""), (direct, DIRECT)):
        if found is None:
            continue
        numbers = (found[name].tolist() for name in ("persons", "persons_N", "asked"))
        for key, persons, of, asked in zip(keys_in(found, names, before), *numbers, strict=True):
            cells[key] = Few(persons, of)
            if is_small(cells[key], asked):
                small.add(key)
    # All codes together say least: a column's total over them goes before a code does.
    spare = {key for key in cells if place is not None and key[place] == MERGED}
    sums = sums_of(list(cells), place, parents)
    # Persons add up over groups, which nobody is twice in, and not over codes.
    exact = [one for one in sums if place is None or one[0][place] == one[1][place]]
    gone = hidden(cells, small, sums, spare, within=wider_of(cells, place, parents), exact=exact)
    return without(frame, names, gone, sign=sign)


def is_small(cell: Few, asked: str = "") -> bool:
    """Whether a cell is hidden for its own sake: few persons in it, or few in its column, unless
    nobody is in it of a column of more, or of one that was not asked (`no`)."""
    nobody = cell.persons == 0 and (asked == "no" or cell.of >= SMALL)
    return cell.of > 0 and not nobody and min(cell.persons, cell.of) < SMALL


def without(
    frame: pd.DataFrame, names: Sequence[str], gone: Collection[Key], *, sign: str = ""
) -> pd.DataFrame:
    """The frame with its numbers missing in the rows of these keys, but for their bases."""
    rows = np.array([key in gone for key in keys_in(frame, names, sign)], dtype=np.bool_)
    shown = frame.copy()
    for name in NUMBERS:
        if name in shown:
            shown.loc[rows, name] = np.nan if name == "share" else pd.NA
    return shown


def keys_of(frame: pd.DataFrame) -> list[str]:
    """The keys of a cross-tab: its columns before the numbers."""
    return [str(name) for name in frame.columns[: list(frame.columns).index("n")]]


def hidden(
    cells: Mapping[Key, Few],
    small: Collection[Key],
    sums: Sequence[Sum],
    spare: Collection[Key] = (),
    fixed: Collection[Key] = (),
    *,
    within: Mapping[Key, Sequence[Key]] | None = None,
    exact: Sequence[Sum] = (),
) -> set[Key]:
    """The cells to hide: the small ones, and others until no small one can be worked out.

    `sums` says which cells add up. Of the cells that would do, one of those to `spare` goes
    first, then the one with the fewest persons; one without anybody only where there is no
    other, and then the total: what is known to be empty hides nothing. What is `fixed` is known
    whatever is hidden. `within` says which cells a cell's persons are in too: a hidden cell is
    known where one inside it that is shown has all whom it can have. Where that and the sums in
    which persons add up (`exact`) give back a small one, what is inside is hidden too.
    """
    gone = set(small)
    order = {key: place for place, key in enumerate(cells)}
    wider = within or {}
    inside: dict[Key, list[Key]] = {}
    for key, above in wider.items():
        for one in above:
            inside.setdefault(one, []).append(key)

    def insiders(key: Key) -> list[Key]:
        """The cells inside that are shown and have as many persons as this one can have."""
        above = [cells[one].persons for one in wider.get(key, ()) if one not in gone]
        most = min([cells[key].of, *above])
        shown = [one for one in inside.get(key, ()) if one not in gone]
        return [one for one in shown if cells[one].persons == most > 0]

    def least(one: Sum) -> list[Key]:
        shown = [key for key in one if key not in gone and key not in fixed]
        some = [key for key in shown if cells[key].persons]

        def rank(key: Key) -> tuple[bool, int, int]:
            return key not in spare, cells[key].persons, order[key]

        return sorted(some, key=rank)[:1] or shown[:1]

    def open_secrets() -> set[Key]:
        """More to hide where hidden cells that are known all the same tell a small one; what is
        inside them, where there is nothing else."""
        known = {key: found for key in gone if key not in small and (found := insiders(key))}
        told = _determined(gone - known.keys(), small, exact) if known else set()
        lines = [one for one in exact if told & set(one)]
        others = {key for one in lines for key in least(one)}
        return others or {part for one in lines for key in one for part in known.get(key, ())}

    while True:
        telling = [one for one in sums if _tells(one, gone, cells)]
        more = {key for one in telling for key in least(one)}
        if not more:
            told = _determined(gone, small, sums)
            more = {key for one in sums if told & set(one) for key in least(one)}
        if not more:
            more = open_secrets()
        if not more:
            return gone
        gone |= more


def _tells(one: Sum, gone: Collection[Key], cells: Mapping[Key, Few]) -> bool:
    """Whether the sum by itself gives back what is hidden in it.

    It does where one cell alone is hidden, and where what is left for the hidden parts is the
    least that they can have or all that there is.
    """
    total, *parts = one
    lacking = [key for key in parts if key in gone]
    if total in gone:
        return not lacking
    if len(lacking) < 2:
        return bool(lacking)
    left = cells[total].persons - sum(cells[key].persons for key in parts if key not in gone)
    # A 0 is shown unless its column is small: in all others that are hidden there is somebody.
    least = sum(cells[key].of >= SMALL for key in lacking)
    return left <= least or left >= sum(cells[key].of for key in lacking)


def _determined(gone: Collection[Key], small: Collection[Key], sums: Sequence[Sum]) -> set[Key]:
    """The small cells that follow from what is shown: those fixed by the sums' equations."""
    from scipy.sparse import csr_array
    from scipy.sparse.linalg import lsmr

    unknown = {key: place for place, key in enumerate(gone)}
    entries = [
        (row, unknown[key], 1.0 if at == 0 else -1.0)
        for row, one in enumerate(sums)
        for at, key in enumerate(one)
        if key in unknown
    ]
    if not entries:
        return set()
    rows, columns, values = zip(*entries, strict=True)
    equations = csr_array((values, (rows, columns)), shape=(len(sums), len(unknown)))
    # Two solutions of the same equations differ by a vector that they send to nothing. The part
    # of a random vector that they do so is 0, almost surely, only where a value is fixed.
    drawn = np.random.default_rng(0).standard_normal(len(unknown))
    fixed_part = lsmr(equations, equations @ drawn, atol=1e-12, btol=1e-12, conlim=0)[0]
    free = np.abs(drawn - fixed_part) > _FREE
    return {key for key, place in unknown.items() if key in small and not free[place]}


def keys_in(frame: pd.DataFrame, names: Sequence[str], sign: str = "") -> list[Key]:
    """The key of every row of a frame: the values under these names, as text."""
    columns = [
        [
            sign + _text(one) if name == "code" and one != MERGED else _text(one)
            for one in frame[name]
        ]
        for name in names
    ]
    return list(zip(*columns, strict=True))


def _text(value: object) -> str:
    return "" if pd.isna(value) else str(value)  # type: ignore[call-overload]


def wider_of(
    keys: Collection[Key], place: int | None = None, parents: Mapping[str, str] = _NO_PARENTS
) -> dict[Key, list[Key]]:
    """The cells that hold all persons of each: its totals, and the codes above its code, which
    stands at this place of a key."""
    found: dict[Key, list[Key]] = {}
    for key in keys:
        above = [(at, MERGED) for at, value in enumerate(key) if value != MERGED]
        if place is not None:
            code = key[place]
            one = code.removeprefix(DIRECT) if code.startswith(DIRECT) else parents.get(code, "")
            while one:
                above.append((place, one))
                one = parents.get(one, "")
        wider = [(*key[:at], value, *key[at + 1 :]) for at, value in above]
        found[key] = [one for one in wider if one in keys]
    return found


def sums_of(
    keys: Sequence[Key], place: int | None = None, parents: Mapping[str, str] = _NO_PARENTS
) -> list[Sum]:
    """Every total of the table with its parts: merged values, and codes (at this place of a key)
    with those under them."""
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        children.setdefault(parent, []).append(code)
    lines: dict[tuple[int, Key], dict[str, Key]] = {}
    for key in keys:
        for at, value in enumerate(key):
            lines.setdefault((at, (*key[:at], *key[at + 1 :])), {})[value] = key
    found = []
    for (at, _rest), line in lines.items():
        if at == place:
            found += _code_sums(line, children, parents)
        elif MERGED in line:
            found.append([line[MERGED], *(key for value, key in line.items() if value != MERGED)])
    return [tuple(one) for one in found if len(one) > 1]


def _code_sums(
    line: Mapping[str, Key], children: Mapping[str, Sequence[str]], parents: Mapping[str, str]
) -> list[list[Key]]:
    """A branch is the code itself and the branches under it; all codes are all of these."""
    found = []
    for code, key in line.items():
        if code != MERGED and not code.startswith(DIRECT):
            below = [DIRECT + code, *children.get(code, ())]
            found.append([key, *(line[one] for one in below if one in line)])
    if MERGED in line:
        codes = [code for code in line if code != MERGED]
        roots = [code for code in codes if parents.get(code, "") not in line]
        for parts in (
            [code for code in roots if not code.startswith(DIRECT)],
            [code for code in codes if code.startswith(DIRECT)],
        ):
            found.append([line[MERGED], *(line[code] for code in parts)])
    return found
