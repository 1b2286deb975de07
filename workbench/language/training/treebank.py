"""The Norwegian Dependency Treebank as files: what is read, how it is split, what is wrong with it.

A treebank folder holds `ndt/nob/*.conll` (columns: number, form, lemma, part of speech, the same
again, features, head, relation, _, name) and `ud/nob/no_bokmaal-ud-{dev,test}.conllu`, the same
sentences of the development and test parts as Universal Dependencies has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Literal

from workbench.errors import DataError, Fault, FileFaults
from workbench.texts import _

Part = Literal["train", "dev", "test"]

NDT = Path("ndt", "nob")
UD = Path("ud", "nob")
COLUMNS = 10
NAME = re.compile(r"name=(O|[BI]-[A-Z_]+)")

# UD splits within each source, by file: what precedes the first of these is for training, what
# follows the last for testing. Sources without a line are for training altogether.
DEVELOPMENT = {
    "ap": ("ap012_0003", "ap014_0002"),
    "bt": ("bt005_0002", "bt005_0005"),
    "db": ("db013_0005", "db014_0002"),
    "kk": ("kk006_0001", "kk007_0000"),
    "sp-bm": ("sp-bm002_0000", "sp-bm002_0001"),
    "vg": ("vg002_0004", "vg002_0004"),
    "blogg-bm": ("blogg-bm003_0001", "blogg-bm003_0002"),
    "nou": ("nou004_0001", "nou004_0001"),
    "st": ("st005_0001", "st005_0002"),
}


@dataclass(frozen=True)
class Token:
    """A token of the treebank, in its own terms. `head` is the head's place, None for a root."""

    form: str
    lemma: str
    pos: str
    features: frozenset[str] = frozenset()
    head: int | None = None
    relation: str = ""
    name: str = "O"


@dataclass(frozen=True)
class Word:
    """A token in universal terms; `name` is O, B-X or I-X, `space` says that a space follows."""

    form: str
    lemma: str
    pos: str
    features: str = ""
    name: str = "O"
    space: bool = True


@dataclass(frozen=True)
class Tree:
    """A sentence of the treebank."""

    tokens: tuple[Token, ...]

    @cached_property
    def children(self) -> tuple[tuple[Token, ...], ...]:
        """For each token those that hang on it, in the order of the text."""
        under: list[list[Token]] = [[] for _token in self.tokens]
        for token in self.tokens:
            if token.head is not None:
                under[token.head].append(token)
        return tuple(map(tuple, under))

    @cached_property
    def forms(self) -> tuple[str, ...]:
        return tuple(token.form for token in self.tokens)


Sentence = tuple[Word, ...]


def part_of(file: str) -> Part:
    """The part to which a file of the treebank belongs, by its name without the suffix."""
    source = file.rstrip("0123456789_ab").rstrip("0123456789")
    source = next((known for known in DEVELOPMENT if re.match(rf"{known}\d", file)), source)
    if source not in DEVELOPMENT:
        return "train"
    first, last = DEVELOPMENT[source]
    return "train" if file < first else "dev" if file <= last else "test"


def trees(folder: Path, part: Part | None = None) -> dict[str, tuple[Tree, ...]]:
    """The sentences of each file of a part, or of all, in the order of the names.

    Raises DataError where the folder is no treebank, FileFaults for lines that cannot be read.
    """
    files = sorted((folder / NDT).glob("*.conll"))
    if not files:
        raise DataError(
            _("There is no treebank in {folder}.", folder=folder),
            remedy=_("Name the folder that holds {files}.", files=f"{NDT.as_posix()}/*.conll"),
            place=str(folder),
        )
    chosen = [file for file in files if part in (None, part_of(file.stem))]
    faults: list[Fault] = []
    read = {file.stem: tuple(_trees(file, faults)) for file in chosen}
    if faults:
        raise FileFaults(faults[:20], remedy=_("Fetch the treebank anew. Nothing was trained."))
    return read


def universal_sentences(folder: Path, part: Part) -> tuple[Sentence, ...]:
    """The sentences of UD's own file of the development or test part, with its spaces and names.

    Raises DataError where the file is missing.
    """
    file = folder / UD / f"no_bokmaal-ud-{part}.conllu"
    if not file.is_file():
        raise DataError(
            _("The treebank lacks {file}.", file=(UD / file.name).as_posix()),
            remedy=_("Name the folder that holds {files}.", files=UD.as_posix()),
            place=str(folder),
        )
    return tuple(
        tuple(_universal(row) for _line, row in block if row[0].isdigit())
        for block in _blocks(file)
    )


def _blocks(file: Path) -> Iterator[list[tuple[int, list[str]]]]:
    """The rows of each sentence with their line numbers; comments are left out."""
    lines = enumerate(file.read_text("utf-8").splitlines(), start=1)
    for filled, block in groupby(lines, key=lambda line: bool(line[1].strip())):
        rows = [(at, line.split("\t")) for at, line in block if not line.startswith("# ")]
        if filled and rows:
            yield rows


def _trees(file: Path, faults: list[Fault]) -> Iterator[Tree]:
    for block in _blocks(file):
        tokens = [_token(row, len(block)) for _line, row in block]
        bad = [line for (line, _row), token in zip(block, tokens, strict=True) if token is None]
        faults.extend(
            Fault(_("This is no line of the treebank."), file=file.name, line=line) for line in bad
        )
        if not bad:
            yield Tree(tuple(token for token in tokens if token is not None))


def _token(row: Sequence[str], length: int) -> Token | None:
    """A row as a token, None where it is none."""
    if len(row) != COLUMNS or not row[6].isdigit() or int(row[6]) > length:
        return None
    name = NAME.fullmatch(row[9])
    if name is None:
        return None
    features = frozenset() if row[5] == "_" else frozenset(row[5].split("|"))
    head = int(row[6]) - 1 if row[6] != "0" else None
    return Token(row[1], row[2], row[3], features, head, row[7], name[1])


def _universal(row: Sequence[str]) -> Word:
    extra = row[9].split("|")
    name = next((one.removeprefix("name=") for one in extra if one.startswith("name=")), "O")
    features = "" if row[5] == "_" else row[5]
    return Word(row[1], row[2], row[3], features, name, "SpaceAfter=No" not in extra)
