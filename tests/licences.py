"""Every runtime dependency is under a permissive licence or MPL; run by `make check`."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

PERMITTED = re.compile(
    r"\b(MIT(-0|-CMU)?|BSD(-\d-Clause)?|0BSD|Apache|MPL|Mozilla|PSF|Python Software|ISC|HPND|"
    r"Zlib|Unlicense|CC0|Public Domain)\b",
    re.IGNORECASE,
)
REFUSED = re.compile(r"(?<!L)\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


def runtime(name: str = "workbench") -> set[str]:
    """The names of the distributions that `name` needs to run, its own extras left out."""
    found: set[str] = set()
    waiting = [(name, frozenset[str]())]
    while waiting:
        current, extras = waiting.pop()
        try:
            requires = distribution(current).requires or []
        except PackageNotFoundError:
            continue
        for line in requires:
            need = Requirement(line)
            wanted = not need.marker or any(
                need.marker.evaluate({"extra": extra}) for extra in extras or {""}
            )
            if wanted and need.name.lower() not in found:
                found.add(need.name.lower())
                waiting.append((need.name, frozenset(need.extras)))
    return found


def licence(name: str) -> str:
    """What the distribution says of its licence: expression, classifiers, or its text's start."""
    metadata = distribution(name).metadata
    parts = [metadata.get("License-Expression") or ""]
    parts += [one for one in metadata.get_all("Classifier") or [] if one.startswith("License")]
    if not any(parts):
        parts.append((metadata.get("License") or "")[:200])
    return " ".join(part for part in parts if part)


def refused() -> dict[str, str]:
    """Runtime dependencies whose licence is not permitted, with what they say."""
    said = {}
    for name in sorted(runtime()):
        try:
            said[name] = licence(name)
        except PackageNotFoundError:
            continue
    return {
        name: text
        for name, text in said.items()
        if not PERMITTED.search(text) or REFUSED.search(text)
    }


if __name__ == "__main__":
    wrong = refused()
    for name, text in wrong.items():
        print(f"{name}: {text or 'says nothing of its licence'}")
    print(f"{len(runtime())} runtime dependencies, {len(wrong)} not permitted")
    sys.exit(bool(wrong))
