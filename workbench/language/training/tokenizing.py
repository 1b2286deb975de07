"""spaCy's Norwegian tokenizer, fitted to the treebank.

spaCy keeps a full stop with every number (`2006.`) and with words that it knows as abbreviations
(`i.`, `to.`, `jul.`), which at the end of a sentence are far more often words with a full stop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from workbench.language.training.treebank import Sentence

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage

# A full stop after what is no date's day and no chapter's number ends a sentence.
SUFFIXES = (r"(?<=\d\d\d)\.", r"(?<=[04-9]\d)\.", r"(?<=3[2-9])\.", r"(?<=\d,\d)\.")
INFIXES = (r"(?<=\d)[-–](?=\d)", r"[»”](?=-)")


def fit_tokenizer(nlp: SpacyLanguage, sentences: Iterable[Sentence]) -> None:
    """Let the tokenizer of `nlp` write words as the treebank does.

    Exceptions that these sentences contradict more often than they follow are dropped.
    """
    from spacy.tokenizer import Tokenizer
    from spacy.util import compile_infix_regex, compile_suffix_regex

    tokenizer = nlp.tokenizer
    assert isinstance(tokenizer, Tokenizer)
    suffixes = (*(nlp.Defaults.suffixes or ()), *SUFFIXES)
    infixes = (*(nlp.Defaults.infixes or ()), *INFIXES)
    tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
    split: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for sentence in sentences:
        kept.update(word.form for word in sentence)
        split.update(a.form + b.form for a, b in pairwise(sentence) if not a.space)
    wrong = {text for text in tokenizer.rules if split[text] > kept[text]}
    tokenizer.rules = {text: rule for text, rule in tokenizer.rules.items() if text not in wrong}
