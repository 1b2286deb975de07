"""The records that are exported, and the two shapes that every writer knows.

Content (what a caller hands in): `ExcerptSet`, `CrosstabView`, `AgreementView`, `CodebookView`,
`TranscriptView`, `MemoSet`, `ComparisonView`, `MatrixView`, `FrameView`, `FiguresView`,
`TypologyView`, each with a `Provenance`. Shapes (what the kinds turn it into): a `Page` of blocks
for files that are read, a `DataTable` for files that are computed with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from workbench import markdown
from workbench.model import Code, Coding, Count, ObjectType, Stance, Transcript, Valence

if TYPE_CHECKING:
    import pandas as pd

    from workbench.charts.agreement import Row
    from workbench.charts.sides import Sides
    from workbench.charts.typology import Crossed

Prose: TypeAlias = markdown.Block
"""A paragraph of a memo."""

CUT = "[…]"
"""How an omission is printed."""

PartKind = Literal["words", "cut", "insertion", "interviewer", "speaker"]


@dataclass(frozen=True)
class Provenance:
    """What every export says of itself.

    `date` is ISO (`2026-03-03`, a time after it is ignored): that of the study's last change or
    the one asked for, never today's. `filters` is their caption, empty for none. `layer` is
    `primary`, `agreed` or `coder:NAME`; of an agreement, who is compared. `count` is a text such
    as "14 of 37 excerpts". `left_out` holds persons (ids) whose words were left out, each with
    the reason as text. `unit` is what a cross-tab counts, empty for the other kinds.
    `hidden` names the interviews that lack what others coded in them, since they are coded blind.
    """

    study: str
    date: str
    filters: str = ""
    layer: str = "primary"
    count: str = ""
    version: str = ""
    synthetic: bool = False
    left_out: tuple[tuple[str, str], ...] = ()
    unit: Count | Literal[""] = ""
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Insertion:
    """Words that a writer puts into a quote, at an offset of the text that is shortened."""

    at: int
    text: str


@dataclass(frozen=True)
class Part:
    """A piece of a printed quote: the stored characters it stands for, and what is printed.

    An insertion stands for none; a cut prints as its mark.
    """

    kind: PartKind
    stored: str
    printed: str


@dataclass(frozen=True)
class PrintedQuote:
    """A quote as a report prints it, with the stored words that it came from."""

    parts: tuple[Part, ...]

    @classmethod
    def plain(cls, text: str) -> PrintedQuote:
        """A quote that is printed as it is stored."""
        return cls((Part("words", text, text.strip()),))

    @property
    def text(self) -> str:
        """The quote in one line, a space between its parts where one belongs."""
        line = ""
        for part in self.parts:
            if line and part.printed and _space_between(line, part.printed):
                line += " "
            line += part.printed
        return line

    @property
    def stored(self) -> str:
        """The stored text, its cuts filled back and its insertions gone."""
        return "".join(part.stored for part in self.parts)

    @property
    def shortened(self) -> bool:
        """Whether anything was cut."""
        return any(part.kind == "cut" for part in self.parts)

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class ExcerptItem:
    """One excerpt as it goes to print.

    `heading` is the path of headings under which it stands. `attribution` is the person's, such
    as `arbeidsgiver i kantine`, without dash. `before` is the question before it, printed in
    [ ] where it is given. `start` and `end` are code points of the stored text.
    """

    quote: PrintedQuote
    attribution: str = ""
    heading: tuple[str, ...] = ()
    interview: str = ""
    person: str = ""
    actor_type: str = ""
    round: int | None = None
    course: str = ""
    turn: int | None = None
    start: int | None = None
    end: int | None = None
    code: str = ""
    code_name: str = ""
    coder: str = ""
    valence: Valence = ""
    stance: Stance = ""
    before: str = ""
    memo: str = ""


@dataclass(frozen=True)
class ExcerptSet:
    """Excerpts in the order of print. Attribution lines hold round, course and reference
    (person, interview, turn, valence, stance) only when they are asked for; files that are
    computed with hold them always.
    """

    title: str
    items: tuple[ExcerptItem, ...]
    show_round: bool = False
    show_course: bool = False
    show_reference: bool = False


@dataclass(frozen=True)
class Label:
    """How a row or column of a cross-tab is printed: name, depth in the tree, colour (#rrggbb)."""

    text: str
    level: int = 0
    color: str = ""


@dataclass(frozen=True, eq=False)
class CrosstabView:
    """A cross-tab in long form, with the labels to print.

    `frame` holds one row per cell in the order of print: the keys named by `rows` and `columns`,
    then n, N, share, persons, persons_N, asked, done. `labels` maps (dimension, value) to a
    label; values without one print as they are. `caption` says what is counted, `notes` stand
    under the table. `percent` adds shares, beside their N and from N = 10 only.
    """

    title: str
    frame: pd.DataFrame
    rows: tuple[str, ...] = ("code",)
    columns: tuple[str, ...] = ("actor_type", "round")
    count: Count = "interviews"
    labels: Mapping[tuple[str, str], Label] = field(default_factory=dict)
    caption: str = ""
    notes: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, eq=False)
class AgreementView:
    """Agreement between two coders: the frame, its rows as they are read, unit and rule in the
    caption, and the notes that stand under the table.
    """

    title: str
    caption: str
    coders: tuple[str, str]
    frame: pd.DataFrame
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodebookView:
    """The scheme in its order. `counts` (by code id) are printed where given, named by `counted`,
    such as "excerpts, with descendants". `memos` on codes (by code id) likewise.
    """

    title: str
    codes: tuple[Code, ...]
    counts: Mapping[int, int] = field(default_factory=dict)
    counted: str = ""
    memos: Mapping[int, tuple[MemoItem, ...]] | None = None


@dataclass(frozen=True)
class TranscriptView:
    """One transcript. `details` are lines of label and value about the interview; `codings` are
    printed under the turns in which they start, their codes named by `code_names` (by key).
    """

    title: str
    transcript: Transcript
    details: tuple[tuple[str, str], ...] = ()
    codings: tuple[Coding, ...] = ()
    code_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class MemoItem:
    """One memo as it goes to print.

    `heading` is the path of headings under which it stands: the kind of its object, then the
    object. `text` is its Markdown, `prose` the same as it is printed. `id` is None for the note
    that a coding carries. `quote` is empty where the words may not be printed.
    """

    heading: tuple[str, ...]
    text: str
    prose: tuple[Prose, ...]
    coder: str
    created: str
    object_type: ObjectType
    object: str = ""
    id: int | None = None
    changed: str = ""
    interview: str = ""
    start: int | None = None
    end: int | None = None
    quote: str = ""
    code: str = ""
    mentions: str = ""


@dataclass(frozen=True)
class MemoSet:
    """Memos in the order of print."""

    title: str
    items: tuple[MemoItem, ...]


@dataclass(frozen=True)
class Summary:
    """What a coder has summed up, and when she wrote it last (ISO)."""

    text: str
    coder: str
    date: str


@dataclass(frozen=True, eq=False)
class ComparisonView:
    """A comparison: `shown` is what is read, `frame` the same numbers in long form. `summaries`
    and `quotes` (pinned excerpts) stand by code and side. What is counted is `count`.
    """

    title: str
    caption: str
    frame: pd.DataFrame
    shown: Sides
    summaries: Mapping[tuple[str, str], tuple[Summary, ...]] = field(default_factory=dict)
    quotes: Mapping[tuple[str, str], tuple[ExcerptItem, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    count: Count = "interviews"


@dataclass(frozen=True)
class MatrixCell:
    """A cell of the framework matrix: its summaries, how many excerpts there are, where (`places`)
    and whose (`persons`), how many usable interviews, and whether the topic was asked about."""

    summaries: tuple[Summary, ...] = ()
    excerpts: int = 0
    places: tuple[str, ...] = ()
    usable: int = 0
    asked: str = ""
    persons: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class MatrixView:
    """The framework matrix. `subjects` are rows (key, name, what is said of it), `codes` columns
    (key, name); `frame` is the long form."""

    title: str
    caption: str
    rows_name: str
    frame: pd.DataFrame
    subjects: tuple[tuple[str, str, str], ...]
    codes: tuple[tuple[str, str], ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    count: Count = "interviews"


@dataclass(frozen=True)
class ClaimItem:
    """What somebody says of a result, beside an outside figure (its id): the quote, empty where it
    may not be printed, and its place in the stored text (`start`, `end`)."""

    figure: int
    says: str
    quote: str
    person: str
    attribution: str
    interview: str
    code: str
    note: str = ""
    by: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class FiguresView:
    """Outside figures (the frame of `Study.figures`), what the check says of them (that of
    `Study.figures_check`), and the claims beside them."""

    title: str
    figures: pd.DataFrame
    findings: pd.DataFrame
    claims: tuple[ClaimItem, ...] = ()


@dataclass(frozen=True)
class ReasonItem:
    """Why a case of a property space stands where it does: `because` in words, and the passage,
    if it is one. A quote that may not be printed is empty."""

    because: str
    quote: str = ""
    attribution: str = ""
    interview: str = ""
    code: str = ""


@dataclass(frozen=True, eq=False)
class TypologyView:
    """A property space: `shown` are its cells, `cases` the frame of `Study.typology_cases`,
    `reasons` stand by person, offer and time."""

    title: str
    caption: str
    shown: Crossed
    cases: pd.DataFrame
    reasons: Mapping[tuple[str, str, str], tuple[ReasonItem, ...]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


# What is computed with


Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """A column: its key in files for machines, its label for people, its width in characters.

    `words` marks a closed list (such as valence) whose values files for people translate.
    """

    key: str
    label: str
    width: int = 14
    words: bool = False


@dataclass(frozen=True)
class DataTable:
    """Rows of plain values under named columns. A missing value is None."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


# What is read


@dataclass(frozen=True)
class Heading:
    """A heading, level 1 to 4; `detail` is set beside it in small print."""

    level: int
    text: str
    detail: str = ""
    color: str = ""


@dataclass(frozen=True)
class Paragraph:
    """Running text; `label` opens it in bold; `small` sets it as a note."""

    text: str
    label: str = ""
    small: bool = False


@dataclass(frozen=True)
class Quotation:
    """A quote of its own paragraph, its attribution line below, the question above if asked."""

    text: str
    attribution: str = ""
    before: str = ""
    reference: str = ""


@dataclass(frozen=True)
class TurnBlock:
    """A turn: number, speaker and time in the margin, the codes that start in it below."""

    number: int
    speaker: str
    text: str
    time: str = ""
    codes: tuple[str, ...] = ()
    quiet: bool = False


@dataclass(frozen=True)
class GridCell:
    """A cell of a printed table: its text, how many columns it spans, indent and tint. `prose`
    is read from left to right and from the top, not set in the middle as a number is."""

    text: str
    span: int = 1
    level: int = 0
    fill: str = ""
    strong: bool = False
    muted: bool = False
    prose: bool = False


@dataclass(frozen=True)
class Grid:
    """A table with one or more header rows; the first column holds the rows' names."""

    name: str
    header: tuple[tuple[GridCell, ...], ...]
    rows: tuple[tuple[GridCell, ...], ...]


@dataclass(frozen=True, eq=False)
class FrameView:
    """A frame of the analysis and the grid in which it is read, where it is not read as it is;
    `headings` name columns for people, `caption` says what the numbers are, `notes` stand under
    them.
    """

    title: str
    frame: pd.DataFrame
    grid: Grid | None = None
    caption: str = ""
    notes: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


Content: TypeAlias = (
    ExcerptSet
    | CrosstabView
    | AgreementView
    | CodebookView
    | TranscriptView
    | MemoSet
    | ComparisonView
    | MatrixView
    | FrameView
    | FiguresView
    | TypologyView
)

Block: TypeAlias = Heading | Paragraph | Quotation | TurnBlock | Grid | Prose


@dataclass(frozen=True)
class Page:
    """A document: its title, the lines under it, its blocks."""

    title: str
    blocks: Sequence[Block]
    subtitle: str = ""
    wide: bool = False


_CLOSING = tuple(".,;:!?)»”’")
_OPENING = tuple("(«“‘")


def _space_between(line: str, piece: str) -> bool:
    return not piece.startswith(_CLOSING) and not line.endswith(_OPENING)
