"""What is written can be read back, says where it comes from, and does no harm."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Mm, Pt

from workbench.analysis import figure_check
from workbench.charts import agreement, sides
from workbench.charts.table import Names
from workbench.charts.typology import crossed
from workbench.errors import CallError, DataError
from workbench.exports import (
    FORMATS,
    KINDS,
    AgreementView,
    ClaimItem,
    CodebookView,
    ComparisonView,
    CrosstabView,
    ExcerptItem,
    ExcerptSet,
    FiguresView,
    FrameView,
    Label,
    MatrixCell,
    MatrixView,
    MemoItem,
    MemoSet,
    PrintedQuote,
    Provenance,
    ReasonItem,
    Summary,
    TranscriptView,
    TypologyView,
    formats,
    shorten,
    to_bytes,
    write,
)
from workbench.exports.model import Grid, GridCell
from workbench.markdown import blocks
from workbench.model import (
    Code,
    PropertyDimension,
    PropertySpace,
    PropertyValue,
    Transcript,
    Turn,
)
from workbench.store.typology import CASES, CELLS
from workbench.texts import _, in_language

PROVENANCE = Provenance(
    "Kassaprosjektet",
    "2012-03-03",
    filters="kode: praksis",
    count="2 of 9 excerpts",
    version="0.1.0",
    left_out=(("P05", "samtykke uten sitater"),),
)
QUOTE = "Jeg sto i kassa. Ingen sa noe. Så gikk jeg."
ITEM = ExcerptItem(
    shorten(QUOTE, [(0, 16), (31, len(QUOTE))]),
    attribution="deltaker i butikk",
    heading=("Praksis", "Opplæring"),
    interview="P02-2",
    person="P02",
    round=2,
    turn=14,
    code="praksis.opplaering",
    valence="missing",
)
DANGEROUS = ["=1+1", "+47 12", "-5", "@SUM(A1)", "\t=1+1", "\r=1+1"]
TEXT_KEYS = ["docx", "xlsx", "csv", "csv_excel_nb", "html", "md", "json"]


def _excerpts(*texts: str) -> ExcerptSet:
    return ExcerptSet("Praksis", tuple(ExcerptItem(PrintedQuote.plain(text)) for text in texts))


def _crosstab(n_columns: int = 3) -> CrosstabView:
    cells = [
        (row, "deltaker", str(column), 1 + column % 3, 7, 3, 7, "yes", 7)
        for row in ("a", "a.b")
        for column in range(1, n_columns + 1)
    ]
    names = ["code", "actor_type", "round", "n", "N", "persons", "persons_N", "asked", "done"]
    labels = {("code", "a"): Label("Alt"), ("code", "a.b"): Label("Bare", level=1)}
    return CrosstabView("Tabell", pd.DataFrame(cells, columns=names), labels=labels)


def _agreement() -> AgreementView:
    counts = {"interviews": 8, "codings_a": 3, "codings_b": 2, "both": 1, "only_a": 2, "only_b": 1,
              "neither": 6}  # fmt: skip
    measures = dict.fromkeys(agreement.MEASURES, 0.25) | {"alpha_u": float("nan")}
    row = {"code": "a", "unit": "turn", "rule": "any", **counts, **measures, "reason": ""}
    frame = pd.DataFrame([row, row | {"code": "", "reason": "no pooled value"}])
    codes = (Code(1, "a", None, 0, "Alt"),)
    return AgreementView(
        "Samsvar", "Anne – Bo", ("Anne", "Bo"), frame, tuple(agreement.rows(frame, codes))
    )


def _comparison() -> ComparisonView:
    names = ["code", "actor_type", "n", "N", "persons", "persons_N", "asked", "done"]
    cells = [("a", one, 3, 7, 3, 7, "yes", 7) for one in ("deltaker", "*")]
    frame = pd.DataFrame(cells, columns=names)
    shown = sides.sides(frame, Names({}, (Code(1, "a", None, 0, "Alt"),)), ["a"])
    place = ("a", "deltaker")
    said = {place: (Summary("De øver.", "Anne", "2012-03-02"),)}
    return ComparisonView("Alt", "3 av 7", frame, shown, said, {place: (ITEM,)})


def _matrix() -> MatrixView:
    said = (Summary("Hun øver.", "Anne", "2012-03-02"),)
    frame = pd.DataFrame({"subject": ["P02"], "code": ["a"], "excerpts": [1], "summary": ["Øver"]})
    cells = {("P02", "a"): MatrixCell(said, 1, ("P02-2, replikk 14",), 1, "yes")}
    subjects = (("P02", "P02", "deltaker"),)
    return MatrixView("Matrise", "1 av 1", "Informant", frame, subjects, (("a", "Alt"),), cells)


def _framed() -> FrameView:
    head = (GridCell("Kode", strong=True), GridCell("n", strong=True))
    rows = ((GridCell("Alt", strong=True), GridCell("3 av 7")),)
    frame = pd.DataFrame({"code": ["a"], "n": [3], "persons": ["P01,P02"]})
    return FrameView("Løp", frame, Grid("Løp", (head,), rows), "Informanter", ("En merknad.",))


def _rows() -> FrameView:
    frame = pd.DataFrame({"lemma": ["kurs", "=1+1"], "n": [3, 1], "ratio": [1.5, float("nan")]})
    return FrameView(
        "Ord",
        frame,
        None,
        "4 of 4 read",
        ("No test.",),
        headings={"lemma": "word", "ratio": "ratio"},
    )


def _contents() -> dict[str, Any]:
    text = "Hva nå?\nJeg går."
    turns = (Turn(1, "I", "interviewer", 0, 7), Turn(2, "P02", "person", 8, 16, "P02"))
    return {
        "excerpts": ExcerptSet("Praksis", (ITEM, ITEM)),
        "crosstab": _crosstab(),
        "compare": _comparison(),
        "matrix": _matrix(),
        "agreement": _agreement(),
        "codebook": CodebookView("Kodebok", (Code(1, "praksis", None, 0, "Praksis"),)),
        "transcript": TranscriptView("P02-2", Transcript("P02-2", 1, 1, text, turns)),
        "figures": _figures(),
        "typology": _typology(),
        "memos": MemoSet("Notater", (_memo("Hun **nøler**, som [[P01]]."),)),
        **dict.fromkeys(
            ("trajectories", "changes", "attrition", "explanations", "voices", "placement",
             "query", "balance"),
            _framed(),
        ),
        **dict.fromkeys(("cooccurrence", "new_codes", "word_use"), _rows()),
    }  # fmt: skip


def _figures() -> FiguresView:
    row = {"id": 4, "source": "NAV", "table": "alle kurs", "course": "kafé", "date": "",
           "base": "startet", "n_base": 50, "courses_reporting": 3, "period": "2012",
           "definition": "", "time_point": "6_uker", "category": "i_jobb", "value": 42.0,
           "unit": "prosent"}  # fmt: skip
    frame = pd.DataFrame([row, row | {"id": 5, "category": "ikke_kontakt", "value": 13.0}])
    says = ClaimItem(4, "contradicts", "Nesten <alle> fikk jobb", "P02", "deltaker", "P02-1", "a")
    silent = ClaimItem(4, "supports", "", "P05", "deltaker", "P05-1", "a", note="etter et år")
    return FiguresView("Tall", frame, figure_check.check(frame), (says, silent))


def _typology() -> TypologyView:
    values = tuple(PropertyValue(name) for name in ("ja", "nei"))
    space = PropertySpace(
        "Hvem?", (PropertyDimension("Ønske", values), PropertyDimension("Tilbud", values))
    )
    said = dict.fromkeys((*CELLS, *CASES), "")
    cells = [
        {**said, "Ønske": wish, "Tilbud": offer, "n": n, "N": 3, "persons": n, "persons_N": 2,
         "by_hand": 0, "told": 0}
        for wish, offer, n in (("ja", "ja", 2), ("ja", "nei", 0), ("nei", "ja", 0),
                               ("nei", "nei", 0))
    ]  # fmt: skip
    case = {**said, "Ønske": "ja", "Tilbud": "ja", "person": "P02", "time": "1", "by": "rule",
            "state": "placed", "reasons": 1}  # fmt: skip
    reasons = {("P02", "", "1"): (ReasonItem("Ønske: ja", "Jeg <vil>", "deltaker", "P02-1", "a"),)}
    return TypologyView(
        "Hvem?", "1 av 1", crossed(space, pd.DataFrame(cells)), pd.DataFrame([case]), reasons
    )


def _memo(text: str, **more: Any) -> MemoItem:
    prose = blocks(text, lambda name, label: label or name)
    item = MemoItem(("Personer", "P02"), text, prose, "Kari", "2012-03-02T09:00:00+00:00", "person")
    return replace(item, **more)


def _document(content: Any = None, kind: Any = "excerpts", **options: Any) -> Any:
    made = to_bytes(kind, "docx", content or _contents()[kind], PROVENANCE, **options)
    return docx.Document(BytesIO(made))


def _workbook(content: Any, kind: Any = "excerpts") -> Any:
    return openpyxl.load_workbook(BytesIO(to_bytes(kind, "xlsx", content, PROVENANCE)))


def _visible(kind: str, key: str) -> str:
    """Everything that a file says, as one text."""
    made = to_bytes(kind, key, _contents()[kind], replace(PROVENANCE, synthetic=True))  # type: ignore[arg-type]
    if key not in ("docx", "xlsx"):
        return made.decode()
    with zipfile.ZipFile(BytesIO(made)) as archive:
        return " ".join(
            re.sub(r"<[^>]+>", " ", archive.read(name).decode())
            for name in archive.namelist()
            if name.endswith(".xml") and not name.startswith("docProps")
        )


@pytest.mark.parametrize("key", TEXT_KEYS)
@pytest.mark.parametrize("kind", KINDS)
def test_every_export_carries_its_provenance(kind: str, key: str) -> None:
    said = _visible(kind, key)
    day = "3 March 2012" if key in ("docx", "xlsx", "html", "md") else "2012-03-03"
    for words in ("Kassaprosjektet", day, "kode: praksis", "primary", "2 of 9 excerpts", "P05"):
        assert words in said
    assert re.search("synthetic", said, re.IGNORECASE)


def test_a_word_file_has_quotes_in_the_quote_style_and_attributions_based_on_it() -> None:
    document = _document()
    found = [(one.style.name, one.text) for one in document.paragraphs]
    assert ("Title", "Praksis") in found
    assert ("Heading 1", "Praksis") in found
    assert ("Heading 2", "Opplæring") in found
    assert ("Quote", "Jeg sto i kassa. […] Så gikk jeg.") in found
    assert ("Quote Attribution", "–\u00a0deltaker i butikk") in found
    assert document.styles["Quote Attribution"].base_style.name == "Quote"


def test_a_quote_stays_on_the_page_of_its_attribution() -> None:
    quote = next(one for one in _document().paragraphs if one.style.name == "Quote")
    assert quote.paragraph_format.keep_with_next


def test_a_word_file_is_a4_and_has_no_styles_of_its_own_in_the_runs() -> None:
    document = _document()
    section = document.sections[0]
    assert [round(section.page_width.mm), round(section.page_height.mm)] == [210, 297]
    assert all(
        run.font.size is None and run.font.name is None
        for one in document.paragraphs
        for run in one.runs
    )


def test_a_table_is_a_word_table_that_repeats_its_header_rows() -> None:
    table = _document(kind="crosstab").tables[0]
    assert [cell.text for cell in table.rows[1].cells[1:]] == [
        "round\u00a01",
        "round\u00a02",
        "round\u00a03",
    ]
    assert [cell.text for cell in table.rows[3].cells][:2] == ["Bare", "2\u00a0of\u00a07"]
    repeated = [row._tr.xpath("w:trPr/w:tblHeader") != [] for row in table.rows]
    assert repeated == [True, True, False, False]


def test_a_wide_table_turns_the_page() -> None:
    section = _document(_crosstab(9), "crosstab").sections[0]
    assert section.page_width > section.page_height


def _template(folder: Path, *, name: str = "mal.docx", with_quote: bool = True) -> Path:
    document = docx.Document()
    document.add_paragraph("Erstattes")
    document.sections[0].left_margin = Mm(40)
    document.sections[0].footer.paragraphs[0].text = "Instituttets bunntekst"
    document.styles["Heading 1"].font.name = "Garamond"
    if with_quote:
        document.styles["Quote"].font.size = Pt(17)
    else:
        document.styles.element.remove(document.styles["Quote"].element)
    own = document.styles.add_style("Quote Attribution", WD_STYLE_TYPE.PARAGRAPH)
    own.font.size = Pt(7)
    document.save(folder / name)
    return folder / name


def test_a_writers_template_decides_how_the_text_looks(tmp_path: Path) -> None:
    document = _document(template=_template(tmp_path))
    styles = document.styles
    assert styles["Heading 1"].font.name == "Garamond"
    assert styles["Quote"].font.size == Pt(17)
    assert styles["Quote Attribution"].font.size == Pt(7)
    assert round(document.sections[0].left_margin.mm) == 40
    assert document.sections[0].footer.paragraphs[0].text == "Instituttets bunntekst"
    assert "Erstattes" not in [one.text for one in document.paragraphs]


def test_a_template_without_a_quote_style_gets_one(tmp_path: Path) -> None:
    document = _document(template=_template(tmp_path, with_quote=False))
    assert document.styles["Quote"].base_style.name == "Normal"


def test_a_dotx_serves_as_a_template(tmp_path: Path) -> None:
    saved = _template(tmp_path)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(tmp_path / "mal.dotx", "w") as new:
        for name in old.namelist():
            content = old.read(name).replace(b"document.main+xml", b"template.main+xml")
            new.writestr(name, content)
    document = _document(template=tmp_path / "mal.dotx")
    assert document.styles["Quote"].font.size == Pt(17)


def test_a_template_that_is_no_word_file_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "mal.docx"
    wrong.write_text("ikke Word")
    with pytest.raises(DataError, match="not a Word file that can serve as a template") as caught:
        _document(template=wrong)
    assert caught.value.place == str(wrong)
    with pytest.raises(DataError, match="not a Word file"):
        _document(template=tmp_path / "finnes ikke.docx")


def test_a_workbook_reads_back_as_it_was_given() -> None:
    book = _workbook(_contents()["excerpts"])
    sheet = book["Excerpts"]
    head = [cell.value for cell in sheet[1]]
    row = dict(zip(head, [cell.value for cell in sheet[2]], strict=True))
    assert row["Quote"] == "Jeg sto i kassa. […] Så gikk jeg."
    assert (row["Round"], row["Turn"], row["Person"]) == (2, 14, "P02")
    assert row["Present or missing"] == "missing"
    assert (sheet.freeze_panes, book.sheetnames[-1]) == ("A2", "About")
    assert sheet["C2"].alignment.wrap_text


def test_a_workbooks_table_has_the_numbers_beside_it() -> None:
    book = _workbook(_crosstab(), "crosstab")
    assert book.sheetnames == ["Table", "Data", "About"]
    assert book["Table"]["B4"].value == "2\u00a0of\u00a07"
    assert book["Table"].freeze_panes == "B3"
    assert book["Data"]["D2"].value == 2


@pytest.mark.parametrize("text", DANGEROUS, ids=repr)
def test_no_cell_becomes_a_formula(text: str) -> None:
    content = replace(_contents()["excerpts"], items=(replace(ITEM, memo=text),))
    rows = csv.reader(StringIO(to_bytes("excerpts", "csv", content, PROVENANCE).decode()))
    header, row = list(rows)
    assert row[header.index("memo")] == f"'{text}".replace("\r", "\n")
    cell = _workbook(content)["Excerpts"].cell(2, header.index("memo") + 1)
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()


def test_csv_has_comma_point_and_a_header_even_without_rows() -> None:
    view = _crosstab()
    view = replace(view, frame=view.frame.assign(share=0.25))
    made = to_bytes("crosstab", "csv", view, PROVENANCE).decode()
    assert made.splitlines()[1].startswith("a,deltaker,1,2,7,3,7,yes,7,0.25,Kassaprosjektet,")
    empty = to_bytes("excerpts", "csv", _excerpts(), PROVENANCE).decode()
    assert empty.startswith("number,heading,quote,")
    assert empty.count("\n") == 1


def test_csv_for_norwegian_excel_has_semicolon_decimal_comma_and_bom() -> None:
    view = _crosstab()
    view = replace(view, frame=view.frame.assign(share=0.25))
    with in_language("nb"):
        made = to_bytes("crosstab", "csv_excel_nb", view, PROVENANCE)
    assert made.startswith(b"\xef\xbb\xbfKode;Akt")
    assert b";0,25;" in made
    assert b"\r\n" in made


class _Requests(HTMLParser):
    """Collects what a browser would fetch, and whether a script is there."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in ("script", "img", "link", "iframe", "object") else []
        self.found += [name for name, _value in attrs if name in ("src", "href", "srcset")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_web_page_requests_nothing(kind: str) -> None:
    page = to_bytes(kind, "html", _contents()[kind], PROVENANCE).decode()  # type: ignore[arg-type]
    parser = _Requests()
    parser.feed(page)
    assert parser.found == []
    assert "url(" not in page
    assert "@import" not in page
    assert "default-src 'none'" in page


def test_a_web_page_escapes_what_people_said() -> None:
    words = '<script>alert(1)</script> & "ja"'
    page = to_bytes("excerpts", "html", _excerpts(words), PROVENANCE).decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;ja&quot;" in page


@pytest.mark.parametrize(
    "words",
    ["# nei", "- ja", "1. først", "1) først", "*a* _b_ `c`", "<b>x</b>", "[a](b) [c]: d", "a|b",
     "![x](y)", "&lt; &amp;", "~~a~~", "\\*", "+ ja", "=", "> sa han"],
)  # fmt: skip
def test_markdown_shows_the_words_as_they_are(words: str) -> None:
    markdown_it = pytest.importorskip("markdown_it", reason="reads Markdown as others do")
    page = to_bytes("excerpts", "md", _excerpts(words), PROVENANCE).decode()
    tokens = markdown_it.MarkdownIt("gfm-like", {"linkify": False}).parse(page)
    texts = [token for token in tokens if token.type == "inline" and token.level == 2]
    assert "".join(child.content for child in texts[0].children) == words
    assert {child.type for child in texts[0].children} <= {"text", "text_special"}


def test_json_keeps_its_order_and_its_letters() -> None:
    made = to_bytes("excerpts", "json", _contents()["excerpts"], PROVENANCE)
    assert "Opplæring" in made.decode()
    read = json.loads(made)
    assert list(read) == ["kind", "title", "provenance", "rows"]
    assert list(read["rows"][0])[:3] == ["number", "heading", "quote"]
    assert read["provenance"]["left_out"] == [{"person": "P05", "reason": "samtykke uten sitater"}]
    assert read["rows"][0]["start"] is None


@pytest.mark.parametrize("key", TEXT_KEYS)
def test_control_characters_break_no_file(key: str) -> None:
    made = to_bytes("excerpts", key, _excerpts("før\x00\x0b\x1fetter"), PROVENANCE)
    if key == "docx":
        assert "føretter" in [one.text for one in docx.Document(BytesIO(made)).paragraphs]
    if key == "xlsx":
        assert openpyxl.load_workbook(BytesIO(made))["Excerpts"]["C2"].value == "føretter"


def test_a_text_longer_than_a_cell_says_that_it_was_cut() -> None:
    value = _workbook(_excerpts("ord " * 10_000))["Excerpts"]["C2"].value
    assert len(value) <= 32_767
    assert value.endswith("[… cut: a cell of Excel holds 32767 characters]")


def test_two_processes_write_the_same_bytes() -> None:
    script = (
        "import hashlib\n"
        "from workbench.exports import *\n"
        "from workbench.texts import set_language\n"
        "set_language('en')\n"
        "items = (ExcerptItem(PrintedQuote.plain('Ja.'), 'deltaker', ('A', 'B')),)\n"
        "content, said = ExcerptSet('T', items), Provenance('S', '2012-03-03')\n"
        "for one in formats('excerpts'):\n"
        "    made = to_bytes('excerpts', one.key, content, said)\n"
        "    print(one.key, hashlib.sha256(made).hexdigest())\n"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.splitlines()
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    ]
    assert said[0] == said[1]
    assert len(said[0]) == len(TEXT_KEYS)


@pytest.mark.parametrize("key", ["docx", "xlsx"])
def test_office_files_give_the_provenances_date_as_theirs(key: str) -> None:
    made = BytesIO(to_bytes("excerpts", key, _contents()["excerpts"], PROVENANCE))
    properties = (
        docx.Document(made).core_properties
        if key == "docx"
        else openpyxl.load_workbook(made).properties
    )
    assert properties.created.date().isoformat() == "2012-03-03"
    assert properties.modified.date().isoformat() == "2012-03-03"
    with zipfile.ZipFile(made) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_write_takes_the_format_from_the_name_and_makes_the_folder(tmp_path: Path) -> None:
    content = _contents()["excerpts"]
    path = write("excerpts", tmp_path / "exports" / "Praksis.HTML", content, PROVENANCE)
    assert path.read_bytes() == to_bytes("excerpts", "html", content, PROVENANCE)
    assert [one.name for one in path.parent.iterdir()] == ["Praksis.HTML"]


def test_a_format_that_a_kind_lacks_is_refused_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        write("excerpts", tmp_path / "a.odt", _contents()["excerpts"], PROVENANCE)
    assert str(caught.value) == (
        "“odt” is no format of excerpts.\n"
        "Choose one of docx, xlsx, csv, csv_excel_nb, html, md, json."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(DataError, match="The file cannot be written") as caught:
        write("excerpts", tmp_path / "fil" / "a.md", _contents()["excerpts"], PROVENANCE)
    assert caught.value.place == str(tmp_path / "fil" / "a.md")


def test_a_failed_export_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"old")
    with pytest.raises(DataError):
        write("excerpts", path, _contents()["excerpts"], PROVENANCE, template=tmp_path / "nei")
    assert path.read_bytes() == b"old"


def test_an_interrupted_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", _fail)
        with pytest.raises(DataError, match=r"cannot be written: disk full\."):
            write("excerpts", path, _contents()["excerpts"], PROVENANCE)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def _fail(*_arguments: Any) -> None:
    raise OSError(28, "disk full")


def test_a_kind_takes_its_own_content_only() -> None:
    with pytest.raises(TypeError, match="codebook takes CodebookView"):
        to_bytes("codebook", "md", _contents()["excerpts"], PROVENANCE)


def test_a_plain_table_is_read_with_two_decimals_and_a_dash_and_kept_as_it_is() -> None:
    rows = [[cell.text for cell in row.cells] for row in _document(kind="word_use").tables[0].rows]
    assert rows == [["word", "n", "ratio"], ["kurs", "3", "1.50"], ["=1+1", "1", "–"]]
    sheet = _workbook(_rows(), kind="word_use").worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == ["kurs", 3, 1.5]
    assert sheet["A3"].data_type == "s"


def test_the_menu_of_a_kind_lists_its_formats_in_order() -> None:
    assert [one.key for one in formats("crosstab")] == [*TEXT_KEYS, "svg", "png"]


def test_the_name_of_a_program_is_no_word_to_be_translated() -> None:
    with in_language("nb"):
        labels = [_(FORMATS[key].label) for key in ("docx", "xlsx", "csv_excel_nb")]
    assert labels == ["Word", "Excel", "CSV (Excel, norsk)"]


def test_the_room_loads_neither_streamlit_nor_spacy_nor_altair() -> None:
    script = (
        "import sys, workbench.exports\n"
        "print([name for name in ('streamlit', 'spacy', 'altair')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"
