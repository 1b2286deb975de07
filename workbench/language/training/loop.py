"""Training one half of the pipeline on text that varies from one pass to the next.

spaCy's own loop reads the training text once and repeats it; a name that is seen thirty times in
one place is then learnt by heart. Here each pass writes its own variants, from one source of
chance, so the same seed gives the same pipeline.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.language.training.augment import Names, Variation, names, varied
from workbench.language.training.documents import documents, running_text
from workbench.language.training.tokenizing import fit_tokenizer
from workbench.language.training.treebank import Sentence

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage
    from spacy.training import Example

Say = Callable[[str], None]
Group = Sequence[Sentence]

FITTED_TOKENIZER = "workbench.fitted_tokenizer.v1"
PLAIN_TEXT = "workbench.plain_text.v1"


def fit(
    config_file: Path,
    train: Sequence[Sequence[Sentence]],
    dev: Sequence[Sentence],
    out: Path,
    *,
    seed: int,
    steps: int | None = None,
    start: SpacyLanguage | None = None,
    say: Say,
) -> SpacyLanguage:
    """Train what the configuration asks for, file by file; the best on `dev` is kept in `out`.

    Where `start` is given, the tok2vec begins as its tok2vec ended: what tells a noun from a verb
    is of use for names too.
    """
    import spacy
    from spacy.schemas import ConfigSchemaTraining
    from spacy.training.initialize import init_nlp
    from spacy.training.loop import create_evaluation_callback, train_while_improving
    from spacy.util import load_config, registry

    import workbench.language.components  # noqa: F401 - registers what the configuration names

    groups = [group for file in train for group in running_text(file)]
    sentences = [sentence for file in train for sentence in file]
    registry.callbacks(FITTED_TOKENIZER, func=lambda: _fitting(sentences))
    registry.readers(PLAIN_TEXT, func=lambda: lambda nlp: examples(nlp, groups))
    overrides: dict[str, Any] = {"system.seed": seed}
    if steps is not None:
        overrides |= {"training.max_steps": steps, "training.eval_frequency": max(1, steps // 2)}
    nlp = init_nlp(load_config(config_file, overrides=overrides, interpolate=False))

    if start is not None:
        _begin_as(nlp, start)
    config = nlp.config.interpolate()
    training = registry.resolve(config["training"], schema=ConfigSchemaTraining)
    held_out = list(examples(nlp, running_text(dev)))
    passes = _passes(
        nlp, groups, names(sentences), Variation(**config["variation"]), random.Random(seed)
    )
    best = 0.0
    for _batch, info, is_best in train_while_improving(
        nlp,
        training["optimizer"],
        _batches(passes, training["batcher"]),
        create_evaluation_callback(nlp, lambda _nlp: held_out, training["score_weights"]),
        dropout=training["dropout"],
        accumulate_gradient=training["accumulate_gradient"],
        patience=training["patience"],
        max_steps=training["max_steps"],
        eval_frequency=training["eval_frequency"],
        exclude=[],
        annotating_components=[],
        before_update=None,
    ):
        if is_best is not None:
            say(_told(info, training["score_weights"]))
        if (is_best and info["score"] > best) or not out.exists():
            best = info["score"] or 0.0
            with nlp.use_params(training["optimizer"].averages):
                nlp.to_disk(out)
    return spacy.load(out)


def examples(nlp: SpacyLanguage, groups: Iterable[Group]) -> Iterator[Example]:
    """Each group as the pipeline finds it, raw text, beside what it should make of it."""
    from spacy.training import Example

    for doc in documents(nlp.vocab, groups):
        yield Example(nlp.make_doc(doc.text), doc)


def _begin_as(nlp: SpacyLanguage, start: SpacyLanguage) -> None:
    learnt: Any = start.get_pipe("tok2vec")
    names: Any = nlp.get_pipe("ner")
    # The first layer is the tok2vec proper; what follows fits it to the width of the parser.
    names.model.get_ref("tok2vec").layers[0].from_bytes(learnt.model.to_bytes())


def _passes(
    nlp: SpacyLanguage,
    groups: Sequence[Group],
    known: Names,
    variation: Variation,
    chance: random.Random,
) -> Iterator[Iterator[Example]]:
    """Pass after pass over the training text, each in its own order and with its own variants."""
    while True:
        order = list(groups)
        chance.shuffle(order)
        yield examples(nlp, (varied(group, known, variation, chance) for group in order))


def _batches(
    passes: Iterator[Iterator[Example]],
    batcher: Callable[[Iterable[Example]], Iterable[list[Example]]],
) -> Iterator[tuple[int, list[Example]]]:
    for number, text in enumerate(passes):
        for batch in batcher(text):
            yield number, batch


def _fitting(sentences: Sequence[Sentence]) -> Callable[[SpacyLanguage], SpacyLanguage]:
    def fit_to_treebank(nlp: SpacyLanguage) -> SpacyLanguage:
        fit_tokenizer(nlp, sentences)
        return nlp

    return fit_to_treebank


def _told(info: dict[str, Any], weights: dict[str, float | None]) -> str:
    """Where training stands: pass, step, losses, scores."""
    losses = " ".join(f"{name} {loss:.0f}" for name, loss in info["losses"].items())
    found = info["other_scores"]
    named = [name for name, weight in weights.items() if weight]
    scores = " ".join(f"{name} {found.get(name) or 0.0:.4f}" for name in named)
    return f"{info['epoch']:3d} {info['step']:6d} | {losses} | {scores}"
