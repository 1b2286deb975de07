"""The demo study: 38 synthetic interviews, built from the files that ship with the workbench."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import cast

from workbench.errors import StudyError
from workbench.files import read_table
from workbench.model import Says
from workbench.study import Study
from workbench.texts import _

NAME = "AMO-kurs for innvandrere"
CODER = "Anne H."

PICKED = "Praksis, sett fra alle sider"
"""The selection of the demo study."""


def demo_files() -> Path:
    """The folder that holds `transcripts/` and `coding_scheme/`: in the installed package, or
    the top of a checkout."""
    package = Path(__file__).parent
    shipped = package / "_demo"
    return shipped if shipped.is_dir() else package.parent


def demo(folder: str | Path = ".", *, replace: bool = False, progress: bool = False) -> Study:
    """Build the demo study into FOLDER/study.db and open it.

    The study appears whole or not at all. One that is there is refused, or with `replace` built
    anew in its place.
    """
    target = Path(folder).resolve() / "study.db"
    if target.exists() and not replace:
        raise StudyError(
            _("There is a study already."),
            place=str(target),
            remedy=_("Open it with `workbench serve`, or build it anew with --replace."),
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.demo")
    try:
        study = Study.create(unfinished, name=NAME, synthetic=True, coder=CODER)
        _fill(study, demo_files(), progress)
        study.store.checkpoint()
        study.store.close()
        for leftover in ("-wal", "-shm"):
            target.with_name(target.name + leftover).unlink(missing_ok=True)
        unfinished.replace(target)
    finally:
        for leftover in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)
    return Study.open(target, coder=CODER)


def _fill(study: Study, files: Path, progress: bool) -> None:
    from tqdm import tqdm

    transcripts = files / "transcripts"
    steps: list[tuple[str, Callable[[], object]]] = [
        (_("scheme"), lambda: study.scheme_load(files / "coding_scheme" / "amo.yaml")),
        (_("design"), lambda: study.design(transcripts)),
        (_("transcripts"), lambda: study.import_(transcripts)),
        (_("codings"), lambda: study.codings_load(transcripts / "codings.csv")),
        (
            _("typology"),
            lambda: study.property_spaces_load(files / "coding_scheme" / "typology.yaml"),
        ),
        (_("memos"), lambda: study.memos_load(transcripts / "memos.csv")),
        (_("summaries"), lambda: study.summaries_load(transcripts / "summaries.csv")),
        (_("comparisons"), lambda: _compared(study, transcripts)),
    ]
    with tqdm(steps, disable=not progress, leave=False) as bar:
        for name, step in bar:
            bar.set_description(name)
            step()


def _compared(study: Study, files: Path) -> None:
    """What is done while the actors are set side by side: telling excerpts pinned and picked,
    claims beside figures, queries saved."""
    study.selections.create(PICKED)
    for row in read_table(files / "pins.csv").rows:
        start, end = int(row["start"]), int(row["end"])
        study.pin_excerpt(row["code"], row["interview"], start, end)
        if row["code"] == "praksis":
            study.selections.add(PICKED, row["interview"], start, end, code=row["code"])
    figures = study.figures().set_index(["course", "table", "time_point", "category"])["id"]
    for row in read_table(files / "claims.csv").rows:
        coding = study.coding_named(
            row["interview"], int(row["start"]), int(row["end"]), row["code"]
        )
        figure = figures[row["course"], row["table"], row["time_point"], row["category"]]
        study.claim(coding.id, int(figure), cast(Says, row["says"]), note=row["note"])
    for row in read_table(files / "queries.csv").rows:
        study.query_save(row["name"], row["query"], note=row["note"])
