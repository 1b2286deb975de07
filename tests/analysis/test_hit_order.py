"""Hits in the order of the texts, or by the words on one side, as Norwegian sorts them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from workbench.analysis.hit_order import SORTS, Sort
from workbench.errors import CallError
from workbench.spans import all_word_spans
from workbench.study import Study
from workbench.texts import collated

TALK = """
P01: Åse vil jobbe øverst. Ola kan jobbe, Ærlig talt.
P01: jobbe hjemme? Ola vil – jobbe Hjemme alene.
A01: Zoe Vil jobbe.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.person("A01", "arbeidsgiver")
    built.interview("P01-1_A01", {"P01": 1, "A01": None}, TALK)
    return Study(built.store, coder="Anne")


def sides(study: Study, sort: Sort) -> list[tuple[str, str]]:
    """The nearest word before and after each hit, in this order."""
    found = study.search("jobbe", sort=sort)
    before = [" ".join(words(one)[-1:]) for one in found["left"]]
    after = [" ".join(words(one)[:1]) for one in found["right"]]
    return list(zip(before, after, strict=True))


def words(said: str) -> list[str]:
    return [said[start:end] for start, end in all_word_spans(said)]


def test_unasked_the_order_is_that_of_the_text(study: Study) -> None:
    in_text = [("vil", "øverst"), ("kan", "Ærlig"), ("", "hjemme"), ("vil", "Hjemme"), ("Vil", "")]
    assert sides(study, "text") == in_text
    assert study.search("jobbe").equals(study.search("jobbe", sort="text"))


def test_to_the_right_the_nearest_word_decides_then_the_next(study: Study) -> None:
    assert [after for _before, after in sides(study, "right")] == [
        "", "Hjemme", "hjemme", "Ærlig", "øverst",
    ]  # fmt: skip


def test_to_the_left_the_last_word_decides_then_the_one_before(study: Study) -> None:
    found = study.search("jobbe", sort="left")
    assert [words(one)[-2:] for one in found["left"]] == [
        [], ["Ola", "kan"], ["Ola", "vil"], ["Zoe", "Vil"], ["Åse", "vil"],
    ]  # fmt: skip


def test_sorting_needs_no_words_to_be_shown(study: Study) -> None:
    shown = study.search("jobbe", sort="left")
    assert study.search("jobbe", sort="left", kwic=False).equals(
        shown.drop(columns=["left", "right"])
    )


@pytest.mark.parametrize("sort", SORTS)
def test_a_limit_takes_the_first_of_the_order_that_is_asked_for(study: Study, sort: Sort) -> None:
    whole = study.search("jobbe", sort=sort)
    assert study.search("jobbe", sort=sort, limit=2).equals(whole.head(2))


def test_another_order_is_refused(study: Study) -> None:
    with pytest.raises(CallError, match="“middle” is no order of hits"):
        study.search("jobbe", sort="middle")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "order",
    [
        ("zz", "zæ", "zø", "zå"),
        ("1", "a", "ide", "ødelagt", "åpen"),
        ("bil", "Bo", "by"),
        ("f", "før", "før-jul", "føre"),
        ("is", "isak", "isaar", "isår-x"),
    ],
)
def test_words_sort_as_in_norwegian(order: tuple[str, ...]) -> None:
    assert sorted(sorted(order, reverse=True), key=collated) == list(order)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Aas", "ås"), ("A\u030as", "ås"), ("idé", "IDE"), ("äkta", "Ækta"), ("über", "yber")],
)
def test_letters_of_other_languages_stand_where_norwegian_puts_them(one: str, other: str) -> None:
    assert collated(one) == collated(other)


@given(
    st.lists(st.lists(st.sampled_from(("jobbe", "a", "å", "b")), max_size=8), max_size=6),
    st.sampled_from(SORTS),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_sorting_keeps_every_hit_once_and_ties_in_the_order_of_the_text(
    tmp_path_factory: pytest.TempPathFactory, turns: list[list[str]], sort: Sort
) -> None:
    built = Builder(tmp_path_factory.mktemp("order") / "study.db")
    talk = "\n".join(f"P01: {' '.join(words)}" if n % 2 else f"I: {' '.join(words)}"
                     for n, words in enumerate([["x"], *turns]))  # fmt: skip
    built.interview("P01-1", {"P01": 1}, f"{talk}\nP01: x")
    try:
        found = Study(built.store, coder="Anne")
        plain, done = found.search("jobbe"), found.search("jobbe", sort=sort)
        assert sorted(done["start"]) == list(plain["start"])
        if sort != "text":
            step = -1 if sort == "left" else 1
            keys = [([collated(one) for one in words(said)[::step]], start)
                    for said, start in zip(done[sort], done["start"], strict=True)]  # fmt: skip
            assert keys == sorted(keys)
    finally:
        built.store.close()


def test_under_actor_types_hits_keep_the_order_asked_for_and_nobody_comes_last(
    study: Study,
) -> None:
    found = study.concordance("jobbe OR vil", by_actor_type=True, sort="right").rows
    kinds = list(found["actor_type"])
    assert kinds == sorted(kinds, key=["deltaker", "arbeidsgiver", ""].index)
    alone = study.search("jobbe OR vil", sort="right")
    for kind in set(kinds):
        of_kind = alone[alone["actor_type"] == kind].reset_index(drop=True)
        assert found[found["actor_type"] == kind].reset_index(drop=True).equals(of_kind)
    part = study.concordance("jobbe OR vil", by_actor_type=True, sort="right", offset=2, limit=3)
    assert part.rows.equals(found.iloc[2:5].reset_index(drop=True))
    assert part.said["hits"].sum() == part.hits == len(found)
