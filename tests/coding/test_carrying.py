"""Where passages are after a correction: carried where that is certain, else in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.coding import corrected
from workbench.coding.carrying import NEAR, Carried, carry


def marked(text: str) -> tuple[str, tuple[int, int] | None]:
    """A text and the passage in it that stands in [ ]."""
    if "[" not in text:
        return text, None
    start, end = text.index("["), text.index("]") - 1
    return text.replace("[", "").replace("]", ""), (start, end)


CASES = {
    "untouched": ("Jeg [vil jobbe] her.", "Jeg [vil jobbe] her.", None),
    "a typo before": ("Jegg [vil jobbe] her.", "Jeg [vil jobbe] her.", None),
    "a typo inside": ("Jeg [vil jobe nå] her.", "Jeg [vil jobbe nå] her.", "changed"),
    "a word that grew at the end": ("Jeg [vil jobb] her.", "Jeg [vil jobbe] her.", "changed"),
    "a mark after it": ("Jeg [vil jobbe]", "Jeg [vil jobbe].", None),
    "words before and after": ("[vil jobbe]", "Jeg [vil jobbe] her.", None),
    "a longer name at its start": ("Så [Liv sa det].", "Så [Gro Anne sa det].", "changed"),
    "a name inside a word": ("[Liv] og Livs mor", "[Gro] og Gros mor", "changed"),
    "part of a word": ("Et [kjøkken]kurs.", "Det er et [kjøkken]kurs.", None),
    "part of a word that changed": ("Et [kurs]bevis.", "Et [kurs]et.", None),
    "moved within the turn": ("[En to] tre fire fem.", "Tre fire fem. [En to].", None),
    "moved far": ("[En to tre].\n" + "la " * 400, "la " * 400 + "\n[En to tre].", "moved"),
    "a turn is split inside it": ("Jeg [vil ikke. Nei.]", "Jeg [vil ikke.\nNei.]", None),
    "split inside it, and a word": ("Jeg [vil ikke. Nei.]", "Jeg [vil ikke.\nNeivel.]", "changed"),
    "split inside a word": ("Jeg [vil ikke.]", "Jeg [vil ik\nke.]", "changed"),
    "one of two alike is split": ("Ja nei. [Ja nei.] B", "Ja nei. [Ja\nnei.] B", None),
    "turns are joined": ("Jeg [vil ikke.\nNei.]", "Jeg [vil ikke. Nei.]", "changed"),
    "beyond the BMP": ("𝄞𝄞 [å være] 𝄞", "𝄞 [å være] 𝄞", None),
    "one of two alike": ("Ja. A b. [Ja.] C d.", "Ja. A b, e. [Ja.] C d.", None),
    "one of two that went": ("A. [Ja.] B? Ja. C.", "A. [Ja.] C.", "repeated"),
    "with the blank after it": ("Jeg [vil ]jobbe.", "Og jeg [vil ]jobbe.", None),
    "with a blank that goes": ("Jeg [vil ]jobbe.", "Jeg [vil].", "changed"),
    "all of it": ("[En to]", "[Fire]", "changed"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "doubt"), CASES.values(), ids=CASES)
def test_a_passage_is_carried_or_in_doubt_at_its_place(
    old: str, new: str, doubt: str | None
) -> None:
    (text, passage), (corrected_text, place) = marked(old), marked(new)
    assert passage is not None
    assert place is not None
    assert carry(text, [passage], corrected_text) == [Carried(*place, doubt)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "stands_in"),
    [
        ("Jeg kom. [Eh, altså.] Så gikk jeg.", "Jeg kom. Så gikk jeg.", "kom"),
        ("Ja.\n[Eh, altså.] Så gikk jeg.", "Ja.\nSå gikk jeg.", "Så"),
        ("Ja.\n[Eh.]\nNei.", "Ja.\nNei.", "Ja"),
        ("[Eh.]\nNei.", "Nei.", "Nei"),
        ("En.\n[Eh.]", "En.", "En"),
        ("[Eh.] –", "–", "–"),
    ],
)
def test_the_nearest_word_stands_in_for_a_passage_that_is_gone(
    old: str, new: str, stands_in: str
) -> None:
    text, passage = marked(old)
    assert passage is not None
    (carried,) = carry(text, [passage], new)
    assert (new[carried.start : carried.end], carried.doubt) == (stands_in, "gone")


def test_one_of_many_alike_is_carried_while_its_surroundings_stand() -> None:
    old = "Ja.\nHva da?\n" * 200
    new = old.replace("Hva", "Hvorfor", 1)
    passage = (old.index("Ja.", 1500), old.index("Ja.", 1500) + 3)
    (carried,) = carry(old, [passage], new)
    assert carried == Carried(passage[0] + 4, passage[1] + 4)


def test_a_passage_that_went_is_not_carried_to_its_like_that_has_come_near() -> None:
    between = "".join(f"ord{n} " for n in range(200))
    old = f"Start.\n[Helt sikkert.]\n{between}\nHelt sikkert.\nSlutt."
    text, passage = marked(old)
    assert passage is not None
    (carried,) = carry(text, [passage], "Start.\nHelt sikkert.\nSlutt.")
    assert carried.doubt == "repeated"


# -- every random correction ------------------------------------------------------------------

WORDS = ["ja", "nei", "jobb", "kurs", "ikke", "å", "vil", "praksis", "NAV-kontoret", "(ler)", "…"]


@dataclass(frozen=True)
class Edited:
    """A text, its correction, and for each place of the old text where it is in the new one."""

    old: str
    new: str
    places: dict[int, int]
    passages: tuple[tuple[int, int], ...]
    moves: bool

    def survivor(self, start: int, end: int) -> int | None:
        """Where a passage stands after the correction if nothing in it or at its ends changed."""
        begin = self.places.get(start)
        moved = [self.places.get(place) for place in range(start, end)]
        if begin is None or moved != list(range(begin, begin + end - start)):
            return None
        return begin


def edited(seed: int, words: int, edits: int, *, alike: bool, moves: bool) -> Edited:
    """A text of these many words, and as many edits: words go, come, are replaced or move.

    With `alike` the words are few, so that most passages stand several times; without `moves`
    nothing changes its order.
    """
    rng = Random(seed)
    known = WORDS if alike else [f"{word}{n}" for word in WORDS for n in range(40)]
    parts = [rng.choice(known) + rng.choice((" ", " ", ". ", ", ", "\n")) for _n in range(words)]
    parts[-1] = parts[-1].strip() + "."
    old = "".join(parts)
    letters: list[tuple[str, int | None]] = list(zip(old, range(len(old)), strict=True))
    bounds = [0]
    for part in parts:
        bounds.append(bounds[-1] + len(part))
    passages = []
    for _n in range(12):
        first = rng.randrange(words)
        last = min(words, first + rng.choice((1, 1, 2, 3, 8, 30)))
        passages.append((bounds[first], bounds[last - 1] + len(parts[last - 1].rstrip())))
    for _n in range(edits):
        _edit(letters, rng, known, moves=moves)
    new = "".join(letter for letter, _place in letters)
    places = {was: at for at, (_letter, was) in enumerate(letters) if was is not None}
    return Edited(old, new, places, tuple(passages), moves)


def _edit(
    letters: list[tuple[str, int | None]], rng: Random, known: list[str], *, moves: bool
) -> None:
    """One edit at word boundaries, as somebody makes it who corrects."""
    begins = [at for at in range(len(letters)) if at == 0 or letters[at - 1][0] in " \n"]
    start = rng.choice(begins)
    following = [at for at in begins if at > start] or [len(letters)]
    end = following[min(len(following) - 1, rng.choice((0, 0, 1, 5, 40)))]
    added = [(letter, None) for letter in f"{rng.choice(known)} "]
    match rng.choice(("delete", "insert", "replace", "move")):
        case "delete" if end - start < len(letters) - 20:
            del letters[start:end]
        case "replace":
            letters[start:end] = added
        case "move" if moves and end < len(letters):
            moved = letters[start:end]
            del letters[start:end]
            to = rng.choice(
                [at for at in range(len(letters)) if at == 0 or letters[at - 1][0] == " "]
            )
            letters[to:to] = moved
        case _:
            letters[start:start] = added


corrections = st.builds(
    edited, seed=st.integers(0, 2**32), words=st.sampled_from((60, 300, 5)),
    edits=st.sampled_from((1, 3, 10, 40)), alike=st.booleans(),
    moves=st.booleans(),
)  # fmt: skip


def standing(text: str, quote: str) -> list[int]:
    """Where the quote stands as whole words."""
    found = []
    at = text.find(quote)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(quote) :][:1]
        cut = (before.isalnum() and quote[0].isalnum()) or (after.isalnum() and quote[-1].isalnum())
        if not cut:
            found.append(at)
        at = text.find(quote, at + 1)
    return found


def near(text: str, place: tuple[int, int], at: int, length: int) -> bool:
    """Whether [at, at + length) touches a turn of the place, or is within 500 characters."""
    start = text.rfind("\n", 0, place[0]) + 1
    end = text.find("\n", place[1])
    low = min(start, place[0] - NEAR)
    high = max(len(text) if end < 0 else end, place[1] + NEAR)
    return at + length >= low and at <= high


@given(corrections)
def test_every_passage_gets_a_place_that_holds_words(given_: Edited) -> None:
    for carried in carry(given_.old, given_.passages, given_.new):
        assert 0 <= carried.start < carried.end <= len(given_.new)
        assert given_.new[carried.start : carried.end].strip()


@given(corrections)
def test_what_is_carried_without_a_doubt_reads_as_it_did(given_: Edited) -> None:
    places = carry(given_.old, given_.passages, given_.new)
    for (start, end), carried in zip(given_.passages, places, strict=True):
        if carried.doubt is None:
            read = given_.new[carried.start : carried.end]
            assert len(read) == end - start
            # A turn may have been split there.
            assert all(
                a == b or (a, b) == (" ", "\n")
                for a, b in zip(given_.old[start:end], read, strict=True)
            )


@given(corrections)
def test_a_passage_that_survives_once_near_its_place_is_carried_to_it(given_: Edited) -> None:
    places = carry(given_.old, given_.passages, given_.new)
    for (start, end), carried in zip(given_.passages, places, strict=True):
        at = given_.survivor(start, end)
        if at is None:
            continue
        quote = given_.old[start:end]
        once = [
            one
            for one in standing(given_.new, quote)
            if given_.moves or near(given_.new, (at, at + len(quote)), one, len(quote))
        ]
        alone = len(standing(given_.old, quote)) == 1
        if once == [at] and (alone or not given_.moves):
            assert carried.start == at, (quote, carried)
            if alone and not given_.moves:
                assert carried.doubt is None, (quote, carried)


@given(corrections.filter(lambda one: one.old != one.new))
def test_the_same_text_again_carries_everything_to_where_it_was(given_: Edited) -> None:
    places = carry(given_.old, given_.passages, given_.old)
    assert places == [Carried(*passage) for passage in given_.passages]


def test_of_the_written_corrections_none_is_carried_wrong() -> None:
    found = list(corrected.outcomes())
    assert sum(len(one.corrections) for one in corrected.interviews()) >= 200
    assert [one for one in found if one.verdict == "wrong"] == []
    gone = [one for one in found if one.right is None]
    assert gone
    assert all(one.verdict == "marked" for one in gone)


def test_of_the_written_corrections_hardly_one_is_in_doubt_whose_words_stand() -> None:
    found = list(corrected.outcomes())
    assert sum(one.needless for one in found) <= len(found) / 500


def test_the_manual_says_what_is_measured() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "correcting.md").read_text("utf-8")
    told = [name for name in corrected.COLUMNS if name != "needless"]
    for name, count in corrected.measured():
        cells = " | ".join(str(count[column]) for column in told)
        assert f"| {name} | {cells} |\n" in manual
