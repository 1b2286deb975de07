"""Variants of the training text: other names in the same places, and text as speech is written.

The treebank is newspaper, blog and parliament prose; what the workbench reads is speech. A variant
is made from a sentence and a source of chance, so the same seed gives the same training text.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.language.training.spacing import spaces
from workbench.language.training.treebank import Sentence, Word

Names = Mapping[str, Sequence[Sentence]]

HESITATIONS = ("eh", "hm", "mm", "øh", "ehm")
DASHES = ("-", "–")


def names(sentences: Iterable[Sentence]) -> Names:
    """Every name of the sentences by type, each with its words; as often as it stands there."""
    found: dict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        for start, end in _spans(sentence):
            found[sentence[start].name.removeprefix("B-")].append(sentence[start:end])
    return dict(found)


def with_other_names(
    sentence: Sentence, known: Names, chance: random.Random, *, share: float
) -> Sentence:
    """The sentence with a share of its names replaced by others of the same type.

    Persons by persons and so on; a genitive by a genitive, so that the grammar stays whole.
    """
    words: list[Word] = []
    at = 0
    for start, end in _spans(sentence):
        words.extend(sentence[at:start])
        old = sentence[start:end]
        type_ = old[0].name.removeprefix("B-")
        new = chance.choice(known[type_]) if type_ in known and chance.random() < share else old
        if _genitive(new) != _genitive(old) or new[0].pos != old[0].pos:
            new = old
        words.extend(new[:-1])
        words.append(replace(new[-1], space=old[-1].space))
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
    kind = chance.random()
    if kind < 0.1:
        sentence = lower_case(sentence)
    elif kind < 0.3:
        sentence = lower_first(sentence)
    return without_end(sentence) if chance.random() < 0.1 else sentence


def variants(
    groups: Iterable[Sequence[Sentence]], known: Names, *, seed: int, swapped: float, speech: float
) -> Iterator[tuple[Sentence, ...]]:
    """A variant of each group: a share `swapped` of the names others, a share `speech` of the
    groups written as speech."""
    chance = random.Random(seed)
    for group in groups:
        spoken = chance.random() < speech
        made = []
        for sentence in group:
            sentence = with_other_names(sentence, known, chance, share=swapped)
            made.append(as_speech(sentence, chance) if spoken else sentence)
        yield tuple(made)


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


def _genitive(name: Sentence) -> bool:
    return "Case=Gen" in name[-1].features


def _spaced(sentence: Sentence) -> Sentence:
    after = spaces([word.form for word in sentence])
    return tuple(replace(word, space=space) for word, space in zip(sentence, after, strict=True))
