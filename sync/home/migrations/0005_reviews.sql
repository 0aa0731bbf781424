-- What a list shows of a record says why it was returned, so every record is read once more.
UPDATE records SET stale = 1;
