-- A version that was tried and is not wanted stays, for whoever reads what was recorded with it.
ALTER TABLE forms ADD COLUMN deleted_ms INTEGER;  -- NULL: it is there

CREATE TABLE workbook_files (    -- lists, pictures and sounds that a workbook names, byte for byte
    form    TEXT NOT NULL,
    version TEXT NOT NULL,
    name    TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (form, version, name)
) STRICT;
