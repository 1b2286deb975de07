"""The slow, plain count that every table is held against.

Reads the design, the texts, the turns and the codings, and nothing that is derived from them;
shares no code with the product. Every cell is counted by itself: who is in it, which codings
hold a word of theirs, and then sets of interviews, persons, codings, words, or passages joined
one by one until no two of them meet.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

STAR = "*"
CODING_KEYS = {"code", "valence", "stance"}
MARKS = {
    "valence": ["present", "missing", "both", ""],
    "stance": ["affirms", "denies", "mixed", ""],
}


@dataclass(frozen=True)
class Speaker:
    """One person in one interview, read through one coder's layer."""

    interview: str
    person: str
    coder: int | None
    done: bool


@dataclass
class Limits:
    """The filters, as sets; empty means no limit."""

    code: set[str] = field(default_factory=set)
    actor_type: set[str] = field(default_factory=set)
    round: set[int] = field(default_factory=set)
    person: set[str] = field(default_factory=set)
    interview: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    layer: str = "primary"
    valence: set[str] = field(default_factory=set)
    stance: set[str] = field(default_factory=set)
    done_only: bool = False
    contains: str = ""


class Plain:
    """A study read into plain lists and dictionaries."""

    def __init__(self, path: Path) -> None:
        db = sqlite3.connect(path)
        db.row_factory = sqlite3.Row

        def rows(sql: str) -> list[dict[str, Any]]:
            return [dict(row) for row in db.execute(sql)]

        self.persons = {row["id"]: row for row in rows("SELECT * FROM person ORDER BY position")}
        for person in self.persons.values():
            person["attributes"] = {}
        for row in rows("SELECT * FROM person_attribute"):
            self.persons[row["person"]]["attributes"][row["name"]] = row["value"]
        self.interviews = {row["id"]: row for row in rows("SELECT * FROM interview")}
        self.sittings = rows("SELECT * FROM person_interview")
        self.rounds = {(row["interview"], row["person"]): row["round"] for row in self.sittings}
        self.texts = {
            row["interview"]: row["text"]
            for row in rows("SELECT t.interview, r.text FROM transcript t, revision r"
                            " WHERE r.id = t.revision")
        }  # fmt: skip
        self.turns = rows("SELECT t.interview, u.* FROM transcript t, turn u"
                          " WHERE u.revision = t.revision ORDER BY u.number")  # fmt: skip
        self.codes = {row["id"]: row for row in rows("SELECT * FROM code")}
        self.code_ids = {row["key"]: id for id, row in self.codes.items()}
        self.coders = {row["id"]: row["name"] for row in rows("SELECT * FROM coder")}
        self.assignments = rows("SELECT * FROM assignment")
        self.codings = rows('SELECT id, interview, start, "end" AS stop, quote, code, coder,'
                            " valence, stance FROM coding ORDER BY id")  # fmt: skip
        self.asked = rows("SELECT * FROM asked")
        db.close()
        self.words = {interview: plain_words(text) for interview, text in self.texts.items()}

    # Who is in the table

    def layer_of(self, interview: str) -> int | None:
        """The coder of the primary layer of an interview."""
        for row in self.assignments:
            if row["interview"] == interview and row["layer"] == "primary":
                return int(row["coder"])
        for row in self.codings:
            if row["interview"] == interview:
                return int(row["coder"])
        return None

    def belongs(self, interview: str, coder: int) -> bool:
        """Whether the interview is in the layer of one coder."""
        hers = [row for row in self.assignments if row["coder"] == coder]
        if hers:
            return any(row["interview"] == interview for row in hers)
        return any(g["interview"] == interview and g["coder"] == coder for g in self.codings)

    def is_done(self, interview: str, coder: int | None) -> bool:
        return any(
            row["interview"] == interview and row["coder"] == coder
            and row["coding_status"] == "done" for row in self.assignments
        )  # fmt: skip

    def passes(self, interview: str, person: str, limits: Limits) -> bool:
        """Whether the filters let this person in this interview into the table."""
        who = self.persons[person]
        round = self.rounds.get((interview, person)) or 0
        return (
            (not limits.actor_type or (who["actor_type"] or "") in limits.actor_type)
            and (not limits.round or round in limits.round)
            and (not limits.person or person in limits.person)
            and (not limits.interview or interview in limits.interview)
            and all(
                who["attributes"].get(name, "") in values
                for name, values in limits.attributes.items()
            )
        )

    def planned(self, limits: Limits) -> list[tuple[str, str]]:
        """Every person in every interview of the design, with text or without."""
        pairs = {(row["interview"], row["person"]) for row in self.sittings}
        pairs |= set(self.spoken())
        return sorted(pair for pair in pairs if self.passes(*pair, limits))

    def spoken(self) -> list[tuple[str, str]]:
        """Who has an identified turn in the current text of an interview that was held."""
        return sorted(
            {
                (turn["interview"], turn["person"]) for turn in self.turns
                if turn["person"] is not None
            }
        )  # fmt: skip

    def speakers(self, limits: Limits, coders: list[int] | None) -> list[Speaker]:
        """The base: one entry per person, interview and layer that is read."""
        found = []
        for interview, person in self.spoken():
            if self.interviews[interview]["status"] != "held":
                continue
            if not self.passes(interview, person, limits):
                continue
            if coders is None:
                layers = [self.layer_of(interview)]
            else:
                layers = [coder for coder in coders if self.belongs(interview, coder)]
            for coder in layers:
                done = self.is_done(interview, coder)
                if done or not limits.done_only:
                    found.append(Speaker(interview, person, coder, done))
        return found

    # What is theirs

    def own_words(self, speaker: Speaker, coding: dict[str, Any]) -> set[tuple[str, int]]:
        """The words of this person in a coding, by the place of their first character."""
        spans = self.own_turns(speaker)
        return {
            (speaker.interview, place) for place in self.words[speaker.interview]
            if coding["start"] <= place < coding["stop"]
            and any(start <= place < stop for start, stop in spans)
        }  # fmt: skip

    def own_turns(self, speaker: Speaker) -> list[tuple[int, int]]:
        return [
            (turn["start"], turn["end"]) for turn in self.turns
            if (turn["interview"], turn["person"]) == (speaker.interview, speaker.person)
        ]  # fmt: skip

    def hull(self, speaker: Speaker, coding: dict[str, Any]) -> tuple[int, int]:
        """From the first to the last place of this person's turns in the coding, of those turns
        that have a word in it."""
        places = [
            place for start, stop in self.own_turns(speaker)
            if any(coding["start"] <= w < coding["stop"] and start <= w < stop
                   for w in self.words[speaker.interview])
            for place in range(max(start, coding["start"]), min(stop, coding["stop"]))
        ]  # fmt: skip
        return min(places), max(places) + 1

    def of_speaker(
        self, speaker: Speaker, limits: Limits, *, in_quote: bool
    ) -> list[dict[str, Any]]:
        """The codings of the layer that hold a word of this person, within the limits."""
        found = []
        for coding in self.codings:
            if coding["interview"] != speaker.interview or coding["coder"] != speaker.coder:
                continue
            if not self.own_words(speaker, coding):
                continue
            if limits.valence and coding["valence"] not in limits.valence:
                continue
            if limits.stance and coding["stance"] not in limits.stance:
                continue
            if limits.contains:
                start, stop = self.hull(speaker, coding)
                text = coding["quote"] if in_quote else self.texts[speaker.interview][start:stop]
                if limits.contains.casefold() not in text.casefold():
                    continue
            found.append(coding)
        return found

    def under(self, code: int, above: int) -> bool:
        """Whether a code is another one or lies under it, from parent to parent."""
        here: int | None = code
        while here is not None:
            if here == above:
                return True
            here = self.codes[here]["parent"]
        return False

    def tree_order(self, parent: int | None = None) -> list[int]:
        """The codes depth first, siblings in their order."""
        siblings = [id for id, row in self.codes.items() if row["parent"] == parent]
        siblings.sort(key=lambda id: (self.codes[id]["position"], id))
        return [one for id in siblings for one in [id, *self.tree_order(id)]]

    # The table

    def table(
        self, rows: str, columns: tuple[str, ...], *, count: str, of: str = "N",
        direct: bool = False, totals: bool = False, limits: Limits | None = None,
    ) -> dict[tuple[Any, ...], tuple[Any, ...]]:  # fmt: skip
        """(row, columns...) -> (n, N, persons, persons_N, asked, done) for every cell."""
        limits = limits or Limits()
        keys = (rows, *columns)
        chosen: list[int] | None = None
        if limits.layer != "primary":
            name = limits.layer.partition(":")[2]
            chosen = [id for id, one in self.coders.items() if one == name]
        elif "coder" in keys:
            chosen = sorted(self.coders)
        base = self.speakers(limits, chosen)
        table = {}
        for key in self._cells(keys, totals, limits, chosen):
            cell = dict(zip(keys, key, strict=True))
            table[key] = self._cell(cell, rows, base, limits, count, of, direct)
        return table

    def _cells(
        self, keys: tuple[str, ...], totals: bool, limits: Limits, coders: list[int] | None
    ) -> list[tuple[Any, ...]]:
        own = [key for key in keys if key in CODING_KEYS]
        of_coding: list[list[Any]] = []
        for key in own:
            if key != "code":
                of_coding.append(MARKS[key])
                continue
            asked = [self.code_ids[one] for one in limits.code]
            inside = [c for c in self.tree_order()
                      if not asked or any(self.under(c, above) for above in asked)]  # fmt: skip
            of_coding.append([self.codes[c]["key"] for c in inside])
        of_who = [key for key in keys if key not in CODING_KEYS]
        who = set()
        for interview, person in self.planned(limits):
            for coder in coders or [None]:
                speaker = Speaker(interview, person, coder, done=False)
                who.add(tuple(self._value(speaker, key) for key in of_who))
        cells = set()
        for one in who:
            for marks in product(*of_coding):
                values = dict(zip(of_who, one, strict=True)) | dict(zip(own, marks, strict=True))
                cells.add(tuple(values[key] for key in keys))
        if totals:
            free = [at for at, key in enumerate(keys) if key != "coder"]
            for cell in list(cells):
                for merged in product((False, True), repeat=len(free)):
                    starred = list(cell)
                    for at, star in zip(free, merged, strict=True):
                        if star:
                            starred[at] = STAR
                    cells.add(tuple(starred))
        return list(cells)

    def _value(self, speaker: Speaker, key: str) -> Any:
        if key == "interview":
            return speaker.interview
        if key == "person":
            return speaker.person
        if key == "coder":
            return None if speaker.coder is None else self.coders[speaker.coder]
        if key == "round":
            return self.rounds.get((speaker.interview, speaker.person))
        if key == "actor_type":
            return self.persons[speaker.person]["actor_type"] or ""
        return self.persons[speaker.person]["attributes"].get(key, "")

    def _cell(
        self, cell: dict[str, Any], rows: str, base: list[Speaker], limits: Limits, count: str,
        of: str, direct: bool,
    ) -> tuple[Any, ...]:  # fmt: skip
        here = self._people(base, cell)
        asked = {self.code_ids[key] for key in limits.code}
        n, persons = self._count(here, cell, limits, count, direct, asked)
        persons_of = len({one.person for one in here})
        done = [one for one in here if one.done]
        if of == "N" and count not in ("codings", "excerpts"):
            total, finished = self._base(here, count), self._base(done, count)
            if count == "persons":
                begun = {one.person for one in here if not one.done}
                finished = len({one.person for one in here} - begun)
        else:
            kept = {key: value for key, value in cell.items()
                    if key == "coder" or (key == rows) == (of == "row")}  # fmt: skip
            wide = {key: value for key, value in kept.items() if value != STAR}
            there = self._people(base, wide)
            total, _persons = self._count(there, wide, limits, count, direct, set())
            finished, _persons = self._count(
                [one for one in there if one.done], wide, limits, count, direct, set()
            )
        return n, total, persons, persons_of, self._asked(cell, here, limits), finished

    def _people(self, base: list[Speaker], cell: dict[str, Any]) -> list[Speaker]:
        return [
            one for one in base
            if all(value == STAR or self._value(one, key) == value
                   for key, value in cell.items() if key not in CODING_KEYS)
        ]  # fmt: skip

    def _base(self, people: list[Speaker], count: str) -> int:
        if count == "interviews":
            return len({one.interview for one in people})
        if count == "persons":
            return len({one.person for one in people})
        said = 0
        for one in people:
            spans = self.own_turns(one)
            said += sum(
                any(start <= place < stop for start, stop in spans)
                for place in self.words[one.interview]
            )
        return said

    def _count(
        self, people: list[Speaker], cell: dict[str, Any], limits: Limits, count: str,
        direct: bool, asked: set[int],
    ) -> tuple[int, int]:  # fmt: skip
        """n, and the persons behind it. `asked` are the codes of the filter, for n only."""
        code = cell.get("code", STAR)
        found: set[Any] = set()
        excerpts = 0
        persons = set()
        for one in people:
            mine = []
            for coding in self.of_speaker(one, limits, in_quote=False):
                if any(cell.get(k, STAR) not in (STAR, coding[k]) for k in ("valence", "stance")):
                    continue
                if code != STAR:
                    above = self.code_ids[code]
                    if not (
                        coding["code"] == above if direct else self.under(coding["code"], above)
                    ):
                        continue
                if asked and not any(self.under(coding["code"], above) for above in asked):
                    continue
                if asked and direct and "code" not in cell and coding["code"] not in asked:
                    continue
                mine.append(coding)
            if mine:
                persons.add(one.person)
            for coding in mine:
                found |= {
                    "interviews": {one.interview}, "persons": {one.person},
                    "codings": {coding["id"]}, "words": self.own_words(one, coding),
                }.get(count, set())  # fmt: skip
            if count == "excerpts":
                excerpts += self._excerpts(one, mine, code, direct, asked)
        return (excerpts if count == "excerpts" else len(found)), len(persons)

    def _excerpts(
        self, one: Speaker, mine: list[dict[str, Any]], code: str, direct: bool, asked: set[int]
    ) -> int:
        """A code of the row stands for its branch, one of the filter too; else each by itself."""
        if code != STAR:
            return len(merged(self.hull(one, coding) for coding in mine))
        apart: dict[int, list[tuple[int, int]]] = {}
        for coding in mine:
            stands = coding["code"]
            if not direct:
                highest = stands
                here: int | None = stands
                while here is not None:
                    highest = here if here in asked else highest
                    here = self.codes[here]["parent"]
                stands = highest
            apart.setdefault(stands, []).append(self.hull(one, coding))
        return sum(len(merged(spans)) for spans in apart.values())

    def _asked(self, cell: dict[str, Any], here: list[Speaker], limits: Limits) -> str:
        code = cell.get("code", STAR)
        if code != STAR:
            about = [self.code_ids[code]]
        elif limits.code:
            about = self._roots([self.code_ids[key] for key in limits.code])
        else:
            return ""
        people = [(one.interview, one.person) for one in here]
        if not people:
            people = [
                pair for pair in self.planned(limits)
                if all(value == STAR or self._value(Speaker(*pair, None, False), key) == value
                       for key, value in cell.items() if key not in CODING_KEYS | {"coder"})
            ]  # fmt: skip
        answers = {self._was_asked(one, *pair) for one in about for pair in people}
        if "yes" in answers:
            return "yes"
        return "no" if answers == {"no"} else ""

    def _roots(self, codes: list[int]) -> list[int]:
        return [c for c in codes if not any(a != c and self.under(c, a) for a in codes)]

    def _was_asked(self, code: int, interview: str, person: str) -> str:
        actor_type = self.persons[person]["actor_type"]
        round = self.rounds.get((interview, person)) or 0
        here: int | None = code
        while here is not None:
            for wanted in (round, 0):
                for row in self.asked:
                    place = (row["code"], row["actor_type"], row["round"])
                    if place == (here, actor_type, wanted):
                        return "yes" if row["asked"] else "no"
            here = self.codes[here]["parent"]
        return ""


def merged(spans: Any) -> list[tuple[int, int]]:
    """Join any two that overlap or touch, again and again, until none do."""
    left = list(spans)
    while True:
        pair = next(
            ((a, b) for at, a in enumerate(left) for b in left[at + 1 :]
             if a[0] <= b[1] and b[0] <= a[1]),
            None,
        )  # fmt: skip
        if pair is None:
            return sorted(left)
        left.remove(pair[0])
        left.remove(pair[1])
        left.append((min(pair[0][0], pair[1][0]), max(pair[0][1], pair[1][1])))


def plain_words(text: str) -> list[int]:
    """Where words begin, read letter by letter: what stands in ( ) or [ ] on a line is none."""
    found = []
    offset = 0
    for line in text.split("\n"):
        hidden = set()
        for begin, end in ("()", "[]"):
            opened: list[int] = []
            for place, letter in enumerate(line):
                if letter == begin:
                    opened.append(place)
                elif letter == end and opened:
                    hidden |= set(range(opened.pop(), place + 1))
        inside = False
        for place, letter in enumerate(line):
            joins = letter in "-’'" and inside and line[place + 1 : place + 2].isalnum()
            is_word = letter.isalnum() or joins
            if is_word and not inside and place not in hidden:
                found.append(offset + place)
            inside = is_word
        offset += len(line) + 1
    return found


def as_json(table: dict[tuple[Any, ...], tuple[Any, ...]]) -> str:
    """A table to read when a comparison fails."""
    return json.dumps(
        {str(key): list(cell) for key, cell in table.items()}, ensure_ascii=False, indent=1
    )
