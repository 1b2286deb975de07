"""From a file's bytes to its characters: which encoding it is in, and what is no text at all.

Tried in this order: a BOM, UTF-16 without one, strict UTF-8, Windows-1252 where that reads as
a Western language (short Norwegian texts hold too few letters for statistics), then what
charset-normalizer makes of it. A file that is nearly UTF-8 is broken, not something else.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.errors import Fault, FileFaults
from workbench.texts import _

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: it begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"PK\x03\x04", "zip"),
    (b"%PDF", "PDF"),
    (b"\xd0\xcf\x11\xe0", "OLE"),
    (b"{\\rtf", "RTF"),
    (b"SQLite format 3", "SQLite"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"ID3", "MP3"),
    (b"RIFF", "RIFF"),
    (b"\x1f\x8b", "gzip"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f-\x84\x86-\x9f]")
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")

_LETTERS = frozenset("æøåÆØÅäöüÄÖÜßéèêëÉÈáàâãÁÀíìîïóòôõúùûñçÇŠšŽžœðþýÐÞÝÍÓÚÊÑ")
_MARKS = frozenset("«»“”„‘’‚–—…§°·•½£€©®´¨×²³\u00a0\u00ad")
_SINGLE = ("cp1252", "mac_roman", "cp850")
_READS_WELL = 0.9
_MOST_ACCENTED = 0.4
_ENOUGH_TO_GUESS = 12


@dataclass(frozen=True)
class Decoded:
    """A file's characters without a leading BOM, and the encoding that they were in."""

    text: str
    encoding: str


def decode(name: str, data: bytes) -> Decoded:
    """The characters of a text file.

    Raises FileFaults, with the line where there is one, for a file that is empty, is no text,
    or is in no encoding that can be told for certain.
    """
    if not data.strip():
        raise _fault(name, _("the file is empty."), line=None)
    _refuse_binary(name, data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            label = "utf-8-sig" if encoding == "utf-8" else encoding
            return Decoded(_strictly(name, data[len(bom) :], encoding, label), label)
    if wide := _wide(data):
        return Decoded(_strictly(name, data, wide, wide), wide)
    if b"\0" in data:
        raise _no_text(name, data.count(b"\n", 0, data.index(b"\0")) + 1, "0x00")
    decoded = _utf8(name, data) or _single(data) or _guessed(data)
    if decoded is None:
        raise _unknown(name, data)
    return _checked(name, decoded)


def _refuse_binary(name: str, data: bytes) -> None:
    if data.startswith(b"PK") and b"word/document.xml" in data:
        raise _fault(
            name,
            _("this is a Word document under another name."),
            line=1,
            found="docx",
            remedy=_("Give its name the ending .docx. Nothing was stored."),
        )
    for start, kind in _BINARY:
        if data.startswith(start):
            raise _fault(
                name,
                _("this is no text but a binary file ({kind}).", kind=kind),
                line=1,
                found=kind,
                remedy=_("Save the transcript as .docx or plain text. Nothing was stored."),
            )


def _wide(data: bytes) -> str:
    """UTF-16 without a BOM: every other byte of mostly Latin text is zero."""
    head = data[:4000]
    if len(data) % 2 or b"\0" not in head:
        return ""
    even, odd = head[0::2], head[1::2]
    zeros_even, zeros_odd = even.count(0), odd.count(0)
    if zeros_odd > 0.6 * len(odd) and zeros_even < 0.05 * len(even):
        return "utf-16-le"
    if zeros_even > 0.6 * len(even) and zeros_odd < 0.05 * len(odd):
        return "utf-16-be"
    return ""


def _strictly(name: str, data: bytes, encoding: str, label: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding, errors="ignore")
        raise _broken(name, label, before.count("\n") + 1, data[error.start]) from error
    return _checked(name, Decoded(text.removeprefix("\ufeff"), label)).text


def _checked(name: str, decoded: Decoded) -> Decoded:
    if not decoded.text.strip():
        raise _fault(name, _("the file is empty."), line=None)
    odd = _CONTROL.search(decoded.text)
    if odd is None:
        return decoded
    controls = len(_CONTROL.findall(decoded.text))
    if controls > 8 + len(decoded.text) // 200:
        raise _no_text(name, decoded.text.count("\n", 0, odd.start()) + 1, f"{ord(odd[0]):#04x}")
    return decoded


def _no_text(name: str, line: int, code: str) -> FileFaults:
    return _fault(
        name,
        _("this is no text but a binary file (character {code}).", code=code),
        line=line,
        found=code,
        remedy=_("Save the transcript as .docx or plain text. Nothing was stored."),
    )


def _utf8(name: str, data: bytes) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if _nearly_utf8(data):
            line = data.count(b"\n", 0, error.start) + 1
            raise _broken(name, "UTF-8", line, data[error.start]) from error
        return None


def _nearly_utf8(data: bytes) -> bool:
    """Whether the letters outside ASCII are, for the better part, whole UTF-8 sequences.

    In Windows-1252 such a sequence would read as `Ã¥` or `â€“`; one of them beside stray
    bytes tells more than the stray bytes do.
    """
    sequences = sum(len(found) for found in _MULTIBYTE.findall(data))
    high = len(_HIGH.findall(data))
    return sequences > 0 and sequences >= high / 2


def _single(data: bytes) -> Decoded | None:
    best: tuple[float, Decoded] | None = None
    for encoding in _SINGLE:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        share = _western(text)
        if share >= _READS_WELL and (best is None or share > best[0]):
            best = share, Decoded(text, encoding)
    return best[1] if best else None


def _western(text: str) -> float:
    """How much of what is not ASCII stands where a Western text would have it, 0 to 1."""
    places = [at for at, character in enumerate(text) if ord(character) > 127]
    letters = sum(character.isalpha() for character in text)
    if sum(text[at].isalpha() for at in places) > _MOST_ACCENTED * letters:
        return 0.0  # another alphabet
    return sum(_plausible(text, at) for at in places) / len(places) if places else 1.0


def _plausible(text: str, at: int) -> bool:
    character = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if character in _LETTERS:
        # A capital after a small letter is what a wrong code page makes of a small one.
        return not (character.isupper() and before.islower())
    return character in _MARKS and not (
        before.isalpha() and after.isalpha() and character not in "’–—\u00ad…"
    )


def _guessed(data: bytes) -> Decoded | None:
    """What charset-normalizer makes of it, where there is enough to judge by."""
    if len(_HIGH.findall(data)) < _ENOUGH_TO_GUESS:
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    if best is None or best.chaos > 0.1 or not best.alphabets or best.coherence <= 0:
        return None
    return Decoded(str(best).removeprefix("\ufeff"), best.encoding)


def _first_high_lines(data: bytes) -> Iterator[int]:
    for found in _HIGH.finditer(data):
        yield data.count(b"\n", 0, found.start()) + 1


def _unknown(name: str, data: bytes) -> FileFaults:
    line = next(_first_high_lines(data), 1)
    return _fault(
        name,
        _("the characters are in no encoding that could be recognised."),
        line=line,
        remedy=_("Save the file as UTF-8 and import it again. Nothing was stored."),
    )


def _broken(name: str, encoding: str, line: int, byte: int) -> FileFaults:
    return _fault(
        name,
        _(
            "the encoding is broken: byte {byte} is not valid {encoding}.",
            byte=f"{byte:#04x}",
            encoding=encoding.upper(),
        ),
        line=line,
        expected=encoding,
        found=f"{byte:#04x}",
        remedy=_("Save the file as UTF-8 and import it again. Nothing was stored."),
    )


def _fault(
    name: str,
    message: str,
    *,
    line: int | None,
    expected: str = "",
    found: str = "",
    remedy: str = "",
) -> FileFaults:
    fault = Fault(message, file=name, line=line, expected=expected, found=found)
    return FileFaults([fault], remedy=remedy)
