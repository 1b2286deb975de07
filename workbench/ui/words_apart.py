"""Word use on the page of patterns: the words that set a group apart, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from workbench.analysis.word_use import FEWEST
from workbench.charts import pattern_words
from workbench.texts import _, number
from workbench.ui import address, downloads, hits, shell, unread
from workbench.ui.facets import MANY, Material
from workbench.words import column

if TYPE_CHECKING:
    from workbench.model import Filters

WORDS = 60
"""Words that are listed; a file has them all."""

HITS = 40
"""Places of a word that are shown; the search page has them all."""


@dataclass(frozen=True)
class Asked:
    """Whose words stand apart (a value of `by`), from whom (empty for all others), how many
    persons must use one, the word that is read, and whether only words are listed that the others
    never use."""

    group: str = ""
    by: str = "actor_type"
    against: str = ""
    fewest: int = FEWEST
    lemma: str = ""
    only: bool = False


def read_address(given: Mapping[str, str], known: Material) -> Asked:
    """What an address asks for; without a group, the first."""
    by = given.get("by", "actor_type")
    by = by if by in _keys(known) else "actor_type"
    values = list(_values(known, by))
    group = given.get("group", "")
    group = group if group in values else next(iter(values), "")
    against = given.get("against", "")
    persons = given.get("persons", "")
    fewest = int(persons) if persons.isdecimal() and 0 < int(persons) < 100 else FEWEST
    return Asked(
        group, by, against if against in values and against != group else "", fewest,
        given.get("lemma", "")[:80], given.get("only") == "1",
    )  # fmt: skip


def query_of(asked: Asked) -> dict[str, list[str]]:
    """The address of it: only what differs from the plain page."""
    plain = Asked()
    said = {
        "group": asked.group, "by": asked.by, "against": asked.against,
        "persons": str(asked.fewest), "lemma": asked.lemma,
        "only": "1" if asked.only else "",
    }  # fmt: skip
    usual = {"by": plain.by, "persons": str(plain.fewest)}
    return {name: [one] for name, one in said.items() if one and one != usual.get(name)}


def _keys(known: Material) -> list[str]:
    """What persons can be grouped by."""
    few = [name for name, values in known.facts.attributes.items() if 1 < len(values) <= MANY]
    return ["actor_type", *few]


def _values(known: Material, by: str) -> dict[str, str]:
    """The groups, with their names."""
    if by == "actor_type":
        there = {person.actor_type for person in known.persons.values()}
        return {key: name for key, name in known.actor_types.items() if key in there}
    return {value: value for value in known.facts.attributes[by]}


Ask = Callable[..., None]


def draw(here: shell.Current, known: Material, asked: Asked, filters: Filters, ask: Ask) -> None:
    """The fields, the words, and the places of the one that is read."""
    values = _values(known, asked.by)
    if not values:
        nobody = _("Nobody belongs to a group yet: there are no words to set apart.")
        st.html(f"<p class='wb-hint' role='status'>{escape(nobody)}</p>")
        return
    with st.container(key="pa_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        _choice("by", _("Groups by"), {key: column(key) for key in _keys(known)}, asked.by,
                asked, ask)  # fmt: skip
        _choice("group", _("Words of"), values, asked.group, asked, ask)
        others = {"": _("all others"), **{k: v for k, v in values.items() if k != asked.group}}
        _choice("against", _("against"), others, asked.against, asked, ask)
        st.number_input(
            _("Persons at least"), 1, 99, asked.fewest, key=f"pa_fewest_{asked.fewest}", width=150,
            on_change=lambda: ask(
                words=replace(asked, fewest=int(st.session_state[f"pa_fewest_{asked.fewest}"]))
            ),
        )  # fmt: skip
        downloads.draw(
            here, "word_use", _("word use"), prefix="pa_words", label=_("Download"),
            filters=filters, words_of=asked.group, by=asked.by, against=asked.against,
            fewest=asked.fewest,
        )  # fmt: skip
    st.toggle(
        _("Only words that the others never use"), value=asked.only, key=f"pa_only_{asked.only}",
        on_change=lambda: ask(words=replace(asked, only=not asked.only)),
    )  # fmt: skip
    unread.offer("pa")
    found = shell.read(
        here, "word_use_found", asked.group, by=asked.by, against=asked.against,
        fewest=asked.fewest, analyse=False, filters=filters,
    )  # fmt: skip
    st.html(f"<p class='wb-muted'>{escape(pattern_words.read(found))}</p>")
    with st.container(key="ag_split", horizontal=True, gap=None):
        with st.container(key="ag_table"):
            notes = pattern_words.word_use_notes(asked.fewest)
            st.html(
                _table(found.rows, asked, filters)
                + "".join(f"<p class='ag-note'>{escape(note)}</p>" for note in notes)
            )
        if asked.lemma:
            with st.container(key="ag_panel", width=470):
                _places(here, asked, filters)


def _choice(
    name: str, label: str, options: Mapping[str, str], value: str, asked: Asked, ask: Ask
) -> None:
    keys = list(options)
    # A new key for every value: the options of one field follow from another.
    key = f"pa_{name}_{asked.by}_{asked.group}_{value}"
    st.selectbox(
        label, keys, index=keys.index(value) if value in keys else None, key=key, width=210,
        format_func=lambda one: options[one],
        on_change=lambda: ask(words=_changed(asked, name, str(st.session_state[key] or ""))),
    )  # fmt: skip


def _changed(asked: Asked, name: str, value: str) -> Asked:
    if name == "by":
        return Asked(by=value, fewest=asked.fewest)
    changes: dict[str, Any] = {name: value, "lemma": ""}
    return replace(asked, **changes)


def _table(every: pd.DataFrame, asked: Asked, filters: Filters) -> str:
    rows = every[every["ratio"].isna() == asked.only]
    if rows.empty:
        none = _("No word is used by so many persons of the group.")
        return f"<p class='wb-hint'>{escape(none)}</p>"
    head = "".join(
        f"<th scope='col' class='{kind}'>{escape(name)}</th>"
        for kind, name in (
            ("", _("Dictionary form")), ("n main", _("Ratio")),
            ("n", _("Persons")), ("n", _("Uses")),
            ("n", _("Most by one")), ("n", _("Persons of the others")),
            ("n", _("Uses of the others")),
        )
    )  # fmt: skip
    body = "".join(_line(row, asked, filters) for row in rows.head(WORDS).to_dict("records"))
    more = ""
    if len(rows) > WORDS:
        said = _("The first {n} of {N} words; a file has them all.", n=WORDS, N=number(len(rows)))
        more = f"<p class='ag-note'>{escape(said)}</p>"
    label = escape(_("Word use"))
    return (
        f"<div class='ag-scroll' tabindex='0' role='region' aria-label='{label}'>"
        f"<table class='ag-table'><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        + more
    )


def _line(row: Mapping[Any, Any], asked: Asked, filters: Filters) -> str:
    lemma = str(row["lemma"])
    query = {
        "show": ["words"], **query_of(replace(asked, lemma=lemma)),
        **address.query_of_filters(filters),
    }  # fmt: skip
    on = " aria-current='true'" if lemma == asked.lemma else ""
    link = (
        f"<a href='patterns?{escape(urlencode(query, doseq=True))}' target='_self'{on}>"
        f"{escape(lemma)}</a>"
    )
    ratio = row["ratio"]
    said = [
        _("only here") if pd.isna(ratio) else number(ratio, digits=1),
        _("{n} of {N}", n=row["persons"], N=row["persons_N"]),
        _("{n} of {N}", n=number(row["n"]), N=number(row["words"])),
        number(row["most"]),
        _("{n} of {N}", n=row["others_persons"], N=row["others_persons_N"]),
        _("{n} of {N}", n=number(row["others_n"]), N=number(row["others_words"])),
    ]
    cells = "".join(
        f"<td class='n{' main' if not at else ''}'>{escape(one)}</td>"
        for at, one in enumerate(said)
    )
    return f"<tr style='--level:0'><th scope='row'><div>{link}</div></th>{cells}</tr>"


def _places(here: shell.Current, asked: Asked, filters: Filters) -> None:
    """Where the group uses the word, as key word in context."""
    if asked.by == "actor_type":
        of_group = replace(filters, actor_type=(asked.group,))
    else:
        of_group = replace(filters, attributes=(*filters.attributes, (asked.by, asked.group)))
    found = shell.read(
        here, "concordance", f'"{asked.lemma}"', lemma=True, analyse=False, filters=of_group,
        limit=HITS,
    )  # fmt: skip
    lines = "".join(_hit(row) for row in hits.named(found.rows).to_dict("records"))
    st.html(
        f"<h2>{escape(_('“{word}” where it stands', word=asked.lemma))}</h2>"
        f"<ul class='pa-kwic'>{lines}</ul>"
    )
    if found.hits > HITS:
        shell.link("search", _("All {n} places", n=number(found.hits)), key="pa_all_places",
                   q=f'"{asked.lemma}"', lemma="1")  # fmt: skip


def _hit(row: Mapping[Any, Any]) -> str:
    one = hits.hit(row)
    return (
        f"<li>{escape(one.left)}<b>{escape(one.match)}</b>"
        f"{escape(one.right)}<small><a href='coding?{escape(urlencode(one.where))}'"
        f" target='_self'>{escape(one.who)}</a></small></li>"
    )
