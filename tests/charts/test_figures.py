"""The chart of outside figures: no share without its base, and bases that can be told apart."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from workbench.charts import figures
from workbench.charts.colors import DARK, LIGHT
from workbench.texts import in_language


def row(id: int, category: str, value: float | None, **given: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "id": id, "source": "NAV", "table": "alle", "course": "kafé", "base": "startet",
        "n_base": 236, "courses_reporting": 16, "period": "2012", "definition": "",
        "time_point": "kursslutt", "category": category, "value": value, "unit": "prosent",
    }  # fmt: skip
    return plain | given


def frame(*rows: dict[str, object]) -> pd.DataFrame:
    made = pd.DataFrame(rows)
    return made.astype({"n_base": "Int64", "courses_reporting": "Int64", "value": "float64"})


ROWS = frame(
    row(1, "ikke_kontakt", 6),
    row(2, "fast_jobb", 9),
    row(3, "fast_jobb", 11, time_point="6_uker", n_base=221, courses_reporting=1),
    row(4, "i_jobb", 24, source="K01", base="i jobb", n_base=None, courses_reporting=None),
    row(5, "uten_verdi", None),
    row(6, "formidlet", 7, unit="antall", n_base=12),
)


def specs(given: Any, *keys: str) -> list[Any]:
    """Every value under one of these keys, anywhere in a chart's specification."""
    if isinstance(given, dict):
        own = [given[key] for key in keys if key in given]
        return own + [one for value in given.values() for one in specs(value, *keys)]
    return (
        [one for value in given for one in specs(value, *keys)] if isinstance(given, list) else []
    )


def bars(dark: bool = False) -> list[dict[str, Any]]:
    spec = figures.chart(ROWS, dark=dark).to_dict()
    return [one for values in spec["datasets"].values() for one in values]


def test_every_bar_says_of_whom_it_is_and_how_many_they_are() -> None:
    with in_language("en"):
        assert [one["said"] for one in bars()] == [
            "Fast jobb: 9 % (Kursslutt, startet, N = 236, 16 courses)",
            "Ikke kontakt: 6 % (Kursslutt, startet, N = 236, 16 courses)",
            "Fast jobb: 11 % (6 uker, startet, N = 221, 1 course)",
            "Ikke kontakt: – (6 uker, startet, N = 221, 1 course)",
            "I jobb: 24 % (Kursslutt, i jobb, N not told)",
            "Formidlet: 7 of 12 (Kursslutt, startet, N = 12, 16 courses)",
        ]


def test_the_base_stands_over_every_column() -> None:
    with in_language("en"):
        subtitles = specs(figures.chart(ROWS, dark=False).to_dict(), "subtitle")
    assert ["startet, N = 236", "16 courses"] in subtitles
    assert ["startet, N = 221", "1 course"] in subtitles
    assert ["i jobb, N not told"] in subtitles


@pytest.mark.parametrize(("dark", "theme"), [(False, LIGHT), (True, DARK)])
def test_bases_differ_in_colour_and_the_unknown_are_grey(dark: bool, theme: Any) -> None:
    fills = {one["said"].partition(":")[0]: one["fill"] for one in bars(dark)}
    with_value = {one["said"]: one["fill"] for one in bars(dark) if "–" not in one["said"]}
    assert fills["Fast jobb"] == fills["Formidlet"] != fills["I jobb"]
    unknown = next(fill for said, fill in with_value.items() if said.startswith("Ikke kontakt"))
    assert unknown == theme.faint


def test_the_length_of_a_bar_is_a_part_of_its_whole() -> None:
    wholes = {one["said"].partition(":")[0]: (one["value"], one["whole"]) for one in bars()}
    assert wholes["I jobb"] == (24, 100)
    assert wholes["Formidlet"] == (7, 12)
