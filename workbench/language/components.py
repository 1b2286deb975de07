"""What the embedded pipeline needs beside spaCy: an embedding of endings, and a table of lemmas.

Imported where a pipeline is loaded or trained, and nowhere before: it imports spaCy.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from spacy.attrs import NORM
from spacy.language import Language
from spacy.pipeline import Pipe
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list
from thinc.api import with_array as over_tokens

EMBED = "workbench.EndingsHashEmbed.v1"
LEMMAS = "workbench_lemmas"
FILE = "lemmas.json"
# Known endings are remembered by word; a text in other words than before does not grow it for ever.
REMEMBERED = 200_000
LEAST_BEFORE, LEAST_HEAD = 2, 5
COMPOUNDING = ("NOUN", "ADJ", "VERB")


@registry.architectures(EMBED)  # type: ignore[untyped-decorator]  # spaCy types it not
def endings_hash_embed(
    width: int, attrs: list[str], rows: list[int], endings: list[int], ending_rows: list[int]
) -> Model[list[Doc], Any]:
    """spaCy's MultiHashEmbed with the endings of words beside their attributes.

    spaCy knows a word's last three letters; a Norwegian compound (`lokalpolitiker`) tells what it
    is by more of them. `endings` are lengths, each with its rows.
    """
    columns = [*rows, *ending_rows]
    tables: list[Model[Any, Any]] = [
        HashEmbed(width, size, column=at, seed=8 + at, dropout=0.0)
        for at, size in enumerate(columns)
    ]
    mixed = Maxout(width, width * len(columns), nP=3, dropout=0.0, normalize=True)
    return chain(
        _features(attrs, endings),
        list2ragged(),
        over_tokens(concatenate(*tables)),
        over_tokens(mixed),
        ragged2list(),
    )


def _features(attrs: list[str], endings: list[int]) -> Model[list[Doc], Any]:
    return Model("endings_features", _forward, attrs={"columns": attrs, "endings": endings})


def _forward(
    model: Model[list[Doc], Any],
    docs: Iterable[Doc],
    is_train: bool,  # noqa: ARG001 - thinc names it
) -> tuple[list[Any], Callable[[Any], list[Any]]]:
    columns, endings = model.attrs["columns"], model.attrs["endings"]
    found = []
    for doc in docs:
        attrs = doc.to_array(columns).reshape(len(doc), len(columns))
        norms: list[int] = [int(key) for key in doc.to_array([NORM]).ravel()]
        keys = np.array([_endings(key, doc, endings) for key in norms], dtype="uint64")
        features: Any = np.hstack((attrs, keys.reshape(len(doc), len(endings))))
        found.append(model.ops.asarray2i(features, dtype="uint64"))
    return found, lambda _d_features: []


_known: dict[tuple[int, ...], dict[int, list[int]]] = {}


def _endings(key: int, doc: Doc, lengths: list[int]) -> list[int]:
    """The hashes of a word's endings; `key` is its normal form in the vocabulary."""
    known = _known.setdefault(tuple(lengths), {})
    if key not in known:
        if len(known) > REMEMBERED:
            known.clear()
        word = doc.vocab.strings[key]
        known[key] = [get_string_id(f"{length}:{word[-length:]}") for length in lengths]
    return known[key]


class Lemmas(Pipe):
    """Puts right the dictionary form of words that training knew, and of compounds of them.

    The lemmatizer before it says how any word is shortened; where this very word with this part of
    speech had one lemma in training, that one is right more often. An unknown compound takes that
    of its longest known last part: `kampbildet` as `bildet`.
    """

    def __init__(self, name: str = LEMMAS) -> None:
        self.name = name
        self.table: dict[str, dict[str, str]] = {}

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            lemma = self.lemma(token.lower_, token.pos_)
            if lemma is not None:
                token.lemma_ = lemma
        return doc

    def lemma(self, form: str, pos: str) -> str | None:
        """The lemma of a word in lower case, None where the table cannot tell."""
        known = self.table.get(pos, {})
        if form in known:
            return known[form]
        if pos in COMPOUNDING:
            for start in range(LEAST_BEFORE, len(form) - LEAST_HEAD + 1):
                head = known.get(form[start:])
                if head is not None:
                    return form[:start] + head
        return None

    def to_disk(self, path: str | Path, **_options: object) -> None:
        """Write the table to a folder, sorted and a line each, so that two trainings compare."""
        folder = Path(path)
        folder.mkdir(exist_ok=True)
        text = json.dumps(self.table, ensure_ascii=False, indent=0, sort_keys=True)
        (folder / FILE).write_text(text + "\n", "utf-8")

    def from_disk(self, path: str | Path, **_options: object) -> Lemmas:
        """Take the table from a folder."""
        self.table = json.loads((Path(path) / FILE).read_text("utf-8"))
        return self

    def to_bytes(self, **_options: object) -> bytes:
        """The table as bytes."""
        return json.dumps(self.table, ensure_ascii=False).encode("utf-8")

    def from_bytes(self, data: bytes, **_options: object) -> Lemmas:
        """Take the table from bytes."""
        self.table = json.loads(data)
        return self


@Language.factory(LEMMAS, assigns=["token.lemma"])
def make_lemmas(nlp: Language, name: str) -> Lemmas:  # noqa: ARG001 - spaCy hands both over
    return Lemmas(name)
