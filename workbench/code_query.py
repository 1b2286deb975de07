"""The query language over codes: which passages are wanted, in words that can be typed.

    praksis and tilskriving.system               words that both codes hold
    praksis or motivasjon                        words that either holds
    praksis and not tilskriving                  words of the first that the second does not hold
    krav inside praksis                          passages of the first that lie in one of the second
    krav overlapping praksis                     ... that share a word with one of the second
    krav followed by nei within 3 turns          ... after which one of the second begins
    krav not overlapping praksis                 ... that share none; likewise the other two

The same in Norwegian: `og`, `eller`, `ikke`, `inne i`, `overlapper`, `fulgt av … innen 3
replikker`; the two may stand side by side. A code is written as its key and stands for its
branch; in quotation marks it is a code whatever it is called. The words between two passages
(`inside` and so on) bind tightest, then `not` and `and`, from the left, then `or`; ( ) group.

Text in, query out: whether the study has the codes that are named is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NoReturn

from workbench.errors import CallError
from workbench.texts import _

Relation = Literal["inside", "overlapping", "followed"]


@dataclass(frozen=True)
class Coded:
    """A code with its branch, and where in the text of the query it is named."""

    key: str
    start: int
    end: int


@dataclass(frozen=True)
class Both:
    """The words that both sides hold."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Either:
    """The words that one side holds, or both."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Without:
    """The words of the left side that the right one does not hold."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Related:
    """The passages of the left side that stand so to one of the right; `negated`: to none.

    `turns` says how many turns on one may begin that follows; None for anywhere later.
    """

    left: Query
    relation: Relation
    right: Query
    negated: bool = False
    turns: int | None = None


Query = Coded | Both | Either | Without | Related

_AND, _OR, _NOT = ("and", "og"), ("or", "eller"), ("not", "ikke")
_RELATIONS: Mapping[str, Relation] = {
    "inside": "inside", "inne i": "inside", "inni": "inside",
    "overlapping": "overlapping", "overlaps": "overlapping", "overlapper": "overlapping",
    "followed by": "followed", "fulgt av": "followed",
}  # fmt: skip
_WITHIN, _TURNS = ("within", "innen"), ("turns", "turn", "replikker", "replikk")
_FIXED = (*_AND, *_OR, *_NOT, *_RELATIONS, *_WITHIN, *_TURNS)

_TOKEN = re.compile(
    r"""\s*(?:(?P<mark>[()])|"(?P<straight>[^"]*)"|«(?P<angled>[^»]*)»|“(?P<curved>[^”]*)”"""
    r"""|(?P<open>["«“])|(?P<two>(?:inne\s+i|followed\s+by|fulgt\s+av)(?![\w.]))"""
    r"""|(?P<bare>[^\s()"«»“”]+|[»”]))""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Token:
    kind: Literal["code", "word", "number", "(", ")", "end"]
    text: str
    start: int
    end: int


def parse(text: str) -> Query:
    """The query that a text says. Raises CallError that names the place of what is wrong."""
    return _Parser(text).query()


def codes(query: Query) -> Iterator[Coded]:
    """The codes that a query names, in the order of its text."""
    if isinstance(query, Coded):
        yield query
    else:
        yield from codes(query.left)
        yield from codes(query.right)


def rewritten(text: str, keys: Sequence[str]) -> str:
    """The text of a query with these keys in place of the codes that it names, in their order."""
    parts, at = [], 0
    for one, key in zip(codes(parse(text)), keys, strict=True):
        parts += [text[at : one.start], written(key)]
        at = one.end
    return "".join([*parts, text[at:]])


def written(key: str) -> str:
    """A key as a query names it: in quotation marks where it would be read as another word."""
    return f'"{key}"' if key in _FIXED or key.isdecimal() else key


def place(start: int) -> str:
    """Where in a query something stands, in words."""
    return _("the query, character {number}", number=start + 1)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(self._tokens())
        self.next = 0

    def query(self) -> Query:
        if len(self.tokens) == 1:
            self._fail(_("The query is empty."), _("Write a code, such as praksis.krav."))
        found = self._either()
        if self.token.kind == ")":
            self._fail(_("There is a “)” too many."), _("Remove it, or open one before."))
        if self.token.kind != "end":
            self._fail(
                _("“{text}” cannot stand here.", text=self.token.text),
                _("Write and, or, not, inside, overlapping or followed by between two codes."),
            )
        return found

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def _either(self) -> Query:
        found = self._both()
        while self._takes(_OR):
            found = Either(found, self._both())
        return found

    def _both(self) -> Query:
        found = self._related()
        while True:
            joined = self._takes(_AND)
            if self._takes(_NOT):
                found = Without(found, self._related())
            elif joined:
                found = Both(found, self._related())
            else:
                return found

    def _related(self) -> Query:
        found = self._one()
        while True:
            # `a not inside b` is no `a not …`: the word after it tells.
            negated = self.token.kind == "word" and self.token.text in _NOT
            at = self.tokens[self.next + negated]
            if at.kind != "word" or at.text not in _RELATIONS:
                return found
            self.next += 1 + negated
            relation = _RELATIONS[at.text]
            right = self._one()
            turns = self._turns() if relation == "followed" else None
            found = Related(found, relation, right, negated, turns)

    def _turns(self) -> int | None:
        if not self._takes(_WITHIN):
            return None
        number = self.token
        if number.kind != "number" or len(number.text) > 6:
            self._fail(
                _("After “within” stands a number of turns."),
                _("Write for example within 3 turns; 0 is the same turn."),
            )
        self.next += 1
        self._takes(_TURNS)
        return int(number.text)

    def _one(self) -> Query:
        token = self.token
        self.next += 1
        if token.kind == "code":
            return Coded(token.text, token.start, token.end)
        if token.kind == "(":
            found = self._either()
            if self.token.kind == "end":
                self._fail(_("This bracket is never closed."), _("Write “)” after it."), token)
            if self.token.kind != ")":
                self._fail(
                    _("“{text}” cannot stand here.", text=self.token.text),
                    _("Write and, or, not, inside, overlapping or followed by between two codes."),
                )
            self.next += 1
            return found
        self.next -= 1
        if token.kind == "word" and token.text in _NOT:
            self._fail(
                _("“not” needs something before it that it takes away from."),
                _("Write for example praksis and not praksis.krav."),
            )
        return self._fail(
            _("A code is missing here."),
            _("Write a code, or put “{text}” in quotation marks if it is one.", text=token.text)
            if token.text
            else _("Write a code, such as praksis.krav."),
        )

    def _takes(self, words: Sequence[str]) -> bool:
        if self.token.kind == "word" and self.token.text in words:
            self.next += 1
            return True
        return False

    def _tokens(self) -> Iterator[_Token]:
        at, end = 0, len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            assert match is not None
            kind = match.lastgroup
            assert kind is not None
            start, at = match.start(kind), match.end()
            text = match[kind]
            if kind == "open":
                self._fail(
                    _("This quotation mark is never closed."),
                    _("Write the same mark after the code, or remove this one."),
                    _Token("code", text, start, at),
                )
            yield self._token(kind, text, start, at)
        yield _Token("end", "", len(self.text), len(self.text))

    def _token(self, kind: str, text: str, start: int, end: int) -> _Token:
        if kind == "mark":
            return _Token("(" if text == "(" else ")", text, start, end)
        if kind in ("straight", "angled", "curved"):
            quoted = _Token("code", " ".join(text.lower().split()), start - 1, end)
            if not quoted.text:
                self._fail(
                    _("There is no code between the quotation marks."),
                    _("Write a code, such as praksis.krav."), quoted,
                )  # fmt: skip
            return quoted
        word = " ".join(text.lower().split())
        if word.isdecimal():
            return _Token("number", word, start, end)
        return _Token("word" if word in _FIXED else "code", word, start, end)

    def _fail(self, message: str, remedy: str, at: _Token | None = None) -> NoReturn:
        token = at or self.token
        raise CallError(message, place=place(token.start), remedy=remedy, found=token.text)
