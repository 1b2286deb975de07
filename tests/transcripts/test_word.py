"""Word documents, made here with python-docx."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from workbench.errors import FileFaults
from workbench.transcripts.readers import ReadTranscript, read_bytes


def written(fill: Callable[[Any], None]) -> bytes:
    document = Document()
    fill(document)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def of(*paragraphs: str) -> ReadTranscript:
    def fill(document: Any) -> None:
        for paragraph in paragraphs:
            document.add_paragraph(paragraph)

    return read_bytes("a.docx", written(fill))


def test_paragraphs_empty_ones_and_continuations() -> None:
    read = of(
        "I: Hva?", "", "X: Det.", "", "Og det.", "[anonymisert]", "", "I: Ja?\t", "X: \u00a0Nei"
    )
    assert [(turn.label, turn.text, turn.line) for turn in read.turns] == [
        ("I", "Hva?", 1),
        ("X", "Det. Og det. [anonymisert]", 3),
        ("I", "Ja?", 8),
        ("X", "Nei", 9),
    ]


def test_soft_breaks_and_tabs_stay_inside_the_turn() -> None:
    read = of("I:\tHva\ngjør\tdu?", "P01: Jeg\n\njobber.", "I: Ja.")
    assert [turn.text for turn in read.turns] == ["Hva gjør\tdu?", "Jeg jobber.", "Ja."]


def test_a_new_label_after_a_soft_break_is_a_new_turn() -> None:
    read = of("I: Hva?\nP01: Det.\nI: Ja.")
    assert [(turn.label, turn.line) for turn in read.turns] == [("I", 1), ("P01", 1), ("I", 1)]


def test_names_with_times_and_the_block_above_them() -> None:
    read = of(
        "", "samtale_4", "SUMMARY KEYWORDS", "arbeid, kurs", "SPEAKERS", "Kari Vik, P07", "",
        "Kari Vik  00:04", "Hei: du.", "", "P07  01:34", "Ja.", "", "Kari Vik  1:01:36", "Ok.",
    )  # fmt: skip
    assert [(turn.label, turn.text, turn.time) for turn in read.turns] == [
        ("Kari Vik", "Hei: du.", 4.0),
        ("P07", "Ja.", 94.0),
        ("Kari Vik", "Ok.", 3696.0),
    ]
    assert read.header[0] == "samtale_4"
    assert read.oddities == ()


def test_a_table_of_times_speakers_and_words() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("Intervju 4")
        rows = [("Tid", "Taler", "Tekst"), ("00:01", "I", "Hva?"), ("00:04", "P04", "Det.")]
        table = document.add_table(rows=0, cols=3)
        for row in [*rows, ("00:09", "I", "Ja?")]:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
        table.rows[2].cells[2].add_paragraph("Og det.")

    read = read_bytes("a.docx", written(fill))
    assert [(turn.label, turn.text, turn.time) for turn in read.turns] == [
        ("I", "Hva?", 1.0),
        ("P04", "Det. Og det.", 4.0),
        ("I", "Ja?", 9.0),
    ]
    assert read.header == ("Intervju 4", "Tid\tTaler\tTekst")


def test_what_was_inserted_is_read_and_what_was_deleted_is_not() -> None:
    def fill(document: Any) -> None:
        document.add_paragraph("I: Hva?")
        paragraph = document.add_paragraph("P01: Ja ")
        for name, part, text in (("w:del", "w:delText", "gammelt"), ("w:ins", "w:t", "nytt")):
            change, run, words = OxmlElement(name), OxmlElement("w:r"), OxmlElement(part)
            words.text = text
            run.append(words)
            change.append(run)
            paragraph._p.append(change)
        field = OxmlElement("w:instrText")
        field.text = "HYPERLINK"
        paragraph.add_run()._r.append(field)
        assert paragraph._p.find(qn("w:del")) is not None

    assert read_bytes("a.docx", written(fill)).text == "Hva?\nJa nytt"


def test_a_text_without_labels_is_one_turn() -> None:
    read = of("Jeg liker å lære.", "De andre er greie.", "")
    assert [(turn.label, turn.text) for turn in read.turns] == [
        ("", "Jeg liker å lære. De andre er greie.")
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"I: Hei", "a.docx, line 1: this is no Word document, or it is damaged."),
        (b"PK\x03\x04 damaged", "a.docx, line 1: this is no Word document, or it is damaged."),
        (b"", "a.docx, line 1: this is no Word document, or it is damaged."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.docx, line 1: this is an old Word file (.doc) or one protected by a password.",
        ),
        (
            written(lambda document: document.add_paragraph(" ")),
            "a.docx, line 1: the file is empty.",
        ),
    ],
    ids=["text", "damaged", "no bytes", "doc", "blank"],
)
def test_what_is_no_document_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FileFaults) as refused:
        read_bytes("a.docx", data)
    assert refused.value.message == message
