-- A version of a form is a draft, on trial with named people, or published; a form that was stopped
-- takes no new records. What was there before had reached everybody.
ALTER TABLE forms ADD COLUMN state TEXT NOT NULL DEFAULT 'published'
    CHECK (state IN ('draft', 'trial', 'published'));
ALTER TABLE forms ADD COLUMN state_ms INTEGER NOT NULL DEFAULT 0;  -- since when it is that
ALTER TABLE forms ADD COLUMN trial_ms INTEGER;  -- when it was first put on trial; NULL: never
UPDATE forms SET state_ms = added_ms;

CREATE TABLE workbooks (         -- as they were uploaded, byte for byte
    form    TEXT NOT NULL,
    version TEXT NOT NULL,
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form, version)
) STRICT;

CREATE TABLE form_trials (       -- who tries the version of a form that is on trial
    form  TEXT NOT NULL,
    staff TEXT NOT NULL REFERENCES staff (id),
    PRIMARY KEY (form, staff)
) STRICT, WITHOUT ROWID;

CREATE TABLE form_stops (        -- a record that was begun later is kept, and flagged
    form       TEXT PRIMARY KEY,
    stopped_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device_bundles (    -- when a tablet last took the forms and areas of the moment
    device   TEXT PRIMARY KEY REFERENCES devices (id),
    given_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
