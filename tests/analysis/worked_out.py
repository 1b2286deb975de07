"""What follows from the numbers that a table shows, by exact elimination."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)


def worked_out(
    n: Mapping[Name, int], gone: Iterable[Name], sums: Sequence[tuple[Name, ...]]
) -> dict[Name, Fraction]:
    """The hidden numbers that the sums fix, a total and its parts each, with their values."""
    unknown = list(gone)
    rows = []
    for total, *parts in sums:
        signs = {total: 1, **dict.fromkeys(parts, -1)} if total not in parts else {}
        known = sum(sign * n[key] for key, sign in signs.items() if key not in gone)
        rows.append([*(Fraction(signs.get(key, 0)) for key in unknown), Fraction(-known)])
    done = 0
    for column in range(len(unknown)):
        pivot = next((row for row in range(done, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [one / rows[done][column] for one in rows[done]]
        for row in range(len(rows)):
            if row != done and rows[row][column]:
                by = rows[row][column]
                rows[row] = [a - by * b for a, b in zip(rows[row], rows[done], strict=True)]
        done += 1
    found = {}
    for row in rows[:done]:
        named = [at for at, one in enumerate(row[:-1]) if one]
        if len(named) == 1:
            found[unknown[named[0]]] = row[-1]
    return found
