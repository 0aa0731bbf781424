-- What is read and written around damage: single rows, and what the index by record still knows.

-- name: row
-- One row with its texts as bytes, since damaged ones may be no text.
SELECT position, CAST(record AS BLOB), change_id, data, CAST(device AS BLOB), received_ms, hash, chain
FROM rows WHERE position = ?

-- name: position
-- Where a change is, from the index alone: the row itself may be unreadable.
SELECT position FROM rows INDEXED BY rows_of_record WHERE record = ? AND change_id = ?

-- name: positions
-- Where a record's rows are, likewise.
SELECT position FROM rows INDEXED BY rows_of_record WHERE record = ? ORDER BY position

-- name: indexed
-- Which record the index says a row is of; reads the whole index.
SELECT record FROM rows INDEXED BY rows_of_record WHERE +position = ?

-- name: overrun
-- Scopes with rows behind their head: the next one would take the place of a row.
SELECT scope FROM scopes WHERE EXISTS (
  SELECT 1 FROM rows
  WHERE position > scopes.number * ?1 + scopes.head AND position < (scopes.number + 1) * ?1
)

-- name: put_back
-- A row as it was stored, in the place of what the disk made of it.
UPDATE rows SET record = ?, change_id = ?, data = ?, device = ?, received_ms = ?, hash = ?, chain = ?
WHERE position = ?
