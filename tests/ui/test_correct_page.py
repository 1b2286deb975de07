"""The page that corrects a text: what a draft would change, and what is to be looked at since."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.coding.correcting import CorrectedTurn
from workbench.errors import CallError
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import correction, reading, shell
from workbench.ui.pages import correct


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "study.db"
    build(path).store.close()
    return path


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder="Anne"), "Anne", "en")


def data(here: shell.Current, **options: Any) -> dict[str, Any]:
    transcript = here.study.transcript("P01-1")
    assert transcript is not None
    return correction.data(here.study, transcript, **options)


def draft(here: shell.Current, turn: int, text: str) -> correction.Draft:
    """What the component tells when the words of one turn are other ones."""
    given = data(here)
    turns = []
    for number, one in enumerate(given["turns"], start=1):
        voice = given["voices"][one["voice"]]
        said = text if number == turn else one["text"]
        turns.append({**voice, "text": said, "time": None, "was": one["was"]})
    found = correction.read_draft({"n": 1, "base": given["base"], "turns": turns})
    assert found is not None
    return found


def test_a_draft_shows_what_changes_under_which_coding_before_anything_is_stored(
    here: shell.Current,
) -> None:
    before = here.study.last_history
    made = draft(here, 2, "Jeg vil jobba med mat. Jeg kan vente. Ingen spør meg.")
    shown = correct.view(here, "P01-1", made)
    assert shown.planned is not None
    assert [(one.label, one.before, one.after) for one in shown.planned.in_doubt] == [
        ("praksis", "vil jobbe med mat", "vil jobba med mat")
    ]
    assert shown.waiting == ()
    assert here.study.last_history == before


def test_a_draft_that_cannot_be_stored_says_why(here: shell.Current) -> None:
    made = correction.Draft(1, (CorrectedTurn("Ja.", "X", "person", "P99"),), (0,))
    shown = correct.view(here, "P01-1", made)
    assert shown.planned is None
    assert shown.refused is not None
    assert "P99" in shown.refused.message


def test_what_waits_has_old_and_new_words_and_who_settles_it(here: shell.Current) -> None:
    made = draft(here, 2, "Jeg vil jobba med mat. Jeg kan vente. Ingen spør meg.")
    here.study.correct_turns("P01-1", made.turns, base=made.base)
    (one,) = correct.view(here, "P01-1", None).waiting
    assert (one.before, one.after, one.coder, one.mine) == (
        "vil jobbe med mat", "vil jobba med mat", "Anne", True,
    )  # fmt: skip
    bo = shell.Current(here.study, "Bo", "en")
    assert not correct.view(bo, "P01-1", None).waiting[0].mine


def test_the_words_that_only_one_quote_has_are_marked_and_nothing_is_markup() -> None:
    assert correct.marked_words("vil <jobbe>, ja", "vil <jobba>, ja") == (
        "vil &lt;<del>jobbe</del>&gt;, ja", "vil &lt;<ins>jobba</ins>&gt;, ja",
    )  # fmt: skip


def test_words_are_found_nearest_to_where_the_coding_is() -> None:
    text = "Ja. Nei. Ja. Nei."
    assert reading.nearest(text, " Ja. ", 8) == (9, 12)
    assert reading.nearest(text, "Ja.", 2) == (0, 3)
    for words in ("Aldri", "  "):
        with pytest.raises(CallError, match="does not stand in the text"):
            reading.nearest(text, words, 0)


@pytest.mark.parametrize(
    "said",
    [
        None, 7, {}, {"base": 1}, {"base": "x", "turns": []}, {"base": 1, "turns": [3]},
        {"base": 1, "turns": [{"text": 1, "role": "person"}]},
        {"base": 1, "turns": [{"text": "a", "role": "king"}]},
        {"base": 1, "turns": [{"text": "a", "role": "person", "person": 4}]},
    ],
)  # fmt: skip
def test_nonsense_from_the_browser_is_no_draft(said: object) -> None:
    assert correction.read_draft(said) is None


def test_the_component_begins_anew_with_another_text_and_keeps_a_draft(
    here: shell.Current,
) -> None:
    made = draft(here, 4, "Nei, nei.")
    assert data(here)["version"] == data(here, draft=made)["version"]
    assert data(here, draft=made)["turns"][3]["text"] == "Nei, nei."
    assert data(here, draft=made)["was"][3]["text"] == "Nei."
    first = data(here)["version"]
    here.study.correct_turns("P01-1", made.turns)
    assert data(here)["version"] != first
    assert data(here, again=1)["version"] != data(here)["version"]


def test_the_page_opens_the_interview_that_the_address_names(path: Path) -> None:
    page = open_page("correct", path, interview="P02-1")
    assert not page.exception
    assert page.selectbox(key="co_interview").value == "P02-1"
    assert "What this changes" in html_of(page)


def test_an_earlier_text_is_brought_back_and_a_coding_kept_from_the_page(path: Path) -> None:
    study = Study.open(path, coder="Anne")
    study.edit_turn("P02-1", 2, text="Jeg har venta lenge.")
    study.edit_turn("P02-1", 1, text="Og hva med deg?")
    page = open_page("correct", path, interview="P02-1")
    assert "<del>ventet</del>" in html_of(page)
    (one,) = study.reviews("P02-1")["object"]
    page.button(key=f"co_keep_coding_{one}").click().run()
    assert study.reviews("P02-1").empty
    page.button(key="co_restore_do").click().run()
    assert not page.exception
    assert study.revisions("P02-1")["action"].tolist()[0] == "restore revision"
    assert study.check() == []
