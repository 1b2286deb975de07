"""Two who code an interview blind see nothing of each other's coding until both are done.

Bo's hidden work is done in one of two copies of a study. Whatever Anne reads must then be the
same in both, numbers and ids included: so nothing that is made from it can reach her. A coder of
neither layer, and Anne once both are done, read something else.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from tests.suggest_study import build
from workbench.charts import table
from workbench.cli import workbench
from workbench.errors import CallError, UndoRefused, WorkbenchError
from workbench.model import (
    Filters,
    PropertyDimension,
    PropertyRule,
    PropertySpace,
    PropertyValue,
)
from workbench.study import Study
from workbench.transcripts.readers import ReadTranscript
from workbench.words import actor_types

BLIND, OPEN, ALONE = "P02-1", "P03-1", "P01-1"
CODE = "krav.norsk"
MARKS = ("HEMMELIG", "LØYND", "DULGT")
"""Words of Bo's memos; they are his alone."""


ROOM = PropertySpace(
    "Rom",
    (
        PropertyDimension(
            "Mat", (PropertyValue("med", (PropertyRule(code="mat"),)), PropertyValue("uten"))
        ),
        PropertyDimension("Ja", (PropertyValue("ja"), PropertyValue("nei"))),
    ),
)


def clock() -> datetime:
    return datetime(2026, 3, 3, 12, tzinfo=UTC)


def reader(path: Path, coder: str) -> Study:
    return Study.open(path, coder=coder, clock=clock)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both copies of the study.

    Anne has coded it; Bo has coded one interview that she has coded too, and is about to code
    another one.
    """
    folder = tmp_path_factory.mktemp("blind")
    study = folder / "study.db"
    build(study)
    anne, bo = reader(study, "Anne"), reader(study, "Bo")
    for interview in (BLIND, OPEN):
        anne.assign(interview, "Anne")
        anne.assign(interview, "Bo", layer="second")
    bo.code(OPEN, 9, 30, CODE)
    for one in (anne, bo):
        one.coding_status(OPEN, "done")
        one.coding_status(BLIND, "started")
    anne.selections.create("Kapittel")
    anne.add_relation("P02", "had_placement_with", "P01")
    anne.summary("mat", "P01", "Lager mat.", by="person")
    anne.property_space_save(ROOM)
    (folder / "interviews.csv").write_text("interview,person,actor_type\n", encoding="utf-8")
    (folder / "figures.csv").write_text("source,category,value\nNAV,i jobb,41\n", encoding="utf-8")
    anne.design(folder)
    anne.backup(folder / "before.db")
    work(bo)
    anne.backup(folder / "after.db")
    return folder


@pytest.fixture
def before(made: Path, tmp_path: Path) -> Path:
    """The study before Bo's hidden work."""
    (tmp_path / "before").mkdir()
    return Path(shutil.copy(made / "before.db", tmp_path / "before" / "study.db"))


@pytest.fixture
def after(made: Path, tmp_path: Path) -> Path:
    """The same study after it."""
    (tmp_path / "after").mkdir()
    return Path(shutil.copy(made / "after.db", tmp_path / "after" / "study.db"))


def work(bo: Study) -> None:
    """Everything that a coder leaves behind in an interview."""
    text = bo.transcript(BLIND)
    assert text is not None
    start = text.text.index("Bilen")
    first = bo.code(BLIND, start, start + 9, "mat", memo=MARKS[0], valence="missing")
    bo.code(BLIND, start - 10, start + 5, CODE)
    bo.uncode(BLIND, start - 10, start + 5, CODE)
    bo.code(BLIND, start + 3, start + 30, CODE)
    bo.recode(first.id, stance="denies")
    bo.memo(f"{MARKS[1]} [[P01]]", object_type="passage", object=BLIND, start=start, end=start + 5)
    bo.memo(MARKS[2], object_type="coding", object=str(first.id))
    bo.reject(BLIND, start, start + 5, CODE)
    bo.claim(first.id, int(bo.figures()["id"][0]), "contradicts", note=MARKS[2])
    bo.selections.add("Kapittel", BLIND, start, start + 9, code="mat", of_coder="Bo")
    bo.pin_excerpt("mat", BLIND, start, start + 4, layer="coder:Bo")
    for by, subject in (("person", "P02"), ("interview", BLIND), ("actor_type", "deltaker")):
        bo.summary("mat", subject, MARKS[0], by=by)
    placed = bo.place("Rom", "P02", ["uten", "nei"], MARKS[0], time="1", reasons=[first.id])
    bo.unplace(placed)
    bo.place("Rom", "P02", ["med", "ja"], MARKS[0], time="1", reasons=[first.id])
    bo.code(BLIND, start + 1, start + 4, "krav")
    bo.undo()


def passage(study: Study) -> tuple[int, int]:
    text = study.transcript(BLIND)
    assert text is not None
    start = text.text.index("Bilen")
    return start, start + 9


Read = Callable[[Study, Path], Any]


def heat_map(study: Study) -> bytes:
    names = table.Names(actor_types(study.actor_types()), tuple(study.scheme()))
    shown = table.table(study.crosstab(), names, count="interviews", totals="none")
    return study.heat_map("svg", shown)


def saved(study: Study, path: Path) -> str:
    study.codings_save(path / "codings.csv")
    return (path / "codings.csv").read_text("utf-8")


def memos_saved(study: Study, path: Path) -> str:
    study.memos_save(path / "memos.csv")
    return (path / "memos.csv").read_text("utf-8")


def summaries_saved(study: Study, path: Path) -> str:
    study.summaries_save(path / "summaries.csv")
    return (path / "summaries.csv").read_text("utf-8")


def spaces_saved(study: Study, path: Path) -> str:
    study.property_spaces_save(path / "spaces.yaml")
    return (path / "spaces.yaml").read_text("utf-8")


def quoted(study: Study, path: Path) -> pd.DataFrame:
    (path / "a.md").write_text("«Bilen»", encoding="utf-8")
    return study.check_quotes(path / "a.md")


def exports(study: Study) -> list[bytes]:
    of_mat = replace(BO, code=("mat",))
    asked: list[tuple[Any, dict[str, Any]]] = [
        ("excerpts", {}), ("excerpts", {"selection": "Kapittel"}),
        ("crosstab", {"count": "codings"}),
        ("transcript", {"interview": BLIND, "codings": True,
                        "filters": Filters(layer="coder:Bo")}),
        ("agreement", {"coders": ("Anne", "Bo")}), ("codebook", {"with_memos": True}),
        ("memos", {}), ("trajectories", {"filters": BO}), ("changes", {"filters": BO}),
        ("changes", {"filters": BO, "across": True}),
        ("attrition", {}), ("explanations", {"branch": "krav", "filters": of_mat}),
        ("voices", {"branch": "krav", "filters": of_mat}),
        ("compare", {"filters": replace(BO, code=("mat",))}),
        ("matrix", {"filters": replace(BO, code=("mat",))}),
        ("placement", {"filters": of_mat, "placement": ("P02", "P01")}),
        ("query", {"query": "mat or krav", "filters": BO}),
        ("balance", {"selection": "Kapittel"}), ("figures", {}),
        ("cooccurrence", {"filters": replace(BO, code=("mat", "krav"))}),
        ("new_codes", {"filters": BO}),
        ("typology", {"space": "Rom", "filters": BO}),
    ]  # fmt: skip
    return [study.exported(kind, "json", **wanted) for kind, wanted in asked]


def disclosed(study: Study) -> list[pd.DataFrame]:
    asked: list[tuple[Any, dict[str, Any]]] = [
        ("excerpts", {"filters": BO}), ("excerpts", {"selection": "Kapittel"}), ("memos", {}),
    ]  # fmt: skip
    return [study.disclosure(kind, format="csv", analyse=False, **wanted) for kind, wanted in asked]


BO = Filters(layer="coder:Bo")

TELLS: dict[str, Read] = {
    "last_history": lambda s, _p: s.last_history,
    "codings_with": lambda s, _p: s.codings_with("mat"),
    "codings_of": lambda s, _p: s.codings_of(BLIND),
    "coding_named": lambda s, _p: s.coding_named(BLIND, *passage(s), "mat", of_coder="Bo").memo,
    "changed_codings": lambda s, _p: s.changed_codings(BLIND, 0),
    "codings_of_excerpt": lambda s, _p: s.codings_of_excerpt(BLIND, 0, 99, ["mat"], of_coder="Bo"),
    "codings_save": saved,
    "memos": lambda s, _p: s.memos(),
    "memos_save": memos_saved,
    "mentions": lambda s, _p: s.mentions(range(100)),
    "search_memos": lambda s, _p: s.search_memos("HEMMELIG*"),
    "selections": lambda s, _p: (s.selections.names(), s.selections.items("Kapittel")),
    "balance": lambda s, _p: s.balance("Kapittel"),
    "history": lambda s, _p: s.history(),
    "claims": lambda s, _p: s.claims(),
    "codings": lambda s, _p: s.codings(filters=BO),
    "excerpts": lambda s, _p: s.excerpts(filters=BO),
    "crosstab": lambda s, _p: s.crosstab("code", ("coder",), count="codings", totals=True),
    "property_spaces": lambda s, _p: s.property_spaces(),
    "property_spaces_save": spaces_saved,
    "typology": lambda s, _p: s.typology("Rom", filters=BO),
    "typology_cases": lambda s, _p: s.typology_cases("Rom"),
    "typology_reasons": lambda s, _p: s.typology_reasons("Rom", filters=BO),
    "compare": lambda s, _p: s.compare(filters=replace(BO, code=("mat",))),
    "pins": lambda s, _p: s.pins(filters=replace(BO, code=("mat",))),
    "summaries": lambda s, _p: s.summaries(),
    "summaries_save": summaries_saved,
    "matrix": lambda s, _p: s.matrix(filters=replace(BO, code=("mat",))),
    "placement": lambda s, _p: s.placement("P02", "P01", filters=replace(BO, code=("mat",))),
    "trajectories": lambda s, _p: s.trajectories(filters=BO),
    "changes": lambda s, _p: s.changes(1, 1, filters=BO),
    "crossings": lambda s, _p: s.crossings(1, 1, filters=BO),
    "cooccurrence": lambda s, _p: s.cooccurrence(filters=BO),
    "meetings": lambda s, _p: s.meetings("mat", CODE, filters=BO),
    "query": lambda s, _p: s.query("mat or krav", filters=BO),
    "query_found": lambda s, _p: s.query_found("mat or krav", filters=BO),
    "explanations": lambda s, _p: s.explanations(branch="krav", filters=replace(BO, code=("mat",))),
    "explained": lambda s, _p: s.explained(branch="krav", filters=replace(BO, code=("mat",))),
    "voices": lambda s, _p: s.voices(branch="krav", filters=replace(BO, code=("mat",))),
    "cell_rows": lambda s, _p: s.cell_rows({"code": "mat"}, count="codings", filters=BO),
    "search": lambda s, _p: s.search("bilen", filters=replace(BO, code=("mat",))),
    "concordance": lambda s, _p: s.concordance("bilen", filters=replace(BO, code=("mat",))),
    "suggest": lambda s, _p: s.suggest(CODE, filters=BO, analyse=False),
    "suggestions": lambda s, _p: s.suggestions(CODE, filters=BO, analyse=False),
    "suggestion_quality": lambda s, _p: s.suggestion_quality(CODE, layer="coder:Bo", analyse=False),
    "scheme_use": lambda s, _p: s.scheme_use(),
    "scheme_merge_plan": lambda s, _p: s.scheme_merge_plan("mat", CODE),
    "correct_plan": lambda s, _p: s.correct_plan(BLIND, corrected(s)),
    "exported": lambda s, _p: exports(s),
    "disclosure": lambda s, _p: disclosed(s),
    "disclosure_report": lambda s, _p: s.disclosure_report("excerpts", format="csv", filters=BO),
    "hidden": lambda s, _p: s.hidden(),
    "purge_plan": lambda s, _p: s.purge_plan("P02"),
}
"""What shows Bo's work to those who may see it. `hidden` tells that there are others instead."""

READS: dict[str, Read] = {
    **TELLS,
    **{
        name: lambda s, _p, name=name: getattr(s, name)  # type: ignore[misc]
        for name in ("settings", "name", "analysed", "last_change")
    },
    **{
        name: lambda s, _p, name=name: getattr(s, name)()  # type: ignore[misc]
        for name in (
            "actor_types", "attributes", "persons", "interviews", "interviews_with_text",
            "person_interviews", "relations", "figures", "figures_check", "asked", "assignments",
            "coders",
            "primary_coders", "scheme", "codebook", "design_check", "unread", "reviews", "base",
            "agreement", "agreement_base", "differences", "decisions", "settled", "coder_pairs",
            "sensitive",
            "placements", "queries", "new_codes", "code_origins", "summaries_since",
        )
    },
    "code_named": lambda s, _p: s.code_named("mat"),
    "property_space": lambda s, _p: s.property_space("Rom"),
    "tree": lambda s, _p: s.tree().codes,
    "transcript": lambda s, _p: s.transcript(BLIND),
    "turns": lambda s, _p: s.turns(BLIND),
    "scheme_at": lambda s, _p: s.scheme_at("2030-01-01"),
    "scheme_changes": lambda s, _p: s.scheme_changes("2020-01-01"),
    "revisions": lambda s, _p: s.revisions(BLIND),
    "import_plan": lambda s, _p: s.import_plan(list[ReadTranscript]()),
    "attrition": lambda s, _p: s.attrition(),
    "check_quotes": quoted,
    "favourites": lambda s, _p: s.favourites(),
    "word_use": lambda s, _p: s.word_use("deltaker", filters=BO, analyse=False),
    "word_use_found": lambda s, _p: s.word_use_found("deltaker", filters=BO, analyse=False),
    "heat_map": lambda s, _p: heat_map(s),
    "export": lambda s, p: s.export("crosstab", p / "crosstab.csv").read_bytes(),
}  # fmt: skip

WRITES = {
    "create", "open", "design", "edit_person", "edit_interview", "edit_round",
    "edit_person_interview", "add_relation", "edit_relation", "remove_relation", "scheme_load",
    "scheme_save", "scheme_add", "scheme_edit", "scheme_rename", "scheme_move", "scheme_merge",
    "scheme_split", "scheme_split_from", "scheme_retire", "scheme_unretire", "add_code", "import_",
    "import_texts", "analyse", "code", "code_new", "code_hits", "reject", "uncode",
    "remove_coding", "remove_codings", "recode_all", "recode", "codings_load", "assign",
    "assign_all", "unblind", "coding_status", "memo", "edit_memo", "memos_load", "correct",
    "correct_turns", "edit_turn", "split_turn", "join_turns", "restore_revision",
    "confirm_review", "move_review", "drop_review", "undo", "redo", "decide", "pin",
    "unpin", "pin_excerpt", "unpin_excerpt", "move_pin", "summary", "remove_summary",
    "summaries_load", "query_save", "query_rename",
    "query_remove", "property_space_save", "property_space_remove", "property_spaces_load",
    "place", "unplace", "claim", "remove_claim", "decide_disclosure",
    "mark_sensitive", "purge", "restore",
}  # fmt: skip
"""What changes a study, opens one or writes only the scheme."""

WHOLE = {"path", "backup", "backups", "check", "erasures_due"}
"""What is of the file: a copy and the invariants hold everything."""


def test_every_method_of_the_study_is_known_here() -> None:
    public = {name for name in vars(Study) if not name.startswith("_")}
    assert public == READS.keys() | WRITES | WHOLE


def corrected(study: Study) -> list[Any]:
    from workbench.coding.correcting import edit, turns

    given = turns(study.store, BLIND)
    return edit(given, 2, text=given[1].text.replace("Bilen", "Vogna"))


def told(given: Any) -> Any:
    """What somebody reads, so that two of it can be compared."""
    if isinstance(given, pd.DataFrame):
        return given.to_csv()
    if isinstance(given, (list, tuple)):
        return [told(one) for one in given]
    if hasattr(given, "__dataclass_fields__"):
        return {name: told(getattr(given, name)) for name in given.__dataclass_fields__}
    return given if isinstance(given, (bytes, int, dict)) else str(given)


def read(path: Path, coder: str, name: str, folder: Path) -> Any:
    try:
        return told(READS[name](reader(path, coder), folder))
    except WorkbenchError as error:
        return str(error)


@pytest.mark.parametrize("name", READS)
def test_what_a_blind_coder_reads_does_not_depend_on_the_others_work(
    name: str, before: Path, after: Path, tmp_path: Path
) -> None:
    seen = read(after, "Anne", name, tmp_path)
    assert seen == read(before, "Anne", name, tmp_path)
    assert not [mark for mark in MARKS if mark in str(seen)]


@pytest.mark.parametrize("name", [name for name in TELLS if name != "hidden"])
def test_a_third_coder_reads_it_all(name: str, before: Path, after: Path, tmp_path: Path) -> None:
    assert read(after, "Leder", name, tmp_path) != read(before, "Leder", name, tmp_path)


@pytest.mark.parametrize("name", [name for name in TELLS if name != "hidden"])
def test_when_both_are_done_they_read_what_a_third_reads(
    name: str, after: Path, tmp_path: Path
) -> None:
    done(after)
    assert read(after, "Anne", name, tmp_path) == read(after, "Leder", name, tmp_path)


def done(path: Path) -> None:
    for name in ("Anne", "Bo"):
        reader(path, name).coding_status(BLIND, "done")


def verbs(group: click.Group, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from verbs(command, (*before, name))
        elif any("--format" in option.opts for option in command.params):
            yield (*before, name)


PRINTS: dict[tuple[str, ...], list[str]] = {
    ("agreement",): ["--coders", "Anne,Bo"], ("assignments",): [], ("codings", "list"): [],
    ("crosstab",): ["--rows", "code", "--columns", "coder", "--count", "codings"],
    ("decisions",): [], ("design",): ["--check"], ("excerpts",): ["--layer", "coder:Bo"],
    ("history",): [], ("memo", "list"): [], ("scheme", "changes"): ["--since", "2020-01-01"],
    ("scheme", "show"): [], ("scheme", "use"): [], ("search",): ["bilen", "--code", "mat"],
    ("suggest",): [CODE, "--layer", "coder:Bo", "--no-analyse"], ("turns",): [BLIND],
    ("correct",): [BLIND, "--review"], ("attrition",): [],
    ("trajectories",): ["--layer", "coder:Bo"],
    ("changes",): ["1", "1", "--layer", "coder:Bo"], ("cooccurrence",): ["--layer", "coder:Bo"],
    ("pins", "list"): ["--code", "mat", "--layer", "coder:Bo"], ("summary", "list"): [],
    ("summary", "since"): [],
    ("typology", "list"): [], ("typology", "cells"): ["Rom", "--layer", "coder:Bo"],
    ("typology", "cases"): ["Rom"], ("typology", "reasons"): ["Rom", "--layer", "coder:Bo"],
    ("matrix",): ["--code", "mat", "--layer", "coder:Bo"],
    ("placement",): ["P02", "P01", "--code", "mat", "--layer", "coder:Bo"],
    ("compare",): ["--code", "mat", "--layer", "coder:Bo"], ("favourites",): [],
    ("query",): ["mat or krav", "--layer", "coder:Bo"], ("queries", "list"): [],
    ("new-codes",): ["--layer", "coder:Bo"], ("code-origins",): [],
    ("word-use",): ["deltaker", "--code", "mat", "--layer", "coder:Bo", "--no-analyse"],
    ("figures",): ["--check"], ("claim", "list"): [],
    ("balance",): ["Kapittel"], ("purge",): ["P02", "--dry-run"],
    ("disclosure",): ["excerpts", "--layer", "coder:Bo", "--no-analyse"],
    ("explanations",): ["--branch", "krav", "--code", "mat", "--layer", "coder:Bo"],
    ("voices",): ["--branch", "krav", "--code", "mat", "--layer", "coder:Bo"],
}  # fmt: skip


NO_STUDY = {("about",), ("check-quotes",), ("evaluate-language",), ("pseudonymise",)}
"""Verbs that print of the program, or of a file that is not of the study."""


def test_every_verb_that_prints_rows_is_known_here() -> None:
    assert set(verbs(workbench)) - set(PRINTS) <= NO_STUDY


@pytest.mark.parametrize("verb", PRINTS, ids=" ".join)
def test_what_the_command_line_prints_does_not_depend_on_it_either(
    verb: tuple[str, ...], before: Path, after: Path
) -> None:
    def printed(path: Path) -> str:
        call = ["--study", str(path), "--coder", "Anne", *verb, *PRINTS[verb]]
        return CliRunner().invoke(workbench, [*call, "--format", "csv"]).output

    assert printed(after) == printed(before)


def test_the_reader_of_incomplete_numbers_is_told(after: Path) -> None:
    call = ["--study", str(after), "--coder", "Bo", "crosstab", "--format", "csv"]
    assert "1 interview is coded blind" in CliRunner().invoke(workbench, call).stderr
    said = reader(after, "Bo").exported("crosstab", "json").decode()
    assert '"hidden": [\n      "P02-1"' in said
    # Anne's coding is the primary layer, so that her table lacks nothing.
    assert reader(after, "Anne").hidden(filters=Filters()) == {}
    assert reader(after, "Anne").hidden() == {BLIND: ["Bo"]}


def test_a_name_with_blanks_around_it_is_the_same_coder(after: Path) -> None:
    assert {one.coder for one in reader(after, " Anne  ").codings_of(BLIND)} == {"Anne"}


# -- when it ends -----------------------------------------------------------------------------


def blind(path: Path) -> set[str]:
    frame = reader(path, "Leder").assignments()
    return set(frame.loc[frame["interview"] == BLIND, "blind"])


def test_what_was_seen_is_not_hidden_again_when_one_goes_on(after: Path) -> None:
    assert blind(after) == {"yes"}
    done(after)
    reader(after, "Anne").coding_status(BLIND, "started")
    assert {one.coder for one in reader(after, "Anne").codings_of(BLIND)} == {"Anne", "Bo"}
    assert blind(after) == {"until done"}


def test_opening_early_is_recorded_and_undo_does_not_make_it_unseen(after: Path) -> None:
    lead = reader(after, "Leder")
    lead.unblind(BLIND, reason="drøftet på møte")
    assert {one.coder for one in reader(after, "Anne").codings_of(BLIND)} == {"Anne", "Bo"}
    assert blind(after) == {"opened"}
    lead.undo()
    assert {one.coder for one in reader(after, "Anne").codings_of(BLIND)} == {"Anne"}
    assert blind(after) == {"yes"}
    done(after)
    assert blind(after) == {"opened"}
    assert lead.check() == []


def test_a_word_of_done_that_is_taken_back_counts_as_opened(after: Path) -> None:
    done(after)
    reader(after, "Bo").undo()
    assert blind(after) == {"yes"}
    reader(after, "Bo").coding_status(BLIND, "done")
    assert blind(after) == {"opened"}


def test_what_is_not_coded_blind_cannot_be_opened(after: Path) -> None:
    with pytest.raises(CallError, match="P01-1 is not coded blind"):
        reader(after, "Leder").unblind(ALONE)


def test_a_third_coder_who_comes_later_is_blind_and_the_first_two_are_not(after: Path) -> None:
    done(after)
    reader(after, "Leder").assign(BLIND, "Cato", layer="second")
    assert reader(after, "Cato").codings_of(BLIND) == []
    assert {one.coder for one in reader(after, "Anne").codings_of(BLIND)} == {"Anne", "Bo"}


def test_a_word_of_done_that_comes_with_the_assignment_is_no_blind_coding(after: Path) -> None:
    lead = reader(after, "Leder")
    anne, bo = reader(after, "Anne"), reader(after, "Bo")
    anne.assign(ALONE, "Anne")
    anne.coding_status(ALONE, "done")
    bo.coding_status(ALONE, "done")
    bo.coding_status(ALONE, "started")
    frame = lead.assignments().set_index("interview")
    assert set(frame.loc[ALONE, "blind"]) == {""}
    assert {one.coder for one in bo.codings_of(ALONE)} == {"Anne"}


def test_agreement_says_what_was_coded_blind(after: Path) -> None:
    done(after)
    assert reader(after, "Leder").agreement_base().blind == (BLIND, OPEN)
    reader(after, "Bo").undo()
    reader(after, "Bo").coding_status(BLIND, "done")
    base = reader(after, "Leder").agreement_base()
    assert (base.blind, base.opened) == ((OPEN,), (BLIND,))
    assert any("Opened before both were done: P02-1." in note for note in base.notes)


# -- what is written --------------------------------------------------------------------------


def counted(path: Path) -> int:
    return len(reader(path, "Leder").store.find("coding"))


def test_merging_codes_carries_what_is_hidden_from_who_merges(after: Path) -> None:
    n = counted(after)
    reader(after, "Anne").scheme_merge("mat", CODE)
    moved = [one for one in reader(after, "Bo").codings_of(BLIND) if one.memo == MARKS[0]]
    assert [one.code for one in moved] == [CODE]
    assert counted(after) == n
    assert reader(after, "Leder").check() == []


def test_correcting_carries_what_is_hidden_and_does_not_tell_of_it(after: Path) -> None:
    anne = reader(after, "Anne")
    n = counted(after)
    told_ = anne.correct_turns(BLIND, corrected(anne))
    assert {one.coder for one in told_.changes} == {"Anne"}
    assert counted(after) == n
    assert anne.reviews().empty
    assert not reader(after, "Bo").reviews().empty
    assert anne.check() == []


def test_what_is_hidden_cannot_be_changed_by_its_number(after: Path) -> None:
    anne = reader(after, "Anne")
    hidden = [one["id"] for one in anne.store.find("coding", interview=BLIND, memo=MARKS[0])]
    for change in (
        lambda: anne.remove_coding(hidden[0]),
        lambda: anne.recode(hidden[0], valence="present"),
        lambda: anne.recode_all(hidden, "krav"),
        lambda: anne.memo("?", object_type="coding", object=str(hidden[0])),
    ):
        with pytest.raises(CallError, match="no coding"):
            change()
    for placing in anne.store.find("placing"):
        with pytest.raises(CallError, match="no placing"):
            anne.unplace(placing["id"])
    for memo in anne.store.find("memo"):
        with pytest.raises(CallError, match="no memo"):
            anne.edit_memo(memo["id"], "")
    for item in anne.store.find("selection_item"):
        with pytest.raises(CallError, match="no longer holds"):
            anne.selections.drop(item["id"])


def test_taking_the_other_off_does_not_tell_how_much_is_coded(after: Path) -> None:
    with pytest.raises(CallError, match="Bo has coded here and stays assigned"):
        reader(after, "Anne").assign_all(BLIND, second=[])


def test_a_new_code_is_seen_but_not_where_it_was_applied(after: Path) -> None:
    reader(after, "Bo").code_new(BLIND, 30, 36, "Nykode")
    latest = reader(after, "Anne").history(limit=1).iloc[0]
    assert (latest["action"], latest["object"]) == ("code new", "")
    assert BLIND not in latest["summary"]
    assert BLIND in reader(after, "Leder").history(limit=1).iloc[0]["summary"]


def test_undo_does_not_tell_what_is_hidden(after: Path) -> None:
    anne = reader(after, "Anne")
    anne.scheme_add("Felles")
    reader(after, "Bo").code(BLIND, 30, 36, "felles")
    with pytest.raises(UndoRefused) as refused:
        anne.undo()
    assert BLIND not in str(refused.value)
    assert "coded blind" in str(refused.value)


def test_deciding_is_refused_while_blind(after: Path) -> None:
    with pytest.raises(CallError, match="Anne codes P02-1 blind: what Bo coded is hidden"):
        reader(after, "Anne").decide(BLIND, 0, 5, CODE, "first")


def test_who_was_placed_at_a_value_is_not_told_when_it_cannot_go(after: Path) -> None:
    anne = reader(after, "Anne")
    space = anne.property_space("Rom")
    first = space.dimensions[0]
    fewer = replace(first, values=(first.values[1], PropertyValue("nytt")))
    with pytest.raises(CallError, match="is hidden, for it is coded blind") as refused:
        anne.property_space_save(replace(space, dimensions=(fewer, space.dimensions[1])))
    assert "P02" not in str(refused.value)


def test_two_who_place_the_same_case_blind_do_not_meet_before_both_are_done(after: Path) -> None:
    anne = reader(after, "Anne")
    anne.place("Rom", "P02", ["uten", "nei"], "Annes ord.", time="1")
    cases = anne.typology_cases("Rom")
    assert set(cases["others"]) == {""}
    done(after)
    told_ = reader(after, "Anne").typology_cases("Rom").set_index(["person", "time"])
    assert told_.loc[("P02", "1"), "others"] != ""


def test_the_reading_of_a_blind_coder_cannot_write(after: Path) -> None:
    import sqlite3

    seen = reader(after, "Anne").store.seen_by("Anne")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        seen.db.conn.execute("DELETE FROM main.memo")
