-- What this tablet may no longer do, or no longer hold.

-- revoked  1: the server's last word was that nothing is granted to this tablet any more.
ALTER TABLE contact ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0;

-- Forms that only a grant naming them opens, as far as this home ever heard of them: one that is no
-- longer in the bundle is known to be lost by this, and not taken for one that the server forgot.
CREATE TABLE restricted_forms (form TEXT PRIMARY KEY) WITHOUT ROWID;
