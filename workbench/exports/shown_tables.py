"""What tables print of persons: keys that describe them, ids, and cells that all of them are in.

A heading describes whoever stands under it with usable text; a column with nobody in it, and one
whose cells are all hidden, picks nobody out. Ids put together what stands beside them. The
filters are named in every file.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench.analysis import cells, trajectories
from workbench.charts import table
from workbench.exports.disclosure import Everyone, Print, Shown, Trait
from workbench.exports.model import ComparisonView, CrosstabView, FrameView, MatrixView
from workbench.exports.over_time import listed
from workbench.exports.shown_words import quote, where, written
from workbench.exports.sources import Consent, Sources
from workbench.texts import _

Record = Mapping[str, Any]

MERGED = table.MERGED

IDS = ("person", "interview")
"""Keys of a table that name who it is of."""


def filtered(sources: Sources) -> Print:
    """What is printed of those whom the filters leave, where nothing else is."""
    shown = [
        Shown(person, _("the filters"), traits=sources.filters, quoted=False)
        for person in (sources.fitting(sources.filters) if sources.filters else ())
    ]
    return Print(tuple(shown), consents=counted(sources))


def counted(sources: Sources) -> tuple[Consent, ...]:
    """Persons in the numbers who have withdrawn."""
    order = [person for person in sources.persons if person in sources.present]
    return tuple(sources.withdrawn(order, _("the table")))


def crosstab(sources: Sources, content: CrosstabView) -> Print:
    """The keys of rows and columns, of each cell that is shown."""
    dimensions = (*content.rows, *content.columns)
    # The same columns come again with every code.
    places: dict[tuple[tuple[str, str], ...], None] = {}
    said_by_all: list[dict[str, Any]] = []
    for record in table.records(content.frame):
        cell = {name: table.as_key(record[name]) for name in dimensions}
        if not int(record["persons_N"]) or table.is_hidden(record):
            continue
        places[tuple((name, value) for name, value in cell.items() if name != "code")] = None
        if _all_said(sources, record, cell.get("code", "")):
            said_by_all.append({name: record[name] for name in dimensions})
    everyone = tuple(_everyone_in(sources, said_by_all))
    shown = [one for place in places for one in _of_cell(sources, dict(place))]
    return Print(tuple(shown), everyone=everyone, consents=counted(sources))


def _everyone_in(sources: Sources, said_by_all: Sequence[Record]) -> Iterator[Everyone]:
    """Of cells of a cross-tab in which all persons of a column are: who these are."""
    persons = cells.persons_of(sources.store, said_by_all, filters=sources.wanted.filters)
    for keys, who in zip(said_by_all, persons, strict=True):
        cell = {name: table.as_key(value) for name, value in keys.items()}
        rest = [value for name, value in cell.items() if name != "code" and value]
        group = " · ".join(rest) or _("the table")
        yield Everyone(tuple(sorted(who)), cell["code"], group)


def _of_cell(sources: Sources, cell: Mapping[str, str]) -> Iterator[Shown]:
    """Whom the keys of a cell describe, and by what."""
    here = tuple(
        (name, (value,))
        for name, value in cell.items()
        if name in sources.describing and value not in ("", MERGED)
    )
    traits = (*here, *sources.filters)
    if not traits:
        return
    place = " · ".join(value for value in cell.values() if value)
    ids = [(name, cell[name]) for name in IDS if cell.get(name, MERGED) != MERGED]
    for person in sources.fitting(traits):
        if all(sources.is_of(person, name, id) for name, id in ids):
            yield Shown(person, place or _("the table"), traits=traits, quoted=False,
                        linked=bool(ids))  # fmt: skip


def _all_said(sources: Sources, record: Record, code: str) -> bool:
    """Whether all persons of a column are in a cell of a sensitive code."""
    return code in sources.sensitive and 0 < int(record["persons"]) == int(record["persons_N"])


def _groups(
    sources: Sources, by: str, shown: Collection[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """The persons by the values of a key, of those values that are printed."""
    return {
        value: persons
        for value, persons in sources.groups(by).items()
        if shown is None or value in shown
    }


def of_groups(
    sources: Sources, by: str, groups: Mapping[str, Iterable[str]]
) -> Iterator[Shown]:  # fmt: skip
    """What a row or a column for each group prints of the persons in it."""
    for value, persons in groups.items():
        traits = (*sources.described(by, value), *sources.filters)
        place = value or _("the table")
        if traits:
            yield from (
                Shown(one, place, traits=traits, quoted=False, linked=by in IDS) for one in persons
            )


# -- side by side -------------------------------------------------------------------------------


def comparison(sources: Sources, content: ComparisonView) -> Print:
    """The sides with their numbers; where it is read, summaries and pinned excerpts too."""
    by = content.shown.by
    records = table.records(content.frame)
    told = {table.as_key(one[by]) for one in records if not table.is_hidden(one)}
    groups = _groups(sources, by, told)
    shown = [*of_groups(sources, by, groups)]
    consents = [*counted(sources)]
    everyone: dict[Everyone, None] = {}
    for code, value in _all_of_a_side(sources, content, records, by):
        persons = sorted(groups[value]) if value != MERGED else sorted(sources.present)
        group = value if value != MERGED else _("the table")
        everyone[Everyone(tuple(persons), code, group)] = None
    unread: tuple[str, ...] = ()
    if sources.read:
        texts, against, unread = _texts_of_sides(sources, content)
        shown += texts
        consents += against
    return Print(
        tuple(shown), sensitive=sources.sensitive, everyone=tuple(everyone), unread=unread,
        consents=tuple(consents),
    )  # fmt: skip


def _all_of_a_side(
    sources: Sources, content: ComparisonView, records: Sequence[Record], by: str
) -> Iterator[tuple[str, str]]:
    """Sensitive codes with the sides that all who are on them have said it of; all sides: `*`."""
    if sources.computed_with:
        for record in records:
            if not table.is_hidden(record) and _all_said(sources, record, record["code"]):
                yield record["code"], table.as_key(record[by])
    if sources.read:
        of = {(line.id, side.key): line.row.key for line in content.shown.lines
              for side in content.shown.sides}  # fmt: skip
        read = [(of[place], place[1], cell) for place, cell in content.shown.cells.items()]
        read += [(code, MERGED, cell) for code, cell in content.shown.whole.items()]
        for code, value, cell in read:
            everybody = cell.kind == "count" and 0 < cell.persons == cell.persons_N
            if everybody and code in sources.sensitive:
                yield code, value


def _texts_of_sides(
    sources: Sources, content: ComparisonView
) -> tuple[list[Shown], list[Consent], tuple[str, ...]]:
    by = content.shown.by
    shown: list[Shown] = []
    consents: list[Consent] = []
    sides = {side.key for side in content.shown.sides}
    for (code, side), summaries in content.summaries.items():
        if side in sides:
            shown += _summaries(sources, [one.text for one in summaries], code, by, side)
    summed_up = bool(shown)
    interviews: list[str] = []
    for (code, side), items in content.quotes.items():
        if side not in sides:
            continue
        traits = (*sources.described(by, side), *sources.filters)
        section = "" if by == "person" else f"{code} · {side}"
        for item in items:
            place = f"{code} · {side} ({where(item)})"
            given: tuple[Trait, ...] = (
                (("attribution", (item.attribution,)),) if item.attribution else ()
            )
            found, against = quote(
                sources, item, place, (*given, *traits), section=section,
                linked=sources.computed_with or by in IDS,
            )  # fmt: skip
            shown += found
            consents += against
            interviews.append(item.interview)
    unread = sources.unread_of_all() if summed_up else sources.unread(interviews)
    return shown, consents, unread


def _summaries(
    sources: Sources, texts: Iterable[str], code: str, by: str, subject: str
) -> Iterator[Shown]:
    """What is summed up of a group, or of a person."""
    person = subject if by == "person" else ""
    for text in texts:
        yield written(sources, text, f"{code} · {subject}", f"summary:{code}:{by}:{subject}",
                      person, linked=True)  # fmt: skip


def matrix(sources: Sources, content: MatrixView) -> Print:
    """Rows of persons or groups with what is summed up; where it is read, whose excerpts a cell
    rests on is told by their interviews, and a person stands under an attribution."""
    records = table.records(content.frame)
    by = sources.wanted.by or "person"
    groups = _groups(sources, by, {key for key, _name, _about in content.subjects})
    shown = [*of_groups(sources, by, groups)]
    if sources.read:
        for key, _name, about in content.subjects:
            if about and key in groups:
                traits = (("attribution", (about,)), *sources.filters)
                shown.append(Shown(key, key, traits=traits, quoted=False, linked=True))
        for (subject, _code), cell in content.cells.items():
            traits = (*sources.described(by, subject), *sources.filters)
            shown += [
                Shown(person, subject, traits=traits, quoted=False, linked=True)
                for person in (cell.persons if traits and by not in IDS else ())
            ]
    for (subject, code), cell in content.cells.items():
        shown += _summaries(sources, [one.text for one in cell.summaries], code, by, subject)
    everyone = [
        Everyone(tuple(sorted(groups[record["subject"]])), record["code"], record["subject"])
        for record in records
        if _all_said(sources, record, record["code"])
    ]
    summed_up = any(cell.summaries for cell in content.cells.values())
    return Print(
        tuple(dict.fromkeys(shown)),
        everyone=tuple(everyone),
        unread=sources.unread_of_all() if summed_up else (),
        consents=counted(sources),
    )


# -- over time ----------------------------------------------------------------------------------


def paths(sources: Sources, content: FrameView) -> Print:
    """A person's rounds, those without text too; who said what in which, under ids."""
    records = table.records(content.frame)
    shown = dict.fromkeys(
        Shown(one["person"], one["person"],
              traits=(_of_round(one["round"], usable=bool(one["usable"])), *_filters(sources)),
              quoted=False, linked=True)
        for one in records
    )  # fmt: skip
    said: dict[tuple[str, str], dict[str, bool]] = {}
    for one in records:
        if one["usable"] and one["code"] in sources.sensitive:
            for place in (_("round {round}", round=int(one["round"])), _("the table")):
                of = said.setdefault((one["code"], place), {})
                of[one["person"]] = of.get(one["person"], False) or int(one["n"]) > 0
    return Print(
        tuple(shown),
        everyone=tuple(_everyone_of(said)),
        consents=_printed(sources, content.frame["person"]),
    )


def _filters(sources: Sources) -> tuple[Trait, ...]:
    """What the filters say of who is followed: not the rounds, which each row says for itself,
    those without text too."""
    return tuple(trait for trait in sources.filters if trait[0] != "round")


def _of_round(round: Any, *, usable: bool) -> Trait:
    return "round" if usable else "missing_round", (str(int(round)),)


def _everyone_of(said: Mapping[tuple[str, str], Mapping[str, bool]]) -> Iterator[Everyone]:
    """Codes and places where all persons have said it."""
    for (code, place), who in said.items():
        if all(who.values()):
            yield Everyone(tuple(sorted(who)), code, place)


def _printed(sources: Sources, persons: Iterable[str]) -> tuple[Consent, ...]:
    """Persons whose ids are printed who have withdrawn."""
    return tuple(sources.withdrawn(dict.fromkeys(persons), _("the table")))


def changes(sources: Sources, content: FrameView) -> Print:
    """Who had text in which of two rounds, and what all of them said there; ids only where it is
    computed with."""
    wanted = sources.wanted
    before, after = trajectories.first_and_last(
        sources.store, wanted.before, wanted.after, filters=wanted.filters
    )
    if wanted.across:
        return _crossed(sources, content, before, after)
    shown: dict[Shown, None] = {}
    heard: dict[tuple[str, int], dict[str, None]] = {}
    silent: set[tuple[str, int]] = set()
    for one in table.records(content.frame):
        sides = [(round, one[name]) for round, name in ((before, "before"), (after, "after"))]
        traits = [_of_round(round, usable=state != "no_text") for round, state in sides]
        hidden = table.is_hidden(one)
        who = _in_cell(sources, one, traits)
        if not hidden:
            linked = sources.computed_with and bool(one["persons"])
            shown |= {_in_rounds(sources, person, traits, linked=linked): None for person in who}
        for round, state in sides:
            if state != "no_text":
                heard.setdefault((one["code"], round), {}).update(dict.fromkeys(who))
                if state != "said" and (hidden or one["n"]):
                    silent.add((one["code"], round))
    # What is left of those with text when nobody is shown or hidden elsewhere is all of them.
    everyone = [
        Everyone(tuple(sorted(who)), code, _("round {round}", round=round))
        for (code, round), who in heard.items()
        if who and code in sources.sensitive and (code, round) not in silent
    ]
    return Print(
        tuple(shown),
        everyone=tuple(everyone),
        consents=_printed(sources, (one.person for one in shown)),
    )


def _in_cell(sources: Sources, record: Record, rounds: Sequence[Trait]) -> list[str]:
    """Who is in a cell; where nobody is named, all who have text in these rounds and no others."""
    if not table.is_hidden(record) and (record["persons"] or not record["n"]):
        return listed(record["persons"])
    traits = (*rounds, *_filters(sources))
    return [one.person for one in sources.persons.values() if all(map(one.fits, traits))]


def _in_rounds(sources: Sources, person: str, rounds: Sequence[Trait], *, linked: bool) -> Shown:
    traits = (*dict.fromkeys(rounds), *_filters(sources))
    return Shown(person, _("the table"), traits=traits, quoted=False, linked=linked)


def _crossed(sources: Sources, content: FrameView, before: int, after: int) -> Print:
    """Codes said before by codes said after, of those with text in both rounds."""
    records = [one for one in table.records(content.frame) if not table.is_hidden(one)]
    rounds = [_of_round(round, usable=True) for round in (before, after)]
    both = [
        person
        for person in sources.fitting(rounds)
        if not (sources.wanted.complete and sources.persons[person].values["missing_round"])
    ]
    named = dict.fromkeys(person for one in records for person in listed(one["persons"]))
    shown = [_in_rounds(sources, person, rounds, linked=False) for person in both]
    if sources.computed_with:
        shown += [_in_rounds(sources, person, rounds, linked=True) for person in named]
    everyone = [
        Everyone(tuple(sorted(both)), code, f"{one['code']} · {one['later']}")
        for one in records
        if 0 < int(one["n"]) == int(one["N"])
        for code in dict.fromkeys((one["code"], one["later"]))
        if code in sources.sensitive
    ]
    return Print(tuple(shown), everyone=tuple(everyone), consents=_printed(sources, both))


def attrition(sources: Sources, content: FrameView) -> Print:
    """Everything that is said of each who was lost: rounds, status, reasons, and of what she had
    spoken."""
    records = table.records(content.frame)
    shown = []
    for one in records:
        told = [(name, str(one[name] or "")) for name in
                ("actor_type", "left_course", "left_study")]  # fmt: skip
        rounds = [_of_round(round, usable=True) for round in listed(one["usable_rounds"])]
        traits = (
            *((name, (value,)) for name, value in told if value),
            *(("status", (value,)) for value in listed(one["status"])),
            *rounds, _of_round(one["lost_round"], usable=False), *_filters(sources),
        )  # fmt: skip
        shown.append(Shown(one["person"], one["person"], traits=traits, quoted=False, linked=True))
    heard = [one for one in records if one["usable_rounds"]]
    said = {
        (code, _("the table")): {one["person"]: code in listed(one["codes"]) for one in heard}
        for one in heard
        for code in listed(one["codes"])
        if code in sources.sensitive
    }
    return Print(
        tuple(shown),
        everyone=tuple(_everyone_of(said)),
        consents=_printed(sources, content.frame["person"]),
    )


# -- explanations -------------------------------------------------------------------------------


def explanations(sources: Sources, content: FrameView) -> Print:
    """The groups with their numbers."""
    by = sources.wanted.by or "actor_type"
    records = [one for one in table.records(content.frame) if not table.is_hidden(one)]
    groups = _groups(sources, by, {table.as_key(one[by]) for one in records})
    everyone = dict.fromkeys(
        Everyone(tuple(sorted(groups[table.as_key(one[by])])), one["code"], table.as_key(one[by]))
        for one in records
        if _all_said(sources, one, one["code"])
    )
    return Print(
        tuple(of_groups(sources, by, groups)),
        everyone=tuple(everyone),
        consents=counted(sources),
    )


def voices(sources: Sources, content: FrameView) -> Print:
    """Persons under their ids with their actor type, and who names what."""
    records = table.records(content.frame)
    shown = dict.fromkeys(
        Shown(one["person"], one["person"],
              traits=(*sources.described("actor_type", str(one["actor_type"] or "")),
                      *sources.filters),
              quoted=False, linked=True)
        for one in records
    )  # fmt: skip
    said: dict[tuple[str, str], dict[str, bool]] = {}
    for one in records:
        if one["code"] in sources.sensitive:
            for place in dict.fromkeys((str(one["actor_type"] or ""), _("the table"))):
                said.setdefault((one["code"], place), {})[one["person"]] = int(one["n"]) > 0
    return Print(
        tuple(one for one in shown if one.traits),
        everyone=tuple(_everyone_of(said)),
        consents=_printed(sources, content.frame["person"]),
    )


# -- patterns -----------------------------------------------------------------------------------


def meetings(sources: Sources, content: FrameView) -> Print:
    """Codes and in how many interviews each is, which may be all."""
    found = filtered(sources)
    usable = cells.base(sources.store, filters=sources.wanted.filters).usable
    n = {
        record[f"code_{side}"]: int(record[f"interviews_{side}"])
        for record in table.records(content.frame)
        for side in "ab"
        if record[f"interviews_{side}"] is not None
    }
    everyone = []
    for code, interviews in n.items():
        if code in sources.sensitive and 0 < interviews == usable:
            behind = cells.cell_rows(
                sources.store, {"code": code}, direct=not sources.wanted.filters.code,
                filters=sources.wanted.filters,
            )  # fmt: skip
            everyone.append(Everyone(tuple(sorted(behind.persons)), code, _("the table")))
    return Print(found.shown, everyone=tuple(everyone), consents=found.consents)


def new_codes(sources: Sources, content: FrameView) -> Print:
    """Interviews by their ids, with actor type, round and day; groups that tell nothing."""
    shown: dict[Shown, None] = {}
    for record in table.records(content.frame):
        told = {
            "actor_type": str(record["actor_type"] or ""), "round": table.as_key(record["round"]),
            "date": str(record["date"] or ""),
        }  # fmt: skip
        if sources.picture:
            # The curve names the group and the interviews.
            del told["date"]
        traits = (*((name, (value,)) for name, value in told.items() if value), *sources.filters)
        interview = str(record["interview"])
        for person in sources.fitting(traits):
            if not interview or sources.is_of(person, "interview", interview):
                shown[Shown(person, interview or _("the table"), traits=traits, quoted=False,
                            linked=bool(interview))] = None  # fmt: skip
    return Print(tuple(shown), consents=counted(sources))


def word_use(sources: Sources, content: FrameView) -> Print:
    """The two groups, and the words, which may be names."""
    wanted = sources.wanted
    by = wanted.by or "actor_type"
    told = {wanted.words_of, wanted.against} if wanted.against else {wanted.words_of}
    shown = [*of_groups(sources, by, _groups(sources, by, told))]
    names = sources.names_small()
    shown += [
        Shown("", _("the word “{word}”", word=word), "words", names=((word, names[word]),),
              quoted=False)
        for word in content.frame["lemma"]
        if word in names
    ]  # fmt: skip
    return Print(tuple(shown), unread=sources.unread_of_all(), consents=counted(sources))
