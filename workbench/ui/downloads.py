"""Files of what a page shows, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from workbench.exports import FORMATS, Kind
from workbench.texts import _, in_language
from workbench.ui import shell

TABLE = ("csv", "csv_excel_nb", "xlsx")
PICTURE = (*TABLE, "svg", "png")


def offer(
    here: shell.Current, kind: Kind, name: str, formats: Sequence[str], *, key: str = "",
    **wanted: Any,
) -> None:  # fmt: skip
    """A menu of formats of one export; `wanted` as for `Study.export`."""

    def made(format: str) -> bytes:
        # The file is made in another thread, which knows nothing of this session's language.
        with in_language(here.language):
            return here.study.exported(kind, format, **wanted)

    with st.popover(_("Download"), key=f"do_{kind}_{key}"):
        for one in formats:
            st.download_button(
                _(FORMATS[one].label), data=partial(made, one),
                file_name=f"{name}.{FORMATS[one].suffix}", mime=FORMATS[one].media_type,
                key=f"do_{kind}_{key}_{one}", on_click="ignore", width="stretch",
            )  # fmt: skip
