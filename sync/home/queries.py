"""Every statement of the tablet's store, a sentence each. The tables stand in `migrations/`.

One table of statements, and so longer than other files.
"""

# An own change: waiting until the server answers.
ADD_OWN = """
INSERT INTO rows (record, scope, data, hash, own, written_ms) VALUES (?, ?, ?, ?, 1, ?)
"""

# A row from the server; one that is held already is left alone, whoever wrote it.
ADD_LISTED = """
INSERT INTO rows (record, scope, data, hash, own, seq) VALUES (?, ?, ?, ?, 0, ?)
ON CONFLICT (hash) DO NOTHING
"""

# The row of a hash, as the server's answers and listings name it.
BY_HASH = """
SELECT number, record, scope, iif(unlisted, NULL, seq), own FROM rows WHERE hash = ?
"""

# The server has it: under this number, and whatever it said before no longer counts.
SET_STORED = """
UPDATE rows
SET seq = ?, refusal = NULL, hint = NULL, kept = 0, final = 0, unlisted = 0
WHERE number = ?
"""

# A row of somebody else that the server does not list and has answered: it is in good hands there.
DROP_GIVEN_BACK = "DELETE FROM rows WHERE number = ? AND own = 0 AND unlisted = 1"

# No row of the record is left.
DROP_EMPTY_RECORD = """
DELETE FROM records
WHERE record = ?1 AND NOT EXISTS (SELECT 1 FROM rows WHERE rows.record = ?1)
"""

# The server serves the scope from the beginning: own rows wait again …
FORGET_OWN_NUMBERS = "UPDATE rows SET seq = NULL WHERE own = 1 AND scope = ?"

# … those of others count as not listed …
FORGET_LISTED = "UPDATE rows SET unlisted = 1 WHERE own = 0 AND scope = ?"

# … and the cursor stands at the beginning.
REWIND = """
INSERT INTO scopes (scope, rewinding) VALUES (?, 1)
ON CONFLICT (scope) DO UPDATE
SET seq = 0, mark = x'', digest = zeroblob(16), equal = NULL, compared_ms = NULL, rewinding = 1
"""

# What was delivered waits again, so a list shows it differently.
TOUCH_RECORDS_OF_SCOPE = """
UPDATE records SET stale = 1
WHERE record IN (SELECT record FROM rows WHERE own = 1 AND scope = ?)
"""

# The download from the beginning has come to its end.
END_REWIND = "UPDATE scopes SET rewinding = 0 WHERE scope = ? AND rewinding = 1"

# The server refused it; it has no number there.
SET_REFUSED = """
UPDATE rows SET seq = NULL, refusal = ?, hint = ?, kept = ?, final = ? WHERE number = ?
"""

# What goes to the server at the start of a session, in the order written: own rows without a final
# answer, rows whose answer is a number above the cursor (a server put back may lack them), and rows
# of others that a server which began anew did not list.
OUTBOX = """
SELECT record, data, hash, own, scope FROM (
  SELECT * FROM rows WHERE own = 1 AND seq IS NULL AND final = 0
  UNION ALL
  SELECT * FROM rows
  WHERE unlisted = 0
    AND seq > coalesce((SELECT s.seq FROM scopes s WHERE s.scope = rows.scope), 0)
  UNION ALL
  SELECT * FROM rows
  WHERE unlisted = 1 AND scope NOT IN (SELECT scope FROM scopes WHERE rewinding = 1)
) ORDER BY number
"""

# Rows with a number that no listing has confirmed yet: own ones, and those given back …
DOUBTFUL = """
SELECT hash, record, scope FROM rows
WHERE unlisted = 0 AND seq > coalesce((SELECT s.seq FROM scopes s WHERE s.scope = rows.scope), 0)
"""

# … for which it counts no longer when a session begins.
DOUBT = "UPDATE rows SET seq = iif(own, NULL, seq), unlisted = NOT own WHERE hash = ?"

# How many own rows wait and are refused, and since when the oldest waits.
OUTBOX_COUNTS = """
SELECT
  count(*) FILTER (WHERE refusal IS NULL), count(*) FILTER (WHERE refusal IS NOT NULL),
  min(written_ms) FILTER (WHERE refusal IS NULL)
FROM rows WHERE own = 1 AND seq IS NULL
"""

# How much is nowhere but here: own rows without an answer, or refused and not kept, rows of others
# that the server does not list any more, open forms.
UNSAFE = """
SELECT
  (SELECT count(*) FROM rows WHERE own = 1 AND seq IS NULL AND kept = 0 AND final = 0)
  + (SELECT count(*) FROM rows WHERE unlisted = 1)
  + (SELECT count(DISTINCT record) FROM drafts)
"""

# The rows of one record, in the order in which they were written or came.
ROWS_OF_RECORD = """
SELECT record, data, seq, own, refusal, hint, kept FROM rows WHERE record = ? ORDER BY number
"""

# The own rows that the server refused.
REFUSED_ROWS = """
SELECT record, data, seq, own, refusal, hint, kept FROM rows
WHERE own = 1 AND seq IS NULL AND refusal IS NOT NULL ORDER BY number
"""

# Every row of this home, for whoever counts answers independently of summaries.
ALL_ROWS = "SELECT record, data, seq, own, refusal, hint, kept FROM rows ORDER BY number"

# Whether an own row of the scope has a number that the download has not passed yet.
ABOVE_CURSOR = """
SELECT EXISTS (
  SELECT 1 FROM rows JOIN scopes USING (scope)
  WHERE rows.own = 1 AND rows.scope = ? AND rows.seq > scopes.seq)
"""

# All cursors and digests.
SCOPES = """
SELECT scope, seq, mark, digest, equal, compared_ms, rewinding FROM scopes ORDER BY scope
"""

# One scope's cursor and digest.
SCOPE = "SELECT seq, digest FROM scopes WHERE scope = ?"

# The download has come this far; written in the commit of the rows that it covers.
SET_CURSOR = """
INSERT INTO scopes (scope, seq, mark) VALUES (?, ?, ?)
ON CONFLICT (scope) DO UPDATE SET seq = excluded.seq, mark = excluded.mark
"""

# The XOR of the hashes of the scope's rows that have a number.
SET_DIGEST = """
INSERT INTO scopes (scope, digest) VALUES (?, ?)
ON CONFLICT (scope) DO UPDATE SET digest = excluded.digest
"""

# The server's answer to the scope's digest.
SET_COMPARED = "UPDATE scopes SET equal = ?, compared_ms = ? WHERE scope = ?"

# A row of this record came or was written: what a list shows of it has to be read again.
TOUCH_RECORD = """
INSERT INTO records (record, form, area) VALUES (?, ?, ?)
ON CONFLICT (record) DO UPDATE SET stale = 1
"""

# A row's state changed, and so its record's.
TOUCH_KNOWN_RECORD = "UPDATE records SET stale = 1 WHERE record = ?"

# Forms or areas changed: every record may read differently.
TOUCH_ALL_RECORDS = "UPDATE records SET stale = 1"

# Records by area; of one form, or of any where it is null.
RECORDS = """
SELECT record, form, area, summary, stale FROM records WHERE ?1 IS NULL OR form = ?1
ORDER BY area, record
"""

# The records of exactly one area.
RECORDS_AT = """
SELECT record, form, area, summary, stale FROM records WHERE area = ? ORDER BY record
"""

# The records that name a record, by area.
CHILDREN = """
SELECT DISTINCT records.record, form, area, summary, stale FROM refs JOIN records USING (record)
WHERE parent = ? ORDER BY area, records.record
"""

# What a record named when it was last read …
DROP_REFERENCES = "DELETE FROM refs WHERE record = ?"

# … and names now.
ADD_REFERENCE = "INSERT INTO refs (parent, record, question) VALUES (?, ?, ?)"

# The record of a form in which this tablet wrote last.
LAST_OWN = """
SELECT rows.record FROM rows JOIN records USING (record)
WHERE own = 1 AND form = ? ORDER BY number DESC LIMIT 1
"""

# The records of a form in the order in which they were written or came.
RECORDS_AS_THEY_CAME = """
SELECT rows.record FROM rows JOIN records USING (record)
WHERE form = ? GROUP BY rows.record ORDER BY min(number)
"""

# The records whose summary has to be made.
STALE_RECORDS = "SELECT record, form, area, summary, stale FROM records WHERE stale = 1"

# Whether any row of the record is held.
HAS_RECORD = "SELECT EXISTS (SELECT 1 FROM records WHERE record = ?)"

# The record was read again.
SET_SUMMARY = "UPDATE records SET summary = ?, text = ?, stale = 0 WHERE record = ?"

# The records whose text has the letters of each of these words, by area.
RECORDS_HOLDING = """
SELECT record, form, area, summary, stale FROM records
WHERE NOT EXISTS (SELECT 1 FROM json_each(?) WHERE NOT instr(records.text, value))
ORDER BY area, record
"""

# Who this tablet is.
ENROLMENT = "SELECT nonce, url, ca, name, token, device, staff FROM enrolment"

# A new home's nonce.
ADD_NONCE = "INSERT INTO enrolment (one, nonce) VALUES (1, ?) ON CONFLICT DO NOTHING"

# The server knows this tablet from now on under this token.
SET_ENROLMENT = """
UPDATE enrolment SET url = ?, ca = ?, name = ?, token = ?, device = ?, staff = ?
"""

# The tablet was given to somebody.
SET_STAFF = "UPDATE enrolment SET staff = ?"

# Forms, areas, grants and names.
BUNDLE = "SELECT etag, document FROM bundle"

# The same, as the server sent them anew.
SET_BUNDLE = """
INSERT INTO bundle (one, etag, document) VALUES (1, ?, ?)
ON CONFLICT (one) DO UPDATE SET etag = excluded.etag, document = excluded.document
"""

# When the server was last heard, and its clock.
CONTACT = "SELECT last_contact_ms, clock_offset_ms FROM contact"

# The same, learnt anew.
SET_CONTACT = "UPDATE contact SET last_contact_ms = ?, clock_offset_ms = ?"

# One answer of a form that is still open.
SET_DRAFT = """
INSERT INTO drafts (record, question, value) VALUES (?, ?, ?)
ON CONFLICT (record, question) DO UPDATE SET value = excluded.value
"""

# The open form's answers.
DRAFT = "SELECT question, value FROM drafts WHERE record = ? ORDER BY question"

# The records whose forms are open.
DRAFTED_RECORDS = "SELECT DISTINCT record FROM drafts ORDER BY record"

# The form was left: its answers are a change now.
DROP_DRAFT = "DELETE FROM drafts WHERE record = ?"

# A list was shown; the one before is forgotten.
CLEAR_LIST = "DELETE FROM last_list"

# One line of it.
ADD_TO_LIST = "INSERT INTO last_list (number, record) VALUES (?, ?)"

# The record that stood beside the number.
LISTED_RECORD = "SELECT record FROM last_list WHERE number = ?"

# The records whose id ends so; the caller says what stands before the tail.
RECORDS_BY_TAIL = """
SELECT record FROM records WHERE substr(record, -length(?1)) = ?1 ORDER BY record
"""

# Which records are held, by scope, and whether the server ever stored or listed a row of it.
RECORDS_BY_SCOPE = """
SELECT scope, record, max(seq IS NOT NULL) FROM rows GROUP BY scope, record ORDER BY scope, record
"""

# What the server has to answer before a record may be forgotten.
ROWS_TO_ANSWER = """
SELECT number, data, hash, own FROM rows
WHERE record = ? AND (own = 1 OR unlisted = 1) ORDER BY number
"""

# Whether an own row of the record has no answer yet, or one of others was not given back.
RECORD_WAITS = """
SELECT EXISTS (
  SELECT 1 FROM rows
  WHERE record = ? AND (own = 1 AND seq IS NULL AND refusal IS NULL OR unlisted = 1))
"""

# The record is given up.
DROP_ROWS = "DELETE FROM rows WHERE record = ?"

# The record was erased; an own row that waits is still to be answered.
DROP_ANSWERED_ROWS = """
DELETE FROM rows WHERE record = ? AND NOT (own = 1 AND seq IS NULL AND refusal IS NULL)
"""

# The own row that the server refused because its record was erased.
DROP_ROW = "DELETE FROM rows WHERE number = ?"

# Where a record's rows lie.
SCOPES_OF_RECORD = "SELECT DISTINCT scope FROM rows WHERE record = ?"

# The scope is nobody's here any more; it stays while a row of it is held.
DROP_SCOPE = """
DELETE FROM scopes
WHERE scope = ?1 AND NOT EXISTS (SELECT 1 FROM rows WHERE rows.scope = ?1)
"""

# What is left of it waits; the cursor says nothing of what went.
FORGET_CURSOR = "UPDATE scopes SET seq = 0, mark = x'' WHERE scope = ?"

# The names of the scopes with a cursor.
SCOPE_NAMES = "SELECT scope FROM scopes ORDER BY scope"

# The rows that count in a scope's digest.
HASHES_OF_SCOPE = "SELECT hash FROM rows WHERE scope = ? AND seq IS NOT NULL AND unlisted = 0"

# The same digest, of a scope that is known.
CORRECT_DIGEST = "UPDATE scopes SET digest = ? WHERE scope = ?"

# Enrolled anew: own rows wait again, whatever was said of them …
FORGET_ALL_OWN_NUMBERS = """
UPDATE rows SET seq = NULL, refusal = NULL, hint = NULL, kept = 0, final = 0 WHERE own = 1
"""

# … so a list shows them differently.
TOUCH_OWN_RECORDS = """
UPDATE records SET stale = 1 WHERE record IN (SELECT record FROM rows WHERE own = 1)
"""

# How the server stands to this tablet, by its last word.
STANDING = "SELECT revoked, unknown FROM contact"

# The same, learnt anew.
SET_STANDING = "UPDATE contact SET revoked = ?, unknown = ?"

# A form that only a grant naming it opens …
ADD_RESTRICTED = "INSERT INTO restricted_forms (form) VALUES (?) ON CONFLICT DO NOTHING"

# … or that any grant opens.
DROP_RESTRICTED = "DELETE FROM restricted_forms WHERE form = ?"

# All of the former that were ever heard of.
RESTRICTED = "SELECT form FROM restricted_forms ORDER BY form"
