"""What a file prints of persons: from the content that the writers get to what is checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.exports import shown_tables as tables
from workbench.exports import shown_voices as voices
from workbench.exports import shown_words as words
from workbench.exports.disclosure import Known, Print
from workbench.exports.model import Content
from workbench.exports.sources import Sources
from workbench.exports.writers import Kind

if TYPE_CHECKING:
    from workbench.exports.contents import Wanted
    from workbench.store.database import Store

OF: Mapping[Kind, Callable[[Sources, Any], Print]] = {
    "excerpts": words.excerpts,
    "transcript": words.transcript,
    "memos": words.memos,
    "codebook": words.codebook,
    "figures": words.claims,
    "crosstab": tables.crosstab,
    "compare": tables.comparison,
    "matrix": tables.matrix,
    "trajectories": tables.paths,
    "changes": tables.changes,
    "attrition": tables.attrition,
    "explanations": tables.explanations,
    "voices": tables.voices,
    "agreement": lambda sources, _content: tables.filtered(sources),
    "cooccurrence": tables.meetings,
    "new_codes": tables.new_codes,
    "word_use": tables.word_use,
    "placement": voices.placement,
    "query": voices.query,
    "balance": voices.balance,
    "typology": voices.typology,
}
"""What of a content is of persons, by kind of export."""

WITH_WORDS: frozenset[Kind] = frozenset(
    ("excerpts", "transcript", "memos", "codebook", "figures", "compare", "matrix", "word_use",
     "placement", "typology")
)  # fmt: skip
"""Kinds that hold words of persons or of coders, in which names are looked for."""


@dataclass(frozen=True)
class Checked:
    """What is printed, and the persons of the study that it is held against."""

    printed: Print
    persons: tuple[Known, ...]


def checked(store: Store, kind: Kind, content: Content, wanted: Wanted, format: str) -> Checked:
    """What a file of this kind, content and format prints of persons."""
    sources = Sources(store, wanted, format)
    return Checked(OF[kind](sources, content), tuple(sources.persons.values()))
