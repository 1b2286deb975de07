"""The command line: each verb prints what Study gives, and says what is wrong in words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.builder import Builder
from workbench import cli
from workbench.errors import CallError, UnknownName, WorkbenchError
from workbench.model import Filters
from workbench.study import Study

Run = Callable[..., Result]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    built = Builder(tmp_path / "study.db")
    built.code("motivasjon.vil", "praksis")
    built.interview(
        "P01-1", {"P01": 1}, "I: Hva vil du?\nP01: Jeg [vil jobbe] på kjøkken.",
        codes={"[": "motivasjon.vil"},
    )  # fmt: skip
    built.assign("P01-1")
    built.store.close()
    return tmp_path / "study.db"


@pytest.fixture
def run(path: Path) -> Run:
    def call(*words: str) -> Result:
        return CliRunner().invoke(cli.workbench, ["--study", str(path), "--coder", "Anne", *words])

    return call


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exit_code == 0, result.output
    return list(csv.DictReader(io.StringIO(result.stdout)))


def verbs(group: click.Group = cli.workbench, before: str = "") -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found |= verbs(command, f"{before}{name} ")
        else:
            found[f"{before}{name}"] = command
    return found


@pytest.mark.parametrize("name", verbs())
def test_every_verb_has_help_an_example_and_a_word_on_each_option(name: str) -> None:
    result = CliRunner().invoke(cli.workbench, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert f"workbench {name.split()[0]}" in result.output.split("Example")[1].replace(
        '--coder "Anne H." ', ""
    ).replace("--study my.db ", "")
    options = [one for one in verbs()[name].params if isinstance(one, click.Option)]
    assert [one.name for one in options if not one.help] == []


def test_every_verb_of_the_contract_is_there() -> None:
    wanted = {
        "demo", "create", "design", "scheme", "import", "turns", "code", "uncode", "codings",
        "excerpts", "crosstab", "agreement", "assign", "coding-status", "memo", "export",
        "history", "undo", "redo", "check", "serve", "backup", "about", "train-language",
        "evaluate-language", "restore", "purge",
    }  # fmt: skip
    assert wanted <= set(cli.workbench.commands)


@pytest.mark.parametrize(
    "verb", ["codings list", "excerpts", "crosstab", "agreement", "export", "suggest"]
)
def test_the_filters_are_the_same_on_every_verb_of_the_analysis(verb: str) -> None:
    wanted = {name.replace("attributes", "attribute") for name in Filters.__dataclass_fields__}
    assert wanted <= {option.name for option in verbs()[verb].params}


def test_turns_print_speaker_role_place_and_text(run: Run) -> None:
    (first, second) = rows(run("turns", "P01-1", "--format", "csv"))
    assert list(first) == [
        "turn", "speaker", "role", "person", "start", "end", "time", "text",
    ]  # fmt: skip
    assert (first["role"], second["person"], second["text"]) == (
        "interviewer", "P01", "Jeg vil jobbe på kjøkken.",
    )  # fmt: skip


def test_code_and_uncode_act_as_the_coder(run: Run) -> None:
    assert run("code", "P01-1", "12", "15", "praksis", "--valence", "missing").exit_code == 0
    coded = rows(run("codings", "--code", "praksis", "--format", "csv"))
    assert [(row["coder"], row["quote"], row["valence"]) for row in coded] == [
        ("Anne", "Jeg", "missing")
    ]
    assert run("uncode", "P01-1", "12", "15", "praksis").exit_code == 0
    assert rows(run("codings", "list", "--code", "praksis", "--format", "csv")) == []


def test_codings_have_the_columns_of_the_contract(run: Run) -> None:
    (row,) = rows(run("codings", "--format", "csv"))
    assert list(row) == [
        "interview", "person", "actor_type", "round", "code", "coder", "start", "end", "quote",
        "own", "valence", "stance", "memo",
    ]  # fmt: skip
    assert row["own"] == f"{row['start']}-{row['end']}"


def test_excerpts_have_the_columns_of_the_contract(run: Run) -> None:
    (row,) = rows(run("excerpts", "--format", "csv"))
    assert list(row) == [
        "interview", "person", "actor_type", "round", "code", "codes", "start", "end", "quote",
        "own", "codings", "words",
    ]  # fmt: skip


def test_crosstab_has_the_columns_of_the_contract(run: Run) -> None:
    row = rows(run("crosstab", "--format", "csv"))[0]
    assert list(row) == [
        "code", "actor_type", "round", "n", "N", "share", "persons", "persons_N", "asked", "done",
    ]  # fmt: skip
    assert [row["n"], row["N"], row["share"], row["done"]] == ["1", "1", "1.0", "1"]


def test_a_query_prints_its_passages_or_who_says_it(run: Run) -> None:
    (passage,) = rows(run("query", "motivasjon", "--format", "csv"))
    assert (passage["interview"], passage["quote"]) == ("P01-1", "vil jobbe")
    asked = ("query", "motivasjon", "--who", "--format", "csv")
    assert rows(run(*asked))[-1]["passages"] == "1"
    assert rows(run(*asked, "--hide-small"))[-1]["passages"] == ""
    assert isinstance(run("query", "praksis", "--hide-small").exception, CallError)


def test_agreement_has_the_columns_of_the_contract_and_says_what_it_rests_on(
    run: Run, path: Path
) -> None:
    built = Builder(path)
    built.coding("P01-1", 14, 27, "motivasjon.vil", coder="Bo")
    built.assign("P01-1", "Bo", layer="second")
    built.store.close()
    result = run("agreement", "--unit", "turn", "--format", "csv")
    first, *_others, pooled = rows(result)
    assert list(first) == [
        "code", "unit", "rule", "interviews", "codings_a", "codings_b", "both", "only_a",
        "only_b", "neither", "percent", "jaccard", "kappa", "alpha", "alpha_u", "low", "high",
        "reason",
    ]  # fmt: skip
    assert (first["code"], first["unit"], first["rule"]) == ("motivasjon", "turn", "any")
    assert (pooled["code"], pooled["both"], pooled["kappa"]) == ("", "1", "")
    assert result.stderr.splitlines() == [
        "Agreement by turn, any of it marked",
        "Anne – Bo · turns of identified persons · 1 interview coded by both · 1 turn",
        "1 interview that both have coded: P01-1.",
    ]


def test_decide_and_decisions_say_how_many_interviews_are_settled(run: Run, path: Path) -> None:
    built = Builder(path)
    built.coding("P01-1", 12, 24, "motivasjon.vil", coder="Bo")
    built.assign("P01-1", "Bo", layer="second")
    built.store.close()
    result = run("decisions", "--format", "csv")
    (place,) = rows(result)
    assert list(place) == [
        "code", "interview", "start", "end", "differing", "first", "second", "spans_first",
        "spans_second", "quote", "decision", "extent", "reason", "decided_by", "decided",
        "earlier",
    ]  # fmt: skip
    assert result.stderr == "0 of 1 interview with two coders is settled\n"
    at = [place["interview"], place["start"], place["end"], place["code"]]
    done = run("decide", *at, "16-25", "--reason", "uten jeg")
    assert (done.exit_code, done.stdout) == (0, "1 of 1 interview with two coders is settled\n")
    (place,) = rows(run("decisions", "--format", "csv"))
    assert (place["decision"], place["extent"], place["reason"]) == ("other", "16-25", "uten jeg")
    assert run("decide", *at, "second").exit_code == 0
    assert rows(run("decisions", "--undecided", "--format", "csv")) == []
    (coding,) = rows(run("codings", "--layer", "agreed", "--format", "csv"))
    assert (coding["coder"], coding["start"], coding["end"]) == ("agreed", "12", "24")


def test_json_keeps_numbers_as_numbers_and_nothing_as_null(run: Run) -> None:
    result = run("crosstab", "--columns", "actor_type", "--format", "json")
    first = json.loads(result.stdout)[0]
    assert (first["n"], first["share"]) == (1, 1.0)


def test_design_check_prints_the_columns_of_the_contract(run: Run) -> None:
    total = rows(run("design", "--check", "--format", "csv"))[-1]
    assert total == {
        "actor_type": "*", "round": "*", "planned": "1", "held": "1", "usable": "1",
        "person_interviews": "1", "persons": "1", "coded": "1", "done": "1",
    }  # fmt: skip


def test_history_undo_and_redo_tell_what_was_done(run: Run) -> None:
    run("memo", "add", "Husk", "--on", "person", "--object", "P01")
    assert rows(run("history", "--limit", "1", "--format", "csv"))[0]["action"] == "memo"
    assert run("undo").stdout == "Undone: Memo on P01\n"
    assert rows(run("memo", "list", "--format", "csv")) == []
    assert run("redo").stdout == "Redone: Memo on P01\n"
    assert [row["text"] for row in rows(run("memo", "list", "--format", "csv"))] == ["Husk"]


def test_codings_are_saved_and_loaded_and_a_new_coder_is_named(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "codings.csv"
    assert run("codings", "save", str(file)).stdout == "1 codings written\n"
    file.write_text(file.read_text("utf-8").replace("Anne", "Cecilie"), encoding="utf-8")
    assert run("codings", "load", str(file)).stdout == "1 codings added\nnew coder: Cecilie\n"


def test_the_scheme_is_shown_and_saved(run: Run, tmp_path: Path) -> None:
    keys = [row["key"] for row in rows(run("scheme", "show", "--format", "csv"))]
    assert keys == ["motivasjon", "motivasjon.vil", "praksis"]
    run("scheme", "save", str(tmp_path / "scheme.yaml"))
    assert run("scheme", "load", str(tmp_path / "scheme.yaml")).stdout.startswith("0 codes added")


def test_assign_and_status_are_set(run: Run) -> None:
    run("assign", "P01-1", "Bjørn", "--layer", "second")
    run("coding-status", "P01-1", "started")
    total = rows(run("design", "--check", "--format", "csv"))[-1]
    assert total["done"] == "0"


def test_purge_counts_first_asks_for_a_yes_and_tells_what_went(run: Run, path: Path) -> None:
    counted = rows(run("purge", "P01", "--dry-run", "--format", "csv"))
    told = {row["what"]: row["n"] for row in counted}
    assert (told["interviews"], told["words"], told["codings"]) == ("1", "5", "1")
    assert "say that you want it with --yes" in str(run("purge", "P01").exception)
    run("backup", str(path.with_name("copy.db")))
    output = run("purge", "P01", "--yes").output
    assert "P01 has withdrawn: erased for good" in output
    assert "  words: 5" in output
    assert "The id P01 stays" in output
    assert f"destroy it: {path.with_name('copy.db')}" in output
    assert Study.open(path).transcript("P01-1") is None
    assert run("check").exit_code == 0


def test_purge_asks_for_the_id_on_a_terminal(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_on_a_terminal", lambda: True)
    call = ["--study", str(path), "purge", "P01"]
    assert CliRunner().invoke(cli.workbench, call, input="P02\n").exit_code != 0
    assert Study.open(path).transcript("P01-1") is not None
    assert CliRunner().invoke(cli.workbench, call, input="P01\n").exit_code == 0
    assert Study.open(path).transcript("P01-1") is None


def test_restore_names_what_has_to_be_erased_again_or_does_it(run: Run, path: Path) -> None:
    backup = path.with_name("copy.db")
    run("backup", str(backup))
    run("purge", "P01", "--yes")
    output = run("restore", str(backup)).output
    assert f"Restored from {backup}: {path}" in output
    assert "To be erased again: what P01 said, who has withdrawn: workbench purge P01" in output
    assert run("check").exit_code == 1
    output = run("restore", str(backup), "--purge-again").output
    assert "P01 has withdrawn: erased for good" in output
    assert "To be erased again" not in output
    assert run("check").exit_code == 0


def test_a_study_that_is_damaged_is_restored_too(run: Run, path: Path) -> None:
    backup = path.with_name("copy.db")
    run("backup", str(backup))
    path.write_bytes(b"broken")
    output = run("restore", str(backup)).output
    assert "The study before could not be read: do again what was erased" in output
    assert run("check").exit_code == 0


def test_a_backup_is_a_study(run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "copy.db")).exit_code == 0
    assert Study.open(tmp_path / "copy.db").check() == []


def test_check_is_silent_about_what_is_well_and_lists_what_is_not(run: Run, path: Path) -> None:
    assert run("check").exit_code == 0
    study = Study.open(path)
    study.store.db.conn.execute("UPDATE coding SET quote = 'noe annet'")
    result = run("check")
    assert result.exit_code == 1
    assert "quotes: coding 1 in P01-1 at 16-25" in result.stdout


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "csv", "md", "html", "json"])
def test_exports_are_the_same_bytes_twice(run: Run, tmp_path: Path, suffix: str) -> None:
    for kind in ("excerpts", "crosstab", "codebook"):
        files = [tmp_path / f"{kind}-{n}.{suffix}" for n in (1, 2)]
        for file in files:
            result = run("export", kind, str(file))
            assert result.exit_code == 0, result.output
        assert files[0].read_bytes() == files[1].read_bytes()


def test_an_export_carries_study_date_layer_and_how_many(run: Run, tmp_path: Path) -> None:
    run("export", "excerpts", str(tmp_path / "a.md"), "--date", "2012-03-31")
    text = (tmp_path / "a.md").read_text("utf-8")
    for said in ("Prøvestudie", "31 March 2012", "1 of 1 excerpts", "primary", "vil jobbe"):
        assert said in text


# Errors: message on stderr, exit status, nothing changed


def program(path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workbench", "--study", str(path), *words],
        capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (("crosstab", "--code", "praksiss"), 2, "Did you mean “praksis”?"),
        (("crosstab", "--count", "interviews", "--of", "row"), 2, "workbench: "),
        (("crosstab", "--count", "hats"), 2, "--count"),
        (("turns", "P09"), 2, "“P09” is no interview of this study."),
        (("codings", "load", "missing.csv"), 1, "missing.csv: "),
        (("design",), 2, "ask for --check"),
        (("undo",), 1, "There is nothing to undo."),
        (("export", "excerpts", "a.pdf"), 2, "docx"),
    ],
)
def test_an_error_says_what_is_wrong_and_leaves_with_its_status(
    path: Path, words: tuple[str, ...], status: int, message: str
) -> None:
    before = Study.open(path).last_history
    result = program(path, "--coder", "Cecilie", *words)
    assert (result.returncode, message in result.stderr) == (status, True), result.stderr
    assert "Traceback" not in result.stderr
    assert Study.open(path).last_history == before


def test_an_error_is_told_in_the_users_language(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_LANGUAGE", "nb")
    assert "Det er ingenting å angre." in program(path, "--coder", "Cecilie", "undo").stderr


def test_a_file_that_is_no_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("hei")
    result = program(tmp_path / "x.db", "history")
    assert (result.returncode, "not a study" in result.stderr) == (1, True)


def test_every_error_has_an_exit_status() -> None:
    def tree(error: type[WorkbenchError]) -> list[type[WorkbenchError]]:
        return [error, *(one for child in error.__subclasses__() for one in tree(child))]

    assert {error.exit_status for error in tree(WorkbenchError)} == {1, 2}


def test_hits_are_sorted_and_coded_in_one_action_that_undo_takes_back(run: Run) -> None:
    asked = ("search", "vil OR du", "--format", "csv")
    before = rows(run("codings", "--format", "csv"))
    coded = run(*asked, "--sort", "right", "--code-as", "praksis", "--extent", "turn")
    assert [row["match"] for row in rows(run(*asked))] == ["vil", "du", "vil"]
    assert [row["match"] + row["right"][:3] for row in rows(coded)] == ["du?", "vil du", "vil jo"]
    assert coded.stderr == ("2 codings added. Hits in the same sentence or turn are one passage.\n")
    assert len(rows(run("codings", "--format", "csv"))) == len(before) + 2
    assert run("undo").exit_code == 0
    assert rows(run("codings", "--format", "csv")) == before


def test_hits_are_not_coded_with_a_code_that_is_none(run: Run) -> None:
    assert isinstance(run("search", "vil", "--code-as", "finnes").exception, UnknownName)


def corrected(tmp_path: Path, said: str) -> str:
    path = tmp_path / "rettet.txt"
    path.write_text(f"I: Hva vil du?\nP01: {said}\n", encoding="utf-8")
    return str(path)


def test_correct_tells_what_is_carried_and_what_is_to_be_looked_at(
    run: Run, tmp_path: Path
) -> None:
    path = corrected(tmp_path, "Jeg vill jobbe på kjøkken.")
    told = (
        "P01-1, revision 2: 1 turn changed, 0 carried over, 1 to be looked at\n"
        "  coding:1 vil, the words were changed: “vil jobbe” → “vill jobbe”\n"
    )
    assert run("correct", "P01-1", path, "--plan").output == told
    assert rows(run("correct", "P01-1", "--review", "--format", "csv")) == []
    assert run("correct", "P01-1", path).output == told
    assert run("correct", "P01-1", path).output == (
        "P01-1: nothing is changed, the text is the same.\n"
    )
    (row,) = rows(run("correct", "all", "--review", "--format", "csv"))
    assert row == {
        "object_type": "coding", "object": "1", "interview": "P01-1", "code": "motivasjon.vil",
        "label": "", "coder": "Anne", "doubt": "changed", "start": "16", "end": "26",
        "before": "vil jobbe", "after": "vill jobbe",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "quotes"),
    [
        (["--confirm", "coding:1"], ["vill jobbe"]),
        (["--confirm", "all"], ["vill jobbe"]),
        (["--move", "coding:1", "12", "15"], ["Jeg"]),
        (["--drop", "coding:1"], []),
        (["--restore", "1"], ["vil jobbe"]),
    ],
    ids=lambda words: words[0] if words else "",
)
def test_correct_settles_what_is_to_be_looked_at(
    run: Run, tmp_path: Path, words: list[str], quotes: list[str]
) -> None:
    run("correct", "P01-1", corrected(tmp_path, "Jeg vill jobbe på kjøkken."))
    assert run("correct", "P01-1", *words).exit_code == 0
    assert rows(run("correct", "P01-1", "--review", "--format", "csv")) == []
    assert [row["quote"] for row in rows(run("codings", "--format", "csv"))] == quotes
    assert run("check").exit_code == 0


@pytest.mark.parametrize(("words", "coder"), [(["--coder", "Anne"], "Anne"), ([], None)])
def test_serve_shows_the_study_in_the_name_of_the_coder_who_was_named(
    path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], coder: str | None
) -> None:
    told: list[tuple[Path, str | None, int | None]] = []
    monkeypatch.setattr(
        cli, "serve_study", lambda path, *, coder, port, **_: told.append((path, coder, port))
    )
    result = CliRunner().invoke(
        cli.workbench, ["--study", str(path), *words, "serve", "--port", "9"]
    )
    assert (result.exit_code, told) == (0, [(path, coder, 9)])


def test_correct_lists_the_revisions(run: Run, tmp_path: Path) -> None:
    run("correct", "P01-1", corrected(tmp_path, "Jeg vil jobbe på et kjøkken."))
    found = rows(run("correct", "P01-1", "--revisions", "--format", "csv"))
    assert [(row["revision"], row["source"], row["current"]) for row in found] == [
        ("2", "rettet.txt", "yes"), ("1", "", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", [[], ["--plan"], ["--review", "--revisions"], ["--move", "coding:1", "a", "b"],
              ["--drop", "code:1"], ["--drop", "coding:1"]],
)  # fmt: skip
def test_correct_refuses_a_call_that_cannot_be_meant(run: Run, words: list[str]) -> None:
    result = run("correct", "P01-1", *words)
    assert isinstance(result.exception, WorkbenchError)
    assert result.exception.exit_status == 2


def test_the_scheme_is_reworked_and_told_of(run: Run, path: Path, tmp_path: Path) -> None:
    made = run("scheme", "add", "Tempo", "--under", "praksis", "--definition", "Hvor fort")
    assert made.stdout == "praksis.tempo\n"
    assert run("scheme", "edit", "praksis", "--exclusive").exit_code == 0
    assert isinstance(run("scheme", "edit", "praksis").exception, CallError)
    assert run("scheme", "rename", "praksis.tempo", "Fart", "--key", "fart").stdout == (
        "praksis.fart\n"
    )
    assert run("scheme", "move", "praksis.tempo", "--under", "motivasjon").stdout == (
        "motivasjon.fart\n"
    )
    plan = run("scheme", "merge", "motivasjon.vil", "praksis", "--plan").stdout
    assert plan.startswith("motivasjon.vil → praksis: 1 codings change code, 0 are joined")
    assert "motivasjon.vil" in run("scheme", "show", "--format", "csv").stdout
    assert run("scheme", "merge", "motivasjon.vil", "praksis").stdout == plan
    (coding,) = rows(run("codings", "--format", "csv"))
    assert coding["code"] == "praksis"
    sorted_ = tmp_path / "sorted.csv"
    sorted_.write_text(
        "interview,start,end,coder,into\n"
        f"P01-1,{coding['start']},{coding['end']},Anne,Lyst\n", encoding="utf-8",
    )  # fmt: skip
    assert run("scheme", "split", "praksis", str(sorted_), "--under").stdout == "praksis.lyst\n"
    assert run("scheme", "retire", "praksis").stdout == "praksis\npraksis.lyst\n"
    assert run("scheme", "retire", "praksis.lyst", "--undo").stdout == "praksis\npraksis.lyst\n"
    changes = rows(run("scheme", "changes", "--since", "2020-01-01", "--format", "csv"))
    assert {row["change"] for row in changes} == {"added"}
    use = {row["code"]: row for row in rows(run("scheme", "use", "--format", "csv"))}
    assert (use["praksis.lyst"]["codings"], use["motivasjon"]["never"]) == ("1", "True")
    assert len(rows(run("scheme", "show", "--at", "2020-01-01", "--format", "csv"))) == 0


def test_a_split_file_with_faults_names_every_row(run: Run, path: Path, tmp_path: Path) -> None:
    sorted_ = tmp_path / "sorted.csv"
    sorted_.write_text(
        "interview,start,end,coder,into\nP01-1,0,1,Anne,Lyst\nP09,0,1,Anne,Lyst\n",
        encoding="utf-8",
    )
    with pytest.raises(WorkbenchError, match=r"row 2: there is no such coding[^$]*row 3: there"):
        CliRunner().invoke(
            cli.workbench,
            ["--study", str(path), "scheme", "split", "motivasjon.vil", str(sorted_)],
            catch_exceptions=False,
        )


def test_memos_are_written_listed_found_changed_saved_and_exported(
    run: Run, tmp_path: Path
) -> None:
    made = run("memo", "add", "Se [[P01]] og [[P09]].", "--on", "person", "--object", "P01")
    assert (made.stdout, made.stderr) == ("1\n", "The study has no [[P09]].\n")
    run("memo", "add", "Nøler hun?")
    listed = rows(run("memo", "list", "--mentions", "P01", "--format", "csv"))
    assert list(listed[0]) == [
        "id", "object_type", "object", "interview", "start", "end", "quote", "text", "coder",
        "created", "changed", "code", "mentions",
    ]  # fmt: skip
    assert [(row["id"], row["mentions"]) for row in listed] == [("1", "P01")]
    assert rows(run("memo", "list", "--author", "Kari", "--format", "csv")) == []
    found = rows(run("search", "nøl*", "--memos", "--format", "csv"))
    assert [(row["id"], row["match"]) for row in found] == [("2", "Nøler")]
    run("memo", "edit", "2", "Nei.")
    assert run("memo", "save", str(tmp_path / "m.csv")).stdout == "2 memos written\n"
    run("memo", "remove", "2")
    assert run("memo", "load", str(tmp_path / "m.csv")).stdout == "2 memos added\n"
    texts = [row["text"] for row in rows(run("memo", "list", "--format", "csv"))]
    assert texts == ["Se [[P01]] og [[P09]].", "Se [[P01]] og [[P09]].", "Nei."]
    run("export", "memos", str(tmp_path / "m.md"), "--on", "study")
    assert "Nei." in (tmp_path / "m.md").read_text("utf-8")
    assert "P09" not in (tmp_path / "m.md").read_text("utf-8")
