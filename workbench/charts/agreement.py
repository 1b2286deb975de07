"""Agreement as a reader meets it: the frame of `Study.agreement` made into rows and texts.

Nothing is measured here. A measure has two decimals, shares are per cent, and what is not 1 is
never rounded up to it; a measure that is not defined is a dash, and the reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isnan
from typing import Any

import pandas as pd

from workbench.model import Code
from workbench.scheme.tree import Tree
from workbench.texts import _, marked, number
from workbench.words import code_name

COUNTS: Mapping[str, str] = {
    "interviews": marked("Interviews"),
    "codings_a": marked("Codings, {a}"),
    "codings_b": marked("Codings, {b}"),
    "both": marked("Both"),
    "only_a": marked("Only {a}"),
    "only_b": marked("Only {b}"),
    "neither": marked("Neither"),
}
MEASURES: Mapping[str, str] = {
    "percent": marked("Percent agreement"),
    "jaccard": marked("Jaccard"),
    "kappa": marked("Cohen's kappa"),
    "alpha": marked("Krippendorff's alpha"),
    "alpha_u": marked("alpha_u"),
    "low": marked("alpha, 95 % from"),
    "high": marked("alpha, 95 % to"),
    "cu": marked("cu"),
    "ku": marked("ku"),
    "coverage": marked("coverage"),
}
PER_CENT = ("percent", "coverage")
"""Measures that are shares, shown as per cent."""

HEADINGS: Mapping[str, str] = {
    "code": marked("Code"),
    "unit": marked("Unit"),
    "rule": marked("Rule"),
    **COUNTS,
    **MEASURES,
    "reason": marked("Remark"),
}

MEANINGS: Mapping[str, str] = {
    "percent": marked(
        "The share of all units that both have marked or both have left. High for every rare "
        "code, whoever codes: never read it alone."
    ),
    "jaccard": marked("Of all that either has marked, the share that both have marked."),
    "kappa": marked(
        "Agreement beyond chance, given how much each of them marks. 0 is as by chance, below 0 "
        "is less."
    ),
    "alpha": marked(
        "Agreement beyond chance, given only how much is marked in all: the main number. The "
        "interval says where it would lie with other interviews of the same kind."
    ),
    "alpha_u": marked(
        "Whether they have cut out the same stretches, whatever the unit. For one code at a time."
    ),
    "cu": marked("Whether they have chosen the same code of the branch, where both have marked."),
    "ku": marked("The same for one code against the others of the branch."),
    "coverage": marked("How much cu or ku rests on: of the text, or of what was given this code."),
}


@dataclass(frozen=True)
class Row:
    """One row: the code's name, where it stands in the tree, and the record of the frame.

    The row of all codes pooled has an empty key.
    """

    key: str
    label: str
    level: int
    color: str
    record: Mapping[str, Any]

    @property
    def used(self) -> bool:
        """Whether either coder has used the code."""
        return bool(self.record["codings_a"] or self.record["codings_b"])

    def count(self, name: str) -> str:
        """A count as it is read."""
        return number(int(self.record[name]))

    def measure(self, name: str) -> str:
        """A measure as it is read; a dash where it is not defined."""
        value = self.record[name]
        return percent_text(value) if name in PER_CENT else measure_text(value)

    @property
    def interval(self) -> str:
        """The interval of alpha; empty where there is none."""
        if isnan(self.record["low"]):
            return ""
        return _("{low} to {high}", low=self.measure("low"), high=self.measure("high"))


def rows(frame: pd.DataFrame, codes: Sequence[Code]) -> list[Row]:
    """The rows in the order of the frame, with names and colours of the scheme."""
    tree = Tree(codes)
    shown = []
    for record in frame.to_dict("records"):
        key = str(record["code"])
        code = tree.by_key.get(key)
        named = {str(name): value for name, value in record.items()}
        if code is None:
            shown.append(Row(key, _("All codes, pooled"), 0, "", named))
        else:
            level = len(tree.path(code)) - 1
            shown.append(Row(key, code_name(code), level, tree.color(code), named))
    return shown


def meanings(frame_columns: Collection[str]) -> list[tuple[str, str]]:
    """What each measure of the table is called and means, in plain words."""
    return [
        (_(MEASURES[name]), _(meaning))
        for name, meaning in MEANINGS.items()
        if name in frame_columns
    ]


def percent_text(value: float) -> str:
    """Whole per cent; what is not all is not shown as 100."""
    if isnan(value):
        return "–"
    return _("{share} %", share=number(min(round(value * 100), 99) if value < 1 else 100))


def measure_text(value: float) -> str:
    """Two decimals, a dash where it is not defined; what is not 1 is not shown as 1."""
    if isnan(value):
        return "–"
    rounded = floor(value * 100) / 100 if 0.99 < value < 1 else round(value, 2) + 0.0
    return number(rounded, digits=2).replace("-", "−")


def heading(name: str, coders: Sequence[str]) -> str:
    """What a column of the frame is called, for these two coders."""
    return _(HEADINGS[name], a=coders[0], b=coders[1])
