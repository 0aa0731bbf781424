-- The tablet's store. Rows are only added; a row's bytes never change.

-- Every change held here, the server's and this home's own, in the order written or arrived.
-- seq     the server's number once it said stored, duplicate, or listed the row; null before
-- own     1: written in this home
-- refusal the code of the server's refusal, null while waiting or stored; a retryable one is none
-- final   1: a refusal after which the row is not offered again
CREATE TABLE rows (
  number INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  scope TEXT NOT NULL,
  data BLOB NOT NULL,
  hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 16),
  seq INTEGER,
  own INTEGER NOT NULL,
  written_ms INTEGER,
  refusal TEXT,
  hint TEXT,
  kept INTEGER NOT NULL DEFAULT 0,
  final INTEGER NOT NULL DEFAULT 0,
  CHECK (own = 1 OR seq IS NOT NULL),
  CHECK (seq IS NULL OR refusal IS NULL)
);

CREATE INDEX rows_of_record ON rows (record, number);

CREATE INDEX rows_own ON rows (seq, scope) WHERE own = 1;

-- One row a scope: where the download stands, and the XOR of the hashes of its rows with a seq.
-- equal   the server's last answer to that digest: 1 equal, 0 unequal, null never asked
CREATE TABLE scopes (
  scope TEXT PRIMARY KEY,
  seq INTEGER NOT NULL DEFAULT 0,
  mark BLOB NOT NULL DEFAULT x'',
  digest BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
  equal INTEGER,
  compared_ms INTEGER
) WITHOUT ROWID;

-- Every record of which rows are held. `summary` (JSON) is what a list shows; stale: rows came since
-- it was made, and the old one still tells what they changed.
CREATE TABLE records (
  record TEXT PRIMARY KEY,
  form TEXT NOT NULL,
  area TEXT NOT NULL,
  stale INTEGER NOT NULL DEFAULT 1,
  summary TEXT
) WITHOUT ROWID;

CREATE INDEX records_stale ON records (record) WHERE stale = 1;

-- Answers of a form that is still open, committed one by one.
CREATE TABLE drafts (
  record TEXT NOT NULL,
  question TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (record, question)
) WITHOUT ROWID;

-- The nonce is drawn when the home is made, so that a lost answer to `enroll` costs no code.
CREATE TABLE enrolment (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  nonce TEXT NOT NULL,
  url TEXT,
  ca TEXT,
  name TEXT,
  token TEXT,
  device TEXT,
  staff TEXT
);

-- Forms, areas, grants and staff names, as the server sent them (JSON).
CREATE TABLE bundle (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  etag TEXT NOT NULL,
  document TEXT NOT NULL
);

-- What was learnt from the server's clock at the last contact.
CREATE TABLE contact (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_contact_ms INTEGER,
  clock_offset_ms INTEGER NOT NULL DEFAULT 0
);

INSERT INTO contact (one) VALUES (1);

-- The records of the last list, by the number they were shown with.
CREATE TABLE last_list (
  number INTEGER PRIMARY KEY,
  record TEXT NOT NULL
);
