"""The tree of codes: who is whose child, read from parent ids and never from the keys' text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from workbench.model import Code


class Tree:
    """The codes of a scheme as a tree, in its order."""

    def __init__(self, codes: Iterable[Code]) -> None:
        self.codes = tuple(codes)
        self.by_id = {code.id: code for code in self.codes}
        self.by_key = {code.key: code for code in self.codes}

    @cached_property
    def children(self) -> dict[int | None, tuple[Code, ...]]:
        """The children of each code, under its id; the roots under None."""
        found: dict[int | None, list[Code]] = {}
        for code in self.codes:
            found.setdefault(code.parent, []).append(code)
        return {parent: tuple(codes) for parent, codes in found.items()}

    def path(self, code: Code) -> tuple[Code, ...]:
        """The code with its ancestors, the branch first."""
        steps = [code]
        while steps[-1].parent is not None:
            steps.append(self.by_id[steps[-1].parent])
        return tuple(reversed(steps))

    def branch(self, code: Code) -> Iterator[Code]:
        """The code and all its descendants, in the order of the tree."""
        yield code
        for child in self.children.get(code.id, ()):
            yield from self.branch(child)

    def root(self, code: Code) -> Code:
        """The branch that the code belongs to."""
        return self.path(code)[0]

    def color(self, code: Code) -> str:
        """The colour of the code: its own, or that of the nearest ancestor that has one."""
        return next((step.color for step in reversed(self.path(code)) if step.color), "")
