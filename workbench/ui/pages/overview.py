"""The overview: the design as it stands, what changed last, what remains, and the persons.

`view()` makes plain data of the study's frames; `page()` draws it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import streamlit as st

from workbench import words
from workbench.charts.table import MERGED, records
from workbench.texts import _, day, language, ngettext
from workbench.ui import editing, memos, reports, shell, withdrawing

if TYPE_CHECKING:
    from collections.abc import Iterable

LATEST = 6
"""How many changes are listed."""

REMAINING = 8
"""How many unfinished interviews are listed; the rest are counted."""


Mark = Literal[
    "done",
    "started",
    "not_started",
    "awaited",
    "no_text",
    "left_course",
    "left_study",
    "planned",
    "withdrawn",
]


@dataclass(frozen=True)
class Material:
    """One row of the design: a group of sittings and how far it has come."""

    label: str
    planned: int
    held: int
    usable: int
    done: int


@dataclass(frozen=True)
class Course:
    """One person's way through the rounds, a mark per round."""

    person: str
    about: str
    marks: tuple[tuple[str, Mark], ...]
    reason: str


@dataclass(frozen=True)
class Remaining:
    """An interview that its primary coder has not coded to the end, or whose text is awaited."""

    interview: str
    label: str
    status: str
    codings: int


@dataclass(frozen=True)
class Change:
    """One action of the history as it is told here."""

    time: str
    coder: str
    summary: str


@dataclass(frozen=True)
class View:
    """Everything that the page shows of the design."""

    name: str
    held: int
    persons: int
    courses: int
    usable: int
    person_interviews: int
    done: int
    by_two: int
    material: tuple[Material, ...]
    total: Material
    joint: str
    over_time: tuple[tuple[str, tuple[str, ...], tuple[Course, ...]], ...]
    remaining: tuple[Remaining, ...]
    go_on: Remaining | None
    changes: tuple[Change, ...]


def page() -> None:
    """Draw the overview of the current study."""
    here = shell.current()
    shown = view(here)
    withdrawing.due(here)
    _figures(shown)
    with st.container(key="ov_blocks", gap="large"):
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            st.html(_material(shown))
        with right:
            st.html("".join(_over_time(*group) for group in shown.over_time) or "<div></div>")
        left, right = st.columns([1.15, 1], gap="large")
        with left:
            _remaining(shown)
        with right:
            st.html(_changes(shown))
    _editors()
    withdrawing.draw(here)
    _memos(here)


def view(here: shell.Current) -> View:
    """The overview as plain data."""
    study = here.study
    names = words.actor_types(shell.read(here, "actor_types"))
    check = shell.read(here, "design_check")
    persons = shell.read(here, "persons")
    sittings = shell.read(here, "person_interviews")
    assignments = shell.read(here, "assignments")
    primary = assignments[assignments["layer"] == "primary"].set_index("interview")
    status = dict(primary["coding_status"])
    total = check[check["actor_type"] == MERGED].iloc[-1]
    remaining = _unfinished(here, sittings, status)
    return View(
        name=study.name,
        held=int(total["held"]),
        persons=len(persons),
        courses=_distinct(persons, "course"),
        usable=int(total["usable"]),
        person_interviews=int(total["person_interviews"]),
        done=int(total["done"]),
        by_two=_by_two(assignments),
        material=tuple(_materials(check, names)),
        total=_material_row(_("Interviews in all"), total),
        joint=_joint(sittings, names),
        over_time=tuple(_courses(persons, sittings, status, names)),
        remaining=remaining,
        go_on=_go_on(here, assignments, remaining, sittings),
        changes=tuple(_change(row) for row in records(shell.read(here, "history", limit=LATEST))),
    )


# What is counted


def _materials(check: pd.DataFrame, names: Mapping[str, str]) -> Iterable[Material]:
    rows = check[(check["actor_type"] != MERGED) & (check["round"].astype(str) != MERGED)]
    for row in records(rows):
        name = names.get(row["actor_type"], row["actor_type"])
        number = _round(row["round"])
        label = _("{name}, round {round}", name=name, round=number) if number else name
        yield _material_row(label, row)


def _material_row(label: str, row: Mapping[Any, Any] | pd.Series[Any]) -> Material:
    planned, held, usable, done = (int(row[name]) for name in ("planned", "held", "usable", "done"))
    return Material(label, planned, held, usable, done)


def _by_two(assignments: pd.DataFrame) -> int:
    """Interviews on which at least two coders have begun."""
    begun = assignments[assignments["coding_status"] != "not_started"]
    return int((begun.groupby("interview")["coder"].nunique() >= 2).sum())


def _distinct(persons: pd.DataFrame, column: str) -> int:
    if column not in persons:
        return 0
    return int(persons.loc[persons[column] != "", column].nunique())


def _joint(sittings: pd.DataFrame, names: Mapping[str, str]) -> str:
    """The sentence on interviews with persons of several actor types; empty where none is."""
    held = sittings[sittings["status"].isin(["held", "not_usable"])]
    joint = held.groupby("interview").filter(lambda rows: rows["actor_type"].nunique() > 1)
    if joint.empty:
        return ""
    groups = [
        tuple(name for key, name in names.items() if key in set(rows["actor_type"]))
        for _interview, rows in joint.groupby("interview")
    ]
    if len(groups) > 1:
        return _(
            "{n} interviews were with several actor types together: each stands in every row it "
            "belongs to and is counted once in the total.",
            n=len(groups),
        )
    rounds = sorted({int(number) for number in joint["round"].dropna()})
    who = _(" and ").join(name if name.isupper() else name.lower() for name in groups[0])
    if rounds:
        who = _("{who} together (round {round})", who=who, round=rounds[0])
    else:
        who = _("{who} together", who=who)
    return _(
        "One interview was with {who}: it stands in both rows and is counted once in the total.",
        who=who,
    )


def _courses(
    persons: pd.DataFrame,
    sittings: pd.DataFrame,
    status: Mapping[str, str],
    names: Mapping[str, str],
) -> Iterable[tuple[str, tuple[str, ...], tuple[Course, ...]]]:
    """Per actor type that is met in rounds: its heading, the rounds, each person's way."""
    several = sittings.dropna(subset=["round"])
    for key, name in names.items():
        group = several[several["actor_type"] == key]
        rounds = sorted({int(number) for number in group["round"]})
        if len(rounds) < 2:
            continue
        ways = []
        for person in records(persons[persons["person"].isin(group["person"])]):
            mine = group[group["person"] == person["person"]]
            by_round = {int(row["round"]): row for row in records(mine)}
            marks = tuple(
                (by_round[number]["interview"], _mark(by_round[number], person, status))
                for number in rounds
                if number in by_round
            )
            ways.append(
                Course(person["person"], _about(person), marks, _reason(person, by_round, marks))
            )
        title = _("The participants over time") if key == "deltaker" else None
        title = title or _("{actor_type}: over time", actor_type=name)
        yield title, tuple(str(number) for number in rounds), tuple(ways)


def _mark(row: Mapping[str, Any], person: Mapping[str, Any], status: Mapping[str, str]) -> Mark:
    if row["status"] == "withdrawn":
        return "withdrawn"
    if row["status"] == "not_usable":
        return "no_text"
    if row["status"] == "held" and not row["usable"]:
        return "awaited"
    if row["status"] == "held":
        coded = status.get(row["interview"], "not_started")
        return "done" if coded == "done" else "started" if coded == "started" else "not_started"
    if row["status"] == "planned":
        return "planned"
    return "left_course" if person.get("left_course") else "left_study"


def _about(person: Mapping[str, Any]) -> str:
    """Course and gender in a word each, as far as the study has them."""
    course = str(person.get("course") or "").split(" ")[0]
    return ", ".join(part for part in (course, str(person.get("gender") or "")) if part)


def _reason(
    person: Mapping[str, Any],
    by_round: Mapping[int, Mapping[str, Any]],
    marks: Sequence[tuple[str, Mark]],
) -> str:
    """Why rounds are missing: no text, left the course, left the study, each with its reason."""
    parts = []
    for row, (_interview, mark) in zip(by_round.values(), marks, strict=True):
        if mark == "no_text":
            parts.append(str(row.get("comment") or "") or _("no usable text"))
    for column, word in (("left_course", _("left the course")), ("left_study", "")):
        said = str(person.get(column) or "")
        if said:
            parts.append(f"{word}: {said}" if word else said)
    return "; ".join(parts)


def _unfinished(
    here: shell.Current, sittings: pd.DataFrame, status: Mapping[str, str]
) -> tuple[Remaining, ...]:
    """Usable interviews that are not coded to the end, those that are begun first; then those
    that were held and have no text yet."""
    usable = list(dict.fromkeys(sittings.loc[sittings["usable"], "interview"]))
    awaited = sittings.loc[(sittings["status"] == "held") & ~sittings["usable"], "interview"]
    left = [interview for interview in usable if status.get(interview) != "done"]
    counts = _codings_per_interview(here) if left else {}
    rows = [
        Remaining(
            interview,
            _interview_label(interview, sittings),
            status.get(interview, "not_started"),
            counts.get(interview, 0),
        )
        for interview in left
    ]
    rows.sort(key=lambda row: row.status != "started")
    rows += [
        Remaining(interview, _interview_label(interview, sittings), "awaited", 0)
        for interview in dict.fromkeys(awaited)
    ]
    return tuple(rows)


def _codings_per_interview(here: shell.Current) -> dict[str, int]:
    codings = shell.read(here, "codings")
    distinct = codings.drop_duplicates(["interview", "start", "end", "code", "coder"])
    return dict(distinct.groupby("interview").size())


def _interview_label(interview: str, sittings: pd.DataFrame) -> str:
    """`P03, runde 2`: who and, where there are rounds, which."""
    mine = sittings[sittings["interview"] == interview]
    rounds = sorted({int(number) for number in mine["round"].dropna()})
    who = _(" and ").join(mine["person"])
    return _("{name}, round {round}", name=who, round=rounds[0]) if rounds else who


def _go_on(
    here: shell.Current,
    assignments: pd.DataFrame,
    remaining: Sequence[Remaining],
    sittings: pd.DataFrame,
) -> Remaining | None:
    """Where this coder stopped: her interview that is begun, else her next one, else any."""
    mine = assignments[assignments["coder"] == here.coder]
    for wanted in ("started", "not_started"):
        for interview in mine.loc[mine["coding_status"] == wanted, "interview"]:
            return Remaining(interview, _interview_label(interview, sittings), wanted, 0)
    return next((row for row in remaining if row.status != "awaited"), None)


def _change(row: Mapping[str, Any]) -> Change:
    return Change(_when(str(row["time"])), str(row["coder"]), str(row["summary"]))


def _when(time: str, *, now: datetime | None = None) -> str:
    """The clock for today, `i går` for yesterday, else the date."""
    moment = datetime.fromisoformat(time).astimezone()
    today = (now or datetime.now()).astimezone().date()
    if moment.date() == today:
        return moment.strftime("%H:%M")
    if moment.date() == today - timedelta(days=1):
        return _("yesterday")
    if moment.year == today.year:
        return day(moment.date()).rsplit(" ", 1)[0]
    return moment.strftime("%d.%m.%y" if language() == "nb" else "%Y-%m-%d")


def _round(value: object) -> str:
    """A round as text; empty for none."""
    if value is None or pd.isna(value) or value == "":  # type: ignore[call-overload]
        return ""
    return str(int(str(value).removesuffix(".0")))


# How it is drawn


def _figures(shown: View) -> None:
    about = [
        ngettext("{n} interview", "{n} interviews", shown.held),
        ngettext("{n} informant", "{n} informants", shown.persons),
    ]
    if shown.courses:
        about.append(ngettext("{n} course", "{n} courses", shown.courses))
    figures = [
        (shown.held, _("interviews held")),
        (shown.usable, _("with usable text")),
        (shown.person_interviews, _("person-interviews with text")),
        (shown.done, _("coded to the end")),
        (shown.by_two, _("coded by two")),
    ]
    blocks = "".join(
        f"<div><b class='wb-num'>{n}</b><span>{escape(label)}</span></div>" for n, label in figures
    )
    with st.container(
        key="ov_head",
        horizontal=True,
        horizontal_alignment="distribute",
        vertical_alignment="bottom",
    ):
        st.html(
            f"<div class='ov-figures'><div class='ov-name'><h1>{escape(shown.name)}</h1>"
            f"<span>{escape(', '.join(about))}</span></div>{blocks}</div>",
            width="content",
        )
        if shown.go_on and st.button(
            _("Go on: {interview} →", interview=shown.go_on.label), type="primary", key="ov_go_on"
        ):
            shell.go("coding", interview=shown.go_on.interview)


def _material(shown: View) -> str:
    heads = (_("planned"), _("held"), _("usable"), _("coded to the end"))
    head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in heads)
    body = "".join(
        f"<tr><th scope='row'>{escape(row.label)}</th>{_numbers(row)}"
        f"<td class='ov-bar'>{_progress(row)}</td></tr>"
        for row in shown.material
    )
    note = f"<p class='ov-note'>{escape(shown.joint)}</p>" if shown.joint else ""
    return (
        f"<h2>{escape(_('The material'))}</h2><table class='ov-material wb-num'>"
        f"<thead><tr><td></td>{head}<td></td></tr></thead><tbody>{body}</tbody>"
        f"<tfoot><tr><th scope='row'>{escape(shown.total.label)}</th>{_numbers(shown.total)}"
        f"<td></td></tr></tfoot></table>{note}"
    )


def _numbers(row: Material) -> str:
    return "".join(f"<td>{n}</td>" for n in (row.planned, row.held, row.usable, row.done))


def _progress(row: Material) -> str:
    """A bar beside the numbers that it repeats, hidden from screen readers."""
    width = round(100 * row.done / row.usable) if row.usable else 0
    return f"<i aria-hidden='true' style='width:{width}%'></i>" if width else ""


_SIGNS: Mapping[Mark, str] = {"no_text": "×", "left_course": "/", "withdrawn": "–"}


def _mark_words() -> dict[Mark, str]:
    return {
        "done": _("coded"),
        "started": _("started"),
        "not_started": _("not started"),
        "awaited": _("text not imported"),
        "left_study": _("dropped out of the study"),
        "left_course": _("left the course"),
        "no_text": _("no usable text"),
        "planned": _("planned"),
        "withdrawn": _("withdrawn"),
    }


def _over_time(name: str, rounds: Sequence[str], ways: Sequence[Course]) -> str:
    meaning = _mark_words()

    def square(interview: str, mark: Mark) -> str:
        said = escape(meaning[mark])
        return (
            f"<i class='ov-c ov-{mark}' role='img' title='{escape(interview)}: {said}'"
            f" aria-label='{said}'>{_SIGNS.get(mark, '')}</i>"
        )

    head = "".join(f"<th scope='col'>{escape(_('round {round}', round=n))}</th>" for n in rounds)
    body = ""
    for way in ways:
        squares = "".join(f"<td>{square(*mark)}</td>" for mark in way.marks)
        squares += "<td></td>" * (len(rounds) - len(way.marks))
        body += (
            f"<tr><th scope='row'>{escape(way.person)}</th><td class='wb-muted'>{escape(way.about)}"
            f"</td>{squares}<td class='ov-reason'>{escape(way.reason)}</td></tr>"
        )
    used = {mark for way in ways for _interview, mark in way.marks}
    legend = "".join(
        f"<span><i class='ov-c ov-{mark}' aria-hidden='true'>{_SIGNS.get(mark, '')}</i>"
        f"{escape(word)}</span>"
        for mark, word in meaning.items()
        if mark in used
    )
    return (
        f"<h2>{escape(name)}</h2><table class='ov-time'><thead class='wb-unseen'><tr>"
        f"<th scope='col'>{escape(_('person'))}</th><td></td>{head}<th scope='col'>"
        f"{escape(_('reason'))}</th></tr></thead><tbody>{body}</tbody></table>"
        f"<p class='ov-note ov-legend'>{legend}</p>"
    )


def _remaining(shown: View) -> None:
    with st.container(key="ov_remaining", gap=None):
        st.html(f"<h2>{escape(_('Remaining'))}</h2>")
        if not shown.remaining:
            said = _("Every usable interview is coded to the end.")
            st.html(f"<p class='ov-note'>{escape(said)}</p>")
        for row in shown.remaining[:REMAINING]:
            with st.container(horizontal=True, gap=None, vertical_alignment="center"):
                _remaining_row(row)
        more = len(shown.remaining) - REMAINING
        if more > 0:
            said = ngettext("and {n} more", "and {n} more", more)
            st.html(f"<p class='ov-note'>{escape(said)}</p>")


def _remaining_row(row: Remaining) -> None:
    if row.status == "awaited":
        shell.link("import_", row.interview)
        said = _("text not imported")
    else:
        shell.link("coding", row.interview, interview=row.interview)
        said = _(words.CODING_STATUS[row.status])
    if row.codings:
        said += ", " + ngettext("{n} coding", "{n} codings", row.codings)
    st.html(f"<span>{escape(said)}</span>", width="content")


def _changes(shown: View) -> str:
    rows = "".join(
        f"<div><time>{escape(row.time)}</time>"
        f"<span>{escape(row.coder)}: {escape(row.summary)}</span></div>"
        for row in shown.changes
    )
    nothing = f"<p class='ov-note'>{escape(_('Nothing yet.'))}</p>"
    body = f"<div class='ov-act'>{rows}</div>" if rows else nothing
    return f"<h2>{escape(_('Latest changes'))}</h2>{body}"


def _memos(here: shell.Current) -> None:
    """The memos on the study, or on the person or interview that is chosen."""
    offered = [("study", "")]
    for kind in ("person", "interview"):
        offered += [(kind, str(one)) for one in shell.read(here, f"{kind}s")[kind]]
    with st.container(key="ov_memo", gap="small"):
        kind, object = st.selectbox(
            _("Memos on"), offered, key="ov_memo_on", width=320,
            format_func=lambda one: (
                f"{one[1]} ({_(memos.KIND[one[0]])})" if one[1] else here.study.name
            ),
        )  # fmt: skip
        reports.draw("om")
        memos.slip(here, "om", kind, object)


# Persons, interviews, relations and coders, editable


@st.fragment
def _editors() -> None:
    with st.container(key="ov_editors"):
        editing.draw()
