"""Small studies for tests, written as marked text.

A passage stands in `[ ]`, `{ }` or `< >`, and `codes` says which code each pair of marks applies:

    study = Builder(tmp_path / "study.db")
    study.person("P01", "deltaker", course="kafé")
    study.interview("P01-1", {"P01": 1}, "I: Hva vil du?\nP01: Jeg [vil {jobbe}], men ...",
                    codes={"[": "motivasjon.vil", "{": "jobb"})

A line is a turn: `I:` is the interviewer, `?:` someone who was not recognised, anything else the
id of a person. A line without a label goes on with the turn before it. Persons, codes and coders
that are not there yet are made. The marks are not text; ( ) are the transcriber's, as everywhere.
Everything is written through the store's actions, so that derived tables and history are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.model import CONTEXT
from workbench.store.database import Store

_CLOSING = {"]": "[", "}": "{", ">": "<"}


@dataclass
class Marked:
    """A marked text taken apart: plain text, turns and passages."""

    text: str = ""
    turns: list[dict[str, Any]] = field(default_factory=list)
    passages: list[tuple[str, int, int]] = field(default_factory=list)


def read_marked(marked: str) -> Marked:
    """Take a marked text apart. A mark that is not closed is an error of the test."""
    found = Marked()
    opened: dict[str, list[int]] = {"[": [], "{": [], "<": []}
    for line in marked.strip("\n").split("\n"):
        label, colon, words = line.partition(":")
        if not colon or " " in label.strip():
            label, words = "", line
        if label and found.turns:
            found.text += "\n"
        elif found.turns:
            found.text += " "
        start = len(found.text)
        for character in words.strip():
            if character in opened:
                opened[character].append(len(found.text))
            elif character in _CLOSING:
                begun = opened[_CLOSING[character]].pop()
                found.passages.append((_CLOSING[character], begun, len(found.text)))
            else:
                found.text += character
        if label:
            found.turns.append({"label": label.strip(), "start": start, "end": len(found.text)})
        else:
            found.turns[-1]["end"] = len(found.text)
    assert not any(opened.values()), f"a passage is not closed: {marked}"
    return found


class Builder:
    """A study in a file, made step by step; `store` is the open study."""

    def __init__(self, path: Path, *, coder: str = "Anne") -> None:
        """Make the study, or go on with the one that is there."""
        self.coder = coder
        settings = {"name": "Prøvestudie", "language": "nb"}
        self.store = Store.open(path) if path.exists() else Store.create(path, settings)

    def person(
        self, id: str, actor_type: str | None = "deltaker", *, consent: str = "full",
        attribution: str = "", **attributes: str,
    ) -> None:  # fmt: skip
        """Add a person, with attributes."""
        with self.store.action(self.coder, "person") as action:
            row = {"id": id, "actor_type": actor_type, "consent": consent,
                   "attribution": attribution, "position": self._count("person")}  # fmt: skip
            action.insert("person", row)
            for name, value in attributes.items():
                self.attribute(name)
                action.insert("person_attribute", {"person": id, "name": name, "value": value})

    def attribute(self, name: str) -> None:
        """Add an attribute that persons can have, if it is not there yet."""
        with self.store.action(self.coder, "attribute") as action:
            if not self.store.row("SELECT 1 FROM attribute WHERE name = ?", (name,)):
                action.insert("attribute", {"name": name, "position": self._count("attribute")})

    def interview(
        self, id: str, persons: Mapping[str, int | None] | Sequence[str], text: str | None = None,
        *, status: str = "held", codes: Mapping[str, str] | None = None, coder: str | None = None,
        date: str = "",
    ) -> None:  # fmt: skip
        """Add an interview with its persons and their rounds, and its marked text if it has one."""
        rounds = persons if isinstance(persons, Mapping) else dict.fromkeys(persons)
        for person in rounds:
            if not self.store.row("SELECT 1 FROM person WHERE id = ?", (person,)):
                self.person(person)
        with self.store.action(self.coder, "interview") as action:
            row = {"id": id, "status": status, "date": date, "position": self._count("interview")}
            action.insert("interview", row)
            for person, round in rounds.items():
                row = {"interview": id, "person": person, "round": round}
                action.insert("person_interview", row)
        if text is not None:
            self.text(id, text, codes=codes, coder=coder)

    def text(
        self, interview: str, marked: str, *, codes: Mapping[str, str] | None = None,
        coder: str | None = None,
    ) -> None:  # fmt: skip
        """Store the text of an interview, and the codings that are marked in it."""
        found = read_marked(marked)
        self._store_text(interview, found)
        for mark, start, end in found.passages:
            self.coding(interview, start, end, (codes or {})[mark], coder=coder)

    def turns(self, interview: str, turns: Sequence[tuple[str, str]]) -> None:
        """Store a text that has no marks, as turns (label, words)."""
        found = Marked(text="\n".join(words for _label, words in turns))
        start = 0
        for label, words in turns:
            found.turns.append({"label": label, "start": start, "end": start + len(words)})
            start += len(words) + 1
        self._store_text(interview, found)

    def code(self, *keys: str) -> None:
        """Add codes in this order; parents that are missing are made first."""
        for key in keys:
            self._code_id(key)

    def coders(self, *names: str) -> None:
        """Add coders, if they are not there yet."""
        for name in names:
            self._coder_id(name)

    def coding(
        self, interview: str, start: int, end: int, code: str, *, coder: str | None = None,
        valence: str = "", stance: str = "", memo: str = "",
    ) -> int:  # fmt: skip
        """Add a coding; gives its id."""
        text = self.text_of(interview)
        with self.store.action(coder or self.coder, "code") as action:
            row = {
                "interview": interview, "start": start, "end": end, "quote": text[start:end],
                "before": text[max(0, start - CONTEXT) : start],
                "after": text[end : end + CONTEXT], "code": self._code_id(code),
                "coder": self._coder_id(coder or self.coder), "valence": valence,
                "stance": stance, "memo": memo, "created": self.store.now(),
            }  # fmt: skip
            return int(action.insert("coding", row))

    def passage(self, interview: str, quote: str, code: str, **options: Any) -> int:
        """Add a coding where the quote stands in the text; the quote must stand there once."""
        text = self.text_of(interview)
        assert text.count(quote) == 1, f"{quote!r} stands {text.count(quote)} times in {interview}"
        start = text.index(quote)
        return self.coding(interview, start, start + len(quote), code, **options)

    def assign(
        self, interview: str, coder: str | None = None, *, layer: str = "primary",
        status: str = "done",
    ) -> None:  # fmt: skip
        """Assign an interview to a coder, with the coding status."""
        with self.store.action(self.coder, "assign") as action:
            row = {"interview": interview, "coder": self._coder_id(coder or self.coder),
                   "layer": layer, "coding_status": status}  # fmt: skip
            action.put("assignment", row)

    def asked(self, code: str, actor_type: str, round: int | None, asked: bool) -> None:
        """Say that a topic was, or was not, asked about."""
        with self.store.action(self.coder, "asked") as action:
            row = {"code": self._code_id(code), "actor_type": actor_type, "round": round or 0,
                   "asked": int(asked)}  # fmt: skip
            action.put("asked", row)

    def text_of(self, interview: str) -> str:
        """The stored text of an interview."""
        return str(
            self.store.value(
                "SELECT text FROM revision r JOIN transcript t ON t.revision = r.id"
                " WHERE t.interview = ?",
                (interview,),
            )
        )

    def _store_text(self, interview: str, found: Marked) -> None:
        with self.store.action(self.coder, "import") as action:
            revision = action.insert(
                "revision",
                {"interview": interview, "number": 1, "text": found.text,
                 "created": self.store.now()},
            )  # fmt: skip
            action.insert_many(
                "turn",
                [_turn_row(revision, number, turn) for number, turn in enumerate(found.turns, 1)],
            )
            action.insert("transcript", {"interview": interview, "revision": revision})

    def _code_id(self, key: str) -> int:
        found = self.store.value("SELECT id FROM code WHERE key = ?", (key,))
        if found is not None:
            return int(found)
        parent = self._code_id(key.rpartition(".")[0]) if "." in key else None
        with self.store.action(self.coder, "code_add") as action:
            row = {"key": key, "parent": parent, "position": self._count("code"),
                   "name_nb": key.rpartition(".")[2]}  # fmt: skip
            return int(action.insert("code", row))

    def _coder_id(self, name: str) -> int:
        found = self.store.value("SELECT id FROM coder WHERE name = ?", (name,))
        if found is not None:
            return int(found)
        with self.store.action(self.coder, "coder") as action:
            return int(action.insert("coder", {"name": name}))

    def _count(self, table: str) -> int:
        return int(self.store.value(f'SELECT count(*) FROM "{table}"'))


def _turn_row(revision: int, number: int, turn: Mapping[str, Any]) -> dict[str, Any]:
    label = turn["label"]
    role = {"I": "interviewer", "?": "unknown"}.get(label, "person")
    return {
        "revision": revision, "number": number, "speaker": label, "role": role,
        "person": label if role == "person" else None, "start": turn["start"],
        "end": turn["end"],
    }  # fmt: skip
