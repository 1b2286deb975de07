"""The words of tables of patterns: headings, captions, and what their numbers rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.texts import _, marked, ngettext
from workbench.words import column

if TYPE_CHECKING:
    from workbench.analysis.word_use import WordUse

HEADINGS: Mapping[str, str] = {
    "code_a": marked("code"),
    "code_b": marked("other code"),
    "n": marked("n"),
    "interviews_a": marked("interviews with the code"),
    "interviews_b": marked("interviews with the other code"),
    "interviews_both": marked("interviews with both"),
    "jaccard": marked("Jaccard"),
    "interviews_near": marked("interviews in which they meet"),
    "place": marked("number"),
    "done": marked("coded to the end"),
    "new": marked("new here"),
    "seen": marked("seen so far"),
    "any_order": marked("average of all orders"),
    "codes": marked("new codes"),
    "reason": marked("reason"),
    "lemma": marked("word"),
    "words": marked("of words"),
    "persons": marked("persons"),
    "persons_N": marked("of persons"),
    "most": marked("most by one"),
    "others_n": marked("n of the others"),
    "others_words": marked("of words of the others"),
    "others_persons": marked("persons of the others"),
    "others_persons_N": marked("of persons of the others"),
    "ratio": marked("ratio"),
}

HIDDEN = marked(
    "Hidden: codes of one or two persons, and pairs of codes of which one or two persons have the "
    "one or the other where they meet or in the interviews with both."
)


def headings(names: Iterable[Any]) -> dict[str, str]:
    """The heading of each column."""
    return {
        str(name): _(HEADINGS[str(name)]) if str(name) in HEADINGS else column(str(name))
        for name in names
    }


def within(near: str) -> str:
    """How near codes meet, as a caption says it."""
    if near == "overlap":
        return _("on the same words")
    if near in ("turn", "0"):
        return _("in the same turn")
    return ngettext("within {n} turn", "within {n} turns", int(near))


def usable(n: int, done: int) -> str:
    """What the numbers rest on."""
    return ngettext(
        "{n} usable interview, {done} coded to the end",
        "{n} usable interviews, {done} of them coded to the end", n, done=done,
    )  # fmt: skip


def hidden_note(frame: pd.DataFrame) -> list[str]:
    """What is hidden of codes that meet, where anything is."""
    numbers = frame[["n", "interviews_a", "interviews_b"]]
    return [_(HIDDEN)] if numbers.isna().any(axis=None) else []


def group(actor_types: Mapping[str, str], actor_type: str, round: Any) -> str:
    """An actor type and a round as a heading."""
    name = actor_types.get(actor_type, actor_type) or _("still open")
    said = _("interviewed once") if pd.isna(round) else _("round {round}", round=int(round))
    return f"{name}, {said}"


def new_codes_notes() -> tuple[str, ...]:
    """What must be known of new codes."""
    return (
        _("Only codes made after the first coding count, as the history tells it: a scheme made"
          " beforehand is full after a few interviews whatever these say."),
        _("The rounds of one person are not independent, so each stands alone. That few codes are"
          " new does not show that nothing more could be learnt."),
    )  # fmt: skip


def word_use_notes(fewest: int) -> tuple[str, ...]:
    """What must be known of word use."""
    return (
        ngettext(
            "Words that at least {n} person of the group uses; the ratio is that of uses per word"
            " said, and no test of significance.",
            "Words that at least {n} persons of the group use; the ratio is that of uses per word"
            " said, and no test of significance.",
            fewest,
        ),
    )


def read(found: WordUse) -> str:
    """Which texts were read with the language pipeline."""
    every = len(found.read) + len(found.unread)
    said = _(
        "{n} of {N} usable interviews read with the language pipeline", n=len(found.read), N=every
    )
    return f"{said} ({_('not')}: {', '.join(found.unread)})" if found.unread else said
