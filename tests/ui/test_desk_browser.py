"""The desk as its users meet it, in a real browser."""

from __future__ import annotations

import random
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import CODER, Desk, Server, axe_faults, build_study
from workbench.spans import word_spans
from workbench.study import Study

pytestmark = pytest.mark.browser

Stored = Callable[[str], list[Any]]
NewDesk = Callable[..., Desk]

PRESSES = 50


def code_with_key_1(desk: Desk) -> None:
    """Give the code “opplaering” the key 1 by using it once, and take that use back."""
    desk.focus()
    desk.press("t", "k")
    desk.page.keyboard.type("opplaer")
    desk.press("Enter")
    desk.settled(own=1)
    desk.press("Control+z")
    desk.settled(own=0)
    desk.press("Escape", "Control+Home")


def press_fifty(desk: Desk, *, apart: int = 0) -> None:
    """Extend the selection by a word and code it, fifty times."""
    for _ in range(PRESSES):
        desk.press("Shift+ArrowRight", "1")
        if apart:
            desk.page.wait_for_timeout(apart)


@pytest.mark.parametrize("apart", [0, 30, 150], ids="{}ms".format)
def test_fifty_key_presses_give_fifty_codings(desk: Desk, stored: Stored, apart: int) -> None:
    interview = desk.root.get_attribute("data-interview")
    code_with_key_1(desk)
    press_fifty(desk, apart=apart)
    desk.settled(own=PRESSES)
    assert len(stored(interview)) == PRESSES
    assert {one.start for one in stored(interview)} == {0}


def test_fifty_key_presses_in_one_breath_give_fifty_codings(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    code_with_key_1(desk)
    desk.page.locator(".read").evaluate(
        """(read, times) => {
            const press = (key, shiftKey) => read.dispatchEvent(
                new KeyboardEvent("keydown",
                    { key, shiftKey, bubbles: true, composed: true, cancelable: true }));
            for (let n = 0; n < times; n += 1) { press("ArrowRight", true); press("1", false) }
        }""",
        PRESSES,
    )
    desk.settled(own=PRESSES)
    assert len(stored(interview)) == PRESSES


def test_another_page_with_the_outbox_unsent_loses_nothing(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    code_with_key_1(desk)
    desk.page.evaluate("window.deaf = true")
    press_fifty(desk)
    expect(desk.root).to_have_attribute("data-own", str(PRESSES))
    assert stored(interview) == []
    desk.page.goto(f"{desk.server.address}/overview")
    expect(desk.root).to_have_count(0)
    desk.open(interview)
    desk.settled(own=PRESSES)
    assert len(stored(interview)) == PRESSES


def test_a_reload_with_the_outbox_unsent_loses_nothing(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    code_with_key_1(desk)
    desk.page.evaluate("window.deaf = true")
    press_fifty(desk)
    desk.page.reload()
    desk.ready(interview)
    desk.settled(own=PRESSES)
    assert len(stored(interview)) == PRESSES


def test_what_a_closed_tab_left_is_sent_by_the_next(
    new_context: Callable[..., BrowserContext], server: Server, fresh_interview: str, stored: Stored
) -> None:
    context = new_context()
    first = Desk(context.new_page(), server).open(fresh_interview)
    code_with_key_1(first)
    first.page.evaluate("window.deaf = true")
    press_fifty(first)
    first.page.close()
    second = Desk(context.new_page(), server).open(fresh_interview)
    second.settled(own=PRESSES)
    assert len(stored(fresh_interview)) == PRESSES
    assert second.page.evaluate("Object.keys(localStorage).filter(k => k.includes('outbox'))") == []


def test_a_restarted_server_gets_what_was_unsent(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    path = tmp_path / "study.db"
    build_study(path, spare=1)
    server = Server(path, tmp_path / "server.log")
    server.start()
    try:
        desk = Desk(new_context().new_page(), server).open("S00")
        code_with_key_1(desk)
        # Pressed before Streamlit notices and lays its notice of the lost server over the page.
        desk.page.evaluate("window.deaf = true")
        press_fifty(desk)
        expect(desk.root).to_have_attribute("data-pending", str(PRESSES))
        server.kill()
        desk.page.evaluate("window.deaf = false")
        server.start()
        desk.settled(own=PRESSES, timeout=60_000)
    finally:
        server.kill()
    study = Study.open(path, coder=CODER)
    assert len(study.codings_of("S00")) == PRESSES
    assert study.check() == []


def test_two_browsers_at_once_store_everything_and_see_one_another(
    new_desk: NewDesk, fresh_interview: str, stored: Stored
) -> None:
    one, other = new_desk(fresh_interview), new_desk(fresh_interview)
    for desk, code in ((one, "vilje"), (other, "inkludering")):
        desk.focus()
        desk.press("Control+Home", "ArrowDown", "t", "k")
        desk.page.keyboard.type(code)
        desk.press("Enter", "Escape", "Control+Home")
    other.settled(own=2)
    for _ in range(10):
        one.press("Shift+ArrowRight", "1")
        other.press("Shift+ArrowRight", "1")
    for desk in (one, other):
        desk.settled()
    for desk in (one, other):
        desk.look_again()
        desk.settled(own=22)
    assert len(stored(fresh_interview)) == 22


def test_select_code_undo_reload(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "så på")
    expect(desk.page.locator(".place")).to_contain_text("5")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    (coding,) = stored(interview)
    assert (coding.quote, coding.code, coding.coder) == (
        "sto mest og så på",
        "praksis.inkludering",
        CODER,
    )
    expect(desk.page.locator(".cod")).to_have_count(1)
    desk.press("Control+z")
    desk.settled(own=0)
    assert stored(interview) == []
    desk.press("Control+Shift+z")
    desk.settled(own=1)
    desk.page.reload()
    desk.ready(interview)
    desk.settled(own=1)
    expect(desk.page.locator(".cod")).to_have_text(["inkludering"])


def test_words_after_an_emoji_are_stored_where_they_stand(desk: Desk, stored: Stored) -> None:
    desk.words("viste meg", "to ganger")
    desk.page.keyboard.type("opplaer")
    desk.press("Enter")
    desk.settled(own=1)
    (coding,) = stored(desk.root.get_attribute("data-interview"))
    assert coding.quote == "viste meg det to ganger"


def test_alt_selects_to_the_letter(desk: Desk, stored: Stored) -> None:
    desk.page.keyboard.down("Alt")
    desk.words("ormiddagen", "og etter")
    desk.page.keyboard.up("Alt")
    desk.press("Enter")
    desk.page.keyboard.type("vilje")
    desk.press("Enter")
    desk.settled(own=1)
    (coding,) = stored(desk.root.get_attribute("data-interview"))
    assert coding.quote == "ormiddagen, og etter"


def test_several_codes_in_a_row_and_values_by_one_key(desk: Desk, stored: Stored) -> None:
    desk.focus()
    desk.press("Control+Home", "ArrowDown", "t", "Enter")
    desk.page.keyboard.type("vilje")
    desk.press("Control+Enter")
    desk.page.keyboard.type("framtid")
    desk.press("Enter", "-", "b")
    desk.settled(own=2)
    found = {
        one.code: (one.valence, one.stance)
        for one in stored(desk.root.get_attribute("data-interview"))
    }
    assert found == {"motivasjon.vilje": ("", ""), "motivasjon.framtid": ("missing", "affirms")}


def test_a_new_code_under_a_chosen_parent(desk: Desk, stored: Stored, study_path: Path) -> None:
    desk.words("skar brød", "formiddagen")
    desk.page.keyboard.type("Brød & <b>skjæring</b>")
    desk.press("Shift+Enter")
    desk.page.keyboard.type("praksis")
    desk.press("Enter")
    desk.settled(own=1)
    (coding,) = stored(desk.root.get_attribute("data-interview"))
    assert coding.code == "praksis.brod_b_skjaering_b"
    expect(desk.page.locator(".cod")).to_have_text(["Brød & <b>skjæring</b>"])
    # One key takes back both the coding and the code.
    row = desk.page.locator(".row").filter(has_text="skjæring")
    expect(row).to_have_count(1)
    desk.press("Control+z")
    desk.settled(own=0)
    expect(desk.page.locator(".cod")).to_have_count(0)
    expect(row).to_have_count(0)
    assert stored(desk.root.get_attribute("data-interview")) == []
    desk.press("Control+Shift+z")
    desk.settled(own=1)
    expect(desk.page.locator(".cod")).to_have_text(["Brød & <b>skjæring</b>"])
    expect(row).to_have_count(1)


def test_a_code_in_the_speakers_words(desk: Desk, stored: Stored) -> None:
    desk.words("hele formiddagen", "hele formiddagen")
    desk.press("Alt+i", "Enter", "Enter")
    desk.settled(own=1)
    (coding,) = stored(desk.root.get_attribute("data-interview"))
    assert (coding.quote, coding.code) == ("hele formiddagen", "hele_formiddagen")


def test_the_card_removes_and_notes(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("Ingen sa", "klokka ti")
    desk.page.keyboard.type("inklu")
    desk.press("Enter", "n")
    desk.page.keyboard.type("Hvem kunne ha sagt noe?")
    desk.press("Enter")
    desk.settled(own=1)
    assert stored(interview)[0].memo == "Hvem kunne ha sagt noe?"
    desk.press("Escape")
    desk.page.locator(".cod").click()
    expect(desk.page.locator(".card")).to_be_visible()
    expect(desk.page.locator(".card textarea")).to_have_value("Hvem kunne ha sagt noe?")
    desk.page.locator(".card .danger").click()
    desk.settled(own=0)
    assert stored(interview) == []
    expect(desk.page.locator(".live").first).to_contain_text("inkludering")


def test_the_extent_changes_by_key_and_by_hand(desk: Desk, stored: Stored) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "mest")
    desk.page.keyboard.type("inklu")
    desk.press("Enter", ".", ".")
    desk.settled(own=1)
    assert stored(interview)[0].quote == "sto mest og så"
    desk.press("Escape")
    desk.page.locator(".cod").click()
    desk.press("Escape")
    desk.page.locator(".cod").click()
    handle = desk.page.locator(".handle.end")
    box = handle.bounding_box()
    desk.page.mouse.move(box["x"] + 6, box["y"] + box["height"] - 4)
    desk.page.mouse.down()
    x, y = desk.point("Ingen", -1, 0.75)
    desk.page.mouse.move(x, y, steps=6)
    desk.page.mouse.up()
    desk.settled(own=1)
    assert stored(interview)[0].quote == "sto mest og så på. Ingen"


def test_scroll_and_selection_survive_an_action(desk: Desk) -> None:
    desk.page.set_viewport_size({"width": 1440, "height": 420})
    read = desk.page.locator(".read")
    desk.words("skar brød", "formiddagen")
    before = read.evaluate("(read) => { read.scrollTop = 120; return read.scrollTop }")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    assert read.evaluate("(read) => read.scrollTop") >= before
    expect(desk.page.locator(".place")).to_contain_text("4")


FIRST_IN_SIGHT = """(read) => {
    const top = read.getBoundingClientRect().top;
    const turns = [...read.querySelectorAll(".turn")];
    return turns.find((turn) => turn.getBoundingClientRect().bottom > top + 20).dataset.turn;
}"""


def test_the_place_in_a_long_interview_is_found_again(new_desk: NewDesk) -> None:
    desk = new_desk("L01")
    read = desk.page.locator(".read")
    assert read.evaluate("(read) => read.scrollTop") == 0
    read.evaluate("(read) => { read.scrollTop = read.scrollHeight * 0.6 }")
    desk.page.wait_for_function(
        "() => Object.keys(sessionStorage).some((key) => key.endsWith('.L01'))"
    )
    before = read.evaluate(FIRST_IN_SIGHT)
    assert int(before) > 60
    desk.focus()
    desk.press("[")
    desk.ready("A01")
    desk.press("]")
    desk.ready("L01")
    assert abs(int(read.evaluate(FIRST_IN_SIGHT)) - int(before)) <= 1


def test_streamlits_own_keys_stay_quiet(desk: Desk) -> None:
    desk.focus()
    desk.press("c", "Escape", "r", "Escape")
    expect(desk.page.locator("[role=dialog]:visible")).to_have_count(0)
    expect(desk.page.locator("[data-testid=stDialog]")).to_have_count(0)


def test_what_is_refused_is_taken_back_with_a_word(
    desk: Desk, stored: Stored, study_path: Path
) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    study = Study.open(study_path, coder=CODER)
    study.remove_coding(stored(interview)[0].id)
    study.store.close()
    desk.press("-")
    desk.settled(own=0)
    expect(desk.page.locator(".saved")).to_have_class("saved failed")
    expect(desk.page.locator("[role=alert].live")).not_to_be_empty()


def test_codings_are_buttons_that_say_code_extent_and_coder(desk: Desk) -> None:
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    button = desk.page.get_by_role("button", name="praksis, inkludering")
    name = button.get_attribute("aria-label")
    assert "«sto mest og så på»" in name
    assert CODER in name


def test_the_interviewers_words_only_are_warned_of(desk: Desk) -> None:
    desk.focus()
    desk.press("Control+Home", "t")
    expect(desk.page.locator(".place.warn")).to_be_visible()


def test_no_letter_is_a_command_while_fresh_words_are_selected(desk: Desk) -> None:
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("tqjni")
    expect(desk.page.locator(".pal input")).to_have_value("tqjni")


@pytest.mark.parametrize(("back", "on"), [("[", "]"), ("Shift+PageUp", "Shift+PageDown")])
def test_next_uncoded_turn_then_next_interview(desk: Desk, back: str, on: str) -> None:
    desk.focus()
    desk.press("Control+Home", "j", "t", "k")
    desk.page.keyboard.type("vilje")
    desk.press("Enter", "j")
    expect(desk.page.locator(".live").first).to_contain_text("4")
    desk.settled(own=1)
    here = desk.root.get_attribute("data-interview")
    desk.press(back)
    expect(desk.root).not_to_have_attribute("data-interview", here)
    desk.press(on)
    expect(desk.root).to_have_attribute("data-interview", here)
    desk.settled(own=1)
    assert f"interview={here}" in desk.page.url


def test_one_click_says_that_an_interview_is_coded_to_the_end(desk: Desk, study_path: Path) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.page.locator(".bar .done").click()
    expect(desk.page.locator(".bar .done")).to_have_attribute("aria-pressed", "true")
    desk.settled()
    study = Study.open(study_path, coder=CODER)
    assignments = study.assignments().set_index("interview")
    assert assignments.loc[interview, "coding_status"] == "done"
    study.store.close()


def test_the_other_coders_layer_is_hidden_until_asked_for(
    desk: Desk, stored: Stored, study_path: Path
) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    study = Study.open(study_path, coder="Bjørn")
    study.code(interview, 0, 7, "praksis")
    study.store.close()
    desk.look_again()
    expect(desk.root).to_have_attribute("data-codings", "2")
    expect(desk.page.locator(".cod")).to_have_count(1)
    desk.page.locator(".layers summary").click()
    desk.page.locator(".layers input[value='Bjørn']").check()
    expect(desk.page.locator(".cod.other")).to_have_count(1)


def test_axe_finds_no_serious_fault(desk: Desk) -> None:
    desk.words("sto mest", "så på")
    desk.page.keyboard.type("inklu")
    desk.press("Enter")
    desk.settled(own=1)
    states = {
        "text": lambda: desk.press("Escape"),
        "card": lambda: desk.page.locator(".cod").click(),
        "palette": lambda: (desk.focus(), desk.press("t", "k")),
        "field": lambda: (desk.press("Escape", "Escape", "f"), desk.page.keyboard.type("klokka")),
        "help": lambda: (desk.press("Escape"), desk.press("?")),
    }
    for name, open_ in states.items():
        open_()
        assert (name, axe_faults(desk.page)) == (name, [])


def test_an_address_opens_interview_and_turn(new_desk: NewDesk, server: Server) -> None:
    desk = new_desk("A01")
    desk.page.set_viewport_size({"width": 1440, "height": 420})
    desk.open("A01", turn=6)
    expect(desk.page.locator('.turn[data-turn="6"]')).to_be_in_viewport()


def test_words_are_counted_by_the_same_rule_as_in_tables(modules: Callable[..., Any]) -> None:
    chance = random.Random(3)
    letters = string.ascii_letters[:6] + "æøå1' -–()[]\n._e\u0301"
    texts = ["".join(chance.choices(letters, k=chance.randrange(40))) for _ in range(300)]
    found = modules("anchor", "return given.map(m.wordSpans)", texts)
    assert found == [[list(span) for span in word_spans(text)] for text in texts]


@pytest.mark.parametrize(
    ("text", "start", "end", "exact", "snapped"),
    [
        ("Jeg vil jobbe.", 5, 9, False, "vil jobbe"),
        ("Jeg vil jobbe.", 3, 8, False, "vil"),
        ("Jeg vil jobbe.", 5, 9, True, "il j"),
        ("NAV-kontoret her", 5, 6, False, "NAV-kontoret"),
        ("på båten", 1, 5, False, "på båten"),
        ("så 😀 bra", 4, 6, True, "😀"),
        ("e\u0301n gang", 1, 2, True, "e\u0301"),
        ("   ", 0, 3, False, None),
    ],
)
def test_a_selection_snaps(
    modules: Callable[..., Any], text: str, start: int, end: int, exact: bool, snapped: str | None
) -> None:
    found = modules(
        "anchor",
        "const s = m.snap(given[0], given[1], given[2], {exact: given[3]});"
        "return s && given[0].slice(s.start, s.end)",
        [text, start, end, exact],
    )
    assert found == snapped


def test_codings_that_overlap_never_share_a_lane(modules: Callable[..., Any]) -> None:
    chance = random.Random(5)
    codings = []
    for number in range(200):
        start = chance.randrange(500)
        codings.append({"id": number, "start": start, "end": start + 1 + chance.randrange(60)})
    lane = dict(modules("anchor", "return [...m.lanes(given)]", codings))
    for one in codings:
        for other in codings:
            apart = one["end"] <= other["start"] or other["end"] <= one["start"]
            assert one is other or apart or lane[one["id"]] != lane[other["id"]]
    ground = modules("anchor", "return m.ground(given, m.lanes(given))", codings)
    covered = [place for span in ground for place in range(span["start"], span["end"])]
    assert len(covered) == len(set(covered))
    assert set(covered) == {p for one in codings for p in range(one["start"], one["end"])}


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("oppf", "Oppfølging"),
        ("veil", "Opplæring og veiledning"),
        ("opve", "Opplæring og veiledning"),
        ("motiv nok", "Motivasjon er ikke nok"),
        ("ØVING", "Øving"),
    ],
)
def test_codes_are_found_by_parts_of_their_names(
    modules: Callable[..., Any], query: str, first: str
) -> None:
    names = [
        "Motivasjon er ikke nok",
        "Opplæring og veiledning",
        "Oppfølging",
        "Tett oppfølging",
        "Øving",
    ]
    codes = [{"id": n, "name": name, "key": f"k{n}"} for n, name in enumerate(names)]
    found = modules(
        "search", "return m.find(given[0], given[1]).map(f => f.code.name)", [codes, query]
    )
    assert found[0] == first


def test_the_outbox_drops_only_what_is_answered(modules: Callable[..., Any]) -> None:
    found = modules(
        "outbox",
        """
        localStorage.clear();
        const sent = [];
        const send = (seq, actions) => sent.push([seq, actions.length]);
        const box = new m.Outbox({ tab: "t", send });
        box.open("s");
        const one = box.add({ kind: "code" });
        box.add({ kind: "recode", coding: one.request });
        box.add({ kind: "undo" });
        box.settle([{ request: one.request, coding: 7 }], { answered: 1 });
        box.flush();
        const again = new m.Outbox({ tab: "u", send: () => {} });
        again.open("s");
        return { sent, left: box.actions.map(a => a.coding ?? null), kept: again.actions.length };
        """,
    )
    assert found == {"sent": [[1, 1], [2, 2]], "left": [7, None], "kept": 2}
