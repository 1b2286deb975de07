"""The query language over codes: what is read, in two languages, and what is refused where."""

from __future__ import annotations

import pytest

from workbench.code_query import (
    Both,
    Coded,
    Either,
    Query,
    Related,
    Without,
    parse,
    rewritten,
    written,
)
from workbench.errors import CallError


def told(query: Query) -> str:
    """A query with every bracket."""
    if isinstance(query, Coded):
        return query.key
    if isinstance(query, Related):
        turns = "" if query.turns is None else f" {query.turns}"
        word = f"{'not ' if query.negated else ''}{query.relation}{turns}"
    else:
        word = {Both: "and", Either: "or", Without: "without"}[type(query)]
    return f"({told(query.left)} {word} {told(query.right)})"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a.b_2", "a.b_2"),
        ("a and b or c and d", "((a and b) or (c and d))"),
        ("a or b and c", "(a or (b and c))"),
        ("a and not b and c", "((a without b) and c)"),
        ("a not b not c", "((a without b) without c)"),
        ("a and b inside c", "(a and (b inside c))"),
        ("a not inside b", "(a not inside b)"),
        ("a and not b inside c", "(a without (b inside c))"),
        ("(a or b) overlapping c", "((a or b) overlapping c)"),
        ("a followed by b", "(a followed b)"),
        ("a followed by b within 3 turns and c", "((a followed 3 b) and c)"),
        ("a FOLLOWED  BY b Within 0", "(a followed 0 b)"),
        ("a og b eller c", "((a and b) or c)"),
        ("a og ikke b", "(a without b)"),
        ("a ikke inne i b", "(a not inside b)"),
        ("a overlapper b", "(a overlapping b)"),
        ("a fulgt av b innen 2 replikker", "(a followed 2 b)"),
        ("A.B and ((c))", "(a.b and c)"),
        ('"ikke" and «og»', "(ikke and og)"),
        ("fulgt.av and innen.for", "(fulgt.av and innen.for)"),
    ],
)
def test_a_query_is_read(text: str, read: str) -> None:
    assert told(parse(text)) == read


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", 1, "empty"),
        ("   ", 4, "empty"),
        ("a and", 6, "code is missing"),
        ("and a", 1, "code is missing"),
        ("not a", 1, "needs something before"),
        ("a or ikke b", 6, "needs something before"),
        ("a b", 3, "cannot stand here"),
        ("(a or b", 1, "never closed"),
        ("(a b)", 4, "cannot stand here"),
        ("a)", 2, "too many"),
        ("()", 2, "code is missing"),
        ('a and "b', 7, "never closed"),
        ("a and «»", 7, "no code between"),
        ("a followed by b within c", 24, "number of turns"),
        ("a followed by b within 1234567", 24, "number of turns"),
        ("a inside b within 3", 12, "cannot stand here"),
        ("a and 3", 7, "code is missing"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, place: int, says: str) -> None:
    with pytest.raises(CallError, match=says) as raised:
        parse(text)
    assert raised.value.place == f"the query, character {place}"
    assert raised.value.remedy


def test_codes_are_written_anew_and_all_else_stays() -> None:
    text = "  (a OG «b.c»)\n ikke  overlapper a"
    assert rewritten(text, ["x", "ikke", "y.z"]) == '  (x OG "ikke")\n ikke  overlapper y.z'
    assert told(parse(rewritten(text, ["x", "ikke", "y.z"]))) == (
        "((x and ikke) not overlapping y.z)"
    )
    assert written("innen.for") == "innen.for"
