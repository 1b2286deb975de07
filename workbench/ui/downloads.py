"""The files that a page can be taken away as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from workbench.exports import Kind, formats
from workbench.texts import _, in_language
from workbench.ui import shell


def draw(
    here: shell.Current, kind: Kind, name: str, *, prefix: str, label: str = "", **wanted: Any
) -> None:
    """A menu of formats, Word first; `wanted` as for `Study.exported`."""
    with st.popover(label or _("To Word"), key=f"{prefix}_download"):
        buttons(here, kind, name, prefix=prefix, **wanted)


def buttons(here: shell.Current, kind: Kind, name: str, *, prefix: str, **wanted: Any) -> None:
    """A button for every format of a kind; `wanted` as for `Study.exported`."""

    def content(format: str) -> Callable[[], bytes]:
        def made() -> bytes:
            # The file is made in another thread, which knows nothing of this session's language.
            with in_language(here.language):
                return here.study.exported(kind, format, **wanted)

        return made

    for one in formats(kind):
        st.download_button(
            _(one.label),
            data=content(one.key),
            file_name=f"{_plain(name)}.{one.suffix}",
            mime=one.media_type,
            key=f"{prefix}_get_{one.key}",
            on_click="ignore",
            width="stretch",
        )


def _plain(name: str) -> str:
    """A name that any system takes for a file."""
    kept = "".join(one if one.isalnum() or one in " -_." else "_" for one in name).strip(" .")
    return kept or "export"
