"""The page on what the workbench is made of: nobody should have to guess which model counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.language import Pipeline, describe
from workbench.texts import in_language
from workbench.ui.pages import about


def test_the_page_names_the_study_file_the_pipeline_and_versions(tmp_path: Path) -> None:
    path = tmp_path / "study.db"
    build(path).store.close()
    shown = html_of(open_page("about", path))
    pipeline = describe()
    assert str(path) in shown
    assert pipeline.name in shown
    assert pipeline.version in shown
    assert "streamlit" in shown


def test_scores_stand_beside_those_that_spacy_publishes() -> None:
    pipeline = Pipeline("nb_x", "1", (("pos_acc", 0.9712), ("ents_f", 0.7)))
    with in_language("nb"):
        assert about.scores(pipeline) == [
            ("Ordklasse", "0,971", "0,967"),
            ("Navn", "0,700", "0,748"),
        ]


@pytest.mark.parametrize("language", ["nb", "en"])
def test_a_pipeline_without_scores_has_no_table(language: str) -> None:
    with in_language(language):  # type: ignore[arg-type]
        assert about.scores(Pipeline("blank", "1")) == []
