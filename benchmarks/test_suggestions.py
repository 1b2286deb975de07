"""Suggestions on the demo study: average precision per code beside the base rate, held out.

Quality, not speed: the figures do not hang on the machine.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbench.demo import demo

Say = Callable[[str, str], None]

FEWEST = 10
TIMES = 3.0
"""What the mean average precision has to be of the mean base rate."""


def test_suggestions_find_coded_sentences_of_persons_who_were_not_learnt_from(
    tmp_path: Path, say: Say
) -> None:
    study = demo(tmp_path)
    rows = study.suggestion_quality(fewest=FEWEST)
    for row in rows.itertuples():
        figures = f"{row.average_precision:.3f}, base {row.base_rate:.3f}, {row.times:.1f} times"
        say(f"{row.code} ({row.codings} codings)", row.reason or figures)
    told = rows.dropna(subset="average_precision")
    precision, base = told["average_precision"].mean(), told["base_rate"].mean()
    below = int((told["times"] < 1).sum())
    say(
        f"mean over {len(told)} of {len(rows)} codes with {FEWEST} codings or more",
        f"{precision:.3f}, base {base:.3f}, {precision / base:.1f} times",
    )
    say("codes that do no better than the base rate", str(below))
    assert precision >= TIMES * base
