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


def damaged(data: bytes) -> bytes:
    """A document with a byte of its main part changed."""
    at = data.index(b"word/document.xml") + 60
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


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


def rows(*rows: tuple[str, ...]) -> Callable[[Any], None]:
    def fill(document: Any) -> None:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text

    return fill


def told(read: ReadTranscript) -> list[tuple[str, str, float | None]]:
    return [(turn.label, turn.text, turn.time) for turn in read.turns]


def test_the_first_row_of_a_table_tells_what_its_columns_hold() -> None:
    read = read_bytes(
        "a.docx",
        written(
            rows(
                ("Timespan", "Content", "Speaker", "Codes"),
                ("0:00,0 - 0:05,0", "Hva\tnå?", "Intervjuer", "x"),
                ("0:05,0 - 0:09,4", "Kurs.\nOg mer enn det.", "P03", ""),
                ("0:09,4 - 0:12,0", "Ja.", "", ""),
                ("Timespan", "Content", "Speaker", "Codes"),
                ("0:12,0 - 0:15,0", "Hvor?", "Intervjuer", ""),
            )
        ),
    )
    assert told(read) == [
        ("Intervjuer", "Hva nå?", 0.0),
        ("P03", "Kurs. Og mer enn det. Ja.", 5.0),
        ("Intervjuer", "Hvor?", 12.0),
    ]
    assert [odd.why for odd in read.oddities] == [
        "columns of the table that were left out: Codes",
        "no speaker in this row, read as P03",
    ]


def test_a_column_for_each_speaker() -> None:
    read = read_bytes(
        "a.docx",
        written(rows(("Intervjuer", "Deltaker"), ("Hva?", "Det."), ("", "Og det."), ("Hvor?", ""))),
    )
    assert told(read) == [
        ("Intervjuer", "Hva?", None),
        ("Deltaker", "Det. Og det.", None),
        ("Intervjuer", "Hvor?", None),
    ]


def test_a_table_inside_a_table_is_read_once() -> None:
    def fill(document: Any) -> None:
        cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
        inner = cell.add_table(rows=2, cols=2)
        for row, texts in zip(inner.rows, (("I:", "Hva?"), ("P:", "Det.")), strict=True):
            for each, text in zip(row.cells, texts, strict=True):
                each.text = text

    assert told(read_bytes("a.docx", written(fill))) == [("I", "Hva?", None), ("P", "Det.", None)]


def test_headings_name_speakers_or_parts() -> None:
    def fill(document: Any) -> None:
        document.add_heading("Samtale", 0)
        for part in ("Bakgrunn", "Kurset"):
            document.add_heading(part, 1)
            document.add_paragraph("I: Hva?")
            document.add_paragraph("P: Det.")

    read = read_bytes("a.docx", written(fill))
    assert read.text == "Hva?\nDet.\nHva?\nDet."
    assert read.header == ("Samtale", "Bakgrunn", "Kurset")


@pytest.mark.parametrize("how", ["bold", "bold, then a soft break", "heading"])
def test_a_name_on_its_own_line_is_a_label_where_it_is_set_apart(how: str) -> None:
    def fill(document: Any) -> None:
        for name, words in (("Kari", "Hva?"), ("Ola", "Det."), ("Kari", "Ja?"), ("Ola", "Her.")):
            if how == "heading":
                document.add_heading(name, 2)
                document.add_paragraph(words)
                continue
            paragraph = document.add_paragraph()
            paragraph.add_run(name).bold = True
            if how == "bold":
                document.add_paragraph(words)
            else:
                paragraph.add_run().add_break()
                paragraph.add_run(words)

    read = read_bytes("a.docx", written(fill))
    assert [turn.label for turn in read.turns] == ["Kari", "Ola", "Kari", "Ola"]


def test_what_stands_beside_the_text_is_kept_or_reported() -> None:
    def fill(document: Any) -> None:
        document.sections[0].header.paragraphs[0].text = "Fortrolig"
        document.sections[0].footer.paragraphs[0].text = "Side 1"
        document.add_paragraph("I: Hva?")
        paragraph = document.add_paragraph("P01: Det.")
        document.add_comment(paragraph.runs, text="Sjekk", author="Anne")
        box, inner, run = (OxmlElement(each) for each in ("w:txbxContent", "w:p", "w:r"))
        words = OxmlElement("w:t")
        words.text = "I boksen"
        run.append(words)
        inner.append(run)
        box.append(inner)
        paragraph.add_run()._r.append(box)

    read = read_bytes("a.docx", written(fill))
    assert read.text == "Hva?\nDet."
    assert read.header == ("Fortrolig", "I boksen")
    assert {odd.why for odd in read.oddities} == {
        "in a text box, kept with the header",
        "comments in the margin: 1, left out",
    }


def test_questions_in_bold_are_no_labels_but_said() -> None:
    def fill(document: Any) -> None:
        for question in ("Hva?", "Hvor?"):
            document.add_paragraph().add_run(question).bold = True
            document.add_paragraph("Det.")

    read = read_bytes("a.docx", written(fill))
    assert read.labels == ("",)
    assert "paragraphs in bold: 2" in read.oddities[-1].why


def test_hyphens_that_word_puts_in_are_as_in_its_plain_text() -> None:
    def fill(document: Any) -> None:
        run = document.add_paragraph("I: e").runs[0]._r
        for name, text in (("w:noBreakHyphen", "post og kurs"), ("w:softHyphen", "leder")):
            words = OxmlElement("w:t")
            words.text = text
            run.append(OxmlElement(name))
            run.append(words)

    assert read_bytes("a.docx", written(fill)).text == "e-post og kursleder"


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
            written(lambda document: document.add_paragraph("I: Hei"))[:9000],
            "a.docx, line 1: this is no Word document, or it is damaged.",
        ),
        (
            damaged(written(lambda document: document.add_paragraph("I: Hei"))),
            "a.docx, line 1: this is no Word document, or it is damaged.",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "a.docx, line 1: this is an old Word file (.doc) or one protected by a password.",
        ),
        (
            written(lambda document: document.add_paragraph(" ")),
            "a.docx, line 1: the file is empty.",
        ),
    ],
    ids=["text", "damaged", "no bytes", "cut off", "one part damaged", "doc", "blank"],
)
def test_what_is_no_document_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(FileFaults) as refused:
        read_bytes("a.docx", data)
    assert refused.value.message == message
