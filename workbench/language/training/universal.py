"""From the treebank's terms to those of Universal Dependencies: part of speech and features.

Each token is decided by the first rule that knows it; a rule sees the token, its head and what
hangs on it. `agreement` holds the rules against UD's own file of the same sentences.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workbench.language.training.treebank import Sentence, Token, Tree

HEADLINE_END = "|"
PLAIN = {
    "subst": "NOUN", "verb": "VERB", "adj": "ADJ", "adv": "ADV", "det": "DET", "pron": "PRON",
    "prep": "ADP", "konj": "CCONJ", "sbu": "SCONJ", "inf-merke": "PART", "interj": "INTJ",
    "symb": "SYM", "ukjent": "X",
}  # fmt: skip
PREDICATIVE = {"SPRED", "FSPRED", "OPRED", "FOPRED"}
AUXILIARIES = {"ha", "bli", "få", "ville", "skulle", "kunne", "måtte", "burde", "tørre", "være"}
ARTICLES = {"en", "hver", "enhver", "all", "noen", "noe", "ingen", "begge", "ingenting"}
PLACES = ("her", "der", "hit", "dit")


@dataclass(frozen=True)
class Place:
    """A token in its tree."""

    token: Token
    head: Token | None
    under: tuple[Token, ...]
    # What hangs on the complement, where the token has one.
    complement: Token | None = None
    under_complement: tuple[Token, ...] = ()

    def has(self, *relations: str) -> bool:
        """Whether something hangs on the token by one of these relations."""
        return any(token.relation in relations for token in self.under)


@dataclass(frozen=True)
class Rule:
    """What a rule is called and what it decides; None where it does not know the token."""

    name: str
    decide: Callable[[Place], str | None]


def _proper(at: Place) -> str | None:
    return "PROPN" if at.token.pos == "subst" and "prop" in at.token.features else None


def _copula(at: Place) -> str | None:
    """`være` is an auxiliary with a verb or a predicate under it, else (it exists) a verb."""
    if at.token.pos != "verb" or at.token.lemma != "være":
        return None
    return "AUX" if at.has("INFV", "SPRED", "FSPRED") else "VERB"


def _auxiliary(at: Place) -> str | None:
    """`ha`, `bli`, `få` and the modals are auxiliaries only of a verb that hangs on them."""
    if at.token.pos != "verb" or at.token.lemma not in AUXILIARIES:
        return None
    return "AUX" if at.has("INFV") else "VERB"


def _number(at: Place) -> str | None:
    quantity = at.token.pos == "det" and "kvant" in at.token.features
    return "NUM" if quantity and at.token.lemma not in ARTICLES else None


def _possessive(at: Place) -> str | None:
    return "PRON" if at.token.pos == "det" and "poss" in at.token.features else None


def _negation(at: Place) -> str | None:
    return "PART" if at.token.pos == "adv" and at.token.lemma == "ikke" else None


def _relative(at: Place) -> str | None:
    """`som` that opens a clause stands for what the clause tells of."""
    return "PRON" if at.token.pos == "sbu" and at.token.lemma == "som" else None


def _place_word(at: Place) -> str | None:
    return "ADV" if at.token.pos == "prep" and at.token.lemma.startswith(PLACES) else None


def _as_predicate(at: Place) -> str | None:
    """A preposition before a predicate other than that of a main clause's `være` marks it."""
    token, head = at.token, at.head
    if token.pos != "prep" or token.relation not in PREDICATIVE or at.complement is None:
        return None
    if at.complement.pos in ("verb", "inf-merke"):
        return None
    copula = head is not None and head.lemma == "være"
    if token.lemma == "som":
        return "ADP" if copula and token.relation == "SPRED" else "SCONJ"
    if token.relation == "OPRED":
        return "SCONJ"
    inside = head is not None and head.relation in ("ADV", "DOBJ", "PSUBJ", "PUTFYLL")
    return "SCONJ" if copula and inside else None


def _before_clause(at: Place) -> str | None:
    """A preposition before `å`, or before a clause, opens it; not so where it hangs as one of
    several or alone, and not before a question that a noun asks."""
    token, clause = at.token, at.complement
    if token.pos != "prep" or clause is None or clause.pos not in ("inf-merke", "verb"):
        return None
    if token.relation in ("FRAG", "KOORD"):
        return "ADP"
    if clause.pos == "inf-merke":
        return "SCONJ"
    opened = any(child.relation == "SBU" for child in at.under_complement)
    return "SCONJ" if opened or token.relation != "ATR" else "ADP"


def _plain(at: Place) -> str:
    return PLAIN.get(at.token.pos, "PUNCT")


RULES = (
    Rule("proper noun", _proper),
    Rule("være", _copula),
    Rule("auxiliary", _auxiliary),
    Rule("number", _number),
    Rule("possessive", _possessive),
    Rule("negation", _negation),
    Rule("relative som", _relative),
    Rule("place word", _place_word),
    Rule("before a predicate", _as_predicate),
    Rule("before a clause", _before_clause),
    Rule("plain", _plain),
)

# Features that say the same in both. Order does not matter: UD sorts its own.
SAME = {
    "ub": "Definite=Ind", "be": "Definite=Def", "ent": "Number=Sing", "eint": "Number=Sing",
    "fl": "Number=Plur", "nøyt": "Gender=Neut", "pos": "Degree=Pos", "komp": "Degree=Cmp",
    "sup": "Degree=Sup", "gen": "Case=Gen", "nom": "Case=Nom", "akk": "Case=Acc",
    "pres": "Mood=Ind|Tense=Pres|VerbForm=Fin", "pret": "Mood=Ind|Tense=Past|VerbForm=Fin",
    "imp": "Mood=Imp|VerbForm=Fin", "inf": "VerbForm=Inf", "perf-part": "VerbForm=Part",
    "<perf-part>": "VerbForm=Part", "<pres-part>": "VerbForm=Part", "pass": "Voice=Pass",
    "fork": "Abbr=Yes", "hum": "Animacy=Hum", "1": "Person=1", "2": "Person=2", "3": "Person=3",
    "refl": "Reflex=Yes", "poss": "Poss=Yes", "høflig": "Polite=Form",
}  # fmt: skip
PRONOUN_TYPES = {
    "pers": "Prs", "dem": "Dem", "sp": "Int", "res": "Rcp", "poss": "Prs", "refl": "Prs",
    "forst": "Prs",
}  # fmt: skip
QUANTITIES = {
    "en": "Art", "hver": "Tot", "enhver": "Tot", "all": "Tot", "alle": "Tot", "begge": "Tot",
    "noen": "Ind", "noe": "Ind", "ingen": "Neg", "ingenting": "Neg",
}  # fmt: skip


def part_of_speech(tree: Tree, at: int) -> tuple[str, Rule]:
    """The universal part of speech of a token, and the rule that decided."""
    place = _place(tree, at)
    return next((pos, rule) for rule in RULES if (pos := rule.decide(place)) is not None)


def features(token: Token, pos: str) -> str:
    """The universal features, in UD's writing: `Definite=Ind|Gender=Masc|Number=Sing`."""
    parts = "|".join(SAME[name] for name in token.features if name in SAME).split("|")
    found = {(name, value) for name, _is, value in (part.partition("=") for part in parts) if name}
    types = {PRONOUN_TYPES[name] for name in token.features if name in PRONOUN_TYPES}
    quantity = QUANTITIES.get(token.lemma)
    if pos == "NUM":
        found.add(("NumType", "Card"))
    elif quantity and token.pos in ("det", "pron"):
        types.add(quantity)
    if token.lemma == "selve" and token.pos == "det":
        types.add("Prs")
    if pos == "PRON" and token.pos == "sbu":
        types.add("Rel")
    if (pos == "PART" and token.lemma == "ikke") or "Neg" in types:
        found.add(("Polarity", "Neg"))
    if types:
        found.add(("PronType", ",".join(sorted(types))))
    genders = {"mask": "Masc", "fem": "Fem"}
    gender = ",".join(sorted(genders[name] for name in token.features if name in genders))
    if gender:
        found.add(("Gender", gender))
    # `A/S` is definite and indefinite: one feature with both values, in one order, as in UD.
    values: dict[str, list[str]] = defaultdict(list)
    for name, value in sorted(found):
        values[name].append(value)
    return "|".join(f"{name}={','.join(values[name])}" for name in sorted(values, key=str.lower))


def without_headline_ends(tree: Tree) -> list[int]:
    """The places of the tokens that UD keeps: all but the bars that close headlines."""
    return [at for at, token in enumerate(tree.tokens) if token.form != HEADLINE_END]


@dataclass(frozen=True)
class Agreement:
    """How many tokens a rule decided, and for how many UD says the same."""

    rule: str
    n: int
    pos: int
    features: int


def agreement(
    trees: Iterable[Tree], sentences: Sequence[Sentence]
) -> tuple[tuple[Agreement, ...], Counter[tuple[str, str, str]]]:
    """Each rule held against UD's own file of the same sentences, `all` last; and the
    disagreements: (rule, ours, theirs) with their number. Sentences that UD lacks are left out.
    """
    theirs = {tuple(word.form for word in sentence): sentence for sentence in sentences}
    counts: dict[str, list[int]] = {rule.name: [0, 0, 0] for rule in RULES}
    counts["all"] = [0, 0, 0]
    apart: Counter[tuple[str, str, str]] = Counter()
    for tree in trees:
        kept = without_headline_ends(tree)
        sentence = theirs.get(tuple(tree.forms[at] for at in kept))
        if sentence is None:
            continue
        for at, word in zip(kept, sentence, strict=True):
            pos, rule = part_of_speech(tree, at)
            alike = (1, pos == word.pos, features(tree.tokens[at], pos) == word.features)
            for name in (rule.name, "all"):
                counts[name] = [a + b for a, b in zip(counts[name], alike, strict=True)]
            if pos != word.pos:
                apart[rule.name, pos, word.pos] += 1
    return tuple(Agreement(name, *numbers) for name, numbers in counts.items()), apart


def _place(tree: Tree, at: int) -> Place:
    token = tree.tokens[at]
    head = tree.tokens[token.head] if token.head is not None else None
    under = tree.children[at]
    for child in under:
        if child.relation == "PUTFYLL":
            return Place(token, head, under, child, tree.children[_index(tree, child)])
    return Place(token, head, under)


def _index(tree: Tree, token: Token) -> int:
    """The token's own place: the same form may come twice, so by identity."""
    return next(at for at, one in enumerate(tree.tokens) if one is token)
