"""Pseudonyms for a file before it is imported, and for text that is in a study already.

`propose` and `pseudonymise` work on a file and touch neither it nor any study;
`propose_stored` and `pseudonymise_stored` work on a study. The latter is an erasure: the old
words are gone from the study's file when it is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.errors import CallError, DataError
from workbench.files import write_text
from workbench.pseudonyms import decisions as rules
from workbench.pseudonyms.candidates import Candidate, Entities, candidates
from workbench.pseudonyms.decisions import Decisions
from workbench.pseudonyms.suggestions import suggestions
from workbench.store import erasure
from workbench.study import Study
from workbench.texts import _, marked, ngettext
from workbench.transcripts.readers import ReadTranscript, read

if TYPE_CHECKING:
    import pandas as pd

NOTHING = Decisions()
"""No decision yet."""

FOLDER = "pseudonymised"
"""Where the new file lies unless told otherwise: in a folder of this name beside the old one."""


@dataclass(frozen=True)
class Erased:
    """What an erasure did: how many interviews, what still names a row by a name that was to go,
    and other copies of the study that may hold the old words."""

    interviews: int
    left: tuple[str, ...]
    backups: tuple[Path, ...]


def entities_in_use() -> Entities | None:
    """The entity component of the pipeline in use; None where it has none."""
    from workbench.language import load

    pipeline = load()
    if "ner" not in pipeline.pipe_names:
        return None
    return lambda text: [
        (entity.start_char, entity.end_char, entity.label_) for entity in pipeline(text).ents
    ]


def propose(
    path: str | Path,
    *,
    decisions: Decisions = NOTHING,
    persons: Mapping[str, str] | None = None,
    entities: Entities | None = None,
) -> pd.DataFrame:
    """start, end, text, type, suggestion, sure, name: what in a file may tell who somebody is.

    Places are decoded characters of the file (of a Word file, of its paragraphs, one a line).
    What was decided carries its decision as suggestion; what is kept is left out.
    """
    import pandas as pd

    found = rules.proposed(
        read(path).source, entities=entities, decisions=decisions, persons=persons
    )
    return pd.DataFrame(rules.rows(found), columns=list(rules.COLUMNS))


def undecided(
    path: str | Path, decisions: Decisions, *, entities: Entities | None = None
) -> list[Candidate]:
    """The candidates of a file on which nothing was decided, each name once."""
    return rules.undecided(read(path).source, decisions, entities=entities)


def pseudonymise(
    path: str | Path,
    decisions: Decisions,
    *,
    to: str | Path | None = None,
    entities: Entities | None = None,
) -> Path:
    """Write a file anew with its names replaced; gives the new file.

    The new file is UTF-8 text; of a Word file it holds the text alone, for its properties,
    comments and tracked changes may name people too. A name in the file's own name is replaced
    as well. Raises DataError where a name is undecided or the new file is there already, and
    writes nothing then.
    """
    source = Path(path)
    text = read(source).source
    _refuse_undecided(rules.undecided(text, decisions, entities=entities))
    target = Path(to) if to is not None else new_file(source, decisions)
    if target.exists():
        raise DataError(
            _("There is a file already."), place=str(target),
            remedy=_("Choose another name with --to."),
        )  # fmt: skip
    write_text(target, rules.apply(text, decisions, entities=entities).text)
    return target


def new_file(source: Path, decisions: Decisions) -> Path:
    """Where the pseudonymised copy of a file lies unless told otherwise."""
    suffix = ".txt" if source.suffix.lower() == ".docx" else source.suffix
    return source.parent / FOLDER / f"{_stem(source, _by_name(decisions))}{suffix}"


def _stem(file: Path, decisions: Decisions) -> str:
    """A file's name without suffix, and without the names that were decided on."""
    return _replacing(decisions)(file.stem.replace("_", " _ ")).replace(" _ ", "_")


def propose_stored(
    study: Study,
    interview: str,
    *,
    decisions: Decisions = NOTHING,
    entities: Entities | None = None,
) -> pd.DataFrame:
    """interview, then the columns of `propose`: the same for the current text of an interview,
    or of every one for `all`."""
    import pandas as pd

    texts = _texts(study, interview)
    known = _sure_persons(texts.values(), entities)
    found = [
        (one, candidate, suggestion)
        for one, text in texts.items()
        for candidate, suggestion in rules.proposed(
            text, entities=entities, decisions=decisions, known=known
        )
    ]
    new = [candidate for _one, candidate, _said in found if decisions.for_(candidate) is None]
    used = {each.replacement for each in decisions.names.values() if each.replacement}
    suggested = suggestions(new, taken=used)
    rows = [
        (one, *row)
        for one, candidate, said in found
        for row in rules.rows([(candidate, suggested.get(candidate.name.lower(), said))])
    ]
    return pd.DataFrame(rows, columns=["interview", *rules.COLUMNS])


def undecided_stored(
    study: Study, interview: str, decisions: Decisions, *, entities: Entities | None = None
) -> list[Candidate]:
    """The candidates of stored text on which nothing was decided, each name once."""
    seen: dict[str, Candidate] = {}
    texts = _texts(study, interview)
    known = _sure_persons(texts.values(), entities)
    for text in texts.values():
        for one in rules.undecided(text, decisions, entities=entities, known=known):
            seen.setdefault(one.name.lower(), one)
    return list(seen.values())


def pseudonymise_stored(
    study: Study,
    interview: str,
    decisions: Decisions,
    *,
    confirmed: bool,
    coder: str | None = None,
    entities: Entities | None = None,
) -> Erased:
    """Replace the names in the stored text of an interview, or of every one for `all`, for good.

    Codings, memos and picked excerpts keep standing on their words; older revisions and the
    history lose theirs. Undo does not reach past it. Raises CallError unless it is `confirmed`,
    DataError where a name is undecided; nothing is changed then.
    """
    if not confirmed:
        raise CallError(
            _("This cannot be taken back: the old words will be gone from the study."),
            remedy=_("Say that you want it with --yes."),
        )
    by_name = _by_name(decisions)
    _refuse_undecided(undecided_stored(study, interview, by_name, entities=entities))
    words = _replacing(by_name)
    n = erasure.rewrite(
        study.store,
        erasure.interviews_with_text(study.store, interview),
        text=lambda revision: rules.apply(revision["text"], by_name, entities=entities),
        words=words,
        coder=coder or study.coder,
        action="pseudonymise_stored",
        object=interview,
        summary=marked("Names replaced for good (interviews: {n})"),
    )
    left = erasure.named_rows(study.store, lambda name: words(name) != name)
    return Erased(n, tuple(left), tuple(erasure.backups_beside(study.path)))


def _sure_persons(texts: Iterable[str], entities: Entities | None) -> set[str]:
    """Names of persons that are sure in one of the texts, to be found in all of them."""
    return {
        one.name
        for text in texts
        for one in candidates(text, entities=entities)
        if one.type == "PER" and one.sure
    }


def _texts(study: Study, interview: str) -> dict[str, str]:
    found = {}
    for one in erasure.interviews_with_text(study.store, interview):
        transcript = study.transcript(one)
        if transcript is not None:
            found[one] = transcript.text
    return found


def _by_name(decisions: Decisions) -> Decisions:
    """The decisions that hold everywhere, without those for single places of one text."""
    return Decisions(decisions.names)


def _replacing(decisions: Decisions) -> Callable[[str], str]:
    """Replaces names in short texts; those that hold none are not looked at twice."""
    first = {name.split()[0] for name in decisions.names}

    def words(text: str) -> str:
        lower = text.lower()
        if not any(name in lower for name in first):
            return text
        return rules.apply(text, decisions).text

    return words


def _refuse_undecided(found: list[Candidate]) -> None:
    if not found:
        return
    named = ", ".join(f"“{one.name}”" for one in found[:10]) + (" …" if len(found) > 10 else "")
    raise DataError(
        ngettext(
            "One name is undecided: {names}.", "{n} names are undecided: {names}.", len(found),
            names=named,
        ),
        remedy=_("Decide on them in the file of decisions, or answer the questions one by one."),
    )  # fmt: skip


# -- transcripts that are read but not yet stored --------------------------------------------


@dataclass(frozen=True)
class Name:
    """A name in transcripts that are to be imported: how often, where first, what may become
    of it."""

    name: str
    type: str
    times: int
    context: str
    sure: bool
    suggestion: str


def names(
    texts: Sequence[ReadTranscript],
    *,
    decisions: Decisions = NOTHING,
    entities: Entities | None = None,
) -> list[Name]:
    """The names in transcripts, each once: those that are sure first, then by how often."""
    whole = "\n".join(_everything(text) for text in texts)
    found: dict[str, list[Candidate]] = {}
    suggested: dict[str, str] = {}
    for one, suggestion in rules.proposed(whole, entities=entities, decisions=decisions):
        found.setdefault(one.name.lower(), []).append(one)
        suggested.setdefault(one.name.lower(), suggestion)
    told = [
        Name(
            places[0].name, places[0].type, len(places), _around(whole, places[0]),
            any(one.sure for one in places), suggested[name],
        )
        for name, places in found.items()
    ]  # fmt: skip
    return sorted(told, key=lambda one: (not one.sure, -one.times, one.name.lower()))


def pseudonymised(
    text: ReadTranscript, decisions: Decisions, *, entities: Entities | None = None
) -> ReadTranscript:
    """A transcript with the names that were decided on replaced: in what is said, in labels and
    header, and in the name of the file. Its hash stays that of the file as it was."""
    by_name = _by_name(decisions)
    words = _replacing(by_name)
    source = rules.apply(text.source, by_name, entities=entities)
    said = rules.apply(text.text, by_name, entities=entities).text.split("\n")
    turns = tuple(
        replace(turn, label=words(turn.label).strip("[]"), text=new)
        for turn, new in zip(text.turns, said, strict=True)
    )
    first = source.place(text.source_map[0][0]) if text.source_map else 0
    file = Path(text.name)
    return replace(
        text,
        name=f"{_stem(file, by_name)}{file.suffix}",
        turns=turns,
        header=tuple(words(line) for line in text.header),
        fields=tuple((name, words(value)) for name, value in text.fields),
        oddities=tuple(replace(odd, text=words(odd.text)) for odd in text.oddities),
        source=source.text,
        source_map=((first, 0, 0),),
    )


def _everything(text: ReadTranscript) -> str:
    stem = Path(text.name).stem.replace("_", " ")
    return "\n".join([text.source, *text.header, f"({stem})"])


_AROUND = 30


def _around(text: str, one: Candidate) -> str:
    before = text[: one.start].rpartition("\n")[2]
    after = text[one.end :].partition("\n")[0]
    cut = ("…" if len(before) > _AROUND else "", "…" if len(after) > _AROUND else "")
    return f"{cut[0]}{before[-_AROUND:]}{one.text}{after[:_AROUND]}{cut[1]}"
