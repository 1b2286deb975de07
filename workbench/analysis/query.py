"""The query language of the search: words, phrases, parts of words, AND, OR, NOT, NEAR.

    kurs praksis              both in one turn              "får ikke"     a phrase, also «får ikke»
    kurs*  *kurs  *kurs*      how a word begins, ends, what it holds
    jobb OR arbeid            one of them                   jobb NOT praksis
    NEAR(kurs jobb, 5)        at most 5 other words between them, in any order; 10 where not said

NOT binds tighter than AND, AND (also unwritten) tighter than OR; ( ) group.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NoReturn

from workbench.errors import CallError
from workbench.spans import all_word_spans, compared, normalised
from workbench.texts import _

NEAR_WORDS = 10

Part = Literal["word", "prefix", "suffix", "infix"]


@dataclass(frozen=True)
class Term:
    """One word, or a part of one."""

    letters: str
    part: Part = "word"


@dataclass(frozen=True)
class Phrase:
    """Words that follow one another."""

    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Near:
    """Phrases with at most `words` other words between them, in any order."""

    phrases: tuple[Phrase, ...]
    words: int


@dataclass(frozen=True)
class Both:
    """Both sides in one turn."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Either:
    """One of the sides, or both."""

    left: Query
    right: Query


@dataclass(frozen=True)
class Without:
    """The left side in turns that do not have the right one."""

    left: Query
    right: Query


Query = Phrase | Near | Both | Either | Without


@dataclass(frozen=True)
class _Token:
    kind: Literal["phrase", "operator", "near", "(", ")", ",", "end"]
    text: str
    at: int


_TOKEN = re.compile(
    r"""\s*(?:(?P<near>NEAR\()|(?P<mark>[(),])|"(?P<straight>[^"]*)"|«(?P<angled>[^»]*)»"""
    r"""|“(?P<curved>[^”]*)”|(?P<open>["«“])|(?P<bare>[^\s(),"«»“”]+|[»”]))"""
)


def parse(text: str) -> Query:
    """The query that a text says. Raises CallError that names the place of what is wrong."""
    return _Parser(normalised(text)).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = self._tokens()
        self.next = 0

    def query(self) -> Query:
        if len(self.tokens) == 1:
            self._fail(self.token, _("The search is empty."), _("Write a word to look for."))
        found = self._either()
        rest = self.token
        if rest.kind == ")":
            self._fail(rest, _("There is a “)” too many."), _("Remove it, or open one before."))
        if rest.kind != "end":
            self._comma()
        return found

    @property
    def token(self) -> _Token:
        return self.tokens[self.next]

    def _either(self) -> Query:
        found = self._both()
        while self._takes("OR"):
            found = Either(found, self._both())
        return found

    def _both(self) -> Query:
        found = self._without()
        while True:
            token = self.token
            if not self._takes("AND") and token.kind not in ("phrase", "near", "("):
                return found
            found = Both(found, self._without())

    def _without(self) -> Query:
        found = self._one()
        while self._takes("NOT"):
            found = Without(found, self._one())
        return found

    def _one(self) -> Query:
        token = self.token
        self.next += 1
        if token.kind == "phrase":
            return self._phrase(token)
        if token.kind == "near":
            return self._near(token)
        if token.kind == "(":
            found = self._either()
            self._close(token)
            return found
        self.next -= 1
        if token.kind == "operator" and token.text == "NOT" and self.next == 0:
            self._fail(
                token, _("NOT needs something before it."),
                _("Write what is looked for first: jobb NOT praksis."),
            )  # fmt: skip
        if token.kind == ",":
            self._comma()
        return self._fail(
            token, _("A word is missing here."),
            _("Write a word, or put “{text}” in quotation marks to look for it.",
              text=token.text or "AND"),
        )  # fmt: skip

    def _near(self, opened: _Token) -> Query:
        phrases = []
        while self.token.kind == "phrase":
            phrases.append(self._phrase(self.token))
            self.next += 1
        words = NEAR_WORDS
        if self.token.kind == ",":
            self.next += 1
            number = self.token
            if not re.fullmatch(r"[0-9]{1,4}", number.text):
                self._fail(
                    number, _("After the comma stands how many words may be between."),
                    _("Write for example NEAR(kurs jobb, 5)."),
                )  # fmt: skip
            words = int(number.text)
            self.next += 1
        self._close(opened)
        if len(phrases) < 2:
            self._fail(
                opened, _("NEAR needs two words or phrases."),
                _("Write for example NEAR(kurs jobb, 5)."),
            )  # fmt: skip
        return Near(tuple(phrases), words)

    def _close(self, opened: _Token) -> None:
        if self.token.kind == "end":
            self._fail(opened, _("This bracket is never closed."), _("Write “)” after it."))
        if self.token.kind != ")":
            self._fail(
                self.token, _("“{text}” cannot stand here.", text=self.token.text),
                _("Write “)” before it, or only words and phrases between the brackets."),
            )  # fmt: skip
        self.next += 1

    def _comma(self) -> NoReturn:
        self._fail(
            self.token, _("A comma stands only in NEAR(…)."),
            _("Remove it, or write OR where one of several words is meant."),
        )  # fmt: skip

    def _takes(self, operator: str) -> bool:
        if self.token.kind == "operator" and self.token.text == operator:
            self.next += 1
            return True
        return False

    def _phrase(self, token: _Token) -> Phrase:
        terms = [term for piece in token.text.split() for term in self._terms(piece, token)]
        if not terms:
            self._fail(
                token, _("“{text}” holds no word.", text=token.text or "«»"),
                _("Write letters or digits to look for."),
            )  # fmt: skip
        return Phrase(tuple(terms))

    def _terms(self, piece: str, token: _Token) -> list[Term]:
        words = [compared(piece[start:end]) for start, end in all_word_spans(piece)]
        if "*" not in piece:
            return [Term(word) for word in words]
        inner = piece.removeprefix("*").removesuffix("*")
        if "*" in inner or len(words) != 1:
            self._fail(
                token, _("A * stands at the beginning or the end of one word."),
                _("Write for example kurs*, *kurs or *kurs*."),
            )  # fmt: skip
        open_left, open_right = piece.startswith("*"), piece.endswith("*")
        part: Part = "infix" if open_left and open_right else "suffix" if open_left else "prefix"
        return [Term(words[0], part)]

    def _tokens(self) -> list[_Token]:
        found = []
        at = 0
        end = len(self.text.rstrip())
        while at < end:
            match = _TOKEN.match(self.text, at)
            assert match is not None
            assert match.lastgroup is not None
            kind, text, start = (
                match.lastgroup,
                match[match.lastgroup],
                match.start(match.lastgroup),
            )
            if kind == "open":
                self._fail(
                    _Token("phrase", text, start), _("This quotation mark is never closed."),
                    _("Write the same mark after the phrase, or remove this one."),
                )  # fmt: skip
            found.append(_token(kind, text, start))
            at = match.end()
        return [*found, _Token("end", "", len(self.text))]

    def _fail(self, token: _Token, message: str, remedy: str) -> NoReturn:
        place = _("the search, character {number}", number=token.at + 1)
        raise CallError(message, place=place, remedy=remedy, found=token.text)


def _token(kind: str, text: str, at: int) -> _Token:
    if kind == "near":
        return _Token("near", "NEAR(", at)
    if kind == "mark":
        return _Token("(" if text == "(" else ")" if text == ")" else ",", text, at)
    if kind == "bare" and text in ("AND", "OR", "NOT"):
        return _Token("operator", text, at)
    return _Token("phrase", text, at)
