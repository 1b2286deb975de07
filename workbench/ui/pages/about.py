"""What this workbench is made of: the pipeline and its scores, versions; privacy, backups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import streamlit as st

from workbench.about import about
from workbench.language import Pipeline, describe
from workbench.texts import _, marked, number
from workbench.ui import backups, shell

KEYS: tuple[tuple[str, str], ...] = ()

PUBLISHED = "nb_core_news_sm 3.8"

MEASURES: tuple[tuple[str, str], ...] = (
    ("pos_acc", marked("Part of speech")),
    ("lemma_acc", marked("Dictionary form")),
    ("sents_f", marked("Sentences")),
    ("ents_f", marked("Names")),
)
"""Measures that are shown, by the names that spaCy gives them."""


def page() -> None:
    """Draw the page."""
    here = shell.current()
    with st.container(key="about"):
        st.html(f"<h1>{escape(_('About the workbench'))}</h1>")
        st.html(_section(_("Privacy"), _paragraphs(privacy(str(here.study.path)))))
        backups.draw(here)
        pipeline = _pipeline()
        body = _paragraphs([language(pipeline)]) + _table(
            (_("Measure"), _("This one"), PUBLISHED), scores(pipeline)
        )
        st.html(_section(_("Norwegian"), body))
        st.html(_section(_("Versions"), _table((), versions())))


def privacy(study: str) -> list[str]:
    """What a researcher has to know of where the data are, in sentences."""
    return [
        _("The study is one file on this machine: {path}.", path=study),
        _("The workbench sends nothing to anyone and asks no other machine for anything."),
        _("Whoever can read the file can read the interviews: keep it on an encrypted disk."),
    ]


def language(pipeline: Pipeline) -> str:
    """Which pipeline finds sentences, dictionary forms and names."""
    return _(
        "Sentences, dictionary forms and names are found by {name}, version {version}.",
        name=pipeline.name,
        version=pipeline.version,
    )


def scores(pipeline: Pipeline) -> list[tuple[str, str, str]]:
    """Measure, the pipeline's score, that which spaCy publishes of its own small pipeline.

    Both on the development part of the Norwegian Dependency Treebank; empty for a pipeline that
    has no scores.
    """
    from workbench.language.training import scores as training

    known = dict(pipeline.scores)
    return [
        (_(label), number(known[name], digits=3), number(training.PUBLISHED[name], digits=3))
        for name, label in MEASURES
        if name in known
    ]


def versions() -> list[tuple[str, str]]:
    """Name and version of everything that matters for a result."""
    rows = about()[["name", "value"]].itertuples(index=False, name=None)
    return [(str(name), str(value)) for name, value in rows if not str(name).startswith("pipeline")]


@st.cache_resource(show_spinner=False)
def _pipeline() -> Pipeline:
    return describe()


def _section(heading: str, body: str) -> str:
    return f"<h2>{escape(heading)}</h2>{body}"


def _paragraphs(lines: Iterable[str]) -> str:
    return "".join(f"<p>{escape(line)}</p>" for line in lines)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    top = "".join(f"<th scope='col'>{escape(name)}</th>" for name in head)
    body = "".join(
        f"<tr><th scope='row'>{escape(first)}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
