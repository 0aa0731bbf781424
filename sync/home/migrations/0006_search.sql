-- Records are found by what was written in them.

-- text  address and texts of the record, their letters and digits alone, a line each; made with the
--       summary, so every record is read once more.
ALTER TABLE records ADD COLUMN text TEXT NOT NULL DEFAULT '';

UPDATE records SET stale = 1;
