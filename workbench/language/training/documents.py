"""From sentences to spaCy documents: ten sentences each, in their order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING

from workbench.language.training.spacing import spaces
from workbench.language.training.treebank import Sentence, Tree, Word
from workbench.language.training.universal import (
    features,
    part_of_speech,
    without_headline_ends,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab

# As many as `spacy convert -n 10` puts into a document, which is how published scores are made.
SENTENCES = 10


def sentence(tree: Tree) -> Sentence:
    """A sentence of the treebank in universal terms, spaced, without the bar of a headline."""
    kept = without_headline_ends(tree)
    tokens = [tree.tokens[at] for at in kept]
    spaced = spaces([token.form for token in tokens])
    words = []
    for at, token, space in zip(kept, tokens, spaced, strict=True):
        pos, _rule = part_of_speech(tree, at)
        words.append(Word(token.form, token.lemma, pos, features(token, pos), token.name, space))
    return tuple(words)


def running_text(
    sentences: Iterable[Sentence], n: int = SENTENCES
) -> Iterator[tuple[Sentence, ...]]:
    """The sentences in groups of `n`, in their order."""
    left = iter(sentences)
    while group := tuple(islice(left, n)):
        yield group


def documents(vocab: Vocab, groups: Iterable[Sequence[Sentence]]) -> Iterator[Doc]:
    """Each group of sentences as a spaCy document with all that is known of it."""
    from spacy.tokens import Doc

    for group in groups:
        words = list(chain.from_iterable(group))
        yield Doc(
            vocab,
            words=[word.form for word in words],
            spaces=[word.space for word in words],
            pos=[word.pos for word in words],
            morphs=[word.features for word in words],
            lemmas=[word.lemma for word in words],
            sent_starts=[at == 0 for one in group for at in range(len(one))],
            ents=[word.name for word in words],
        )
