-- name: positions
-- How far each scope is folded, and the log's chain there.
SELECT scope, seq, chain FROM positions;

-- name: facts
SELECT name, value FROM facts;

-- name: ids
-- The records of the views behind one id, up to another.
SELECT id FROM records WHERE id > ? AND id <= ?;

-- name: last_ids
-- The records of the views behind one id.
SELECT id FROM records WHERE id > ?;

-- name: records
-- These records as they stand; ids come as one JSON list.
SELECT number, id, form, area, scope, status, status_ms, created_by, created_ms, version, merged,
       rules, clashes, flags, changed_ms, updated_ms, updated_seq, place, document, document_en
FROM records WHERE id IN (SELECT value FROM json_each(?));

-- name: clashes
SELECT question, since_ms, shown FROM clashes WHERE record = ? ORDER BY question;

-- name: texts
SELECT place, answers FROM texts WHERE rowid = ?;

-- name: aside
SELECT record FROM aside WHERE record IN (SELECT value FROM json_each(?));

-- name: strays
-- How many clashes and texts belong to no record.
SELECT (SELECT count(*) FROM clashes WHERE record NOT IN (SELECT number FROM records)),
       (SELECT count(*) FROM texts WHERE rowid NOT IN (SELECT number FROM records));

-- name: all_aside
SELECT record, reason FROM aside ORDER BY record;
