"""The coding desk, Python's side: what the component is told, and what it asks for.

Words of this module:

*said*: what the component keeps in its state: the outbox of actions that it has not seen stored,
what it has of the study already, and the interview that it wants.
*answer*: what it is given back: only what it lacks. Text, scheme and labels are sent once; after
an action only the codings that changed since the history entry that the component knows.
*result*: what became of one action, by its request. The component drops an action only when it
has its result, and sends it again otherwise; a request that is stored is never done twice.

Nothing here draws. `answer` and `apply` are plain functions on a study and plain data, and
`mount` is the one place that knows Streamlit. Offsets cross the border in `border.py` only.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from workbench.coding.carrying import carry
from workbench.coding.correcting import CorrectedTurn, edit, join, split, turns_of
from workbench.errors import CallError, StudyError, WorkbenchError
from workbench.model import CODING_STATUSES, Code, Coding, CodingStatus, Filters, Transcript
from workbench.references import parts
from workbench.spans import union, word_spans, words_within
from workbench.texts import _, language, marked, moment, ngettext, number
from workbench.ui.border import Border
from workbench.ui.places import reference
from workbench.words import actor_types, in_sentence

if TYPE_CHECKING:
    from workbench.store.memos import Mention
    from workbench.study import Study

Row = dict[str, Any]
Kind = Literal[
    "code", "uncode", "recode", "memo", "edit_memo", "mend", "keep", "pin", "reject", "status",
    "undo", "redo",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)

_KEY = re.compile(r"\b[a-z0-9_]+(?:\.[a-z0-9_]+)+\b")

VOICE = ("speaker", "role", "person")
"""What a turn says of who speaks in it."""

KEPT_TEXTS = 8
KEPT_RESULTS = 2000


@dataclass(frozen=True)
class Have:
    """What the component has already; None for what it lacks."""

    texts: str | None = None
    scheme: str | None = None
    interview: str | None = None
    revision: int | None = None
    mark: int | None = None
    memos: str | None = None
    suggested: int | None = None


@dataclass(frozen=True)
class Ask:
    """The suggestions that the component asks for: a code by its id, at most so many passages.
    `name` tells one asking from another: the same code is asked for anew when more is coded."""

    name: int
    code: int
    n: int


@dataclass(frozen=True)
class Said:
    """What the component says, as far as it makes sense."""

    seq: int = 0
    nonce: int = 0
    have: Have = Have()
    open: str | None = None
    ask: Ask | None = None
    actions: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Result:
    """What became of one action: the coding or memo that it made or changed, or why not."""

    request: str
    coding: Coding | None = None
    memo: int | None = None
    said: str = ""
    error: str = ""


@dataclass
class Page:
    """A transcript with what is asked of it again and again."""

    transcript: Transcript
    border: Border
    word_starts: list[int]

    @classmethod
    def of(cls, transcript: Transcript) -> Page:
        """Read once per revision. The words are those of identified and other persons."""
        text = transcript.text
        starts = [
            turn.start + start
            for turn in transcript.turns
            if turn.role != "interviewer"
            for start, _end in word_spans(text[turn.start : turn.end])
        ]
        return cls(transcript, Border(text), starts)

    def share(self, codings: Sequence[Coding]) -> float:
        """The share (0 to 1) of the persons' words that these codings hold."""
        spans = union((one.start, one.end) for one in codings)
        held = 0
        for span in spans:
            first, last = words_within(self.word_starts, span)
            held += last - first
        return held / len(self.word_starts) if self.word_starts else 0.0


@dataclass
class Session:
    """What one browser session keeps between two answers."""

    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    interview: str | None = None
    defaulted: bool = False
    """Whether nobody has said which interview: the browser may know which one was open last."""
    goto: Row | None = None
    nonce: int = -1
    results: OrderedDict[str, Result] = field(default_factory=OrderedDict)
    pages: OrderedDict[int, Page] = field(default_factory=OrderedDict)
    codings: dict[int, Coding] = field(default_factory=dict)
    read: tuple[str, int, tuple[str, ...], int] | None = None
    """Interview, revision, coders who are hidden, and history entry that `codings` is the state
    of."""
    whole: int = -1
    """The history entry at which all codings were read, since others than before are hidden: what
    the component has of an older state says nothing of these."""
    seen: int = -1
    """The history entry that what follows is the state of; None is what has to be read again."""
    codes: list[Code] | None = None
    interviews: list[Row] | None = None
    open: Page | None = None
    head: tuple[str, Row] | None = None
    pins: tuple[str, Row] | None = None
    """Coder; digit -> id of the code that she has pinned to it."""
    suggested: Row | None = None
    """What was found for what was asked last."""
    memos: tuple[tuple[str, int, str, int], str, list[Row]] | None = None
    """Interview, revision, language, and when all was read; a short name of the memos then; the
    memos."""

    def forget(self) -> None:
        """Read everything again: somebody else has written, or who knows what was undone."""
        self.codes = self.interviews = self.open = self.head = self.pins = self.memos = None

    def scheme(self, study: Study) -> list[Code]:
        """The codes, read once per state."""
        if self.codes is None:
            self.codes = study.scheme()
        return self.codes

    def page(self, transcript: Transcript) -> Page:
        """The page of this revision, made when it is asked for first."""
        found = self.pages.get(transcript.revision)
        # Turns may get their persons later without a new revision.
        if found is None or found.transcript != transcript:
            found = self.pages[transcript.revision] = Page.of(transcript)
            while len(self.pages) > KEPT_TEXTS:
                self.pages.popitem(last=False)
        return found


def read_said(value: object) -> Said:
    """What the component said, checked like any input; nonsense is left out."""
    if not isinstance(value, Mapping):
        return Said()
    have = value.get("have")
    have = have if isinstance(have, Mapping) else {}
    actions = value.get("actions")
    return Said(
        seq=_whole(value.get("seq")) or 0,
        nonce=_whole(value.get("nonce")) or 0,
        have=Have(
            texts=_text(have.get("texts")),
            scheme=_text(have.get("scheme")),
            interview=_text(have.get("interview")),
            revision=_whole(have.get("revision")),
            mark=_whole(have.get("mark")),
            memos=_text(have.get("memos")),
            suggested=_whole(have.get("suggested")),
        ),
        ask=_ask(value.get("ask")),
        open=_text(value.get("open")),
        actions=tuple(
            dict(action)
            for action in (actions if isinstance(actions, list) else ())
            if isinstance(action, Mapping)
            and isinstance(action.get("request"), str)
            and action.get("kind") in KINDS
        ),
    )


def _ask(value: object) -> Ask | None:
    named = value if isinstance(value, Mapping) else {}
    name, code, n = (_whole(named.get(one)) for one in ("name", "code", "n"))
    return None if name is None or code is None else Ask(name, code, max(1, n or 1))


def apply(
    study: Study, actions: Sequence[Row], *, coder: str, session: Session
) -> tuple[list[Result], str]:
    """Do the actions in their order, each once; gives their results, and what is in the way.

    An action that the study refuses has an error as its result. Where the study cannot be
    written at all (another program holds it), the rest stays undone and without result, so that
    the component keeps it; the second value then says why.
    """
    results: list[Result] = []
    made: dict[str, int] = {}
    for action in actions:
        request = action["request"]
        done = session.results.get(request)
        if done is None:
            try:
                done = _do(study, action, coder=coder, made=made, session=session)
            except StudyError as error:
                return results, error.message
            except WorkbenchError as error:
                done = Result(request, error=error.message)
            _forget_after(action, session)
            session.results[request] = done
            while len(session.results) > KEPT_RESULTS:
                session.results.popitem(last=False)
        found = done.memo if done.coding is None else done.coding.id
        if found is not None:
            made[request] = found
        results.append(done)
    return results, ""


def _forget_after(action: Row, session: Session) -> None:
    """What an action of one's own makes worth reading again. Codings are read by themselves."""
    if action["kind"] == "status":
        session.head = None
    elif action["kind"] == "pin":
        session.pins = None
    elif action["kind"] in ("memo", "edit_memo"):
        session.memos = None
    elif action["kind"] in ("mend", "undo", "redo") or action.get("new_code"):
        session.forget()


def answer(study: Study, said: Said, session: Session, *, coder: str, now: str = "") -> Row:
    """Do what the outbox asks for, and say what the component lacks after it.

    `now` is the time that is shown as the time of saving.
    """
    before = study.last_history
    if session.seen != before or said.have.interview is None:
        session.forget()
    known = len(session.results)
    results, trouble = apply(study, said.actions, coder=coder, session=session)
    mark = study.last_history
    if mark - before > len(session.results) - known:
        session.forget()
    session.seen = mark
    _choose(study, session, said)
    interviews = _interviews(study, session)
    given: Row = {
        "session": session.id,
        "study": study_mark(study),
        "coder": coder,
        "answered": said.seq,
        "trouble": trouble,
        "defaulted": session.defaulted,
        "time": now,
        "settled": mark,
        "results": [_result(one) for one in results],
        **_texts_for(said),
        **_scheme_for(session.scheme(study), said),
        "pins": _pins(study, session, coder=coder),
    }
    page = _open_page(study, session)
    if page is None:
        return given | {"interviews": _choices(interviews)}
    given |= _doc_for(page, said, interviews, session)
    hidden = tuple(study.hidden().get(page.transcript.interview, ()))
    _read_codings(study, session, page.transcript, hidden, mark)
    codes = {code.key: code.id for code in session.scheme(study)}
    given["codings"] = _codings_for(study, session, page, said, codes, mark)
    given["head"] = _head(study, session, page, interviews, hidden, coder=coder)
    given |= _suggested_for(study, session, page, said, coder=coder)
    return given | _memos_for(study, session, page, said)


def study_mark(study: Study) -> str:
    """A short name of this study file, by which the browser keeps what belongs to it."""
    return hashlib.sha256(str(study.path).encode()).hexdigest()[:16]


def _interviews(study: Study, session: Session) -> list[Row]:
    """The interviews that can be coded, in the order of the design: id, title, facts."""
    if session.interviews is None:
        session.interviews = _facts(study)
    return session.interviews


def _pins(study: Study, session: Session, *, coder: str) -> Row:
    """digit -> id of the code that the coder has pinned to it."""
    if session.pins is None or session.pins[0] != coder:
        codes = {code.key: code.id for code in session.scheme(study)}
        pinned = study.favourites(coder=coder)
        session.pins = coder, {str(digit): codes[key] for digit, key in pinned.items()}
    return session.pins[1]


def _open_page(study: Study, session: Session) -> Page | None:
    """The text of the interview that is open."""
    if session.interview is None:
        return None
    if session.open is None or session.open.transcript.interview != session.interview:
        transcript = study.transcript(session.interview)
        session.open = None if transcript is None else session.page(transcript)
    return session.open


def with_text(study: Study) -> pd.DataFrame:
    """The interviews that can be opened, as `Study.interviews` gives them."""
    interviews = study.interviews()
    return interviews[interviews["words"] > 0]


def _facts(study: Study) -> list[Row]:
    sittings: dict[str, list[Row]] = {}
    for row in _rows(study.person_interviews(), "interview", "person", "round", "actor_type"):
        sittings.setdefault(str(row["interview"]), []).append(row)
    frame = study.persons()
    told_of = [name for name in ("course", "workplace") if name in frame]
    persons = {str(row["person"]): row for row in _rows(frame, "person", *told_of)}
    types = actor_types(study.actor_types())
    found = []
    for row in _rows(with_text(study), "interview", "place", "minutes"):
        here = sittings.get(str(row["interview"]), [])
        known = [types.get(one["actor_type"], "") for one in here]
        told = [in_sentence(one) for one in known if one]
        for one in here:
            person = persons[one["person"]]
            told += [str(person[name]) for name in told_of if person[name]]
        if row["place"]:
            told.append(str(row["place"]))
        if isinstance(row["minutes"], int):
            told.append(_("{n} min", n=row["minutes"]))
        found.append(
            {
                "id": str(row["interview"]),
                "title": " + ".join(_sitting(one) for one in here) or str(row["interview"]),
                "facts": " · ".join(dict.fromkeys(told)),
            }
        )
    return found


def _rows(frame: pd.DataFrame, *names: str) -> list[Row]:
    """These columns of a frame as plain records, a column at a time: frames are slow by row."""
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _sitting(row: Row) -> str:
    if bool(pd.isna(row["round"])):
        return str(row["person"])
    return _("{person} · round {round}", person=row["person"], round=int(row["round"]))


def _choose(study: Study, session: Session, said: Said) -> None:
    """Open what the component asked for since it was last heard; else stay, else the first."""
    known = [row["id"] for row in _interviews(study, session)]
    if said.nonce != session.nonce and said.open in known:
        session.interview = said.open
        session.goto = None
        session.defaulted = False
    session.nonce = said.nonce
    if session.interview not in known:
        session.interview = known[0] if known else None
        session.defaulted = True


def _do(
    study: Study,
    action: Row,
    *,
    coder: str,
    made: Mapping[str, int],
    session: Session,
) -> Result:
    """One action, in the name of who did it. Raises WorkbenchError where the study refuses it."""
    request: str = action["request"]
    who = str(action.get("coder") or "")
    # Whoever coded before the picker was changed is still the one who did it.
    if who != coder and who not in study.coders():
        raise CallError(_("“{name}” does not code in this study.", name=who))
    coder = who
    match action["kind"]:
        case "code":
            return _code(study, action, coder=coder, session=session)
        case "uncode":
            coding = _coding_id(action, made)
            _check_own(study, action, coding, coder)
            study.remove_coding(coding, coder=coder, request=request)
            return Result(request)
        case "recode":
            coding = _coding_id(action, made)
            _check_own(study, action, coding, coder)
            changes = _changes(study, action, session)
            return Result(request, study.recode(coding, coder=coder, request=request, **changes))
        case "memo":
            return _memo(study, action, coder=coder, session=session)
        case "edit_memo":
            memo = _memo_id(action, made)
            text = _plain(action.get("text")).strip()
            study.edit_memo(memo, text, coder=coder, request=request)
            said = _("Memo stored.") if text else _("Memo removed.")
            return Result(request, memo=memo if text else None, said=said)
        case "mend":
            return _mend(study, action, coder=coder)
        case "keep":
            coding = _coding_id(action, made)
            _check_own(study, action, coding, coder)
            study.confirm_review("coding", coding, coder=coder, request=request)
            return Result(request)
        case "pin":
            return _pin(study, action, coder=coder, session=session)
        case "reject":
            start, end = _span(study, action, action, session)
            code = _code_named(study, session, _whole(action.get("code")))
            study.reject(
                str(action.get("interview") or ""), start, end, code.key, coder=coder,
                request=request,
            )  # fmt: skip
            return Result(request)
        case "status":
            study.coding_status(
                str(action.get("interview") or ""), str(action.get("status")), coder=coder,
                request=request,
            )  # fmt: skip
            return Result(request)
        case "undo":
            return Result(request, said=study.undo(coder=coder, request=request).summary)
        case _:
            return Result(request, said=study.redo(coder=coder, request=request).summary)


def _code(study: Study, action: Row, *, coder: str, session: Session) -> Result:
    request: str = action["request"]
    start, end = _span(study, action, action, session)
    values: dict[str, str] = {
        name: _plain(action.get(name)) for name in ("valence", "stance", "memo")
    }
    new = action.get("new_code")
    if isinstance(new, Mapping):
        parent = _whole(new.get("parent"))
        above = "" if parent is None else _code_named(study, session, parent).key
        coding = study.code_new(
            str(action["interview"]), start, end, _plain(new.get("name")).strip(),
            parent=above, coder=coder, request=request, **values,
        )  # fmt: skip
    else:
        code = _code_named(study, session, _whole(action.get("code")))
        coding = study.code(
            str(action["interview"]), start, end, code.key, coder=coder, request=request, **values
        )
    return Result(request, coding)


def _memo(study: Study, action: Row, *, coder: str, session: Session) -> Result:
    """A new memo, on the passage that the action names or else on its interview."""
    request: str = action["request"]
    start, end = None, None
    if action.get("start") is not None:
        start, end = _span(study, action, action, session)
    memo = study.memo(
        _plain(action.get("text")), object_type="interview" if start is None else "passage",
        object=str(action.get("interview") or ""), start=start, end=end,
        coder=coder, request=request,
    )  # fmt: skip
    return Result(request, memo=memo, said=_("Memo stored."))


def _pin(study: Study, action: Row, *, coder: str, session: Session) -> Result:
    """Pin a code to a digit; without a digit, let it go."""
    request: str = action["request"]
    code = _code_named(study, session, _whole(action.get("code"))).key
    digit = _whole(action.get("digit"))
    if digit is None:
        study.unpin(code, coder=coder, request=request)
    else:
        study.pin(code, digit, coder=coder, request=request)
    return Result(request)


def _mend(study: Study, action: Row, *, coder: str) -> Result:
    """One turn corrected: its words, who speaks, made into two or joined to the one before. Says
    how many codings and memos are to be looked at then."""
    request: str = action["request"]
    interview, base = str(action.get("interview") or ""), _whole(action.get("revision")) or 0
    done = study.correct_turns(
        interview, _mended(study.transcript(interview), base, action), base=base, coder=coder,
        request=request,
    )  # fmt: skip
    doubts = len(done.in_doubt)
    asks = ngettext("{n} is to be looked at again.", "{n} are to be looked at again.", doubts)
    return Result(request, said=_("Turn corrected.") + (f" {asks}" if doubts else ""))


def _mended(transcript: Transcript | None, base: int, action: Row) -> list[CorrectedTurn]:
    """The turns as the action makes them; of another revision than it was made on, as they are:
    it was done already, or is refused."""
    turns = [] if transcript is None else turns_of(transcript)
    if transcript is None or transcript.revision != base:
        return turns
    number = _whole(action.get("turn")) or 0
    text, rest = _plain(action.get("text")), _plain(action.get("rest"))
    voice = action.get("voice")
    told = voice if isinstance(voice, Mapping) else {}
    changes = {name: _plain(told[name]) for name in VOICE if name in told}
    turns = edit(turns, number, text=f"{text} {rest}" if rest else text, **changes)
    if rest:
        turns = split(turns, number, len(text))
    return join(turns, number - 1) if action.get("join") else turns


def _code_named(study: Study, session: Session, code: int | None) -> Code:
    for one in session.scheme(study):
        if one.id == code:
            return one
    raise CallError(_("This code is no longer in the scheme."))


def _coding_id(action: Row, made: Mapping[str, int]) -> int:
    """The coding that the action speaks of: by its id, or by the request that made it."""
    given = action.get("coding")
    found = made.get(given) if isinstance(given, str) else _whole(given)
    if found is None:
        raise CallError(_("The coding that this belongs to was not stored."))
    return found


def _memo_id(action: Row, made: Mapping[str, int]) -> int:
    """The memo that the action speaks of: by its id, or by the request that made it."""
    given = action.get("memo")
    found = made.get(given) if isinstance(given, str) else _whole(given)
    if found is None:
        raise CallError(_("The memo that this belongs to was not stored."))
    return found


def _check_own(study: Study, action: Row, coding: int, coder: str) -> None:
    for one in study.codings_of(str(action.get("interview") or ""), only=[coding]):
        if one.coder != coder:
            raise CallError(_("This coding is {coder}'s; only she changes it.", coder=one.coder))


def _changes(study: Study, action: Row, session: Session) -> Row:
    given = action.get("changes")
    given = given if isinstance(given, Mapping) else {}
    named = ("valence", "stance", "memo")
    changes: Row = {name: _plain(given[name]) for name in named if given.get(name) is not None}
    if "start" in given and "end" in given:
        changes["start"], changes["end"] = _span(study, action, given, session)
    return changes


def _span(study: Study, action: Row, place: Mapping[str, Any], session: Session) -> tuple[int, int]:
    """The action's place in code points. Refused where the text has been corrected since, so
    that it is not certain any more."""
    interview = str(action.get("interview") or "")
    page = session.open
    if page is None or page.transcript.interview != interview:
        transcript = study.transcript(interview)
        page = None if transcript is None else session.page(transcript)
    start, end = _whole(place.get("start")), _whole(place.get("end"))
    if page is None or start is None or end is None:
        raise CallError(_("There is no such passage in {interview}.", interview=interview))
    revision = _whole(action.get("revision"))
    if revision == page.transcript.revision:
        return page.border.span_back((start, end))
    # Coded while a correction was on its way: the passage goes where its codings went.
    before = session.pages.get(revision or 0)
    if before is not None and before.transcript.interview == interview:
        passage = before.border.span_back((start, end))
        (carried,) = carry(before.transcript.text, [passage], page.transcript.text)
        if carried.doubt is None:
            return carried.start, carried.end
    raise CallError(
        _("The text of {interview} was corrected meanwhile; code the passage again.",
          interview=interview)
    )  # fmt: skip


def _read_codings(
    study: Study, session: Session, transcript: Transcript, hidden: tuple[str, ...], mark: int
) -> None:
    """Bring the session's codings up to the history entry `mark`."""
    now = (transcript.interview, transcript.revision, hidden, mark)
    if session.read == now:
        return
    if session.read is not None and session.read[:3] != now[:3]:
        session.whole = mark
    if session.read is None or session.read[:3] != now[:3]:
        session.codings = {one.id: one for one in study.codings_of(transcript.interview)}
    else:
        touched = study.changed_codings(transcript.interview, session.read[3])
        there = study.codings_of(transcript.interview, only=touched) if touched else []
        for one in touched:
            session.codings.pop(one, None)
        session.codings |= {one.id: one for one in there}
    session.read = now


def _codings_for(
    study: Study, session: Session, page: Page, said: Said, codes: Mapping[str, int], mark: int
) -> Row:
    """The codings that changed since the component's mark, or all where it has none."""
    have, transcript = said.have, page.transcript
    known = (have.interview, have.revision) == (transcript.interview, transcript.revision)
    if not known or have.mark is None or not session.whole <= have.mark <= mark:
        base, changed, removed = None, list(session.codings.values()), []
    else:
        touched = study.changed_codings(transcript.interview, have.mark)
        base = have.mark
        changed = [session.codings[one] for one in sorted(touched) if one in session.codings]
        removed = sorted(touched - session.codings.keys())
    return {
        "base": base,
        "mark": mark,
        "changed": [coding_data(one, page.border, codes) for one in changed],
        "removed": removed,
    }


def coding_data(coding: Coding, border: Border, codes: Mapping[str, int]) -> Row:
    """A coding as the component keeps it: UTF-16 offsets, the code by its id."""
    start, end = border.span_out((coding.start, coding.end))
    return {
        "id": coding.id,
        "start": start,
        "end": end,
        "code": codes.get(coding.code),
        "coder": coding.coder,
        "valence": coding.valence,
        "stance": coding.stance,
        "memo": coding.memo,
        "review": coding.review,
        "created": moment(coding.created) if coding.created else "",
    }


def _doc_for(page: Page, said: Said, interviews: Sequence[Row], session: Session) -> Row:
    transcript, border = page.transcript, page.border
    if said.have.interview == transcript.interview:
        # It is open: another revision of it leaves one where one is.
        session.goto = None
        if said.have.revision == transcript.revision:
            return {}
    title = next(row["title"] for row in interviews if row["id"] == transcript.interview)
    goto = session.goto
    if goto and "start" in goto:
        goto = goto | {name: border.out(goto[name]) for name in ("start", "end") if name in goto}
    return {
        "interviews": _choices(interviews),
        "goto": goto,
        "doc": {
            "interview": transcript.interview,
            "revision": transcript.revision,
            "title": title,
            "text": transcript.text,
            "turns": [
                {
                    "number": turn.number,
                    "speaker": turn.speaker,
                    "role": turn.role,
                    "person": turn.person,
                    "start": border.out(turn.start),
                    "end": border.out(turn.end),
                    "time": turn.time,
                }
                for turn in transcript.turns
            ],
        },
    }


def _head(
    study: Study,
    session: Session,
    page: Page,
    interviews: Sequence[Row],
    hidden: Sequence[str],
    *,
    coder: str,
) -> Row:
    """What stands above the text: neighbours, facts, coding status, share of words, and whose
    coding is hidden."""
    interview = page.transcript.interview
    order = [row["id"] for row in interviews]
    at = order.index(interview)
    own = [one for one in session.codings.values() if one.coder == coder]
    return {
        "interview": interview,
        "facts": interviews[at]["facts"],
        "previous": order[at - 1] if at else None,
        "next": order[at + 1] if at + 1 < len(order) else None,
        "blind": _blind(hidden),
        "words": len(page.word_starts),
        "share": number(round(page.share(own) * 100)),
        **_work(study, session, interview, coder=coder),
    }


def _blind(hidden: Sequence[str]) -> str:
    """That somebody else's coding of the interview is hidden; empty where nobody's is."""
    if not hidden:
        return ""
    names = _(" and ").join(hidden)
    return _("Blind: the coding of {names} is hidden until both are done", names=names)


def _work(study: Study, session: Session, interview: str, *, coder: str) -> Row:
    """How far the coder has come with the interview."""
    key = f"{interview}/{coder}"
    if session.head is None or session.head[0] != key:
        assigned = {
            (row["interview"], row["coder"]): row["coding_status"]
            for row in _rows(study.assignments(), "interview", "coder", "coding_status")
        }
        status: CodingStatus = assigned.get((interview, coder), CODING_STATUSES[0])
        session.head = key, {"status": status, "assigned": (interview, coder) in assigned}
    return session.head[1]


def _memos_for(study: Study, session: Session, page: Page, said: Said) -> Row:
    """The memos on the interview and on passages in it, unless the component has these."""
    interview = page.transcript.interview
    key = (interview, page.transcript.revision, language(), session.whole)
    if session.memos is None or session.memos[0] != key:
        found = [
            row
            for object_type in ("interview", "passage")
            for row in study.memos(object_type, interview).to_dict("records")
        ]
        mentions = study.mentions([int(row["id"]) for row in found if "[[" in row["text"]])
        rows = [memo_data(row, page.border, mentions) for row in found]
        mark = hashlib.sha256(repr((key, rows)).encode()).hexdigest()[:16]
        session.memos = key, mark, rows
    _key, mark, rows = session.memos
    return {} if said.have.memos == mark else {"memos": {"mark": mark, "list": rows}}


def _suggested_for(study: Study, session: Session, page: Page, said: Said, *, coder: str) -> Row:
    """What is suggested, once for each asking; nothing is reckoned unless something is asked."""
    ask = said.ask
    if ask is None:
        session.suggested = None
        return {}
    if session.suggested is None or session.suggested["name"] != ask.name:
        session.suggested = {"name": ask.name, **_suggest(study, session, page, ask, coder=coder)}
    return {} if said.have.suggested == ask.name else {"suggested": session.suggested}


def _suggest(study: Study, session: Session, page: Page, ask: Ask, *, coder: str) -> Row:
    """Passages of this interview that most likely deserve the code, or why there are none."""
    interview = page.transcript.interview
    try:
        found = study.suggestions(
            _code_named(study, session, ask.code).key, filters=Filters(interview=(interview,)),
            limit=ask.n, analyse=False, coder=coder,
        )  # fmt: skip
        unread = not found.n and study.unread().get(interview) is False
    except WorkbenchError as error:
        return {"list": [], "error": " ".join(filter(None, (error.message, error.remedy)))}
    told = _("This text has not been analysed yet: that is done on the page Suggestions.")
    return {
        "list": [_suggestion(row, page.border) for row in found.rows.to_dict("records")],
        "error": told if unread else "",
    }


def _suggestion(row: Mapping[Any, Any], border: Border) -> Row:
    """A passage with the words that speak for it: UTF-16 offsets of the text."""
    at = int(row["start"])
    start, end = border.span_out((at, int(row["end"])))
    return {
        "start": start,
        "end": end,
        "turn": int(row["turn"]),
        "marks": [list(border.span_out((at + a, at + b))) for a, b in row["marks"]],
        "because": str(row["because"]),
    }


def memo_data(row: Mapping[Any, Any], border: Border, mentions: Sequence[Mention] = ()) -> Row:
    """A memo as the component keeps it: UTF-16 offsets, none where it is on the interview.

    `parts` is how it reads, words and addresses, the address empty for what is no link.
    """
    passage = row["object_type"] == "passage"
    start, end = border.span_out((int(row["start"]), int(row["end"]))) if passage else (None, None)
    mine = [one for one in mentions if one.memo == row["id"]]
    return {
        "id": int(row["id"]),
        "start": start,
        "end": end,
        "text": str(row["text"]),
        "parts": [
            [one, ""] if isinstance(one, str) else list(reference(*one, mine))
            for one in parts(str(row["text"]))
        ],
        "coder": str(row["coder"]),
        "created": moment(str(row["created"])),
    }


def _choices(interviews: Sequence[Row]) -> list[Row]:
    return [{"id": row["id"], "title": row["title"]} for row in interviews]


def _scheme_for(codes: Sequence[Code], said: Said) -> Row:
    mark = hashlib.sha256((repr(codes) + language()).encode()).hexdigest()[:16]
    if said.have.scheme == mark:
        return {}
    names = {code.key: _name(code) for code in codes}
    return {"scheme": {"mark": mark, "codes": [code_data(code, names) for code in codes]}}


def code_data(code: Code, names: Mapping[str, str]) -> Row:
    """A code as tree, palette and card show it, named in the current language.

    Where its texts point to other codes by their keys, readers get the names.
    """

    def read(text: str) -> str:
        return _KEY.sub(lambda found: _quoted(names.get(found[0])) or found[0], text)

    return {
        "id": code.id,
        "key": code.key,
        "parent": code.parent,
        "name": _name(code),
        "definition": read(code.definition),
        "include": read(code.include),
        "exclude": read(code.exclude),
        "example": code.example,
        "color": code.color,
        "retired": code.retired,
    }


def _name(code: Code) -> str:
    return code.name_en if language() == "en" and code.name_en else code.name


def _quoted(name: str | None) -> str:
    return "" if name is None else _("“{name}”", name=name)


def _result(result: Result) -> Row:
    return {
        "request": result.request,
        "coding": None if result.coding is None else result.coding.id,
        "memo": result.memo,
        "said": result.said,
        "error": result.error,
    }


def _texts_for(said: Said) -> Row:
    texts = labels()
    mark = hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest()[:16]
    given: Row = {"texts_mark": mark}
    if said.have.texts != mark:
        given["texts"] = texts
    return given


def labels() -> dict[str, str]:
    """Every text that the component shows, in the current language."""
    return {"lang": language(), **{name: _(text) for name, text in LABELS.items()}}


LABELS: Mapping[str, str] = {
    "accept": marked("Accept"),
    "affirms": marked("affirms"),
    "affirms_short": marked("affirms"),
    "all_coded": marked("No turn of a person is left without a coding of yours."),
    "at_end": marked("The end is moved now."),
    "at_start": marked("The beginning is moved now."),
    "at_top": marked("At the top of the scheme"),
    "because": marked("Speaks for it: {words}"),
    "both": marked("both"),
    "bound": marked("Key {key}: {code}."),
    "by_at": marked("{coder}, {time}"),
    "choose_coding": marked("Choose a coding first."),
    "cleared": marked("cleared"),
    "close": marked("Close"),
    "coded": marked("Coded: {code}."),
    "coded_already": marked("Coded as {code} already."),
    "codes": marked("List of codes"),
    "coding_of": marked("{code}, {n} of {of}"),
    "codings_here": marked("Codings here"),
    "counts_note": marked("Numbers: your codings in this interview"),
    "denies": marked("denies"),
    "denies_short": marked("denies"),
    "digits": marked("Codes with a key"),
    "done": marked("coded to the end"),
    "end_back": marked("End one word earlier"),
    "end_forward": marked("End one word later"),
    "example": marked("Example:"),
    "extent": marked("Extent"),
    "find_words": marked("Find in the interview"),
    "first_interview": marked("This is the first interview."),
    "from_bottom": marked("From the end again:"),
    "from_top": marked("From the beginning again:"),
    "go_to_turn": marked("Go to turn"),
    "has_memo": marked("with a memo"),
    "help": marked("Keys"),
    "help_alt": marked("these letters also while words are selected"),
    "help_by_turn": marked("caret by turn"),
    "help_card": marked("the codings here"),
    "help_choose": marked("choose an interview"),
    "help_close": marked("close, or leave the selection"),
    "help_coding": marked("next, previous coding"),
    "help_edge": marked("start, end of the turn"),
    "help_end": marked("end of selection or coding a word earlier, later"),
    "help_end_far": marked("held with these four: by sentence"),
    "help_ends": marked("start, end of the interview"),
    "help_exact": marked("held: select to the letter"),
    "help_extend": marked("held: extend the selection"),
    "help_find": marked("find words in the interview"),
    "help_go_to": marked("go to a turn by its number"),
    "help_group_code": marked("Code"),
    "help_group_go": marked("Go"),
    "help_group_select": marked("Select"),
    "help_help": marked("this help"),
    "help_interview": marked("previous, next interview"),
    "help_invivo": marked("new code in the speaker's words"),
    "help_line": marked("caret by line"),
    "help_memo": marked("memo on the coding, the selected words or the interview"),
    "help_mend": marked("mend the turn: words, speaker, split, join"),
    "help_new": marked("new code"),
    "help_note": marked(
        "While words are selected that are not coded yet, any letter begins the name of a code. "
        "Otherwise letters are the commands above. Ctrl+Enter in the palette assigns and stays."
    ),
    "help_other_end": marked("move the other end of the selection"),
    "help_page": marked("a page up, down"),
    "help_palette": marked("find a code for the selection or the sentence"),
    "help_pin": marked("pin the code on this key, or let it go"),
    "help_question": marked("the question and its answer"),
    "help_redo": marked("redo"),
    "help_remove": marked("remove the coding"),
    "help_search": marked("search the scheme"),
    "help_sentence": marked("caret by sentence"),
    "help_slot": marked("the code with this key, on the selection or the sentence"),
    "help_stance": marked("affirms, denies, mixed"),
    "help_start": marked("start of selection or coding a word earlier, later"),
    "help_suggest": marked("suggestions for a code"),
    "help_take_sentence": marked("the sentence; again: one more; once coded: the next"),
    "help_turn": marked("the whole turn; again: one more"),
    "help_type": marked("type the name of a code"),
    "help_uncoded": marked("next, previous turn without a coding of yours"),
    "help_undo": marked("undo"),
    "help_valence": marked("present, missing, both"),
    "help_word": marked("caret by word"),
    "hint_help": marked("keys"),
    "hint_memo": marked("memo"),
    "hint_uncoded": marked("next uncoded turn"),
    "hint_undo": marked("undo"),
    "hit_of": marked("{n} of {of}"),
    "interview": marked("Interview"),
    "interviewer": marked("Interviewer"),
    "invivo_as": marked("+ New code “{name}” in the speaker's words"),
    "keep": marked("Keep as it is"),
    "kept": marked("Kept as it is."),
    "key": marked("Key"),
    "key_for": marked("Key for this code"),
    "key_free": marked("Key {key} has no code yet."),
    "last_interview": marked("This is the last interview."),
    "layers": marked("Layers"),
    "learning": marked("Learning from the codings so far …"),
    "mark_done": marked("Coded to the end"),
    "memo": marked("Memo"),
    "memo_hint": marked("Write a memo …"),
    "memo_interview": marked("Memos on the interview"),
    "memo_new": marked("New memo on the interview"),
    "memo_passage": marked("Memo on the passage"),
    "memo_passage_as": marked("Memo on these words"),
    "memo_removed": marked("Memo removed."),
    "memo_stored": marked("Memo stored."),
    "memos": marked("Memo ({n})"),
    "mentions": marked("Mentions"),
    "mend": marked("Mend the turn"),
    "mend_join": marked("Join to the one before"),
    "mend_more": marked("Somebody else, several turns …"),
    "mend_split": marked("Split here"),
    "mend_turn": marked("Mend turn {n}"),
    "mend_who": marked("Who speaks"),
    "missing": marked("missing"),
    "mixed": marked("mixed"),
    "mixed_short": marked("mixed"),
    "n_coding": marked("{n} coding"),
    "n_codings": marked("{n} codings"),
    "n_codings_here": marked("{n} codings in this interview"),
    "n_here": marked("{n} here"),
    "name_hint": marked("Name of the new code"),
    "new_code_as": marked("+ New code “{name}” under …"),
    "new_code_name": marked("New code: what is it called?"),
    "new_code_under": marked("New code “{name}”: under which code?"),
    "next": marked("Next interview"),
    "no_codings": marked("Nothing is coded here yet."),
    "no_codings_here": marked("Nothing is coded at this place."),
    "no_definition": marked("No definition yet."),
    "no_suggestions": marked("Nothing more is suggested in this interview."),
    "no_digits": marked("A code that you use gets a key here, 1 to 9; ☆ keeps it there"),
    "no_text": marked("No interview of this study has a text yet. Import one on the page Import."),
    "none": marked("none"),
    "not_said": marked("Not said here."),
    "not_saved": marked("Not saved: {reason}"),
    "not_started": marked("not begun"),
    "not_stored_yet": marked("not stored yet"),
    "not_yours": marked("This coding is {coder}'s."),
    "nothing_found": marked("No code is called that."),
    "nothing_here": marked("There are no words here."),
    "overview": marked("Overview of the interview"),
    "own": marked("own"),
    "palette": marked("Find a code"),
    "palette_hint": marked("Part of the name of a code"),
    "parent_hint": marked("Find the code above it"),
    "pin": marked("Pin {code} to its key"),
    "pinned": marked("{code} is pinned to key {key}."),
    "present": marked("present"),
    "previous": marked("Previous interview"),
    "quoted": marked("“{text}”"),
    "remove": marked("Remove"),
    "removed": marked("Removed: {code}."),
    "reopen": marked("Open again"),
    "review": marked("The text has changed here: look at this coding again."),
    "save": marked("Save"),
    "saved_at": marked("Saved {time}"),
    "scheme": marked("Scheme"),
    "search_codes": marked("Search the codes"),
    "search_in": marked("Search in {n} codes"),
    "select_first": marked("Select words first."),
    "selected": marked("Selected: {words} words in turn {n}"),
    "selected_said": marked("Selected: {text}"),
    "selected_turns": marked("Selected: {words} words in turns {from} to {to}"),
    "selected_word": marked("Selected: 1 word in turn {n}"),
    "share": marked("{share} % of the words"),
    "share_note": marked("Share of the persons' words that you have coded; not a goal"),
    "skip": marked("Skip"),
    "skipped": marked("Skipped for now."),
    "stance": marked("Stance"),
    "start_back": marked("Start one word earlier"),
    "start_forward": marked("Start one word later"),
    "started": marked("begun"),
    "status": marked("Status"),
    "suggest_first": marked("Choose a code in the scheme, or code something first."),
    "suggestions": marked("Suggestions"),
    "transcript_of": marked("Transcript of {title}"),
    "turn_down": marked("Turn down"),
    "turn_n": marked("Turn {n}"),
    "turn_of": marked("Turn {n}, {name}"),
    "turned_down": marked("Turned down for “{code}”; it is not suggested again."),
    "turns_are": marked("This interview has turns {first} to {last}."),
    "unknown_speaker": marked("Unknown"),
    "unpin": marked("Let {code} go from its key"),
    "unpinned": marked("{code} is no longer pinned."),
    "valence": marked("Valence"),
    "waiting": marked("Saving {n} …"),
    "waiting_not_kept": marked("Saving {n} … (stay on this page)"),
    "warn_interviewer": marked("Only words of the interviewer: they count for nobody."),
    "warn_several": marked("Reaches into another person's words."),
    "when_not": marked("Not:"),
    "when_to_use": marked("When:"),
}


def mount(data: Row, *, key: str, on_outbox_change: Callable[[], None] = lambda: None) -> None:
    """Draw the desk. What it says is found in the session state under `key`, as `outbox`."""
    _component()(key=key, data=data, on_outbox_change=on_outbox_change)


@cache
def _component() -> Any:
    """The registered component; its files are served from the package's assets."""
    from streamlit.components.v2 import component

    return component("workbench.desk", js="desk/index.js", css="desk/desk.css")


def _whole(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _plain(value: object) -> str:
    """A text that somebody typed. Half of a character beyond U+FFFF, as a text has it that was
    cut by UTF-16 units, cannot be stored and becomes a sign for what is missing."""
    text = "" if value is None else str(value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
