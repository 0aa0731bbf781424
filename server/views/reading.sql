-- name: positions
-- How far each scope is folded, and when the last folded row came.
SELECT scope, seq, row_ms FROM positions;

-- name: record
-- One record's document.
SELECT document, document_en FROM records WHERE id = ?;

-- name: of_area
-- The records of exactly this area, whoever asks.
SELECT id FROM records WHERE area = ? ORDER BY id;

-- name: ending
-- Ids that end with a text, a few of them.
SELECT id FROM records WHERE substr(id, -length(?1)) = ?1 ORDER BY id LIMIT ?2;

-- name: aside
-- Why a record cannot be shown, if so.
SELECT reason FROM aside WHERE record = ?;

-- name: all_aside
SELECT record, reason, since_ms FROM aside ORDER BY since_ms, record;

-- name: totals
-- What all records came to: how many of several authors, questions settled by rule, and open ones.
SELECT count(*), coalesce(sum(merged), 0), coalesce(sum(rules), 0), coalesce(sum(clashes), 0)
FROM records;

-- name: lines
-- What a list shows of each record, latest received first; filters and page come in as {where}.
SELECT r.number, r.id, r.form, r.area, r.status, r.created_by, r.created_ms, r.merged, r.clashes,
       r.flags, r.changed_ms, r.updated_ms
FROM records r WHERE {where}
ORDER BY r.updated_ms DESC, r.number DESC LIMIT ?;

-- name: documents
-- The same records as documents, in the order of their ids.
SELECT r.document, r.document_en FROM records r WHERE {where} ORDER BY r.id;

-- name: count
SELECT count(*) FROM records r WHERE {where};

-- name: clashes
-- Open clashes, oldest first; a page begins after {where}.
SELECT c.since_ms, r.number, r.id, r.form, r.area, c.question, c.shown
FROM clashes c JOIN records r ON r.number = c.record WHERE {where}
ORDER BY c.since_ms, c.record, c.question LIMIT ?;

-- name: count_clashes
-- How many questions are open, in how many records, and since when the oldest.
SELECT count(*), count(DISTINCT c.record), min(c.since_ms)
FROM clashes c JOIN records r ON r.number = c.record WHERE {where};

-- name: numbers
-- One line a grid and form: records by state, and what waits for a person. A record of a scope of
-- which a part was moved away counts where its area lies today.
SELECT CASE WHEN r.scope IN (SELECT value FROM json_each(?)) THEN counted_in(r.area)
            ELSE r.scope END AS grid, r.form, count(*), sum(r.status = 'draft'), sum(r.status = 'finished'),
       sum(r.status = 'returned'), sum(r.status = 'approved'), sum(r.status = 'void'),
       sum(r.status = 'finished' AND r.status_ms >= ?), sum(r.clashes), sum(r.clashes > 0),
       sum(r.flags > 0), max(r.updated_ms)
FROM records r WHERE {where} GROUP BY grid, r.form;
