-- views.db: what the rows of log.db come to. Rebuilt whenever it is missing, of another version, or
-- of another log; nothing here is the only copy of anything.

-- Up to which row of a scope the records below are folded. `chain` is the log's chain at that row:
-- a log put back to an older state is noticed by it. `row_ms` is when that row was received.
CREATE TABLE positions (
  scope TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  chain BLOB NOT NULL,
  row_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- One line a record: what lists filter, sort and count by, and the document that is shown.
CREATE TABLE records (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  form TEXT NOT NULL,
  area TEXT NOT NULL,
  scope TEXT NOT NULL,
  status TEXT NOT NULL,
  status_ms INTEGER NOT NULL, -- when the shown state was written, by its author's clock
  worker TEXT NOT NULL, -- whose work it is: who finished it last, else who began it
  finished_seq INTEGER, -- of the row that finished it last, while the record counts as done
  done_ms INTEGER, -- when that was, while the record counts as done (finished or approved)
  created_by TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  version TEXT,
  merged INTEGER NOT NULL, -- 1: the visible answers, states aside, have two authors or more
  rules INTEGER NOT NULL, -- questions settled by rule
  clashes INTEGER NOT NULL, -- questions that wait for a person
  flags INTEGER NOT NULL, -- answers that break the form's rules
  revised INTEGER NOT NULL, -- 1: finished again or answered since it was returned
  changed_ms INTEGER NOT NULL, -- the latest change, by its author's clock
  updated_ms INTEGER NOT NULL, -- when the latest row was received
  updated_seq INTEGER NOT NULL,
  state TEXT, -- of the work behind it: the answer shown; NULL where there is no such work
  open INTEGER NOT NULL, -- 1: something of it is left to do
  due_ms INTEGER, -- the last moment at which it is not overdue
  place TEXT NOT NULL, -- the address in words, as it was indexed
  document TEXT NOT NULL, -- JSON document `record`, without history, flags worded in Chinese
  document_en TEXT -- the same in English, where a flag is in it
);
CREATE INDEX records_recent ON records (updated_ms, number);
CREATE INDEX records_scope ON records (scope, updated_ms, number, form, status);
CREATE INDEX records_found ON records (number, updated_ms, scope, form, status); -- what a search sorts
CREATE INDEX records_area ON records (area, form);
CREATE INDEX records_unlisted ON records (area, id) WHERE instr(area, '/+') > 0;
CREATE INDEX records_status ON records (status, updated_ms, number);
CREATE INDEX records_form ON records (form, updated_ms, number);
CREATE INDEX records_begun ON records (form, created_ms, scope, status); -- counts a period by itself
CREATE INDEX records_worker ON records (worker, updated_ms, number);
CREATE INDEX records_clashing ON records (updated_ms, number, scope, form) WHERE clashes > 0;
CREATE INDEX records_flagged ON records (updated_ms, number, scope, form) WHERE flags > 0;
CREATE INDEX records_merged ON records (updated_ms, number, scope, form) WHERE merged = 1;
CREATE INDEX records_done ON records (done_ms, scope, form) WHERE done_ms IS NOT NULL;
CREATE INDEX records_finished ON records (form, area, finished_seq, id) WHERE finished_seq IS NOT NULL;
CREATE INDEX records_due ON records (due_ms, scope, form, number) WHERE open = 1 AND due_ms IS NOT NULL;
CREATE INDEX records_work ON records (form, state, open, due_ms, scope) WHERE state IS NOT NULL;
CREATE INDEX records_created ON records (created_by);
CREATE INDEX records_revised ON records (updated_ms, number, scope, form) WHERE revised = 1;

-- One line an open clash. `since_ms` is when the second value was written.
CREATE TABLE clashes (
  record INTEGER NOT NULL,
  question TEXT NOT NULL,
  since_ms INTEGER NOT NULL,
  shown TEXT NOT NULL, -- JSON list of the values, as in document `clash`
  PRIMARY KEY (record, question)
) WITHOUT ROWID;
CREATE INDEX clashes_oldest ON clashes (since_ms, record, question);

-- Which records a record names, by the answers to questions that refer to a form. `parent` is an id:
-- there may be no such record yet.
CREATE TABLE refs (
  parent TEXT NOT NULL,
  record INTEGER NOT NULL,
  question TEXT NOT NULL,
  PRIMARY KEY (parent, record, question)
) WITHOUT ROWID;
CREATE INDEX refs_record ON refs (record);

-- One line a call at a door: a record of the form `visit` that counts. `seq` is that of its first row.
CREATE TABLE calls (
  record INTEGER PRIMARY KEY,
  round TEXT NOT NULL, -- as the visit names it; nobody promises that there is such a round
  area TEXT NOT NULL,
  seq INTEGER NOT NULL,
  outcome TEXT,
  come_back_at TEXT NOT NULL,
  staff TEXT NOT NULL,
  at_ms INTEGER NOT NULL -- by the caller's clock
);
CREATE INDEX calls_of_round ON calls (round, area, seq, outcome, staff);

-- Another number, drawn, at every write to a form's records of a scope: whoever kept what they came to
-- sees by it that they are others now.
CREATE TABLE writes (
  scope TEXT NOT NULL,
  form TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (scope, form)
) WITHOUT ROWID;

-- Sums of the records above, kept as they are written, so that no page has to count. All of them are
-- by scope, since rights and the tree say who sees which scope; what lies in a scope of which a part
-- was moved away is counted from the records.
CREATE TABLE tallies (
  scope TEXT NOT NULL,
  form TEXT NOT NULL,
  records INTEGER NOT NULL,
  draft INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  void INTEGER NOT NULL,
  clashes INTEGER NOT NULL, -- questions
  clashing INTEGER NOT NULL, -- records with one
  flagged INTEGER NOT NULL,
  households INTEGER NOT NULL, -- on the roster, with a record that is done
  PRIMARY KEY (scope, form)
) WITHOUT ROWID;

-- Records of one household and form that are done.
CREATE TABLE households (
  area TEXT NOT NULL,
  form TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (form, area)
) WITHOUT ROWID;

-- What one person did: records by the day (local, since 1970) on which they were finished.
CREATE TABLE days (
  day INTEGER NOT NULL,
  scope TEXT NOT NULL,
  form TEXT NOT NULL,
  staff TEXT NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (day, scope, form, staff)
) WITHOUT ROWID;

-- What waits for one person: records of theirs that are drafts, were returned, or clash.
CREATE TABLE desks (
  scope TEXT NOT NULL,
  form TEXT NOT NULL,
  staff TEXT NOT NULL,
  draft INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  clashing INTEGER NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (scope, form, staff)
) WITHOUT ROWID;

-- The numbers of the district. A slot is one of them, told apart by a choice where its figure is, and
-- those records that are in it only when somebody settled what clashes.
CREATE TABLE figure_slots (
  slot INTEGER PRIMARY KEY,
  figure TEXT NOT NULL,
  part TEXT NOT NULL,
  undecided INTEGER NOT NULL,
  UNIQUE (figure, part, undecided)
);

-- Which records are in a number, on which day (local, since 1970), with how many thousandths: the one
-- place that says so, for the number and for the list behind it.
CREATE TABLE figured (
  record INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  day INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (record, slot)
) WITHOUT ROWID;
CREATE INDEX figured_slot ON figured (slot, day, record);

-- Their sums, by day, month and in all (`spans`).
CREATE TABLE figure_sums (
  span INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  scope TEXT NOT NULL,
  form TEXT NOT NULL,
  records INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (scope, span, slot, form)
) WITHOUT ROWID;

-- Text split into pairs of letters, so that a phrase finds any substring, also of two characters (the
-- trigram tokenizer finds nothing under three), and a pair's first letter those of one. rowid =
-- records.number; the scope is one token.
CREATE VIRTUAL TABLE texts USING fts5 (
  place, answers, scope, tokenize = "unicode61 remove_diacritics 0", prefix = "1"
);
-- Its parts are joined by two, not by four: where all records were written again, several words take
-- 10 ms and not 20, for a tenth to a third more time of this index.
INSERT INTO texts (texts, rank) VALUES ('automerge', 2);

-- Records that cannot be shown: pycrdt and the scan read them differently, or they end the process.
CREATE TABLE aside (
  record TEXT PRIMARY KEY,
  reason TEXT NOT NULL,
  since_ms INTEGER NOT NULL
) WITHOUT ROWID;

-- What was being worked on, committed before the work: whoever starts after a death finds it.
-- A line with an empty record stands for a whole batch.
CREATE TABLE attempts (
  record TEXT PRIMARY KEY,
  deaths INTEGER NOT NULL,
  open INTEGER NOT NULL -- 1: begun and not ended
) WITHOUT ROWID;

-- What the views were folded with: the forms' fingerprint.
CREATE TABLE facts (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
