-- A scope that the server serves from the beginning: its log was put back, or the grants changed.

-- unlisted  1: of others, and not listed by the server since the scope was rewound. Its number is
--           from before and counts for nothing.
ALTER TABLE rows ADD COLUMN unlisted INTEGER NOT NULL DEFAULT 0;

CREATE INDEX rows_unlisted ON rows (scope) WHERE unlisted = 1;

-- rewinding 1: the download from the beginning has not come to its end yet.
ALTER TABLE scopes ADD COLUMN rewinding INTEGER NOT NULL DEFAULT 0;
