"""The tables of the overview whose cells are changed in place.

Each *sheet* is a frame of the study with what may be done to its rows. `apply` brings what the
browser reports into the study, one action a row; what the study refuses is said, and the table
is drawn anew as the study has it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, get_args

import pandas as pd
import streamlit as st

from workbench import words
from workbench.errors import WorkbenchError
from workbench.model import CONSENTS, RELATIONS, ROUNDS, STATUSES
from workbench.study import Study
from workbench.texts import _
from workbench.ui import shell

Kind = Literal["person", "interview", "person_interview", "relation", "assignment"]
KINDS: tuple[Kind, ...] = get_args(Kind)

Row = Mapping[str, Any]

FIXED = {
    "person": ("person",),
    "interview": ("interview", "persons", "words"),
    "person_interview": ("interview", "person", "actor_type", "status"),
    "relation": (),
    "assignment": ("interview", "persons", "progress", "blind"),
}
"""Columns that say what a row is, or that are counted: shown, not edited."""

NEEDED = ("person", "relation", "other_person")
"""What a new relation must have before it is one."""

TALL = 420
"""The height of a long table in pixels; it scrolls inside."""


@dataclass(frozen=True)
class Report:
    """What the last change did: what is saved, refused or undone, and the history's id then."""

    saved: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    undone: tuple[str, ...] = ()
    last: int = 0


def draw() -> None:
    """The sheets of the current study, one under each tab, and what the last change did."""
    here = shell.current()
    if st.session_state.pop("ov_changed", False):
        # The sheets are a fragment of the page; its numbers and latest changes are not.
        st.rerun(scope="app")
    found = {kind: sheet(here, kind) for kind in KINDS}
    names = {
        "person": _("Informants ({n})", n=len(found["person"])),
        "interview": _("Interviews ({n})", n=len(found["interview"])),
        "person_interview": _("Person-interviews ({n})", n=len(found["person_interview"])),
        "relation": _("Relations ({n})", n=len(found["relation"])),
        "assignment": _("Who codes ({n})", n=len(found["assignment"])),
    }
    tabs = st.tabs([names[kind] for kind in KINDS], key="ov_sheets")
    for kind, tab in zip(KINDS, tabs, strict=True):
        with tab:
            _editor(here, kind, found[kind])
    _report(here)


def sheet(here: shell.Current, kind: Kind) -> pd.DataFrame:
    """The rows of a sheet as they are shown."""
    frame: pd.DataFrame
    if kind == "assignment":
        return _assignments(shell.read(here, "interviews"), shell.read(here, "assignments"))
    frame = shell.read(here, f"{kind}s").drop(columns="usable", errors="ignore")
    if "actor_type" in frame:
        frame["actor_type"] = frame["actor_type"].fillna("")
    return frame.astype({"round": "Int64"}) if "round" in frame else frame


def _assignments(interviews: pd.DataFrame, assignments: pd.DataFrame) -> pd.DataFrame:
    """One row per interview that is or can be coded: its coders, and how far each has come."""
    assigned: dict[str, list[Mapping[Hashable, Any]]] = {}
    for one in assignments.to_dict("records"):
        assigned.setdefault(one["interview"], []).append(one)
    rows = []
    for interview in interviews.to_dict("records"):
        mine = assigned.get(interview["interview"], [])
        if not mine and interview["status"] not in ("planned", "held"):
            continue
        first = next((one["coder"] for one in mine if one["layer"] == "primary"), None)
        second = [one["coder"] for one in mine if one["layer"] == "second"]
        progress = "; ".join(
            f"{one['coder']}: {_(words.CODING_STATUS[one['coding_status']])}" for one in mine
        )
        rows.append(
            (interview["interview"], interview["persons"], first, second, progress, _blind(mine))
        )
    columns = ["interview", "persons", "primary", "second", "progress", "blind"]
    return pd.DataFrame(rows, columns=columns)


def _blind(assigned: Sequence[Mapping[Hashable, Any]]) -> str:
    """From whom the others' coding of an interview is hidden; else how blind it was coded."""
    now = [str(one["coder"]) for one in assigned if one["blind"] == "yes"]
    if now:
        return _("hidden from {names}", names=_(" and ").join(now))
    was = {str(one["blind"]) for one in assigned} - {""}
    return _(words.BLIND["opened" if "opened" in was else was.pop()]) if was else ""


# How it is drawn


def _editor(here: shell.Current, kind: Kind, frame: pd.DataFrame) -> None:
    redrawn = int(st.session_state.get("ov_redrawn", 0))
    # A new state of the study is a new table: an edit is never applied to another row.
    key = f"ov_{kind}_{here.study.last_history}_{here.language}_{redrawn}"
    rows = [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="dynamic" if kind == "relation" else "fixed",
        height="content" if len(frame) < 12 else TALL,
        placeholder="–",
        column_config=_columns(here, kind, frame),
        disabled=list(FIXED[kind]),
        on_change=apply,
        args=(kind, key, rows),
        row_height=30,
    )
    note = _notes().get(kind)
    if note:
        st.html(f"<p class='ov-note'>{escape(note)}</p>")


def _notes() -> dict[Kind, str]:
    return {
        "relation": _(
            "The last line takes a new relation. To remove one, tick its line and press Delete."
        ),
        "assignment": _(
            "A name in “second coders” may be new. How far the coding has come is set by each "
            "coder on the coding page. Two coders of an interview do not see each other's coding "
            "of it until both are done."
        ),
    }


def _columns(here: shell.Current, kind: Kind, frame: pd.DataFrame) -> dict[str, Any]:
    types = {"": _("still open"), **words.actor_types(shell.read(here, "actor_types"))}
    coders = list(dict.fromkeys((*map(str, here.study.coders()), here.coder)))
    made: dict[str, Any] = {}
    for name in map(str, frame.columns):
        heading = words.column(name)
        pinned = name in FIXED[kind] and name in ("person", "interview")
        if name == "consent":
            made[name] = _choice(heading, CONSENTS, words.CONSENT, required=True)
        elif name == "status":
            made[name] = _choice(heading, STATUSES, words.STATUS, required=True)
        elif name == "actor_type":
            made[name] = _choice(heading, tuple(types), types, required=True)
        elif name == "relation":
            made[name] = _choice(heading, RELATIONS, words.RELATION, required=True)
        elif name == "round":
            made[name] = st.column_config.SelectboxColumn(heading, options=list(ROUNDS))
        elif kind == "relation":
            made[name] = _choice(heading, *_people(here, types), required=True)
        elif name == "primary":
            made[name] = st.column_config.SelectboxColumn(heading, options=coders)
        elif name == "second":
            made[name] = st.column_config.MultiselectColumn(
                heading, options=coders, accept_new_options=True
            )
        elif name in ("minutes", "words"):
            made[name] = st.column_config.NumberColumn(heading, min_value=0, step=1)
        else:
            made[name] = st.column_config.TextColumn(heading, pinned=pinned)
    return made


def _people(
    here: shell.Current, types: Mapping[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """The persons of the study, each with the actor type behind the id."""
    persons = shell.read(here, "persons")
    ids = tuple(map(str, persons["person"]))
    kinds = [types.get(str(one or ""), str(one or "")) for one in persons["actor_type"]]
    return ids, {one: f"{one} · {kind}" for one, kind in zip(ids, kinds, strict=True)}


def _choice(
    heading: str, options: Sequence[str], labels: Mapping[str, str], *, required: bool
) -> Any:
    return st.column_config.SelectboxColumn(
        heading,
        options=list(options),
        required=required,
        format_func=lambda value: _(labels[str(value)]) if value in labels else str(value),
    )


def _report(here: shell.Current) -> None:
    """What the last change did; one that is still the latest can be taken back here."""
    report: Report = st.session_state.get("ov_report", Report())
    for text in report.refused:
        body = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
        st.html(f'<div class="wb-warn" role="alert">{body}</div>')
    if report.last != here.study.last_history:
        return
    with st.container(key="ov_report", horizontal=True, vertical_alignment="center", gap="small"):
        said = ", ".join((*report.saved, *report.undone))
        st.html(f'<p class="ov-note" role="status">{escape(said)}</p>', width="content")
        if report.saved:
            st.button(_("Undo"), key="ov_undo", on_click=take_back, args=(report,))


# What a change does


def apply(kind: Kind, key: str, rows: Sequence[Row]) -> None:
    """Write what was changed in a sheet into the study, one action a row."""
    here = shell.current()
    saved: list[str] = []
    refused: list[str] = []
    for step in _steps(st.session_state[key], rows):
        name, before = _name(kind, step.row), here.study.last_history
        try:
            _do(here.study, kind, step)
        except WorkbenchError as error:
            refused.append(str(error) if error.place else f"{name}: {error}")
            if step.does != "add":
                # A refused row that is new stays in the table, to be corrected there.
                st.session_state["ov_redrawn"] = int(st.session_state.get("ov_redrawn", 0)) + 1
        else:
            if here.study.last_history != before:
                saved.append(_("{name}: saved", name=name))
    last = here.study.last_history if saved else 0
    _keep(Report(tuple(saved), tuple(refused), last=last))


@dataclass(frozen=True)
class _Step:
    """One row that was changed, removed or added, and the cells that are new in it."""

    does: Literal["change", "remove", "add"]
    row: Row
    wanted: Row


def _steps(changed: Mapping[str, Any], rows: Sequence[Row]) -> Iterator[_Step]:
    for at, cells in changed.get("edited_rows", {}).items():
        wanted = {name: _plain(value) for name, value in cells.items()}
        yield _Step("change", rows[int(at)], wanted)
    for at in changed.get("deleted_rows", ()):
        yield _Step("remove", rows[int(at)], {})
    for row in changed.get("added_rows", ()):
        if all(row.get(name) for name in NEEDED):
            yield _Step("add", row, row)


def _do(study: Study, kind: Kind, step: _Step) -> None:
    match step.does:
        case "change":
            change(study, kind, step.row, step.wanted)
        case "remove":
            study.remove_relation(*_relation(step.row))
        case "add":
            study.add_relation(*_relation(step.row))


def change(study: Study, kind: Kind, row: Row, wanted: Mapping[str, Any]) -> None:
    """One changed row of a sheet as the study's own action."""
    match kind:
        case "person":
            study.edit_person(row["person"], wanted)
        case "interview":
            study.edit_interview(row["interview"], wanted)
        case "person_interview":
            study.edit_person_interview(row["interview"], row["person"], wanted)
        case "relation":
            study.edit_relation(*_relation(row), changes=wanted)
        case "assignment":
            primary, second = wanted.get("primary"), wanted.get("second")
            study.assign_all(
                row["interview"],
                primary=(primary or "") if "primary" in wanted else None,
                second=(second or []) if "second" in wanted else None,
            )


def take_back(report: Report) -> None:
    """Undo what was saved last, action by action."""
    here = shell.current()
    if here.study.last_history != report.last:
        return
    try:
        undone = [here.study.undo().summary for _saved in report.saved]
    except WorkbenchError as error:
        _keep(Report(refused=(str(error),)))
    else:
        _keep(Report(undone=tuple(undone), last=here.study.last_history))


def _keep(report: Report) -> None:
    """Keep what was done, to be said by the next run, in which the whole page is drawn anew."""
    st.session_state["ov_report"] = report
    st.session_state["ov_changed"] = True


def _name(kind: Kind, row: Row) -> str:
    if kind == "relation":
        return f"{row.get('person')} – {row.get('other_person')}"
    if kind == "person_interview":
        return f"{row['person']}, {row['interview']}"
    return str(row["person" if kind == "person" else "interview"])


def _relation(row: Row) -> tuple[str, str, str, int | None]:
    round_ = _plain(row.get("round"))
    return row["person"], row["relation"], row["other_person"], round_ or None


def _plain(value: Any) -> Any:
    """A cell as the study takes it: missing is None, whole numbers are whole."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return None
    return int(value) if isinstance(value, float) and value.is_integer() else value
