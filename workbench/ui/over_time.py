"""What the time page shows, arranged: whom and what the address asks to follow, the changes from
round to round and who is behind each, what a person said or why there is nothing, and who was
lost. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import pandas as pd

from workbench import words
from workbench.analysis.trajectories import STATES
from workbench.charts import changes as change_tables
from workbench.charts import paths as charts
from workbench.charts.paths import PANELS, STATE_NAMES, Panel
from workbench.exports import Kind
from workbench.model import Filters
from workbench.texts import _, day
from workbench.ui import behind, cards, facets, shell, table
from workbench.ui.address import filters_of, query_of_filters

Show = Literal["paths", "changes", "read"]


@dataclass(frozen=True)
class Asked:
    """What the page is asked for."""

    show: Show = "paths"
    panel: Panel = "person"
    complete: bool = False
    before: int = 0
    after: int = 0
    across: bool = False
    hide_small: bool = False
    cell: tuple[str, str] | None = None
    of: str = ""
    about: str = ""
    filters: Filters = field(default_factory=Filters)


@dataclass(frozen=True)
class View:
    """What a run of the page works with. `frame` follows everyone, `shown` those that the switch
    leaves."""

    here: shell.Current
    asked: Asked
    known: facets.Material
    names: charts.Names
    frame: pd.DataFrame
    shown: pd.DataFrame
    lost: pd.DataFrame

    def read(self, verb: str, *arguments: object, **options: object) -> Any:
        """A reading method of the study, computed once per state of the study."""
        return shell.read(self.here, verb, *arguments, **options)

    @property
    def rounds(self) -> list[int]:
        """The rounds that anyone here was to be met in."""
        return sorted({int(one) for one in self.frame["round"]})

    @property
    def codes(self) -> list[str]:
        """The codes that are followed."""
        return list(dict.fromkeys(self.frame["code"]))

    @property
    def persons(self) -> list[str]:
        """The persons that are shown."""
        return list(dict.fromkeys(self.shown["person"]))


@dataclass(frozen=True)
class Cell:
    """Who is behind a cell of the change table: the code of its row, what the cell is, the
    persons, and the code that each of the two rounds is read for."""

    code: str
    said: str
    persons: tuple[str, ...]
    codes: Mapping[int, str]


@dataclass(frozen=True)
class Lost:
    """One who is not in every round: what there is, facts with their names, and the codes that
    were said before."""

    person: str
    text: str
    facts: tuple[tuple[str, str], ...]
    codes: tuple[str, ...]


def read_address(query: Mapping[str, Sequence[str]], known: facets.Material) -> Asked:
    """What an address asks for; what it asks for wrongly is left out."""

    def one(name: str) -> str:
        return next(iter(query.get(name, ())), "")

    def number(name: str) -> int:
        return int(one(name)) if one(name).isdecimal() else 0

    cell = one("cell"), one("at")
    across = one("across") == "1"
    places: Sequence[str] = known.facts.codes if across else STATES
    return Asked(
        show=next((show for show in get_args(Show) if show == one("show")), "paths"),
        panel=next((panel for panel in PANELS if panel == one("panel")), "person"),
        complete=one("complete") == "1",
        before=number("before"),
        after=number("after"),
        across=across,
        hide_small=one("hide_small") == "1",
        cell=cell if cell[0] and cell[1] in places else None,
        of=one("of") if one("of") in known.facts.persons else "",
        about=one("about") if one("about") in known.facts.codes else "",
        filters=filters_of(query, known.facts),
    )


def address(asked: Asked) -> dict[str, list[str]]:
    """The address that asks for this; only what differs from the plain page."""
    plain = Asked()
    told = {
        name: [str(getattr(asked, name))]
        for name in ("show", "panel", "before", "after", "of", "about")
        if getattr(asked, name) != getattr(plain, name)
    }
    for name in ("complete", "across", "hide_small"):
        if getattr(asked, name):
            told[name] = ["1"]
    if asked.cell:
        told["cell"], told["at"] = [asked.cell[0]], [asked.cell[1]]
    return {**told, **query_of_filters(asked.filters)}


def view(here: shell.Current, known: facets.Material, asked: Asked) -> View:
    """What the address asks for, read."""
    children = len(asked.filters.code) == 1
    options: dict[str, Any] = {"children": children, "filters": asked.filters}
    frame: pd.DataFrame = shell.read(here, "trajectories", **options)
    shown = shell.read(here, "trajectories", complete=True, **options) if asked.complete else frame
    rounds = sorted({int(one) for one in frame["round"]})
    before = asked.before if asked.before in rounds else min(rounds, default=0)
    after = asked.after if asked.after in rounds else max(rounds, default=0)
    about = behind.about(known.frame_persons, shell.read(here, "person_interviews"))
    names = charts.Names(
        tuple(known.scheme.codes.values()), {one: about[one].said for one in about}
    )
    return View(
        here=here, asked=replace(asked, before=before, after=after), known=known, names=names,
        frame=frame, shown=shown,
        lost=shell.read(here, "attrition", filters=asked.filters),
    )  # fmt: skip


def wanted(asked: Asked, kind: Kind) -> dict[str, Any]:
    """What is shown, as an export is asked for it."""
    wanted: dict[str, Any] = {"filters": asked.filters}
    if kind != "attrition":
        wanted["complete"] = asked.complete
    if kind == "changes":
        wanted |= {"before": asked.before, "after": asked.after, "across": asked.across,
                   "hide_small": asked.hide_small}  # fmt: skip
    if kind == "trajectories":
        wanted |= {"children": len(asked.filters.code) == 1, "panel": asked.panel}
    return wanted


def paths(now: View) -> list[tuple[str, str, list[str]]]:
    """The paths in words: person, code, and what was said in each round."""
    return [
        (
            str(person), now.names.code(str(code)),
            [charts.state_text(record) for record in table.records(rows)],
        )
        for (person, code), rows in now.shown.groupby(["person", "code"], sort=False)
    ]  # fmt: skip


# Changes


def meaning(asked: Asked) -> str:
    """What the numbers of the change table are."""
    few = _("◥ one or two persons.")
    if asked.across:
        said = _(
            "Persons who said the code of the row in round {before} and that of the column in "
            "round {after}, of those who have usable text in both.",
            before=asked.before, after=asked.after,
        )  # fmt: skip
    else:
        said = _(
            "Persons, of all who are followed here. “Not said” is only said of those who have a "
            "usable text and were asked, or of whom it is not known whether they were; who has no "
            "text is in “no text”, never in “not said”."
        )
    return f"{few} {said}"


def change_table(now: View) -> table.Table:
    asked = now.asked
    if asked.across:
        return change_tables.crossed(_frame_of_changes(now), now.names, asked.after)
    return change_tables.table(
        _frame_of_changes(now), now.names, asked.before, asked.after, persons=len(now.persons)
    )


def _frame_of_changes(now: View) -> pd.DataFrame:
    """The changes of the codes that are followed; of one code, those of the codes right under it
    too."""
    asked = now.asked
    below = now.codes[1:] if len(asked.filters.code) == 1 else []
    if asked.across:
        return _counted(now, "crossings", below or list(asked.filters.code))
    parts = [_counted(now, "changes", list(asked.filters.code))]
    if below:
        parts.append(_counted(now, "changes", below))
    return pd.concat(parts, ignore_index=True)


def _counted(now: View, verb: str, codes: Sequence[str]) -> pd.DataFrame:
    asked = now.asked
    frame: pd.DataFrame = now.read(
        verb, asked.before, asked.after, complete=asked.complete, hide_small=asked.hide_small,
        filters=replace(asked.filters, code=tuple(codes)),
    )  # fmt: skip
    return frame


def cell(now: View) -> Cell | None:
    """The persons of the cell that the address names; None where the table has no such cell."""
    asked, frame = now.asked, _frame_of_changes(now)
    code, before = change_tables.row_of(asked.cell[0] if asked.cell else "")
    if asked.cell is None or code not in set(frame["code"]):
        return None
    of_code = frame[frame["code"] == code]
    if asked.across:
        later = asked.cell[1]
        found = of_code[of_code["later"] == later]
        names = [now.names.code(code), now.names.code(later)]
    else:
        later = code
        found = of_code[(of_code["before"] == before) & (of_code["after"] == asked.cell[1])]
        names = [_(STATE_NAMES[_state(one)]) for one in (before, asked.cell[1])]
    said = _(
        "Round {before}: {said}. Round {after}: {then}", before=asked.before, after=asked.after,
        said=names[0], then=names[1],
    )  # fmt: skip
    persons = tuple(one for one in "".join(found["persons"]).split(",") if one)
    return Cell(code, said, persons, {asked.before: code} | {asked.after: later})


def _state(name: str) -> Any:
    return next((state for state in STATES if state == name), "no_text")


# One person, one code, round by round


def excerpts(
    now: View, person: str, code: str, round: int
) -> tuple[list[dict[str, Any]], cards.Marks, Mapping[str, behind.About]]:
    """A person's excerpts of a code in one round, the marks on them, and who speaks."""
    filters = replace(now.asked.filters, code=(code,), person=(person,), round=(round,))
    found = table.records(now.read("excerpts", filters=filters))
    marks = behind.marks(now.read("codings", filters=filters), "valence", "stance")
    about = behind.about(now.known.frame_persons, now.read("person_interviews"))
    return found, marks, about


def sittings(now: View, person: str, round: int) -> list[tuple[str, str, str]]:
    """Interview, day and status of each sitting of a person in a round."""
    of = now.read("person_interviews")
    here = of[(of["person"] == person) & (of["round"] == round)]
    dates = dict(now.read("interviews").set_index("interview")["date"])
    return [
        (str(one["interview"]), day(str(dates[one["interview"]] or "")), str(one["status"]))
        for one in here.to_dict("records")
    ]


def silence(
    state: str, record: Mapping[str, Any], statuses: Sequence[str], known: facets.Material,
    person: str,
) -> list[str]:  # fmt: skip
    """Why there is nothing to read in a round, in plain words."""
    if state == "not_asked":
        return [_("Not asked about this in this round, and did not bring it up.")]
    if state == "not_said":
        if record["asked"] == "yes":
            return [_("Asked about it, and nothing that was said is coded so.")]
        return [_("Nothing that was said is coded so; it is not noted whether it was asked.")]
    said = [_("No text: {status}.", status=_(words.STATUS[one])) for one in statuses]
    left = known.frame_persons.set_index("person").loc[person]
    for name, label in (("left_course", _("Left the course")), ("left_study", _("Left the study"))):
        if left.get(name):
            said.append(f"{label}: {left[name]}")
    return said or [_("No interview was planned for this round.")]


# Those who were lost on the way


def lost(now: View) -> list[Lost]:
    """Everyone who is not in every round, with why as far as it is known."""
    found = []
    for record in now.lost.fillna("").to_dict("records"):
        rounds = str(record["usable_rounds"]).replace(",", ", ")
        text = _("usable text in round {rounds}", rounds=rounds) if rounds else _("no usable text")
        status = ", ".join(_(words.STATUS[one]) for one in str(record["status"]).split(",") if one)
        missing = _("round {round}", round=int(record["lost_round"]))
        # Where nothing is written, nobody has said that she left.
        facts = tuple(
            (label, told)
            for label, told in (
                (_("Missing from"), f"{missing}: {status}" if status else missing),
                (_("Left the course"), str(record["left_course"])),
                (_("Left the study"), str(record["left_study"])),
            )
            if told
        )
        codes = tuple(one for one in str(record["codes"]).split(",") if one)
        found.append(Lost(str(record["person"]), text, facts, codes))
    return found
