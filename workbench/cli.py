"""The command line: each verb parses, calls one method, prints.

Exit status 0: done; 1: the data is at fault, the message says where; 2: the call is.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

import click

from workbench import pseudonymising, words
from workbench.about import about as tell_about
from workbench.analysis import comparison
from workbench.analysis import cooccurrence as meeting
from workbench.analysis.explanations import BRANCH
from workbench.analysis.hit_order import SORTS
from workbench.analysis.word_use import FEWEST
from workbench.charts.paths import PANELS
from workbench.charts.patterns import VALUES
from workbench.coding.codings import EXTENTS, Extent
from workbench.coding.correcting import Corrected
from workbench.coding.deciding import ORDERS, Taken
from workbench.coding.disclosures import DECIDED, Decided
from workbench.demo import demo as build_demo
from workbench.errors import CallError, WorkbenchError
from workbench.exports.contents import GROUPS
from workbench.exports.disclosing import is_open
from workbench.exports.disclosing import summary as disclosure_summary
from workbench.exports.disclosure import K
from workbench.exports.writers import FORMATS as FILE_FORMATS
from workbench.exports.writers import KINDS, Kind
from workbench.files import csv_text
from workbench.language.training import evaluate_language as evaluate_pipeline
from workbench.language.training import train_language as train_pipeline
from workbench.model import (
    AGREEMENT_RULES,
    AGREEMENT_TEXTS,
    AGREEMENT_UNITS,
    CODING_STATUSES,
    COUNTS,
    LAYERS,
    OBJECT_TYPES,
    SAYS,
    STANCES,
    VALENCES,
    Count,
    Filters,
    MemoFilters,
    Says,
)
from workbench.pseudonyms import key as keys
from workbench.pseudonyms.candidates import Candidate
from workbench.pseudonyms.decisions import Decision, Decisions
from workbench.pseudonyms.decisions import load as load_decisions
from workbench.references import written
from workbench.store.withdrawal import Purged
from workbench.study import Study, default_coder, default_study
from workbench.texts import LANGUAGES, _, language, ngettext, set_language
from workbench.ui.serving import serve as serve_study
from workbench.words import DOUBT

if TYPE_CHECKING:
    import pandas as pd

P = ParamSpec("P")
R = TypeVar("R")

FORMATS = ("csv", "json", "table")
PATH = click.Path(path_type=Path)

_WIDEST = 60
"""Characters of a cell that a table for people shows."""


class Verb(click.Command):
    """A verb whose help ends with an example."""

    def __init__(self, *args: Any, example: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.example = example

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.example:
            with formatter.section("Example"):
                for line in self.example.splitlines():
                    formatter.write_text(line)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--study", "path", type=PATH, help="The study file (default $WORKBENCH_STUDY, else study.db)."
)
@click.option(
    "--coder", help="Who acts (default $WORKBENCH_CODER, else the system's user). Filters nothing."
)
@click.version_option(package_name="workbench")
@click.pass_context
def workbench(ctx: click.Context, path: Path | None, coder: str | None) -> None:
    """Analyse qualitative interviews: code transcripts, set the actors side by side, and open
    every number onto the quotes behind it."""
    ctx.obj = (path or default_study(), coder or default_coder())


def main() -> None:
    """Run a verb; say what is wrong in words and leave with the error's exit status."""
    set_language(language())
    try:
        workbench(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except WorkbenchError as error:
        click.echo(f"workbench: {error}", err=True)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        sys.stderr.close()


def verb(
    name: str, example: str, group: click.Group = workbench
) -> Callable[[Callable[..., Any]], click.Command]:
    """A verb of the command line, with one example."""
    return group.command(name, cls=Verb, example=example)


def with_study(call: Callable[..., R]) -> Callable[..., R]:
    """Open the study that the call names and give it to the verb first."""

    @click.pass_context
    @functools.wraps(call)
    def opened(ctx: click.Context, *args: Any, **options: Any) -> R:
        path, coder = ctx.obj
        return call(Study.open(path, coder=coder), *args, **options)

    return opened


def tells_hidden(call: Callable[..., R]) -> Callable[..., R]:
    """Say on standard error where the verb's numbers lack what is coded blind by another."""

    @functools.wraps(call)
    def told(study: Study, *args: Any, **options: Any) -> R:
        filters = options.get("filters")
        if filters is None and "layer" in options:
            filters = Filters(layer=options["layer"])
        columns = options.get("columns", "")
        names = columns.split(",") if isinstance(columns, str) else columns
        by_coder = "coder" in (options.get("rows"), *names)
        note = words.hidden(study.hidden(filters=filters, every_coder=by_coder))
        if note:
            click.echo(note, err=True)
        return call(study, *args, **options)

    return told


def prints_data(call: Callable[..., pd.DataFrame]) -> Callable[..., None]:
    """Print the frame that the verb gives, in the format that is asked for."""

    @click.option(
        "--format",
        "as_",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How the rows are printed.",
    )
    @functools.wraps(call)
    def printed(*args: Any, as_: str, **options: Any) -> None:
        click.echo(rendered(call(*args, **options), as_), nl=False)

    return printed  # fmt: skip


def filtered(call: Callable[..., R], *, by_code: bool = True) -> Callable[..., R]:
    """The filters that every verb of the analysis knows, gathered into one record. A verb that is
    about one code has no filter by code."""

    @functools.wraps(call)
    def gathered(*args: Any, attribute: Sequence[str] = (), **options: Any) -> R:
        names = [name for name in Filters.__dataclass_fields__ if name in options]
        chosen = {name: options.pop(name) for name in names if by_code or name != "code"}
        pairs = tuple(_pair(one) for one in attribute)
        return call(*args, filters=Filters(**chosen, attributes=pairs), **options)

    for option in reversed((_BY_CODE, *_FILTERS) if by_code else _FILTERS):
        gathered = option(gathered)
    return gathered


_BY_CODE = click.option("--code", multiple=True, help="Codes of this branch.")
_FILTERS = (
    click.option("--actor-type", multiple=True, help="Persons of this actor type."),
    click.option("--round", multiple=True, type=int, help="Interviews of this round."),
    click.option("--person", multiple=True, help="This person."),
    click.option("--interview", multiple=True, help="This interview."),
    click.option("--course", multiple=True, help="Persons of this course."),
    click.option("--attribute", multiple=True, metavar="NAME=VALUE", help="Persons who have this."),
    click.option(
        "--layer", default="primary", show_default=True, help="primary, agreed or coder:NAME."
    ),
    click.option("--valence", multiple=True, type=click.Choice(VALENCES), help="This valence."),
    click.option("--stance", multiple=True, type=click.Choice(STANCES), help="This stance."),
    click.option("--done-only", is_flag=True, help="Interviews coded to the end only."),
    click.option("--contains", default="", metavar="TEXT", help="Passages that hold this text."),
)


# -- a study ------------------------------------------------------------------------------


@verb("demo", "workbench demo my-folder --serve")
@click.argument("folder", type=PATH, default=Path())
@click.option("--serve", is_flag=True, help="Open it in the browser when it is built.")
@click.option("--port", type=int, help="Where it is served (default: 8501 or the next free one).")
@click.option("--replace", is_flag=True, help="Build it anew where one is there.")
def demo(folder: Path, serve: bool, port: int | None, replace: bool) -> None:
    """Build the demo study into FOLDER/study.db."""
    path = folder / "study.db"
    if not serve or replace or not path.exists():
        study = build_demo(folder, replace=replace, progress=sys.stderr.isatty())
        click.echo(_("The demo study is ready: {path}", path=study.path))
    if serve:
        serve_study(path, port=port, say=click.echo)


@verb("create", 'workbench --study my.db create --name "My study"')
@click.option("--name", default="", help="The study's name (default: that of the file).")
@click.option("--language", type=click.Choice(LANGUAGES), default="nb", show_default=True,
              help="The language of its codes and texts.")  # fmt: skip
@click.pass_obj
def create(at: tuple[Path, str], name: str, language: str) -> None:
    """Make an empty study."""
    study = Study.create(at[0], name=name, language=language, coder=at[1])
    click.echo(_("An empty study: {path}", path=study.path))


@verb("design", "workbench design transcripts/\nworkbench design --check")
@click.argument("path", type=PATH, required=False)
@click.option("--check", is_flag=True, help="Print what the study has: planned, held, usable ...")
@click.option("--format", "as_", type=click.Choice(FORMATS), default="table", show_default=True,
              help="How the rows of --check are printed.")  # fmt: skip
@with_study
def design(study: Study, path: Path | None, check: bool, as_: str) -> None:
    """Load persons and interviews from a csv or xlsx FILE or a FOLDER of design files."""
    if path is None and not check:
        raise CallError(_("Name a file or folder, or ask for --check."))
    if path is not None:
        loaded = study.design(path)
        click.echo(
            _("{interviews} interviews, {persons} persons", **vars_of(loaded, "tables")), err=check
        )
    if check:
        click.echo(rendered(study.design_check(), as_), nl=False)


@verb("figures", "workbench figures --format csv\nworkbench figures --check")
@click.option("--check", is_flag=True, help="Print what does not hold in them instead.")
@prints_data
@with_study
def figures(study: Study, check: bool) -> pd.DataFrame:
    """Print the outside figures, or what is wrong with them."""
    return study.figures_check() if check else study.figures()


@workbench.group("scheme")
def scheme() -> None:
    """The code scheme: load, show, save, rework, see how it is used and what has changed."""


@verb("load", "workbench scheme load coding_scheme/amo.yaml", scheme)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def scheme_load(study: Study, path: Path) -> None:
    """Load a scheme file: new codes are added, known ones changed, others stay."""
    loaded = study.scheme_load(path)
    click.echo(
        _(
            "{added} codes added, {changed} changed, {others} only in the study",
            added=len(loaded.added), changed=len(loaded.changed), others=len(loaded.only_in_study),
        )
    )  # fmt: skip


@verb("show", "workbench scheme show --format csv\nworkbench scheme show --at 2026-03-31", scheme)
@click.option("--at", metavar="DATE", help="As it was at the end of this day.")
@prints_data
@with_study
def scheme_show(study: Study, at: str | None) -> pd.DataFrame:
    """Print the codes in the order of the tree."""
    return study.codebook(at=at)


@verb("save", "workbench scheme save scheme.yaml", scheme)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def scheme_save(study: Study, path: Path) -> None:
    """Write the scheme as YAML; the same text for the same scheme."""
    study.scheme_save(path)


@verb("changes", "workbench scheme changes --since 2026-03-31", scheme)
@click.option("--since", metavar="DATE", required=True, help="The day that the comparison is with.")
@prints_data
@with_study
def scheme_changes(study: Study, since: str) -> pd.DataFrame:
    """Print what is other in the scheme now than when this day began."""
    return study.scheme_changes(since)


@verb("use", "workbench scheme use --format csv", scheme)
@prints_data
@with_study
@tells_hidden
def scheme_use(study: Study) -> pd.DataFrame:
    """Print how each code is used, and which are used never, by one coder or in one interview."""
    return study.scheme_use()


def defining(call: Callable[..., R]) -> Callable[..., R]:
    """The options that define a code; those that are not given are left as they are."""

    @functools.wraps(call)
    def gathered(*args: Any, **options: Any) -> R:
        given = {name: options.pop(name) for name in _DEFINING}
        fields = {name: one for name, one in given.items() if one is not None}
        return call(*args, fields=fields, **options)

    for name, told in reversed(_DEFINING.items()):
        flag = "--exclusive/--not-exclusive" if name == "exclusive" else f"--{name}"
        gathered = click.option(flag.replace("_", "-"), default=None, help=told)(gathered)
    return gathered


_DEFINING = {
    "definition": "What the code means.",
    "include": "When to use it.",
    "exclude": "When not to use it.",
    "example": "A typical passage.",
    "phase": "The phase that the branch belongs to.",
    "level": "individ, system or empty.",
    "color": "A colour such as #2e5eaa.",
    "exclusive": "Its children rule one another out, or do not.",
}


@verb(
    "add", 'workbench scheme add "Tempo" --under praksis --definition "Hvor fort det går"', scheme
)
@click.argument("name")
@click.option("--under", default="", metavar="CODE", help="The code that it lies under.")
@click.option("--english", "name_en", help="Its English name.")
@defining
@with_study
def scheme_add(
    study: Study, name: str, under: str, name_en: str | None, fields: dict[str, Any]
) -> None:
    """Make a new code; its key comes from its name."""
    names = {} if name_en is None else {"name_en": name_en}
    click.echo(study.scheme_add(name, parent=under, **names, **fields).key)


@verb("edit", 'workbench scheme edit praksis --definition "Utprøving på en arbeidsplass"', scheme)
@click.argument("code")
@defining
@with_study
def scheme_edit(study: Study, code: str, fields: dict[str, Any]) -> None:
    """Change what defines a code."""
    if not fields:
        raise CallError(_("Say what is to be changed."), remedy="workbench scheme edit --help")
    click.echo(study.scheme_edit(code, fields).key)


@verb(
    "rename", 'workbench scheme rename praksis.krav "Krav i praksis" --key krav_i_praksis', scheme
)
@click.argument("code")
@click.argument("name", required=False)
@click.option("--english", "name_en", help="The English name.")
@click.option("--key", "new_key", help="The last part of the new key.")
@with_study
def scheme_rename(
    study: Study, code: str, name: str | None, name_en: str | None, new_key: str | None
) -> None:
    """Give a code another NAME; its key stays, unless a new one is given."""
    click.echo(study.scheme_rename(code, name, name_en=name_en, new_key=new_key).key)


@verb("move", "workbench scheme move praksis.krav --under arbeid --after arbeid.tempo", scheme)
@click.argument("code")
@click.option("--under", default="", metavar="CODE", help="The code that it is put under "
              "(default: none, it becomes a branch).")  # fmt: skip
@click.option("--before", metavar="CODE", help="Right before this one.")
@click.option("--after", metavar="CODE", help="Right after this one.")
@with_study
def scheme_move(study: Study, code: str, under: str, before: str | None, after: str | None) -> None:
    """Put a code, with those under it, at another place in the tree."""
    if before is not None and after is not None:
        raise CallError(_("Name either --before or --after."))
    click.echo(study.scheme_move(code, under, before=before, after=after).key)


@verb(
    "merge",
    "workbench scheme merge praksis.tempo praksis.krav --plan\n"
    "workbench scheme merge praksis.tempo praksis.krav",
    scheme,
)
@click.argument("code")
@click.argument("into")
@click.option("--plan", "only", is_flag=True, help="Only tell what would happen.")
@with_study
def scheme_merge(study: Study, code: str, into: str, only: bool) -> None:
    """Make one code of two: INTO stays, with the codings of both, nothing doubled."""
    plan = study.scheme_merge_plan(code, into)
    if not only:
        study.scheme_merge(code, into)
    click.echo(
        _(
            "{code} → {into}: {moved} codings change code, {joined} are joined with one on the same"
            " passage by the same coder ({differing} of them with another valence or stance),"
            " {codes} codes under it move",
            code=plan.code.key, into=plan.into.key, moved=len(plan.codings.moved),
            joined=len(plan.codings.joined), differing=plan.codings.differing,
            codes=len(plan.codes),
        )
    )  # fmt: skip


@verb("split", "workbench scheme split praksis.krav sorted.csv --under", scheme)
@click.argument("code")
@click.argument("path", metavar="FILE", type=PATH)
@click.option("--under/--beside", "under", default=False, help="Put the new codes under CODE, or "
              "after it (default).")  # fmt: skip
@with_study
def scheme_split(study: Study, code: str, path: Path, under: bool) -> None:
    """Make new codes of CODE and give them its codings, as sorted in a csv or xlsx FILE.

    FILE has interview, start, end and coder as `codings list` prints them, and `into`: the name
    of the new code; where it is empty the coding stays.
    """
    for made in study.scheme_split_from(code, path, under=under):
        click.echo(made.key)


@verb("retire", "workbench scheme retire praksis.tempo", scheme)
@click.argument("code")
@click.option("--undo", "back", is_flag=True, help="Take it into use again.")
@with_study
def scheme_retire(study: Study, code: str, back: bool) -> None:
    """Take a code, with those under it, out of use: kept with its codings, offered no more."""
    for key in study.scheme_unretire(code) if back else study.scheme_retire(code):
        click.echo(key)


@verb("sensitive", "workbench scheme sensitive helse\nworkbench scheme sensitive", scheme)
@click.argument("code", required=False)
@click.option("--undo", "back", is_flag=True, help="It is not sensitive any more.")
@with_study
def scheme_sensitive(study: Study, code: str | None, back: bool) -> None:
    """Say that nobody may be known to have spoken of a code, or of one under it; then, or without
    a code, print the codes that are sensitive. `workbench disclosure` looks for them."""
    if code is not None:
        study.mark_sensitive(code, not back)
    for key in study.sensitive():
        click.echo(key)


@verb("import", "workbench import transcripts/\nworkbench import talk.docx --interview P03-2")
@click.argument("paths", metavar="PATH...", type=PATH, nargs=-1, required=True)
@click.option("--interview", help="The interview whose text the file is.")
@click.option("--new", is_flag=True, help="Make an interview of each file that matches none.")
@with_study
def import_(study: Study, paths: tuple[Path, ...], interview: str | None, new: bool) -> None:
    """Import transcripts, matched to interviews by file name."""
    for result in study.import_(*paths, interview=interview, new=new, progress=progress_bar):
        click.echo(result.told)


@verb(
    "pseudonymise",
    "workbench pseudonymise talk.docx --propose --format csv\n"
    "workbench pseudonymise talk.docx --decisions names.csv --key /safe/study.key\n"
    "workbench pseudonymise --stored all --decisions names.csv --yes",
)
@click.argument("path", metavar="FILE", type=PATH, required=False)
@click.option("--propose", is_flag=True, help="Only print what should be decided on.")
@click.option("--decisions", "file", type=PATH,
              help="A csv or xlsx file: name, type, decision, replacement.")  # fmt: skip
@click.option("--key", type=PATH, help="The encrypted file of names and pseudonyms: read where it "
              "is there, and written.")  # fmt: skip
@click.option("--to", type=PATH, help="The new file (default: pseudonymised/ beside FILE).")
@click.option("--stored", metavar="INTERVIEW|all", help="Replace in text that is in the study, "
              "for good.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Yes, the old words are to be gone from the study.")
@click.option("--format", "as_", type=click.Choice(FORMATS), default="table", show_default=True,
              help="How the rows of --propose are printed.")  # fmt: skip
@click.pass_obj
def pseudonymise(
    at: tuple[Path, str], path: Path | None, propose: bool, file: Path | None, key: Path | None,
    to: Path | None, stored: str | None, yes: bool, as_: str,
) -> None:  # fmt: skip
    """Replace names in FILE before it is imported, once per name for the whole study.

    FILE itself is left as it is. What no file decides is asked on a terminal. The passphrase of
    the key is asked for, or taken from $WORKBENCH_KEY_PASSPHRASE.
    """
    if (path is None) == (stored is None):
        raise CallError(_("Name a FILE, or the interview with --stored."))
    if key is not None and at[0].exists():
        keys.refuse_beside(key, at[0])
    passphrase = _passphrase(key) if key is not None else ""
    known = keys.load(key, passphrase) if key is not None and key.exists() else Decisions()
    taken = [one.replacement for one in known.names.values() if one.replacement]
    given = load_decisions(file, taken=taken) if file is not None else Decisions()
    decisions = known.with_(given)
    entities = pseudonymising.entities_in_use()
    study = Study.open(at[0], coder=at[1]) if stored is not None else None
    if propose:
        frame = (
            pseudonymising.propose_stored(study, stored, decisions=decisions, entities=entities)
            if study is not None and stored is not None
            else pseudonymising.propose(path or "", decisions=decisions, entities=entities)
        )
        click.echo(rendered(frame, as_), nl=False)
        return
    if _on_a_terminal():
        open_ = (
            pseudonymising.undecided_stored(study, stored, decisions, entities=entities)
            if study is not None and stored is not None
            else pseudonymising.undecided(path or "", decisions, entities=entities)
        )
        decisions = decisions.with_(_asked(open_, decisions))
    if key is not None and (yes or stored is None):
        # Before anything is replaced: a key that cannot be written must not be missed too late.
        keys.save(key, decisions, passphrase, study=at[0] if at[0].exists() else None)
    if study is not None and stored is not None:
        erased = pseudonymising.pseudonymise_stored(
            study, stored, decisions, confirmed=yes, entities=entities
        )
        _tell_erased(erased)
    else:
        click.echo(pseudonymising.pseudonymise(path or "", decisions, to=to, entities=entities))
    told = _("The key: {path}", path=key) if key else _("No key was kept; names cannot be traced.")
    click.echo(told)


def _on_a_terminal() -> bool:
    return sys.stdin.isatty()


def _passphrase(key: Path) -> str:
    found = os.environ.get(keys.PASSPHRASE)
    if found:
        return found
    return str(
        click.prompt(
            _("Passphrase of the key"), hide_input=True, confirmation_prompt=not key.exists()
        )
    )


def _asked(found: Sequence[Candidate], known: Decisions) -> Decisions:
    """Ask about names one by one: Enter takes the suggestion, - keeps the name."""
    from workbench.pseudonyms.suggestions import suggestions

    taken = {one.replacement for one in known.names.values() if one.replacement}
    suggested = suggestions(found, taken=taken)
    decided = []
    for one in found:
        suggestion = suggested[one.name.lower()]
        answer = click.prompt(
            _("{name} ({type}): Enter for {suggestion}, - keeps it, or another replacement",
              name=one.name, type=one.type, suggestion=suggestion),
            default=suggestion, show_default=False,
        )  # fmt: skip
        decided.append(Decision(one.name, one.type, None if answer.strip() == "-" else answer))
    return Decisions.of(decided)


def _tell_erased(erased: pseudonymising.Erased) -> None:
    click.echo(_("Names replaced for good (interviews: {n})", n=erased.interviews))
    for one in erased.left:
        click.echo(_("Still named after somebody: {row}", row=one))
    for backup_file in erased.backups:
        click.echo(
            _("This copy of the study may hold the old names; destroy it: {path}", path=backup_file)
        )


@verb("turns", "workbench turns P03-2 --format csv")
@click.argument("interview")
@prints_data
@with_study
def turns(study: Study, interview: str) -> pd.DataFrame:
    """Print the turns of a transcript."""
    return study.turns(interview)


@verb(
    "correct",
    "workbench correct P03-2 corrected.docx --plan\n"
    "workbench correct P03-2 corrected.docx\n"
    "workbench correct P03-2 --review\n"
    "workbench correct P03-2 --move coding:14 120 184",
)
@click.argument("interview")
@click.argument("path", metavar="FILE", type=PATH, required=False)
@click.option("--plan", is_flag=True, help="Only tell what FILE would change.")
@click.option("--review", is_flag=True, help="Print what is to be looked at since the text was "
              "corrected (INTERVIEW or all).")  # fmt: skip
@click.option("--confirm", "kept", metavar="THING", multiple=True, help="Leave it where it is now: "
              "coding:14, memo:3, selection_item:7, or all.")  # fmt: skip
@click.option("--move", nargs=3, metavar="THING START END", help="Put it on this passage instead.")
@click.option("--drop", metavar="THING", multiple=True, help="Take it away.")
@click.option("--revisions", is_flag=True, help="Print the texts that the interview has had.")
@click.option("--restore", type=int, metavar="N", help="Bring the text of revision N back.")
@click.option("--format", "as_", type=click.Choice(FORMATS), default="table", show_default=True,
              help="How the rows of --review and --revisions are printed.")  # fmt: skip
@with_study
def correct(
    study: Study, interview: str, path: Path | None, plan: bool, review: bool,
    kept: tuple[str, ...], move: tuple[str, str, str] | None, drop: tuple[str, ...],
    revisions: bool, restore: int | None, as_: str,
) -> None:  # fmt: skip
    """Give INTERVIEW the text of a corrected FILE; codings, memos and picked excerpts are
    carried over, and what is in doubt is listed."""
    asked = [path is not None, review, bool(kept), bool(move), bool(drop), revisions,
             restore is not None]  # fmt: skip
    if sum(asked) != 1 or (plan and path is None):
        raise CallError(
            _("Name a corrected FILE, or ask for one of --review, --confirm, --move, --drop,"
              " --revisions and --restore."),
        )  # fmt: skip
    if path is not None:
        told = study.correct_plan(interview, path) if plan else study.correct(interview, path)
        click.echo(_told_correction(told))
    elif restore is not None:
        click.echo(_told_correction(study.restore_revision(interview, restore)))
    elif revisions:
        click.echo(rendered(study.revisions(interview), as_), nl=False)
    elif review:
        frame = study.reviews(None if interview == "all" else interview)
        click.echo(rendered(frame, as_), nl=False)
    elif move:
        if not (move[1].isdecimal() and move[2].isdecimal()):
            raise CallError(_("start and end are whole numbers"))
        study.move_review(*_thing(move[0]), int(move[1]), int(move[2]))
    else:
        settle = study.confirm_review if kept else study.drop_review
        for object_type, object_ in _things(study, interview, kept or drop):
            settle(object_type, object_)


def _told_correction(done: Corrected) -> str:
    """What a correction did or would do, with what is in doubt, old words beside new ones."""
    if done.revision is None:
        return _("{interview}: nothing is changed, the text is the same.", interview=done.interview)
    lines = [
        _(
            "{interview}, revision {number}: {turns}, {carried}, {doubts}",
            interview=done.interview, number=done.revision,
            turns=ngettext("{n} turn changed", "{n} turns changed", done.turns),
            carried=_("{n} carried over", n=len(done.changes) - len(done.in_doubt)),
            doubts=_("{n} to be looked at", n=len(done.in_doubt)),
        )
    ]  # fmt: skip
    for one in done.in_doubt:
        quotes = " → ".join(
            _("“{text}”", text=_short(words, _WIDEST)) for words in (one.before, one.after)
        )
        label = _short(one.label, _WIDEST)
        lines.append(f"  {one.object_type}:{one.object} {label}, {_(DOUBT[one.doubt])}: {quotes}")
    return "\n".join(lines)


def _things(study: Study, interview: str, named: Sequence[str]) -> list[tuple[str, int]]:
    """What is named, as kind and id; `all` names everything that waits in the interview."""
    if named != ("all",):
        return [_thing(one) for one in named]
    frame = study.reviews(None if interview == "all" else interview)
    return list(zip(frame["object_type"], map(int, frame["object"]), strict=True))


def _thing(named: str) -> tuple[str, int]:
    object_type, _colon, number = named.partition(":")
    if object_type not in ("coding", "memo", "selection_item") or not number.isdecimal():
        raise CallError(
            _("“{text}” names nothing that waits for review.", text=named),
            remedy=_("Write coding:14, memo:3 or selection_item:7, as --review prints them."),
        )
    return object_type, int(number)


# -- coding -------------------------------------------------------------------------------


@verb("code", "workbench code P03-2 120 184 praksis.opplaering --valence missing")
@click.argument("interview")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("code")
@click.option("--memo", default="", help="A note on the coding.")
@click.option("--valence", type=click.Choice(VALENCES), default="", help="Is the condition there?")
@click.option("--stance", type=click.Choice(STANCES), default="", help="What is said of the claim.")
@with_study
def code(study: Study, interview: str, start: int, end: int, code: str, **options: str) -> None:
    """Apply a code to the passage from START to END, in code points of the stored text."""
    coding = study.code(interview, start, end, code, **options)
    quote = _("“{name}”", name=" ".join(coding.quote.split()))
    click.echo(f"{coding.id}: {coding.code} {quote}")


@verb("uncode", "workbench uncode P03-2 120 184 praksis.opplaering")
@click.argument("interview")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("code")
@with_study
def uncode(study: Study, interview: str, start: int, end: int, code: str) -> None:
    """Remove the coder's coding of this code and passage."""
    study.uncode(interview, start, end, code)


@workbench.group("claim")
def claim() -> None:
    """Claims about results, set beside outside figures: add, remove, list."""


@verb("add", "workbench claim add P03-2 120 184 resultat --figure 12 --says contradicts", claim)
@click.argument("interview")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("code")
@click.option("--figure", type=int, required=True, help="The figure's id, as `figures` prints it.")
@click.option("--says", type=click.Choice(SAYS), required=True, help="What it does to the figure.")
@click.option("--note", default="", help="Why, in your own words.")
@click.option(
    "--of", "of_coder", default="", metavar="CODER", help="Whose coding (default: yours)."
)
@with_study
def claim_add(
    study: Study, interview: str, start: int, end: int, code: str, figure: int, says: Says,
    note: str, of_coder: str,
) -> None:  # fmt: skip
    """Set the coding of this code and passage beside an outside figure, and print the claim's id.
    The same again takes what is given now."""
    coding = study.coding_named(interview, start, end, code, of_coder=of_coder)
    click.echo(study.claim(coding.id, figure, says, note=note))


@verb("remove", "workbench claim remove 3", claim)
@click.argument("claim", type=int, metavar="ID")
@with_study
def claim_remove(study: Study, claim: int) -> None:
    """Take a claim away from its figure; the coding stays."""
    study.remove_claim(claim)


@verb("list", "workbench claim list --format csv", claim)
@prints_data
@with_study
@tells_hidden
def claim_list(study: Study) -> pd.DataFrame:
    """Print the claims with their figures, one row per claim and person."""
    return study.claims()


@workbench.group("codings", invoke_without_command=True)
@click.option("--format", "as_", type=click.Choice(FORMATS), default="table", show_default=True,
              help="How the rows are printed.")  # fmt: skip
@filtered
@click.pass_context
def codings(ctx: click.Context, as_: str, filters: Filters) -> None:
    """List codings, one row per coding and person; load and save them."""
    if ctx.invoked_subcommand is None:
        study = Study.open(ctx.obj[0], coder=ctx.obj[1])
        click.echo(rendered(study.codings(filters=filters), as_), nl=False)


@verb("list", "workbench codings list --code praksis --round 2 --format csv", codings)
@filtered
@prints_data
@with_study
@tells_hidden
def codings_list(study: Study, filters: Filters) -> pd.DataFrame:
    """Print one row per coding and person of whose words it holds any."""
    return study.codings(filters=filters)


@verb("load", "workbench codings load codings.csv", codings)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def codings_load(study: Study, path: Path) -> None:
    """Add the codings of a file, all or none."""
    before = set(study.coders())
    new = study.codings_load(path)
    click.echo(_("{n} codings added", n=new))
    for name in study.coders():
        if name not in before:
            click.echo(_("new coder: {name}", name=name))


@verb("save", "workbench codings save codings.csv", codings)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
@tells_hidden
def codings_save(study: Study, path: Path) -> None:
    """Write every coding of every coder to a csv file, one row each."""
    click.echo(_("{n} codings written", n=study.codings_save(path)))


@verb("assign", 'workbench assign P03-2 "Anne H." --layer primary')
@click.argument("interview")
@click.argument("to", metavar="CODER")
@click.option("--layer", type=click.Choice(LAYERS), default="primary", show_default=True,
              help="Whose codings the tables read, or the control.")  # fmt: skip
@with_study
def assign(study: Study, interview: str, to: str, layer: str) -> None:
    """Give an interview to a coder."""
    study.assign(interview, to, layer=layer)


@verb("unblind", 'workbench unblind P03-2 --reason "code discussed in a meeting"')
@click.argument("interview")
@click.option("--reason", default="", help="Why, for the report and who reads it later.")
@with_study
def unblind(study: Study, interview: str, reason: str) -> None:
    """Let those who code INTERVIEW blind see one another's coding before all are done. The
    interview does not count as coded blind any more, also after an undo."""
    study.unblind(interview, reason=reason)


@verb("assignments", "workbench assignments --format csv")
@prints_data
@with_study
def assignments(study: Study) -> pd.DataFrame:
    """Print who codes which interview, how far, and whether blind (docs/agreement.md)."""
    return study.assignments()


@verb("coding-status", 'workbench --coder "Anne H." coding-status P03-2 done')
@click.argument("interview")
@click.argument("status", type=click.Choice(CODING_STATUSES))
@with_study
def coding_status(study: Study, interview: str, status: str) -> None:
    """Say how far the coder has come with an interview."""
    study.coding_status(interview, status)


@workbench.group("memo")
def memo() -> None:
    """Memos: dated, signed notes on anything in the study."""


@verb(
    "add",
    'workbench memo add "Ask about the rota, as [[P03-1]] does" --on interview --object P03-2\n'
    'workbench memo add "Hers?" --on coding --object P03-2 --start 120 --end 184 --code praksis',
    memo,
)
@click.argument("text")
@click.option("--on", "object_type", type=click.Choice(OBJECT_TYPES), default="study",
              show_default=True, help="What the memo is on.")  # fmt: skip
@click.option(
    "--object",
    default="",
    help="Its id or key; of a passage, and of a coding with --code, its interview.",
)
@click.option("--start", type=int, help="Where the passage begins.")
@click.option("--end", type=int, help="Where the passage ends.")
@click.option("--code", default="", help="Of a coding: its code.")
@click.option("--coded-by", default="", help="Of a coding: whose it is (default: yours).")
@with_study
def memo_add(study: Study, text: str, **options: Any) -> None:
    """Write a memo and print its id. TEXT is Markdown; what stands in [[ ]] is a reference. Those
    that mean nothing in the study go to standard error."""
    made = study.memo(text, **options)
    click.echo(made)
    _tell_lost(study, made, text)


@verb("edit", 'workbench memo edit 12 "Asked: the rota is hers"', memo)
@click.argument("memo", type=int, metavar="ID")
@click.argument("text")
@with_study
def memo_edit(study: Study, memo: int, text: str) -> None:
    """Give a memo of one's own another TEXT."""
    if not text.strip():
        raise CallError(_("The memo is empty."), remedy=_("`workbench memo remove` takes it away."))
    study.edit_memo(memo, text)
    _tell_lost(study, memo, text)


@verb("remove", "workbench memo remove 12", memo)
@click.argument("memo", type=int, metavar="ID")
@with_study
def memo_remove(study: Study, memo: int) -> None:
    """Take a memo of one's own away; undo brings it back."""
    study.edit_memo(memo, "")


def memo_filters(call: Callable[..., R]) -> Callable[..., R]:
    """Which memos are meant."""
    options = (
        click.option("--on", "object_type", type=click.Choice(OBJECT_TYPES),
                     help="Memos on this kind."),
        click.option("--object", help="Memos on this one."),
        click.option("--author", multiple=True, help="Written by this coder."),
        click.option("--since", default="", metavar="DATE", help="Written on this day or later."),
        click.option("--until", default="", metavar="DATE", help="Written on this day or before."),
        click.option("--contains", default="", metavar="TEXT", help="Memos that hold this text."),
        click.option("--mentions", default="", metavar="NAME",
                     help="Memos that mention this: what would stand in [[ ]]."),
    )  # fmt: skip
    for option in reversed(options):
        call = option(call)
    return call


@verb(
    "list",
    "workbench memo list --on person --object P03\n"
    'workbench memo list --author "Anne H." --since 2026-03-01 --mentions praksis --format csv',
    memo,
)
@memo_filters
@prints_data
@with_study
@tells_hidden
def memo_list(
    study: Study, object_type: str | None, object: str | None, **options: Any
) -> pd.DataFrame:
    """Print the memos, the oldest first. The note that a coding carries is one of them; it has no
    id, and is changed with the coding."""
    return study.memos(object_type, object, **options)


@verb("load", "workbench memo load memos.csv", memo)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def memo_load(study: Study, path: Path) -> None:
    """Add the memos of a csv or xlsx file, all or none."""
    click.echo(ngettext("{n} memo added", "{n} memos added", study.memos_load(path)))


@verb("save", "workbench memo save memos.csv", memo)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def memo_save(study: Study, path: Path) -> None:
    """Write every memo to a csv file that `memo load` reads, one row each. The notes that codings
    carry are saved with the codings."""
    click.echo(ngettext("{n} memo written", "{n} memos written", study.memos_save(path)))


def _tell_lost(study: Study, memo: int, text: str) -> None:
    """Name the references that mean nothing."""
    stand = {one.written for one in study.mentions([memo]) if one.stands}
    for reference in written(text):
        if reference not in stand:
            click.echo(_("The study has no {asked}.", asked=f"[[{reference}]]"), err=True)


# -- analysis -----------------------------------------------------------------------------


@verb("excerpts", "workbench excerpts --code praksis.opplaering --format csv")
@filtered
@prints_data
@with_study
@tells_hidden
def excerpts(study: Study, filters: Filters) -> pd.DataFrame:
    """Print one row per excerpt: overlapping codings of a code joined, in one person's words."""
    return study.excerpts(filters=filters)


@verb(
    "search",
    "workbench search '\"får ikke\" OR *praksis*' --actor-type deltaker --format csv\n"
    "workbench search 'NEAR(kurs jobb, 5)' --lemma --code-as overgang --extent sentence\n"
    "workbench search 'nøl* OR venter' --memos",
)
@click.argument("query")
@click.option("--lemma", is_flag=True, help="Find the other forms of a word too: søke, søkte.")
@click.option("--analyse/--no-analyse", default=True, show_default=True,
              help="With --lemma, read first what the pipeline in use has not read.")  # fmt: skip
@click.option("--kwic/--no-kwic", default=True, show_default=True,
              help="The words to the left and right of each hit.")  # fmt: skip
@click.option("--sort", type=click.Choice(SORTS), default="text", show_default=True,
              help="In the order of the texts, or by the words around a hit.")  # fmt: skip
@click.option("--code-as", metavar="CODE", help="Code all hits with this code, in one action.")
@click.option("--extent", type=click.Choice(EXTENTS), default="words", show_default=True,
              help="What --code-as codes: the hit's words, its sentence or its turn.")  # fmt: skip
@click.option("--memos", is_flag=True, help="The memos that hold it instead, whatever the filters.")
@filtered
@prints_data
@with_study
@tells_hidden
def search(
    study: Study, query: str, code_as: str | None, extent: Extent, memos: bool, **options: Any
) -> pd.DataFrame:
    """Print one row per hit in the texts: word, "a phrase", begin*, *end, *inside*, AND, OR, NOT,
    NEAR(word word, 5)."""
    if memos:
        return study.search_memos(query)
    found = study.search(query, **options)
    if code_as is not None:
        click.echo(words.coded_hits(study.code_hits(found, code_as, extent=extent)), err=True)
    return found


@verb(
    "suggest",
    "workbench suggest praksis.opplaering --limit 10\n"
    "workbench suggest praksis.opplaering --actor-type arbeidsgiver --contains kurs\n"
    "workbench suggest praksis.opplaering --quality\n"
    "workbench suggest praksis.opplaering --reject P03-2 120 184",
)
@click.argument("code")
@functools.partial(filtered, by_code=False)
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True,
              help="At most so many passages.")  # fmt: skip
@click.option("--analyse/--no-analyse", default=True, show_default=True,
              help="Read first what the language pipeline in use has not read.")  # fmt: skip
@click.option("--quality", is_flag=True, help="Print instead how well suggestions for the code "
              "(or for `all` with 10 codings or more) do in interviews held out.")  # fmt: skip
@click.option("--reject", nargs=3, metavar="INTERVIEW START END",
              help="Turn a passage down first: it is not suggested again.")  # fmt: skip
@prints_data
@with_study
@tells_hidden
def suggest(
    study: Study, code: str, filters: Filters, limit: int, analyse: bool, quality: bool,
    reject: tuple[str, str, str] | None,
) -> pd.DataFrame:  # fmt: skip
    """Print the passages that most likely deserve CODE, learnt from the codings so far, with the
    words that speak for each.

    --layer, --valence and --stance say which codings are learnt from, the other filters where
    passages are looked for.
    """
    if reject is not None:
        if not (reject[1].isdecimal() and reject[2].isdecimal()):
            raise CallError(_("start and end are whole numbers"))
        study.reject(reject[0], int(reject[1]), int(reject[2]), code)
    if quality:
        named = () if code == "all" else (code,)
        if filters != Filters(layer=filters.layer):
            raise CallError(_("With --quality, --layer is the only filter."))
        return study.suggestion_quality(*named, layer=filters.layer, analyse=analyse)
    return study.suggest(code, filters=filters, limit=limit, analyse=analyse)


@verb(
    "favourites",
    "workbench favourites\n"
    "workbench favourites --pin praksis.opplaering --digit 1\n"
    "workbench favourites --unpin praksis.opplaering",
)
@click.option("--pin", metavar="CODE", help="Pin this code to a digit of your desk first.")
@click.option("--digit", type=click.IntRange(1, 9), help="Which one, with --pin (default: the "
              "one that the code has, else the lowest that is free).")  # fmt: skip
@click.option("--unpin", metavar="CODE", help="Let this code go first.")
@prints_data
@with_study
def favourites(study: Study, pin: str | None, digit: int | None, unpin: str | None) -> pd.DataFrame:
    """Print the codes that you have pinned to the digits of your desk."""
    import pandas as pd

    if digit is not None and pin is None:
        raise CallError(_("--digit belongs to --pin."))
    if unpin is not None:
        study.unpin(unpin)
    if pin is not None:
        study.pin(pin, digit)
    return pd.DataFrame(list(study.favourites().items()), columns=["digit", "code"])


@verb("analyse", "workbench analyse")
@with_study
def analyse(study: Study) -> None:
    """Read the texts with the language pipeline in use; only those that it has not read."""
    names = study.analyse(progress=progress_bar)
    click.echo(ngettext("{n} interview read.", "{n} interviews read.", len(names)))


_HIDE_SMALL = click.option(
    "--hide-small",
    is_flag=True,
    help="Hide cells of fewer than three persons, and what would tell them.",
)


def crosstab_options(call: Callable[..., R]) -> Callable[..., R]:
    """What a cross-tab is asked for, beside the filters."""
    options = (
        click.option("--rows", default="code", show_default=True, help="What the rows are."),
        click.option("--columns", default="actor_type,round", show_default=True,
                     help="What the columns are: one or two, a comma between."),
        click.option("--count", type=click.Choice(COUNTS), default="interviews", show_default=True,
                     help="What is counted."),
        click.option("--of", type=click.Choice(("N", "row", "column")), default="N",
                     show_default=True, help="What a share is of (codings and words only)."),
        click.option("--direct", is_flag=True, help="Each code without its descendants."),
        click.option("--totals", is_flag=True, help="Recounted totals, * in the merged key."),
        _HIDE_SMALL,
    )  # fmt: skip
    for option in reversed(options):
        call = option(call)
    return call


@verb("crosstab", "workbench crosstab --columns actor_type --count persons --format csv")
@crosstab_options
@filtered
@prints_data
@with_study
@tells_hidden
def crosstab(
    study: Study, rows: str, columns: str, count: Count, filters: Filters, **options: Any
) -> pd.DataFrame:
    """Count codes by who speaks when: n of N, in long form."""
    return study.crosstab(rows, _listed(columns), count=count, filters=filters, **options)


@verb(
    "compare",
    "workbench compare --code praksis --format csv\n"
    "workbench compare --code motivasjon --by course --mark valence",
)
@click.option("--by", default="actor_type", show_default=True, help="What stands side by side.")
@click.option(
    "--mark",
    type=click.Choice(comparison.MARKS),
    default="",
    help="Each group by valence or stance too.",
)
@click.option("--totals", is_flag=True, help="Recounted totals, * in the merged key.")
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def compare(study: Study, filters: Filters, **options: Any) -> pd.DataFrame:
    """Set groups side by side: the codes named with --code and the codes under them, n of N
    interviews and persons."""
    return study.compare(filters=filters, **options)


_BY = click.option(
    "--by",
    default="actor_type",
    show_default=True,
    help="actor_type, person, interview, round or an attribute.",
)


@workbench.group("pins")
def pins() -> None:
    """The excerpts that are pinned under a code as telling, where the code is compared."""


@verb("balance", "workbench balance Praksis --format csv")
@click.argument("selection")
@prints_data
@with_study
@tells_hidden
def balance(study: Study, selection: str) -> pd.DataFrame:
    """Print whose voices a selection carries: quotes and words per actor type and person, beside
    interviews held and persons met."""
    return study.balance(selection)


@verb("list", "workbench pins list --code praksis --format csv", pins)
@_BY
@filtered
@prints_data
@with_study
@tells_hidden
def pins_list(study: Study, by: str, filters: Filters) -> pd.DataFrame:
    """Print the pinned excerpts within the filters, code by code, in their order."""
    return study.pins(by=by, filters=filters)


@verb("add", "workbench pins add praksis P03-2 1204 1290", pins)
@click.argument("code")
@click.argument("interview")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.option("--person", default="", help="Whose words, where the passage holds several persons'.")
@click.option(
    "--layer", default="primary", show_default=True, help="primary, agreed or coder:NAME."
)
@with_study
def pins_add(study: Study, **options: Any) -> None:
    """Pin the passage [START, END) of INTERVIEW under CODE, last, and print the pin's id."""
    click.echo(study.pin_excerpt(**options))


@verb("remove", "workbench pins remove 12", pins)
@click.argument("pin", type=int, metavar="ID")
@with_study
def pins_remove(study: Study, pin: int) -> None:
    """Take a pin away; the passage and its codings stay."""
    study.unpin_excerpt(pin)


@verb("move", "workbench pins move 12 1", pins)
@click.argument("pin", type=int, metavar="ID")
@click.argument("place", type=click.IntRange(min=1))
@with_study
def pins_move(study: Study, pin: int, place: int) -> None:
    """Put a pin at PLACE, counted from 1, among all those of its code."""
    study.move_pin(pin, place - 1)


@workbench.group("summary")
def summary() -> None:
    """Summaries: what a researcher says in short of a code, for an actor type, a person ..."""


@verb(
    "write",
    'workbench summary write praksis arbeidsgiver "They want to know who comes, and when."\n'
    'workbench summary write praksis P03 "Alone the first week." --by person',
    summary,
)
@click.argument("code")
@click.argument("subject")
@click.argument("text")
@_BY
@with_study
def summary_write(study: Study, code: str, subject: str, text: str, by: str) -> None:
    """Write TEXT as the coder's summary of CODE for SUBJECT, in place of the one that she has,
    and print its id."""
    if not text.strip():
        raise CallError(
            _("The summary is empty."), remedy=_("`workbench summary remove` takes it away.")
        )
    click.echo(study.summary(code, subject, text, by=by))


@verb("list", "workbench summary list --code praksis --by person --format csv", summary)
@click.option("--code", "codes", multiple=True, help="Of this code itself.")
@click.option("--by", default="", help="For subjects of this kind: actor_type, person ...")
@prints_data
@with_study
@tells_hidden
def summary_list(study: Study, codes: tuple[str, ...], by: str) -> pd.DataFrame:
    """Print the summaries, code by code, with who wrote them and when."""
    return study.summaries(codes, by=by)


@verb("since", "workbench summary since --by person --format csv", summary)
@click.option("--code", "codes", multiple=True, help="Of this code itself.")
@click.option("--by", default="", help="For subjects of this kind: actor_type, person ...")
@prints_data
@with_study
@tells_hidden
def summary_since(study: Study, codes: tuple[str, ...], by: str) -> pd.DataFrame:
    """Print which codings came, went or changed since the summaries were written."""
    return study.summaries_since(codes, by=by)


@verb("remove", "workbench summary remove 12", summary)
@click.argument("summary", type=int, metavar="ID")
@with_study
def summary_remove(study: Study, summary: int) -> None:
    """Take a summary of one's own away; undo brings it back."""
    study.remove_summary(summary)


@verb("load", "workbench summary load summaries.csv", summary)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def summary_load(study: Study, path: Path) -> None:
    """Store the summaries of a csv or xlsx file (code, by, subject, text), all or none."""
    n = study.summaries_load(path)
    click.echo(ngettext("{n} summary changed", "{n} summaries changed", n))


@verb("save", "workbench summary save summaries.csv", summary)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
@tells_hidden
def summary_save(study: Study, path: Path) -> None:
    """Write every summary to a csv file that `summary load` reads, one row each."""
    n = study.summaries_save(path)
    click.echo(ngettext("{n} summary written", "{n} summaries written", n))


@workbench.group("typology")
def typology() -> None:
    """Property spaces: the cells of two dimensions or more, who stands in them, and why."""


@verb("list", "workbench typology list --format csv", typology)
@prints_data
@with_study
@tells_hidden
def typology_list(study: Study) -> pd.DataFrame:
    """Print the property spaces, by name."""
    return study.property_spaces()


@verb("load", "workbench typology load typology.yaml", typology)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def typology_load(study: Study, path: Path) -> None:
    """Store the property spaces of a YAML file, and who is placed by hand in it, all or none."""
    loaded = study.property_spaces_load(path)
    click.echo(
        _("Property spaces: {names}. Placed by hand: {n}.",
          names=", ".join(loaded.spaces), n=loaded.placed)
    )  # fmt: skip


@verb("save", "workbench typology save typology.yaml", typology)
@click.argument("path", metavar="FILE", type=PATH)
@with_study
@tells_hidden
def typology_save(study: Study, path: Path) -> None:
    """Write every property space, with who was placed by hand, as YAML that `load` reads."""
    n = study.property_spaces_save(path)
    click.echo(ngettext("{n} property space written", "{n} property spaces written", n))


@verb("remove", 'workbench typology remove "Hvem deltar?"', typology)
@click.argument("space")
@with_study
def typology_remove(study: Study, space: str) -> None:
    """Take a property space away, with who was placed in it; undo brings it back."""
    study.property_space_remove(space)


@verb(
    "cells",
    'workbench typology cells "Hvem deltar?" --format csv\n'
    'workbench typology cells "Hvem deltar?" --totals --round 1',
    typology,
)
@click.argument("space")
@click.option("--totals", is_flag=True, help="Recounted totals, * in the merged dimension.")
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def typology_cells(
    study: Study, space: str, totals: bool, hide_small: bool, filters: Filters
) -> pd.DataFrame:
    """Print the cells of SPACE, the empty ones too: n of N cases and persons, and which cells the
    sample cannot fill."""
    return study.typology(space, totals=totals, hide_small=hide_small, filters=filters)


@verb("cases", 'workbench typology cases "Hvem deltar?" --format csv', typology)
@click.argument("space")
@filtered
@prints_data
@with_study
@tells_hidden
def typology_cases(study: Study, space: str, filters: Filters) -> pd.DataFrame:
    """Print the cases of SPACE: person, offer and time, where each stands, by rule or by hand, and
    those that are undecided or in conflict."""
    return study.typology_cases(space, filters=filters)


@verb("reasons", 'workbench typology reasons "Hvem deltar?" --person P03', typology)
@click.argument("space")
@filtered
@prints_data
@with_study
@tells_hidden
def typology_reasons(study: Study, space: str, filters: Filters) -> pd.DataFrame:
    """Print why the cases of SPACE stand where they do: passages and attributes, a row each."""
    return study.typology_reasons(space, filters=filters)


@verb(
    "place",
    'workbench typology place "Hvem deltar?" P07 "ønsker kurset" "får ikke tilbud" \\\n'
    '    --time 2012 --note "Sto på venteliste et år" --reason P07-1:120:184:typologi.c',
    typology,
)
@click.argument("space")
@click.argument("person")
@click.argument("values", nargs=-1, required=True)
@click.option("--note", required=True, help="Why the case belongs there.")
@click.option("--offer", help="The offer that the case is about (default: the person's own).")
@click.option("--time", default="", help="A round, a year, or any other time.")
@click.option(
    "--reason", "reasons", multiple=True, metavar="INTERVIEW:START:END:CODE",
    help="A coded passage that speaks for it.",
)  # fmt: skip
@click.option("--of", "of_coder", default="", metavar="CODER",
              help="Who has coded the reasons (default: you).")  # fmt: skip
@with_study
def typology_place(
    study: Study, space: str, person: str, values: tuple[str, ...], note: str, offer: str | None,
    time: str, reasons: tuple[str, ...], of_coder: str,
) -> None:  # fmt: skip
    """Place PERSON by hand in the cell of SPACE that VALUES name, one of each dimension, and print
    the placing's id. An empty value leaves that dimension to the rules."""
    found = [study.coding_named(*_place(one), of_coder=of_coder).id for one in reasons]
    click.echo(study.place(space, person, values, note, offer=offer, time=time, reasons=found))


@verb("unplace", "workbench typology unplace 3", typology)
@click.argument("placing", type=int, metavar="ID")
@with_study
def typology_unplace(study: Study, placing: int) -> None:
    """Take a placing by hand away, so that the rules place the case again."""
    study.unplace(placing)


def _place(text: str) -> tuple[str, int, int, str]:
    """A coded passage from an option: interview, start, end and code."""
    interview, _colon, rest = text.partition(":")
    start, end, *code = rest.split(":", 2)[:3] if rest.count(":") > 1 else ("", "")
    if not (interview and code and start.isdecimal() and end.isdecimal()):
        raise CallError(_("“{text}” is not INTERVIEW:START:END:CODE.", text=text))
    return interview, int(start), int(end), code[0]


@verb(
    "matrix",
    "workbench matrix --code praksis.krav --code praksis.opplaering --format csv\n"
    "workbench matrix --by actor_type --code motivasjon",
)
@click.option("--by", default="person", show_default=True,
              help="The rows: person, interview, actor_type, round or an attribute.")  # fmt: skip
@filtered
@prints_data
@with_study
@tells_hidden
def matrix(study: Study, by: str, filters: Filters) -> pd.DataFrame:
    """Print the framework matrix: a row per cell, with its summary and how much there is to sum
    up; the columns are the codes named with --code."""
    return study.matrix(by=by, filters=filters)


@verb("placement", "workbench placement\nworkbench placement P03 A04 --code praksis --format csv")
@click.argument("participant", metavar="[PERSON", required=False)
@click.argument("other", metavar="OTHER_PERSON]", required=False)
@filtered
@prints_data
@with_study
@tells_hidden
def placement(
    study: Study, participant: str | None, other: str | None, filters: Filters
) -> pd.DataFrame:
    """Print what PERSON and OTHER_PERSON, who had a placement together, say under the codes named
    with --code; without them, who had a placement with whom."""
    if participant is None or other is None:
        return study.placements()
    return study.placement(participant, other, filters=filters)


_COMPLETE = click.option(
    "--complete", is_flag=True, help="Only persons with usable text in every round."
)
_ACROSS = click.option(
    "--across", is_flag=True, help="Changes of each code to each other: who said one in the round "
    "before and the other in the round after.",
)  # fmt: skip
_CHILDREN = click.option("--children", is_flag=True, help="Also the codes right under each.")


@verb("trajectories", "workbench trajectories --code motivasjon --complete --format csv")
@_COMPLETE
@_CHILDREN
@filtered
@prints_data
@with_study
@tells_hidden
def trajectories(study: Study, filters: Filters, **options: Any) -> pd.DataFrame:
    """Follow each person over the rounds: what was said about a code each time, and where there
    is no text or nobody asked."""
    return study.trajectories(filters=filters, **options)


@verb(
    "changes", "workbench changes 1 3 --code motivasjon\nworkbench changes 1 3 --across --complete"
)
@click.argument("before", type=int)
@click.argument("after", type=int)
@_ACROSS
@_COMPLETE
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def changes(
    study: Study, before: int, after: int, across: bool, complete: bool, hide_small: bool,
    filters: Filters,
) -> pd.DataFrame:  # fmt: skip
    """Count persons by what they said in the round BEFORE and in the round AFTER: said, not said,
    not asked, or no text."""
    counted = study.crossings if across else study.changes
    return counted(before, after, complete=complete, hide_small=hide_small, filters=filters)


@verb("attrition", "workbench attrition --format csv")
@filtered
@prints_data
@with_study
@tells_hidden
def attrition(study: Study, filters: Filters) -> pd.DataFrame:
    """List those who are not in every round: when they were lost, from what, why, and which codes
    they had used."""
    return study.attrition(filters=filters)


@verb(
    "cooccurrence",
    "workbench cooccurrence --within turn --format csv\n"
    "workbench cooccurrence --within 2 --code praksis --code motivasjon",
)
@click.option(
    "--within",
    default="overlap",
    show_default=True,
    metavar="overlap|turn|K",
    help="On the same words, in the same turn, or within K turns.",
)
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def cooccurrence(study: Study, within: str, hide_small: bool, filters: Filters) -> pd.DataFrame:
    """Count how often excerpts of two codes meet, and in how many interviews either is."""
    return study.cooccurrence(meeting.within(within), hide_small=hide_small, filters=filters)


@verb(
    "query",
    'workbench query "praksis and not tilskriving.system" --actor-type deltaker\n'
    'workbench query "motivasjon fulgt av praksis innen 2 replikker" --format csv\n'
    'workbench query --saved "Krav uten tilskriving"\n'
    'workbench query "praksis and tilskriving.system" --who --hide-small --format csv',
)
@click.argument("query", default="")
@click.option("--saved", default="", metavar="NAME", help="The query saved under this name.")
@click.option(
    "--who", is_flag=True, help="Who says it instead: by actor type, and * for all together."
)
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def query(
    study: Study, query: str, saved: str, who: bool, hide_small: bool, filters: Filters
) -> pd.DataFrame:
    """Print the passages that QUERY finds, a row each: codes with and, or, not, inside,
    overlapping, followed by ... within k turns, and brackets; see docs/patterns.md."""
    if who:
        return study.query_found(
            query, saved=saved, filters=filters, limit=0, hide_small=hide_small
        ).said
    if hide_small:
        raise CallError(
            _("--hide-small is for numbers, and passages are listed."),
            remedy=_("Ask with --who who says it."),
        )
    return study.query(query, saved=saved, filters=filters)


@verb("new-codes", "workbench new-codes --actor-type deltaker --round 1 --format csv")
@filtered
@prints_data
@with_study
@tells_hidden
def new_codes(study: Study, filters: Filters) -> pd.DataFrame:
    """Count codes that are new in each interview, in the order held, within one actor type and
    round. Only codes made during the analysis count, and only six interviews or more; the others
    have one row with the reason."""
    return study.new_codes(filters=filters)


@verb("code-origins", "workbench code-origins --format csv")
@prints_data
@with_study
@tells_hidden
def code_origins(study: Study) -> pd.DataFrame:
    """Print which codes were made before the first coding, and which during the analysis, as the
    history tells it."""
    return study.code_origins()


@verb(
    "word-use",
    "workbench word-use deltaker --format csv\n"
    "workbench word-use deltaker --against arbeidsgiver --persons 4\n"
    "workbench word-use kvinne --by gender --actor-type deltaker",
)
@click.argument("group")
@click.option("--by", default="actor_type", show_default=True, help="What GROUP is a value of.")
@click.option("--against", default="", help="Another value (default: all other persons).")
@click.option("--persons", "fewest", type=int, default=FEWEST, show_default=True,
              help="How many persons of the group must use a word.")  # fmt: skip
@click.option("--analyse/--no-analyse", default=True, help="Read texts that are new first.")
@filtered
@prints_data
@with_study
@tells_hidden
def word_use(
    study: Study, group: str, by: str, against: str, fewest: int, analyse: bool, filters: Filters
) -> pd.DataFrame:
    """Print the dictionary forms that set GROUP apart from the others: how often and by how many
    persons each is used on either side, and the ratio of the rates. Texts that were not read with
    the language pipeline are named on standard error."""
    found = study.word_use_found(
        group, by=by, against=against, fewest=fewest, analyse=analyse, filters=filters
    )
    if found.unread:
        names = ", ".join(found.unread)
        click.echo(_("Not read with the language pipeline: {names}", names=names), err=True)
    return found.rows


@workbench.group("queries")
def queries() -> None:
    """Saved queries: list, save, rename, remove."""


@verb("list", "workbench queries list --format csv", queries)
@prints_data
@with_study
def queries_list(study: Study) -> pd.DataFrame:
    """Print the saved queries by name."""
    return study.queries()


@verb(
    "save",
    'workbench queries save "Krav uten tilskriving" "praksis.krav not overlapping tilskriving"',
    queries,
)
@click.argument("name")
@click.argument("query")
@click.option("--note", help="What it is for.")
@with_study
def queries_save(study: Study, name: str, query: str, note: str | None) -> None:
    """Keep QUERY under NAME, in place of the one that has it."""
    study.query_save(name, query, note=note)


@verb("rename", 'workbench queries rename "Krav uten tilskriving" "Krav, uforklart"', queries)
@click.argument("name")
@click.argument("new")
@with_study
def queries_rename(study: Study, name: str, new: str) -> None:
    """Give the saved query NAME the name NEW."""
    study.query_rename(name, new)


@verb("remove", 'workbench queries remove "Krav, uforklart"', queries)
@click.argument("name")
@with_study
def queries_remove(study: Study, name: str) -> None:
    """Take a saved query away; undo brings it back."""
    study.query_remove(name)


_BRANCH = click.option(
    "--branch",
    default=BRANCH,
    show_default=True,
    help="The branch whose codes say how something is explained.",
)


@verb(
    "explanations",
    "workbench explanations --code praksis --format csv\n"
    "workbench explanations --by course --actor-type deltaker\n"
    "workbench explanations --code praksis.krav --excerpts",
)
@_BRANCH
@click.option("--by", default="actor_type", show_default=True, help="Who is set side by side.")
@click.option(
    "--excerpts", is_flag=True, help="The excerpts behind the numbers instead, with what explains."
)
@_HIDE_SMALL
@filtered
@prints_data
@with_study
@tells_hidden
def explanations(
    study: Study, branch: str, by: str, excerpts: bool, hide_small: bool, filters: Filters
) -> pd.DataFrame:
    """Count how each code is explained, and by whom: the codes of a phase, or those named with
    --code, by the codes of a branch on the same words (the individual, the system, both, not
    told)."""
    if excerpts:
        return study.explained(branch=branch, filters=filters)
    return study.explanations(branch=branch, by=by, hide_small=hide_small, filters=filters)


@verb(
    "voices",
    "workbench voices --code praksis.krav --format csv\n"
    "workbench voices --code praksis --actor-type arbeidsgiver",
)
@_BRANCH
@filtered
@prints_data
@with_study
@tells_hidden
def voices(study: Study, branch: str, filters: Filters) -> pd.DataFrame:
    """List who names each code and who never does, a row per code and person: whether asked, how
    it is explained, whether the condition was there or missing, whether it is affirmed or
    denied."""
    return study.voices(branch=branch, filters=filters)


@verb("check-quotes", "workbench check-quotes chapter-3.docx --format csv")
@click.argument("file", type=PATH)
@prints_data
@with_study
def check_quotes(study: Study, file: Path) -> pd.DataFrame:
    """Look up every quotation of the manuscript FILE (.docx or .md) in the transcripts: found
    verbatim, changed (with the difference letter by letter), or not."""
    return study.check_quotes(file)


def agreement_options(call: Callable[..., R]) -> Callable[..., R]:
    """What two coders are compared by, beside the filters."""
    options = (
        click.option("--coders", default="", metavar="A,B",
                     help="Whose codings are compared (default: the only two who can be meant)."),
        click.option("--unit", type=click.Choice(AGREEMENT_UNITS), default="character",
                     show_default=True, help="What is marked or not."),
        click.option("--rule", type=click.Choice(AGREEMENT_RULES), default="any",
                     show_default=True,
                     help="Whether any, or more than half, of a sentence or turn is marked."),
        click.option("--text", type=click.Choice(AGREEMENT_TEXTS), default="persons",
                     show_default=True, help="Turns of identified persons, or all."),
        click.option("--exclusive", default="", metavar="BRANCH",
                     help="This branch, whose codes exclude one another: adds cu, ku, coverage."),
    )  # fmt: skip
    for option in reversed(options):
        call = option(call)
    return call


@verb(
    "agreement",
    'workbench agreement --coders "Anne H.,Bjørn L." --unit turn --format csv\n'
    "workbench agreement --unit sentence --rule half --code praksis",
)
@click.option(
    "--differences", is_flag=True, help="The places where they differ, the longest first, instead."
)
@agreement_options
@filtered
@prints_data
@with_study
def agreement(
    study: Study, coders: str, differences: bool, filters: Filters, **options: Any
) -> pd.DataFrame:
    """Print how far two coders agree, by code and for all codes pooled: counts, percent, Jaccard,
    Cohen's kappa, Krippendorff's alpha with its interval, and alpha_u. What the numbers rest on
    and leave out goes to standard error."""
    names = _listed(coders)
    base = study.agreement_base(names, filters=filters, **options)
    for line in (base.title, f"{base.caption} · {base.size}", *base.notes):
        click.echo(line, err=True)
    if differences:
        return study.differences(names, text=options["text"], filters=filters)
    return study.agreement(names, filters=filters, **options)


@verb(
    "decide",
    'workbench decide P03-2 1204 1290 praksis.varighet first --reason "as defined"\n'
    "workbench decide P03-2 1204 1290 praksis.varighet 1204-1251",
)
@click.argument("interview")
@click.argument("start", type=int)
@click.argument("end", type=int)
@click.argument("code")
@click.argument("take", metavar="first|second|both|neither|START-END")
@click.option("--reason", default="", help="Why, for who reads it later.")
@with_study
def decide(
    study: Study, interview: str, start: int, end: int, code: str, take: str, reason: str
) -> None:
    """Decide on a place where the two coders of INTERVIEW differ: what the first (primary coder),
    the second, both or neither marked counts, or the passage START-END."""
    extent = _extent(take)
    study.decide(
        interview, start, end, code, cast(Taken, take) if extent is None else "other",
        extent=extent, reason=reason,
    )  # fmt: skip
    click.echo(_settled(study))


def _settled(study: Study) -> str:
    frame = study.settled()
    return words.settled(int(frame["settled"].sum()), len(frame))


def _extent(take: str) -> tuple[int, int] | None:
    """The passage of a decision that is for another one."""
    start, dash, end = take.partition("-")
    return (int(start), int(end)) if dash and start.isdecimal() and end.isdecimal() else None


@verb(
    "decisions", "workbench decisions --undecided\nworkbench decisions --code praksis --order code"
)
@click.option("--interview", "interviews", multiple=True, help="Of this interview.")
@click.option("--code", "codes", multiple=True, help="Of this branch.")
@click.option("--order", type=click.Choice(ORDERS), default="length", show_default=True,
              help="The longest difference first, or by code.")  # fmt: skip
@click.option("--undecided", is_flag=True, help="Only places that are not decided.")
@prints_data
@with_study
@tells_hidden
def decisions(study: Study, **options: Any) -> pd.DataFrame:
    """Print where the two coders of an interview differ and what was decided there. How many
    interviews are settled goes to standard error."""
    click.echo(_settled(study), err=True)
    return study.decisions(**options)


def export_options(call: Callable[..., R]) -> Callable[..., R]:
    """What can be asked for of an export, gathered as `Study.export` takes it."""

    @functools.wraps(call)
    def gathered(
        *args: Any,
        columns: str,
        coders: str,
        placement: str,
        on: str | None,
        author: tuple[str, ...],
        since: str,
        until: str,
        filters: Filters,
        **options: Any,
    ) -> R:
        return call(
            *args,
            columns=tuple(_listed(columns)),
            coders=tuple(_listed(coders)),
            placement=tuple(_listed(placement)),
            interview=next(iter(filters.interview), ""),
            memos=MemoFilters(on or "", author=author, since=since, until=until),
            filters=filters,
            **options,
        )

    for option in reversed(_OF_EXPORTS):
        gathered = option(gathered)
    return agreement_options(crosstab_options(gathered))


_OF_EXPORTS = (
    click.option("--group", type=click.Choice(GROUPS), default="code", show_default=True,
                 help="Under which headings excerpts stand."),
    click.option("--selection", default="", help="The excerpts of this selection, in its order."),
    click.option("--context", is_flag=True, help="The question before each excerpt."),
    click.option("--rounds", is_flag=True, help="The round in the line under a quote."),
    click.option("--courses", is_flag=True, help="The course in the line under a quote."),
    click.option("--references", is_flag=True,
                 help="Person, interview and turn under a quote."),
    click.option("--by", default="", help="What stands side by side in a comparison or in "
                 "explanations (default: actor_type); the rows of a matrix (person)."),
    click.option("--mark", type=click.Choice(comparison.MARKS), default="",
                 help="Lines for valence or stance in a comparison."),
    click.option("--codings", is_flag=True, help="A transcript with its codings."),
    click.option("--with-memos", is_flag=True, help="A codebook with the memos on its codes."),
    click.option("--on", type=click.Choice(OBJECT_TYPES), default=None,
                 help="Memos on this kind."),
    click.option("--author", multiple=True, help="Memos by this coder."),
    click.option("--since", default="", metavar="DATE", help="Memos of this day or later."),
    click.option("--until", default="", metavar="DATE", help="Memos of this day or before."),
    _COMPLETE,
    _CHILDREN,
    click.option("--panel", type=click.Choice(PANELS), default="person", show_default=True,
                 help="A panel of the picture of paths per person or per code."),
    click.option("--before", type=int, default=0,
                 help="Changes from this round (default: the first)."),
    click.option("--after", type=int, default=0, help="Changes to this round (default: the last)."),
    _ACROSS,
    _BRANCH,
    click.option("--persons/--interviews", default=True, show_default=True,
                 help="What explanations count."),
    click.option("--query", default="",
                 help="What this query over codes finds: its excerpts, or who says it."),
    click.option("--within", default="overlap", metavar="overlap|turn|K",
                 help="How near codes meet."),
    click.option("--value", type=click.Choice(VALUES), default="n",
                 help="What the picture of codes that meet shows."),
    click.option("--words-of", default="", help="The group whose words are set apart."),
    click.option("--against", default="", help="Another value (default: all other persons)."),
    click.option("--fewest", type=int, default=FEWEST,
                 help="How many of the group must use a word."),
    click.option("--figures-of", default="", metavar="COURSE",
                 help="The outside figures of a course."),
    click.option("--placement", default="", metavar="PERSON,OTHER_PERSON",
                 help="The two whose sides of a placement are read together."),
    click.option("--space", default="", help="The property space of a typology."),
    click.option("--k", type=click.IntRange(min=1), default=K, show_default=True,
                 help="How many persons must share what is printed of one of them."),
)  # fmt: skip


@verb("export", "workbench export excerpts exports/praksis.docx --code praksis --strict")
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("path", metavar="FILE", type=PATH)
@click.option(
    "--excel",
    "format",
    flag_value="csv_excel_nb",
    help="CSV as Norwegian Excel reads it: semicolon, decimal comma, BOM.",
)
@click.option("--template", type=PATH, help="A Word file whose styles are used.")
@click.option(
    "--date",
    default="",
    help="The date that the file carries (default: of the study's last change).",
)
@click.option("--strict", is_flag=True, help="Write nothing where somebody could be recognised.")
@filtered
@export_options
@with_study
@tells_hidden
def export(study: Study, kind: Kind, path: Path, **options: Any) -> None:
    """Write excerpts, a cross-tab, a comparison, both sides of a placement, the framework matrix,
    paths over time, changes, those who were lost, explanations, who names what, agreement, the
    codebook, a transcript, memos, codes that meet, who says what a query finds, new codes, word
    use, whose voices a selection carries, outside figures or a typology as docx, xlsx, csv, html,
    md or json, by suffix; all tables of an analysis also as svg or png. A FILE without a folder
    goes to exports/.

    How many persons could be recognised in it goes to standard error, and who, by what and what
    was decided into FILE.disclosure.csv beside it."""
    target = path if path.parent != Path() or path.is_absolute() else Path("exports") / path

    def told(found: pd.DataFrame) -> None:
        if not options["strict"]:
            click.echo(disclosure_summary(found), err=True)

    click.echo(study.export(kind, target, told=told, **options))


@verb(
    "disclosure",
    "workbench disclosure excerpts --selection Praksis\n"
    'workbench disclosure excerpts --selection Praksis --decide 3f0a91c2 accepted --reason "..."',
)
@click.argument("kind", type=click.Choice(KINDS))
@click.option(
    "--as",
    "written_as",
    type=click.Choice(list(FILE_FORMATS)),
    default="docx",
    show_default=True,
    help="The format of the file: some hold more of a person.",
)
@click.option(
    "--decide",
    nargs=2,
    metavar="FINDING DECISION",
    help=f"Decide on a finding first: {', '.join(DECIDED)}, or open.",
)
@click.option("--reason", default="", help="Why, for who reads it later.")
@click.option("--open", "only_open", is_flag=True, help="Only findings that are open.")
@click.option(
    "--analyse/--no-analyse",
    default=True,
    show_default=True,
    help="Let the language pipeline read new texts first, for names in them.",
)
@filtered
@export_options
@prints_data
@with_study
@tells_hidden
def disclosure(
    study: Study, kind: Kind, written_as: str, decide: tuple[str, str] | None, reason: str,
    only_open: bool, analyse: bool, **options: Any,
) -> pd.DataFrame:  # fmt: skip
    """Print who could be recognised in the file that `export` would write with the same options:
    by a combination of attributes that few share, a role of one person, a name in the text, a
    sensitive code that everyone is under, or since most quotes are of one person. Decisions are
    remembered until what they were made about changes."""
    if decide:
        ids, decision = decide
        chosen = cast(Decided, "" if decision == "open" else decision)
        study.decide_disclosure(
            kind, _listed(ids), chosen, reason=reason, format=written_as, **options
        )  # fmt: skip
    found = study.disclosure(kind, format=written_as, analyse=analyse, **options)
    click.echo(disclosure_summary(found), err=True)
    return is_open(found) if only_open else found


# -- history ------------------------------------------------------------------------------


@verb("history", "workbench history --limit 20")
@click.option("--limit", type=int, help="The latest so many.")
@prints_data
@with_study
@tells_hidden
def history(study: Study, limit: int | None) -> pd.DataFrame:
    """Print what was done, by whom and when, the latest first."""
    return study.history(limit=limit)


@verb("undo", 'workbench --coder "Anne H." undo')
@click.option("--id", "action", type=int, help="Only if it is this action of the history.")
@with_study
def undo(study: Study, action: int | None) -> None:
    """Take back the coder's last action."""
    click.echo(study.undo(action=action).summary)


@verb("redo", 'workbench --coder "Anne H." redo')
@with_study
def redo(study: Study) -> None:
    """Bring back what the coder undid last."""
    click.echo(study.redo().summary)


@verb("backup", "workbench backup monday.db")
@click.argument("path", metavar="FILE", type=PATH)
@with_study
def backup(study: Study, path: Path) -> None:
    """Copy the study, also while it is in use."""
    study.backup(path)


@verb("restore", "workbench restore monday.db\nworkbench restore monday.db --purge-again")
@click.argument("file", type=PATH)
@click.option("--purge-again", is_flag=True, help="Erase again at once who has withdrawn since.")
@click.pass_obj
def restore(at: tuple[Path, str], file: Path, purge_again: bool) -> None:
    """Put the backup FILE in the place of the study, whoever has it open.

    What was there is backed up first, beside the study. Erasures that were done since the backup
    was made have to be done again: they are named, and `check` fails until then.
    """
    restored = Study.restore(file, at[0], coder=at[1])
    click.echo(_("Restored from {file}: {path}", file=file, path=restored.path))
    if restored.before is not None:
        click.echo(_("What was there before: {path}", path=restored.before))
    if not restored.known:
        click.echo(
            _("The study before could not be read: do again what was erased in it since {file} was"
              " made.", file=file)
        )  # fmt: skip
    study = Study.open(at[0], coder=at[1])
    for one in restored.due if purge_again else ():
        if one.action == "purge":
            _tell_purged(study.purge(one.object, confirmed=True))
    for due in study.erasures_due():
        click.echo(_("To be erased again: {what}", what=words.erasure(due.action, due.object)))


@verb("purge", "workbench purge P03 --dry-run\nworkbench purge P03 --yes")
@click.argument("person")
@click.option("--dry-run", is_flag=True, help="Only count what would go.")
@click.option("--yes", is_flag=True, help="Yes, all of it is to be gone from the study.")
@click.option("--format", "as_", type=click.Choice(FORMATS), default="table", show_default=True,
              help="How the rows of --dry-run are printed.")  # fmt: skip
@with_study
def purge(study: Study, person: str, dry_run: bool, yes: bool, as_: str) -> None:
    """Erase for good what a person said who has withdrawn, and all that was made of it.

    The design keeps that her interviews were planned, and the ids. The others' words in joint
    interviews stay, with everything that is on them. Undo does not reach past it.
    """
    if dry_run:
        click.echo(rendered(study.purge_plan(person), as_), nl=False)
        return
    if not yes and _on_a_terminal():
        click.echo(rendered(study.purge_plan(person), as_), nl=False)
        typed = click.prompt(_("This cannot be taken back. Type {person} to go on", person=person))
        yes = typed.strip() == person
    _tell_purged(study.purge(person, confirmed=yes))


def _tell_purged(purged: Purged) -> None:
    click.echo(_("{person} has withdrawn: erased for good", person=purged.person))
    for what, n in purged.counts.items():
        if n:
            click.echo(f"  {_(words.ERASED[what])}: {n}")
    for line in words.after_purge(purged.person, purged.left, purged.backups):
        click.echo(line)


@verb("check", "workbench check")
@with_study
def check(study: Study) -> None:
    """Verify every invariant of the study; exit status 1 with a list where one fails."""
    failures = study.check()
    for failure in failures:
        click.echo(f"{failure.check}: {failure.place}\n  {failure.remedy}")
    if failures:
        sys.exit(1)
    click.echo(_("The study is in order."))


@verb("serve", "workbench --study my.db serve --port 8600")
@click.option("--port", type=int, help="The port (default: 8501 or the next free one).")
@click.option("--address", default="127.0.0.1", show_default=True, help="Who can reach it.")
@click.pass_context
def serve(ctx: click.Context, port: int | None, address: str) -> None:
    """Show the workbench in the browser, on this machine only unless told otherwise.

    Who codes there is chosen in the page; until then it is the coder that was named here.
    """
    path: Path = ctx.obj[0]
    Study.open(path)
    named: str | None = ctx.find_root().params["coder"]
    serve_study(path, port=port, address=address, coder=named, say=click.echo)


@verb("about", "workbench about")
@prints_data
def about() -> pd.DataFrame:
    """Print versions and the language pipeline in use."""
    return tell_about()


@verb("train-language", "workbench train-language treebank/ my-pipeline/")
@click.argument("treebank", metavar="TREEBANK_DIR", type=PATH)
@click.argument("out", type=PATH)
@click.option("--seed", type=int, default=0, show_default=True, help="The source of chance.")
@click.option("--steps", type=int, help="Train each half so many steps only, to try it out.")
@click.option("--replace", is_flag=True, help="Write over OUT where it is there.")
def train_language(treebank: Path, out: Path, **options: Any) -> None:
    """Train the Norwegian pipeline on the Norwegian Dependency Treebank and write it to OUT."""
    made = train_pipeline(treebank, out, say=functools.partial(click.echo, err=True), **options)
    click.echo(made)


@verb("evaluate-language", "workbench evaluate-language treebank/ --format csv")
@click.argument("treebank", metavar="TREEBANK_DIR", type=PATH)
@click.option("--model", help="A pipeline's name or folder (default: the one in use).")
@prints_data
def evaluate_language(treebank: Path, model: str | None) -> pd.DataFrame:
    """Score the language pipeline on the treebank's held-out parts, beside spaCy's own."""
    return evaluate_pipeline(treebank, model=model)


# -- printing -----------------------------------------------------------------------------


def rendered(frame: pd.DataFrame, as_: str) -> str:
    """A frame as text: csv and json at full precision, a table for reading."""
    rows = [[_plain(cell) for cell in row] for row in frame.itertuples(index=False, name=None)]
    names = [str(name) for name in frame.columns]
    if as_ == "csv":
        return csv_text(names, rows)
    if as_ == "json":
        objects = [dict(zip(names, row, strict=True)) for row in rows]
        return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"
    return _table(names, rows)


def progress_bar(items: Sequence[R]) -> Any:
    """The items, with a bar on a terminal and silence elsewhere."""
    from tqdm import tqdm

    return tqdm(items, disable=not sys.stderr.isatty(), leave=False)


def vars_of(record: object, *without: str) -> dict[str, Any]:
    """The fields of a record, but for these."""
    return {name: value for name, value in vars(record).items() if name not in without}


def _plain(cell: Any) -> Any:
    import pandas as pd

    if cell is None or cell is pd.NA or (isinstance(cell, float) and cell != cell):
        return None
    return cell.item() if hasattr(cell, "item") else cell


def _table(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Columns side by side, numbers to the right, long texts cut with an ellipsis."""
    cells = [["" if cell is None else _short(cell, _WIDEST) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(names, *cells, strict=True)]
    numbers = [any(isinstance(row[at], (int, float)) for row in rows) for at in range(len(names))]

    def line(parts: Sequence[str]) -> str:
        padded = (
            part.rjust(width) if number else part.ljust(width)
            for part, width, number in zip(parts, widths, numbers, strict=True)
        )
        return "  ".join(padded).rstrip()

    return "".join(f"{line(parts)}\n" for parts in [list(names), *cells])


def _short(cell: Any, widest: int) -> str:
    text = f"{cell:.3f}" if isinstance(cell, float) else " ".join(str(cell).split())
    return text if len(text) <= widest else text[: widest - 1] + "…"


def _listed(text: str) -> list[str]:
    """The names of an option that takes several, a comma between."""
    return [name.strip() for name in text.split(",") if name.strip()]


def _pair(text: str) -> tuple[str, str]:
    name, found, value = text.partition("=")
    if not found or not name:
        raise CallError(_("“{text}” is not NAME=VALUE.", text=text))
    return name.strip(), value.strip()
