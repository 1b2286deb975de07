"""Quotations of a manuscript looked up in the transcripts: verbatim, changed, or not there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builder import Builder
from workbench.errors import FileFaults
from workbench.exports.manuscripts import quotations
from workbench.exports.quote_check import check_quotes, differences

SAID = (
    "Jeg sto i kassa hver dag, og ingen sa noe – ikke før klokka ti … Da kom hun som lager det "
    "kalde, og viste meg «alt sammen» to ganger."
)


@pytest.fixture
def made(tmp_path: Path) -> Builder:
    made = Builder(tmp_path / "study.db")
    made.interview("P01-1", {"P01": 1})
    made.interview("P02-1", {"P02": 1})
    made.turns("P01-1", [
        ("I", "Hvordan var det?"), ("P01", SAID), ("I", "Var det greit?"),
        ("P01", "Ja, det gikk jo greit [ler], etter hvert."),
    ])  # fmt: skip
    made.turns("P02-1", [("P02", "Vi var sju som begynte, men bare fire ble igjen til sommeren.")])
    return made


def checked(made: Builder, tmp_path: Path, manuscript: str) -> list[dict[str, Any]]:
    path = tmp_path / "kapittel.md"
    path.write_text(manuscript, encoding="utf-8")
    rows = check_quotes(made.store, path).to_dict("records")
    for row in rows:
        if row["found"] != "not":
            row["said"] = made.text_of(row["interview"])[row["start"] : row["end"]]
    return rows


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("ingen sa noe – ikke før klokka ti", "ingen sa noe – ikke før klokka ti"),
        ("ingen sa noe - ikke før klokka ti ...", "ingen sa noe – ikke før klokka ti …"),
        ("viste meg “alt sammen” to ganger", "viste meg «alt sammen» to ganger"),
        ("Jeg sto i kassa hver dag.", "Jeg sto i kassa hver dag"),
        ("Jeg sto\nikassa".replace("\nik", "\ni k"), "Jeg sto i kassa"),
        ("Jeg sto i kassa […] og viste meg", SAID[: SAID.index(" «alt")]),
        ("[…] ingen sa noe […]", "ingen sa noe"),
        ("Da kom hun [kokken] som lager det kalde", "Da kom hun som lager det kalde"),
        ("[kokken] viste meg", "viste meg"),
        ("[D]a kom hun", "a kom hun"),
        ("Jeg sto [bak disken] hver dag", "Jeg sto i kassa hver dag"),
        ("det gikk jo greit [ler], etter hvert", "det gikk jo greit [ler], etter hvert"),
        ("to ganger. [Var det greit?] Ja, det gikk", "to ganger.\nVar det greit?\nJa, det gikk"),
    ],
)
def test_what_was_said_is_verbatim_however_it_was_typed(
    made: Builder, tmp_path: Path, quote: str, said: str
) -> None:
    (row,) = checked(made, tmp_path, f"Han sa: «{quote}»")
    assert (row["found"], row["interview"], row["difference"]) == ("verbatim", "P01-1", "")
    assert row["said"] == said


@pytest.mark.parametrize(
    ("quote", "difference"),
    [
        ("Jeg sto i kassen hver dag, og ingen", "Jeg sto i kass[-a-]{+en+} hver dag, og ingen"),
        ("jeg sto i kassa hver dag", "[-J-]{+j+}eg sto i kassa hver dag"),
        ("ingen sa ikke noe – ikke før klokka ti", "ingen sa {+ikke +}noe - ikke før klokka ti"),
    ],
)  # fmt: skip
def test_what_was_changed_is_shown_letter_by_letter(
    made: Builder, tmp_path: Path, quote: str, difference: str
) -> None:
    (row,) = checked(made, tmp_path, f"> {quote}\n")
    assert (row["found"], row["interview"]) == ("changed", "P01-1")
    assert row["difference"] == difference


@pytest.mark.parametrize(
    "quote",
    [
        "dette har aldri noen sagt i noe intervju her",
        "sto i kass",
        "Jeg sto i kassa […] men bare fire ble igjen",
        "ble igjen […] Vi var sju",
        "kurs",
        "[…]",
        "–",
    ],
)
def test_what_nobody_said_is_not_found(made: Builder, tmp_path: Path, quote: str) -> None:
    (row,) = checked(made, tmp_path, f"«{quote}»")
    assert row["found"] != "verbatim"
    assert row["found"] == "not" or row["difference"]


def test_a_quotation_is_looked_up_in_the_order_of_the_study(made: Builder, tmp_path: Path) -> None:
    rows = checked(made, tmp_path, "Én sa «fire ble igjen», en annen «klokka ti».")
    assert [row["interview"] for row in rows] == ["P02-1", "P01-1"]


def texts(path: Path) -> list[str]:
    return [one.text for one in quotations(path)]


def test_quotations_of_markdown(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# Om «kurs»\n\nHun sa «ja, «nei» og» så “kanskje”. Løst » tegn « her\n\n"
        "> Et *langt* sitat\n> over to linjer \\<her\\>\n>\n> – arbeidsgiver i kantine\n\n"
        "> – Kom du?\n\n> «Hele sitatet»\n",
        encoding="utf-8",
    )
    assert texts(path) == [
        "kurs", "ja, «nei» og", "kanskje", "Et langt sitat over to linjer <her>", "– Kom du?",
        "Hele sitatet",
    ]  # fmt: skip


def test_quotations_of_word(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Om «kurs»", 1)
    document.add_paragraph("Hun sa «ja».")
    document.add_paragraph("Et langt sitat.\n– arbeidsgiver", style="Quote")
    document.add_paragraph("Rykket inn.").paragraph_format.left_indent = Pt(20)
    document.add_paragraph("Et punkt", style="List Bullet")
    document.add_table(1, 1).cell(0, 0).text = "«i en tabell»"
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert texts(path) == ["kurs", "ja", "Et langt sitat.", "Rykket inn.", "i en tabell"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.txt", b"x", "a.txt: .*docx and .md"),
        ("a.docx", b"PK", "a.docx: .*damaged"),
        ("a.md", b"\xe6", "a.md: .*UTF-8"),
        ("b.md", None, "b.md: .*cannot be read"),
    ],
)
def test_a_file_that_is_no_manuscript_is_explained(
    made: Builder, tmp_path: Path, name: str, data: bytes | None, words: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(FileFaults, match=words):
        check_quotes(made.store, tmp_path / name)


@settings(max_examples=60, deadline=None)
@given(st.text("abæ «»–-…[]", max_size=30), st.text("abæ «»–-…[]", max_size=30))
def test_both_texts_can_be_read_out_of_a_difference(stored: str, quoted: str) -> None:
    # Marks of the difference are letters of the text too here; the untouched rest is what counts.
    shown = differences(stored, quoted)
    assert stored == quoted or shown != stored
    assert len(shown) >= max(len(stored), len(quoted))


WORDS = st.lists(st.sampled_from(["jeg", "så", "ikke", "Oslo", "ti-tolv", "…", "–"]), min_size=4,
                 max_size=30).map(" ".join)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(WORDS, st.data())
def test_any_passage_of_whole_words_is_found_where_it_stands_or_before(
    text: str, data: st.DataObject
) -> None:
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = " ".join(words[first : last + 1])
    assume(any(letter.isalpha() for letter in quote))
    with tempfile.TemporaryDirectory() as folder:
        made = Builder(Path(folder) / "study.db")
        made.interview("P01-1", {"P01": 1})
        made.turns("P01-1", [("P01", text)])
        path = Path(folder) / "a.md"
        path.write_text(f"«{quote}»", encoding="utf-8")
        (row,) = check_quotes(made.store, path).to_dict("records")
        assert row["found"] == "verbatim"
        assert text[row["start"] : row["end"]] == quote
        made.store.close()
