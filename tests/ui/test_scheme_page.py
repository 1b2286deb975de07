"""The scheme page: the tree as lines, a code with its excerpts, and every change with its undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.study import Study
from workbench.ui.pages import scheme


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


def opened(study: Study, **query: str) -> AppTest:
    page = open_page("scheme", study.path, **query)
    assert not page.exception
    return page


def press(page: AppTest, key: str) -> None:
    page.button(key=key).click().run()
    assert not page.exception


def keys(study: Study) -> list[str]:
    return [code.key for code in study.scheme()]


def field(page: AppTest, start: str) -> str:
    """The key of the field whose key starts so."""
    found = [one.key for one in (*page.text_input, *page.text_area) if one.key]
    return next(key for key in found if key.startswith(start))


def test_a_code_is_shown_with_its_use_and_the_excerpts_of_the_code_itself(study: Study) -> None:
    drawn = html_of(opened(study, code="praksis"))
    assert "3 codings · 1 coder · 3 interviews · 3 informants" in drawn
    assert "Used by Anne only." in drawn
    assert "vil jobbe med mat" in drawn
    assert "gratis hjelp" not in drawn


def test_an_old_key_in_the_address_is_the_code(study: Study) -> None:
    study.scheme_rename("utfall", new_key="resultat")
    assert "· resultat</p>" in html_of(opened(study, code="utfall"))


def test_an_address_that_the_study_does_not_know_shows_the_first_code(study: Study) -> None:
    drawn = html_of(opened(study, code="finnes_ikke", show="x", layer="coder:Ingen", since="i går"))
    assert "<p class='sc-path'>praksis · praksis</p>" in drawn


@pytest.mark.parametrize(
    ("show", "codes"),
    [("never", ["tom"]), ("one_interview", ["utfall"]), ("retired", ["tom"]), ("all", None)],
)
def test_the_tree_is_narrowed_to_what_is_asked_for(
    study: Study, show: str, codes: list[str] | None
) -> None:
    study.add_code("Tom")
    study.scheme_retire("tom")
    page = opened(study, show=show)
    tree = study.tree()
    use = study.scheme_use().set_index("code").to_dict("index")
    shown = scheme.View(tree, use, show, "primary", "", False, None)
    names = [row["name"].lower() for row in scheme.rows_of(shown)]
    assert names == (codes or ["praksis", "gratis", "utfall", "tom"])
    assert page.selectbox(key="sc_show").value == show


def test_ancestors_stand_in_the_tree_faintly(study: Study) -> None:
    study.scheme_add("Ny", parent="praksis.gratis")
    use = study.scheme_use().set_index("code").to_dict("index")
    shown = scheme.View(study.tree(), use, "never", "primary", "", False, None)
    assert [(row["name"], row["depth"], row["faint"]) for row in scheme.rows_of(shown)] == [
        ("praksis", 0, True), ("gratis", 1, True), ("Ny", 2, False),
    ]  # fmt: skip


def test_a_code_is_renamed_and_its_key_follows_in_the_address(study: Study) -> None:
    page = opened(study, code="praksis")
    page.text_input(key=field(page, "sc_nb_")).set_value("Praksisplass")
    page.text_input(key=field(page, "sc_key_")).set_value("plass")
    press(page, "sc_rename_do")
    assert keys(study) == ["plass", "plass.gratis", "utfall"]
    assert page.query_params["code"] == "plass"
    assert "“Praksisplass” is renamed." in html_of(page)
    press(page, "sc_undo")
    assert keys(study) == ["praksis", "praksis.gratis", "utfall"]


def test_a_definition_is_saved_by_itself(study: Study) -> None:
    page = opened(study, code="utfall")
    page.text_area(key=field(page, "sc_definition_")).set_value("Hva det førte til")
    save = next(b for b in page.button if b.key and "sc_save_" in b.key)
    save.click().run()
    assert study.tree().by_key["utfall"].definition == "Hva det førte til"
    assert study.history(limit=1).iloc[0]["action"] == "scheme edit"


def test_a_value_that_is_refused_is_said_and_changes_nothing(study: Study) -> None:
    page = opened(study, code="praksis")
    page.text_input(key=field(page, "sc_key_")).set_value("utfall")
    press(page, "sc_rename_do")
    assert "There is a code utfall already." in html_of(page)
    assert keys(study) == ["praksis", "praksis.gratis", "utfall"]


def test_what_a_merge_does_is_said_before_it_is_done(study: Study) -> None:
    page = opened(study, code="praksis.gratis")
    utfall = study.tree().by_key["utfall"]
    page.selectbox(key=f"sc_into_{study.tree().by_key['praksis.gratis'].id}").set_value(
        utfall
    ).run()
    drawn = html_of(page)
    assert "3 codings (3 excerpts in primary coding) of “gratis” become “utfall”." in drawn
    assert "The key praksis.gratis goes on naming “utfall”." in drawn
    assert len(keys(study)) == 3
    press(page, "sc_merge_do")
    assert keys(study) == ["praksis", "utfall"]
    assert page.query_params["code"] == "utfall"
    press(page, "sc_undo")
    assert keys(study) == ["praksis", "praksis.gratis", "utfall"]


def test_a_code_is_moved_retired_and_made(study: Study) -> None:
    page = opened(study, code="utfall")
    praksis, utfall = study.tree().by_key["praksis"], study.tree().by_key["utfall"]
    page.selectbox(key=f"sc_under_{utfall.id}").set_value(praksis).run()
    press(page, "sc_move_do")
    assert keys(study) == ["praksis", "praksis.gratis", "praksis.utfall"]
    press(page, "sc_retire_do")
    assert study.tree().by_key["praksis.utfall"].retired
    press(page, "sc_unretire")
    assert not study.tree().by_key["praksis.utfall"].retired
    page.text_input(key="sc_new_name_praksis.utfall").set_value("Jobb").run()
    press(page, "sc_new_do")
    assert keys(study)[-1] == "praksis.utfall.jobb"


def test_passages_are_sorted_into_new_codes(study: Study) -> None:
    page = opened(study, code="praksis.gratis", split="1")
    code = study.tree().by_key["praksis.gratis"]
    page.text_area(key=f"sc_parts_{code.id}").set_value("Kostnad\n\nTilfredshet\nKostnad").run()
    first = study.codings_with("praksis.gratis")[0]
    page.radio(key=f"sc_goes_{first.id}").set_value("Kostnad").run()
    assert "1 of 3 codings go to a new code, 2 stay." in html_of(page)
    press(page, "sc_split_do")
    assert keys(study) == [
        "praksis", "praksis.gratis", "praksis.kostnad", "praksis.tilfredshet", "utfall",
    ]  # fmt: skip
    assert [one.id for one in study.codings_with("praksis.kostnad")] == [first.id]


def test_what_is_sorted_on_one_page_of_passages_is_kept_on_the_next(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheme, "SHOWN", 2)
    code = study.tree().by_key["praksis"]
    first, _second, third = study.codings_with("praksis")
    page = opened(study, code="praksis", split="1")
    page.text_area(key=f"sc_parts_{code.id}").set_value("Tid").run()
    page.radio(key=f"sc_goes_{first.id}").set_value("Tid").run()
    for number in (2, 1, 2):
        page.session_state[f"sc_split_page_{code.id}"] = number
        page.run()
        assert len(page.radio) == (2 if number == 1 else 1)
    assert "1 of 3 codings go to a new code, 2 stay." in html_of(page)
    page.radio(key=f"sc_goes_{third.id}").set_value("Tid").run()
    press(page, "sc_split_do")
    assert [one.id for one in study.codings_with("tid")] == [first.id, third.id]


def test_what_changed_since_a_day_is_a_table(study: Study) -> None:
    study.scheme_edit("utfall", {"definition": "Hva det <førte> til"})
    drawn = html_of(opened(study, since="2020-01-01"))
    assert "Changed since 2020-01-01" in drawn
    assert "<td>new</td>" in drawn


def test_a_study_without_codes_offers_the_first(tmp_path: Path) -> None:
    study = Study.create(tmp_path / "empty.db", coder="Anne")
    page = opened(study)
    page.text_input(key="sc_new_name_").set_value("Arbeid").run()
    press(page, "sc_new_do")
    assert keys(study) == ["arbeid"]
