"""Golden files: one folder per case under `golden/`, its input and a reference per format.

Renew the references after a wanted change with

    RENEW_GOLDEN=1 pytest tests/exports/test_exports_golden.py

and read the difference like code: docx and xlsx are compared part by part first, so a failure
shows the lines of XML that changed, then as bytes.
"""

from __future__ import annotations

import difflib
import json
import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pandas as pd
import pytest

from workbench.charts import agreement, paths, pattern_words, phases, sides, table
from workbench.charts.table import Names
from workbench.charts.typology import crossed
from workbench.exports import (
    FORMATS,
    AgreementView,
    CodebookView,
    ComparisonView,
    CrosstabView,
    ExcerptItem,
    ExcerptSet,
    FrameView,
    Insertion,
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
    both_sides,
    explaining,
    formats,
    over_time,
    shorten,
    table_picture,
    to_bytes,
    who_says,
)
from workbench.exports.package import packed_entries
from workbench.markdown import blocks
from workbench.model import (
    Code,
    Coding,
    PropertyDimension,
    PropertySpace,
    PropertyValue,
    Transcript,
    Turn,
)
from workbench.store import typology as stored
from workbench.texts import in_language

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())
RENEW = bool(os.environ.get("RENEW_GOLDEN"))


def _input(case: str) -> dict[str, Any]:
    return json.loads((GOLDEN / case / "input.json").read_text(encoding="utf-8"))


DRAWN_AS_TABLES = {
    "compare", "matrix", "changes", "attrition", "voices", "word_use", "placement", "query",
    "balance",
}  # fmt: skip
"""Kinds whose picture is made from their content alone; the others' are tested with a study."""


def _formats(case: str) -> list[str]:
    kind = _input(case)["kind"]
    # The pixels of a png are those of one machine.
    without = {"png"} if kind in DRAWN_AS_TABLES else {"png", "svg"}
    return [one.key for one in formats(kind) if one.suffix not in without]


PAIRS = [(case, key) for case in CASES for key in _formats(case)]


def _reference(case: str, key: str) -> Path:
    apart = "" if key == FORMATS[key].suffix else f".{key}"
    return GOLDEN / case / f"reference{apart}.{FORMATS[key].suffix}"


def _made(case: str, key: str) -> bytes:
    read = _input(case)
    about = read["provenance"]
    provenance = Provenance(
        **{**about, "left_out": tuple(tuple(one) for one in about.get("left_out", []))}
    )
    with in_language(read["language"]):
        content = _CONTENT[read["kind"]](read["content"])
        chart = table_picture.of(content, provenance) if key == "svg" else None
        return to_bytes(read["kind"], key, content, provenance, chart=chart)


def _excerpts(read: dict[str, Any]) -> ExcerptSet:
    items = tuple(_excerpt(dict(item)) for item in read.pop("items"))
    return ExcerptSet(items=items, **read)


def _excerpt(item: dict[str, Any]) -> ExcerptItem:
    text = item.pop("text")
    keep = [(text.index(words), text.index(words) + len(words)) for words in item.pop("keep", [])]
    insertions = [Insertion(text.index(at), words) for at, words in item.pop("insertions", [])]
    quote = shorten(text, keep or None, insertions) if keep or insertions else None
    item["heading"] = tuple(item.get("heading", ()))
    return ExcerptItem(quote or PrintedQuote.plain(text), **item)


def _crosstab(read: dict[str, Any]) -> CrosstabView:
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    frame = frame.astype({"n": "Int64", "N": "Int64"})
    share = (frame["n"] / frame["N"].where(frame["N"] > 0)).astype("Float64")
    frame.insert(frame.columns.get_loc("N") + 1, "share", share)
    labels = {(name, value): Label(*label) for name, value, *label in read.pop("labels")}
    for name in ("rows", "columns", "notes"):
        read[name] = tuple(read[name])
    return CrosstabView(frame=frame, labels=labels, **read)


def _agreement(read: dict[str, Any]) -> AgreementView:
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    codes = [Code(**code) for code in read.pop("codes")]
    for name in ("coders", "notes"):
        read[name] = tuple(read[name])
    return AgreementView(frame=frame, rows=tuple(agreement.rows(frame, codes)), **read)


def _codebook(read: dict[str, Any]) -> CodebookView:
    codes = tuple(Code(**code) for code in read.pop("codes"))
    counts = {int(key): n for key, n in read.pop("counts", {}).items()}
    return CodebookView(codes=codes, counts=counts, **read)


def _transcript(read: dict[str, Any]) -> TranscriptView:
    turns, at = [], 0
    for number, (speaker, role, person, time, words) in enumerate(read["turns"], start=1):
        turns.append(Turn(number, speaker, role, at, at + len(words), person, time))
        at += len(words) + 1
    text = "\n".join(words for *_rest, words in read["turns"])
    codings = tuple(
        Coding(
            number,
            read["title"],
            text.index(quote),
            text.index(quote) + len(quote),
            quote,
            code,
            "Kari",
        )
        for number, (quote, code) in enumerate(read["codings"], start=1)
    )
    return TranscriptView(
        read["title"],
        Transcript(read["title"], 1, 1, text, tuple(turns)),
        details=tuple(tuple(line) for line in read["details"]),
        codings=codings,
        code_names=read["code_names"],
    )


def _memos(read: dict[str, Any]) -> MemoSet:
    items = []
    for number, item in enumerate(read["items"], start=1):
        prose = blocks(item["text"], lambda name, label: label or name)
        heading = tuple(item.pop("heading"))
        items.append(MemoItem(heading=heading, prose=prose, id=number, **item))
    return MemoSet(read["title"], tuple(items))


def _framed(read: dict[str, Any]) -> tuple[pd.DataFrame, tuple[Code, ...], dict[str, Any]]:
    """The frame, the scheme, and what else the content is made from."""
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    codes = tuple(Code(**code) for code in read.pop("codes"))
    return frame, codes, {**read, "notes": tuple(read["notes"])}


TYPES = {"deltaker": "Deltaker", "arbeidsgiver": "Arbeidsgiver", "kursleverandør": "Kursleverandør"}


def _trajectories(read: dict[str, Any]) -> FrameView:
    frame, codes, rest = _framed(read)
    return over_time.trajectories(frame, paths.Names(codes), **rest)


def _changes(read: dict[str, Any]) -> FrameView:
    frame, codes, rest = _framed(read)
    persons = int(frame.groupby("code")["n"].sum().max())
    return over_time.changed(frame, paths.Names(codes), persons=persons, **rest)


def _attrition(read: dict[str, Any]) -> FrameView:
    frame, codes, rest = _framed(read)
    return over_time.attrition(frame, paths.Names(codes), actor_types=TYPES, **rest)


def _explanations(read: dict[str, Any]) -> FrameView:
    frame, codes, rest = _framed(read)
    shown = phases.table(frame, table.Names(TYPES, codes), by="actor_type")
    return explaining.explanations(frame, shown, **rest)


def _voices(read: dict[str, Any]) -> FrameView:
    frame, codes, rest = _framed(read)
    return explaining.voices(frame, table.Names(TYPES, codes), **rest)


def _comparison(read: dict[str, Any]) -> ComparisonView:
    frame = pd.DataFrame(read["cells"], columns=read["names"])
    codes = tuple(Code(**code) for code in read["codes"])
    names = Names(dict(read["actor_types"]), codes)
    shown = sides.sides(frame, names, read["compared"])
    summaries = {(code, side): (Summary(*one),) for code, side, *one in read["summaries"]}
    quotes = {
        (code, side): tuple(_excerpt(dict(item)) for item in items)
        for code, side, items in read["quotes"]
    }
    return ComparisonView(
        shown.title, " · ".join(shown.counted()), frame[frame["actor_type"] != "*"], shown,
        summaries, quotes, tuple(sides.notes(shown, nobody=read["nobody"])),
    )  # fmt: skip


def _matrix(read: dict[str, Any]) -> MatrixView:
    cells = {
        (subject, code): MatrixCell(
            tuple(Summary(*one) for one in summaries), len(places), tuple(places), usable, asked
        )
        for subject, code, summaries, places, usable, asked in read["cells"]
    }
    rows = [
        (subject, code, one.excerpts, one.usable, "\n\n".join(said.text for said in one.summaries))
        for (subject, code), one in cells.items()
    ]
    return MatrixView(
        read["title"], read["caption"], read["rows_name"],
        pd.DataFrame(rows, columns=["subject", "code", "excerpts", "N", "summary"]),
        tuple(tuple(one) for one in read["subjects"]), tuple(tuple(one) for one in read["codes"]),
        cells,
    )  # fmt: skip


def _pattern(read: dict[str, Any]) -> FrameView:
    """A table without a grid of its own, under the headings of its page."""
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    headings = pattern_words.headings(frame.columns)
    return FrameView(frame=frame, headings=headings, **{**read, "notes": tuple(read["notes"])})


def _query(read: dict[str, Any]) -> FrameView:
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    return who_says.query(frame, TYPES, **read)


def _balance(read: dict[str, Any]) -> FrameView:
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names"))
    return who_says.balance(frame, TYPES, **read)


def _placement(read: dict[str, Any]) -> FrameView:
    frame = pd.DataFrame(read.pop("cells"), columns=read.pop("names")).astype({"round": "Int64"})
    numbers = pd.DataFrame(read.pop("numbers"), columns=["code", "person", "n", "N", "asked"])
    names = Names({}, tuple(Code(**code) for code in read.pop("codes")))
    quotes: dict[tuple[str, str], list[str]] = {}
    for row in frame.to_dict("records"):
        said = f"{row['quote']}\n{both_sides.place(row, None)}"
        quotes.setdefault((row["code"], row["person"]), []).append(said)
    return both_sides.placement(frame, numbers, names, quotes=quotes, **read)


def _typology(read: dict[str, Any]) -> TypologyView:
    dimensions = tuple(
        PropertyDimension(name, tuple(PropertyValue(one) for one in values))
        for name, values in read["dimensions"]
    )
    names = [one.name for one in dimensions]
    cells = pd.DataFrame(
        [(*at, *said) for at, said in read["cells"]], columns=[*names, *stored.CELLS]
    )  # fmt: skip
    cases = pd.DataFrame(read["cases"], columns=[*stored.CASES[:4], *names, *stored.CASES[4:]])
    reasons = {
        tuple(case): tuple(ReasonItem(*one) for one in of_case) for case, of_case in read["reasons"]
    }
    shown = crossed(PropertySpace(read["title"], dimensions), cells)
    return TypologyView(
        read["title"], read["caption"], shown, cases, reasons, tuple(read["notes"])
    )  # fmt: skip


_CONTENT = {
    "cooccurrence": _pattern,
    "new_codes": _pattern,
    "word_use": _pattern,
    "query": _query,
    "balance": _balance,
    "placement": _placement,
    "trajectories": _trajectories,
    "changes": _changes,
    "attrition": _attrition,
    "explanations": _explanations,
    "voices": _voices,
    "compare": _comparison,
    "matrix": _matrix,
    "typology": _typology,
    "excerpts": _excerpts,
    "crosstab": _crosstab,
    "agreement": _agreement,
    "codebook": _codebook,
    "transcript": _transcript,
    "memos": _memos,
}


def _entries(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _frame(packed: bytes) -> list[tuple[object, ...]]:
    """What an archive says of its entries besides their content, in their order."""
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        return [
            (one.filename, one.date_time, one.external_attr, one.create_system, one.compress_type)
            for one in archive.infolist()
        ]


def _lines(content: bytes) -> list[str]:
    """XML a tag a line, for a difference that can be read."""
    if content.lstrip().startswith(b"<?xml"):
        return minidom.parseString(content).toprettyxml(indent=" ").splitlines()
    return content.decode("utf-8", "replace").splitlines()


def _difference(reference: bytes, made: bytes) -> str:
    changed = difflib.unified_diff(
        _lines(reference), _lines(made), "reference", "made", n=2, lineterm=""
    )
    return "\n".join(changed)


@pytest.mark.parametrize(("case", "key"), PAIRS, ids=[f"{case}.{key}" for case, key in PAIRS])
def test_an_export_equals_its_reference(case: str, key: str) -> None:
    made = _made(case, key)
    reference = _reference(case, key)
    if RENEW:
        reference.write_bytes(made)
    kept = reference.read_bytes()
    if FORMATS[key].suffix not in ("docx", "xlsx"):
        assert made == kept, _difference(kept, made)
        return
    before, after = _entries(kept), _entries(made)
    assert _frame(made) == _frame(kept)
    for name, content in before.items():
        assert after[name] == content, f"{name}\n{_difference(content, after[name])}"
    # Another zlib compresses the same content to other bytes; where this one packs the
    # reference's own entries as they were, the bytes must be the same too.
    if packed_entries(before) == kept:
        assert made == kept


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_a_reference_for_each_format_and_nothing_else(case: str) -> None:
    expected = {"input.json", *(_reference(case, key).name for key in _formats(case))}
    assert {path.name for path in (GOLDEN / case).iterdir()} == expected


@pytest.mark.parametrize(("case", "key"), PAIRS, ids=[f"{case}.{key}" for case, key in PAIRS])
def test_two_exports_are_the_same_bytes(case: str, key: str) -> None:
    assert _made(case, key) == _made(case, key)
