"""Variants of the training text: other names, and text as speech is written."""

from __future__ import annotations

import random

import pytest

from tests.language.treebank import JOBB, KURS, SVAR, words
from workbench.language.training.augment import (
    HESITATIONS,
    Variation,
    as_speech,
    hesitating,
    lower_case,
    lower_first,
    names,
    varied,
    with_other_names,
    without_end,
    without_quotes,
)
from workbench.language.training.treebank import Sentence

OTHER = """
Per Per subst prop 3 SUBJ B-PER
Ås Ås subst prop 1 FLAT I-PER
bor bo verb pres 0 FINV
i i prep _ 3 ADV
Storvik Storvik subst prop 4 PUTFYLL B-GPE_LOC
"""
GENITIVE = """
Nasrins Nasrin subst prop|gen 2 DET B-PER
sjef sjef subst appell|mask|ub|ent 0 FRAG
"""
QUOTED = """
- $- <strek> _ 3 IK
« $" <anf> _ 3 IK
Nei nei interj _ 0 INTJ
» $" <anf> _ 3 IK
, $, <komma> _ 3 IK
sa si verb pret 3 PAR
hun hun pron fem|ent|pers|hum|3|nom 6 SUBJ
. $. clb <punkt> 3 IP
"""


def text(sentence: Sentence) -> str:
    return "".join(word.form + " " * word.space for word in sentence).rstrip()


def test_names_are_gathered_by_type_each_once() -> None:
    found = names([words(KURS), words(OTHER), words(KURS)])
    assert {type_: [text(name) for name in some] for type_, some in found.items()} == {
        "PER": ["Nasrin", "Per Ås"],
        "GPE_LOC": ["Lillevik", "Storvik"],
    }


def test_a_name_is_replaced_by_another_of_its_type_and_the_spaces_stay() -> None:
    known = names([words(OTHER)])
    made = with_other_names(words(KURS), known, random.Random(1), share=1.0)
    assert text(made) == "Per Ås søkte på et kurs i Storvik."
    assert [word.name for word in made[:3]] == ["B-PER", "I-PER", "O"]
    same = with_other_names(words(KURS), known, random.Random(1), share=0.0)
    assert same == words(KURS)


@pytest.mark.parametrize(
    ("given", "others", "wanted"),
    [
        (GENITIVE, KURS, "Nasrins sjef"),
        (GENITIVE, OTHER, "Per Ås' sjef"),
        (KURS, GENITIVE, "Nasrin søkte på et kurs i Lillevik."),
    ],
)
def test_a_name_takes_the_case_of_the_one_it_replaces(given: str, others: str, wanted: str) -> None:
    known = names([words(others)])
    known = {type_: some for type_, some in known.items() if type_ == "PER"}
    made = with_other_names(words(given), known, random.Random(1), share=1.0)
    assert text(made) == wanted


def test_a_whole_name_may_come_from_two_persons() -> None:
    two = [words(OTHER), words(OTHER.replace("Per Per", "Odd Odd").replace("Ås Ås", "By By"))]
    made = {
        text(with_other_names(words(KURS), names(two), random.Random(seed), share=1.0))[:6]
        for seed in range(60)
    }
    assert made == {"Per Ås", "Odd By", "Per By", "Odd Ås"}


@pytest.mark.parametrize(
    ("change", "given", "wanted"),
    [
        (lower_case, KURS, "nasrin søkte på et kurs i lillevik."),
        (lower_first, KURS, "Nasrin søkte på et kurs i Lillevik."),
        (lower_first, JOBB, "jeg vil jobbe to dager for å lære."),
        (without_end, JOBB, "Jeg vil jobbe to dager for å lære"),
        (without_end, SVAR, "- Nei"),
        (without_quotes, QUOTED, "Nei, sa hun."),
        (without_quotes, JOBB, "Jeg vil jobbe to dager for å lære."),
    ],
)
def test_text_is_written_as_speech(change: object, given: str, wanted: str) -> None:
    assert callable(change)
    assert text(change(words(given))) == wanted


def test_a_hesitation_adds_words_and_leaves_those_that_were_there() -> None:
    made = {text(hesitating(words(JOBB), random.Random(seed))) for seed in range(60)}
    assert any(f"Jeg vil {sound} jobbe to dager for å lære." in made for sound in HESITATIONS)
    assert "Jeg vil vil jobbe to dager for å lære." in made
    assert any("- " in one for one in made)
    for seed in range(60):
        left = iter(hesitating(words(JOBB), random.Random(seed)))
        assert all(word.form in (other.form for other in left) for word in words(JOBB))


def test_the_same_seed_gives_the_same_variants_and_another_seed_others() -> None:
    group = [words(KURS), words(JOBB), words(OTHER)]
    known = names([words(KURS), words(OTHER)])
    wanted = Variation(swapping=0.5, swapped=0.5, speech=0.5, lower_case=0.1)

    def made(seed: int) -> list[tuple[Sentence, ...]]:
        chance = random.Random(seed)
        return [varied(group, known, wanted, chance) for _time in range(20)]

    assert made(1) == made(1)
    assert made(1) != made(2)


def test_text_that_is_not_to_vary_stays_as_it_is() -> None:
    group = (words(KURS), words(QUOTED))
    assert varied(group, names(group), Variation(), random.Random(1)) == group


def test_text_without_capitals_keeps_its_names() -> None:
    (made,) = varied([words(KURS)], {}, Variation(lower_case=1.0), random.Random(1))
    assert (made[0].form, made[0].name) == ("nasrin", "B-PER")


def test_speech_keeps_a_tag_on_every_word() -> None:
    for seed in range(40):
        assert all(word.pos and word.lemma for word in as_speech(words(JOBB), random.Random(seed)))
