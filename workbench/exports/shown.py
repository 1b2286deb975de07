"""What a file prints of persons: from the content that the writers get to what is checked.

Only what the file holds counts: files that are computed with hold every column, files that are
read only what is asked for; all of them name the filters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.analysis import cells
from workbench.charts import table
from workbench.exports.disclosure import Everyone, Known, Print, Shown, Trait, is_name
from workbench.exports.model import (
    Content,
    CrosstabView,
    ExcerptItem,
    ExcerptSet,
    MemoSet,
    TranscriptView,
)
from workbench.exports.quoting import MAY_NOT_BE_QUOTED
from workbench.model import Filters, Transcript
from workbench.scheme.tree import Tree
from workbench.store import sensitive, views, word_index
from workbench.texts import _, day

if TYPE_CHECKING:
    from workbench.exports.contents import Wanted
    from workbench.store.database import Store

COMPUTED_WITH = frozenset({"xlsx", "csv", "csv_excel_nb", "json"})
"""Formats that hold everything that is known of an excerpt, and the id of the person with it."""

_MERGED = "*"


@dataclass(frozen=True)
class Checked:
    """What is printed, and the persons of the study that it is held against."""

    printed: Print
    persons: tuple[Known, ...]


def checked(store: Store, content: Content, wanted: Wanted, format: str) -> Checked:
    """What a file of this content and format prints of persons. Nothing of a person stands in a
    codebook or a table of agreement."""
    study = _Study(store, wanted, format)
    match content:
        case ExcerptSet():
            printed = study.excerpts(content)
        case CrosstabView():
            printed = study.crosstab(content)
        case TranscriptView():
            printed = study.transcript(content)
        case MemoSet():
            printed = study.memos(content)
        case _:
            printed = Print()
    return Checked(printed, tuple(study.persons.values()))


class _Study:
    """What is asked of the study, each read once."""

    def __init__(self, store: Store, wanted: Wanted, format: str) -> None:
        self.store = store
        self.wanted = wanted
        self.computed_with = format in COMPUTED_WITH
        frame = views.persons(store)
        self.consents = dict(zip(frame["person"], frame["consent"], strict=True))
        self.attributions = dict(zip(frame["person"], frame["attribution"], strict=True))
        self.interviews = views.interviews(store).set_index("interview")
        self.persons = _known(frame, views.person_interviews(store), self.interviews)
        tree = Tree(views.codes(store))
        roots = [tree.by_key[key] for key in sensitive.codes(store)]
        self.sensitive = frozenset(one.key for root in roots for one in tree.branch(root))
        self._names: dict[str, list[tuple[int, int, str]]] = {}
        self._subjects = {
            word.casefold()
            for row in views.actor_types(store).to_dict("records")
            for name in row.values()
            for word in (str(name), *_WORD.findall(str(name)))
        }
        self._read = word_index.read_before(store)

    # -- excerpts ---------------------------------------------------------------------------

    def excerpts(self, content: ExcerptSet) -> Print:
        wanted = self.wanted
        by_person = wanted.group == "person" and not wanted.selection
        filters = Filters() if wanted.selection else wanted.filters
        shown: list[Shown] = []
        consents: list[tuple[str, str, str]] = []
        for number, item in enumerate(content.items, start=1):
            place = _("no. {number} ({where})", number=number, where=_where(item))
            traits = (*self._traits(content, item), *_of_filters(filters))
            words, others = self._spoken(item)
            section = "" if by_person else item.code if self._under_code() else ""
            names = tuple(self._names_in(item.interview, self._spans(item)))
            one = Shown(
                item.person, place, item.interview, traits, section, item.code, words, names
            )
            shown.append(one)
            for person, label in others.items():
                consents += self._may_not_be_quoted(person, place)
                if person and label and label == self.attributions.get(person):
                    traits = (("attribution", (label,)),)
                    shown.append(Shown(person, place, item.interview, traits, quoted=False))
        return Print(
            tuple(shown),
            linked=self.computed_with or content.show_reference or by_person
            or len(filters.person) == 1,
            sensitive=self.sensitive,
            unread=self._unread(one.interview for one in shown),
            consents=tuple(consents),
        )  # fmt: skip

    def _under_code(self) -> bool:
        return bool(self.wanted.selection) or self.wanted.group == "code"

    def _traits(self, content: ExcerptSet, item: ExcerptItem) -> Iterator[Trait]:
        everything = self.computed_with
        by_type = self.wanted.group == "actor_type" and not self.wanted.selection
        printed = {
            "attribution": item.attribution,
            "actor_type": item.actor_type if everything or by_type else "",
            "round": str(item.round or "") if everything or content.show_round else "",
            "course": item.course if everything or content.show_course else "",
        }
        for name, value in printed.items():
            if value:
                yield name, (value,)

    def _spoken(self, item: ExcerptItem) -> tuple[str, dict[str, str]]:
        """The person's own printed words; the other persons in the quote, each with a label."""
        own: list[str] = []
        others: dict[str, str] = {}
        turns = self._turns(item.interview)
        for at, part in _placed(item):
            if part.kind == "words":
                own.append(part.printed)
            elif part.kind == "speaker":
                turn = next((one for one in turns if one.start <= at < one.end), None)
                if turn is not None and turn.person:
                    given = self.attributions.get(turn.person, "")
                    shown = part.printed.lstrip("[").startswith(given) if given else False
                    others[turn.person] = given if shown else ""
        return " ".join(own), others

    def _spans(self, item: ExcerptItem) -> Iterator[tuple[int, int]]:
        """The places of the text that are printed of an excerpt, the question before it too."""
        for at, part in _placed(item):
            if part.kind in ("words", "speaker", "interviewer"):
                yield at, at + len(part.stored)
        if item.before:
            before = [one for one in self._turns(item.interview) if one.end <= (item.start or 0)]
            if before:
                yield before[-1].start, before[-1].end

    # -- tables -----------------------------------------------------------------------------

    def crosstab(self, content: CrosstabView) -> Print:
        dimensions = (*content.rows, *content.columns)
        described = [name for name in dimensions if name in _Attributes(self.store)]
        filters = tuple(_of_filters(self.wanted.filters))
        shown: list[Shown] = []
        described_as: set[tuple[tuple[Trait, ...], str]] = set()
        said_by_all: list[dict[str, Any]] = []
        for record in content.frame.to_dict("records"):
            cell = {name: _plain(record[name]) for name in dimensions}
            if not int(record["persons_N"]) or table.is_hidden(record):
                continue
            here = tuple(
                (name, (cell[name],)) for name in described if cell[name] not in ("", _MERGED)
            )
            place = " · ".join(cell[name] for name in dimensions if cell[name] and name != "code")
            # The same columns come again with every code.
            if (here, place) not in described_as and (here or filters):
                described_as.add((here, place))
                traits = (*here, *filters)
                shown += [
                    Shown(one, place or _("the table"), traits=traits, quoted=False)
                    for one in self._fitting(traits, cell)
                ]
            if self._all_said(record, cell):
                said_by_all.append({name: record[name] for name in dimensions})
        return Print(
            tuple(shown),
            everyone=tuple(self._everyone(said_by_all)),
            consents=tuple(
                (person, "withdrawn", _("the table"))
                for person in self._fitting(filters, {})
                if self.consents[person] == "withdrawn"
            ),
        )

    def _fitting(self, traits: Collection[Trait], cell: Mapping[str, str]) -> list[str]:
        """The persons with usable text who fit what is printed of a column."""
        asked = self.wanted.filters.person
        only = cell.get("person", "")
        return [
            one.person
            for one in self.persons.values()
            if one.heard
            and all(one.fits(trait) for trait in traits)
            and (not asked or one.person in asked)
            and only in ("", _MERGED, one.person)
        ]

    def _all_said(self, record: Mapping[Any, Any], cell: Mapping[str, str]) -> bool:
        everybody = int(record["persons"]) == int(record["persons_N"])
        return everybody and cell.get("code", "") in self.sensitive

    def _everyone(self, said_by_all: Sequence[dict[str, Any]]) -> Iterator[Everyone]:
        """Of cells in which all persons of a column are: who these are."""
        persons = cells.persons_of(self.store, said_by_all, filters=self.wanted.filters)
        for keys, who in zip(said_by_all, persons, strict=True):
            cell = {name: _plain(value) for name, value in keys.items()}
            rest = [value for name, value in cell.items() if name != "code" and value]
            group = " · ".join(rest) or _("the table")
            yield Everyone(tuple(sorted(who)), cell["code"], group)

    # -- transcripts and memos --------------------------------------------------------------

    def transcript(self, content: TranscriptView) -> Print:
        text, interview = content.transcript, self.wanted.interview
        printed = {value for _label, value in content.details}
        told = {name: str(self.interviews.at[interview, name]) for name in ("date", "place")}
        traits = tuple(
            (name, (value,))
            for name, value in told.items()
            if value and (day(value) if name == "date" else value) in printed
        )
        shown, consents = [], []
        for turn in text.turns:
            place = _("{interview} turn {turn}", interview=interview, turn=turn.number)
            names = list(self._names_in(interview, [(turn.start, turn.end)]))
            if turn.role == "person" and turn.speaker and turn.speaker != turn.person:
                names.append((turn.speaker, "label"))
            if turn.person:
                consents += self._may_not_be_quoted(turn.person, interview)
                if self.consents.get(turn.person) == "no_archive":
                    consents.append((turn.person, "no_archive", interview))
            shown.append(
                Shown(turn.person or "", place, interview, traits if turn.person else (),
                      words=text.text[turn.start : turn.end], names=tuple(names), quoted=False)
            )  # fmt: skip
        return Print(
            tuple(shown), linked=True, unread=self._unread([interview]), consents=tuple(consents)
        )

    def memos(self, content: MemoSet) -> Print:
        shown: list[Shown] = []
        for number, item in enumerate(content.items, start=1):
            if not item.quote or item.start is None or item.end is None:
                continue
            place = _("no. {number} ({where})", number=number, where=item.interview)
            span = (item.start, item.end)
            names = tuple(self._names_in(item.interview, [span]))
            said = {
                turn.person: self._text(item.interview)[max(turn.start, span[0]) :
                                                        min(turn.end, span[1])]
                for turn in self._turns(item.interview)
                if turn.start < span[1] and span[0] < turn.end
            }  # fmt: skip
            for person, words in said.items():
                shown.append(
                    Shown(person or "", place, item.interview, words=words, names=names,
                          quoted=False)
                )  # fmt: skip
        return Print(tuple(shown), linked=True,
                     unread=self._unread(one.interview for one in shown))  # fmt: skip

    # -- texts --------------------------------------------------------------------------------

    def _transcript(self, interview: str) -> Transcript | None:
        return views.transcript(self.store, interview)

    def _turns(self, interview: str) -> Collection[Any]:
        found = self._transcript(interview)
        return found.turns if found else ()

    def _text(self, interview: str) -> str:
        found = self._transcript(interview)
        return found.text if found else ""

    def _names_in(
        self, interview: str, spans: Collection[tuple[int, int]] | Iterator[tuple[int, int]]
    ) -> Iterator[tuple[str, str]]:
        if interview not in self._names:
            found = word_index.entities(self.store, interview)
            self._names[interview] = list(_proper(self._text(interview), found, self._subjects))
        names = self._names[interview]
        text = self._text(interview)
        inside = dict.fromkeys(
            (text[start:end], kind)
            for first, last in (spans if names else ())
            for start, end, kind in names
            if first <= start and end <= last
        )
        yield from inside

    def _unread(self, interviews: Any) -> tuple[str, ...]:
        return tuple(sorted({one for one in interviews if one} - self._read))

    def _may_not_be_quoted(self, person: str, place: str) -> list[tuple[str, str, str]]:
        consent = self.consents.get(person, "full")
        return [(person, consent, place)] if consent in MAY_NOT_BE_QUOTED else []


class _Attributes:
    """The columns of a table that describe a person."""

    def __init__(self, store: Store) -> None:
        self._names = {"actor_type", "round", *views.attributes(store)}

    def __contains__(self, name: str) -> bool:
        return name in self._names


def _known(
    frame: pd.DataFrame, sittings: pd.DataFrame, interviews: pd.DataFrame
) -> dict[str, Known]:
    """What there is to compare with what is printed, of every person of the study."""
    own = [name for name in frame.columns if name not in ("person", "consent")]
    found = {
        row["person"]: Known(
            row["person"],
            {name: frozenset({str(row[name]).casefold()}) for name in own
             if row[name] and not pd.isna(row[name])},
            heard=False,
        )
        for row in frame.to_dict("records")
    }  # fmt: skip
    told = interviews[["date", "place"]].to_dict("index")
    for row in sittings[sittings["usable"]].to_dict("records"):
        one, sitting = found[row["person"]], told[row["interview"]]
        round_ = "0" if pd.isna(row["round"]) else str(int(row["round"]))
        more = {"round": round_, "date": str(sitting["date"]), "place": str(sitting["place"])}
        values = {
            **one.values,
            **{name: one.values.get(name, frozenset()) | {value.casefold()}
               for name, value in more.items() if value},
        }  # fmt: skip
        found[row["person"]] = replace(one, values=values, heard=True)
    return found


def _of_filters(filters: Filters) -> Iterator[Trait]:
    """What the caption of the filters says of everybody in the file."""
    if filters.actor_type:
        yield "actor_type", filters.actor_type
    if filters.round:
        yield "round", tuple(str(one) for one in filters.round)
    if filters.course:
        yield "course", filters.course
    of: dict[str, list[str]] = {}
    for name, value in filters.attributes:
        of.setdefault(name, []).append(value)
    for name, values in of.items():
        if all(values):
            yield name, tuple(values)


def _placed(item: ExcerptItem) -> Iterator[tuple[int, Any]]:
    """The parts of a printed quote, each with its place in the text."""
    at = item.start or 0
    for part in item.quote.parts:
        lead = len(part.stored) - len(part.stored.lstrip())
        yield at + (lead if part.kind != "cut" else 0), part
        at += len(part.stored)


def _where(item: ExcerptItem) -> str:
    if item.turn is None:
        return item.interview
    return _("{interview} turn {turn}", interview=item.interview, turn=item.turn)


def _proper(
    text: str, found: Collection[tuple[int, int, str]], subjects: Collection[str]
) -> Iterator[tuple[int, int, str]]:
    """The names among what the language pipeline found, without the marks at their edges.

    Left out are what stands in [ ] already, what the study is about (its actor types), and single
    words that only ever begin a sentence and are written small elsewhere in the text.
    """
    places: dict[str, list[tuple[int, int, str]]] = {}
    for start, end, kind in found:
        words = [*_WORD.finditer(text, start, end)]
        if is_name(kind) and words and not _bracketed(text, start, end):
            place = (words[0].start(), words[-1].end(), kind)
            places.setdefault(text[place[0] : place[1]], []).append(place)
    for name, at in places.items():
        if len(name) < _SHORTEST or name.casefold() in subjects:
            continue
        if all(opens(text, start) for start, _e, _k in at) and is_said(text, name.lower()):
            continue
        yield from at


def opens(text: str, at: int) -> bool:
    """Whether a sentence or a turn begins at this place."""
    if at == 0 or text[at - 1] == "\n":
        return True
    while at and text[at - 1].isspace():
        at -= 1
    return at > 0 and text[at - 1] in _OPENING


def is_said(text: str, word: str) -> bool:
    """Whether the text has this as a whole word, written so."""
    at = text.find(word) if word.islower() else -1
    while at >= 0:
        found = _WORD.match(text, at)
        if found and found.group() == word and not _GOES_ON.search(text, max(0, at - 2), at):
            return True
        at = text.find(word, at + 1)
    return False


_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’][^\W\d_]+)*")
_GOES_ON = re.compile(r"(?:[^\W\d_]|[^\W\d_][-‐'’])\Z")
"""What a word has before a letter that is not its first."""
_OPENING = frozenset('.!?…:«"“„([‘–—')
_SHORTEST = 2


def _bracketed(text: str, start: int, end: int) -> bool:
    opened = text.rfind("[", 0, start + 1)
    return opened >= 0 and "]" not in text[opened:start] and "]" in text[end - 1 :].split("\n")[0]


def _plain(value: Any) -> str:
    if value is None or pd.isna(value):
        return ""
    return str(int(value)) if isinstance(value, float) else str(value)
