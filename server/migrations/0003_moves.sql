-- How often areas were moved in the tree, by the scopes whose records that touched: a tablet's place
-- in a scope counts only under the same number (the mark of the sync protocol).

CREATE TABLE moves (
    scope  TEXT PRIMARY KEY,
    number INTEGER NOT NULL CHECK (number > 0)
) STRICT, WITHOUT ROWID;
