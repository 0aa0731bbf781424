-- The log of changes and its quarantine. Nothing here refers to people: ids are the text received.

-- One row a scope that has rows. `number` never changes; head, chain and digest are those after
-- the last commit, written in it.
CREATE TABLE scopes (
  number INTEGER PRIMARY KEY,
  scope TEXT NOT NULL UNIQUE,
  head INTEGER NOT NULL,
  chain BLOB NOT NULL,
  digest BLOB NOT NULL
) STRICT;

-- Every stored change, as received, for ever. position = scopes.number * 2^40 + seq, so that the
-- table itself is the index by scope and sequence. The bytes come last: they alone are long.
CREATE TABLE rows (
  position INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  change_id INTEGER NOT NULL,
  device TEXT NOT NULL,
  received_ms INTEGER NOT NULL,
  hash BLOB NOT NULL,
  chain BLOB NOT NULL,
  data BLOB NOT NULL
) STRICT;

-- Answers `duplicate`, `id_taken` and the quota, and finds a record's rows. There is none on hash:
-- it would be random writes for a question that (record, change_id) answers.
CREATE UNIQUE INDEX rows_of_record ON rows (record, change_id);

-- What was refused for good, once, as first brought. A discarded one keeps its hash alone: data is
-- NULL and cost 0. The record id may be anything that was received, so it is kept as bytes.
CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  hash BLOB NOT NULL UNIQUE,
  record BLOB,
  device TEXT NOT NULL,
  staff TEXT NOT NULL,
  received_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  cost INTEGER NOT NULL,
  data BLOB
) STRICT;

-- Answers a device's share from the index alone.
CREATE INDEX quarantine_of_device ON quarantine (device, cost);
