"""One code, or two, as the actors tell it: a cross-tab of the code and the codes under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from workbench.analysis.common import MERGED, Tree
from workbench.analysis.crosstab import crosstab
from workbench.errors import CallError
from workbench.model import Filters
from workbench.store import reading, views
from workbench.texts import _

if TYPE_CHECKING:
    import pandas as pd

    from workbench.store.database import Store

Mark = Literal["", "valence", "stance"]
MARKS: tuple[Mark, ...] = ("", "valence", "stance")


def compare(
    store: Store,
    *,
    by: str = "actor_type",
    mark: Mark = "",
    totals: bool = False,
    hide_small: bool = False,
    filters: Filters | None = None,
) -> pd.DataFrame:
    """How many of each group have a code, and each of its child codes.

    The codes are those of the filter: each is followed by its children in the order of the
    scheme, and every one of them stands for its branch. The groups are the values of `by`
    (`actor_type`, an attribute, `round`, `person`), and with a `mark` those of valence or
    stance within each. Columns: code, `by`, the mark, n, N (Int64, interviews), persons,
    persons_N (Int64), asked and done, as in `crosstab`; every group that the design has, N = 0
    too. With `totals` there are recounted rows, `*` in the merged key. Retired codes that
    nobody here has used are left out, but for those that the filter names. `hide_small` as in
    `crosstab`.

    Raises CallError without a code, UnknownName for a name that the study lacks. Changes
    nothing.
    """
    filters = filters or Filters()
    if not filters.code:
        raise CallError(
            _("A comparison is of one code, or of a few; none was named."),
            remedy=_("Name a code, such as a branch of the scheme, with --code."),
        )
    with reading.snapshot(store):
        tree = Tree.of(reading.codes(store))
        places = shown(tree, [views.code_named(store, key).id for key in filters.code])
        columns = [by, mark] if mark else [by]
        frame = crosstab(
            store, "code", columns, totals=totals, hide_small=hide_small, filters=filters
        )
    order = {tree.codes[place].key: number for number, place in enumerate(places)}
    rows = frame[frame["code"].isin(list(order))]
    rows = rows.sort_values("code", key=lambda keys: keys.map(order), kind="stable")
    return rows.drop(columns="share").reset_index(drop=True)


def merged(frame: pd.DataFrame, mark: Mark) -> pd.DataFrame:
    """A comparison with totals and a mark as it is without the mark: what is hidden in the one is
    hidden in the other."""
    if not mark:
        return frame
    return frame[frame[mark] == MERGED].drop(columns=mark).reset_index(drop=True)


def shown(tree: Tree, codes: Sequence[int]) -> list[int]:
    """The places in the tree of these codes (ids), each before its children; none twice."""
    found: dict[int, None] = {}
    for code in codes:
        place = tree.at[code]
        found[place] = None
        found.update(dict.fromkeys(one for one in tree.branch(place) if tree.parents[one] == place))
    return list(found)
