"""Files come in many encodings; what is no text, or broken, is refused with its place."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from workbench.errors import FileFaults
from workbench.transcripts.readers import read, read_bytes

TALK = "I: Hva gjør du nå?\nP01: Jeg lærer å være kokk – «på ordentlig».\n"
WORDS = "Hva gjør du nå?\nJeg lærer å være kokk – «på ordentlig»."


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TALK.encode("utf-8"), "utf-8"),
        (codecs.BOM_UTF8 + TALK.encode("utf-8"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TALK.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + TALK.encode("utf-16-be"), "utf-16-be"),
        (TALK.encode("utf-16-le"), "utf-16-le"),
        (TALK.encode("utf-16-be"), "utf-16-be"),
        (TALK.encode("cp1252"), "cp1252"),
        (TALK.replace("\n", "\r\n").encode("cp1252"), "cp1252"),
        (TALK.encode("mac_roman"), "mac_roman"),
    ],
)
def test_the_encoding_is_recognised(data: bytes, encoding: str) -> None:
    transcript = read_bytes("a.txt", data)
    assert (transcript.encoding, transcript.text) == (encoding, WORDS)


@pytest.mark.parametrize(
    "word", ["Nå?", "Ja, før.", "Æ e så trøtt.", "Garçon über éin café", "15 °"]
)
def test_a_single_letter_outside_ascii_is_enough(word: str) -> None:
    transcript = read_bytes("a.txt", f"I: Hei\nP01: {word}\n".encode("latin-1"))
    assert transcript.text == f"Hei\n{word}"


def test_another_alphabet_is_recognised_where_there_is_enough_of_it() -> None:
    said = "Привет, как у тебя дела сегодня? Расскажи мне про работу на кухне."
    transcript = read_bytes("a.txt", f"I: {said}\nP01: {said}\n".encode("cp1251") * 3)
    assert transcript.turns[0].text == said


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.txt: the file is empty."),
        (b"\xef\xbb\xbf", "a.txt: the file is empty."),
        (b" \n\n\t\n", "a.txt: the file is empty."),
        (
            "I: Nå?\nP01: Jo, så.\nI: ".encode() + b"\xff\n",
            "a.txt, line 3: the encoding is broken: byte 0xff is not valid UTF-8.",
        ),
        (
            "I: Nå?\nP01: Blå".encode()[:-1],
            "a.txt, line 2: the encoding is broken: byte 0xc3 is not valid UTF-8.",
        ),
        (
            codecs.BOM_UTF16_LE + "I: Nå?\nP01: ".encode("utf-16-le") + b"\x00\xd8a\x00",
            "a.txt, line 2: the encoding is broken: byte 0x00 is not valid UTF-16-LE.",
        ),
        (
            b"I: Ja\nP01: Jo \xff\xfe\x81.\n",
            "a.txt, line 2: the characters are in no encoding that could be recognised.",
        ),
        (
            bytes(range(256)) * 8,
            "a.txt, line 1: this is no text but a binary file (character 0x00).",
        ),
        (b"PK\x03\x04abc", "a.txt, line 1: this is no text but a binary file (zip)."),
        (b"%PDF-1.7 abc", "a.txt, line 1: this is no text but a binary file (PDF)."),
    ],
    ids=["empty", "bom", "blank", "utf8", "cut", "utf16", "noise", "bytes", "zip", "pdf"],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, message: str) -> None:
    with pytest.raises(FileFaults) as refused:
        read_bytes("a.txt", data)
    assert refused.value.message == message
    assert "Nothing was stored." in refused.value.remedy


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("a.odt", "Open it in Word or LibreOffice and save it as .docx."),
        ("a.DOC", "Open it in Word or LibreOffice and save it as .docx."),
        ("a.pdf", "Import the document from which the PDF was made"),
        ("a.eaf", "Export the transcript as text (.txt) or subtitles (.vtt, .srt)"),
        ("a.xlsx", "Copy the columns with speaker and words into a table in Word"),
        ("a.m4a", "This is a recording: have it transcribed first"),
        ("a.xyz", "Save the transcript as one of .txt .md .docx .vtt .srt."),
        ("a", "Save the transcript as one of .txt .md .docx .vtt .srt."),
    ],
)
def test_a_kind_of_file_that_is_not_read_is_told_the_way_in(name: str, remedy: str) -> None:
    with pytest.raises(FileFaults, match=": files of this kind are not read") as refused:
        read_bytes(name, b"x")
    assert refused.value.remedy.startswith(remedy)
    assert refused.value.remedy.endswith("Nothing was stored.")


def test_a_word_document_under_another_name_is_known(tmp_path: Path) -> None:
    from docx import Document

    Document().save(str(tmp_path / "a.txt"))
    with pytest.raises(
        FileFaults, match=r"a\.txt, line 1: this is a Word document under"
    ) as refused:
        read(tmp_path / "a.txt")
    assert "ending .docx" in refused.value.remedy


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match=r"b\.txt: the file cannot be read"):
        read(tmp_path / "b.txt")


def test_two_hundred_pages_simply_work() -> None:
    talk = "I: Hva tenker du om det?\nP01: " + "Jeg tenker at det er bra. " * 40 + "\n"
    transcript = read_bytes("a.txt", (talk * 600).encode())
    assert len(transcript.turns) == 1200
    assert len(transcript.text) > 600_000


def test_the_hash_is_that_of_the_bytes() -> None:
    import hashlib

    data = codecs.BOM_UTF8 + TALK.encode()
    assert read_bytes("a.txt", data).sha256 == hashlib.sha256(data).hexdigest()
