"""What has become of the excerpts that a summary rests on, since it was written.

A summary is of a code's branch for one subject, in the layer that is the primary one now. The
history says how each coding stood when the text was last written: one that has come into the cell
since, one that has gone from it, and one that holds other words now. What the history no longer
tells, since it was erased, is not told here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from workbench.analysis.common import Tree
from workbench.store import derived, reading, summaries

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = Mapping[str, Any]

Change = Literal["came", "went", "changed"]
CHANGES: tuple[Change, ...] = get_args(Change)

SINCE = (
    "summary", "code", "by", "subject", "coder", "change", "coding", "interview", "start", "end",
    "quote",
)  # fmt: skip


def since_written(store: Store, codes: Sequence[str] = (), *, by: str = "") -> pd.DataFrame:
    """summary (id), code, by, subject, coder (who wrote it), change (`came`, `went`, `changed`),
    coding, interview, start, end, quote: one row per coding that is another than when the summary
    was last written; none for one whose excerpts are as they were.

    Places and words are those of now; of a coding that went, those that it had last. `codes` are
    the codes of the summaries themselves, none means all. Raises UnknownName for a code that the
    study lacks. Changes nothing.
    """
    with reading.snapshot(store):
        written = summaries.summaries(store, codes=codes, by=by)
        since = summaries.last_written(store)
        cells = _Cells(store, min(since.values())) if since else None
        rows = [
            {
                "summary": one["id"], **{name: one[name] for name in ("code", "by", "subject")},
                "coder": one["coder"], **found,
            }
            for one in written.to_dict("records")
            for found in (cells.changed(one, since[one["id"]]) if cells else ())
        ]  # fmt: skip
    kinds = dict.fromkeys(("summary", "coding", "start", "end"), "int64")
    return pd.DataFrame(rows, columns=list(SINCE)).astype(kinds)


@dataclass(frozen=True)
class _Told:
    """A coding in the history: how it stood after each action that touched it."""

    states: tuple[tuple[int, Row | None], ...]
    now: Row | None

    def then(self, history: int) -> Row | None:
        """How it stood after that action; as it is now where the history does not tell."""
        later = [row for at, row in self.states if at <= history]
        return later[-1] if later else None

    def is_told(self, history: int) -> bool:
        """Whether what it was then is known: an erasure leaves no more than that it was."""
        then = self.then(history)
        return then is None or bool(then.get("quote"))


class _Cells:
    """The cells that summaries are of: which codings stand in which, now and before."""

    def __init__(self, store: Store, since: int) -> None:
        self.store = store
        self.tree = Tree.of(reading.codes(store))
        self.by_key = {code.key: place for place, code in enumerate(self.tree.codes)}
        self.primary = {
            interview: coder for interview, coder, _done in reading.layer(store, None)
        }  # fmt: skip
        self.codings = {
            id: _Told(states, now) for id, states, now in summaries.codings_told(store, since)
        }
        self.texts = summaries.texts_told(store)
        self.words: dict[int, dict[str, derived.OwnWords]] = {}
        self.subjects: dict[str, Mapping[tuple[str, str], str]] = {}

    def changed(self, summary: Mapping[Any, Any], written: int) -> Iterable[dict[str, Any]]:
        """The codings of a summary's cell that are not as they were when it was written."""
        place = self.by_key[summary["code"]]
        branch = {self.tree.codes[one].id for one in self.tree.branch(place)}
        for id, coding in self.codings.items():
            if coding.states[-1][0] <= written or not coding.is_told(written):
                continue
            then, now = coding.then(written), coding.now
            was = self._inside(then, branch, summary, written)
            stands = self._inside(now, branch, summary, None)
            change: Change | None = None
            if stands and not was:
                change = "came"
            elif was and not stands:
                change = "went"
            elif was and stands and then and now and then["quote"] not in ("", now["quote"]):
                change = "changed"
            if change is not None:
                row = now or then or {}
                shown = {name: row[name] for name in ("interview", "start", "end", "quote")}
                yield {"change": change, "coding": id, **shown}

    def _inside(
        self, row: Row | None, branch: set[int], summary: Mapping[Any, Any], at: int | None
    ) -> bool:
        """Whether a coding stands in a cell: as it was after the action `at`, or as it is."""
        if row is None or row["code"] not in branch:
            return False
        if self.primary.get(row["interview"]) != row["coder"]:
            return False
        values = self._values(summary["by"])
        return any(
            values.get((row["interview"], person), "") == summary["subject"]
            for person in self._persons(row, at)
        )

    def _persons(self, row: Row, at: int | None) -> set[str]:
        """Whose words a coding holds, in the text that was read then."""
        texts = self.texts.get(row["interview"], [])
        revisions = [revision for history, revision in texts if at is None or history <= at]
        if not revisions:
            return set()
        if revisions[-1] not in self.words:
            self.words[revisions[-1]] = derived.words_in(self.store, revisions[-1])
        rows = derived.coding_person_rows([dict(row)], self.words[revisions[-1]])
        return {one["person"] for one in rows}

    def _values(self, by: str) -> Mapping[tuple[str, str], str]:
        if by not in self.subjects:
            self.subjects[by] = summaries.values_of(self.store, by)
        return self.subjects[by]
