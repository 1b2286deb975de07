"""That the excerpts of a summary have changed since it was written, as pages say it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

import pandas as pd

from workbench.analysis.since_written import CHANGES, Change
from workbench.texts import _, marked, ngettext
from workbench.ui import table

SIGN = "↻"
"""The sign of a summary whose excerpts have changed since."""

NAMES: Mapping[Change, str] = {
    "came": marked("came"),
    "went": marked("went"),
    "changed": marked("holds other words"),
}

SHOWN = 20
"""So many codings are named."""


def sentence(since: pd.DataFrame) -> str:
    """How many codings are not as they were; empty where all are."""
    n = since["change"].value_counts()
    said = {
        "came": ngettext("{n} coding came", "{n} codings came", int(n.get("came", 0))),
        "went": ngettext("{n} went", "{n} went", int(n.get("went", 0))),
        "changed": ngettext("{n} holds other words", "{n} hold other words",
                            int(n.get("changed", 0))),
    }  # fmt: skip
    parts = [said[one] for one in CHANGES if n.get(one, 0)]
    if not parts:
        return ""
    return _("The excerpts have changed since: {what}.", what=", ".join(parts))


def details(since: pd.DataFrame) -> str:
    """The sentence, and folded under it each coding with its words and where it is; empty where
    nothing has changed."""
    said = sentence(since)
    if not said:
        return ""
    rows = table.records(since)
    items = "".join(_item(row) for row in rows[:SHOWN])
    more = len(rows) - SHOWN
    if more > 0:
        items += f"<li>{escape(_('{n} more', n=more))}</li>"
    return (
        f"<details class='wb-since'><summary>{SIGN} {escape(said)}</summary>"
        f"<ul>{items}</ul></details>"
    )


def _item(row: Mapping[str, object]) -> str:
    change = next(one for one in CHANGES if one == row["change"])
    where = {name: str(row[name]) for name in ("interview", "start", "end")}
    place = escape(where["interview"])
    if change != "went":
        place = f"<a href='coding?{escape(urlencode(where))}' target='_self'>{place}</a>"
    said = f"<b>{escape(_(NAMES[change]))}</b> {escape(str(row['quote']))}"
    return f"<li class='{change}'>{said} <small>{place}</small></li>"
