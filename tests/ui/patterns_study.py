"""A study for tests of the page of patterns: codes that meet, and one made while coding."""

from __future__ import annotations

from pathlib import Path

from tests.builder import Builder

JOINT = """
I: Hvordan var det?
P02: [Jeg {ville} lære] mer.
A01: {Hun ville det}, ja.
"""


def build(path: Path) -> Path:
    """Six first rounds, `ny` first used in the one that was held third; P03 may not be quoted."""
    made = Builder(path)
    made.person("A01", "arbeidsgiver")
    made.person("P03", consent="no_quotes")
    made.code("praksis", "praksis.krav", "motivasjon", "tom")
    made.interview(
        "P01-1", {"P01": 1}, "I: Ja?\nP01: [Det var {tungt}], sa jeg. <Ingen spurte.>",
        codes={"[": "praksis.krav", "{": "motivasjon", "<": "praksis"}, date="2026-03-01",
    )  # fmt: skip
    made.interview(
        "P02-1", {"P02": 1, "A01": None}, JOINT, codes={"[": "praksis", "{": "motivasjon"},
        date="2026-03-02",
    )  # fmt: skip
    made.code("ny")
    made.interview(
        "P03-1", {"P03": 1}, "P03: {[Helt stille]}", codes={"[": "motivasjon", "{": "praksis"},
        date="2026-03-03",
    )  # fmt: skip
    made.passage("P03-1", "Helt", "ny")
    for number in (4, 5, 6):
        made.interview(
            f"P0{number}-1", {f"P0{number}": 1}, f"P0{number}: [Kurset] var bra",
            codes={"[": "praksis"}, date=f"2026-03-0{number}",
        )  # fmt: skip
        made.assign(f"P0{number}-1")
    made.store.close()
    return path
