"""A person withdraws: her words leave the study for good, and all that was made of them.

What is *hers*: interviews that she gave alone, her turns in those that she gave with others, and
everything that stands on either, was written of her or repeats her words. Of her own interviews
the design keeps that they were planned, with the status `withdrawn`. In a joint interview each of
her turns becomes one without speaker and words, so that the others' words and all that
stands on them keep their meaning: a coding that also holds words of another person stays on these.

Free words anywhere in the study lose what they quote of her (see `quotations.py`).

`reach.py` says what is hers; the file is rebuilt as after every erasure, see `erasure.py`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.spans import spans_from_text, spans_text, union
from workbench.store import erasure, views
from workbench.store.actions import KEYS
from workbench.store.reach import OF_A_PERSON, Reach
from workbench.store.redaction import Redacted, within
from workbench.texts import LANGUAGES, _, in_language, marked
from workbench.words import STATUS

if TYPE_CHECKING:
    from workbench.store.actions import Action
    from workbench.store.database import Store

Row = dict[str, Any]
Key = tuple[object, ...]

COLUMNS = ("what", "n")

_HELD = ("held", "not_usable", "planned")
"""Sittings that become `withdrawn`; those that were lost before say why they were."""

_OF_A_SITTING: Row = {"date": "", "mode": "", "place": "", "minutes": None, "interviewer": ""}


@dataclass(frozen=True)
class Purged:
    """What an erasure took: n of each, what still speaks of the person and is to be looked at,
    and other copies of the study that may hold her words."""

    person: str
    counts: Mapping[str, int]
    left: tuple[str, ...]
    backups: tuple[Path, ...]


def purge(store: Store, person: str, *, coder: str) -> Purged:
    """Erase what a person said and all that was made of it; undo does not reach past it.

    The person and her interviews keep their ids, as the design counts them. Raises UnknownName
    for a person that the study lacks, and StudyError where another program keeps the old words
    in the file: they are out of the study then; call it again when that program is closed.
    """
    counts = Reach(store.seen_by(coder), person).counts
    store.db.conn.execute("PRAGMA secure_delete = ON")
    with store.action(
        coder, "purge", object=person, summary=marked("{person} has withdrawn: erased for good"),
        person=person,
    ) as action:  # fmt: skip
        _Erasing(action, Reach(store, person)).erase()
    store.cache.clear()
    erasure.rebuild(store)
    return Purged(
        person, counts, tuple(left(store.seen_by(coder), person)),
        tuple(erasure.backups_beside(store.path)),
    )  # fmt: skip


def planned(store: Store, person: str) -> pd.DataFrame:
    """what, n: what `purge` would take, in the order of `words.ERASED`."""
    return pd.DataFrame(list(Reach(store, person).counts.items()), columns=list(COLUMNS))


def left(store: Store, person: str) -> list[str]:
    """What speaks of a person and is not erased with her words: memos and summaries on interviews
    with others, and free words and names that hold her id."""
    names = re.compile(rf"(?<!\w){re.escape(person)}(?!\w)")
    reach = Reach(store, person)
    found = [
        _("memo {id} on {interview}", id=row["id"], interview=row["object"])
        for row in store.find("memo", object_type="interview")
        if row["object"] in reach.joint
    ]
    found += [
        _("summary {id} for {interview}", id=row["id"], interview=row["subject"])
        for row in store.find("summary", dimension="interview")
        if row["subject"] in reach.joint
    ]
    for table, columns in erasure.FREE.items():
        for row in store.find(table):
            if any(names.search(str(row[name] or "")) for name in columns):
                key = ", ".join(str(row[name]) for name in KEYS[table])
                found.append(_("{person} is named in: {row}", person=person, row=f"{table} {key}"))
    kept = {f"person {person}", *(f"interview {one}" for one in reach.interviews)}
    holds = erasure.named_rows(store, lambda name: bool(names.search(name)))
    return list(dict.fromkeys([*found, *(one for one in holds if one not in kept)]))


# -- taking it away ------------------------------------------------------------------------


@dataclass
class _Erasing:
    """An erasure inside its action."""

    action: Action
    reach: Reach
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.store = self.action.store

    def erase(self) -> None:
        """Take everything away, and let the history forget it."""
        self.action._connection.execute("PRAGMA defer_foreign_keys = ON")
        reach = self.reach
        history = _History(reach)
        self._delete("decision", reach.decisions)
        for placing in reach.placings:
            for table, other in (("placing_value", "dimension"), ("placing_reason", "coding")):
                for row in self.store.find(table, placing=placing):
                    self.action.delete(table, (placing, row[other]))
        self._delete("placing", reach.placings)
        self._delete("coding", reach.codings)
        self._delete("selection_item", reach.items)
        for memo in sorted(reach.memos):
            for row in self.store.find("mention", memo=memo):
                self.action.delete("mention", row["id"])
        self._delete("memo", reach.memos)
        self._delete("rejection", reach.rejections)
        self._delete("summary", reach.summaries)
        self._delete("disclosure", reach.disclosures)
        self._delete("relation", [row["id"] for row in reach.relations])
        self._past_places()
        for interview in sorted(reach.alone):
            self._alone(interview)
        for interview in sorted(reach.joint):
            self._joint(interview)
        self._person()
        erasure.rewrite_free_words(self.action, reach.quotes.cut)
        erasure.settle(self.action, "purge", reach.person)
        history.forget(self.action)

    def _delete(self, table: str, ids: Iterable[int]) -> None:
        for id in sorted(ids):
            self.action.delete(table, id)

    def _past_places(self) -> None:
        """Where things stood in older texts, of things that are gone or of places that are."""
        reach = self.reach
        gone = {"coding": reach.codings, "selection_item": reach.items, "memo": reach.memos}
        for row in self.store.find("past_place"):
            hers = row["revision"] in reach.revisions and reach.is_hers(
                reach.revisions[row["revision"]]["interview"], row["start"], row["end"],
                row["revision"],
            )  # fmt: skip
            if hers or row["object"] in gone[row["object_type"]]:
                self.action.delete("past_place", tuple(row[name] for name in KEYS["past_place"]))

    def _alone(self, interview: str) -> None:
        if self.store.get("transcript", interview=interview) is not None:
            self.action.delete("transcript", interview)
        for revision in self.store.find("revision", interview=interview):
            for turn in self.store.find("turn", revision=revision["id"]):
                self.action.delete("turn", (revision["id"], turn["number"]))
            self.action.delete("revision", revision["id"])
        for row in self.store.find("unblinded", interview=interview):
            self.action.update("unblinded", (interview, row["coder"]), reason="")
        row = self.store.get("interview", id=interview) or {}
        status = "withdrawn" if row["status"] in _HELD else row["status"]
        self.action.update("interview", interview, status=status, **_OF_A_SITTING)

    def _joint(self, interview: str) -> None:
        reach = self.reach
        nobody = _nobody(self.store)
        number = reach.current.get(interview)
        if number is not None:
            self._what_stays_of_hers(interview, reach.redacted[number])
        for revision in self.store.find("revision", interview=interview):
            for turn in self.store.find("turn", revision=revision["id"], person=reach.person):
                self.action.update(
                    "turn", (revision["id"], turn["number"]), person=None, role="other",
                    speaker=nobody, time=None,
                )  # fmt: skip
            self.action.update("revision", revision["id"], header="[]", source_name="")
        erasure.rewrite_interview(
            self.action, interview, lambda row: reach.redacted[row["id"]], reach.quotes.cut
        )

    def _what_stays_of_hers(self, interview: str, text: Redacted) -> None:
        """Notes on codings that stay on others' words, and the cuts and additions of picked
        excerpts and decisions that reach into hers."""
        for id in self.reach.shared:
            if self.reach.shared[id]["interview"] == interview:
                self.action.update("coding", id, memo="")
                for claim in self.store.find("claim", coding=id):
                    self.action.update("claim", claim["id"], note="")
        for item in self.store.find("selection_item", interview=interview):
            insertions = [
                [place, said]
                for place, said in json.loads(item["insertions"])
                if not within(place, text.filled)
            ]
            self.action.update(
                "selection_item", item["id"],
                keep=spans_text(union(text.rest(spans_from_text(item["keep"])))),
                insertions=json.dumps(insertions, ensure_ascii=False),
            )  # fmt: skip
        for row in self.store.find("decision", interview=interview):
            spans = {
                name: spans_from_text(row[name]) for name in ("first_spans", "second_spans")
            }  # fmt: skip
            told = any(text.touches(*span) for one in spans.values() for span in one)
            self.action.update(
                "decision", row["id"], reason="" if told else row["reason"],
                **{name: spans_text(union(text.rest(one))) for name, one in spans.items()},
            )  # fmt: skip

    def _person(self) -> None:
        person = self.reach.person
        for row in self.store.find("person_attribute", person=person):
            self.action.delete("person_attribute", (person, row["name"]))
        for row in self.store.find("person_interview", person=person):
            self.action.update("person_interview", (row["interview"], person), comment="")
        self.action.update("person", person, consent="withdrawn", **dict.fromkeys(OF_A_PERSON, ""))


def _nobody(store: Store) -> str:
    """Who speaks in a turn that is cut, in the language of the study."""
    spoken = views.settings(store).get("language")
    with in_language(next((one for one in LANGUAGES if one == spoken), "nb")):
        return _(STATUS["withdrawn"])


class _History:
    """What the history may still tell of a person.

    Of a row that was hers, and is gone now or says less, it keeps which it was and of whom, so
    that what is coded blind stays hidden; an entry that was about nothing else, or that names her
    or her interviews, says that it was erased.
    """

    def __init__(self, reach: Reach) -> None:
        store, self.reach = reach.store, reach
        self.anchored = erasure.Anchored(store, reach.interviews)
        self.codings: set[int] = set()
        self.memos = set(reach.memos)
        self.items: set[int] = set()
        self.placings = set(reach.placings)
        self.disclosures = set(reach.disclosures)
        rows = [
            (change["table"], json.loads(change[side]))
            for change in store.rows('SELECT "table", before, after FROM change')
            for side in ("before", "after")
            if change[side]
        ]
        for table, row in rows:
            if table == "coding" and row["interview"] in reach.interviews:
                self.codings.add(row["id"])
            elif table == "selection_item" and row["interview"] in reach.interviews:
                self.items.add(row["id"])
            elif table == "placing" and row["person"] == reach.person:
                self.placings.add(row["id"])
            elif table == "disclosure" and reach.is_disclosure_of_her(row):
                self.disclosures.add(row["id"])
            elif table == "mention" and self._mentions(row):
                self.memos.add(row["memo"])
        for table, row in rows:
            if table == "memo" and self._of_her(row):
                self.memos.add(row["id"])

    def forget(self, action: Action) -> None:
        """Let the history forget, once everything is taken away."""
        store = action.store
        self.live = {
            (table, erasure.as_key(row[name] for name in columns))
            for table, columns in KEYS.items()
            for row in store.find(table)
        }
        erasure.forget(action, self._emptied, self.reach.quotes.cut)
        self._retell(store)

    def _emptied(self, table: str, key: str, row: Row) -> Row:
        if (table, key) in self.live:
            if table == "person" and row["id"] == self.reach.person:
                return row | dict.fromkeys(OF_A_PERSON, "")
            if table == "interview" and row["id"] in self.reach.alone:
                return row | _OF_A_SITTING
            if table == "person_interview" and row["person"] == self.reach.person:
                return row | {"comment": ""}
            if table == "unblinded" and row["interview"] in self.reach.alone:
                return row | {"reason": ""}
            if table == "memo" and row["id"] in self.memos:
                return row | {"text": "", "quote": ""}
            if table == "claim" and row["coding"] in self.codings:
                return row | {"note": ""}
            if table in _SAID_OF and self.anchored.holds(table, row):
                row = row | _SAID_OF[table]
            return self.anchored.emptied(table, row)
        if not self._is_hers(table, row):
            return row
        told = {*KEYS[table], *_TOLD_OF_WHAT_IS_GONE.get(table, ())}
        return {name: value for name, value in row.items() if name in told}

    def _is_hers(self, table: str, row: Row) -> bool:
        """Whether a row that is gone was of her, or stood in a text of hers."""
        reach = self.reach
        match table:
            case "person_attribute" | "person_interview":
                return bool(row["person"] == reach.person)
            case "relation":
                return reach.person in (row["person"], row["other_person"])
            case "memo":
                return row["id"] in self.memos
            case "mention":
                return row["memo"] in self.memos
            case "claim":
                return row["coding"] in self.codings
            case "placing":
                return row["id"] in self.placings
            case "placing_value" | "placing_reason":
                return row["placing"] in self.placings
            case "review" | "past_place":
                things = {"coding": self.codings, "memo": self.memos, "selection_item": self.items}
                return row["object"] in things[row["object_type"]]
            case "summary":
                subjects = {"person": {reach.person}, "interview": reach.alone}
                of = row.get("subject")
                return row["id"] in reach.summaries or of in subjects.get(row["dimension"], ())
            case "disclosure":
                return row["id"] in self.disclosures
        return self.anchored.holds(table, row)

    def _mentions(self, row: Row) -> bool:
        """Whether a row of any time mentions her; of a passage in a text that is no more, it
        is taken to."""
        reach = self.reach
        if row["object_type"] == "passage" and row["object"] in reach.joint:
            known = row["revision"] in reach.redacted and "start" in row
            return not known or reach.is_mention_of_her(row)
        return reach.is_mention_of_her(row)

    def _of_her(self, memo: Row) -> bool:
        match memo["object_type"]:
            case "person":
                return bool(memo["object"] == self.reach.person)
            case "interview" | "passage":
                return memo["object"] in self.reach.interviews
            case "coding":
                return int(memo["object"]) in self.codings
        return False

    def _retell(self, store: Store) -> None:
        """Let entries say no more of what is gone than that it was erased."""
        names = "|".join(map(re.escape, [self.reach.person, *sorted(self.reach.interviews)]))
        named = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
        of: dict[int, list[bool]] = {}
        for change in store.rows('SELECT history, "table", key, before, after FROM change'):
            row = json.loads(change["after"] or change["before"] or "{}")
            gone = (change["table"], change["key"]) not in self.live
            hers = bool(row) and (
                self._is_hers(change["table"], row) if gone else self._about(change["table"], row)
            )
            of.setdefault(change["history"], []).append(hers)
        for entry in store.rows("SELECT id, object, places FROM history"):
            touched = of.get(entry["id"], [])
            told = f"{entry['object']} {entry['places']}"
            if any(touched) and (all(touched) or named.search(told)):
                store.db.conn.execute(
                    "UPDATE history SET object = '', places = '{}', summary = ? WHERE id = ?",
                    (marked("Erased, since a person has withdrawn"), entry["id"]),
                )

    def _about(self, table: str, row: Row) -> bool:
        """Whether a row that stays, emptied, is of her."""
        reach = self.reach
        return (
            (table == "person" and row["id"] == reach.person)
            or (table == "interview" and row["id"] in reach.alone)
            or (table == "person_interview" and row["person"] == reach.person)
        )


_SAID_OF: Mapping[str, Row] = {
    "coding": {"memo": ""},
    "decision": {"reason": ""},
    "selection_item": {"insertions": "[]"},
}
"""What researchers have said of a passage, which may have been another one when they did."""

_TOLD_OF_WHAT_IS_GONE: Mapping[str, tuple[str, ...]] = {
    "revision": ("interview",),
    "coding": ("interview", "coder"),
    "selection_item": ("interview", "coder"),
    "decision": ("interview",),
    "rejection": ("revision", "coder"),
    "memo": ("object_type", "object", "coder"),
    "mention": ("memo", "object_type", "object", "revision"),
    "summary": ("dimension", "coder"),
    "claim": ("coding",),
    "relation": ("person", "other_person"),
    "placing": ("person", "coder"),
}
"""What, beside its key, may be told of a row that was hers: of what and of whom it was."""
