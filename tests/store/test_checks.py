"""`workbench check` finds every kind of damage, and nothing in a study that is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builder import Builder
from workbench.store import checks

DAMAGE = {
    "references": "UPDATE coding SET code = 99",
    "quotes": "UPDATE coding SET quote = 'noe annet'",
    "contexts": "UPDATE coding SET before = 'x'",
    "memo_quotes": "UPDATE memo SET quote = 'noe annet'",
    "reviews": "UPDATE coding SET review = 1",
    "past_places": "INSERT INTO past_place VALUES ('coding', 1, 1, 5, 500, '')",
    "rejections": "INSERT INTO rejection VALUES (1, 1, 5, 500, 1, 1, '')",
    "mentions": "INSERT INTO mention VALUES (1, 1, 'P01-1 5-9', 'passage', 'P01-1', 1, 5, 500)",
    "pins": "INSERT INTO selection VALUES (1, 'S', 0); INSERT INTO pins VALUES (1, 1);"
    " INSERT INTO selection_item (selection, position, interview, code, start, end, quote)"
    " VALUES (1, 0, 'P01-1', 1, 0, 3, 'Hva')",
    "summaries": "INSERT INTO summary VALUES (1, 1, 'person', 'P99', 'Ja', 1, '', '')",
    "decisions": (
        "INSERT INTO decision (interview, code, first, second, first_spans, second_spans, taken,"
        " coder, created) VALUES ('P01-1', 1, 1, 1, '5-500', '', 'first', 1, '')"
    ),
    "saved_queries": (
        "INSERT INTO saved_query (name, text, coder, created) VALUES ('Krav', '\"1\"', 1, '')"
    ),
    "property_spaces": "INSERT INTO property_space (name, time, coder, created)"
    " VALUES ('Rom', 'round', 1, '')",
    "placings": "INSERT INTO property_space (name, time, coder, created)"
    " VALUES ('Rom', 'round', 1, '');"
    " INSERT INTO placing (space, person, note, coder, created, changed)"
    " VALUES (1, 'P01', 'Ja', 1, '', '')",
    "texts": "UPDATE revision SET text = replace(text, ' ', char(160))",
    "turns": 'UPDATE turn SET "end" = "end" - 1 WHERE number = 2',
    "speakers": "DELETE FROM person_interview",
    "derived": "DELETE FROM coding_person",
    "word_index": "DELETE FROM word_index",
    "scheme": "UPDATE code SET key = 'b.c' WHERE key = 'a.b'",
    "history": "INSERT INTO coder (name) VALUES ('Ukjent')",
    "erasures": (
        "INSERT INTO setting VALUES"
        ' (\'erasures_due\', \'[{"action":"purge","object":"P01","time":""}]\')'
    ),
    "undone": "UPDATE history SET undone = 1 WHERE id = 2",
}


@pytest.fixture
def study(tmp_path: Path) -> Builder:
    built = Builder(tmp_path / "study.db")
    built.interview(
        "P01-1", {"P01": 1}, "I: Hva vil du?\nP01: Jeg [vil] jobbe.", codes={"[": "a.b"}
    )
    with built.store.action("Anne", "memo") as action:
        memo = {"object_type": "passage", "object": "P01-1", "start": 0, "end": 3}
        action.insert("memo", {**memo, "quote": "Hva", "text": "?", "coder": 1, "created": ""})
    return built


def test_a_study_that_is_well_has_no_failure(study: Builder) -> None:
    assert checks.run(study.store) == []


@pytest.mark.parametrize(("name", "damage"), DAMAGE.items(), ids=DAMAGE)
def test_damage_is_found_and_its_remedy_named(study: Builder, name: str, damage: str) -> None:
    study.store.db.conn.execute("PRAGMA foreign_keys = OFF")
    study.store.db.conn.executescript(damage)
    failures = [failure for failure in checks.run(study.store) if failure.check == name]
    assert failures
    assert all(failure.place and failure.remedy for failure in failures)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM word WHERE word = 'vil'",
        "UPDATE word SET n = n + 1 WHERE word = 'vil'",
        "INSERT INTO lemma VALUES ('ville', 'vil', 1)",
    ],
)
def test_a_wrong_list_of_words_is_found(study: Builder, damage: str) -> None:
    study.store.db.conn.execute(damage)
    assert [failure.check for failure in checks.run(study.store)] == ["word_index"]


def test_every_check_has_its_damage() -> None:
    assert {check.name for check in checks.CHECKS} - {"file"} == set(DAMAGE)
