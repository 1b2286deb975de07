"""Reworking the scheme: what becomes of codes, codings and all that is said of them."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from tests.strategies import RandomStudy, build, studies
from workbench.errors import CallError, FileFaults, UndoRefused, WorkbenchError
from workbench.model import Code
from workbench.scheme.reworking import FIELDS, Part
from workbench.store.actions import KEYS
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """Two coders, a joint branch, and passages that both codes have."""
    builder = Builder(tmp_path / "study.db")
    builder.code("arbeid", "arbeid.krav", "arbeid.krav.tempo", "arbeid.tempo", "praksis")
    builder.interview("P01-1", {"P01": 1}, "I: Hva?\nP01: [Jeg vil {jobbe} fort], men ikke <der>.",
                      codes={"[": "arbeid.krav", "{": "arbeid.krav", "<": "praksis"})  # fmt: skip
    builder.store.close()
    return Study.open(tmp_path / "study.db", coder="Anne")


def keys(study: Study) -> list[str]:
    return [code.key for code in study.scheme()]


def tables(study: Study) -> dict[str, Any]:
    """Every row of every table that actions write."""
    found = {table: study.store.find(table) for table in KEYS}
    return {
        table: sorted(rows, key=lambda row: [str(value) for value in row.values()])
        for table, rows in found.items()
    }


# -- rename, edit ----------------------------------------------------------------------------


def test_a_code_that_is_renamed_keeps_its_key_and_its_id(study: Study) -> None:
    before = study.tree().by_key["arbeid.krav"]
    renamed = study.scheme_rename("arbeid.krav", "Krav i arbeidet", name_en="Demands")
    assert (renamed.id, renamed.key) == (before.id, "arbeid.krav")
    assert (renamed.name_nb, renamed.name_en) == ("Krav i arbeidet", "Demands")


def test_a_new_key_goes_through_the_branch_and_old_keys_still_name_the_codes(study: Study) -> None:
    ids = {code.key: code.id for code in study.scheme()}
    study.scheme_rename("arbeid", new_key="jobb")
    assert keys(study) == ["jobb", "jobb.krav", "jobb.krav.tempo", "jobb.tempo", "praksis"]
    assert study.codings_of("P01-1")[0].code == "jobb.krav"
    assert study.scheme_rename("arbeid.krav.tempo", "T").id == ids["arbeid.krav.tempo"]
    assert study.check() == []


def test_a_key_that_goes_back_is_no_alias_of_itself(study: Study, tmp_path: Path) -> None:
    study.scheme_rename("praksis", new_key="plass")
    study.scheme_rename("plass", new_key="praksis")
    assert study.store.find("code_alias") == [
        {"key": "plass", "code": study.tree().by_key["praksis"].id}
    ]


@pytest.mark.parametrize(
    ("key", "message"),
    [("praksis", "There is a code praksis already"), ("a.b", "is no key"), ("Å", "is no key")],
)
def test_a_key_that_is_taken_or_none_is_refused(study: Study, key: str, message: str) -> None:
    before = tables(study)
    with pytest.raises(CallError, match=message):
        study.scheme_rename("arbeid", new_key=key)
    assert tables(study) == before


def test_the_old_key_of_a_code_cannot_become_that_of_another(study: Study) -> None:
    study.scheme_rename("arbeid", new_key="jobb")
    with pytest.raises(CallError, match="arbeid is an old key of jobb"):
        study.scheme_rename("praksis", new_key="arbeid")
    with pytest.raises(CallError, match="arbeid is an old key of jobb"):
        study.scheme_add("Arbeid")


def test_a_definition_is_changed_in_one_action_that_names_the_fields(study: Study) -> None:
    changed = study.scheme_edit(
        "praksis", {"definition": " Der  de\nprøver ", "exclusive": True, "color": "#2e5eaa"}
    )
    assert (changed.definition, changed.exclusive, changed.color) == (
        "Der de prøver", True, "#2e5eaa",
    )  # fmt: skip
    told = study.history(limit=1).iloc[0]
    assert (told["action"], told["object"]) == ("scheme edit", "praksis")
    assert "definition" in told["summary"].lower()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "no field colour"), ({"color": "red"}, "is no colour"),
        ({"level": "under"}, "is no level"), ({"name_nb": " "}, "needs a name"),
    ],
)  # fmt: skip
def test_a_value_that_a_code_cannot_have_is_refused(
    study: Study, changes: dict[str, object], message: str
) -> None:
    before = tables(study)
    with pytest.raises(CallError, match=message):
        study.scheme_edit("praksis", changes)
    assert tables(study) == before


# -- move ------------------------------------------------------------------------------------


def test_a_code_moves_with_those_under_it_and_keeps_its_codings(study: Study) -> None:
    moved = study.scheme_move("arbeid.krav", "praksis")
    assert moved.key == "praksis.krav"
    assert keys(study) == ["arbeid", "arbeid.tempo", "praksis", "praksis.krav",
                           "praksis.krav.tempo"]  # fmt: skip
    assert [one.code for one in study.codings_of("P01-1")][:2] == ["praksis.krav"] * 2
    assert study.check() == []


def test_a_code_moves_before_or_after_one_that_lies_there(study: Study) -> None:
    study.scheme_move("praksis", before="arbeid")
    assert keys(study)[0] == "praksis"
    study.scheme_move("praksis", after="arbeid")
    assert keys(study)[-1] == "praksis"
    study.scheme_move("praksis", "arbeid", before="arbeid.tempo")
    assert keys(study) == ["arbeid", "arbeid.krav", "arbeid.krav.tempo", "arbeid.praksis",
                           "arbeid.tempo"]  # fmt: skip
    study.scheme_move("arbeid.praksis")
    assert keys(study)[-1] == "praksis"


@pytest.mark.parametrize(
    ("code", "places", "message"),
    [
        ("arbeid", {"under": "arbeid.krav"}, "cannot go under arbeid.krav"),
        ("arbeid", {"under": "arbeid"}, "cannot go under arbeid"),
        ("arbeid.tempo", {"under": "arbeid.krav"}, "There is a code arbeid.krav.tempo already"),
        ("praksis", {"under": "arbeid", "before": "arbeid.krav.tempo"}, "is not where"),
        ("praksis", {"under": "arbeit"}, "“arbeit” is no code"),
    ],
)
def test_a_place_that_cannot_be_is_refused(
    study: Study, code: str, places: dict[str, str], message: str
) -> None:
    before = tables(study)
    with pytest.raises(CallError, match=message):
        study.scheme_move(code, **places)
    assert tables(study) == before


# -- merge -----------------------------------------------------------------------------------


def test_merging_unites_the_codings_and_doubles_none(study: Study) -> None:
    builder = Builder(study.path)
    builder.passage("P01-1", "jobbe", "praksis")
    assert len(study.codings_of("P01-1")) == 4
    study.scheme_merge("arbeid.krav", "praksis")
    assert [(one.quote, one.code) for one in study.codings_of("P01-1")] == [
        ("Jeg vil jobbe fort", "praksis"), ("jobbe", "praksis"), ("der", "praksis"),
    ]  # fmt: skip
    assert keys(study) == ["arbeid", "arbeid.tempo", "praksis", "praksis.tempo"]
    assert study.check() == []


def test_two_coders_on_one_passage_stay_two(study: Study) -> None:
    Builder(study.path).passage("P01-1", "jobbe", "praksis", coder="Bo")
    study.scheme_merge("arbeid.krav", "praksis")
    who = [(one.coder, one.quote) for one in study.codings_of("P01-1") if one.quote == "jobbe"]
    assert sorted(who) == [("Anne", "jobbe"), ("Bo", "jobbe")]


def test_what_was_turned_down_for_a_code_that_is_merged_away_may_be_suggested_for_the_other(
    study: Study,
) -> None:
    study.reject("P01-1", 5, 8, "arbeid.krav.tempo")
    study.reject("P01-1", 5, 8, "arbeid.tempo")
    before = tables(study)
    study.scheme_merge("arbeid.krav.tempo", "arbeid.tempo")
    (kept,) = study.store.find("rejection")
    assert kept["code"] == study.tree().by_key["arbeid.tempo"].id
    assert study.check() == []
    study.undo()
    assert tables(study) == before


@pytest.mark.parametrize(
    ("gone", "kept", "left"),
    [
        (("present", "", ""), ("missing", "denies", ""), ("both", "denies", "")),
        (("both", "affirms", "x"), ("missing", "denies", "y"), ("both", "mixed", "y\n\nx")),
        (("", "mixed", "x"), ("present", "affirms", "x"), ("present", "mixed", "x")),
        (("present", "affirms", "x"), ("", "", ""), ("present", "affirms", "x")),
    ],
)
def test_what_two_codings_of_one_passage_say_is_all_kept(
    study: Study, gone: tuple[str, ...], kept: tuple[str, ...], left: tuple[str, ...]
) -> None:
    builder = Builder(study.path)
    for code, (valence, stance, memo) in (("arbeid.tempo", gone), ("praksis", kept)):
        builder.passage("P01-1", "ikke", code, valence=valence, stance=stance, memo=memo)
    plan = study.scheme_merge_plan("arbeid.tempo", "praksis")
    study.scheme_merge("arbeid.tempo", "praksis")
    (one,) = [coding for coding in study.codings_of("P01-1") if coding.quote == "ikke"]
    assert (one.valence, one.stance, one.memo) == left
    differ = any(a and b and a != b for a, b in zip(gone[:2], kept[:2], strict=True))
    assert (plan.codings.moved, plan.codings.differing) == ((), int(differ))


def test_memos_and_picked_excerpts_follow_the_code(study: Study) -> None:
    builder = Builder(study.path)
    same = builder.passage("P01-1", "jobbe", "praksis")
    old = next(one.id for one in study.codings_of("P01-1")
               if (one.code, one.quote) == ("arbeid.krav", "jobbe"))  # fmt: skip
    study.memo("Om koden", object_type="code", object="arbeid.krav")
    study.memo("Om kodingen", object_type="coding", object=str(old))
    study.scheme_merge("arbeid.krav", "praksis")
    told = study.memos()[["object_type", "object"]].itertuples(index=False, name=None)
    assert list(told) == [("code", "praksis"), ("coding", str(same))]


def test_a_topic_was_asked_about_when_either_was(study: Study) -> None:
    builder = Builder(study.path)
    builder.asked("arbeid.krav", "deltaker", 1, True)
    builder.asked("praksis", "deltaker", 1, False)
    builder.asked("arbeid.krav", "deltaker", 2, False)
    builder.asked("arbeid.krav", "deltaker", 3, True)
    study.scheme_merge("arbeid.krav", "praksis")
    asked = study.asked()[["code", "round", "asked"]].itertuples(index=False, name=None)
    assert list(asked) == [("praksis", 1, "yes"), ("praksis", 3, "yes")]


@pytest.mark.parametrize(
    ("code", "into", "message"),
    [
        ("arbeid", "arbeid", "cannot be merged into itself"),
        ("arbeid", "arbeid.krav", "lies under arbeid"),
        ("arbeid.krav", "arbeid", "There is a code arbeid.tempo already"),
    ],
)
def test_a_merge_that_has_no_meaning_is_refused(
    study: Study, code: str, into: str, message: str
) -> None:
    before = tables(study)
    with pytest.raises(CallError, match=message):
        study.scheme_merge(code, into)
    assert tables(study) == before


def test_a_file_from_before_the_merge_loads_and_leaves_it_merged(
    study: Study, tmp_path: Path
) -> None:
    study.scheme_save(tmp_path / "old.yaml")
    study.codings_save(tmp_path / "old.csv")
    study.scheme_merge("arbeid.krav", "praksis")
    study.scheme_load(tmp_path / "old.yaml")
    assert keys(study) == ["arbeid", "arbeid.tempo", "praksis", "praksis.tempo"]
    assert study.tree().by_key["praksis"].name == "praksis"
    assert study.codings_load(tmp_path / "old.csv") == 0
    assert study.check() == []


# -- split, retire ---------------------------------------------------------------------------


def test_a_split_moves_the_chosen_codings_and_leaves_the_rest(study: Study) -> None:
    whole, part = (one.id for one in study.codings_of("P01-1") if one.code == "arbeid.krav")
    made = study.scheme_split("arbeid.krav", [Part("Fart", (part,), "Hvor fort"), Part("Hva")])
    assert [one.key for one in made] == ["arbeid.fart", "arbeid.hva"]
    assert made[0].definition == "Hvor fort"
    assert keys(study) == ["arbeid", "arbeid.krav", "arbeid.krav.tempo", "arbeid.fart",
                           "arbeid.hva", "arbeid.tempo", "praksis"]  # fmt: skip
    codes = {one.id: one.code for one in study.codings_of("P01-1")}
    assert (codes[whole], codes[part]) == ("arbeid.krav", "arbeid.fart")
    assert study.check() == []


def test_a_split_can_put_the_new_codes_under_the_old_one(study: Study) -> None:
    (made,) = study.scheme_split("praksis", [Part("Plass")], under=True)
    assert (made.key, keys(study)[-1]) == ("praksis.plass", "praksis.plass")


def test_a_split_in_the_plural_is_refused_whole(study: Study) -> None:
    first = study.codings_of("P01-1")[0].id
    before = tables(study)
    for parts, message in (
        ([], "at least one"),
        ([Part("A", (first,)), Part("B", (first,))], "two codes"),
        ([Part("A", (999,))], "Coding 999 is none"),
        ([Part("A"), Part("a")], "There is a code arbeid.a already"),
    ):
        with pytest.raises(CallError, match=message):
            study.scheme_split("arbeid.krav", parts)
        assert tables(study) == before


def test_a_picked_excerpt_follows_when_all_of_it_goes_to_one_code(study: Study) -> None:
    whole, part = (one for one in study.codings_of("P01-1") if one.code == "arbeid.krav")
    study.selections.create("Kapittel 4")
    study.selections.add(
        "Kapittel 4", "P01-1", whole.start, whole.end, code="arbeid.krav", of_coder="Anne"
    )
    study.scheme_split("arbeid.krav", [Part("Fart", (part.id,))])
    assert [item["code"] for item in study.selections.items("Kapittel 4")] == ["arbeid.krav"]
    study.undo()
    study.scheme_split("arbeid.krav", [Part("Fart", (part.id, whole.id))])
    assert [item["code"] for item in study.selections.items("Kapittel 4")] == ["arbeid.fart"]


def test_a_retired_branch_is_kept_with_its_codings_and_offered_no_more(study: Study) -> None:
    assert study.scheme_retire("arbeid.krav") == ["arbeid.krav", "arbeid.krav.tempo"]
    assert len(study.codings_of("P01-1")) == 3
    for refused in (
        lambda: study.code("P01-1", 0, 3, "arbeid.krav.tempo"),
        lambda: study.scheme_add("Ny", parent="arbeid.krav"),
        lambda: study.scheme_merge("praksis", "arbeid.krav"),
        lambda: study.scheme_move("praksis", "arbeid.krav"),
    ):
        with pytest.raises(CallError, match="is retired"):
            refused()
    assert study.scheme_unretire("arbeid.krav.tempo") == ["arbeid.krav", "arbeid.krav.tempo"]


def test_a_saved_scheme_holds_retired_codes_and_old_keys_and_is_the_same_bytes_again(
    study: Study, tmp_path: Path
) -> None:
    study.scheme_rename("arbeid", new_key="jobb")
    study.scheme_merge("jobb.tempo", "praksis")
    study.scheme_retire("praksis")
    study.scheme_save(tmp_path / "one.yaml")
    other = Study.create(tmp_path / "other.db", name=study.name, coder="Anne")
    other.scheme_load(tmp_path / "one.yaml")
    other.scheme_save(tmp_path / "two.yaml")
    assert (tmp_path / "two.yaml").read_bytes() == (tmp_path / "one.yaml").read_bytes()
    assert "retired: true" in (tmp_path / "one.yaml").read_text("utf-8")
    Builder(study.path)
    assert other.scheme_retire("praksis") == []


# -- one action each, undone and redone ------------------------------------------------------

ACTIONS = ("rename", "key", "edit", "move", "merge", "split", "retire", "unretire", "add")


def rework(study: Study, action: str, one: Code, other: Code, number: int) -> None:
    match action:
        case "rename":
            study.scheme_rename(one.key, f"Navn {number}")
        case "key":
            study.scheme_rename(one.key, new_key=f"k{number % 3}")
        case "edit":
            study.scheme_edit(one.key, {"definition": f"D{number}", "exclusive": number % 2})
        case "move":
            study.scheme_move(one.key, other.key if number % 3 else "")
        case "merge":
            study.scheme_merge(one.key, other.key)
        case "split":
            own = [row["id"] for row in study.store.find("coding", code=one.id)]
            parts = [Part(f"Del {number}", tuple(own[::2])), Part(f"Rest {number}")]
            study.scheme_split(one.key, parts, under=bool(number % 2))
        case "retire":
            study.scheme_retire(one.key)
        case "unretire":
            study.scheme_unretire(one.key)
        case "add":
            study.scheme_add(f"Ny {number}", parent=one.key, definition="D")


def _say_something_of(study: Study) -> None:
    """Memos on codes and codings, and picked excerpts, so that a rework meets them."""
    study.selections.create("S")
    for code in study.scheme()[::2]:
        study.memo("M", object_type="code", object=code.key)
    for row in study.store.seen_by(study.coder).find("coding")[::2]:
        study.memo("M", object_type="coding", object=str(row["id"]))
        key = study.tree().by_id[row["code"]].key
        study.selections.add("S", row["interview"], row["start"], row["end"], code=key)
        study.summary(key, "deltaker", f"S{key}")
    place = ["code", "interview", "start", "end", "person"]
    for row in study.excerpts().iloc[::2][place].to_dict("records"):
        study.pin_excerpt(**row)


steps = st.lists(
    st.tuples(st.sampled_from(ACTIONS), st.integers(0, 50), st.integers(0, 50), st.integers(0, 9)),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=40)
@given(drawn=studies(), steps=steps)
def test_any_rework_is_one_action_and_undo_and_redo_restore_everything(
    drawn: RandomStudy, steps: list[tuple[str, int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        builder = build(drawn, Path(folder) / "study.db")
        study = Study(builder.store, coder="Bo")
        _say_something_of(study)
        study = Study(builder.store, coder="Rita")
        states = [tables(study)]
        spoken = {(row["interview"], row["start"], row["end"], row["coder"])
                  for row in states[0]["coding"]}  # fmt: skip
        for action, first, second, number in steps:
            codes = study.scheme()
            if not codes:
                break
            last = study.last_history
            try:
                rework(study, action, codes[first % len(codes)], codes[second % len(codes)], number)
            except WorkbenchError:
                assert (tables(study), study.last_history) == (states[-1], last)
                continue
            if study.last_history > last:
                assert study.last_history == last + 1
                states.append(tables(study))
            assert study.check() == []
            # What was coded by whom where is coded still, whatever became of the codes.
            assert {(row["interview"], row["start"], row["end"], row["coder"])
                    for row in states[-1]["coding"]} == spoken  # fmt: skip
        for state in states[-2::-1]:
            study.undo()
            assert tables(study) == state
        with pytest.raises(UndoRefused):
            study.undo()
        for state in states[1:]:
            study.redo()
            assert tables(study) == state
        assert study.check() == []
        one, two = Path(folder) / "one.yaml", Path(folder) / "two.yaml"
        study.scheme_save(one)
        other = Study.create(Path(folder) / "other.db", name=study.name, coder="Anne")
        try:
            other.scheme_load(one)
        except FileFaults as error:  # pragma: no cover
            raise AssertionError(one.read_text("utf-8")) from error
        other.scheme_save(two)
        assert two.read_bytes() == one.read_bytes()
        builder.store.close()
        other.store.close()


def test_a_request_is_not_done_twice(study: Study) -> None:
    first = study.scheme_split("praksis", [Part("Plass")], request="r1")
    assert study.scheme_split("praksis", [Part("Plass")], request="r1") == first
    assert study.scheme_add("Ny", request="r2") == study.scheme_add("Ny", request="r2")
    study.scheme_merge("arbeid.krav", "praksis", request="r3")
    assert study.scheme_merge("arbeid.krav", "praksis", request="r3").key == "praksis"
    assert study.scheme_retire("arbeid", request="r4") == study.scheme_retire(
        "arbeid", request="r4"
    )
    assert len(study.history()["id"]) == study.last_history


def test_every_field_of_a_code_can_be_edited(study: Study) -> None:
    with pytest.raises(CallError) as caught:
        study.scheme_edit("praksis", {"key": "x"})
    assert caught.value.remedy == ", ".join(FIELDS)
