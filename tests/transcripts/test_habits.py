"""What programs and transcribers make of a talk: a text in their shape, and the turns meant.

The turns stand one a line, `label @seconds | words`. Every case also goes through the same
bookkeeping: each word of the file is in the text, in a label, in the header or in a time; none
was invented; and each turn's words lie in the file where the map of places says.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcripts.test_stored_text import assert_map_holds
from workbench.errors import FileFaults
from workbench.spans import normalised
from workbench.transcripts import matching
from workbench.transcripts.readers import ReadTranscript, read_bytes
from workbench.transcripts.readers.times import leading_stamp


@dataclass(frozen=True)
class Habit:
    """A file in the shape of one program or person, and what is meant by it."""

    text: str
    turns: str
    header: str = ""
    file: str = "a.txt"


HABITS: dict[str, Habit] = {
    "f4, the time where a paragraph ends": Habit(
        "I: Hva nå? #00:00:12-3#\n\nB: Hjem. #00:00:20-1# Og så (..) ut.\n\n"
        "I: Alene? #00:01:02-9#\n",
        "I | Hva nå?\nB @12.3 | Hjem. Og så (..) ut.\nI | Alene?",
    ),
    "f5, the time where it begins": Habit(
        "#00:00:00-0# I: Hva nå?\n#00:00:05-2# B1: Hjem.\n#00:00:09-0# I: Alene?\n",
        "I @0 | Hva nå?\nB1 @5.2 | Hjem.\nI @9 | Alene?",
    ),
    "Amberscript": Habit(
        "[00:00:01]\nSpreker 1: Da begynner vi.\n\n[00:00:07]\nSpreker 2: Ja.\n\n"
        "[00:00:12]\nSpreker 1: Fint.\n",
        "Spreker 1 @1 | Da begynner vi.\nSpreker 2 @7 | Ja.\nSpreker 1 @12 | Fint.",
    ),
    "Otter": Habit(
        "Samtale\n\nSUMMARY KEYWORDS\nkurs, praksis\n\nSPEAKERS\nKari Vik, Unknown Speaker\n\n"
        "Kari Vik  0:00  \nDa starter vi.\n\nUnknown Speaker  0:05  \nJa, fint.\n\n"
        "Kari Vik  0:09  \nHvor gammel er du?\n\nTranscribed by https://otter.ai\n",
        "Kari Vik @0 | Da starter vi.\nUnknown Speaker @5 | Ja, fint.\n"
        "Kari Vik @9 | Hvor gammel er du?",
        "Samtale\nSUMMARY KEYWORDS\nkurs, praksis\nSPEAKERS\nKari Vik, Unknown Speaker\n"
        "Transcribed by https://otter.ai",
    ),
    "Rev": Habit(
        "Speaker 1 (00:03):\nDa starter vi.\n\nSpeaker 2 (00:05):\nJa.\n"
        "[inaudible 00:00:07] kurs.\n\n"
        "Speaker 1 (00:09):\nHvor?\n",
        "Speaker 1 @3 | Da starter vi.\nSpeaker 2 @5 | Ja. [inaudible 00:00:07] kurs.\n"
        "Speaker 1 @9 | Hvor?",
    ),
    "Trint": Habit(
        "[00:00:00.490] - Speaker 1\nDa starter vi.\n\n[00:00:05.300] - Speaker 2\nJa.\n\n"
        "[00:00:09.020] - Speaker 1\nHvor?\n",
        "Speaker 1 @0.49 | Da starter vi.\nSpeaker 2 @5.3 | Ja.\nSpeaker 1 @9.02 | Hvor?",
    ),
    "Happy Scribe": Habit(
        "00:00:01,030 - Kari Vik\nDa starter vi.\n\n00:00:05,300 - Ola Li\nJa.\n\n"
        "00:00:09,020 - Kari Vik\nHvor?\n\n00:00:11,000 - Ola Li\nHer.\n",
        "Kari Vik @1.03 | Da starter vi.\nOla Li @5.3 | Ja.\nKari Vik @9.02 | Hvor?\n"
        "Ola Li @11 | Her.",
    ),
    "Descript": Habit(
        "[00:00:00] **Kari Vik:** Da starter vi.\n\n[00:00:05] **Ola Li:** Ja.\n\n"
        "[00:00:30] Mer.\n\n[00:00:40] **Kari Vik:** Hvor?\n\n**Ola Li:** Her.\n",
        "Kari Vik @0 | Da starter vi.\nOla Li @5 | Ja. Mer.\nKari Vik @40 | Hvor?\nOla Li | Her.",
        file="a.md",
    ),
    "Teams, the name under the time": Habit(
        "0:0:0.0 --> 0:0:2.50\nVik, Kari\nDa starter vi.\n\n0:0:3.80 --> 0:0:5.10\nOla Li (NAV)\n"
        "Ja.\n\n0:0:6.70 --> 0:0:9.20\nVik, Kari\nHvor?\n",
        "Vik, Kari @0 | Da starter vi.\nOla Li (NAV) @3.8 | Ja.\nVik, Kari @6.7 | Hvor?",
    ),
    "Teams, its notes above and below": Habit(
        "Samtale-Meeting Recording\n34m 12s\n\nKari Vik started transcription\n\n"
        "Kari Vik   0:03\nDa starter vi.\n\nOla Li   0:05\nJa.\nOg bra.\n\nKari Vik   0:09\n"
        "Hvor?\n\n"
        "Kari Vik stopped transcription\n",
        "Kari Vik @3 | Da starter vi.\nOla Li @5 | Ja. Og bra.\nKari Vik @9 | Hvor?",
        "Samtale-Meeting Recording\n34m 12s\nKari Vik started transcription\n"
        "Kari Vik stopped transcription",
    ),
    "Word's own transcription": Habit(
        "Audio file\nopptak.m4a\n\nTranscript\n00:00:00 Speaker 1\nDa starter vi.\n"
        "00:00:05 Speaker 2\nJa.\n00:00:09 Speaker 1\nHvor?\n",
        "Speaker 1 @0 | Da starter vi.\nSpeaker 2 @5 | Ja.\nSpeaker 1 @9 | Hvor?",
        "Audio file\nopptak.m4a\nTranscript",
    ),
    "Whisper with speakers": Habit(
        "[00:00.000 --> 00:04.000] SPEAKER_00: Da starter vi.\n"
        "[00:04.000 --> 00:08.000] SPEAKER_01: Ja.\n[00:08.000 --> 00:09.000] SPEAKER_00: Hvor?\n",
        "SPEAKER_00 @0 | Da starter vi.\nSPEAKER_01 @4 | Ja.\nSPEAKER_00 @8 | Hvor?",
    ),
    "a table in columns, told by its first row": Habit(
        "Timespan\tContent\tSpeaker\n0:00,0 - 0:05,0\tHva nå?\tIntervjuer\n"
        "0:05,0 - 0:09,4\tKurs.\tP03\n0:09,4 - 0:12,0\tHvor?\tIntervjuer\n",
        "Intervjuer @0 | Hva nå?\nP03 @5 | Kurs.\nIntervjuer @9.4 | Hvor?",
        "Timespan\tContent\tSpeaker",
    ),
    "the time in the last column": Habit(
        "I\tHva nå?\t00:01\nP03\tKurs.\t00:05\nI\tHvor?\t00:09\nP03\tHer.\t00:12\n",
        "I @1 | Hva nå?\nP03 @5 | Kurs.\nI @9 | Hvor?\nP03 @12 | Her.",
    ),
    "a dash, close to the words": Habit(
        "I –Hva nå?\nA1 – Kurs – eller nesten.\nI- Hvor?\nA1 -Her.\n",
        "I | Hva nå?\nA1 | Kurs – eller nesten.\nI | Hvor?\nA1 | Her.",
    ),
    "a question's and an answer's word": Habit(
        "Sp: Hva nå?\nSvar: Kurs.\nSp: Hvor?\nSvar: Her.\n",
        "Sp | Hva nå?\nSvar | Kurs.\nSp | Hvor?\nSvar | Her.",
    ),
    "a role on a line of its own": Habit(
        "INTERVJUER\nHva nå?\n\nINFORMANT\nKurs.\nHver dag.\n\nINTERVJUER\nHvor?\n\nINFORMANT\n"
        "Her.\n",
        "INTERVJUER | Hva nå?\nINFORMANT | Kurs. Hver dag.\nINTERVJUER | Hvor?\nINFORMANT | Her.",
    ),
    "who she is, the first time": Habit(
        "I (kvinne, 40): Hva nå?\nP1 (mann, 34): Kurs.\nI: Hvor?\nP1: Her.\n",
        "I (kvinne, 40) | Hva nå?\nP1 (mann, 34) | Kurs.\nI | Hvor?\nP1 | Her.",
    ),
    "numbered lines": Habit(
        "001\tI:\tHva nå?\n002\tP1:\tKurs\n003\t\thver dag.\n004\n005\tI:\tHvor?\n006\tP1:\tHer.\n",
        "I | Hva nå?\nP1 | Kurs hver dag.\nI | Hvor?\nP1 | Her.",
    ),
    "times in round brackets, also among the words": Habit(
        "(0:00) Da starter vi.\n(0:04) Hva nå? (0:08) Kurs.\n(0:12) Hvor? (0:14) Her.\n",
        " @0 | Da starter vi. Hva nå? Kurs. Hvor? Her.",
    ),
    "an arrow after the label": Habit(
        "I -> Hva nå?\nP -> Kurs.\nI -> Hvor?\nP -> Her.\n",
        "I | Hva nå?\nP | Kurs.\nI | Hvor?\nP | Her.",
    ),
    "numbers for speakers, one of them once": Habit(
        "M: Hva nå?\n1: Ja.\n2: Nei.\n3: Tja.\nM: Ok?\n2: Ja.\n1: Mm.\n",
        "M | Hva nå?\n1 | Ja.\n2 | Nei.\n3 | Tja.\nM | Ok?\n2 | Ja.\n1 | Mm.",
    ),
    "a colon that is missing": Habit(
        "I: Hva nå?\nP: Kurs.\nI: Hvor?\nP Her.\nI: Ok?\nP: Ja.\nI Oslo bor jeg.\n",
        "I | Hva nå?\nP | Kurs.\nI | Hvor?\nP | Her.\nI | Ok?\nP | Ja. I Oslo bor jeg.",
    ),
    "slips of the pen": Habit(
        "Intervjuer: Hva nå?\nDeltaker 1: Kurs.\nIntervjeur: Hvor?\nDeltkaer 1: Her.\n"
        "Deltaker 2: Og her.\nIntervjuer: Ok.\nDeltaker 1: Ja.\nDeltaker 2: Nei.\n",
        "Intervjuer | Hva nå?\nDeltaker 1 | Kurs.\nIntervjuer | Hvor?\nDeltaker 1 | Her.\n"
        "Deltaker 2 | Og her.\nIntervjuer | Ok.\nDeltaker 1 | Ja.\nDeltaker 2 | Nei.",
    ),
    "a time without brackets after every label": Habit(
        "I: 00:01 Hva nå?\nP: 00:05 Kurs.\nI: 00:09 Hvor?\nP: 00:12 Her.\n",
        "I @1 | Hva nå?\nP @5 | Kurs.\nI @9 | Hvor?\nP @12 | Her.",
    ),
    "a time of day that is said": Habit(
        "I: Når?\nP: 12:30 ringte han.\nI: Og så?\nP: 08:15 kom bussen.\nI: Ok\nP: Ja\n",
        "I | Når?\nP | 12:30 ringte han.\nI | Og så?\nP | 08:15 kom bussen.\nI | Ok\nP | Ja",
    ),
    "headings of Markdown": Habit(
        "# Samtale\n\n- Dato: i dag\n\n## Bakgrunn\n\n**I:** Hva nå?\n\n**P03:** Kurs\n\n"
        "## Kurset\n\n**I:** Hvor?\n\n**P03:** Her.\n",
        "I | Hva nå?\nP03 | Kurs\nI | Hvor?\nP03 | Her.",
        "Samtale\n- Dato: i dag\nBakgrunn\nKurset",
        file="a.md",
    ),
    "questions as headings": Habit(
        "# Samtale\n\n## Hva gjør du nå?\n\nJeg går på kurs.\n\n## Hvor?\n\nHer.\n",
        " | Hva gjør du nå? Jeg går på kurs. Hvor? Her.",
        "Samtale",
        file="a.md",
    ),
    "page numbers": Habit(
        "I: Hva nå?\nP: Kurs.\n\n1\n\nI: Hvor?\n\nSide 2 av 3\n\nP: Her.\n\n2\n\nI: Ja?\n",
        "I | Hva nå?\nP | Kurs.\nI | Hvor?\nP | Her.\nI | Ja?",
        "1\nSide 2 av 3\n2",
    ),
    "headings of the guide": Habit(
        "Tema 1: Bakgrunn\n\nI: Hva nå?\nP: Kurs.\n\nTema 2: Kurset\n\nI: Hvor?\nP: Her.\n",
        "I | Hva nå?\nP | Kurs.\nI | Hvor?\nP | Her.",
        "Tema 1: Bakgrunn\nTema 2: Kurset",
    ),
    "numbered headings": Habit(
        "1. Bakgrunn\n\nI: Hva nå?\nP: Kurs.\n\n2. Kurset\n\nI: Hvor?\nP: Her.\n",
        "I | Hva nå?\nP | Kurs.\nI | Hvor?\nP | Her.",
        "1. Bakgrunn\n2. Kurset",
    ),
    "what is not seen": Habit(
        "\u200eI\u200b: Hva nå?\nP01\u200b: Her\u00ad.\n\ufeffI: Hvor?\nP01: Nå.\n",
        "I | Hva nå?\nP01 | Her\u00ad.\nI | Hvor?\nP01 | Nå.",
    ),
    "letters and marks apart": Habit(
        "Ka\u030are: Hva ga\u030ar det i?\nP01: A\u030a nei.\nKa\u030are: Ja?\nP01: Nei.\n",
        "Kåre | Hva går det i?\nP01 | Å nei.\nKåre | Ja?\nP01 | Nei.",
    ),
    "a time among the words": Habit(
        "I: Hva nå?\nP: Kurs. Ja [05:00] så var (01:02:03) det kl. 12:30\nI: Hvor?\n"
        "P: Her (12:30) da\n",
        "I | Hva nå?\nP | Kurs. Ja så var det kl. 12:30\nI | Hvor?\nP | Her (12:30) da",
    ),
    "remarks on their own line": Habit(
        "I: Hva nå?\n\n(pause)\n\nP: Kurs.\n\n[telefonen ringer]\n\nI: Hvor?\n",
        "I | Hva nå? (pause)\nP | Kurs. [telefonen ringer]\nI | Hvor?",
    ),
    "addresses for names": Habit(
        "WEBVTT\n\n1\n00:01.000 --> 00:03.000\nkari@example.no: Hei.\n\n2\n"
        "00:03.000 --> 00:05.000\n"
        "iPhone (2): Ja: bra.\n\n3\n00:05.000 --> 00:07.000\nkari@example.no: Ok\n\n"
        "4\n00:08.000 --> 00:09.000\niPhone (2): Nå\n",
        "kari@example.no @1 | Hei.\niPhone (2) @3 | Ja: bra.\nkari@example.no @5 | Ok\n"
        "iPhone (2) @8 | Nå",
        file="a.vtt",
    ),
    "times that went through Word": Habit(
        "1\n00:00:00,000 → 00:00:04,000\nI: Hei\n\n2\n00:00:05,000 –> 00:00:08,000\nP1: To\n",
        "I @0 | Hei\nP1 @5 | To",
        file="a.srt",
    ),
    "an arrow in the words": Habit(
        "WEBVTT\n\n00:00.000 --> 00:04.000\n<v Kari>Fra A --> B da.\n\n00:04.000 --> 00:05.000\n"
        "<v Ola>Ja\n",
        "Kari @0 | Fra A --> B da.\nOla @4 | Ja",
        file="a.vtt",
    ),
    "captions that roll": Habit(
        "WEBVTT\nKind: captions\n\n00:00:00.000 --> 00:00:02.000 align:start\n \n"
        "ja<00:00:00.500><c> da</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nja da\n \n\n00:00:02.010 --> 00:00:04.000\nja da\n"
        "vi er<00:00:02.500><c> her</c>\n",
        " @0 | ja da vi er her",
        "Kind: captions",
        file="a.vtt",
    ),
}  # fmt: skip


@pytest.fixture(params=HABITS.values(), ids=HABITS.keys())
def habit(request: pytest.FixtureRequest) -> Habit:
    found: Habit = request.param
    return found


def read(habit: Habit) -> ReadTranscript:
    return read_bytes(habit.file, habit.text.encode())


def told(transcript: ReadTranscript) -> str:
    return "\n".join(
        turn.label + (f" @{turn.time:g}" if turn.time is not None else "") + f" | {turn.text}"
        for turn in transcript.turns
    )


def test_the_turns_are_those_that_were_meant(habit: Habit) -> None:
    assert told(read(habit)) == habit.turns


def test_the_header_holds_what_nobody_says(habit: Habit) -> None:
    assert "\n".join(read(habit).header) == habit.header


def test_no_word_is_lost_and_none_invented(habit: Habit, request: pytest.FixtureRequest) -> None:
    transcript = read(habit)
    stored = words(transcript.text)
    assert not stored - words(transcript.source)
    kept = stored + words("\n".join(transcript.header))
    for label in transcript.labels:
        kept += Counter(dict.fromkeys(words(label), 99))
    if "slips" in request.node.name:
        kept += Counter(["Intervjeur", "Deltkaer"])
    left = words(without_times(transcript.source)) - kept
    rolling = "<c>" in habit.text  # captions that are shown twice
    assert rolling or not {word for word in left if not word.isdigit() and word != "WEBVTT"}


def test_each_turn_lies_in_the_file_where_the_map_says(habit: Habit) -> None:
    transcript = read(habit)
    assert_map_holds(transcript)
    if not unicodedata.is_normalized("NFC", transcript.source):
        return  # a letter and its mark are two places in the file and one in the text
    for turn, (start, end) in zip(transcript.turns, transcript.spans, strict=True):
        found = "".join(
            transcript.source[source : source + length]
            for source, stored, length in transcript.source_map
            if start <= stored < end
        )
        assert words(found) == words(turn.text)


BITS = (
    "I:", "P01:", "Intervjuer:", "Intervjeur:", "Kari:", "Ola Li:", "**I:**", "X og Y:", "I", "P01",
    "[00:01:02]", "00:12", "#00:01:02-3#", "*1:40 =", "(12:30)", "Speaker 1  00:04", "kl. 12:30",
    "Tema 2:", "Tema 2: Kurset", "# Del", "2.", "12", "1", "2", "3", "Side 3 av 9", "-", "–", "...",
    "Dato: 3. mars", "I = intervjuer", "SPEAKERS", "Kari, Ola", "Transcribed by https://otter.ai",
    "ja", "Nei", "det var", "Hun sa: nei", "og så", "«»", "ord-", "(ler)", "{avbrudd}", "\t", "  ",
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(
    st.sampled_from(["a.txt", "a.md"]),
    st.lists(st.sampled_from(BITS), min_size=3, max_size=9, unique=True).flatmap(
        lambda bits: st.lists(st.lists(st.sampled_from(bits), max_size=4).map(" ".join), min_size=3)
    ),
)
def test_whatever_the_lines_no_word_is_lost_and_none_invented(file: str, lines: list[str]) -> None:
    try:
        transcript = read_bytes(file, "\n".join(lines).encode())
    except FileFaults:
        return  # no words of anybody
    stored = words(transcript.text)
    assert not stored - words(transcript.source)
    kept = stored + words("\n".join(transcript.header))
    said = "\n".join((*transcript.labels, *(odd.text for odd in transcript.oddities)))
    kept += Counter(dict.fromkeys(words(said), 999))
    assert not {word for word in words(transcript.source) - kept if not word.isdigit()}
    assert_map_holds(transcript)


LABELS = Counter({"I": 9, "P": 9, "Intervjuer": 9, "Deltaker": 9})


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+", normalised(text)))


def without_times(text: str) -> str:
    kept, at = [], 0
    while at < len(text):
        stamp = leading_stamp(text, at)
        kept.append(" " if stamp else text[at])
        at = stamp.end if stamp else at + 1
    return re.sub(r"<v |</?[vc]>", " ", "".join(kept))


def test_a_word_after_the_name_makes_no_second_person() -> None:
    transcript = read(HABITS["who she is, the first time"])
    speakers = matching.new_speakers(transcript, "P1", taken=())
    assert {(each.role, each.person) for each in speakers} == {
        ("interviewer", None),
        ("person", "P1"),
    }


def test_a_speaker_whom_the_program_does_not_know_is_nobody() -> None:
    speakers = matching.new_speakers(read(HABITS["Otter"]), "a", taken=())
    assert [(each.role, each.person) for each in speakers] == [
        ("person", "Kari Vik"),
        ("unknown", None),
    ]


@pytest.mark.parametrize("line", ["...og så kom han.", "Hei, kan du si litt om deg selv?"])
def test_speech_above_the_first_label_is_reported(line: str) -> None:
    transcript = read_bytes("a.txt", f"{line}\n\nP: Ja.\n\nI: Hva?\n\nP: Det.\n".encode())
    assert transcript.header == (line,)
    assert [odd.text for odd in transcript.oddities] == [line]


@pytest.mark.parametrize(
    "text",
    [
        "1. Bakgrunn\nJeg kommer fra Oslo.\n\n2. Kurset\nDet var bra.\n",  # no speakers
        "Intervjuer: Hva?\nDeltaker: Nei.\nDeltakerne: de er flinke.\nIntervjuet: det var bra.\n",
        "I: Hvor mange?\nP:\n\n3\n\nI: Ja?\nP: Ja.\n",  # one number is an answer
        "I: Hva?\nP: Først det.\n\nDel 2 var verre\n\nI: Ja?\nP: Ja.\n",  # a sentence
        "I: Hva?\nP: Nei.\n\nDa stoppet transkripsjonen\n\nI: Ja?\nP: Ja.\n",
        "1 av ti fikk jobb.\n2 av ti sluttet.\n",  # too few to be line numbers
    ],
)
def test_words_that_only_look_like_furniture_stay_words(text: str) -> None:
    transcript = read_bytes("a.txt", text.encode())
    assert not words(text) - words(transcript.text) - LABELS
