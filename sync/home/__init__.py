"""What a tablet keeps: one SQLite database in one home directory.

Read in this order: `rows` (what is kept), `store` (rows, cursors, digests, the way to the server),
`papers` (enrolment, forms and areas, drafts, clock), `index` (what a list shows without reading
every row again).

Promises: an edit is on disk before the call returns; rows and the cursor that covers them are one
commit; a home may be killed at any moment, copied, and put back from an old copy. Only bytes are
kept and counted here; what they say is `sync.core`'s business.
"""
