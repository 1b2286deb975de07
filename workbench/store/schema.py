"""The tables of a study file and their migrations.

Strict tables, foreign keys, ids that are never used again (so that undo and redo bring back a
row under the id it had). `coding_person` and `spoken` are derived; `derived.py` keeps them.
The words and what the language pipeline says of them are derived too; `word_index.py` keeps them.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

APPLICATION_ID = 0x574B4243
"""`WKBC`: tells a study from any other SQLite file."""

migrations = Migrations("workbench")

_FIRST = """
CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE actor_type (
  key TEXT PRIMARY KEY,
  name_nb TEXT NOT NULL,
  name_en TEXT NOT NULL,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE attribute (
  name TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
  id TEXT PRIMARY KEY,
  actor_type TEXT REFERENCES actor_type(key),
  attribution TEXT NOT NULL DEFAULT '',
  consent TEXT NOT NULL DEFAULT 'full'
    CHECK (consent IN ('full', 'no_quotes', 'no_archive', 'withdrawn')),
  left_course TEXT NOT NULL DEFAULT '',
  left_study TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE person_attribute (
  person TEXT NOT NULL REFERENCES person(id),
  name TEXT NOT NULL REFERENCES attribute(name),
  value TEXT NOT NULL,
  PRIMARY KEY (person, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_attribute_value ON person_attribute(name, value, person);

CREATE TABLE interview (
  id TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN
    ('planned', 'held', 'not_usable', 'declined', 'not_reached', 'cancelled', 'withdrawn')),
  date TEXT NOT NULL DEFAULT '',
  mode TEXT NOT NULL DEFAULT '',
  place TEXT NOT NULL DEFAULT '',
  minutes INTEGER,
  interviewer TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE person_interview (
  interview TEXT NOT NULL REFERENCES interview(id),
  person TEXT NOT NULL REFERENCES person(id),
  round INTEGER,
  comment TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (interview, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX person_interview_person ON person_interview(person, interview);

CREATE TABLE relation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  person TEXT NOT NULL REFERENCES person(id),
  relation TEXT NOT NULL,
  other_person TEXT NOT NULL REFERENCES person(id),
  round INTEGER
) STRICT;
CREATE UNIQUE INDEX relation_once
  ON relation(person, relation, other_person, coalesce(round, 0));
CREATE INDEX relation_other_person ON relation(other_person);

CREATE TABLE coder (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE assignment (
  interview TEXT NOT NULL REFERENCES interview(id),
  coder INTEGER NOT NULL REFERENCES coder(id),
  layer TEXT NOT NULL CHECK (layer IN ('primary', 'second')),
  coding_status TEXT NOT NULL DEFAULT 'not_started'
    CHECK (coding_status IN ('not_started', 'started', 'done')),
  PRIMARY KEY (interview, coder)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX assignment_one_primary ON assignment(interview) WHERE layer = 'primary';
CREATE INDEX assignment_coder ON assignment(coder, interview);

CREATE TABLE figure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  source TEXT NOT NULL,
  "table" TEXT NOT NULL DEFAULT '',
  course TEXT NOT NULL DEFAULT '',
  date TEXT NOT NULL DEFAULT '',
  base TEXT NOT NULL DEFAULT '',
  n_base INTEGER,
  courses_reporting INTEGER,
  period TEXT NOT NULL DEFAULT '',
  definition TEXT NOT NULL DEFAULT '',
  time_point TEXT NOT NULL DEFAULT '',
  category TEXT NOT NULL,
  value REAL,
  unit TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE revision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interview TEXT NOT NULL REFERENCES interview(id),
  number INTEGER NOT NULL,
  text TEXT NOT NULL,
  source_name TEXT NOT NULL DEFAULT '',
  source_hash TEXT NOT NULL DEFAULT '',
  source_map TEXT NOT NULL DEFAULT '[]',
  header TEXT NOT NULL DEFAULT '[]',
  created TEXT NOT NULL,
  UNIQUE (interview, number)
) STRICT;
CREATE INDEX revision_hash ON revision(source_hash);

CREATE TABLE transcript (
  interview TEXT PRIMARY KEY REFERENCES interview(id),
  revision INTEGER NOT NULL UNIQUE REFERENCES revision(id)
) STRICT;

CREATE TABLE turn (
  revision INTEGER NOT NULL REFERENCES revision(id),
  number INTEGER NOT NULL,
  speaker TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL
    CHECK (role IN ('person', 'interviewer', 'interpreter', 'other', 'unknown')),
  person TEXT REFERENCES person(id),
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" >= start),
  time REAL,
  PRIMARY KEY (revision, number),
  CHECK (person IS NULL OR role = 'person')
) STRICT, WITHOUT ROWID;
CREATE INDEX turn_person ON turn(person) WHERE person IS NOT NULL;

CREATE TABLE code (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  parent INTEGER REFERENCES code(id),
  position INTEGER NOT NULL,
  name_nb TEXT NOT NULL DEFAULT '',
  name_en TEXT NOT NULL DEFAULT '',
  definition TEXT NOT NULL DEFAULT '',
  include TEXT NOT NULL DEFAULT '',
  exclude TEXT NOT NULL DEFAULT '',
  example TEXT NOT NULL DEFAULT '',
  phase TEXT NOT NULL DEFAULT '',
  level TEXT NOT NULL DEFAULT '',
  exclusive INTEGER NOT NULL DEFAULT 0 CHECK (exclusive IN (0, 1)),
  color TEXT NOT NULL DEFAULT '',
  retired INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1))
) STRICT;
CREATE INDEX code_parent ON code(parent);

CREATE TABLE code_alias (
  key TEXT PRIMARY KEY,
  code INTEGER NOT NULL REFERENCES code(id)
) STRICT;
CREATE INDEX code_alias_code ON code_alias(code);

CREATE TABLE coding (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interview TEXT NOT NULL REFERENCES transcript(interview),
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" > start),
  quote TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  code INTEGER NOT NULL REFERENCES code(id),
  coder INTEGER NOT NULL REFERENCES coder(id),
  valence TEXT NOT NULL DEFAULT '' CHECK (valence IN ('', 'present', 'missing', 'both')),
  stance TEXT NOT NULL DEFAULT '' CHECK (stance IN ('', 'affirms', 'denies', 'mixed')),
  memo TEXT NOT NULL DEFAULT '',
  review INTEGER NOT NULL DEFAULT 0 CHECK (review IN (0, 1)),
  created TEXT NOT NULL,
  UNIQUE (interview, start, "end", code, coder)
) STRICT;
CREATE INDEX coding_code ON coding(code, coder, interview);
CREATE INDEX coding_coder ON coding(coder, interview);
CREATE INDEX coding_interview ON coding(interview, id, coder);

CREATE TABLE coding_person (
  coding INTEGER NOT NULL REFERENCES coding(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id),
  interview TEXT NOT NULL,
  code INTEGER NOT NULL,
  coder INTEGER NOT NULL,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  word_start INTEGER NOT NULL,
  word_end INTEGER NOT NULL,
  own TEXT NOT NULL,
  PRIMARY KEY (coding, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX coding_person_place
  ON coding_person(code, coder, interview, person, word_start, word_end, start, "end");
CREATE INDEX coding_person_person ON coding_person(person, interview);

CREATE TABLE spoken (
  interview TEXT NOT NULL REFERENCES interview(id) ON DELETE CASCADE,
  person TEXT NOT NULL REFERENCES person(id),
  words INTEGER NOT NULL,
  PRIMARY KEY (interview, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX spoken_person ON spoken(person);

CREATE TABLE memo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  object_type TEXT NOT NULL
    CHECK (object_type IN ('study', 'person', 'interview', 'passage', 'code', 'coding')),
  object TEXT NOT NULL DEFAULT '',
  start INTEGER,
  "end" INTEGER,
  quote TEXT NOT NULL DEFAULT '',
  text TEXT NOT NULL,
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL
) STRICT;
CREATE INDEX memo_object ON memo(object_type, object);

CREATE TABLE asked (
  code INTEGER NOT NULL REFERENCES code(id),
  actor_type TEXT NOT NULL REFERENCES actor_type(key),
  round INTEGER NOT NULL DEFAULT 0,
  asked INTEGER NOT NULL CHECK (asked IN (0, 1)),
  PRIMARY KEY (code, actor_type, round)
) STRICT, WITHOUT ROWID;

CREATE TABLE selection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  position INTEGER NOT NULL
) STRICT;

CREATE TABLE selection_item (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  selection INTEGER NOT NULL REFERENCES selection(id),
  position INTEGER NOT NULL,
  interview TEXT NOT NULL REFERENCES interview(id),
  person TEXT REFERENCES person(id),
  code INTEGER REFERENCES code(id),
  coder INTEGER REFERENCES coder(id),
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL,
  quote TEXT NOT NULL,
  keep TEXT NOT NULL DEFAULT '',
  insertions TEXT NOT NULL DEFAULT '[]'
) STRICT;
CREATE INDEX selection_item_selection ON selection_item(selection, position);

CREATE TABLE history (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  time TEXT NOT NULL,
  coder TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('do', 'undo', 'redo')),
  target INTEGER REFERENCES history(id),
  action TEXT NOT NULL,
  object TEXT NOT NULL DEFAULT '',
  summary TEXT NOT NULL DEFAULT '',
  places TEXT NOT NULL DEFAULT '{}',
  request TEXT UNIQUE,
  undone INTEGER NOT NULL DEFAULT 0 CHECK (undone IN (0, 1))
) STRICT;
CREATE INDEX history_coder ON history(coder, kind, id);
CREATE INDEX history_target ON history(target);

CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  history INTEGER NOT NULL REFERENCES history(id),
  "table" TEXT NOT NULL,
  key TEXT NOT NULL,
  before TEXT,
  after TEXT
) STRICT;
CREATE INDEX change_history ON change(history);
CREATE INDEX change_row ON change("table", key, history);

CREATE TRIGGER history_is_append_only BEFORE DELETE ON history
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
CREATE TRIGGER change_is_append_only BEFORE DELETE ON change
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END;
"""


@migrations()
def first(db: Database) -> None:
    """Everything that the vocabulary names, with history and the derived tables."""
    for statement in _statements(_FIRST):
        db.conn.execute(statement)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


_TOKENS = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
"""Every mark that is no blank belongs to a word here: which marks do is said in `spans.py` alone,
and what comes in has one blank between its words."""

_LANGUAGE = f"""
CREATE VIRTUAL TABLE word_index USING fts5(words, tokenize = "{_TOKENS}");
CREATE VIRTUAL TABLE word_list USING fts5vocab(word_index, row);

CREATE VIRTUAL TABLE lemma_index USING fts5(words, pos UNINDEXED, tokenize = "{_TOKENS}");
CREATE VIRTUAL TABLE lemma_list USING fts5vocab(lemma_index, row);

CREATE TABLE analysis (
  revision INTEGER PRIMARY KEY REFERENCES revision(id) ON DELETE CASCADE,
  pipeline TEXT NOT NULL,
  version TEXT NOT NULL,
  created TEXT NOT NULL
) STRICT;

CREATE TABLE sentence (
  revision INTEGER NOT NULL REFERENCES revision(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL CHECK ("end" > start),
  PRIMARY KEY (revision, start)
) STRICT, WITHOUT ROWID;

CREATE TABLE entity (
  revision INTEGER NOT NULL REFERENCES revision(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  "end" INTEGER NOT NULL CHECK ("end" > start),
  label TEXT NOT NULL,
  PRIMARY KEY (revision, start, "end")
) STRICT, WITHOUT ROWID;
"""


@migrations()
def words(db: Database) -> None:
    """The words of every current text in an index, and what the language pipeline says of them.

    The index is filled by the next migration, which counts the words too.
    """
    for statement in _statements(_LANGUAGE):
        db.conn.execute(statement)


_PLACES = """
DROP TABLE word_list;
DROP TABLE lemma_list;
CREATE VIRTUAL TABLE word_place USING fts5vocab(word_index, instance);
CREATE VIRTUAL TABLE lemma_place USING fts5vocab(lemma_index, instance);

CREATE TABLE word (
  word TEXT PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lemma (
  lemma TEXT NOT NULL,
  word TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (lemma, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX lemma_word ON lemma(word);
"""


@migrations()
def places(db: Database) -> None:
    """Where each word stands, and the different words of the study: fast in ten million words."""
    from workbench.store import word_index

    for statement in _statements(_PLACES):
        db.conn.execute(statement)
    word_index.rebuild(db.conn)
    word_index.recount_lemmas(db.conn)


_CORRECTION = """
CREATE TABLE past_place (
  object_type TEXT NOT NULL CHECK (object_type IN ('coding', 'memo', 'selection_item')),
  object INTEGER NOT NULL,
  revision INTEGER NOT NULL REFERENCES revision(id),
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" > start),
  doubt TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (object_type, object, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX past_place_revision ON past_place(revision);

CREATE TABLE review (
  object_type TEXT NOT NULL CHECK (object_type IN ('coding', 'memo', 'selection_item')),
  object INTEGER NOT NULL,
  doubt TEXT NOT NULL
    CHECK (doubt IN ('changed', 'gone', 'moved', 'repeated', 'same')),
  PRIMARY KEY (object_type, object)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def correction(db: Database) -> None:
    """Where passages stood in texts that were corrected since, and which are to be looked at.

    `past_place` has a row for everything that stood in a text when it was replaced; it stays when
    the coding, memo or picked excerpt goes, for an undo may bring that back.
    """
    for statement in _statements(_CORRECTION):
        db.conn.execute(statement)


_REJECTION = """
CREATE TABLE rejection (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  revision INTEGER NOT NULL REFERENCES revision(id),
  start INTEGER NOT NULL CHECK (start >= 0),
  "end" INTEGER NOT NULL CHECK ("end" > start),
  code INTEGER NOT NULL REFERENCES code(id),
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  UNIQUE (revision, start, "end", code, coder)
) STRICT;
CREATE INDEX rejection_code ON rejection(code, coder);
"""


@migrations()
def rejection(db: Database) -> None:
    """Passages that a coder has turned down for a code when they were suggested.

    Its place is in the revision in which it was read; no words are kept beside it.
    """
    for statement in _statements(_REJECTION):
        db.conn.execute(statement)


_DECISIONS = """
CREATE TABLE decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  interview TEXT NOT NULL REFERENCES interview(id),
  code INTEGER NOT NULL REFERENCES code(id),
  first INTEGER NOT NULL REFERENCES coder(id),
  second INTEGER NOT NULL REFERENCES coder(id),
  first_spans TEXT NOT NULL,
  second_spans TEXT NOT NULL,
  taken TEXT NOT NULL CHECK (taken IN ('first', 'second', 'both', 'neither', 'other')),
  coding INTEGER REFERENCES coding(id),
  reason TEXT NOT NULL DEFAULT '',
  reopened INTEGER NOT NULL DEFAULT 0 CHECK (reopened IN (0, 1)),
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  CHECK ((taken = 'other') = (coding IS NOT NULL))
) STRICT;
CREATE INDEX decision_interview ON decision(interview, code);
CREATE INDEX decision_coding ON decision(coding) WHERE coding IS NOT NULL;
"""


@migrations()
def decisions(db: Database) -> None:
    """What was decided where two coders differ, with what each had marked there; see
    `store/agreed.py`."""
    for statement in _statements(_DECISIONS):
        db.conn.execute(statement)


_FAVOURITE = """
CREATE TABLE favourite (
  coder INTEGER NOT NULL REFERENCES coder(id),
  digit INTEGER NOT NULL CHECK (digit BETWEEN 1 AND 9),
  code INTEGER NOT NULL REFERENCES code(id),
  PRIMARY KEY (coder, digit),
  UNIQUE (coder, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX favourite_code ON favourite(code);
"""


@migrations()
def favourites(db: Database) -> None:
    """Which codes a coder has pinned to which digit of her desk."""
    for statement in _statements(_FAVOURITE):
        db.conn.execute(statement)


_MENTIONS = """
CREATE TABLE mention (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  memo INTEGER NOT NULL REFERENCES memo(id),
  written TEXT NOT NULL,
  object_type TEXT NOT NULL
    CHECK (object_type IN ('person', 'interview', 'passage', 'code', 'memo')),
  object TEXT NOT NULL,
  revision INTEGER REFERENCES revision(id),
  start INTEGER,
  "end" INTEGER,
  CHECK ((object_type = 'passage') = (revision IS NOT NULL AND start >= 0 AND "end" > start))
) STRICT;
CREATE INDEX mention_memo ON mention(memo);
CREATE INDEX mention_object ON mention(object_type, object);
"""


@migrations()
def mentions(db: Database) -> None:
    """What the references in a memo's text mean: a row for each that meant something when it was
    written. The object of a passage is its interview, its place is in the revision."""
    for statement in _statements(_MENTIONS):
        db.conn.execute(statement)


_UNBLINDED = """
CREATE TABLE unblinded (
  interview TEXT NOT NULL REFERENCES interview(id),
  coder INTEGER NOT NULL REFERENCES coder(id),
  how TEXT NOT NULL CHECK (how IN ('done', 'opened', 'never')),
  reason TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (interview, coder)
) STRICT, WITHOUT ROWID;
"""


@migrations()
def unblinded(db: Database) -> None:
    """Coders to whom the others' coding of an interview that is coded twice has been open: since
    all were done, since it was opened before, or always; see `store/blind.py`."""
    for statement in _statements(_UNBLINDED):
        db.conn.execute(statement)


_COMPARISON = """
CREATE TABLE pins (
  code INTEGER PRIMARY KEY REFERENCES code(id),
  selection INTEGER NOT NULL UNIQUE REFERENCES selection(id)
) STRICT;

CREATE TABLE summary (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  code INTEGER NOT NULL REFERENCES code(id),
  dimension TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  changed TEXT NOT NULL DEFAULT '',
  UNIQUE (code, dimension, subject, coder)
) STRICT;
CREATE INDEX summary_subject ON summary(dimension, subject);
"""


@migrations()
def comparison(db: Database) -> None:
    """Which selection holds the excerpts that are pinned under a code, and what researchers have
    summed up of a code for an actor type, person, interview or value of an attribute."""
    for statement in _statements(_COMPARISON):
        db.conn.execute(statement)


_QUERIES = """
CREATE TABLE saved_query (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL
) STRICT;

CREATE TABLE saved_query_code (
  query INTEGER NOT NULL REFERENCES saved_query(id),
  position INTEGER NOT NULL,
  code INTEGER NOT NULL REFERENCES code(id),
  PRIMARY KEY (query, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_query_code_code ON saved_query_code(code);
"""


@migrations()
def saved_queries(db: Database) -> None:
    """Queries over codes that are kept, each with the codes that it names: its text has numbers
    in their places."""
    for statement in _statements(_QUERIES):
        db.conn.execute(statement)


_CLAIMS = """
CREATE TABLE claim (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  coding INTEGER NOT NULL REFERENCES coding(id),
  figure INTEGER NOT NULL REFERENCES figure(id),
  says TEXT NOT NULL CHECK (says IN ('supports', 'contradicts')),
  note TEXT NOT NULL DEFAULT '',
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  UNIQUE (coding, figure)
) STRICT;
CREATE INDEX claim_figure ON claim(figure);
"""


@migrations()
def claims(db: Database) -> None:
    """Coded passages that say something of a result, each beside an outside figure that it
    supports or contradicts. A claim stands where its coding stands, and goes with it."""
    for statement in _statements(_CLAIMS):
        db.conn.execute(statement)


_DISCLOSURE = """
CREATE TABLE sensitive_code (
  code INTEGER PRIMARY KEY REFERENCES code(id)
) STRICT;

CREATE TABLE disclosure (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  basis TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('accepted', 'generalised', 'left_out')),
  reason TEXT NOT NULL DEFAULT '',
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  CHECK (decision <> 'accepted' OR reason <> '')
) STRICT;
CREATE INDEX disclosure_subject ON disclosure(what, subject);
"""


@migrations()
def disclosure(db: Database) -> None:
    """Codes that nobody may be known to have spoken of, and what was decided where somebody could
    be recognised in what is printed; see `coding/disclosures.py`.

    Subjects are not unique: an erasure may put one word in place of two.
    """
    for statement in _statements(_DISCLOSURE):
        db.conn.execute(statement)


_TYPOLOGY = """
CREATE TABLE property_space (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  offer TEXT NOT NULL DEFAULT '',
  offer_attribute TEXT NOT NULL DEFAULT '',
  time TEXT NOT NULL CHECK (time IN ('round', 'person')),
  actor_types TEXT NOT NULL DEFAULT '[]',
  note TEXT NOT NULL DEFAULT '',
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL
) STRICT;

CREATE TABLE property_dimension (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL REFERENCES property_space(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX property_dimension_space ON property_dimension(space, position);

CREATE TABLE property_value (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dimension INTEGER NOT NULL REFERENCES property_dimension(id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL
) STRICT;
CREATE INDEX property_value_dimension ON property_value(dimension, position);

CREATE TABLE property_rule (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  value INTEGER NOT NULL REFERENCES property_value(id),
  position INTEGER NOT NULL,
  attribute TEXT NOT NULL DEFAULT '',
  equals TEXT NOT NULL DEFAULT '',
  code INTEGER REFERENCES code(id),
  valence TEXT NOT NULL DEFAULT '' CHECK (valence IN ('', 'present', 'missing', 'both')),
  stance TEXT NOT NULL DEFAULT '' CHECK (stance IN ('', 'affirms', 'denies', 'mixed')),
  CHECK ((attribute = '') = (code IS NOT NULL)),
  CHECK (code IS NULL OR equals = ''),
  CHECK (code IS NOT NULL OR valence || stance = '')
) STRICT;
CREATE INDEX property_rule_value ON property_rule(value, position);
CREATE INDEX property_rule_code ON property_rule(code) WHERE code IS NOT NULL;

CREATE TABLE property_cell (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL REFERENCES property_space(id),
  label TEXT NOT NULL DEFAULT '',
  code INTEGER REFERENCES code(id),
  outside TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX property_cell_space ON property_cell(space);
CREATE INDEX property_cell_code ON property_cell(code) WHERE code IS NOT NULL;

CREATE TABLE property_cell_value (
  cell INTEGER NOT NULL REFERENCES property_cell(id),
  dimension INTEGER NOT NULL REFERENCES property_dimension(id),
  value INTEGER NOT NULL REFERENCES property_value(id),
  PRIMARY KEY (cell, dimension)
) STRICT, WITHOUT ROWID;
CREATE INDEX property_cell_value_value ON property_cell_value(value);

CREATE TABLE placing (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  space INTEGER NOT NULL REFERENCES property_space(id),
  person TEXT NOT NULL REFERENCES person(id),
  offer TEXT NOT NULL DEFAULT '',
  time TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL CHECK (note <> ''),
  coder INTEGER NOT NULL REFERENCES coder(id),
  created TEXT NOT NULL,
  changed TEXT NOT NULL
) STRICT;
CREATE INDEX placing_space ON placing(space, person);
CREATE INDEX placing_person ON placing(person);

CREATE TABLE placing_value (
  placing INTEGER NOT NULL REFERENCES placing(id),
  dimension INTEGER NOT NULL REFERENCES property_dimension(id),
  value INTEGER NOT NULL REFERENCES property_value(id),
  PRIMARY KEY (placing, dimension)
) STRICT, WITHOUT ROWID;
CREATE INDEX placing_value_value ON placing_value(value);

CREATE TABLE placing_reason (
  placing INTEGER NOT NULL REFERENCES placing(id),
  coding INTEGER NOT NULL REFERENCES coding(id),
  PRIMARY KEY (placing, coding)
) STRICT, WITHOUT ROWID;
CREATE INDEX placing_reason_coding ON placing_reason(coding);
"""


@migrations()
def typology(db: Database) -> None:
    """Property spaces: dimensions, their values and by which rule a person has them; what the
    cells are called and which of them the sample cannot fill; and who was placed by hand.

    A coder's placings of one person, offer and time are one in the study, but not by the table:
    an erasure may put one word in place of two offers.
    """
    for statement in _statements(_TYPOLOGY):
        db.conn.execute(statement)


def _statements(script: str) -> list[str]:
    """The statements of a script one by one: `executescript` would commit the transaction."""
    import sqlite3

    found: list[str] = []
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if statement.strip() and sqlite3.complete_statement(statement):
            found.append(statement.strip())
            statement = ""
    return found
