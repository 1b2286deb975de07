"""New codes per interview: made when, by the history; first met where, in the order held."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.analysis.new_codes import code_origins, new_codes
from workbench.model import Filters
from workbench.study import Study

HELD = {
    "P01": "2026-03-05", "P02": "2026-03-01", "P03": "2026-03-02", "P04": "2026-03-03",
    "P05": "2026-03-04", "P06": "2026-03-06",
}  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    """Six first rounds, held in another order than designed; one code from before the coding."""
    made = Builder(tmp_path / "study.db")
    made.code("gammel")
    for person, date in HELD.items():
        made.interview(f"{person}-1", {person: 1}, f"{person}: en to tre", date=date)
    made.passage("P01-1", "en", "gammel")
    made.code("ny.a", "ny.b")
    made.passage("P01-1", "to", "ny.a")
    made.passage("P02-1", "en", "ny.b")
    made.passage("P02-1", "to", "ny.b")
    made.passage("P05-1", "en", "ny.a")
    made.passage("P06-1", "en", "gammel")
    return made


def test_a_code_is_new_in_the_first_interview_held_that_has_it(made: Builder) -> None:
    frame = new_codes(made.store)
    assert list(frame["interview"]) == ["P02-1", "P03-1", "P04-1", "P05-1", "P01-1", "P06-1"]
    assert frame["new"].tolist() == [1, 0, 0, 1, 0, 0]
    assert frame["seen"].tolist() == [1, 1, 1, 2, 2, 2]
    assert frame["codes"].tolist() == ["ny.b", "", "", "ny.a", "", ""]
    assert set(frame["N"]) == {6}
    assert set(frame["reason"]) == {""}


def test_the_average_is_that_of_every_order(made: Builder) -> None:
    used = {"P01": {"a"}, "P02": {"b"}, "P05": {"a"}}
    orders = list(permutations(HELD))
    for place, mean in enumerate(new_codes(made.store)["any_order"]):
        seen = [set().union(*(used.get(one, set()) for one in order[: place + 1]))
                for order in orders]  # fmt: skip
        assert mean == pytest.approx(sum(map(len, seen)) / len(orders))


def test_what_came_before_the_first_coding_is_made_beforehand_however_it_came(
    made: Builder,
) -> None:
    frame = code_origins(made.store).set_index("code")
    assert frame["made"].to_dict() == {
        "gammel": "beforehand", "ny": "during", "ny.a": "during", "ny.b": "during",
    }  # fmt: skip


def test_a_coding_that_was_taken_back_is_not_the_first(tmp_path: Path) -> None:
    builder = Builder(tmp_path / "study.db", coder="Anne")
    builder.code("tidlig")
    builder.interview("P01-1", {"P01": 1}, "P01: en to")
    study = Study(builder.store, coder="Anne")
    study.code("P01-1", 0, 2, "tidlig")
    study.undo()
    study.scheme_add("Midt")
    study.code("P01-1", 0, 2, "midt")
    study.scheme_add("Sen")
    frame = study.code_origins().set_index("code")
    assert frame["made"].to_dict() == {
        "tidlig": "beforehand", "midt": "beforehand", "sen": "during",
    }  # fmt: skip
    assert (frame.loc["sen", "coder"], frame.loc["sen", "action"]) == ("Anne", "scheme add")


def test_codes_that_came_with_the_first_codings_cannot_be_told(tmp_path: Path) -> None:
    made = Builder(tmp_path / "study.db")
    made.interview("P01-1", {"P01": 1}, "P01: en to")
    with made.store.action("Anne", "import"):
        made.passage("P01-1", "en", "med")
    assert code_origins(made.store)["made"].tolist() == ["unknown"]


def test_fewer_than_six_and_another_round_say_nothing(made: Builder) -> None:
    made.interview("P01-2", {"P01": 2}, "P01: en", date="2026-05-01")
    frame = new_codes(made.store)
    told = frame[frame["reason"] != ""]
    assert told[["actor_type", "round", "N", "interview"]].values.tolist() == [
        ["deltaker", 2, 1, ""]
    ]
    assert "fewer than six" in told.iloc[0]["reason"]
    assert len(frame[frame["round"] == 1]) == 6


def test_an_interview_without_a_date_is_named(made: Builder) -> None:
    made.interview("P07-1", {"P07": 1}, "P07: en")
    assert "P07-1 has no date" in new_codes(made.store).iloc[0]["reason"]


def test_a_scheme_made_beforehand_says_nothing(made: Builder) -> None:
    frame = new_codes(made.store, filters=Filters(code=("gammel",)))
    assert "whatever these say" in frame.iloc[0]["reason"]


def test_a_joint_interview_is_one_in_each_group_and_counts_who_speaks(tmp_path: Path) -> None:
    made = Builder(tmp_path / "study.db")
    made.person("A01", "arbeidsgiver")
    made.code("gammel")
    made.interview("P00-1", {"P00": 1}, "P00: en", date="2026-01-01")
    made.passage("P00-1", "en", "gammel")
    for number in range(1, 6):
        persons = {f"P0{number}": 1, **({"A01": None} if number == 1 else {})}
        text = f"P0{number}: en to" + ("\nA01: tre" if number == 1 else "")
        made.interview(f"P0{number}-1", persons, text, date=f"2026-02-0{number}")
    made.passage("P01-1", "tre", "ny")
    frame = new_codes(made.store)
    assert "is used here" in frame[frame["actor_type"] == "deltaker"].iloc[0]["reason"]
