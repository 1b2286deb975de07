"""Which lines of a file name a speaker, judged over the whole file.

A transcriber keeps to one way of naming speakers: a label with a colon, a line of its own with
name and time, a label in brackets, before a tab or a dash, a padded column, or just the first
word. Each way has a function that finds the lines of that shape and keeps those whose labels
behave like labels: they come back, and they look the part. The way that names the most lines
is the file's. Running text has colons too: a label that occurs once and reads like prose is
left in the text and reported.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from workbench.texts import _
from workbench.transcripts.readers import labels
from workbench.transcripts.readers import words as vocabulary
from workbench.transcripts.readers.lines import BLANKS, Line
from workbench.transcripts.readers.times import (
    cell_stamp,
    leading_stamp,
    trailing_stamp,
    whole_stamp,
)


@dataclass(frozen=True)
class Mark:
    """A line that names a speaker: whom, when, and where in the line the words begin."""

    label: str
    body: int
    time: float | None = None
    end: int | None = None
    """Where the words end, if something else follows them: another cell of a table."""


Marks = dict[int, Mark]
"""Index of a line -> what it says of the speaker."""


@dataclass
class Found:
    """How a file names its speakers. `silent` lines hold no words; `odd` lines say why."""

    marks: Marks = field(default_factory=dict)
    silent: set[int] = field(default_factory=set)
    odd: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    headings: bool = False
    """Lines of their own name speaker and time, so that a time alone begins a turn too."""
    bare: bool = False
    """The labels are bare first words, so that any line without one has lost it."""
    numbered: bool = False
    """Lines begin with their number, those without a label too."""
    table: bool = False
    """The rows of a table whose first row names its columns."""


@dataclass(frozen=True)
class _Candidate:
    at: int
    label: str
    body: int
    time: float | None
    spaced: bool
    """Whether a blank or the line's end follows the colon."""
    emphasised: bool
    text: str
    numbered: bool = False

    @property
    def mark(self) -> Mark:
        return Mark(self.label, self.body, self.time)


_FARTHEST_COLON = 96
_COLONS = re.compile(r"[:：]")
_LEAD = re.compile(r"(?:[-–—•*+>#]+[ \t\u00a0]+|\d{1,4}[.)][ \t\u00a0]*(?=\D)|\d{1,4}\t+)")
_EMPHASIS = re.compile(r"[*_]+")
_NUMBER = re.compile(r"\d{1,4}[ \t\u00a0]+(?=\S)")


def conventions(lines: Sequence[Line]) -> Found:
    """The lines that name speakers, in the way that this file does it."""
    if (table := _table(lines)).marks:
        return table
    explicit = _explicit(lines)
    for way in (_bracketed, _columns, _separated, _first_words):
        found = way(lines)
        if len(found.marks) > 2 * len(explicit.marks):
            return found
    return explicit


def speaker_labels(lines: Sequence[Line], *, units: int) -> Found:
    """Labels with a colon or in brackets in lines that do not each begin anew.

    `units` is how many of the lines could begin a turn, such as the first lines of subtitles.
    """
    explicit, bracketed = _explicit(lines, units), _bracketed(lines, units)
    return bracketed if len(bracketed.marks) > 2 * len(explicit.marks) else explicit


# --- a label with a colon; a line of its own with name and time -------------------------------


def _explicit(lines: Sequence[Line], units: int | None = None) -> Found:
    found = _headings(lines)
    candidates = [
        candidate
        for at, line in enumerate(lines)
        if at not in found.marks
        and at not in found.silent
        and (candidate := colon_label(line.text, at)) is not None
    ]
    known = _listed(lines) | _keys(found.marks)
    accepted = accepted_labels(candidates, lines, known=known, units=units)
    if len(found.marks) > 2:  # lines of their own name the speakers: a colon stands in their words
        counts = Counter(labels.key(each.label) for each in candidates)
        accepted = frozenset(each for each in accepted if counts[each] > 1 or each in known)
    taken = [each for each in candidates if labels.key(each.label) in accepted]
    found.marks |= {each.at: each.mark for each in taken}
    found.numbered = bool(taken) and sum(each.numbered for each in taken) >= 0.6 * len(taken)
    if found.marks:
        _slips(candidates, found)
        _bare_times(lines, found)
        _mistyped(lines, found, accepted)
        _show_colons(lines, found)
    return found


_SHOWN_COLON = re.compile(r"[^\W\d_][^:.!?]{0,40}:\s+\S")


def _show_colons(lines: Sequence[Line], found: Found) -> None:
    """Lines of running text that begin as a label would: to be looked at by who knows."""
    if found.headings:
        return
    for at in range(min(found.marks), len(lines)):
        if at in found.marks or at in found.silent or at in found.odd:
            continue
        text = lines[at].text.strip(BLANKS)
        if _SHOWN_COLON.match(text) and len(text.partition(":")[0].split()) <= 5:
            head = text.partition(":")[0]
            found.odd[at] = _("looks like a speaker ({label}), read as text", label=head)


def colon_label(text: str, at: int = 0) -> _Candidate | None:
    """The label before the first colon that can end one, with times on either side of it."""
    start = len(text) - len(text.lstrip(BLANKS))
    time: float | None = None
    if (lead := _LEAD.match(text, start)) and not leading_stamp(text, start):
        start = lead.end()
    if stamp := leading_stamp(text, start):
        time, start = stamp.seconds, stamp.end
        if lead := _LEAD.match(text, start):
            start = lead.end()
    elif number := _NUMBER.match(text, start):
        rest = colon_label(text[number.end() :], at)
        if rest is not None and labels.strength(rest.label) in ("role", "id", "initials", "name"):
            return replace(rest, body=rest.body + number.end(), numbered=True)
    colon = _label_colon(text, start)
    if colon is None:
        return None
    head, emphasised = text[start:colon], text[start : start + 1] in "*_" and start < colon
    if (after := trailing_stamp(head)) and head[: after.start].strip():
        time = after.seconds if time is None else time
        head = head[: after.start].rstrip(" -–,|")
    label = labels.cleaned(head)
    if not label or labels.strength(label) == "none":
        return None
    opened = _EMPHASIS.match(text, start) if emphasised else None
    after_colon = colon + 1
    if opened and text.startswith(opened[0][::-1], after_colon):  # `**I:** text`
        after_colon += len(opened[0])
    body, later = body_start(text, after_colon)
    spaced = colon + 1 == len(text) or body > colon + 1 or emphasised
    return _Candidate(
        at, label, body, time if time is not None else later, spaced, emphasised, text[body:]
    )


def body_start(text: str, at: int) -> tuple[int, float | None]:
    """Where the words begin after a label, and the time stamp that stands before them."""
    at = _skip_blanks(text, at)
    stamp = leading_stamp(text, at)
    if stamp is None or (
        stamp.bare and text[stamp.end :].strip() and "\t" not in text[at : stamp.end]
    ):
        return at, None
    return stamp.end, stamp.seconds


def accepted_labels(
    candidates: Sequence[_Candidate],
    lines: Sequence[Line],
    *,
    known: frozenset[str] = frozenset(),
    units: int | None = None,
) -> frozenset[str]:
    """The keys of the labels that are speakers, judged over all lines of the file."""
    written = sum(not line.blank for line in lines) if units is None else units
    counts = Counter(labels.key(candidate.label) for candidate in candidates)
    by_key = {labels.key(candidate.label): candidate for candidate in candidates}
    spaced = {labels.key(each.label) for each in candidates if each.spaced}
    kinds = {each: labels.strength(by_key[each].label) for each in counts}
    jury = _Jury(counts, kinds, _words_in(lines), written, _reading_on(candidates, counts))
    accepted = {each for each in counts if each in known and kinds[each] != "none"}
    for kind, judge in (
        ("role", jury.strong),
        ("id", jury.strong),
        ("initials", jury.initials),
        ("name", jury.name),
        ("weak", jury.weak),
    ):
        accepted |= {
            each
            for each in counts
            if kinds[each] == kind and (each in spaced or kind != "weak") and judge(each, accepted)
        }
    if sum(each.isdigit() for each in accepted) > 1:  # speakers are numbers: also who speaks once
        accepted |= {each for each in spaced if each.isdigit()}
    for each, candidate in by_key.items():
        names = [labels.key(part) for part in labels.parts(candidate.label)]
        if len(names) > 1 and all(name in accepted for name in names):
            accepted.add(each)
    return frozenset(accepted)


@dataclass(frozen=True)
class _Jury:
    """What is known of a file's candidates when each is judged."""

    counts: Counter[str]
    kinds: dict[str, labels.Strength]
    words: Counter[str]
    lines: int
    reading_on: frozenset[str]
    """Labels that occur once and whose words begin small where others' begin with a capital."""

    def strong(self, each: str, accepted: set[str]) -> bool:
        """A role's word or an id: with one other of its kind, coming back, or all there is."""
        alike = sum(n for key, n in self.counts.items() if self.kinds[key] in ("role", "id"))
        return alike >= 2 or bool(accepted) or self.lines <= 2 or self.kinds[each] == "role"

    def initials(self, each: str, accepted: set[str]) -> bool:
        """`K`, `NAV`: must come back, or stand among labels that do."""
        alike = sum(
            n for key, n in self.counts.items() if self.kinds[key] in ("initials", "role", "id")
        )
        if self.counts[each] >= 2:
            return True
        if each in self.reading_on:
            return False
        if len(each) <= 1 and accepted:
            return True
        return self._labelled(accepted) >= 0.8 or (not accepted and alike >= 0.6 * self.lines)

    def name(self, each: str, accepted: set[str]) -> bool:
        """A name comes back, unless it is an ordinary word of the text; a new one among names."""
        n, names = self.counts[each], [k for k, kind in self.kinds.items() if kind == "name"]
        often = n >= max(3, 0.05 * sum(self.counts.values()))
        if " " not in each and self._ordinary(each) and not often:
            return False
        if n >= 2:
            return True
        if each in self.reading_on:
            return False
        if " " in each:
            return self._labelled(set(names) | accepted) >= 0.5
        by_name = sum(self.counts[name] for name in names)
        with_names = by_name >= 0.5 * sum(self.counts.values())
        return with_names and by_name >= 2 and self._labelled(set(names) | accepted) >= 0.7

    def weak(self, each: str, accepted: set[str]) -> bool:
        """Small letters or figures: only what keeps coming back and is seldom said otherwise."""
        n, all_labels = self.counts[each], sum(self.counts.values())
        said = self.words[each] if " " not in each else 0
        if n >= 3 and n >= 0.1 * all_labels and n >= 0.5 * said:
            return True
        # A short file of figures or nicknames: every line has a label, none comes back often.
        return n >= 2 and self._labelled({*accepted, *self.counts}) >= 0.9

    def _labelled(self, keys: Iterable[str]) -> float:
        return sum(self.counts[key] for key in set(keys)) / max(self.lines, 1)

    def _ordinary(self, word: str) -> bool:
        """Whether the text has the word in small letters: `problemet`, not `Kari`."""
        return self.words[word] > 0


def _reading_on(candidates: Sequence[_Candidate], counts: Counter[str]) -> frozenset[str]:
    firsts = [each.text.lstrip(BLANKS)[:1] for each in candidates if each.text]
    capitals = sum(first.isupper() for first in firsts)
    if capitals < 0.7 * sum(first.isalpha() for first in firsts):
        return frozenset()
    return frozenset(
        labels.key(each.label)
        for each in candidates
        if counts[labels.key(each.label)] == 1 and each.text.lstrip(BLANKS)[:1].islower()
    )


def _label_colon(text: str, start: int) -> int | None:
    """The first colon that can end a label: not one inside a time or an address."""
    for found in _COLONS.finditer(text, start, start + _FARTHEST_COLON):
        at = found.start()
        before, after = text[at - 1 : at] if at > start else "", text[at + 1 : at + 2]
        if (before.isdigit() and after.isdigit()) or after == "/":
            continue
        return at if at > start else None
    return None


_LIKE = 0.85
_NO_WORD = re.compile(r"[BCDFGHJKLMNPQRSTVWXZ]{1,4}")
"""Letters that are no word of their own, as `I` and `A` are."""


def _slips(candidates: Sequence[_Candidate], found: Found) -> None:
    """`Intervjeur` for `Intervjuer`: a slip of a role's word that the file spells right elsewhere.

    Only of long words and beside the same number: `Kari` and `Karin` may be two.
    """
    counts = Counter(mark.label for mark in found.marks.values())
    right = [label for label in counts if labels.is_role(label) and len(label) >= 6]
    for at, mark in ({each.at: each.mark for each in candidates} | found.marks).items():
        if counts[mark.label] > 2 or labels.is_role(mark.label):
            continue
        digits = re.findall(r"\d+", mark.label)
        near = difflib.get_close_matches(mark.label, right, n=1, cutoff=_LIKE)
        if near and re.findall(r"\d+", near[0]) == digits:
            found.marks[at] = replace(mark, label=near[0])
            found.odd[at] = _("label with a slip, read as {label}", label=near[0])


def _bare_times(lines: Sequence[Line], found: Found) -> None:
    """`I: 00:01 Hva?`, where nearly every turn begins with a time and the times go upwards."""
    seen = {
        at: stamp
        for at, mark in found.marks.items()
        if mark.time is None and (stamp := leading_stamp(lines[at].text, mark.body))
    }
    times = [seen[at].seconds for at in sorted(seen)]
    if len(seen) >= max(3, 0.8 * len(found.marks)) and times == sorted(times):
        for at, stamp in seen.items():
            found.marks[at] = replace(found.marks[at], body=stamp.end, time=stamp.seconds)


def _mistyped(lines: Sequence[Line], found: Found, accepted: frozenset[str]) -> None:
    """`X.` and `I ?` for `X:` and `I:`, `P01` with nothing after it: slips of known labels."""
    short = {key for key in accepted if len(key) <= 4 or any(c.isdigit() for c in key)}
    if not short:
        return
    slip = re.compile(r"([^\W_][\w-]{0,11})(\s?[.;?]|)(?=\s)(?!\s*=)\s*")
    for at, line in enumerate(lines):
        if at in found.marks:
            continue
        start = line.first
        stamp = leading_stamp(line.text, start)
        start, time = (stamp.end, stamp.seconds) if stamp else (start, None)
        seen = slip.match(line.text, start)
        if seen is None or labels.key(seen[1]) not in short or not line.text[seen.end() :].strip():
            continue
        label = seen[1]
        known = any(mark.label == label for mark in found.marks.values())
        alone = any(c.isdigit() for c in label) or (
            _NO_WORD.fullmatch(label) and line.text[seen.end()].isupper()
        )
        if known and (seen[2] or alone):
            found.marks[at] = Mark(label, seen.end(), time)
            found.odd[at] = _("label without a colon, read as {label}", label=label)


def _headings(lines: Sequence[Line]) -> Found:
    found = Found()
    seen = [each for at, line in enumerate(lines) if (each := _name_and_time(line, at)) is not None]
    counts = Counter(labels.key(candidate.label) for candidate in seen)
    stamped_first = [each for each in seen if each.emphasised]
    all_stamped = sum(leading_stamp(line.text, line.first) is not None for line in lines)
    listed = _listed(lines)
    for candidate in seen:
        if candidate.emphasised and len(stamped_first) < 0.6 * all_stamped:
            continue  # short words after a time stamp, not names
        if _heading_holds(candidate, counts, listed):
            found.marks[candidate.at] = candidate.mark
    if len(found.marks) == 1 and not counts[labels.key(next(iter(found.marks.values())).label)] > 1:
        only = next(iter(found.marks.values()))
        if labels.strength(only.label) not in ("role", "id", "name"):
            found.marks.clear()
    _name_lines_beside_times(lines, found)
    _label_lines(lines, found)
    found.headings = bool(found.marks)
    return found


def _heading_holds(candidate: _Candidate, counts: Counter[str], listed: frozenset[str]) -> bool:
    each, kind = labels.key(candidate.label), labels.strength(candidate.label)
    if kind == "none":
        return False
    if each in listed or kind in ("role", "id"):
        return True
    if kind in ("name", "initials"):
        return counts[each] >= 2 or candidate.spaced or len(counts) > 1
    return counts[each] >= (2 if candidate.spaced else 3)


def _name_and_time(line: Line, at: int) -> _Candidate | None:
    """`Kari Nordmann  00:04`, `Speaker 1 (00:04)`, `00:00:04 Speaker 1`: name, time, no words."""
    text = line.text.rstrip(BLANKS).rstrip(":").rstrip(BLANKS)
    if len(text) > 80 or line.blank or whole_stamp(text):
        return None
    start = line.first
    if lead := re.compile(r"#{1,6}\s+").match(text, start):
        start = lead.end()
    bare = text.rstrip("*_")
    stamp = trailing_stamp(bare)
    if stamp and "\t" not in bare[start : stamp.start].strip(BLANKS):
        head = bare[start : stamp.start]
        label = labels.cleaned(head.rstrip().rstrip("-–,|:"))
        spaced = len(head) - len(head.rstrip(BLANKS)) >= 2 or "\t" in head or not stamp.bare
        if label and ":" not in label and labels.strength(label) != "none":
            return _Candidate(at, label, len(line.text), stamp.seconds, spaced, False, "")
        return None
    first = leading_stamp(text, start)
    if first is None:
        return None
    label = labels.cleaned(text[first.end :].lstrip("-–—|" + BLANKS))
    if label and ":" not in label and labels.strength(label) in ("role", "id", "name", "initials"):
        return _Candidate(at, label, len(line.text), first.seconds, False, True, "")
    return None


def _name_lines_beside_times(lines: Sequence[Line], found: Found) -> None:
    """A line with a name, a line with a time (or the other way round), then the words."""
    times = [
        at
        for at, line in enumerate(lines)
        if not line.blank and whole_stamp(line.text) and at not in found.marks
    ]
    if len(times) < 2:
        return
    for step in (-1, 1):
        names = {at: lines[at + step] for at in times if 0 <= at + step < len(lines)}
        counts = Counter(labels.key(_name_alone(line)) for line in names.values())
        counts.pop("", None)
        repeated = sum(n for n in counts.values() if n > 1)
        if repeated < 0.6 * len(times) or len(counts) > max(2, 0.5 * len(times)):
            continue
        for at, line in names.items():
            label = _name_alone(line)
            stamp = whole_stamp(lines[at].text)
            if label and stamp and (counts[labels.key(label)] > 1 or _looks_named(label)):
                found.marks[at + step] = Mark(label, len(line.text), stamp.seconds)
                found.silent.add(at)
        return


def _name_alone(line: Line) -> str:
    text = line.text.strip(BLANKS)
    if len(text) > labels.LONGEST or text[-1:] in ".?!,;" or whole_stamp(text):
        return ""
    label = labels.cleaned(text)
    return label if labels.strength(label) != "none" else ""


def _looks_named(label: str) -> bool:
    return labels.strength(label) in ("role", "id", "name")


def _label_lines(lines: Sequence[Line], found: Found) -> None:
    """A line that holds nothing but a role's word, an id or an emphasised name, again and again."""
    seen: dict[int, str] = {}
    for at, line in enumerate(lines):
        text = line.text.strip(BLANKS)
        if at in found.marks or at in found.silent or not text or len(text) > labels.LONGEST:
            continue
        bare = text.lstrip("#").strip(BLANKS)
        emphasised = (
            line.style != "" or bare != text or (bare[:2] in ("**", "__") and bare[-2:] == bare[:2])
        )
        label = labels.cleaned(bare)
        kind = labels.strength(label)
        if kind in ("role", "id") or (emphasised and kind in ("name", "initials")):
            if bare.rstrip("*_ ").endswith((":", "：")):
                continue  # the colon's own rules
            seen[at] = label
    counts = Counter(labels.key(label) for label in seen.values())
    repeated = {at for at, label in seen.items() if counts[labels.key(label)] > 1}
    if len(repeated) < 3 or len(counts) > max(2, 0.5 * len(seen)):
        return
    words = sum(not line.blank for line in lines)
    if len(seen) < 0.15 * words or any(at + 1 in seen for at in seen):
        return
    for at, label in seen.items():
        found.marks[at] = Mark(label, len(lines[at].text), None)


def _listed(lines: Sequence[Line]) -> frozenset[str]:
    """The names that a file lists at its top: below or after `SPEAKERS`, `Deltakere:`."""
    listed: set[str] = set()
    for at, line in enumerate(lines[:40]):
        head, colon, tail = line.text.strip(BLANKS).partition(":")
        if labels.key(labels.cleaned(head)) not in vocabulary.LISTS:
            continue
        names = (
            tail
            if colon and tail.strip()
            else " ".join(each.text for each in lines[at + 1 : at + 2])
        )
        for name in re.split(r"[,;]| og | and ", names):
            label = labels.cleaned(name)
            if label and labels.strength(label) not in ("none", "weak"):
                listed.add(labels.key(label))
    return frozenset(listed)


def _keys(marks: Marks) -> frozenset[str]:
    return frozenset(labels.key(mark.label) for mark in marks.values() if mark.label)


# --- [id1] text --------------------------------------------------------------------------------

_BRACKET = re.compile(r"[\[(<{]\s*([^\])>}]{1,48}?)\s*[\])>}]\s*[:：]?\s*")


def _bracketed(lines: Sequence[Line], units: int | None = None) -> Found:
    seen: Marks = {}
    for at, line in enumerate(lines):
        start, time = _after_stamp(line)
        if opened := _BRACKET.match(line.text, start):
            label = labels.cleaned(opened[1])
            if labels.strength(label) in ("role", "id", "initials", "name"):
                body, later = body_start(line.text, opened.end())
                seen[at] = Mark(label, body, time if time is not None else later)
    return Found(marks=_coming_back(seen, lines, share=0.34, units=units))


def _coming_back(
    seen: Marks, lines: Sequence[Line], *, share: float, units: int | None = None
) -> Marks:
    """The marks, if labels come back and they cover that share of the lines, else none."""
    counts = Counter(labels.key(mark.label) for mark in seen.values())
    written = units or sum(
        not line.blank and whole_stamp(line.text) is None for line in lines[min(seen, default=0) :]
    )
    all_named = len(seen) >= 0.7 * written and any(n > 1 for n in counts.values())
    kinds = ("role", "id", "name", "initials") if all_named else ("role", "id")
    kept = {
        at: mark
        for at, mark in seen.items()
        if counts[labels.key(mark.label)] > 1 or labels.strength(mark.label) in kinds
    }
    distinct = len(_keys(kept))
    if len(kept) < 2 or distinct > 0.6 * len(kept) + 1 or len(kept) < share * written:
        return {}
    return kept


# --- a table whose first row says what its columns hold -----------------------------------------


def _table(lines: Sequence[Line]) -> Found:
    """Rows of cells with tabs between them, under a row such as `Timespan, Content, Speaker`."""
    head = next((at for at, line in enumerate(lines) if _columns_named(line)), None)
    if head is None:
        return Found()
    names = _columns_named(lines[head])
    speaker, words = names.index("speaker"), names.index("words")
    found = Found(table=True)
    label = ""
    for at, line in enumerate(lines[head + 1 :], start=head + 1):
        cells = _cells(line)
        if _columns_named(line):
            found.silent.add(at)
        elif len(cells) > max(words, 1) and not line.blank:
            texts = [line.text[start:end] for start, end in cells]
            named = labels.cleaned(texts[speaker]) if len(cells) > speaker else ""
            if not named and label:
                found.odd[at] = _("no speaker in this row, read as {label}", label=label)
            label = named or label
            time = next((stamp.seconds for each in texts if (stamp := whole_stamp(each))), None)
            found.marks[at] = Mark(label, cells[words][0], time, cells[words][1])
    others = [
        cell
        for cell, name in zip(lines[head].text.split("\t"), names, strict=True)
        if name == "other"
    ]
    rows = [at for at in found.marks if len(_cells(lines[at])) <= len(names)]
    if len(rows) < max(2, 0.8 * len(found.marks)):
        return Found()
    if others:
        found.notes.append(
            _("columns of the table that were left out: {names}", names=", ".join(others))
        )
    return found


def _cells(line: Line) -> list[tuple[int, int]]:
    """Where the cells of a row lie in its line."""
    ends = [*(found.start() for found in re.finditer("\t", line.text)), len(line.text)]
    return list(zip([0, *(end + 1 for end in ends)], ends, strict=False))


_CELL_KINDS = (
    ("words", vocabulary.HEAD_CELLS),
    ("speaker", vocabulary.SPEAKER_CELLS),
    ("counted", vocabulary.COUNTED_CELLS),
)


def _columns_named(line: Line) -> list[str]:
    """What each column holds, if the line is the head of a table of speakers and words."""
    cells = line.text.split("\t")
    kinds = [
        next(
            (kind for kind, known in _CELL_KINDS if labels.key(cell.strip(BLANKS)) in known),
            "other",
        )
        for cell in cells
    ]
    whole = kinds.count("words") == 1 and kinds.count("speaker") == 1
    return kinds if whole and all(len(cell) <= labels.LONGEST for cell in cells) else []


# --- a padded column; a tab ---------------------------------------------------------------------

_CELLS = re.compile(r"(\S+(?: \S+){0,3}?)[:：]?(\t+ *| {2,}\t*)(?=\S)")
_TIERS = ("_orthography", "_orthographic", "_orthogr", "_orto", "_ort", "_orth", "_norm", "_bokmål")


def _columns(lines: Sequence[Line]) -> Found:
    """A label, blanks up to a column (or a tab), the words; long words hang below the column."""
    seen: Marks = {}
    widths: Counter[int] = Counter()
    upright = 0
    for at, line in enumerate(lines):
        if line.blank or (line.first >= 4 and "\t" not in line.text):
            continue
        upright += bool(seen) or "\t" in line.text or "  " in line.text
        start, time = _after_stamp(line)
        if number := re.compile(r"\d{1,5}[.)]?\t+").match(line.text, start):
            start = number.end()
            start, time = _after_stamp(line, start)
        cells = _CELLS.match(line.text, start)
        if cells is None or _last_cell(line) in vocabulary.HEAD_CELLS or _only_roles(line):
            continue
        label = labels.cleaned(cells[1])
        if not label or len(label) > labels.LONGEST or cells[1][-1] in ".,;?!":
            continue
        if labels.is_field(label) and not labels.is_role(label):
            continue
        body, later = body_start(line.text, cells.end())
        if later is None and (last := cell_stamp(line.text)):
            later = last.seconds
        widths[-1 if "\t" in cells[2] else body - line.first] += 1
        seen[at] = Mark(label, body, time if time is not None else later)
    share = 0.5 if widths[-1] else 0.6  # a cell may hold several paragraphs
    if not seen or max(widths.values()) < 0.8 * len(seen) or len(seen) < share * upright:
        return Found()
    found = Found(marks=_coming_back(seen, lines, share=0.2))
    _one_tier(lines, found)
    return found


def _only_roles(line: Line) -> bool:
    """The head of a table that has a column for each speaker."""
    cells = [labels.cleaned(cell) for cell in line.text.split("\t")]
    return len(set(cells)) > 1 and all(map(labels.is_role, cells))


def _last_cell(line: Line) -> str:
    return labels.key(re.split(r"\t| {2,}", line.text.strip(BLANKS))[-1])


def _one_tier(lines: Sequence[Line], found: Found) -> None:
    """Where every turn stands twice, spoken and spelled, take the spelled one."""
    if not found.marks:
        return
    counts = Counter(mark.label for mark in found.marks.values())
    for suffix in _TIERS:
        spelled = {
            name for name in counts if name.endswith(suffix) and name.removesuffix(suffix) in counts
        }
        spoken = {name.removesuffix(suffix) for name in spelled}
        if sum(counts[name] for name in spelled | spoken) < 0.8 * counts.total():
            continue
        keep = False
        for at in range(len(lines)):
            if mark := found.marks.get(at):
                keep = mark.label not in spoken
                if keep:
                    found.marks[at] = replace(mark, label=mark.label.removesuffix(suffix))
                else:
                    del found.marks[at]
            if not keep:
                found.silent.add(at)
        found.notes.append(
            _("every turn stands twice; the tier “{tier}” was taken", tier=suffix.lstrip("_"))
        )
        return


# --- `I - text`, `I> text`, `I. text` -----------------------------------------------------------

_SEPARATED = re.compile(r"([^\W_][^\t\n]{0,40}?)(\s+(?:[-–=]>|[-–—>|=→])\s*|[.;)>|=/–—-]\s+)(?=\S)")


def _separated(lines: Sequence[Line]) -> Found:
    """A label, one and the same sign throughout the file, the words."""
    by_sign: dict[str, Marks] = {}
    for at, line in enumerate(lines):
        start, time = _after_stamp(line)
        cut = _SEPARATED.match(line.text, start)
        if cut is None:
            continue
        label = labels.cleaned(cut[1])
        kind = labels.strength(label)
        sure = kind in ("role", "id", "initials")
        if sure or (kind == "name" and cut[2].strip() in "-–—>|="):
            body, later = body_start(line.text, cut.end())
            mark = Mark(label, body, time if time is not None else later)
            sign = cut[2].strip()
            by_sign.setdefault("-" if sign in "–—" else sign, {})[at] = mark
    best: Marks = {}
    for seen in by_sign.values():
        kept = _coming_back(seen, lines, share=0.5)
        if len(kept) > len(best) and (len(_keys(kept)) > 1 or len(kept) > 3):
            best = kept
    return Found(marks=best)


# --- a bare first word --------------------------------------------------------------------------

_TOKEN = re.compile(r"(\w[\w.+/&'-]*)(?:[ \t\u00a0]+|$)")
_SAID_ELSEWHERE = 0.5
_COVERED = 0.75


def _first_words(lines: Sequence[Line]) -> Found:
    """A first word that keeps coming back, with no sign after it.

    Ordinary first words (`ja`, `og`) are said inside lines as well; a speaker's label nearly
    never is. So a word is a label when most of its places in the file are first places.
    """
    firsts: dict[int, tuple[str, int, float | None]] = {}
    for at, line in enumerate(lines):
        start, time = _after_stamp(line)
        if (token := _TOKEN.match(line.text, start)) and not line.blank:
            firsts[at] = token[1], token.end(), time
    counts = Counter(word for word, *_rest in firsts.values())
    if not counts or max(counts.values()) < 2:
        return Found()
    said = Counter(word for line in lines for word in re.findall(r"[\w][\w.+/&'-]*", line.text))
    with_words: Counter[str] = Counter()
    for at, (word, body, _time) in firsts.items():
        with_words[word] += bool(lines[at].text[body:].strip())
    speakers = {
        word
        for word, n in counts.items()
        if n >= 2
        and n > _SAID_ELSEWHERE * said[word]
        and with_words[word] >= 0.5 * n
        and not labels.is_field(word)
    }
    written = [at for at, line in enumerate(lines) if not line.blank]
    covered = [at for at in written if at in firsts and firsts[at][0] in speakers]
    if len(covered) < _COVERED * len(written) or not _like_speakers(speakers, counts, len(written)):
        return Found()
    found = Found(bare=True)
    for at in covered:
        word, body, time = firsts[at]
        body, later = body_start(lines[at].text, body)
        found.marks[at] = Mark(word.rstrip("."), body, time if time is not None else later)
    for at in written:
        if at not in found.marks:
            found.odd[at] = _("no speaker's label at the start of the line")
    return found


def _like_speakers(speakers: set[str], counts: Counter[str], lines: int) -> bool:
    """A few labels for many lines, at least one of them used a good deal."""
    if not speakers or lines < 4:
        return False
    if len(speakers) == 1:
        (only,) = speakers
        return counts[only] >= 3 and (
            any(c.isdigit() or c == "_" for c in only) or labels.is_role(only)
        )
    return len(speakers) <= max(3, 0.25 * lines) and max(counts[s] for s in speakers) >= 2


# --- shared -------------------------------------------------------------------------------------


def _after_stamp(line: Line, start: int | None = None) -> tuple[int, float | None]:
    at = line.first if start is None else start
    stamp = leading_stamp(line.text, at)
    return (stamp.end, stamp.seconds) if stamp else (at, None)


def _skip_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in BLANKS:
        at += 1
    return at


def _words_in(lines: Sequence[Line]) -> Counter[str]:
    """How often each word in small letters occurs in the file."""
    words: Counter[str] = Counter()
    for line in lines:
        words.update(word for word in re.findall(r"[^\W\d_]+|\d+", line.text) if word.islower())
    return words
