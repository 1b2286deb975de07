"""Paths over the rounds as small panels: one per person or one per code, a mark per round.

What is said, what is not said, what nobody asked about and where there is no text are told apart
by shape and by words, so that nothing rests on colour alone. Which of the four a place is, is
decided by `workbench.analysis.trajectories.state`; nothing is counted here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import shorten, wrap
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from workbench.analysis.trajectories import STATES, State, state
from workbench.charts.colors import Theme, branch_color, mixed, theme
from workbench.charts.framing import FONT, LETTER, LINE, framed
from workbench.charts.table import records
from workbench.model import Code
from workbench.scheme.tree import Tree
from workbench.texts import _, marked, ngettext
from workbench.words import code_name

if TYPE_CHECKING:
    import altair as alt

Panel = Literal["person", "code"]
PANELS: tuple[Panel, ...] = get_args(Panel)

STATE_NAMES: Mapping[State, str] = {
    "said": marked("said"),
    "not_said": marked("not said"),
    "not_asked": marked("not asked"),
    "no_text": marked("no text"),
}

STEP = 38
"""Pixels from round to round."""

ROW = 26
GAP = 22
WIDEST = 960
"""As wide as a line of panels may be, their row labels included."""

LABELS = 220
BOLD = 7.2
"""Width of a bold letter in pixels."""

HEADING = 3
"""Lines over a panel: two for its name, one for the rounds."""

SELECTION = "cell"
"""The chart's point selection: a click gives the `person` and the `code` of a mark."""

_CROSS = "M -1 -1 L 1 1 M -1 1 L 1 -1"


@dataclass(frozen=True)
class Names:
    """How persons and codes are called and coloured."""

    codes: tuple[Code, ...]
    persons: Mapping[str, str] = field(default_factory=dict)
    """What is said of a person beside the id, where there is something to say."""

    def code(self, key: str) -> str:
        """The name of a code."""
        return next((code_name(code) for code in self.codes if code.key == key), key)

    def person(self, person: str) -> str:
        """A person's id, with what is said of them."""
        said = self.persons.get(person, "")
        return f"{person} · {said}" if said else person

    def colors(self) -> dict[str, str]:
        """The colour of each code's branch."""
        tree = Tree(self.codes)
        return {code.key: tree.color(code) for code in self.codes}


def paths(
    frame: pd.DataFrame,
    names: Names,
    *,
    dark: bool,
    panel: Panel = "person",
    title: str = "",
    lines: Sequence[str] = (),
    footer: Sequence[str] = (),
    chosen: tuple[str, str] | None = None,
    selectable: bool = True,
) -> alt.LayerChart:
    """The frame of `Study.trajectories` as small panels, in its order.

    One panel per person with a row per code, or one per code with a row per person. A filled
    square holds the number of excerpts; a ring, a dashed diamond and a cross are what is not
    said, not asked and without text; a key under the panels says so. `chosen` (person, code) is
    outlined. `footer` stands under the key.
    """
    import altair as alt

    drawn = theme(dark=dark)
    laid = _Laid(frame, names, panel, drawn)
    width, below = laid.width, laid.height
    key = _key_marks(below + 22)
    notes = [line for text in footer if text for line in wrap(text, max(60, int(width / LETTER)))]
    height = below + 40 + LINE * len(notes)
    across = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=True), axis=None)
    down = alt.Y(
        "y:Q", scale=alt.Scale(domain=[0, height], nice=False, zero=True, reverse=True), axis=None
    )

    def at(values: Sequence[Mapping[str, Any]]) -> alt.Chart:
        placed: alt.Chart = alt.Chart(alt.InlineData(values=list(values))).encode(x=across, y=down)
        return placed

    marks = laid.marks
    place = at(marks).mark_rect(
        width=STEP, height=ROW, color=drawn.paper, cursor="pointer" if selectable else "default"
    )
    place = place.encode(
        tooltip=alt.Tooltip("said:N"), description=alt.Description("said:N"),
    )  # fmt: skip
    if selectable:
        place = place.add_params(
            alt.selection_point(
                name=SELECTION, fields=["person", "code"], on="click", empty=False
            )
        )  # fmt: skip
    outlined = [one for one in marks if (one["person"], one["code"]) == chosen]
    outline = at(outlined).mark_rect(
        width=STEP, height=ROW, fillOpacity=0, stroke=drawn.accent, strokeWidth=1.5, aria=False
    )
    looks: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("name", "left", {"fontSize": 12.5, "fontWeight": 600, "color": drawn.ink}),
        ("round", "center", {"fontSize": 11.5, "color": drawn.soft}),
        ("row", "left", {"fontSize": 12.5, "color": drawn.ink}),
    )
    texts = [
        at([one for one in laid.texts if one["look"] == look])
        .mark_text(font=FONT, aria=False, align=align, baseline="middle", **style)
        .encode(text="text:N")
        for look, align, style in looks
    ]
    key_words = at([{"x": one["x"] + 16, "y": one["y"], "text": one["said"]} for one in key])
    small: dict[str, Any] = {"font": FONT, "align": "left", "baseline": "middle", "aria": False}
    under = at([{"x": 0, "y": below + 46 + LINE * row, "text": line}
                for row, line in enumerate(notes)])  # fmt: skip
    layers = [
        place, *_shapes(at, [*marks, *key], drawn), outline, *texts,
        key_words.mark_text(**small, fontSize=12, color=drawn.soft).encode(text="text:N"),
        under.mark_text(**small, fontSize=11.5, color=drawn.soft).encode(text="text:N"),
    ]  # fmt: skip
    return framed(layers, drawn, width=width, height=height, title=title, lines=lines)


def state_of(record: Mapping[str, Any]) -> State:
    """What a row of `trajectories` is."""
    return state(bool(record["usable"]), int(record["n"]), str(record["asked"]))


def state_text(record: Mapping[str, Any]) -> str:
    """What a row of `trajectories` is, in words: 3 excerpts, not said, not asked, no text."""
    kind = state_of(record)
    if kind == "said":
        return ngettext("{n} excerpt", "{n} excerpts", int(record["n"]))
    return _(STATE_NAMES[kind])


def followed(persons: int, complete: int, rounds: Sequence[int]) -> str:
    """How many persons are followed, and how many of them have a text in every round."""
    return _(
        "{n} of {N} persons have usable text in every one of rounds {rounds}",
        n=complete, N=persons, rounds=", ".join(map(str, rounds)),
    )  # fmt: skip


def said_text(record: Mapping[str, Any], names: Names) -> str:
    """A row of `trajectories` in words."""
    return _(
        "{person}, round {round}. {code}: {said}",
        person=record["person"], round=int(record["round"]), code=names.code(str(record["code"])),
        said=state_text(record),
    )  # fmt: skip


class _Laid:
    """Where everything stands, in pixels from the upper left corner."""

    def __init__(self, frame: pd.DataFrame, names: Names, panel: Panel, drawn: Theme) -> None:
        row = "code" if panel == "person" else "person"
        say = {"code": names.code, "person": names.person}
        panels = list(dict.fromkeys(frame[panel]))
        rows = list(dict.fromkeys(frame[row]))
        rounds = sorted({int(one) for one in frame["round"]})
        labels = {one: say[row](one) for one in rows}
        longest = max((len(label) for label in labels.values()), default=0)
        room = min(LABELS, LETTER * longest) + 14
        wide = STEP * max(len(rounds), 1) + GAP
        per_line = max(1, int((WIDEST - room) // wide))
        head = LINE * HEADING
        tall = head + ROW * len(rows) + GAP
        self.width = room + wide * min(per_line, max(len(panels), 1))
        self.height = tall * -(-len(panels) // per_line)
        self.texts: list[dict[str, Any]] = []
        corner = {}
        for number, one in enumerate(panels):
            left, top = room + wide * (number % per_line), tall * (number // per_line)
            corner[one] = (left, top + head)
            name = _wrapped(say[panel](one), int((wide - 8) / BOLD))
            for line, text in enumerate(name):
                y = top + LINE * (HEADING - 1 - len(name) + line) + LINE / 2
                self._say("name", left + 5, y, text)
            for at, round in enumerate(rounds):
                self._say("round", left + STEP * (at + 0.5), top + head - LINE / 2, str(round))
            if number % per_line == 0:
                for at, of_row in enumerate(rows):
                    text = shorten(labels[of_row], int(room / LETTER), placeholder=" …")
                    self._say("row", 0, top + head + ROW * (at + 0.5), text)
        colors = names.colors()
        self.marks = []
        for record in records(frame):
            left, top = corner[record[panel]]
            kind = state_of(record)
            color = branch_color(colors.get(record["code"], ""), drawn)
            self.marks.append(
                {
                    "x": left + STEP * (rounds.index(int(record["round"])) + 0.5),
                    "y": top + ROW * (rows.index(record[row]) + 0.5),
                    "person": record["person"],
                    "code": record["code"],
                    "round": int(record["round"]),
                    "state": kind,
                    "n": str(int(record["n"])),
                    "fill": mixed(color, drawn.paper, 0.34),
                    "line": color,
                    "said": said_text(record, names),
                }
            )

    def _say(self, look: str, x: float, y: float, text: str) -> None:
        self.texts.append({"look": look, "x": x, "y": y, "text": text})


def _wrapped(text: str, letters: int) -> list[str]:
    """A panel's name on the two lines that it has."""
    found = wrap(text, max(letters, 8))
    if len(found) > HEADING - 1:
        found = [*found[: HEADING - 2], found[HEADING - 2][: letters - 1] + "…"]
    return found


def _key_marks(y: float) -> list[dict[str, Any]]:
    """One mark of each kind with its words, side by side."""
    found, x = [], 10.0
    for kind in STATES:
        said = _(STATE_NAMES[kind])
        if kind == "said":
            said = _("said, so many excerpts")
        found.append(
            {"x": x, "y": y, "state": kind, "n": "2", "fill": "", "line": "", "said": said}
        )
        x += 38 + LETTER * len(said)
    return found


def _shapes(at: Any, marks: Sequence[Mapping[str, Any]], drawn: Theme) -> list[Any]:
    """A layer for each kind of mark."""
    import altair as alt

    of: dict[str, list[dict[str, Any]]] = {kind: [] for kind in STATES}
    for one in marks:
        of[one["state"]].append(
            {**one, "fill": one["fill"] or drawn.paper, "line": one["line"] or drawn.soft}
        )
    hollow: dict[str, Any] = {"filled": False, "stroke": drawn.soft, "opacity": 1, "aria": False}
    square = at(of["said"]).mark_rect(width=25, height=19, cornerRadius=4, strokeWidth=1.2,
                                      aria=False)  # fmt: skip
    return [
        square.encode(color=alt.Color("fill:N", scale=None, legend=None),
                      stroke=alt.Stroke("line:N", scale=None, legend=None)),
        at(of["said"]).mark_text(font=FONT, fontSize=12, fontWeight=600, color=drawn.ink,
                                 baseline="middle", aria=False).encode(text="n:N"),
        at(of["not_said"]).mark_point(**hollow, shape="circle", size=90, strokeWidth=1.4),
        at(of["not_asked"]).mark_point(**hollow, shape="diamond", size=110, strokeWidth=1.2,
                                       strokeDash=[2, 2]),
        at(of["no_text"]).mark_point(**hollow, shape=_CROSS, size=50, strokeWidth=1.6),
    ]  # fmt: skip
