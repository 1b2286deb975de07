"""The whole application: shell around, the chosen page inside."""

from __future__ import annotations

from workbench.ui import shell
from workbench.ui.serving import keep_to_itself


def run(*, start: str = "overview") -> None:
    """Draw the shell and the page that the address names; `start` is the page without one.

    Called anew by Streamlit at every event. The study is the file in $WORKBENCH_STUDY,
    or study.db in the working directory.
    """
    keep_to_itself()
    page = shell.frame(start=start)
    page.run()
