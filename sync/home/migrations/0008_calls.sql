-- What a list shows of a record says whether it is a call at a door, and since which change it is
-- done, so every record is read once more.
UPDATE records SET stale = 1;
