"""The one public door: a study, and everything that can be done with it.

    from workbench import Study

    study = Study.open("study.db")
    study.crosstab(rows="code", columns=("actor_type", "round"), count="interviews")

`Study` holds no logic: each method calls the room that knows. A method has the name and the
options of its verb on the command line. `coder` is who acts and filters nothing; where it is
not given it is the study's `coder`. `request` is a text that names an action: what was done for
a request is not done a second time.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from workbench.analysis import agreement as agreement_room
from workbench.analysis import (
    agreement_reading,
    blindness,
    cells,
    comparison,
    figure_check,
    memo_search,
    pinned,
)
from workbench.analysis import balance as voices_picked
from workbench.analysis import code_queries as code_queries_room
from workbench.analysis import cooccurrence as meeting
from workbench.analysis import crosstab as crosstabs
from workbench.analysis import differences as differences_room
from workbench.analysis import excerpts as excerpts_room
from workbench.analysis import explanations as explaining
from workbench.analysis import matrix as matrices
from workbench.analysis import new_codes as new_codes_room
from workbench.analysis import placements as placing
from workbench.analysis import search as search_room
from workbench.analysis import since_written as since_written_room
from workbench.analysis import suggestions as suggestions_room
from workbench.analysis import trajectories as paths
from workbench.analysis import typology as types
from workbench.analysis import word_use as word_use_room
from workbench.analysis.hit_order import Sort
from workbench.coding import (
    assignments,
    claims,
    codings,
    correcting,
    deciding,
    disclosures,
    favourites,
    memos,
    pins,
    rejections,
    reviewing,
    saved_queries,
    selections,
    summaries,
    typology_files,
)
from workbench.coding import typology as property_spaces
from workbench.design import editing, relations
from workbench.design import loading as design_loading
from workbench.errors import CallError
from workbench.exports import contents, quote_check
from workbench.exports.disclosing import Told
from workbench.exports.disclosure import K, named
from workbench.exports.shown import WITH_WORDS
from workbench.exports.writers import Kind
from workbench.model import (
    AgreementRule,
    AgreementText,
    AgreementUnit,
    Code,
    CodedHits,
    Coding,
    Count,
    Filters,
    HistoryEntry,
    MemoFilters,
    PropertySpace,
    Says,
    Transcript,
)
from workbench.scheme import loading as scheme_loading
from workbench.scheme import reworking, splitting, versions
from workbench.scheme.tree import Tree
from workbench.store import (
    actions,
    checks,
    erasure,
    restoring,
    sensitive,
    views,
    withdrawal,
    word_index,
)
from workbench.store import claims as store_claims
from workbench.store import design as store_design
from workbench.store import memos as store_memos
from workbench.store import summaries as store_summaries
from workbench.store import typology as store_typology
from workbench.store.database import Clock, Store
from workbench.texts import LANGUAGES, _
from workbench.transcripts import analysing, importing
from workbench.transcripts.readers import ReadTranscript, read

if TYPE_CHECKING:
    import pandas as pd

    from workbench.charts.table import Table

DEFAULT_STUDY = "study.db"


def _imported(done: Sequence[importing.Imported]) -> list[str]:
    """The interviews that have got a text."""
    return [one.interview for one in done if one.revision is not None]


def default_study() -> Path:
    """The study that is meant where none is named: $WORKBENCH_STUDY, else study.db here."""
    return Path(os.environ.get("WORKBENCH_STUDY") or DEFAULT_STUDY)


def default_coder() -> str:
    """Who acts where nobody is named: $WORKBENCH_CODER, else the system's user."""
    return os.environ.get("WORKBENCH_CODER") or getpass.getuser()


class Study:
    """A study in one file: its design, transcripts, scheme, codings and memos."""

    def __init__(self, store: Store, *, coder: str | None = None) -> None:
        self.store = store
        self.coder = coder or default_coder()

    @classmethod
    def create(
        cls,
        path: str | Path,
        *,
        name: str = "",
        language: str = "nb",
        synthetic: bool = False,
        coder: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Make an empty study. Raises StudyError where the file is there already."""
        if language not in LANGUAGES:
            raise CallError(_("“{value}” is no language: nb or en.", value=language))
        settings = {"name": name or Path(path).stem, "language": language}
        if synthetic:
            settings["synthetic"] = "yes"
        return cls(Store.create(Path(path), settings, clock=clock), coder=coder)

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        coder: str | None = None,
        clock: Clock | None = None,
    ) -> Self:
        """Open a study; one made by an older version is brought up to date, after a backup.

        Raises StudyError for a file that is missing, no study, newer, read-only or locked.
        """
        return cls(Store.open(Path(path or default_study()), clock=clock), coder=coder)

    @classmethod
    def restore(
        cls,
        file: str | Path,
        path: str | Path | None = None,
        *,
        coder: str | None = None,
        clock: Clock | None = None,
    ) -> restoring.Restored:
        """Put a backup in the place of the study, in one step, whoever has it open.

        What was there is backed up first, beside it. Gives the erasures that were done since the
        backup was made: they have to be done again. Raises StudyError for a file that is no
        study, damaged or newer; the study is unchanged then.
        """
        return restoring.restore(
            Path(path or default_study()), Path(file), coder=coder or default_coder(), clock=clock
        )

    @property
    def _seen(self) -> Store:
        """What is read in the name of who acts: without what is hidden from her."""
        return self.store.seen_by(self.coder)

    # -- what the study holds -------------------------------------------------------------

    @property
    def path(self) -> Path:
        """The file."""
        return self.store.path

    @property
    def settings(self) -> dict[str, str]:
        """name, language, and `synthetic` where nobody in the study exists."""
        return views.settings(self.store)

    @property
    def name(self) -> str:
        """The name of the study."""
        return self.settings.get("name", "")

    @property
    def last_history(self) -> int:
        """The id of the last action; what is cached for reading is keyed by it."""
        return views.last_history(self._seen)

    @property
    def analysed(self) -> dict[tuple[str, str], int]:
        """Pipeline and version -> texts that it has read last. No action, so not in the history:
        what is cached of searches by dictionary form is keyed by it too."""
        return word_index.analysed(self.store)

    @property
    def last_change(self) -> str:
        """The time of the last action (ISO, UTC); empty where there is none."""
        return views.last_change(self._seen)

    def actor_types(self) -> pd.DataFrame:
        """key, name_nb, name_en: in the study's order."""
        return views.actor_types(self.store)

    def attributes(self) -> list[str]:
        """The names of the persons' attributes."""
        return views.attributes(self.store)

    def persons(self) -> pd.DataFrame:
        """One row per person, with every attribute."""
        return views.persons(self.store)

    def interviews(self) -> pd.DataFrame:
        """One row per interview, with its persons, whether it is usable, and its words."""
        return views.interviews(self.store)

    def interviews_with_text(self) -> set[str]:
        """The interviews that have a transcript, usable or not."""
        return {row["interview"] for row in self.store.find("transcript")}

    def person_interviews(self) -> pd.DataFrame:
        """One row per person and interview, with the round."""
        return views.person_interviews(self.store)

    def relations(self) -> pd.DataFrame:
        """person, relation, other_person, round."""
        return views.relations(self.store)

    def figures(self) -> pd.DataFrame:
        """The outside figures: id, and the columns of `figures.csv`, in the order of the file."""
        return views.figures(self.store)

    def figures_check(self) -> pd.DataFrame:
        """What does not hold in the outside figures, or must not be read as it stands: a row and
        a sentence for each; nothing is put right."""
        return figure_check.check(views.figures(self.store))

    def asked(self) -> pd.DataFrame:
        """code, actor_type, round, asked."""
        return views.asked(self.store)

    def assignments(self) -> pd.DataFrame:
        """interview, coder, layer, coding_status, blind (yes, until done, opened or empty)."""
        return views.assignments(self.store)

    def hidden(
        self, *, filters: Filters | None = None, every_coder: bool = False
    ) -> dict[str, list[str]]:
        """interview -> the coders whose codings of it are hidden from who acts, since both code
        it blind; with filters, those that a table with these filters lacks (`every_coder`: one
        that sets the coders side by side)."""
        return blindness.hidden(self._seen, filters, every_coder=every_coder)

    def coders(self) -> list[str]:
        """The names of the coders."""
        return views.coders(self.store)

    def primary_coders(self) -> dict[str, str]:
        """interview -> the coder whose codings are its primary layer."""
        return views.primary_coders(self._seen)

    def scheme(self) -> list[Code]:
        """The codes in the order of the tree."""
        return views.codes(self.store)

    def codebook(self, *, at: str | None = None) -> pd.DataFrame:
        """One row per code in the order of the tree, with everything that defines it; now, or as
        it was at the end of a day."""
        return views.codebook(self.store, None if at is None else versions.at(self.store, at))

    def code_named(self, key: str) -> Code:
        """The code with this key, or with this old key. Raises UnknownName with near keys."""
        return views.code_named(self.store, key)

    def codings_with(self, code: str) -> list[Coding]:
        """Every coding with this code itself by every coder, in the order of study and text."""
        return views.codings_with(self._seen, views.code_named(self.store, code).id)

    def tree(self) -> Tree:
        """The scheme as a tree."""
        return Tree(views.codes(self.store))

    def transcript(self, interview: str) -> Transcript | None:
        """The current text of an interview with its turns; None where there is no text.

        Raises UnknownName for an interview that the study lacks.
        """
        views.interview_named(self.store, interview)
        return views.transcript(self.store, interview)

    def codings_of(self, interview: str, *, only: Collection[int] | None = None) -> list[Coding]:
        """Every coding of an interview by every coder, in the order of the text; with `only`,
        those of these ids that are there."""
        return views.codings_of(self._seen, interview, only)

    def changed_codings(self, interview: str, since: int) -> set[int]:
        """The ids of codings of the interview that actions after `since` have touched."""
        return views.changed_codings(self._seen, interview, since)

    def turns(self, interview: str) -> pd.DataFrame:
        """turn, speaker, role, person, start, end, time, text: one row per turn."""
        views.interview_named(self.store, interview)
        return views.turns(self.store, interview)

    # -- loading --------------------------------------------------------------------------

    def design(self, path: str | Path, *, coder: str | None = None) -> design_loading.Loaded:
        """Load persons and interviews from a csv or xlsx file, or a folder of design files."""
        return design_loading.load(self.store, Path(path), coder=coder or self.coder)

    def design_check(self) -> pd.DataFrame:
        """Planned, held, usable, person-interviews, persons, coded, done per type and round."""
        return store_design.design_check(self._seen)

    def edit_person(
        self, person: str, changes: Mapping[str, object], *, coder: str | None = None
    ) -> None:
        """Change fields or attributes of a person."""
        editing.edit_person(self.store, person, dict(changes), coder=coder or self.coder)

    def edit_interview(
        self, interview: str, changes: Mapping[str, object], *, coder: str | None = None
    ) -> None:
        """Change fields of an interview."""
        editing.edit_interview(self.store, interview, dict(changes), coder=coder or self.coder)

    def edit_round(
        self, interview: str, person: str, round: int | None, *, coder: str | None = None
    ) -> None:
        """Say in which round a person gave an interview."""
        editing.edit_round(self.store, interview, person, round, coder=coder or self.coder)

    def edit_person_interview(
        self,
        interview: str,
        person: str,
        changes: Mapping[str, object],
        *,
        coder: str | None = None,
    ) -> None:
        """Change the round or the comment of a person in an interview."""
        editing.edit_person_interview(
            self.store, interview, person, dict(changes), coder=coder or self.coder
        )

    def add_relation(
        self,
        person: str,
        relation: str,
        other_person: str,
        round: int | None = None,
        *,
        coder: str | None = None,
    ) -> None:
        """Say that a person had a placement with another, or was taught or referred by her."""
        wanted = relations.Between(person, relation, other_person, round)
        relations.add(self.store, wanted, coder=coder or self.coder)

    def edit_relation(
        self,
        person: str,
        relation: str,
        other_person: str,
        round: int | None = None,
        *,
        changes: Mapping[str, object],
        coder: str | None = None,
    ) -> None:
        """Change persons, kind or round of the relation that the first four name."""
        found = relations.Between(person, relation, other_person, round)
        relations.edit(self.store, found, changes, coder=coder or self.coder)

    def remove_relation(
        self,
        person: str,
        relation: str,
        other_person: str,
        round: int | None = None,
        *,
        coder: str | None = None,
    ) -> None:
        """Take a relation between two persons away."""
        found = relations.Between(person, relation, other_person, round)
        relations.remove(self.store, found, coder=coder or self.coder)

    def scheme_load(self, path: str | Path, *, coder: str | None = None) -> scheme_loading.Loaded:
        """Load a scheme file: new codes are added, known ones changed, others stay."""
        return scheme_loading.load(self.store, Path(path), coder=coder or self.coder)

    def scheme_save(self, path: str | Path) -> None:
        """Write the scheme as YAML."""
        scheme_loading.save(self.store, Path(path))

    def scheme_add(
        self,
        name: str,
        *,
        parent: str = "",
        coder: str | None = None,
        request: str | None = None,
        **fields: object,
    ) -> Code:
        """Make a new code under a parent, with a definition and what else is known of it."""
        return reworking.add(
            self.store, name, parent=parent, coder=coder or self.coder, request=request, **fields
        )

    def scheme_edit(
        self,
        code: str,
        changes: Mapping[str, object],
        *,
        coder: str | None = None,
        request: str | None = None,
    ) -> Code:
        """Change names, definition, include, exclude, example, phase, level, exclusive, color."""
        return reworking.edit(self.store, code, changes, coder=coder or self.coder, request=request)

    def scheme_rename(
        self,
        code: str,
        name: str | None = None,
        *,
        name_en: str | None = None,
        new_key: str | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> Code:
        """Give a code another name, and another last part of its key; old keys stay as aliases."""
        return reworking.rename(
            self.store, code, name, name_en=name_en, new_key=new_key, coder=coder or self.coder,
            request=request,
        )  # fmt: skip

    def scheme_move(
        self,
        code: str,
        under: str = "",
        *,
        before: str | None = None,
        after: str | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> Code:
        """Put a code with those under it under another one, or make it a branch."""
        return reworking.move(
            self.store, code, under, before=before, after=after, coder=coder or self.coder,
            request=request,
        )  # fmt: skip

    def scheme_merge(
        self, code: str, into: str, *, coder: str | None = None, request: str | None = None
    ) -> Code:
        """Make one code of two: `into` stays, with the codings of both, nothing doubled."""
        return reworking.merge(self.store, code, into, coder=coder or self.coder, request=request)

    def scheme_merge_plan(self, code: str, into: str) -> reworking.Merge:
        """What merging would do. Stores nothing."""
        return reworking.merge_plan(self._seen, code, into)

    def scheme_split(
        self,
        code: str,
        parts: Sequence[reworking.Part],
        *,
        under: bool = False,
        coder: str | None = None,
        request: str | None = None,
    ) -> list[Code]:
        """Make new codes of one and give each its codings; the rest stay where they are."""
        return reworking.split(
            self.store, code, parts, under=under, coder=coder or self.coder, request=request
        )

    def scheme_split_from(
        self, code: str, path: str | Path, *, under: bool = False, coder: str | None = None
    ) -> list[Code]:
        """The same, as sorted in a file: interview, start, end, coder, into (a new name)."""
        parts = splitting.read_parts(self.store, code, Path(path))
        return reworking.split(self.store, code, parts, under=under, coder=coder or self.coder)

    def scheme_retire(
        self, code: str, *, coder: str | None = None, request: str | None = None
    ) -> list[str]:
        """Take a code with those under it out of use; gives the keys of those that were in use."""
        return reworking.retire(self.store, code, coder=coder or self.coder, request=request)

    def scheme_unretire(
        self, code: str, *, coder: str | None = None, request: str | None = None
    ) -> list[str]:
        """Take a retired code into use again."""
        return reworking.unretire(self.store, code, coder=coder or self.coder, request=request)

    def scheme_at(self, date: str) -> list[Code]:
        """The codes as they were at the end of a day, in the order of the tree."""
        return versions.at(self.store, date)

    def scheme_changes(self, since: str) -> pd.DataFrame:
        """What is other in the scheme now than when the day `since` began."""
        return versions.changes(self._seen, since)

    def scheme_use(self) -> pd.DataFrame:
        """How each code is used: codings, coders, interviews, persons; never, by one coder only,
        in one interview only."""
        return versions.use(self._seen)

    def add_code(
        self,
        name: str,
        *,
        parent: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> Code:
        """Make a new code under a parent; its key comes from its name."""
        return scheme_loading.add_code(
            self.store, name, parent=parent, coder=coder or self.coder, request=request
        )

    def import_(
        self,
        *paths: str | Path,
        interview: str | None = None,
        new: bool = False,
        coder: str | None = None,
        progress: importing.Progress | None = None,
    ) -> list[importing.Imported]:
        """Import transcripts; one result per file. All are stored or none. They are then read
        with the language pipeline."""
        done = importing.import_(
            self.store,
            [Path(path) for path in paths],
            interview=interview,
            new=new,
            coder=coder or self.coder,
            progress=progress,
        )
        analysing.analyse(
            self.store, interviews=_imported(done), progress=progress or analysing.plain
        )
        return done

    def import_plan(
        self,
        texts: Sequence[ReadTranscript],
        *,
        choices: Mapping[str, importing.Choice] | None = None,
    ) -> list[importing.Plan]:
        """What importing these transcripts would do now. Stores nothing."""
        return importing.plan_texts(self.store, texts, choices=choices)

    def import_texts(
        self,
        texts: Sequence[ReadTranscript],
        *,
        choices: Mapping[str, importing.Choice] | None = None,
        coder: str | None = None,
        progress: analysing.Progress | None = None,
    ) -> list[importing.Imported]:
        """Import transcripts that are read already, as chosen. All are stored or none. They are
        then read with the language pipeline."""
        done = importing.import_texts(self.store, texts, coder=coder or self.coder, choices=choices)
        analysing.analyse(
            self.store, interviews=_imported(done), progress=progress or analysing.plain
        )
        return done

    def analyse(self, *, progress: analysing.Progress | None = None) -> list[str]:
        """Read those texts with the language pipeline in use that it has not read; gives their
        interviews."""
        return analysing.analyse(self.store, progress=progress or analysing.plain)

    def unread(self) -> dict[str, bool]:
        """The interviews whose text the language pipeline in use has not read, each with whether
        another one, or an older version, has."""
        return analysing.unread(self.store)

    # -- coding ---------------------------------------------------------------------------

    def code(
        self,
        interview: str,
        start: int,
        end: int,
        code: str,
        *,
        valence: str = "",
        stance: str = "",
        memo: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> Coding:
        """Apply a code to the passage [start, end)."""
        return codings.code(
            self.store,
            interview,
            start,
            end,
            code,
            valence=valence,
            stance=stance,
            memo=memo,
            coder=coder or self.coder,
            request=request,
        )

    def code_new(
        self,
        interview: str,
        start: int,
        end: int,
        name: str,
        *,
        parent: str = "",
        valence: str = "",
        stance: str = "",
        memo: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> Coding:
        """Make a new code under a parent and apply it to the passage [start, end), in one."""
        return codings.code_new(
            self.store,
            interview,
            start,
            end,
            name,
            parent=parent,
            valence=valence,
            stance=stance,
            memo=memo,
            coder=coder or self.coder,
            request=request,
        )

    def code_hits(
        self,
        found: pd.DataFrame,
        code: str,
        *,
        extent: codings.Extent = "words",
        coder: str | None = None,
        request: str | None = None,
    ) -> CodedHits:
        """Apply a code to hits of `search`, all in one action: to their words, sentence or turn."""
        return codings.code_hits(
            self.store, found, code, extent=extent, coder=coder or self.coder, request=request
        )

    def reject(
        self,
        interview: str,
        start: int,
        end: int,
        code: str,
        *,
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Remember that a suggested passage does not deserve the code."""
        rejections.reject(
            self.store, interview, start, end, code, coder=coder or self.coder, request=request
        )

    def favourites(self, *, coder: str | None = None) -> dict[int, str]:
        """digit -> the code that the coder has pinned to it at the desk."""
        return favourites.favourites(self.store, coder or self.coder)

    def pin(
        self,
        code: str,
        digit: int | None = None,
        *,
        coder: str | None = None,
        request: str | None = None,
    ) -> int:
        """Pin a code to a digit of the coder's desk, by default the lowest that is free; gives
        the digit."""
        return favourites.pin(self.store, code, digit, coder=coder or self.coder, request=request)

    def unpin(self, code: str, *, coder: str | None = None, request: str | None = None) -> None:
        """Let a code that the coder has pinned go."""
        favourites.unpin(self.store, code, coder=coder or self.coder, request=request)

    def uncode(
        self, interview: str, start: int, end: int, code: str, *, coder: str | None = None
    ) -> None:
        """Remove the coder's coding of this code and passage."""
        who = coder or self.coder
        found = codings.find(self.store, interview, start, end, code, coder=who)
        codings.uncode(self.store, found.id, coder=who)

    def claims(self) -> pd.DataFrame:
        """What is said of results, beside the outside figures that it supports or contradicts:
        one row per claim and person of whose words it holds some.

        claim, says, note, by (who set it there), created; coding, interview, person, actor_type,
        round, attribution, consent, code, coder, start, end, quote, own; figure (its id) and its
        columns. In the order of the figures, then of the study and the text.
        """
        return store_claims.claims(self._seen)

    def claim(
        self,
        coding: int,
        figure: int,
        says: Says,
        *,
        note: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> int:
        """Set a coding beside an outside figure that it supports or contradicts; gives the
        claim's id. The same again takes what is given now."""
        return claims.add(
            self.store, coding, figure, says, note=note, coder=coder or self.coder, request=request
        )

    def remove_claim(
        self, claim: int, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Take a claim away from its figure; the coding stays."""
        claims.remove(self.store, claim, coder=coder or self.coder, request=request)

    def coding_named(
        self, interview: str, start: int, end: int, code: str, *, of_coder: str = ""
    ) -> Coding:
        """The coding of this code and passage, of who acts or of another coder. Raises CallError
        where there is none that she may see."""
        return codings.find(self._seen, interview, start, end, code, coder=of_coder or self.coder)

    def remove_coding(
        self, coding: int, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Remove the coding with this id."""
        codings.uncode(self.store, coding, coder=coder or self.coder, request=request)

    def codings_of_excerpt(
        self, interview: str, start: int, end: int, codes: Sequence[str], *, of_coder: str
    ) -> list[Coding]:
        """The codings with these codes that an excerpt of this coder's is made of."""
        return codings.of_excerpt(self._seen, interview, start, end, codes, coder=of_coder)

    def remove_codings(
        self, ids: Sequence[int], *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Remove codings in one action."""
        codings.uncode_all(self.store, ids, coder=coder or self.coder, request=request)

    def recode_all(
        self,
        ids: Sequence[int],
        code: str,
        *,
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Give codings another code in one action, none doubled."""
        codings.recode_all(self.store, ids, code, coder=coder or self.coder, request=request)

    def recode(
        self,
        coding: int,
        *,
        start: int | None = None,
        end: int | None = None,
        code: str | None = None,
        valence: str | None = None,
        stance: str | None = None,
        memo: str | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> Coding:
        """Change a coding; what is None stays as it is."""
        return codings.recode(
            self.store,
            coding,
            start=start,
            end=end,
            key=code,
            valence=valence,
            stance=stance,
            memo=memo,
            coder=coder or self.coder,
            request=request,
        )

    def codings_load(self, path: str | Path, *, coder: str | None = None) -> int:
        """Add the codings of a file, all or none; gives how many were new."""
        return codings.load(self.store, Path(path), coder=coder or self.coder)

    def codings_save(self, path: str | Path) -> int:
        """Write every coding of every coder to a csv file; gives how many."""
        return codings.save(self._seen, Path(path))

    def assign(
        self, interview: str, to: str, *, layer: str = "primary", coder: str | None = None
    ) -> None:
        """Give an interview to a coder, in the primary or the second layer."""
        assignments.assign(self.store, interview, to, layer=layer, coder=coder or self.coder)

    def assign_all(
        self,
        interview: str,
        *,
        primary: str | None = None,
        second: Sequence[str] | None = None,
        coder: str | None = None,
    ) -> None:
        """Say who codes an interview, in either layer; what is None stays, "" or [] takes off."""
        assignments.assign_all(
            self.store, interview, primary=primary, second=second, coder=coder or self.coder
        )

    def unblind(
        self,
        interview: str,
        *,
        reason: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Let those who code an interview blind see one another's coding before all are done."""
        assignments.unblind(
            self.store, interview, reason=reason, coder=coder or self.coder, request=request
        )

    def coding_status(
        self, interview: str, status: str, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Say how far the coder has come: not_started, started, done."""
        assignments.coding_status(
            self.store, interview, status, coder=coder or self.coder, request=request
        )

    def memo(
        self,
        text: str,
        *,
        object_type: str = "study",
        object: str = "",
        start: int | None = None,
        end: int | None = None,
        code: str = "",
        coded_by: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> int:
        """Write a memo; gives its id.

        A coding is named by its id, or by its interview as `object`, its passage and its code,
        and by who coded it where that is not who writes.
        """
        return memos.add(
            self.store,
            text,
            object_type=object_type,
            object=object,
            start=start,
            end=end,
            code=code,
            coded_by=coded_by,
            coder=coder or self.coder,
            request=request,
        )

    def edit_memo(
        self, memo: int, text: str, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Change a memo of one's own; an empty text removes it."""
        memos.edit(self.store, memo, text, coder=coder or self.coder, request=request)

    def memos(
        self,
        object_type: str | None = None,
        object: str | None = None,
        *,
        author: Sequence[str] = (),
        since: str = "",
        until: str = "",
        contains: str = "",
        mentions: str = "",
    ) -> pd.DataFrame:
        """The memos, the oldest first: all, or those on one kind of thing or one thing, by these
        authors, written on these days, that hold a text or mention something. The notes that
        codings carry are among them, without an id."""
        wanted = MemoFilters(
            object_type or "", object or "", tuple(author), since, until, contains, mentions
        )
        return store_memos.memos(self._seen, wanted)

    def mentions(self, memos: Collection[int]) -> list[store_memos.Mention]:
        """What memos mention, and whether it still stands."""
        return store_memos.mentions(self._seen, memos)

    def memos_load(self, path: str | Path, *, coder: str | None = None) -> int:
        """Add the memos of a file, all or none; gives how many."""
        return memos.load(self.store, Path(path), coder=coder or self.coder)

    def memos_save(self, path: str | Path) -> int:
        """Write every memo to a csv file, but for codings' own notes; gives how many."""
        return memos.save(self._seen, Path(path))

    def summary(
        self,
        code: str,
        subject: str,
        text: str,
        *,
        by: str = "actor_type",
        coder: str | None = None,
        request: str | None = None,
    ) -> int | None:
        """Write what the coder sums up of a code for an actor type, person, interview, round or
        value of an attribute, in place of what she had written; gives the summary's id. An empty
        text takes it away."""
        return summaries.write(
            self.store, code, subject, text, by=by, coder=coder or self.coder, request=request
        )

    def summaries(self, codes: Sequence[str] = (), *, by: str = "") -> pd.DataFrame:
        """The summaries of these codes, or of all: one row each, with coder and date."""
        return store_summaries.summaries(self._seen, codes=codes, by=by)

    def summaries_since(self, codes: Sequence[str] = (), *, by: str = "") -> pd.DataFrame:
        """The codings that came, went or changed since the summaries they are in were written."""
        return since_written_room.since_written(self._seen, codes, by=by)

    def remove_summary(self, summary: int, *, coder: str | None = None) -> None:
        """Take a summary of one's own away."""
        summaries.remove(self.store, summary, coder=coder or self.coder)

    def summaries_load(self, path: str | Path, *, coder: str | None = None) -> int:
        """Store the summaries of a file, all or none; gives how many changed."""
        return summaries.load(self.store, Path(path), coder=coder or self.coder)

    def summaries_save(self, path: str | Path) -> int:
        """Write every summary to a csv file; gives how many."""
        return summaries.save(self._seen, Path(path))

    def pin_excerpt(
        self,
        code: str,
        interview: str,
        start: int,
        end: int,
        *,
        person: str = "",
        layer: str = "primary",
        coder: str | None = None,
        request: str | None = None,
    ) -> int:
        """Pin a coded passage under a code as telling; gives the pin's id. Shortened as items of
        selections are."""
        return pins.add(
            self.store, code, interview, start, end, person=person, layer=layer,
            coder=coder or self.coder, request=request,
        )  # fmt: skip

    def unpin_excerpt(
        self, pin: int, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Take a pin away."""
        pins.remove(self.store, pin, coder=coder or self.coder, request=request)

    def move_pin(self, pin: int, to: int, *, coder: str | None = None) -> None:
        """Put a pin at place `to` among those of its code, counted from 0."""
        pins.move(self.store, pin, to, coder=coder or self.coder)

    @property
    def selections(self) -> selections.Selections:
        """The named, ordered selections of excerpts."""
        return selections.Selections(self.store, self.coder)

    def balance(self, selection: str) -> pd.DataFrame:
        """Whose voices a selection carries: quotes and words per actor type and person, beside
        the interviews held."""
        return voices_picked.balance(self._seen, self.selections.items(selection))

    # -- correcting a text ----------------------------------------------------------------

    def correct(
        self, interview: str, path: str | Path, *, coder: str | None = None
    ) -> correcting.Corrected:
        """Give an interview the text of a corrected file, with everything carried over. It is
        then read with the language pipeline."""
        turns, source = correcting.turns_from(self.store, interview, read(path))
        done = correcting.correct(
            self.store, interview, turns, source=source, coder=coder or self.coder
        )
        analysing.analyse(self.store, interviews=[interview])
        return done

    def correct_plan(
        self, interview: str, turns: str | Path | Sequence[correcting.CorrectedTurn]
    ) -> correcting.Corrected:
        """What a corrected file, or these turns, would do to what stands on the text. Stores
        nothing."""
        if isinstance(turns, (str, Path)):
            turns, _source = correcting.turns_from(self.store, interview, read(turns))
        return correcting.plan(self._seen, interview, turns)

    def correct_turns(
        self,
        interview: str,
        turns: Sequence[correcting.CorrectedTurn],
        *,
        base: int | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> correcting.Corrected:
        """Give an interview these turns, with everything carried over. `base` is the revision
        that they were made from (`Transcript.revision`); another one by now is refused."""
        return correcting.correct(
            self.store, interview, turns, base=base, coder=coder or self.coder, request=request
        )

    def edit_turn(
        self,
        interview: str,
        turn: int,
        *,
        base: int | None = None,
        coder: str | None = None,
        request: str | None = None,
        **changes: Any,
    ) -> correcting.Corrected:
        """Change text, speaker, role or person of one turn."""
        turns = correcting.edit(correcting.turns(self.store, interview), turn, **changes)
        return self.correct_turns(interview, turns, base=base, coder=coder, request=request)

    def split_turn(
        self, interview: str, turn: int, at: int, *, coder: str | None = None
    ) -> correcting.Corrected:
        """Make two turns of one, before its character `at`."""
        turns = correcting.split(correcting.turns(self.store, interview), turn, at)
        return self.correct_turns(interview, turns, coder=coder)

    def join_turns(
        self, interview: str, turn: int, *, coder: str | None = None
    ) -> correcting.Corrected:
        """Make one turn of this one and the next."""
        turns = correcting.join(correcting.turns(self.store, interview), turn)
        return self.correct_turns(interview, turns, coder=coder)

    def revisions(self, interview: str) -> pd.DataFrame:
        """The texts that an interview has had, the latest first."""
        views.interview_named(self.store, interview)
        return views.revisions(self.store, interview)

    def restore_revision(
        self, interview: str, number: int, *, coder: str | None = None
    ) -> correcting.Corrected:
        """Give an interview the text of an earlier revision again, as a new one."""
        return correcting.restore(self.store, interview, number, coder=coder or self.coder)

    def reviews(self, interview: str | None = None) -> pd.DataFrame:
        """What is to be looked at since its text was corrected: in one interview, or in all."""
        if interview is not None:
            views.interview_named(self.store, interview)
        return views.reviews(self._seen, interview)

    def confirm_review(
        self, object_type: str, object: int, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Leave a coding, memo or picked excerpt where a correction has put it."""
        reviewing.confirm(
            self.store, object_type, object, coder=coder or self.coder, request=request
        )

    def move_review(
        self, object_type: str, object: int, start: int, end: int, *, coder: str | None = None
    ) -> None:
        """Put it on the passage [start, end) instead."""
        reviewing.move(self.store, object_type, object, start, end, coder=coder or self.coder)

    def drop_review(self, object_type: str, object: int, *, coder: str | None = None) -> None:
        """Take it away."""
        reviewing.drop(self.store, object_type, object, coder=coder or self.coder)

    # -- history --------------------------------------------------------------------------

    def history(self, *, limit: int | None = None) -> pd.DataFrame:
        """id, time, coder, action, object, summary: the latest first."""
        return views.history(self._seen, limit)

    def undo(
        self,
        *,
        action: int | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> HistoryEntry:
        """Take back the coder's last action; with the id of one in the history, only if it is
        that one. Raises UndoRefused where that cannot be."""
        return actions.undo(self.store, coder or self.coder, action=action, request=request)

    def redo(self, *, coder: str | None = None, request: str | None = None) -> HistoryEntry:
        """Bring back what the coder undid last."""
        return actions.redo(self.store, coder or self.coder, request=request)

    def backup(self, path: str | Path) -> None:
        """Copy the study, also while it is in use."""
        self.store.backup(Path(path))

    def purge_plan(self, person: str) -> pd.DataFrame:
        """what, n: what `purge` would take of a person. Changes nothing."""
        return withdrawal.planned(self._seen, person)

    def purge(
        self, person: str, *, confirmed: bool = False, coder: str | None = None
    ) -> withdrawal.Purged:
        """Erase for good what a person said who has withdrawn, and all that was made of it.

        The design keeps that her interviews were planned. Undo does not reach past it. Raises
        CallError unless it is `confirmed`; nothing is changed then.
        """
        if not confirmed:
            raise CallError(
                _("This cannot be taken back: what {person} said will be gone from the study.",
                  person=person),
                remedy=_("Look at `workbench purge {person} --dry-run`, and say that you want it"
                         " with --yes.", person=person),
            )  # fmt: skip
        return withdrawal.purge(self.store, person, coder=coder or self.coder)

    def erasures_due(self) -> list[erasure.Erasure]:
        """The erasures that have to be done again, since a backup was restored that is older."""
        return erasure.due(self.store)

    def backups(self) -> list[tuple[Path, str]]:
        """The backups of the study in its folder, each with the time of its last action, the
        latest first."""
        return restoring.backups(self.store)

    def check(self) -> list[checks.Failure]:
        """Every place where an invariant of the study does not hold; none is well."""
        return checks.run(self.store)

    # -- analysis -------------------------------------------------------------------------

    def codings(self, *, filters: Filters = Filters()) -> pd.DataFrame:  # noqa: B008
        """One row per coding and person of whose words it holds any."""
        return excerpts_room.codings(self._seen, filters=filters)

    def excerpts(self, *, filters: Filters = Filters()) -> pd.DataFrame:  # noqa: B008
        """One row per excerpt: what a reader meets of a code in the words of one person."""
        return excerpts_room.excerpts(self._seen, filters=filters)

    def search(
        self,
        query: str,
        *,
        lemma: bool = False,
        analyse: bool = True,
        kwic: bool = True,
        sort: Sort = "text",
        filters: Filters = Filters(),  # noqa: B008
        limit: int | None = None,
    ) -> pd.DataFrame:
        """What the texts say of a query, one row per hit, as key word in context. With `lemma`
        a word finds its other forms too; texts that are not analysed yet are analysed first
        unless `analyse` is off, and then hold no other forms."""
        return self.concordance(
            query, lemma=lemma, analyse=analyse, kwic=kwic, sort=sort, filters=filters, limit=limit
        ).rows

    def concordance(
        self,
        query: str,
        *,
        lemma: bool = False,
        analyse: bool = True,
        kwic: bool = True,
        sort: Sort = "text",
        by_actor_type: bool = False,
        filters: Filters = Filters(),  # noqa: B008
        offset: int = 0,
        limit: int | None = None,
    ) -> search_room.Concordance:
        """What `search` finds, with how many hits there are, and who said it: by actor type
        hits, interviews n of N and persons. Offset and limit give a part of the rows; all are
        counted."""
        if lemma and analyse:
            analysing.analyse(self.store)
        return search_room.concordance(
            self._seen,
            query,
            lemma=lemma,
            kwic=kwic,
            sort=sort,
            by_actor_type=by_actor_type,
            filters=filters,
            offset=offset,
            limit=limit,
        )

    def search_memos(self, query: str) -> pd.DataFrame:
        """The memos that answer a query, with how often and where first; the query is that of
        `search`, over whole memos. They are in no number of interviews or persons."""
        return memo_search.search_memos(self._seen, query)

    def suggest(
        self,
        code: str,
        *,
        filters: Filters = Filters(),  # noqa: B008
        limit: int | None = 20,
        analyse: bool = True,
        coder: str | None = None,
    ) -> pd.DataFrame:
        """Passages that most likely deserve a code, learnt from the codings so far: interview,
        start, end, quote, score, because. Texts that are not analysed yet are analysed first
        unless `analyse` is off, and then nothing is suggested in them. Layer, valence and stance
        say which codings are learnt from, the other filters where passages are looked for."""
        found = self.suggestions(code, filters=filters, limit=limit, analyse=analyse, coder=coder)
        return found.rows[list(suggestions_room.SUGGESTIONS)]

    def suggestions(
        self,
        code: str,
        *,
        filters: Filters = Filters(),  # noqa: B008
        limit: int | None = 20,
        analyse: bool = True,
        coder: str | None = None,
    ) -> suggestions_room.Suggested:
        """What `suggest` prints, with who speaks where, the places of the words that speak for
        it, and how many suggestions there are."""
        if analyse:
            analysing.analyse(self.store)
        return suggestions_room.suggest(
            self.store.seen_by(coder or self.coder), code, coder=coder or self.coder,
            filters=filters, limit=limit,
        )  # fmt: skip

    def suggestion_quality(
        self,
        *codes: str,
        layer: str = "primary",
        fewest: int = 10,
        analyse: bool = True,
        coder: str | None = None,
    ) -> pd.DataFrame:
        """How well suggestions find what is coded, in interviews that were not learnt from: a row
        per code; without codes, those with at least `fewest` codings."""
        if analyse:
            analysing.analyse(self.store)
        return suggestions_room.quality(
            self.store.seen_by(coder or self.coder),
            codes,
            coder=coder or self.coder,
            layer=layer,
            fewest=fewest,
        )

    def crosstab(
        self,
        rows: str = "code",
        columns: Sequence[str] = ("actor_type", "round"),
        *,
        count: Count = "interviews",
        of: crosstabs.Of = "N",
        direct: bool = False,
        totals: bool = False,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """Count what was coded, by code and by who speaks when; cells are n of N."""
        return crosstabs.crosstab(
            self._seen,
            rows,
            columns,
            count=count,
            of=of,
            direct=direct,
            totals=totals,
            hide_small=hide_small,
            filters=filters,
        )

    def compare(
        self,
        *,
        by: str = "actor_type",
        mark: comparison.Mark = "",
        totals: bool = False,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The codes of the filter and the codes under them, n of N of each group side by side."""
        return comparison.compare(
            self._seen, by=by, mark=mark, totals=totals, hide_small=hide_small, filters=filters
        )

    def pins(
        self,
        *,
        by: str = "actor_type",
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The excerpts that are pinned under the codes of the filter, each with its group."""
        return pinned.pins(self._seen, by=by, filters=filters)

    def matrix(
        self,
        *,
        by: str = "person",
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The framework matrix: what is summed up of each code for each subject, beside how much
        there is to sum up."""
        return matrices.matrix(self._seen, by=by, filters=filters)

    def placements(self) -> pd.DataFrame:
        """Who had a placement with whom, and how many usable interviews each has given."""
        return placing.placements(self.store)

    def placement(
        self,
        person: str,
        other_person: str,
        *,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """What both sides of one placement say under the codes of the filter, read together."""
        return placing.placement(self._seen, person, other_person, filters=filters)

    def property_spaces(self) -> pd.DataFrame:
        """The property spaces, by name: what they place, their dimensions, how many cells."""
        return store_typology.spaces(self._seen)

    def property_space(self, name: str) -> PropertySpace:
        """A property space with its dimensions, values, rules and what is said of cells."""
        return store_typology.space_named(self._seen, name)

    def property_space_save(
        self, space: PropertySpace, *, coder: str | None = None, request: str | None = None
    ) -> int:
        """Store a property space, or change the one that has its id or its name; gives its id.
        Who was placed by hand stays placed."""
        return property_spaces.save(self.store, space, coder=coder or self.coder, request=request)

    def property_space_remove(
        self, name: str, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Take a property space away, with who was placed in it."""
        property_spaces.remove(self.store, name, coder=coder or self.coder, request=request)

    def place(
        self,
        space: str,
        person: str,
        values: Sequence[str],
        note: str,
        *,
        offer: str | None = None,
        time: str = "",
        reasons: Sequence[int] = (),
        coder: str | None = None,
        request: str | None = None,
    ) -> int:
        """Place a person, with an offer and at a time, in a cell of a property space by hand, for
        these reasons (ids of codings); gives the placing's id."""
        return property_spaces.place(
            self.store, space, person, values, note, offer=offer, time=time, reasons=reasons,
            coder=coder or self.coder, request=request,
        )  # fmt: skip

    def unplace(
        self, placing: int, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Take a placing by hand away, so that the rules place the case again."""
        property_spaces.unplace(self.store, placing, coder=coder or self.coder, request=request)

    def property_spaces_load(
        self, path: str | Path, *, coder: str | None = None
    ) -> typology_files.Loaded:
        """Store the property spaces of a YAML file, and who is placed by hand in it, all or
        none."""
        return typology_files.load(self.store, Path(path), coder=coder or self.coder)

    def property_spaces_save(self, path: str | Path) -> int:
        """Write every property space, with who was placed by hand, as YAML; gives how many."""
        return typology_files.save(self._seen, Path(path))

    def typology(
        self,
        space: str,
        *,
        totals: bool = False,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The cells of a property space, the empty ones too: cases and persons, n of N, and which
        cells the sample cannot fill."""
        return types.typology(
            self._seen, space, totals=totals, hide_small=hide_small, filters=filters
        )

    def typology_cases(
        self,
        space: str,
        *,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The cases of a property space (person, offer and time): where each stands, by rule or
        by hand, and those that are undecided or in conflict."""
        return types.cases(self._seen, space, filters=filters)

    def typology_reasons(
        self,
        space: str,
        *,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """Why cases stand where they do: the passages and attributes that rules find, and the
        passages that somebody was placed by hand for."""
        return types.reasons(self._seen, space, filters=filters)

    def trajectories(
        self,
        *,
        complete: bool = False,
        children: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """What each person said about a code in each round; `complete` keeps to those who have
        usable text in every one, `children` adds the codes right under each."""
        return paths.trajectories(self._seen, complete=complete, children=children, filters=filters)

    def changes(
        self,
        before: int,
        after: int,
        *,
        complete: bool = False,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """How many persons said something in one round and in another: code × before × after."""
        return paths.changes(
            self._seen, before, after, complete=complete, hide_small=hide_small, filters=filters
        )

    def crossings(
        self,
        before: int,
        after: int,
        *,
        complete: bool = False,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """How many persons said one code in one round and another in another round."""
        return paths.crossings(
            self._seen, before, after, complete=complete, hide_small=hide_small, filters=filters
        )

    def attrition(self, *, filters: Filters = Filters()) -> pd.DataFrame:  # noqa: B008
        """Those who are not in every round: when they were lost, why, and what they had said."""
        return paths.attrition(self._seen, filters=filters)

    def cooccurrence(
        self,
        within: meeting.Within = "overlap",
        *,
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """How often excerpts of two codes meet: on the same words, in one turn, or within so
        many turns."""
        return meeting.cooccurrence(self._seen, within, hide_small=hide_small, filters=filters)

    def meetings(
        self,
        code_a: str,
        code_b: str,
        within: meeting.Within = "overlap",
        *,
        direct: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The pairs of excerpts behind a number of `cooccurrence`."""
        return meeting.meetings(self._seen, code_a, code_b, within, direct=direct, filters=filters)

    def query(
        self,
        query: str = "",
        *,
        saved: str = "",
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The passages that a query over codes finds (`praksis and not tilskriving.system`), or
        the query saved under a name: one row each, in the words of one person."""
        return self.query_found(query, saved=saved, filters=filters).rows

    def query_found(
        self,
        query: str = "",
        *,
        saved: str = "",
        filters: Filters = Filters(),  # noqa: B008
        offset: int = 0,
        limit: int | None = None,
        hide_small: bool = False,
    ) -> code_queries_room.Found:
        """What `query` finds, with how many passages there are, and who says so: by actor type
        passages, interviews n of N and persons. Offset and limit give a part of the rows; all
        are counted."""
        if bool(query.strip()) == bool(saved):
            raise CallError(_("Give a query, or the name of a saved one."))
        text = query or saved_queries.named(self.store, saved)
        return code_queries_room.found(
            self._seen, text, filters=filters, offset=offset, limit=limit, hide_small=hide_small
        )

    def new_codes(self, *, filters: Filters = Filters()) -> pd.DataFrame:  # noqa: B008
        """How many codes that were made during the analysis are met for the first time in each
        interview, in the order held, within one actor type and round."""
        return new_codes_room.new_codes(self._seen, filters=filters)

    def code_origins(self) -> pd.DataFrame:
        """Whether each code was made before the first coding or during the analysis, as the
        history tells it."""
        return new_codes_room.code_origins(self._seen)

    def word_use(
        self,
        group: str,
        *,
        by: str = "actor_type",
        against: str = "",
        fewest: int = word_use_room.FEWEST,
        analyse: bool = True,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The dictionary forms that set a group apart from the others, as a ratio of rates with
        n of N persons; at least `fewest` of the group use each. Texts that are not analysed yet
        are analysed first unless `analyse` is off, and then are in no number."""
        return self.word_use_found(
            group, by=by, against=against, fewest=fewest, analyse=analyse, filters=filters
        ).rows

    def word_use_found(
        self,
        group: str,
        *,
        by: str = "actor_type",
        against: str = "",
        fewest: int = word_use_room.FEWEST,
        analyse: bool = True,
        filters: Filters = Filters(),  # noqa: B008
    ) -> word_use_room.WordUse:
        """What `word_use` gives, with the interviews that were analysed and those that were
        not."""
        if analyse:
            analysing.analyse(self.store)
        return word_use_room.word_use(
            self._seen, group, by=by, against=against, fewest=fewest, filters=filters
        )

    def queries(self) -> pd.DataFrame:
        """name, query, coder, created, note: the queries that are saved, by name."""
        return saved_queries.queries(self.store)

    def query_save(
        self,
        name: str,
        query: str,
        *,
        note: str | None = None,
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Keep a query under a name, in place of the one that has it."""
        saved_queries.save(
            self.store, name, query, note=note, coder=coder or self.coder, request=request
        )

    def query_rename(
        self, name: str, new: str, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Give a saved query another name."""
        saved_queries.rename(self.store, name, new, coder=coder or self.coder, request=request)

    def query_remove(
        self, name: str, *, coder: str | None = None, request: str | None = None
    ) -> None:
        """Take a saved query away."""
        saved_queries.remove(self.store, name, coder=coder or self.coder, request=request)

    def explanations(
        self,
        *,
        branch: str = explaining.BRANCH,
        by: str = "actor_type",
        hide_small: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """How each code is explained by each group, by codes of a branch on the same words."""
        return explaining.explanations(
            self._seen, branch=branch, by=by, hide_small=hide_small, filters=filters
        )

    def explained(
        self,
        *,
        branch: str = explaining.BRANCH,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The excerpts behind the numbers of `explanations`, each with what explains it."""
        return explaining.explained(self._seen, branch=branch, filters=filters)

    def voices(
        self,
        *,
        branch: str = explaining.BRANCH,
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """Who names each code and who never does, who denies it, for whom the condition was
        there or missing, and how each explains it: a row per code and person."""
        return explaining.voices(self._seen, branch=branch, filters=filters)

    def check_quotes(self, path: str | Path) -> pd.DataFrame:
        """Look up every quotation of a manuscript (.docx, .md): verbatim, changed or not found."""
        return quote_check.check_quotes(self.store, Path(path))

    def cell_rows(
        self,
        keys: Mapping[str, Any],
        *,
        count: Count = "interviews",
        direct: bool = False,
        filters: Filters = Filters(),  # noqa: B008
    ) -> cells.Behind:
        """The rows behind one cell of a cross-tab, and those of its N that have not."""
        return cells.cell_rows(self._seen, keys, count=count, direct=direct, filters=filters)

    def base(self, *, filters: Filters = Filters()) -> cells.Base:  # noqa: B008
        """What the numbers of a table rest on: usable, coded to the end, left out, of nobody."""
        return cells.base(self._seen, filters=filters)

    def agreement(
        self,
        coders: Sequence[str] = (),
        *,
        unit: AgreementUnit = "character",
        rule: AgreementRule = "any",
        text: AgreementText = "persons",
        exclusive: str = "",
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """How far two coders agree: a row per code, and one with an empty code for all pooled.

        Over the interviews that both have coded to the end; docs/agreement.md says what each
        column means. Without `coders`, the only two who can be meant: the study's, those assigned
        to code twice, or those who have finished the same interviews."""
        asked = agreement_reading.Question(tuple(coders), unit, rule, text, exclusive, filters)
        return agreement_room.agreement(self._seen, asked)

    def agreement_base(
        self,
        coders: Sequence[str] = (),
        *,
        unit: AgreementUnit = "character",
        rule: AgreementRule = "any",
        text: AgreementText = "persons",
        exclusive: str = "",
        filters: Filters = Filters(),  # noqa: B008
    ) -> agreement_reading.Base:
        """What the numbers of `agreement` rest on, and everything that they leave out."""
        asked = agreement_reading.Question(tuple(coders), unit, rule, text, exclusive, filters)
        return agreement_reading.base(self._seen, asked)

    def differences(
        self,
        coders: Sequence[str] = (),
        *,
        text: AgreementText = "persons",
        order: differences_room.Order = "length",
        filters: Filters = Filters(),  # noqa: B008
    ) -> pd.DataFrame:
        """The places where two coders differ, the longest first or in the order of the scheme."""
        asked = agreement_reading.Question(tuple(coders), text=text, filters=filters)
        return differences_room.differences(self._seen, asked, order=order)

    def decide(
        self,
        interview: str,
        start: int,
        end: int,
        code: str,
        take: deciding.Taken,
        *,
        extent: tuple[int, int] | None = None,
        reason: str = "",
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Say what is agreed where two coders differ: what the first, the second, both or
        neither of them marked, or with `other` the passage `extent`."""
        deciding.decide(
            self.store,
            interview,
            start,
            end,
            code,
            take,
            extent=extent,
            reason=reason,
            coder=coder or self.coder,
            request=request,
        )

    def decisions(
        self,
        *,
        order: deciding.Order = "length",
        interviews: Sequence[str] = (),
        codes: Sequence[str] = (),
        undecided: bool = False,
    ) -> pd.DataFrame:
        """Where the two coders of an interview differ, and what was decided there."""
        return deciding.decisions(
            self._seen, order=order, interviews=interviews, codes=codes, undecided=undecided
        )

    def settled(self) -> pd.DataFrame:
        """How far each interview with two coders is from an agreed coding."""
        return deciding.settled(self._seen)

    def coder_pairs(self) -> list[tuple[str, str, int]]:
        """Each two coders who have finished an interview both, and how many; most shared first."""
        return agreement_reading.pairs(self._seen)

    def export(
        self,
        kind: Kind,
        path: str | Path,
        *,
        format: str | None = None,
        template: str | Path | None = None,
        k: int = K,
        strict: bool = False,
        told: Told | None = None,
        **wanted: Any,
    ) -> Path:
        """Write excerpts, a table of the analysis, the codebook, a transcript or memos; see
        `workbench.exports.contents.Wanted` for what can be asked for.

        Who could be recognised in it goes into a report beside it, and as the frame of
        `disclosure` to `told` before anything is written. Raises DataError with `strict` where a
        finding is open; nothing is written then. For word use, texts that are not analysed yet
        are analysed first."""
        if kind == "word_use":
            analysing.analyse(self.store)
        return contents.export(
            self._seen, kind, Path(path), contents.Wanted(**wanted), format=format,
            template=Path(template) if template else None, k=k, strict=strict, told=told,
        )  # fmt: skip

    def disclosure(
        self,
        kind: Kind,
        *,
        format: str = "docx",
        k: int = K,
        analyse: bool = True,
        **wanted: Any,
    ) -> pd.DataFrame:
        """Who could be recognised in the file that `export` would write in this format, a row
        per finding, with what was decided on it; `wanted` as for `export`. Where the file holds
        words, texts that are not analysed yet are analysed first unless `analyse` is off, and then
        no names are found in them, which is a finding itself."""
        if analyse and kind in WITH_WORDS:
            analysing.analyse(self.store)
        return contents.disclosed(
            self._seen, kind, contents.Wanted(**wanted), format=format, k=k
        )  # fmt: skip

    def disclosure_report(
        self, kind: Kind, *, format: str = "docx", k: int = K, **wanted: Any
    ) -> bytes:
        """The findings of `disclosure` as the csv file that `export` keeps beside its file."""
        return contents.disclosure_report(
            self._seen, kind, contents.Wanted(**wanted), format=format, k=k
        )

    def decide_disclosure(
        self,
        kind: Kind,
        findings: str | Sequence[str],
        decision: disclosures.Decided | Literal[""],
        *,
        reason: str = "",
        format: str = "docx",
        k: int = K,
        coder: str | None = None,
        request: str | None = None,
        **wanted: Any,
    ) -> None:
        """Decide on findings of `disclosure`, asked for in the same way: accepted with a reason,
        to be generalised, to be left out, or with an empty decision open again. It holds in every
        export until what it was made about changes."""
        asked = contents.Wanted(**wanted)
        found = contents.findings(self._seen, kind, asked, format=format, k=k)
        chosen = named(found, [findings] if isinstance(findings, str) else findings)
        disclosures.decide(
            self.store, [(one.what, one.subject, one.basis) for one in chosen], decision,
            reason=reason, coder=coder or self.coder, request=request,
        )  # fmt: skip

    def sensitive(self) -> list[str]:
        """The keys of the codes that nobody may be known to have spoken of; each stands for the
        codes under it too."""
        return sensitive.codes(self.store)

    def mark_sensitive(
        self,
        code: str,
        marked: bool = True,
        *,
        coder: str | None = None,
        request: str | None = None,
    ) -> None:
        """Say that a code is sensitive, or is not any more."""
        disclosures.mark_sensitive(
            self.store, code, marked, coder=coder or self.coder, request=request
        )

    def heat_map(
        self,
        format: Literal["png", "svg"],
        shown: Table,
        *,
        open: Collection[str] = (),
        dark: bool = False,
        **wanted: Any,
    ) -> bytes:
        """A cross-tab as it is shown, as a picture that says where it comes from; `wanted` as
        for `export`. Light, as reports need it, unless a dark one is asked for."""
        return contents.picture(
            self._seen, format, shown, contents.Wanted(**wanted), open=open, dark=dark
        )

    def exported(
        self,
        kind: Kind,
        format: str,
        *,
        template: str | Path | None = None,
        **wanted: Any,
    ) -> bytes:
        """The bytes that `export` would write in this format."""
        return contents.exported(
            self._seen, kind, format, contents.Wanted(**wanted),
            template=Path(template) if template else None,
        )  # fmt: skip
