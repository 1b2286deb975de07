"""A corrected text: a new revision, with everything that stood on the old one carried over.

Codings, memos on passages and picked excerpts are *placed* on a text. Each is carried to its
words (see `carrying.py`); where that is in doubt it gets the best place that can be told and
waits for review (`reviewing.py`). Nothing is lost, and every former place is kept with its
revision, so that a text that is restored finds its codings where they were.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from typing import Any

from workbench.coding import mentions
from workbench.coding.anchors import placed, settle
from workbench.coding.carrying import Carried, Carrier, Doubt
from workbench.errors import CallError, DataError, UnknownName
from workbench.model import ROLES, Role, Transcript
from workbench.spans import (
    Span,
    all_word_spans,
    normalised,
    spans_from_text,
    spans_text,
    union,
)
from workbench.store import agreed, views
from workbench.store.actions import Action, by_request
from workbench.store.database import Store
from workbench.texts import _, marked
from workbench.transcripts import matching
from workbench.transcripts.readers import ReadTranscript
from workbench.words import code_name

Row = dict[str, Any]
Placed = tuple[str, int]
"""A thing that stands on a text: its table and its id."""

_FAR = 10**9
"""Where a coding waits while another takes its place, so that the two never meet."""


@dataclass(frozen=True)
class CorrectedTurn:
    """A turn as it is to be. `person` goes with the role `person` only, and may be open."""

    text: str
    speaker: str = ""
    role: Role = "unknown"
    person: str | None = None
    time: float | None = None


@dataclass(frozen=True)
class Change:
    """What a correction does to one placed thing: the words before and after, and where it is
    then. `doubt` is None where its words are the same."""

    object_type: str
    object: int
    label: str
    coder: str
    before: str
    after: str
    start: int
    end: int
    doubt: Doubt | None


@dataclass(frozen=True)
class Corrected:
    """What a correction did or would do: the number of the new revision (None: nothing changes),
    everything that stands on the text, and how many turns are not as they were."""

    interview: str
    revision: int | None
    changes: tuple[Change, ...] = ()
    turns: int = 0

    @property
    def in_doubt(self) -> tuple[Change, ...]:
        """What is to be looked at."""
        return tuple(one for one in self.changes if one.doubt is not None)

    def seen_by(self, store: Store, coder: str) -> Corrected:
        """The same without what is hidden from this coder; it was carried over all the same."""
        seen = store.seen_by(coder)
        if seen is store:
            return self
        shown = (one for one in self.changes if seen.get(one.object_type, id=one.object))
        return replace(self, changes=tuple(shown))


@dataclass(frozen=True)
class Source:
    """The file that a revision came from, as it is kept with the revision."""

    name: str = ""
    hash: str = ""
    map: str = "[]"
    header: str = "[]"


def turns(store: Store, interview: str) -> list[CorrectedTurn]:
    """The turns of an interview's text as they are, to be edited.

    Raises UnknownName for an interview that the study lacks, CallError where it has no text.
    """
    return turns_of(views.text_of(store, interview))


def turns_of(transcript: Transcript) -> list[CorrectedTurn]:
    """The turns of a text."""
    return [
        CorrectedTurn(
            transcript.text[turn.start : turn.end], turn.speaker, turn.role, turn.person, turn.time
        )
        for turn in transcript.turns
    ]


def edit(turns: Sequence[CorrectedTurn], number: int, **changes: Any) -> list[CorrectedTurn]:
    """The turns with fields of one changed (counted from 1). Raises CallError without it.

    A role other than person has no person; a person makes the role.
    """
    turn = _turn(turns, number)
    if changes.get("person"):
        changes.setdefault("role", "person")
    elif changes.get("role", "person") != "person":
        changes.setdefault("person", None)
    return [*turns[: number - 1], replace(turn, **changes), *turns[number:]]


def split(turns: Sequence[CorrectedTurn], number: int, at: int) -> list[CorrectedTurn]:
    """The turns with one split before its character `at`; both parts are the same speaker's."""
    turn = _turn(turns, number)
    parts = turn.text[:at].strip(), turn.text[at:].strip()
    if not all(parts) or at < 0:
        raise CallError(
            _("Turn {number} cannot be split at {at}: both parts need words.",
              number=number, at=at),
        )  # fmt: skip
    first, second = replace(turn, text=parts[0]), replace(turn, text=parts[1], time=None)
    return [*turns[: number - 1], first, second, *turns[number:]]


def join(turns: Sequence[CorrectedTurn], number: int) -> list[CorrectedTurn]:
    """The turns with one and the next joined; they are the first one's speaker's."""
    first, second = _turn(turns, number), _turn(turns, number + 1)
    joined = replace(first, text=f"{first.text} {second.text}".strip())
    return [*turns[: number - 1], joined, *turns[number + 1 :]]


def turns_from(
    store: Store, interview: str, read: ReadTranscript
) -> tuple[list[CorrectedTurn], Source]:
    """The turns of a corrected file, and what is kept of the file.

    A label that the text has already stands for whom it stood for; a new one is matched to the
    interview's persons as an import does.
    """
    row = views.interview_named(store, interview)
    known = {
        turn.speaker: (turn.role, turn.person)
        for turn in reversed(views.text_of(store, interview).turns)
        if turn.role != "unknown"
    }
    persons = [one["person"] for one in store.find("person_interview", interview=interview)]
    found = matching.speakers(read, persons, interviewers=row["interviewer"])
    who: dict[str, tuple[Role, str | None]] = {
        **{one.label: (one.role, one.person) for one in found},
        **known,
    }
    turns = [
        CorrectedTurn(turn.text, turn.label, *who[turn.label], turn.time) for turn in read.turns
    ]
    source = Source(
        read.name, read.sha256, json.dumps(read.source_map, separators=(",", ":")),
        json.dumps(read.header, ensure_ascii=False, separators=(",", ":")),
    )  # fmt: skip
    return turns, source


def plan(store: Store, interview: str, turns: Sequence[CorrectedTurn]) -> Corrected:
    """What a correction would do to what stands on the text. Stores nothing.

    Raises what `correct` raises.
    """
    current = views.text_of(store, interview)
    turns = _checked(store, interview, turns)
    if turns == turns_of(current):
        return Corrected(interview, None)
    return _Correction(store, current, turns).told(current.number + 1)


def correct(
    store: Store,
    interview: str,
    turns: Sequence[CorrectedTurn],
    *,
    coder: str,
    source: Source | None = None,
    base: int | None = None,
    request: str | None = None,
) -> Corrected:
    """Give an interview these turns as a new revision, and carry over what stood on the old one.

    `base` is the revision (its id) that was corrected: raises DataError where the text is
    another by now, and where no word is left or there is no room for two codings of one code.
    Raises UnknownName and CallError for a person or role that cannot be. Nothing is stored then,
    and nothing where nothing changes.
    """
    with store.action(
        coder, "correct", object=interview, summary=marked("Text of {interview} corrected"),
        interview=interview, request=request,
    ) as action:  # fmt: skip
        current = views.text_of(store, interview)
        if by_request(store, request) is not None:
            return Corrected(interview, None)
        if base is not None and base != current.revision:
            raise DataError(
                _("The text of {interview} has been corrected since you opened it.",
                  interview=interview),
                remedy=_("Load the page again and correct the text as it is now."),
            )  # fmt: skip
        turns = _checked(store, interview, turns)
        if turns == turns_of(current):
            return Corrected(interview, None)
        kept = store.get("revision", id=current.revision) or {}
        file = source or Source(name=kept["source_name"], header=kept["header"])
        done = _Correction(store, current, turns).write(action, file)
    return done.seen_by(store, coder)


def restore(store: Store, interview: str, number: int, *, coder: str) -> Corrected:
    """Give an interview the text of an earlier revision, as a new one.

    What stood on that text returns to its place there, also where it was in doubt; what came
    later is carried over. Raises CallError where there is no such revision.
    """
    with store.action(
        coder, "restore revision", object=interview, interview=interview, number=number,
        summary=marked("Text of {interview} as in revision {number}"),
    ) as action:  # fmt: skip
        current = views.text_of(store, interview)
        wanted = store.get("revision", interview=interview, number=number)
        if wanted is None:
            raise CallError(
                _("{interview} has no revision {number}.", interview=interview, number=number),
                remedy=_("`workbench correct {interview} --revisions` lists them.",
                         interview=interview),
            )  # fmt: skip
        if wanted["id"] == current.revision:
            return Corrected(interview, None)
        file = Source(
            wanted["source_name"], wanted["source_hash"], wanted["source_map"], wanted["header"]
        )
        turns = [
            CorrectedTurn(
                wanted["text"][turn["start"] : turn["end"]], turn["speaker"], turn["role"],
                turn["person"], turn["time"],
            )
            for turn in store.find("turn", revision=wanted["id"])
        ]  # fmt: skip
        correction = _Correction(store, current, turns)
        correction.return_to(wanted["id"])
        return correction.write(action, file)


class _Correction:
    """A text and what is to take its place: where everything goes, and how it is written."""

    def __init__(self, store: Store, current: Transcript, turns: Sequence[CorrectedTurn]) -> None:
        self.store = store
        self.current = current
        self.turns = turns
        self.text = "\n".join(turn.text for turn in turns)
        self.rows = dict(_standing(store, current.interview))
        self.carrier = Carrier(current.text, self.text)
        self.places = {thing: self._carried(thing, row) for thing, row in self.rows.items()}
        self.returned: set[Placed] = set()

    def return_to(self, revision: int) -> None:
        """What stood on the text of this revision goes back to where it was."""
        for row in self.store.find("past_place", revision=revision):
            thing = (row["object_type"], row["object"])
            if thing in self.places:
                self.places[thing] = Carried(row["start"], row["end"], row["doubt"] or None)
                self.returned.add(thing)

    def told(self, number: int) -> Corrected:
        """What the correction does, as revision `number`."""
        places = self._apart()
        names = _Labels(self.store)
        changes = [
            Change(
                *thing, names.label(thing[0], row), names.coder(thing[0], row), row["quote"],
                self.text[places[thing].start : places[thing].end], places[thing].start,
                places[thing].end, places[thing].doubt,
            )
            for thing, row in self.rows.items()
        ]  # fmt: skip
        were = Counter(turns_of(self.current))
        turns = (Counter(self.turns) - were).total() or (were - Counter(self.turns)).total()
        changes.sort(key=lambda one: (one.start, one.end, one.object_type, one.object))
        return Corrected(self.current.interview, number, tuple(changes), turns)

    def write(self, action: Action, source: Source) -> Corrected:
        """Store the correction inside an action."""
        interview = self.current.interview
        number = len(self.store.find("revision", interview=interview)) + 1
        told = self.told(number)
        places = {(one.object_type, one.object): one for one in told.changes}
        open_ = {(row["object_type"], row["object"]): row for row in self.store.find("review")}
        decided = {
            place.held["id"]: place
            for place in agreed.places(self.store, [interview], done_only=False)
            if place.held
        }
        self._keep_past_places(action, open_)
        revision = action.insert(
            "revision",
            {
                "interview": interview, "number": number, "text": self.text,
                "source_name": source.name, "source_hash": source.hash, "source_map": source.map,
                "header": source.header, "created": self.store.now(),
            },
        )  # fmt: skip
        action.insert_many("turn", _turn_rows(revision, self.turns))
        action.update("transcript", interview, revision=revision)
        self._step_aside(action, places)
        for thing, one in places.items():
            action.update(*thing, **self._columns(thing, one))
            if one.doubt is not None:
                row = {"object_type": thing[0], "object": thing[1], "doubt": one.doubt}
                action.put("review", row)
                if thing[0] == "coding":
                    action.update(*thing, review=1)
            elif thing in self.returned:
                settle(action, *thing)
        self._carry_decisions(action, decided, places)
        mentions.carry(action, interview, revision, self.text)
        return told

    def _carry_decisions(
        self, action: Action, decided: Mapping[int, agreed.Place], places: Mapping[Placed, Change]
    ) -> None:
        """A decision goes with the codings that it was made on. Where one of them is in doubt,
        or the decision held no longer, its place is to be decided anew; it is kept to be read."""
        for row in self.store.find("decision", interview=self.current.interview):
            place = decided.get(row["id"])
            of = (*place.codings_first, *place.codings_second) if place else ()
            now = {one["id"]: places["coding", one["id"]] for one in of}
            if place is not None and not any(one.doubt for one in now.values()):
                marks = {
                    coder: spans_text(union((now[one["id"]].start, now[one["id"]].end)
                                            for one in codings))
                    for coder, codings in ((place.pair.first, place.codings_first),
                                           (place.pair.second, place.codings_second))
                }  # fmt: skip
                saw: Row = {"first_spans": marks[row["first"]],
                            "second_spans": marks[row["second"]]}  # fmt: skip
            else:
                saw = {name: self._carried_spans(row[name])
                       for name in ("first_spans", "second_spans")}  # fmt: skip
                saw["reopened"] = 1
            action.update("decision", row["id"], **saw)

    def _carried_spans(self, spans: str) -> str:
        carried = [self.carrier.carry(*span) for span in spans_from_text(spans)]
        return spans_text(union((one.start, one.end) for one in carried))

    def _carried(self, thing: Placed, row: Row) -> Carried:
        carried = self.carrier.carry(row["start"], row["end"])
        if thing[0] == "selection_item" and carried.doubt is None:
            cut = [self.carrier.carry(*span).doubt for span in spans_from_text(row["keep"])]
            return replace(carried, doubt=next(filter(None, cut), None))
        return carried

    def _apart(self) -> dict[Placed, Carried]:
        """The places, no two of one code by one coder alike: the less certain one gives way."""
        places = dict(self.places)
        taken: dict[tuple[int, int], set[Span]] = {}
        codings = [thing for thing in places if thing[0] == "coding"]
        codings.sort(
            key=lambda thing: (thing not in self.returned, places[thing].doubt is not None, thing)
        )
        for thing in codings:
            row, place = self.rows[thing], places[thing]
            here = taken.setdefault((row["code"], row["coder"]), set())
            span = place.start, place.end
            if span in here:
                span = _free(self.text, span, here)
                doubt: Doubt = "gone" if place.doubt == "gone" else "same"
                places[thing] = Carried(*span, doubt)
            here.add(span)
        return places

    def _keep_past_places(self, action: Action, open_: Mapping[Placed, Row]) -> None:
        for thing, row in self.rows.items():
            action.insert(
                "past_place",
                {
                    "object_type": thing[0], "object": thing[1],
                    "revision": self.current.revision, "start": row["start"], "end": row["end"],
                    "doubt": open_[thing]["doubt"] if thing in open_ else "",
                },
            )  # fmt: skip

    def _step_aside(self, action: Action, places: Mapping[Placed, Change]) -> None:
        """Make room where a coding comes to the old place of another: the store has one coding
        of a code by a coder at a place, also half-way through an action and its undo."""
        held = {
            (row["start"], row["end"], row["code"], row["coder"]): thing
            for thing, row in self.rows.items()
            if thing[0] == "coding"
        }
        waiting = {
            other
            for thing, one in places.items()
            if thing[0] == "coding"
            and (row := self.rows[thing])
            and (other := held.get((one.start, one.end, row["code"], row["coder"])))
            and other != thing
        }
        for thing in sorted(waiting):
            row = self.rows[thing]
            action.update(*thing, start=row["start"] + _FAR, end=row["end"] + _FAR)

    def _columns(self, thing: Placed, one: Change) -> Row:
        place = placed(self.text, one.start, one.end)
        if thing[0] == "coding":
            return place
        columns = {name: place[name] for name in ("start", "end", "quote")}
        if thing[0] == "selection_item":
            columns |= self._cut(self.rows[thing], (one.start, one.end))
        return columns

    def _cut(self, item: Row, span: Span) -> Row:
        """What is printed of a picked excerpt, and the writer's additions, in the new text."""
        kept = [self.carrier.carry(*one) for one in spans_from_text(item["keep"])]
        keep = union(
            (max(one.start, span[0]), min(one.end, span[1])) for one in kept if one.doubt != "gone"
        )
        insertions = [
            [min(max(self.carrier.point(place), span[0]), span[1]), said]
            for place, said in json.loads(item["insertions"])
        ]
        return {
            "keep": spans_text(keep), "insertions": json.dumps(insertions, ensure_ascii=False),
        }  # fmt: skip


class _Labels:
    """What things on a text are called for people."""

    def __init__(self, store: Store) -> None:
        self.codes = {code.id: code_name(code) for code in views.codes(store)}
        self.coders = {row["id"]: row["name"] for row in store.find("coder")}
        self.selections = {row["id"]: row["name"] for row in store.find("selection")}

    def label(self, object_type: str, row: Row) -> str:
        """The code's name, the memo's text, the selection's name."""
        if object_type == "coding":
            return self.codes[row["code"]]
        return str(row["text"]) if object_type == "memo" else self.selections[row["selection"]]

    def coder(self, object_type: str, row: Row) -> str:
        """Whose it is; a picked excerpt is nobody's."""
        return "" if object_type == "selection_item" else self.coders[row["coder"]]


def _standing(store: Store, interview: str) -> Iterator[tuple[Placed, Row]]:
    """Everything that stands on the text of an interview."""
    for row in store.find("coding", interview=interview):
        yield ("coding", row["id"]), row
    for row in store.find("memo", object_type="passage", object=interview):
        yield ("memo", row["id"]), row
    for row in store.find("selection_item", interview=interview):
        yield ("selection_item", row["id"]), row


def _turn_rows(revision: int, turns: Sequence[CorrectedTurn]) -> Iterator[Row]:
    start = 0
    for number, turn in enumerate(turns, start=1):
        yield {
            "revision": revision, "number": number, "speaker": turn.speaker, "role": turn.role,
            "person": turn.person, "start": start, "end": start + len(turn.text),
            "time": turn.time,
        }  # fmt: skip
        start += len(turn.text) + 1


def _free(text: str, span: Span, taken: Collection[Span]) -> Span:
    """The nearest place to `span` that no other coding of the same kind has: a word more, else
    less of it. Raises DataError where the text has none."""
    start, end = span
    words = all_word_spans(text)
    ends = [word[1] for word in words if word[1] > end]
    starts = [word[0] for word in reversed(words) if word[0] < start]
    wider = chain(
        ((start, later) for later in ends),
        ((earlier, end) for earlier in starts),
        ((start, less) for less in range(end - 1, start, -1)),
        product(starts, ends),
        combinations(range(len(text) + 1), 2),
    )
    for one in wider:
        if one not in taken and text[slice(*one)].strip():
            return one
    raise DataError(
        _("The corrected text is too short for the codings of it."),
        remedy=_("Remove some of them first, or correct less. Nothing was stored."),
    )


def _turn(turns: Sequence[CorrectedTurn], number: int) -> CorrectedTurn:
    if not 1 <= number <= len(turns):
        raise CallError(
            _("There is no turn {number}: the text has {n}.", number=number, n=len(turns))
        )
    return turns[number - 1]


def _checked(store: Store, interview: str, turns: Sequence[CorrectedTurn]) -> list[CorrectedTurn]:
    """The turns as they are stored; those without words are left out."""
    persons = [one["person"] for one in store.find("person_interview", interview=interview)]
    found = []
    for number, turn in enumerate(turns, start=1):
        if turn.role not in ROLES:
            raise UnknownName(_("role"), turn.role, ROLES, place=_("turn {n}", n=number))
        if turn.person and turn.person not in persons:
            raise UnknownName(
                _("person of this interview"), turn.person, persons, place=_("turn {n}", n=number)
            )
        if turn.person and turn.role != "person":
            raise CallError(
                _("Only a turn with the role person is somebody's words."),
                place=_("turn {n}", n=number),
            )
        text = " ".join(normalised(turn.text).splitlines()).strip()
        speaker = " ".join(normalised(turn.speaker).split())
        if text:
            found.append(replace(turn, text=text, speaker=speaker, person=turn.person or None))
    if not any(all_word_spans(turn.text) for turn in found):
        raise DataError(
            _("No word of {interview} would be left.", interview=interview),
            remedy=_("A text that cannot be used is said of the interview: its status."),
        )
    return found
