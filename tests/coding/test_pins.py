"""Pins: excerpts chosen as telling under a code: anchored, ordered, each in its own column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.errors import AnchorError, CallError, UnknownName
from workbench.model import Filters
from workbench.scheme.reworking import Part
from workbench.study import Study
from workbench.texts import in_language

PRAKSIS = Filters(code=("praksis",))


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A joint sitting of a participant and an employer, and one of the participant alone."""
    built = Builder(tmp_path / "study.db")
    built.person("P01", "deltaker", course="kafé")
    built.person("A01", "arbeidsgiver")
    built.code("praksis", "praksis.krav", "utfall")
    built.interview(
        "P01-1", {"P01": 1}, "I: Hva vil du?\nP01: Jeg [sto alene] i starten. {Så gikk det}.",
        codes={"[": "praksis", "{": "praksis.krav"},
    )  # fmt: skip
    built.interview(
        "P01-2_A01", {"P01": 2, "A01": None}, "P01: [Jeg øvde.\nA01: Han møtte presis].",
        codes={"[": "praksis"},
    )  # fmt: skip
    return Study(built.store, coder="Anne")


def pin(study: Study, quote: str, code: str = "praksis", **options: str) -> int:
    for interview in ("P01-1", "P01-2_A01"):
        text = study.transcript(interview)
        assert text is not None
        if quote in text.text:
            start = text.text.index(quote)
            return study.pin_excerpt(code, interview, start, start + len(quote), **options)
    raise AssertionError(quote)


def pinned(
    study: Study, filters: Filters = PRAKSIS, by: str = "actor_type"
) -> list[tuple[str, str]]:
    frame = study.pins(by=by, filters=filters)
    return list(frame[["subject", "quote"]].itertuples(index=False, name=None))


def test_a_pin_stands_in_the_column_of_whose_words_it_is(study: Study) -> None:
    pin(study, "sto alene")
    pin(study, "Han møtte presis")
    assert pinned(study) == [("deltaker", "sto alene"), ("arbeidsgiver", "Han møtte presis")]
    assert [subject for subject, _quote in pinned(study, by="course")] == ["kafé", ""]
    assert study.check() == []


def test_a_passage_of_two_persons_is_pinned_as_the_words_of_the_one_who_is_named(
    study: Study,
) -> None:
    with pytest.raises(CallError, match="holds words of P01, A01"):
        pin(study, "Jeg øvde.\nHan møtte presis")
    pin(study, "Jeg øvde.\nHan møtte presis", person="A01")
    assert pinned(study) == [("arbeidsgiver", "Jeg øvde.\nHan møtte presis")]


def test_only_what_is_coded_under_the_code_is_pinned(study: Study) -> None:
    with pytest.raises(CallError, match=r"P01-1 \d+-\d+ is not coded with utfall"):
        pin(study, "sto alene", code="utfall")
    with pytest.raises(CallError, match="is not coded with praksis"):
        pin(study, "i starten")
    with pytest.raises(CallError, match="is not coded with praksis"):
        pin(study, "sto alene", layer="coder:Bo")
    with pytest.raises(AnchorError):
        study.pin_excerpt("praksis", "P01-1", 5, 5)
    with pytest.raises(UnknownName):
        pin(study, "sto alene", code="praksi")
    assert study.store.find("pins") == study.store.find("selection") == []


def test_a_code_below_is_pinned_under_the_branch_that_is_compared(study: Study) -> None:
    pin(study, "Så gikk det")
    assert pinned(study) == [("deltaker", "Så gikk det")]
    assert pinned(study, Filters(code=("praksis.krav",))) == []


def test_the_same_excerpt_is_pinned_once_and_pins_keep_the_order_they_are_given(
    study: Study,
) -> None:
    first = pin(study, "sto alene")
    last = pin(study, "Så gikk det")
    assert pin(study, "sto alene") == first
    study.move_pin(last, 0)
    assert [quote for _subject, quote in pinned(study)] == ["Så gikk det", "sto alene"]
    study.unpin_excerpt(last)
    assert [quote for _subject, quote in pinned(study)] == ["sto alene"]
    with pytest.raises(CallError, match="no pinned excerpt"):
        study.unpin_excerpt(last)


def test_filters_leave_the_pins_of_the_excerpts_that_they_leave(study: Study) -> None:
    pin(study, "sto alene")
    pin(study, "Han møtte presis")
    assert pinned(study, Filters(code=("praksis",), round=(1,))) == [("deltaker", "sto alene")]
    assert pinned(study, Filters(code=("praksis",), valence=("missing",))) == []
    coding = next(one for one in study.codings_of("P01-1") if one.code == "praksis")
    study.remove_coding(coding.id)
    assert pinned(study) == [("arbeidsgiver", "Han møtte presis")]


def test_a_coding_that_only_touches_a_pin_does_not_keep_it(study: Study) -> None:
    pin(study, "sto alene")
    coding = next(one for one in study.codings_of("P01-1") if one.code == "praksis")
    study.remove_coding(coding.id)
    study.code("P01-1", coding.end, coding.end + 9, "praksis")
    assert pinned(study) == []


def test_a_pin_is_shortened_and_carried_over_as_picked_excerpts_are(study: Study) -> None:
    item = pin(study, "sto alene")
    text = study.transcript("P01-1")
    assert text is not None
    start = text.text.index("alene")
    study.selections.shorten(item, keep=[(start, start + 5)])
    study.edit_turn("P01-1", 2, text="Nei, jeg sto alene i starten. Så gikk det.")
    (row,) = study.pins(filters=PRAKSIS).to_dict("records")
    after = study.transcript("P01-1")
    assert after is not None
    assert (row["quote"], [after.text[a:b] for a, b in row["keep"]]) == ("sto alene", ["alene"])
    assert study.check() == []


def test_pins_follow_their_code_when_it_is_renamed_merged_and_brought_back(study: Study) -> None:
    pin(study, "Han møtte presis")
    study.scheme_rename("praksis", new_key="arbeid")
    assert pinned(study, Filters(code=("arbeid",))) == [("arbeidsgiver", "Han møtte presis")]
    study.code("P01-1", 12, 15, "utfall")
    pin(study, "Jeg", code="utfall")
    study.scheme_merge("utfall", "arbeid")
    assert [quote for _subject, quote in pinned(study, Filters(code=("arbeid",)))] == [
        "Han møtte presis", "Jeg",
    ]  # fmt: skip
    assert len(study.store.find("pins")) == len(study.store.find("selection")) == 1
    assert study.check() == []
    study.undo()
    assert pinned(study, Filters(code=("utfall",))) == [("deltaker", "Jeg")]
    study.scheme_merge("arbeid", "utfall")
    assert len(pinned(study, Filters(code=("utfall",)))) == 2
    assert study.check() == []


def test_a_pin_goes_with_its_codings_to_a_code_that_is_split_off(study: Study) -> None:
    coding = next(one for one in study.codings_of("P01-2_A01") if one.code == "praksis")
    pin(study, "Han møtte presis")
    study.scheme_split("praksis", [Part("Oppmøte", (coding.id,))], under=True)
    assert pinned(study) == [("arbeidsgiver", "Han møtte presis")]
    study.undo()
    (new,) = study.scheme_split("praksis", [Part("Oppmøte", (coding.id,))])
    assert pinned(study) == []
    assert pinned(study, Filters(code=(new.key,))) == [("arbeidsgiver", "Han møtte presis")]
    assert study.check() == []


def test_a_removed_selection_unpins_what_it_holds(study: Study) -> None:
    pin(study, "sto alene")
    (name,) = study.selections.names()
    study.selections.remove(name)
    assert (pinned(study), study.store.find("pins")) == ([], [])
    study.undo()
    assert pinned(study) == [("deltaker", "sto alene")]


def test_the_name_of_a_list_of_pins_follows_that_of_its_code(study: Study, tmp_path: Path) -> None:
    with in_language("nb"):
        pin(study, "sto alene")
    assert study.selections.names() == ["Festet: praksis"]
    study.scheme_rename("praksis", "Arbeidspraksis")
    assert study.selections.names() == ["Festet: Arbeidspraksis"]
    study.undo()
    assert study.selections.names() == ["Festet: praksis"]
    study.selections.create("Festet: I praksis")
    study.scheme_edit("praksis", {"name_nb": "I praksis"})
    assert study.selections.names() == ["Festet: I praksis (2)", "Festet: I praksis"]
    study.scheme_save(tmp_path / "scheme.yaml")
    text = (tmp_path / "scheme.yaml").read_text("utf-8").replace("I praksis", "Ute")
    (tmp_path / "scheme.yaml").write_text(text, "utf-8")
    study.scheme_load(tmp_path / "scheme.yaml")
    assert study.selections.names()[0] == "Festet: Ute"
    study.scheme_merge("praksis", "utfall")
    assert study.selections.names()[0] == "Festet: utfall"
    assert study.check() == []


def test_a_list_of_pins_that_was_given_a_name_keeps_it(study: Study) -> None:
    pin(study, "sto alene")
    study.selections.rename("Pinned: praksis", "Til kapittel 4")
    study.scheme_rename("praksis", "Arbeidspraksis")
    assert study.selections.names() == ["Til kapittel 4"]
