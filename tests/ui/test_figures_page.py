"""The figures page: every number with its base, claims beside figures in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import figures, shell
from workbench.ui.figures import Asked

FIGURES = (
    "source,course,category,value,unit,base,n_base,time_point,definition\n"
    "NAV,kafé,i_jobb,42,prosent,startet,50,12_uker,alle som startet\n"
    "NAV,kafé,ikke_kontakt,14,prosent,startet,50,12_uker,alle som startet\n"
    "K02,pleie,i_jobb,71,prosent,begynte i praksis,604,12_uker,\n"
)


def with_figures(path: Path) -> Path:
    build(path)
    folder = path.parent / "design"
    folder.mkdir()
    (folder / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    (folder / "figures.csv").write_text(FIGURES, encoding="utf-8")
    Study.open(path, coder="Anne").design(folder)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return with_figures(tmp_path / "study.db")


@pytest.fixture
def here(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[shell.Current]:
    monkeypatch.setenv("WORKBENCH_STUDY", str(path))
    with in_language("en"):
        yield shell.Current(Study.open(path, coder="Anne"), "Anne", "en")


def claimed(here: shell.Current, interview: str, figure: int, says: str) -> None:
    coding = here.study.codings_of(interview)[0].id
    here.study.claim(coding, figure, says, note="fordi")  # type: ignore[arg-type]


def test_a_figure_is_never_read_without_its_base(here: shell.Current) -> None:
    found = figures.view(here, Asked())
    assert [(one.value, one.base) for one in found.figures] == [
        ("42 %", "startet, N = 50"), ("14 %", "startet, N = 50"),
        ("71 %", "begynte i praksis, N = 604"),
    ]  # fmt: skip


def test_a_course_has_its_own_figures_findings_and_claims(here: shell.Current) -> None:
    claimed(here, "P02-1", 1, "contradicts")
    claimed(here, "P02-1", 3, "supports")
    cafe, care = (figures.view(here, Asked(course=one)) for one in ("kafé", "pleie"))
    assert [one.figure.id for one in cafe.claims] == [1]
    assert [one.figure.id for one in care.claims] == [3]
    assert [one.label.partition(" · ")[0] for one in cafe.findings] == [
        "Nobody knows of some", "The rest is not told",
    ]  # fmt: skip
    assert care.findings == ()
    assert care.of == 3


def test_claims_are_read_by_figure_and_figures_by_claim(here: shell.Current) -> None:
    for interview, figure in (("P02-1", 1), ("P03-1", 1), ("P02-1", 3)):
        claimed(here, interview, figure, "contradicts")
    claims = figures.view(here, Asked()).claims
    places = [[(one.where["interview"], one.figure.id) for one in group]
              for group in figures.groups(claims, "figure")]  # fmt: skip
    assert places == [[("P02-1", 1), ("P03-1", 1)], [("P02-1", 3)]]
    places = [[(one.where["interview"], one.figure.id) for one in group]
              for group in figures.groups(claims, "claim")]  # fmt: skip
    assert places == [[("P02-1", 1), ("P02-1", 3)], [("P03-1", 1)]]


def test_who_may_not_be_quoted_is_marked_and_who_has_withdrawn_is_not_shown(
    here: shell.Current,
) -> None:
    here.study.edit_person("P02", {"consent": "withdrawn"})
    for interview in ("P01-1", "P02-1", "P03-1"):
        claimed(here, interview, 1, "supports")
    told = {one.where["interview"]: one for one in figures.view(here, Asked()).claims}
    assert told["P01-1"].quotable
    assert (told["P03-1"].quote, told["P03-1"].quotable) == ("Jeg sier ikke mer", False)
    assert (told["P02-1"].quote, told["P02-1"].quotable) == ("", False)


def test_the_page_shows_claim_figure_base_and_speaker_side_by_side(
    here: shell.Current, path: Path
) -> None:
    claimed(here, "P02-1", 1, "contradicts")
    shown = html_of(open_page("figures", path))
    for words in (
        "3 of 3 figures", "Contradicts the figure", "Jeg har ventet lenge", "42 %",
        "startet, N = 50", "P02 · deltaker i kantine", "fordi", "Nothing is known of some",
    ):  # fmt: skip
        assert words in shown


def test_a_claim_is_linked_and_taken_away_in_place_and_undo_takes_back_that(
    here: shell.Current, path: Path
) -> None:
    page = open_page("figures", path, code="utfall")
    page.selectbox(key="fg_excerpt_utfall").select_index(0)
    page.selectbox(key="fg_figure_").select_index(2)
    page.text_input(key="fg_note").set_value("til jul")
    page.run()
    assert page.button(key="fg_add").disabled, "what it does to the figure is still to be said"
    page.segmented_control(key="fg_says").set_value("contradicts").run()
    page.button(key="fg_add").click().run()
    claims = here.study.claims()
    assert [*claims[["interview", "figure", "says", "note"]].itertuples(index=False)] == [
        ("P02-1", 3, "contradicts", "til jul")
    ]
    assert "The claim stands beside the figure." in html_of(page)
    page.button(key="fg_remove_1").click().run()
    assert here.study.claims().empty
    page.button(key="fg_undo").click().run()
    assert len(here.study.claims()) == 1


def test_an_address_that_asks_for_what_is_not_there_gives_the_plain_page(
    here: shell.Current,
) -> None:
    query = {"course": "ingen", "by": "tull", "code": "borte"}
    assert figures.read_address(query, here) == Asked()
    query = {"course": "kafé", "by": "claim", "code": "utfall"}
    assert figures.read_address(query, here) == Asked("kafé", "claim", "utfall")


def test_a_study_without_figures_says_how_they_come_in(tmp_path: Path) -> None:
    build(tmp_path / "study.db")
    shown = html_of(open_page("figures", tmp_path / "study.db"))
    assert "The study has no outside figures" in shown
