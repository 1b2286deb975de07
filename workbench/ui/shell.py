"""What stands around every page: study, pages, who codes, language, help on the keys.

`frame()` draws the bar along the top and gives the page to run. Pages ask `current()` for the
study, the coder and the language, `read()` for frames that are computed once per state of the
study, and `link()` for a way to another page that keeps the session.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from workbench import words
from workbench.errors import WorkbenchError
from workbench.texts import Language, _, marked, nearest_language, set_language

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from workbench.study import Study
    from workbench.transcripts.analysing import Progress

ASSETS = Path(__file__).parent / "assets"


@dataclass(frozen=True)
class PageEntry:
    """One page: its module in `ui/pages`, its address and its label.

    A page `under` another one is not in the bar: the pages of such a group are linked in a row
    above each of them.
    """

    module: str
    address: str
    label: str
    under: str = ""

    @property
    def group(self) -> str:
        """The page of the bar that stands for this one."""
        return self.under or self.module


PAGES: tuple[PageEntry, ...] = (
    PageEntry("overview", "overview", marked("Overview")),
    PageEntry("coding", "coding", marked("Coding")),
    PageEntry("scheme", "scheme", marked("Scheme")),
    PageEntry("crosstab", "crosstab", marked("Table")),
    PageEntry("compare", "compare", marked("Compare")),
    PageEntry("time_", "time", marked("Over time"), under="compare"),
    PageEntry("phases", "phases", marked("Phase by level"), under="compare"),
    PageEntry("matrix", "matrix", marked("Matrix"), under="compare"),
    PageEntry("typology", "typology", marked("Typology"), under="compare"),
    PageEntry("figures", "figures", marked("Figures"), under="compare"),
    PageEntry("patterns", "patterns", marked("Patterns")),
    PageEntry("excerpts", "excerpts", marked("Excerpts")),
    PageEntry("search", "search", marked("Search")),
    PageEntry("memos", "memos", marked("Memos")),
    PageEntry("suggest", "suggest", marked("Suggestions")),
    PageEntry("agreement", "agreement", marked("Agreement")),
    PageEntry("correct", "correct", marked("Correct")),
    PageEntry("import_", "import", marked("Import"), under="overview"),
    PageEntry("about", "about", marked("About"), under="overview"),
)

KEYS: tuple[tuple[str, str], ...] = (
    ("?", marked("This help")),
    ("Tab", marked("The next field or button")),
    ("Esc", marked("Close what lies open")),
)
"""Keys that work on every page; a page's own stand in its module's `KEYS`."""


@dataclass(frozen=True)
class Current:
    """What a page works with: the open study, who codes, the language of the texts."""

    study: Study
    coder: str
    language: Language


def current() -> Current:
    """The study, the coder and the language of this session.

    Sets the language of texts for the running script, so a fragment calls it first. Where the
    study cannot be opened the page says so and the script stops.
    """
    language = _language()
    set_language(language)
    try:
        opened = open_study(study_path())
        coder = _coder(opened)
    except WorkbenchError as error:
        show_error(error)
        st.stop()
    # A study of the session's own on the shared file: it acts in the name of this coder.
    return Current(type(opened)(opened.store, coder=coder), coder, language)


def study_path() -> Path:
    """The study file: $WORKBENCH_STUDY, or study.db in the working directory."""
    return Path(os.environ.get("WORKBENCH_STUDY") or "study.db").absolute()


def open_study(path: Path) -> Study:
    """The open study of this file, shared by all sessions; opened anew when it is replaced."""
    stamp = path.stat().st_ino if path.exists() else 0
    return _opened(str(path), stamp)


def read(here: Current, verb: str, /, *arguments: Any, **options: Any) -> Any:
    """What a reading method of the study gives, computed once per state of the study.

    The result is kept by study file, who reads (what is coded blind is hidden from some), last
    history entry, analysed texts, language, method and arguments, and every caller gets a copy
    of its own.
    """
    analysed = tuple(sorted(here.study.analysed.items()))
    who = (here.study.coder, here.study.last_history)
    state = (str(study_path()), *who, analysed, here.language)
    return _read(here.study, state, verb, arguments, tuple(sorted(options.items())))


def link(page: str, label: str, *, key: str = "", **places: object) -> None:
    """A link to another page of this session, with plain named values in its address."""
    query = {name: str(value) for name, value in places.items() if value not in (None, "")}
    with st.container(key=key or None):
        st.page_link(_page(page), label=label, query_params=query)


def go(page: str, **places: object) -> None:
    """Go to another page of this session at once, with plain named values in its address."""
    query = {name: str(value) for name, value in places.items() if value not in (None, "")}
    st.switch_page(_page(page), query_params=query)


def hidden_note(here: Current, **asked: Any) -> None:
    """Say where what is shown lacks what is coded blind; `asked` as for `Study.hidden`. The
    interviews and whose coding of them is hidden stand behind it."""
    hidden: dict[str, list[str]] = read(here, "hidden", **asked)
    if hidden:
        names = ", ".join(f"{name} ({', '.join(coders)})" for name, coders in hidden.items())
        said = escape(words.hidden(hidden, named=False))
        st.html(f"<p class='wb-hidden' role='note' title='{escape(names)}'>{said}</p>")


def reading_bar() -> Progress:
    """A bar that shows how many texts the language pipeline has read."""
    bar = st.progress(0.0, text=_("The language pipeline is loaded …"))

    def progress(names: Sequence[str]) -> Iterator[str]:
        for at, name in enumerate(names):
            said = _("{name}: {n} of {N}", name=name, n=at + 1, N=len(names))
            bar.progress(at / len(names), text=said)
            yield name

    return progress


def show_error(error: WorkbenchError) -> None:
    """What went wrong and what to do about it, as a plain notice."""
    heading = f"{error.place}: {error.message}" if error.place else error.message
    body = "".join(f"<p>{escape(line)}</p>" for line in heading.splitlines())
    if error.remedy:
        body += f"<p>{escape(error.remedy)}</p>"
    st.html(f'<div class="wb-warn" role="alert">{body}</div>')


def frame(*, start: str = "overview") -> StreamlitPage:
    """Draw what stands around the page; returns the page to run.

    A study that is missing or broken gives one plain page without navigation, and the script
    stops there.
    """
    language = _language()
    set_language(language)
    st.set_page_config(page_title=_("Workbench"), page_icon=str(ASSETS / "icon.svg"), layout="wide")
    st.html(f"<style>{_looks()}</style>")
    chosen, module = _navigation(start)
    _remember()
    try:
        study = open_study(study_path())
        _bar(study, module)
        _kin(module)
    except WorkbenchError as error:
        _no_study(error)
        st.stop()
    return chosen


def help_on_keys(page: str) -> None:
    """Open the list of keys: those of every page, then those of this one."""

    @st.dialog(_("Keys"), width="medium")
    def dialog() -> None:
        set_language(_language())
        own = getattr(import_module(f"workbench.ui.pages.{page}"), "KEYS", ())
        rows = "".join(
            f"<tr><th scope='row'>{_keys(keys)}</th><td>{escape(_(meaning))}</td></tr>"
            for keys, meaning in (*own, *KEYS)
        )
        st.html(f"<table class='wb-keys'><tbody>{rows}</tbody></table>")

    dialog()


@cache
def _looks() -> str:
    """The style sheets of shell and pages in one, so that no page is ever seen without its own."""
    names = (
        "look.css", "overview.css", "facets.css", "excerpts.css", "search.css", "agreement.css",
        "correct.css", "scheme.css", "suggest.css", "memos.css", "about.css", "compare.css",
        "time.css", "patterns.css", "figures.css", "disclosing.css", "typology.css",
    )  # fmt: skip
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in names)


def _keys(keys: str) -> str:
    """`Ctrl+Z` as two keys with a plus between; alternatives are parted by a blank."""
    return " ".join(
        "+".join(
            f"<kbd>{escape(key)}</kbd>"
            for key in (stroke.split("+") if len(stroke) > 1 else [stroke])
        )
        for stroke in keys.split()
    )


def _navigation(start: str) -> tuple[StreamlitPage, str]:
    """The page that the address names, and its module.

    Streamlit gives the page without an address no other one; the start page has both, so that
    a link to it by its name is no dead end.
    """
    pages = {
        entry.module: st.Page(
            _runner(entry.module),
            title=_(entry.label),
            # Streamlit keeps the start page's own address from every other page, unused.
            url_path=entry.address if entry.module != start else "start",
            default=entry.module == start,
        )
        for entry in PAGES
    }
    st.session_state["_pages"] = pages
    first = next(entry for entry in PAGES if entry.module == start)
    named = st.Page(_runner(start), title=_(first.label), url_path=first.address)
    chosen = st.navigation([*pages.values(), named], position="hidden")
    module = next((name for name, page in pages.items() if page == chosen), start)
    _seen()[module] = {name: st.query_params.get_all(name) for name in st.query_params}
    return chosen, module


def _seen() -> dict[str, dict[str, list[str]]]:
    """The address that each page had last in this session, so that the bar leads back to it."""
    seen: dict[str, dict[str, list[str]]] = st.session_state.setdefault("_seen", {})
    return seen


@cache
def _runner(module: str) -> Callable[[], None]:
    """The page's function, its module loaded only when the page is opened."""

    def run() -> None:
        import_module(f"workbench.ui.pages.{module}").page()

    run.__name__ = run.__qualname__ = module
    return run


def _page(name: str) -> StreamlitPage:
    pages: Mapping[str, StreamlitPage] = st.session_state["_pages"]
    return pages[name]


def _bar(study: Study, open_page: str) -> None:
    """The bar along the top: study, badge, pages; then coder, language, help."""
    with st.container(key="wb_top", horizontal=True, gap=None, vertical_alignment="center"):
        badge = f"<span class='wb-badge'>{escape(_('Synthetic demo study'))}</span>"
        synthetic = bool(study.settings.get("synthetic"))
        st.html(
            f"<div class='wb-name'><b>{escape(study.name)}</b>{badge if synthetic else ''}</div>",
            width="content",
        )
        with st.container(
            key="wb_nav", horizontal=True, gap=None, width="content", vertical_alignment="center"
        ):
            for entry in PAGES:
                if not entry.under:
                    _link("wb_nav", entry, open_page, on=entry.module == _group(open_page))
        _coder_picker(study)
        _language_switch()
        if st.button("?", key="wb_help", help=_("Keys"), type="tertiary"):
            st.session_state["_help"] = True
    if st.session_state.pop("_help", False):
        help_on_keys(open_page)


def _kin(open_page: str) -> None:
    """A row of links to the pages that share an entry of the bar with this one, if any do."""
    kin = [entry for entry in PAGES if entry.group == _group(open_page)]
    if len(kin) == 1:
        return
    with st.container(key="wb_kin", horizontal=True, gap=None, vertical_alignment="center"):
        for entry in kin:
            _link("wb_kin", entry, open_page, on=entry.module == open_page)


def _link(row: str, entry: PageEntry, open_page: str, *, on: bool) -> None:
    """A link to a page as it was last seen; to the open one, to its beginning."""
    with st.container(key=f"{row}_{entry.module}{'_on' if on else ''}", width="content"):
        query = {} if entry.module == open_page else _seen().get(entry.module, {})
        st.page_link(_page(entry.module), label=_(entry.label), query_params=query)


def _group(module: str) -> str:
    return next(entry.group for entry in PAGES if entry.module == module)


def _coder_picker(study: Study) -> None:
    known = [str(name) for name in study.coders()]
    coder = _coder(study)
    if coder not in known:
        known.append(coder)
    if "wb_coder" not in st.session_state:
        st.session_state["wb_coder"] = coder
    with st.container(
        key="wb_by", horizontal=True, gap="small", width="content", vertical_alignment="center"
    ):
        st.html(
            f"<span class='wb-muted' aria-hidden='true'>{escape(_('Coded by'))}</span>",
            width="content",
        )
        st.selectbox(
            _("Coded by"),
            known,
            key="wb_coder",
            label_visibility="collapsed",
            accept_new_options=True,
            width=150,
            on_change=_coder_chosen,
        )


def _coder_chosen() -> None:
    name = str(st.session_state.get("wb_coder") or "").strip()
    if name:
        st.session_state["_coder"] = name


def _coder(study: Study) -> str:
    """Who codes in this session: chosen, remembered by the browser, given, or the first."""
    given = st.session_state.get("_coder") or os.environ.get("WORKBENCH_CODER")
    if given:
        return str(given)
    known = [str(name) for name in study.coders()]
    return str(known[0]) if known else getpass.getuser()


def _language_switch() -> None:
    other: Language = "en" if _language() == "nb" else "nb"
    label = "English" if other == "en" else "Norsk"
    if st.button(label, key="wb_language", type="tertiary", on_click=_set_language, args=(other,)):
        pass


def _set_language(chosen: Language) -> None:
    st.session_state["_language"] = chosen


def _language() -> Language:
    """The language of this session: chosen, or the nearest to the browser's."""
    chosen: Language | None = st.session_state.get("_language")
    return chosen or nearest_language(st.context.locale)


def _remember() -> None:
    """Let the browser keep coder and language, and tell of the key `?`.

    A reload starts a new session; without this it would code under another name.
    """
    given = _memory()(
        key="wb_memory",
        data={
            "coder": st.session_state.get("_coder", ""),
            "language": st.session_state.get("_language", ""),
            "study": str(study_path()),
        },
        on_kept_change=lambda: None,
        on_help_change=lambda: None,
    )
    kept = given.get("kept") or {}
    if kept and not st.session_state.get("_kept"):
        st.session_state["_kept"] = True
        if kept.get("language") in ("nb", "en") and "_language" not in st.session_state:
            _set_language(kept["language"])
            set_language(kept["language"])
        name = str(kept.get("coder") or "").strip()
        if name and "_coder" not in st.session_state:
            st.session_state["_coder"] = name
            st.session_state["wb_coder"] = name
    if given.get("help"):
        st.session_state["_help"] = True


@cache
def _memory() -> Any:
    from streamlit.components.v2 import component

    return component(
        "workbench_memory",
        js=(ASSETS / "memory.js").read_text(encoding="utf-8"),
        html="<span></span>",
    )


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(path: str, stamp: int) -> Study:  # noqa: ARG001 - the stamp is part of the key
    from workbench.study import Study

    return Study.open(Path(path))


@st.cache_data(max_entries=256, show_spinner=False)
def _read(
    _study: Study,
    state: tuple[object, ...],  # noqa: ARG001 - part of the key
    verb: str,
    arguments: tuple[Any, ...],
    options: tuple[tuple[str, Any], ...],
) -> Any:
    return getattr(_study, verb)(*arguments, **dict(options))


def _no_study(error: WorkbenchError) -> None:
    """A plain page for a study that cannot be opened: what is wrong and what to do."""
    with st.container(key="wb_nothing"):
        st.html(f"<h1>{escape(_('The study cannot be opened'))}</h1>")
        show_error(error)
        st.html(
            f"<p>{escape(_('The file asked for is {path}.', path=study_path()))}</p>"
            "<pre>workbench demo DIR --serve\n"
            f"workbench --study {escape(str(study_path()))} create</pre>"
        )
