"""Training from a treebank folder to a pipeline, on a treebank of our own and in two steps."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import spacy

from tests.language.treebank import JOBB, KURS, SVAR, tree, words, write, write_ud
from workbench import evaluate_language, train_language
from workbench.errors import CallError, DataError
from workbench.language.pipeline import EMBEDDED
from workbench.language.training.recipe import prepared, without


def test_what_is_held_out_is_not_trained_on(tmp_path: Path) -> None:
    corpus = prepared(write(tmp_path))
    trained = {tuple(word.form for word in one) for one in corpus.sentences}
    held = {tuple(word.form for word in one) for one in (*corpus.dev, *corpus.test)}
    assert ("-", "Nei", ".") in held
    assert trained
    assert not trained & held


def test_sentences_that_are_held_out_are_dropped_and_the_others_stay_in_order() -> None:
    kept = without([[words(SVAR)]], [tree(KURS), tree(SVAR), tree(JOBB)])
    assert kept == (words(KURS), words(JOBB))


def test_the_same_treebank_is_converted_to_the_same_words(tmp_path: Path) -> None:
    first, second = prepared(write(tmp_path / "a")), prepared(write(tmp_path / "b"))
    assert first == second


def test_the_agreement_with_ud_is_told_and_a_treebank_that_differs_is_refused(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    prepared(write(tmp_path), said.append)
    assert "dev, number: 1 tokens, part of speech 1.0000, features 1.0000" in said
    write_ud(tmp_path, "test", KURS.replace("subst", "adv").replace("prep", "konj"), SVAR)
    with pytest.raises(DataError, match="The test part does not agree with that of UD") as raised:
        prepared(tmp_path)
    assert (raised.value.expected, raised.value.found) == ("0.980", "0.273")


def test_a_folder_that_is_taken_is_left_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(CallError, match="is there already"):
        train_language(tmp_path, out)
    assert list(out.iterdir()) == []


def test_a_folder_without_a_treebank_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="There is no treebank"):
        train_language(tmp_path, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_training_writes_a_pipeline_that_tells_its_scores_and_can_be_evaluated(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    out = tmp_path / "out"
    out.mkdir()
    (out / "old").touch()
    treebank = write(tmp_path / "treebank")
    made = train_language(treebank, out, steps=2, seed=3, replace=True, say=said.append)
    assert made == out
    assert not (out / "old").exists()
    assert {"Training: words", "Training: names"} <= set(said)

    nlp = spacy.load(out)
    assert nlp.pipe_names == [
        "tok2vec", "morphologizer", "trainable_lemmatizer", "workbench_lemmas", "ner", "senter",
    ]  # fmt: skip
    doc = nlp("Nasrin søkte på et kurs. Jeg vil jobbe.")
    assert all(token.pos_ and token.lemma_ for token in doc)
    meta = json.loads((out / "meta.json").read_text("utf-8"))
    assert meta["trained_with"]["seed"] == 3
    assert set(meta["trained_with"]) == {"seed", "sentences", "spacy", "thinc", "numpy"}
    assert str(tmp_path) not in (out / "config.cfg").read_text("utf-8")

    frame = evaluate_language(treebank, model=str(out)).set_index("measure")
    assert list(frame.columns) == ["dev", "test", "published"]
    assert frame.loc["pos_acc", "dev"] == meta["performance"]["pos_acc"]
    assert frame.loc["ents_f", "test"] == meta["performance_test"]["ents_f"]
    assert frame.loc["pos_acc", "published"] == 0.967
    assert frame.loc["words_per_second", "dev"] > 0
    assert 0 < frame.loc["megabytes", "dev"] <= 20


def test_the_pipeline_that_ships_is_evaluated_in_a_process_that_loaded_nothing_before(
    tmp_path: Path,
) -> None:
    """Training registers the embedded pipeline's parts; a fresh process must not rely on it."""
    call = [sys.executable, "-m", "workbench", "evaluate-language", str(write(tmp_path))]
    model = ["--model", str(EMBEDDED), "--format", "csv"]
    done = subprocess.run([*call, *model], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("measure,dev,test,published\ntoken_acc,")
