"""The key: real name -> pseudonym, in a file of its own, encrypted with a passphrase.

The file is text: a line that names the format, a line of JSON that says how the passphrase was
stretched (scrypt, RFC 7914), a line of base64 (AES-256-GCM, bound to the two lines above) and a
line with the SHA-256 of all that, so that a damaged file is told from a wrong passphrase.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from hashlib import sha256
from pathlib import Path

from workbench.errors import KeyFault
from workbench.files import write_bytes
from workbench.pseudonyms.candidates import TYPES
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.texts import _

MAGIC = "workbench key 1"
PASSPHRASE = "WORKBENCH_KEY_PASSPHRASE"
SHORTEST = 12
"""Characters that a new passphrase must have; a guess costs about a tenth of a second."""

_COST = 2**17
_MOST = 2**20


def load(path: Path, passphrase: str) -> Decisions:
    """The decisions in a key file.

    Raises KeyFault for a file that is missing, damaged or no key, and for a wrong passphrase.
    """
    return Decisions.of(_decision(entry, path) for entry in _entries(path, passphrase))


def save(
    path: Path, decisions: Decisions, passphrase: str, *, study: Path | None = None,
    cost: int | None = None,
) -> None:  # fmt: skip
    """Write the decisions by name, whole or not at all, readable for this user only.

    An existing file must open with the same passphrase. Raises KeyFault for that, for a
    passphrase that is too short, and for a place in the folder of the study.
    """
    refuse_beside(path, study)
    if path.exists():
        _entries(path, passphrase)
    elif len(passphrase) < SHORTEST:
        raise KeyFault(
            _("The passphrase has {n} characters; it needs {least}.",
              n=len(passphrase), least=SHORTEST),
            remedy=_("Take four or more words that only you put together."),
        )  # fmt: skip
    content = json.dumps(
        [
            {"name": one.name, "type": one.type, "replacement": one.replacement}
            for one in decisions.names.values()
        ],
        ensure_ascii=False,
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_bytes(path, sealed(content.encode(), passphrase, cost=cost or _COST), mode=0o600)


def refuse_beside(path: Path, study: Path | None) -> None:
    """Raise KeyFault for a key in the folder of the study or below it."""
    if study is not None and study.resolve().parent in path.resolve().parents:
        raise KeyFault(
            _("The key must not lie with the study."),
            place=str(path),
            remedy=_("Keep it on another disk or in a folder that others cannot open."),
        )


def sealed(content: bytes, passphrase: str, *, cost: int = _COST) -> bytes:
    """The bytes of a key file that holds this content."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    salt, nonce = os.urandom(16), os.urandom(12)
    told = {"kdf": "scrypt", "n": cost, "r": 8, "p": 1, "salt": salt.hex(), "nonce": nonce.hex()}
    head = f"{MAGIC}\n{json.dumps(told)}\n"
    body = AESGCM(_stretched(passphrase, salt, cost)).encrypt(nonce, content, head.encode())
    text = f"{head}{base64.b64encode(body).decode()}\n"
    return f"{text}{sha256(text.encode()).hexdigest()}\n".encode()


def opened(data: bytes, passphrase: str, *, place: str = "") -> bytes:
    """What a key file holds. Raises KeyFault as `load` does."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    if not data.startswith(MAGIC.encode()):
        raise KeyFault(
            _("This is not a key of the workbench."),
            place=place,
            remedy=_("Choose a file that `workbench pseudonymise --key` has written."),
        )
    text, _line, digest = data.decode("utf-8", "replace").rstrip("\n").rpartition("\n")
    try:
        if sha256(f"{text}\n".encode()).hexdigest() != digest:
            raise _damaged(place)
        _magic, told_line, body = text.split("\n")
        told = json.loads(told_line)
        salt, nonce, cost = bytes.fromhex(told["salt"]), bytes.fromhex(told["nonce"]), told["n"]
        if not 2 <= cost <= _MOST:
            raise _damaged(place)
        cipher = AESGCM(_stretched(passphrase, salt, cost))
        return cipher.decrypt(nonce, base64.b64decode(body), f"{_magic}\n{told_line}\n".encode())
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise _damaged(place) from error
    except InvalidTag:
        raise KeyFault(
            _("The passphrase does not open the key."),
            place=place,
            remedy=_("Try again; without the passphrase nobody can read the key."),
        ) from None


def _stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _entries(path: Path, passphrase: str) -> list[dict[str, object]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KeyFault(
            _("The key cannot be read: {reason}.", reason=error.strerror or str(error)),
            place=str(path),
        ) from error
    content = opened(data, passphrase, place=str(path))
    entries = json.loads(content)
    if not isinstance(entries, list):
        raise _damaged(str(path))
    return entries


def _decision(entry: dict[str, object], path: Path) -> Decision:
    name, type, replacement = entry.get("name"), entry.get("type"), entry.get("replacement")
    known = next((one for one in TYPES if one == type), None)
    if not isinstance(name, str) or known is None or not isinstance(replacement, str | None):
        raise _damaged(str(path))
    return Decision(name, known, replacement)


def _damaged(place: str) -> KeyFault:
    return KeyFault(
        _("The key is damaged."), place=place, remedy=_("Take the last copy of it that opens.")
    )
