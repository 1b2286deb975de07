"""From a study to what the writers take: content and provenance of each kind of export."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

import pandas as pd

from workbench.analysis import agreement as agreement_room
from workbench.analysis import (
    agreement_reading,
    blindness,
    cells,
    code_queries,
    comparison,
    figure_check,
    pinned,
    placements,
)
from workbench.analysis import balance as voices_picked
from workbench.analysis import cooccurrence as meeting
from workbench.analysis import crosstab as crosstabs
from workbench.analysis import excerpts as excerpts_room
from workbench.analysis import explanations as explanations_room
from workbench.analysis import matrix as matrices
from workbench.analysis import new_codes as new_codes_room
from workbench.analysis import trajectories as trajectories_room
from workbench.analysis import typology as types
from workbench.analysis import word_use as word_use_room
from workbench.charts import agreement as agreement_rows
from workbench.charts import paths as path_charts
from workbench.charts import pattern_words, phases, sides, table
from workbench.charts import patterns as pattern_charts
from workbench.charts import typology as crossed_types
from workbench.coding.selections import Selections
from workbench.errors import CallError
from workbench.exports import (
    both_sides,
    disclosing,
    disclosure,
    explaining,
    figures_picture,
    heat_map,
    over_time,
    quoting,
    table_picture,
    who_says,
)
from workbench.exports import provenance as said
from workbench.exports.disclosing import Told
from workbench.exports.memo_items import caption, printable_memos
from workbench.exports.model import (
    AgreementView,
    ClaimItem,
    CodebookView,
    ComparisonView,
    Content,
    CrosstabView,
    ExcerptItem,
    ExcerptSet,
    FiguresView,
    FrameView,
    Label,
    MatrixCell,
    MatrixView,
    MemoItem,
    MemoSet,
    Provenance,
    ReasonItem,
    Summary,
    TranscriptView,
    TypologyView,
)
from workbench.exports.quotes import attribution_line, printed_quote
from workbench.exports.writers import Kind, to_bytes, write
from workbench.memory import all_kept
from workbench.model import (
    AgreementRule,
    AgreementText,
    AgreementUnit,
    Coding,
    Count,
    Filters,
    MemoFilters,
    Transcript,
)
from workbench.scheme.tree import Tree
from workbench.store import filters as store_filters
from workbench.store import summaries as store_summaries
from workbench.store import typology as store_typology
from workbench.store import views
from workbench.store.agreed import agreed
from workbench.store.claims import claims
from workbench.store.filters import attribute_name
from workbench.texts import _, day, in_language, language, ngettext
from workbench.words import actor_types, code_name

if TYPE_CHECKING:
    from workbench.store.database import Store

GroupBy = Literal["code", "actor_type", "person"]
GROUPS: tuple[GroupBy, ...] = get_args(GroupBy)

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """What an export is asked for; each kind reads its own part.

    `date` is ISO, else that of the study's last change. `group` orders excerpts under headings;
    `selection` names a selection, which goes before the filters. `context` prints the question
    before each excerpt; `rounds`, `courses` and `references` add to the line of attribution.
    `by` says what stands side by side in a comparison or in explanations (actor types, if nothing
    is said) or what the rows of a matrix are (persons); `mark` adds lines for valence or stance to
    a comparison. `memos` says which memos; `with_memos` prints those on codes in a codebook.
    `complete`, `children`, `panel`, `before` and `after` (0: the first and the last round) and
    `across` are of paths over time, `branch` and `persons` (else interviews are counted) of
    explanations. `query` asks for the excerpts that a query over codes finds. `within` is how near
    codes meet, `value` what the picture of their matrix shows; `words_of` a group as a value of
    `by`, `against` another one, and `fewest` how many of it must use a word. `figures_of` names
    the course whose outside figures are meant, all where it is empty; `placement` the two whose
    sides are read together; `space` a property space.
    """

    filters: Filters = field(default_factory=Filters)
    date: str = ""
    group: GroupBy = "code"
    selection: str = ""
    context: bool = False
    rounds: bool = False
    courses: bool = False
    references: bool = False
    rows: str = "code"
    columns: tuple[str, ...] = ("actor_type", "round")
    count: Count = "interviews"
    of: crosstabs.Of = "N"
    direct: bool = False
    totals: bool = False
    hide_small: bool = False
    interview: str = ""
    codings: bool = False
    coders: tuple[str, ...] = ()
    unit: AgreementUnit = "character"
    rule: AgreementRule = "any"
    text: AgreementText = "persons"
    exclusive: str = ""
    by: str = ""
    mark: comparison.Mark = ""
    memos: MemoFilters = field(default_factory=MemoFilters)
    query: str = ""
    within: str = "overlap"
    value: pattern_charts.Value = "n"
    words_of: str = ""
    against: str = ""
    fewest: int = word_use_room.FEWEST
    with_memos: bool = False
    complete: bool = False
    children: bool = False
    panel: path_charts.Panel = "person"
    before: int = 0
    after: int = 0
    across: bool = False
    branch: str = explanations_room.BRANCH
    persons: bool = True
    figures_of: str = ""
    placement: tuple[str, ...] = ()
    space: str = ""


def export(
    store: Store,
    kind: Kind,
    path: Path,
    wanted: Wanted,
    *,
    format: str | None = None,
    template: Path | None = None,
    k: int = disclosure.K,
    strict: bool = False,
    told: Told | None = None,
) -> Path:
    """Write an export, in the format of the path's suffix unless one is named.

    The same study and call give the same bytes: the date is that of the study's last change or
    the one asked for, never today's. Who could be recognised in the file goes into a report
    beside it, and to `told` before anything is written.

    Raises CallError for a kind, suffix or option that is none; with `strict` DataError where a
    finding is open. Nothing is written then.
    """
    with _at_one_go():
        content, provenance = contents(store, kind, wanted)
        chosen = format or path.suffix.lower().lstrip(".")
        chart = _chart(store, kind, wanted, chosen, content, provenance)
        found = disclosing.of(store, kind, content, wanted, chosen, k=k)
        if told is not None:
            told(found)
        if strict:
            disclosing.refuse_open(found, path)
        made = write(kind, path, content, provenance, format=format, template=template, chart=chart)
        disclosing.write_report(found, made, provenance)
        return made


def disclosed(
    store: Store, kind: Kind, wanted: Wanted, *, format: str, k: int = disclosure.K
) -> pd.DataFrame:
    """Who could be recognised in the file that `export` would write in this format."""
    with _at_one_go():
        content, _provenance = contents(store, kind, wanted)
        return disclosing.of(store, kind, content, wanted, format, k=k)


def disclosure_report(
    store: Store, kind: Kind, wanted: Wanted, *, format: str, k: int = disclosure.K
) -> bytes:
    """The report that `export` would keep beside the file in this format."""
    with _at_one_go():
        content, provenance = contents(store, kind, wanted)
        return disclosing.report(
            disclosing.of(store, kind, content, wanted, format, k=k), provenance
        )


def findings(
    store: Store, kind: Kind, wanted: Wanted, *, format: str, k: int = disclosure.K
) -> list[disclosure.Finding]:
    """What stands behind the rows of `disclosed`."""
    with _at_one_go():
        content, _provenance = contents(store, kind, wanted)
        return disclosing.findings(store, kind, content, wanted, format, k=k)


def exported(
    store: Store, kind: Kind, format: str, wanted: Wanted, *, template: Path | None = None
) -> bytes:
    """The bytes that `export` would write."""
    with _at_one_go():
        content, provenance = contents(store, kind, wanted)
        chart = _chart(store, kind, wanted, format, content, provenance)
        return to_bytes(kind, format, content, provenance, template=template, chart=chart)


@contextmanager
def _at_one_go() -> Iterator[None]:
    """Settle the language once, read each text once, and keep every record until all are made."""
    with all_kept(), in_language(language()), views.texts_kept():
        yield


def contents(store: Store, kind: Kind, wanted: Wanted) -> tuple[Content, Provenance]:
    """What an export of this kind holds, and what it says of itself."""
    match kind:
        case "excerpts" if wanted.selection:
            return _selection(store, wanted)
        case "excerpts":
            return _excerpts(store, wanted)
        case "crosstab":
            return _crosstab(store, wanted)
        case "compare":
            return _comparison(store, wanted)
        case "matrix":
            return _matrix(store, wanted)
        case "agreement":
            return _agreement(store, wanted)
        case "codebook":
            return _codebook(store, wanted)
        case "transcript":
            return _transcript(store, wanted)
        case "memos":
            return _memos(store, wanted)
        case "trajectories":
            return _trajectories(store, wanted)
        case "changes":
            return _changes(store, wanted)
        case "attrition":
            return _attrition(store, wanted)
        case "explanations":
            return _explanations(store, wanted)
        case "voices":
            return _voices(store, wanted)
        case "cooccurrence":
            return _cooccurrence(store, wanted)
        case "new_codes":
            return _new_codes(store, wanted)
        case "word_use":
            return _word_use(store, wanted)
        case "figures":
            return _figures(store, wanted)
        case "placement":
            return _placement(store, wanted)
        case "query":
            return _query(store, wanted)
        case "balance":
            return _balance(store, wanted)
        case "typology":
            return _typology(store, wanted)
    raise CallError(_("“{kind}” cannot be exported.", kind=kind))


def _provenance(
    store: Store,
    wanted: Wanted,
    count: str,
    left_out: Sequence[tuple[str, str]] = (),
    filters: str | None = None,
    layer: str = "",
    hidden: Collection[str] | None = None,
    unit: Count | Literal[""] = "",
) -> Provenance:
    settings = views.settings(store)
    conditions = store_filters.conditions(store, wanted.filters).all
    if hidden is None:
        hidden = blindness.hidden(store, wanted.filters)
    caption = " · ".join(one.caption for one in conditions if one.on != "layer")
    return Provenance(
        study=settings.get("name", ""),
        date=wanted.date or views.last_change(store)[:10],
        filters=caption if filters is None else filters,
        layer=layer or wanted.filters.layer,
        count=count,
        version=version("workbench"),
        synthetic="synthetic" in settings,
        left_out=tuple(left_out),
        hidden=tuple(hidden),
        unit=unit,
    )  # fmt: skip


class _Study:
    """What printing an excerpt needs to know of the study, each read once."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.persons = quoting.persons_of(views.persons(store))
        self.rounds = quoting.rounds_of(views.person_interviews(store))
        self.tree = Tree(views.codes(store))
        self.actor_types = actor_types(views.actor_types(store))
        self.attributions = {
            person.person: person.attribution
            for person in self.persons.values()
            if person.attribution
        }
        self.silent = quoting.silent_of(self.persons)
        self._paths: dict[str, tuple[str, ...]] = {}

    def text(self, interview: str) -> Transcript | None:
        return views.transcript(self.store, interview)

    def path(self, key: str) -> tuple[str, ...]:
        """The names from the branch down to the code."""
        if key not in self._paths:
            code = self.tree.by_key.get(key)
            names = (code_name(step) for step in self.tree.path(code)) if code else (key,)
            self._paths[key] = tuple(names)
        return self._paths[key]


def _selection(store: Store, wanted: Wanted) -> tuple[ExcerptSet, Provenance]:
    study = _Study(store)
    items = Selections(store, "").items(wanted.selection)
    chapter = quoting.chapter(
        wanted.selection, items, persons=study.persons, texts=study.text, rounds=study.rounds
    )
    names = {code.key: code_name(code) for code in study.tree.codes}
    content = quoting.excerpt_set(chapter, code_names=names, persons=study.persons)
    said = _("{n} of {N} excerpts of the selection", n=len(content.items), N=len(items))
    reason = _("may not be quoted")
    left_out = [(person, reason) for person, _n in chapter.left_out]
    shown = ExcerptSet(
        content.title, content.items, wanted.rounds, wanted.courses, wanted.references
    )
    hidden = blindness.hidden(store)
    return shown, _provenance(store, wanted, said, left_out, filters="", hidden=hidden)


def _excerpts(store: Store, wanted: Wanted) -> tuple[ExcerptSet, Provenance]:
    study = _Study(store)
    if wanted.query:
        frame = code_queries.code_query(store, wanted.query, filters=wanted.filters)
        frame = frame.rename(columns={"query": "code"})
    else:
        frame = excerpts_room.excerpts(store, filters=wanted.filters)
    codings = _marks(excerpts_room.codings(store, filters=wanted.filters))
    rows = _rows(frame)
    items = [
        _item(study, row, wanted, codings) for row in rows if row["person"] not in study.silent
    ]
    order = {heading: place for place, heading in enumerate(dict.fromkeys(_order(study, wanted)))}
    items.sort(key=lambda item: order.get(item.heading, len(order)))
    left_out = [
        (person, _("may not be quoted"))
        for person in sorted(study.silent & {str(row["person"]) for row in rows})
    ]
    said = _("{n} of {N} excerpts", n=len(items), N=len(rows))
    content = ExcerptSet(
        _title(study, wanted), tuple(items), wanted.rounds, wanted.courses, wanted.references
    )
    return content, _provenance(store, wanted, said, left_out)


def _item(
    study: _Study, row: Row, wanted: Wanted, codings: Mapping[tuple[str, str, str], list[Row]]
) -> ExcerptItem:
    transcript = study.text(row["interview"])
    assert transcript is not None, "an excerpt lies in a text"
    person = study.persons[row["person"]]
    start, end = int(row["start"]), int(row["end"])
    inside = [
        one
        for key in row["codes"].split(",")
        for one in codings.get((row["interview"], row["person"], key), ())
        if one["start"] < end and start < one["end"]
    ]
    path = study.path(row["code"])
    return ExcerptItem(
        quote=printed_quote(
            transcript.text,
            transcript.turns,
            start,
            end,
            person=row["person"],
            labels=study.attributions,
            silent=study.silent,
        ),
        attribution=person.attribution,
        heading=_heading(study, row, wanted),
        interview=row["interview"],
        person=row["person"],
        actor_type=person.actor_type,
        round=study.rounds.get((row["interview"], row["person"])),
        course=person.course,
        turn=quoting.turn_number(transcript, start),
        start=start,
        end=end,
        code=row["code"],
        code_name=path[-1],
        coder=_same(inside, "coder"),
        valence=_same(inside, "valence"),
        stance=_same(inside, "stance"),
        before=_question(transcript, start) if wanted.context else "",
        memo="; ".join(one["memo"] for one in inside if one["memo"]),
    )


def _same(codings: Sequence[Row], name: str) -> Any:
    """The value that the codings of an excerpt share; empty where they differ."""
    values = {coding[name] for coding in codings}
    return values.pop() if len(values) == 1 else ""


def _marks(frame: pd.DataFrame) -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in _rows(frame):
        found.setdefault((row["interview"], row["person"], row["code"]), []).append(row)
    return found


def _rows(frame: pd.DataFrame) -> list[Row]:
    """The rows as plain records; a column at a time, which is many times faster than by row."""
    names = list(frame.columns)
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _question(transcript: Transcript, start: int) -> str:
    """What the interviewer said last before the turn in which the passage begins."""
    before = [turn for turn in transcript.turns if turn.end <= start]
    if before and before[-1].role == "interviewer":
        return transcript.text[before[-1].start : before[-1].end]
    return ""


def _heading(study: _Study, row: Row, wanted: Wanted) -> tuple[str, ...]:
    match wanted.group:
        case "code":
            return study.path(row["code"])
        case "actor_type":
            key = str(row["actor_type"] or "")
            return (study.actor_types.get(key, key),)
        case "person":
            return (str(row["person"]),)


def _order(study: _Study, wanted: Wanted) -> list[tuple[str, ...]]:
    """The headings in the order of scheme and design."""
    match wanted.group:
        case "code":
            return [study.path(code.key) for code in study.tree.codes]
        case "actor_type":
            return [(name,) for name in study.actor_types.values()]
        case "person":
            return [(person,) for person in study.persons]
    raise CallError(_("“{value}” is none of: {choices}.", value=wanted.group, choices=GROUPS))


def _title(study: _Study, wanted: Wanted) -> str:
    names = [code_name(views.code_named(study.store, key)) for key in wanted.filters.code]
    return ", ".join(names) or _("Excerpts")


def _crosstab(store: Store, wanted: Wanted) -> tuple[CrosstabView, Provenance]:
    frame = _counted(store, wanted, direct=wanted.direct)
    shown = _shown(store, wanted, frame)
    base = cells.base(store, filters=wanted.filters)
    content = CrosstabView(
        title=table.title(shown),
        frame=frame,
        rows=(wanted.rows,),
        columns=wanted.columns,
        count=wanted.count,
        labels=_labels(store),
        caption=_(table.COUNTED[wanted.count]),
        notes=tuple(table.notes(shown, nobody=base.of_nobody, left_out=base.left_out)),
        percent=wanted.of != "N",
    )
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    by_coder = "coder" in (wanted.rows, *wanted.columns)
    hidden = blindness.hidden(store, wanted.filters, every_coder=by_coder)
    return content, _provenance(store, wanted, done, hidden=hidden, unit=wanted.count)


def _counted(store: Store, wanted: Wanted, *, direct: bool) -> pd.DataFrame:
    return crosstabs.crosstab(
        store, wanted.rows, wanted.columns, count=wanted.count, of=wanted.of, direct=direct,
        totals=wanted.totals, hide_small=wanted.hide_small, filters=wanted.filters,
    )  # fmt: skip


def _shown(store: Store, wanted: Wanted, frame: pd.DataFrame) -> table.Table:
    return table.table(
        frame, _table_names(store), count=wanted.count, totals="all" if wanted.totals else "none"
    )  # fmt: skip


def picture(
    store: Store,
    format: Literal["png", "svg"],
    shown: table.Table,
    wanted: Wanted,
    *,
    open: Collection[str] = (),
    dark: bool = False,
) -> bytes:
    """The heat map of a cross-tab as a page shows it, with these branches open, as png or svg.

    `wanted` must be what `shown` was made from.
    """
    with _at_one_go():
        content, provenance = _crosstab(store, wanted)
        chart = heat_map.chart(
            store, shown, content, provenance, filters=wanted.filters, open=open, dark=dark
        )
        return to_bytes("crosstab", format, content, provenance, chart=chart)


def _chart(
    store: Store, kind: Kind, wanted: Wanted, format: str, content: Content, provenance: Provenance
) -> Any:
    """The chart of a kind that can be a picture, where one is asked for; of a cross-tab the heat
    map with its branches closed, of codes that meet their matrix, of new codes their curve. What
    is read as a table, or is empty, is drawn as that table."""
    if format not in ("png", "svg"):
        return None
    match content:
        case FiguresView():
            return figures_picture.chart(content, provenance)
        case CrosstabView() if len(content.frame):
            shown = _shown(store, wanted, _counted(store, wanted, direct=wanted.direct))
            return heat_map.chart(store, shown, content, provenance, filters=wanted.filters)
        case FrameView() if kind in _CHARTS and len(content.frame):
            about = said.under_picture(" ".join(content.notes), provenance)
            return _CHARTS[kind](store, wanted, content, about)
        case (
            AgreementView()
            | ComparisonView()
            | CrosstabView()
            | FrameView()
            | MatrixView()
            | TypologyView()
        ):
            return table_picture.of(content, provenance)
    return None


def _paths_chart(store: Store, wanted: Wanted, content: FrameView, about: tuple[str, ...]) -> Any:
    """Paths as panels, on a light ground."""
    from workbench.charts.paths import paths

    return paths(
        content.frame, _path_names(store), dark=False, panel=wanted.panel, title=content.title,
        footer=about, selectable=False,
    )  # fmt: skip


def _explained_chart(
    store: Store, wanted: Wanted, content: FrameView, about: tuple[str, ...]
) -> Any:
    """Explanations as a heat map, on a light ground."""
    from workbench.charts import heatmap

    shown = _explained(store, wanted, content.frame).table
    opened = [row.id for row in shown.rows if row.branch]
    return heatmap(
        table.heat_frame(shown, opened), dark=False, title=content.title,
        subtitle=content.caption, footer=about, selectable=False,
    )  # fmt: skip


def _path_names(store: Store) -> path_charts.Names:
    return path_charts.Names(tuple(views.codes(store)))


def _table_names(store: Store) -> table.Names:
    return table.Names(actor_types(views.actor_types(store)), tuple(views.codes(store)))


def _trajectories(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = trajectories_room.trajectories(
        store, complete=wanted.complete, children=wanted.children, filters=wanted.filters
    )
    names = _path_names(store)
    title = over_time.titled("trajectories", names, wanted.filters.code)
    count, notes = _followed(store, wanted)
    notes = (over_time.key_to_states(), *notes)
    content = over_time.trajectories(frame, names, title=title, notes=notes)
    return content, _provenance(store, wanted, count, unit="excerpts")


def _changes(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    before, after = trajectories_room.first_and_last(
        store, wanted.before, wanted.after, filters=wanted.filters
    )
    counted = trajectories_room.crossings if wanted.across else trajectories_room.changes
    frame = counted(
        store, before, after, complete=wanted.complete, hide_small=wanted.hide_small,
        filters=wanted.filters,
    )  # fmt: skip
    names = _path_names(store)
    title = over_time.titled("changes", names, wanted.filters.code)
    count, notes = _followed(store, wanted)
    notes = (over_time.key_to_states(), *notes)
    if wanted.across:
        content = over_time.crossed(
            frame, names, before=before, after=after, title=title, notes=notes
        )
        return content, _provenance(store, wanted, count, unit="persons")
    followed = trajectories_room.trajectories(
        store, complete=wanted.complete, filters=wanted.filters
    )
    content = over_time.changed(
        frame, names, before=before, after=after, persons=followed["person"].nunique(),
        title=title, notes=notes,
    )  # fmt: skip
    return content, _provenance(store, wanted, count, unit="persons")


def _attrition(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = trajectories_room.attrition(store, filters=wanted.filters)
    names = _path_names(store)
    count, _notes = _followed(store, wanted)
    content = over_time.attrition(
        frame, names, title=over_time.titled("attrition", names, ()),
        actor_types=actor_types(views.actor_types(store)),
        notes=(_("Leaving the course and leaving the study are two things."),),
    )  # fmt: skip
    return content, _provenance(store, wanted, count, unit="persons")


def _followed(store: Store, wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    """How many are followed and how many are in every round; and who was lost, which stands
    beside every comparison over time."""
    everyone = trajectories_room.trajectories(store, filters=wanted.filters)
    lost = trajectories_room.attrition(store, filters=wanted.filters)
    persons = everyone["person"].nunique()
    rounds = sorted({int(one) for one in everyone["round"]})
    count = path_charts.followed(persons, persons - len(lost), rounds)
    base = cells.base(store, filters=wanted.filters)
    count = f"{count} · {_('{n} of {N} interviews coded to the end', n=base.done, N=base.usable)}"
    notes = []
    if wanted.complete:
        notes.append(_("Only persons with usable text in every round."))
    if len(lost):
        who = ", ".join(lost["person"])
        notes.append(_("Not in every round: {persons}.", persons=who))
    return count, tuple(notes)


def _explained(store: Store, wanted: Wanted, frame: pd.DataFrame) -> phases.Explained:
    count: phases.Counted = "persons" if wanted.persons else "interviews"
    return phases.table(frame, _table_names(store), by=wanted.by or "actor_type", count=count)


def _explanations(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = explanations_room.explanations(
        store, branch=wanted.branch, by=wanted.by or "actor_type", hide_small=wanted.hide_small,
        filters=wanted.filters,
    )  # fmt: skip
    shown = _explained(store, wanted, frame)
    base = cells.base(store, filters=wanted.filters)
    notes = (*table.notes(shown.table, left_out=base.left_out), *explaining.marks(shown))
    branch = code_name(views.code_named(store, wanted.branch))
    title = _("How it is explained: {branch}", branch=branch)
    content = explaining.explanations(frame, shown, title=title, notes=notes)
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    return content, _provenance(
        store, wanted, done, unit="persons" if wanted.persons else "interviews"
    )


def _voices(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = explanations_room.voices(store, branch=wanted.branch, filters=wanted.filters)
    base = cells.base(store, filters=wanted.filters)
    note = _("“Never” is said of persons with usable text; “not asked” of those nobody asked.")
    content = explaining.voices(
        frame, _table_names(store), title=_("Who names it, and who never does"), notes=(note,)
    )
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    return content, _provenance(store, wanted, done, unit="interviews")


def _labels(store: Store) -> dict[tuple[str, str], Label]:
    tree = Tree(views.codes(store))
    labels = {
        ("code", code.key): Label(code_name(code), len(tree.path(code)) - 1, tree.color(code))
        for code in tree.codes
    }
    for key, name in actor_types(views.actor_types(store)).items():
        labels["actor_type", key] = Label(name)
    for round_ in ("1", "2", "3"):
        labels["round", round_] = Label(_("round {round}", round=round_))
    return labels


def _comparison(store: Store, wanted: Wanted) -> tuple[ComparisonView, Provenance]:
    filters, by = wanted.filters, wanted.by or "actor_type"
    numbers = comparison.compare(
        store, by=by, mark=wanted.mark, totals=True, hide_small=wanted.hide_small, filters=filters
    )
    if numbers.empty:
        raise CallError(
            _("No interview with usable text is left with these filters."),
            remedy=_("Take one of them away."),
        )
    frame = comparison.merged(numbers, wanted.mark)
    codes = [views.code_named(store, key).key for key in filters.code]
    names = table.Names(actor_types(views.actor_types(store)), tuple(views.codes(store)))
    shown = sides.sides(frame, names, codes, marks=numbers if wanted.mark else None)
    base = cells.base(store, filters=filters)
    quotes, left_out = _pinned(store, by, filters)
    content = ComparisonView(
        title=shown.title,
        caption=" · ".join(shown.counted()),
        frame=numbers[(numbers[[by, wanted.mark or by]] != table.MERGED).all(axis=1)],
        shown=shown,
        summaries=_summaries(store, codes, by),
        quotes=quotes,
        notes=tuple(sides.notes(shown, nobody=base.of_nobody, left_out=base.left_out)),
    )
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    return content, _provenance(store, wanted, done, left_out, unit=content.count)


def _summaries(
    store: Store, codes: Sequence[str], by: str
) -> dict[tuple[str, str], tuple[Summary, ...]]:
    """The summaries by code and subject; nothing of persons who have withdrawn."""
    gone = {
        str(row["person"])
        for row in views.persons(store).to_dict("records")
        if row["consent"] == "withdrawn"
    }
    found: dict[tuple[str, str], tuple[Summary, ...]] = {}
    for row in _rows(store_summaries.summaries(store, codes=codes, by=by)):
        if by == "person" and row["subject"] in gone:
            continue
        one = Summary(row["text"], row["coder"], row["changed"] or row["created"])
        place = (row["code"], row["subject"])
        found[place] = (*found.get(place, ()), one)
    return found


def _pinned(
    store: Store, by: str, filters: Filters
) -> tuple[dict[tuple[str, str], tuple[ExcerptItem, ...]], list[tuple[str, str]]]:
    """What is pinned, by code and side, as it is printed; and who may not be quoted."""
    study = _Study(store)
    names = {code.key: code_name(code) for code in study.tree.codes}
    found: dict[tuple[str, str], tuple[ExcerptItem, ...]] = {}
    left_out: dict[tuple[str, str], None] = {}
    frame = pinned.pins(store, by=by, filters=filters)
    for place in dict.fromkeys(zip(frame["code"], frame["subject"], strict=True)):
        items = frame[(frame["code"] == place[0]) & (frame["subject"] == place[1])]
        chapter = quoting.chapter(
            "", _rows(items), persons=study.persons, texts=study.text, rounds=study.rounds
        )
        printed = quoting.excerpt_set(chapter, code_names=names, persons=study.persons)
        found[place] = printed.items
        left_out |= {(person, _("may not be quoted")): None for person, _n in chapter.left_out}
    return found, list(left_out)


def _placement(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    if len(wanted.placement) != 2:
        raise CallError(
            _("A placement has two sides; {n} persons were named.", n=len(wanted.placement)),
            remedy=_("`workbench placement` lists those that there are."),
        )
    person, other = wanted.placement
    study = _Study(store)
    frame = placements.placement(store, person, other, filters=wanted.filters)
    numbers = comparison.compare(
        store, by="person", filters=replace(wanted.filters, person=(person, other))
    )
    silent = [one for one in (person, other) if one in study.silent]
    kept = frame[~frame["person"].isin(silent)].reset_index(drop=True)
    quotes: dict[tuple[str, str], list[str]] = {}
    printable: list[str] = []
    for row in _rows(kept):
        transcript = study.text(row["interview"])
        assert transcript is not None, "an excerpt lies in a text"
        start = int(row["start"])
        quote = printed_quote(
            transcript.text, transcript.turns, start, int(row["end"]), person=row["person"],
            labels=study.attributions, silent=study.silent,
        )  # fmt: skip
        cut = any(one.kind == "cut" for one in quote.parts)
        printable.append(quote.text if cut else row["quote"])
        where = both_sides.place(row, quoting.turn_number(transcript, start))
        quotes.setdefault((row["code"], row["person"]), []).append(f"{quote.text}\n{where}")
    # Nor does what is computed with hold the words of others who may not be quoted.
    kept["quote"] = printable
    names = _table_names(store)
    codes = _(" and ").join(table.value_name("code", key, names) for key in wanted.filters.code)
    content = both_sides.placement(
        kept, numbers, names,
        title=_("{codes}, from both sides of one placement", codes=codes),
        heads={one: f"{one} {attribution_line(study.persons[one].attribution)}".strip()
               for one in wanted.placement},
        quotes=quotes, silent=silent,
    )  # fmt: skip
    count = _("{n} of {N} excerpts", n=len(kept), N=len(frame))
    left_out = [(one, _("may not be quoted")) for one in silent]
    return content, _provenance(store, wanted, count, left_out, unit="excerpts")


def _query(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    found = code_queries.found(
        store, wanted.query, filters=wanted.filters, limit=0, hide_small=wanted.hide_small
    )
    names = actor_types(views.actor_types(store))
    content = who_says.query(found.said, names, query=wanted.query)
    passages = [] if found.hidden else [ngettext("{n} passage", "{n} passages", found.number)]
    count = " · ".join([*passages, _usable(store, wanted)])
    return content, _provenance(store, wanted, count, unit="interviews")


def _balance(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    items = Selections(store, "").items(wanted.selection)
    content = who_says.balance(
        voices_picked.balance(store, items), actor_types(views.actor_types(store)),
        title=_("Whose voices: {selection}", selection=wanted.selection),
    )  # fmt: skip
    count = ngettext("{n} excerpt picked", "{n} excerpts picked", len(items))
    provenance = _provenance(store, wanted, count, filters="", hidden=blindness.hidden(store))
    # A pick counts whoever coded it, so that no layer is named.
    return content, replace(provenance, layer="")


def _matrix(store: Store, wanted: Wanted) -> tuple[MatrixView, Provenance]:
    filters, by = wanted.filters, wanted.by or "person"
    frame = matrices.matrix(store, by=by, filters=filters)
    codes = list(dict.fromkeys(frame["code"]))
    said = _summaries(store, codes, by)
    places = _places(store, codes, by, filters)
    found = {
        (row["subject"], row["code"]): MatrixCell(
            said.get((row["code"], row["subject"]), ()), int(row["excerpts"]),
            tuple(place for place, _who in places.get((row["subject"], row["code"]), ())),
            int(row["N"]), row["asked"],
            tuple(dict.fromkeys(who for _p, who in places.get((row["subject"], row["code"]), ()))),
        )
        for row in _rows(frame)
    }  # fmt: skip
    names = table.Names(actor_types(views.actor_types(store)), tuple(views.codes(store)))
    about = _about(store) if by == "person" else {}
    subjects = [
        (one, _upper(table.value_name(by, one, names)), about.get(one, ""))
        for one in dict.fromkeys(frame["subject"])
    ]
    written = sum(bool(cell.summaries) for cell in found.values())
    base = cells.base(store, filters=filters)
    content = MatrixView(
        title=_("Framework matrix: {codes}", codes=", ".join(
            table.value_name("code", one, names) for one in codes)),
        caption=_("{n} of {N} cells summed up", n=written, N=len(found)),
        rows_name=table.dimension_name(by),
        frame=_with_summaries(frame, found),
        subjects=tuple(subjects),
        codes=tuple((one, table.value_name("code", one, names)) for one in codes),
        cells=found,
    )  # fmt: skip
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    return content, _provenance(store, wanted, done, unit=content.count)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _with_summaries(
    frame: pd.DataFrame, found: Mapping[tuple[str, str], MatrixCell]
) -> pd.DataFrame:
    """The long form with the summaries that are printed, and no others."""
    cells_ = [found[row["subject"], row["code"]].summaries for row in _rows(frame)]
    return frame.assign(
        summary=["\n\n".join(one.text for one in said) for said in cells_],
        coder=[", ".join(dict.fromkeys(one.coder for one in said)) for said in cells_],
        changed=[max((one.date for one in said), default="") for said in cells_],
    )


def _about(store: Store) -> dict[str, str]:
    """What stands under a person's id in the first column."""
    return {
        person.person: person.attribution
        for person in quoting.persons_of(views.persons(store)).values()
    }


def _places(
    store: Store, codes: Sequence[str], by: str, filters: Filters
) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """Where the excerpts of each cell are, interview and turn, and whose."""
    study = _Study(store)
    persons = views.persons(store).set_index("person")
    found: dict[tuple[str, str], tuple[tuple[str, str], ...]] = {}
    for code in codes:
        for row in _rows(excerpts_room.excerpts(store, filters=replace(filters, code=(code,)))):
            value = row[by] if by in row else persons.at[row["person"], by]
            subject = table.as_key(value)
            text = study.text(row["interview"])
            turn = quoting.turn_number(text, int(row["start"])) if text else None
            place = _("{interview}, turn {turn}", interview=row["interview"], turn=turn)
            found[subject, code] = (*found.get((subject, code), ()), (place, row["person"]))
    return found


def _agreement(store: Store, wanted: Wanted) -> tuple[AgreementView, Provenance]:
    asked = agreement_reading.Question(
        wanted.coders, wanted.unit, wanted.rule, wanted.text, wanted.exclusive, wanted.filters
    )
    base = agreement_reading.base(store, asked)
    frame = agreement_room.agreement(store, asked)
    content = AgreementView(
        title=base.title,
        caption=base.caption,
        coders=base.coders,
        frame=frame,
        rows=tuple(agreement_rows.rows(frame, views.codes(store))),
        notes=base.notes,
    )
    return content, _provenance(store, wanted, base.size, layer=base.caption, hidden=())


def _cooccurrence(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = meeting.cooccurrence(
        store, meeting.within(wanted.within), hide_small=wanted.hide_small, filters=wanted.filters
    )
    content = FrameView(
        _("Codes that meet"),
        frame,
        caption=pattern_words.within(wanted.within),
        notes=(
            _("Codes named in the filter stand for their branches; n counts pairs of excerpts."),
            _("Jaccard is interviews with both codes of those with either, wherever they stand."),
            *pattern_words.hidden_note(frame),
        ),
        headings=pattern_words.headings(frame.columns),
    )
    return content, _provenance(store, wanted, _usable(store, wanted), unit="excerpts")


def _new_codes(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    frame = new_codes_room.new_codes(store, filters=wanted.filters)
    content = FrameView(
        _("New codes per interview"),
        frame,
        caption=_("In the order held, within one actor type and round."),
        notes=pattern_words.new_codes_notes(),
        headings=pattern_words.headings(frame.columns),
    )
    return content, _provenance(store, wanted, _usable(store, wanted))


def _word_use(store: Store, wanted: Wanted) -> tuple[FrameView, Provenance]:
    by = wanted.by or "actor_type"
    found = word_use_room.word_use(
        store, wanted.words_of, by=by, against=wanted.against, fewest=wanted.fewest,
        filters=wanted.filters,
    )  # fmt: skip
    names = actor_types(views.actor_types(store)) if by == "actor_type" else {}
    group, against = (names.get(one, one) for one in (wanted.words_of, wanted.against))
    content = FrameView(
        _("Words of {group} against {others}", group=group, others=against or _("all others")),
        found.rows,
        caption=pattern_words.read(found),
        notes=pattern_words.word_use_notes(wanted.fewest),
        headings=pattern_words.headings(found.rows.columns),
    )
    return content, _provenance(store, wanted, pattern_words.read(found), unit="words")


def _usable(store: Store, wanted: Wanted) -> str:
    base = cells.base(store, filters=wanted.filters)
    return pattern_words.usable(base.usable, base.done)


def _meeting_chart(store: Store, wanted: Wanted, content: FrameView, about: tuple[str, ...]) -> Any:
    """The matrix of codes that meet."""
    codes = views.codes(store)
    keys = dict.fromkeys([*content.frame["code_a"], *content.frame["code_b"]])
    if len(keys) > pattern_charts.MOST:
        raise CallError(
            _("{n} codes are too many for a picture.", n=len(keys)),
            remedy=_(
                "Name at most {n} of them with --code, such as the branches.", n=pattern_charts.MOST
            ),
        )
    shown = pattern_charts.matrix(content.frame, list(keys), codes)
    caption = f"{_(pattern_charts.VALUE_NAMES[wanted.value])} · {content.caption}"
    return pattern_charts.matrix_chart(
        shown, wanted.value, dark=False, title=content.title, subtitle=caption,
        footer=about,
    )  # fmt: skip


def _new_codes_chart(
    store: Store, _wanted: Wanted, content: FrameView, about: tuple[str, ...]
) -> Any:
    """The curve of the one group that tells something."""
    told = content.frame[content.frame["reason"] == ""]
    if told.empty:
        raise CallError(
            _("No group has a curve of new codes."),
            remedy=_("Export the table, which says why."),
        )
    groups = told.groupby(["actor_type", "round"], sort=False, dropna=False)
    if len(groups) > 1:
        raise CallError(
            _("{n} groups have a curve of new codes.", n=len(groups)),
            remedy=_("Name one actor type and round."),
        )
    (actor_type, round), group = next(iter(groups))
    names = actor_types(views.actor_types(store))
    held = ngettext("{n} interview", "{n} interviews", len(group))
    caption = f"{pattern_words.group(names, str(actor_type), round)} · {held}"
    return pattern_charts.new_codes_chart(
        group, dark=False, title=content.title, subtitle=caption,
        footer=about,
    )  # fmt: skip


_CHARTS: dict[Kind, Callable[[Store, Wanted, FrameView, tuple[str, ...]], Any]] = {
    "trajectories": _paths_chart,
    "explanations": _explained_chart,
    "cooccurrence": _meeting_chart,
    "new_codes": _new_codes_chart,
}


def _codebook(store: Store, wanted: Wanted) -> tuple[CodebookView, Provenance]:
    codes = tuple(code for code in views.codes(store) if not code.retired)
    title = _("Codebook: {study}", study=views.settings(store).get("name", ""))
    said = _("{n} codes", n=len(codes))
    memos: dict[int, tuple[MemoItem, ...]] | None = None
    if wanted.with_memos:
        found = printable_memos(store, MemoFilters(object_type="code"), Filters())
        memos = {
            code.id: tuple(one for one in found.items if one.code == code.key) for code in codes
        }
    view = CodebookView(title, codes, memos=memos)
    return view, _provenance(store, wanted, said, filters="", hidden=())


def _memos(store: Store, wanted: Wanted) -> tuple[MemoSet, Provenance]:
    found = printable_memos(store, wanted.memos, wanted.filters)
    title = _("Memos: {study}", study=views.settings(store).get("name", ""))
    said = _("{n} of {N} memos", n=len(found.items), N=found.n)
    provenance = _provenance(store, wanted, said, found.left_out)
    filters = " · ".join(part for part in (caption(wanted.memos), provenance.filters) if part)
    # Memos are read whatever the layer.
    return MemoSet(title, found.items), replace(provenance, filters=filters, layer="")


def _figures(store: Store, wanted: Wanted) -> tuple[FiguresView, Provenance]:
    frame = views.figures(store)
    every = len(frame)
    if wanted.figures_of:
        frame = frame[frame["course"] == wanted.figures_of]
    here = set(frame["id"])
    rows = [row for row in _rows(claims(store)) if row["figure"] in here]
    silent = [row for row in rows if row["consent"] in quoting.MAY_NOT_BE_QUOTED]
    # Words of two persons are printed only where both may be quoted.
    unsaid = {row["claim"] for row in silent}
    study = _Study(store)
    items = tuple(
        ClaimItem(
            figure=int(row["figure"]), says=row["says"], person=row["person"], code=row["code"],
            quote="" if row["claim"] in unsaid else _claimed(study, row), note=row["note"],
            interview=row["interview"], attribution=row["attribution"], by=row["by"],
            start=int(row["start"]), end=int(row["end"]),
        )
        for row in rows
        if row["consent"] != "withdrawn"
    )  # fmt: skip
    said = _("{n} of {N} figures", n=len(frame), N=every)
    names = sorted({str(row["person"]) for row in silent})
    left_out = [(person, _("may not be quoted")) for person in names]
    filters = _("course: {course}", course=wanted.figures_of) if wanted.figures_of else ""
    content = FiguresView(_("Outside figures"), frame, figure_check.check(frame), items)
    # A claim is shown whoever coded it, so that no layer is named.
    hidden = blindness.hidden(store, every_coder=True)
    provenance = _provenance(store, wanted, said, left_out, filters=filters, hidden=hidden)
    return content, replace(provenance, layer="")


def _typology(store: Store, wanted: Wanted) -> tuple[TypologyView, Provenance]:
    space = store_typology.space_named(store, wanted.space)
    filters = wanted.filters
    cases = types.cases(store, space.name, filters=filters)
    study = _Study(store)
    gone = {one for one, person in study.persons.items() if person.consent == "withdrawn"}
    # Of somebody who has withdrawn the number stays, and nothing that was written.
    kept = ~cases["person"].isin(gone)
    cases = cases.assign(note=cases["note"].where(kept, ""))
    hide = wanted.hide_small
    printed, left_out = ({}, []) if hide else _reasons(store, study, space.name, filters)
    base = cells.base(store, filters=types.sample(space, filters))
    frame = types.typology(store, space.name, hide_small=hide, filters=filters)
    shown = crossed_types.crossed(space, frame)
    notes = crossed_types.notes(space, shown, nobody=base.of_nobody, left_out=base.left_out)
    done = _("{n} of {N} interviews coded to the end", n=base.done, N=base.usable)
    content = TypologyView(
        title=space.name, caption=crossed_types.left(cases, hide_small=hide), shown=shown,
        # A case names its person, so that no cell of which one stands there would be hidden.
        cases=cases.iloc[:0] if hide else cases,
        reasons=printed, notes=(*([space.note] if space.note else []), *notes),
    )  # fmt: skip
    count = f"{content.caption} · {done}"
    return content, _provenance(store, wanted, count, left_out, unit="persons")


def _reasons(
    store: Store, study: _Study, space: str, filters: Filters
) -> tuple[dict[tuple[str, str, str], tuple[ReasonItem, ...]], list[tuple[str, str]]]:
    """Why each case stands where it does, as it is printed; and who may not be quoted."""
    found: dict[tuple[str, str, str], tuple[ReasonItem, ...]] = {}
    left_out: set[str] = set()
    for row in _rows(types.reasons(store, space, filters=filters)):
        speakers = [one for one in str(row["speakers"]).split(",") if one]
        silent = [one for one in speakers if not study.persons[one].quotable]
        left_out |= set(silent)
        case = (row["person"], row["offer"], row["time"])
        found[case] = (*found.get(case, ()), _reason(study, row, speakers, quoted=not silent))
    return found, [(person, _("may not be quoted")) for person in sorted(left_out)]


def _reason(study: _Study, row: Row, speakers: Sequence[str], *, quoted: bool) -> ReasonItem:
    because = f"{row['dimension']}: {row['value']}" if row["by"] == "rule" else _("by hand")
    if row["attribute"]:
        return ReasonItem(f"{because} ({attribute_name(row['attribute'])}: {row['equals']})")
    said = ", ".join(study.attributions[one] for one in speakers if one in study.attributions)
    transcript = study.text(row["interview"])
    assert transcript is not None, "a reason lies in a text"
    quote = printed_quote(
        transcript.text, transcript.turns, int(row["start"]), int(row["end"]),
        person=speakers[0] if len(speakers) == 1 else None, labels=study.attributions,
        silent=study.silent,
    ).text if quoted else ""  # fmt: skip
    return ReasonItem(because, quote, said, row["interview"], row["code"])


def _claimed(study: _Study, row: Row) -> str:
    transcript = study.text(row["interview"])
    assert transcript is not None, "a claim lies in a text"
    return printed_quote(
        transcript.text, transcript.turns, int(row["start"]), int(row["end"]),
        person=row["person"] or None, labels=study.attributions, silent=study.silent,
    ).text  # fmt: skip


def _transcript(store: Store, wanted: Wanted) -> tuple[TranscriptView, Provenance]:
    interview = views.interview_named(store, wanted.interview)
    transcript = views.text_of(store, wanted.interview)
    names: dict[str, str] = {code.key: code_name(code) for code in views.codes(store)}
    said = {
        _("date"): day(interview["date"]), _("place"): interview["place"],
        _("interviewer"): interview["interviewer"],
    }  # fmt: skip
    codings = _codings_of_layer(store, wanted) if wanted.codings else []
    content = TranscriptView(
        wanted.interview, transcript, tuple((name, text) for name, text in said.items() if text),
        tuple(codings), names,
    )  # fmt: skip
    turns = _("{n} turns", n=len(transcript.turns))
    hidden = blindness.hidden(store, replace(wanted.filters, interview=(wanted.interview,)))
    return content, _provenance(
        store, wanted, turns, filters="", hidden=hidden if wanted.codings else ()
    )


def _codings_of_layer(store: Store, wanted: Wanted) -> list[Coding]:
    if wanted.filters.layer == "agreed":
        layer = agreed(store)
        if wanted.interview not in layer.interviews:
            raise CallError(
                _("The coding of {interview} is not settled yet.", interview=wanted.interview),
                remedy=_("`workbench decisions --undecided` lists what is to be decided."),
            )
        return views.codings_of(store, wanted.interview, layer.codings)
    coder = _layer_coder(store, wanted)
    return [one for one in views.codings_of(store, wanted.interview) if one.coder == coder]


def _layer_coder(store: Store, wanted: Wanted) -> str:
    layer = wanted.filters.layer
    if layer.startswith("coder:"):
        return layer.removeprefix("coder:")
    return views.primary_coders(store).get(wanted.interview, "")
