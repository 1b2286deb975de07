"""A study for tests of pages: four participants, two employers, a joint sitting, three codes."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.builder import Builder
from workbench.study import Study

MARKED = """
I: Hva vil du?
P01: Jeg [vil jobbe med mat]. Jeg kan vente. {Ingen spør} meg.
I: Ikke?
P01: Nei.
"""


def build(path: Path) -> Study:
    """The study in a file.

    P01 is interviewed in rounds 1 and 2, the second time together with A01; P02 leaves the
    course, P03 the study; P04's interview was held without a usable text. A02's text is there
    and not coded to the end. P03 may not be quoted.
    """
    made = Builder(path)
    made.person("P01", attribution="deltaker i kantine", course="kafé og kantine", gender="mann")
    made.person("A01", "arbeidsgiver", attribution="arbeidsgiver i kantine")
    made.person("P02", attribution="deltaker i kantine", course="kafé og kantine", gender="kvinne")
    made.person(
        "P03", consent="no_quotes", attribution="deltaker i pleie", course="pleie og omsorg"
    )
    made.person("P04", attribution="deltaker i pleie", course="pleie og omsorg")
    made.person("A02", "arbeidsgiver", attribution="leder i kantine")
    made.code("praksis", "praksis.gratis", "utfall")
    made.interview("P01-1", {"P01": 1}, MARKED, codes={"[": "praksis", "{": "praksis.gratis"})
    made.interview(
        "P01-2_A01",
        {"P01": 2, "A01": None},
        "I: Hvordan går det?\nP01: [Bra, jeg står i oppvasken].\nA01: {Vi er fornøyde med ham}.",
        codes={"[": "praksis.gratis", "{": "praksis"},
    )
    made.interview(
        "P02-1", {"P02": 1}, "I: Og du?\nP02: [Jeg har ventet lenge].", codes={"[": "utfall"}
    )
    made.interview("P02-2", {"P02": 2}, status="not_reached")
    made.interview("P03-1", {"P03": 1}, "I: Ja?\nP03: [Jeg sier ikke mer].", codes={"[": "praksis"})
    made.interview("P03-2", {"P03": 2}, status="declined")
    made.interview("P04-1", {"P04": 1}, status="not_usable")
    made.interview(
        "A02",
        ["A02"],
        "I: Hva tenker du?\nA02: [Det er gratis hjelp].",
        codes={"[": "praksis.gratis"},
    )
    for interview in ("P01-1", "P01-2_A01", "P02-1", "P03-1"):
        made.assign(interview)
    made.assign("A02", status="started")
    made.assign("P01-1", "Bjørn", layer="second", status="started")
    study = Study(made.store, coder="Anne")
    study.edit_person("P02", {"left_course": "fikk jobb"})
    study.edit_person("P03", {"left_study": "hadde ikke tid"})
    return study


def open_page(name: str, study: Path, **query: str) -> AppTest:
    """The running app with this page open, in English."""

    def app(name: str) -> None:
        from workbench.ui.app import run

        run(start=name)

    import os

    os.environ["WORKBENCH_STUDY"] = str(study)
    page = AppTest.from_function(app, args=(name,), default_timeout=60)
    for key, value in query.items():
        page.query_params[key] = value
    return page.run()


def html_of(page: AppTest) -> str:
    """Everything that the page draws as HTML."""
    return "\n".join(element.proto.body for element in page.get("html"))
