"""The texts of the product against its catalogue; `python -m tests.catalogue` adds what is new.

The catalogue is written sorted by text, so that a change shows as one entry.
"""

from __future__ import annotations

import ast
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[1] / "workbench"
CATALOGUE = PACKAGE / "locale" / "nb" / "LC_MESSAGES" / "workbench.po"
KEYWORDS = {"_": 1, "marked": 1, "ngettext": 2}
"""The functions that take texts, each with how many of its first arguments are."""


def used() -> set[str]:
    """Every text that the code looks up, also from inside f-strings."""
    found: set[str] = set()
    for module in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                given = node.args[: KEYWORDS.get(node.func.id, 0)]
                found.update(
                    one.value
                    for one in given
                    if isinstance(one, ast.Constant) and isinstance(one.value, str)
                )
    return found - {""}


def translated() -> dict[str, str]:
    """text -> Norwegian, as the catalogue has it; an empty or fuzzy one counts as missing."""
    with CATALOGUE.open("rb") as lines:
        catalogue = read_po(lines, locale="nb")
    return {
        str(message.id): "" if message.fuzzy else str(message.string)
        for message in catalogue
        if message.id
    }


def write(texts: dict[str, str]) -> None:
    """Write the catalogue."""
    catalogue = Catalog(locale="nb", project="workbench", fuzzy=False)
    for text, norwegian in sorted(texts.items(), key=lambda pair: (pair[0].casefold(), pair[0])):
        catalogue.add(text, norwegian)
    target = BytesIO()
    write_po(target, catalogue, width=100, omit_header=True, no_location=True)
    head = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: workbench\\n"\n"Language: nb\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    CATALOGUE.write_bytes(head.encode() + target.getvalue())


if __name__ == "__main__":
    known = translated()
    texts = {text: known.get(text, "") for text in used()}
    write(texts)
    missing = [text for text, norwegian in texts.items() if not norwegian]
    print(f"{len(texts)} texts, {len(missing)} without Norwegian")
    for text in sorted(missing):
        print(f"  {text}")
