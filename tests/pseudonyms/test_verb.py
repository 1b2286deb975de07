"""`pseudonymise`: the file before it is imported, and text that is in the study."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from tests.builder import Builder
from workbench import Study, cli, pseudonymising
from workbench.pseudonyms import key as keys

PASSPHRASE = "fire ord som ingen vet"
TEXT = (
    "Dato: 3. mars 2012\n\nI: Hva sa sjefen Kvargunn?\n"
    "Xenobia: Kvargunns mann, han jobber på Zwartgård sykehjem. Ring 254 18 903.\n"
)
DECIDED = "name,type,decision,replacement\nXenobia,PER,,P03\nKvargunn,PER,,[sjefen]\n" + (
    "Zwartgård sykehjem,ORG,,[sykehjemmet]\n254 18 903,PHONE,,[telefonnummer]\n"
)
AFTER = (
    "Dato: 3. mars 2012\n\nI: Hva sa [sjefen]?\n"
    "P03: [sjefen]s mann, han jobber på [sykehjemmet]. Ring [telefonnummer].\n"
)

Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "study"
    folder.mkdir()
    builder = Builder(folder / "study.db")
    builder.interview("P03-1", {"P03": 1})
    builder.store.close()
    return folder


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """What never goes into the study: the raw file, the decisions, the key."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "P03-1.txt").write_text(TEXT, encoding="utf-8")
    (outside / "names.csv").write_text(DECIDED, encoding="utf-8")
    return outside


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WORKBENCH_KEY_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr("workbench.cli.pseudonymising.entities_in_use", lambda: None)
    monkeypatch.setattr(keys, "_COST", 2**4)

    def call(*words: object) -> Result:
        study = ["--study", str(folder / "study.db"), "--coder", "Anne"]
        return CliRunner().invoke(cli.workbench, [*study, "pseudonymise", *map(str, words)])

    return call


def test_candidates_are_printed_with_their_places_in_the_file(run: Run, outside: Path) -> None:
    result = run(outside / "P03-1.txt", "--propose", "--format", "csv")
    assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert list(rows[0]) == ["start", "end", "text", "type", "suggestion", "sure", "name"]
    assert [row["name"] for row in rows] == [
        "Kvargunn", "Xenobia", "Kvargunn", "Zwartgård sykehjem", "254 18 903",
    ]  # fmt: skip
    assert all(TEXT[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)


def test_what_is_proposed_is_a_file_of_decisions(run: Run, outside: Path) -> None:
    said = run(outside / "P03-1.txt", "--propose", "--format", "csv").stdout
    (outside / "said.csv").write_text(said, encoding="utf-8")
    result = run(outside / "P03-1.txt", "--decisions", outside / "said.csv")
    assert result.exit_code == 0, result.output
    after = (outside / "pseudonymised" / "P03-1.txt").read_text("utf-8")
    assert "[sjefen]s mann, han jobber på [sykehjemmet]. Ring [telefonnummer]." in after


def test_a_new_file_is_written_and_the_source_left_alone(run: Run, outside: Path) -> None:
    result = run(outside / "P03-1.txt", "--decisions", outside / "names.csv")
    assert result.exit_code == 0, result.output
    assert (outside / "pseudonymised" / "P03-1.txt").read_text("utf-8") == AFTER
    assert (outside / "P03-1.txt").read_text("utf-8") == TEXT
    again = run(outside / "P03-1.txt", "--decisions", outside / "names.csv")
    assert "There is a file already" in str(again.exception)


def test_nothing_is_written_while_a_name_is_undecided(run: Run, outside: Path) -> None:
    (outside / "names.csv").write_text("name,replacement\nXenobia,P03\n", encoding="utf-8")
    result = run(outside / "P03-1.txt", "--decisions", outside / "names.csv")
    assert "3 names are undecided: “Kvargunn”" in str(result.exception)
    assert not (outside / "pseudonymised").exists()


def test_a_word_file_becomes_text_without_its_properties(run: Run, outside: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Xenobia"
    for line in TEXT.strip().splitlines():
        document.add_paragraph(line)
    document.save(str(outside / "Xenobia-1.docx"))
    result = run(outside / "Xenobia-1.docx", "--decisions", outside / "names.csv")
    assert result.exit_code == 0, result.output
    assert (outside / "pseudonymised" / "P03-1.txt").read_text("utf-8").strip() == AFTER.strip()


def test_the_key_remembers_what_was_decided(run: Run, outside: Path) -> None:
    key = outside / "study.key"
    run(outside / "P03-1.txt", "--decisions", outside / "names.csv", "--key", key)
    assert keys.load(key, PASSPHRASE).names["xenobia"].replacement == "P03"
    (outside / "P03-2.txt").write_text("I: Hvor er xenobia?\nP: Hos Kvargunn.\n", encoding="utf-8")
    result = run(outside / "P03-2.txt", "--key", key)
    assert result.exit_code == 0, result.output
    after = (outside / "pseudonymised" / "P03-2.txt").read_text("utf-8")
    assert after == "I: Hvor er P03?\nP: Hos [sjefen].\n"


def test_the_key_is_refused_beside_the_study(run: Run, outside: Path, folder: Path) -> None:
    result = run(
        outside / "P03-1.txt", "--decisions", outside / "names.csv", "--key", folder / "a.key"
    )
    assert "must not lie with the study" in str(result.exception)
    assert not (outside / "pseudonymised").exists()


def test_no_real_name_is_in_the_study_when_names_go_before_the_import(
    run: Run, outside: Path, folder: Path
) -> None:
    run(outside / "P03-1.txt", "--decisions", outside / "names.csv")
    study = Study.open(folder / "study.db", coder="Anne")
    study.import_(outside / "pseudonymised")
    study.backup(folder / "copy.db")
    data = b"".join(file.read_bytes() for file in folder.iterdir()).lower()
    for name in ("xenobia", "kvargunn", "zwartgård", "254 18 903"):
        assert name.encode() not in data
    assert "[sjefen]s mann" in study.transcript("P03-1").text  # type: ignore[union-attr]


def test_stored_text_is_replaced_only_on_a_yes(run: Run, outside: Path, folder: Path) -> None:
    study = Study.open(folder / "study.db", coder="Anne")
    study.import_(outside / "P03-1.txt")
    proposed = run("--stored", "P03-1", "--propose", "--format", "csv").stdout
    assert proposed.startswith("interview,start,end,text,type,suggestion,sure,name\nP03-1,")
    words = ("--stored", "all", "--decisions", outside / "names.csv")
    assert "cannot be taken back" in str(run(*words).exception)
    assert "Kvargunn" in study.transcript("P03-1").text  # type: ignore[union-attr]
    study.store.close()
    result = run(*words, "--yes")
    assert result.exit_code == 0, result.output
    assert "(interviews: 1)" in result.stdout
    study = Study.open(folder / "study.db")
    assert "[sjefen]s mann" in study.transcript("P03-1").text  # type: ignore[union-attr]
    assert study.check() == []


@pytest.mark.parametrize("words", [(), ("a.txt", "--stored", "all")], ids=["neither", "both"])
def test_a_call_names_a_file_or_stored_text(run: Run, words: tuple[str, ...]) -> None:
    assert "Name a FILE" in str(run(*words).exception)


def test_questions_are_answered_one_by_one_on_a_terminal(
    run: Run, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["[lederen]", "-", "", "[nummer]"])
    asked = []

    def prompt(text: str, *, default: str, **_options: object) -> str:
        asked.append(text)
        return next(answers) or default

    monkeypatch.setattr("workbench.cli.click.prompt", prompt)
    monkeypatch.setattr("workbench.cli._on_a_terminal", lambda: True)
    result = run(outside / "P03-1.txt")
    assert result.exit_code == 0, result.output
    assert asked[0].startswith("Kvargunn (PER): Enter for [sjefen]")
    after = (outside / "pseudonymised" / "P03-1.txt").read_text("utf-8")
    assert "Xenobia: [lederen]s mann, han jobber på [sykehjemmet]. Ring [nummer]." in after


def test_the_entity_component_of_the_pipeline_in_use_takes_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import spacy

    pipeline = spacy.blank("nb")
    monkeypatch.setattr("workbench.language.load", lambda: pipeline)
    assert pseudonymising.entities_in_use() is None
    ruler = pipeline.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns([{"label": "GPE_LOC", "pattern": "Kveld"}])  # type: ignore[attr-defined]
    found = pseudonymising.entities_in_use()
    assert found is not None
    assert list(found("Vi bor i Kveld nå.")) == [(9, 14, "GPE_LOC")]
