"""What the check of an export asks of the study: who there is, who may be quoted, and the texts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from workbench.analysis.common import read
from workbench.exports.disclosure import Known, Trait, is_name
from workbench.exports.quoting import MAY_NOT_BE_QUOTED
from workbench.model import Filters, Transcript, Turn
from workbench.scheme.tree import Tree
from workbench.store import reading, sensitive, views, word_index

if TYPE_CHECKING:
    from workbench.exports.contents import Wanted
    from workbench.store.database import Store

COMPUTED_WITH = frozenset({"xlsx", "csv", "csv_excel_nb", "json"})
"""Formats that hold everything that is known of an excerpt, and the id of the person with it."""

Name = tuple[str, str]
"""A name and what kind of name it is."""

Consent = tuple[str, str, str]
"""A person who is printed against her consent, the reason and the place."""


class Sources:
    """What is asked of the study, each read once.

    `computed_with` says that the file holds the data, `read` that it holds what is read (a
    workbook has both), `picture` that it is a chart.
    """

    def __init__(self, store: Store, wanted: Wanted, format: str) -> None:
        self.store = store
        self.wanted = wanted
        self.computed_with = format in COMPUTED_WITH
        self.read = format not in COMPUTED_WITH or format == "xlsx"
        self.picture = format in ("svg", "png")
        frame = views.persons(store)
        self.consents = dict(zip(frame["person"], frame["consent"], strict=True))
        self.attributions = dict(zip(frame["person"], frame["attribution"], strict=True))
        self.interviews = views.interviews(store).set_index("interview")
        self.persons = _known(frame, _sittings(store), self.interviews)
        tree = Tree(views.codes(store))
        roots = [tree.by_key[key] for key in sensitive.codes(store)]
        self.sensitive = frozenset(one.key for root in roots for one in tree.branch(root))
        self.describing = frozenset({"actor_type", "round", *views.attributes(store)})
        self.filters = tuple(_of_filters(wanted.filters))
        self._names: dict[str, list[tuple[int, int, str]]] = {}
        self._subjects = {
            word.casefold()
            for row in views.actor_types(store).to_dict("records")
            for name in row.values()
            for word in (str(name), *_WORD.findall(str(name)))
        }
        self._read = word_index.read_before(store)

    # -- who ------------------------------------------------------------------------------------

    @cached_property
    def present(self) -> frozenset[str]:
        """The persons with usable text under the filters."""
        return frozenset(one for inside in self.groups().values() for one in inside)

    def groups(self, by: str = "") -> dict[str, tuple[str, ...]]:
        """The persons with usable text under the filters, by the values of a key of the analysis,
        or all of them."""
        with reading.snapshot(self.store):
            who = read(self.store, self.wanted.filters, keys=[by] if by else []).who
        found: dict[str, dict[str, None]] = {}
        for at in who.usable.nonzero()[0].tolist():
            value = who.axes[by].values[who.ranks[by][at]] if by else ""
            key = "" if value is None else str(value)
            found.setdefault(key, {})[who.persons[who.person[at]]] = None
        return {value: tuple(inside) for value, inside in found.items()}

    def fitting(self, traits: Collection[Trait]) -> list[str]:
        """The persons with usable text under the filters who fit what is printed."""
        return [
            one.person
            for one in self.persons.values()
            if one.person in self.present and all(one.fits(trait) for trait in traits)
        ]

    def is_of(self, person: str, name: str, id: str) -> bool:
        """Whether an id, of a person or of an interview, is one under which this person stands."""
        if name == "person":
            return person == id
        return person in str(self.interviews.at[id, "persons"]).split(",")

    def described(self, name: str, value: str) -> tuple[Trait, ...]:
        """What a heading or a key of a table says of the persons under it, if it says anything."""
        return ((name, (value,)),) if name in self.describing and value else ()

    def withdrawn(self, persons: Iterable[str], place: str) -> Iterator[Consent]:
        """Those of them of whom nothing may be printed."""
        for person in persons:
            if self.consents.get(person) == "withdrawn":
                yield person, "withdrawn", place

    def may_not_be_quoted(self, person: str, place: str) -> Iterator[Consent]:
        """That words of a person stand where none may."""
        consent = self.consents.get(person, "full")
        if consent in MAY_NOT_BE_QUOTED:
            yield person, consent, place

    # -- texts ----------------------------------------------------------------------------------

    def turns(self, interview: str) -> Collection[Turn]:
        """The turns of a text."""
        found = self._transcript(interview)
        return found.turns if found else ()

    def text(self, interview: str) -> str:
        """A text; empty where there is none."""
        found = self._transcript(interview)
        return found.text if found else ""

    def said(self, interview: str, start: int, end: int) -> dict[str, str]:
        """The words of a passage by who says them; nobody's under an empty name."""
        text, found = self.text(interview), dict[str, list[str]]()
        for turn in self.turns(interview):
            if turn.start < end and start < turn.end:
                words = text[max(turn.start, start) : min(turn.end, end)]
                found.setdefault(turn.person or "", []).append(words)
        return {person: " ".join(words) for person, words in found.items()}

    def names_in(self, interview: str, spans: Iterable[tuple[int, int]]) -> tuple[Name, ...]:
        """The names in these passages with their kinds, each once."""
        names, text = self._names_of(interview), self.text(interview)
        inside = dict.fromkeys(
            (text[start:end], kind)
            for first, last in (spans if names else ())
            for start, end, kind in names
            if first <= start and end <= last
        )
        return tuple(inside)

    def names_told(self, words: str) -> tuple[Name, ...]:
        """The names in what somebody has written: those that stand in any text of the study."""
        kinds, pattern = self._every_name
        if pattern is None:
            return ()
        found = dict.fromkeys(match.group() for match in pattern.finditer(words))
        return tuple((name, kinds[name]) for name in found)

    def names_small(self) -> Mapping[str, str]:
        """The words of the names of the study in small letters, as a dictionary has them, with
        their kinds; not those that are words like any other somewhere."""
        kinds, _pattern = self._every_name
        return {
            word.casefold(): kind
            for name, kind in kinds.items()
            for word in _WORD.findall(name)
            if len(word) >= _SHORTEST and word.lower() not in self._small
        }

    @cached_property
    def _small(self) -> frozenset[str]:
        """The words that are written small in some text that was read."""
        texts = (self.text(interview) for interview in self._read)
        return frozenset(word for text in texts for word in _WORD.findall(text) if word.islower())

    @cached_property
    def _every_name(self) -> tuple[dict[str, str], re.Pattern[str] | None]:
        """The names in all texts. In one text a name is none where it only begins sentences and is
        written small elsewhere in it; here, in any of them."""
        kinds: dict[str, str] = {}
        inside: set[str] = set()
        for interview in sorted(self._read):
            text = self.text(interview)
            for start, end, kind in self._names_of(interview):
                name = text[start:end]
                kinds[name] = kind
                if name.lower() not in self._small or not opens(text, start):
                    inside.add(name)
        kinds = {name: kind for name, kind in kinds.items() if name in inside}
        longest_first = sorted(kinds, key=len, reverse=True)
        either = "|".join(re.escape(name) for name in longest_first)
        return kinds, re.compile(rf"(?<!\w)(?:{either})(?!\w)") if kinds else None

    def unread(self, interviews: Iterable[str]) -> tuple[str, ...]:
        """Those of these texts in which no names were looked for."""
        return tuple(sorted({one for one in interviews if one} - self._read))

    def unread_of_all(self) -> tuple[str, ...]:
        """The texts of the study in which no names were looked for, so that none of theirs are
        known in what somebody has written."""
        return self.unread(self.interviews.index[self.interviews["usable"].astype(bool)])

    def _transcript(self, interview: str) -> Transcript | None:
        return views.transcript(self.store, interview)

    def _names_of(self, interview: str) -> list[tuple[int, int, str]]:
        if interview not in self._names:
            found = word_index.entities(self.store, interview)
            self._names[interview] = list(_proper(self.text(interview), found, self._subjects))
        return self._names[interview]


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
    for person, told in _of_sittings(sittings, interviews).items():
        before = found[person].values
        more = {name: before.get(name, frozenset()) | values for name, values in told.items()}
        found[person] = replace(
            found[person], values={**before, **more}, heard="round" in told
        )  # fmt: skip
    return found


def _sittings(store: Store) -> pd.DataFrame:
    """Persons in interviews as an analysis counts them: one who says nothing has no text there."""
    frame = views.person_interviews(store)
    with reading.snapshot(store):
        who = read(store, Filters()).who
    heard = {
        (who.interviews[who.interview[at]], who.persons[who.person[at]])
        for at in who.usable.nonzero()[0].tolist()
    }
    pairs = zip(frame["interview"], frame["person"], strict=True)
    return frame.assign(usable=[pair in heard for pair in pairs])


def _of_sittings(
    sittings: pd.DataFrame, interviews: pd.DataFrame
) -> dict[str, dict[str, frozenset[str]]]:
    """What the sittings say of each person: status, and of those with usable text round, date and
    place; and for whoever was to be met in rounds, which of the study's have none."""
    rounds = {str(int(one)) for one in sittings["round"].dropna()}
    where = interviews[["date", "place"]].to_dict("index")
    found: dict[str, dict[str, set[str]]] = {}
    for row in sittings.to_dict("records"):
        of, sitting = found.setdefault(row["person"], {}), where[row["interview"]]
        round_ = "0" if pd.isna(row["round"]) else str(int(row["round"]))
        more = {"status": row["status"]}
        if row["usable"]:
            more |= {"round": round_, "date": sitting["date"], "place": sitting["place"]}
        for name, value in more.items():
            if value:
                of.setdefault(name, set()).add(str(value).casefold())
        if round_ != "0":
            of.setdefault("missing_round", set())
    for of in found.values():
        if "missing_round" in of:
            of["missing_round"] = rounds - of.get("round", set())
    return {
        person: {name: frozenset(values) for name, values in of.items()}
        for person, of in found.items()
    }


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
