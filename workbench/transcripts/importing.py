"""Transcripts into the study: which interview, who speaks, and everything in one action.

`plan` says what an import would do, `import_` does it. Files are read before the action
begins; one fault anywhere and nothing is stored.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path, PurePath
from typing import Any, Literal

from workbench.errors import CallError, Fault, FileFaults
from workbench.model import Role
from workbench.spans import folded, normalised
from workbench.store import views
from workbench.store.actions import Action, coder_id
from workbench.store.database import Store
from workbench.texts import _, marked, ngettext
from workbench.transcripts import matching
from workbench.transcripts.matching import Speaker
from workbench.transcripts.readers import (
    READERS,
    Oddity,
    ReadTranscript,
    is_transcript_elsewhere,
    read,
    read_bytes,
    readable,
)
from workbench.words import STATUS

Given = Path | tuple[str, bytes]
"""A file or folder, or a name and the bytes of a file that is already in memory."""

Progress = Callable[[Sequence[Any]], Iterable[Any]]
"""Gives the items back one by one and may show how far it has come."""

Status = Literal["imported", "skipped", "memo"]

_SHOWN_ODDITIES = 5
_HOLDABLE = ("planned", "held", "not_usable")


@dataclass(frozen=True)
class Choice:
    """What a user has decided about one file: its interview, and who some labels are."""

    interview: str | None = None
    new: bool = False
    leave_out: bool = False
    speakers: Mapping[str, tuple[Role, str | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What importing a file would do. With `faults` it cannot be imported as it is.

    `new` makes the interview, `persons` those who speak in it and are not in the study yet.
    """

    file: str
    read: ReadTranscript
    interview: str | None
    does: Status
    speakers: tuple[Speaker, ...] = ()
    new: bool = False
    persons: tuple[str, ...] = ()
    message: str = ""
    faults: tuple[Fault, ...] = ()

    @property
    def unmatched(self) -> tuple[Speaker, ...]:
        """The speakers of whom it is open who they are."""
        return tuple(speaker for speaker in self.speakers if speaker.role == "unknown")


@dataclass(frozen=True)
class Imported:
    """What was done with a file."""

    file: str
    interview: str
    status: Status
    revision: int | None = None
    turns: int = 0
    speakers: tuple[Speaker, ...] = ()
    message: str = ""
    oddities: tuple[Oddity, ...] = ()

    @property
    def brief(self) -> str:
        """The result for people, and of whom it is still open who they are."""
        text = f"{self.file}: {self.message}"
        open_labels = [
            each.label or _("(no label)") for each in self.speakers if each.role == "unknown"
        ]
        if self.status == "imported" and open_labels:
            text += "\n" + _("  not matched to a person: {labels}", labels=", ".join(open_labels))
        return text

    @property
    def told(self) -> str:
        """The result with the lines that are to be looked at."""
        text = self.brief
        for odd in self.oddities[:_SHOWN_ODDITIES]:
            text += "\n" + (
                _("  line {line}, “{text}”: {why}", line=odd.line, text=odd.text, why=odd.why)
                if odd.text
                else f"  {odd.why}"
            )
        if (more := len(self.oddities) - _SHOWN_ODDITIES) > 0:
            text += "\n" + ngettext(
                "  and one more line to look at", "  and {n} more lines to look at", more
            )
        return text


def import_(
    store: Store,
    given: Sequence[Given],
    *,
    coder: str,
    interview: str | None = None,
    new: bool = False,
    choices: Mapping[str, Choice] | None = None,
    progress: Progress | None = None,
) -> list[Imported]:
    """Import transcripts, in one action; one result per file, in their order.

    A folder stands for the files in it that are read. A file is matched to the interview whose
    id its name is or holds, or to `interview`; `new` makes an interview of each that matches
    none. A text that is there already is skipped; the file of an interview without usable text
    becomes a memo on it. `choices` (by file name, or by the hash of its bytes) go before all that.

    Raises FileFaults with every fault of every file, CallError and UnknownName for a call that
    cannot be meant; nothing is stored then.
    """
    texts = read_all(given, progress=progress)
    results = import_texts(
        store, texts, coder=coder, interview=interview, new=new, choices=choices, progress=progress
    )
    return results + [each for folder in given for each in _left_lying(folder)]


def import_texts(
    store: Store,
    texts: Sequence[ReadTranscript],
    *,
    coder: str,
    interview: str | None = None,
    new: bool = False,
    choices: Mapping[str, Choice] | None = None,
    progress: Progress | None = None,
) -> list[Imported]:
    """Import transcripts that are read already, as `import_` does."""
    with store.action(coder, "import", summary=marked("Transcripts imported: {files}")) as action:
        plans = plan_texts(store, texts, interview=interview, new=new, choices=choices)
        faults = [fault for each in plans for fault in each.faults]
        if faults:
            raise FileFaults(faults, remedy=_remedy(plans, new))
        steps = progress(plans) if progress else plans
        results = [_write(action, each, coder) for each in steps]
        done = [each for each in results if each.status != "skipped"]
        action.object = done[0].interview if len(done) == 1 else ""
        action.places["files"] = ", ".join(each.file for each in done[:3]) + (
            " …" if len(done) > 3 else ""
        )
    return results


def plan(
    store: Store, given: Sequence[Given], *, interview: str | None = None, new: bool = False
) -> list[Plan]:
    """What `import_` would do with these files. Stores nothing.

    Raises FileFaults for files that cannot be read; what cannot be matched is told in the plan.
    """
    return plan_texts(store, read_all(given), interview=interview, new=new)


def read_all(given: Sequence[Given], *, progress: Progress | None = None) -> list[ReadTranscript]:
    """The transcripts of files, folders and uploads.

    Raises FileFaults with the faults of all of them.
    """
    files = [file for each in given for file in _files(each)]
    texts: list[ReadTranscript] = []
    faults: list[Fault] = []
    for file in progress(files) if progress else files:
        try:
            texts.append(read(file) if isinstance(file, Path) else read_bytes(*file))
        except FileFaults as error:
            faults += error.faults
            remedy = error.remedy
    if faults:
        raise FileFaults(faults, remedy=remedy if len(faults) == 1 else "")
    return texts


def plan_texts(
    store: Store,
    texts: Sequence[ReadTranscript],
    *,
    interview: str | None = None,
    new: bool = False,
    choices: Mapping[str, Choice] | None = None,
) -> list[Plan]:
    """What importing these transcripts would do, with the study as it is now."""
    if interview is not None:
        if len(texts) > 1:
            raise CallError(
                _("--interview names one interview, but there are {n} files.", n=len(texts)),
                remedy=_("Import the files one by one, or let their names tell the interviews."),
            )
        if not new:
            views.interview_named(store, interview)
    planner = _Planner(store)
    chosen = choices or {}
    usual = Choice(interview=interview, new=new)
    return [
        planner.plan(text, chosen.get(text.sha256) or chosen.get(text.name) or usual)
        for text in texts
    ]


class _Planner:
    """The study as the files of one import find it, those before them included."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.interviews = {row["id"]: row for row in store.find("interview")}
        self.persons = {row["id"] for row in store.find("person")}
        self.with_text = {row["interview"] for row in store.find("transcript")}
        self.sources: dict[str, str] = {}
        self._digests: dict[str, str] | None = None

    def plan(self, text: ReadTranscript, choice: Choice) -> Plan:
        """What importing this file would do, after the files before it."""
        there = self._there_already(text)
        if there is not None:
            return Plan(
                text.name, text, there, "skipped",
                message=_("the text is there already, as {interview}", interview=there),
            )  # fmt: skip
        if choice.leave_out:
            return Plan(text.name, text, None, "skipped", message=_("left out"))
        named = self._interview(text, choice)
        if isinstance(named, Fault):
            return Plan(text.name, text, None, "imported", faults=(named,))
        known = named in self.interviews
        found = self._known(text, named) if known else self._new(text, named)
        if choice.speakers:
            found = self._chosen(found, choice)
        if not found.faults and found.does == "imported":
            self._remember(found)
        return found

    def _there_already(self, text: ReadTranscript) -> str | None:
        if text.sha256 in self.sources:
            return self.sources[text.sha256]
        known = views.texts_with_hash(self.store, text.sha256)
        if known:
            return known[0]
        if self._digests is None:
            self._digests = views.text_digests(self.store)
        return self._digests.get(_digest(text))

    def _interview(self, text: ReadTranscript, choice: Choice) -> str | Fault:
        if choice.interview is not None:
            return choice.interview
        named = matching.interviews_named(text.name, self.interviews)
        if len(named) == 1:
            return named[0]
        if named:
            return Fault(
                _("the name holds several interviews: {ids}.", ids=", ".join(named)),
                file=text.name,
            )
        stem = PurePath(text.name).stem
        if choice.new:
            return stem
        near = difflib.get_close_matches(stem, list(self.interviews), n=3, cutoff=0.6)
        hint = " " + _("Did you mean {names}?", names=", ".join(near)) if near else ""
        return Fault(_("no interview of the study has this name.") + hint, file=text.name)

    def _known(self, text: ReadTranscript, interview: str) -> Plan:
        row = self.interviews[interview]
        if row["status"] == "not_usable":
            return self._memo(text, interview)
        plan = Plan(text.name, text, interview, "imported")
        if row["status"] not in _HOLDABLE:
            fault = Fault(
                _(
                    "{interview} is marked as {status}, so that it can have no text. Change its "
                    "status on the overview, or choose another interview.",
                    interview=interview, status=_(STATUS[row["status"]]),
                ),
                file=text.name,
            )  # fmt: skip
            return replace(plan, faults=(fault,))
        if interview in self.with_text:
            fault = Fault(
                _("{interview} has another text already.", interview=interview), file=text.name
            )
            return replace(plan, faults=(fault,))
        persons = [
            one["person"] for one in self.store.find("person_interview", interview=interview)
        ]
        speakers = matching.speakers(text, persons, interviewers=row["interviewer"])
        return replace(plan, speakers=speakers, message=self._told(text, interview, row["status"]))

    def _told(self, text: ReadTranscript, interview: str, status: str) -> str:
        told = ngettext(
            "imported as {interview}, one turn",
            "imported as {interview}, {n} turns",
            len(text.turns),
            interview=interview,
        )
        return told if status == "held" else told + _("; the interview is now marked as held")

    def _memo(self, text: ReadTranscript, interview: str) -> Plan:
        note = memo_text(text)
        memos = self.store.find("memo", object_type="interview", object=interview)
        if any(memo["text"] == note for memo in memos):
            message = _("the text is there already, as a memo on {interview}", interview=interview)
            return Plan(text.name, text, interview, "skipped", message=message)
        message = _("kept as a memo on {interview}, which has no usable text", interview=interview)
        return Plan(text.name, text, interview, "memo", message=message)

    def _new(self, text: ReadTranscript, interview: str) -> Plan:
        speakers = matching.new_speakers(text, interview, taken=self.persons)
        persons = [each.person for each in speakers if each.person is not None]
        message = ngettext(
            "imported as the new interview {interview}, one turn",
            "imported as the new interview {interview}, {n} turns",
            len(text.turns),
            interview=interview,
        )
        return Plan(
            text.name, text, interview, "imported", speakers, new=True,
            persons=tuple(dict.fromkeys(persons)), message=message,
        )  # fmt: skip

    def _chosen(self, found: Plan, choice: Choice) -> Plan:
        speakers = matching.chosen(found.speakers, choice.speakers)
        persons = tuple(dict.fromkeys(each.person for each in speakers if each.person))
        return replace(found, speakers=speakers, persons=persons if found.new else ())

    def _remember(self, found: Plan) -> None:
        interview = found.interview or ""
        self.with_text.add(interview)
        self.sources[found.read.sha256] = interview
        if self._digests is not None:
            self._digests[_digest(found.read)] = interview
        self.persons |= set(found.persons)
        if found.new:
            self.interviews[interview] = {"id": interview, "status": "held", "interviewer": ""}


def memo_text(text: ReadTranscript) -> str:
    """What a file says below its header, with its paragraphs."""
    first = text.source_map[0][0]
    begin = text.source.rfind("\n", 0, first) + 1
    words = normalised(text.source[begin:].replace("\r\n", "\n").replace("\r", "\n"))
    return words.strip()


def _write(action: Action, plan: Plan, coder: str) -> Imported:
    interview = plan.interview or ""
    if plan.does == "skipped":
        return Imported(plan.file, interview, "skipped", message=plan.message)
    if plan.does == "memo":
        _write_memo(action, interview, memo_text(plan.read), coder)
        return Imported(plan.file, interview, "memo", message=plan.message)
    if plan.new:
        _write_interview(action, plan)
    elif action.store.get("interview", id=interview)["status"] != "held":  # type: ignore[index]
        action.update("interview", interview, status="held")
    number = _write_text(action, plan)
    read = plan.read
    return Imported(
        plan.file, interview, "imported", number, len(read.turns), plan.speakers, plan.message,
        read.oddities,
    )  # fmt: skip


def _write_interview(action: Action, plan: Plan) -> None:
    store = action.store
    row = {"id": plan.interview, "status": "held", "position": len(store.find("interview"))}
    action.insert("interview", row)
    known = {person["id"] for person in store.find("person")}
    for person in plan.persons:
        if person not in known:
            place = len(known)
            action.insert("person", {"id": person, "actor_type": None, "position": place})
            known.add(person)
        action.insert("person_interview", {"interview": plan.interview, "person": person})


def _write_text(action: Action, plan: Plan) -> int:
    text, interview = plan.read, plan.interview
    number = len(action.store.find("revision", interview=interview)) + 1
    revision = action.insert(
        "revision",
        {
            "interview": interview,
            "number": number,
            "text": text.text,
            "source_name": text.name,
            "source_hash": text.sha256,
            "source_map": json.dumps(text.source_map, separators=(",", ":")),
            "header": json.dumps(text.header, ensure_ascii=False, separators=(",", ":")),
            "created": action.store.now(),
        },
    )
    who = {speaker.label: speaker for speaker in plan.speakers}
    action.insert_many(
        "turn",
        [
            {
                "revision": revision,
                "number": at,
                "speaker": turn.label,
                "role": who[turn.label].role,
                "person": who[turn.label].person,
                "start": start,
                "end": end,
                "time": turn.time,
            }
            for at, (turn, (start, end)) in enumerate(
                zip(text.turns, text.spans, strict=True), start=1
            )
        ],
    )
    action.put("transcript", {"interview": interview, "revision": revision})
    return number


def _write_memo(action: Action, interview: str, text: str, coder: str) -> None:
    action.insert(
        "memo",
        {
            "object_type": "interview",
            "object": interview,
            "text": text,
            "coder": coder_id(action, coder),
            "created": action.store.now(),
        },
    )


def _files(given: Given) -> list[Path | tuple[str, bytes]]:
    """The files that a path or an upload stands for; of a folder those that are read."""
    if isinstance(given, tuple) or not given.is_dir():
        return [given]
    found = sorted(
        file
        for file in given.iterdir()
        if file.is_file() and readable(file) and not _is_beside(file.name)
    )
    if not found:
        fault = Fault(
            _("the folder holds no transcript ({suffixes}).", suffixes=" ".join(READERS)),
            file=str(given),
        )
        raise FileFaults([fault])
    return list(found)


def _left_lying(given: Given) -> list[Imported]:
    """The transcripts in a folder that were not read, since they are of another kind."""
    if isinstance(given, tuple) or not given.is_dir():
        return []
    message = _("not read; save it as one of {suffixes}", suffixes=" ".join(READERS))
    return [
        Imported(file.name, "", "skipped", message=message)
        for file in sorted(given.iterdir())
        if file.is_file() and not _is_beside(file.name) and is_transcript_elsewhere(file)
    ]


def _is_beside(name: str) -> bool:
    """Files that lie in a folder of transcripts and are none: hidden, Word's locks, a readme."""
    return name.startswith((".", "~$")) or PurePath(name).stem.lower() == "readme"


def _remedy(plans: Sequence[Plan], new: bool) -> str:
    unnamed = any(each.interview is None and each.faults for each in plans)
    if unnamed and not new:
        return _(
            "Name the file after its interview, give --interview ID, or make new interviews"
            " with --new. Nothing was stored."
        )
    if all(each.does == "imported" and each.interview for each in plans if each.faults):
        return _(
            "Leave the file out, or name the interview that it belongs to with --interview ID."
            " A corrected text comes in with `workbench correct`. Nothing was stored."
        )
    return ""


def _digest(text: ReadTranscript) -> str:
    return sha256(folded(text.text).encode()).hexdigest()
