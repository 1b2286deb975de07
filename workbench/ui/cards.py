"""An excerpt as a card: the question before it, the words in full, who speaks, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import streamlit as st

from workbench.exports import printed_quote
from workbench.texts import _
from workbench.ui import behind, table
from workbench.ui.reading import passage

Marks = Mapping[tuple[str, str], Sequence[tuple[int, int, str]]]
"""By interview and person: start, end and value of each coding that carries one."""


def colored(color: str) -> None:
    """Give the cards of this page the colour of a branch."""
    st.html(
        f"<style>[class*='st-key-crosstab_card']{{--mine:{escape(behind.safe(color))}}}</style>"
    )


def card(
    read: behind.Read,
    key: str,
    excerpt: Mapping[str, Any],
    about: Mapping[str, behind.About],
    marks: Marks,
) -> None:
    """Draw an excerpt; `key` begins with `crosstab_card` and is the only one of its name.

    The values of `marks` that stand on its words are shown, and a link goes to its place at the
    desk.
    """
    transcript = read("transcript", excerpt["interview"])
    start, end = int(excerpt["start"]), int(excerpt["end"])
    found = passage(transcript, start, end)
    person = table.as_key(excerpt["person"])
    quote = printed_quote(transcript.text, transcript.turns, start, end, person=person)
    here = (str(excerpt["interview"]), person)
    pills = dict.fromkeys(v for a, b, v in marks.get(here, ()) if a < end and start < b)
    who = about.get(person, behind.About())
    round_ = table.as_key(excerpt.get("round"))
    when = _("round {round}", round=round_) if round_ else ""
    by = " · ".join(part for part in (person, who.said, when) if part)
    with st.container(key=key):
        question = f"<p class='q'>{escape(found.question)}</p>" if found.question else ""
        st.html(f"{question}<p class='quote'>{escape(quote.text)}</p>")
        with st.container(
            key=key.replace("card", "by", 1), horizontal=True, vertical_alignment="center"
        ):
            said = [_(words[value]) for value in pills for words in table.VALUES.values()
                    if value in words]  # fmt: skip
            said += [] if who.quotable else [_("may not be quoted")]
            names = "".join(f"<span class='wb-pill'>{escape(name)}</span>" for name in said)
            st.html(f"<div class='by'>{escape(by)} {names}</div>", width="stretch")
            st.page_link(
                st.session_state["_pages"]["coding"],
                label=f"{excerpt['interview']}, {_('turn {turn} →', turn=found.turn)}",
                query_params={"interview": str(excerpt["interview"]), "turn": str(found.turn)},
            )
        around = "".join(
            f"<p{' class=own' if own else ''}><b>{escape(speaker)}</b>{escape(said)}</p>"
            for turns, own in ((found.before, False), (found.own, True), (found.after, False))
            for speaker, said in turns
        )
        st.html(f"<details><summary>{escape(_('two turns around'))}</summary>{around}</details>")
