-- name: positions
-- How far each scope is folded, and when the last folded row came.
SELECT scope, seq, row_ms FROM positions;

-- name: record
-- One record's document.
SELECT document, document_en FROM records WHERE id = ?;

-- name: told
-- The documents of these records.
SELECT id, document FROM records WHERE id IN (SELECT value FROM json_each(?));

-- name: upto
-- The last row that a record is folded with.
SELECT updated_seq FROM records WHERE id = ?;

-- name: of_area
-- The records of exactly this area, whoever asks.
SELECT id FROM records WHERE area = ? ORDER BY id;

-- name: at
-- The records that lie exactly where {where} says, the last begun first: a few of each form, each with
-- how many there are of it, and when it changed.
SELECT document, document_en, count, changed_ms FROM (
  SELECT r.document, r.document_en, r.created_ms, r.number, r.changed_ms,
         count(*) OVER (PARTITION BY r.form) AS count,
         row_number() OVER (PARTITION BY r.form ORDER BY r.created_ms DESC, r.number DESC) AS place
  FROM records r WHERE {where}
) WHERE place <= ? ORDER BY created_ms DESC, number DESC;

-- name: below
-- What the records of each area come to.
SELECT r.area, count(*), sum(r.status = 'draft'), sum(r.status = 'returned'), sum(r.clashes > 0),
       sum(r.flags > 0)
FROM records r WHERE {where} GROUP BY r.area;

-- name: counts_of
-- How many records each of these areas has, whoever asks; those without any are left out.
SELECT area, count(*) FROM records WHERE area IN (SELECT value FROM json_each(?)) GROUP BY area;

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
       r.flags, r.revised, r.changed_ms, r.updated_ms, r.updated_seq, r.state, r.open, r.due_ms
FROM records r WHERE {where}
ORDER BY r.updated_ms DESC, r.number DESC LIMIT ?;

-- name: searched
-- The same with how many the list has in all, looked at once: for a list that no index counts. What is
-- found lies all over the table, so it is sorted by an index that has the numbers in order.
SELECT r.number, r.id, r.form, r.area, r.status, r.created_by, r.created_ms, r.merged, r.clashes,
       r.flags, r.revised, r.changed_ms, r.updated_ms, r.updated_seq, r.state, r.open, r.due_ms,
       found.count
FROM (
  SELECT r.number AS number, count(*) OVER () AS count
  FROM records r INDEXED BY records_found WHERE {where}
  ORDER BY r.updated_ms DESC, r.number DESC LIMIT ?
) AS found JOIN records r ON r.number = found.number
ORDER BY r.updated_ms DESC, r.number DESC;

-- name: page
-- The same records as documents, in the same order.
SELECT r.updated_ms, r.number, r.document, r.document_en FROM records r WHERE {where}
ORDER BY r.updated_ms DESC, r.number DESC LIMIT ?;

-- name: work
-- How much work is in each state: in all, open, and overdue at a time.
SELECT r.form, r.state, count(*), sum(r.open), sum(r.open = 1 AND coalesce(r.due_ms < ?, 0))
FROM records r INDEXED BY records_work WHERE r.state IS NOT NULL AND {where}
GROUP BY r.form, r.state;

-- name: tasks
-- Work with what is shown of it, what is due first ahead; closed work by when it was received.
SELECT r.id, r.area, r.open, r.due_ms, r.worker, r.document FROM records r WHERE {where}
ORDER BY r.open DESC, CASE WHEN r.open = 1 THEN r.due_ms IS NULL END,
         CASE WHEN r.open = 1 THEN r.due_ms END, r.updated_ms DESC, r.number DESC LIMIT ?;

-- name: unlisted
-- The records of households written at the door that nobody adopted yet, by household. They are few,
-- so they are found by their own index first, whatever {where} asks of them.
WITH door AS MATERIALIZED (
  SELECT area, scope, form, id, created_by, changed_ms FROM records
  WHERE instr(area, '/+') > 0 AND status <> 'void'
)
SELECT r.area, r.id, r.created_by, r.changed_ms FROM door r WHERE {where} ORDER BY r.area, r.id;

-- name: documents
-- The same records as documents, in the order of their ids.
SELECT r.document, r.document_en FROM records r WHERE {where} ORDER BY r.id;

-- name: chosen
-- The numbers of the same records, in the same order.
SELECT r.number FROM records r WHERE {where} ORDER BY r.id;

-- name: of_numbers
-- Some of them as documents.
SELECT document, document_en FROM records
WHERE number IN (SELECT value FROM json_each(?)) ORDER BY id;

-- name: count
SELECT count(*) FROM records r WHERE {where};

-- name: clashes
-- Open clashes, oldest first; a page begins after {where}, which asks for records with a clash. They
-- are few and have an index with their scopes, so they are found first, whoever asks.
SELECT c.since_ms, r.number, r.id, r.form, r.area, c.question, r.updated_seq, c.shown
FROM records r CROSS JOIN clashes c ON c.record = r.number WHERE {where}
ORDER BY c.since_ms, c.record, c.question LIMIT ?;

-- name: count_clashes
-- How many questions are open, in how many records, and since when the oldest; {where} as before.
SELECT count(*), count(DISTINCT c.record), min(c.since_ms)
FROM records r CROSS JOIN clashes c ON c.record = r.number WHERE {where};

-- name: tallies
-- One line a scope and form that is seen whole.
SELECT r.scope, r.form, r.records, r.draft, r.finished, r.returned, r.approved, r.void, r.clashes,
       r.clashing, r.flagged, r.households, p.row_ms
FROM tallies r JOIN positions p ON p.scope = r.scope WHERE r.records > 0 AND {where};

-- name: done_since
-- Records that were finished on a day or later, by scope and form.
SELECT r.scope, r.form, sum(r.done) FROM days r WHERE r.day >= ? AND {where}
GROUP BY r.scope, r.form;

-- name: counted
-- The same as `tallies`, counted from records that are seen one by one: a record of a scope of which a
-- part was moved away counts where its area lies today.
SELECT CASE WHEN r.scope IN (SELECT value FROM json_each(?)) THEN counted_in(r.area)
            ELSE r.scope END AS grid, r.form, count(*), sum(r.status = 'draft'),
       sum(r.status = 'finished'), sum(r.status = 'returned'), sum(r.status = 'approved'),
       sum(r.status = 'void'), sum(r.clashes), sum(r.clashes > 0), sum(r.flags > 0),
       count(DISTINCT CASE WHEN r.done_ms IS NOT NULL AND r.area NOT GLOB '*/+*' THEN r.area END),
       max(r.updated_ms), sum(r.done_ms IS NOT NULL AND r.done_ms >= ?)
FROM records r WHERE {where} GROUP BY grid, r.form;

-- name: people_days
-- What each person finished on a day or later, and on another day or later.
SELECT r.staff, sum(CASE WHEN r.day >= ? THEN r.done ELSE 0 END), sum(r.done) FROM days r
WHERE r.day >= ? AND {where} GROUP BY r.staff;

-- name: people_desks
-- What waits for each person, and what they have done.
SELECT r.staff, sum(r.draft), sum(r.returned), sum(r.clashing), sum(r.done) FROM desks r
WHERE {where} GROUP BY r.staff;

-- name: people_counted
-- Both of them, counted from records that are seen one by one.
SELECT r.worker, sum(r.done_ms IS NOT NULL AND r.done_ms >= ?),
       sum(r.done_ms IS NOT NULL AND r.done_ms >= ?), sum(r.status = 'draft'),
       sum(r.status = 'returned'), sum(r.clashes > 0), sum(r.done_ms IS NOT NULL)
FROM records r WHERE {where} GROUP BY r.worker;

-- name: count_by_tallies
-- Records of a kind that the sums know: {column} is one of them, never a text from outside.
SELECT coalesce(sum(r.{column}), 0) FROM tallies r WHERE {where};

-- name: figure_sums
-- What the numbers of the district come to, for each {grid} where it is asked for; {where} says of
-- which scopes, then of which spans: a range of spans is one of each scope's sums.
SELECT s.figure, s.part, s.undecided, {grid} AS grid, sum(r.records), sum(r.amount)
FROM figure_sums r CROSS JOIN figure_slots s ON s.slot = r.slot
WHERE {where} AND r.span BETWEEN ? AND ?
GROUP BY r.slot, grid HAVING sum(r.records) > 0;

-- name: figures_counted
-- The same, counted from records that are seen one by one; {where} ends with the days.
SELECT s.figure, s.part, s.undecided, {grid} AS grid, count(*), sum(f.amount)
FROM records r CROSS JOIN figured f ON f.record = r.number
CROSS JOIN figure_slots s ON s.slot = f.slot
WHERE {where} GROUP BY f.slot, grid;

-- name: slots
-- The slots of a number: those of one choice, or of all.
SELECT slot FROM figure_slots
WHERE figure = ?1 AND undecided = ?2 AND (?3 IS NULL OR part = ?3);

-- name: in_slots
-- How many records are in some slots on some days, whoever asks; at most one more than matter.
SELECT count(*) FROM (
  SELECT 1 FROM figured WHERE slot IN (SELECT value FROM json_each(?)) AND day BETWEEN ? AND ? LIMIT ?
);

-- name: households
-- The households that have a record of a form that is done, by block; blocks come as a JSON list of
-- their first and last ids, which are read once.
WITH blocks AS MATERIALIZED (
  SELECT key AS number, value ->> 0 AS first, value ->> 1 AS last FROM json_each(?2)
)
SELECT json_group_object(number, (
  SELECT group_concat(area, ' ') FROM households
  WHERE form = ?1 AND area BETWEEN blocks.first AND blocks.last AND done > 0
)) FROM blocks;

-- name: writes
-- The number of the last write to the records of these forms, by scope.
SELECT scope, form, number FROM writes WHERE form IN (?, ?);

-- name: round_calls
-- The calls of a round in a scope, as a JSON list: each row by itself would let another thread go first.
SELECT json_group_array(json_array(area, seq, outcome, staff)) FROM calls
WHERE round = ?1 AND area >= ?2 AND area < ?2 || '0';

-- name: round_finished
-- The records of a form that are done in a scope: area, the number that finished them, id.
SELECT json_group_array(json_array(area, finished_seq, id)) FROM records
WHERE form = ?1 AND finished_seq IS NOT NULL AND area >= ?2 AND area < ?2 || '0';

-- name: calls_at
-- The calls of a round at these doors, the latest last; areas come as one JSON list.
SELECT c.area, r.id, c.seq, c.outcome, c.come_back_at, c.staff, c.at_ms
FROM calls c JOIN records r ON r.number = c.record
WHERE c.round = ? AND c.area IN (SELECT value FROM json_each(?)) ORDER BY c.area, c.seq;

-- name: holding
-- The records that hold a text, the last begun of them, as a JSON list: each row of two thousand would
-- let another thread go first.
SELECT json_group_array(rowid) FROM (
  SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rowid DESC LIMIT ?
);
