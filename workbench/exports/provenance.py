"""What an export says of itself, in words for people and in columns for machines."""

from __future__ import annotations

from workbench.charts.table import COUNTS
from workbench.exports.model import Cell, Column, Provenance
from workbench.texts import _, day, marked
from workbench.words import hidden

_VALUES = {
    "present": marked("present"),
    "missing": marked("missing"),
    "both": marked("both"),
    "affirms": marked("affirms"),
    "denies": marked("denies"),
    "mixed": marked("mixed"),
    "person": marked("person"),
    "interviewer": marked("interviewer"),
    "interpreter": marked("interpreter"),
    "other": marked("another person"),
    "unknown": marked("unknown"),
    "yes": marked("yes"),
    "no": marked("no"),
}


def lines(provenance: Provenance) -> list[tuple[str, str]]:
    """Label and value, in the order in which every export prints them."""
    said = [
        (_("Study"), provenance.study),
        (_("Date"), day(provenance.date)),
        (_("Filters"), provenance.filters or _("none")),
        (_("Coding layer"), layer_name(provenance.layer)),
        (_("Unit of counting"), unit_name(provenance)),
        (_("Number"), provenance.count),
    ]
    if provenance.left_out:
        said.append((_("Left out"), left_out(provenance)))
    if provenance.hidden:
        said.append((_("Coded blind"), hidden(provenance.hidden)))
    if provenance.synthetic:
        said.append((_("Note"), synthetic_note()))
    if provenance.version:
        said.append((_("Made with"), f"Workbench {provenance.version}"))
    return [(label, value) for label, value in said if value]


def summary(provenance: Provenance) -> str:
    """One line for under a title: study, date, number, filters, layer."""
    parts = [
        provenance.study,
        day(provenance.date),
        provenance.count,
        provenance.filters,
        layer_name(provenance.layer),
        hidden(provenance.hidden),
    ]
    return " · ".join(part for part in parts if part)


def under_picture(notes: str, provenance: Provenance) -> tuple[str, ...]:
    """The paragraphs under a picture: its notes, then everything that an export says of itself."""
    said = " · ".join(f"{label}: {value}" for label, value in lines(provenance))
    return tuple(part for part in (notes, said) if part)


def left_out(provenance: Provenance) -> str:
    """The persons left out, each with the reason."""
    return "; ".join(
        f"{person} ({reason})" if reason else person for person, reason in provenance.left_out
    )


def synthetic_note() -> str:
    """The mark that every file of a made-up study bears."""
    return _("Synthetic demo study: no real persons, no real words.")


def layer_name(layer: str) -> str:
    """A layer as people call it."""
    if layer.startswith("coder:"):
        return _("coded by {coder}", coder=layer.removeprefix("coder:"))
    names = {"primary": _("primary coding"), "agreed": _("agreed coding")}
    return names.get(layer, layer)


def unit_name(provenance: Provenance) -> str:
    """What a cross-tab counts, as people call it; empty for the other kinds."""
    return _(COUNTS[provenance.unit]) if provenance.unit else ""


def value_name(value: str) -> str:
    """A value of a closed list (valence, stance, role, asked) as people call it."""
    return _(_VALUES[value]) if value in _VALUES else value


def columns(provenance: Provenance) -> tuple[Column, ...]:
    """The columns that every csv file bears at its right, the same value in every row; `unit`
    for a cross-tab only, `hidden` where something is."""
    unit = (Column("unit", _("Unit of counting")),) if provenance.unit else ()
    return (
        Column("study", _("Study")),
        Column("date", _("Date")),
        Column("filters", _("Filters")),
        Column("layer", _("Coding layer")),
        *unit,
        Column("count", _("Number")),
        Column("left_out", _("Left out")),
        *((Column("hidden", _("Coded blind")),) if provenance.hidden else ()),
        Column("synthetic", _("Synthetic")),
        Column("version", _("Version")),
    )


def cells(provenance: Provenance, *, for_people: bool) -> tuple[Cell, ...]:
    """The values under `columns`; for people with the layer's name."""
    unit = unit_name(provenance) if for_people else provenance.unit
    return (
        provenance.study,
        provenance.date[:10],
        provenance.filters,
        layer_name(provenance.layer) if for_people else provenance.layer,
        *((unit,) if unit else ()),
        provenance.count,
        left_out(provenance),
        *((", ".join(provenance.hidden),) if provenance.hidden else ()),
        provenance.synthetic,
        provenance.version,
    )
