"""Names of closed lists and of the study, as users read them."""

from __future__ import annotations

import pytest

from workbench.words import in_sentence


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Deltaker", "deltaker"),
        ("Øvrige", "øvrige"),
        ("NAV-kontor", "NAV-kontor"),
        ("NAV tiltak", "NAV tiltak"),
        ("kursleverandør", "kursleverandør"),
        ("", ""),
    ],
)
def test_a_name_inside_a_sentence_keeps_its_abbreviation(name: str, inside: str) -> None:
    assert in_sentence(name) == inside
