"""The treebank as files: what is read, how it is split, what is said of what cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.language.treebank import JOBB, KURS, write, write_ndt
from workbench.errors import DataError, FileFaults
from workbench.language.training.treebank import part_of, trees, universal_sentences


@pytest.mark.parametrize(
    ("file", "part"),
    [
        ("ap012_0002", "train"), ("ap012_0003", "dev"), ("ap014_0002", "dev"),
        ("ap014_0003", "test"), ("bt005_0001", "train"), ("bt005_0002", "dev"),
        ("bt005_0006", "test"), ("db001a_0000", "train"), ("db013_0005", "dev"),
        ("db014_0003", "test"), ("kk006_0000", "train"), ("kk006_0001", "dev"),
        ("kk007_0001", "test"), ("sp-bm001_0008", "train"), ("sp-bm002_0001", "dev"),
        ("sp-bm003_0000", "test"), ("vg002_0003", "train"), ("vg002_0004", "dev"),
        ("vg002_0005", "test"), ("blogg-bm003_0000", "train"), ("blogg-bm003_0002", "dev"),
        ("blogg-bm003_0003", "test"), ("nou004_0000", "train"), ("nou004_0001", "dev"),
        ("nou004_0002", "test"), ("st005_0000", "train"), ("st005_0002", "dev"),
        ("st005_0003", "test"), ("xx001_0000", "train"),
    ],
)  # fmt: skip
def test_a_file_belongs_to_the_part_that_ud_gives_it(file: str, part: str) -> None:
    assert part_of(file) == part


def test_each_part_is_read_from_its_files(tmp_path: Path) -> None:
    write(tmp_path)
    assert {part: list(trees(tmp_path, part)) for part in ("train", "dev", "test")} == {
        "train": ["ap001_0000", "xx001_0000"],
        "dev": ["ap013_0000"],
        "test": ["ap014_0003"],
    }
    (first, _svar) = trees(tmp_path, "dev")["ap013_0000"]
    assert first.forms[:3] == ("Vi", "vil", "jobbe")
    assert [child.form for child in first.children[1]] == ["Vi", "jobbe", "."]


def test_uds_file_gives_words_with_spaces_and_names(tmp_path: Path) -> None:
    (first, *_rest) = universal_sentences(write(tmp_path), "test")
    name = first[6]
    assert (name.form, name.name, name.space, first[0].space) == (
        "Storvik", "B-GPE_LOC", False, True,
    )  # fmt: skip


def test_a_folder_without_a_treebank_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as raised:
        trees(tmp_path)
    assert str(raised.value) == (
        f"{tmp_path}: There is no treebank in {tmp_path}.\n"
        "Name the folder that holds ndt/nob/*.conll."
    )


def test_a_treebank_without_uds_file_says_which(tmp_path: Path) -> None:
    write_ndt(tmp_path, "ap001_0000", KURS)
    with pytest.raises(DataError, match=r"The treebank lacks ud/nob/no_bokmaal-ud-dev\.conllu"):
        universal_sentences(tmp_path, "dev")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("\tSUBJ\t", "\t"), ("\t2\tSUBJ", "\tto\tSUBJ"), ("\t2\tSUBJ", "\t9\tSUBJ"),
     ("name=B-PER", "name=PER"), ("name=B-PER", "_")],
    ids=["a column short", "head no number", "head outside", "no BIO", "no name"],
)  # fmt: skip
def test_a_line_that_is_none_is_found_by_file_and_line(
    tmp_path: Path, right: str, wrong: str
) -> None:
    file = write_ndt(tmp_path, "ap001_0000", JOBB, KURS)
    before, name, rest = file.read_text("utf-8").partition("1\tNasrin")
    file.write_text(before + name + rest.replace(right, wrong, 1), "utf-8")
    with pytest.raises(FileFaults) as raised:
        trees(tmp_path)
    assert str(raised.value) == (
        "ap001_0000.conll, line 11: This is no line of the treebank.\n"
        "Fetch the treebank anew. Nothing was trained."
    )
