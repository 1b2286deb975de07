"""Speed of hand at the desk: everything by key, digits that stay, the way back after a reload."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.ui.conftest import Desk
from workbench.study import Study

pytestmark = pytest.mark.browser

Stored = Callable[[str], list[Any]]
Modules = Callable[..., Any]


def test_a_whole_interview_is_coded_without_the_mouse(desk: Desk, stored: Stored) -> None:
    expect(desk.page.locator(".digits")).to_contain_text("En kode du bruker, får en tast her")
    desk.focus()
    desk.press("Control+Home", "j", "k")
    desk.page.keyboard.type("inklu")
    desk.press("Enter", "-", "v", "n")
    desk.page.keyboard.type("Alene?")
    desk.press("Enter", "Escape", "Control+ArrowRight", "1", "s", "Enter")
    desk.page.keyboard.type("opplaer")
    desk.press("Enter", "j", "t", "2", "j", "s", "s", "1", "Alt+ArrowUp", "Delete", "j")
    desk.settled(own=4)
    desk.press("Control+z")
    desk.settled(own=5)
    desk.press("j")
    expect(desk.page.locator(".foot .place")).to_contain_text("Ingen informants replikk")
    desk.settled(own=5)
    codings = stored(desk.root.get_attribute("data-interview"))
    codings.sort(key=lambda one: one.start)
    assert [(one.quote[:27], one.code, one.valence, one.stance, one.memo) for one in codings] == [
        ("Jeg sto mest og så på.", "praksis.inkludering", "missing", "denies", "Alene?"),
        ("Ingen sa noe før klokka ti.", "praksis.inkludering", "", "", ""),
        ("Da kom hun som lager det ka", "praksis.opplaering", "", "", ""),
        ("Det gikk bra. Jeg skar brød", "praksis.opplaering", "", "", ""),
        ("Ja. Klokka sju sto jeg der.", "praksis.inkludering", "", "", ""),
    ]


def test_both_ends_of_a_selection_move_by_word_sentence_and_turn(desk: Desk) -> None:
    selected = desk.page.locator(".live").first
    desk.focus()
    desk.press("Control+Home", "j", "Control+ArrowRight", "s")
    expect(selected).to_have_text("Markert: Ingen sa noe før klokka ti.")
    desk.press("Shift+ArrowLeft")
    expect(selected).to_have_text("Markert: Ingen sa noe før klokka")
    desk.press("Alt+o", "Shift+ArrowRight")
    expect(selected).to_have_text("Markert: sa noe før klokka")
    desk.press("Control+Shift+ArrowLeft")
    expect(selected).to_have_text("Markert: Ingen sa noe før klokka")
    desk.press("Control+Shift+ArrowUp")
    expect(selected).to_have_text("Markert: Jeg sto mest og så på. Ingen sa noe før klokka")
    desk.press("Shift+ArrowLeft")
    expect(selected).to_contain_text("Markert: kjøkkenet? Jeg sto mest")
    desk.press(";", ":", ":", ",", "Control+,")
    expect(desk.page.locator(".foot .place")).to_have_text("Markert: 6 ord i replikk 2")


def test_the_field_for_a_turn_says_what_there_is_and_words_are_found(desk: Desk) -> None:
    note = desk.page.locator(".ask [role=status]")
    desk.focus()
    desk.press("Control+Home", "g", "9", "Enter")
    expect(note).to_have_text("Dette intervjuet har replikk 1 til 6.")
    desk.press("4", "Enter")
    expect(desk.page.locator(".live").first).to_contain_text("Replikk 4")
    desk.press("f")
    desk.page.keyboard.type("KLOKKA")
    expect(note).to_have_text("2 av 2")
    desk.press("Enter")
    expect(note).to_have_text("1 av 2")
    desk.page.keyboard.type("n")
    expect(note).to_have_text("Ikke sagt her.")
    desk.press("Backspace", "Escape", "s")
    expect(desk.page.locator(".foot .place")).to_have_text("Markert: 6 ord i replikk 2")


def test_escape_always_leads_back_to_the_text(desk: Desk) -> None:
    focused = "() => document.activeElement?.shadowRoot?.activeElement?.className ?? ''"
    desk.focus()
    for keys in (["/"], ["g"], ["f"], ["l", "Escape"], ["Enter"], ["n"], ["e"], ["?"], ["Tab"]):
        desk.press("Control+Home", *keys)
        assert desk.page.evaluate(focused) != "read", keys
        desk.press("Escape")
        expect(desk.page.locator(".read")).to_be_focused()


def test_digits_come_back_on_another_machine_when_pinned(
    desk: Desk, new_desk: Callable[..., Desk], study_path: object
) -> None:
    desk.focus()
    desk.press("Control+Home", "j", "k")
    desk.page.keyboard.type("inklu")
    desk.press("Enter", "s", "k")
    desk.page.keyboard.type("opplaer")
    desk.press("Enter", "Alt+2")
    desk.settled(own=2)
    expect(desk.page.locator(".digit.pinned .use")).to_have_text(["2opplaering"])
    other = new_desk("A01")
    expect(other.page.locator(".digit .use")).to_have_text(["2opplaering"])
    other.page.locator(".digit .pin").click()
    other.settled()
    expect(other.page.locator(".digit.pinned")).to_have_count(0)
    expect(other.page.locator(".digit .use")).to_have_text(["2opplaering"])
    study = Study.open(study_path, coder="Anne")  # type: ignore[arg-type]
    assert study.favourites() == {}
    study.store.close()


def test_selection_branches_and_filter_come_back_after_a_reload(desk: Desk) -> None:
    interview = desk.root.get_attribute("data-interview")
    desk.focus()
    desk.press("/")
    desk.page.keyboard.type("inklu")
    desk.press("Escape", "Escape")
    desk.page.locator(".row .twist").first.click()
    opened = desk.page.locator('.row[aria-expanded="true"]').first.get_attribute("data-code")
    desk.focus()
    desk.press("Control+Home", "j", "Control+ArrowRight", "s")
    desk.page.reload()
    desk.ready(interview)
    expect(desk.page.locator(".foot .place")).to_have_text("Markert: 6 ord i replikk 2")
    expect(desk.page.locator(f'.row[data-code="{opened}"]')).to_have_attribute(
        "aria-expanded", "true"
    )
    desk.press("/")
    desk.page.keyboard.type("inklu")
    desk.page.reload()
    desk.ready(interview)
    expect(desk.page.locator(".scheme .field")).to_have_value("inklu")
    # Without an address it is the interview that was open last; an address that names one wins.
    desk.page.goto(f"{desk.server.address}/coding")
    desk.ready(interview)
    desk.open("A01", turn=4)
    expect(desk.page.locator(".foot .place")).to_have_text("")


def test_the_strip_goes_by_key_and_says_where_one_is(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk("L01")
    strip = desk.page.get_by_role("slider", name="Oversikt over intervjuet")
    expect(strip).to_have_attribute("aria-valuetext", "Replikk 1, Intervjuer")
    # What is drawn at the very edge of the window looks cut off.
    drawn = "(at) => new Set(at.getContext('2d').getImageData(0, 0, 2, at.height).data).size"
    assert strip.locator("canvas").evaluate(drawn) == 1
    strip.focus()
    desk.press("End")
    expect(strip).to_have_attribute("aria-valuemax", "180")
    desk.press("Home", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(strip).to_have_attribute("aria-valuetext", "Replikk 4, L01")
    desk.press("Enter", "t")
    expect(desk.page.locator(".foot .place")).to_contain_text("i replikk 4")


# -- the parts that need no desk -----------------------------------------------------------


@pytest.mark.parametrize(
    ("pins", "slots", "recent", "used", "after"),
    [
        ({}, {}, [], 7, {"1": 7}),
        ({"1": 5}, {}, [5], 7, {"2": 7}),
        ({"1": 7}, {}, [], 7, {}),
        ({}, {"1": 5}, [5], 5, {"1": 5}),
        # All taken: the one that was not used for longest goes, the others stay where they are.
        ({"9": 19}, {str(n): 10 + n for n in range(1, 9)}, [12, 11, 13, 14, 15, 17, 18, 16], 7,
         {**{str(n): 10 + n for n in range(1, 9)}, "6": 7}),
        ({str(n): n for n in range(1, 10)}, {}, [], 17, {}),
        # A digit whose code is pinned elsewhere is free.
        ({"2": 5}, {"1": 5}, [5], 7, {"1": 7}),
    ],
)  # fmt: skip
def test_a_used_code_takes_a_free_digit_or_the_oldest(
    modules: Modules, pins: Any, slots: Any, recent: Any, used: int, after: Any
) -> None:
    found = modules("digits", "return m.afterUse(...given)", [pins, slots, recent, used])
    assert found == after


def test_what_waits_to_be_pinned_is_on_its_digit_already(modules: Modules) -> None:
    acts = [
        {"kind": "code", "code": 3},
        {"kind": "pin", "code": 3, "digit": 2},
        {"kind": "pin", "code": 4, "digit": None},
    ]
    found = modules(
        "digits",
        "const pins = m.pinned(given[0], given[1]);"
        "return m.digits(pins, {1: 3, 5: 9, 6: 8}, (code) => code !== 8)",
        [{"1": 3, "4": 4}, acts],
    )
    assert found == [
        {"digit": 2, "code": 3, "pinned": True},
        {"digit": 5, "code": 9, "pinned": False},
    ]


TURNS = [
    ("interviewer", "Hva?"), ("person", "Ja. Nei da."), ("interpreter", "Hun sier ja."),
    ("unknown", "Hei."), ("person", "(ler)"), ("person", "Takk."),
]  # fmt: skip


def doc(turns: list[tuple[str, str]] = TURNS) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    at = 0
    for number, (role, text) in enumerate(turns, 1):
        found.append({"number": number, "role": role, "start": at, "end": at + len(text)})
        at += len(text) + 1
    return {"turns": found, "text": "\n".join(text for _role, text in turns)}


@pytest.mark.parametrize(
    ("start", "coded", "back", "found"),
    [
        (0, [], False, [1, False]),
        (1, [], False, [3, False]),
        (3, [], False, [5, False]),
        (5, [], False, [1, True]),
        (1, [], True, [5, True]),
        (3, [], True, [1, False]),
        (1, [3, 5], False, [1, True]),
        (0, [1, 3, 5], False, None),
    ],
)
def test_the_next_uncoded_turn_is_one_in_which_a_person_says_something(
    modules: Modules, start: int, coded: list[int], back: bool, found: object
) -> None:
    text = doc()
    codings = [text["turns"][n] for n in coded]
    got = modules(
        "anchor",
        "const f = m.nextUncoded(given[0], given[1], given[2], {back: given[3]});"
        "return f && [f.index, f.wrapped]",
        [text, start, codings, back],
    )
    assert got == found


@pytest.mark.parametrize(
    ("here", "back", "found"),
    [
        ({"active": None, "caret": 0}, False, ["a", False]),
        ({"active": None, "caret": 5}, False, ["b", False]),
        ({"active": None, "caret": 5}, True, ["c", False]),
        ({"active": None, "caret": 99}, False, ["a", True]),
        ({"active": "a", "caret": 0}, False, ["c", False]),
        ({"active": "b", "caret": 0}, False, ["a", True]),
        ({"active": "a", "caret": 0}, True, ["b", True]),
    ],
)
def test_codings_are_gone_through_in_the_order_of_the_text(
    modules: Modules, here: Any, back: bool, found: object
) -> None:
    codings = [
        {"id": "c", "start": 2, "end": 4},
        {"id": "b", "start": 8, "end": 9},
        {"id": "a", "start": 2, "end": 9},
    ]
    got = modules(
        "anchor",
        "const f = m.nextCoding(given[0], given[1], {back: given[2]});"
        "return [f.coding.id, f.wrapped]",
        [codings, here, back],
    )
    assert got == found


@pytest.mark.parametrize(
    ("offset", "sentence"),
    [
        (5, "Ja."),
        (7, "Ja."),
        (8, "Nei da."),
        (9, "Nei da."),
        (16, "Nei da."),
        (0, "Hva?"),
        (17, "Hun sier ja."),
    ],
)
def test_the_sentence_at_a_place(modules: Modules, offset: int, sentence: str) -> None:
    text = doc()
    found = modules("anchor", "return m.sentenceAt(...given)", [text, offset])
    assert text["text"][found["start"] : found["end"]] == sentence


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ÅR", ["år", "År"]),
        ("ar", ["ar"]),
        ("to  år", ["to år"]),
        ("(ler)", ["(ler)"]),
        ("a.b-c/d", []),
        ("   ", []),
        ("[", []),
    ],
)
def test_words_are_found_whatever_their_case(
    modules: Modules, typed: str, found: list[str]
) -> None:
    text = "Om to år bar hun det. År (ler) 😀"
    hits = modules("finding", "return m.occurrences(...given)", [text, typed])
    units = text.encode("utf-16-le")
    assert [units[a * 2 : b * 2].decode("utf-16-le") for a, b in hits] == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (" 4 ", {"index": 3}),
        ("0", {"first": 1, "last": 6}),
        ("7", {"first": 1, "last": 6}),
        ("fire", {"first": 1, "last": 6}),
        ("", {"first": 1, "last": 6}),
        ("4.5", {"first": 1, "last": 6}),
    ],
)
def test_a_turn_is_found_by_its_number(modules: Modules, typed: str, found: object) -> None:
    assert modules("finding", "return m.turnNumbered(...given)", [doc()["turns"], typed]) == found
