"""The scheme page: the tree of codes, and the chosen code's definition beside its excerpts.

Codes are moved by dragging or with the keyboard, renamed, merged, split and retired; what a
change does is said before it is done, and one undo takes it back. The address names the `code`,
what of the tree to `show`, the `layer` of the excerpts, and a day `since` which to tell changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

import pandas as pd
import streamlit as st

from workbench import words
from workbench.errors import CallError, WorkbenchError
from workbench.model import Code, Filters
from workbench.scheme.files import LEVELS
from workbench.scheme.reworking import Merge, Part
from workbench.scheme.tree import Tree
from workbench.texts import _, marked, moment, ngettext
from workbench.ui import memos, recoding, reports, shell
from workbench.words import code_name, column

if TYPE_CHECKING:
    pass

SHOWN = 12
"""Excerpts on one page of the list, or of those to be sorted."""

T = TypeVar("T")

KEYS: tuple[tuple[str, str], ...] = (
    ("↑ ↓", marked("walk through the tree")),
    ("← →", marked("close and open a branch")),
    ("Enter", marked("show the code")),
    ("Alt+↑ Alt+↓", marked("move the code up or down")),
    ("Alt+→ Alt+←", marked("move the code under the one above, or out again")),
)

SHOW: Mapping[str, str] = {
    "all": marked("All codes"),
    "in_use": marked("Codes in use"),
    "never": marked("Never used"),
    "one_coder": marked("Used by one coder only"),
    "one_interview": marked("Used in one interview only"),
    "retired": marked("Retired codes"),
}

CHANGES: Mapping[str, str] = {
    "added": marked("new"),
    "changed": marked("changed"),
    "merged": marked("merged into"),
    "removed": marked("gone"),
}


@dataclass(frozen=True)
class View:
    """What the page shows: the tree, how its codes are used, and the chosen one with its
    excerpts."""

    tree: Tree
    use: Mapping[str, Mapping[str, Any]]
    show: str
    layer: str
    since: str
    splitting: bool
    code: Code | None

    def name(self, code: Code) -> str:
        """The code's name with those that it lies under."""
        return " › ".join(code_name(one) for one in self.tree.path(code))

    @property
    def offered(self) -> list[Code]:
        """The codes in use, in the order of the tree."""
        return [code for code in self.tree.codes if not code.retired]


def page() -> None:
    """Draw the page."""
    here = shell.current()
    shown = view(here)
    with st.container(key="bleed", horizontal=True, gap=None, wrap=False):
        with st.container(key="sc_side", width=340, gap="small"):
            _side(shown)
        with st.container(key="sc_main", gap="small"):
            reports.draw("sc")
            shell.hidden_note(here)
            if shown.since:
                _changes(here, shown)
            if shown.code is None:
                told = _("The scheme has no codes yet. Make the first one, or load a scheme file.")
                st.html(f"<p class='wb-muted'>{escape(told)}</p>")
                _new_code(here, None)
            elif shown.splitting:
                _split(here, shown.code)
            else:
                _code(here, shown, shown.code)


def view(here: shell.Current) -> View:
    """What the address asks for; an old key of a code is the code."""
    query = st.query_params
    tree = here.study.tree()
    code = None
    if query.get("code"):
        try:
            code = tree.by_id[here.study.code_named(query["code"]).id]
        except CallError:
            code = None
    if code is None and tree.codes:
        code = tree.codes[0]
    show, layer = query.get("show", "all"), query.get("layer", "primary")
    layers = ("primary", *(f"coder:{name}" for name in here.study.coders()))
    return View(
        tree, shell.read(here, "scheme_use").set_index("code").to_dict("index"),
        show if show in SHOW else "all",
        layer if layer in layers else "primary", _day(query.get("since", "")),
        query.get("split") == "1", code,
    )  # fmt: skip


def _day(text: str) -> str:
    """A day that the address names; what is none is left out."""
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def shown_codes(shown: View) -> dict[int, bool]:
    """The codes that stand in the tree: whether each is asked for itself, and is not there only
    for one under it."""
    wanted = [code for code in shown.tree.codes if _asked(shown, code)]
    found = {one.id: False for code in wanted for one in shown.tree.path(code)}
    return found | {code.id: True for code in wanted}


def _asked(shown: View, code: Code) -> bool:
    if shown.show == "all":
        return True
    if shown.show in ("retired", "in_use"):
        return code.retired == (shown.show == "retired")
    return bool(shown.use[code.key][shown.show])


def rows_of(shown: View) -> list[dict[str, Any]]:
    """The lines of the tree."""
    asked = shown_codes(shown)
    rows = []
    for code in shown.tree.codes:
        if code.id in asked:
            n = int(shown.use[code.key]["branch_codings"])
            said = ngettext("{n} coding", "{n} codings", n)
            if code.retired:
                said += ", " + _("retired")
            rows.append({
                "id": code.id, "parent": code.parent, "name": code_name(code), "n": n,
                "depth": len(shown.tree.path(code)) - 1, "color": shown.tree.color(code) or "#888",
                "retired": code.retired, "faint": not asked[code.id],
                "said": f"{code_name(code)}, {said}",
            })  # fmt: skip
    return rows


def merge_lines(plan: Merge, excerpts: int, layer: str) -> list[str]:
    """What a merge does, in sentences."""
    moved, joined = len(plan.codings.moved), len(plan.codings.joined)
    into = code_name(plan.into)
    lines = [
        _("{codings} ({excerpts} in {layer}) of “{code}” become “{into}”.",
          codings=ngettext("{n} coding", "{n} codings", moved + joined),
          excerpts=ngettext("{n} excerpt", "{n} excerpts", excerpts),
          layer=words.layer(layer), code=code_name(plan.code), into=into)
    ]  # fmt: skip
    if joined:
        lines.append(ngettext(
            "{n} of them stands on a passage that the same coder has under both: one coding stays,"
            " with both notes.",
            "{n} of them stand on passages that the same coder has under both: one coding stays of"
            " each, with both notes.", joined,
        ))  # fmt: skip
    if plan.codings.differing:
        lines.append(ngettext(
            "{n} differs in valence or stance: present and missing become both, affirms and denies"
            " become mixed.",
            "{n} differ in valence or stance: present and missing become both, affirms and denies"
            " become mixed.", plan.codings.differing,
        ))  # fmt: skip
    if plan.codes:
        lines.append(_("Codes that come along: {codes}.",
                       codes=", ".join(one.new for one in plan.codes)))  # fmt: skip
    if plan.memos + plan.selected:
        lines.append(_("{n} notes and picked excerpts follow.", n=plan.memos + plan.selected))
    lines.append(_("The key {key} goes on naming “{into}”.", key=plan.code.key, into=into))
    return lines


# -- the left: the tree ----------------------------------------------------------------------


def _side(shown: View) -> None:
    st.html(f"<h1>{escape(_('Scheme'))}</h1>")
    st.session_state["sc_show"] = shown.show
    st.selectbox(
        _("Show"), list(SHOW), key="sc_show", format_func=lambda one: _(SHOW[one]),
        on_change=lambda: _go(show=st.session_state["sc_show"]),
    )  # fmt: skip
    rows = rows_of(shown)
    if not rows:
        st.html(f"<p class='sc-hint'>{escape(_('No such codes.'))}</p>")
    else:
        _tree()(
            key="sc_tree",
            data={
                "rows": rows, "chosen": shown.code.id if shown.code else None,
                "words": {"tree": _("Codes")}, "open": shown.show not in ("all", "in_use"),
            },
            on_chosen_change=_chosen, on_moved_change=_moved,
        )  # fmt: skip
        st.html(
            f"<p class='sc-hint'>{escape(_('Drag a code to move it. Numbers are codings.'))}</p>"
        )
    with st.expander(_("What changed since …"), expanded=bool(shown.since), key="sc_since_box"):
        last = shell.current().study.last_change[:10]
        day = st.date_input(_("Day"), value=shown.since or last or "today", key="sc_day")
        if st.button(_("Show"), key="sc_since_do"):
            _go(since=str(day))
            st.rerun()
        if shown.since and st.button(_("Close"), key="sc_since_close"):
            _go(since=None)
            st.rerun()


def _chosen() -> None:
    code = _tree_state("chosen")
    found = shell.current().study.tree().by_id.get(code)
    if found is not None:
        _go(code=found.key, split=None)


def _moved() -> None:
    """A code was dropped, or moved with the keyboard: put it there."""
    told = _tree_state("moved")
    here = shell.current()
    tree = here.study.tree()
    code, to = tree.by_id.get(told["id"]), tree.by_id.get(told["to"])
    if code is None or to is None:
        return
    above = to if told["where"] == "under" else tree.by_id.get(to.parent or 0)
    beside = {} if told["where"] == "under" else {told["where"]: to.key}
    with reports.refusals("sc"):
        moved = here.study.scheme_move(
            code.key, above.key if above else "", request=told["uuid"], **beside
        )
        reports.done("sc", _("“{code}” is moved.", code=code_name(moved)))
        _go(code=moved.key)


def _tree_state(name: str) -> Any:
    return st.session_state["sc_tree"][name]


@cache
def _tree() -> Any:
    from streamlit.components.v2 import component

    folder = shell.ASSETS / "scheme"
    return component(
        "workbench_scheme",
        html="<div role='tree'></div>",
        css=(folder / "tree.css").read_text(encoding="utf-8"),
        js=(folder / "tree.js").read_text(encoding="utf-8"),
    )


# -- the right: the chosen code --------------------------------------------------------------


def _code(here: shell.Current, shown: View, code: Code) -> None:
    excerpts = excerpts_of(here, shown, code)
    _code_head(shown, code)
    with st.container(key="sc_tools", horizontal=True, gap="small"):
        _tools(here, shown, code, excerpts)
    left, right = st.columns([5, 6], gap="large")
    with left:
        _definition(here, code)
        memos.slip(here, "sc", "code", code.key)
    with right:
        _excerpts(here, shown, code, excerpts)


def excerpts_of(here: shell.Current, shown: View, code: Code) -> pd.DataFrame:
    """The excerpts of the code itself, in the layer that is read; none where it has no codings."""
    filters = Filters(layer=shown.layer)
    if not shown.tree.children.get(code.id):
        filters = Filters(code=(code.key,), layer=shown.layer)
    try:
        frame: pd.DataFrame = shell.read(here, "excerpts", filters=filters)
    except WorkbenchError:
        frame = shell.read(here, "excerpts").head(0)
    return frame[frame["code"] == code.key]


def _code_head(shown: View, code: Code) -> None:
    used = shown.use[code.key]
    retired = f" <span class='wb-badge'>{escape(_('retired'))}</span>" if code.retired else ""
    st.html(f"<p class='sc-path'>{escape(shown.name(code))} · {escape(code.key)}</p>"
            f"<h1>{escape(code_name(code))}{retired}</h1>")  # fmt: skip
    facts = [
        ngettext("{n} coding", "{n} codings", used["codings"]),
        ngettext("{n} coder", "{n} coders", used["coders"]),
        ngettext("{n} interview", "{n} interviews", used["interviews"]),
        ngettext("{n} informant", "{n} informants", used["persons"]),
    ]
    primary = _(
        "of these {codings} in {interviews} in the primary coding",
        codings=ngettext("{n} coding", "{n} codings", used["primary_codings"]),
        interviews=ngettext("{n} interview", "{n} interviews", used["primary_interviews"]),
    )
    notes = [
        *([_("Never used.")] if used["never"] else []),
        *([_("Used by {coder} only.", coder=used["coder"])] if used["one_coder"] else []),
        *([_("Used in {interview} only.", interview=used["interview"])]
          if used["one_interview"] else []),
    ]  # fmt: skip
    said = f"{' · '.join(facts)} <span>({escape(primary)})</span>" if used["codings"] else ""
    st.html(f"<p class='sc-facts'>{said} {escape(' '.join(notes))}</p>")


def _tools(here: shell.Current, shown: View, code: Code, excerpts: pd.DataFrame) -> None:
    with st.popover(_("Rename"), key="sc_rename"):
        _rename(here, code)
    with st.popover(_("Move"), key="sc_move"):
        _move(here, shown, code)
    with st.popover(_("Merge"), key="sc_merge"):
        _merge(here, shown, code, len(excerpts))
    if not code.retired and shown.use[code.key]["codings"]:
        st.button(_("Split"), key="sc_split", on_click=lambda: _go(split="1"))
    _retire(here, shown, code)
    if not code.retired:
        with st.popover(_("New code"), key="sc_new"):
            _new_code(here, code)


def _rename(here: shell.Current, code: Code) -> None:
    stamp = _stamp(code)
    name_nb = st.text_input(_("Norwegian name"), code.name_nb, key=f"sc_nb_{stamp}")
    name_en = st.text_input(_("English name"), code.name_en, key=f"sc_en_{stamp}")
    last = code.key.rpartition(".")[2]
    key = st.text_input(
        _("Last part of the key"), last, key=f"sc_key_{stamp}",
        help=_("Codes under it follow. The old key goes on naming the code in files."),
    )  # fmt: skip
    if st.button(_("Rename"), key="sc_rename_do", type="primary"):
        with reports.refusals("sc"):
            renamed = here.study.scheme_rename(
                code.key, name_nb, name_en=name_en, new_key=key if key != last else None
            )
            reports.done("sc", _("“{code}” is renamed.", code=code_name(renamed)))
            _go(code=renamed.key)
        st.rerun()


def _move(here: shell.Current, shown: View, code: Code) -> None:
    branch = list(shown.tree.branch(code))
    places = [None, *(one for one in shown.offered if one not in branch)]
    under: Code | None = st.selectbox(
        _("Under"), places, key=f"sc_under_{code.id}",
        format_func=lambda one: shown.name(one) if one else _("none: a branch of its own"),
    )  # fmt: skip
    told = ngettext("{n} code gets another key; the old one stays as another name of it.",
                    "{n} codes get another key; the old ones stay as other names of them.",
                    len(branch))  # fmt: skip
    st.html(f"<p class='sc-hint'>{escape(told)}</p>")
    if st.button(_("Move"), key="sc_move_do", type="primary"):
        with reports.refusals("sc"):
            moved = here.study.scheme_move(code.key, under.key if under else "")
            reports.done("sc", _("“{code}” is moved.", code=code_name(moved)))
            _go(code=moved.key)
        st.rerun()


def _merge(here: shell.Current, shown: View, code: Code, excerpts: int) -> None:
    branch = list(shown.tree.branch(code))
    into: Code | None = st.selectbox(
        _("Into"), [one for one in shown.offered if one not in branch], index=None,
        key=f"sc_into_{code.id}", format_func=shown.name, placeholder=_("Choose a code"),
    )  # fmt: skip
    if into is None:
        return
    try:
        plan = here.study.scheme_merge_plan(code.key, into.key)
    except WorkbenchError as error:
        shell.show_error(error)
        return
    lines = "".join(f"<li>{escape(line)}</li>" for line in merge_lines(plan, excerpts, shown.layer))
    st.html(f"<ul class='sc-plan'>{lines}</ul>")
    if st.button(_("Merge"), key="sc_merge_do", type="primary"):
        with reports.refusals("sc"):
            kept = here.study.scheme_merge(code.key, into.key)
            reports.done("sc", _("“{code}” is merged into “{into}”.", code=code_name(code),
                    into=code_name(kept)))  # fmt: skip
            _go(code=kept.key)
        st.rerun()


def _retire(here: shell.Current, shown: View, code: Code) -> None:
    if code.retired:
        if st.button(_("Take into use again"), key="sc_unretire"):
            with reports.refusals("sc"):
                here.study.scheme_unretire(code.key)
                reports.done("sc", _("“{code}” is in use again.", code=code_name(code)))
            st.rerun()
        return
    with st.popover(_("Retire"), key="sc_retire"):
        n = sum(not one.retired for one in shown.tree.branch(code))
        told = ngettext(
            "{n} code is offered no more. It is kept with its codings.",
            "{n} codes are offered no more. They are kept with their codings.", n,
        )  # fmt: skip
        st.html(f"<p class='sc-hint'>{escape(told)}</p>")
        if st.button(_("Retire"), key="sc_retire_do", type="primary"):
            with reports.refusals("sc"):
                here.study.scheme_retire(code.key)
                reports.done("sc", _("“{code}” is retired.", code=code_name(code)))
            st.rerun()


def _new_code(here: shell.Current, parent: Code | None) -> None:
    under = "" if parent is None else parent.key
    name = st.text_input(_("Name"), key=f"sc_new_name_{under}")
    definition = st.text_area(_("Definition"), key=f"sc_new_definition_{under}", height=90)
    beside = parent is not None and st.checkbox(_("A branch of its own"), key=f"sc_root_{under}")
    if st.button(_("Make the code"), key="sc_new_do", type="primary", disabled=not name.strip()):
        with reports.refusals("sc"):
            made = here.study.scheme_add(
                name, parent="" if beside else under, definition=definition
            )
            reports.done("sc", _("“{code}” is made.", code=code_name(made)))
            _go(code=made.key)
        st.rerun()


def _definition(here: shell.Current, code: Code) -> None:
    """What defines the code, to be edited in place."""
    stamp = _stamp(code)
    with st.form(key=f"sc_form_{stamp}", border=False):
        given: dict[str, object] = {}
        for field, height in (
            ("definition", 110), ("include", 90), ("exclude", 90), ("example", 90),
        ):  # fmt: skip
            label = column(field)
            given[field] = st.text_area(
                label[:1].upper() + label[1:], getattr(code, field), height=height,
                key=f"sc_{field}_{stamp}",
            )  # fmt: skip
        with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
            given["phase"] = st.text_input(
                _("Phase"), code.phase, key=f"sc_phase_{stamp}", width=150
            )
            given["level"] = st.selectbox(
                _("Level"), LEVELS, index=LEVELS.index(code.level), key=f"sc_level_{stamp}",
                format_func=lambda one: one or "–", width=120,
            )  # fmt: skip
            given["color"] = st.text_input(
                _("Colour"), code.color, key=f"sc_color_{stamp}", width=110, placeholder="#2e5eaa"
            )
        given["exclusive"] = st.checkbox(
            _("The codes under it rule one another out"), code.exclusive,
            key=f"sc_exclusive_{stamp}",
        )  # fmt: skip
        saved = st.form_submit_button(_("Save"), type="primary", key=f"sc_save_{stamp}")
    if not saved:
        return
    changes = {name: one for name, one in given.items() if one != getattr(code, name)}
    if changes:
        with reports.refusals("sc"):
            here.study.scheme_edit(code.key, changes)
            reports.done("sc", _("“{code}” is saved.", code=code_name(code)))
        st.rerun()


def _stamp(code: Code) -> str:
    """Names the fields of a code as it is now, so that another version has fields of its own."""
    return f"{code.id}_{crc32(repr(code).encode())}"


def _excerpts(here: shell.Current, shown: View, code: Code, excerpts: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        n = ngettext("{n} excerpt", "{n} excerpts", len(excerpts))
        st.html(f"<h2>{escape(n)}</h2>")
        layers = ["primary", *(f"coder:{name}" for name in here.study.coders())]
        if len(layers) > 2:
            st.session_state["sc_layer"] = shown.layer
            st.selectbox(
                _("Layer"), layers, key="sc_layer", format_func=words.layer, width=220,
                on_change=lambda: _go(layer=st.session_state["sc_layer"]),
            )  # fmt: skip
    if excerpts.empty:
        st.html(f"<p class='sc-hint'>{escape(_('No excerpts of the code itself here.'))}</p>")
        return
    rows = excerpts.to_dict("records")
    for row in _paged(rows, f"sc_page_{code.id}_{shown.layer}"):
        _excerpt(shown, row)


def _paged(rows: Sequence[T], key: str) -> Sequence[T]:
    """Those of the rows that are on the page that is chosen, with the choice above them."""
    pages = -(-len(rows) // SHOWN)
    page = st.pagination(pages, key=key) if pages > 1 else 1
    return rows[(page - 1) * SHOWN : page * SHOWN]


def _excerpt(shown: View, row: Mapping[Any, Any]) -> None:
    excerpt = recoding.Excerpt(
        row["interview"], int(row["start"]), int(row["end"]), row["quote"], row["codes"]
    )
    name = f"{excerpt.interview}_{row['person']}_{excerpt.start}_{excerpt.end}"
    with st.container(key=f"sc_q_{name}", gap=None):
        st.html(f"<p class='sc-quote'>{escape(excerpt.quote)}</p>")
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            said = row["person"] or _("nobody")
            shell.link(
                "coding", f"{said} · {excerpt.interview} →", interview=excerpt.interview,
                start=excerpt.start, end=excerpt.end,
            )  # fmt: skip
            st.space("stretch")
            if st.button(_("Code …"), key=f"sc_recode_{name}", type="tertiary"):
                recoding.change(excerpt, layer=shown.layer, prefix="sc")


# -- splitting -------------------------------------------------------------------------------


def _split(here: shell.Current, code: Code) -> None:
    """Walk through the codings, and say of each which new code it goes to."""
    st.html(f"<h1>{escape(_('Split “{code}”', code=code_name(code)))}</h1>")
    written = st.text_area(
        _("New codes, one on each line"), key=f"sc_parts_{code.id}", height=100,
        help=_("Each becomes a code; then say below which passages go to it."),
    )  # fmt: skip
    names = list(dict.fromkeys(" ".join(line.split()) for line in written.splitlines()))
    names = [name for name in names if name]
    under = st.checkbox(
        _("Put them under “{code}”", code=code_name(code)), key=f"sc_split_under_{code.id}"
    )
    codings = here.study.codings_with(code.key)
    # Streamlit forgets what was chosen on a page that is no longer drawn.
    sorted_into: dict[int, str] = st.session_state.setdefault(f"sc_sorted_{code.id}", {})
    for one in _paged(codings, f"sc_split_page_{code.id}"):
        with st.container(key=f"sc_q_split_{one.id}", gap=None):
            st.html(f"<p class='sc-quote'>{escape(one.quote)}</p>")
            st.html(f"<p class='sc-hint'>{escape(f'{one.interview} · {one.coder}')}</p>")
            if not names:
                continue
            choices = ["", *names]
            goes = sorted_into.get(one.id, "")
            sorted_into[one.id] = st.radio(
                _("Goes to"), choices, index=choices.index(goes) if goes in choices else 0,
                key=f"sc_goes_{one.id}", horizontal=True,
                format_func=lambda name: name or _("stays"), label_visibility="collapsed",
            )  # fmt: skip
    into = {name: [one.id for one in codings if sorted_into.get(one.id) == name] for name in names}
    moved = sum(map(len, into.values()))
    told = _("{moved} of {codings} go to a new code, {stay} stay.",
             moved=moved, codings=ngettext("{n} coding", "{n} codings", len(codings)),
             stay=len(codings) - moved)  # fmt: skip
    st.html(f"<p class='sc-facts' role='status'>{escape(told)}</p>")
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Split"), key="sc_split_do", type="primary", disabled=not names):
            with reports.refusals("sc"):
                parts = [Part(name, tuple(ids)) for name, ids in into.items()]
                made = here.study.scheme_split(code.key, parts, under=under)
                del st.session_state[f"sc_sorted_{code.id}"]
                reports.done("sc", _("“{code}” is split.", code=code_name(code)))
                _go(code=made[0].key, split=None)
            st.rerun()
        st.button(_("Cancel"), key="sc_split_cancel", on_click=lambda: _go(split=None))


# -- what changed since ----------------------------------------------------------------------


def _changes(here: shell.Current, shown: View) -> None:
    try:
        frame = shell.read(here, "scheme_changes", shown.since)
    except WorkbenchError as error:
        shell.show_error(error)
        return
    st.html(f"<h2>{escape(_('Changed since {day}', day=shown.since))}</h2>")
    if frame.empty:
        st.html(f"<p class='sc-hint'>{escape(_('Nothing.'))}</p>")
        return
    heads = (_("Code"), _("What"), _("Before"), _("Now"), _("When"), _("Who"))
    head = "".join(f"<th scope='col'>{escape(one)}</th>" for one in heads)
    rows = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in change_cells(row)) + "</tr>"
        for row in frame.to_dict("records")
    )
    st.html(f"<table class='sc-changes'><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>")  # fmt: skip


def change_cells(row: Mapping[Any, Any]) -> tuple[str, ...]:
    """One change as the table shows it."""
    what = column(row["field"]) if row["field"] else _(CHANGES[row["change"]])
    before, after = (
        _("yes") if one == "yes" else str(one) for one in (row["before"], row["after"])
    )
    return row["code"], what, before, after, moment(row["time"]), row["coder"]


# -- what every change shares ----------------------------------------------------------------


def _go(**places: str | None) -> None:
    """Change the address; what is None goes out of it."""
    query = {name: st.query_params[name] for name in st.query_params} | places
    st.query_params.from_dict({name: one for name, one in query.items() if one})
