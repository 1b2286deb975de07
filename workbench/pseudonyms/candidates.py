"""What in a text may tell who somebody is: names, places, work places, numbers, rare callings.

Rules, name lists and the entity component find candidates together; what only one of them is
half sure of is still a candidate, with `sure` false. A missed name is worse than a needless
question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, get_args

from workbench.pseudonyms import groups, lists, patterns
from workbench.pseudonyms.forms import base_form, one_letter_apart

Type = Literal[
    "PER", "LOC", "ORG", "PHONE", "ID", "EMAIL", "DATE", "NATIONALITY", "OCCUPATION"
]  # fmt: skip
TYPES: tuple[Type, ...] = get_args(Type)

Entities = Callable[[str], Iterable[tuple[int, int, str]]]
"""The entity component: text in; start, end and label out."""

ENTITY_TYPES: dict[str, Type] = {
    "PER": "PER", "LOC": "LOC", "GPE_LOC": "LOC", "GPE": "LOC", "ORG": "ORG", "GPE_ORG": "ORG",
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """A place in the text that may have to be replaced.

    `name` is the words without genitive, by which it is decided; `role` the words before it
    that say what the person is («sjefen»), if any.
    """

    start: int
    end: int
    text: str
    type: Type
    sure: bool
    name: str
    role: str = ""


@dataclass
class _Token:
    """A word of the text while it is judged."""

    start: int
    end: int
    text: str
    initial: bool
    small: bool
    type: Type | None = None
    sure: bool = False
    joined: bool = False

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()

    def take(self, type: Type, sure: bool) -> None:
        """Make it a candidate; what it was surely already, it stays."""
        if self.type is None:
            self.type = type
        self.sure = self.sure or sure


_WORD = re.compile(r"[^\W\d_]+(?:[-‐'’&][^\W\d_]+)*(?:(?<=[sxzSXZ])['’](?!\w))?|\d+")
_OPENS = re.compile(r"[.!?…:«\"“„(\[‘–—]\s*$|^\s*$")
_LABEL = re.compile(
    r"^[ \t]*(?:\[[\d:., ]+\] *)?([^\W\d_][^\n:]{0,40}?)(?: ?[(\[][\d:.]+[)\]])?:(?=\s)", re.M
)
_STREET = re.compile(
    r"(gata|gaten|veien|vegen|gate|vei|veg|plass|plassen|torg|torget|alléen|allé)$"
)
_STREET_WORD = re.compile(
    r" (?:gate|gata|vei|veg|plass|torg|allé|brygge|bru|park|terrasse|hageby|stasjon)\b", re.I
)
_HOUSE = re.compile(
    r" \d{1,3}(?: ?[a-hA-H])?\b(?! ?(?:år|kroner|prosent|timer|dager|uker|måneder|ganger|stykker))"
)


def candidates(
    text: str, *, entities: Entities | None = None, known: Collection[str] = ()
) -> list[Candidate]:
    """Everything in the text that the researcher should be asked about, in its order.

    `known` are names that were confirmed elsewhere in the study; they are found in lower case
    and misspelt by one letter too. Places are code points of the text, half-open; nothing
    overlaps.
    """
    fixed = [
        Candidate(start, end, text[start:end], type, sure, text[start:end])  # type: ignore[arg-type]
        for start, end, type, sure in patterns.find(text)
    ]
    tokens = _tokens(text, fixed)
    words = _words_of(text)
    _mark_phrases(tokens)
    _mark_capitals(text, tokens, words)
    _mark_labels(text, tokens)
    _mark_small(tokens)
    _mark_by_context(text, tokens)
    if entities is not None:
        _mark_entities(text, tokens, entities(text))
    _mark_repeats(tokens, known, words)
    named = _joined(text, tokens)
    grouped = [
        Candidate(start, end, text[start:end], type, False, text[start:end])
        for start, end, type in groups.find(text)
        if not any(one.start < end and start < one.end for one in named)
    ]
    found = sorted([*fixed, *named, *grouped], key=lambda one: one.start)
    return _with_their_s(found)


def _with_their_s(found: Sequence[Candidate]) -> list[Candidate]:
    """Names that are never met without their s keep it, where they are met more than once."""
    names = [one.name.lower() for one in found]
    plain = {one.text.lower() for one in found}
    return [
        replace(one, name=one.text)
        if one.text == one.name + "s" and one.name.lower() not in plain
        and (names.count(one.name.lower()) > 1 or one.text.lower() + "'" in plain)
        else replace(one, name=one.name)
        for one in found
    ]  # fmt: skip


def _tokens(text: str, fixed: Sequence[Candidate]) -> list[_Token]:
    """The words outside of what is found already."""
    tokens: list[_Token] = []
    for line in re.finditer(r"[^\n]+", text):
        small = not re.search(r"[^\W\d_a-zæøå]", line[0]) or line[0].islower()
        for hit in _WORD.finditer(text, line.start(), line.end()):
            if any(one.start < hit.end() and hit.start() < one.end for one in fixed):
                continue
            before = text[max(line.start(), hit.start() - 12) : hit.start()]
            initial = bool(_OPENS.search(before))
            tokens.append(_Token(hit.start(), hit.end(), hit[0], initial, small))
    return tokens


def _words_of(text: str) -> frozenset[str]:
    """Words that the text itself writes small, in lines that use capitals, more than once."""
    seen: dict[str, int] = {}
    for line in text.splitlines():
        if line.islower():
            continue
        for word in _WORD.findall(line):
            if word.islower():
                seen[word] = seen.get(word, 0) + 1
    return frozenset(word for word, times in seen.items() if times > 1)


def _is_word(lower: str, words: Collection[str]) -> bool:
    return lower in words or lists.is_word(lower)


def _named(token: _Token) -> bool:
    """Whether the word or its base form is a name on the lists."""
    return lists.is_person_name(token.lower) or lists.is_person_name(base_form(token.lower))


def _can_be_both(token: _Token) -> bool:
    """A name that is a word too, such as Liv."""
    both = lists.words("words", "names that are words")
    return token.lower in both or base_form(token.lower) in both


# -- places and organisations --------------------------------------------------------------


def _mark_phrases(tokens: list[_Token]) -> None:
    """Places and organisations on the lists, the longest first."""
    at = 0
    while at < len(tokens):
        at += _mark_phrase(tokens, at) or 1


def _mark_phrase(tokens: list[_Token], at: int) -> int:
    for length in range(min(lists.longest_phrase(), len(tokens) - at), 0, -1):
        run = tokens[at : at + length]
        phrase = tuple(token.lower for token in run)
        for last in {phrase[-1], base_form(phrase[-1])}:
            whole = (*phrase[:-1], last)
            type: Type | None = (
                "ORG"
                if whole in lists.organisations()
                else "LOC"
                if whole in lists.places()
                else None
            )
            if type and _stands_as_name(run):
                for token in run:
                    token.take(type, sure=not _doubtful(run))
                    token.joined = token is not run[0]
                return length
    return 0


def _stands_as_name(run: Sequence[_Token]) -> bool:
    """Whether words that are a name on the lists are written like one here."""
    first = run[0]
    if first.capital:
        return not (len(run) == 1 and first.initial and first.lower in lists.often())
    if len(run) > 1:
        return first.small or not all(lists.is_word(token.lower) for token in run)
    return len(first.text) > 2 and first.lower not in lists.common()


def _doubtful(run: Sequence[_Token]) -> bool:
    return len(run) == 1 and (
        not run[0].capital or (run[0].initial and lists.is_word(run[0].lower))
    )


# -- capitals ------------------------------------------------------------------------------


def _mark_capitals(text: str, tokens: list[_Token], words: Collection[str]) -> None:
    for at, token in enumerate(tokens):
        if token.type is None and token.capital:
            _mark_capital(text, tokens, at, words)


def _mark_capital(text: str, tokens: list[_Token], at: int, words: Collection[str]) -> None:
    token = tokens[at]
    lower = token.lower
    if lower in lists.no_names() or base_form(lower) in lists.no_names():
        return
    if _level(token.text) or (len(token.text) == 1 and not _initial_of_a_name(text, token)):
        return
    head, _, tail = lower.partition("-")
    if len(head) == 1 and tail:
        return
    if (
        tail
        and (token.text.partition("-")[2][:1].islower())
        and (head in lists.no_names() or (lists.is_word(head) and not lists.is_person_name(head)))
    ):
        return
    word = _is_word(lower, words) and not _short_by_inflection(lower, words)
    named = _named(token)
    if _abbreviation(tokens, at):
        token.take("ORG", sure=not word)
    elif token.initial:
        if named and not word:
            token.take("PER", sure=True)
        elif _can_be_both(token) or (named and lower not in lists.often() and lower not in words):
            token.take("PER", sure=False)
        elif not word or _made_up_of_words(lower):
            token.take(_guessed_type(tokens, at), sure=False)
    elif named:
        if lower not in lists.often() or _can_be_both(token):
            token.take("PER", sure=not word or _can_be_both(token))
    elif not word:
        token.take(_guessed_type(tokens, at), sure=True)
    elif (lower not in lists.often() and lower not in words) or _named_by_its_neighbour(
        text, tokens, at
    ):
        token.take(_guessed_type(tokens, at), sure=False)


def _short_by_inflection(lower: str, words: Collection[str]) -> bool:
    """Whether a short word is known only as a stem of three letters with an ending: Hala."""
    return len(lower) < 6 and lower not in lists.common() and lower not in words


def _abbreviation(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the word is all capitals among words that are not: UDI, but not DET ER SANT."""
    token = tokens[at]
    near = [one.text for one in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2])]
    shouted = any(one.isupper() and len(one) > 1 and one.isalpha() for one in near)
    return token.text.isupper() and 1 < len(token.text) < 7 and not shouted


def _named_by_its_neighbour(text: str, tokens: Sequence[_Token], at: int) -> bool:
    """Whether a common word with a capital stands beside another, or after «på», «heter»."""
    token = tokens[at]
    if token.text.isupper():
        return False
    before = tokens[at - 1] if at and text[tokens[at - 1].end : token.start] == " " else None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if after is not None and (text[token.end : after.start] != " " or after.initial):
        after = None
    beside = (before is not None and before.capital and not before.initial) or (
        after is not None and after.capital
    )
    return beside or (
        before is not None
        and (before.lower in _BEFORE_A_PLACE or before.lower in lists.words("words", "after"))
    )


def _level(text: str) -> bool:
    return bool(re.fullmatch(r"[ABC][12]|[A-ZÆØÅ]\d+", text))


def _initial_of_a_name(text: str, token: _Token) -> bool:
    return bool(re.match(r"\. [^\W\d_a-zæøå]", text[token.end : token.end + 3]))


def _guessed_type(tokens: Sequence[_Token], at: int) -> Type:
    token = tokens[at]
    before = tokens[at - 1].lower if at else ""
    if token.text.isupper() and 1 < len(token.text) < 7:
        return "ORG"
    if before == "hos" or _org_head(tokens, at) is not None:
        return "ORG"
    if before in {"på", "i", "fra"}:
        return "ORG" if before == "på" else "LOC"
    return "LOC" if _STREET.search(token.lower) else "PER"


# -- labels of speakers --------------------------------------------------------------------


def _mark_labels(text: str, tokens: list[_Token]) -> None:
    """A name before a colon at the start of a line speaks, unless it is a role or an id; a few
    capital letters there (INT) tell the interviewer, and a label must stay one."""
    places = [label.span(1) for label in _LABEL.finditer(text)]
    for start, end in places:
        label = [token for token in tokens if start <= token.start and token.end <= end]
        if len(label) > 3 or any(not token.capital for token in label):
            continue
        for token in label:
            if len(token.text) < 4 and token.text.isupper():
                token.type, token.sure = None, False
            elif token.lower not in lists.no_names() and not lists.is_word(token.lower):
                token.take("PER", sure=True)


# -- small letters -------------------------------------------------------------------------


def _mark_small(tokens: list[_Token]) -> None:
    """Names without a capital: on the lists, or no word at all where nothing has capitals."""
    for at, token in enumerate(tokens):
        lower = token.lower
        if (
            token.type
            or token.capital
            or len(lower) < 3
            or token.text.isdigit()
            or lower in lists.no_names()
        ):
            continue
        if token.small:
            _mark_in_small_line(tokens, at)
        elif _named(token) and lower not in lists.common():
            token.take("PER", sure=False)


_BEFORE_A_PLACE = frozenset("på i hos fra til ved".split())


def _mark_in_small_line(tokens: Sequence[_Token], at: int) -> None:
    """Where nothing has a capital: names, words that are not known, words made up for places."""
    token = tokens[at]
    before = tokens[at - 1].lower if at else ""
    if _named(token) and token.lower not in lists.often():
        token.take("PER", sure=token.lower not in lists.common())
    elif not lists.is_word(token.lower):
        token.take(_guessed_type(tokens, at), sure=False)
    elif before in _BEFORE_A_PLACE and _made_up_of_words(token.lower):
        token.take("LOC", sure=False)


def _made_up_of_words(lower: str) -> bool:
    """Whether the word is known only as a compound that ends like a place: Solgården."""
    known = lower in lists.common() or lists.inflected(lower)
    return not known and bool(_LIKE_A_PLACE.search(base_form(lower)))


_LIKE_A_PLACE = re.compile(
    r"(gård|gården|gard|haug|haugen|bakken|lia|li|vang|tun|tunet|toppen|heim|heimen|stua|stuen|"
    r"ås|åsen|mo|moen|dal|dalen|vik|vika|nes|neset|stad|borg|berg|berget|løkka|lund|lunden|hagen|"
    r"senteret|trappa|veien|kroken|myra|marka|sletta|bråten|engen|tangen|odden|holmen|øya|fjell|"
    r"fjellet|sund|eid|rud|torget|huset|hus|brua|bekken|bukta|plassen|skogen|kollen|jordet|puls|"
    r"hjelpen|løftet|kraft|vekst|start|spor|sporet|veier|porten|bua|kroa|fat|matt?en|bordet)$"
)


# -- context -------------------------------------------------------------------------------


def _mark_by_context(text: str, tokens: list[_Token]) -> None:
    """After «heter», a title, «sa»; after «nav» and «bydel»; with a street's number."""
    for before, token in pairwise(tokens):
        gap = text[before.end : token.start]
        if token.type is None and gap in {" ", ", ", " «"} and not token.text.isdigit():
            _mark_after(before, token, gap)
    for before, token, following in zip(tokens, tokens[1:], tokens[2:], strict=False):
        both = token.type is None and token.small and _can_be_both(token)
        verb = following.lower in lists.words("words", "verbs")
        if both and verb and before.lower in _BEFORE_A_SUBJECT:
            token.take("PER", sure=False)


_BEFORE_A_SUBJECT = frozenset("ho hu han hun og at så men da for".split())


def _mark_after(before: _Token, token: _Token, gap: str) -> None:
    lower, word = before.lower, lists.is_word(token.lower)
    often = token.lower in lists.often() and not _can_be_both(token)
    after = lists.words("words", "after")
    titles = lists.words("words", "titles")
    if token.lower in lists.no_names():
        return
    if lower in after and gap == " ":
        if token.capital or ((not word or _can_be_both(token)) and not often):
            token.take("PER", sure=token.capital or not word)
    elif lower in titles and gap == " ":
        if (token.capital and not often) or (_can_be_both(token) and token.small):
            token.take("PER", sure=token.capital)
    elif lower == "hos" and gap == " " and token.small and token.lower not in lists.common():
        token.take("ORG", sure=False)
    elif lower in {"nav", "bydel"} and gap == " " and (token.capital or not word):
        token.take("ORG", sure=token.capital)


# -- entities ------------------------------------------------------------------------------


_LIKE_A_NAME = re.compile(r"[«„\"]?\w[\w .,:'’&/«»\"“”–-]*")


def _mark_entities(text: str, tokens: list[_Token], found: Iterable[tuple[int, int, str]]) -> None:
    """What the entity component found; words that are plainly words stay words.

    It finds what the rules do not know and confirms what they doubt. What kind of name it is they
    know better where they say so: it was trained on newspapers, and takes many a first name that
    is rare there for a place.
    """
    for start, end, label in found:
        type = ENTITY_TYPES.get(label)
        if type is None or not _LIKE_A_NAME.fullmatch(text, start, end):
            continue
        inside = [token for token in tokens if token.start < end and start < token.end]
        for token in inside:
            capital = token.capital and not (token.initial and token.lower in lists.often())
            if token.lower in lists.no_names() or not (capital or not lists.is_word(token.lower)):
                continue
            known = token.type is not None
            token.take(type, sure=known or (not token.initial and token.capital))


# -- repeats -------------------------------------------------------------------------------


def _mark_repeats(tokens: list[_Token], known: Collection[str], words: Collection[str]) -> None:
    """Names that are sure somewhere are found everywhere: small, broken off, misspelt."""
    types: dict[str, Type] = {}
    for token in tokens:
        if token.type and token.sure and len(token.text) > 2:
            types.setdefault(base_form(token.lower), token.type)
    for name in known:
        parts = name.lower().split()
        for part in parts:
            if len(part) > 2 and (len(parts) == 1 or not lists.is_word(part)):
                types.setdefault(base_form(part), "PER")
    plain = {name for name in types if not lists.is_word(name) and name not in words}
    for token in tokens:
        base = base_form(token.lower)
        if token.type or token.text.isdigit() or len(base) < 3:
            continue
        if base in types and (token.capital or base in plain):
            if not (token.initial and base in lists.often()):
                token.take(types[base], sure=base in plain)
        elif token.lower not in lists.common() and len(base) > 3:
            near = next((name for name in plain if one_letter_apart(base, name)), None)
            if near and not lists.is_word(base) and base not in words:
                token.take(types[near], sure=False)


# -- candidates from words -----------------------------------------------------------------


def _joined(text: str, tokens: list[_Token]) -> list[Candidate]:
    """Neighbouring words of one name as one candidate, with what belongs to it."""
    found: list[Candidate] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type is None:
            at += 1
            continue
        first = last = at
        while (more := _next_of_the_name(text, tokens, last)) is not None:
            last = more
        found.append(_candidate(text, tokens, first, last))
        at = last + 1
    return _without_overlap(found)


_PARTICLE = re.compile(
    r" (?:(?:van|von|der|den|de|da|do|dos|del|della|di|bin|bint|ibn|al|el|ten|ter|la|le|af|av) )+"
)


def _next_of_the_name(text: str, tokens: Sequence[_Token], at: int) -> int | None:
    """The place of the word that goes on with this name: the next one, or one after particles."""
    if at + 1 < len(tokens) and _goes_on(text, tokens, at):
        return at + 1
    here = tokens[at]
    for further in range(at + 2, min(at + 4, len(tokens))):
        following = tokens[further]
        named = following.type == here.type == "PER" and here.capital and following.capital
        if named and _PARTICLE.fullmatch(text, here.end, following.start):
            return further
    return None


def _goes_on(text: str, tokens: Sequence[_Token], at: int) -> bool:
    here, following = tokens[at], tokens[at + 1]
    gap = text[here.end : following.start]
    if following.type is None or gap not in ({" ", ". "} if len(here.text) == 1 else {" ", " & "}):
        return False
    if following.joined:
        return True
    if here.text.endswith(("'", "’")):
        return False
    both_sure = here.sure and following.sure
    if {here.type, following.type} == {"PER", "LOC"} and both_sure and not _named(following):
        return False
    return (here.capital and following.capital) or (here.small and here.type == following.type)


def _org_head(tokens: Sequence[_Token], at: int) -> int | None:
    """The place of the word after this one that says that it is an organisation."""
    if at + 1 >= len(tokens):
        return None
    following = tokens[at + 1]
    if following.start != tokens[at].end + 1:
        return None
    heads = lists.words("organisations", "heads")
    lower = following.lower
    business = following.text in {"AS", "ASA", "SA", "DA"}
    if business or (lower in heads and len(lower) > 3):
        return at + 1
    return None


def _candidate(text: str, tokens: list[_Token], first: int, last: int) -> Candidate:
    run = tokens[first : last + 1]
    types = [token.type for token in run if token.type]
    type: Type = next((one for one in ("ORG", "LOC") if one in types), "PER")
    if type == "LOC" and run[0].type == "PER" and len(run) > 1:
        type = "PER"
    start, end = run[0].start, run[-1].end
    head = _org_head(tokens, last)
    if head is not None and not run[-1].text.endswith(("'", "’")):
        type, end = "ORG", tokens[head].end
    if first:
        before = tokens[first - 1]
        adjacent = text[before.end : start] == " "
        plain = all(lists.is_word(token.lower) and not _named(token) for token in run)
        opens = before.capital and before.initial and before.type is None
        if adjacent and plain and opens and before.lower not in _FUNCTION_WORDS:
            start = before.start  # «Grønne Fat har stengt»
        if adjacent and before.lower in {"nav", "bydel"}:
            type, start = "ORG", before.start
    if head is None and (street := _STREET_WORD.match(text, end)):
        type, end = "LOC", street.end()
    if type != "ORG" and _STREET.search(text[start:end].lower()):
        number = _HOUSE.match(text, end)
        type, end = "LOC", number.end() if number else end
    if len(run) == 1 and type != "ORG":
        end = _before_the_rest(text, start, end)
    words = text[start:end]
    sure = any(token.sure for token in run)
    return Candidate(start, end, words, type, sure, base_form(words), _role(text, tokens, first))


_FUNCTION_WORDS = frozenset(
    "og men for så da når hvis at som den det de denne dette disse en et ei jeg du han hun ho vi "
    "dere min din sin vår i på til fra hos med uten av om etter før under over ved ikke bare også "
    "kanskje nei ja jo men nå her der hva hvem hvor hvorfor hvordan hei er var har hadde sa".split()
)


def _before_the_rest(text: str, start: int, end: int) -> int:
    """Where the name ends in a compound with a hyphen: Ahmed-gutten."""
    head, hyphen, tail = text[start:end].partition("-")
    if hyphen and tail[:1].islower() and head[:1].isupper():
        return start + len(head)
    if hyphen and tail.islower() and lists.is_word(tail) and not lists.is_person_name(tail):
        return start + len(head)
    return end


def _role(text: str, tokens: Sequence[_Token], first: int) -> str:
    if not first:
        return ""
    before = tokens[first - 1]
    adjacent = text[before.end : tokens[first].start] == " "
    titles = lists.words("words", "titles")
    return before.lower if adjacent and before.lower in titles and len(before.text) > 2 else ""


def _without_overlap(found: Sequence[Candidate]) -> list[Candidate]:
    kept: list[Candidate] = []
    for one in found:
        if kept and one.start < kept[-1].end:
            whole = replace(kept[-1], end=max(one.end, kept[-1].end))
            kept[-1] = whole
        else:
            kept.append(one)
    return kept
