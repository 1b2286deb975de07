"""Claims: coded passages beside the outside figures that they support or contradict."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builder import Builder
from workbench import cli
from workbench.errors import CallError, UndoRefused
from workbench.pseudonymising import pseudonymise_stored
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.study import Study

TEXT = "I: Hvordan gikk det?\nP01: [Nesten {alle}] fikk jobb hos Xenobia."


@pytest.fixture
def study(tmp_path: Path) -> Study:
    builder = Builder(tmp_path / "study.db", coder="Anne")
    builder.person("P01", "deltaker", attribution="deltaker på kafékurset")
    builder.interview("P01-1", {"P01": 1}, TEXT, codes={"[": "utfall.jobb", "{": "utfall.alle"})
    builder.code("annet")
    (tmp_path / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    (tmp_path / "figures.csv").write_text(
        "source,category,value,unit,base,n_base\nNAV,i_jobb,41,prosent,startet,17\n"
        "NAV,uten_jobb,59,prosent,startet,17\n",
        encoding="utf-8",
    )
    made = Study(builder.store, coder="Anne")
    made.design(tmp_path)
    return made


def coded(study: Study, quote: str) -> int:
    return next(one.id for one in study.codings_of("P01-1") if one.quote == quote)


def told(study: Study) -> list[tuple[object, ...]]:
    frame = study.claims()[["quote", "person", "category", "says", "note"]]
    return [*frame.itertuples(index=False, name=None)]


def dump(study: Study) -> dict[str, list[dict[str, object]]]:
    return {name: study.store.find(name) for name in ("claim", "coding", "memo", "figure")}


def test_a_claim_stands_beside_its_figure_with_who_said_it_and_of_whom_the_figure_is(
    study: Study,
) -> None:
    claim = study.claim(coded(study, "Nesten alle"), 1, "contradicts", note=" en av tre ")
    row = study.claims().iloc[0]
    assert row["claim"] == claim
    assert told(study) == [("Nesten alle", "P01", "i_jobb", "contradicts", "en av tre")]
    assert (row["attribution"], row["consent"], row["base"], row["n_base"], row["by"]) == (
        "deltaker på kafékurset", "full", "startet", 17, "Anne",
    )  # fmt: skip


def test_the_same_claim_is_kept_once_and_takes_what_is_given_now(study: Study) -> None:
    coding = coded(study, "alle")
    assert study.claim(coding, 1, "supports") == study.claim(coding, 1, "contradicts", note="nei")
    assert told(study) == [("alle", "P01", "i_jobb", "contradicts", "nei")]
    study.claim(coding, 2, "supports")
    assert len(study.claims()) == 2


def test_setting_and_taking_away_are_actions_that_undo_takes_back(study: Study) -> None:
    before = dump(study)
    claim = study.claim(coded(study, "alle"), 1, "supports")
    with_it = dump(study)
    assert "P01-1" in study.history()["summary"].iloc[0]
    study.remove_claim(claim)
    assert dump(study) == before
    study.undo()
    assert dump(study) == with_it
    study.undo()
    assert dump(study) == before
    study.redo()
    assert dump(study) == with_it


@pytest.mark.parametrize(
    ("coding", "figure", "says", "message"),
    [
        (99, 1, "supports", "no coding 99"),
        (1, 99, "supports", "no outside figure 99"),
        (1, 1, "proves", "“proves” is nothing that a claim does"),
    ],
)
def test_what_cannot_be_claimed_is_refused_and_nothing_stored(
    study: Study, coding: int, figure: int, says: str, message: str
) -> None:
    last = study.last_history
    with pytest.raises(CallError, match=message):
        study.claim(coding, figure, says)  # type: ignore[arg-type]
    with pytest.raises(CallError, match="no claim 7"):
        study.remove_claim(7)
    assert study.last_history == last


def test_a_claim_goes_with_its_coding_and_comes_back_with_it(study: Study) -> None:
    coding = coded(study, "alle")
    study.claim(coding, 1, "supports")
    before = dump(study)
    study.remove_coding(coding)
    assert study.claims().empty
    study.undo()
    assert dump(study) == before


def test_a_coding_that_makes_a_claim_is_not_taken_back_under_it(study: Study) -> None:
    coding = study.code("P01-1", 0, 3, "annet", coder="Bo")
    study.claim(coding.id, 1, "supports")
    with pytest.raises(UndoRefused, match="beside a figure"):
        study.undo(coder="Bo")
    assert len(study.claims()) == 1


def test_a_claim_is_carried_over_with_its_coding_when_the_text_is_corrected(study: Study) -> None:
    study.claim(coded(study, "alle"), 1, "supports")
    study.edit_turn("P01-1", 2, text="Jo da, nesten alle fikk jobb hos Xenobia.")
    row = study.claims().iloc[0]
    text = study.transcript("P01-1")
    assert text is not None
    assert text.text[row["start"] : row["end"]] == row["quote"] == "alle"


def test_when_codings_become_one_both_claims_and_both_notes_are_its_own(study: Study) -> None:
    gone, kept = coded(study, "alle"), coded(study, "Nesten alle")
    study.recode(gone, start=int(study.codings_of("P01-1")[0].start))
    study.claim(gone, 1, "supports", note="ene")
    study.claim(gone, 2, "supports")
    study.claim(kept, 1, "supports", note="andre")
    study.scheme_merge("utfall.alle", "utfall.jobb")
    assert told(study) == [
        ("Nesten alle", "P01", "i_jobb", "supports", "andre\n\nene"),
        ("Nesten alle", "P01", "uten_jobb", "supports", ""),
    ]
    assert study.check() == []


def test_a_name_in_a_note_is_erased_from_the_study_and_its_history(study: Study) -> None:
    coding = coded(study, "alle")
    study.claim(coding, 1, "supports", note="Xenobia sier nei")
    study.claim(coding, 1, "supports", note="Xenobia sier ja")
    names = Decisions.of([Decision("Xenobia", "PER", "[person 1]")])
    pseudonymise_stored(study, "all", names, confirmed=True)
    assert told(study)[0][-1] == "[person 1] sier ja"
    changes = study.store.rows("SELECT before, after FROM change WHERE \"table\" = 'claim'")
    assert len(changes) >= 2
    assert "Xenobia" not in str(changes)
    assert study.check() == []


def test_the_command_line_sets_lists_and_takes_away(study: Study) -> None:
    def run(*words: str) -> str:
        call = ["--study", str(study.path), "--coder", "Bo", "claim", *words]
        done = CliRunner().invoke(cli.workbench, call, catch_exceptions=False)
        return done.output

    start = next(c.start for c in study.codings_of("P01-1") if c.quote == "alle")
    place = ("P01-1", str(start), str(start + 4), "utfall.alle", "--of", "Anne")
    assert run("add", *place, "--figure", "2", "--says", "contradicts", "--note", "nei") == "1\n"
    assert '"note": "nei"' in run("list", "--format", "json")
    run("remove", "1")
    assert study.claims().empty
