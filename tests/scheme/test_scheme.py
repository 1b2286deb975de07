"""The scheme file: round trip, every fault at once, and the tree from ids."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from workbench.errors import CallError, FileFaults
from workbench.study import Study

AMO = Path(__file__).parents[2] / "coding_scheme" / "amo.yaml"

SMALL = """
codes:
  - key: praksis
    name: {nb: Praksis, en: Placement}
    color: "#2f9e6e"
  - key: praksis.krav
    name: {nb: Krav}
    definition: Det som ventes.
"""


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study.create(tmp_path / "study.db", coder="Anne")


def scheme(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "scheme.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_scheme_has_110_codes_in_13_branches_with_every_field(study: Study) -> None:
    loaded = study.scheme_load(AMO)
    codes = study.scheme()
    assert (len(loaded.added), sum(code.parent is None for code in codes)) == (110, 13)
    for code in codes:
        texts = (code.name_nb, code.name_en, code.definition, code.include, code.exclude)
        assert all((*texts, code.example)), code.key
    assert all(study.tree().color(code) for code in codes)


def test_the_order_of_the_list_is_the_order_of_the_tree(study: Study) -> None:
    study.scheme_load(AMO)
    listed = [code["key"] for code in yaml.safe_load(AMO.read_text("utf-8"))["codes"]]
    assert [code.key for code in study.scheme()] == listed


def test_a_saved_scheme_loads_into_the_same_scheme_and_saves_the_same_bytes(
    study: Study, tmp_path: Path
) -> None:
    study.scheme_load(AMO)
    study.scheme_save(tmp_path / "one.yaml")
    other = Study.create(tmp_path / "other.db", name=study.name, coder="Anne")
    other.scheme_load(tmp_path / "one.yaml")
    assert other.scheme() == study.scheme()
    other.scheme_save(tmp_path / "two.yaml")
    assert (tmp_path / "two.yaml").read_bytes() == (tmp_path / "one.yaml").read_bytes()


def test_loading_the_same_file_again_changes_nothing(study: Study, tmp_path: Path) -> None:
    path = scheme(tmp_path, SMALL)
    study.scheme_load(path)
    before = study.last_history
    loaded = study.scheme_load(path)
    assert (loaded.added, loaded.changed, study.last_history) == ((), (), before)


def test_a_changed_code_is_changed_and_a_missing_one_stays(study: Study, tmp_path: Path) -> None:
    study.scheme_load(scheme(tmp_path, SMALL))
    changed = SMALL.replace("Praksis,", "Praksisplass,").split("  - key: praksis.krav")[0]
    loaded = study.scheme_load(scheme(tmp_path, changed))
    assert (loaded.changed, loaded.only_in_study) == (("praksis",), ("praksis.krav",))
    assert [code.name for code in study.scheme()] == ["Praksisplass", "Krav"]


def test_a_code_keeps_its_id_under_a_new_key_and_the_old_key_stays_as_alias(
    study: Study, tmp_path: Path
) -> None:
    study.scheme_load(scheme(tmp_path, SMALL))
    (first, second) = study.scheme()
    moved = SMALL.replace("key: praksis.krav", "key: krav\n    id: " + str(second.id))
    study.scheme_load(scheme(tmp_path, moved))
    assert [(code.id, code.key, code.parent) for code in study.scheme()] == [
        (first.id, "praksis", None), (second.id, "krav", None),
    ]  # fmt: skip
    study.scheme_load(scheme(tmp_path, SMALL))
    assert [code.id for code in study.scheme()] == [first.id, second.id]


def test_children_come_from_the_tree_and_never_from_the_keys_text(
    study: Study, tmp_path: Path
) -> None:
    keys = ("work", "workplace", "work.place")
    text = "codes:\n" + "".join(f"  - key: {key}\n    name: {key}\n" for key in keys)
    study.scheme_load(scheme(tmp_path, text))
    tree = study.tree()
    assert [code.key for code in tree.branch(tree.by_key["work"])] == ["work", "work.place"]


def test_all_faults_of_a_file_are_named_at_once_and_nothing_is_stored(
    study: Study, tmp_path: Path
) -> None:
    text = """
codes:
  - key: Praksis
    name: {nb: Praksis}
  - key: a
    name: {}
  - key: b
    name: {nb: B}
    level: under
    colour: red
  - key: b
    name: {nb: B}
    color: rød
"""
    with pytest.raises(FileFaults) as caught:
        study.scheme_load(scheme(tmp_path, text))
    places = [(fault.line, fault.column) for fault in caught.value.faults]
    assert places == [(3, "key"), (5, "name"), (7, "colour"), (7, "level"), (11, "color")]
    assert (study.scheme(), study.last_history) == ([], 0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("codes: [", "line 1: is not YAML"),
        ("name: x", "holds no list `codes`"),
        ("", "holds no list `codes`"),
        ("codes:\n  - key: a.b\n    name: B", "a.b has no parent a"),
        ("codes:\n  - key: a\n    name: A\n  - key: a\n    name: A", "a stands in line 2 already"),
    ],
)
def test_a_faulty_file_says_where_and_what(
    study: Study, tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(FileFaults, match=message):
        study.scheme_load(scheme(tmp_path, text))


def test_a_file_that_is_not_utf8_names_the_line(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "scheme.yaml"
    path.write_bytes("codes:\n  - key: a\n    name: Å\n".encode("latin-1"))
    with pytest.raises(FileFaults, match="line 3: is not UTF-8"):
        study.scheme_load(path)


@pytest.mark.parametrize(
    ("name", "key"),
    [("Å søke på nytt!", "aa_soke_paa_nytt"), ("Kafé", "kafe"), ("3–4 uker", "3_4_uker")],
)
def test_a_new_codes_key_comes_from_its_name(study: Study, name: str, key: str) -> None:
    assert study.add_code(name).key == key


def test_a_new_code_goes_under_its_parent_and_a_taken_name_is_refused(
    study: Study, tmp_path: Path
) -> None:
    study.scheme_load(scheme(tmp_path, SMALL))
    assert study.add_code("Tempo", parent="praksis").key == "praksis.tempo"
    with pytest.raises(CallError, match=r"There is a code praksis\.krav already"):
        study.add_code("Krav", parent="praksis")


def test_a_code_in_use_under_a_retired_one_is_a_fault(study: Study, tmp_path: Path) -> None:
    retired = SMALL.replace('color: "#2f9e6e"', "retired: true")
    with pytest.raises(FileFaults, match=r"line 6, .*praksis\.krav is in use under praksis"):
        study.scheme_load(scheme(tmp_path, retired))
    assert study.scheme() == []
    both = retired.replace("definition: Det", "retired: true\n    definition: Det")
    study.scheme_load(scheme(tmp_path, both))
    assert [code.retired for code in study.scheme()] == [True, True]
