-- Every statement on the log, a sentence each. `{rows}` stands for as many groups of placeholders
-- as the caller has values; `sync.log.statements` reads this file.

-- name: scopes
-- All scopes with their heads.
SELECT number, scope, head, chain, digest FROM scopes ORDER BY scope

-- name: scopes_of
-- These scopes with their heads.
SELECT number, scope, head, chain, digest FROM scopes WHERE scope IN ({rows})

-- name: write_heads
-- The heads after a commit; a scope's first rows bring the scope.
INSERT OR ROLLBACK INTO scopes (number, scope, head, chain, digest) VALUES {rows}
ON CONFLICT (number) DO UPDATE SET
  head = excluded.head, chain = excluded.chain, digest = excluded.digest

-- name: add_rows
-- The rows of a commit. OR ROLLBACK, here and below, because a breach of a constraint would be a
-- bug that ends the commit anyhow, and without it SQLite journals each statement apart: measured,
-- a third of the time of a commit of 500 rows.
INSERT OR ROLLBACK INTO rows (position, record, change_id, device, received_ms, hash, chain, data)
VALUES {rows}

-- name: heads_before
-- The last row of each scope that was received before a time: from its head back to the first.
SELECT s.scope, (
  SELECT r.position FROM rows r
  WHERE r.position > s.number * ?1 AND r.position <= s.number * ?1 + s.head AND r.received_ms < ?2
  ORDER BY r.position DESC LIMIT 1
) - s.number * ?1 FROM scopes s ORDER BY s.scope

-- name: read
-- Rows of one scope in log order, from above one position up to another.
SELECT position, record, change_id, data, device, received_ms, hash, chain
FROM rows WHERE position > ? AND position <= ? ORDER BY position

-- name: chain_at
-- The chain at one position.
SELECT chain FROM rows WHERE position = ?

-- name: record
-- All rows of a record with its scope, in log order.
SELECT position, record, change_id, data, device, received_ms, hash, chain
FROM rows WHERE record = ? ORDER BY position

-- name: records_after
-- The next ids of records in the order of their text; the index alone is read.
SELECT DISTINCT record FROM rows WHERE record > ? ORDER BY record LIMIT ?

-- name: scope_of_number
-- The scope behind a position.
SELECT scope FROM scopes WHERE number = ?

-- name: stored
-- Which of these (record, change id) are stored, where, and with which bytes.
-- A join that walks the wanted ones: `(record, change_id) IN (VALUES …)` scans the whole table.
WITH wanted (record, change_id) AS (VALUES {rows})
SELECT rows.record, rows.change_id, rows.position, rows.hash
FROM wanted CROSS JOIN rows USING (record, change_id)

-- name: sizes
-- How many bytes each device wrote into each of these records.
SELECT record, device, sum(length(data)) FROM rows WHERE record IN ({rows}) GROUP BY record, device

-- name: erased
-- The records that were erased, with their scopes.
SELECT record, scope FROM erased ORDER BY record

-- name: note_erased
-- This record was erased.
INSERT INTO erased (record, scope, erased_ms) VALUES (?, ?, ?)

-- name: digest
-- The digest of a scope.
SELECT digest FROM scopes WHERE number = ?

-- name: set_digest
-- The same, without rows that were emptied.
UPDATE scopes SET digest = ? WHERE number = ?

-- name: want_scrub
-- Bytes were erased: the file is to be written anew.
INSERT OR IGNORE INTO unscrubbed (one) VALUES (1)

-- name: scrub_wanted
-- Whether it was not done yet.
SELECT EXISTS (SELECT 1 FROM unscrubbed)

-- name: scrubbed
-- It was done.
DELETE FROM unscrubbed

-- name: full_rows
-- Of the rows of these records those that have bytes.
SELECT position, hash FROM rows WHERE record IN ({rows}) AND length(data) > 0

-- name: empty_rows
-- The rows of these records lose their bytes.
UPDATE rows SET data = x'' WHERE length(data) > 0 AND record IN ({rows})

-- name: empty_kept
-- So do the changes of these records that were refused; their hashes stay, as of discarded ones.
UPDATE quarantine SET data = NULL, cost = 0
WHERE data IS NOT NULL AND record IN ({rows})

-- name: count
-- How much the log holds.
SELECT (SELECT count(*) FROM scopes), count(DISTINCT record), count(*) FROM rows

-- name: integrity
-- SQLite's own check: pages, types, and each index against its table.
PRAGMA integrity_check(100)

-- name: strays
-- Rows whose scope is missing.
SELECT position FROM rows WHERE position / ? NOT IN (SELECT number FROM scopes) ORDER BY position

-- name: anything_held
-- Whether quarantine knows any hash at all.
SELECT EXISTS (SELECT 1 FROM quarantine)

-- name: held
-- Which of these hashes quarantine knows, and whether they were discarded.
SELECT hash, device, cost, data IS NULL FROM quarantine WHERE hash IN ({rows})

-- name: held_bytes
-- What quarantine counts for a device.
SELECT coalesce(sum(cost), 0) FROM quarantine WHERE device = ?

-- name: keep
-- The changes of a commit that are refused for good.
INSERT OR ROLLBACK INTO quarantine (hash, record, device, staff, received_ms, reason, cost, data) VALUES {rows}

-- name: leave
-- Changes that are stored leave quarantine.
DELETE FROM quarantine WHERE hash IN ({rows})

-- name: discard
-- A person looked at them: only the hashes stay.
UPDATE quarantine SET data = NULL, cost = 0 WHERE data IS NOT NULL AND hash IN ({rows})

-- name: kept
-- One kept change.
SELECT id, hash, record, data, device, staff, received_ms, reason
FROM quarantine WHERE id = ? AND data IS NOT NULL

-- name: holds_back
-- Whether anything of a record is kept.
SELECT EXISTS (SELECT 1 FROM quarantine WHERE data IS NOT NULL AND record = ?)

-- name: quarantine
-- Kept changes, oldest first; a NULL filter matches all, a negative limit means none.
SELECT id, hash, record, data, device, staff, received_ms, reason
FROM quarantine
WHERE id > ?1 AND data IS NOT NULL
  AND (?2 IS NULL OR reason = ?2) AND (?3 IS NULL OR device = ?3) AND (?5 IS NULL OR staff = ?5)
ORDER BY id LIMIT ?4

-- name: kept_sums
-- What is kept of each record for one reason and from one person, oldest first; NULL matches all.
SELECT reason, staff, record, count(*), min(received_ms), max(id)
FROM quarantine
WHERE data IS NOT NULL AND (?1 IS NULL OR reason = ?1) AND (?2 IS NULL OR staff = ?2)
GROUP BY reason, staff, record ORDER BY min(received_ms)
