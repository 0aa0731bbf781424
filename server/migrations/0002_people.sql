-- People, tablets, areas, forms and what was done to them. Times are milliseconds since 1970 UTC.

CREATE TABLE settings (          -- facts about the directory itself, written by init
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE generations (       -- drawn anew at every write to its part, so a snapshot keeps the rest
    part   TEXT PRIMARY KEY CHECK (part IN ('areas', 'forms', 'people', 'devices')),
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO generations (part, number)
VALUES ('areas', 0), ('forms', 0), ('people', 0), ('devices', 0);

CREATE TABLE areas (             -- position: the order of the tree as it was given
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL UNIQUE,
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    parent   TEXT
) STRICT;

CREATE TABLE forms (             -- every version ever published; the latest position is current
    position INTEGER PRIMARY KEY,
    id       TEXT NOT NULL,
    version  TEXT NOT NULL,
    document TEXT NOT NULL,      -- JSON, all languages
    added_ms INTEGER NOT NULL,
    UNIQUE (id, version)
) STRICT;

CREATE TABLE staff (             -- position: the order in which they were added
    position      INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    password      TEXT,          -- argon2id in PHC form; NULL: no way into the pages
    password_once INTEGER NOT NULL DEFAULT 0 CHECK (password_once IN (0, 1)),
    disabled      INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    created_ms    INTEGER NOT NULL
) STRICT;

CREATE TABLE grants (            -- position: the first one gives a person their role in lists
    position INTEGER PRIMARY KEY,
    staff    TEXT NOT NULL REFERENCES staff (id),
    area     TEXT NOT NULL REFERENCES areas (id),
    role     TEXT NOT NULL,
    form     TEXT                -- NULL: every form that is not restricted
) STRICT;

CREATE UNIQUE INDEX grants_once ON grants (staff, area, role, ifnull(form, ''));

CREATE TABLE devices (
    position    INTEGER PRIMARY KEY,
    id          TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    platform    TEXT NOT NULL,
    nonce       TEXT NOT NULL,   -- of the home; several devices have it only if all but one are revoked
    enrolled_ms INTEGER NOT NULL,
    revoked_ms  INTEGER
) STRICT;

CREATE INDEX devices_by_nonce ON devices (nonce);

CREATE TABLE device_tokens (     -- an old token stays valid beside a new one
    hash      BLOB PRIMARY KEY CHECK (length(hash) = 32),
    device    TEXT NOT NULL REFERENCES devices (id),
    issued_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device_assignments ( -- the latest position is the person who holds it now
    position    INTEGER PRIMARY KEY,
    device      TEXT NOT NULL REFERENCES devices (id),
    staff       TEXT NOT NULL REFERENCES staff (id),
    assigned_ms INTEGER NOT NULL
) STRICT;

CREATE INDEX device_assignments_by_device ON device_assignments (device);

CREATE TABLE device_contacts (   -- what a tablet last said about itself; no authority in it
    device          TEXT PRIMARY KEY REFERENCES devices (id),
    contact_ms      INTEGER NOT NULL,
    clock_offset_ms INTEGER,
    outbox          INTEGER,
    outbox_oldest_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE enrolment_codes (
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    staff      TEXT NOT NULL REFERENCES staff (id),
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    used_by    TEXT REFERENCES devices (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (          -- of people on the pages; the cookie's SHA-256 alone is kept
    hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
    staff      TEXT NOT NULL REFERENCES staff (id),
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_staff ON sessions (staff);

CREATE TABLE audit (             -- who changed what; each row's hash covers the row before it
    n       INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    actor   TEXT NOT NULL,       -- a staff id, or 'server'
    act     TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail  TEXT NOT NULL,       -- JSON
    hash    BLOB NOT NULL CHECK (length(hash) = 16)
) STRICT;
