"""From a treebank folder to a trained pipeline: convert, train in two halves, assemble, score.

The halves are `words.cfg` (part of speech, features, dictionary form, sentences) and `names.cfg`
(names, with a tok2vec of their own), spaCy's own configuration files. The same treebank, seed and
versions on the same machine give the same pipeline.
"""

from __future__ import annotations

import io
import random
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import CallError, DataError
from workbench.language.training.augment import names, variants
from workbench.language.training.documents import documents, running_text, sentence
from workbench.language.training.scores import measured, speed
from workbench.language.training.tokenizing import fit_tokenizer
from workbench.language.training.treebank import (
    Part,
    Sentence,
    Tree,
    part_of,
    trees,
    universal_sentences,
)
from workbench.language.training.universal import Agreement, agreement
from workbench.texts import _

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage

Say = Callable[[str], None]

HERE = Path(__file__).parent
HALVES = ("words", "names")
NAME = "workbench_nb"
# With less of UD found and said alike, the folder holds another treebank than the rules know.
LEAST_AGREEMENT = 0.98


@dataclass(frozen=True)
class Variants:
    """How the training text of a half is varied: a share of its groups again, with a share of
    their names replaced by others, and a share of them written as speech."""

    again: float
    swapped: float
    speech: float


VARIANTS = {
    "words": Variants(again=0.3, swapped=0.0, speech=1.0),
    "names": Variants(again=0.5, swapped=0.5, speech=0.15),
}


@dataclass(frozen=True)
class Corpus:
    """What is trained on, file by file, and what is held out."""

    train: tuple[tuple[Sentence, ...], ...]
    dev: tuple[Sentence, ...]
    test: tuple[Sentence, ...]

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """Every sentence that is trained on."""
        return tuple(chain.from_iterable(self.train))


def train_language(
    treebank: str | Path,
    out: str | Path,
    *,
    seed: int = 0,
    steps: int | None = None,
    replace: bool = False,
    say: Say = lambda _text: None,
) -> Path:
    """Train the Norwegian pipeline on a treebank folder and write it to the folder `out`.

    `steps` shortens each half, for trying; the scores of the result are kept in its meta.json.
    Takes about an hour and a half on one core. Raises DataError where the folder is not the
    treebank, CallError where `out` is taken and not to be replaced; then nothing is written.
    """
    target = Path(out)
    if target.exists() and not replace:
        raise CallError(
            _("{path} is there already.", path=target),
            remedy=_("Name another folder, or ask for --replace."),
        )
    corpus = prepared(Path(treebank), say)
    with tempfile.TemporaryDirectory() as folder:
        halves = [
            _trained(half, corpus, Path(folder), seed=seed, steps=steps, say=say) for half in HALVES
        ]
        nlp = assembled(*halves)
        nlp.meta.update(_meta(nlp, corpus, seed))
        made = Path(folder, "assembled")
        nlp.to_disk(made)
        if target.exists():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, target)
    return target


def prepared(treebank: Path, say: Say = lambda _text: None) -> Corpus:
    """The treebank in universal terms, split; its conversion checked against UD's own files."""
    read = trees(treebank)
    held: dict[Part, tuple[Sentence, ...]] = {
        part: universal_sentences(treebank, part) for part in ("dev", "test")
    }
    for part, sentences in held.items():
        mine = chain.from_iterable(found for name, found in read.items() if part_of(name) == part)
        _check_agreement(part, mine, sentences, say)
    corpus = Corpus(
        tuple(without(held.values(), found) for name, found in read.items()
              if part_of(name) == "train"),
        held["dev"],
        held["test"],
    )  # fmt: skip
    say(_("{n} sentences to train on", n=len(corpus.sentences)))
    return corpus


def without(held: Iterable[Sequence[Sentence]], read: Iterable[Tree]) -> tuple[Sentence, ...]:
    """The sentences of a file in universal terms, but for those that are held out.

    Some short ones (`- Nei.`) stand in training and held-out files alike; they are not trained on.
    """
    forms = {_forms(sentence) for sentences in held for sentence in sentences}
    converted = (sentence(tree) for tree in read)
    return tuple(one for one in converted if one and _forms(one) not in forms)


def assembled(words: SpacyLanguage, names: SpacyLanguage) -> SpacyLanguage:
    """Both halves as one pipeline."""
    words.add_pipe("ner", source=names)
    words.config["paths"] = {}
    for section in ("corpora", "training", "initialize", "pretraining"):
        words.config[section] = {}
    return words


def _trained(
    half: str, corpus: Corpus, folder: Path, *, seed: int, steps: int | None, say: Say
) -> SpacyLanguage:
    """A half of the pipeline, the best of its steps on the development part."""
    import spacy
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import train
    from spacy.util import load_config, registry

    say(_("Training: {half}", half=half))
    train_file, dev_file = folder / f"{half}-train.spacy", folder / f"{half}-dev.spacy"
    _write(train_file, varied(corpus, VARIANTS[half], seed))
    _write(dev_file, running_text(corpus.dev))
    registry.callbacks(FITTED_TOKENIZER, func=lambda: _fitting(corpus.sentences))
    overrides: dict[str, Any] = {
        "paths.train": str(train_file),
        "paths.dev": str(dev_file),
        "system.seed": seed,
    }
    if steps is not None:
        overrides |= {"training.max_steps": steps, "training.eval_frequency": max(1, steps // 2)}
    config = load_config(HERE / f"{half}.cfg", overrides=overrides, interpolate=False)
    out = folder / half
    out.mkdir()
    train(init_nlp(config), out, stdout=_Lines(say), stderr=_Lines(say))
    return spacy.load(out / "model-best")


FITTED_TOKENIZER = "workbench.fitted_tokenizer.v1"


def varied(corpus: Corpus, wanted: Variants, seed: int) -> list[Sequence[Sentence]]:
    """The training text in groups of sentences, and after it the variants of some of them."""
    groups = [group for file in corpus.train for group in running_text(file)]
    chance = random.Random(seed)
    chosen = [group for group in groups if chance.random() < wanted.again]
    known = names(corpus.sentences)
    return [
        *groups,
        *variants(chosen, known, seed=seed, swapped=wanted.swapped, speech=wanted.speech),
    ]


def _fitting(sentences: Sequence[Sentence]) -> Callable[[SpacyLanguage], SpacyLanguage]:
    def fit(nlp: SpacyLanguage) -> SpacyLanguage:
        fit_tokenizer(nlp, sentences)
        return nlp

    return fit


def _write(file: Path, groups: Iterable[Sequence[Sentence]]) -> None:
    import spacy
    from spacy.tokens import DocBin

    DocBin(docs=documents(spacy.blank("nb").vocab, groups)).to_disk(file)


def _check_agreement(
    part: str, read: Iterable[Tree], sentences: Sequence[Sentence], say: Say
) -> None:
    rules, _apart = agreement(read, sentences)
    for rule in rules:
        if rule.n:
            say(_told(part, rule))
    whole = rules[-1]
    share = whole.pos / max(1, sum(map(len, sentences)))
    if share < LEAST_AGREEMENT:
        raise DataError(
            _("The {part} part does not agree with that of UD.", part=part),
            remedy=_("Use the NDT and UD files of the same release."),
            expected=f"{LEAST_AGREEMENT:.3f}",
            found=f"{share:.3f}",
        )


def _told(part: str, rule: Agreement) -> str:
    return _(
        "{part}, {rule}: {n} tokens, part of speech {pos}, features {features}",
        part=part,
        rule=rule.rule,
        n=rule.n,
        pos=f"{rule.pos / rule.n:.4f}",
        features=f"{rule.features / rule.n:.4f}",
    )


def _meta(nlp: SpacyLanguage, corpus: Corpus, seed: int) -> dict[str, Any]:
    """What meta.json tells of the pipeline: its scores on both held-out parts among it."""
    dev, test = (measured(nlp, sentences) for sentences in (corpus.dev, corpus.test))
    return {
        "name": NAME,
        "version": version("workbench"),
        "description": "Norwegian bokmål: words, sentences and names, trained on running text.",
        "license": "MIT; trained on annotation under CC0",
        "sources": [
            {"name": "Norwegian Dependency Treebank, bokmål", "license": "CC0 (annotation)"},
            {"name": "NorNE", "license": "CC0 (annotation)"},
        ],
        "performance": {**dev, "speed": speed(nlp, corpus.dev)},
        "performance_test": test,
        "trained_with": {
            "seed": seed,
            "sentences": len(corpus.sentences),
            **{name: version(name) for name in ("spacy", "thinc", "numpy")},
        },
    }


def _forms(sentence: Sentence) -> tuple[str, ...]:
    return tuple(word.form for word in sentence)


class _Lines(io.StringIO):
    """What spaCy writes as it trains, told line by line."""

    def __init__(self, say: Say) -> None:
        super().__init__()
        self.say = say

    def write(self, text: str) -> int:
        for line in text.splitlines():
            if line.strip():
                self.say(line)
        return len(text)
