"""Memos as pages show them: cards that are read, changed and removed, and a field for a new one.

`card` gives a memo as plain data; `slip` draws those on one thing, with those that mention it and
the field. What is done is reported on the page, under its prefix.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from workbench.markdown import html
from workbench.references import as_written
from workbench.store.memos import Mention
from workbench.texts import _, marked, moment, ngettext
from workbench.ui import reports, shell
from workbench.ui.places import address, reference, to
from workbench.words import code_name

KIND: Mapping[str, str] = {
    "study": marked("the study"),
    "person": marked("informant"),
    "interview": marked("interview"),
    "passage": marked("passage"),
    "code": marked("code"),
    "coding": marked("coding"),
}
"""What a memo can be on, as a word beside its name."""


@dataclass(frozen=True)
class Card:
    """A memo as it is shown. `id` is None for the note that a coding carries, `key` tells it from
    every other; `own` where who looks may change it; `mentioned_by` are the memos that mention it.
    """

    id: int | None
    key: str
    kind: str
    on: str
    where: str
    quote: str
    text: str
    html: str
    signed: str
    own: bool
    mentioned_by: tuple[int, ...] = ()


def cards(here: shell.Current, frame: pd.DataFrame) -> list[Card]:
    """The memos of a frame, in its order."""
    mentions: dict[int, list[Mention]] = {}
    mentioned_by: dict[int, set[int]] = {}
    for one in shell.read(here, "mentions", _ids(shell.read(here, "memos"))):
        mentions.setdefault(one.memo, []).append(one)
        if one.object_type == "memo":
            mentioned_by.setdefault(int(one.object), set()).add(one.memo)
    names = {code.key: code_name(code) for code in shell.read(here, "scheme")}
    found = []
    for row in frame.to_dict("records"):
        id = None if pd.isna(row["id"]) else int(row["id"])
        others = tuple(sorted(mentioned_by.get(id or 0, ())))
        found.append(_card(here, row, mentions.get(id or 0, []), others, names))
    return found


def found_line(row: Mapping[Hashable, Any]) -> str:
    """A memo that a search has found: the way to it, the words around the first place, who."""
    own = pd.isna(row["id"])
    where = address("coding", row) if own else to("memos", memo=int(row["id"]))
    name = _("note on a coding") if own else _("memo {id}", id=int(row["id"]))
    words = f"{escape(row['left'])}<b>{escape(row['match'])}</b>{escape(row['right'])}"
    by = f"{row['coder']} · {moment(row['created'])}"
    return (
        f"<p class='me-found'><a href='{escape(where)}' target='_self'>{escape(name)}</a>"
        f" {words} <span class='wb-muted'>{escape(by)}</span></p>"
    )


def slip(here: shell.Current, prefix: str, object_type: str, object: str = "") -> None:
    """The memos on one thing, those that mention it, and a field for a new one."""
    own = cards(here, shell.read(here, "memos", object_type, object or None))
    with st.container(key=f"{prefix}_memos", gap="small"):
        st.html(f"<h2>{escape(_('Memos'))}</h2>")
        for one in own:
            draw(one, prefix, on=False)
        if object:
            named = f"interview {object}" if object_type == "interview" else object
            mentioning = _ids(shell.read(here, "memos", mentions=named))
            st.html(_mentioned_by(mentioning))
        write(here, prefix, object_type, object)


def draw(card: Card, prefix: str, *, on: bool = True) -> None:
    """A card, with what its author may do; with `on`, what the memo is on."""
    name = f"{prefix}_memo_{card.key}"
    with st.container(key=f"{name}_card", gap=None):
        editing = f"{prefix}_editing"
        head = f"<p class='me-on'>{_linked(card)}</p>" if on else ""
        quote = f"<p class='me-quote'>{escape(card.quote)}</p>" if card.quote else ""
        if card.id is not None and st.session_state.get(editing) == card.id:
            st.html(head + quote)
            _edit(card, prefix, name)
            return
        st.html(f"{head}{quote}<div class='me-text'>{card.html}</div>")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f"<p class='me-by'>{escape(card.signed)}</p>", width="content")
            if card.mentioned_by:
                st.html(_mentioned_by(card.mentioned_by), width="content")
            st.space("stretch")
            if card.own:
                st.button(_("Edit"), key=f"{name}_edit", type="tertiary",
                          on_click=_open, args=(editing, card.id))  # fmt: skip
                st.button(_("Remove"), key=f"{name}_remove", type="tertiary",
                          on_click=_store, args=(prefix, card.id, ""))  # fmt: skip


def write(here: shell.Current, prefix: str, object_type: str, object: str) -> None:
    """The field for a new memo; what is typed stays until it is stored, whatever others do."""
    stored = int(st.session_state.get(f"{prefix}_memos_stored", 0))
    name = f"{prefix}_memo_new_{object_type}_{object}_{stored}"
    with st.form(key=name, border=False):
        text = st.text_area(
            _("New memo"), key=f"{name}_text", height=90,
            placeholder=_("Markdown; [[P01]], [[code.key]] or [[memo 12]] is a link"),
        )  # fmt: skip
        if st.form_submit_button(_("Save the memo"), key=f"{name}_save"):
            with reports.refusals(prefix):
                here.study.memo(text, object_type=object_type, object=object)
                st.session_state[f"{prefix}_memos_stored"] = stored + 1
                reports.done(prefix, _("Memo stored."))
            st.rerun()


def _edit(card: Card, prefix: str, name: str) -> None:
    key = f"{name}_text"
    st.text_area(
        _("Memo"), card.text, key=key, height=max(90, 19 * (card.text.count("\n") + 3)),
        label_visibility="collapsed",
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        st.button(_("Save"), key=f"{name}_save", type="primary", on_click=_save,
                  args=(prefix, card.id, key))  # fmt: skip
        st.button(_("Cancel"), key=f"{name}_cancel", on_click=_open,
                  args=(f"{prefix}_editing", None))  # fmt: skip


def _open(key: str, memo: int | None) -> None:
    st.session_state[key] = memo


def _save(prefix: str, memo: int, key: str) -> None:
    _store(prefix, memo, str(st.session_state[key]))


def _store(prefix: str, memo: int, text: str) -> None:
    """Give a memo its new text; an empty one removes it."""
    st.session_state.pop(f"{prefix}_editing", None)
    with reports.refusals(prefix):
        shell.current().study.edit_memo(memo, text)
        reports.done(prefix, _("Memo stored.") if text.strip() else _("Memo removed."))


# -- how a card is made ----------------------------------------------------------------------


def _card(
    here: shell.Current,
    row: Mapping[Hashable, Any],
    mentions: Sequence[Mention],
    mentioned_by: tuple[int, ...],
    names: Mapping[str, str],
) -> Card:
    id = None if pd.isna(row["id"]) else int(row["id"])
    kind = row["object_type"]
    signed = [row["coder"], moment(row["created"]) if row["created"] else ""]
    if id is not None:
        signed.insert(0, _("memo {id}", id=id))
    if row["changed"]:
        signed.append(_("changed {day}", day=moment(row["changed"])))

    def linked(name: str, label: str) -> str:
        return _reference(name, label, mentions)

    code = names.get(row["code"], row["object"])
    on = {"code": code, "study": here.study.name, "coding": f"{code} · {row['interview']}"}
    return Card(
        id=id, key=f"coding_{row['object']}" if id is None else str(id), kind=kind,
        on=on.get(kind, row["object"]), where=address(kind, row),
        quote=row["quote"], text=row["text"],
        html=html(row["text"], _as_written if id is None else linked),
        signed=" · ".join(part for part in signed if part),
        own=id is not None and row["coder"] == here.coder, mentioned_by=mentioned_by,
    )  # fmt: skip


def _reference(name: str, label: str, mentions: Sequence[Mention]) -> str:
    """A reference as a link to its place; one that means nothing says so."""
    said, where = reference(name, label, mentions)
    if not where:
        return f"<span class='me-lost'>{escape(said)}</span>"
    return f"<a href='{escape(where)}' target='_self'>{escape(said)}</a>"


def _as_written(name: str, label: str) -> str:
    return escape(as_written(name, label))


def _linked(card: Card) -> str:
    kind = f"<span class='wb-muted'>{escape(_(KIND[card.kind]))}</span>"
    on = escape(card.on)
    if card.where:
        on = f"<a href='{escape(card.where)}' target='_self'>{on}</a>"
    return f"{kind} {on}"


def _mentioned_by(memos: Iterable[int]) -> str:
    links = ", ".join(
        f"<a href='{to('memos', memo=one)}' target='_self'>{escape(_('memo {id}', id=one))}</a>"
        for one in memos
    )
    return f"<p class='me-by'>{escape(_('Mentioned in'))} {links}</p>" if links else "<div></div>"


def _ids(frame: pd.DataFrame) -> tuple[int, ...]:
    return tuple(int(one) for one in frame["id"].dropna())


def n_memos(n: int) -> str:
    """How many memos there are."""
    return ngettext("{n} memo", "{n} memos", n)
