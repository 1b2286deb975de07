"""Favourites: codes that a coder has pinned to the digits of her desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.builder import Builder
from workbench import cli
from workbench.errors import CallError, UnknownName
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    builder = Builder(tmp_path / "study.db", coder="Anne")
    builder.code("praksis", "praksis.tempo", *(f"andre.k{n}" for n in range(9)))
    return Study(builder.store, coder="Anne")


def test_a_code_is_pinned_to_the_lowest_digit_that_is_free_and_keeps_it(study: Study) -> None:
    study.pin("praksis", 2)
    assert study.pin("praksis.tempo") == 1
    assert study.pin("andre") == 3
    assert study.pin("praksis") == 2
    assert study.favourites() == {1: "praksis.tempo", 2: "praksis", 3: "andre"}


def test_another_code_on_a_digit_takes_its_place_and_a_code_has_one_digit(study: Study) -> None:
    study.pin("praksis", 1)
    study.pin("andre", 5)
    study.pin("andre", 1)
    assert study.favourites() == {1: "andre"}
    study.undo()
    assert study.favourites() == {1: "praksis", 5: "andre"}


def test_favourites_are_the_coders_own(study: Study) -> None:
    study.pin("praksis", 1)
    assert study.favourites(coder="Bjørn") == {}
    study.pin("praksis", 4, coder="Bjørn")
    assert (study.favourites(), study.favourites(coder="Bjørn")) == ({1: "praksis"}, {4: "praksis"})


def test_letting_go_is_one_action_that_undo_takes_back_and_nothing_when_it_is_none(
    study: Study,
) -> None:
    study.pin("praksis", 1)
    study.unpin("praksis")
    assert study.favourites() == {}
    last = study.last_history
    study.unpin("praksis")
    study.pin("andre", 1)
    study.pin("andre", 1)
    assert study.last_history == last + 1
    study.undo()
    study.undo()
    assert study.favourites() == {1: "praksis"}


@pytest.mark.parametrize(
    ("pin", "error"),
    [
        (lambda study: study.pin("praksis", 10), CallError),
        (lambda study: study.pin("praksi"), UnknownName),
        (lambda study: [study.pin(f"andre.k{n}") for n in range(9)] and study.pin("praksis"),
         CallError),
        (lambda study: study.scheme_retire("praksis") and study.pin("praksis"), CallError),
    ],
)  # fmt: skip
def test_what_cannot_be_pinned_is_refused(
    study: Study, pin: Callable[[Study], object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        pin(study)
    assert "praksis" not in study.favourites().values()


def test_a_retired_favourite_is_not_shown(study: Study) -> None:
    study.pin("praksis.tempo", 3)
    study.scheme_retire("praksis.tempo")
    assert study.favourites() == {}
    study.scheme_unretire("praksis.tempo")
    assert study.favourites() == {3: "praksis.tempo"}


@pytest.mark.parametrize(
    ("pinned", "left"),
    [({2: "praksis.tempo"}, {2: "andre"}), ({2: "praksis.tempo", 7: "andre"}, {7: "andre"})],
)
def test_the_digit_of_a_code_that_is_merged_away_goes_to_the_other(
    study: Study, pinned: dict[int, str], left: dict[int, str]
) -> None:
    for digit, code in pinned.items():
        study.pin(code, digit)
    study.scheme_merge("praksis.tempo", "andre")
    assert study.favourites() == left
    assert study.check() == []
    study.undo()
    assert study.favourites() == pinned


def test_a_request_is_done_once(study: Study) -> None:
    study.pin("praksis", 1, request="a")
    study.pin("andre", 1)
    assert study.pin("praksis", 1, request="a") == 1
    assert study.favourites() == {1: "andre"}


def test_the_verb_pins_lets_go_and_prints(study: Study) -> None:
    def run(*words: str) -> str:
        base = ["--study", str(study.path), "--coder", "Anne", "favourites", "--format", "csv"]
        return CliRunner().invoke(cli.workbench, [*base, *words]).stdout

    assert run("--pin", "praksis", "--digit", "4") == "digit,code\n4,praksis\n"
    assert run("--unpin", "praksis") == "digit,code\n"
