"""The coding page: which interview an address opens, and what it says where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.pages import build, html_of, open_page


@pytest.fixture
def study_path(tmp_path: Path) -> Path:
    return Path(build(tmp_path / "study.db").path)


@pytest.mark.parametrize(
    ("interview", "said"),
    [
        ("P04-1", "P04-1 has no text to code."),
        ("P02-2", "P02-2 has no text to code."),
        ("P02-9", "Did you mean"),
        ("P02-1", None),
        ("", None),
    ],
)
def test_an_interview_that_cannot_be_opened_is_named_before_another_is_shown(
    study_path: Path, interview: str, said: str | None
) -> None:
    page = open_page("coding", study_path, **({"interview": interview} if interview else {}))
    assert not page.exception
    drawn = html_of(page)
    assert ('role="alert"' in drawn) is (said is not None)
    assert (said or "") in drawn
    assert page.session_state["_desk"].interview == ("P02-1" if interview == "P02-1" else "P01-1")
