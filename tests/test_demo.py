"""The demo study follows the study's design exactly, and is built from its files as shipped."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from workbench.demo import demo, demo_files
from workbench.errors import StudyError
from workbench.model import Filters
from workbench.spans import count_words, word_spans
from workbench.study import Study

FILES = demo_files()
TRANSCRIPTS = FILES / "transcripts"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def texts(study: Study) -> dict[str, str]:
    frame = study.interviews()
    found = {}
    for interview in frame[frame["usable"]]["interview"]:
        transcript = study.transcript(interview)
        assert transcript is not None
        found[interview] = transcript.text
    return found


def test_the_design_is_that_of_the_study(study: Study) -> None:
    check = study.design_check().set_index(["actor_type", "round"])
    columns = ["planned", "held", "usable", "person_interviews", "persons"]
    assert list(check.loc[("*", "*"), columns]) == [44, 38, 37, 38, 25]
    assert list(check.loc[("deltaker", "*"), columns]) == [30, 24, 23, 23, 10]
    assert [check.loc[("deltaker", n), "usable"] for n in "123"] == [9, 7, 7]
    assert list(check.loc[("arbeidsgiver", ""), columns]) == [9, 9, 9, 9, 9]
    assert [check.loc[(kind, ""), "usable"] for kind in
            ("kursleverandør", "NAV-kontor", "NAV tiltak")] == [2, 3, 1]  # fmt: skip


def test_the_study_is_in_order_and_marked_as_synthetic(study: Study) -> None:
    assert study.check() == []
    assert study.settings["synthetic"] == "yes"


def test_two_coders_have_worked_on_it(study: Study) -> None:
    assert study.coders() == ["Anne H.", "Bjørn L."]


def test_the_actors_have_been_set_side_by_side(study: Study, texts: dict[str, str]) -> None:
    """A new user finds each page filled: pins and summaries for every actor, claims, queries."""
    types = set(study.persons()["actor_type"])
    for code in ("praksis", "motivasjon"):
        summaries = study.summaries([code], by="actor_type")
        assert set(summaries["subject"]) == types
    assert set(study.pins(filters=Filters(code=("praksis",)))["subject"]) == types
    with (TRANSCRIPTS / "pins.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            text = texts[row["interview"]]
            assert text[int(row["start"]) : int(row["end"])] == row["quote"]
    assert set(study.claims()["says"]) == {"supports", "contradicts"}
    assert all(len(study.query(saved=name)) for name in study.queries()["name"])


def test_every_file_says_that_it_is_synthetic() -> None:
    files = sorted(TRANSCRIPTS.glob("*.txt"))
    assert len(files) == 38
    silent = [file.name for file in files if "yntetisk" in file.read_text("utf-8")[:400]]
    assert len(silent) == 38


def test_the_field_note_is_a_memo_and_no_text(study: Study) -> None:
    memos = study.memos("interview", "P05-1")
    assert len(memos) >= 1
    assert study.transcript("P05-1") is None


def test_texts_have_their_lengths_and_two_are_at_full_length(texts: dict[str, str]) -> None:
    words = {interview: count_words(text) for interview, text in texts.items()}
    long = {interview for interview, n in words.items() if n >= 5000}
    assert len(long) == 2
    assert {interview: n for interview, n in words.items() if n < 640} == {}
    assert {i: n for i, n in words.items() if n > 2300 and i not in long} == {}


def test_people_speak_in_turns_of_every_length(study: Study, texts: dict[str, str]) -> None:
    for interview in texts:
        turns = study.turns(interview)
        short = turns["text"].map(count_words).lt(5).mean()
        assert 0.15 <= short <= 0.45, interview
        assert {"person", "interviewer"} <= set(turns["role"]), interview
        assert "unknown" not in set(turns["role"]), interview


READ_ALOUD = "utfører sine oppgaver med stor nøyaktighet og er en positiv ressurs i arbeidsmiljøet"
"""A letter that two of the persons hold in their hands, each in her own interview."""


def test_no_two_interviews_share_a_passage(texts: dict[str, str]) -> None:
    seen: dict[tuple[str, ...], str] = {}
    shared = []
    for interview, text in texts.items():
        words = [text[start:end].lower() for start, end in word_spans(text)]
        for at in range(len(words) - 9):
            passage = tuple(words[at : at + 10])
            other = seen.setdefault(passage, interview)
            if other != interview and " ".join(passage) not in READ_ALOUD:
                shared.append((other, interview, " ".join(passage)))
    assert shared == []


def test_real_norwegian_letters_and_quotation_marks_are_everywhere(texts: dict[str, str]) -> None:
    for interview, text in texts.items():
        assert re.search("[æøå]", text), interview
        assert not re.search('[“”"]', text), interview


def test_the_primary_coder_has_coded_every_text(study: Study, texts: dict[str, str]) -> None:
    codings = study.codings().drop_duplicates(["interview", "start", "end", "code"])
    counts = Counter(codings["interview"])
    assert {interview: counts[interview] for interview in texts if counts[interview] < 10} == {}
    assert max(counts.values()) <= 75
    assert set(codings["coder"]) == {"Anne H."}


def test_the_second_coder_has_coded_eight_interviews_of_all_actor_types(study: Study) -> None:
    codings = study.codings(filters=Filters(layer="coder:Bjørn L."))
    assert len(set(codings["interview"])) == 8
    assert set(codings["actor_type"]) >= {
        "deltaker", "arbeidsgiver", "kursleverandør", "NAV-kontor", "NAV tiltak",
    }  # fmt: skip


def test_there_are_900_codings_or_more_that_overlap_and_carry_valence_and_stance() -> None:
    with (TRANSCRIPTS / "codings.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) >= 900
    assert {row["valence"] for row in rows} == {"", "present", "missing", "both"}
    assert {row["stance"] for row in rows} >= {"", "affirms", "denies"}
    assert len([row for row in rows if row["memo"]]) >= 60


def test_nearly_every_code_of_the_scheme_is_in_use(study: Study) -> None:
    used = set(study.codings()["code"])
    direct = [code.key for code in study.scheme() if code.key not in used]
    branches = study.crosstab(columns=[])
    empty = list(branches[branches["n"] == 0]["code"])
    assert (len(study.scheme()), empty) == (110, [])
    assert len(direct) <= 12


def test_every_person_has_a_memo(study: Study) -> None:
    told = set(study.memos("person")["object"])
    assert sorted(set(study.persons()["person"]) - told) == []


def test_the_two_sides_of_a_placement_can_be_read_together(study: Study) -> None:
    relations = study.relations()
    placements = relations[relations["relation"] == "had_placement_with"]
    assert len(placements) >= 4
    usable = set(study.person_interviews().query("usable")["person"])
    assert set(placements["person"]) | set(placements["other_person"]) <= usable


def test_who_takes_part_is_a_typology_and_two_of_its_cells_are_outside_the_sample(
    study: Study,
) -> None:
    frame = study.typology("Hvem deltar?")
    told = frame[["code", "persons", "persons_N", "by_hand", "outside"]].to_numpy().tolist()
    assert told == [
        ["typologi.a", 4, 9, 0, ""], ["typologi.c", 1, 9, 1, "yes"], ["typologi.b", 5, 9, 1, ""],
        ["typologi.d", 0, 9, 0, "yes"],
    ]  # fmt: skip
    # One who waited for a place, and got it, is in two cells.
    cases = study.typology_cases("Hvem deltar?")
    placed = cases[(cases["person"] == "P01") & (cases["state"] == "placed")]
    assert list(placed["time"]) == ["1", "høsten 2012"]


def test_what_could_not_be_asked_is_marked(study: Study) -> None:
    asked = study.asked()
    first = asked[(asked["actor_type"] == "deltaker") & (asked["round"] == 1)]
    assert "no" in set(first["asked"])
    frame = study.crosstab(filters=Filters(code=("praksis",)))
    assert "no" in set(frame["asked"])


def test_the_transcribers_word_files_are_recognised_as_there_already(study: Study) -> None:
    results = study.import_(TRANSCRIPTS / "docx")
    assert [result.status for result in results] == ["skipped"] * 4


def test_building_over_a_study_is_refused_and_with_replace_gives_the_same(
    study: Study, tmp_path: Path
) -> None:
    (tmp_path / "demo").mkdir()
    shutil.copy(study.path, tmp_path / "demo" / "study.db")
    with pytest.raises(StudyError, match="already"):
        demo(tmp_path / "demo")
    again = demo(tmp_path / "demo", replace=True)
    study.codings_save(tmp_path / "one.csv")
    again.codings_save(tmp_path / "two.csv")
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()
    shipped = TRANSCRIPTS / "codings.csv"
    assert (tmp_path / "one.csv").read_bytes() == shipped.read_bytes()


def test_the_page_on_agreement_tells_the_numbers_of_the_demo(study: Study) -> None:
    page = (Path(__file__).parents[1] / "docs" / "agreement.md").read_text("utf-8")
    for unit, rule, said in (
        ("character", "any", "character"),
        ("sentence", "any", "sentence, any of it"),
        ("sentence", "half", "sentence, more than half"),
        ("turn", "any", "turn, any of it"),
        ("turn", "half", "turn, more than half"),
    ):  # fmt: skip
        pooled = study.agreement(unit=unit, rule=rule).iloc[-1]  # type: ignore[arg-type]
        shown = [f"{pooled[name]:.2f}" for name in ("percent", "jaccard", "kappa", "alpha")]
        interval = f"{pooled['low']:.2f} to {pooled['high']:.2f}"
        assert f"| {' | '.join([said, *shown, interval])} |" in page
