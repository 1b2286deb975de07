"""From a treebank folder to a trained pipeline: convert, train in two halves, assemble, score.

The halves are `words.cfg` (part of speech, features, dictionary form, sentences) and `names.cfg`
(names, with a tok2vec of their own), spaCy's own configuration files. The same treebank, seed and
versions on the same machine give the same pipeline.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import CallError, DataError
from workbench.language.training.documents import sentence
from workbench.language.training.loop import Say, fit
from workbench.language.training.scores import measured, speed
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

HERE = Path(__file__).parent
HALVES = ("words", "names")
NAME = "workbench"
VERSION = "0.2.0"
"""Another one for other weights: what a study keeps of its texts is then found to be older."""
# With less of UD found and said alike, the folder holds another treebank than the rules know.
LEAST_AGREEMENT = 0.98
NEARLY_ALWAYS = 0.9
WITHOUT_LEMMA = ("PUNCT", "SYM", "NUM", "X")


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
        halves: list[SpacyLanguage] = []
        for half in HALVES:
            say(_("Training: {half}", half=half))
            halves.append(
                fit(
                    HERE / f"{half}.cfg", corpus.train, corpus.dev, Path(folder, half),
                    seed=seed, steps=steps, start=halves[0] if halves else None, say=say,
                )
            )  # fmt: skip
        words, names = halves
        made = written(words, names, corpus, Path(folder, "whole"), seed=seed)
        if target.exists():
            shutil.rmtree(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, target)
    return target


def written(
    words: SpacyLanguage, names: SpacyLanguage, corpus: Corpus, out: Path, *, seed: int
) -> Path:
    """Both halves as one pipeline in the folder `out`, with its scores in meta.json."""
    import spacy

    whole = assembled(words, names, corpus)
    whole.to_disk(out)
    (out / "vocab" / "strings.json").write_text(
        json.dumps(sorted(strings_of(whole)), ensure_ascii=False, indent=0) + "\n", "utf-8"
    )
    # Scored as it was written, and after it was: what it reads then is not kept among its words.
    nlp = spacy.load(out)
    meta = {**nlp.meta, **_meta(nlp, corpus, seed)}
    (out / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return out


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


def assembled(words: SpacyLanguage, names: SpacyLanguage, corpus: Corpus) -> SpacyLanguage:
    """Both halves as one pipeline, with the table of lemmas that puts the lemmatizer right."""
    from workbench.language.components import LEMMAS, Lemmas

    known = words.add_pipe(LEMMAS, after="trainable_lemmatizer")
    assert isinstance(known, Lemmas)
    known.table = lemma_table(corpus.sentences)
    # A name that runs over a sentence's end as the pipeline sees it is a name all the same.
    words.add_pipe("ner", source=names, before="senter")
    words.config["paths"] = {}
    for section in ("corpora", "training", "initialize", "pretraining", "variation"):
        words.config[section] = {}
    return words


def strings_of(nlp: SpacyLanguage) -> set[str]:
    """The strings that a pipeline cannot do without: those that its edit trees put in or take off.

    spaCy keeps every word and every shape that it ever saw, those of the held-out texts too, since
    training is measured on them. They would be read and never used.
    """
    import srsly

    lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
    trees = srsly.msgpack_loads(lemmatizer.trees.to_bytes())["trees"]
    keys = {tree[name] for tree in trees for name in ("orig", "subst") if tree.get(name)}
    return {nlp.vocab.strings[key] for key in keys}


def lemma_table(sentences: Iterable[Sentence]) -> dict[str, dict[str, str]]:
    """The lemma of each word in lower case by part of speech, where it has one nearly always."""
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for word in chain.from_iterable(sentences):
        if word.pos not in WITHOUT_LEMMA:
            found[word.pos, word.form.lower()][word.lemma] += 1
    table: dict[str, dict[str, str]] = defaultdict(dict)
    for (pos, form), lemmas in found.items():
        lemma, n = lemmas.most_common(1)[0]
        if n > NEARLY_ALWAYS * lemmas.total():
            table[pos][form] = lemma
    return dict(table)


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
        "version": VERSION,
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
