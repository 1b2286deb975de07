"""Subtitles: cues become turns, whatever program wrote them."""

from __future__ import annotations

import pytest

from workbench.errors import FileFaults
from workbench.transcripts.readers import ReadTranscript, read_bytes

Told = list[tuple[str, str, float | None]]


def told(transcript: ReadTranscript) -> Told:
    return [(turn.label, turn.text, turn.time) for turn in transcript.turns]


def vtt(*cues: str, head: str = "WEBVTT\n") -> ReadTranscript:
    """Cues of one second each, in a file."""
    blocks = [
        f"00:00:{at:02d}.000 --> 00:00:{at + 1:02d}.000\n{cue}\n" for at, cue in enumerate(cues)
    ]
    return read_bytes("a.vtt", "\n".join([head, *blocks]).encode())


def test_voice_tags_that_are_never_closed_name_the_speaker() -> None:
    read = vtt("<v S01>Hei (..) du. //S00: Ja. // Bra.", "<v S00>Ja.", "<v //S01>Og?")
    assert told(read) == [
        ("S01", "Hei (..) du. //S00: Ja. // Bra.", 0.0),
        ("S00", "Ja.", 1.0),
        ("S01", "Og?", 2.0),
    ]
    assert len(read.oddities) == 1


def test_voice_tags_that_are_closed_name_the_speaker() -> None:
    assert told(vtt("<v Kari Vik>Hei <i>du</i></v>", "<v.loud Ola>Nå</v>")) == [
        ("Kari Vik", "Hei du", 0.0),
        ("Ola", "Nå", 1.0),
    ]


def test_two_voices_in_one_cue_are_two_turns() -> None:
    assert told(vtt("<v Kari>Hei</v>\n<v Ola>Hallo</v>")) == [
        ("Kari", "Hei", 0.0),
        ("Ola", "Hallo", 0.0),
    ]


def test_a_cue_without_a_tag_goes_on_with_the_speaker() -> None:
    read = vtt("<v INT> Hva er <[?]> det?", "<v AB> Ja,", "det vet jeg", "ikke.", "<v INT> Nei.")
    assert told(read) == [
        ("INT", "Hva er <[?]> det?", 0.0),
        ("AB", "Ja, det vet jeg ikke.", 1.0),
        ("INT", "Nei.", 4.0),
    ]


def test_a_cue_before_any_voice_is_nobodys() -> None:
    assert told(vtt("(12 seconds pause)", "<v S01>Hei"))[0] == ("", "(12 seconds pause)", 0.0)


def test_notes_styles_and_the_title_are_no_text() -> None:
    head = (
        "WEBVTT Samtale 3\nKind: captions\nLanguage: no\n\nNOTE\nskrevet av 1\n\nSTYLE\n::cue {}\n"
    )
    read = vtt("<v A1>Hei", "<v B1>Hallo\n\nNOTE pause\nover to linjer", "<v A1>Ja", head=head)
    assert read.text == "Hei\nHallo\nJa"
    assert read.header[:3] == ("Samtale 3", "Kind: captions", "Language: no")


def test_labels_in_numbered_cues_with_windows_lines() -> None:
    text = (
        "WEBVTT\r\n\r\n1\r\n00:00:00.000 --> 00:00:02.000\r\nAnn Vik (SL): Hello\r\n\r\n"
        "2\r\n00:00:02.000 --> 00:00:04.000\r\nthere: you\r\n\r\n"
        "3\r\n00:00:04.000 --> 00:00:05.000\r\nJÖRG LI: Ja &amp; nein\r\n\r\n"
        "4\r\n00:00:06.000 --> 00:00:07.000\r\nAnn Vik (SL): bye\r\n"
    )
    assert told(read_bytes("a.vtt", text.encode())) == [
        ("Ann Vik (SL)", "Hello there: you", 0.0),
        ("JÖRG LI", "Ja & nein", 4.0),
        ("Ann Vik (SL)", "bye", 6.0),
    ]


def test_names_in_brackets_above_the_words_are_labels() -> None:
    read = vtt("(Kari Vik)\nHei og", "(Kari Vik)\nvelkommen", "(Ola Li)\nTakk", "(Kari Vik)\nJa")
    assert [(turn.label, turn.text) for turn in read.turns] == [
        ("Kari Vik", "Hei og velkommen"),
        ("Ola Li", "Takk"),
        ("Kari Vik", "Ja"),
    ]


def test_subrip_with_labels_and_cues_that_go_on() -> None:
    text = (
        "1\n00:00:01,500 --> 00:00:02,000\nKari: Hei der,\n\n2\n00:00:02,000 --> 00:00:03,000\n"
        "alle sammen\n\n3\n01:00:03,000 --> 01:00:04,000\nOla: Hallo\n\n"
        "4\n01:00:05,000 --> 01:00:06,000\nKari: Ja\n"
    )
    assert told(read_bytes("a.srt", text.encode())) == [
        ("Kari", "Hei der, alle sammen", 1.5),
        ("Ola", "Hallo", 3603.0),
        ("Kari", "Ja", 3605.0),
    ]


def test_a_dash_is_a_change_of_speaker() -> None:
    text = (
        "1\n00:00:01,000 --> 00:00:02,000\n- Hei.\n- Hallo.\n\n2\n00:00:02,500 --> 00:00:04,000\n"
        "Hvordan går\ndet?\n\n3\n00:00:05,000 --> 00:00:06,000\n-Bra.\n"
    )
    assert told(read_bytes("a.srt", text.encode())) == [
        ("", "Hei.", 1.0),
        ("", "Hallo. Hvordan går det?", 1.0),
        ("", "Bra.", 5.0),
    ]


def test_without_speakers_there_is_one_turn() -> None:
    read = vtt("Da jeg kom, var det", "ingen der.", "-- og så gikk jeg")
    assert told(read) == [("", "Da jeg kom, var det ingen der. -- og så gikk jeg", 0.0)]


def test_subtitles_under_the_name_of_a_text_are_read_as_subtitles() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Kari>Hei\n\n00:03.000 --> 00:04.000\n<v Ola>Nå\n"
    assert read_bytes("a.txt", text.encode()).labels == ("Kari", "Ola")


def test_lines_that_are_shown_twice_are_stored_once() -> None:
    read = vtt(
        "ja da<00:00:00.500><c> er</c>", "ja da er", "ja da er\nvi<00:00:02.500><c> i gang</c>",
        "vi i gang", "vi i gang\nnå<00:00:04.500><c> da</c>",
    )  # fmt: skip
    assert read.text == "ja da er vi i gang nå da"


def test_a_subtitle_that_ends_before_it_begins_is_reported() -> None:
    text = (
        "WEBVTT\n\n00:00:02.000 --> 00:00:01.000\n<v A1>Hei\n\n"
        "00:00:06.000 --> 00:00:07.000\n<v B1>Ja\n"
    )
    read = read_bytes("a.vtt", text.encode())
    assert [odd.line for odd in read.oddities] == [3]
    assert read.text == "Hei\nJa"


def test_times_that_cannot_be_read_are_refused_all_at_once() -> None:
    text = (
        "1\n00:00:00,000 --> 00:00:04,000\nHei\n\n2\n00:00:0x,000 --> 00:00:08,000\nTo\n\n"
        "3\n00:00:09 ->\nTre\n"
    )
    with pytest.raises(FileFaults) as refused:
        read_bytes("a.srt", text.encode())
    assert refused.value.message == (
        "a.srt, line 6: the time of this subtitle cannot be read.\n"
        "a.srt, line 10: the time of this subtitle cannot be read."
    )
    assert "00:01:02.500 --> 00:01:05.000" in refused.value.remedy


@pytest.mark.parametrize("end", ["00:04.000 --> 00:", "00:04.000 --> 00:05.000", "00:04.0", "00:"])
def test_a_file_that_was_cut_off_is_refused(end: str) -> None:
    text = f"WEBVTT\n\n00:00.000 --> 00:04.000\nJa.\n\n{end}"
    with pytest.raises(FileFaults, match=r"a\.vtt, line 6: the file ends in the middle of a subt"):
        read_bytes("a.vtt", text.encode())


@pytest.mark.parametrize("text", ["WEBVTT\n", "WEBVTT\n\nNOTE tom\n", "bare tekst\n"])
def test_a_file_without_a_subtitle_is_refused(text: str) -> None:
    with pytest.raises(FileFaults, match=r"a\.vtt, line 1: no subtitle with a time was found"):
        read_bytes("a.vtt", text.encode())
