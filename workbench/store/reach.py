"""What in a study is of one person: what she said, what was made of it and what was written of her.

A passage counts as hers where it holds words of hers and of no other person; the interviewer's do
not keep it. One that also holds another person's words is *shared*. Changes nothing; see
`withdrawal.py` for what becomes of it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workbench.spans import spans_from_text
from workbench.store import erasure, summaries, views
from workbench.store.actions import KEYS
from workbench.store.quotations import Quotations
from workbench.store.redaction import CUT, Redacted

if TYPE_CHECKING:
    from workbench.store.database import Store

Row = dict[str, Any]
Key = tuple[object, ...]

OF_A_PERSON = ("attribution", "left_course", "left_study", "comment")
"""What the design says of a person in free words."""


class Reach:
    """Everything in a study that is of one person, and what of it goes. Changes nothing."""

    def __init__(self, store: Store, person: str) -> None:
        views.person_named(store, person)
        self.store = store
        self.person = person
        self._read_design()
        self._read_texts()
        self._read_placed()
        self._read_memos()
        self._read_written()
        self.quotes = Quotations(*self._said())
        self.disclosures = [
            row["id"] for row in store.find("disclosure") if self.is_disclosure_of_her(row)
        ]

    @property
    def interviews(self) -> set[str]:
        """All interviews that she gave, alone or with others."""
        return self.alone | self.joint

    @property
    def counts(self) -> dict[str, int]:
        """n of everything in `words.ERASED`."""
        return {
            "interviews": len(self.alone & self.with_text),
            "turns": sum(len(one.filled) for one in self._current()),
            "words": self._words(),
            "codings": len(self.codings),
            "codings_kept": len(self.shared),
            "memos": len(self.memos),
            "notes": sum(bool(row["memo"]) for row in self.shared.values())
            + sum(bool(row["note"]) for row in self._claims_shared()),
            "claims": len(self.claims),
            "picked_excerpts": len(self.items),
            "summaries": len(self.summaries),
            "decisions": len(self.decisions),
            "rejections": len(self.rejections),
            "disclosures": len(self.disclosures),
            "relations": len(self.relations),
            "placings": len(self.placings),
            "attributes": self._attributes(),
            "quotations": sum(1 for _one in self.quotations()),
        }

    def _read_design(self) -> None:
        """An interview is hers alone where nobody else who gave it is still in the study."""
        store, person = self.store, self.person
        gave = {row["interview"] for row in store.find("person_interview", person=person)}
        gone = erased_persons(store) | {person}
        self.joint = {
            row["interview"]
            for row in store.find("person_interview")
            if row["interview"] in gave and row["person"] not in gone
        }
        self.alone = gave - self.joint
        self.with_text = {row["interview"] for row in store.find("transcript")} & gave
        self.relations = [
            row for row in store.find("relation") if person in (row["person"], row["other_person"])
        ]
        self.placings = [row["id"] for row in store.find("placing", person=person)]

    def _read_texts(self) -> None:
        self.revisions: dict[int, Row] = {}
        self.redacted: dict[int, Redacted] = {}
        for interview in sorted(self.interviews):
            for row in self.store.find("revision", interview=interview):
                self.revisions[row["id"]] = row
                turns = self.store.find("turn", revision=row["id"])
                self.redacted[row["id"]] = Redacted(row["text"], turns, self.person)
        self.current = {
            row["interview"]: row["revision"]
            for row in self.store.find("transcript")
            if row["interview"] in self.interviews
        }

    def _current(self) -> list[Redacted]:
        """The current texts of interviews with others."""
        return [self.redacted[one] for name, one in self.current.items() if name in self.joint]

    def is_hers(self, interview: str, start: int, end: int, revision: int | None = None) -> bool:
        """Whether a passage goes; in the current text where no revision is named."""
        if interview in self.alone:
            return True
        number = revision or self.current.get(interview)
        return number in self.redacted and self.redacted[number].hers_alone(start, end)

    def touches(self, interview: str, start: int, end: int) -> bool:
        """Whether a passage of the current text holds a word of hers."""
        number = self.current.get(interview)
        return interview in self.alone or (
            number is not None and self.redacted[number].touches(start, end)
        )

    def _read_placed(self) -> None:
        """Codings and what hangs on them; picked excerpts, decisions, suggestions turned down."""
        placed = {
            table: [
                row
                for interview in sorted(self.interviews)
                for row in self.store.find(table, interview=interview)
            ]
            for table in ("coding", "selection_item", "decision")
        }
        self.codings = {row["id"] for row in placed["coding"] if self._goes(row)}
        self.decisions = {row["id"] for row in placed["decision"] if self._decided_on_hers(row)}
        self.codings |= {
            row["coding"]
            for row in placed["decision"]
            if row["coding"] is not None and row["id"] in self.decisions
        }
        rows = {row["id"]: row for row in placed["coding"] if row["id"] not in self.codings}
        self.shared = {
            id: row
            for id, row in rows.items()
            if self.touches(row["interview"], row["start"], row["end"])
        }
        self.items = {
            row["id"]
            for row in placed["selection_item"]
            if row["person"] == self.person or self._goes(row) or self._printed_hers(row)
        }
        self.claims = [
            row["id"] for row in self.store.find("claim") if row["coding"] in self.codings
        ]
        self.rejections = [
            row["id"]
            for row in self.store.find("rejection")
            if row["revision"] in self.revisions
            and self.is_hers(
                self.revisions[row["revision"]]["interview"], row["start"], row["end"],
                row["revision"],
            )
        ]  # fmt: skip

    def _claims_shared(self) -> list[Row]:
        return [row for row in self.store.find("claim") if row["coding"] in self.shared]

    def _goes(self, row: Row) -> bool:
        return self.is_hers(row["interview"], row["start"], row["end"])

    def _printed_hers(self, item: Row) -> bool:
        """Whether nothing but words of hers is printed of a picked excerpt."""
        keep = spans_from_text(item["keep"])
        number = self.current.get(item["interview"])
        return bool(keep) and number is not None and not self.redacted[number].rest(keep)

    def _decided_on_hers(self, row: Row) -> bool:
        if row["interview"] in self.alone or row["coding"] in self.codings:
            return True
        spans = spans_from_text(f"{row['first_spans']};{row['second_spans']}")
        number = self.current.get(row["interview"])
        return number is not None and all(self.redacted[number].hers_alone(*span) for span in spans)

    def _read_memos(self) -> None:
        """Memos on her, on what is hers, and those that mention either."""
        self.memos: set[int] = set()
        for row in self.store.find("memo"):
            object_type, object = row["object_type"], row["object"]
            match object_type:
                case "person":
                    goes = object == self.person
                case "interview":
                    goes = object in self.alone
                case "passage":
                    goes = object in self.interviews and (
                        self._goes({**row, "interview": object})
                        or self.touches(object, row["start"], row["end"])
                    )
                case "coding":
                    goes = int(object) in self.codings or int(object) in self.shared
                case _:
                    goes = False
            if goes:
                self.memos.add(row["id"])
        self.memos |= {
            row["memo"] for row in self.store.find("mention") if self.is_mention_of_her(row)
        }

    def is_mention_of_her(self, row: Row) -> bool:
        """Whether what a memo mentions is she, or hers."""
        match row["object_type"]:
            case "person":
                return bool(row["object"] == self.person)
            case "interview":
                return row["object"] in self.alone
            case "passage":
                number = row["revision"]
                return row["object"] in self.alone or (
                    number in self.redacted
                    and (
                        self.redacted[number].touches(row["start"], row["end"])
                        or self.redacted[number].hers_alone(row["start"], row["end"])
                    )
                )
        return False

    def _read_written(self) -> None:
        """Summaries of her alone."""
        groups: dict[tuple[str, str], set[str]] = {}
        for row in self.store.find("summary"):
            place = (row["dimension"], row["subject"])
            if place not in groups:
                groups[place] = summaries.persons_of(self.store, *place)
        self.summaries = [
            row["id"]
            for row in self.store.find("summary")
            if groups[row["dimension"], row["subject"]] == {self.person}
            or (row["dimension"] == "interview" and row["subject"] in self.alone)
        ]

    def is_disclosure_of_her(self, row: Row) -> bool:
        """Whether a decision of the disclosure check, of any time, is on her, names her, or is on
        a name that nobody else has said."""
        subject = str(row.get("subject", ""))
        told = f"{subject}\n{row.get('basis', '')}".split("\n")
        if not {self.person, *self.alone}.isdisjoint(told):
            return True
        return row.get("what") == "name" and self.quotes.is_hers(subject)

    def _said(self) -> tuple[list[str], list[str]]:
        """What she has said in any revision, and what stands in the texts without that."""
        hers, others = [], []
        for number, one in self.redacted.items():
            hers += [one.old[start:end] for start, end in one.filled]
            if self.revisions[number]["interview"] in self.joint:
                others += one.text.split(CUT)
        if hers:
            skip = json.dumps(sorted(self.revisions))
            others += [
                row["text"]
                for row in self.store.rows(
                    "SELECT text FROM revision WHERE id NOT IN (SELECT value FROM json_each(?))",
                    (skip,),
                )
            ]
        return hers, others

    def quotations(self) -> Iterator[tuple[str, Key]]:
        """The rows with free words that quote her, of those that stay."""
        gone: Mapping[str, Collection[object]] = {
            "coding": self.codings | self.shared.keys(), "memo": self.memos,
            "summary": self.summaries, "selection_item": self.items,
            "claim": [*self.claims, *(row["id"] for row in self._claims_shared())],
            "decision": self.decisions, "disclosure": self.disclosures, "person": {self.person},
            "placing": self.placings,
        }  # fmt: skip
        for table, columns in erasure.FREE.items():
            for row in self.store.find(table):
                key = tuple(row[name] for name in KEYS[table])
                if key[0] in gone.get(table, ()):
                    continue
                if any(row[name] and self.quotes.cut(row[name]) != row[name] for name in columns):
                    yield table, key

    def _words(self) -> int:
        return int(
            self.store.value(
                "SELECT coalesce(sum(words), 0) FROM spoken WHERE person = ?", (self.person,)
            )
        )

    def _attributes(self) -> int:
        row = self.store.get("person", id=self.person) or {}
        said = [row[name] for name in OF_A_PERSON]
        said += [one["comment"] for one in self.store.find("person_interview", person=self.person)]
        given = self.store.find("person_attribute", person=self.person)
        return len(given) + sum(map(bool, said))


def erased_persons(store: Store) -> set[str]:
    """The persons whose words were erased since they withdrew."""
    due = {one.object for one in erasure.due(store) if one.action == "purge"}
    rows = store.rows("SELECT DISTINCT object FROM history WHERE action = 'purge'")
    return {row["object"] for row in rows} - due
