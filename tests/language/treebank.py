"""A treebank of our own in the shape of the real one: a few sentences, written for the tests.

A sentence is written as lines of `form lemma pos features head relation [name]`, the head by its
number from 1, 0 for the root.
"""

from __future__ import annotations

from pathlib import Path

from workbench.language.training.documents import sentence
from workbench.language.training.treebank import Token, Tree, Word

KURS = """
Nasrin Nasrin subst prop 2 SUBJ B-PER
søkte søke verb pret 0 FINV
på på prep _ 2 ADV
et en det nøyt|ent|kvant 5 DET
kurs kurs subst appell|nøyt|ub|ent 3 PUTFYLL
i i prep _ 5 ATR
Lillevik Lillevik subst prop 6 PUTFYLL B-GPE_LOC
. $. clb <punkt> 2 IP
"""
JOBB = """
Jeg jeg pron ent|pers|hum|nom|1 2 SUBJ
vil ville verb pres 0 FINV
jobbe jobbe verb inf 2 INFV
to to det fl|kvant 5 DET
dager dag subst appell|mask|ub|fl 3 ADV
for for prep _ 3 ADV
å å inf-merke inf-merke 6 PUTFYLL
lære lære verb inf 7 INFV
. $. clb <punkt> 2 IP
"""
OVERSKRIFT = """
Nye ny adj fl|pos 2 ATR
kurs kurs subst appell|nøyt|ub|fl 0 FRAG
| $| clb <overskrift> 2 IP
"""
SVAR = """
- $- <strek> _ 2 IK
Nei nei interj _ 0 INTJ
. $. clb <punkt> 2 IP
"""


def tree(text: str) -> Tree:
    """The sentence that the lines describe."""
    rows = [line.split() for line in text.strip().splitlines()]
    return Tree(
        tuple(
            Token(
                form, lemma, pos,
                frozenset() if features == "_" else frozenset(features.split("|")),
                None if head == "0" else int(head) - 1,
                relation,
                name[0] if name else "O",
            )
            for form, lemma, pos, features, head, relation, *name in rows
        )
    )  # fmt: skip


def words(text: str) -> tuple[Word, ...]:
    """The same in universal terms."""
    return sentence(tree(text))


def write(folder: Path) -> Path:
    """A whole treebank folder: some training files, a development and a test file, and UD's."""
    write_ndt(folder, "ap001_0000", *[KURS, JOBB, OVERSKRIFT, SVAR] * 6)
    write_ndt(folder, "xx001_0000", *[JOBB, KURS] * 6)
    write_ndt(folder, "ap013_0000", JOBB.replace("Jeg jeg", "Vi vi"), SVAR)
    write_ndt(folder, "ap014_0003", KURS.replace("Lillevik", "Storvik"), OVERSKRIFT, SVAR)
    write_ud(folder, "dev", JOBB.replace("Jeg jeg", "Vi vi"), SVAR)
    write_ud(folder, "test", KURS.replace("Lillevik", "Storvik"), OVERSKRIFT, SVAR)
    return folder


def write_ndt(folder: Path, name: str, *sentences: str) -> Path:
    """A file of the treebank."""
    blocks = []
    for text in sentences:
        lines = []
        for at, line in enumerate(text.strip().splitlines(), start=1):
            form, lemma, pos, features, head, relation, *names = line.split()
            name_ = f"name={names[0] if names else 'O'}"
            row = (str(at), form, lemma, pos, pos, features, head, relation, "_", name_)
            lines.append("\t".join(row))
        blocks.append("\n".join(lines))
    return _written(folder / "ndt" / "nob" / f"{name}.conll", blocks)


def write_ud(folder: Path, part: str, *sentences: str) -> Path:
    """UD's file of a part, as our conversion has it."""
    blocks = []
    for text in sentences:
        lines = ["# sent_id = 1"]
        for at, word in enumerate(words(text), start=1):
            extra = "|".join([*([] if word.space else ["SpaceAfter=No"]), f"name={word.name}"])
            row = (str(at), word.form, word.lemma, word.pos, "_", word.features or "_", "0", "_")
            lines.append("\t".join((*row, "_", extra)))
        blocks.append("\n".join(lines))
    return _written(folder / "ud" / "nob" / f"no_bokmaal-ud-{part}.conllu", blocks)


def _written(path: Path, blocks: list[str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(blocks) + "\n\n", "utf-8")
    return path
