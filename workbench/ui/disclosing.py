"""Beside an export: how many persons could be recognised in it, and what is decided on that.

`line` says it in one line; the list of findings with remedies and decisions lies behind it. A
place that exports something calls `line` with what it gives to `Study.exported`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from workbench.coding.disclosures import DECIDED
from workbench.errors import WorkbenchError
from workbench.exports import disclosing
from workbench.exports.disclosure import WHATS, K
from workbench.exports.writers import Kind
from workbench.texts import _, in_language, marked, ngettext
from workbench.ui import reports, shell, unread
from workbench.ui.facets import plain
from workbench.words import code_name

SHOWN = 20
"""Findings of one sort that the list draws; those on which nothing is accepted come first."""

DECISIONS = {
    "accepted": marked("accepted"),
    "generalised": marked("to be generalised"),
    "left_out": marked("to be left out"),
    "": marked("open"),
}


@dataclass(frozen=True)
class Asked:
    """An export as it is asked for: under the prefix of its place, in a format."""

    prefix: str
    kind: Kind
    format: str
    wanted: dict[str, Any]

    @property
    def report(self) -> str:
        """Where what was decided is reported."""
        return f"{self.prefix}_disclosure"

    @property
    def k(self) -> int:
        """How many persons must share what is printed of one of them."""
        return int(st.session_state.get(f"{self.prefix}_fewest", K))

    def found(self, here: shell.Current) -> pd.DataFrame:
        """The findings, read once per state of the study."""
        frame: pd.DataFrame = shell.read(
            here, "disclosure", self.kind, format=self.format, k=self.k, analyse=False,
            **self.wanted,
        )  # fmt: skip
        return frame


def line(prefix: str, kind: Kind, *, format: str, within: str = "", **wanted: Any) -> None:
    """How many persons could be recognised in the file, and the way to who they are, which
    `dialog` opens. `within` is the key of a popover that the line stands in."""
    asked = Asked(prefix, kind, format, wanted)
    try:
        found = asked.found(shell.current())
    except WorkbenchError as error:
        shell.show_error(error)
        return
    with st.container(key=f"{prefix}_disclosure_line", gap=None):
        left = not disclosing.is_open(found).empty
        style = "wb-warn" if left else "wb-muted"
        st.html(f"<p class='{style}' role='status'>{escape(disclosing.summary(found))}</p>")
        st.button(
            _("Who could be recognised") if len(found) else _("What is looked for"),
            key=f"{prefix}_disclosure_open", type="tertiary", on_click=_ask, args=(asked, within),
        )  # fmt: skip


def _ask(asked: Asked, within: str) -> None:
    st.session_state[f"{asked.prefix}_disclosure_asked"] = asked
    if within:
        # It would lie over the list.
        st.session_state[within] = False


def dialog(prefix: str) -> None:
    """The list behind the line of this prefix, once it was asked for."""
    asked: Asked | None = st.session_state.pop(f"{prefix}_disclosure_asked", None)
    if asked is None:
        return

    @st.dialog(_("Who could be recognised in this file"), width="large", on_dismiss="rerun")
    def opened() -> None:
        listed(asked)

    opened()


def listed(asked: Asked) -> None:
    """The findings with their remedies, and the decisions on them."""
    here = shell.current()
    reports.draw(asked.report)
    _settings(here, asked)
    found = asked.found(here)
    st.html(f"<p role='status'>{escape(disclosing.summary(found))}</p>")
    if len(found):
        _sorts(asked, found)
    _report(here, asked)


def _report(here: shell.Current, asked: Asked) -> None:
    """The list as a file, to be kept with the export and not to be sent on."""

    def content() -> bytes:
        with in_language(here.language):
            return here.study.disclosure_report(
                asked.kind, format=asked.format, k=asked.k, **asked.wanted
            )

    st.download_button(
        _("The list as a file (CSV)"), data=content,
        file_name=f"{asked.kind}{disclosing.SUFFIX}", mime="text/csv",
        key=f"{asked.prefix}_disclosure_file", on_click="ignore", type="tertiary",
        help=_("Keep it with the export, and do not send it on: it says who is who."),
    )  # fmt: skip


def _settings(here: shell.Current, asked: Asked) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        key = f"{asked.prefix}_disclosure_k"
        st.number_input(
            _("Fewest persons who share it"), 1, 20, asked.k, key=key, width=210,
            on_change=_choose_k, args=(asked.prefix, key),
        )  # fmt: skip
        names = {code.key: code_name(code) for code in here.study.scheme() if not code.retired}
        marked_ = here.study.sensitive()
        key = f"{asked.prefix}_disclosure_sensitive"
        st.session_state[key] = [one for one in marked_ if one in names]
        st.multiselect(
            _("Sensitive codes"), list(names), key=key, format_func=names.__getitem__,
            placeholder=_("None"), on_change=_mark, args=(asked, key),
            help=_("That all of a group have spoken of one of these is found too."),
        )  # fmt: skip


def _choose_k(prefix: str, key: str) -> None:
    st.session_state[f"{prefix}_fewest"] = int(st.session_state[key])


def _mark(asked: Asked, key: str) -> None:
    study = shell.current().study
    before, after = set(study.sensitive()), set(st.session_state[key])
    with reports.refusals(asked.report):
        for code in sorted(before ^ after):
            study.mark_sensitive(code, code in after)


def _sorts(asked: Asked, found: pd.DataFrame) -> None:
    """The findings of one sort at a time, with how many of each are open."""
    open_ = disclosing.is_open(found)["what"].value_counts()
    sorts = [one for one in WHATS if one in set(found["what"])]
    key = f"{asked.prefix}_disclosure_what"
    # A sort that has no finding any more is no choice any more.
    if st.session_state.get(key) not in sorts:
        st.session_state[key] = sorts[0]
    st.pills(
        _("What was found"), sorts, key=key, required=True, label_visibility="collapsed",
        format_func=lambda one: f"{disclosing.what_name(one)} ({int(open_.get(one, 0))})",
    )  # fmt: skip
    sort = st.session_state[key]
    rows = found[found["what"] == sort].to_dict("records")
    chosen = [str(row["finding"]) for row in rows[:SHOWN] if _finding(asked, row)]
    if len(rows) > SHOWN:
        st.html(f"<p class='wb-muted'>{escape(_('{n} more', n=len(rows) - SHOWN))}</p>")
    everything = len(rows) > 1 and st.checkbox(
        _("All {n} of them", n=len(rows)), key=f"{asked.prefix}_disclosure_all_{sort}"
    )
    if sort in ("role", "attributes"):
        shell.link(
            "overview", _("Change attributions and attributes on the overview"),
            key=f"{asked.prefix}_disclosure_persons",
        )  # fmt: skip
    if sort == "unread":
        unread.offer(f"{asked.prefix}_disclosure")
    _decide(asked, [str(row["finding"]) for row in rows] if everything else chosen)


def _finding(asked: Asked, row: dict[Any, Any]) -> bool:
    """One finding with its remedy and what was decided; whether it is chosen."""
    with st.container(key=f"{asked.prefix}_disclosure_f_{row['finding']}", gap=None):
        chosen = st.checkbox(
            plain(str(row["detail"])), key=f"{asked.prefix}_disclosure_c_{row['finding']}"
        )
        said = [str(row["persons"]).replace(",", ", "), str(row["where"])]
        lines = [" · ".join(one for one in said if one), str(row["remedy"])]
        if row["decision"]:
            lines.append(decision_text(row))
        body = "".join(f"<p class='dis-said'>{escape(one)}</p>" for one in lines if one)
        st.html(f"<div class='dis-finding'>{body}</div>")
    return bool(chosen)


def decision_text(row: dict[Any, Any]) -> str:
    """What was decided on a finding, by whom and why; that it holds no longer, if so."""
    said = _(
        "{decision} by {coder}", decision=_(DECISIONS[row["decision"]]), coder=row["decided_by"]
    )
    if row["reason"]:
        said += f": {row['reason']}"
    if row["decision"] == "accepted" and row["open"] == "yes":
        said += " " + _("(what is printed has changed since)")
    return said


def _decide(asked: Asked, chosen: Sequence[str]) -> None:
    prefix = f"{asked.prefix}_disclosure"
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            _("Decision"), [*DECIDED, ""], key=f"{prefix}_decision", width=200,
            format_func=lambda one: _(DECISIONS[one]),
        )  # fmt: skip
        st.text_input(_("Reason"), key=f"{prefix}_reason")
        st.button(
            ngettext("Decide on {n} finding", "Decide on {n} findings", len(chosen)),
            key=f"{prefix}_decide", type="primary", disabled=not chosen,
            on_click=_keep, args=(asked, chosen),
        )  # fmt: skip


def _keep(asked: Asked, chosen: Sequence[str]) -> None:
    prefix = f"{asked.prefix}_disclosure"
    decision = st.session_state[f"{prefix}_decision"]
    with reports.refusals(asked.report):
        shell.current().study.decide_disclosure(
            asked.kind, chosen, decision, reason=st.session_state[f"{prefix}_reason"],
            format=asked.format, k=asked.k, **asked.wanted,
        )  # fmt: skip
        done = ngettext("{n} finding: {decision}.", "{n} findings: {decision}.", len(chosen),
                        decision=_(DECISIONS[decision]))  # fmt: skip
        reports.done(asked.report, done)
        for key in list(st.session_state):
            if str(key).startswith((f"{prefix}_c_", f"{prefix}_all_")):
                st.session_state[key] = False
        st.session_state[f"{prefix}_reason"] = ""
