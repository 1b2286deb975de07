"""The speech test set is what it says it is: marked by rule, in even halves, nothing real."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.language.speech import BY_RULE, FINAL, LABELS, NAMES, TUNING, Sentence, parse, read

TRANSCRIPTS = Path(__file__).parents[2] / "transcripts"

HALVES = {"tuning": read(TUNING), "final": read(FINAL)}
WHOLE = [sentence for half in HALVES.values() for sentence in half]

AT_LEAST = {"PER": 110, "LOC": 60, "ORG": 55} | dict.fromkeys(BY_RULE, 8)

IN_BOTH = {"nav", "oslo", "norge"}
"""Words that a system knows without having learned them from the tuning half."""

UNUSED_NUMBERS = ("25", "26", "27", "30", "34", "36", "50", "54", "60", "65", "68")


def words_of(sentence: Sentence, *labels: str) -> list[str]:
    return [sentence.text[start:end] for start, end, label in sentence.spans if label in labels]


def marked(*labels: str, half: str | None = None) -> list[str]:
    sentences = WHOLE if half is None else HALVES[half]
    return [words for sentence in sentences for words in words_of(sentence, *labels)]


def plain(text: str) -> str:
    """Its words alone, in lower case, with a space on both sides of each."""
    return " " + " ".join(re.findall(r"\w+", text.casefold())) + " "


# The reader


def test_marks_become_spans_of_the_text_without_them() -> None:
    assert parse("Så [[Fatumas|PER]] mann, på [sykehjemmet] i [[Oslo|LOC]].") == (
        "Så Fatumas mann, på [sykehjemmet] i Oslo.",
        [(3, 10, "PER"), (36, 40, "LOC")],
    )


def test_comments_and_empty_lines_are_no_sentences(tmp_path: Path) -> None:
    path = tmp_path / "half.txt"
    path.write_text("# [[Fatuma|PER]]\n\nHei, [[Liv|PER]].\nIngen her.\n", encoding="utf-8")
    assert read(path) == [("Hei, Liv.", [(5, 8, "PER")]), ("Ingen her.", [])]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Hei [[Liv|PERSON]].", "'PERSON' is not a label"),
        ("Hei [[Liv|]].", "'' is not a label"),
        ("Hei [[Liv|PER].", r"'\[\[' belongs to no whole mark"),
        ("Hei Liv|PER]].", r"'\|' belongs to no whole mark"),
        ("Hei [[|PER]].", r"'\[\[' belongs to no whole mark"),
        ("Hei [[Liv [[Moe|PER]]|PER]].", r"'\[\[' belongs to no whole mark"),
    ],
)
def test_a_mark_that_is_not_whole_is_named_with_its_line(
    tmp_path: Path, line: str, fault: str
) -> None:
    path = tmp_path / "half.txt"
    path.write_text(f"# head\nHei.\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"^half\.txt, line 3: " + fault):
        read(path)


# The marks


def test_a_span_begins_and_ends_with_a_whole_word() -> None:
    cut = [
        (text, text[start:end])
        for text, spans in WHOLE
        for start, end, _ in spans
        if not re.match(r"[\w+](.*[\w'])?$", text[start:end])
        or re.search(r"\w$", text[:start])
        or re.match(r"[\w']", text[end:])
    ]
    assert cut == []


def test_a_name_that_is_marked_once_is_marked_wherever_it_stands_inside_a_sentence() -> None:
    """At the start of a sentence or a quotation a capital says nothing: «Sol og tretti grader»."""
    missed = []
    for half, sentences in HALVES.items():
        names = {name for name in marked(*NAMES, half=half) if name[0].isupper()}
        for text, spans in sentences:
            for name in names:
                for hit in re.finditer(rf"(?<=[^«] )\b{re.escape(name)}\b", text):
                    if not any(start <= hit.start() < end for start, end, _ in spans):
                        missed.append((text, name))
    assert missed == []


def test_nationality_and_occupation_come_together() -> None:
    for sentence in WHOLE:
        kinds = [label for _, _, label in sentence.spans if label in BY_RULE[-2:]]
        assert sorted(kinds) in ([], ["NATIONALITY", "OCCUPATION"]), sentence.text


def test_both_halves_state_the_same_rules() -> None:
    heads = [
        [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
        for path in (TUNING, FINAL)
    ]
    assert heads[0][0] == heads[1][0].replace("final half", "tuning half")
    assert heads[0][1:] == heads[1][1:]


# The counts


@pytest.mark.parametrize("half", HALVES)
def test_a_half_has_150_sentences(half: str) -> None:
    assert len(HALVES[half]) == 150


@pytest.mark.parametrize("label", LABELS)
def test_there_are_as_many_spans_as_promised_and_as_many_in_either_half(label: str) -> None:
    tuning, final = (len(marked(label, half=half)) for half in HALVES)
    assert tuning + final >= AT_LEAST[label]
    assert abs(tuning - final) <= 0.05 * (tuning + final)


@pytest.mark.parametrize("half", HALVES)
def test_every_fifth_sentence_has_no_name_at_all(half: str) -> None:
    assert sum(not sentence.spans for sentence in HALVES[half]) >= 30


MIX: dict[str, Callable[[str, str, str], bool]] = {
    "name that opens its sentence": lambda before, _words, label: label in NAMES and not before,
    "name in lower case": lambda _, words, label: label in NAMES and words.islower(),
    "full name": lambda _, words, label: label == "PER" and " " in words,
    "organisation of several words": lambda _, words, label: label == "ORG" and " " in words,
    "person with a title": lambda before, _, label: label == "PER" and bool(TITLE.search(before)),
}
TITLE = re.compile(r"(?i)(sjef|doktor|fru|pleier|leder|mester|ansvarlig)(en)? $")


@pytest.mark.parametrize("kind", MIX)
def test_the_halves_are_mixed_alike(kind: str) -> None:
    tuning, final = (
        sum(
            MIX[kind](text[:start], text[start:end], label)
            for text, spans in sentences
            for start, end, label in spans
        )
        for sentences in HALVES.values()
    )
    assert min(tuning, final) >= 3
    assert abs(tuning - final) <= max(2, 0.15 * (tuning + final))


# Nothing twice, nothing from elsewhere


def test_no_sentence_stands_twice() -> None:
    counts = Counter(plain(sentence.text) for sentence in WHOLE)
    assert [text for text, times in counts.items() if times > 1] == []


def test_the_final_half_has_no_name_of_the_tuning_half() -> None:
    def forms(half: str) -> set[str]:
        words = plain(" ".join(marked(*NAMES, half=half))).split()
        return {word.removesuffix("s") if len(word) > 3 else word for word in words}

    assert forms("tuning") & forms("final") == IN_BOTH


def test_no_sentence_is_from_the_transcripts_of_the_demo() -> None:
    files = sorted(TRANSCRIPTS.glob("*.txt"))
    assert len(files) == 38
    said = "".join(plain(path.read_text(encoding="utf-8")) for path in files)
    assert [sentence.text for sentence in WHOLE if plain(sentence.text) in said] == []


# Nothing real


def is_valid_id(digits: str) -> bool:
    """Whether both check digits of an identity number are right (weights of Folkeregisteret)."""
    weights = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return all(
        sum(weight * int(digit) for weight, digit in zip(row, digits, strict=False)) % 11 == 0
        for row in weights
    )


def test_the_check_of_identity_numbers_knows_a_right_one() -> None:
    assert is_valid_id("14837941297")
    assert not is_valid_id("14837941298")
    assert not is_valid_id("14837941397")


@pytest.mark.parametrize("half", HALVES)
def test_no_identity_number_can_be_a_persons(half: str) -> None:
    numbers = [re.sub(r"\D", "", words) for words in marked("ID", half=half)]
    synthetic = [number for number in numbers if 81 <= int(number[2:4]) <= 92]
    assert {len(number) for number in numbers} == {11}
    assert [is_valid_id(number) for number in synthetic] == [True] * 3
    assert [is_valid_id(number) for number in numbers if number not in synthetic] == [False] * 2


def test_telephone_numbers_are_in_series_without_subscribers() -> None:
    digits = [re.sub(r"^(0047|47)|\D", "", re.sub(r"^\+", "", words)) for words in marked("PHONE")]
    written = [number for number in digits if number]
    assert len(written) == len(digits) - 2  # one in each half is spelled out in words
    assert all(len(number) == 8 and number.startswith(UNUSED_NUMBERS) for number in written)


def test_mail_addresses_are_in_the_domains_kept_for_examples() -> None:
    for address in marked("EMAIL"):
        assert re.search(r"(@| krøllalfa | alfakrøll )(.+\.)?example\b", address), address
