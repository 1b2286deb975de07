"""The key opens with its passphrase only, is written whole, and lies apart from the study."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.errors import KeyFault
from workbench.pseudonyms import key
from workbench.pseudonyms.decisions import Decision, Decisions

PASSPHRASE = "fire ord som ingen vet"
CHEAP = 2**4

DECISIONS = Decisions.of(
    [Decision("Zahra Høysæter", "PER", "P03"), Decision("Bergen", "LOC", None)]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "apart" / "study.key"
    key.save(path, DECISIONS, PASSPHRASE, cost=CHEAP)
    return path


def test_a_key_holds_what_was_decided(path: Path) -> None:
    assert key.load(path, PASSPHRASE) == DECISIONS


def test_no_name_can_be_read_in_the_file_and_only_its_owner_may_open_it(path: Path) -> None:
    data = path.read_bytes()
    assert all(part.encode() not in data for part in ("Zahra", "ysæter", "Bergen"))
    assert path.stat().st_mode & 0o077 == 0


def test_the_same_key_is_never_the_same_bytes(path: Path) -> None:
    before = path.read_bytes()
    key.save(path, DECISIONS, PASSPHRASE, cost=CHEAP)
    assert path.read_bytes() != before


def test_a_wrong_passphrase_opens_nothing_and_says_so(path: Path) -> None:
    with pytest.raises(KeyFault, match="does not open the key"):
        key.load(path, PASSPHRASE + "x")


def test_a_key_is_not_written_over_with_another_passphrase(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(KeyFault, match="does not open the key"):
        key.save(path, Decisions(), "et helt annet passord", cost=CHEAP)
    assert path.read_bytes() == before


@pytest.mark.parametrize("at", [20, 60, 200, -3])
def test_a_damaged_key_is_told_from_a_wrong_passphrase(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(KeyFault, match="The key is damaged"):
        key.load(path, PASSPHRASE)


@pytest.mark.parametrize("keep", [16, 40, 150])
def test_a_key_that_was_cut_off_is_damaged(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(KeyFault, match="The key is damaged"):
        key.load(path, PASSPHRASE)


def test_a_head_that_was_changed_on_purpose_is_refused(path: Path) -> None:
    """The checksum can be made anew by anybody; the seal over the head cannot."""
    from hashlib import sha256

    magic, told, body, _digest = path.read_text("utf-8").splitlines()
    head = json.loads(told)
    head["p "] = 1
    text = f"{magic}\n{json.dumps(head)}\n{body}\n"
    path.write_text(f"{text}{sha256(text.encode()).hexdigest()}\n", encoding="utf-8")
    with pytest.raises(KeyFault):
        key.load(path, PASSPHRASE)


def test_other_files_are_no_keys(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("hei", encoding="utf-8")
    with pytest.raises(KeyFault, match="not a key"):
        key.load(other, PASSPHRASE)
    with pytest.raises(KeyFault, match="cannot be read"):
        key.load(tmp_path / "missing.key", PASSPHRASE)


def test_a_key_is_refused_in_the_folder_of_the_study(tmp_path: Path) -> None:
    study = tmp_path / "study.db"
    for place in (tmp_path / "a.key", tmp_path / "below" / "a.key"):
        with pytest.raises(KeyFault, match="must not lie with the study"):
            key.save(place, DECISIONS, PASSPHRASE, study=study, cost=CHEAP)
        assert not place.exists()


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFault, match="has 4 characters; it needs 12"):
        key.save(tmp_path / "a.key", DECISIONS, "kort", cost=CHEAP)


def test_a_failure_half_way_leaves_the_old_key(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    before = path.read_bytes()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Exception, match="No space left"):
        key.save(path, Decisions(), PASSPHRASE, cost=CHEAP)
    monkeypatch.undo()
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]
