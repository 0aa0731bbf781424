"""The protocol and the record, without I/O: no socket, file, clock or random number is used here.

Read in this order: `change` (what one act writes), `update` and `scan` (its bytes, ours and
foreign), `fold` (what many acts mean), `record` and `document` (a whole record), `gate` (what a
server lets in), `digest` (proof of equality), `messages` (what travels), `transitions`, then both
sides of a session: `server` with `office`, `intake`, `stream` and `feed`, and `tablet` with
`pushing`.
"""
