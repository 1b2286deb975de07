"""JSON: the rows under their keys, with the provenance."""

from __future__ import annotations

import json
from dataclasses import asdict

from workbench.exports.model import DataTable, Provenance


def as_json(kind: str, title: str, table: DataTable, provenance: Provenance) -> bytes:
    """UTF-8, keys in the order of the columns, missing values as null."""
    about = asdict(provenance) | {
        "date": provenance.date[:10],
        "left_out": [
            {"person": person, "reason": reason} for person, reason in provenance.left_out
        ],
    }
    if not provenance.unit:
        del about["unit"]
    if not provenance.hidden:
        del about["hidden"]
    keys = [column.key for column in table.columns]
    content = {
        "kind": kind,
        "title": title,
        "provenance": about,
        "rows": [dict(zip(keys, row, strict=True)) for row in table.rows],
    }
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()
