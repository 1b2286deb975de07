"""The desk for those who see, move or enlarge otherwise, and in browsers that lack highlights."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, expect

from tests.ui.conftest import Desk, Server

pytestmark = pytest.mark.browser

NewDesk = Callable[..., Desk]
Contexts = Callable[..., BrowserContext]

NO_HIGHLIGHTS = """
delete globalThis.Highlight;
Object.defineProperty(CSS, "highlights", { value: undefined });
"""


def code(desk: Desk, first: str, last: str, name: str) -> None:
    """Code the words between these, and leave them."""
    desk.words(first, last)
    desk.page.keyboard.type(name)
    desk.press("Enter")
    desk.settled()
    desk.press("Escape")
    desk.page.mouse.move(5, 5)


def picture(desk: Desk, words: str) -> Image.Image:
    """These words as they are drawn, with the line below them."""
    x, y = desk.point(words, 0, 0)
    x2, _y = desk.point(words, -1, 1)
    clip = {"x": x + 1, "y": y - 10, "width": x2 - x - 2, "height": 28}
    return Image.open(BytesIO(desk.page.screenshot(clip=clip))).convert("RGB")


def ground(image: Image.Image) -> tuple[int, ...]:
    """The colour that most of a picture has."""
    found: tuple[int, ...] = max(image.getcolors(image.width * image.height))[1]
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colors_codings_and_the_one_in_hand_are_told_apart(
    desk: Desk, scheme: Any
) -> None:
    desk.page.emulate_media(forced_colors="active", color_scheme=scheme)
    plain = picture(desk, "Ingen sa noe")
    code(desk, "sto mest", "klokka ti", "vilje")
    once = picture(desk, "Ingen sa noe")
    code(desk, "Ingen", "noe", "inkludering")
    twice = picture(desk, "Ingen sa noe")
    assert ground(plain) == ground(once) == ground(twice)
    assert plain.tobytes() != once.tobytes()
    assert once.tobytes() != twice.tobytes()
    desk.page.get_by_role("button", name="praksis, inkludering").click()
    in_hand = picture(desk, "Ingen sa noe")
    assert ground(in_hand) != ground(plain)
    assert ground(picture(desk, "klokka ti")) == ground(plain)
    # What is drawn by colour alone elsewhere has its own sign here.
    expect(desk.page.locator(".cod.on")).to_have_css("outline-style", "solid")
    desk.press("+")
    pressed = desk.page.locator(".card .toggles [aria-pressed=true]")
    other = desk.page.locator(".card .toggles [aria-pressed=false]").first
    color = "e => getComputedStyle(e).backgroundColor"
    assert pressed.evaluate(color) != other.evaluate(color)
    desk.settled()


def test_with_forced_colors_a_selection_stands_out_from_a_coding(desk: Desk) -> None:
    desk.page.emulate_media(forced_colors="active")
    code(desk, "sto mest", "klokka ti", "vilje")
    coded = picture(desk, "Ingen sa noe")
    desk.words("Ingen", "noe")
    assert ground(picture(desk, "Ingen sa noe")) != ground(coded)


@pytest.mark.parametrize("forced", ["active", "none"])
def test_the_focus_is_seen_on_text_codings_tree_and_buttons(desk: Desk, forced: Any) -> None:
    code(desk, "sto mest", "klokka ti", "vilje")
    desk.page.emulate_media(forced_colors=forced)
    desk.focus()
    for selector in (".cod", ".row >> nth=0", ".bar .memo", ".bar select >> nth=0"):
        before = desk.page.screenshot()
        one = desk.page.locator(selector).first
        # The keyboard was used last, so that focus set from here is drawn as its focus.
        desk.press("Shift")
        one.focus()
        outline = one.evaluate(
            "e => [getComputedStyle(e).outlineStyle, parseFloat(getComputedStyle(e).outlineWidth)]"
        )
        assert (selector, outline[0] != "none", outline[1] >= 2) == (selector, True, True)
        assert desk.page.screenshot() != before
    if forced == "active":
        desk.focus()
        expect(desk.page.locator(".read")).to_have_css("outline-style", "solid")


def test_nothing_moves_for_those_who_asked_for_rest(desk: Desk) -> None:
    running = "e => e.getAnimations({subtree: true}).filter(a => a.playState === 'running').length"
    desk.focus()
    desk.press("Control+Home")
    assert desk.root.evaluate(running) == 1, "the caret blinks"
    desk.press("Shift+ArrowRight")
    assert desk.root.evaluate(running) == 0, "nothing is drawn all the time beside selected words"
    desk.press("Escape")
    assert desk.root.evaluate(running) == 1
    desk.page.emulate_media(reduced_motion="reduce")
    desk.press("ArrowRight")
    expect(desk.page.locator(".caret")).to_be_visible()
    assert desk.root.evaluate(running) == 0
    code(desk, "sto mest", "klokka ti", "vilje")
    desk.page.locator(".cod").click()
    assert desk.root.evaluate(running) == 0


OUT_OF_REACH = """
(desk, [within, width, height]) => {
    const found = [];
    const root = desk.getRootNode();
    const area = within ? desk.querySelector(within) : desk;
    const controls = area.querySelectorAll(
        "button, select, input, textarea, summary, [role=treeitem], [role=option]");
    const floating = ".pal, .card, .slip, dialog, .menu";
    for (const one of controls) {
        if (!one.checkVisibility() || (!within && one.closest(floating))) continue;
        one.scrollIntoView({ block: "nearest" });
        const box = one.getBoundingClientRect();
        const inside = box.left >= 0 && box.right <= width && box.top >= 0 && box.bottom <= height;
        const at = root.elementFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2);
        if (!inside || !(one.contains(at) || at?.contains(one))) {
            const place = [box.left, box.top, box.right, box.bottom].map(Math.round);
            found.push([one.className || one.tagName, one.textContent, at?.className, ...place]);
        }
    }
    return found;
}
"""


@pytest.mark.parametrize("size", [(720, 450), (1024, 640)], ids=["200 percent", "140 percent"])
def test_enlarged_everything_can_be_reached(
    new_desk: NewDesk, fresh_interview: str, size: tuple[int, int]
) -> None:
    width, height = size
    desk = new_desk(
        fresh_interview, viewport={"width": width, "height": height}, device_scale_factor=2
    )
    code(desk, "sto mest", "på", "vilje")
    desk.focus()
    desk.press("Control+Home", "t", "n")
    desk.page.keyboard.type("Kort.")
    desk.press("Enter")
    desk.settled()
    states: dict[str, tuple[Callable[[], object], str | None]] = {
        "text": (lambda: desk.press("Escape"), None),
        "card": (lambda: desk.page.locator(".cod").click(), ".card"),
        "slip": (lambda: desk.page.locator(".side .passage").click(), ".slip"),
        "mend": (lambda: desk.press("Escape", "Escape", "e"), ".mend"),
        "palette": (lambda: (desk.press("Escape"), desk.press("t", "k")), ".pal"),
        "palette near the end": (
            lambda: (desk.press("Escape", "Control+End"), desk.press("t", "k")), ".pal",
        ),
        "help": (lambda: (desk.press("Escape", "Escape", "?")), "dialog[open]"),
        "memos": (lambda: (desk.press("Escape", "n")), "dialog[open]"),
    }  # fmt: skip
    for name, (open_, within) in states.items():
        open_()
        if within in (".card", ".slip", ".mend", ".pal"):
            box, read = (desk.page.locator(one).bounding_box() for one in (within, ".read"))
            assert box["y"] >= read["y"]
            assert box["y"] + box["height"] <= read["y"] + read["height"]
        assert (name, desk.root.evaluate(OUT_OF_REACH, [within, width, height])) == (name, [])
    across = "[document.scrollingElement.scrollWidth, innerWidth]"
    assert desk.page.evaluate(across) == [width, width]
    desk.press("Escape")
    # What a wide window shows in the bar is said elsewhere.
    expect(desk.page.locator(".foot .sum")).to_contain_text("1 koding")
    expect(desk.page.locator(".meaning")).to_be_visible()


@pytest.fixture
def plain_desk(new_context: Contexts, server: Server, fresh_interview: str) -> Desk:
    """The desk in a browser without the CSS Custom Highlight API."""
    context = new_context(script=NO_HIGHLIGHTS)
    desk = Desk(context.new_page(), server).open(fresh_interview)
    assert desk.page.evaluate("typeof Highlight + typeof CSS.highlights") == "undefinedundefined"
    return desk


AWAY = """
(column, [layer, quote]) => {
    const boxes = [...column.querySelectorAll(`.marks .${layer}`)]
        .map(box => box.getBoundingClientRect());
    const rects = [];
    for (const p of column.querySelectorAll("p")) {
        const start = p.textContent.indexOf(quote);
        if (start < 0) continue;
        const range = document.createRange();
        range.setStart(p.firstChild, start);
        range.setEnd(p.firstChild, start + quote.length);
        rects.push(...range.getClientRects());
        break;
    }
    if (!rects.length || boxes.length !== rects.length) return [boxes.length, rects.length];
    const sides = ["left", "top", "right", "bottom"];
    return Math.max(...rects.flatMap(
        (rect, at) => sides.map(side => Math.abs(rect[side] - boxes[at][side]))));
}
"""


def lies_on(desk: Desk, layer: str, quote: str) -> bool:
    """Whether the boxes of a layer lie on these words and on nothing else, to the pixel."""
    away = desk.page.locator(".column").evaluate(AWAY, [layer, quote])
    return isinstance(away, int | float) and away < 1


def test_without_highlights_codings_are_boxes_behind_their_words(plain_desk: Desk) -> None:
    desk = plain_desk
    desk.words("sto mest", "klokka ti")
    assert lies_on(desk, "sel", "sto mest og så på. Ingen sa noe før klokka ti")
    code(desk, "sto mest", "klokka ti", "vilje")
    code(desk, "Ingen", "noe", "inkludering")
    assert lies_on(desk, "bg", "sto mest og så på. Ingen sa noe før klokka ti")
    assert lies_on(desk, "u1", "Ingen sa noe")
    desk.page.mouse.click(*desk.point("Ingen", 1, 0.5))
    expect(desk.page.locator(".card .entry")).to_have_count(2)
    desk.page.get_by_role("button", name="praksis, inkludering").first.click()
    assert lies_on(desk, "act", "Ingen sa noe")
    desk.press("Escape", "Control+z")
    expect(desk.page.locator(".marks .u1")).to_have_count(0)
    assert desk.errors == []


def test_without_highlights_boxes_follow_the_words(plain_desk: Desk) -> None:
    desk = plain_desk
    code(desk, "skar brød", "neste dag", "vilje")
    quote = "skar brød hele formiddagen, og etterpå sa hun at jeg kunne komme tidligere neste dag"
    assert lies_on(desk, "bg", quote)
    for width in (1000, 720, 1440):
        desk.page.set_viewport_size({"width": width, "height": 500})
        desk.page.wait_for_function(
            f"([layer, quote]) => ({AWAY})(document.querySelector('.column') ?? [...document"
            ".querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.column')).find(Boolean)"
            ", [layer, quote]) < 1",
            arg=["bg", quote],
        )
    # Buttons that need more room than the words push what is below them down.
    for name in ("framtid", "inkludering", "opplaer", "oppfolg"):
        code(desk, "Hvordan var", "uka", name)
    # In hand, it is told from the new ones, whose boxes share its layer.
    desk.page.locator(".cod").filter(has_text="vilje").click()
    assert lies_on(desk, "act", quote)
    desk.press("Escape", "Escape")
    desk.press("Control+z", "Control+z", "Control+z", "Control+z")
    desk.settled(own=1)
    assert lies_on(desk, "bg", quote)
