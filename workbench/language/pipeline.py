"""Which spaCy pipeline is in use.

The one that `model` or $WORKBENCH_SPACY_MODEL names, else the best of spaCy's own Norwegian
pipelines that is installed, else the one that ships with the workbench, in `nb/`.
"""

from __future__ import annotations

import importlib.util
import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.errors import CallError
from workbench.texts import _

if TYPE_CHECKING:
    from spacy.language import Language as SpacyLanguage

INSTALLED = ("nb_core_news_lg", "nb_core_news_md", "nb_core_news_sm")
EMBEDDED = Path(__file__).parent / "nb"
SCORES = ("pos_acc", "lemma_acc", "sents_f", "ents_f")


@dataclass(frozen=True)
class Pipeline:
    """The pipeline's name and version, and its published scores (0 to 1) where it has any."""

    name: str
    version: str
    scores: tuple[tuple[str, float], ...] = ()


def load(model: str | None = None, *, embedded: bool = False) -> SpacyLanguage:
    """The spaCy pipeline in use; `embedded`: the one that ships with the workbench.

    A pipeline is loaded once. Raises CallError where the one that is named cannot be loaded.
    """
    return _loaded(str(EMBEDDED) if embedded else chosen(model))


def chosen(model: str | None = None) -> str:
    """The name or the folder of the pipeline that `load` gives."""
    named = model or os.environ.get("WORKBENCH_SPACY_MODEL")
    if named:
        return named
    found = (name for name in INSTALLED if importlib.util.find_spec(name))
    return next(found, str(EMBEDDED))


def describe(model: str | None = None) -> Pipeline:
    """The name, version and scores of the pipeline in use."""
    name = chosen(model)
    meta = load(name).meta if name != str(EMBEDDED) else embedded_meta()
    performance = meta.get("performance", {})
    scores = tuple((key, float(performance[key])) for key in SCORES if performance.get(key))
    return Pipeline(f"{meta['lang']}_{meta['name']}", str(meta["version"]), scores)


def embedded_meta() -> dict[str, Any]:
    """The meta.json of the pipeline that ships with the workbench; loads no spaCy."""
    meta: dict[str, Any] = json.loads((EMBEDDED / "meta.json").read_text("utf-8"))
    return meta


@cache
def _loaded(name: str) -> SpacyLanguage:
    import spacy

    import workbench.language.components  # noqa: F401 - registers what the embedded one is made of

    try:
        return spacy.load(name)
    except OSError as error:
        raise CallError(
            _("The language pipeline {name} is not installed.", name=name),
            remedy=_("Install it, or leave $WORKBENCH_SPACY_MODEL empty."),
        ) from error
