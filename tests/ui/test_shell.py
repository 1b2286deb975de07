"""The shell: who codes, which language, which pages, and what a broken study looks like."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import build, html_of, open_page
from workbench.errors import CallError, StudyError
from workbench.study import Study
from workbench.texts import in_language
from workbench.ui import serving, shell


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKBENCH_CODER", raising=False)
    monkeypatch.setenv("WORKBENCH_STUDY", "study.db")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return build(tmp_path / "study.db")


def test_the_bar_shows_the_study_and_its_pages(study: Study) -> None:
    page = open_page("overview", study.path)
    assert not page.exception
    assert "Prøvestudie" in html_of(page)
    labels = [link.proto.label for link in page.get("page_link")]
    assert labels[:12] == [
        "Overview", "Coding", "Scheme", "Table", "Compare", "Patterns", "Excerpts", "Search",
        "Memos", "Suggestions", "Agreement", "Correct",
    ]  # fmt: skip


def test_pages_of_a_group_are_linked_above_each_of_them(study: Study) -> None:
    kin = ["Overview", "Import", "About"]
    for page in ("overview", "import_", "about"):
        labels = [link.proto.label for link in open_page(page, study.path).get("page_link")]
        assert labels[12:15] == kin
    alone = open_page("memos", study.path).get("page_link")
    assert not {"Import", "About"} & {link.proto.label for link in alone}


def test_a_real_study_carries_no_badge_and_a_synthetic_one_does(study: Study) -> None:
    assert "Synthetic demo study" not in html_of(open_page("overview", study.path))
    with study.store.action("Anne", "setting") as action:
        action.insert("setting", {"key": "synthetic", "value": "yes"})
    assert "Synthetic demo study" in html_of(open_page("overview", study.path))


def test_the_studys_name_is_text_and_never_markup(study: Study) -> None:
    with study.store.action("Anne", "setting") as action:
        action.update("setting", "name", value="<img src=x>")
    drawn = html_of(open_page("overview", study.path))
    assert "&lt;img src=x&gt;" in drawn
    assert "<img" not in drawn


def test_a_coder_is_chosen_from_those_of_the_study_or_named_anew(study: Study) -> None:
    page = open_page("overview", study.path)
    picker = page.selectbox(key="wb_coder")
    assert (picker.options, picker.value) == (["Anne", "Bjørn"], "Anne")
    picker.set_value("Bjørn").run()
    assert page.session_state["_coder"] == "Bjørn"


def test_the_coder_given_at_the_start_is_who_acts(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_CODER", "Kari")
    assert open_page("overview", study.path).selectbox(key="wb_coder").value == "Kari"


def test_the_language_is_changed_with_one_press_and_kept(study: Study) -> None:
    page = open_page("overview", study.path)
    switch = page.button(key="wb_language")
    assert switch.label == "Norsk"
    switch.click().run()
    assert page.button(key="wb_language").label == "English"
    page.run()
    assert page.button(key="wb_language").label == "English"


def test_the_question_mark_lists_the_keys(study: Study) -> None:
    page = open_page("overview", study.path)
    page.button(key="wb_help").click().run()
    assert "<kbd>Esc</kbd>" in html_of(page)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("?", "<kbd>?</kbd>"),
        ("Ctrl+Z", "<kbd>Ctrl</kbd>+<kbd>Z</kbd>"),
        ("+", "<kbd>+</kbd>"),
        ("N P", "<kbd>N</kbd> <kbd>P</kbd>"),
        ("<", "<kbd>&lt;</kbd>"),
    ],
)
def test_keys_are_written_as_keys(written: str, shown: str) -> None:
    assert shell._keys(written) == shown


def test_a_study_that_is_missing_gives_a_plain_page_that_says_what_to_do(tmp_path: Path) -> None:
    page = open_page("overview", tmp_path / "none.db")
    assert not page.exception
    drawn = html_of(page)
    assert "The study cannot be opened" in drawn
    assert "workbench demo" in drawn
    assert not page.get("page_link")
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_no_study_gives_the_same_page(tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Kjære deg", encoding="utf-8")
    page = open_page("overview", tmp_path / "letter.db")
    assert not page.exception
    assert "The study cannot be opened" in html_of(page)
    assert (tmp_path / "letter.db").read_text(encoding="utf-8") == "Kjære deg"


def test_frames_are_read_anew_when_another_process_has_written(study: Study) -> None:
    def app() -> None:
        import streamlit as st

        from workbench.ui import shell

        here = shell.current()
        st.text(shell.read(here, "persons").set_index("person").loc["P01", "gender"])

    import os

    os.environ["WORKBENCH_STUDY"] = str(study.path)
    page = AppTest.from_function(app, default_timeout=60).run()
    assert page.text[0].value == "mann"
    Study.open(study.path).edit_person("P01", {"gender": "ukjent"})
    assert page.run().text[0].value == "ukjent"


# Starting


def test_serving_sets_every_option_that_privacy_rests_on() -> None:
    chosen = serving.options(port=8501)
    assert chosen["server.address"] == "127.0.0.1"
    assert chosen["browser.gatherUsageStats"] is False
    assert chosen["server.headless"] is True
    assert chosen["theme.light.primaryColor"] == "#1f6f78"
    assert chosen["theme.dark.backgroundColor"] == "#16191d"


def test_the_configuration_of_the_checkout_agrees_with_serving() -> None:
    import tomllib

    settings = tomllib.loads(
        serving._shipped("config.toml", ".streamlit/config.toml").read_text("utf-8")
    )
    told = {
        f"{section}.{name}": value
        for section, table in settings.items()
        if section != "theme"
        for name, value in table.items()
    }
    chosen = serving.options(port=8501)
    assert {name: chosen.get(name, value) for name, value in told.items()} == told


def test_streamlits_own_searches_for_an_address_ask_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit import net_util

    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setattr(net_util, "get_internal_ip", net_util.get_internal_ip)
    monkeypatch.setattr(socket, "socket", None)
    serving.keep_to_itself()
    assert net_util.get_external_ip() is None
    assert net_util.get_internal_ip() is None


def test_serving_a_study_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with in_language("en"), pytest.raises(StudyError, match="There is no study at"):
        serving.serve(tmp_path / "none.db")


def test_a_port_in_use_is_refused_and_without_one_the_next_is_taken(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[dict[str, object]] = []
    said: list[str] = []
    monkeypatch.setattr(serving, "_run", started.append)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            in_language("en"),
            pytest.raises(CallError, match=f"Port {port} of 127.0.0.1 is in use"),
        ):
            serving.serve(study.path, port=port)
        monkeypatch.setattr(serving, "PORT", port)
        with in_language("en"):
            serving.serve(study.path, say=said.append)
    assert started[0]["server.port"] != port
    assert said == [
        f"The workbench is at http://127.0.0.1:{started[0]['server.port']} (stop with Ctrl+C)."
    ]


def test_what_is_read_is_read_anew_in_another_language(study: Study) -> None:
    study.code("P02-1", 9, 15, "utfall")
    page = open_page("overview", study.path)
    assert "Coded “utfall” in P02-1" in html_of(page)
    page.button(key="wb_language").click().run()
    assert "Coded “utfall”" not in html_of(page)


def test_a_page_of_one_coder_never_serves_what_another_reads(study: Study) -> None:
    """What Bjørn codes blind is hidden from Anne, and his page fills the cache first."""
    study.coding_status("P01-1", "started", coder="Bjørn")
    transcript = study.transcript("P01-1")
    assert transcript is not None
    start = transcript.text.index("Nei")
    study.code("P01-1", start, start + 3, "utfall", coder="Bjørn", memo="HEMMELIG")

    def app() -> None:
        import os

        import streamlit as st

        from workbench.ui import shell

        st.session_state["_coder"] = os.environ["WORKBENCH_CODER"]
        here = shell.current()
        use = shell.read(here, "scheme_use").set_index("code")["codings"]
        st.text(str(int(use["utfall"])))

    os.environ["WORKBENCH_STUDY"] = str(study.path)
    # Nothing that Anne may see has happened since the last entry that both of them read.
    seen = {name: Study(study.store, coder=name).last_history for name in ("Anne", "Lise")}
    study.coding_status("P01-1", "not_started", coder="Bjørn")
    assert seen["Anne"] < seen["Lise"]
    said = {}
    for name in ("Bjørn", "Anne", "Lise"):
        os.environ["WORKBENCH_CODER"] = name
        said[name] = AppTest.from_function(app, default_timeout=60).run().text[0].value
    os.environ.pop("WORKBENCH_CODER")
    assert said == {"Bjørn": "2", "Anne": "1", "Lise": "2"}


def test_a_note_says_whose_coding_is_hidden(study: Study) -> None:
    study.coding_status("P01-1", "started", coder="Bjørn")
    os.environ["WORKBENCH_CODER"] = "Bjørn"
    drawn = html_of(open_page("crosstab", study.path))
    assert "1 interview is coded blind" in drawn
    assert "title='P01-1 (Anne)'" in drawn
    os.environ["WORKBENCH_CODER"] = "Lise"
    assert "coded blind" not in html_of(open_page("crosstab", study.path))
    os.environ.pop("WORKBENCH_CODER")


def test_no_style_restyles_the_whole_page_whenever_a_class_changes() -> None:
    """Any class that changes anywhere touches `[class*=...]`; with `*` below it, all elements.

    Streamlit changes a class at every run of the script, so that each key at the desk would pay.
    """
    rules = re.sub(r"/\*.*?\*/", "", shell._looks(), flags=re.DOTALL)
    selectors = [
        one.strip() for part in re.findall(r"([^{}]+)\{", rules) for one in part.split(",")
    ]
    assert len(selectors) > 300
    assert [one for one in selectors if re.search(r"\[class[*^]?=.*[\s>+~]\*", one)] == []
