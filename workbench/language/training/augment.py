"""Variants of the training text: other names in the same places, and text as speech is written.

The treebank is newspaper, blog and parliament prose; what the workbench reads is speech. A variant
is made from a sentence and a source of chance, so the same seed gives the same training text.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.language.training.spacing import spaces
from workbench.language.training.treebank import Sentence, Word

Names = Mapping[str, Sequence[Sentence]]


@dataclass(frozen=True)
class Variation:
    """How training text varies: the share of groups in which names are swapped and how many of
    their names, the share written as speech, the share written without capitals."""

    swapping: float = 0.0
    swapped: float = 0.0
    speech: float = 0.0
    lower_case: float = 0.0


HESITATIONS = ("eh", "hm", "mm", "øh", "ehm")
DASHES = ("-", "–")
GENITIVE = "Case=Gen"
# A title or an event in the place of another says nothing true of where such names stand.
SWAPPED = ("PER", "ORG", "LOC", "GPE_LOC", "GPE_ORG", "DRV")


def names(sentences: Iterable[Sentence]) -> Names:
    """Every name of the sentences by type, each with its words, once however often it stands."""
    found: dict[str, dict[Sentence, None]] = defaultdict(dict)
    for sentence in sentences:
        for start, end in _spans(sentence):
            words = tuple(replace(word, space=True) for word in sentence[start:end])
            found[sentence[start].name.removeprefix("B-")][words] = None
    return {type_: tuple(some) for type_, some in found.items()}


def with_other_names(
    sentence: Sentence, known: Names, chance: random.Random, *, share: float
) -> Sentence:
    """The sentence with a share of its names replaced by others of the same type.

    A genitive stays a genitive, so that the grammar stays whole; where a person's whole name is
    wanted, first and last name may come from two persons.
    """
    words: list[Word] = []
    at = 0
    for start, end in _spans(sentence):
        old = sentence[start:end]
        type_ = old[0].name.removeprefix("B-")
        known_names = known.get(type_) if type_ in SWAPPED else None
        words.extend(sentence[at:start])
        swap = known_names is not None and chance.random() < share
        words.extend(_other(old, known_names, chance) if swap and known_names else old)
        at = end
    words.extend(sentence[at:])
    return tuple(words)


def lower_case(sentence: Sentence) -> Sentence:
    """The sentence without capitals."""
    return tuple(replace(word, form=word.form.lower()) for word in sentence)


def lower_first(sentence: Sentence) -> Sentence:
    """The sentence begun without a capital, unless it begins with a name."""
    if not sentence or sentence[0].pos in ("PROPN", "X"):
        return sentence
    first = replace(sentence[0], form=sentence[0].form.lower())
    return (first, *sentence[1:])


def without_end(sentence: Sentence) -> Sentence:
    """The sentence without the marks that close it."""
    end = len(sentence)
    while end > 1 and sentence[end - 1].form in (".", "!", "?", ":"):
        end -= 1
    return _spaced(sentence[:end])


def without_quotes(sentence: Sentence) -> Sentence:
    """The sentence without quotation marks and the dash that opens what is said."""
    kept = tuple(word for word in sentence if word.form not in ("«", "»", '"'))
    if len(kept) > 1 and kept[0].form in DASHES:
        kept = kept[1:]
    return _spaced(kept) if kept else sentence


def hesitating(sentence: Sentence, chance: random.Random) -> Sentence:
    """The sentence with a hesitation, a broken word or a word said twice in it."""
    if len(sentence) < 4:
        return sentence
    at = chance.randrange(1, len(sentence) - 1)
    here = sentence[at]
    if here.pos == "PUNCT" or here.name != "O":
        return sentence
    kind = chance.choice(("sound", "sound", "again", "broken"))
    comma = Word(",", "$,", "PUNCT")
    if kind == "sound":
        form = chance.choice(HESITATIONS)
        sound = Word(form, form, "INTJ")
        extra = chance.choice(((sound,), (sound, comma), (comma, sound, comma)))
    elif kind == "again":
        extra = (here, comma) if chance.random() < 0.5 else (here,)
    elif len(here.form) > 3:
        part = here.form[: chance.randrange(1, len(here.form) - 1)] + "-"
        extra = (Word(part, part, "X"),)
    else:
        return sentence
    return _spaced((*sentence[:at], *extra, *sentence[at:]))


def as_speech(sentence: Sentence, chance: random.Random) -> Sentence:
    """The sentence as a transcript of speech might have it."""
    sentence = without_quotes(sentence)
    for _time in range(chance.choice((0, 1, 1, 2))):
        sentence = hesitating(sentence, chance)
    if chance.random() < 0.2:
        sentence = lower_first(sentence)
    return without_end(sentence) if chance.random() < 0.1 else sentence


def varied(
    group: Sequence[Sentence], known: Names, variation: Variation, chance: random.Random
) -> tuple[Sentence, ...]:
    """The group with some of its names replaced, or as it is; some groups written as speech."""
    swaps = chance.random() < variation.swapping
    spoken = chance.random() < variation.speech
    lower = chance.random() < variation.lower_case
    made = []
    for sentence in group:
        if swaps:
            sentence = with_other_names(sentence, known, chance, share=variation.swapped)
        if spoken:
            sentence = as_speech(sentence, chance)
        made.append(lower_case(sentence) if lower else sentence)
    return tuple(made)


def _spans(sentence: Sentence) -> Iterator[tuple[int, int]]:
    """Start and end of each name."""
    start: int | None = None
    for at, word in enumerate(sentence):
        if start is not None and not word.name.startswith("I-"):
            yield start, at
            start = None
        if word.name.startswith("B-"):
            start = at
    if start is not None:
        yield start, len(sentence)


def _other(old: Sentence, known: Sequence[Sentence], chance: random.Random) -> Sentence:
    """Another name in the place of `old`, in its case and with the space after it."""
    new = chance.choice(known)
    if len(new) > 1 and new[0].name == "B-PER" and chance.random() < 0.5:
        family = chance.choice(known)
        new = (*new[:-1], family[-1]) if len(family) > 1 else new
    last = _in_case(new[-1], genitive=_genitive(old[-1]))
    return (*new[:-1], replace(last, space=old[-1].space))


def _in_case(word: Word, *, genitive: bool) -> Word:
    if word.pos != "PROPN" or _genitive(word) == genitive:
        return word
    others = [one for one in word.features.split("|") if one and one != GENITIVE]
    if not genitive:
        return replace(word, form=word.lemma, features="|".join(others))
    form = f"{word.form}'" if word.form[-1] in "sxzSXZ" else f"{word.form}s"
    return replace(word, form=form, features="|".join(sorted([*others, GENITIVE])))


def _genitive(word: Word) -> bool:
    return GENITIVE in word.features.split("|")


def _spaced(sentence: Sentence) -> Sentence:
    after = spaces([word.form for word in sentence])
    return tuple(replace(word, space=space) for word, space in zip(sentence, after, strict=True))
