"""A small study in memory with the methods that the cross-tab page calls, for tests of pages.

Counts are made the slow way, one set at a time. Three participants in up to three rounds, two
employers (one in a joint sitting with P01), one provider whose coding has not begun.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pandas as pd

from workbench.model import Code, Filters, Transcript, Turn

CODES = (
    Code(1, "motivasjon", None, 0, "Fortellinger om motivasjon", "Motivation", color="#b8478f"),
    Code(2, "motivasjon.motivert", 1, 0, "De motiverte", "The motivated"),
    Code(3, "motivasjon.vil_ikke", 1, 1, "De som ikke vil", "Those who won't"),
    Code(4, "praksis", None, 1, "Praksis hos arbeidsgiver", "Placement", color="#2f9e6e"),
    Code(5, "praksis.krav", 4, 0, "Arbeidsgivers krav", "Demands"),
    Code(6, "praksis.krav.norsk", 5, 0, "Norsk", "Norwegian"),
    Code(7, "praksis.oppfolging", 4, 1, "Kursleverandørs oppfølging", "Follow-up"),
    Code(8, "utfall", None, 2, "Utfall", "Outcomes", color="#c4453b"),
)

PERSONS = {
    "P01": ("deltaker", "kafé og kantine"),
    "P02": ("deltaker", "kafé og kantine"),
    "P03": ("deltaker", "pleie og omsorg"),
    "A01": ("arbeidsgiver", "kafé og kantine"),
    "A02": ("arbeidsgiver", "pleie og omsorg"),
    "K01": ("kursleverandør", ""),
}

SITTINGS: dict[str, tuple[tuple[str, int | None], ...]] = {
    "P01-1": (("P01", 1),),
    "P02-1": (("P02", 1),),
    "P03-1": (("P03", 1),),
    "P01-2_A01": (("P01", 2), ("A01", None)),
    "P02-2": (("P02", 2),),
    "A02": (("A02", None),),
    "K01": (("K01", None),),
}

DONE = {"P01-1", "P02-1", "P03-1", "P01-2_A01", "A02"}

QUESTION = "Hvordan var den første tiden?"
ANSWER = "Jeg ville begynne med en gang, men de hadde ikke tid til meg."
LATER = "Etter hvert gikk det bedre."

CODINGS = (
    ("P01-1", "P01", "motivasjon.motivert", "present"),
    ("P01-1", "P01", "motivasjon", ""),
    ("P02-1", "P02", "motivasjon.motivert", ""),
    ("P03-1", "P03", "motivasjon.vil_ikke", ""),
    ("P01-2_A01", "P01", "praksis.oppfolging", "missing"),
    ("P01-2_A01", "A01", "praksis.krav.norsk", ""),
    ("P02-2", "P02", "praksis.krav.norsk", "missing"),
    ("A02", "A02", "praksis.krav", "present"),
    ("A02", "A02", "motivasjon.motivert", ""),
)


class SmallStudy:
    """Answers like `Study`, from the constants above."""

    name = "Liten studie"
    settings: dict[str, object] = {"synthetic": True}  # noqa: RUF012
    last_history = 1

    def scheme(self) -> list[Code]:
        return list(CODES)

    def codes(self) -> pd.DataFrame:
        return pd.DataFrame([{"id": c.id, "key": c.key, "name_nb": c.name_nb} for c in CODES])

    def coders(self) -> list[str]:
        return ["Anne H.", "Bo"]

    def attributes(self) -> list[str]:
        return ["course"]

    def actor_types(self) -> pd.DataFrame:
        keys = ["deltaker", "arbeidsgiver", "kursleverandør"]
        return pd.DataFrame(
            {
                "key": keys,
                "name_nb": ["Deltaker", "Arbeidsgiver", "Kursleverandør"],
                "name_en": ["Participant", "Employer", "Course provider"],
            }
        )

    def persons(self) -> pd.DataFrame:
        return pd.DataFrame(
            [
                {"person": p, "actor_type": a, "consent": "full", "course": c, "attribution": ""}
                for p, (a, c) in PERSONS.items()
            ]
        )

    def interviews(self) -> pd.DataFrame:
        return pd.DataFrame([{"interview": i, "status": "held"} for i in SITTINGS])

    def person_interviews(self) -> pd.DataFrame:
        rows = [
            {"interview": i, "person": p, "round": r} for i, who in SITTINGS.items() for p, r in who
        ]
        return pd.DataFrame(rows).astype({"round": "Int64"})

    def transcript(self, interview: str) -> Transcript:
        person = SITTINGS[interview][0][0]
        parts = [("I", "interviewer", QUESTION), (person, "person", ANSWER)]
        parts += [("I", "interviewer", "Og siden?"), (person, "person", LATER)]
        turns, start = [], 0
        for number, (speaker, role, words) in enumerate(parts, 1):
            turns.append(Turn(number, speaker, role, start, start + len(words)))  # type: ignore[arg-type]
            start += len(words) + 1
        return Transcript(interview, 1, 1, "\n".join(words for *_, words in parts), tuple(turns))

    def crosstab(
        self, rows: str = "code", columns: Sequence[str] = ("actor_type", "round"), *,
        count: str = "interviews", of: str = "N", direct: bool = False, totals: bool = False,
        filters: Filters | None = None,
    ) -> pd.DataFrame:  # fmt: skip
        filters = filters or Filters()
        if of != "N" and count not in ("codings", "words"):
            from workbench.errors import CallError

            raise CallError("Shares of a row or column mislead for people.")
        base = [
            {"interview": i, "person": p, "actor_type": PERSONS[p][0], "round": r or "",
             "course": PERSONS[p][1]}
            for i, who in SITTINGS.items() for p, r in who if self._kept(i, p, filters)
        ]  # fmt: skip
        keys = list(dict.fromkeys(tuple(str(b[d]) for d in columns) for b in base))
        if totals:
            merged = [
                tuple("*" if m else v for m, v in zip(mask, key, strict=True))
                for mask in product((False, True), repeat=len(columns)) if any(mask) for key in keys
            ]  # fmt: skip
            keys = list(dict.fromkeys([*keys, *merged]))
        records = []
        row_keys = [c.key for c in CODES] if rows == "code" else sorted({b[rows] for b in base})
        for row, key in product([*row_keys, *(["*"] if totals else [])], keys):
            here = [
                b
                for b in base
                if all(v in ("*", str(b[d])) for d, v in zip(columns, key, strict=True))
            ]
            has = [b for b in here if self._has(b, rows, row, filters, direct=direct)]
            unit = "person" if count == "persons" else "interview"
            n, of_all = len({b[unit] for b in has}), len({b[unit] for b in here})
            if count in ("codings", "excerpts", "words"):
                n, of_all = 3 * n, 20
            records.append(
                {rows: row, **dict(zip(columns, key, strict=True)), "n": n, "N": of_all,
                 "share": n / of_all if of_all else None,
                 "persons": len({b["person"] for b in has}),
                 "persons_N": len({b["person"] for b in here}),
                 "asked": "no" if row.startswith("praksis") and key[-1] == "1" else "",
                 "done": len({b["interview"] for b in here} & DONE)}
            )  # fmt: skip
        return pd.DataFrame(records)

    def _round(self, interview: str, person: str) -> int | None:
        return dict(SITTINGS[interview])[person]

    def _kept(self, interview: str, person: str, filters: Filters) -> bool:
        actor_type, course = PERSONS[person]
        return (
            (not filters.actor_type or actor_type in filters.actor_type)
            and (not filters.round or self._round(interview, person) in filters.round)
            and (not filters.course or course in filters.course)
            and (not filters.person or person in filters.person)
            and (not filters.interview or interview in filters.interview)
            and (not filters.done_only or interview in DONE)
        )

    def _coded(self, code: str, filters: Filters) -> bool:
        return not filters.code or any(code == k or code.startswith(f"{k}.") for k in filters.code)

    def _has(
        self, base: dict[str, object], rows: str, row: str, filters: Filters, *, direct: bool
    ) -> bool:
        for interview, person, code, _valence in CODINGS:
            if (interview, person) != (base["interview"], base["person"]):
                continue
            if rows != "code":
                if row in ("*", base[rows]) and self._coded(code, filters):
                    return True
            elif row == "*" or code == row or (not direct and code.startswith(f"{row}.")):
                return True
        return False
