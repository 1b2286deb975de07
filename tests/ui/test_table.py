"""The cross-tab's view model: what of a long frame is shown, and how."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from tests.ui.crosstab_study import CODES, SmallStudy
from workbench.model import ONCE, Filters
from workbench.texts import in_language
from workbench.ui import behind, table
from workbench.ui.address import Facts, View, cell_filters, query_of, view_of
from workbench.ui.reading import passage

NAMES = table.Names(
    {"deltaker": "Participant", "arbeidsgiver": "Employer", "kursleverandør": "Provider"}, CODES
)
FACTS = Facts(
    dimensions=("code", "actor_type", "round", "person", "interview", "coder", "course"),
    codes=tuple(code.key for code in CODES),
    actor_types=("deltaker", "arbeidsgiver"),
    persons=("P01", "P02"),
    interviews=("P01-1",),
    coders=("Anne H.",),
    courses=("kafé og kantine",),
    attributes={"course": ("kafé og kantine",), "sector": ("a=b", "c, d")},
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def record(
    n: int, of: int, *, persons: int | None = None, persons_of: int | None = None,
    asked: str = "", done: int | None = None, **keys: object,
) -> dict[str, object]:  # fmt: skip
    keys = keys or {"code": "utfall", "actor_type": "deltaker", "round": 1}
    return {
        **keys, "n": n, "N": of, "share": n / of if of else None,
        "persons": n if persons is None else persons,
        "persons_N": of if persons_of is None else persons_of,
        "asked": asked, "done": of if done is None else done,
    }  # fmt: skip


def one_cell(**options: object) -> table.Cell:
    shown = table.table(pd.DataFrame([record(**options)]), NAMES, count="interviews")  # type: ignore[arg-type]
    return next(iter(shown.cells.values()))


def small(count: str = "interviews", **options: object) -> table.Table:
    study = SmallStudy()
    frame = study.crosstab(count=count, totals=True)
    base = study.crosstab(totals=True)
    direct = study.crosstab(count=count, totals=True, direct=True)
    return table.table(frame, NAMES, count=count, base=base, direct=direct, **options)  # type: ignore[arg-type]


# Cells


@pytest.mark.parametrize(
    ("n", "of", "asked", "kind", "text"),
    [
        (0, 0, "", "dash", "–"),
        (0, 0, "no", "dash", "–"),
        (0, 7, "no", "not_asked", "not asked"),
        (2, 7, "no", "count", "2 of 7"),
        (0, 7, "yes", "count", "0 of 7"),
        (0, 7, "", "count", "0 of 7"),
    ],
    ids=["no one", "no one, not asked", "not asked", "said all the same", "asked", "unknown"],
)
def test_a_cell_says_n_of_N_a_dash_or_that_nobody_was_asked(
    n: int, of: int, asked: str, kind: str, text: str
) -> None:
    cell = one_cell(n=n, of=of, asked=asked)
    assert (cell.kind, table.cell_text(cell)) == (kind, text)


@pytest.mark.parametrize(("of", "shade"), [(4, 0), (5, 46), (50, 46)])
def test_shading_begins_at_five_of_N(of: int, shade: int) -> None:
    assert one_cell(n=of, of=of).shade == shade


def test_shading_follows_n_of_N() -> None:
    assert [one_cell(n=n, of=9).shade for n in (0, 1, 5, 9)] == [0, 5, 26, 46]


@pytest.mark.parametrize(("persons", "is_small"), [(0, False), (1, True), (2, True), (3, False)])
def test_cells_of_one_or_two_persons_are_marked(persons: int, is_small: bool) -> None:
    assert one_cell(n=5, of=9, persons=persons).small is is_small


@pytest.mark.parametrize(("persons_of", "is_small"), [(2, True), (3, False)])
def test_columns_of_fewer_than_three_persons_are_marked(persons_of: int, is_small: bool) -> None:
    frame = pd.DataFrame([record(3, 6, persons=2, persons_of=persons_of)])
    assert table.table(frame, NAMES, count="interviews").columns[0].small is is_small


def test_percentages_stand_beside_their_N_from_ten_on_and_only_for_codings_and_words() -> None:
    frame = pd.DataFrame([record(3, 9), record(3, 10, code="utfall", actor_type="x", round=1)])
    shown = table.table(frame, NAMES, count="words")
    with_shares = table.component_data(shown, open_ids=(), selected=None, shares=True)
    assert [cell["beside"] for cell in with_shares["table"]["cells"][0]] == ["", "30 %"]
    without = table.component_data(shown, open_ids=(), selected=None)
    assert [cell["beside"] for cell in without["table"]["cells"][0]] == ["", ""]
    assert [table.offers_shares(c) for c in ("codings", "words", "interviews", "persons")] == [
        True, True, False, False,
    ]  # fmt: skip


# Columns


def test_the_rounds_of_a_group_stand_together_and_what_merges_them_stands_last() -> None:
    keys = [column.key for column in small().columns]
    assert keys == [
        ("deltaker", "1"), ("deltaker", "2"), ("deltaker", "*"),
        ("arbeidsgiver", ""), ("kursleverandør", ""),
    ]  # fmt: skip


def test_totals_over_everything_are_off_until_asked_for() -> None:
    assert ("*", "*") not in [column.key for column in small().columns]
    assert ("*", "*") in [column.key for column in small(totals="all").columns]
    assert not [c for c in small(totals="none").columns if "*" in c.key]
    assert small(totals="all").row("*") is not None
    assert small().row("*") is None


def test_a_column_that_merges_rounds_shows_persons_beside_interviews() -> None:
    shown = small()
    merged = [column.key for column in shown.columns if column.merged]
    assert merged == [("deltaker", "*")]
    data = table.component_data(shown, open_ids=(), selected=None)["table"]
    cell = data["cells"][0][2]
    assert (cell["n"], cell["after"], cell["beside"]) == ("3", " of 5", "3 of 3 pers.")
    assert cell["shade"] == 0


def test_the_header_says_how_many_are_coded_to_the_end_where_not_all_are() -> None:
    data = table.component_data(small(), open_ids=(), selected=None)["table"]
    assert [column["done"] for column in data["columns"]] == [
        "", "1 of 2 done", "4 of 5 done", "", "0 of 1 done",
    ]  # fmt: skip
    assert [heading["span"] for heading in data["headings"]] == [3, 1, 1]


def test_only_a_column_whose_coding_has_not_begun_is_hatched() -> None:
    assert [c.key[0] for c in small().columns if c.uncoded] == ["kursleverandør"]


def test_unfinished_coding_is_told_in_interviews_whatever_is_counted() -> None:
    shown = small("words")
    assert (shown.done, shown.usable) == (5, 7)
    assert table.subtitle(shown).endswith("5 of 7 are coded to the end.")


@pytest.mark.parametrize(("n", "done", "hatched"), [(0, 0, True), (0, 2, False), (1, 0, False)])
def test_a_column_that_is_coded_to_the_end_without_a_find_is_not_hatched(
    n: int, done: int, hatched: bool
) -> None:
    frame = pd.DataFrame([record(n, 7, done=done)])
    assert table.table(frame, NAMES, count="interviews").columns[0].uncoded is hatched


# Rows


def test_a_tree_opens_branch_by_branch() -> None:
    rows = small().rows
    assert [row.id for row in table.visible(rows, ())] == ["motivasjon", "praksis", "utfall"]
    assert [row.id for row in table.visible(rows, {"praksis"})] == [
        "motivasjon", "praksis", "praksis.krav", "praksis.oppfolging", "=praksis", "utfall",
    ]  # fmt: skip
    assert "praksis.krav.norsk" not in [r.id for r in table.visible(rows, {"praksis.krav"})]


def test_an_open_branch_shows_what_is_coded_directly_on_the_parent() -> None:
    shown = small()
    row = shown.row("=motivasjon")
    assert row is not None
    column = shown.columns[0].id
    assert (row.direct, row.label, row.level) == (True, "directly on the parent", 1)
    assert shown.cells["=motivasjon", column].n == 1
    assert shown.cells["motivasjon", column].n == 3


def test_a_code_has_the_colour_of_its_branch() -> None:
    shown = small()
    assert {r.color for r in shown.rows if r.key.startswith("praksis")} == {"#2f9e6e"}


def test_parents_come_from_the_tree_and_not_from_the_key() -> None:
    frame = pd.DataFrame([record(1, 5, code="praksis.annet", actor_type="deltaker", round=1)])
    assert table.table(frame, NAMES, count="interviews").rows[0].parent == ""


# Texts


def test_the_title_says_what_is_set_against_what() -> None:
    assert table.title(small()) == "Codes by actor type and round"


def test_the_notes_name_what_a_reader_must_know() -> None:
    said = " ".join(table.notes(small(), nobody=3, left_out=["X1"]))
    for words in (
        "one or two persons", "One interview stands in several columns", "N is 5 or more",
        "3 codings on words of nobody", "Left out, since nobody knows who speaks: X1",
        "counts an interview once",
    ):  # fmt: skip
        assert words in said


def test_every_filter_is_in_the_caption() -> None:
    filters = Filters(
        code=("praksis",), actor_type=("deltaker",), round=(2,), person=("P01",),
        interview=("P01-1",), course=("kafé",), attributes=(("sector", "a"), ("sector", "b")),
        layer="coder:Bo", valence=("missing",), stance=("denies",), done_only=True, contains="jobb",
    )  # fmt: skip
    assert table.filters_text(filters, NAMES) == [
        "Code: Placement", "Actor type: Participant", "Round: 2", "Person: P01",
        "Interview: P01-1", "Course: kafé", "Sector: a, b", "Layer: coded by Bo",
        "Valence: missing", "Stance: denies", "only interviews coded to the end",
        "text contains “jobb”",
    ]  # fmt: skip
    assert table.filters_text(Filters(), NAMES) == []


def test_the_data_changes_its_version_only_when_the_table_does() -> None:
    closed = table.component_data(small(), open_ids=(), selected=None)
    opened = table.component_data(small(), open_ids={"praksis"}, selected=("utfall", ("a", "")))
    assert closed["version"] == opened["version"]
    assert opened["open"] == ["praksis"]
    assert (
        table.component_data(small("words"), open_ids=(), selected=None)["version"]
        != (closed["version"])
    )


# The address


def test_an_address_brings_back_the_same_view() -> None:
    view = View(
        rows="code", columns=("sector", "course"), count="words", of="column", totals="all",
        shown="heatmap", open=("praksis", "praksis.krav"), cell=("=praksis", ("c, d", "")),
        filters=Filters(
            code=("utfall",), actor_type=("deltaker",), round=(1, 3), layer="coder:Anne H.",
            attributes=(("sector", "a=b"), ("sector", "c, d")), done_only=True, contains="å, jobbe",
        ),
    )  # fmt: skip
    facts = Facts(**{**vars(FACTS), "dimensions": (*FACTS.dimensions, "sector")})
    assert view_of(query_of(view), facts) == (view, [])


def test_the_plain_view_has_an_empty_address() -> None:
    assert query_of(View()) == {}
    assert view_of({}, FACTS) == (View(), [])


def test_what_an_address_asks_for_and_the_study_lacks_is_left_out_and_named() -> None:
    query = {"rows": ["nonsense"], "columns": ["round,moon"], "round": ["2", "9"],
             "count": ["<script>"], "attribute": ["sector=z"], "open": ["x"]}  # fmt: skip
    view, refused = view_of(query, FACTS)
    assert (view.rows, view.columns, view.filters.round) == ("code", ("round",), (2,))
    assert refused == [
        "rows=nonsense", "columns=moon", "round=9", "attribute=sector=z", "count=<script>",
        "open=x",
    ]  # fmt: skip


def test_a_cell_narrows_the_filters_of_the_view_to_its_row_and_column() -> None:
    view = View(filters=Filters(round=(1, 2), done_only=True))
    narrowed = cell_filters(view, "praksis", ("deltaker", "2"))
    assert narrowed == Filters(
        code=("praksis",), actor_type=("deltaker",), round=(2,), done_only=True
    )
    assert cell_filters(view, "praksis", ("deltaker", "*")).round == (1, 2)
    by_coder = View(rows="course", columns=("coder",))
    assert cell_filters(by_coder, "kafé", ("Bo",)) == Filters(layer="coder:Bo", course=("kafé",))
    narrow = View(rows="course", columns=("coder",), filters=Filters(course=("pleie",)))
    assert cell_filters(narrow, "kafé", ("*",)) == Filters(
        course=("pleie",), attributes=(("course", "kafé"),)
    )


def test_what_is_not_stated_can_be_asked_for_and_stands_in_the_address() -> None:
    view = View(columns=("round", "sector"))
    narrowed = cell_filters(view, "praksis", ("", ""))
    assert narrowed == Filters(code=("praksis",), round=(ONCE,), attributes=(("sector", ""),))
    asked = Filters(
        actor_type=("",), round=(2, ONCE), course=("",), attributes=(("sector", ""),),
        valence=("", "missing"), stance=("",),
    )  # fmt: skip
    query = query_of(View(filters=asked))
    assert query["round"] == ["2", "0"]
    assert view_of(query, FACTS) == (View(filters=asked), [])
    assert table.filters_text(Filters(round=(2, ONCE), attributes=(("sector", ""),)), NAMES) == [
        "Round: 2, interviewed once", "Sector: not stated",
    ]  # fmt: skip


# What stands behind a cell


def test_a_browser_can_choose_only_what_the_table_has() -> None:
    assert table.chosen(["utfall", '["deltaker", "1"]']) == ("utfall", ("deltaker", "1"))
    for nonsense in (None, "x", ["utfall"], ["utfall", "{"], ["utfall", '{"a": 1}'], [1, "[]"]):
        assert table.chosen(nonsense) is None
    assert behind.cell(small(), ("utfall", ("nobody", "1"))) is None


def test_what_the_browser_tells_is_read_with_care() -> None:
    said = {"told": {"number": 1, "open": ["praksis"], "cell": ["utfall", '["a"]']}}
    assert table.told(said) == (("praksis",), ("utfall", ("a",)))
    for nonsense in (None, {}, {"told": 3}, {"told": {"open": "x", "cell": 1}}):
        assert table.told(nonsense) == ((), None)


@pytest.mark.parametrize("color", ["red;}", "url(x)", "", "#12"])
def test_only_a_plain_colour_gets_into_a_style_sheet(color: str) -> None:
    assert behind.safe(color) == "var(--wb-soft)"
    assert behind.safe("#a1B2c3") == "#a1B2c3"


# A passage and what stands around it


def test_a_passage_knows_its_turn_the_question_before_and_the_turns_around() -> None:
    transcript = SmallStudy().transcript("P01-1")
    start = transcript.turns[1].start
    found = passage(transcript, start, start + 5)
    assert (found.turn, found.question) == (2, "Hvordan var den første tiden?")
    assert [speaker for speaker, _said in (*found.before, *found.own, *found.after)] == [
        "I", "P01", "I", "P01",
    ]  # fmt: skip


def test_a_passage_over_several_turns_shows_them_all_as_its_own() -> None:
    transcript = SmallStudy().transcript("P01-1")
    found = passage(transcript, transcript.turns[1].start, transcript.turns[3].end, around=0)
    assert len(found.own) == 3
    assert (found.before, found.after) == ((), ())
