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
SELECT number, id, form, area, scope, status, status_ms, worker, finished_seq, done_ms, created_by,
       created_ms, version, merged, rules, clashes, flags, revised, changed_ms, updated_ms, updated_seq,
       state, open, due_ms, place, document, document_en
FROM records WHERE id IN (SELECT value FROM json_each(?));

-- name: clashes
SELECT question, since_ms, shown FROM clashes WHERE record = ? ORDER BY question;

-- name: refs
SELECT question, parent FROM refs WHERE record = ? ORDER BY question;

-- name: calls
SELECT record, round, area, seq, outcome, come_back_at, staff, at_ms FROM calls WHERE record = ?;

-- name: figured
-- In which numbers of the district a record is.
SELECT s.figure, s.part, s.undecided, f.day, f.amount
FROM figured f JOIN figure_slots s ON s.slot = f.slot WHERE f.record = ? ORDER BY 1, 2, 3;

-- name: texts
SELECT place, answers, scope FROM texts WHERE rowid = ?;

-- name: aside
SELECT record FROM aside WHERE record IN (SELECT value FROM json_each(?));

-- name: strays
-- How many clashes, references, calls, numbers and texts belong to no record.
SELECT (SELECT count(*) FROM clashes WHERE record NOT IN (SELECT number FROM records)),
       (SELECT count(*) FROM refs WHERE record NOT IN (SELECT number FROM records)),
       (SELECT count(*) FROM calls WHERE record NOT IN (SELECT number FROM records)),
       (SELECT count(*) FROM figured WHERE record NOT IN (SELECT number FROM records)),
       (SELECT count(*) FROM texts WHERE rowid NOT IN (SELECT number FROM records));

-- name: tallies
-- How many sums of scopes and forms differ from what the records come to.
WITH kept AS (
  SELECT scope, form, records, draft, finished, returned, approved, void, clashes, clashing, flagged,
         households
  FROM tallies WHERE records > 0
), counted AS (
  SELECT scope, form, count(*), sum(status = 'draft'), sum(status = 'finished'),
         sum(status = 'returned'), sum(status = 'approved'), sum(status = 'void'), sum(clashes),
         sum(clashes > 0), sum(flags > 0),
         count(DISTINCT CASE WHEN done_ms IS NOT NULL AND area NOT GLOB '*/+*' THEN area END)
  FROM records GROUP BY scope, form
)
SELECT (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))
     + (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept));

-- name: days
-- How many sums of days and people differ from what the records come to; the argument is the zone
-- in ms, and a day in ms.
WITH kept AS (SELECT day, scope, form, staff, done FROM days WHERE done <> 0), counted AS (
  SELECT (done_ms + ?1) / ?2 - ((done_ms + ?1) % ?2 < 0), scope, form, worker, count(*) FROM records
  WHERE done_ms IS NOT NULL GROUP BY 1, 2, 3, 4
)
SELECT (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))
     + (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept));

-- name: desks
-- How many sums of people's own records differ from what the records come to.
WITH kept AS (
  SELECT scope, form, staff, draft, returned, clashing, done FROM desks
  WHERE draft <> 0 OR returned <> 0 OR clashing <> 0 OR done <> 0
), counted AS (
  SELECT scope, form, worker, sum(status = 'draft') AS draft, sum(status = 'returned') AS returned,
         sum(clashes > 0) AS clashing, sum(done_ms IS NOT NULL) AS done
  FROM records GROUP BY scope, form, worker
  HAVING draft <> 0 OR returned <> 0 OR clashing <> 0 OR done <> 0
)
SELECT (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))
     + (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept));

-- name: figure_sums
-- How many sums of the district's numbers differ from what the records come to; the arguments are
-- where the numbers of days and of months begin.
WITH kept AS (
  SELECT span, slot, scope, form, records, amount FROM figure_sums WHERE records <> 0 OR amount <> 0
), each AS (
  SELECT f.slot, r.scope, r.form, f.day, f.amount,
         strftime('%Y', f.day * 86400, 'unixepoch') * 12
         + strftime('%m', f.day * 86400, 'unixepoch') - 1 AS month
  FROM figured f JOIN records r ON r.number = f.record
), counted AS (
  SELECT 0, slot, scope, form, count(*), sum(amount) FROM each GROUP BY slot, scope, form
  UNION ALL
  SELECT ?1 + day, slot, scope, form, count(*), sum(amount) FROM each GROUP BY day, slot, scope, form
  UNION ALL
  SELECT ?2 + month, slot, scope, form, count(*), sum(amount) FROM each
  GROUP BY month, slot, scope, form
)
SELECT (SELECT count(*) FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted))
     + (SELECT count(*) FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept));

-- name: all_aside
SELECT record, reason FROM aside ORDER BY record;
