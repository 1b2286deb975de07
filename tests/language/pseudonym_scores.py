"""Recall and precision of the candidates on the speech test set:
`python -m tests.language.pseudonym_scores [tuning|final] [--alone] [--missed]`.

A marked span counts as found when candidates of any type leave no letter of it uncovered: it is
then shown to the researcher whole. `typed` counts those whose candidates have the right type too.
A candidate is right when it overlaps a marked span of any type. A half is read as one text of a
study, an utterance a line, so that repeats are found as they are in use; with `--alone` every
utterance is a text of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tests.language.speech import FINAL, LABELS, TUNING, Sentence, read
from workbench.pseudonyms.candidates import Candidate, Entities, candidates

HALVES = {"tuning": TUNING, "final": FINAL}


@dataclass
class Score:
    """What was marked and proposed of one type."""

    marked: int = 0
    found: int = 0
    typed: int = 0
    proposed: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """The share of marked spans that were proposed whole."""
        return self.found / self.marked if self.marked else 1.0

    @property
    def precision(self) -> float:
        """The share of candidates that overlap a marked span."""
        return self.right / self.proposed if self.proposed else 1.0


def scores(
    half: str, *, entities: Entities | None = None, alone: bool = False
) -> tuple[dict[str, Score], list[tuple[str, str, str]]]:
    """The scores per type and over all (`*`), and what was missed or needlessly proposed."""
    sentences = read(HALVES[half])
    told: dict[str, Score] = {label: Score() for label in (*LABELS, "*")}
    faults: list[tuple[str, str, str]] = []
    for sentence, found in zip(sentences, _proposed(sentences, entities, alone), strict=True):
        _count(sentence, found, told, faults)
    return told, faults


def _proposed(
    sentences: Sequence[Sentence], entities: Entities | None, alone: bool
) -> list[list[Candidate]]:
    if alone:
        return [candidates(sentence.text, entities=entities) for sentence in sentences]
    whole = candidates("\n".join(each.text for each in sentences), entities=entities)
    starts, at = [], 0
    for sentence in sentences:
        starts.append(at)
        at += len(sentence.text) + 1
    return [
        [
            Candidate(
                one.start - start, one.end - start, one.text, one.type, one.sure, one.name, one.role
            )
            for one in whole
            if start <= one.start < start + len(sentence.text)
        ]
        for start, sentence in zip(starts, sentences, strict=True)
    ]


def _count(
    sentence: Sentence, found: Sequence[Candidate], told: dict[str, Score],
    faults: list[tuple[str, str, str]],
) -> None:  # fmt: skip
    for start, end, label in sentence.spans:
        over = [one for one in found if one.start < end and start < one.end]
        covered = {place for one in over for place in range(one.start, one.end)}
        whole = all(
            place in covered for place in range(start, end) if sentence.text[place].isalnum()
        )
        for score in (told[label], told["*"]):
            score.marked += 1
            score.found += whole
            score.typed += whole and any(one.type == label for one in over)
        if not whole:
            faults.append(("missed", f"{sentence.text[start:end]} ({label})", sentence.text))
    for one in found:
        right = any(one.start < end and start < one.end for start, end, _ in sentence.spans)
        for score in (told[one.type], told["*"]):
            score.proposed += 1
            score.right += right
        if not right:
            faults.append(("needless", f"{one.text} ({one.type}, {one.sure})", sentence.text))


def in_use() -> Entities:
    """The entity component of the pipeline in use."""
    from workbench.language import load

    pipeline = load()
    return lambda text: [
        (entity.start_char, entity.end_char, entity.label_) for entity in pipeline(text).ents
    ]


def main(arguments: Sequence[str]) -> None:
    """Print the table of one half."""
    half = next((one for one in arguments if one in HALVES), "tuning")
    entities = in_use() if "--entities" in arguments else None
    told, faults = scores(half, entities=entities, alone="--alone" in arguments)
    print(f"{'type':12} marked  found  typed  recall  proposed  right  precision")
    for label, score in told.items():
        print(
            f"{label:12} {score.marked:6} {score.found:6} {score.typed:6}  {score.recall:6.3f}"
            f"  {score.proposed:8} {score.right:6}  {score.precision:9.3f}"
        )
    if "--missed" in arguments:
        for fault in faults:
            print(*fault, sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1:])
