"""What an act on a page did, said where it was done, with the way back.

A report is kept for the runs that follow, under the page's prefix, and stands as long as nothing
else is done in the study. Undo takes back that act and no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import streamlit as st

from workbench.errors import WorkbenchError
from workbench.texts import _
from workbench.ui import shell


@dataclass(frozen=True)
class Report:
    """What was done or refused last; `last` is the history's id after it."""

    last: int
    said: str = ""
    can_undo: bool = False
    fault: WorkbenchError | None = None


def done(prefix: str, said: str, *, can_undo: bool = True) -> None:
    """Keep what was just done, by the last action of the history."""
    _keep(prefix, Report(shell.current().study.last_history, said, can_undo))


def refused(prefix: str, fault: WorkbenchError) -> None:
    """Keep why something was not done."""
    _keep(prefix, Report(shell.current().study.last_history, fault=fault))


@contextmanager
def refusals(prefix: str) -> Iterator[None]:
    """Keep what the study refuses, to be said in the next run."""
    try:
        yield
    except WorkbenchError as error:
        refused(prefix, error)


def new(prefix: str) -> bool:
    """Whether something was reported since this was asked last: a fragment then has the page
    around it drawn anew."""
    return bool(st.session_state.pop(f"{prefix}_reported", False))


def draw(prefix: str, *, hint: str = "") -> None:
    """What was done or refused last, else the hint: with one, the line is always there, and what
    lies below it does not move."""
    report: Report | None = st.session_state.get(f"{prefix}_report")
    if report is not None and report.last != shell.current().study.last_history:
        report = None
    if report is None and not hint:
        return
    with st.container(
        key=f"{prefix}_report", horizontal=True, vertical_alignment="center", gap="small"
    ):
        if report is None:
            st.html(f"<p class='wb-muted'>{escape(hint)}</p>", width="content")
        elif report.fault is not None:
            shell.show_error(report.fault)
        else:
            st.html(f"<p role='status'>{escape(report.said)}</p>", width="content")
            if report.can_undo:
                st.button(
                    _("Undo"), key=f"{prefix}_undo", on_click=take_back, args=(prefix, report)
                )


def take_back(prefix: str, report: Report) -> None:
    """Undo what was reported, and report that."""
    with refusals(prefix):
        undone = shell.current().study.undo(action=report.last)
        done(prefix, undone.summary, can_undo=False)


def _keep(prefix: str, report: Report) -> None:
    st.session_state[f"{prefix}_report"] = report
    st.session_state[f"{prefix}_reported"] = True
