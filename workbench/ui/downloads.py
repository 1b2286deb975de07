"""The files that a page can be taken away as, with how many persons could be recognised in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from workbench.exports import FORMATS, Kind, formats
from workbench.texts import _, in_language
from workbench.ui import disclosing, shell

CHECKED = "xlsx"
"""The format that a menu is checked for: a workbook holds all that the others hold."""

TABLES = ("docx", "xlsx", "csv", "csv_excel_nb")
"""The formats that a table is taken away as most."""


@dataclass(frozen=True)
class File:
    """A kind of export as a menu offers it: the name of its files, the prefix of its widgets, and
    what it is asked for, as for `Study.exported`. `only` some formats, if not all of the kind."""

    kind: Kind
    name: str
    prefix: str
    wanted: dict[str, Any]
    heading: str = ""
    only: tuple[str, ...] = ()


def draw(
    here: shell.Current, kind: Kind, name: str, *, prefix: str, label: str = "", **wanted: Any
) -> None:
    """A menu of formats, Word first; `wanted` as for `Study.exported`."""
    file = File(kind, name, prefix, wanted)
    menu(here, [file], key=f"{prefix}_download", label=label or _("To Word"))


def menu(
    here: shell.Current, files: Sequence[File], *, key: str, label: str = "",
    more: Callable[[], None] | None = None,
) -> None:  # fmt: skip
    """A menu of kinds and their formats, and who could be recognised in each once it is opened;
    `more` draws what stands below."""
    with st.popover(label or _("Download"), key=key, on_change="rerun") as opened:
        for one in files:
            if one.heading:
                st.html(f"<h2>{escape(one.heading)}</h2>")
            if opened.open:
                disclosing.line(one.prefix, one.kind, format=CHECKED, within=key, **one.wanted)
            _buttons(here, one)
        if more is not None:
            more()
    for one in files:
        disclosing.dialog(one.prefix)


def _buttons(here: shell.Current, file: File) -> None:
    def content(format: str) -> Callable[[], bytes]:
        return lambda: here.study.exported(file.kind, format, **file.wanted)

    for one in formats(file.kind):
        if not file.only or one.key in file.only:
            button(here, one.key, file.name, content(one.key), prefix=file.prefix)


def button(
    here: shell.Current, format: str, name: str, content: Callable[[], bytes], *, prefix: str
) -> None:
    """A button for a file of this format."""

    def made() -> bytes:
        # The file is made in another thread, which knows nothing of this session's language.
        with in_language(here.language):
            return content()

    chosen = FORMATS[format]
    st.download_button(
        _(chosen.label),
        data=made,
        file_name=f"{_plain(name)}.{chosen.suffix}",
        mime=chosen.media_type,
        key=f"{prefix}_get_{format}",
        on_click="ignore",
        width="stretch",
    )


def _plain(name: str) -> str:
    """A name that any system takes for a file."""
    kept = "".join(one if one.isalnum() or one in " -_." else "_" for one in name).strip(" .")
    return kept or "export"
