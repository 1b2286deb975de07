"""A study that two have coded, for tests of the agreement page."""

from __future__ import annotations

from pathlib import Path

from tests.builder import Builder
from workbench.store import word_index

TALK = """
I: Hvordan gikk det?
{person}: Det gikk bra. Jeg skar brød hele formiddagen. Sjefen sa ingenting.
I: Og etterpå?
{person}: Etterpå sto jeg i oppvasken. Bussen går to ganger.
"""

A, B = "Anne", "Bo"


def build(path: Path) -> Path:
    """Six interviews, coded to the end by Anne, and by Bo all but P05-1, which he has not begun.

    `praksis` is wider in Anne's coding, `utfall` only Bo's; P06 may not be quoted. The codes of
    `type` exclude one another. Sentences are those of a pipeline `p 1`.
    """
    made = Builder(path, coder=A)
    made.coders(A, B)
    made.code("praksis", "praksis.opplaering", "utfall", "type", "type.a", "type.b", "ubrukt")
    for number in range(1, 7):
        person = f"P{number:02}"
        made.person(person, consent="no_quotes" if number == 6 else "full")
        interview = f"{person}-1"
        made.interview(interview, {person: 1}, TALK.format(person=person))
        made.passage(interview, "Det gikk bra. Jeg skar brød", "praksis.opplaering", coder=A)
        made.passage(interview, "sto jeg i oppvasken", "type.a", coder=A)
        made.assign(interview, A)
        _sentences(made, interview)
        if number != 5:
            made.passage(interview, "Jeg skar brød", "praksis.opplaering", coder=B)
            made.passage(interview, "i oppvasken", "type.b" if number == 1 else "type.a", coder=B)
            made.passage(interview, "Sjefen sa ingenting", "utfall", coder=B)
        made.assign(interview, B, layer="second", status="not_started" if number == 5 else "done")
    with made.store.action(A, "scheme") as action:
        branch = made.store.value("SELECT id FROM code WHERE key = 'type'")
        action.update("code", branch, exclusive=1)
    made.store.close()
    return path


def _sentences(made: Builder, interview: str) -> None:
    text, found, start = made.text_of(interview), [], 0
    for at, character in enumerate(text):
        if character in ".?":
            found.append((start, at + 1))
            start = at + 2
    revision = made.store.value("SELECT revision FROM transcript WHERE interview = ?", (interview,))
    word_index.keep_analysis(made.store, revision, ("p", "1"), [], found, [])
