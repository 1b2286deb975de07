"""Every page of studies that have little, or nothing of one kind: no page is at a loss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builder import Builder
from tests.ui.pages import open_page
from workbench.ui import pages

PAGES = sorted(
    one.stem for one in Path(pages.__path__[0]).glob("*.py") if one.stem not in ("__init__",)
)


def scheme(made: Builder) -> None:
    made.code("a", "a.b", "c", "tilskriving.individ", "tilskriving.system")


def without_scheme(made: Builder) -> None:
    made.person("P1")


def without_interviews(made: Builder) -> None:
    scheme(made)
    made.person("P1")


def without_codings(made: Builder) -> None:
    scheme(made)
    made.interview("P1", ["P1"], "I: hei\nP1: Ja, det er det.")


def of_no_actor_type(made: Builder) -> None:
    """Its only person is of no actor type yet, and was met in no round."""
    scheme(made)
    made.person("P1", None)
    made.interview("P1", ["P1"], "I: hei\nP1: Ja, [det er det].", codes={"[": "a.b"})


def of_one_who_has_withdrawn(made: Builder) -> None:
    scheme(made)
    for number in (1, 2):
        text = "P1: Ja, [det er det]."
        made.interview(f"P1-{number}", {"P1": number}, text, codes={"[": "a"})
    made.person("P2", consent="withdrawn")


def of_odd_names(made: Builder) -> None:
    made.code("a" * 60, "c")
    made.person("P'\"<1>&", "arbeidsgiver", attribution="<b>Å</b> & «co»")


STUDIES = (
    lambda _made: None, without_scheme, scheme, without_interviews, without_codings,
    of_no_actor_type, of_one_who_has_withdrawn, of_odd_names,
)  # fmt: skip

NARROW = {
    "layer": "agreed", "hide_small": "1", "code": "a", "round": "1", "done_only": "1",
    "contains": "finnes ikke",
}  # fmt: skip
ALSO: dict[str, tuple[dict[str, str], ...]] = {
    "patterns": (
        {"show": "queries", "q": "a og ikke c", "hide_small": "1"}, {"show": "new"},
        {"show": "words"},
    ),
    "time_": ({"show": "changes", "hide_small": "1"}, {"show": "sides"}),
    "typology": ({"edit": "new"},),
}  # fmt: skip


@pytest.mark.parametrize("make", STUDIES, ids=lambda one: one.__name__.strip("<>"))
@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_there_is(
    name: str, make: Callable[[Builder], None], tmp_path: Path
) -> None:
    made = Builder(tmp_path / "study.db")
    make(made)
    made.store.close()
    for query in ({}, NARROW, *ALSO.get(name, ())):
        page = open_page(name, tmp_path / "study.db", **query)
        assert not page.exception, (query, page.exception)
