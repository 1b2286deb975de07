"""How good a pipeline is on raw text, by spaCy's own scorer, beside what spaCy publishes."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.language.training.documents import documents, running_text
from workbench.language.training.treebank import Sentence, universal_sentences

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language as SpacyLanguage

MEASURES = ("token_acc", "pos_acc", "morph_acc", "lemma_acc", "sents_f", "ents_p", "ents_r",
            "ents_f")  # fmt: skip
TYPES = ("PER", "ORG", "GPE_LOC", "GPE_ORG", "LOC", "PROD", "EVT", "DRV")
# nb_core_news_sm 3.8, as its meta.json says; its scores are of the development part.
PUBLISHED = {
    "pos_acc": 0.967, "lemma_acc": 0.968, "sents_f": 0.926, "ents_f": 0.748, "PER": 0.814,
    "ORG": 0.785, "GPE_LOC": 0.777, "LOC": 0.562, "PROD": 0.510, "DRV": 0.763,
    "words_per_second": 10827.0,
}  # fmt: skip


def evaluate_language(treebank: str | Path, *, model: str | None = None) -> pd.DataFrame:
    """Score the pipeline in use, or `model`, on UD's development and test files as raw text.

    measure, dev, test, published: accuracy of part of speech, features and dictionary form; F of
    sentences and names, of each type of name; words a second on this machine, seconds to load and
    megabytes on disk. `published` is what spaCy tells of nb_core_news_sm 3.8 on the development
    part; missing where it tells nothing. Raises DataError where the folder is not the treebank.
    """
    import pandas as pd

    from workbench.language.pipeline import chosen, load

    sentences = {part: universal_sentences(Path(treebank), part) for part in ("dev", "test")}
    name = chosen(model)
    seconds = seconds_to_load(name)
    nlp = load(model)
    columns = {part: measured(nlp, found) for part, found in sentences.items()}
    rows = [
        {"measure": measure, **{part: flat[measure] for part, flat in _flat(columns).items()}}
        for measure in (*MEASURES, *TYPES)
    ]
    rows.append({"measure": "words_per_second", "dev": speed(nlp, sentences["dev"])})
    rows.append({"measure": "load_seconds", "dev": seconds})
    rows.append({"measure": "megabytes", "dev": megabytes(nlp)})
    frame = pd.DataFrame(rows, columns=["measure", "dev", "test"])
    frame["published"] = frame["measure"].map(PUBLISHED)
    return frame


def measured(nlp: SpacyLanguage, sentences: Sequence[Sentence]) -> dict[str, object]:
    """spaCy's scores on these sentences as raw text, in the form of a pipeline's meta.json."""
    from spacy.training import Example

    gold = documents(nlp.vocab, running_text(sentences))
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    scores = nlp.evaluate(examples)
    per_type = scores.get("ents_per_type") or {}
    return {
        **{name: _rounded(scores.get(name)) for name in MEASURES},
        "ents_per_type": {
            type_: {letter: _rounded(value) for letter, value in found.items()}
            for type_, found in sorted(per_type.items())
        },
    }


def speed(nlp: SpacyLanguage, sentences: Sequence[Sentence], *, times: int = 3) -> float:
    """Words a second through the whole pipeline, the best of some runs over the same texts."""
    texts = [doc.text for doc in documents(nlp.vocab, running_text(sentences))]
    best = 0.0
    for _run in range(times):
        begun = time.perf_counter()
        words = sum(len(doc) for doc in nlp.pipe(texts))
        best = max(best, words / (time.perf_counter() - begun))
    return round(best, 1)


def seconds_to_load(name: str | Path) -> float:
    """How long it takes to load a pipeline, spaCy itself loaded already."""
    import spacy

    import workbench.language.components  # noqa: F401 - registers what the embedded one is made of

    begun = time.perf_counter()
    spacy.load(name)
    return round(time.perf_counter() - begun, 3)


def megabytes(nlp: SpacyLanguage) -> float:
    """The size on disk of what the pipeline was loaded from."""
    files = [path for path in Path(nlp.path).rglob("*") if path.is_file()] if nlp.path else []
    return round(sum(path.stat().st_size for path in files) / 1e6, 2)


def _flat(columns: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The scores by measure, F of each type of name beside the others."""
    flat = {}
    for part, scores in columns.items():
        per_type = scores["ents_per_type"]
        assert isinstance(per_type, dict)
        types = {type_: per_type.get(type_, {}).get("f") for type_ in TYPES}
        flat[part] = {**scores, **types}
    return flat


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 4)
