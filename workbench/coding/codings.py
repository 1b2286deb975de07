"""Codings: one coder's application of a code to a passage, stored with its anchor.

A coding keeps start, end, the exact quote and some characters on either side; the text at
[start, end) is always the quote. One coder applies a code to a passage once.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from workbench.coding.anchors import anchor, settle
from workbench.coding.memos import leave_on_passage
from workbench.errors import AnchorError, CallError, Fault, FileFaults
from workbench.files import TableRow, csv_text, read_table, write_text
from workbench.model import (
    STANCES,
    VALENCES,
    Code,
    CodedHits,
    Coding,
    Stance,
    Transcript,
    Valence,
)
from workbench.scheme.loading import add_code
from workbench.scheme.uniting import plan, unite
from workbench.spans import Span
from workbench.store import blind, views, word_index
from workbench.store.actions import Action, by_request, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

Extent = Literal["words", "sentence", "turn"]
EXTENTS: tuple[Extent, ...] = get_args(Extent)

COLUMNS = ("interview", "start", "end", "quote", "code", "coder", "valence", "stance", "memo")


def code(
    store: Store,
    interview: str,
    start: int,
    end: int,
    key: str,
    *,
    coder: str,
    valence: str = "",
    stance: str = "",
    memo: str = "",
    request: str | None = None,
) -> Coding:
    """Apply a code to the passage [start, end) of an interview; gives the coding.

    The coder's coding of the same code and passage, where there is one, is kept, and takes the
    valence, stance and memo that are given. Raises AnchorError for a passage that is empty or
    outside the text, UnknownName for an interview or code, CallError for a code that is retired
    or a value that is none; nothing is stored then.
    """  # fmt: skip
    _check_values(valence, stance)
    with store.action(
        coder, "code", object=interview, summary=marked("Coded “{code}” in {interview}"),
        request=request, interview=interview,
    ) as action:  # fmt: skip
        done = by_request(store, request)
        if done is not None:
            return _of_request(store, done.id)
        found = _in_use(store, key)
        action.places["key"] = found.key
        action.name_codes(code=found)
        place = anchor(views.text_of(store, interview), start, end)
        who = coder_id(action, coder)
        same = store.get(
            "coding", interview=interview, start=start, end=end, code=found.id, coder=who
        )
        given = {"valence": valence, "stance": stance, "memo": memo}
        if same is None:
            row = {**place, "code": found.id, "coder": who, **given, "created": store.now()}
            coding = action.insert("coding", row)
        else:
            coding = same["id"]
            action.update("coding", coding, **{name: one for name, one in given.items() if one})
    return _by_id(store, coding)


def code_new(
    store: Store,
    interview: str,
    start: int,
    end: int,
    name: str,
    *,
    coder: str,
    parent: str = "",
    valence: str = "",
    stance: str = "",
    memo: str = "",
    request: str | None = None,
) -> Coding:
    """Make a code of this name under a parent and apply it to [start, end): one action, which
    one undo takes back. Raises what `code` and `scheme.add_code` raise; nothing is stored then.
    """
    with store.action(
        coder, "code new", object=interview, request=request, interview=interview,
        summary=marked("Coded “{code}”, a new code, in {interview}"),
    ) as action:  # fmt: skip
        done = by_request(store, request)
        if done is not None:
            return _of_request(store, done.id)
        key = add_code(store, name, parent=parent, coder=coder).key
        coding = code(
            store, interview, start, end, key,
            valence=valence, stance=stance, memo=memo, coder=coder,
        )  # fmt: skip
        action.object = interview
    return coding


def code_hits(
    store: Store,
    found: pd.DataFrame,
    key: str,
    *,
    coder: str,
    extent: Extent = "words",
    request: str | None = None,
) -> CodedHits:
    """Apply a code to the hits of a search: one action, which one undo takes back.

    `found` has interview, start, end and match, as a search gives them. `extent` is what of the
    text is coded: the words of the hit, the sentence or sentences that hold them (as the language
    pipeline has read the text), or the turn. Coding the same again changes nothing.

    Raises CallError for no hits, an extent that is none or a code that is retired, UnknownName
    for a code or interview, AnchorError where a text is another than the one that was searched,
    or where its sentences are not known; nothing is stored then.
    """
    if extent not in EXTENTS:
        raise CallError(
            _("“{value}” is no extent.", value=extent),
            remedy=_("It is words, sentence or turn."),
        )
    if found.empty:
        raise CallError(_("There are no hits to code."), remedy=_("Choose at least one."))
    with store.action(
        coder, "code hits", request=request, summary=marked("Coded “{code}” from a search: {n}")
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return CodedHits(**done.places["done"])
        code = _in_use(store, key)
        action.object = code.key
        anchors = _anchors_of_hits(store, found, extent)
        who = coder_id(action, coder)
        had = {
            (row["interview"], row["start"], row["end"])
            for row in store.find("coding", code=code.id, coder=who)
        }
        new = [anchor for place, anchor in anchors.items() if place not in had]
        told = {"hits": len(found), "added": len(new), "already": len(anchors) - len(new)}
        action.places |= {"key": code.key, "n": len(new), "done": told}
        action.name_codes(code=code)
        action.insert_many(
            "coding",
            [{**anchor, "code": code.id, "coder": who, "created": store.now()} for anchor in new],
        )
    return CodedHits(**told)


def uncode(store: Store, coding: int, *, coder: str, request: str | None = None) -> None:
    """Remove one coding. Raises CallError where there is none with this id."""
    uncode_all(store, [coding], coder=coder, request=request)


def of_excerpt(
    store: Store, interview: str, start: int, end: int, keys: Sequence[str], *, coder: str
) -> list[Coding]:  # fmt: skip
    """The codings that an excerpt is made of: the coder's with one of these codes (`codes` of the
    excerpt) on any of [start, end)."""
    return [
        one
        for one in views.codings_of(store, interview)
        if one.coder == coder and one.code in keys and one.start < end and start < one.end
    ]


def uncode_all(
    store: Store, codings: Sequence[int], *, coder: str, request: str | None = None
) -> None:
    """Remove codings in one action. Raises CallError where one of them is not there (any more)."""
    with store.action(
        coder, "uncode", summary=marked("Removed “{code}” in {interview}"), request=request
    ) as action:
        if by_request(store, request) is not None:
            return
        for coding in codings:
            found = _by_id(store, coding, seen_by=coder)
            action.object = found.interview
            _tell(action, found)
            # An agreed passage that goes leaves its place undecided.
            for decision in store.find("decision", coding=coding):
                action.delete("decision", decision["id"])
            leave_on_passage(action, found)
            action.delete("coding", coding)


def recode_all(
    store: Store, codings: Sequence[int], key: str, *, coder: str, request: str | None = None
) -> None:
    """Give codings another code in one action; whose they are stays.

    Where a coder has the same passage under that code already, the two become one, as when codes
    are merged. Raises CallError for a coding that is not there (any more) or a retired code.
    """
    with store.action(
        coder, "recode", summary=marked("“{code}” replaced by “{into}” in {interview}"),
        request=request,
    ) as action:  # fmt: skip
        if by_request(store, request) is not None:
            return
        into = _in_use(store, key)
        for coding in codings:
            found = _by_id(store, coding, seen_by=coder)
            action.object = found.interview
            _tell(action, found)
            action.name_codes(into=into)
        rows = [row for coding in codings if (row := store.get("coding", id=coding)) is not None]
        unite(action, plan(store, rows, into.id))


def recode(
    store: Store,
    coding: int,
    *,
    coder: str,
    start: int | None = None,
    end: int | None = None,
    key: str | None = None,
    valence: str | None = None,
    stance: str | None = None,
    memo: str | None = None,
    request: str | None = None,
) -> Coding:
    """Change a coding: its extent, code, valence, stance or memo; what is None stays.

    Where the coder has a coding of the same code and passage already, AnchorError is raised.
    A changed extent settles a mark for review.
    """  # fmt: skip
    _check_values(valence or "", stance or "")
    with store.action(
        coder, "recode", summary=marked("Changed “{code}” in {interview}"), request=request
    ) as action:
        done = by_request(store, request)
        if done is not None:
            return _of_request(store, done.id)
        before = _by_id(store, coding, seen_by=coder)
        action.object = before.interview
        _tell(action, before)
        given = {"valence": valence, "stance": stance, "memo": memo}
        changes: Row = {name: one for name, one in given.items() if one is not None}
        if key is not None:
            named = views.code_named(store, key)
            changes["code"] = named.id if named.key == before.code else _in_use(store, key).id
        if start is not None or end is not None:
            place = (before.start if start is None else start, before.end if end is None else end)
            changes |= anchor(views.text_of(store, before.interview), *place)
        _refuse_double(store, coding, changes)
        action.update("coding", coding, **changes)
        if "start" in changes:
            settle(action, "coding", coding)
    return _by_id(store, coding)


def find(store: Store, interview: str, start: int, end: int, key: str, *, coder: str) -> Coding:
    """The coder's coding of this code and passage. Raises CallError where there is none."""
    code_ = views.code_named(store, key)
    who = store.get("coder", name=coder)
    found = who and store.get(
        "coding", interview=interview, start=start, end=end, code=code_.id, coder=who["id"]
    )
    if not found:
        raise CallError(
            _(
                "{coder} has no coding of {code} at {start}-{end} in {interview}.",
                coder=coder, code=code_.key, start=start, end=end, interview=interview,
            ),
            remedy=_("`workbench codings --interview {interview}` lists them.",
                     interview=interview),
        )  # fmt: skip
    return _by_id(store, found["id"])


def load(store: Store, path: Path, *, coder: str) -> int:
    """Add the codings of a csv or xlsx file, all or none; gives how many were new.

    Columns as `save` writes them; where start and end are empty, the quote must stand in the
    text exactly once. Raises FileFaults that names every row whose quote is not in the text at
    its place, or that names something unknown; nothing is stored then.
    """
    table = read_table(path, required=("interview", "quote", "code", "coder"))
    with store.action(
        coder, "codings load", object=path.name, summary=marked("Codings loaded from {file}"),
        file=path.name,
    ) as action:  # fmt: skip
        loader = _Loader(action, table.file)
        rows = [row for one in table.rows if (row := loader.row(one)) is not None]
        if loader.faults:
            raise FileFaults(loader.faults)
        return loader.store_all(rows)


def save(store: Store, path: Path) -> int:
    """Write every coding of every layer to a csv file, one row each; gives how many."""
    frame = views.all_codings(store)
    write_text(path, csv_text(COLUMNS, frame[list(COLUMNS)].itertuples(index=False)))
    return len(frame)


class _Loader:
    """Rows of a codings file, checked against the study; faults are gathered, not raised."""

    def __init__(self, action: Action, file: str) -> None:
        self.action = action
        self.faults: list[Fault] = []
        self._file = file
        self._texts: dict[str, Transcript | None] = {}
        codes = views.codes(action.store)
        self._codes = {code.key: code.id for code in codes}
        self._codes |= {
            row["key"]: row["code"]
            for row in action.store.find("code_alias")
            if row["key"] not in self._codes
        }

    def row(self, given: TableRow) -> Row | None:
        """The row to store, or None where it has a fault."""
        before = len(self.faults)
        interview = given["interview"]
        if interview not in self._texts:
            self._texts[interview] = views.transcript(self.action.store, interview)
        text = self._texts[interview]
        if text is None:
            self._fault(given, "interview", _("{name} has no text in this study", name=interview))
        if given["code"] not in self._codes:
            self._fault(given, "code", _("{name} is not in the scheme", name=given["code"]))
        if given["valence"] not in VALENCES:
            self._fault(given, "valence", _("“{value}” is no valence", value=given["valence"]))
        if given["stance"] not in STANCES:
            self._fault(given, "stance", _("“{value}” is no stance", value=given["stance"]))
        if not given["coder"]:
            self._fault(given, "coder", _("the coder is missing"))
        place = self._anchor(given, text) if text is not None else None
        if place is None or len(self.faults) > before:
            return None
        return {
            **place, "code": self._codes[given["code"]],
            "coder": coder_id(self.action, given["coder"]), "valence": given["valence"],
            "stance": given["stance"], "memo": given["memo"], "created": self.action.store.now(),
        }  # fmt: skip

    def store_all(self, rows: Sequence[Row]) -> int:
        new = 0
        for row in rows:
            place = {name: row[name] for name in ("interview", "start", "end", "code", "coder")}
            same = self.action.store.get("coding", **place)
            if same is None:
                self.action.insert("coding", row)
                new += 1
            else:
                given = {name: row[name] for name in ("valence", "stance", "memo")}
                self.action.update("coding", same["id"], **given)
        return new

    def _anchor(self, given: TableRow, transcript: Transcript) -> Row | None:
        text, quote = transcript.text, given["quote"]
        start, end = given["start"], given["end"]
        if not start and not end:
            times = text.count(quote) if quote else 0
            if times == 1:
                at = text.index(quote)
                return anchor(transcript, at, at + len(quote))
            found = _("the quote stands in the text {n} times, and no place is given", n=times)
            self._fault(given, "quote", found)
            return None
        if not (start.isdecimal() and end.isdecimal()):
            self._fault(given, "start", _("start and end are whole numbers"))
            return None
        if text[int(start) : int(end)] != quote or not quote.strip():
            at = text.find(quote) if quote.strip() else -1
            there = _(" (it stands at {at})", at=at) if at >= 0 else ""
            self._fault(given, "quote", _("the quote is not in the text at this place") + there)
            return None
        return anchor(transcript, int(start), int(end))

    def _fault(self, given: TableRow, column: str, message: str) -> None:
        fault = Fault(
            message, file=self._file, row=given.number, column=column, found=given[column]
        )
        self.faults.append(fault)


def _anchors_of_hits(
    store: Store, found: pd.DataFrame, extent: Extent
) -> dict[tuple[str, int, int], Row]:
    """Place -> what a coding keeps of it, each passage once, in the order of the hits."""
    places = found[["interview", "start", "end", "match"]].itertuples(index=False, name=None)
    hits = [(str(name), int(start), int(end), str(match)) for name, start, end, match in places]
    texts = {name: views.text_of(store, name) for name in dict.fromkeys(hit[0] for hit in hits)}
    if extent == "sentence":
        _refuse_unread(store, list(texts))
    parts = {name: _parts(store, text, extent) for name, text in texts.items()}
    anchors: dict[tuple[str, int, int], Row] = {}
    for interview, start, end, match in hits:
        text = texts[interview]
        if text.text[start:end] != match:
            raise AnchorError(
                _("The text of {interview} has changed since it was searched.",
                  interview=interview),
                remedy=_("Search again."),
            )  # fmt: skip
        start, end = _whole(text.text, (start, end), parts[interview])
        if (interview, start, end) not in anchors:
            anchors[interview, start, end] = anchor(text, start, end)
    return anchors


def _parts(store: Store, transcript: Transcript, extent: Extent) -> list[Span]:
    """What of a text is coded whole."""
    if extent == "sentence":
        return word_index.sentences(store, transcript.interview)
    return [(turn.start, turn.end) for turn in transcript.turns] if extent == "turn" else []


def _whole(text: str, hit: Span, parts: Sequence[Span]) -> Span:
    """The hit and the parts that it reaches into, without the blanks at their ends."""
    first = bisect_right(parts, hit[0], key=lambda part: part[1])
    last = bisect_left(parts, hit[1], key=lambda part: part[0])
    reached = [hit, *parts[first:last]]
    start, end = min(one[0] for one in reached), max(one[1] for one in reached)
    said = text[start:end]
    return end - len(said.lstrip()), start + len(said.rstrip())


def _refuse_unread(store: Store, interviews: Sequence[str]) -> None:
    read = word_index.read_before(store)
    unread = [interview for interview in interviews if interview not in read]
    if unread:
        raise AnchorError(
            _("The sentences of {interviews} are not known: the text has not been analysed.",
              interviews=", ".join(unread)),
            remedy=_("Run `workbench analyse`, or code the words or the turns."),
        )  # fmt: skip


def _in_use(store: Store, key: str) -> Code:
    """The code with this key. Raises CallError where it is retired."""
    found = views.code_named(store, key)
    if found.retired:
        raise CallError(
            _("The code {code} is retired.", code=found.key),
            remedy=_("Choose another code, or take this one into use again."),
        )
    return found


def _check_values(valence: str, stance: str) -> None:
    if valence not in get_args(Valence):
        raise CallError(
            _("“{value}” is no valence.", value=valence),
            remedy=_("It is present, missing, both or empty."),
        )
    if stance not in get_args(Stance):
        raise CallError(
            _("“{value}” is no stance.", value=stance),
            remedy=_("It is affirms, denies, mixed or empty."),
        )


def _refuse_double(store: Store, coding: int, changes: Row) -> None:
    row = store.get("coding", id=coding)
    assert row is not None
    place = {
        name: changes.get(name, row[name])
        for name in ("interview", "start", "end", "code", "coder")
    }
    same = store.get("coding", **place)
    if same is not None and same["id"] != coding:
        raise AnchorError(
            _("This passage has the same code by the same coder already."),
            remedy=_("Remove one of the two codings."),
        )


def _by_id(store: Store, coding: int, *, seen_by: str | None = None) -> Coding:
    """A coding that is there; for a coder from whom it is hidden, it is not."""
    found = views.coding_by_id(store, coding)
    if found is None or (
        seen_by is not None and blind.hides(store, seen_by, found.interview, found.coder)
    ):
        raise CallError(
            _("There is no coding {id} (any more).", id=coding),
            remedy=_("Load the page again to see what is there now."),
        )
    return found


def _of_request(store: Store, history: int) -> Coding:
    coding = views.row_of_action(store, history, "coding")
    return _by_id(store, -1 if coding is None else coding)


def _tell(action: Action, coding: Coding) -> None:
    found = views.code_named(action.store, coding.code)
    action.places |= {"interview": coding.interview, "key": found.key}
    action.name_codes(code=found)
