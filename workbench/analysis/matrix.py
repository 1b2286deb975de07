"""The framework matrix: who × code, each cell what a researcher has summed up of its excerpts.

Ritchie, J. and Spencer, L. (1994), Qualitative data analysis for applied policy research, in
Bryman and Burgess (eds.), Analyzing qualitative data: rows are cases, columns themes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.analysis.common import joined, read
from workbench.analysis.crosstab import crosstab
from workbench.errors import CallError
from workbench.model import Filters
from workbench.store import reading, summaries, views
from workbench.texts import _

if TYPE_CHECKING:
    from workbench.store.database import Store

MATRIX = (
    "by", "subject", "code", "excerpts", "n", "N", "persons", "persons_N", "asked", "done",
    "summary", "coder", "changed",
)  # fmt: skip


def matrix(store: Store, *, by: str = "person", filters: Filters | None = None) -> pd.DataFrame:
    """What is summed up of each code for each subject, beside what is there to sum up.

    The subjects are the values of `by` (`person`, `interview`, `actor_type`, `round` or an
    attribute) that the filters leave; the codes are those of the filter in their order, each
    standing for its branch. One row per subject and code: excerpts (how many), n and N
    (interviews), persons and persons_N (all Int64), asked, done as in `crosstab`; summary (its
    text; those of several coders with a blank line between), coder (who wrote it; a comma
    between) and changed (when it was last written; empty without one).

    Raises CallError without a code, UnknownName for a name that the study lacks. Changes
    nothing.
    """
    filters = filters or Filters()
    if not filters.code:
        raise CallError(
            _("The columns of a matrix are codes; none was named."),
            remedy=_("Name a few with --code."),
        )
    with reading.snapshot(store):
        keys = list(dict.fromkeys(views.code_named(store, key).key for key in filters.code))
        people = _cells(crosstab(store, "code", [by], filters=filters), by, keys)
        pieces = _pieces(store, by, keys, filters)
        written = summaries.summaries(store, codes=keys, by=by)
    said: dict[tuple[str, str], list[Any]] = {}
    for row in written.itertuples(index=False):
        said.setdefault((str(row.subject), str(row.code)), []).append(row)
    subjects = list(dict.fromkeys(subject for subject, _code in people))
    rows = [
        _row(by, subject, key, people[subject, key], pieces[subject, key], said)
        for subject in subjects
        for key in keys
        if (subject, key) in people
    ]
    frame = pd.DataFrame(rows, columns=list(MATRIX))
    numbers = ("excerpts", "n", "N", "persons", "persons_N", "done")
    return frame.astype(dict.fromkeys(numbers, "Int64"))


def _cells(
    frame: pd.DataFrame, by: str, keys: Sequence[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows of a table of these codes, by subject and code."""
    wanted = frame[frame["code"].isin(keys)].to_dict("records")
    rows = ({str(name): one for name, one in row.items()} for row in wanted)
    return {(_subject(row[by]), str(row["code"])): row for row in rows}


def _subject(value: Any) -> str:
    return "" if value is None or value is pd.NA else str(value)


def _pieces(
    store: Store, by: str, keys: Sequence[str], filters: Filters
) -> Counter[tuple[str, str]]:
    """How many excerpts of each code there are, by subject and code."""
    view = read(store, filters, keys=[by])
    tree, who = view.tree, view.who
    found = view.codings(store, ["start", "end"], codes=view.code_ids)
    place, code = found["place"], found["code"]
    subjects = [_subject(one) for one in who.axes[by].values]
    pieces = Counter[tuple[str, str]]()
    for root in (tree.at[views.code_named(store, key).id] for key in keys):
        here = (code >= root) & (code < tree.ends[root])
        of, _start, _end, _part = joined(place[here], found["start"][here], found["end"][here])
        n = np.bincount(who.ranks[by][of], minlength=len(subjects)).tolist()
        pieces.update({(one, tree.codes[root].key): n[at] for at, one in enumerate(subjects)})
    return pieces


def _row(
    by: str, subject: str, key: str, people: dict[str, Any], pieces: int,
    said: dict[tuple[str, str], list[Any]],
) -> dict[str, Any]:  # fmt: skip
    texts = said.get((subject, key), [])
    same = ("n", "N", "persons", "persons_N", "asked", "done")
    return {
        "by": by, "subject": subject, "code": key, "excerpts": pieces,
        **{name: people[name] for name in same},
        "summary": "\n\n".join(one.text for one in texts),
        "coder": ", ".join(dict.fromkeys(one.coder for one in texts)),
        "changed": max((one.changed or one.created for one in texts), default=""),
    }  # fmt: skip
