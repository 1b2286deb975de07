"""A first turn that follows the header without an empty line is a turn."""

from __future__ import annotations

from workbench.transcripts.readers import read_bytes


def test_a_sentence_right_under_the_header_is_speech_and_not_a_legend() -> None:
    text = (
        "Intervju A03\nDato: 2013-05-28\nINT: Hører du meg nå? Det skurrer litt.\n\n"
        "A03: Det er vifta.\n\nINT: Ja vel.\n\nA03: Vent litt.\n\nINT: Skal vi begynne?\n"
    )
    read = read_bytes("A03.txt", text.encode())
    assert [turn.label for turn in read.turns] == ["INT", "A03", "INT", "A03", "INT"]
    assert read.header[0] == "Intervju A03"
