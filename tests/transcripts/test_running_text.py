"""Colons in running text are no speakers; what stands above the first turn is no text."""

from __future__ import annotations

import pytest

from workbench.transcripts.readers import ReadTranscript, read_bytes


def reading(text: str, name: str = "a.txt") -> ReadTranscript:
    return read_bytes(name, text.encode())


TALK = "I: Hva skjedde?\nKari: {line}\n{line}\nI: Og så?\nKari: Da gikk jeg.\nI: Ja.\nKari: Ja.\n"


@pytest.mark.parametrize(
    "line",
    [
        "Jeg tenkte sånn: nå slutter jeg.",
        "Og han sa: gå hjem.",
        "Det viktigste: at noen så meg.",
        "NB: dette er viktig.",
        "Problemet: ingen visste noe.",
        "Klokka 10:30 gikk bussen.",
        "10:30 gikk bussen, ikke før.",
        "http://example.org/side ga svar.",
        "Det er tre ting: mat, hvile og ro.",
        "Sjefen: han var aldri der.",
        "1: jeg ville ikke. 2: jeg kunne ikke.",
        "Merk: dette er mitt eget ord.",
    ],
)
def test_a_colon_in_running_text_makes_no_speaker(line: str) -> None:
    read = reading(TALK.format(line=line))
    assert set(read.labels) == {"I", "Kari"}
    assert read.turns[1].text == f"{line} {line}"


def test_what_looks_like_a_speaker_and_is_read_as_text_is_shown() -> None:
    read = reading("I: Hva?\nP01: Jo.\nSjefen: han var aldri der.\nI: Nå?\nP01: Nei.\n")
    assert [(odd.line, odd.text) for odd in read.oddities] == [(3, "Sjefen: han var aldri der.")]


def test_a_place_at_the_start_of_a_wrapped_line_makes_no_speaker() -> None:
    text = (
        "I: Hva tenkte du da du kom\ntil byen, altså\nOslo: den store?\nP01: Jeg tenkte på\nmye.\n"
    )
    assert reading(text).labels == ("I", "P01")


def test_fields_above_the_first_turn_are_header() -> None:
    text = "Intervju: P03-2\nDato: 3. mars 2012\nSyntetisk intervju. Forkortet.\n\n"
    text += "I: Hei.\nP03: Hei.\n"
    read = reading(text)
    assert read.header == (
        "Intervju: P03-2",
        "Dato: 3. mars 2012",
        "Syntetisk intervju. Forkortet.",
    )
    assert read.fields == (("Intervju", "P03-2"), ("Dato", "3. mars 2012"))
    assert read.text == "Hei.\nHei."


def test_fields_that_look_like_turns_are_header() -> None:
    text = "Dato: 3.3.2012\nIntervjuer: Kari Vik\nInformant: P03\n\nI: Hei du.\nP03: Hei.\nI: Ja?\n"
    read = reading(text)
    assert [turn.label for turn in read.turns] == ["I", "P03", "I"]
    assert ("Intervjuer", "Kari Vik") in read.fields


def test_a_header_right_above_the_turns_ends_where_they_begin() -> None:
    read = reading("Dato: 3.3.2012\nI: Hei, velkommen.\nP: Takk.\nI: Fint.\n")
    assert read.header == ("Dato: 3.3.2012",)
    assert [turn.text for turn in read.turns] == ["Hei, velkommen.", "Takk.", "Fint."]


@pytest.mark.parametrize(
    "legend",
    [
        "I1: Interviewer 1\nX: Informant\n\n",
        "I1 = interviewer; X = informant\n\n",
        "I1: Kari Vik\nX: Ola Li\n\n",
        "I1: intervjuer\n\nX: deltaker, 34 år\n\n",
    ],
)
def test_a_legend_is_header(legend: str) -> None:
    read = reading(legend + "I1: Hva gjør du nå?\nX: Jeg jobber.\nI1: Hvor?\nX: Her.\n")
    assert [turn.text for turn in read.turns] == ["Hva gjør du nå?", "Jeg jobber.", "Hvor?", "Her."]
    assert "\n\n".join(read.header).replace("\n\n", "\n") == legend.strip().replace("\n\n", "\n")


def test_a_block_of_keywords_and_speakers_is_header() -> None:
    text = "Møte 4\nSUMMARY KEYWORDS\narbeid, praksis\nSPEAKERS\nKari Vik, Ola\n\n"
    text += "Kari Vik  00:01\nHei\n\nOla  00:04\nHallo\n"
    read = reading(text)
    assert read.header == (
        "Møte 4",
        "SUMMARY KEYWORDS",
        "arbeid, praksis",
        "SPEAKERS",
        "Kari Vik, Ola",
    )
    assert read.labels == ("Kari Vik", "Ola")


def test_speech_above_the_first_label_is_reported() -> None:
    long = (
        "Da begynner vi, og jeg tar det opp på bånd slik at jeg slipper å skrive mens du snakker."
    )
    read = reading(f"{long}\nI: Er det greit?\nP01: Ja.\nI: Fint.\n")
    assert read.header == (long,)
    assert [odd.line for odd in read.oddities] == [1]


def test_a_section_heading_is_nobodys_words() -> None:
    text = "I: Hva?\nP1: Det.\nDEL 2:\nI: Og?\nP1: Ja.\n"
    read = reading(text)
    assert read.text == "Hva?\nDet.\nOg?\nJa."
    assert [odd.line for odd in read.oddities] == [3]


def test_markdown_headings_and_front_matter_are_no_text() -> None:
    text = "---\ntitle: Tre\n---\n# Intervju\n\n**Intervjuer:** Hva *nå*?\n\n"
    text += "**P03:** Ja.\n\n## Praksis\n\n"
    text += "**Intervjuer**: Og?\n\n- **P03:** Nei.\n"
    read = reading(text, "a.md")
    assert [(turn.label, turn.text) for turn in read.turns] == [
        ("Intervjuer", "Hva *nå*?"),
        ("P03", "Ja."),
        ("Intervjuer", "Og?"),
        ("P03", "Nei."),
    ]
    assert ("title", "Tre") in read.fields
    assert [odd.line for odd in read.oddities] == [10]


def test_headings_may_be_the_labels_of_a_markdown_file() -> None:
    text = "## Intervjuer\nHva?\n## Deltaker\nDet.\n## Intervjuer\nHvor?\n## Deltaker\nHer.\n"
    read = reading(text, "a.md")
    assert [turn.label for turn in read.turns] == ["Intervjuer", "Deltaker"] * 2


def test_ordinary_first_words_make_no_speakers() -> None:
    lines = ["ja det var fint", "og så gikk vi", "ja vi gikk", "nei ja", "og da ja", "men og nei"]
    read = reading("\n".join(lines * 4))
    assert read.labels == ("",)
    assert len(read.turns) == 1


def test_the_title_above_a_text_without_labels_is_header() -> None:
    read = reading("notat_7\n\nDet var ingen tolk.\n", "vik-notat_7.txt")
    assert (read.header, read.text) == (("notat_7",), "Det var ingen tolk.")
