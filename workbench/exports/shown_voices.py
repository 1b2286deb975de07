"""What is printed of persons where voices are set beside each other: both sides of a placement,
who says what a query finds, whose voices a selection carries, and who stands where in a typology.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workbench import code_query
from workbench.analysis import typology as types
from workbench.charts import table
from workbench.exports.disclosure import Everyone, Print, Shown, Trait
from workbench.exports.model import FrameView, TypologyView
from workbench.exports.shown_tables import MERGED, counted, filtered, of_groups
from workbench.exports.shown_words import passage, written
from workbench.exports.sources import Consent, Sources
from workbench.model import PropertySpace
from workbench.store import typology as stored
from workbench.texts import _

Record = Mapping[str, Any]


def query(sources: Sources, content: FrameView) -> Print:
    """Actor types with how many say what is asked for; a query that names a sensitive code is
    as sensitive as the code."""
    groups = sources.groups("actor_type")
    records = [one for one in table.records(content.frame) if not table.is_hidden(one)]
    told = [table.as_key(one["actor_type"]) for one in records if one["N"]]
    shown = of_groups(sources, "actor_type", {one: groups[one] for one in told if one in groups})
    asked = {one.key for one in code_query.codes(code_query.parse(sources.wanted.query))}
    everyone: list[Everyone] = []
    for record in records:
        if 0 < record["persons"] == record["persons_N"]:
            group = table.as_key(record["actor_type"])
            persons = sorted(sources.present if group == MERGED else groups[group])
            named = group if group != MERGED else _("the table")
            everyone += [Everyone(tuple(persons), code, named)
                         for code in sorted(asked & sources.sensitive)]  # fmt: skip
    return Print(tuple(shown), everyone=tuple(everyone), consents=counted(sources))


def balance(sources: Sources, content: FrameView) -> Print:
    """Everybody of the study under an id, with what was picked of each."""
    shown: list[Shown] = []
    consents: list[Consent] = []
    for record in table.records(content.frame):
        person = str(record["person"])
        if person != MERGED:
            traits = sources.described("actor_type", table.as_key(record["actor_type"]))
            shown.append(Shown(person, person, traits=traits, quoted=False, linked=True))
            consents += sources.withdrawn([person], _("the table"))
    return Print(tuple(shown), consents=tuple(consents))


def placement(sources: Sources, content: FrameView) -> Print:
    """The excerpts of two persons, each under id and attribution, with round and day."""
    shown: list[Shown] = []
    consents: list[Consent] = []
    heads = {one: _headed(sources, one) for one in sources.wanted.placement}
    for person, traits in heads.items():
        shown.append(Shown(person, person, traits=traits, quoted=False, linked=True))
        consents += sources.withdrawn([person], _("the table"))
    for record in table.records(content.frame):
        person, interview = str(record["person"]), str(record["interview"])
        told = {"round": table.as_key(record["round"]), "date": str(record["date"] or "")}
        traits = (*heads[person], *((name, (value,)) for name, value in told.items() if value))
        start, end = int(record["start"]), int(record["end"])
        place = f"{record['code']} ({interview})"
        # Of others who may not be quoted nothing is printed.
        words = sources.said(interview, start, end)
        names = sources.names_in(interview, [(start, end)])
        shown.append(
            Shown(person, place, interview, traits, code=str(record["code"]),
                  words=words.get(person, ""), names=names, linked=True)
        )  # fmt: skip
    return Print(
        tuple(shown),
        sensitive=sources.sensitive,
        unread=sources.unread(str(one["interview"]) for one in table.records(content.frame)),
        consents=tuple(consents),
    )


def _headed(sources: Sources, person: str) -> tuple[Trait, ...]:
    """What stands over a side beside the id."""
    given = sources.attributions.get(person, "")
    return (*((("attribution", (given,)),) if given else ()), *sources.filters)


def typology(sources: Sources, content: TypologyView) -> Print:
    """Cases under the ids of their persons: the attributes and passages that place them, and what
    somebody has written of where they stand. A picture holds the cells alone, and so does what
    hides small ones."""
    space = stored.space_named(sources.store, sources.wanted.space)
    if sources.picture or sources.wanted.hide_small:
        whole = tuple(_in_one_cell(sources, content, space))
        return Print(filtered(sources).shown, everyone=whole, consents=counted(sources))
    shown: list[Shown] = []
    consents: list[Consent] = []
    interviews: list[str] = []
    cases = table.records(content.cases)
    for case in cases:
        person = str(case["person"])
        kept = sources.consents.get(person) != "withdrawn"
        actor_type = table.as_key(case["actor_type"]) if sources.computed_with else ""
        traits = (*sources.described("actor_type", actor_type), *sources.filters)
        shown.append(Shown(person, person, traits=traits, quoted=False, linked=True))
        consents += sources.withdrawn([person], _("the table"))
        if kept and case["note"]:
            source = f"placing:{case['placing']}"
            shown.append(written(sources, case["note"], person, source, person, linked=True))
    for reason in table.records(types.reasons(sources.store, space.name,
                                              filters=sources.wanted.filters)):  # fmt: skip
        person = str(reason["person"])
        if reason["attribute"]:
            traits = ((str(reason["attribute"]), (str(reason["equals"]),)), *sources.filters)
            shown.append(Shown(person, person, traits=traits, quoted=False, linked=True))
            continue
        interview = str(reason["interview"])
        speakers = [one for one in str(reason["speakers"]).split(",") if one]
        if any([*sources.may_not_be_quoted(one, "")] for one in speakers):
            # Only that there is a passage is printed.
            continue
        interviews.append(interview)
        place = f"{reason['code']} ({interview})"
        shown += passage(
            sources, interview, int(reason["start"]), int(reason["end"]), place, linked=True,
            traits={one: _headed(sources, one) for one in speakers}, code=str(reason["code"]),
            quoted=True,
        )  # fmt: skip
    noted = any(one["note"] for one in cases)
    return Print(
        tuple(dict.fromkeys(shown)),
        sensitive=sources.sensitive,
        everyone=tuple(_in_one_cell(sources, content, space)),
        unread=sources.unread_of_all() if noted else sources.unread(interviews),
        consents=tuple(consents),
    )


def _in_one_cell(
    sources: Sources, content: TypologyView, space: PropertySpace
) -> Iterator[Everyone]:
    """Cells that hold everybody, by a value whose rules ask for a sensitive code."""
    names = [one.name for one in space.dimensions]
    rules = [
        {value.name: {rule.code for rule in value.rules} for value in dimension.values}
        for dimension in space.dimensions
    ]
    full = [key for key, cell in content.shown.cells.items()
            if 0 < cell.persons == cell.of_persons]  # fmt: skip
    if not full:
        return
    # What is printed has no cases where small cells are hidden.
    cases = table.records(types.cases(sources.store, space.name, filters=sources.wanted.filters))
    for key in full:
        persons = sorted({
            str(one["person"])
            for one in cases
            if one["state"] == "placed" and tuple(str(one[name]) for name in names) == key
        })  # fmt: skip
        asked = {one for of, name in zip(rules, key, strict=True) for one in of[name]}
        for code in sorted(asked & sources.sensitive):
            yield Everyone(tuple(persons), code, " × ".join(key))
