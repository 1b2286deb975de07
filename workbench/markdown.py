"""Memos as they are read: Markdown with references, as blocks of runs or as safe HTML.

CommonMark without raw HTML and without pictures, so that a memo can load and run nothing. Line
breaks are kept as typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Literal

from workbench.references import PATTERN

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

BlockKind = Literal["paragraph", "heading", "bullet", "number", "quote", "code"]

Shown = Callable[[str, str], str]
"""How a reference is shown: what stands in its brackets, and its label (empty for none)."""


@dataclass(frozen=True)
class Run:
    """Words in one look."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph of a memo. `depth` is how deep a list lies, from 1; `number` that of an item."""

    kind: BlockKind
    runs: tuple[Run, ...]
    depth: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


def html(text: str, shown: Shown) -> str:
    """The text as HTML; `shown` gives the HTML of a reference."""
    return str(_parser().render(text, {"shown": shown}))


def blocks(text: str, shown: Shown) -> tuple[Block, ...]:
    """The text as paragraphs; `shown` gives the words of a reference. A link is its words, with
    the address in ( ) where that is other words."""
    return tuple(_blocks(_parser().parse(text), shown))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
    parser.inline.ruler.before("link", "reference", _reference)
    parser.add_render_rule("reference", _render_reference)
    parser.add_render_rule("link_open", _render_link)
    # A memo stands inside a page and must not take part in the order of its headings.
    parser.add_render_rule("heading_open", lambda *_rest: '<p class="heading">')
    parser.add_render_rule("heading_close", lambda *_rest: "</p>\n")
    return parser


def _reference(state: Any, silent: bool) -> bool:
    found = PATTERN.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("reference", "", 0)
        token.content, token.info = " ".join(found[1].split()), (found[2] or "").strip()
    state.pos = found.end()
    return True


def _render_reference(
    _renderer: Any, tokens: Sequence[Token], at: int, _options: Any, env: dict[str, Any]
) -> str:
    return str(env["shown"](tokens[at].content, tokens[at].info))


def _render_link(_renderer: Any, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    address = escape(str(tokens[at].attrGet("href") or ""))
    return f'<a href="{address}" target="_blank" rel="noopener noreferrer">'


def _blocks(tokens: Sequence[Token], shown: Shown) -> Iterator[Block]:
    lists: list[BlockKind] = []
    numbers: list[int] = []
    quoted, heading = 0, False
    first_of_item = False
    for token in tokens:
        match token.type:
            case "bullet_list_open":
                lists.append("bullet")
                numbers.append(0)
            case "ordered_list_open":
                lists.append("number")
                numbers.append(int(token.attrGet("start") or 1) - 1)
            case "bullet_list_close" | "ordered_list_close":
                lists.pop()
                numbers.pop()
            case "list_item_open":
                numbers[-1] += 1
                first_of_item = True
            case "blockquote_open":
                quoted += 1
            case "blockquote_close":
                quoted -= 1
            case "heading_open":
                heading = True
            case "heading_close":
                heading = False
            case "fence" | "code_block":
                yield Block("code", (Run(token.content.rstrip("\n")),), len(lists))
            case "inline":
                runs = tuple(_runs(token.children or (), shown))
                if heading:
                    yield Block("heading", runs)
                elif lists and first_of_item:
                    yield Block(lists[-1], runs, len(lists), numbers[-1])
                else:
                    yield Block("quote" if quoted else "paragraph", runs, len(lists))
                first_of_item = False


def _runs(tokens: Sequence[Token], shown: Shown) -> Iterator[Run]:
    strong = emphasis = 0
    links: list[tuple[str, str]] = []
    for token in tokens:
        text = ""
        match token.type:
            case "strong_open":
                strong += 1
            case "strong_close":
                strong -= 1
            case "em_open":
                emphasis += 1
            case "em_close":
                emphasis -= 1
            case "link_open":
                links.append((str(token.attrGet("href") or ""), ""))
            case "link_close":
                address, said = links.pop()
                text = "" if said == address else f" ({address})"
            case "softbreak" | "hardbreak":
                text = "\n"
            case "reference":
                text = shown(token.content, token.info)
            case _:
                text = token.content
        if text:
            links = [(address, said + text) for address, said in links]
            yield Run(text, strong > 0, emphasis > 0)
