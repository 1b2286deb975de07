"""Corrections of interviews, written out beforehand with the right places after them.

A file of `corrections/` is an interview as it was first typed, with its codings and with every
correction in place. A line is a turn, its label is no text, and a line with # tells about the
file. A passage with a coding stands in `[ ]` or `< >`. A correction is

    {t|jobb|jobbe}                 a word that was mistyped
    {n1|Maria|Fatima}              a name and its pseudonym; all with one number go together
    {d|Eh, jeg mener |}            a deleted aside
    {p|, så|. Så}                  punctuation
    {u|(uhørlig)|tjue}             heard anew
    {s| |¶}                        a turn that is split or joined; ¶ is a break between turns
    {m1<|He sa det. } ... {m1>}    a passage that is moved there

so that the text before, the text after, and where every coding is in either, follow from the
file alone. A coding whose words are deleted has no place after.

`python -m tests.coding.corrected` measures: each correction alone, and all of an interview at
once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workbench.coding.carrying import Carried, carry
from workbench.spans import Span

FOLDER = Path(__file__).parent / "corrections"
KINDS = {
    "t": "typos", "n": "pseudonyms of another length", "d": "deleted asides", "m": "moved passages",
    "p": "punctuation", "u": "heard anew", "s": "turns split and joined",
    "*": "*all of an interview at once*",
}  # fmt: skip

_OPENING = re.compile(r"\{([a-z])(\d*)([|<>])")
_MARKS = {"]": "[", ">": "<"}


@dataclass(frozen=True)
class Mark:
    """Where a coding begins or ends."""

    coding: int
    opens: bool


@dataclass(frozen=True)
class Correction:
    """What was typed and what it becomes; of a moved passage either side is a part of it."""

    name: str
    old: tuple[Node, ...] = ()
    new: tuple[Node, ...] = ()


Node = str | Mark | Correction


@dataclass
class Text:
    """A text and where the codings are in it, by their number."""

    text: str = ""
    begun: dict[int, int] = field(default_factory=dict)
    codings: dict[int, Span] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one coding: the correction's kind, the right place, the place it got."""

    kind: str
    quote: str
    right: Span | None
    right_quote: str
    carried: Carried

    @property
    def at_its_place(self) -> bool:
        """Whether the coding is where it belongs."""
        return (self.carried.start, self.carried.end) == self.right

    @property
    def verdict(self) -> str:
        """right: carried to its place; marked: to be looked at; wrong: all else."""
        if self.carried.doubt is not None:
            return "marked"
        return "right" if self.at_its_place and self.quote == self.right_quote else "wrong"

    @property
    def needless(self) -> bool:
        """Whether it is to be looked at although its words stand unchanged."""
        return self.verdict == "marked" and self.quote == self.right_quote


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.open: dict[str, list[int]] = {"[": [], "<": []}
        self.codings = 0
        self.moved: dict[str, tuple[Node, ...]] = {}

    def nodes(self, until: str = "") -> tuple[Node, ...]:
        found: list[Node] = []
        while self.at < len(self.source) and self.source[self.at] not in (until or "\0"):
            character = self.source[self.at]
            if character == "{":
                found.append(self.correction())
                continue
            self.at += 1
            if character in _MARKS.values():
                self.open[character].append(self.codings)
                found.append(Mark(self.codings, opens=True))
                self.codings += 1
            elif character in _MARKS:
                found.append(Mark(self.open[_MARKS[character]].pop(), opens=False))
            else:
                found.append("\n" if character == "¶" else character)
        return tuple(found)

    def correction(self) -> Correction:
        opening = _OPENING.match(self.source, self.at)
        assert opening, self.source[self.at :][:40]
        kind, number, sign = opening.groups()
        name = f"{kind}{number}" if number else f"{kind}@{self.at}"
        self.at = opening.end()
        if sign == ">":
            self.at += 1
            return Correction(name, new=self.moved[name])
        if sign == "<":
            self.at += 1
            self.moved[name] = self.nodes("}")
            self.at += 1
            return Correction(name, old=self.moved[name])
        old = self.nodes("|")
        self.at += 1
        new = self.nodes("}")
        self.at += 1
        return Correction(name, old, new)


@dataclass(frozen=True)
class Interview:
    """One file: what was typed, and the corrections by their names."""

    name: str
    nodes: tuple[Node, ...]

    @property
    def corrections(self) -> list[str]:
        """The names of the corrections in the order of the text."""
        return list(dict.fromkeys(_names(self.nodes)))

    def text(self, accepted: Collection[str] = ()) -> Text:
        """The text with these corrections made."""
        found = Text()
        _render(self.nodes, accepted, found)
        return found


def _names(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Correction):
            yield node.name
            yield from _names(node.old or node.new)


def _render(nodes: tuple[Node, ...], accepted: Collection[str], found: Text) -> None:
    for node in nodes:
        if isinstance(node, str):
            found.text += node
        elif isinstance(node, Correction):
            _render(node.new if node.name in accepted else node.old, accepted, found)
        elif node.opens:
            found.begun[node.coding] = len(found.text)
        else:
            found.codings[node.coding] = (found.begun[node.coding], len(found.text))


@cache
def interviews() -> tuple[Interview, ...]:
    """Every interview of the folder."""
    return tuple(_interview(file) for file in sorted(FOLDER.glob("*.txt")))


def _interview(file: Path) -> Interview:
    lines = [
        re.sub(r"^\w+: ", "", line)
        for line in file.read_text("utf-8").splitlines()
        if not line.startswith("#")
    ]
    # A passage that is moved back may be met before its source: the second reading knows it.
    reader = _Reader("\n".join(lines))
    return Interview(file.stem, reader.nodes())


def outcomes() -> Iterator[Outcome]:
    """What becomes of every coding under each correction alone, and under all of an interview."""
    for interview in interviews():
        old = interview.text()
        single = [(name[0], {name}) for name in interview.corrections]
        for kind, accepted in [*single, ("*", set(interview.corrections))]:
            new = interview.text(accepted)
            places = carry(old.text, old.codings.values(), new.text)
            for (coding, (start, end)), carried in zip(old.codings.items(), places, strict=True):
                right = new.codings.get(coding)
                yield Outcome(
                    kind, old.text[start:end], right,
                    "" if right is None else new.text[slice(*right)], carried,
                )  # fmt: skip


def measured() -> list[tuple[str, Counter[str]]]:
    """By kind: corrections, codings, right, marked, of these at their place and needlessly,
    wrong."""
    counted = {kind: Counter[str]() for kind in KINDS}
    for interview in interviews():
        for name in interview.corrections:
            counted[name[0]]["corrections"] += 1
        counted["*"]["corrections"] += 1
    for one in outcomes():
        counted[one.kind].update(["codings", one.verdict])
        counted[one.kind]["at_their_place"] += one.verdict == "marked" and one.at_its_place
        counted[one.kind]["needless"] += one.needless
    return [(name, counted[kind]) for kind, name in KINDS.items()]


COLUMNS = ("corrections", "codings", "right", "marked", "at_their_place", "needless", "wrong")


def main() -> None:
    """Print the measure."""
    print(f"{'':30}" + "".join(f"{name:>16}" for name in COLUMNS))
    for name, count in measured():
        print(f"{name:30}" + "".join(f"{count[column]:>16}" for column in COLUMNS))
    for one in outcomes():
        if one.verdict == "wrong":
            print(f"wrong ({one.kind}): “{one.quote}”: {one.right} but {one.carried}")


if __name__ == "__main__":
    main()
