-- Survey rounds: what is asked for at which doors, who was named for which of them, and from which
-- row of each scope on it counts. Nothing of a round is ever deleted; a closed one keeps its numbers.
CREATE TABLE rounds (
    position  INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    title     TEXT NOT NULL,
    form      TEXT NOT NULL,
    keys      TEXT NOT NULL,     -- JSON: answers in the record's id, by question
    first_day TEXT NOT NULL,     -- ISO dates
    last_day  TEXT NOT NULL,
    opened_ms INTEGER NOT NULL,
    closed_ms INTEGER            -- NULL: open
) STRICT;

CREATE TABLE round_areas (       -- where it is walked: there and below
    round TEXT NOT NULL REFERENCES rounds (id),
    area  TEXT NOT NULL REFERENCES areas (id),
    PRIMARY KEY (round, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_parts (       -- who goes where; the nearest area at or above a door counts
    round TEXT NOT NULL REFERENCES rounds (id),
    area  TEXT NOT NULL REFERENCES areas (id),
    staff TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (round, area)
) STRICT, WITHOUT ROWID;

CREATE TABLE round_starts (      -- the last row of a scope before the round began; none: it had none
    round TEXT NOT NULL REFERENCES rounds (id),
    scope TEXT NOT NULL,
    seq   INTEGER NOT NULL,
    PRIMARY KEY (round, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE parts_of_the_directory (   -- as `generations`, which could not name rounds
    part   TEXT PRIMARY KEY CHECK (part IN ('areas', 'forms', 'people', 'devices', 'rounds')),
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO parts_of_the_directory SELECT part, number FROM generations;
INSERT INTO parts_of_the_directory VALUES ('rounds', 0);
DROP TABLE generations;
ALTER TABLE parts_of_the_directory RENAME TO generations;
