"""The vocabulary of the workbench as plain typed records.

Offsets are half-open, in code points of the stored text of the current revision.
Closed lists are `Literal` types; the tuple beside each holds its values in their order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Status = Literal[
    "planned", "held", "not_usable", "declined", "not_reached", "cancelled", "withdrawn"
]
STATUSES: tuple[Status, ...] = get_args(Status)

Consent = Literal["full", "no_quotes", "no_archive", "withdrawn"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)

Role = Literal["person", "interviewer", "interpreter", "other", "unknown"]
ROLES: tuple[Role, ...] = get_args(Role)

Valence = Literal["", "present", "missing", "both"]
VALENCES: tuple[Valence, ...] = get_args(Valence)

Stance = Literal["", "affirms", "denies", "mixed"]
STANCES: tuple[Stance, ...] = get_args(Stance)

MERGED = "*"
"""Stands in a table for a key whose values are counted together; nothing else is called so."""

Says = Literal["supports", "contradicts"]
"""What a claim about a result does to an outside figure."""
SAYS: tuple[Says, ...] = get_args(Says)

CaseTime = Literal["round", "person"]
"""What a case of a property space is, by rule: a person in one round, or in all of them."""
CASE_TIMES: tuple[CaseTime, ...] = get_args(CaseTime)

LayerName = Literal["primary", "second"]
LAYERS: tuple[LayerName, ...] = get_args(LayerName)

CodingStatus = Literal["not_started", "started", "done"]
CODING_STATUSES: tuple[CodingStatus, ...] = get_args(CodingStatus)

Count = Literal["codings", "excerpts", "interviews", "persons", "words"]
COUNTS: tuple[Count, ...] = get_args(Count)

AgreementUnit = Literal["character", "sentence", "turn"]
AGREEMENT_UNITS: tuple[AgreementUnit, ...] = get_args(AgreementUnit)

AgreementRule = Literal["any", "half"]
AGREEMENT_RULES: tuple[AgreementRule, ...] = get_args(AgreementRule)

AgreementText = Literal["persons", "all"]
AGREEMENT_TEXTS: tuple[AgreementText, ...] = get_args(AgreementText)

ObjectType = Literal["study", "person", "interview", "passage", "code", "coding"]
OBJECT_TYPES: tuple[ObjectType, ...] = get_args(ObjectType)

Relation = Literal["had_placement_with", "was_taught_by", "was_referred_by"]
RELATIONS: tuple[Relation, ...] = get_args(Relation)

ROUNDS = (1, 2, 3)

ONCE = 0
"""In a filter, the round of those who are interviewed once."""

CONTEXT = 32
"""Characters that a coding keeps on either side of its quote."""


@dataclass(frozen=True)
class ActorType:
    """One of the groups that the study sets side by side; `key` is what data files hold."""

    key: str
    name_nb: str
    name_en: str


ACTOR_TYPES: tuple[ActorType, ...] = (
    ActorType("deltaker", "Deltaker", "Participant"),
    ActorType("arbeidsgiver", "Arbeidsgiver", "Employer"),
    ActorType("kursleverandør", "Kursleverandør", "Course provider"),
    ActorType("NAV-kontor", "NAV-kontor", "NAV office"),
    ActorType("NAV tiltak", "NAV tiltak", "NAV tiltak"),
)
"""The actor types that a new study starts with; design files may bring others."""


@dataclass(frozen=True)
class Turn:
    """What one speaker says until another speaks.

    `speaker` is the label as in the file, without brackets, colon and time. `start` and `end`
    are code points of the transcript's stored text. `person` is set for role `person` only,
    and empty while it is open who spoke. `time` is seconds from the start of the recording.
    """

    number: int
    speaker: str
    role: Role
    start: int
    end: int
    person: str | None = None
    time: float | None = None


@dataclass(frozen=True)
class Transcript:
    """The text of one interview in one revision, with its turns in order."""

    interview: str
    revision: int
    number: int
    text: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True)
class Code:
    """A named idea of the scheme. `key` is its present path; `id` never changes."""

    id: int
    key: str
    parent: int | None
    position: int
    name_nb: str = ""
    name_en: str = ""
    definition: str = ""
    include: str = ""
    exclude: str = ""
    example: str = ""
    phase: str = ""
    level: str = ""
    exclusive: bool = False
    color: str = ""
    retired: bool = False

    @property
    def name(self) -> str:
        """The Norwegian name, or the English one where there is none."""
        return self.name_nb or self.name_en or self.key


@dataclass(frozen=True)
class Coding:
    """One coder's application of one code to one passage."""

    id: int
    interview: str
    start: int
    end: int
    quote: str
    code: str
    coder: str
    valence: Valence = ""
    stance: Stance = ""
    memo: str = ""
    review: bool = False
    created: str = ""


@dataclass(frozen=True)
class CodedHits:
    """What coding the hits of a search did: codings added, and passages that this coder had
    coded so already, which stay as they are. Hits in one sentence or turn are one passage."""

    hits: int
    added: int
    already: int


@dataclass(frozen=True)
class Filters:
    """What an analysis reads; the same on every verb. Empty means no limit.

    `layer` is `primary`, `agreed` or `coder:NAME`. `attributes` are pairs of name and value;
    several values of one name widen, different names narrow.
    """

    code: tuple[str, ...] = ()
    actor_type: tuple[str, ...] = ()
    round: tuple[int, ...] = ()
    person: tuple[str, ...] = ()
    interview: tuple[str, ...] = ()
    course: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    layer: str = "primary"
    valence: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    done_only: bool = False
    contains: str = ""


@dataclass(frozen=True)
class MemoFilters:
    """Which memos are read; empty means no limit.

    `object` is the id of a person, interview or coding, or the key of a code; of passages, their
    interview. `since` and `until` are days (ISO), both included. `mentions` is a reference as it
    stands in [[ ]]: memos that mention it.
    """

    object_type: str = ""
    object: str = ""
    author: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    contains: str = ""
    mentions: str = ""


@dataclass(frozen=True)
class HistoryEntry:
    """One action as the history tells it."""

    id: int
    time: str
    coder: str
    action: str
    object: str
    summary: str
    undone: bool = False
    places: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class PropertyRule:
    """When a person has a value of a dimension: an attribute is this (or, where `equals` is
    empty, anything), or words of hers are coded with this code, or one under it, and with this
    valence and stance where they are given."""

    attribute: str = ""
    equals: str = ""
    code: str = ""
    valence: Valence = ""
    stance: Stance = ""


@dataclass(frozen=True)
class PropertyValue:
    """A value of a dimension. A person has it where one of its rules holds. `id` is that of the
    value in the study; without one, the value of this name is meant."""

    name: str
    rules: tuple[PropertyRule, ...] = ()
    id: int | None = None


@dataclass(frozen=True)
class PropertyDimension:
    """A dimension of a property space with its values in their order; `id` as for values."""

    name: str
    values: tuple[PropertyValue, ...]
    id: int | None = None


@dataclass(frozen=True)
class PropertyCell:
    """What is said of one combination of values, named in the order of the dimensions: its label,
    the code that points at it in the texts, and why the sample cannot fill it (empty: it can)."""

    values: tuple[str, ...]
    label: str = ""
    code: str = ""
    outside: str = ""


@dataclass(frozen=True)
class PropertySpace:
    """A property space: what is placed is a person, an offer and a time.

    The offer of a person is the value of `offer_attribute`, or `offer` where there is none.
    `actor_types` say who is placed; empty means everybody. `id` as for values.
    """

    name: str
    dimensions: tuple[PropertyDimension, ...]
    offer: str = ""
    offer_attribute: str = ""
    time: CaseTime = "round"
    actor_types: tuple[str, ...] = ()
    cells: tuple[PropertyCell, ...] = ()
    note: str = ""
    id: int | None = None
