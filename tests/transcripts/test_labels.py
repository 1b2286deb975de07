"""Speakers are found in all the ways that transcribers name them."""

from __future__ import annotations

import pytest

from workbench.transcripts.readers import ReadTranscript, read_bytes

Told = list[tuple[str, str, float | None]]

SHAPES: dict[str, tuple[str, Told]] = {
    "letter and colon": (
        "I: Hva gjør du?\nP01: Jeg jobber.\nI: Hvor?\n",
        [("I", "Hva gjør du?", None), ("P01", "Jeg jobber.", None), ("I", "Hvor?", None)],
    ),
    "two greetings are no legend": (
        "I: Hei\nP: Hei\n",
        [("I", "Hei", None), ("P", "Hei", None)],
    ),
    "no blank after the colon": (
        "I:Hva?\nP01:Det.\nI:Ja\n",
        [("I", "Hva?", None), ("P01", "Det.", None), ("I", "Ja", None)],
    ),
    "numbered interviewers": (
        "Interviewer 1: So?\nInterviewee: One thing: it works.\nInterviewer 2: And?\n",
        [
            ("Interviewer 1", "So?", None),
            ("Interviewee", "One thing: it works.", None),
            ("Interviewer 2", "And?", None),
        ],
    ),
    "names, one of them once": (
        "Kari Vik: Hei\nOla: Hallo\nKari Vik: Går det?\nOla: Ja.\nPer Li: Jeg er her også.\n",
        [
            ("Kari Vik", "Hei", None),
            ("Ola", "Hallo", None),
            ("Kari Vik", "Går det?", None),
            ("Ola", "Ja.", None),
            ("Per Li", "Jeg er her også.", None),
        ],
    ),
    "small letters": (
        "intervjuer: hei du\ndeltaker: hei\nintervjuer: hva nå\n",
        [
            ("intervjuer", "hei du", None),
            ("deltaker", "hei", None),
            ("intervjuer", "hva nå", None),
        ],
    ),
    "two at once": (
        "I: Hva?\nX: Det.\nY: Dette.\nX og Y: Ja!\nI: ok\nX/Y: nei\n",
        [
            ("I", "Hva?", None),
            ("X", "Det.", None),
            ("Y", "Dette.", None),
            ("X og Y", "Ja!", None),
            ("I", "ok", None),
            ("X/Y", "nei", None),
        ],
    ),
    "id in brackets": (
        "[id1] Jeg liker kurset.\n\n[id2] Ikke jeg.\n\n[id1] Hvorfor ikke?\n",
        [
            ("id1", "Jeg liker kurset.", None),
            ("id2", "Ikke jeg.", None),
            ("id1", "Hvorfor ikke?", None),
        ],
    ),
    "a remark in brackets is no label": (
        "(Kari) Hva gjør du?\n(Ola) Jeg jobber.\n(ler)\n(Kari) Hvor?\n(Ola) Her\n",
        [
            ("Kari", "Hva gjør du?", None),
            ("Ola", "Jeg jobber. (ler)", None),
            ("Kari", "Hvor?", None),
            ("Ola", "Her", None),
        ],
    ),
    "time before": (
        "[00:12:40] I: Hei\n(00:12:50) P01: Hallo\n0:13:40.6 I: Mm\n01:02 P01: Ja\n",
        [
            ("I", "Hei", 760.0),
            ("P01", "Hallo", 770.0),
            ("I", "Mm", 820.6),
            ("P01", "Ja", 62.0),
        ],
    ),
    "time after": (
        "S01: [00:00:12] Hei\nS00 (00:20): Hallo\nS01: 00:00:31\nJa\n",
        [("S01", "Hei", 12.0), ("S00", "Hallo", 20.0), ("S01", "Ja", 31.0)],
    ),
    "time, capitals, words below": (
        "[00:10] RESEARCHER:\nHello.\nHow are you?\n   \n[00:19] PARTICIPANT 12:\nGood: very.\n",
        [("RESEARCHER", "Hello. How are you?", 10.0), ("PARTICIPANT 12", "Good: very.", 19.0)],
    ),
    "star and equals sign": (
        "*0:0 = I1: Velkommen.\n\n* 15:15 = K: Tak.\n\n*16.33 = I1: Ja?\n",
        [("I1", "Velkommen.", 0.0), ("K", "Tak.", 915.0), ("I1", "Ja?", 993.0)],
    ),
    "time alone before a turn": (
        "I: Hva?\n\n(31.28)\n\nK: Det.\n\n0:32:16.6\n\nI: Ja?\n",
        [("I", "Hva?", None), ("K", "Det.", 1888.0), ("I", "Ja?", 1936.6)],
    ),
    "times of f4 at the end": (
        "I: Hva gjør du? #00:00:05-2#\n\nB: Jeg jobber. #00:00:12-9#\n\nI: Ja. #00:00:14-0#\n",
        [("I", "Hva gjør du?", None), ("B", "Jeg jobber.", 5.2), ("I", "Ja.", 12.9)],
    ),
    "name and time on a line of their own": (
        "Kari Vik  00:01\nHei\n\nP07  00:04\nHallo: du\nder\n\nKari Vik  1:00:04\nSlutt\n",
        [("Kari Vik", "Hei", 1.0), ("P07", "Hallo: du der", 4.0), ("Kari Vik", "Slutt", 3604.0)],
    ),
    "name and time in round brackets": (
        "Speaker 1 (00:00):\nHei.\n\nSpeaker 2 (00:09):\nTakk.\n\nSpeaker 1 (00:12):\nJa.\n",
        [("Speaker 1", "Hei.", 0.0), ("Speaker 2", "Takk.", 9.0), ("Speaker 1", "Ja.", 12.0)],
    ),
    "time and name on a line": (
        "00:00:01 Speaker 1\nHei der.\n00:00:04 Speaker 2\nTakk.\n00:00:09 Speaker 1\nJa.\n",
        [("Speaker 1", "Hei der.", 1.0), ("Speaker 2", "Takk.", 4.0), ("Speaker 1", "Ja.", 9.0)],
    ),
    "name line, time line": (
        "Kari Vik\n00:00:02\nHei og\ntakk.\n\nOla Li\n00:00:10\nSelv takk.\n"
        "Kari Vik\n00:00:15\nDa starter vi.\nOla Li\n00:00:20\nJa\n",
        [
            ("Kari Vik", "Hei og takk.", 2.0),
            ("Ola Li", "Selv takk.", 10.0),
            ("Kari Vik", "Da starter vi.", 15.0),
            ("Ola Li", "Ja", 20.0),
        ],
    ),
    "time line, name line": (
        "0:0:0.0 --> 0:0:2.730\nKari Vik\nHei.\n0:0:3.0 --> 0:0:5.1\nOla Li\nTakk.\n"
        "0:0:6.0 --> 0:0:7.1\nKari Vik\nDa starter vi.\n0:0:8.0 --> 0:0:9.1\nOla Li\nJa.\n",
        [
            ("Kari Vik", "Hei.", 0.0),
            ("Ola Li", "Takk.", 3.0),
            ("Kari Vik", "Da starter vi.", 6.0),
            ("Ola Li", "Ja.", 8.0),
        ],
    ),
    "label lines": (
        "Intervjuer\nHei du.\n\nDeltaker\nHei.\n\nIntervjuer\nHva nå?\n\nDeltaker\nBra.\n",
        [
            ("Intervjuer", "Hei du.", None),
            ("Deltaker", "Hei.", None),
            ("Intervjuer", "Hva nå?", None),
            ("Deltaker", "Bra.", None),
        ],
    ),
    "bare first word": (
        "abc ja # hva heter du\n017 * mm jeg heter ja\nabc ja\n017 nei\nog jeg vil\nabc jaha du\n",
        [
            ("abc", "ja # hva heter du", None),
            ("017", "* mm jeg heter ja", None),
            ("abc", "ja", None),
            ("017", "nei og jeg vil", None),
            ("abc", "jaha du", None),
        ],
    ),
    "bare word intervjuer": (
        "intervjuer hvor lenge ?\nb12 tre år\nb12 eller fire\nintervjuer og før ?\nb12 ja før\n",
        [
            ("intervjuer", "hvor lenge ?", None),
            ("b12", "tre år eller fire", None),
            ("intervjuer", "og før ?", None),
            ("b12", "ja før", None),
        ],
    ),
    "padded column with a hanging indent": (
        "int           ja du\n\nby_01         jeg var # lenge siden\n              der borte\n\n"
        "int           ja vel\n\nby_01         ja\n",
        [
            ("int", "ja du", None),
            ("by_01", "jeg var # lenge siden der borte", None),
            ("int", "ja vel", None),
            ("by_01", "ja", None),
        ],
    ),
    "tabs": (
        "I\tHva gjør du?\nP\tJeg jobber.\n\tOg mer.\nI\tHvor?\nP\tHer.\n",
        [
            ("I", "Hva gjør du?", None),
            ("P", "Jeg jobber. Og mer.", None),
            ("I", "Hvor?", None),
            ("P", "Her.", None),
        ],
    ),
    "number, time, name, words in columns": (
        "Nr\tTid\tTaler\tTekst\n1\t00:01\tKari\tHva?\n2\t00:04\tOla\tDet.\n3\t00:09\tKari\tJa?\n",
        [("Kari", "Hva?", 1.0), ("Ola", "Det.", 4.0), ("Kari", "Ja?", 9.0)],
    ),
    "dash": (
        "I – Hva gjør du?\nP – Jeg jobber – mye.\nI – Hvor?\nP – Her\n",
        [
            ("I", "Hva gjør du?", None),
            ("P", "Jeg jobber – mye.", None),
            ("I", "Hvor?", None),
            ("P", "Her", None),
        ],
    ),
    "numbered lines": (
        "01 KAR: hei (.) du\n02      ja\n03 OLA: hallo\n04 KAR: mm\n",
        [("KAR", "hei (.) du ja", None), ("OLA", "hallo", None), ("KAR", "mm", None)],
    ),
    "only the interviewer is named": (
        "MODERATOR: Hva synes du?\n\nDet er bra.\n\nMODERATOR: Hvorfor?\n\nFordi.\n",
        [
            ("MODERATOR", "Hva synes du?", None),
            ("", "Det er bra.", None),
            ("MODERATOR", "Hvorfor?", None),
            ("", "Fordi.", None),
        ],
    ),
    "no label at all": (
        "Vi snakket om arbeid. Hun sa: jeg vil.\n\nSå var det slutt.\n",
        [("", "Vi snakket om arbeid. Hun sa: jeg vil. Så var det slutt.", None)],
    ),
    "seconds in brackets, no label": (
        "[0006.76 - 0014.48] Ja hei.\n[0014.60 - 0020.00] Tenker du: bra?\n",
        [("", "Ja hei. Tenker du: bra?", 6.76)],
    ),
}


def told(transcript: ReadTranscript) -> Told:
    return [(turn.label, turn.text, turn.time) for turn in transcript.turns]


@pytest.mark.parametrize(("text", "turns"), SHAPES.values(), ids=SHAPES.keys())
def test_speakers_and_times_are_found(text: str, turns: Told) -> None:
    assert told(read_bytes("a.txt", text.encode())) == turns


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("I", "interviewer"),
        ("Kari (intervjuer)", "interviewer"),
        ("Ola (deltaker)", "person"),
        ("I1", "interviewer"),
        ("INT", "interviewer"),
        ("Int.", "interviewer"),
        ("Intervjuer", "interviewer"),
        ("Interviewer 2", "interviewer"),
        ("Moderator", "interviewer"),
        ("Forsker 1", "interviewer"),
        ("RESEARCHER", "interviewer"),
        ("Intervjuer Kari", "interviewer"),
        ("Tolk", "interpreter"),
        ("Interpreter 1", "interpreter"),
        ("P01", "person"),
        ("Deltaker", "person"),
        ("Informant 3", "person"),
        ("Kari Vik", "unknown"),
        ("K", "unknown"),
        ("A04", "unknown"),
        ("I og P", "unknown"),
        ("I1 og I2", "interviewer"),
    ],
)
def test_a_label_tells_the_role(label: str, role: str) -> None:
    other = "Ola Li" if label != "Ola Li" else "K"
    text = f"{label}: Det var det.\n{other}: Nei.\n" * 3
    if " og " in label:
        first, second = label.split(" og ")
        text = f"{first}: Ja.\n{second}: Nei.\n{first}: Jo.\n{second}: Nå.\n{label}: Ja!\n"
    roles = {turn.label: turn.role for turn in read_bytes("a.txt", text.encode()).turns}
    assert roles[label] == role


def test_continuation_lines_belong_to_the_turn_before() -> None:
    text = "I: Hva tenkte du\nda du kom?\n\nP01: Mye.\n\nOg så litt til.\nI: Ja.\n"
    turns = read_bytes("a.txt", text.encode()).turns
    assert [turn.text for turn in turns] == [
        "Hva tenkte du da du kom?",
        "Mye. Og så litt til.",
        "Ja.",
    ]


def test_a_speaker_who_goes_on_has_one_turn() -> None:
    text = "I: Hva?\nP01: Det.\n\nP01: Og det.\nI: Ja?\n"
    turns = read_bytes("a.txt", text.encode()).turns
    assert [(turn.label, turn.text) for turn in turns] == [
        ("I", "Hva?"),
        ("P01", "Det. Og det."),
        ("I", "Ja?"),
    ]


def test_a_mistyped_label_is_read_and_reported() -> None:
    text = "I: Hva?\nX: Det.\nX. Og det.\nI ? Ja?\nX: Nei.\n"
    read = read_bytes("a.txt", text.encode())
    assert [turn.label for turn in read.turns] == ["I", "X", "I", "X"]
    assert [(odd.line, odd.file) for odd in read.oddities] == [(3, "a.txt"), (4, "a.txt")]


def test_of_two_tiers_one_is_taken_and_said_so() -> None:
    text = "".join(
        f"{who:<20}{said}\n\n{who + '_orthography':<20}{spelled}\n\n"
        for who, said, spelled in [
            ("int", "va sa ho", "hva sa hun"),
            ("by_01", "ho sa ittje nåkko", "hun sa ikke noe"),
            ("int", "næi", "nei"),
            ("by_01", "næi", "nei"),
        ]
    )
    read = read_bytes("a.txt", text.encode())
    assert [(turn.label, turn.text) for turn in read.turns] == [
        ("int", "hva sa hun"),
        ("by_01", "hun sa ikke noe"),
        ("int", "nei"),
        ("by_01", "nei"),
    ]
    assert any("orthography" in odd.why for odd in read.oddities)
    assert read.header == ()


def test_a_time_alone_among_named_turns_is_somebody_unknown() -> None:
    text = "Kari Vik  00:01\nHei\n\n00:09\nhm\n\nP07  00:12\nHallo\n\nKari Vik  00:20\nJa\n"
    read = read_bytes("a.txt", text.encode())
    assert [(turn.label, turn.time) for turn in read.turns] == [
        ("Kari Vik", 1.0),
        ("", 9.0),
        ("P07", 12.0),
        ("Kari Vik", 20.0),
    ]
    assert [odd.line for odd in read.oddities] == [4]


def test_the_same_words_once_more_are_left_out() -> None:
    text = "language=no\n[0001.00 - 0002.00] Ja hei da.\n[0003.00 - 0004.50] Nå går det.\n"
    text += "[0005.00 - 0006.00] Fint.\n\nJa hei da. Nå går det. Fint.\n"
    read = read_bytes("a.txt", text.encode())
    assert read.text == "Ja hei da. Nå går det. Fint."
    assert read.fields == (("language", "no"),)
    assert 6 in [odd.line for odd in read.oddities]
