"""The framework matrix: its numbers are those of a plain count, its texts the summaries."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.analysis.drawn import ON_DISK, filters
from tests.analysis.plain_count import Plain, merged
from tests.analysis.test_crosstab_counts import as_limits
from tests.builder import Builder
from tests.strategies import CODES, RandomStudy, build, studies
from workbench.errors import CallError, UnknownName
from workbench.model import Filters
from workbench.study import Study


@pytest.fixture
def study(tmp_path: Path) -> Study:
    built = Builder(tmp_path / "study.db")
    built.person("P01", "deltaker")
    built.person("A01", "arbeidsgiver")
    built.person("P02", "deltaker")
    built.code("praksis", "praksis.krav", "utfall")
    built.interview("P01-1", {"P01": 1}, "P01: [Jeg øvde]. {Hver dag}.",
                    codes={"[": "praksis", "{": "praksis.krav"})  # fmt: skip
    built.interview("A01", ["A01"], "A01: Ingenting.")
    built.interview("P02-1", {"P02": 1}, status="declined")
    built.asked("utfall", "arbeidsgiver", None, False)
    return Study(built.store, coder="Anne")


def cells(study: Study, *codes: str, by: str = "person") -> dict[tuple[str, str], dict]:
    frame = study.matrix(by=by, filters=Filters(code=codes))
    return {(row["subject"], row["code"]): row for row in frame.to_dict("records")}


def test_a_cell_has_its_excerpts_its_base_and_what_was_summed_up(study: Study) -> None:
    study.summary("praksis", "P01", "Hun øvde.", by="person")
    study.summary("praksis", "P01", "Hver dag.", by="person", coder="Bo")
    study.summary("praksis", "deltaker", "De øver.")
    found = cells(study, "utfall", "praksis")
    assert list(found)[:2] == [("P01", "utfall"), ("P01", "praksis")]
    row = found["P01", "praksis"]
    assert (row["excerpts"], row["n"], row["N"]) == (2, 1, 1)
    assert (row["summary"], row["coder"]) == ("Hun øvde.\n\nHver dag.", "Anne, Bo")
    assert found["A01", "praksis"]["summary"] == ""
    assert found["A01", "utfall"]["asked"] == "no"
    assert found["P02", "praksis"]["N"] == 0
    assert cells(study, "praksis", by="actor_type")["deltaker", "praksis"]["summary"] == "De øver."


def test_a_code_beside_its_own_branch_has_a_column_of_its_own(study: Study) -> None:
    found = cells(study, "praksis", "praksis.krav")
    assert [found["P01", key]["excerpts"] for key in ("praksis", "praksis.krav")] == [2, 1]


def test_what_cannot_be_asked_is_explained(study: Study) -> None:
    with pytest.raises(CallError, match="none was named"):
        study.matrix()
    with pytest.raises(UnknownName):
        study.matrix(by="kurs", filters=Filters(code=("praksis",)))


@ON_DISK
@given(data=st.data(), study=studies())
def test_every_number_equals_a_plain_count(data: st.DataObject, study: RandomStudy) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        plain = Plain(store.path)
        by = data.draw(st.sampled_from(["person", "interview", "actor_type", "course"]))
        chosen = data.draw(filters(study))
        codes = data.draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True))
        asked = Filters(**{**vars(chosen), "code": tuple(codes)})
        limits = as_limits(asked)
        limits.code = set()
        coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
        base = plain.speakers(limits, coders or None)
        frame = Study(store, coder="Leder").matrix(by=by, filters=asked)
        assert set(frame["code"]) <= set(codes)
        for row in frame.to_dict("records"):
            here = [one for one in base if (plain._value(one, by) or "") == row["subject"]]
            found = [
                (one, span)
                for one in here
                for span in merged(
                    plain.hull(one, coding)
                    for coding in plain.of_speaker(one, limits, in_quote=False)
                    if plain.under(coding["code"], plain.code_ids[row["code"]])
                )
            ]
            assert row["excerpts"] == len(found)
            assert row["n"] == len({one.interview for one, _span in found})
            assert row["persons"] == len({one.person for one, _span in found})
            assert row["N"] == len({one.interview for one in here})
            assert row["persons_N"] == len({one.person for one in here})
        store.close()


@ON_DISK
@given(data=st.data(), study=studies())
def test_pins_are_read_while_a_coding_within_the_filters_holds_their_words(
    data: st.DataObject, study: RandomStudy
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = build(study, Path(folder) / "study.db").store
        opened = Study(store, coder="Leder")
        excerpts = opened.excerpts(filters=Filters(code=("a",)))
        place = ["interview", "person", "start", "end"]
        pinned = {opened.pin_excerpt("a", **row): row for row in excerpts[place].to_dict("records")}
        plain = Plain(store.path)
        asked = Filters(**{**vars(data.draw(filters(study))), "code": ("a",)})
        limits = as_limits(asked)
        limits.code = set()
        coders = [id for id, name in plain.coders.items() if f"coder:{name}" == limits.layer]
        wanted = {}
        for number, row in pinned.items():
            for one in plain.speakers(limits, coders or None):
                if (one.interview, one.person) == (row["interview"], row["person"]):
                    spans = [
                        plain.hull(one, coding)
                        for coding in plain.of_speaker(one, limits, in_quote=False)
                        if plain.under(coding["code"], plain.code_ids["a"])
                    ]
                    if any(a < row["end"] and row["start"] < b for a, b in spans):
                        wanted[number] = plain._value(one, "actor_type") or ""
        frame = opened.pins(filters=asked)
        assert dict(frame[["id", "subject"]].itertuples(index=False, name=None)) == wanted
        store.close()
