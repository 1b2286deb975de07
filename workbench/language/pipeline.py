"""Which spaCy pipeline is in use.

The one that $WORKBENCH_SPACY_MODEL names, else the best of spaCy's own Norwegian pipelines that
is installed, else a plain one that knows Norwegian words and sentences by rule.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING

from workbench.errors import CallError
from workbench.texts import _

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage

INSTALLED = ("nb_core_news_lg", "nb_core_news_md", "nb_core_news_sm")
PLAIN = "nb (rules)"


@dataclass(frozen=True)
class Pipeline:
    """The pipeline's name and version, and its published scores (0 to 1) where it has any."""

    name: str
    version: str
    scores: tuple[tuple[str, float], ...] = ()


@cache
def load(model: str | None = None) -> SpacyLanguage:
    """The spaCy pipeline in use. Raises CallError where the one that is named cannot be loaded."""
    import spacy

    name = model or _chosen()
    if name == PLAIN:
        plain = spacy.blank("nb")
        plain.add_pipe("sentencizer")
        return plain
    try:
        return spacy.load(name)
    except OSError as error:
        raise CallError(
            _("The language pipeline {name} is not installed.", name=name),
            remedy=_("Install it, or leave $WORKBENCH_SPACY_MODEL empty."),
        ) from error


def describe() -> Pipeline:
    """The name, version and scores of the pipeline in use."""
    name = _chosen()
    if name == PLAIN:
        return Pipeline(PLAIN, version("spacy"))
    meta = load(name).meta
    performance = meta.get("performance", {})
    wanted = ("pos_acc", "lemma_acc", "sents_f", "ents_f")
    scores = tuple((key, float(performance[key])) for key in wanted if key in performance)
    return Pipeline(f"{meta['lang']}_{meta['name']}", str(meta["version"]), scores)


def _chosen() -> str:
    named = os.environ.get("WORKBENCH_SPACY_MODEL")
    if named:
        return named
    return next((name for name in INSTALLED if importlib.util.find_spec(name)), PLAIN)
