-- Records that were erased: their rows keep number, hash and chain, and have no bytes (data is
-- empty). A record is named here for good, also one of which nothing was ever stored: a tablet may
-- still bring it. The scope is the record's own, as its id says.
CREATE TABLE erased (
  record TEXT PRIMARY KEY,
  scope TEXT NOT NULL,
  erased_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row while bytes that were erased may still lie in parts of the file that nobody reads.
CREATE TABLE unscrubbed (
  one INTEGER PRIMARY KEY CHECK (one = 1)
) STRICT;
