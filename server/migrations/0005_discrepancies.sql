-- Tablets whose digest of a grid stayed unequal after the grid was served from the beginning.
CREATE TABLE discrepancies (
    device   TEXT NOT NULL REFERENCES devices (id),
    scope    TEXT NOT NULL,
    found_ms INTEGER NOT NULL,
    PRIMARY KEY (device, scope)
) STRICT, WITHOUT ROWID;
