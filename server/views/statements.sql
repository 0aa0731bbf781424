-- name: positions
-- How far each scope is folded.
SELECT scope, seq, chain, row_ms FROM positions;

-- name: put_position
INSERT INTO positions (scope, seq, chain, row_ms) VALUES (?, ?, ?, ?)
ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq, chain = excluded.chain, row_ms = excluded.row_ms;

-- name: numbers
-- Which of these records are in the views already; ids come as one JSON list.
SELECT id, number FROM records WHERE id IN (SELECT value FROM json_each(?));

-- name: counted
-- What these records count as in the sums; ids come as one JSON list.
SELECT scope, form, area, status, worker, done_ms, clashes, flags FROM records
WHERE id IN (SELECT value FROM json_each(?));

-- name: has_records
-- Whether a form has records that were begun at or after a time; one set aside may be of any time.
SELECT EXISTS (SELECT 1 FROM records WHERE form = ? AND created_ms >= ?)
    OR EXISTS (SELECT 1 FROM aside WHERE substr(record, 1, instr(record, '/') - 1) = ?);

-- name: last_number
SELECT coalesce(max(number), 0) FROM records;

-- name: add_record
-- One that was there before was dropped: measured, OR REPLACE costs as much again for one that was not.
INSERT INTO records (
  number, id, form, area, scope, status, status_ms, worker, finished_seq, done_ms, created_by, created_ms, version,
  merged, rules, clashes, flags, revised, changed_ms, updated_ms, updated_seq, state, open, due_ms,
  place, document, document_en
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- name: drop_record
DELETE FROM records WHERE number = ?;

-- name: drop_clashes
DELETE FROM clashes WHERE record = ?;

-- name: put_clash
INSERT INTO clashes (record, question, since_ms, shown) VALUES (?, ?, ?, ?);

-- name: drop_refs
DELETE FROM refs WHERE record = ?;

-- name: put_ref
INSERT INTO refs (parent, record, question) VALUES (?, ?, ?);

-- name: documents
-- The records of a form as they stand, to be asked what they name.
SELECT number, document FROM records WHERE form = ?;

-- name: drop_call
DELETE FROM calls WHERE record = ?;

-- name: put_call
INSERT INTO calls (record, round, area, seq, outcome, come_back_at, staff, at_ms)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- name: slots
-- The slots of the district's numbers.
SELECT figure, part, undecided, slot FROM figure_slots;

-- name: put_slot
INSERT INTO figure_slots (slot, figure, part, undecided) VALUES (?, ?, ?, ?);

-- name: figured
-- In which numbers these records are; ids come as one JSON list.
SELECT f.slot, r.scope, r.form, f.day, f.amount
FROM records r CROSS JOIN figured f ON f.record = r.number
WHERE r.id IN (SELECT value FROM json_each(?));

-- name: put_figured
INSERT INTO figured (record, slot, day, amount) VALUES (?, ?, ?, ?);

-- name: drop_figured
DELETE FROM figured WHERE record = ?;

-- name: add_figure_sum
INSERT INTO figure_sums (span, slot, scope, form, records, amount) VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, span, slot, form) DO UPDATE SET
  records = records + excluded.records, amount = amount + excluded.amount;

-- name: drop_text
DELETE FROM texts WHERE rowid = ?;

-- name: put_text
INSERT INTO texts (rowid, place, answers, scope) VALUES (?, ?, ?, ?);

-- name: places
-- Every record's address as it was indexed; asked for after the area tree changed.
SELECT number, id, place FROM records;

-- name: move_record
UPDATE records SET place = ? WHERE number = ?;

-- name: move_text
UPDATE texts SET place = ? WHERE rowid = ?;

-- name: aside
SELECT record, reason, since_ms FROM aside ORDER BY since_ms, record;

-- name: put_aside
INSERT OR REPLACE INTO aside (record, reason, since_ms) VALUES (?, ?, ?);

-- name: drop_aside
DELETE FROM aside WHERE record = ?;

-- name: pack_texts
-- One segment of what is indexed: until then the index holds what was deleted from it.
INSERT INTO texts (texts) VALUES ('optimize');

-- name: open_attempts
-- What was begun and not ended: a death happened in the middle of it.
SELECT record, deaths FROM attempts WHERE open = 1;

-- name: begin_attempt
INSERT INTO attempts (record, deaths, open) VALUES (?, 0, 1)
ON CONFLICT (record) DO UPDATE SET open = 1;

-- name: end_attempt
DELETE FROM attempts WHERE record = ?;

-- name: count_death
UPDATE attempts SET deaths = deaths + 1, open = 0 WHERE record = ?;

-- name: fact
SELECT value FROM facts WHERE name = ?;

-- name: put_fact
INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?);

-- name: households_done
-- How many done records these households have; [area, form] pairs come as one JSON list.
SELECT h.area, h.form, h.done FROM json_each(?) AS asked
JOIN households h ON h.area = asked.value ->> 0 AND h.form = asked.value ->> 1;

-- name: add_tally
INSERT INTO tallies (
  scope, form, records, draft, finished, returned, approved, void, clashes, clashing, flagged,
  households
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, form) DO UPDATE SET
  records = records + excluded.records, draft = draft + excluded.draft,
  finished = finished + excluded.finished, returned = returned + excluded.returned,
  approved = approved + excluded.approved, void = void + excluded.void,
  clashes = clashes + excluded.clashes, clashing = clashing + excluded.clashing,
  flagged = flagged + excluded.flagged, households = households + excluded.households;

-- name: mark_written
INSERT INTO writes (scope, form, number) VALUES (?, ?, random())
ON CONFLICT (scope, form) DO UPDATE SET number = excluded.number;

-- name: add_household
INSERT INTO households (area, form, done) VALUES (?, ?, ?)
ON CONFLICT (area, form) DO UPDATE SET done = done + excluded.done;

-- name: add_day
INSERT INTO days (day, scope, form, staff, done) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (day, scope, form, staff) DO UPDATE SET done = done + excluded.done;

-- name: add_desk
INSERT INTO desks (scope, form, staff, draft, returned, clashing, done) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scope, form, staff) DO UPDATE SET
  draft = draft + excluded.draft, returned = returned + excluded.returned,
  clashing = clashing + excluded.clashing, done = done + excluded.done;
