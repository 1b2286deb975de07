"""Where a space stands between two tokens: the treebank does not say, so it is written as UD is."""

from __future__ import annotations

from collections.abc import Sequence

NONE_BEFORE = frozenset(", . ! ? : ; ) » ] }".split())
NONE_AFTER = frozenset("( « [ {".split())
NONE_AROUND = frozenset("/")
# The same mark opens and closes: the first in a sentence opens.
EITHER = frozenset("\" '".split())
RANGE = frozenset("- –".split())


def spaces(forms: Sequence[str]) -> list[bool]:
    """For each token whether a space follows; one follows the last."""
    after = [True] * len(forms)
    open_marks: set[str] = set()
    for at, form in enumerate(forms):
        opens = form in EITHER and form not in open_marks
        closes = form in EITHER and not opens
        if at and (form in NONE_BEFORE or form in NONE_AROUND or closes):
            after[at - 1] = False
        if form in NONE_AFTER or form in NONE_AROUND or opens:
            after[at] = False
        if form in RANGE and _between_numbers(forms, at):
            after[at - 1] = after[at] = False
        open_marks ^= {form} if form in EITHER else set()
    if after:
        after[-1] = True
    return after


def _between_numbers(forms: Sequence[str], at: int) -> bool:
    inside = 0 < at < len(forms) - 1
    return inside and forms[at - 1][-1].isdigit() and forms[at + 1][0].isdigit()
