"""A file that says which codings of a code go to which new one."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import Fault, FileFaults
from workbench.files import read_table
from workbench.scheme.reworking import Part
from workbench.store import views
from workbench.store.agreed import AGREED
from workbench.store.database import Store
from workbench.texts import _


def read_parts(store: Store, key: str, path: Path) -> list[Part]:
    """The new codes of a csv or xlsx file with interview, start, end, coder and into.

    A coding may stand in several rows, one for each person of whose words it holds any, as
    `codings list` prints it; where `into` is empty it stays. Raises FileFaults that names every
    row that is no coding of this code.
    """
    table = read_table(path, required=("interview", "start", "end", "coder", "into"))
    code = views.code_named(store, key)
    coders = {row["id"]: row["name"] for row in store.find("coder")}
    ids = {
        (row["interview"], str(row["start"]), str(row["end"]), coders[row["coder"]]): row["id"]
        for row in store.find("coding", code=code.id)
        if row["coder"] != AGREED
    }
    faults: list[Fault] = []
    into: dict[int, str] = {}
    for row in table.rows:
        coding = ids.get((row["interview"], row["start"], row["end"], row["coder"]))
        name = " ".join(row["into"].split())
        if coding is None:
            told = _("there is no such coding of {code}", code=code.key)
            faults.append(Fault(told, file=table.file, row=row.number))
        elif name and into.setdefault(coding, name) != name:
            told = _("this coding goes to “{name}” in another row", name=into[coding])
            faults.append(Fault(told, file=table.file, row=row.number, column="into", found=name))
    if faults:
        raise FileFaults(faults)
    return [
        Part(name, tuple(coding for coding, one in into.items() if one == name))
        for name in dict.fromkeys(into.values())
    ]
